/* SPDX-License-Identifier: MIT */
#include "media/network/http.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <unistd.h>

#include "media/clock.h"
#include "media/network/http-internal.h"

/* What the library keeps for a connection: a head, and what it answers. */
#define CONNECTION_BYTES ((size_t)24 * 1024)
#define MAX_HEAD_BYTES   ((size_t)16 * 1024)
#define MAX_BODY_BYTES   ((size_t)64 * 1024)
#define MAX_NONCES       256

static const int64_t limits_ns[] = {
    [JFI_PHASE_ASKING] = (int64_t)10 * JFI_NS_PER_SECOND,
    [JFI_PHASE_ANSWERING] = (int64_t)30 * JFI_NS_PER_SECOND,
    [JFI_PHASE_KEEPING] = (int64_t)150 * JFI_NS_PER_SECOND,
    [JFI_PHASE_REFUSED] = (int64_t)2 * JFI_NS_PER_SECOND,
};

/* How often the library may find more to do before others have their turn. */
enum {
    MAX_RUNS = 64,
    ENDS_AT_ONCE = 64,
    SPARE_FDS = 64
};

/* ---- deadlines ------------------------------------------------------------------------------- */

void jfi_http_leave_phase(struct jfi_http_connection *connection)
{
    if (connection->list)
        TAILQ_REMOVE(connection->list, connection, entry);
    connection->list = NULL;
}

void jfi_http_enter(struct jfi_http_connection *connection, enum jfi_http_phase phase)
{
    jfi_http_leave_phase(connection);
    connection->deadline_ns = jfi_clock_now_ns() + limits_ns[phase];
    connection->list = &connection->server->phases[phase];
    TAILQ_INSERT_TAIL(connection->list, connection, entry);
}

/* The library sees the end of the connection then, and closes it. */
static void shut_late(struct jfi_http_connection_list *list, int64_t now_ns)
{
    struct jfi_http_connection *connection = NULL;

    while ((connection = TAILQ_FIRST(list)) && connection->deadline_ns <= now_ns) {
        jfi_http_leave_phase(connection);
        shutdown(connection->fd, SHUT_RDWR);
    }
}

static int64_t earliest(const struct jfi_http_connection_list *list, int64_t than_ns)
{
    const struct jfi_http_connection *connection = TAILQ_FIRST(list);

    return connection && connection->deadline_ns < than_ns ? connection->deadline_ns : than_ns;
}

int64_t jfi_http_server_get_deadline_ns(const struct jfi_http_server *server)
{
    int64_t deadline_ns = server->busy ? 0 : INT64_MAX;

    for (size_t i = 0; i < JFI_PHASE_COUNT; i++)
        deadline_ns = earliest(&server->phases[i], deadline_ns);
    return deadline_ns;
}

/* ---- the library's callbacks ----------------------------------------------------------------- */

static void open_connection(struct jfi_http_server *server, struct MHD_Connection *library,
                            void **context)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(library, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct jfi_http_connection *connection = calloc(1, sizeof(*connection));

    if (!connection)
        return; /* its request will find no context and be closed */
    connection->server = server;
    connection->library = library;
    connection->fd = info->connect_fd;
    jfi_http_enter(connection, JFI_PHASE_ASKING);
    *context = connection;
}

static void close_connection(struct jfi_http_connection *connection)
{
    if (!connection)
        return;
    jfi_http_leave_phase(connection);
    if (!connection->asked)
        connection->server->ops->on_malformed(connection->server->userdata);
    if (connection->userdata && connection->server->ops->on_close)
        connection->server->ops->on_close(connection->server->userdata, connection);
    free(connection);
}

static void on_connection(void *userdata, struct MHD_Connection *library, void **context,
                          enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        open_connection(userdata, library, context);
    else
        close_connection(*context);
}

static bool add_headers(struct MHD_Response *response, const struct jfi_http_answer *answer)
{
    bool added =
        answer->keep || MHD_add_response_header(response, "Connection", "close") == MHD_YES;

    if (answer->content_type)
        added = added &&
                MHD_add_response_header(response, "Content-Type", answer->content_type) == MHD_YES;
    for (const char *const *pair = answer->pairs; pair && pair[0] && added; pair += 2)
        added = MHD_add_response_header(response, pair[0], pair[1]) == MHD_YES;
    return added;
}

static enum MHD_Result queue_answer(struct MHD_Connection *library,
                                    const struct jfi_http_answer *answer,
                                    struct MHD_Response *response)
{
    if (!answer->realm)
        return MHD_queue_response(library, answer->status ? answer->status : MHD_HTTP_OK, response);
    return MHD_queue_auth_fail_response2(library, answer->realm, "jackfield", response, MHD_NO,
                                         MHD_DIGEST_ALG_MD5) == MHD_YES
               ? MHD_YES
               : MHD_NO;
}

