/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "nearest.h"

const struct option_spec global_options[] = {
    {"json", 0, NULL, "print JSON instead of text"},
    {"machine", 0, "M", "look at a recorded machine: a directory, demo, or synthetic:..."},
    {"backends", 0, "LIST", "of this machine: alsa, pipewire or both (default)"},
    {"remote", 0, "NAME", "name or path of the PipeWire socket"},
    {"timeout", 0, "SECONDS", "how long to wait for an answer (default 5)"},
    {"verbose", 'v', NULL, "say more"},
    {"quiet", 'q', NULL, "say only what was asked for, and errors"},
    {"color", 0, "WHEN", "auto, always or never (auto honours NO_COLOR)"},
    {"help", 'h', NULL, "show help, also of a command"},
    {"version", 0, NULL, "show the version"},
    {0},
};

/* A command line while it is being read. */
struct parser {
    char *const *words;
    int count, at;
    const struct command *const *commands;
    struct arguments *arguments;
    bool options_ended;
    bool is_silent;                  /* it is the beginning of one: nothing of it is wrong yet */
    const struct option_spec *asked; /* the value of this one is missing, at the end */
};

static int bad_usage(const struct parser *parser, const char *what, const char *word)
{
    const struct command *command = parser->arguments->command;

    if (parser->is_silent)
        return EXIT_USAGE;
    error_line("%s '%s'; see jackfield %s%s--help", what, word, command ? command->name : "",
               command ? " " : "");
    return EXIT_USAGE;
}

/* The same of a name, with the one that was meant if there is one like it. */
static int unknown_name(const struct parser *parser, const char *what, const char *word,
                        const struct nearest *nearest, const char *dashes)
{
    if (!nearest->is_found || parser->is_silent)
        return bad_usage(parser, what, word);
    error_line("%s '%s'; did you mean '%s%s'?", what, word, dashes, nearest->name);
    return EXIT_USAGE;
}

/* ---- options --------------------------------------------------------------------------------- */

static const struct option_spec *find_in(const struct option_spec *table, const char *name,
                                         size_t length, char letter)
{
    for (; table && table->name; table++) {
        if (letter ? table->letter == letter
                   : strlen(table->name) == length && strncmp(table->name, name, length) == 0)
            return table;
    }
    return NULL;
}

/* By name, or by letter when there is one. */
static const struct option_spec *find_option(const struct command *command, const char *name,
                                             size_t length, char letter)
{
    const struct option_spec *found =
        find_in(command ? command->options : NULL, name, length, letter);

    return found ? found : find_in(global_options, name, length, letter);
}

static void judge_options(struct nearest *nearest, const struct option_spec *table)
{
    for (; table && table->name; table++)
        (void)nearest_judge(nearest, table->name);
}

static int unknown_option(const struct parser *parser, const char *word)
{
    const struct command *command = parser->arguments->command;
    char name[NAME_BYTES];
    struct nearest nearest = {.typed = name};

    (void)snprintf(name, sizeof(name), "%.*s", (int)strcspn(word + 2, "="), word + 2);
    judge_options(&nearest, command ? command->options : NULL);
    judge_options(&nearest, global_options);
    return unknown_name(parser, "unknown option", word, &nearest, "--");
}

const struct option_spec *arguments_find_option(const struct command *command, const char *name,
                                                size_t length)
{
    return find_option(command, name, length, 0);
}

static void take(struct parser *parser, const struct option_spec *option, const char *value)
{
    struct arguments *arguments = parser->arguments;

    arguments->given[arguments->given_count++] =
        (struct given_option){.option = option, .value = value};
}

/* The next word as the option's value; NULL when there is none left. */
static const char *next_word(struct parser *parser, const struct option_spec *option)
{
    if (parser->at == parser->count)
        parser->asked = option;
    return parser->at < parser->count ? parser->words[parser->at++] : NULL;
}

static int parse_long(struct parser *parser, const char *word)
{
    const char *name = word + 2;
    size_t length = strcspn(name, "=");
    const struct option_spec *option = find_option(parser->arguments->command, name, length, 0);
    const char *value = name[length] ? name + length + 1 : NULL;

    if (!option)
        return unknown_option(parser, word);
    if (value && !option->value)
        return bad_usage(parser, "no value belongs to", word);
    if (option->value && !value)
        value = next_word(parser, option);
    if (option->value && !value)
        return bad_usage(parser, "a value is missing after", word);
    take(parser, option, value);
    return 0;
}

