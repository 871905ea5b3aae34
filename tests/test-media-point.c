/* SPDX-License-Identifier: MIT */

/*
 * The publishing point server as encoders and players meet it, over loopback. The encoder is the
 * test: it speaks MS-WMHTTP by hand, every byte known.
 */

#include "helpers/player.h"
#include "test-media-support.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PACKET_BYTES 1400
#define SHORT_BYTES  1000
#define HEADER_BYTES (30 + 104 + 50)
#define BUDGET       "2147483647"
#define SETUP \
    "Content-Type: application/x-wms-pushsetup\r\nUser-Agent: WMEncoder/11.0.5721.5145\r\n"
#define START \
    "Content-Type: application/x-wms-pushstart\r\nUser-Agent: WMEncoder/11.0.5721.5145\r\n"
#define MS ((int64_t)1000000)

struct rig {
    struct jf_point_server *server;
    unsigned int port;
    uint8_t header[HEADER_BYTES];
    char id[64];
};

/* ---- the encoder ----------------------------------------------------------------------------- */

/* A Header Object with File Properties, and the head of a Data Object. `mark` tells two apart. */
static void make_header(uint8_t header[HEADER_BYTES], uint8_t mark)
{
    static const uint8_t header_guid[] = {0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11,
                                          0xa6, 0xd9, 0x00, 0xaa, 0x00, 0x62, 0xce, 0x6c};
    static const uint8_t file_guid[] = {0xa1, 0xdc, 0xab, 0x8c, 0x47, 0xa9, 0xcf, 0x11,
                                        0x8e, 0xe4, 0x00, 0xc0, 0x0c, 0x20, 0x53, 0x65};
    uint8_t *file = header + 30;

    memset(header, 0, HEADER_BYTES);
    memcpy(header, header_guid, 16);
    header[16] = 30 + 104;
    header[24] = 1;
    memcpy(file, file_guid, 16);
    file[16] = 104;
    file[96] = PACKET_BYTES & 0xff;
    file[97] = PACKET_BYTES >> 8;
    header[HEADER_BYTES - 1] = mark;
}

static void send_bytes(struct player *encoder, const void *bytes, size_t size)
{
    assert_int_equal(send(encoder->fd, bytes, size, MSG_NOSIGNAL), size);
}

static void send_packet(struct player *encoder, char id, const uint8_t *payload, size_t size)
{
    const uint8_t head[] = {'$', (uint8_t)id, (uint8_t)size, (uint8_t)(size >> 8)};

    send_bytes(encoder, head, sizeof(head));
    send_bytes(encoder, payload, size);
}

/* Packet n is full of n, and came without its padding. */
static void send_data(struct player *encoder, unsigned int first, unsigned int count)
{
    uint8_t payload[SHORT_BYTES];

    for (unsigned int i = first; i < first + count; i++) {
        memset(payload, (int)(i & 0x7f), sizeof(payload));
        payload[0] = 0;
        send_packet(encoder, 'D', payload, sizeof(payload));
    }
}

static void send_end(struct player *encoder, uint8_t reason)
{
    const uint8_t payload[] = {reason, 0, 0, 0};

    send_packet(encoder, 'E', payload, sizeof(payload));
}

static void ask_setup(struct player *encoder, const char *path, const char *id, const char *body)
{
    char text[1024];

    (void)snprintf(text, sizeof(text),
                   "POST %s HTTP/1.1\r\nHost: x\r\n" SETUP "Cookie: push-id=%s\r\n"
                   "Content-Length: %zu\r\n\r\n%s",
                   path, id, strlen(body), body);
    player_send(encoder, text);
}

/* The status of an announcement on a connection of its own; takes the id that comes with it. */
static int set_up(struct rig *rig, const char *path, const char *id, const char *body)
{
    struct player encoder;
    const char *cookie = NULL;
    int status = 0;

    player_connect(&encoder, rig->port, 0);
    ask_setup(&encoder, path, id, body);
    status = player_status(&encoder);
    cookie = strstr((const char *)encoder.bytes, "push-id=");
    if (status == 204) {
        assert_non_null(cookie);
        assert_int_equal(sscanf(cookie, "push-id=%63[0-9a-f]", rig->id), 1);
        assert_true(player_has_header(&encoder, "Cache-Control: no-cache"));
        assert_non_null(strstr((const char *)encoder.bytes, "Server: Rex/"));
    }
    player_close(&encoder);
    return status;
}

