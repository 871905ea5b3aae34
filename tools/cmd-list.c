/* SPDX-License-Identifier: MIT */

/* jackfield list: one line for each thing of a kind. */

#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "common.h"
#include "control.h"
#include "json.h"
#include "nearest.h"
#include "options.h"
#include "output.h"

/* What a walk over the graph hands out: a line for people, or an object for programs. */
struct listing {
    bool json;
    json_t *array;
    struct columns columns;
    void (*emit)(struct columns *columns, const struct row *row);
};

/* One kind of thing that can be listed. */
struct subject {
    const char *name;
    size_t column_count;
    void (*walk)(const struct jf_graph *graph, struct listing *listing);
};

static void emit_width(struct columns *columns, const struct row *row)
{
    columns_fit(columns, row);
}

static void emit_line(struct columns *columns, const struct row *row)
{
    columns_print(columns, row);
}

static void append(struct listing *listing, json_t *value)
{
    if (listing->array)
        listing->array = json_append(listing->array, value);
    else
        json_decref(value);
}

/* ---- devices --------------------------------------------------------------------------------- */

static void list_device(const struct jf_device *device, struct listing *listing)
{
    struct row row = {
        .cells = {jf_device_get_id(device), jf_device_kind_text(jf_device_get_kind(device)),
                  jf_device_state_text(jf_device_get_state(device)), jf_device_get_name(device)}};

    if (listing->json)
        append(listing, json_of_device(device, JSON_DETAIL_PLAIN));
    else
        listing->emit(&listing->columns, &row);
}

static void walk_devices(const struct jf_graph *graph, struct listing *listing)
{
    for (size_t i = 0; i < jf_graph_get_device_count(graph); i++) {
        const struct jf_device *device;

        if (jf_graph_get_device(graph, i, &device) == 0)
            list_device(device, listing);
    }
}

/* ---- connectors ------------------------------------------------------------------------------ */

/* The presence of a connector's jacks: plugged as soon as one is. NULL where there are none. */
static const char *presence_of(const struct jf_connector *connector)
{
    enum jf_presence presence = JF_PRESENCE_UNKNOWN;
    size_t count = jf_connector_get_jack_count(connector);

    for (size_t i = 0; i < count && presence != JF_PRESENCE_PLUGGED; i++) {
        const struct jf_jack *jack;

        if (jf_connector_get_jack(connector, i, &jack) == 0 &&
            jf_jack_get_presence(jack) != JF_PRESENCE_UNKNOWN)
            presence = jf_jack_get_presence(jack);
    }
    return presence == JF_PRESENCE_UNKNOWN ? NULL : jf_presence_text(presence);
}

static void list_connector(const struct jf_graph *graph, const struct jf_connector *connector,
                           struct listing *listing)
{
    const struct jf_part *part = jf_connector_get_part(connector);
    struct row row = {.cells = {jf_part_get_id(part),
                                jf_flow_text(jf_connector_get_flow(connector)),
                                jf_part_type_text(jf_part_get_type(part)),
                                jf_connector_is_connected(graph, connector) ? "connected" : "open",
                                presence_of(connector), jf_part_get_name(part)}};

    if (listing->json)
        append(listing, json_of_part(part, JSON_DETAIL_PLAIN));
    else
        listing->emit(&listing->columns, &row);
}

static void walk_connectors(const struct jf_graph *graph, struct listing *listing)
{
    for (size_t i = 0; i < jf_graph_get_device_count(graph); i++) {
        const struct jf_device *device;
        const struct jf_connector *connector;

        if (jf_graph_get_device(graph, i, &device))
            continue;
        for (size_t j = 0; jf_device_get_connector(device, j, &connector) == 0; j++)
            list_connector(graph, connector, listing);
    }
}

/* ---- connections ----------------------------------------------------------------------------- */

static void list_connection(const struct jf_connection *connection, struct listing *listing)
{
    struct row row = {.cells = {connector_id(jf_connection_get_from(connection)), "->",
                                connector_id(jf_connection_get_to(connection)),
                                jf_permanence_text(jf_connection_get_permanence(connection)),
                                jf_connection_state_text(jf_connection_get_state(connection))}};

    if (listing->json)
        append(listing, json_of_connection(connection, JSON_DETAIL_PLAIN));
    else
        listing->emit(&listing->columns, &row);
}

