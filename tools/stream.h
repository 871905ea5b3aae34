/* SPDX-License-Identifier: MIT */
#ifndef TOOL_STREAM_H
#define TOOL_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jackfield/media.h>

struct tool;

/** @file The parts of the stream command. */

/** One file that is written. */
struct stream_sink {
    const char *path; /**< borrowed from the command line */
    struct jf_format *format;
    struct jf_sink *sink;
    int failure;        /**< what it failed with for good, or 0 */
    char *failure_text; /**< in words, or NULL */
};

struct stream {
    struct tool *tool;
    const char *from;    /**< as it was typed; borrowed */
    int64_t duration_ns; /**< 0: until stopped */
    struct jf_source *source;
    struct jf_writer *writer;
    struct jf_pipeline *pipeline;
    struct stream_sink *sinks;
    size_t sink_count;
    bool stopping;            /**< a signal has asked for the end */
    int64_t stop_deadline_ns; /**< when stopping has taken too long, by CLOCK_MONOTONIC */
};

/** Makes the source that a name stands for; opens the machine when it needs it. An exit status. */
int stream_open_source(struct tool *tool, const char *from, struct jf_source **ret_source);

/** Whether FROM is a PCM as ALSA writes it; opens such a one. An exit status. */
bool stream_is_hw(const char *from);
int stream_open_hw(const char *from, struct jf_source **ret_source);
/** Says why a PCM cannot be captured. Returns the exit status of that. */
int stream_report_pcm(int status, const char *from);

/** Takes note of what the writer has to say of its sinks, and prints failures. */
void stream_take_statuses(struct stream *stream);
/** Says how each sink ended. Returns the exit status of the whole. */
int stream_report(struct stream *stream, int status);

#endif
