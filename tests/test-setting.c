/* SPDX-License-Identifier: MIT */

/*
 * Setting controls: what the core checks and passes on, on a desk of this test's own; and how it
 * ends, in time or not, on synthetic machines.
 */

#include <errno.h>
#include <string.h>

#include "backends/registry.h"
#include "helpers/context.h"

/* ---- a desk: one device with every kind of control, which keeps what it was told ------------- */

enum {
    MIC_ID = 11,
    LINE_ID = 12
};

static struct {
    size_t calls, first, count;
    int64_t values[4];
    char name[32];
    int answer; /* what set_control returns */
} told;

static int desk_open(struct jfi_backend *backend)
{
    int status = jfi_backend_mark(backend, "desk");

    jfi_backend_settled(backend);
    return status;
}

static void desk_close(struct jfi_backend *backend)
{
    (void)backend;
}

static int desk_get_fd(struct jfi_backend *backend)
{
    (void)backend;
    return -1;
}

static int desk_dispatch(struct jfi_backend *backend)
{
    (void)backend;
    return 0;
}

static jfi_ref add_part(struct jfi_builder *builder, const char *key, uint32_t local_id,
                        enum jf_part_type type)
{
    return jfi_builder_part(
        builder, &(struct jfi_part_info){
                     .key = key, .local_id = local_id, .kind = JF_PART_SUBUNIT, .type = type});
}

static void add_control(struct jfi_builder *builder, jfi_ref part, struct jfi_control_info info)
{
    static const int64_t values[2] = {0, 0};

    info.readable = info.value_count > 0;
    info.writable = true;
    info.values = values;
    info.evidence = "test";
    info.handle = 1;
    jfi_builder_control(builder, part, &info);
}

static int desk_scan(struct jfi_backend *backend, const char *key, struct jfi_builder *builder)
{
    static const struct jfi_item inputs[] = {{MIC_ID, "Mic"}, {LINE_ID, "Line"}};
    static const struct jfi_item modes[] = {{0, "off"}, {1, "on"}};
    jfi_ref mux, mic, line;

    (void)backend;
    jfi_builder_device(
        builder,
        &(struct jfi_device_info){.id = key, .kind = JF_DEVICE_ADAPTER, .state = JF_STATE_ACTIVE});
    mic = add_part(builder, "mic", MIC_ID, JF_TYPE_VOLUME);
    line = add_part(builder, "line", LINE_ID, JF_TYPE_VOLUME);
    mux = add_part(builder, "mux", 1, JF_TYPE_MUX);
    jfi_builder_link(builder, mic, mux, JF_LINK_UNKNOWN, "test");
    jfi_builder_link(builder, line, mux, JF_LINK_UNKNOWN, "test");
    add_control(builder, mic,
                (struct jfi_control_info){.name = "level",
                                          .kind = JF_CONTROL_LEVEL,
                                          .value_count = 2,
                                          .has_range = true,
                                          .min = -6000,
                                          .max = 1200,
                                          .step = 50});
    add_control(builder, mic,
                (struct jfi_control_info){
                    .name = "write only", .kind = JF_CONTROL_BOOLEAN, .value_count = 0});
    add_control(
        builder, line,
        (struct jfi_control_info){.name = "endless", .kind = JF_CONTROL_INTEGER, .value_count = 1});
    add_control(builder, mux,
                (struct jfi_control_info){.name = "selector",
                                          .kind = JF_CONTROL_SELECTOR,
                                          .value_count = 1,
                                          .item_count = 2,
                                          .items = inputs});
    add_control(builder, mux,
                (struct jfi_control_info){.name = "mode",
                                          .kind = JF_CONTROL_ENUM,
                                          .value_count = 1,
                                          .item_count = 2,
                                          .items = modes});
    add_control(
        builder, mux,
        (struct jfi_control_info){.name = "nameless", .kind = JF_CONTROL_ENUM, .value_count = 1});
    return 0;
}

static int desk_set(struct jfi_backend *backend, const struct jf_control *control,
                    const struct jfi_setting *setting, uint64_t request)
{
    told.calls++;
    told.first = setting->first;
    told.count = setting->count;
    memcpy(told.values, setting->values,
           (setting->count ? setting->count : 1) * sizeof(*told.values));
    (void)snprintf(told.name, sizeof(told.name), "%s", jf_control_get_name(control));
    if (!told.answer)
        jfi_backend_request_done(backend, request, 0);
    return told.answer;
}

