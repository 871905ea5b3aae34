/* SPDX-License-Identifier: MIT */

/* jackfield: the table of commands, the help, and main. */

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "common.h"
#include "options.h"
#include "output.h"
#include "overview.h"

/* In the order of the help. */
const struct command *const commands[] = {
    &command_list,
    &command_show,
    &command_graph,
    &command_path,
    &command_why,
    &command_connect,
    &command_disconnect,
    &command_reconnect,
    &command_save,
    &command_restore,
    &command_keep,
    &command_get,
    &command_set,
    &command_watch,
    &command_record,
    &command_check,
    &command_complete,
#ifdef JACKFIELD_MEDIA
    &command_stream,
    &command_point,
#endif
    NULL,
};

static void print_option(const struct option_spec *option)
{
    char form[40];

    (void)snprintf(form, sizeof(form), "--%s%s%s", option->name, option->value ? " " : "",
                   option->value ? option->value : "");
    if (option->letter)
        (void)printf("  -%c, %-20s %s\n", option->letter, form, option->help);
    else
        (void)printf("      %-20s %s\n", form, option->help);
}

static void print_options(const char *title, const struct option_spec *options)
{
    if (!options)
        return;
    (void)printf("\n%s:\n", title);
    for (; options->name; options++)
        print_option(options);
}

static int print_command_help(const struct command *command)
{
    (void)printf("Usage: jackfield %s%s%s [OPTION...]\n\n%s", command->name,
                 *command->operands ? " " : "", command->operands, command->help);
    print_options("Options", command->options);
    (void)puts("\nOptions of every command: see jackfield --help.");
    return EXIT_YES;
}

static int print_help(void)
{
    (void)puts(
        "Usage: jackfield COMMAND [ARGUMENT...] [OPTION...]\n"
        "\n"
        "Shows a machine's audio as one graph, from the application's stream to the jack,\n"
        "and changes what may be changed. Without a command it says what is here and what can be\n"
        "done with it.\n"
        "\n"
        "Commands:");
    for (size_t i = 0; commands[i]; i++)
        (void)printf("  %-11s %s\n", commands[i]->name, commands[i]->summary);
    print_options("Options", global_options);
    (void)puts(
        "\n"
        "Things are named by id, by the beginning of an id that nothing else has, by name, or\n"
        "as NODE:PORT. A name may be in capital or small letters, and a piece of one does where\n"
        "nothing else has it.\n"
        "\n"
        "Exit status: 0 yes or done, 1 no, 2 usage, 3 no such thing, 4 ambiguous, 5 refused,\n"
        "6 no server or device, 7 timed out, 8 partly done, 9 the sound was as --exit-on says.\n"
        "\n"
        "Example: jackfield --machine demo graph");
    return EXIT_YES;
}

static int run(const struct arguments *arguments, char *const *command_line)
{
    struct tool tool = {.command_line = command_line};
    int result;

    if (arguments_has(arguments, "help"))
        return arguments->command ? print_command_help(arguments->command) : print_help();
    if (arguments_has(arguments, "version")) {
        (void)puts("jackfield " JF_VERSION);
        return EXIT_YES;
    }
    result = tool_configure(&tool, arguments);
    if (!result)
        result = arguments->command ? arguments->command->run(&tool, arguments) : overview(&tool);
    tool_close(&tool);
    return result;
}

int main(int argc, char *argv[])
{
    struct arguments arguments;
    int result;

    (void)setlocale(LC_CTYPE, "");
    /* A reader that goes away and a file that may not grow are noticed where they are written. */
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN);
    result = arguments_parse(argc, argv, commands, &arguments);
    if (!result)
        result = run(&arguments, argv);
    arguments_fini(&arguments);
    return output_finish(result);
}
