/* SPDX-License-Identifier: MIT */
#include "media/writer.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "media/clock.h"
#include "media/codec.h"
#include "media/distributor.h"
#include "media/feed.h"
#include "media/frame.h"
#include "media/sink.h"

#define DEFAULT_TIME_LIMIT_MS 10000
/* What is encoded at a time, so that other threads get at the writer in between. */
#define STEP_FRAMES 1024

#define MIN_RATE_HZ  8000
#define MAX_RATE_HZ  192000
#define MAX_CHANNELS 8

struct attachment {
    struct jf_sink *sink;
    struct jf_format format;
    bool real_time;
    struct jfi_feed *feed; /* of the session now or last; NULL before the first */
    bool closed;           /* somebody waits or has waited for the end of the session */
    struct attachment *next;
};

enum state {
    STATE_IDLE = 0, /* not begun, or ended */
    STATE_BEGUN,
};

struct jf_writer {
    atomic_uint reference_count;
    struct jfi_status_queue *statuses; /* immutable */

    pthread_mutex_t lock;
    /* under lock */
    enum state state;
    unsigned int rate_hz, channel_count; /* 0: not set */
    int64_t time_limit_ns;
    struct attachment *attachments; /* in the order of adding */
    struct jfi_distributor *distributor;
    struct jfi_reason error;
};

int jf_writer_new(struct jf_writer **ret_writer)
{
    struct jf_writer *writer = NULL;
    int err = 0;

    if (!ret_writer)
        return -EINVAL;
    writer = calloc(1, sizeof(*writer));
    if (!writer)
        return -ENOMEM;
    atomic_init(&writer->reference_count, 1);
    writer->time_limit_ns = (int64_t)DEFAULT_TIME_LIMIT_MS * JFI_NS_PER_MS;
    err = -pthread_mutex_init(&writer->lock, NULL);
    if (err < 0)
        goto err_free;
    err = jfi_status_queue_new(&writer->statuses);
    if (err < 0)
        goto err_destroy_lock;
    *ret_writer = writer;
    return 0;

err_destroy_lock:
    pthread_mutex_destroy(&writer->lock);
err_free:
    free(writer);
    return err;
}

struct jf_writer *jf_writer_ref(struct jf_writer *writer)
{
    if (writer)
        atomic_fetch_add_explicit(&writer->reference_count, 1, memory_order_relaxed);
    return writer;
}

struct jf_writer *jf_writer_unref(struct jf_writer *writer)
{
    if (!writer ||
        atomic_fetch_sub_explicit(&writer->reference_count, 1, memory_order_acq_rel) != 1)
        return NULL;
    jf_writer_remove_sink(writer, NULL);
    jfi_distributor_free(writer->distributor);
    jfi_status_queue_unref(writer->statuses);
    pthread_mutex_destroy(&writer->lock);
    free(writer);
    return NULL;
}

void jfi_writer_set_time_limit_ms(struct jf_writer *writer, int time_limit_ms)
{
    pthread_mutex_lock(&writer->lock);
    writer->time_limit_ns = (int64_t)time_limit_ms * JFI_NS_PER_MS;
    pthread_mutex_unlock(&writer->lock);
}

/* Called locked. Keeps the line for jf_writer_get_error and passes the status on. */
static int fail(struct jf_writer *writer, const char *what, int err, const char *why)
{
    jfi_reason_set(&writer->error, "%s: %s", what, why ? why : jfi_errno_text(err));
    return err;
}

static int fail_unlocked(struct jf_writer *writer, const char *what, int err, const char *why)
{
    pthread_mutex_lock(&writer->lock);
    fail(writer, what, err, why);
    pthread_mutex_unlock(&writer->lock);
    return err;
}

const char *jf_writer_get_error(const struct jf_writer *writer)
{
    return writer->error.text;
}

int jf_writer_set_input(struct jf_writer *writer, unsigned int rate_hz, unsigned int channel_count)
{
    int err = 0;

    if (!writer)
        return -EINVAL;
    pthread_mutex_lock(&writer->lock);
    if (writer->state == STATE_BEGUN) {
        err = fail(writer, "set input", -EBADFD, "the writer has begun");
    } else if (rate_hz < MIN_RATE_HZ || rate_hz > MAX_RATE_HZ || channel_count < 1 ||
               channel_count > MAX_CHANNELS) {
        err = fail(writer, "set input", -EINVAL, "needs 8,000 to 192,000 Hz and 1 to 8 channels");
    } else {
        writer->rate_hz = rate_hz;
        writer->channel_count = channel_count;
    }
    pthread_mutex_unlock(&writer->lock);
    return err;
}

/* ---- attachments ----------------------------------------------------------------------------- */

