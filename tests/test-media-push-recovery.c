/* SPDX-License-Identifier: MIT */

/*
 * The push sink while its server, or the way to it, goes away and comes back: what has arrived and
 * what the sink says is lost are together exactly what was given, and nothing comes twice.
 */

#include "helpers/push-rig.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libavutil/md5.h>

#define MAX_PACKETS 4096

/* ---- what came ------------------------------------------------------------------------------- */

/* Every number that has come, in order; asserts that none did twice. */
static size_t list_numbers(struct push_rig *rig, unsigned int *numbers)
{
    struct push_packet *packets = calloc(MAX_PACKETS, sizeof(*packets));
    const size_t request_count = push_server_get_request_count(&rig->server);
    size_t count = 0;

    assert_non_null(packets);
    for (size_t i = 0; i < request_count; i++) {
        const struct push_request *request = &rig->server.requests[i];
        size_t packet_count = 0;

        if (!push_request_has(request, "Content-Type: application/x-wms-pushstart"))
            continue;
        packet_count = push_request_parse(request, packets, MAX_PACKETS);
        for (size_t j = 0; j < packet_count; j++) {
            if (packets[j].id != 'D')
                continue;
            numbers[count] = packet_number(&packets[j]);
            assert_true(count == 0 || numbers[count] > numbers[count - 1]);
            count++;
        }
    }
    free(packets);
    return count;
}

/*
 * What was given is here, or in the gap, and the sink has counted it so; but for a server that
 * threw away what its machine had received.
 */
static void assert_exact_but(struct push_rig *rig, unsigned int thrown_away)
{
    const struct jf_uplink_statistics statistics = rig_statistics(rig);
    unsigned int numbers[MAX_PACKETS];
    const size_t count = list_numbers(rig, numbers);

    assert_int_equal(statistics.waiting_unit_count, 0);
    assert_int_equal(statistics.unit_count + statistics.gap_unit_count, rig->packet_count);
    assert_in_range(statistics.unit_count, count, count + thrown_away);
    assert_int_equal(statistics.gap_ns, (int64_t)statistics.gap_unit_count * PACKET_NS);
}

static void assert_exact(struct push_rig *rig)
{
    assert_exact_but(rig, 0);
}

/* Gives a packet each 10 ms for a while. */
static void stream_ms(struct push_rig *rig, int duration_ms)
{
    for (int i = 0; i < duration_ms / 10; i++) {
        rig_give_packets(rig, 1);
        usleep(10000);
    }
}

static void begin_stream(struct push_rig *rig)
{
    rig_open(rig);
    rig_give_header(rig, HEADER_TEXT);
    stream_ms(rig, 100);
}

static void end_stream(struct push_rig *rig)
{
    assert_int_equal(jf_push_sink_end_session(rig->sink), 0);
    push_server_stop(&rig->server);
}

/* ---- breaks ---------------------------------------------------------------------------------- */

/* Breaks the first PushStart after some packets in this way; the session goes on. */
static void break_once(struct push_rig *rig, enum push_then then, const char *answer, int result,
                       const char *words)
{
    const struct push_step script[] = {{0}, {.answer = answer, .after_bytes = 20000, .then = then}};

    push_server_set_script(&rig->server, script, COUNT(script));
    begin_stream(rig);
    stream_ms(rig, 200);
    rig_expect_text(rig, JF_WRITER_STATUS_RECONNECT_START, result, words);
    stream_ms(rig, 1500);
    free(rig_take_text(rig, JF_WRITER_STATUS_RECONNECT_END));
    end_stream(rig);
    assert_exact_but(rig, then == PUSH_RESET ? 2 : 0);
}

