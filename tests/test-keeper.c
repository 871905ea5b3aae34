/* SPDX-License-Identifier: MIT */

/* Keeping a document applied while the machine, the server and other people do what they do. */

#include "helpers/context.h"
#include "helpers/torture.h"

#include <errno.h>
#include <string.h>

#define NODES "synthetic:a:node; a/1:out; a/2:out; b:node; b/1:in; b/2:in; c:node; c/1:in"
#define PAIR  "connect syn:a/1 syn:b/1\n"

/* A keeper with what it borrows. */
struct kit {
    struct jf_context *context;
    struct jf_wiring *wiring;
    struct jf_keeper *keeper;
};

static struct jf_wiring *parse(const char *text)
{
    struct jf_wiring *wiring = NULL;

    assert_int_equal(jf_wiring_parse(text, strlen(text), &wiring, NULL), 0);
    return wiring;
}

/* Handles what is there until nothing more comes at once. */
static int run(struct kit *kit)
{
    struct jf_event *event;
    int status;

    do {
        status = jf_context_dispatch(kit->context);
        if (status)
            return status;
        while ((event = jf_context_next_event(kit->context))) {
            jf_keeper_event(kit->keeper, event);
            jf_event_unref(event);
        }
        status = jf_keeper_step(kit->keeper);
    } while (!status && jf_context_wait(kit->context, 0) > 0);
    return status;
}

static void run_for(struct kit *kit, int ms)
{
    int64_t end_ns = jfi_now_ns() + (int64_t)ms * 1000000;

    while (jfi_now_ns() < end_ns) {
        assert_int_equal(run(kit), 0);
        (void)jf_context_wait(kit->context, 5);
    }
}

static struct kit open_kit(const char *machine, const char *document)
{
    struct kit kit = {.context = open_machine(machine), .wiring = parse(document)};

    drain_events(kit.context);
    assert_int_equal(jf_keeper_new(kit.context, kit.wiring, &kit.keeper), 0);
    assert_int_equal(run(&kit), 0);
    return kit;
}

static void close_kit(struct kit *kit)
{
    jf_keeper_free(kit->keeper);
    jf_wiring_free(kit->wiring);
    jf_context_unref(kit->context);
}

static bool is_there(const struct kit *kit, const char *id)
{
    const struct jf_connection *connection;

    return jf_graph_find_connection(jf_context_get_graph(kit->context), id, &connection) == 0;
}

/* The only thing that is kept is in this state. */
static void assert_state(const struct kit *kit, enum jf_kept_state state)
{
    assert_int_equal(jf_keeper_get_count(kit->keeper), 1);
    assert_string_equal(jf_kept_state_text(jf_keeper_get_state(kit->keeper, 0)),
                        jf_kept_state_text(state));
}

static void change(struct kit *kit, const char *statements)
{
    change_machine(kit->context, statements);
    assert_int_equal(run(kit), 0);
}

/* ---- coming and going ------------------------------------------------------------------------ */

static void what_is_asked_for_is_made_and_nothing_is_due(void **state)
{
    struct kit kit = open_kit(NODES, PAIR);

    (void)state;
    assert_true(is_there(&kit, "syn:a/1~syn:b/1"));
    assert_state(&kit, JF_KEPT_ACTIVE);
    assert_int_equal(jf_keeper_get_kind(kit.keeper, 0), JF_PLAN_PRESENT);
    assert_int_equal(jf_keeper_get_timeout_ms(kit.keeper), -1);
    assert_int_equal(jf_graph_get_connection_count(jf_context_get_graph(kit.context)), 1);
    close_kit(&kit);
}

static void what_reappears_is_connected_again(void **state)
{
    struct kit kit = open_kit(NODES, PAIR);
    const char *from, *to;

    (void)state;
    change(&kit, "-b");
    assert_state(&kit, JF_KEPT_WAITING);
    assert_int_equal(jf_keeper_get_ends(kit.keeper, 0, &from, &to), 0);
    assert_string_equal(from, "syn:b/1");
    change(&kit, "b:node");
    assert_state(&kit, JF_KEPT_WAITING);
    change(&kit, "b/1:in");
    assert_state(&kit, JF_KEPT_ACTIVE);
    assert_true(is_there(&kit, "syn:a/1~syn:b/1"));
    /* In the other order, both at once. */
    change(&kit, "-b; -a");
    assert_state(&kit, JF_KEPT_WAITING);
    change(&kit, "b:node; b/1:in; a:node; a/1:out");
    assert_true(is_there(&kit, "syn:a/1~syn:b/1"));
    assert_int_equal(jf_graph_get_connection_count(jf_context_get_graph(kit.context)), 1);
    close_kit(&kit);
}

