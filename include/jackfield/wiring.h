/* SPDX-License-Identifier: MIT */
#ifndef JACKFIELD_WIRING_H
#define JACKFIELD_WIRING_H

#include <stddef.h>
#include <stdint.h>

#include <jackfield/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct jf_changes;
struct jf_context;
struct jf_event;
struct jf_graph;
struct jf_keeper;
struct jf_plan;
struct jf_wiring;

/**
 * @file
 * Wiring as a document: which connections there are to be, as lines that a person can edit
 * (jackfield-wiring(5)). One is captured from a graph or read from text, planned against a graph,
 * and applied once or kept applied.
 *
 * Ownership: documents, plans and keepers are the caller's.
 * Threads: one at a time for each of them; a keeper's is that of its context.
 * Errors: of a NULL handle, -EINVAL, NULL, 0 or UNKNOWN.
 */

/* ---- the document ---------------------------------------------------------------------------- */

/** Where a text is no wiring. */
struct jf_wiring_fault {
    size_t line;      /**< counted from 1 */
    const char *what; /**< static */
};

/**
 * Reads a document.
 *
 * @param ret_wiring  the caller's: jf_wiring_free.
 * @param ret_fault   written with -EBADMSG; may be NULL.
 * Errors: -EBADMSG; -EINVAL; -ENOMEM.
 */
JF_EXPORT int jf_wiring_parse(const char *text, size_t size_bytes, struct jf_wiring **ret_wiring,
                              struct jf_wiring_fault *ret_fault);
/**
 * The free connections of a graph by exact ids, without those that a session manager makes by
 * itself. The document is the caller's: jf_wiring_free. -EINVAL, -ENOMEM.
 */
JF_EXPORT int jf_wiring_capture(const struct jf_graph *graph, struct jf_wiring **ret_wiring);
/** Frees a document; accepts NULL; returns NULL. No keeper may have it. */
JF_EXPORT struct jf_wiring *jf_wiring_free(struct jf_wiring *wiring);
/** The document as text, which the caller frees with free(). -EINVAL, -ENOMEM. */
JF_EXPORT int jf_wiring_text(const struct jf_wiring *wiring, char **ret_text);
/** Lines that ask for something. */
JF_EXPORT size_t jf_wiring_get_count(const struct jf_wiring *wiring);

/* ---- a plan: what stands between a document and a graph -------------------------------------- */

/** What is to be done about a line. */
enum jf_plan_kind {
    JF_PLAN_UNKNOWN = 0,
    JF_PLAN_PRESENT, /**< as wanted already */
    JF_PLAN_MAKE,
    JF_PLAN_BREAK,     /**< a line forbids it */
    JF_PLAN_MISSING,   /**< nothing is there that the line names */
    JF_PLAN_AMBIGUOUS, /**< an exact id that one of several twins has by chance: not made */
};

/** "present", "make" …; "unknown" for what is none. Static. */
JF_EXPORT const char *jf_plan_kind_text(enum jf_plan_kind kind);

/**
 * What stands between a document and a graph. The plan is the caller's (jf_plan_free), holds a
 * reference on the graph and borrows the wiring. -EINVAL, -ENOMEM, -E2BIG.
 */
JF_EXPORT int jf_plan_new(const struct jf_wiring *wiring, const struct jf_graph *graph,
                          struct jf_plan **ret_plan);
/** Frees a plan; accepts NULL; returns NULL. */
JF_EXPORT struct jf_plan *jf_plan_free(struct jf_plan *plan);
/** How many things it says. */
JF_EXPORT size_t jf_plan_get_count(const struct jf_plan *plan);
/** What is to be done about one of them; JF_PLAN_UNKNOWN out of range. */
JF_EXPORT enum jf_plan_kind jf_plan_get_kind(const struct jf_plan *plan, size_t index);
/** Line of the document; 0 for one that was captured. */
JF_EXPORT size_t jf_plan_get_line(const struct jf_plan *plan, size_t index);
/**
 * Ids of the connectors in the direction of the signal, borrowed from the plan; of what is MISSING
 * or AMBIGUOUS the line's own words, the one that is so first. -EINVAL out of range.
 */
