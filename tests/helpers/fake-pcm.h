/* SPDX-License-Identifier: MIT */
#ifndef TESTS_FAKE_PCM_H
#define TESTS_FAKE_PCM_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/pcm.h"

/**
 * @file
 * Sound hardware that is none. It writes into a buffer that is used again and again, whether or not
 * anybody reads it, and every sample says which frame since the first start it is of. So what a
 * capture gives can be compared, frame by frame, with what it should have given at that time.
 */

enum fake_call {
    FAKE_START = 0,
    FAKE_WAIT,
    FAKE_AVAILABLE,
    FAKE_READ,
    FAKE_SKIP,
    FAKE_CALL_COUNT,
};

struct fake_pcm {
    struct jfi_pcm base; /**< 48,000 Hz, S32_LE, two channels, 4,800 and 480 frames to begin with */

    /* set before it is used, or by the thread that steps */
    bool is_real_time;        /**< time is that of the machine, not `time_ns` */
    bool is_short;            /**< samples fit into 16 bits: FAKE_SHORT_MODULUS */
    bool hides_stop;          /**< get_stop answers nothing */
    struct jfi_pcm_stop *lie; /**< what get_stop answers in place of the truth; NULL */
    size_t read_limit;        /**< frames that a read gives at most; 0: all */
    int64_t read_ns;          /**< how long a read takes */
    int64_t time_ns;

    pthread_mutex_t lock;
    /* under lock */
    unsigned int calls[FAKE_CALL_COUNT];        /**< how often each was made */
    int failures[FAKE_CALL_COUNT];              /**< what the next calls answer … */
    unsigned int failure_left[FAKE_CALL_COUNT]; /**< … so many of them */
    unsigned int close_count;
    int status; /**< why it does not run: 0 it runs, or has not been started */
    bool has_begun, runs, stalls;
    int64_t begin_ns;               /**< of the first start */
    int64_t start_ns, start_frames; /**< since when it runs, and the frame it began with */
    int64_t stop_ns, frozen_frames; /**< the frame it has come to, when it stands */
    int64_t next_frames;            /**< the frame to be read next */
};

void fake_pcm_init(struct fake_pcm *fake);
void fake_pcm_fini(struct fake_pcm *fake);

/** Lets time pass. */
void fake_pcm_pass(struct fake_pcm *fake, int64_t frame_count);
/** Frames of time since the first start. */
int64_t fake_pcm_get_frames(struct fake_pcm *fake);
/** It stops by itself: -EPIPE, -ESTRPIPE; or is pulled out: -ENODEV. */
void fake_pcm_stop(struct fake_pcm *fake, int status);
/** Nothing comes from it any more, or again. */
void fake_pcm_stall(struct fake_pcm *fake, bool stalls);
/** The next `count` calls of a kind answer `status`. */
void fake_pcm_fail(struct fake_pcm *fake, enum fake_call call, int status, unsigned int count);

#define FAKE_FRAME_MODULUS ((int64_t)1 << 20)
/** With `is_short` a sample of 16 bits is the frame modulo this, and 1. */
#define FAKE_SHORT_MODULUS ((int64_t)32749)

/** The frame that a sample is of, modulo that; -1: it is silence; -2: it is of no frame. */
int64_t fake_pcm_frame_of(float sample, unsigned int channel);

#endif
