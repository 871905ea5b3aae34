/* SPDX-License-Identifier: MIT */
#include "media/frame.h"

#include <errno.h>
#include <math.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

struct jfi_frame {
    atomic_uint reference_count;
    size_t frame_count;
    float samples[];
};

static float clean(float sample)
{
    return isnan(sample) ? 0.0F : fminf(fmaxf(sample, -1.0F), 1.0F);
}

int jfi_frame_new(const float *samples, size_t frame_count, unsigned int channel_count,
                  struct jfi_frame **ret_frame)
{
    struct jfi_frame *frame = NULL;
    const size_t max_count = (SIZE_MAX - sizeof(*frame)) / sizeof(float) / channel_count;

    if (frame_count > max_count)
        return -ENOMEM;
    frame = malloc(sizeof(*frame) + frame_count * channel_count * sizeof(float));
    if (!frame)
        return -ENOMEM;
    atomic_init(&frame->reference_count, 1);
    frame->frame_count = frame_count;
    for (size_t i = 0; i < frame_count * channel_count; i++)
        frame->samples[i] = clean(samples[i]);
    *ret_frame = frame;
    return 0;
}

struct jfi_frame *jfi_frame_ref(struct jfi_frame *frame)
{
    if (frame)
        atomic_fetch_add_explicit(&frame->reference_count, 1, memory_order_relaxed);
    return frame;
}

struct jfi_frame *jfi_frame_unref(struct jfi_frame *frame)
{
    if (frame && atomic_fetch_sub_explicit(&frame->reference_count, 1, memory_order_acq_rel) == 1)
        free(frame);
    return NULL;
}

const float *jfi_frame_get_samples(const struct jfi_frame *frame)
{
    return frame->samples;
}

size_t jfi_frame_get_frame_count(const struct jfi_frame *frame)
{
    return frame->frame_count;
}
