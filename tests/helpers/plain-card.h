/* SPDX-License-Identifier: MIT */
#ifndef TESTS_PLAIN_CARD_H
#define TESTS_PLAIN_CARD_H

/* The recording of one card, "Test", made element by element. */

#include "helpers/questions.h"
#include "helpers/recording.h"

#define CARD "card:Test"

/* Of a codec that accounts for pcm0p and for the element "Told Switch". */
#define CODEC                                              \
    "Codec: Test Chip\n"                                   \
    "Vendor Id: 0x10ec0269\n"                              \
    "Node 0x02 [Audio Output] wcaps 0x11: Stereo\n"        \
    "  Control: name=\"Told Switch\", index=0, device=0\n" \
    "  Device: name=\"Test Analog\", type=\"Audio\", device=0\n"

/** A card without anything. */
void begin_card(void);
/** "pcm0p". */
void add_pcm(const char *directory);
/** `where` are lines such as "iface CARD\n", `access` is "read write" or less. */
void add_switch(const char *where, const char *name, const char *value, const char *access);
/** A volume without a dB scale. */
void add_volume(const char *name);
void add_jack(const char *name, const char *value);
struct jf_context *open_card(void);

size_t count_controls(const struct jf_context *context, const char *part);

#endif
