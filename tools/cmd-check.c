/* SPDX-License-Identifier: MIT */

/* jackfield check: whether the graph keeps every rule of the model. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "common.h"
#include "json.h"
#include "options.h"
#include "output.h"

/* The lines of a report as an array of strings. NULL: there is no report. */
static json_t *json_of_lines(const char *lines)
{
    json_t *array = json_array();

    while (lines && *lines && array) {
        size_t length = strcspn(lines, "\n");

        array = json_append(array, json_stringn(lines, length));
        lines += length + (lines[length] == '\n');
    }
    return array;
}

static int print_json(const struct jf_graph *graph, const char *violations)
{
    json_t *result = json_pack(
        "{s:I, s:I, s:o}", "devices", (json_int_t)jf_graph_get_device_count(graph), "connections",
        (json_int_t)jf_graph_get_connection_count(graph), "violations", json_of_lines(violations));

    return json_print(result, JSON_LAYOUT_DOCUMENT, stdout);
}

/* Takes the report apart. */
static void print_lines(char *violations)
{
    const char *line;

    while ((line = strsep(&violations, "\n"))) {
        put_text(stdout, line);
        (void)fputs(*line ? "\n" : "", stdout);
    }
}

static void print_sound(const struct jf_graph *graph)
{
    (void)printf("sound: %zu devices, %zu connections\n", jf_graph_get_device_count(graph),
                 jf_graph_get_connection_count(graph));
}

static int run_check(struct tool *tool, const struct arguments *arguments)
{
    char *violations = NULL;
    int result = tool_open_settled(tool);
    int count;

    (void)arguments;
    if (result)
        return result;
    count = jf_graph_check(tool->graph, &violations);
    if (count < 0)
        return report(count, "cannot check the graph");
    if (tool->json)
        result = print_json(tool->graph, violations);
    else if (violations)
        print_lines(violations);
    else if (!tool->quiet)
        print_sound(tool->graph);
    free(violations);
    return result || count == 0 ? result : EXIT_NO;
}

const struct command command_check = {
    .name = "check",
    .operands = "",
    .summary = "check that the graph keeps every rule of the model",
    .help = "Checks what was read from this machine against every rule of the model and prints\n"
            "each violation on a line. Exit status 1 when there is one: please report it.\n"
            "\n"
            "Example: jackfield check --machine demo\n",
    .run = run_check,
};
