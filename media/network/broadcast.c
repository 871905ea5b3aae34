/* SPDX-License-Identifier: MIT */
#include "media/network/broadcast.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "media/clock.h"
#include "media/network/listener.h"
#include "media/network/mmsh.h"

/* Of the kernel's buffer for each listener: enough for a burst, not for a memory attack. */
#define SEND_BUFFER_BYTES (48 * 1024)

struct jfi_broadcast {
    struct jfi_broadcast_config config;
    struct jf_data_unit *header;
    struct jfi_backlog *backlog;
    struct jfi_listener **listeners; /* without those who have gone */
    size_t listener_count, capacity;
    struct jfi_listener **gone; /* freed by the sweep; of the same capacity */
    size_t gone_count;
    bool ended;
};

int jfi_broadcast_new(const struct jfi_broadcast_config *config, struct jf_data_unit *header,
                      struct jfi_broadcast **ret_broadcast)
{
    const int64_t keep_ns =
        (config->lag_limit_ns > config->burst_ns ? config->lag_limit_ns : config->burst_ns) +
        JFI_NS_PER_SECOND;
    struct jfi_broadcast *broadcast = calloc(1, sizeof(*broadcast));
    int err = 0;

    if (!broadcast)
        return -ENOMEM;
    err = jfi_backlog_new(keep_ns, config->first_number, &broadcast->backlog);
    if (err < 0) {
        free(broadcast);
        return err;
    }
    broadcast->config = *config;
    broadcast->header = jf_data_unit_ref(header);
    *ret_broadcast = broadcast;
    return 0;
}

/* ---- leaving --------------------------------------------------------------------------------- */

static void free_listener(struct jfi_listener *listener)
{
    free(listener->opening);
    free(listener->name);
    free(listener);
}

static void leave(struct jfi_listener *listener, enum jfi_leave why)
{
    struct jfi_broadcast *broadcast = listener->broadcast;
    struct jfi_listener *last = broadcast->listeners[broadcast->listener_count - 1];

    if (broadcast->config.on_leave)
        broadcast->config.on_leave(broadcast->config.userdata, listener, why);
    epoll_ctl(broadcast->config.epoll_fd, EPOLL_CTL_DEL, listener->fd, NULL);
    jfi_http_connection_give_back(listener->connection);
    broadcast->listeners[listener->index] = last;
    last->index = listener->index;
    broadcast->listener_count--;
    listener->gone = true;
    broadcast->gone[broadcast->gone_count++] = listener;
}

void jfi_broadcast_sweep(struct jfi_broadcast *broadcast)
{
    while (broadcast->gone_count > 0)
        free_listener(broadcast->gone[--broadcast->gone_count]);
}

static void leave_with_end(struct jfi_listener *listener)
{
    jfi_listener_send_end(listener, listener->broadcast->backlog);
    leave(listener, JFI_LEAVE_ENDED);
}

void jfi_broadcast_drop(struct jfi_broadcast *broadcast)
{
    while (broadcast->listener_count > 0)
        leave_with_end(broadcast->listeners[broadcast->listener_count - 1]);
}

struct jfi_broadcast *jfi_broadcast_free(struct jfi_broadcast *broadcast)
{
    if (!broadcast)
        return NULL;
    jfi_broadcast_drop(broadcast);
    jfi_broadcast_sweep(broadcast);
    free(broadcast->listeners);
    free(broadcast->gone);
    jfi_backlog_free(broadcast->backlog);
    jf_data_unit_unref(broadcast->header);
    free(broadcast);
    return NULL;
}

/* ---- sending --------------------------------------------------------------------------------- */

static bool is_too_late(const struct jfi_listener *listener)
{
    const struct jfi_broadcast *broadcast = listener->broadcast;

    return listener->next < jfi_backlog_get_first(broadcast->backlog) ||
           jfi_listener_get_lag_ns(listener, broadcast->backlog) > broadcast->config.lag_limit_ns;
}

static void serve(struct jfi_listener *listener)
{
    struct jfi_broadcast *broadcast = listener->broadcast;
    enum jfi_progress progress = JFI_PROGRESS_BLOCKED;

    if (listener->next >= jfi_backlog_get_first(broadcast->backlog))
        progress = jfi_listener_send(listener, broadcast->backlog);
    listener->blocked = progress == JFI_PROGRESS_BLOCKED;
    if (progress == JFI_PROGRESS_BROKEN)
        leave(listener, JFI_LEAVE_LEFT);
    else if (progress == JFI_PROGRESS_DONE && broadcast->ended)
        leave_with_end(listener);
    else if (listener->blocked && is_too_late(listener))
        leave(listener, JFI_LEAVE_SLOW);
}

