/* SPDX-License-Identifier: MIT */

/* The file sink that starts and stops at given times, and what it tells of itself meanwhile. */

#include "test-media-support.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <jackfield/status.h>

#define MS_NS ((int64_t)1000000)

struct recording {
    char *directory, *path;
    struct jf_sink *sink;
    struct jf_writer *writer;
};

static void open_recording(struct recording *recording, const char *container, const char *codec)
{
    recording->directory = make_directory();
    recording->path = join(recording->directory, "a");
    assert_int_equal(jf_sink_new_file(recording->path, &recording->sink), 0);
    recording->writer = make_writer(RATE_HZ, 2);
    add_sink(recording->writer, recording->sink, container, codec);
}

static void close_recording(struct recording *recording)
{
    jf_writer_unref(recording->writer);
    jf_sink_unref(recording->sink);
    free(recording->path);
    remove_directory(recording->directory);
}

/* A second of each of these tones, one after the other, and the end. */
static void write_scale(struct jf_writer *writer, const double *hz, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_int_equal(write_tone(writer, hz[i], RATE_HZ, 2, (int64_t)i * SECOND, SECOND), 0);
    assert_int_equal(jf_writer_end(writer), 0);
}

static void assert_change(struct jf_writer *writer, enum jf_writer_status_type type, int number,
                          int64_t time_ns, const char *text)
{
    struct jf_writer_status *status = jf_writer_next_status(writer);

    assert_non_null(status);
    assert_int_equal(jf_writer_status_get_type(status), type);
    assert_int_equal(jf_writer_status_get_number(status), number);
    assert_int_equal(jf_writer_status_get_time_ns(status), time_ns);
    assert_string_equal(jf_writer_status_get_text(status), text);
    jf_writer_status_free(status);
}

static const double scale[] = {300, 440, 600, 800, 1000};

/* ---- what is in the file --------------------------------------------------------------------- */

static void what_lies_between_stop_and_start_is_left_out(void **state)
{
    static const struct {
        const char *container, *codec;
        int64_t blur_us; /* codec frames at the edges */
    } formats[] = {{"wav", "pcm", 0}, {"asf", "pcm", 0}, {"asf", "wmav2", 90000}};

    (void)state;
    for (size_t i = 0; i < COUNT(formats); i++) {
        struct recording recording;
        struct decoded decoded;
        struct jf_file_state is;

        open_recording(&recording, formats[i].container, formats[i].codec);
        assert_int_equal(jf_sink_file_stop_ns(recording.sink, SECOND_NS), 0);
        assert_int_equal(jf_sink_file_start_ns(recording.sink, 3 * SECOND_NS), 0);
        assert_int_equal(jf_sink_file_stop_ns(recording.sink, 4 * SECOND_NS), 0);
        assert_int_equal(jf_writer_begin(recording.writer), 0);
        write_scale(recording.writer, scale, COUNT(scale));

        decode_file(recording.path, &decoded);
        assert_in_range(decoded.duration_us, 2000000 - formats[i].blur_us,
                        2000000 + formats[i].blur_us);
        assert_tone(&decoded, 300, 4096, SECOND - 4096);
        assert_tone(&decoded, 800, SECOND + 4096, 2 * SECOND - 8192);
        assert_int_equal(jf_sink_file_get_state(recording.sink, &is), 0);
        assert_in_range(is.duration_ns / 1000, decoded.duration_us - 1000,
                        decoded.duration_us + 1000);
        decoded_free(&decoded);
        assert_status(recording.writer, JF_WRITER_STATUS_OPENED, recording.sink, 0);
        assert_change(recording.writer, JF_WRITER_STATUS_STARTED, 11, 0, "file: started");
        assert_change(recording.writer, JF_WRITER_STATUS_STOPPED, 12, SECOND_NS,
                      "file: stopped at 1.000 s");
        assert_change(recording.writer, JF_WRITER_STATUS_STARTED, 11, 3 * SECOND_NS,
                      "file: started at 3.000 s");
        assert_change(recording.writer, JF_WRITER_STATUS_STOPPED, 12, 4 * SECOND_NS,
                      "file: stopped at 4.000 s");
        assert_status(recording.writer, JF_WRITER_STATUS_CLOSED, recording.sink, 0);
        close_recording(&recording);
    }
}