static void one_of_many_that_is_gone_waits_alone(void **state)
{
    struct kit kit = open_kit(NODES, "connect syn:a/* syn:b/1\n");
    const char *from, *to;

    (void)state;
    assert_int_equal(jf_keeper_get_count(kit.keeper), 2);
    change(&kit, "-a/2");
    assert_int_equal(jf_keeper_get_count(kit.keeper), 2);
    assert_int_equal(jf_keeper_get_state(kit.keeper, 0), JF_KEPT_ACTIVE);
    assert_int_equal(jf_keeper_get_state(kit.keeper, 1), JF_KEPT_WAITING);
    assert_int_equal(jf_keeper_get_kind(kit.keeper, 1), JF_PLAN_UNKNOWN);
    assert_int_equal(jf_keeper_get_ends(kit.keeper, 1, &from, &to), 0);
    assert_string_equal(from, "syn:a/2");
    change(&kit, "a/2:out");
    assert_int_equal(jf_keeper_get_state(kit.keeper, 1), JF_KEPT_ACTIVE);
    close_kit(&kit);
}

static void when_the_server_comes_back_so_does_the_wiring(void **state)
{
    struct kit kit = open_kit(NODES "; !lost=50; !back=150", PAIR);
    bool was_lost = false;

    (void)state;
    for (int i = 0; i < 400 && !(was_lost && is_there(&kit, "syn:a/1~syn:b/1")); i++) {
        run_for(&kit, 5);
        if (jf_graph_get_device_count(jf_context_get_graph(kit.context)) == 0) {
            was_lost = true;
            assert_state(&kit, JF_KEPT_WAITING);
        }
    }
    assert_true(was_lost);
    assert_state(&kit, JF_KEPT_ACTIVE);
    close_kit(&kit);
}

static void only_what_is_new_is_connected_when_that_is_asked_for(void **state)
{
    struct kit kit = open_kit(NODES, "new connect syn:a/1 syn:*/1\n");

    (void)state;
    assert_int_equal(jf_graph_get_connection_count(jf_context_get_graph(kit.context)), 0);
    assert_int_equal(jf_keeper_get_count(kit.keeper), 0);
    change(&kit, "d:node; d/1:in");
    assert_true(is_there(&kit, "syn:a/1~syn:d/1"));
    assert_int_equal(jf_graph_get_connection_count(jf_context_get_graph(kit.context)), 1);
    assert_state(&kit, JF_KEPT_ACTIVE);
    close_kit(&kit);
}

/* ---- other people ---------------------------------------------------------------------------- */

static void what_somebody_breaks_stays_broken_until_an_end_reappears(void **state)
{
    struct kit kit = open_kit(NODES, PAIR);

    (void)state;
    change(&kit, "-a/1~b/1");
    assert_state(&kit, JF_KEPT_OVERRIDDEN);
    change(&kit, "d:node");
    run_for(&kit, 30);
    assert_false(is_there(&kit, "syn:a/1~syn:b/1"));
    assert_state(&kit, JF_KEPT_OVERRIDDEN);
    assert_int_equal(jf_keeper_get_timeout_ms(kit.keeper), -1);
    change(&kit, "-b/1");
    change(&kit, "b/1:in");
    assert_true(is_there(&kit, "syn:a/1~syn:b/1"));
    assert_state(&kit, JF_KEPT_ACTIVE);
    close_kit(&kit);
}

static void what_somebody_makes_again_is_active_again(void **state)
{
    struct kit kit = open_kit(NODES, PAIR);

    (void)state;
    change(&kit, "-a/1~b/1");
    assert_state(&kit, JF_KEPT_OVERRIDDEN);
    change(&kit, "a/1~b/1");
    assert_state(&kit, JF_KEPT_ACTIVE);
    close_kit(&kit);
}

