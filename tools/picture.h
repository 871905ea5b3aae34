/* SPDX-License-Identifier: MIT */
#ifndef TOOL_PICTURE_H
#define TOOL_PICTURE_H

#include <stdbool.h>
#include <stdio.h>

#include "common.h"

/** @file Pictures by the Graphviz library; only in builds that have it. */

struct picture {
    const struct tool *tool;
    const char *dot;    /**< the graph in Graphviz' language */
    const char *format; /**< as Graphviz calls it: "svg" or "png" */
    bool any_size;      /**< a bitmap may have any number of pixels */
};

/**
 * Lays out a graph and draws it, in a process of its own that gets as long as tool->timeout_ms.
 * @param stream  is given the picture; what it holds after a failure is not one.
 * An exit status; whatever Graphviz complains of, it is one line on stderr.
 */
int picture_draw(const struct picture *picture, FILE *stream);

#endif
