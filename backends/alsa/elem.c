/* SPDX-License-Identifier: MIT */
#include "backends/alsa/elem.h"

#include <stdlib.h>
#include <string.h>

enum {
    MAX_CHOICES = 256, /* of a selector */
    MAX_CHANNELS = 8,  /* of one that chooses for each */
};

void jfi_elems_init(struct jfi_elems *elems)
{
    *elems = (struct jfi_elems){.items.item_size = sizeof(struct jfi_elem)};
}

void jfi_elems_fini(struct jfi_elems *elems)
{
    jfi_vec_fini(&elems->items);
    jfi_arena_fini(&elems->arena);
    jfi_elems_init(elems);
}

size_t jfi_elems_get_count(const struct jfi_elems *elems)
{
    return elems->items.count;
}

const struct jfi_elem *jfi_elems_get(const struct jfi_elems *elems, size_t index)
{
    return jfi_vec_at(&elems->items, index);
}

const struct jfi_elem *jfi_elems_find(const struct jfi_elems *elems, const char *name,
                                      unsigned int index)
{
    for (size_t i = 0; i < elems->items.count; i++) {
        const struct jfi_elem *elem = jfi_elems_get(elems, i);

        if (elem->index == index && strcmp(elem->name, name) == 0)
            return elem;
    }
    return NULL;
}

struct jfi_elem *jfi_elems_find_numid(const struct jfi_elems *elems, unsigned int numid)
{
    for (size_t i = 0; i < elems->items.count; i++) {
        struct jfi_elem *elem = jfi_vec_at(&elems->items, i);

        if (elem->numid == numid)
            return elem;
    }
    return NULL;
}

const struct jfi_elem *jfi_elems_find_device(const struct jfi_elems *elems, const char *name,
                                             unsigned int index, unsigned int device)
{
    for (size_t i = 0; i < elems->items.count; i++) {
        const struct jfi_elem *elem = jfi_elems_get(elems, i);

        if (elem->index == index && elem->device == device && strcmp(elem->name, name) == 0)
            return elem;
    }
    return NULL;
}

const struct jfi_elem *jfi_elems_find_pcm(const struct jfi_elems *elems, const char *name,
                                          unsigned int device)
{
    for (size_t i = 0; i < elems->items.count; i++) {
        const struct jfi_elem *elem = jfi_elems_get(elems, i);

        if (elem->device == device && strcmp(elem->iface, "PCM") == 0 &&
            strcmp(elem->name, name) == 0)
            return elem;
    }
    return NULL;
}

/* ---- jacks ----------------------------------------------------------------------------------- */

bool jfi_elem_is_jack(const struct jfi_elem *elem)
{
    static const char end[] = " Jack";
    size_t length = strlen(elem->name);

    return elem->type == JFI_ELEM_BOOLEAN && !elem->is_writable && length > strlen(end) &&
           strcmp(elem->name + length - strlen(end), end) == 0 && !strstr(elem->name, "Phantom");
}

enum jf_presence jfi_elem_presence(const struct jfi_elem *elem)
{
    if (!elem->values || !elem->count)
        return JF_PRESENCE_UNKNOWN;
    return elem->values[0] ? JF_PRESENCE_PLUGGED : JF_PRESENCE_UNPLUGGED;
}

/* ---- as a control ---------------------------------------------------------------------------- */

static enum jf_control_kind plain_kind(const struct jfi_elem *elem)
{
    switch (elem->type) {
    case JFI_ELEM_BOOLEAN:
        return JF_CONTROL_BOOLEAN;
    case JFI_ELEM_INTEGER:
        return elem->has_db ? JF_CONTROL_LEVEL : JF_CONTROL_INTEGER;
    case JFI_ELEM_ENUM:
        return JF_CONTROL_ENUM;
    case JFI_ELEM_BYTES:
        return JF_CONTROL_BYTES;
    default:
        return JF_CONTROL_UNKNOWN;
    }
}

/* What a part wants of an element, as far as the element can be that. */
static enum jf_control_kind kind_of(const struct jfi_elem *elem, const struct jfi_elem_use *use)
{
    bool fits =
        (use->kind == JF_CONTROL_LEVEL && elem->has_db) ||
        (use->kind == JF_CONTROL_MUTE && elem->type == JFI_ELEM_BOOLEAN) ||
        (use->kind == JF_CONTROL_SELECTOR && elem->type == JFI_ELEM_ENUM && elem->count >= 1 &&
         elem->count <= MAX_CHANNELS && elem->item_count <= MAX_CHOICES);

    return fits ? use->kind : plain_kind(elem);
}

/* Where a use tells that, or by the rule for names of elements, "Mic Playback Volume". */
static bool is_volume(const struct jfi_elem *elem, const struct jfi_elem_use *use)
{
    static const char end[] = " Volume";
    size_t length = strlen(elem->name);

    return use->kind == JF_CONTROL_LEVEL ||
           (elem->type == JFI_ELEM_INTEGER && length > strlen(end) &&
            strcmp(elem->name + length - strlen(end), end) == 0);
}

