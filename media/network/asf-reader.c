/* SPDX-License-Identifier: MIT */
#include "media/network/asf-reader.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define GUID_BYTES        16
#define OBJECT_HEAD_BYTES 24 /* GUID and u64 size */

static const uint8_t header_object[GUID_BYTES] = {0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11,
                                                  0xa6, 0xd9, 0x00, 0xaa, 0x00, 0x62, 0xce, 0x6c};
static const uint8_t file_properties[GUID_BYTES] = {0xa1, 0xdc, 0xab, 0x8c, 0x47, 0xa9, 0xcf, 0x11,
                                                    0x8e, 0xe4, 0x00, 0xc0, 0x0c, 0x20, 0x53, 0x65};
static const uint8_t stream_properties[GUID_BYTES] = {
    0x91, 0x07, 0xdc, 0xb7, 0xb7, 0xa9, 0xcf, 0x11, 0x8e, 0xe6, 0x00, 0xc0, 0x0c, 0x20, 0x53, 0x65};
static const uint8_t audio_media[GUID_BYTES] = {0x40, 0x9e, 0x69, 0xf8, 0x4d, 0x5b, 0xcf, 0x11,
                                                0xa8, 0xfd, 0x00, 0x80, 0x5f, 0x5c, 0x44, 0x2b};
static const uint8_t content_description[GUID_BYTES] = {
    0x33, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11, 0xa6, 0xd9, 0x00, 0xaa, 0x00, 0x62, 0xce, 0x6c};

static uint64_t get(const uint8_t *bytes, size_t count)
{
    uint64_t value = 0;

    for (size_t i = count; i > 0; i--)
        value = value << 8 | bytes[i - 1];
    return value;
}

/* ---- the header ------------------------------------------------------------------------------ */

static void read_file_properties(const uint8_t *body, size_t size, struct jfi_asf_info *info)
{
    if (size < 80)
        return;
    info->packet_bytes = (uint32_t)get(body + 72, 4);
    info->max_bit_rate = (uint32_t)get(body + 76, 4);
}

static void read_stream_properties(const uint8_t *body, size_t size, struct jfi_asf_info *info)
{
    const uint8_t *format = body + 54;

    if (size < 54 + 8 || memcmp(body, audio_media, GUID_BYTES) != 0)
        return;
    info->format_tag = (unsigned int)get(format, 2);
    info->channel_count = (unsigned int)get(format + 2, 2);
    info->rate_hz = (unsigned int)get(format + 4, 4);
}

/* One code point of the basic plane; what is none becomes a question mark. */
static size_t put_utf8(uint32_t code, char out[3])
{
    if (code < 0x20 || (code >= 0xd800 && code < 0xe000))
        code = '?';
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xc0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    out[0] = (char)(0xe0 | code >> 12);
    out[1] = (char)(0x80 | (code >> 6 & 0x3f));
    out[2] = (char)(0x80 | (code & 0x3f));
    return 3;
}

static void read_content_description(const uint8_t *body, size_t size, struct jfi_asf_info *info)
{
    const size_t title_bytes = size >= 10 ? (size_t)get(body, 2) : 0;
    size_t length = 0;

    if (title_bytes > size - 10 || size < 10)
        return;
    for (size_t i = 0; i + 1 < title_bytes && length + 4 <= sizeof(info->title); i += 2) {
        const uint32_t code = (uint32_t)get(body + 10 + i, 2);

        if (code == 0)
            break;
        length += put_utf8(code, info->title + length);
    }
    info->title[length] = '\0';
}

static void read_object(const uint8_t *object, size_t size, struct jfi_asf_info *info)
{
    const uint8_t *body = object + OBJECT_HEAD_BYTES;
    const size_t body_bytes = size - OBJECT_HEAD_BYTES;

    if (memcmp(object, file_properties, GUID_BYTES) == 0)
        read_file_properties(body, body_bytes, info);
    else if (memcmp(object, stream_properties, GUID_BYTES) == 0)
        read_stream_properties(body, body_bytes, info);
    else if (memcmp(object, content_description, GUID_BYTES) == 0)
        read_content_description(body, body_bytes, info);
}

int jfi_asf_read_header(const uint8_t *bytes, size_t size, struct jfi_asf_info *ret_info)
{
    const size_t first = OBJECT_HEAD_BYTES + 6; /* the count of objects, and two reserved bytes */
    struct jfi_asf_info info = {0};
    uint64_t header_bytes = 0;

    if (size < first || memcmp(bytes, header_object, GUID_BYTES) != 0)
        return -EBADMSG;
    header_bytes = get(bytes + GUID_BYTES, 8);
    if (header_bytes < first || header_bytes > size)
        return -EBADMSG;
    for (size_t at = first; at + OBJECT_HEAD_BYTES <= header_bytes;) {
        const uint64_t object_bytes = get(bytes + at + GUID_BYTES, 8);

        if (object_bytes < OBJECT_HEAD_BYTES || object_bytes > header_bytes - at)
            return -EBADMSG;
        read_object(bytes + at, (size_t)object_bytes, &info);
        at += (size_t)object_bytes;
    }
    *ret_info = info;
    return 0;
}

const char *jfi_asf_format_name(unsigned int format_tag)
{
    static const struct {
        unsigned int tag;
        const char *name;
    } names[] = {{0x0001, "PCM"},   {0x0055, "MP3"},   {0x00ff, "AAC"},
                 {0x0160, "WMA 1"}, {0x0161, "WMA 2"}, {0xf1ac, "FLAC"}};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (names[i].tag == format_tag)
            return names[i].name;
    }
    return NULL;
}

/* ---- packets --------------------------------------------------------------------------------- */

/* Lengths of fields by their two bits. */
static const size_t field_bytes[] = {0, 1, 2, 4};

/* Where the padding length is; false: it cannot be told, or there is none. */
static bool find_padding(const uint8_t *packet, size_t size, size_t *ret_at, size_t *ret_bytes)
{
    const size_t correction = size > 0 && packet[0] & 0x80 ? 1 + (packet[0] & 0x0f) : 0;
    unsigned int flags = 0;
    size_t at = 0, bytes = 0;

    if (correction + 2 > size)
        return false;
    flags = packet[correction];
    /* A packet length of its own would contradict; a single payload needs the padding. */
    if ((flags >> 5 & 3) != 0 || (flags & 1) == 0)
        return false;
    at = correction + 2 + field_bytes[flags >> 1 & 3];
    bytes = field_bytes[flags >> 3 & 3];
    if (bytes == 0 || at + bytes > size)
        return false;
    *ret_at = at;
    *ret_bytes = bytes;
    return true;
}

size_t jfi_asf_strip_padding(uint8_t *packet, size_t size)
{
    size_t at = 0, bytes = 0;
    uint64_t padding = 0;

    if (!find_padding(packet, size, &at, &bytes))
        return size;
    padding = get(packet + at, bytes);
    if (padding > size - at - bytes)
        return size;
    memset(packet + at, 0, bytes);
    return size - (size_t)padding;
}
