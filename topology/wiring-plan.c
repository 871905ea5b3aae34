/* SPDX-License-Identifier: MIT */

/* A document against a graph: what is there, what is to be made, what is to be broken. */

#include "topology/wiring.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <jackfield/change.h>

enum {
    MAX_PAIRS = 5000
};

/* A line while its pairs are told. */
struct drawing {
    struct jf_plan *plan;
    const struct jfi_wiring_line *line;
    size_t pair_count;
    struct jfi_plan_item ambiguous; /* with a `twin`: the line is */
};

static struct jfi_plan_item *item_at(const struct jf_plan *plan, size_t index)
{
    return jfi_vec_at(&plan->items, index);
}

static const struct jf_connection *connection_between(const struct jf_graph *graph,
                                                      const struct jf_part *from,
                                                      const struct jf_part *to)
{
    const struct jf_connection *const *first;
    size_t count = jfi_graph_connections_from(graph, from, &first);

    for (size_t i = 0; i < count; i++) {
        if (first[i]->to == to)
            return first[i];
    }
    return NULL;
}

/* The item about a pair; NULL: none yet. */
static struct jfi_plan_item *find_pair(const struct jf_plan *plan, const struct jf_part *from,
                                       const struct jf_part *to)
{
    for (size_t i = 0; i < plan->items.count; i++) {
        struct jfi_plan_item *item = item_at(plan, i);

        if (item->from == from && item->to == to)
            return item;
    }
    return NULL;
}

static struct jfi_plan_item item_of_words(const struct jfi_wiring_line *line,
                                          enum jf_plan_kind kind, const struct jfi_wiring_end *end)
{
    return (struct jfi_plan_item){
        .kind = kind,
        .line = line,
        .from_text = end->text,
        .to_text = end == &line->from ? line->to.text : line->from.text,
    };
}

/* To make it would be to guess: the ids of twins are another's when they come in another order. */
static bool is_guess(struct drawing *drawing, const struct jf_part *from, const struct jf_part *to)
{
    const struct jfi_wiring_line *line = drawing->line;
    const struct jf_graph *graph = drawing->plan->graph;
    bool is_from = jfi_wiring_is_twin(graph, &line->from, from->device);

    if (!is_from && !jfi_wiring_is_twin(graph, &line->to, to->device))
        return false;
    drawing->ambiguous = item_of_words(line, JF_PLAN_AMBIGUOUS, is_from ? &line->from : &line->to);
    drawing->ambiguous.twin = is_from ? from->device : to->device;
    return true;
}

/* Two lines may ask for the same pair; what any line forbids is not made. */
static int draw_pair(void *user, const struct jf_part *from, const struct jf_part *to)
{
    struct drawing *drawing = user;
    struct jf_plan *plan = drawing->plan;
    bool is_forbidden = drawing->line->verb == JFI_WIRING_FORBID;
    struct jfi_plan_item *known = find_pair(plan, from, to);
    struct jfi_plan_item item = {
        .line = drawing->line,
        .from = from,
        .to = to,
        .connection = connection_between(plan->graph, from, to),
        .from_text = from->id,
        .to_text = to->id,
    };

    drawing->pair_count++;
    if (is_forbidden ? !known && !item.connection : known != NULL)
        return 0;
    if (!is_forbidden && !item.connection && is_guess(drawing, from, to))
        return 0;
    if (plan->items.count >= MAX_PAIRS)
        return -E2BIG;
    if (is_forbidden)
        item.kind = item.connection ? JF_PLAN_BREAK : JF_PLAN_UNKNOWN;
    else
        item.kind = item.connection ? JF_PLAN_PRESENT : JF_PLAN_MAKE;
    if (known)
        *known = item;
    return known ? 0 : jfi_vec_push(&plan->items, &item);
}

static int draw_line(struct jf_plan *plan, const struct jfi_wiring_line *line)
{
    struct drawing drawing = {.plan = plan, .line = line};
    const struct jfi_wiring_end *missing = NULL;
    struct jfi_plan_item item;
    int status = jfi_wiring_match(plan->graph, line, draw_pair, &drawing, &missing);

    if (status || line->verb == JFI_WIRING_FORBID)
        return status;
    if (drawing.ambiguous.twin)
        return jfi_vec_push(&plan->items, &drawing.ambiguous);
    if (!missing && !drawing.pair_count)
        missing = &line->to;
    if (!missing)
        return 0;
    item = item_of_words(line, JF_PLAN_MISSING, missing);
    return jfi_vec_push(&plan->items, &item);
}

