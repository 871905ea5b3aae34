/* SPDX-License-Identifier: MIT */

/* Written with times: gaps, what comes late, and sources that are live. */

#include "test-media-probe.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>

#include <jackfield/status.h>

#include "media/clock.h"
#include "media/pace.h"

#define MS_NS ((int64_t)1000000)

/* ---- writing --------------------------------------------------------------------------------- */

static int write_tone_at(struct jf_writer *writer, int64_t time_ns, unsigned int flags, double hz,
                         size_t frame_count)
{
    float *samples = calloc(frame_count * 2, sizeof(*samples));
    int err = 0;

    assert_non_null(samples);
    fill_tone(samples, hz, RATE_HZ, 2, 0, frame_count);
    err = jf_writer_write_at(writer, time_ns, flags, samples, frame_count);
    free(samples);
    return err;
}

static int64_t get_time_ns(struct jf_writer *writer)
{
    int64_t time_ns = -1;

    assert_int_equal(jf_writer_get_time_ns(writer, &time_ns), 0);
    return time_ns;
}

static uint64_t get_dropped(struct jf_writer *writer)
{
    struct jf_writer_statistics statistics;

    assert_int_equal(jf_writer_get_statistics(writer, NULL, &statistics), 0);
    assert_int_equal(statistics.dropped_byte_count,
                     statistics.dropped_frame_count * 2 * sizeof(float));
    return statistics.dropped_frame_count;
}

/* ---- order ----------------------------------------------------------------------------------- */

static void assert_what_is_allowed_at_any_time(struct jf_writer *writer)
{
    struct jf_sink *sink = make_memory(true);
    struct jf_writer_statistics statistics;
    unsigned int tolerance_ms = 0;
    int64_t time_ns = 0;

    add_sink(writer, sink, "wav", "pcm");
    assert_true(jf_writer_is_real_time(writer));
    assert_int_equal(jf_writer_remove_sink(writer, sink), 0);
    assert_int_equal(jf_writer_set_live_source(writer, true), 0);
    assert_int_equal(jf_writer_set_live_source(writer, false), 0);
    assert_int_equal(jf_writer_set_sync_tolerance_ms(writer, 1234), 0);
    assert_int_equal(jf_writer_get_sync_tolerance_ms(writer, &tolerance_ms), 0);
    assert_int_equal(tolerance_ms, 1234);
    assert_int_equal(jf_writer_get_time_ns(writer, &time_ns), 0);
    assert_int_equal(jf_writer_get_statistics(writer, NULL, &statistics), 0);
    jf_sink_unref(sink);
}

static void each_call_has_its_time_or_none(void **state)
{
    struct jf_writer *writer = NULL;
    unsigned int tolerance_ms = 0;
    const float samples[2] = {0};

    (void)state;
    assert_int_equal(jf_writer_new(&writer), 0);
    assert_int_equal(jf_writer_get_sync_tolerance_ms(writer, &tolerance_ms), 0);
    assert_int_equal(tolerance_ms, 3000);
    assert_int_equal(get_time_ns(writer), 0);
    assert_what_is_allowed_at_any_time(writer);
    assert_int_equal(jf_writer_write_at(writer, 0, 0, samples, 1), -EBADFD);
    assert_int_equal(jf_hresult(JF_DOMAIN_WRITER, -EBADFD), 0xC00D002B);

    assert_int_equal(jf_writer_set_input(writer, RATE_HZ, 2), 0);
    assert_int_equal(jf_writer_set_metadata(writer, "title", "before"), 0);
    assert_int_equal(jf_writer_begin(writer), 0);
    assert_what_is_allowed_at_any_time(writer);
    assert_int_equal(jf_writer_set_metadata(writer, "title", "after"), -EBADFD);
    assert_string_equal(jf_writer_get_error(writer), "set metadata: the writer has begun");
    assert_int_equal(jf_writer_write_at(writer, 0, 0, samples, 1), 0);
    assert_int_equal(jf_writer_end(writer), 0);

    assert_what_is_allowed_at_any_time(writer);
    assert_int_equal(jf_writer_write_at(writer, 0, 0, samples, 1), -EBADFD);
    assert_int_equal(jf_writer_set_metadata(writer, "title", "after"), 0);
    jf_writer_unref(writer);
}

