/* SPDX-License-Identifier: MIT */

/* From a source to files, on a thread of its own. */

#include "test-media-probe.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include "media/clock.h"
#include "media/source.h"

struct rig {
    struct jf_source *source;
    struct jf_writer *writer;
    struct jf_pipeline *pipeline;
};

static struct rig make_rig(enum jf_pace pace)
{
    struct rig rig = {0};

    assert_int_equal(jf_source_new_tone(440, RATE_HZ, 2, pace, &rig.source), 0);
    assert_int_equal(jf_writer_new(&rig.writer), 0);
    assert_int_equal(jf_pipeline_new(rig.source, rig.writer, &rig.pipeline), 0);
    return rig;
}

static void free_rig(struct rig *rig)
{
    jf_pipeline_free(rig->pipeline);
    jf_writer_unref(rig->writer);
    jf_source_unref(rig->source);
}

static bool is_readable(int fd)
{
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN};

    return poll(&poll_fd, 1, 0) == 1;
}

static void three_formats_get_three_seconds_each(void **state)
{
    static const char *const names[] = {"a.asf", "b.wav", "c.flac"};
    char *directory = make_directory();
    struct rig rig = make_rig(JF_PACE_REAL_TIME);
    const int64_t begin_ns = jfi_clock_now_ns();

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        char *path = join(directory, names[i]);
        struct jf_format *format = NULL;
        struct jf_sink *sink = NULL;

        assert_int_equal(jf_sink_new_file(path, &sink), 0);
        assert_int_equal(jf_format_new_for_path(path, &format), 0);
        assert_int_equal(jf_writer_add_sink(rig.writer, sink, format), 0);
        jf_format_free(format);
        jf_sink_unref(sink);
        free(path);
    }
    assert_int_equal(jf_pipeline_set_duration_ns(rig.pipeline, 3 * SECOND_NS), 0);
    assert_int_equal(jf_pipeline_start(rig.pipeline), 0);
    assert_int_equal(jf_pipeline_wait(rig.pipeline, 10000), 1);
    assert_int_equal(jf_pipeline_get_result(rig.pipeline), 0);
    assert_int_equal(jf_pipeline_get_time_ns(rig.pipeline), 3 * SECOND_NS);
    assert_in_range(jfi_clock_now_ns() - begin_ns, 3 * SECOND_NS - 1, 8 * SECOND_NS);
    free_rig(&rig);

    for (size_t i = 0; i < COUNT(names); i++) {
        char *path = join(directory, names[i]);
        struct decoded decoded;

        assert_ffmpeg_is_silent(path);
        decode_file(path, &decoded);
        assert_int_equal(decoded.duration_us, 3000000);
        assert_tone(&decoded, 440, 0, (size_t)3 * RATE_HZ);
        decoded_free(&decoded);
        free(path);
    }
    assert_int_equal(count_entries(directory), COUNT(names));
    remove_directory(directory);
}

static void the_duration_is_exact_to_the_frame(void **state)
{
    static const int64_t frame_counts[] = {1, 959, 960, 961, 48001, 123457};

    (void)state;
    for (size_t i = 0; i < COUNT(frame_counts); i++) {
        struct rig rig = make_rig(JF_PACE_FAST);
        struct jf_sink *sink = make_memory(false);
        struct decoded decoded;

        add_sink(rig.writer, sink, "wav", "pcm");
        assert_int_equal(jf_pipeline_set_duration_ns(
                             rig.pipeline, jfi_clock_frames_to_ns(frame_counts[i], RATE_HZ)),
                         0);
        assert_int_equal(jf_pipeline_start(rig.pipeline), 0);
        assert_int_equal(jf_pipeline_wait(rig.pipeline, -1), 1);
        assert_int_equal(jf_pipeline_get_result(rig.pipeline), 0);
        decode_sink(sink, &decoded);
        assert_int_equal(decoded.frame_count, frame_counts[i]);
        decoded_free(&decoded);
        jf_sink_unref(sink);
        free_rig(&rig);
    }
}

