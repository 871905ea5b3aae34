/* SPDX-License-Identifier: MIT */

/*
 * Hardware: how fast codec texts are parsed, and how long a machine of four codecs and a USB card
 * takes from its files to JSON, by the tool in a process of its own.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jackfield/jackfield.h>

#include "backends/alsa/hda-text.h"
#include "bench.h"

enum {
    RUNS = 51,
    PARSES = 2000,
    MAX_BYTES = 1 << 20,
};

static char *read_codec(const char *path, size_t *ret_size)
{
    char *text = malloc(MAX_BYTES);
    FILE *file = fopen(path, "r");

    bench_need(text && file ? 0 : -errno, path);
    *ret_size = fread(text, 1, MAX_BYTES - 1, file);
    text[*ret_size] = '\0';
    (void)fclose(file);
    return text;
}

static void measure_parser(const char *path)
{
    struct jfi_hda_codec *codec;
    struct jfi_hda_fault fault;
    int64_t times[RUNS];
    size_t size;
    char *text = read_codec(path, &size);

    for (size_t i = 0; i < RUNS; i++) {
        int64_t start_ns = bench_now_ns();

        for (size_t k = 0; k < PARSES / RUNS; k++) {
            bench_need(jfi_hda_parse(text, size, &codec, &fault), path);
            jfi_hda_codec_free(codec);
        }
        times[i] = (bench_now_ns() - start_ns) / (PARSES / RUNS);
    }
    bench_print("codec-text", (double)size * 1000 / (double)bench_median(times, RUNS), "MB/s",
                "target: over 100");
    free(text);
}

static double tool_ms(const char *const *arguments)
{
    int64_t times[RUNS];

    for (size_t i = 0; i < RUNS; i++)
        times[i] = bench_run(arguments, "/dev/null");
    return (double)bench_median(times, RUNS) / 1e6;
}

/* Without a process and without JSON. */
static void measure_load(const char *machine)
{
    int64_t times[RUNS];

    for (size_t i = 0; i < RUNS; i++) {
        int64_t start_ns = bench_now_ns();
        struct jf_context *context = bench_open(machine);
        char *report = NULL;

        bench_need(jf_graph_check(jf_context_get_graph(context), &report), "check");
        times[i] = bench_now_ns() - start_ns;
        jf_context_unref(context);
    }
    bench_print("machine-load-and-check", (double)bench_median(times, RUNS) / 1e6, "ms", NULL);
}

int main(int argc, char *argv[])
{
    if (argc != 4) {
        (void)fprintf(stderr, "usage: bench-hardware TOOL MACHINE CODEC-TEXT\n");
        return 2;
    }
    measure_parser(argv[3]);
    measure_load(argv[2]);
    bench_print("tool-start", tool_ms((const char *const[]){argv[1], "--version", NULL}), "ms",
                NULL);
    bench_print(
        "machine-to-json",
        tool_ms((const char *const[]){argv[1], "--machine", argv[2], "graph", "--json", NULL}),
        "ms", "four codecs and a USB card, with the start; target: under 10");
    return 0;
}