static void wrong_arguments_are_refused(void **state)
{
    struct jf_writer *writer = make_writer(RATE_HZ, 2);
    const float samples[2] = {0};
    int64_t time_ns = 7;

    (void)state;
    assert_int_equal(jf_writer_begin(writer), 0);
    assert_int_equal(jf_writer_write_at(writer, -1, 0, samples, 1), -EINVAL);
    assert_int_equal(jf_writer_write_at(writer, 0, 2, samples, 1), -EINVAL);
    assert_int_equal(jf_writer_write_at(writer, 0, 0, NULL, 1), -EINVAL);
    assert_int_equal(jf_writer_write_at(NULL, 0, 0, samples, 1), -EINVAL);
    assert_int_equal(jf_writer_get_time_ns(NULL, &time_ns), -EINVAL);
    assert_int_equal(jf_writer_get_time_ns(writer, NULL), -EINVAL);
    assert_int_equal(jf_writer_set_live_source(NULL, true), -EINVAL);
    assert_int_equal(jf_writer_set_sync_tolerance_ms(NULL, 0), -EINVAL);
    assert_int_equal(jf_writer_get_sync_tolerance_ms(writer, NULL), -EINVAL);
    assert_int_equal(time_ns, 7);
    assert_int_equal(get_time_ns(writer), 0);
    jf_writer_unref(writer);
}

/* ---- late and early -------------------------------------------------------------------------- */

static void what_is_later_than_the_tolerance_is_refused(void **state)
{
    struct jf_sink *sink = make_memory(false);
    struct jf_writer *writer = begin_with(sink, "wav", "pcm");
    struct decoded decoded;

    (void)state;
    write_frames(writer, 0, 4 * SECOND);
    assert_int_equal(write_tone_at(writer, SECOND_NS - 1, 0, 440, 480), -ETIME);
    assert_int_equal(write_tone_at(writer, 0, JF_WRITE_DISCONTINUITY, 440, 480), -ETIME);
    assert_int_equal(jf_hresult(JF_DOMAIN_WRITER, -ETIME), 0xC00D002E);
    assert_non_null(strstr(jf_writer_get_error(writer), "tolerance"));
    assert_int_equal(get_time_ns(writer), 4 * SECOND_NS);
    assert_int_equal(get_dropped(writer), 960);

    /* Not too late: it goes where it can. */
    assert_int_equal(write_tone_at(writer, SECOND_NS, 0, 440, SECOND), 0);
    assert_int_equal(get_time_ns(writer), 5 * SECOND_NS);
    assert_int_equal(jf_writer_set_sync_tolerance_ms(writer, 0), 0);
    assert_int_equal(write_tone_at(writer, 5 * SECOND_NS - 1, 0, 440, 480), -ETIME);
    assert_int_equal(write_tone_at(writer, 5 * SECOND_NS, 0, 440, SECOND), 0);
    assert_int_equal(get_dropped(writer), 1440);
    assert_int_equal(jf_writer_end(writer), 0);
    assert_int_equal(get_time_ns(writer), 6 * SECOND_NS);
    decode_sink(sink, &decoded);
    assert_int_equal(decoded.frame_count, 6 * SECOND);
    decoded_free(&decoded);
    jf_sink_unref(sink);
    jf_writer_unref(writer);
}

