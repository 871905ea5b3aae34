/* SPDX-License-Identifier: MIT */
#ifndef JACKFIELD_CONTEXT_H
#define JACKFIELD_CONTEXT_H

#include <stddef.h>
#include <stdint.h>

#include <jackfield/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct jf_config;
struct jf_context;
struct jf_event;
struct jf_graph;

/**
 * @file
 * The context: the only root. It watches the machine, offers the present as a snapshot, and the
 * changes as events.
 *
 * Ownership: a context is counted; what it hands out besides is borrowed, unless a function says
 * otherwise.
 * Threads: one at a time for each context and each config; different ones are independent.
 * Errors: of a NULL handle, -EINVAL, NULL, 0 or UNKNOWN.
 */

/** How serious a log line is. */
enum jf_log_level {
    JF_LOG_UNKNOWN = 0,
    JF_LOG_ERROR,   /**< something asked for could not be done */
    JF_LOG_WARNING, /**< something was skipped or looks wrong */
    JF_LOG_INFO,
    JF_LOG_DEBUG,
};

/**
 * Receives one log line, without a newline. The line names the guilty party: "client bug: ",
 * "system bug: " or "jackfield bug: " in front of a defect, nothing in front of ordinary news.
 * Called from the thread that called the library; must not call back into the context.
 */
typedef void (*jf_log_fn)(void *user, enum jf_log_level level, const char *line);

/**
 * Settings with every default, for the caller to free with jf_config_free. jf_context_new copies
 * them. Errors: -EINVAL, -ENOMEM.
 */
JF_EXPORT int jf_config_new(struct jf_config **ret_config);

/** Frees settings; accepts NULL; returns NULL. */
JF_EXPORT struct jf_config *jf_config_free(struct jf_config *config);

/**
 * What to look at instead of this machine: the directory of a recorded machine, "demo" (compiled
 * in), or "synthetic:DESCRIPTION" (docs/synthetic.md). NULL means this machine. Copies the string.
 * Errors: -EINVAL, -ENOMEM.
 */
JF_EXPORT int jf_config_set_machine(struct jf_config *config, const char *machine);

/**
 * Name or path of the PipeWire socket; NULL means the library's own default. Copies the string.
 * -EINVAL, -ENOMEM.
 */
JF_EXPORT int jf_config_set_remote(struct jf_config *config, const char *remote);

/**
 * Which of this machine's backends to open, by their names with commas between them: "alsa" (the
 * sound hardware), "pipewire" (the server), as far as this build has them. NULL, the default, means
 * all. A recorded or synthetic machine has all that it has. Copies the string.
 * Errors: -EINVAL; -ENOENT a name of it is none (nothing is changed); -ENOMEM.
 */
JF_EXPORT int jf_config_set_backends(struct jf_config *config, const char *names);

/** Time limit of every call that waits for an answer; default 5000 ms. -EINVAL below 1. */
JF_EXPORT int jf_config_set_timeout_ms(struct jf_config *config, int timeout_ms);

/**
 * Who receives log lines, for the life of the context; NULL: nobody, as unless set. `user` is
 * passed to it. -EINVAL.
 */
JF_EXPORT int jf_config_set_log(struct jf_config *config, jf_log_fn handler, void *user);

/**
 * Opens the backends. What is on the machine arrives as events: ADDED for everything, then SETTLED.
 * A backend whose server is not there is no error: it is LOST until its server appears.
 *
 * @param config  NULL for all defaults.
 * Errors: -ENOMEM; -ENOENT or -ENOTDIR no such recording; -EBADMSG the recording or description
 * cannot be read (an ERROR log line names file and line or offset); -EMFILE and the like.
 */
JF_EXPORT int jf_context_new(const struct jf_config *config, struct jf_context **ret_context);
/** Takes a reference, which the caller drops with jf_context_unref. Returns the context. */
JF_EXPORT struct jf_context *jf_context_ref(struct jf_context *context);
/**
 * Drops a reference; the last one closes every backend. Events and graphs stay valid. Accepts
 * NULL; returns NULL.
 */
JF_EXPORT struct jf_context *jf_context_unref(struct jf_context *context);

/**
 * One epoll fd, readable whenever dispatch has something to do. Borrowed: do not close it.
 * -EINVAL.
 */
JF_EXPORT int jf_context_get_fd(const struct jf_context *context);

/**
 * Does what is due now: reads the backends, makes the next snapshot, queues its events. Never waits
 * and never calls user code but the log handler. Errors: -ENOMEM (call again: nothing is lost).
 */
JF_EXPORT int jf_context_dispatch(struct jf_context *context);

/**
 * Waits until the fd is readable, at most `timeout_ms` (-1: for ever). 1 readable, 0 timed out;
 * -EINTR a signal came; -EINVAL.
 */
JF_EXPORT int jf_context_wait(struct jf_context *context, int timeout_ms);

/**
 * Dispatches until every backend has settled or is lost, at most the time limit of the context.
 * Events stay queued. 0 settled; -ETIMEDOUT; -ENOMEM; -EINVAL.
 */
JF_EXPORT int jf_context_settle(struct jf_context *context);

/**
 * The oldest queued event, the caller's (jf_event_unref), or NULL when there is none. It takes the
 * place of IPart::RegisterControlChangeCallback: everything that changes is told, and nothing is
 * called back.
 */
JF_EXPORT struct jf_event *jf_context_next_event(struct jf_context *context);

/** The current snapshot, borrowed until the next dispatch unless jf_graph_ref. Never NULL. */
JF_EXPORT const struct jf_graph *jf_context_get_graph(const struct jf_context *context);

/** State of a backend. */
enum jf_backend_state {
    JF_BACKEND_UNKNOWN = 0,
    JF_BACKEND_STARTING, /**< open, its first description is not complete */
    JF_BACKEND_SETTLED,  /**< everything it knew has been described */
    JF_BACKEND_LOST,     /**< its server is not there; it is looked for again by itself */
};

/** Number of backends this context opened. */
JF_EXPORT size_t jf_context_get_backend_count(const struct jf_context *context);
/** Name ("alsa", "pipewire", "replay", "synthetic"), static; NULL out of range. */
JF_EXPORT const char *jf_context_get_backend_name(const struct jf_context *context, size_t index);
/** State of a backend; JF_BACKEND_UNKNOWN out of range. */
JF_EXPORT enum jf_backend_state jf_context_get_backend_state(const struct jf_context *context,
                                                             size_t index);
/** Why the backend is LOST, in words; NULL when it is not. Borrowed until the next dispatch. */
JF_EXPORT const char *jf_context_get_backend_reason(const struct jf_context *context, size_t index);

#ifdef __cplusplus
}
#endif

#endif
