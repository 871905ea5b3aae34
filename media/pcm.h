/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_PCM_H
#define JFI_MEDIA_PCM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/pcm-format.h"

/**
 * @file
 * A PCM that captures, as the few calls that capturing takes. libasound's are in pcm-alsa.c; a test
 * puts its own in their place.
 *
 * Frames that have come and have not been read are available. Statuses are libasound's: -EPIPE
 * overrun, -ESTRPIPE suspended, -ENODEV gone. One thread at a time.
 */

struct jfi_pcm;

/** A PCM that does not run: what had come and will not be read, and when it stopped. */
struct jfi_pcm_stop {
    int64_t unread_frames;
    int64_t time_ns; /**< CLOCK_MONOTONIC */
};

struct jfi_pcm_ops {
    /** From whatever state to running, with nothing available. */
    int (*start)(struct jfi_pcm *pcm);
    /**
     * Waits until there may be frames, `wake_fd` is readable or the time is over. Negative: the PCM
     * cannot go on as it is; available says why.
     */
    int (*wait)(struct jfi_pcm *pcm, int wake_fd, int timeout_ms);
    /** Frames to read, or a negative status. */
    int64_t (*get_available)(struct jfi_pcm *pcm);
    /** How many of at most `max_frames` were read, or a negative status; never waits. */
    int64_t (*read)(struct jfi_pcm *pcm, void *bytes, size_t max_frames);
    /** Leaves frames out that are available. How many, or a negative status. */
    int64_t (*skip)(struct jfi_pcm *pcm, size_t frame_count);
    /** Of a PCM that has stopped by itself; false: it does not tell. */
    bool (*get_stop)(struct jfi_pcm *pcm, struct jfi_pcm_stop *ret_stop);
    int64_t (*get_time_ns)(struct jfi_pcm *pcm); /**< CLOCK_MONOTONIC */
    /** Also frees it. */
    void (*close)(struct jfi_pcm *pcm);
};

/** What every PCM begins with. Immutable once it is open. */
struct jfi_pcm {
    const struct jfi_pcm_ops *ops;
    enum jfi_pcm_format format;
    unsigned int rate_hz;
    unsigned int channel_count; /**< in a frame of the PCM */
    size_t buffer_frames, period_frames;
    /** An overrun does not stop it: then more than `buffer_frames` are available. */
    bool runs_on;
};

struct jfi_pcm_request {
    const char *name;           /**< as libasound knows it */
    unsigned int rate_hz;       /**< 0: 48,000, or the nearest there is */
    unsigned int channel_count; /**< at least so many; 0: two, or as many as there are */
};

/** Errors: those of jf_source_new_alsa. */
int jfi_pcm_open(const struct jfi_pcm_request *request, struct jfi_pcm **ret_pcm);

#endif
