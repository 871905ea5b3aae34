/* SPDX-License-Identifier: MIT */

/* Making and breaking connections: the checks of IConnector, then the backend's answer in time. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>

#include "topology/context.h"

enum {
    NS_PER_MS = 1000000
};

/* ---- checks, in the order of connector.h ----------------------------------------------------- */

static bool is_inactive(const struct jf_device *device)
{
    return device->state == JF_STATE_NOT_PRESENT || device->state == JF_STATE_DISABLED;
}

static bool is_permanent(const struct jf_connection *connection)
{
    return connection->wire->permanence == JF_PERMANENCE_PHYSICAL ||
           connection->wire->permanence == JF_PERMANENCE_FIXED;
}

static bool has_permanent(const struct jf_graph *graph, const struct jf_part *part)
{
    const struct jf_connection *const *first;
    size_t count = jfi_graph_connections_of(graph, part, &first);

    for (size_t i = 0; i < count; i++) {
        if (is_permanent(first[i]))
            return true;
    }
    return false;
}

/* Types whose other side is wired in hardware or silicon, whether anything is attached or not. */
static bool is_wired_type(enum jf_part_type type)
{
    return type == JF_TYPE_PHYSICAL_EXTERNAL || type == JF_TYPE_PHYSICAL_INTERNAL ||
           type == JF_TYPE_SOFTWARE_FIXED;
}

static bool is_taken(const struct jf_graph *graph, const struct jf_part *part)
{
    const struct jf_connection *const *first;

    return part->exclusive && jfi_graph_connections_of(graph, part, &first) > 0;
}

static int find_pair(const struct jf_graph *graph, const struct jf_part *from,
                     const struct jf_part *to, const struct jf_connection **ret_connection)
{
    const struct jf_connection *const *first;
    size_t count = jfi_graph_connections_from(graph, from, &first);

    for (size_t i = 0; i < count; i++) {
        if (first[i]->to == to) {
            *ret_connection = first[i];
            return 0;
        }
    }
    return -ENOENT;
}

static int check_existence(const struct jf_graph *graph, const struct jf_part *from,
                           const struct jf_part *to)
{
    const struct jf_connection *same;

    if (find_pair(graph, from, to, &same) == 0)
        return -EEXIST;
    if (is_taken(graph, from) || is_taken(graph, to))
        return -EBUSY;
    return 0;
}

static int check_connect(const struct jf_graph *graph, const struct jf_part **from,
                         const struct jf_part **to)
{
    const struct jf_part *a, *b;

    if (jfi_graph_current_part(graph, *from, &a) < 0 || jfi_graph_current_part(graph, *to, &b) < 0)
        return -ESTALE;
    if (a->device == b->device || a->flow == b->flow || a->type != b->type)
        return -EINVAL;
    if (is_inactive(a->device) || is_inactive(b->device))
        return -ENODEV;
    *from = a->flow == JF_FLOW_OUT ? a : b;
    *to = a->flow == JF_FLOW_OUT ? b : a;
    if (is_wired_type(a->type) || has_permanent(graph, a) || has_permanent(graph, b))
        return -EROFS;
    return check_existence(graph, *from, *to);
}

/* ---- requests -------------------------------------------------------------------------------- */

int jfi_request_new(struct jf_context *context, struct jfi_backend *backend, bool awaited,
                    struct jfi_request **ret_request)
{
    struct jfi_request *request = calloc(1, sizeof(*request));
    int status =
        request ? jfi_event_new(JF_EVENT_REQUEST, context->graph, &request->event) : -ENOMEM;

    if (status) {
        free(request);
        return status;
    }
    request->serial = context->next_serial++;
    request->event->serial = request->serial;
    request->backend = backend;
    request->awaited = awaited;
    request->deadline_ns = jfi_now_ns() + (int64_t)context->config.timeout_ms * NS_PER_MS;
    request->next = context->requests;
    context->requests = request;
    *ret_request = request;
    return 0;
}

void jfi_request_free(struct jf_context *context, struct jfi_request *request)
{
    struct jfi_request **at = &context->requests;

    while (*at != request)
        at = &(*at)->next;
    *at = request->next;
    jf_event_unref(request->event);
    free(request);
}

void jfi_requests_fini(struct jf_context *context)
{
    while (context->requests)
        jfi_request_free(context, context->requests);
}

static void answer(struct jfi_request *request, int status)
{
    if (request->answered)
        return;
    request->answered = true;
    request->status = status;
}

void jfi_requests_answer(struct jf_context *context, const struct jfi_backend *backend,
                         uint64_t serial, int status)
{
    for (struct jfi_request *request = context->requests; request; request = request->next) {
        if (request->serial == serial && request->backend == backend)
            answer(request, status);
    }
}

void jfi_requests_answer_all(struct jf_context *context, const struct jfi_backend *backend,
                             int status)
{
    for (struct jfi_request *request = context->requests; request; request = request->next) {
        if (request->backend == backend)
            answer(request, status);
    }
}

