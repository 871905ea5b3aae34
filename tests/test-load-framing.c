/* SPDX-License-Identifier: MIT */
/* The load generator's reader: what it lets pass and what it does not. */
#include "bench/load-framing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum {
    HEADER_PAYLOAD = 30 + 50, /* an ASF header with nothing in it, and the head of the data */
    DATA_PAYLOAD = 20
};

struct body {
    uint8_t bytes[1024];
    size_t size;
};

static void add_number(struct body *body, uint64_t number, size_t size)
{
    while (size--) {
        body->bytes[body->size++] = (uint8_t)number;
        number >>= 8;
    }
}

static void add_head(struct body *body, char type, size_t payload, uint32_t location, uint8_t flags)
{
    add_number(body, '$', 1);
    add_number(body, (uint8_t)type, 1);
    add_number(body, payload + 8, 2);
    add_number(body, location, 4);
    add_number(body, 0, 1);
    add_number(body, flags, 1);
    add_number(body, payload + 8, 2);
}

static void add_header(struct body *body)
{
    static const uint8_t guid[16] = {0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11,
                                     0xA6, 0xD9, 0x00, 0xAA, 0x00, 0x62, 0xCE, 0x6C};

    add_head(body, 'H', HEADER_PAYLOAD, 0, 0x0C);
    memcpy(body->bytes + body->size, guid, sizeof(guid));
    body->size += sizeof(guid);
    add_number(body, HEADER_PAYLOAD - 50, 8);
    body->size += HEADER_PAYLOAD - 24;
}

static void add_data(struct body *body, uint32_t location)
{
    add_head(body, 'D', DATA_PAYLOAD, location, (uint8_t)location);
    add_number(body, 0x82, 1);
    body->size += DATA_PAYLOAD - 1;
}

static void add_end(struct body *body, uint32_t reason)
{
    add_number(body, '$', 1);
    add_number(body, 'E', 1);
    add_number(body, 4, 2);
    add_number(body, reason, 4);
}

/* Reads it in pieces of every size, which must not matter. */
static struct load_framing read_body(const struct body *body)
{
    struct load_framing whole, framing;

    load_framing_init(&whole, false);
    load_framing_take(&whole, body->bytes, body->size);
    for (size_t piece = 1; piece < body->size; piece++) {
        load_framing_init(&framing, false);
        for (size_t at = 0; at < body->size; at += piece)
            load_framing_take(&framing, body->bytes + at,
                              piece < body->size - at ? piece : body->size - at);
        assert_ptr_equal(framing.broken, whole.broken);
        assert_int_equal(framing.packets, whole.packets);
        assert_int_equal(framing.holes, whole.holes);
        assert_int_equal(framing.has_ended, whole.has_ended);
    }
    return whole;
}

static void a_whole_stream_is_read(void **state)
{
    struct body body = {0};
    struct load_framing framing;

    (void)state;
    add_header(&body);
    add_data(&body, UINT32_MAX);
    add_data(&body, 0);
    add_data(&body, 1);
    add_end(&body, 0);
    framing = read_body(&body);
    assert_null(framing.broken);
    assert_true(framing.has_header && framing.has_ended);
    assert_int_equal(framing.packets, 3);
    assert_int_equal(framing.holes, 0);
}

static void numbers_that_do_not_follow_are_holes(void **state)
{
    struct body body = {0};
    struct load_framing framing;

    (void)state;
    add_header(&body);
    add_data(&body, 7);
    add_data(&body, 9);
    add_data(&body, 9);
    add_data(&body, 10);
    framing = read_body(&body);
    assert_null(framing.broken);
    assert_int_equal(framing.holes, 2);
}

static void assert_broken(const struct body *body, const char *why)
{
    struct load_framing framing = read_body(body);

    assert_non_null(framing.broken);
    assert_string_equal(framing.broken, why);
}

static void data_before_the_header_is_broken(void **state)
{
    struct body body = {0};

    (void)state;
    add_data(&body, 0);
    assert_broken(&body, "a $D before the $H");
}

static void a_second_header_is_broken(void **state)
{
    struct body body = {0};

    (void)state;
    add_header(&body);
    add_header(&body);
    assert_broken(&body, "a second $H");
}

static void a_header_of_another_size_is_broken(void **state)
{
    struct body body = {0};

    (void)state;
    add_header(&body);
    body.bytes[12 + 16]++;
    assert_broken(&body, "an ASF header of another size than its $H");
}

static void lengths_that_differ_are_broken(void **state)
{
    struct body body = {0};

    (void)state;
    add_header(&body);
    body.bytes[10]++;
    assert_broken(&body, "a packet with two lengths");
}

static void a_packet_that_is_lost_on_the_way_is_broken(void **state)
{
    struct body body = {0};

    (void)state;
    add_header(&body);
    add_data(&body, 0);
    body.size -= 3;
    add_data(&body, 1);
    add_data(&body, 2);
    assert_broken(&body, "no $H, $D or $E where a packet begins");
}

static void data_that_is_no_asf_packet_is_broken(void **state)
{
    struct body body = {0};

    (void)state;
    add_header(&body);
    add_data(&body, 0);
    body.bytes[body.size - DATA_PAYLOAD] = 0;
    assert_broken(&body, "no ASF packet in a $D");
}

static void an_end_with_a_reason_is_broken(void **state)
{
    struct body body = {0};

    (void)state;
    add_header(&body);
    add_end(&body, 5);
    assert_broken(&body, "an $E that is not a plain end");
}

static void more_after_the_end_is_broken(void **state)
{
    struct body body = {0};

    (void)state;
    add_header(&body);
    add_end(&body, 0);
    add_data(&body, 0);
    assert_broken(&body, "more after the $E");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_stream_is_read),
        cmocka_unit_test(numbers_that_do_not_follow_are_holes),
        cmocka_unit_test(data_before_the_header_is_broken),
        cmocka_unit_test(a_second_header_is_broken),
        cmocka_unit_test(a_header_of_another_size_is_broken),
        cmocka_unit_test(lengths_that_differ_are_broken),
        cmocka_unit_test(a_packet_that_is_lost_on_the_way_is_broken),
        cmocka_unit_test(data_that_is_no_asf_packet_is_broken),
        cmocka_unit_test(an_end_with_a_reason_is_broken),
        cmocka_unit_test(more_after_the_end_is_broken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
