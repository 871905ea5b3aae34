/* SPDX-License-Identifier: MIT */

/* The PipeWire backend when its server is not there, dies, or comes back; and without memory. */

#include "helpers/pipewire-server.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "helpers/torture.h"

/* Counts what the loss of the server tells, until it is quiet. */
struct loss {
    size_t lost, removed_devices, refused_requests;
};

static void count_event(struct loss *loss, const struct jf_event *event)
{
    switch (jf_event_get_type(event)) {
    case JF_EVENT_BACKEND_LOST:
        loss->lost++;
        break;
    case JF_EVENT_REMOVED:
        loss->removed_devices += jf_event_get_object_kind(event) == JF_OBJECT_DEVICE;
        break;
    case JF_EVENT_REQUEST:
        assert_int_equal(jf_event_get_status(event), -EPIPE);
        loss->refused_requests++;
        break;
    default:
        break;
    }
}

static struct loss await_loss(struct jf_context *context)
{
    struct loss loss = {0};
    struct jf_event *event;

    while ((event = await_event(context, now_ms() + 2 * QUIET_MS))) {
        count_event(&loss, event);
        jf_event_unref(event);
    }
    return loss;
}

static void a_lost_server_is_told_once_and_takes_everything_with_it(void **state)
{
    struct jf_context *context = open_context();
    size_t device_count;
    uint64_t request;
    struct loss loss;

    (void)state;
    (void)drain(context, JF_EVENT_UNKNOWN);
    device_count = jf_graph_get_device_count(jf_context_get_graph(context));
    assert_int_equal(server("kill-daemon"), 0);
    assert_int_equal(jf_connector_connect_async(context, connector_of(context, OUT_FL),
                                                connector_of(context, IN_FL), &request),
                     0);
    loss = await_loss(context);
    assert_int_equal(loss.lost, 1);
    assert_int_equal(loss.removed_devices, device_count);
    assert_int_equal(loss.refused_requests, 1);
    assert_int_equal(jf_graph_get_device_count(jf_context_get_graph(context)), 0);
    jf_context_unref(context);
    assert_int_equal(server("start-daemon"), 0);
}

static uint64_t serial_of(struct jf_context *context, const char *id)
{
    return jf_part_get_serial(jf_connector_get_part(connector_of(context, id)));
}

static void a_server_that_returns_brings_the_same_ids_under_new_serials(void **state)
{
    struct jf_context *context = open_context();
    char *before, *after;
    uint64_t serial;
    size_t fds;

    (void)state;
    (void)drain(context, JF_EVENT_UNKNOWN);
    fds = count_fds();
    before = said_by_library(context);
    serial = serial_of(context, OUT_FL);
    assert_int_equal(server("kill-daemon"), 0);
    jf_event_unref(expect(context, JF_EVENT_BACKEND_LOST, NULL));
    assert_int_equal(server("start-daemon"), 0);
    jf_event_unref(expect(context, JF_EVENT_BACKEND_BACK, NULL));
    jf_event_unref(expect(context, JF_EVENT_ADDED, "node:jf-sink"));
    jf_event_unref(expect(context, JF_EVENT_SETTLED, NULL));
    assert_same_as_server(context);
    after = said_by_library(context);
    assert_string_equal(after, before);
    assert_true(serial_of(context, OUT_FL) > serial);
    assert_int_equal(connect_ids(context, OUT_FL, IN_FL), 0);
    assert_int_equal(jf_connector_disconnect(context, connector_of(context, OUT_FL)), 0);
    assert_int_equal(count_fds(), fds);
    free(before);
    free(after);
    jf_context_unref(context);
}

static void a_server_that_comes_later_is_found(void **state)
{
    struct jf_context *context;
    struct jf_event *event;
    size_t last;

    (void)state;
    assert_int_equal(server("kill-daemon"), 0);
    context = open_context();
    last = backend_index(context);
    assert_int_equal(jf_context_get_backend_state(context, last), JF_BACKEND_LOST);
    assert_non_null(jf_context_get_backend_reason(context, last));
    event = expect(context, JF_EVENT_BACKEND_LOST, NULL);
    assert_non_null(strstr(jf_event_get_reason(event), "no PipeWire server"));
    jf_event_unref(event);
    jf_event_unref(expect(context, JF_EVENT_SETTLED, NULL));
    /* Several attempts that fail tell nothing more. */
    assert_int_equal(drain(context, JF_EVENT_BACKEND_LOST), 0);
    assert_int_equal(server("start-daemon"), 0);
    jf_event_unref(expect(context, JF_EVENT_BACKEND_BACK, NULL));
    jf_event_unref(expect(context, JF_EVENT_SETTLED, NULL));
    assert_int_equal(jf_context_get_backend_state(context, last), JF_BACKEND_SETTLED);
    assert_null(jf_context_get_backend_reason(context, last));
    assert_same_as_server(context);
    jf_context_unref(context);
}

