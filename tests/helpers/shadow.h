/* SPDX-License-Identifier: MIT */
#ifndef TESTS_SHADOW_H
#define TESTS_SHADOW_H

#include <jackfield/jackfield.h>

/**
 * A second, independent picture of the machine that is drawn from events alone. Where it differs
 * from the graph, the event law is broken.
 */
struct shadow;

struct shadow *shadow_new(void);
void shadow_free(struct shadow *shadow);
/** Takes in one event. Ends the test when it contradicts what came before. */
void shadow_apply(struct shadow *shadow, const struct jf_event *event);
/** Takes in all queued events of a context. */
void shadow_follow(struct shadow *shadow, struct jf_context *context);
/** Ends the test where the picture and the graph differ. */
void shadow_compare(const struct shadow *shadow, const struct jf_graph *graph);

#endif
