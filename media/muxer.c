/* SPDX-License-Identifier: MIT */
#include "media/muxer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <libavformat/avformat.h>
#include <libavutil/intreadwrite.h>

#include "media/asf.h"
#include "media/clock.h"
#include "media/data-unit.h"
#include "media/muxer-io.h"
#include "media/streaminfo.h"

/* A header that outgrows libavformat's buffer can no longer be patched by a live muxer. */
#define BUFFER_BYTES 65536
/* What is no audio in an ASF packet, its head and those of three pieces, and some padding: so much
 * higher is the bit rate on the wire. */
#define ASF_HEADS_BYTES 80
/* How much of a live Ogg stream leaves at a time. */
#define OGG_UNIT_MS 200
/* AV_PKT_DATA_SKIP_SAMPLES, and in it how much is skipped at the end; at the start is at 0. */
#define SKIP_SAMPLES_BYTES 10
#define SKIP_END           4

struct jfi_muxer {
    struct jf_format format;
    const struct jfi_container *container; /* of the format */
    bool live;
    unsigned int rate_hz;
    unsigned int packet_size; /* of the container's data packets; 0: they have no fixed size */
    struct jfi_asf *asf;      /* makes the packets of live ASF; NULL: libavformat does */
    int64_t priming_frames;
    int64_t padding_frames; /* at the start, as the container tells */
    int64_t block_frames;   /* in a codec frame */
    int64_t origin_ns;

    AVFormatContext *context;
    AVStream *stream;
    AVPacket *packet;
    struct jfi_muxer_io io;

    bool begun;
    bool leaving_out;
    int64_t base_frames;    /* encoder time that is 0 here */
    int64_t end_frames;     /* encoder time up to which there is audio */
    int64_t last_time;      /* of the last packet, in the time base */
    int64_t packet_time_ns; /* of the last packet, as data units count */
    int64_t unit_time_ns;   /* of the first packet of the next data unit */
    bool unit_begun;
    bool unit_is_whole;        /* of live Ogg: its pages are written */
    int64_t unit_begin_frames; /* encoder time of its first packet */
    bool finished;
    bool last_packet_taken;

    bool has_streaminfo; /* a FLAC container: the totals are in the codec's header */
    bool streaminfo_is_final;
    uint8_t streaminfo[JFI_STREAMINFO_BYTES];
};

#if LIBAVFORMAT_VERSION_MAJOR < 61
static int on_write(void *opaque, uint8_t *bytes, int size_bytes)
#else
static int on_write(void *opaque, const uint8_t *bytes, int size_bytes)
#endif
{
    struct jfi_muxer_io *io = opaque;
    const int err = jfi_muxer_io_write(io, bytes, (size_t)size_bytes);

    return err < 0 ? AVERROR(-err) : size_bytes;
}

static int64_t on_seek(void *opaque, int64_t offset, int whence)
{
    struct jfi_muxer_io *io = opaque;
    int64_t position = -EINVAL;

    switch (whence & ~AVSEEK_FORCE) {
    case AVSEEK_SIZE:
        return io->end;
    case SEEK_SET:
        position = jfi_muxer_io_seek(io, offset);
        break;
    case SEEK_CUR:
        position = jfi_muxer_io_seek(io, io->position + offset);
        break;
    case SEEK_END:
        position = jfi_muxer_io_seek(io, io->end + offset);
        break;
    default:
        break;
    }
    return position < 0 ? AVERROR(EINVAL) : position;
}

static int open_output(struct jfi_muxer *muxer)
{
    const AVOutputFormat *kind = av_guess_format(muxer->container->av_name, NULL, NULL);
    AVFormatContext *context = NULL;
    uint8_t *buffer = NULL;

    if (!kind)
        return -ELIBACC;
    if (avformat_alloc_output_context2(&context, kind, NULL, NULL) < 0)
        return -ENOMEM;
    muxer->context = context;
    buffer = av_malloc(BUFFER_BYTES);
    if (!buffer)
        return -ENOMEM;
    context->pb = avio_alloc_context(buffer, BUFFER_BYTES, 1, &muxer->io, NULL, on_write,
                                     muxer->live ? NULL : on_seek);
    if (!context->pb) {
        av_free(buffer);
        return -ENOMEM;
    }
    context->flags |= AVFMT_FLAG_CUSTOM_IO | AVFMT_FLAG_BITEXACT;
    return 0;
}

