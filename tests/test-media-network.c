/* SPDX-License-Identifier: MIT */

/*
 * The network sink as players meet it, over loopback. The test is the writer: it hands the sink a
 * header and packets of which it knows every byte and the time.
 */

#include "helpers/network-rig.h"
#include "helpers/player.h"
#include "test-media-support.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "media/sink.h"

/* ---- order and arguments --------------------------------------------------------------------- */

static void calls_in_the_wrong_order_are_answered_as_documented(void **state)
{
    struct rig *rig = *state;
    struct jf_network_client client;
    struct jf_network_statistics statistics;
    struct jf_sink *other = NULL;
    unsigned int port = rig->port;
    size_t count = 0;
    char *url = NULL, expected[64];

    assert_int_equal(jf_network_sink_open(rig->sink, NULL, &port), -EBADFD);
    assert_int_equal(jf_sink_new_network(&other), 0);
    assert_int_equal(jf_network_sink_open(other, NULL, &port), -EADDRINUSE);
    assert_int_equal(jf_network_sink_open(other, "192.0.2.1", &port), -EADDRNOTAVAIL);
    assert_int_equal(jf_network_sink_open(other, "localhost", &port), -EINVAL);
    assert_int_equal(jf_network_sink_open(other, NULL, NULL), -EINVAL);
    port = 65536;
    assert_int_equal(jf_network_sink_open(other, NULL, &port), -EINVAL);
    assert_int_equal(jf_network_sink_close(other), -EBADFD);
    assert_int_equal(jf_network_sink_disconnect(other), 0);
    assert_int_equal(jf_network_sink_dup_host_url(other, &url), -EBADFD);
    assert_int_equal(jf_network_sink_get_statistics(other, &statistics), -EBADFD);
    assert_int_equal(jf_network_sink_get_client_count(other, &count), -EBADFD);
    jf_sink_unref(other);

    assert_int_equal(jf_network_sink_get_client_count(rig->sink, &count), -EBADFD);
    assert_int_equal(jf_network_sink_get_client(rig->sink, 0, &client), -EBADFD);
    assert_int_equal(jf_network_sink_dup_host_url(rig->sink, &url), 0);
    (void)snprintf(expected, sizeof(expected), "mmsh://127.0.0.1:%u/", rig->port);
    assert_string_equal(url, expected);
    free(url);
    rig_give_header(rig, HEADER_TEXT);
    assert_int_equal(jf_network_sink_get_client_count(rig->sink, &count), 0);
    assert_int_equal(jf_network_sink_get_client(rig->sink, 0, &client), -ECHRNG);
    assert_int_equal(jf_network_sink_close(rig->sink), 0);
    assert_int_equal(jf_network_sink_close(rig->sink), -EBADFD);
    assert_int_equal(jf_network_sink_disconnect(rig->sink), 0);
    /* The port is free again. */
    assert_int_equal(jf_network_sink_open(rig->sink, NULL, &rig->port), 0);
}

static void settings_have_their_ranges_and_their_time(void **state)
{
    struct rig *rig = *state;

    assert_int_equal(jf_network_sink_get_maximum_clients(rig->sink), 5);
    assert_int_equal(jf_network_sink_set_maximum_clients(rig->sink, 51), -ERANGE);
    assert_int_equal(jf_network_sink_set_maximum_clients(rig->sink, 50), 0);
    assert_int_equal(jf_network_sink_set_maximum_clients(rig->sink, 0), 0);
    assert_int_equal(jf_network_sink_lift_maximum_clients(rig->sink, 20000), 0);
    assert_int_equal(jf_network_sink_get_maximum_clients(rig->sink), 20000);
    assert_int_equal(jf_network_sink_set_burst_ns(rig->sink, -1), -ERANGE);
    assert_int_equal(jf_network_sink_set_burst_ns(rig->sink, 31 * SECOND_NS), -ERANGE);
    assert_int_equal(jf_network_sink_set_coalescing_ns(rig->sink, 6 * SECOND_NS), -ERANGE);
    assert_int_equal(jf_network_sink_set_lag_limit_ns(rig->sink, 0), -ERANGE);
    assert_int_equal(jf_network_sink_set_lag_limit_ns(rig->sink, 61 * SECOND_NS), -ERANGE);
    assert_int_equal(jf_network_sink_set_protocol(rig->sink, JF_NETWORK_PROTOCOL_HTTP), 0);
    assert_int_equal(jf_network_sink_set_protocol(rig->sink, (enum jf_network_protocol)1), -EINVAL);
    rig_give_header(rig, HEADER_TEXT);
    assert_int_equal(jf_network_sink_set_maximum_clients(rig->sink, 5), -EBADFD);
    assert_int_equal(jf_network_sink_set_burst_ns(rig->sink, 0), -EBADFD);
    rig_end_stream(rig);
    assert_int_equal(jf_network_sink_set_maximum_clients(rig->sink, 5), 0);
}

