/* SPDX-License-Identifier: MIT */
#ifndef TOOL_OPTIONS_H
#define TOOL_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * @file
 * Commands, their options, and what a command line gives of them. Strings are borrowed from argv
 * and from the tables.
 */

struct arguments;
struct tool;

/** An option; a table of them ends with one without a name. */
struct option_spec {
    const char *name;  /**< without the dashes */
    char letter;       /**< of the short form, or 0 */
    const char *value; /**< the word for its value in the help; NULL: it takes none */
    const char *help;
};

/** A command; each is defined in a file of its own and listed in jackfield.c. */
struct command {
    const char *name;
    const char *operands; /**< as the usage line shows them */
    size_t operand_min, operand_max;
    const struct option_spec *options; /**< NULL: no options of its own */
    const char *summary;               /**< for the list of commands */
    const char *help;                  /**< what it does, and an example; ends with a newline */
    /** Runs it. Returns an exit status; everything worth saying has been said. */
    int (*run)(struct tool *tool, const struct arguments *arguments);
};

enum {
    OPERANDS_MAX = 64
};

struct arguments {
    const struct command *command; /**< NULL: none was named */
    const char *operands[OPERANDS_MAX];
    size_t operand_count;
    struct given_option {
        const struct option_spec *option;
        const char *value; /**< NULL for an option that takes none */
    } * given;
    size_t given_count;
};

/** The options that every command takes. */
extern const struct option_spec global_options[];

/**
 * Reads the command line. 0, or EXIT_USAGE after saying what is wrong with it. The caller ends what
 * it got with arguments_fini in either case.
 * @param commands  ended by NULL.
 */
int arguments_parse(int argc, char *const argv[], const struct command *const commands[],
                    struct arguments *ret_arguments);
void arguments_fini(struct arguments *arguments);

/**
 * Reads the beginning of a command line, without the program's name, and says nothing of what is
 * wrong with it: it is being typed. An exit status; arguments_fini in either case.
 * @param ret_asked  the option whose value comes next; NULL: none.
 * @param ret_options_ended  whether what comes next is no option, whatever it looks like.
 */
int arguments_parse_beginning(int count, char *const words[],
                              const struct command *const commands[],
                              struct arguments *ret_arguments, const struct option_spec **ret_asked,
                              bool *ret_options_ended);
/** An option of the command (NULL: none yet) or of every command; NULL: there is none. */
const struct option_spec *arguments_find_option(const struct command *command, const char *name,
                                                size_t length);

/** Whether the option was given. */
bool arguments_has(const struct arguments *arguments, const char *name);
/** How often it was given. */
size_t arguments_count(const struct arguments *arguments, const char *name);
/** The value given for the `index`th time; NULL: not given that often. */
const char *arguments_value_at(const struct arguments *arguments, const char *name, size_t index);
/** The value given last; NULL: not given. */
const char *arguments_value(const struct arguments *arguments, const char *name);

/** "10s", "1m30s", "500ms", "2h" or plain seconds. -EINVAL; -ERANGE zero or over ten years. */
int parse_duration_ns(const char *text, int64_t *ret_ns);
/** "128k", "1M" or plain bits per second. -EINVAL; -ERANGE. */
int parse_bit_rate(const char *text, unsigned int *ret_bits_per_second);
/** A decimal number without sign or exponent. -EINVAL. */
int parse_decimal(const char *text, double *ret_value);

#endif
