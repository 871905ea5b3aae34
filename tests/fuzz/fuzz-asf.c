/* SPDX-License-Identifier: MIT */

/* An ASF header, and the same bytes as a packet. */

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "media/network/asf-reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct jfi_asf_info info;
    uint8_t *packet = malloc(size > 0 ? size : 1);

    if (!packet)
        return 0;
    memcpy(packet, bytes, size);
    if (jfi_asf_read_header(packet, size, &info) == 0)
        FUZZ_ASSERT(memchr(info.title, '\0', sizeof(info.title)));
    FUZZ_ASSERT(jfi_asf_strip_padding(packet, size) <= size);
    free(packet);
    return 0;
}
