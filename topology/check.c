/* SPDX-License-Identifier: MIT */

/*
 * Every invariant of the model, checked from the outside: nothing here trusts how a graph was made.
 * Runs after every change in debug builds, in every test, and as `jackfield check`.
 */

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "topology/internal.h"
#include "topology/vec.h"

struct check {
    const struct jf_graph *graph;
    void (*report)(void *user, const char *line);
    void *user;
    size_t violations;
};

__attribute__((format(printf, 2, 3))) static void violation(struct check *check, const char *format,
                                                            ...)
{
    char line[1024];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    check->violations++;
    if (check->report)
        check->report(check->user, line);
}

static bool is_between(int value, int least, int most)
{
    return value >= least && value <= most;
}

/* ---- controls, jacks, properties ------------------------------------------------------------- */

static bool is_neighbour(const struct jf_part *part, int64_t local_id)
{
    for (size_t i = 0; i < part->incoming_count; i++) {
        if (part->incoming[i]->from->local_id == local_id)
            return true;
    }
    for (size_t i = 0; i < part->outgoing_count; i++) {
        if (part->outgoing[i]->to->local_id == local_id)
            return true;
    }
    return false;
}

static void check_control_values(struct check *check, const struct jf_control *control)
{
    bool one_bit = control->kind == JF_CONTROL_MUTE || control->kind == JF_CONTROL_BOOLEAN;

    for (size_t i = 0; i < control->value_count; i++) {
        if (one_bit && !is_between((int)control->values[i], 0, 1))
            violation(check, "%s: control '%s': %" PRId64 " is no boolean", control->part->id,
                      control->name, control->values[i]);
        if (control->kind == JF_CONTROL_SELECTOR &&
            !is_neighbour(control->part, control->values[i]))
            violation(check, "%s: control '%s': selects %" PRId64 ", which is no neighbour",
                      control->part->id, control->name, control->values[i]);
    }
}

static void check_control_items(struct check *check, const struct jf_control *control)
{
    for (size_t i = 0; i < control->item_count; i++) {
        int64_t value = control->items[i].value;

        if (control->kind == JF_CONTROL_SELECTOR ? !is_neighbour(control->part, value) : value < 0)
            violation(check, "%s: control '%s': item %" PRId64 " cannot be chosen",
                      control->part->id, control->name, value);
    }
}

static void check_controls(struct check *check, const struct jf_part *part)
{
    for (size_t i = 0; i < part->control_count; i++) {
        const struct jf_control *control = &part->controls[i];

        if (control->part != part || !control->name || !*control->name)
            violation(check, "%s: control %zu: no name, or of another part", part->id, i);
        if (control->has_range && (control->min > control->max || control->step < 0))
            violation(check, "%s: control '%s': impossible range", part->id, control->name);
        if (!control->evidence || !*control->evidence)
            violation(check, "%s: control %zu: no evidence", part->id, i);
        if (!control->name)
            continue;
        check_control_values(check, control);
        check_control_items(check, control);
    }
}

static void check_properties(struct check *check, const char *id,
                             const struct jfi_properties *properties)
{
    for (size_t i = 1; i < properties->count; i++) {
        if (strcmp(properties->items[i - 1].key, properties->items[i].key) >= 0)
            violation(check, "%s: properties out of order at '%s'", id, properties->items[i].key);
    }
}

/* ---- parts and links ------------------------------------------------------------------------- */

static void check_part_kind(struct check *check, const struct jf_part *part)
{
    bool connector = part->kind == JF_PART_CONNECTOR;

    if (!is_between((int)part->kind, JF_PART_CONNECTOR, JF_PART_SUBUNIT))
        violation(check, "%s: neither connector nor subunit", part->id);
    if (connector && !is_between((int)part->flow, JF_FLOW_IN, JF_FLOW_OUT))
        violation(check, "%s: a connector without a data flow", part->id);
    if (!connector && part->flow != JF_FLOW_UNKNOWN)
        violation(check, "%s: a subunit with a data flow", part->id);
    if (connector && !is_between((int)part->type, JF_TYPE_UNKNOWN, JF_TYPE_NETWORK))
        violation(check, "%s: a connector of subunit type", part->id);
    if (!connector && part->type != JF_TYPE_UNKNOWN &&
        !is_between((int)part->type, JF_TYPE_VOLUME, JF_TYPE_OPAQUE))
        violation(check, "%s: a subunit of connector type", part->id);
    if (!connector && part->jack_count)
        violation(check, "%s: a subunit with jacks", part->id);
}

