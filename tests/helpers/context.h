/* SPDX-License-Identifier: MIT */
#ifndef TESTS_CONTEXT_H
#define TESTS_CONTEXT_H

/* Contexts on synthetic machines, and short ways to name things in them. Failures end the test. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <jackfield/jackfield.h>

#include "backends/synthetic/world.h"
#include "topology/context.h"

/* A settled context whose queue of events is still full. */
static inline struct jf_context *open_machine(const char *machine)
{
    struct jf_config *config;
    struct jf_context *context;

    assert_int_equal(jf_config_new(&config), 0);
    assert_int_equal(jf_config_set_machine(config, machine), 0);
    assert_int_equal(jf_config_set_timeout_ms(config, 2000), 0);
    assert_int_equal(jf_context_new(config, &context), 0);
    jf_config_free(config);
    assert_int_equal(jf_context_settle(context), 0);
    return context;
}

static inline void drain_events(struct jf_context *context)
{
    struct jf_event *event;

    while ((event = jf_context_next_event(context)))
        jf_event_unref(event);
}

static inline const struct jf_part *part_of(const struct jf_graph *graph, const char *id)
{
    const struct jf_part *part = NULL;

    if (jf_graph_find_part(graph, id, &part) < 0)
        fail_msg("no part %s", id);
    return part;
}

static inline const struct jf_connector *connector_of(const struct jf_graph *graph, const char *id)
{
    const struct jf_connector *connector = NULL;

    if (jf_part_get_connector(part_of(graph, id), &connector) < 0)
        fail_msg("%s is no connector", id);
    return connector;
}

/* Changes the machine behind the context's back and dispatches until that is seen. */
static inline void change_machine(struct jf_context *context, const char *statements)
{
    struct jfi_backend *backend = jfi_context_find_backend(context, "synthetic");

    assert_non_null(backend);
    assert_int_equal(jfi_synthetic_apply(backend, statements), 0);
    do
        assert_int_equal(jf_context_dispatch(context), 0);
    while (jf_context_wait(context, 0) > 0);
}

static inline void assert_sound(const struct jf_graph *graph)
{
    char *report = NULL;
    int violations = jf_graph_check(graph, &report);

    if (violations)
        print_error("%s", report ? report : "no memory\n");
    free(report);
    assert_int_equal(violations, 0);
}

#endif
