/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_PCM_CAPTURE_H
#define JFI_MEDIA_PCM_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/pcm.h"
#include "media/ring.h"

/**
 * @file
 * Moves frames from a PCM into a ring, in steps and without a thread of its own. Whatever becomes
 * of the PCM, the ring gets as many frames as time has passed: what is missing is silence, counted
 * in the source as lost (it came, and was not read in time) or as a gap (it did not come).
 *
 * One thread steps; another may read the ring.
 */

struct jf_source;

struct jfi_pcm_capture {
    /* immutable */
    struct jfi_pcm *pcm;      /**< owned */
    struct jf_source *source; /**< counts; borrowed */
    unsigned int channel_count;

    /* shared with who reads */
    struct jfi_ring ring;

    /* the thread that steps */
    uint8_t *bytes; /**< a block as the PCM has it */
    float *samples; /**< the same block */
    bool is_running;
    bool is_our_fault;          /**< what is missing while it does not run is lost, not a gap */
    unsigned int failure_count; /**< since the last frame */
    int64_t mark_ns;            /**< until when all that came has been put into the ring … */
    int64_t unread_frames;      /**< … but for these, which came and have not been read */
    int64_t given_frames;       /**< silence for what came, or should have, since then */
};

/**
 * Also on failure the PCM is taken over. @param channel_count  at most that of the PCM.
 * Errors: -ENOMEM.
 */
int jfi_pcm_capture_init(struct jfi_pcm_capture *capture, struct jfi_pcm *pcm,
                         struct jf_source *source, unsigned int channel_count);
/** A `{0}` may be passed too. */
void jfi_pcm_capture_fini(struct jfi_pcm_capture *capture);

/**
 * Starts what does not run, reads what has come, makes up for what did not. Never waits.
 * @param wait_status  what the last jfi_pcm_capture_wait returned; 0 the first time.
 * Returns 0, or -ENODEV: the PCM is gone, or nothing makes it run any more.
 */
int jfi_pcm_capture_step(struct jfi_pcm_capture *capture, int wait_status);

/** Waits until the next step is due, or `wake_fd` is readable. */
int jfi_pcm_capture_wait(struct jfi_pcm_capture *capture, int wake_fd);

#endif
