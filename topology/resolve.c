/* SPDX-License-Identifier: MIT */

/* From what a person typed to the things it may stand for. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "topology/internal.h"
#include "topology/vec.h"

struct match {
    enum jf_object_kind kind;
    const struct jf_device *device;
    const struct jf_part *part;
    const struct jf_connection *connection;
};

struct jf_matches {
    struct jfi_vec items; /* struct match */
};

struct query {
    const struct jf_graph *graph;
    const char *text;
    unsigned int kinds;
    struct jf_matches *matches;
    int status;
};

static void add(struct query *query, const struct match *match)
{
    if (!query->status && (query->kinds & (unsigned int)match->kind))
        query->status = jfi_vec_push(&query->matches->items, match);
}

static void add_device(struct query *query, const struct jf_device *device)
{
    add(query, &(struct match){.kind = JF_OBJECT_DEVICE, .device = device});
}

static void add_part(struct query *query, const struct jf_part *part)
{
    add(query, &(struct match){.kind = JF_OBJECT_PART, .part = part});
}

static void add_connection(struct query *query, const struct jf_connection *connection)
{
    add(query, &(struct match){.kind = JF_OBJECT_CONNECTION, .connection = connection});
}

/* ---- the rules, in the order of graph.h ------------------------------------------------------ */

static void by_id(struct query *query)
{
    const struct jf_device *device;
    const struct jf_part *part;
    const struct jf_connection *connection;

    if (jf_graph_find_device(query->graph, query->text, &device) == 0)
        add_device(query, device);
    else if (jf_graph_find_part(query->graph, query->text, &part) == 0)
        add_part(query, part);
    else if (jf_graph_find_connection(query->graph, query->text, &connection) == 0)
        add_connection(query, connection);
}

static bool is_named(const struct jf_device *device, const char *text)
{
    return jfi_text_equal(device->name, text) ||
           jfi_text_equal(jf_device_get_property(device, "node.name"), text);
}

static void by_name(struct query *query)
{
    for (size_t d = 0; d < query->graph->device_count; d++) {
        const struct jf_device *device = query->graph->devices[d];

        if (is_named(device, query->text))
            add_device(query, device);
        for (size_t i = 0; i < device->part_count; i++) {
            if (jfi_text_equal(device->parts[i].name, query->text))
                add_part(query, &device->parts[i]);
        }
    }
}

/* Whether `text` is the device's name, a colon and the part's name. */
static bool is_port_name(const struct jf_device *device, const struct jf_part *part,
                         const char *text)
{
    const char *names[] = {device->name, jf_device_get_property(device, "node.name")};

    for (size_t i = 0; i < JFI_COUNT(names) && part->name; i++) {
        size_t length = names[i] ? strlen(names[i]) : 0;

        if (length && strncmp(text, names[i], length) == 0 && text[length] == ':' &&
            strcmp(text + length + 1, part->name) == 0)
            return true;
    }
    return false;
}

static void by_port_name(struct query *query)
{
    for (size_t d = 0; d < query->graph->device_count; d++) {
        const struct jf_device *device = query->graph->devices[d];

        for (size_t i = 0; i < device->part_count; i++) {
            if (is_port_name(device, &device->parts[i], query->text))
                add_part(query, &device->parts[i]);
        }
    }
}

static void by_device_prefix(struct query *query)
{
    size_t length = strlen(query->text);

    for (size_t d = 0; d < query->graph->device_count; d++) {
        if (strncmp(query->graph->devices[d]->id, query->text, length) == 0)
            add_device(query, query->graph->devices[d]);
    }
}

static void by_part_prefix(struct query *query)
{
    size_t length = strlen(query->text);

    for (size_t d = 0; d < query->graph->device_count; d++) {
        const struct jf_device *device = query->graph->devices[d];

        for (size_t i = 0; i < device->part_count; i++) {
            if (strncmp(device->parts[i].id, query->text, length) == 0)
                add_part(query, &device->parts[i]);
        }
    }
}

static void by_connection_prefix(struct query *query)
{
    size_t length = strlen(query->text);

    for (size_t i = 0; i < query->graph->connection_count; i++) {
        if (strncmp(query->graph->connections[i].wire->id, query->text, length) == 0)
            add_connection(query, &query->graph->connections[i]);
    }
}

int jf_graph_resolve(const struct jf_graph *graph, const char *text, unsigned int kinds,
                     struct jf_matches **ret_matches)
{
    /* A prefix that fits a device fits all its parts too: devices are asked first. */
    static void (*const rules[])(struct query *) = {
        by_id, by_name, by_port_name, by_device_prefix, by_part_prefix, by_connection_prefix,
    };
    struct query query = {.graph = graph, .text = text, .kinds = kinds};

    if (!graph || !text || !*text || !kinds || !ret_matches)
        return -EINVAL;
    query.matches = calloc(1, sizeof(*query.matches));
    if (!query.matches)
        return -ENOMEM;
    query.matches->items.item_size = sizeof(struct match);
    for (size_t i = 0; i < JFI_COUNT(rules) && !query.status && !query.matches->items.count; i++)
        rules[i](&query);
    if (!query.status && !query.matches->items.count)
        query.status = -ENOENT;
    if (query.status) {
        jf_matches_free(query.matches);
        return query.status;
    }
    *ret_matches = query.matches;
    return query.matches->items.count > 1 ? -ENOTUNIQ : 0;
}

/* ---- reading matches ------------------------------------------------------------------------- */

struct jf_matches *jf_matches_free(struct jf_matches *matches)
{
    if (matches) {
        jfi_vec_fini(&matches->items);
        free(matches);
    }
    return NULL;
}

size_t jf_matches_get_count(const struct jf_matches *matches)
{
    return matches ? matches->items.count : 0;
}

static const struct match *match_at(const struct jf_matches *matches, size_t index)
{
    static const struct match none = {.kind = JF_OBJECT_UNKNOWN};

    return index < jf_matches_get_count(matches) ? jfi_vec_at(&matches->items, index) : &none;
}

enum jf_object_kind jf_matches_get_kind(const struct jf_matches *matches, size_t index)
{
    return match_at(matches, index)->kind;
}

const char *jf_matches_get_id(const struct jf_matches *matches, size_t index)
{
    const struct match *match = match_at(matches, index);

    switch (match->kind) {
    case JF_OBJECT_DEVICE:
        return match->device->id;
    case JF_OBJECT_PART:
        return match->part->id;
    case JF_OBJECT_CONNECTION:
        return match->connection->wire->id;
    case JF_OBJECT_UNKNOWN:
        break;
    }
    return NULL;
}

const struct jf_device *jf_matches_get_device(const struct jf_matches *matches, size_t index)
{
    return match_at(matches, index)->device;
}

const struct jf_part *jf_matches_get_part(const struct jf_matches *matches, size_t index)
{
    return match_at(matches, index)->part;
}

const struct jf_connection *jf_matches_get_connection(const struct jf_matches *matches,
                                                      size_t index)
{
    return match_at(matches, index)->connection;
}
