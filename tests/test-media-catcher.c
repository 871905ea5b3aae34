/* SPDX-License-Identifier: MIT */
#include "test-media-catcher.h"

#include <stdlib.h>
#include <string.h>

#include "media/asf.h"

static struct catcher *catcher_of(struct jf_sink *sink)
{
    return *(struct catcher **)jf_sink_get_priv(sink);
}

static int catch_header(struct jf_sink *sink, struct jf_data_unit *header)
{
    struct catcher *catcher = catcher_of(sink);

    pthread_mutex_lock(&catcher->lock);
    catcher->header = jf_data_unit_ref(header);
    pthread_mutex_unlock(&catcher->lock);
    return 0;
}

static int say_real_time(struct jf_sink *sink, bool *ret_real_time)
{
    (void)sink;
    *ret_real_time = true;
    return 0;
}

static int catch_unit(struct jf_sink *sink, struct jf_data_unit *unit)
{
    struct catcher *catcher = catcher_of(sink);

    pthread_mutex_lock(&catcher->lock);
    if (catcher->count < MAX_UNITS)
        catcher->units[catcher->count++] = jf_data_unit_ref(unit);
    pthread_mutex_unlock(&catcher->lock);
    return 0;
}

static int catch_end(struct jf_sink *sink)
{
    (void)sink;
    return 0;
}

struct catcher *catcher_new(struct jf_sink **ret_sink)
{
    static const struct jf_sink_ops ops = {.name = "catcher",
                                           .priv_size = sizeof(struct catcher *),
                                           .on_header = catch_header,
                                           .is_real_time = say_real_time,
                                           .on_data_unit = catch_unit,
                                           .on_end_writing = catch_end};
    struct catcher *catcher = calloc(1, sizeof(*catcher));

    assert_non_null(catcher);
    assert_int_equal(pthread_mutex_init(&catcher->lock, NULL), 0);
    assert_int_equal(jf_sink_new(&ops, ret_sink), 0);
    *(struct catcher **)jf_sink_get_priv(*ret_sink) = catcher;
    return catcher;
}

void catcher_free(struct catcher *catcher)
{
    jf_data_unit_unref(catcher->header);
    for (size_t i = 0; i < catcher->count; i++)
        jf_data_unit_unref(catcher->units[i]);
    pthread_mutex_destroy(&catcher->lock);
    free(catcher);
}

size_t catcher_count(struct catcher *catcher)
{
    size_t count = 0;

    pthread_mutex_lock(&catcher->lock);
    count = catcher->count;
    pthread_mutex_unlock(&catcher->lock);
    return count;
}

uint8_t *catcher_join_from(const struct catcher *catcher, size_t first, size_t *ret_size)
{
    const size_t header_size = jf_data_unit_get_size(catcher->header);
    uint8_t *bytes = malloc(header_size + catcher->count * (size_t)JFI_ASF_MAX_PACKET_BYTES);
    size_t size = header_size;

    assert_non_null(bytes);
    memcpy(bytes, jf_data_unit_get_bytes(catcher->header), header_size);
    for (size_t i = first; i < catcher->count; i++) {
        const size_t added = jf_data_unit_get_size(catcher->units[i]);

        memcpy(bytes + size, jf_data_unit_get_bytes(catcher->units[i]), added);
        size += added;
    }
    *ret_size = size;
    return bytes;
}

uint32_t u16_at(const uint8_t *bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8;
}

uint32_t u32_at(const uint8_t *bytes)
{
    return u16_at(bytes) | u16_at(bytes + 2) << 16;
}

void parse_packet(const struct jf_data_unit *unit, struct packet *ret)
{
    const uint8_t *bytes = jf_data_unit_get_bytes(unit);
    size_t at = 14;

    assert_memory_equal(bytes, "\x82\0\0\x11\x5D", 5);
    ret->padding_bytes = u16_at(bytes + 5);
    ret->send_ms = u32_at(bytes + 7);
    ret->span_ms = u16_at(bytes + 11);
    ret->payload_count = bytes[13] & 0x3F;
    assert_int_equal(bytes[13] & 0xC0, 0x80);
    assert_true(ret->payload_count > 0);
    for (unsigned int i = 0; i < ret->payload_count; i++) {
        const uint32_t offset = u32_at(bytes + at + 2), whole = u32_at(bytes + at + 7);
        const uint32_t piece = u16_at(bytes + at + 15);

        assert_int_equal(bytes[at], 1);
        assert_int_equal(bytes[at + 6], 8);
        assert_true(piece > 0 && offset + piece <= whole);
        ret->last_ms = u32_at(bytes + at + 11);
        if (i == 0) {
            ret->first_offset = offset;
            ret->first_ms = ret->last_ms;
        }
        at += 17 + piece;
    }
    assert_int_equal(at + ret->padding_bytes, jf_data_unit_get_size(unit));
}
