/* SPDX-License-Identifier: MIT */
#include "soak/audience.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "helpers/fake-pcm.h"
#include "soak/need.h"

#include "media/clock.h"

#define MAX_LISTENERS 12
#define BUFFER_BYTES  ((size_t)1 << 18)
#define HEAD_BYTES    4 /* of a packet of MMSH: '$', kind, length */
#define PREROLL_MS    500
#define ROUNDING_MS   2
#define JUMP_MS       10 /* more than a time stamp is rounded by */
/* media/asf.c */
#define PACKET_HEAD_BYTES  14
#define PAYLOAD_HEAD_BYTES 17

struct listener {
    struct audience *audience;
    int fd;
    bool is_delayed;

    /* the audience's thread */
    uint8_t *bytes;
    size_t size;
    bool in_head; /* of the answer */
    bool has_number;
    uint32_t number;        /* of the last packet */
    uint32_t object_offset; /* of the codec frame, that comes next */
    uint8_t object_number;
    uint8_t half_sample;
    bool has_half;
    bool has_shift, after_silence;
    bool has_jumped; /* counts from the next time stamp again */

    /* under lock */
    bool stalls, closes, is_gone;
    struct heard heard;
};

struct audience {
    unsigned int rate_hz;
    uint32_t clock_start_ms;
    pthread_t thread;
    int wake_fd;

    pthread_mutex_t lock;
    pthread_cond_t changed;
    /* under lock */
    int64_t begin_ns;
    bool has_shift; /* of what runs now, as its listeners have heard it last */
    int64_t shift_frames;
    bool ends;
    struct listener *listeners[MAX_LISTENERS];
};

/* ---- samples --------------------------------------------------------------------------------- */

int16_t numbered_sample(int64_t frame)
{
    return (int16_t)(frame % FAKE_SHORT_MODULUS + 1);
}

int64_t shift_of_sample(int16_t sample, int64_t frame)
{
    const int64_t half = FAKE_SHORT_MODULUS / 2;
    const int64_t ahead = (sample - 1 - frame % FAKE_SHORT_MODULUS) % FAKE_SHORT_MODULUS;

    return (ahead + half + FAKE_SHORT_MODULUS) % FAKE_SHORT_MODULUS - half;
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* Who came in the middle knows its first frame only as exactly as a time stamp is. */
static int64_t correct_shift(struct listener *listener, int64_t shift)
{
    const struct audience *audience = listener->audience;
    const int64_t moved = shift - audience->shift_frames;

    if (listener->is_delayed || listener->has_shift || !audience->has_shift ||
        llabs(moved) > (int64_t)audience->rate_hz * ROUNDING_MS / 1000)
        return shift;
    listener->heard.first_frame += moved;
    listener->heard.end_frame += moved;
    return audience->shift_frames;
}

static void note_shift(struct listener *listener, int64_t measured_shift)
{
    const int64_t shift = correct_shift(listener, measured_shift);
    struct heard *heard = &listener->heard;

    if (!listener->is_delayed) {
        listener->audience->has_shift = true;
        listener->audience->shift_frames = shift;
    }
    heard->shift_frames = shift;
    heard->min_shift_frames = listener->has_shift ? smaller(heard->min_shift_frames, shift) : shift;
    heard->max_shift_frames = listener->has_shift ? larger(heard->max_shift_frames, shift) : shift;
    listener->has_shift = true;
}

/* The shift may change only where something was made up for. */
static void take_sample(struct listener *listener, int16_t sample)
{
    struct heard *heard = &listener->heard;

    if (sample == 0) {
        heard->silent_frames++;
    } else if (!listener->has_shift || listener->after_silence) {
        note_shift(listener, shift_of_sample(sample, heard->end_frame));
    } else if (sample != numbered_sample(heard->end_frame + heard->shift_frames)) {
        heard->wrong_samples++;

        fprintf(stderr,
                "WR now %ld delayed %d end %ld shift %ld sample %d first %ld packets %lu jumps "
                "%lu\n",
                (jfi_clock_now_ns() - listener->audience->begin_ns) / 1000000, listener->is_delayed,
                heard->end_frame, heard->shift_frames, sample, heard->first_frame, heard->packets,
                heard->jumps);
        note_shift(listener, shift_of_sample(sample, heard->end_frame));
    }
    listener->after_silence = sample == 0;
    heard->end_frame++;
}

/* Pieces of a codec frame end anywhere, even inside a sample. */
static void take_samples(struct listener *listener, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        const int16_t sample = (int16_t)(listener->half_sample | bytes[i] << 8);

        listener->has_half = !listener->has_half;
        listener->half_sample = bytes[i];
        if (!listener->has_half)
            take_sample(listener, sample);
    }
}

