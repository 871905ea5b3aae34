/* SPDX-License-Identifier: MIT */

/* jackfield graph: the whole graph, or a part of it, in one of several shapes. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "common.h"
#include "draw.h"
#include "find-path.h"
#include "json.h"
#include "nearest.h"
#include "options.h"
#include "output.h"
#include "picture.h"
#include "scene.h"
#include "terminal.h"

/* What Graphviz lays out in three seconds at most, and a person still finds something in. */
enum {
    MOST_PARTS = 1500
};

/* What is asked for; `scene` is there for the formats that draw one. */
struct request {
    const struct tool *tool;
    const struct format *format;
    const char *file; /* NULL: standard output */
    bool any_size;
    enum json_detail detail;
    struct view view;
    struct scene scene;
    const struct jf_device **devices; /* those of the view */
    struct jf_path *path;             /* that of the view */
};

/* Draws into memory. An exit status. */
typedef int (*draw_fn)(const struct request *request, FILE *stream);

struct format {
    const char *name;
    bool is_picture; /* made from a scene */
    bool is_bounded; /* not for a scene of any size */
    draw_fn draw;    /* NULL: not in this build */
};

/* ---- formats --------------------------------------------------------------------------------- */

static int draw_as_tree(const struct request *request, FILE *stream)
{
    const struct tool *tool = request->tool;
    const struct tree_paper paper = {.colored = request->file ? tool->color == COLOR_ALWAYS
                                                              : output_is_colored(tool, stdout),
                                     .columns = request->file ? 0 : terminal_columns(stdout)};
    int status = draw_tree(tool->graph, &paper, stream);

    return status ? report(status, "cannot draw the tree") : EXIT_YES;
}

static int draw_as_json(const struct request *request, FILE *stream)
{
    return json_print(json_of_graph(request->tool->graph, request->detail), JSON_LAYOUT_DOCUMENT,
                      stream);
}

static int draw_as_dot(const struct request *request, FILE *stream)
{
    draw_dot(&request->scene, stream);
    return EXIT_YES;
}

#ifdef JACKFIELD_DRAW
static int draw_as_picture(const struct request *request, FILE *stream)
{
    size_t size = 0;
    char *dot = NULL;
    FILE *memory = open_memstream(&dot, &size);
    struct picture picture = {
        .tool = request->tool, .format = request->format->name, .any_size = request->any_size};
    int result;

    if (!memory)
        return report(-errno, "cannot draw the graph");
    draw_dot(&request->scene, memory);
    if (fclose(memory) != 0) {
        result = report(-errno, "cannot draw the graph");
    } else {
        picture.dot = dot;
        result = picture_draw(&picture, stream);
    }
    free(dot);
    return result;
}
#else
#define draw_as_picture NULL
#endif

static const struct format formats[] = {
    {"tree", false, false, draw_as_tree}, {"json", false, false, draw_as_json},
    {"dot", true, false, draw_as_dot},    {"svg", true, true, draw_as_picture},
    {"png", true, true, draw_as_picture},
};

static int find_format(const struct tool *tool, const char *name, const struct format **ret_format)
{
    struct nearest nearest = {0};

    if (!name)
        name = tool->json ? "json" : "tree";
    nearest.typed = name;
    if (tool->json && strcmp(name, "json") != 0) {
        error_line("--json and --format %s contradict each other; give one of them", name);
        return EXIT_USAGE;
    }
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        if (strcmp(formats[i].name, name) != 0) {
            (void)nearest_judge(&nearest, formats[i].name);
            continue;
        }
        *ret_format = &formats[i];
        if (formats[i].draw)
            return EXIT_YES;
        error_line("cannot draw the graph as '%s': this build is without Graphviz; give --format "
                   "dot, which the program of that name draws",
                   name);
        return EXIT_USAGE;
    }
    if (nearest.is_found)
        error_line("cannot draw the graph as '%s'; did you mean '%s'?", name, nearest.name);
    else
        error_line("cannot draw the graph as '%s': give --format tree, json, dot, svg or png",
                   name);
    return EXIT_USAGE;
}

