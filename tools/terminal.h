/* SPDX-License-Identifier: MIT */
#ifndef TOOL_TERMINAL_H
#define TOOL_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "common.h"

/** @file What a terminal shows: how wide text is, what fits, and a line that is kept up to date. */

/** Columns of the terminal that the stream is, 20 at least; 0: it is none, or nobody knows. */
size_t terminal_columns(FILE *stream);
/** Whether text in the character set of this terminal may hold more than ASCII. */
bool terminal_is_utf8(void);

/** Columns the text takes on a terminal: none for what joins the letter before it, two for a wide
 * letter. */
size_t text_width(const char *text);
/**
 * The text within as many columns: cut, with an ellipsis, at its end or (`middle`) in the middle,
 * where both ends tell it from others. NULL when out of memory; the caller frees it.
 */
char *text_fit(const char *text, size_t columns, bool middle);

/**
 * One line at the bottom of a terminal that says how things are. Zeroed it is on no terminal, where
 * everything does nothing.
 */
struct live_line {
    bool is_live, is_shown;
    char changed_at[16]; /**< the time of day; empty: nothing has changed so far */
};

/**
 * On a terminal that can move its cursor, unless JSON or quiet is asked for. Before anything is
 * printed.
 */
void live_line_open(struct live_line *line, const struct tool *tool);
/** Takes the line away: before something is printed, and at the end. */
void live_line_hide(struct live_line *line);
/** Something has changed just now. */
void live_line_touch(struct live_line *line);
/** Shows it anew, with when something changed last, cut to the width that the terminal has now. */
void live_line_show(struct live_line *line, const char *text);

#endif