static const struct jfi_backend_ops desk = {
    .name = "desk",
    .phase = JFI_PHASE_HARDWARE,
    .open = desk_open,
    .close = desk_close,
    .get_fd = desk_get_fd,
    .dispatch = desk_dispatch,
    .scan = desk_scan,
    .set_control = desk_set,
};

const struct jfi_backend_ops *const *__real_jfi_registry_for_machine(const char *machine);
const struct jfi_backend_ops *const *__wrap_jfi_registry_for_machine(const char *machine);
const struct jfi_backend_ops *const *__wrap_jfi_registry_for_machine(const char *machine)
{
    static const struct jfi_backend_ops *const list[] = {&desk, NULL};

    return strcmp(machine, "desk") == 0 ? list : __real_jfi_registry_for_machine(machine);
}

static struct jf_context *open_desk(void)
{
    struct jf_context *context = open_machine("desk");

    memset(&told, 0, sizeof(told));
    drain_events(context);
    return context;
}

static const struct jf_control *control_of(struct jf_context *context, const char *part,
                                           const char *name)
{
    const struct jf_control *control = NULL;

    for (size_t i = 0;
         jf_part_get_control(part_of(jf_context_get_graph(context), part), i, &control) == 0; i++) {
        if (strcmp(jf_control_get_name(control), name) == 0)
            return control;
    }
    fail_msg("no control %s on %s", name, part);
    return NULL;
}

static const struct jf_control *level_of(struct jf_context *context)
{
    return control_of(context, "desk/mic", "level");
}

/* ---- what the core passes on ----------------------------------------------------------------- */

static void one_channel_all_alike_and_each_are_told_apart(void **state)
{
    static const int64_t each[2] = {-100, -200};
    struct jf_context *context = open_desk();

    (void)state;
    assert_int_equal(jf_control_set_value(context, level_of(context), 1, -300), 0);
    assert_int_equal(told.first, 1);
    assert_int_equal(told.count, 1);
    assert_int_equal(told.values[0], -300);
    assert_int_equal(jf_control_set_uniform(context, level_of(context), -400), 0);
    assert_int_equal(told.count, 0);
    assert_int_equal(told.values[0], -400);
    assert_int_equal(jf_control_set_all(context, level_of(context), each, 2), 0);
    assert_int_equal(told.first, 0);
    assert_int_equal(told.count, 2);
    assert_memory_equal(told.values, each, sizeof(each));
    jf_context_unref(context);
}

static void out_of_range_is_clamped_for_each_channel_and_is_no_error(void **state)
{
    const int64_t wanted[2] = {INT64_MAX, -6001};
    struct jf_context *context = open_desk();

    (void)state;
    assert_int_equal(jf_control_set_all(context, level_of(context), wanted, 2), 0);
    assert_int_equal(told.values[0], 1200);
    assert_int_equal(told.values[1], -6000);
    assert_true(wanted[0] == INT64_MAX && wanted[1] == -6001);
    assert_int_equal(jf_control_set_uniform(context, level_of(context), INT64_MIN), 0);
    assert_true(told.values[0] == INT64_MIN);
    assert_int_equal(
        jf_control_set_uniform(context, control_of(context, "desk/line", "endless"), INT64_MIN), 0);
    assert_true(told.values[0] == INT64_MIN);
    assert_int_equal(
        jf_control_set_uniform(context, control_of(context, "desk/mic", "write only"), -7), 0);
    assert_int_equal(told.values[0], 1);
    jf_context_unref(context);
}

static void a_selection_that_is_no_neighbour_is_refused(void **state)
{
    struct jf_context *context = open_desk();
    const struct jf_control *selector = control_of(context, "desk/mux", "selector");

    (void)state;
    assert_int_equal(jf_control_set_value(context, selector, 0, LINE_ID), 0);
    assert_int_equal(told.values[0], LINE_ID);
    assert_int_equal(told.calls, 1);
    assert_int_equal(jf_control_set_value(context, selector, 0, 0), -EINVAL);
    assert_int_equal(jf_control_set_value(context, selector, 0, 1), -EINVAL);
    assert_int_equal(jf_control_set_uniform(context, selector, INT64_MIN), -EINVAL);
    assert_int_equal(told.calls, 1);
    jf_context_unref(context);
}