static void a_sink_of_another_kind_is_refused(void **state)
{
    struct jf_sink *memory = make_memory(true);
    struct jf_network_client client;
    struct jf_network_statistics statistics;
    unsigned int port = 0;
    size_t count = 0;
    char *text = NULL;

    (void)state;
    assert_int_equal(jf_network_sink_open(memory, NULL, &port), -ENOTSUP);
    assert_int_equal(jf_network_sink_close(memory), -ENOTSUP);
    assert_int_equal(jf_network_sink_disconnect(memory), -ENOTSUP);
    assert_int_equal(jf_network_sink_dup_host_url(memory, &text), -ENOTSUP);
    assert_int_equal(jf_network_sink_set_maximum_clients(memory, 1), -ENOTSUP);
    assert_int_equal(jf_network_sink_set_resolving_names(memory, true), -ENOTSUP);
    assert_int_equal(jf_network_sink_add_access(memory, JF_ACCESS_INCLUDE, "::", "::"), -ENOTSUP);
    assert_int_equal(jf_network_sink_get_client_count(memory, &count), -ENOTSUP);
    assert_int_equal(jf_network_sink_get_client(memory, 0, &client), -ENOTSUP);
    assert_int_equal(jf_network_sink_get_statistics(NULL, &statistics), -ENOTSUP);
    assert_int_equal(jf_sink_get_fd(memory), -ENOTSUP);
    assert_null(jf_sink_next_status(memory));
    jf_sink_unref(memory);
}

/* ---- players --------------------------------------------------------------------------------- */

static void describe_gives_one_header_and_closes(void **state)
{
    struct rig *rig = *state;
    struct player player;
    size_t size = 0;

    rig_give_header(rig, HEADER_TEXT);
    rig_give_packets(rig, 10);
    player_connect(&player, rig->port, 0);
    player_ask(&player, "GET", "/", PLAYER_UA "Pragma: no-cache,rate=1.000000\r\n");
    player_read_to_end(&player);
    assert_int_equal(player_status(&player), 200);
    assert_true(player_has_header(&player, "Content-Type: application/vnd.ms.wms-hdr.asfv1"));
    assert_true(player_has_header(&player, "Content-Length: 36"));
    assert_true(player_has_header(&player, "Pragma: features=\"broadcast,live\""));
    assert_true(player_has_header(&player, "Pragma: client-id="));
    assert_true(player_has_header(&player, "Cache-Control: no-cache"));
    assert_int_equal(strncmp((const char *)player.bytes, "HTTP/1.0 200 ", 13), 0);
    (void)rig_after_header(&player, &size);
    assert_int_equal(size, 0);
    player_close(&player);
    /* Who only asks is no client. */
    assert_int_equal(rig_statistics(rig).connect_count, 0);
}

static void a_player_gets_the_burst_then_what_is_new_then_the_end(void **state)
{
    struct rig *rig = *state;
    struct player player;

    rig_give_header(rig, HEADER_TEXT);
    rig_give_packets(rig, 100);
    player_play(&player, rig->port);
    assert_true(player_has_header(&player, "Content-Type: application/x-mms-framed"));
    assert_true(player_has_header(&player, "Pragma: features=\"broadcast,live\""));
    rig_wait_for_clients(rig, 1);
    for (size_t i = 1; i <= 15; i++) {
        rig_give_packets(rig, 20);
        player_read(&player, (20 + i * 20) * PACKET_BYTES);
    }
    rig_end_stream(rig);
    /* Two seconds of the past: packets 79 to 99. */
    rig_assert_packets_and_end(&player, 79, 321);
    player_close(&player);
}

