/* SPDX-License-Identifier: MIT */

/*
 * The push sink and what it says to a server: every byte of requests and bodies, every answer that
 * a server may give.
 */

#include "helpers/push-rig.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jackfield/status.h>

#include "media/sink.h"

/* ---- requests -------------------------------------------------------------------------------- */

static void a_setup_and_a_start_say_what_the_protocol_wants(void **state)
{
    struct push_rig *rig = *state;
    const struct push_request *setup = NULL, *start = NULL;

    rig_open(rig);
    setup = push_server_await(&rig->server, 1);
    assert_int_equal(strncmp(setup->head, "POST /live HTTP/1.1\r\n", 21), 0);
    assert_true(push_request_has(setup, "Content-Type: application/x-wms-pushsetup"));
    assert_true(push_request_has(setup, "User-Agent: WMEncoder/12.0.7600.16385"));
    assert_true(push_request_has(setup, "Cookie: push-id=0"));
    assert_true(push_request_has(setup, "Content-Length: 0"));
    assert_true(push_request_has(setup, "X-Accept-Authentication: Digest"));

    rig_give_header(rig, HEADER_TEXT);
    rig_give_packets(rig, 1);
    start = push_server_await(&rig->server, 2);
    assert_int_equal(start->connection, setup->connection);
    assert_int_equal(strncmp(start->head, "POST /live HTTP/1.1\r\n", 21), 0);
    assert_true(push_request_has(start, "Content-Type: application/x-wms-pushstart"));
    assert_true(push_request_has(start, "User-Agent: WMEncoder/12.0.7600.16385"));
    assert_true(push_request_has(start, "Cookie: push-id=session-1"));
    assert_true(push_request_has(start, "Content-Length: 2147483647"));
    assert_null(strcasestr(start->head, "Expect:"));
    assert_null(strcasestr(start->head, "Transfer-Encoding:"));
}

static void a_template_and_the_end_of_the_point_are_asked_for(void **state)
{
    static const char body[] = "Template-URL: \"/model%20one\"\r\nAutoDestroy: 1\r\n";
    struct push_rig *rig = *state;
    const char *url = push_server_get_url(&rig->server);
    const struct push_request *setup = NULL;

    assert_int_equal(jf_uplink_set_user_agent(rig->sink, "Studio/3"), 0);
    assert_int_equal(jf_push_sink_connect(rig->sink, url, "/model one", true), 0);
    push_server_await_body(&rig->server, 0, strlen(body));
    setup = push_server_await(&rig->server, 1);
    assert_int_equal(setup->size, strlen(body));
    assert_memory_equal(setup->body, body, strlen(body));
    assert_true(push_request_has(setup, "User-Agent: WMEncoder/12.0.7600.16385 Studio/3"));
    assert_int_equal(jf_push_sink_disconnect(rig->sink), 0);

    assert_int_equal(jf_push_sink_end_session(rig->sink), -ENOTCONN);
    assert_int_equal(jf_push_sink_connect(rig->sink, url, NULL, true), 0);
    push_server_await_body(&rig->server, 1, 16);
    setup = push_server_await(&rig->server, 2);
    assert_memory_equal(setup->body, "AutoDestroy: 1\r\n", 16);
    assert_true(push_request_has(setup, "Cookie: push-id=0"));
}

static void what_can_be_known_at_once_is_said_at_once(void **state)
{
    static const char *const bad[] = {"",
                                      "live",
                                      "ftp://host/live",
                                      "http://",
                                      "http:///live",
                                      "http://a b/live",
                                      "http://h:0x/l",
                                      "http://h:70000/l",
                                      "http://user@h/live",
                                      "https://host/live",
                                      "http://h\n/live"};
    struct push_rig *rig = *state;
    struct jf_sink *memory = make_memory(true);

    assert_int_equal(jf_push_sink_connect(rig->sink, NULL, NULL, false), -EINVAL);
    for (size_t i = 0; i < COUNT(bad); i++) {
        if (jf_push_sink_connect(rig->sink, bad[i], NULL, false) != -EDESTADDRREQ)
            fail_msg("\"%s\" was taken", bad[i]);
    }
    assert_int_equal(jf_push_sink_connect(rig->sink, "http://h/l", "/a\"b", false), -EDESTADDRREQ);
    assert_int_equal(jf_hresult(JF_DOMAIN_WRITER, -EDESTADDRREQ), 0xC00D001C);
    assert_int_equal(jf_push_sink_connect(memory, "http://h/l", NULL, false), -ENOTSUP);
    assert_int_equal(jf_push_sink_disconnect(memory), -ENOTSUP);
    assert_int_equal(jf_push_sink_end_session(NULL), -ENOTSUP);
    jf_sink_unref(memory);
    rig_open(rig);
    assert_int_equal(jf_push_sink_connect(rig->sink, "http://h/l", NULL, false), -EISCONN);
    assert_int_equal(jf_uplink_set_buffer_ns(rig->sink, SECOND_NS), -EISCONN);
    assert_int_equal(jf_hresult(JF_DOMAIN_WRITER, -EISCONN), 0xC00D0010);
    assert_int_equal(push_server_get_request_count(&rig->server), 1);
}

