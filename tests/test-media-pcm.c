/* SPDX-License-Identifier: MIT */

/* What a capture makes of what a PCM gives it, and of overruns; in a time of its own. */

#include "helpers/pcm-rig.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "media/clock.h"

/* ---- formats --------------------------------------------------------------------------------- */

/* One sample in every format; what means nothing in it is filled with something. */
struct spelling {
    enum jfi_pcm_format format;
    unsigned int bytes;
    uint8_t text[4];
};

static void assert_spelled(const struct spelling *spellings, size_t count, double value)
{
    for (size_t i = 0; i < count; i++) {
        float sample = 7;

        assert_int_equal(jfi_pcm_format_bytes(spellings[i].format), spellings[i].bytes);
        jfi_pcm_convert(spellings[i].format, spellings[i].text, 1, 1, &sample, 1);
        assert_true(sample == (float)value);
    }
}

static void the_same_sample_is_the_same_in_every_format(void **state)
{
    static const struct spelling half[] = {
        {JFI_PCM_S16_LE, 2, {0x00, 0x40}},
        {JFI_PCM_S16_BE, 2, {0x40, 0x00}},
        {JFI_PCM_S24_3LE, 3, {0x00, 0x00, 0x40}},
        {JFI_PCM_S24_3BE, 3, {0x40, 0x00, 0x00}},
        {JFI_PCM_S24_LE, 4, {0x00, 0x00, 0x40, 0xab}},
        {JFI_PCM_S24_BE, 4, {0xab, 0x40, 0x00, 0x00}},
        {JFI_PCM_S32_LE, 4, {0x00, 0x00, 0x00, 0x40}},
        {JFI_PCM_S32_BE, 4, {0x40, 0x00, 0x00, 0x00}},
        {JFI_PCM_FLOAT_LE, 4, {0x00, 0x00, 0x00, 0x3f}},
        {JFI_PCM_FLOAT_BE, 4, {0x3f, 0x00, 0x00, 0x00}},
    };
    static const struct spelling least[] = {
        {JFI_PCM_S16_LE, 2, {0x00, 0x80}},
        {JFI_PCM_S16_BE, 2, {0x80, 0x00}},
        {JFI_PCM_S24_3LE, 3, {0x00, 0x00, 0x80}},
        {JFI_PCM_S24_3BE, 3, {0x80, 0x00, 0x00}},
        {JFI_PCM_S24_LE, 4, {0x00, 0x00, 0x80, 0x00}},
        {JFI_PCM_S24_BE, 4, {0x00, 0x80, 0x00, 0x00}},
        {JFI_PCM_S32_LE, 4, {0x00, 0x00, 0x00, 0x80}},
        {JFI_PCM_S32_BE, 4, {0x80, 0x00, 0x00, 0x00}},
        {JFI_PCM_FLOAT_LE, 4, {0x00, 0x00, 0x80, 0xbf}},
        {JFI_PCM_FLOAT_BE, 4, {0xbf, 0x80, 0x00, 0x00}},
    };

    (void)state;
    assert_spelled(half, COUNT(half), 0.5);
    assert_spelled(least, COUNT(least), -1.0);
}

static void samples_of_24_bits_are_exact_and_of_32_as_near_as_a_float_is(void **state)
{
    static const uint8_t s16[] = {0x01, 0x00, 0xff, 0xff, 0xff, 0x7f};
    static const uint8_t s24[] = {0x01, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f};
    static const uint8_t s32[] = {0x00, 0x01, 0x00, 0x00, 0x00, 0xff,
                                  0xff, 0xff, 0xff, 0xff, 0xff, 0x7f};
    float samples[3];

    (void)state;
    jfi_pcm_convert(JFI_PCM_S16_LE, s16, 3, 1, samples, 3);
    assert_true(samples[0] == 1 / 32768.0F && samples[1] == -1 / 32768.0F);
    assert_true(samples[2] == 32767 / 32768.0F);
    jfi_pcm_convert(JFI_PCM_S24_3LE, s24, 3, 1, samples, 3);
    assert_true(samples[0] == 1 / 8388608.0F && samples[1] == -1 / 8388608.0F);
    assert_true(samples[2] == 8388607 / 8388608.0F);
    jfi_pcm_convert(JFI_PCM_S32_LE, s32, 3, 1, samples, 3);
    assert_true(samples[0] == 1 / 8388608.0F && samples[1] == -1 / 8388608.0F);
    assert_true(samples[2] == 1.0F);
}

