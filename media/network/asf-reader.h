/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_NETWORK_ASF_READER_H
#define JFI_MEDIA_NETWORK_ASF_READER_H

#include <stddef.h>
#include <stdint.h>

/** @file What a server has to know of ASF. Reads bytes of any origin, within their bounds. */

/** What a header tells of the stream; 0 and "": it does not. */
struct jfi_asf_info {
    uint32_t packet_bytes;
    uint32_t max_bit_rate;   /**< in bit/s */
    unsigned int format_tag; /**< of WAVEFORMATEX */
    unsigned int channel_count;
    unsigned int rate_hz;
    char title[128]; /**< UTF-8, cut off */
};

/** Reads a Header Object and whatever follows it. -EBADMSG: it is none. */
int jfi_asf_read_header(const uint8_t *bytes, size_t size, struct jfi_asf_info *ret_info);

/** A name for a format tag ("WMA 2"); NULL: none is known. Static. */
const char *jfi_asf_format_name(unsigned int format_tag);

/**
 * Takes the padding off a packet, as [MS-WMSP] 2.2.3.2 wants: sets its padding length to 0 and
 * returns the size without it. A packet of which that would change the meaning (a single payload
 * without a length of its own ends where the packet does) or that is odd is left as it is.
 */
size_t jfi_asf_strip_padding(uint8_t *packet, size_t size);

#endif
