/* SPDX-License-Identifier: MIT */
#include "media/uplink/spool.h"

#include <errno.h>
#include <stdlib.h>

/* Whatever the times of units say. */
#define MAX_WAITING_BYTES ((size_t)32 << 20)
#define FIRST_CAPACITY    64

static struct jfi_spool_entry *get_entry(const struct jfi_spool *spool, size_t index)
{
    return &spool->entries[(spool->first + index) % spool->capacity];
}

static void free_entry(struct jfi_spool_entry *entry)
{
    jf_data_unit_unref(entry->unit);
    jf_data_unit_unref(entry->header);
    *entry = (struct jfi_spool_entry){0};
}

void jfi_spool_fini(struct jfi_spool *spool)
{
    for (size_t i = 0; i < spool->count; i++)
        free_entry(get_entry(spool, i));
    jf_data_unit_unref(spool->header);
    free(spool->entries);
    *spool = (struct jfi_spool){0};
}

static int grow(struct jfi_spool *spool)
{
    const size_t capacity = spool->capacity ? spool->capacity * 2 : FIRST_CAPACITY;
    struct jfi_spool_entry *entries = calloc(capacity, sizeof(*entries));

    if (!entries)
        return -ENOMEM;
    for (size_t i = 0; i < spool->count; i++)
        entries[i] = *get_entry(spool, i);
    free(spool->entries);
    spool->entries = entries;
    spool->capacity = capacity;
    spool->first = 0;
    return 0;
}

/* ---- the gap --------------------------------------------------------------------------------- */

static void lose(struct jfi_spool *spool, struct jfi_spool_entry *entry)
{
    spool->gap.unit_count++;
    if (entry->end_ns >= 0)
        spool->gap.time_ns += entry->end_ns - entry->begin_ns;
    else
        spool->last_was_lost = true;
    free_entry(entry);
}

static void pop_front(struct jfi_spool *spool)
{
    spool->first = (spool->first + 1) % spool->capacity;
    spool->count--;
    spool->flight_count--;
}

/* The oldest that waits; what is in flight before it moves up. */
static void lose_oldest(struct jfi_spool *spool)
{
    struct jfi_spool_entry *oldest = get_entry(spool, spool->flight_count);

    spool->byte_count -= jf_data_unit_get_size(oldest->unit);
    lose(spool, oldest);
    for (size_t i = spool->flight_count; i > 0; i--)
        *get_entry(spool, i) = *get_entry(spool, i - 1);
    *get_entry(spool, 0) = (struct jfi_spool_entry){0};
    spool->first = (spool->first + 1) % spool->capacity;
    spool->count--;
}

static void lose_newest(struct jfi_spool *spool)
{
    struct jfi_spool_entry *newest = get_entry(spool, spool->count - 1);

    spool->byte_count -= jf_data_unit_get_size(newest->unit);
    lose(spool, newest);
    spool->count--;
}

void jfi_spool_clear(struct jfi_spool *spool)
{
    while (spool->flight_count > 0) {
        lose(spool, get_entry(spool, 0));
        pop_front(spool);
    }
    while (spool->count > 0)
        lose_oldest(spool);
}

/* ---- in -------------------------------------------------------------------------------------- */

void jfi_spool_set_header(struct jfi_spool *spool, struct jf_data_unit *header)
{
    jf_data_unit_unref(spool->header);
    spool->header = jf_data_unit_ref(header);
    spool->has_time = false;
}

/* Where a unit begins in the whole, whose time never falls; tells the one before where it ends. */
static int64_t advance(struct jfi_spool *spool, int64_t time_ns)
{
    const int64_t step_ns =
        spool->has_time && time_ns > spool->last_time_ns ? time_ns - spool->last_time_ns : 0;

    spool->position_ns += step_ns;
    spool->last_time_ns = time_ns;
    spool->has_time = true;
    if (spool->last_was_lost)
        spool->gap.time_ns += step_ns;
    else if (spool->count > 0)
        get_entry(spool, spool->count - 1)->end_ns = spool->position_ns;
    spool->last_was_lost = false;
    return spool->position_ns;
}

static bool is_too_much(const struct jfi_spool *spool)
{
    return jfi_spool_get_waiting_count(spool) > 1 &&
           (jfi_spool_get_waiting_ns(spool) > spool->limit_ns ||
            spool->byte_count > MAX_WAITING_BYTES);
}

void jfi_spool_push(struct jfi_spool *spool, struct jf_data_unit *unit)
{
    const int64_t begin_ns = advance(spool, jf_data_unit_get_time_ns(unit));

    if (spool->count == spool->capacity && grow(spool) < 0) {
        spool->gap.unit_count++;
        spool->last_was_lost = true;
        return;
    }
    *get_entry(spool, spool->count) =
        (struct jfi_spool_entry){.unit = jf_data_unit_ref(unit),
                                 .header = jf_data_unit_ref(spool->header),
                                 .begin_ns = begin_ns,
                                 .end_ns = -1};
    spool->count++;
    spool->byte_count += jf_data_unit_get_size(unit);
    while (is_too_much(spool)) {
        if (spool->drop_newest)
            lose_newest(spool);
        else
            lose_oldest(spool);
    }
}

/* ---- out ------------------------------------------------------------------------------------- */

bool jfi_spool_take(struct jfi_spool *spool, struct jf_data_unit **ret_unit,
                    struct jf_data_unit **ret_header)
{
    struct jfi_spool_entry *entry = NULL;

    if (spool->flight_count == spool->count)
        return false;
    entry = get_entry(spool, spool->flight_count++);
    spool->byte_count -= jf_data_unit_get_size(entry->unit);
    *ret_unit = jf_data_unit_ref(entry->unit);
    *ret_header = jf_data_unit_ref(entry->header);
    return true;
}

void jfi_spool_mark(struct jfi_spool *spool, uint64_t end_offset)
{
    if (spool->flight_count > 0)
        get_entry(spool, spool->flight_count - 1)->end_offset = end_offset;
}

void jfi_spool_confirm(struct jfi_spool *spool, uint64_t arrived_offset)
{
    while (spool->flight_count > 0) {
        struct jfi_spool_entry *entry = get_entry(spool, 0);

        if (entry->end_offset == 0 || entry->end_offset > arrived_offset)
            return;
        spool->arrived_unit_count++;
        spool->arrived_byte_count += jf_data_unit_get_size(entry->unit);
        free_entry(entry);
        pop_front(spool);
    }
}

void jfi_spool_rewind(struct jfi_spool *spool, uint64_t arrived_offset, uint64_t left_offset)
{
    jfi_spool_confirm(spool, arrived_offset);
    while (spool->flight_count > 0) {
        struct jfi_spool_entry *entry = get_entry(spool, 0);

        if (entry->end_offset == 0 || entry->end_offset > left_offset)
            break;
        lose(spool, entry);
        pop_front(spool);
    }
    for (size_t i = 0; i < spool->flight_count; i++) {
        get_entry(spool, i)->end_offset = 0;
        spool->byte_count += jf_data_unit_get_size(get_entry(spool, i)->unit);
    }
    spool->flight_count = 0;
}

int64_t jfi_spool_get_waiting_ns(const struct jfi_spool *spool)
{
    if (spool->flight_count == spool->count)
        return 0;
    return get_entry(spool, spool->count - 1)->begin_ns -
           get_entry(spool, spool->flight_count)->begin_ns;
}

size_t jfi_spool_get_waiting_count(const struct jfi_spool *spool)
{
    return spool->count - spool->flight_count;
}
