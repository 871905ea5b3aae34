/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_NETWORK_STATION_H
#define JFI_MEDIA_NETWORK_STATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jackfield/network-sink.h>
#include <jackfield/sink.h>

#include "media/network/asf-reader.h"
#include "media/network/broadcast.h"
#include "media/network/http.h"
#include "media/network/names.h"
#include "media/status-queue.h"

/**
 * @file
 * What people tune in to: one stream after another at one place of a server, with its limits, its
 * counts and its answers to requests. Locked by its user, whose loop it lives in: an event that the
 * loop holds may name a listener that has gone meanwhile, so listeners are only forgotten by sweep.
 */

struct jfi_station;

struct jfi_station_settings {
    unsigned int max_clients;
    int64_t burst_ns;
    int64_t lag_limit_ns;
};

struct jfi_station_config {
    const char *authority;             /**< of the server, "127.0.0.1:8080"; must outlive it */
    const char *path;                  /**< where it is, "/" or "/live"; must outlive it */
    int epoll_fd;                      /**< of the loop, see broadcast.h */
    struct jfi_status_queue *statuses; /**< for clients that come and go */
};

/** Errors: -ENOMEM. */
int jfi_station_new(const struct jfi_station_config *config, struct jfi_station **ret_station);
/** Drops everybody. */
struct jfi_station *jfi_station_free(struct jfi_station *station);
/** Takes effect for the next stream; `max_clients` at once. */
void jfi_station_set(struct jfi_station *station, const struct jfi_station_settings *settings);

/** Who tells the names of listeners to come; NULL: nobody wants to know. */
void jfi_station_set_names(struct jfi_station *station, struct jfi_names *names);

/**
 * A new stream; whoever still listens to an old one is dropped. -EAGAIN: the one before that has
 * not been swept yet; -ENOMEM.
 */
int jfi_station_begin(struct jfi_station *station, struct jf_data_unit *header);
/** `wire_bytes`: see jfi_backlog_push. Errors: -ENOMEM, -EMSGSIZE, -EBADFD no stream. */
int jfi_station_push(struct jfi_station *station, struct jf_data_unit *unit, size_t wire_bytes);
void jfi_station_send(struct jfi_station *station);
/** The stream ends for everybody who has got all of it; nobody may join. */
void jfi_station_end(struct jfi_station *station);
/** Ends the stream of everybody at once. `over`: and nobody may join. */
void jfi_station_drop(struct jfi_station *station, bool over);
/** After the loop's events. Whether nobody is left, nor anything to be swept. */
bool jfi_station_sweep(struct jfi_station *station);

/** Whether there is a stream that one may join. */
bool jfi_station_is_on_air(const struct jfi_station *station);
size_t jfi_station_get_client_count(const struct jfi_station *station);
/** Errors: -ECHRNG. */
int jfi_station_get_client(const struct jfi_station *station, size_t index,
                           struct jf_network_client *ret_client);
/** Adds to what is there. */
void jfi_station_add_statistics(const struct jfi_station *station,
                                struct jf_network_statistics *statistics);
/** A listener's name is known; takes it. */
void jfi_station_take_name(struct jfi_station *station, uint64_t serial, char *name);

/** Answers whoever wants to listen, or reports a log or the like. */
void jfi_station_answer(struct jfi_station *station, struct jfi_http_request *request,
                        struct jfi_http_answer *answer);
/** The status page. */
void jfi_station_answer_page(const struct jfi_station *station, bool json,
                             struct jfi_http_answer *answer);

#endif
