/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_NETWORK_SERVER_INTERNAL_H
#define JFI_MEDIA_NETWORK_SERVER_INTERNAL_H

#include <pthread.h>

#include "media/network/asf-reader.h"
#include "media/network/broadcast.h"
#include "media/network/http.h"
#include "media/network/names.h"
#include "media/network/server.h"
#include "media/queue.h"

/** @file What the server's files share: its state; its loop is server.c, its answers requests.c. */

/** A listening socket and its names. */
struct jfi_listening {
    int fd;
    unsigned int port;
    char authority[300];
};

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
    struct jfi_server_settings settings;
    struct jfi_http_server *http;
    struct jfi_broadcast *broadcast; /* NULL: no stream has begun yet */
    struct jfi_broadcast *retired;   /* its listeners may still be in the loop's hands */
    struct jfi_names *names;         /* NULL: nobody has wanted any yet */
    bool over;                       /* the stream has ended: nobody may join */
    struct jfi_asf_info stream;
    int64_t begun_ns;
    int64_t first_time_ns, last_time_ns; /* of the packets so far; -1: none */
    uint64_t streamed_bytes;             /* after the first, once, not for each listener */
    uint64_t next_serial;
    struct jf_network_statistics statistics;
    /* of the answer that is being written */
    char client_id[32];
    const char *player_headers[16];
};

/** Answers a request; on_request of the HTTP server. Called locked. */
void jfi_server_on_request(void *userdata, struct jfi_http_request *request,
                           struct jfi_http_answer *answer);

/** Binds and listens. Errors: see jfi_server_new. */
int jfi_listening_open(const char *address, unsigned int port, struct jfi_listening *ret_listening);

#endif
