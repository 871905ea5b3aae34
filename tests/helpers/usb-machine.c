/* SPDX-License-Identifier: MIT */
#include "helpers/usb-machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

void usb_machine(const struct recording *recording, const struct usb_bytes *usb)
{
    static const char link_path[] = "sys/class/sound/card1";
    struct stat facts;

    recording_write(recording, USB_CARD "/id", "Usb\n");
    if (lstat(recording_path(recording, link_path), &facts) != 0)
        recording_link(recording, link_path,
                       "../../devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/sound/card1");
    recording_write_bytes(recording, USB_PATH "/descriptors", usb->bytes, usb->size);
    recording_write(recording, USB_PATH "/bConfigurationValue", "1\n");
    recording_write(recording, USB_PATH "/manufacturer", "Acme\n");
    recording_write(recording, USB_PATH "/product", "Mumble\n");
}

/* Writes a file of two texts. */
static void write_both(const struct recording *recording, const char *path, const char *head,
                       const char *rest, const char *end)
{
    char *text;

    assert_true(asprintf(&text, "%s%s%s", head, rest, end) > 0);
    recording_write(recording, path, text);
    free(text);
}

void usb_machine_mixer(const struct recording *recording, const char *elements)
{
    write_both(recording, USB_CARD "/usbmixer",
               "USB Mixer: usb_id=0x046d082d, ctrlif=0, ctlerr=0\n"
               "Card: Acme Mumble at usb-0000:00:14.0-2, high speed\n",
               elements, "");
}

void usb_machine_state(const struct recording *recording, const char *elements)
{
    write_both(recording, "var/lib/alsa/asound.state", "state.Usb {\n", elements, "}\n");
}

static int print_direction(char *text, size_t size, const char *direction, int interface)
{
    if (interface < 0)
        return 0;
    return snprintf(text, size,
                    "\n%s:\n  Status: Stop\n  Interface %d\n    Altset 1\n"
                    "    Format: S16_LE\n    Channels: 2\n",
                    direction, interface);
}

void usb_machine_stream(const struct recording *recording, unsigned int device,
                        int playback_interface, int capture_interface)
{
    char text[512], path[64];
    int length = snprintf(text, sizeof(text), "Acme Mumble at usb-0000:00:14.0-2 : USB Audio\n");

    length += print_direction(text + length, sizeof(text) - (size_t)length, "Playback",
                              playback_interface);
    (void)print_direction(text + length, sizeof(text) - (size_t)length, "Capture",
                          capture_interface);
    (void)snprintf(path, sizeof(path), USB_CARD "/stream%u", device);
    recording_write(recording, path, text);
}
