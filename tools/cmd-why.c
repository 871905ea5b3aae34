/* SPDX-License-Identifier: MIT */

/* jackfield why: follows the signal and names what silences it. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "common.h"
#include "json.h"
#include "options.h"
#include "output.h"

/* The parts that an end of the way may be. */
struct ends {
    const struct jf_part **parts;
    size_t count;
};

/* ---- where it begins and where it may end ---------------------------------------------------- */

/* A device stands for the connectors that the signal leaves or enters it by. */
static int expand(const struct target *target, enum jf_flow flow, struct ends *ret_ends)
{
    size_t room = target->part ? 1 : jf_device_get_connector_count(target->device);
    const struct jf_connector *connector;

    *ret_ends = (struct ends){.parts = calloc(room + 1, sizeof(const struct jf_part *))};
    if (!ret_ends->parts)
        return -ENOMEM;
    if (target->part)
        ret_ends->parts[ret_ends->count++] = target->part;
    for (size_t i = 0; !target->part && jf_device_get_connector(target->device, i, &connector) == 0;
         i++) {
        if (is_patch_point(connector, flow))
            ret_ends->parts[ret_ends->count++] = jf_connector_get_part(connector);
    }
    return 0;
}

static bool has_hardware_side(const struct jf_device *node)
{
    const struct jf_connector *connector;

    for (size_t i = 0; jf_device_get_connector(node, i, &connector) == 0; i++) {
        if (is_hardware_side(jf_connector_get_part(connector)))
            return true;
    }
    return false;
}

/* Where sound ends that a person hears, or that nobody follows further. */
static bool is_goal(const struct jf_device *device)
{
    const char *class = jf_device_get_property(device, "media.class");

    if (jf_device_get_kind(device) == JF_DEVICE_ENDPOINT)
        return true;
    if (jf_device_get_kind(device) != JF_DEVICE_NODE || !class)
        return false;
    return strncmp(class, "Stream/Input", strlen("Stream/Input")) == 0 ||
           (strncmp(class, "Audio/Sink", strlen("Audio/Sink")) == 0 && !has_hardware_side(device));
}

/* ---- looking --------------------------------------------------------------------------------- */

static bool is_whole(const struct jf_trace *trace)
{
    const struct jf_finding *last = NULL;
    size_t count = jf_trace_get_finding_count(trace);
    enum jf_cause cause;

    if (count)
        (void)jf_trace_get_finding(trace, count - 1, &last);
    cause = jf_finding_get_cause(last);
    return cause != JF_CAUSE_NO_LINK && cause != JF_CAUSE_LINKED_ELSEWHERE &&
           cause != JF_CAUSE_PROFILE;
}

/* Whether the server has chosen that its sound goes to another thing than where this way ends. */
static bool is_astray(const struct jf_trace *trace)
{
    size_t count = jf_trace_get_count(trace);
    const struct jf_part *part = NULL;
    const char *type, *route;
    bool is_astray = false;

    (void)jf_trace_get_part(trace, count - 1, &part);
    type = jf_device_get_property(jf_part_get_device(part), "endpoint.type");
    for (size_t i = 0; type && i < count; i++) {
        (void)jf_trace_get_part(trace, i, &part);
        route = is_hardware_side(part) ? jf_part_get_property(part, "route.port.type") : NULL;
        is_astray |= route && strcmp(route, type) != 0;
    }
    return is_astray;
}

/*
 * How good news is: a whole way before a broken one, one that the server has chosen before another,
 * sound before doubt before silence.
 */
static int rank(const struct jf_trace *trace)
{
    static const int ranks[] = {
        [JF_VERDICT_SILENT] = 0, [JF_VERDICT_UNKNOWN] = 1, [JF_VERDICT_FLOWS] = 2};

    return (is_whole(trace) ? 6 : 0) + (is_astray(trace) ? 0 : 3) +
           ranks[jf_trace_get_verdict(trace)];
}

/* Keeps the better of two traces, and frees the other. */
static struct jf_trace *better(struct jf_trace *best, struct jf_trace *trace)
{
    if (best && rank(best) >= rank(trace)) {
        jf_trace_free(trace);
        return best;
    }
    jf_trace_free(best);
    return trace;
}

