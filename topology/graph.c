/* SPDX-License-Identifier: MIT */

/* Snapshots: how one is put together, and lookups in it. */

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "topology/internal.h"
#include "topology/vec.h"

/* ---- lifetime -------------------------------------------------------------------------------- */

const struct jf_graph *jf_graph_ref(const struct jf_graph *graph)
{
    struct jf_graph *counted = (struct jf_graph *)(uintptr_t)graph;

    if (counted)
        atomic_fetch_add_explicit(&counted->ref_count, 1, memory_order_relaxed);
    return graph;
}

static void graph_free(struct jf_graph *graph)
{
    for (size_t i = 0; i < graph->unit_count; i++)
        jfi_unit_unref(graph->units[i]);
    free(graph->units);
    free(graph->devices);
    free(graph->part_bases);
    free(graph->connections);
    free(graph->by_from);
    free(graph->by_to);
    free(graph);
}

const struct jf_graph *jf_graph_unref(const struct jf_graph *graph)
{
    struct jf_graph *counted = (struct jf_graph *)(uintptr_t)graph;

    if (counted && atomic_fetch_sub_explicit(&counted->ref_count, 1, memory_order_acq_rel) == 1)
        graph_free(counted);
    return NULL;
}

/* ---- making one ------------------------------------------------------------------------------ */

static int compare_device(const void *a, const void *b)
{
    const struct jf_device *const *left = a, *const *right = b;

    return strcmp((*left)->id, (*right)->id);
}

static int allocate(struct jf_graph *graph, const struct jfi_graph_recipe *recipe)
{
    size_t unit_count = recipe->unit_count, wires = 0;

    for (size_t i = 0; i < unit_count; i++)
        wires += recipe->units[i]->wire_count;
    graph->units = calloc(unit_count + 1, sizeof(struct jfi_unit *));
    graph->devices = calloc(unit_count + 1, sizeof(const struct jf_device *));
    graph->part_bases = calloc(unit_count + 1, sizeof(*graph->part_bases));
    graph->connections = calloc(wires + 1, sizeof(*graph->connections));
    graph->by_from = calloc(wires + 1, sizeof(const struct jf_connection *));
    graph->by_to = calloc(wires + 1, sizeof(const struct jf_connection *));
    if (!graph->units || !graph->devices || !graph->part_bases || !graph->connections ||
        !graph->by_from || !graph->by_to)
        return -ENOMEM;
    for (size_t i = 0; i < unit_count; i++)
        graph->units[i] = jfi_unit_ref(recipe->units[i]);
    graph->unit_count = unit_count;
    return 0;
}

