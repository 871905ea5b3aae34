/* SPDX-License-Identifier: MIT */

/* Several changes as one: checked first, applied together, undone together. */

#include "helpers/context.h"

#include <errno.h>
#include <string.h>

#define NODES                                                                               \
    "a:node; a/1:out; a/2:out; a/3:out; b:node; b/1:in; b/2:in; b/3:in!; c:node; c/1:out!;" \
    "c/in:in; codec:adapter; codec/jack:out.physical-external; phones:endpoint;"            \
    "phones/plug:in.physical-external; codec/jack~phones/plug:physical"

static struct jf_changes *new_changes(void)
{
    struct jf_changes *changes = NULL;

    assert_int_equal(jf_changes_new(&changes), 0);
    return changes;
}

static void add_connect(struct jf_changes *changes, struct jf_context *context, const char *a,
                        const char *b)
{
    const struct jf_graph *graph = jf_context_get_graph(context);

    assert_int_equal(
        jf_changes_connect(changes, graph, connector_of(graph, a), connector_of(graph, b)), 0);
}

static void add_disconnect(struct jf_changes *changes, struct jf_context *context, const char *id)
{
    const struct jf_graph *graph = jf_context_get_graph(context);
    const struct jf_connection *connection = NULL;

    assert_int_equal(jf_graph_find_connection(graph, id, &connection), 0);
    assert_int_equal(jf_changes_disconnect(changes, graph, connection), 0);
}

static bool is_there(struct jf_context *context, const char *id)
{
    const struct jf_connection *connection;

    return jf_graph_find_connection(jf_context_get_graph(context), id, &connection) == 0;
}

