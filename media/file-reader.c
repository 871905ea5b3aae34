/* SPDX-License-Identifier: MIT */
#include "media/file-reader.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/channel_layout.h>
#include <libavutil/mathematics.h>
#include <libswresample/swresample.h>

#include "media/text.h"

#define MIN_RATE_HZ  8000
#define MAX_RATE_HZ  192000
#define MAX_CHANNELS 8
/* Packets in a row that cannot be decoded: a file that is broken for good. */
#define MAX_BAD_PACKETS 100

struct jfi_file_reader {
    AVClass silent_class;
    AVFormatContext *format;
    const AVStream *stream;
    AVCodecContext *codec;
    AVPacket *packet;
    AVFrame *frame;
    struct jfi_file_sound sound; /* what comes out */
    AVChannelLayout layout;      /* of that */

    SwrContext *converter; /* NULL: nothing has come yet */
    AVChannelLayout in_layout;
    int in_rate_hz;
    enum AVSampleFormat in_format;

    float *samples;
    size_t capacity_frames;
    bool has_sound;
    unsigned int bad_count; /* in a row */
    uint64_t gap_frames;
};

/* ---- opening --------------------------------------------------------------------------------- */

static int check_file(const char *path)
{
    struct stat is;

    if (stat(path, &is) < 0)
        return -errno;
    if (S_ISDIR(is.st_mode))
        return -EISDIR;
    return S_ISREG(is.st_mode) ? 0 : -ENOTSUP;
}

/* The file is there: whatever else libavformat says, it makes nothing of it. */
static int status_of_open(int av_error)
{
    const int status = jfi_status_from_av(av_error);

    switch (-status) {
    case ENOMEM:
    case ENOENT:
    case EACCES:
    case EPERM:
    case EMFILE:
    case ENFILE:
        return status;
    default:
        return -EBADMSG;
    }
}

/* Demuxers have no offset of their own for the level of their messages: what they are silenced by
 * is a field that only encoding uses. */
static void silence(struct jfi_file_reader *reader)
{
    reader->silent_class = *avformat_get_class();
    reader->silent_class.log_level_offset_offset = offsetof(AVFormatContext, audio_preload);
    reader->format->av_class = &reader->silent_class;
    reader->format->audio_preload = JFI_LIBAV_SILENT;
}

/* Nothing but files, whatever the path looks like and whatever a play list in it names. */
static int open_format(struct jfi_file_reader *reader, const char *path)
{
    AVDictionary *options = NULL;
    char *url = NULL;
    int err = 0;

    if (asprintf(&url, "file:%s", path) < 0)
        return -ENOMEM;
    reader->format = avformat_alloc_context();
    err = reader->format ? av_dict_set(&options, "protocol_whitelist", "file", 0) : AVERROR(ENOMEM);
    if (err >= 0) {
        silence(reader);
        err = avformat_open_input(&reader->format, url, NULL, &options);
    }
    av_dict_free(&options);
    free(url);
    return err < 0 ? status_of_open(err) : 0;
}

/* Decoders may be tried on the way; they are to be silent, too. */
static int find_streams(struct jfi_file_reader *reader)
{
    const unsigned int count = reader->format->nb_streams;
    AVDictionary **options = calloc(count + 1, sizeof(AVDictionary *));
    int err = options ? 0 : AVERROR(ENOMEM);

    for (unsigned int i = 0; i < count && err >= 0; i++)
        err = av_dict_set_int(&options[i], "log_level_offset", JFI_LIBAV_SILENT, 0);
    if (err >= 0)
        err = avformat_find_stream_info(reader->format, options);
    for (unsigned int i = 0; i < count && options; i++)
        av_dict_free(&options[i]);
    free(options);
    return err < 0 ? status_of_open(err) : 0;
}

static int choose_stream(struct jfi_file_reader *reader, const AVCodec **ret_decoder)
{
    const int index =
        av_find_best_stream(reader->format, AVMEDIA_TYPE_AUDIO, -1, -1, ret_decoder, 0);

    if (index == AVERROR_STREAM_NOT_FOUND)
        return -EMEDIUMTYPE;
    if (index < 0)
        return index == AVERROR_DECODER_NOT_FOUND ? -ELIBACC : -EBADMSG;
    for (unsigned int i = 0; i < reader->format->nb_streams; i++) {
        if (i != (unsigned int)index)
            reader->format->streams[i]->discard = AVDISCARD_ALL;
    }
    reader->stream = reader->format->streams[index];
    return 0;
}

