/* SPDX-License-Identifier: MIT */
#ifndef TESTS_SOAK_NEED_H
#define TESTS_SOAK_NEED_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/** What the soak cannot do without; without it, it proves nothing. */
static inline void need(bool holds, const char *what)
{
    if (holds)
        return;
    (void)fprintf(stderr, "soak: %s\n", what);
    exit(3);
}

#endif