static void stopping_ends_every_sink_in_good_order(void **state)
{
    struct rig rig = make_rig(JF_PACE_REAL_TIME);
    struct jf_sink *sink = make_memory(false);
    struct decoded decoded;
    int64_t time_ns = 0;

    (void)state;
    add_sink(rig.writer, sink, "wav", "pcm");
    assert_int_equal(jf_pipeline_get_result(rig.pipeline), -EBADFD);
    assert_int_equal(jf_pipeline_start(rig.pipeline), 0);
    assert_int_equal(jf_pipeline_start(rig.pipeline), -EBADFD);
    assert_int_equal(jf_pipeline_set_duration_ns(rig.pipeline, 1), -EBADFD);
    assert_int_equal(jf_pipeline_wait(rig.pipeline, 200), 0);
    assert_int_equal(jf_pipeline_get_result(rig.pipeline), -EBUSY);
    assert_false(is_readable(jf_pipeline_get_fd(rig.pipeline)));
    assert_int_equal(jf_pipeline_stop(rig.pipeline), 0);
    assert_int_equal(jf_pipeline_wait(rig.pipeline, 5000), 1);
    assert_true(is_readable(jf_pipeline_get_fd(rig.pipeline)));
    assert_int_equal(jf_pipeline_get_result(rig.pipeline), 0);
    assert_int_equal(jf_pipeline_wait(rig.pipeline, 0), 1);
    assert_int_equal(jf_pipeline_stop(rig.pipeline), 0);

    time_ns = jf_pipeline_get_time_ns(rig.pipeline);
    assert_in_range(time_ns, SECOND_NS / 10, 2 * SECOND_NS);
    assert_true(jf_sink_memory_is_ended(sink));
    decode_sink(sink, &decoded);
    assert_int_equal(jfi_clock_frames_to_ns((int64_t)decoded.frame_count, RATE_HZ), time_ns);
    assert_tone(&decoded, 440, 0, decoded.frame_count);
    decoded_free(&decoded);
    jf_sink_unref(sink);
    free_rig(&rig);
}

static void a_pipeline_that_is_freed_while_it_runs_leaves_nothing_whole(void **state)
{
    char *directory = make_directory(), *path = join(directory, "a.wav");
    struct rig rig = make_rig(JF_PACE_REAL_TIME);
    struct jf_sink *sink = NULL, *watched = NULL;
    struct probe *probe = probe_new(NULL, &watched);

    (void)state;
    assert_int_equal(jf_sink_new_file(path, &sink), 0);
    add_sink(rig.writer, sink, "wav", "pcm");
    add_sink(rig.writer, watched, "wav", "pcm");
    assert_int_equal(jf_pipeline_start(rig.pipeline), 0);
    probe_wait_for(probe, 'D', 3);
    assert_null(jf_pipeline_free(rig.pipeline));
    assert_record(probe, "RHDX");
    assert_int_equal(count_entries(directory), 0);
    jf_sink_unref(watched);
    jf_sink_unref(sink);
    jf_writer_unref(rig.writer);
    jf_source_unref(rig.source);
    probe_free(probe);
    free(path);
    remove_directory(directory);
}

static void a_pipeline_freed_before_it_starts_does_nothing(void **state)
{
    struct rig rig = make_rig(JF_PACE_FAST);

    (void)state;
    assert_int_equal(jf_pipeline_set_duration_ns(rig.pipeline, -1), -EINVAL);
    assert_int_equal(jf_pipeline_new(NULL, rig.writer, &rig.pipeline), -EINVAL);
    assert_int_equal(jf_pipeline_new(rig.source, NULL, &rig.pipeline), -EINVAL);
    assert_int_equal(jf_pipeline_new(rig.source, rig.writer, NULL), -EINVAL);
    free_rig(&rig);
    assert_null(jf_pipeline_free(NULL));
}

