/* SPDX-License-Identifier: MIT */

/*
 * How long it takes to make the connections of a scene again, over one connection to the server of
 * the environment, and by as many processes of PipeWire's own tool.
 *
 *   bench-restore JACKFIELD DIR     the scene is what is connected; DIR is for files
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jackfield/jackfield.h>

#include "bench.h"

enum {
    ROUNDS = 5
};

/* ---- the scene ------------------------------------------------------------------------------- */

static void break_all(struct jf_context *context, const struct jf_wiring *wiring)
{
    const struct jf_graph *graph = jf_graph_ref(jf_context_get_graph(context));
    const struct jf_connection *connection;
    struct jf_changes *changes;

    bench_need(jf_changes_new(&changes), "changes");
    for (size_t i = 0; jf_graph_get_connection(graph, i, &connection) == 0; i++) {
        if (jf_connection_get_permanence(connection) == JF_PERMANENCE_FREE)
            bench_need(jf_changes_disconnect(changes, graph, connection), "changes");
    }
    bench_need(jf_changes_get_count(changes) == jf_wiring_get_count(wiring) ? 0 : -EIO,
               "the scene before it is broken");
    bench_need(jf_changes_apply(context, changes), "breaking");
    jf_changes_free(changes);
    jf_graph_unref(graph);
}

/* Until the context sees what another client did. */
static void await_all(struct jf_context *context, const struct jf_wiring *wiring)
{
    struct jf_plan *plan = NULL;
    struct jf_changes *changes = NULL;
    size_t left = 1;

    while (left) {
        bench_need(jf_context_dispatch(context), "dispatching");
        bench_need(jf_plan_new(wiring, jf_context_get_graph(context), &plan), "plan");
        bench_need(jf_plan_get_changes(plan, &changes), "changes");
        left = jf_changes_get_count(changes);
        jf_changes_free(changes);
        jf_plan_free(plan);
        if (left)
            bench_need(jf_context_wait(context, 5000) > 0 ? 0 : -ETIMEDOUT, "the scene");
    }
}

/* ---- three ways ------------------------------------------------------------------------------ */

static int64_t restore(struct jf_context *context, const struct jf_wiring *wiring)
{
    int64_t start_ns = bench_now_ns();
    struct jf_plan *plan = NULL;
    struct jf_changes *changes = NULL;

    bench_need(jf_plan_new(wiring, jf_context_get_graph(context), &plan), "plan");
    bench_need(jf_plan_get_changes(plan, &changes), "changes");
    bench_need(jf_changes_apply(context, changes), "restoring");
    start_ns = bench_now_ns() - start_ns;
    jf_changes_free(changes);
    jf_plan_free(plan);
    return start_ns;
}

static int64_t run_tool(const char *tool, const char *scene, const char *output)
{
    const char *const arguments[] = {tool, "restore", scene, NULL};

    return bench_run(arguments, output);
}

/* "node:NAME/out:PORT" as pw-link has it; names of the scene need no escaping. */
static void name_port(const char *id, char *name, size_t size)
{
    const char *device = strchr(id, ':'), *port = strrchr(id, ':'), *slash = strchr(id, '/');

    bench_need(device && slash && port > slash ? 0 : -EINVAL, id);
    (void)snprintf(name, size, "%.*s:%s", (int)(slash - device - 1), device + 1, port + 1);
}

static int64_t run_pw_link(const struct jf_plan *plan, const char *output)
{
    int64_t start_ns = bench_now_ns();

    for (size_t i = 0; i < jf_plan_get_count(plan); i++) {
        const char *from, *to;
        char a[256], b[256];
        const char *const arguments[] = {"pw-link", a, b, NULL};

        bench_need(jf_plan_get_ends(plan, i, &from, &to), "plan");
        name_port(from, a, sizeof(a));
        name_port(to, b, sizeof(b));
        (void)bench_run(arguments, output);
    }
    return bench_now_ns() - start_ns;
}

/* ---- the run --------------------------------------------------------------------------------- */

static void save(const struct jf_wiring *wiring, const char *path)
{
    FILE *stream = fopen(path, "we");
    char *text = NULL;

    bench_need(stream ? 0 : -errno, path);
    bench_need(jf_wiring_text(wiring, &text), "the document");
    (void)fputs(text, stream);
    bench_need(fclose(stream) == 0 ? 0 : -errno, path);
    free(text);
}

static void print(const char *name, size_t links, int64_t time_ns, const char *remark)
{
    char whole[64];

    (void)snprintf(whole, sizeof(whole), "restore-%zu-links-%s", links, name);
    bench_print(whole, (double)time_ns / 1e6, "ms", remark);
}

int main(int argc, char *argv[])
{
    struct jf_context *context = bench_open(NULL);
    int64_t library[ROUNDS], tool[ROUNDS];
    struct jf_wiring *wiring = NULL;
    struct jf_plan *plan = NULL;
    char scene[512], output[512];
    size_t links;

    bench_need(argc == 3 ? 0 : -EINVAL, "usage: bench-restore JACKFIELD DIR");
    (void)snprintf(scene, sizeof(scene), "%s/scene", argv[2]);
    (void)snprintf(output, sizeof(output), "%s/restored", argv[2]);
    bench_need(jf_wiring_capture(jf_context_get_graph(context), &wiring), "the scene");
    save(wiring, scene);
    links = jf_wiring_get_count(wiring);
    bench_need(jf_plan_new(wiring, jf_context_get_graph(context), &plan), "plan");
    for (size_t i = 0; i < ROUNDS; i++) {
        break_all(context, wiring);
        library[i] = restore(context, wiring);
        break_all(context, wiring);
        tool[i] = run_tool(argv[1], scene, output);
        await_all(context, wiring);
    }
    print("library", links, bench_median(library, ROUNDS), "one connection; target: under 50");
    print("tool", links, bench_median(tool, ROUNDS), "the whole of jackfield restore");
    break_all(context, wiring);
    print("pw-link", links, run_pw_link(plan, output), "a process for each");
    await_all(context, wiring);
    jf_plan_free(plan);
    jf_wiring_free(wiring);
    jf_context_unref(context);
    return 0;
}
