/* SPDX-License-Identifier: MIT */
#ifndef TESTS_PUSH_CONTENT_H
#define TESTS_PUSH_CONTENT_H

#include <stddef.h>
#include <stdint.h>

#include <jackfield/media.h>

/** @file A piece of a stream of 128 kbit/s, made once, to be pushed over and over. */

struct push_content {
    struct jf_data_unit *header;
    struct jf_data_unit **units;
    size_t count;
    int64_t span_ns; /**< from the first unit to the one after the last */
};

/** Ends the program where that cannot be. */
void push_content_make(struct push_content *content, unsigned int seconds);
void push_content_fini(struct push_content *content);
/** When unit `number` is due, from the first one on; beyond the last it begins again. */
int64_t push_content_time_ns(const struct push_content *content, uint64_t number);
/** A unit of its own with that time; the caller's. */
struct jf_data_unit *push_content_dup(const struct push_content *content, uint64_t number);

#endif
