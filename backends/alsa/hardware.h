/* SPDX-License-Identifier: MIT */
#ifndef JFI_ALSA_HARDWARE_H
#define JFI_ALSA_HARDWARE_H

#include <stdbool.h>

#include "backends/backend.h"
#include "backends/io.h"

/**
 * @file
 * The sound hardware below a root, be it this machine or a recorded one: its cards, and the
 * functions they consist of (function.h).
 *
 * What is described is a function or an endpoint at one; the key of each is its device id. Faults
 * are logged as "proc/asound/card0/codec#2:17: …", one line for each file.
 */

struct jfi_card;
struct jfi_elem;
struct jfi_hardware;

/** Whether the root shows a machine as it was, with the values of its controls, or as it is. */
enum jfi_hardware_flags {
    JFI_HARDWARE_LIVE = 0,
    JFI_HARDWARE_RECORDED = 1 << 0,
};

/**
 * Lists the functions below a root. The io and the backend, which logs, are borrowed for the
 * hardware's life. Errors: -ENOMEM.
 */
int jfi_hardware_new(struct jfi_io *io, struct jfi_backend *backend, unsigned int flags,
                     struct jfi_hardware **ret_hardware);
struct jfi_hardware *jfi_hardware_free(struct jfi_hardware *hardware);

size_t jfi_hardware_get_card_count(const struct jfi_hardware *hardware);
struct jfi_card *jfi_hardware_get_card(const struct jfi_hardware *hardware, size_t index);

/** Functions of one card come one after the other, the card as a whole last. */
size_t jfi_hardware_get_function_count(const struct jfi_hardware *hardware);
const char *jfi_hardware_get_function_key(const struct jfi_hardware *hardware, size_t index);
/** Index of the function of this key. -ENOENT: the key is of something else. */
int jfi_hardware_find_function(const struct jfi_hardware *hardware, const char *key,
                               size_t *ret_index);

/**
 * Reads a function, and replaces what was known of it. Errors, which are logged: those of
 * jfi_io_read; -EBADMSG not what it should be. -ENOMEM leaves what was known.
 */
int jfi_hardware_load(struct jfi_hardware *hardware, size_t index);
/** Marks what a function that has been read consists of: nothing, or itself and its endpoints. */
int jfi_hardware_mark(struct jfi_hardware *hardware, size_t index);
/**
 * Marks the endpoints only, and drops those that are no more; and of a running machine the card as
 * a whole, because there may be more or less left of it than before the function was read. -ENOMEM.
 */
int jfi_hardware_mark_endpoints(struct jfi_hardware *hardware, size_t index);

/**
 * @name A machine that changes
 *
 * Functions are read when they are scanned, by jfi_hardware_prepare; marking them is enough.
 * @{
 */
/** Adds a card that came, and lists its functions. -ENOENT: there is none; -ENOMEM. */
int jfi_hardware_add_card(struct jfi_hardware *hardware, int number, struct jfi_card **ret_card);
/** Drops what was marked of a card that is gone, and frees it. */
void jfi_hardware_remove_card(struct jfi_hardware *hardware, struct jfi_card *card);
/** The card that has the thing of this key. NULL: none. */
struct jfi_card *jfi_hardware_find_card(const struct jfi_hardware *hardware, const char *key);
/** Marks the functions of a card, and their endpoints; `again`: they are to be read again. */
int jfi_hardware_mark_card(struct jfi_hardware *hardware, const struct jfi_card *card, bool again);
/**
 * Marks what shows an element that has changed, to be read again where it moves something: the
 * functions that claim it or are moved by it, or else the card as a whole; the endpoints, too, when
 * plugs are concerned.
 */
int jfi_hardware_mark_elem(struct jfi_hardware *hardware, const struct jfi_card *card,
                           const struct jfi_elem *elem);
/**
 * Before the thing of this key is described: reads its function when that was not done, or has to
 * be again, and marks its endpoints then. Errors: those of jfi_hardware_load, after which the
 * endpoints are dropped; -ENOMEM.
 */
int jfi_hardware_prepare(struct jfi_hardware *hardware, const char *key);
/** @} */

/** Describes the thing of this key. -ENODEV: no function that has been read has such a thing. */
int jfi_hardware_describe(const struct jfi_hardware *hardware, const char *key,
                          struct jfi_builder *builder);

#endif
