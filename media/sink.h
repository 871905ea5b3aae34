/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_SINK_H
#define JFI_MEDIA_SINK_H

#include <stdbool.h>

#include <jackfield/sink.h>

struct jfi_schedule;
struct jfi_status_queue;

/** The ops it was made with: tells a built-in sink from another. */
const struct jf_sink_ops *jfi_sink_get_ops(const struct jf_sink *sink);

/** Claims the sink for one session at a time. -EBUSY: it is in one. Any thread. */
int jfi_sink_enter_session(struct jf_sink *sink);
void jfi_sink_leave_session(struct jf_sink *sink);

/** Gives a new sink a queue for what happens at the sink itself. Errors: -ENOMEM, -EMFILE. */
int jfi_sink_open_statuses(struct jf_sink *sink);
/** NULL: it has none. */
struct jfi_status_queue *jfi_sink_get_statuses(const struct jf_sink *sink);

/** Gives a new sink a schedule, which it owns. Errors: -ENOMEM. */
int jfi_sink_open_schedule(struct jf_sink *sink);
/** NULL: it wants all data. */
struct jfi_schedule *jfi_sink_get_schedule(const struct jf_sink *sink);

/**
 * Gives the sink a data unit, copied into one of its own if it has such.
 * @param ret_op  which op was called last, for messages
 */
int jfi_sink_hand_over(struct jf_sink *sink, struct jf_data_unit *unit, const char **ret_op);

/** What the sink said about its last failure, and forgets it; NULL: nothing. */
const char *jfi_sink_take_error_text(struct jf_sink *sink);

#endif
