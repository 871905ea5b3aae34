/* SPDX-License-Identifier: MIT */
#ifndef JACKFIELD_TRACE_H
#define JACKFIELD_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jackfield/export.h>
#include <jackfield/path.h>

#ifdef __cplusplus
extern "C" {
#endif

struct jf_connection;
struct jf_finding;
struct jf_graph;
struct jf_link;
struct jf_part;
struct jf_trace;

/**
 * @file
 * Why is there no sound? A trace follows a path, says of each part what it does to the signal, and
 * finds what silences it, each with its proof and with the command that repairs it.
 *
 * Ownership: a trace is the caller's and holds a reference on its graph; findings are borrowed
 * from it.
 * Threads: any; a trace is not written to after it was made.
 * Errors: of a NULL handle, -EINVAL, NULL, 0, false or UNKNOWN.
 */

/** What a trace comes to. */
enum jf_verdict {
    JF_VERDICT_UNKNOWN = 0, /**< nothing silences it for sure, but something may */
    JF_VERDICT_FLOWS,
    JF_VERDICT_SILENT,
};

/** What a finding is about. */
enum jf_cause {
    JF_CAUSE_UNKNOWN = 0,
    JF_CAUSE_NO_LINK,          /**< nothing leads on from here */
    JF_CAUSE_LINKED_ELSEWHERE, /**< it leads somewhere else */
    JF_CAUSE_LINK_ERROR,       /**< the server gave the connection up */
    JF_CAUSE_LINK_PAUSED,      /**< the connection stands, but nothing runs through it */
    JF_CAUSE_STREAM_PAUSED,    /**< its program holds the stream */
    JF_CAUSE_MUTED,            /**< a mute is on, or a switch is off */
    JF_CAUSE_ZERO,             /**< a level is at silence */
    JF_CAUSE_MINIMUM,          /**< a level is at the least its scale has */
    JF_CAUSE_CHANNEL_SILENT,   /**< one channel is at silence, others are not */
    JF_CAUSE_GATED,            /**< the input of a mixer is shut */
    JF_CAUSE_UNSELECTED,       /**< a selector points elsewhere */
    JF_CAUSE_NODE_SUSPENDED,
    JF_CAUSE_NODE_ERROR,
    JF_CAUSE_PROFILE,           /**< the profile of the device has no such node */
    JF_CAUSE_ROUTE,             /**< the device plays to something else */
    JF_CAUSE_ROUTE_UNAVAILABLE, /**< the server says that the route leads nowhere now */
    JF_CAUSE_UNPLUGGED,
    JF_CAUSE_PRESENCE_UNKNOWN, /**< nothing tells whether something is plugged in */
    JF_CAUSE_NO_MONITOR_AUDIO, /**< the monitor that is plugged in takes no sound */
    JF_CAUSE_NOT_PRESENT,
    JF_CAUSE_DISABLED,
    JF_CAUSE_BUSY,      /**< another program holds the PCM */
    JF_CAUSE_PIN_OFF,   /**< the pin is not set to this direction */
    JF_CAUSE_EAPD_OFF,  /**< the amplifier behind the pin is off */
    JF_CAUSE_NO_STREAM, /**< the converter is given no stream */
    JF_CAUSE_POWERED_DOWN,
    JF_CAUSE_RESET,         /**< the codec has lost its settings in a reset */
    JF_CAUSE_NO_PERMISSION, /**< its controls cannot be read */
};

/** "flows", "silent" or "unknown". Static. */
JF_EXPORT const char *jf_verdict_text(enum jf_verdict verdict);
/**
 * The cause as the JSON output writes it ("muted", "route-unavailable"); "unknown" for what is
 * none. Static.
 */
JF_EXPORT const char *jf_cause_text(enum jf_cause cause);

/**
 * Traces along a path. The trace is the caller's (jf_trace_free) and holds a reference on the
 * graph; the path may go. -EINVAL, -ENOMEM.
 */
JF_EXPORT int jf_trace_new(const struct jf_path *path, struct jf_trace **ret_trace);
/**
 * Finds the way that the signal takes from one of `from` to one of `to` and traces along it. Of
 * several ways one that is open is taken. When there is none the trace goes as far as there is,
 * and its verdict is SILENT: a finding says where the way ends.
 *
 * @param ret_trace  the caller's: jf_trace_free.
 * Errors: -ESTALE a part is not in this graph; -EINVAL no part; -ENOMEM.
 */
JF_EXPORT int jf_trace_find(const struct jf_graph *graph, const struct jf_part *const *from,
                            size_t from_count, const struct jf_part *const *to, size_t to_count,
                            struct jf_trace **ret_trace);
/** Frees a trace and drops its reference on the graph; accepts NULL; returns NULL. */
JF_EXPORT struct jf_trace *jf_trace_free(struct jf_trace *trace);

/** What it comes to. */
JF_EXPORT enum jf_verdict jf_trace_get_verdict(const struct jf_trace *trace);
/** Millibel of all gains that are known, of the loudest channel; INT64_MIN: silence. */
JF_EXPORT int64_t jf_trace_get_gain_millibel(const struct jf_trace *trace);

/** How many parts the signal passes. */
JF_EXPORT size_t jf_trace_get_count(const struct jf_trace *trace);
/**
 * One of them by index, in the order of the signal, borrowed from the graph. -EINVAL out of range.
 */
JF_EXPORT int jf_trace_get_part(const struct jf_trace *trace, size_t index,
                                const struct jf_part **ret_part);
/** What leads from part `index` to the next: one of both, the other NULL. -EINVAL out of range. */
JF_EXPORT int jf_trace_get_step(const struct jf_trace *trace, size_t index,
                                const struct jf_link **ret_link,
                                const struct jf_connection **ret_connection);
/** The gain of one part, likewise. -ENOENT: it has none that is told. */
JF_EXPORT int jf_trace_get_part_gain(const struct jf_trace *trace, size_t index,
                                     int64_t *ret_millibel);

/** How many things were found. */
JF_EXPORT size_t jf_trace_get_finding_count(const struct jf_trace *trace);
/**
 * One of them by index, in the order of the parts, borrowed from the trace. -EINVAL out of range.
 */
JF_EXPORT int jf_trace_get_finding(const struct jf_trace *trace, size_t index,
                                   const struct jf_finding **ret_finding);
/** What it is about. */
JF_EXPORT enum jf_cause jf_finding_get_cause(const struct jf_finding *finding);
/** True: it silences. False: it may. */
JF_EXPORT bool jf_finding_is_certain(const struct jf_finding *finding);
/** Index of the part in the trace. */
JF_EXPORT size_t jf_finding_get_index(const struct jf_finding *finding);
/** One line: what says so. Never NULL; borrowed. */
JF_EXPORT const char *jf_finding_get_proof(const struct jf_finding *finding);
/** The command that repairs it, to be given to a shell, borrowed; NULL: none is known. */
JF_EXPORT const char *jf_finding_get_repair(const struct jf_finding *finding);

#ifdef __cplusplus
}
#endif

#endif
