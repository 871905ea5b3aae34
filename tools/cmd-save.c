/* SPDX-License-Identifier: MIT */

/* jackfield save: the connections there are, as a document. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "commands.h"
#include "common.h"
#include "json.h"
#include "options.h"
#include "output.h"
#include "wiring-file.h"

/* A pipe or a terminal is written to; only a file can be replaced by another one. */
static int put_into(const char *path, const char *text)
{
    struct stat about;
    FILE *stream;
    int status = 0;

    if (stat(path, &about) < 0 || S_ISREG(about.st_mode))
        return replace_file(path, text);
    stream = fopen(path, "we");
    if (!stream)
        return -errno;
    if (fputs(text, stream) == EOF)
        status = -errno;
    if (fclose(stream) == EOF && !status)
        status = -errno;
    return status;
}

static int print_saved(const struct tool *tool, const char *path, size_t count)
{
    if (tool->json) {
        json_t *saved =
            json_pack("{s:o, s:I}", "file", json_of_text(path), "connections", (json_int_t)count);

        return json_print(saved, JSON_LAYOUT_DOCUMENT, stdout);
    }
    if (tool->quiet)
        return EXIT_YES;
    (void)printf("saved %zu connection%s in ", count, count == 1 ? "" : "s");
    put_text(stdout, path);
    (void)putchar('\n');
    return EXIT_YES;
}

static int print_text(const struct tool *tool, const char *text, size_t count)
{
    if (tool->json) {
        json_t *saved = json_pack("{s:n, s:I, s:o}", "file", "connections", (json_int_t)count,
                                  "text", json_of_text(text));

        return json_print(saved, JSON_LAYOUT_DOCUMENT, stdout);
    }
    (void)fputs(text, stdout);
    return EXIT_YES;
}

static int put(const struct tool *tool, const char *path, const char *text, size_t count)
{
    int status;

    if (!path || strcmp(path, "-") == 0)
        return print_text(tool, text, count);
    status = put_into(path, text);
    if (!status)
        return print_saved(tool, path, count);
    error_line("cannot write '%s': %s", path, strerror(-status));
    return exit_status_of(status);
}

static int run_save(struct tool *tool, const struct arguments *arguments)
{
    struct jf_wiring *wiring = NULL;
    char *text = NULL;
    int result = tool_open_settled(tool);
    int status;

    if (result)
        return result;
    status = jf_wiring_capture(tool->graph, &wiring);
    if (!status)
        status = jf_wiring_text(wiring, &text);
    result = status ? report(status, "cannot save the wiring")
                    : put(tool, arguments->operands[0], text, jf_wiring_get_count(wiring));
    free(text);
    jf_wiring_free(wiring);
    return result;
}

const struct command command_save = {
    .name = "save",
    .operands = "[FILE]",
    .operand_max = 1,
    .summary = "save the connections there are, as a document to edit",
    .help = "Writes every free connection as a line of a document, jackfield-wiring(5), to FILE\n"
            "or to stdout. Those that a session manager makes by itself are left out. FILE is\n"
            "replaced as a whole, or not at all.\n"
            "\n"
            "Example: jackfield save studio.wiring\n",
    .run = run_save,
};