/* Called locked. The place that points at the sink's attachment, or at the end of the list. */
static struct attachment **find(struct jf_writer *writer, const struct jf_sink *sink)
{
    struct attachment **link = &writer->attachments;

    while (*link && (*link)->sink != sink)
        link = &(*link)->next;
    return link;
}

static struct attachment *free_attachment(struct attachment *attachment)
{
    jfi_feed_unref(attachment->feed);
    jf_sink_unref(attachment->sink);
    free(attachment);
    return NULL;
}

static int new_attachment(struct jf_sink *sink, const struct jf_format *format,
                          struct attachment **ret_attachment)
{
    const struct jf_sink_ops *ops = jfi_sink_get_ops(sink);
    struct attachment *attachment = calloc(1, sizeof(*attachment));
    int err = 0;

    if (!attachment)
        return -ENOMEM;
    if (ops->is_real_time)
        err = ops->is_real_time(sink, &attachment->real_time);
    if (err < 0) {
        free(attachment);
        return err;
    }
    attachment->sink = jf_sink_ref(sink);
    attachment->format = *format;
    *ret_attachment = attachment;
    return 0;
}

/* 0: of no fixed size. */
static size_t get_unit_bytes(const struct attachment *attachment)
{
    const struct jf_format *format = &attachment->format;

    return attachment->real_time && format->container->is_asf ? format->packet_bytes : 0;
}

/* Called locked. Gives the attachment a feed under the tree, not started yet. */
static int open_feed(struct jf_writer *writer, struct attachment *attachment)
{
    const struct jfi_feed_config config = {.sink = attachment->sink,
                                           .statuses = writer->statuses,
                                           .real_time = attachment->real_time,
                                           .unit_bytes = get_unit_bytes(attachment),
                                           .time_limit_ns = writer->time_limit_ns};
    struct jfi_feed *feed = NULL;
    struct jfi_reason reason = {{0}};
    int err = jfi_feed_new(&config, &feed);

    if (err == -EBUSY)
        jfi_reason_set(&reason, "the sink is still in another session");
    if (err == 0)
        err = jfi_distributor_attach(writer->distributor, &attachment->format, feed,
                                     attachment->real_time, &reason);
    if (err < 0) {
        jfi_feed_unref(feed);
        return fail(writer, jf_sink_get_name(attachment->sink), err,
                    reason.text[0] != '\0' ? reason.text : NULL);
    }
    jfi_feed_unref(attachment->feed);
    attachment->feed = feed;
    attachment->closed = false;
    return 0;
}

/* Called locked. On failure the feed is over. */
static int start_feed(struct jf_writer *writer, struct attachment *attachment)
{
    const int err = jfi_feed_start(attachment->feed);

    if (err == 0)
        return 0;
    jfi_feed_cut(attachment->feed);
    jfi_feed_close(attachment->feed, 0);
    return fail(writer, jf_sink_get_name(attachment->sink), err, NULL);
}

/* Called locked. */
static int attach(struct jf_writer *writer, struct attachment *attachment)
{
    struct attachment **link = find(writer, attachment->sink);
    int err = 0;

    if (*link)
        return fail(writer, "add sink", -EEXIST, "this sink is attached");
    if (writer->state == STATE_BEGUN)
        err = open_feed(writer, attachment);
    if (err == 0 && attachment->feed)
        err = start_feed(writer, attachment);
    if (err < 0)
        return err;
    *link = attachment;
    return 0;
}

int jf_writer_add_sink(struct jf_writer *writer, struct jf_sink *sink,
                       const struct jf_format *format)
{
    struct attachment *attachment = NULL;
    int err = 0;

    if (!writer || !sink || !format)
        return -EINVAL;
    err = new_attachment(sink, format, &attachment);
    if (err < 0)
        return fail_unlocked(writer, "add sink", err, NULL);
    pthread_mutex_lock(&writer->lock);
    err = attach(writer, attachment);
    pthread_mutex_unlock(&writer->lock);
    if (err < 0)
        free_attachment(attachment);
    return err;
}

/* Called locked. Takes one sink, or with NULL all of them, out of the list. */
static struct attachment *detach(struct jf_writer *writer, const struct jf_sink *sink)
{
    struct attachment **link = sink ? find(writer, sink) : &writer->attachments;
    struct attachment *detached = *link;

    if (sink && detached) {
        *link = detached->next;
        detached->next = NULL;
    } else {
        *link = NULL;
    }
    return detached;
}

static int64_t deadline_of(const struct jf_writer *writer)
{
    return jfi_clock_now_ns() + writer->time_limit_ns;
}

