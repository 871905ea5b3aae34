/* SPDX-License-Identifier: MIT */

/* What looking at every sample for faults and levels costs. */

#include <math.h>
#include <stdio.h>

#include <jackfield/media.h>

#include "bench.h"
#include "media/health.h"

enum {
    RATE_HZ = 48000,
    BLOCK_FRAMES = RATE_HZ / 50,
    BLOCKS = 20000,
    SOUNDS = 4,
};

/* -1, 0 or 1, without a pattern. */
static int next_step(void)
{
    static uint32_t state = 1;

    state = state * 1664525 + 1013904223;
    return (int)((state >> 16) % 3) - 1;
}

static void fill(float *samples, size_t count, unsigned int channel_count, int sound)
{
    for (size_t i = 0; i < count; i++) {
        const size_t frame = i / channel_count;
        const double tone = sin(2 * M_PI * 440 / RATE_HZ * (double)frame);

        if (sound == 0)
            samples[i] = 0;
        else if (sound == 1)
            samples[i] = (float)(0.5 * tone);
        else if (sound == 2)
            samples[i] = (float)fmin(1, fmax(-1, 4 * tone));
        else
            samples[i] = (float)next_step() / 32768; /* what a converter gives of nothing */
    }
}

static double measure_ns(const struct jf_signal_limits *limits, unsigned int channel_count,
                         const float *samples)
{
    struct jfi_status_queue *statuses = NULL;
    struct jfi_health *health = NULL;
    int64_t start_ns;

    bench_need(jfi_status_queue_new(&statuses), "a queue");
    bench_need(jfi_health_new(RATE_HZ, channel_count, statuses, &health), "a detector");
    jfi_health_set_limits(health, limits);
    start_ns = bench_now_ns();
    for (int i = 0; i < BLOCKS; i++)
        jfi_health_take(health, samples, BLOCK_FRAMES);
    start_ns = bench_now_ns() - start_ns;
    jfi_health_free(health);
    jfi_status_queue_unref(statuses);
    return (double)start_ns / BLOCKS / BLOCK_FRAMES;
}

static void measure(const char *what, const struct jf_signal_limits *limits)
{
    static const char *const sounds[SOUNDS] = {"silence", "tone", "clipped tone", "noise of 1 bit"};
    static float samples[BLOCK_FRAMES * 8];

    for (unsigned int channels = 1; channels <= 8; channels = channels == 1 ? 2 : channels * 4) {
        for (int sound = 0; sound < SOUNDS; sound++) {
            char name[64];

            fill(samples, (size_t)BLOCK_FRAMES * channels, channels, sound);
            (void)snprintf(name, sizeof(name), "signal-%s-%u-channels", what, channels);
            bench_print(name, measure_ns(limits, channels, samples), "ns/frame", sounds[sound]);
        }
    }
}

int main(void)
{
    struct jf_signal_limits limits;

    jf_signal_limits_init(&limits);
    measure("levels", NULL);
    measure("faults", &limits);
    limits.silence_level_dbfs = -60;
    measure("faults-60-dBFS", &limits);
    return 0;
}
