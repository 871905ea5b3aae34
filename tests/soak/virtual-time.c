/* SPDX-License-Identifier: MIT */
#include "soak/virtual-time.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <time.h>
#include <unistd.h>

#include <curl/curl.h>

#include "media/clock.h"

#define MAX_FDS     16 /* that a thread waits for at a time */
#define MAX_ALL_FDS 256

#define CURL_WAIT_MS 1000
/* In real time: until somebody notices what is ready for it. */
#define LOOK_AGAIN_NS 1000000

/* A thread that waits; on its own stack. */
struct sleeper {
    struct sleeper *next, **link;
    int64_t deadline_ns; /* INT64_MAX: none */
    bool is_exact;
    bool is_woken;
    int alarm_fd; /* written when the deadline has come; -1: it looks by itself */
    const pthread_cond_t *condition;
    struct pollfd fds[MAX_FDS];
    nfds_t fd_count;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t all_wait = PTHREAD_COND_INITIALIZER;
/* under lock */
static struct sleeper *sleepers;
static unsigned int running_count; /* threads that do not wait */
static bool is_stopping;
static uint64_t jump_count;
static int64_t grain_ns;

static _Atomic int64_t time_ns;
static pthread_t keeper;
static _Thread_local int alarm_fd = -1;

int64_t __wrap_jfi_clock_now_ns(void);
void __wrap_jfi_clock_sleep_until_ns(int64_t deadline_ns);
bool __wrap_jfi_clock_wait_until_ns(pthread_cond_t *condition, pthread_mutex_t *mutex,
                                    int64_t deadline_ns);
int __real_pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex);
int __wrap_pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex);
int __real_pthread_cond_broadcast(pthread_cond_t *condition);
int __wrap_pthread_cond_broadcast(pthread_cond_t *condition);
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*run)(void *user), void *user);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*run)(void *user), void *user);
int __real_poll(struct pollfd *fds, nfds_t count, int timeout_ms);
int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout_ms);
int __real_epoll_wait(int epoll_fd, struct epoll_event *events, int max_events, int timeout_ms);
int __wrap_epoll_wait(int epoll_fd, struct epoll_event *events, int max_events, int timeout_ms);
CURLMcode __real_curl_multi_poll(CURLM *multi, struct curl_waitfd *fds, unsigned int count,
                                 int timeout_ms, int *ret_count);
CURLMcode __wrap_curl_multi_poll(CURLM *multi, struct curl_waitfd *fds, unsigned int count,
                                 int timeout_ms, int *ret_count);

/* ---- who waits ------------------------------------------------------------------------------- */

static void be_sure(bool holds, const char *what)
{
    if (holds)
        return;
    (void)fprintf(stderr, "virtual time: %s\n", what);
    abort();
}

static void count_down(void)
{
    running_count--;
    if (running_count == 0)
        __real_pthread_cond_broadcast(&all_wait);
}

static void enter(struct sleeper *sleeper)
{
    pthread_mutex_lock(&lock);
    sleeper->next = sleepers;
    sleeper->link = &sleepers;
    if (sleepers)
        sleepers->link = &sleeper->next;
    sleepers = sleeper;
    count_down();
    pthread_mutex_unlock(&lock);
}

static void leave(struct sleeper *sleeper)
{
    pthread_mutex_lock(&lock);
    if (!sleeper->is_woken)
        running_count++;
    *sleeper->link = sleeper->next;
    if (sleeper->next)
        sleeper->next->link = sleeper->link;
    pthread_mutex_unlock(&lock);
}

/* Called locked. It counts as running from now on, before it notices. */
static void wake(struct sleeper *sleeper)
{
    if (sleeper->is_woken)
        return;
    sleeper->is_woken = true;
    running_count++;
    if (sleeper->alarm_fd >= 0)
        eventfd_write(sleeper->alarm_fd, 1);
}

/* ---- the clock ------------------------------------------------------------------------------- */

/* Called locked. */
static bool is_anything_ready(void)
{
    struct pollfd fds[MAX_ALL_FDS];
    nfds_t count = 0;

    for (const struct sleeper *each = sleepers; each; each = each->next) {
        be_sure(count + each->fd_count <= MAX_ALL_FDS, "too many descriptors");
        memcpy(fds + count, each->fds, each->fd_count * sizeof(fds[0]));
        count += each->fd_count;
    }
    return __real_poll(fds, count, 0) > 0;
}

static int64_t get_due_ns(const struct sleeper *sleeper)
{
    const int64_t deadline_ns = sleeper->deadline_ns;

    if (sleeper->is_exact || grain_ns == 0 || deadline_ns > INT64_MAX - grain_ns)
        return deadline_ns;
    return (deadline_ns + grain_ns - 1) / grain_ns * grain_ns;
}

