/* SPDX-License-Identifier: MIT */

/* Turns a builder's flat lists into one immutable unit. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "topology/draft.h"

static int refuse(struct jfi_builder *builder, const char *what)
{
    builder->status = -EINVAL;
    builder->what = what;
    return -EINVAL;
}

static const char *part_id(struct jfi_arena *arena, const char *device, const char *key)
{
    size_t size = strlen(device) + strlen(key) + sizeof("/");
    char *id = jfi_arena_alloc(arena, size, 1);

    if (id)
        (void)snprintf(id, size, "%s/%s", device, key);
    return id;
}

static int freeze_parts(struct jfi_builder *builder)
{
    struct jf_device *device = &builder->device;

    device->part_count = builder->parts.count;
    device->parts = jfi_arena_alloc(&builder->arena, device->part_count, sizeof(*device->parts));
    if (!device->parts)
        return -ENOMEM;
    if (device->part_count)
        memcpy(device->parts, builder->parts.items, device->part_count * sizeof(*device->parts));
    for (size_t i = 0; i < device->part_count; i++) {
        struct jf_part *part = &device->parts[i];

        part->id = part_id(&builder->arena, device->id, part->key);
        if (!part->id)
            return -ENOMEM;
        if (part->kind == JF_PART_CONNECTOR)
            device->connector_count++;
        else
            device->subunit_count++;
    }
    return 0;
}

static int compare_key(const void *a, const void *b)
{
    const struct jf_part *const *left = a, *const *right = b;

    return strcmp((*left)->key, (*right)->key);
}

static int compare_local_id(const void *a, const void *b)
{
    const struct jf_part *const *left = a, *const *right = b;

    return ((*left)->local_id > (*right)->local_id) - ((*left)->local_id < (*right)->local_id);
}

static bool has_neighbours_alike(const struct jf_part *const *parts, size_t count,
                                 int (*compare)(const void *, const void *))
{
    for (size_t i = 1; i < count; i++) {
        if (compare(&parts[i - 1], &parts[i]) == 0)
            return true;
    }
    return false;
}

/* The orders in which parts are looked up; a key or local id used twice is refused. */
static int freeze_indexes(struct jfi_builder *builder)
{
    struct jf_device *device = &builder->device;
    size_t count = device->part_count, connectors = 0, subunits = 0;

    device->by_key = jfi_arena_alloc(&builder->arena, count, sizeof(*device->by_key));
    device->connectors =
        jfi_arena_alloc(&builder->arena, device->connector_count, sizeof(*device->connectors));
    device->subunits =
        jfi_arena_alloc(&builder->arena, device->subunit_count, sizeof(*device->subunits));
    if (!device->by_key || !device->connectors || !device->subunits)
        return -ENOMEM;
    for (size_t i = 0; i < count; i++) {
        const struct jf_part *part = &device->parts[i];

        device->by_key[i] = part;
        if (part->kind == JF_PART_CONNECTOR)
            device->connectors[connectors++] = part;
        else
            device->subunits[subunits++] = part;
    }
    jfi_sort(device->by_key, count, sizeof(*device->by_key), compare_local_id);
    if (has_neighbours_alike(device->by_key, count, compare_local_id))
        return refuse(builder, "two parts of one local id");
    jfi_sort(device->by_key, count, sizeof(*device->by_key), compare_key);
    if (has_neighbours_alike(device->by_key, count, compare_key))
        return refuse(builder, "two parts of one key");
    return 0;
}

static int compare_jack(const void *a, const void *b)
{
    const struct jfi_draft_jack *const *left = a, *const *right = b;

    if ((*left)->part != (*right)->part)
        return (*left)->part < (*right)->part ? -1 : 1;
    return (*left < *right) ? -1 : *left > *right;
}

static int compare_control(const void *a, const void *b)
{
    const struct jfi_draft_control *const *left = a, *const *right = b;

    if ((*left)->part != (*right)->part)
        return (*left)->part < (*right)->part ? -1 : 1;
    return (*left < *right) ? -1 : *left > *right;
}

/* Addresses of a list's items, sorted. NULL when out of memory; free() it. */
static const void **sorted(const struct jfi_vec *vec, int (*compare)(const void *, const void *))
{
    const void **items = calloc(vec->count + 1, sizeof(*items));

    if (!items)
        return NULL;
    for (size_t i = 0; i < vec->count; i++)
        items[i] = jfi_vec_at(vec, i);
    jfi_sort(items, vec->count, sizeof(*items), compare);
    return items;
}

