/* SPDX-License-Identifier: MIT */

/* Sinks that come late and leave early. */

#include "test-media-support.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static void a_late_file_gets_a_stream_of_its_own_that_begins_at_0(void **state)
{
    static const struct {
        const char *container, *codec;
        bool lossless;
        int64_t padding_us; /* that libavformat counts, see test-media-container.c */
    } formats[] = {{"asf", "wmav2", false, 0}, {"wav", "pcm", true, 0},
                   {"flac", "flac", true, 0},  {"ogg", "opus", false, 6500},
                   {"ogg", "flac", true, 0},   {"mp3", "mp3", false, 47021}};

    (void)state;
    for (size_t i = 0; i < COUNT(formats); i++) {
        struct jf_sink *early = make_memory(false), *late = make_memory(false);
        struct jf_writer *writer = begin_with(early, formats[i].container, formats[i].codec);
        struct decoded decoded;

        write_frames(writer, 0, 2 * SECOND);
        add_sink(writer, late, formats[i].container, formats[i].codec);
        write_frames(writer, 2 * SECOND, 3 * SECOND);
        assert_int_equal(jf_writer_end(writer), 0);

        decode_sink(early, &decoded);
        assert_in_range(decoded.duration_us, 5000000, 5000000 + formats[i].padding_us);
        assert_tone(&decoded, 440, 0, 5 * SECOND);
        decoded_free(&decoded);

        decode_sink(late, &decoded);
        assert_in_range(decoded.start_us, 0, formats[i].padding_us);
        /* A shared encoder holds back up to two codec frames of what came before. */
        assert_in_range(decoded.duration_us, 2900000, formats[i].lossless ? 3022000 : 3090000);
        assert_tone(&decoded, 440, 4096, decoded.frame_count - 8192);
        if (formats[i].lossless)
            assert_int_equal(decoded.duration_us, (int64_t)decoded.frame_count * 1000000 / RATE_HZ);
        decoded_free(&decoded);

        jf_sink_unref(late);
        jf_sink_unref(early);
        jf_writer_unref(writer);
    }
}

static size_t find_difference(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size)
{
    size_t i = 0;

    while (i < a_size && i < b_size && a[i] == b[i])
        i++;
    return i;
}

static void a_late_live_sink_gets_the_same_header_and_the_same_units(void **state)
{
    static const struct {
        const char *container, *codec;
        size_t header_at_least;
    } formats[] = {{"asf", "wmav2", 400}, {"wav", "pcm", 40},   {"flac", "flac", 80},
                   {"ogg", "opus", 100},  {"ogg", "flac", 100}, {"mp3", "mp3", 0}};

    (void)state;
    for (size_t i = 0; i < COUNT(formats); i++) {
        struct jf_sink *early = make_memory(true), *late = make_memory(true);
        struct jf_writer *writer = begin_with(early, formats[i].container, formats[i].codec);
        uint8_t *early_bytes = NULL, *late_bytes = NULL;
        size_t early_size = 0, late_size = 0, header_size = 0;
        struct decoded decoded;

        write_frames(writer, 0, SECOND);
        add_sink(writer, late, formats[i].container, formats[i].codec);
        write_frames(writer, SECOND, 2 * SECOND);
        assert_int_equal(jf_writer_end(writer), 0);
        assert_int_equal(jf_sink_memory_dup(early, &early_bytes, &early_size), 0);
        assert_int_equal(jf_sink_memory_dup(late, &late_bytes, &late_size), 0);

        header_size = find_difference(early_bytes, early_size, late_bytes, late_size);
        assert_true(header_size >= formats[i].header_at_least);
        assert_true(late_size < early_size);
        /* All that comes behind the header is the end of what the first one got. */
        assert_memory_equal(late_bytes + header_size,
                            early_bytes + early_size - (late_size - header_size),
                            late_size - header_size);
        decode_sink(late, &decoded);
        assert_true(decoded.frame_count > 2 * SECOND - 3 * 4608);
        assert_tone(&decoded, 440, 2048, decoded.frame_count - 8192);
        decoded_free(&decoded);

        free(early_bytes);
        free(late_bytes);
        jf_sink_unref(late);
        jf_sink_unref(early);
        jf_writer_unref(writer);
    }
}

static void one_sink_ends_early_and_whole_while_others_go_on(void **state)
{
    static const struct {
        const char *container, *codec;
    } formats[] = {{"asf", "wmav2"}, {"wav", "pcm"}, {"flac", "flac"}};

    (void)state;
    for (size_t i = 0; i < COUNT(formats) * 2; i++) {
        const char *container = formats[i / 2].container, *codec = formats[i / 2].codec;
        const bool shared = i % 2 == 1; /* somebody else uses the same encoder */
        struct jf_sink *short_sink = make_memory(false), *long_sink = make_memory(false);
        struct jf_writer *writer = begin_with(short_sink, container, codec);
        struct decoded decoded;

        add_sink(writer, long_sink, shared ? container : "wav", shared ? codec : "pcm");
        write_frames(writer, 0, SECOND);
        assert_int_equal(jf_writer_end_sink(writer, short_sink), 0);
        assert_true(jf_sink_memory_is_ended(short_sink));
        assert_int_equal(jf_writer_get_sink_count(writer), 1);
        write_frames(writer, SECOND, SECOND);
        assert_int_equal(jf_writer_end(writer), 0);

        decode_sink(short_sink, &decoded);
        if (shared || strcmp(codec, "pcm") == 0)
            assert_in_range(decoded.duration_us, 900000, 1000000);
        else
            assert_int_equal(decoded.duration_us, 1000000);
        assert_tone(&decoded, 440, 0, (size_t)(decoded.duration_us * RATE_HZ / 1000000));
        decoded_free(&decoded);
        decode_sink(long_sink, &decoded);
        assert_int_equal(decoded.duration_us, 2000000);
        assert_tone(&decoded, 440, 0, 2 * SECOND);
        decoded_free(&decoded);

        jf_sink_unref(long_sink);
        jf_sink_unref(short_sink);
        jf_writer_unref(writer);
    }
}