static void start(struct rig *rig, struct player *encoder, const char *path, const char *id,
                  const char *length)
{
    char text[512];

    player_connect(encoder, rig->port, 0);
    (void)snprintf(text, sizeof(text),
                   "POST %s HTTP/1.1\r\nHost: x\r\n" START "Cookie: a=b; push-id=%s\r\n"
                   "Content-Length: %s\r\n\r\n",
                   path, id, length);
    player_send(encoder, text);
}

static void start_with_header(struct rig *rig, struct player *encoder)
{
    assert_int_equal(set_up(rig, "/live", "0", ""), 204);
    start(rig, encoder, "/live", rig->id, BUDGET);
    send_packet(encoder, 'H', rig->header, HEADER_BYTES);
}

/* ---- the server ------------------------------------------------------------------------------ */

static int open_rig(void **state)
{
    static const struct jf_point_times times = {
        .linger_ns = 60 * 1000 * MS, .idle_ns = 60 * 1000 * MS, .inactivity_ns = 60 * 1000 * MS};
    struct rig *rig = calloc(1, sizeof(*rig));

    assert_non_null(rig);
    make_header(rig->header, 1);
    assert_int_equal(jf_point_server_new(&rig->server), 0);
    assert_int_equal(jf_point_server_add_point(rig->server, "live"), 0);
    assert_int_equal(jf_point_server_set_times(rig->server, &times), 0);
    assert_int_equal(jf_point_server_set_coalescing_ns(rig->server, 0), 0);
    assert_int_equal(jf_point_server_open(rig->server, NULL, &rig->port), 0);
    *state = rig;
    return 0;
}

static int close_rig(void **state)
{
    struct rig *rig = *state;

    assert_null(jf_point_server_free(rig->server));
    free(rig);
    return 0;
}

/* Opened anew with other settings: those of a server are made before it opens. */
static void reopen(struct rig *rig, int64_t linger_ms, int64_t idle_ms, int64_t inactivity_ms)
{
    const struct jf_point_times times = {
        .linger_ns = linger_ms * MS, .idle_ns = idle_ms * MS, .inactivity_ns = inactivity_ms * MS};

    assert_int_equal(jf_point_server_close(rig->server), 0);
    assert_int_equal(jf_point_server_set_times(rig->server, &times), 0);
    assert_int_equal(jf_point_server_open(rig->server, NULL, &rig->port), 0);
}

static void wait_for_state(struct rig *rig, enum jf_point_state wanted)
{
    struct jf_point point = {.state = JF_POINT_IDLE};

    for (int i = 0; i < 500; i++) {
        assert_int_equal(jf_point_server_get_point(rig->server, 0, &point), 0);
        if (point.state == wanted)
            return;
        usleep(10000);
    }
    assert_int_equal(point.state, wanted);
}

static void wait_for_packets(struct rig *rig, uint64_t count)
{
    struct jf_point point = {.packet_count = 0};

    for (int i = 0; i < 500 && point.packet_count != count; i++) {
        usleep(10000);
        assert_int_equal(jf_point_server_get_point(rig->server, 0, &point), 0);
    }
    assert_int_equal(point.packet_count, count);
}

static void assert_event(struct rig *rig, enum jf_writer_status_type type, int result)
{
    struct pollfd descriptor = {.fd = jf_point_server_get_fd(rig->server), .events = POLLIN};
    struct jf_writer_status *status = NULL;

    assert_int_equal(poll(&descriptor, 1, 5000), 1);
    status = jf_point_server_next_status(rig->server);
    assert_non_null(status);
    assert_int_equal(jf_writer_status_get_type(status), type);
    assert_int_equal(jf_writer_status_get_result(status), result);
    jf_writer_status_free(status);
}

/* ---- what a player gets ---------------------------------------------------------------------- */

