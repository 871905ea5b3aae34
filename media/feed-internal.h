/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_FEED_INTERNAL_H
#define JFI_MEDIA_FEED_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>

#include "media/feed.h"
#include "media/queue.h"
#include "media/schedule.h"

/** @file A feed as its two sides see it: feed.c, the writer's, and feed-thread.c, the sink's. */

struct jfi_feed {
    atomic_uint reference_count;
    /* immutable */
    struct jf_sink *sink;
    struct jfi_status_queue *statuses;
    bool real_time;
    int64_t time_limit_ns;

    /* the thread only */
    bool ended; /* on_end_writing has succeeded */

    pthread_mutex_t lock;
    pthread_cond_t changed;
    /* under lock */
    struct jf_data_unit *header, *final_header;
    struct jfi_queue queue;
    uint64_t pushed_count, popped_count;
    struct jfi_change *changes, **changes_end; /* between what was pushed */
    bool started, ending, cut;
    bool done;      /* the thread makes no call into the sink any more */
    bool collected; /* somebody joins or has detached the thread */
    pthread_t thread;
    int failure;
    struct jf_sink_statistics statistics;
    struct jf_writer_status *opened_status, *started_status, *last_status; /* until reported */
};

/** The thread; its argument is a reference on a feed. */
void *jfi_feed_run(void *user);

#endif
