/* SPDX-License-Identifier: MIT */

/* Elements, each on the part it acts on. */

#include "backends/alsa/usb-build.h"

enum {
    MAX_SOURCES = 255 /* their number has 8 bits */
};

/* ---- what an element is on its entity -------------------------------------------------------- */

static bool is_level(const struct jfi_usb_tie *tie)
{
    return tie->selector == JFI_USB_VOLUME || tie->selector == JFI_USB_INPUT_GAIN ||
           tie->selector == JFI_USB_INPUT_PAD;
}

/* UNKNOWN: what its type says. */
static enum jf_control_kind kind_of(const struct jfi_usb_entity *entity,
                                    const struct jfi_usb_tie *tie)
{
    switch (entity->kind) {
    case JFI_USB_FEATURE:
        if (tie->selector == JFI_USB_MUTE)
            return JF_CONTROL_MUTE;
        return is_level(tie) ? JF_CONTROL_LEVEL : JF_CONTROL_UNKNOWN;
    case JFI_USB_MIXER:
        return JF_CONTROL_LEVEL;
    case JFI_USB_SELECTOR:
        return JF_CONTROL_SELECTOR;
    default:
        return JF_CONTROL_UNKNOWN;
    }
}

static enum jf_control_kind bare_kind(const struct jfi_usb_entity *entity,
                                      const struct jfi_usb_tie *tie)
{
    enum jf_control_kind kind = kind_of(entity, tie);

    if (kind != JF_CONTROL_UNKNOWN)
        return kind;
    if (entity->kind == JFI_USB_CLOCK_SELECTOR)
        return JF_CONTROL_ENUM;
    if (tie->value == JFI_USB_VALUE_BOOLEAN)
        return JF_CONTROL_BOOLEAN;
    return tie->value == JFI_USB_VALUE_NUMBER ? JF_CONTROL_INTEGER : JF_CONTROL_UNKNOWN;
}

static jfi_ref place_of(const struct jfi_usb_build *build, const struct jfi_usb_tie *tie)
{
    const struct jfi_usb_shape *shape = &build->shapes[tie->entity];
    jfi_ref own = JFI_NO_REF;

    if (build->site->function->entities[tie->entity].kind == JFI_USB_MIXER)
        own = jfi_usb_find_gate(build, tie->entity, tie->selector);
    else if (tie->selector > 0 && tie->selector < JFI_USB_MAX_SELECTORS)
        own = shape->features[tie->selector];
    return own == JFI_NO_REF ? shape->core : own;
}

/* ---- selectors ------------------------------------------------------------------------------- */

/* The choice is between the sources, in their order, if the element has as many items. */
static bool is_choice_of_sources(const struct jfi_usb_entity *entity, const struct jfi_elem *elem)
{
    return elem->type == JFI_ELEM_ENUM && elem->count == 1 &&
           (!elem->item_count || elem->item_count == entity->source_count);
}

int jfi_usb_selected(const struct jfi_usb_site *site, const struct jfi_usb_entity *entity)
{
    size_t index = (size_t)(entity - site->function->entities);

    for (size_t i = 0; i < site->ties->count; i++) {
        const struct jfi_usb_tie *tie = jfi_vec_at(site->ties, i);
        const struct jfi_elem *elem =
            tie->entity == index ? jfi_elems_find(site->elems, tie->name, tie->index) : NULL;

        if (elem && is_choice_of_sources(entity, elem) && elem->values && elem->values[0] >= 0 &&
            (size_t)elem->values[0] < entity->source_count)
            return (int)elem->values[0];
    }
    return -1;
}

/* For each source the local id of the part that it arrives from. */
static size_t list_choices(const struct jfi_usb_build *build, const struct jfi_usb_entity *entity,
                           int64_t choices[MAX_SOURCES])
{
    const struct jfi_usb_function *function = build->site->function;

    for (size_t i = 0; i < entity->source_count; i++) {
        int source = function->by_id[entity->sources[i]];
        bool is_there = source >= 0 && build->shapes[source].tail != JFI_NO_REF;

        choices[i] = is_there ? (int64_t)build->shapes[source].tail_id : -1;
    }
    return entity->source_count;
}

/* ---- adding ---------------------------------------------------------------------------------- */

static void add_element(struct jfi_usb_build *build, const struct jfi_usb_tie *tie,
                        const struct jfi_elem *elem)
{
    const struct jfi_usb_entity *entity = &build->site->function->entities[tie->entity];
    struct jfi_elem_use use = {.kind = kind_of(entity, tie), .evidence = tie->evidence};
    int64_t choices[MAX_SOURCES];

    if (use.kind == JF_CONTROL_SELECTOR) {
        if (is_choice_of_sources(entity, elem)) {
            use.choices = choices;
            use.choice_count = list_choices(build, entity, choices);
        } else {
            use.kind = JF_CONTROL_UNKNOWN;
        }
    }
    jfi_elem_describe(build->builder, place_of(build, tie), build->site->elems, elem, &use);
}

/* The card's elements are not told: what the text says of the element. */
static void add_bare(struct jfi_usb_build *build, const struct jfi_usb_tie *tie)
{
    enum jf_control_kind kind = bare_kind(&build->site->function->entities[tie->entity], tie);

    jfi_builder_control(build->builder, place_of(build, tie),
                        &(struct jfi_control_info){
                            .name = tie->name,
                            .index = tie->index,
                            .kind = kind,
                            .has_range = kind == JF_CONTROL_LEVEL && tie->has_db,
                            .min = tie->db_min,
                            .max = tie->db_max,
                            .evidence = tie->evidence,
                            .remark = build->site->elems->fault,
                        });
}

static void add_pcm_elements(struct jfi_usb_build *build, const struct jfi_usb_pcm *pcm)
{
    const struct jfi_elems *elems = build->site->elems;

    for (size_t i = 0; i < jfi_elems_get_count(elems); i++) {
        const struct jfi_elem *elem = jfi_elems_get(elems, i);

        if (jfi_usb_is_of_pcm(pcm, elem))
            jfi_elem_describe(build->builder, build->shapes[pcm->entity].core, elems, elem,
                              &(struct jfi_elem_use){.evidence = "PCM device"});
    }
}

void jfi_usb_add_controls(struct jfi_usb_build *build, size_t entity)
{
    for (size_t i = 0; i < build->site->pcms->count; i++) {
        const struct jfi_usb_pcm *pcm = jfi_vec_at(build->site->pcms, i);

        if (pcm->entity == entity)
            add_pcm_elements(build, pcm);
    }
    for (size_t i = 0; i < build->site->ties->count; i++) {
        const struct jfi_usb_tie *tie = jfi_vec_at(build->site->ties, i);
        const struct jfi_elem *elem;

        if (tie->entity != entity || build->shapes[entity].core == JFI_NO_REF)
            continue;
        elem = jfi_elems_find(build->site->elems, tie->name, tie->index);
        if (elem)
            add_element(build, tie, elem);
        else
            add_bare(build, tie);
    }
}
