/* SPDX-License-Identifier: MIT */
#include "media/feed.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "media/clock.h"
#include "media/queue.h"
#include "media/schedule.h"
#include "media/sink.h"

#define QUEUE_CAPACITY 256
/* Units smaller than this are held in a larger number, so that the queue lasts as long. */
#define USUAL_UNIT_BYTES 1400
/* More than one step of the writer makes: 1024 frames in the smallest packets, and a trailer. */
#define QUEUE_MARGIN 64

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
    bool started, ending, cut;
    bool done;      /* the thread makes no call into the sink any more */
    bool collected; /* somebody joins or has detached the thread */
    pthread_t thread;
    int failure;
    struct jf_sink_statistics statistics;
    struct jf_writer_status *opened_status, *started_status, *last_status; /* until reported */
};

enum step {
    STEP_UNKNOWN = 0,
    STEP_HEADER,
    STEP_DATA,
    STEP_FINAL_HEADER,
    STEP_END,
    STEP_ABORT,
};

static size_t capacity_for(size_t unit_bytes)
{
    return unit_bytes > 0 && unit_bytes < USUAL_UNIT_BYTES
               ? QUEUE_CAPACITY * USUAL_UNIT_BYTES / unit_bytes
               : QUEUE_CAPACITY;
}

static int init_parts(struct jfi_feed *feed, size_t capacity)
{
    int err = -pthread_mutex_init(&feed->lock, NULL);

    if (err < 0)
        return err;
    err = jfi_clock_init_condition(&feed->changed);
    if (err < 0)
        goto err_destroy_lock;
    err = jfi_queue_init(&feed->queue, capacity);
    if (err < 0)
        goto err_destroy_condition;
    err = jfi_status_new(&feed->opened_status);
    if (err < 0)
        goto err_fini_queue;
    err = jfi_status_new(&feed->last_status);
    if (err < 0)
        goto err_free_opened;
    err = jfi_status_new(&feed->started_status);
    if (err < 0)
        goto err_free_last;
    return 0;

err_free_last:
    jf_writer_status_free(feed->last_status);
err_free_opened:
    jf_writer_status_free(feed->opened_status);
err_fini_queue:
    jfi_queue_fini(&feed->queue);
err_destroy_condition:
    pthread_cond_destroy(&feed->changed);
err_destroy_lock:
    pthread_mutex_destroy(&feed->lock);
    return err;
}

int jfi_feed_new(const struct jfi_feed_config *config, struct jfi_feed **ret_feed)
{
    struct jfi_feed *feed = calloc(1, sizeof(*feed));
    int err = 0;

    if (!feed)
        return -ENOMEM;
    atomic_init(&feed->reference_count, 1);
    err = init_parts(feed, capacity_for(config->unit_bytes));
    if (err < 0) {
        free(feed);
        return err;
    }
    feed->sink = jf_sink_ref(config->sink);
    feed->statuses = jfi_status_queue_ref(config->statuses);
    feed->real_time = config->real_time;
    feed->time_limit_ns = config->time_limit_ns;
    err = jfi_sink_enter_session(feed->sink);
    if (err < 0) {
        feed->done = true;
        jfi_feed_unref(feed);
        return err;
    }
    *ret_feed = feed;
    return 0;
}

struct jfi_feed *jfi_feed_ref(struct jfi_feed *feed)
{
    atomic_fetch_add_explicit(&feed->reference_count, 1, memory_order_relaxed);
    return feed;
}

struct jfi_feed *jfi_feed_unref(struct jfi_feed *feed)
{
    if (!feed || atomic_fetch_sub_explicit(&feed->reference_count, 1, memory_order_acq_rel) != 1)
        return NULL;
    if (!feed->done)
        jfi_sink_leave_session(feed->sink);
    jf_sink_unref(feed->sink);
    jf_data_unit_unref(feed->header);
    jf_data_unit_unref(feed->final_header);
    jfi_queue_fini(&feed->queue);
    jf_writer_status_free(feed->opened_status);
    jf_writer_status_free(feed->started_status);
    jf_writer_status_free(feed->last_status);
    jfi_status_queue_unref(feed->statuses);
    pthread_cond_destroy(&feed->changed);
    pthread_mutex_destroy(&feed->lock);
    free(feed);
    return NULL;
}

