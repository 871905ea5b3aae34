/* SPDX-License-Identifier: MIT */

/* A server's whole graph, from the start of the program to JSON: beside pw-dump, by turns. */

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include "bench.h"

enum {
    RUNS = 21
};

static double size_kb(const char *path)
{
    struct stat facts;

    bench_need(stat(path, &facts) == 0 ? 0 : -errno, path);
    return (double)facts.st_size / 1000;
}

int main(int argc, char *argv[])
{
    const char *const ours[] = {argc == 3 ? argv[1] : "", "graph", "--json", NULL};
    const char *const peers[] = {"pw-dump", NULL};
    int64_t our_times[RUNS], peer_times[RUNS];
    double our_ms, peer_ms;
    char path[256];

    if (argc != 3) {
        (void)fprintf(stderr, "usage: bench-scene TOOL DIRECTORY\n");
        return 2;
    }
    (void)snprintf(path, sizeof(path), "%s/graph.json", argv[2]);
    for (size_t i = 0; i < RUNS; i++) {
        our_times[i] = bench_run(ours, path);
        peer_times[i] = bench_run(peers, "/dev/null");
    }
    our_ms = (double)bench_median(our_times, RUNS) / 1e6;
    peer_ms = (double)bench_median(peer_times, RUNS) / 1e6;
    bench_print("pw-dump", peer_ms, "ms", NULL);
    bench_print("graph-to-json", our_ms, "ms", NULL);
    bench_print("graph-to-json-ratio", our_ms / peer_ms, "", "target: at most 0.5");
    bench_print("graph-json-size", size_kb(path), "kB", "target: under 300");
    return 0;
}
