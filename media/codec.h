/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_CODEC_H
#define JFI_MEDIA_CODEC_H

#include <stdbool.h>
#include <stdint.h>

#include <libavutil/samplefmt.h>

#include "media/text.h"

/** @file The codecs and containers there are, as two tables. */

/** A codec, and what has to be known about it that libavcodec does not tell. */
struct jfi_codec {
    const char *name;    /**< as people write it */
    const char *av_name; /**< of libavcodec's encoder */
    enum AVSampleFormat sample_format;
    unsigned int max_channel_count;
    unsigned int max_rate_hz;     /**< 0: any, what is none of the rates is resampled to one */
    unsigned int rates_hz[3];     /**< rising; none: every rate up to the highest */
    unsigned int min_bit_rate;    /**< 0: lossless, the bit rate means nothing */
    unsigned int max_bit_rate;    /**< 0: the encoder knows */
    unsigned int bits_per_sample; /**< of a codec of fixed rate, else 0 */
    /** Codec frames of silence sent before the first one and after the last one. */
    unsigned int lead_frame_count;
    unsigned int tail_frame_count;
    /** Packets, from wherever a decoder starts, that only prime it. */
    unsigned int priming_packet_count;
    /** The last codec frame has to be a whole one. */
    bool pads_last_frame;
    bool numbers_frames; /**< each codec frame carries its number */
    bool leans_back;     /**< a codec frame takes bits from those before it */
};

struct jfi_container {
    const char *name;    /**< as people write it */
    const char *av_name; /**< of libavformat's muxer */
    const char *extensions[3];
    const char *codecs[4];    /**< what it may hold; the first is the default */
    unsigned int packet_size; /**< fixed size of a file's data packets, or 0 */
    bool is_asf;              /**< live streams are media/asf.h's */
    bool is_ogg;              /**< live streams are cut into pages by time */
    bool has_streaminfo;      /**< the header holds the codec's totals, and needs them */
    /** Of numbered frames it tells the number, so the first has to be number 0. */
    bool counts_from_start;
    /** It says how much of the first and the last codec frame is not to be heard. */
    bool tells_padding;
};

struct jf_format {
    const struct jfi_container *container;
    const struct jfi_codec *codec;
    unsigned int bit_rate;
    /* of ASF to a real-time sink */
    unsigned int packet_bytes;
    uint32_t clock_start_ms;
};

const struct jfi_codec *jfi_codec_find(const char *name);
const struct jfi_container *jfi_container_find(const char *name);
/** The container a file name's ending stands for, upper or lower case; NULL: none. */
const struct jfi_container *jfi_container_find_for_path(const char *path);

/** Whether its frames tell their numbers, so that none of them can be left out. */
bool jfi_format_counts_from_start(const struct jf_format *format);
/** Whether a file of this format has to begin with the encoder's first frame. */
bool jfi_format_needs_start(const struct jf_format *format);

/** The rate that the codec gets an input of this rate at: its own if it can, else the next higher
 *  that there is, else the highest. */
unsigned int jfi_codec_choose_rate_hz(const struct jfi_codec *codec, unsigned int rate_hz);

/** -EMEDIUMTYPE: the container cannot hold the codec; -ELIBACC: FFmpeg is built without one. */
int jfi_codec_check_container(const struct jfi_codec *codec, const struct jfi_container *container);

/** -EMEDIUMTYPE: the codec cannot encode this input; the reason says why. */
int jfi_codec_check_input(const struct jfi_codec *codec, unsigned int bit_rate,
                          unsigned int rate_hz, unsigned int channel_count,
                          struct jfi_reason *reason);

#endif
