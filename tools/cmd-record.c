/* SPDX-License-Identifier: MIT */

/* jackfield record: writes the machine as a directory that --machine reads. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "common.h"
#include "json.h"
#include "options.h"
#include "output.h"

/* The words of the file system, where ours are about connections. */
static int report_failure(const struct tool *tool, const char *directory, int status)
{
    const char *text = strerrordesc_np(-status);

    switch (-status) {
    case ENOTSUP:
        error_line("cannot record %s: it is no machine but a description",
                   tool->machine ? tool->machine : "this machine");
        return EXIT_REFUSED;
    case ENODEV:
        error_line("cannot record %s: it has no sound hardware and no server",
                   tool->machine ? tool->machine : "this machine");
        return EXIT_NO_SERVER;
    case ENOTEMPTY:
        error_line("cannot record into '%s': something is in it already; give a directory that is "
                   "not there, or empty",
                   directory);
        return EXIT_REFUSED;
    case EPIPE:
    case ETIMEDOUT:
    case ENOMEM:
        return report(status, "cannot record into '%s'", directory);
    default:
        error_line("cannot record into '%s': %s", directory, text ? text : "unknown failure");
        return status == -EEXIST ? EXIT_REFUSED : exit_status_of(status);
    }
}

static void print_count(size_t count, const char *thing, const char *before)
{
    (void)printf("%s%zu %s%s", before, count, thing, count == 1 ? "" : "s");
}

static json_t *json_of_summary(const char *directory, bool is_raw,
                               const struct jf_record_summary *summary)
{
    return json_pack("{s:o, s:b, s:I, s:I, s:I, s:I, s:I}", "directory", json_of_text(directory),
                     "raw", is_raw, "files", (json_int_t)summary->file_count, "links",
                     (json_int_t)summary->link_count, "bytes", (json_int_t)summary->size_bytes,
                     "left_out", (json_int_t)summary->left_out, "concealed",
                     (json_int_t)summary->concealed);
}

static int print_summary(const struct tool *tool, const char *directory, bool is_raw,
                         const struct jf_record_summary *summary)
{
    if (tool->json)
        return json_print(json_of_summary(directory, is_raw, summary), JSON_LAYOUT_DOCUMENT,
                          stdout);
    if (tool->quiet)
        return EXIT_YES;
    (void)fputs("recorded ", stdout);
    put_text(stdout, directory);
    print_count(summary->file_count, "file", ": ");
    print_count(summary->link_count, "link", ", ");
    (void)printf(", %zu kB", (summary->size_bytes + 999) / 1000);
    if (summary->left_out)
        print_count(summary->left_out, "file", ", without ");
    if (is_raw)
        (void)puts("; nothing is concealed");
    else
        (void)printf("; concealed: %zu\n", summary->concealed);
    return EXIT_YES;
}

static int run_record(struct tool *tool, const struct arguments *arguments)
{
    const char *directory = arguments->operands[0];
    bool is_raw = arguments_has(arguments, "raw");
    struct jf_record_summary summary;
    int result = tool_open_settled(tool), status;

    if (result)
        return result;
    status =
        jf_record(tool->context, directory, is_raw ? JF_RECORD_RAW : JF_RECORD_CONCEALED, &summary);
    return status ? report_failure(tool, directory, status)
                  : print_summary(tool, directory, is_raw, &summary);
}

static const struct option_spec options[] = {
    {"raw", 0, NULL, "keep serial numbers, addresses and the names of people"},
    {0},
};

const struct command command_record = {
    .name = "record",
    .operands = "DIR",
    .operand_min = 1,
    .operand_max = 1,
    .options = options,
    .summary = "record this machine for --machine DIR",
    .help = "Writes what is known of this machine into DIR, which must not exist or be empty:\n"
            "what the kernel tells of the sound hardware, the values of its controls, and the\n"
            "objects of the PipeWire server. 'jackfield --machine DIR graph' then shows this\n"
            "machine on any other one. DIR is there as a whole, or not at all.\n"
            "\n"
            "Serial numbers, hardware addresses, names of users, hosts and streams, titles,\n"
            "process numbers and home directories are replaced by neutral ones, the same always\n"
            "by the same. Look through it all the same before you give it away.\n"
            "\n"
            "Example: jackfield record my-machine\n",
    .run = run_record,
};
