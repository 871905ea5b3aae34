/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_HEALTH_H
#define JFI_MEDIA_HEALTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jackfield/signal.h>

#include "media/status-queue.h"

/**
 * @file
 * Looks at every sample of a session: tells of faults through a status queue, and measures levels.
 * Not for several threads.
 */

struct jfi_health;

/** References the queue. Errors: -ENOMEM. */
int jfi_health_new(unsigned int rate_hz, unsigned int channel_count,
                   struct jfi_status_queue *statuses, struct jfi_health **ret_health);
struct jfi_health *jfi_health_free(struct jfi_health *health);

/** Valid ones, which are copied, or NULL. What goes on is forgotten. */
void jfi_health_set_limits(struct jfi_health *health, const struct jf_signal_limits *limits);

/** The next frames. Samples are -1.0…1.0, and numbers. */
void jfi_health_take(struct jfi_health *health, const float *samples, size_t frame_count);
/** The next frames are silence; takes no longer for many. */
void jfi_health_skip(struct jfi_health *health, int64_t frame_count);
/** Of the next frames, those from `offset_frames` on are missing, whatever stands for them. */
void jfi_health_note_missing(struct jfi_health *health, int64_t offset_frames, int64_t frame_count,
                             bool is_lost);
/** There are no more: what goes on is over. */
void jfi_health_end(struct jfi_health *health);

/** -EINVAL: no such channel; -ENODATA: less than a window yet. */
int jfi_health_get_level(const struct jfi_health *health, unsigned int channel,
                         struct jf_signal_level *ret_level);

#endif