/* Frees the body. */
static enum MHD_Result answer_with(struct MHD_Connection *library,
                                   const struct jfi_http_answer *answer)
{
    const enum MHD_ResponseMemoryMode mode =
        answer->body ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT;
    struct MHD_Response *response =
        MHD_create_response_from_buffer(answer->body_bytes, answer->body, mode);
    enum MHD_Result result = MHD_NO;

    if (!response) {
        free(answer->body);
        return MHD_NO;
    }
    if (!answer->keep)
        MHD_set_response_options(response, MHD_RF_HTTP_VERSION_1_0_RESPONSE, MHD_RO_END);
    if (add_headers(response, answer))
        result = queue_answer(library, answer, response);
    MHD_destroy_response(response);
    return result;
}

static bool has_giant_head(struct MHD_Connection *library)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(library, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);

    return info && info->header_size > MAX_HEAD_BYTES;
}

/* It has no time limit here, but a watch over its end. */
static void await_body(struct jfi_http_connection *connection)
{
    struct epoll_event event = {.events = EPOLLRDHUP | EPOLLET, .data.ptr = connection};

    jfi_http_leave_phase(connection);
    (void)epoll_ctl(connection->server->ends_fd, EPOLL_CTL_ADD, connection->fd, &event);
}

static enum MHD_Result begin_request(struct jfi_http_connection *connection, const char *method,
                                     const char *path)
{
    const struct jfi_http_server *server = connection->server;
    struct jfi_http_request request = {.connection = connection, .method = method, .path = path};
    struct jfi_http_answer answer = {0};
    enum jfi_http_body body = JFI_HTTP_BODY_DROPPED;

    if (has_giant_head(connection->library)) {
        answer.status = MHD_HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE;
        return answer_with(connection->library, &answer);
    }
    connection->asked = true;
    connection->body_bytes = 0;
    if (server->ops->on_head)
        body = server->ops->on_head(server->userdata, &request, &answer);
    connection->wanted = body == JFI_HTTP_BODY_WANTED;
    if (connection->wanted)
        await_body(connection);
    else
        jfi_http_enter(connection, JFI_PHASE_ANSWERING);
    return body == JFI_HTTP_BODY_REFUSED ? answer_with(connection->library, &answer) : MHD_YES;
}

static enum MHD_Result take_body(struct jfi_http_connection *connection, const char *body,
                                 size_t *body_bytes)
{
    const struct jfi_http_server *server = connection->server;
    const size_t size = *body_bytes;

    *body_bytes = 0;
    if (connection->refused)
        return MHD_YES;
    if (connection->wanted) {
        server->ops->on_body(server->userdata, connection, (const uint8_t *)body, size);
        return MHD_YES;
    }
    connection->body_bytes += size;
    return connection->body_bytes <= MAX_BODY_BYTES ? MHD_YES : MHD_NO;
}

static enum MHD_Result finish_request(struct jfi_http_connection *connection, const char *method,
                                      const char *path)
{
    const struct jfi_http_server *server = connection->server;
    struct jfi_http_request request = {.connection = connection, .method = method, .path = path};
    struct jfi_http_answer answer = {0};

    if (connection->wanted)
        (void)epoll_ctl(server->ends_fd, EPOLL_CTL_DEL, connection->fd, NULL);
    if (connection->refused)
        return MHD_NO;
    server->ops->on_request(server->userdata, &request, &answer);
    if (!connection->taken) {
        jfi_http_enter(connection, JFI_PHASE_ANSWERING);
        connection->kept = answer.keep;
        return answer_with(connection->library, &answer);
    }
    free(answer.body);
    if (connection->given_back)
        return MHD_NO;
    connection->suspended = true;
    MHD_suspend_connection(connection->library);
    return MHD_YES;
}

static struct jfi_http_connection *get_connection(struct MHD_Connection *library)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(library, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info ? info->socket_context : NULL;
}

/* Called when the head is there, for each piece of the body, and at its end. */
/* NOLINTNEXTLINE(readability-function-size): the library's shape */
static enum MHD_Result on_access(void *userdata, struct MHD_Connection *library, const char *path,
                                 const char *method, const char *version, const char *body,
                                 size_t *body_bytes, void **request_context)
{
    struct jfi_http_connection *connection = get_connection(library);

    (void)userdata;
    (void)version;
    if (!connection || connection->given_back)
        return MHD_NO;
    if (!*request_context) {
        *request_context = connection;
        return begin_request(connection, method, path);
    }
    if (*body_bytes > 0)
        return take_body(connection, body, body_bytes);
    return finish_request(connection, method, path);
}

/* The answer is out, or the request has failed. */
static void on_completed(void *userdata, struct MHD_Connection *library, void **request_context,
                         enum MHD_RequestTerminationCode code)
{
    struct jfi_http_connection *connection = get_connection(library);

    (void)userdata;
    (void)request_context;
    if (connection && code == MHD_REQUEST_TERMINATED_COMPLETED_OK && connection->kept)
        jfi_http_enter(connection, JFI_PHASE_KEEPING);
}

