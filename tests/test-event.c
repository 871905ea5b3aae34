/* SPDX-License-Identifier: MIT */

/* The event law over random histories, and the answers to requests in time. */

#include "helpers/context.h"
#include "helpers/shadow.h"

#include <errno.h>
#include <string.h>
#include <time.h>

/* ---- the law --------------------------------------------------------------------------------- */

static uint32_t next_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

/* A random statement about one of few devices and parts; not all make sense, which is the point. */
static void random_statement(uint32_t *seed, char *ret_text, size_t size)
{
    static const char *const kinds[] = {"node", "adapter", "network"};
    static const char *const types[] = {
        "in", "out", "sum", "mux", "volume", "out.physical-external", "in!"};
    static const char *const states[] = {"active", "unplugged", "disabled"};
    static const char *const presences[] = {"plugged", "unplugged", "what"};
    unsigned int d = next_random(seed) % 4, e = next_random(seed) % 4;
    unsigned int p = next_random(seed) % 5, q = next_random(seed) % 5;
    unsigned int r = next_random(seed);

    switch (next_random(seed) % 14) {
    case 0:
        (void)snprintf(ret_text, size, "d%u:%s", d, kinds[r % 3]);
        break;
    case 1:
        (void)snprintf(ret_text, size, "-d%u", d);
        break;
    case 2:
    case 3:
    case 4:
        (void)snprintf(ret_text, size, "d%u/p%u:%s", d, p, types[r % 7]);
        break;
    case 5:
        (void)snprintf(ret_text, size, "-d%u/p%u", d, p);
        break;
    case 6:
        (void)snprintf(ret_text, size, "d%u/p%u>p%u:%s", d, p, q, r % 2 ? "always" : "unknown");
        break;
    case 7:
        (void)snprintf(ret_text, size, "-d%u/p%u>p%u", d, p, q);
        break;
    case 8:
        (void)snprintf(ret_text, size, "d%u/p%u~d%u/p%u:%s", d, p, e, q, r % 3 ? "free" : "fixed");
        break;
    case 9:
        (void)snprintf(ret_text, size, "-d%u/p%u~d%u/p%u", d, p, e, q);
        break;
    case 10:
        (void)snprintf(ret_text, size, "d%u.%s=%s", d, r % 2 ? "state" : "name", states[r % 3]);
        break;
    case 11:
        (void)snprintf(ret_text, size, "d%u/p%u.presence=%s", d, p, presences[r % 3]);
        break;
    case 12:
        (void)snprintf(ret_text, size, "d%u/p%u.level=%u", d, p, r % 4);
        break;
    default:
        (void)snprintf(ret_text, size, "d%u/p%u.%s=%u", d, p, r % 2 ? "name" : "key", r % 3);
        break;
    }
}

static void apply_random(struct jf_context *context, uint32_t *seed)
{
    struct jfi_backend *backend = jfi_context_find_backend(context, "synthetic");
    char statement[160];
    int status;

    for (unsigned int i = next_random(seed) % 6; i > 0; i--) {
        random_statement(seed, statement, sizeof(statement));
        status = jfi_synthetic_apply(backend, statement);
        assert_true(status == 0 || status == -EBADMSG);
    }
    if (next_random(seed) % 16 == 0)
        assert_int_equal(jfi_synthetic_apply(backend, "!lost=0;!back=0"), 0);
}

static void dispatch_all(struct jf_context *context)
{
    do
        assert_int_equal(jf_context_dispatch(context), 0);
    while (jf_context_wait(context, 0) > 0);
}

static void one_history(uint32_t seed)
{
    struct jf_context *context = open_machine("synthetic:d0:node;d1:adapter;d0/p0:out;d1/p1:in");
    struct shadow *shadow = shadow_new();

    for (int step = 0; step < 60; step++) {
        apply_random(context, &seed);
        dispatch_all(context);
        shadow_follow(shadow, context);
        assert_sound(jf_context_get_graph(context));
        shadow_compare(shadow, jf_context_get_graph(context));
    }
    shadow_free(shadow);
    jf_context_unref(context);
}

static void events_between_two_generations_equal_their_difference(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 200; seed++)
        one_history(seed * 2654435761u);
}

