/* SPDX-License-Identifier: MIT */
#ifndef JFI_ALSA_STATE_H
#define JFI_ALSA_STATE_H

#include "backends/alsa/elem.h"
#include "topology/buffer.h"

/**
 * @file
 * What `alsactl store` wrote: the control elements of every card, with their values. True for a
 * recording only: on a running machine the file is as old as the last shutdown.
 */

/** The elements of all cards of a state; zeroed it is one without any. */
struct jfi_state {
    struct jfi_vec cards; /**< private */
};

/**
 * Reads a state; `text`, a string, is written to. Lines that are not understood are skipped.
 * @param ret_line  written with -EBADMSG: where the text stopped to look like a state.
 * Errors: -EBADMSG no state of any card; -ENOMEM.
 */
int jfi_state_parse(char *text, struct jfi_state *ret_state, size_t *ret_line);
/** Leaves it zeroed; a zeroed one is fine. */
void jfi_state_fini(struct jfi_state *state);

/** Moves what is told of a card, by ALSA's id string, into `elems`, which is empty. */
void jfi_state_take(struct jfi_state *state, const char *card, struct jfi_elems *elems);

/* ---- state-write.c --------------------------------------------------------------------------- */

/**
 * Appends what `alsactl store` would write of a card, and "dbstep" in the comment of a level whose
 * scale has one, which jfi_state_parse reads. An element without values has no value line.
 */
void jfi_state_write(struct jfi_buffer *buffer, const char *card, const struct jfi_elems *elems);

#endif
