/* SPDX-License-Identifier: MIT */

/*
 * Every allocation of the core fails once, at every place where it can. Whatever was asked for then
 * either works or says -ENOMEM; asked again it works; nothing leaks (the sanitizers watch) and the
 * graph stays sound.
 */

#include "helpers/context.h"
#include "helpers/shadow.h"
#include "helpers/torture.h"

#include <errno.h>
#include <string.h>

#define MACHINE                                                                               \
    "synthetic:a:node;a/o:out;a/i:in;a/v:volume;a/i>v;a/v>o;a/v.level=3;a.k=x;b:node;b/i:in;" \
    "c:endpoint;c/p:in;c/p.presence=plugged"

static void nothing_is_lost(struct jf_context *context)
{
    int status;

    torture_arm(0);
    do {
        status = jf_context_dispatch(context);
        assert_int_equal(status, 0);
    } while (jf_context_wait(context, 0) > 0);
    assert_sound(jf_context_get_graph(context));
}

/* Runs one round with the n-th allocation failing; false once no allocation is left to fail. */
static bool open_round(unsigned long nth)
{
    struct jf_config *config = NULL;
    struct jf_context *context = NULL;
    bool failed;
    int status;

    torture_arm(nth);
    status = jf_config_new(&config);
    if (!status)
        status = jf_config_set_machine(config, MACHINE);
    if (!status)
        status = jf_context_new(config, &context);
    assert_true(status == 0 || status == -ENOMEM);
    if (!status) {
        status = jf_context_settle(context);
        assert_true(status == 0 || status == -ENOMEM);
    }
    failed = torture_has_failed();
    if (context) {
        nothing_is_lost(context);
        assert_int_equal(jf_graph_get_device_count(jf_context_get_graph(context)), 3);
    }
    jf_context_unref(context);
    jf_config_free(config);
    return failed;
}

static void opening_survives_every_failed_allocation(void **state)
{
    unsigned long nth = 1;

    (void)state;
    while (open_round(nth))
        nth++;
    print_message("%lu allocations\n", nth - 1);
    assert_true(nth > 50);
}

static bool change_round(unsigned long nth)
{
    struct jf_context *context = open_machine(MACHINE);
    struct jfi_backend *backend = jfi_context_find_backend(context, "synthetic");
    struct shadow *shadow = shadow_new();
    bool failed;
    int status;

    assert_int_equal(jfi_synthetic_apply(backend, "-c;d:node;d/o:out;a/v.level=7;d/o~b/i"), 0);
    torture_arm(nth);
    status = jf_context_dispatch(context);
    failed = torture_has_failed();
    assert_true(status == 0 || (failed && status == -ENOMEM));
    nothing_is_lost(context);
    assert_int_equal(jf_graph_get_connection_count(jf_context_get_graph(context)), 1);
    shadow_follow(shadow, context);
    shadow_compare(shadow, jf_context_get_graph(context));
    shadow_free(shadow);
    jf_context_unref(context);
    return failed;
}

static void a_change_is_seen_whole_after_every_failed_allocation(void **state)
{
    unsigned long nth = 1;

    (void)state;
    while (change_round(nth))
        nth++;
    print_message("%lu allocations\n", nth - 1);
    assert_true(nth > 30);
}

static bool request_round(unsigned long nth)
{
    struct jf_context *context = open_machine(MACHINE);
    const struct jf_graph *graph = jf_graph_ref(jf_context_get_graph(context));
    bool failed;
    int status;

    torture_arm(nth);
    status = jf_connector_connect(context, connector_of(graph, "syn:a/o"),
                                  connector_of(graph, "syn:b/i"));
    if (!status)
        status = jf_connector_disconnect(context, connector_of(graph, "syn:a/o"));
    failed = torture_has_failed();
    assert_true(status == 0 || (failed && status == -ENOMEM));
    nothing_is_lost(context);
    jf_graph_unref(graph);
    jf_context_unref(context);
    return failed;
}

static void requests_survive_every_failed_allocation(void **state)
{
    unsigned long nth = 1;

    (void)state;
    while (request_round(nth))
        nth++;
    print_message("%lu allocations\n", nth - 1);
    assert_true(nth > 20);
}

static bool query_round(struct jf_context *context, unsigned long nth)
{
    const struct jf_graph *graph = jf_context_get_graph(context);
    const struct jf_device *a, *b;
    struct jf_matches *matches = NULL, *controls = NULL;
    struct jf_path *path = NULL, *reversed = NULL;
    struct jf_pairs *pairs = NULL;
    char *report = NULL;
    int status;

    assert_int_equal(jf_graph_find_device(graph, "syn:a", &a), 0);
    assert_int_equal(jf_graph_find_device(graph, "syn:b", &b), 0);
    torture_arm(nth);
    status = jf_graph_resolve(graph, "syn:a", JF_OBJECT_DEVICE, &matches);
    if (!status)
        status = jf_graph_resolve_control(graph, "level", &controls);
    if (!status)
        status =
            jf_path_find(graph, part_of(graph, "syn:a/i"), part_of(graph, "syn:a/o"), 0, &path);
    if (!status)
        status = jf_path_windows_order(path, &reversed);
    if (!status)
        status = jf_device_pair(a, b, &pairs);
    if (!status)
        status = jf_graph_check(graph, &report);
    assert_true(status == 0 || torture_has_failed());
    free(report);
    jf_pairs_free(pairs);
    jf_path_free(reversed);
    jf_path_free(path);
    jf_matches_free(controls);
    jf_matches_free(matches);
    return torture_has_failed();
}

static void queries_survive_every_failed_allocation(void **state)
{
    struct jf_context *context = open_machine(MACHINE);
    unsigned long nth = 1;

    (void)state;
    while (query_round(context, nth))
        nth++;
    torture_arm(0);
    assert_true(nth > 5);
    jf_context_unref(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opening_survives_every_failed_allocation),
        cmocka_unit_test(a_change_is_seen_whole_after_every_failed_allocation),
        cmocka_unit_test(requests_survive_every_failed_allocation),
        cmocka_unit_test(queries_survive_every_failed_allocation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
