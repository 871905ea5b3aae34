/* SPDX-License-Identifier: MIT */

/* Wiring as a document: reading, writing, capturing, and planning against a graph. */

#include "helpers/context.h"
#include "helpers/torture.h"

#include <errno.h>
#include <string.h>

#define MACHINE                                                                                 \
    "synthetic:player:node; player/FL:out; player/FR:out; player/FL.audio.channel=FL;"          \
    "player/FR.audio.channel=FR; player.media.class=Stream; sink:node; sink/FL:in; sink/FR:in;" \
    "sink/FL.audio.channel=FL; sink/FR.audio.channel=FR; sink.media.class=Sink; sink/mon:out;"  \
    "sink/mon.port.monitor=true; spare:node; spare/in:in; codec:adapter;"                       \
    "codec/jack:out.physical-external; phones:endpoint; phones/plug:in.physical-external;"      \
    "codec/jack~phones/plug:physical"

static struct jf_wiring *parse(const char *text)
{
    struct jf_wiring *wiring = NULL;
    struct jf_wiring_fault fault = {.what = "no memory"};

    if (jf_wiring_parse(text, strlen(text), &wiring, &fault) < 0)
        fail_msg("line %zu: %s", fault.line, fault.what);
    return wiring;
}

/* ---- the document ---------------------------------------------------------------------------- */

static void assert_text(const struct jf_wiring *wiring, const char *expected)
{
    char *text = NULL;

    assert_int_equal(jf_wiring_text(wiring, &text), 0);
    assert_string_equal(text, expected);
    free(text);
}

static void what_is_written_reads_as_the_same(void **state)
{
    static const char text[] = "wiring 1\n"
                               "connect node:a/out:FL node:b#2/in:FL\n"
                               "new connect {media.class=Stream,node.name=fire*}/out:* node:b\n"
                               "forbid * node:c\\*/in:[FR]?\n";
    struct jf_wiring *wiring = parse(text);

    (void)state;
    assert_int_equal(jf_wiring_get_count(wiring), 3);
    assert_text(wiring, text);
    jf_wiring_free(wiring);
}

static void comments_blanks_and_any_line_end_are_taken(void **state)
{
    struct jf_wiring *wiring =
        parse("# a comment\r\n\n  \t\n\tconnect  a\tb # and why\r\nforbid c d");

    (void)state;
    assert_text(wiring, "wiring 1\nconnect a b\nforbid c d\n");
    jf_wiring_free(wiring);
    wiring = parse("");
    assert_int_equal(jf_wiring_get_count(wiring), 0);
    jf_wiring_free(wiring);
}