/* The header, so many packets in order from number 0 of the encoder's on, and `$E`. */
static void assert_stream(struct rig *rig, struct player *player, unsigned int count)
{
    static const uint8_t end[] = {'$', 'E', 4, 0, 0, 0, 0, 0};
    const uint8_t *bytes = NULL;
    size_t size = 0;

    player_read_to_end(player);
    bytes = player_body(player, &size);
    assert_non_null(bytes);
    assert_int_equal(size, 12 + HEADER_BYTES + (size_t)count * (12 + SHORT_BYTES) + sizeof(end));
    assert_memory_equal(bytes + 12, rig->header, HEADER_BYTES);
    bytes += 12 + HEADER_BYTES;
    for (unsigned int i = 0; i < count; i++, bytes += 12 + SHORT_BYTES) {
        assert_memory_equal(bytes, "$D", 2);
        assert_int_equal(bytes[2] | bytes[3] << 8, SHORT_BYTES + 8);
        assert_int_equal(bytes[9], (uint8_t)i);
        assert_int_equal(bytes[12 + 1], i & 0x7f);
        assert_int_equal(bytes[12 + SHORT_BYTES - 1], i & 0x7f);
    }
    assert_memory_equal(bytes, end, sizeof(end));
}

static int ask(struct rig *rig, const char *path, const char *headers)
{
    struct player player;
    int status = 0;

    player_connect(&player, rig->port, 0);
    player_ask(&player, "GET", path, headers);
    status = player_status(&player);
    player_close(&player);
    return status;
}

/* ---- sessions -------------------------------------------------------------------------------- */

static void what_is_pushed_is_heard_until_the_encoder_ends_it(void **state)
{
    struct rig *rig = *state;
    struct player encoder, player;

    assert_int_equal(ask(rig, "/live", PLAYER_UA), 503);
    start_with_header(rig, &encoder);
    wait_for_state(rig, JF_POINT_PUSHING);
    assert_event(rig, JF_WRITER_STATUS_STARTED, 0);
    player_play(&player, rig->port);
    send_data(&encoder, 0, 50);
    wait_for_packets(rig, 50);
    send_end(&encoder, 0);
    assert_stream(rig, &player, 50);
    assert_int_equal(player_status(&encoder), 204);
    wait_for_state(rig, JF_POINT_IDLE);
    assert_int_equal(ask(rig, "/live", PLAYER_UA), 503);
    /* The session is over: its id is worth nothing any more. */
    assert_int_equal(set_up(rig, "/live", rig->id, ""), 400);
    player_close(&player);
    player_close(&encoder);
}

static void plain_listeners_get_the_padding_back(void **state)
{
    struct rig *rig = *state;
    struct player encoder, player;
    const uint8_t *body = NULL;
    size_t size = 0;

    start_with_header(rig, &encoder);
    wait_for_state(rig, JF_POINT_PUSHING);
    assert_event(rig, JF_WRITER_STATUS_STARTED, 0);
    player_connect(&player, rig->port, 0);
    player_ask(&player, "GET", "/live", "");
    assert_int_equal(player_status(&player), 200);
    send_data(&encoder, 0, 3);
    wait_for_packets(rig, 3);
    send_end(&encoder, 0);
    player_read_to_end(&player);
    body = player_body(&player, &size);
    assert_int_equal(size, HEADER_BYTES + 3 * PACKET_BYTES);
    assert_int_equal(body[HEADER_BYTES + SHORT_BYTES], 0);
    assert_int_equal(body[HEADER_BYTES + 2 * PACKET_BYTES + 1], 2);
    player_close(&player);
    player_close(&encoder);
}

