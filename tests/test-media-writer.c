/* SPDX-License-Identifier: MIT */

/* The contract of the writer and its sinks, when everybody behaves. */

#include "test-media-probe.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <libavutil/log.h>

/* ---- states ---------------------------------------------------------------------------------- */

static void each_call_has_its_state(void **state)
{
    struct jf_writer *writer = NULL;
    const float samples[2] = {0};

    (void)state;
    assert_int_equal(jf_writer_new(&writer), 0);
    assert_string_equal(jf_writer_get_error(writer), "");
    assert_int_equal(jf_writer_begin(writer), -EBADFD);
    assert_string_equal(jf_writer_get_error(writer), "begin: no input is set");
    assert_int_equal(jf_writer_write(writer, samples, 1), -EBADFD);
    assert_int_equal(jf_writer_end(writer), -EBADFD);

    assert_int_equal(jf_writer_set_input(writer, 7999, 2), -EINVAL);
    assert_int_equal(jf_writer_set_input(writer, 192001, 2), -EINVAL);
    assert_int_equal(jf_writer_set_input(writer, RATE_HZ, 0), -EINVAL);
    assert_int_equal(jf_writer_set_input(writer, RATE_HZ, 9), -EINVAL);
    assert_int_equal(jf_writer_set_input(writer, RATE_HZ, 2), 0);
    assert_int_equal(jf_writer_write(writer, samples, 0), -EBADFD);

    assert_int_equal(jf_writer_begin(writer), 0);
    assert_int_equal(jf_writer_begin(writer), -EBADFD);
    assert_int_equal(jf_writer_set_input(writer, RATE_HZ, 1), -EBADFD);
    assert_int_equal(jf_writer_write(writer, NULL, 1), -EINVAL);
    assert_int_equal(jf_writer_write(writer, NULL, 0), 0);
    assert_int_equal(jf_writer_write(writer, samples, 1), 0);
    assert_int_equal(jf_writer_end(writer), 0);

    assert_int_equal(jf_writer_end(writer), -EBADFD);
    assert_int_equal(jf_writer_write(writer, samples, 1), -EBADFD);
    assert_int_equal(jf_writer_set_input(writer, 44100, 1), 0);
    assert_int_equal(jf_writer_begin(writer), 0);
    assert_int_equal(jf_writer_end(writer), 0);
    assert_null(jf_writer_unref(writer));
    assert_null(jf_writer_unref(NULL));
    assert_int_equal(jf_writer_new(NULL), -EINVAL);
}

static void sinks_are_attached_once_and_removed_once(void **state)
{
    struct jf_writer *writer = make_writer(RATE_HZ, 2);
    struct jf_format *format = make_format("wav", "pcm");
    struct jf_sink *file_like = make_memory(false), *live = make_memory(true);

    (void)state;
    assert_int_equal(jf_writer_add_sink(writer, NULL, format), -EINVAL);
    assert_int_equal(jf_writer_add_sink(writer, file_like, NULL), -EINVAL);
    assert_int_equal(jf_writer_remove_sink(writer, NULL), 1);
    assert_int_equal(jf_writer_remove_sink(writer, file_like), 1);
    assert_int_equal(jf_writer_end_sink(writer, file_like), 1);
    assert_int_equal(jf_writer_end_sink(writer, NULL), -EINVAL);
    assert_int_equal(jf_writer_get_sink_count(writer), 0);

    assert_int_equal(jf_writer_add_sink(writer, file_like, format), 0);
    assert_int_equal(jf_writer_add_sink(writer, file_like, format), -EEXIST);
    assert_string_equal(jf_writer_get_error(writer), "add sink: this sink is attached");
    assert_false(jf_writer_is_real_time(writer));
    assert_int_equal(jf_writer_add_sink(writer, live, format), 0);
    assert_true(jf_writer_is_real_time(writer));
    assert_int_equal(jf_writer_get_sink_count(writer), 2);
    assert_int_equal(jf_writer_remove_sink(writer, live), 0);
    assert_false(jf_writer_is_real_time(writer));
    assert_int_equal(jf_writer_remove_sink(writer, live), 1);
    assert_int_equal(jf_writer_add_sink(writer, live, format), 0);
    assert_int_equal(jf_writer_remove_sink(writer, NULL), 0);
    assert_int_equal(jf_writer_remove_sink(writer, NULL), 1);
    assert_int_equal(jf_writer_get_sink_count(writer), 0);
    jf_format_free(format);
    jf_sink_unref(live);
    jf_sink_unref(file_like);
    jf_writer_unref(writer);
}

