/* SPDX-License-Identifier: MIT */

/* From what a person typed to the things it may stand for. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "topology/internal.h"
#include "topology/vec.h"

struct match {
    enum jf_object_kind kind;
    const struct jf_device *device;
    const struct jf_part *part;
    const struct jf_connection *connection;
    const struct jf_control *control;
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

/* Whether `whole` is these `length` bytes and no more. */
static bool is_text(const char *whole, const char *text, size_t length)
{
    return whole && strncmp(whole, text, length) == 0 && whole[length] == '\0';
}

static bool is_named(const struct jf_device *device, const char *text, size_t length)
{
    return is_text(device->name, text, length) ||
           is_text(jf_device_get_property(device, "node.name"), text, length);
}

static void by_name(struct query *query)
{
    for (size_t d = 0; d < query->graph->device_count; d++) {
        const struct jf_device *device = query->graph->devices[d];

        if (is_named(device, query->text, strlen(query->text)))
            add_device(query, device);
        for (size_t i = 0; i < device->part_count; i++) {
            if (jfi_text_equal(device->parts[i].name, query->text))
                add_part(query, &device->parts[i]);
        }
    }
}

/* Whether `length` bytes of `text` are the device's name, a colon and the part's name. */
static bool is_port_name(const struct jf_device *device, const struct jf_part *part,
                         const char *text, size_t length)
{
    const char *names[] = {device->name, jf_device_get_property(device, "node.name")};

    for (size_t i = 0; i < JFI_COUNT(names) && part->name; i++) {
        size_t head = names[i] ? strlen(names[i]) : 0;

        if (head && head < length && strncmp(text, names[i], head) == 0 && text[head] == ':' &&
            is_text(part->name, text + head + 1, length - head - 1))
            return true;
    }
    return false;
}

static void by_port_name(struct query *query)
{
    for (size_t d = 0; d < query->graph->device_count; d++) {
        const struct jf_device *device = query->graph->devices[d];

        for (size_t i = 0; i < device->part_count; i++) {
            if (is_port_name(device, &device->parts[i], query->text, strlen(query->text)))
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

typedef void (*rule_fn)(struct query *query);

/* Asks one rule after the other until one finds something. */
static int ask(struct query *query, const rule_fn *rules, size_t rule_count,
               struct jf_matches **ret_matches)
{
    query->matches = calloc(1, sizeof(*query->matches));
    if (!query->matches)
        return -ENOMEM;
    query->matches->items.item_size = sizeof(struct match);
    for (size_t i = 0; i < rule_count && !query->status && !query->matches->items.count; i++)
        rules[i](query);
    if (!query->status && !query->matches->items.count)
        query->status = -ENOENT;
    if (query->status) {
        jf_matches_free(query->matches);
        return query->status;
    }
    *ret_matches = query->matches;
    return query->matches->items.count > 1 ? -ENOTUNIQ : 0;
}

int jf_graph_resolve(const struct jf_graph *graph, const char *text, unsigned int kinds,
                     struct jf_matches **ret_matches)
{
    /* A prefix that fits a device fits all its parts too: devices are asked first. */
    static const rule_fn rules[] = {
        by_id, by_name, by_port_name, by_device_prefix, by_part_prefix, by_connection_prefix,
    };
    struct query query = {.graph = graph, .text = text, .kinds = kinds};

    if (!graph || !text || !*text || !kinds || !ret_matches)
        return -EINVAL;
    return ask(&query, rules, JFI_COUNT(rules), ret_matches);
}

/* ---- controls -------------------------------------------------------------------------------- */

/* How `length` bytes of a text may say where a control is. */
typedef bool (*place_fn)(const struct jf_part *part, const char *text, size_t length);

static bool is_id_of(const struct jf_part *part, const char *text, size_t length)
{
    return is_text(part->id, text, length);
}

static bool is_name_of(const struct jf_part *part, const char *text, size_t length)
{
    const struct jf_device *device = part->device;

    return is_text(part->name, text, length) || is_text(device->id, text, length) ||
           is_named(device, text, length) || is_port_name(device, part, text, length);
}

static bool begins_id_of(const struct jf_part *part, const char *text, size_t length)
{
    return strncmp(part->id, text, length) == 0;
}

/* How many of `length` bytes are in front of `tail`, which must end them. */
static bool cut_tail(const char *text, size_t length, const char *tail, size_t *ret_length)
{
    size_t tail_length = strlen(tail);

    if (tail_length > length || strncmp(text + length - tail_length, tail, tail_length) != 0)
        return false;
    *ret_length = length - tail_length;
    return true;
}

/* Whether the text ends in the control's name, with its index or without one. */
static bool ends_in_name(const char *text, const struct jf_control *control, size_t *ret_head)
{
    size_t length = strlen(text);
    char index[16];

    if (cut_tail(text, length, control->name, ret_head))
        return true;
    (void)snprintf(index, sizeof(index), ",%u", control->index);
    return cut_tail(text, length, index, &length) &&
           cut_tail(text, length, control->name, ret_head);
}

/* NULL for `is_place`: nothing stands in front of the name. */
static bool is_control(const char *text, const struct jf_control *control, place_fn is_place)
{
    size_t head;

    if (!ends_in_name(text, control, &head))
        return false;
    if (!is_place)
        return head == 0;
    return head > 1 && text[head - 1] == ':' && is_place(control->part, text, head - 1);
}

static void add_controls(struct query *query, const struct jf_part *part, bool with_name,
                         place_fn is_place)
{
    if (!with_name && !is_place(part, query->text, strlen(query->text)))
        return;
    for (size_t i = 0; i < part->control_count; i++) {
        const struct jf_control *control = &part->controls[i];

        if (!with_name || is_control(query->text, control, is_place))
            add(query, &(struct match){.kind = JF_OBJECT_CONTROL, .control = control});
    }
}

static void find_controls(struct query *query, bool with_name, place_fn is_place)
{
    for (size_t d = 0; d < query->graph->device_count; d++) {
        const struct jf_device *device = query->graph->devices[d];

        for (size_t i = 0; i < device->part_count; i++)
            add_controls(query, &device->parts[i], with_name, is_place);
    }
}

static void control_by_part_id(struct query *query)
{
    find_controls(query, true, is_id_of);
}

static void control_by_name(struct query *query)
{
    find_controls(query, true, NULL);
}

static void control_by_place_name(struct query *query)
{
    find_controls(query, true, is_name_of);
}

static void control_by_prefix(struct query *query)
{
    find_controls(query, true, begins_id_of);
}

static void controls_at_part_id(struct query *query)
{
    find_controls(query, false, is_id_of);
}

static void controls_at_place_name(struct query *query)
{
    find_controls(query, false, is_name_of);
}

static void controls_at_prefix(struct query *query)
{
    find_controls(query, false, begins_id_of);
}

int jf_graph_resolve_control(const struct jf_graph *graph, const char *text,
                             struct jf_matches **ret_matches)
{
    static const rule_fn rules[] = {
        control_by_part_id,  control_by_name,        control_by_place_name, control_by_prefix,
        controls_at_part_id, controls_at_place_name, controls_at_prefix,
    };
    struct query query = {.graph = graph, .text = text, .kinds = JF_OBJECT_CONTROL};

    if (!graph || !text || !*text || !ret_matches)
        return -EINVAL;
    return ask(&query, rules, JFI_COUNT(rules), ret_matches);
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
    case JF_OBJECT_CONTROL:
        return match->control->part->id;
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

const struct jf_control *jf_matches_get_control(const struct jf_matches *matches, size_t index)
{
    return match_at(matches, index)->control;
}
