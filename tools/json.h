/* SPDX-License-Identifier: MIT */
#ifndef TOOL_JSON_H
#define TOOL_JSON_H

#include <stdio.h>

#include <jackfield/jackfield.h>
#include <jansson.h>

/**
 * @file
 * The graph as JSON; docs/json.md and docs/graph.schema.json are the contract. Every function
 * returns a new reference, or NULL when out of memory; a NULL put into a value makes that NULL too,
 * so only the last one needs a check, and json_print makes it.
 */

/** How much is told of each thing. */
enum json_detail {
    JSON_DETAIL_PLAIN = 0, /**< without properties; of a control only what is remarkable */
    JSON_DETAIL_FULL,      /**< everything that is known */
};

json_t *json_of_graph(const struct jf_graph *graph, enum json_detail detail);
json_t *json_of_device(const struct jf_device *device, enum json_detail detail);
/** The device without its parts and links, in full, for events. */
json_t *json_of_device_head(const struct jf_device *device);
json_t *json_of_part(const struct jf_part *part, enum json_detail detail);
json_t *json_of_connection(const struct jf_connection *connection, enum json_detail detail);
json_t *json_of_control(const struct jf_control *control, enum json_detail detail);
/** With "part", the id of where it is: by itself a control does not say that. */
json_t *json_of_placed_control(const struct jf_control *control, enum json_detail detail);
/** What a control has that is given these values. */
json_t *json_of_values(const struct jf_control *control, const int64_t *values, size_t count);
/** A string, or null for NULL. Bytes that are not UTF-8 become '?'. */
json_t *json_of_text(const char *text);
/** {"from": connector id, "to": connector id}. */
json_t *json_of_pair(const struct jf_connector *from, const struct jf_connector *to);
/** Appends; takes the reference to `value`. Returns `array`, or NULL (and frees it) on failure. */
json_t *json_append(json_t *array, json_t *value);
/** Sets a field; takes both references. Returns `object`, or NULL (and frees it) on failure. */
json_t *json_with(json_t *object, const char *key, json_t *value);

/** How a value is laid out. */
enum json_layout {
    JSON_LAYOUT_DOCUMENT = 0, /**< indented */
    JSON_LAYOUT_LINE,         /**< all on one line */
};

/** Writes the value and a newline; takes the reference. Returns an exit status. */
int json_print(json_t *value, enum json_layout layout, FILE *stream);

#endif