static void a_little_early_is_no_gap_unless_it_says_so(void **state)
{
    struct jf_sink *sink = make_memory(false);
    struct jf_writer *writer = begin_with(sink, "wav", "pcm");
    struct decoded decoded;

    (void)state;
    write_frames(writer, 0, SECOND);
    assert_int_equal(write_tone_at(writer, SECOND_NS + 100 * MS_NS, 0, 440, SECOND), 0);
    assert_int_equal(get_time_ns(writer), 2 * SECOND_NS);
    assert_int_equal(
        write_tone_at(writer, 2 * SECOND_NS + MS_NS, JF_WRITE_DISCONTINUITY, 440, SECOND), 0);
    assert_int_equal(get_time_ns(writer), 3 * SECOND_NS + MS_NS);
    assert_int_equal(write_tone_at(writer, 3 * SECOND_NS + 102 * MS_NS, 0, 440, SECOND), 0);
    assert_int_equal(get_time_ns(writer), 4 * SECOND_NS + 102 * MS_NS);
    /* Nothing written makes no gap. */
    assert_int_equal(jf_writer_write_at(writer, 9 * SECOND_NS, 0, NULL, 0), 0);
    assert_int_equal(get_time_ns(writer), 4 * SECOND_NS + 102 * MS_NS);
    assert_int_equal(jf_writer_end(writer), 0);
    decode_sink(sink, &decoded);
    assert_int_equal(decoded.frame_count, 4 * SECOND + 102 * 48);
    decoded_free(&decoded);
    jf_sink_unref(sink);
    jf_writer_unref(writer);
}

/* ---- gaps ------------------------------------------------------------------------------------ */

/* What a player hears when: samples of the first channel, by their times. */
struct timeline {
    float *samples;
    size_t frame_count;
    size_t decoded_count;
};

static void place(struct timeline *timeline, const AVFrame *frame, AVRational time_base)
{
    const int64_t first = av_rescale_q(frame->pts, time_base, (AVRational){1, RATE_HZ});
    const bool is_float = av_get_packed_sample_fmt(frame->format) == AV_SAMPLE_FMT_FLT;
    const int stride = av_sample_fmt_is_planar(frame->format) ? 1 : frame->ch_layout.nb_channels;

    for (int i = 0; i < frame->nb_samples; i++) {
        const void *plane = frame->data[0];
        const float sample = is_float
                                 ? ((const float *)plane)[(ptrdiff_t)i * stride]
                                 : (float)((const int16_t *)plane)[(ptrdiff_t)i * stride] / 32768;

        if (first + i >= 0 && (size_t)(first + i) < timeline->frame_count)
            timeline->samples[first + i] = sample;
    }
    timeline->decoded_count += (size_t)frame->nb_samples;
}

static void decode_timeline(const uint8_t *bytes, size_t size, struct timeline *timeline)
{
    char path[] = "/tmp/jackfield-time-XXXXXX";
    const int fd = mkstemp(path);
    AVFormatContext *format = NULL;
    AVCodecContext *codec = NULL;
    AVPacket *packet = av_packet_alloc();
    AVFrame *frame = av_frame_alloc();

    av_log_set_level(AV_LOG_ERROR);
    assert_int_equal(write(fd, bytes, size), size);
    close(fd);
    assert_int_equal(avformat_open_input(&format, path, NULL, NULL), 0);
    assert_true(avformat_find_stream_info(format, NULL) >= 0);
    codec = avcodec_alloc_context3(avcodec_find_decoder(format->streams[0]->codecpar->codec_id));
    assert_true(avcodec_parameters_to_context(codec, format->streams[0]->codecpar) >= 0);
    assert_int_equal(avcodec_open2(codec, NULL, NULL), 0);
    while (av_read_frame(format, packet) == 0) {
        assert_int_equal(avcodec_send_packet(codec, packet), 0);
        while (avcodec_receive_frame(codec, frame) == 0)
            place(timeline, frame, format->streams[0]->time_base);
        av_packet_unref(packet);
    }
    av_frame_free(&frame);
    av_packet_free(&packet);
    avcodec_free_context(&codec);
    avformat_close_input(&format);
    unlink(path);
}

