/* SPDX-License-Identifier: MIT */
#ifndef JFI_VEC_H
#define JFI_VEC_H

#include <stddef.h>

/** An array that grows. Zeroed but for `item_size` it is empty and ready. */
struct jfi_vec {
    void *items;
    size_t item_size;
    size_t count, capacity;
};

void jfi_vec_fini(struct jfi_vec *vec);
/** Appends a copy of one item. -ENOMEM leaves the array as it was. */
int jfi_vec_push(struct jfi_vec *vec, const void *item);
void *jfi_vec_at(const struct jfi_vec *vec, size_t index);

/** qsort that accepts an empty array without an address. */
void jfi_sort(void *items, size_t count, size_t item_size,
              int (*compare)(const void *, const void *));

#endif
