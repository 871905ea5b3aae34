/* SPDX-License-Identifier: MIT */
#ifndef JFI_ALSA_CTL_CALLS_H
#define JFI_ALSA_CTL_CALLS_H

#include <poll.h>

#include <alsa/asoundlib.h>

/**
 * @file
 * What of libasound reaches the kernel, so that something else can stand in its place. Everything
 * else of libasound that is used is arithmetic. Each is as libasound documents it.
 */

struct jfi_ctl_calls {
    /** Opens the control device of a card of this number, without waiting for anything ever. */
    int (*open)(snd_ctl_t **ret_handle, int card_number);
    int (*close)(snd_ctl_t *handle);
    int (*subscribe_events)(snd_ctl_t *handle, int subscribe);
    int (*poll_descriptors)(snd_ctl_t *handle, struct pollfd *fds, unsigned int space);
    int (*read)(snd_ctl_t *handle, snd_ctl_event_t *event);
    int (*elem_list)(snd_ctl_t *handle, snd_ctl_elem_list_t *list);
    int (*elem_info)(snd_ctl_t *handle, snd_ctl_elem_info_t *info);
    int (*elem_read)(snd_ctl_t *handle, snd_ctl_elem_value_t *value);
    int (*elem_write)(snd_ctl_t *handle, snd_ctl_elem_value_t *value);
    int (*elem_tlv_read)(snd_ctl_t *handle, const snd_ctl_elem_id_t *id, unsigned int *tlv,
                         unsigned int size_bytes);
};

/** The kernel of this machine. */
extern const struct jfi_ctl_calls jfi_ctl_calls_kernel;

#endif
