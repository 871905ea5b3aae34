/* SPDX-License-Identifier: MIT */

/* Every container with every codec it may hold: what was written is what is read back. */

#include "test-media-support.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libavutil/log.h>

#define TONE_HZ      440
#define CHUNK_FRAMES ((size_t)4800)

struct combination {
    const char *container, *codec;
    bool lossless;
    /* libavformat reads FLAC in ASF, its own included, through a parser that muddles the times of
     * the last packets. The samples are right. */
    bool times_are_muddled;
    bool is_exact; /* a file says where the sound begins and ends, to the frame */
    /* What players of a stream, or of any ASF, play before the sound, as nothing tells of it. */
    size_t late_frames;
    /* What libavformat counts as part of the duration, and as what lies before the start, of its
     * own files, too. */
    size_t padding_frames, start_frames;
};

static const struct combination combinations[] = {
    {.container = "asf", .codec = "wmav2"},
    {.container = "asf", .codec = "pcm", .lossless = true, .is_exact = true},
    {.container = "asf",
     .codec = "flac",
     .lossless = true,
     .is_exact = true,
     .times_are_muddled = true},
    {.container = "wav", .codec = "pcm", .lossless = true, .is_exact = true},
    {.container = "flac", .codec = "flac", .lossless = true, .is_exact = true},
    {.container = "ogg", .codec = "opus", .is_exact = true, .padding_frames = 312},
    {.container = "ogg", .codec = "flac", .lossless = true, .is_exact = true},
    {.container = "mp3",
     .codec = "mp3",
     .is_exact = true,
     .late_frames = 1105,
     .padding_frames = 1105 + 1152,
     .start_frames = 1105},
    {.container = "asf", .codec = "mp3", .late_frames = 1105, .padding_frames = 1105 + 1152},
};

/* A sink that is fed faster than it takes would drop, however patient a file would be. */
static void wait_until_taken(struct jf_writer *writer, struct jf_sink *sink)
{
    struct jf_sink_statistics statistics;

    for (int tries = 0; tries < 10000; tries++) {
        assert_int_equal(jf_writer_get_sink_statistics(writer, sink, &statistics), 0);
        if (statistics.queued_unit_count == 0)
            return;
        usleep(1000);
    }
    fail_msg("the sink is stuck");
}

/* Writes a tone into a sink of this kind. */
static void record(const struct combination *combination, struct jf_sink *sink,
                   unsigned int rate_hz, unsigned int channel_count, size_t frame_count)
{
    struct jf_writer *writer = make_writer(rate_hz, channel_count);

    add_sink(writer, sink, combination->container, combination->codec);
    assert_int_equal(jf_writer_begin(writer), 0);
    for (size_t done = 0; done < frame_count;) {
        const size_t left = frame_count - done, count = left < CHUNK_FRAMES ? left : CHUNK_FRAMES;

        assert_int_equal(write_tone(writer, TONE_HZ, rate_hz, channel_count, (int64_t)done, count),
                         0);
        wait_until_taken(writer, sink);
        done += count;
    }
    assert_int_equal(jf_writer_end(writer), 0);
    jf_writer_unref(writer);
}

static void record_and_read(const struct combination *combination, bool real_time,
                            unsigned int rate_hz, unsigned int channel_count, size_t frame_count,
                            struct decoded *ret)
{
    struct jf_sink *sink = make_memory(real_time);

    record(combination, sink, rate_hz, channel_count, frame_count);
    assert_true(jf_sink_memory_is_ended(sink));
    decode_sink(sink, ret);
    jf_sink_unref(sink);
}

static void assert_same_samples(const struct decoded *decoded, size_t frame_count)
{
    const size_t count = frame_count * decoded->channel_count;
    float *written = calloc(count, sizeof(*written));

    assert_non_null(written);
    fill_tone(written, TONE_HZ, decoded->rate_hz, decoded->channel_count, 0, frame_count);
    for (size_t i = 0; i < count; i++) {
        if (fabsf(written[i] - decoded->samples[i]) > 1.0F / 32768)
            fail_msg("sample %zu is %f, was %f", i, (double)decoded->samples[i],
                     (double)written[i]);
    }
    free(written);
}

/* Frames as they are counted behind the codec, which may have another rate. */
static size_t get_coded_frames(const struct decoded *decoded, unsigned int rate_hz,
                               size_t frame_count)
{
    return (size_t)llround((double)frame_count * decoded->rate_hz / rate_hz);
}

/* Duration in ms, as the coarsest container counts. */
static void assert_duration(const struct combination *combination, const struct decoded *decoded,
                            unsigned int rate_hz, size_t frame_count)
{
    const double wanted_ms = (double)frame_count * 1000 / rate_hz;
    const double padding_ms = (double)combination->padding_frames * 1000 / decoded->rate_hz;
    const double over_ms = (double)decoded->duration_us / 1000 - wanted_ms;

    if (over_ms < -0.51 || over_ms > padding_ms + 0.51)
        fail_msg("lasts %lld us, not %f ms", (long long)decoded->duration_us, wanted_ms);
}