static int add_stream(struct jfi_muxer *muxer, const struct jfi_encoder *encoder)
{
    AVStream *stream = avformat_new_stream(muxer->context, NULL);
    int err = 0;

    if (!stream)
        return -ENOMEM;
    muxer->stream = stream;
    err = jfi_encoder_describe(encoder, stream->codecpar);
    if (err < 0)
        return err;
    stream->time_base = (AVRational){1, (int)muxer->rate_hz};
    muxer->has_streaminfo = muxer->container->has_streaminfo &&
                            stream->codecpar->extradata_size == JFI_STREAMINFO_BYTES;
    if (muxer->has_streaminfo)
        memcpy(muxer->streaminfo, stream->codecpar->extradata, JFI_STREAMINFO_BYTES);
    return 0;
}

/* A lossless codec makes no more than it is given. */
static uint32_t get_wire_bit_rate(const struct jfi_muxer *muxer)
{
    const AVCodecParameters *codec = muxer->stream->codecpar;
    const int64_t pcm = (int64_t)muxer->rate_hz * codec->ch_layout.nb_channels * 16;
    const int64_t bit_rate = muxer->format.codec->min_bit_rate > 0 ? muxer->format.bit_rate : pcm;
    const unsigned int packet_bytes = muxer->format.packet_bytes;

    return (uint32_t)(bit_rate * packet_bytes / (packet_bytes - ASF_HEADS_BYTES)) + 1;
}

static int make_live_asf(struct jfi_muxer *muxer)
{
    const struct jfi_asf_config config = {.packet_bytes = muxer->format.packet_bytes,
                                          .clock_start_ms = muxer->format.clock_start_ms};
    const int err = jfi_asf_make_header_live(&config, get_wire_bit_rate(muxer), muxer->io.header,
                                             muxer->io.header_size);

    if (err < 0)
        return err;
    if (muxer->io.header_size > JFI_ASF_MAX_HEADER_BYTES)
        return -E2BIG;
    return jfi_asf_new(&config, &muxer->asf);
}

static int set_live_options(const struct jfi_muxer *muxer, AVDictionary **options)
{
    int err = 0;

    /* Streams that follow each other in one connection have to have different numbers. */
    if (muxer->container->is_ogg)
        return av_dict_set_int(options, "serial_offset", jfi_clock_now_ns() / 1000 & INT32_MAX, 0);
    /* A live MP3 stream is frames from its first byte. libavformat ignores what is of others. */
    err = av_dict_set(options, "id3v2_version", "0", 0);
    return err < 0 ? err : av_dict_set(options, "write_xing", "0", 0);
}

static int set_options(const struct jfi_muxer *muxer, AVDictionary **options)
{
    if (muxer->live)
        return set_live_options(muxer, options);
    if (muxer->packet_size > 0)
        return av_dict_set_int(options, "packet_size", muxer->packet_size, 0);
    /* Room in the header for 64-bit sizes: a WAV file of 4 GiB lasts but six hours. */
    if (strcmp(muxer->container->av_name, "wav") == 0)
        return av_dict_set(options, "rf64", "auto", 0);
    return 0;
}

static int write_header(struct jfi_muxer *muxer)
{
    AVDictionary *options = NULL;
    int err = set_options(muxer, &options);

    if (err >= 0)
        err = avformat_write_header(muxer->context, &options);
    av_dict_free(&options);
    if (err < 0)
        return jfi_status_from_av(err);
    avio_flush(muxer->context->pb);
    jfi_muxer_io_seal_header(&muxer->io);
    return muxer->context->pb->error < 0 ? jfi_status_from_av(muxer->context->pb->error) : 0;
}

