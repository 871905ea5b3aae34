/* SPDX-License-Identifier: MIT */
#include "media/status-queue.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <jackfield/network-sink.h>
#include <jackfield/sink.h>

/* Of faults that nobody takes, no more are kept. */
#define MAX_SIGNALS 256

struct jf_writer_status {
    enum jf_writer_status_type type;
    int result;
    struct jf_sink *sink;
    struct jf_network_client *client; /* NULL: it is about none */
    char place[208];                  /* "": it is about none */
    int64_t time_ns;
    char text[JFI_REASON_BYTES];
    struct jf_signal_event signal; /* of SIGNAL */
    struct jf_writer_status *next;
};

struct jfi_status_queue {
    atomic_uint reference_count;
    int fd;
    pthread_mutex_t lock;
    /* under lock */
    struct jf_writer_status *first, **end;
    size_t length, signal_count;
    uint64_t missed_count; /* signals left out since the last that was not */
};

int jfi_status_queue_new(struct jfi_status_queue **ret_queue)
{
    struct jfi_status_queue *queue = calloc(1, sizeof(*queue));
    int err = 0;

    if (!queue)
        return -ENOMEM;
    atomic_init(&queue->reference_count, 1);
    queue->end = &queue->first;
    err = -pthread_mutex_init(&queue->lock, NULL);
    if (err < 0)
        goto err_free;
    queue->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (queue->fd < 0) {
        err = -errno;
        goto err_destroy_lock;
    }
    *ret_queue = queue;
    return 0;

err_destroy_lock:
    pthread_mutex_destroy(&queue->lock);
err_free:
    free(queue);
    return err;
}

struct jfi_status_queue *jfi_status_queue_ref(struct jfi_status_queue *queue)
{
    atomic_fetch_add_explicit(&queue->reference_count, 1, memory_order_relaxed);
    return queue;
}

struct jfi_status_queue *jfi_status_queue_unref(struct jfi_status_queue *queue)
{
    if (!queue || atomic_fetch_sub_explicit(&queue->reference_count, 1, memory_order_acq_rel) != 1)
        return NULL;
    for (struct jf_writer_status *status = queue->first, *next; status; status = next) {
        next = status->next;
        jf_writer_status_free(status);
    }
    close(queue->fd);
    pthread_mutex_destroy(&queue->lock);
    free(queue);
    return NULL;
}

size_t jfi_status_queue_get_length(struct jfi_status_queue *queue)
{
    size_t length = 0;

    pthread_mutex_lock(&queue->lock);
    length = queue->length;
    pthread_mutex_unlock(&queue->lock);
    return length;
}

int jfi_status_queue_get_fd(const struct jfi_status_queue *queue)
{
    return queue->fd;
}

int jfi_status_new(struct jf_writer_status **ret_status)
{
    struct jf_writer_status *status = calloc(1, sizeof(*status));

    if (!status)
        return -ENOMEM;
    *ret_status = status;
    return 0;
}

int jfi_status_new_for_client(const struct jf_network_client *client,
                              struct jf_writer_status **ret_status)
{
    struct jf_writer_status *status = NULL;
    int err = jfi_status_new(&status);

    if (err < 0)
        return err;
    status->client = malloc(sizeof(*status->client));
    if (!status->client) {
        free(status);
        return -ENOMEM;
    }
    *status->client = *client;
    *ret_status = status;
    return 0;
}

void jfi_status_queue_push(struct jfi_status_queue *queue, struct jf_writer_status *status,
                           const struct jfi_status_content *content)
{
    status->type = content->type;
    status->result = content->result;
    status->time_ns = content->time_ns;
    status->sink = jf_sink_ref(content->sink);
    (void)snprintf(status->place, sizeof(status->place), "%s",
                   content->place ? content->place : "");
    (void)snprintf(status->text, sizeof(status->text), "%s", content->text);

    pthread_mutex_lock(&queue->lock);
    if (!queue->first)
        eventfd_write(queue->fd, 1);
    *queue->end = status;
    queue->end = &status->next;
    queue->length++;
    queue->signal_count += status->type == JF_WRITER_STATUS_SIGNAL;
    pthread_mutex_unlock(&queue->lock);
}

/* Whether there is room for one more; counts it as left out if not. */
static bool take_room(struct jfi_status_queue *queue, bool has_memory, uint64_t *ret_missed)
{
    bool has_room = false;

    pthread_mutex_lock(&queue->lock);
    has_room = has_memory && queue->signal_count < MAX_SIGNALS;
    if (has_room)
        *ret_missed = queue->missed_count;
    queue->missed_count = has_room ? 0 : queue->missed_count + 1;
    pthread_mutex_unlock(&queue->lock);
    return has_room;
}

