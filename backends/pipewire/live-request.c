/* SPDX-License-Identifier: MIT */

/* Making and breaking links: asks the server and waits, without waiting, for its answer. */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include <spa/utils/result.h>

#include "backends/pipewire/live.h"

/* Measured on 0.3.65: without a round every second impossible link looks fine, with one none. */
enum {
    LAST_ROUND = 2
};

struct jfi_pw_request {
    struct jfi_pw_request *next;
    struct jfi_pw_live *live;
    uint64_t serial; /**< the core's number */
    bool is_answered;
    int sync_seq; /**< the server's answer that is waited for; 0: none */
    /* Connecting. */
    struct pw_proxy *proxy; /**< NULL: this one disconnects */
    struct spa_hook listener;
    uint32_t link_id; /**< the server's link, SPA_ID_INVALID until known */
    int round;
    /* Disconnecting. */
    uint64_t handle;
    int destroy_seq;
};

static int new_request(struct jfi_pw_live *live, uint64_t serial,
                       struct jfi_pw_request **ret_request)
{
    struct jfi_pw_request *request = calloc(1, sizeof(*request));

    if (!request)
        return -ENOMEM;
    request->live = live;
    request->serial = serial;
    request->link_id = SPA_ID_INVALID;
    *ret_request = request;
    return 0;
}

/* The request is under way. */
static void keep_request(struct jfi_pw_request *request)
{
    request->next = request->live->requests;
    request->live->requests = request;
}

static void free_request(struct jfi_pw_request *request)
{
    if (request->proxy) {
        spa_hook_remove(&request->listener);
        /* Ends our hold of the link only: it lingers. */
        pw_proxy_destroy(request->proxy);
    }
    free(request);
}

static void answer(struct jfi_pw_request *request, int status)
{
    if (request->is_answered)
        return;
    request->is_answered = true;
    jfi_backend_request_done(request->live->backend, request->serial, status);
}

void jfi_pw_requests_sweep(struct jfi_pw_live *live)
{
    struct jfi_pw_request **at = &live->requests;

    while (*at) {
        struct jfi_pw_request *request = *at;

        if (request->is_answered) {
            *at = request->next;
            free_request(request);
        } else {
            at = &request->next;
        }
    }
}

void jfi_pw_requests_end(struct jfi_pw_live *live, int status)
{
    for (struct jfi_pw_request *request = live->requests; request; request = request->next)
        answer(request, status);
    jfi_pw_requests_sweep(live);
}

/* ---- connecting ------------------------------------------------------------------------------ */

static bool is_settled(enum jf_connection_state state)
{
    return state == JF_CONNECTION_PAUSED || state == JF_CONNECTION_ACTIVE;
}

/*
 * The link stands when the model has it, and with it the mark. One that has not agreed on a format
 * is given another round: the server does that behind its answers, but at once where it can. Longer
 * than that nothing waits, as nodes that do not run agree on nothing until they do.
 */
static void check_link(struct jfi_pw_request *request, const struct jfi_pw_global *link)
{
    if (request->is_answered || !link->properties)
        return;
    if (link->link_state == JF_CONNECTION_ERROR) {
        jfi_backend_log(request->live->backend, JF_LOG_WARNING, "the new link failed: %s",
                        link->error ? link->error : "no reason given");
        answer(request, -EINVAL);
    } else if (is_settled(link->link_state) || request->round == LAST_ROUND) {
        answer(request, 0);
    } else if (!request->sync_seq) {
        request->sync_seq = pw_core_sync(request->live->core, PW_ID_CORE, 0);
    }
}

static void end_round(struct jfi_pw_request *request)
{
    const struct jfi_pw_global *link = jfi_pw_registry_find(request->live, request->link_id);

    request->round++;
    request->sync_seq = 0;
    if (link)
        check_link(request, link);
}

static void on_bound(void *data, uint32_t id)
{
    struct jfi_pw_request *request = data;
    const struct jfi_pw_global *link = jfi_pw_registry_find(request->live, id);

    request->link_id = id;
    if (link && link->kind == JFI_PW_LINK)
        check_link(request, link);
}

static void on_error(void *data, int seq, int status, const char *message)
{
    struct jfi_pw_request *request = data;

    (void)seq;
    jfi_backend_log(request->live->backend, JF_LOG_INFO, "no link: %s: %s", spa_strerror(status),
                    message);
    answer(request, status);
}

static void on_removed(void *data)
{
    answer(data, -ENODEV);
}

void jfi_pw_requests_link_came(struct jfi_pw_live *live, const struct jfi_pw_global *link)
{
    for (struct jfi_pw_request *request = live->requests; request; request = request->next) {
        if (request->proxy && request->link_id == link->id)
            check_link(request, link);
    }
}

struct port_address {
    uint32_t node, port;
};

static int find_port(const struct jfi_pw_live *live, const struct jf_connector *connector,
                     struct port_address *ret_address)
{
    const char *id = jf_part_get_id(jf_connector_get_part(connector));
    int status = jfi_pw_model_find_port(live->model, id, &ret_address->node, &ret_address->port);

