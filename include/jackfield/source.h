/* SPDX-License-Identifier: MIT */
#ifndef JACKFIELD_SOURCE_H
#define JACKFIELD_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include <jackfield/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct jf_connector;
struct jf_context;
struct jf_source;

/** Where frames come from: interleaved 32-bit float PCM, -1.0…1.0. */
JF_EXPORT struct jf_source *jf_source_ref(struct jf_source *source);
JF_EXPORT struct jf_source *jf_source_unref(struct jf_source *source);
JF_EXPORT unsigned int jf_source_get_rate_hz(const struct jf_source *source);
JF_EXPORT unsigned int jf_source_get_channel_count(const struct jf_source *source);
/** Frames of silence put in because nothing arrived in time; any thread. */
JF_EXPORT uint64_t jf_source_get_gap_frames(const struct jf_source *source);
/** Frames lost because they were not read in time; any thread. */
JF_EXPORT uint64_t jf_source_get_lost_frames(const struct jf_source *source);

/** How fast a generated source gives its frames. */
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
 * Captures what OUT connectors of PipeWire nodes send: one channel for each connector, in the order
 * given. Makes a capture node in PipeWire (48,000 Hz) and connects the connectors to it through
 * `context`, which is dispatched meanwhile, at most for its time limit; not used afterwards. The
 * connections go with the source.
 *
 * While the graph gives nothing (no driver, daemon gone) the source gives silence and counts it.
 * Errors: -EINVAL a connector is not OUT; -ENOTSUP not a PipeWire connector, or built without
 * PipeWire; -EPIPE no server; -ETIMEDOUT; what jf_connector_connect answers.
 */
JF_EXPORT int jf_source_new_connectors(struct jf_context *context,
                                       const struct jf_connector *const *connectors, size_t count,
                                       const char *remote, struct jf_source **ret_source);

#ifdef __cplusplus
}
#endif

#endif
