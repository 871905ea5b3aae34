/* SPDX-License-Identifier: MIT */
#ifndef TESTS_NETWORK_RIG_H
#define TESTS_NETWORK_RIG_H

#include <stddef.h>
#include <stdint.h>

#include <jackfield/media.h>

#include "player.h"

/**
 * @file
 * A network sink that listens on loopback, and the writer that feeds it: headers and packets of
 * which every byte and the time is known. A test that uses it wraps jfi_clock_now_ns.
 */

#define PACKET_BYTES 1400
#define HEADER_TEXT  "the header of the stream"
#define HEAD_BYTES   12

#define RIG_TEST(function) cmocka_unit_test_setup_teardown(function, rig_open, rig_close)

struct rig {
    struct jf_sink *sink;
    unsigned int port;
    unsigned int packet_count; /**< given so far */
};

int rig_open(void **state);
int rig_close(void **state);
/** From now on the sink's clock is so much ahead of the real one. */
void rig_put_clock_forward(int64_t offset_ns);

void rig_give_header(struct rig *rig, const char *text);
/** Packet n is of 100 ms and full of n; its first byte says that it has no padding. */
void rig_give_packets(struct rig *rig, unsigned int count);
void rig_end_stream(struct rig *rig);

/** Waits until so many play. */
void rig_wait_for_clients(struct rig *rig, size_t count);
struct jf_network_statistics rig_statistics(struct rig *rig);

/** The body begins with the header packet; what is after it. */
const uint8_t *rig_after_header(const struct player *player, size_t *ret_size);
/** Reads to the end: the header, so many packets in order from number `first` on, and `$E`. */
void rig_assert_packets_and_end(struct player *player, unsigned int first, size_t count);
/** The status that a request gets. */
int rig_ask(struct rig *rig, const char *method, const char *path, const char *headers);

#endif
