/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_WRITER_STATE_H
#define JFI_MEDIA_WRITER_STATE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/codec.h"
#include "media/distributor.h"
#include "media/drift.h"
#include "media/feed.h"
#include "media/health.h"
#include "media/metadata.h"
#include "media/meter.h"
#include "media/pace.h"
#include "media/writer.h"

/** @file What a writer is made of, for writer.c, writer-sinks.c and writer-session.c only. */

#define JFI_WRITER_MAX_CHANNELS 8

/** A sink of a writer. */
struct jfi_attachment {
    struct jf_sink *sink;
    struct jf_format format;
    bool real_time;
    /* of the session now or last; NULL before the first */
    struct jfi_feed *feed;
    struct jfi_meter *meter;
    bool closed; /**< somebody waits or has waited for the end of the session */
    struct jfi_attachment *next;
};

enum jfi_writer_state {
    JFI_WRITER_IDLE = 0, /**< not begun, or ended */
    JFI_WRITER_BEGUN,
};

struct jf_writer {
    atomic_uint reference_count;
    struct jfi_status_queue *statuses; /* immutable */

    pthread_mutex_t lock;
    /* under lock */
    enum jfi_writer_state state;
    unsigned int rate_hz, channel_count; /* 0: not set */
    struct jfi_metadata metadata;
    int64_t time_limit_ns;
    int64_t tolerance_ns;
    bool is_live_source;
    struct jf_signal_limits signal_limits;
    struct jfi_attachment *attachments; /* in the order of adding */
    struct jfi_reason error;
    /* of the session now or last */
    struct jfi_distributor *distributor; /* only of the session now */
    struct jfi_meter *meter;             /* NULL before the first */
    struct jfi_health *health;           /* the same */
    struct jfi_drift drift;
    struct jfi_pace pace;
    int64_t frames; /* end of what was written */
};

/** Called locked. Keeps the line for jf_writer_get_error and passes the status on. */
int jfi_writer_fail(struct jf_writer *writer, const char *what, int err, const char *why);

/** Called locked. The place that points at the sink's attachment, or at the end of the list. */
struct jfi_attachment **jfi_writer_find(struct jf_writer *writer, const struct jf_sink *sink);
/** Called locked. Gives the attachment a feed under the tree, not started yet. */
int jfi_writer_open_feed(struct jf_writer *writer, struct jfi_attachment *attachment);
/** Called locked. On failure the feed is over. */
int jfi_writer_start_feed(struct jf_writer *writer, struct jfi_attachment *attachment);
/** When what waits for a sink from now on has to be over. */
int64_t jfi_writer_get_deadline_ns(const struct jf_writer *writer);

#endif
