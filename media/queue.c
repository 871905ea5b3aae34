/* SPDX-License-Identifier: MIT */
#include "media/queue.h"

#include <errno.h>
#include <stdlib.h>

int jfi_queue_init(struct jfi_queue *queue, size_t capacity)
{
    struct jf_data_unit **units = calloc(capacity, sizeof(struct jf_data_unit *));

    if (!units)
        return -ENOMEM;
    *queue = (struct jfi_queue){.units = units, .capacity = capacity};
    return 0;
}

void jfi_queue_fini(struct jfi_queue *queue)
{
    jfi_queue_clear(queue);
    free(queue->units);
    *queue = (struct jfi_queue){0};
}

int jfi_queue_push(struct jfi_queue *queue, struct jf_data_unit *unit)
{
    if (queue->count == queue->capacity)
        return -ENOBUFS;
    queue->units[(queue->first + queue->count) % queue->capacity] = jf_data_unit_ref(unit);
    queue->count++;
    return 0;
}

struct jf_data_unit *jfi_queue_pop(struct jfi_queue *queue)
{
    struct jf_data_unit *unit = NULL;

    if (queue->count == 0)
        return NULL;
    unit = queue->units[queue->first];
    queue->first = (queue->first + 1) % queue->capacity;
    queue->count--;
    return unit;
}

const struct jf_data_unit *jfi_queue_peek(const struct jfi_queue *queue)
{
    return queue->count > 0 ? queue->units[queue->first] : NULL;
}

void jfi_queue_clear(struct jfi_queue *queue)
{
    while (queue->count > 0)
        jf_data_unit_unref(jfi_queue_pop(queue));
}
