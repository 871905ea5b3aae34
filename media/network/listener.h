/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_NETWORK_LISTENER_H
#define JFI_MEDIA_NETWORK_LISTENER_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/network/backlog.h"
#include "media/network/broadcast.h"

/** @file One listener of a broadcast, and how packets get into its socket. */

union jfi_address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

struct jfi_listener {
    struct jfi_broadcast *broadcast;
    struct jfi_http_connection *connection;
    int fd;
    bool mmsh;
    bool blocked; /* its socket is full */
    bool gone;
    uint8_t sequence; /* of the packet at `next` */
    size_t index;     /* its place among the listeners */

    uint8_t *opening; /* answer and header; NULL: sent */
    size_t opening_bytes;
    uint64_t next;  /* the packet that comes next */
    size_t sent_of; /* bytes sent of the opening, or of that packet with its head */

    uint64_t serial;
    int64_t joined_ns;
    uint64_t byte_count, unit_count;
    union jfi_address peer;
    char *name;      /* or NULL */
    char player[32]; /* shorter than what is told: there are thousands of these */
};

/** How sending ended. */
enum jfi_progress {
    JFI_PROGRESS_DONE = 0, /**< it has everything that there is */
    JFI_PROGRESS_BLOCKED,
    JFI_PROGRESS_BROKEN,
};

/** Sends as far as the socket goes. */
enum jfi_progress jfi_listener_send(struct jfi_listener *listener,
                                    const struct jfi_backlog *backlog);
/** Tries to send the rest of a packet that has begun, and the end of the stream. */
void jfi_listener_send_end(struct jfi_listener *listener, const struct jfi_backlog *backlog);
/** How old the oldest audio is that the other side has not taken, in ns. */
int64_t jfi_listener_get_lag_ns(const struct jfi_listener *listener,
                                const struct jfi_backlog *backlog);

#endif
