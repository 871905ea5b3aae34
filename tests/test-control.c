/* SPDX-License-Identifier: MIT */

/* Controls: finding one by what a person typed, and setting it with the answers of control.h. */

#include <errno.h>

#include "helpers/context.h"

#define MACHINE                                                                               \
    "synthetic:codec:adapter;codec.name=Codec;codec/line:in;codec/mic:in;codec/mux:mux;"      \
    "codec/line>mux:unselected;codec/mic>mux:selected;codec/mux.select=mic;"                  \
    "codec/vol:volume;codec/vol.name=Front;codec/vol.level=-1000,-2000;"                      \
    "codec/vol.range=-6000,0,50;codec/mux>vol;codec/vol2:volume;codec/vol2.level=0;"          \
    "codec/both:device-specific;codec/both.boolean=1;codec/both.enum=1;codec/both.bytes=1,2;" \
    "codec/both.items=Off,Slow,Fast;dock:adapter;dock/x:mute;dock/x.mute=1;dock/y:volume"

/* ---- finding --------------------------------------------------------------------------------- */

static const struct {
    const char *text;
    int status;
    size_t count;
    const char *part, *control; /* of the first match */
} addresses[] = {
    {"syn:codec/vol:level", 0, 1, "syn:codec/vol", "level"},
    {"syn:codec/vol:level,0", 0, 1, "syn:codec/vol", "level"},
    {"syn:codec/vol:level,1", -ENOENT, 0, NULL, NULL},
    {"syn:codec/vol:mute", -ENOENT, 0, NULL, NULL},
    {"select", 0, 1, "syn:codec/mux", "select"},
    {"select,0", 0, 1, "syn:codec/mux", "select"},
    {"level", -ENOTUNIQ, 2, "syn:codec/vol", "level"},
    {"Front:level", 0, 1, "syn:codec/vol", "level"},
    {"Codec:Front:level", 0, 1, "syn:codec/vol", "level"},
    {"Codec:level", -ENOTUNIQ, 2, "syn:codec/vol", "level"},
    {"syn:codec:select", 0, 1, "syn:codec/mux", "select"},
    {"syn:codec/b:enum", 0, 1, "syn:codec/both", "enum"},
    {"syn:c:level", -ENOTUNIQ, 2, "syn:codec/vol", "level"},
    {"syn:codec/vol", 0, 1, "syn:codec/vol", "level"},
    {"syn:codec/mux", 0, 1, "syn:codec/mux", "select"},
    {"syn:codec/both", -ENOTUNIQ, 3, "syn:codec/both", "boolean"},
    {"syn:dock", 0, 1, "syn:dock/x", "mute"},
    {"Front", 0, 1, "syn:codec/vol", "level"},
    {"syn:d", 0, 1, "syn:dock/x", "mute"},
    {"syn:dock/y", -ENOENT, 0, NULL, NULL},
    {":level", -ENOENT, 0, NULL, NULL},
    {"LEVEL", -ENOTUNIQ, 2, "syn:codec/vol", "level"},
    {"syn:codec/vol:LEVEL,0", 0, 1, "syn:codec/vol", "level"},
    {"codec:front:LEVEL", 0, 1, "syn:codec/vol", "level"},
    {"codec:Select", 0, 1, "syn:codec/mux", "select"},
    {"front", 0, 1, "syn:codec/vol", "level"},
    {"lev", -ENOTUNIQ, 2, "syn:codec/vol", "level"},
    {"lev,1", -ENOENT, 0, NULL, NULL},
    {"sel", 0, 1, "syn:codec/mux", "select"},
    {"SEL,0", 0, 1, "syn:codec/mux", "select"},
    {"syn:codec/vol:lev", 0, 1, "syn:codec/vol", "level"},
    {"syn:codec/m:sel", 0, 1, "syn:codec/mux", "select"},
    {"fro:lev", 0, 1, "syn:codec/vol", "level"},
    {"fro:sel", -ENOENT, 0, NULL, NULL},
    {"fron", 0, 1, "syn:codec/vol", "level"},
    {"syn:codec/vol:", -ENOENT, 0, NULL, NULL},
    {"leevl", -ENOENT, 0, NULL, NULL},
    {"", -EINVAL, 0, NULL, NULL},
};

