/* SPDX-License-Identifier: MIT */

/*
 * A PipeWire server: the connection to it, its loss and its return.
 *
 * libpipewire's loop has an fd of its own, which nests in the core's; nothing here waits and no
 * thread of ours runs. (libpipewire itself keeps one for the data of streams, idle here, as long as
 * a pw_context lives.) Its callbacks come from pw_loop_iterate alone: what must not be done inside
 * one, such as dropping the connection that it came over, is noted and done behind it.
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <spa/utils/result.h>

#include "backends/pipewire/live.h"
#include "backends/registry.h"

enum {
    FIRST_RETRY_MS = 100,
    LAST_RETRY_MS = 1000,
    NS_PER_MS = 1000000,
};

void jfi_pw_live_fail(struct jfi_pw_live *live, const char *reason)
{
    if (live->has_failed)
        return;
    live->has_failed = true;
    (void)snprintf(live->reason, sizeof(live->reason), "%s", reason);
}

void jfi_pw_live_fail_memory(struct jfi_pw_live *live)
{
    jfi_pw_live_fail(live, "no memory to follow the PipeWire server");
}

int jfi_pw_last_error(void)
{
    return errno > 0 ? -errno : -EIO;
}

/* ---- the connection -------------------------------------------------------------------------- */

/* Barriers: once the first is answered all objects are known by number, with the second by info. */
static void next_stage(struct jfi_pw_live *live)
{
    if (live->stage == JFI_PW_INFOS) {
        live->stage = JFI_PW_READY;
        live->retry_ms = FIRST_RETRY_MS;
        jfi_pw_registry_publish(live);
        jfi_backend_settled(live->backend);
        return;
    }
    live->stage = JFI_PW_INFOS;
    live->awaited_seq = pw_core_sync(live->core, PW_ID_CORE, 0);
    if (live->awaited_seq < 0)
        jfi_pw_live_fail(live, "the PipeWire server cannot be asked");
    /* Not before: something that accepts and never answers is no server. */
    if (live->is_lost)
        jfi_backend_back(live->backend);
    live->is_lost = false;
}

static void on_done(void *data, uint32_t id, int seq)
{
    struct jfi_pw_live *live = data;

    if (id != PW_ID_CORE)
        return;
    if (live->stage != JFI_PW_READY && seq == live->awaited_seq)
        next_stage(live);
    jfi_pw_requests_done(live, seq);
    jfi_pw_settings_done(live, seq);
    jfi_pw_routes_done(live, seq);
    jfi_pw_record_done(live, seq);
}

static void on_error(void *data, uint32_t id, int seq, int status, const char *message)
{
    struct jfi_pw_live *live = data;
    char reason[sizeof(live->reason)];

    if (id == PW_ID_CORE && status == -EPIPE) {
        (void)snprintf(reason, sizeof(reason), "the PipeWire server closed the connection: %s",
                       message);
        jfi_pw_live_fail(live, reason);
        return;
    }
    /* What it says of links that we make reaches their own proxies. Of the rest nothing is of
     * interest: that an object has gone meanwhile, or that a port has no format to tell. */
    jfi_pw_settings_error(live, id, status);
    if (live->metadata && id == pw_proxy_get_id(live->metadata))
        jfi_pw_routes_end(live, status);
    if (live->registry && id == pw_proxy_get_id((struct pw_proxy *)live->registry))
        jfi_pw_requests_registry_error(live, seq, status);
}

static int open_core(struct jfi_pw_live *live)
{
    const char *remote = jfi_backend_remote(live->backend);
    struct pw_properties *properties = pw_properties_new(NULL, NULL);

    if (!properties)
        return -ENOMEM;
    if (remote)
        pw_properties_set(properties, PW_KEY_REMOTE_NAME, remote);
    live->core = pw_context_connect(live->context, properties, 0);
    return live->core ? 0 : jfi_pw_last_error();
}

static int open_context(struct jfi_pw_live *live)
{
    /* A client of 1.x would otherwise raise the priority of the application's main thread. */
    struct pw_properties *properties = pw_properties_new("module.rt", "false", NULL);

    if (!properties)
        return -ENOMEM;
    live->context = pw_context_new(live->loop, properties, 0);
    return live->context ? 0 : jfi_pw_last_error();
}

/* Connecting to a local socket never waits: it is there, or it is not. */
static int open_connection(struct jfi_pw_live *live)
{
    static const struct pw_core_events events = {
        .version = PW_VERSION_CORE_EVENTS,
        .done = on_done,
        .error = on_error,
    };
    int status = live->context ? 0 : open_context(live);

    if (!status)
        status = open_core(live);
    if (status)
        return status;
    pw_core_add_listener(live->core, &live->core_listener, &events, live);
    status = jfi_pw_registry_open(live);
    if (status)
        return status;
    live->awaited_seq = pw_core_sync(live->core, PW_ID_CORE, 0);
    if (live->awaited_seq < 0)
        return live->awaited_seq;
    live->stage = JFI_PW_GLOBALS;
    return 0;
}

static void close_connection(struct jfi_pw_live *live)
{
    live->stage = JFI_PW_ABSENT;
    live->has_failed = false;
    jfi_pw_requests_end(live, -EPIPE);
    jfi_pw_settings_end(live, -EPIPE);
    jfi_pw_routes_end(live, -EPIPE);
    jfi_pw_record_end(live, -EPIPE);
    jfi_pw_metadata_forget(live);
    jfi_pw_registry_close(live);
    jfi_pw_model_clear(live->model);
    if (!live->core)
        return;
    spa_hook_remove(&live->core_listener);
    pw_core_disconnect(live->core);
    live->core = NULL;
}