/* An answer is shown when the graph shows what it is about. */
static bool is_due(const struct jfi_request *request, const struct jf_context *context)
{
    return request->answered && !request->finished && !context->dirty &&
           !request->backend->first_marked;
}

static void finish(struct jf_context *context, struct jfi_request *request)
{
    request->finished = true;
    if (request->awaited)
        return;
    request->event->status = request->status;
    jf_graph_unref(request->event->graph);
    request->event->graph = jf_graph_ref(context->graph);
    jfi_event_list_append(&context->events, jf_event_ref(request->event));
    jfi_request_free(context, request);
}

static void arm_timer(const struct jf_context *context)
{
    struct itimerspec timer = {0};
    int64_t earliest = 0;

    for (const struct jfi_request *request = context->requests; request; request = request->next) {
        if (!request->finished && (!earliest || request->deadline_ns < earliest))
            earliest = request->deadline_ns;
    }
    timer.it_value.tv_sec = earliest / 1000000000;
    timer.it_value.tv_nsec = earliest % 1000000000;
    (void)timerfd_settime(context->timer_fd, TFD_TIMER_ABSTIME, &timer, NULL);
}

void jfi_requests_settle(struct jf_context *context)
{
    struct jfi_request *next;

    if (!context->requests)
        return;
    for (struct jfi_request *request = context->requests; request; request = next) {
        next = request->next;
        if (!request->answered && jfi_now_ns() >= request->deadline_ns)
            answer(request, -ETIMEDOUT);
        if (is_due(request, context))
            finish(context, request);
    }
    arm_timer(context);
}

int jfi_request_start(struct jf_context *context, struct jfi_request *request, int status)
{
    if (status < 0)
        jfi_request_free(context, request);
    else
        arm_timer(context);
    return status;
}

bool jfi_requests_set(const struct jf_context *context, const char *backend, uint64_t control)
{
    for (const struct jfi_request *request = context->requests; request; request = request->next) {
        if (control && request->control == control && !request->finished &&
            strcmp(request->backend->ops->name, backend) == 0)
            return true;
    }
    return false;
}

struct jfi_recording *jfi_requests_find_recording(const struct jf_context *context,
                                                  const struct jfi_backend *backend,
                                                  uint64_t serial)
{
    for (const struct jfi_request *request = context->requests; request; request = request->next) {
        if (request->serial == serial && request->backend == backend && !request->answered)
            return request->recording;
    }
    return NULL;
}

/* Its time limit bounds the wait. */
int jfi_request_await(struct jf_context *context, struct jfi_request *request)
{
    int status = 0;

    for (;;) {
        status = jf_context_dispatch(context);
        if (request->finished)
            status = request->status;
        if (status || request->finished)
            break;
        status = jf_context_wait(context, context->config.timeout_ms);
        if (status < 0)
            break;
    }
    jfi_request_free(context, request);
    if (context->events.first)
        jfi_context_wake(context);
    return status;
}

/* ---- connecting ------------------------------------------------------------------------------ */

static int start_connect(struct jf_context *context, const struct jf_connector *a,
                         const struct jf_connector *b, bool awaited,
                         struct jfi_request **ret_request)
{
    const struct jf_part *from = jfi_as_part(a), *to = jfi_as_part(b);
    struct jfi_backend *backend;
    struct jfi_request *request;
    int status;

    if (!context || !a || !b)
        return -EINVAL;
    status = check_connect(context->graph, &from, &to);
    if (status)
        return status;
    backend = jfi_context_find_backend(context, from->device->backend);
    if (!backend || !backend->ops->connect ||
        strcmp(from->device->backend, to->device->backend) != 0)
        return -ENOTSUP;
    status = jfi_request_new(context, backend, awaited, &request);
    if (status)
        return status;
    status = backend->ops->connect(backend, jfi_as_connector(from), jfi_as_connector(to),
                                   request->serial);
    status = jfi_request_start(context, request, status);
    if (status)
        return status;
    *ret_request = request;
    return 0;
}

int jfi_request_check_connect(struct jf_context *context, const struct jf_part *from,
                              const struct jf_part *to)
{
    return check_connect(context->graph, &from, &to);
}

int jfi_request_connect(struct jf_context *context, const struct jf_connector *a,
                        const struct jf_connector *b, struct jfi_request **ret_request)
{
    return start_connect(context, a, b, true, ret_request);
}

int jf_connector_connect(struct jf_context *context, const struct jf_connector *a,
                         const struct jf_connector *b)
{
    struct jfi_request *request;
    int status = start_connect(context, a, b, true, &request);

    return status ? status : jfi_request_await(context, request);
}

