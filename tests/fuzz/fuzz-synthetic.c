/* SPDX-License-Identifier: MIT */

/* A synthetic description, up to a NUL. */

#include "machine.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *machine;

    if (asprintf(&machine, "synthetic:%.*s", (int)size, (const char *)bytes) < 0)
        return 0;
    fuzz_open(machine);
    free(machine);
    return 0;
}
