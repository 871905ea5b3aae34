/* SPDX-License-Identifier: MIT */
#ifndef TOOL_COMPLETE_H
#define TOOL_COMPLETE_H

#include <stdbool.h>
#include <stddef.h>

#include "common.h"

/**
 * @file
 * What the complete command is made of. cmd-complete.c: what may come next on a command line;
 * complete-name.c: what things are called on this machine; complete-bash.c: lines as bash reads
 * them.
 */

/* ---- complete-bash.c ------------------------------------------------------------------------- */

/** A command line of bash up to the cursor. Zeroed it holds nothing. */
struct bash_line {
    char *text; /**< the words without what quoted them, each ended */
    char **words;
    size_t count; /**< at least one: the last is the word that is being typed */
    char quote;   /**< what the last word is open in, or 0 */
    size_t cut;   /**< bytes of the last word that bash takes for words in front of it */
};

/**
 * Splits a line.
 * @param breaks  what ends a word of a completion besides blanks: COMP_WORDBREAKS.
 * @param ret_line  bash_line_fini it.
 * -ENOMEM.
 */
int bash_line_split(const char *line, const char *breaks, struct bash_line *ret_line);
void bash_line_fini(struct bash_line *line);
/** Prints what takes the place of the last word, quoted as that is, and a newline. */
void bash_line_put(const struct bash_line *line, const char *candidate);

/* ---- complete-name.c ------------------------------------------------------------------------- */

/** What a word can stand for. */
enum name_kind {
    NAME_DEVICE = 1,
    NAME_CONNECTOR = 2,
    NAME_PART = 4, /**< subunits too */
    NAME_CONTROL = 8,
    NAME_VALUE = 16, /**< of the control that the word in front of it is */
    NAME_FILE = 32,
    NAME_DIRECTORY = 64,
};

/** Takes a candidate. `about` may be NULL. Both are borrowed. */
typedef void (*offer_fn)(void *user, const char *candidate, const char *about);

/** Offers names of things, each of which stands for one thing alone. -ENOMEM. */
int offer_names(const struct jf_graph *graph, unsigned int kinds, offer_fn offer, void *user);
/** Offers values that a control takes; none where `control` names no control alone. */
void offer_values(const struct jf_graph *graph, const char *control, offer_fn offer, void *user);

#endif
