/* SPDX-License-Identifier: MIT */
#ifndef JFI_CONTEXT_H
#define JFI_CONTEXT_H

#include "backends/backend.h"
#include "topology/internal.h"
#include "topology/vec.h"

/** @file What the files that make up a context share. One thread at a time. */

struct jf_config {
    char *machine, *remote, *backends;
    int timeout_ms;
    jf_log_fn log;
    void *log_user;
};

/** Whether this backend is to be opened. */
bool jfi_config_wants(const struct jf_config *config, const struct jfi_backend_ops *ops);

/** One thing a backend describes. */
struct jfi_entry {
    char *key;
    struct jfi_unit *unit; /**< as last described, or NULL */
    bool marked;
    bool is_gone; /**< dropped while it is scanned; freed behind that */
    struct jfi_entry *next_marked;
};

struct jfi_backend {
    struct jf_context *context;
    const struct jfi_backend_ops *ops;
    void *priv;
    bool is_open;
    struct jfi_vec entries; /**< struct jfi_entry *, ordered by key */
    struct jfi_entry *first_marked, **end_marked;
    struct jfi_entry *scanned; /**< the one that ops->scan is asked for right now, or NULL */
    enum jf_backend_state state;
    bool settling;      /**< has said that everything is marked; not yet all scanned */
    bool announce_lost; /**< LOST and BACK events that are due, in this order */
    bool announce_back;
    char *reason;
};

struct jfi_request {
    struct jfi_request *next;
    uint64_t serial;
    struct jfi_backend *backend;
    uint64_t control;                /**< handle of the control it sets; 0: none */
    struct jfi_recording *recording; /**< what it fills; NULL: none */
    int64_t deadline_ns;
    struct jf_event *event; /**< made in advance, so that an answer cannot be lost */
    bool awaited;           /**< a call waits for it: no event */
    bool answered;          /**< the backend has answered; shown once its marks are scanned */
    bool finished;
    int status;
};

struct jf_context {
    unsigned int ref_count;
    struct jf_config config;
    int epoll_fd;
    int wake_fd;  /**< eventfd: there is work although no backend's fd says so */
    int timer_fd; /**< the next deadline of a request */
    struct jfi_backend *backends;
    size_t backend_count;
    const struct jf_graph *graph;
    bool dirty; /**< the entries differ from the graph */
    bool settled_announced;
    uint64_t next_serial;
    struct jfi_event_list events;
    struct jfi_request *requests;
};

/* ---- config.c -------------------------------------------------------------------------------- */

int jfi_config_copy(const struct jf_config *config, struct jf_config *ret_copy);
void jfi_config_fini(struct jf_config *config);

/* ---- backend.c ------------------------------------------------------------------------------- */

int jfi_backend_init(struct jfi_backend *backend, struct jf_context *context,
                     const struct jfi_backend_ops *ops);
void jfi_backend_fini(struct jfi_backend *backend);
/** Scans what is marked: at least one thing, then more until `until_ns`. -ENOMEM. */
int jfi_backend_scan_marked(struct jfi_backend *backend, int64_t until_ns);

/* ---- request.c ------------------------------------------------------------------------------- */

/** Ends requests that were answered or ran out of time, and sets the timer for the next. */
void jfi_requests_settle(struct jf_context *context);
void jfi_requests_answer(struct jf_context *context, const struct jfi_backend *backend,
                         uint64_t serial, int status);
/** Answers every request of a backend. */
void jfi_requests_answer_all(struct jf_context *context, const struct jfi_backend *backend,
                             int status);
void jfi_requests_fini(struct jf_context *context);
/** Whether a request that is not finished sets the controls of this handle. */
bool jfi_requests_set(const struct jf_context *context, const char *backend, uint64_t control);

/** What a request that is not answered fills. NULL: nothing, or it is over. */
struct jfi_recording *jfi_requests_find_recording(const struct jf_context *context,
                                                  const struct jfi_backend *backend,
                                                  uint64_t serial);

/** A new request to a backend; jfi_request_start or jfi_request_free it. -ENOMEM. */
int jfi_request_new(struct jf_context *context, struct jfi_backend *backend, bool awaited,
                    struct jfi_request **ret_request);
void jfi_request_free(struct jf_context *context, struct jfi_request *request);
/** The checks of jf_connector_connect and jf_connection_disconnect, and what they answer. */
int jfi_request_check_connect(struct jf_context *context, const struct jf_part *from,
                              const struct jf_part *to);
int jfi_request_check_disconnect(struct jf_context *context,
                                 const struct jf_connection *connection);
/** Start connecting and disconnecting; jfi_request_await the request. */
int jfi_request_connect(struct jf_context *context, const struct jf_connector *a,
                        const struct jf_connector *b, struct jfi_request **ret_request);
int jfi_request_disconnect(struct jf_context *context, const struct jf_connection *connection,
                           struct jfi_request **ret_request);
/** Takes what the backend said to it: an error ends the request, else its time limit runs. */
int jfi_request_start(struct jf_context *context, struct jfi_request *request, int status);
/** Dispatches until an awaited request is answered or out of time, and frees it. The answer. */
int jfi_request_await(struct jf_context *context, struct jfi_request *request);

/* ---- context.c ------------------------------------------------------------------------------- */

/** Makes the context's fd readable until the next dispatch. */
void jfi_context_wake(struct jf_context *context);
void jfi_context_log(const struct jf_context *context, enum jf_log_level level, const char *format,
                     ...) __attribute__((format(printf, 3, 4)));
/** CLOCK_MONOTONIC. */
int64_t jfi_now_ns(void);
/** A backend of an open context by name, for tests that drive one. NULL: none. */
struct jfi_backend *jfi_context_find_backend(struct jf_context *context, const char *name);

#endif
