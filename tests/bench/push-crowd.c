/* SPDX-License-Identifier: MIT */
#include "push-crowd.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"
#include "load.h"
#include "media/network/asf-reader.h"

enum {
    TURN_NS = 5000000,
    HEAD_BYTES = 4,
    MAX_PACKET_BYTES = HEAD_BYTES + 65535
};

/* ---- beginning ------------------------------------------------------------------------------- */

static int dial(const struct push_crowd *crowd)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    bench_need(fd >= 0 ? 0 : -errno, "socket");
    bench_need(connect(fd, (const struct sockaddr *)&crowd->address, sizeof(crowd->address)) == 0
                   ? 0
                   : -errno,
               "connecting");
    return fd;
}

static void send_all(int fd, const void *bytes, size_t size)
{
    bench_need(send(fd, bytes, size, MSG_NOSIGNAL) == (ssize_t)size ? 0 : -EPIPE, "sending");
}

/* The status of an answer without a body; what it says is kept. */
static unsigned int read_answer(int fd, char text[1024])
{
    size_t size = 0;
    ssize_t got = 1;
    unsigned int status = 0;

    text[0] = '\0';
    while (got > 0 && size < 1023 && !strstr(text, "\r\n\r\n")) {
        got = recv(fd, text + size, 1023 - size, 0);
        size += got > 0 ? (size_t)got : 0;
        text[size] = '\0';
    }
    /* NOLINTNEXTLINE(cert-err34-c): what is no number is no status. */
    (void)sscanf(text, "HTTP/%*s %3u", &status);
    return status;
}

static void send_header(const struct push_crowd *crowd, int fd)
{
    const size_t size = jf_data_unit_get_size(crowd->content->header);
    const uint8_t head[HEAD_BYTES] = {'$', 'H', (uint8_t)size, (uint8_t)(size >> 8)};

    send_all(fd, head, sizeof(head));
    send_all(fd, jf_data_unit_get_bytes(crowd->content->header), size);
}

static void begin(struct push_crowd *crowd, struct push_encoder *encoder, size_t number)
{
    char text[1024], id[65] = "";
    const char *cookie = NULL;

    encoder->listener = -1;
    encoder->fd = dial(crowd);
    (void)snprintf(text, sizeof(text),
                   "POST %s%zu HTTP/1.1\r\nHost: x\r\nUser-Agent: WMEncoder/11.0.5721.5145\r\n"
                   "Content-Type: application/x-wms-pushsetup\r\nCookie: push-id=0\r\n"
                   "Content-Length: 16\r\n\r\nAutoDestroy: 1\r\n",
                   crowd->path, number);
    send_all(encoder->fd, text, strlen(text));
    encoder->status = read_answer(encoder->fd, text);
    cookie = strstr(text, "push-id=");
    if (encoder->status != 204 || !cookie) {
        (void)close(encoder->fd);
        encoder->fd = -1;
        return;
    }
    (void)snprintf(id, sizeof(id), "%.*s", (int)strcspn(cookie + 8, ";\r\n"), cookie + 8);
    (void)snprintf(text, sizeof(text),
                   "POST %s%zu HTTP/1.1\r\nHost: x\r\nUser-Agent: WMEncoder/11.0.5721.5145\r\n"
                   "Content-Type: application/x-wms-pushstart\r\nCookie: push-id=%s\r\n"
                   "Content-Length: 2147483647\r\n\r\n",
                   crowd->path, number, id);
    send_all(encoder->fd, text, strlen(text));
    send_header(crowd, encoder->fd);
}

void push_crowd_open(struct push_crowd *crowd, size_t count)
{
    crowd->count = count;
    crowd->encoders = load_allocate(count, sizeof(*crowd->encoders));
    crowd->packet = load_allocate(1, MAX_PACKET_BYTES);
    for (size_t i = 0; i < count; i++) {
        begin(crowd, &crowd->encoders[i], i);
        /* Each is somewhere else in the stream, as it would be. */
        crowd->encoders[i].begin = crowd->encoders[i].next = i;
    }
    crowd->begin_ns = bench_now_ns();
}

void push_crowd_close(struct push_crowd *crowd)
{
    for (size_t i = 0; i < crowd->count; i++) {
        if (crowd->encoders[i].fd >= 0)
            (void)close(crowd->encoders[i].fd);
        if (crowd->encoders[i].listener >= 0)
            (void)close(crowd->encoders[i].listener);
    }
    free(crowd->encoders);
    free(crowd->packet);
}