/* Malformed requests are counted, not told one by one. */
static void ignore_log(void *userdata, const char *format, va_list arguments)
{
    (void)userdata;
    (void)format;
    (void)arguments;
}

/* ---- the server ------------------------------------------------------------------------------ */

static unsigned int count_connections(void)
{
    struct rlimit limit = {.rlim_cur = 1024};

    getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur <= (rlim_t)2 * SPARE_FDS)
        return SPARE_FDS;
    return limit.rlim_cur > 1000000 ? 1000000 : (unsigned int)limit.rlim_cur - SPARE_FDS;
}

static int start_library(struct jfi_http_server *server, int listen_fd)
{
    if (getrandom(server->random, sizeof(server->random), 0) != (ssize_t)sizeof(server->random))
        return -EIO;
    server->library = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_USE_TURBO | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL, NULL,
        on_access, server, MHD_OPTION_EXTERNAL_LOGGER, ignore_log, NULL, MHD_OPTION_LISTEN_SOCKET,
        listen_fd, MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_BYTES,
        MHD_OPTION_CONNECTION_LIMIT, count_connections(), MHD_OPTION_NOTIFY_CONNECTION,
        on_connection, server, MHD_OPTION_NOTIFY_COMPLETED, on_completed, server,
        MHD_OPTION_DIGEST_AUTH_RANDOM, sizeof(server->random), server->random,
        MHD_OPTION_NONCE_NC_SIZE, MAX_NONCES, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
    if (server->library)
        return 0;
    return errno == EMFILE || errno == ENFILE || errno == ENOMEM ? -errno : -EIO;
}

/* One epoll of both. */
static int join_fds(struct jfi_http_server *server)
{
    const int fds[] = {MHD_get_daemon_info(server->library, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd,
                       server->ends_fd};

    for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++) {
        struct epoll_event event = {.events = EPOLLIN};

        if (epoll_ctl(server->all_fd, EPOLL_CTL_ADD, fds[i], &event) < 0)
            return -errno;
    }
    return 0;
}

static void free_server(struct jfi_http_server *server)
{
    if (server->library) {
        /* Or the library would close the caller's socket. */
        MHD_quiesce_daemon(server->library);
        MHD_stop_daemon(server->library);
    }
    if (server->all_fd >= 0)
        close(server->all_fd);
    if (server->ends_fd >= 0)
        close(server->ends_fd);
    free(server);
}

int jfi_http_server_new(int listen_fd, const struct jfi_http_ops *ops, void *userdata,
                        struct jfi_http_server **ret_server)
{
    struct jfi_http_server *server = calloc(1, sizeof(*server));
    int err = 0;

    if (!server)
        return -ENOMEM;
    server->ops = ops;
    server->userdata = userdata;
    for (size_t i = 0; i < JFI_PHASE_COUNT; i++)
        TAILQ_INIT(&server->phases[i]);
    server->all_fd = epoll_create1(EPOLL_CLOEXEC);
    server->ends_fd = epoll_create1(EPOLL_CLOEXEC);
    if (server->all_fd < 0 || server->ends_fd < 0)
        err = -EMFILE;
    if (err == 0)
        err = start_library(server, listen_fd);
    if (err == 0)
        err = join_fds(server);
    if (err < 0) {
        free_server(server);
        return err;
    }
    *ret_server = server;
    return 0;
}

struct jfi_http_server *jfi_http_server_free(struct jfi_http_server *server)
{
    if (!server)
        return NULL;
    /* What was given back is only closed by a run. */
    jfi_http_server_run(server);
    free_server(server);
    return NULL;
}

int jfi_http_server_get_fd(const struct jfi_http_server *server)
{
    return server->all_fd;
}

/* A body may end in the same moment as its connection. The library, which reads what there was and
 * waits for more, does not see that: it sees a connection that is shut, once it has read all. */
static void shut_ended(struct jfi_http_server *server)
{
    struct epoll_event events[ENDS_AT_ONCE];
    const int count = epoll_wait(server->ends_fd, events, ENDS_AT_ONCE, 0);

    for (int i = 0; i < count; i++) {
        const struct jfi_http_connection *connection = events[i].data.ptr;

        shutdown(connection->fd, SHUT_RDWR);
    }
}

/* Until the library has no more to do, or others shall have their turn. */
static void run_library(struct jfi_http_server *server)
{
    MHD_UNSIGNED_LONG_LONG timeout_ms = 0;
    int run = 0;

    do {
        server->given_back = false;
        MHD_run(server->library);
        server->busy =
            server->given_back ||
            (MHD_get_timeout(server->library, &timeout_ms) == MHD_YES && timeout_ms == 0);
    } while (server->busy && ++run < MAX_RUNS);
}

void jfi_http_server_run(struct jfi_http_server *server)
{
    const int64_t now_ns = jfi_clock_now_ns();

    for (size_t i = 0; i < JFI_PHASE_COUNT; i++)
        shut_late(&server->phases[i], now_ns);
    run_library(server);
    if (!server->busy)
        shut_ended(server);
}
