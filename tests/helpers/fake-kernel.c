/* SPDX-License-Identifier: MIT */

/* The cards behind fake-card.h, as the kernel's control interface behaves. */

#include "helpers/fake-kernel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#include <sound/asound.h>

#include "helpers/fake-card.h"

/* Nothing here allocates: tests of failing allocations count the library's only. */
enum {
    MAX_CARDS = 4,
    MAX_ELEMS = 64,
    MAX_HANDLES = 8
};

struct card {
    bool is_there;
    int deny;
    unsigned int life; /* tells a card from an earlier one of its number */
    unsigned int next_numid;
    size_t elem_count;
    struct fake_elem elems[MAX_ELEMS];
};

struct event {
    unsigned int numid, mask;
};

struct handle {
    bool is_open, is_subscribed;
    int number, fd;
    unsigned int life;
    size_t event_count;
    struct event events[MAX_ELEMS];
};

static struct card cards[MAX_CARDS];
static struct handle handles[MAX_HANDLES];
static unsigned long calls, fail_at;
static int fail_error;
static bool fails_from;
static int pulled = -1; /* the card that a call is made without */

/* ---- failing --------------------------------------------------------------------------------- */

void fake_fail(unsigned long nth, int error)
{
    calls = 0;
    fail_at = nth;
    fail_error = error;
    fails_from = false;
    pulled = -1;
}

void fake_fail_from(unsigned long nth, int error)
{
    fake_fail(nth, error);
    fails_from = true;
}

void fake_pull_at(unsigned long nth, int number)
{
    fake_fail(nth, 0);
    pulled = number;
}

unsigned long fake_call_count(void)
{
    return calls;
}

/* What the call that is about to be made answers instead, or 0. */
static int failure(void)
{
    calls++;
    if (!fail_at || calls < fail_at || (calls > fail_at && !fails_from))
        return 0;
    if (pulled >= 0)
        fake_pull(pulled);
    return fail_error;
}

/* ---- cards and elements ---------------------------------------------------------------------- */

static struct card *card_of(int number)
{
    assert_in_range(number, 0, MAX_CARDS - 1);
    return &cards[number];
}

void fake_plug(int number)
{
    struct card *card = card_of(number);
    unsigned int life = card->life;

    memset(card, 0, sizeof(*card));
    card->is_there = true;
    card->life = life + 1;
    card->next_numid = 1;
}

static void signal_handle(const struct handle *handle)
{
    assert_int_equal(eventfd_write(handle->fd, 1), 0);
}

void fake_pull(int number)
{
    card_of(number)->is_there = false;
    card_of(number)->life++;
    for (size_t i = 0; i < MAX_HANDLES; i++) {
        if (handles[i].is_open && handles[i].number == number)
            signal_handle(&handles[i]);
    }
}

void fake_deny(int number, int status)
{
    card_of(number)->deny = status;
}

unsigned int fake_open_count(void)
{
    unsigned int count = 0;

    for (size_t i = 0; i < MAX_HANDLES; i++)
        count += handles[i].is_open;
    return count;
}

void fake_end(void)
{
    unsigned int left_open = fake_open_count();

    fake_fail(0, 0);
    for (size_t i = 0; i < MAX_HANDLES; i++) {
        if (handles[i].is_open)
            (void)fake_close(&handles[i]);
    }
    for (int i = 0; i < MAX_CARDS; i++)
        cards[i].is_there = false;
    assert_int_equal(left_open, 0);
}

static void queue(struct handle *handle, unsigned int numid, unsigned int mask)
{
    for (size_t i = 0; i < handle->event_count; i++) {
        if (handle->events[i].numid == numid) {
            handle->events[i].mask |= mask;
            return;
        }
    }
    assert_in_range(handle->event_count, 0, MAX_ELEMS - 1);
    handle->events[handle->event_count++] = (struct event){.numid = numid, .mask = mask};
    signal_handle(handle);
}

static void tell(int number, unsigned int numid, unsigned int mask)
{
    for (size_t i = 0; i < MAX_HANDLES; i++) {
        if (handles[i].is_open && handles[i].is_subscribed && handles[i].number == number &&
            handles[i].life == cards[number].life)
            queue(&handles[i], numid, mask);
    }
}

void fake_tell(int number, const struct fake_elem *elem, enum fake_mask mask)
{
    tell(number, elem->numid, (unsigned int)mask);
}

unsigned int fake_add(int number, const struct fake_elem *elem)
{
    struct card *card = card_of(number);
    struct fake_elem *copy = &card->elems[card->elem_count];

    assert_in_range(card->elem_count, 0, MAX_ELEMS - 1);
    *copy = *elem;
    copy->numid = card->next_numid++;
    card->elem_count++;
    tell(number, copy->numid, FAKE_ADD);
    return copy->numid;
}