static void a_connection_that_is_closed_comes_back_without_a_header(void **state)
{
    struct push_rig *rig = *state;
    struct push_packet *packets = calloc(MAX_PACKETS, sizeof(*packets));
    const struct push_step script[] = {{0},
                                       {.answer = "", .after_bytes = 20000, .then = PUSH_CLOSE}};
    char *text = NULL, *wanted = NULL;

    assert_non_null(packets);
    push_server_set_script(&rig->server, script, COUNT(script));
    begin_stream(rig);
    stream_ms(rig, 200);
    rig_expect(rig, JF_WRITER_STATUS_RECONNECT_START, -ECONNABORTED);
    assert_int_equal(rig_statistics(rig).state, JF_UPLINK_STATE_RECONNECTING);
    stream_ms(rig, 1500);
    text = rig_take_text(rig, JF_WRITER_STATUS_RECONNECT_END);
    end_stream(rig);
    assert_int_equal(push_server_get_request_count(&rig->server), 4);
    assert_true(push_request_has(&rig->server.requests[2], "Cookie: push-id=session-1"));
    assert_true(push_request_parse(&rig->server.requests[3], packets, MAX_PACKETS) > 0);
    assert_int_equal(packets[0].id, 'D');
    assert_int_equal(rig_statistics(rig).reconnect_count, 1);
    assert_true(asprintf(&wanted, "gap of %" PRId64 " ns in %" PRIu64 " data units",
                         rig_statistics(rig).gap_ns, rig_statistics(rig).gap_unit_count) > 0);
    assert_non_null(strstr(text, wanted));
    free(wanted);
    free(text);
    free(packets);
}

/* ---- answers in the middle ------------------------------------------------------------------- */

static const struct {
    const char *answer;
    enum push_then then;
    int result;
    const char *words;
} breaks[] = {
    {"", PUSH_CLOSE, -ECONNABORTED, ""},
    {"", PUSH_RESET, -ECONNABORTED, ""},
    {PUSH_REFUSED("408 Request Timeout"), PUSH_CLOSE, -ETIMEDOUT, "408 Request Timeout"},
    {PUSH_REFUSED("403 Forbidden"), PUSH_IGNORE, -EKEYREVOKED, "403 Forbidden"},
    {PUSH_REFUSED("503 Busy"), PUSH_CLOSE, -ENOSR, "503 Busy"},
    {"HTTP/1.1 204 No Content\r\n" PUSH_SERVER "Content-Length: 0\r\n\r\n", PUSH_CLOSE,
     -ECONNABORTED, "has ended the push"},
    {"\x16\x03\x01 no HTTP at all\r\n\r\n", PUSH_CLOSE, -EPROTO, ""},
};

static void every_break_is_told_and_leaves_an_exact_gap(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(breaks); i++) {
        struct push_rig *rig = NULL;

        open_push_rig((void **)&rig);
        print_message("break %zu\n", i);
        break_once(rig, breaks[i].then, breaks[i].answer, breaks[i].result, breaks[i].words);
        close_push_rig((void **)&rig);
    }
}

/* ---- servers that are away ------------------------------------------------------------------- */

static void a_killed_server_finds_what_waited_for_it(void **state)
{
    struct push_rig *rig = *state;

    begin_stream(rig);
    push_server_await_body(&rig->server, 1, 10 * (PACKET_BYTES + 4));
    push_server_stop(&rig->server);
    stream_ms(rig, 800);
    rig_expect(rig, JF_WRITER_STATUS_RECONNECT_START, -ECONNABORTED);
    push_server_restart(&rig->server);
    free(rig_take_text(rig, JF_WRITER_STATUS_RECONNECT_END));
    stream_ms(rig, 100);
    end_stream(rig);
    assert_exact(rig);
    /* Ten seconds wait, and it was away for eight. */
    assert_true(rig_statistics(rig).gap_unit_count <= 2);
}

/* The oldest or the newest are dropped; the gap is what the buffer cannot hold. */
static void outlast_the_buffer(struct push_rig *rig, enum jf_uplink_drop drop)
{
    unsigned int numbers[MAX_PACKETS];
    uint64_t dropped = 0;

    assert_int_equal(jf_uplink_set_buffer_ns(rig->sink, SECOND_NS), 0);
    assert_int_equal(jf_uplink_set_drop(rig->sink, drop), 0);
    begin_stream(rig);
    push_server_await_body(&rig->server, 1, 10 * (PACKET_BYTES + 4));
    push_server_stop(&rig->server);
    rig_expect(rig, JF_WRITER_STATUS_RECONNECT_START, -ECONNABORTED);
    rig_give_packets(rig, 100);
    assert_int_equal(rig_statistics(rig).waiting_ns, SECOND_NS);
    dropped = rig_statistics(rig).gap_unit_count;
    assert_int_equal(dropped, 100 - 11);
    push_server_restart(&rig->server);
    free(rig_take_text(rig, JF_WRITER_STATUS_RECONNECT_END));
    for (int i = 0; i < 500 && rig_statistics(rig).waiting_unit_count > 0; i++)
        usleep(10000);
    rig_give_packets(rig, 1);
    end_stream(rig);
    assert_exact(rig);
    assert_int_equal(list_numbers(rig, numbers), 22);
    assert_int_equal(numbers[9], 9);
    assert_int_equal(numbers[10], drop == JF_UPLINK_DROP_OLDEST ? 99 : 10);
    assert_int_equal(numbers[21], 110);
}

