/* SPDX-License-Identifier: MIT */

/*
 * Cards of this machine that come, go, and open up. What counts is what the files of the machine
 * say when one looks; news only tell when to look, so that lost or late ones do no harm.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>

#include "backends/alsa/live.h"

enum {
    MAX_CARDS = 256, /* the kernel can be built for no more */
    MAX_NEWS = 256,  /* in one dispatch */
    /* A device node is there before its permissions are: 20 + 40 + … + 640 ms. */
    TRIES = 6,
    FIRST_RETRY_MS = 20,
    NS_PER_MS = 1000000,
};

/* ---- the list -------------------------------------------------------------------------------- */

static struct jfi_live_card *card_at(const struct jfi_live *live, size_t index)
{
    return *(struct jfi_live_card **)jfi_vec_at(&live->cards, index);
}

struct jfi_live_card *jfi_live_find(const struct jfi_live *live, uint64_t life)
{
    for (size_t i = 0; i < live->cards.count; i++) {
        if (card_at(live, i)->life == life)
            return card_at(live, i);
    }
    return NULL;
}

struct jfi_live_card *jfi_live_find_card(const struct jfi_live *live, const struct jfi_card *card)
{
    for (size_t i = 0; i < live->cards.count; i++) {
        if (card_at(live, i)->card == card)
            return card_at(live, i);
    }
    return NULL;
}

static struct jfi_live_card *find_number(const struct jfi_live *live, int number)
{
    for (size_t i = 0; i < live->cards.count; i++) {
        if (card_at(live, i)->number == number)
            return card_at(live, i);
    }
    return NULL;
}

/* "/devices/pci0000:00/…/sound/card1", as udev names it. Nothing in sysfs is no failure. */
static int read_place(const struct jfi_live *live, int number, char **ret_place)
{
    char path[64], *target, *devices;
    int status;

    (void)snprintf(path, sizeof(path), "sys/class/sound/card%d", number);
    *ret_place = NULL;
    status = jfi_io_read_link(live->io, path, &target);
    if (status)
        return status == -ENOMEM ? status : 0;
    devices = strstr(target, "/devices/");
    if (devices)
        memmove(target, devices, strlen(devices) + 1);
    *ret_place = target;
    return 0;
}

static bool is_same_place(const char *a, const char *b)
{
    return !a || !b || strcmp(a, b) == 0;
}

/* The device is closed at once: whoever holds it keeps the number and the driver from going. */
static void close_ctl(const struct jfi_live *live, struct jfi_live_card *known)
{
    if (known->ctl)
        jfi_live_unwatch(live, jfi_ctl_get_fd(known->ctl));
    known->ctl = jfi_ctl_close(known->ctl);
}

void jfi_live_close(const struct jfi_live *live, struct jfi_live_card *known, const char *fault)
{
    uint64_t handle_base = known->card->elems.handle_base;

    close_ctl(live, known);
    jfi_elems_fini(&known->card->elems);
    known->card->elems.handle_base = handle_base;
    known->card->elems.fault = fault;
}

static void forget(const struct jfi_live *live, struct jfi_live_card *known)
{
    close_ctl(live, known);
    free(known->place);
    free(known);
}

static int add_known(struct jfi_live *live, int number, struct jfi_live_card **ret_known)
{
    struct jfi_live_card *known = calloc(1, sizeof(*known));
    int status;

    if (!known)
        return -ENOMEM;
    known->number = number;
    known->life = ++live->life_count;
    known->retry_ms = FIRST_RETRY_MS;
    status = read_place(live, number, &known->place);
    if (!status)
        status = jfi_vec_push(&live->cards, &known);
    if (status)
        forget(live, known);
    else
        *ret_known = known;
    return status;
}

void jfi_live_remove(struct jfi_live *live, struct jfi_live_card *known)
{
    struct jfi_live_card **cards = live->cards.items;
    size_t place = 0;

    while (cards[place] != known)
        place++;
    live->cards.count--;
    memmove(&cards[place], &cards[place + 1],
            (live->cards.count - place) * sizeof(struct jfi_live_card *));
    if (known->card)
        jfi_hardware_remove_card(live->hardware, known->card);
    forget(live, known);
}

/* ---- opening one ----------------------------------------------------------------------------- */

static int open_ctl(const struct jfi_live *live, struct jfi_live_card *known)
{
    int status = jfi_ctl_open(live->machine->calls, known->number, &known->ctl);

    if (status)
        return status;
    status = jfi_live_watch(live, jfi_ctl_get_fd(known->ctl), known->life);
    if (status)
        close_ctl(live, known);
    else
        known->must_read = true;
    return status;
}

