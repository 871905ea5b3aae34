/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_SOURCE_ALSA_H
#define JFI_MEDIA_SOURCE_ALSA_H

#include <stdbool.h>

#include <jackfield/source.h>

struct jf_connector;
struct jfi_pcm;

/** @file Sources that read a PCM, on a thread of their own. */

/**
 * The PCM is the source's from here on, also on failure.
 * @param channel_count  the first so many of the PCM's.
 * Errors: -EAGAIN no more threads; -ENOMEM and the like.
 */
int jfi_source_new_pcm(struct jfi_pcm *pcm, unsigned int channel_count,
                       struct jf_source **ret_source);

/** Whether a connector is of an adapter of this machine that ALSA drives. */
bool jfi_source_is_alsa(const struct jf_connector *connector);
/**
 * Captures from such a connector.
 * Errors: -EINVAL it is not OUT; -ENOTSUP no PCM that captures is known behind it; those of
 * jf_source_new_alsa.
 */
int jfi_source_new_alsa_connector(const struct jf_connector *connector,
                                  struct jf_source **ret_source);

#endif
