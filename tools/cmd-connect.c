/* SPDX-License-Identifier: MIT */

/* jackfield connect and disconnect: making and breaking connections, all of a request or none. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "common.h"
#include "json.h"
#include "options.h"
#include "output.h"
#include "route.h"

/* A connection that is to be made, is there, or was there. */
struct pair {
    const struct jf_connector *from, *to;   /* in the direction of the signal */
    const struct jf_connection *connection; /* to be broken; NULL when it is to be made */
    bool done;
};

struct pairs {
    struct pair *items;
    size_t count;
};

static void print_pair(const char *verb, const struct pair *pair)
{
    (void)printf("%s ", verb);
    put_text(stdout, connector_id(pair->from));
    (void)fputs(" -> ", stdout);
    put_text(stdout, connector_id(pair->to));
    (void)putchar('\n');
}

static void print_pairs(const struct pairs *pairs, bool done, const char *verb)
{
    for (size_t i = 0; i < pairs->count; i++) {
        if (pairs->items[i].done == done)
            print_pair(verb, &pairs->items[i]);
    }
}

static json_t *json_of_pairs(const struct pairs *pairs, bool done)
{
    json_t *list = json_array();

    for (size_t i = 0; i < pairs->count && list; i++) {
        if (pairs->items[i].done == done)
            list = json_append(list, json_of_pair(pairs->items[i].from, pairs->items[i].to));
    }
    return list;
}

static size_t count_done(const struct pairs *pairs)
{
    size_t done = 0;

    for (size_t i = 0; i < pairs->count; i++)
        done += pairs->items[i].done;
    return done;
}

/* ---- connect: what belongs together ---------------------------------------------------------- */

static bool is_output(const struct jf_connector *connector)
{
    return jf_connector_get_flow(connector) == JF_FLOW_OUT;
}

static void add_pair(struct pairs *pairs, const struct jf_connector *a,
                     const struct jf_connector *b)
{
    bool forward = is_output(a) || !is_output(b);

    pairs->items[pairs->count++] = (struct pair){.from = forward ? a : b, .to = forward ? b : a};
}

static int allocate(struct pairs *pairs, size_t room)
{
    *pairs = (struct pairs){.items = calloc(room, sizeof(*pairs->items))};
    return pairs->items ? 0 : -ENOMEM;
}

/* All pairs of two devices, or only those of one connector. */
static int take_device_pairs(const struct jf_device *from, const struct jf_device *to,
                             const struct jf_connector *only, struct pairs *ret_pairs)
{
    const struct jf_connector *a, *b;
    struct jf_pairs *pairs;
    int status = jf_device_pair(from, to, &pairs);

    if (status)
        return status;
    status = allocate(ret_pairs, jf_pairs_get_count(pairs));
    for (size_t i = 0; !status && jf_pairs_get(pairs, i, &a, &b) == 0; i++) {
        if (!only || a == only || b == only)
            add_pair(ret_pairs, a, b);
    }
    jf_pairs_free(pairs);
    return status;
}

/* The device's first connector of the same type and the other direction. -ENOENT. */
static int find_opposite(const struct jf_device *device, const struct jf_connector *connector,
                         const struct jf_connector **ret_opposite)
{
    const struct jf_connector *other;

    for (size_t i = 0; jf_device_get_connector(device, i, &other) == 0; i++) {
        if (is_output(other) != is_output(connector) &&
            jf_connector_get_type(other) == jf_connector_get_type(connector)) {
            *ret_opposite = other;
            return 0;
        }
    }
    return -ENOENT;
}

/* A connector goes with what belongs to it in the device; else with the first that fits. */
static int pair_connector(const struct jf_connector *connector, const struct jf_device *device,
                          struct pairs *ret_pairs)
{
    const struct jf_device *own = jf_part_get_device(jf_connector_get_part(connector));
    const struct jf_connector *opposite;
    bool out = is_output(connector);
    int status = take_device_pairs(out ? own : device, out ? device : own, connector, ret_pairs);

    if ((status && status != -ENOENT) || ret_pairs->count)
        return status;
    status = find_opposite(device, connector, &opposite);
    if (!status && !ret_pairs->items)
        status = allocate(ret_pairs, 1);
    if (!status)
        add_pair(ret_pairs, connector, opposite);
    return status;
}

static int report_unpaired(int status, const struct target *a, const struct target *b)
{
    if (status != -ENOENT)
        return report(status, "cannot connect '%s' to '%s'", a->text, b->text);
    error_line("cannot connect '%s' to '%s': nothing that the first gives is taken by the second; "
               "give the source first, see 'jackfield list connectors'",
               a->text, b->text);
    return EXIT_REFUSED;
}

