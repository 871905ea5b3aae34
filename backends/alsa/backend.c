/* SPDX-License-Identifier: MIT */

/*
 * The sound hardware of this machine. One epoll fd is readable for all that can happen: a card that
 * comes or goes, an element that changes, a timer. Each dispatch handles one of them.
 */

#include "backends/backend.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "backends/alsa/ctl-calls.h"
#include "backends/alsa/live.h"
#include "backends/alsa/record.h"
#include "backends/registry.h"

/* What an fd is of; else the life of its card, which begins behind. */
enum {
    OF_PLUG = 0,
    OF_TIMER = 1,
    FIRST_LIFE = 2
};

/* ---- fds ------------------------------------------------------------------------------------- */

static int watch(const struct jfi_live *live, int fd, uint64_t what)
{
    struct epoll_event interest = {.events = EPOLLIN, .data.u64 = what};

    return epoll_ctl(live->epoll_fd, EPOLL_CTL_ADD, fd, &interest) < 0 ? -errno : 0;
}

int jfi_live_watch(const struct jfi_live *live, int fd, uint64_t life)
{
    return watch(live, fd, life + FIRST_LIFE);
}

void jfi_live_unwatch(const struct jfi_live *live, int fd)
{
    (void)epoll_ctl(live->epoll_fd, EPOLL_CTL_DEL, fd, NULL);
}

static int open_fds(struct jfi_live *live)
{
    live->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    live->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (live->epoll_fd < 0 || live->timer_fd < 0)
        return -errno;
    return watch(live, live->timer_fd, OF_TIMER);
}

static int watch_plug(const struct jfi_live *live)
{
    int fds[JFI_PLUG_FDS], status = 0;

    jfi_plug_get_fds(live->plug, fds);
    for (int i = 0; i < JFI_PLUG_FDS && !status; i++)
        status = fds[i] < 0 ? 0 : watch(live, fds[i], OF_PLUG);
    return status;
}

/* Cards that do not come and go are still worth being shown. */
static int open_plug(struct jfi_live *live)
{
    int status = jfi_plug_open(live->machine->root, &live->plug);

    if (!status)
        return watch_plug(live);
    if (status == -ENOMEM)
        return status;
    jfi_backend_log(live->backend, JF_LOG_WARNING,
                    "cards that come and go are not seen: watching /dev failed: %s",
                    jfi_io_fault_text(status));
    return 0;
}

/* ---- the ops --------------------------------------------------------------------------------- */

static void close_fd(int fd)
{
    if (fd >= 0)
        close(fd);
}

static void alsa_close(struct jfi_backend *backend)
{
    struct jfi_live *live = jfi_backend_priv(backend);

    jfi_live_end(live);
    live->hardware = jfi_hardware_free(live->hardware);
    live->plug = jfi_plug_close(live->plug);
    live->io = jfi_io_close(live->io);
    close_fd(live->timer_fd);
    close_fd(live->epoll_fd);
}

int jfi_live_open(struct jfi_backend *backend, const struct jfi_live_machine *machine)
{
    struct jfi_live *live = jfi_backend_priv(backend);
    int status;

    live->backend = backend;
    live->machine = machine;
    live->cards.item_size = sizeof(struct jfi_live_card *);
    live->epoll_fd = live->timer_fd = -1;
    status = jfi_io_open(machine->root, &live->io);
    if (!status) {
        jfi_io_log_to(live->io, backend);
        status = open_fds(live);
    }
    /* Before cards are listed, so that what udev says in between is not missed. */
    if (!status)
        status = open_plug(live);
    if (!status)
        status = jfi_hardware_new(live->io, backend, JFI_HARDWARE_LIVE, &live->hardware);
    if (!status)
        status = jfi_live_begin(live);
    if (status) {
        alsa_close(backend);
        return status;
    }
    live->watch_due_ns = 1;
    jfi_live_watch_later(live);
    jfi_backend_settled(backend);
    return 0;
}

static int alsa_open(struct jfi_backend *backend)
{
    static const struct jfi_live_machine this_machine = {
        .root = "/",
        .calls = &jfi_ctl_calls_kernel,
        .watch_delay_ms = 200,
    };

    return jfi_live_open(backend, &this_machine);
}

static int alsa_get_fd(struct jfi_backend *backend)
{
    return ((const struct jfi_live *)jfi_backend_priv(backend))->epoll_fd;
}

static int handle_timer(struct jfi_live *live)
{
    uint64_t expirations;

    if (read(live->timer_fd, &expirations, sizeof(expirations)) < 0 && errno != EAGAIN)
        return -errno;
    return jfi_live_retry(live);
}

static int handle_card(struct jfi_live *live, uint64_t life)
{
    struct jfi_live_card *known = jfi_live_find(live, life);

    return known ? jfi_live_handle_changes(live, known) : 0;
}

static int alsa_dispatch(struct jfi_backend *backend)
{
    struct jfi_live *live = jfi_backend_priv(backend);
    struct epoll_event ready;
    int count = epoll_wait(live->epoll_fd, &ready, 1, 0), status;

    if (count <= 0)
        return 0;
    if (ready.data.u64 == OF_PLUG)
        status = jfi_live_handle_news(live);
    else if (ready.data.u64 == OF_TIMER)
        status = handle_timer(live);
    else
        status = handle_card(live, ready.data.u64 - FIRST_LIFE);
    jfi_live_arm(live);
    return status;
}

/* A function is read when it is scanned; only then is it known which endpoints it has. */
static int alsa_scan(struct jfi_backend *backend, const char *key, struct jfi_builder *builder)
{
    struct jfi_live *live = jfi_backend_priv(backend);
    const struct jfi_card *card = jfi_hardware_find_card(live->hardware, key);
    int status;

    if (!card)
        return -ENODEV;
    jfi_live_watch_later(live);
    status = jfi_live_prepare(live, jfi_live_find_card(live, card));
    if (!status)
        status = jfi_hardware_prepare(live->hardware, key);
    return status ? status : jfi_hardware_describe(live->hardware, key, builder);
}

static int alsa_record(struct jfi_backend *backend, uint64_t request)
{
    struct jfi_live *live = jfi_backend_priv(backend);
    int status = 0;

    for (size_t i = 0; i < live->cards.count && !status; i++) {
        struct jfi_live_card *known = *(struct jfi_live_card **)jfi_vec_at(&live->cards, i);

        status = known->card ? jfi_live_prepare(live, known) : 0;
        /* One that has just gone is recorded as far as there is anything of it. */
        status = status == -ENODEV ? 0 : status;
    }
    if (!status)
        status = jfi_alsa_record(live->io, live->hardware, backend,
                                 jfi_backend_recording(backend, request));
    if (!status)
        jfi_backend_request_done(backend, request, 0);
    return status;
}

const struct jfi_backend_ops jfi_backend_alsa = {
    .name = "alsa",
    .phase = JFI_PHASE_HARDWARE,
    .priv_size = sizeof(struct jfi_live),
    .open = alsa_open,
    .close = alsa_close,
    .get_fd = alsa_get_fd,
    .dispatch = alsa_dispatch,
    .scan = alsa_scan,
    .set_control = jfi_live_set_control,
    .record = alsa_record,
};
