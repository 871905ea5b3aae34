/* SPDX-License-Identifier: MIT */

/* A machine of which only pw-dump tells. */

#include "machine.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const struct jfi_io_file files[] = {FUZZ_FILE("pipewire/pw-dump.json", bytes, size)};

    fuzz_open_files(files, 1);
    return 0;
}
