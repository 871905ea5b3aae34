/* SPDX-License-Identifier: MIT */
#include "media/writer-state.h"

#include <errno.h>
#include <stdlib.h>

#include "media/clock.h"
#include "media/sink.h"

static int fail_unlocked(struct jf_writer *writer, const char *what, int err, const char *why)
{
    pthread_mutex_lock(&writer->lock);
    jfi_writer_fail(writer, what, err, why);
    pthread_mutex_unlock(&writer->lock);
    return err;
}

static struct jfi_attachment *free_attachment(struct jfi_attachment *attachment)
{
    jfi_feed_unref(attachment->feed);
    jfi_meter_unref(attachment->meter);
    jf_sink_unref(attachment->sink);
    free(attachment);
    return NULL;
}

static int new_attachment(struct jf_sink *sink, const struct jf_format *format,
                          struct jfi_attachment **ret_attachment)
{
    const struct jf_sink_ops *ops = jfi_sink_get_ops(sink);
    struct jfi_attachment *attachment = calloc(1, sizeof(*attachment));
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
static size_t get_unit_bytes(const struct jfi_attachment *attachment)
{
    const struct jf_format *format = &attachment->format;

    return attachment->real_time && format->container->is_asf ? format->packet_bytes : 0;
}

int jfi_writer_open_feed(struct jf_writer *writer, struct jfi_attachment *attachment)
{
    const struct jfi_feed_config config = {.sink = attachment->sink,
                                           .statuses = writer->statuses,
                                           .real_time = attachment->real_time,
                                           .unit_bytes = get_unit_bytes(attachment),
                                           .time_limit_ns = writer->time_limit_ns};
    struct jfi_feed *feed = NULL;
    struct jfi_meter *meter = NULL;
    struct jfi_reason reason = {{0}};
    int err = jfi_feed_new(&config, &feed);

    if (err == -EBUSY)
        jfi_reason_set(&reason, "the sink is still in another session");
    if (err == 0)
        err = jfi_distributor_attach(writer->distributor, &attachment->format, feed,
                                     attachment->real_time, &reason, &meter);
    if (err < 0) {
        jfi_feed_unref(feed);
        return jfi_writer_fail(writer, jf_sink_get_name(attachment->sink), err,
                               reason.text[0] != '\0' ? reason.text : NULL);
    }
    jfi_feed_unref(attachment->feed);
    jfi_meter_unref(attachment->meter);
    attachment->feed = feed;
    attachment->meter = meter;
    attachment->closed = false;
    return 0;
}

int jfi_writer_start_feed(struct jf_writer *writer, struct jfi_attachment *attachment)
{
    const int err = jfi_feed_start(attachment->feed);

    if (err == 0)
        return 0;
    jfi_feed_cut(attachment->feed);
    jfi_feed_close(attachment->feed, 0);
    return jfi_writer_fail(writer, jf_sink_get_name(attachment->sink), err, NULL);
}

/* Called locked. */
static int open_attachment(struct jf_writer *writer, struct jfi_attachment *attachment)
{
    int err = 0;

    if (*jfi_writer_find(writer, attachment->sink))
        return jfi_writer_fail(writer, "add sink", -EEXIST, "this sink is attached");
    if (writer->state == JFI_WRITER_BEGUN)
        err = jfi_writer_open_feed(writer, attachment);
    if (err == 0 && attachment->feed)
        err = jfi_writer_start_feed(writer, attachment);
    return err;
}

int jf_writer_add_sink(struct jf_writer *writer, struct jf_sink *sink,
                       const struct jf_format *format)
{
    struct jfi_attachment *attachment = NULL;
    int err = 0;

    if (!writer || !sink || !format)
        return -EINVAL;
    err = new_attachment(sink, format, &attachment);
    if (err < 0)
        return fail_unlocked(writer, "add sink", err, NULL);
    pthread_mutex_lock(&writer->lock);
    err = open_attachment(writer, attachment);
    if (err >= 0)
        *jfi_writer_find(writer, sink) = attachment;
    pthread_mutex_unlock(&writer->lock);
    if (err < 0)
        free_attachment(attachment);
    return err;
}

/* Called locked. Takes one sink, or with NULL all of them, out of the list. */
static struct jfi_attachment *detach(struct jf_writer *writer, const struct jf_sink *sink)
{
    struct jfi_attachment **link = sink ? jfi_writer_find(writer, sink) : &writer->attachments;
    struct jfi_attachment *detached = *link;