/* Called locked, when everybody waits. */
static void jump(void)
{
    int64_t next_ns = INT64_MAX;

    for (const struct sleeper *each = sleepers; each; each = each->next) {
        const int64_t due_ns = get_due_ns(each);

        next_ns = due_ns < next_ns ? due_ns : next_ns;
    }
    be_sure(next_ns < INT64_MAX, "everybody waits for ever");
    if (next_ns > atomic_load(&time_ns))
        atomic_store(&time_ns, next_ns);
    jump_count++;
    for (struct sleeper *each = sleepers; each; each = each->next) {
        if (get_due_ns(each) <= next_ns)
            wake(each);
    }
}

static void await_a_moment(void)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += LOOK_AGAIN_NS;
    until.tv_sec += until.tv_nsec / JFI_NS_PER_SECOND;
    until.tv_nsec %= JFI_NS_PER_SECOND;
    pthread_cond_timedwait(&all_wait, &lock, &until);
}

static void *keep_time(void *user)
{
    (void)user;
    pthread_mutex_lock(&lock);
    while (!is_stopping) {
        if (running_count > 0)
            __real_pthread_cond_wait(&all_wait, &lock);
        else if (is_anything_ready())
            await_a_moment();
        else
            jump();
    }
    pthread_mutex_unlock(&lock);
    return NULL;
}

void virtual_time_start(int64_t begin_ns)
{
    atomic_store(&time_ns, begin_ns);
    running_count = 1;
    be_sure(__real_pthread_create(&keeper, NULL, keep_time, NULL) == 0, "no thread");
}

void virtual_time_stop(void)
{
    pthread_mutex_lock(&lock);
    is_stopping = true;
    __real_pthread_cond_broadcast(&all_wait);
    pthread_mutex_unlock(&lock);
    pthread_join(keeper, NULL);
    if (alarm_fd >= 0)
        close(alarm_fd);
    alarm_fd = -1;
}

void virtual_time_set_grain_ns(int64_t new_grain_ns)
{
    pthread_mutex_lock(&lock);
    grain_ns = new_grain_ns;
    pthread_mutex_unlock(&lock);
}

uint64_t virtual_time_get_jumps(void)
{
    uint64_t count = 0;

    pthread_mutex_lock(&lock);
    count = jump_count;
    pthread_mutex_unlock(&lock);
    return count;
}

int64_t __wrap_jfi_clock_now_ns(void)
{
    return atomic_load(&time_ns);
}

/* ---- threads --------------------------------------------------------------------------------- */

struct start {
    void *(*run)(void *user);
    void *user;
};

static void *run_thread(void *user)
{
    const struct start start = *(struct start *)user;
    void *result = NULL;

    free(user);
    result = start.run(start.user);
    if (alarm_fd >= 0)
        close(alarm_fd);
    pthread_mutex_lock(&lock);
    count_down();
    pthread_mutex_unlock(&lock);
    return result;
}

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*run)(void *user), void *user)
{
    struct start *start = malloc(sizeof(*start));
    int err = 0;

    be_sure(start != NULL, "no memory");
    *start = (struct start){.run = run, .user = user};
    pthread_mutex_lock(&lock);
    running_count++;
    pthread_mutex_unlock(&lock);
    err = __real_pthread_create(thread, attributes, run_thread, start);
    be_sure(err == 0, "no thread");
    return err;
}

/* ---- conditions ------------------------------------------------------------------------------ */

int __wrap_pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex)
{
    struct sleeper sleeper = {
        .deadline_ns = INT64_MAX, .alarm_fd = -1, .condition = condition, .is_woken = false};
    int err = 0;

    enter(&sleeper);
    err = __real_pthread_cond_wait(condition, mutex);
    leave(&sleeper);
    return err;
}

int __wrap_pthread_cond_broadcast(pthread_cond_t *condition)
{
    pthread_mutex_lock(&lock);
    for (struct sleeper *each = sleepers; each; each = each->next) {
        if (each->condition == condition)
            wake(each);
    }
    pthread_mutex_unlock(&lock);
    return __real_pthread_cond_broadcast(condition);
}

/* The keeper does not hold the mutex, so that its word could be missed: the sleeper looks, too. */
bool __wrap_jfi_clock_wait_until_ns(pthread_cond_t *condition, pthread_mutex_t *mutex,
                                    int64_t deadline_ns)
{
    struct sleeper sleeper = {
        .deadline_ns = deadline_ns, .alarm_fd = -1, .condition = condition, .is_woken = false};
    bool woken = false;

    if (atomic_load(&time_ns) >= deadline_ns)
        return false;
    enter(&sleeper);
    while (!woken) {
        struct timespec until;

        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += LOOK_AGAIN_NS;
        until.tv_sec += until.tv_nsec / JFI_NS_PER_SECOND;
        until.tv_nsec %= JFI_NS_PER_SECOND;
        pthread_cond_timedwait(condition, mutex, &until);
        pthread_mutex_lock(&lock);
        woken = sleeper.is_woken;
        pthread_mutex_unlock(&lock);
    }
    leave(&sleeper);
    return atomic_load(&time_ns) < deadline_ns;
}

/* ---- descriptors ----------------------------------------------------------------------------- */

