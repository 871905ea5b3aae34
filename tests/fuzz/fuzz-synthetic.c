/* SPDX-License-Identifier: MIT */

/*
 * A synthetic description, up to a NUL. It may be of a machine that cannot be, for whoever wants to
 * see what is said of it: the check has to survive that, not to find nothing.
 */

#include "machine.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *machine;

    if (asprintf(&machine, "synthetic:%.*s", (int)size, (const char *)bytes) < 0)
        return 0;
    fuzz_open(machine, false);
    free(machine);
    return 0;
}
