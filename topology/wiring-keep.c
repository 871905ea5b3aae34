/* SPDX-License-Identifier: MIT */

/*
 * Keeps a document applied. Each pair that the document has ever asked for is remembered with the
 * serials of its ends: as long as they are the same, what somebody else breaks is left alone; when
 * one is new, the pair is wanted again.
 */

#include "topology/wiring.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "topology/context.h"

enum {
    FIRST_RETRY_MS = 500,
    LAST_RETRY_MS = 60000,
    CALM_MS = 120000, /* what is forbidden and was not made again for so long is forgotten */
};

/* A pair, or a line whose end is missing. */
struct kept {
    char *from, *to; /* ids; of a line with a missing end its words */
    uint64_t from_serial, to_serial;
    enum jf_kept_state state;
    enum jf_plan_kind kind;
    const struct jfi_wiring_line *line; /* of the current document */
    bool is_seen;                       /* while the plan is looked at */
    bool is_put_off;                    /* something is to be done at `retry_at_ns` */
    bool was_there;                     /* the connection has stood between these two */
    uint64_t request;
    int status;
    int64_t retry_at_ns;
    int retry_ms;
    int64_t held_at_ns; /* when what is forbidden was broken last */
};

struct jf_keeper {
    struct jf_context *context;
    const struct jf_wiring *wiring;
    struct jfi_vec kept;  /* struct kept */
    uint64_t last_serial; /* the newest at the start: what is newer has appeared since */
    bool is_reread;       /* the document is another than at the last step */
};

static struct kept *kept_at(const struct jf_keeper *keeper, size_t index)
{
    return jfi_vec_at(&keeper->kept, index);
}

static void kept_fini(struct kept *kept)
{
    free(kept->from);
    free(kept->to);
}

/* ---- lifetime -------------------------------------------------------------------------------- */

int jf_keeper_new(struct jf_context *context, const struct jf_wiring *wiring,
                  struct jf_keeper **ret_keeper)
{
    struct jf_keeper *keeper;

    if (!context || !wiring || !ret_keeper)
        return -EINVAL;
    keeper = calloc(1, sizeof(*keeper));
    if (!keeper)
        return -ENOMEM;
    keeper->context = context;
    keeper->wiring = wiring;
    keeper->kept.item_size = sizeof(struct kept);
    keeper->last_serial = context->next_serial;
    *ret_keeper = keeper;
    return 0;
}

struct jf_keeper *jf_keeper_free(struct jf_keeper *keeper)
{
    if (!keeper)
        return NULL;
    for (size_t i = 0; i < keeper->kept.count; i++)
        kept_fini(kept_at(keeper, i));
    jfi_vec_fini(&keeper->kept);
    free(keeper);
    return NULL;
}

void jf_keeper_set_wiring(struct jf_keeper *keeper, const struct jf_wiring *wiring)
{
    if (!keeper || !wiring)
        return;
    keeper->wiring = wiring;
    keeper->is_reread = true;
    for (size_t i = 0; i < keeper->kept.count; i++)
        kept_at(keeper, i)->line = NULL;
}

/* ---- what is remembered ---------------------------------------------------------------------- */

static struct kept *find_kept(const struct jf_keeper *keeper, const char *from, const char *to)
{
    for (size_t i = 0; i < keeper->kept.count; i++) {
        struct kept *kept = kept_at(keeper, i);

        if (strcmp(kept->from, from) == 0 && strcmp(kept->to, to) == 0)
            return kept;
    }
    return NULL;
}

static int remember(struct jf_keeper *keeper, const char *from, const char *to,
                    struct kept **ret_kept)
{
    struct kept kept = {.from = strdup(from), .to = strdup(to), .retry_ms = FIRST_RETRY_MS};
    int status = kept.from && kept.to ? jfi_vec_push(&keeper->kept, &kept) : -ENOMEM;

    if (status)
        kept_fini(&kept);
    else
        *ret_kept = kept_at(keeper, keeper->kept.count - 1);
    return status;
}

static void begin(struct kept *kept)
{
    kept->was_there = false;
    kept->request = 0;
    kept->status = 0;
    kept->retry_at_ns = 0;
    kept->retry_ms = FIRST_RETRY_MS;
    kept->state = JF_KEPT_UNKNOWN;
}

