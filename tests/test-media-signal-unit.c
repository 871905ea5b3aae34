/* SPDX-License-Identifier: MIT */

/* Faults and levels, found sample by sample. */

#include "test-media-support.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "media/health.h"

#define MS_NS ((int64_t)1000000)

/* At 1 frame to the ms, times and frames are the same numbers. */
#define SLOW_HZ 1000

#define MAX_EVENTS 4096

struct rig {
    unsigned int channel_count;
    struct jfi_status_queue *statuses;
    struct jfi_health *health;
    struct jf_signal_event events[MAX_EVENTS];
    size_t count;
};

static struct rig rig;

static void open_rig(unsigned int rate_hz, unsigned int channel_count,
                     const struct jf_signal_limits *limits)
{
    rig = (struct rig){.channel_count = channel_count};
    assert_int_equal(jfi_status_queue_new(&rig.statuses), 0);
    assert_int_equal(jfi_health_new(rate_hz, channel_count, rig.statuses, &rig.health), 0);
    jfi_health_set_limits(rig.health, limits);
}

static void hear(void)
{
    struct jf_writer_status *status;

    while ((status = jfi_status_queue_pop(rig.statuses))) {
        assert_true(rig.count < MAX_EVENTS);
        assert_int_equal(jf_writer_status_get_type(status), JF_WRITER_STATUS_SIGNAL);
        assert_null(jf_writer_status_get_sink(status));
        rig.events[rig.count++] = *jf_writer_status_get_signal(status);
        jf_writer_status_free(status);
    }
}

static void close_rig(void)
{
    jfi_health_free(rig.health);
    jfi_status_queue_unref(rig.statuses);
}

static void take(const float *samples, size_t frame_count)
{
    jfi_health_take(rig.health, samples, frame_count);
    hear();
}

static void take_in_blocks(const float *samples, size_t frame_count, size_t block)
{
    for (size_t done = 0; done < frame_count; done += block)
        take(samples + done * rig.channel_count,
             frame_count - done < block ? frame_count - done : block);
}

/* One value on every channel. */
static void take_value(float value, size_t frame_count)
{
    const float frame[8] = {value, value, value, value, value, value, value, value};

    for (size_t i = 0; i < frame_count; i++)
        take(frame, 1);
}

/* Sound that is neither silent, nor stuck, nor full. */
static void take_sound(size_t frame_count)
{
    for (size_t i = 0; i < frame_count; i++)
        take_value(i % 2 ? 0.25F : -0.5F, 1);
}

static void assert_event(size_t index, enum jf_signal_fault fault, int channel, bool is_over,
                         int64_t position, int64_t length)
{
    const struct jf_signal_event *event = &rig.events[index];

    assert_true(index < rig.count);
    assert_int_equal(event->fault, fault);
    assert_int_equal(event->channel, channel);
    assert_int_equal(event->is_over, is_over);
    assert_int_equal(event->position_frames, position);
    assert_int_equal(event->length_frames, length);
    assert_int_equal(event->missed_count, 0);
}

static void assert_fault(size_t index, enum jf_signal_fault fault, int channel, int64_t position,
                         int64_t least, int64_t length)
{
    assert_event(index, fault, channel, false, position, least);
    assert_event(index + 1, fault, channel, true, position, length);
}

/* ---- silence --------------------------------------------------------------------------------- */

static const struct jf_signal_limits silence_100 = {.silence_ns = 100 * MS_NS,
                                                    .silence_level_dbfs = -(double)INFINITY};

static void silence_is_told_to_the_frame_whatever_the_blocks(void **state)
{
    static const size_t blocks[] = {1, 7, 63, 64, 65, 128, 960, 5000};
    static float samples[5000];

    (void)state;
    for (size_t i = 0; i < COUNT(samples); i++)
        samples[i] = i >= 1001 && i < 4321 ? 0 : 0.5F;
    for (size_t i = 0; i < COUNT(blocks); i++) {
        open_rig(SLOW_HZ, 1, &silence_100);
        take_in_blocks(samples, COUNT(samples), blocks[i]);
        assert_int_equal(rig.count, 2);
        assert_fault(0, JF_SIGNAL_SILENCE, 0, 1001, 100, 3320);
        close_rig();
    }
}

