/* SPDX-License-Identifier: MIT */
#include "media/asf.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* How long a player collects before it begins: long enough for a packet that comes late. */
#define PREROLL_MS 500

/* A packet: error correction 3, flags 2, padding length 2, send time 4, duration 2, count 1. Then
 * payloads: stream 1, object number 1, offset 4, replicated length 1, object size 4, presentation
 * time 4, length 2. */
#define PACKET_HEAD_BYTES  14
#define PAYLOAD_HEAD_BYTES 17
/* A smaller piece of a codec frame is not worth its head. */
#define MIN_PIECE_BYTES 16
#define MAX_PAYLOADS    63
#define MAX_SPAN_MS     UINT16_MAX

#define STREAM_NUMBER 1

struct jfi_asf {
    struct jfi_asf_config config;

    struct jfi_asf_object object; /* being put into packets */
    size_t done_bytes;            /* of it; all: there is none */
    uint8_t object_number;

    struct jf_data_unit *unit; /* the packet being filled, or NULL */
    size_t used_bytes;
    unsigned int payload_count;
    int64_t begin_ms, end_ms;
    bool flushing;
};

static void put_u16(uint8_t *bytes, uint16_t value)
{
    bytes[0] = (uint8_t)value;
    bytes[1] = (uint8_t)(value >> 8);
}

static void put_u32(uint8_t *bytes, uint32_t value)
{
    put_u16(bytes, (uint16_t)value);
    put_u16(bytes + 2, (uint16_t)(value >> 16));
}

static uint64_t get_u64(const uint8_t *bytes)
{
    uint64_t value = 0;

    for (int i = 7; i >= 0; i--)
        value = value << 8 | bytes[i];
    return value;
}

int jfi_asf_new(const struct jfi_asf_config *config, struct jfi_asf **ret_asf)
{
    struct jfi_asf *asf = calloc(1, sizeof(*asf));

    if (!asf)
        return -ENOMEM;
    asf->config = *config;
    *ret_asf = asf;
    return 0;
}

struct jfi_asf *jfi_asf_free(struct jfi_asf *asf)
{
    if (!asf)
        return NULL;
    jf_data_unit_unref(asf->unit);
    free(asf);
    return NULL;
}

/* ---- packets --------------------------------------------------------------------------------- */

int jfi_asf_send(struct jfi_asf *asf, const struct jfi_asf_object *object)
{
    if (asf->done_bytes < asf->object.size_bytes)
        return -EAGAIN;
    asf->object = *object;
    asf->done_bytes = 0;
    asf->object_number++;
    asf->flushing = false;
    return 0;
}

void jfi_asf_flush(struct jfi_asf *asf)
{
    asf->flushing = true;
}

static int open_packet(struct jfi_asf *asf)
{
    const int err = jf_data_unit_new(asf->config.packet_bytes, &asf->unit);

    if (err < 0)
        return err;
    memset(jf_data_unit_get_writable(asf->unit), 0, asf->config.packet_bytes);
    jf_data_unit_set_size(asf->unit, asf->config.packet_bytes);
    jf_data_unit_set_time_ns(asf->unit, asf->object.time_ns);
    asf->used_bytes = PACKET_HEAD_BYTES;
    asf->payload_count = 0;
    asf->begin_ms = asf->object.begin_ms;
    asf->end_ms = asf->object.begin_ms;
    return 0;
}

/* Times are modulo 2^32 ms on the wire: they wrap after 49.7 days, for every player alike. */
static uint32_t to_clock(const struct jfi_asf *asf, int64_t time_ms)
{
    return asf->config.clock_start_ms + (uint32_t)time_ms;
}

static void put_payload(struct jfi_asf *asf)
{
    const size_t left = asf->object.size_bytes - asf->done_bytes;
    const size_t room = asf->config.packet_bytes - asf->used_bytes - PAYLOAD_HEAD_BYTES;
    const size_t piece = left < room ? left : room;
    uint8_t *head = jf_data_unit_get_writable(asf->unit) + asf->used_bytes;

    head[0] = STREAM_NUMBER;
    head[1] = asf->object_number;
    put_u32(head + 2, (uint32_t)asf->done_bytes);
    head[6] = 8;
    put_u32(head + 7, (uint32_t)asf->object.size_bytes);
    put_u32(head + 11, to_clock(asf, asf->object.begin_ms + PREROLL_MS));
    put_u16(head + 15, (uint16_t)piece);
    memcpy(head + PAYLOAD_HEAD_BYTES, asf->object.bytes + asf->done_bytes, piece);
    asf->used_bytes += PAYLOAD_HEAD_BYTES + piece;
    asf->done_bytes += piece;
    asf->payload_count++;
    if (asf->object.end_ms > asf->end_ms)
        asf->end_ms = asf->object.end_ms;
}

static struct jf_data_unit *close_packet(struct jfi_asf *asf)
{
    struct jf_data_unit *unit = asf->unit;
    uint8_t *head = jf_data_unit_get_writable(unit);
    const int64_t span_ms = asf->end_ms - asf->begin_ms;

