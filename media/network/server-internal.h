/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_NETWORK_SERVER_INTERNAL_H
#define JFI_MEDIA_NETWORK_SERVER_INTERNAL_H

#include <pthread.h>

#include "media/network/http.h"
#include "media/network/listening.h"
#include "media/network/names.h"
#include "media/network/server.h"
#include "media/network/station.h"
#include "media/queue.h"

/** @file What the server's files share: its state; its loop is server.c, its answers requests.c. */

struct jfi_server {
    struct jfi_access *access;
    struct jfi_status_queue *statuses;
    struct jfi_listening listening;
    int epoll_fd, wake_fd;
    pthread_t thread;

    pthread_mutex_t inbox_lock;
    /* under inbox_lock */
    struct jfi_queue inbox;
    size_t inbox_bytes;
    int64_t inbox_due_ns; /* when what is in it must go; INT64_MAX: nothing is in it */
    int64_t coalescing_ns;

    pthread_mutex_t lock;
    pthread_cond_t drained; /* nobody listens any more, to this stream or a retired one */
    /* under lock */
    bool stopping;
    struct jfi_http_server *http;
    struct jfi_names *names; /* NULL: nobody has wanted any yet */
    struct jfi_station *station;
    uint64_t refused_count; /* by address */
    uint64_t malformed_count;
};

/** Answers a request; on_request of the HTTP server. Called locked. */
void jfi_server_on_request(void *userdata, struct jfi_http_request *request,
                           struct jfi_http_answer *answer);

#endif
