/* SPDX-License-Identifier: MIT */

/* The small parts of the media path, each by itself. */

#include "test-media-support.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include <libavutil/error.h>

#include "media/clock.h"
#include "media/data-unit.h"
#include "media/encoder.h"
#include "media/frame.h"
#include "media/muxer-io.h"
#include "media/queue.h"
#include "media/ring.h"
#include "media/sink.h"
#include "media/source.h"
#include "media/status-queue.h"
#include "media/streaminfo.h"
#include "media/text.h"

/* ---- data units ------------------------------------------------------------------------------ */

static void a_data_unit_holds_what_is_put_into_it(void **state)
{
    struct jf_data_unit *unit = NULL;

    (void)state;
    assert_int_equal(jf_data_unit_new(8, &unit), 0);
    assert_int_equal(jf_data_unit_get_size(unit), 0);
    assert_int_equal(jf_data_unit_get_capacity(unit), 8);
    assert_int_equal(jf_data_unit_get_time_ns(unit), 0);
    memcpy(jf_data_unit_get_writable(unit), "abcdefgh", 8);
    assert_int_equal(jf_data_unit_set_size(unit, 9), -EINVAL);
    assert_int_equal(jf_data_unit_set_size(unit, 8), 0);
    assert_int_equal(jf_data_unit_set_time_ns(unit, -1), -EINVAL);
    assert_int_equal(jf_data_unit_set_time_ns(unit, 77), 0);
    assert_int_equal(jf_data_unit_get_size(unit), 8);
    assert_int_equal(jf_data_unit_get_time_ns(unit), 77);
    assert_memory_equal(jf_data_unit_get_bytes(unit), "abcdefgh", 8);
    assert_ptr_equal(jf_data_unit_ref(unit), unit);
    assert_null(jf_data_unit_unref(unit));
    assert_memory_equal(jf_data_unit_get_bytes(unit), "abcdefgh", 8);
    assert_null(jf_data_unit_unref(unit));
}

static void a_data_unit_refuses_wrong_arguments(void **state)
{
    struct jf_data_unit *unit = NULL;

    (void)state;
    assert_int_equal(jf_data_unit_new(0, &unit), -EINVAL);
    assert_int_equal(jf_data_unit_new(1, NULL), -EINVAL);
    assert_int_equal(jf_data_unit_new(SIZE_MAX, &unit), -ENOMEM);
    assert_null(unit);
    assert_int_equal(jf_data_unit_set_size(NULL, 0), -EINVAL);
    assert_null(jf_data_unit_ref(NULL));
    assert_null(jf_data_unit_unref(NULL));
}

/* ---- formats --------------------------------------------------------------------------------- */

static void the_default_format_is_wma_in_asf(void **state)
{
    struct jf_format *format = NULL;

    (void)state;
    assert_int_equal(jf_format_new(&format), 0);
    assert_string_equal(jf_format_get_container(format), "asf");
    assert_string_equal(jf_format_get_codec(format), "wmav2");
    assert_int_equal(jf_format_get_bit_rate(format), 128000);
    assert_null(jf_format_free(format));
    assert_null(jf_format_free(NULL));
    assert_int_equal(jf_format_new(NULL), -EINVAL);
}