static void events_read_late_still_add_up(void **state)
{
    struct jf_context *context = open_machine("synthetic:d0:node");
    struct shadow *shadow = shadow_new();
    uint32_t seed = 4711;

    (void)state;
    for (int step = 0; step < 500; step++) {
        apply_random(context, &seed);
        dispatch_all(context);
    }
    shadow_follow(shadow, context);
    shadow_compare(shadow, jf_context_get_graph(context));
    shadow_free(shadow);
    jf_context_unref(context);
}

/* ---- what a queue of events looks like ------------------------------------------------------- */

/* All queued events as "type object" words. */
static const char *story(struct jf_context *context)
{
    static char text[2048];
    struct jf_event *event;
    size_t length = 0;

    text[0] = '\0';
    while ((event = jf_context_next_event(context))) {
        const char *id = jf_event_get_id(event);

        length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%s%s%s",
                                   length ? "; " : "", jf_event_type_text(jf_event_get_type(event)),
                                   id ? " " : "", id ? id : "");
        jf_event_unref(event);
    }
    return text;
}

static void startup_is_ADDED_for_everything_then_SETTLED(void **state)
{
    struct jf_context *context = open_machine("synthetic:a:node;a/o:out;b:node;b/i:in;a/o~b/i");

    (void)state;
    assert_string_equal(story(context), "added syn:a; added syn:a/o; added syn:b; added syn:b/i; "
                                        "connected syn:a/o~syn:b/i; settled");
    jf_context_unref(context);
}

static void removal_comes_in_the_order_that_keeps_every_step_whole(void **state)
{
    struct jf_context *context = open_machine("synthetic:a:node;a/o:out;b:node;b/i:in;a/o~b/i");

    (void)state;
    drain_events(context);
    change_machine(context, "-b;c:node");
    assert_string_equal(story(context), "disconnected syn:a/o~syn:b/i; removed syn:b/i; "
                                        "removed syn:b; added syn:c");
    jf_context_unref(context);
}

static void a_removed_thing_can_still_be_read_from_its_event(void **state)
{
    struct jf_context *context = open_machine("synthetic:a:node;a.name=Player;a/o:out");
    struct jf_event *event;

    (void)state;
    drain_events(context);
    change_machine(context, "-a");
    event = jf_context_next_event(context);
    assert_string_equal(jf_part_get_name(jf_event_get_part(event)), "o");
    assert_null(jf_event_get_device(event));
    jf_event_unref(event);
    event = jf_context_next_event(context);
    jf_context_unref(context);
    assert_string_equal(jf_device_get_name(jf_event_get_device(event)), "Player");
    jf_event_unref(event);
}

static void a_change_says_what_changed(void **state)
{
    struct jf_context *context = open_machine("synthetic:a:node;a/v:volume;a/v.level=-100");
    struct jf_event *event;
    int64_t value;

    (void)state;
    drain_events(context);
    change_machine(context, "a.name=New;a.state=disabled");
    event = jf_context_next_event(context);
    assert_int_equal(jf_event_get_changes(event), JF_CHANGE_NAME | JF_CHANGE_STATE);
    jf_event_unref(event);
    change_machine(context, "a/v.level=-200");
    event = jf_context_next_event(context);
    assert_int_equal(jf_event_get_type(event), JF_EVENT_CONTROL);
    assert_int_equal(jf_event_get_origin(event), JF_ORIGIN_UNKNOWN);
    assert_int_equal(jf_control_get_value(jf_event_get_control(event), 0, &value), 0);
    assert_int_equal(value, -200);
    jf_event_unref(event);
    assert_null(jf_context_next_event(context));
    jf_context_unref(context);
}

static void nothing_changed_is_no_event(void **state)
{
    struct jf_context *context = open_machine("synthetic:a:node;a.name=x");
    uint64_t generation = jf_graph_get_generation(jf_context_get_graph(context));

    (void)state;
    drain_events(context);
    change_machine(context, "a.name=x");
    assert_null(jf_context_next_event(context));
    assert_int_equal(jf_graph_get_generation(jf_context_get_graph(context)), generation);
    jf_context_unref(context);
}

/* ---- a server that goes and comes ------------------------------------------------------------ */

static void wait_for_state(struct jf_context *context, enum jf_backend_state state)
{
    for (int64_t end = jfi_now_ns() + 2000000000; jfi_now_ns() < end;) {
        dispatch_all(context);
        if (jf_context_get_backend_state(context, 0) == state)
            return;
        assert_true(jf_context_wait(context, 100) >= 0);
    }
    fail_msg("the backend never got into state %d", (int)state);
}

