/* SPDX-License-Identifier: MIT */

/* jackfield graph: the whole graph, in one of several shapes. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "common.h"
#include "draw.h"
#include "json.h"
#include "options.h"
#include "output.h"

typedef int (*draw_fn)(const struct tool *tool, FILE *stream);

static int draw_as_tree(const struct tool *tool, FILE *stream)
{
    int status = draw_tree(tool->graph, output_is_colored(tool, stream), stream);

    return status ? report(status, "cannot draw the tree") : EXIT_YES;
}

static int draw_as_json(const struct tool *tool, FILE *stream)
{
    return json_print(json_of_graph(tool->graph), JSON_LAYOUT_DOCUMENT, stream);
}

static int draw_as_dot(const struct tool *tool, FILE *stream)
{
    draw_dot(tool->graph, stream);
    return EXIT_YES;
}

static const struct format {
    const char *name;
    draw_fn draw;
} formats[] = {
    {"tree", draw_as_tree},
    {"json", draw_as_json},
    {"dot", draw_as_dot},
};

static int find_format(const struct tool *tool, const char *name, const struct format **ret_format)
{
    if (!name)
        name = tool->json ? "json" : "tree";
    if (tool->json && strcmp(name, "json") != 0) {
        error_line("--json and --format %s contradict each other; give one of them", name);
        return EXIT_USAGE;
    }
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        if (strcmp(formats[i].name, name) == 0) {
            *ret_format = &formats[i];
            return EXIT_YES;
        }
    }
    error_line("cannot draw the graph as '%s': give --format tree, json or dot", name);
    return EXIT_USAGE;
}

static int draw_to_file(const struct tool *tool, const struct format *format, const char *path)
{
    FILE *file = fopen(path, "we");
    int result, status = 0;

    if (!file)
        return report(-errno, "cannot write '%s'", path);
    result = format->draw(tool, file);
    if (fflush(file) != 0)
        status = -errno;
    else if (ferror(file))
        status = -EIO;
    if (fclose(file) != 0 && !status)
        status = -errno;
    return status ? report(status, "cannot write all of '%s'", path) : result;
}

static int run_graph(struct tool *tool, const struct arguments *arguments)
{
    const char *path = arguments_value(arguments, "output");
    const struct format *format;
    int result = find_format(tool, arguments_value(arguments, "format"), &format);

    if (!result)
        result = tool_open_settled(tool);
    if (result)
        return result;
    return path ? draw_to_file(tool, format, path) : format->draw(tool, stdout);
}

static const struct option_spec options[] = {
    {"format", 'f', "FORMAT", "tree (default), json or dot"},
    {"output", 'o', "FILE", "write to FILE instead of standard output"},
    {0},
};

const struct command command_graph = {
    .name = "graph",
    .operands = "",
    .options = options,
    .summary = "show the whole graph as a tree, as JSON or for Graphviz",
    .help = "Shows everything: devices, the parts in them, and what joins them.\n"
            "\n"
            "Example: jackfield graph --format dot | dot -Tsvg -o graph.svg\n",
    .run = run_graph,
};
