/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "media/clock.h"
#include "media/point/point-server-internal.h"

enum {
    EVENTS_AT_ONCE = 256
};

static int64_t seconds(int64_t count)
{
    return count * JFI_NS_PER_SECOND;
}

/* ---- points ---------------------------------------------------------------------------------- */

bool jfi_point_is_path(const char *path)
{
    const size_t length = strlen(path);

    if (path[0] != '/' || length < 2 || length > sizeof(((struct jf_point *)0)->name) - 1)
        return false;
    for (const char *at = path; *at != '\0'; at++) {
        if (*at <= ' ' || *at > '~')
            return false;
    }
    return strcmp(path, "/status") != 0 && strcmp(path, "/status.json") != 0;
}

struct jfi_point *jfi_point_server_find(const struct jf_point_server *server, const char *path)
{
    for (size_t i = 0; i < server->point_count; i++) {
        if (strcmp(jfi_point_get_name(server->points[i]), path) == 0)
            return server->points[i];
    }
    return NULL;
}

static int reserve(struct jf_point_server *server)
{
    const size_t capacity = server->point_capacity > 0 ? server->point_capacity * 2 : 8;
    struct jfi_point **moved = NULL;

    if (server->point_count < server->point_capacity)
        return 0;
    moved = realloc(server->points, capacity * sizeof(struct jfi_point *));
    if (!moved)
        return -ENOMEM;
    server->points = moved;
    server->point_capacity = capacity;
    return 0;
}

int jfi_point_server_make(struct jf_point_server *server, const char *path, bool created,
                          struct jfi_point **ret_point)
{
    struct jfi_point *point = NULL;
    int err = server->point_count < JFI_MAX_POINTS ? reserve(server) : -ENOSPC;

    if (err == 0)
        err = jfi_point_new(&server->world, path, created, &point);
    if (err < 0)
        return err;
    server->points[server->point_count++] = point;
    if (created)
        jfi_point_tell(point, JF_WRITER_STATUS_OPENED, 0, "an encoder has made the point");
    *ret_point = point;
    return 0;
}

/* Called locked, after the loop's events. */
static void sweep(struct jf_point_server *server)
{
    size_t kept = 0;

    for (size_t i = 0; i < server->point_count; i++) {
        struct jfi_point *point = server->points[i];

        jfi_point_sweep(point);
        if (!jfi_point_is_removable(point)) {
            server->points[kept++] = point;
            continue;
        }
        jfi_point_tell(point, JF_WRITER_STATUS_CLOSED, 0, "the point is gone with its encoder");
        jfi_point_free(point);
    }
    server->point_count = kept;
}

/* ---- the loop -------------------------------------------------------------------------------- */

/* Called locked. In ms for epoll_wait. */
static int get_timeout(const struct jf_point_server *server)
{
    const int64_t http_ns = jfi_http_server_get_deadline_ns(server->http);
    const int64_t first_ns = server->world.due_ns < http_ns ? server->world.due_ns : http_ns;
    const int64_t wait_ns = first_ns == INT64_MAX ? INT64_MAX : first_ns - jfi_clock_now_ns();

    if (wait_ns <= 0)
        return 0;
    return wait_ns > seconds(60) ? 60000 : (int)((wait_ns + JFI_NS_PER_MS - 1) / JFI_NS_PER_MS);
}

/* Called locked. */
static void handle_events(struct jf_point_server *server, const struct epoll_event *events,
                          int count)
{
    eventfd_t ignored = 0;

    for (int i = 0; i < count; i++) {
        if (events[i].data.ptr == server)
            eventfd_read(server->wake_fd, &ignored);
        else if (events[i].data.ptr != server->http)
            jfi_listener_on_event(events[i].data.ptr, events[i].events);
    }
}

/* Called locked. All points are only looked at when one of them is due. */
static void tick(struct jf_point_server *server)
{
    const int64_t now_ns = jfi_clock_now_ns();

    if (server->world.due_ns > now_ns)
        return;
    server->world.due_ns = INT64_MAX;
    for (size_t i = 0; i < server->point_count; i++)
        jfi_point_tick(server->points[i], now_ns);
}

static void *serve(void *userdata)
{
    struct jf_point_server *server = userdata;
    struct epoll_event events[EVENTS_AT_ONCE];
    bool stopping = false;

    while (!stopping) {
        int timeout_ms = 0, count = 0;

        pthread_mutex_lock(&server->lock);
        timeout_ms = get_timeout(server);
        pthread_mutex_unlock(&server->lock);
        count = epoll_wait(server->epoll_fd, events, EVENTS_AT_ONCE, timeout_ms);

        pthread_mutex_lock(&server->lock);
        handle_events(server, events, count);
        jfi_http_server_run(server->http);
        tick(server);
        sweep(server);
        stopping = server->stopping;
        pthread_mutex_unlock(&server->lock);
    }
    return NULL;
}

/* ---- its life -------------------------------------------------------------------------------- */

int jf_point_server_new(struct jf_point_server **ret_server)
{
    struct jf_point_server *server = NULL;
    int err = 0;

    if (!ret_server)
        return -EINVAL;
    server = calloc(1, sizeof(*server));
    if (!server)
        return -ENOMEM;
    err = jfi_status_queue_new(&server->statuses);
    if (err < 0) {
        free(server);
        return err;
    }
    /* A mutex of the default kind takes no resource: this cannot fail on Linux. */
    pthread_mutex_init(&server->lock, NULL);
    server->world = (struct jfi_point_world){
        .authority = server->listening.authority,
        .statuses = server->statuses,
        .times = {.linger_ns = seconds(300), .idle_ns = seconds(60), .inactivity_ns = seconds(120)},
        .station = {.max_clients = 1000, .burst_ns = seconds(2), .lag_limit_ns = seconds(10)},
        .coalescing_ns = (int64_t)250 * JFI_NS_PER_MS,
        .due_ns = INT64_MAX,
    };
    server->epoll_fd = server->wake_fd = server->listening.fd = -1;
    *ret_server = server;
    return 0;
}