static void read_timeline(struct jf_sink *sink, int64_t length_ns, struct timeline *ret)
{
    uint8_t *bytes = NULL;
    size_t size = 0;

    ret->frame_count = (size_t)jfi_clock_ns_to_frames(length_ns, RATE_HZ);
    ret->samples = calloc(ret->frame_count, sizeof(*ret->samples));
    ret->decoded_count = 0;
    assert_non_null(ret->samples);
    assert_int_equal(jf_sink_memory_dup(sink, &bytes, &size), 0);
    decode_timeline(bytes, size, ret);
    free(bytes);
}

static bool is_loud(const struct timeline *timeline, size_t frame)
{
    return fabsf(timeline->samples[frame]) > 0.03F;
}

/* Asserts that it turns loud there, or with `step` -1 that it turned silent, to the ms that
 * containers count in and a little. */
static void assert_edge(const struct timeline *timeline, int64_t time_ns, int step)
{
    int64_t frame = jfi_clock_ns_to_frames(time_ns - step * 300 * MS_NS, RATE_HZ);
    int64_t edge_ns = 0;

    while (frame > 0 && (size_t)frame < timeline->frame_count && !is_loud(timeline, (size_t)frame))
        frame += step;
    edge_ns = jfi_clock_frames_to_ns(frame, RATE_HZ);
    assert_in_range(edge_ns, time_ns - 4 * MS_NS, time_ns + 4 * MS_NS);
}

/* A live sink that is fed faster than it takes would drop. */
static void wait_until_taken(struct jf_writer *writer, struct jf_sink *sink)
{
    struct jf_sink_statistics statistics = {.queued_unit_count = 1};

    for (int tries = 0; statistics.queued_unit_count > 0; tries++) {
        assert_true(tries < 10000);
        usleep(1000);
        assert_int_equal(jf_writer_get_sink_statistics(writer, sink, &statistics), 0);
    }
}

struct kind {
    const char *container, *codec;
    bool real_time, may_skip;
};

/* libavformat muddles the times of FLAC in ASF. */
static const struct kind kinds[] = {
    {"asf", "wmav2", true, true},  {"asf", "wmav2", false, true},  {"asf", "pcm", true, true},
    {"asf", "pcm", false, true},   {"wav", "pcm", true, false},    {"wav", "pcm", false, false},
    {"flac", "flac", true, false}, {"flac", "flac", false, false},
};

/* A second, a gap, and a second: from this kind of sink alone, or beside one that cannot skip. */
static void assert_gap(const struct kind *kind, int64_t gap_ns, const char *beside)
{
    struct jf_sink *sink = make_memory(kind->real_time), *other = make_memory(false);
    struct jf_writer *writer = begin_with(sink, kind->container, kind->codec);
    const int64_t begin_ns = 2 * SECOND_NS + gap_ns;
    struct timeline timeline;

    print_message("%s in %s, %s\n", kind->codec, kind->container,
                  kind->real_time ? "live" : "to a file");
    if (beside)
        add_sink(writer, other, beside, "pcm");
    for (int64_t i = 0; i < 4; i++) {
        write_frames(writer, i * SECOND / 2, SECOND / 2);
        wait_until_taken(writer, sink);
    }
    assert_int_equal(write_tone_at(writer, begin_ns, 0, 880, SECOND), 0);
    assert_int_equal(get_time_ns(writer), begin_ns + SECOND_NS);
    assert_int_equal(jf_writer_end(writer), 0);

    read_timeline(sink, begin_ns + 2 * SECOND_NS, &timeline);
    assert_edge(&timeline, 2 * SECOND_NS, -1);
    assert_edge(&timeline, begin_ns, 1);
    assert_edge(&timeline, begin_ns + SECOND_NS, -1);
    if (gap_ns > SECOND_NS && kind->may_skip && !beside)
        assert_in_range(timeline.decoded_count, 3 * SECOND, 4 * SECOND);
    else
        assert_true(timeline.decoded_count >=
                    (size_t)jfi_clock_ns_to_frames(begin_ns + SECOND_NS, RATE_HZ));
    free(timeline.samples);
    jf_sink_unref(other);
    jf_sink_unref(sink);
    jf_writer_unref(writer);
}

