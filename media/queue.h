/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_QUEUE_H
#define JFI_MEDIA_QUEUE_H

#include <stddef.h>

#include <jackfield/sink.h>

/** @file A bounded first-in first-out queue of data units. Not locked: its user does that. */

struct jfi_queue {
    struct jf_data_unit **units;
    size_t capacity;
    size_t first, count;
};

/** Errors: -ENOMEM. */
int jfi_queue_init(struct jfi_queue *queue, size_t capacity);
/** Drops what is in it; an empty `{0}` may be passed too. */
void jfi_queue_fini(struct jfi_queue *queue);
/** Takes a reference. -ENOBUFS: full. */
int jfi_queue_push(struct jfi_queue *queue, struct jf_data_unit *unit);
/** The oldest unit, now the caller's; NULL: empty. */
struct jf_data_unit *jfi_queue_pop(struct jfi_queue *queue);
/** The oldest unit, still in it; NULL: empty. */
const struct jf_data_unit *jfi_queue_peek(const struct jfi_queue *queue);
void jfi_queue_clear(struct jfi_queue *queue);

#endif