static void of_more_channels_the_first_are_taken(void **state)
{
    static const uint8_t bytes[] = {0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6};
    float samples[4];

    (void)state;
    jfi_pcm_convert(JFI_PCM_S16_LE, bytes, 3, 2, samples, 2);
    assert_true(samples[0] == 1 / 128.0F && samples[1] == 2 / 128.0F);
    assert_true(samples[2] == 4 / 128.0F && samples[3] == 5 / 128.0F);
}

/* ---- all is well ----------------------------------------------------------------------------- */

static void all_frames_are_heard_in_order_however_they_come(void **state)
{
    static const size_t limits[] = {0, 1, 7, 480, 1024};

    (void)state;
    for (size_t i = 0; i < COUNT(limits); i++) {
        struct rig rig;

        open_rig(&rig);
        rig.fake.read_limit = limits[i];
        begin(&rig);
        for (int64_t k = 1; k < 200; k++)
            after(&rig, k * 37 % 1500);
        assert_int_equal(rig.status, 0);
        assert_time_is_true(&rig, 0);
        assert_int_equal(lost_frames(&rig) + gap_frames(&rig), 0);
        close_rig(&rig);
    }
}

static void only_the_first_of_many_channels_are_heard(void **state)
{
    struct rig rig;

    (void)state;
    open_rig(&rig);
    rig.fake.base.channel_count = 6;
    begin(&rig);
    after_all(&rig, 5000);
    assert_time_is_true(&rig, 0);
    close_rig(&rig);
}

static void a_call_that_is_to_be_tried_again_costs_nothing(void **state)
{
    static const enum fake_call calls[] = {FAKE_AVAILABLE, FAKE_READ};
    static const int statuses[] = {-EAGAIN, -EINTR};
    struct rig rig;

    (void)state;
    open_rig(&rig);
    begin(&rig);
    for (size_t i = 0; i < COUNT(calls); i++) {
        for (size_t k = 0; k < COUNT(statuses); k++) {
            fake_pcm_fail(&rig.fake, calls[i], statuses[k], 3);
            after_all(&rig, 2400);
        }
    }
    assert_int_equal(rig.fake.calls[FAKE_START], 1);
    assert_time_is_true(&rig, 0);
    assert_int_equal(lost_frames(&rig) + gap_frames(&rig), 0);
    close_rig(&rig);
}

static void a_pcm_that_is_faster_than_time_does_not_hold_up_the_step(void **state)
{
    struct rig rig;

    (void)state;
    open_rig(&rig);
    /* While a frame is read, more than one comes. */
    rig.fake.read_limit = 1;
    rig.fake.read_ns = JFI_NS_PER_SECOND / 24000;
    begin(&rig);
    after(&rig, 480);
    assert_int_equal(rig.status, 0);
    assert_in_range(rig.fake.calls[FAKE_READ], 100, 4800);
    close_rig(&rig);
}

/* ---- overruns -------------------------------------------------------------------------------- */

/* 4,800 frames of buffer, of which a period is kept clear. */
static void hardware_that_runs_on_loses_exactly_what_it_has_written_over(void **state)
{
    struct rig rig;

    (void)state;
    open_rig(&rig);
    rig.fake.base.runs_on = true;
    begin(&rig);
    after_all(&rig, 1000);
    after(&rig, 4800); /* full to the brim */
    assert_int_equal(lost_frames(&rig), 0);
    after(&rig, 4801);
    assert_int_equal(lost_frames(&rig), 481);
    after(&rig, 50000);
    assert_int_equal(lost_frames(&rig), 481 + 50000 - 4320);
    after_all(&rig, 1000);
    assert_int_equal(rig.fake.calls[FAKE_START], 1);
    assert_time_is_true(&rig, 0);
    assert_silent(&rig, 5800, 5800 + 481);
    assert_sounding(&rig, 5800 + 481, 10601);
    assert_silent(&rig, 10601, 10601 + 45680);
    assert_sounding(&rig, 10601 + 45680, rig.heard_count);
    assert_int_equal(gap_frames(&rig), 0);
    close_rig(&rig);
}

/* The writer passes the reader while the reader copies: what is heard is right, or silence. */
static void what_is_written_over_while_it_is_read_is_not_heard(void **state)
{
    struct rig rig;

    (void)state;
    open_rig(&rig);
    rig.fake.base.runs_on = true;
    begin(&rig);
    after_all(&rig, 1000);
    rig.fake.read_ns = SECOND_NS * 4000 / 48000;
    after(&rig, 3000);
    rig.fake.read_ns = 0;
    after_all(&rig, 1000);
    assert_true(lost_frames(&rig) > 1000);
    assert_int_equal(rig.fake.calls[FAKE_START], 1);
    assert_time_is_true(&rig, 0);
    close_rig(&rig);
}

