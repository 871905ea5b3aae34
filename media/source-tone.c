/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <math.h>
#include <stdbool.h>

#include "media/clock.h"
#include "media/source.h"

#define AMPLITUDE    0.1 /* -20 dBFS */
#define MIN_RATE_HZ  8000
#define MAX_RATE_HZ  192000
#define MAX_CHANNELS 8

struct tone {
    /* Fractions of a turn, 2^64 to one: they wrap without an error that could add up. */
    uint64_t phase, phase_step;
    bool paced, started;
    int64_t start_ns;
    int64_t given_frames;
};

static int read_tone(struct jf_source *source, float *samples, size_t max_frames)
{
    struct tone *tone = jfi_source_get_priv(source);
    const unsigned int rate_hz = jf_source_get_rate_hz(source);
    const unsigned int channels = jf_source_get_channel_count(source);
    const size_t block = rate_hz / JFI_SOURCE_BLOCKS_PER_SECOND;
    const size_t count = max_frames < block ? max_frames : block;

    for (size_t i = 0; i < count; i++) {
        const double turns = ldexp((double)tone->phase, -64);
        const float sample = (float)(AMPLITUDE * sin(2 * M_PI * turns));

        for (unsigned int c = 0; c < channels; c++)
            samples[i * channels + c] = sample;
        tone->phase += tone->phase_step;
    }
    if (!tone->started)
        tone->start_ns = jfi_clock_now_ns();
    tone->started = true;
    tone->given_frames += (int64_t)count;
    if (tone->paced)
        jfi_clock_sleep_until_ns(tone->start_ns +
                                 jfi_clock_frames_to_ns(tone->given_frames, rate_hz));
    return (int)count;
}

static const struct jfi_source_ops tone_ops = {
    .name = "tone",
    .priv_size = sizeof(struct tone),
    .read = read_tone,
    .close = NULL,
};

int jf_source_new_tone(double frequency_hz, unsigned int rate_hz, unsigned int channel_count,
                       enum jf_pace pace, struct jf_source **ret_source)
{
    struct jf_source *source = NULL;
    struct tone *tone = NULL;
    int err = 0;

    if (!ret_source || rate_hz < MIN_RATE_HZ || rate_hz > MAX_RATE_HZ || channel_count < 1 ||
        channel_count > MAX_CHANNELS)
        return -EINVAL;
    if (!(frequency_hz >= 1 && frequency_hz <= rate_hz / 2.0))
        return -EINVAL;
    if (pace != JF_PACE_REAL_TIME && pace != JF_PACE_FAST)
        return -EINVAL;
    err = jfi_source_new(&tone_ops, rate_hz, channel_count, &source);
    if (err < 0)
        return err;
    tone = jfi_source_get_priv(source);
    tone->phase_step = (uint64_t)ldexp(frequency_hz / rate_hz, 64);
    tone->paced = pace == JF_PACE_REAL_TIME;
    *ret_source = source;
    return 0;
}