static int freeze_jacks(struct jfi_builder *builder)
{
    size_t count = builder->jacks.count;
    struct jf_jack *jacks = jfi_arena_alloc(&builder->arena, count, sizeof(*jacks));
    const void **order = sorted(&builder->jacks, compare_jack);

    if (!jacks || !order) {
        free(order);
        return -ENOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        const struct jfi_draft_jack *draft = order[i];
        struct jf_part *part = &builder->device.parts[draft->part];

        jacks[i] = draft->jack;
        if (!part->jack_count)
            part->jacks = &jacks[i];
        part->jack_count++;
    }
    free(order);
    return 0;
}

static int freeze_controls(struct jfi_builder *builder)
{
    size_t count = builder->controls.count;
    struct jf_control *controls = jfi_arena_alloc(&builder->arena, count, sizeof(*controls));
    const void **order = sorted(&builder->controls, compare_control);

    if (!controls || !order) {
        free(order);
        return -ENOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        const struct jfi_draft_control *draft = order[i];
        struct jf_part *part = &builder->device.parts[draft->part];

        controls[i] = draft->control;
        controls[i].part = part;
        if (!part->control_count)
            part->controls = &controls[i];
        part->control_count++;
    }
    free(order);
    return 0;
}

static int compare_ends(const void *a, const void *b)
{
    const struct jfi_draft_link *left = a, *right = b;

    if (left->from != right->from)
        return left->from < right->from ? -1 : 1;
    if (left->to != right->to)
        return left->to < right->to ? -1 : 1;
    return left->order < right->order ? -1 : left->order > right->order;
}

static int compare_link_order(const void *a, const void *b)
{
    const struct jfi_draft_link *left = a, *right = b;

    return left->order < right->order ? -1 : left->order > right->order;
}

/* Of several links between one pair the first stays; the order of naming is kept. */
static void drop_repeated_links(struct jfi_vec *links)
{
    struct jfi_draft_link *items = links->items;
    size_t kept = 0;

    jfi_sort(items, links->count, sizeof(*items), compare_ends);
    for (size_t i = 0; i < links->count; i++) {
        if (kept && items[kept - 1].from == items[i].from && items[kept - 1].to == items[i].to)
            continue;
        items[kept++] = items[i];
    }
    links->count = kept;
    jfi_sort(items, kept, sizeof(*items), compare_link_order);
}

static void count_link_ends(struct jf_device *device)
{
    for (size_t i = 0; i < device->link_count; i++) {
        device->parts[device->links[i].from->index].outgoing_count++;
        device->parts[device->links[i].to->index].incoming_count++;
    }
}

/* Gives every part its lists of links, each list in the order of naming. */
static int freeze_link_ends(struct jfi_builder *builder)
{
    struct jf_device *device = &builder->device;
    const struct jf_link **ends =
        jfi_arena_alloc(&builder->arena, 2 * device->link_count, sizeof(const struct jf_link *));

    if (!ends)
        return -ENOMEM;
    count_link_ends(device);
    for (size_t i = 0; i < device->part_count; i++) {
        struct jf_part *part = &device->parts[i];

        part->incoming = ends;
        ends += part->incoming_count;
        part->outgoing = ends;
        ends += part->outgoing_count;
        part->incoming_count = part->outgoing_count = 0;
    }
    for (size_t i = 0; i < device->link_count; i++) {
        const struct jf_link *link = &device->links[i];
        struct jf_part *from = &device->parts[link->from->index];
        struct jf_part *to = &device->parts[link->to->index];

        from->outgoing[from->outgoing_count++] = link;
        to->incoming[to->incoming_count++] = link;
    }
    return 0;
}

static int freeze_links(struct jfi_builder *builder)
{
    struct jf_device *device = &builder->device;
    const struct jfi_draft_link *drafts;

    drop_repeated_links(&builder->links);
    drafts = builder->links.items;
    device->link_count = builder->links.count;
    device->links = jfi_arena_alloc(&builder->arena, device->link_count, sizeof(*device->links));
    if (!device->links)
        return -ENOMEM;
    for (size_t i = 0; i < device->link_count; i++) {
        device->links[i] = (struct jf_link){
            .from = &device->parts[drafts[i].from],
            .to = &device->parts[drafts[i].to],
            .state = drafts[i].state,
            .evidence = drafts[i].evidence,
        };
    }
    return freeze_link_ends(builder);
}

