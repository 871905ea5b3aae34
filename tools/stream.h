/* SPDX-License-Identifier: MIT */
#ifndef TOOL_STREAM_H
#define TOOL_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jackfield/media.h>

#include "sink-url.h"
#include "stream-hook.h"

struct arguments;
struct tool;

/** @file The parts of the stream command. */

enum stream_sink_kind {
    STREAM_SINK_FILE = 0,
    STREAM_SINK_NETWORK, /**< mmsh://: players come */
    STREAM_SINK_PUSH,    /**< push+http://: to a publishing point */
    STREAM_SINK_ICECAST, /**< icecast:// */
};

/** What is known of a sink that pushes; texts point into its URL. */
struct stream_push {
    const char *template_url, *name, *description, *genre;
    bool auto_destroy, is_public, tls;
    bool opened; /**< the server has agreed once */
};

/** One file that is written, or one sink of another kind. */
struct stream_sink {
    const char *to; /**< as it was typed; borrowed */
    enum stream_sink_kind kind;
    struct sink_url url; /**< of what is no file */
    struct stream_push push;
    struct jf_format *format;
    struct jf_sink *sink;
    int failure;        /**< what it failed with for good, or 0 */
    int failure_exit;   /**< the exit status of that */
    char *failure_text; /**< in words, or NULL */
};

/** What is done about faults of the sound; sets of them have a bit for each. */
struct stream_signal {
    struct jf_signal_limits limits;
    unsigned int asked;   /**< by an option: told without -v */
    unsigned int exit_on; /**< which end the stream */
    struct hook hook;     /**< --on-silence */
    bool has_ended_it;
    int going_on[JF_SIGNAL_DROPOUT + 1]; /**< of each fault, on how many channels */
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
    const char *metadata_file; /**< NULL: none; borrowed */
    bool disconnecting;        /**< --on-exit disconnect: sessions stay open on servers */
    bool stopping;             /**< the end has been asked for */
    int64_t stop_deadline_ns;  /**< when stopping has taken too long, by CLOCK_MONOTONIC */
    bool live;                 /**< a line on the terminal says how it goes */
    struct stream_signal signal;
};

/** Reads what --to says and the options that go with it. An exit status. */
int stream_sink_read(struct stream_sink *sink, const struct tool *tool,
                     const struct arguments *arguments);
/** Opens it and attaches it to the writer. An exit status. */
int stream_sink_open(struct stream *stream, struct stream_sink *sink);
void stream_sink_fini(struct stream_sink *sink);

/** The same of a network sink, without attaching it. An exit status. */
int network_sink_read(struct stream_sink *sink);
int network_sink_open(struct stream_sink *sink);
/** Prints where it listens. An exit status. */
int network_sink_say_listening(const struct stream *stream, const struct stream_sink *sink);
/** Takes note of clients that come and go. */
void network_sink_take_events(const struct stream *stream, struct stream_sink *sink);

/** The same of a sink that pushes. An exit status. */
int push_sink_read(struct stream_sink *sink, const struct tool *tool,
                   const struct arguments *arguments);
int push_sink_open(struct stream_sink *sink);
/** Ends the session on the server, or only the connection. What the library says. */
int push_sink_finish(struct stream_sink *sink, bool disconnect);
/** Takes note of what becomes of its connection. */
void push_sink_take_events(struct stream *stream, struct stream_sink *sink);

/** Asks for a proper end, which may take ten seconds. */
void stream_stop(struct stream *stream);
/** A sink has failed for good; the first failure stays and is told. */
void stream_fail(struct stream *stream, struct stream_sink *sink, int failure, const char *text);

/** Gives the writer what --metadata-file and --metadata say. An exit status. */
int stream_set_metadata(struct stream *stream, const struct arguments *arguments);
/** Tells servers that show it what plays, as the writer has it. */
void stream_tell_metadata(const struct stream *stream);
/** Reads the file anew, and tells them that. */
void stream_reload_metadata(const struct stream *stream);

/** Reads what the options say of faults of the sound. An exit status. */
int stream_signal_read(struct stream *stream, const struct arguments *arguments);
/** Gives the writer the limits of those that somebody wants to know of. */
int stream_signal_apply(struct stream *stream);
/** Tells of a fault, and does what is to be done about it. */
void stream_signal_take(struct stream *stream, const struct jf_signal_event *event);
void stream_signal_fini(struct stream_signal *signal);

/** Shows how it goes, in one line that replaces the last one. */
void stream_show_live(const struct stream *stream);
/** Takes that line away, for others to be printed. */
void stream_clear_live(const struct stream *stream);

/** Makes the source that a name stands for; opens the machine when it needs it. An exit status. */
int stream_open_source(struct tool *tool, const char *from, struct jf_source **ret_source);

/** Whether FROM is a PCM as ALSA writes it; opens such a one. An exit status. */
bool stream_is_hw(const char *from);
int stream_open_hw(const char *from, struct jf_source **ret_source);
/** Says why a PCM cannot be captured. Returns the exit status of that. */
int stream_report_pcm(int status, const char *from);

/** Whether FROM is a file to be played; opens such a one. An exit status. */
bool stream_is_file(const char *from);
int stream_open_file(const char *from, struct jf_source **ret_source);
/** Says why a file cannot be played, "" or " to the end". Returns the exit status of that. */
int stream_report_file(int status, const char *from, const char *when);

/** Takes note of what the writer has to say of its sinks, and prints failures. */
void stream_take_statuses(struct stream *stream);
/** How far the source's clock is off; false: not known. */
bool stream_get_drift(const struct stream *stream, struct jf_clock_drift *ret_drift);
/** Says how each sink ended. Returns the exit status of the whole. */
int stream_report(struct stream *stream, int status);

#endif
