/* SPDX-License-Identifier: MIT */
#include "media/encoder.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <libavcodec/avcodec.h>
#include <libavutil/channel_layout.h>
#include <libavutil/frame.h>
#include <libavutil/mathematics.h>
#include <libswresample/swresample.h>

#include "media/resampler.h"

/* Codecs that take any number of samples get this much at a time. */
#define FREE_BLOCKS_PER_SECOND 50

struct jfi_encoder {
    struct jfi_encoder_config config;
    unsigned int rate_hz; /* the codec's; all frames below are counted in it */
    AVCodecContext *context;
    struct jfi_resampler *resampler; /* NULL: the input has that rate */
    SwrContext *converter;
    AVFrame *block; /* one codec frame, converted; written anew for each */
    AVPacket *packet;
    size_t block_size; /* frames in a codec frame */

    struct jfi_frame *unresampled; /* sent, of the input's rate; or NULL */
    struct jfi_frame *input;       /* the frame being taken in, or NULL */
    size_t input_done;             /* how much of it */
    float *pending;                /* interleaved, up to one codec frame */
    size_t pending_count;

    int64_t received_frames; /* taken in so far */
    int64_t next_time;       /* of the next codec frame, in frames; below 0 for leading silence */
    unsigned int lead_left;  /* codec frames of silence before what comes next */
    unsigned int tail_left;
    bool skipping; /* up to the frames received */
    bool draining;
    bool flushed;
};

/* libopus takes no others. */
static const AVChannelLayout opus_layouts[] = {
    AV_CHANNEL_LAYOUT_MONO,    AV_CHANNEL_LAYOUT_STEREO,       AV_CHANNEL_LAYOUT_SURROUND,
    AV_CHANNEL_LAYOUT_QUAD,    AV_CHANNEL_LAYOUT_5POINT0_BACK, AV_CHANNEL_LAYOUT_5POINT1_BACK,
    AV_CHANNEL_LAYOUT_6POINT1, AV_CHANNEL_LAYOUT_7POINT1,
};

static void set_layout(AVCodecContext *context, unsigned int channel_count)
{
    if (context->codec_id == AV_CODEC_ID_OPUS)
        context->ch_layout = opus_layouts[channel_count - 1];
    else
        av_channel_layout_default(&context->ch_layout, (int)channel_count);
}

static int open_codec(struct jfi_encoder *encoder, struct jfi_reason *reason)
{
    const struct jfi_encoder_config *config = &encoder->config;
    const AVCodec *codec = avcodec_find_encoder_by_name(config->codec->av_name);
    AVCodecContext *context = NULL;
    int err = 0;

    if (!codec) {
        jfi_reason_set(reason, "%s: libavcodec is built without this encoder", config->codec->name);
        return -ELIBACC;
    }
    context = avcodec_alloc_context3(codec);
    if (!context)
        return -ENOMEM;
    encoder->context = context;
    context->log_level_offset = JFI_LIBAV_SILENT;
    context->thread_count = 1;
    context->sample_fmt = config->codec->sample_format;
    context->sample_rate = (int)encoder->rate_hz;
    context->time_base = (AVRational){1, (int)encoder->rate_hz};
    if (config->codec->min_bit_rate > 0)
        context->bit_rate = config->bit_rate;
    set_layout(context, config->channel_count);
    err = avcodec_open2(context, codec, NULL);
    if (err == AVERROR(ENOMEM))
        return -ENOMEM;
    if (err < 0) {
        jfi_reason_set(reason, "libavcodec's %s refuses %u channels at %u Hz, %u bit/s",
                       config->codec->name, config->channel_count, encoder->rate_hz,
                       config->bit_rate);
        return -EMEDIUMTYPE;
    }
    return 0;
}

static int open_converter(struct jfi_encoder *encoder)
{
    AVCodecContext *context = encoder->context;
    int err = swr_alloc_set_opts2(&encoder->converter, &context->ch_layout, context->sample_fmt,
                                  context->sample_rate, &context->ch_layout, AV_SAMPLE_FMT_FLT,
                                  context->sample_rate, JFI_LIBAV_SILENT, NULL);

    if (err == 0)
        err = swr_init(encoder->converter);
    return err < 0 ? jfi_status_from_av(err) : 0;
}

