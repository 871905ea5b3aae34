/* SPDX-License-Identifier: MIT */
#include "load.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include "bench.h"

enum {
    EVENTS = 256,
    STARTS_IN_A_ROW = 16, /* between two looks at what has come, so that joining is timed well */
    WATCH_MS = 50,
    SPARE_FILES = 32
};

/* A listener is a file, and more than a shell allows a program by default. */
static void raise_file_limit(size_t count)
{
    rlim_t wanted = count + SPARE_FILES;
    struct rlimit limit;

    bench_need(getrlimit(RLIMIT_NOFILE, &limit) == 0 ? 0 : -errno, "limits");
    if (limit.rlim_cur >= wanted)
        return;
    if (limit.rlim_max < wanted) {
        (void)fprintf(stderr,
                      "%zu listeners need %zu open files; the hard limit is %zu (ulimit -Hn)\n",
                      count, (size_t)wanted, (size_t)limit.rlim_max);
        exit(EXIT_FAILURE);
    }
    limit.rlim_cur = wanted;
    bench_need(setrlimit(RLIMIT_NOFILE, &limit) == 0 ? 0 : -errno, "open files");
}

void *load_allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);

    if (!memory) {
        (void)fprintf(stderr, "out of memory\n");
        exit(EXIT_FAILURE);
    }
    return memory;
}

void load_open(struct load *load, size_t count, size_t deaf_count)
{
    load->count = count;
    load->deaf_count = deaf_count;
    raise_file_limit(count);
    load->epoll = epoll_create1(EPOLL_CLOEXEC);
    bench_need(load->epoll >= 0 ? 0 : -errno, "epoll");
    load->listeners = load_allocate(count, sizeof(*load->listeners));
    for (size_t i = 0; i < count; i++) {
        load->listeners[i].fd = -1;
        load->listeners[i].is_deaf = i >= count - deaf_count;
        load->listeners[i].manner = LOAD_PLAY;
        if (load->describes && !load->listeners[i].is_deaf)
            load->listeners[i].manner = LOAD_DESCRIBE;
    }
}

void load_close(struct load *load)
{
    for (size_t i = 0; i < load->count; i++)
        load_listener_stop(&load->listeners[i], false);
    free(load->listeners);
    (void)close(load->epoll);
}

size_t load_count(const struct load *load, enum load_state state)
{
    size_t count = 0;

    for (size_t i = 0; i < load->count - load->deaf_count; i++)
        count += load->listeners[i].state == state;
    return count;
}

/* ---- turns ----------------------------------------------------------------------------------- */

static void turn(struct load *load, int timeout_ms)
{
    struct epoll_event events[EVENTS];
    int count = epoll_wait(load->epoll, events, EVENTS, timeout_ms);

    bench_need(count >= 0 || errno == EINTR ? 0 : -errno, "epoll");
    for (int i = 0; i < count; i++)
        load_listener_turn(load, events[i].data.ptr, events[i].events);
}

static bool is_settled(const struct load_listener *listener)
{
    if (listener->state == LOAD_LISTENING)
        return listener->join_ns != 0;
    return listener->state >= LOAD_DEAF;
}

static bool have_joined(const struct load *load)
{
    for (size_t i = 0; i < load->count; i++) {
        if (!is_settled(&load->listeners[i]))
            return false;
    }
    return true;
}

void load_join(struct load *load, int64_t limit_ns)
{
    int64_t end_ns = bench_now_ns() + limit_ns;

    for (size_t i = 0; i < load->count; i++) {
        /* Again after a churn. */
        if (load->listeners[i].state == LOAD_UNKNOWN)
            load_listener_start(load, &load->listeners[i]);
        if (i % STARTS_IN_A_ROW == 0)
            turn(load, 0);
    }
    while (!have_joined(load) && bench_now_ns() < end_ns)
        turn(load, WATCH_MS);
}

void load_listen(struct load *load, int64_t for_ns)
{
    int64_t end_ns = bench_now_ns() + for_ns, watch_ns = 0;

    while (bench_now_ns() < end_ns) {
        turn(load, WATCH_MS);
        if (load->deaf_count && bench_now_ns() >= watch_ns) {
            load_watch_deaf(load);
            watch_ns = bench_now_ns() + (int64_t)WATCH_MS * 1000000;
        }
    }
}

/* ---- churn ----------------------------------------------------------------------------------- */

/* xorshift64*: the same seed makes the same run, as far as the machine does. */
static uint64_t next_random(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 0x2545F4914F6CDD1D;
}

/* A listener that the server has hurt stays as it is, to be counted. */
static void replace(struct load *load, uint64_t dice)
{
    struct load_listener *listener =
        &load->listeners[(dice >> 16) % (load->count - load->deaf_count)];

    if (listener->state > LOAD_LISTENING)
        return;
    load_listener_stop(listener, dice & 1);
    if ((dice & 6) == 0)
        listener->manner = LOAD_HALF;
    else
        listener->manner = dice & 2 && !load->is_plain ? LOAD_DESCRIBE : LOAD_PLAY;
    load_listener_start(load, listener);
}

void load_churn(struct load *load, int64_t for_ns, unsigned per_second, uint64_t seed)
{
    int64_t start_ns = bench_now_ns(), passed_ns = 0;
    uint64_t state = seed ? seed : 1;
    uint64_t done = 0;

    while (passed_ns < for_ns) {
        turn(load, 10);
        passed_ns = bench_now_ns() - start_ns;
        for (; done < (uint64_t)passed_ns * per_second / 1000000000; done++)
            replace(load, next_random(&state));
    }
}
