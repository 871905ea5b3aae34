/* SPDX-License-Identifier: MIT */
#include "tree-order.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

static int compare_places(const void *a, const void *b)
{
    const struct place *left = a, *right = b;
    uintptr_t left_address = (uintptr_t)left->part, right_address = (uintptr_t)right->part;

    return (left_address > right_address) - (left_address < right_address);
}

/* Its index, or the number of parts when it is none of them. */
static size_t index_of(const struct order *order, const struct jf_part *part)
{
    const struct place key = {.part = part};
    const struct place *found =
        bsearch(&key, order->places, order->count, sizeof(key), compare_places);

    return found ? found->index : order->count;
}

/* Puts a part in order; those that waited for it alone come next, so that chains stay together. */
static void place(struct order *order, size_t index)
{
    const struct jf_part *part = order->parts[index];
    const struct jf_link *link;

    order->sorted[order->sorted_count++] = part;
    order->waiting[index] = SIZE_MAX;
    for (size_t i = jf_part_get_outgoing_count(part); i > 0; i--) {
        size_t next;

        if (jf_part_get_outgoing(part, i - 1, &link))
            continue;
        next = index_of(order, jf_link_get_to(link));
        if (next < order->count && order->waiting[next] != SIZE_MAX && order->waiting[next] > 0 &&
            --order->waiting[next] == 0)
            order->stack[order->depth++] = next;
    }
}

static void place_from(struct order *order, size_t index)
{
    if (order->waiting[index] == SIZE_MAX)
        return;
    place(order, index);
    while (order->depth > 0) {
        size_t next = order->stack[--order->depth];

        if (order->waiting[next] != SIZE_MAX)
            place(order, next);
    }
}

/* Where to enter what only cycles feed: where the signal has come to, if anywhere. */
static size_t next_in_cycle(const struct order *order)
{
    size_t first = order->count;

    for (size_t i = order->count; i > 0; i--) {
        if (order->waiting[i - 1] == SIZE_MAX)
            continue;
        if (order->waiting[i - 1] < jf_part_get_incoming_count(order->parts[i - 1]))
            return i - 1;
        first = i - 1;
    }
    return first;
}

static void sort_parts(struct order *order)
{
    for (size_t i = 0; i < order->count; i++) {
        if (jf_part_get_incoming_count(order->parts[i]) == 0)
            place_from(order, i);
    }
    while (order->sorted_count < order->count)
        place_from(order, next_in_cycle(order));
}

void order_fini(struct order *order)
{
    free(order->places);
    free(order->parts);
    free(order->waiting);
    free(order->stack);
    free(order->sorted);
}

/* One item more than needed each: no size is 0. A part is on the stack at most once. */
static int allocate(struct order *order, size_t count)
{
    *order = (struct order){
        .places = calloc(count + 1, sizeof(struct place)),
        .parts = calloc(count + 1, sizeof(const struct jf_part *)),
        .waiting = calloc(count + 1, sizeof(size_t)),
        .stack = calloc(count + 1, sizeof(size_t)),
        .sorted = calloc(count + 1, sizeof(const struct jf_part *)),
    };
    if (order->places && order->parts && order->waiting && order->stack && order->sorted)
        return 0;
    order_fini(order);
    return -ENOMEM;
}

int order_init(struct order *order, const struct jf_device *device)
{
    const struct jf_part *part;
    int status = allocate(order, jf_device_get_part_count(device));

    if (status)
        return status;
    for (size_t i = 0; jf_device_get_part(device, i, &part) == 0; i++) {
        order->places[i] = (struct place){.part = part, .index = i};
        order->parts[i] = part;
        order->waiting[i] = jf_part_get_incoming_count(part);
        order->count++;
    }
    qsort(order->places, order->count, sizeof(*order->places), compare_places);
    sort_parts(order);
    return 0;
}
