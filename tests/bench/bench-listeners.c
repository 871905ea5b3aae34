/* SPDX-License-Identifier: MIT */

/*
 * Listens to a server as so many players would, and tells what it was like for them and for it.
 *
 *   bench-listeners [OPTION…] mmsh://ADDRESS:PORT[/PATH]      MMSH, its framing checked
 *   bench-listeners [OPTION…] http://ADDRESS:PORT[/PATH]      bytes
 *
 *   --count=N (100)       listeners; all connect at once
 *   --deaf=N (0)          more that ask and then never read
 *   --seconds=N (10)      how long they listen once they have joined
 *   --patience=N (40)     how many seconds they may take to join; what a server does not accept at
 *                         once the kernel tries again after 1, 2, 4, … seconds
 *   --describe            each describes before it plays, over a connection of its own
 *   --churn=N (0)         first disconnect and connect again N of them a second, for as long again
 *   --seed=N (1)          which ones
 *   --server=PID          also tell what that process used, less what it used without listeners
 *   --name=PREFIX         of the figures
 *   --refused=N           fail unless exactly N are refused, and the others listen to the end
 */

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "bench.h"
#include "load.h"

enum {
    IDLE_S = 2,
    SECOND_NS = 1000000000
};

struct request {
    size_t count;
    size_t deaf_count;
    size_t seconds;
    size_t patience;
    size_t churn;
    size_t seed;
    size_t server;
    size_t refused;
    bool is_strict;
    bool describes;
    const char *name;
};

struct result {
    int64_t start_ns;
    int64_t joined_ns;
    struct load_usage idle, before, joined, after;
    int64_t own_cpu_ns;
    uint64_t overflows; /* while they joined */
    uint64_t bytes;
};

/* ---- figures --------------------------------------------------------------------------------- */

static void print(const struct request *request, const char *what, double value, const char *unit,
                  const char *remark)
{
    char name[128];

    (void)snprintf(name, sizeof(name), "%s-%s", request->name, what);
    bench_print(name, value, unit, remark);
}

/* Of those that have joined; sorted. Returns how many. */
static size_t collect(const struct load *load, int64_t *times, bool gaps)
{
    size_t count = 0;

    for (size_t i = 0; i < load->count - load->deaf_count; i++) {
        const struct load_listener *listener = &load->listeners[i];

        if (listener->join_ns)
            times[count++] = gaps ? listener->gap_ns : listener->join_ns - listener->start_ns;
    }
    if (count)
        (void)bench_median(times, count);
    return count;
}

static void print_time(const struct request *request, bool is_gap, const char *which,
                       int64_t time_ns, const char *remark)
{
    char name[64];

    (void)snprintf(name, sizeof(name), "%s-%s", is_gap ? "gap" : "join", which);
    print(request, name, (double)time_ns / 1e6, "ms", remark);
}

static void print_times(const struct request *request, const struct load *load, bool gaps)
{
    int64_t *times = load_allocate(load->count, sizeof(*times));
    size_t count = collect(load, times, gaps), middle = count / 2, last_percent = count * 99 / 100;

    if (count) {
        print_time(request, gaps, "median", times[middle],
                   gaps ? "longest wait of a listener between two pieces"
                        : "from connecting to the first audio");
        print_time(request, gaps, "p99", times[last_percent], NULL);
        print_time(request, gaps, "worst", times[count - 1], NULL);
    }
    free(times);
}

static void print_joining(const struct request *request, const struct load *load,
                          const struct result *result)
{
    double took_s = (double)(result->joined_ns - result->start_ns) / SECOND_NS;
    size_t listening = load_count(load, LOAD_LISTENING);

    print(request, "listening", (double)listening, "", NULL);
    print(request, "refused", (double)load_count(load, LOAD_REFUSED), "", NULL);
    print(request, "failed", (double)load_count(load, LOAD_FAILED), "", NULL);
    print(request, "waiting",
          (double)(load_count(load, LOAD_CONNECTING) + load_count(load, LOAD_ASKED)), "",
          "for an answer still");
    print(request, "connect-all", took_s * 1e3, "ms", "until the last one has its first audio");
    print(request, "overflows", (double)result->overflows, "",
          "of the queue of those to accept; they try again after a second");
    print(request, "connects", (double)listening / took_s, "1/s", NULL);
    print_times(request, load, false);
}

/* How much of the processor the server used from one moment to another, from 0 to 1. */
static double cpu_share(const struct load_usage *from, const struct load_usage *to)
{
    return (double)(to->cpu_ns - from->cpu_ns) / (double)(to->time_ns - from->time_ns);
}

