/* SPDX-License-Identifier: MIT */
#include "media/network/server.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "media/clock.h"
#include "media/network/server-internal.h"

/* Packets that wait for the thread; more of them only when it gets no time at all. */
#define INBOX_CAPACITY 4096
/* Packets travel together until they are this many bytes: as much as costs one send little more. */
#define BATCH_BYTES    4096
#define DRAIN_LIMIT_NS ((int64_t)2 * JFI_NS_PER_SECOND)

enum {
    EVENTS_AT_ONCE = 256
};

/* ---- clients come and go --------------------------------------------------------------------- */

static void on_malformed(void *userdata)
{
    struct jfi_server *server = userdata;

    server->malformed_count++;
}

/* ---- the loop -------------------------------------------------------------------------------- */

/* Called locked. */
static void take_names(struct jfi_server *server)
{
    uint64_t serial = 0;
    char *name = NULL;

    while ((name = jfi_names_take(server->names, &serial)))
        jfi_station_take_name(server->station, serial, name);
}

/* Called locked. Moves the packets in; whether they are to be sent now. */
static bool take_inbox(struct jfi_server *server, bool all)
{
    struct jfi_queue *inbox = &server->inbox;
    struct jf_data_unit *unit = NULL;
    bool due = false;

    pthread_mutex_lock(&server->inbox_lock);
    due = all || server->inbox_due_ns <= jfi_clock_now_ns();
    while (due && (unit = jfi_queue_pop(inbox))) {
        (void)jfi_station_push(server->station, unit, 0);
        jf_data_unit_unref(unit);
    }
    if (due) {
        server->inbox_bytes = 0;
        server->inbox_due_ns = INT64_MAX;
    }
    pthread_mutex_unlock(&server->inbox_lock);
    return due;
}

static int64_t get_due_ns(struct jfi_server *server)
{
    int64_t due_ns = 0;

    pthread_mutex_lock(&server->inbox_lock);
    due_ns = server->inbox_due_ns;
    pthread_mutex_unlock(&server->inbox_lock);
    return due_ns;
}

/* Called locked. In ms for epoll_wait. */
static int get_timeout(struct jfi_server *server)
{
    const int64_t due_ns = get_due_ns(server);
    const int64_t http_ns = jfi_http_server_get_deadline_ns(server->http);
    const int64_t first_ns = due_ns < http_ns ? due_ns : http_ns;
    const int64_t wait_ns = first_ns == INT64_MAX ? INT64_MAX : first_ns - jfi_clock_now_ns();

    if (wait_ns <= 0)
        return 0;
    /* Rounded up, so as not to come too early. */
    return wait_ns > (int64_t)60000 * JFI_NS_PER_MS
               ? 60000
               : (int)((wait_ns + JFI_NS_PER_MS - 1) / JFI_NS_PER_MS);
}

/* Called locked. */
static void handle_events(struct jfi_server *server, const struct epoll_event *events, int count)
{
    eventfd_t ignored = 0;

    for (int i = 0; i < count; i++) {
        if (events[i].data.ptr == server)
            eventfd_read(server->wake_fd, &ignored);
        else if (events[i].data.ptr == server->names)
            take_names(server);
        else if (events[i].data.ptr != server->http)
            jfi_listener_on_event(events[i].data.ptr, events[i].events);
    }
}

static void *serve(void *userdata)
{
    struct jfi_server *server = userdata;
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
        if (take_inbox(server, false))
            jfi_station_send(server->station);
        jfi_http_server_run(server->http);
        /* After the events, whose listeners may have gone meanwhile. */
        if (jfi_station_sweep(server->station))
            pthread_cond_broadcast(&server->drained);
        stopping = server->stopping;
        pthread_mutex_unlock(&server->lock);
    }
    return NULL;
}

static void wake(struct jfi_server *server)
{
    eventfd_write(server->wake_fd, 1);
}

/* ---- its life -------------------------------------------------------------------------------- */

