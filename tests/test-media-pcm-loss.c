/* SPDX-License-Identifier: MIT */

/* What a capture makes of a PCM that stops, stalls, or goes away. */

#include "helpers/pcm-rig.h"

#include <errno.h>
#include <stdlib.h>

#include "media/clock.h"

/* ---- suspended, stalled ---------------------------------------------------------------------- */

static void a_suspended_pcm_is_resumed_and_its_time_is_a_gap(void **state)
{
    struct rig rig;

    (void)state;
    open_rig(&rig);
    begin(&rig);
    after_all(&rig, 1000);
    fake_pcm_pass(&rig.fake, 100);
    fake_pcm_stop(&rig.fake, -ESTRPIPE);
    fake_pcm_fail(&rig.fake, FAKE_START, -EAGAIN, 20);
    after(&rig, 4800);
    for (int i = 0; i < 20; i++)
        after(&rig, 4800);
    assert_int_equal(rig.fake.calls[FAKE_START], 1 + 21);
    after_all(&rig, 1000);
    assert_int_equal(gap_frames(&rig), 100 + 21 * 4800);
    assert_int_equal(lost_frames(&rig), 0);
    assert_time_is_true(&rig, 0);
    close_rig(&rig);
}

static void silence_goes_on_while_a_pcm_cannot_be_started(void **state)
{
    struct rig rig;

    (void)state;
    open_rig(&rig);
    begin(&rig);
    after_all(&rig, 1000);
    fake_pcm_stop(&rig.fake, -EPIPE);
    fake_pcm_fail(&rig.fake, FAKE_START, -EIO, 50);
    for (int i = 0; i < 10; i++) {
        after(&rig, 4800);
        hear(&rig);
        assert_int_equal(rig.heard_count, 1000 + (i + 1) * 4800);
    }
    assert_int_equal(lost_frames(&rig), 10 * 4800);
    close_rig(&rig);
}

static void what_does_not_come_for_a_while_is_silence(void **state)
{
    struct rig rig;
    int64_t heard_before = 0;

    (void)state;
    open_rig(&rig);
    begin(&rig);
    after_all(&rig, 960);
    fake_pcm_stall(&rig.fake, true);
    after_all(&rig, 4800); /* a tenth of a second may be a slow bus */
    hear(&rig);
    assert_int_equal(rig.heard_count, 960);
    after_all(&rig, 48000);
    hear(&rig);
    assert_int_equal(rig.heard_count, 960 + 4800 + 48000);
    heard_before = rig.heard_count;
    fake_pcm_stall(&rig.fake, false);
    after_all(&rig, 960);
    assert_int_equal(gap_frames(&rig), 4800 + 48000);
    assert_int_equal(lost_frames(&rig), 0);
    assert_time_is_true(&rig, 0);
    assert_sounding(&rig, heard_before, heard_before + 960);
    assert_int_equal(rig.fake.calls[FAKE_START], 1);
    close_rig(&rig);
}

/* It comes again between two steps, a hundred times: time stays true. */
static void the_last_piece_of_a_gap_is_made_up_for_too(void **state)
{
    struct rig rig;

    (void)state;
    open_rig(&rig);
    begin(&rig);
    for (int i = 0; i < 100; i++) {
        after_all(&rig, 960);
        fake_pcm_stall(&rig.fake, true);
        after_all(&rig, 9600);
        fake_pcm_pass(&rig.fake, 300);
        fake_pcm_stall(&rig.fake, false);
        after(&rig, 180);
        hear(&rig);
    }
    after_all(&rig, 960);
    assert_int_equal(gap_frames(&rig), 100 * (9600 + 300));
    assert_time_is_true(&rig, 0);
    close_rig(&rig);
}

static void long_periods_are_no_gap(void **state)
{
    struct rig rig;

    (void)state;
    open_rig(&rig);
    rig.fake.base.period_frames = 9600;
    rig.fake.base.buffer_frames = 48000;
    begin(&rig);
    for (int i = 0; i < 5; i++) {
        fake_pcm_stall(&rig.fake, true);
        after_all(&rig, 9600);
        fake_pcm_stall(&rig.fake, false);
        after(&rig, 480);
    }
    assert_int_equal(gap_frames(&rig), 0);
    fake_pcm_stall(&rig.fake, true);
    after_all(&rig, 3 * 9600 + 480);
    assert_true(gap_frames(&rig) > 3 * 9600 - 480);
    close_rig(&rig);
}

