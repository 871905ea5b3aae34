/* SPDX-License-Identifier: MIT */
#ifndef JACKFIELD_CHANGE_H
#define JACKFIELD_CHANGE_H

#include <stddef.h>

#include <jackfield/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct jf_changes;
struct jf_connection;
struct jf_connector;
struct jf_context;
struct jf_graph;

/**
 * @file
 * Several connections to make and to break, as one: all are checked first, then applied together,
 * and when one fails, what was done is undone.
 *
 * Ownership: a set is the caller's.
 * Threads: one at a time for each set; what takes a context, that of the context.
 * Errors: of a NULL handle, -EINVAL, NULL, 0 or UNKNOWN.
 */

/** How one change ended. */
enum jf_change_result {
    JF_RESULT_UNKNOWN = 0, /**< not applied */
    JF_RESULT_DONE,
    JF_RESULT_NEEDLESS, /**< it was so already */
    JF_RESULT_FAILED,   /**< jf_changes_get_status says why */
    JF_RESULT_UNDONE,   /**< done, and undone because another failed */
    JF_RESULT_STUCK,    /**< done, and could not be undone */
};

/** "done", "failed" …; "unknown" for what is none. Static. */
JF_EXPORT const char *jf_change_result_text(enum jf_change_result result);

/** An empty set, for the caller to free with jf_changes_free. -EINVAL, -ENOMEM. */
JF_EXPORT int jf_changes_new(struct jf_changes **ret_changes);
/** Frees a set and drops its graphs; accepts NULL; returns NULL. */
JF_EXPORT struct jf_changes *jf_changes_free(struct jf_changes *changes);

/**
 * Adds a connection to make, in either order of its ends. The connectors may come from an older
 * snapshot, whose graph the set keeps. -EINVAL, -ENOMEM.
 */
JF_EXPORT int jf_changes_connect(struct jf_changes *changes, const struct jf_graph *graph,
                                 const struct jf_connector *a, const struct jf_connector *b);
/** Adds a connection to break, likewise. -EINVAL, -ENOMEM. */
JF_EXPORT int jf_changes_disconnect(struct jf_changes *changes, const struct jf_graph *graph,
                                    const struct jf_connection *connection);

/**
 * What stands against the set as the graph is now: the first status but 0, -EEXIST (a connection to
 * make is there) and -ENOTCONN (one to break is gone) of the checks of jf_connector_connect and
 * jf_connection_disconnect. `ret_index` is then the change it is about. Touches nothing.
 */
JF_EXPORT int jf_changes_check(struct jf_context *context, const struct jf_changes *changes,
                               size_t *ret_index);

/**
 * Checks, then breaks, then makes; each step asks the server for all at once and waits for its
 * answers within the context's time limit. When one fails, what was done is undone.
 *
 * 0: all is as wanted. Errors: as jf_changes_check, before anything is touched; else the first
 * failure, and jf_changes_get_result tells of each change what became of it: none is STUCK unless
 * undoing failed as well.
 */
JF_EXPORT int jf_changes_apply(struct jf_context *context, struct jf_changes *changes);

/** How many changes were added. */
JF_EXPORT size_t jf_changes_get_count(const struct jf_changes *changes);
/** What became of a change; JF_RESULT_UNKNOWN also out of range. */
JF_EXPORT enum jf_change_result jf_changes_get_result(const struct jf_changes *changes,
                                                      size_t index);
/** Why a change FAILED, or is STUCK: negative; else 0. */
JF_EXPORT int jf_changes_get_status(const struct jf_changes *changes, size_t index);
/**
 * Ids of the two connectors of a change, in the direction of the signal, borrowed from the set.
 * -EINVAL out of range.
 */
JF_EXPORT int jf_changes_get_ends(const struct jf_changes *changes, size_t index,
                                  const char **ret_from, const char **ret_to);

#ifdef __cplusplus
}
#endif

#endif
