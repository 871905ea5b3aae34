/* SPDX-License-Identifier: MIT */
#ifndef TOOL_TREE_ORDER_H
#define TOOL_TREE_ORDER_H

#include <stddef.h>

#include <jackfield/jackfield.h>

/** @file The parts of a device in the direction of the signal. */

/** A part and its place in the device's list. */
struct place {
    const struct jf_part *part;
    size_t index;
};

/** Parts in the direction of the signal: each after those that feed it, as far as cycles allow. */
struct order {
    struct place *places;         /**< by address */
    const struct jf_part **parts; /**< as the device lists them */
    size_t *waiting;              /**< inputs that have not been put in order; SIZE_MAX: done */
    size_t *stack, depth;
    const struct jf_part **sorted;
    size_t count, sorted_count;
};

/** -ENOMEM. */
int order_init(struct order *order, const struct jf_device *device);
void order_fini(struct order *order);

#endif