static void a_file_may_begin_later_than_the_writer(void **state)
{
    static const struct {
        const char *container, *codec;
        int64_t blur_us;
    } formats[] = {{"wav", "pcm", 0}, {"asf", "wmav2", 130000}};

    (void)state;
    for (size_t i = 0; i < COUNT(formats); i++) {
        struct recording recording;
        struct decoded decoded;

        open_recording(&recording, formats[i].container, formats[i].codec);
        assert_int_equal(jf_sink_file_stop_ns(recording.sink, 0), 0);
        assert_int_equal(jf_sink_file_start_ns(recording.sink, 2 * SECOND_NS), 0);
        assert_int_equal(jf_writer_begin(recording.writer), 0);
        write_scale(recording.writer, scale, 3);
        decode_file(recording.path, &decoded);
        assert_in_range(decoded.duration_us, 1000000 - formats[i].blur_us, 1000000);
        assert_int_equal(decoded.start_us, 0);
        assert_tone(&decoded, 600, 4096, decoded.frame_count - 8192);
        decoded_free(&decoded);
        close_recording(&recording);
    }
}

static void others_are_not_touched(void **state)
{
    struct recording recording;
    struct jf_sink *other = make_memory(false), *live = make_memory(true);
    struct decoded decoded;

    (void)state;
    open_recording(&recording, "asf", "wmav2");
    add_sink(recording.writer, other, "asf", "wmav2");
    add_sink(recording.writer, live, "asf", "wmav2");
    assert_int_equal(jf_sink_file_stop_ns(recording.sink, SECOND_NS), 0);
    assert_int_equal(jf_writer_begin(recording.writer), 0);
    write_frames(recording.writer, 0, 3 * SECOND);
    assert_int_equal(jf_writer_end(recording.writer), 0);
    decode_file(recording.path, &decoded);
    assert_in_range(decoded.duration_us, 950000, 1050000);
    decoded_free(&decoded);
    decode_sink(other, &decoded);
    assert_int_equal(decoded.duration_us, 3000000);
    assert_tone(&decoded, 440, 0, 3 * SECOND);
    decoded_free(&decoded);
    decode_sink(live, &decoded);
    assert_tone(&decoded, 440, 0, 3 * SECOND);
    decoded_free(&decoded);
    jf_sink_unref(live);
    jf_sink_unref(other);
    close_recording(&recording);
}

static void a_time_that_has_passed_means_now(void **state)
{
    struct recording recording;
    struct decoded decoded;

    (void)state;
    open_recording(&recording, "wav", "pcm");
    assert_int_equal(jf_writer_begin(recording.writer), 0);
    write_frames(recording.writer, 0, 2 * SECOND);
    assert_int_equal(jf_sink_file_stop_ns(recording.sink, SECOND_NS), 0);
    write_frames(recording.writer, 2 * SECOND, SECOND);
    assert_int_equal(jf_writer_end(recording.writer), 0);
    decode_file(recording.path, &decoded);
    assert_int_equal(decoded.frame_count, 2 * SECOND);
    decoded_free(&decoded);
    close_recording(&recording);
}

/* ---- rules ----------------------------------------------------------------------------------- */

static void starts_and_stops_come_in_order(void **state)
{
    struct recording recording;
    struct jf_sink *memory = make_memory(false);

    (void)state;
    open_recording(&recording, "wav", "pcm");
    assert_int_equal(jf_sink_file_start_ns(recording.sink, 5 * SECOND_NS), 0); /* it is */
    assert_int_equal(jf_sink_file_stop_ns(recording.sink, 4 * SECOND_NS), 0);
    assert_int_equal(jf_sink_file_stop_ns(recording.sink, 5 * SECOND_NS), 0); /* it is */
    assert_int_equal(jf_sink_file_start_ns(recording.sink, 4 * SECOND_NS - 1), -ERANGE);
    assert_int_equal(jf_hresult(JF_DOMAIN_WRITER, -ERANGE), 0xC00D002B);
    assert_int_equal(jf_sink_file_start_ns(recording.sink, 4 * SECOND_NS), 0);
    assert_int_equal(jf_sink_file_stop_ns(recording.sink, 4 * SECOND_NS - 1), -ERANGE);

    assert_int_equal(jf_sink_file_start_ns(recording.sink, -1), -EINVAL);
    assert_int_equal(jf_sink_file_stop_ns(recording.sink, -1), -EINVAL);
    assert_int_equal(jf_sink_file_start_ns(memory, 0), -EINVAL);
    assert_int_equal(jf_sink_file_stop_ns(memory, 0), -EINVAL);
    assert_int_equal(jf_sink_file_stop_ns(NULL, 0), -EINVAL);
    jf_sink_unref(memory);
    close_recording(&recording);
}