/* One word of short options: "-vq", "-oFILE", or "-o" with its value behind it. */
static int parse_short(struct parser *parser, const char *word)
{
    for (const char *letter = word + 1; *letter; letter++) {
        const struct option_spec *option =
            find_option(parser->arguments->command, NULL, 0, *letter);
        const char *value = NULL;

        if (!option)
            return bad_usage(parser, "unknown option", word);
        if (option->value)
            value = letter[1] ? letter + 1 : next_word(parser, option);
        if (option->value && !value)
            return bad_usage(parser, "a value is missing after", word);
        take(parser, option, value);
        if (option->value)
            break;
    }
    return 0;
}

/* ---- words ----------------------------------------------------------------------------------- */

static int parse_command(struct parser *parser, const char *word)
{
    struct nearest nearest = {.typed = word};

    for (size_t i = 0; parser->commands[i]; i++) {
        if (strcmp(parser->commands[i]->name, word) == 0) {
            parser->arguments->command = parser->commands[i];
            return 0;
        }
        (void)nearest_judge(&nearest, parser->commands[i]->name);
    }
    if (parser->is_silent) {
        parser->arguments->operand_count = 1; /* what follows is no command either */
        return EXIT_USAGE;
    }
#ifndef JACKFIELD_MEDIA
    if (strcmp(word, "stream") == 0) {
        error_line("cannot stream: this build has no media library");
        return EXIT_USAGE;
    }
#endif
    return unknown_name(parser, "unknown command", word, &nearest, "");
}

static int parse_operand(struct parser *parser, const char *word)
{
    struct arguments *arguments = parser->arguments;

    if (!arguments->command)
        return parse_command(parser, word);
    if (arguments->operand_count == arguments->command->operand_max)
        return bad_usage(parser, "unexpected argument", word);
    if (!*word && !parser->is_silent) {
        error_line("an argument is empty; see jackfield %s --help", arguments->command->name);
        return EXIT_USAGE;
    }
    arguments->operands[arguments->operand_count++] = word;
    return 0;
}

/* A dash alone, and a negative number: no option is called by a digit. */
static bool is_operand(const char *word)
{
    return word[0] != '-' || !word[1] || word[1] == '.' || (word[1] >= '0' && word[1] <= '9');
}

static int parse_word(struct parser *parser, const char *word)
{
    if (parser->options_ended || is_operand(word))
        return parse_operand(parser, word);
    if (strcmp(word, "--") == 0) {
        parser->options_ended = true;
        return 0;
    }
    return word[1] == '-' ? parse_long(parser, word) : parse_short(parser, word);
}

static int parse_words(struct parser *parser)
{
    int result = 0;

    while (parser->at < parser->count && (!result || parser->is_silent))
        result = parse_word(parser, parser->words[parser->at++]);
    return result;
}

static int check_operands(const struct arguments *arguments)
{
    const struct command *command = arguments->command;

    if (arguments_has(arguments, "help") || arguments_has(arguments, "version"))
        return 0;
    if (!command && arguments_has(arguments, "json")) {
        error_line("no command given, and --json needs one; see jackfield --help");
        return EXIT_USAGE;
    }
    if (command && arguments->operand_count < command->operand_min) {
        error_line("an argument is missing: jackfield %s %s", command->name, command->operands);
        return EXIT_USAGE;
    }
    return 0;
}

static int prepare(struct parser *parser)
{
    size_t letters = 1;

    *parser->arguments = (struct arguments){0};
    for (int i = parser->at; i < parser->count; i++)
        letters += strlen(parser->words[i]);
    /* No word holds more options than it has letters. */
    parser->arguments->given = calloc(letters, sizeof(*parser->arguments->given));
    return parser->arguments->given ? 0 : report(-ENOMEM, "cannot read the command line");
}

int arguments_parse(int argc, char *const argv[], const struct command *const commands[],
                    struct arguments *ret_arguments)
{
    struct parser parser = {
        .words = argv, .count = argc, .at = 1, .commands = commands, .arguments = ret_arguments};
    int result = prepare(&parser);