/* ---- the command line ------------------------------------------------------------------------ */

static int check_operands(const struct arguments *arguments)
{
    if (!arguments_has(arguments, "path") && arguments->operand_count > 0) {
        error_line("unexpected argument '%s'; see jackfield graph --help", arguments->operands[0]);
        return EXIT_USAGE;
    }
    if (arguments_has(arguments, "path") && arguments->operand_count < 2) {
        error_line("an argument is missing: jackfield graph --path FROM TO");
        return EXIT_USAGE;
    }
    return EXIT_YES;
}

/* Options that say how a picture looks belong to one. */
static int check_options(const struct format *format, const struct arguments *arguments)
{
    static const char *const names[] = {"device", "path", "selected", "theme", "force"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && !format->is_picture; i++) {
        if (arguments_has(arguments, names[i])) {
            error_line("--%s does not go with --format %s; give --format dot, svg or png", names[i],
                       format->name);
            return EXIT_USAGE;
        }
    }
    if (arguments_has(arguments, "properties") && strcmp(format->name, "json") != 0) {
        error_line("--properties does not go with --format %s; give --format json", format->name);
        return EXIT_USAGE;
    }
    if (arguments_has(arguments, "selected") && !arguments_has(arguments, "path")) {
        error_line("--selected does nothing without --path FROM TO");
        return EXIT_USAGE;
    }
    if (strcmp(format->name, "png") == 0 && !arguments_has(arguments, "output") &&
        isatty(STDOUT_FILENO)) {
        error_line("a terminal cannot show a PNG; give -o FILE");
        return EXIT_USAGE;
    }
    return EXIT_YES;
}

static int read_theme(const char *text, enum theme *ret_theme)
{
    static const char *const words[] = {[THEME_LIGHT] = "light", [THEME_DARK] = "dark"};

    for (size_t i = 0; text && i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcmp(words[i], text) == 0) {
            *ret_theme = (enum theme)i;
            return EXIT_YES;
        }
    }
    if (!text)
        return EXIT_YES;
    error_line("--theme takes light or dark; not '%s'", text);
    return EXIT_USAGE;
}

/* Everything that can be told wrong without looking at the machine. */
static int read_request(const struct tool *tool, const struct arguments *arguments,
                        struct request *request)
{
    int result = find_format(tool, arguments_value(arguments, "format"), &request->format);

    if (!result)
        result = check_operands(arguments);
    if (!result)
        result = check_options(request->format, arguments);
    if (!result)
        result = read_theme(arguments_value(arguments, "theme"), &request->view.theme);
    request->tool = tool;
    request->file = arguments_value(arguments, "output");
    request->any_size = arguments_has(arguments, "force");
    request->detail = arguments_has(arguments, "properties") ? JSON_DETAIL_FULL : JSON_DETAIL_PLAIN;
    return result;
}

/* ---- the scene ------------------------------------------------------------------------------- */

static int find_devices(struct request *request, const struct arguments *arguments)
{
    size_t count = arguments_count(arguments, "device");
    int result = EXIT_YES;

    request->devices = calloc(count + 1, sizeof(const struct jf_device *));
    if (!request->devices)
        return report(-ENOMEM, "cannot draw the graph");
    for (size_t i = 0; i < count && !result; i++) {
        struct target target;

        result = find_target(request->tool, arguments_value_at(arguments, "device", i),
                             JF_OBJECT_DEVICE, &target);
        if (!result)
            request->devices[i] = target.device;
    }
    request->view.devices = request->devices;
    request->view.device_count = count;
    return result;
}

static int check_size(const struct request *request)
{
    size_t count = request->scene.drawn_count;

    if (!request->format->is_bounded || request->any_size || count <= MOST_PARTS)
        return EXIT_YES;
    error_line("cannot draw %zu parts in one picture, at most %d; draw less with --device, or give "
               "--force",
               count, MOST_PARTS);
    return EXIT_REFUSED;
}

