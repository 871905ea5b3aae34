/* SPDX-License-Identifier: MIT */

/* One sink, codec or caller misbehaves: it hears about it, and nobody else does. */

#include "test-media-probe.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "media/clock.h"
#include "media/writer.h"

#define SHORT_LIMIT_MS 300

/* A writer with a memory sink that nothing may happen to. */
struct bystander {
    struct jf_writer *writer;
    struct jf_sink *sink;
};

static struct bystander make_bystander(void)
{
    struct bystander bystander = {.writer = make_writer(RATE_HZ, 2), .sink = make_memory(false)};

    add_sink(bystander.writer, bystander.sink, "wav", "pcm");
    return bystander;
}

static void assert_unharmed(struct bystander *bystander, size_t frame_count)
{
    struct decoded decoded;

    assert_true(jf_sink_memory_is_ended(bystander->sink));
    decode_sink(bystander->sink, &decoded);
    assert_int_equal(decoded.frame_count, frame_count);
    assert_tone(&decoded, 440, 0, frame_count);
    decoded_free(&decoded);
    jf_sink_unref(bystander->sink);
    jf_writer_unref(bystander->writer);
}

/* Takes statuses until the one about this sink's failure. */
static void assert_failure_reported(struct jf_writer *writer, struct jf_sink *sink, int result,
                                    const char *words)
{
    struct jf_writer_status *status = NULL;
    bool reported = false;

    while ((status = jf_writer_next_status(writer))) {
        if (jf_writer_status_get_type(status) == JF_WRITER_STATUS_ERROR) {
            assert_false(reported);
            assert_ptr_equal(jf_writer_status_get_sink(status), sink);
            assert_int_equal(jf_writer_status_get_result(status), result);
            assert_non_null(strstr(jf_writer_status_get_text(status), words));
            reported = true;
        }
        jf_writer_status_free(status);
    }
    assert_true(reported);
}

static void a_sink_that_fails_at_any_call_stops_alone(void **state)
{
    static const struct {
        struct probe_settings settings;
        const char *record;
        const char *words;
        int result;
    } cases[] = {
        {{.fail_at = 'H', .fail_nth = 1, .fail_with = -ENOSPC},
         "RHX",
         "probe: on_header: No space left on device",
         -ENOSPC},
        {{.fail_at = 'D', .fail_nth = 1, .fail_with = -EIO}, "RHDX", "probe: on_data_unit:", -EIO},
        {{.fail_at = 'D', .fail_nth = 17, .fail_with = -EPIPE},
         "RHDX",
         "probe: on_data_unit: Broken pipe",
         -EPIPE},
        {{.fail_at = 'H', .fail_nth = 2, .fail_with = -ESPIPE},
         "RHDHX",
         "probe: on_header",
         -ESPIPE},
        {{.fail_at = 'E', .fail_nth = 1, .fail_with = -EDQUOT},
         "RHDHEX",
         "probe: on_end_writing",
         -EDQUOT},
        {{.allocates = true, .fail_at = 'A', .fail_nth = 3, .fail_with = -ENOMEM},
         "RHADAX",
         "probe: allocate_data_unit: Cannot allocate memory",
         -ENOMEM},
        {{.allocates = true, .too_small = true},
         "RHAX",
         "allocate_data_unit: the unit is too small",
         -ENOBUFS},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct bystander bystander = make_bystander();
        struct jf_sink *sink = NULL;
        struct probe *probe = probe_new(&cases[i].settings, &sink);
        char *record = NULL;

        add_sink(bystander.writer, sink, "wav", "pcm");
        assert_int_equal(jf_writer_begin(bystander.writer), 0);
        write_frames(bystander.writer, 0, 2 * SECOND);
        assert_int_equal(jf_writer_end(bystander.writer), cases[i].result);
        record = probe_record(probe);
        if (strcmp(record, cases[i].record) != 0)
            fail_msg("case %zu: %s, not %s", i, record, cases[i].record);
        free(record);
        assert_failure_reported(bystander.writer, sink, cases[i].result, cases[i].words);
        assert_unharmed(&bystander, 2 * SECOND);
        jf_sink_unref(sink);
        probe_free(probe);
    }
}