static void a_writer_that_cannot_begin_can_be_put_right(void **state)
{
    struct jf_source *source = NULL;
    struct jf_writer *writer = NULL;
    struct jf_pipeline *pipeline = NULL;
    struct jf_sink *sink = make_memory(false);

    (void)state;
    assert_int_equal(jf_source_new_tone(440, RATE_HZ, 4, JF_PACE_FAST, &source), 0);
    assert_int_equal(jf_writer_new(&writer), 0);
    assert_int_equal(jf_pipeline_new(source, writer, &pipeline), 0);
    add_sink(writer, sink, "asf", "wmav2");
    assert_int_equal(jf_pipeline_set_duration_ns(pipeline, SECOND_NS), 0);
    assert_int_equal(jf_pipeline_start(pipeline), -EMEDIUMTYPE);
    assert_int_equal(jf_writer_remove_sink(writer, sink), 0);
    add_sink(writer, sink, "asf", "pcm");
    assert_int_equal(jf_pipeline_start(pipeline), 0);
    assert_int_equal(jf_pipeline_wait(pipeline, -1), 1);
    assert_int_equal(jf_pipeline_get_result(pipeline), 0);
    assert_true(jf_sink_memory_is_ended(sink));
    jf_pipeline_free(pipeline);
    jf_writer_unref(writer);
    jf_source_unref(source);
    jf_sink_unref(sink);
}

static void when_every_sink_has_failed_the_cause_is_the_result(void **state)
{
    const struct probe_settings settings = {.fail_at = 'D', .fail_nth = 5, .fail_with = -ENOSPC};
    struct rig rig = make_rig(JF_PACE_FAST);
    struct jf_sink *sink = NULL;
    struct probe *probe = probe_new(&settings, &sink);

    (void)state;
    add_sink(rig.writer, sink, "wav", "pcm");
    assert_int_equal(jf_pipeline_start(rig.pipeline), 0);
    assert_int_equal(jf_pipeline_wait(rig.pipeline, -1), 1);
    assert_int_equal(jf_pipeline_get_result(rig.pipeline), -ENOSPC);
    jf_sink_unref(sink);
    free_rig(&rig);
    probe_free(probe);
}

/* ---- sources that misbehave ------------------------------------------------------------------ */

static int read_or_fail(struct jf_source *source, float *samples, size_t max_frames)
{
    int *count = jfi_source_get_priv(source);

    if (++*count > 10)
        return -ENODEV;
    if (*count % 2 == 0)
        return 0; /* nothing yet */
    fill_tone(samples, 440, RATE_HZ, 2, 0, max_frames);
    jfi_source_count_gap(source, 3);
    jfi_source_count_lost(source, 4);
    return (int)max_frames;
}

static void a_source_that_fails_ends_the_sinks_and_is_the_result(void **state)
{
    static const struct jfi_source_ops ops = {
        .name = "failing", .priv_size = sizeof(int), .read = read_or_fail};
    struct jf_source *source = NULL;
    struct jf_writer *writer = NULL;
    struct jf_pipeline *pipeline = NULL;
    struct jf_sink *sink = make_memory(false);
    struct decoded decoded;

    (void)state;
    assert_int_equal(jfi_source_new(&ops, RATE_HZ, 2, &source), 0);
    assert_int_equal(jf_writer_new(&writer), 0);
    assert_int_equal(jf_pipeline_new(source, writer, &pipeline), 0);
    add_sink(writer, sink, "flac", "flac");
    assert_int_equal(jf_pipeline_start(pipeline), 0);
    assert_int_equal(jf_pipeline_wait(pipeline, -1), 1);
    assert_int_equal(jf_pipeline_get_result(pipeline), -ENODEV);
    assert_int_equal(jf_source_get_gap_frames(source), 15);
    assert_int_equal(jf_source_get_lost_frames(source), 20);
    assert_true(jf_sink_memory_is_ended(sink));
    decode_sink(sink, &decoded);
    assert_int_equal(decoded.frame_count, 5 * RATE_HZ / 50);
    decoded_free(&decoded);
    jf_pipeline_free(pipeline);
    jf_writer_unref(writer);
    jf_source_unref(source);
    jf_sink_unref(sink);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_formats_get_three_seconds_each),
        cmocka_unit_test(the_duration_is_exact_to_the_frame),
        cmocka_unit_test(stopping_ends_every_sink_in_good_order),
        cmocka_unit_test(a_pipeline_that_is_freed_while_it_runs_leaves_nothing_whole),
        cmocka_unit_test(a_pipeline_freed_before_it_starts_does_nothing),
        cmocka_unit_test(a_writer_that_cannot_begin_can_be_put_right),
        cmocka_unit_test(when_every_sink_has_failed_the_cause_is_the_result),
        cmocka_unit_test(a_source_that_fails_ends_the_sinks_and_is_the_result),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