static size_t times_listed(const struct jf_link *const *list, size_t count,
                           const struct jf_link *link)
{
    size_t times = 0;

    for (size_t i = 0; i < count; i++)
        times += list[i] == link;
    return times;
}

/* A selector passes one of its inputs, or one for each channel where a control tells of several. */
static size_t most_selected(const struct jf_part *part)
{
    size_t most = 1;

    for (size_t i = 0; i < part->control_count; i++) {
        if (part->controls[i].kind == JF_CONTROL_SELECTOR && part->controls[i].value_count > most)
            most = part->controls[i].value_count;
    }
    return most;
}

static void check_part_links(struct check *check, const struct jf_part *part)
{
    size_t selected = 0;

    for (size_t i = 0; i < part->incoming_count; i++) {
        const struct jf_link *link = part->incoming[i];

        selected += link->state == JF_LINK_SELECTED;
        if (link->to != part)
            violation(check, "%s: lists an incoming link of another part", part->id);
        if (times_listed(link->from->outgoing, link->from->outgoing_count, link) != 1)
            violation(check, "%s: an incoming link its source does not list", part->id);
    }
    for (size_t i = 0; i < part->outgoing_count; i++) {
        if (part->outgoing[i]->from != part)
            violation(check, "%s: lists an outgoing link of another part", part->id);
    }
    if (part->type == JF_TYPE_MUX && selected > most_selected(part))
        violation(check, "%s: a selector with %zu selected inputs", part->id, selected);
}

static void check_part(struct check *check, const struct jf_device *device,
                       const struct jf_part *part)
{
    size_t prefix = strlen(device->id);

    if (part->device != device || &device->parts[part->index] != part)
        violation(check, "%s: not at its place in its device", part->id);
    if (strncmp(part->id, device->id, prefix) != 0 || part->id[prefix] != '/' ||
        strcmp(part->id + prefix + 1, part->key) != 0 || !*part->key)
        violation(check, "%s: an id that is not its device's id and its key", part->id);
    if (!part->serial)
        violation(check, "%s: no serial", part->id);
    check_part_kind(check, part);
    check_part_links(check, part);
    check_controls(check, part);
    check_properties(check, part->id, &part->properties);
}

static void check_links(struct check *check, const struct jf_device *device)
{
    size_t incoming = 0, outgoing = 0;

    for (size_t i = 0; i < device->link_count; i++) {
        const struct jf_link *link = &device->links[i];

        if (link->from->device != device || link->to->device != device)
            violation(check, "%s: link %zu leaves the device", device->id, i);
        if (!link->evidence || !*link->evidence)
            violation(check, "%s: link %zu without evidence", device->id, i);
        if (!is_between((int)link->state, JF_LINK_UNKNOWN, JF_LINK_UNSELECTED))
            violation(check, "%s: link %zu in no known state", device->id, i);
    }
    for (size_t i = 0; i < device->part_count; i++) {
        incoming += device->parts[i].incoming_count;
        outgoing += device->parts[i].outgoing_count;
    }
    if (incoming != device->link_count || outgoing != device->link_count)
        violation(check, "%s: %zu links, but %zu incoming and %zu outgoing ends", device->id,
                  device->link_count, incoming, outgoing);
}

/* ---- devices --------------------------------------------------------------------------------- */

static int compare_local_id(const void *a, const void *b)
{
    const uint32_t *left = a, *right = b;

    return (*left > *right) - (*left < *right);
}

static int check_local_ids(struct check *check, const struct jf_device *device)
{
    uint32_t *ids = calloc(device->part_count + 1, sizeof(*ids));

    if (!ids)
        return -ENOMEM;
    for (size_t i = 0; i < device->part_count; i++)
        ids[i] = device->parts[i].local_id;
    jfi_sort(ids, device->part_count, sizeof(*ids), compare_local_id);
    for (size_t i = 1; i < device->part_count; i++) {
        if (ids[i - 1] == ids[i])
            violation(check, "%s: two parts with local id %" PRIu32, device->id, ids[i]);
    }
    free(ids);
    return 0;
}

