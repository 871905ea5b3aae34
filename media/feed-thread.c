/* SPDX-License-Identifier: MIT */
#include "media/feed-internal.h"

#include <errno.h>
#include <string.h>

#include "media/clock.h"
#include "media/sink.h"

enum step {
    STEP_UNKNOWN = 0,
    STEP_HEADER,
    STEP_CHANGE,
    STEP_DATA,
    STEP_FINAL_HEADER,
    STEP_END,
    STEP_ABORT,
};

static struct jf_data_unit *steal(struct jf_data_unit **unit)
{
    struct jf_data_unit *stolen = *unit;

    *unit = NULL;
    return stolen;
}

/* Called locked. STEP_UNKNOWN: there is nothing to do yet. */
static enum step take_step(struct jfi_feed *feed, struct jf_data_unit **ret_unit)
{
    if (feed->cut)
        return STEP_ABORT;
    if (feed->header) {
        *ret_unit = steal(&feed->header);
        return STEP_HEADER;
    }
    if (feed->changes && feed->changes->after_count <= feed->popped_count)
        return STEP_CHANGE;
    if (feed->queue.count > 0) {
        *ret_unit = jfi_queue_pop(&feed->queue);
        feed->popped_count++;
        return STEP_DATA;
    }
    if (feed->final_header) {
        *ret_unit = steal(&feed->final_header);
        return STEP_FINAL_HEADER;
    }
    return feed->ending ? STEP_END : STEP_UNKNOWN;
}

static enum step wait_for_step(struct jfi_feed *feed, struct jf_data_unit **ret_unit)
{
    enum step step = STEP_UNKNOWN;

    pthread_mutex_lock(&feed->lock);
    while ((step = take_step(feed, ret_unit)) == STEP_UNKNOWN)
        pthread_cond_wait(&feed->changed, &feed->lock);
    pthread_cond_broadcast(&feed->changed); /* there is more room than before */
    pthread_mutex_unlock(&feed->lock);
    return step;
}

static void report_good(struct jfi_feed *feed, struct jf_writer_status **status,
                        enum jf_writer_status_type type, const char *what)
{
    struct jfi_status_content content = {.type = type, .sink = feed->sink};
    struct jf_writer_status *taken = NULL;
    struct jfi_reason text;

    pthread_mutex_lock(&feed->lock);
    if (feed->failure == 0) {
        taken = *status;
        *status = NULL;
    }
    pthread_mutex_unlock(&feed->lock);
    if (!taken)
        return;
    jfi_reason_set(&text, "%s: %s", jf_sink_get_name(feed->sink), what);
    content.text = text.text;
    jfi_status_queue_push(feed->statuses, taken, &content);
}

static void count_taken(struct jfi_feed *feed, const struct jf_data_unit *unit)
{
    pthread_mutex_lock(&feed->lock);
    feed->statistics.unit_count++;
    feed->statistics.byte_count += jf_data_unit_get_size(unit);
    pthread_mutex_unlock(&feed->lock);
}

static void report_change(struct jfi_feed *feed)
{
    struct jfi_change *change = NULL;
    struct jfi_status_content content = {.sink = feed->sink};
    struct jfi_reason text;

    pthread_mutex_lock(&feed->lock);
    change = feed->changes;
    feed->changes = change->next;
    if (!feed->changes)
        feed->changes_end = &feed->changes;
    pthread_mutex_unlock(&feed->lock);
    jfi_reason_set(&text, "%s: %s at %.3f s", jf_sink_get_name(feed->sink),
                   change->starts ? "started" : "stopped",
                   (double)change->time_ns / JFI_NS_PER_SECOND);
    content.type = change->starts ? JF_WRITER_STATUS_STARTED : JF_WRITER_STATUS_STOPPED;
    content.time_ns = change->time_ns;
    content.text = text.text;
    jfi_status_queue_push(feed->statuses, change->status, &content);
    change->status = NULL;
    jfi_change_free(change);
}

/* Calls what the step stands for and tells which op that was. */
static int do_step(struct jfi_feed *feed, enum step step, struct jf_data_unit *unit,
                   const char **ret_op)
{
    const struct jf_sink_ops *ops = jfi_sink_get_ops(feed->sink);

    switch (step) {
    case STEP_CHANGE:
        report_change(feed);
        break;
    case STEP_DATA:
        return jfi_sink_hand_over(feed->sink, unit, ret_op);
    case STEP_HEADER:
    case STEP_FINAL_HEADER:
        *ret_op = "on_header";
        return ops->on_header(feed->sink, unit);
    case STEP_END:
        *ret_op = "on_end_writing";
        return ops->on_end_writing(feed->sink);
    case STEP_ABORT:
    case STEP_UNKNOWN:
        break;
    }
    return 0;
}

static void note_success(struct jfi_feed *feed, enum step step, const struct jf_data_unit *unit)
{
    switch (step) {
    case STEP_HEADER:
        report_good(feed, &feed->opened_status, JF_WRITER_STATUS_OPENED, "opened");
        if (jfi_sink_get_schedule(feed->sink))
            report_good(feed, &feed->started_status, JF_WRITER_STATUS_STARTED, "started");
        break;
    case STEP_DATA:
        count_taken(feed, unit);
        break;
    case STEP_END:
        feed->ended = true;
        report_good(feed, &feed->last_status, JF_WRITER_STATUS_CLOSED, "closed");
        break;
    case STEP_CHANGE:
    case STEP_FINAL_HEADER:
    case STEP_ABORT:
    case STEP_UNKNOWN:
        break;
    }
}

static void note_failure(struct jfi_feed *feed, const char *op, int err)
{
    const char *said = jfi_sink_take_error_text(feed->sink);
    struct jfi_reason text;

    jfi_reason_set(&text, "%s: %s: %s", jf_sink_get_name(feed->sink), op,
                   said ? said : jfi_errno_text(err));
    jfi_feed_fail(feed, err, text.text);
}

static void leave(struct jfi_feed *feed)
{
    const struct jf_sink_ops *ops = jfi_sink_get_ops(feed->sink);

    if (!feed->ended && ops->on_abort)
        ops->on_abort(feed->sink);
    pthread_mutex_lock(&feed->lock);
    jfi_sink_leave_session(feed->sink);
    feed->done = true;
    pthread_cond_broadcast(&feed->changed);
    pthread_mutex_unlock(&feed->lock);
}

void *jfi_feed_run(void *user)
{
    struct jfi_feed *feed = user;
    enum step step = STEP_UNKNOWN;

    pthread_setname_np(pthread_self(), "jackfield-sink");
    while (step != STEP_ABORT && step != STEP_END) {
        struct jf_data_unit *unit = NULL;
        const char *op = NULL;
        int err = 0;

        step = wait_for_step(feed, &unit);
        err = do_step(feed, step, unit, &op);
        if (err < 0)
            note_failure(feed, op, err);
        else
            note_success(feed, step, unit);
        jf_data_unit_unref(unit);
    }
    leave(feed);
    jfi_feed_unref(feed);
    return NULL;
}
