/* SPDX-License-Identifier: MIT */

/* Connection lists as links. A list names the sources of its widget. */

#include "backends/alsa/hda-build.h"

/* The text stars the choice of the hardware's list only; the driver's own list tells none. */
static enum jf_link_state entry_state(const struct jfi_hda_node *node,
                                      const struct jfi_hda_list *list, size_t index, bool is_gated)
{
    size_t chosen;

    if (list->count == 1 || node->type == JFI_HDA_MIXER)
        return JF_LINK_ALWAYS;
    if (list->selected < 0)
        return JF_LINK_UNKNOWN;
    chosen = (size_t)list->selected;
    /* A source listed twice is one link, unless each entry has an amplifier of its own. */
    if (index == chosen || (!is_gated && list->nids[index] == list->nids[chosen]))
        return JF_LINK_SELECTED;
    return JF_LINK_UNSELECTED;
}

static const struct jfi_hda_shape *source_shape(const struct jfi_hda_build *build, unsigned int nid)
{
    const struct jfi_hda_node *source = jfi_hda_find_node(build->codec, nid);

    if (!source || !jfi_hda_is_audio(source))
        return NULL;
    return &build->shapes[source - build->codec->nodes];
}

void jfi_hda_add_links(struct jfi_hda_build *build, const struct jfi_hda_node *node,
                       const struct jfi_hda_shape *shape)
{
    const struct jfi_hda_list *list = jfi_hda_links_of(node);
    const char *evidence =
        list == &node->connections ? "connection list" : "in-driver connection list";

    if (!jfi_hda_is_audio(node))
        return;
    for (size_t i = 0; i < list->count; i++) {
        const struct jfi_hda_shape *source = source_shape(build, list->nids[i]);
        jfi_ref own =
            i < shape->input_count ? jfi_hda_first(&shape->inputs[i], JFI_NO_REF) : JFI_NO_REF;

        if (source && source->tail != JFI_NO_REF)
            jfi_builder_link(build->builder, source->tail, own == JFI_NO_REF ? shape->head : own,
                             entry_state(node, list, i, own != JFI_NO_REF), evidence);
    }
}
