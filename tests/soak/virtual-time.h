/* SPDX-License-Identifier: MIT */
#ifndef TESTS_VIRTUAL_TIME_H
#define TESTS_VIRTUAL_TIME_H

#include <stdint.h>

/**
 * @file
 * Time that passes only when nothing else happens: as soon as every thread of the program waits,
 * and no descriptor that one of them waits for is ready, the clock jumps to when the next of them
 * is to go on. Sockets are the system's own, and what is in them is taken before time goes on.
 *
 * The linker puts it in the place of the library's clock (media/clock.h) and of the calls that wait
 * (tests/soak/CMakeLists.txt). Threads that the library or the program starts take part in it,
 * others (libcurl's own) do not.
 */

/** From here on time is virtual, and the caller's thread takes part. */
void virtual_time_start(int64_t begin_ns);
/** The other threads that take part have ended. */
void virtual_time_stop(void);

/**
 * Waits of the library end at multiples of this, so that they end together; 0, as at first: each at
 * its own time.
 */
void virtual_time_set_grain_ns(int64_t grain_ns);

/** Sleeps until exactly then. */
void virtual_time_sleep_until_ns(int64_t deadline_ns);

/** How often the clock has jumped. */
uint64_t virtual_time_get_jumps(void);

#endif