static void an_item_that_there_is_not_is_refused(void **state)
{
    struct jf_context *context = open_desk();
    const struct jf_control *mode = control_of(context, "desk/mux", "mode");
    const struct jf_control *nameless = control_of(context, "desk/mux", "nameless");

    (void)state;
    assert_int_equal(jf_control_set_value(context, mode, 0, 1), 0);
    assert_int_equal(jf_control_set_value(context, mode, 0, 2), -EINVAL);
    assert_int_equal(jf_control_set_value(context, nameless, 0, 9), 0);
    assert_int_equal(jf_control_set_value(context, nameless, 0, -1), -EINVAL);
    assert_int_equal(told.calls, 2);
    jf_context_unref(context);
}

static void wrong_arguments_reach_nobody(void **state)
{
    static const int64_t values[3] = {0, 0, 0};
    struct jf_context *context = open_desk();
    const struct jf_control *level = level_of(context);
    const struct jf_control *unread = control_of(context, "desk/mic", "write only");
    uint64_t request = 99;

    (void)state;
    assert_int_equal(jf_control_set_value(NULL, level, 0, 0), -EINVAL);
    assert_int_equal(jf_control_set_value(context, NULL, 0, 0), -EINVAL);
    assert_int_equal(jf_control_set_value(context, level, 2, 0), -EINVAL);
    assert_int_equal(jf_control_set_value(context, level, SIZE_MAX, 0), -EINVAL);
    assert_int_equal(jf_control_set_value(context, unread, 0, 0), -EINVAL);
    assert_int_equal(jf_control_set_uniform(NULL, level, 0), -EINVAL);
    assert_int_equal(jf_control_set_uniform(context, NULL, 0), -EINVAL);
    assert_int_equal(jf_control_set_all(context, level, NULL, 2), -EINVAL);
    assert_int_equal(jf_control_set_all(context, level, values, 0), -EINVAL);
    assert_int_equal(jf_control_set_all(context, level, values, 1), -EINVAL);
    assert_int_equal(jf_control_set_all(context, level, values, 3), -EINVAL);
    assert_int_equal(jf_control_set_all(context, NULL, values, 2), -EINVAL);
    assert_int_equal(jf_control_set_all_async(context, level, values, 2, NULL), -EINVAL);
    assert_int_equal(jf_control_set_all_async(context, level, values, 3, &request), -EINVAL);
    assert_int_equal(request, 99);
    assert_int_equal(told.calls, 0);
    jf_context_unref(context);
}

static void what_the_backend_says_at_once_is_the_answer(void **state)
{
    static const int64_t values[2] = {0, 0};
    struct jf_context *context = open_desk();
    uint64_t request = 99;

    (void)state;
    told.answer = -EPERM;
    assert_int_equal(jf_control_set_uniform(context, level_of(context), 0), -EPERM);
    assert_int_equal(jf_control_set_all_async(context, level_of(context), values, 2, &request),
                     -EPERM);
    assert_int_equal(request, 99);
    assert_int_equal(jf_context_dispatch(context), 0);
    assert_null(jf_context_next_event(context));
    jf_context_unref(context);
}

static void a_backend_that_sets_nothing_says_so(void **state)
{
    struct jf_context *context = open_machine("demo");
    const struct jf_control *control =
        control_of(context, "hda:pci-0000:00:1b.0:0/dac02:out-volume", "Headphone Playback Volume");

    (void)state;
    assert_int_equal(jf_control_set_uniform(context, control, -100), -ENOTSUP);
    jf_context_unref(context);
}

/* ---- how it ends, on synthetic machines ------------------------------------------------------ */

#define MACHINE                                                                                \
    "synthetic:a:adapter;a/v:volume;a/v.level=-1000;a/v.range=-6000,0,50;a/m:mute;a/m.mute=0;" \
    "a/r:volume;a/r.level=0;a/r.access=read-only;a/i:volume;a/i.level=0;a/i.access=inactive"

static struct jf_context *open_quiet(const char *machine)
{
    struct jf_context *context = open_machine(machine);

    drain_events(context);
    return context;
}

static int64_t value_of(struct jf_context *context, const char *part, const char *name)
{
    int64_t value = 1;

    assert_int_equal(jf_control_get_value(control_of(context, part, name), 0, &value), 0);
    return value;
}

static void dispatch_all(struct jf_context *context)
{
    do
        assert_int_equal(jf_context_dispatch(context), 0);
    while (jf_context_wait(context, 0) > 0);
}

