/* SPDX-License-Identifier: MIT */
#ifndef JFI_ALSA_CTL_ELEM_H
#define JFI_ALSA_CTL_ELEM_H

#include "backends/alsa/ctl-calls.h"
#include "backends/alsa/ctl.h"

/** @file One element of an open card: what it is, and its values. */

struct jfi_ctl {
    const struct jfi_ctl_calls *calls;
    snd_ctl_t *handle;
    int fd;
    /* Room for what a call takes or gives; no content stays. */
    snd_ctl_elem_id_t *id;
    snd_ctl_elem_info_t *info;
    snd_ctl_elem_value_t *value;
    snd_ctl_event_t *event;
};

/**
 * Reads what the element of this number is. Its strings, items, scale and room for its values are
 * in the arena; it has no values yet. -ENOENT, -ENODEV, -ENOMEM, others.
 */
int jfi_ctl_elem_read(struct jfi_ctl *ctl, unsigned int numid, struct jfi_arena *arena,
                      struct jfi_elem *ret_elem);
/** As jfi_ctl_elem_read, without anything that takes memory: no name, items or scale. */
int jfi_ctl_elem_peek(struct jfi_ctl *ctl, unsigned int numid, struct jfi_elem *ret_elem);
/**
 * Reads the values of an element into its room; after an error they are unknown. 1: they are not
 * what they were, 0: they are.
 */
int jfi_ctl_elem_read_values(struct jfi_ctl *ctl, struct jfi_elem *elem);
/** Writes raw values. The status of the call. */
int jfi_ctl_elem_write(struct jfi_ctl *ctl, const struct jfi_elem *elem, const int64_t *values);

#endif