static void each_container_holds_the_codecs_of_the_table_and_no_other(void **state)
{
    static const char *const containers[] = {"asf", "wav", "flac", "ogg", "mp3"};
    static const char *const codecs[] = {"wmav2", "pcm", "flac", "opus", "mp3"};
    enum {
        NO = -EMEDIUMTYPE
    };
    static const int answers[COUNT(containers)][COUNT(codecs)] = {
        {0, 0, 0, NO, 0},   {NO, 0, NO, NO, NO}, {NO, NO, 0, NO, NO},
        {NO, NO, 0, 0, NO}, {NO, NO, NO, NO, 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(containers); i++) {
        for (size_t k = 0; k < COUNT(codecs); k++) {
            struct jf_format *format = NULL;

            assert_int_equal(jf_format_new(&format), 0);
            assert_int_equal(jf_format_set_container(format, containers[i]), 0);
            assert_int_equal(jf_format_set_codec(format, codecs[k]), answers[i][k]);
            jf_format_free(format);
        }
    }
}

static void a_container_brings_its_default_codec(void **state)
{
    struct jf_format *format = NULL;

    (void)state;
    assert_int_equal(jf_format_new(&format), 0);
    assert_int_equal(jf_format_set_container(format, "wav"), 0);
    assert_string_equal(jf_format_get_codec(format), "pcm");
    assert_int_equal(jf_format_set_container(format, "flac"), 0);
    assert_string_equal(jf_format_get_codec(format), "flac");
    assert_int_equal(jf_format_set_container(format, "avi"), -EMEDIUMTYPE);
    assert_string_equal(jf_format_get_container(format), "flac");
    assert_int_equal(jf_format_set_codec(format, "vorbis"), -ELIBACC);
    assert_string_equal(jf_format_get_codec(format), "flac");
    jf_format_free(format);
}

static void the_bit_rate_stays_in_its_range(void **state)
{
    struct jf_format *format = NULL;

    (void)state;
    assert_int_equal(jf_format_new(&format), 0);
    assert_int_equal(jf_format_set_bit_rate(format, 7999), -EINVAL);
    assert_int_equal(jf_format_set_bit_rate(format, 1000001), -EINVAL);
    assert_int_equal(jf_format_get_bit_rate(format), 128000);
    assert_int_equal(jf_format_set_bit_rate(format, 8000), 0);
    assert_int_equal(jf_format_set_bit_rate(format, 1000000), 0);
    assert_int_equal(jf_format_get_bit_rate(format), 1000000);
    jf_format_free(format);
}

static void a_file_name_tells_its_format(void **state)
{
    static const struct {
        const char *path, *container, *codec;
    } names[] = {
        {"a.asf", "asf", "wmav2"}, {"/x.wav/b.WMA", "asf", "wmav2"},
        {"c.wav", "wav", "pcm"},   {"../d.e.flac", "flac", "flac"},
        {"a.ogg", "ogg", "opus"},  {"wav", NULL, NULL},
        {"a.OPUS", "ogg", "opus"}, {"b.mp3", "mp3", "mp3"},
        {"a.oggs", NULL, NULL},    {"mp3", NULL, NULL},
        {".wav", NULL, NULL},      {"/dir.wav/x", NULL, NULL},
        {"", NULL, NULL},          {"a.wav.part", NULL, NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct jf_format *format = NULL;
        const int err = jf_format_new_for_path(names[i].path, &format);

        assert_int_equal(err, names[i].container ? 0 : -EMEDIUMTYPE);
        if (err < 0)
            continue;
        assert_string_equal(jf_format_get_container(format), names[i].container);
        assert_string_equal(jf_format_get_codec(format), names[i].codec);
        jf_format_free(format);
    }
}

/* ---- the queue ------------------------------------------------------------------------------- */

static int push_numbered(struct jfi_queue *queue, uint8_t number)
{
    struct jf_data_unit *unit = NULL;
    int err = 0;

    assert_int_equal(jfi_data_unit_new_copy(&number, 1, 0, &unit), 0);
    err = jfi_queue_push(queue, unit);
    jf_data_unit_unref(unit);
    return err;
}

static void assert_popped(struct jfi_queue *queue, uint8_t number)
{
    struct jf_data_unit *unit = jfi_queue_pop(queue);

    assert_non_null(unit);
    assert_int_equal(jf_data_unit_get_bytes(unit)[0], number);
    jf_data_unit_unref(unit);
}

static void a_queue_gives_units_back_in_order_and_refuses_more_than_it_holds(void **state)
{
    struct jfi_queue queue = {0};

    (void)state;
    assert_int_equal(jfi_queue_init(&queue, 3), 0);
    assert_null(jfi_queue_pop(&queue));
    assert_int_equal(push_numbered(&queue, 0), 0);
    assert_int_equal(push_numbered(&queue, 1), 0);
    for (uint8_t i = 2; i < 20; i++) { /* around its end several times */
        assert_int_equal(push_numbered(&queue, i), 0);
        assert_int_equal(push_numbered(&queue, i), -ENOBUFS);
        assert_popped(&queue, i - 2);
    }
    assert_int_equal(queue.count, 2);
    jfi_queue_clear(&queue);
    assert_null(jfi_queue_pop(&queue));
    assert_int_equal(push_numbered(&queue, 20), 0);
    jfi_queue_fini(&queue); /* with something in it */
    assert_null(queue.units);
}

/* ---- the ring -------------------------------------------------------------------------------- */

static void a_ring_carries_frames_around_its_end_and_refuses_more_than_it_holds(void **state)
{
    struct jfi_ring ring = {0};
    float in[2 * 5], out[2 * 8];
    int next_in = 0, next_out = 0;

    (void)state;
    assert_int_equal(jfi_ring_init(&ring, 8, 2), 0);
    assert_int_equal(jfi_ring_read(&ring, out, 8), 0);
    for (int round = 0; round < 20; round++) {
        for (int i = 0; i < 10; i++)
            in[i] = (float)(next_in + i);
        next_in += 2 * (int)jfi_ring_write(&ring, in, 5);
        for (int i = 0, count = 2 * (int)jfi_ring_read(&ring, out, 4); i < count; i++)
            assert_true(out[i] == (float)next_out++);
        assert_true(next_in - next_out <= 16);
    }
    /* Five in, four out: it is full every round now, and takes only what was read. */
    assert_int_equal(next_in - next_out, 8);
    assert_int_equal(jfi_ring_write(&ring, in, 5), 4);
    assert_int_equal(jfi_ring_write(&ring, in, 5), 0);
    jfi_ring_fini(&ring);
}

#define THROUGH_FRAMES 200000

static void *write_numbers(void *user)
{
    struct jfi_ring *ring = user;

    for (int sent = 0; sent < THROUGH_FRAMES;) {
        float numbers[100];
        const int left = THROUGH_FRAMES - sent;

        for (int i = 0; i < 100; i++)
            numbers[i] = (float)(sent + i);
        sent += (int)jfi_ring_write(ring, numbers, left < 100 ? (size_t)left : 100);
        (void)sched_yield();
    }
    return NULL;
}

static void a_ring_loses_nothing_between_two_threads(void **state)
{
    struct jfi_ring ring = {0};
    pthread_t thread;

    (void)state;
    assert_int_equal(jfi_ring_init(&ring, 256, 1), 0);
    assert_int_equal(pthread_create(&thread, NULL, write_numbers, &ring), 0);
    for (int got = 0; got < THROUGH_FRAMES;) {
        float numbers[70];
        const int count = (int)jfi_ring_read(&ring, numbers, 70);

        for (int i = 0; i < count; i++)
            assert_true(numbers[i] == (float)(got + i));
        got += count;
        (void)sched_yield();
    }
    assert_int_equal(pthread_join(thread, NULL), 0);
    jfi_ring_fini(&ring);
}

/* ---- where libavformat writes ---------------------------------------------------------------- */

static void put(struct jfi_muxer_io *io, const char *text)
{
    assert_int_equal(jfi_muxer_io_write(io, (const uint8_t *)text, strlen(text)), 0);
}

static void the_header_can_be_patched_later_and_data_cannot(void **state)
{
    struct jfi_muxer_io io = {0};
    const uint8_t *tail = NULL;

    (void)state;
    put(&io, "HEADER");
    assert_int_equal(jfi_muxer_io_seek(&io, 1), 1);
    put(&io, "e");
    assert_int_equal(jfi_muxer_io_seek(&io, 6), 6);
    jfi_muxer_io_seal_header(&io);
    put(&io, "data");
    put(&io, "more");
    assert_int_equal(jfi_muxer_io_get_tail(&io, &tail), 8);
    assert_memory_equal(tail, "datamore", 8);
    jfi_muxer_io_take(&io, 3);
    assert_int_equal(jfi_muxer_io_get_tail(&io, &tail), 5);

    assert_int_equal(jfi_muxer_io_seek(&io, 4), 4);
    put(&io, "xy");
    assert_int_equal(io.header_size, 6);
    assert_memory_equal(io.header, "HeADxy", 6);

    /* Over the end of the header, into the data, behind the end. */
    assert_int_equal(jfi_muxer_io_seek(&io, 5), 5);
    assert_int_equal(jfi_muxer_io_write(&io, (const uint8_t *)"zz", 2), -EIO);
    assert_int_equal(jfi_muxer_io_seek(&io, 8), 8);
    assert_int_equal(jfi_muxer_io_write(&io, (const uint8_t *)"z", 1), -EIO);
    assert_int_equal(jfi_muxer_io_seek(&io, 15), -EINVAL);
    assert_int_equal(jfi_muxer_io_seek(&io, -1), -EINVAL);
    assert_memory_equal(io.header, "HeADxy", 6);

    assert_int_equal(jfi_muxer_io_seek(&io, 14), 14);
    put(&io, "end");
    assert_int_equal(jfi_muxer_io_get_tail(&io, &tail), 8);
    assert_memory_equal(tail, "amoreend", 8);
    jfi_muxer_io_fini(&io);
}

/* ---- FLAC totals ----------------------------------------------------------------------------- */

static void a_flac_total_goes_into_its_36_bits_only(void **state)
{
    uint8_t info[JFI_STREAMINFO_BYTES];

    (void)state;
    memset(info, 0xFF, sizeof(info));
    jfi_streaminfo_set_total(info, 0x123456789AULL);
    assert_int_equal(info[3], 0xFF);
    assert_int_equal(info[4], 0); /* packet sizes */
    assert_int_equal(info[9], 0);
    assert_int_equal(info[10], 0xFF);
    assert_int_equal(info[13], 0xF2);
    assert_memory_equal(info + 14, "\x34\x56\x78\x9A", 4);
    assert_int_equal(info[18], 0); /* MD5 */
    assert_int_equal(info[33], 0);
}

/* ---- clock, frames, errors ------------------------------------------------------------------- */

static void frames_and_times_convert_exactly_for_years(void **state)
{
    const int64_t year_frames = (int64_t)192000 * 86400 * 366;

    (void)state;
    assert_int_equal(jfi_clock_frames_to_ns(year_frames, 192000),
                     (int64_t)86400 * 366 * 1000000000);
    assert_int_equal(jfi_clock_ns_to_frames((int64_t)86400 * 366 * 1000000000, 192000),
                     year_frames);
    assert_int_equal(jfi_clock_frames_to_ns(44101, 44100), 1000022675);
    assert_int_equal(jfi_clock_ns_to_frames(1000022675, 44100), 44101);
    assert_int_equal(jfi_clock_ns_to_frames(3000000000, 48000), 144000);
    assert_int_equal(jfi_clock_ns_to_frames(10417, 48000), 1);
    assert_int_equal(jfi_clock_ns_to_frames(10416, 48000), 0);
}

static void a_frame_clips_and_silences_what_is_no_sample(void **state)
{
    const float samples[] = {0.5F, -2.0F, 3.0F, NAN, INFINITY, -INFINITY};
    const float cleaned[] = {0.5F, -1.0F, 1.0F, 0.0F, 1.0F, -1.0F};
    struct jfi_frame *frame = NULL;

    (void)state;
    assert_int_equal(jfi_frame_new(samples, 3, 2, &frame), 0);
    assert_int_equal(jfi_frame_get_frame_count(frame), 3);
    assert_memory_equal(jfi_frame_get_samples(frame), cleaned, sizeof(cleaned));
    jfi_frame_unref(frame);
    assert_int_equal(jfi_frame_new(samples, SIZE_MAX / 4, 2, &frame), -ENOMEM);
}

static void errors_of_ffmpeg_become_errno(void **state)
{
    (void)state;
    assert_int_equal(jfi_status_from_av(AVERROR(ENOMEM)), -ENOMEM);
    assert_int_equal(jfi_status_from_av(AVERROR(EIO)), -EIO);
    assert_int_equal(jfi_status_from_av(AVERROR_ENCODER_NOT_FOUND), -ELIBACC);
    assert_int_equal(jfi_status_from_av(AVERROR_MUXER_NOT_FOUND), -ELIBACC);
    assert_int_equal(jfi_status_from_av(AVERROR_INVALIDDATA), -EBADMSG);
    assert_int_equal(jfi_status_from_av(AVERROR_BUG), -EIO);
    assert_string_equal(jfi_errno_text(-ENOSPC), "No space left on device");
    assert_string_equal(jfi_errno_text(-99999), "unknown error");
}

/* ---- the encoder ----------------------------------------------------------------------------- */

/* Sends all at once and adds up what comes; that is, what is not before the first frame. */
static int64_t encode(const struct jfi_encoder_config *config, const float *samples,
                      size_t frame_count)
{
    struct jfi_encoder *encoder = NULL;
    struct jfi_frame *frame = NULL;
    struct jfi_packet *packet = NULL;
    struct jfi_reason reason = {{0}};
    int64_t end_frames = 0;
    int err = 0;

    assert_int_equal(jfi_encoder_new(config, &reason, &encoder), 0);
    assert_int_equal(jfi_frame_new(samples, frame_count, config->channel_count, &frame), 0);
    assert_int_equal(jfi_encoder_send(encoder, frame), 0);
    assert_int_equal(jfi_encoder_send(encoder, frame), -EAGAIN);
    jfi_frame_unref(frame);
    while ((err = jfi_encoder_receive(encoder, &packet)) != -ENODATA) {
        if (err == -EAGAIN) {
            jfi_encoder_drain(encoder);
            continue;
        }
        assert_int_equal(err, 0);
        if (packet->duration_frames > 0 && packet->time_frames + packet->duration_frames > 0) {
            assert_true(packet->time_frames == end_frames ||
                        (end_frames == 0 && packet->time_frames < 0));
            end_frames = packet->time_frames + packet->duration_frames;
        }
        jfi_packet_free(packet);
    }
    assert_int_equal(jfi_encoder_receive(encoder, &packet), -ENODATA);
    jfi_encoder_free(encoder);
    return end_frames;
}

static void an_encoder_accounts_for_every_frame_it_was_sent(void **state)
{
    static const char *const codecs[] = {"wmav2", "pcm", "flac", "opus", "mp3"};
    enum {
        FRAMES = 10007
    };
    float *samples = calloc((size_t)FRAMES * 2, sizeof(*samples));

    (void)state;
    assert_non_null(samples);
    for (size_t i = 0; i < COUNT(codecs); i++) {
        const struct jfi_encoder_config config = {.codec = jfi_codec_find(codecs[i]),
                                                  .bit_rate = 128000,
                                                  .rate_hz = 48000,
                                                  .channel_count = 2};

        assert_int_equal(encode(&config, samples, FRAMES), FRAMES);
    }
    free(samples);
}

static void every_rate_is_resampled_to_one_that_the_codec_has(void **state)
{
    static const struct {
        const char *codec;
        unsigned int from_hz, to_hz;
    } cases[] = {
        {"opus", 8000, 48000},   {"opus", 44100, 48000}, {"opus", 48000, 48000},
        {"opus", 192000, 48000}, {"opus", 12345, 48000}, {"mp3", 8000, 32000},
        {"mp3", 32001, 44100},   {"mp3", 44100, 44100},  {"mp3", 44101, 48000},
        {"mp3", 96000, 48000},   {"flac", 12345, 12345},
    };
    /* From less than a codec frame and less than the filter on. */
    static const size_t counts[] = {1, 7, 100, 4411, 20001};
    float *samples = calloc(20001, sizeof(*samples));

    (void)state;
    assert_non_null(samples);
    for (size_t i = 0; i < COUNT(cases) * COUNT(counts); i++) {
        const unsigned int from_hz = cases[i % COUNT(cases)].from_hz;
        const unsigned int to_hz = cases[i % COUNT(cases)].to_hz;
        const size_t count = counts[i / COUNT(cases)];
        const struct jfi_encoder_config config = {.codec =
                                                      jfi_codec_find(cases[i % COUNT(cases)].codec),
                                                  .bit_rate = 64000,
                                                  .rate_hz = from_hz,
                                                  .channel_count = 1};

        assert_int_equal(jfi_codec_choose_rate_hz(config.codec, from_hz), to_hz);
        assert_int_equal(encode(&config, samples, count), llround((double)count * to_hz / from_hz));
    }
    free(samples);
}

/* ---- the tone -------------------------------------------------------------------------------- */

static void a_tone_refuses_wrong_arguments(void **state)
{
    struct jf_source *source = NULL;

    (void)state;
    assert_int_equal(jf_source_new_tone(0.5, 48000, 1, JF_PACE_FAST, &source), -EINVAL);
    assert_int_equal(jf_source_new_tone(24001, 48000, 1, JF_PACE_FAST, &source), -EINVAL);
    assert_int_equal(jf_source_new_tone(NAN, 48000, 1, JF_PACE_FAST, &source), -EINVAL);
    assert_int_equal(jf_source_new_tone(440, 7999, 1, JF_PACE_FAST, &source), -EINVAL);
    assert_int_equal(jf_source_new_tone(440, 192001, 1, JF_PACE_FAST, &source), -EINVAL);
    assert_int_equal(jf_source_new_tone(440, 48000, 0, JF_PACE_FAST, &source), -EINVAL);
    assert_int_equal(jf_source_new_tone(440, 48000, 9, JF_PACE_FAST, &source), -EINVAL);
    assert_int_equal(jf_source_new_tone(440, 48000, 1, JF_PACE_UNKNOWN, &source), -EINVAL);
    assert_int_equal(jf_source_new_tone(440, 48000, 1, JF_PACE_FAST, NULL), -EINVAL);
    assert_null(source);
    assert_null(jf_source_ref(NULL));
    assert_null(jf_source_unref(NULL));
}

static void a_tone_is_a_sine_of_minus_20_db_on_every_channel(void **state)
{
    struct jf_source *source = NULL;
    float samples[960 * 2], wanted[960 * 2];

    (void)state;
    assert_int_equal(jf_source_new_tone(440, 48000, 2, JF_PACE_FAST, &source), 0);
    assert_int_equal(jf_source_get_rate_hz(source), 48000);
    assert_int_equal(jf_source_get_channel_count(source), 2);
    for (int64_t first = 0; first < 480000; first += 960) {
        assert_int_equal(jfi_source_read(source, samples, 960), 960);
        fill_tone(wanted, 440, 48000, 2, first, 960);
        for (size_t i = 0; i < COUNT(samples); i++)
            assert_true(fabsf(samples[i] - wanted[i]) < 1e-6F);
    }
    assert_int_equal(jfi_source_read(source, samples, 7), 7);
    assert_int_equal(jf_source_get_gap_frames(source), 0);
    assert_int_equal(jf_source_get_lost_frames(source), 0);
    jf_source_unref(source);
}

static void a_tone_in_real_time_takes_its_time(void **state)
{
    struct jf_source *source = NULL;
    float samples[960];
    int64_t begin_ns = 0;
    double elapsed_ms = 0;

    (void)state;
    assert_int_equal(jf_source_new_tone(1000, 48000, 1, JF_PACE_REAL_TIME, &source), 0);
    begin_ns = jfi_clock_now_ns();
    for (int i = 0; i < 15; i++)
        assert_int_equal(jfi_source_read(source, samples, 960), 960);
    elapsed_ms = (double)(jfi_clock_now_ns() - begin_ns) / JFI_NS_PER_MS;
    assert_true(elapsed_ms >= 299.9);
    assert_true(elapsed_ms < 600);
    jf_source_unref(source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_data_unit_holds_what_is_put_into_it),
        cmocka_unit_test(a_data_unit_refuses_wrong_arguments),
        cmocka_unit_test(the_default_format_is_wma_in_asf),
        cmocka_unit_test(each_container_holds_the_codecs_of_the_table_and_no_other),
        cmocka_unit_test(a_container_brings_its_default_codec),
        cmocka_unit_test(the_bit_rate_stays_in_its_range),
        cmocka_unit_test(a_file_name_tells_its_format),
        cmocka_unit_test(a_queue_gives_units_back_in_order_and_refuses_more_than_it_holds),
        cmocka_unit_test(a_ring_carries_frames_around_its_end_and_refuses_more_than_it_holds),
        cmocka_unit_test(a_ring_loses_nothing_between_two_threads),
        cmocka_unit_test(the_header_can_be_patched_later_and_data_cannot),
        cmocka_unit_test(a_flac_total_goes_into_its_36_bits_only),
        cmocka_unit_test(frames_and_times_convert_exactly_for_years),
        cmocka_unit_test(a_frame_clips_and_silences_what_is_no_sample),
        cmocka_unit_test(errors_of_ffmpeg_become_errno),
        cmocka_unit_test(an_encoder_accounts_for_every_frame_it_was_sent),
        cmocka_unit_test(every_rate_is_resampled_to_one_that_the_codec_has),
        cmocka_unit_test(a_tone_refuses_wrong_arguments),
        cmocka_unit_test(a_tone_is_a_sine_of_minus_20_db_on_every_channel),
        cmocka_unit_test(a_tone_in_real_time_takes_its_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