static void report_closed(const struct jfi_live *live, struct jfi_live_card *known, int status)
{
    bool is_forbidden = status == -EACCES || status == -EPERM;
    const char *text = strerrordesc_np(-status);

    known->card->elems.fault = is_forbidden ? "no permission to open the card's control device"
                                            : "the card's control device cannot be opened";
    if (known->is_reported)
        return;
    known->is_reported = true;
    if (is_forbidden) {
        jfi_backend_log(live->backend, JF_LOG_WARNING,
                        "/dev/snd/controlC%d: permission denied; join the audio group to see and "
                        "set what its controls say",
                        known->number);
    } else {
        jfi_backend_log(live->backend, JF_LOG_WARNING,
                        "/dev/snd/controlC%d: %s; what its controls say is not shown",
                        known->number, text ? text : "cannot be opened");
    }
}

/* With its device, or without it after this status. */
static int show(const struct jfi_live *live, struct jfi_live_card *known, int status)
{
    known->card->elems.handle_base = known->life << JFI_LIVE_HANDLE_SHIFT;
    known->card->elems.fault = NULL;
    if (status)
        report_closed(live, known, status);
    status = jfi_hardware_mark_card(live->hardware, known->card, false);
    known->must_mark = status == -ENOMEM;
    return status;
}

static int64_t now_ns(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 * NS_PER_MS + now.tv_nsec;
}

static void try_later(struct jfi_live_card *known, int64_t delay_ms)
{
    known->due_ns = now_ns() + delay_ms * NS_PER_MS;
}

/* The last that the kernel makes in a card's directory: with it all of the card can be read. */
static bool is_there(const struct jfi_live *live, int number)
{
    char path[64];

    (void)snprintf(path, sizeof(path), "proc/asound/card%d/id", number);
    return jfi_io_exists(live->io, path);
}

/* For a card that is new to the graph. -ENOENT: it went meanwhile. */
static int add_to_hardware(const struct jfi_live *live, struct jfi_live_card *known)
{
    int status = jfi_hardware_add_card(live->hardware, known->number, &known->card);

    if (status)
        close_ctl(live, known);
    if (status == -ENOMEM)
        try_later(known, FIRST_RETRY_MS);
    return status;
}

/*
 * Opens a card that is not open, and shows it when that works or there is no more hope. May remove
 * it from the list. -ENOMEM: it is tried again.
 */
static int attempt(struct jfi_live *live, struct jfi_live_card *known)
{
    int opened = is_there(live, known->number) ? open_ctl(live, known) : -ENOENT, status = 0;

    known->due_ns = 0;
    if (opened == -ENOMEM || (opened && known->tries)) {
        try_later(known, known->retry_ms);
        return opened == -ENOMEM ? opened : 0;
    }
    if (opened && known->card)
        return 0; /* it is in the graph like that */
    if (!known->card)
        status = add_to_hardware(live, known);
    if (status == -ENOENT) {
        jfi_live_remove(live, known);
        return 0;
    }
    return status ? status : show(live, known, opened);
}

/* ---- news ------------------------------------------------------------------------------------ */

static int begin_one(struct jfi_live *live, struct jfi_card *card)
{
    struct jfi_live_card *known;
    int status = add_known(live, card->number, &known);

    if (status)
        return status;
    known->card = card;
    status = open_ctl(live, known);
    return status == -ENOMEM ? status : show(live, known, status);
}

int jfi_live_begin(struct jfi_live *live)
{
    int status = 0;

    for (size_t i = 0; i < jfi_hardware_get_card_count(live->hardware) && !status; i++)
        status = begin_one(live, jfi_hardware_get_card(live->hardware, i));
    return status;
}

void jfi_live_end(struct jfi_live *live)
{
    for (size_t i = 0; i < live->cards.count; i++)
        forget(live, card_at(live, i));
    jfi_vec_fini(&live->cards);
}

/* Whether the card of this number is gone, or is another one than it was. -ENOMEM. */
static int has_gone(const struct jfi_live *live, const struct jfi_live_card *known)
{
    char *place;
    int status;

    if (!is_there(live, known->number))
        return 1;
    status = read_place(live, known->number, &place);
    if (status)
        return status;
    status = !is_same_place(place, known->place);
    free(place);
    return status;
}

/*
 * Looks at the card of this number, and does what is needed. The kernel makes the nodes of a card
 * before its directory in /proc: one that is expected is looked for again when it is not there yet.
 */
static int look(struct jfi_live *live, int number, bool is_expected)
{
    struct jfi_live_card *known = find_number(live, number);
    int status = known ? has_gone(live, known) : 0;

    if (status == 1) {
        jfi_live_remove(live, known);
        known = NULL;
        status = 0;
    }
    if (status || (known && known->ctl) || (!is_expected && !is_there(live, number)))
        return status;
    if (!known) {
        status = add_known(live, number, &known);
        if (status)
            return status;
        known->tries = TRIES;
    }
    return attempt(live, known);
}

