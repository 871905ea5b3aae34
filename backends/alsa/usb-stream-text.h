/* SPDX-License-Identifier: MIT */
#ifndef JFI_USB_STREAM_TEXT_H
#define JFI_USB_STREAM_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "topology/vec.h"

/**
 * @file
 * What /proc/asound/cardN/streamD says: which alternate settings of which interfaces the PCM
 * device D runs over. Pure.
 */

enum {
    JFI_USB_MAX_USES = 1024 /**< of a card */
};

struct jfi_usb_use {
    unsigned int device; /**< the PCM's */
    bool is_capture;
    int interface, setting;
};

/** Appends what the text of one PCM device says to a list of struct jfi_usb_use. -ENOMEM. */
int jfi_usb_stream_parse(const char *bytes, size_t size, unsigned int device, struct jfi_vec *uses);

#endif
