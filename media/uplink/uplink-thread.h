/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_UPLINK_UPLINK_THREAD_H
#define JFI_MEDIA_UPLINK_UPLINK_THREAD_H

#include "media/uplink/uplink.h"

/** @file Between uplink.c, which takes orders, and uplink-thread.c, which carries them out. */

/** Sets the clocks of a new connection. Called locked, when nothing is connected. */
void jfi_uplink_begin(struct jfi_uplink *uplink);
/** The thread: until `quitting`. */
void *jfi_uplink_run(void *user);

#endif
