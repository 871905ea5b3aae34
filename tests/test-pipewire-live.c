/* SPDX-License-Identifier: MIT */

/*
 * The PipeWire backend against a real server: a private daemon with WirePlumber. What the library
 * says is compared with what pw-dump says; other clients are played by pw-link and pw-loopback.
 */

#include "helpers/pipewire-server.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- what is there --------------------------------------------------------------------------- */

static void the_graph_is_what_pw_dump_shows(void **state)
{
    struct jf_context *context = open_context();
    char *library;

    (void)state;
    assert_int_equal(jf_context_get_backend_state(context, backend_index(context)),
                     JF_BACKEND_SETTLED);
    assert_same_as_server(context);
    library = said_by_library(context);
    assert_non_null(strstr(library, "node jf-sink\n"));
    assert_non_null(strstr(library, "port jf-source:capture_FL out\n"));
    free(library);
    jf_context_unref(context);
}

static void everything_is_added_before_the_start_is_settled(void **state)
{
    struct jf_context *context = open_context();
    size_t added = 0;
    struct jf_event *event;

    (void)state;
    while ((event = jf_context_next_event(context))) {
        enum jf_event_type type = jf_event_get_type(event);

        jf_event_unref(event);
        if (type == JF_EVENT_SETTLED)
            break;
        added += type == JF_EVENT_ADDED;
    }
    assert_non_null(event);
    /* Four nodes with four ports and an inside each. */
    assert_true(added >= 4 * (1 + 4 + 1));
    jf_context_unref(context);
}

static void two_nodes_of_one_name_have_two_ids(void **state)
{
    struct jf_context *context = open_context();
    struct jf_matches *matches;

    (void)state;
    (void)connector_of(context, "node:jf-twin/in:playback_FL");
    (void)connector_of(context, "node:jf-twin#2/in:playback_FL");
    assert_int_equal(
        jf_graph_resolve(jf_context_get_graph(context), "jf-twin", JF_OBJECT_DEVICE, &matches),
        -ENOTUNIQ);
    assert_int_equal(jf_matches_get_count(matches), 2);
    jf_matches_free(matches);
    jf_context_unref(context);
}

/* ---- connecting ------------------------------------------------------------------------------ */

static void connecting_and_disconnecting_answer_as_documented(void **state)
{
    struct jf_context *context = open_context();

    (void)state;
    assert_int_equal(connect_ids(context, OUT_FL, IN_FL), 0);
    assert_true(is_connected(context, OUT_FL));
    assert_true(is_connected(context, IN_FL));
    assert_int_equal(connect_ids(context, OUT_FL, IN_FL), -EEXIST);
    assert_int_equal(connect_ids(context, IN_FL, OUT_FL), -EEXIST);
    assert_int_equal(connect_ids(context, OUT_FL, OUT_FR), -EINVAL);
    assert_int_equal(connect_ids(context, IN_FL, "node:jf-twin/in:playback_FL"), -EINVAL);
    assert_int_equal(connect_ids(context, IN_FL, "node:jf-sink/out:monitor_FL"), -EINVAL);
    assert_same_as_server(context);
    assert_int_equal(jf_connector_disconnect(context, connector_of(context, IN_FL)), 0);
    assert_false(is_connected(context, OUT_FL));
    assert_int_equal(jf_connector_disconnect(context, connector_of(context, IN_FL)), -ENOTCONN);
    assert_int_equal(jf_connector_disconnect(context, connector_of(context, OUT_FL)), -ENOTCONN);
    assert_same_as_server(context);
    jf_context_unref(context);
}

static void the_second_of_two_clients_is_told_what_the_first_did(void **state)
{
    struct jf_context *first = open_context(), *second = open_context();
    const struct jf_graph *graph;
    const struct jf_connection *connection;

    (void)state;
    assert_int_equal(connect_ids(first, OUT_FL, IN_FL), 0);
    /* Not dispatched since: it does not know yet, the server does. */
    assert_int_equal(connect_ids(second, OUT_FL, IN_FL), -EEXIST);
    (void)drain(second, JF_EVENT_UNKNOWN);
    graph = jf_graph_ref(jf_context_get_graph(second));
    connection = connection_of(second, OUT_FL, IN_FL);
    assert_int_equal(jf_connector_disconnect(first, connector_of(first, OUT_FL)), 0);
    assert_int_equal(jf_connection_disconnect(second, connection), -ENOTCONN);
    jf_graph_unref(graph);
    jf_context_unref(first);
    jf_context_unref(second);
}

static void a_connection_outlives_the_client_that_made_it(void **state)
{
    struct jf_context *context = open_context();

    (void)state;
    assert_int_equal(connect_ids(context, OUT_FR, IN_FR), 0);
    jf_context_unref(context);
    context = open_context();
    assert_same_as_server(context);
    assert_true(is_connected(context, IN_FR));
    assert_false(jf_connection_is_managed(connection_of(context, OUT_FR, IN_FR)));
    assert_int_equal(jf_connector_disconnect(context, connector_of(context, OUT_FR)), 0);
    jf_context_unref(context);
}

/* The server tells the format of a link only where the link settled it: at unused ports. */
static void a_connection_has_a_state_and_a_format(void **state)
{
    static const char from[] = "node:jf-twin/out:monitor_FL";
    static const char to[] = "node:jf-twin#2/in:playback_FL";
    struct jf_context *context = open_context();
    const struct jf_connection *connection;
    const char *format;

    (void)state;
    assert_int_equal(connect_ids(context, from, to), 0);
    (void)drain(context, JF_EVENT_UNKNOWN);
    connection = connection_of(context, from, to);
    assert_int_equal(jf_connection_get_state(connection), JF_CONNECTION_ACTIVE);
    format = jf_connection_get_property(connection, "format");
    assert_non_null(format);
    assert_string_equal(format, "audio/dsp F32P");
    format = jf_part_get_property(jf_connector_get_part(connector_of(context, to)), "format");
    assert_non_null(format);
    assert_string_equal(format, "audio/dsp F32P");
    assert_int_equal(jf_connection_disconnect(context, connection), 0);
    jf_context_unref(context);
}

