/* SPDX-License-Identifier: MIT */

/* The root: opens the backends, and makes snapshots and events of what they describe. */

#include "topology/context.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "topology/utf8.h"

/* A dispatch stops scanning after this long, so that one slow card delays only itself. */
enum {
    SCAN_BUDGET_NS = 2000000
};

int64_t jfi_now_ns(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void jfi_context_wake(struct jf_context *context)
{
    (void)eventfd_write(context->wake_fd, 1);
}

void jfi_context_log(const struct jf_context *context, enum jf_log_level level, const char *format,
                     ...)
{
    char line[1280];
    va_list arguments;

    if (!context->config.log)
        return;
    va_start(arguments, format);
    (void)vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    /* It may quote what a file or a server says. */
    jfi_utf8_clean(line);
    context->config.log(context->config.log_user, level, line);
}

struct jfi_backend *jfi_context_find_backend(struct jf_context *context, const char *name)
{
    for (size_t i = 0; i < context->backend_count; i++) {
        if (strcmp(context->backends[i].ops->name, name) == 0)
            return &context->backends[i];
    }
    return NULL;
}

/* ---- the next snapshot ----------------------------------------------------------------------- */

static void log_duplicate(void *user, const char *id)
{
    jfi_context_log(user, JF_LOG_WARNING, "two devices with the id %s: the second is left out", id);
}

static int gather_units(const struct jf_context *context, struct jfi_vec *units)
{
    int status = 0;

    for (size_t b = 0; b < context->backend_count; b++) {
        struct jfi_entry *const *entries = context->backends[b].entries.items;

        for (size_t i = 0; i < context->backends[b].entries.count && !status; i++) {
            if (entries[i]->unit)
                status = jfi_vec_push(units, &entries[i]->unit);
        }
    }
    return status;
}

#ifndef NDEBUG
static void log_violation(void *user, const char *line)
{
    jfi_context_log(user, JF_LOG_DEBUG, "jackfield bug: %s", line);
}
#endif

/* Debug builds look at every graph they make; what is wrong with one is news, not the end. */
static void check_graph(const struct jf_context *context, const struct jf_graph *graph)
{
#ifndef NDEBUG
    (void)jfi_graph_check(graph, log_violation, (void *)(uintptr_t)context);
#else
    (void)context;
    (void)graph;
#endif
}

static int announce_backend(struct jf_context *context, const struct jfi_backend *backend,
                            enum jf_event_type type)
{
    const char *reason = backend->reason ? backend->reason : "unknown";
    struct jf_event *event;
    int status = jfi_event_new(type, context->graph, &event);

    if (status)
        return status;
    event->backend = strdup(backend->ops->name);
    if (type == JF_EVENT_BACKEND_LOST)
        event->reason = strdup(reason);
    if (!event->backend || (type == JF_EVENT_BACKEND_LOST && !event->reason)) {
        jf_event_unref(event);
        return -ENOMEM;
    }
    jfi_event_list_append(&context->events, event);
    return 0;
}

/* Emits LOST and BACK before what follows from them. */
static int announce_backends(struct jf_context *context)
{
    int status = 0;

    for (size_t i = 0; i < context->backend_count && !status; i++) {
        struct jfi_backend *backend = &context->backends[i];

        if (backend->announce_lost)
            status = announce_backend(context, backend, JF_EVENT_BACKEND_LOST);
        if (!status)
            backend->announce_lost = false;
        if (!status && backend->announce_back)
            status = announce_backend(context, backend, JF_EVENT_BACKEND_BACK);
        if (!status)
            backend->announce_back = false;
    }
    return status;
}

/* Lets those look at all devices who describe what is between them. */
static int annotate(struct jf_context *context, const struct jfi_vec *units)
{
    const struct jf_device **devices = calloc(units->count + 1, sizeof(*devices));
    size_t count = 0;
    int status = devices ? 0 : -ENOMEM;

    for (size_t i = 0; i < units->count && !status; i++) {
        const struct jfi_unit *unit = *(struct jfi_unit **)jfi_vec_at(units, i);

        if (unit->has_device)
            devices[count++] = &unit->device;
    }
    for (size_t i = 0; i < context->backend_count && !status; i++) {
        struct jfi_backend *backend = &context->backends[i];

        if (!backend->ops->annotate)
            continue;
        status = backend->ops->annotate(backend, devices, count);
        if (!status)
            status = jfi_backend_scan_marked(backend, INT64_MAX);
    }
    free(devices);
    return status;
}

static int make_graph(struct jf_context *context, const struct jf_graph **ret_graph)
{
    struct jfi_vec units = {.item_size = sizeof(struct jfi_unit *)};
    struct jfi_graph_recipe recipe = {
        .generation = context->graph->generation + 1,
        .previous = context->graph,
        .next_serial = &context->next_serial,
        .duplicate = log_duplicate,
        .user = context,
    };
    int status = gather_units(context, &units);

    if (!status)
        status = annotate(context, &units);
    units.count = 0;
    if (!status)
        status = gather_units(context, &units);
    recipe.units = units.items;
    recipe.unit_count = units.count;
    if (!status)
        status = jfi_graph_new(&recipe, ret_graph);
    jfi_vec_fini(&units);
    return status;
}

/* Who changed a control: this context when it has just asked for it, else whoever can. */
static void name_origins(const struct jf_context *context, const struct jfi_event_list *events)
{
    for (struct jf_event *event = events->first; event; event = event->next) {
        const struct jf_control *control = event->control;

        if (!control)
            continue;
        event->origin = jfi_requests_set(context, control->part->device->backend, control->handle)
                            ? JF_ORIGIN_SELF
                            : control->changed_by;
    }
}

/* All or nothing: after a failure the old snapshot stays and the next dispatch tries again. */
static int commit(struct jf_context *context)
{
    const struct jf_graph *graph = NULL;
    struct jfi_event_list events;
    int status = make_graph(context, &graph);

    if (!status)
        status = jfi_diff(context->graph, graph, &events);
    if (status) {
        jf_graph_unref(graph);
        return status;
    }
    check_graph(context, graph);
    jf_graph_unref(context->graph);
    context->graph = graph;
    context->dirty = false;
    name_origins(context, &events);
    jfi_event_list_move(&context->events, &events);
    return 0;
}

static void settle_backends(struct jf_context *context)
{
    for (size_t i = 0; i < context->backend_count; i++) {
        struct jfi_backend *backend = &context->backends[i];

        if (backend->settling && !backend->first_marked) {
            backend->settling = false;
            backend->state = JF_BACKEND_SETTLED;
        }
    }
}

static int announce_settled(struct jf_context *context)
{
    struct jf_event *event;
    int status;

    settle_backends(context);
    if (context->settled_announced)
        return 0;
    for (size_t i = 0; i < context->backend_count; i++) {
        if (context->backends[i].state == JF_BACKEND_STARTING)
            return 0;
    }
    status = jfi_event_new(JF_EVENT_SETTLED, context->graph, &event);
    if (status)
        return status;
    jfi_event_list_append(&context->events, event);
    context->settled_announced = true;
    return 0;
}

/* ---- dispatching ----------------------------------------------------------------------------- */

static void dispatch_backend(struct jfi_backend *backend)
{
    int status = backend->ops->dispatch(backend);

    if (status < 0)
        jfi_backend_log(backend, JF_LOG_WARNING, "dispatch failed: %s", jf_status_text(status));
}

static void drain(int fd)
{
    uint64_t count;

    while (read(fd, &count, sizeof(count)) > 0)
        ;
}

static void dispatch_ready(struct jf_context *context)
{
    struct epoll_event ready[16];
    int count = epoll_wait(context->epoll_fd, ready, (int)JFI_COUNT(ready), 0);

    for (int i = 0; i < count; i++) {
        if (ready[i].data.ptr)
            dispatch_backend(ready[i].data.ptr);
    }
    drain(context->wake_fd);
    drain(context->timer_fd);
}

static int scan_backends(struct jf_context *context)
{
    int64_t until_ns = jfi_now_ns() + SCAN_BUDGET_NS;
    int status = 0;

    for (size_t i = 0; i < context->backend_count && !status; i++)
        status = jfi_backend_scan_marked(&context->backends[i], until_ns);
    return status;
}

static bool has_marked(const struct jf_context *context)
{
    for (size_t i = 0; i < context->backend_count; i++) {
        if (context->backends[i].first_marked)
            return true;
    }
    return false;
}

int jf_context_dispatch(struct jf_context *context)
{
    int status;

    if (!context)
        return -EINVAL;
    dispatch_ready(context);
    status = scan_backends(context);
    if (!status)
        status = announce_backends(context);
    if (!status && context->dirty)
        status = commit(context);
    if (!status)
        status = announce_settled(context);
    jfi_requests_settle(context);
    if (status || has_marked(context))
        jfi_context_wake(context);
    return status;
}

int jf_context_wait(struct jf_context *context, int timeout_ms)
{
    struct pollfd poll_fd;
    int count;

    if (!context)
        return -EINVAL;
    poll_fd = (struct pollfd){.fd = context->epoll_fd, .events = POLLIN};
    count = poll(&poll_fd, 1, timeout_ms);
    if (count < 0)
        return errno == EINTR ? 0 : -errno;
    return count > 0;
}

int jf_context_settle(struct jf_context *context)
{
    int64_t deadline_ns, left_ns;
    int status;

    if (!context)
        return -EINVAL;
    deadline_ns = jfi_now_ns() + (int64_t)context->config.timeout_ms * 1000000;
    for (;;) {
        status = jf_context_dispatch(context);
        left_ns = deadline_ns - jfi_now_ns();
        if (status || context->settled_announced)
            break;
        if (left_ns <= 0)
            return -ETIMEDOUT;
        status = jf_context_wait(context, (int)(left_ns / 1000000) + 1);
        if (status < 0)
            break;
    }
    if (context->events.first)
        jfi_context_wake(context);
    return status;
}

struct jf_event *jf_context_next_event(struct jf_context *context)
{
    struct jf_event *event = context ? context->events.first : NULL;

    if (!event)
        return NULL;
    context->events.first = event->next;
    context->events.count--;
    if (!event->next)
        context->events.end = &context->events.first;
    event->next = NULL;
    return event;
}

/* ---- opening and closing --------------------------------------------------------------------- */

static int watch(const struct jf_context *context, int fd, struct jfi_backend *backend)
{
    struct epoll_event interest = {.events = EPOLLIN, .data.ptr = backend};

    return epoll_ctl(context->epoll_fd, EPOLL_CTL_ADD, fd, &interest) < 0 ? -errno : 0;
}

static int open_fds(struct jf_context *context)
{
    int status;

    context->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    context->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    context->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (context->epoll_fd < 0 || context->wake_fd < 0 || context->timer_fd < 0)
        return -errno;
    status = watch(context, context->wake_fd, NULL);
    if (!status)
        status = watch(context, context->timer_fd, NULL);
    return status;
}

static int open_backend(struct jf_context *context, const struct jfi_backend_ops *ops)
{
    struct jfi_backend *backend = &context->backends[context->backend_count];
    int status, fd;

    context->backend_count++;
    status = jfi_backend_init(backend, context, ops);
    if (status)
        return status;
    fd = ops->get_fd(backend);
    return fd < 0 ? 0 : watch(context, fd, backend);
}

static int open_backends(struct jf_context *context)
{
    const struct jfi_backend_ops *const *list = jfi_registry_for_machine(context->config.machine);
    size_t count = 0;
    int status = 0;

    while (list[count])
        count++;
    context->backends = calloc(count + 1, sizeof(*context->backends));
    if (!context->backends)
        return -ENOMEM;
    for (size_t i = 0; i < count && !status; i++) {
        if (jfi_config_wants(&context->config, list[i]))
            status = open_backend(context, list[i]);
    }
    return status;
}

static void close_fd(int fd)
{
    if (fd >= 0)
        close(fd);
}

static void context_free(struct jf_context *context)
{
    for (size_t i = context->backend_count; i > 0; i--)
        jfi_backend_fini(&context->backends[i - 1]);
    jfi_requests_fini(context);
    jfi_event_list_fini(&context->events);
    free(context->backends);
    jf_graph_unref(context->graph);
    close_fd(context->timer_fd);
    close_fd(context->wake_fd);
    close_fd(context->epoll_fd);
    jfi_config_fini(&context->config);
    free(context);
}

int jf_context_new(const struct jf_config *config, struct jf_context **ret_context)
{
    struct jf_context *context;
    int status;

    if (!ret_context)
        return -EINVAL;
    context = calloc(1, sizeof(*context));
    if (!context)
        return -ENOMEM;
    context->ref_count = 1;
    context->next_serial = 1;
    context->epoll_fd = context->wake_fd = context->timer_fd = -1;
    jfi_event_list_init(&context->events);
    status = jfi_config_copy(config, &context->config);
    if (!status)
        status = jfi_graph_new(&(struct jfi_graph_recipe){.units = NULL}, &context->graph);
    if (!status)
        status = open_fds(context);
    if (!status)
        status = open_backends(context);
    if (status) {
        context_free(context);
        return status;
    }
    jfi_context_wake(context);
    *ret_context = context;
    return 0;
}

struct jf_context *jf_context_ref(struct jf_context *context)
{
    if (context)
        context->ref_count++;
    return context;
}

struct jf_context *jf_context_unref(struct jf_context *context)
{
    if (context && --context->ref_count == 0)
        context_free(context);
    return NULL;
}

/* ---- reading --------------------------------------------------------------------------------- */

int jf_context_get_fd(const struct jf_context *context)
{
    return context ? context->epoll_fd : -EINVAL;
}

const struct jf_graph *jf_context_get_graph(const struct jf_context *context)
{
    return context ? context->graph : NULL;
}

size_t jf_context_get_backend_count(const struct jf_context *context)
{
    return context ? context->backend_count : 0;
}

const char *jf_context_get_backend_name(const struct jf_context *context, size_t index)
{
    return index < jf_context_get_backend_count(context) ? context->backends[index].ops->name
                                                         : NULL;
}

enum jf_backend_state jf_context_get_backend_state(const struct jf_context *context, size_t index)
{
    return index < jf_context_get_backend_count(context) ? context->backends[index].state
                                                         : JF_BACKEND_UNKNOWN;
}

const char *jf_context_get_backend_reason(const struct jf_context *context, size_t index)
{
    return index < jf_context_get_backend_count(context) ? context->backends[index].reason : NULL;
}