static void a_control_is_found_as_people_address_it(void **state)
{
    struct jf_context *context = open_machine(MACHINE);

    (void)state;
    for (size_t i = 0; i < JFI_COUNT(addresses); i++) {
        struct jf_matches *matches = NULL;
        const struct jf_control *control;

        print_message("'%s'\n", addresses[i].text);
        assert_int_equal(
            jf_graph_resolve_control(jf_context_get_graph(context), addresses[i].text, &matches),
            addresses[i].status);
        assert_int_equal(jf_matches_get_count(matches), addresses[i].count);
        control = jf_matches_get_control(matches, 0);
        if (addresses[i].control) {
            assert_int_equal(jf_matches_get_kind(matches, 0), JF_OBJECT_CONTROL);
            assert_string_equal(jf_control_get_name(control), addresses[i].control);
            assert_string_equal(jf_matches_get_id(matches, 0), addresses[i].part);
        } else {
            assert_null(control);
        }
        jf_matches_free(matches);
    }
    jf_context_unref(context);
}

static void a_place_that_is_written_out_beats_a_name(void **state)
{
    struct jf_context *context = open_machine(
        "synthetic:a:adapter;a/v:volume;a/v.level=1;a/w:volume;a/w.name=syn:a/v;a/w.level=2");
    struct jf_matches *matches;

    (void)state;
    assert_int_equal(
        jf_graph_resolve_control(jf_context_get_graph(context), "syn:a/v:level", &matches), 0);
    assert_string_equal(jf_matches_get_id(matches, 0), "syn:a/v");
    jf_matches_free(matches);
    assert_int_equal(jf_graph_resolve_control(NULL, "x", &matches), -EINVAL);
    assert_int_equal(jf_graph_resolve_control(jf_context_get_graph(context), NULL, &matches),
                     -EINVAL);
    assert_int_equal(jf_graph_resolve_control(jf_context_get_graph(context), "x", NULL), -EINVAL);
    jf_context_unref(context);
}

/* ---- setting --------------------------------------------------------------------------------- */

/* The control as the context has it now. */
static const struct jf_control *control_of(const struct jf_context *context, const char *address)
{
    struct jf_matches *matches;
    const struct jf_control *control;

    assert_int_equal(jf_graph_resolve_control(jf_context_get_graph(context), address, &matches), 0);
    control = jf_matches_get_control(matches, 0);
    jf_matches_free(matches);
    return control;
}

static void assert_values(const struct jf_context *context, const char *address,
                          const int64_t *values, size_t count)
{
    const struct jf_control *control = control_of(context, address);

    assert_int_equal(jf_control_get_value_count(control), count);
    for (size_t i = 0; i < count; i++) {
        int64_t value;

        assert_int_equal(jf_control_get_value(control, i, &value), 0);
        assert_true(value == values[i]);
    }
}

static void a_level_is_set_for_one_channel_for_all_and_for_each(void **state)
{
    struct jf_context *context = open_machine(MACHINE);
    const struct jf_control *control = control_of(context, "Front:level");

    (void)state;
    assert_int_equal(jf_control_set_value(context, control, 1, -500), 0);
    assert_values(context, "Front:level", (int64_t[]){-1000, -500}, 2);
    /* The control of the older snapshot is still good. */
    assert_int_equal(jf_control_set_uniform(context, control, -1500), 0);
    assert_values(context, "Front:level", (int64_t[]){-1500, -1500}, 2);
    assert_int_equal(jf_control_set_all(context, control, (int64_t[]){-100, -200}, 2), 0);
    assert_values(context, "Front:level", (int64_t[]){-100, -200}, 2);
    jf_context_unref(context);
}

static void
a_level_out_of_range_or_between_steps_becomes_the_nearest_that_is_not_louder(void **state)
{
    struct jf_context *context = open_machine(MACHINE);
    const struct jf_control *control = control_of(context, "Front:level");

    (void)state;
    assert_int_equal(jf_control_set_all(context, control, (int64_t[]){5000, -9000}, 2), 0);
    assert_values(context, "Front:level", (int64_t[]){0, -6000}, 2);
    assert_int_equal(jf_control_set_all(context, control, (int64_t[]){-1, INT64_MIN}, 2), 0);
    assert_values(context, "Front:level", (int64_t[]){-50, -6000}, 2);
    jf_context_unref(context);
}

static void a_choice_is_one_of_the_choices(void **state)
{
    struct jf_context *context = open_machine(MACHINE);
    const struct jf_graph *graph = jf_context_get_graph(context);
    int64_t line = jf_part_get_local_id(part_of(graph, "syn:codec/line"));
    int64_t vol = jf_part_get_local_id(part_of(graph, "syn:codec/vol"));

    (void)state;
    assert_int_equal(jf_control_set_uniform(context, control_of(context, "select"), line), 0);
    assert_values(context, "select", &line, 1);
    assert_int_equal(jf_control_set_uniform(context, control_of(context, "select"), vol), -EINVAL);
    assert_int_equal(jf_control_set_uniform(context, control_of(context, "enum"), 2), 0);
    assert_values(context, "enum", (int64_t[]){2}, 1);
    assert_int_equal(jf_control_set_uniform(context, control_of(context, "enum"), 3), -EINVAL);
    assert_int_equal(jf_control_set_uniform(context, control_of(context, "boolean"), 7), 0);
    assert_values(context, "boolean", (int64_t[]){1}, 1);
    jf_context_unref(context);
}