/* The connections that two names ask for. An exit status. */
static int expand(const struct target *a, const struct target *b, struct pairs *ret_pairs)
{
    const struct jf_connector *from = NULL, *to = NULL;
    int result = a->part ? target_connector(a, &from) : EXIT_YES;
    int status;

    if (!result)
        result = b->part ? target_connector(b, &to) : EXIT_YES;
    if (result)
        return result;
    if (from && to) {
        status = allocate(ret_pairs, 1);
        if (!status)
            add_pair(ret_pairs, from, to);
    } else if (from || to) {
        status = pair_connector(from ? from : to, from ? b->device : a->device, ret_pairs);
    } else {
        status = take_device_pairs(a->device, b->device, NULL, ret_pairs);
    }
    return status ? report_unpaired(status, a, b) : EXIT_YES;
}

/* ---- connect: doing it ----------------------------------------------------------------------- */

/* What makes the two impossible to join. */
static const char *why_invalid(const struct pair *pair)
{
    if (jf_part_get_device(jf_connector_get_part(pair->from)) ==
        jf_part_get_device(jf_connector_get_part(pair->to)))
        return "both are in one device";
    if (is_output(pair->from) && is_output(pair->to))
        return "both are outputs";
    if (!is_output(pair->from) && !is_output(pair->to))
        return "both are inputs";
    if (jf_connector_get_type(pair->from) != jf_connector_get_type(pair->to))
        return "their types differ";
    return "the server finds that they do not fit";
}

static int report_failure(int status, const struct pair *pair, const char *afterwards)
{
    const char *from = connector_id(pair->from), *to = connector_id(pair->to);

    if (status != -EINVAL)
        return report(status, "cannot connect '%s' to '%s'%s", from, to, afterwards);
    error_line("cannot connect '%s' to '%s'%s: %s; an output goes to an input of its type in "
               "another device",
               from, to, afterwards, why_invalid(pair));
    return exit_status_of(status);
}

static bool is_any(const struct jf_changes *changes, enum jf_change_result result)
{
    for (size_t i = 0; i < jf_changes_get_count(changes); i++) {
        if (jf_changes_get_result(changes, i) == result)
            return true;
    }
    return false;
}

/* The change that stands in the way: the one that failed, or the one that must not be. */
static size_t failed_change(struct tool *tool, const struct jf_changes *changes)
{
    size_t index = 0;

    for (size_t i = 0; i < jf_changes_get_count(changes); i++) {
        if (jf_changes_get_result(changes, i) == JF_RESULT_FAILED)
            return i;
    }
    (void)jf_changes_check(tool->context, changes, &index);
    return index;
}

static int give_up(struct tool *tool, const struct pairs *pairs, const struct jf_changes *changes,
                   int status)
{
    const struct pair *pair = &pairs->items[failed_change(tool, changes)];

    if (is_any(changes, JF_RESULT_STUCK)) {
        (void)report_failure(status, pair,
                             " (and not all that was made before it could be undone)");
        return EXIT_PARTLY;
    }
    return report_failure(status, pair,
                          is_any(changes, JF_RESULT_UNDONE) ? " (what was made before it is undone)"
                                                            : "");
}

static int apply(struct tool *tool, struct pairs *pairs, struct jf_changes *changes)
{
    const struct jf_graph *graph = jf_context_get_graph(tool->context);
    int status = 0;

    for (size_t i = 0; i < pairs->count && !status; i++)
        status = jf_changes_connect(changes, graph, pairs->items[i].from, pairs->items[i].to);
    if (status)
        return report(status, "cannot connect anything");
    status = jf_changes_apply(tool->context, changes);
    if (status)
        return give_up(tool, pairs, changes, status);
    for (size_t i = 0; i < pairs->count; i++)
        pairs->items[i].done = jf_changes_get_result(changes, i) == JF_RESULT_DONE;
    return EXIT_YES;
}

static int connect_all(struct tool *tool, struct pairs *pairs)
{
    struct jf_changes *changes;
    int status = jf_changes_new(&changes), result;

    if (status)
        return report(status, "cannot connect anything");
    result = apply(tool, pairs, changes);
    jf_changes_free(changes);
    return result;
}

static int print_connected(const struct tool *tool, const struct pairs *pairs)
{
    if (tool->json) {
        json_t *result = json_pack("{s:o, s:o}", "made", json_of_pairs(pairs, true), "existed",
                                   json_of_pairs(pairs, false));

        return json_print(result, JSON_LAYOUT_DOCUMENT, stdout);
    }
    if (tool->quiet)
        return EXIT_YES;
    print_pairs(pairs, true, "connected");
    if (count_done(pairs) > 0)
        print_pairs(pairs, false, "already connected");
    return EXIT_YES;
}

