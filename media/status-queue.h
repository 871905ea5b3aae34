/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_STATUS_QUEUE_H
#define JFI_MEDIA_STATUS_QUEUE_H

#include <stddef.h>

#include <jackfield/signal.h>
#include <jackfield/writer.h>

#include "media/text.h"

/**
 * @file
 * What happened to the sinks of a writer, or at a sink itself, in order. Reference-counted, because
 * a sink that hangs may outlive its writer. Any thread.
 */

struct jfi_status_queue;

/** Errors: -ENOMEM, -EMFILE, -ENFILE. */
int jfi_status_queue_new(struct jfi_status_queue **ret_queue);
struct jfi_status_queue *jfi_status_queue_ref(struct jfi_status_queue *queue);
struct jfi_status_queue *jfi_status_queue_unref(struct jfi_status_queue *queue);
/** Readable while a status is queued. */
int jfi_status_queue_get_fd(const struct jfi_status_queue *queue);
size_t jfi_status_queue_get_length(struct jfi_status_queue *queue);
/** The oldest, now the caller's; NULL: empty. */
struct jf_writer_status *jfi_status_queue_pop(struct jfi_status_queue *queue);

/** An empty status, made ahead so that reporting a failure cannot fail. Errors: -ENOMEM. */
int jfi_status_new(struct jf_writer_status **ret_status);
/** One that is about a client, which is copied. Errors: -ENOMEM. */
int jfi_status_new_for_client(const struct jf_network_client *client,
                              struct jf_writer_status **ret_status);

/** What a status says. */
struct jfi_status_content {
    enum jf_writer_status_type type;
    int result;
    struct jf_sink *sink; /**< referenced by the status; NULL: set when it is taken */
    const char *text;     /**< copied */
    int64_t time_ns;      /**< of STARTED and STOPPED */
    const char *place;    /**< of a server, copied; NULL: it is about none */
};

/** Fills the status and queues it; the queue owns it now. */
void jfi_status_queue_push(struct jfi_status_queue *queue, struct jf_writer_status *status,
                           const struct jfi_status_content *content);

/**
 * Makes a status of a fault and queues it. When too many wait, or memory is short, it is left out,
 * and the next one says so. @param time_ns  of its position.
 */
void jfi_status_queue_push_signal(struct jfi_status_queue *queue,
                                  const struct jf_signal_event *event, int64_t time_ns);

/** For a status in a sink's own queue, which cannot hold references on that sink. */
void jfi_status_set_sink(struct jf_writer_status *status, struct jf_sink *sink);

#endif
