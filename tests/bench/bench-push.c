/* SPDX-License-Identifier: MIT */

/*
 * Pushes to the publishing points of another process, and tells what that costs both.
 *
 *   bench-push one PID http://ADDRESS:PORT/POINT [SECONDS (10)]
 *       One push of 128 kbit/s, in real time, by the push sink: what was encoded before.
 *   bench-push week PID http://ADDRESS:PORT/POINT [DAYS (7)]
 *       The same of so many days, as fast as it goes, a new request each minute of them.
 *   bench-push many PID http://ADDRESS:PORT/POINT [COUNT (1000) [SECONDS (10)]]
 *       So many at once, each to a point that it makes (POINT and a number), where one listens.
 *
 * PID is the server, which must let encoders make points for the last one.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <jackfield/media.h>

#include "bench.h"
#include "load.h"
#include "media/sink.h"
#include "push-content.h"
#include "push-crowd.h"

#define SECOND_NS ((int64_t)1000000000)

enum {
    CONTENT_S = 10,
    /* Of a week that runs fast: a minute of the stream, and how much of it may wait. */
    BUDGET_BYTES = 1000000,
    WAITING_S = 300
};

struct request {
    long server;
    const char *url;
    unsigned long numbers[2]; /* 0: not given */
};

/* ---- one ------------------------------------------------------------------------------------- */

static void await_opened(struct jf_sink *sink)
{
    struct jf_writer_status *status = NULL;
    enum jf_writer_status_type type = JF_WRITER_STATUS_UNKNOWN;
    const struct timespec pause = {.tv_nsec = 1000000};

    while (type != JF_WRITER_STATUS_OPENED) {
        status = jf_sink_next_status(sink);
        if (!status) {
            (void)nanosleep(&pause, NULL);
            continue;
        }
        type = jf_writer_status_get_type(status);
        bench_need(jf_writer_status_get_result(status), jf_writer_status_get_text(status));
        jf_writer_status_free(status);
    }
}

static struct jf_sink *open_push(const char *url, const struct push_content *content, bool fast)
{
    struct jf_sink *sink = NULL;

    bench_need(jf_sink_new_push(&sink), "push sink");
    if (fast) {
        bench_need(jf_push_sink_set_length_budget(sink, BUDGET_BYTES), "budget");
        bench_need(jf_uplink_set_buffer_ns(sink, 2 * WAITING_S * SECOND_NS), "buffer");
    }
    bench_need(jf_push_sink_connect(sink, url, NULL, false), "connecting");
    await_opened(sink);
    bench_need(jfi_sink_get_ops(sink)->on_header(sink, content->header), "header");
    return sink;
}

static void give(struct jf_sink *sink, const struct push_content *content, uint64_t number)
{
    struct jf_data_unit *unit = push_content_dup(content, number);

    bench_need(jfi_sink_get_ops(sink)->on_data_unit(sink, unit), "pushing");
    jf_data_unit_unref(unit);
}

static void close_push(struct jf_sink *sink, const char *gap_name)
{
    struct jf_uplink_statistics statistics;

    bench_need(jf_push_sink_end_session(sink), "ending the session");
    bench_need(jf_uplink_get_statistics(sink, &statistics), "statistics");
    bench_print(gap_name, (double)statistics.gap_unit_count, "", "data units lost");
    jf_sink_unref(sink);
}

static void push_in_real_time(struct jf_sink *sink, const struct push_content *content,
                              int64_t for_ns)
{
    const int64_t begin_ns = bench_now_ns();

    for (uint64_t number = 0;; number++) {
        const int64_t wait_ns = push_content_time_ns(content, number) - (bench_now_ns() - begin_ns);
        const struct timespec pause = {.tv_sec = wait_ns / SECOND_NS,
                                       .tv_nsec = wait_ns % SECOND_NS};

        if (push_content_time_ns(content, number) > for_ns)
            return;
        if (wait_ns > 0)
            (void)nanosleep(&pause, NULL);
        give(sink, content, number);
    }
}

static double share(const struct load_usage *from, const struct load_usage *to)
{
    return (double)(to->cpu_ns - from->cpu_ns) / (double)(to->time_ns - from->time_ns) * 100;
}