static void a_sink_that_cannot_say_whether_it_is_live_is_not_attached(void **state)
{
    const struct probe_settings settings = {.fail_at = 'R', .fail_nth = 1, .fail_with = -ENODEV};
    struct jf_writer *writer = make_writer(RATE_HZ, 2);
    struct jf_format *format = make_format("wav", "pcm");
    struct jf_sink *sink = NULL;
    struct probe *probe = probe_new(&settings, &sink);

    (void)state;
    assert_int_equal(jf_writer_add_sink(writer, sink, format), -ENODEV);
    assert_string_equal(jf_writer_get_error(writer), "add sink: No such device");
    assert_int_equal(jf_writer_get_sink_count(writer), 0);
    assert_record(probe, "R");
    jf_format_free(format);
    jf_sink_unref(sink);
    jf_writer_unref(writer);
    probe_free(probe);
}

static void when_every_sink_has_failed_writing_says_so(void **state)
{
    const struct probe_settings settings = {.fail_at = 'D', .fail_nth = 2, .fail_with = -ENOSPC};
    struct jf_writer *writer = make_writer(RATE_HZ, 2);
    struct jf_sink *a = NULL, *b = NULL;
    struct probe *probe_a = probe_new(&settings, &a), *probe_b = probe_new(&settings, &b);

    (void)state;
    add_sink(writer, a, "wav", "pcm");
    add_sink(writer, b, "flac", "flac");
    assert_int_equal(jf_writer_begin(writer), 0);
    assert_int_equal(write_tone(writer, 440, RATE_HZ, 2, 0, 1000 * (size_t)SECOND), -EIO);
    assert_string_equal(jf_writer_get_error(writer), "write: every sink has failed");
    assert_int_equal(jf_writer_end(writer), -ENOSPC);
    /* Both may be tried again. */
    assert_int_equal(jf_writer_begin(writer), 0);
    write_frames(writer, 0, SECOND);
    assert_int_equal(jf_writer_end(writer), 0);
    jf_writer_unref(writer);
    jf_sink_unref(a);
    jf_sink_unref(b);
    probe_free(probe_a);
    probe_free(probe_b);
}

/* ---- sinks that hang ------------------------------------------------------------------------- */

static void a_sink_that_hangs_in_any_call_holds_up_nobody_for_long(void **state)
{
    static const char calls[] = {'H', 'D', 'E'};

    (void)state;
    for (size_t i = 0; i < COUNT(calls); i++) {
        const struct probe_settings settings = {.block_at = calls[i]};
        struct bystander bystander = make_bystander();
        struct jf_sink *sink = NULL;
        struct probe *probe = probe_new(&settings, &sink);
        int64_t begin_ns = 0;

        jfi_writer_set_time_limit_ms(bystander.writer, SHORT_LIMIT_MS);
        add_sink(bystander.writer, sink, "wav", "pcm");
        assert_int_equal(jf_writer_begin(bystander.writer), 0);
        begin_ns = jfi_clock_now_ns();
        if (calls[i] == 'E') {
            write_frames(bystander.writer, 0, SECOND);
            probe_wait_for(probe, 'D', 50);
        } else {
            /* Units of 20 ms, more than its queue holds. */
            write_frames(bystander.writer, 0, 20 * (size_t)SECOND);
        }
        assert_int_equal(jf_writer_end(bystander.writer), -ETIMEDOUT);
        assert_in_range(jfi_clock_now_ns() - begin_ns, (int64_t)SHORT_LIMIT_MS * JFI_NS_PER_MS,
                        (int64_t)20 * JFI_NS_PER_SECOND);
        assert_failure_reported(bystander.writer, sink, -ETIMEDOUT, "within 300 ms");

        /* Still inside the call: it can neither be used again nor freed. */
        assert_int_equal(jf_writer_begin(bystander.writer), -EBUSY);
        assert_string_equal(jf_writer_get_error(bystander.writer),
                            "probe: the sink is still in another session");
        assert_int_equal(jf_writer_remove_sink(bystander.writer, sink), 0);
        jf_sink_unref(sink);
        assert_int_equal(probe_count(probe, 'C'), 0);
        assert_int_equal(jf_writer_begin(bystander.writer), 0);
        write_frames(bystander.writer, 0, SECOND);
        assert_int_equal(jf_writer_end(bystander.writer), 0);
        assert_unharmed(&bystander, SECOND);

        /* The writer is gone; the call returns at last. */
        probe_release(probe);
        probe_free(probe);
    }
}

