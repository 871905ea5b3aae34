/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_RESAMPLER_H
#define JFI_MEDIA_RESAMPLER_H

#include <stdbool.h>

#include "media/frame.h"

/**
 * @file
 * Frames of one rate in, frames of another out. What comes out lasts as long as what went in, and
 * begins with it: the delay of the filter is not in it.
 */

struct jfi_resampler;

struct jfi_resampler_config {
    unsigned int from_hz, to_hz, channel_count;
};

/** Errors: -ENOMEM and what libswresample answers. */
int jfi_resampler_new(const struct jfi_resampler_config *config,
                      struct jfi_resampler **ret_resampler);
struct jfi_resampler *jfi_resampler_free(struct jfi_resampler *resampler);

/**
 * What can be made of this frame and those before. NULL: no more come, this is the rest.
 * -EAGAIN: nothing yet, or there is no rest; other: it is broken.
 */
int jfi_resampler_convert(struct jfi_resampler *resampler, const struct jfi_frame *frame,
                          struct jfi_frame **ret_frame);

#endif
