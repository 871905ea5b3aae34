/* SPDX-License-Identifier: MIT */

/* Sets of changes: checked first, applied together, undone together. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <jackfield/change.h>

#include "topology/context.h"

struct change {
    const struct jf_graph *graph; /* a reference: what keeps the objects */
    bool is_connect;
    const struct jf_part *from, *to;
    const struct jf_connection *connection; /* to break; NULL: to make */
    struct jfi_request *request;            /* under way */
    enum jf_change_result result;
    int status;
};

struct jf_changes {
    struct jfi_vec items; /* struct change */
};

static struct change *change_at(const struct jf_changes *changes, size_t index)
{
    return jfi_vec_at(&changes->items, index);
}

/* ---- the set --------------------------------------------------------------------------------- */

int jf_changes_new(struct jf_changes **ret_changes)
{
    struct jf_changes *changes = ret_changes ? calloc(1, sizeof(*changes)) : NULL;

    if (!ret_changes)
        return -EINVAL;
    if (!changes)
        return -ENOMEM;
    changes->items.item_size = sizeof(struct change);
    *ret_changes = changes;
    return 0;
}

struct jf_changes *jf_changes_free(struct jf_changes *changes)
{
    if (!changes)
        return NULL;
    for (size_t i = 0; i < changes->items.count; i++)
        jf_graph_unref(change_at(changes, i)->graph);
    jfi_vec_fini(&changes->items);
    free(changes);
    return NULL;
}

static int add(struct jf_changes *changes, const struct change *change)
{
    int status = jfi_vec_push(&changes->items, change);

    if (!status)
        (void)jf_graph_ref(change->graph);
    return status;
}

int jf_changes_connect(struct jf_changes *changes, const struct jf_graph *graph,
                       const struct jf_connector *a, const struct jf_connector *b)
{
    struct change change = {.graph = graph, .is_connect = true};

    if (!changes || !graph || !a || !b)
        return -EINVAL;
    change.from = jfi_as_part(jf_connector_get_flow(a) == JF_FLOW_OUT ? a : b);
    change.to = jfi_as_part(jf_connector_get_flow(a) == JF_FLOW_OUT ? b : a);
    return add(changes, &change);
}

int jf_changes_disconnect(struct jf_changes *changes, const struct jf_graph *graph,
                          const struct jf_connection *connection)
{
    if (!changes || !graph || !connection)
        return -EINVAL;
    return add(changes, &(struct change){.graph = graph,
                                         .from = connection->from,
                                         .to = connection->to,
                                         .connection = connection});
}

/* ---- checking -------------------------------------------------------------------------------- */

/* What is to be broken first does not stand in the way of what is to be made. */
static bool is_excused(const struct jf_changes *changes, const struct change *change, int status)
{
    for (size_t i = 0; status == -EBUSY && i < changes->items.count; i++) {
        const struct change *other = change_at(changes, i);

        if (!other->is_connect && (strcmp(other->from->id, change->from->id) == 0 ||
                                   strcmp(other->to->id, change->to->id) == 0))
            return true;
    }
    return status == 0 || status == (change->is_connect ? -EEXIST : -ENOTCONN);
}

static int check(struct jf_context *context, const struct change *change)
{
    if (change->is_connect)
        return jfi_request_check_connect(context, change->from, change->to);
    return jfi_request_check_disconnect(context, change->connection);
}

int jf_changes_check(struct jf_context *context, const struct jf_changes *changes,
                     size_t *ret_index)
{
    if (!context || !changes || !ret_index)
        return -EINVAL;
    for (size_t i = 0; i < changes->items.count; i++) {
        int status = check(context, change_at(changes, i));

        if (is_excused(changes, change_at(changes, i), status))
            continue;
        *ret_index = i;
        return status;
    }
    return 0;
}

/* ---- applying -------------------------------------------------------------------------------- */

static void finish(struct change *change, int status)
{
    bool is_needless = status == (change->is_connect ? -EEXIST : -ENOTCONN);

    change->status = is_needless ? 0 : status;
    if (is_needless)
        change->result = JF_RESULT_NEEDLESS;
    else
        change->result = status ? JF_RESULT_FAILED : JF_RESULT_DONE;
}