static void silence_that_is_a_frame_too_short_is_none(void **state)
{
    (void)state;
    open_rig(SLOW_HZ, 1, &silence_100);
    take_value(0, 99);
    take_value(0.5F, 1);
    take_value(0, 100);
    assert_int_equal(rig.count, 1);
    assert_event(0, JF_SIGNAL_SILENCE, 0, false, 100, 100);
    take_value(0, 5);
    take_value(-0.0F, 5);
    take_value(0.5F, 1);
    assert_int_equal(rig.count, 2);
    assert_event(1, JF_SIGNAL_SILENCE, 0, true, 100, 110);
    close_rig();
}

static void channels_fall_silent_each_by_itself(void **state)
{
    static float samples[1000 * 3];

    (void)state;
    for (int i = 0; i < 1000; i++) {
        samples[3 * i] = 0.5F;
        samples[3 * i + 1] = i >= 200 && i < 400 ? 0 : 0.5F;
        samples[3 * i + 2] = i >= 300 && i < 900 ? 0 : 0.5F;
    }
    open_rig(SLOW_HZ, 3, &silence_100);
    take_in_blocks(samples, 1000, 50);
    assert_int_equal(rig.count, 4);
    assert_event(0, JF_SIGNAL_SILENCE, 1, false, 200, 100);
    assert_event(1, JF_SIGNAL_SILENCE, 2, false, 300, 100);
    assert_event(2, JF_SIGNAL_SILENCE, 1, true, 200, 200);
    assert_event(3, JF_SIGNAL_SILENCE, 2, true, 300, 600);
    close_rig();
}

static void silence_is_what_is_no_louder_than_its_level(void **state)
{
    struct jf_signal_limits limits = silence_100;

    (void)state;
    limits.silence_level_dbfs = -60;
    open_rig(SLOW_HZ, 1, &limits);
    take_value(0.00101F, 200);
    assert_int_equal(rig.count, 0);
    for (int i = 0; i < 100; i++)
        take_value(i % 2 ? 0.001F : -0.001F, 1);
    assert_int_equal(rig.count, 1);
    assert_event(0, JF_SIGNAL_SILENCE, 0, false, 200, 100);
    take_value(-0.00101F, 1);
    assert_int_equal(rig.count, 2);
    assert_event(1, JF_SIGNAL_SILENCE, 0, true, 200, 100);
    close_rig();
}

static void silence_that_is_skipped_is_silence(void **state)
{
    (void)state;
    open_rig(SLOW_HZ, 2, &silence_100);
    take_sound(10);
    take_value(0, 50);
    jfi_health_skip(rig.health, (int64_t)86400 * SLOW_HZ);
    hear();
    take_value(0, 50);
    take_sound(1);
    assert_int_equal(rig.count, 4);
    assert_event(0, JF_SIGNAL_SILENCE, 0, false, 10, 100);
    assert_event(3, JF_SIGNAL_SILENCE, 1, true, 10, (int64_t)86400 * SLOW_HZ + 100);
    close_rig();
}

/* ---- a stuck sample -------------------------------------------------------------------------- */

static const struct jf_signal_limits stuck_50 = {.stuck_ns = 50 * MS_NS};

static void a_value_that_stays_is_stuck_from_its_first_sample_on(void **state)
{
    static const size_t blocks[] = {1, 64, 65, 960};
    static float samples[960];

    (void)state;
    for (int i = 0; i < 960; i++)
        samples[i] = i >= 63 && i < 163 ? -0.125F : (float)i / 1000;
    for (size_t i = 0; i < COUNT(blocks); i++) {
        open_rig(SLOW_HZ, 1, &stuck_50);
        take_in_blocks(samples, COUNT(samples), blocks[i]);
        assert_int_equal(rig.count, 2);
        assert_fault(0, JF_SIGNAL_STUCK, 0, 63, 50, 100);
        close_rig();
    }
}