static void bench_one(const struct request *request, const struct push_content *content)
{
    const int64_t for_ns = (int64_t)(request->numbers[0] ? request->numbers[0] : 10) * SECOND_NS;
    struct jf_sink *sink = open_push(request->url, content, false);
    struct load_usage own = load_usage(getpid()), server = load_usage(request->server), after;

    push_in_real_time(sink, content, for_ns);
    after = load_usage(getpid());
    bench_print("push-one-cpu", share(&own, &after), "%",
                "of a core, by a push; less than 1 asked");
    after = load_usage(request->server);
    bench_print("push-one-server-cpu", share(&server, &after), "%", "of a core, by the point");
    close_push(sink, "push-one-gap");
}

/* ---- a week ---------------------------------------------------------------------------------- */

struct week {
    struct load_usage own, server; /* when a twentieth was over */
    int64_t own_most, server_most; /* bytes since then */
};

static void look(struct week *week, const struct request *request)
{
    const struct load_usage own = load_usage(getpid()), server = load_usage(request->server);

    if (week->own.time_ns == 0) {
        week->own = own;
        week->server = server;
    }
    if (own.memory_bytes > week->own_most)
        week->own_most = own.memory_bytes;
    if (server.memory_bytes > week->server_most)
        week->server_most = server.memory_bytes;
}

static void await_room(struct jf_sink *sink)
{
    const struct timespec pause = {.tv_nsec = 1000000};
    struct jf_uplink_statistics statistics;

    bench_need(jf_uplink_get_statistics(sink, &statistics), "statistics");
    while (statistics.waiting_ns > WAITING_S * SECOND_NS) {
        (void)nanosleep(&pause, NULL);
        bench_need(jf_uplink_get_statistics(sink, &statistics), "statistics");
    }
}

static void bench_week(const struct request *request, const struct push_content *content)
{
    const int64_t days = (int64_t)(request->numbers[0] ? request->numbers[0] : 7);
    const int64_t span_ns = days * 86400 * SECOND_NS, begin_ns = bench_now_ns();
    struct week week = {.own_most = 0};
    struct jf_sink *sink = open_push(request->url, content, true);
    uint64_t number = 0;

    for (; push_content_time_ns(content, number) < span_ns; number++) {
        give(sink, content, number);
        if (number % 256)
            continue;
        await_room(sink);
        if (number % 65536 == 0 && push_content_time_ns(content, number) > span_ns / 20)
            look(&week, request);
    }
    look(&week, request);
    bench_print("push-week-units", (double)number, "", "data units of the stream");
    bench_print("push-week-took", (double)(bench_now_ns() - begin_ns) / 1e9, "s", NULL);
    bench_print("push-week-memory", (double)week.own.memory_bytes / 1024, "KiB",
                "of the encoder when a twentieth was over");
    bench_print("push-week-growth", (double)(week.own_most - week.own.memory_bytes) / 1024, "KiB",
                "at most, from then on");
    bench_print("push-week-server-memory", (double)week.server.memory_bytes / 1024, "KiB", NULL);
    bench_print("push-week-server-growth",
                (double)(week.server_most - week.server.memory_bytes) / 1024, "KiB", NULL);
    close_push(sink, "push-week-gap");
}

/* ---- many ------------------------------------------------------------------------------------ */

struct totals {
    uint64_t sent_units, heard_bytes, late;
};

static struct totals sum(const struct push_crowd *crowd)
{
    struct totals totals = {.late = 0};

    for (size_t i = 0; i < crowd->count; i++) {
        totals.sent_units += crowd->encoders[i].next - crowd->encoders[i].begin;
        totals.heard_bytes += crowd->encoders[i].heard_bytes;
        totals.late += crowd->encoders[i].late;
    }
    return totals;
}

static void print_many(const struct push_crowd *crowd, const char *what, double value,
                       const char *unit, const char *remark)
{
    char name[64];

    (void)snprintf(name, sizeof(name), "push-%zu-%s", crowd->count, what);
    bench_print(name, value, unit, remark);
}

static void print_joining(const struct push_crowd *crowd, int64_t took_ns)
{
    size_t taken = 0;

    for (size_t i = 0; i < crowd->count; i++)
        taken += crowd->encoders[i].fd >= 0;
    print_many(crowd, "sessions", (double)taken, "", NULL);
    print_many(crowd, "refused", (double)(crowd->count - taken), "", NULL);
    print_many(crowd, "join-all", (double)took_ns / 1e6, "ms", "one after the other");
}