/* ---- packets --------------------------------------------------------------------------------- */

static uint32_t u16_at(const uint8_t *bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8;
}

static uint32_t u32_at(const uint8_t *bytes)
{
    return u16_at(bytes) | u16_at(bytes + 2) << 16;
}

/* Of 32 bits all that time can tell is which of the possible times is nearest to now. */
static int64_t unwrap_ms(const struct audience *audience, uint32_t presented_ms)
{
    const int64_t now_ms = (jfi_clock_now_ns() - audience->begin_ns) / JFI_NS_PER_MS;
    const uint32_t clock_ms = presented_ms - PREROLL_MS - audience->clock_start_ms;

    return now_ms + (int32_t)(clock_ms - (uint32_t)now_ms);
}

/* What is missing was given up by the sender: it is no packet that this listener lacks. */
static void jump(struct listener *listener, int64_t frame_count)
{
    listener->heard.jumps++;
    listener->heard.jumped_frames += frame_count;
    listener->heard.end_frame += frame_count;
    listener->has_shift = false;
}

static void take_time(struct listener *listener, uint32_t presented_ms)
{
    struct heard *heard = &listener->heard;
    const unsigned int rate_hz = listener->audience->rate_hz;
    const int64_t time_ms = unwrap_ms(listener->audience, presented_ms);
    const int64_t says = jfi_clock_ns_to_frames(time_ms * JFI_NS_PER_MS, rate_hz);
    const int64_t error = says - heard->end_frame;

    if (heard->first_frame < 0) {
        heard->first_frame = heard->end_frame = says;
        listener->has_jumped = false;
        return;
    }
    if (listener->has_jumped || error > (int64_t)rate_hz * JUMP_MS / 1000)
        jump(listener, error);
    else
        heard->max_error_us = larger(heard->max_error_us, llabs(error) * 1000000 / rate_hz);
    listener->has_jumped = false;
}

/* Whether this piece of a codec frame follows the one before it; else it is of no use. */
static bool is_next_piece(struct listener *listener, const uint8_t *payload, size_t size)
{
    const uint32_t offset = u32_at(payload + 2);
    const bool is_next =
        offset == 0 || (payload[1] == listener->object_number && offset == listener->object_offset);

    if (offset == 0)
        listener->has_half = false;
    if (is_next) {
        listener->object_number = payload[1];
        listener->object_offset = offset + (uint32_t)size;
    } else {
        listener->has_jumped = true;
    }
    return is_next && listener->heard.first_frame >= 0;
}

static void take_asf(struct listener *listener, const uint8_t *packet, size_t size)
{
    size_t at = PACKET_HEAD_BYTES;

    need(size > PACKET_HEAD_BYTES && packet[0] == 0x82, "a packet that is not ASF");
    for (unsigned int left = packet[13] & 0x3F; left > 0; left--) {
        const size_t piece = u16_at(packet + at + 15);

        need(at + PAYLOAD_HEAD_BYTES + piece <= size, "a packet that is cut off");
        if (u32_at(packet + at + 2) == 0)
            take_time(listener, u32_at(packet + at + 11));
        if (is_next_piece(listener, packet + at, piece))
            take_samples(listener, packet + at + PAYLOAD_HEAD_BYTES, piece);
        at += PAYLOAD_HEAD_BYTES + piece;
    }
}

