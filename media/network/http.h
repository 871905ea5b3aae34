/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_NETWORK_HTTP_H
#define JFI_MEDIA_NETWORK_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

/**
 * @file
 * HTTP requests, by libmicrohttpd, which nothing else knows. A request is answered whole, or its
 * connection is taken over: then the library has read the request and leaves the socket alone, and
 * whoever took it writes the answer, head and all, as fast as the socket takes it.
 *
 * Bounds: a request's head has 16 KiB and 10 s, a body that nobody wants 64 KiB, and the rest until
 * the answer is sent 30 s; another request on a connection that is kept comes within 150 s. What
 * exceeds them is closed. A body that somebody wants has no bounds but theirs. Nothing here waits.
 * One thread.
 */

struct jfi_http_server;
struct jfi_http_connection;
struct jfi_http_request;

/** What a request is answered with: zeroed is an empty 200. */
struct jfi_http_answer {
    unsigned int status;      /**< 0: 200 */
    const char *content_type; /**< NULL: none; static */
    const char *const *pairs; /**< more headers: name, value, …, NULL; NULL: none; until answered */
    void *body;               /**< from malloc, freed by the server; NULL: none */
    size_t body_bytes;
    bool keep;         /**< the connection stays open for another request */
    const char *realm; /**< not NULL: asks for Digest authentication (401) */
};

/** What becomes of a request's body. */
enum jfi_http_body {
    JFI_HTTP_BODY_DROPPED = 0,
    JFI_HTTP_BODY_WANTED,
    JFI_HTTP_BODY_REFUSED, /**< the answer is given at once, and the connection closed */
};

struct jfi_http_ops {
    /** A whole request is there. Fill the answer, or take the connection. */
    void (*on_request)(void *userdata, struct jfi_http_request *request,
                       struct jfi_http_answer *answer);
    /** Optional. The head of a request is there. To refuse it, fill the answer. */
    enum jfi_http_body (*on_head)(void *userdata, struct jfi_http_request *request,
                                  struct jfi_http_answer *answer);
    /** A piece of a body that is wanted, before on_request. */
    void (*on_body)(void *userdata, struct jfi_http_connection *connection, const uint8_t *bytes,
                    size_t size);
    /** Optional. A connection that has user data is gone. */
    void (*on_close)(void *userdata, struct jfi_http_connection *connection);
    /** A connection went without a request that could be read. */
    void (*on_malformed)(void *userdata);
};

/**
 * Serves a listening socket, which stays the caller's. `ops` must outlive it.
 * Errors: -ENOMEM; -EMFILE and what else the library meets, as -EIO.
 */
int jfi_http_server_new(int listen_fd, const struct jfi_http_ops *ops, void *userdata,
                        struct jfi_http_server **ret_server);
/** Closes every connection. Those that were taken must have been given back. */
struct jfi_http_server *jfi_http_server_free(struct jfi_http_server *server);
/** Readable when there is something to do. Borrowed. */
int jfi_http_server_get_fd(const struct jfi_http_server *server);
/** When to run it at the latest, by jfi_clock_now_ns; INT64_MAX: not before the fd is readable. */
int64_t jfi_http_server_get_deadline_ns(const struct jfi_http_server *server);
void jfi_http_server_run(struct jfi_http_server *server);

/* ---- requests, within on_head and on_request ------------------------------------------------- */

const char *jfi_http_request_get_method(const struct jfi_http_request *request);
/** Decoded, without the query; begins with "/" or is "*". */
const char *jfi_http_request_get_path(const struct jfi_http_request *request);
/** "" when there is none. */
const char *jfi_http_request_get_user_agent(const struct jfi_http_request *request);
const struct sockaddr *jfi_http_request_get_peer(const struct jfi_http_request *request);
/** Calls back for the value of each header of that name. */
void jfi_http_request_each_header(const struct jfi_http_request *request, const char *name,
                                  void (*on_value)(void *userdata, const char *value),
                                  void *userdata);

/**
 * Whether it has the right Digest of one of the users: name, password, name, …, NULL. An answer
 * with `realm` asks for it.
 */
bool jfi_http_request_is_authorized(const struct jfi_http_request *request, const char *realm,
                                    const char *const *users);
struct jfi_http_connection *jfi_http_request_get_connection(const struct jfi_http_request *request);
/** Takes the connection over; the answer is ignored. Within on_request only. */
struct jfi_http_connection *jfi_http_request_take(struct jfi_http_request *request);

/* ---- connections ----------------------------------------------------------------------------- */

/** Something of the user's that goes with the connection; NULL: nothing does any more. */
void jfi_http_connection_set_userdata(struct jfi_http_connection *connection, void *userdata);
void *jfi_http_connection_get_userdata(const struct jfi_http_connection *connection);
/** Answers in the middle of a wanted body; what still comes of it is dropped, then it is closed. */
void jfi_http_connection_refuse(struct jfi_http_connection *connection, unsigned int status,
                                const char *phrase);

/* ---- connections that were taken ------------------------------------------------------------- */

/** Its socket, which does not block. Borrowed. */
int jfi_http_connection_get_fd(const struct jfi_http_connection *connection);
/** Gives it back to be closed, after what was written has gone out. */
void jfi_http_connection_give_back(struct jfi_http_connection *connection);

#endif
