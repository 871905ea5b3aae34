/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_PCM_FORMAT_H
#define JFI_MEDIA_PCM_FORMAT_H

#include <stddef.h>

/** @file How a PCM writes a sample, and what it is as a float. */

enum jfi_pcm_format {
    JFI_PCM_UNKNOWN = 0,
    JFI_PCM_FLOAT_LE,
    JFI_PCM_FLOAT_BE,
    JFI_PCM_S32_LE,
    JFI_PCM_S32_BE,
    JFI_PCM_S24_LE, /**< the low three of four bytes; the fourth may hold anything */
    JFI_PCM_S24_BE,
    JFI_PCM_S24_3LE, /**< three bytes */
    JFI_PCM_S24_3BE,
    JFI_PCM_S16_LE,
    JFI_PCM_S16_BE,
};

size_t jfi_pcm_format_bytes(enum jfi_pcm_format format);

/**
 * Takes the first `channel_count` channels of frames that have `frame_channels`. Full scale is
 * -1.0…1.0, exact for up to 24 bits.
 */
void jfi_pcm_convert(enum jfi_pcm_format format, const void *bytes, unsigned int frame_channels,
                     size_t frame_count, float *samples, unsigned int channel_count);

#endif
