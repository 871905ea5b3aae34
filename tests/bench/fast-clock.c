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

__attribute__((visibility("default"))) int clock_gettime(clockid_t clock, struct timespec *time);

int clock_gettime(clockid_t clock, struct timespec *time)
{
    const char *text = getenv("FAST_CLOCK");
    const int64_t speed = text ? strtol(text, NULL, 10) : 1;
    const int result = (int)syscall(SYS_clock_gettime, clock, time);

    if (result == 0 && clock == CLOCK_MONOTONIC) {
        const int64_t time_ns = (time->tv_sec * SECOND_NS + time->tv_nsec) * speed;

        time->tv_sec = time_ns / SECOND_NS;
        time->tv_nsec = time_ns % SECOND_NS;
    }
    return result;
}
