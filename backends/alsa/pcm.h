/* SPDX-License-Identifier: MIT */
#ifndef JFI_ALSA_PCM_H
#define JFI_ALSA_PCM_H

#include "backends/io.h"
#include "topology/arena.h"
#include "topology/builder.h"
#include "topology/vec.h"

/** @file The PCM devices of a card, as /proc/asound/cardN/pcmDp/info tells of them. */

struct jfi_pcm {
    unsigned int device;
    bool is_capture;
    const char *name;             /**< or NULL */
    unsigned int subdevice_count; /**< 0: not told */
};

/**
 * Fills `ret_pcms`, an empty list of struct jfi_pcm, ordered by device, playback first. Strings
 * are in the arena. A card without a PCM is an empty list. -ENOMEM.
 */
int jfi_pcms_read(struct jfi_io *io, const char *card_path, struct jfi_arena *arena,
                  struct jfi_vec *ret_pcms);

/** What a connector to a PCM says of it: alsa.pcm.device, alsa.pcm.stream. */
void jfi_pcm_describe(struct jfi_builder *builder, jfi_ref part, unsigned int device,
                      bool is_capture);

#endif