static void others_get_plain_asf(void **state)
{
    struct rig *rig = *state;
    struct player player;
    const uint8_t *body = NULL;
    size_t size = 0;

    rig_give_header(rig, HEADER_TEXT);
    rig_give_packets(rig, 3);
    player_connect(&player, rig->port, 0);
    player_ask(&player, "GET", "/a/b.asf", "User-Agent: Lavf/59\r\n");
    assert_int_equal(player_status(&player), 200);
    assert_true(player_has_header(&player, "Content-Type: video/x-ms-asf"));
    rig_wait_for_clients(rig, 1);
    rig_give_packets(rig, 2);
    rig_end_stream(rig);
    player_read_to_end(&player);
    body = player_body(&player, &size);
    assert_int_equal(size, strlen(HEADER_TEXT) + 5 * PACKET_BYTES);
    assert_memory_equal(body, HEADER_TEXT, strlen(HEADER_TEXT));
    assert_int_equal(body[size - 1], 4);
    player_close(&player);
}

static void requests_that_are_not_for_sound_are_answered(void **state)
{
    struct rig *rig = *state;

    assert_int_equal(rig_ask(rig, "GET", "/", PLAYER_UA), 503);
    assert_int_equal(rig_ask(rig, "GET", "/", PLAYER_UA "Pragma: xPlayStrm=1\r\n"), 503);
    assert_int_equal(rig_ask(rig, "GET", "/", ""), 503);
    assert_int_equal(rig_ask(rig, "HEAD", "/", ""), 503);
    assert_int_equal(rig_ask(rig, "GET", "/status", ""), 200);
    rig_give_header(rig, HEADER_TEXT);
    assert_int_equal(rig_ask(rig, "HEAD", "/", ""), 200);
    assert_int_equal(rig_ask(rig, "GET", "/status", PLAYER_UA), 200);
    assert_int_equal(rig_ask(rig, "GET", "/status.json", ""), 200);
    assert_int_equal(rig_ask(rig, "POST", "/", PLAYER_UA "Content-Length: 0\r\n"), 204);
    assert_int_equal(rig_ask(rig, "OPTIONS", "*", PLAYER_UA), 204);
    assert_int_equal(rig_ask(rig, "GET", "/", PLAYER_UA "Pragma: pipeline-request=1\r\n"), 204);
    assert_int_equal(rig_ask(rig, "DELETE", "/", ""), 405);
    rig_end_stream(rig);
    assert_int_equal(rig_ask(rig, "GET", "/", ""), 503);
}

static void players_at_the_limit_get_503_until_somebody_leaves(void **state)
{
    struct rig *rig = *state;
    struct player players[2];

    assert_int_equal(jf_network_sink_set_maximum_clients(rig->sink, 2), 0);
    rig_give_header(rig, HEADER_TEXT);
    player_play(&players[0], rig->port);
    player_play(&players[1], rig->port);
    assert_int_equal(rig_ask(rig, "GET", "/", PLAYER_UA "Pragma: xPlayStrm=1\r\n"), 503);
    /* To ask is free. */
    assert_int_equal(rig_ask(rig, "GET", "/", PLAYER_UA), 200);
    player_close(&players[0]);
    rig_wait_for_clients(rig, 1);
    player_play(&players[0], rig->port);
    assert_int_equal(rig_statistics(rig).refused_count, 1);
    player_close(&players[0]);
    player_close(&players[1]);
}

