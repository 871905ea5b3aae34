/* SPDX-License-Identifier: MIT */
#ifndef JFI_ALSA_PLUG_H
#define JFI_ALSA_PLUG_H

/**
 * @file
 * News of sound cards that come and go: from udev, whose word comes after permissions are set, and
 * from the directory of device nodes, which tells of later changes of permissions, and where there
 * is no udev of everything.
 */

struct jfi_plug;

enum {
    JFI_PLUG_FDS = 2,
    JFI_PLUG_ALL_CARDS = -1,
};

enum jfi_plug_news_kind {
    JFI_PLUG_NOTHING = 0,
    JFI_PLUG_LOOK,   /**< the card may have come, or have gone */
    JFI_PLUG_GONE,   /**< the card has gone; another one may have its number */
    JFI_PLUG_ACCESS, /**< a card that is known may be open to us now */
    JFI_PLUG_NODES,  /**< PCM devices of a card came or went */
};

struct jfi_plug_news {
    enum jfi_plug_news_kind kind;
    int card_number;   /**< or JFI_PLUG_ALL_CARDS */
    const char *place; /**< GONE: where sysfs had it, "/devices/…/sound/card1", or NULL; valid
                            until the next call */
};

/**
 * For the machine below a root; only for "/" udev speaks. Errors: -ENOMEM; others: news from that
 * root cannot be had.
 */
int jfi_plug_open(const char *root, struct jfi_plug **ret_plug);
/** Accepts NULL. */
struct jfi_plug *jfi_plug_close(struct jfi_plug *plug);

/**
 * Begins to watch the directory; what happened before is not told. The kernel takes some 15 ms to
 * end it, so whoever only has a look should not begin.
 */
void jfi_plug_begin(struct jfi_plug *plug);

/** Fds that are readable when there may be news; -1 in the place of one that is not used. */
void jfi_plug_get_fds(const struct jfi_plug *plug, int ret_fds[JFI_PLUG_FDS]);
/** The next news; NOTHING: no more. */
void jfi_plug_next(struct jfi_plug *plug, struct jfi_plug_news *ret_news);

#endif