int jf_writer_remove_sink(struct jf_writer *writer, struct jf_sink *sink)
{
    struct attachment *detached = NULL;
    int64_t deadline_ns = 0;
    int result = 1;

    if (!writer)
        return -EINVAL;
    pthread_mutex_lock(&writer->lock);
    detached = detach(writer, sink);
    deadline_ns = deadline_of(writer);
    for (struct attachment *attachment = detached; attachment; attachment = attachment->next) {
        if (attachment->feed)
            jfi_feed_cut(attachment->feed);
    }
    jfi_distributor_prune(writer->distributor);
    pthread_mutex_unlock(&writer->lock);

    for (struct attachment *attachment = detached, *next; attachment; attachment = next) {
        next = attachment->next;
        if (attachment->feed)
            jfi_feed_close(attachment->feed, deadline_ns);
        free_attachment(attachment);
        result = 0;
    }
    return result;
}

int jf_writer_end_sink(struct jf_writer *writer, struct jf_sink *sink)
{
    struct attachment *attachment = NULL;
    int64_t deadline_ns = 0;
    int result = 0;

    if (!writer || !sink)
        return -EINVAL;
    pthread_mutex_lock(&writer->lock);
    attachment = detach(writer, sink);
    deadline_ns = deadline_of(writer);
    if (attachment && attachment->feed && writer->state == STATE_BEGUN)
        jfi_distributor_end(writer->distributor, attachment->feed);
    pthread_mutex_unlock(&writer->lock);

    if (!attachment)
        return 1;
    if (attachment->feed) {
        jfi_feed_close(attachment->feed, deadline_ns);
        result = jfi_feed_get_failure(attachment->feed);
    }
    free_attachment(attachment);
    return result;
}

size_t jf_writer_get_sink_count(struct jf_writer *writer)
{
    size_t count = 0;

    pthread_mutex_lock(&writer->lock);
    for (const struct attachment *each = writer->attachments; each; each = each->next)
        count++;
    pthread_mutex_unlock(&writer->lock);
    return count;
}

bool jf_writer_is_real_time(struct jf_writer *writer)
{
    bool real_time = false;

    pthread_mutex_lock(&writer->lock);
    for (const struct attachment *each = writer->attachments; each; each = each->next)
        real_time = real_time || each->real_time;
    pthread_mutex_unlock(&writer->lock);
    return real_time;
}

int jf_writer_get_sink_statistics(struct jf_writer *writer, struct jf_sink *sink,
                                  struct jf_sink_statistics *ret_statistics)
{
    const struct attachment *attachment = NULL;

    if (!writer || !sink || !ret_statistics)
        return -EINVAL;
    pthread_mutex_lock(&writer->lock);
    attachment = *find(writer, sink);
    if (attachment && attachment->feed)
        jfi_feed_get_statistics(attachment->feed, ret_statistics);
    else if (attachment)
        *ret_statistics = (struct jf_sink_statistics){0};
    pthread_mutex_unlock(&writer->lock);
    return attachment ? 0 : -ENOENT;
}

int jf_writer_get_fd(const struct jf_writer *writer)
{
    return jfi_status_queue_get_fd(writer->statuses);
}

struct jf_writer_status *jf_writer_next_status(struct jf_writer *writer)
{
    return jfi_status_queue_pop(writer->statuses);
}

/* ---- begin, write, end ----------------------------------------------------------------------- */

static struct jfi_feed *take_unclosed_feed(struct jf_writer *writer)
{
    struct jfi_feed *feed = NULL;

    pthread_mutex_lock(&writer->lock);
    for (struct attachment *each = writer->attachments; each && !feed; each = each->next) {
        if (each->feed && !each->closed) {
            each->closed = true;
            feed = jfi_feed_ref(each->feed);
        }
    }
    pthread_mutex_unlock(&writer->lock);
    return feed;
}

/* Waits for the end of every session, all together no longer than the time limit. */
static void close_all(struct jf_writer *writer)
{
    const int64_t deadline_ns = deadline_of(writer);
    struct jfi_feed *feed = NULL;

    while ((feed = take_unclosed_feed(writer))) {
        jfi_feed_close(feed, deadline_ns);
        jfi_feed_unref(feed);
    }
}

/* Called locked. */
static int open_all(struct jf_writer *writer)
{
    int err = 0;

    for (struct attachment *each = writer->attachments; each && err == 0; each = each->next)
        err = open_feed(writer, each);
    for (struct attachment *each = writer->attachments; each && err == 0; each = each->next)
        err = start_feed(writer, each);
    return err;
}

/* Called locked. */
static void cut_all(struct jf_writer *writer)
{
    for (struct attachment *each = writer->attachments; each; each = each->next) {
        if (each->feed)
            jfi_feed_cut(each->feed);
    }
    writer->distributor = jfi_distributor_free(writer->distributor);
    writer->state = STATE_IDLE;
}