static int open_resampler(struct jfi_encoder *encoder)
{
    const struct jfi_resampler_config config = {.from_hz = encoder->config.rate_hz,
                                                .to_hz = encoder->rate_hz,
                                                .channel_count = encoder->config.channel_count};

    return config.from_hz == config.to_hz ? 0 : jfi_resampler_new(&config, &encoder->resampler);
}

static int allocate_blocks(struct jfi_encoder *encoder)
{
    const AVCodecContext *context = encoder->context;
    AVFrame *block = av_frame_alloc();
    int err = 0;

    encoder->block = block;
    encoder->packet = av_packet_alloc();
    if (!block || !encoder->packet)
        return -ENOMEM;
    encoder->block_size = context->frame_size > 0 ? (size_t)context->frame_size
                                                  : encoder->rate_hz / FREE_BLOCKS_PER_SECOND;
    encoder->pending =
        calloc(encoder->block_size * encoder->config.channel_count, sizeof(*encoder->pending));
    if (!encoder->pending)
        return -ENOMEM;
    block->format = context->sample_fmt;
    block->sample_rate = context->sample_rate;
    block->nb_samples = (int)encoder->block_size;
    err = av_channel_layout_copy(&block->ch_layout, &context->ch_layout);
    if (err == 0)
        err = av_frame_get_buffer(block, 0);
    return err < 0 ? jfi_status_from_av(err) : 0;
}

int jfi_encoder_new(const struct jfi_encoder_config *config, struct jfi_reason *reason,
                    struct jfi_encoder **ret_encoder)
{
    struct jfi_encoder *encoder = NULL;
    int err = jfi_codec_check_input(config->codec, config->bit_rate, config->rate_hz,
                                    config->channel_count, reason);

    if (err < 0)
        return err;
    encoder = calloc(1, sizeof(*encoder));
    if (!encoder)
        return -ENOMEM;
    encoder->config = *config;
    encoder->rate_hz = jfi_codec_choose_rate_hz(config->codec, config->rate_hz);
    err = open_codec(encoder, reason);
    if (err == 0)
        err = open_converter(encoder);
    if (err == 0)
        err = open_resampler(encoder);
    if (err == 0)
        err = allocate_blocks(encoder);
    if (err < 0) {
        jfi_encoder_free(encoder);
        return err;
    }
    encoder->next_time = -(int64_t)(config->codec->lead_frame_count * encoder->block_size);
    encoder->lead_left = config->codec->lead_frame_count;
    encoder->tail_left = config->codec->tail_frame_count;
    *ret_encoder = encoder;
    return 0;
}

struct jfi_encoder *jfi_encoder_free(struct jfi_encoder *encoder)
{
    if (!encoder)
        return NULL;
    jfi_frame_unref(encoder->unresampled);
    jfi_frame_unref(encoder->input);
    jfi_resampler_free(encoder->resampler);
    free(encoder->pending);
    av_packet_free(&encoder->packet);
    av_frame_free(&encoder->block);
    swr_free(&encoder->converter);
    avcodec_free_context(&encoder->context);
    free(encoder);
    return NULL;
}

int jfi_encoder_send(struct jfi_encoder *encoder, struct jfi_frame *frame)
{
    assert(!encoder->draining);
    if (encoder->input || encoder->unresampled)
        return -EAGAIN;
    if (encoder->resampler)
        encoder->unresampled = jfi_frame_ref(frame);
    else
        encoder->input = jfi_frame_ref(frame);
    encoder->input_done = 0;
    return 0;
}

void jfi_encoder_skip(struct jfi_encoder *encoder, int64_t frame_count)
{
    assert(!encoder->draining && !encoder->input && !encoder->skipping);
    assert(frame_count >= jfi_encoder_get_min_skip_frames(encoder));
    /* Before the first frame there is nothing to bring to an end. */
    if (encoder->received_frames == 0)
        encoder->tail_left = 0;
    encoder->received_frames += frame_count;
    encoder->skipping = true;
}

