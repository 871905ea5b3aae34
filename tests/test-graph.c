/* SPDX-License-Identifier: MIT */

/* Snapshots: what they hold, how they share, what stays the same across changes. */

#include "helpers/context.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>

#define STUDIO                                                                           \
    "synthetic:player:node;player/FL:out;player/FR:out;sink:node;sink/FL:in;sink/FR:in;" \
    "sink/node:opaque;sink/FL>node;sink/FR>node;player/FL~sink/FL;"                      \
    "sink.media.class=Audio/Sink;player/FL.audio.channel=FL"

static void a_context_starts_with_an_empty_graph_of_generation_0(void **state)
{
    struct jf_config *config;
    struct jf_context *context;

    (void)state;
    assert_int_equal(jf_config_new(&config), 0);
    assert_int_equal(jf_config_set_machine(config, STUDIO), 0);
    assert_int_equal(jf_context_new(config, &context), 0);
    assert_int_equal(jf_graph_get_generation(jf_context_get_graph(context)), 0);
    assert_int_equal(jf_graph_get_device_count(jf_context_get_graph(context)), 0);
    jf_context_unref(context);
    jf_config_free(config);
}

static void a_graph_holds_what_was_described(void **state)
{
    struct jf_context *context = open_machine(STUDIO);
    const struct jf_graph *graph = jf_context_get_graph(context);
    const struct jf_device *device;
    const struct jf_part *part;

    (void)state;
    assert_sound(graph);
    assert_int_equal(jf_graph_get_device_count(graph), 2);
    assert_int_equal(jf_graph_find_device(graph, "syn:sink", &device), 0);
    assert_int_equal(jf_device_get_kind(device), JF_DEVICE_NODE);
    assert_int_equal(jf_device_get_part_count(device), 3);
    assert_int_equal(jf_device_get_connector_count(device), 2);
    assert_int_equal(jf_device_get_subunit_count(device), 1);
    assert_int_equal(jf_device_get_link_count(device), 2);
    assert_string_equal(jf_device_get_property(device, "media.class"), "Audio/Sink");
    assert_null(jf_device_get_property(device, "media"));
    part = part_of(graph, "syn:sink/node");
    assert_int_equal(jf_part_get_incoming_count(part), 2);
    assert_int_equal(jf_part_get_outgoing_count(part), 0);
    assert_ptr_equal(jf_part_get_device(part), device);
    assert_int_equal(jf_graph_get_connection_count(graph), 1);
    jf_context_unref(context);
}

static void an_unchanged_device_is_shared_between_snapshots(void **state)
{
    struct jf_context *context = open_machine(STUDIO);
    const struct jf_graph *before = jf_graph_ref(jf_context_get_graph(context));
    const struct jf_device *old, *now;

    (void)state;
    change_machine(context, "extra:node");
    assert_int_not_equal(jf_graph_get_generation(before),
                         jf_graph_get_generation(jf_context_get_graph(context)));
    assert_int_equal(jf_graph_find_device(before, "syn:sink", &old), 0);
    assert_int_equal(jf_graph_find_device(jf_context_get_graph(context), "syn:sink", &now), 0);
    assert_ptr_equal(old, now);
    jf_graph_unref(before);
    jf_context_unref(context);
}

static void a_snapshot_outlives_its_context(void **state)
{
    struct jf_context *context = open_machine(STUDIO);
    const struct jf_graph *graph = jf_graph_ref(jf_context_get_graph(context));

    (void)state;
    jf_context_unref(context);
    assert_sound(graph);
    assert_string_equal(jf_part_get_name(part_of(graph, "syn:player/FL")), "FL");
    jf_graph_unref(graph);
}

static void *read_and_drop(void *data)
{
    const struct jf_graph *graph = data;

    for (int i = 0; i < 1000; i++)
        jf_graph_unref(jf_graph_ref(graph));
    return jf_graph_get_device_count(graph) == 2 ? NULL : data;
}