static int trace_to(const struct jf_graph *graph, const struct ends *from,
                    const struct target *goal, struct jf_trace **best)
{
    struct jf_trace *trace = NULL;
    struct ends to = {0};
    int status = expand(goal, JF_FLOW_IN, &to);

    if (!status && to.count)
        status = jf_trace_find(graph, from->parts, from->count, to.parts, to.count, &trace);
    if (!status && trace)
        *best = better(*best, trace);
    free(to.parts);
    return status;
}

/* Without a goal: the best that the signal comes to, or the place where it ends. */
static int trace_anywhere(const struct jf_graph *graph, const struct ends *from,
                          struct jf_trace **best)
{
    const struct jf_device *device;
    struct jf_trace *trace;
    int status = 0;

    for (size_t i = 0; !status && jf_graph_get_device(graph, i, &device) == 0; i++) {
        const struct target goal = {.device = device};

        if (!is_goal(device) || device == jf_part_get_device(from->parts[0]))
            continue;
        status = trace_to(graph, from, &goal, best);
        if (!status && *best && !is_whole(*best))
            *best = jf_trace_free(*best);
    }
    if (status || *best)
        return status;
    status = jf_trace_find(graph, from->parts, from->count, NULL, 0, &trace);
    if (!status)
        *best = trace;
    return status;
}

/* ---- as text --------------------------------------------------------------------------------- */

static void print_gain(int64_t millibel)
{
    if (millibel == INT64_MIN)
        (void)fputs("silence", stdout);
    else
        (void)printf("%+.2f dB", (double)millibel / 100);
}

static void print_stop(const struct jf_trace *trace, size_t index)
{
    const struct jf_part *part = NULL;
    const char *name;
    int64_t gain;

    (void)jf_trace_get_part(trace, index, &part);
    name = jf_part_get_name(part);
    (void)fputs("  ", stdout);
    put_text(stdout, jf_part_get_id(part));
    (void)printf("  %s", jf_part_type_text(jf_part_get_type(part)));
    if (name) {
        (void)fputs("  ", stdout);
        put_text(stdout, name);
    }
    if (jf_trace_get_part_gain(trace, index, &gain) == 0) {
        (void)fputs("  ", stdout);
        print_gain(gain);
    }
    (void)putchar('\n');
}

static void print_finding(const struct jf_finding *finding)
{
    const char *repair = jf_finding_get_repair(finding);

    (void)printf("    %s %s: ", jf_finding_is_certain(finding) ? "!!" : "??",
                 jf_cause_text(jf_finding_get_cause(finding)));
    put_text(stdout, jf_finding_get_proof(finding));
    (void)putchar('\n');
    if (repair) {
        (void)fputs("       repair: ", stdout);
        put_text(stdout, repair);
        (void)putchar('\n');
    }
}

static void print_trace(const struct jf_trace *trace)
{
    const struct jf_finding *finding;
    size_t next = 0;

    for (size_t i = 0; i < jf_trace_get_count(trace); i++) {
        print_stop(trace, i);
        for (;
             jf_trace_get_finding(trace, next, &finding) == 0 && jf_finding_get_index(finding) <= i;
             next++)
            print_finding(finding);
    }
    (void)printf("%s", jf_verdict_text(jf_trace_get_verdict(trace)));
    if (jf_trace_get_verdict(trace) != JF_VERDICT_SILENT) {
        (void)fputs(", in all ", stdout);
        print_gain(jf_trace_get_gain_millibel(trace));
    }
    (void)putchar('\n');
}

/* ---- as JSON --------------------------------------------------------------------------------- */

static json_t *json_of_gain(int64_t millibel)
{
    return millibel == INT64_MIN ? json_null() : json_real((double)millibel / 100);
}

static json_t *json_of_stop(const struct jf_trace *trace, size_t index)
{
    const struct jf_part *part = NULL;
    int64_t gain = 0;
    bool has_gain = jf_trace_get_part_gain(trace, index, &gain) == 0;

    (void)jf_trace_get_part(trace, index, &part);
    return json_pack("{s:o, s:o, s:o, s:b}", "part", json_of_text(jf_part_get_id(part)), "device",
                     json_of_text(jf_device_get_id(jf_part_get_device(part))), "gain_db",
                     has_gain ? json_of_gain(gain) : json_null(), "silent",
                     has_gain && gain == INT64_MIN);
}