static int look_at_all(struct jfi_live *live)
{
    int status = 0;

    for (int number = 0; number < MAX_CARDS && !status; number++)
        status = look(live, number, false);
    return status;
}

static int nodes_changed(const struct jfi_live *live, struct jfi_live_card *known)
{
    int status = jfi_card_read_pcms(live->io, known->card);

    if (!status)
        status = jfi_hardware_mark_card(live->hardware, known->card, true);
    known->must_mark = known->must_mark || status == -ENOMEM;
    return status;
}

/* Only cards that are known: others are not ready before somebody says so. */
static int access_changed(struct jfi_live *live, int number)
{
    int status = 0;

    for (size_t i = 0; i < live->cards.count && !status;) {
        struct jfi_live_card *known = card_at(live, i);

        if (!known->ctl && (number == JFI_PLUG_ALL_CARDS || number == known->number))
            status = attempt(live, known);
        i += i < live->cards.count && card_at(live, i) == known;
    }
    return status;
}

static int handle(struct jfi_live *live, const struct jfi_plug_news *news)
{
    struct jfi_live_card *known = find_number(live, news->card_number);

    switch (news->kind) {
    case JFI_PLUG_GONE:
        if (known && is_same_place(known->place, news->place))
            jfi_live_remove(live, known);
        return look(live, news->card_number, false);
    case JFI_PLUG_LOOK:
        return news->card_number == JFI_PLUG_ALL_CARDS ? look_at_all(live)
                                                       : look(live, news->card_number, true);
    case JFI_PLUG_ACCESS:
        return access_changed(live, news->card_number);
    case JFI_PLUG_NODES:
        return known && known->card ? nodes_changed(live, known) : 0;
    default:
        return 0;
    }
}

int jfi_live_handle_news(struct jfi_live *live)
{
    struct jfi_plug_news news = {.kind = JFI_PLUG_LOOK};

    for (int i = 0; i < MAX_NEWS && news.kind != JFI_PLUG_NOTHING; i++) {
        jfi_plug_next(live->plug, &news);
        if (handle(live, &news))
            live->must_look = true;
    }
    return live->must_look ? -ENOMEM : 0;
}

/* ---- time ------------------------------------------------------------------------------------ */

static int retry_one(struct jfi_live *live, struct jfi_live_card *known, int64_t now)
{
    int status = 0;

    if (known->due_ns && known->due_ns <= now) {
        known->tries -= known->tries > 0;
        known->retry_ms *= 2;
        return attempt(live, known);
    }
    if (known->must_mark)
        status = nodes_changed(live, known);
    known->must_mark = status == -ENOMEM;
    return status;
}

void jfi_live_watch_later(struct jfi_live *live)
{
    if (live->watch_due_ns)
        live->watch_due_ns = now_ns() + live->machine->watch_delay_ms * NS_PER_MS;
    jfi_live_arm(live);
}

/* What happened before is seen by looking. */
static void begin_to_watch(struct jfi_live *live)
{
    live->watch_due_ns = 0;
    if (!live->plug)
        return;
    jfi_plug_begin(live->plug);
    live->must_look = true;
}

int jfi_live_retry(struct jfi_live *live)
{
    int64_t now = now_ns();
    int status;

    if (live->watch_due_ns && live->watch_due_ns <= now)
        begin_to_watch(live);
    status = live->must_look ? look_at_all(live) : 0;

    live->must_look = status != 0;
    for (size_t i = 0; i < live->cards.count && !status;) {
        struct jfi_live_card *known = card_at(live, i);

        status = retry_one(live, known, now);
        i += i < live->cards.count && card_at(live, i) == known;
    }
    return status;
}

void jfi_live_arm(const struct jfi_live *live)
{
    struct itimerspec timer = {0};
    int64_t soon = now_ns() + (int64_t)FIRST_RETRY_MS * NS_PER_MS, due = live->watch_due_ns;

    if (live->must_look)
        due = due && due < soon ? due : soon;
    for (size_t i = 0; i < live->cards.count; i++) {
        const struct jfi_live_card *known = card_at(live, i);
        int64_t next = known->must_mark ? soon : known->due_ns;

        if (next && (!due || next < due))
            due = next;
    }
    timer.it_value.tv_sec = due / 1000 / NS_PER_MS;
    timer.it_value.tv_nsec = due % ((int64_t)1000 * NS_PER_MS);
    (void)timerfd_settime(live->timer_fd, TFD_TIMER_ABSTIME, &timer, NULL);
}
