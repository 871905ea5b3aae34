/* SPDX-License-Identifier: MIT */
#ifndef JFI_HDA_MAP_H
#define JFI_HDA_MAP_H

#include "backends/alsa/eld.h"
#include "backends/alsa/elem.h"
#include "backends/alsa/hda-names.h"
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

enum {
    JFI_HDA_MAX_PEERS = 15, /**< other addresses on the link */
};

/** A codec and what the driver calls its pins. */
struct jfi_hda_view {
    const struct jfi_hda_codec *codec;
    const struct jfi_hda_names *names;
};

/** What sysfs calls a codec; each or NULL. */
struct jfi_hda_identity {
    const char *vendor, *chip;
    const char *model; /**< the quirk the driver applies */
};

/** Where a codec is, and what is known of it besides its text. Everything is borrowed. */
struct jfi_hda_site {
    const char *device_id; /**< "hda:pci-0000:00:1f.3:0" */
    const char *bus_path;  /**< "pci-0000:00:1f.3", or NULL */
    struct jf_card card;
    struct jfi_hda_identity identity;
    const struct jfi_eld *elds; /**< of this codec's files */
    size_t eld_count;
    const struct jfi_elems *elems; /**< the card's; may be empty */
    const struct jfi_pcm *pcms;    /**< the card's */
    size_t pcm_count;
    const struct jfi_hda_configs *configs;
    const struct jfi_hda_names *names;
    struct jfi_hda_view peers[JFI_HDA_MAX_PEERS]; /**< the card's other codecs */
    size_t peer_count;
};

/** Whether there is anything to describe: modems and dead codecs have no node. */
bool jfi_hda_is_device(const struct jfi_hda_codec *codec);

/** Whether jfi_hda_describe shows this element of the card. */
bool jfi_hda_claims(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                    const struct jfi_elem *elem);

/** Whether a converter is known to be one end of this PCM. */
bool jfi_hda_claims_pcm(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                        const struct jfi_pcm *pcm);

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

/** Gives pins whose register is not told the configuration that the driver uses. */
void jfi_hda_fill_configs(struct jfi_hda_codec *codec, const struct jfi_hda_configs *configs);

/**
 * Finds the pin of each ELD whose file does not say which: the driver numbers them in the order of
 * the display pins, so that as many files as such pins leave no doubt.
 */
void jfi_hda_place_elds(const struct jfi_hda_codec *codec, struct jfi_eld *elds, size_t count);

#endif
