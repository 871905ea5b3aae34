/* SPDX-License-Identifier: MIT */
#include "load-framing.h"

#include <string.h>

enum {
    TYPE_SIZE = 4, /* '$', type, length: what tells how much more is of interest */
    HEAD_SIZE = 12,
    END_SIZE = 8,
    HEADER_OBJECT_SIZE = 24, /* GUID and size */
    DATA_OBJECT_SIZE = 50,
    WHOLE_HEADER = 0x0C,    /* AFFlags of an $H that is the only one */
    FIRST_ASF_BYTE = 0x82,  /* error correction data of two bytes follows */
    BYTES_BEFORE_LENGTH = 4 /* which the length does not count */
};

static uint64_t read_number(const uint8_t *bytes, size_t size)
{
    uint64_t number = 0;

    while (size--)
        number = number << 8 | bytes[size];
    return number;
}

void load_framing_init(struct load_framing *framing, bool is_plain)
{
    memset(framing, 0, sizeof(*framing));
    framing->is_plain = is_plain;
    framing->wanted = TYPE_SIZE;
}

/* How many bytes of the packet are looked at, now that its type is known; 0 for no such type. */
static size_t wanted_bytes(const struct load_framing *framing)
{
    if (framing->head[0] != '$')
        return 0;
    switch (framing->head[1]) {
    case 'H':
        return HEAD_SIZE + HEADER_OBJECT_SIZE;
    case 'D':
        return HEAD_SIZE + 1;
    case 'E':
        return END_SIZE;
    default:
        return 0;
    }
}

static const char *check_header(struct load_framing *framing)
{
    static const uint8_t asf_header[16] = {0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11,
                                           0xA6, 0xD9, 0x00, 0xAA, 0x00, 0x62, 0xCE, 0x6C};
    uint64_t payload_bytes = read_number(framing->head + 2, 2) - (HEAD_SIZE - BYTES_BEFORE_LENGTH);

    if (framing->has_header)
        return "a second $H";
    if (read_number(framing->head + 4, 4) || framing->head[9] != WHOLE_HEADER)
        return "an $H that is not the only one of its header";
    if (memcmp(framing->head + HEAD_SIZE, asf_header, sizeof(asf_header)) != 0)
        return "no ASF header in the $H";
    if (read_number(framing->head + HEAD_SIZE + 16, 8) + DATA_OBJECT_SIZE != payload_bytes)
        return "an ASF header of another size than its $H";
    framing->has_header = true;
    return NULL;
}

static const char *check_data(struct load_framing *framing)
{
    uint32_t location = (uint32_t)read_number(framing->head + 4, 4);

    if (!framing->has_header)
        return "a $D before the $H";
    if (framing->head[HEAD_SIZE] != FIRST_ASF_BYTE)
        return "no ASF packet in a $D";
    if (framing->packets && location != framing->next_location)
        framing->holes++;
    framing->next_location = location + 1;
    framing->packets++;
    return NULL;
}

/* The part of a packet that is looked at is there. */
static const char *check_packet(struct load_framing *framing)
{
    uint64_t length = read_number(framing->head + 2, 2);

    if (length + BYTES_BEFORE_LENGTH < framing->wanted)
        return "a packet that is shorter than it has to be";
    framing->left_bytes = length + BYTES_BEFORE_LENGTH - framing->wanted;
    if (framing->head[1] == 'E') {
        framing->has_ended = true;
        return read_number(framing->head + 4, 4) || framing->left_bytes
                   ? "an $E that is not a plain end"
                   : NULL;
    }
    if (read_number(framing->head + 10, 2) != length)
        return "a packet with two lengths";
    return framing->head[1] == 'H' ? check_header(framing) : check_data(framing);
}

static void take_head(struct load_framing *framing)
{
    if (framing->head_size < framing->wanted)
        return;
    if (framing->wanted == TYPE_SIZE) {
        framing->wanted = wanted_bytes(framing);
        if (!framing->wanted)
            framing->broken = "no $H, $D or $E where a packet begins";
        return;
    }
    framing->broken = check_packet(framing);
    framing->wanted = TYPE_SIZE;
    framing->head_size = 0;
}

void load_framing_take(struct load_framing *framing, const uint8_t *data, size_t size)
{
    if (framing->is_plain) {
        framing->packets++;
        return;
    }
    while (size && !framing->broken) {
        size_t part = framing->left_bytes < size ? (size_t)framing->left_bytes : size;

        framing->left_bytes -= part;
        if (!part) {
            if (framing->has_ended) {
                framing->broken = "more after the $E";
                return;
            }
            part = framing->wanted - framing->head_size;
            if (part > size)
                part = size;
            memcpy(framing->head + framing->head_size, data, part);
            framing->head_size += part;
            take_head(framing);
        }
        data += part;
        size -= part;
    }
}
