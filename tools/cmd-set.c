/* SPDX-License-Identifier: MIT */

/* jackfield set: gives a control a value, and says what the device made of it. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "commands.h"
#include "common.h"
#include "control.h"
#include "json.h"
#include "options.h"
#include "output.h"

/* One run of the command. */
struct change {
    char *address;
    const struct jf_control *before, *after; /* of the graph before it and after it */
    struct setting setting;
    bool is_changed;
    bool is_clamped; /* something asked for is out of range */
    bool is_rounded; /* something asked for is between two steps */
};

/* ---- doing it -------------------------------------------------------------------------------- */

static int report_failure(const struct tool *tool, const struct change *change, const char *text,
                          int status)
{
    const struct jf_control *control = change->before;

    if (status == -ENOTSUP) {
        error_line("cannot set '%s' to '%s': %s", change->address, text,
                   jf_control_is_writable(control) && tool->machine
                       ? "a recorded machine stays as it was"
                       : "it can only be read");
        return EXIT_REFUSED;
    }
    if (status == -ENODEV && !jf_control_is_active(control)) {
        error_line("cannot set '%s' to '%s': it has no effect as the hardware is set now",
                   change->address, text);
        return EXIT_NO_SERVER;
    }
    if (status == -EPERM && jf_control_is_locked(control)) {
        error_line("cannot set '%s' to '%s': another program keeps it for itself", change->address,
                   text);
        return EXIT_REFUSED;
    }
    return report(status, "cannot set '%s' to '%s'", change->address, text);
}

static int send(struct tool *tool, struct change *change, const char *text)
{
    const struct setting *setting = &change->setting;
    int status =
        setting->is_uniform
            ? jf_control_set_uniform(tool->context, change->before, setting->values[0])
            : jf_control_set_all(tool->context, change->before, setting->values, setting->count);

    if (!status) {
        change->after = control_in(jf_context_get_graph(tool->context), change->before);
        if (!change->after)
            status = -ESTALE;
    }
    return status ? report_failure(tool, change, text, status) : EXIT_YES;
}

/* ---- what it became -------------------------------------------------------------------------- */

static bool is_in_range(const struct jf_control *control, int64_t value)
{
    int64_t min, max, step;

    if (jf_control_get_range(control, &min, &max, &step) < 0)
        return true;
    return value >= min && value <= max;
}

/* Whether a value out of range ended where the range does. */
static void compare_channel(struct change *change, size_t channel)
{
    int64_t before = 0, after = 0, wanted = setting_value(&change->setting, channel);
    bool was_known = jf_control_get_value(change->before, channel, &before) == 0;
    enum jf_control_kind kind = jf_control_get_kind(change->after);

    (void)jf_control_get_value(change->after, channel, &after);
    change->is_changed = change->is_changed || !was_known || before != after;
    if (after == wanted || (kind != JF_CONTROL_LEVEL && kind != JF_CONTROL_INTEGER))
        return;
    if (is_in_range(change->after, wanted))
        change->is_rounded = true;
    else
        change->is_clamped = true;
}

static void compare(struct change *change)
{
    size_t count = jf_control_get_value_count(change->after);

    change->is_changed = count != jf_control_get_value_count(change->before);
    for (size_t i = 0; i < count; i++) {
        if (change->setting.is_uniform || i < change->setting.count)
            compare_channel(change, i);
    }
}

static void print_limits(const struct change *change, FILE *stream)
{
    char least[SCRATCH_BYTES], most[SCRATCH_BYTES], size[SCRATCH_BYTES];
    int64_t min, max, step;

    if (jf_control_get_range(change->after, &min, &max, &step) < 0)
        return;
    one_value_text(change->after, min, least, sizeof(least));
    one_value_text(change->after, max, most, sizeof(most));
    one_value_text(change->after, step, size, sizeof(size));
    if (change->is_clamped)
        (void)fprintf(stream, " (range: %s to %s)", least, most);
    if (change->is_rounded && step > 0)
        (void)fprintf(stream, " (the step below; steps: %s)", size);
    else if (change->is_rounded)
        (void)fputs(" (the step below)", stream);
}