static void print_server(const struct request *request, const struct load *load,
                         const struct result *result)
{
    double idle = cpu_share(&result->idle, &result->before);
    double busy = cpu_share(&result->joined, &result->after);
    double listening = (double)load_count(load, LOAD_LISTENING);

    print(request, "cpu-idle", idle * 100, "%", "of a core, by the server without listeners");
    print(request, "cpu-busy", busy * 100, "%", "of a core, by the server with them");
    print(request, "cpu", (busy - idle) * 1e6 / listening, "us",
          "more by the server, for a second of a listener");
    print(request, "memory",
          (double)(result->after.memory_bytes - result->before.memory_bytes) / 1024 /
              (listening + (double)request->deaf_count),
          "KiB", "more by the server, for a listener");
}

static void print_listening(const struct request *request, const struct load *load,
                            const struct result *result)
{
    double span_s = (double)(result->after.time_ns - result->joined.time_ns) / SECOND_NS;
    size_t listening = load_count(load, LOAD_LISTENING);

    print_times(request, load, true);
    print(request, "loader", (double)result->own_cpu_ns / 1e7 / span_s, "%",
          "of a core, for the listeners themselves");
    if (!listening)
        return;
    print(request, "rate", (double)result->bytes * 8 / 1e3 / span_s / (double)listening, "kbit/s",
          "as a listener gets it");
    if (request->server)
        print_server(request, load, result);
}

static void print_deaf(const struct request *request, const struct load *load,
                       const struct result *result)
{
    int64_t first_ns = INT64_MAX, last_ns = 0;
    size_t dropped = 0;

    for (size_t i = load->count - load->deaf_count; i < load->count; i++) {
        int64_t dropped_ns = load->listeners[i].dropped_ns;

        if (!dropped_ns)
            continue;
        dropped++;
        first_ns = dropped_ns < first_ns ? dropped_ns : first_ns;
        last_ns = dropped_ns > last_ns ? dropped_ns : last_ns;
    }
    print(request, "deaf-dropped", (double)dropped, "", "of those that never read");
    if (!dropped)
        return;
    print(request, "deaf-first", (double)(first_ns - result->start_ns) / SECOND_NS, "s", NULL);
    print(request, "deaf-last", (double)(last_ns - result->start_ns) / SECOND_NS, "s", NULL);
}

/* ---- the verdict ----------------------------------------------------------------------------- */

static uint64_t count_holes(const struct load *load)
{
    uint64_t holes = 0;

    for (size_t i = 0; i < load->count; i++)
        holes += load->listeners[i].framing.holes;
    return holes;
}

/* Those that listen and have heard something. */
static size_t count_joined(const struct load *load)
{
    size_t count = 0;

    for (size_t i = 0; i < load->count; i++)
        count += load->listeners[i].state == LOAD_LISTENING && load->listeners[i].join_ns;
    return count;
}

static const char *first_broken(const struct load *load)
{
    for (size_t i = 0; i < load->count; i++) {
        if (load->listeners[i].framing.broken)
            return load->listeners[i].framing.broken;
    }
    return NULL;
}

/* Prints what must not have happened; whether nothing of it did. */
static bool judge(const struct request *request, const struct load *load)
{
    size_t readers = load->count - load->deaf_count, refused = load_count(load, LOAD_REFUSED);
    const char *broken = first_broken(load);

    print(request, "ended", (double)load_count(load, LOAD_ENDED), "", "by the server");
    print(request, "holes", (double)count_holes(load), "", "in the numbers of the packets");
    print(request, "broken", (double)load_count(load, LOAD_BROKEN), "", broken);
    if (broken)
        return false;
    return !request->is_strict || (!count_holes(load) && refused == request->refused &&
                                   count_joined(load) == readers - refused);
}

/* ---- the run --------------------------------------------------------------------------------- */

