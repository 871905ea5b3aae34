/* SPDX-License-Identifier: MIT */

/*
 * How much later than PipeWire's own client library a context tells of a new connection. Both
 * listen to the server of the environment; pw-link makes the connections.
 */

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <pipewire/pipewire.h>

#include <jackfield/jackfield.h>

#include "bench.h"

enum {
    ROUNDS = 100,
    PATIENCE_MS = 5000,
};

static const char output[] = "jf-source:capture_FL", input[] = "jf-sink:playback_FL";

/* ---- PipeWire's own word --------------------------------------------------------------------- */

struct listener {
    pthread_mutex_t lock;
    int64_t link_ns; /* when the last link was told of */
    struct pw_thread_loop *loop;
    struct pw_registry *registry;
    struct spa_hook hook;
};

static void on_global(void *user, uint32_t id, uint32_t permissions, const char *type,
                      uint32_t version, const struct spa_dict *properties)
{
    struct listener *listener = user;

    (void)id;
    (void)permissions;
    (void)version;
    (void)properties;
    if (strcmp(type, PW_TYPE_INTERFACE_Link) != 0)
        return;
    pthread_mutex_lock(&listener->lock);
    listener->link_ns = bench_now_ns();
    pthread_mutex_unlock(&listener->lock);
}

static void listen_to_server(struct listener *listener)
{
    static const struct pw_registry_events events = {
        .version = PW_VERSION_REGISTRY_EVENTS,
        .global = on_global,
    };
    struct pw_context *context;
    struct pw_core *core;

    pw_init(NULL, NULL);
    pthread_mutex_init(&listener->lock, NULL);
    listener->loop = pw_thread_loop_new("bench", NULL);
    context = pw_context_new(pw_thread_loop_get_loop(listener->loop), NULL, 0);
    core = context ? pw_context_connect(context, NULL, 0) : NULL;
    if (!core) {
        bench_need(-ENOTCONN, "PipeWire");
        return;
    }
    listener->registry = pw_core_get_registry(core, PW_VERSION_REGISTRY, 0);
    pw_registry_add_listener(listener->registry, &listener->hook, &events, listener);
    bench_need(pw_thread_loop_start(listener->loop), "PipeWire's loop");
}

/* ---- the other client ------------------------------------------------------------------------ */

/* Its own end is not waited for: what it did is told before. */
static pid_t start_pw_link(const char *option)
{
    const char *const connect[] = {"pw-link", output, input, NULL};
    const char *const disconnect[] = {"pw-link", option, output, input, NULL};
    char *const *arguments = (char *const *)(uintptr_t)(option ? disconnect : connect);
    pid_t pid;

    bench_need(-posix_spawnp(&pid, "pw-link", NULL, NULL, arguments, environ), "pw-link");
    return pid;
}

static void await(pid_t pid)
{
    int status;

    bench_need(waitpid(pid, &status, 0) == pid && status == 0 ? 0 : -EIO, "pw-link");
}

/* ---- the context's word ---------------------------------------------------------------------- */

static int64_t await_event_ns(struct jf_context *context, enum jf_event_type wanted)
{
    int64_t end_ns = bench_now_ns() + (int64_t)PATIENCE_MS * 1000000;

    while (bench_now_ns() < end_ns) {
        struct jf_event *event;
        int64_t told_ns = 0;

        bench_need(jf_context_wait(context, PATIENCE_MS), "waiting");
        bench_need(jf_context_dispatch(context), "dispatching");
        while ((event = jf_context_next_event(context))) {
            if (jf_event_get_type(event) == wanted)
                told_ns = bench_now_ns();
            jf_event_unref(event);
        }
        if (told_ns)
            return told_ns;
    }
    bench_need(-ETIMEDOUT, "the event");
    return 0;
}

int main(void)
{
    struct listener listener = {0};
    struct jf_context *context = bench_open(NULL);
    int64_t times[ROUNDS], worst = 0;
    char remark[64];

    listen_to_server(&listener);
    for (size_t i = 0; i < ROUNDS; i++) {
        pid_t pid = start_pw_link(NULL);
        int64_t told_ns = await_event_ns(context, JF_EVENT_CONNECTED);

        await(pid);
        pthread_mutex_lock(&listener.lock);
        times[i] = told_ns - listener.link_ns;
        pthread_mutex_unlock(&listener.lock);
        worst = times[i] > worst ? times[i] : worst;
        pid = start_pw_link("-d");
        (void)await_event_ns(context, JF_EVENT_DISCONNECTED);
        await(pid);
    }
    (void)snprintf(remark, sizeof(remark), "worst of %d: %.3f; target: under 1", ROUNDS,
                   (double)worst / 1e6);
    bench_print("event-after-pipewire", (double)bench_median(times, ROUNDS) / 1e6, "ms", remark);
    pw_thread_loop_stop(listener.loop);
    jf_context_unref(context);
    return 0;
}
