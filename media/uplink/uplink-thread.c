/* SPDX-License-Identifier: MIT */

/*
 * The state machine of an uplink. Everything here runs on its thread with the lock held, which is
 * given up while the transport works.
 */

#include "media/uplink/uplink-thread.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/eventfd.h>

#include "media/clock.h"

#define MIN_BACK_OFF_NS ((int64_t)500 * JFI_NS_PER_MS)
#define MAX_BACK_OFF_NS ((int64_t)10 * JFI_NS_PER_SECOND)
/* For one attempt: connecting and the answer. */
#define ATTEMPT_LIMIT_NS ((int64_t)10 * JFI_NS_PER_SECOND)
/* A connection that held so long was a good one. */
#define STEADY_NS ((int64_t)10 * JFI_NS_PER_SECOND)
/* For what waits to go out at the end. */
#define END_LIMIT_NS        ((int64_t)8 * JFI_NS_PER_SECOND)
#define DISCONNECT_LIMIT_NS ((int64_t)2 * JFI_NS_PER_SECOND)
#define OPEN_WAIT_MS        500
/* Statuses that nobody takes. */
#define MAX_QUEUED_STATUSES 1024

/* ---- telling --------------------------------------------------------------------------------- */

static void tell(struct jfi_uplink *uplink, enum jf_writer_status_type type, int result,
                 const char *text)
{
    const struct jfi_status_content content = {.type = type, .result = result, .text = text};
    const bool may_be_lost =
        type == JF_WRITER_STATUS_RECONNECT_START || type == JF_WRITER_STATUS_RECONNECT_END;
    struct jf_writer_status *status = NULL;

    if (may_be_lost && jfi_status_queue_get_length(uplink->statuses) >= MAX_QUEUED_STATUSES) {
        uplink->lost_status_count++;
        return;
    }
    if (jfi_status_new(&status) < 0 && !may_be_lost) {
        status = uplink->spare;
        uplink->spare = NULL;
    }
    if (status)
        jfi_status_queue_push(uplink->statuses, status, &content);
    else
        uplink->lost_status_count++;
}

static void tell_reconnected(struct jfi_uplink *uplink, int64_t now_ns)
{
    const struct jfi_gap *gap = &uplink->spool.gap;
    const int64_t away_ms = (now_ns - uplink->lost_ns) / JFI_NS_PER_MS;
    struct jfi_reason text;

    jfi_reason_set(&text,
                   "connected again after %" PRId64 ".%03" PRId64 " s; gap of %" PRId64
                   " ns in %" PRIu64 " data units",
                   away_ms / 1000, away_ms % 1000, gap->time_ns - uplink->told_gap.time_ns,
                   gap->unit_count - uplink->told_gap.unit_count);
    uplink->told_gap = *gap;
    uplink->reconnect_count++;
    tell(uplink, JF_WRITER_STATUS_RECONNECT_END, 0, text.text);
}

/* ---- the transport --------------------------------------------------------------------------- */

static void cut(struct jfi_uplink *uplink)
{
    struct jfi_uplink_loss loss = {0};

    if (!uplink->attempting)
        return;
    uplink->attempting = false;
    pthread_mutex_unlock(&uplink->lock);
    uplink->ops->cut(uplink->transport, &loss);
    pthread_mutex_lock(&uplink->lock);
    jfi_spool_rewind(&uplink->spool, loss.arrived_offset, loss.left_offset);
}

static enum jfi_uplink_phase drive(struct jfi_uplink *uplink)
{
    enum jfi_uplink_phase phase = JFI_UPLINK_FAILED;

    pthread_mutex_unlock(&uplink->lock);
    phase = uplink->ops->drive(uplink->transport, &uplink->failure);
    pthread_mutex_lock(&uplink->lock);
    return phase;
}

/* Nothing is connected from now on, and whoever gave an order knows. */
static void settle(struct jfi_uplink *uplink, enum jf_uplink_state state, int order_result)
{
    cut(uplink);
    if (state == JF_UPLINK_STATE_ENDED)
        uplink->ops->forget(uplink->transport);
    uplink->state = state;
    jfi_spool_clear(&uplink->spool);
    uplink->order_result = uplink->order == JFI_UPLINK_END ? order_result : 0;
    uplink->order = JFI_UPLINK_NO_ORDER;
    pthread_cond_broadcast(&uplink->done);
}

static void close_as_ordered(struct jfi_uplink *uplink, int result)
{
    const bool ends = uplink->order == JFI_UPLINK_END;

    settle(uplink, ends ? JF_UPLINK_STATE_ENDED : JF_UPLINK_STATE_IDLE, result);
    tell(uplink, JF_WRITER_STATUS_CLOSED, result < 0 && uplink->was_open ? result : 0,
         ends ? "the session was ended" : "disconnected");
}

