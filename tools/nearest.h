/* SPDX-License-Identifier: MIT */
#ifndef TOOL_NEAREST_H
#define TOOL_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

struct jf_graph;

/** @file What somebody may have meant who mistyped a name. */

enum {
    NAME_BYTES = 128 /**< of a name; what is longer is compared as far as that */
};

/** The name so far that is most like what was typed. */
struct nearest {
    const char *typed; /**< borrowed */
    char name[NAME_BYTES];
    size_t farness;
    bool is_found;
};

/** Takes the name if it is like what was typed, and more so than any before it. Whether it did. */
bool nearest_judge(struct nearest *nearest, const char *name);
/**
 * Judges the names and ids of what is in a graph, and NODE:PORT where a colon was typed.
 * @param kinds  jf_object_kind values or'ed.
 */
void nearest_judge_graph(struct nearest *nearest, const struct jf_graph *graph, unsigned int kinds);

#endif