int64_t jfi_encoder_get_min_skip_frames(const struct jfi_encoder *encoder)
{
    const struct jfi_codec *codec = encoder->config.codec;

    /* What the filter holds back would come behind the gap. */
    if (encoder->resampler)
        return INT64_MAX;
    return (int64_t)((1 + codec->lead_frame_count + codec->tail_frame_count) * encoder->block_size);
}

void jfi_encoder_drain(struct jfi_encoder *encoder)
{
    encoder->draining = true;
}

/* Brings what was sent to the codec's rate, or at the end what the filter holds back. */
static int resample(struct jfi_encoder *encoder)
{
    int err = 0;

    if (!encoder->resampler || encoder->input || (!encoder->unresampled && !encoder->draining))
        return 0;
    err = jfi_resampler_convert(encoder->resampler, encoder->unresampled, &encoder->input);
    if (!encoder->unresampled)
        encoder->resampler = jfi_resampler_free(encoder->resampler);
    encoder->unresampled = jfi_frame_unref(encoder->unresampled);
    encoder->input_done = 0;
    return err == -EAGAIN ? 0 : err;
}

/* Moves what fits from the frame being taken in to the codec frame being filled. */
static void fill_pending(struct jfi_encoder *encoder)
{
    const unsigned int channels = encoder->config.channel_count;
    const size_t left =
        encoder->input ? jfi_frame_get_frame_count(encoder->input) - encoder->input_done : 0;
    const size_t room = encoder->block_size - encoder->pending_count;
    const size_t count = left < room ? left : room;

    if (count > 0) {
        memcpy(encoder->pending + encoder->pending_count * channels,
               jfi_frame_get_samples(encoder->input) + encoder->input_done * channels,
               count * channels * sizeof(float));
        encoder->pending_count += count;
        encoder->input_done += count;
        encoder->received_frames += (int64_t)count;
    }
    if (count == left)
        encoder->input = jfi_frame_unref(encoder->input);
}

/* Fills the codec frame from all that was sent. */
static int take_input(struct jfi_encoder *encoder)
{
    int err = 0;

    do {
        err = resample(encoder);
        if (err < 0)
            return err;
        fill_pending(encoder);
    } while (encoder->draining && encoder->resampler &&
             encoder->pending_count < encoder->block_size);
    return 0;
}

/* Converts the first `count` pending frames into the codec's format and gives them to it. */
static int send_pending(struct jfi_encoder *encoder, size_t count)
{
    AVFrame *block = encoder->block;
    const uint8_t *input = (const uint8_t *)encoder->pending;
    int err = av_frame_make_writable(block);

    if (err < 0)
        return jfi_status_from_av(err);
    err = swr_convert(encoder->converter, block->extended_data, (int)count, &input, (int)count);
    if (err < 0)
        return jfi_status_from_av(err);
    assert(err == (int)count);
    block->nb_samples = (int)count;
    block->pts = encoder->next_time;
    err = avcodec_send_frame(encoder->context, block);
    block->nb_samples = (int)encoder->block_size;
    if (err < 0)
        return jfi_status_from_av(err);
    encoder->next_time += (int64_t)count;
    encoder->pending_count = 0;
    return 0;
}

static int send_silence(struct jfi_encoder *encoder, size_t already_filled)
{
    const unsigned int channels = encoder->config.channel_count;

    memset(encoder->pending + already_filled * channels, 0,
           (encoder->block_size - already_filled) * channels * sizeof(float));
    return send_pending(encoder, encoder->block_size);
}

/* The rest of what was taken in, the silence behind it, and the end of stream; one a call. */
static int send_end(struct jfi_encoder *encoder)
{
    int err = 0;

    if (encoder->pending_count > 0) {
        if (encoder->config.codec->pads_last_frame)
            return send_silence(encoder, encoder->pending_count);
        return send_pending(encoder, encoder->pending_count);
    }
    if (encoder->tail_left > 0 && encoder->received_frames > 0) {
        encoder->tail_left--;
        return send_silence(encoder, 0);
    }
    assert(!encoder->flushed);
    encoder->flushed = true;
    err = avcodec_send_frame(encoder->context, NULL);
    return err < 0 ? jfi_status_from_av(err) : 0;
}