/* Of several devices with one id the unit named first stays: a stable insertion into the order. */
static void place_device(struct jf_graph *graph, const struct jfi_graph_recipe *recipe,
                         const struct jf_device *device)
{
    size_t low = 0, high = graph->device_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(graph->devices[middle]->id, device->id);

        if (order == 0) {
            if (recipe->duplicate)
                recipe->duplicate(recipe->user, device->id);
            return;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    memmove(&graph->devices[low + 1], &graph->devices[low],
            (graph->device_count - low) * sizeof(const struct jf_device *));
    graph->devices[low] = device;
    graph->device_count++;
}

static void add_devices(struct jf_graph *graph, const struct jfi_graph_recipe *recipe)
{
    for (size_t i = 0; i < graph->unit_count; i++) {
        if (graph->units[i]->has_device)
            place_device(graph, recipe, &graph->units[i]->device);
    }
    for (size_t i = 0; i < graph->device_count; i++) {
        assert(graph->devices[i]);
        graph->part_bases[i] = graph->part_count;
        graph->part_count += graph->devices[i]->part_count;
    }
}

/* A part by id, with the index of its device. */
static const struct jf_part *locate(const struct jf_graph *graph, const char *id,
                                    size_t *ret_device)
{
    const char *slash = strchr(id, '/');
    size_t length = slash ? (size_t)(slash - id) : 0;
    size_t low = 0, high = graph->device_count;

    while (slash && low < high) {
        size_t middle = low + (high - low) / 2;
        const char *device_id = graph->devices[middle]->id;
        int order = strncmp(device_id, id, length);

        if (order == 0 && device_id[length])
            order = 1;
        if (order == 0) {
            *ret_device = middle;
            return jfi_device_find_part(graph->devices[middle], slash + 1);
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* A wire is shown while both its ends are there, and are what ends of a connection must be. */
static void add_connection(struct jf_graph *graph, const struct jfi_wire *wire)
{
    struct jf_connection *connection = &graph->connections[graph->connection_count];

    connection->from = locate(graph, wire->from_id, &connection->from_device);
    connection->to = locate(graph, wire->to_id, &connection->to_device);
    if (!connection->from || !connection->to || connection->from->flow != JF_FLOW_OUT ||
        connection->to->flow != JF_FLOW_IN || connection->from_device == connection->to_device)
        return;
    connection->wire = wire;
    graph->connection_count++;
}

static int compare_connection(const void *a, const void *b)
{
    const struct jf_connection *left = a, *right = b;

    return strcmp(left->wire->id, right->wire->id);
}

/* One id, one connection, whoever describes it; the one described last is taken. */
static void drop_repeated_connections(struct jf_graph *graph)
{
    size_t kept = 0;

    for (size_t i = 0; i < graph->connection_count; i++) {
        if (kept &&
            strcmp(graph->connections[kept - 1].wire->id, graph->connections[i].wire->id) == 0)
            kept--;
        graph->connections[kept++] = graph->connections[i];
    }
    graph->connection_count = kept;
}

static void give_serial(const struct jfi_graph_recipe *recipe, struct jf_connection *connection)
{
    const struct jf_connection *old = NULL;

    if (recipe->previous &&
        jf_graph_find_connection(recipe->previous, connection->wire->id, &old) == 0 &&
        old->from->serial == connection->from->serial && old->to->serial == connection->to->serial)
        connection->serial = old->serial;
    else
        connection->serial = (*recipe->next_serial)++;
}

static int compare_end(const struct jf_part *a, const struct jf_part *b,
                       const struct jf_connection *left, const struct jf_connection *right)
{
    if (a != b)
        return (uintptr_t)a < (uintptr_t)b ? -1 : 1;
    return left->serial < right->serial ? -1 : left->serial > right->serial;
}

static int compare_from(const void *a, const void *b)
{
    const struct jf_connection *const *left = a, *const *right = b;

    return compare_end((*left)->from, (*right)->from, *left, *right);
}

static int compare_to(const void *a, const void *b)
{
    const struct jf_connection *const *left = a, *const *right = b;

    return compare_end((*left)->to, (*right)->to, *left, *right);
}

static void add_connections(struct jf_graph *graph, const struct jfi_graph_recipe *recipe)
{
    for (size_t i = 0; i < graph->unit_count; i++) {
        for (size_t w = 0; w < graph->units[i]->wire_count; w++)
            add_connection(graph, &graph->units[i]->wires[w]);
    }
    jfi_sort(graph->connections, graph->connection_count, sizeof(*graph->connections),
             compare_connection);
    drop_repeated_connections(graph);
    for (size_t i = 0; i < graph->connection_count; i++) {
        give_serial(recipe, &graph->connections[i]);
        graph->by_from[i] = graph->by_to[i] = &graph->connections[i];
    }
    jfi_sort(graph->by_from, graph->connection_count, sizeof(const struct jf_connection *),
             compare_from);
    jfi_sort(graph->by_to, graph->connection_count, sizeof(const struct jf_connection *),
             compare_to);
}

int jfi_graph_new(const struct jfi_graph_recipe *recipe, const struct jf_graph **ret_graph)
{
    struct jf_graph *graph = calloc(1, sizeof(*graph));

    if (!graph)
        return -ENOMEM;
    atomic_init(&graph->ref_count, 1);
    graph->generation = recipe->generation;
    if (allocate(graph, recipe) < 0) {
        graph_free(graph);
        return -ENOMEM;
    }
    add_devices(graph, recipe);
    add_connections(graph, recipe);
    *ret_graph = graph;
    return 0;
}

/* ---- lookups --------------------------------------------------------------------------------- */

uint64_t jf_graph_get_generation(const struct jf_graph *graph)
{
    return graph ? graph->generation : 0;
}

size_t jf_graph_get_device_count(const struct jf_graph *graph)
{
    return graph ? graph->device_count : 0;
}

int jf_graph_get_device(const struct jf_graph *graph, size_t index,
                        const struct jf_device **ret_device)
{
    if (!graph || !ret_device || index >= graph->device_count)
        return -EINVAL;
    *ret_device = graph->devices[index];
    return 0;
}

size_t jf_graph_get_connection_count(const struct jf_graph *graph)
{
    return graph ? graph->connection_count : 0;
}

int jf_graph_get_connection(const struct jf_graph *graph, size_t index,
                            const struct jf_connection **ret_connection)
{
    if (!graph || !ret_connection || index >= graph->connection_count)
        return -EINVAL;
    *ret_connection = &graph->connections[index];
    return 0;
}

int jfi_graph_find_device_index(const struct jf_graph *graph, const char *id, size_t *ret_index)
{
    const struct jf_device wanted = {.id = id}, *key = &wanted;
    const struct jf_device **found;

    if (!graph->device_count)
        return -ENOENT;
    found = bsearch(&key, graph->devices, graph->device_count, sizeof(const struct jf_device *),
                    compare_device);
    if (!found)
        return -ENOENT;
    *ret_index = (size_t)(found - graph->devices);
    return 0;
}

int jf_graph_find_device(const struct jf_graph *graph, const char *id,
                         const struct jf_device **ret_device)
{
    size_t index;
    int status;

    if (!graph || !id || !ret_device)
        return -EINVAL;
    status = jfi_graph_find_device_index(graph, id, &index);
    if (!status)
        *ret_device = graph->devices[index];
    return status;
}

int jf_graph_find_part(const struct jf_graph *graph, const char *id,
                       const struct jf_part **ret_part)
{
    const struct jf_part *part;
    size_t device;

    if (!graph || !id || !ret_part)
        return -EINVAL;
    part = locate(graph, id, &device);
    if (!part)
        return -ENOENT;
    *ret_part = part;
    return 0;
}

int jf_graph_find_connection(const struct jf_graph *graph, const char *id,
                             const struct jf_connection **ret_connection)
{
    const struct jfi_wire wire = {.id = id};
    const struct jf_connection wanted = {.wire = &wire};
    const struct jf_connection *found = NULL;

    if (!graph || !id || !ret_connection)
        return -EINVAL;
    if (graph->connection_count)
        found = bsearch(&wanted, graph->connections, graph->connection_count,
                        sizeof(*graph->connections), compare_connection);
    if (!found)
        return -ENOENT;
    *ret_connection = found;
    return 0;
}

int jfi_graph_current_part(const struct jf_graph *graph, const struct jf_part *part,
                           const struct jf_part **ret_part)
{
    const struct jf_part *now;
    size_t device;

    now = locate(graph, part->id, &device);
    if (!now || now->serial != part->serial)
        return -ESTALE;
    *ret_part = now;
    return 0;
}

/* ---- the connections of a part --------------------------------------------------------------- */

static const struct jf_part *end_of(const struct jf_connection *connection, bool from)
{
    return from ? connection->from : connection->to;
}

static size_t run_of(const struct jf_graph *graph, const struct jf_part *part, bool from,
                     const struct jf_connection *const **ret_first)
{
    const struct jf_connection *const *all = from ? graph->by_from : graph->by_to;
    size_t low = 0, high = graph->connection_count, count = 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if ((uintptr_t)end_of(all[middle], from) < (uintptr_t)part)
            low = middle + 1;
        else
            high = middle;
    }
    while (low + count < graph->connection_count && end_of(all[low + count], from) == part)
        count++;
    *ret_first = all + low;
    return count;
}

size_t jfi_graph_connections_from(const struct jf_graph *graph, const struct jf_part *part,
                                  const struct jf_connection *const **ret_first)
{
    return run_of(graph, part, true, ret_first);
}

size_t jfi_graph_connections_to(const struct jf_graph *graph, const struct jf_part *part,
                                const struct jf_connection *const **ret_first)
{
    return run_of(graph, part, false, ret_first);
}

size_t jfi_graph_connections_of(const struct jf_graph *graph, const struct jf_part *part,
                                const struct jf_connection *const **ret_first)
{
    return run_of(graph, part, part->flow == JF_FLOW_OUT, ret_first);
}