struct fake_elem *fake_find(int number, const char *name)
{
    struct card *card = card_of(number);

    for (size_t i = 0; i < card->elem_count; i++) {
        if (strcmp(card->elems[i].name, name) == 0)
            return &card->elems[i];
    }
    fail_msg("no element %s on card %d", name, number);
    return NULL;
}

void fake_remove(int number, const char *name)
{
    struct card *card = card_of(number);
    struct fake_elem *elem = fake_find(number, name);

    tell(number, elem->numid, (unsigned int)FAKE_REMOVE);
    *elem = card->elems[--card->elem_count];
}

void fake_set(int number, const char *name, int64_t value)
{
    struct fake_elem *elem = fake_find(number, name);

    for (size_t i = 0; i < elem->count; i++)
        elem->values[i] = value;
    fake_tell(number, elem, FAKE_VALUE);
}

/* ---- the device ------------------------------------------------------------------------------ */

/* -ENODEV: the card of the handle is not there any more. */
static int enter(const struct handle *handle)
{
    int status;

    assert_true(handle->is_open);
    status = failure();
    if (!cards[handle->number].is_there || cards[handle->number].life != handle->life)
        return -ENODEV;
    return status;
}

static struct handle *free_handle(void)
{
    for (size_t i = 0; i < MAX_HANDLES; i++) {
        if (!handles[i].is_open)
            return &handles[i];
    }
    fail_msg("devices are opened and not closed");
    return NULL;
}

void *fake_open(int number, int *ret_status)
{
    const struct card *card = card_of(number);
    struct handle *handle = free_handle();

    *ret_status = failure();
    if (!*ret_status && !card->is_there)
        *ret_status = -ENOENT;
    if (!*ret_status)
        *ret_status = card->deny;
    if (*ret_status)
        return NULL;
    *handle = (struct handle){.is_open = true, .number = number, .life = card->life};
    handle->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    assert_in_range(handle->fd, 0, INT32_MAX);
    return handle;
}

int fake_close(void *opened)
{
    struct handle *handle = opened;

    assert_true(handle->is_open);
    close(handle->fd);
    handle->is_open = false;
    return 0;
}

int fake_subscribe(void *opened, int subscribe)
{
    struct handle *handle = opened;
    int status = enter(handle);

    handle->is_subscribed = !status && subscribe;
    return status;
}

int fake_fd(void *opened)
{
    struct handle *handle = opened;
    int status = enter(handle);

    return status ? status : handle->fd;
}

int fake_read(void *opened, void *told)
{
    struct handle *handle = opened;
    struct snd_ctl_event *event = told;
    int status = enter(handle);
    eventfd_t count;

    if (status)
        return status;
    if (!handle->event_count) {
        (void)eventfd_read(handle->fd, &count);
        return -EAGAIN;
    }
    memset(event, 0, sizeof(*event));
    event->type = SNDRV_CTL_EVENT_ELEM;
    event->data.elem.mask = handle->events[0].mask;
    event->data.elem.id.numid = handle->events[0].numid;
    handle->event_count--;
    memmove(&handle->events[0], &handle->events[1], handle->event_count * sizeof(struct event));
    return 1;
}

/* ---- elements -------------------------------------------------------------------------------- */

int fake_elem_list(void *opened, void *asked)
{
    const struct handle *handle = opened;
    const struct card *card = &cards[handle->number];
    struct snd_ctl_elem_list *list = asked;
    int status = enter(handle);

    if (status)
        return status;
    list->count = (unsigned int)card->elem_count;
    list->used = 0;
    for (size_t i = list->offset; i < card->elem_count && list->used < list->space; i++)
        list->pids[list->used++].numid = card->elems[i].numid;
    return 0;
}

static struct fake_elem *elem_of(const struct handle *handle, unsigned int numid)
{
    struct card *card = &cards[handle->number];

    for (size_t i = 0; i < card->elem_count; i++) {
        if (card->elems[i].numid == numid)
            return &card->elems[i];
    }
    return NULL;
}

static unsigned int access_of(const struct fake_elem *elem)
{
    return (elem->is_write_only ? 0 : SNDRV_CTL_ELEM_ACCESS_READ) |
           (elem->is_read_only ? 0 : SNDRV_CTL_ELEM_ACCESS_WRITE) |
           (elem->is_inactive ? SNDRV_CTL_ELEM_ACCESS_INACTIVE : 0) |
           (elem->is_locked ? SNDRV_CTL_ELEM_ACCESS_LOCK : 0) |
           (elem->tlv ? SNDRV_CTL_ELEM_ACCESS_TLV_READ : 0);
}

static int fill_items(const struct fake_elem *elem, struct snd_ctl_elem_info *info)
{
    unsigned int asked = info->value.enumerated.item, count = 0;

    while (elem->items[count])
        count++;
    info->value.enumerated.items = count;
    if (asked >= count)
        return count ? -EINVAL : 0;
    (void)snprintf(info->value.enumerated.name, sizeof(info->value.enumerated.name), "%s",
                   elem->items[asked]);
    return 0;
}

