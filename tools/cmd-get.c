/* SPDX-License-Identifier: MIT */

/* jackfield get: the value of a control, in the words that set takes. */

#include <stdio.h>

#include "commands.h"
#include "common.h"
#include "control.h"
#include "json.h"
#include "options.h"
#include "output.h"

static int report_unknown(const struct jf_control *control, const char *text)
{
    const char *remark = jf_control_get_remark(control);

    error_line("cannot get '%s': its value is not known%s%s", text, remark ? ": " : "",
               remark ? remark : "");
    return EXIT_REFUSED;
}

static int get_control(const struct tool *tool, const char *text)
{
    const struct jf_control *control;
    int result = find_control(tool, text, &control);

    if (result)
        return result;
    if (tool->json)
        return json_print(json_of_placed_control(control, JSON_DETAIL_FULL), JSON_LAYOUT_DOCUMENT,
                          stdout);
    if (!jf_control_get_value_count(control))
        return report_unknown(control, text);
    put_control_value(stdout, control);
    (void)putchar('\n');
    return EXIT_YES;
}

static int run_get(struct tool *tool, const struct arguments *arguments)
{
    int result = tool_open_settled(tool);

    if (result)
        return result;
    return arguments->operand_count ? get_control(tool, arguments->operands[0])
                                    : list_controls(tool);
}

const struct command command_get = {
    .name = "get",
    .operands = "[CONTROL]",
    .operand_max = 1,
    .summary = "show the value of a control",
    .help = "Prints the value of a control in words that 'jackfield set' takes: dB of each\n"
            "channel, muted or open, on or off, the choice, a number, or bytes. Without\n"
            "CONTROL it lists all controls, as 'jackfield list controls' does.\n"
            "\n"
            "CONTROL is PLACE:NAME, NAME alone where it is the only one of that name, or\n"
            "PLACE alone where there is only one control. PLACE is the id of a part, the\n"
            "beginning of one, or the name of a part or device. NAME may be followed by a\n"
            "comma and an index. Capital or small letters are alike, and a piece of a name\n"
            "does where it fits one control.\n"
            "\n"
            "Example: jackfield get 'Headphone Playback Volume'\n",
    .run = run_get,
};
