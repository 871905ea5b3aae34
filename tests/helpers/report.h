/* SPDX-License-Identifier: MIT */
#ifndef TESTS_REPORT_H
#define TESTS_REPORT_H

#include <stdbool.h>

#include "helpers/recording.h"

/** A report of alsa-info.sh as the recorded machine it was made on. */

enum {
    REPORT_CODECS = 16,
    REPORT_CARDS = 8,
    REPORT_ELEMS = 4096, /* of a card */
};

struct report_codec {
    int card, address;
    const char *text; /* in the report */
    size_t size;
};

/* What alsactl stored. */
struct report_elem {
    char name[64];
    unsigned int index, device;
};

struct report_card {
    int number;
    char id[32];
    bool is_hda;
    struct report_elem elems[REPORT_ELEMS];
    size_t elem_count;
};

struct report {
    struct report_codec codecs[REPORT_CODECS];
    size_t codec_count;
    struct report_card cards[REPORT_CARDS];
    size_t card_count;
};

/* Reads a report. False: it does not tell which codec is on which card, or has no state. */
bool read_report(const char *text, struct report *ret_report);

/*
 * Writes it as a recording; without the lines that name controls of a codec if they are not wanted.
 */
void write_report(const struct recording *recording, const char *text, const struct report *report,
                  bool has_controls);

#endif
