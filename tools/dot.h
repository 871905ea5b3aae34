/* SPDX-License-Identifier: MIT */
#ifndef TOOL_DOT_H
#define TOOL_DOT_H

#include <stddef.h>
#include <stdio.h>

#include "scene.h"

/**
 * @file
 * What the files that write Graphviz' language share. Failures to write stay with the stream.
 */

/** Begins a table that only holds text together. */
#define TABLE "<TABLE BORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\">"

/** The colours of a theme. */
struct palette {
    const char *background;
    const char *ink, *soft, *dim; /**< what is drawn; what is said besides; what is out of use */
    const char *paper, *plugged;  /**< inside of a part; of a jack with a plug in it */
    const char *frame;            /**< around a device */
    const char *adapter, *node, *endpoint, *network; /**< inside of a device, by its kind */
    const char *free, *switchable, *error, *path;    /**< what joins two connectors */
};

struct drawing {
    FILE *stream;
    const struct scene *scene;
    const struct palette *colors;
};

/** The name of a node: in quotes, and as the picture shows it when it is pointed at. */
void put_node_name(FILE *stream, const char *name);
/** Text in an HTML-like label; what is longer than `limit` characters ends in an ellipsis. */
void put_label_text(FILE *stream, const char *text, size_t limit);

/** The node of a part: what it is, what it is set to, and how it is marked. */
void draw_dot_part(const struct drawing *drawing, const struct jf_part *part);
/** The node of an endpoint, which is its one connector. */
void draw_dot_endpoint(const struct drawing *drawing, const struct jf_device *device,
                       const struct jf_part *part);
/** Name, id and state of a device: the rows of a label's table. */
void draw_dot_heading(const struct drawing *drawing, const struct jf_device *device);
/** The colour inside of a device. */
const char *device_color(const struct drawing *drawing, const struct jf_device *device);

#endif
