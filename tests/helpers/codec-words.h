/* SPDX-License-Identifier: MIT */
#ifndef TESTS_CODEC_WORDS_H
#define TESTS_CODEC_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/**
 * What a codec text says, read in another way than the library reads it: word by word, without
 * looking at lines. Failures end the test.
 */

enum {
    TOLD_NIDS = 256,
    TOLD_CONTROLS = 4096,
};

struct told_control {
    unsigned int nid, index, device;
    char name[64];
};

struct told_codec {
    bool is_node[TOLD_NIDS];
    bool is_silent[TOLD_NIDS]; /* passes no signal on */
    bool is_unwired[TOLD_NIDS];
    bool is_mixer[TOLD_NIDS];
    size_t node_count;
    bool is_dead;                     /* "Invalid AFG subtree" */
    int states[TOLD_NIDS][TOLD_NIDS]; /* [source][sink]: jf_link_state + 1, 0: no link */
    struct told_control controls[TOLD_CONTROLS];
    size_t control_count;
};

/* What the text says, valid until the next call. */
const struct told_codec *read_codec_words(const char *text, size_t size);

/* Where the next codec of a text begins, or NULL. */
const char *find_codec(const char *text);
/* A codec ends where the next one, or the next chapter of a report, begins. */
size_t codec_size(const char *text);

#endif