static int connect_targets(struct tool *tool, const struct target *a, const struct target *b,
                           struct pairs *pairs)
{
    int result = expand(a, b, pairs);

    if (!result)
        result = connect_all(tool, pairs);
    if (!result)
        result = print_connected(tool, pairs);
    if (!result && count_done(pairs) == 0)
        result = report(-EEXIST, "cannot connect '%s' to '%s'", a->text, b->text);
    return result;
}

/* An endpoint of the hardware is reached through the node of the server that leads to it. */
static void go_through_node(const struct tool *tool, struct target *target)
{
    const struct jf_device *node = target->device ? route_node(tool->graph, target->device) : NULL;

    if (node)
        target->device = node;
}

static int run_connect(struct tool *tool, const struct arguments *arguments)
{
    const unsigned int kinds = JF_OBJECT_DEVICE | JF_OBJECT_PART;
    struct pairs pairs = {0};
    struct target a, b;
    int result = tool_open_settled(tool);

    if (!result)
        result = find_target(tool, arguments->operands[0], kinds, &a);
    if (!result)
        result = find_target(tool, arguments->operands[1], kinds, &b);
    if (result)
        return result;
    if (arguments_has(arguments, "route"))
        return route_targets(tool, &a, &b);
    go_through_node(tool, &a);
    go_through_node(tool, &b);
    result = connect_targets(tool, &a, &b, &pairs);
    free(pairs.items);
    return result;
}

/* ---- disconnect: which connections ----------------------------------------------------------- */

/* Whether the connector is what the target names, or is in it. NULL names everything. */
static bool is_meant(const struct target *target, const struct jf_connector *connector)
{
    const struct jf_part *part = jf_connector_get_part(connector);

    if (!target)
        return true;
    return target->part ? part == target->part : jf_part_get_device(part) == target->device;
}

static bool is_between(const struct jf_connection *connection, const struct target *a,
                       const struct target *b)
{
    const struct jf_connector *from = jf_connection_get_from(connection);
    const struct jf_connector *to = jf_connection_get_to(connection);

    return (is_meant(a, from) && is_meant(b, to)) || (is_meant(a, to) && is_meant(b, from));
}

static bool is_permanent(const struct jf_connection *connection)
{
    enum jf_permanence permanence = jf_connection_get_permanence(connection);

    return permanence == JF_PERMANENCE_PHYSICAL || permanence == JF_PERMANENCE_FIXED;
}

/* Adds the connections between A and B (NULL: anything); there is room for all. */
static void add_connections(const struct jf_graph *graph, const struct target *a,
                            const struct target *b, bool only_free, struct pairs *pairs)
{
    const struct jf_connection *connection;

    for (size_t i = 0; jf_graph_get_connection(graph, i, &connection) == 0; i++) {
        bool is_free = jf_connection_get_permanence(connection) == JF_PERMANENCE_FREE;

        if (!is_between(connection, a, b) || (only_free && !is_free))
            continue;
        pairs->items[pairs->count++] = (struct pair){.from = jf_connection_get_from(connection),
                                                     .to = jf_connection_get_to(connection),
                                                     .connection = connection};
    }
}

/*
 * The connections that are meant. Of a device as a whole only the free ones are: nobody means the
 * wire between a node and its hardware. What is no node has little else, and is told of it.
 */
static int gather(const struct jf_graph *graph, const struct target *a, const struct target *b,
                  struct pairs *ret_pairs)
{
    bool whole_device = a->device && !b;
    int status = allocate(ret_pairs, jf_graph_get_connection_count(graph) + 1);

    if (status)
        return status;
    add_connections(graph, a, b, whole_device, ret_pairs);
    if (whole_device && !ret_pairs->count && jf_device_get_kind(a->device) != JF_DEVICE_NODE)
        add_connections(graph, a, b, false, ret_pairs);
    return 0;
}

static int refuse_permanent(const struct pairs *pairs)
{
    for (size_t i = 0; i < pairs->count; i++) {
        const struct jf_connection *connection = pairs->items[i].connection;

        if (!is_permanent(connection))
            continue;
        error_line("cannot disconnect '%s' from '%s': the connection is permanent (%s, by %s); "
                   "software cannot undo it, and nothing was touched",
                   connector_id(pairs->items[i].from), connector_id(pairs->items[i].to),
                   jf_permanence_text(jf_connection_get_permanence(connection)),
                   jf_connection_get_evidence(connection));
        return exit_status_of(-EROFS);
    }
    return EXIT_YES;
}

