/* SPDX-License-Identifier: MIT */
#include "test-media-support.h"

#include <dirent.h>
#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>

#define BLOCK_FRAMES 1000

/* ---- sound ----------------------------------------------------------------------------------- */

void fill_tone(float *samples, double hz, unsigned int rate_hz, unsigned int channel_count,
               int64_t first, size_t frame_count)
{
    for (size_t i = 0; i < frame_count; i++) {
        const double turns = fmod((double)(first + (int64_t)i) * hz / rate_hz, 1);

        for (unsigned int c = 0; c < channel_count; c++)
            samples[i * channel_count + c] = (float)(0.1 * sin(2 * M_PI * turns));
    }
}

static atomic_size_t complaint_count;

static void count_complaint(void *context, int level, const char *format, va_list arguments)
{
    (void)context;
    (void)format;
    (void)arguments;
    if (level <= AV_LOG_ERROR)
        atomic_fetch_add(&complaint_count, 1);
}

static void append_frame(struct decoded *decoded, const AVFrame *frame)
{
    const bool planar = av_sample_fmt_is_planar(frame->format) != 0;
    const enum AVSampleFormat packed = av_get_packed_sample_fmt(frame->format);
    const unsigned int channels = (unsigned int)frame->ch_layout.nb_channels;
    const size_t count = (size_t)frame->nb_samples;
    float *samples =
        realloc(decoded->samples, (decoded->frame_count + count) * channels * sizeof(*samples));

    assert_non_null(samples);
    decoded->samples = samples;
    decoded->channel_count = channels;
    decoded->rate_hz = (unsigned int)frame->sample_rate;
    samples += decoded->frame_count * channels;
    for (size_t i = 0; i < count * channels; i++) {
        const uint8_t *plane = frame->extended_data[planar ? i % channels : 0];
        const size_t k = planar ? i / channels : i;

        if (packed == AV_SAMPLE_FMT_FLT)
            samples[i] = ((const float *)(const void *)plane)[k];
        else if (packed == AV_SAMPLE_FMT_S16)
            samples[i] = (float)((const int16_t *)(const void *)plane)[k] / 32768.0F;
        else
            fail_msg("unexpected sample format %d", frame->format);
    }
    decoded->frame_count += count;
}

static void decode_packet(struct decoded *decoded, AVCodecContext *codec, const AVPacket *packet)
{
    AVFrame *frame = av_frame_alloc();

    assert_non_null(frame);
    assert_int_equal(avcodec_send_packet(codec, packet), 0);
    while (avcodec_receive_frame(codec, frame) == 0)
        append_frame(decoded, frame);
    av_frame_free(&frame);
}

static void decode_streams(struct decoded *decoded, AVFormatContext *format)
{
    const AVCodecParameters *parameters = format->streams[0]->codecpar;
    AVCodecContext *codec = avcodec_alloc_context3(avcodec_find_decoder(parameters->codec_id));
    AVPacket *packet = av_packet_alloc();

    assert_non_null(codec);
    assert_non_null(packet);
    assert_true(avcodec_parameters_to_context(codec, parameters) >= 0);
    assert_int_equal(avcodec_open2(codec, NULL, NULL), 0);
    while (av_read_frame(format, packet) == 0) {
        decoded->packet_count++;
        decode_packet(decoded, codec, packet);
        av_packet_unref(packet);
    }
    decode_packet(decoded, codec, NULL);
    av_packet_free(&packet);
    avcodec_free_context(&codec);
}

static void decode_format(struct decoded *decoded, AVFormatContext *format)
{
    decoded->duration_us = format->duration == AV_NOPTS_VALUE ? -1 : format->duration;
    assert_true(avformat_find_stream_info(format, NULL) >= 0);
    assert_int_equal(format->nb_streams, 1);
    decoded->start_us = format->start_time == AV_NOPTS_VALUE ? 0 : format->start_time;
    if (decoded->duration_us < 0 && format->streams[0]->duration != AV_NOPTS_VALUE)
        decoded->duration_us = av_rescale_q(format->streams[0]->duration,
                                            format->streams[0]->time_base, AV_TIME_BASE_Q);
    decode_streams(decoded, format);
}

void decode_file(const char *path, struct decoded *ret)
{
    AVFormatContext *format = NULL;

    *ret = (struct decoded){0};
    atomic_store(&complaint_count, 0);
    av_log_set_callback(count_complaint);
    assert_int_equal(avformat_open_input(&format, path, NULL, NULL), 0);
    decode_format(ret, format);
    avformat_close_input(&format);
    av_log_set_callback(av_log_default_callback);
    ret->complaint_count = atomic_load(&complaint_count);
}

