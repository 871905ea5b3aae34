/* SPDX-License-Identifier: MIT */
#ifndef TESTS_PUSH_SERVER_H
#define TESTS_PUSH_SERVER_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * @file
 * A server for pushed streams that does what a script says and keeps every byte. What it expects is
 * written from the protocol, not from our sink: it reads a request's head and as much of the body
 * as that announces, and answers a PushSetup with a session and a complete PushStart with 204.
 */

#define PUSH_SERVER "Server: Cougar/9.6.7600.16564\r\n"
/** A good answer to a PushSetup. */
#define PUSH_AGREED                                                                           \
    "HTTP/1.1 204 No Content\r\n" PUSH_SERVER "Cache-Control: no-cache\r\nPragma: no-cache, " \
    "timeout=60000\r\nSet-Cookie: push-id=session-1\r\nContent-Length: 0\r\n\r\n"
/** An error as servers of this kind say it. */
#define PUSH_REFUSED(status) "HTTP/1.1 " status "\r\n" PUSH_SERVER "Content-Length: 0\r\n\r\n"

enum push_then {
    PUSH_KEEP = 0, /* the connection, for the next request */
    PUSH_CLOSE,    /* from this side; what still comes is kept */
    PUSH_RESET,    /* with what was not read thrown away */
    PUSH_IGNORE,   /* read on and never close; answer only what the step says */
};

/* What to do with one request. */
struct push_step {
    const char *answer; /* NULL: the usual one; "": none */
    size_t after_bytes; /* of the body, where it is not awaited whole; 0: it is */
    enum push_then then;
    unsigned int delay_ms; /* before the answer */
};

struct push_request {
    unsigned int connection; /* from 1 */
    char *head;
    uint8_t *body;
    size_t size, capacity;
    uint64_t length; /* as announced */
};

struct push_server {
    unsigned int port;
    pthread_mutex_t lock;
    /* under lock */
    struct push_request requests[64];
    size_t request_count;
    unsigned int connection_count;
    const struct push_step *script; /* for one request after another; then the usual */
    size_t script_count, script_place;
    bool stopping;
    int listen_fd;
    int fds[64];
    pthread_t threads[64], listener;
    size_t thread_count;
};

/** Listens on a free loopback port, or on `port` when that is not 0. */
void push_server_start(struct push_server *server, unsigned int port);
/** As if it were killed: every connection is closed. What it has kept stays. */
void push_server_stop(struct push_server *server);
/** Goes on listening at the same port, with what it has kept. */
void push_server_restart(struct push_server *server);
void push_server_free(struct push_server *server);
void push_server_set_script(struct push_server *server, const struct push_step *script,
                            size_t count);
/** Waits until so many requests have come; fails after ten seconds. The last of them. */
const struct push_request *push_server_await(struct push_server *server, size_t count);
size_t push_server_get_request_count(struct push_server *server);
/** Waits until the body of request `index` has so many bytes. */
void push_server_await_body(struct push_server *server, size_t index, size_t size);
/** "http://127.0.0.1:PORT/live", static. */
const char *push_server_get_url(const struct push_server *server);

/** Whether the head has this line, whole. */
bool push_request_has(const struct push_request *request, const char *line);

/** A packet of a body. */
struct push_packet {
    char id;
    const uint8_t *bytes; /* after the four of the head */
    size_t size;
};
/** Cuts a body into packets; asserts that they are well-formed. A piece at the end is left out. */
size_t push_request_parse(const struct push_request *request, struct push_packet *packets,
                          size_t capacity);

#endif
