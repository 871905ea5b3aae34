/* SPDX-License-Identifier: MIT */
#ifndef JFI_ARENA_H
#define JFI_ARENA_H

#include <stddef.h>

/** Memory that is freed all at once: what a frozen description is made of. */

struct jfi_arena_block;

struct jfi_arena {
    struct jfi_arena_block *newest;
};

/** A zeroed arena is empty and ready. */
void jfi_arena_fini(struct jfi_arena *arena);
/** Zeroed, aligned for any type; NULL when out of memory or when count * size overflows. */
void *jfi_arena_alloc(struct jfi_arena *arena, size_t count, size_t size);
/** Copy of a string; NULL for NULL, and when out of memory. */
char *jfi_arena_dup(struct jfi_arena *arena, const char *text);

#endif
