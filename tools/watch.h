/* SPDX-License-Identifier: MIT */
#ifndef TOOL_WATCH_H
#define TOOL_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct jf_event;
struct jf_graph;

/**
 * @file
 * Events as people want to read them: what belongs together stands together, what changed back and
 * forth meanwhile is told once, and each change with what was before.
 */

/** A word for each bit of jf_event_get_changes. */
struct change_word {
    unsigned int bit;
    const char *word;
};
/** All of them; the last has no word. */
extern const struct change_word change_words[];

/** Events that are not printed yet. Zeroes, but for the first two, are a state. */
struct batch {
    bool colored;
    bool shows_all; /**< subunits, too */
    bool is_open;   /**< more may belong to it; while false each event is printed at once */
    struct jf_event **events;
    size_t count, capacity;
    const struct jf_graph *before; /**< the graph before the first of them; NULL: none */
    bool was_block;                /**< the last one printed had several lines */
    int64_t first_ms, last_ms;     /**< when its first and last event came */
};

/** Takes a reference to the event. A failure is -ENOMEM. */
int batch_add(struct batch *batch, struct jf_event *event);
/** How long to wait for more, in milliseconds; 0: it is complete; -1: there is nothing in it. */
int batch_timeout_ms(const struct batch *batch);
/** Prints what is in it and lets go of it. */
void batch_print(struct batch *batch);
/** Lets go of everything. */
void batch_fini(struct batch *batch);

/** Writes " (jacks: unplugged -> plugged)": what makes the event's object another than it was. */
void print_changes(const struct jf_event *event, const struct jf_graph *before);

#endif