static int watch(struct jfi_server *server, int fd, void *data)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = data};

    return epoll_ctl(server->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

static int open_fds(struct jfi_server *server)
{
    static const struct jfi_http_ops ops = {.on_request = jfi_server_on_request,
                                            .on_malformed = on_malformed};
    int err = 0;

    server->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (server->epoll_fd < 0)
        return -errno;
    server->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (server->wake_fd < 0)
        return -errno;
    err = jfi_http_server_new(server->listening.fd, &ops, server, &server->http);
    if (err == 0)
        err = watch(server, server->wake_fd, server);
    if (err == 0)
        err = watch(server, jfi_http_server_get_fd(server->http), server->http);
    return err;
}

static int open_station(struct jfi_server *server)
{
    const struct jfi_station_config config = {.authority = server->listening.authority,
                                              .path = "/",
                                              .epoll_fd = server->epoll_fd,
                                              .statuses = server->statuses};

    return jfi_station_new(&config, &server->station);
}

static void close_fd(int fd)
{
    if (fd >= 0)
        close(fd);
}

/* Nothing of it runs any more. */
static void free_server(struct jfi_server *server)
{
    jfi_station_free(server->station);
    jfi_http_server_free(server->http);
    jfi_names_free(server->names);
    jfi_queue_fini(&server->inbox);
    close_fd(server->wake_fd);
    close_fd(server->epoll_fd);
    close_fd(server->listening.fd);
    pthread_cond_destroy(&server->drained);
    pthread_mutex_destroy(&server->inbox_lock);
    pthread_mutex_destroy(&server->lock);
    free(server);
}

static int init_locks(struct jfi_server *server)
{
    int err = -pthread_mutex_init(&server->lock, NULL);

    if (err < 0)
        return err;
    err = -pthread_mutex_init(&server->inbox_lock, NULL);
    if (err < 0)
        goto err_lock;
    err = jfi_clock_init_condition(&server->drained);
    if (err < 0)
        goto err_inbox_lock;
    return 0;

err_inbox_lock:
    pthread_mutex_destroy(&server->inbox_lock);
err_lock:
    pthread_mutex_destroy(&server->lock);
    return err;
}

/* Signals are for the threads of the program. */
static int start_thread(struct jfi_server *server)
{
    sigset_t all, before;
    int err = 0;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    err = -pthread_create(&server->thread, NULL, serve, server);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return err;
}

int jfi_server_new(const struct jfi_server_config *config, struct jfi_server **ret_server)
{
    struct jfi_server *server = calloc(1, sizeof(*server));
    int err = 0;

    if (!server)
        return -ENOMEM;
    err = init_locks(server);
    if (err < 0) {
        free(server);
        return err;
    }
    server->access = config->access;
    server->statuses = config->statuses;
    server->listening.fd = server->epoll_fd = server->wake_fd = -1;
    server->inbox_due_ns = INT64_MAX;
    err = jfi_queue_init(&server->inbox, INBOX_CAPACITY);
    if (err == 0)
        err = jfi_listening_open(config->address, config->port, &server->listening);
    if (err == 0)
        err = open_fds(server);
    if (err == 0)
        err = open_station(server);
    if (err == 0)
        err = start_thread(server);
    if (err < 0) {
        free_server(server);
        return err;
    }
    *ret_server = server;
    return 0;
}

struct jfi_server *jfi_server_free(struct jfi_server *server)
{
    if (!server)
        return NULL;
    pthread_mutex_lock(&server->lock);
    server->stopping = true;
    pthread_mutex_unlock(&server->lock);
    wake(server);
    pthread_join(server->thread, NULL);
    free_server(server);
    return NULL;
}

const char *jfi_server_get_authority(const struct jfi_server *server)
{
    return server->listening.authority;
}

unsigned int jfi_server_get_port(const struct jfi_server *server)
{
    return server->listening.port;
}

/* Called locked. Without it players have no names, and that is all. */
static void start_names(struct jfi_server *server)
{
    if (jfi_names_new(&server->names) == 0 &&
        watch(server, jfi_names_get_fd(server->names), server->names) < 0)
        server->names = jfi_names_free(server->names);
}

void jfi_server_set(struct jfi_server *server, const struct jfi_server_settings *settings)
{
    const struct jfi_station_settings station = {.max_clients = settings->max_clients,
                                                 .burst_ns = settings->burst_ns,
                                                 .lag_limit_ns = settings->lag_limit_ns};

    pthread_mutex_lock(&server->lock);
    jfi_station_set(server->station, &station);
    if (settings->resolving && !server->names)
        start_names(server);
    jfi_station_set_names(server->station, settings->resolving ? server->names : NULL);
    pthread_mutex_unlock(&server->lock);
    pthread_mutex_lock(&server->inbox_lock);
    server->coalescing_ns = settings->coalescing_ns;
    pthread_mutex_unlock(&server->inbox_lock);
}

/* ---- the stream ------------------------------------------------------------------------------ */

int jfi_server_begin(struct jfi_server *server, struct jf_data_unit *header)
{
    int err = 0;

    pthread_mutex_lock(&server->lock);
    take_inbox(server, true);
    /* The thread sweeps what was before, in its next round. */
    while ((err = jfi_station_begin(server->station, header)) == -EAGAIN)
        pthread_cond_wait(&server->drained, &server->lock);
    pthread_mutex_unlock(&server->lock);
    wake(server);
    return err;
}

int jfi_server_push(struct jfi_server *server, struct jf_data_unit *unit)
{
    bool first = false, full = false;
    int err = 0;

    pthread_mutex_lock(&server->inbox_lock);
    err = jfi_queue_push(&server->inbox, unit);
    if (err == -ENOBUFS) {
        jf_data_unit_unref(jfi_queue_pop(&server->inbox));
        err = jfi_queue_push(&server->inbox, unit);
    }
    first = server->inbox_due_ns == INT64_MAX;
    server->inbox_bytes += jf_data_unit_get_size(unit);
    full = server->inbox_bytes >= BATCH_BYTES;
    if (full)
        server->inbox_due_ns = 0;
    else if (first)
        server->inbox_due_ns = jfi_clock_now_ns() + server->coalescing_ns;
    pthread_mutex_unlock(&server->inbox_lock);
    if (first || full)
        wake(server);
    return err;
}

/* Called locked. Whoever still listens after that is dropped. */
static void drain(struct jfi_server *server)
{
    const int64_t deadline_ns = jfi_clock_now_ns() + DRAIN_LIMIT_NS;

    take_inbox(server, true);
    jfi_station_end(server->station);
    while (jfi_station_get_client_count(server->station) > 0 &&
           jfi_clock_wait_until_ns(&server->drained, &server->lock, deadline_ns))
        ;
    jfi_station_drop(server->station, true);
}

void jfi_server_end(struct jfi_server *server)
{
    pthread_mutex_lock(&server->lock);
    drain(server);
    pthread_mutex_unlock(&server->lock);
    wake(server);
}

static void drop(struct jfi_server *server, bool over)
{
    pthread_mutex_lock(&server->lock);
    jfi_station_drop(server->station, over);
    pthread_mutex_unlock(&server->lock);
    wake(server);
}

void jfi_server_drop(struct jfi_server *server)
{
    drop(server, false);
}

void jfi_server_cut(struct jfi_server *server)
{
    drop(server, true);
}

/* ---- asking ---------------------------------------------------------------------------------- */

size_t jfi_server_get_client_count(struct jfi_server *server)
{
    size_t count = 0;

    pthread_mutex_lock(&server->lock);
    count = jfi_station_get_client_count(server->station);
    pthread_mutex_unlock(&server->lock);
    return count;
}

int jfi_server_get_client(struct jfi_server *server, size_t index,
                          struct jf_network_client *ret_client)
{
    int err = 0;

    pthread_mutex_lock(&server->lock);
    err = jfi_station_get_client(server->station, index, ret_client);
    pthread_mutex_unlock(&server->lock);
    return err;
}

void jfi_server_get_statistics(struct jfi_server *server,
                               struct jf_network_statistics *ret_statistics)
{
    struct jf_network_statistics statistics = {0};

    pthread_mutex_lock(&server->lock);
    jfi_station_add_statistics(server->station, &statistics);
    statistics.refused_count += server->refused_count;
    statistics.malformed_count = server->malformed_count;
    pthread_mutex_unlock(&server->lock);
    *ret_statistics = statistics;
}
