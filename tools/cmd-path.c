/* SPDX-License-Identifier: MIT */

/* jackfield path: the way of the signal from one thing to another. */

#include <stdio.h>

#include "commands.h"
#include "common.h"
#include "find-path.h"
#include "json.h"
#include "options.h"
#include "output.h"

/* ---- output ---------------------------------------------------------------------------------- */

/* What leads to part `index` of the path: a link, a connection, or (to the first part) nothing. */
static void get_way(const struct jf_path *path, size_t index, const struct jf_link **ret_link,
                    const struct jf_connection **ret_connection)
{
    *ret_link = NULL;
    *ret_connection = NULL;
    if (index > 0)
        (void)jf_path_get_step(path, index - 1, ret_link, ret_connection);
}

static void print_part(const struct jf_path *path, size_t index, const struct jf_part *part)
{
    const char *name = jf_part_get_name(part);
    const struct jf_link *link;
    const struct jf_connection *connection;

    get_way(path, index, &link, &connection);
    if (link)
        (void)printf("  -- %s --> ", jf_link_state_text(jf_link_get_state(link)));
    if (connection) {
        (void)printf("  == %s, %s ==> ",
                     jf_permanence_text(jf_connection_get_permanence(connection)),
                     jf_connection_state_text(jf_connection_get_state(connection)));
    }
    put_text(stdout, jf_part_get_id(part));
    (void)printf("  %s", jf_part_type_text(jf_part_get_type(part)));
    (void)fputs(name ? "  " : "", stdout);
    put_text(stdout, name ? name : "");
    (void)putchar('\n');
}

static json_t *json_of_link_way(const struct jf_link *link)
{
    return json_pack("{s:s, s:s, s:o}", "kind", "link", "state",
                     jf_link_state_text(jf_link_get_state(link)), "evidence",
                     json_of_text(jf_link_get_evidence(link)));
}

static json_t *json_of_connection_way(const struct jf_connection *connection)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:o}", "kind", "connection", "id",
                     jf_connection_get_id(connection), "permanence",
                     jf_permanence_text(jf_connection_get_permanence(connection)), "state",
                     jf_connection_state_text(jf_connection_get_state(connection)), "evidence",
                     json_of_text(jf_connection_get_evidence(connection)));
}

static json_t *json_of_way(const struct jf_path *path, size_t index)
{
    const struct jf_link *link;
    const struct jf_connection *connection;

    get_way(path, index, &link, &connection);
    if (link)
        return json_of_link_way(link);
    return connection ? json_of_connection_way(connection) : json_null();
}

/* A part as everywhere else, and besides where it is and what leads to it. */
static json_t *json_of_stop(const struct jf_path *path, size_t index, const struct jf_part *part)
{
    const char *device = jf_device_get_id(jf_part_get_device(part));

    return json_with(
        json_with(json_of_part(part, JSON_DETAIL_PLAIN), "device", json_of_text(device)), "via",
        json_of_way(path, index));
}

static json_t *json_of_path(const struct jf_path *path)
{
    json_t *list = json_array();
    const struct jf_part *part;

    for (size_t i = 0; list && jf_path_get_part(path, i, &part) == 0; i++)
        list = json_append(list, json_of_stop(path, i, part));
    return list;
}

static int print_path(const struct tool *tool, const struct jf_path *path)
{
    const struct jf_part *part;

    if (tool->json)
        return json_print(json_of_path(path), JSON_LAYOUT_DOCUMENT, stdout);
    for (size_t i = 0; jf_path_get_part(path, i, &part) == 0; i++)
        print_part(path, i, part);
    return EXIT_YES;
}

/* ---- the command ----------------------------------------------------------------------------- */

static unsigned int read_flags(const struct arguments *arguments)
{
    unsigned int flags = JF_PATH_ANY;

    if (arguments_has(arguments, "reject-mixed"))
        flags |= JF_PATH_REJECT_MIXED;
    if (arguments_has(arguments, "inside"))
        flags |= JF_PATH_INSIDE_DEVICE;
    if (arguments_has(arguments, "selected"))
        flags |= JF_PATH_SELECTED_ONLY;
    return flags;
}

static int run_path(struct tool *tool, const struct arguments *arguments)
{
    struct jf_path *path;
    int result = tool_open_settled(tool);

    if (!result)
        result = find_path(tool, arguments->operands, read_flags(arguments), &path);
    if (result)
        return result;
    result = print_path(tool, path);
    jf_path_free(path);
    return result;
}

static const struct option_spec options[] = {
    {"reject-mixed", 0, NULL, "enter no part that sums two or more inputs"},
    {"inside", 0, NULL, "stay inside one device"},
    {"selected", 0, NULL, "take only ways that are selected now"},
    {0},
};

const struct command command_path = {
    .name = "path",
    .operands = "FROM TO",
    .operand_min = 2,
    .operand_max = 2,
    .options = options,
    .summary = "show the way of the signal from one part to another",
    .help = "Shows the shortest way of the signal, one part a line, with what leads to it: a link\n"
            "inside a device (-->) or a connection between two (==>). A device stands for its\n"
            "connectors. Exit status 1 when there is no way.\n"
            "\n"
            "Example: jackfield path Firefox:output_FL Speakers\n",
    .run = run_path,
};