static void who_may_not_connect_gets_403(void **state)
{
    struct rig *rig = *state;
    struct player player;
    char *address = NULL, *mask = NULL;

    rig_give_header(rig, HEADER_TEXT);
    assert_int_equal(
        jf_network_sink_add_access(rig->sink, JF_ACCESS_EXCLUDE, "127.0.0.2", "255.255.255.255"),
        0);
    assert_int_equal(jf_network_sink_get_access_count(rig->sink, JF_ACCESS_EXCLUDE), 1);
    player_connect_from(&player, "127.0.0.2", rig->port);
    player_ask(&player, "GET", "/", PLAYER_UA "Pragma: xPlayStrm=1\r\n");
    assert_int_equal(player_status(&player), 403);
    player_close(&player);
    assert_int_equal(rig_ask(rig, "GET", "/", PLAYER_UA), 200);
    assert_int_equal(jf_network_sink_dup_access(rig->sink, JF_ACCESS_EXCLUDE, 1, &address, &mask),
                     -EBADSLT);
    assert_int_equal(jf_network_sink_dup_access(rig->sink, JF_ACCESS_EXCLUDE, 0, &address, &mask),
                     0);
    assert_string_equal(address, "127.0.0.2");
    free(address);
    free(mask);
    assert_int_equal(jf_network_sink_remove_access(rig->sink, JF_ACCESS_EXCLUDE, 0), 0);
    player_connect_from(&player, "127.0.0.2", rig->port);
    player_ask(&player, "GET", "/", PLAYER_UA);
    assert_int_equal(player_status(&player), 200);
    player_close(&player);
}

/* ---- disconnect, close, streams one after another -------------------------------------------- */

static void disconnect_ends_everybody_at_once_and_keeps_the_port(void **state)
{
    struct rig *rig = *state;
    struct player players[3];

    rig_give_header(rig, HEADER_TEXT);
    for (size_t i = 0; i < COUNT(players); i++)
        player_play(&players[i], rig->port);
    rig_give_packets(rig, 4);
    for (size_t i = 0; i < COUNT(players); i++)
        player_read(&players[i], 4 * PACKET_BYTES);
    assert_int_equal(jf_network_sink_disconnect(rig->sink), 0);
    rig_wait_for_clients(rig, 0);
    for (size_t i = 0; i < COUNT(players); i++) {
        rig_assert_packets_and_end(&players[i], 0, 4);
        player_close(&players[i]);
    }
    player_play(&players[0], rig->port);
    rig_wait_for_clients(rig, 1);
    rig_give_packets(rig, 1);
    rig_end_stream(rig);
    rig_assert_packets_and_end(&players[0], 0, 5);
    player_close(&players[0]);
}

static void close_ends_everybody_and_gives_the_port_back(void **state)
{
    struct rig *rig = *state;
    struct player player;
    unsigned int port = rig->port;

    rig_give_header(rig, HEADER_TEXT);
    player_play(&player, rig->port);
    assert_int_equal(jf_network_sink_close(rig->sink), 0);
    rig_assert_packets_and_end(&player, 0, 0);
    player_close(&player);
    rig_give_packets(rig, 1);
    /* Opened while the stream runs: players that come now get its header. */
    assert_int_equal(jf_network_sink_open(rig->sink, "127.0.0.1", &port), 0);
    assert_int_equal(port, rig->port);
    player_play(&player, port);
    rig_wait_for_clients(rig, 1);
    rig_give_packets(rig, 1);
    rig_end_stream(rig);
    player_read_to_end(&player);
    player_close(&player);
}

static void a_new_stream_ends_the_old_ones_players(void **state)
{
    struct rig *rig = *state;
    struct player old, new;

    rig_give_header(rig, HEADER_TEXT);
    player_play(&old, rig->port);
    rig_wait_for_clients(rig, 1);
    jfi_sink_get_ops(rig->sink)->on_abort(rig->sink);
    rig_assert_packets_and_end(&old, 0, 0);
    assert_int_equal(rig_ask(rig, "GET", "/", PLAYER_UA), 503);
    rig_give_header(rig, HEADER_TEXT);
    player_play(&new, rig->port);
    rig_wait_for_clients(rig, 1);
    rig_give_packets(rig, 2);
    rig_end_stream(rig);
    rig_assert_packets_and_end(&new, 0, 2);
    player_close(&old);
    player_close(&new);
}

/* ---- clients and events ---------------------------------------------------------------------- */

static struct jf_writer_status *wait_for_status(struct rig *rig, enum jf_writer_status_type type)
{
    struct pollfd descriptor = {.fd = jf_sink_get_fd(rig->sink), .events = POLLIN};
    struct jf_writer_status *status = NULL;

