/* SPDX-License-Identifier: MIT */
#include "media/codec.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct jfi_codec codecs[] = {
    /* The MDCT of a packet spans its codec frame and the one before, so the first packet yields
     * nothing whole. libavcodec's decoder, like Microsoft's streams, takes the first two packets
     * for priming: without a leading frame of silence the first real frame would be lost, without
     * a trailing one the last. Measured with impulses, libavcodec 59.37. */
    {
        .name = "wmav2",
        .av_name = "wmav2",
        .sample_format = AV_SAMPLE_FMT_FLTP,
        .max_channel_count = 2,
        .max_rate_hz = 48000,
        .min_bit_rate = 24000,
        .lead_frame_count = 1,
        .tail_frame_count = 1,
        .priming_packet_count = 2,
        .pads_last_frame = true,
    },
    {
        .name = "pcm",
        .av_name = "pcm_s16le",
        .sample_format = AV_SAMPLE_FMT_S16,
        .bits_per_sample = 16,
        .max_channel_count = 8,
        .max_rate_hz = 192000,
    },
    {
        .name = "flac",
        .av_name = "flac",
        .sample_format = AV_SAMPLE_FMT_S16,
        .max_channel_count = 8,
        .max_rate_hz = 192000,
        .numbers_frames = true,
    },
    {
        .name = "opus",
        .av_name = "libopus",
        .sample_format = AV_SAMPLE_FMT_FLT,
        .max_channel_count = 8,
        .rates_hz = {48000},
        .min_bit_rate = 8000,
        .max_bit_rate = 510000,
    },
    /* MPEG-1 only: its half rates and quarter rates have other limits of the bit rate. */
    {
        .name = "mp3",
        .av_name = "libmp3lame",
        .sample_format = AV_SAMPLE_FMT_FLTP,
        .max_channel_count = 2,
        .rates_hz = {32000, 44100, 48000},
        .min_bit_rate = 32000,
        .max_bit_rate = 320000,
        .leans_back = true,
    },
};

static const struct jfi_container containers[] = {
    {
        .name = "asf",
        .av_name = "asf",
        .extensions = {".asf", ".wma"},
        .codecs = {"wmav2", "pcm", "flac", "mp3"},
        .packet_size = 3200, /* libavformat's own choice */
        .is_asf = true,
    },
    {
        .name = "wav",
        .av_name = "wav",
        .extensions = {".wav"},
        .codecs = {"pcm"},
    },
    {
        .name = "flac",
        .av_name = "flac",
        .extensions = {".flac"},
        .codecs = {"flac"},
        .has_streaminfo = true,
        .counts_from_start = true,
    },
    {
        .name = "ogg",
        .av_name = "ogg",
        .extensions = {".ogg", ".opus"},
        .codecs = {"opus", "flac"},
        .is_ogg = true,
        .counts_from_start = true,
        .tells_padding = true,
    },
    {
        .name = "mp3",
        .av_name = "mp3",
        .extensions = {".mp3"},
        .codecs = {"mp3"},
        .tells_padding = true,
    },
};

const struct jfi_codec *jfi_codec_find(const char *name)
{
    for (size_t i = 0; i < COUNT(codecs); i++) {
        if (strcmp(codecs[i].name, name) == 0)
            return &codecs[i];
    }
    return NULL;
}

const struct jfi_container *jfi_container_find(const char *name)
{
    for (size_t i = 0; i < COUNT(containers); i++) {
        if (strcmp(containers[i].name, name) == 0)
            return &containers[i];
    }
    return NULL;
}

const struct jfi_container *jfi_container_find_for_path(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *extension = strrchr(name, '.');

    if (!extension || extension == name)
        return NULL;
    for (size_t i = 0; i < COUNT(containers); i++) {
        for (size_t k = 0; k < COUNT(containers[i].extensions); k++) {
            const char *candidate = containers[i].extensions[k];

            if (candidate && strcasecmp(candidate, extension) == 0)
                return &containers[i];
        }
    }
    return NULL;
}

static bool may_hold(const struct jfi_container *container, const struct jfi_codec *codec)
{
    for (size_t i = 0; i < COUNT(container->codecs); i++) {
        if (container->codecs[i] && strcmp(container->codecs[i], codec->name) == 0)
            return true;
    }
    return false;
}

bool jfi_format_counts_from_start(const struct jf_format *format)
{
    return format->container->counts_from_start && format->codec->numbers_frames;
}

bool jfi_format_needs_start(const struct jf_format *format)
{
    return format->codec->leans_back || jfi_format_counts_from_start(format);
}

unsigned int jfi_codec_choose_rate_hz(const struct jfi_codec *codec, unsigned int rate_hz)
{
    unsigned int chosen = 0;

    for (size_t i = 0; i < COUNT(codec->rates_hz) && chosen < rate_hz; i++) {
        if (codec->rates_hz[i] > 0)
            chosen = codec->rates_hz[i];
    }
    return chosen > 0 ? chosen : rate_hz;
}

int jfi_codec_check_container(const struct jfi_codec *codec, const struct jfi_container *container)
{
    const AVCodec *encoder = NULL;
    const AVOutputFormat *muxer = NULL;

    if (!may_hold(container, codec))
        return -EMEDIUMTYPE;
    encoder = avcodec_find_encoder_by_name(codec->av_name);
    muxer = av_guess_format(container->av_name, NULL, NULL);
    if (!encoder || !muxer)
        return -ELIBACC;
    return avformat_query_codec(muxer, encoder->id, FF_COMPLIANCE_NORMAL) == 0 ? -EMEDIUMTYPE : 0;
}

int jfi_codec_check_input(const struct jfi_codec *codec, unsigned int bit_rate,
                          unsigned int rate_hz, unsigned int channel_count,
                          struct jfi_reason *reason)
{
    if (channel_count > codec->max_channel_count) {
        jfi_reason_set(reason, "%s holds at most %u channels, the input has %u", codec->name,
                       codec->max_channel_count, channel_count);
        return -EMEDIUMTYPE;
    }
    if (codec->max_rate_hz > 0 && rate_hz > codec->max_rate_hz) {
        jfi_reason_set(reason, "%s holds at most %u Hz, the input has %u Hz", codec->name,
                       codec->max_rate_hz, rate_hz);
        return -EMEDIUMTYPE;
    }
    if (bit_rate < codec->min_bit_rate) {
        jfi_reason_set(reason, "%s needs at least %u bit/s, asked for were %u", codec->name,
                       codec->min_bit_rate, bit_rate);
        return -EMEDIUMTYPE;
    }
    if (codec->max_bit_rate > 0 && bit_rate > codec->max_bit_rate) {
        jfi_reason_set(reason, "%s holds at most %u bit/s, asked for were %u", codec->name,
                       codec->max_bit_rate, bit_rate);
        return -EMEDIUMTYPE;
    }
    return 0;
}
