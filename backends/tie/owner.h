/* SPDX-License-Identifier: MIT */
#ifndef JFI_TIE_OWNER_H
#define JFI_TIE_OWNER_H

#include <stdbool.h>

struct jfi_io;

/** @file Who holds a PCM, as /proc/asound/cardN/pcmDp/subS/status tells. */

/**
 * The program that keeps others from opening a PCM: "aplay (1234)", for the caller to free; NULL
 * while a substream of it is free, or that is not told. -ENOMEM.
 */
int jfi_tie_read_owner(struct jfi_io *io, int card, unsigned int device, bool is_capture,
                       char **ret_owner);

#endif
