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
#define BATCH_BYTES 4096
/* Clients' events that nobody takes. */
#define MAX_QUEUED_EVENTS 16384
#define DRAIN_LIMIT_NS    ((int64_t)2 * JFI_NS_PER_SECOND)

enum {
    EVENTS_AT_ONCE = 256
};

/* ---- clients come and go --------------------------------------------------------------------- */

static void tell(struct jfi_server *server, enum jf_writer_status_type type,
                 const struct jfi_listener *listener, const char *text)
{
    const struct jfi_status_content content = {.type = type, .text = text};
    struct jf_network_client client;
    struct jf_writer_status *status = NULL;

    jfi_listener_get(listener, &client);
    if (jfi_status_queue_get_length(server->statuses) >= MAX_QUEUED_EVENTS ||
        jfi_status_new_for_client(&client, &status) < 0)
        server->statistics.lost_event_count++;
    else
        jfi_status_queue_push(server->statuses, status, &content);
}

static void on_join(void *userdata, const struct jfi_listener *listener)
{
    struct jfi_server *server = userdata;

    tell(server, JF_WRITER_STATUS_CLIENT_CONNECT, listener, "a player has come");
    if (server->names && server->settings.resolving)
        jfi_names_ask(server->names, jfi_listener_get_serial(listener),
                      jfi_listener_get_peer(listener));
}

/* Called locked. Those who have gone meanwhile get none. */
static void take_names(struct jfi_server *server)
{
    uint64_t serial = 0;
    char *name = NULL;

    while ((name = jfi_names_take(server->names, &serial))) {
        struct jfi_listener *listener =
            server->broadcast ? jfi_broadcast_find(server->broadcast, serial) : NULL;

        if (!listener) {
            free(name);
            continue;
        }
        jfi_listener_take_name(listener, name);
        tell(server, JF_WRITER_STATUS_CLIENT_PROPERTIES, listener, "its name is known");
    }
}

static void on_leave(void *userdata, const struct jfi_listener *listener, enum jfi_leave why)
{
    static const char *const texts[] = {
        [JFI_LEAVE_LEFT] = "the player has gone",
        [JFI_LEAVE_ENDED] = "its stream has ended",
        [JFI_LEAVE_SLOW] = "dropped: it had fallen too far behind",
    };
    struct jfi_server *server = userdata;

    server->statistics.dropped_count += why == JFI_LEAVE_SLOW;
    server->statistics.byte_count += jfi_listener_get_byte_count(listener);
    tell(server, JF_WRITER_STATUS_CLIENT_DISCONNECT, listener, texts[why]);
}

static void on_malformed(void *userdata)
{
    struct jfi_server *server = userdata;

    server->statistics.malformed_count++;
}

/* ---- the loop -------------------------------------------------------------------------------- */