/* With a buffer of two periods, half of it is kept clear, not all but nothing. */
static void two_periods_are_enough(void **state)
{
    struct rig rig;

    (void)state;
    open_rig(&rig);
    rig.fake.base.runs_on = true;
    rig.fake.base.period_frames = rig.fake.base.buffer_frames;
    begin(&rig);
    after(&rig, 6000);
    assert_int_equal(lost_frames(&rig), 6000 - 2400);
    assert_time_is_true(&rig, 0);
    close_rig(&rig);
}

static void a_pcm_that_an_overrun_stops_is_started_again_and_time_stays_true(void **state)
{
    struct rig rig;

    (void)state;
    open_rig(&rig);
    begin(&rig);
    after_all(&rig, 1000);
    after(&rig, 20000); /* stops after 4,800 of them */
    assert_int_equal(rig.fake.calls[FAKE_START], 2);
    assert_int_equal(lost_frames(&rig), 20000);
    after_all(&rig, 1000);
    assert_time_is_true(&rig, 0);
    assert_silent(&rig, 1000, 21000);
    assert_sounding(&rig, 21000, 22000);
    assert_int_equal(gap_frames(&rig), 0);
    close_rig(&rig);
}

static void without_its_word_the_clock_tells_how_much_is_lost(void **state)
{
    static struct jfi_pcm_stop lies[] = {
        {.time_ns = 0, .unread_frames = 4800},
        {.time_ns = INT64_MAX, .unread_frames = 4800},
        {.time_ns = JFI_NS_PER_SECOND + JFI_NS_PER_SECOND / 10, .unread_frames = -1},
        {.time_ns = JFI_NS_PER_SECOND + JFI_NS_PER_SECOND / 10, .unread_frames = 1 << 30},
    };

    (void)state;
    for (size_t i = 0; i <= COUNT(lies); i++) {
        struct rig rig;

        open_rig(&rig);
        rig.fake.hides_stop = true;
        rig.fake.lie = i < COUNT(lies) ? &lies[i] : NULL;
        begin(&rig);
        after_all(&rig, 1000);
        after(&rig, 20000);
        assert_int_equal(lost_frames(&rig), 20000);
        after_all(&rig, 1000);
        assert_time_is_true(&rig, 0);
        close_rig(&rig);
    }
}

/* ---- nobody reads ---------------------------------------------------------------------------- */

static void what_the_ring_has_no_room_for_is_silence_in_its_place(void **state)
{
    const int64_t capacity = 1 << 19;
    struct rig rig;

    (void)state;
    open_rig(&rig);
    begin(&rig);
    after_all(&rig, capacity - 100);
    assert_int_equal(lost_frames(&rig), 0);
    after_all(&rig, 48100);
    assert_int_equal(lost_frames(&rig), 48000);
    assert_int_equal(rig.capture.ring.owed_frames, 48000);
    hear(&rig);
    after_all(&rig, 1000);
    assert_time_is_true(&rig, 0);
    assert_int_equal(lost_frames(&rig), 48000);
    assert_silent(&rig, capacity, capacity + 48000);
    assert_sounding(&rig, capacity + 48000, rig.heard_count);
    close_rig(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_sample_is_the_same_in_every_format),
        cmocka_unit_test(samples_of_24_bits_are_exact_and_of_32_as_near_as_a_float_is),
        cmocka_unit_test(of_more_channels_the_first_are_taken),
        cmocka_unit_test(all_frames_are_heard_in_order_however_they_come),
        cmocka_unit_test(only_the_first_of_many_channels_are_heard),
        cmocka_unit_test(a_call_that_is_to_be_tried_again_costs_nothing),
        cmocka_unit_test(a_pcm_that_is_faster_than_time_does_not_hold_up_the_step),
        cmocka_unit_test(hardware_that_runs_on_loses_exactly_what_it_has_written_over),
        cmocka_unit_test(what_is_written_over_while_it_is_read_is_not_heard),
        cmocka_unit_test(two_periods_are_enough),
        cmocka_unit_test(a_pcm_that_an_overrun_stops_is_started_again_and_time_stays_true),
        cmocka_unit_test(without_its_word_the_clock_tells_how_much_is_lost),
        cmocka_unit_test(what_the_ring_has_no_room_for_is_silence_in_its_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