static void a_sink_needs_its_mandatory_ops(void **state)
{
    const struct jf_sink_ops ops = {.name = "nothing"};
    struct jf_sink *sink = NULL;

    (void)state;
    assert_int_equal(jf_sink_new(&ops, &sink), -EINVAL);
    assert_int_equal(jf_sink_new(NULL, &sink), -EINVAL);
    assert_int_equal(jf_sink_new_memory(false, NULL), -EINVAL);
    assert_null(jf_sink_unref(NULL));
    assert_null(jf_sink_ref(NULL));
}

static void only_memory_sinks_have_memory(void **state)
{
    struct jf_sink *sink = NULL;
    struct probe *probe = probe_new(NULL, &sink);
    uint8_t *bytes = NULL;
    size_t size = 0;

    (void)state;
    assert_string_equal(jf_sink_get_name(sink), "probe");
    assert_int_equal(jf_sink_memory_dup(sink, &bytes, &size), -EINVAL);
    assert_false(jf_sink_memory_is_ended(sink));
    jf_sink_unref(sink);
    probe_free(probe);
}

/* ---- the order of calls ---------------------------------------------------------------------- */

static void a_file_like_sink_gets_header_data_final_header_end(void **state)
{
    struct jf_sink *sink = NULL;
    struct probe *probe = probe_new(NULL, &sink);
    struct jf_writer *writer = begin_with(sink, "asf", "wmav2");

    (void)state;
    write_frames(writer, 0, SECOND);
    assert_int_equal(jf_writer_end(writer), 0);
    assert_record(probe, "RHDHE");
    jf_writer_unref(writer);
    assert_record(probe, "RHDHE");
    jf_sink_unref(sink);
    assert_record(probe, "RHDHEC");
    probe_free(probe);
}

static void a_live_sink_gets_one_header(void **state)
{
    const struct probe_settings settings = {.real_time = true};
    struct jf_sink *sink = NULL;
    struct probe *probe = probe_new(&settings, &sink);
    struct jf_writer *writer = begin_with(sink, "flac", "flac");

    (void)state;
    write_frames(writer, 0, SECOND);
    assert_int_equal(jf_writer_end(writer), 0);
    assert_record(probe, "RHDE");
    jf_sink_unref(sink);
    jf_writer_unref(writer);
    probe_free(probe);
}

static void a_sink_with_buffers_of_its_own_is_asked_for_each_unit(void **state)
{
    const struct probe_settings settings = {.allocates = true};
    struct jf_sink *sink = NULL;
    struct probe *probe = probe_new(&settings, &sink);
    struct jf_sink *plain = make_memory(false);
    struct jf_writer *writer = begin_with(sink, "wav", "pcm");
    uint8_t *bytes = NULL, *plain_bytes = NULL;
    size_t size = 0, plain_size = 0;

    (void)state;
    add_sink(writer, plain, "wav", "pcm");
    write_frames(writer, 0, SECOND);
    assert_int_equal(jf_writer_end(writer), 0);
    assert_record(probe, "RHADHE");
    assert_int_equal(probe_count(probe, 'A'), probe_count(probe, 'D'));
    bytes = probe_dup(probe, &size);
    assert_int_equal(jf_sink_memory_dup(plain, &plain_bytes, &plain_size), 0);
    assert_int_equal(size, plain_size);
    assert_memory_equal(bytes + 200, plain_bytes + 200, size - 200);
    free(bytes);
    free(plain_bytes);
    jf_writer_unref(writer);
    jf_sink_unref(plain);
    jf_sink_unref(sink);
    probe_free(probe);
}

