/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_UPLINK_SINK_UPLINK_H
#define JFI_MEDIA_UPLINK_SINK_UPLINK_H

#include <stdbool.h>

#include <jackfield/sink.h>

#include "media/uplink/uplink.h"

/** @file What the sinks with an uplink have in common: their ops, and how to find the uplink. */

/** Passes a status on; of a failure it tells the writer the reason. */
int jfi_sink_uplink_say(struct jf_sink *sink, struct jfi_uplink *uplink, int status);
/** Ops of both. The writer's end is not the session's: that is for its owner to say. */
int jfi_sink_uplink_say_real_time(struct jf_sink *sink, bool *ret_real_time);
int jfi_sink_uplink_end_writing(struct jf_sink *sink);

/** NULL: it is a sink of another kind. */
struct jfi_uplink *jfi_sink_push_get_uplink(const struct jf_sink *sink);
struct jfi_uplink *jfi_sink_icecast_get_uplink(const struct jf_sink *sink);

#endif
