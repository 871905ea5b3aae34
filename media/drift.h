/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_DRIFT_H
#define JFI_MEDIA_DRIFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jackfield/signal.h>

/**
 * @file
 * How fast a source's clock runs by another: the slope of a straight line through the delays of its
 * frames. A frame is never early, but may be late; so of each second the least delay is taken. When
 * there is no room for more seconds, two become one, up to sixteen; then the oldest go.
 */

#define JFI_DRIFT_POINTS 64

struct jfi_drift_point {
    int64_t time_ns;  /**< since the first frames */
    int64_t delay_ns; /**< by which time is ahead of the frames */
};

struct jfi_drift {
    unsigned int rate_hz;
    bool has_begun;
    int64_t begin_ns, last_ns; /**< of the clock */
    int64_t frames;            /**< after the first, which came when they came */
    int64_t spacing_ns;        /**< between points */
    int64_t bin_end_ns;        /**< of the point that is being made */
    struct jfi_drift_point best;
    struct jfi_drift_point points[JFI_DRIFT_POINTS];
    size_t count;
    uint64_t restart_count;
};

void jfi_drift_init(struct jfi_drift *drift, unsigned int rate_hz);
/** These frames have come, now. */
void jfi_drift_take(struct jfi_drift *drift, int64_t frame_count, int64_t now_ns);
/** What comes next does not go on from what came. */
void jfi_drift_restart(struct jfi_drift *drift);
void jfi_drift_get(const struct jfi_drift *drift, struct jf_clock_drift *ret_drift);

#endif