static void a_lost_encoder_comes_back_and_nothing_is_doubled(void **state)
{
    struct rig *rig = *state;
    struct player encoder, player;

    start_with_header(rig, &encoder);
    wait_for_state(rig, JF_POINT_PUSHING);
    assert_event(rig, JF_WRITER_STATUS_STARTED, 0);
    player_play(&player, rig->port);
    assert_event(rig, JF_WRITER_STATUS_CLIENT_CONNECT, 0);
    send_data(&encoder, 0, 10);
    wait_for_packets(rig, 10);
    /* It breaks in the middle of a packet, which is not heard. */
    send_bytes(&encoder, "$D\xe8\x03 half a packet", 18);
    player_close(&encoder);
    assert_event(rig, JF_WRITER_STATUS_RECONNECT_START, 0);
    wait_for_state(rig, JF_POINT_LINGERING);
    /* Players wait with the header, and may come. */
    assert_int_equal(ask(rig, "/live", PLAYER_UA), 200);
    assert_int_equal(set_up(rig, "/live", rig->id, ""), 204);
    start(rig, &encoder, "/live", rig->id, BUDGET);
    assert_event(rig, JF_WRITER_STATUS_RECONNECT_END, 0);
    send_data(&encoder, 10, 10);
    wait_for_packets(rig, 20);
    send_end(&encoder, 0);
    assert_stream(rig, &player, 20);
    player_close(&player);
    player_close(&encoder);
}

static void a_body_that_is_full_is_followed_by_another(void **state)
{
    struct rig *rig = *state;
    struct player encoder, player;
    char length[16], text[512];

    assert_int_equal(set_up(rig, "/live", "0", ""), 204);
    (void)snprintf(length, sizeof(length), "%d", 4 + HEADER_BYTES + 4 + SHORT_BYTES + 4 + 10);
    start(rig, &encoder, "/live", rig->id, length);
    send_packet(&encoder, 'H', rig->header, HEADER_BYTES);
    wait_for_state(rig, JF_POINT_PUSHING);
    assert_event(rig, JF_WRITER_STATUS_STARTED, 0);
    player_play(&player, rig->port);
    send_data(&encoder, 0, 1);
    send_packet(&encoder, 'F', (const uint8_t *)"0123456789", 10);
    assert_int_equal(player_status(&encoder), 204);
    wait_for_state(rig, JF_POINT_WAITING);
    /* On the same connection. */
    (void)snprintf(text, sizeof(text),
                   "POST /live HTTP/1.1\r\nHost: x\r\n" START
                   "Cookie: push-id=%s\r\nContent-Length: " BUDGET "\r\n\r\n",
                   rig->id);
    player_send(&encoder, text);
    send_data(&encoder, 1, 4);
    wait_for_packets(rig, 5);
    send_end(&encoder, 0);
    assert_stream(rig, &player, 5);
    player_close(&player);
    player_close(&encoder);
}

static void another_header_ends_the_stream_for_players_who_come_back(void **state)
{
    struct rig *rig = *state;
    struct player encoder, player;
    uint8_t change[4 + HEADER_BYTES] = {0};

    start_with_header(rig, &encoder);
    wait_for_state(rig, JF_POINT_PUSHING);
    assert_event(rig, JF_WRITER_STATUS_STARTED, 0);
    player_play(&player, rig->port);
    send_data(&encoder, 0, 2);
    wait_for_packets(rig, 2);
    player_read(&player, 2 * SHORT_BYTES);
    send_end(&encoder, 1);
    make_header(rig->header, 2);
    memcpy(change + 4, rig->header, HEADER_BYTES);
    send_packet(&encoder, 'C', change, sizeof(change));
    make_header(rig->header, 1);
    assert_stream(rig, &player, 2);
    player_close(&player);
    make_header(rig->header, 2);
    player_play(&player, rig->port);
    send_data(&encoder, 0, 3);
    wait_for_packets(rig, 5);
    send_end(&encoder, 0);
    assert_stream(rig, &player, 3);
    player_close(&player);
    player_close(&encoder);
}

/* ---- who may do what ------------------------------------------------------------------------- */

static void a_busy_point_refuses_another_encoder(void **state)
{
    struct rig *rig = *state;
    struct player encoder, other;
    char first[64];

    start_with_header(rig, &encoder);
    wait_for_state(rig, JF_POINT_PUSHING);
    memcpy(first, rig->id, sizeof(first));
    assert_int_equal(set_up(rig, "/live", "0", ""), 503);
    assert_int_equal(set_up(rig, "/live", first, ""), 503);
    start(rig, &other, "/live", first, BUDGET);
    assert_int_equal(player_status(&other), 503);
    player_close(&other);
    /* The one that is pushing has noticed nothing. */
    send_data(&encoder, 0, 3);
    wait_for_packets(rig, 3);
    player_close(&encoder);
    wait_for_state(rig, JF_POINT_LINGERING);
    /* An encoder that has forgotten its session begins anew. */
    assert_int_equal(set_up(rig, "/live", "0", ""), 204);
    assert_string_not_equal(rig->id, first);
    assert_int_equal(set_up(rig, "/live", first, ""), 400);
}