    assert_int_equal(poll(&descriptor, 1, 5000), 1);
    status = jf_sink_next_status(rig->sink);
    assert_non_null(status);
    assert_int_equal(jf_writer_status_get_type(status), type);
    assert_ptr_equal(jf_writer_status_get_sink(status), rig->sink);
    assert_non_null(jf_writer_status_get_client(status));
    return status;
}

static void clients_that_come_and_go_are_told(void **state)
{
    struct rig *rig = *state;
    struct jf_network_client client;
    struct jf_writer_status *status = NULL;
    struct player player;

    rig_give_header(rig, HEADER_TEXT);
    player_play(&player, rig->port);
    status = wait_for_status(rig, JF_WRITER_STATUS_CLIENT_CONNECT);
    assert_int_equal(jf_writer_status_get_number(status), 37);
    assert_string_equal(jf_writer_status_get_client(status)->address, "127.0.0.1");
    assert_int_equal(jf_writer_status_get_client(status)->port, player_port(&player));
    assert_string_equal(jf_writer_status_get_client(status)->player, "NSPlayer/4.1.0.3856");
    jf_writer_status_free(status);
    rig_give_packets(rig, 3);
    player_read(&player, 3 * PACKET_BYTES);
    assert_int_equal(jf_network_sink_get_client(rig->sink, 0, &client), 0);
    assert_true(client.mmsh);
    assert_int_equal(client.port, player_port(&player));
    assert_int_equal(client.unit_count, 3);
    assert_int_equal(client.lag_ns, 0);
    player_close(&player);
    status = wait_for_status(rig, JF_WRITER_STATUS_CLIENT_DISCONNECT);
    assert_int_equal(jf_writer_status_get_number(status), 38);
    assert_int_equal(jf_writer_status_get_client(status)->serial, client.serial);
    jf_writer_status_free(status);
    assert_null(jf_sink_next_status(rig->sink));
}

static void names_are_looked_up_when_wanted(void **state)
{
    struct rig *rig = *state;
    const struct sockaddr_in loopback = {.sin_family = AF_INET,
                                         .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    struct jf_writer_status *status = NULL;
    struct player player;
    char name[NI_MAXHOST];

    if (getnameinfo((const struct sockaddr *)&loopback, sizeof(loopback), name, sizeof(name), NULL,
                    0, NI_NAMEREQD) != 0) {
        print_message("skipped: 127.0.0.1 has no name on this machine\n");
        skip();
    }
    assert_int_equal(jf_network_sink_set_resolving_names(rig->sink, true), 0);
    rig_give_header(rig, HEADER_TEXT);
    player_play(&player, rig->port);
    jf_writer_status_free(wait_for_status(rig, JF_WRITER_STATUS_CLIENT_CONNECT));
    status = wait_for_status(rig, JF_WRITER_STATUS_CLIENT_PROPERTIES);
    assert_int_equal(jf_writer_status_get_number(status), 42);
    assert_string_equal(jf_writer_status_get_client(status)->name, name);
    jf_writer_status_free(status);
    player_close(&player);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(calls_in_the_wrong_order_are_answered_as_documented),
        RIG_TEST(settings_have_their_ranges_and_their_time),
        cmocka_unit_test(a_sink_of_another_kind_is_refused),
        RIG_TEST(describe_gives_one_header_and_closes),
        RIG_TEST(a_player_gets_the_burst_then_what_is_new_then_the_end),
        RIG_TEST(others_get_plain_asf),
        RIG_TEST(requests_that_are_not_for_sound_are_answered),
        RIG_TEST(players_at_the_limit_get_503_until_somebody_leaves),
        RIG_TEST(who_may_not_connect_gets_403),
        RIG_TEST(disconnect_ends_everybody_at_once_and_keeps_the_port),
        RIG_TEST(close_ends_everybody_and_gives_the_port_back),
        RIG_TEST(a_new_stream_ends_the_old_ones_players),
        RIG_TEST(clients_that_come_and_go_are_told),
        RIG_TEST(names_are_looked_up_when_wanted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
