/* SPDX-License-Identifier: MIT */

/* faults.h: memory. Every block that counts is remembered until it is freed. */

#include "faults.h"

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What replaces the system's must be seen, unlike all else here. */
#pragma GCC visibility push(default)

/* glibc's own, below those that it lets a program replace. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *bytes, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *bytes);

#define CALLER __builtin_return_address(0)

struct block {
    const void *bytes; /* NULL: free; `gone`: was taken once */
    const void *caller;
    size_t size;
};

enum {
    BLOCKS = 1 << 18
};

static struct block blocks[BLOCKS];
static const char gone;
static int used; /* entries that are not free */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static size_t hash(const void *bytes)
{
    return (size_t)(((uintptr_t)bytes >> 4U) * 0x9E3779B97F4A7C15U >> 46U) % BLOCKS;
}

static struct block *find(const void *bytes)
{
    for (size_t i = hash(bytes); blocks[i].bytes; i = (i + 1) % BLOCKS)
        if (blocks[i].bytes == bytes)
            return &blocks[i];
    return NULL;
}

static void *remember(void *bytes, size_t size, const void *caller)
{
    size_t i = hash(bytes);

    if (!bytes || !fault_is_callers(caller))
        return bytes;
    (void)pthread_mutex_lock(&lock);
    while (blocks[i].bytes && blocks[i].bytes != &gone)
        i = (i + 1) % BLOCKS;
    /* A table that fills up forgets; the count of leaks is then too small, never too large. */
    if (used < BLOCKS / 2) {
        used += !blocks[i].bytes;
        blocks[i] = (struct block){bytes, caller, size};
    }
    (void)pthread_mutex_unlock(&lock);
    return bytes;
}

static void forget(const void *bytes)
{
    struct block *block;

    if (!bytes || !fault_run)
        return;
    (void)pthread_mutex_lock(&lock);
    block = find(bytes);
    if (block)
        block->bytes = &gone;
    (void)pthread_mutex_unlock(&lock);
}

void fault_count_blocks(void)
{
    for (size_t i = 0; i < BLOCKS; i++) {
        if (!blocks[i].bytes || blocks[i].bytes == &gone)
            continue;
        fault_run->blocks++;
        fault_place(blocks[i].caller, &fault_run->block_caller);
        fault_run->block_bytes = blocks[i].size;
    }
}

static bool is_refused(const char *name, const void *caller)
{
    if (!fault_is_due(FAULT_MEMORY, name, caller))
        return false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    return is_refused("malloc", CALLER) ? NULL : remember(__libc_malloc(size), size, CALLER);
}

void *calloc(size_t count, size_t size)
{
    return is_refused("calloc", CALLER)
               ? NULL
               : remember(__libc_calloc(count, size), count * size, CALLER);
}

static void *resize(void *bytes, size_t size, const void *caller)
{
    void *moved;

    if (is_refused("realloc", caller))
        return NULL;
    /* Forgotten first: from the call on the address may be another thread's. */
    forget(bytes);
    moved = __libc_realloc(bytes, size);
    return remember(moved, size, caller);
}

void *realloc(void *bytes, size_t size)
{
    return resize(bytes, size, CALLER);
}

void *reallocarray(void *bytes, size_t count, size_t size)
{
    return resize(bytes, count * size, CALLER);
}

void free(void *bytes)
{
    forget(bytes);
    __libc_free(bytes);
}

int posix_memalign(void **ret_bytes, size_t alignment, size_t size)
{
    void *bytes = is_refused("posix_memalign", CALLER) ? NULL : __libc_memalign(alignment, size);

    if (!bytes)
        return ENOMEM;
    *ret_bytes = remember(bytes, size, CALLER);
    return 0;
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return is_refused("aligned_alloc", CALLER)
               ? NULL
               : remember(__libc_memalign(alignment, size), size, CALLER);
}

static char *copy(const char *name, const char *text, size_t length, const void *caller)
{
    char *bytes = is_refused(name, caller) ? NULL : __libc_malloc(length + 1);

    if (!bytes)
        return NULL;
    memcpy(bytes, text, length);
    bytes[length] = '\0';
    return remember(bytes, length + 1, caller);
}

char *strdup(const char *text)
{
    return copy("strdup", text, strlen(text), CALLER);
}

char *strndup(const char *text, size_t size)
{
    return copy("strndup", text, strnlen(text, size), CALLER);
}

__attribute__((format(printf, 2, 0))) static int print(char **ret_text, const char *format,
                                                       va_list arguments, const void *caller)
{
    va_list again;
    int length;
    char *bytes;

    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    bytes = is_refused("asprintf", caller) || length < 0 ? NULL : __libc_malloc((size_t)length + 1);
    if (!bytes)
        return -1;
    (void)vsnprintf(bytes, (size_t)length + 1, format, arguments);
    *ret_text = remember(bytes, (size_t)length + 1, caller);
    return length;
}

int vasprintf(char **ret_text, const char *format, va_list arguments)
{
    return print(ret_text, format, arguments, CALLER);
}

int asprintf(char **ret_text, const char *format, ...)
{
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = print(ret_text, format, arguments, CALLER);
    va_end(arguments);
    return length;
}