    if (sink && detached) {
        *link = detached->next;
        detached->next = NULL;
    } else {
        *link = NULL;
    }
    return detached;
}

int64_t jfi_writer_get_deadline_ns(const struct jf_writer *writer)
{
    return jfi_clock_now_ns() + writer->time_limit_ns;
}

int jf_writer_remove_sink(struct jf_writer *writer, struct jf_sink *sink)
{
    struct jfi_attachment *detached = NULL;
    int64_t deadline_ns = 0;
    int result = 1;

    if (!writer)
        return -EINVAL;
    pthread_mutex_lock(&writer->lock);
    detached = detach(writer, sink);
    deadline_ns = jfi_writer_get_deadline_ns(writer);
    for (struct jfi_attachment *attachment = detached; attachment; attachment = attachment->next) {
        if (attachment->feed)
            jfi_feed_cut(attachment->feed);
    }
    jfi_distributor_prune(writer->distributor);
    pthread_mutex_unlock(&writer->lock);

    for (struct jfi_attachment *attachment = detached, *next; attachment; attachment = next) {
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
    struct jfi_attachment *attachment = NULL;
    int64_t deadline_ns = 0;
    int result = 0;

    if (!writer || !sink)
        return -EINVAL;
    pthread_mutex_lock(&writer->lock);
    attachment = detach(writer, sink);
    deadline_ns = jfi_writer_get_deadline_ns(writer);
    if (attachment && attachment->feed && writer->state == JFI_WRITER_BEGUN)
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

    if (!writer)
        return 0;
    pthread_mutex_lock(&writer->lock);
    for (const struct jfi_attachment *each = writer->attachments; each; each = each->next)
        count++;
    pthread_mutex_unlock(&writer->lock);
    return count;
}

bool jf_writer_is_real_time(struct jf_writer *writer)
{
    bool real_time = false;

    if (!writer)
        return false;
    pthread_mutex_lock(&writer->lock);
    for (const struct jfi_attachment *each = writer->attachments; each; each = each->next)
        real_time = real_time || each->real_time;
    pthread_mutex_unlock(&writer->lock);
    return real_time;
}

int jf_writer_get_sink_statistics(struct jf_writer *writer, struct jf_sink *sink,
                                  struct jf_sink_statistics *ret_statistics)
{
    const struct jfi_attachment *attachment = NULL;

    if (!writer || !sink || !ret_statistics)
        return -EINVAL;
    pthread_mutex_lock(&writer->lock);
    attachment = *jfi_writer_find(writer, sink);
    if (attachment && attachment->feed)
        jfi_feed_get_statistics(attachment->feed, ret_statistics);
    else if (attachment)
        *ret_statistics = (struct jf_sink_statistics){0};
    pthread_mutex_unlock(&writer->lock);
    return attachment ? 0 : -ENOENT;
}

/* Called locked. What was refused never came as far as its encoder; its queue may have dropped. */
static void get_statistics_of(const struct jf_writer *writer,
                              const struct jfi_attachment *attachment,
                              struct jf_writer_statistics *ret_statistics)
{
    struct jf_sink_statistics dropped;

    jfi_meter_get(attachment->meter, ret_statistics);
    jfi_feed_get_statistics(attachment->feed, &dropped);
    ret_statistics->dropped_byte_count = dropped.dropped_byte_count;
    ret_statistics->dropped_frame_count =
        (uint64_t)jfi_clock_ns_to_frames(dropped.dropped_time_ns, writer->rate_hz);
}

int jf_writer_get_statistics(struct jf_writer *writer, struct jf_sink *sink,
                             struct jf_writer_statistics *ret_statistics)
{
    const struct jfi_attachment *attachment = NULL;
    int err = 0;

    if (!writer || !ret_statistics)
        return -EINVAL;
    pthread_mutex_lock(&writer->lock);
    if (sink)
        attachment = *jfi_writer_find(writer, sink);
    if (sink && !attachment)
        err = -ENOENT;
    else if (attachment && attachment->feed)
        get_statistics_of(writer, attachment, ret_statistics);
    else if (!sink && writer->meter)
        jfi_meter_get(writer->meter, ret_statistics);
    else
        *ret_statistics = (struct jf_writer_statistics){0};
    pthread_mutex_unlock(&writer->lock);
    return err;
}