/* From the last to the first, because whoever leaves is replaced by the last. */
void jfi_broadcast_send(struct jfi_broadcast *broadcast)
{
    for (size_t i = broadcast->listener_count; i > 0; i--) {
        struct jfi_listener *listener = broadcast->listeners[i - 1];

        if (!listener->blocked)
            serve(listener);
        else if (is_too_late(listener))
            leave(listener, JFI_LEAVE_SLOW);
    }
}

int jfi_broadcast_push(struct jfi_broadcast *broadcast, struct jf_data_unit *unit,
                       size_t wire_bytes)
{
    return jfi_backlog_push(broadcast->backlog, unit, wire_bytes);
}

void jfi_broadcast_end(struct jfi_broadcast *broadcast)
{
    broadcast->ended = true;
    jfi_broadcast_send(broadcast);
}

void jfi_listener_on_event(struct jfi_listener *listener, uint32_t events)
{
    if (listener->gone)
        return;
    if (events & (EPOLLERR | EPOLLHUP | EPOLLRDHUP))
        leave(listener, JFI_LEAVE_LEFT);
    else if (events & EPOLLOUT)
        serve(listener);
}

/* ---- joining --------------------------------------------------------------------------------- */

static int reserve(struct jfi_broadcast *broadcast)
{
    const size_t capacity = broadcast->capacity > 0 ? broadcast->capacity * 2 : 16;
    struct jfi_listener **moved = NULL;

    if (broadcast->listener_count + broadcast->gone_count < broadcast->capacity)
        return 0;
    moved = realloc(broadcast->listeners, capacity * sizeof(struct jfi_listener *));
    if (!moved)
        return -ENOMEM;
    broadcast->listeners = moved;
    moved = realloc(broadcast->gone, capacity * sizeof(struct jfi_listener *));
    if (!moved)
        return -ENOMEM;
    broadcast->gone = moved;
    broadcast->capacity = capacity;
    return 0;
}

static int make_opening(struct jfi_listener *listener, const struct jf_data_unit *header,
                        const void *answer, size_t answer_bytes)
{
    const size_t header_bytes = jf_data_unit_get_size(header);
    const size_t head_bytes = listener->mmsh ? JFI_MMSH_HEAD_BYTES : 0;
    uint8_t *opening = malloc(answer_bytes + head_bytes + header_bytes);

    if (!opening)
        return -ENOMEM;
    memcpy(opening, answer, answer_bytes);
    if (listener->mmsh)
        jfi_mmsh_put_header_head(opening + answer_bytes, header_bytes);
    memcpy(opening + answer_bytes + head_bytes, jf_data_unit_get_bytes(header), header_bytes);
    listener->opening = opening;
    listener->opening_bytes = answer_bytes + head_bytes + header_bytes;
    return 0;
}

void *jfi_broadcast_dup_header_packet(const struct jfi_broadcast *broadcast, size_t *ret_size)
{
    struct jfi_listener player = {.mmsh = true};

    if (make_opening(&player, broadcast->header, "", 0) < 0)
        return NULL;
    *ret_size = player.opening_bytes;
    return player.opening;
}

/* What a stranger calls itself is shown to people: nothing but printable ASCII of it. */
static void put_player(struct jfi_listener *listener, const char *player)
{
    size_t length = 0;

    for (; *player != '\0' && length + 1 < sizeof(listener->player); player++)
        listener->player[length++] = (char)(*player >= ' ' && *player <= '~' ? *player : '?');
    listener->player[length] = '\0';
}

static void put_peer(struct jfi_listener *listener, const struct sockaddr *peer)
{
    if (peer->sa_family == AF_INET)
        memcpy(&listener->peer.v4, peer, sizeof(listener->peer.v4));
    else if (peer->sa_family == AF_INET6)
        memcpy(&listener->peer.v6, peer, sizeof(listener->peer.v6));
}

static int new_listener(struct jfi_broadcast *broadcast, const struct jfi_visitor *visitor,
                        struct jfi_listener **ret_listener)
{
    struct jfi_listener *listener = calloc(1, sizeof(*listener));
    int err = 0;

