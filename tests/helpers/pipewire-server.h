/* SPDX-License-Identifier: MIT */
#ifndef TESTS_PIPEWIRE_SERVER_H
#define TESTS_PIPEWIRE_SERVER_H

/*
 * A private PipeWire server with WirePlumber, other clients of it, and contexts that look at it.
 * Failures end the test.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <cmocka.h>

#include <jackfield/jackfield.h>

/* Ports that are always there. */
#define OUT_FL "node:jf-source/out:capture_FL"
#define OUT_FR "node:jf-source/out:capture_FR"
#define IN_FL  "node:jf-sink/in:playback_FL"
#define IN_FR  "node:jf-sink/in:playback_FR"

enum {
    QUIET_MS = 200
}; /**< so long without news is quiet */

/* ---- the server and its other clients -------------------------------------------------------- */

/** Ends the program, saying why, when the machine lacks what is needed: a skip, but not in CI. */
void need_programs(void);
/** For cmocka_run_group_tests: starts a server with jf-sink, jf-source and jf-twin twice. */
int open_server(void **state);
int close_server(void **state);
/** Runs helpers/private-pipewire COMMAND on it; the exit status. */
int server(const char *command);
/** Starts a program as a client of it. */
pid_t start(const char *const *arguments);
/** Waits for its end; the exit status. */
int finish(pid_t pid);
/** pw-link [OPTION] FROM TO; the exit status. */
int pw_link(const char *option, const char *from, const char *to);

/* ---- contexts and their events --------------------------------------------------------------- */

/** Settled, its events still queued. */
struct jf_context *open_context(void);
/** Index of the PipeWire backend. */
size_t backend_index(const struct jf_context *context);
int64_t now_ms(void);
/** The next event, waiting for it at most until `deadline_ms`; NULL: none came. */
struct jf_event *await_event(struct jf_context *context, int64_t deadline_ms);
/** Waits for an event of this type and id (NULL: any), dropping those before. */
struct jf_event *expect(struct jf_context *context, enum jf_event_type type, const char *id);
/** Drops events until it is quiet; how many there were of one type. */
size_t drain(struct jf_context *context, enum jf_event_type type);

/** Drops the events that have come; how many. */
size_t drain_now(struct jf_context *context);

const struct jf_connector *connector_of(struct jf_context *context, const char *id);
const struct jf_connection *connection_of(struct jf_context *context, const char *from,
                                          const char *to);
int connect_ids(struct jf_context *context, const char *a, const char *b);
bool is_connected(struct jf_context *context, const char *id);

/* ---- comparing ------------------------------------------------------------------------------- */

/** Nodes, ports and links as the context has them, as sorted lines; free it. */
char *said_by_library(struct jf_context *context);
/** When it is quiet, the same as pw-dump shows. */
void assert_same_as_server(struct jf_context *context);
/** It becomes the same as pw-dump shows, without waiting for quiet. */
void assert_soon_same_as_server(struct jf_context *context);
/** Open fds of this process. */
size_t count_fds(void);

#endif
