/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_NETWORK_BACKLOG_H
#define JFI_MEDIA_NETWORK_BACKLOG_H

#include <stddef.h>
#include <stdint.h>

#include <jackfield/sink.h>

/**
 * @file
 * The last seconds of a stream, up to 32 MiB: ASF packets by number, the oldest of which are
 * dropped as new ones come. Not locked.
 */

struct jfi_backlog;

/** One packet, in the two ways in which it is sent. */
struct jfi_backlog_packet {
    struct jf_data_unit *whole; /**< for plain ASF */
    uint8_t *stripped;          /**< without its padding */
    size_t stripped_bytes;
};

/** Keeps `keep_ns` of packets, the first of which gets that number. Errors: -ENOMEM. */
int jfi_backlog_new(int64_t keep_ns, uint64_t first_number, struct jfi_backlog **ret_backlog);
struct jfi_backlog *jfi_backlog_free(struct jfi_backlog *backlog);
/**
 * Takes a reference. Of a packet that came over the wire without its padding, which has been put
 * back as zeros, `wire_bytes` are sent by MMSH again; 0: take the padding off.
 * Errors: -ENOMEM, -EMSGSIZE larger than an MMSH packet.
 */
int jfi_backlog_push(struct jfi_backlog *backlog, struct jf_data_unit *unit, size_t wire_bytes);

/** The numbers there are: from `first` up to, not including, `end`. */
uint64_t jfi_backlog_get_first(const struct jfi_backlog *backlog);
uint64_t jfi_backlog_get_end(const struct jfi_backlog *backlog);
/** Borrowed until the next push; the number is one of these. */
const struct jfi_backlog_packet *jfi_backlog_get(const struct jfi_backlog *backlog,
                                                 uint64_t number);
/** The oldest packet that is no older than so much before the newest; the end of an empty one. */
uint64_t jfi_backlog_find_since(const struct jfi_backlog *backlog, int64_t before_newest_ns);
/** How much older that packet is than the newest one, in ns; 0 for the end. */
int64_t jfi_backlog_get_age_ns(const struct jfi_backlog *backlog, uint64_t number);

#endif
