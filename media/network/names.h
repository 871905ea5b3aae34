/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_NETWORK_NAMES_H
#define JFI_MEDIA_NETWORK_NAMES_H

#include <stdint.h>
#include <sys/socket.h>

/**
 * @file
 * The names of addresses, asked for one after another on a thread: an answer may take as long as
 * the system's resolver likes, and the thread outlives whoever does not want it any more.
 */

struct jfi_names;

/** Starts the thread. Errors: -EAGAIN no more threads; -EMFILE, -ENOMEM. */
int jfi_names_new(struct jfi_names **ret_names);
/** Does not wait for the answer that is being asked for. */
struct jfi_names *jfi_names_free(struct jfi_names *names);
/** Readable when there is an answer. Borrowed. */
int jfi_names_get_fd(const struct jfi_names *names);
/** Asks for the name of an address. One too many is forgotten, as one without a name is. */
void jfi_names_ask(struct jfi_names *names, uint64_t serial, const struct sockaddr *address);
/** The next answer, the caller's, and what it was asked for; NULL: none. */
char *jfi_names_take(struct jfi_names *names, uint64_t *ret_serial);

#endif