    head[0] = 0x82; /* two bytes of error correction data, both 0 */
    head[3] = 0x11; /* several payloads; the padding length is a word */
    head[4] = 0x5D; /* object number and stream a byte, offset a double word, replicated a byte */
    put_u16(head + 5, (uint16_t)(asf->config.packet_bytes - asf->used_bytes));
    put_u32(head + 7, to_clock(asf, asf->begin_ms));
    put_u16(head + 11, (uint16_t)(span_ms < MAX_SPAN_MS ? span_ms : MAX_SPAN_MS));
    head[13] = (uint8_t)(0x80 | asf->payload_count); /* their lengths are words */
    asf->unit = NULL;
    return unit;
}

static bool is_full(const struct jfi_asf *asf)
{
    return asf->payload_count == MAX_PAYLOADS ||
           asf->config.packet_bytes - asf->used_bytes < PAYLOAD_HEAD_BYTES + MIN_PIECE_BYTES;
}

/* A gap would make the whole packet late, and a packet can say how long it is in 16 bits only. */
static bool belongs_elsewhere(const struct jfi_asf *asf)
{
    return asf->payload_count > 0 &&
           (asf->object.begin_ms > asf->end_ms || asf->object.end_ms - asf->begin_ms > MAX_SPAN_MS);
}

int jfi_asf_receive(struct jfi_asf *asf, struct jf_data_unit **ret_unit)
{
    for (;;) {
        const bool has_object = asf->done_bytes < asf->object.size_bytes;
        int err = 0;

        if (!has_object && !(asf->unit && (asf->flushing || is_full(asf))))
            return -EAGAIN;
        if (asf->unit && (!has_object || is_full(asf) || belongs_elsewhere(asf))) {
            *ret_unit = close_packet(asf);
            return 0;
        }
        if (!asf->unit)
            err = open_packet(asf);
        if (err < 0) {
            asf->done_bytes = asf->object.size_bytes;
            return err;
        }
        put_payload(asf);
    }
}

/* ---- the header ------------------------------------------------------------------------------ */

/* Offsets in File Properties, and what is before the objects of a header and in a Data Object. */
enum {
    OBJECT_HEAD_BYTES = 24,
    HEADER_HEAD_BYTES = 30,
    FILE_ID = 24,
    PREROLL = 80,
    FLAGS = 88,
    MIN_PACKET = 92,
    MAX_PACKET = 96,
    MAX_BIT_RATE = 100,
    FILE_PROPERTIES_BYTES = 104,
    DATA_HEAD_BYTES = 50,
    ID_BYTES = 16,
    FLAG_BROADCAST = 1,
};

static const uint8_t file_properties_id[ID_BYTES] = {
    0xA1, 0xDC, 0xAB, 0x8C, 0x47, 0xA9, 0xCF, 0x11, 0x8E, 0xE4, 0x00, 0xC0, 0x0C, 0x20, 0x53, 0x65};

/* The object in these bytes, or NULL: they are no header. */
static uint8_t *find_file_properties(uint8_t *header, size_t header_bytes)
{
    size_t offset = HEADER_HEAD_BYTES;

    while (offset + OBJECT_HEAD_BYTES <= header_bytes) {
        const uint64_t size = get_u64(header + offset + ID_BYTES);

        if (size < OBJECT_HEAD_BYTES || size > header_bytes - offset)
            return NULL;
        if (memcmp(header + offset, file_properties_id, ID_BYTES) == 0)
            return size == FILE_PROPERTIES_BYTES ? header + offset : NULL;
        offset += (size_t)size;
    }
    return NULL;
}

int jfi_asf_make_header_live(const struct jfi_asf_config *config, uint32_t bits_per_second,
                             uint8_t *header, size_t size_bytes)
{
    uint8_t *properties = NULL;

    if (size_bytes < HEADER_HEAD_BYTES + DATA_HEAD_BYTES ||
        get_u64(header + ID_BYTES) != size_bytes - DATA_HEAD_BYTES)
        return -EBADMSG;
    properties = find_file_properties(header, size_bytes - DATA_HEAD_BYTES);
    if (!properties)
        return -EBADMSG;
    /* File id, sizes, dates, counts and durations are not valid in a broadcast. */
    memset(properties + FILE_ID, 0, PREROLL - FILE_ID);
    memset(header + size_bytes - DATA_HEAD_BYTES + OBJECT_HEAD_BYTES, 0, ID_BYTES);
    put_u32(properties + PREROLL, PREROLL_MS);
    put_u32(properties + PREROLL + 4, 0);
    put_u32(properties + FLAGS, FLAG_BROADCAST);
    put_u32(properties + MIN_PACKET, config->packet_bytes);
    put_u32(properties + MAX_PACKET, config->packet_bytes);
    put_u32(properties + MAX_BIT_RATE, bits_per_second);
    return 0;
}