static int freeze_wires(struct jfi_builder *builder, struct jfi_wire **ret_wires)
{
    size_t count = builder->wires.count;
    struct jfi_wire *wires = jfi_arena_alloc(&builder->arena, count, sizeof(*wires));

    if (!wires)
        return -ENOMEM;
    if (count)
        memcpy(wires, builder->wires.items, count * sizeof(*wires));
    *ret_wires = wires;
    return 0;
}

static bool same_owner(const struct jfi_draft_property *a, const struct jfi_draft_property *b)
{
    return a->owner == b->owner && a->index == b->index;
}

static int compare_property(const void *a, const void *b)
{
    const struct jfi_draft_property *left = a, *right = b;
    int order;

    if (left->owner != right->owner)
        return left->owner < right->owner ? -1 : 1;
    if (left->index != right->index)
        return left->index < right->index ? -1 : 1;
    order = strcmp(left->property.key, right->property.key);
    if (order)
        return order;
    return left->order < right->order ? -1 : left->order > right->order;
}

static struct jfi_properties *owned_properties(struct jfi_builder *builder, struct jfi_wire *wires,
                                               const struct jfi_draft_property *draft)
{
    switch (draft->owner) {
    case JFI_OWNER_PART:
        return &builder->device.parts[draft->index].properties;
    case JFI_OWNER_WIRE:
        return &wires[draft->index].properties;
    case JFI_OWNER_DEVICE:
        break;
    }
    return &builder->device.properties;
}

/* Sorted by owner and key; the last value of a key wins and a NULL value takes the key away. */
static int freeze_properties(struct jfi_builder *builder, struct jfi_wire *wires)
{
    size_t count = builder->properties.count;
    struct jfi_draft_property *drafts = builder->properties.items;
    struct jfi_property *items = jfi_arena_alloc(&builder->arena, count, sizeof(*items));

    if (!items)
        return -ENOMEM;
    jfi_sort(drafts, count, sizeof(*drafts), compare_property);
    for (size_t i = 0; i < count; i++) {
        struct jfi_properties *list = owned_properties(builder, wires, &drafts[i]);
        bool replaced = i + 1 < count && same_owner(&drafts[i], &drafts[i + 1]) &&
                        strcmp(drafts[i].property.key, drafts[i + 1].property.key) == 0;

        if (replaced || !drafts[i].property.value)
            continue;
        *items = drafts[i].property;
        if (!list->count)
            list->items = items;
        list->count++;
        items++;
    }
    return 0;
}

static int freeze_device(struct jfi_builder *builder)
{
    int status = freeze_parts(builder);

    if (!status)
        status = freeze_indexes(builder);
    if (!status)
        status = freeze_jacks(builder);
    if (!status)
        status = freeze_controls(builder);
    if (!status)
        status = freeze_links(builder);
    return status;
}

/* Parts point to the device that holds them, now that it has its place in the unit. */
static void settle_unit(struct jfi_unit *unit)
{
    for (size_t i = 0; i < unit->device.part_count; i++)
        unit->device.parts[i].device = &unit->device;
}

int jfi_builder_freeze(struct jfi_builder *builder, struct jfi_unit **ret_unit)
{
    struct jfi_wire *wires = NULL;
    struct jfi_unit *unit;
    int status = builder->status;

    if (!status && builder->has_device)
        status = freeze_device(builder);
    if (!status)
        status = freeze_wires(builder, &wires);
    if (!status)
        status = freeze_properties(builder, wires);
    if (status)
        return status;
    unit = malloc(sizeof(*unit));
    if (!unit)
        return -ENOMEM;
    *unit = (struct jfi_unit){
        .arena = builder->arena,
        .has_device = builder->has_device,
        .device = builder->device,
        .wires = wires,
        .wire_count = builder->wires.count,
    };
    atomic_init(&unit->ref_count, 1);
    builder->arena.newest = NULL;
    settle_unit(unit);
    *ret_unit = unit;
    return 0;
}