static void what_does_not_fit_is_refused(void **state)
{
    struct rig *rig = *state;
    struct player encoder;

    assert_int_equal(set_up(rig, "/nowhere", "0", ""), 404);
    assert_int_equal(set_up(rig, "/live", "12345", ""), 400);
    assert_int_equal(ask(rig, "/nowhere", PLAYER_UA), 404);
    assert_int_equal(ask(rig, "/", ""), 404);
    assert_int_equal(ask(rig, "/live/status", ""), 200);
    assert_int_equal(ask(rig, "/live/status.json", ""), 200);
    assert_int_equal(ask(rig, "/nowhere/status", ""), 404);
    start(rig, &encoder, "/live", "nonsense", BUDGET);
    assert_int_equal(player_status(&encoder), 400);
    player_close(&encoder);
    start(rig, &encoder, "/nowhere", "nonsense", BUDGET);
    assert_int_equal(player_status(&encoder), 404);
    player_close(&encoder);
}

static void assert_refused_in_mid_body(struct rig *rig, const char *bytes, size_t size, bool header)
{
    struct player encoder;

    assert_int_equal(set_up(rig, "/live", "0", ""), 204);
    start(rig, &encoder, "/live", rig->id, BUDGET);
    if (header)
        send_packet(&encoder, 'H', rig->header, HEADER_BYTES);
    send_bytes(&encoder, bytes, size);
    assert_int_equal(player_status(&encoder), 400);
    player_close(&encoder);
    wait_for_state(rig, JF_POINT_LINGERING);
}

static void garbage_in_a_body_is_refused_at_once(void **state)
{
    struct rig *rig = *state;
    uint8_t twice[4 + HEADER_BYTES] = {'$', 'H', HEADER_BYTES, 0};
    char large[4 + PACKET_BYTES + 1] = {'$', 'D', (char)((PACKET_BYTES + 1) & 0xff),
                                        (PACKET_BYTES + 1) >> 8};

    make_header(twice + 4, 9);
    assert_refused_in_mid_body(rig, "GET / HTTP/1.1", 14, false);
    assert_refused_in_mid_body(rig, "$D\x01\x00x", 5, false);    /* before a header */
    assert_refused_in_mid_body(rig, "$H\x04\x00what", 8, false); /* no header */
    assert_refused_in_mid_body(rig, "$Q\x00\x00", 4, true);
    assert_refused_in_mid_body(rig, "$E\x05\x00", 4, true);
    assert_refused_in_mid_body(rig, "\xa4\x44\x01\x00x", 5, true);
    assert_refused_in_mid_body(rig, (const char *)twice, sizeof(twice), true);
    assert_refused_in_mid_body(rig, large, sizeof(large), true);
}

/* ---- time ------------------------------------------------------------------------------------ */

static void a_session_that_waits_too_long_is_cleaned_up(void **state)
{
    struct rig *rig = *state;
    struct player encoder, player;

    reopen(rig, 200, 60000, 200);
    assert_int_equal(set_up(rig, "/live", "0", ""), 204);
    assert_event(rig, JF_WRITER_STATUS_STOPPED, -ETIMEDOUT);
    start_with_header(rig, &encoder);
    assert_event(rig, JF_WRITER_STATUS_STARTED, 0);
    player_play(&player, rig->port);
    assert_event(rig, JF_WRITER_STATUS_CLIENT_CONNECT, 0);
    send_data(&encoder, 0, 2);
    wait_for_packets(rig, 2);
    player_close(&encoder);
    assert_event(rig, JF_WRITER_STATUS_RECONNECT_START, 0);
    /* After the linger time players get the end. */
    assert_stream(rig, &player, 2);
    player_close(&player);
    assert_int_equal(set_up(rig, "/live", rig->id, ""), 400);
}

