/* SPDX-License-Identifier: MIT */

/* Frozen descriptions: lifetime, identity from one description to the next, comparison. */

#include <stdlib.h>
#include <string.h>

#include "topology/internal.h"

struct jfi_unit *jfi_unit_ref(struct jfi_unit *unit)
{
    atomic_fetch_add_explicit(&unit->ref_count, 1, memory_order_relaxed);
    return unit;
}

struct jfi_unit *jfi_unit_unref(struct jfi_unit *unit)
{
    if (unit && atomic_fetch_sub_explicit(&unit->ref_count, 1, memory_order_acq_rel) == 1) {
        struct jfi_arena arena = unit->arena;

        jfi_arena_fini(&arena);
        free(unit);
    }
    return NULL;
}

bool jfi_text_equal(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

const char *jfi_properties_get(const struct jfi_properties *properties, const char *key)
{
    size_t low = 0, high = properties->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(properties->items[middle].key, key);

        if (order == 0)
            return properties->items[middle].value;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

bool jfi_properties_equal(const struct jfi_properties *a, const struct jfi_properties *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        if (strcmp(a->items[i].key, b->items[i].key) != 0 ||
            strcmp(a->items[i].value, b->items[i].value) != 0)
            return false;
    }
    return true;
}

const struct jf_part *jfi_device_find_part(const struct jf_device *device, const char *key)
{
    size_t low = 0, high = device->part_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(device->by_key[middle]->key, key);

        if (order == 0)
            return device->by_key[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* What a part is cannot change: another kind, type or flow is another part. */
static bool same_incarnation(const struct jf_part *a, const struct jf_part *b)
{
    return a->kind == b->kind && a->type == b->type && a->flow == b->flow;
}

void jfi_unit_adopt(struct jfi_unit *unit, const struct jfi_unit *old, uint64_t *next_serial)
{
    struct jf_device *device = &unit->device;
    const struct jf_device *before = NULL;

    if (!unit->has_device)
        return;
    if (old && old->has_device && strcmp(old->device.id, device->id) == 0 &&
        old->device.kind == device->kind)
        before = &old->device;
    device->serial = before ? before->serial : (*next_serial)++;
    for (size_t i = 0; i < device->part_count; i++) {
        struct jf_part *part = &device->parts[i];
        const struct jf_part *twin = before ? jfi_device_find_part(before, part->key) : NULL;

        part->serial = twin && same_incarnation(twin, part) ? twin->serial : (*next_serial)++;
    }
}

bool jfi_control_value_equal(const struct jf_control *a, const struct jf_control *b)
{
    return a->value_count == b->value_count &&
           (!a->value_count ||
            memcmp(a->values, b->values, a->value_count * sizeof(*a->values)) == 0);
}

static bool same_items(const struct jf_control *a, const struct jf_control *b)
{
    if (a->item_count != b->item_count)
        return false;
    for (size_t i = 0; i < a->item_count; i++) {
        if (a->items[i].value != b->items[i].value ||
            strcmp(a->items[i].name, b->items[i].name) != 0)
            return false;
    }
    return true;
}

static bool same_range(const struct jf_control *a, const struct jf_control *b)
{
    return a->has_range == b->has_range && a->min == b->min && a->max == b->max &&
           a->step == b->step;
}

static bool same_control(const struct jf_control *a, const struct jf_control *b)
{
    return strcmp(a->name, b->name) == 0 && a->index == b->index && a->kind == b->kind &&
           a->readable == b->readable && a->writable == b->writable && a->locked == b->locked &&
           a->inactive == b->inactive && a->handle == b->handle &&
           strcmp(a->evidence, b->evidence) == 0 && jfi_text_equal(a->remark, b->remark) &&
           same_range(a, b) && same_items(a, b);
}

static bool same_controls(const struct jf_part *a, const struct jf_part *b)
{
    if (a->control_count != b->control_count)
        return false;
    for (size_t i = 0; i < a->control_count; i++) {
        if (!same_control(&a->controls[i], &b->controls[i]))
            return false;
    }
    return true;
}

static bool same_jacks(const struct jf_part *a, const struct jf_part *b)
{
    if (a->jack_count != b->jack_count)
        return false;
    for (size_t i = 0; i < a->jack_count; i++) {
        const struct jf_jack *left = &a->jacks[i], *right = &b->jacks[i];

        if (left->presence != right->presence || !jfi_text_equal(left->color, right->color) ||
            !jfi_text_equal(left->location, right->location) ||
            !jfi_text_equal(left->connection, right->connection) ||
            !jfi_text_equal(left->said_by, right->said_by))
            return false;
    }
    return true;
}

unsigned int jfi_part_changes(const struct jf_part *a, const struct jf_part *b)
{
    unsigned int changes = 0;

    if (!jfi_text_equal(a->name, b->name))
        changes |= JF_CHANGE_NAME;
    if (a->local_id != b->local_id || a->nid != b->nid || a->entity != b->entity ||
        a->interface != b->interface || a->exclusive != b->exclusive)
        changes |= JF_CHANGE_ADDRESS;
    if (!jfi_properties_equal(&a->properties, &b->properties))
        changes |= JF_CHANGE_PROPERTIES;
    if (!same_jacks(a, b))
        changes |= JF_CHANGE_JACKS;
    if (!same_controls(a, b))
        changes |= JF_CHANGE_CONTROLS;
    return changes;
}

static bool same_links(const struct jf_device *a, const struct jf_device *b)
{
    if (a->link_count != b->link_count)
        return false;
    for (size_t i = 0; i < a->link_count; i++) {
        const struct jf_link *left = &a->links[i], *right = &b->links[i];

        if (strcmp(left->from->key, right->from->key) != 0 ||
            strcmp(left->to->key, right->to->key) != 0 || left->state != right->state ||
            strcmp(left->evidence, right->evidence) != 0)
            return false;
    }
    return true;
}

static bool same_card(const struct jf_device *a, const struct jf_device *b)
{
    if (!a->has_card || !b->has_card)
        return a->has_card == b->has_card;
    return a->card.number == b->card.number && a->card.codec == b->card.codec &&
           a->card.vendor_id == b->card.vendor_id && jfi_text_equal(a->card.id, b->card.id);
}

unsigned int jfi_device_changes(const struct jf_device *a, const struct jf_device *b)
{
    unsigned int changes = 0;

    if (!jfi_text_equal(a->name, b->name))
        changes |= JF_CHANGE_NAME;
    if (a->state != b->state)
        changes |= JF_CHANGE_STATE;
    if (!same_card(a, b))
        changes |= JF_CHANGE_CARD;
    if (!jfi_properties_equal(&a->properties, &b->properties))
        changes |= JF_CHANGE_PROPERTIES;
    if (!same_links(a, b))
        changes |= JF_CHANGE_LINKS;
    return changes;
}

unsigned int jfi_wire_changes(const struct jfi_wire *a, const struct jfi_wire *b)
{
    unsigned int changes = 0;

    if (a->state != b->state)
        changes |= JF_CHANGE_STATE;
    if (a->permanence != b->permanence)
        changes |= JF_CHANGE_PERMANENCE;
    if (a->managed != b->managed)
        changes |= JF_CHANGE_MANAGED;
    if (strcmp(a->evidence, b->evidence) != 0)
        changes |= JF_CHANGE_EVIDENCE;
    if (!jfi_properties_equal(&a->properties, &b->properties))
        changes |= JF_CHANGE_PROPERTIES;
    return changes;
}

static bool same_part(const struct jf_part *a, const struct jf_part *b)
{
    if (strcmp(a->key, b->key) != 0 || !same_incarnation(a, b) || jfi_part_changes(a, b))
        return false;
    for (size_t i = 0; i < a->control_count; i++) {
        if (!jfi_control_value_equal(&a->controls[i], &b->controls[i]))
            return false;
    }
    return true;
}

static bool same_device(const struct jf_device *a, const struct jf_device *b)
{
    if (strcmp(a->id, b->id) != 0 || a->kind != b->kind || a->part_count != b->part_count ||
        jfi_device_changes(a, b))
        return false;
    for (size_t i = 0; i < a->part_count; i++) {
        if (!same_part(&a->parts[i], &b->parts[i]))
            return false;
    }
    return true;
}

bool jfi_unit_equal(const struct jfi_unit *a, const struct jfi_unit *b)
{
    if (a->has_device != b->has_device || a->wire_count != b->wire_count ||
        (a->has_device && !same_device(&a->device, &b->device)))
        return false;
    for (size_t i = 0; i < a->wire_count; i++) {
        if (strcmp(a->wires[i].id, b->wires[i].id) != 0 ||
            a->wires[i].handle != b->wires[i].handle ||
            jfi_wire_changes(&a->wires[i], &b->wires[i]))
            return false;
    }
    return true;
}
