/* SPDX-License-Identifier: MIT */
#include "media/pcm.h"

#include <errno.h>

/* Built without ALSA. */

int jfi_pcm_open(const struct jfi_pcm_request *request, struct jfi_pcm **ret_pcm)
{
    (void)request;
    (void)ret_pcm;
    return -ENOTSUP;
}
