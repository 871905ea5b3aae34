/* SPDX-License-Identifier: MIT */

/* A card with an AC'97 codec. The input, between NULs: its text, its registers, asound.state. */

#include "machine.h"

#define CARD "proc/asound/card0"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct fuzz_rest rest = {bytes, size};
    const struct jfi_io_file files[] = {
        fuzz_take_file(&rest, CARD "/codec97#0/ac97#0-0"),
        fuzz_take_file(&rest, CARD "/codec97#0/ac97#0-0+regs"),
        fuzz_take_file(&rest, "var/lib/alsa/asound.state"),
        FUZZ_TEXT(CARD "/id", "Card\n"),
        FUZZ_TEXT(CARD "/pcm0p/info", "card: 0\ndevice: 0\nstream: PLAYBACK\nid: AC97\n"),
        FUZZ_LINK("sys/class/sound/card0", "../../devices/pci0000:00/0000:00:06.0/sound/card0"),
    };

    fuzz_open_files(files, sizeof(files) / sizeof(files[0]));
    return 0;
}
