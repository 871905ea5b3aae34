/* SPDX-License-Identifier: MIT */
#ifndef TESTS_MEDIA_CATCHER_H
#define TESTS_MEDIA_CATCHER_H

#include "test-media-support.h"

#include <pthread.h>

/** @file A real-time sink that keeps units apart, and a look into packets of live ASF. */

#define MAX_UNITS 4096

struct catcher {
    pthread_mutex_t lock;
    /* under lock */
    struct jf_data_unit *header;
    struct jf_data_unit *units[MAX_UNITS];
    size_t count;
};

/** The catcher outlives its sink. */
struct catcher *catcher_new(struct jf_sink **ret_sink);
void catcher_free(struct catcher *catcher);
/** How many units it has. */
size_t catcher_count(struct catcher *catcher);
/** Header and units from the `first` on, joined; to be freed. */
uint8_t *catcher_join_from(const struct catcher *catcher, size_t first, size_t *ret_size);

uint32_t u16_at(const uint8_t *bytes);
uint32_t u32_at(const uint8_t *bytes);

/** What a packet says; `first` and `last` are payloads. */
struct packet {
    uint32_t send_ms, span_ms, padding_bytes;
    unsigned int payload_count;
    uint32_t first_offset, first_ms, last_ms;
};

/** Asserts that it is a packet as media/asf.h makes them. */
void parse_packet(const struct jf_data_unit *unit, struct packet *ret);

#endif
