/* SPDX-License-Identifier: MIT */
#ifndef JACKFIELD_SIGNAL_H
#define JACKFIELD_SIGNAL_H

#include <stdbool.h>
#include <stdint.h>

#include <jackfield/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @file
 * What the sound that a writer is given is like: how loud each channel is, what is wrong with it,
 * and how fast its clock runs. Windows' interfaces have nothing like it.
 *
 * Positions are frames since the writer's begin, gaps included; channels count from 0. What is
 * looked at is what encoders get: samples beyond full scale are full scale, what is not a number is
 * zero.
 *
 * Ownership: limits are copied; an event is borrowed from its status.
 * Threads: any for every function.
 * Errors: of a NULL handle, -EINVAL or NULL.
 */

struct jf_writer;
struct jf_writer_status;

/* ---- events ---------------------------------------------------------------------------------- */

/** What is wrong with the sound. */
enum jf_signal_fault {
    JF_SIGNAL_UNKNOWN = 0,
    JF_SIGNAL_SILENCE, /**< nothing louder than a level for a time */
    JF_SIGNAL_STUCK,   /**< the same value, not 0, again and again */
    JF_SIGNAL_CLIP,    /**< consecutive samples at full scale */
    JF_SIGNAL_DROPOUT, /**< frames that silence stands for: of all channels */
};

/** Of all channels, as a dropout is. */
#define JF_SIGNAL_ALL_CHANNELS (-1)

/** What counts as a fault. 0 for a time or a count: that fault is not looked for. */
struct jf_signal_limits {
    int64_t silence_ns;        /**< at least that long, to the nearest frame */
    double silence_level_dbfs; /**< at most 0; -INFINITY: zeros alone */
    int64_t stuck_ns;          /**< at least that long, to the nearest frame and two frames */
    /** A clip is over when there has been none for this long; what comes sooner is one with it. */
    int64_t clip_hold_ns;
    double clip_level_dbfs;    /**< full scale is this and above; -60 to 0 */
    unsigned int clip_samples; /**< at least so many in a row */
    /** What the source or jf_writer_write_at says is missing. */
    bool dropouts;
};

/**
 * Limits for a programme: silence of 10 s of zeros, stuck for 0.5 s, 3 samples at the full scale of
 * 16 bits (32767/32768) with a second between clips, dropouts. Any thread.
 */
JF_EXPORT void jf_signal_limits_init(struct jf_signal_limits *limits);

/**
 * What is told from the next write on; nothing before it is called, or with NULL. Faults that were
 * going on end there, untold, and are looked for anew. Stays for further sessions. Copies. Any
 * thread, at any time.
 * Errors: -EINVAL a time below 0 or longer than a day, a level out of its range or no number.
 */
JF_EXPORT int jf_writer_set_signal_limits(struct jf_writer *writer,
                                          const struct jf_signal_limits *limits);

/** A fault begins, or is over. */
struct jf_signal_event {
    enum jf_signal_fault fault; /**< what is wrong */
    int channel;                /**< or JF_SIGNAL_ALL_CHANNELS */
    int64_t position_frames; /**< where it began: the first silent, equal, full or missing sample */
    /** When it begins, what it took to be one, and of a dropout what is known of it; when it is
     *  over, how long it was: of a clip, from its first to its last full sample. */
    int64_t length_frames;
    /** Events left out before this one, because nobody took those before them or for want of
     *  memory. */
    uint64_t missed_count;
    bool is_over; /**< it has ended: the last word on it */
    bool is_lost; /**< of a dropout: it came and was not read in time, else it never came */
};

/**
 * Of a status of the type JF_WRITER_STATUS_SIGNAL, else NULL. Borrowed from the status. At most 256
 * wait to be taken. What still goes on when a session ends is over then; one that was cut short
 * tells no more. Any thread.
 */
JF_EXPORT const struct jf_signal_event *
jf_writer_status_get_signal(const struct jf_writer_status *status);
/** "silence", "stuck", "clip", "dropout" or "unknown". Static. Any thread. */
JF_EXPORT const char *jf_signal_fault_name(enum jf_signal_fault fault);

/* ---- levels ---------------------------------------------------------------------------------- */

/** Of one channel; of what is silent -INFINITY. */
struct jf_signal_level {
    double peak_dbfs;         /**< in the last whole 300 ms of audio */
    double rms_dbfs;          /**< in the same: of a sine that is full scale, -3.01 */
    double highest_peak_dbfs; /**< since begin */
};

/**
 * How loud a channel is, of the session now or last. Whether limits are set or not. Any thread.
 * Errors: -EINVAL no such channel; -ENODATA less than 300 ms have been written.
 */
JF_EXPORT int jf_writer_get_level(struct jf_writer *writer, unsigned int channel,
                                  struct jf_signal_level *ret_level);

/* ---- clocks ---------------------------------------------------------------------------------- */

/**
 * How much faster the source's clock runs than this machine's (CLOCK_MONOTONIC: NTP adjusts its
 * rate, nothing makes it step), by a straight line through what came when.
 */
struct jf_clock_drift {
    /** Enough is known to say so. Never of a source that is not in real time. */
    bool is_known;
    double ppm; /**< parts in a million; above 0: the source is faster than its rate says */
    /** It is within ppm ± this, whatever the delays on the way were, unless they grew steadily. */
    double uncertainty_ppm;
    int64_t span_ns; /**< of what it is known by; at least 10 s, at most about 17 minutes */
    /** How often it was begun anew: after dropouts, and when the two clocks were suddenly further
     *  apart or closer, as after a stall or a step. */
    uint64_t restart_count;
};

/**
 * Of the session now or last. Time in the stream is the source's own all along: frames by its
 * nominal rate. Any thread. Errors: -EINVAL; -ENODATA nothing has been written yet.
 */
JF_EXPORT int jf_writer_get_clock_drift(struct jf_writer *writer, struct jf_clock_drift *ret_drift);

#ifdef __cplusplus
}
#endif

#endif
