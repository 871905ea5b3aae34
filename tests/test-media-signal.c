/* SPDX-License-Identifier: MIT */

/* Faults and levels as a writer and a pipeline tell of them. */

#include "test-media-support.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "media/source.h"

/* ---- what the writer says -------------------------------------------------------------------- */

static struct jf_signal_limits usual_limits(void)
{
    struct jf_signal_limits limits;

    jf_signal_limits_init(&limits);
    return limits;
}

static struct jf_writer *begin_writer(const struct jf_signal_limits *limits,
                                      unsigned int channel_count)
{
    struct jf_writer *writer = make_writer(RATE_HZ, channel_count);

    assert_int_equal(jf_writer_set_signal_limits(writer, limits), 0);
    assert_int_equal(jf_writer_begin(writer), 0);
    return writer;
}

static void assert_signal(struct jf_writer *writer, enum jf_signal_fault fault, int channel,
                          bool is_over, int64_t position, int64_t length)
{
    struct pollfd poll_fd = {.fd = jf_writer_get_fd(writer), .events = POLLIN};
    struct jf_writer_status *status;
    const struct jf_signal_event *event;

    assert_int_equal(poll(&poll_fd, 1, 0), 1);
    status = jf_writer_next_status(writer);
    assert_int_equal(jf_writer_status_get_type(status), JF_WRITER_STATUS_SIGNAL);
    assert_int_equal(jf_writer_status_get_number(status), 0);
    assert_int_equal(jf_writer_status_get_result(status), 0);
    assert_int_equal(jf_writer_status_get_time_ns(status), position * SECOND_NS / RATE_HZ);
    assert_non_null(strstr(jf_writer_status_get_text(status), jf_signal_fault_name(fault)));
    event = jf_writer_status_get_signal(status);
    assert_int_equal(event->fault, fault);
    assert_int_equal(event->channel, channel);
    assert_int_equal(event->is_over, is_over);
    assert_int_equal(event->position_frames, position);
    assert_int_equal(event->length_frames, length);
    jf_writer_status_free(status);
}

static void write_value(struct jf_writer *writer, float value, unsigned int channel_count,
                        size_t frame_count)
{
    float *samples = calloc(frame_count * channel_count, sizeof(*samples));

    assert_non_null(samples);
    for (size_t i = 0; i < frame_count * channel_count; i++)
        samples[i] = value;
    assert_int_equal(jf_writer_write(writer, samples, frame_count), 0);
    free(samples);
}

static void a_writer_tells_of_each_fault_where_it_is(void **state)
{
    const struct jf_signal_limits limits = usual_limits();
    struct jf_writer *writer = begin_writer(&limits, 1);

    (void)state;
    assert_int_equal(write_tone(writer, 440, RATE_HZ, 1, 0, 12345), 0);
    write_value(writer, 0, 1, 11 * SECOND);
    write_value(writer, 7, 1, 5);
    write_value(writer, 0.3F, 1, SECOND);
    assert_signal(writer, JF_SIGNAL_SILENCE, 0, false, 12345, 10 * SECOND);
    assert_signal(writer, JF_SIGNAL_SILENCE, 0, true, 12345, 11 * SECOND);
    assert_signal(writer, JF_SIGNAL_CLIP, 0, false, 12345 + 11 * SECOND, 3);
    assert_signal(writer, JF_SIGNAL_STUCK, 0, false, 12350 + 11 * SECOND, SECOND / 2);
    assert_no_status(writer);
    assert_int_equal(jf_writer_end(writer), 0);
    assert_signal(writer, JF_SIGNAL_STUCK, 0, true, 12350 + 11 * SECOND, SECOND);
    assert_signal(writer, JF_SIGNAL_CLIP, 0, true, 12345 + 11 * SECOND, 5);
    assert_no_status(writer);
    jf_writer_unref(writer);
}

static void what_is_no_number_is_silence_and_what_is_too_loud_is_full(void **state)
{
    struct jf_signal_limits limits = usual_limits();
    struct jf_writer *writer;
    struct jf_signal_level level;

    (void)state;
    limits.silence_ns = SECOND_NS;
    writer = begin_writer(&limits, 1);
    write_value(writer, NAN, 1, SECOND);
    assert_signal(writer, JF_SIGNAL_SILENCE, 0, false, 0, SECOND);
    write_value(writer, INFINITY, 1, 1);
    assert_signal(writer, JF_SIGNAL_SILENCE, 0, true, 0, SECOND);
    assert_int_equal(jf_writer_get_level(writer, 0, &level), 0);
    assert_true(fabs(level.highest_peak_dbfs) < 0.001);
    assert_true(isinf(level.peak_dbfs)); /* of the last whole 300 ms */
    jf_writer_unref(writer);
}

