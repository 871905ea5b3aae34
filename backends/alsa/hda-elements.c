/* SPDX-License-Identifier: MIT */

/* Elements of the card as controls of a codec's parts. */

#include <string.h>

#include "backends/alsa/hda-build.h"
#include "backends/alsa/hda-ties.h"

enum {
    MAX_ITEMS = 64 /* of a source */
};

void jfi_hda_add_to_gate(const struct jfi_hda_build *build, struct jfi_hda_gate *gate,
                         bool is_switch, const struct jfi_elem *elem, const char *evidence)
{
    struct jfi_elem_use use = {
        .kind = is_switch ? JF_CONTROL_MUTE : JF_CONTROL_LEVEL,
        .evidence = evidence,
    };

    jfi_elem_describe(build->builder, is_switch ? gate->mute : gate->volume, build->site->elems,
                      elem, &use);
    if (is_switch)
        gate->is_muting = true;
    else
        gate->has_level = true;
}

/* ---- selectors ------------------------------------------------------------------------------- */

/*
 * Local id of the part that an entry of the list is at, as a neighbour of what the list leads to.
 * -1: nothing is there.
 */
static int64_t entry_local_id(const struct jfi_hda_build *build, const struct jfi_hda_node *node,
                              const struct jfi_hda_shape *shape, size_t index)
{
    uint8_t nid = jfi_hda_links_of(node)->nids[index];
    const struct jfi_hda_node *source = jfi_hda_find_node(build->codec, nid);
    const struct jfi_hda_shape *other;

    if (index < shape->input_count && jfi_hda_last(&shape->inputs[index], JFI_NO_REF) != JFI_NO_REF)
        return jfi_hda_last_variant(&shape->inputs[index], 0) << 16 | node->nid;
    if (!source || !jfi_hda_is_audio(source))
        return -1;
    other = &build->shapes[source - build->codec->nodes];
    if (other->tail == JFI_NO_REF)
        return -1;
    return other->tail_variant << 16 | source->nid;
}

/* The neighbour that each item means, or -1. Answers how many mean one. */
static size_t find_choices(const struct jfi_hda_build *build, const struct jfi_hda_node *node,
                           const struct jfi_hda_shape *shape, const struct jfi_elem *elem,
                           int64_t choices[MAX_ITEMS])
{
    size_t found = 0;

    for (size_t i = 0; i < elem->item_count && i < MAX_ITEMS; i++) {
        int entry = jfi_hda_find_item(build->site, node, elem->items[i].name);

        choices[i] = entry < 0 ? -1 : entry_local_id(build, node, shape, (size_t)entry);
        found += choices[i] >= 0;
    }
    return found;
}

bool jfi_hda_add_selector(const struct jfi_hda_build *build, const struct jfi_hda_node *node,
                          const struct jfi_hda_shape *shape, const struct jfi_elem *elem,
                          const char *evidence)
{
    int64_t choices[MAX_ITEMS];

    if (shape->choice == JFI_NO_REF || shape->head != shape->choice ||
        elem->type != JFI_ELEM_ENUM || elem->count != 1 || elem->item_count > MAX_ITEMS ||
        !find_choices(build, node, shape, elem, choices))
        return false;
    jfi_elem_describe(build->builder, shape->choice, build->site->elems, elem,
                      &(struct jfi_elem_use){
                          .kind = JF_CONTROL_SELECTOR,
                          .evidence = evidence,
                          .choices = choices,
                          .choice_count = elem->item_count,
                      });
    return true;
}

/* ---- what no text lists ---------------------------------------------------------------------- */

/* The amplifier of a variant. False: the variant is of something else. */
static bool find_gate(struct jfi_hda_shape *shape, unsigned int variant,
                      struct jfi_hda_gate **ret_gate)
{
    size_t input = (variant - JFI_HDA_INPUT_VOLUME) / 2;

    if (variant == JFI_HDA_OUT_VOLUME || variant == JFI_HDA_OUT_MUTE)
        *ret_gate = &shape->out;
    else if (variant == JFI_HDA_IN_VOLUME || variant == JFI_HDA_IN_MUTE)
        *ret_gate = &shape->in;
    else if (variant >= JFI_HDA_INPUT_VOLUME && input < shape->input_count)
        *ret_gate = &shape->inputs[input];
    else
        return false;
    return true;
}

static jfi_ref find_part(const struct jfi_hda_shape *shape, unsigned int variant)
{
    if (variant == JFI_HDA_PCM)
        return shape->pcm;
    return variant == JFI_HDA_CHOICE ? shape->choice : shape->core;
}

static void add_tied(struct jfi_hda_build *build, const struct jfi_elem *elem,
                     const struct jfi_hda_tie *tie)
{
    struct jfi_hda_shape *shape = &build->shapes[tie->node - build->codec->nodes];
    struct jfi_elem_use use = {.kind = tie->kind, .evidence = tie->evidence};
    struct jfi_hda_gate *gate;

    if (find_gate(shape, tie->variant, &gate))
        jfi_hda_add_to_gate(build, gate, tie->kind == JF_CONTROL_MUTE, elem, tie->evidence);
    else if (tie->kind != JF_CONTROL_SELECTOR ||
             !jfi_hda_add_selector(build, tie->node, shape, elem, tie->evidence))
        jfi_elem_describe(build->builder, find_part(shape, tie->variant), build->site->elems, elem,
                          &use);
}

void jfi_hda_add_unlisted(struct jfi_hda_build *build)
{
    for (size_t i = 0; i < jfi_elems_get_count(build->site->elems); i++) {
        const struct jfi_elem *elem = jfi_elems_get(build->site->elems, i);
        struct jfi_hda_tie tie;

        if (jfi_hda_find_tie(build->codec, build->site, elem, &tie))
            add_tied(build, elem, &tie);
    }
}