    return status == -ENOENT ? -ENODEV : status;
}

static int create_link(struct jfi_pw_request *request, const struct port_address *output,
                       const struct port_address *input)
{
    static const struct pw_proxy_events events = {
        .version = PW_VERSION_PROXY_EVENTS,
        .bound = on_bound,
        .removed = on_removed,
        .error = on_error,
    };
    struct pw_properties *properties = pw_properties_new(PW_KEY_OBJECT_LINGER, "true", NULL);

    if (!properties)
        return -ENOMEM;
    /* Nodes and ports by number: the server takes a name for whatever it finds first. */
    if (pw_properties_setf(properties, PW_KEY_LINK_OUTPUT_NODE, "%" PRIu32, output->node) < 0 ||
        pw_properties_setf(properties, PW_KEY_LINK_OUTPUT_PORT, "%" PRIu32, output->port) < 0 ||
        pw_properties_setf(properties, PW_KEY_LINK_INPUT_NODE, "%" PRIu32, input->node) < 0 ||
        pw_properties_setf(properties, PW_KEY_LINK_INPUT_PORT, "%" PRIu32, input->port) < 0) {
        pw_properties_free(properties);
        return -ENOMEM;
    }
    request->proxy =
        pw_core_create_object(request->live->core, "link-factory", PW_TYPE_INTERFACE_Link,
                              PW_VERSION_LINK, &properties->dict, 0);
    pw_properties_free(properties);
    if (!request->proxy)
        return jfi_pw_last_error();
    pw_proxy_add_listener(request->proxy, &request->listener, &events, request);
    return 0;
}

void jfi_pw_requests_link_went(struct jfi_pw_live *live, uint32_t id)
{
    for (struct jfi_pw_request *request = live->requests; request; request = request->next) {
        if (request->proxy && request->link_id == id)
            answer(request, -ENODEV);
    }
}

int jfi_pw_connect(struct jfi_backend *backend, const struct jf_connector *from,
                   const struct jf_connector *to, uint64_t request_serial)
{
    struct jfi_pw_live *live = jfi_backend_priv(backend);
    struct port_address output, input;
    struct jfi_pw_request *request;
    int status;

    if (live->stage != JFI_PW_READY)
        return -EPIPE;
    status = find_port(live, from, &output);
    if (!status)
        status = find_port(live, to, &input);
    if (!status)
        status = new_request(live, request_serial, &request);
    if (status)
        return status;
    status = create_link(request, &output, &input);
    if (status)
        free_request(request);
    else
        keep_request(request);
    return status;
}

/* ---- disconnecting --------------------------------------------------------------------------- */

void jfi_pw_requests_registry_error(struct jfi_pw_live *live, int seq, int status)
{
    for (struct jfi_pw_request *request = live->requests; request; request = request->next) {
        if (!request->proxy && request->destroy_seq == SPA_RESULT_ASYNC_SEQ(seq))
            answer(request, status == -ENOENT ? -ENOTCONN : status);
    }
}

/*
 * The link this handle was made for. Between the server freeing its number and us learning of it
 * the number may stand for another object; the protocol offers nothing against that.
 */
static bool is_link(const struct jfi_pw_live *live, uint64_t handle)
{
    const struct jfi_pw_global *link = jfi_pw_registry_find(live, jfi_pw_handle_id(handle));

    return link && link->kind == JFI_PW_LINK &&
           jfi_pw_handle(link->id, jfi_pw_global_serial(link)) == handle;
}

/*
 * The server has handled what was asked before this sync. Without a complaint it was us who broke
 * the link, and the news of its going have come already.
 */
void jfi_pw_requests_done(struct jfi_pw_live *live, int seq)
{
    for (struct jfi_pw_request *request = live->requests; request; request = request->next) {
        if (request->sync_seq != seq)
            continue;
        if (request->proxy)
            end_round(request);
        else
            answer(request, is_link(live, request->handle) ? -EIO : 0);
    }
}

static int send_destroy(struct jfi_pw_request *request)
{
    uint32_t id = jfi_pw_handle_id(request->handle);
    int destroy = pw_registry_destroy(request->live->registry, id);
    int sync = pw_core_sync(request->live->core, PW_ID_CORE, 0);

    if (destroy < 0 || sync < 0)
        return destroy < 0 ? destroy : sync;
    /* A complaint carries the bare number of the message, an answer the number as it was given. */
    request->destroy_seq = SPA_RESULT_ASYNC_SEQ(destroy);
    request->sync_seq = sync;
    return 0;
}

int jfi_pw_disconnect(struct jfi_backend *backend, uint64_t handle, uint64_t request_serial)
{
    struct jfi_pw_live *live = jfi_backend_priv(backend);
    struct jfi_pw_request *request;
    int status;

    if (live->stage != JFI_PW_READY)
        return -EPIPE;
    if (!is_link(live, handle))
        return -ENOTCONN;
    status = new_request(live, request_serial, &request);
    if (status)
        return status;
    request->handle = handle;
    status = send_destroy(request);
    if (status)
        free_request(request);
    else
        keep_request(request);
    return status;
}
