/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_NETWORK_HTTP_INTERNAL_H
#define JFI_MEDIA_NETWORK_HTTP_INTERNAL_H

#include <microhttpd.h>
#include <sys/queue.h>

#include "media/network/http.h"

/** @file What the two files share that know libmicrohttpd: http.c and http-request.c. */

/* What a connection does that may take only so long. */
enum jfi_http_phase {
    JFI_PHASE_ASKING = 0,
    JFI_PHASE_ANSWERING,
    JFI_PHASE_KEEPING, /* between two requests */
    JFI_PHASE_REFUSED, /* the rest of a body goes by, for the other side to read why */
    JFI_PHASE_COUNT
};

/* What TAILQ_HEAD makes, spelled out for tools that do not know it. */
struct jfi_http_connection_list {
    struct jfi_http_connection *tqh_first, **tqh_last;
};

struct jfi_http_connection {
    struct jfi_http_server *server;
    struct MHD_Connection *library;
    int fd;
    bool asked;  /* a head has been read */
    bool wanted; /* so is its body */
    bool refused;
    bool kept; /* it stays open after the answer */
    void *userdata;
    bool taken, given_back;
    bool suspended; /* the library leaves it alone */
    size_t body_bytes;
    int64_t deadline_ns;                   /* while it is in a list */
    struct jfi_http_connection_list *list; /* NULL: it is taken */
    TAILQ_ENTRY(jfi_http_connection) entry;
};

struct jfi_http_server {
    struct MHD_Daemon *library;
    const struct jfi_http_ops *ops;
    void *userdata;
    struct jfi_http_connection_list
        phases[JFI_PHASE_COUNT]; /* each in the order of their deadlines */
    bool busy;                   /* the library has more to do at once */
    bool given_back;             /* so it has, with a connection it got back */
    int all_fd;                  /* an epoll of the library's and the next */
    int ends_fd;                 /* an epoll of connections that bring a body */
    char random[16];             /* what its nonces are made of */
};

struct jfi_http_request {
    struct jfi_http_connection *connection;
    const char *method, *path;
};

/** Begins a phase, and its time limit. */
void jfi_http_enter(struct jfi_http_connection *connection, enum jfi_http_phase phase);
/** No time limit runs any more. */
void jfi_http_leave_phase(struct jfi_http_connection *connection);

#endif