static void what_is_forbidden_is_broken_whenever_it_is_made(void **state)
{
    struct kit kit = open_kit(NODES "; a/2~c/1", "forbid * syn:c\n");
    int timeout_ms;

    (void)state;
    assert_false(is_there(&kit, "syn:a/2~syn:c/1"));
    assert_state(&kit, JF_KEPT_ACTIVE);
    assert_int_equal(jf_keeper_get_kind(kit.keeper, 0), JF_PLAN_BREAK);
    assert_int_equal(jf_keeper_get_timeout_ms(kit.keeper), -1);
    /* Somebody who insists is not fought with as fast as the machine can. */
    change(&kit, "a/2~c/1");
    assert_true(is_there(&kit, "syn:a/2~syn:c/1"));
    assert_state(&kit, JF_KEPT_OVERRIDDEN);
    timeout_ms = jf_keeper_get_timeout_ms(kit.keeper);
    assert_in_range(timeout_ms, 1, 501);
    run_for(&kit, timeout_ms + 50);
    assert_false(is_there(&kit, "syn:a/2~syn:c/1"));
    assert_state(&kit, JF_KEPT_ACTIVE);
    /* Another pair is another matter. */
    change(&kit, "a/1~c/1");
    assert_false(is_there(&kit, "syn:a/1~syn:c/1"));
    close_kit(&kit);
}

static void what_is_forbidden_is_not_made_when_it_reappears(void **state)
{
    struct kit kit = open_kit(NODES, "connect syn:a syn:b\nforbid * syn:b/2\n");

    (void)state;
    change(&kit, "-b");
    change(&kit, "b:node; b/2:in; b/1:in");
    assert_int_equal(jf_graph_get_connection_count(jf_context_get_graph(kit.context)), 1);
    close_kit(&kit);
}

/* ---- failures -------------------------------------------------------------------------------- */

static void a_refused_connection_is_tried_again_later_and_later(void **state)
{
    struct kit kit = open_kit(NODES "; !refuse=perm", PAIR);
    int first_ms = jf_keeper_get_timeout_ms(kit.keeper);

    (void)state;
    assert_state(&kit, JF_KEPT_FAILED);
    assert_int_equal(jf_keeper_get_status(kit.keeper, 0), -EPERM);
    assert_in_range(first_ms, 1, 501);
    run_for(&kit, first_ms + 20);
    assert_state(&kit, JF_KEPT_FAILED);
    assert_in_range(jf_keeper_get_timeout_ms(kit.keeper), 600, 1001);
    close_kit(&kit);
}

static void a_connection_refused_once_is_made_at_the_next_try(void **state)
{
    struct kit kit = open_kit(NODES "; !refuse-nth=1", PAIR);

    (void)state;
    assert_state(&kit, JF_KEPT_FAILED);
    run_for(&kit, jf_keeper_get_timeout_ms(kit.keeper) + 50);
    assert_state(&kit, JF_KEPT_ACTIVE);
    assert_int_equal(jf_keeper_get_status(kit.keeper, 0), 0);
    assert_int_equal(jf_keeper_get_timeout_ms(kit.keeper), -1);
    close_kit(&kit);
}

static void a_slow_answer_is_waited_for_and_not_asked_for_twice(void **state)
{
    struct kit kit = open_kit(NODES "; !delay=60", PAIR);

    (void)state;
    assert_state(&kit, JF_KEPT_WANTED);
    assert_int_equal(jf_keeper_get_timeout_ms(kit.keeper), -1);
    for (int i = 0; i < 20; i++)
        assert_int_equal(jf_keeper_step(kit.keeper), 0);
    run_for(&kit, 150);
    assert_state(&kit, JF_KEPT_ACTIVE);
    assert_int_equal(jf_graph_get_connection_count(jf_context_get_graph(kit.context)), 1);
    close_kit(&kit);
}

static void an_end_that_goes_while_it_is_asked_for_is_waited_for(void **state)
{
    struct kit kit = open_kit(NODES "; !delay=60", PAIR);

    (void)state;
    change(&kit, "-b");
    assert_state(&kit, JF_KEPT_WAITING);
    run_for(&kit, 100);
    change(&kit, "b:node; b/1:in");
    run_for(&kit, 150);
    assert_state(&kit, JF_KEPT_ACTIVE);
    close_kit(&kit);
}

static void a_twin_is_no_guess(void **state)
{
    struct kit kit = open_kit(NODES "; b.node.name=twin; c.node.name=twin", PAIR);

    (void)state;
    assert_state(&kit, JF_KEPT_FAILED);
    assert_int_equal(jf_keeper_get_kind(kit.keeper, 0), JF_PLAN_AMBIGUOUS);
    assert_int_equal(jf_keeper_get_status(kit.keeper, 0), -ENOTUNIQ);
    assert_int_equal(jf_keeper_get_timeout_ms(kit.keeper), -1);
    change(&kit, "-c");
    assert_state(&kit, JF_KEPT_ACTIVE);
    close_kit(&kit);
}

