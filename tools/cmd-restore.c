/* SPDX-License-Identifier: MIT */

/* jackfield restore: makes and breaks what stands between a document and the machine. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "common.h"
#include "json.h"
#include "options.h"
#include "output.h"
#include "wiring-file.h"

static size_t count_kind(const struct jf_plan *plan, enum jf_plan_kind kind)
{
    size_t count = 0;

    for (size_t i = 0; i < jf_plan_get_count(plan); i++)
        count += jf_plan_get_kind(plan, i) == kind;
    return count;
}

static size_t count_changes(const struct jf_plan *plan)
{
    return count_kind(plan, JF_PLAN_MAKE) + count_kind(plan, JF_PLAN_BREAK);
}

/* Lines of the document that nothing can be done about now. */
static size_t count_open(const struct jf_plan *plan)
{
    return count_kind(plan, JF_PLAN_MISSING) + count_kind(plan, JF_PLAN_AMBIGUOUS);
}

/* ---- for people ------------------------------------------------------------------------------ */

static void print_pair(const struct tool *tool, const char *mark, const char *from, const char *to)
{
    put_styled(stdout, output_is_colored(tool, stdout), *mark == '+' ? STYLE_GOOD : STYLE_BAD,
               mark);
    (void)putchar(' ');
    put_text(stdout, from);
    (void)fputs(" -> ", stdout);
    put_text(stdout, to);
    (void)putchar('\n');
}

static void print_open(const struct jf_plan *plan, size_t index, const char *words)
{
    const char *candidate;

    (void)fputs("? ", stdout);
    put_text(stdout, words);
    if (jf_plan_get_kind(plan, index) == JF_PLAN_MISSING)
        (void)fputs(" is not there", stdout);
    for (size_t i = 0; jf_plan_get_candidate(plan, index, i, &candidate) == 0; i++) {
        (void)fputs(i ? ", " : " is one of several that the server calls the same: ", stdout);
        put_text(stdout, candidate);
    }
    (void)printf(" (line %zu)\n", jf_plan_get_line(plan, index));
}

static void print_item(const struct tool *tool, const struct jf_plan *plan, size_t index)
{
    const char *from, *to;

    if (jf_plan_get_ends(plan, index, &from, &to) < 0)
        return;
    switch (jf_plan_get_kind(plan, index)) {
    case JF_PLAN_MAKE:
        print_pair(tool, "+", from, to);
        break;
    case JF_PLAN_BREAK:
        print_pair(tool, "-", from, to);
        break;
    case JF_PLAN_MISSING:
    case JF_PLAN_AMBIGUOUS:
        print_open(plan, index, from);
        break;
    case JF_PLAN_PRESENT:
        if (tool->verbosity > 0)
            print_pair(tool, "=", from, to);
        break;
    case JF_PLAN_UNKNOWN:
        break;
    }
}

static void print_diff(const struct tool *tool, const struct jf_plan *plan)
{
    for (size_t i = 0; i < jf_plan_get_count(plan); i++)
        print_item(tool, plan, i);
    if (!count_changes(plan))
        (void)printf("nothing %s: %zu as wanted\n", count_open(plan) ? "else" : "to do",
                     count_kind(plan, JF_PLAN_PRESENT));
}

/* ---- for programs ---------------------------------------------------------------------------- */

static json_t *json_of_item(const struct jf_plan *plan, size_t index)
{
    enum jf_plan_kind kind = jf_plan_get_kind(plan, index);
    const char *from = NULL, *to = NULL, *candidate;
    json_t *item, *candidates;

    (void)jf_plan_get_ends(plan, index, &from, &to);
    if (kind == JF_PLAN_MISSING || kind == JF_PLAN_AMBIGUOUS)
        item = json_pack("{s:o, s:o}", "what", json_of_text(from), "with", json_of_text(to));
    else
        item = json_pack("{s:o, s:o}", "from", json_of_text(from), "to", json_of_text(to));
    item = json_with(item, "line", json_integer((json_int_t)jf_plan_get_line(plan, index)));
    if (kind != JF_PLAN_AMBIGUOUS)
        return item;
    candidates = json_array();
    for (size_t i = 0; candidates && jf_plan_get_candidate(plan, index, i, &candidate) == 0; i++)
        candidates = json_append(candidates, json_of_text(candidate));
    return json_with(item, "candidates", candidates);
}

static json_t *json_of_kind(const struct jf_plan *plan, enum jf_plan_kind kind)
{
    json_t *list = json_array();

    for (size_t i = 0; i < jf_plan_get_count(plan) && list; i++) {
        if (jf_plan_get_kind(plan, i) == kind)
            list = json_append(list, json_of_item(plan, i));
    }
    return list;
}

