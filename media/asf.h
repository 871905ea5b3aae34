/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_ASF_H
#define JFI_MEDIA_ASF_H

#include <stddef.h>
#include <stdint.h>

#include <jackfield/sink.h>

/**
 * @file
 * ASF as it is sent live: data packets of one stream, each a data unit of exactly the packet size,
 * and a header that says so.
 *
 * libavformat's muxer is not used for the packets. It never splits a codec frame that fits into a
 * packet, so that at 128 kbit/s half of every packet of 1,400 bytes is padding; it holds a full
 * packet back until the next frame comes; and it makes every player wait for 3.1 seconds.
 */

#define JFI_ASF_MIN_PACKET_BYTES 100
#define JFI_ASF_MAX_PACKET_BYTES 65527 /* what a packet of MMSH can carry */
/** What players accept (libmms no more). */
#define JFI_ASF_MAX_HEADER_BYTES 16384

struct jfi_asf;

struct jfi_asf_config {
    unsigned int packet_bytes;
    uint32_t clock_start_ms; /**< send time that stands for 0 */
};

/** Errors: -ENOMEM. */
int jfi_asf_new(const struct jfi_asf_config *config, struct jfi_asf **ret_asf);
struct jfi_asf *jfi_asf_free(struct jfi_asf *asf);

/** A codec frame. Its bytes are read until jfi_asf_receive has answered -EAGAIN, or has failed. */
struct jfi_asf_object {
    const uint8_t *bytes;
    size_t size_bytes;
    int64_t begin_ms, end_ms; /**< from 0, not falling */
    int64_t time_ns;          /**< for the data units */
};

/** -EAGAIN: receive first. */
int jfi_asf_send(struct jfi_asf *asf, const struct jfi_asf_object *object);
/** Nothing follows soon: the packet that is being filled leaves as it is. */
void jfi_asf_flush(struct jfi_asf *asf);
/**
 * The next packet, owned by the caller; one leaves as soon as it is full. What follows a gap in
 * time begins a new one. -EAGAIN: there is none yet; -ENOMEM, and the frame is lost.
 */
int jfi_asf_receive(struct jfi_asf *asf, struct jf_data_unit **ret_unit);

/**
 * Makes the header of a file, Header Object and the first 50 bytes of the Data Object, that of a
 * live stream: broadcast, not seekable, nothing claimed that is not known. Errors: -EBADMSG.
 */
int jfi_asf_make_header_live(const struct jfi_asf_config *config, uint32_t bits_per_second,
                             uint8_t *header, size_t size_bytes);

#endif