static void a_remote_is_chosen_by_name(void **state)
{
    struct jf_config *config;
    struct jf_context *context;
    struct jf_event *event;

    (void)state;
    assert_int_equal(jf_config_new(&config), 0);
    assert_int_equal(jf_config_set_remote(config, "no-such-socket"), 0);
    assert_int_equal(jf_context_new(config, &context), 0);
    assert_int_equal(jf_context_settle(context), 0);
    event = expect(context, JF_EVENT_BACKEND_LOST, NULL);
    assert_non_null(strstr(jf_event_get_reason(event), "no-such-socket"));
    jf_event_unref(event);
    jf_context_unref(context);
    assert_int_equal(jf_config_set_remote(config, "pipewire-0"), 0);
    assert_int_equal(jf_context_new(config, &context), 0);
    assert_int_equal(jf_context_settle(context), 0);
    assert_same_as_server(context);
    jf_context_unref(context);
    jf_config_free(config);
}

/* ---- without memory -------------------------------------------------------------------------- */

static struct jf_context *open_unsettled(void)
{
    struct jf_context *context = NULL;
    int status = jf_context_new(NULL, &context);

    assert_true(status == 0 || (status == -ENOMEM && torture_has_failed()));
    return context;
}

static bool has_settled(const struct jf_context *context)
{
    return jf_context_get_backend_state(context, backend_index(context)) == JF_BACKEND_SETTLED;
}

/*
 * Follows the server with the n-th allocation failing; false once none is left to fail. However
 * busy the machine is, a round that meets no failure is a whole one.
 */
static bool follow_round(unsigned long nth)
{
    struct jf_context *context;
    bool failed;

    torture_arm(nth);
    context = open_unsettled();
    for (int64_t end_ms = now_ms() + 10000;
         context && !torture_has_failed() && !has_settled(context) && now_ms() < end_ms;) {
        int status = jf_context_dispatch(context);

        assert_true(status == 0 || (status == -ENOMEM && torture_has_failed()));
        assert_true(jf_context_wait(context, 5) >= 0);
    }
    failed = torture_has_failed();
    torture_arm(0);
    if (context) {
        /* At the latest the second attempt to connect sees everything. */
        while (jf_graph_get_device_count(jf_context_get_graph(context)) < 4)
            jf_event_unref(expect(context, JF_EVENT_ADDED, NULL));
        if (nth % 50 == 0)
            assert_same_as_server(context);
    }
    jf_context_unref(context);
    return failed;
}

static void following_the_server_survives_failed_allocations(void **state)
{
    unsigned long nth = 1;

    (void)state;
    while (follow_round(nth))
        nth += 1 + nth / 40;
    print_message("%lu allocations\n", nth - 1);
    assert_true(nth > 200);
}

/* Without memory the backend starts again: the server is lost for a moment, all it had is new. */
static bool is_excused(int status)
{
    return torture_has_failed() && (status == -ENOMEM || status == -EPIPE || status == -ESTALE);
}

/* Connects and disconnects with the n-th allocation failing; false once none is left to fail. */
static bool request_round(struct jf_context *context, unsigned long nth)
{
    const struct jf_graph *graph = jf_graph_ref(jf_context_get_graph(context));
    const struct jf_connector *from = connector_of(context, OUT_FL);
    const struct jf_connector *to = connector_of(context, IN_FL);
    bool failed;
    int status;

    torture_arm(nth);
    status = jf_connector_connect(context, from, to);
    assert_true(status == 0 || is_excused(status));
    if (!status)
        status = jf_connector_disconnect(context, from);
    assert_true(status == 0 || is_excused(status));
    failed = torture_has_failed();
    torture_arm(0);
    jf_graph_unref(graph);
    (void)drain(context, JF_EVENT_UNKNOWN);
    while (jf_graph_get_device_count(jf_context_get_graph(context)) < 4)
        jf_event_unref(expect(context, JF_EVENT_ADDED, NULL));
    (void)drain(context, JF_EVENT_UNKNOWN);
    if (is_connected(context, OUT_FL))
        assert_int_equal(jf_connector_disconnect(context, connector_of(context, OUT_FL)), 0);
    return failed;
}

static void requests_survive_failed_allocations(void **state)
{
    struct jf_context *context = open_context();
    unsigned long nth = 1;

    (void)state;
    (void)drain(context, JF_EVENT_UNKNOWN);
    while (request_round(context, nth))
        nth += 1 + nth / 4;
    print_message("%lu allocations\n", nth - 1);
    assert_true(nth > 20);
    assert_same_as_server(context);
    jf_context_unref(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lost_server_is_told_once_and_takes_everything_with_it),
        cmocka_unit_test(a_server_that_returns_brings_the_same_ids_under_new_serials),
        cmocka_unit_test(a_server_that_comes_later_is_found),
        cmocka_unit_test(a_remote_is_chosen_by_name),
        cmocka_unit_test(following_the_server_survives_failed_allocations),
        cmocka_unit_test(requests_survive_failed_allocations),
    };

    need_programs();
    return cmocka_run_group_tests(tests, open_server, close_server);
}
