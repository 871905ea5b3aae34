/* SPDX-License-Identifier: MIT */
#ifndef JFI_HDA_MAP_H
#define JFI_HDA_MAP_H

#include "backends/alsa/elem.h"
#include "backends/alsa/hda-text.h"
#include "backends/alsa/pcm.h"
#include "topology/builder.h"

/**
 * @file
 * A codec as a device: every widget becomes a part or a short chain of parts, every entry of a
 * connection list a link, every wired pin an endpoint besides. Pure: what files beside the codec
 * text say comes in a jfi_hda_site.
 *
 * A widget of node id N has the local ids `variant << 16 | N`. Variant 0 is the widget itself.
 */

/** What an eld#C.I file says: whether a monitor is at a pin (at a device entry of it). */
struct jfi_hda_eld {
    unsigned int nid, device;
    bool is_present;
    const char *file;    /**< "eld#2.0" */
    const char *monitor; /**< its name, or NULL */
};

/** Where a codec is, and what is known of it besides its text. Everything is borrowed. */
struct jfi_hda_site {
    const char *device_id; /**< "hda:pci-0000:00:1f.3:0" */
    const char *bus_path;  /**< "pci-0000:00:1f.3", or NULL */
    struct jf_card card;
    const struct jfi_hda_eld *elds;
    size_t eld_count;
    const struct jfi_elems *elems; /**< the card's; may be empty */
};

/** Whether there is anything to describe: modems and dead codecs have no node. */
bool jfi_hda_is_device(const struct jfi_hda_codec *codec);

/** Whether a node of the text has this element among its controls. */
bool jfi_hda_claims(const struct jfi_hda_codec *codec, const struct jfi_elem *elem);

/** Whether a converter of the text is named as one end of this PCM. */
bool jfi_hda_claims_pcm(const struct jfi_hda_codec *codec, const struct jfi_pcm *pcm);

/** Describes the codec. -ENOMEM. */
int jfi_hda_describe(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                     struct jfi_builder *builder);

/** Whether something that a person can hold, hear or speak to is at the node. */
bool jfi_hda_has_endpoint(const struct jfi_hda_node *node);
/** The id of a pin's endpoint device; the caller frees it. NULL when out of memory. */
char *jfi_hda_endpoint_id(const struct jfi_hda_site *site, const struct jfi_hda_node *node);
/** Describes a pin's endpoint and how it is wired to the pin. -ENOMEM. */
int jfi_hda_describe_endpoint(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                              const struct jfi_hda_node *node, struct jfi_builder *builder);

#endif
