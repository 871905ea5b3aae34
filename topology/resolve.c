/* SPDX-License-Identifier: MIT */

/* From what a person typed to the things it may stand for. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "topology/internal.h"
#include "topology/utf8.h"
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

/* How `length` bytes of what was typed, one or more, may stand for a name. */
typedef bool (*fit_fn)(const char *name, const char *text, size_t length);

struct query {
    const struct jf_graph *graph;
    const char *text;
    unsigned int kinds;
    fit_fn fit; /* the rule's that is asked */
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

/* These bytes and no more. */
static bool is_text(const char *whole, const char *text, size_t length)
{
    return strncmp(whole, text, length) == 0 && whole[length] == '\0';
}

static bool fits(const struct query *query, const char *name, const char *text, size_t length)
{
    return name && length && query->fit(name, text, length);
}

static bool is_named(const struct query *query, const struct jf_device *device, const char *text,
                     size_t length)
{
    return fits(query, device->name, text, length) ||
           fits(query, jf_device_get_property(device, "node.name"), text, length);
}

static void devices_by_name(struct query *query)
{
    for (size_t d = 0; d < query->graph->device_count; d++) {
        if (is_named(query, query->graph->devices[d], query->text, strlen(query->text)))
            add_device(query, query->graph->devices[d]);
    }
}

static void parts_by_name(struct query *query)
{
    for (size_t d = 0; d < query->graph->device_count; d++) {
        const struct jf_device *device = query->graph->devices[d];

        for (size_t i = 0; i < device->part_count; i++) {
            if (fits(query, device->parts[i].name, query->text, strlen(query->text)))
                add_part(query, &device->parts[i]);
        }
    }
}

static void by_name(struct query *query)
{
    devices_by_name(query);
    parts_by_name(query);
}

/* Whether `length` bytes of `text` are the device's name, a colon and the part's name. */
static bool is_port_name(const struct query *query, const struct jf_part *part, const char *text,
                         size_t length)
{
    /* A name may have colons of its own. */
    for (size_t i = 0; i < length; i++) {
        if (text[i] == ':' && is_named(query, part->device, text, i) &&
            fits(query, part->name, text + i + 1, length - i - 1))
            return true;
    }
    return false;
}

static void by_port_name(struct query *query)
{
    for (size_t d = 0; d < query->graph->device_count; d++) {
        const struct jf_device *device = query->graph->devices[d];

        for (size_t i = 0; i < device->part_count; i++) {
            if (is_port_name(query, &device->parts[i], query->text, strlen(query->text)))
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

struct rule {
    void (*find)(struct query *query);
    fit_fn fit; /* NULL: it asks for no name */
};

/* Asks one rule after the other until one finds something. */
static int ask(struct query *query, const struct rule *rules, size_t rule_count,
               struct jf_matches **ret_matches)
{
    query->matches = calloc(1, sizeof(*query->matches));
    if (!query->matches)
        return -ENOMEM;
    query->matches->items.item_size = sizeof(struct match);
    for (size_t i = 0; i < rule_count && !query->status && !query->matches->items.count; i++) {
        query->fit = rules[i].fit;
        rules[i].find(query);
    }
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
    /* What fits a device in part often fits its parts too: devices are asked first. */
    static const struct rule rules[] = {
        {by_id, NULL},
        {by_name, is_text},
        {by_port_name, is_text},
        {by_name, jfi_utf8_is_alike},
        {by_port_name, jfi_utf8_is_alike},
        {by_device_prefix, NULL},
        {by_part_prefix, NULL},
        {by_connection_prefix, NULL},
        {devices_by_name, jfi_utf8_has_alike},
        {parts_by_name, jfi_utf8_has_alike},
        {by_port_name, jfi_utf8_has_alike},
    };
    struct query query = {.graph = graph, .text = text, .kinds = kinds};

    if (!graph || !text || !*text || !kinds || !ret_matches)
        return -EINVAL;
    return ask(&query, rules, JFI_COUNT(rules), ret_matches);
}

/* ---- controls -------------------------------------------------------------------------------- */

/* How `length` bytes of a text may say where a control is. */
typedef bool (*place_fn)(const struct query *query, const struct jf_part *part, const char *text,
                         size_t length);

static bool is_id_of(const struct query *query, const struct jf_part *part, const char *text,
                     size_t length)
{
    (void)query;
    return is_text(part->id, text, length);
}

static bool is_name_of(const struct query *query, const struct jf_part *part, const char *text,
                       size_t length)
{
    const struct jf_device *device = part->device;

    return fits(query, part->name, text, length) || is_text(device->id, text, length) ||
           is_named(query, device, text, length) || is_port_name(query, part, text, length);
}

static bool begins_id_of(const struct query *query, const struct jf_part *part, const char *text,
                         size_t length)
{
    (void)query;
    return strncmp(part->id, text, length) == 0;
}

/* Whether the text is the control's name, with its index or without one. */
static bool is_called(const struct query *query, const struct jf_control *control, const char *text)
{
    size_t length = strlen(text);
    char index[16];
    size_t index_length = (size_t)snprintf(index, sizeof(index), ",%u", control->index);

    return fits(query, control->name, text, length) ||
           (length > index_length && strcmp(text + length - index_length, index) == 0 &&
            fits(query, control->name, text, length - index_length));
}

/* NULL for `is_place`: nothing stands in front of the name. */
static bool is_control(const struct query *query, const struct jf_control *control,
                       place_fn is_place)
{
    const char *text = query->text;

    if (!is_place)
        return is_called(query, control, text);
    for (size_t i = 1; text[0] && text[i]; i++) {
        if (text[i] == ':' && is_called(query, control, text + i + 1) &&
            is_place(query, control->part, text, i))
            return true;
    }
    return false;
}

static void add_controls(struct query *query, const struct jf_part *part, bool with_name,
                         place_fn is_place)
{
    if (!with_name && !is_place(query, part, query->text, strlen(query->text)))
        return;
    for (size_t i = 0; i < part->control_count; i++) {
        const struct jf_control *control = &part->controls[i];

        if (!with_name || is_control(query, control, is_place))
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
    static const struct rule rules[] = {
        {control_by_part_id, is_text},
        {control_by_name, is_text},
        {control_by_place_name, is_text},
        {control_by_part_id, jfi_utf8_is_alike},
        {control_by_name, jfi_utf8_is_alike},
        {control_by_place_name, jfi_utf8_is_alike},
        {control_by_prefix, jfi_utf8_is_alike},
        {controls_at_part_id, NULL},
        {controls_at_place_name, is_text},
        {controls_at_place_name, jfi_utf8_is_alike},
        {controls_at_prefix, NULL},
        {control_by_part_id, jfi_utf8_has_alike},
        {control_by_name, jfi_utf8_has_alike},
        {control_by_place_name, jfi_utf8_has_alike},
        {control_by_prefix, jfi_utf8_has_alike},
        {controls_at_place_name, jfi_utf8_has_alike},
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
