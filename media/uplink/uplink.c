/* SPDX-License-Identifier: MIT */
#include "media/uplink/uplink.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "media/clock.h"
#include "media/uplink/uplink-thread.h"

int jfi_uplink_init(struct jfi_uplink *uplink, const struct jfi_uplink_ops *ops, void *transport,
                    struct jfi_status_queue *statuses)
{
    int err = 0;

    uplink->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (uplink->wake_fd < 0)
        return -errno;
    err = jfi_clock_init_condition(&uplink->done);
    if (err < 0) {
        close(uplink->wake_fd);
        return err;
    }
    pthread_mutex_init(&uplink->lock, NULL);
    uplink->ops = ops;
    uplink->transport = transport;
    uplink->statuses = statuses;
    uplink->state = JF_UPLINK_STATE_IDLE;
    uplink->spool.limit_ns = (int64_t)10 * JFI_NS_PER_SECOND;
    uplink->give_up_ns = (int64_t)600 * JFI_NS_PER_SECOND;
    uplink->time_limit_ns = (int64_t)30 * JFI_NS_PER_SECOND;
    return 0;
}

void jfi_uplink_fini(struct jfi_uplink *uplink)
{
    bool has_thread = false;

    if (!uplink->ops)
        return;
    pthread_mutex_lock(&uplink->lock);
    uplink->quitting = true;
    has_thread = uplink->has_thread;
    pthread_mutex_unlock(&uplink->lock);
    if (has_thread) {
        jfi_uplink_wake(uplink);
        pthread_join(uplink->thread, NULL);
    }
    jfi_spool_fini(&uplink->spool);
    jf_writer_status_free(uplink->spare);
    free(uplink->account.user);
    free(uplink->account.password);
    free(uplink->account.agent);
    pthread_mutex_destroy(&uplink->lock);
    pthread_cond_destroy(&uplink->done);
    close(uplink->wake_fd);
    *uplink = (struct jfi_uplink){0};
}

void jfi_uplink_wake(struct jfi_uplink *uplink)
{
    eventfd_write(uplink->wake_fd, 1);
}

/* ---- orders ---------------------------------------------------------------------------------- */

static bool is_active(const struct jfi_uplink *uplink)
{
    switch (uplink->state) {
    case JF_UPLINK_STATE_LOCATING:
    case JF_UPLINK_STATE_CONNECTING:
    case JF_UPLINK_STATE_OPEN:
    case JF_UPLINK_STATE_RECONNECTING:
        return true;
    default:
        return false;
    }
}

int jfi_uplink_lock_idle(struct jfi_uplink *uplink)
{
    pthread_mutex_lock(&uplink->lock);
    if (!is_active(uplink))
        return 0;
    pthread_mutex_unlock(&uplink->lock);
    return -EISCONN;
}

void jfi_uplink_unlock(struct jfi_uplink *uplink)
{
    pthread_mutex_unlock(&uplink->lock);
}

/* Called locked. Signals are for the threads of the program. */
static int start_thread(struct jfi_uplink *uplink)
{
    sigset_t all, before;
    int err = 0;

    if (uplink->has_thread)
        return 0;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    err = -pthread_create(&uplink->thread, NULL, jfi_uplink_run, uplink);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    uplink->has_thread = err == 0;
    return err;
}

static void reset_counts(struct jfi_uplink *uplink)
{
    struct jfi_spool *spool = &uplink->spool;

    jfi_spool_clear(spool);
    spool->gap = (struct jfi_gap){0};
    spool->last_was_lost = false;
    spool->arrived_unit_count = 0;
    spool->arrived_byte_count = 0;
    uplink->told_gap = (struct jfi_gap){0};
    uplink->reconnect_count = 0;
    uplink->lost_status_count = 0;
}

int jfi_uplink_connect(struct jfi_uplink *uplink)
{
    int err = 0;

    if (!uplink->spare)
        err = jfi_status_new(&uplink->spare);
    if (err == 0)
        err = start_thread(uplink);
    if (err < 0)
        return err;
    reset_counts(uplink);
    uplink->was_open = false;
    uplink->state = JF_UPLINK_STATE_LOCATING;
    jfi_uplink_begin(uplink);
    jfi_uplink_wake(uplink);
    return 0;
}