static void a_stall_that_ends_in_a_stop_is_made_up_for_once(void **state)
{
    struct rig rig;

    (void)state;
    open_rig(&rig);
    begin(&rig);
    after_all(&rig, 960);
    fake_pcm_stall(&rig.fake, true);
    after_all(&rig, 24000);
    fake_pcm_stop(&rig.fake, -ESTRPIPE);
    after(&rig, 480);
    fake_pcm_stall(&rig.fake, false);
    after_all(&rig, 960);
    assert_time_is_true(&rig, 1);
    close_rig(&rig);
}

/* ---- gone ------------------------------------------------------------------------------------ */

static void a_pcm_that_is_pulled_out_ends_it_at_whatever_call(void **state)
{
    (void)state;
    for (enum fake_call call = FAKE_START; call < FAKE_CALL_COUNT; call++) {
        struct rig rig;

        open_rig(&rig);
        rig.fake.base.runs_on = true;
        begin(&rig);
        after_all(&rig, 1000);
        fake_pcm_fail(&rig.fake, call, -ENODEV, 1);
        if (call == FAKE_START)
            fake_pcm_stop(&rig.fake, -EPIPE);
        if (call == FAKE_WAIT)
            rig.status = jfi_pcm_capture_step(&rig.capture, jfi_pcm_capture_wait(&rig.capture, -1));
        else
            after(&rig, 20000);
        assert_int_equal(rig.status, -ENODEV);
        hear(&rig);
        assert_sounding(&rig, 0, 1000);
        close_rig(&rig);
    }
}

static void what_was_read_before_the_end_is_heard(void **state)
{
    struct rig rig;

    (void)state;
    open_rig(&rig);
    begin(&rig);
    after_all(&rig, 1000);
    fake_pcm_pass(&rig.fake, 3000);
    rig.fake.read_limit = 100;
    assert_int_equal(jfi_pcm_capture_step(&rig.capture, 0), 0);
    fake_pcm_pass(&rig.fake, 3000);
    fake_pcm_stop(&rig.fake, -ENODEV);
    assert_int_equal(jfi_pcm_capture_step(&rig.capture, 0), -ENODEV);
    hear(&rig);
    assert_int_equal(rig.heard_count, 4000);
    assert_sounding(&rig, 0, 4000);
    close_rig(&rig);
}

static void a_pcm_that_nothing_starts_again_is_given_up_after_ten_seconds(void **state)
{
    struct rig rig;
    int steps = 0;

    (void)state;
    open_rig(&rig);
    begin(&rig);
    after_all(&rig, 1000);
    fake_pcm_stop(&rig.fake, -EPIPE);
    fake_pcm_fail(&rig.fake, FAKE_START, -EIO, UINT32_MAX);
    for (; rig.status == 0 && steps < 1000; steps++)
        after(&rig, 4800);
    assert_int_equal(rig.status, -ENODEV);
    assert_in_range(steps, 95, 105);
    close_rig(&rig);
}

/* It starts, and fails before the first frame: it is tried with pauses, and not for ever. */
static void a_pcm_that_stops_at_once_each_time_is_given_up_too(void **state)
{
    struct rig rig;
    int steps = 0;

    (void)state;
    open_rig(&rig);
    begin(&rig);
    after_all(&rig, 1000);
    for (; rig.status == 0 && steps < 1000; steps++) {
        if (rig.capture.is_running)
            fake_pcm_stop(&rig.fake, -EPIPE);
        after(&rig, rig.capture.is_running ? 1 : 4800);
    }
    assert_int_equal(rig.status, -ENODEV);
    assert_in_range(rig.fake.time_ns, 9 * SECOND_NS, 12 * SECOND_NS);
    close_rig(&rig);
}