static int fill_nature(const struct fake_elem *elem, struct snd_ctl_elem_info *info)
{
    switch (elem->type) {
    case FAKE_INTEGER:
        info->value.integer.min = (long)elem->min;
        info->value.integer.max = (long)elem->max;
        info->value.integer.step = (long)elem->step;
        return 0;
    case FAKE_INTEGER64:
        info->value.integer64.min = elem->min;
        info->value.integer64.max = elem->max;
        info->value.integer64.step = elem->step;
        return 0;
    case FAKE_ENUM:
        return fill_items(elem, info);
    default:
        return 0;
    }
}

int fake_elem_info(void *opened, void *asked)
{
    const struct handle *handle = opened;
    struct snd_ctl_elem_info *info = asked;
    const struct fake_elem *elem;
    int status = enter(handle);

    if (status)
        return status;
    elem = elem_of(handle, info->id.numid);
    if (!elem)
        return -ENOENT;
    (void)snprintf((char *)info->id.name, sizeof(info->id.name), "%s", elem->name);
    info->id.iface = elem->iface;
    info->id.index = elem->index;
    info->id.device = elem->device;
    info->type = (snd_ctl_elem_type_t)elem->type;
    info->access = access_of(elem);
    info->count = elem->type == FAKE_IEC958 ? 1 : (unsigned int)elem->count;
    info->owner = elem->is_locked ? 1 : 0;
    return fill_nature(elem, info);
}

static void get(const struct fake_elem *elem, size_t index, struct snd_ctl_elem_value *value)
{
    switch (elem->type) {
    case FAKE_ENUM:
        value->value.enumerated.item[index] = (unsigned int)elem->values[index];
        break;
    case FAKE_BYTES:
    case FAKE_IEC958:
        value->value.bytes.data[index] = (unsigned char)elem->values[index];
        break;
    case FAKE_INTEGER64:
        value->value.integer64.value[index] = elem->values[index];
        break;
    default:
        value->value.integer.value[index] = (long)elem->values[index];
        break;
    }
}

int fake_elem_read(void *opened, void *asked)
{
    const struct handle *handle = opened;
    struct snd_ctl_elem_value *value = asked;
    const struct fake_elem *elem;
    int status = enter(handle);

    if (status)
        return status;
    elem = elem_of(handle, value->id.numid);
    if (!elem)
        return -ENOENT;
    if (elem->is_write_only)
        return -EPERM;
    if (elem->read_error)
        return elem->read_error;
    for (size_t i = 0; i < elem->count; i++)
        get(elem, i, value);
    return 0;
}

static int64_t given(const struct fake_elem *elem, size_t index,
                     const struct snd_ctl_elem_value *value)
{
    switch (elem->type) {
    case FAKE_ENUM:
        return value->value.enumerated.item[index];
    case FAKE_BYTES:
    case FAKE_IEC958:
        return value->value.bytes.data[index];
    case FAKE_INTEGER64:
        return value->value.integer64.value[index];
    default:
        return value->value.integer.value[index];
    }
}

static int put(struct fake_elem *elem, const struct snd_ctl_elem_value *value)
{
    int changed = 0;

    for (size_t i = 0; i < elem->count; i++) {
        int64_t now = given(elem, i, value);

        if (elem->rounded_down_to)
            now -= now % elem->rounded_down_to;
        changed = changed || now != elem->values[i];
        elem->values[i] = now;
    }
    elem->writes++;
    return changed;
}

int fake_elem_write(void *opened, void *asked)
{
    const struct handle *handle = opened;
    const struct snd_ctl_elem_value *value = asked;
    struct fake_elem *elem;
    int status = enter(handle), changed;

    if (status)
        return status;
    elem = elem_of(handle, value->id.numid);
    if (!elem)
        return -ENOENT;
    if (elem->is_read_only || elem->is_locked)
        return -EPERM;
    if (elem->write_error)
        return elem->write_error;
    changed = put(elem, value);
    if (changed)
        fake_tell(handle->number, elem, FAKE_VALUE);
    return changed;
}

int fake_elem_tlv_read(void *opened, unsigned int numid, unsigned int *tlv, unsigned int size)
{
    const struct handle *handle = opened;
    const struct fake_elem *elem;
    int status = enter(handle);
    size_t bytes;

    if (status)
        return status;
    elem = elem_of(handle, numid);
    if (!elem || !elem->tlv)
        return elem ? -ENXIO : -ENOENT;
    bytes = 2 * sizeof(*tlv) + (elem->tlv[1] + 3) / 4 * 4;
    if (bytes > size)
        return -ENOMEM;
    memcpy(tlv, elem->tlv, bytes);
    return 0;
}