static void check_part_orders(struct check *check, const struct jf_device *device)
{
    for (size_t i = 1; i < device->part_count; i++) {
        if (strcmp(device->by_key[i - 1]->key, device->by_key[i]->key) >= 0)
            violation(check, "%s: parts out of order or twice", device->by_key[i]->id);
    }
    for (size_t i = 0; i < device->connector_count; i++) {
        if (device->connectors[i]->kind != JF_PART_CONNECTOR)
            violation(check, "%s: a subunit among the connectors", device->connectors[i]->id);
    }
    for (size_t i = 0; i < device->subunit_count; i++) {
        if (device->subunits[i]->kind != JF_PART_SUBUNIT)
            violation(check, "%s: a connector among the subunits", device->subunits[i]->id);
    }
    if (device->connector_count + device->subunit_count != device->part_count)
        violation(check, "%s: parts that are neither connector nor subunit", device->id);
}

static int check_device(struct check *check, const struct jf_device *device)
{
    if (!*device->id || strchr(device->id, '/') || strchr(device->id, '~'))
        violation(check, "'%s': not a device id", device->id);
    if (!device->serial)
        violation(check, "%s: no serial", device->id);
    if (!is_between((int)device->kind, JF_DEVICE_ADAPTER, JF_DEVICE_NETWORK))
        violation(check, "%s: a device of no kind", device->id);
    if (!is_between((int)device->state, JF_STATE_UNKNOWN, JF_STATE_DISABLED))
        violation(check, "%s: a device in no known state", device->id);
    if (device->kind == JF_DEVICE_ENDPOINT &&
        (device->connector_count != 1 || device->subunit_count))
        violation(check, "%s: an endpoint has exactly one connector and no subunit", device->id);
    for (size_t i = 0; i < device->part_count; i++)
        check_part(check, device, &device->parts[i]);
    check_part_orders(check, device);
    check_links(check, device);
    check_properties(check, device->id, &device->properties);
    return check_local_ids(check, device);
}

/* ---- connections ----------------------------------------------------------------------------- */

static void check_ends(struct check *check, const struct jf_connection *connection)
{
    const char *id = connection->wire->id;
    const struct jf_part *from = connection->from, *to = connection->to;
    size_t length = strlen(from->id);

    if (strncmp(id, from->id, length) != 0 || id[length] != '~' ||
        strcmp(id + length + 1, to->id) != 0)
        violation(check, "%s: an id that is not that of its ends", id);
    if (from->kind != JF_PART_CONNECTOR || to->kind != JF_PART_CONNECTOR)
        violation(check, "%s: an end is no connector", id);
    if (from->flow != JF_FLOW_OUT || to->flow != JF_FLOW_IN)
        violation(check, "%s: does not lead from an output to an input", id);
    if (from->device == to->device)
        violation(check, "%s: both ends in one device", id);
    if (check->graph->devices[connection->from_device] != from->device ||
        check->graph->devices[connection->to_device] != to->device)
        violation(check, "%s: an end outside this graph", id);
}

static void check_connection(struct check *check, const struct jf_connection *connection)
{
    const struct jfi_wire *wire = connection->wire;

    check_ends(check, connection);
    if (!connection->serial)
        violation(check, "%s: no serial", wire->id);
    if (!is_between((int)wire->permanence, JF_PERMANENCE_PHYSICAL, JF_PERMANENCE_FREE))
        violation(check, "%s: of no known permanence", wire->id);
    if (!is_between((int)wire->state, JF_CONNECTION_UNKNOWN, JF_CONNECTION_ACTIVE))
        violation(check, "%s: in no known state", wire->id);
    if (!wire->evidence || !*wire->evidence)
        violation(check, "%s: without evidence", wire->id);
    check_properties(check, wire->id, &wire->properties);
}