static void silence_is_not_stuck_and_another_value_is_stuck_anew(void **state)
{
    (void)state;
    open_rig(SLOW_HZ, 1, &stuck_50);
    take_value(0, 200);
    take_value(-0.0F, 200);
    take_value(0.5F, 49);
    assert_int_equal(rig.count, 0);
    take_value(0.25F, 50);
    take_value(0.75F, 60);
    take_value(0, 1);
    assert_int_equal(rig.count, 4);
    assert_fault(0, JF_SIGNAL_STUCK, 0, 449, 50, 50);
    assert_fault(2, JF_SIGNAL_STUCK, 0, 499, 50, 60);
    close_rig();
}

/* ---- clipping -------------------------------------------------------------------------------- */

static struct jf_signal_limits clip_limits(int64_t hold_frames)
{
    struct jf_signal_limits limits;

    jf_signal_limits_init(&limits);
    limits.silence_ns = limits.stuck_ns = 0;
    limits.clip_hold_ns = hold_frames * MS_NS;
    return limits;
}

static void full_scale_of_16_bits_is_clipping_and_a_step_less_is_not(void **state)
{
    const struct jf_signal_limits limits = clip_limits(0);

    (void)state;
    open_rig(SLOW_HZ, 1, &limits);
    take_value(32766.0F / 32768, 100);
    assert_int_equal(rig.count, 0);
    take_value(32767.0F / 32768, 1);
    take_value(-1.0F, 1);
    assert_int_equal(rig.count, 0);
    take_value(1.0F, 1);
    assert_int_equal(rig.count, 1);
    assert_event(0, JF_SIGNAL_CLIP, 0, false, 100, 3);
    take_value(-32767.0F / 32768, 1);
    take_sound(1);
    assert_int_equal(rig.count, 2);
    assert_event(1, JF_SIGNAL_CLIP, 0, true, 100, 4);
    take_value(1, 2);
    take_sound(10);
    assert_int_equal(rig.count, 2);
    close_rig();
}

static void clips_within_the_hold_are_one_and_end_with_the_last_full_sample(void **state)
{
    const struct jf_signal_limits limits = clip_limits(100);

    (void)state;
    open_rig(SLOW_HZ, 1, &limits);
    take_sound(10);
    take_value(1, 3);
    take_sound(100);
    take_value(1, 2); /* too few, and no reason to go on */
    take_sound(1);
    assert_int_equal(rig.count, 2);
    assert_fault(0, JF_SIGNAL_CLIP, 0, 10, 3, 3);
    take_value(1, 3);
    take_sound(100);
    take_value(1, 5);
    take_sound(100);
    assert_int_equal(rig.count, 3);
    take_sound(1);
    assert_int_equal(rig.count, 4);
    assert_fault(2, JF_SIGNAL_CLIP, 0, 116, 3, 108);
    close_rig();
}

/* ---- dropouts -------------------------------------------------------------------------------- */

static const struct jf_signal_limits dropouts_only = {.dropouts = true};

static void note(int64_t offset, int64_t count, bool is_lost)
{
    jfi_health_note_missing(rig.health, offset, count, is_lost);
    hear();
}

static void a_dropout_is_told_where_it_is_and_how_long_it_was(void **state)
{
    (void)state;
    open_rig(SLOW_HZ, 2, &dropouts_only);
    take_sound(100);
    note(30, 77, true);
    take_sound(107);
    assert_int_equal(rig.count, 1);
    take_sound(1);
    assert_int_equal(rig.count, 2);
    assert_fault(0, JF_SIGNAL_DROPOUT, JF_SIGNAL_ALL_CHANNELS, 130, 77, 77);
    assert_true(rig.events[0].is_lost && rig.events[1].is_lost);
    close_rig();
}

