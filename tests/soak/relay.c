/* SPDX-License-Identifier: MIT */
#include "soak/relay.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "soak/need.h"

#define MAX_PAIRS 4

struct pair {
    int fds[2]; /* -1: there is none */
};

struct relay {
    pthread_t thread;
    int wake_fd;
    unsigned int port, own_port;
    struct pair pairs[MAX_PAIRS]; /* the thread's */
    int listen_fd;                /* -1: it is cut */

    pthread_mutex_t lock;
    pthread_cond_t changed;
    /* under lock */
    bool is_cut, is_wanted_cut, ends;
};

static struct sockaddr_in address_of(unsigned int port)
{
    return (struct sockaddr_in){.sin_family = AF_INET,
                                .sin_port = htons((uint16_t)port),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

/* Nothing waits in the system for the confirmation of what went before. */
static void hurry(int fd)
{
    const int one = 1;

    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
}

static int new_socket(void)
{
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    need(fd >= 0, "no socket");
    hurry(fd);
    return fd;
}

static void open_port(struct relay *relay)
{
    struct sockaddr_in address = address_of(relay->own_port);
    socklen_t size = sizeof(address);
    const int one = 1;

    relay->listen_fd = new_socket();
    setsockopt(relay->listen_fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    need(bind(relay->listen_fd, (struct sockaddr *)&address, size) == 0 &&
             listen(relay->listen_fd, MAX_PAIRS) == 0 &&
             getsockname(relay->listen_fd, (struct sockaddr *)&address, &size) == 0,
         "no port for the relay");
    relay->own_port = ntohs(address.sin_port);
}

static void close_pair(struct pair *pair)
{
    for (int i = 0; i < 2 && pair->fds[0] >= 0; i++)
        close(pair->fds[i]);
    *pair = (struct pair){{-1, -1}};
}

static struct pair *find_free(struct relay *relay)
{
    for (size_t i = 0; i < MAX_PAIRS; i++) {
        if (relay->pairs[i].fds[0] < 0)
            return &relay->pairs[i];
    }
    return NULL;
}

static void take_caller(struct relay *relay)
{
    const struct sockaddr_in address = address_of(relay->port);
    struct pair *pair = find_free(relay);
    const int fd = accept4(relay->listen_fd, NULL, NULL, SOCK_CLOEXEC);
    int other_fd = -1;

    if (fd < 0)
        return;
    other_fd = new_socket();
    if (!pair || connect(other_fd, (const struct sockaddr *)&address, sizeof(address)) < 0) {
        close(fd);
        close(other_fd);
        return;
    }
    hurry(fd);
    *pair = (struct pair){{fd, other_fd}};
}

/* False: one side has closed. */
static bool move(int from, int to)
{
    const int one = 1;
    uint8_t bytes[65536];
    const ssize_t count = recv(from, bytes, sizeof(bytes), MSG_DONTWAIT);

    if (count < 0 && errno == EAGAIN)
        return true;
    setsockopt(from, IPPROTO_TCP, TCP_QUICKACK, &one, sizeof(one));
    return count > 0 && send(to, bytes, (size_t)count, MSG_NOSIGNAL) == count;
}

static void serve(struct relay *relay, const struct pollfd *fds)
{
    for (size_t i = 0; i < MAX_PAIRS; i++) {
        struct pair *pair = &relay->pairs[i];

        for (size_t side = 0; side < 2 && pair->fds[0] >= 0; side++) {
            if (fds[2 * i + side].revents && !move(pair->fds[side], pair->fds[1 - side]))
                close_pair(pair);
        }
    }
}

/* Called locked. */
static void obey(struct relay *relay)
{
    if (relay->is_cut == relay->is_wanted_cut)
        return;
    relay->is_cut = relay->is_wanted_cut;
    for (size_t i = 0; i < MAX_PAIRS; i++)
        close_pair(&relay->pairs[i]);
    if (relay->is_cut) {
        close(relay->listen_fd);
        relay->listen_fd = -1;
    } else {
        open_port(relay);
    }
    pthread_cond_broadcast(&relay->changed);
}

static void collect(const struct relay *relay, struct pollfd *fds)
{
    for (size_t i = 0; i < MAX_PAIRS; i++) {
        for (size_t side = 0; side < 2; side++)
            fds[2 * i + side] = (struct pollfd){.fd = relay->pairs[i].fds[side], .events = POLLIN};
    }
    fds[2 * MAX_PAIRS] = (struct pollfd){.fd = relay->listen_fd, .events = POLLIN};
    fds[2 * MAX_PAIRS + 1] = (struct pollfd){.fd = relay->wake_fd, .events = POLLIN};
}

static void *run(void *user)
{
    struct relay *relay = user;
    struct pollfd fds[2 * MAX_PAIRS + 2];
    eventfd_t ignored = 0;

    pthread_mutex_lock(&relay->lock);
    while (!relay->ends) {
        obey(relay);
        pthread_mutex_unlock(&relay->lock);
        collect(relay, fds);
        (void)poll(fds, 2 * MAX_PAIRS + 2, -1);
        eventfd_read(relay->wake_fd, &ignored);
        serve(relay, fds);
        if (fds[2 * MAX_PAIRS].revents)
            take_caller(relay);
        pthread_mutex_lock(&relay->lock);
    }
    pthread_mutex_unlock(&relay->lock);
    return NULL;
}

struct relay *relay_new(unsigned int port, unsigned int *ret_port)
{
    struct relay *relay = calloc(1, sizeof(*relay));

    need(relay, "no memory");
    relay->port = port;
    for (size_t i = 0; i < MAX_PAIRS; i++)
        relay->pairs[i] = (struct pair){{-1, -1}};
    relay->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    need(relay->wake_fd >= 0, "no descriptor");
    open_port(relay);
    pthread_mutex_init(&relay->lock, NULL);
    pthread_cond_init(&relay->changed, NULL);
    need(pthread_create(&relay->thread, NULL, run, relay) == 0, "no thread");
    *ret_port = relay->own_port;
    return relay;
}

void relay_cut(struct relay *relay, bool is_cut)
{
    pthread_mutex_lock(&relay->lock);
    relay->is_wanted_cut = is_cut;
    eventfd_write(relay->wake_fd, 1);
    while (relay->is_cut != is_cut)
        pthread_cond_wait(&relay->changed, &relay->lock);
    pthread_mutex_unlock(&relay->lock);
}

void relay_free(struct relay *relay)
{
    pthread_mutex_lock(&relay->lock);
    relay->ends = true;
    pthread_mutex_unlock(&relay->lock);
    eventfd_write(relay->wake_fd, 1);
    pthread_join(relay->thread, NULL);
    for (size_t i = 0; i < MAX_PAIRS; i++)
        close_pair(&relay->pairs[i]);
    if (relay->listen_fd >= 0)
        close(relay->listen_fd);
    close(relay->wake_fd);
    pthread_cond_destroy(&relay->changed);
    pthread_mutex_destroy(&relay->lock);
    free(relay);
}