/* ---- the body -------------------------------------------------------------------------------- */

static void a_push_is_a_header_packets_and_an_end(void **state)
{
    struct push_rig *rig = *state;
    struct push_packet packets[32] = {{0}};
    const struct push_request *start = NULL;
    const size_t size = 4 + strlen(HEADER_TEXT) + (size_t)20 * (4 + PACKET_BYTES) + 8;

    rig_open(rig);
    rig_give_header(rig, HEADER_TEXT);
    rig_give_packets(rig, 20);
    assert_int_equal(jf_push_sink_end_session(rig->sink), 0);
    rig_expect(rig, JF_WRITER_STATUS_CLOSED, 0);
    push_server_await_body(&rig->server, 1, size);
    start = push_server_await(&rig->server, 2);
    assert_int_equal(start->size, size);
    assert_int_equal(push_request_parse(start, packets, COUNT(packets)), 22);
    assert_int_equal(packets[0].id, 'H');
    assert_int_equal(packets[0].size, strlen(HEADER_TEXT));
    assert_memory_equal(packets[0].bytes, HEADER_TEXT, strlen(HEADER_TEXT));
    for (unsigned int i = 0; i < 20; i++)
        assert_int_equal(packet_number(&packets[1 + i]), i);
    assert_int_equal(packets[21].id, 'E');
    assert_memory_equal(packets[21].bytes - 4, "$E\4\0\0\0\0\0", 8);
    assert_int_equal(rig_statistics(rig).unit_count, 20);
    assert_int_equal(rig_statistics(rig).byte_count, 20 * PACKET_BYTES);
    assert_int_equal(rig_statistics(rig).state, JF_UPLINK_STATE_ENDED);
    /* What is over is over. */
    assert_int_equal(jf_push_sink_end_session(rig->sink), -ENOTCONN);
    assert_int_equal(rig_give_packet(rig), 0);
}

/* All requests from `first` on, joined: the packets without fillers. */
static size_t join_packets(struct push_rig *rig, size_t first, struct push_packet *packets,
                           size_t capacity)
{
    const size_t request_count = push_server_get_request_count(&rig->server);
    size_t count = 0;

    for (size_t i = first; i < request_count; i++) {
        const size_t begin = count;
        const size_t more =
            push_request_parse(&rig->server.requests[i], packets + count, capacity - count);

        for (size_t j = begin; j < begin + more; j++) {
            if (packets[j].id != 'F')
                packets[count++] = packets[j];
        }
    }
    return count;
}

static void a_full_request_is_filled_and_the_next_one_follows(void **state)
{
    static const uint64_t budgets[] = {1, 5000, 5619, 5620, 5621, 5623, 5624, 9000, 70000};

    for (size_t b = 0; b < COUNT(budgets); b++) {
        struct push_rig *rig = NULL;
        struct push_packet packets[256] = {{0}};
        size_t request_count = 0, count = 0;

        open_push_rig((void **)&rig);
        (void)state;
        assert_int_equal(jf_push_sink_set_length_budget(rig->sink, budgets[b]), 0);
        rig_open(rig);
        rig_give_header(rig, HEADER_TEXT);
        rig_give_packets(rig, 60);
        assert_int_equal(jf_push_sink_end_session(rig->sink), 0);
        push_server_stop(&rig->server);
        request_count = push_server_get_request_count(&rig->server);
        assert_true(request_count > 2);
        for (size_t i = 1; i < request_count; i++) {
            const struct push_request *request = &rig->server.requests[i];

            assert_int_equal(request->connection, 1);
            assert_true(request->length >= budgets[b]);
            /* Whole, but for the last one, which the end of the session cuts. */
            if (i + 1 < request_count)
                assert_int_equal(request->size, request->length);
        }
        count = join_packets(rig, 1, packets, COUNT(packets));
        assert_int_equal(count, 62);
        assert_int_equal(packets[0].id, 'H');
        for (unsigned int i = 0; i < 60; i++)
            assert_int_equal(packet_number(&packets[1 + i]), i);
        assert_int_equal(packets[61].id, 'E');
        assert_int_equal(rig_statistics(rig).gap_unit_count, 0);
        close_push_rig((void **)&rig);
    }
}

