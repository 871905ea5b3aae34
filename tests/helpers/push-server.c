/* SPDX-License-Identifier: MIT */
#include "helpers/push-server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define PATIENCE_MS 10000
#define COMPLETE    "HTTP/1.1 204 No Content\r\n" PUSH_SERVER "Content-Length: 0\r\n\r\n"

struct connection {
    struct push_server *server;
    unsigned int number;
    size_t place;
    int fd;
    uint8_t bytes[65536]; /* read, not yet used */
    size_t size;
};

/* ---- a test may refuse one allocation or thread: it means the library's ---------------------- */

static void *need_bytes(void *bytes, size_t size)
{
    void *more = realloc(bytes, size);

    if (!more)
        more = realloc(bytes, size);
    return more;
}

static int need_thread(pthread_t *thread, void *(*run)(void *user), void *user)
{
    return pthread_create(thread, NULL, run, user) == 0 ? 0
                                                        : pthread_create(thread, NULL, run, user);
}

/* ---- reading --------------------------------------------------------------------------------- */

/* Reads more; false: the other side or the test has closed. */
static bool read_more(struct connection *connection)
{
    const ssize_t got = recv(connection->fd, connection->bytes + connection->size,
                             sizeof(connection->bytes) - connection->size, 0);

    if (got <= 0)
        return false;
    connection->size += (size_t)got;
    return true;
}

static void use(struct connection *connection, size_t size)
{
    connection->size -= size;
    memmove(connection->bytes, connection->bytes + size, connection->size);
}

/* A new request with its head; NULL: no more. */
static struct push_request *read_head(struct connection *connection)
{
    struct push_server *server = connection->server;
    struct push_request *request = NULL;
    const uint8_t *end = NULL;
    const char *length = NULL;

    while (!(end = memmem(connection->bytes, connection->size, "\r\n\r\n", 4))) {
        if (!read_more(connection))
            return NULL;
    }
    pthread_mutex_lock(&server->lock);
    if (server->request_count < sizeof(server->requests) / sizeof(server->requests[0])) {
        const size_t size = (size_t)(end - connection->bytes) + 4;

        request = &server->requests[server->request_count];
        request->connection = connection->number;
        request->head = strndup((const char *)connection->bytes, size);
        length = request->head ? strcasestr(request->head, "\nContent-Length: ") : NULL;
        request->length = length ? strtoull(length + 17, NULL, 10) : 0;
        use(connection, size);
        server->request_count++;
    }
    pthread_mutex_unlock(&server->lock);
    return request;
}

static bool keep(struct connection *connection, struct push_request *request, size_t size)
{
    if (request->size + size > request->capacity) {
        uint8_t *bytes = NULL;

        request->capacity = (request->size + size) * 2;
        bytes = need_bytes(request->body, request->capacity);
        if (!bytes)
            return false;
        request->body = bytes;
    }
    memcpy(request->body + request->size, connection->bytes, size);
    request->size += size;
    use(connection, size);
    return true;
}

/* Reads the body up to there; false: it did not come so far. */
static bool read_body(struct connection *connection, struct push_request *request, uint64_t until)
{
    while (request->size < until) {
        uint64_t size = connection->size;
        bool kept = false;

        if (size == 0 && !read_more(connection))
            return false;
        size = connection->size;
        if (size > until - request->size)
            size = until - request->size;
        pthread_mutex_lock(&connection->server->lock);
        kept = keep(connection, request, (size_t)size);
        pthread_mutex_unlock(&connection->server->lock);
        if (!kept)
            return false;
    }
    return true;
}

/* ---- answering ------------------------------------------------------------------------------- */

static struct push_step next_step(struct push_server *server)
{
    struct push_step step = {0};

    pthread_mutex_lock(&server->lock);
    if (server->script_place < server->script_count)
        step = server->script[server->script_place++];
    pthread_mutex_unlock(&server->lock);
    return step;
}

static void say(const struct connection *connection, const char *text)
{
    (void)send(connection->fd, text, strlen(text), MSG_NOSIGNAL);
}