static void a_short_gap_is_silence_everywhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(kinds); i++)
        assert_gap(&kinds[i], 700 * MS_NS, NULL);
}

static void a_long_gap_is_a_step_in_asf_and_silence_elsewhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (!kinds[i].real_time || kinds[i].may_skip)
            assert_gap(&kinds[i], 20 * SECOND_NS + 345 * MS_NS, NULL);
    }
}

/* One encoder serves both, and one of them needs the silence. */
static void asf_beside_a_file_without_times_has_the_silence_too(void **state)
{
    const struct kind kind = {"asf", "pcm", false, true};

    (void)state;
    assert_gap(&kind, 3 * SECOND_NS, "wav");
}

static void a_gap_of_hours_takes_no_time_where_it_can_be_skipped(void **state)
{
    struct jf_sink *sink = make_memory(true);
    struct jf_writer *writer = begin_with(sink, "asf", "wmav2");
    const int64_t before_ns = jfi_clock_now_ns();

    (void)state;
    write_frames(writer, 0, SECOND);
    assert_int_equal(write_tone_at(writer, 86401 * SECOND_NS + 1, 0, 440, 4800), -ERANGE);
    assert_int_equal(jf_hresult(JF_DOMAIN_WRITER, -ERANGE), 0xC00D002B);
    assert_int_equal(get_time_ns(writer), SECOND_NS);
    for (int64_t day = 1; day <= 50; day++)
        assert_int_equal(write_tone_at(writer, day * 86400 * SECOND_NS, 0, 440, 4800), 0);
    assert_int_equal(get_time_ns(writer), 50 * 86400 * SECOND_NS + SECOND_NS / 10);
    assert_int_equal(jf_writer_end(writer), 0);
    assert_true(jfi_clock_now_ns() - before_ns < 5 * SECOND_NS);
    jf_sink_unref(sink);
    jf_writer_unref(writer);
}

/* ---- live sources ---------------------------------------------------------------------------- */

static void a_live_source_is_refused_what_is_more_than_real_time(void **state)
{
    struct jf_sink *sink = make_memory(false);
    struct jf_writer *writer = begin_with(sink, "wav", "pcm");
    size_t taken = 0;
    int err = 0;

    (void)state;
    assert_int_equal(jf_writer_set_live_source(writer, true), 0);
    assert_int_equal(jf_writer_set_sync_tolerance_ms(writer, 1000), 0);
    assert_in_range(get_time_ns(writer), SECOND_NS, SECOND_NS);
    while (taken < 100 && (err = write_tone(writer, 440, RATE_HZ, 2, 0, 960)) == 0)
        taken++;
    assert_int_equal(err, -EOVERFLOW);
    assert_int_equal(jf_hresult(JF_DOMAIN_WRITER, err), 0xC00D0BCC);
    assert_non_null(strstr(jf_writer_get_error(writer), "ahead of real time"));
    assert_in_range(taken, 51, 60); /* 1,000 ms, and what the clock lets through meanwhile */
    assert_int_equal(get_dropped(writer), 960);
    assert_int_equal(get_time_ns(writer), (int64_t)taken * SECOND_NS / 50);
    usleep(30000);
    assert_in_range(get_time_ns(writer), taken * SECOND_NS / 50 + MS_NS, 3 * SECOND_NS);
    assert_int_equal(write_tone(writer, 440, RATE_HZ, 2, 0, 960), 0);
    assert_int_equal(jf_writer_set_live_source(writer, false), 0);
    write_frames(writer, 0, 5 * SECOND);
    assert_int_equal(get_dropped(writer), 960);
    assert_int_equal(jf_writer_end(writer), 0);
    jf_sink_unref(sink);
    jf_writer_unref(writer);
}