static void other_content_is_announced(void **state)
{
    struct push_rig *rig = *state;
    struct push_packet packets[16] = {{0}};
    const struct push_request *start = NULL;

    rig_open(rig);
    rig_give_header(rig, HEADER_TEXT);
    rig_give_packets(rig, 2);
    assert_int_equal(jfi_sink_get_ops(rig->sink)->on_end_writing(rig->sink), 0);
    rig_give_header(rig, "another");
    rig_give_packets(rig, 2);
    assert_int_equal(jf_push_sink_end_session(rig->sink), 0);
    push_server_stop(&rig->server);
    start = push_server_await(&rig->server, 2);
    assert_int_equal(push_request_parse(start, packets, COUNT(packets)), 8);
    assert_int_equal(packet_number(&packets[2]), 1);
    assert_memory_equal(packets[3].bytes - 4, "$E\4\0\1\0\0\0", 8);
    assert_memory_equal(packets[4].bytes - 4, "$C\x0b\0\0\0\0\0another", 15);
    assert_int_equal(packet_number(&packets[5]), 2);
    assert_int_equal(packets[7].id, 'E');
}

static void real_sound_arrives_as_asf_that_plays(void **state)
{
    struct push_rig *rig = *state;
    struct jf_writer *writer = NULL;
    struct push_packet *packets = calloc(1024, sizeof(*packets));
    uint8_t *file = calloc(1024, PACKET_BYTES);
    struct decoded decoded;
    size_t count = 0, size = 0;

    assert_non_null(packets);
    assert_non_null(file);
    rig_open(rig);
    writer = begin_with(rig->sink, "asf", "wmav2");
    for (int i = 0; i < 40; i++) {
        write_frames(writer, (int64_t)i * SECOND / 10, SECOND / 10);
        usleep(20000);
    }
    assert_int_equal(jf_writer_end(writer), 0);
    jf_writer_unref(writer);
    assert_int_equal(jf_push_sink_end_session(rig->sink), 0);
    push_server_stop(&rig->server);
    count = push_request_parse(push_server_await(&rig->server, 2), packets, 1024);
    assert_true(count > 10);
    assert_int_equal(packets[0].id, 'H');
    memcpy(file, packets[0].bytes, packets[0].size);
    size = packets[0].size;
    for (size_t i = 1; i + 1 < count; i++) {
        /* Padding comes back with zeros, as clients of such a server do it. */
        assert_int_equal(packets[i].id, 'D');
        memcpy(file + size, packets[i].bytes, packets[i].size);
        size += PACKET_BYTES;
    }
    decode_bytes(file, size, &decoded);
    assert_true(decoded.frame_count > (size_t)SECOND * 39 / 10);
    assert_tone(&decoded, 440, SECOND / 2, (size_t)SECOND * 7 / 2);
    decoded_free(&decoded);
    free(packets);
    free(file);
}

/* ---- answers --------------------------------------------------------------------------------- */

