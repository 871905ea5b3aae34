/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_ENCODER_H
#define JFI_MEDIA_ENCODER_H

#include "media/codec.h"
#include "media/frame.h"
#include "media/packet.h"

/**
 * @file
 * PCM frames in, packets out. One frame sent may yield no packet or several:
 *
 *     send, then receive until -EAGAIN; at the end drain, then receive until -ENODATA
 *
 * Every frame that was sent, and nothing else but gaps, is in the durations of the packets. What
 * the codec cannot take at its rate is resampled; packets count in the codec's rate.
 */

struct AVCodecParameters;
struct jfi_encoder;

struct jfi_encoder_config {
    const struct jfi_codec *codec;
    unsigned int bit_rate;
    unsigned int rate_hz;
    unsigned int channel_count;
};

/** Errors: -EMEDIUMTYPE or -ELIBACC, the reason says why; -ENOMEM. */
int jfi_encoder_new(const struct jfi_encoder_config *config, struct jfi_reason *reason,
                    struct jfi_encoder **ret_encoder);
struct jfi_encoder *jfi_encoder_free(struct jfi_encoder *encoder);

/** Takes a reference on the frame. -EAGAIN: receive first. */
int jfi_encoder_send(struct jfi_encoder *encoder, struct jfi_frame *frame);
/**
 * Nothing comes for `frame_count` frames, at least jfi_encoder_get_min_skip_frames of them: what is
 * held back is filled up with silence, no packets are made of the rest, and what comes then has its
 * own time, in frames of the input's rate. Only when all that was sent has been received.
 */
void jfi_encoder_skip(struct jfi_encoder *encoder, int64_t frame_count);
int64_t jfi_encoder_get_min_skip_frames(const struct jfi_encoder *encoder);
/** No more frames will come. */
void jfi_encoder_drain(struct jfi_encoder *encoder);
/** The next packet. -EAGAIN: send first; -ENODATA: all has been received; other: it is broken. */
int jfi_encoder_receive(struct jfi_encoder *encoder, struct jfi_packet **ret_packet);

/** The codec's rate, in which the times of packets count. */
unsigned int jfi_encoder_get_rate_hz(const struct jfi_encoder *encoder);
/** Frames in a codec frame. */
size_t jfi_encoder_get_block_frames(const struct jfi_encoder *encoder);
/** Frames at the start of whatever a decoder is given that it only primes itself with. */
int64_t jfi_encoder_get_priming_frames(const struct jfi_encoder *encoder);
/** Frames before the first that was sent, in the first packets, that containers can tell of. */
int64_t jfi_encoder_get_padding_frames(const struct jfi_encoder *encoder);
/** What a muxer has to know; `ret` is overwritten. Errors: -ENOMEM. */
int jfi_encoder_describe(const struct jfi_encoder *encoder, struct AVCodecParameters *ret);

#endif
