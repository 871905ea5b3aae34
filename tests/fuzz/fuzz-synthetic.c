/* SPDX-License-Identifier: MIT */

/*
 * A synthetic description, up to a NUL. It may be of a machine that cannot be, for whoever wants to
 * see what is said of it: the check has to survive that, not to find nothing.
 */

#include "machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_CHAINED = 10000 /* longer chains are long work, and nothing new */
};

static bool has_long_chain(const char *machine)
{
    static const char word[] = "chain*";

    while ((machine = strstr(machine, word))) {
        machine += strlen(word);
        if (strtoull(machine, NULL, 10) > MAX_CHAINED)
            return true;
    }
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *machine;

    if (asprintf(&machine, "synthetic:%.*s", (int)size, (const char *)bytes) < 0)
        return 0;
    if (!has_long_chain(machine))
        fuzz_open(machine, false);
    free(machine);
    return 0;
}