static void a_live_sink_that_is_slow_loses_its_oldest_units(void **state)
{
    const struct probe_settings settings = {.real_time = true, .block_at = 'D'};
    struct bystander bystander = make_bystander();
    struct jf_sink *sink = NULL;
    struct probe *probe = probe_new(&settings, &sink);
    struct jf_sink_statistics statistics;
    const uint64_t made = 1000;

    (void)state;
    add_sink(bystander.writer, sink, "wav", "pcm");
    assert_int_equal(jf_writer_begin(bystander.writer), 0);
    write_frames(bystander.writer, 0, 960);
    probe_wait_for(probe, 'D', 1);
    write_frames(bystander.writer, 960, (made - 1) * 960); /* without waiting */
    assert_int_equal(jf_writer_get_sink_statistics(bystander.writer, sink, &statistics), 0);
    assert_int_equal(statistics.unit_count, 0);
    assert_int_equal(statistics.queued_unit_count, 256);
    assert_int_equal(statistics.dropped_unit_count, made - 1 - 256);
    assert_int_equal(statistics.dropped_byte_count, (made - 1 - 256) * 960 * 4);
    probe_release(probe);
    assert_int_equal(jf_writer_end(bystander.writer), 0);
    assert_record(probe, "RHDE");
    assert_int_equal(jf_writer_get_sink_statistics(bystander.writer, sink, &statistics), 0);
    assert_int_equal(statistics.unit_count, 257);
    assert_unharmed(&bystander, made * 960);
    jf_sink_unref(sink);
    probe_free(probe);
}

static void *remove_it(void *user)
{
    const struct bystander *pair = user;

    assert_int_equal(jf_writer_remove_sink(pair->writer, pair->sink), 0);
    return NULL;
}

static void a_sink_that_is_waited_for_can_be_removed_by_another_thread(void **state)
{
    const struct probe_settings settings = {.block_at = 'D'};
    struct bystander bystander = make_bystander(), pair = bystander;
    struct probe *probe = probe_new(&settings, &pair.sink);
    pthread_t thread;
    int64_t begin_ns = 0;

    (void)state;
    add_sink(bystander.writer, pair.sink, "wav", "pcm");
    assert_int_equal(jf_writer_begin(bystander.writer), 0);
    write_frames(bystander.writer, 0, 960);
    probe_wait_for(probe, 'D', 1);
    begin_ns = jfi_clock_now_ns();
    assert_int_equal(pthread_create(&thread, NULL, remove_it, &pair), 0);
    write_frames(bystander.writer, 960, 20 * (size_t)SECOND);
    assert_true(jfi_clock_now_ns() - begin_ns < (int64_t)9 * JFI_NS_PER_SECOND);
    probe_release(probe);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(jf_writer_end(bystander.writer), 0);
    assert_record(probe, "RHDX");
    jf_sink_unref(pair.sink);
    assert_unharmed(&bystander, 960 + 20 * (size_t)SECOND);
    probe_free(probe);
}

static struct jf_writer *own_writer;

static int take_header(struct jf_sink *sink, struct jf_data_unit *unit)
{
    (void)sink;
    (void)unit;
    return 0;
}

static int remove_own_sink(struct jf_sink *sink, struct jf_data_unit *unit)
{
    (void)unit;
    assert_int_equal(jf_writer_remove_sink(own_writer, sink), 0);
    return 0;
}

static int refuse_end(struct jf_sink *sink)
{
    (void)sink;
    fail_msg("a removed sink is ended");
    return 0;
}

static void a_sink_may_remove_itself(void **state)
{
    static const struct jf_sink_ops ops = {.name = "own remover",
                                           .on_header = take_header,
                                           .on_data_unit = remove_own_sink,
                                           .on_end_writing = refuse_end};
    struct bystander bystander = make_bystander();
    struct jf_sink *sink = NULL;

    (void)state;
    own_writer = bystander.writer;
    assert_int_equal(jf_sink_new(&ops, &sink), 0);
    add_sink(bystander.writer, sink, "wav", "pcm");
    jf_sink_unref(sink);
    assert_int_equal(jf_writer_begin(bystander.writer), 0);
    write_frames(bystander.writer, 0, SECOND);
    while (jf_writer_get_sink_count(bystander.writer) > 1)
        jfi_clock_sleep_until_ns(jfi_clock_now_ns() + JFI_NS_PER_MS);
    assert_int_equal(jf_writer_end(bystander.writer), 0);
    assert_unharmed(&bystander, SECOND);
}

static void one_sink_serves_one_session_at_a_time(void **state)
{
    struct jf_sink *sink = make_memory(false);
    struct jf_writer *a = make_writer(RATE_HZ, 2), *b = make_writer(RATE_HZ, 2);

    (void)state;
    add_sink(a, sink, "wav", "pcm");
    add_sink(b, sink, "wav", "pcm");
    assert_int_equal(jf_writer_begin(a), 0);
    assert_int_equal(jf_writer_begin(b), -EBUSY);
    write_frames(a, 0, SECOND);
    assert_int_equal(jf_writer_end(a), 0);
    assert_int_equal(jf_writer_begin(b), 0);
    write_frames(b, 0, SECOND);
    assert_int_equal(jf_writer_end(b), 0);
    jf_writer_unref(a);
    jf_writer_unref(b);
    jf_sink_unref(sink);
}