static const char *remark_of(const struct jfi_elems *elems, const struct jfi_elem *elem,
                             const struct jfi_elem_use *use)
{
    if (elems->fault && !elem->values)
        return elems->fault;
    if (elem->numid && elem->is_readable && !elem->values)
        return "its driver fails to read it";
    if (elem->is_inactive)
        return "inactive";
    if (elem->is_locked)
        return "locked";
    if (!elem->has_db && is_volume(elem, use))
        return "no dB scale";
    return NULL;
}

static struct jfi_control_info info_of(const struct jfi_elems *elems, const struct jfi_elem *elem,
                                       const struct jfi_elem_use *use)
{
    struct jfi_control_info info = {
        .name = elem->name,
        .index = elem->index,
        .kind = kind_of(elem, use),
        .readable = elem->is_readable && elem->values,
        .writable = elem->is_writable,
        .inactive = elem->is_inactive,
        .locked = elem->is_locked,
        .value_count = elem->values ? elem->count : 0,
        .values = elem->values,
        .has_range = elem->has_range,
        .min = elem->min,
        .max = elem->max,
        .step = elem->step,
        .item_count = elem->item_count,
        .items = elem->items,
        .evidence = use->evidence,
        .remark = remark_of(elems, elem, use),
        .changed_by = jfi_elem_is_jack(elem) ? JF_ORIGIN_HARDWARE : JF_ORIGIN_UNKNOWN,
        .handle = elem->numid ? elems->handle_base + elem->numid : 0,
    };

    if (info.kind == JF_CONTROL_LEVEL) {
        info.value_count = elem->db_values ? elem->count : 0;
        info.values = elem->db_values;
        info.has_range = true;
        info.min = elem->db_min;
        info.max = elem->db_max;
        info.step = elem->db_step;
    } else if (info.kind != JF_CONTROL_INTEGER) {
        info.has_range = false;
    }
    return info;
}

/* One truth value for all channels, and that the other way round: the switch lets sound pass. */
static void describe_mute(struct jfi_builder *builder, jfi_ref part, const struct jfi_elem *elem,
                          const struct jfi_control_info *info)
{
    struct jfi_control_info mute = *info;
    int64_t is_muted = 1;

    for (size_t i = 0; elem->values && i < elem->count; i++)
        is_muted = is_muted && !elem->values[i];
    mute.value_count = info->value_count > 0;
    mute.values = &is_muted;
    jfi_builder_control(builder, part, &mute);
}

/* The neighbours that the channels have chosen. False: one has not, or it is not told. */
static bool take_chosen(const struct jfi_elem *elem, const struct jfi_elem_use *use, size_t count,
                        int64_t chosen[MAX_CHANNELS])
{
    for (size_t i = 0; i < elem->count; i++) {
        int64_t item = elem->values ? elem->values[i] : -1;

        if (item < 0 || (size_t)item >= count || use->choices[item] < 0)
            return false;
        chosen[i] = use->choices[item];
    }
    return true;
}

static bool are_alike(const int64_t *values, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (values[i] != values[0])
            return false;
    }
    return true;
}

/* Only what is a neighbour can be chosen; an item that is none stays unsaid. */
static void describe_selector(struct jfi_builder *builder, jfi_ref part,
                              const struct jfi_elem *elem, const struct jfi_elem_use *use,
                              const struct jfi_control_info *info)
{
    struct jfi_control_info selector = *info;
    struct jfi_item items[MAX_CHOICES];
    size_t count = use->choice_count < elem->item_count ? use->choice_count : elem->item_count;
    int64_t chosen[MAX_CHANNELS];
    bool is_chosen = take_chosen(elem, use, count, chosen);

    selector.item_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (use->choices[i] >= 0) {
            items[selector.item_count++] =
                (struct jfi_item){.value = use->choices[i], .name = elem->items[i].name};
        }
    }
    selector.items = items;
    selector.value_count = is_chosen ? elem->count : 0;
    selector.values = chosen;
    if (is_chosen && !selector.remark && !are_alike(chosen, elem->count))
        selector.remark = "channels differ";
    jfi_builder_control(builder, part, &selector);
}

void jfi_elem_describe(struct jfi_builder *builder, jfi_ref part, const struct jfi_elems *elems,
                       const struct jfi_elem *elem, const struct jfi_elem_use *use)
{
    struct jfi_control_info info = info_of(elems, elem, use);

    if (info.kind == JF_CONTROL_MUTE)
        describe_mute(builder, part, elem, &info);
    else if (info.kind == JF_CONTROL_SELECTOR)
        describe_selector(builder, part, elem, use, &info);
    else
        jfi_builder_control(builder, part, &info);
}

void jfi_elem_describe_named(struct jfi_builder *builder, jfi_ref part,
                             const struct jfi_elems *elems, const char *name, unsigned int index,
                             const struct jfi_elem_use *use)
{
    const struct jfi_elem *elem = jfi_elems_find(elems, name, index);

    if (elem) {
        jfi_elem_describe(builder, part, elems, elem, use);
        return;
    }
    jfi_builder_control(builder, part,
                        &(struct jfi_control_info){
                            .name = name,
                            .index = index,
                            .kind = use->kind,
                            .evidence = use->evidence,
                            .remark = elems->fault,
                        });
}
