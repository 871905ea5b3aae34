/* SPDX-License-Identifier: MIT */
#ifndef JFI_ALSA_CTL_H
#define JFI_ALSA_CTL_H

#include "backends/alsa/elem.h"

/**
 * @file
 * The control device of a card of this machine, through libasound. No call waits. What is gone
 * answers -ENODEV, and then only closing is left to do.
 */

struct jfi_ctl;

/** What happened to the elements of a card. */
enum jfi_ctl_change {
    JFI_CTL_NOTHING = 0,
    JFI_CTL_VALUE,    /**< values of one element: jfi_ctl_refresh it */
    JFI_CTL_ELEMENTS, /**< elements came, went or changed their nature: jfi_ctl_read them all */
};

/** Errors: -EACCES not in the audio group; -ENODEV, -ENOENT the card is gone; -ENOMEM. */
int jfi_ctl_open(int card_number, struct jfi_ctl **ret_ctl);
/** Accepts NULL. */
struct jfi_ctl *jfi_ctl_close(struct jfi_ctl *ctl);

/** Replaces what is in `elems` by all elements of the card. -ENODEV, -ENOMEM: it is empty then. */
int jfi_ctl_read(struct jfi_ctl *ctl, struct jfi_elems *elems);
/** Reads the values of the element of this number again. -ENOENT: there is none. */
int jfi_ctl_refresh(struct jfi_ctl *ctl, struct jfi_elems *elems, unsigned int numid);
/** Writes raw values, `elem->count` of them. -EPERM locked or read-only; -EINVAL; -ENODEV. */
int jfi_ctl_write(struct jfi_ctl *ctl, const struct jfi_elem *elem, const int64_t *values);
/**
 * The raw step of a level in millibel, or the next quieter one; INT64_MIN is the quietest of all.
 * -ENOTSUP: the element has no dB scale.
 */
int jfi_ctl_step_of(struct jfi_ctl *ctl, const struct jfi_elem *elem, int64_t millibel,
                    int64_t *ret_raw);

/** Readable when something happened; -1 when it cannot be watched. */
int jfi_ctl_get_fd(const struct jfi_ctl *ctl);
/** What happened next; `ret_numid` is written with JFI_CTL_VALUE. -ENODEV. */
int jfi_ctl_next_change(struct jfi_ctl *ctl, enum jfi_ctl_change *ret_change,
                        unsigned int *ret_numid);

#endif