/* Called locked, when nothing is connected. */
static int answer_at_once(struct jfi_uplink *uplink, enum jfi_uplink_order order)
{
    if (order == JFI_UPLINK_DISCONNECT)
        return 0;
    uplink->ops->forget(uplink->transport);
    return uplink->state == JF_UPLINK_STATE_FAILED && uplink->was_open ? -ECONNABORTED : -ENOTCONN;
}

int jfi_uplink_finish(struct jfi_uplink *uplink, enum jfi_uplink_order order)
{
    int err = 0;

    pthread_mutex_lock(&uplink->lock);
    while (uplink->order)
        pthread_cond_wait(&uplink->done, &uplink->lock);
    if (is_active(uplink)) {
        uplink->order = order;
        jfi_uplink_wake(uplink);
        while (uplink->order)
            pthread_cond_wait(&uplink->done, &uplink->lock);
        err = uplink->order_result;
    } else {
        err = answer_at_once(uplink, order);
    }
    pthread_mutex_unlock(&uplink->lock);
    return err;
}

/* ---- what the writer brings ------------------------------------------------------------------ */

int jfi_uplink_set_header(struct jfi_uplink *uplink, struct jf_data_unit *header)
{
    int err = 0;

    pthread_mutex_lock(&uplink->lock);
    jfi_spool_set_header(&uplink->spool, header);
    if (uplink->state == JF_UPLINK_STATE_FAILED)
        err = uplink->result;
    pthread_mutex_unlock(&uplink->lock);
    return err;
}

int jfi_uplink_push(struct jfi_uplink *uplink, struct jf_data_unit *unit)
{
    bool wanted = false;
    int err = 0;

    pthread_mutex_lock(&uplink->lock);
    if (uplink->state == JF_UPLINK_STATE_FAILED)
        err = uplink->result;
    else if (is_active(uplink))
        jfi_spool_push(&uplink->spool, unit);
    wanted = uplink->state == JF_UPLINK_STATE_OPEN;
    pthread_mutex_unlock(&uplink->lock);
    if (wanted)
        jfi_uplink_wake(uplink);
    return err;
}

void jfi_uplink_get_failure(struct jfi_uplink *uplink, struct jfi_reason *ret_reason)
{
    pthread_mutex_lock(&uplink->lock);
    if (uplink->state == JF_UPLINK_STATE_FAILED)
        *ret_reason = uplink->failure.reason;
    else
        ret_reason->text[0] = '\0';
    pthread_mutex_unlock(&uplink->lock);
}

/* ---- for the transport ----------------------------------------------------------------------- */

bool jfi_uplink_has_units(struct jfi_uplink *uplink)
{
    bool has_units = false;

    pthread_mutex_lock(&uplink->lock);
    has_units = jfi_spool_get_waiting_count(&uplink->spool) > 0;
    pthread_mutex_unlock(&uplink->lock);
    return has_units;
}

bool jfi_uplink_take(struct jfi_uplink *uplink, struct jf_data_unit **ret_unit,
                     struct jf_data_unit **ret_header)
{
    bool taken = false;

    pthread_mutex_lock(&uplink->lock);
    taken = jfi_spool_take(&uplink->spool, ret_unit, ret_header);
    pthread_mutex_unlock(&uplink->lock);
    return taken;
}

void jfi_uplink_mark(struct jfi_uplink *uplink, uint64_t end_offset)
{
    pthread_mutex_lock(&uplink->lock);
    jfi_spool_mark(&uplink->spool, end_offset);
    pthread_mutex_unlock(&uplink->lock);
}

void jfi_uplink_confirm(struct jfi_uplink *uplink, uint64_t arrived_offset)
{
    pthread_mutex_lock(&uplink->lock);
    jfi_spool_confirm(&uplink->spool, arrived_offset);
    pthread_mutex_unlock(&uplink->lock);
}