static void what_does_not_fit_changes_nothing(void **state)
{
    struct jf_context *context = open_machine(MACHINE);
    const struct jf_control *control = control_of(context, "Front:level");

    (void)state;
    assert_int_equal(jf_control_set_value(context, control, 2, 0), -EINVAL);
    assert_int_equal(jf_control_set_all(context, control, (int64_t[]){0, 0, 0}, 3), -EINVAL);
    assert_int_equal(jf_control_set_all(context, control, (int64_t[]){0}, 1), -EINVAL);
    assert_int_equal(jf_control_set_uniform(context, NULL, 0), -EINVAL);
    assert_int_equal(jf_control_set_uniform(NULL, control, 0), -EINVAL);
    assert_values(context, "Front:level", (int64_t[]){-1000, -2000}, 2);
    jf_context_unref(context);
}

static const struct {
    const char *row, *statements;
    int status;
} refusals[] = {
    {"read only", "a:adapter;a/v:volume;a/v.level=-100;a/v.access=read-only", -ENOTSUP},
    {"inactive", "a:adapter;a/v:volume;a/v.level=-100;a/v.access=inactive", -ENODEV},
    {"locked", "a:adapter;a/v:volume;a/v.level=-100;a/v.access=locked", -EPERM},
    {"refused", "a:adapter;a/v:volume;a/v.level=-100;!refuse=perm", -EPERM},
    {"no answer", "a:adapter;a/v:volume;a/v.level=-100;!silent", -ETIMEDOUT},
};

static void each_refusal_has_its_own_answer(void **state)
{
    (void)state;
    for (size_t i = 0; i < JFI_COUNT(refusals); i++) {
        char machine[160];
        struct jf_context *context;

        print_message("%s\n", refusals[i].row);
        (void)snprintf(machine, sizeof(machine), "synthetic:%s", refusals[i].statements);
        context = open_machine(machine);
        assert_int_equal(jf_control_set_uniform(context, control_of(context, "level"), -200),
                         refusals[i].status);
        assert_values(context, "level", (int64_t[]){-100}, 1);
        jf_context_unref(context);
    }
}

static void a_control_that_is_gone_is_stale(void **state)
{
    struct jf_context *context = open_machine(MACHINE);
    const struct jf_graph *old = jf_graph_ref(jf_context_get_graph(context));
    const struct jf_control *control = control_of(context, "Front:level");

    (void)state;
    change_machine(context, "-codec/vol");
    assert_int_equal(jf_control_set_uniform(context, control, 0), -ESTALE);
    jf_graph_unref(old);
    jf_context_unref(context);
}

static void our_own_change_is_told_as_ours_and_another_as_anyones(void **state)
{
    struct jf_context *context = open_machine(MACHINE);
    struct jf_event *event;

    (void)state;
    drain_events(context);
    assert_int_equal(jf_control_set_uniform(context, control_of(context, "Front:level"), -300), 0);
    event = jf_context_next_event(context);
    assert_int_equal(jf_event_get_type(event), JF_EVENT_CONTROL);
    assert_int_equal(jf_event_get_origin(event), JF_ORIGIN_SELF);
    jf_event_unref(event);
    change_machine(context, "codec/vol.level=-400,-400");
    event = jf_context_next_event(context);
    assert_int_equal(jf_event_get_type(event), JF_EVENT_CONTROL);
    assert_int_equal(jf_event_get_origin(event), JF_ORIGIN_UNKNOWN);
    jf_event_unref(event);
    jf_context_unref(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_control_is_found_as_people_address_it),
        cmocka_unit_test(a_place_that_is_written_out_beats_a_name),
        cmocka_unit_test(a_level_is_set_for_one_channel_for_all_and_for_each),
        cmocka_unit_test(
            a_level_out_of_range_or_between_steps_becomes_the_nearest_that_is_not_louder),
        cmocka_unit_test(a_choice_is_one_of_the_choices),
        cmocka_unit_test(what_does_not_fit_changes_nothing),
        cmocka_unit_test(each_refusal_has_its_own_answer),
        cmocka_unit_test(a_control_that_is_gone_is_stale),
        cmocka_unit_test(our_own_change_is_told_as_ours_and_another_as_anyones),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