/* A directory is known by its last word. */
static const char *machine_name(const char *machine)
{
    const char *slash = strrchr(machine, '/');

    return slash && slash[1] && strchr(machine, ':') == NULL ? slash + 1 : machine;
}

static int set_scene(struct request *request, const struct arguments *arguments)
{
    unsigned int flags = arguments_has(arguments, "selected") ? JF_PATH_SELECTED_ONLY : JF_PATH_ANY;
    int result = find_devices(request, arguments);
    int status;

    if (!result && arguments_has(arguments, "path"))
        result = find_path(request->tool, arguments->operands, flags, &request->path);
    if (result)
        return result;
    request->view.graph = request->tool->graph;
    request->view.path = request->path;
    request->view.title =
        request->tool->machine ? machine_name(request->tool->machine) : "This machine";
    status = scene_init(&request->scene, &request->view);
    return status ? report(status, "cannot draw the graph") : check_size(request);
}

/* ---- the output ------------------------------------------------------------------------------ */

static int write_file(const char *path, const char *text, size_t size)
{
    FILE *file = fopen(path, "we");
    int status = 0;

    if (!file)
        return report(-errno, "cannot write '%s'", path);
    if (fwrite(text, 1, size, file) != size || fflush(file) != 0)
        status = errno ? -errno : -EIO;
    if (fclose(file) != 0 && !status)
        status = -errno;
    return status ? report(status, "cannot write all of '%s'", path) : EXIT_YES;
}

/* Only what was drawn whole is written. */
static int draw_and_write(const struct request *request)
{
    size_t size = 0;
    char *text = NULL;
    FILE *memory = open_memstream(&text, &size);
    int result;

    if (!memory)
        return report(-errno, "cannot draw the graph");
    result = request->format->draw(request, memory);
    if ((ferror(memory) || fclose(memory) != 0) && !result)
        result = report(-ENOMEM, "cannot draw the graph");
    if (!result && request->file)
        result = write_file(request->file, text, size);
    else if (!result)
        (void)fwrite(text, 1, size, stdout);
    free(text);
    return result;
}

static int run_graph(struct tool *tool, const struct arguments *arguments)
{
    struct request request = {0};
    int result = read_request(tool, arguments, &request);

    if (!result)
        result = tool_open_settled(tool);
    if (!result && request.format->is_picture)
        result = set_scene(&request, arguments);
    if (!result)
        result = draw_and_write(&request);
    scene_fini(&request.scene);
    jf_path_free(request.path);
    free(request.devices);
    return result;
}

static const struct option_spec options[] = {
    {"format", 'f', "FORMAT", "tree (default), json, dot, svg or png"},
    {"output", 'o', "FILE", "write to FILE instead of standard output"},
    {"properties", 0, NULL, "JSON: what the backends say besides, and all about controls"},
    {"device", 0, "ID", "picture: only this device and its neighbours; repeatable"},
    {"path", 0, NULL, "picture: mark the way of the signal FROM ... TO"},
    {"selected", 0, NULL, "with --path: take only ways that are selected now"},
    {"theme", 0, "THEME", "picture: light (default) or dark"},
    {"force", 0, NULL, "picture: draw it however large it is"},
    {0},
};

const struct command command_graph = {
    .name = "graph",
    .operands = "[--path FROM TO]",
    .operand_max = 2,
    .options = options,
    .summary = "show the graph as a tree, as JSON or as a picture",
    .help =
        "Shows everything: devices, the parts in them, and what joins them. A picture (svg, png,\n"
        "or dot for Graphviz) shows the signal from left to right; what is muted or not selected,\n"
        "and where no sound comes for that, is grey.\n"
        "\n"
        "Example: jackfield graph --format svg -o graph.svg\n",
    .run = run_graph,
};