/* That the tone is where it was written, to a fraction of a turn. */
static void assert_in_phase(const struct decoded *decoded, size_t frame_count)
{
    float *written = calloc(frame_count * decoded->channel_count, sizeof(*written));
    double product = 0, written_energy = 0, decoded_energy = 0;

    assert_non_null(written);
    fill_tone(written, TONE_HZ, decoded->rate_hz, decoded->channel_count, 0, frame_count);
    for (size_t i = 0; i < frame_count * decoded->channel_count; i++) {
        product += (double)written[i] * (double)decoded->samples[i];
        written_energy += (double)written[i] * (double)written[i];
        decoded_energy += (double)decoded->samples[i] * (double)decoded->samples[i];
    }
    free(written);
    /* At 48,000 Hz, three frames early or late would be 0.985. Opus takes the sixth channel for one
     * of low frequencies, and spoils it. */
    if (product / sqrt(written_energy * decoded_energy) <
        (decoded->channel_count < 6 ? 0.99 : 0.97))
        fail_msg("only %.3f of the tone are in phase",
                 product / sqrt(written_energy * decoded_energy));
}

static void assert_recording(const struct combination *combination, bool is_file,
                             const struct decoded *decoded, unsigned int rate_hz,
                             size_t frame_count)
{
    const bool is_late = !is_file || !combination->is_exact;
    const size_t late = is_late ? combination->late_frames : 0;
    const size_t coded = get_coded_frames(decoded, rate_hz, frame_count);

    print_message("%s in %s, %u Hz, %u channels, %zu frames\n", combination->codec,
                  combination->container, rate_hz, decoded->channel_count, frame_count);
    assert_int_equal(decoded->complaint_count, 0);
    if (!combination->times_are_muddled) {
        assert_in_range(decoded->start_us, 0,
                        (combination->start_frames * 1000000 + decoded->rate_hz - 1) /
                            decoded->rate_hz);
    }
    assert_true(decoded->frame_count >= coded + late);
    assert_tone(decoded, TONE_HZ, late, coded + late);
    if (!is_late) {
        assert_int_equal(decoded->frame_count, coded);
        assert_in_phase(decoded, coded);
    }
    if (combination->lossless)
        assert_same_samples(decoded, frame_count);
}

static void three_seconds_come_back_exactly(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(combinations); i++) {
        struct decoded decoded;

        record_and_read(&combinations[i], false, 48000, 2, 144000, &decoded);
        assert_recording(&combinations[i], true, &decoded, 48000, 144000);
        if (combinations[i].padding_frames == 0)
            assert_int_equal(decoded.duration_us, 3000000);
        decoded_free(&decoded);
    }
}

static void odd_lengths_rates_and_channels_come_back_exactly(void **state)
{
    static const struct {
        unsigned int rate_hz, channel_count;
        size_t frame_count;
    } inputs[] = {{44100, 1, 100003}, {8000, 1, 8000}, {22050, 2, 20480}, {48000, 2, 2049}};

    (void)state;
    for (size_t i = 0; i < COUNT(combinations); i++) {
        for (size_t k = 0; k < COUNT(inputs); k++) {
            struct decoded decoded;

            record_and_read(&combinations[i], false, inputs[k].rate_hz, inputs[k].channel_count,
                            inputs[k].frame_count, &decoded);
            assert_recording(&combinations[i], true, &decoded, inputs[k].rate_hz,
                             inputs[k].frame_count);
            assert_duration(&combinations[i], &decoded, inputs[k].rate_hz, inputs[k].frame_count);
            decoded_free(&decoded);
        }
    }
}

static void all_channels_and_high_rates_come_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(combinations); i++) {
        const bool has_two = strcmp(combinations[i].codec, "mp3") == 0;
        const unsigned int max_channels = has_two ? 2 : 8;

        if (strcmp(combinations[i].codec, "wmav2") == 0)
            continue; /* which takes no such rate */
        for (unsigned int channels = 1; channels <= max_channels; channels++) {
            struct decoded decoded;

            record_and_read(&combinations[i], false, 96000, channels, 9600, &decoded);
            assert_int_equal(decoded.channel_count, channels);
            assert_recording(&combinations[i], true, &decoded, 96000, 9600);
            decoded_free(&decoded);
        }
    }
}

static void live_streams_decode_to_the_last_frame(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(combinations); i++) {
        struct decoded decoded;

        record_and_read(&combinations[i], true, 48000, 2, 100003, &decoded);
        assert_recording(&combinations[i], false, &decoded, 48000, 100003);
        decoded_free(&decoded);
    }
}

