/* SPDX-License-Identifier: MIT */
#ifndef TESTS_AUDIENCE_H
#define TESTS_AUDIENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * @file
 * Players of MMSH streams whose sound is PCM that fake_pcm numbers (helpers/fake-pcm.h, 16 bits):
 * each looks at every sample and every time stamp, and knows what is missing. One thread serves
 * them all.
 */

struct audience;
struct listener;

/** What a listener has heard since it came. Frames are counted from the session's begin. */
struct heard {
    bool is_over;        /**< no more will come */
    bool has_end;        /**< because the server said so */
    uint64_t packets;    /**< whole ones */
    uint64_t missing;    /**< packets, by their numbers */
    uint64_t jumps;      /**< forward in time, between packets */
    int64_t first_frame; /**< -1: nothing yet */
    int64_t end_frame;
    int64_t jumped_frames; /**< left out by the jumps */
    int64_t silent_frames;
    int64_t wrong_samples; /**< neither silence nor the frame that belongs there */
    int64_t shift_frames;  /**< how much later a frame was captured than it is played now */
    int64_t max_shift_frames, min_shift_frames;
    int64_t max_error_us; /**< of a time stamp, either way */
};

struct audience *audience_new(unsigned int rate_hz, uint32_t clock_start_ms);
/** Its listeners have been closed. */
void audience_free(struct audience *audience);

/** The stream that is heard from now on began at this time of the clock. */
void audience_begin_session(struct audience *audience, int64_t begin_ns);

struct place {
    unsigned int port;
    int receive_bytes; /**< what its socket takes; 0: the system's usual */
    bool is_delayed;   /**< what is heard there may have been captured long ago */
};

/** Asks to play. NULL: nobody listens there. */
struct listener *listener_open(struct audience *audience, const struct place *place);
void listener_close(struct listener *listener);
/** It stops reading, or goes on. */
void listener_stall(struct listener *listener, bool stalls);
struct heard listener_get(struct listener *listener);

/** What a frame sounds like: 1…32,749. */
int16_t numbered_sample(int64_t frame);
/** How many frames later the sample was captured than `frame`, if less than 2 s; else wrong. */
int64_t shift_of_sample(int16_t sample, int64_t frame);

#endif