/* ---- the thread ------------------------------------------------------------------------------ */

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
    if (feed->queue.count > 0) {
        *ret_unit = jfi_queue_pop(&feed->queue);
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

static void report(struct jfi_feed *feed, struct jf_writer_status *status,
                   enum jf_writer_status_type type, int result, const char *text)
{
    const struct jfi_status_content content = {
        .type = type, .result = result, .sink = feed->sink, .text = text};

    jfi_status_queue_push(feed->statuses, status, &content);
}

static void report_good(struct jfi_feed *feed, struct jf_writer_status **status,
                        enum jf_writer_status_type type, const char *what)
{
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
    report(feed, taken, type, 0, text.text);
}

static void count_taken(struct jfi_feed *feed, const struct jf_data_unit *unit)
{
    pthread_mutex_lock(&feed->lock);
    feed->statistics.unit_count++;
    feed->statistics.byte_count += jf_data_unit_get_size(unit);
    pthread_mutex_unlock(&feed->lock);
}

/* Calls what the step stands for and tells which op that was. */
static int do_step(struct jfi_feed *feed, enum step step, struct jf_data_unit *unit,
                   const char **ret_op)
{
    const struct jf_sink_ops *ops = jfi_sink_get_ops(feed->sink);

    switch (step) {
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

static void *run(void *user)
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

int jfi_feed_start(struct jfi_feed *feed)
{
    sigset_t all, before;
    int err = 0;

    /* Signals are for the application's own threads. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_mutex_lock(&feed->lock);
    err = -pthread_create(&feed->thread, NULL, run, jfi_feed_ref(feed));
    feed->started = err == 0;
    pthread_mutex_unlock(&feed->lock);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (err < 0) {
        jfi_feed_unref(feed);
        return err;
    }
    return 0;
}

/* ---- the writer's side ----------------------------------------------------------------------- */

void jfi_feed_put_header(struct jfi_feed *feed, struct jf_data_unit *header)
{
    pthread_mutex_lock(&feed->lock);
    feed->header = jf_data_unit_ref(header);
    pthread_cond_broadcast(&feed->changed);
    pthread_mutex_unlock(&feed->lock);
}

static void drop_oldest(struct jfi_feed *feed)
{
    struct jf_data_unit *oldest = jfi_queue_pop(&feed->queue);
    const struct jf_data_unit *next = jfi_queue_peek(&feed->queue);

    if (next)
        feed->statistics.dropped_time_ns +=
            jf_data_unit_get_time_ns(next) - jf_data_unit_get_time_ns(oldest);
    feed->statistics.dropped_unit_count++;
    feed->statistics.dropped_byte_count += jf_data_unit_get_size(oldest);
    jf_data_unit_unref(oldest);
}

void jfi_feed_push(struct jfi_feed *feed, struct jf_data_unit *unit)
{
    int err = 0;

    pthread_mutex_lock(&feed->lock);
    if (!feed->cut && !feed->ending) {
        if (feed->real_time && feed->queue.count == feed->queue.capacity)
            drop_oldest(feed);
        err = jfi_queue_push(&feed->queue, unit);
        pthread_cond_broadcast(&feed->changed);
    }
    pthread_mutex_unlock(&feed->lock);
    if (err < 0)
        jfi_feed_fail(feed, err, "jackfield bug: a sink's queue has overflowed");
}

void jfi_feed_end(struct jfi_feed *feed, struct jf_data_unit *final_header)
{
    pthread_mutex_lock(&feed->lock);
    if (!feed->ending) {
        feed->final_header = jf_data_unit_ref(final_header);
        feed->ending = true;
    }
    pthread_cond_broadcast(&feed->changed);
    pthread_mutex_unlock(&feed->lock);
}

/* Called locked. */
static bool is_full(const struct jfi_feed *feed)
{
    return !feed->real_time && !feed->cut && !feed->ending &&
           feed->queue.count > feed->queue.capacity - QUEUE_MARGIN;
}

bool jfi_feed_is_full(struct jfi_feed *feed)
{
    bool full = false;

    pthread_mutex_lock(&feed->lock);
    full = is_full(feed);
    pthread_mutex_unlock(&feed->lock);
    return full;
}

static void fail_late(struct jfi_feed *feed, const char *what)
{
    struct jfi_reason text;

    jfi_reason_set(&text, "%s: %s within %lld ms", jf_sink_get_name(feed->sink), what,
                   (long long)(feed->time_limit_ns / JFI_NS_PER_MS));
    jfi_feed_fail(feed, -ETIMEDOUT, text.text);
}

void jfi_feed_wait_room(struct jfi_feed *feed)
{
    const int64_t deadline_ns = jfi_clock_now_ns() + feed->time_limit_ns;
    bool full = false;

    pthread_mutex_lock(&feed->lock);
    while (is_full(feed) && jfi_clock_wait_until_ns(&feed->changed, &feed->lock, deadline_ns))
        ;
    full = is_full(feed);
    pthread_mutex_unlock(&feed->lock);
    if (full)
        fail_late(feed, "has made no room");
}

void jfi_feed_demand_room(struct jfi_feed *feed)
{
    struct jfi_reason text;

    if (!jfi_feed_is_full(feed))
        return;
    jfi_reason_set(&text, "%s: is too slow for a live source", jf_sink_get_name(feed->sink));
    jfi_feed_fail(feed, -ETIMEDOUT, text.text);
}

/* Called locked. */
static void cut(struct jfi_feed *feed)
{
    feed->cut = true;
    jfi_queue_clear(&feed->queue);
    pthread_cond_broadcast(&feed->changed);
}

void jfi_feed_cut(struct jfi_feed *feed)
{
    pthread_mutex_lock(&feed->lock);
    cut(feed);
    pthread_mutex_unlock(&feed->lock);
}

void jfi_feed_fail(struct jfi_feed *feed, int status, const char *text)
{
    struct jf_writer_status *unreported = NULL;

    pthread_mutex_lock(&feed->lock);
    if (feed->last_status) {
        feed->failure = status;
        unreported = feed->last_status;
        feed->last_status = NULL;
    }
    cut(feed);
    pthread_mutex_unlock(&feed->lock);
    if (unreported)
        report(feed, unreported, JF_WRITER_STATUS_ERROR, status, text);
}

bool jfi_feed_is_over(struct jfi_feed *feed)
{
    bool over = false;

    pthread_mutex_lock(&feed->lock);
    over = feed->cut || feed->ending;
    pthread_mutex_unlock(&feed->lock);
    return over;
}

int jfi_feed_get_failure(struct jfi_feed *feed)
{
    int failure = 0;

    pthread_mutex_lock(&feed->lock);
    failure = feed->failure;
    pthread_mutex_unlock(&feed->lock);
    return failure;
}

struct jf_sink *jfi_feed_get_sink(const struct jfi_feed *feed)
{
    return feed->sink;
}

void jfi_feed_report_change(struct jfi_feed *feed, struct jf_writer_status *status, bool starts,
                            int64_t time_ns)
{
    struct jfi_reason text;
    const struct jfi_status_content content = {.type = starts ? JF_WRITER_STATUS_STARTED
                                                              : JF_WRITER_STATUS_STOPPED,
                                               .sink = feed->sink,
                                               .text = text.text,
                                               .time_ns = time_ns};

    jfi_reason_set(&text, "%s: %s at %.3f s", jf_sink_get_name(feed->sink),
                   starts ? "started" : "stopped", (double)time_ns / JFI_NS_PER_SECOND);
    jfi_status_queue_push(feed->statuses, status, &content);
}

void jfi_feed_get_statistics(struct jfi_feed *feed, struct jf_sink_statistics *ret_statistics)
{
    pthread_mutex_lock(&feed->lock);
    *ret_statistics = feed->statistics;
    ret_statistics->queued_unit_count = feed->queue.count;
    pthread_mutex_unlock(&feed->lock);
}

/* Called locked. Whether the thread has made its last call into the sink. */
static bool wait_for_thread(struct jfi_feed *feed, int64_t deadline_ns)
{
    if (pthread_equal(feed->thread, pthread_self()))
        return false;
    while (!feed->done) {
        if (!jfi_clock_wait_until_ns(&feed->changed, &feed->lock, deadline_ns))
            return feed->done;
    }
    return true;
}

static void collect_thread(struct jfi_feed *feed, int64_t deadline_ns)
{
    bool own = false, done = false, collected = false;

    pthread_mutex_lock(&feed->lock);
    own = pthread_equal(feed->thread, pthread_self()) != 0;
    done = wait_for_thread(feed, deadline_ns);
    collected = feed->collected;
    feed->collected = true;
    pthread_mutex_unlock(&feed->lock);
    if (!done && !own)
        fail_late(feed, "has not finished");
    if (collected)
        return;
    if (done)
        pthread_join(feed->thread, NULL);
    else
        pthread_detach(feed->thread);
}

void jfi_feed_close(struct jfi_feed *feed, int64_t deadline_ns)
{
    bool started = false;

    pthread_mutex_lock(&feed->lock);
    started = feed->started;
    if (!started && !feed->done) {
        jfi_sink_leave_session(feed->sink);
        feed->done = true;
    }
    pthread_mutex_unlock(&feed->lock);
    if (started)
        collect_thread(feed, deadline_ns);
}
