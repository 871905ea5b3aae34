/* SPDX-License-Identifier: MIT */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/** What libFuzzer calls with each input; returns 0. It fails by whatever the sanitizers see. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/** Fails the run when something that always holds does not. */
#define FUZZ_ASSERT(what)     \
    do {                      \
        if (!(what))          \
            __builtin_trap(); \
    } while (0)

#endif
