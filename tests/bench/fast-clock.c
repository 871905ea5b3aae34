/* SPDX-License-Identifier: MIT */

/*
 * Preloaded, it makes the monotonic clock of a program run FAST_CLOCK times as fast, so that a week
 * does not take one. What waits in the kernel waits as long as ever.
 */

#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define SECOND_NS ((int64_t)1000000000)

__attribute__((visibility("default"))) int clock_gettime(clockid_t clock_id, struct timespec *tp)
{
    const char *text = getenv("FAST_CLOCK");
    const int64_t speed = text ? strtol(text, NULL, 10) : 1;
    const int result = (int)syscall(SYS_clock_gettime, clock_id, tp);

    if (result == 0 && clock_id == CLOCK_MONOTONIC) {
        const int64_t time_ns = (tp->tv_sec * SECOND_NS + tp->tv_nsec) * speed;

        tp->tv_sec = time_ns / SECOND_NS;
        tp->tv_nsec = time_ns % SECOND_NS;
    }
    return result;
}