/* ---- disconnect: doing it -------------------------------------------------------------------- */

static int disconnect_all(struct tool *tool, struct pairs *pairs)
{
    for (size_t i = 0; i < pairs->count; i++) {
        struct pair *pair = &pairs->items[i];
        int status = jf_connection_disconnect(tool->context, pair->connection);

        if (status && status != -ENOTCONN) {
            int result =
                report(status, "cannot disconnect '%s' from '%s'%s", connector_id(pair->from),
                       connector_id(pair->to), i ? " (what came before it is disconnected)" : "");
            return i ? EXIT_PARTLY : result;
        }
        pair->done = true;
    }
    return EXIT_YES;
}

static int print_disconnected(const struct tool *tool, const struct pairs *pairs)
{
    if (tool->json)
        return json_print(json_pack("{s:o}", "broken", json_of_pairs(pairs, true)),
                          JSON_LAYOUT_DOCUMENT, stdout);
    if (!tool->quiet)
        print_pairs(pairs, true, "disconnected");
    return EXIT_YES;
}

static int report_unconnected(const struct target *a, const struct target *b)
{
    return b ? report(-ENOTCONN, "cannot disconnect '%s' from '%s'", a->text, b->text)
             : report(-ENOTCONN, "cannot disconnect '%s'", a->text);
}

static int disconnect_targets(struct tool *tool, const struct target *a, const struct target *b,
                              struct pairs *pairs)
{
    int status = gather(tool->graph, a, b, pairs);
    int result, printed;

    if (status)
        return report(status, "cannot disconnect '%s'", a->text);
    if (pairs->count == 0)
        return report_unconnected(a, b);
    result = refuse_permanent(pairs);
    if (result)
        return result;
    result = disconnect_all(tool, pairs);
    printed = count_done(pairs) ? print_disconnected(tool, pairs) : EXIT_YES;
    return result ? result : printed;
}

/* A subunit has no connections to break. */
static int check_target(const struct target *target)
{
    const struct jf_connector *connector;

    return target->part ? target_connector(target, &connector) : EXIT_YES;
}

static int run_disconnect(struct tool *tool, const struct arguments *arguments)
{
    const unsigned int kinds = JF_OBJECT_DEVICE | JF_OBJECT_PART;
    bool both = arguments->operand_count == 2;
    struct pairs pairs = {0};
    struct target a, b;
    int result = tool_open_settled(tool);

    if (!result)
        result = find_target(tool, arguments->operands[0], kinds, &a);
    if (!result && both)
        result = find_target(tool, arguments->operands[1], kinds, &b);
    if (!result)
        result = check_target(&a);
    if (!result && both)
        result = check_target(&b);
    if (!result)
        result = disconnect_targets(tool, &a, both ? &b : NULL, &pairs);
    free(pairs.items);
    return result;
}

/* ---- the commands ---------------------------------------------------------------------------- */

static const struct option_spec connect_options[] = {
    {"route", 0, NULL, "tell the session manager to connect stream A to B, now and later"},
    {0},
};

const struct command command_connect = {
    .name = "connect",
    .operands = "A B",
    .operand_min = 2,
    .operand_max = 2,
    .options = connect_options,
    .summary = "connect two connectors, or two devices as a whole",
    .help = "Connects A to B. Two connectors are given in either order. Two devices are paired\n"
            "channel by channel, A being the source. If one of several connections is refused,\n"
            "those made before it are undone. Exit status 1 when they are connected already.\n"
            "What hangs on a card, such as headphones, is reached through the node that plays\n"
            "to it.\n"
            "\n"
            "A stream that a session manager connects by itself is better told where to go:\n"
            "with --route a note is left for the session manager, which then makes the\n"
            "connections, and makes them again when they break.\n"
            "\n"
            "Example: jackfield connect Firefox Speakers\n"
            "         jackfield connect --route Firefox Headphones\n",
    .run = run_connect,
};

const struct command command_disconnect = {
    .name = "disconnect",
    .operands = "A [B]",
    .operand_min = 1,
    .operand_max = 2,
    .summary = "break the connections of A, or those between A and B",
    .help = "Breaks every connection of connector A, every free connection of device A, or all\n"
            "those between A and B. A permanent connection is refused and then nothing is\n"
            "touched. Exit status 1 when nothing is connected.\n"
            "\n"
            "Example: jackfield disconnect Firefox:output_FL\n",
    .run = run_disconnect,
};
