/* SPDX-License-Identifier: MIT */
#include "load.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"

enum {
    FIELD_MEMORY = 24, /* of /proc/PID/stat, counted from 1 */
    ESTABLISHED = 1    /* of /proc/net/tcp */
};

/* ---- what it uses ---------------------------------------------------------------------------- */

/* The number in a field after the name, which is in parentheses and may hold anything. */
static int64_t read_field(const char *text, unsigned field)
{
    const char *at = strrchr(text, ')');

    for (unsigned i = 2; at && i < field; i++)
        at = strchr(at + 1, ' ');
    return at ? strtoll(at, NULL, 10) : 0;
}

struct load_usage load_usage(long pid)
{
    struct load_usage usage = {.time_ns = bench_now_ns()};
    char path[64], text[2048];
    struct timespec time;
    clockid_t clock;
    FILE *stream;
    size_t size;

    (void)snprintf(path, sizeof(path), "/proc/%ld/stat", pid);
    stream = fopen(path, "re");
    bench_need(stream ? 0 : -errno, path);
    size = fread(text, 1, sizeof(text) - 1, stream);
    text[size] = '\0';
    (void)fclose(stream);
    /* The user and system time of that file, but in ns: its ticks are too coarse for few. */
    bench_need(-clock_getcpuclockid((pid_t)pid, &clock), "the time of the process");
    bench_need(clock_gettime(clock, &time) == 0 ? 0 : -errno, "the time of the process");
    usage.cpu_ns = (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
    usage.memory_bytes = read_field(text, FIELD_MEMORY) * sysconf(_SC_PAGESIZE);
    return usage;
}

/* ---- whom it was too slow to accept ---------------------------------------------------------- */

/* The value below a name in a table of one line of names and one of values. */
static uint64_t read_column(char *names, char *values, const char *name)
{
    char *name_rest, *value_rest;
    char *found = strtok_r(names, " \n", &name_rest), *value = strtok_r(values, " \n", &value_rest);

    while (found && value && strcmp(found, name) != 0) {
        found = strtok_r(NULL, " \n", &name_rest);
        value = strtok_r(NULL, " \n", &value_rest);
    }
    return found && value ? strtoull(value, NULL, 10) : 0;
}

uint64_t load_count_overflows(void)
{
    static char names[8192], values[8192];
    FILE *stream = fopen("/proc/net/netstat", "re");
    uint64_t count = 0;

    bench_need(stream ? 0 : -errno, "/proc/net/netstat");
    while (fgets(names, sizeof(names), stream) && fgets(values, sizeof(values), stream)) {
        if (strncmp(names, "TcpExt:", 7) == 0)
            count = read_column(names, values, "ListenOverflows");
    }
    (void)fclose(stream);
    return count;
}

/* ---- whom it has given up -------------------------------------------------------------------- */

/*
 * A server that closes a connection whose peer does not read is not heard of by that peer, for what
 * it has not read comes before the end. The server's side of a connection over loopback shows it.
 */
static void read_open_ports(uint16_t server_port, bool *is_open)
{
    FILE *stream = fopen("/proc/net/tcp", "re");
    char line[256];

    bench_need(stream ? 0 : -errno, "/proc/net/tcp");
    while (fgets(line, sizeof(line), stream)) {
        /* "   1: 0100007F:1F90 0100007F:A0B2 01 …" */
        char *local = strchr(line, ':'), *remote;

        local = local ? strchr(local + 1, ':') : NULL;
        remote = local ? strchr(local + 1, ':') : NULL;
        if (!remote || strtoul(local + 1, NULL, 16) != server_port)
            continue;
        if (strtoul(remote + 6, NULL, 16) == ESTABLISHED)
            is_open[strtoul(remote + 1, NULL, 16) & UINT16_MAX] = true;
    }
    (void)fclose(stream);
}

void load_watch_deaf(struct load *load)
{
    bool *is_open = load_allocate(UINT16_MAX + 1, sizeof(*is_open));

    read_open_ports(ntohs(load->address.sin_port), is_open);
    for (size_t i = load->count - load->deaf_count; i < load->count; i++) {
        struct load_listener *listener = &load->listeners[i];

        if (listener->state == LOAD_DEAF && !listener->dropped_ns && !is_open[listener->port])
            listener->dropped_ns = bench_now_ns();
    }
    free(is_open);
}
