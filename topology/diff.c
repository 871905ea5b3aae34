/* SPDX-License-Identifier: MIT */

/*
 * The events between two graphs. Each pass walks both in the order of ids and handles one kind of
 * event, so that the order of event.h comes out by itself.
 */

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "topology/internal.h"

struct diff {
    const struct jf_graph *from, *to;
    struct jfi_event_list *events;
    int status; /* the first failure; later steps do nothing */
};

/* One thing of a graph: a device, part or connection, with what pairs it with itself elsewhere. */
struct item {
    const char *id; /* what the list is ordered by */
    uint64_t serial;
    const struct jf_device *device;
    const struct jf_part *part;
    const struct jf_connection *connection;
};

static struct item device_item(const struct jf_device *device)
{
    return (struct item){.id = device->id, .serial = device->serial, .device = device};
}

static struct item part_item(const struct jf_part *part)
{
    return (struct item){.id = part->key, .serial = part->serial, .part = part};
}

static struct item connection_item(const struct jf_connection *connection)
{
    return (struct item){
        .id = connection->wire->id, .serial = connection->serial, .connection = connection};
}

static enum jf_object_kind kind_of(const struct item *item)
{
    if (item->device)
        return JF_OBJECT_DEVICE;
    return item->part ? JF_OBJECT_PART : JF_OBJECT_CONNECTION;
}

static struct jf_event *add(struct diff *diff, enum jf_event_type type, const struct item *item)
{
    bool gone = type == JF_EVENT_REMOVED || type == JF_EVENT_DISCONNECTED;
    struct jf_event *event;

    if (!diff->status)
        diff->status = jfi_event_new(type, diff->to, &event);
    if (diff->status)
        return NULL;
    event->home = jf_graph_ref(gone ? diff->from : diff->to);
    event->object_kind = kind_of(item);
    event->device = item->device;
    event->part = item->part;
    event->connection = item->connection;
    event->serial = item->serial;
    jfi_event_list_append(diff->events, event);
    return event;
}

static void add_change(struct diff *diff, const struct item *item, unsigned int changes)
{
    struct jf_event *event = changes ? add(diff, JF_EVENT_CHANGED, item) : NULL;

    if (event)
        event->changes = changes;
}

/* ---- walking: what is alike stands beside each other, what is not stands alone --------------- */

/* An ordered list of things. */
struct list {
    const void *owner;
    size_t count;
    struct item (*at)(const void *owner, size_t index);
};

static struct item graph_device(const void *owner, size_t index)
{
    return device_item(((const struct jf_graph *)owner)->devices[index]);
}

static struct item graph_connection(const void *owner, size_t index)
{
    return connection_item(&((const struct jf_graph *)owner)->connections[index]);
}

static struct item device_part(const void *owner, size_t index)
{
    return part_item(((const struct jf_device *)owner)->by_key[index]);
}

/* Called with both, or with NULL for the one that is missing. */
typedef void (*visit_fn)(struct diff *diff, const struct item *old, const struct item *now);

/* Which of two heads comes first: below 0 the old one, above 0 the new one, 0 both. */
static int order_of(const struct item *old, const struct item *now)
{
    if (!old || !now)
        return old ? -1 : 1;
    return strcmp(old->id, now->id);
}

/* An id under another serial is another thing: one goes, one comes. */
static void visit_pair(struct diff *diff, const struct item *old, const struct item *now,
                       visit_fn visit)
{
    if (old && now && old->serial != now->serial) {
        visit(diff, old, NULL);
        visit(diff, NULL, now);
    } else {
        visit(diff, old, now);
    }
}

static void walk(struct diff *diff, const struct list *before, const struct list *after,
                 visit_fn visit)
{
    size_t i = 0, j = 0;

    while (i < before->count || j < after->count) {
        struct item old = {0}, now = {0};
        int order;

        if (i < before->count)
            old = before->at(before->owner, i);
        if (j < after->count)
            now = after->at(after->owner, j);
        order = order_of(old.id ? &old : NULL, now.id ? &now : NULL);
        i += order <= 0;
        j += order >= 0;
        visit_pair(diff, order <= 0 ? &old : NULL, order >= 0 ? &now : NULL, visit);
    }
}

static void walk_devices(struct diff *diff, visit_fn visit)
{
    struct list before = {diff->from, diff->from->device_count, graph_device};
    struct list after = {diff->to, diff->to->device_count, graph_device};

    walk(diff, &before, &after, visit);
}