void decode_bytes(const uint8_t *bytes, size_t size, struct decoded *ret)
{
    char path[] = "/tmp/jackfield-decode-XXXXXX";
    const int fd = mkstemp(path);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, size), size);
    close(fd);
    decode_file(path, ret);
    unlink(path);
}

void decode_sink(struct jf_sink *sink, struct decoded *ret)
{
    uint8_t *bytes = NULL;
    size_t size = 0;

    assert_int_equal(jf_sink_memory_dup(sink, &bytes, &size), 0);
    decode_bytes(bytes, size, ret);
    free(bytes);
}

void decoded_free(struct decoded *decoded)
{
    free(decoded->samples);
    *decoded = (struct decoded){0};
}

static double sample_at(const struct decoded *decoded, unsigned int channel, size_t frame)
{
    return decoded->samples[frame * decoded->channel_count + channel];
}

double measure_hz(const struct decoded *decoded, unsigned int channel, size_t begin, size_t end)
{
    double first = -1, last = -1;
    size_t turns = 0;

    assert_true(end <= decoded->frame_count);
    for (size_t i = begin + 1; i < end; i++) {
        const double before = sample_at(decoded, channel, i - 1);
        const double after = sample_at(decoded, channel, i);

        if (before >= 0 || after < 0)
            continue;
        last = (double)i - after / (after - before);
        if (first < 0)
            first = last;
        else
            turns++;
    }
    return turns > 0 ? (double)turns * decoded->rate_hz / (last - first) : 0;
}

double measure_purity(const struct decoded *decoded, unsigned int channel, size_t begin, size_t end,
                      double hz)
{
    double energy = 0, cosine = 0, sine = 0;

    assert_true(end <= decoded->frame_count);
    for (size_t i = begin; i < end; i++) {
        const double sample = sample_at(decoded, channel, i);
        const double angle = 2 * M_PI * hz * (double)i / decoded->rate_hz;

        energy += sample * sample;
        cosine += sample * cos(angle);
        sine += sample * sin(angle);
    }
    return energy > 0 ? 2 * (cosine * cosine + sine * sine) / ((double)(end - begin) * energy) : 0;
}

void assert_tone(const struct decoded *decoded, double hz, size_t begin, size_t end)
{
    assert_int_equal(decoded->complaint_count, 0);
    for (unsigned int c = 0; c < decoded->channel_count; c++) {
        const double measured_hz = measure_hz(decoded, c, begin, end);
        const double purity = measure_purity(decoded, c, begin, end, hz);

        if (fabs(measured_hz - hz) > 0.5 || purity < 0.99)
            fail_msg("channel %u: %.3f Hz, %.4f of it a sine of %.0f Hz", c, measured_hz, purity,
                     hz);
    }
}

void assert_ffmpeg_is_silent(const char *path)
{
    char *command = NULL;
    char said[512] = "";
    FILE *ffmpeg = NULL;
    size_t size = 0;

    assert_true(asprintf(&command, "ffmpeg -v error -nostdin -i '%s' -f null - 2>&1", path) > 0);
    ffmpeg = popen(command, "re");
    assert_non_null(ffmpeg);
    size = fread(said, 1, sizeof(said) - 1, ffmpeg);
    assert_int_equal(pclose(ffmpeg), 0);
    if (size > 0)
        fail_msg("ffmpeg says about %s: %s", path, said);
    free(command);
}

/* ---- writing --------------------------------------------------------------------------------- */

struct jf_format *make_format(const char *container, const char *codec)
{
    struct jf_format *format = NULL;

    assert_int_equal(jf_format_new(&format), 0);
    assert_int_equal(jf_format_set_container(format, container), 0);
    assert_int_equal(jf_format_set_codec(format, codec), 0);
    return format;
}

struct jf_writer *make_writer(unsigned int rate_hz, unsigned int channel_count)
{
    struct jf_writer *writer = NULL;

    assert_int_equal(jf_writer_new(&writer), 0);
    assert_int_equal(jf_writer_set_input(writer, rate_hz, channel_count), 0);
    return writer;
}

void add_sink(struct jf_writer *writer, struct jf_sink *sink, const char *container,
              const char *codec)
{
    struct jf_format *format = make_format(container, codec);

    assert_int_equal(jf_writer_add_sink(writer, sink, format), 0);
    jf_format_free(format);
}

