/* SPDX-License-Identifier: MIT */
#include "media/packet.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct stored_packet {
    struct jfi_packet packet; /* first: what callers point at */
    uint8_t bytes[];
};

int jfi_packet_new(const struct jfi_packet *packet, struct jfi_packet **ret_packet)
{
    struct stored_packet *stored = malloc(sizeof(*stored) + packet->size_bytes);

    if (!stored)
        return -ENOMEM;
    memcpy(stored->bytes, packet->bytes, packet->size_bytes);
    stored->packet = *packet;
    stored->packet.bytes = stored->bytes;
    *ret_packet = &stored->packet;
    return 0;
}

struct jfi_packet *jfi_packet_free(struct jfi_packet *packet)
{
    free(packet);
    return NULL;
}