static int open_muxer(struct jfi_muxer *muxer, const struct jfi_muxer_config *config)
{
    int err = open_output(muxer);

    if (err == 0)
        err = add_stream(muxer, config->encoder);
    if (err == 0)
        err = jfi_metadata_describe(config->metadata, &muxer->context->metadata);
    if (err < 0)
        return err;
    muxer->packet = av_packet_alloc();
    if (!muxer->packet)
        return -ENOMEM;
    err = write_header(muxer);
    if (err == 0 && muxer->live && muxer->container->is_asf)
        err = make_live_asf(muxer);
    return err;
}

static void describe_encoder(struct jfi_muxer *muxer, const struct jfi_encoder *encoder)
{
    muxer->rate_hz = jfi_encoder_get_rate_hz(encoder);
    muxer->block_frames = (int64_t)jfi_encoder_get_block_frames(encoder);
    muxer->priming_frames = jfi_encoder_get_priming_frames(encoder);
    if (muxer->container->tells_padding)
        muxer->padding_frames = jfi_encoder_get_padding_frames(encoder);
}

int jfi_muxer_new(const struct jfi_muxer_config *config, struct jfi_reason *reason,
                  struct jfi_muxer **ret_muxer)
{
    struct jfi_muxer *muxer = calloc(1, sizeof(*muxer));
    int err = 0;

    if (!muxer)
        return -ENOMEM;
    muxer->format = *config->format;
    muxer->container = config->format->container;
    muxer->live = config->live;
    muxer->packet_size = muxer->container->packet_size;
    describe_encoder(muxer, config->encoder);
    muxer->origin_ns = config->origin_ns;
    muxer->last_time = -muxer->padding_frames - 1;
    err = open_muxer(muxer, config);
    if (err < 0) {
        jfi_reason_set(reason, "libavformat's %s cannot begin: %s", muxer->container->name,
                       jfi_errno_text(err));
        jfi_muxer_free(muxer);
        return err;
    }
    *ret_muxer = muxer;
    return 0;
}

struct jfi_muxer *jfi_muxer_free(struct jfi_muxer *muxer)
{
    if (!muxer)
        return NULL;
    if (muxer->context && muxer->context->pb) {
        av_freep(&muxer->context->pb->buffer);
        avio_context_free(&muxer->context->pb);
    }
    avformat_free_context(muxer->context);
    av_packet_free(&muxer->packet);
    jfi_muxer_io_fini(&muxer->io);
    jfi_asf_free(muxer->asf);
    free(muxer);
    return NULL;
}

int jfi_muxer_dup_header(const struct jfi_muxer *muxer, struct jf_data_unit **ret_header)
{
    return jfi_data_unit_new_copy(muxer->io.header, muxer->io.header_size, 0, ret_header);
}

static int64_t to_stream_time(const struct jfi_muxer *muxer, int64_t encoder_frames)
{
    return av_rescale_q(encoder_frames - muxer->base_frames, (AVRational){1, (int)muxer->rate_hz},
                        muxer->stream->time_base);
}

/* Packets that only prime a decoder are played before 0, which most containers cannot say: there
 * they get the first ticks instead, so that the audio itself is on time and the total is what is
 * heard. Every packet lasts a tick at least: libavformat replaces a duration of 0 by its own. */
static void stamp(struct jfi_muxer *muxer, const struct jfi_packet *packet)
{
    const int64_t end_frames = packet->time_frames + packet->duration_frames;
    const int64_t end = to_stream_time(muxer, end_frames);
    const int64_t begin = FFMIN(to_stream_time(muxer, packet->time_frames), end - 1);
    const int64_t time = FFMAX(begin, muxer->last_time + 1);

    muxer->packet->pts = time;
    muxer->packet->dts = time;
    muxer->packet->duration = FFMAX(end - time, 1);
    muxer->last_time = time;
    muxer->end_frames = end_frames;
}

