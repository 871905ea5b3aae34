/* SPDX-License-Identifier: MIT */
#ifndef TOOL_DRAW_H
#define TOOL_DRAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct jf_device;
struct jf_graph;
struct scene;

/** @file The shapes of a graph besides JSON. Failures to write stay with `stream`. */

/** What a tree is drawn on. */
struct tree_paper {
    bool colored;
    size_t columns; /**< what is longer is cut, and a legend ends it; 0: it is for no terminal */
};

/** Devices, in them parts in the direction of the signal, below each where the signal goes. */
int draw_tree(const struct jf_graph *graph, const struct tree_paper *paper, FILE *stream);
/** The same for one device, without a legend; NULL: all. -ENOMEM. */
int draw_device_tree(const struct jf_graph *graph, const struct jf_device *device,
                     const struct tree_paper *paper, FILE *stream);
/**
 * Graphviz' language: a box for each device, a symbol for each part, lines for links and
 * connections. The pictures are made from this.
 */
void draw_dot(const struct scene *scene, FILE *stream);

#endif
