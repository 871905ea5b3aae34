/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_UPLINK_PUSH_BODY_H
#define JFI_MEDIA_UPLINK_PUSH_BODY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * @file
 * The body of a PushStart ([MS-WMHTTP] 2.2.3): packets, one after another, whose sizes add up to
 * exactly the length that was announced. One packet at a time is put in and read out in pieces.
 */

#define JFI_PUSH_HEAD_BYTES 4
/** What a packet can carry, and what one of them can besides its reason. */
#define JFI_PUSH_MAX_BYTES        65535
#define JFI_PUSH_MAX_PAYLOAD      65531
#define JFI_PUSH_MAX_AFTER_REASON 65527

enum jfi_push_packet {
    JFI_PUSH_HEADER = 'H',
    JFI_PUSH_DATA = 'D',
    JFI_PUSH_END = 'E',
    JFI_PUSH_CHANGE = 'C',
    JFI_PUSH_FILL = 'F',
};

struct jfi_push_body {
    uint64_t remaining; /* of the announced length, without the packet that is in here */
    uint64_t put_bytes; /* with it */
    uint8_t head[8];
    size_t head_bytes;
    size_t payload_bytes;
    size_t read_bytes;                     /* of both */
    uint8_t payload[JFI_PUSH_MAX_PAYLOAD]; /* to be filled before the packet is put */
};

void jfi_push_body_begin(struct jfi_push_body *body, uint64_t length);
/** Whether a packet with so many bytes after its head may come now: a filler must still fit. */
bool jfi_push_body_fits(const struct jfi_push_body *body, enum jfi_push_packet packet,
                        size_t payload_bytes);
/** The packet's payload, behind its reason if it has one, is in `payload`. It must fit. */
void jfi_push_body_put(struct jfi_push_body *body, enum jfi_push_packet packet, uint32_t reason,
                       size_t payload_bytes);
/** Fills up what remains, or as much of it as one packet can. */
void jfi_push_body_fill(struct jfi_push_body *body);
/** Reads from the packet that was put; 0: all of it was read. */
size_t jfi_push_body_read(struct jfi_push_body *body, uint8_t *bytes, size_t capacity);
/** Everything that was announced has been read. */
bool jfi_push_body_is_complete(const struct jfi_push_body *body);

#endif
