/* SPDX-License-Identifier: MIT */

/*
 * A card of HDA codecs. The input, between NULs: text of codec 0, asound.state, an ELD of codec 0,
 * text of codec 1, configuration of the pins of codec 0.
 */

#include "machine.h"

#define CARD "proc/asound/card0"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct fuzz_rest rest = {bytes, size};
    const struct jfi_io_file files[] = {
        fuzz_take_file(&rest, CARD "/codec#0"),
        fuzz_take_file(&rest, "var/lib/alsa/asound.state"),
        fuzz_take_file(&rest, CARD "/eld#0.0"),
        fuzz_take_file(&rest, CARD "/codec#1"),
        fuzz_take_file(&rest, "sys/class/sound/hwC0D0/init_pin_configs"),
        FUZZ_TEXT(CARD "/id", "Card\n"),
        FUZZ_TEXT(CARD "/pcm0p/info", "card: 0\ndevice: 0\nstream: PLAYBACK\nid: Analog\n"),
        FUZZ_LINK("sys/class/sound/card0", "../../devices/pci0000:00/0000:00:1b.0/sound/card0"),
    };

    fuzz_open_files(files, sizeof(files) / sizeof(files[0]));
    return 0;
}