static void no_more_than_32_changes_wait(void **state)
{
    struct recording recording;

    (void)state;
    open_recording(&recording, "wav", "pcm");
    for (int64_t i = 0; i < 16; i++) {
        assert_int_equal(jf_sink_file_stop_ns(recording.sink, (2 * i) * SECOND_NS), 0);
        assert_int_equal(jf_sink_file_start_ns(recording.sink, (2 * i + 1) * SECOND_NS), 0);
    }
    assert_int_equal(jf_sink_file_stop_ns(recording.sink, 100 * SECOND_NS), -ENOMEM);
    assert_int_equal(jf_writer_begin(recording.writer), 0);
    write_frames(recording.writer, 0, 4 * SECOND);
    assert_int_equal(jf_sink_file_stop_ns(recording.sink, 100 * SECOND_NS), 0);
    close_recording(&recording);
}

static void flac_leaves_nothing_out_and_says_so(void **state)
{
    struct recording recording;

    (void)state;
    open_recording(&recording, "flac", "flac");
    assert_int_equal(jf_sink_file_stop_ns(recording.sink, SECOND_NS), 0);
    assert_int_equal(jf_writer_begin(recording.writer), -ENOTSUP);
    assert_string_equal(jf_writer_get_error(recording.writer),
                        "file: flac cannot leave anything out");
    close_recording(&recording);

    open_recording(&recording, "flac", "flac");
    assert_int_equal(jf_writer_begin(recording.writer), 0);
    assert_int_equal(jf_sink_file_stop_ns(recording.sink, SECOND_NS), -ENOTSUP);
    write_frames(recording.writer, 0, SECOND);
    assert_int_equal(jf_writer_end(recording.writer), 0);
    close_recording(&recording);
}

static void a_session_starts_at_0_whatever_the_last_one_did(void **state)
{
    struct recording recording;
    struct decoded decoded;

    (void)state;
    open_recording(&recording, "wav", "pcm");
    for (int session = 0; session < 2; session++) {
        if (session == 0)
            assert_int_equal(jf_sink_file_stop_ns(recording.sink, 500 * MS_NS), 0);
        assert_int_equal(jf_writer_begin(recording.writer), 0);
        write_frames(recording.writer, 0, SECOND);
        assert_int_equal(jf_writer_end(recording.writer), 0);
        assert_status(recording.writer, JF_WRITER_STATUS_OPENED, recording.sink, 0);
        assert_change(recording.writer, JF_WRITER_STATUS_STARTED, 11, 0, "file: started");
        if (session == 0)
            assert_change(recording.writer, JF_WRITER_STATUS_STOPPED, 12, 500 * MS_NS,
                          "file: stopped at 0.500 s");
        assert_status(recording.writer, JF_WRITER_STATUS_CLOSED, recording.sink, 0);
        decode_file(recording.path, &decoded);
        assert_int_equal(decoded.frame_count, session == 0 ? SECOND / 2 : SECOND);
        decoded_free(&decoded);
    }
    close_recording(&recording);
}

/* ---- state ----------------------------------------------------------------------------------- */

