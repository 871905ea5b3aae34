/* SPDX-License-Identifier: MIT */
#ifndef JFI_ALSA_STATE_H
#define JFI_ALSA_STATE_H

#include <stdbool.h>
#include <stddef.h>

#include "topology/vec.h"

/**
 * @file
 * What `alsactl store` wrote: of all the controls of a machine the jacks, with their values. True
 * for a recording only: on a running machine the file is as old as the last shutdown.
 */

/** A "… Jack" control. Strings point into the state's text. */
struct jfi_state_jack {
    const char *card; /**< ALSA's id string */
    const char *name;
    unsigned int index;
    bool is_plugged;
};

struct jfi_state {
    char *text;
    struct jfi_vec jacks; /**< struct jfi_state_jack */
};

/**
 * Reads a state and takes over `text`, a string, whatever comes of it.
 * @param ret_line  written with -EBADMSG: where the text stopped to look like a state.
 * Errors: -EBADMSG no state of any card; -ENOMEM.
 */
int jfi_state_parse(char *text, struct jfi_state *ret_state, size_t *ret_line);
/** Leaves it zeroed; a zeroed one is fine. */
void jfi_state_fini(struct jfi_state *state);

#endif