static int64_t own_cpu_ns(void)
{
    struct rusage usage;

    bench_need(getrusage(RUSAGE_SELF, &usage) == 0 ? 0 : -errno, "usage");
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * (int64_t)SECOND_NS +
           (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * (int64_t)1000;
}

static uint64_t total_bytes(const struct load *load)
{
    uint64_t bytes = 0;

    for (size_t i = 0; i < load->count - load->deaf_count; i++)
        bytes += load->listeners[i].bytes;
    return bytes;
}

static struct load_usage use(const struct request *request)
{
    if (request->server)
        return load_usage((long)request->server);
    return (struct load_usage){.time_ns = bench_now_ns()};
}

static void listen_to_it(const struct request *request, struct load *load, struct result *result)
{
    for (size_t i = 0; i < load->count; i++)
        load->listeners[i].gap_ns = 0;
    result->joined = use(request);
    result->bytes = total_bytes(load);
    result->own_cpu_ns = own_cpu_ns();
    load_listen(load, (int64_t)request->seconds * SECOND_NS);
    result->after = use(request);
    result->bytes = total_bytes(load) - result->bytes;
    result->own_cpu_ns = own_cpu_ns() - result->own_cpu_ns;
}

static bool run(const struct request *request, struct load *load)
{
    int64_t patience_ns = (int64_t)request->patience * SECOND_NS;
    struct result result = {.idle = use(request)};

    if (request->server)
        load_listen(load, (int64_t)IDLE_S * SECOND_NS);
    result.before = use(request);
    result.overflows = load_count_overflows();
    result.start_ns = bench_now_ns();
    load_join(load, patience_ns);
    result.joined_ns = bench_now_ns();
    result.overflows = load_count_overflows() - result.overflows;
    print_joining(request, load, &result);
    if (request->churn) {
        load_churn(load, (int64_t)request->seconds * SECOND_NS, (unsigned)request->churn,
                   request->seed);
        load_join(load, patience_ns);
    }
    listen_to_it(request, load, &result);
    print_listening(request, load, &result);
    if (load->deaf_count)
        print_deaf(request, load, &result);
    return judge(request, load);
}

/* ---- the command line ------------------------------------------------------------------------ */

static int parse_number(const char *text, size_t *ret_number)
{
    unsigned long number;
    char *end;

    errno = 0;
    number = strtoul(text, &end, 10);
    if (errno || end == text || *end || *text == '-' || number > INT32_MAX)
        return -EINVAL;
    *ret_number = number;
    return 0;
}

static void parse_options(struct request *request, int argc, char *argv[])
{
    const struct option options[] = {{"count", required_argument, NULL, 'c'},
                                     {"deaf", required_argument, NULL, 'd'},
                                     {"seconds", required_argument, NULL, 's'},
                                     {"patience", required_argument, NULL, 'w'},
                                     {"churn", required_argument, NULL, 'u'},
                                     {"seed", required_argument, NULL, 'e'},
                                     {"server", required_argument, NULL, 'p'},
                                     {"refused", required_argument, NULL, 'r'},
                                     {"describe", no_argument, NULL, 'D'},
                                     {"name", required_argument, NULL, 'n'},
                                     {0}};
    const struct {
        int letter;
        size_t *number;
    } numbers[] = {{'c', &request->count},   {'d', &request->deaf_count}, {'s', &request->seconds},
                   {'u', &request->churn},   {'e', &request->seed},       {'p', &request->server},
                   {'r', &request->refused}, {'w', &request->patience}};
    int letter;

    while ((letter = getopt_long(argc, argv, "", options, NULL)) != -1) {
        bool known = letter == 'D' || letter == 'n';

        for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
            if (numbers[i].letter == letter)
                known = parse_number(optarg, numbers[i].number) == 0;
        }
        bench_need(known ? 0 : -EINVAL, "options");
        request->is_strict |= letter == 'r';
        request->describes |= letter == 'D';
        if (letter == 'n')
            request->name = optarg;
    }
    bench_need(request->count ? 0 : -EINVAL, "--count");
}

static void parse_url(struct load *load, const char *url)
{
    char host[64] = "";
    unsigned port = 0;
    int end = 0;

    load->is_plain = strncmp(url, "http://", 7) == 0;
    bench_need(load->is_plain || strncmp(url, "mmsh://", 7) == 0 ? 0 : -EINVAL, url);
    /* NOLINTNEXTLINE(cert-err34-c): a port out of range is found below. */
    (void)sscanf(url + 7, "%63[0-9.]:%5u%n", host, &port, &end);
    load->address.sin_family = AF_INET;
    load->address.sin_port = htons((uint16_t)port);
    bench_need(end && port && port <= UINT16_MAX && strchr("/", url[7 + end]) &&
                       inet_pton(AF_INET, host, &load->address.sin_addr) == 1
                   ? 0
                   : -EINVAL,
               url);
    load->path = url[7 + end] == '/' ? url + 7 + end : "/";
}

int main(int argc, char *argv[])
{
    struct request request = {
        .count = 100, .seconds = 10, .patience = 40, .seed = 1, .name = "listeners"};
    static struct load load;
    bool is_well;

    parse_options(&request, argc, argv);
    bench_need(optind == argc - 1 ? 0 : -EINVAL, "bench-listeners [OPTION…] URL");
    parse_url(&load, argv[optind]);
    load.describes = request.describes && !load.is_plain;
    load_open(&load, request.count + request.deaf_count, request.deaf_count);
    is_well = run(&request, &load);
    load_close(&load);
    return is_well ? EXIT_SUCCESS : EXIT_FAILURE;
}
