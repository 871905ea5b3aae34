/* SPDX-License-Identifier: MIT */
#ifndef TESTS_MEDIA_PROBE_H
#define TESTS_MEDIA_PROBE_H

#include "test-media-support.h"

/** @file A sink that watches, and misbehaves as told. */

struct probe_settings {
    bool real_time;
    bool allocates;        /**< has allocate_data_unit */
    bool too_small;        /**< … which gives too little room */
    char fail_at;          /**< a letter of the record, 0: never */
    unsigned int fail_nth; /**< the how manieth such call fails, from 1 */
    int fail_with;
    char block_at; /**< the first such call waits for probe_release */
};

struct probe;

/** The probe outlives its sink, so that the sink's last calls are seen too. */
struct probe *probe_new(const struct probe_settings *settings, struct jf_sink **ret_sink);
/** Waits until the sink has been closed. */
void probe_free(struct probe *probe);
/** Lets the blocked call go on. */
void probe_release(struct probe *probe);
/** Waits until so many calls of one letter have begun. */
void probe_wait_for(struct probe *probe, char letter, unsigned int count);
unsigned int probe_count(struct probe *probe, char letter);
/**
 * The calls so far, a letter each, to be freed: H on_header, R is_real_time, A allocate_data_unit,
 * D on_data_unit, E on_end_writing, X on_abort, C close. Runs of "D" or "AD" are written once.
 */
char *probe_record(struct probe *probe);
void assert_record(struct probe *probe, const char *record);
/** The first header and the data it got, joined; to be freed. */
uint8_t *probe_dup(struct probe *probe, size_t *ret_size);

#endif
