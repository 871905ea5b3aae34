/* SPDX-License-Identifier: MIT */
#ifndef JFI_WIRING_H
#define JFI_WIRING_H

#include <jackfield/wiring.h>

#include "topology/internal.h"
#include "topology/vec.h"

/** @file What the files of the wiring share: wiring.c is the document, wiring-match.c finds what a
 *  line names, wiring-plan.c compares, wiring-keep.c keeps. */

/** "key=pattern" in braces. */
struct jfi_wiring_rule {
    const char *key, *pattern;
};

/** One end of a line. */
struct jfi_wiring_end {
    const char *text;   /**< as it was written */
    const char *device; /**< pattern of the device's id; NULL: the rules decide */
    const char *part;   /**< pattern of the part's key; NULL: the device as a whole */
    struct jfi_wiring_rule *rules;
    size_t rule_count;
};

enum jfi_wiring_verb {
    JFI_WIRING_CONNECT,
    JFI_WIRING_FORBID,
};

struct jfi_wiring_line {
    size_t number; /**< 0: captured */
    enum jfi_wiring_verb verb;
    bool is_only_new; /**< only between what has appeared since */
    struct jfi_wiring_end from, to;
};

struct jf_wiring {
    struct jfi_arena arena; /**< holds the strings */
    struct jfi_vec lines;   /**< struct jfi_wiring_line */
};

/** One thing of a plan. */
struct jfi_plan_item {
    enum jf_plan_kind kind;
    const struct jfi_wiring_line *line;
    const struct jf_part *from, *to;        /**< NULL when something is MISSING */
    const struct jf_connection *connection; /**< PRESENT and BREAK */
    const char *from_text, *to_text;
    const struct jf_device *twin; /**< one of those that AMBIGUOUS is about */
};

struct jf_plan {
    const struct jf_graph *graph;
    struct jfi_vec items; /**< struct jfi_plan_item */
};

/** Told of each pair a line asks for: OUT, IN. An error ends the walk. */
typedef int (*jfi_wiring_pair_fn)(void *user, const struct jf_part *from, const struct jf_part *to);

/** Whether an end is exactly the id of a device that the server tells apart by order alone. */
bool jfi_wiring_is_twin(const struct jf_graph *graph, const struct jfi_wiring_end *end,
                        const struct jf_device *device);
/** Whether the server calls two devices the same. */
bool jfi_wiring_are_alike(const struct jf_device *a, const struct jf_device *b);

/**
 * Tells of every pair of connectors that a line names. Two whole devices are paired by channel, as
 * jf_device_pair does; else every output goes with every input, but for those of two different
 * channels, unless both are named exactly. A line that forbids means all there is.
 * @param ret_missing  the end that nothing answers to, or NULL.
 */
int jfi_wiring_match(const struct jf_graph *graph, const struct jfi_wiring_line *line,
                     jfi_wiring_pair_fn found, void *user,
                     const struct jfi_wiring_end **ret_missing);

#endif
