/* SPDX-License-Identifier: MIT */
#ifndef TOOL_OUTPUT_H
#define TOOL_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct jf_control;
struct tool;

/**
 * @file
 * Text for people: safe, aligned, coloured where that is wanted. Failures of a stream are sticky
 * (ferror) and are reported once, by output_finish.
 */

/** Writes text; what could move a terminal's cursor or change its colour becomes '?'. */
void put_text(FILE *stream, const char *text);

enum style {
    STYLE_NONE = 0,
    STYLE_BOLD,
    STYLE_DIM,
    STYLE_GOOD,
    STYLE_BAD,
};

/** Whether to colour what goes to this stream. */
bool output_is_colored(const struct tool *tool, FILE *stream);
/** Writes text in a style, or plainly when `colored` is false. */
void put_styled(FILE *stream, bool colored, enum style style, const char *text);

enum {
    COLUMNS_MAX = 6,
    SCRATCH_BYTES = 160
};

/** One line of a table. */
struct row {
    const char *cells[COLUMNS_MAX]; /**< NULL is shown as "-" */
    char scratch[SCRATCH_BYTES];    /**< for a cell that has to be made */
};

/** Widths of a table's columns; the last one that is used is not padded. */
struct columns {
    size_t widths[COLUMNS_MAX];
    size_t count;
};

/** Widens the columns to hold the row. */
void columns_fit(struct columns *columns, const struct row *row);
void columns_print(const struct columns *columns, const struct row *row);

/** A value such as the control has, in words ("-6.50 dB", "muted", "Rear Mic"). Truncates. */
void one_value_text(const struct jf_control *control, int64_t value, char *text, size_t size_bytes);
/** What stands between two values of the control. */
const char *value_separator(const struct jf_control *control);
/** The value of a control in words ("-6.50 dB, -6.50 dB", "?"); one too long ends in "...". */
void control_value_text(const struct jf_control *control, char *text, size_t size_bytes);
/** As control_value_text, but whole. */
void put_control_value(FILE *stream, const struct jf_control *control);

/** Whether nobody reads stdout any more. Never waits. */
bool output_is_broken(void);
/**
 * Writes out what stdout still holds. `result` comes back, or the exit status of a failure, which
 * is reported. A reader that has gone away is no failure: it has seen what it wanted.
 */
int output_finish(int result);

#endif