static const struct {
    const char *answer;
    enum push_then then;
    int result;
    uint32_t hresult;
    const char *words;
} refusals[] = {
    {PUSH_REFUSED("400 Bad Request"), PUSH_KEEP, -EBADRQC, 0xC00D2EE3, "400 Bad Request"},
    {PUSH_REFUSED("401 Unauthorized"), PUSH_KEEP, -EKEYREJECTED, 0xC00D2EFB, "401"},
    {PUSH_REFUSED("403 Forbidden"), PUSH_KEEP, -EKEYREVOKED, 0xC00D2EE7, "403 Forbidden"},
    {PUSH_REFUSED("404 Not Found"), PUSH_CLOSE, -ENOTNAM, 0xC00D1455, "404 Not Found"},
    {PUSH_REFUSED("407 Proxy"), PUSH_KEEP, -ENOKEY, 0xC00D2EF6, "407"},
    {PUSH_REFUSED("410 Gone"), PUSH_KEEP, -EIDRM, 0xC00D2EFC, "410 Gone"},
    {PUSH_REFUSED("302 Found"), PUSH_KEEP, -ELOOP, 0xC00D2EEA, "without saying where"},
    {"HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1/\r\nContent-Length: 0\r\n\r\n", PUSH_KEEP,
     -ELOOP, 0xC00D2EEA, "nobody can follow"},
    {"HTTP/1.1 204 No Content\r\nServer: Apache/2.4\r\nSet-Cookie: push-id=1\r\n\r\n", PUSH_KEEP,
     -ENOPROTOOPT, 0xC00D2F0C, "none for pushed streams"},
    {"HTTP/1.1 204 No Content\r\nSet-Cookie: push-id=1\r\n\r\n", PUSH_KEEP, -ENOPROTOOPT,
     0xC00D2F0C, "none for pushed streams"},
    {"HTTP/1.1 200 OK\r\n" PUSH_SERVER "Content-Type: video/x-ms-asf\r\nContent-Length: 24\r\n"
     "\r\n<ASX version=\"3.0\"></ASX>",
     PUSH_KEEP, -ENOPROTOOPT, 0xC00D2F0C, "a page (video/x-ms-asf)"},
    {"HTTP/1.1 204 No Content\r\n" PUSH_SERVER "\r\n", PUSH_KEEP, -ENOPROTOOPT, 0xC00D2F0C,
     "no id"},
    {"HTTP/1.1 204 No Content\r\n" PUSH_SERVER "Set-Cookie: push-id=0\r\n\r\n", PUSH_KEEP,
     -ENOPROTOOPT, 0xC00D2F0C, "no id"},
    {"220 mail.example.org ESMTP\r\n", PUSH_CLOSE, -EPROTO, 0xC00D2EFE, ""},
};

static void a_refusal_is_final_and_has_its_own_status(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(refusals); i++) {
        const struct push_step step = {.answer = refusals[i].answer, .then = refusals[i].then};
        struct push_rig *rig = NULL;

        open_push_rig((void **)&rig);
        push_server_set_script(&rig->server, &step, 1);
        rig_connect(rig);
        rig_expect(rig, JF_WRITER_STATUS_LOCATING, 0);
        rig_expect(rig, JF_WRITER_STATUS_CONNECTING, 0);
        rig_expect_text(rig, JF_WRITER_STATUS_OPENED, refusals[i].result, refusals[i].words);
        assert_int_equal(jf_hresult(JF_DOMAIN_WRITER, refusals[i].result), refusals[i].hresult);
        assert_int_equal(push_server_get_request_count(&rig->server), 1);
        /* The writer is told, too; and another connect may go well. */
        assert_int_equal(rig_give_packet(rig), refusals[i].result);
        assert_int_equal(jf_push_sink_end_session(rig->sink), -ENOTCONN);
        rig_open(rig);
        close_push_rig((void **)&rig);
    }
}

static void a_server_that_may_be_ready_later_is_asked_again(void **state)
{
    static const struct push_step script[] = {
        {.answer = PUSH_REFUSED("503 Service Unavailable")},
        {.answer = PUSH_REFUSED("500 Internal Server Error")},
        {.answer = "", .then = PUSH_CLOSE},
    };
    struct push_rig *rig = *state;

    push_server_set_script(&rig->server, script, COUNT(script));
    rig_open(rig);
    assert_int_equal(push_server_get_request_count(&rig->server), 4);
}

