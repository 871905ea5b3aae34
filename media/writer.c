/* SPDX-License-Identifier: MIT */
#include "media/writer-state.h"

#include <errno.h>
#include <stdlib.h>

#include "media/clock.h"

#define DEFAULT_TIME_LIMIT_MS 10000
#define DEFAULT_TOLERANCE_MS  3000

#define MIN_RATE_HZ 8000
#define MAX_RATE_HZ 192000

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
    writer->tolerance_ns = (int64_t)DEFAULT_TOLERANCE_MS * JFI_NS_PER_MS;
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
    jfi_meter_unref(writer->meter);
    jfi_health_free(writer->health);
    jfi_metadata_fini(&writer->metadata);
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

int jfi_writer_fail(struct jf_writer *writer, const char *what, int err, const char *why)
{
    jfi_reason_set(&writer->error, "%s: %s", what, why ? why : jfi_errno_text(err));
    return err;
}

struct jfi_attachment **jfi_writer_find(struct jf_writer *writer, const struct jf_sink *sink)
{
    struct jfi_attachment **link = &writer->attachments;

    while (*link && (*link)->sink != sink)
        link = &(*link)->next;
    return link;
}

const char *jf_writer_get_error(const struct jf_writer *writer)
{
    return writer ? writer->error.text : NULL;
}

int jf_writer_set_input(struct jf_writer *writer, unsigned int rate_hz, unsigned int channel_count)
{
    int err = 0;

    if (!writer)
        return -EINVAL;
    pthread_mutex_lock(&writer->lock);
    if (writer->state == JFI_WRITER_BEGUN) {
        err = jfi_writer_fail(writer, "set input", -EBADFD, "the writer has begun");
    } else if (rate_hz < MIN_RATE_HZ || rate_hz > MAX_RATE_HZ || channel_count < 1 ||
               channel_count > JFI_WRITER_MAX_CHANNELS) {
        err = jfi_writer_fail(writer, "set input", -EINVAL,
                              "needs 8,000 to 192,000 Hz and 1 to 8 channels");
    } else {
        writer->rate_hz = rate_hz;
        writer->channel_count = channel_count;
        writer->frames = 0; /* counted at another rate */
    }
    pthread_mutex_unlock(&writer->lock);
    return err;
}

int jf_writer_set_metadata(struct jf_writer *writer, const char *name, const char *value)
{
    int err = 0;

    if (!writer || !name)
        return -EINVAL;
    pthread_mutex_lock(&writer->lock);
    if (writer->state == JFI_WRITER_BEGUN)
        err = jfi_writer_fail(writer, "set metadata", -EBADFD, "the writer has begun");
    else
        err = jfi_metadata_set(&writer->metadata, name, value);
    if (err == -E2BIG)
        jfi_writer_fail(writer, "set metadata", err, "more than 3,000 bytes");
    else if (err == -EINVAL)
        jfi_writer_fail(writer, "set metadata", err, "no such name, or no text in UTF-8");
    pthread_mutex_unlock(&writer->lock);
    return err;
}

const char *jf_writer_get_metadata(const struct jf_writer *writer, const char *name)
{
    return writer && name ? jfi_metadata_get(&writer->metadata, name) : NULL;
}

int jf_writer_set_live_source(struct jf_writer *writer, bool is_live)
{
    if (!writer)
        return -EINVAL;
    pthread_mutex_lock(&writer->lock);
    writer->is_live_source = is_live;
    writer->pace = (struct jfi_pace){0};
    pthread_mutex_unlock(&writer->lock);
    return 0;
}

int jf_writer_set_sync_tolerance_ms(struct jf_writer *writer, unsigned int tolerance_ms)
{
    if (!writer)
        return -EINVAL;
    pthread_mutex_lock(&writer->lock);
    writer->tolerance_ns = (int64_t)tolerance_ms * JFI_NS_PER_MS;
    pthread_mutex_unlock(&writer->lock);
    return 0;
}

int jf_writer_get_sync_tolerance_ms(struct jf_writer *writer, unsigned int *ret_tolerance_ms)
{
    if (!writer || !ret_tolerance_ms)
        return -EINVAL;
    pthread_mutex_lock(&writer->lock);
    *ret_tolerance_ms = (unsigned int)(writer->tolerance_ns / JFI_NS_PER_MS);
    pthread_mutex_unlock(&writer->lock);
    return 0;
}

/* Called locked. */
static int64_t get_time_ns(const struct jf_writer *writer)
{
    int64_t time_ns = 0;
    int64_t room_ns = 0;

    if (writer->rate_hz == 0)
        return 0;
    time_ns = jfi_clock_frames_to_ns(writer->frames, writer->rate_hz);
    if (!writer->is_live_source || writer->state != JFI_WRITER_BEGUN)
        return time_ns;
    room_ns = writer->tolerance_ns - jfi_pace_get_ahead_ns(&writer->pace, jfi_clock_now_ns());
    return room_ns > 0 ? time_ns + room_ns : time_ns;
}

int jf_writer_get_time_ns(struct jf_writer *writer, int64_t *ret_time_ns)
{
    if (!writer || !ret_time_ns)
        return -EINVAL;
    pthread_mutex_lock(&writer->lock);
    *ret_time_ns = get_time_ns(writer);
    pthread_mutex_unlock(&writer->lock);
    return 0;
}

int jf_writer_get_fd(const struct jf_writer *writer)
{
    return writer ? jfi_status_queue_get_fd(writer->statuses) : -EINVAL;
}

struct jf_writer_status *jf_writer_next_status(struct jf_writer *writer)
{
    return writer ? jfi_status_queue_pop(writer->statuses) : NULL;
}