/* Called locked. */
static int begin(struct jf_writer *writer)
{
    int err = 0;

    if (writer->state == STATE_BEGUN)
        return fail(writer, "begin", -EBADFD, "the writer has begun");
    if (writer->rate_hz == 0)
        return fail(writer, "begin", -EBADFD, "no input is set");
    err = jfi_distributor_new(writer->rate_hz, writer->channel_count, &writer->distributor);
    if (err < 0)
        return fail(writer, "begin", err, NULL);
    err = open_all(writer);
    if (err < 0)
        cut_all(writer);
    else
        writer->state = STATE_BEGUN;
    return err;
}

int jf_writer_begin(struct jf_writer *writer)
{
    int err = 0;

    if (!writer)
        return -EINVAL;
    pthread_mutex_lock(&writer->lock);
    err = begin(writer);
    pthread_mutex_unlock(&writer->lock);
    if (err < 0 && err != -EBADFD)
        close_all(writer);
    return err;
}

static struct jfi_feed *take_full_feed(struct jf_writer *writer)
{
    struct jfi_feed *feed = NULL;

    pthread_mutex_lock(&writer->lock);
    for (struct attachment *each = writer->attachments; each && !feed; each = each->next) {
        if (each->feed && jfi_feed_is_full(each->feed))
            feed = jfi_feed_ref(each->feed);
    }
    pthread_mutex_unlock(&writer->lock);
    return feed;
}

/* Not locked, so that a sink that is waited for can be removed meanwhile. */
static void wait_for_room(struct jf_writer *writer)
{
    struct jfi_feed *feed = NULL;

    while ((feed = take_full_feed(writer))) {
        jfi_feed_wait_room(feed);
        jfi_feed_unref(feed);
    }
}

/* Called locked. */
static bool have_all_failed(const struct jf_writer *writer)
{
    for (const struct attachment *each = writer->attachments; each; each = each->next) {
        if (jfi_feed_get_failure(each->feed) == 0)
            return false;
    }
    return writer->attachments != NULL;
}

/* Called locked. */
static int write_locked(struct jf_writer *writer, const float *samples, size_t frame_count)
{
    struct jfi_frame *frame = NULL;
    int err = 0;

    if (writer->state != STATE_BEGUN)
        return fail(writer, "write", -EBADFD, "the writer has not begun");
    err = jfi_frame_new(samples, frame_count, writer->channel_count, &frame);
    if (err < 0)
        return fail(writer, "write", err, NULL);
    jfi_distributor_write(writer->distributor, frame);
    jfi_frame_unref(frame);
    return have_all_failed(writer) ? fail(writer, "write", -EIO, "every sink has failed") : 0;
}

int jf_writer_write(struct jf_writer *writer, const float *samples, size_t frame_count)
{
    int err = 0;

    if (!writer || (!samples && frame_count > 0))
        return -EINVAL;
    do {
        const size_t count = frame_count < STEP_FRAMES ? frame_count : STEP_FRAMES;

        wait_for_room(writer);
        pthread_mutex_lock(&writer->lock);
        err = write_locked(writer, samples, count);
        if (err == 0 && count > 0)
            samples += count * writer->channel_count;
        pthread_mutex_unlock(&writer->lock);
        frame_count -= count;
    } while (err == 0 && frame_count > 0);
    return err;
}

static int first_failure(struct jf_writer *writer)
{
    int failure = 0;

    pthread_mutex_lock(&writer->lock);
    for (const struct attachment *each = writer->attachments; each && failure == 0;
         each = each->next) {
        if (each->feed)
            failure = jfi_feed_get_failure(each->feed);
    }
    pthread_mutex_unlock(&writer->lock);
    return failure;
}

int jf_writer_end(struct jf_writer *writer)
{
    if (!writer)
        return -EINVAL;
    wait_for_room(writer);
    pthread_mutex_lock(&writer->lock);
    if (writer->state != STATE_BEGUN) {
        fail(writer, "end", -EBADFD, "the writer has not begun");
        pthread_mutex_unlock(&writer->lock);
        return -EBADFD;
    }
    jfi_distributor_end_all(writer->distributor);
    writer->distributor = jfi_distributor_free(writer->distributor);
    writer->state = STATE_IDLE;
    pthread_mutex_unlock(&writer->lock);

    close_all(writer);
    return first_failure(writer);
}

void jfi_writer_abort(struct jf_writer *writer)
{
    pthread_mutex_lock(&writer->lock);
    cut_all(writer);
    pthread_mutex_unlock(&writer->lock);
    close_all(writer);
}
