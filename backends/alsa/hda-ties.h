/* SPDX-License-Identifier: MIT */
#ifndef JFI_HDA_TIES_H
#define JFI_HDA_TIES_H

#include "backends/alsa/hda-map.h"

/**
 * @file
 * Where on a codec the elements belong that its text does not list. A name ties when the driver
 * gives it to one place alone and one element alone has it; what is left over belongs to the card.
 */

/** A part of a codec, and what an element means on it. */
struct jfi_hda_tie {
    const struct jfi_hda_node *node;
    unsigned int variant; /**< enum jfi_hda_variant */
    enum jf_control_kind kind;
    const char *evidence; /**< static, or lives as long as the site */
};

/** Whether a node of the text lists the element. */
bool jfi_hda_lists(const struct jfi_hda_codec *codec, const struct jfi_elem *elem);

/** Where an element that no text of the card lists belongs. False: not known to be here. */
bool jfi_hda_find_tie(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                      const struct jfi_elem *elem, struct jfi_hda_tie *ret_tie);

/** The PCM device that a converter is one end of. */
struct jfi_hda_pcm {
    unsigned int device;
    const char *name; /**< or NULL */
    const char *evidence;
};

/** False: nothing tells which. */
bool jfi_hda_find_pcm(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                      const struct jfi_hda_node *node, struct jfi_hda_pcm *ret_pcm);

/** The pin whose monitor the element of this PCM device tells of, by `ret_eld`. NULL: not told. */
const struct jfi_hda_node *jfi_hda_find_display(const struct jfi_hda_codec *codec,
                                                const struct jfi_hda_site *site,
                                                unsigned int pcm_device,
                                                const struct jfi_eld **ret_eld);

/* ---- hda-tie-names.c: the rules of names, for jfi_hda_find_tie ------------------------------- */

bool jfi_hda_tie_jack(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                      const struct jfi_elem *elem, struct jfi_hda_tie *ret_tie);
bool jfi_hda_tie_amplifier(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                           const struct jfi_elem *elem, struct jfi_hda_tie *ret_tie);
bool jfi_hda_tie_source(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                        const struct jfi_elem *elem, struct jfi_hda_tie *ret_tie);

/** Which entry of the node's list an item of a source means. -1: none, or more than one. */
int jfi_hda_find_item(const struct jfi_hda_site *site, const struct jfi_hda_node *node,
                      const char *item);

/** Elements of the card of this name, whatever their index. */
size_t jfi_hda_count_elems(const struct jfi_hda_site *site, const char *name);

#endif
