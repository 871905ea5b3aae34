/* SPDX-License-Identifier: MIT */
#include "topology/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    BLOCK_BYTES = 4096 - 64
};

struct jfi_arena_block {
    struct jfi_arena_block *older;
    size_t used, size;
    max_align_t data[];
};

void jfi_arena_fini(struct jfi_arena *arena)
{
    struct jfi_arena_block *block = arena->newest;

    while (block) {
        struct jfi_arena_block *older = block->older;

        free(block);
        block = older;
    }
    arena->newest = NULL;
}

static struct jfi_arena_block *add_block(struct jfi_arena *arena, size_t bytes)
{
    size_t size = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
    struct jfi_arena_block *block;

    if (size > SIZE_MAX - sizeof(*block))
        return NULL;
    block = malloc(sizeof(*block) + size);
    if (!block)
        return NULL;
    block->older = arena->newest;
    block->used = 0;
    block->size = size;
    arena->newest = block;
    return block;
}

static void *take(struct jfi_arena *arena, size_t bytes, size_t alignment)
{
    struct jfi_arena_block *block = arena->newest;
    size_t start = block ? (block->used + alignment - 1) & ~(alignment - 1) : 0;

    if (!block || start > block->size || block->size - start < bytes) {
        block = add_block(arena, bytes);
        if (!block)
            return NULL;
        start = 0;
    }
    block->used = start + bytes;
    return (char *)block->data + start;
}

void *jfi_arena_alloc(struct jfi_arena *arena, size_t count, size_t size)
{
    void *bytes;

    if (size && count > SIZE_MAX / size)
        return NULL;
    bytes = take(arena, count * size, _Alignof(max_align_t));
    return bytes ? memset(bytes, 0, count * size) : NULL;
}

char *jfi_arena_dup(struct jfi_arena *arena, const char *text)
{
    size_t size = text ? strlen(text) + 1 : 0;
    char *copy = text ? take(arena, size, 1) : NULL;

    return copy ? memcpy(copy, text, size) : NULL;
}