static void a_file_tells_its_size_and_duration_while_others_go_on(void **state)
{
    struct recording recording;
    struct jf_sink *other = make_memory(false);
    struct jf_file_state is;
    struct stat on_disk;

    (void)state;
    open_recording(&recording, "wav", "pcm");
    add_sink(recording.writer, other, "wav", "pcm");
    assert_int_equal(jf_sink_file_get_state(recording.sink, &is), 0);
    assert_false(is.is_closed);
    assert_false(is.is_stopped);
    assert_int_equal(is.size_bytes, 0);
    assert_int_equal(is.duration_ns, 0);
    assert_int_equal(jf_sink_file_get_state(other, &is), -EINVAL);
    assert_int_equal(jf_sink_file_get_state(recording.sink, NULL), -EINVAL);

    assert_int_equal(jf_sink_file_stop_ns(recording.sink, SECOND_NS), 0);
    assert_int_equal(jf_writer_begin(recording.writer), 0);
    write_frames(recording.writer, 0, 2 * SECOND);
    assert_int_equal(jf_sink_file_get_state(recording.sink, &is), 0);
    assert_true(is.is_stopped);
    assert_false(is.is_closed);
    assert_int_equal(is.duration_ns, SECOND_NS);
    assert_int_equal(jf_writer_end_sink(recording.writer, recording.sink), 0);
    assert_int_equal(jf_sink_file_get_state(recording.sink, &is), 0);
    assert_true(is.is_closed);
    assert_int_equal(stat(recording.path, &on_disk), 0);
    assert_int_equal(is.size_bytes, on_disk.st_size);
    assert_true(is.size_bytes > SECOND * 4);
    assert_int_equal(is.duration_ns, SECOND_NS);
    write_frames(recording.writer, 2 * SECOND, SECOND);
    assert_int_equal(jf_writer_end(recording.writer), 0);
    jf_sink_unref(other);
    close_recording(&recording);
}

/* ---- from another thread --------------------------------------------------------------------- */

struct switcher {
    struct jf_sink *sink;
    atomic_bool leaving;
    unsigned int count;
};

/* Stops and starts it as fast as that is taken. */
static void *switch_all_the_time(void *user)
{
    struct switcher *switcher = user;
    struct jf_file_state is;

    while (!atomic_load(&switcher->leaving)) {
        const int64_t time_ns = (int64_t)(switcher->count / 2) * 100 * MS_NS;
        const int err = switcher->count % 2 == 0 ? jf_sink_file_stop_ns(switcher->sink, time_ns)
                                                 : jf_sink_file_start_ns(switcher->sink, time_ns);

        if (err == 0)
            switcher->count++;
        else
            assert_int_equal(err, -ENOMEM);
        assert_int_equal(jf_sink_file_get_state(switcher->sink, &is), 0);
        assert_true(is.duration_ns >= 0 && is.size_bytes >= 0 && !is.is_closed);
    }
    return NULL;
}

static void it_may_be_switched_from_another_thread(void **state)
{
    struct recording recording;
    struct switcher switcher = {0};
    struct decoded decoded;
    pthread_t thread;

    (void)state;
    open_recording(&recording, "wav", "pcm");
    switcher.sink = recording.sink;
    assert_int_equal(jf_writer_begin(recording.writer), 0);
    assert_int_equal(pthread_create(&thread, NULL, switch_all_the_time, &switcher), 0);
    for (int64_t second = 0; second < 10; second++)
        write_frames(recording.writer, second * SECOND, SECOND);
    atomic_store(&switcher.leaving, true);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(jf_writer_end(recording.writer), 0);
    print_message("%u changes\n", switcher.count);
    assert_true(switcher.count > 0);
    decode_file(recording.path, &decoded);
    assert_int_equal(decoded.complaint_count, 0);
    assert_in_range(decoded.frame_count, 0, 10 * SECOND);
    decoded_free(&decoded);
    close_recording(&recording);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_lies_between_stop_and_start_is_left_out),
        cmocka_unit_test(a_file_may_begin_later_than_the_writer),
        cmocka_unit_test(others_are_not_touched),
        cmocka_unit_test(a_time_that_has_passed_means_now),
        cmocka_unit_test(starts_and_stops_come_in_order),
        cmocka_unit_test(no_more_than_32_changes_wait),
        cmocka_unit_test(flac_leaves_nothing_out_and_says_so),
        cmocka_unit_test(a_session_starts_at_0_whatever_the_last_one_did),
        cmocka_unit_test(a_file_tells_its_size_and_duration_while_others_go_on),
        cmocka_unit_test(it_may_be_switched_from_another_thread),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