static int print_json(const struct jf_plan *plan, bool is_dry)
{
    static const enum jf_plan_kind kinds[] = {JF_PLAN_MAKE, JF_PLAN_BREAK, JF_PLAN_PRESENT,
                                              JF_PLAN_MISSING, JF_PLAN_AMBIGUOUS};
    json_t *result = json_pack("{s:b}", "applied", !is_dry);

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        result = json_with(result, jf_plan_kind_text(kinds[i]), json_of_kind(plan, kinds[i]));
    return json_print(result, JSON_LAYOUT_DOCUMENT, stdout);
}

/* ---- doing it -------------------------------------------------------------------------------- */

/* The change that failed, or that must not be. */
static size_t find_culprit(struct tool *tool, const struct jf_changes *changes)
{
    size_t index = 0;

    for (size_t i = 0; i < jf_changes_get_count(changes); i++) {
        if (jf_changes_get_result(changes, i) == JF_RESULT_FAILED)
            return i;
    }
    (void)jf_changes_check(tool->context, changes, &index);
    return index;
}

static int report_failed(struct tool *tool, const struct jf_changes *changes, int status)
{
    const char *from = "?", *to = "?";
    int result;

    (void)jf_changes_get_ends(changes, find_culprit(tool, changes), &from, &to);
    for (size_t i = 0; i < jf_changes_get_count(changes); i++) {
        if (jf_changes_get_result(changes, i) != JF_RESULT_STUCK)
            continue;
        (void)report(status,
                     "cannot restore '%s' to '%s' (and not all that came before it could "
                     "be undone)",
                     from, to);
        return EXIT_PARTLY;
    }
    result = report(status, "cannot restore '%s' to '%s' (nothing was changed)", from, to);
    return result;
}

static int apply(struct tool *tool, const struct jf_plan *plan)
{
    struct jf_changes *changes;
    int status = jf_plan_get_changes(plan, &changes);
    int result = EXIT_YES;

    if (status)
        return report(status, "cannot restore anything");
    status = jf_changes_apply(tool->context, changes);
    if (status)
        result = report_failed(tool, changes, status);
    jf_changes_free(changes);
    return result;
}

static int restore(struct tool *tool, const struct jf_plan *plan, bool is_dry)
{
    int result = is_dry || !count_changes(plan) ? EXIT_YES : apply(tool, plan);

    if (result)
        return result;
    if (tool->json)
        result = print_json(plan, is_dry);
    else if (!tool->quiet)
        print_diff(tool, plan);
    if (result)
        return result;
    if (is_dry && count_changes(plan))
        return EXIT_NO;
    return count_open(plan) ? EXIT_PARTLY : EXIT_YES;
}

static int plan_and_restore(struct tool *tool, const struct jf_wiring *wiring, bool is_dry)
{
    struct jf_plan *plan;
    int result = tool_open_settled(tool);
    int status;

    if (result)
        return result;
    status = jf_plan_new(wiring, tool->graph, &plan);
    if (status == -E2BIG) {
        error_line("cannot restore: the document asks for more than 5000 connections here");
        return EXIT_REFUSED;
    }
    if (status)
        return report(status, "cannot restore anything");
    result = restore(tool, plan, is_dry);
    jf_plan_free(plan);
    return result;
}

static int run_restore(struct tool *tool, const struct arguments *arguments)
{
    struct jf_wiring *wiring = NULL;
    char *usual = NULL;
    int result = arguments->operands[0] ? EXIT_YES : wiring_usual_path(&usual);

    if (!result)
        result = wiring_read(usual ? usual : arguments->operands[0], &wiring);
    if (!result)
        result = plan_and_restore(tool, wiring, arguments_has(arguments, "dry-run"));
    jf_wiring_free(wiring);
    free(usual);
    return result;
}

static const struct option_spec restore_options[] = {
    {"dry-run", 'n', NULL, "only print what would be done; exit status 1 when there is something"},
    {0},
};

const struct command command_restore = {
    .name = "restore",
    .operands = "[FILE]",
    .operand_max = 1,
    .options = restore_options,
    .summary = "make what a document asks for, and break what it forbids",
    .help = "Makes the connections that the document, jackfield-wiring(5), asks for and that are\n"
            "not there, breaks those that it forbids, and prints what it did: + made, - broken,\n"
            "? not possible now. Whatever else is connected stays so. If one change is refused,\n"
            "all are undone. Run twice, it does nothing the second time. FILE can be - for stdin;\n"
            "without it, it is ~/.config/jackfield/wiring. Exit status 8 when an end of a line is\n"
            "missing.\n"
            "\n"
            "Example: jackfield restore studio.wiring --dry-run\n",
    .run = run_restore,
};
