/* SPDX-License-Identifier: MIT */
#include "media/resampler.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>

#include <libavutil/channel_layout.h>
#include <libavutil/mathematics.h>
#include <libavutil/samplefmt.h>
#include <libswresample/swresample.h>

#include "media/text.h"

struct jfi_resampler {
    struct jfi_resampler_config config;
    SwrContext *converter;
    int64_t in_frames, out_frames;
};

int jfi_resampler_new(const struct jfi_resampler_config *config,
                      struct jfi_resampler **ret_resampler)
{
    struct jfi_resampler *resampler = calloc(1, sizeof(*resampler));
    AVChannelLayout layout = {0};
    int err = 0;

    if (!resampler)
        return -ENOMEM;
    resampler->config = *config;
    av_channel_layout_default(&layout, (int)config->channel_count);
    err = swr_alloc_set_opts2(&resampler->converter, &layout, AV_SAMPLE_FMT_FLT, (int)config->to_hz,
                              &layout, AV_SAMPLE_FMT_FLT, (int)config->from_hz, JFI_LIBAV_SILENT,
                              NULL);
    if (err == 0)
        err = swr_init(resampler->converter);
    av_channel_layout_uninit(&layout);
    if (err < 0) {
        jfi_resampler_free(resampler);
        return jfi_status_from_av(err);
    }
    *ret_resampler = resampler;
    return 0;
}

struct jfi_resampler *jfi_resampler_free(struct jfi_resampler *resampler)
{
    if (!resampler)
        return NULL;
    swr_free(&resampler->converter);
    free(resampler);
    return NULL;
}

/* How many frames there may be in all. */
static int64_t get_due_frames(const struct jfi_resampler *resampler)
{
    return av_rescale(resampler->in_frames, resampler->config.to_hz, resampler->config.from_hz);
}

/* Converts into room for so many frames; returns how many it were. */
static int convert(struct jfi_resampler *resampler, const struct jfi_frame *frame, float *samples,
                   int room)
{
    const uint8_t *in = frame ? (const uint8_t *)jfi_frame_get_samples(frame) : NULL;
    const int in_count = frame ? (int)jfi_frame_get_frame_count(frame) : 0;
    uint8_t *out = (uint8_t *)samples;
    const int count = swr_convert(resampler->converter, &out, room, frame ? &in : NULL, in_count);

    return count < 0 ? jfi_status_from_av(count) : count;
}

/* The filter's end may be some frames longer or shorter than what went in: the rest is exact. */
static int count_frames(const struct jfi_resampler *resampler, bool is_rest, int made, int room)
{
    const int64_t left = get_due_frames(resampler) - resampler->out_frames;

    if (!is_rest)
        return made;
    return left < 0 ? 0 : (int)(left < room ? left : room);
}

int jfi_resampler_convert(struct jfi_resampler *resampler, const struct jfi_frame *frame,
                          struct jfi_frame **ret_frame)
{
    const size_t in_count = frame ? jfi_frame_get_frame_count(frame) : 0;
    float *samples = NULL;
    int room = 0, count = 0, err = 0;

    if (in_count > INT_MAX / 2)
        return -ENOMEM;
    room = swr_get_out_samples(resampler->converter, (int)in_count);
    if (room < 0)
        return jfi_status_from_av(room);
    if (room == 0)
        return -EAGAIN;
    samples = calloc((size_t)room * resampler->config.channel_count, sizeof(*samples));
    if (!samples)
        return -ENOMEM;
    count = convert(resampler, frame, samples, room);
    if (count >= 0) {
        resampler->in_frames += (int64_t)in_count;
        count = count_frames(resampler, !frame, count, room);
        resampler->out_frames += count;
    }
    if (count > 0)
        err = jfi_frame_new(samples, (size_t)count, resampler->config.channel_count, ret_frame);
    else
        err = count < 0 ? count : -EAGAIN;
    free(samples);
    return err;
}
