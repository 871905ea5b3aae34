/* SPDX-License-Identifier: MIT */
#ifndef TESTS_BENCH_H
#define TESTS_BENCH_H

#include <stddef.h>
#include <stdint.h>

struct jf_context;

/**
 * @file
 * What the benchmarks share. Each prints lines "NAME VALUE UNIT [REMARK]"; a figure of the same
 * run on the same machine is what it is to be compared with. Failures end the program.
 */

/** CLOCK_MONOTONIC, in nanoseconds. */
int64_t bench_now_ns(void);
/** The middle one of the times, which are sorted. */
int64_t bench_median(int64_t *times, size_t count);
/** Prints a line; the remark may be NULL. */
void bench_print(const char *name, double value, const char *unit, const char *remark);
/** Ends the program with a line that says what could not be done. */
void bench_fail(int status, const char *what) __attribute__((noreturn));
/** The same, unless `status` is 0 or more. */
void bench_need(int status, const char *what);
/** Runs a program with its output in a file; how many nanoseconds it took, the start included. */
int64_t bench_run(const char *const *arguments, const char *output);
/** A settled context on a machine, as jf_config_set_machine takes it; NULL: this one. */
struct jf_context *bench_open(const char *machine);

#endif
