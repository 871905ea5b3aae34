/* SPDX-License-Identifier: MIT */
#include "media/feed-internal.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>

#include "media/clock.h"
#include "media/sink.h"

#define QUEUE_CAPACITY 256
/* Units smaller than this are held in a larger number, so that the queue lasts as long. */
#define USUAL_UNIT_BYTES 1400
/* More than one step of the writer makes: 1024 frames in the smallest packets, and a trailer. */
#define QUEUE_MARGIN 64

static size_t capacity_for(size_t unit_bytes)
{
    return unit_bytes > 0 && unit_bytes < USUAL_UNIT_BYTES
               ? (size_t)QUEUE_CAPACITY * USUAL_UNIT_BYTES / unit_bytes
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
    feed->changes_end = &feed->changes;
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
    for (struct jfi_change *change = feed->changes, *next; change; change = next) {
        next = change->next;
        jfi_change_free(change);
    }
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

int jfi_feed_start(struct jfi_feed *feed)
{
    sigset_t all, before;
    int err = 0;

    /* Signals are for the application's own threads. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_mutex_lock(&feed->lock);
    err = -pthread_create(&feed->thread, NULL, jfi_feed_run, jfi_feed_ref(feed));
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
    feed->popped_count++;
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
        feed->pushed_count++;
        pthread_cond_broadcast(&feed->changed);
    }
    pthread_mutex_unlock(&feed->lock);
    if (err < 0)
        jfi_feed_fail(feed, err, "jackfield bug: a sink's queue has overflowed");
}

void jfi_feed_push_change(struct jfi_feed *feed, struct jfi_change *change)
{
    pthread_mutex_lock(&feed->lock);
    change->after_count = feed->pushed_count;
    *feed->changes_end = change;
    feed->changes_end = &change->next;
    pthread_cond_broadcast(&feed->changed);
    pthread_mutex_unlock(&feed->lock);
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
    const struct jfi_status_content content = {
        .type = JF_WRITER_STATUS_ERROR, .result = status, .sink = feed->sink, .text = text};
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
        jfi_status_queue_push(feed->statuses, unreported, &content);
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
