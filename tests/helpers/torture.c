/* SPDX-License-Identifier: MIT */
#include "helpers/torture.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The linker gives calls of malloc to __wrap_malloc and of __real_malloc to malloc (--wrap). */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *bytes, size_t size);
void *__real_reallocarray(void *bytes, size_t count, size_t size);
char *__real_strdup(const char *text);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *bytes, size_t size);
void *__wrap_reallocarray(void *bytes, size_t count, size_t size);
char *__wrap_strdup(const char *text);

/* Threads of the library allocate, too. */
static atomic_long countdown; /* the how manieth request from now is refused; 0 or less: none */
static atomic_bool failed;

void torture_arm(unsigned long nth)
{
    atomic_store(&failed, false);
    atomic_store(&countdown, (long)nth);
}

bool torture_has_failed(void)
{
    return atomic_load(&failed);
}

bool torture_is_due(void)
{
    if (atomic_load(&countdown) <= 0 || atomic_fetch_sub(&countdown, 1) != 1)
        return false;
    atomic_store(&failed, true);
    errno = ENOMEM;
    return true;
}

void *__wrap_malloc(size_t size)
{
    return torture_is_due() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return torture_is_due() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *bytes, size_t size)
{
    return torture_is_due() ? NULL : __real_realloc(bytes, size);
}

void *__wrap_reallocarray(void *bytes, size_t count, size_t size)
{
    return torture_is_due() ? NULL : __real_reallocarray(bytes, count, size);
}

char *__wrap_strdup(const char *text)
{
    return torture_is_due() ? NULL : __real_strdup(text);
}
