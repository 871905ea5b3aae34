/* SPDX-License-Identifier: MIT */
#ifndef JFI_USB_NAMES_H
#define JFI_USB_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "backends/alsa/usb-descriptors.h"

/**
 * @file
 * Words for the numbers in descriptors; static strings. A terminal's type says what its maker has
 * typed, not what is soldered there.
 */

/** "Microphone", "Line connector" …; NULL: no type of the class. */
const char *jfi_usb_terminal_name(unsigned int type);
/** "Dynamic range compressor" …; NULL: the code of a vendor, or none. */
const char *jfi_usb_process_name(enum jfi_usb_version version, const struct jfi_usb_entity *entity);
/** "headset", "pro audio" …; NULL: not told. */
const char *jfi_usb_category_name(int category);

/** What people call the thing at a terminal: "Headset microphone" of a pair, else as the type. */
const char *jfi_usb_endpoint_name(const struct jfi_usb_function *function,
                                  const struct jfi_usb_entity *terminal);

#endif
