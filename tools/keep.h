/* SPDX-License-Identifier: MIT */
#ifndef TOOL_KEEP_H
#define TOOL_KEEP_H

#include <jackfield/jackfield.h>
#include <jansson.h>

#include "common.h"

/**
 * @file
 * What the keep command is made of. keep-state.c: the files by which a running keeper is asked;
 * keep-tell.c: what it keeps, in JSON and in words; cmd-keep.c: the loop.
 */

/* ---- the files ------------------------------------------------------------------------------- */

/** What a keeper holds while it runs, as jackfield-wiring(5) has it. Zeroed it holds nothing. */
struct keep_state {
    char *path; /**< of the state; NULL: there is no place for one */
    int lock_fd;
    json_t *told; /**< what is in the file */
};

/** Takes the lock. Says so when another keeper has it. An exit status. */
int keep_state_open(struct keep_state *state);
/** Replaces what is told, if it is another. Takes the reference. An exit status. */
int keep_state_tell(struct keep_state *state, json_t *what);
/** Nothing is told any more. */
void keep_state_close(struct keep_state *state);
/** What the running keeper told. Says so when none runs, with EXIT_NO. An exit status. */
int keep_state_read(json_t **ret_what);

/* ---- what is told ---------------------------------------------------------------------------- */

/** NULL when out of memory. `keeper` NULL: it has not begun. */
json_t *json_of_keeper(const struct jf_keeper *keeper, const struct jf_graph *graph,
                       const char *document);
/** How many are in each state, in words. */
void count_kept(const json_t *what, char *text, size_t size);
/** Prints what is kept, a line each. */
void print_kept(const struct tool *tool, const json_t *what);
/** Prints those that are not the same in `before` (NULL: all), as lines or as JSON objects. */
void print_kept_news(const struct tool *tool, const json_t *before, const json_t *what);

#endif