static int send_to_asf(struct jfi_muxer *muxer, const struct jfi_packet *packet)
{
    const struct jfi_asf_object object = {.bytes = packet->bytes,
                                          .size_bytes = packet->size_bytes,
                                          .begin_ms = muxer->packet->pts,
                                          .end_ms = muxer->packet->pts + muxer->packet->duration,
                                          .time_ns = muxer->packet_time_ns};

    return jfi_asf_send(muxer->asf, &object);
}

static int flush_packet(struct jfi_muxer *muxer)
{
    const int err = av_write_frame(muxer->context, muxer->packet);

    av_packet_unref(muxer->packet);
    if (err < 0)
        return jfi_status_from_av(err);
    avio_flush(muxer->context->pb);
    return muxer->context->pb->error < 0 ? jfi_status_from_av(muxer->context->pb->error) : 0;
}

/* An MP3 file tells in its header how much of the first and the last frame is not to be heard:
 * libavformat takes both from the last packet. */
static int tell_end(struct jfi_muxer *muxer, const struct jfi_packet *packet)
{
    uint8_t *bytes = NULL;

    if (!muxer->container->tells_padding || muxer->container->is_ogg || muxer->live ||
        packet->duration_frames == muxer->block_frames)
        return 0;
    bytes = av_packet_new_side_data(muxer->packet, AV_PKT_DATA_SKIP_SAMPLES, SKIP_SAMPLES_BYTES);
    if (!bytes)
        return -ENOMEM;
    memset(bytes, 0, SKIP_SAMPLES_BYTES);
    AV_WL32(bytes, (uint32_t)muxer->padding_frames);
    AV_WL32(bytes + SKIP_END, (uint32_t)(muxer->block_frames - packet->duration_frames));
    return 0;
}

/* Pages leave when a player shall have them; libavformat would wait for more and hold one back. */
static int end_pages(struct jfi_muxer *muxer)
{
    const int64_t unit_frames = muxer->end_frames - muxer->unit_begin_frames;
    int err = 0;

    if (!muxer->live || !muxer->container->is_ogg ||
        unit_frames + muxer->block_frames <= (int64_t)muxer->rate_hz * OGG_UNIT_MS / 1000)
        return 0;
    err = av_write_frame(muxer->context, NULL);
    if (err < 0)
        return jfi_status_from_av(err);
    avio_flush(muxer->context->pb);
    muxer->unit_is_whole = true;
    return 0;
}

static void begin_packet(struct jfi_muxer *muxer, const struct jfi_packet *packet)
{
    if (!muxer->begun)
        muxer->base_frames =
            packet->time_frames + FFMAX(muxer->priming_frames, muxer->padding_frames);
    muxer->begun = true;
    if (muxer->leaving_out)
        muxer->base_frames += packet->time_frames - muxer->end_frames;
    muxer->leaving_out = false;
    muxer->packet_time_ns =
        muxer->origin_ns +
        jfi_clock_frames_to_ns(FFMAX3(packet->time_frames, muxer->base_frames, 0), muxer->rate_hz);
    if (!muxer->unit_begun) {
        muxer->unit_time_ns = muxer->packet_time_ns;
        muxer->unit_begin_frames = packet->time_frames;
    }
    muxer->unit_begun = true;
}

static int write_audio(struct jfi_muxer *muxer, const struct jfi_packet *packet)
{
    int err = 0;

    /* What lies behind the end, where the container can say so, is not needed. */
    if (muxer->container->tells_padding && packet->duration_frames == 0)
        return 0;
    begin_packet(muxer, packet);
    stamp(muxer, packet);
    if (muxer->asf)
        return send_to_asf(muxer, packet);
    err = tell_end(muxer, packet);
    if (err < 0)
        return err;
    muxer->packet->data = (uint8_t *)packet->bytes; /* libavformat only reads it */
    muxer->packet->size = (int)packet->size_bytes;
    muxer->packet->flags = AV_PKT_FLAG_KEY;
    err = flush_packet(muxer);
    return err < 0 ? err : end_pages(muxer);
}