static int report_no_change(const struct change *change, const char *text)
{
    char value[SCRATCH_BYTES];

    control_value_text(change->after, value, sizeof(value));
    error_line("cannot set '%s' to '%s': it is %s already%s", change->address, text, value,
               change->is_clamped   ? ", and its range ends there"
               : change->is_rounded ? ", which is the step below"
                                    : "");
    return EXIT_NO;
}

static void print_change(const struct change *change)
{
    put_text(stdout, change->address);
    (void)fputs(": ", stdout);
    put_control_value(stdout, change->before);
    (void)fputs(" -> ", stdout);
    put_control_value(stdout, change->after);
    print_limits(change, stdout);
    (void)putchar('\n');
}

static json_t *json_of_change(const struct change *change)
{
    const struct setting *setting = &change->setting;
    size_t count = setting->is_uniform ? jf_control_get_value_count(change->after) : setting->count;
    int64_t *asked = calloc(count + 1, sizeof(*asked));
    json_t *wanted = NULL;

    for (size_t i = 0; asked && i < count; i++)
        asked[i] = setting_value(setting, i);
    if (asked)
        wanted = json_of_values(change->after, asked, count);
    free(asked);
    return json_pack("{s:b, s:b, s:b, s:o, s:o, s:o}", "changed", change->is_changed, "clamped",
                     change->is_clamped, "rounded", change->is_rounded, "asked", wanted, "before",
                     json_of_placed_control(change->before, JSON_DETAIL_FULL), "control",
                     json_of_placed_control(change->after, JSON_DETAIL_FULL));
}

static int tell(const struct tool *tool, const struct change *change, const char *text)
{
    int result = EXIT_YES;

    if (tool->json)
        result = json_print(json_of_change(change), JSON_LAYOUT_DOCUMENT, stdout);
    else if (change->is_changed && !tool->quiet)
        print_change(change);
    if (!result && !change->is_changed)
        result = report_no_change(change, text);
    return result;
}

/* ---- the command ----------------------------------------------------------------------------- */

static int set_control(struct tool *tool, struct change *change, const char *text)
{
    int result = setting_parse(change->before, text, &change->setting);

    if (!result)
        result = send(tool, change, text);
    if (result)
        return result;
    compare(change);
    return tell(tool, change, text);
}

static int run_set(struct tool *tool, const struct arguments *arguments)
{
    struct change change = {.address = NULL};
    int result = tool_open_settled(tool);

    if (!result)
        result = find_control(tool, arguments->operands[0], &change.before);
    if (result)
        return result;
    change.address = control_address(change.before);
    result = change.address ? set_control(tool, &change, arguments->operands[1])
                            : report(-ENOMEM, "cannot set '%s'", arguments->operands[0]);
    setting_fini(&change.setting);
    free(change.address);
    return result;
}

const struct command command_set = {
    .name = "set",
    .operands = "CONTROL VALUE",
    .operand_min = 2,
    .operand_max = 2,
    .summary = "set a control, and show what it became",
    .help = "Gives a control a value, reads it back and prints both. CONTROL is what\n"
            "'jackfield get' takes. VALUE is, by the kind of control:\n"
            "\n"
            "  level     -12dB, -12.5, 40% of the range, silence; 3dB+ 3dB- 5%+ 5%- for more\n"
            "            or less than now. Between two steps it becomes the quieter one, out\n"
            "            of range the end of it.\n"
            "  mute      mute, unmute, toggle\n"
            "  boolean   on, off, toggle\n"
            "  enum      the name of an item, or its number\n"
            "  selector  the name of a choice, or the id or name of the part it stands for\n"
            "  integer   42, 0x2a, 40%, 5+ 5- 5%+ 5%-\n"
            "  bytes     two hexadecimal digits for each: 0a1b2c, '0a 1b 2c'\n"
            "\n"
            "One value is for every channel; several, with commas between them, are for each.\n"
            "A sign in front belongs to the number, one behind it says more or less than now.\n"
            "A value that the control has already is status 1.\n"
            "\n"
            "Example: jackfield set 'Headphone Playback Volume' -10dB,-12dB\n",
    .run = run_set,
};
