/* SPDX-License-Identifier: MIT */
#ifndef TESTS_PUSH_RIG_H
#define TESTS_PUSH_RIG_H

#include "helpers/push-server.h"
#include "test-media-support.h"

/** @file A push sink, the server that it pushes to, and a test that is the writer. */

#define PACKET_BYTES 1400
#define PACKET_NS    ((int64_t)100000000)
#define HEADER_TEXT  "the header of the stream"

struct push_rig {
    struct push_server server;
    struct jf_sink *sink;
    unsigned int packet_count; /* given so far */
};

int open_push_rig(void **state);
int close_push_rig(void **state);
void rig_connect(struct push_rig *rig);
/** Connects and takes the statuses up to a good OPENED. */
void rig_open(struct push_rig *rig);
void rig_give_header(struct push_rig *rig, const char *text);
/** Packet n tells its number, and that it has no padding. Answers what the sink does. */
int rig_give_packet(struct push_rig *rig);
void rig_give_packets(struct push_rig *rig, unsigned int count);
/** The number of the packet in it. */
unsigned int packet_number(const struct push_packet *packet);
/** The next status of the sink, waited for up to ten seconds: of this type and result. */
void rig_expect(struct push_rig *rig, enum jf_writer_status_type type, int result);
/** As rig_expect; its text contains the words. */
void rig_expect_text(struct push_rig *rig, enum jf_writer_status_type type, int result,
                     const char *words);
/** The text of the next status, waited for; of this type, with result 0. To be freed. */
char *rig_take_text(struct push_rig *rig, enum jf_writer_status_type type);
struct jf_uplink_statistics rig_statistics(struct push_rig *rig);

#endif
