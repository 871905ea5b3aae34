/* SPDX-License-Identifier: MIT */

/* What a minute of audio costs from samples to a file, beside libavcodec that only encodes it. */

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <libavcodec/avcodec.h>
#include <libavutil/channel_layout.h>
#include <libavutil/frame.h>

#include <jackfield/media.h>

#include "bench.h"

enum {
    RUNS = 5,
    RATE_HZ = 48000,
    CHANNELS = 2,
    SECONDS = 60,
    BIT_RATE = 128000,
    PERIOD = 480, /* what a source brings at a time */
};

struct subject {
    const char *name;
    const char *container;
    const char *encoder; /* of libavcodec */
    enum AVSampleFormat format;
};

static const struct subject subjects[] = {
    {"wmav2", "asf", "wmav2", AV_SAMPLE_FMT_FLTP},
    {"flac", "flac", "flac", AV_SAMPLE_FMT_S16},
    {"opus", "ogg", "libopus", AV_SAMPLE_FMT_FLT},
    {"mp3", "mp3", "libmp3lame", AV_SAMPLE_FMT_FLTP},
};

static int64_t cpu_ns(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* A chord over some noise: neither silence nor what no codec can compress. */
static float *make_samples(void)
{
    float *samples = malloc(sizeof(*samples) * RATE_HZ * CHANNELS);

    if (!samples)
        bench_fail(-ENOMEM, "samples");
    for (size_t i = 0; i < RATE_HZ; i++) {
        const float time = (float)i / RATE_HZ * 6.2831853F;

        for (size_t channel = 0; channel < CHANNELS; channel++) {
            samples[i * CHANNELS + channel] =
                0.3F * sinf(time * 440) + 0.2F * sinf(time * (660 + 110 * (float)channel)) +
                0.02F * (float)(rand() % 2001 - 1000) / 1000; /* NOLINT(*-msc30-c,*-msc50-cpp) */
        }
    }
    return samples;
}

/* ---- the writer ------------------------------------------------------------------------------ */

static int64_t write_file(const struct subject *subject, const float *samples, const char *path)
{
    struct jf_writer *writer = NULL;
    struct jf_format *format = NULL;
    struct jf_sink *sink = NULL;
    const int64_t start_ns = cpu_ns();

    bench_need(jf_writer_new(&writer), "writer");
    bench_need(jf_writer_set_input(writer, RATE_HZ, CHANNELS), "input");
    bench_need(jf_format_new(&format), "format");
    bench_need(jf_format_set_container(format, subject->container), subject->container);
    bench_need(jf_format_set_codec(format, subject->name), subject->name);
    bench_need(jf_format_set_bit_rate(format, BIT_RATE), "bit rate");
    bench_need(jf_sink_new_file(path, &sink), path);
    bench_need(jf_writer_add_sink(writer, sink, format), jf_writer_get_error(writer));
    bench_need(jf_writer_begin(writer), "begin");
    for (size_t second = 0; second < SECONDS; second++) {
        for (size_t done = 0; done < RATE_HZ; done += PERIOD)
            bench_need(jf_writer_write(writer, samples + done * CHANNELS, PERIOD), "write");
    }
    bench_need(jf_writer_end(writer), "end");
    (void)jf_sink_unref(sink);
    (void)jf_format_free(format);
    (void)jf_writer_unref(writer);
    return cpu_ns() - start_ns;
}

/* ---- libavcodec alone ------------------------------------------------------------------------ */

static AVCodecContext *open_encoder(const struct subject *subject)
{
    const AVCodec *codec = avcodec_find_encoder_by_name(subject->encoder);
    AVCodecContext *context = avcodec_alloc_context3(codec);

    if (!context)
        bench_fail(-ENOMEM, subject->encoder);
    context->sample_fmt = subject->format;
    context->sample_rate = RATE_HZ;
    context->bit_rate = BIT_RATE;
    context->time_base = (AVRational){1, RATE_HZ};
    av_channel_layout_default(&context->ch_layout, CHANNELS);
    bench_need(avcodec_open2(context, codec, NULL), subject->encoder);
    return context;
}

/* The conversion of the samples is the caller's business, so it is not counted here. */
static void fill(AVFrame *frame, const float *samples, size_t begin)
{
    for (int i = 0; i < frame->nb_samples; i++) {
        for (int channel = 0; channel < CHANNELS; channel++) {
            const float sample =
                samples[(begin + (size_t)i) % RATE_HZ * CHANNELS + (size_t)channel];

            if (frame->format == AV_SAMPLE_FMT_FLTP)
                ((float *)frame->data[channel])[i] = sample;
            else if (frame->format == AV_SAMPLE_FMT_FLT)
                ((float *)frame->data[0])[i * CHANNELS + channel] = sample;
            else
                ((int16_t *)frame->data[0])[i * CHANNELS + channel] = (int16_t)(sample * 32767);
        }
    }
}

/* A frame of NULL: there are no more. */
static int64_t encode(AVCodecContext *context, const AVFrame *frame, AVPacket *packet)
{
    const int64_t start_ns = cpu_ns();

    bench_need(avcodec_send_frame(context, frame), "encoder");
    while (avcodec_receive_packet(context, packet) == 0)
        av_packet_unref(packet);
    return cpu_ns() - start_ns;
}

static int64_t encode_only(const struct subject *subject, const float *samples)
{
    AVCodecContext *context = open_encoder(subject);
    AVFrame *frame = av_frame_alloc();
    AVPacket *packet = av_packet_alloc();
    int64_t sum_ns = 0;

    if (!frame || !packet)
        bench_fail(-ENOMEM, subject->encoder);
    frame->nb_samples = context->frame_size;
    frame->format = context->sample_fmt;
    bench_need(av_channel_layout_copy(&frame->ch_layout, &context->ch_layout), "layout");
    bench_need(av_frame_get_buffer(frame, 0), "frame");
    for (size_t done = 0; done < (size_t)SECONDS * RATE_HZ; done += (size_t)frame->nb_samples) {
        bench_need(av_frame_make_writable(frame), "frame");
        fill(frame, samples, done);
        frame->pts = (int64_t)done;
        sum_ns += encode(context, frame, packet);
    }
    sum_ns += encode(context, NULL, packet);
    av_packet_free(&packet);
    av_frame_free(&frame);
    avcodec_free_context(&context);
    return sum_ns;
}

static void measure(const struct subject *subject, const float *samples, const char *path)
{
    int64_t whole_ns[RUNS], alone_ns[RUNS];
    double whole_ms, alone_ms;
    char name[64];

    for (size_t i = 0; i < RUNS; i++) {
        whole_ns[i] = write_file(subject, samples, path);
        alone_ns[i] = encode_only(subject, samples);
        (void)unlink(path);
    }
    whole_ms = (double)bench_median(whole_ns, RUNS) / 1e6;
    alone_ms = (double)bench_median(alone_ns, RUNS) / 1e6;
    (void)snprintf(name, sizeof(name), "encode-%s", subject->name);
    bench_print(name, whole_ms, "ms", "CPU for a minute of stereo, from samples to a file");
    (void)snprintf(name, sizeof(name), "encode-%s-libavcodec", subject->name);
    bench_print(name, alone_ms, "ms", "CPU of the encoder alone");
    (void)snprintf(name, sizeof(name), "encode-%s-share", subject->name);
    bench_print(name, alone_ms / whole_ms * 100, "%", "of the encoder in the whole");
}

int main(int argc, char *argv[])
{
    float *samples;
    char path[256];

    if (argc != 2) {
        (void)fprintf(stderr, "usage: bench-encode DIRECTORY\n");
        return 2;
    }
    samples = make_samples();
    for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++) {
        (void)snprintf(path, sizeof(path), "%s/take.%s", argv[1], subjects[i].container);
        measure(&subjects[i], samples, path);
    }
    free(samples);
    return 0;
}
