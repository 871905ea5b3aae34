/* SPDX-License-Identifier: MIT */
#include "media/clock.h"

#include <errno.h>
#include <time.h>

static struct timespec to_timespec(int64_t time_ns)
{
    return (struct timespec){.tv_sec = time_ns / JFI_NS_PER_SECOND,
                             .tv_nsec = time_ns % JFI_NS_PER_SECOND};
}

int64_t jfi_clock_now_ns(void)
{
    struct timespec now = {0};

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * JFI_NS_PER_SECOND + now.tv_nsec;
}

void jfi_clock_sleep_until_ns(int64_t deadline_ns)
{
    const struct timespec deadline = to_timespec(deadline_ns);

    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, NULL) == EINTR)
        ;
}

int64_t jfi_clock_frames_to_ns(int64_t frame_count, unsigned int rate_hz)
{
    const int64_t seconds = frame_count / rate_hz;
    const int64_t rest_frames = frame_count % rate_hz;

    return seconds * JFI_NS_PER_SECOND + rest_frames * JFI_NS_PER_SECOND / rate_hz;
}

int64_t jfi_clock_ns_to_frames(int64_t time_ns, unsigned int rate_hz)
{
    const int64_t seconds = time_ns / JFI_NS_PER_SECOND;
    const int64_t rest_ns = time_ns % JFI_NS_PER_SECOND;

    return seconds * rate_hz + (rest_ns * rate_hz + JFI_NS_PER_SECOND / 2) / JFI_NS_PER_SECOND;
}

int jfi_clock_init_condition(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;
    int err = pthread_condattr_init(&attributes);

    if (err != 0)
        return -err;
    err = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    if (err == 0)
        err = pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
    return -err;
}

bool jfi_clock_wait_until_ns(pthread_cond_t *condition, pthread_mutex_t *lock, int64_t deadline_ns)
{
    const struct timespec deadline = to_timespec(deadline_ns);

    return pthread_cond_timedwait(condition, lock, &deadline) != ETIMEDOUT;
}