static void a_gap_between_time_stamps_is_a_dropout(void **state)
{
    static const float samples[2 * 100] = {0.25F};
    const struct jf_signal_limits limits = {.dropouts = true};
    struct jf_writer *writer = begin_writer(&limits, 2);

    (void)state;
    assert_int_equal(jf_writer_write_at(writer, 0, 0, samples, 100), 0);
    assert_int_equal(
        jf_writer_write_at(writer, SECOND_NS / 100, JF_WRITE_DISCONTINUITY, samples, 100), 0);
    assert_signal(writer, JF_SIGNAL_DROPOUT, JF_SIGNAL_ALL_CHANNELS, false, 100, 380);
    assert_signal(writer, JF_SIGNAL_DROPOUT, JF_SIGNAL_ALL_CHANNELS, true, 100, 380);
    /* What is no gap is none. */
    assert_int_equal(jf_writer_write_at(writer, SECOND_NS / 20, 0, samples, 100), 0);
    assert_no_status(writer);
    assert_int_equal(jf_writer_write_at(writer, 100 * SECOND_NS, 0, samples, 100), 0);
    assert_signal(writer, JF_SIGNAL_DROPOUT, JF_SIGNAL_ALL_CHANNELS, false, 680,
                  100 * SECOND - 680);
    assert_signal(writer, JF_SIGNAL_DROPOUT, JF_SIGNAL_ALL_CHANNELS, true, 680, 100 * SECOND - 680);
    jf_writer_unref(writer);
}

static void a_gap_that_asf_steps_over_is_silent_all_the_same(void **state)
{
    struct jf_signal_limits limits = usual_limits();
    struct jf_sink *sink = make_memory(true);
    struct jf_writer *writer = make_writer(RATE_HZ, 2);
    static const float samples[2 * SECOND] = {0};

    (void)state;
    add_sink(writer, sink, "asf", "wmav2");
    assert_int_equal(jf_writer_set_signal_limits(writer, &limits), 0);
    assert_int_equal(jf_writer_begin(writer), 0);
    assert_status(writer, JF_WRITER_STATUS_OPENED, sink, 0);
    write_frames(writer, 0, SECOND);
    assert_int_equal(jf_writer_write_at(writer, 3601 * SECOND_NS, 0, samples, SECOND), 0);
    assert_signal(writer, JF_SIGNAL_DROPOUT, JF_SIGNAL_ALL_CHANNELS, false, SECOND,
                  (int64_t)3600 * SECOND);
    for (int channel = 0; channel < 2; channel++)
        assert_signal(writer, JF_SIGNAL_SILENCE, channel, false, SECOND, 10 * SECOND);
    assert_signal(writer, JF_SIGNAL_DROPOUT, JF_SIGNAL_ALL_CHANNELS, true, SECOND,
                  (int64_t)3600 * SECOND);
    assert_int_equal(jf_writer_end(writer), 0);
    for (int channel = 0; channel < 2; channel++)
        assert_signal(writer, JF_SIGNAL_SILENCE, channel, true, SECOND, (int64_t)3601 * SECOND);
    jf_sink_unref(sink);
    jf_writer_unref(writer);
}

static void limits_are_checked_and_stay_for_further_sessions(void **state)
{
    struct jf_signal_limits bad[7];
    struct jf_signal_limits limits = usual_limits();
    struct jf_writer *writer;

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++)
        bad[i] = usual_limits();
    bad[0].silence_ns = -1;
    bad[1].stuck_ns = 86401 * SECOND_NS;
    bad[2].clip_hold_ns = -1;
    bad[3].silence_level_dbfs = 0.1;
    bad[4].silence_level_dbfs = NAN;
    bad[5].clip_level_dbfs = -60.1;
    bad[6].clip_level_dbfs = NAN;
    limits.silence_ns = SECOND_NS;
    writer = begin_writer(&limits, 1);
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_int_equal(jf_writer_set_signal_limits(writer, &bad[i]), -EINVAL);
    assert_int_equal(jf_writer_set_signal_limits(NULL, &limits), -EINVAL);
    for (int session = 0; session < 2; session++) {
        write_value(writer, 0, 1, SECOND);
        assert_signal(writer, JF_SIGNAL_SILENCE, 0, false, 0, SECOND);
        assert_int_equal(jf_writer_end(writer), 0);
        assert_signal(writer, JF_SIGNAL_SILENCE, 0, true, 0, SECOND);
        assert_int_equal(jf_writer_begin(writer), 0);
    }
    assert_int_equal(jf_writer_set_signal_limits(writer, NULL), 0);
    write_value(writer, 0, 1, 2 * SECOND);
    assert_no_status(writer);
    jf_writer_unref(writer);
}

