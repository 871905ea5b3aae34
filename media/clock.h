/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_CLOCK_H
#define JFI_MEDIA_CLOCK_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#define JFI_NS_PER_SECOND 1000000000
#define JFI_NS_PER_MS     1000000

/** CLOCK_MONOTONIC, in ns. */
int64_t jfi_clock_now_ns(void);

/** Sleeps until the clock says so, signals or not. */
void jfi_clock_sleep_until_ns(int64_t deadline_ns);

/** How long `frame_count` frames take; exact to the ns in streams of years. */
int64_t jfi_clock_frames_to_ns(int64_t frame_count, unsigned int rate_hz);

/** How many frames fit into a time, rounded to the nearest. */
int64_t jfi_clock_ns_to_frames(int64_t time_ns, unsigned int rate_hz);

/** A condition that jfi_clock_wait_until_ns can wait for. 0 or a negative errno. */
int jfi_clock_init_condition(pthread_cond_t *condition);

/** Waits for the condition; false once the deadline has passed. */
bool jfi_clock_wait_until_ns(pthread_cond_t *condition, pthread_mutex_t *lock, int64_t deadline_ns);

#endif
