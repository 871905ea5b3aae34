/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_CAPTURE_H
#define JFI_MEDIA_CAPTURE_H

#include <stdbool.h>

#include <jackfield/source.h>

/** @file A node in PipeWire that takes audio in; what is connected to it comes out of a source. */

#define JFI_CAPTURE_MAX_CHANNELS 8

struct jfi_capture_config {
    const char *remote;    /**< as PipeWire's remote.name; NULL: its default */
    const char *node_name; /**< unique on the server */
    unsigned int channel_count;
    const char *channels[JFI_CAPTURE_MAX_CHANNELS]; /**< in PipeWire's words, no two the same */
};

/** Whether PipeWire has a channel of this name ("FL", "AUX0"). */
bool jfi_capture_knows_channel(const char *name);

/**
 * The node is asked for; it and its input ports, one for each channel and of that "audio.channel",
 * appear in the graph later. Frames are kept from the first read on.
 * Errors: -ENOTSUP built without PipeWire; -EPIPE no server; -EINVAL unknown channel; -ENOMEM and
 * the like.
 */
int jfi_capture_new(const struct jfi_capture_config *config, struct jf_source **ret_source);

#endif