static struct pollfd get_alarm(void)
{
    if (alarm_fd < 0)
        alarm_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    be_sure(alarm_fd >= 0, "no descriptor");
    return (struct pollfd){.fd = alarm_fd, .events = POLLIN};
}

static int64_t get_deadline_ns(int timeout_ms)
{
    return timeout_ms < 0 ? INT64_MAX : atomic_load(&time_ns) + (int64_t)timeout_ms * JFI_NS_PER_MS;
}

static void drain_alarm(void)
{
    eventfd_t ignored = 0;

    eventfd_read(alarm_fd, &ignored);
}

/* Returns how many of the descriptors, which are then in `fds` with what they are ready for. */
static int wait_for(struct sleeper *sleeper, struct pollfd *fds)
{
    const nfds_t count = sleeper->fd_count;
    const struct pollfd own_alarm = get_alarm();
    int ready = 0;

    memcpy(fds, sleeper->fds, count * sizeof(fds[0]));
    fds[count] = own_alarm;
    sleeper->alarm_fd = own_alarm.fd;
    enter(sleeper);
    do
        ready = __real_poll(fds, count + 1, -1);
    while (ready < 0 && errno == EINTR);
    leave(sleeper);
    if (fds[count].revents == 0 && !sleeper->is_woken)
        return ready;
    drain_alarm();
    return fds[count].revents ? ready - 1 : ready;
}

void virtual_time_sleep_until_ns(int64_t deadline_ns)
{
    struct sleeper sleeper = {.deadline_ns = deadline_ns, .is_exact = true};
    struct pollfd fds[1];

    if (deadline_ns > atomic_load(&time_ns))
        (void)wait_for(&sleeper, fds);
}

void __wrap_jfi_clock_sleep_until_ns(int64_t deadline_ns)
{
    virtual_time_sleep_until_ns(deadline_ns);
}

int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout_ms)
{
    struct sleeper sleeper = {.deadline_ns = get_deadline_ns(timeout_ms), .fd_count = count};
    struct pollfd waited[MAX_FDS + 1];
    int ready = 0;

    be_sure(count <= MAX_FDS, "too many descriptors");
    if (timeout_ms == 0)
        return __real_poll(fds, count, 0);
    memcpy(sleeper.fds, fds, count * sizeof(fds[0]));
    ready = wait_for(&sleeper, waited);
    memcpy(fds, waited, count * sizeof(fds[0]));
    return ready;
}

int __wrap_epoll_wait(int epoll_fd, struct epoll_event *events, int max_events, int timeout_ms)
{
    struct sleeper sleeper = {.deadline_ns = get_deadline_ns(timeout_ms),
                              .fds = {{.fd = epoll_fd, .events = POLLIN}},
                              .fd_count = 1};
    struct pollfd waited[2];

    if (timeout_ms != 0)
        (void)wait_for(&sleeper, waited);
    return __real_epoll_wait(epoll_fd, events, max_events, 0);
}

/* What libcurl waits for by itself. */
static void add_curl_fds(CURLM *multi, struct sleeper *sleeper)
{
    fd_set readable, writable, odd;
    int max_fd = -1;

    FD_ZERO(&readable);
    FD_ZERO(&writable);
    FD_ZERO(&odd);
    (void)curl_multi_fdset(multi, &readable, &writable, &odd, &max_fd);
    for (int fd = 0; fd <= max_fd; fd++) {
        const int events =
            (FD_ISSET(fd, &readable) ? POLLIN : 0) | (FD_ISSET(fd, &writable) ? POLLOUT : 0);

        be_sure(events == 0 || sleeper->fd_count < MAX_FDS, "too many descriptors");
        if (events)
            sleeper->fds[sleeper->fd_count++] = (struct pollfd){.fd = fd, .events = (short)events};
    }
}

CURLMcode __wrap_curl_multi_poll(CURLM *multi, struct curl_waitfd *fds, unsigned int count,
                                 int timeout_ms, int *ret_count)
{
    struct sleeper sleeper = {.deadline_ns = get_deadline_ns(timeout_ms)};
    struct curl_waitfd waited[MAX_FDS + 1];
    long own_ms = -1;
    CURLMcode code = CURLM_OK;

    (void)curl_multi_timeout(multi, &own_ms);
    if (timeout_ms == 0 || own_ms == 0)
        return __real_curl_multi_poll(multi, fds, count, 0, ret_count);
    be_sure(count < MAX_FDS, "too many descriptors");
    for (unsigned int i = 0; i < count; i++) {
        waited[i] = fds[i];
        sleeper.fds[sleeper.fd_count++] = (struct pollfd){.fd = fds[i].fd, .events = POLLIN};
    }
    add_curl_fds(multi, &sleeper);
    sleeper.alarm_fd = get_alarm().fd;
    waited[count] = (struct curl_waitfd){.fd = sleeper.alarm_fd, .events = CURL_WAIT_POLLIN};
    enter(&sleeper);
    code = __real_curl_multi_poll(multi, waited, count + 1, CURL_WAIT_MS, ret_count);
    leave(&sleeper);
    drain_alarm();
    return code;
}