void push_crowd_listen(struct push_crowd *crowd)
{
    char text[256];

    for (size_t i = 0; i < crowd->count; i++) {
        if (crowd->encoders[i].fd < 0)
            continue;
        crowd->encoders[i].listener = dial(crowd);
        (void)snprintf(text, sizeof(text), "GET %s%zu HTTP/1.0\r\nUser-Agent: crowd\r\n\r\n",
                       crowd->path, i);
        send_all(crowd->encoders[i].listener, text, strlen(text));
    }
}

/* ---- pushing --------------------------------------------------------------------------------- */

/* From the crowd's begin; what begins at another unit begins a fraction of a unit later, too. */
static int64_t due_ns(const struct push_crowd *crowd, const struct push_encoder *encoder)
{
    const int64_t unit_ns = crowd->content->span_ns / (int64_t)crowd->content->count;
    const int64_t place = encoder - crowd->encoders;

    return push_content_time_ns(crowd->content, encoder->next) -
           push_content_time_ns(crowd->content, encoder->begin) +
           unit_ns * place / (int64_t)crowd->count;
}

/* False: the server does not take it now. */
static bool send_unit(struct push_crowd *crowd, struct push_encoder *encoder)
{
    const struct push_content *content = crowd->content;
    const struct jf_data_unit *unit = content->units[encoder->next % content->count];
    size_t size = jf_data_unit_get_size(unit);
    ssize_t sent;

    memcpy(crowd->packet + HEAD_BYTES, jf_data_unit_get_bytes(unit), size);
    size = jfi_asf_strip_padding(crowd->packet + HEAD_BYTES, size);
    crowd->packet[0] = '$';
    crowd->packet[1] = 'D';
    crowd->packet[2] = (uint8_t)size;
    crowd->packet[3] = (uint8_t)(size >> 8);
    size += HEAD_BYTES;
    sent = send(encoder->fd, crowd->packet, size, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EAGAIN) {
        encoder->late++;
        return false;
    }
    if (sent >= 0 && (size_t)sent < size)
        sent += send(encoder->fd, crowd->packet + sent, size - (size_t)sent, MSG_NOSIGNAL);
    encoder->is_lost = sent != (ssize_t)size;
    encoder->next++;
    return !encoder->is_lost;
}

static void hear(struct push_crowd *crowd, struct push_encoder *encoder)
{
    ssize_t got = 1;

    while (encoder->listener >= 0 && got > 0) {
        got = recv(encoder->listener, crowd->buffer, sizeof(crowd->buffer), MSG_DONTWAIT);
        encoder->heard_bytes += got > 0 ? (uint64_t)got : 0;
    }
}

static void turn(struct push_crowd *crowd)
{
    const int64_t now_ns = bench_now_ns() - crowd->begin_ns;

    for (size_t i = 0; i < crowd->count; i++) {
        struct push_encoder *encoder = &crowd->encoders[i];

        if (encoder->fd < 0 || encoder->is_lost || due_ns(crowd, encoder) > now_ns)
            continue;
        while (due_ns(crowd, encoder) <= now_ns && send_unit(crowd, encoder))
            ;
        /* It hears what others have pushed meanwhile: as often as it pushes is enough. */
        hear(crowd, encoder);
    }
}

void push_crowd_run(struct push_crowd *crowd, int64_t for_ns)
{
    const struct timespec pause = {.tv_nsec = TURN_NS};
    const int64_t end_ns = bench_now_ns() + for_ns;

    while (bench_now_ns() < end_ns) {
        turn(crowd);
        (void)nanosleep(&pause, NULL);
    }
}

size_t push_crowd_count(struct push_crowd *crowd)
{
    size_t count = 0;

    for (size_t i = 0; i < crowd->count; i++) {
        struct push_encoder *encoder = &crowd->encoders[i];
        char answer = 0;

        if (encoder->fd < 0)
            continue;
        /* An answer in the middle of a push is its end, and so is a close. */
        if (recv(encoder->fd, &answer, 1, MSG_DONTWAIT) >= 0 || errno != EAGAIN)
            encoder->is_lost = true;
        count += !encoder->is_lost;
    }
    return count;
}
