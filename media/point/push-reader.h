/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_POINT_PUSH_READER_H
#define JFI_MEDIA_POINT_PUSH_READER_H

#include <stddef.h>
#include <stdint.h>

/**
 * @file
 * The body of a push: packets with a head of four bytes ([MS-WMHTTP] 2.2.1). Takes bytes as they
 * come and gives packets that are whole. Nothing here does I/O.
 */

#define JFI_PUSH_HEAD_BYTES  4
#define JFI_PUSH_MAX_PAYLOAD 65535

enum jfi_push_packet {
    JFI_PUSH_HEADER = 'H', /**< an ASF header */
    JFI_PUSH_DATA = 'D',   /**< an ASF packet, perhaps without its padding */
    JFI_PUSH_CHANGE = 'C', /**< a reason, which is 0, and a new ASF header */
    JFI_PUSH_END = 'E',    /**< a reason; 1: a $C follows */
    JFI_PUSH_FILLER = 'F', /**< nothing */
};

/** Zeroed to begin with; its payload is freed by jfi_push_reader_fini. */
struct jfi_push_reader {
    uint8_t head[JFI_PUSH_HEAD_BYTES];
    size_t head_bytes;    /**< of the head so far */
    uint8_t *payload;     /**< so far, with room for the largest; NULL before the first */
    size_t payload_bytes; /**< so far */
};

void jfi_push_reader_fini(struct jfi_push_reader *reader);
/**
 * Takes bytes. `on_packet` gets each packet that they make whole; what it answers below 0 ends it,
 * as it has to when it has ended the reader.
 * Errors: -EBADMSG not such a body; -ENOMEM; what on_packet answered.
 */
int jfi_push_reader_take(struct jfi_push_reader *reader, const uint8_t *bytes, size_t size,
                         int (*on_packet)(void *userdata, enum jfi_push_packet id,
                                          const uint8_t *payload, size_t payload_bytes),
                         void *userdata);

#endif