static void a_lost_server_takes_its_things_along_and_brings_them_back(void **state)
{
    struct jf_context *context = open_machine("synthetic:a:node;a/o:out;!lost=20;!back=60");
    const struct jf_device *device;
    uint64_t serial;

    (void)state;
    assert_int_equal(jf_graph_find_device(jf_context_get_graph(context), "syn:a", &device), 0);
    serial = jf_device_get_serial(device);
    drain_events(context);
    wait_for_state(context, JF_BACKEND_LOST);
    assert_non_null(jf_context_get_backend_reason(context, 0));
    assert_string_equal(story(context), "backend-lost; removed syn:a/o; removed syn:a");
    wait_for_state(context, JF_BACKEND_SETTLED);
    assert_string_equal(story(context), "backend-back; added syn:a; added syn:a/o; settled");
    assert_int_equal(jf_graph_find_device(jf_context_get_graph(context), "syn:a", &device), 0);
    assert_int_not_equal(jf_device_get_serial(device), serial);
    assert_null(jf_context_get_backend_reason(context, 0));
    jf_context_unref(context);
}

/* ---- requests -------------------------------------------------------------------------------- */

#define PAIR "synthetic:a:node;a/o:out;b:node;b/i:in;"

static int64_t now_ms(void)
{
    return jfi_now_ns() / 1000000;
}

static int connect_pair(struct jf_context *context)
{
    const struct jf_graph *graph = jf_context_get_graph(context);

    return jf_connector_connect(context, connector_of(graph, "syn:a/o"),
                                connector_of(graph, "syn:b/i"));
}

static void connect_returns_when_the_server_has_answered(void **state)
{
    struct jf_context *context = open_machine(PAIR "!delay=50");
    int64_t start = now_ms();

    (void)state;
    assert_int_equal(connect_pair(context), 0);
    assert_true(now_ms() - start >= 49);
    assert_int_equal(jf_graph_get_connection_count(jf_context_get_graph(context)), 1);
    jf_context_unref(context);
}

static void what_the_server_refuses_is_passed_on(void **state)
{
    static const struct {
        const char *machine;
        int status;
    } refusals[] = {
        {PAIR "!refuse=perm", -EPERM},
        {PAIR "!refuse=invalid;!delay=5", -EINVAL},
        {PAIR "!refuse=exists", -EEXIST},
    };

    (void)state;
    for (size_t i = 0; i < JFI_COUNT(refusals); i++) {
        struct jf_context *context = open_machine(refusals[i].machine);

        assert_int_equal(connect_pair(context), refusals[i].status);
        assert_int_equal(jf_graph_get_connection_count(jf_context_get_graph(context)), 0);
        jf_context_unref(context);
    }
}

static struct jf_context *open_impatient(const char *machine)
{
    struct jf_config *config;
    struct jf_context *context;

    assert_int_equal(jf_config_new(&config), 0);
    assert_int_equal(jf_config_set_machine(config, machine), 0);
    assert_int_equal(jf_config_set_timeout_ms(config, 40), 0);
    assert_int_equal(jf_config_set_timeout_ms(config, 0), -EINVAL);
    assert_int_equal(jf_context_new(config, &context), 0);
    assert_int_equal(jf_context_settle(context), 0);
    jf_config_free(config);
    return context;
}

static void a_silent_server_runs_into_the_time_limit(void **state)
{
    struct jf_context *context = open_impatient(PAIR "!silent");
    int64_t start = now_ms();

    (void)state;
    assert_int_equal(connect_pair(context), -ETIMEDOUT);
    assert_true(now_ms() - start >= 39 && now_ms() - start < 1000);
    jf_context_unref(context);
}

static void an_answer_after_the_time_limit_is_ignored_but_its_effect_is_seen(void **state)
{
    struct jf_context *context = open_impatient(PAIR "!delay=80");

    (void)state;
    assert_int_equal(connect_pair(context), -ETIMEDOUT);
    assert_int_equal(jf_context_wait(context, 1000), 1);
    for (int64_t end = now_ms() + 1000;
         now_ms() < end && !jf_graph_get_connection_count(jf_context_get_graph(context));) {
        assert_true(jf_context_wait(context, 100) >= 0);
        dispatch_all(context);
    }
    assert_int_equal(jf_graph_get_connection_count(jf_context_get_graph(context)), 1);
    jf_context_unref(context);
}