static void a_snapshot_may_be_read_and_dropped_by_other_threads(void **state)
{
    struct jf_context *context = open_machine(STUDIO);
    const struct jf_graph *graph = jf_context_get_graph(context);
    pthread_t threads[4];
    void *result;

    (void)state;
    for (size_t i = 0; i < JFI_COUNT(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, read_and_drop, (void *)(uintptr_t)graph),
                         0);
    for (size_t i = 0; i < JFI_COUNT(threads); i++) {
        assert_int_equal(pthread_join(threads[i], &result), 0);
        assert_null(result);
    }
    jf_context_unref(context);
}

static void ids_stay_and_serials_do_not_when_a_thing_comes_back(void **state)
{
    struct jf_context *context = open_machine(STUDIO);
    uint64_t serial = jf_part_get_serial(part_of(jf_context_get_graph(context), "syn:player/FL"));

    (void)state;
    change_machine(context, "-player");
    change_machine(context, "player:node;player/FL:out");
    assert_int_not_equal(
        jf_part_get_serial(part_of(jf_context_get_graph(context), "syn:player/FL")), serial);
    jf_context_unref(context);
}

static void a_part_of_another_type_is_another_part(void **state)
{
    struct jf_context *context = open_machine("synthetic:card:adapter;card/x:volume");
    uint64_t part = jf_part_get_serial(part_of(jf_context_get_graph(context), "syn:card/x"));
    const struct jf_device *device;
    uint64_t card;

    (void)state;
    assert_int_equal(jf_graph_find_device(jf_context_get_graph(context), "syn:card", &device), 0);
    card = jf_device_get_serial(device);
    change_machine(context, "-card/x;card/x:mute");
    assert_int_equal(jf_graph_find_device(jf_context_get_graph(context), "syn:card", &device), 0);
    assert_int_equal(jf_device_get_serial(device), card);
    assert_int_not_equal(jf_part_get_serial(part_of(jf_context_get_graph(context), "syn:card/x")),
                         part);
    jf_context_unref(context);
}

static void a_connection_shows_only_while_both_ends_are_there(void **state)
{
    struct jf_context *context = open_machine("synthetic:a:node;a/o:out;a/o~b/i");

    (void)state;
    assert_int_equal(jf_graph_get_connection_count(jf_context_get_graph(context)), 0);
    change_machine(context, "b:node;b/i:in");
    assert_int_equal(jf_graph_get_connection_count(jf_context_get_graph(context)), 1);
    change_machine(context, "-b/i;b/i:out");
    assert_int_equal(jf_graph_get_connection_count(jf_context_get_graph(context)), 0);
    assert_sound(jf_context_get_graph(context));
    jf_context_unref(context);
}

static void one_bad_device_does_not_hurt_the_others(void **state)
{
    struct jf_context *context = open_machine("synthetic:a:node;b:node;c:node;!bad=b");
    const struct jf_device *device;

    (void)state;
    assert_int_equal(jf_graph_get_device_count(jf_context_get_graph(context)), 2);
    assert_int_equal(jf_graph_find_device(jf_context_get_graph(context), "syn:b", &device),
                     -ENOENT);
    jf_context_unref(context);
}

static void a_name_cannot_carry_control_characters(void **state)
{
    struct jf_context *context = open_machine("synthetic:a:node;a.name=x\033[2J\377y\303\244");
    const struct jf_device *device;

    (void)state;
    assert_int_equal(jf_graph_find_device(jf_context_get_graph(context), "syn:a", &device), 0);
    assert_string_equal(jf_device_get_name(device), "x?[2J?y\303\244");
    jf_context_unref(context);
}

static char last_error[512];

static void keep_error(void *user, enum jf_log_level level, const char *line)
{
    (void)user;
    if (level == JF_LOG_ERROR)
        (void)snprintf(last_error, sizeof(last_error), "%s", line);
}