/* The origin of the only CONTROL event in the queue, which is emptied; UNKNOWN + 100: none. */
static int only_origin(struct jf_context *context)
{
    struct jf_event *event;
    int origin = 100;

    while ((event = jf_context_next_event(context))) {
        if (jf_event_get_type(event) == JF_EVENT_CONTROL) {
            assert_int_equal(origin, 100);
            origin = jf_event_get_origin(event);
        }
        jf_event_unref(event);
    }
    return origin;
}

static void a_setting_is_in_the_graph_and_one_event_of_ours(void **state)
{
    struct jf_context *context = open_quiet(MACHINE);

    (void)state;
    assert_int_equal(jf_control_set_uniform(context, control_of(context, "syn:a/v", "level"), -500),
                     0);
    assert_int_equal(value_of(context, "syn:a/v", "level"), -500);
    dispatch_all(context);
    assert_int_equal(only_origin(context), JF_ORIGIN_SELF);
    change_machine(context, "a/v.level=-700");
    assert_int_equal(only_origin(context), JF_ORIGIN_UNKNOWN);
    assert_int_equal(jf_control_set_uniform(context, control_of(context, "syn:a/v", "level"), -700),
                     0);
    dispatch_all(context);
    assert_int_equal(only_origin(context), 100);
    jf_context_unref(context);
}

static void a_level_between_two_steps_becomes_the_quieter_one(void **state)
{
    static const int64_t cases[][2] = {
        {-1, -50}, {-49, -50}, {-50, -50}, {1, 0}, {-5999, -6000}, {INT64_MIN, -6000},
    };
    struct jf_context *context = open_quiet(MACHINE);

    (void)state;
    for (size_t i = 0; i < JFI_COUNT(cases); i++) {
        assert_int_equal(
            jf_control_set_value(context, control_of(context, "syn:a/v", "level"), 0, cases[i][0]),
            0);
        assert_int_equal(value_of(context, "syn:a/v", "level"), cases[i][1]);
    }
    jf_context_unref(context);
}

static void a_mute_is_true_or_false(void **state)
{
    struct jf_context *context = open_quiet(MACHINE);

    (void)state;
    assert_int_equal(jf_control_set_value(context, control_of(context, "syn:a/m", "mute"), 0, 42),
                     0);
    assert_int_equal(value_of(context, "syn:a/m", "mute"), 1);
    assert_int_equal(jf_control_set_uniform(context, control_of(context, "syn:a/m", "mute"), 0), 0);
    assert_int_equal(value_of(context, "syn:a/m", "mute"), 0);
    jf_context_unref(context);
}

static void what_is_read_only_inactive_or_gone_says_which(void **state)
{
    struct jf_context *context = open_quiet(MACHINE);
    const struct jf_graph *old = jf_graph_ref(jf_context_get_graph(context));
    const struct jf_control *level = control_of(context, "syn:a/v", "level");

    (void)state;
    assert_int_equal(jf_control_set_uniform(context, control_of(context, "syn:a/r", "level"), 0),
                     -ENOTSUP);
    assert_int_equal(jf_control_set_uniform(context, control_of(context, "syn:a/i", "level"), 0),
                     -ENODEV);
    /* A control of an older snapshot is as good, as long as it is still there. */
    change_machine(context, "a/v.level=-900");
    assert_int_equal(jf_control_set_uniform(context, level, -100), 0);
    assert_int_equal(value_of(context, "syn:a/v", "level"), -100);
    change_machine(context, "a/v.access=inactive");
    assert_int_equal(jf_control_set_uniform(context, level, -100), -ENODEV);
    change_machine(context, "-a/v");
    assert_int_equal(jf_control_set_uniform(context, level, -100), -ESTALE);
    change_machine(context, "a/v:volume;a/v.level=0");
    assert_int_equal(jf_control_set_uniform(context, level, -100), -ESTALE);
    jf_graph_unref(old);
    jf_context_unref(context);
}

static void a_refusal_is_the_answer_and_changes_nothing(void **state)
{
    struct jf_context *context = open_quiet(MACHINE ";!refuse=perm");

    (void)state;
    assert_int_equal(jf_control_set_uniform(context, control_of(context, "syn:a/v", "level"), 0),
                     -EPERM);
    dispatch_all(context);
    assert_int_equal(only_origin(context), 100);
    assert_int_equal(value_of(context, "syn:a/v", "level"), -1000);
    jf_context_unref(context);
}

