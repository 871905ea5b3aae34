/* SPDX-License-Identifier: MIT */
#include "backends/alsa/ctl-calls.h"

#include <errno.h>
#include <stdio.h>

/*
 * A configuration of nothing but the card. The one that everybody shares is made of a dozen files,
 * kept for the life of the process, and may send "hw:0" wherever a user likes; what is wanted here
 * is the hardware itself.
 */
static int make_config(int card_number, snd_config_t **ret_config)
{
    char text[64];
    int length = snprintf(text, sizeof(text), "ctl.card { type hw card %d }", card_number);
    snd_config_t *config = NULL;
    snd_input_t *input;
    int status = snd_config_top(&config);

    if (status < 0)
        return status;
    status = snd_input_buffer_open(&input, text, length);
    if (status >= 0) {
        status = snd_config_load(config, input);
        snd_input_close(input);
    }
    if (status < 0)
        snd_config_delete(config);
    else
        *ret_config = config;
    return status;
}

static int open_card(snd_ctl_t **ret_handle, int card_number)
{
    snd_config_t *config;
    int status = make_config(card_number, &config);

    if (status < 0)
        return status;
    status = snd_ctl_open_lconf(ret_handle, "card", SND_CTL_NONBLOCK, config);
    snd_config_delete(config);
    return status;
}

const struct jfi_ctl_calls jfi_ctl_calls_kernel = {
    .open = open_card,
    .close = snd_ctl_close,
    .subscribe_events = snd_ctl_subscribe_events,
    .poll_descriptors = snd_ctl_poll_descriptors,
    .read = snd_ctl_read,
    .elem_list = snd_ctl_elem_list,
    .elem_info = snd_ctl_elem_info,
    .elem_read = snd_ctl_elem_read,
    .elem_write = snd_ctl_elem_write,
    .elem_tlv_read = snd_ctl_elem_tlv_read,
};