static void the_time_limit_ends_with_what_was_wrong(void **state)
{
    static const struct push_step silent[] = {{.then = PUSH_IGNORE}};
    static const struct push_step busy[] = {{.answer = PUSH_REFUSED("503 Busy")},
                                            {.answer = PUSH_REFUSED("503 Busy")}};
    struct push_rig *rig = *state;

    assert_int_equal(jf_uplink_set_time_limit_ns(rig->sink, SECOND_NS), 0);
    push_server_set_script(&rig->server, silent, 1);
    rig_connect(rig);
    rig_expect(rig, JF_WRITER_STATUS_LOCATING, 0);
    rig_expect(rig, JF_WRITER_STATUS_CONNECTING, 0);
    rig_expect(rig, JF_WRITER_STATUS_OPENED, -ETIMEDOUT);
    assert_int_equal(jf_hresult(JF_DOMAIN_WRITER, -ETIMEDOUT), 0xC00D0013);

    push_server_set_script(&rig->server, busy, COUNT(busy));
    rig_connect(rig);
    rig_expect(rig, JF_WRITER_STATUS_LOCATING, 0);
    rig_expect(rig, JF_WRITER_STATUS_CONNECTING, 0);
    rig_expect_text(rig, JF_WRITER_STATUS_OPENED, -ENOSR, "503 Busy");
    assert_int_equal(jf_hresult(JF_DOMAIN_WRITER, -ENOSR), 0xC00D2EE6);

    push_server_stop(&rig->server);
    rig_connect(rig);
    rig_expect(rig, JF_WRITER_STATUS_LOCATING, 0);
    rig_expect(rig, JF_WRITER_STATUS_CONNECTING, 0);
    rig_expect(rig, JF_WRITER_STATUS_OPENED, -ECONNREFUSED);
    assert_int_equal(jf_hresult(JF_DOMAIN_WRITER, -ECONNREFUSED), 0xC00D2F0B);
}

static void every_cookie_comes_back(void **state)
{
    static const struct push_step script[] = {
        {.answer = "HTTP/1.1 204 No Content\r\nset-cookie: farm=7; path=/\r\n" PUSH_SERVER
                   "Set-Cookie:push-id=a b(c);HttpOnly\r\nSet-Cookie: x=\r\n\r\n"},
    };
    struct push_rig *rig = *state;

    push_server_set_script(&rig->server, script, 1);
    rig_open(rig);
    rig_give_header(rig, HEADER_TEXT);
    rig_give_packets(rig, 1);
    assert_true(
        push_request_has(push_server_await(&rig->server, 2), "Cookie: push-id=a b(c); farm=7; x="));
}

static void a_redirect_is_followed_on_another_connection(void **state)
{
    struct push_rig *rig = *state;
    struct push_server other;
    char *answer = NULL;
    const struct push_request *request = NULL;

    push_server_start(&other, 0);
    assert_true(asprintf(&answer,
                         "HTTP/1.1 302 Found\r\n" PUSH_SERVER
                         "Set-Cookie: push-id=mine\r\nLocation: "
                         "http://127.0.0.1:%u/elsewhere\r\nContent-Length: 0\r\n\r\n",
                         other.port) > 0);
    const struct push_step step = {.answer = answer};
    push_server_set_script(&rig->server, &step, 1);
    rig_open(rig);
    rig_give_header(rig, HEADER_TEXT);
    rig_give_packets(rig, 1);
    request = push_server_await(&other, 2);
    assert_int_equal(strncmp(request->head, "POST /elsewhere ", 16), 0);
    assert_true(push_request_has(&other.requests[0], "Cookie: push-id=0"));
    assert_int_equal(push_server_get_request_count(&rig->server), 1);
    assert_int_equal(jf_push_sink_disconnect(rig->sink), 0);
    push_server_free(&other);
    free(answer);
}

static void redirects_in_a_circle_end(void **state)
{
    struct push_rig *rig = *state;
    struct push_step script[20];
    char *answer = NULL;

    assert_true(asprintf(&answer, "HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n",
                         push_server_get_url(&rig->server)) > 0);
    for (size_t i = 0; i < COUNT(script); i++)
        script[i] = (struct push_step){.answer = answer};
    push_server_set_script(&rig->server, script, COUNT(script));
    rig_connect(rig);
    rig_expect(rig, JF_WRITER_STATUS_LOCATING, 0);
    rig_expect(rig, JF_WRITER_STATUS_CONNECTING, 0);
    rig_expect(rig, JF_WRITER_STATUS_OPENED, -ELOOP);
    assert_int_equal(push_server_get_request_count(&rig->server), 6);
    push_server_stop(&rig->server);
    free(answer);
}

/* ---- orders ---------------------------------------------------------------------------------- */