/* Another incarnation of an end: what was with the former is forgotten. */
static void meet(struct kept *kept, const struct jfi_plan_item *item)
{
    if (!item->from ||
        (kept->from_serial == item->from->serial && kept->to_serial == item->to->serial))
        return;
    kept->from_serial = item->from->serial;
    kept->to_serial = item->to->serial;
    begin(kept);
}

/* ---- a step ---------------------------------------------------------------------------------- */

static bool is_new(const struct jf_keeper *keeper, const struct jfi_plan_item *item)
{
    return item->from->serial >= keeper->last_serial || item->to->serial >= keeper->last_serial;
}

/* The next try is not before a while, which grows. */
static void back_off(struct kept *kept)
{
    kept->retry_at_ns = jfi_now_ns() + (int64_t)kept->retry_ms * 1000000;
    kept->retry_ms = kept->retry_ms * 2 < LAST_RETRY_MS ? kept->retry_ms * 2 : LAST_RETRY_MS;
}

static void fail_later(struct kept *kept, int status)
{
    kept->state = JF_KEPT_FAILED;
    kept->status = status;
    kept->is_put_off = true;
    back_off(kept);
}

/*
 * Broken for good, it seems. If somebody makes it again at once, the two of us do not fight as fast
 * as the machine can.
 */
static void held(struct kept *kept)
{
    kept->state = JF_KEPT_ACTIVE;
    kept->status = 0;
    kept->held_at_ns = jfi_now_ns();
    back_off(kept);
}

static void ask(struct jf_keeper *keeper, struct kept *kept, const struct jfi_plan_item *item)
{
    int status;

    if (kept->request)
        return;
    if (kept->retry_at_ns && jfi_now_ns() < kept->retry_at_ns) {
        kept->is_put_off = true;
        if (kept->state == JF_KEPT_ACTIVE)
            kept->state = JF_KEPT_OVERRIDDEN;
        return;
    }
    kept->retry_at_ns = 0;
    status =
        item->kind == JF_PLAN_MAKE
            ? jf_connector_connect_async(keeper->context, jfi_as_connector(item->from),
                                         jfi_as_connector(item->to), &kept->request)
            : jf_connection_disconnect_async(keeper->context, item->connection, &kept->request);
    if (status)
        fail_later(kept, status);
    else
        kept->state = JF_KEPT_WANTED;
}

static void keep_pair(struct jf_keeper *keeper, struct kept *kept, const struct jfi_plan_item *item)
{
    if (item->kind == JF_PLAN_PRESENT) {
        kept->state = JF_KEPT_ACTIVE;
        kept->was_there = true;
        kept->status = 0;
        kept->retry_ms = FIRST_RETRY_MS;
    } else if (kept->was_there) {
        kept->state = JF_KEPT_OVERRIDDEN;
    } else {
        ask(keeper, kept, item);
    }
}

/* One of twins is meant and nobody can tell which. */
static void refuse(struct kept *kept)
{
    kept->state = JF_KEPT_FAILED;
    kept->status = -ENOTUNIQ;
}

static int keep_item(struct jf_keeper *keeper, const struct jfi_plan_item *item)
{
    struct kept *kept = find_kept(keeper, item->from_text, item->to_text);
    int status = 0;

    if (item->kind == JF_PLAN_MAKE && item->line->is_only_new && !kept && !is_new(keeper, item))
        return 0;
    if (!kept)
        status = remember(keeper, item->from_text, item->to_text, &kept);
    if (status)
        return status;
    kept->is_seen = true;
    meet(kept, item);
    /* A pair that was wanted and is now forbidden, or the other way round, begins anew. */
    if ((kept->kind == JF_PLAN_BREAK) != (item->kind == JF_PLAN_BREAK))
        begin(kept);
    kept->kind = item->kind;
    kept->line = item->line;
    if (item->kind == JF_PLAN_MISSING)
        kept->state = JF_KEPT_WAITING;
    else if (item->kind == JF_PLAN_AMBIGUOUS)
        refuse(kept);
    else if (item->kind == JF_PLAN_BREAK)
        ask(keeper, kept, item);
    else
        keep_pair(keeper, kept, item);
    return 0;
}

/* Whether the line as a whole waits for an end, and is told of so. */
static bool is_line_missing(const struct jf_plan *plan, const struct jfi_wiring_line *line)
{
    for (size_t i = 0; i < plan->items.count; i++) {
        const struct jfi_plan_item *item = jfi_vec_at(&plan->items, i);

        if (item->kind == JF_PLAN_MISSING && item->line == line)
            return true;
    }
    return false;
}

