/* SPDX-License-Identifier: MIT */
#include "helpers/push-rig.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "media/sink.h"

int open_push_rig(void **state)
{
    struct push_rig *rig = calloc(1, sizeof(*rig));

    assert_non_null(rig);
    push_server_start(&rig->server, 0);
    assert_int_equal(jf_sink_new_push(&rig->sink), 0);
    *state = rig;
    return 0;
}

int close_push_rig(void **state)
{
    struct push_rig *rig = *state;

    assert_null(jf_sink_unref(rig->sink));
    push_server_free(&rig->server);
    free(rig);
    return 0;
}

void rig_connect(struct push_rig *rig)
{
    assert_int_equal(
        jf_push_sink_connect(rig->sink, push_server_get_url(&rig->server), NULL, false), 0);
}

void rig_open(struct push_rig *rig)
{
    rig_connect(rig);
    rig_expect(rig, JF_WRITER_STATUS_LOCATING, 0);
    rig_expect(rig, JF_WRITER_STATUS_CONNECTING, 0);
    rig_expect(rig, JF_WRITER_STATUS_OPENED, 0);
}

static int give(struct push_rig *rig, struct jf_data_unit *unit, size_t size, bool header)
{
    const struct jf_sink_ops *ops = jfi_sink_get_ops(rig->sink);
    int err = 0;

    assert_int_equal(jf_data_unit_set_size(unit, size), 0);
    err = header ? ops->on_header(rig->sink, unit) : ops->on_data_unit(rig->sink, unit);
    jf_data_unit_unref(unit);
    return err;
}

void rig_give_header(struct push_rig *rig, const char *text)
{
    struct jf_data_unit *unit = NULL;

    assert_int_equal(jf_data_unit_new(strlen(text), &unit), 0);
    memcpy(jf_data_unit_get_writable(unit), text, strlen(text));
    assert_int_equal(give(rig, unit, strlen(text), true), 0);
}

int rig_give_packet(struct push_rig *rig)
{
    const uint32_t number = rig->packet_count++;
    struct jf_data_unit *unit = NULL;

    assert_int_equal(jf_data_unit_new(PACKET_BYTES, &unit), 0);
    memset(jf_data_unit_get_writable(unit), (int)(number & 0x7f), PACKET_BYTES);
    jf_data_unit_get_writable(unit)[0] = 0;
    memcpy(jf_data_unit_get_writable(unit) + PACKET_BYTES - sizeof(number), &number,
           sizeof(number));
    assert_int_equal(jf_data_unit_set_time_ns(unit, number * PACKET_NS), 0);
    return give(rig, unit, PACKET_BYTES, false);
}

void rig_give_packets(struct push_rig *rig, unsigned int count)
{
    for (unsigned int i = 0; i < count; i++)
        assert_int_equal(rig_give_packet(rig), 0);
}

unsigned int packet_number(const struct push_packet *packet)
{
    uint32_t number = 0;

    assert_int_equal(packet->id, 'D');
    assert_int_equal(packet->size, PACKET_BYTES);
    memcpy(&number, packet->bytes + PACKET_BYTES - sizeof(number), sizeof(number));
    for (size_t i = 1; i < PACKET_BYTES - sizeof(number); i++)
        assert_int_equal(packet->bytes[i], number & 0x7f);
    return number;
}

static struct jf_writer_status *take(struct push_rig *rig)
{
    struct pollfd poll_fd = {.fd = jf_sink_get_fd(rig->sink), .events = POLLIN};
    struct jf_writer_status *status = NULL;

    assert_int_equal(poll(&poll_fd, 1, 15000), 1);
    status = jf_sink_next_status(rig->sink);
    assert_non_null(status);
    return status;
}

void rig_expect_text(struct push_rig *rig, enum jf_writer_status_type type, int result,
                     const char *words)
{
    struct jf_writer_status *status = take(rig);

    if (jf_writer_status_get_type(status) != type ||
        jf_writer_status_get_result(status) != result ||
        !strstr(jf_writer_status_get_text(status), words)) {
        fail_msg("status %d, result %d: \"%s\"; wanted %d, %d: \"%s\"",
                 (int)jf_writer_status_get_type(status), jf_writer_status_get_result(status),
                 jf_writer_status_get_text(status), (int)type, result, words);
    }
    jf_writer_status_free(status);
}

void rig_expect(struct push_rig *rig, enum jf_writer_status_type type, int result)
{
    rig_expect_text(rig, type, result, "");
}

char *rig_take_text(struct push_rig *rig, enum jf_writer_status_type type)
{
    struct jf_writer_status *status = take(rig);
    char *text = strdup(jf_writer_status_get_text(status));

    assert_int_equal(jf_writer_status_get_type(status), type);
    assert_int_equal(jf_writer_status_get_result(status), 0);
    jf_writer_status_free(status);
    assert_non_null(text);
    return text;
}

struct jf_uplink_statistics rig_statistics(struct push_rig *rig)
{
    struct jf_uplink_statistics statistics;

    assert_int_equal(jf_uplink_get_statistics(rig->sink, &statistics), 0);
    return statistics;
}