int jf_connector_connect_async(struct jf_context *context, const struct jf_connector *a,
                               const struct jf_connector *b, uint64_t *ret_request)
{
    struct jfi_request *request;
    int status = ret_request ? start_connect(context, a, b, false, &request) : -EINVAL;

    if (!status)
        *ret_request = request->serial;
    return status;
}

/* ---- disconnecting --------------------------------------------------------------------------- */

static int check_disconnect(const struct jf_graph *graph, const struct jf_connection *connection,
                            const struct jf_connection **ret_now)
{
    const struct jf_connection *now;

    if (jf_graph_find_connection(graph, connection->wire->id, &now) < 0 ||
        now->serial != connection->serial)
        return -ENOTCONN;
    *ret_now = now;
    return is_permanent(now) ? -EROFS : 0;
}

static int start_disconnect(struct jf_context *context, const struct jf_connection *connection,
                            bool awaited, struct jfi_request **ret_request)
{
    const struct jf_connection *now;
    struct jfi_backend *backend;
    struct jfi_request *request;
    int status;

    if (!context || !connection)
        return -EINVAL;
    status = check_disconnect(context->graph, connection, &now);
    if (status)
        return status;
    backend = jfi_context_find_backend(context, now->from->device->backend);
    if (!backend || !backend->ops->disconnect)
        return -ENOTSUP;
    status = jfi_request_new(context, backend, awaited, &request);
    if (status)
        return status;
    status = backend->ops->disconnect(backend, now->wire->handle, request->serial);
    status = jfi_request_start(context, request, status);
    if (status)
        return status;
    *ret_request = request;
    return 0;
}

int jfi_request_check_disconnect(struct jf_context *context, const struct jf_connection *connection)
{
    const struct jf_connection *now;

    return check_disconnect(context->graph, connection, &now);
}

int jfi_request_disconnect(struct jf_context *context, const struct jf_connection *connection,
                           struct jfi_request **ret_request)
{
    return start_disconnect(context, connection, true, ret_request);
}

int jf_connection_disconnect(struct jf_context *context, const struct jf_connection *connection)
{
    struct jfi_request *request;
    int status = start_disconnect(context, connection, true, &request);

    return status ? status : jfi_request_await(context, request);
}

int jf_connection_disconnect_async(struct jf_context *context,
                                   const struct jf_connection *connection, uint64_t *ret_request)
{
    struct jfi_request *request;
    int status = ret_request ? start_disconnect(context, connection, false, &request) : -EINVAL;

    if (!status)
        *ret_request = request->serial;
    return status;
}

/* Drops all connections of a part of `graph`, which the caller holds. One that goes by itself
 * meanwhile is as good as dropped; the first other failure is the answer. */
static int disconnect_all(struct jf_context *context, const struct jf_graph *graph,
                          const struct jf_part *part)
{
    const struct jf_connection *const *first;
    size_t count = jfi_graph_connections_of(graph, part, &first);
    int result = 0;

    if (!count)
        return -ENOTCONN;
    if (has_permanent(graph, part))
        return -EROFS;
    for (size_t i = 0; i < count; i++) {
        int status = jf_connection_disconnect(context, first[i]);

        if (status && status != -ENOTCONN && !result)
            result = status;
    }
    return result;
}

int jf_connector_disconnect(struct jf_context *context, const struct jf_connector *connector)
{
    const struct jf_graph *graph;
    const struct jf_part *part;
    int status;

    if (!context || !connector)
        return -EINVAL;
    graph = jf_graph_ref(context->graph);
    status = jfi_graph_current_part(graph, jfi_as_part(connector), &part);
    if (!status)
        status = disconnect_all(context, graph, part);
    jf_graph_unref(graph);
    return status;
}

/* ---- streams of the session manager ---------------------------------------------------------- */

static int find_current_device(const struct jf_graph *graph, const struct jf_device *device,
                               const struct jf_device **ret_device)
{
    const struct jf_device *now;

    if (jf_graph_find_device(graph, device->id, &now) < 0 || now->serial != device->serial)
        return -ESTALE;
    *ret_device = now;
    return 0;
}

int jf_device_route(struct jf_context *context, const struct jf_device *stream,
                    const struct jf_device *target)
{
    struct jfi_backend *backend;
    struct jfi_request *request;
    int status;

    if (!context || !stream || stream == target)
        return -EINVAL;
    status = find_current_device(context->graph, stream, &stream);
    if (!status && target)
        status = find_current_device(context->graph, target, &target);
    if (status)
        return status;
    if (target && strcmp(stream->backend, target->backend) != 0)
        return -EINVAL;
    backend = jfi_context_find_backend(context, stream->backend);
    if (!backend || !backend->ops->route)
        return -ENOTSUP;
    status = jfi_request_new(context, backend, true, &request);
    if (status)
        return status;
    status = backend->ops->route(backend, stream, target, request->serial);
    status = jfi_request_start(context, request, status);
    return status ? status : jfi_request_await(context, request);
}