/* libavformat's muxer ends an output that cannot seek with 12 bytes of another protocol. */
static void a_live_asf_stream_is_a_header_and_whole_packets(void **state)
{
    const size_t packet_size = 1400;
    struct jf_sink *sink = make_memory(true);
    uint8_t *bytes = NULL;
    size_t size = 0, packets = 0;

    (void)state;
    record(&combinations[0], sink, 48000, 2, 48000);
    assert_int_equal(jf_sink_memory_dup(sink, &bytes, &size), 0);
    while (size >= packet_size && memcmp(bytes + size - packet_size, "\x82\0\0", 3) == 0) {
        size -= packet_size;
        packets++;
    }
    assert_true(packets > 10);
    assert_true(size < packet_size);
    /* What is left is the header: the Header Object's own length, and 50 bytes of data object. */
    assert_memory_equal(bytes, "\x30\x26\xB2\x75\x8E\x66\xCF\x11", 8);
    assert_int_equal(bytes[16] + 256 * bytes[17] + 50, size);
    free(bytes);
    jf_sink_unref(sink);
}

static void nothing_written_is_an_empty_recording(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(combinations); i++) {
        for (int real_time = 0; real_time < 2; real_time++) {
            struct jf_sink *sink = make_memory(real_time != 0);
            uint8_t *bytes = NULL;
            size_t size = 0;

            record(&combinations[i], sink, 48000, 2, 0);
            assert_true(jf_sink_memory_is_ended(sink));
            assert_int_equal(jf_sink_memory_dup(sink, &bytes, &size), 0);
            /* A live MP3 stream is nothing but its frames. */
            assert_true(size > 0 || (real_time && strcmp(combinations[i].container, "mp3") == 0));
            free(bytes);
            jf_sink_unref(sink);
        }
    }
}

static void debians_ffmpeg_decodes_every_file_without_a_word(void **state)
{
    char *directory = make_directory();

    (void)state;
    for (size_t i = 0; i < COUNT(combinations); i++) {
        struct jf_sink *sink = NULL;
        char name[32];
        char *path = NULL;

        snprintf(name, sizeof(name), "%s.%s", combinations[i].codec, combinations[i].container);
        path = join(directory, name);
        assert_int_equal(jf_sink_new_file(path, &sink), 0);
        record(&combinations[i], sink, 48000, 2, 144000);
        jf_sink_unref(sink);
        if (!combinations[i].times_are_muddled)
            assert_ffmpeg_is_silent(path);
        free(path);
    }
    remove_directory(directory);
}

static void every_accepted_bit_rate_encodes_loud_noise(void **state)
{
    static const unsigned int rates[] = {8000, 11025, 16000, 22050, 32000, 44100, 48000};
    static const unsigned int bit_rates[] = {24000, 32000, 48000, 128000, 320000, 1000000};
    enum {
        FRAMES = 10000
    };
    float *noise = calloc((size_t)FRAMES * 2, sizeof(*noise));

    (void)state;
    assert_non_null(noise);
    srand(1);
    for (size_t i = 0; i < (size_t)FRAMES * 2; i++)
        noise[i] = (float)rand() / ((float)RAND_MAX / 2) - 1;
    for (size_t i = 0; i < COUNT(rates) * COUNT(bit_rates) * 2; i++) {
        const unsigned int rate_hz = rates[i % COUNT(rates)];
        const unsigned int bit_rate = bit_rates[i / COUNT(rates) % COUNT(bit_rates)];
        const unsigned int channels = i < COUNT(rates) * COUNT(bit_rates) ? 1 : 2;
        struct jf_writer *writer = make_writer(rate_hz, channels);
        struct jf_sink *sink = make_memory(false);
        struct jf_format *format = make_format("asf", "wmav2");

        assert_int_equal(jf_format_set_bit_rate(format, bit_rate), 0);
        assert_int_equal(jf_writer_add_sink(writer, sink, format), 0);
        assert_int_equal(jf_writer_begin(writer), 0);
        if (jf_writer_write(writer, noise, FRAMES) < 0 || jf_writer_end(writer) < 0)
            fail_msg("%u Hz, %u channels, %u bit/s cannot be encoded", rate_hz, channels, bit_rate);
        jf_format_free(format);
        jf_sink_unref(sink);
        jf_writer_unref(writer);
    }
    free(noise);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_seconds_come_back_exactly),
        cmocka_unit_test(odd_lengths_rates_and_channels_come_back_exactly),
        cmocka_unit_test(all_channels_and_high_rates_come_back),
        cmocka_unit_test(live_streams_decode_to_the_last_frame),
        cmocka_unit_test(a_live_asf_stream_is_a_header_and_whole_packets),
        cmocka_unit_test(nothing_written_is_an_empty_recording),
        cmocka_unit_test(debians_ffmpeg_decodes_every_file_without_a_word),
        cmocka_unit_test(every_accepted_bit_rate_encodes_loud_noise),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