static void start(struct jf_context *context, struct change *change)
{
    int status = change->is_connect
                     ? jfi_request_connect(context, jfi_as_connector(change->from),
                                           jfi_as_connector(change->to), &change->request)
                     : jfi_request_disconnect(context, change->connection, &change->request);

    if (status) {
        change->request = NULL;
        finish(change, status);
    }
}

static void await(struct jf_context *context, struct change *change)
{
    if (!change->request)
        return;
    finish(change, jfi_request_await(context, change->request));
    change->request = NULL;
}

/* All changes of one kind at once. The first failure. */
static int apply_kind(struct jf_context *context, struct jf_changes *changes, bool is_connect)
{
    int result = 0;

    for (size_t i = 0; i < changes->items.count; i++) {
        if (change_at(changes, i)->is_connect == is_connect)
            start(context, change_at(changes, i));
    }
    for (size_t i = 0; i < changes->items.count; i++) {
        struct change *change = change_at(changes, i);

        if (change->is_connect != is_connect)
            continue;
        await(context, change);
        if (change->result == JF_RESULT_FAILED && !result)
            result = change->status;
    }
    return result;
}

/* ---- undoing --------------------------------------------------------------------------------- */

/* What is gone is as good as undone. */
static int undo_connect(struct jf_context *context, const struct change *change)
{
    const struct jf_connection *connection = NULL;
    const struct jf_connection *const *first;
    const struct jf_part *from;
    size_t count = 0;
    int status;

    if (jfi_graph_current_part(context->graph, change->from, &from) == 0)
        count = jfi_graph_connections_from(context->graph, from, &first);
    for (size_t i = 0; i < count && !connection; i++) {
        if (strcmp(first[i]->to->id, change->to->id) == 0)
            connection = first[i];
    }
    status = connection ? jf_connection_disconnect(context, connection) : 0;
    return status == -ENOTCONN ? 0 : status;
}

static int undo_disconnect(struct jf_context *context, const struct change *change)
{
    int status =
        jf_connector_connect(context, jfi_as_connector(change->from), jfi_as_connector(change->to));

    return status == -EEXIST ? 0 : status;
}

static void undo_all(struct jf_context *context, struct jf_changes *changes)
{
    for (size_t i = changes->items.count; i > 0; i--) {
        struct change *change = change_at(changes, i - 1);

        if (change->result != JF_RESULT_DONE)
            continue;
        change->status =
            change->is_connect ? undo_connect(context, change) : undo_disconnect(context, change);
        change->result = change->status ? JF_RESULT_STUCK : JF_RESULT_UNDONE;
    }
}

int jf_changes_apply(struct jf_context *context, struct jf_changes *changes)
{
    size_t index;
    int status = jf_changes_check(context, changes, &index);

    if (status)
        return status;
    status = apply_kind(context, changes, false);
    if (!status)
        status = apply_kind(context, changes, true);
    if (status)
        undo_all(context, changes);
    return status;
}

/* ---- reading --------------------------------------------------------------------------------- */

size_t jf_changes_get_count(const struct jf_changes *changes)
{
    return changes ? changes->items.count : 0;
}

enum jf_change_result jf_changes_get_result(const struct jf_changes *changes, size_t index)
{
    return index < jf_changes_get_count(changes) ? change_at(changes, index)->result
                                                 : JF_RESULT_UNKNOWN;
}

int jf_changes_get_status(const struct jf_changes *changes, size_t index)
{
    return index < jf_changes_get_count(changes) ? change_at(changes, index)->status : 0;
}

int jf_changes_get_ends(const struct jf_changes *changes, size_t index, const char **ret_from,
                        const char **ret_to)
{
    if (!ret_from || !ret_to || index >= jf_changes_get_count(changes))
        return -EINVAL;
    *ret_from = change_at(changes, index)->from->id;
    *ret_to = change_at(changes, index)->to->id;
    return 0;
}
