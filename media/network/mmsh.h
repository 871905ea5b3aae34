/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_NETWORK_MMSH_H
#define JFI_MEDIA_NETWORK_MMSH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * @file
 * MMSH, the protocol of [MS-WMSP]: what a request asks for, and how packets are framed. Nothing
 * here allocates or does I/O. Sections are those of [MS-WMSP].
 */

/* ---- requests -------------------------------------------------------------------------------- */

enum jfi_mmsh_kind {
    JFI_MMSH_DESCRIBE = 0, /**< 2.2.1.4 */
    JFI_MMSH_PLAY,         /**< 2.2.1.7 */
    JFI_MMSH_OTHER,        /**< a log, a keep-alive, a choice of streams: answered, not followed */
};

/** What the Pragma headers read so far say; zeroed to begin with. */
struct jfi_mmsh_pragmas {
    bool plays;
    bool other;
};

/** Reads one header's value. Tokens that are unknown, odd or broken are passed over. */
void jfi_mmsh_read_pragma(struct jfi_mmsh_pragmas *pragmas, const char *value);
/** What a request with that method and these headers is. */
enum jfi_mmsh_kind jfi_mmsh_classify(const char *method, const struct jfi_mmsh_pragmas *pragmas);
/** Whether it calls itself a player that speaks MMSH. */
bool jfi_mmsh_is_player(const char *user_agent);

/* ---- packets (2.2.3) ------------------------------------------------------------------------- */

#define JFI_MMSH_HEAD_BYTES 12
#define JFI_MMSH_END_BYTES  8
/** The largest payload that one packet holds. */
#define JFI_MMSH_MAX_PAYLOAD 65527

/** What goes before an ASF header: it is the only one. */
void jfi_mmsh_put_header_head(uint8_t head[JFI_MMSH_HEAD_BYTES], size_t payload_bytes);
/**
 * What goes before an ASF packet.
 * @param location  the number of the ASF packet in the stream
 * @param sequence  counts the packets of this connection; wraps
 */
void jfi_mmsh_put_data_head(uint8_t head[JFI_MMSH_HEAD_BYTES], size_t payload_bytes,
                            uint32_t location, uint8_t sequence);
/** The end of the stream, reason 0: nothing follows. */
void jfi_mmsh_put_end(uint8_t end[JFI_MMSH_END_BYTES]);

#endif
