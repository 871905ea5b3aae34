/* SPDX-License-Identifier: MIT */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <jackfield/jackfield.h>

int64_t bench_now_ns(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int compare(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

    return (left > right) - (left < right);
}

int64_t bench_median(int64_t *times, size_t count)
{
    qsort(times, count, sizeof(*times), compare);
    return times[count / 2];
}

void bench_print(const char *name, double value, const char *unit, const char *remark)
{
    (void)printf("%-40s %12.3f %-8s %s\n", name, value, unit, remark ? remark : "");
    (void)fflush(stdout);
}

void bench_need(int status, const char *what)
{
    if (status >= 0)
        return;
    (void)fprintf(stderr, "%s: %s\n", what, strerror(-status));
    exit(EXIT_FAILURE);
}

struct jf_context *bench_open(const char *machine)
{
    struct jf_config *config = NULL;
    struct jf_context *context = NULL;

    bench_need(jf_config_new(&config), "configuration");
    bench_need(jf_config_set_machine(config, machine), "machine");
    bench_need(jf_context_new(config, &context), "context");
    jf_config_free(config);
    bench_need(jf_context_settle(context), "settling");
    return context;
}
