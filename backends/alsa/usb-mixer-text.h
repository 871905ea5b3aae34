/* SPDX-License-Identifier: MIT */
#ifndef JFI_USB_MIXER_TEXT_H
#define JFI_USB_MIXER_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "topology/vec.h"

/**
 * @file
 * What /proc/asound/cardN/usbmixer says: which control element acts on which unit of the device.
 * Pure.
 */

enum {
    JFI_USB_MAX_CONTROLS = 1024 /**< of a card */
};

/** What the element's values are. */
enum jfi_usb_value {
    JFI_USB_VALUE_UNKNOWN = 0,
    JFI_USB_VALUE_BOOLEAN,
    JFI_USB_VALUE_NUMBER,
};

struct jfi_usb_control {
    int interface;     /**< of the AudioControl interface */
    unsigned int unit; /**< the entity's id; 0 and others that no entity has are made up */
    int selector;      /**< which of the unit's controls; -1: not told */
    const char *name;  /**< not NULL */
    unsigned int index;
    enum jfi_usb_value value;
    bool has_db; /**< what follows is told, in millibel */
    int64_t db_min, db_max;
};

struct jfi_usb_mixer {
    int64_t product_id;      /**< vendor << 16 | product; -1: not told */
    struct jfi_vec controls; /**< struct jfi_usb_control, in the order of the text */
    size_t fault_line;       /**< the first line that could not be read, from 1; 0: none */
    char *text;              /**< what the strings point into */
};

/** Reads a text; the caller empties it with jfi_usb_mixer_fini. -ENOMEM. */
int jfi_usb_mixer_parse(const char *bytes, size_t size, struct jfi_usb_mixer *ret_mixer);
/** Also of a zeroed one. */
void jfi_usb_mixer_fini(struct jfi_usb_mixer *mixer);

#endif