static void levels_are_asked_for_without_any_limits(void **state)
{
    struct jf_writer *writer = make_writer(RATE_HZ, 2);
    struct jf_signal_level level;

    (void)state;
    assert_int_equal(jf_writer_get_level(writer, 0, &level), -ENODATA);
    assert_int_equal(jf_writer_begin(writer), 0);
    assert_int_equal(jf_writer_get_level(writer, 0, &level), -ENODATA);
    write_frames(writer, 0, SECOND);
    assert_int_equal(jf_writer_get_level(writer, 1, &level), 0);
    assert_true(fabs(level.peak_dbfs + 20) < 0.01);
    assert_true(fabs(level.rms_dbfs + 23.01) < 0.02);
    assert_int_equal(jf_writer_end(writer), 0);
    assert_int_equal(jf_writer_get_level(writer, 1, &level), 0);
    assert_int_equal(jf_writer_get_level(writer, 2, &level), -EINVAL);
    assert_int_equal(jf_writer_get_level(NULL, 0, &level), -EINVAL);
    assert_int_equal(jf_writer_get_level(writer, 0, NULL), -EINVAL);
    assert_no_status(writer);
    jf_writer_unref(writer);
}

static void every_fault_has_its_name(void **state)
{
    (void)state;
    assert_string_equal(jf_signal_fault_name(JF_SIGNAL_SILENCE), "silence");
    assert_string_equal(jf_signal_fault_name(JF_SIGNAL_STUCK), "stuck");
    assert_string_equal(jf_signal_fault_name(JF_SIGNAL_CLIP), "clip");
    assert_string_equal(jf_signal_fault_name(JF_SIGNAL_DROPOUT), "dropout");
    assert_string_equal(jf_signal_fault_name(JF_SIGNAL_UNKNOWN), "unknown");
}

/* ---- what a source says ---------------------------------------------------------------------- */

/* A ring that a source reads from, in blocks that are none of what was written. */
struct ringed {
    struct jfi_ring *ring;
};

static int read_ringed(struct jf_source *source, float *samples, size_t max_frames)
{
    const struct ringed *ringed = jfi_source_get_priv(source);
    const size_t count =
        jfi_source_read_ring(source, ringed->ring, samples, max_frames < 77 ? max_frames : 77);

    return count > 0 ? (int)count : -ENODATA;
}

static struct jf_source *make_ringed(struct jfi_ring *ring)
{
    static const struct jfi_source_ops ops = {
        .name = "ringed", .priv_size = sizeof(struct ringed), .read = read_ringed};
    struct jf_source *source = NULL;

    assert_int_equal(jfi_source_new(&ops, RATE_HZ, 1, &source), 0);
    ((struct ringed *)jfi_source_get_priv(source))->ring = ring;
    return source;
}

static void put_sound(struct jfi_ring *ring, size_t frame_count)
{
    float samples[4096];

    fill_tone(samples, 440, RATE_HZ, 1, 1, frame_count);
    jfi_ring_write_or_owe(ring, samples, frame_count);
}

static struct jf_writer *play(struct jfi_ring *ring)
{
    const struct jf_signal_limits limits = {.dropouts = true};
    struct jf_source *source = make_ringed(ring);
    struct jf_writer *writer = NULL;
    struct jf_pipeline *pipeline = NULL;

    assert_int_equal(jf_writer_new(&writer), 0);
    assert_int_equal(jf_writer_set_signal_limits(writer, &limits), 0);
    assert_int_equal(jf_pipeline_new(source, writer, &pipeline), 0);
    assert_int_equal(jf_pipeline_start(pipeline), 0);
    assert_int_equal(jf_pipeline_wait(pipeline, -1), 1);
    assert_int_equal(jf_pipeline_get_result(pipeline), 0);
    jf_pipeline_free(pipeline);
    jf_source_unref(source);
    return writer;
}

