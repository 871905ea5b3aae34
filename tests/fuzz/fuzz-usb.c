/* SPDX-License-Identifier: MIT */

/*
 * A card that is a USB device. The input: usbmixer, stream0 and asound.state, each up to a NUL;
 * the descriptors are what follows.
 */

#include "machine.h"

#define CARD   "proc/asound/card0"
#define DEVICE "sys/bus/usb/devices/1-1"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct fuzz_rest rest = {bytes, size};
    const struct jfi_io_file files[] = {
        fuzz_take_file(&rest, CARD "/usbmixer"),
        fuzz_take_file(&rest, CARD "/stream0"),
        fuzz_take_file(&rest, "var/lib/alsa/asound.state"),
        FUZZ_FILE(DEVICE "/descriptors", rest.bytes, rest.size),
        FUZZ_TEXT(DEVICE "/bConfigurationValue", "1\n"),
        FUZZ_TEXT(CARD "/id", "Card\n"),
        FUZZ_LINK("sys/class/sound/card0",
                  "../../devices/pci0000:00/0000:00:05.0/usb1/1-1/1-1:1.0/sound/card0"),
    };

    fuzz_open_files(files, sizeof(files) / sizeof(files[0]));
    return 0;
}
