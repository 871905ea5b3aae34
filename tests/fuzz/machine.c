/* SPDX-License-Identifier: MIT */
#include "machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jackfield/jackfield.h>

/* What is below the root of the recorded machine that is open. */
static const struct jfi_io_file *root_files;
static size_t root_file_count;

/* The linker gives calls of jfi_io_open to this (--wrap): no run touches a disk. */
int __wrap_jfi_io_open(const char *root, struct jfi_io **ret_io);

int __wrap_jfi_io_open(const char *root, struct jfi_io **ret_io)
{
    (void)root;
    return jfi_io_open_memory(root_files, root_file_count, ret_io);
}

/* A handler, so that the lines are made. What they quote must not reach a terminal as it is. */
static void read_line(void *user, enum jf_log_level level, const char *line)
{
    (void)user;
    (void)level;
    for (; *line; line++)
        FUZZ_ASSERT((unsigned char)*line >= ' ' && *line != '\x7f');
}

static void check(const struct jf_graph *graph, bool must_be_sound)
{
    char *report = NULL;
    const int violations = jf_graph_check(graph, &report);

    if (violations && must_be_sound)
        (void)fprintf(stderr, "%s", report ? report : "out of memory\n");
    FUZZ_ASSERT(violations >= 0 && (!violations || !must_be_sound));
    free(report);
}

void fuzz_open(const char *machine, bool must_be_sound)
{
    struct jf_config *config;
    struct jf_context *context;
    int status;

    FUZZ_ASSERT(jf_config_new(&config) == 0);
    FUZZ_ASSERT(jf_config_set_machine(config, machine) == 0);
    FUZZ_ASSERT(jf_config_set_log(config, read_line, NULL) == 0);
    FUZZ_ASSERT(jf_config_set_timeout_ms(config, 1) == 0);
    status = jf_context_new(config, &context);
    jf_config_free(config);
    if (status)
        return;
    (void)jf_context_settle(context);
    check(jf_context_get_graph(context), must_be_sound);
    jf_context_unref(context);
}

void fuzz_open_files(const struct jfi_io_file *files, size_t count)
{
    root_files = files;
    root_file_count = count;
    fuzz_open("recorded", true);
}

struct jfi_io_file fuzz_take_file(struct fuzz_rest *rest, const char *path)
{
    const uint8_t *end = rest->size > 0 ? memchr(rest->bytes, '\0', rest->size) : NULL;
    const struct jfi_io_file file =
        FUZZ_FILE(path, rest->bytes, end ? (size_t)(end - rest->bytes) : rest->size);
    const size_t taken = file.size_bytes + (end ? 1 : 0);

    rest->bytes += taken;
    rest->size -= taken;
    return file;
}