static void fail(struct jfi_uplink *uplink)
{
    uplink->result = uplink->failure.result;
    settle(uplink, JF_UPLINK_STATE_FAILED, uplink->was_open ? -ECONNABORTED : -ENOTCONN);
    tell(uplink, uplink->was_open ? JF_WRITER_STATUS_ERROR : JF_WRITER_STATUS_OPENED,
         uplink->result, uplink->failure.reason.text);
}

/* ---- connecting ------------------------------------------------------------------------------ */

void jfi_uplink_begin(struct jfi_uplink *uplink)
{
    uplink->begun_ns = jfi_clock_now_ns();
    uplink->retry_ns = uplink->begun_ns;
    uplink->back_off_ns = MIN_BACK_OFF_NS;
    uplink->phase = JFI_UPLINK_LOCATING;
    uplink->told_connecting = false;
    uplink->failure = (struct jfi_uplink_failure){.result = -ETIMEDOUT};
    jfi_reason_set(&uplink->failure.reason, "nobody answered in time");
    tell(uplink, JF_WRITER_STATUS_LOCATING, 0, "looking for the server");
}

/* When to stop trying. */
static int64_t get_deadline_ns(const struct jfi_uplink *uplink)
{
    if (!uplink->was_open)
        return uplink->begun_ns + uplink->time_limit_ns;
    return uplink->give_up_ns > 0 ? uplink->lost_ns + uplink->give_up_ns : INT64_MAX;
}

static void schedule_retry(struct jfi_uplink *uplink, int64_t now_ns)
{
    /* Between 80 and 120 %, so that those who lost a server together do not return together. */
    const int64_t permille = 800 + now_ns / 1000 % 401;

    uplink->retry_ns = now_ns + uplink->back_off_ns / 1000 * permille;
    uplink->back_off_ns =
        uplink->back_off_ns < MAX_BACK_OFF_NS / 2 ? uplink->back_off_ns * 2 : MAX_BACK_OFF_NS;
}

static void note_phase(struct jfi_uplink *uplink, enum jfi_uplink_phase phase)
{
    uplink->phase = phase;
    if (phase == JFI_UPLINK_LOCATING || uplink->told_connecting)
        return;
    uplink->told_connecting = true;
    if (uplink->state == JF_UPLINK_STATE_LOCATING)
        uplink->state = JF_UPLINK_STATE_CONNECTING;
    tell(uplink, JF_WRITER_STATUS_CONNECTING, 0, "connecting to the server");
}

static void on_attempt_failed(struct jfi_uplink *uplink, int64_t now_ns)
{
    cut(uplink);
    /* A call that fails at once was one, too. */
    if (uplink->failure.result != -ENXIO)
        note_phase(uplink, JFI_UPLINK_CONNECTING);
    if ((uplink->failure.refused && !uplink->was_open) || now_ns >= get_deadline_ns(uplink))
        fail(uplink);
    else
        schedule_retry(uplink, now_ns);
}

static void start_attempt(struct jfi_uplink *uplink, int64_t now_ns)
{
    int err = 0;

    uplink->attempt_ns = now_ns;
    uplink->attempting = true;
    uplink->failure.refused = false;
    pthread_mutex_unlock(&uplink->lock);
    err = uplink->ops->start(uplink->transport, &uplink->failure);
    pthread_mutex_lock(&uplink->lock);
    if (err < 0)
        on_attempt_failed(uplink, now_ns);
}

static void on_broken(struct jfi_uplink *uplink, int64_t now_ns)
{
    cut(uplink);
    if (now_ns - uplink->opened_ns >= STEADY_NS)
        uplink->back_off_ns = MIN_BACK_OFF_NS;
    uplink->lost_ns = now_ns;
    uplink->state = JF_UPLINK_STATE_RECONNECTING;
    tell(uplink, JF_WRITER_STATUS_RECONNECT_START, uplink->failure.result,
         uplink->failure.reason.text);
    schedule_retry(uplink, now_ns);
}

static void on_open(struct jfi_uplink *uplink, int64_t now_ns)
{
    enum jfi_uplink_phase phase = JFI_UPLINK_OPEN;

    uplink->state = JF_UPLINK_STATE_OPEN;
    uplink->opened_ns = now_ns;
    uplink->finishing = false;
    if (!uplink->was_open) {
        uplink->was_open = true;
        tell(uplink, JF_WRITER_STATUS_OPENED, 0, "the server has agreed");
        return;
    }
    /* What waits begins to go first: where there is room again, nothing joins the gap once told. */
    phase = drive(uplink);
    tell_reconnected(uplink, now_ns);
    if (phase == JFI_UPLINK_FAILED)
        on_broken(uplink, now_ns);
}

