/* SPDX-License-Identifier: MIT */
#include "topology/vec.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void jfi_vec_fini(struct jfi_vec *vec)
{
    free(vec->items);
    vec->items = NULL;
    vec->count = vec->capacity = 0;
}

int jfi_vec_push(struct jfi_vec *vec, const void *item)
{
    if (vec->count == vec->capacity) {
        size_t capacity = vec->capacity ? vec->capacity * 2 : 16;
        void *items = reallocarray(vec->items, capacity, vec->item_size);

        if (!items)
            return -ENOMEM;
        vec->items = items;
        vec->capacity = capacity;
    }
    memcpy((char *)vec->items + vec->count * vec->item_size, item, vec->item_size);
    vec->count++;
    return 0;
}

void *jfi_vec_at(const struct jfi_vec *vec, size_t index)
{
    return (char *)vec->items + index * vec->item_size;
}

void jfi_sort(void *items, size_t count, size_t item_size,
              int (*compare)(const void *, const void *))
{
    if (count > 1)
        qsort(items, count, item_size, compare);
}