    if (!result)
        result = parse_words(&parser);
    return result ? result : check_operands(ret_arguments);
}

int arguments_parse_beginning(int count, char *const words[],
                              const struct command *const commands[],
                              struct arguments *ret_arguments, const struct option_spec **ret_asked,
                              bool *ret_options_ended)
{
    struct parser parser = {.words = words,
                            .count = count,
                            .commands = commands,
                            .arguments = ret_arguments,
                            .is_silent = true};
    int result = prepare(&parser);

    if (result)
        return result;
    (void)parse_words(&parser);
    *ret_asked = parser.asked;
    *ret_options_ended = parser.options_ended;
    return 0;
}

void arguments_fini(struct arguments *arguments)
{
    free(arguments->given);
    *arguments = (struct arguments){0};
}

/* ---- what was given -------------------------------------------------------------------------- */

size_t arguments_count(const struct arguments *arguments, const char *name)
{
    size_t count = 0;

    for (size_t i = 0; i < arguments->given_count; i++)
        count += strcmp(arguments->given[i].option->name, name) == 0;
    return count;
}

bool arguments_has(const struct arguments *arguments, const char *name)
{
    return arguments_count(arguments, name) > 0;
}

const char *arguments_value_at(const struct arguments *arguments, const char *name, size_t index)
{
    for (size_t i = 0; i < arguments->given_count; i++) {
        if (strcmp(arguments->given[i].option->name, name) == 0 && index-- == 0)
            return arguments->given[i].value;
    }
    return NULL;
}

const char *arguments_value(const struct arguments *arguments, const char *name)
{
    size_t count = arguments_count(arguments, name);

    return count ? arguments_value_at(arguments, name, count - 1) : NULL;
}

/* ---- numbers --------------------------------------------------------------------------------- */

/* Reads digits with at most one point and moves `text` behind them. */
static int take_decimal(const char **text, double *ret_value)
{
    size_t length = strspn(*text, "0123456789.");
    char *end;
    double value;

    if (!length)
        return -EINVAL;
    errno = 0;
    value = strtod(*text, &end);
    /* strtod also reads "0x10" and "1e5"; they end elsewhere and are refused. */
    if (errno || end != *text + length)
        return -EINVAL;
    *text = end;
    *ret_value = value;
    return 0;
}

int parse_decimal(const char *text, double *ret_value)
{
    double value;

    if (take_decimal(&text, &value) || *text)
        return -EINVAL;
    *ret_value = value;
    return 0;
}

struct unit {
    const char *text;
    double factor;
};

/* Moves `text` behind the unit it begins with. The last unit, "", fits only at the end. */
static int take_unit(const char **text, const struct unit *units, double *ret_factor)
{
    for (; *units->text; units++) {
        size_t length = strlen(units->text);

        if (strncmp(*text, units->text, length) == 0) {
            *text += length;
            *ret_factor = units->factor;
            return 0;
        }
    }
    if (**text)
        return -EINVAL;
    *ret_factor = units->factor;
    return 0;
}

int parse_duration_ns(const char *text, int64_t *ret_ns)
{
    /* Longer units first where one begins with another. */
    static const struct unit units[] = {
        {"ms", 1e6}, {"h", 3600e9}, {"m", 60e9}, {"s", 1e9}, {"", 1e9},
    };
    const double ten_years_ns = 10 * 365.25 * 24 * 3600e9;
    double sum_ns = 0;

    do {
        double value, factor;

        if (take_decimal(&text, &value) || take_unit(&text, units, &factor))
            return -EINVAL;
        sum_ns += value * factor;
    } while (*text);
    if (sum_ns < 1 || sum_ns > ten_years_ns)
        return -ERANGE;
    *ret_ns = (int64_t)(sum_ns + 0.5);
    return 0;
}

int parse_bit_rate(const char *text, unsigned int *ret_bits_per_second)
{
    static const struct unit units[] = {{"k", 1e3}, {"M", 1e6}, {"", 1}};
    double value, factor;

    if (take_decimal(&text, &value) || take_unit(&text, units, &factor) || *text)
        return -EINVAL;
    if (value * factor < 1 || value * factor > UINT_MAX)
        return -ERANGE;
    *ret_bits_per_second = (unsigned int)(value * factor + 0.5);
    return 0;
}