static void more_than_the_buffer_takes_is_dropped_from_the_old_end(void **state)
{
    outlast_the_buffer(*state, JF_UPLINK_DROP_OLDEST);
}

static void more_than_the_buffer_takes_is_dropped_from_the_new_end(void **state)
{
    outlast_the_buffer(*state, JF_UPLINK_DROP_NEWEST);
}

/* A stream whose connection breaks and comes back, in so many requests. */
static void outlive_a_break(struct push_rig *rig, size_t request_count)
{
    begin_stream(rig);
    rig_expect(rig, JF_WRITER_STATUS_RECONNECT_START, -ECONNABORTED);
    free(rig_take_text(rig, JF_WRITER_STATUS_RECONNECT_END));
    stream_ms(rig, 100);
    end_stream(rig);
    assert_exact(rig);
    assert_int_equal(push_server_get_request_count(&rig->server), request_count);
}

static void a_session_that_the_server_has_forgotten_is_replaced(void **state)
{
    const struct push_step script[] = {
        {0},
        {.answer = "", .after_bytes = 10000, .then = PUSH_CLOSE},
        {.answer = PUSH_REFUSED("404 No such session")},
        {.answer = "HTTP/1.1 204 No Content\r\n" PUSH_SERVER "Set-Cookie: push-id=second\r\n\r\n"}};
    struct push_rig *rig = *state;
    struct push_packet *packets = calloc(MAX_PACKETS, sizeof(*packets));

    assert_non_null(packets);
    push_server_set_script(&rig->server, script, COUNT(script));
    outlive_a_break(rig, 5);
    assert_true(push_request_has(&rig->server.requests[2], "Cookie: push-id=session-1"));
    assert_true(push_request_has(&rig->server.requests[3], "Cookie: push-id=0"));
    assert_true(push_request_has(&rig->server.requests[4], "Cookie: push-id=second"));
    assert_true(push_request_parse(&rig->server.requests[4], packets, MAX_PACKETS) > 1);
    assert_int_equal(packets[0].id, 'H');
    free(packets);
}

static void a_session_whose_server_has_not_missed_it_yet_goes_on(void **state)
{
    const struct push_step script[] = {{0},
                                       {.answer = "", .after_bytes = 10000, .then = PUSH_CLOSE},
                                       {.answer = PUSH_REFUSED("503 Busy")},
                                       {.answer = PUSH_REFUSED("503 Busy"), .then = PUSH_CLOSE}};
    struct push_rig *rig = *state;
    struct push_packet *packets = calloc(MAX_PACKETS, sizeof(*packets));

    assert_non_null(packets);
    push_server_set_script(&rig->server, script, COUNT(script));
    outlive_a_break(rig, 6);
    for (size_t i = 2; i < 6; i++)
        assert_true(push_request_has(&rig->server.requests[i], "Cookie: push-id=session-1"));
    assert_true(push_request_parse(&rig->server.requests[5], packets, MAX_PACKETS) > 1);
    assert_int_equal(packets[0].id, 'D');
    free(packets);
}

static void a_start_that_is_refused_is_tried_anew(void **state)
{
    const struct push_step script[] = {
        {0}, {.answer = PUSH_REFUSED("404 Not Found"), .after_bytes = 1, .then = PUSH_CLOSE}};
    struct push_rig *rig = *state;

    push_server_set_script(&rig->server, script, COUNT(script));
    begin_stream(rig);
    rig_expect(rig, JF_WRITER_STATUS_RECONNECT_START, -ENOTNAM);
    free(rig_take_text(rig, JF_WRITER_STATUS_RECONNECT_END));
    end_stream(rig);
    assert_exact(rig);
}

