/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_PACKET_H
#define JFI_MEDIA_PACKET_H

#include <stddef.h>
#include <stdint.h>

/** @file What an encoder makes: bytes and their time. Handed on by one owner, never changed. */

enum jfi_packet_kind {
    JFI_PACKET_UNKNOWN = 0,
    JFI_PACKET_AUDIO,
    JFI_PACKET_HEADER, /**< the codec's final header (totals, checksum), no audio */
};

struct jfi_packet {
    enum jfi_packet_kind kind;
    /** First frame a decoder plays from it, in frames of the encoder's rate counted from the first
     *  frame that was sent; negative while the decoder is only primed. */
    int64_t time_frames;
    int64_t duration_frames;
    const uint8_t *bytes;
    size_t size_bytes;
};

/** Copies `packet` and its bytes. Errors: -ENOMEM. */
int jfi_packet_new(const struct jfi_packet *packet, struct jfi_packet **ret_packet);
struct jfi_packet *jfi_packet_free(struct jfi_packet *packet);

#endif
