/* SPDX-License-Identifier: MIT */
#ifndef JFI_TRACE_H
#define JFI_TRACE_H

#include "topology/internal.h"
#include "topology/vec.h"

/** @file What the files of a trace share: trace.c walks, trace-rules.c judges, trace-gap.c explains
 *  why there is no way, trace-route.c knows of routes. */

struct jf_finding {
    enum jf_cause cause;
    bool is_certain;
    size_t index; /**< of the part */
    char *proof, *repair;
};

struct jfi_stop {
    const struct jf_part *part;
    const struct jf_link *link;             /**< to the next part, or NULL */
    const struct jf_connection *connection; /**< to the next part, or NULL */
    bool has_gain;
    int64_t gain; /**< millibel */
};

struct jf_trace {
    const struct jf_graph *graph;
    struct jfi_stop *stops;
    size_t count;
    struct jfi_vec findings; /**< struct jf_finding */
    int status;              /**< the first failure; later steps do nothing */
};

/** Whether a finding silences or only may. */
enum jfi_certainty {
    JFI_MAY,
    JFI_SILENCES,
};

/**
 * Notes a finding at a stop. Proof and repair are taken over and freed; a NULL proof is a failed
 * allocation and ends the trace, a NULL repair says that there is none.
 */
void jfi_trace_note(struct jf_trace *trace, size_t index, enum jf_cause cause,
                    enum jfi_certainty certainty, char *proof, char *repair);
/** A line for jfi_trace_note; NULL when out of memory. */
char *jfi_trace_line(const char *format, ...) __attribute__((format(printf, 1, 2)));
/** "jackfield set 'PART:CONTROL' VALUE", or NULL when the control cannot be set. */
char *jfi_trace_repair(struct jf_trace *trace, const struct jf_control *control, const char *value);

/** trace-rules.c: judges one stop: its gain, and what silences it. */
void jfi_trace_judge(struct jf_trace *trace, size_t index);

/**
 * trace-route.c: as jfi_trace_note for something that silences because it is shut. When the server
 * has shut it by choosing a route to something else, that route is the cause instead, once.
 */
void jfi_trace_note_shut(struct jf_trace *trace, size_t index, enum jf_cause cause, char *proof,
                         char *repair);
/** trace-route.c: the device of the server that stands for the same hardware; NULL: none. */
const struct jf_device *jfi_trace_server_device(const struct jf_graph *graph,
                                                const struct jf_device *adapter);

/** trace-gap.c: the trace ends at its last stop, short of all of `to`: says why. */
void jfi_trace_explain_gap(struct jf_trace *trace, const struct jf_part *const *to,
                           size_t to_count);

#endif