static void a_server_that_stays_away_is_given_up(void **state)
{
    struct push_rig *rig = *state;

    assert_int_equal(jf_uplink_set_give_up_ns(rig->sink, SECOND_NS), 0);
    begin_stream(rig);
    push_server_stop(&rig->server);
    rig_expect(rig, JF_WRITER_STATUS_RECONNECT_START, -ECONNABORTED);
    rig_expect(rig, JF_WRITER_STATUS_ERROR, -ECONNREFUSED);
    assert_int_equal(rig_statistics(rig).state, JF_UPLINK_STATE_FAILED);
    assert_int_equal(rig_give_packet(rig), -ECONNREFUSED);
    assert_int_equal(jf_push_sink_end_session(rig->sink), -ECONNABORTED);
    assert_int_equal(jf_push_sink_disconnect(rig->sink), 0);
}

static void an_end_while_the_connection_is_broken_says_so(void **state)
{
    struct push_rig *rig = *state;

    begin_stream(rig);
    push_server_stop(&rig->server);
    rig_expect(rig, JF_WRITER_STATUS_RECONNECT_START, -ECONNABORTED);
    assert_int_equal(jf_push_sink_end_session(rig->sink), -ECONNABORTED);
    rig_expect(rig, JF_WRITER_STATUS_CLOSED, -ECONNABORTED);
    assert_int_equal(rig_statistics(rig).state, JF_UPLINK_STATE_ENDED);
}

static void a_server_that_does_not_read_never_holds_the_writer_up(void **state)
{
    const struct push_step script[] = {
        {0}, {.after_bytes = 1, .delay_ms = 3000, .answer = "", .then = PUSH_CLOSE}};
    struct push_rig *rig = *state;
    struct jf_uplink_statistics statistics;

    push_server_set_script(&rig->server, script, COUNT(script));
    rig_open(rig);
    rig_give_header(rig, HEADER_TEXT);
    /* 28 MB, more than any socket takes. */
    rig_give_packets(rig, 20000);
    statistics = rig_statistics(rig);
    assert_true(statistics.waiting_ns <= 10 * SECOND_NS);
    assert_true(statistics.gap_unit_count > 10000);
    assert_int_equal(
        statistics.gap_unit_count + statistics.unit_count + statistics.waiting_unit_count, 20000);
}

/* ---- passwords ------------------------------------------------------------------------------- */

#define CHALLENGE                                                                               \
    "HTTP/1.1 401 Unauthorized\r\n" PUSH_SERVER                                                 \
    "WWW-Authenticate: Digest realm=\"studio\", nonce=\"abc\", algorithm=MD5, qop=\"auth\"\r\n" \
    "Set-Cookie: push-id=challenged\r\nContent-Length: 0\r\n\r\n"
#define CHALLENGE_BASIC                         \
    "HTTP/1.1 401 Unauthorized\r\n" PUSH_SERVER \
    "WWW-Authenticate: Basic realm=\"studio\"\r\nContent-Length: 0\r\n\r\n"

static void hash(char hex[33], const char *text)
{
    uint8_t sum[16];

    av_md5_sum(sum, (const uint8_t *)text, strlen(text));
    for (size_t i = 0; i < sizeof(sum); i++)
        (void)snprintf(hex + 2 * i, 3, "%02x", sum[i]);
}

/* The value in quotation marks, or bare. */
static void get_value(const char *head, const char *name, char value[64])
{
    const char *at = strstr(head, name);

    assert_non_null(at);
    at += strlen(name);
    at += *at == '"';
    (void)snprintf(value, 64, "%.*s", (int)strcspn(at, "\",\r"), at);
}

/* RFC 2617, 3.2.2.1. */
static void assert_digest(const struct push_request *request, const char *password)
{
    char a1[33], a2[33], wanted[33], response[64], cnonce[64], nc[64], text[256];

    assert_non_null(strstr(request->head, "Authorization: Digest username=\"me\""));
    get_value(request->head, "response=", response);
    get_value(request->head, "cnonce=", cnonce);
    get_value(request->head, "nc=", nc);
    (void)snprintf(text, sizeof(text), "me:studio:%s", password);
    hash(a1, text);
    hash(a2, "POST:/live");
    (void)snprintf(text, sizeof(text), "%s:abc:%s:%s:auth:%s", a1, nc, cnonce, a2);
    hash(wanted, text);
    assert_string_equal(response, wanted);
}

