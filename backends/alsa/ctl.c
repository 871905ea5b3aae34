/* SPDX-License-Identifier: MIT */
#include "backends/alsa/ctl.h"

#include <errno.h>
#include <stdlib.h>

#include "backends/alsa/ctl-elem.h"

enum {
    MAX_ELEMS = 65536,
    LIST_TRIES = 8
};

/* ---- silence --------------------------------------------------------------------------------- */

static void say_nothing(const char *file, int line, const char *function, int error,
                        const char *format, va_list arguments)
{
    (void)file;
    (void)line;
    (void)function;
    (void)error;
    (void)format;
    (void)arguments;
}

/*
 * libasound prints what goes wrong to stderr. A handler of this thread alone, for as long as a call
 * lasts, takes nothing away from others in the process that use libasound.
 */
static snd_local_error_handler_t hush(void)
{
    return snd_lib_error_set_local(say_nothing);
}

static int unhush(snd_local_error_handler_t handler, int status)
{
    (void)snd_lib_error_set_local(handler);
    return status;
}

/* ---- opening --------------------------------------------------------------------------------- */

static int make_room(struct jfi_ctl *ctl)
{
    if (snd_ctl_elem_id_malloc(&ctl->id) < 0 || snd_ctl_elem_info_malloc(&ctl->info) < 0 ||
        snd_ctl_elem_value_malloc(&ctl->value) < 0 || snd_ctl_event_malloc(&ctl->event) < 0)
        return -ENOMEM;
    return 0;
}

static int find_fd(struct jfi_ctl *ctl)
{
    struct pollfd poll_fd = {.fd = -1};
    int status = ctl->calls->poll_descriptors(ctl->handle, &poll_fd, 1);

    if (status < 0)
        return status;
    ctl->fd = poll_fd.fd;
    return ctl->fd < 0 ? -EBADF : 0;
}

static int open_and_listen(struct jfi_ctl *ctl, int card_number)
{
    int status = ctl->calls->open(&ctl->handle, card_number);

    if (status < 0) {
        ctl->handle = NULL;
        return status;
    }
    status = ctl->calls->subscribe_events(ctl->handle, 1);
    return status < 0 ? status : find_fd(ctl);
}

int jfi_ctl_open(const struct jfi_ctl_calls *calls, int card_number, struct jfi_ctl **ret_ctl)
{
    struct jfi_ctl *ctl = calloc(1, sizeof(*ctl));
    snd_local_error_handler_t handler;
    int status;

    if (!ctl)
        return -ENOMEM;
    ctl->calls = calls;
    status = make_room(ctl);
    if (!status) {
        handler = hush();
        status = unhush(handler, open_and_listen(ctl, card_number));
    }
    if (status) {
        jfi_ctl_close(ctl);
        return status;
    }
    *ret_ctl = ctl;
    return 0;
}

struct jfi_ctl *jfi_ctl_close(struct jfi_ctl *ctl)
{
    snd_local_error_handler_t handler;

    if (!ctl)
        return NULL;
    if (ctl->handle) {
        handler = hush();
        (void)unhush(handler, ctl->calls->close(ctl->handle));
    }
    snd_ctl_elem_id_free(ctl->id);
    snd_ctl_elem_info_free(ctl->info);
    snd_ctl_elem_value_free(ctl->value);
    snd_ctl_event_free(ctl->event);
    free(ctl);
    return NULL;
}

/* ---- all elements ---------------------------------------------------------------------------- */

/* One round; the list is complete when `used` is `count`. */
static int list_once(struct jfi_ctl *ctl, snd_ctl_elem_list_t *list)
{
    int status = ctl->calls->elem_list(ctl->handle, list);
    unsigned int count = snd_ctl_elem_list_get_count(list);

    if (status < 0 || count == snd_ctl_elem_list_get_used(list))
        return status;
    snd_ctl_elem_list_free_space(list);
    status = snd_ctl_elem_list_alloc_space(list, count < MAX_ELEMS ? count : MAX_ELEMS);
    return status < 0 ? status : ctl->calls->elem_list(ctl->handle, list);
}

/* Elements may come between being counted and being listed. */
static int list_elems(struct jfi_ctl *ctl, snd_ctl_elem_list_t *list)
{
    int status = 0;

    for (int i = 0; i < LIST_TRIES && status >= 0; i++) {
        status = list_once(ctl, list);
        if (snd_ctl_elem_list_get_count(list) <= snd_ctl_elem_list_get_used(list))
            break;
    }
    return status;
}

/* Without values is better than not at all: a driver may fail to read a single one. */
static int add_elem(struct jfi_ctl *ctl, struct jfi_elems *elems, unsigned int numid)
{
    struct jfi_elem elem;
    int status = jfi_ctl_elem_read(ctl, numid, &elems->arena, &elem);

    if (status == -ENODEV || status == -ENOMEM)
        return status;
    if (status < 0)
        return 0;
    (void)jfi_ctl_elem_read_values(ctl, &elem);
    return jfi_vec_push(&elems->items, &elem);
}

