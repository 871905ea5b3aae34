/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_FEED_H
#define JFI_MEDIA_FEED_H

#include <stdbool.h>
#include <stdint.h>

#include <jackfield/sink.h>
#include <jackfield/writer.h>

#include "media/status-queue.h"

/**
 * @file
 * One session of one sink: a bounded queue, and a thread that calls the sink's ops in order and
 * reports what comes of it. Nobody else's time is spent on the sink:
 *
 *  - real-time sinks: when the queue is full the oldest data unit is dropped and counted;
 *  - others: jfi_feed_wait_room waits for it, up to the time limit; then the sink has failed.
 *
 * Reference-counted: the thread holds a reference of its own, so a call into a sink that never
 * returns keeps what it uses, and nothing else.
 *
 * Any thread may call any function. None waits but the two that say so.
 */

struct jfi_change;
struct jfi_feed;

struct jfi_feed_config {
    struct jf_sink *sink;
    struct jfi_status_queue *statuses;
    bool real_time;
    size_t unit_bytes;     /**< usual size of a data unit, or 0: smaller ones, more of them */
    int64_t time_limit_ns; /**< how long anything may wait for this sink */
};

/** Errors: -EBUSY the sink is in a session already; -ENOMEM. */
int jfi_feed_new(const struct jfi_feed_config *config, struct jfi_feed **ret_feed);
struct jfi_feed *jfi_feed_ref(struct jfi_feed *feed);
struct jfi_feed *jfi_feed_unref(struct jfi_feed *feed);

/** Starts the thread, which waits for a header. Errors: -EAGAIN no more threads. */
int jfi_feed_start(struct jfi_feed *feed);

/* What the sink is to get, in this order; each takes a reference. */
void jfi_feed_put_header(struct jfi_feed *feed, struct jf_data_unit *header);
void jfi_feed_push(struct jfi_feed *feed, struct jf_data_unit *unit);
/** What is pushed from now on is behind that change, which is reported then; owns it. */
void jfi_feed_push_change(struct jfi_feed *feed, struct jfi_change *change);
/** @param final_header  NULL for a real-time sink */
void jfi_feed_end(struct jfi_feed *feed, struct jf_data_unit *final_header);

/** No room for what one step of the writer may make; never of a real-time sink. */
bool jfi_feed_is_full(struct jfi_feed *feed);
/** Waits until it is not full, or over; at the time limit the sink fails with -ETIMEDOUT. */
void jfi_feed_wait_room(struct jfi_feed *feed);

/** If it is full, the sink fails with -ETIMEDOUT at once: nobody can wait for it. */
void jfi_feed_demand_room(struct jfi_feed *feed);

/** The session is cut short: what is queued is dropped. */
void jfi_feed_cut(struct jfi_feed *feed);
/** The sink has failed; the first failure stays and is reported. The session is cut short. */
void jfi_feed_fail(struct jfi_feed *feed, int status, const char *text);
/** Nothing pushed now would reach the sink. */
bool jfi_feed_is_over(struct jfi_feed *feed);
/** The first failure, or 0. */
int jfi_feed_get_failure(struct jfi_feed *feed);
struct jf_sink *jfi_feed_get_sink(const struct jfi_feed *feed);
void jfi_feed_get_statistics(struct jfi_feed *feed, struct jf_sink_statistics *ret_statistics);

/**
 * After end, cut or fail: waits for the sink's last op, at most until the deadline. Then the sink
 * has failed with -ETIMEDOUT, and its thread is left to finish by itself. Called from within an op
 * of this very sink it does not wait. More than once does no harm.
 */
void jfi_feed_close(struct jfi_feed *feed, int64_t deadline_ns);

#endif