struct jf_point_server *jf_point_server_free(struct jf_point_server *server)
{
    if (!server)
        return NULL;
    (void)jf_point_server_close(server);
    for (size_t i = 0; i < server->point_count; i++)
        jfi_point_free(server->points[i]);
    free(server->points);
    for (size_t i = 0; i < 2 * server->user_count; i++)
        free((char *)server->users[i]);
    free(server->users);
    jfi_status_queue_unref(server->statuses);
    pthread_mutex_destroy(&server->lock);
    free(server);
    return NULL;
}

static int watch(const struct jf_point_server *server, int fd, void *data)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = data};

    return epoll_ctl(server->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

static int open_fds(struct jf_point_server *server)
{
    int err = 0;

    server->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (server->epoll_fd < 0)
        return -errno;
    server->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (server->wake_fd < 0)
        return -errno;
    err = jfi_http_server_new(server->listening.fd, &jfi_pushes_ops, server, &server->http);
    if (err == 0)
        err = watch(server, server->wake_fd, server);
    if (err == 0)
        err = watch(server, jfi_http_server_get_fd(server->http), server->http);
    return err;
}

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* Nothing of it runs any more. */
static void close_all(struct jf_point_server *server)
{
    for (size_t i = 0; i < server->point_count; i++) {
        jfi_point_end(server->points[i], -ECONNABORTED, "the server closes");
        jfi_station_drop(jfi_point_get_station(server->points[i]), true);
        jfi_point_sweep(server->points[i]);
    }
    server->http = jfi_http_server_free(server->http);
    close_fd(&server->wake_fd);
    close_fd(&server->epoll_fd);
    close_fd(&server->listening.fd);
}

/* The stations belong to an epoll that is new with each open. */
static int renew_points(struct jf_point_server *server)
{
    server->world.epoll_fd = server->epoll_fd;
    for (size_t i = 0; i < server->point_count; i++) {
        struct jfi_point *point = NULL;
        const int err =
            jfi_point_new(&server->world, jfi_point_get_name(server->points[i]), false, &point);

        if (err < 0)
            return err;
        jfi_point_free(server->points[i]);
        server->points[i] = point;
    }
    return 0;
}

static int start_thread(struct jf_point_server *server)
{
    sigset_t all, before;
    int err = 0;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    err = -pthread_create(&server->thread, NULL, serve, server);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return err;
}

/* Called locked. */
static int open_server(struct jf_point_server *server, const char *address, unsigned int port)
{
    int err = jfi_listening_open(address, port, &server->listening);

    if (err == 0)
        err = open_fds(server);
    if (err == 0)
        err = renew_points(server);
    if (err == 0)
        err = start_thread(server);
    if (err < 0) {
        close_all(server);
        return err;
    }
    server->open = true;
    return 0;
}

int jf_point_server_open(struct jf_point_server *server, const char *address, unsigned int *port)
{
    int err = -EBADFD;

    if (!server || !port)
        return -EINVAL;
    pthread_mutex_lock(&server->lock);
    if (!server->open)
        err = open_server(server, address ? address : "127.0.0.1", *port);
    if (err == 0)
        *port = server->listening.port;
    pthread_mutex_unlock(&server->lock);
    return err;
}

int jf_point_server_close(struct jf_point_server *server)
{
    bool was_open = false;

    if (!server)
        return -EINVAL;
    pthread_mutex_lock(&server->lock);
    was_open = server->open;
    server->open = false;
    server->stopping = was_open;
    pthread_mutex_unlock(&server->lock);
    if (!was_open)
        return -EBADFD;
    eventfd_write(server->wake_fd, 1);
    pthread_join(server->thread, NULL);
    close_all(server);
    server->stopping = false;
    return 0;
}

int jf_point_server_dup_authority(struct jf_point_server *server, char **ret_authority)
{
    char *authority = NULL;
    int err = 0;

    if (!server || !ret_authority)
        return -EINVAL;
    pthread_mutex_lock(&server->lock);
    if (!server->open)
        err = -EBADFD;
    else
        authority = strdup(server->listening.authority);
    pthread_mutex_unlock(&server->lock);
    if (err == 0 && !authority)
        err = -ENOMEM;
    if (err == 0)
        *ret_authority = authority;
    return err;
}

/* ---- asking ---------------------------------------------------------------------------------- */

size_t jf_point_server_get_point_count(struct jf_point_server *server)
{
    size_t count = 0;

    if (!server)
        return 0;
    pthread_mutex_lock(&server->lock);
    count = server->point_count;
    pthread_mutex_unlock(&server->lock);
    return count;
}

int jf_point_server_get_point(struct jf_point_server *server, size_t index,
                              struct jf_point *ret_point)
{
    int err = -EBADSLT;

    if (!server || !ret_point)
        return -EINVAL;
    pthread_mutex_lock(&server->lock);
    if (index < server->point_count) {
        jfi_point_describe(server->points[index], ret_point);
        err = 0;
    }
    pthread_mutex_unlock(&server->lock);
    return err;
}

int jf_point_server_get_fd(const struct jf_point_server *server)
{
    return server ? jfi_status_queue_get_fd(server->statuses) : -EINVAL;
}

struct jf_writer_status *jf_point_server_next_status(struct jf_point_server *server)
{
    return server ? jfi_status_queue_pop(server->statuses) : NULL;
}