static void take_data(struct listener *listener, const uint8_t *payload, size_t size)
{
    const uint32_t number = u32_at(payload);
    const uint32_t missing = listener->has_number ? number - listener->number - 1 : 0;

    listener->has_number = true;
    listener->number = number;
    listener->heard.missing += missing;
    listener->heard.packets++;
    if (missing > 0)
        listener->has_jumped = true;
    take_asf(listener, payload + 8, size - 8);
}

static void take_packet(struct listener *listener, char kind, const uint8_t *payload, size_t size)
{
    if (kind == 'D')
        take_data(listener, payload, size);
    else if (kind == 'E')
        listener->heard.has_end = true;
}

static void drop(struct listener *listener, size_t size)
{
    memmove(listener->bytes, listener->bytes + size, listener->size - size);
    listener->size -= size;
}

static bool skip_head(struct listener *listener)
{
    const uint8_t *end = memmem(listener->bytes, listener->size, "\r\n\r\n", 4);

    if (!end)
        return false;
    if (strncmp((const char *)listener->bytes + 8, " 200", 4) != 0)
        listener->heard.is_over = true;
    drop(listener, (size_t)(end + 4 - listener->bytes));
    listener->in_head = false;
    return true;
}

static void take_bytes(struct listener *listener)
{
    size_t done = 0;

    if (listener->in_head && !skip_head(listener))
        return;
    while (listener->size - done >= HEAD_BYTES) {
        const uint8_t *packet = listener->bytes + done;
        const size_t size = u16_at(packet + 2);

        need(packet[0] == '$', "what comes is not MMSH");
        if (listener->size - done < HEAD_BYTES + size)
            break;
        take_packet(listener, (char)packet[1], packet + HEAD_BYTES, size);
        done += HEAD_BYTES + size;
    }
    drop(listener, done);
}

static void read_some(struct listener *listener)
{
    const ssize_t count = recv(listener->fd, listener->bytes + listener->size,
                               BUFFER_BYTES - listener->size, MSG_DONTWAIT);

    if (count > 0) {
        listener->size += (size_t)count;
        take_bytes(listener);
    } else {
        listener->heard.is_over = true;
    }
}

/* ---- the thread ------------------------------------------------------------------------------ */

/* Called locked. */
static nfds_t collect(struct audience *audience, struct pollfd *fds)
{
    nfds_t count = 1;

    fds[0] = (struct pollfd){.fd = audience->wake_fd, .events = POLLIN};
    for (size_t i = 0; i < MAX_LISTENERS; i++) {
        struct listener *listener = audience->listeners[i];

        if (listener && listener->closes) {
            listener->is_gone = true;
            audience->listeners[i] = NULL;
            pthread_cond_broadcast(&audience->changed);
        } else if (listener && !listener->stalls && !listener->heard.is_over) {
            fds[count++] = (struct pollfd){.fd = listener->fd, .events = POLLIN};
        }
    }
    return count;
}

/* Called locked. */
static struct listener *find(const struct audience *audience, int fd)
{
    for (size_t i = 0; i < MAX_LISTENERS; i++) {
        if (audience->listeners[i] && audience->listeners[i]->fd == fd)
            return audience->listeners[i];
    }
    return NULL;
}

static void *listen_to_all(void *user)
{
    struct audience *audience = user;
    struct pollfd fds[MAX_LISTENERS + 1];
    eventfd_t ignored = 0;

    pthread_mutex_lock(&audience->lock);
    while (!audience->ends) {
        const nfds_t count = collect(audience, fds);

        pthread_mutex_unlock(&audience->lock);
        (void)poll(fds, count, -1);
        eventfd_read(audience->wake_fd, &ignored);
        pthread_mutex_lock(&audience->lock);
        for (nfds_t i = 1; i < count; i++) {
            struct listener *listener = fds[i].revents ? find(audience, fds[i].fd) : NULL;

            if (listener && !listener->stalls)
                read_some(listener);
        }
    }
    pthread_mutex_unlock(&audience->lock);
    return NULL;
}