static void one_that_cannot_be_started_at_first_is_tried_again(void **state)
{
    struct rig rig;

    (void)state;
    open_rig(&rig);
    fake_pcm_fail(&rig.fake, FAKE_START, -EIO, 2);
    begin(&rig);
    after(&rig, 4800);
    after(&rig, 4800);
    after_all(&rig, 1000);
    hear(&rig);
    assert_int_equal(rig.heard_count, 9600 + 1000);
    assert_silent(&rig, 0, 9600);
    assert_sounding(&rig, 9600, 10600);
    assert_int_equal(gap_frames(&rig), 9600);
    close_rig(&rig);
}

/* ---- all of it, in any order ----------------------------------------------------------------- */

static uint64_t random_below(uint64_t *seed, uint64_t limit)
{
    *seed = *seed * 6364136223846793005U + 1442695040888963407U;
    return (*seed >> 33) % limit;
}

static void misbehave(struct rig *rig, uint64_t *seed, int64_t *stop_count)
{
    switch (random_below(seed, 8)) {
    case 0:
        fake_pcm_stop(&rig->fake, random_below(seed, 2) ? -EPIPE : -ESTRPIPE);
        (*stop_count)++;
        break;
    case 1:
        fake_pcm_stop(&rig->fake, -EPIPE);
        fake_pcm_fail(&rig->fake, FAKE_START, -EAGAIN, (unsigned int)random_below(seed, 4));
        (*stop_count)++;
        break;
    case 2:
        fake_pcm_pass(&rig->fake, (int64_t)random_below(seed, 30000));
        (*stop_count)++;
        break;
    case 3:
        fake_pcm_fail(&rig->fake, FAKE_READ, -EAGAIN, 1);
        break;
    case 4:
        fake_pcm_fail(&rig->fake, FAKE_AVAILABLE, -EINTR, 2);
        break;
    case 5:
        rig->fake.read_limit = 100 + random_below(seed, 2000);
        break;
    case 6:
        rig->fake.read_ns = (int64_t)random_below(seed, 4) * JFI_NS_PER_MS;
        break;
    default:
        hear(rig);
    }
}

static void whatever_happens_time_stays_true(void **state)
{
    int64_t heard_count = 0, missing_count = 0;

    (void)state;
    for (uint64_t run = 1; run <= 80; run++) {
        uint64_t seed = run;
        int64_t stop_count = 0;
        struct rig rig;

        open_rig(&rig);
        rig.fake.base.runs_on = run % 2;
        rig.fake.hides_stop = run % 3 == 0;
        begin(&rig);
        for (int i = 0; i < 100 && rig.status == 0; i++) {
            if (random_below(&seed, 5) == 0)
                misbehave(&rig, &seed, &stop_count);
            after(&rig, (int64_t)random_below(&seed, 1500));
        }
        assert_int_equal(rig.status, 0);
        /* Let what has been let down be picked up. */
        rig.fake.read_ns = 0;
        for (int i = 0; i < 10; i++)
            after(&rig, 480);
        assert_time_is_true(&rig, stop_count + 1);
        heard_count += rig.heard_count;
        missing_count += lost_frames(&rig) + gap_frames(&rig);
        close_rig(&rig);
    }
    assert_in_range(missing_count, heard_count / 10, heard_count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_suspended_pcm_is_resumed_and_its_time_is_a_gap),
        cmocka_unit_test(silence_goes_on_while_a_pcm_cannot_be_started),
        cmocka_unit_test(what_does_not_come_for_a_while_is_silence),
        cmocka_unit_test(the_last_piece_of_a_gap_is_made_up_for_too),
        cmocka_unit_test(long_periods_are_no_gap),
        cmocka_unit_test(a_stall_that_ends_in_a_stop_is_made_up_for_once),
        cmocka_unit_test(a_pcm_that_is_pulled_out_ends_it_at_whatever_call),
        cmocka_unit_test(what_was_read_before_the_end_is_heard),
        cmocka_unit_test(a_pcm_that_nothing_starts_again_is_given_up_after_ten_seconds),
        cmocka_unit_test(a_pcm_that_stops_at_once_each_time_is_given_up_too),
        cmocka_unit_test(one_that_cannot_be_started_at_first_is_tried_again),
        cmocka_unit_test(whatever_happens_time_stays_true),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