static void a_server_lost_while_asked_is_EPIPE(void **state)
{
    struct jf_context *context = open_machine(PAIR "!delay=1000;!lost=30");

    (void)state;
    assert_int_equal(connect_pair(context), -EPIPE);
    assert_int_equal(jf_graph_get_device_count(jf_context_get_graph(context)), 0);
    jf_context_unref(context);
}

static struct jf_event *wait_for_request(struct jf_context *context)
{
    for (int64_t end = now_ms() + 2000; now_ms() < end;) {
        struct jf_event *event;

        while ((event = jf_context_next_event(context))) {
            if (jf_event_get_type(event) == JF_EVENT_REQUEST)
                return event;
            jf_event_unref(event);
        }
        assert_true(jf_context_wait(context, 100) >= 0);
        assert_int_equal(jf_context_dispatch(context), 0);
    }
    fail_msg("no REQUEST event");
    return NULL;
}

static void an_async_request_ends_in_an_event_that_the_graph_agrees_with(void **state)
{
    struct jf_context *context = open_machine(PAIR "!delay=10");
    const struct jf_graph *graph = jf_context_get_graph(context);
    const struct jf_connection *connection;
    struct jf_event *event;
    uint64_t request, second;

    (void)state;
    drain_events(context);
    assert_int_equal(jf_connector_connect_async(context, connector_of(graph, "syn:b/i"),
                                                connector_of(graph, "syn:a/o"), &request),
                     0);
    event = wait_for_request(context);
    assert_int_equal(jf_event_get_serial(event), request);
    assert_int_equal(jf_event_get_status(event), 0);
    assert_int_equal(jf_graph_get_connection(jf_event_get_graph(event), 0, &connection), 0);
    assert_int_equal(jf_connection_disconnect_async(context, connection, &second), 0);
    assert_int_not_equal(request, second);
    jf_event_unref(event);
    event = wait_for_request(context);
    assert_int_equal(jf_event_get_serial(event), second);
    assert_int_equal(jf_graph_get_connection_count(jf_event_get_graph(event)), 0);
    jf_event_unref(event);
    assert_int_equal(jf_connector_connect_async(context, NULL, NULL, &request), -EINVAL);
    jf_context_unref(context);
}

static void a_timed_out_async_request_is_told_too(void **state)
{
    struct jf_context *context = open_impatient(PAIR "!silent");
    const struct jf_graph *graph = jf_context_get_graph(context);
    struct jf_event *event;
    uint64_t request;

    (void)state;
    assert_int_equal(jf_connector_connect_async(context, connector_of(graph, "syn:a/o"),
                                                connector_of(graph, "syn:b/i"), &request),
                     0);
    event = wait_for_request(context);
    assert_int_equal(jf_event_get_status(event), -ETIMEDOUT);
    jf_event_unref(event);
    jf_context_unref(context);
}

static void a_context_may_go_while_requests_are_open(void **state)
{
    struct jf_context *context = open_machine(PAIR "!silent");
    const struct jf_graph *graph = jf_context_get_graph(context);
    uint64_t request;

    (void)state;
    assert_int_equal(jf_connector_connect_async(context, connector_of(graph, "syn:a/o"),
                                                connector_of(graph, "syn:b/i"), &request),
                     0);
    jf_context_unref(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_between_two_generations_equal_their_difference),
        cmocka_unit_test(events_read_late_still_add_up),
        cmocka_unit_test(startup_is_ADDED_for_everything_then_SETTLED),
        cmocka_unit_test(removal_comes_in_the_order_that_keeps_every_step_whole),
        cmocka_unit_test(a_removed_thing_can_still_be_read_from_its_event),
        cmocka_unit_test(a_change_says_what_changed),
        cmocka_unit_test(nothing_changed_is_no_event),
        cmocka_unit_test(a_lost_server_takes_its_things_along_and_brings_them_back),
        cmocka_unit_test(connect_returns_when_the_server_has_answered),
        cmocka_unit_test(what_the_server_refuses_is_passed_on),
        cmocka_unit_test(a_silent_server_runs_into_the_time_limit),
        cmocka_unit_test(an_answer_after_the_time_limit_is_ignored_but_its_effect_is_seen),
        cmocka_unit_test(a_server_lost_while_asked_is_EPIPE),
        cmocka_unit_test(an_async_request_ends_in_an_event_that_the_graph_agrees_with),
        cmocka_unit_test(a_timed_out_async_request_is_told_too),
        cmocka_unit_test(a_context_may_go_while_requests_are_open),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