/* What a server that does not answer in time has failed to do. */
static void set_overdue(struct jfi_uplink *uplink)
{
    static const struct {
        int result;
        const char *text;
    } overdue[] = {
        [JFI_UPLINK_LOCATING] = {-ENXIO, "the server's name could not be looked up in time"},
        [JFI_UPLINK_CONNECTING] = {-EHOSTDOWN, "the server did not answer the call in time"},
        [JFI_UPLINK_ASKING] = {-ETIMEDOUT, "the server did not answer the request in time"},
    };

    uplink->failure.result = overdue[uplink->phase].result;
    jfi_reason_set(&uplink->failure.reason, "%s", overdue[uplink->phase].text);
}

static void drive_attempt(struct jfi_uplink *uplink, int64_t now_ns)
{
    const enum jfi_uplink_phase phase = drive(uplink);

    if (phase == JFI_UPLINK_FAILED) {
        on_attempt_failed(uplink, now_ns);
        return;
    }
    note_phase(uplink, phase < JFI_UPLINK_ASKING ? phase : JFI_UPLINK_ASKING);
    if (phase >= JFI_UPLINK_OPEN) {
        on_open(uplink, now_ns);
    } else if (now_ns >= get_deadline_ns(uplink) ||
               now_ns >= uplink->attempt_ns + ATTEMPT_LIMIT_NS) {
        set_overdue(uplink);
        on_attempt_failed(uplink, now_ns);
    }
}

static void step_connecting(struct jfi_uplink *uplink, int64_t now_ns)
{
    if (uplink->order)
        close_as_ordered(uplink, uplink->was_open ? -ECONNABORTED : -ENOTCONN);
    else if (uplink->attempting)
        drive_attempt(uplink, now_ns);
    else if (now_ns >= get_deadline_ns(uplink))
        fail(uplink);
    else if (now_ns >= uplink->retry_ns)
        start_attempt(uplink, now_ns);
}

/* ---- open ------------------------------------------------------------------------------------ */

static void begin_finishing(struct jfi_uplink *uplink, int64_t now_ns)
{
    const bool ends = uplink->order == JFI_UPLINK_END;

    uplink->finishing = true;
    uplink->order_ns = now_ns;
    pthread_mutex_unlock(&uplink->lock);
    uplink->ops->finish(uplink->transport, ends);
    pthread_mutex_lock(&uplink->lock);
}

static void step_open(struct jfi_uplink *uplink, int64_t now_ns)
{
    enum jfi_uplink_phase phase = JFI_UPLINK_FAILED;
    int64_t limit_ns = 0;

    if (uplink->order && !uplink->finishing)
        begin_finishing(uplink, now_ns);
    phase = drive(uplink);
    if (!uplink->finishing) {
        if (phase == JFI_UPLINK_FAILED)
            on_broken(uplink, now_ns);
        return;
    }
    limit_ns = uplink->order == JFI_UPLINK_END ? END_LIMIT_NS : DISCONNECT_LIMIT_NS;
    if (phase == JFI_UPLINK_FINISHED)
        close_as_ordered(uplink, 0);
    else if (phase == JFI_UPLINK_FAILED || now_ns - uplink->order_ns >= limit_ns)
        close_as_ordered(uplink, -ECONNABORTED);
}

/* ---- the thread ------------------------------------------------------------------------------ */

static int until_ms(int64_t deadline_ns, int64_t now_ns)
{
    const int64_t rest_ms = (deadline_ns - now_ns) / JFI_NS_PER_MS + 1;

    return rest_ms < 0 ? 0 : rest_ms < OPEN_WAIT_MS ? (int)rest_ms : OPEN_WAIT_MS;
}

/* Returns how long to wait then. */
static int step(struct jfi_uplink *uplink)
{
    const int64_t now_ns = jfi_clock_now_ns();

    switch (uplink->state) {
    case JF_UPLINK_STATE_LOCATING:
    case JF_UPLINK_STATE_CONNECTING:
    case JF_UPLINK_STATE_RECONNECTING:
        step_connecting(uplink, now_ns);
        break;
    case JF_UPLINK_STATE_OPEN:
        step_open(uplink, now_ns);
        break;
    default:
        break;
    }
    if (uplink->attempting)
        return uplink->order ? 20 : OPEN_WAIT_MS;
    if (uplink->state == JF_UPLINK_STATE_IDLE || uplink->state == JF_UPLINK_STATE_ENDED ||
        uplink->state == JF_UPLINK_STATE_FAILED)
        return -1;
    return until_ms(uplink->retry_ns, now_ns);
}

void *jfi_uplink_run(void *user)
{
    struct jfi_uplink *uplink = user;
    eventfd_t ignored = 0;

    pthread_mutex_lock(&uplink->lock);
    while (!uplink->quitting) {
        const int timeout_ms = step(uplink);

        pthread_mutex_unlock(&uplink->lock);
        uplink->ops->wait(uplink->transport, uplink->wake_fd, timeout_ms);
        eventfd_read(uplink->wake_fd, &ignored);
        pthread_mutex_lock(&uplink->lock);
    }
    cut(uplink);
    pthread_mutex_unlock(&uplink->lock);
    return NULL;
}
