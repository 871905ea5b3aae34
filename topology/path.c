/* SPDX-License-Identifier: MIT */

/*
 * Paths: a breadth-first search over links and connections. It visits each part once, so cycles
 * (which real codecs have) end it no later than anything else.
 */

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "topology/internal.h"

struct jf_path {
    const struct jf_graph *graph;
    size_t count;
    struct step {
        const struct jf_part *part;
        const struct jf_link *link;             /* to the next part, or NULL */
        const struct jf_connection *connection; /* to the next part, or NULL */
    } steps[];
};

/* A part that was reached, and over what from where. */
struct visit {
    const struct jf_part *part;
    size_t device; /* index in the graph */
    size_t before; /* the visit it was reached from */
    const struct jf_link *link;
    const struct jf_connection *connection;
};

struct search {
    const struct jf_graph *graph;
    unsigned int flags;
    const struct jf_part *target;
    struct visit *visits; /* also the queue: visits are handled in the order they were made */
    size_t visit_count;
    uint8_t *seen;
    bool found;
};

static size_t dense_index(const struct search *search, const struct jf_part *part, size_t device)
{
    return search->graph->part_bases[device] + part->index;
}

/*
 * Whether a part sums two or more of its inputs. A selector passes one of them; what an opaque part
 * does is not known and not assumed.
 */
static bool is_mixing(const struct jf_graph *graph, const struct jf_part *part)
{
    const struct jf_connection *const *first;
    size_t inputs = 0;

    if (part->kind == JF_PART_CONNECTOR && part->flow == JF_FLOW_IN)
        return jfi_graph_connections_to(graph, part, &first) > 1;
    if (part->type == JF_TYPE_MUX || part->type == JF_TYPE_OPAQUE)
        return false;
    for (size_t i = 0; i < part->incoming_count; i++)
        inputs += part->incoming[i]->state == JF_LINK_ALWAYS;
    return inputs > 1;
}

static void reach(struct search *search, const struct visit *visit)
{
    size_t index = dense_index(search, visit->part, visit->device);

    if (search->found || (search->seen[index / 8] & 1u << index % 8))
        return;
    search->seen[index / 8] |= (uint8_t)(1u << index % 8);
    if ((search->flags & JF_PATH_REJECT_MIXED) && search->visit_count &&
        is_mixing(search->graph, visit->part))
        return;
    search->visits[search->visit_count++] = *visit;
    search->found = visit->part == search->target;
}

static bool is_taken(const struct search *search, const struct jf_link *link)
{
    return !(search->flags & JF_PATH_SELECTED_ONLY) || link->state == JF_LINK_ALWAYS ||
           link->state == JF_LINK_SELECTED;
}

static void expand(struct search *search, size_t index)
{
    const struct visit visit = search->visits[index];
    const struct jf_connection *const *first;
    size_t count;

    assert(visit.part);
    for (size_t i = 0; i < visit.part->outgoing_count; i++) {
        const struct jf_link *link = visit.part->outgoing[i];

        if (is_taken(search, link)) {
            reach(search,
                  &(struct visit){
                      .part = link->to, .device = visit.device, .before = index, .link = link});
        }
    }
    if (visit.part->flow != JF_FLOW_OUT || (search->flags & JF_PATH_INSIDE_DEVICE))
        return;
    count = jfi_graph_connections_from(search->graph, visit.part, &first);
    for (size_t i = 0; i < count; i++) {
        reach(search, &(struct visit){.part = first[i]->to,
                                      .device = first[i]->to_device,
                                      .before = index,
                                      .connection = first[i]});
    }
}

static int new_path(const struct jf_graph *graph, size_t count, struct jf_path **ret_path)
{
    struct jf_path *path = calloc(1, sizeof(*path) + count * sizeof(path->steps[0]));

    if (!path)
        return -ENOMEM;
    path->graph = jf_graph_ref(graph);
    path->count = count;
    *ret_path = path;
    return 0;
}

/* Walks back from the visit that found the target. */
static int trace_back(const struct search *search, struct jf_path **ret_path)
{
    size_t count = 1, at = search->visit_count - 1;
    int status;

    while (at) {
        at = search->visits[at].before;
        count++;
    }
    status = new_path(search->graph, count, ret_path);
    if (status)
        return status;
    at = search->visit_count - 1;
    (*ret_path)->steps[count - 1].part = search->visits[at].part;
    for (size_t i = count - 1; i > 0; i--) {
        struct step *step = &(*ret_path)->steps[i - 1];

        step->link = search->visits[at].link;
        step->connection = search->visits[at].connection;
        at = search->visits[at].before;
        step->part = search->visits[at].part;
    }
    return 0;
}

static int run(struct search *search, const struct jf_part *from, struct jf_path **ret_path)
{
    size_t device;
    int status = jfi_graph_find_device_index(search->graph, from->device->id, &device);

    if (status)
        return status;
    reach(search, &(struct visit){.part = from, .device = device});
    for (size_t i = 0; i < search->visit_count && !search->found; i++)
        expand(search, i);
    return search->found ? trace_back(search, ret_path) : -ENOENT;
}

int jf_path_find(const struct jf_graph *graph, const struct jf_part *from, const struct jf_part *to,
                 unsigned int flags, struct jf_path **ret_path)
{
    struct search search = {.graph = graph, .flags = flags};
    int status;

    if (!graph || !from || !to || !ret_path)
        return -EINVAL;
    status = jfi_graph_current_part(graph, from, &from);
    if (!status)
        status = jfi_graph_current_part(graph, to, &search.target);
    if (!status && (flags & JF_PATH_INSIDE_DEVICE) && from->device != search.target->device)
        status = -EINVAL;
    if (status)
        return status;
    search.visits = calloc(graph->part_count, sizeof(*search.visits));
    search.seen = calloc(graph->part_count / 8 + 1, 1);
    status = search.visits && search.seen ? run(&search, from, ret_path) : -ENOMEM;
    free(search.visits);
    free(search.seen);
    return status;
}

int jf_path_windows_order(const struct jf_path *path, struct jf_path **ret_path)
{
    int status = path && ret_path ? new_path(path->graph, path->count, ret_path) : -EINVAL;

    if (status)
        return status;
    for (size_t i = 0; i < path->count; i++) {
        struct step *step = &(*ret_path)->steps[i];

        step->part = path->steps[path->count - 1 - i].part;
        if (i + 1 < path->count) {
            step->link = path->steps[path->count - 2 - i].link;
            step->connection = path->steps[path->count - 2 - i].connection;
        }
    }
    return 0;
}

struct jf_path *jf_path_free(struct jf_path *path)
{
    if (path) {
        jf_graph_unref(path->graph);
        free(path);
    }
    return NULL;
}

const struct jf_graph *jfi_path_get_graph(const struct jf_path *path)
{
    return path->graph;
}

size_t jf_path_get_count(const struct jf_path *path)
{
    return path ? path->count : 0;
}

int jf_path_get_part(const struct jf_path *path, size_t index, const struct jf_part **ret_part)
{
    if (!path || !ret_part || index >= path->count)
        return -EINVAL;
    *ret_part = path->steps[index].part;
    return 0;
}

int jf_path_get_step(const struct jf_path *path, size_t index, const struct jf_link **ret_link,
                     const struct jf_connection **ret_connection)
{
    if (!path || !ret_link || !ret_connection || index + 1 >= path->count)
        return -EINVAL;
    *ret_link = path->steps[index].link;
    *ret_connection = path->steps[index].connection;
    return 0;
}