static json_t *json_of_finding(const struct jf_trace *trace, const struct jf_finding *finding)
{
    const struct jf_part *part = NULL;

    (void)jf_trace_get_part(trace, jf_finding_get_index(finding), &part);
    return json_pack("{s:s, s:b, s:o, s:o, s:o}", "cause",
                     jf_cause_text(jf_finding_get_cause(finding)), "certain",
                     jf_finding_is_certain(finding), "part", json_of_text(jf_part_get_id(part)),
                     "proof", json_of_text(jf_finding_get_proof(finding)), "repair",
                     json_of_text(jf_finding_get_repair(finding)));
}

static json_t *json_of_trace(const struct jf_trace *trace)
{
    json_t *stops = json_array(), *findings = json_array();
    const struct jf_finding *finding;

    for (size_t i = 0; stops && i < jf_trace_get_count(trace); i++)
        stops = json_append(stops, json_of_stop(trace, i));
    for (size_t i = 0; findings && jf_trace_get_finding(trace, i, &finding) == 0; i++)
        findings = json_append(findings, json_of_finding(trace, finding));
    return json_pack(
        "{s:s, s:o, s:o, s:o}", "verdict", jf_verdict_text(jf_trace_get_verdict(trace)), "gain_db",
        json_of_gain(jf_trace_get_gain_millibel(trace)), "parts", stops, "findings", findings);
}

/* ---- the command ----------------------------------------------------------------------------- */

static int refuse_dead_end(const struct target *from)
{
    error_line("cannot follow '%s': it has no output; name a stream, a source or a microphone, see "
               "'jackfield list devices'",
               from->text);
    return EXIT_REFUSED;
}

/* Only a goal that was named can have no input. */
static int refuse_goal(const struct target *from, const struct target *to)
{
    error_line("cannot follow '%s' to '%s': that has no input", from->text, to ? to->text : "");
    return EXIT_REFUSED;
}

static int answer(const struct tool *tool, const struct jf_trace *trace)
{
    int result = EXIT_YES;

    if (tool->json)
        result = json_print(json_of_trace(trace), JSON_LAYOUT_DOCUMENT, stdout);
    else
        print_trace(trace);
    if (result)
        return result;
    return jf_trace_get_verdict(trace) == JF_VERDICT_SILENT ? EXIT_NO : EXIT_YES;
}

static int look(const struct tool *tool, const struct target *from, const struct target *to)
{
    struct jf_trace *trace = NULL;
    struct ends starts = {0};
    int status = expand(from, JF_FLOW_OUT, &starts), result;

    if (!status && !starts.count) {
        free(starts.parts);
        return refuse_dead_end(from);
    }
    if (!status)
        status = to ? trace_to(tool->graph, &starts, to, &trace)
                    : trace_anywhere(tool->graph, &starts, &trace);
    free(starts.parts);
    if (status) {
        jf_trace_free(trace); /* the best so far */
        return report(status, "cannot follow '%s'", from->text);
    }
    if (!trace)
        return refuse_goal(from, to);
    result = answer(tool, trace);
    jf_trace_free(trace);
    return result;
}

static int run_why(struct tool *tool, const struct arguments *arguments)
{
    const unsigned int kinds = JF_OBJECT_DEVICE | JF_OBJECT_PART;
    bool has_goal = arguments->operand_count > 1;
    struct target from, to;
    int result = tool_open_settled(tool);

    if (!result)
        result = find_target(tool, arguments->operands[0], kinds, &from);
    if (!result && has_goal)
        result = find_target(tool, arguments->operands[1], kinds, &to);
    return result ? result : look(tool, &from, has_goal ? &to : NULL);
}

const struct command command_why = {
    .name = "why",
    .operands = "FROM [TO]",
    .operand_min = 1,
    .operand_max = 2,
    .summary = "follow the signal and name what silences it",
    .help =
        "Follows the signal from a stream, a source or a microphone to where it is heard, says\n"
        "what each part does to it, and what silences it:\n"
        "\n"
        "  !!  silences it for sure, with what says so and the command that repairs it\n"
        "  ??  may silence it: nothing tells\n"
        "\n"
        "Without TO the best that the signal comes to is shown. Exit status 0 when nothing\n"
        "silences it for sure, 1 when something does.\n"
        "\n"
        "Example: jackfield why Firefox Headphones\n",
    .run = run_why,
};
