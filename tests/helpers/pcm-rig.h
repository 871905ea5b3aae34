/* SPDX-License-Identifier: MIT */
#ifndef TESTS_PCM_RIG_H
#define TESTS_PCM_RIG_H

#include "helpers/fake-pcm.h"
#include "test-media-support.h"

#include "media/pcm-capture.h"

/** @file A capture from a fake PCM, taken step by step, and what is heard from it. */

struct rig {
    struct fake_pcm fake;
    struct jf_source *source; /**< that counts; nobody reads it */
    struct jfi_pcm_capture capture;
    int status; /**< of the last step */
    float *heard;
    int64_t heard_count, heard_room; /**< frames */
};

/** The fake is there, to be set up; then the capture and its first step. */
void open_rig(struct rig *rig);
void begin(struct rig *rig);
void close_rig(struct rig *rig);

/** Lets time pass, then takes a step. */
void after(struct rig *rig, int64_t frame_count);
/** The same, a step for each period of 480 frames. */
void after_all(struct rig *rig, int64_t frame_count);
/** Takes everything out of the ring. */
void hear(struct rig *rig);

int64_t lost_frames(const struct rig *rig);
int64_t gap_frames(const struct rig *rig);

/**
 * As much has been heard, or is owed, as time has passed, each frame at its own time (but for
 * `tolerance` frames); what is missing is silence, and counted.
 */
void assert_time_is_true(struct rig *rig, int64_t tolerance);
void assert_silent(const struct rig *rig, int64_t begin_frame, int64_t end_frame);
void assert_sounding(const struct rig *rig, int64_t begin_frame, int64_t end_frame);

#endif
