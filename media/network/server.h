/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_NETWORK_SERVER_H
#define JFI_MEDIA_NETWORK_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jackfield/network-sink.h>
#include <jackfield/sink.h>

#include "media/network/access.h"
#include "media/status-queue.h"

/**
 * @file
 * The network sink's server: a port, a thread, and the stream of now. Packets go in through a small
 * lock of their own, so that whoever brings them never waits for a round of sends. Any thread.
 */

struct jfi_server;

struct jfi_server_settings {
    unsigned int max_clients;
    int64_t burst_ns;
    int64_t coalescing_ns;
    int64_t lag_limit_ns;
    bool resolving;
};

struct jfi_server_config {
    const char *address;               /**< in figures */
    unsigned int port;                 /**< 0: any */
    struct jfi_access *access;         /**< who may connect; must outlive the server */
    struct jfi_status_queue *statuses; /**< for clients that come and go */
};

/**
 * Listens and starts the thread. Errors: -EINVAL the address; -EADDRINUSE, -EADDRNOTAVAIL, -EACCES
 * and what else bind says; -EAGAIN no more threads; -EMFILE; -ENOMEM.
 */
int jfi_server_new(const struct jfi_server_config *config, struct jfi_server **ret_server);
/** Drops everybody and gives the port back. */
struct jfi_server *jfi_server_free(struct jfi_server *server);
/** "127.0.0.1:8080", "[::1]:8080"; the machine's name for a wildcard address. Borrowed. */
const char *jfi_server_get_authority(const struct jfi_server *server);
unsigned int jfi_server_get_port(const struct jfi_server *server);

/** Takes effect for the next stream; `max_clients` at once. */
void jfi_server_set(struct jfi_server *server, const struct jfi_server_settings *settings);

/** A new stream; whoever still listens to an old one is dropped. Errors: -ENOMEM. */
int jfi_server_begin(struct jfi_server *server, struct jf_data_unit *header);
/** Never waits. Errors: -ENOMEM, -EMSGSIZE larger than a packet may be. */
int jfi_server_push(struct jfi_server *server, struct jf_data_unit *unit);
/** Ends the stream; waits until everybody has got it all, at most two seconds. */
void jfi_server_end(struct jfi_server *server);
/** Ends the stream of everybody at once; new clients may come. */
void jfi_server_drop(struct jfi_server *server);
/** The same, and the stream is over. */
void jfi_server_cut(struct jfi_server *server);

size_t jfi_server_get_client_count(struct jfi_server *server);
/** Errors: -ECHRNG. */
int jfi_server_get_client(struct jfi_server *server, size_t index,
                          struct jf_network_client *ret_client);
void jfi_server_get_statistics(struct jfi_server *server,
                               struct jf_network_statistics *ret_statistics);

#endif
