/* SPDX-License-Identifier: MIT */
#include "media/capture.h"

#include <errno.h>

/* Built without PipeWire. */

bool jfi_capture_knows_channel(const char *name)
{
    (void)name;
    return false;
}

int jfi_capture_new(const struct jfi_capture_config *config, struct jf_source **ret_source)
{
    (void)config;
    (void)ret_source;
    return -ENOTSUP;
}
