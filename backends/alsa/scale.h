/* SPDX-License-Identifier: MIT */
#ifndef JFI_ALSA_SCALE_H
#define JFI_ALSA_SCALE_H

#include "backends/alsa/elem.h"

/** @file The decibels that stand for the raw values of an element: ALSA's TLV. */

/**
 * Looks for a scale in what an element tells of itself, and notes it in the element, whose range is
 * known. Without one that makes sense the element stays as it is. -ENOMEM.
 */
int jfi_scale_take(unsigned int *tlv, size_t size_bytes, struct jfi_arena *arena,
                   struct jfi_elem *elem);

/**
 * The level in millibel of a raw value of an element with a scale; INT64_MIN is silence. -ERANGE:
 * the scale leaves it out.
 */
int jfi_scale_level_of(const struct jfi_elem *elem, int64_t raw, int64_t *ret_millibel);

/**
 * The raw value of a level in millibel, or the next quieter one; the quietest of all where none is
 * quiet enough, and for INT64_MIN.
 */
int64_t jfi_scale_raw_of(const struct jfi_elem *elem, int64_t millibel);

#endif
