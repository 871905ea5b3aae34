/* SPDX-License-Identifier: MIT */
#include "bench.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

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

void bench_fail(int status, const char *what)
{
    (void)fprintf(stderr, "%s: %s\n", what, strerror(-status));
    exit(EXIT_FAILURE);
}

void bench_need(int status, const char *what)
{
    if (status < 0)
        bench_fail(status, what);
}

int64_t bench_run(const char *const *arguments, const char *output)
{
    int64_t start_ns = bench_now_ns();
    posix_spawn_file_actions_t actions;
    int status;
    pid_t pid;

    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output,
                                           O_WRONLY | O_CREAT | O_TRUNC, 0600);
    bench_need(-posix_spawnp(&pid, arguments[0], &actions, NULL,
                             (char *const *)(uintptr_t)arguments, environ),
               arguments[0]);
    (void)posix_spawn_file_actions_destroy(&actions);
    bench_need(waitpid(pid, &status, 0) == pid && status == 0 ? 0 : -EIO, arguments[0]);
    return bench_now_ns() - start_ns;
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