static void a_removed_sink_is_aborted_and_not_ended(void **state)
{
    struct jf_sink *sink = NULL;
    struct probe *probe = probe_new(NULL, &sink);
    struct jf_writer *writer = begin_with(sink, "wav", "pcm");

    (void)state;
    write_frames(writer, 0, SECOND);
    probe_wait_for(probe, 'D', 1);
    assert_int_equal(jf_writer_remove_sink(writer, sink), 0);
    assert_record(probe, "RHDX");
    write_frames(writer, SECOND, SECOND);
    assert_int_equal(jf_writer_end(writer), 0);
    assert_record(probe, "RHDX");
    assert_status(writer, JF_WRITER_STATUS_OPENED, sink, 0);
    jf_sink_unref(sink);
    assert_record(probe, "RHDXC"); /* at once: nobody else holds it */
    jf_writer_unref(writer);
    probe_free(probe);
}

static void a_writer_that_goes_away_ends_nothing(void **state)
{
    struct jf_sink *sink = NULL;
    struct probe *probe = probe_new(NULL, &sink);
    struct jf_writer *writer = begin_with(sink, "wav", "pcm");

    (void)state;
    jf_sink_unref(sink);
    write_frames(writer, 0, SECOND);
    probe_wait_for(probe, 'D', 1);
    jf_writer_unref(writer);
    assert_int_equal(probe_count(probe, 'E'), 0);
    assert_int_equal(probe_count(probe, 'X'), 1);
    probe_free(probe);
}

static void a_writer_can_begin_again(void **state)
{
    struct jf_sink *sink = make_memory(false);
    struct jf_writer *writer = begin_with(sink, "wav", "pcm");
    struct decoded decoded;

    (void)state;
    write_frames(writer, 0, SECOND);
    assert_int_equal(jf_writer_end(writer), 0);
    assert_int_equal(jf_writer_begin(writer), 0);
    for (int i = 0; i < 3; i++)
        assert_status(writer, i == 1 ? JF_WRITER_STATUS_CLOSED : JF_WRITER_STATUS_OPENED, sink, 0);
    assert_false(jf_sink_memory_is_ended(sink));
    write_frames(writer, 0, 2 * SECOND);
    assert_int_equal(jf_writer_end(writer), 0);
    assert_true(jf_sink_memory_is_ended(sink));
    decode_sink(sink, &decoded);
    assert_int_equal(decoded.frame_count, 2 * SECOND);
    assert_tone(&decoded, 440, 0, 2 * SECOND);
    decoded_free(&decoded);
    jf_sink_unref(sink);
    jf_writer_unref(writer);
}

static void the_size_of_the_calls_to_write_makes_no_difference(void **state)
{
    static const size_t sizes[] = {1, 7, 1023, 1024, 5000, SECOND};
    float *samples = calloc((size_t)SECOND * 2, sizeof(*samples));
    uint8_t *first = NULL;
    size_t first_size = 0;

    (void)state;
    assert_non_null(samples);
    fill_tone(samples, 440, RATE_HZ, 2, 0, SECOND);
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct jf_sink *sink = make_memory(false);
        struct jf_writer *writer = begin_with(sink, "asf", "wmav2");
        uint8_t *bytes = NULL;
        size_t size = 0;

        for (size_t done = 0; done < SECOND; done += sizes[i]) {
            const size_t left = SECOND - done;
            const size_t count = left < sizes[i] ? left : sizes[i];

            assert_int_equal(jf_writer_write(writer, samples + done * 2, count), 0);
        }
        assert_int_equal(jf_writer_end(writer), 0);
        assert_int_equal(jf_sink_memory_dup(sink, &bytes, &size), 0);
        if (!first) {
            first = bytes;
            first_size = size;
        } else {
            assert_int_equal(size, first_size);
            assert_memory_equal(bytes, first, size);
            free(bytes);
        }
        jf_sink_unref(sink);
        jf_writer_unref(writer);
    }
    free(first);
    free(samples);
}