static void what_is_missing_piece_by_piece_is_one_dropout(void **state)
{
    (void)state;
    open_rig(SLOW_HZ, 1, &dropouts_only);
    for (int i = 0; i < 5; i++) {
        note(0, 20, false);
        take_value(0, 20);
    }
    note(0, 5, true); /* of another kind: another */
    take_value(0, 5);
    take_sound(1);
    note(0, 0, true);
    assert_int_equal(rig.count, 4);
    assert_fault(0, JF_SIGNAL_DROPOUT, JF_SIGNAL_ALL_CHANNELS, 0, 20, 100);
    assert_fault(2, JF_SIGNAL_DROPOUT, JF_SIGNAL_ALL_CHANNELS, 100, 5, 5);
    assert_false(rig.events[1].is_lost);
    assert_true(rig.events[3].is_lost);
    close_rig();
}

/* ---- what all share -------------------------------------------------------------------------- */

static void what_goes_on_at_the_end_is_over_then(void **state)
{
    struct jf_signal_limits limits = clip_limits(1000);

    (void)state;
    limits.silence_ns = 100 * MS_NS;
    limits.silence_level_dbfs = -90;
    open_rig(SLOW_HZ, 2, &limits);
    for (int i = 0; i < 150; i++)
        take((const float[]){0, i == 10 || i == 11 || i == 12 ? 1 : 0.5F}, 1);
    note(0, 500, false);
    take_value(0, 20);
    jfi_health_end(rig.health);
    hear();
    assert_int_equal(rig.count, 6);
    assert_event(0, JF_SIGNAL_CLIP, 1, false, 10, 3);
    assert_event(1, JF_SIGNAL_SILENCE, 0, false, 0, 100);
    assert_event(2, JF_SIGNAL_DROPOUT, JF_SIGNAL_ALL_CHANNELS, false, 150, 500);
    assert_event(3, JF_SIGNAL_DROPOUT, JF_SIGNAL_ALL_CHANNELS, true, 150, 20);
    assert_event(4, JF_SIGNAL_SILENCE, 0, true, 0, 170);
    assert_event(5, JF_SIGNAL_CLIP, 1, true, 10, 3);
    close_rig();
}

static void without_limits_nothing_is_told_and_new_ones_begin_anew(void **state)
{
    (void)state;
    open_rig(SLOW_HZ, 1, NULL);
    take_value(0, 1000);
    take_value(1, 1000);
    note(0, 10, true);
    assert_int_equal(rig.count, 0);
    take_value(0, 90);
    jfi_health_set_limits(rig.health, &silence_100);
    take_value(0, 99);
    assert_int_equal(rig.count, 0);
    take_value(0, 1);
    assert_event(0, JF_SIGNAL_SILENCE, 0, false, 2090, 100);
    jfi_health_set_limits(rig.health, NULL);
    take_value(1, 100);
    assert_int_equal(rig.count, 1);
    close_rig();
}

static void events_that_nobody_takes_are_counted_and_no_more_than_256_wait(void **state)
{
    const struct jf_signal_limits limits = clip_limits(0);
    static const float clip[] = {1, 1, 1, 0};
    struct jf_writer_status *status;
    int taken = 0;

    (void)state;
    open_rig(SLOW_HZ, 1, &limits);
    for (int i = 0; i < 1000; i++)
        jfi_health_take(rig.health, clip, 4);
    assert_int_equal(jfi_status_queue_get_length(rig.statuses), 256);
    while ((status = jfi_status_queue_pop(rig.statuses))) {
        assert_int_equal(jf_writer_status_get_signal(status)->missed_count, 0);
        jf_writer_status_free(status);
        taken++;
    }
    assert_int_equal(taken, 256);
    jfi_health_take(rig.health, clip, 4);
    status = jfi_status_queue_pop(rig.statuses);
    assert_int_equal(jf_writer_status_get_signal(status)->missed_count, 2000 - 256);
    jf_writer_status_free(status);
    hear();
    assert_int_equal(rig.events[0].missed_count, 0);
    close_rig();
}