/* ---- loss and return ------------------------------------------------------------------------- */

static void retry_later(struct jfi_pw_live *live)
{
    struct timespec in = {
        .tv_sec = live->retry_ms / 1000,
        .tv_nsec = (long)(live->retry_ms % 1000) * NS_PER_MS,
    };

    live->retry_ms = SPA_MIN(live->retry_ms * 2, (unsigned int)LAST_RETRY_MS);
    if (pw_loop_update_timer(live->loop, live->retry_timer, &in, NULL, false) < 0)
        jfi_backend_log(live->backend, JF_LOG_ERROR, "cannot set a timer: the server stays lost");
}

static void lose(struct jfi_pw_live *live, const char *reason)
{
    close_connection(live);
    if (!live->is_lost)
        jfi_backend_lost(live->backend, reason);
    live->is_lost = true;
    retry_later(live);
}

static void try_to_connect(struct jfi_pw_live *live)
{
    const char *remote = jfi_backend_remote(live->backend);
    char reason[sizeof(live->reason)];
    int status = open_connection(live);

    if (!status)
        return;
    (void)snprintf(reason, sizeof(reason), "no PipeWire server: connecting to %s failed: %s",
                   remote ? remote : "the default socket", spa_strerror(status));
    lose(live, reason);
}

static void on_retry(void *data, uint64_t expirations)
{
    struct jfi_pw_live *live = data;

    (void)expirations;
    if (live->stage == JFI_PW_ABSENT)
        try_to_connect(live);
}

/* ---- the ops --------------------------------------------------------------------------------- */

static void on_changed(void *user, const char *key, bool present)
{
    struct jfi_pw_live *live = user;

    if (!present)
        jfi_backend_drop(live->backend, key);
    else if (jfi_backend_mark(live->backend, key) < 0)
        jfi_pw_live_fail_memory(live);
}

static void close_backend(struct jfi_backend *backend)
{
    struct jfi_pw_live *live = jfi_backend_priv(backend);

    if (live->model)
        close_connection(live);
    jfi_pw_model_free(live->model);
    jfi_pw_table_fini(&live->globals);
    if (live->context)
        pw_context_destroy(live->context);
    if (live->patience_timer)
        pw_loop_destroy_source(live->loop, live->patience_timer);
    if (live->retry_timer)
        pw_loop_destroy_source(live->loop, live->retry_timer);
    if (live->loop)
        pw_loop_destroy(live->loop);
    pw_deinit();
}

static int open_loop(struct jfi_pw_live *live)
{
    live->loop = pw_loop_new(NULL);
    if (!live->loop)
        return jfi_pw_last_error();
    live->retry_timer = pw_loop_add_timer(live->loop, on_retry, live);
    if (!live->retry_timer)
        return jfi_pw_last_error();
    live->patience_timer = pw_loop_add_timer(live->loop, jfi_pw_settings_tire, live);
    return live->patience_timer ? 0 : jfi_pw_last_error();
}

static int open_backend(struct jfi_backend *backend)
{
    struct jfi_pw_live *live = jfi_backend_priv(backend);
    int status;

    live->backend = backend;
    live->retry_ms = FIRST_RETRY_MS;
    /* Both count their calls since before 0.3.65: others in this process that use libpipewire are
     * not disturbed, as long as they call them in pairs, too. */
    pw_init(NULL, NULL);
    status = open_loop(live);
    if (!status)
        status = jfi_pw_table_init(&live->globals);
    if (!status)
        status = jfi_pw_model_new(on_changed, live, &live->model);
    if (status) {
        close_backend(backend);
        return status;
    }
    try_to_connect(live);
    return 0;
}

static int get_fd(struct jfi_backend *backend)
{
    struct jfi_pw_live *live = jfi_backend_priv(backend);

    return pw_loop_get_fd(live->loop);
}

static int dispatch(struct jfi_backend *backend)
{
    struct jfi_pw_live *live = jfi_backend_priv(backend);
    char reason[sizeof(live->reason)];
    int status;

    pw_loop_enter(live->loop);
    status = pw_loop_iterate(live->loop, 0);
    pw_loop_leave(live->loop);
    jfi_pw_requests_sweep(live);
    jfi_pw_settings_sweep(live);
    jfi_pw_record_sweep(live);
    if (live->has_failed) {
        memcpy(reason, live->reason, sizeof(reason));
        lose(live, reason);
    }
    return status < 0 && status != -EINTR ? status : 0;
}

static int scan(struct jfi_backend *backend, const char *key, struct jfi_builder *builder)
{
    struct jfi_pw_live *live = jfi_backend_priv(backend);

    return jfi_pw_model_describe(live->model, key, builder);
}

const struct jfi_backend_ops jfi_backend_pipewire = {
    .name = "pipewire",
    .phase = JFI_PHASE_SERVER,
    .priv_size = sizeof(struct jfi_pw_live),
    .open = open_backend,
    .close = close_backend,
    .get_fd = get_fd,
    .dispatch = dispatch,
    .scan = scan,
    .connect = jfi_pw_connect,
    .disconnect = jfi_pw_disconnect,
    .set_control = jfi_pw_set_control,
    .route = jfi_pw_route,
    .record = jfi_pw_record,
};