static int open_decoder(struct jfi_file_reader *reader, const AVCodec *decoder)
{
    AVCodecContext *codec = avcodec_alloc_context3(decoder);
    int err = 0;

    if (!codec)
        return -ENOMEM;
    reader->codec = codec;
    codec->log_level_offset = JFI_LIBAV_SILENT;
    codec->thread_count = 1;
    codec->pkt_timebase = reader->stream->time_base;
    err = avcodec_parameters_to_context(codec, reader->stream->codecpar);
    if (err >= 0)
        err = avcodec_open2(codec, decoder, NULL);
    if (err < 0)
        return status_of_open(err);
    reader->packet = av_packet_alloc();
    reader->frame = av_frame_alloc();
    return reader->packet && reader->frame ? 0 : -ENOMEM;
}

static int choose_sound(struct jfi_file_reader *reader, const struct jfi_file_sound *wanted)
{
    const AVCodecParameters *is = reader->stream->codecpar;

    if (is->sample_rate <= 0 || is->ch_layout.nb_channels <= 0)
        return -EBADMSG;
    if (is->ch_layout.nb_channels > MAX_CHANNELS)
        return -EMEDIUMTYPE;
    reader->sound.rate_hz = (unsigned int)av_clip(is->sample_rate, MIN_RATE_HZ, MAX_RATE_HZ);
    reader->sound.channel_count = (unsigned int)is->ch_layout.nb_channels;
    if (wanted)
        reader->sound = *wanted;
    if (reader->sound.channel_count == (unsigned int)is->ch_layout.nb_channels &&
        is->ch_layout.order != AV_CHANNEL_ORDER_UNSPEC)
        return av_channel_layout_copy(&reader->layout, &is->ch_layout) < 0 ? -ENOMEM : 0;
    av_channel_layout_default(&reader->layout, (int)reader->sound.channel_count);
    return 0;
}

static int open_reader(struct jfi_file_reader *reader, const char *path,
                       const struct jfi_file_sound *wanted)
{
    const AVCodec *decoder = NULL;
    int err = check_file(path);

    if (err == 0)
        err = open_format(reader, path);
    if (err == 0)
        err = find_streams(reader);
    if (err == 0)
        err = choose_stream(reader, &decoder);
    if (err == 0)
        err = choose_sound(reader, wanted);
    return err == 0 ? open_decoder(reader, decoder) : err;
}

int jfi_file_reader_open(const char *path, const struct jfi_file_sound *wanted,
                         struct jfi_file_reader **ret_reader)
{
    struct jfi_file_reader *reader = calloc(1, sizeof(*reader));
    int err = 0;

    if (!reader)
        return -ENOMEM;
    err = open_reader(reader, path, wanted);
    if (err < 0) {
        jfi_file_reader_free(reader);
        return err;
    }
    *ret_reader = reader;
    return 0;
}

struct jfi_file_reader *jfi_file_reader_free(struct jfi_file_reader *reader)
{
    if (!reader)
        return NULL;
    swr_free(&reader->converter);
    av_frame_free(&reader->frame);
    av_packet_free(&reader->packet);
    avcodec_free_context(&reader->codec);
    avformat_close_input(&reader->format);
    av_channel_layout_uninit(&reader->layout);
    av_channel_layout_uninit(&reader->in_layout);
    free(reader->samples);
    free(reader);
    return NULL;
}

const struct jfi_file_sound *jfi_file_reader_get_sound(const struct jfi_file_reader *reader)
{
    return &reader->sound;
}

uint64_t jfi_file_reader_get_gap_frames(const struct jfi_file_reader *reader)
{
    return reader->gap_frames;
}

/* ---- converting ------------------------------------------------------------------------------ */

static int make_room(struct jfi_file_reader *reader, size_t frame_count)
{
    float *samples = NULL;

    if (frame_count <= reader->capacity_frames)
        return 0;
    samples =
        reallocarray(reader->samples, frame_count, reader->sound.channel_count * sizeof(*samples));
    if (!samples)
        return -ENOMEM;
    reader->samples = samples;
    reader->capacity_frames = frame_count;
    return 0;
}

static bool is_converter_for(const struct jfi_file_reader *reader, const AVFrame *frame)
{
    return reader->converter && reader->in_rate_hz == frame->sample_rate &&
           reader->in_format == (enum AVSampleFormat)frame->format &&
           av_channel_layout_compare(&reader->in_layout, &frame->ch_layout) == 0;
}

