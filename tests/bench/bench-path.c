/* SPDX-License-Identifier: MIT */

/* Path queries: on a graph of a large machine's size, and how they and the memory grow. */

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

#include <jackfield/jackfield.h>

#include "bench.h"

enum {
    RUNS = 101,
    DEVICES = 100,
    CHAIN = 18, /* with both connectors, 20 parts each */
};

static const struct jf_part *part_of(const struct jf_graph *graph, const char *id)
{
    const struct jf_part *part = NULL;

    bench_need(jf_graph_find_part(graph, id, &part), id);
    return part;
}

static double query_us(const struct jf_graph *graph, const char *from, const char *to,
                       size_t *ret_count)
{
    const struct jf_part *begin = part_of(graph, from), *end = part_of(graph, to);
    int64_t times[RUNS];

    for (size_t i = 0; i < RUNS; i++) {
        struct jf_path *path = NULL;
        int64_t start_ns = bench_now_ns();

        bench_need(jf_path_find(graph, begin, end, JF_PATH_ANY, &path), "path");
        times[i] = bench_now_ns() - start_ns;
        *ret_count = jf_path_get_count(path);
        jf_path_free(path);
    }
    return (double)bench_median(times, RUNS) / 1000;
}

/* Devices one after the other, as a large studio's: a path over five of them. */
static void measure_machine(void)
{
    char *machine = NULL, remark[80];
    size_t size = 0, count = 0;
    FILE *text = open_memstream(&machine, &size);
    struct jf_context *context;
    double time_us;

    bench_need(text ? 0 : -12, "memory");
    (void)fputs("synthetic:", text);
    for (int i = 0; i < DEVICES; i++)
        (void)fprintf(text, "d%d:chain*%d;", i, CHAIN);
    for (int i = 0; i + 1 < DEVICES; i++)
        (void)fprintf(text, "d%d/out~d%d/in;", i, i + 1);
    (void)fclose(text);
    context = bench_open(machine);
    time_us = query_us(jf_context_get_graph(context), "syn:d40/in", "syn:d44/out", &count);
    (void)snprintf(remark, sizeof(remark), "%zu of %d parts; target: under 10", count,
                   DEVICES * (CHAIN + 2));
    bench_print("path", time_us, "us", remark);
    jf_context_unref(context);
    free(machine);
}

static size_t allocated(void)
{
    const struct mallinfo2 facts = mallinfo2();

    return facts.uordblks + facts.hblkhd;
}

/* One chain, from end to end: every part is visited. */
static void measure_growth(void)
{
    for (size_t parts = 1000; parts <= 1000000; parts *= 10) {
        const size_t before = allocated();
        char machine[64], name[64];
        struct jf_context *context;
        size_t count = 0, memory;
        double time_us;

        (void)snprintf(machine, sizeof(machine), "synthetic:d:chain*%zu", parts - 2);
        context = bench_open(machine);
        memory = allocated() - before;
        time_us = query_us(jf_context_get_graph(context), "syn:d/in", "syn:d/out", &count);
        (void)snprintf(name, sizeof(name), "memory-of-%zu", parts);
        bench_print(name, (double)memory / (double)parts, "B/part", "the machine's text included");
        (void)snprintf(name, sizeof(name), "path-through-%zu", parts);
        bench_print(name, time_us * 1000 / (double)count, "ns/part", NULL);
        jf_context_unref(context);
    }
}

int main(void)
{
    measure_machine();
    measure_growth();
    return 0;
}