/* ---- what is said about it ------------------------------------------------------------------- */

static void statuses_tell_opened_and_closed(void **state)
{
    struct jf_sink *sink = make_memory(false);
    struct jf_writer *writer = make_writer(RATE_HZ, 2);
    struct jf_writer_status *status = NULL;

    (void)state;
    assert_no_status(writer);
    add_sink(writer, sink, "wav", "pcm");
    assert_int_equal(jf_writer_begin(writer), 0);
    assert_status(writer, JF_WRITER_STATUS_OPENED, sink, 0);
    assert_no_status(writer);
    assert_int_equal(jf_writer_end(writer), 0);
    status = jf_writer_next_status(writer);
    assert_non_null(status);
    assert_int_equal(jf_writer_status_get_type(status), JF_WRITER_STATUS_CLOSED);
    assert_int_equal(jf_writer_status_get_number(status), 13);
    assert_string_equal(jf_writer_status_get_text(status), "memory: closed");
    jf_sink_unref(sink);
    jf_writer_unref(writer);
    assert_ptr_equal(jf_writer_status_get_sink(status), sink); /* outlives the writer */
    assert_true(jf_sink_memory_is_ended(sink));
    assert_null(jf_writer_status_free(status));
    assert_null(jf_writer_status_free(NULL));
}

static void statistics_count_what_the_sink_took(void **state)
{
    struct jf_sink *sink = NULL, *stranger = make_memory(false);
    struct probe *probe = probe_new(NULL, &sink);
    struct jf_writer *writer = make_writer(RATE_HZ, 2);
    struct jf_sink_statistics statistics;
    uint8_t *bytes = NULL;
    size_t size = 0;

    (void)state;
    add_sink(writer, sink, "wav", "pcm");
    assert_int_equal(jf_writer_get_sink_statistics(writer, stranger, &statistics), -ENOENT);
    assert_int_equal(jf_writer_get_sink_statistics(writer, sink, &statistics), 0);
    assert_int_equal(statistics.unit_count, 0);
    assert_int_equal(jf_writer_begin(writer), 0);
    write_frames(writer, 0, SECOND);
    assert_int_equal(jf_writer_end(writer), 0);
    assert_int_equal(jf_writer_get_sink_statistics(writer, sink, &statistics), 0);
    assert_int_equal(statistics.unit_count, probe_count(probe, 'D'));
    assert_int_equal(statistics.unit_count, 50);
    assert_int_equal(statistics.byte_count, SECOND * 4);
    assert_int_equal(statistics.dropped_unit_count, 0);
    assert_int_equal(statistics.queued_unit_count, 0);
    bytes = probe_dup(probe, &size);
    assert_true(size > statistics.byte_count);
    free(bytes);
    jf_writer_unref(writer);
    jf_sink_unref(stranger);
    jf_sink_unref(sink);
    probe_free(probe);
}

static int64_t unit_times_ns[200];
static atomic_size_t unit_time_count;

static int note_time(struct jf_sink *sink, struct jf_data_unit *unit)
{
    (void)sink;
    unit_times_ns[atomic_fetch_add(&unit_time_count, 1)] = jf_data_unit_get_time_ns(unit);
    return 0;
}

static int take_header(struct jf_sink *sink, struct jf_data_unit *unit)
{
    (void)sink;
    (void)unit;
    return 0;
}

static int take_end(struct jf_sink *sink)
{
    (void)sink;
    return 0;
}

