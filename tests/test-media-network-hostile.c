/* SPDX-License-Identifier: MIT */

/* The network sink and those who are slow, broken or worse. */

#include "helpers/network-rig.h"
#include "helpers/player.h"
#include "test-media-support.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- those who are slow or hostile ----------------------------------------------------------- */

static void who_never_reads_is_dropped_and_nobody_else_notices(void **state)
{
    struct rig *rig = *state;
    struct player deaf, player;

    assert_int_equal(jf_network_sink_set_lag_limit_ns(rig->sink, 5 * SECOND_NS), 0);
    rig_give_header(rig, HEADER_TEXT);
    player_connect(&deaf, rig->port, 4096);
    player_ask(&deaf, "GET", "/", PLAYER_UA "Pragma: xPlayStrm=1\r\n");
    player_play(&player, rig->port);
    rig_wait_for_clients(rig, 2);
    /* 30 s in little: what the buffers hold is a small part of it. */
    for (int i = 0; i < 60 && rig_statistics(rig).dropped_count == 0; i++) {
        rig_give_packets(rig, 5);
        player_read(&player, (size_t)(i + 1) * 5 * PACKET_BYTES);
    }
    assert_int_equal(rig_statistics(rig).dropped_count, 1);
    rig_wait_for_clients(rig, 1);
    rig_end_stream(rig);
    rig_assert_packets_and_end(&player, 0, rig->packet_count);
    player_close(&player);
    player_close(&deaf);
}

static void who_asks_too_slowly_is_closed(void **state)
{
    struct rig *rig = *state;
    struct player slow, quick;

    rig_give_header(rig, HEADER_TEXT);
    player_connect(&slow, rig->port, 0);
    player_send(&slow, "GET / HTTP/1.0\r\nUser-Agent: ");
    assert_int_equal(rig_ask(rig, "GET", "/", PLAYER_UA), 200);
    rig_put_clock_forward(11 * SECOND_NS);
    /* Whoever comes wakes the server, which looks at the clock. */
    player_play(&quick, rig->port);
    player_read_to_end(&slow);
    assert_true(slow.closed);
    assert_int_equal(rig_statistics(rig).malformed_count, 1);
    player_close(&slow);
    player_close(&quick);
}

static void giants_and_garbage_are_refused(void **state)
{
    static const char *const garbage[] = {
        "GET\r\n\r\n",
        "\x16\x03\x01\x02\x01\xfc\x03\x03 TLS\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
    };
    struct rig *rig = *state;
    struct player player;
    char *giant = malloc(40000);

    rig_give_header(rig, HEADER_TEXT);
    for (size_t i = 0; i < COUNT(garbage); i++) {
        player_connect(&player, rig->port, 0);
        player_send(&player, garbage[i]);
        player_read_to_end(&player);
        player_close(&player);
    }
    assert_non_null(giant);
    memset(giant, 'a', 39999);
    giant[39999] = '\0';
    player_connect(&player, rig->port, 0);
    player_send(&player, "GET / HTTP/1.0\r\nX: ");
    player_send(&player, giant);
    player_send(&player, "\r\n\r\n");
    player_read_to_end(&player);
    assert_int_not_equal(player_status(&player), 200);
    player_close(&player);
    /* A head between what we allow and what the library's buffer holds. */
    giant[17000] = '\0';
    player_connect(&player, rig->port, 0);
    player_send(&player, "GET / HTTP/1.0\r\nX: ");
    player_send(&player, giant);
    player_send(&player, "\r\n\r\n");
    player_read_to_end(&player);
    assert_int_not_equal(player_status(&player), 200);
    player_close(&player);
    free(giant);
    assert_int_equal(rig_ask(rig, "GET", "/", PLAYER_UA), 200);
}

static void a_body_without_end_is_cut(void **state)
{
    struct rig *rig = *state;
    struct player player;
    char piece[4097];

    memset(piece, 'b', sizeof(piece) - 1);
    piece[sizeof(piece) - 1] = '\0';
    rig_give_header(rig, HEADER_TEXT);
    player_connect(&player, rig->port, 0);
    player_ask(&player, "POST", "/", PLAYER_UA "Content-Length: 2147483647\r\n");
    for (int i = 0; i < 40; i++)
        player_send(&player, piece);
    player_read_to_end(&player);
    assert_int_equal(player_status(&player), -1);
    player_close(&player);
    assert_int_equal(rig_ask(rig, "GET", "/", PLAYER_UA), 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(who_never_reads_is_dropped_and_nobody_else_notices),
        RIG_TEST(who_asks_too_slowly_is_closed),
        RIG_TEST(giants_and_garbage_are_refused),
        RIG_TEST(a_body_without_end_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
