/* SPDX-License-Identifier: MIT */
#ifndef TESTS_RELAY_H
#define TESTS_RELAY_H

#include <stdbool.h>

/** @file A wire between two loopback ports that can be cut. One thread of its own. */

struct relay;

/** Whoever connects to `*ret_port` is connected to `port`. */
struct relay *relay_new(unsigned int port, unsigned int *ret_port);
void relay_free(struct relay *relay);

/** Breaks every connection and refuses others, or takes them again at the same port. */
void relay_cut(struct relay *relay, bool is_cut);

#endif