static void data_units_carry_the_time_since_begin(void **state)
{
    static const struct jf_sink_ops ops = {.name = "clock",
                                           .on_header = take_header,
                                           .on_data_unit = note_time,
                                           .on_end_writing = take_end};
    static const struct {
        const char *container, *codec;
        int64_t longest_ns;
    } formats[] = {{"wav", "pcm", 20000000}, {"asf", "wmav2", 250000000}};

    (void)state;
    for (size_t i = 0; i < COUNT(formats); i++) {
        struct jf_writer *writer = make_writer(RATE_HZ, 2);
        struct jf_sink *sink = NULL;

        atomic_store(&unit_time_count, 0);
        assert_int_equal(jf_sink_new(&ops, &sink), 0);
        assert_int_equal(jf_writer_begin(writer), 0);
        write_frames(writer, 0, SECOND); /* nobody listens yet */
        add_sink(writer, sink, formats[i].container, formats[i].codec);
        write_frames(writer, SECOND, SECOND);
        assert_int_equal(jf_writer_end(writer), 0);
        assert_true(atomic_load(&unit_time_count) > 4);
        assert_int_equal(unit_times_ns[0], 1000000000);
        for (size_t k = 1; k < atomic_load(&unit_time_count); k++) {
            assert_true(unit_times_ns[k] > unit_times_ns[k - 1]);
            assert_true(unit_times_ns[k] <= unit_times_ns[k - 1] + formats[i].longest_ns);
        }
        assert_in_range(unit_times_ns[atomic_load(&unit_time_count) - 1],
                        2000000000 - formats[i].longest_ns, 2000000000);
        jf_sink_unref(sink);
        jf_writer_unref(writer);
    }
}

static atomic_size_t line_count;

static void count_line(void *context, int level, const char *format, va_list arguments)
{
    (void)context;
    (void)format;
    (void)arguments;
    if (level <= AV_LOG_TRACE)
        atomic_fetch_add(&line_count, 1);
}

static void libav_prints_nothing_on_our_behalf(void **state)
{
    static const char *const formats[][2] = {
        {"asf", "wmav2"}, {"asf", "pcm"}, {"asf", "flac"}, {"wav", "pcm"}, {"flac", "flac"}};
    struct jf_writer *writer = make_writer(RATE_HZ, 2);

    (void)state;
    av_log_set_callback(count_line);
    av_log_set_level(AV_LOG_WARNING);
    atomic_store(&line_count, 0);
    for (size_t i = 0; i < COUNT(formats) * 2; i++) {
        struct jf_sink *sink = make_memory(i % 2 == 1);

        add_sink(writer, sink, formats[i / 2][0], formats[i / 2][1]);
        jf_sink_unref(sink);
    }
    assert_int_equal(jf_writer_begin(writer), 0);
    write_frames(writer, 0, SECOND);
    assert_int_equal(jf_writer_end(writer), 0);
    jf_writer_unref(writer);
    av_log_set_callback(av_log_default_callback);
    assert_int_equal(atomic_load(&line_count), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_call_has_its_state),
        cmocka_unit_test(sinks_are_attached_once_and_removed_once),
        cmocka_unit_test(a_sink_needs_its_mandatory_ops),
        cmocka_unit_test(only_memory_sinks_have_memory),
        cmocka_unit_test(a_file_like_sink_gets_header_data_final_header_end),
        cmocka_unit_test(a_live_sink_gets_one_header),
        cmocka_unit_test(a_sink_with_buffers_of_its_own_is_asked_for_each_unit),
        cmocka_unit_test(a_removed_sink_is_aborted_and_not_ended),
        cmocka_unit_test(a_writer_that_goes_away_ends_nothing),
        cmocka_unit_test(a_writer_can_begin_again),
        cmocka_unit_test(the_size_of_the_calls_to_write_makes_no_difference),
        cmocka_unit_test(statuses_tell_opened_and_closed),
        cmocka_unit_test(statistics_count_what_the_sink_took),
        cmocka_unit_test(data_units_carry_the_time_since_begin),
        cmocka_unit_test(libav_prints_nothing_on_our_behalf),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