static void a_description_that_makes_no_sense_is_refused_by_offset(void **state)
{
    static const char *const bad[] = {
        "synthetic:a",          "synthetic:a:nodes",     "synthetic:a:node;a:node",
        "synthetic:a:node;a/b", "synthetic:a/b:in",      "synthetic:a:node;a/x>y",
        "synthetic:!nothing",   "synthetic:a:node;a/x~", "synthetic:a:chain*x",
        "synthetic:a:node b",   "synthetic:!bad=a",      "synthetic:a:node;a/b:in.sum",
    };

    (void)state;
    for (size_t i = 0; i < JFI_COUNT(bad); i++) {
        struct jf_config *config;
        struct jf_context *context;

        last_error[0] = '\0';
        assert_int_equal(jf_config_new(&config), 0);
        assert_int_equal(jf_config_set_machine(config, bad[i]), 0);
        assert_int_equal(jf_config_set_log(config, keep_error, NULL), 0);
        assert_int_equal(jf_context_new(config, &context), -EBADMSG);
        assert_non_null(strstr(last_error, "offset"));
        jf_config_free(config);
    }
}

static void wrong_arguments_are_answered_and_never_crash(void **state)
{
    struct jf_context *context = open_machine(STUDIO);
    const struct jf_graph *graph = jf_context_get_graph(context);
    const struct jf_device *device = NULL;
    const struct jf_part *part = NULL;
    const struct jf_connector *connector = NULL;
    const struct jf_connection *connection = NULL;

    (void)state;
    assert_int_equal(jf_graph_get_device(graph, 2, &device), -EINVAL);
    assert_int_equal(jf_graph_get_device(graph, 0, NULL), -EINVAL);
    assert_int_equal(jf_graph_get_device(NULL, 0, &device), -EINVAL);
    assert_int_equal(jf_graph_get_connection(graph, 1, &connection), -EINVAL);
    assert_int_equal(jf_graph_find_part(graph, "syn:sink", &part), -ENOENT);
    assert_int_equal(jf_graph_find_part(graph, "syn:sink/", &part), -ENOENT);
    assert_int_equal(jf_graph_find_part(graph, "syn:sin/node", &part), -ENOENT);
    assert_int_equal(jf_graph_find_connection(graph, "x~y", &connection), -ENOENT);
    assert_int_equal(jf_graph_get_device_count(NULL), 0);
    assert_null(jf_device_get_id(NULL));
    assert_null(jf_part_get_id(NULL));
    assert_int_equal(jf_part_get_type(NULL), JF_TYPE_UNKNOWN);
    assert_int_equal(jf_connector_get_flow(NULL), JF_FLOW_UNKNOWN);
    assert_int_equal(jf_part_get_connector(part_of(graph, "syn:sink/node"), &connector), -ENOTSUP);
    assert_null(device);
    assert_null(part);
    assert_null(connector);
    assert_null(connection);
    jf_context_unref(NULL);
    jf_graph_unref(NULL);
    jf_event_unref(NULL);
    jf_config_free(NULL);
    jf_context_unref(context);
}

static void ids_are_escaped_so_that_they_can_be_typed(void **state)
{
    char *id = jfi_id_escape("a b/c~d%e\ttail");

    (void)state;
    assert_string_equal(id, "a%20b%2Fc%7Ed%25e%09tail");
    free(id);
}

