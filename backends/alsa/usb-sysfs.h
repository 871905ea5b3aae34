/* SPDX-License-Identifier: MIT */
#ifndef JFI_USB_SYSFS_H
#define JFI_USB_SYSFS_H

#include "backends/alsa/usb-descriptors.h"
#include "backends/io.h"
#include "topology/vec.h"

/**
 * @file
 * USB devices as sysfs shows them, and which of them a sound card is. Reading here wakes up no
 * hardware: the kernel keeps what it read when the device was plugged in.
 */

/**
 * The directory of the USB device that a card is on, "sys/bus/usb/devices/1-2", which the caller
 * frees; NULL: none, or it cannot be told. -ENOMEM.
 *
 * @param card_path    "proc/asound/card1": its usbbus, usbid and usbmixer tell when the link does
 *                     not, as in a recording without links.
 * @param device_path  of the card's parent device, or NULL.
 */
int jfi_usb_find(struct jfi_io *io, const char *card_path, const char *device_path,
                 char **ret_path);

/** Directories ("sys/bus/usb/devices/1-2") of all devices, an array of char *. -ENOMEM. */
int jfi_usb_list(struct jfi_io *io, struct jfi_vec *ret_paths);
void jfi_usb_list_free(struct jfi_vec *paths);

/**
 * The text of a small file without the blanks around it, which the caller frees; NULL: there is no
 * such file, or nothing in it. -ENOMEM.
 */
int jfi_usb_read_text(struct jfi_io *io, const char *directory, const char *name, char **ret_text);

/**
 * Reads the device in a directory, as it is configured. Errors: those of jfi_io_read, of
 * jfi_usb_parse; `ret_fault` is written as there, and with all others `what` is NULL.
 */
int jfi_usb_read(struct jfi_io *io, const char *directory, struct jfi_usb_device **ret_device,
                 struct jfi_usb_fault *ret_fault);

#endif