static void what_others_do_is_seen(void **state)
{
    static const char id[] = OUT_FL "~" IN_FR;
    struct jf_context *context = open_context();

    (void)state;
    (void)drain(context, JF_EVENT_UNKNOWN);
    assert_int_equal(pw_link(NULL, "jf-source:capture_FL", "jf-sink:playback_FR"), 0);
    jf_event_unref(expect(context, JF_EVENT_CONNECTED, id));
    assert_int_equal(pw_link("-d", "jf-source:capture_FL", "jf-sink:playback_FR"), 0);
    jf_event_unref(expect(context, JF_EVENT_DISCONNECTED, id));
    assert_same_as_server(context);
    jf_context_unref(context);
}

static void what_the_session_manager_connects_is_managed(void **state)
{
    struct jf_context *context = open_context();
    struct jf_event *event;
    pid_t loopback;

    (void)state;
    (void)drain(context, JF_EVENT_UNKNOWN);
    loopback = start((const char *const[]){"pw-loopback", "--name", "jf-loop", NULL});
    event = expect(context, JF_EVENT_CONNECTED, NULL);
    assert_true(jf_connection_is_managed(jf_event_get_connection(event)));
    jf_event_unref(event);
    assert_same_as_server(context);
    assert_int_equal(kill(loopback, SIGTERM), 0);
    (void)finish(loopback);
    jf_event_unref(expect(context, JF_EVENT_REMOVED, "node:output.jf-loop"));
    assert_same_as_server(context);
    jf_context_unref(context);
}

static void a_link_that_cannot_carry_sound_is_refused(void **state)
{
    struct jf_context *context = open_context();
    pid_t dump;

    (void)state;
    dump = start((const char *const[]){"pw-mididump", NULL});
    jf_event_unref(expect(context, JF_EVENT_ADDED, "node:midi-dump/in:input"));
    for (int i = 0; i < 5; i++) {
        assert_int_equal(connect_ids(context, OUT_FL, "node:midi-dump/in:input"), -EINVAL);
        /* It may show in state error until the server has cleared it away. */
        (void)drain(context, JF_EVENT_UNKNOWN);
        assert_false(is_connected(context, OUT_FL));
    }
    assert_int_equal(kill(dump, SIGTERM), 0);
    (void)finish(dump);
    jf_event_unref(expect(context, JF_EVENT_REMOVED, "node:midi-dump"));
    jf_context_unref(context);
}

static void expect_requests(struct jf_context *context, const uint64_t *requests, size_t count,
                            int status)
{
    for (size_t i = 0; i < count; i++) {
        struct jf_event *event = expect(context, JF_EVENT_REQUEST, NULL);
        bool found = false;

        for (size_t r = 0; r < count; r++)
            found = found || requests[r] == jf_event_get_serial(event);
        assert_true(found);
        assert_int_equal(jf_event_get_status(event), status);
        jf_event_unref(event);
    }
    assert_int_equal(drain(context, JF_EVENT_REQUEST), 0);
}

static void many_requests_may_be_under_way(void **state)
{
    static const char *const outputs[] = {OUT_FL, OUT_FR}, *const inputs[] = {IN_FL, IN_FR};
    struct jf_context *context = open_context();
    uint64_t requests[4];

    (void)state;
    for (size_t i = 0; i < COUNT(requests); i++) {
        const struct jf_connector *from = connector_of(context, outputs[i / 2]);
        const struct jf_connector *to = connector_of(context, inputs[i % 2]);

        assert_int_equal(jf_connector_connect_async(context, from, to, &requests[i]), 0);
    }
    expect_requests(context, requests, COUNT(requests), 0);
    assert_int_equal(jf_graph_get_connection_count(jf_context_get_graph(context)), 4);
    for (size_t i = 0; i < COUNT(requests); i++) {
        const struct jf_connection *connection =
            connection_of(context, outputs[i / 2], inputs[i % 2]);

        assert_int_equal(jf_connection_disconnect_async(context, connection, &requests[i]), 0);
    }
    expect_requests(context, requests, COUNT(requests), 0);
    assert_int_equal(jf_graph_get_connection_count(jf_context_get_graph(context)), 0);
    assert_same_as_server(context);
    jf_context_unref(context);
}

static void a_context_leaves_no_fd_behind(void **state)
{
    size_t fds = count_fds();

    (void)state;
    for (int i = 0; i < 3; i++)
        jf_context_unref(open_context());
    assert_int_equal(count_fds(), fds);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_graph_is_what_pw_dump_shows),
        cmocka_unit_test(everything_is_added_before_the_start_is_settled),
        cmocka_unit_test(two_nodes_of_one_name_have_two_ids),
        cmocka_unit_test(connecting_and_disconnecting_answer_as_documented),
        cmocka_unit_test(the_second_of_two_clients_is_told_what_the_first_did),
        cmocka_unit_test(a_connection_outlives_the_client_that_made_it),
        cmocka_unit_test(a_connection_has_a_state_and_a_format),
        cmocka_unit_test(what_others_do_is_seen),
        cmocka_unit_test(what_the_session_manager_connects_is_managed),
        cmocka_unit_test(a_link_that_cannot_carry_sound_is_refused),
        cmocka_unit_test(many_requests_may_be_under_way),
        cmocka_unit_test(a_context_leaves_no_fd_behind),
    };

    need_programs();
    return cmocka_run_group_tests(tests, open_server, close_server);
}