/* ---- against the plain way ------------------------------------------------------------------- */

#define RANDOM_FRAMES 3000

static uint32_t random_state;

static uint32_t next_random(uint32_t below)
{
    random_state = random_state * 1664525 + 1013904223;
    return (random_state >> 8) % below;
}

static void fill_random(float *samples, size_t count)
{
    static const float values[] = {0, 0, -0.0F, 0.001F, 0.25F, 0.25F, 1, 1, -1, 0.9999F};
    float value = 0;

    for (size_t i = 0; i < count; i++) {
        if (next_random(8) == 0)
            value = values[next_random(COUNT(values))];
        samples[i] = next_random(6) == 0 ? values[next_random(COUNT(values))] : value;
    }
}

static bool is_so(enum jf_signal_fault fault, const float *samples, size_t i)
{
    switch (fault) {
    case JF_SIGNAL_SILENCE:
        return fabsf(samples[i]) <= 0.0011F;
    case JF_SIGNAL_CLIP:
        return fabsf(samples[i]) >= 0.99995F;
    default:
        return i > 0 && samples[i] != 0 && samples[i] == samples[i - 1];
    }
}

/* Runs by the book, joined by the hold: their ends, in order. */
static size_t find_faults(enum jf_signal_fault fault, const float *samples, int64_t least,
                          int64_t hold, struct jf_signal_event *ret_events)
{
    size_t count = 0;
    const int64_t lead = fault == JF_SIGNAL_STUCK;

    for (size_t i = 0; i < RANDOM_FRAMES; i++) {
        size_t end = i;
        int64_t start, length;

        while (end < RANDOM_FRAMES && is_so(fault, samples, end))
            end++;
        start = (int64_t)i - lead;
        length = (int64_t)(end - i) + lead;
        if (end > i && length >= least) {
            struct jf_signal_event *last = count > 0 ? &ret_events[count - 1] : NULL;

            if (last && hold > 0 && start - last->position_frames - last->length_frames <= hold)
                last->length_frames = start + length - last->position_frames;
            else
                ret_events[count++] = (struct jf_signal_event){
                    .fault = fault, .position_frames = start, .length_frames = length};
        }
        i = end;
    }
    return count;
}

static void assert_same_faults(enum jf_signal_fault fault, const float *samples, int64_t least,
                               int64_t hold)
{
    struct jf_signal_event expected[RANDOM_FRAMES];
    const size_t count = find_faults(fault, samples, least, hold, expected);
    size_t begun = 0, over = 0;

    for (size_t i = 0; i < rig.count; i++) {
        const struct jf_signal_event *event = &rig.events[i];

        if (event->fault != fault)
            continue;
        assert_true(event->is_over ? over < begun : begun == over && begun < count);
        assert_int_equal(event->position_frames, expected[over].position_frames);
        assert_int_equal(event->length_frames,
                         event->is_over ? expected[over].length_frames : least);
        begun += !event->is_over;
        over += event->is_over;
    }
    assert_int_equal(begun, count);
    assert_int_equal(over, count);
}

static void what_is_found_is_what_looking_at_each_sample_finds(void **state)
{
    static float samples[RANDOM_FRAMES];

    (void)state;
    for (uint32_t seed = 1; seed <= 300; seed++) {
        struct jf_signal_limits limits = {.silence_level_dbfs = 20 * log10(0.0011),
                                          .clip_level_dbfs = 20 * log10(0.99995)};
        int64_t silence, stuck, clip, hold;

        random_state = seed;
        silence = 1 + next_random(30);
        stuck = 2 + next_random(15);
        clip = 1 + next_random(10);
        hold = next_random(3) * next_random(100);
        limits.silence_ns = silence * MS_NS;
        limits.stuck_ns = stuck * MS_NS;
        limits.clip_samples = (unsigned int)clip;
        limits.clip_hold_ns = hold * MS_NS;
        fill_random(samples, COUNT(samples));
        open_rig(SLOW_HZ, 1, &limits);
        take_in_blocks(samples, COUNT(samples), 1 + next_random(200));
        jfi_health_end(rig.health);
        hear();
        assert_same_faults(JF_SIGNAL_SILENCE, samples, silence, 0);
        assert_same_faults(JF_SIGNAL_STUCK, samples, stuck, 0);
        assert_same_faults(JF_SIGNAL_CLIP, samples, clip, hold);
        close_rig();
    }
}