static void walk_connections(const struct jf_graph *graph, struct listing *listing)
{
    for (size_t i = 0; i < jf_graph_get_connection_count(graph); i++) {
        const struct jf_connection *connection;

        if (jf_graph_get_connection(graph, i, &connection) == 0)
            list_connection(connection, listing);
    }
}

/* ---- controls -------------------------------------------------------------------------------- */

static void list_control(const struct jf_control *control, struct listing *listing)
{
    struct row row;
    size_t half = sizeof(row.scratch) / 2;

    if (listing->json) {
        append(listing, json_of_placed_control(control, JSON_DETAIL_PLAIN));
        return;
    }
    (void)snprintf(row.scratch, half, "%u", jf_control_get_index(control));
    control_value_text(control, row.scratch + half, half);
    row.cells[0] = jf_part_get_id(jf_control_get_part(control));
    row.cells[1] = jf_control_kind_text(jf_control_get_kind(control));
    row.cells[2] = jf_control_get_name(control);
    row.cells[3] = row.scratch;
    row.cells[4] = row.scratch + half;
    listing->emit(&listing->columns, &row);
}

static void list_part_controls(const struct jf_part *part, struct listing *listing)
{
    const struct jf_control *control;

    for (size_t i = 0; i < jf_part_get_control_count(part); i++) {
        if (jf_part_get_control(part, i, &control) == 0)
            list_control(control, listing);
    }
}

static void walk_controls(const struct jf_graph *graph, struct listing *listing)
{
    for (size_t i = 0; i < jf_graph_get_device_count(graph); i++) {
        const struct jf_device *device;
        const struct jf_part *part;

        if (jf_graph_get_device(graph, i, &device))
            continue;
        for (size_t j = 0; jf_device_get_part(device, j, &part) == 0; j++)
            list_part_controls(part, listing);
    }
}

/* ---- the command ----------------------------------------------------------------------------- */

static const struct subject subjects[] = {
    {"devices", 4, walk_devices},
    {"connectors", 6, walk_connectors},
    {"connections", 5, walk_connections},
    {"controls", 5, walk_controls},
};

static const struct subject *find_subject(const char *name)
{
    for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++) {
        if (strcmp(subjects[i].name, name) == 0)
            return &subjects[i];
    }
    return NULL;
}

static int print_json(const struct jf_graph *graph, const struct subject *subject)
{
    struct listing listing = {.json = true, .array = json_array()};

    subject->walk(graph, &listing);
    return json_print(listing.array, JSON_LAYOUT_DOCUMENT, stdout);
}

static int print_lines(const struct jf_graph *graph, const struct subject *subject)
{
    struct listing listing = {.columns = {.count = subject->column_count}, .emit = emit_width};

    subject->walk(graph, &listing);
    listing.emit = emit_line;
    subject->walk(graph, &listing);
    return EXIT_YES;
}

static int print_subject(const struct tool *tool, const struct subject *subject)
{
    return tool->json ? print_json(tool->graph, subject) : print_lines(tool->graph, subject);
}

int list_controls(const struct tool *tool)
{
    return print_subject(tool, find_subject("controls"));
}

static int refuse_subject(const char *name)
{
    struct nearest nearest = {.typed = name};

    for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++)
        (void)nearest_judge(&nearest, subjects[i].name);
    if (nearest.is_found)
        error_line("cannot list '%s'; did you mean '%s'?", name, nearest.name);
    else
        error_line("cannot list '%s': give devices, connectors, connections or controls", name);
    return EXIT_USAGE;
}

static int run_list(struct tool *tool, const struct arguments *arguments)
{
    const char *name = arguments->operand_count ? arguments->operands[0] : "devices";
    const struct subject *subject = find_subject(name);
    int result;

    if (!subject)
        return refuse_subject(name);
    result = tool_open_settled(tool);
    return result ? result : print_subject(tool, subject);
}

const struct command command_list = {
    .name = "list",
    .operands = "[devices|connectors|connections|controls]",
    .operand_max = 1,
    .summary = "list devices, connectors, connections or controls",
    .help = "Lists one kind of thing, one a line; devices unless said otherwise.\n"
            "\n"
            "  devices      id, kind, state, name\n"
            "  connectors   id, data flow, type, connected or open, plug in its jack, name\n"
            "  connections  from, to, permanence, state\n"
            "  controls     part, kind, name, index, value\n"
            "\n"
            "Example: jackfield list connectors\n",
    .run = run_list,
};
