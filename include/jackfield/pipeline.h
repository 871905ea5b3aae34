/* SPDX-License-Identifier: MIT */
#ifndef JACKFIELD_PIPELINE_H
#define JACKFIELD_PIPELINE_H

#include <stdbool.h>
#include <stdint.h>

#include <jackfield/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct jf_pipeline;
struct jf_source;
struct jf_writer;

/**
 * @file
 * A pipeline: the one thread that moves frames from a source into a writer.
 *
 * Ownership: a pipeline is the caller's and holds references on its source and its writer.
 * Threads: one at a time for each pipeline; "any thread" where a function says so.
 * Errors: of a NULL pipeline, -EINVAL, NULL or 0.
 */

/**
 * Moves frames from a source into a writer, on one thread of its own while it runs. Takes
 * references on both, and calls jf_writer_set_input, begin and end itself; other calls on the
 * writer that are allowed from any thread may go on meanwhile.
 *
 * @param ret_pipeline  the caller's: jf_pipeline_free.
 * Errors: -EINVAL; -EMFILE; -ENOMEM.
 */
JF_EXPORT int jf_pipeline_new(struct jf_source *source, struct jf_writer *writer,
                              struct jf_pipeline **ret_pipeline);
/**
 * Stops it first, without trailers, if it still runs; drops source and writer. Accepts NULL;
 * returns NULL.
 */
JF_EXPORT struct jf_pipeline *jf_pipeline_free(struct jf_pipeline *pipeline);
/**
 * Ends by itself after exactly this much audio, to the nearest frame; 0 (the default): goes on
 * until stopped. Errors: -EINVAL below 0; -EBADFD started.
 */
JF_EXPORT int jf_pipeline_set_duration_ns(struct jf_pipeline *pipeline, int64_t duration_ns);
/**
 * Begins the writer, then starts the thread. Errors: -EBADFD started before; jf_writer_begin's,
 * after which it may be tried again.
 */
JF_EXPORT int jf_pipeline_start(struct jf_pipeline *pipeline);
/**
 * Asks for a proper end: what was captured is written, every sink is ended. Never waits. Any
 * thread. -EINVAL.
 */
JF_EXPORT int jf_pipeline_stop(struct jf_pipeline *pipeline);
/** Readable once it has ended. Borrowed: do not close it. -EINVAL. */
JF_EXPORT int jf_pipeline_get_fd(const struct jf_pipeline *pipeline);
/** Waits for the end at most `timeout_ms` (-1: for ever). 1 ended, 0 not yet; -EINVAL. */
JF_EXPORT int jf_pipeline_wait(struct jf_pipeline *pipeline, int timeout_ms);
/**
 * How it ended: 0, or the first failure of source, encoder or end. -EBUSY while it runs; -EBADFD
 * not started.
 */
JF_EXPORT int jf_pipeline_get_result(const struct jf_pipeline *pipeline);
/** Audio written so far, in ns of media time. Any thread. */
JF_EXPORT int64_t jf_pipeline_get_time_ns(const struct jf_pipeline *pipeline);

#ifdef __cplusplus
}
#endif

#endif