static void all_are_made_and_broken(void **state)
{
    struct jf_context *context = open_machine("synthetic:" NODES "; a/3~b/2");
    struct jf_changes *changes = new_changes();
    const char *from, *to;
    size_t index;

    (void)state;
    add_connect(changes, context, "syn:a/1", "syn:b/1");
    add_connect(changes, context, "syn:b/2", "syn:a/2");
    add_disconnect(changes, context, "syn:a/3~syn:b/2");
    assert_int_equal(jf_changes_check(context, changes, &index), 0);
    assert_int_equal(jf_changes_apply(context, changes), 0);
    assert_true(is_there(context, "syn:a/1~syn:b/1"));
    assert_true(is_there(context, "syn:a/2~syn:b/2"));
    assert_false(is_there(context, "syn:a/3~syn:b/2"));
    assert_int_equal(jf_changes_get_count(changes), 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(jf_changes_get_result(changes, i), JF_RESULT_DONE);
    assert_int_equal(jf_changes_get_ends(changes, 1, &from, &to), 0);
    assert_string_equal(from, "syn:a/2");
    assert_string_equal(to, "syn:b/2");
    jf_changes_free(changes);
    jf_context_unref(context);
}

static void what_is_so_already_is_needless(void **state)
{
    struct jf_context *context = open_machine("synthetic:" NODES "; a/1~b/1; a/3~b/2");
    struct jf_changes *changes = new_changes();

    (void)state;
    add_connect(changes, context, "syn:a/1", "syn:b/1");
    add_disconnect(changes, context, "syn:a/3~syn:b/2");
    change_machine(context, "-a/3~b/2");
    assert_int_equal(jf_changes_apply(context, changes), 0);
    assert_int_equal(jf_changes_get_result(changes, 0), JF_RESULT_NEEDLESS);
    assert_int_equal(jf_changes_get_result(changes, 1), JF_RESULT_NEEDLESS);
    jf_changes_free(changes);
    jf_context_unref(context);
}

static void what_cannot_be_is_refused_before_anything_is_touched(void **state)
{
    struct jf_context *context = open_machine("synthetic:" NODES);
    struct jf_changes *changes = new_changes();
    size_t index = 99;

    (void)state;
    add_connect(changes, context, "syn:a/1", "syn:b/1");
    add_disconnect(changes, context, "syn:codec/jack~syn:phones/plug");
    add_connect(changes, context, "syn:a/1", "syn:a/2");
    assert_int_equal(jf_changes_check(context, changes, &index), -EROFS);
    assert_int_equal(index, 1);
    assert_int_equal(jf_changes_apply(context, changes), -EROFS);
    assert_false(is_there(context, "syn:a/1~syn:b/1"));
    assert_int_equal(jf_changes_get_result(changes, 0), JF_RESULT_UNKNOWN);
    jf_changes_free(changes);
    jf_context_unref(context);
}

static void a_place_that_is_freed_can_be_taken(void **state)
{
    struct jf_context *context = open_machine("synthetic:" NODES "; a/3~b/3");
    struct jf_changes *changes = new_changes();

    (void)state;
    add_connect(changes, context, "syn:a/2", "syn:b/3");
    assert_int_equal(jf_changes_apply(context, changes), -EBUSY);
    add_disconnect(changes, context, "syn:a/3~syn:b/3");
    assert_int_equal(jf_changes_apply(context, changes), 0);
    assert_true(is_there(context, "syn:a/2~syn:b/3"));
    jf_changes_free(changes);
    jf_context_unref(context);
}

static void when_one_fails_what_was_done_is_undone(void **state)
{
    struct jf_context *context = open_machine("synthetic:" NODES "; a/3~b/2");
    struct jf_changes *changes = new_changes();

    (void)state;
    add_disconnect(changes, context, "syn:a/3~syn:b/2");
    add_connect(changes, context, "syn:a/1", "syn:b/1");
    add_connect(changes, context, "syn:a/2", "syn:b/2");
    change_machine(context, "!delay=20; !refuse-nth=3");
    assert_int_equal(jf_changes_apply(context, changes), -EPERM);
    assert_int_equal(jf_changes_get_result(changes, 0), JF_RESULT_UNDONE);
    assert_int_equal(jf_changes_get_result(changes, 1), JF_RESULT_UNDONE);
    assert_int_equal(jf_changes_get_result(changes, 2), JF_RESULT_FAILED);
    assert_int_equal(jf_changes_get_status(changes, 2), -EPERM);
    assert_true(is_there(context, "syn:a/3~syn:b/2"));
    assert_false(is_there(context, "syn:a/1~syn:b/1"));
    assert_false(is_there(context, "syn:a/2~syn:b/2"));
    jf_changes_free(changes);
    jf_context_unref(context);
}

static void what_cannot_be_undone_is_said_to_be_stuck(void **state)
{
    struct jf_context *context = open_machine("synthetic:" NODES "; a/3~b/2");
    struct jf_changes *changes = new_changes();

    (void)state;
    add_disconnect(changes, context, "syn:a/3~syn:b/2");
    add_connect(changes, context, "syn:a/1", "syn:b/1");
    change_machine(context, "!refuse-from=2");
    assert_int_equal(jf_changes_apply(context, changes), -EPERM);
    assert_int_equal(jf_changes_get_result(changes, 0), JF_RESULT_STUCK);
    assert_int_equal(jf_changes_get_status(changes, 0), -EPERM);
    assert_int_equal(jf_changes_get_result(changes, 1), JF_RESULT_FAILED);
    jf_changes_free(changes);
    jf_context_unref(context);
}

static void wrong_arguments_are_refused(void **state)
{
    struct jf_context *context = open_machine("synthetic:" NODES);
    struct jf_changes *changes = new_changes();
    size_t index;

    (void)state;
    assert_int_equal(jf_changes_new(NULL), -EINVAL);
    assert_int_equal(jf_changes_connect(changes, NULL, NULL, NULL), -EINVAL);
    assert_int_equal(jf_changes_disconnect(changes, jf_context_get_graph(context), NULL), -EINVAL);
    assert_int_equal(jf_changes_check(NULL, changes, &index), -EINVAL);
    assert_int_equal(jf_changes_apply(context, NULL), -EINVAL);
    assert_int_equal(jf_changes_get_result(changes, 0), JF_RESULT_UNKNOWN);
    assert_int_equal(jf_changes_apply(context, changes), 0);
    assert_null(jf_changes_free(NULL));
    jf_changes_free(changes);
    jf_context_unref(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_are_made_and_broken),
        cmocka_unit_test(what_is_so_already_is_needless),
        cmocka_unit_test(what_cannot_be_is_refused_before_anything_is_touched),
        cmocka_unit_test(a_place_that_is_freed_can_be_taken),
        cmocka_unit_test(when_one_fails_what_was_done_is_undone),
        cmocka_unit_test(what_cannot_be_undone_is_said_to_be_stuck),
        cmocka_unit_test(wrong_arguments_are_refused),
    };

    return cmocka_run_group_tests_name("change", tests, NULL, NULL);
}