/* False: the connection is over. */
static bool serve_request(struct connection *connection)
{
    struct push_request *request = read_head(connection);
    const struct linger reset = {.l_onoff = 1};
    struct push_step step;
    bool setup = false;

    if (!request)
        return false;
    step = next_step(connection->server);
    setup = push_request_has(request, "Content-Type: application/x-wms-pushsetup");
    if (!read_body(connection, request, step.after_bytes ? step.after_bytes : request->length))
        return false;
    usleep(step.delay_ms * 1000);
    if (step.then != PUSH_IGNORE || step.answer)
        say(connection, step.answer ? step.answer : setup ? PUSH_AGREED : COMPLETE);
    if (step.then == PUSH_CLOSE)
        (void)shutdown(connection->fd, SHUT_WR);
    if (step.then == PUSH_CLOSE || step.then == PUSH_IGNORE)
        (void)read_body(connection, request, UINT64_MAX);
    if (step.then == PUSH_RESET)
        (void)setsockopt(connection->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
    return step.then == PUSH_KEEP;
}

static void *serve_connection(void *user)
{
    struct connection *connection = user;
    struct push_server *server = connection->server;

    while (serve_request(connection))
        ;
    pthread_mutex_lock(&server->lock);
    server->fds[connection->place] = -1;
    close(connection->fd);
    pthread_mutex_unlock(&server->lock);
    free(connection);
    return NULL;
}

static void *listen_for_more(void *user)
{
    struct push_server *server = user;

    for (;;) {
        const int fd = accept4(server->listen_fd, NULL, NULL, SOCK_CLOEXEC);
        struct connection *connection = need_bytes(NULL, sizeof(*connection));

        pthread_mutex_lock(&server->lock);
        if (fd < 0 || !connection || server->stopping || server->thread_count == 64) {
            pthread_mutex_unlock(&server->lock);
            if (fd >= 0)
                close(fd);
            free(connection);
            return NULL;
        }
        *connection = (struct connection){.server = server,
                                          .number = ++server->connection_count,
                                          .place = server->thread_count,
                                          .fd = fd};
        server->fds[server->thread_count] = fd;
        if (need_thread(&server->threads[server->thread_count], serve_connection, connection) == 0)
            server->thread_count++;
        pthread_mutex_unlock(&server->lock);
    }
}

/* ---- the server ------------------------------------------------------------------------------ */

static void open_port(struct push_server *server)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                                  .sin_port = htons((uint16_t)server->port)};
    socklen_t size = sizeof(address);
    const int yes = 1;

    server->listen_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(server->listen_fd >= 0);
    (void)setsockopt(server->listen_fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    assert_int_equal(bind(server->listen_fd, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(listen(server->listen_fd, 16), 0);
    assert_int_equal(getsockname(server->listen_fd, (struct sockaddr *)&address, &size), 0);
    server->port = ntohs(address.sin_port);
    server->stopping = false;
    server->thread_count = 0;
    assert_int_equal(need_thread(&server->listener, listen_for_more, server), 0);
}

void push_server_start(struct push_server *server, unsigned int port)
{
    *server = (struct push_server){.port = port};
    pthread_mutex_init(&server->lock, NULL);
    open_port(server);
}

void push_server_stop(struct push_server *server)
{
    pthread_mutex_lock(&server->lock);
    server->stopping = true;
    shutdown(server->listen_fd, SHUT_RDWR);
    for (size_t i = 0; i < server->thread_count; i++) {
        if (server->fds[i] >= 0)
            shutdown(server->fds[i], SHUT_RDWR);
    }
    pthread_mutex_unlock(&server->lock);
    pthread_join(server->listener, NULL);
    for (size_t i = 0; i < server->thread_count; i++)
        pthread_join(server->threads[i], NULL);
    server->thread_count = 0;
    close(server->listen_fd);
}

void push_server_restart(struct push_server *server)
{
    open_port(server);
}

void push_server_free(struct push_server *server)
{
    if (!server->stopping)
        push_server_stop(server);
    for (size_t i = 0; i < server->request_count; i++) {
        free(server->requests[i].head);
        free(server->requests[i].body);
    }
    pthread_mutex_destroy(&server->lock);
}

void push_server_set_script(struct push_server *server, const struct push_step *script,
                            size_t count)
{
    pthread_mutex_lock(&server->lock);
    server->script = script;
    server->script_count = count;
    server->script_place = 0;
    pthread_mutex_unlock(&server->lock);
}

size_t push_server_get_request_count(struct push_server *server)
{
    size_t count = 0;

    pthread_mutex_lock(&server->lock);
    count = server->request_count;
    pthread_mutex_unlock(&server->lock);
    return count;
}

const struct push_request *push_server_await(struct push_server *server, size_t count)
{
    for (int i = 0; i < PATIENCE_MS && push_server_get_request_count(server) < count; i++)
        usleep(1000);
    if (push_server_get_request_count(server) < count)
        fail_msg("only %zu of %zu requests came", push_server_get_request_count(server), count);
    return &server->requests[count - 1];
}

void push_server_await_body(struct push_server *server, size_t index, size_t size)
{
    size_t now = 0;

    (void)push_server_await(server, index + 1);
    for (int i = 0; i < PATIENCE_MS && now < size; i++) {
        pthread_mutex_lock(&server->lock);
        now = server->requests[index].size;
        pthread_mutex_unlock(&server->lock);
        usleep(1000);
    }
    if (now < size)
        fail_msg("only %zu of %zu bytes came", now, size);
}

const char *push_server_get_url(const struct push_server *server)
{
    static char url[64];

    (void)snprintf(url, sizeof(url), "http://127.0.0.1:%u/live", server->port);
    return url;
}

/* ---- what came ------------------------------------------------------------------------------- */

bool push_request_has(const struct push_request *request, const char *line)
{
    const size_t size = strlen(line);

    for (const char *at = strstr(request->head, line); at; at = strstr(at + 1, line)) {
        if ((at == request->head || at[-1] == '\n') && at[size] == '\r')
            return true;
    }
    return false;
}

size_t push_request_parse(const struct push_request *request, struct push_packet *packets,
                          size_t capacity)
{
    size_t count = 0, place = 0;

    while (request->size - place >= 4) {
        const uint8_t *head = request->body + place;
        const size_t size = (size_t)(head[2] | head[3] << 8);

        assert_int_equal(head[0], '$');
        assert_non_null(strchr("HDCEF", head[1]));
        if (request->size - place - 4 < size)
            break;
        assert_true(count < capacity);
        packets[count++] =
            (struct push_packet){.id = (char)head[1], .bytes = head + 4, .size = size};
        place += 4 + size;
    }
    return count;
}
