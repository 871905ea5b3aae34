/* SPDX-License-Identifier: MIT */
#ifndef JFI_TIE_ENDS_H
#define JFI_TIE_ENDS_H

#include <jackfield/jackfield.h>

#include "topology/vec.h"

/**
 * @file
 * The two ends of a tie: a PCM of an adapter, and the side of a node that faces the hardware. Read
 * from devices alone, whoever described them.
 */

/** What a part says of the PCM it is an end of. */
struct jfi_tie_pcm {
    int card; /**< card number */
    unsigned int device;
    bool is_capture;
    const struct jf_part *part;
    const char *evidence; /**< static */
};

/** Adds every PCM connector of the adapters to a list of struct jfi_tie_pcm. -ENOMEM. */
int jfi_tie_find_pcms(const struct jf_device *const *devices, size_t count, struct jfi_vec *pcms);
/**
 * The PCM that a node says it plays to or records from.
 *
 * `pcms` decides where a node names its PCM only in words of ALSA's configuration ("hdmi:0"): that
 * is one PCM if the card has no other of that direction.
 * False: none, or not told.
 */
bool jfi_tie_read_node(const struct jf_device *node, const struct jfi_vec *pcms,
                       struct jfi_tie_pcm *ret_pcm);
/** The one PCM of an adapter that is the same as the node's. NULL: none, or several. */
const struct jfi_tie_pcm *jfi_tie_match(const struct jfi_vec *pcms, const struct jfi_tie_pcm *node);
/**
 * Whether a connector of the same adapter plays what goes into `pcm`: a codec gives several
 * converters one stream, and only the first of them is a PCM device by name.
 */
bool jfi_tie_follows(const struct jf_part *other, const struct jfi_tie_pcm *pcm);

#endif
