/* SPDX-License-Identifier: MIT */

/* jackfield show: everything known about one thing. */

#include <stdio.h>

#include "commands.h"
#include "common.h"
#include "draw.h"
#include "json.h"
#include "options.h"
#include "output.h"
#include "show.h"
#include "terminal.h"

enum {
    LABEL_WIDTH = 14
};

static void show_number(const char *label, int number)
{
    if (number >= 0)
        (void)printf("%-*s%d\n", LABEL_WIDTH, label, number);
}

static void show_property(const char *key, const char *value)
{
    (void)printf("%-*s", LABEL_WIDTH, "property");
    put_text(stdout, key);
    (void)fputs(" = ", stdout);
    put_text(stdout, value);
    (void)putchar('\n');
}

/* ---- devices --------------------------------------------------------------------------------- */

static int show_device(const struct tool *tool, const struct jf_device *device)
{
    const struct tree_paper paper = {.colored = output_is_colored(tool, stdout),
                                     .columns = terminal_columns(stdout)};
    const char *key, *value;
    int status;

    show_field("device", jf_device_get_id(device));
    show_field("name", jf_device_get_name(device));
    show_field("kind", jf_device_kind_text(jf_device_get_kind(device)));
    show_field("state", jf_device_state_text(jf_device_get_state(device)));
    show_field("backend", jf_device_get_backend(device));
    show_summary(device);
    for (size_t i = 0; jf_device_get_property_at(device, i, &key, &value) == 0; i++)
        show_property(key, value);
    (void)putchar('\n');
    status = draw_device_tree(tool->graph, device, &paper, stdout);
    return status ? report(status, "cannot draw '%s'", jf_device_get_id(device)) : EXIT_YES;
}

/* ---- parts ----------------------------------------------------------------------------------- */

static void show_link(const char *label, const struct jf_part *peer, const struct jf_link *link)
{
    (void)printf("%-*s", LABEL_WIDTH, label);
    put_text(stdout, jf_part_get_id(peer));
    (void)printf("  %s, by ", jf_link_state_text(jf_link_get_state(link)));
    put_text(stdout, jf_link_get_evidence(link));
    (void)putchar('\n');
}

static void show_peer(const struct jf_connector *connector, const struct jf_connection *connection)
{
    bool out = jf_connection_get_from(connection) == connector;

    (void)printf("%-*s", LABEL_WIDTH, out ? "connected to" : "fed by");
    put_text(stdout, connector_id(out ? jf_connection_get_to(connection)
                                      : jf_connection_get_from(connection)));
    (void)printf("  %s, %s, by ", jf_permanence_text(jf_connection_get_permanence(connection)),
                 jf_connection_state_text(jf_connection_get_state(connection)));
    put_text(stdout, jf_connection_get_evidence(connection));
    (void)putchar('\n');
}

static void show_connector(const struct jf_graph *graph, const struct jf_connector *connector)
{
    const struct jf_jack *jack;
    const struct jf_connection *connection;

    show_field("flow", jf_flow_text(jf_connector_get_flow(connector)));
    for (size_t i = 0; jf_connector_get_jack(connector, i, &jack) == 0; i++)
        show_jack(jack);
    for (size_t i = 0; jf_connector_get_connection(graph, connector, i, &connection) == 0; i++)
        show_peer(connector, connection);
}

static int show_part(const struct tool *tool, const struct jf_part *part)
{
    const struct jf_connector *connector;
    const struct jf_control *control;
    const struct jf_link *link;
    const char *key, *value;

    show_field(jf_part_kind_text(jf_part_get_kind(part)), jf_part_get_id(part));
    show_field("name", jf_part_get_name(part));
    show_field("type", jf_part_type_text(jf_part_get_type(part)));
    show_number("nid", jf_part_get_nid(part));
    show_number("entity", jf_part_get_entity(part));
    show_number("interface", jf_part_get_interface(part));
    if (jf_part_get_connector(part, &connector) == 0)
        show_connector(tool->graph, connector);
    for (size_t i = 0; i < jf_part_get_control_count(part); i++) {
        if (jf_part_get_control(part, i, &control) == 0)
            show_control(control);
    }
    for (size_t i = 0; jf_part_get_incoming(part, i, &link) == 0; i++)
        show_link("from", jf_link_get_from(link), link);
    for (size_t i = 0; jf_part_get_outgoing(part, i, &link) == 0; i++)
        show_link("to", jf_link_get_to(link), link);
    for (size_t i = 0; jf_part_get_property_at(part, i, &key, &value) == 0; i++)
        show_property(key, value);
    return EXIT_YES;
}

/* ---- connections ----------------------------------------------------------------------------- */

static int show_connection(const struct jf_connection *connection)
{
    const char *key, *value;

    show_field("connection", jf_connection_get_id(connection));
    show_field("from", connector_id(jf_connection_get_from(connection)));
    show_field("to", connector_id(jf_connection_get_to(connection)));
    show_field("permanence", jf_permanence_text(jf_connection_get_permanence(connection)));
    show_field("state", jf_connection_state_text(jf_connection_get_state(connection)));
    show_field("managed", jf_connection_is_managed(connection) ? "yes" : "no");
    show_field("evidence", jf_connection_get_evidence(connection));
    for (size_t i = 0; jf_connection_get_property_at(connection, i, &key, &value) == 0; i++)
        show_property(key, value);
    return EXIT_YES;
}

/* ---- the command ----------------------------------------------------------------------------- */

static json_t *json_of_target(const struct target *target)
{
    if (target->device)
        return json_of_device(target->device, JSON_DETAIL_FULL);
    return target->part ? json_of_part(target->part, JSON_DETAIL_FULL)
                        : json_of_connection(target->connection, JSON_DETAIL_FULL);
}

static int run_show(struct tool *tool, const struct arguments *arguments)
{
    const unsigned int kinds = JF_OBJECT_DEVICE | JF_OBJECT_PART | JF_OBJECT_CONNECTION;
    struct target target;
    int result = tool_open_settled(tool);

    if (!result)
        result = find_target(tool, arguments->operands[0], kinds, &target);
    if (result)
        return result;
    if (tool->json)
        return json_print(json_of_target(&target), JSON_LAYOUT_DOCUMENT, stdout);
    if (target.device)
        return show_device(tool, target.device);
    return target.part ? show_part(tool, target.part) : show_connection(target.connection);
}

const struct command command_show = {
    .name = "show",
    .operands = "ID",
    .operand_min = 1,
    .operand_max = 1,
    .summary = "show everything about one device, part or connection",
    .help = "Shows everything known about one device, part or connection. ID is an id, the\n"
            "beginning of one that nothing else has, a name, or NODE:PORT. Of a part it\n"
            "shows the controls with value, range and choices, the chosen one in brackets,\n"
            "and the jacks with who says whether something is plugged in.\n"
            "\n"
            "Example: jackfield show Firefox:output_FL\n",
    .run = run_show,
};