/* ---- inputs ---------------------------------------------------------------------------------- */

static void a_codec_that_cannot_take_the_input_is_refused_in_words(void **state)
{
    static const struct {
        unsigned int rate_hz, channel_count, bit_rate;
        const char *error;
    } cases[] = {
        {48000, 6, 128000, "memory: wmav2 holds at most 2 channels, the input has 6"},
        {96000, 2, 128000, "memory: wmav2 holds at most 48000 Hz, the input has 96000 Hz"},
        {48000, 2, 16000, "memory: wmav2 needs at least 24000 bit/s, asked for were 16000"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct jf_writer *writer = make_writer(cases[i].rate_hz, cases[i].channel_count);
        struct jf_format *format = make_format("asf", "wmav2");
        struct jf_sink *sink = make_memory(false), *good = make_memory(false);
        float silence[8] = {0};

        add_sink(writer, good, "wav", "pcm");
        assert_int_equal(jf_format_set_bit_rate(format, cases[i].bit_rate), 0);
        assert_int_equal(jf_writer_add_sink(writer, sink, format), 0);
        assert_int_equal(jf_writer_begin(writer), -EMEDIUMTYPE);
        assert_string_equal(jf_writer_get_error(writer), cases[i].error);
        assert_int_equal(jf_writer_write(writer, silence, 1), -EBADFD);
        assert_int_equal(jf_writer_end(writer), -EBADFD);
        assert_no_status(writer);

        /* Without it the rest begins; while that runs it is refused as well. */
        assert_int_equal(jf_writer_remove_sink(writer, sink), 0);
        assert_int_equal(jf_writer_begin(writer), 0);
        assert_int_equal(jf_writer_add_sink(writer, sink, format), -EMEDIUMTYPE);
        assert_string_equal(jf_writer_get_error(writer), cases[i].error);
        assert_int_equal(jf_writer_get_sink_count(writer), 1);
        assert_int_equal(jf_writer_write(writer, silence, 1), 0);
        assert_int_equal(jf_writer_end(writer), 0);
        jf_format_free(format);
        jf_writer_unref(writer);
        jf_sink_unref(good);
        jf_sink_unref(sink);
    }
}

static void samples_that_are_none_do_not_stop_an_encoder(void **state)
{
    static const char *const formats[][2] = {{"asf", "wmav2"}, {"wav", "pcm"}, {"flac", "flac"}};
    float samples[2 * 4096];
    struct jf_writer *writer = make_writer(RATE_HZ, 2);
    struct jf_sink *sinks[3];

    (void)state;
    for (size_t i = 0; i < COUNT(samples); i++)
        samples[i] = i % 3 == 0 ? NAN : i % 3 == 1 ? -INFINITY : 1e30F;
    for (size_t i = 0; i < 3; i++) {
        sinks[i] = make_memory(false);
        add_sink(writer, sinks[i], formats[i][0], formats[i][1]);
    }
    assert_int_equal(jf_writer_begin(writer), 0);
    assert_int_equal(jf_writer_write(writer, samples, 4096), 0);
    assert_int_equal(jf_writer_end(writer), 0);
    for (size_t i = 0; i < 3; i++) {
        struct decoded decoded;

        decode_sink(sinks[i], &decoded);
        assert_int_equal(decoded.complaint_count, 0);
        decoded_free(&decoded);
        jf_sink_unref(sinks[i]);
    }
    jf_writer_unref(writer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sink_that_fails_at_any_call_stops_alone),
        cmocka_unit_test(a_sink_that_cannot_say_whether_it_is_live_is_not_attached),
        cmocka_unit_test(when_every_sink_has_failed_writing_says_so),
        cmocka_unit_test(a_sink_that_hangs_in_any_call_holds_up_nobody_for_long),
        cmocka_unit_test(a_live_sink_that_is_slow_loses_its_oldest_units),
        cmocka_unit_test(a_sink_that_is_waited_for_can_be_removed_by_another_thread),
        cmocka_unit_test(a_sink_may_remove_itself),
        cmocka_unit_test(one_sink_serves_one_session_at_a_time),
        cmocka_unit_test(a_codec_that_cannot_take_the_input_is_refused_in_words),
        cmocka_unit_test(samples_that_are_none_do_not_stop_an_encoder),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
