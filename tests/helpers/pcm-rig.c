/* SPDX-License-Identifier: MIT */
#include "helpers/pcm-rig.h"

#include <stdlib.h>

#include "media/source.h"

enum {
    PERIOD = 480
};

void open_rig(struct rig *rig)
{
    *rig = (struct rig){.status = 0};
    fake_pcm_init(&rig->fake);
}

void begin(struct rig *rig)
{
    static const struct jfi_source_ops silent_ops = {.name = "test"};

    assert_int_equal(jfi_source_new(&silent_ops, rig->fake.base.rate_hz, 2, &rig->source), 0);
    assert_int_equal(jfi_pcm_capture_init(&rig->capture, &rig->fake.base, rig->source, 2), 0);
    rig->status = jfi_pcm_capture_step(&rig->capture, 0);
}

void close_rig(struct rig *rig)
{
    jfi_pcm_capture_fini(&rig->capture);
    assert_int_equal(rig->fake.close_count, 1);
    fake_pcm_fini(&rig->fake);
    jf_source_unref(rig->source);
    free(rig->heard);
}

void after(struct rig *rig, int64_t frame_count)
{
    fake_pcm_pass(&rig->fake, frame_count);
    rig->status = jfi_pcm_capture_step(&rig->capture, 0);
}

void after_all(struct rig *rig, int64_t frame_count)
{
    for (; frame_count > PERIOD; frame_count -= PERIOD)
        after(rig, PERIOD);
    after(rig, frame_count);
}

void hear(struct rig *rig)
{
    enum {
        BLOCK = 4096
    };
    int64_t count = 0;

    do {
        if (rig->heard_room < rig->heard_count + BLOCK) {
            rig->heard_room = (rig->heard_count + BLOCK) * 2;
            rig->heard = realloc(rig->heard, 2 * (size_t)rig->heard_room * sizeof(*rig->heard));
            assert_non_null(rig->heard);
        }
        count =
            (int64_t)jfi_ring_read(&rig->capture.ring, rig->heard + 2 * rig->heard_count, BLOCK);
        rig->heard_count += count;
    } while (count > 0);
}

int64_t lost_frames(const struct rig *rig)
{
    return (int64_t)jf_source_get_lost_frames(rig->source);
}

int64_t gap_frames(const struct rig *rig)
{
    return (int64_t)jf_source_get_gap_frames(rig->source);
}

/* The frame that was heard as number `index`; -1: silence. */
static int64_t heard_frame(const struct rig *rig, int64_t index)
{
    const float *samples = rig->heard + 2 * index;
    const int64_t frame = fake_pcm_frame_of(samples[0], 0);

    if (fake_pcm_frame_of(samples[1], 1) != frame)
        fail_msg("frame %lld: the channels are of different frames", (long long)index);
    return frame;
}

static bool is_near(int64_t a, int64_t b, int64_t tolerance)
{
    return a - b <= tolerance && b - a <= tolerance;
}

void assert_time_is_true(struct rig *rig, int64_t tolerance)
{
    int64_t silent_count = 0, owed = 0;

    hear(rig);
    owed = rig->capture.ring.owed_frames;
    for (int64_t i = 0; i < rig->heard_count; i++) {
        const int64_t frame = heard_frame(rig, i);

        silent_count += frame == -1;
        if (frame != -1 && !is_near(frame, i % FAKE_FRAME_MODULUS, tolerance))
            fail_msg("frame %lld came as number %lld", (long long)frame, (long long)i);
    }
    assert_int_equal(silent_count + owed, lost_frames(rig) + gap_frames(rig));
    assert_true(is_near(rig->heard_count + owed, fake_pcm_get_frames(&rig->fake), tolerance));
}

void assert_silent(const struct rig *rig, int64_t begin_frame, int64_t end_frame)
{
    for (int64_t i = begin_frame; i < end_frame; i++)
        assert_int_equal(heard_frame(rig, i), -1);
}

void assert_sounding(const struct rig *rig, int64_t begin_frame, int64_t end_frame)
{
    for (int64_t i = begin_frame; i < end_frame; i++)
        assert_true(heard_frame(rig, i) >= 0);
}