/* ---- levels ---------------------------------------------------------------------------------- */

static void assert_level(unsigned int channel, double peak, double rms, double highest)
{
    struct jf_signal_level level;

    assert_int_equal(jfi_health_get_level(rig.health, channel, &level), 0);
    assert_true(isinf(peak) ? isinf(level.peak_dbfs) : fabs(level.peak_dbfs - peak) < 0.02);
    assert_true(isinf(rms) ? isinf(level.rms_dbfs) : fabs(level.rms_dbfs - rms) < 0.02);
    assert_true(fabs(level.highest_peak_dbfs - highest) < 0.02);
}

static void levels_are_of_each_channel_and_of_the_last_300_ms(void **state)
{
    static float samples[RATE_HZ * 2];
    struct jf_signal_level level;

    (void)state;
    open_rig(RATE_HZ, 2, NULL);
    assert_int_equal(jfi_health_get_level(rig.health, 0, &level), -ENODATA);
    fill_tone(samples, 440, RATE_HZ, 2, 0, RATE_HZ);
    take(samples, 14399);
    assert_int_equal(jfi_health_get_level(rig.health, 0, &level), -ENODATA);
    take(samples + (size_t)2 * 14399, 1);
    assert_level(0, -20, -23.01, -20);
    for (size_t i = 0; i < RATE_HZ; i++)
        samples[2 * i + 1] *= 5;
    take_in_blocks(samples, RATE_HZ, 960);
    assert_level(0, -20, -23.01, -20);
    assert_level(1, -6.02, -9.03, -6.02);
    take_value(0, RATE_HZ / 2);
    assert_level(0, -(double)INFINITY, -(double)INFINITY, -20);
    take_in_blocks(samples, RATE_HZ, 960);
    assert_level(0, -20, -23.01, -20);
    jfi_health_skip(rig.health, RATE_HZ);
    assert_level(1, -(double)INFINITY, -(double)INFINITY, -6.02);
    assert_int_equal(jfi_health_get_level(rig.health, 2, &level), -EINVAL);
    close_rig();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(silence_is_told_to_the_frame_whatever_the_blocks),
        cmocka_unit_test(silence_that_is_a_frame_too_short_is_none),
        cmocka_unit_test(channels_fall_silent_each_by_itself),
        cmocka_unit_test(silence_is_what_is_no_louder_than_its_level),
        cmocka_unit_test(silence_that_is_skipped_is_silence),
        cmocka_unit_test(a_value_that_stays_is_stuck_from_its_first_sample_on),
        cmocka_unit_test(silence_is_not_stuck_and_another_value_is_stuck_anew),
        cmocka_unit_test(full_scale_of_16_bits_is_clipping_and_a_step_less_is_not),
        cmocka_unit_test(clips_within_the_hold_are_one_and_end_with_the_last_full_sample),
        cmocka_unit_test(a_dropout_is_told_where_it_is_and_how_long_it_was),
        cmocka_unit_test(what_is_missing_piece_by_piece_is_one_dropout),
        cmocka_unit_test(what_goes_on_at_the_end_is_over_then),
        cmocka_unit_test(without_limits_nothing_is_told_and_new_ones_begin_anew),
        cmocka_unit_test(events_that_nobody_takes_are_counted_and_no_more_than_256_wait),
        cmocka_unit_test(what_is_found_is_what_looking_at_each_sample_finds),
        cmocka_unit_test(levels_are_of_each_channel_and_of_the_last_300_ms),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
