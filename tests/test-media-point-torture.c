/* SPDX-License-Identifier: MIT */

/*
 * The publishing point server while everything that our own code may be refused is refused once, at
 * every place where it can be: see test-media-network-torture.c.
 */

#include "helpers/player.h"
#include "helpers/refusals.h"
#include "helpers/torture.h"
#include "test-media-support.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* ---- one session ----------------------------------------------------------------------------- */

#define PUSH_HEADER_BYTES (30 + 104 + 50)

static void make_header(uint8_t header[PUSH_HEADER_BYTES])
{
    static const uint8_t guid[] = {0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11,
                                   0xa6, 0xd9, 0x00, 0xaa, 0x00, 0x62, 0xce, 0x6c};

    memset(header, 0, PUSH_HEADER_BYTES);
    memcpy(header, guid, sizeof(guid));
    header[16] = 30 + 104;
    header[30 + 16] = 104;
}

/* Asks and reads what is answered; whatever it is. */
static void ask(unsigned int port, const char *text, char id[64])
{
    struct player player;
    const char *cookie = NULL;

    player_connect(&player, port, 0);
    player_send(&player, text);
    (void)player_status(&player);
    cookie = strstr((const char *)player.bytes, "push-id=");
    if (cookie && id)
        (void)snprintf(id, 64, "%.32s", cookie + 8);
    player_close(&player);
}

static void push(unsigned int port, const char *id)
{
    uint8_t header[PUSH_HEADER_BYTES];
    uint8_t packet[4 + 100] = {'$', 'D', 100, 0};
    const uint8_t head[] = {'$', 'H', PUSH_HEADER_BYTES, 0};
    struct player encoder;
    char text[512];

    player_connect(&encoder, port, 0);
    (void)snprintf(text, sizeof(text),
                   "POST /new HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-wms-pushstart\r\n"
                   "Cookie: push-id=%s\r\nContent-Length: 2147483647\r\n\r\n",
                   id);
    player_send(&encoder, text);
    make_header(header);
    (void)!send(encoder.fd, head, sizeof(head), MSG_NOSIGNAL);
    (void)!send(encoder.fd, header, sizeof(header), MSG_NOSIGNAL);
    for (int i = 0; i < 5; i++)
        (void)!send(encoder.fd, packet, sizeof(packet), MSG_NOSIGNAL);
    ask(port, "GET /new HTTP/1.0\r\n" PLAYER_UA "\r\n", NULL);
    ask(port, "GET /new/status HTTP/1.0\r\n\r\n", NULL);
    player_send(&encoder, "$E\4");
    (void)!send(encoder.fd, "\0\0\0\0\0", 5, MSG_NOSIGNAL);
    player_read_to_end(&encoder);
    player_close(&encoder);
}

static int configure(struct jf_point_server *server)
{
    int err = jf_point_server_add_point(server, "live");

    if (err == 0)
        err = jf_point_server_set_creating(server, true);
    return err;
}

static int serve(void)
{
    struct jf_point_server *server = NULL;
    struct jf_writer_status *status = NULL;
    unsigned int port = 0;
    char id[64] = "none";
    int err = jf_point_server_new(&server);

    if (err == 0)
        err = configure(server);
    if (err == 0)
        err = jf_point_server_open(server, NULL, &port);
    if (err == 0) {
        ask(port,
            "POST /new HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-wms-pushsetup\r\n"
            "Content-Length: 16\r\n\r\nAutoDestroy: 1\r\n",
            id);
        push(port, id);
    }
    while (server && (status = jf_point_server_next_status(server)))
        jf_writer_status_free(status);
    jf_point_server_free(server);
    return err;
}

static void whatever_is_refused_is_said_or_survived(void **state)
{
    unsigned long nth = 0;
    bool failed = true;

    (void)state;
    assert_int_equal(serve(), 0);
    while (failed) {
        int err = 0;

        torture_arm(++nth);
        err = serve();
        failed = torture_has_failed();
        torture_arm(0);
        if (err != 0 && err != -ENOMEM && err != -EMFILE && err != -ENOSPC && err != -EAGAIN)
            fail_msg("refusal %lu made %d", nth, err);
        assert_true(failed || err == 0);
    }
    assert_true(nth > 25);
    print_message("%lu refusals\n", nth - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_is_refused_is_said_or_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
