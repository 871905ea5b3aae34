/* SPDX-License-Identifier: MIT */

/* jackfield reconnect: breaks what something is connected to, and makes it again. */

#include <errno.h>
#include <stdio.h>

#include "commands.h"
#include "common.h"
#include "json.h"
#include "options.h"
#include "output.h"

static bool is_meant(const struct target *target, const struct jf_connector *connector)
{
    const struct jf_part *part = jf_connector_get_part(connector);

    return target->part ? part == target->part : jf_part_get_device(part) == target->device;
}

static bool touches(const struct target *target, const struct jf_connection *connection)
{
    return is_meant(target, jf_connection_get_from(connection)) ||
           is_meant(target, jf_connection_get_to(connection));
}

/* Both halves of each free connection. `ret_permanent`: one that is not free, or NULL. */
static int gather(const struct tool *tool, const struct target *target, struct jf_changes *changes,
                  const struct jf_connection **ret_permanent)
{
    const struct jf_connection *connection;
    int status = 0;

    *ret_permanent = NULL;
    for (size_t i = 0; !status && jf_graph_get_connection(tool->graph, i, &connection) == 0; i++) {
        if (!touches(target, connection))
            continue;
        if (jf_connection_get_permanence(connection) != JF_PERMANENCE_FREE) {
            *ret_permanent = connection;
            continue;
        }
        status = jf_changes_disconnect(changes, tool->graph, connection);
        if (!status)
            status = jf_changes_connect(changes, tool->graph, jf_connection_get_from(connection),
                                        jf_connection_get_to(connection));
    }
    return status;
}

static int report_nothing(const struct target *target, const struct jf_connection *permanent)
{
    if (!permanent)
        return report(-ENOTCONN, "cannot reconnect '%s'", target->text);
    error_line("cannot reconnect '%s': its connection is %s (by %s), which is not for software to "
               "undo; nothing was touched",
               target->text, jf_permanence_text(jf_connection_get_permanence(permanent)),
               jf_connection_get_evidence(permanent));
    return exit_status_of(-EROFS);
}

/* Every second change is a connection that was made again. */
static int print_reconnected(const struct tool *tool, const struct jf_changes *changes)
{
    json_t *list = tool->json ? json_array() : NULL;
    const char *from, *to;

    for (size_t i = 1; jf_changes_get_ends(changes, i, &from, &to) == 0; i += 2) {
        if (tool->json) {
            if (list)
                list = json_append(list, json_pack("{s:o, s:o}", "from", json_of_text(from), "to",
                                                   json_of_text(to)));
        } else if (!tool->quiet) {
            (void)fputs("reconnected ", stdout);
            put_text(stdout, from);
            (void)fputs(" -> ", stdout);
            put_text(stdout, to);
            (void)putchar('\n');
        }
    }
    return tool->json ? json_print(json_pack("{s:o}", "remade", list), JSON_LAYOUT_DOCUMENT, stdout)
                      : EXIT_YES;
}

static int report_failed(const struct target *target, const struct jf_changes *changes, int status)
{
    for (size_t i = 0; i < jf_changes_get_count(changes); i++) {
        if (jf_changes_get_result(changes, i) != JF_RESULT_STUCK)
            continue;
        (void)report(status, "cannot reconnect '%s' (and not all of it is connected again)",
                     target->text);
        return EXIT_PARTLY;
    }
    return report(status, "cannot reconnect '%s' (it is connected as before)", target->text);
}

static int reconnect(struct tool *tool, const struct target *target, struct jf_changes *changes)
{
    const struct jf_connection *permanent;
    int status = gather(tool, target, changes, &permanent);

    if (status)
        return report(status, "cannot reconnect '%s'", target->text);
    if (jf_changes_get_count(changes) == 0)
        return report_nothing(target, permanent);
    status = jf_changes_apply(tool->context, changes);
    return status ? report_failed(target, changes, status) : print_reconnected(tool, changes);
}

static int run_reconnect(struct tool *tool, const struct arguments *arguments)
{
    const struct jf_connector *connector;
    struct jf_changes *changes;
    struct target target;
    int result = tool_open_settled(tool);
    int status;

    if (!result)
        result =
            find_target(tool, arguments->operands[0], JF_OBJECT_DEVICE | JF_OBJECT_PART, &target);
    if (!result && target.part)
        result = target_connector(&target, &connector);
    if (result)
        return result;
    status = jf_changes_new(&changes);
    if (status)
        return report(status, "cannot reconnect '%s'", target.text);
    result = reconnect(tool, &target, changes);
    jf_changes_free(changes);
    return result;
}

const struct command command_reconnect = {
    .name = "reconnect",
    .operands = "A",
    .operand_min = 1,
    .operand_max = 1,
    .summary = "break the connections of A and make them again",
    .help = "Breaks every free connection of A, a connector or a device, and makes the same ones\n"
            "again. When one is refused, A is connected as before. Exit status 1 when nothing is\n"
            "connected.\n"
            "\n"
            "Example: jackfield reconnect Firefox\n",
    .run = run_reconnect,
};
