/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_STREAMINFO_H
#define JFI_MEDIA_STREAMINFO_H

#include <stdint.h>

/** The block a FLAC stream begins with (RFC 9639, section 8.2). */
#define JFI_STREAMINFO_BYTES 34

/** Sets the number of frames, and says that nothing is known about checksum and packet sizes. */
void jfi_streaminfo_set_total(uint8_t info[JFI_STREAMINFO_BYTES], uint64_t frame_count);

#endif
