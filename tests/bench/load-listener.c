/* SPDX-License-Identifier: MIT */
#include "load.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench.h"

enum {
    DEAF_BUFFER_BYTES = 4096 /* so that it is the server that has to keep what is not read */
};

/* ---- connecting ------------------------------------------------------------------------------ */

static void watch(struct load *load, struct load_listener *listener, int operation, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.ptr = listener};

    bench_need(epoll_ctl(load->epoll, operation, listener->fd, &event) == 0 ? 0 : -errno, "epoll");
}

static void end(struct load_listener *listener, enum load_state state)
{
    load_listener_stop(listener, false);
    listener->state = state;
}

static void note_port(struct load_listener *listener)
{
    struct sockaddr_in own = {0};
    socklen_t size = sizeof(own);

    if (getsockname(listener->fd, (struct sockaddr *)&own, &size) == 0)
        listener->port = ntohs(own.sin_port);
}

static void connect_again(struct load *load, struct load_listener *listener)
{
    static const int buffer_bytes = DEAF_BUFFER_BYTES;

    listener->head_bytes = 0;
    load_framing_init(&listener->framing, load->is_plain);
    listener->state = LOAD_CONNECTING;
    listener->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    bench_need(listener->fd >= 0 ? 0 : -errno, "socket");
    if (listener->is_deaf)
        (void)setsockopt(listener->fd, SOL_SOCKET, SO_RCVBUF, &buffer_bytes, sizeof(buffer_bytes));
    if (connect(listener->fd, (const struct sockaddr *)&load->address, sizeof(load->address)) < 0 &&
        errno != EINPROGRESS) {
        end(listener, LOAD_FAILED);
        return;
    }
    note_port(listener);
    watch(load, listener, EPOLL_CTL_ADD, EPOLLOUT);
}

void load_listener_start(struct load *load, struct load_listener *listener)
{
    listener->start_ns = bench_now_ns();
    listener->join_ns = listener->last_ns = listener->gap_ns = listener->dropped_ns = 0;
    connect_again(load, listener);
}