static int read_elems(struct jfi_ctl *ctl, snd_ctl_elem_list_t *list, struct jfi_elems *elems)
{
    int status = list_elems(ctl, list);

    for (unsigned int i = 0; status >= 0 && i < snd_ctl_elem_list_get_used(list); i++)
        status = add_elem(ctl, elems, snd_ctl_elem_list_get_numid(list, i));
    return status < 0 ? status : 0;
}

int jfi_ctl_read(struct jfi_ctl *ctl, struct jfi_elems *elems)
{
    uint64_t handle_base = elems->handle_base;
    snd_local_error_handler_t handler;
    snd_ctl_elem_list_t *list;
    int status;

    jfi_elems_fini(elems);
    elems->handle_base = handle_base;
    if (snd_ctl_elem_list_malloc(&list) < 0)
        return -ENOMEM;
    handler = hush();
    status = unhush(handler, read_elems(ctl, list, elems));
    snd_ctl_elem_list_free_space(list);
    snd_ctl_elem_list_free(list);
    if (status) {
        jfi_elems_fini(elems);
        elems->handle_base = handle_base;
    }
    return status;
}

/* ---- one element ----------------------------------------------------------------------------- */

static bool is_same_nature(const struct jfi_elem *a, const struct jfi_elem *b)
{
    return a->type == b->type && a->is_wide == b->is_wide && a->count == b->count &&
           a->min == b->min && a->max == b->max && a->step == b->step &&
           a->item_count == b->item_count;
}

static bool is_same_access(const struct jfi_elem *a, const struct jfi_elem *b)
{
    return a->is_readable == b->is_readable && a->is_writable == b->is_writable &&
           a->is_inactive == b->is_inactive && a->is_locked == b->is_locked;
}

static int refresh(struct jfi_ctl *ctl, struct jfi_elem *elem)
{
    struct jfi_elem now;
    int status = jfi_ctl_elem_peek(ctl, elem->numid, &now);
    bool is_new;

    if (status < 0)
        return status == -ENOENT ? -ESTALE : status;
    if (!is_same_nature(elem, &now))
        return -ESTALE;
    is_new = !is_same_access(elem, &now);
    elem->is_readable = now.is_readable;
    elem->is_writable = now.is_writable;
    elem->is_inactive = now.is_inactive;
    elem->is_locked = now.is_locked;
    status = jfi_ctl_elem_read_values(ctl, elem);
    return status < 0 ? status : status || is_new;
}

int jfi_ctl_refresh(struct jfi_ctl *ctl, struct jfi_elems *elems, unsigned int numid)
{
    snd_local_error_handler_t handler;
    struct jfi_elem *elem = jfi_elems_find_numid(elems, numid);

    if (!elem)
        return -ENOENT;
    handler = hush();
    return unhush(handler, refresh(ctl, elem));
}

/* Whatever a driver says is no word of ours: -EPIPE would be the loss of the backend. */
static int answer_of(int status)
{
    switch (status) {
    case -EPERM:
    case -EACCES:
        return -EPERM;
    case -ENODEV:
    case -ENOENT:
        return -ENODEV;
    case -ENOMEM:
    case -ETIMEDOUT:
        return status;
    default:
        return status < 0 ? -EIO : 0;
    }
}

int jfi_ctl_write(struct jfi_ctl *ctl, const struct jfi_elem *elem, const int64_t *values)
{
    snd_local_error_handler_t handler = hush();

    return answer_of(unhush(handler, jfi_ctl_elem_write(ctl, elem, values)));
}

/* ---- changes --------------------------------------------------------------------------------- */

int jfi_ctl_get_fd(const struct jfi_ctl *ctl)
{
    return ctl->fd;
}

/* REMOVE has all bits set. */
static enum jfi_ctl_change change_of(unsigned int mask)
{
    if (mask == SND_CTL_EVENT_MASK_REMOVE || mask & SND_CTL_EVENT_MASK_ADD)
        return JFI_CTL_ELEMENTS;
    if (mask & SND_CTL_EVENT_MASK_TLV)
        return JFI_CTL_ELEMENTS;
    if (mask & SND_CTL_EVENT_MASK_INFO)
        return JFI_CTL_NATURE;
    return JFI_CTL_VALUE;
}

int jfi_ctl_next_change(struct jfi_ctl *ctl, enum jfi_ctl_change *ret_change,
                        unsigned int *ret_numid)
{
    snd_local_error_handler_t handler = hush();
    int status = unhush(handler, ctl->calls->read(ctl->handle, ctl->event));

    *ret_numid = 0;
    *ret_change = JFI_CTL_NOTHING;
    if (status <= 0)
        return status == -EAGAIN ? 0 : status;
    if (snd_ctl_event_get_type(ctl->event) != SND_CTL_EVENT_ELEM)
        return 0;
    *ret_change = change_of(snd_ctl_event_elem_get_mask(ctl->event));
    if (*ret_change != JFI_CTL_ELEMENTS)
        *ret_numid = snd_ctl_event_elem_get_numid(ctl->event);
    return 0;
}
