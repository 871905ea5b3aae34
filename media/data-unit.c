/* SPDX-License-Identifier: MIT */
#include "media/data-unit.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct jf_data_unit {
    atomic_uint reference_count;
    size_t size_bytes;
    size_t capacity_bytes;
    int64_t time_ns;
    uint8_t bytes[];
};

int jf_data_unit_new(size_t capacity_bytes, struct jf_data_unit **ret_unit)
{
    struct jf_data_unit *unit = NULL;

    if (!ret_unit || capacity_bytes == 0)
        return -EINVAL;
    if (capacity_bytes > SIZE_MAX - sizeof(*unit))
        return -ENOMEM;
    unit = malloc(sizeof(*unit) + capacity_bytes);
    if (!unit)
        return -ENOMEM;
    atomic_init(&unit->reference_count, 1);
    unit->size_bytes = 0;
    unit->capacity_bytes = capacity_bytes;
    unit->time_ns = 0;
    *ret_unit = unit;
    return 0;
}

int jfi_data_unit_new_copy(const uint8_t *bytes, size_t size_bytes, int64_t time_ns,
                           struct jf_data_unit **ret_unit)
{
    struct jf_data_unit *unit = NULL;
    const int err = jf_data_unit_new(size_bytes > 0 ? size_bytes : 1, &unit);

    if (err < 0)
        return err;
    if (size_bytes > 0)
        memcpy(unit->bytes, bytes, size_bytes);
    unit->size_bytes = size_bytes;
    unit->time_ns = time_ns;
    *ret_unit = unit;
    return 0;
}

struct jf_data_unit *jf_data_unit_ref(struct jf_data_unit *unit)
{
    if (unit)
        atomic_fetch_add_explicit(&unit->reference_count, 1, memory_order_relaxed);
    return unit;
}

struct jf_data_unit *jf_data_unit_unref(struct jf_data_unit *unit)
{
    if (unit && atomic_fetch_sub_explicit(&unit->reference_count, 1, memory_order_acq_rel) == 1)
        free(unit);
    return NULL;
}

const uint8_t *jf_data_unit_get_bytes(const struct jf_data_unit *unit)
{
    return unit ? unit->bytes : NULL;
}

size_t jf_data_unit_get_size(const struct jf_data_unit *unit)
{
    return unit ? unit->size_bytes : 0;
}

size_t jf_data_unit_get_capacity(const struct jf_data_unit *unit)
{
    return unit ? unit->capacity_bytes : 0;
}

int64_t jf_data_unit_get_time_ns(const struct jf_data_unit *unit)
{
    return unit ? unit->time_ns : 0;
}

uint8_t *jf_data_unit_get_writable(struct jf_data_unit *unit)
{
    return unit ? unit->bytes : NULL;
}

int jf_data_unit_set_size(struct jf_data_unit *unit, size_t size_bytes)
{
    if (!unit || size_bytes > unit->capacity_bytes)
        return -EINVAL;
    unit->size_bytes = size_bytes;
    return 0;
}

int jf_data_unit_set_time_ns(struct jf_data_unit *unit, int64_t time_ns)
{
    if (!unit || time_ns < 0)
        return -EINVAL;
    unit->time_ns = time_ns;
    return 0;
}
