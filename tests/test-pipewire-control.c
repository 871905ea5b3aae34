/* SPDX-License-Identifier: MIT */

/* Volumes, mutes and defaults of a server that runs: set by us, and by others. */

#include "helpers/pipewire-server.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define VOLUME "node:jf-sink/volume"
#define MUTE   "node:jf-sink/mute"

/* The only control of a part whose name is `name`. */
static const struct jf_control *control_at(struct jf_context *context, const char *part_id,
                                           const char *name)
{
    const struct jf_control *control = NULL;
    const struct jf_part *part = NULL;

    assert_int_equal(jf_graph_find_part(jf_context_get_graph(context), part_id, &part), 0);
    for (size_t i = 0; i < jf_part_get_control_count(part); i++) {
        assert_int_equal(jf_part_get_control(part, i, &control), 0);
        if (strcmp(jf_control_get_name(control), name) == 0)
            return control;
    }
    fail_msg("%s has no control %s", part_id, name);
    return NULL;
}

static int64_t value_at(struct jf_context *context, const char *part_id, const char *name,
                        size_t channel)
{
    int64_t value = 0;

    assert_int_equal(jf_control_get_value(control_at(context, part_id, name), channel, &value), 0);
    return value;
}

/* pw-cli set-param NODE Props VALUE; what another program does. */
static void set_by_other(const char *value)
{
    const char *const arguments[] = {"pw-cli", "set-param", "jf-sink", "Props", value, NULL};

    assert_int_equal(finish(start(arguments)), 0);
}

/* The next CONTROL event of the part. */
static struct jf_event *expect_control(struct jf_context *context, const char *part_id)
{
    return expect(context, JF_EVENT_CONTROL, part_id);
}

static void a_level_that_is_set_is_what_the_server_has(void **state)
{
    struct jf_context *context = open_context();
    struct jf_event *event;

    (void)state;
    assert_int_equal(jf_control_set_uniform(context, control_at(context, VOLUME, "Volume"), -1200),
                     0);
    assert_in_range(-value_at(context, VOLUME, "Volume", 0), 1199, 1201);
    assert_in_range(-value_at(context, VOLUME, "Volume", 1), 1199, 1201);
    event = expect_control(context, VOLUME);
    assert_int_equal(jf_event_get_origin(event), JF_ORIGIN_SELF);
    jf_event_unref(event);
    /* One channel: the other stays. */
    assert_int_equal(jf_control_set_value(context, control_at(context, VOLUME, "Volume"), 1, 0), 0);
    assert_in_range(-value_at(context, VOLUME, "Volume", 0), 1199, 1201);
    assert_int_equal(value_at(context, VOLUME, "Volume", 1), 0);
    jf_context_unref(context);
}

static void silence_is_a_level(void **state)
{
    struct jf_context *context = open_context();

    (void)state;
    assert_int_equal(
        jf_control_set_uniform(context, control_at(context, VOLUME, "Volume"), INT64_MIN), 0);
    assert_true(value_at(context, VOLUME, "Volume", 0) == INT64_MIN);
    assert_int_equal(jf_control_set_uniform(context, control_at(context, VOLUME, "Volume"), 0), 0);
    assert_int_equal(value_at(context, VOLUME, "Volume", 0), 0);
    jf_context_unref(context);
}

static void a_level_is_clamped_to_what_the_server_offers(void **state)
{
    struct jf_context *context = open_context();
    int64_t min, max, step;

    (void)state;
    assert_int_equal(jf_control_get_range(control_at(context, VOLUME, "Volume"), &min, &max, &step),
                     0);
    assert_int_equal(
        jf_control_set_uniform(context, control_at(context, VOLUME, "Volume"), max + 5000), 0);
    assert_in_range(value_at(context, VOLUME, "Volume", 0), max - 1, max + 1);
    assert_int_equal(jf_control_set_uniform(context, control_at(context, VOLUME, "Volume"), 0), 0);
    jf_context_unref(context);
}

static void a_value_that_is_there_already_is_no_wait(void **state)
{
    struct jf_context *context = open_context();
    int64_t begun_ms;

    (void)state;
    assert_int_equal(jf_control_set_uniform(context, control_at(context, MUTE, "Mute"), 1), 0);
    assert_int_equal(value_at(context, MUTE, "Mute", 0), 1);
    begun_ms = now_ms();
    assert_int_equal(jf_control_set_uniform(context, control_at(context, MUTE, "Mute"), 1), 0);
    assert_true(now_ms() - begun_ms < 2000);
    assert_int_equal(jf_control_set_uniform(context, control_at(context, MUTE, "Mute"), 0), 0);
    assert_int_equal(value_at(context, MUTE, "Mute", 0), 0);
    jf_context_unref(context);
}

static void what_another_program_sets_is_told_as_such(void **state)
{
    struct jf_context *context = open_context();
    struct jf_event *event;

    (void)state;
    (void)drain(context, JF_EVENT_UNKNOWN);
    set_by_other("{ channelVolumes: [ 0.5, 0.25 ] }");
    event = expect_control(context, VOLUME);
    assert_int_equal(jf_event_get_origin(event), JF_ORIGIN_OTHER);
    jf_event_unref(event);
    assert_int_equal(value_at(context, VOLUME, "Volume", 0), -602);
    assert_int_equal(value_at(context, VOLUME, "Volume", 1), -1204);
    set_by_other("{ mute: true }");
    jf_event_unref(expect_control(context, MUTE));
    assert_int_equal(value_at(context, MUTE, "Mute", 0), 1);
    set_by_other("{ mute: false, channelVolumes: [ 1.0, 1.0 ] }");
    jf_event_unref(expect_control(context, MUTE));
    jf_context_unref(context);
}

static void the_defaults_are_properties_of_their_nodes(void **state)
{
    struct jf_context *context = open_context();
    const struct jf_device *device;

    (void)state;
    assert_int_equal(jf_graph_find_device(jf_context_get_graph(context), "node:jf-source", &device),
                     0);
    while (!jf_device_get_property(device, "default.audio.source")) {
        jf_event_unref(expect(context, JF_EVENT_CHANGED, "node:jf-source"));
        assert_int_equal(
            jf_graph_find_device(jf_context_get_graph(context), "node:jf-source", &device), 0);
    }
    assert_string_equal(jf_device_get_property(device, "default.audio.source"), "true");
    jf_context_unref(context);
}

static void a_control_of_a_lost_server_cannot_be_set(void **state)
{
    struct jf_context *context = open_context();
    const struct jf_graph *graph = jf_graph_ref(jf_context_get_graph(context));
    const struct jf_control *control = control_at(context, MUTE, "Mute");

    (void)state;
    assert_int_equal(server("kill-daemon"), 0);
    jf_event_unref(expect(context, JF_EVENT_BACKEND_LOST, NULL));
    assert_int_equal(jf_control_set_uniform(context, control, 1), -ESTALE);
    jf_graph_unref(graph);
    jf_context_unref(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_level_that_is_set_is_what_the_server_has),
        cmocka_unit_test(silence_is_a_level),
        cmocka_unit_test(a_level_is_clamped_to_what_the_server_offers),
        cmocka_unit_test(a_value_that_is_there_already_is_no_wait),
        cmocka_unit_test(what_another_program_sets_is_told_as_such),
        cmocka_unit_test(the_defaults_are_properties_of_their_nodes),
        cmocka_unit_test(a_control_of_a_lost_server_cannot_be_set),
    };

    need_programs();
    return cmocka_run_group_tests_name("pipewire-control", tests, open_server, close_server);
}