static void check_exclusive(struct check *check, const struct jf_part *part)
{
    const struct jf_connection *const *first;
    size_t count = jfi_graph_connections_of(check->graph, part, &first), removable = 0;

    for (size_t i = 0; i < count; i++)
        removable += first[i]->wire->permanence >= JF_PERMANENCE_SWITCHABLE;
    if (part->exclusive && removable > 1)
        violation(check, "%s: a 1:1 connector with %zu connections", part->id, removable);
}

static void check_runs(struct check *check)
{
    const struct jf_graph *graph = check->graph;
    size_t listed = 0;

    for (size_t d = 0; d < graph->device_count; d++) {
        const struct jf_device *device = graph->devices[d];

        for (size_t i = 0; i < device->connector_count; i++) {
            const struct jf_connection *const *first;

            listed += jfi_graph_connections_of(graph, device->connectors[i], &first);
            check_exclusive(check, device->connectors[i]);
        }
    }
    if (listed != 2 * graph->connection_count)
        violation(check, "%zu connections, but %zu ends found at connectors",
                  graph->connection_count, listed);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static int compare_serial(const void *a, const void *b)
{
    const uint64_t *left = a, *right = b;

    return (*left > *right) - (*left < *right);
}

static int check_serials(struct check *check)
{
    const struct jf_graph *graph = check->graph;
    size_t room = graph->device_count + graph->connection_count + 1, count = 0;
    uint64_t *serials;

    for (size_t d = 0; d < graph->device_count; d++)
        room += graph->devices[d]->part_count;
    serials = calloc(room, sizeof(*serials));
    if (!serials)
        return -ENOMEM;
    for (size_t d = 0; d < graph->device_count; d++) {
        serials[count++] = graph->devices[d]->serial;
        for (size_t i = 0; i < graph->devices[d]->part_count; i++)
            serials[count++] = graph->devices[d]->parts[i].serial;
    }
    for (size_t i = 0; i < graph->connection_count; i++)
        serials[count++] = graph->connections[i].serial;
    jfi_sort(serials, count, sizeof(*serials), compare_serial);
    for (size_t i = 1; i < count; i++) {
        if (serials[i - 1] == serials[i])
            violation(check, "serial %" PRIu64 " stands for two things", serials[i]);
    }
    free(serials);
    return 0;
}

static void check_orders(struct check *check)
{
    const struct jf_graph *graph = check->graph;

    for (size_t i = 1; i < graph->device_count; i++) {
        if (strcmp(graph->devices[i - 1]->id, graph->devices[i]->id) >= 0)
            violation(check, "%s: devices out of order or twice", graph->devices[i]->id);
    }
    for (size_t i = 1; i < graph->connection_count; i++) {
        if (strcmp(graph->connections[i - 1].wire->id, graph->connections[i].wire->id) >= 0)
            violation(check, "%s: connections out of order or twice",
                      graph->connections[i].wire->id);
    }
}

int jfi_graph_check(const struct jf_graph *graph, void (*report)(void *user, const char *line),
                    void *user)
{
    struct check check = {.graph = graph, .report = report, .user = user};
    int status = 0;

    check_orders(&check);
    for (size_t i = 0; i < graph->device_count && !status; i++)
        status = check_device(&check, graph->devices[i]);
    for (size_t i = 0; i < graph->connection_count; i++)
        check_connection(&check, &graph->connections[i]);
    check_runs(&check);
    if (!status)
        status = check_serials(&check);
    if (status)
        return status;
    return check.violations > INT32_MAX ? INT32_MAX : (int)check.violations;
}

static void collect(void *user, const char *line)
{
    FILE *stream = user;

    (void)fprintf(stream, "%s\n", line);
}

int jf_graph_check(const struct jf_graph *graph, char **ret_report)
{
    char *report = NULL;
    size_t size = 0;
    FILE *stream;
    int violations;

    if (!graph || !ret_report)
        return -EINVAL;
    stream = open_memstream(&report, &size);
    if (!stream)
        return -ENOMEM;
    violations = jfi_graph_check(graph, collect, stream);
    if (fclose(stream) != 0)
        violations = -ENOMEM;
    if (violations <= 0) {
        free(report);
        report = NULL;
    }
    if (violations >= 0)
        *ret_report = report;
    return violations;
}
