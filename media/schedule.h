/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_SCHEDULE_H
#define JFI_MEDIA_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

#include <jackfield/writer.h>

/**
 * @file
 * When a sink wants data: from which time on, until which, and so on. It starts by itself at 0. Any
 * thread may call any function.
 */

struct jfi_schedule;

/** Errors: -ENOMEM. */
int jfi_schedule_new(struct jfi_schedule **ret_schedule);
struct jfi_schedule *jfi_schedule_free(struct jfi_schedule *schedule);

/**
 * From `time_ns` on it wants data, or none; what is so already stays so. -ERANGE before the last
 * such time; -ENOTSUP in a session that cannot leave anything out; -ENOMEM, also when there are too
 * many that wait.
 */
int jfi_schedule_start(struct jfi_schedule *schedule, int64_t time_ns);
int jfi_schedule_stop(struct jfi_schedule *schedule, int64_t time_ns);

/** A session begins. -ENOTSUP: it is to leave something out, and cannot. */
int jfi_schedule_begin(struct jfi_schedule *schedule, bool may_leave_out);
/** It has ended: what still waited is forgotten, and all begins anew. */
void jfi_schedule_end(struct jfi_schedule *schedule);

/** A time from which on data is wanted, or is not. */
struct jfi_change {
    bool starts;
    int64_t time_ns;
    struct jf_writer_status *status; /**< an empty one, to report it with */
    uint64_t after_count;            /**< for its owner */
    struct jfi_change *next;
};

struct jfi_change *jfi_change_free(struct jfi_change *change);

/** The next change that is due when the data is at `time_ns`, now the caller's; NULL: none is. */
struct jfi_change *jfi_schedule_take(struct jfi_schedule *schedule, int64_t time_ns);
bool jfi_schedule_is_stopped(struct jfi_schedule *schedule);

/** How much audio went in, in the session now or last. */
void jfi_schedule_set_duration_ns(struct jfi_schedule *schedule, int64_t duration_ns);
int64_t jfi_schedule_get_duration_ns(struct jfi_schedule *schedule);

#endif