void load_listener_stop(struct load_listener *listener, bool abruptly)
{
    static const struct linger reset = {.l_onoff = 1};

    if (listener->fd < 0)
        return;
    if (abruptly)
        (void)setsockopt(listener->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
    (void)close(listener->fd);
    listener->fd = -1;
}

/* ---- asking ---------------------------------------------------------------------------------- */

/* What a web client sends, and what libmms does, in its order; with the path left open. */
static const char plain_request[] =
    "GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\nUser-Agent: listeners\r\n\r\n";
#define PLAYER_REQUEST                                                                         \
    "GET %s HTTP/1.0\r\nAccept: */*\r\nUser-Agent: NSPlayer/4.1.0.3856\r\nHost: 127.0.0.1\r\n" \
    "Pragma: xClientGUID={c77e7400-738a-11d2-9add-0020af0a3278}\r\n"
static const char describe_request[] =
    PLAYER_REQUEST "Pragma: no-cache,rate=1.000000,request-context=1\r\nConnection: Close\r\n\r\n";
static const char play_request[] =
    PLAYER_REQUEST "Pragma: no-cache,rate=1.000000,request-context=2\r\nPragma: xPlayStrm=1\r\n"
                   "Pragma: stream-switch-count=1\r\nPragma: stream-switch-entry=ffff:1:0 \r\n"
                   "Connection: Close\r\n\r\n";

static size_t write_request(const struct load *load, bool describe, char *text, size_t size)
{
    int length;

    if (load->is_plain)
        length = snprintf(text, size, plain_request, load->path);
    else if (describe)
        length = snprintf(text, size, describe_request, load->path);
    else
        length = snprintf(text, size, play_request, load->path);
    bench_need(length > 0 && (size_t)length < size ? 0 : -ENAMETOOLONG, load->path);
    return (size_t)length;
}

static void ask(struct load *load, struct load_listener *listener)
{
    char text[1024];
    size_t size = write_request(load, listener->manner == LOAD_DESCRIBE, text, sizeof(text));

    if (listener->manner == LOAD_HALF)
        size /= 2;
    /* So little always fits into the buffer of a new connection. */
    if (send(listener->fd, text, size, MSG_NOSIGNAL) != (ssize_t)size) {
        end(listener, LOAD_FAILED);
        return;
    }
    if (listener->manner == LOAD_HALF) {
        load_listener_stop(listener, false);
        listener->manner = LOAD_PLAY;
        connect_again(load, listener);
        return;
    }
    listener->state = listener->is_deaf ? LOAD_DEAF : LOAD_ASKED;
    watch(load, listener, EPOLL_CTL_MOD, listener->is_deaf ? EPOLLRDHUP : EPOLLIN);
}

/* ---- listening ------------------------------------------------------------------------------- */

static void note_audio(struct load_listener *listener)
{
    int64_t now_ns = bench_now_ns();

    if (!listener->join_ns)
        listener->join_ns = now_ns;
    else if (now_ns - listener->last_ns > listener->gap_ns)
        listener->gap_ns = now_ns - listener->last_ns;
    listener->last_ns = now_ns;
}

static void take_body(struct load_listener *listener, const uint8_t *data, size_t size)
{
    uint64_t packets = listener->framing.packets;

    listener->bytes += size;
    load_framing_take(&listener->framing, data, size);
    if (listener->framing.packets != packets && listener->manner == LOAD_PLAY)
        note_audio(listener);
    if (listener->framing.broken)
        end(listener, LOAD_BROKEN);
}

/* "HTTP/1.0 200 OK" */
static bool is_fine(const char *head)
{
    const char *status = strchr(head, ' ');

    return strncmp(head, "HTTP/1.", 7) == 0 && status && strncmp(status, " 200 ", 5) == 0;
}

/* Returns how many of the bytes belong to the head. */
static size_t take_head(struct load_listener *listener, const uint8_t *data, size_t size)
{
    size_t before = listener->head_bytes, part = sizeof(listener->head) - 1 - before;
    const char *blank;

    if (part > size)
        part = size;
    memcpy(listener->head + before, data, part);
    listener->head[before + part] = '\0';
    listener->head_bytes += part;
    blank = strstr(listener->head, "\r\n\r\n");
    if (!blank) {
        if (listener->head_bytes == sizeof(listener->head) - 1)
            end(listener, LOAD_FAILED);
        return part;
    }
    if (is_fine(listener->head))
        listener->state = LOAD_LISTENING;
    else
        end(listener, LOAD_REFUSED);
    return (size_t)(blank + 4 - listener->head) - before;
}

/* The server has closed the connection. */
static void take_end(struct load *load, struct load_listener *listener)
{
    bool was_described = listener->manner == LOAD_DESCRIBE && listener->framing.has_header;
    bool was_answered = listener->state == LOAD_LISTENING;

    if (was_described) {
        load_listener_stop(listener, false);
        listener->manner = LOAD_PLAY;
        connect_again(load, listener);
    } else {
        end(listener, was_answered ? LOAD_ENDED : LOAD_FAILED);
    }
}

static void read_some(struct load *load, struct load_listener *listener)
{
    ssize_t size = recv(listener->fd, load->buffer, sizeof(load->buffer), 0);
    size_t head = 0;

    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (size <= 0) {
        take_end(load, listener);
        return;
    }
    if (listener->state == LOAD_ASKED)
        head = take_head(listener, load->buffer, (size_t)size);
    if (listener->state == LOAD_LISTENING && (size_t)size > head)
        take_body(listener, load->buffer + head, (size_t)size - head);
}

void load_listener_turn(struct load *load, struct load_listener *listener, uint32_t events)
{
    if (listener->fd < 0)
        return;
    if (listener->state == LOAD_DEAF) {
        listener->dropped_ns = bench_now_ns();
        load_listener_stop(listener, false);
    } else if (listener->state != LOAD_CONNECTING) {
        read_some(load, listener);
    } else if (events & (EPOLLERR | EPOLLHUP)) {
        end(listener, LOAD_FAILED);
    } else {
        ask(load, listener);
    }
}