/* Words are told as long as they are so; what was broken until nobody makes it again. */
static bool is_forgotten(const struct jf_keeper *keeper, const struct jf_plan *plan,
                         const struct kept *kept)
{
    if (keeper->is_reread || !kept->from_serial)
        return true;
    if (kept->kind == JF_PLAN_BREAK)
        return !kept->request && jfi_now_ns() - kept->held_at_ns > (int64_t)CALM_MS * 1000000;
    return is_line_missing(plan, kept->line);
}

static void settle_unseen(struct jf_keeper *keeper, const struct jf_plan *plan)
{
    size_t left = 0;

    for (size_t i = 0; i < keeper->kept.count; i++) {
        struct kept *kept = kept_at(keeper, i);

        if (!kept->is_seen && is_forgotten(keeper, plan, kept)) {
            kept_fini(kept);
            continue;
        }
        /* A pair that the graph has no more waits for its ends. */
        if (!kept->is_seen && kept->kind != JF_PLAN_BREAK) {
            kept->kind = JF_PLAN_UNKNOWN;
            kept->state = JF_KEPT_WAITING;
            kept->request = 0;
        }
        *kept_at(keeper, left++) = *kept;
    }
    keeper->kept.count = left;
    keeper->is_reread = false;
}

int jf_keeper_step(struct jf_keeper *keeper)
{
    struct jf_plan *plan;
    int status;

    if (!keeper)
        return -EINVAL;
    status = jf_plan_new(keeper->wiring, keeper->context->graph, &plan);
    if (status)
        return status;
    for (size_t i = 0; i < keeper->kept.count; i++)
        kept_at(keeper, i)->is_seen = kept_at(keeper, i)->is_put_off = false;
    for (size_t i = 0; i < plan->items.count && !status; i++)
        status = keep_item(keeper, jfi_vec_at(&plan->items, i));
    if (!status)
        settle_unseen(keeper, plan);
    jf_plan_free(plan);
    return status;
}

void jf_keeper_event(struct jf_keeper *keeper, const struct jf_event *event)
{
    if (!keeper || jf_event_get_type(event) != JF_EVENT_REQUEST)
        return;
    for (size_t i = 0; i < keeper->kept.count; i++) {
        struct kept *kept = kept_at(keeper, i);
        int status = jf_event_get_status(event);

        if (kept->request != jf_event_get_serial(event))
            continue;
        kept->request = 0;
        if (status && status != -EEXIST && status != -ENOTCONN)
            fail_later(kept, status);
        else if (kept->kind == JF_PLAN_BREAK)
            held(kept);
    }
}

int jf_keeper_get_timeout_ms(const struct jf_keeper *keeper)
{
    int64_t now_ns = jfi_now_ns(), earliest_ns = INT64_MAX;

    for (size_t i = 0; i < jf_keeper_get_count(keeper); i++) {
        const struct kept *kept = kept_at(keeper, i);

        if (kept->is_put_off && kept->retry_at_ns < earliest_ns)
            earliest_ns = kept->retry_at_ns;
    }
    if (earliest_ns == INT64_MAX)
        return -1;
    return earliest_ns <= now_ns ? 0 : (int)((earliest_ns - now_ns) / 1000000) + 1;
}

/* ---- reading --------------------------------------------------------------------------------- */

size_t jf_keeper_get_count(const struct jf_keeper *keeper)
{
    return keeper ? keeper->kept.count : 0;
}

enum jf_kept_state jf_keeper_get_state(const struct jf_keeper *keeper, size_t index)
{
    return index < jf_keeper_get_count(keeper) ? kept_at(keeper, index)->state : JF_KEPT_UNKNOWN;
}

enum jf_plan_kind jf_keeper_get_kind(const struct jf_keeper *keeper, size_t index)
{
    return index < jf_keeper_get_count(keeper) ? kept_at(keeper, index)->kind : JF_PLAN_UNKNOWN;
}

int jf_keeper_get_ends(const struct jf_keeper *keeper, size_t index, const char **ret_from,
                       const char **ret_to)
{
    if (!ret_from || !ret_to || index >= jf_keeper_get_count(keeper))
        return -EINVAL;
    *ret_from = kept_at(keeper, index)->from;
    *ret_to = kept_at(keeper, index)->to;
    return 0;
}

int jf_keeper_get_status(const struct jf_keeper *keeper, size_t index)
{
    return index < jf_keeper_get_count(keeper) ? kept_at(keeper, index)->status : 0;
}
