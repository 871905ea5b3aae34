/* SPDX-License-Identifier: MIT */
#include "network-rig.h"

#include "test-media-support.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "media/sink.h"

#define PACKET_NS ((int64_t)100000000)

/* ---- the clock, which a test may put forward ------------------------------------------------- */

int64_t __real_jfi_clock_now_ns(void);
int64_t __wrap_jfi_clock_now_ns(void);

static _Atomic int64_t clock_offset_ns;

void rig_put_clock_forward(int64_t offset_ns)
{
    clock_offset_ns = offset_ns;
}

int64_t __wrap_jfi_clock_now_ns(void)
{
    return __real_jfi_clock_now_ns() + clock_offset_ns;
}

/* ---- the writer ------------------------------------------------------------------------------ */

void rig_give_header(struct rig *rig, const char *text)
{
    struct jf_data_unit *unit = NULL;

    assert_int_equal(jf_data_unit_new(strlen(text), &unit), 0);
    memcpy(jf_data_unit_get_writable(unit), text, strlen(text));
    assert_int_equal(jf_data_unit_set_size(unit, strlen(text)), 0);
    assert_int_equal(jfi_sink_get_ops(rig->sink)->on_header(rig->sink, unit), 0);
    jf_data_unit_unref(unit);
    rig->packet_count = 0;
}

/* Packet n is full of n; its first byte says that it has no padding. */
void rig_give_packets(struct rig *rig, unsigned int count)
{
    for (unsigned int i = 0; i < count; i++) {
        struct jf_data_unit *unit = NULL;

        assert_int_equal(jf_data_unit_new(PACKET_BYTES, &unit), 0);
        memset(jf_data_unit_get_writable(unit), (int)(rig->packet_count & 0x7f), PACKET_BYTES);
        jf_data_unit_get_writable(unit)[0] = 0;
        assert_int_equal(jf_data_unit_set_size(unit, PACKET_BYTES), 0);
        assert_int_equal(jf_data_unit_set_time_ns(unit, rig->packet_count++ * PACKET_NS), 0);
        assert_int_equal(jfi_sink_get_ops(rig->sink)->on_data_unit(rig->sink, unit), 0);
        jf_data_unit_unref(unit);
    }
}

void rig_end_stream(struct rig *rig)
{
    assert_int_equal(jfi_sink_get_ops(rig->sink)->on_end_writing(rig->sink), 0);
}

int rig_open(void **state)
{
    struct rig *rig = calloc(1, sizeof(*rig));

    clock_offset_ns = 0;
    assert_non_null(rig);
    assert_int_equal(jf_sink_new_network(&rig->sink), 0);
    assert_int_equal(jf_network_sink_set_coalescing_ns(rig->sink, 0), 0);
    assert_int_equal(jf_network_sink_open(rig->sink, NULL, &rig->port), 0);
    assert_true(rig->port > 0);
    *state = rig;
    return 0;
}

int rig_close(void **state)
{
    struct rig *rig = *state;

    assert_null(jf_sink_unref(rig->sink));
    free(rig);
    return 0;
}

/* Waits until so many play. */
void rig_wait_for_clients(struct rig *rig, size_t count)
{
    size_t now = count + 1;

    for (int i = 0; i < 500 && now != count; i++) {
        assert_int_equal(jf_network_sink_get_client_count(rig->sink, &now), 0);
        if (now != count)
            usleep(10000);
    }
    assert_int_equal(now, count);
}

struct jf_network_statistics rig_statistics(struct rig *rig)
{
    struct jf_network_statistics statistics;

    assert_int_equal(jf_network_sink_get_statistics(rig->sink, &statistics), 0);
    return statistics;
}

/* ---- what a player reads --------------------------------------------------------------------- */

/* The body begins with the header packet; what is after it. */
const uint8_t *rig_after_header(const struct player *player, size_t *ret_size)
{
    const size_t header_bytes = HEAD_BYTES + strlen(HEADER_TEXT);
    size_t size = 0;
    const uint8_t *body = player_body(player, &size);

    assert_non_null(body);
    assert_true(size >= header_bytes);
    assert_memory_equal(body, "$H", 2);
    assert_int_equal(body[2] | body[3] << 8, strlen(HEADER_TEXT) + 8);
    assert_int_equal(body[9], 0x0c);
    assert_memory_equal(body + HEAD_BYTES, HEADER_TEXT, strlen(HEADER_TEXT));
    *ret_size = size - header_bytes;
    return body + header_bytes;
}

/* Packets from number `first` on, in order, whole; returns how many, and what follows them. */
static size_t check_packets(const uint8_t *bytes, size_t size, unsigned int first,
                            const uint8_t **ret_rest, size_t *ret_rest_bytes)
{
    size_t count = 0;

    while (size >= HEAD_BYTES + PACKET_BYTES && memcmp(bytes, "$D", 2) == 0) {
        assert_int_equal(bytes[2] | bytes[3] << 8, PACKET_BYTES + 8);
        assert_int_equal(bytes[4] | bytes[5] << 8 | bytes[6] << 16, first + count);
        assert_int_equal(bytes[9], (uint8_t)count);
        assert_int_equal(bytes[HEAD_BYTES + 1], (first + count) & 0x7f);
        bytes += HEAD_BYTES + PACKET_BYTES;
        size -= HEAD_BYTES + PACKET_BYTES;
        count++;
    }
    *ret_rest = bytes;
    *ret_rest_bytes = size;
    return count;
}

void rig_assert_packets_and_end(struct player *player, unsigned int first, size_t count)
{
    static const uint8_t end[] = {'$', 'E', 4, 0, 0, 0, 0, 0};
    const uint8_t *bytes = NULL;
    size_t size = 0;

    player_read_to_end(player);
    bytes = rig_after_header(player, &size);
    assert_int_equal(check_packets(bytes, size, first, &bytes, &size), count);
    assert_int_equal(size, sizeof(end));
    assert_memory_equal(bytes, end, sizeof(end));
}

/* ---- single requests ------------------------------------------------------------------------- */

int rig_ask(struct rig *rig, const char *method, const char *path, const char *headers)
{
    struct player player;
    int status = 0;

    player_connect(&player, rig->port, 0);
    player_ask(&player, method, path, headers);
    status = player_status(&player);
    player_close(&player);
    return status;
}
