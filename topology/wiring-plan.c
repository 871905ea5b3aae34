/* SPDX-License-Identifier: MIT */

/* A document against a graph: what is there, what is to be made, what is to be broken. */

#include "topology/wiring.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <jackfield/change.h>

enum {
    MAX_PAIRS = 20000
};

/* A line while its pairs are told. */
struct drawing {
    struct jf_plan *plan;
    const struct jfi_wiring_line *line;
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

/* Two lines may ask for the same pair; what any line forbids is not made. */
static int draw_pair(void *user, const struct jf_part *from, const struct jf_part *to)
{
    const struct drawing *drawing = user;
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

    if (known && !is_forbidden)
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
    int status = jfi_wiring_match(plan->graph, line, draw_pair, &drawing, &missing);

    if (status || !missing || line->verb == JFI_WIRING_FORBID)
        return status;
    return jfi_vec_push(&plan->items,
                        &(struct jfi_plan_item){
                            .kind = JF_PLAN_MISSING,
                            .line = line,
                            .from_text = missing->text,
                            .to_text = missing == &line->from ? line->to.text : line->from.text,
                        });
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
    int status = 0;

    if (!wiring || !graph || !ret_plan)
        return -EINVAL;
    plan = calloc(1, sizeof(*plan));
    if (!plan)
        return -ENOMEM;
    plan->graph = jf_graph_ref(graph);
    plan->items.item_size = sizeof(struct jfi_plan_item);
    for (size_t i = 0; i < wiring->lines.count && !status; i++)
        status = draw_line(plan, jfi_vec_at(&wiring->lines, i));
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
