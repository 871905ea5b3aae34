/* SPDX-License-Identifier: MIT */

/*
 * A long life with a real server: connections made and broken by this client and by others,
 * programs that come and are killed, and a daemon that dies and returns. After each step the
 * library's graph is what pw-dump shows.
 */

#include "helpers/pipewire-server.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum {
    ROUNDS = 1000,
    ROUNDS_PER_DAEMON = 250,
    MAX_PROGRAMS = 3,
};

struct life {
    struct jf_context *context;
    pid_t programs[MAX_PROGRAMS]; /* 0: none */
    unsigned int seed;
    size_t steps[8]; /* how often each was taken */
};

static unsigned int pick(struct life *life, size_t count)
{
    return (unsigned int)rand_r(&life->seed) % (unsigned int)count;
}

/* ---- connections ----------------------------------------------------------------------------- */

/* Any connector that sound leaves or enters by; NULL: there is none. */
static const struct jf_connector *pick_connector(struct life *life, enum jf_flow flow)
{
    const struct jf_graph *graph = jf_context_get_graph(life->context);
    const struct jf_connector *found = NULL, *connector;
    const struct jf_device *device;
    size_t seen = 0;

    for (size_t i = 0; jf_graph_get_device(graph, i, &device) == 0; i++) {
        for (size_t k = 0; jf_device_get_connector(device, k, &connector) == 0; k++) {
            if (jf_connector_get_flow(connector) == flow && pick(life, ++seen) == 0)
                found = connector;
        }
    }
    return found;
}

/* What others do meanwhile may make any of these an honest no. */
static void assert_one_of(int status, const int *allowed, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (status == allowed[i])
            return;
    }
    fail_msg("a request ended with %d (%s)", status, strerror(-status));
}

static void connect_two(struct life *life)
{
    static const int allowed[] = {0, -EEXIST, -EINVAL, -ESTALE, -ENOENT, -ENODEV};
    const struct jf_connector *from = pick_connector(life, JF_FLOW_OUT);
    const struct jf_connector *to = pick_connector(life, JF_FLOW_IN);

    if (from && to)
        assert_one_of(jf_connector_connect(life->context, from, to), allowed, COUNT(allowed));
}

static const struct jf_connection *pick_connection(struct life *life)
{
    const struct jf_graph *graph = jf_context_get_graph(life->context);
    const struct jf_connection *connection = NULL;
    size_t count = jf_graph_get_connection_count(graph);

    if (count)
        (void)jf_graph_get_connection(graph, pick(life, count), &connection);
    return connection;
}

static void disconnect_one(struct life *life)
{
    static const int allowed[] = {0, -ENOTCONN, -ESTALE, -ENOENT};
    const struct jf_connection *connection = pick_connection(life);

    if (connection)
        assert_one_of(jf_connection_disconnect(life->context, connection), allowed, COUNT(allowed));
}

static void disconnect_connector(struct life *life)
{
    static const int allowed[] = {0, -ENOTCONN, -ESTALE};
    const struct jf_connector *connector = pick_connector(life, JF_FLOW_IN);

    if (connector)
        assert_one_of(jf_connector_disconnect(life->context, connector), allowed, COUNT(allowed));
}

static void others_connect(struct life *life)
{
    (void)life;
    (void)pw_link(NULL, "jf-source:capture_FL", "jf-sink:playback_FR");
}

static void others_disconnect(struct life *life)
{
    (void)life;
    (void)pw_link("-d", "jf-source:capture_FL", "jf-sink:playback_FR");
}

/* ---- programs -------------------------------------------------------------------------------- */

static void start_program(struct life *life)
{
    unsigned int which = pick(life, MAX_PROGRAMS);
    char name[32];

    if (life->programs[which])
        return;
    (void)snprintf(name, sizeof(name), "--name=jf-loop-%u", which);
    life->programs[which] = start((const char *const[]){"pw-loopback", name, NULL});
}

static void kill_program(struct life *life)
{
    unsigned int which = pick(life, MAX_PROGRAMS);

    if (!life->programs[which])
        return;
    assert_int_equal(kill(life->programs[which], SIGKILL), 0);
    (void)finish(life->programs[which]);
    life->programs[which] = 0;
}

static void end_programs(struct life *life)
{
    for (size_t i = 0; i < MAX_PROGRAMS; i++) {
        if (life->programs[i]) {
            assert_int_equal(kill(life->programs[i], SIGKILL), 0);
            (void)finish(life->programs[i]);
            life->programs[i] = 0;
        }
    }
}

/* ---- the daemon ------------------------------------------------------------------------------ */

static void replace_daemon(struct life *life)
{
    end_programs(life);
    assert_int_equal(server("kill-daemon"), 0);
    jf_event_unref(expect(life->context, JF_EVENT_BACKEND_LOST, NULL));
    assert_int_equal(jf_graph_get_connection_count(jf_context_get_graph(life->context)), 0);
    assert_int_equal(server("start-daemon"), 0);
    jf_event_unref(expect(life->context, JF_EVENT_BACKEND_BACK, NULL));
    jf_event_unref(expect(life->context, JF_EVENT_SETTLED, NULL));
}

/* ---- a life ---------------------------------------------------------------------------------- */

static void (*const steps[])(struct life *life) = {
    connect_two,    disconnect_one,    disconnect_connector, connect_two,
    others_connect, others_disconnect, start_program,        kill_program,
};

static void live_on(struct life *life)
{
    for (int i = 1; i <= ROUNDS; i++) {
        unsigned int which = pick(life, COUNT(steps));

        steps[which](life);
        life->steps[which]++;
        assert_soon_same_as_server(life->context);
        if (i % ROUNDS_PER_DAEMON == 0) {
            replace_daemon(life);
            assert_soon_same_as_server(life->context);
        }
    }
}

static void a_thousand_random_rounds_are_each_as_the_server_says(void **state)
{
    struct life life = {.context = open_context(), .seed = 20240229};
    size_t fds;

    (void)state;
    (void)drain(life.context, JF_EVENT_UNKNOWN);
    fds = count_fds();
    live_on(&life);
    end_programs(&life);
    assert_same_as_server(life.context);
    assert_int_equal(count_fds(), fds);
    for (size_t i = 0; i < COUNT(life.steps); i++)
        assert_true(life.steps[i] > 0);
    jf_context_unref(life.context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thousand_random_rounds_are_each_as_the_server_says),
    };

    need_programs();
    return cmocka_run_group_tests(tests, open_server, close_server);
}
