/* SPDX-License-Identifier: MIT */
#ifndef JFI_AC97_MAP_H
#define JFI_AC97_MAP_H

#include "backends/alsa/ac97-text.h"
#include "backends/alsa/elem.h"
#include "backends/alsa/pcm.h"
#include "topology/builder.h"

/**
 * @file
 * An AC'97 codec as a device: the diagram that the AC'97 specification fixes for every chip, less
 * what this one says it lacks. Pure: what files beside the codec text say comes in a
 * jfi_ac97_site.
 *
 * What the diagram does not tell stays unsaid: which pins are wired on the board (unless a chip
 * of revision 2.3 says so), and which PCM devices a driver has made, beyond the names that drivers
 * commonly give them.
 */

/** Where a codec is, and what is known of it besides its text. Everything is borrowed. */
struct jfi_ac97_site {
    const char *device_id; /**< "ac97:pci-0000:00:1f.5:0" */
    const char *bus_path;  /**< "pci-0000:00:1f.5", or NULL */
    const char *driver;    /**< the card's, or NULL */
    struct jf_card card;
    bool is_first; /**< of its card's codecs: only at it are PCM devices looked for */
    const struct jfi_elems *elems; /**< the card's; may be empty */
    const struct jfi_vec *pcms;    /**< the card's struct jfi_pcm */
};

/** Whether there is anything to describe: modems are no part of the diagram. */
bool jfi_ac97_is_device(const struct jfi_ac97_codec *codec);

/** Whether an element, or a PCM, of the card is a part's. */
bool jfi_ac97_claims(const struct jfi_ac97_codec *codec, const struct jfi_ac97_site *site,
                     const struct jfi_elem *elem);
bool jfi_ac97_claims_pcm(const struct jfi_ac97_codec *codec, const struct jfi_ac97_site *site,
                         const struct jfi_pcm *pcm);

/** Describes the codec. */
void jfi_ac97_describe(const struct jfi_ac97_codec *codec, const struct jfi_ac97_site *site,
                       struct jfi_builder *builder);

/** Told of the id of each endpoint. An error ends the walk. */
typedef int (*jfi_ac97_endpoint_fn)(void *user, const char *id);

/** Endpoints are at pins that the chip says are wired. -ENOMEM. */
int jfi_ac97_each_endpoint(const struct jfi_ac97_codec *codec, const struct jfi_ac97_site *site,
                           jfi_ac97_endpoint_fn found, void *user);
/** Describes the endpoint of this id. -ENODEV: it is none of this codec; -ENOMEM. */
int jfi_ac97_describe_endpoint(const struct jfi_ac97_codec *codec, const struct jfi_ac97_site *site,
                               const char *id, struct jfi_builder *builder);

#endif