/* Brings what was taken in to an end as if the stream ended, one codec frame a call, and then goes
 * on behind the gap as if one began. -EAGAIN: it is behind the gap. */
static int send_gap(struct jfi_encoder *encoder)
{
    const struct jfi_codec *codec = encoder->config.codec;

    if (encoder->pending_count > 0)
        return send_silence(encoder, encoder->pending_count);
    if (encoder->tail_left > 0) {
        encoder->tail_left--;
        return send_silence(encoder, 0);
    }
    encoder->lead_left = codec->lead_frame_count;
    encoder->tail_left = codec->tail_frame_count;
    encoder->next_time =
        encoder->received_frames - (int64_t)(codec->lead_frame_count * encoder->block_size);
    encoder->skipping = false;
    return -EAGAIN;
}

/* Gives the codec its next frame. -EAGAIN: there is not enough for one. */
static int feed_codec(struct jfi_encoder *encoder)
{
    int err = 0;

    if (encoder->skipping)
        return send_gap(encoder);
    if (encoder->lead_left > 0 && encoder->input) {
        encoder->lead_left--;
        return send_silence(encoder, 0);
    }
    err = take_input(encoder);
    if (err < 0)
        return err;
    if (encoder->pending_count == encoder->block_size)
        return send_pending(encoder, encoder->block_size);
    return encoder->draining ? send_end(encoder) : -EAGAIN;
}

/* FLAC sends its totals as a packet without audio when it is flushed. */
static int take_header_packet(const AVPacket *packet, struct jfi_packet **ret_packet)
{
    size_t size_bytes = 0;
    const uint8_t *bytes = av_packet_get_side_data(packet, AV_PKT_DATA_NEW_EXTRADATA, &size_bytes);
    const struct jfi_packet header = {
        .kind = JFI_PACKET_HEADER, .bytes = bytes, .size_bytes = size_bytes};

    return bytes ? jfi_packet_new(&header, ret_packet) : -EAGAIN;
}

static int take_packet(struct jfi_encoder *encoder, struct jfi_packet **ret_packet)
{
    const AVPacket *packet = encoder->packet;
    struct jfi_packet audio = {.kind = JFI_PACKET_AUDIO,
                               .time_frames = packet->pts,
                               .duration_frames = (int64_t)encoder->block_size,
                               .bytes = packet->data,
                               .size_bytes = (size_t)packet->size};

    if (packet->size == 0)
        return take_header_packet(packet, ret_packet);
    if (encoder->draining && audio.time_frames + audio.duration_frames > encoder->received_frames)
        audio.duration_frames = FFMAX(encoder->received_frames - audio.time_frames, 0);
    return jfi_packet_new(&audio, ret_packet);
}

int jfi_encoder_receive(struct jfi_encoder *encoder, struct jfi_packet **ret_packet)
{
    for (;;) {
        int err = avcodec_receive_packet(encoder->context, encoder->packet);

        if (err == 0) {
            err = take_packet(encoder, ret_packet);
            av_packet_unref(encoder->packet);
            if (err == -EAGAIN)
                continue;
            return err;
        }
        if (err == AVERROR_EOF)
            return -ENODATA;
        if (err != AVERROR(EAGAIN))
            return jfi_status_from_av(err);
        err = feed_codec(encoder);
        if (err < 0)
            return err;
    }
}

unsigned int jfi_encoder_get_rate_hz(const struct jfi_encoder *encoder)
{
    return encoder->rate_hz;
}

size_t jfi_encoder_get_block_frames(const struct jfi_encoder *encoder)
{
    return encoder->block_size;
}

int64_t jfi_encoder_get_priming_frames(const struct jfi_encoder *encoder)
{
    return (int64_t)(encoder->config.codec->priming_packet_count * encoder->block_size);
}

int64_t jfi_encoder_get_padding_frames(const struct jfi_encoder *encoder)
{
    return encoder->context->initial_padding;
}

int jfi_encoder_describe(const struct jfi_encoder *encoder, struct AVCodecParameters *ret)
{
    const int err = avcodec_parameters_from_context(ret, encoder->context);

    return err < 0 ? jfi_status_from_av(err) : 0;
}