static void a_bad_line_is_told_by_its_number(void **state)
{
    static const struct {
        const char *text;
        size_t line;
        const char *what;
    } cases[] = {
        {"wiring 2\n", 1, "version"},
        {"connect a b\nwiring\n", 2, "version"},
        {"# one\n\nconnect a\n", 3, "two ends"},
        {"connect a b c\n", 1, "two ends"},
        {"new connect a b c d\n", 1, "too many words"},
        {"connect a b\nconect a b\n", 2, "neither"},
        {"new forbid a b\n", 1, "neither"},
        {"new\n", 1, "neither"},
        {"connect {a=b c\n", 1, "'{' without"},
        {"connect {a} c\n", 1, "KEY=PATTERN"},
        {"connect {=a} c\n", 1, "KEY=PATTERN"},
        {"connect {} c\n", 1, "KEY=PATTERN"},
        {"connect {a=b}x c\n", 1, "only '/'"},
        {"connect a/ c\n", 1, "empty name"},
        {"connect /a c\n", 1, "empty name"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct jf_wiring *wiring = NULL;
        struct jf_wiring_fault fault = {0};

        assert_int_equal(jf_wiring_parse(cases[i].text, strlen(cases[i].text), &wiring, &fault),
                         -EBADMSG);
        assert_null(wiring);
        assert_int_equal(fault.line, cases[i].line);
        if (!strstr(fault.what, cases[i].what))
            fail_msg("%s: says '%s'", cases[i].text, fault.what);
    }
}

static void what_is_no_text_or_too_much_is_refused(void **state)
{
    static const char zero[] = "connect a b\0connect c d\n";
    struct jf_wiring *wiring = NULL;
    struct jf_wiring_fault fault = {0};
    size_t size = 20000;
    char *text = malloc(size);

    (void)state;
    assert_non_null(text);
    assert_int_equal(jf_wiring_parse(zero, sizeof(zero) - 1, &wiring, NULL), -EBADMSG);
    memset(text, 'a', size);
    assert_int_equal(jf_wiring_parse(text, size, &wiring, &fault), -EBADMSG);
    assert_non_null(strstr(fault.what, "too long"));
    free(text);
    size = 10001 * strlen("forbid a b\n");
    text = malloc(size);
    assert_non_null(text);
    for (size_t i = 0; i < size; i++)
        text[i] = "forbid a b\n"[i % strlen("forbid a b\n")];
    assert_int_equal(jf_wiring_parse(text, size, &wiring, &fault), -EBADMSG);
    assert_int_equal(fault.line, 10001);
    free(text);
    assert_int_equal(jf_wiring_parse(NULL, 1, &wiring, NULL), -EINVAL);
    assert_int_equal(jf_wiring_parse("", 0, NULL, NULL), -EINVAL);
    assert_null(jf_wiring_free(NULL));
    assert_int_equal(jf_wiring_get_count(NULL), 0);
}

static void the_free_connections_are_captured(void **state)
{
    struct jf_context *context = open_machine(
        MACHINE "; player/FL~sink/FL; player/FR~sink/FR; player/FR~spare/in:switchable");
    struct jf_wiring *wiring = NULL;

    (void)state;
    assert_int_equal(jf_wiring_capture(jf_context_get_graph(context), &wiring), 0);
    assert_text(wiring, "wiring 1\nconnect syn:player/FL syn:sink/FL\n"
                        "connect syn:player/FR syn:sink/FR\n");
    jf_wiring_free(wiring);
    assert_int_equal(jf_wiring_capture(NULL, &wiring), -EINVAL);
    jf_context_unref(context);
}

/* ---- plans ----------------------------------------------------------------------------------- */

/* The plan in lines, as "KIND FROM TO". */
static void assert_plan_of(struct jf_context *context, const struct jf_wiring *wiring,
                           const char *expected)
{
    struct jf_plan *plan = NULL;
    char lines[1024] = "";
    size_t used = 0;

    assert_int_equal(jf_plan_new(wiring, jf_context_get_graph(context), &plan), 0);
    for (size_t i = 0; i < jf_plan_get_count(plan); i++) {
        const char *from, *to;

        assert_int_equal(jf_plan_get_ends(plan, i, &from, &to), 0);
        used += (size_t)snprintf(lines + used, sizeof(lines) - used, "%s %s %s\n",
                                 jf_plan_kind_text(jf_plan_get_kind(plan, i)), from, to);
        assert_true(used < sizeof(lines));
    }
    jf_plan_free(plan);
    assert_string_equal(lines, expected);
}

static void assert_plan(const char *machine, const char *document, const char *expected)
{
    struct jf_context *context = open_machine(machine);
    struct jf_wiring *wiring = parse(document);

    assert_plan_of(context, wiring, expected);
    jf_wiring_free(wiring);
    jf_context_unref(context);
}

static void exact_ids_are_made_once_and_then_present(void **state)
{
    (void)state;
    assert_plan(MACHINE "; player/FR~sink/FR",
                "connect syn:player/FL syn:sink/FL\n"
                "connect syn:player/FR syn:sink/FR\n"
                "connect syn:player/FL syn:sink/FL\n",
                "make syn:player/FL syn:sink/FL\npresent syn:player/FR syn:sink/FR\n");
}

static void exact_ports_are_meant_whatever_their_channels(void **state)
{
    (void)state;
    assert_plan(MACHINE, "connect syn:player/FL syn:sink/FR", "make syn:player/FL syn:sink/FR\n");
}

static void whole_devices_go_channel_by_channel(void **state)
{
    (void)state;
    assert_plan(MACHINE, "connect syn:player syn:sink",
                "make syn:player/FL syn:sink/FL\nmake syn:player/FR syn:sink/FR\n");
}

static void globs_name_all_that_fit_channel_by_channel(void **state)
{
    (void)state;
    assert_plan(MACHINE, "connect syn:pl*/F? syn:s*/*",
                "make syn:player/FL syn:sink/FL\nmake syn:player/FL syn:spare/in\n"
                "make syn:player/FR syn:sink/FR\nmake syn:player/FR syn:spare/in\n");
}

static void a_mono_port_goes_with_every_channel(void **state)
{
    (void)state;
    assert_plan(MACHINE "; spare/out:out; spare/out.audio.channel=MONO",
                "connect syn:spare/out syn:sink/F*",
                "make syn:spare/out syn:sink/FL\nmake syn:spare/out syn:sink/FR\n");
}

static void monitors_are_left_out_unless_named(void **state)
{
    (void)state;
    assert_plan(MACHINE, "connect syn:*/* syn:spare/in\n",
                "make syn:player/FL syn:spare/in\nmake syn:player/FR syn:spare/in\n"
                "make syn:sink/mon syn:spare/in\n");
    assert_plan(MACHINE "; both:node; both/a:out; both/m:out; both/m.port.monitor=true",
                "connect syn:both syn:spare/in\n", "make syn:both/a syn:spare/in\n");
    /* Nothing else is there to be meant. */
    assert_plan(MACHINE, "connect syn:sink syn:spare/in\n", "make syn:sink/mon syn:spare/in\n");
}

static void properties_name_what_has_them_all(void **state)
{
    (void)state;
    assert_plan(MACHINE, "connect {media.class=Str*} {media.class=Sink}/FL\n",
                "make syn:player/FL syn:sink/FL\n");
    assert_plan(MACHINE, "connect {media.class=Str*,node.name=x} {media.class=Sink}/FL\n",
                "missing {media.class=Str*,node.name=x} {media.class=Sink}/FL\n");
}

static void the_missing_end_is_named_first(void **state)
{
    (void)state;
    assert_plan(MACHINE, "connect syn:player syn:nobody", "missing syn:nobody syn:player\n");
    assert_plan(MACHINE, "connect syn:nobody/a syn:sink/FL", "missing syn:nobody/a syn:sink/FL\n");
    assert_plan(MACHINE, "forbid syn:nobody syn:sink", "");
}

static void a_device_without_ports_is_missing_still(void **state)
{
    (void)state;
    assert_plan(MACHINE "; late:node", "connect syn:player syn:late",
                "missing syn:late syn:player\n");
    assert_plan(MACHINE "; late:node", "connect syn:late syn:sink", "missing syn:late syn:sink\n");
    /* Nothing of the one fits anything of the other. */
    assert_plan(MACHINE, "connect syn:player syn:phones", "missing syn:phones syn:player\n");
}

static void what_is_forbidden_is_broken_and_never_made(void **state)
{
    (void)state;
    assert_plan(MACHINE "; player/FR~sink/FR",
                "connect syn:player syn:sink\nforbid * syn:sink/FR\n",
                "make syn:player/FL syn:sink/FL\nbreak syn:player/FR syn:sink/FR\n");
    assert_plan(MACHINE "; player/FR~sink/FL; spare/o:out; spare/o2:out; spare/o~sink/FL;"
                        "spare/o.port.monitor=true",
                "forbid syn:player syn:sink\nforbid syn:spare syn:sink",
                "break syn:player/FR syn:sink/FL\nbreak syn:spare/o syn:sink/FL\n");
    assert_plan(MACHINE, "forbid * syn:sink/FR\nconnect syn:player syn:sink\n",
                "make syn:player/FL syn:sink/FL\n");
}

static void twins_by_exact_id_are_refused_with_candidates(void **state)
{
    struct jf_context *context = open_machine(MACHINE "; a:node; a/in:in; a.node.name=twin;"
                                                      "b:node; b/in:in; b.node.name=twin");
    struct jf_wiring *wiring = parse("connect syn:player/FL syn:a/in");
    struct jf_plan *plan = NULL;
    const char *from, *to, *id;

    (void)state;
    assert_int_equal(jf_plan_new(wiring, jf_context_get_graph(context), &plan), 0);
    assert_int_equal(jf_plan_get_count(plan), 1);
    assert_int_equal(jf_plan_get_kind(plan, 0), JF_PLAN_AMBIGUOUS);
    assert_int_equal(jf_plan_get_ends(plan, 0, &from, &to), 0);
    assert_string_equal(from, "syn:a/in");
    assert_string_equal(to, "syn:player/FL");
    assert_int_equal(jf_plan_get_candidate(plan, 0, 0, &id), 0);
    assert_string_equal(id, "syn:a");
    assert_int_equal(jf_plan_get_candidate(plan, 0, 1, &id), 0);
    assert_string_equal(id, "syn:b");
    assert_int_equal(jf_plan_get_candidate(plan, 0, 2, &id), -EINVAL);
    assert_int_equal(jf_plan_get_candidate(plan, 1, 0, &id), -EINVAL);
    jf_plan_free(plan);
    jf_wiring_free(wiring);

    /* A pattern means both, and what is there already needs no guess. */
    wiring = parse("connect syn:player/FL {node.name=twin}");
    assert_plan_of(context, wiring, "make syn:player/FL syn:a/in\nmake syn:player/FL syn:b/in\n");
    jf_wiring_free(wiring);
    change_machine(context, "player/FL~b/in");
    wiring = parse("connect syn:player/FL syn:b/in");
    assert_plan_of(context, wiring, "present syn:player/FL syn:b/in\n");
    jf_wiring_free(wiring);
    jf_context_unref(context);
}

static void a_plan_is_applied_as_a_set_of_changes(void **state)
{
    struct jf_context *context = open_machine(MACHINE "; player/FR~spare/in");
    struct jf_wiring *wiring = parse("connect syn:player syn:sink\nforbid * syn:spare\n");
    struct jf_changes *changes = NULL;
    struct jf_plan *plan = NULL;

    (void)state;
    assert_int_equal(jf_plan_new(wiring, jf_context_get_graph(context), &plan), 0);
    assert_int_equal(jf_plan_get_line(plan, 2), 2);
    assert_int_equal(jf_plan_get_changes(plan, &changes), 0);
    assert_int_equal(jf_changes_get_count(changes), 3);
    assert_int_equal(jf_changes_apply(context, changes), 0);
    jf_changes_free(changes);
    jf_plan_free(plan);
    assert_plan_of(context, wiring,
                   "present syn:player/FL syn:sink/FL\npresent syn:player/FR syn:sink/FR\n");
    jf_wiring_free(wiring);
    jf_context_unref(context);
}

static void too_many_pairs_are_refused(void **state)
{
    char statement[64], *machine = NULL;
    size_t size;
    FILE *stream = open_memstream(&machine, &size);
    struct jf_wiring *wiring = parse("connect syn:a/* syn:b/*");
    struct jf_context *context;
    struct jf_plan *plan = NULL;

    (void)state;
    assert_non_null(stream);
    (void)fputs("synthetic:a:node; b:node", stream);
    for (int i = 0; i < 80; i++) {
        (void)snprintf(statement, sizeof(statement), "; a/p%d:out; b/p%d:in", i, i);
        (void)fputs(statement, stream);
    }
    assert_int_equal(fclose(stream), 0);
    context = open_machine(machine);
    free(machine);
    assert_int_equal(jf_plan_new(wiring, jf_context_get_graph(context), &plan), -E2BIG);
    jf_wiring_free(wiring);
    jf_context_unref(context);
}

/* Reads, captures, plans and makes changes; the status of the first that failed. */
static int use_once(const struct jf_graph *graph)
{
    static const char text[] = "connect syn:player syn:sink\nconnect {media.class=S*} syn:nobody\n"
                               "forbid * syn:sink/FR\n";
    struct jf_wiring *wiring = NULL, *captured = NULL;
    struct jf_changes *changes = NULL;
    struct jf_plan *plan = NULL;
    char *written = NULL;
    int status = jf_wiring_parse(text, strlen(text), &wiring, NULL);

    if (!status)
        status = jf_wiring_capture(graph, &captured);
    if (!status)
        status = jf_wiring_text(captured, &written);
    if (!status)
        status = jf_plan_new(wiring, graph, &plan);
    if (!status)
        status = jf_plan_get_changes(plan, &changes);
    jf_changes_free(changes);
    jf_plan_free(plan);
    free(written);
    jf_wiring_free(captured);
    jf_wiring_free(wiring);
    return status;
}

static void every_failed_allocation_is_told(void **state)
{
    struct jf_context *context = open_machine(MACHINE "; player/FR~sink/FR");
    unsigned long nth = 1;
    bool failed;

    (void)state;
    do {
        int status;

        torture_arm(nth++);
        status = use_once(jf_context_get_graph(context));
        failed = torture_has_failed();
        torture_arm(0);
        assert_int_equal(status, failed ? -ENOMEM : 0);
    } while (failed);
    print_message("%lu allocations\n", nth - 2);
    assert_true(nth > 15);
    jf_context_unref(context);
}

static void wrong_arguments_are_refused(void **state)
{
    struct jf_context *context = open_machine(MACHINE);
    struct jf_wiring *wiring = parse("");
    struct jf_changes *changes;
    struct jf_plan *plan = NULL;
    const char *from, *to;
    char *text;

    (void)state;
    assert_int_equal(jf_wiring_text(NULL, &text), -EINVAL);
    assert_int_equal(jf_plan_new(NULL, jf_context_get_graph(context), &plan), -EINVAL);
    assert_int_equal(jf_plan_new(wiring, NULL, &plan), -EINVAL);
    assert_int_equal(jf_plan_new(wiring, jf_context_get_graph(context), &plan), 0);
    assert_int_equal(jf_plan_get_ends(plan, 0, &from, &to), -EINVAL);
    assert_int_equal(jf_plan_get_kind(plan, 0), JF_PLAN_UNKNOWN);
    assert_int_equal(jf_plan_get_line(plan, 0), 0);
    assert_int_equal(jf_plan_get_changes(NULL, &changes), -EINVAL);
    assert_null(jf_plan_free(NULL));
    jf_plan_free(plan);
    jf_wiring_free(wiring);
    jf_context_unref(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_reads_as_the_same),
        cmocka_unit_test(comments_blanks_and_any_line_end_are_taken),
        cmocka_unit_test(a_bad_line_is_told_by_its_number),
        cmocka_unit_test(what_is_no_text_or_too_much_is_refused),
        cmocka_unit_test(the_free_connections_are_captured),
        cmocka_unit_test(exact_ids_are_made_once_and_then_present),
        cmocka_unit_test(exact_ports_are_meant_whatever_their_channels),
        cmocka_unit_test(whole_devices_go_channel_by_channel),
        cmocka_unit_test(globs_name_all_that_fit_channel_by_channel),
        cmocka_unit_test(a_mono_port_goes_with_every_channel),
        cmocka_unit_test(monitors_are_left_out_unless_named),
        cmocka_unit_test(properties_name_what_has_them_all),
        cmocka_unit_test(the_missing_end_is_named_first),
        cmocka_unit_test(a_device_without_ports_is_missing_still),
        cmocka_unit_test(what_is_forbidden_is_broken_and_never_made),
        cmocka_unit_test(twins_by_exact_id_are_refused_with_candidates),
        cmocka_unit_test(a_plan_is_applied_as_a_set_of_changes),
        cmocka_unit_test(too_many_pairs_are_refused),
        cmocka_unit_test(every_failed_allocation_is_told),
        cmocka_unit_test(wrong_arguments_are_refused),
    };

    return cmocka_run_group_tests_name("wiring", tests, NULL, NULL);
}