static void a_challenge_is_answered_on_a_new_connection(void **state)
{
    const struct push_step script[] = {{.answer = CHALLENGE}};
    struct push_rig *rig = *state;
    const struct push_request *request = NULL;

    push_server_set_script(&rig->server, script, COUNT(script));
    assert_int_equal(jf_uplink_set_credentials(rig->sink, "me", "secret"), 0);
    rig_open(rig);
    request = push_server_await(&rig->server, 2);
    assert_null(strstr(rig->server.requests[0].head, "Authorization:"));
    assert_int_equal(request->connection, 2);
    assert_true(push_request_has(request, "Cookie: push-id=challenged"));
    assert_digest(request, "secret");
    rig_give_header(rig, HEADER_TEXT);
    rig_give_packets(rig, 3);
    request = push_server_await(&rig->server, 3);
    assert_int_equal(request->connection, 2);
    assert_digest(request, "secret");
    assert_true(push_request_has(request, "Content-Length: 2147483647"));
    end_stream(rig);
    assert_exact(rig);
}

static void a_wrong_password_is_final(void **state)
{
    const struct push_step script[] = {
        {.answer = CHALLENGE}, {.answer = CHALLENGE}, {.answer = CHALLENGE}, {.answer = CHALLENGE}};
    struct push_rig *rig = *state;

    push_server_set_script(&rig->server, script, COUNT(script));
    assert_int_equal(jf_uplink_set_credentials(rig->sink, "me", "wrong"), 0);
    rig_connect(rig);
    rig_expect(rig, JF_WRITER_STATUS_LOCATING, 0);
    rig_expect(rig, JF_WRITER_STATUS_CONNECTING, 0);
    rig_expect_text(rig, JF_WRITER_STATUS_OPENED, -EKEYREJECTED, "401");
    assert_true(push_server_get_request_count(&rig->server) <= 4);
}

static void a_password_goes_in_clear_only_with_consent(void **state)
{
    const struct push_step script[] = {{.answer = CHALLENGE_BASIC}};
    struct push_rig *rig = *state;

    push_server_set_script(&rig->server, script, COUNT(script));
    assert_int_equal(jf_uplink_set_credentials(rig->sink, "me", "secret"), 0);
    rig_connect(rig);
    rig_expect(rig, JF_WRITER_STATUS_LOCATING, 0);
    rig_expect(rig, JF_WRITER_STATUS_CONNECTING, 0);
    rig_expect_text(rig, JF_WRITER_STATUS_OPENED, -EKEYREJECTED, "only in clear text");
    for (size_t i = 0; i < push_server_get_request_count(&rig->server); i++)
        assert_null(strstr(rig->server.requests[i].head, "Authorization:"));

    push_server_set_script(&rig->server, script, COUNT(script));
    assert_int_equal(jf_uplink_set_clear_text(rig->sink, true), 0);
    rig_open(rig);
    assert_non_null(
        strstr(rig->server.requests[push_server_get_request_count(&rig->server) - 1].head,
               "Authorization: Basic bWU6c2VjcmV0\r\n"));
    rig_give_header(rig, HEADER_TEXT);
    rig_give_packets(rig, 3);
    end_stream(rig);
    assert_int_equal(rig_statistics(rig).unit_count, 3);
}

#define PUSH_TEST(test) cmocka_unit_test_setup_teardown(test, open_push_rig, close_push_rig)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PUSH_TEST(a_connection_that_is_closed_comes_back_without_a_header),
        cmocka_unit_test(every_break_is_told_and_leaves_an_exact_gap),
        PUSH_TEST(a_killed_server_finds_what_waited_for_it),
        PUSH_TEST(more_than_the_buffer_takes_is_dropped_from_the_old_end),
        PUSH_TEST(more_than_the_buffer_takes_is_dropped_from_the_new_end),
        PUSH_TEST(a_session_that_the_server_has_forgotten_is_replaced),
        PUSH_TEST(a_session_whose_server_has_not_missed_it_yet_goes_on),
        PUSH_TEST(a_start_that_is_refused_is_tried_anew),
        PUSH_TEST(a_server_that_stays_away_is_given_up),
        PUSH_TEST(an_end_while_the_connection_is_broken_says_so),
        PUSH_TEST(a_server_that_does_not_read_never_holds_the_writer_up),
        PUSH_TEST(a_challenge_is_answered_on_a_new_connection),
        PUSH_TEST(a_wrong_password_is_final),
        PUSH_TEST(a_password_goes_in_clear_only_with_consent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