void jfi_status_queue_push_signal(struct jfi_status_queue *queue,
                                  const struct jf_signal_event *event, int64_t time_ns)
{
    struct jfi_status_content content = {.type = JF_WRITER_STATUS_SIGNAL, .time_ns = time_ns};
    struct jf_writer_status *status = calloc(1, sizeof(*status));
    struct jfi_reason text, channel = {"all channels"};
    uint64_t missed_count = 0;

    if (!take_room(queue, status != NULL, &missed_count)) {
        free(status);
        return;
    }
    status->signal = *event;
    status->signal.missed_count = missed_count;
    if (event->channel != JF_SIGNAL_ALL_CHANNELS)
        jfi_reason_set(&channel, "channel %d", event->channel);
    jfi_reason_set(&text, "%s %s on %s from frame %lld on, %lld frames",
                   jf_signal_fault_name(event->fault), event->is_over ? "was" : "is", channel.text,
                   (long long)event->position_frames, (long long)event->length_frames);
    content.text = text.text;
    jfi_status_queue_push(queue, status, &content);
}

struct jf_writer_status *jfi_status_queue_pop(struct jfi_status_queue *queue)
{
    struct jf_writer_status *status = NULL;
    eventfd_t ignored = 0;

    pthread_mutex_lock(&queue->lock);
    status = queue->first;
    if (status) {
        queue->first = status->next;
        status->next = NULL;
        queue->length--;
        queue->signal_count -= status->type == JF_WRITER_STATUS_SIGNAL;
    }
    if (status && !queue->first) {
        queue->end = &queue->first;
        eventfd_read(queue->fd, &ignored);
    }
    pthread_mutex_unlock(&queue->lock);
    return status;
}

void jfi_status_set_sink(struct jf_writer_status *status, struct jf_sink *sink)
{
    status->sink = jf_sink_ref(sink);
}

struct jf_writer_status *jf_writer_status_free(struct jf_writer_status *status)
{
    if (!status)
        return NULL;
    jf_sink_unref(status->sink);
    free(status->client);
    free(status);
    return NULL;
}

enum jf_writer_status_type jf_writer_status_get_type(const struct jf_writer_status *status)
{
    return status ? status->type : JF_WRITER_STATUS_UNKNOWN;
}

int jf_writer_status_get_number(const struct jf_writer_status *status)
{
    static const int numbers[] = {
        [JF_WRITER_STATUS_UNKNOWN] = 0,
        [JF_WRITER_STATUS_OPENED] = 1,
        [JF_WRITER_STATUS_CLOSED] = 13,
        [JF_WRITER_STATUS_ERROR] = 0,
        [JF_WRITER_STATUS_STARTED] = 11,
        [JF_WRITER_STATUS_STOPPED] = 12,
        [JF_WRITER_STATUS_CLIENT_CONNECT] = 37,
        [JF_WRITER_STATUS_CLIENT_DISCONNECT] = 38,
        [JF_WRITER_STATUS_CLIENT_PROPERTIES] = 42,
        [JF_WRITER_STATUS_LOCATING] = 7,
        [JF_WRITER_STATUS_CONNECTING] = 8,
        [JF_WRITER_STATUS_RECONNECT_START] = 35,
        [JF_WRITER_STATUS_RECONNECT_END] = 36,
        [JF_WRITER_STATUS_SIGNAL] = 0,
    };

    return status ? numbers[status->type] : -EINVAL;
}

int jf_writer_status_get_result(const struct jf_writer_status *status)
{
    return status ? status->result : -EINVAL;
}

struct jf_sink *jf_writer_status_get_sink(const struct jf_writer_status *status)
{
    return status ? status->sink : NULL;
}

const struct jf_network_client *jf_writer_status_get_client(const struct jf_writer_status *status)
{
    return status ? status->client : NULL;
}

const char *jf_writer_status_get_place(const struct jf_writer_status *status)
{
    return status ? status->place : NULL;
}

const struct jf_signal_event *jf_writer_status_get_signal(const struct jf_writer_status *status)
{
    return status && status->type == JF_WRITER_STATUS_SIGNAL ? &status->signal : NULL;
}

int64_t jf_writer_status_get_time_ns(const struct jf_writer_status *status)
{
    return status ? status->time_ns : 0;
}

const char *jf_writer_status_get_text(const struct jf_writer_status *status)
{
    return status ? status->text : NULL;
}