struct audience *audience_new(unsigned int rate_hz, uint32_t clock_start_ms)
{
    struct audience *audience = calloc(1, sizeof(*audience));

    need(audience, "no memory");
    audience->rate_hz = rate_hz;
    audience->clock_start_ms = clock_start_ms;
    audience->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    need(audience->wake_fd >= 0, "no descriptor");
    pthread_mutex_init(&audience->lock, NULL);
    pthread_cond_init(&audience->changed, NULL);
    need(pthread_create(&audience->thread, NULL, listen_to_all, audience) == 0, "no thread");
    return audience;
}

static void wake(struct audience *audience)
{
    eventfd_write(audience->wake_fd, 1);
}

void audience_free(struct audience *audience)
{
    pthread_mutex_lock(&audience->lock);
    audience->ends = true;
    pthread_mutex_unlock(&audience->lock);
    wake(audience);
    pthread_join(audience->thread, NULL);
    close(audience->wake_fd);
    pthread_cond_destroy(&audience->changed);
    pthread_mutex_destroy(&audience->lock);
    free(audience);
}

void audience_begin_session(struct audience *audience, int64_t begin_ns)
{
    pthread_mutex_lock(&audience->lock);
    audience->begin_ns = begin_ns;
    audience->has_shift = false;
    pthread_mutex_unlock(&audience->lock);
}

/* ---- listeners ------------------------------------------------------------------------------- */

static int connect_to(unsigned int port, int receive_bytes)
{
    static const char request[] =
        "GET /live HTTP/1.0\r\nUser-Agent: NSPlayer/4.1.0.3856\r\nPragma: no-cache\r\n"
        "Pragma: xPlayStrm=1,stream-switch-count=1\r\n\r\n";
    const struct sockaddr_in address = {.sin_family = AF_INET,
                                        .sin_port = htons((uint16_t)port),
                                        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    need(fd >= 0, "no socket");
    if (receive_bytes > 0)
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof(receive_bytes));
    if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0 &&
        send(fd, request, strlen(request), MSG_NOSIGNAL) == (ssize_t)strlen(request))
        return fd;
    close(fd);
    return -1;
}

/* Called locked. */
static void add(struct audience *audience, struct listener *listener)
{
    for (size_t i = 0; i < MAX_LISTENERS; i++) {
        if (!audience->listeners[i]) {
            audience->listeners[i] = listener;
            return;
        }
    }
    need(false, "too many listeners");
}

struct listener *listener_open(struct audience *audience, const struct place *place)
{
    const int fd = connect_to(place->port, place->receive_bytes);
    struct listener *listener = NULL;

    if (fd < 0)
        return NULL;
    listener = calloc(1, sizeof(*listener));
    need(listener, "no memory");
    listener->bytes = malloc(BUFFER_BYTES);
    need(listener->bytes, "no memory");
    listener->audience = audience;
    listener->fd = fd;
    listener->is_delayed = place->is_delayed;
    listener->in_head = true;
    listener->heard.first_frame = -1;
    pthread_mutex_lock(&audience->lock);
    add(audience, listener);
    pthread_mutex_unlock(&audience->lock);
    wake(audience);
    return listener;
}

void listener_close(struct listener *listener)
{
    struct audience *audience = listener->audience;

    pthread_mutex_lock(&audience->lock);
    listener->closes = true;
    wake(audience);
    while (!listener->is_gone)
        pthread_cond_wait(&audience->changed, &audience->lock);
    pthread_mutex_unlock(&audience->lock);
    close(listener->fd);
    free(listener->bytes);
    free(listener);
}

void listener_stall(struct listener *listener, bool stalls)
{
    pthread_mutex_lock(&listener->audience->lock);
    listener->stalls = stalls;
    pthread_mutex_unlock(&listener->audience->lock);
    wake(listener->audience);
}

struct heard listener_get(struct listener *listener)
{
    struct heard heard;

    pthread_mutex_lock(&listener->audience->lock);
    heard = listener->heard;
    pthread_mutex_unlock(&listener->audience->lock);
    return heard;
}
