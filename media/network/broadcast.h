/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_NETWORK_BROADCAST_H
#define JFI_MEDIA_NETWORK_BROADCAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jackfield/network-sink.h>
#include <jackfield/sink.h>

#include "media/network/http.h"

/**
 * @file
 * One live stream and everybody who listens to it. Packets are kept once; a listener is a socket
 * and a place among them. A send takes each listener as far as its socket goes, several packets
 * at a time; one whose socket is full goes on when it has room, and is dropped when it has fallen
 * too far behind. One thread, or locked by its user; nothing waits.
 */

struct jfi_broadcast;
struct jfi_listener;

/** Why a listener has gone. */
enum jfi_leave {
    JFI_LEAVE_LEFT = 0, /**< it closed, or its connection broke */
    JFI_LEAVE_ENDED,    /**< the stream has */
    JFI_LEAVE_SLOW,     /**< it had fallen behind */
};

struct jfi_broadcast_config {
    /** Listeners are registered there, with themselves as the data. Borrowed. */
    int epoll_fd;
    int64_t burst_ns;
    int64_t lag_limit_ns;
    uint64_t first_number; /**< of the first packet */
    /** Somebody has come; for `serial` and the rest ask jfi_listener_get. */
    void (*on_join)(void *userdata, const struct jfi_listener *listener);
    /** About to be forgotten. */
    void (*on_leave)(void *userdata, const struct jfi_listener *listener, enum jfi_leave why);
    void *userdata;
};

/** A stream with that header. Errors: -ENOMEM. */
int jfi_broadcast_new(const struct jfi_broadcast_config *config, struct jf_data_unit *header,
                      struct jfi_broadcast **ret_broadcast);
/** Drops its listeners. */
struct jfi_broadcast *jfi_broadcast_free(struct jfi_broadcast *broadcast);

/** One more packet, to be sent by the next send; see jfi_backlog_push. */
int jfi_broadcast_push(struct jfi_broadcast *broadcast, struct jf_data_unit *unit,
                       size_t wire_bytes);
/** Sends what there is to everybody. */
void jfi_broadcast_send(struct jfi_broadcast *broadcast);
/** Nothing more will be pushed: listeners that have got everything get the end of the stream. */
void jfi_broadcast_end(struct jfi_broadcast *broadcast);
/** Ends everybody's stream at once, with an end of stream where that can be sent. */
void jfi_broadcast_drop(struct jfi_broadcast *broadcast);
/** Frees those who have gone; their events may not be looked at after it. */
void jfi_broadcast_sweep(struct jfi_broadcast *broadcast);

/** Who wants to listen. */
struct jfi_visitor {
    uint64_t serial;
    const struct sockaddr *peer;
    const char *player; /**< what it calls itself */
    bool mmsh;
    const void *answer; /**< the answer's head, up to and with the empty line */
    size_t answer_bytes;
};
/** Takes the connection and gives it the answer and the burst. Errors: -ENOMEM, -EMFILE. */
int jfi_broadcast_join(struct jfi_broadcast *broadcast, struct jfi_http_connection *connection,
                       const struct jfi_visitor *visitor);
/** The header as an MMSH packet, which the caller frees; NULL: no memory. */
void *jfi_broadcast_dup_header_packet(const struct jfi_broadcast *broadcast, size_t *ret_size);
size_t jfi_broadcast_get_count(const struct jfi_broadcast *broadcast);
struct jfi_listener *jfi_broadcast_get(const struct jfi_broadcast *broadcast, size_t index);
/** The one with that serial, or NULL. */
struct jfi_listener *jfi_broadcast_find(const struct jfi_broadcast *broadcast, uint64_t serial);

/** What epoll says of it. */
void jfi_listener_on_event(struct jfi_listener *listener, uint32_t events);
void jfi_listener_get(const struct jfi_listener *listener, struct jf_network_client *ret_client);
uint64_t jfi_listener_get_serial(const struct jfi_listener *listener);
const struct sockaddr *jfi_listener_get_peer(const struct jfi_listener *listener);
uint64_t jfi_listener_get_byte_count(const struct jfi_listener *listener);
/** Takes the name; NULL: forget it. */
void jfi_listener_take_name(struct jfi_listener *listener, char *name);

#endif