static void one_live_sink_ends_while_another_shares_its_muxer(void **state)
{
    struct jf_sink *a = make_memory(true), *b = make_memory(true);
    struct jf_writer *writer = begin_with(a, "asf", "wmav2");
    struct decoded decoded;

    (void)state;
    add_sink(writer, b, "asf", "wmav2");
    write_frames(writer, 0, SECOND);
    assert_int_equal(jf_writer_end_sink(writer, a), 0);
    assert_true(jf_sink_memory_is_ended(a));
    write_frames(writer, SECOND, SECOND);
    assert_int_equal(jf_writer_end_sink(writer, b), 0);
    decode_sink(a, &decoded);
    assert_tone(&decoded, 440, 0, decoded.frame_count - 4096);
    decoded_free(&decoded);
    decode_sink(b, &decoded);
    assert_tone(&decoded, 440, 0, 2 * SECOND);
    decoded_free(&decoded);
    assert_int_equal(jf_writer_end(writer), 0);
    jf_sink_unref(b);
    jf_sink_unref(a);
    jf_writer_unref(writer);
}

/* ---- from another thread --------------------------------------------------------------------- */

struct visitors {
    struct jf_writer *writer;
    atomic_bool leaving;
    unsigned int count;
};

static void visit(struct jf_writer *writer, unsigned int number)
{
    static const char *const formats[][2] = {
        {"asf", "wmav2"}, {"wav", "pcm"}, {"flac", "flac"}, {"ogg", "opus"}, {"mp3", "mp3"}};
    struct jf_sink *sink = make_memory(number % 2 == 0);
    struct jf_sink_statistics statistics;
    struct jf_writer_statistics of_encoder;
    int64_t time_ns = 0;

    add_sink(writer, sink, formats[number % COUNT(formats)][0],
             formats[number % COUNT(formats)][1]);
    assert_int_equal(jf_writer_get_sink_statistics(writer, sink, &statistics), 0);
    assert_true(jf_writer_get_sink_count(writer) >= 2);
    assert_int_equal(jf_writer_get_statistics(writer, sink, &of_encoder), 0);
    assert_int_equal(jf_writer_get_statistics(writer, NULL, &of_encoder), 0);
    assert_int_equal(of_encoder.dropped_frame_count, 0);
    assert_int_equal(jf_writer_get_time_ns(writer, &time_ns), 0);
    assert_int_equal(jf_writer_set_sync_tolerance_ms(writer, number), 0);
    if (number % 5 == 0) {
        assert_int_equal(jf_writer_end_sink(writer, sink), 0);
        assert_true(jf_sink_memory_is_ended(sink));
    } else {
        assert_int_equal(jf_writer_remove_sink(writer, sink), 0);
        assert_false(jf_sink_memory_is_ended(sink));
    }
    for (struct jf_writer_status *status; (status = jf_writer_next_status(writer));) {
        assert_int_not_equal(jf_writer_status_get_type(status), JF_WRITER_STATUS_ERROR);
        jf_writer_status_free(status);
    }
    jf_sink_unref(sink);
}

static void *visit_all_the_time(void *user)
{
    struct visitors *visitors = user;

    while (!atomic_load(&visitors->leaving))
        visit(visitors->writer, visitors->count++);
    return NULL;
}

static void sinks_come_and_go_from_another_thread_unnoticed(void **state)
{
    struct jf_sink *resident = make_memory(false);
    struct visitors visitors = {.writer = begin_with(resident, "asf", "wmav2")};
    struct decoded decoded;
    pthread_t thread;

    (void)state;
    assert_int_equal(pthread_create(&thread, NULL, visit_all_the_time, &visitors), 0);
    for (int64_t second = 0; second < 20; second++) {
        write_frames(visitors.writer, second * SECOND, SECOND);
        (void)sched_yield();
    }
    atomic_store(&visitors.leaving, true);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(jf_writer_end(visitors.writer), 0);
    print_message("%u visitors\n", visitors.count);
    assert_true(visitors.count > 0);
    decode_sink(resident, &decoded);
    assert_int_equal(decoded.duration_us, 20000000);
    assert_tone(&decoded, 440, 0, (size_t)20 * SECOND);
    decoded_free(&decoded);
    jf_sink_unref(resident);
    jf_writer_unref(visitors.writer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_late_file_gets_a_stream_of_its_own_that_begins_at_0),
        cmocka_unit_test(a_late_live_sink_gets_the_same_header_and_the_same_units),
        cmocka_unit_test(one_sink_ends_early_and_whole_while_others_go_on),
        cmocka_unit_test(one_live_sink_ends_while_another_shares_its_muxer),
        cmocka_unit_test(sinks_come_and_go_from_another_thread_unnoticed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