    if (!listener)
        return -ENOMEM;
    listener->mmsh = visitor->mmsh;
    err = make_opening(listener, broadcast->header, visitor->answer, visitor->answer_bytes);
    if (err < 0) {
        free(listener);
        return err;
    }
    listener->broadcast = broadcast;
    listener->serial = visitor->serial;
    listener->joined_ns = jfi_clock_now_ns();
    listener->next = jfi_backlog_find_since(broadcast->backlog, broadcast->config.burst_ns);
    put_peer(listener, visitor->peer);
    put_player(listener, visitor->player);
    *ret_listener = listener;
    return 0;
}

/* Edges only: the socket tells when it has room again after it was full. */
static int watch(struct jfi_listener *listener)
{
    const int one = 1, buffer_bytes = SEND_BUFFER_BYTES;
    struct epoll_event event = {.events = EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = listener};

    setsockopt(listener->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    setsockopt(listener->fd, SOL_SOCKET, SO_SNDBUF, &buffer_bytes, sizeof(buffer_bytes));
    return epoll_ctl(listener->broadcast->config.epoll_fd, EPOLL_CTL_ADD, listener->fd, &event) < 0
               ? -errno
               : 0;
}

int jfi_broadcast_join(struct jfi_broadcast *broadcast, struct jfi_http_connection *connection,
                       const struct jfi_visitor *visitor)
{
    struct jfi_listener *listener = NULL;
    int err = reserve(broadcast);

    if (err == 0)
        err = new_listener(broadcast, visitor, &listener);
    if (err < 0)
        return err;
    listener->connection = connection;
    listener->fd = jfi_http_connection_get_fd(connection);
    err = watch(listener);
    if (err < 0) {
        free_listener(listener);
        return err;
    }
    listener->index = broadcast->listener_count;
    broadcast->listeners[broadcast->listener_count++] = listener;
    if (broadcast->config.on_join)
        broadcast->config.on_join(broadcast->config.userdata, listener);
    serve(listener);
    return 0;
}

/* ---- asking ---------------------------------------------------------------------------------- */

size_t jfi_broadcast_get_count(const struct jfi_broadcast *broadcast)
{
    return broadcast->listener_count;
}

struct jfi_listener *jfi_broadcast_get(const struct jfi_broadcast *broadcast, size_t index)
{
    return broadcast->listeners[index];
}

struct jfi_listener *jfi_broadcast_find(const struct jfi_broadcast *broadcast, uint64_t serial)
{
    for (size_t i = 0; i < broadcast->listener_count; i++) {
        if (broadcast->listeners[i]->serial == serial)
            return broadcast->listeners[i];
    }
    return NULL;
}

void jfi_listener_get(const struct jfi_listener *listener, struct jf_network_client *ret_client)
{
    struct jf_network_client client = {.serial = listener->serial,
                                       .mmsh = listener->mmsh,
                                       .connected_ns = jfi_clock_now_ns() - listener->joined_ns,
                                       .byte_count = listener->byte_count,
                                       .unit_count = listener->unit_count};

    if (listener->peer.any.sa_family == AF_INET6) {
        inet_ntop(AF_INET6, &listener->peer.v6.sin6_addr, client.address, sizeof(client.address));
        client.port = ntohs(listener->peer.v6.sin6_port);
    } else {
        inet_ntop(AF_INET, &listener->peer.v4.sin_addr, client.address, sizeof(client.address));
        client.port = ntohs(listener->peer.v4.sin_port);
    }
    client.lag_ns = jfi_listener_get_lag_ns(listener, listener->broadcast->backlog);
    (void)snprintf(client.name, sizeof(client.name), "%s", listener->name ? listener->name : "");
    (void)snprintf(client.player, sizeof(client.player), "%s", listener->player);
    *ret_client = client;
}

uint64_t jfi_listener_get_serial(const struct jfi_listener *listener)
{
    return listener->serial;
}

const struct sockaddr *jfi_listener_get_peer(const struct jfi_listener *listener)
{
    return &listener->peer.any;
}

uint64_t jfi_listener_get_byte_count(const struct jfi_listener *listener)
{
    return listener->byte_count;
}

void jfi_listener_take_name(struct jfi_listener *listener, char *name)
{
    free(listener->name);
    listener->name = name;
}