/* What it was like from one moment to another; `idle` before all. */
struct span {
    struct load_usage idle, before, after;
    struct totals from, to;
};

static void print_pushing(struct push_crowd *crowd, const struct span *span)
{
    const double unit_bytes = (double)jf_data_unit_get_size(crowd->content->units[0]);
    const double lasting = (double)push_crowd_count(crowd);
    const double sent_units = (double)(span->to.sent_units - span->from.sent_units);
    const double heard_bytes = (double)(span->to.heard_bytes - span->from.heard_bytes);

    print_many(crowd, "lasting", lasting, "", "pushing to the end");
    print_many(crowd, "late", (double)span->to.late, "", "times that the server did not read");
    print_many(crowd, "relayed", heard_bytes * 100 / unit_bytes / sent_units, "%",
               "of what was pushed, to one listener each");
    print_many(crowd, "cpu", share(&span->before, &span->after), "%", "of a core, by the server");
    print_many(crowd, "cpu-each", share(&span->before, &span->after) * 1e4 / lasting, "us",
               "by the server, for a second of a push and its listener");
    print_many(crowd, "memory",
               (double)(span->after.memory_bytes - span->idle.memory_bytes) / 1024 / lasting, "KiB",
               "more by the server, for a push and its listener");
}

static void bench_many(const struct request *request, struct push_crowd *crowd)
{
    const size_t count = request->numbers[0] ? request->numbers[0] : 1000;
    const int64_t for_ns = (int64_t)(request->numbers[1] ? request->numbers[1] : 10) * SECOND_NS;
    const int64_t begin_ns = bench_now_ns();
    struct span span = {.idle = load_usage(request->server)};

    push_crowd_open(crowd, count);
    print_joining(crowd, bench_now_ns() - begin_ns);
    push_crowd_run(crowd, SECOND_NS);
    push_crowd_listen(crowd);
    push_crowd_run(crowd, 3 * SECOND_NS);
    span.before = load_usage(request->server);
    span.from = sum(crowd);
    push_crowd_run(crowd, for_ns);
    span.after = load_usage(request->server);
    span.to = sum(crowd);
    print_pushing(crowd, &span);
    push_crowd_close(crowd);
}

/* ---- the command line ------------------------------------------------------------------------ */

static unsigned long read_number(const char *text)
{
    char *end = NULL;
    unsigned long number = strtoul(text, &end, 10);

    bench_need(number && !*end && *text != '-' && number <= INT32_MAX ? 0 : -EINVAL, text);
    return number;
}

static void read_url(struct push_crowd *crowd, const char *url)
{
    char host[64] = "";
    unsigned port = 0;
    int end = 0;

    /* NOLINTNEXTLINE(cert-err34-c): a port out of range is found below. */
    (void)sscanf(url, "http://%63[0-9.]:%5u%n", host, &port, &end);
    crowd->address.sin_family = AF_INET;
    crowd->address.sin_port = htons((uint16_t)port);
    crowd->path = url + end;
    bench_need(end && port && port <= UINT16_MAX && url[end] == '/' &&
                       inet_pton(AF_INET, host, &crowd->address.sin_addr) == 1
                   ? 0
                   : -EINVAL,
               url);
}

int main(int argc, char *argv[])
{
    static struct push_crowd crowd;
    static struct push_content content;
    struct request request = {.server = 0};

    bench_need(argc >= 4 && argc <= 6 ? 0 : -EINVAL, "bench-push one|week|many PID URL [NUMBER…]");
    request.server = (long)read_number(argv[2]);
    request.url = argv[3];
    for (int i = 4; i < argc; i++)
        request.numbers[i - 4] = read_number(argv[i]);
    read_url(&crowd, request.url);
    push_content_make(&content, CONTENT_S);
    crowd.content = &content;
    if (strcmp(argv[1], "one") == 0)
        bench_one(&request, &content);
    else if (strcmp(argv[1], "week") == 0)
        bench_week(&request, &content);
    else if (strcmp(argv[1], "many") == 0)
        bench_many(&request, &crowd);
    else
        bench_need(-EINVAL, argv[1]);
    push_content_fini(&content);
    return EXIT_SUCCESS;
}
