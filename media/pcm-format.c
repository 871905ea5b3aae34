/* SPDX-License-Identifier: MIT */
#include "media/pcm-format.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct layout {
    unsigned int bytes; /* of a sample */
    unsigned int bits;  /* that mean something: the lowest of them */
    bool big_endian, is_float;
};

static const struct layout layouts[] = {
    [JFI_PCM_UNKNOWN] = {0},
    [JFI_PCM_FLOAT_LE] = {.bytes = 4, .bits = 32, .is_float = true},
    [JFI_PCM_FLOAT_BE] = {.bytes = 4, .bits = 32, .big_endian = true, .is_float = true},
    [JFI_PCM_S32_LE] = {.bytes = 4, .bits = 32},
    [JFI_PCM_S32_BE] = {.bytes = 4, .bits = 32, .big_endian = true},
    [JFI_PCM_S24_LE] = {.bytes = 4, .bits = 24},
    [JFI_PCM_S24_BE] = {.bytes = 4, .bits = 24, .big_endian = true},
    [JFI_PCM_S24_3LE] = {.bytes = 3, .bits = 24},
    [JFI_PCM_S24_3BE] = {.bytes = 3, .bits = 24, .big_endian = true},
    [JFI_PCM_S16_LE] = {.bytes = 2, .bits = 16},
    [JFI_PCM_S16_BE] = {.bytes = 2, .bits = 16, .big_endian = true},
};

size_t jfi_pcm_format_bytes(enum jfi_pcm_format format)
{
    return layouts[format].bytes;
}

static uint32_t load(const struct layout *layout, const uint8_t *bytes)
{
    uint32_t word = 0;

    for (unsigned int i = 0; i < layout->bytes; i++) {
        const unsigned int place = layout->big_endian ? layout->bytes - 1 - i : i;

        word |= (uint32_t)bytes[i] << 8 * place;
    }
    return word;
}

static float to_float(const struct layout *layout, uint32_t word)
{
    float sample = 0;

    if (layout->is_float) {
        memcpy(&sample, &word, sizeof(sample));
        return sample;
    }
    /* The sign comes from the topmost bit that means something; what is above it goes. */
    return (float)(int32_t)(word << (32 - layout->bits)) * 0x1p-31F;
}

void jfi_pcm_convert(enum jfi_pcm_format format, const void *bytes, unsigned int frame_channels,
                     size_t frame_count, float *samples, unsigned int channel_count)
{
    const struct layout *layout = &layouts[format];
    const size_t frame_bytes = (size_t)layout->bytes * frame_channels;
    const uint8_t *frame = bytes;

    for (size_t i = 0; i < frame_count; i++, frame += frame_bytes) {
        for (unsigned int c = 0; c < channel_count; c++)
            *samples++ = to_float(layout, load(layout, frame + (size_t)c * layout->bytes));
    }
}
