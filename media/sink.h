/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_SINK_H
#define JFI_MEDIA_SINK_H

#include <stdbool.h>

#include <jackfield/sink.h>

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

/** What the sink said about its last failure, and forgets it; NULL: nothing. */
const char *jfi_sink_take_error_text(struct jf_sink *sink);

#endif
