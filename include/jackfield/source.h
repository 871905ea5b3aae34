/* SPDX-License-Identifier: MIT */
#ifndef JACKFIELD_SOURCE_H
#define JACKFIELD_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jackfield/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct jf_connector;
struct jf_context;
struct jf_source;

/**
 * @file
 * Where frames come from: interleaved 32-bit float PCM, -1.0…1.0.
 *
 * Ownership: sources are counted; a new one is the caller's.
 * Threads: one makes it; the others functions, any.
 * Errors: of a NULL source, 0 or NULL.
 */

/**
 * Takes a reference, which the caller drops with jf_source_unref. Returns the source. Any thread.
 */
JF_EXPORT struct jf_source *jf_source_ref(struct jf_source *source);
/**
 * Drops a reference; the last one closes the source, and with it its connections and its thread.
 * Accepts NULL; returns NULL. Any thread.
 */
JF_EXPORT struct jf_source *jf_source_unref(struct jf_source *source);
/** Rate in Hz; it never changes. */
JF_EXPORT unsigned int jf_source_get_rate_hz(const struct jf_source *source);
/** Number of channels; it never changes. */
JF_EXPORT unsigned int jf_source_get_channel_count(const struct jf_source *source);
/** Frames of silence put in because nothing arrived in time. */
JF_EXPORT uint64_t jf_source_get_gap_frames(const struct jf_source *source);
/** Frames lost because they were not read in time. */
JF_EXPORT uint64_t jf_source_get_lost_frames(const struct jf_source *source);

/** How fast a tone or a file gives its frames. */
enum jf_pace {
    JF_PACE_UNKNOWN = 0,
    JF_PACE_REAL_TIME,
    JF_PACE_FAST, /**< as fast as they are taken */
};

/** A sine at -20 dBFS on every channel. -EINVAL: frequency not in 1…rate/2, rate, channels. */
JF_EXPORT int jf_source_new_tone(double frequency_hz, unsigned int rate_hz,
                                 unsigned int channel_count, enum jf_pace pace,
                                 struct jf_source **ret_source);

/**
 * Plays a file of any container and codec that the FFmpeg libraries read, its sound at its own rate
 * and with its own channels; pictures are left out. At the end the source ends, and a pipeline
 * properly with the result 0; with `loop` the file is opened again instead, without a gap, and what
 * is there by then is played. What cannot be decoded is silence, counted as a gap.
 *
 * Rates outside 8,000…192,000 Hz are resampled to the nearest of them. Only files are read,
 * whatever a play list names.
 * Errors: -EINVAL; -ENOENT and the like; -EISDIR; -ENOTSUP it is no ordinary file; -EBADMSG it is
 * no recording, or a broken one; -EMEDIUMTYPE no sound in it, or one of more than 8 channels;
 * -ELIBACC no decoder for it; -ENOMEM. While it plays also -EBADMSG: all, or a hundred packets in a
 * row, cannot be decoded.
 */
JF_EXPORT int jf_source_new_file(const char *path, bool loop, enum jf_pace pace,
                                 struct jf_source **ret_source);

/**
 * Captures from an ALSA PCM: "hw:CARD,DEV" or "hw:CARD,DEV,SUB" for hardware, CARD a number or an
 * id. What it agrees on with the PCM is what the source then has: of a PCM that has no fewer
 * channels at a time than were asked for, the first.
 *
 * A thread of the source's own reads the PCM from the first read of the source until its last
 * reference goes, so that a sink which holds up the reader for ten seconds costs nothing. What is
 * missing all the same is silence, so that time stays true: frames that came and were not read in
 * time are lost, those that did not come (a suspended or stalled device) a gap. Hours that the
 * machine sleeps are not made up for. When the device has gone, the source ends with -ENODEV once
 * all that came before has been read; so does a pipeline, with its sinks ended properly.
 *
 * @param rate_hz        8,000…192,000, exactly that; 0: 48,000, or the nearest that it has.
 * @param channel_count  1…8, exactly that; 0: two, or what it has.
 * Errors: -EINVAL; -ENOENT there is no such card or PCM, or it does not capture; -EBUSY in use by
 * another program; -EPERM; -EMEDIUMTYPE it has no such rate or channel count, or no format of 16 to
 * 32 bits; -ENOTSUP built without ALSA; -EAGAIN no more threads; -ENOMEM and the like.
 */
JF_EXPORT int jf_source_new_alsa(const char *pcm_name, unsigned int rate_hz,
                                 unsigned int channel_count, struct jf_source **ret_source);

/**
 * Captures what OUT connectors send. One that is a capture PCM of an ALSA adapter is captured
 * alone, as by jf_source_new_alsa. Others are connectors of PipeWire nodes: one channel for each,
 * in the order given. Makes a capture node in PipeWire (48,000 Hz) and connects the connectors to
 * it through `context`, which is dispatched meanwhile, at most for its time limit; not used
 * afterwards. The connections go with the source.
 *
 * While the graph gives nothing (no driver, daemon gone) the source gives silence and counts it.
 * Errors: -EINVAL a connector is not OUT; -ENOTSUP neither PipeWire's nor one known to be a capture
 * PCM, of a recorded machine, or built without what it takes; -EPIPE no server; -ETIMEDOUT; what
 * jf_connector_connect or jf_source_new_alsa answers.
 */
JF_EXPORT int jf_source_new_connectors(struct jf_context *context,
                                       const struct jf_connector *const *connectors, size_t count,
                                       const char *remote, struct jf_source **ret_source);

#ifdef __cplusplus
}
#endif

#endif