static void walk_connections(struct diff *diff, visit_fn visit)
{
    struct list before = {diff->from, diff->from->connection_count, graph_connection};
    struct list after = {diff->to, diff->to->connection_count, graph_connection};

    walk(diff, &before, &after, visit);
}

/* The parts of a device that is in both graphs; one object means that nothing in it changed. */
static void walk_parts(struct diff *diff, const struct item *old, const struct item *now,
                       visit_fn visit)
{
    struct list before = {old->device, old->device->part_count, device_part};
    struct list after = {now->device, now->device->part_count, device_part};

    if (old->device != now->device)
        walk(diff, &before, &after, visit);
}

/* ---- what each pass does with a pair --------------------------------------------------------- */

static void disconnected(struct diff *diff, const struct item *old, const struct item *now)
{
    if (old && !now)
        add(diff, JF_EVENT_DISCONNECTED, old);
}

static void connected(struct diff *diff, const struct item *old, const struct item *now)
{
    if (!old && now)
        add(diff, JF_EVENT_CONNECTED, now);
}

static void connection_changed(struct diff *diff, const struct item *old, const struct item *now)
{
    if (old && now)
        add_change(diff, now, jfi_wire_changes(old->connection->wire, now->connection->wire));
}

static void part_removed(struct diff *diff, const struct item *old, const struct item *now)
{
    if (old && !now)
        add(diff, JF_EVENT_REMOVED, old);
}

static void part_added(struct diff *diff, const struct item *old, const struct item *now)
{
    if (!old && now)
        add(diff, JF_EVENT_ADDED, now);
}

static void add_control(struct diff *diff, const struct item *item,
                        const struct jf_control *control)
{
    struct jf_event *event = add(diff, JF_EVENT_CONTROL, item);

    if (event)
        event->control = control;
}

static void part_changed(struct diff *diff, const struct item *old, const struct item *now)
{
    unsigned int changes = old && now ? jfi_part_changes(old->part, now->part) : 0;

    if (!old || !now)
        return;
    add_change(diff, now, changes);
    for (size_t i = 0; i < now->part->control_count && !(changes & JF_CHANGE_CONTROLS); i++) {
        if (!jfi_control_value_equal(&old->part->controls[i], &now->part->controls[i]))
            add_control(diff, now, &now->part->controls[i]);
    }
}

static void device_removed(struct diff *diff, const struct item *old, const struct item *now)
{
    if (old && now)
        walk_parts(diff, old, now, part_removed);
    if (!old || now)
        return;
    assert(old->device);
    for (size_t i = 0; i < old->device->part_count; i++) {
        struct item part = part_item(old->device->by_key[i]);

        add(diff, JF_EVENT_REMOVED, &part);
    }
    add(diff, JF_EVENT_REMOVED, old);
}

static void device_added(struct diff *diff, const struct item *old, const struct item *now)
{
    if (old && now)
        walk_parts(diff, old, now, part_added);
    if (old || !now)
        return;
    assert(now->device);
    add(diff, JF_EVENT_ADDED, now);
    for (size_t i = 0; i < now->device->part_count; i++) {
        struct item part = part_item(&now->device->parts[i]);

        add(diff, JF_EVENT_ADDED, &part);
    }
}

static void device_changed(struct diff *diff, const struct item *old, const struct item *now)
{
    if (!old || !now || old->device == now->device)
        return;
    add_change(diff, now, jfi_device_changes(old->device, now->device));
    walk_parts(diff, old, now, part_changed);
}

int jfi_diff(const struct jf_graph *from, const struct jf_graph *to,
             struct jfi_event_list *ret_events)
{
    struct jfi_event_list events;
    struct diff diff = {.from = from, .to = to, .events = &events};

    jfi_event_list_init(&events);
    walk_connections(&diff, disconnected);
    walk_devices(&diff, device_removed);
    walk_devices(&diff, device_added);
    walk_devices(&diff, device_changed);
    walk_connections(&diff, connection_changed);
    walk_connections(&diff, connected);
    if (diff.status) {
        jfi_event_list_fini(&events);
        return diff.status;
    }
    jfi_event_list_init(ret_events);
    jfi_event_list_move(ret_events, &events);
    return 0;
}
