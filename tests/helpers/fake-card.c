/* SPDX-License-Identifier: MIT */

/* What libasound's calls are for a fake card. */

#include "helpers/fake-card.h"

#include <errno.h>

#include "backends/alsa/ctl-calls.h"
#include "helpers/fake-kernel.h"

static int open_card(snd_ctl_t **ret_handle, int card_number)
{
    int status;
    void *handle = fake_open(card_number, &status);

    if (handle)
        *ret_handle = handle;
    return status;
}

static int close_card(snd_ctl_t *handle)
{
    return fake_close(handle);
}

static int subscribe_events(snd_ctl_t *handle, int subscribe)
{
    return fake_subscribe(handle, subscribe);
}

static int poll_descriptors(snd_ctl_t *handle, struct pollfd *fds, unsigned int space)
{
    int fd = space ? fake_fd(handle) : -EINVAL;

    if (fd < 0)
        return fd;
    *fds = (struct pollfd){.fd = fd, .events = POLLIN};
    return 1;
}

static int read_event(snd_ctl_t *handle, snd_ctl_event_t *event)
{
    return fake_read(handle, event);
}

static int elem_list(snd_ctl_t *handle, snd_ctl_elem_list_t *list)
{
    return fake_elem_list(handle, list);
}

static int elem_info(snd_ctl_t *handle, snd_ctl_elem_info_t *info)
{
    return fake_elem_info(handle, info);
}

static int elem_read(snd_ctl_t *handle, snd_ctl_elem_value_t *value)
{
    return fake_elem_read(handle, value);
}

static int elem_write(snd_ctl_t *handle, snd_ctl_elem_value_t *value)
{
    return fake_elem_write(handle, value);
}

static int elem_tlv_read(snd_ctl_t *handle, const snd_ctl_elem_id_t *id, unsigned int *tlv,
                         unsigned int size_bytes)
{
    return fake_elem_tlv_read(handle, snd_ctl_elem_id_get_numid(id), tlv, size_bytes);
}

const struct jfi_ctl_calls fake_calls = {
    .open = open_card,
    .close = close_card,
    .subscribe_events = subscribe_events,
    .poll_descriptors = poll_descriptors,
    .read = read_event,
    .elem_list = elem_list,
    .elem_info = elem_info,
    .elem_read = elem_read,
    .elem_write = elem_write,
    .elem_tlv_read = elem_tlv_read,
};
