/* SPDX-License-Identifier: MIT */
#include "media/writer-state.h"

#include <errno.h>
#include <math.h>

#include "media/clock.h"

/* What a writer tells of what it is given: signal.h. */

#define MAX_TIME_NS         ((int64_t)86400 * JFI_NS_PER_SECOND)
#define LEAST_CLIP_DBFS     (-60.0)
#define FULL_SCALE_16_RATIO (32767.0 / 32768.0)

void jf_signal_limits_init(struct jf_signal_limits *limits)
{
    if (!limits)
        return;
    *limits = (struct jf_signal_limits){
        .silence_ns = (int64_t)10 * JFI_NS_PER_SECOND,
        .silence_level_dbfs = -(double)INFINITY,
        .stuck_ns = JFI_NS_PER_SECOND / 2,
        .clip_samples = 3,
        .clip_level_dbfs = 20 * log10(FULL_SCALE_16_RATIO),
        .clip_hold_ns = JFI_NS_PER_SECOND,
        .dropouts = true,
    };
}

const char *jf_signal_fault_name(enum jf_signal_fault fault)
{
    switch (fault) {
    case JF_SIGNAL_SILENCE:
        return "silence";
    case JF_SIGNAL_STUCK:
        return "stuck";
    case JF_SIGNAL_CLIP:
        return "clip";
    case JF_SIGNAL_DROPOUT:
        return "dropout";
    case JF_SIGNAL_UNKNOWN:
        break;
    }
    return "unknown";
}

static bool is_time(int64_t time_ns)
{
    return time_ns >= 0 && time_ns <= MAX_TIME_NS;
}

int jf_writer_set_signal_limits(struct jf_writer *writer, const struct jf_signal_limits *limits)
{
    static const struct jf_signal_limits none = {0};

    if (!limits)
        limits = &none;
    /* Said this way round, no level that is no number gets through. */
    if (!writer || !is_time(limits->silence_ns) || !is_time(limits->stuck_ns) ||
        !is_time(limits->clip_hold_ns) || !(limits->silence_level_dbfs <= 0) ||
        !(limits->clip_level_dbfs <= 0 && limits->clip_level_dbfs >= LEAST_CLIP_DBFS))
        return -EINVAL;
    pthread_mutex_lock(&writer->lock);
    writer->signal_limits = *limits;
    if (writer->state == JFI_WRITER_BEGUN)
        jfi_health_set_limits(writer->health, limits);
    pthread_mutex_unlock(&writer->lock);
    return 0;
}

int jf_writer_get_level(struct jf_writer *writer, unsigned int channel,
                        struct jf_signal_level *ret_level)
{
    int err = -ENODATA;

    if (!writer || !ret_level)
        return -EINVAL;
    pthread_mutex_lock(&writer->lock);
    if (writer->health)
        err = jfi_health_get_level(writer->health, channel, ret_level);
    pthread_mutex_unlock(&writer->lock);
    return err;
}

int jf_writer_get_clock_drift(struct jf_writer *writer, struct jf_clock_drift *ret_drift)
{
    int err = -ENODATA;

    if (!writer || !ret_drift)
        return -EINVAL;
    pthread_mutex_lock(&writer->lock);
    if (writer->drift.has_begun || writer->drift.restart_count > 0) {
        jfi_drift_get(&writer->drift, ret_drift);
        err = 0;
    }
    pthread_mutex_unlock(&writer->lock);
    return err;
}

void jfi_writer_note_missing(struct jf_writer *writer, int64_t offset_frames, int64_t frame_count,
                             bool is_lost)
{
    pthread_mutex_lock(&writer->lock);
    if (writer->state == JFI_WRITER_BEGUN) {
        jfi_health_note_missing(writer->health, offset_frames, frame_count, is_lost);
        jfi_drift_restart(&writer->drift);
    }
    pthread_mutex_unlock(&writer->lock);
}
