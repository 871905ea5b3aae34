/* SPDX-License-Identifier: MIT */
#include "media/meter.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

#include "media/clock.h"

struct jfi_meter {
    atomic_uint reference_count;
    unsigned int rate_hz;
    uint32_t expected_bit_rate;

    uint64_t input_frames, dropped_frames, dropped_bytes;
    uint64_t bytes, frames;

    /* the second that is being counted, of the audio */
    uint64_t second_bytes, second_frames;
    uint32_t current_bit_rate;

    /* the same, of the clock; what the first call brought was there before */
    bool has_input;
    uint64_t first_frames;
    int64_t first_ns, last_ns;
    uint64_t clock_second_frames;
    int64_t clock_second_ns;
    uint32_t current_rate_hz;
};

int jfi_meter_new(unsigned int rate_hz, struct jfi_meter **ret_meter)
{
    struct jfi_meter *meter = calloc(1, sizeof(*meter));

    if (!meter)
        return -ENOMEM;
    atomic_init(&meter->reference_count, 1);
    meter->rate_hz = rate_hz;
    *ret_meter = meter;
    return 0;
}

struct jfi_meter *jfi_meter_ref(struct jfi_meter *meter)
{
    atomic_fetch_add_explicit(&meter->reference_count, 1, memory_order_relaxed);
    return meter;
}

struct jfi_meter *jfi_meter_unref(struct jfi_meter *meter)
{
    if (meter && atomic_fetch_sub_explicit(&meter->reference_count, 1, memory_order_acq_rel) == 1)
        free(meter);
    return NULL;
}

void jfi_meter_expect(struct jfi_meter *meter, unsigned int bit_rate)
{
    meter->expected_bit_rate += bit_rate;
}

void jfi_meter_expect_no_more(struct jfi_meter *meter, unsigned int bit_rate)
{
    meter->expected_bit_rate -= bit_rate;
}

static uint32_t per_second(uint64_t count, uint64_t frames, unsigned int frames_per_second)
{
    return frames > 0 ? (uint32_t)((double)count * frames_per_second / (double)frames + 0.5) : 0;
}

static uint32_t per_clock_second(uint64_t count, int64_t time_ns)
{
    return time_ns > 0 ? (uint32_t)((double)count * JFI_NS_PER_SECOND / (double)time_ns + 0.5) : 0;
}

void jfi_meter_count_input(struct jfi_meter *meter, uint64_t frame_count, int64_t now_ns)
{
    meter->input_frames += frame_count;
    meter->last_ns = now_ns;
    if (!meter->has_input) {
        meter->has_input = true;
        meter->first_frames = frame_count;
        meter->first_ns = now_ns;
        meter->clock_second_ns = now_ns;
        return;
    }
    meter->clock_second_frames += frame_count;
    if (now_ns - meter->clock_second_ns >= JFI_NS_PER_SECOND) {
        meter->current_rate_hz =
            per_clock_second(meter->clock_second_frames, now_ns - meter->clock_second_ns);
        meter->clock_second_frames = 0;
        meter->clock_second_ns = now_ns;
    }
}

void jfi_meter_count_dropped(struct jfi_meter *meter, uint64_t frame_count, uint64_t byte_count)
{
    meter->dropped_frames += frame_count;
    meter->dropped_bytes += byte_count;
}

void jfi_meter_count_bytes(struct jfi_meter *meter, uint64_t byte_count)
{
    meter->bytes += byte_count;
    meter->second_bytes += byte_count;
}

void jfi_meter_count_time(struct jfi_meter *meter, uint64_t frame_count)
{
    meter->frames += frame_count;
    meter->second_frames += frame_count;
    if (meter->second_frames >= meter->rate_hz) {
        meter->current_bit_rate =
            per_second(meter->second_bytes * 8, meter->second_frames, meter->rate_hz);
        meter->second_bytes = 0;
        meter->second_frames = 0;
    }
}

void jfi_meter_get(const struct jfi_meter *meter, struct jf_writer_statistics *ret_statistics)
{
    *ret_statistics = (struct jf_writer_statistics){
        .frame_count = meter->input_frames,
        .byte_count = meter->bytes,
        .dropped_frame_count = meter->dropped_frames,
        .dropped_byte_count = meter->dropped_bytes,
        .current_bit_rate = meter->current_bit_rate,
        .average_bit_rate = per_second(meter->bytes * 8, meter->frames, meter->rate_hz),
        .expected_bit_rate = meter->expected_bit_rate,
        .current_rate_hz = meter->current_rate_hz,
        .average_rate_hz = per_clock_second(meter->input_frames - meter->first_frames,
                                            meter->last_ns - meter->first_ns),
        .expected_rate_hz = meter->rate_hz,
    };
}