static void a_pipeline_tells_of_what_its_source_lost_to_the_frame(void **state)
{
    struct jfi_ring ring = {0};
    struct jf_writer *writer;

    (void)state;
    assert_int_equal(jfi_ring_init(&ring, 4096, 1), 0);
    jfi_ring_owe(&ring, 10, false);
    put_sound(&ring, 1000);
    jfi_ring_owe(&ring, 77, true);
    jfi_ring_owe(&ring, 500, true);
    put_sound(&ring, 100);
    jfi_ring_owe(&ring, 1, false);
    put_sound(&ring, 100);
    writer = play(&ring);
    assert_signal(writer, JF_SIGNAL_DROPOUT, JF_SIGNAL_ALL_CHANNELS, false, 0, 10);
    assert_signal(writer, JF_SIGNAL_DROPOUT, JF_SIGNAL_ALL_CHANNELS, true, 0, 10);
    assert_signal(writer, JF_SIGNAL_DROPOUT, JF_SIGNAL_ALL_CHANNELS, false, 1010, 77);
    assert_signal(writer, JF_SIGNAL_DROPOUT, JF_SIGNAL_ALL_CHANNELS, true, 1010, 577);
    assert_signal(writer, JF_SIGNAL_DROPOUT, JF_SIGNAL_ALL_CHANNELS, false, 1687, 1);
    assert_signal(writer, JF_SIGNAL_DROPOUT, JF_SIGNAL_ALL_CHANNELS, true, 1687, 1);
    assert_no_status(writer);
    jf_writer_unref(writer);
    jfi_ring_fini(&ring);
}

static void what_a_ring_has_no_room_for_is_lost_where_it_would_have_been(void **state)
{
    struct jfi_ring ring = {0};
    struct jf_source *source;
    float samples[1024];
    size_t count = 0;
    const struct jfi_missing *missing;

    (void)state;
    assert_int_equal(jfi_ring_init(&ring, 1024, 1), 0);
    source = make_ringed(&ring);
    put_sound(&ring, 1000);
    put_sound(&ring, 100);
    put_sound(&ring, 50);
    assert_int_equal(ring.owed_frames, 126);
    assert_int_equal(jfi_ring_read(&ring, samples, 1000), 1000);
    put_sound(&ring, 10); /* behind what was owed */
    assert_int_equal(ring.owed_frames, 0);
    assert_int_equal(jfi_source_read(source, samples, 77), 77);
    missing = jfi_source_get_missing(source, &count);
    assert_int_equal(count, 1);
    assert_int_equal(missing->offset_frames, 24);
    assert_int_equal(missing->frame_count, 76);
    assert_true(missing->is_lost);
    /* The mark of the rest waits until what it marks is read. */
    assert_int_equal(jfi_source_read(source, samples, 77), 77);
    missing = jfi_source_get_missing(source, &count);
    assert_int_equal(count, 1);
    assert_int_equal(missing->offset_frames, 23);
    assert_int_equal(missing->frame_count, 50);
    jf_source_unref(source);
    jfi_ring_fini(&ring);
}

static void more_marks_than_a_ring_holds_are_told_as_one(void **state)
{
    struct jfi_ring ring = {0};
    struct jfi_ring_mark mark;
    float samples[4096];
    int64_t total = 0;

    (void)state;
    assert_int_equal(jfi_ring_init(&ring, 4096, 1), 0);
    for (int i = 0; i < 100; i++) {
        jfi_ring_owe(&ring, 2, true);
        put_sound(&ring, 10);
    }
    assert_int_equal(jfi_ring_read(&ring, samples, 1200), 1200);
    for (int i = 0; i < JFI_RING_MARKS; i++) {
        assert_true(jfi_ring_read_mark(&ring, 1200, &mark));
        assert_int_equal(mark.position, 12 * i);
        assert_int_equal(mark.frame_count, 2);
    }
    assert_false(jfi_ring_read_mark(&ring, 1200, &mark));
    jfi_ring_owe(&ring, 2, true);
    put_sound(&ring, 10);
    assert_int_equal(jfi_ring_read(&ring, samples, 12), 12);
    assert_true(jfi_ring_read_mark(&ring, 12, &mark));
    assert_int_equal(mark.position, 1200); /* not before what has just been read */
    total = mark.frame_count;
    assert_int_equal(total, 2 * (100 - JFI_RING_MARKS) + 2);
    jfi_ring_fini(&ring);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_writer_tells_of_each_fault_where_it_is),
        cmocka_unit_test(what_is_no_number_is_silence_and_what_is_too_loud_is_full),
        cmocka_unit_test(a_gap_between_time_stamps_is_a_dropout),
        cmocka_unit_test(a_gap_that_asf_steps_over_is_silent_all_the_same),
        cmocka_unit_test(limits_are_checked_and_stay_for_further_sessions),
        cmocka_unit_test(levels_are_asked_for_without_any_limits),
        cmocka_unit_test(every_fault_has_its_name),
        cmocka_unit_test(a_pipeline_tells_of_what_its_source_lost_to_the_frame),
        cmocka_unit_test(what_a_ring_has_no_room_for_is_lost_where_it_would_have_been),
        cmocka_unit_test(more_marks_than_a_ring_holds_are_told_as_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
