/* SPDX-License-Identifier: MIT */
#include "media/streaminfo.h"

#include <string.h>

/* Offsets: block sizes 0, packet sizes 4, rate 10, channels and bits 12, total in the low half of
 * byte 13 and bytes 14 to 17, MD5 18. */
enum {
    PACKET_SIZES = 4,
    PACKET_SIZES_BYTES = 6,
    TOTAL = 13,
    TOTAL_BYTES = 5,
    MD5 = 18
};

void jfi_streaminfo_set_total(uint8_t info[JFI_STREAMINFO_BYTES], uint64_t frame_count)
{
    memset(info + PACKET_SIZES, 0, PACKET_SIZES_BYTES);
    memset(info + MD5, 0, JFI_STREAMINFO_BYTES - MD5);
    for (int i = TOTAL_BYTES - 1; i > 0; i--) {
        info[TOTAL + i] = (uint8_t)frame_count;
        frame_count >>= 8;
    }
    info[TOTAL] = (uint8_t)((info[TOTAL] & 0xF0) | (frame_count & 0x0F));
}
