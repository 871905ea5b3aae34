/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_FRAME_H
#define JFI_MEDIA_FRAME_H

#include <stddef.h>

/** @file PCM: a reference-counted block of interleaved float samples, immutable once made. */

struct jfi_frame;

/**
 * Copies `frame_count` frames of `channel_count` samples each, fit for any encoder: clipped to
 * -1.0…1.0, and silence where the input is not a number. Errors: -ENOMEM.
 */
int jfi_frame_new(const float *samples, size_t frame_count, unsigned int channel_count,
                  struct jfi_frame **ret_frame);
struct jfi_frame *jfi_frame_ref(struct jfi_frame *frame);
struct jfi_frame *jfi_frame_unref(struct jfi_frame *frame);
const float *jfi_frame_get_samples(const struct jfi_frame *frame);
size_t jfi_frame_get_frame_count(const struct jfi_frame *frame);

#endif