static void a_live_source_never_waits_for_a_slow_file(void **state)
{
    const struct probe_settings settings = {.block_at = 'D'};
    struct jf_sink *slow = NULL, *other = make_memory(false);
    struct probe *probe = probe_new(&settings, &slow);
    struct jf_writer *writer = begin_with(slow, "wav", "pcm");
    const int64_t before_ns = jfi_clock_now_ns();
    struct decoded decoded;

    (void)state;
    assert_int_equal(jf_writer_set_live_source(writer, true), 0);
    assert_int_equal(jf_writer_set_sync_tolerance_ms(writer, 60000), 0);
    assert_status(writer, JF_WRITER_STATUS_OPENED, slow, 0);
    add_sink(writer, other, "asf", "wmav2");
    assert_status(writer, JF_WRITER_STATUS_OPENED, other, 0);
    write_frames(writer, 0, 10 * SECOND);
    assert_true(jfi_clock_now_ns() - before_ns < 5 * SECOND_NS);
    assert_error_status(writer, slow, -ETIMEDOUT, "too slow for a live source");
    probe_release(probe);
    assert_int_equal(jf_writer_end(writer), -ETIMEDOUT);
    assert_record(probe, "RHDX");
    decode_sink(other, &decoded);
    assert_tone(&decoded, 440, 0, 10 * SECOND);
    decoded_free(&decoded);
    jf_sink_unref(other);
    jf_sink_unref(slow);
    jf_writer_unref(writer);
    probe_free(probe);
}

/* ---- the pace by itself ---------------------------------------------------------------------- */

/* Whether a source that brings 10 ms every `period_ns` is taken for `duration_ns`. */
static bool is_taken(int64_t period_ns, int64_t duration_ns)
{
    struct jfi_pace pace = {0};

    for (int64_t now_ns = SECOND_NS; now_ns < duration_ns; now_ns += period_ns) {
        if (!jfi_pace_take(&pace, now_ns, 10 * MS_NS, 100 * MS_NS))
            return false;
    }
    return true;
}

static void a_crystal_that_is_a_little_fast_is_never_too_much(void **state)
{
    (void)state;
    assert_true(is_taken(10 * MS_NS, 86400 * SECOND_NS));
    assert_true(is_taken(9950000, 86400 * SECOND_NS));
    assert_false(is_taken(9800000, 86400 * SECOND_NS));
    assert_true(is_taken(9800000, 10 * SECOND_NS));
}

static void a_pause_earns_nothing(void **state)
{
    struct jfi_pace pace = {0};

    (void)state;
    assert_true(jfi_pace_take(&pace, SECOND_NS, SECOND_NS, SECOND_NS));
    assert_int_equal(jfi_pace_get_ahead_ns(&pace, SECOND_NS), SECOND_NS);
    assert_int_equal(jfi_pace_get_ahead_ns(&pace, 101 * SECOND_NS), 0);
    assert_true(jfi_pace_take(&pace, 101 * SECOND_NS, SECOND_NS, SECOND_NS));
    assert_true(jfi_pace_take(&pace, 101 * SECOND_NS, MS_NS, SECOND_NS));
    assert_false(jfi_pace_take(&pace, 101 * SECOND_NS, MS_NS, SECOND_NS));
    assert_true(jfi_pace_take(&pace, 101 * SECOND_NS + MS_NS, MS_NS, SECOND_NS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_call_has_its_time_or_none),
        cmocka_unit_test(wrong_arguments_are_refused),
        cmocka_unit_test(what_is_later_than_the_tolerance_is_refused),
        cmocka_unit_test(a_little_early_is_no_gap_unless_it_says_so),
        cmocka_unit_test(a_short_gap_is_silence_everywhere),
        cmocka_unit_test(a_long_gap_is_a_step_in_asf_and_silence_elsewhere),
        cmocka_unit_test(asf_beside_a_file_without_times_has_the_silence_too),
        cmocka_unit_test(a_gap_of_hours_takes_no_time_where_it_can_be_skipped),
        cmocka_unit_test(a_live_source_is_refused_what_is_more_than_real_time),
        cmocka_unit_test(a_live_source_never_waits_for_a_slow_file),
        cmocka_unit_test(a_crystal_that_is_a_little_fast_is_never_too_much),
        cmocka_unit_test(a_pause_earns_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