static void orders_may_come_in_any_order(void **state)
{
    struct push_rig *rig = *state;

    assert_int_equal(jf_push_sink_disconnect(rig->sink), 0);
    assert_int_equal(jf_push_sink_end_session(rig->sink), -ENOTCONN);
    assert_int_equal(jf_hresult(JF_DOMAIN_WRITER, -ENOTCONN), 0xC00D0005);
    assert_int_equal(rig_give_packet(rig), 0);
    rig_open(rig);
    /* There was no data. */
    assert_int_equal(jf_push_sink_end_session(rig->sink), 0);
    rig_expect(rig, JF_WRITER_STATUS_CLOSED, 0);
    assert_int_equal(jf_push_sink_end_session(rig->sink), -ENOTCONN);
    assert_int_equal(jf_push_sink_disconnect(rig->sink), 0);
    rig_open(rig);
    assert_int_equal(jf_push_sink_disconnect(rig->sink), 0);
    rig_expect(rig, JF_WRITER_STATUS_CLOSED, 0);
    assert_int_equal(jf_push_sink_disconnect(rig->sink), 0);
    assert_int_equal(jf_push_sink_end_session(rig->sink), -ENOTCONN);
    rig_connect(rig);
    assert_int_equal(jf_push_sink_disconnect(rig->sink), 0);
}

static void what_comes_while_connecting_waits(void **state)
{
    static const struct push_step script[] = {{.delay_ms = 500}};
    struct push_rig *rig = *state;
    struct push_packet packets[16] = {{0}};

    push_server_set_script(&rig->server, script, 1);
    rig_connect(rig);
    rig_give_header(rig, HEADER_TEXT);
    rig_give_packets(rig, 5);
    assert_int_equal(rig_statistics(rig).waiting_unit_count, 5);
    assert_int_equal(rig_statistics(rig).waiting_ns, 4 * PACKET_NS);
    push_server_await_body(&rig->server, 1, 4 + strlen(HEADER_TEXT) + 5 * (4 + PACKET_BYTES));
    assert_int_equal(jf_push_sink_end_session(rig->sink), 0);
    push_server_stop(&rig->server);
    assert_int_equal(
        push_request_parse(push_server_await(&rig->server, 2), packets, COUNT(packets)), 7);
    for (unsigned int i = 0; i < 5; i++)
        assert_int_equal(packet_number(&packets[1 + i]), i);
}

static void after_a_disconnect_the_same_session_goes_on(void **state)
{
    struct push_rig *rig = *state;
    struct push_packet packets[16] = {{0}};

    rig_open(rig);
    rig_give_header(rig, HEADER_TEXT);
    rig_give_packets(rig, 3);
    assert_int_equal(jf_push_sink_disconnect(rig->sink), 0);
    rig_expect(rig, JF_WRITER_STATUS_CLOSED, 0);
    rig_open(rig);
    rig_give_packets(rig, 2);
    assert_int_equal(jf_push_sink_end_session(rig->sink), 0);
    push_server_stop(&rig->server);
    assert_int_equal(push_server_get_request_count(&rig->server), 4);
    assert_int_equal(push_request_parse(&rig->server.requests[1], packets, COUNT(packets)), 4);
    assert_int_equal(packets[0].id, 'H');
    assert_int_equal(packet_number(&packets[3]), 2);
    assert_true(push_request_has(&rig->server.requests[2], "Cookie: push-id=session-1"));
    assert_int_equal(push_request_parse(&rig->server.requests[3], packets, COUNT(packets)), 3);
    assert_int_equal(packet_number(&packets[0]), 3);
    assert_int_equal(packet_number(&packets[1]), 4);
    assert_int_equal(packets[2].id, 'E');
}

#define PUSH_TEST(test) cmocka_unit_test_setup_teardown(test, open_push_rig, close_push_rig)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PUSH_TEST(a_setup_and_a_start_say_what_the_protocol_wants),
        PUSH_TEST(a_template_and_the_end_of_the_point_are_asked_for),
        PUSH_TEST(what_can_be_known_at_once_is_said_at_once),
        PUSH_TEST(a_push_is_a_header_packets_and_an_end),
        cmocka_unit_test(a_full_request_is_filled_and_the_next_one_follows),
        PUSH_TEST(other_content_is_announced),
        PUSH_TEST(real_sound_arrives_as_asf_that_plays),
        cmocka_unit_test(a_refusal_is_final_and_has_its_own_status),
        PUSH_TEST(a_server_that_may_be_ready_later_is_asked_again),
        PUSH_TEST(the_time_limit_ends_with_what_was_wrong),
        PUSH_TEST(every_cookie_comes_back),
        PUSH_TEST(a_redirect_is_followed_on_another_connection),
        PUSH_TEST(redirects_in_a_circle_end),
        PUSH_TEST(orders_may_come_in_any_order),
        PUSH_TEST(what_comes_while_connecting_waits),
        PUSH_TEST(after_a_disconnect_the_same_session_goes_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
