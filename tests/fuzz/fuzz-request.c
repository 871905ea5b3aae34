/* SPDX-License-Identifier: MIT */

/* What a player asks for: the method in the first line, then a Pragma header's value in each. */

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "media/network/mmsh.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct jfi_mmsh_pragmas pragmas = {.plays = false};
    char *text = malloc(size + 1), *rest = text, *method = NULL, *line = NULL;

    if (!text)
        return 0;
    memcpy(text, bytes, size);
    text[size] = '\0';
    method = strsep(&rest, "\n");
    while ((line = strsep(&rest, "\n")))
        jfi_mmsh_read_pragma(&pragmas, line);
    switch (jfi_mmsh_classify(method, &pragmas)) {
    case JFI_MMSH_PLAY:
        FUZZ_ASSERT(pragmas.plays);
        break;
    case JFI_MMSH_DESCRIBE:
        FUZZ_ASSERT(!pragmas.plays && !pragmas.other);
        break;
    case JFI_MMSH_OTHER:
        break;
    }
    (void)jfi_mmsh_is_player(method);
    free(text);
    return 0;
}