struct jf_sink *make_memory(bool real_time)
{
    struct jf_sink *sink = NULL;

    assert_int_equal(jf_sink_new_memory(real_time, &sink), 0);
    return sink;
}

int write_tone(struct jf_writer *writer, double hz, unsigned int rate_hz,
               unsigned int channel_count, int64_t first, size_t frame_count)
{
    float *block = calloc((size_t)BLOCK_FRAMES * channel_count, sizeof(*block));
    int err = 0;

    assert_non_null(block);
    for (size_t done = 0; done < frame_count && err == 0;) {
        const size_t left = frame_count - done;
        const size_t count = left < BLOCK_FRAMES ? left : BLOCK_FRAMES;

        fill_tone(block, hz, rate_hz, channel_count, first + (int64_t)done, count);
        err = jf_writer_write(writer, block, count);
        done += count;
    }
    free(block);
    return err;
}

struct jf_writer *begin_with(struct jf_sink *sink, const char *container, const char *codec)
{
    struct jf_writer *writer = make_writer(RATE_HZ, 2);

    add_sink(writer, sink, container, codec);
    assert_int_equal(jf_writer_begin(writer), 0);
    return writer;
}

void write_frames(struct jf_writer *writer, int64_t first, size_t frame_count)
{
    assert_int_equal(write_tone(writer, 440, RATE_HZ, 2, first, frame_count), 0);
}

/* ---- statuses -------------------------------------------------------------------------------- */

static struct jf_writer_status *await_status(struct jf_writer *writer)
{
    struct pollfd queued = {.fd = jf_writer_get_fd(writer), .events = POLLIN};
    struct jf_writer_status *status = NULL;

    assert_int_equal(poll(&queued, 1, 5000), 1);
    status = jf_writer_next_status(writer);
    assert_non_null(status);
    return status;
}

void assert_status(struct jf_writer *writer, enum jf_writer_status_type type, struct jf_sink *sink,
                   int result)
{
    struct jf_writer_status *status = await_status(writer);

    if (jf_writer_status_get_type(status) != type)
        fail_msg("status: %s", jf_writer_status_get_text(status));
    assert_int_equal(jf_writer_status_get_result(status), result);
    assert_ptr_equal(jf_writer_status_get_sink(status), sink);
    assert_true(jf_writer_status_get_text(status)[0] != '\0');
    jf_writer_status_free(status);
}

void assert_error_status(struct jf_writer *writer, struct jf_sink *sink, int result,
                         const char *words)
{
    struct jf_writer_status *status = await_status(writer);
    const char *text = jf_writer_status_get_text(status);

    if (jf_writer_status_get_type(status) != JF_WRITER_STATUS_ERROR || !strstr(text, words))
        fail_msg("status: %s", text);
    assert_int_equal(jf_writer_status_get_number(status), 0);
    assert_int_equal(jf_writer_status_get_result(status), result);
    assert_ptr_equal(jf_writer_status_get_sink(status), sink);
    jf_writer_status_free(status);
}

void assert_no_status(struct jf_writer *writer)
{
    struct pollfd queued = {.fd = jf_writer_get_fd(writer), .events = POLLIN};

    assert_int_equal(poll(&queued, 1, 0), 0);
    assert_null(jf_writer_next_status(writer));
}

/* ---- files ----------------------------------------------------------------------------------- */

char *make_directory(void)
{
    char *directory = strdup("/tmp/jackfield-media-XXXXXX");

    assert_non_null(directory);
    assert_non_null(mkdtemp(directory));
    return directory;
}

void remove_directory(char *directory)
{
    DIR *entries = opendir(directory);
    const struct dirent *entry = NULL;

    assert_non_null(entries);
    while ((entry = readdir(entries))) {
        char *path = NULL;

        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        path = join(directory, entry->d_name);
        assert_int_equal(remove(path), 0);
        free(path);
    }
    closedir(entries);
    assert_int_equal(rmdir(directory), 0);
    free(directory);
}

char *join(const char *directory, const char *name)
{
    char *path = NULL;

    assert_true(asprintf(&path, "%s/%s", directory, name) > 0);
    return path;
}

bool exists(const char *path)
{
    struct stat status;

    return lstat(path, &status) == 0;
}

size_t count_entries(const char *directory)
{
    DIR *entries = opendir(directory);
    size_t count = 0;

    assert_non_null(entries);
    while (readdir(entries))
        count++;
    closedir(entries);
    return count - 2; /* . and .. */
}
