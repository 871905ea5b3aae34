/* SPDX-License-Identifier: MIT */
#ifndef JFI_ALSA_CARDS_H
#define JFI_ALSA_CARDS_H

#include "backends/alsa/elem.h"
#include "backends/alsa/pcm.h"
#include "backends/io.h"
#include "topology/vec.h"

/** @file The sound cards below a root, and names for them that survive a reboot. */

struct jfi_card {
    int number;                   /**< -1: a recorded USB device of which no card is recorded */
    char *id;                     /**< ALSA's id string, or NULL */
    char *driver;                 /**< "HDA-Intel", or NULL */
    char *short_name, *long_name; /**< each or NULL; the long one may tell an interrupt */
    char *bus_path;               /**< as udev writes ID_PATH, "pci-0000:00:1f.3", or NULL */
    char *name;     /**< the best there is, or the place in the recording; of this card only */
    char *path;     /**< "proc/asound/card0"; without a card as usb_path */
    char *usb_path; /**< of its USB device, "sys/bus/usb/devices/1-2", or NULL */
    struct jfi_elems elems; /**< its control elements; empty until somebody fills it */
    struct jfi_arena arena; /**< holds strings of the pcms */
    struct jfi_vec pcms;    /**< struct jfi_pcm */
};

/** Fills a list of struct jfi_card *. A root without sound is an empty list. Errors: -ENOMEM. */
int jfi_cards_read(struct jfi_io *io, struct jfi_vec *ret_cards);
/**
 * Adds the USB devices with audio functions that are of none of the cards: a recording may have
 * their descriptors alone. -ENOMEM.
 */
int jfi_cards_add_usb(struct jfi_io *io, struct jfi_vec *cards);
void jfi_cards_free(struct jfi_vec *cards);
/** Adds the card of this number to a list. -ENOENT: the root has none; -ENOMEM. */
int jfi_cards_add(struct jfi_io *io, struct jfi_vec *cards, int number);
void jfi_cards_remove(struct jfi_vec *cards, struct jfi_card *card);
/** Reads the pcms of a card again. -ENOMEM leaves them as they were. */
int jfi_card_read_pcms(struct jfi_io *io, struct jfi_card *card);
struct jfi_card *jfi_cards_at(const struct jfi_vec *cards, size_t index);

#endif