static bool memory_round(unsigned long nth)
{
    struct kit kit = open_kit(NODES, PAIR "connect syn:a/2 syn:nobody\nforbid * syn:c\n");
    struct jfi_backend *backend = jfi_context_find_backend(kit.context, "synthetic");
    bool failed;
    int status;

    assert_int_equal(jfi_synthetic_apply(backend, "-b; b:node; b/1:in; a/2~c/1"), 0);
    torture_arm(nth);
    status = run(&kit);
    failed = torture_has_failed();
    torture_arm(0);
    assert_true(status == 0 || (failed && status == -ENOMEM));
    run_for(&kit, 1);
    /* A request that found no memory counts as refused: it is made a little later. */
    while (!is_there(&kit, "syn:a/1~syn:b/1") || is_there(&kit, "syn:a/2~syn:c/1"))
        run_for(&kit, 20);
    close_kit(&kit);
    return failed;
}

static void every_failed_allocation_is_survived(void **state)
{
    unsigned long nth = 1;

    (void)state;
    while (memory_round(nth))
        nth++;
    print_message("%lu allocations\n", nth - 1);
    assert_true(nth > 20);
}

/* ---- another document ------------------------------------------------------------------------ */

static void another_document_keeps_what_both_have_in_common(void **state)
{
    struct kit kit = open_kit(NODES, PAIR "connect syn:a/2 syn:b/2\n");
    struct jf_wiring *second = parse("connect syn:a/2 syn:c/1\n" PAIR);

    (void)state;
    change(&kit, "-a/1~b/1");
    jf_keeper_set_wiring(kit.keeper, second);
    jf_wiring_free(kit.wiring);
    kit.wiring = second;
    assert_int_equal(run(&kit), 0);
    assert_int_equal(jf_keeper_get_count(kit.keeper), 2);
    /* What somebody broke is still left alone; what is asked for no more is left as it is. */
    assert_false(is_there(&kit, "syn:a/1~syn:b/1"));
    assert_true(is_there(&kit, "syn:a/2~syn:b/2"));
    assert_true(is_there(&kit, "syn:a/2~syn:c/1"));
    close_kit(&kit);
}

static void wrong_arguments_are_refused(void **state)
{
    struct kit kit = open_kit(NODES, PAIR);
    struct jf_keeper *keeper;
    const char *from, *to;

    (void)state;
    assert_int_equal(jf_keeper_new(NULL, kit.wiring, &keeper), -EINVAL);
    assert_int_equal(jf_keeper_new(kit.context, NULL, &keeper), -EINVAL);
    assert_int_equal(jf_keeper_step(NULL), -EINVAL);
    jf_keeper_event(NULL, NULL);
    jf_keeper_set_wiring(NULL, kit.wiring);
    assert_int_equal(jf_keeper_get_ends(kit.keeper, 1, &from, &to), -EINVAL);
    assert_int_equal(jf_keeper_get_state(kit.keeper, 1), JF_KEPT_UNKNOWN);
    assert_int_equal(jf_keeper_get_kind(NULL, 0), JF_PLAN_UNKNOWN);
    assert_int_equal(jf_keeper_get_status(kit.keeper, 1), 0);
    assert_int_equal(jf_keeper_get_timeout_ms(NULL), -1);
    assert_null(jf_keeper_free(NULL));
    close_kit(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_asked_for_is_made_and_nothing_is_due),
        cmocka_unit_test(what_reappears_is_connected_again),
        cmocka_unit_test(one_of_many_that_is_gone_waits_alone),
        cmocka_unit_test(when_the_server_comes_back_so_does_the_wiring),
        cmocka_unit_test(only_what_is_new_is_connected_when_that_is_asked_for),
        cmocka_unit_test(what_somebody_breaks_stays_broken_until_an_end_reappears),
        cmocka_unit_test(what_somebody_makes_again_is_active_again),
        cmocka_unit_test(what_is_forbidden_is_broken_whenever_it_is_made),
        cmocka_unit_test(what_is_forbidden_is_not_made_when_it_reappears),
        cmocka_unit_test(a_refused_connection_is_tried_again_later_and_later),
        cmocka_unit_test(a_connection_refused_once_is_made_at_the_next_try),
        cmocka_unit_test(a_slow_answer_is_waited_for_and_not_asked_for_twice),
        cmocka_unit_test(an_end_that_goes_while_it_is_asked_for_is_waited_for),
        cmocka_unit_test(a_twin_is_no_guess),
        cmocka_unit_test(every_failed_allocation_is_survived),
        cmocka_unit_test(another_document_keeps_what_both_have_in_common),
        cmocka_unit_test(wrong_arguments_are_refused),
    };

    return cmocka_run_group_tests_name("keeper", tests, NULL, NULL);
}