static int draw_lines(struct jf_plan *plan, const struct jf_wiring *wiring,
                      enum jfi_wiring_verb verb)
{
    int status = 0;

    for (size_t i = 0; i < wiring->lines.count && !status; i++) {
        const struct jfi_wiring_line *line = jfi_vec_at(&wiring->lines, i);

        if (line->verb == verb)
            status = draw_line(plan, line);
    }
    return status;
}

/* What is forbidden and not there needs no word. */
static void drop_needless(struct jf_plan *plan)
{
    size_t kept = 0;

    for (size_t i = 0; i < plan->items.count; i++) {
        if (item_at(plan, i)->kind != JF_PLAN_UNKNOWN)
            *item_at(plan, kept++) = *item_at(plan, i);
    }
    plan->items.count = kept;
}

int jf_plan_new(const struct jf_wiring *wiring, const struct jf_graph *graph,
                struct jf_plan **ret_plan)
{
    struct jf_plan *plan;
    int status;

    if (!wiring || !graph || !ret_plan)
        return -EINVAL;
    plan = calloc(1, sizeof(*plan));
    if (!plan)
        return -ENOMEM;
    plan->graph = jf_graph_ref(graph);
    plan->items.item_size = sizeof(struct jfi_plan_item);
    status = draw_lines(plan, wiring, JFI_WIRING_CONNECT);
    if (!status)
        status = draw_lines(plan, wiring, JFI_WIRING_FORBID);
    drop_needless(plan);
    if (status)
        jf_plan_free(plan);
    else
        *ret_plan = plan;
    return status;
}

struct jf_plan *jf_plan_free(struct jf_plan *plan)
{
    if (!plan)
        return NULL;
    jfi_vec_fini(&plan->items);
    jf_graph_unref(plan->graph);
    free(plan);
    return NULL;
}

size_t jf_plan_get_count(const struct jf_plan *plan)
{
    return plan ? plan->items.count : 0;
}

enum jf_plan_kind jf_plan_get_kind(const struct jf_plan *plan, size_t index)
{
    return index < jf_plan_get_count(plan) ? item_at(plan, index)->kind : JF_PLAN_UNKNOWN;
}

size_t jf_plan_get_line(const struct jf_plan *plan, size_t index)
{
    return index < jf_plan_get_count(plan) ? item_at(plan, index)->line->number : 0;
}

int jf_plan_get_ends(const struct jf_plan *plan, size_t index, const char **ret_from,
                     const char **ret_to)
{
    if (!ret_from || !ret_to || index >= jf_plan_get_count(plan))
        return -EINVAL;
    *ret_from = item_at(plan, index)->from_text;
    *ret_to = item_at(plan, index)->to_text;
    return 0;
}

int jf_plan_get_candidate(const struct jf_plan *plan, size_t index, size_t nth, const char **ret_id)
{
    const struct jf_device *twin =
        index < jf_plan_get_count(plan) ? item_at(plan, index)->twin : NULL;

    for (size_t i = 0; twin && ret_id && i < plan->graph->device_count; i++) {
        if (!jfi_wiring_are_alike(plan->graph->devices[i], twin) || nth-- > 0)
            continue;
        *ret_id = plan->graph->devices[i]->id;
        return 0;
    }
    return -EINVAL;
}

static int add_change(const struct jf_plan *plan, const struct jfi_plan_item *item,
                      struct jf_changes *changes)
{
    if (item->kind == JF_PLAN_MAKE)
        return jf_changes_connect(changes, plan->graph, jfi_as_connector(item->from),
                                  jfi_as_connector(item->to));
    if (item->kind == JF_PLAN_BREAK)
        return jf_changes_disconnect(changes, plan->graph, item->connection);
    return 0;
}

int jf_plan_get_changes(const struct jf_plan *plan, struct jf_changes **ret_changes)
{
    struct jf_changes *changes;
    int status = plan && ret_changes ? jf_changes_new(&changes) : -EINVAL;

    if (status)
        return status;
    for (size_t i = 0; i < plan->items.count && !status; i++)
        status = add_change(plan, item_at(plan, i), changes);
    if (status)
        jf_changes_free(changes);
    else
        *ret_changes = changes;
    return status;
}
