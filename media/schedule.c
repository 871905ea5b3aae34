/* SPDX-License-Identifier: MIT */
#include "media/schedule.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "media/status-queue.h"

#define MAX_CHANGES 32

struct jfi_schedule {
    pthread_mutex_t lock;
    /* under lock */
    struct jfi_change *first, **end; /* those that wait, in order */
    unsigned int count;
    /* of the last one, waiting or not */
    bool starts;
    int64_t last_ns;

    bool stopped; /* where the data is now */
    bool in_session, may_leave_out;
    int64_t duration_ns;
};

struct jfi_change *jfi_change_free(struct jfi_change *change)
{
    if (!change)
        return NULL;
    jf_writer_status_free(change->status);
    free(change);
    return NULL;
}

static int new_change(bool starts, int64_t time_ns, struct jfi_change **ret_change)
{
    struct jfi_change *change = calloc(1, sizeof(*change));
    int err = 0;

    if (!change)
        return -ENOMEM;
    err = jfi_status_new(&change->status);
    if (err < 0) {
        free(change);
        return err;
    }
    change->starts = starts;
    change->time_ns = time_ns;
    *ret_change = change;
    return 0;
}

/* Called locked. */
static struct jfi_change *pop(struct jfi_schedule *schedule)
{
    struct jfi_change *change = schedule->first;

    schedule->first = change->next;
    if (!schedule->first)
        schedule->end = &schedule->first;
    schedule->count--;
    change->next = NULL;
    return change;
}

/* Called locked, or before anybody else knows it. */
static void reset(struct jfi_schedule *schedule)
{
    while (schedule->first)
        jfi_change_free(pop(schedule));
    schedule->end = &schedule->first;
    schedule->starts = true;
    schedule->last_ns = 0;
    schedule->stopped = false;
    schedule->in_session = false;
    schedule->may_leave_out = true;
}

int jfi_schedule_new(struct jfi_schedule **ret_schedule)
{
    struct jfi_schedule *schedule = calloc(1, sizeof(*schedule));
    int err = 0;

    if (!schedule)
        return -ENOMEM;
    err = -pthread_mutex_init(&schedule->lock, NULL);
    if (err < 0) {
        free(schedule);
        return err;
    }
    reset(schedule);
    *ret_schedule = schedule;
    return 0;
}

struct jfi_schedule *jfi_schedule_free(struct jfi_schedule *schedule)
{
    if (!schedule)
        return NULL;
    reset(schedule);
    pthread_mutex_destroy(&schedule->lock);
    free(schedule);
    return NULL;
}

/* Called locked. */
static int add_change(struct jfi_schedule *schedule, bool starts, int64_t time_ns)
{
    struct jfi_change *change = NULL;
    int err = 0;

    if (time_ns < schedule->last_ns)
        return -ERANGE;
    if (!schedule->may_leave_out)
        return -ENOTSUP;
    if (starts == schedule->starts)
        return 0;
    if (schedule->count == MAX_CHANGES)
        return -ENOMEM;
    err = new_change(starts, time_ns, &change);
    if (err < 0)
        return err;
    *schedule->end = change;
    schedule->end = &change->next;
    schedule->count++;
    schedule->starts = starts;
    schedule->last_ns = time_ns;
    return 0;
}

static int change(struct jfi_schedule *schedule, bool starts, int64_t time_ns)
{
    int err = 0;

    pthread_mutex_lock(&schedule->lock);
    err = add_change(schedule, starts, time_ns);
    pthread_mutex_unlock(&schedule->lock);
    return err;
}

int jfi_schedule_start(struct jfi_schedule *schedule, int64_t time_ns)
{
    return change(schedule, true, time_ns);
}

int jfi_schedule_stop(struct jfi_schedule *schedule, int64_t time_ns)
{
    return change(schedule, false, time_ns);
}

int jfi_schedule_begin(struct jfi_schedule *schedule, bool may_leave_out)
{
    int err = 0;

    pthread_mutex_lock(&schedule->lock);
    if (!may_leave_out && schedule->count > 0) {
        err = -ENOTSUP;
    } else {
        schedule->in_session = true;
        schedule->may_leave_out = may_leave_out;
        schedule->duration_ns = 0;
    }
    pthread_mutex_unlock(&schedule->lock);
    return err;
}

void jfi_schedule_end(struct jfi_schedule *schedule)
{
    pthread_mutex_lock(&schedule->lock);
    if (schedule->in_session)
        reset(schedule);
    pthread_mutex_unlock(&schedule->lock);
}

struct jfi_change *jfi_schedule_take(struct jfi_schedule *schedule, int64_t time_ns)
{
    struct jfi_change *change = NULL;

    pthread_mutex_lock(&schedule->lock);
    if (schedule->first && schedule->first->time_ns <= time_ns) {
        change = pop(schedule);
        schedule->stopped = !change->starts;
    }
    pthread_mutex_unlock(&schedule->lock);
    return change;
}

bool jfi_schedule_is_stopped(struct jfi_schedule *schedule)
{
    bool stopped = false;

    pthread_mutex_lock(&schedule->lock);
    stopped = schedule->stopped;
    pthread_mutex_unlock(&schedule->lock);
    return stopped;
}

void jfi_schedule_set_duration_ns(struct jfi_schedule *schedule, int64_t duration_ns)
{
    pthread_mutex_lock(&schedule->lock);
    schedule->duration_ns = duration_ns;
    pthread_mutex_unlock(&schedule->lock);
}

int64_t jfi_schedule_get_duration_ns(struct jfi_schedule *schedule)
{
    int64_t duration_ns = 0;

    pthread_mutex_lock(&schedule->lock);
    duration_ns = schedule->duration_ns;
    pthread_mutex_unlock(&schedule->lock);
    return duration_ns;
}
