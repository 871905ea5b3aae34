/* SPDX-License-Identifier: MIT */
#ifndef JFI_ALSA_CTL_H
#define JFI_ALSA_CTL_H

#include "backends/alsa/elem.h"

/**
 * @file
 * The control device of a card of this machine, through libasound, which is kept from printing. No
 * call waits. -ENODEV: the card is gone, and only closing is left to do.
 */

struct jfi_ctl;
struct jfi_ctl_calls;

/** What happened to the elements of a card. */
enum jfi_ctl_change {
    JFI_CTL_NOTHING = 0,
    JFI_CTL_VALUE,    /**< values of one element: jfi_ctl_refresh it */
    JFI_CTL_NATURE,   /**< what one element is: jfi_ctl_refresh it, or read all when it has items */
    JFI_CTL_ELEMENTS, /**< elements came or went: jfi_ctl_read them all */
};

/**
 * Opens the device of a card, and begins to listen to its changes. `calls` is borrowed. Errors:
 * -EACCES not in the audio group; -ENODEV, -ENOENT no such card (any more); -ENOMEM; others.
 */
int jfi_ctl_open(const struct jfi_ctl_calls *calls, int card_number, struct jfi_ctl **ret_ctl);
/** Accepts NULL. */
struct jfi_ctl *jfi_ctl_close(struct jfi_ctl *ctl);

/**
 * Replaces all elements in `elems`, whose handle_base stays. An element that cannot be read is
 * there without values. Errors leave none: -ENODEV, -ENOMEM, others.
 */
int jfi_ctl_read(struct jfi_ctl *ctl, struct jfi_elems *elems);
/**
 * Reads the values of the element of this number again, and whether it is active and locked. 1: it
 * is not what it was, 0: it is. -ENOENT there is none; -ESTALE it has become another, so that all
 * must be read; -ENODEV; others: its values are unknown now.
 */
int jfi_ctl_refresh(struct jfi_ctl *ctl, struct jfi_elems *elems, unsigned int numid);
/**
 * Writes raw values, `elem->count` of them; what the driver makes of them jfi_ctl_refresh tells.
 * Errors: -EPERM locked, or not to be written; -ENODEV; -ETIMEDOUT; -EIO the driver refuses.
 */
int jfi_ctl_write(struct jfi_ctl *ctl, const struct jfi_elem *elem, const int64_t *values);

/** Readable when something happened. */
int jfi_ctl_get_fd(const struct jfi_ctl *ctl);
/**
 * What happened next; `ret_numid` is the element, or 0 with JFI_CTL_ELEMENTS. -ENODEV; others: the
 * device cannot be listened to.
 */
int jfi_ctl_next_change(struct jfi_ctl *ctl, enum jfi_ctl_change *ret_change,
                        unsigned int *ret_numid);

#endif