void jfi_muxer_leave_out(struct jfi_muxer *muxer)
{
    muxer->leaving_out = muxer->begun;
}

int64_t jfi_muxer_get_duration_ns(const struct jfi_muxer *muxer)
{
    const int64_t frames = muxer->begun ? muxer->end_frames - muxer->base_frames : 0;

    return frames > 0 ? jfi_clock_frames_to_ns(frames, muxer->rate_hz) : 0;
}

int jfi_muxer_write(struct jfi_muxer *muxer, const struct jfi_packet *packet)
{
    if (packet->kind == JFI_PACKET_AUDIO)
        return write_audio(muxer, packet);
    if (muxer->has_streaminfo && packet->size_bytes == JFI_STREAMINFO_BYTES) {
        memcpy(muxer->streaminfo, packet->bytes, JFI_STREAMINFO_BYTES);
        muxer->streaminfo_is_final = true;
    }
    return 0;
}

/* The encoder's own totals when it has ended, else the total of what was written here. */
static int write_streaminfo(struct jfi_muxer *muxer)
{
    uint8_t *side_data = NULL;

    if (!muxer->streaminfo_is_final)
        jfi_streaminfo_set_total(muxer->streaminfo,
                                 (uint64_t)(muxer->end_frames - muxer->base_frames));
    side_data =
        av_packet_new_side_data(muxer->packet, AV_PKT_DATA_NEW_EXTRADATA, JFI_STREAMINFO_BYTES);
    if (!side_data)
        return -ENOMEM;
    memcpy(side_data, muxer->streaminfo, JFI_STREAMINFO_BYTES);
    muxer->packet->pts = muxer->last_time + 1;
    muxer->packet->dts = muxer->last_time + 1;
    return flush_packet(muxer);
}

int jfi_muxer_finish(struct jfi_muxer *muxer)
{
    int err = 0;

    if (muxer->asf) {
        jfi_asf_flush(muxer->asf);
        return 0;
    }
    if (muxer->has_streaminfo && !muxer->live)
        err = write_streaminfo(muxer);
    if (err < 0)
        return err;
    err = av_write_trailer(muxer->context);
    if (err < 0)
        return jfi_status_from_av(err);
    avio_flush(muxer->context->pb);
    if (muxer->context->pb->error < 0)
        return jfi_status_from_av(muxer->context->pb->error);
    muxer->finished = true;
    return 0;
}

/* How many of the `available` bytes make the next data unit; 0: too few. */
static size_t next_unit_size(struct jfi_muxer *muxer, size_t available)
{
    if (muxer->live && muxer->container->is_ogg && !muxer->unit_is_whole && !muxer->finished)
        return 0;
    if (muxer->packet_size == 0)
        return available;
    if (available >= muxer->packet_size && !muxer->last_packet_taken) {
        muxer->last_packet_taken = muxer->finished;
        return muxer->packet_size;
    }
    return muxer->finished ? available : 0;
}

int jfi_muxer_receive(struct jfi_muxer *muxer, struct jf_data_unit **ret_unit)
{
    const uint8_t *tail = NULL;
    const size_t available = jfi_muxer_io_get_tail(&muxer->io, &tail);
    const size_t size_bytes = next_unit_size(muxer, available);
    int err = 0;

    if (muxer->asf)
        return jfi_asf_receive(muxer->asf, ret_unit);
    if (size_bytes == 0)
        return -EAGAIN;
    err = jfi_data_unit_new_copy(tail, size_bytes, muxer->unit_time_ns, ret_unit);
    if (err < 0)
        return err;
    jfi_muxer_io_take(&muxer->io, size_bytes);
    /* With packets of a fixed size it was the last packet that did not fit: it begins the next. */
    muxer->unit_time_ns = muxer->packet_time_ns;
    muxer->unit_begun = muxer->packet_size > 0;
    muxer->unit_is_whole = false;
    return 0;
}
