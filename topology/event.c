/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include "topology/internal.h"

int jfi_event_new(enum jf_event_type type, const struct jf_graph *graph,
                  struct jf_event **ret_event)
{
    struct jf_event *event = calloc(1, sizeof(*event));

    if (!event)
        return -ENOMEM;
    atomic_init(&event->ref_count, 1);
    event->type = type;
    event->graph = jf_graph_ref(graph);
    *ret_event = event;
    return 0;
}

struct jf_event *jf_event_ref(struct jf_event *event)
{
    if (event)
        atomic_fetch_add_explicit(&event->ref_count, 1, memory_order_relaxed);
    return event;
}

struct jf_event *jf_event_unref(struct jf_event *event)
{
    if (event && atomic_fetch_sub_explicit(&event->ref_count, 1, memory_order_acq_rel) == 1) {
        jf_graph_unref(event->graph);
        jf_graph_unref(event->home);
        free(event->backend);
        free(event->reason);
        free(event);
    }
    return NULL;
}

/* ---- lists ----------------------------------------------------------------------------------- */

void jfi_event_list_init(struct jfi_event_list *list)
{
    list->first = NULL;
    list->end = &list->first;
    list->count = 0;
}

void jfi_event_list_fini(struct jfi_event_list *list)
{
    while (list->first) {
        struct jf_event *event = list->first;

        list->first = event->next;
        jf_event_unref(event);
    }
    jfi_event_list_init(list);
}

void jfi_event_list_append(struct jfi_event_list *list, struct jf_event *event)
{
    event->next = NULL;
    *list->end = event;
    list->end = &event->next;
    list->count++;
}

void jfi_event_list_move(struct jfi_event_list *list, struct jfi_event_list *other)
{
    if (!other->first)
        return;
    *list->end = other->first;
    list->end = other->end;
    list->count += other->count;
    jfi_event_list_init(other);
}

/* ---- reading --------------------------------------------------------------------------------- */

enum jf_event_type jf_event_get_type(const struct jf_event *event)
{
    return event ? event->type : JF_EVENT_UNKNOWN;
}

const struct jf_graph *jf_event_get_graph(const struct jf_event *event)
{
    return event ? event->graph : NULL;
}

enum jf_object_kind jf_event_get_object_kind(const struct jf_event *event)
{
    return event ? event->object_kind : JF_OBJECT_UNKNOWN;
}

const char *jf_event_get_id(const struct jf_event *event)
{
    switch (jf_event_get_object_kind(event)) {
    case JF_OBJECT_DEVICE:
        return event->device->id;
    case JF_OBJECT_PART:
        return event->part->id;
    case JF_OBJECT_CONNECTION:
        return event->connection->wire->id;
    case JF_OBJECT_CONTROL:
    case JF_OBJECT_UNKNOWN:
        break;
    }
    return NULL;
}

uint64_t jf_event_get_serial(const struct jf_event *event)
{
    return event ? event->serial : 0;
}

const struct jf_device *jf_event_get_device(const struct jf_event *event)
{
    return event ? event->device : NULL;
}

const struct jf_part *jf_event_get_part(const struct jf_event *event)
{
    return event ? event->part : NULL;
}

const struct jf_connection *jf_event_get_connection(const struct jf_event *event)
{
    return event ? event->connection : NULL;
}

unsigned int jf_event_get_changes(const struct jf_event *event)
{
    return event ? event->changes : 0;
}

const struct jf_control *jf_event_get_control(const struct jf_event *event)
{
    return event ? event->control : NULL;
}

enum jf_origin jf_event_get_origin(const struct jf_event *event)
{
    return event ? event->origin : JF_ORIGIN_UNKNOWN;
}

int jf_event_get_status(const struct jf_event *event)
{
    return event ? event->status : 0;
}

const char *jf_event_get_backend(const struct jf_event *event)
{
    return event ? event->backend : NULL;
}

const char *jf_event_get_reason(const struct jf_event *event)
{
    return event ? event->reason : NULL;
}
