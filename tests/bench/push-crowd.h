/* SPDX-License-Identifier: MIT */
#ifndef TESTS_PUSH_CROWD_H
#define TESTS_PUSH_CROWD_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "push-content.h"

/**
 * @file
 * Many encoders in one thread, each with a point of its own and one listener there. They speak
 * MS-WMHTTP by hand, so that what they cost is as little as can be.
 */

struct push_encoder {
    int fd, listener;     /* below 0: none */
    unsigned int status;  /* of the announcement */
    uint64_t begin, next; /* of the content: first unit, and the one to send */
    uint64_t late;        /* times that the server did not take a unit when it was due */
    uint64_t heard_bytes;
    bool is_lost;
};

struct push_crowd {
    struct sockaddr_in address;
    const char *path; /* of the points: this and a number */
    const struct push_content *content;
    struct push_encoder *encoders;
    size_t count;
    int64_t begin_ns; /* when unit 0 is due */
    uint8_t *packet;
    uint8_t buffer[65536];
};

/** All announce themselves, one after the other, and those that are taken send the header. */
void push_crowd_open(struct push_crowd *crowd, size_t count);
void push_crowd_close(struct push_crowd *crowd);
/** One listener for each who pushes. */
void push_crowd_listen(struct push_crowd *crowd);
/** Pushes and listens in real time, for so long. */
void push_crowd_run(struct push_crowd *crowd, int64_t for_ns);
/** Those that are taken and have not been let go of. */
size_t push_crowd_count(struct push_crowd *crowd);

#endif
