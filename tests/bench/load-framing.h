/* SPDX-License-Identifier: MIT */
#ifndef TESTS_LOAD_FRAMING_H
#define TESTS_LOAD_FRAMING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * @file
 * The body of an answer as it comes, checked against [MS-WMSP] without being kept: one $H that
 * holds an ASF header of the size it names, then $D packets of one ASF packet each, whose numbers
 * follow on each other, then perhaps one $E with reason 0. A body without framing is only counted.
 */

struct load_framing {
    bool is_plain;
    /** What is wrong with it, or NULL; nothing is read any more then. */
    const char *broken;
    bool has_header;
    /** The $E has come. */
    bool has_ended;
    /** Whole and begun $D packets; of a plain body the pieces in which it came. */
    uint64_t packets;
    /** Times that the number of a $D was not the one after that of the last. */
    uint64_t holes;

    /* The packet that is being read: its first bytes, how many of them matter, what is left. */
    uint8_t head[40];
    size_t head_size;
    size_t wanted;
    uint64_t left_bytes;
    uint32_t next_location;
};

void load_framing_init(struct load_framing *framing, bool is_plain);
/** The next bytes of the body. */
void load_framing_take(struct load_framing *framing, const uint8_t *data, size_t size);

#endif
