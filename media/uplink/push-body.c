/* SPDX-License-Identifier: MIT */
#include "media/uplink/push-body.h"

#include <string.h>

void jfi_push_body_begin(struct jfi_push_body *body, uint64_t length)
{
    body->remaining = length;
    body->put_bytes = 0;
    body->head_bytes = 0;
    body->payload_bytes = 0;
    body->read_bytes = 0;
}

static size_t get_head_bytes(enum jfi_push_packet packet)
{
    return packet == JFI_PUSH_END || packet == JFI_PUSH_CHANGE ? 8 : JFI_PUSH_HEAD_BYTES;
}

bool jfi_push_body_fits(const struct jfi_push_body *body, enum jfi_push_packet packet,
                        size_t payload_bytes)
{
    const size_t size = get_head_bytes(packet) + payload_bytes;

    /* The end of the session is the last packet: nothing has to fit after it. */
    return packet == JFI_PUSH_END ? size <= body->remaining
                                  : size + JFI_PUSH_HEAD_BYTES < body->remaining;
}

static void put_u16(uint8_t *bytes, size_t value)
{
    bytes[0] = (uint8_t)value;
    bytes[1] = (uint8_t)(value >> 8);
}

void jfi_push_body_put(struct jfi_push_body *body, enum jfi_push_packet packet, uint32_t reason,
                       size_t payload_bytes)
{
    body->head_bytes = get_head_bytes(packet);
    body->payload_bytes = payload_bytes;
    body->read_bytes = 0;
    body->head[0] = '$';
    body->head[1] = (uint8_t)packet;
    put_u16(body->head + 2, body->head_bytes - JFI_PUSH_HEAD_BYTES + payload_bytes);
    put_u16(body->head + 4, reason & 0xffff);
    put_u16(body->head + 6, reason >> 16);
    body->remaining -= body->head_bytes + payload_bytes;
    body->put_bytes += body->head_bytes + payload_bytes;
}

void jfi_push_body_fill(struct jfi_push_body *body)
{
    uint64_t size = body->remaining - JFI_PUSH_HEAD_BYTES;

    if (size > JFI_PUSH_MAX_PAYLOAD) {
        /* What is left after it has to be a packet, too. */
        size = body->remaining - JFI_PUSH_MAX_BYTES < JFI_PUSH_HEAD_BYTES
                   ? JFI_PUSH_MAX_PAYLOAD - JFI_PUSH_HEAD_BYTES
                   : JFI_PUSH_MAX_PAYLOAD;
    }
    memset(body->payload, 0, size);
    jfi_push_body_put(body, JFI_PUSH_FILL, 0, size);
}

size_t jfi_push_body_read(struct jfi_push_body *body, uint8_t *bytes, size_t capacity)
{
    const size_t size = body->head_bytes + body->payload_bytes;
    size_t done = 0;

    while (done < capacity && body->read_bytes < size) {
        const bool in_head = body->read_bytes < body->head_bytes;
        const uint8_t *from = in_head ? body->head + body->read_bytes
                                      : body->payload + (body->read_bytes - body->head_bytes);
        size_t piece = (in_head ? body->head_bytes : size) - body->read_bytes;

        if (piece > capacity - done)
            piece = capacity - done;
        memcpy(bytes + done, from, piece);
        body->read_bytes += piece;
        done += piece;
    }
    return done;
}

bool jfi_push_body_is_complete(const struct jfi_push_body *body)
{
    return body->remaining == 0 && body->read_bytes == body->head_bytes + body->payload_bytes;
}