JF_EXPORT int jf_plan_get_ends(const struct jf_plan *plan, size_t index, const char **ret_from,
                               const char **ret_to);
/**
 * Ids of the devices that an AMBIGUOUS line may mean, borrowed from the plan: those that the
 * server calls the same, and tells apart by the order they came in. -EINVAL not AMBIGUOUS, or out
 * of range.
 */
JF_EXPORT int jf_plan_get_candidate(const struct jf_plan *plan, size_t index, size_t nth,
                                    const char **ret_id);
/** What is to be made and broken, as a set to apply; jf_changes_free it. -EINVAL, -ENOMEM. */
JF_EXPORT int jf_plan_get_changes(const struct jf_plan *plan, struct jf_changes **ret_changes);

/* ---- a keeper: keeps a document applied ------------------------------------------------------ */

/** State of something that is kept. */
enum jf_kept_state {
    JF_KEPT_UNKNOWN = 0,
    JF_KEPT_WANTED,     /**< being made; of what is forbidden: being broken */
    JF_KEPT_WAITING,    /**< an end is not there */
    JF_KEPT_ACTIVE,     /**< it is there; what is forbidden is not */
    JF_KEPT_OVERRIDDEN, /**< somebody broke it: left alone until an end appears again; what is
                             forbidden was made again: broken again later */
    JF_KEPT_FAILED,     /**< refused; tried again later, but for -ENOTUNIQ (JF_PLAN_AMBIGUOUS) */
};

/** "active", "waiting" …; "unknown" for what is none. Static. */
JF_EXPORT const char *jf_kept_state_text(enum jf_kept_state state);

/**
 * Keeps `wiring` applied in `context`; both are borrowed for the keeper's life. It is the
 * caller's: jf_keeper_free. -EINVAL, -ENOMEM.
 */
JF_EXPORT int jf_keeper_new(struct jf_context *context, const struct jf_wiring *wiring,
                            struct jf_keeper **ret_keeper);
/** Frees a keeper, and leaves the connections as they are; accepts NULL; returns NULL. */
JF_EXPORT struct jf_keeper *jf_keeper_free(struct jf_keeper *keeper);
/**
 * Another document, borrowed from then on, for the next step; what it has in common with the
 * former goes on.
 */
JF_EXPORT void jf_keeper_set_wiring(struct jf_keeper *keeper, const struct jf_wiring *wiring);
/** Shows it an event of the context, of whatever type. */
JF_EXPORT void jf_keeper_event(struct jf_keeper *keeper, const struct jf_event *event);
/**
 * Looks at the context's graph and asks for what is to be made and broken; the answers come as
 * events. Call it when the events are handled, and when jf_keeper_get_timeout_ms has passed.
 * Never waits. -ENOMEM.
 */
JF_EXPORT int jf_keeper_step(struct jf_keeper *keeper);
/** In ms, until the next step is due though no event comes; -1: none is. */
JF_EXPORT int jf_keeper_get_timeout_ms(const struct jf_keeper *keeper);
/** How many pairs it keeps, as of the last step. */
JF_EXPORT size_t jf_keeper_get_count(const struct jf_keeper *keeper);
/** State of one of them; JF_KEPT_UNKNOWN out of range. */
JF_EXPORT enum jf_kept_state jf_keeper_get_state(const struct jf_keeper *keeper, size_t index);
/** What the last step found to be so; UNKNOWN for a pair of which an end is gone. */
JF_EXPORT enum jf_plan_kind jf_keeper_get_kind(const struct jf_keeper *keeper, size_t index);
/** As jf_plan_get_ends, borrowed until the next step. */
JF_EXPORT int jf_keeper_get_ends(const struct jf_keeper *keeper, size_t index,
                                 const char **ret_from, const char **ret_to);
/** Why it FAILED: negative; else 0. */
JF_EXPORT int jf_keeper_get_status(const struct jf_keeper *keeper, size_t index);

#ifdef __cplusplus
}
#endif

#endif