static void every_outcome_has_its_own_hresult_and_text(void **state)
{
    (void)state;
    assert_int_equal(jf_hresult(JF_DOMAIN_TOPOLOGY, 0), 0);
    assert_int_equal(jf_hresult(JF_DOMAIN_TOPOLOGY, 1), 1);
    assert_int_equal(jf_hresult(JF_DOMAIN_TOPOLOGY, -ENOTCONN), 0x80070490);
    assert_int_equal(jf_hresult(JF_DOMAIN_TOPOLOGY, -EROFS), 0x80071779);
    assert_int_equal(jf_hresult(JF_DOMAIN_TOPOLOGY, -EBUSY), 0x80070224);
    assert_int_equal(jf_hresult(JF_DOMAIN_TOPOLOGY, -EINVAL), 0x80070057);
    assert_int_equal(jf_hresult(JF_DOMAIN_TOPOLOGY, -ENOTSUP), 0x80004002);
    assert_int_equal(jf_hresult(JF_DOMAIN_TOPOLOGY, -ENODEV), 0x80070003);
    assert_int_equal(jf_hresult(JF_DOMAIN_TOPOLOGY, -EPERM), 0x80070005);
    assert_int_equal(jf_hresult(JF_DOMAIN_TOPOLOGY, -ENOENT), 0x80070490);
    assert_int_equal(jf_hresult(JF_DOMAIN_TOPOLOGY, -ENOMEM), 0x8007000E);
    assert_int_equal(jf_hresult(JF_DOMAIN_WRITER, -ENOTCONN), 0xC00D0005);
    assert_int_equal(jf_hresult(JF_DOMAIN_WRITER, -ECONNABORTED), 0xC00D0029);
    assert_int_equal(jf_hresult(JF_DOMAIN_WRITER, -ENOSPC), 0xC00D0018);
    assert_int_equal(jf_hresult(JF_DOMAIN_WRITER, -EBADFD), 0xC00D002B);
    assert_int_equal(jf_hresult(JF_DOMAIN_WRITER, -ERANGE), 0xC00D002B);
    assert_int_equal(jf_hresult(JF_DOMAIN_WRITER, -EOVERFLOW), 0xC00D0BCC);
    assert_int_equal(jf_hresult(JF_DOMAIN_WRITER, -ETIME), 0xC00D002E);
    assert_int_equal(jf_hresult(JF_DOMAIN_WRITER, -E2BIG), 0xC00D080E);
    assert_int_equal(jf_hresult(JF_DOMAIN_WRITER, -ENOBUFS), 0xC00D07D1);
    assert_int_equal(jf_hresult(JF_DOMAIN_WRITER, -EADDRINUSE), 0xC00D0028);
    assert_int_equal(jf_hresult(JF_DOMAIN_WRITER, -EUSERS), 0xC00D0049);
    assert_int_equal(jf_hresult(JF_DOMAIN_WRITER, -ECHRNG), 0xC00D003F);
    assert_int_equal(jf_hresult(JF_DOMAIN_WRITER, -EBADSLT), 0xC00D0011);
    assert_int_equal(jf_hresult(JF_DOMAIN_TOPOLOGY, -EXDEV), 0x80004005);
    assert_string_equal(jf_status_text(-ENOTCONN), "already disconnected");
    assert_string_equal(jf_status_text(0), "success");
    assert_string_equal(jf_status_text(-99999), "unknown failure");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_context_starts_with_an_empty_graph_of_generation_0),
        cmocka_unit_test(a_graph_holds_what_was_described),
        cmocka_unit_test(an_unchanged_device_is_shared_between_snapshots),
        cmocka_unit_test(a_snapshot_outlives_its_context),
        cmocka_unit_test(a_snapshot_may_be_read_and_dropped_by_other_threads),
        cmocka_unit_test(ids_stay_and_serials_do_not_when_a_thing_comes_back),
        cmocka_unit_test(a_part_of_another_type_is_another_part),
        cmocka_unit_test(a_connection_shows_only_while_both_ends_are_there),
        cmocka_unit_test(one_bad_device_does_not_hurt_the_others),
        cmocka_unit_test(a_name_cannot_carry_control_characters),
        cmocka_unit_test(a_description_that_makes_no_sense_is_refused_by_offset),
        cmocka_unit_test(wrong_arguments_are_answered_and_never_crash),
        cmocka_unit_test(ids_are_escaped_so_that_they_can_be_typed),
        cmocka_unit_test(every_outcome_has_its_own_hresult_and_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