/* The status of the REQUEST event with this serial; the queue is emptied. */
static int answer_to(struct jf_context *context, uint64_t request, int limit_ms)
{
    int64_t end_ns = jfi_now_ns() + (int64_t)limit_ms * 1000000;
    int status = 1;

    while (status == 1 && jfi_now_ns() < end_ns) {
        struct jf_event *event;

        (void)jf_context_wait(context, 10);
        assert_int_equal(jf_context_dispatch(context), 0);
        while ((event = jf_context_next_event(context))) {
            if (jf_event_get_type(event) == JF_EVENT_REQUEST &&
                jf_event_get_serial(event) == request)
                status = jf_event_get_status(event);
            jf_event_unref(event);
        }
    }
    return status;
}

static void an_answer_that_comes_later_is_awaited_or_an_event(void **state)
{
    static const int64_t value = -2000;
    struct jf_context *context = open_quiet(MACHINE ";!delay=30");
    uint64_t request = 0;

    (void)state;
    assert_int_equal(jf_control_set_uniform(context, control_of(context, "syn:a/v", "level"), -500),
                     0);
    assert_int_equal(value_of(context, "syn:a/v", "level"), -500);
    drain_events(context);
    assert_int_equal(jf_control_set_all_async(context, control_of(context, "syn:a/v", "level"),
                                              &value, 1, &request),
                     0);
    assert_int_not_equal(request, 0);
    assert_int_equal(value_of(context, "syn:a/v", "level"), -500);
    assert_int_equal(answer_to(context, request, 2000), 0);
    assert_int_equal(value_of(context, "syn:a/v", "level"), -2000);
    jf_context_unref(context);
}

static struct jf_context *open_hasty(const char *machine)
{
    struct jf_config *config;
    struct jf_context *context;

    assert_int_equal(jf_config_new(&config), 0);
    assert_int_equal(jf_config_set_machine(config, machine), 0);
    assert_int_equal(jf_config_set_timeout_ms(config, 60), 0);
    assert_int_equal(jf_context_new(config, &context), 0);
    jf_config_free(config);
    assert_int_equal(jf_context_settle(context), 0);
    drain_events(context);
    return context;
}

static void an_answer_that_never_comes_ends_in_time(void **state)
{
    static const int64_t value = -2000;
    struct jf_context *context = open_hasty(MACHINE ";!silent");
    int64_t start_ns = jfi_now_ns();
    uint64_t request = 0;

    (void)state;
    assert_int_equal(jf_control_set_uniform(context, control_of(context, "syn:a/v", "level"), 0),
                     -ETIMEDOUT);
    assert_in_range(jfi_now_ns() - start_ns, 50000000, 5000000000);
    assert_int_equal(jf_control_set_all_async(context, control_of(context, "syn:a/v", "level"),
                                              &value, 1, &request),
                     0);
    assert_int_equal(answer_to(context, request, 5000), -ETIMEDOUT);
    assert_int_equal(value_of(context, "syn:a/v", "level"), -1000);
    jf_context_unref(context);
}

static void a_backend_that_is_lost_meanwhile_ends_it(void **state)
{
    struct jf_context *context = open_quiet(MACHINE ";!silent;!lost=100");

    (void)state;
    assert_int_equal(jf_control_set_uniform(context, control_of(context, "syn:a/v", "level"), 0),
                     -EPIPE);
    assert_int_equal(jf_graph_get_device_count(jf_context_get_graph(context)), 0);
    jf_context_unref(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_channel_all_alike_and_each_are_told_apart),
        cmocka_unit_test(out_of_range_is_clamped_for_each_channel_and_is_no_error),
        cmocka_unit_test(a_selection_that_is_no_neighbour_is_refused),
        cmocka_unit_test(an_item_that_there_is_not_is_refused),
        cmocka_unit_test(wrong_arguments_reach_nobody),
        cmocka_unit_test(what_the_backend_says_at_once_is_the_answer),
        cmocka_unit_test(a_backend_that_sets_nothing_says_so),
        cmocka_unit_test(a_setting_is_in_the_graph_and_one_event_of_ours),
        cmocka_unit_test(a_level_between_two_steps_becomes_the_quieter_one),
        cmocka_unit_test(a_mute_is_true_or_false),
        cmocka_unit_test(what_is_read_only_inactive_or_gone_says_which),
        cmocka_unit_test(a_refusal_is_the_answer_and_changes_nothing),
        cmocka_unit_test(an_answer_that_comes_later_is_awaited_or_an_event),
        cmocka_unit_test(an_answer_that_never_comes_ends_in_time),
        cmocka_unit_test(a_backend_that_is_lost_meanwhile_ends_it),
    };

    return cmocka_run_group_tests_name("setting", tests, NULL, NULL);
}