static void an_encoder_that_sends_nothing_gets_408(void **state)
{
    struct rig *rig = *state;
    struct player encoder;

    reopen(rig, 60000, 200, 60000);
    start_with_header(rig, &encoder);
    assert_int_equal(player_status(&encoder), 408);
    wait_for_state(rig, JF_POINT_IDLE);
    player_close(&encoder);
}

static void points_are_made_and_go_with_their_encoders(void **state)
{
    struct rig *rig = *state;
    struct player encoder;

    assert_int_equal(jf_point_server_close(rig->server), 0);
    assert_int_equal(jf_point_server_set_creating(rig->server, true), 0);
    assert_int_equal(jf_point_server_open(rig->server, NULL, &rig->port), 0);
    assert_int_equal(set_up(rig, "/new", "0", "Template-URL: \"/no\"\r\nAutoDestroy: 1\r\n"), 404);
    assert_int_equal(set_up(rig, "/status", "0", ""), 404);
    assert_int_equal(set_up(rig, "/new", "0", "Template-URL: \"/live\"\r\nAutoDestroy:1\r\n"), 204);
    assert_int_equal(jf_point_server_get_point_count(rig->server), 2);
    assert_event(rig, JF_WRITER_STATUS_OPENED, 0);
    start(rig, &encoder, "/new", rig->id, BUDGET);
    send_packet(&encoder, 'H', rig->header, HEADER_BYTES);
    assert_event(rig, JF_WRITER_STATUS_STARTED, 0);
    send_end(&encoder, 0);
    assert_event(rig, JF_WRITER_STATUS_STOPPED, 0);
    assert_event(rig, JF_WRITER_STATUS_CLOSED, 0);
    assert_int_equal(jf_point_server_get_point_count(rig->server), 1);
    assert_int_equal(ask(rig, "/new", PLAYER_UA), 404);
    player_close(&encoder);
    /* Without the wish it stays. */
    assert_int_equal(set_up(rig, "/stays", "0", ""), 204);
    assert_int_equal(jf_point_server_get_point_count(rig->server), 2);
}

/* What curl, which knows Digest, makes of an announcement with that password: 0, it was let in. */
static int ask_by_curl(const struct rig *rig, const char *password)
{
    char command[512];

    (void)snprintf(command, sizeof(command),
                   "curl -sf --digest -u studio:%s -H 'Content-Type: application/x-wms-pushsetup' "
                   "-d 'AutoDestroy: 0' http://127.0.0.1:%u/live",
                   password, rig->port);
    return system(command);
}

static void who_pushes_has_to_say_who_he_is(void **state)
{
    struct rig *rig = *state;

    assert_int_equal(jf_point_server_close(rig->server), 0);
    assert_int_equal(jf_point_server_add_user(rig->server, "studio", "secret"), 0);
    assert_int_equal(jf_point_server_open(rig->server, NULL, &rig->port), 0);
    assert_int_equal(set_up(rig, "/live", "0", ""), 401);
    if (system("command -v curl >/dev/null") != 0) {
        print_message("skipped: no curl\n");
        skip();
    }
    assert_int_equal(ask_by_curl(rig, "secret"), 0);
    assert_int_not_equal(ask_by_curl(rig, "wrong"), 0);
}

#define RIG_TEST(function) cmocka_unit_test_setup_teardown(function, open_rig, close_rig)

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(what_is_pushed_is_heard_until_the_encoder_ends_it),
        RIG_TEST(plain_listeners_get_the_padding_back),
        RIG_TEST(a_lost_encoder_comes_back_and_nothing_is_doubled),
        RIG_TEST(a_body_that_is_full_is_followed_by_another),
        RIG_TEST(another_header_ends_the_stream_for_players_who_come_back),
        RIG_TEST(a_busy_point_refuses_another_encoder),
        RIG_TEST(what_does_not_fit_is_refused),
        RIG_TEST(garbage_in_a_body_is_refused_at_once),
        RIG_TEST(a_session_that_waits_too_long_is_cleaned_up),
        RIG_TEST(an_encoder_that_sends_nothing_gets_408),
        RIG_TEST(points_are_made_and_go_with_their_encoders),
        RIG_TEST(who_pushes_has_to_say_who_he_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
