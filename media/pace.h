/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_PACE_H
#define JFI_MEDIA_PACE_H

#include <stdbool.h>
#include <stdint.h>

/**
 * @file
 * Whether a live source brings more than real time: a bucket that audio flows into, and that the
 * clock empties, one percent faster than real time so that no crystal ever fills it.
 */

/** `{0}` is empty. */
struct jfi_pace {
    int64_t ahead_ns; /**< at that time */
    int64_t now_ns;   /**< 0: nothing has come yet */
};

/** How far the audio is ahead of the clock now. */
int64_t jfi_pace_get_ahead_ns(const struct jfi_pace *pace, int64_t now_ns);
/** Takes the audio in; false: it was ahead by more than the tolerance already. */
bool jfi_pace_take(struct jfi_pace *pace, int64_t now_ns, int64_t audio_ns, int64_t tolerance_ns);

#endif