/* Called locked. The first packet sets the time off and does not count: a rate is between times. */
static void count_streamed(struct jfi_server *server, const struct jf_data_unit *unit)
{
    if (server->first_time_ns < 0)
        server->first_time_ns = jf_data_unit_get_time_ns(unit);
    else
        server->streamed_bytes += jf_data_unit_get_size(unit);
    server->last_time_ns = jf_data_unit_get_time_ns(unit);
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
        if (server->broadcast && jfi_broadcast_push(server->broadcast, unit) == 0)
            count_streamed(server, unit);
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

/* Called locked. After the events, whose listeners may have gone meanwhile. */
static void sweep(struct jfi_server *server)
{
    server->retired = jfi_broadcast_free(server->retired);
    if (server->broadcast)
        jfi_broadcast_sweep(server->broadcast);
    if (!server->broadcast || jfi_broadcast_get_count(server->broadcast) == 0)
        pthread_cond_broadcast(&server->drained);
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
        if (take_inbox(server, false) && server->broadcast)
            jfi_broadcast_send(server->broadcast);
        jfi_http_server_run(server->http);
        sweep(server);
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

static void close_fd(int fd)
{
    if (fd >= 0)
        close(fd);
}

/* Nothing of it runs any more. */
static void free_server(struct jfi_server *server)
{
    jfi_broadcast_free(server->broadcast);
    jfi_broadcast_free(server->retired);
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
    server->next_serial = 1;
    err = jfi_queue_init(&server->inbox, INBOX_CAPACITY);
    if (err == 0)
        err = jfi_listening_open(config->address, config->port, &server->listening);
    if (err == 0)
        err = open_fds(server);
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
    pthread_mutex_lock(&server->lock);
    server->settings = *settings;
    if (settings->resolving && !server->names)
        start_names(server);
    pthread_mutex_unlock(&server->lock);
    pthread_mutex_lock(&server->inbox_lock);
    server->coalescing_ns = settings->coalescing_ns;
    pthread_mutex_unlock(&server->inbox_lock);
}

/* ---- the stream ------------------------------------------------------------------------------ */

/* Called locked. */
static int begin(struct jfi_server *server, struct jf_data_unit *header)
{
    const struct jfi_broadcast_config config = {.epoll_fd = server->epoll_fd,
                                                .burst_ns = server->settings.burst_ns,
                                                .lag_limit_ns = server->settings.lag_limit_ns,
                                                .on_join = on_join,
                                                .on_leave = on_leave,
                                                .userdata = server};
    struct jfi_broadcast *broadcast = NULL;
    int err = jfi_broadcast_new(&config, header, &broadcast);

    if (err < 0)
        return err;
    if (server->broadcast)
        jfi_broadcast_drop(server->broadcast);
    /* The thread frees it, in its next round. */
    while (server->retired)
        pthread_cond_wait(&server->drained, &server->lock);
    server->retired = server->broadcast;
    server->broadcast = broadcast;
    server->over = false;
    server->streamed_bytes = 0;
    server->first_time_ns = server->last_time_ns = -1;
    server->begun_ns = jfi_clock_now_ns();
    server->stream = (struct jfi_asf_info){0};
    (void)jfi_asf_read_header(jf_data_unit_get_bytes(header), jf_data_unit_get_size(header),
                              &server->stream);
    return 0;
}

int jfi_server_begin(struct jfi_server *server, struct jf_data_unit *header)
{
    int err = 0;

    pthread_mutex_lock(&server->lock);
    take_inbox(server, true);
    err = begin(server, header);
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
    server->over = true;
    if (!server->broadcast)
        return;
    jfi_broadcast_end(server->broadcast);
    while (server->broadcast && jfi_broadcast_get_count(server->broadcast) > 0 &&
           jfi_clock_wait_until_ns(&server->drained, &server->lock, deadline_ns))
        ;
    if (server->broadcast)
        jfi_broadcast_drop(server->broadcast);
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
    server->over = server->over || over;
    if (server->broadcast)
        jfi_broadcast_drop(server->broadcast);
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
    if (server->broadcast)
        count = jfi_broadcast_get_count(server->broadcast);
    pthread_mutex_unlock(&server->lock);
    return count;
}

int jfi_server_get_client(struct jfi_server *server, size_t index,
                          struct jf_network_client *ret_client)
{
    int err = -ECHRNG;

    pthread_mutex_lock(&server->lock);
    if (server->broadcast && index < jfi_broadcast_get_count(server->broadcast)) {
        jfi_listener_get(jfi_broadcast_get(server->broadcast, index), ret_client);
        err = 0;
    }
    pthread_mutex_unlock(&server->lock);
    return err;
}

void jfi_server_get_statistics(struct jfi_server *server,
                               struct jf_network_statistics *ret_statistics)
{
    pthread_mutex_lock(&server->lock);
    *ret_statistics = server->statistics;
    for (size_t i = 0; server->broadcast && i < jfi_broadcast_get_count(server->broadcast); i++)
        ret_statistics->byte_count +=
            jfi_listener_get_byte_count(jfi_broadcast_get(server->broadcast, i));
    pthread_mutex_unlock(&server->lock);
}
