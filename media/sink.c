/* SPDX-License-Identifier: MIT */
#include "media/sink.h"

#include <errno.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "media/schedule.h"
#include "media/status-queue.h"
#include "media/text.h"

struct jf_sink {
    const struct jf_sink_ops *ops;
    atomic_uint reference_count;
    atomic_bool in_session;
    struct jfi_status_queue *statuses; /* of its own; NULL: it tells of nothing */
    struct jfi_schedule *schedule;     /* NULL: it wants all data */
    /* only touched by whoever calls the ops */
    bool has_error_text;
    char error_text[JFI_REASON_BYTES];
    alignas(max_align_t) uint8_t priv[];
};

int jf_sink_new(const struct jf_sink_ops *ops, struct jf_sink **ret_sink)
{
    struct jf_sink *sink = NULL;

    if (!ops || !ret_sink || !ops->on_header || !ops->on_data_unit || !ops->on_end_writing)
        return -EINVAL;
    if (ops->priv_size > SIZE_MAX - sizeof(*sink))
        return -ENOMEM;
    sink = calloc(1, sizeof(*sink) + ops->priv_size);
    if (!sink)
        return -ENOMEM;
    sink->ops = ops;
    atomic_init(&sink->reference_count, 1);
    atomic_init(&sink->in_session, false);
    *ret_sink = sink;
    return 0;
}

struct jf_sink *jf_sink_ref(struct jf_sink *sink)
{
    if (sink)
        atomic_fetch_add_explicit(&sink->reference_count, 1, memory_order_relaxed);
    return sink;
}

struct jf_sink *jf_sink_unref(struct jf_sink *sink)
{
    if (!sink || atomic_fetch_sub_explicit(&sink->reference_count, 1, memory_order_acq_rel) != 1)
        return NULL;
    if (sink->ops->close)
        sink->ops->close(sink);
    jfi_status_queue_unref(sink->statuses);
    jfi_schedule_free(sink->schedule);
    free(sink);
    return NULL;
}

void *jf_sink_get_priv(struct jf_sink *sink)
{
    return sink ? sink->priv : NULL;
}

const char *jf_sink_get_name(const struct jf_sink *sink)
{
    if (!sink)
        return NULL;
    return sink->ops->name ? sink->ops->name : "sink";
}

void jf_sink_set_error_text(struct jf_sink *sink, const char *text)
{
    if (!sink || !text)
        return;
    (void)snprintf(sink->error_text, sizeof(sink->error_text), "%s", text);
    sink->has_error_text = true;
}

int jfi_sink_open_statuses(struct jf_sink *sink)
{
    return jfi_status_queue_new(&sink->statuses);
}

struct jfi_status_queue *jfi_sink_get_statuses(const struct jf_sink *sink)
{
    return sink->statuses;
}

int jfi_sink_open_schedule(struct jf_sink *sink)
{
    return jfi_schedule_new(&sink->schedule);
}

struct jfi_schedule *jfi_sink_get_schedule(const struct jf_sink *sink)
{
    return sink->schedule;
}

int jf_sink_get_fd(const struct jf_sink *sink)
{
    if (!sink)
        return -EINVAL;
    return sink->statuses ? jfi_status_queue_get_fd(sink->statuses) : -ENOTSUP;
}

struct jf_writer_status *jf_sink_next_status(struct jf_sink *sink)
{
    struct jf_writer_status *status = NULL;

    if (sink && sink->statuses)
        status = jfi_status_queue_pop(sink->statuses);
    if (status)
        jfi_status_set_sink(status, sink);
    return status;
}

const struct jf_sink_ops *jfi_sink_get_ops(const struct jf_sink *sink)
{
    return sink->ops;
}

int jfi_sink_enter_session(struct jf_sink *sink)
{
    return atomic_exchange(&sink->in_session, true) ? -EBUSY : 0;
}

void jfi_sink_leave_session(struct jf_sink *sink)
{
    atomic_store(&sink->in_session, false);
}

const char *jfi_sink_take_error_text(struct jf_sink *sink)
{
    const bool has_error_text = sink->has_error_text;

    sink->has_error_text = false;
    return has_error_text ? sink->error_text : NULL;
}

/* A sink with buffers of its own gets a copy in one of them. */
static int copy_to_own_unit(struct jf_sink *sink, struct jf_data_unit *unit,
                            struct jf_data_unit **ret_own)
{
    const size_t size_bytes = jf_data_unit_get_size(unit);
    struct jf_data_unit *own = NULL;
    const int err = sink->ops->allocate_data_unit(sink, size_bytes, &own);

    if (err < 0)
        return err;
    if (!own || jf_data_unit_get_capacity(own) < size_bytes) {
        jf_sink_set_error_text(sink, "the unit is too small");
        jf_data_unit_unref(own);
        return -ENOBUFS;
    }
    memcpy(jf_data_unit_get_writable(own), jf_data_unit_get_bytes(unit), size_bytes);
    jf_data_unit_set_size(own, size_bytes);
    jf_data_unit_set_time_ns(own, jf_data_unit_get_time_ns(unit));
    *ret_own = own;
    return 0;
}

int jfi_sink_hand_over(struct jf_sink *sink, struct jf_data_unit *unit, const char **ret_op)
{
    const struct jf_sink_ops *ops = sink->ops;
    struct jf_data_unit *own = NULL;
    int err = 0;

    if (ops->allocate_data_unit) {
        *ret_op = "allocate_data_unit";
        err = copy_to_own_unit(sink, unit, &own);
        if (err < 0)
            return err;
    }
    *ret_op = "on_data_unit";
    err = ops->on_data_unit(sink, own ? own : unit);
    jf_data_unit_unref(own);
    return err;
}