/* The sound of a file may change its kind on the way. */
static int open_converter(struct jfi_file_reader *reader, const AVFrame *frame)
{
    AVChannelLayout known = {0};
    int err = av_channel_layout_copy(&reader->in_layout, &frame->ch_layout);

    if (err < 0)
        return -ENOMEM;
    reader->in_rate_hz = frame->sample_rate;
    reader->in_format = (enum AVSampleFormat)frame->format;
    if (frame->ch_layout.order == AV_CHANNEL_ORDER_UNSPEC)
        av_channel_layout_default(&known, frame->ch_layout.nb_channels);
    swr_free(&reader->converter);
    err = swr_alloc_set_opts2(&reader->converter, &reader->layout, AV_SAMPLE_FMT_FLT,
                              (int)reader->sound.rate_hz,
                              known.nb_channels > 0 ? &known : &reader->in_layout,
                              reader->in_format, reader->in_rate_hz, JFI_LIBAV_SILENT, NULL);
    av_channel_layout_uninit(&known);
    if (err == 0)
        err = swr_init(reader->converter);
    return err < 0 ? jfi_status_from_av(err) : 0;
}

/* A frame, or NULL: what the converter holds back at the end. Returns how many frames it became. */
static int convert(struct jfi_file_reader *reader, const AVFrame *frame)
{
    const int in_count = frame ? frame->nb_samples : 0;
    const uint8_t **in = frame ? (const uint8_t **)frame->extended_data : NULL;
    uint8_t *out = NULL;
    int room = 0, err = 0;

    if (frame && !is_converter_for(reader, frame))
        err = open_converter(reader, frame);
    if (err < 0 || !reader->converter)
        return err;
    room = swr_get_out_samples(reader->converter, in_count);
    err = room < 0 ? jfi_status_from_av(room) : make_room(reader, (size_t)room);
    if (err < 0 || room == 0)
        return err;
    out = (uint8_t *)reader->samples;
    err = swr_convert(reader->converter, &out, room, in, in_count);
    return err < 0 ? jfi_status_from_av(err) : err;
}

/* ---- reading --------------------------------------------------------------------------------- */

/* Silence for a packet that cannot be decoded; what comes before all sound is skipped. Returns how
 * many frames. */
static int fill_gap(struct jfi_file_reader *reader, int64_t duration)
{
    const AVRational frames = {1, (int)reader->sound.rate_hz};
    const int64_t count =
        duration > 0 ? av_rescale_q(duration, reader->stream->time_base, frames) : 0;
    const size_t filled = (size_t)av_clip64(count, 0, reader->sound.rate_hz);
    int err = 0;

    if (++reader->bad_count > MAX_BAD_PACKETS)
        return -EBADMSG;
    if (!reader->has_sound)
        return 0;
    err = make_room(reader, filled);
    if (err < 0)
        return err;
    memset(reader->samples, 0, filled * reader->sound.channel_count * sizeof(*reader->samples));
    reader->gap_frames += filled;
    return (int)filled;
}

/* Gives the decoder the next packet. Returns how many frames of silence stand for it. */
static int feed_decoder(struct jfi_file_reader *reader)
{
    int err = av_read_frame(reader->format, reader->packet);
    int64_t duration = 0;

    if (err == AVERROR_EOF) {
        err = avcodec_send_packet(reader->codec, NULL);
        return err < 0 && err != AVERROR_EOF ? jfi_status_from_av(err) : 0;
    }
    if (err < 0)
        return err == AVERROR(EAGAIN) ? 0 : jfi_status_from_av(err);
    err = 0;
    if (reader->packet->stream_index == reader->stream->index)
        err = avcodec_send_packet(reader->codec, reader->packet);
    duration = reader->packet->duration;
    av_packet_unref(reader->packet);
    if (err == AVERROR(ENOMEM))
        return -ENOMEM;
    return err < 0 ? fill_gap(reader, duration) : 0;
}

/* What the converter still holds comes after the last frame, once. */
static int end(struct jfi_file_reader *reader)
{
    int count = 0;

    if (!reader->has_sound)
        return -EBADMSG;
    count = convert(reader, NULL);
    swr_free(&reader->converter);
    return count == 0 ? -ENODATA : count;
}

static int take_frame(struct jfi_file_reader *reader)
{
    const int count = convert(reader, reader->frame);

    av_frame_unref(reader->frame);
    reader->has_sound = reader->has_sound || count > 0;
    reader->bad_count = 0;
    return count;
}

int jfi_file_reader_next(struct jfi_file_reader *reader, const float **ret_samples,
                         size_t *ret_frame_count)
{
    const int err = avcodec_receive_frame(reader->codec, reader->frame);
    int count = 0;

    if (err == 0)
        count = take_frame(reader);
    else if (err == AVERROR(EAGAIN))
        count = feed_decoder(reader);
    else if (err == AVERROR_EOF)
        count = end(reader);
    else
        count = err == AVERROR(ENOMEM) ? -ENOMEM : fill_gap(reader, 0);
    if (count <= 0)
        return count < 0 ? count : -EAGAIN;
    *ret_samples = reader->samples;
    *ret_frame_count = (size_t)count;
    return 0;
}
