/* SPDX-License-Identifier: MIT */

/* jackfield stream: from something that sounds into files and to players. */

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "commands.h"
#include "common.h"
#include "options.h"
#include "signals.h"
#include "stream.h"

enum {
    STOP_LIMIT_S = 10,
    PROGRESS_MS = 1000,
    LIVE_MS = 200,
    HOOK_MS = 100
};

static const int64_t ns_per_s = 1000000000;

/* ---- what was asked for ---------------------------------------------------------------------- */

static int read_duration(struct stream *stream, const char *text)
{
    if (!text || parse_duration_ns(text, &stream->duration_ns) == 0)
        return EXIT_YES;
    error_line("--duration takes a time above zero, such as 10s, 1m30s or 500ms; not '%s'", text);
    return EXIT_USAGE;
}

static int check_twice(const struct stream *stream, const char *path)
{
    for (size_t i = 0; i < stream->sink_count; i++) {
        const char *other = stream->sinks[i].to;

        if (other && strcmp(other, path) == 0) {
            error_line("cannot stream to '%s' twice; give each --to another sink", path);
            return EXIT_USAGE;
        }
    }
    return EXIT_YES;
}

static int read_on_exit(struct stream *stream, const char *text)
{
    stream->disconnecting = text && strcmp(text, "disconnect") == 0;
    if (!text || stream->disconnecting || strcmp(text, "end") == 0)
        return EXIT_YES;
    error_line("--on-exit takes end or disconnect; not '%s'", text);
    return EXIT_USAGE;
}

static int read_arguments(struct stream *stream, const struct arguments *arguments)
{
    size_t count = arguments_count(arguments, "to");
    int result = read_duration(stream, arguments_value(arguments, "duration"));
    const char *path;

    if (!result)
        result = read_on_exit(stream, arguments_value(arguments, "on-exit"));
    if (!result)
        result = stream_signal_read(stream, arguments);
    if (result)
        return result;
    if (count == 0) {
        error_line("cannot stream nowhere: give at least one --to SINK");
        return EXIT_USAGE;
    }
    stream->sinks = calloc(count, sizeof(*stream->sinks));
    if (!stream->sinks)
        return report(-ENOMEM, "cannot stream from '%s'", stream->from);
    while (!result && (path = arguments_value_at(arguments, "to", stream->sink_count))) {
        result = check_twice(stream, path);
        if (result)
            break;
        stream->sinks[stream->sink_count].to = path;
        result = stream_sink_read(&stream->sinks[stream->sink_count++], stream->tool, arguments);
    }
    return result;
}

static int make_writer(struct stream *stream, const struct arguments *arguments)
{
    int status = jf_writer_new(&stream->writer);

    if (status)
        return report(status, "cannot stream from '%s'", stream->from);
    status = stream_signal_apply(stream);
    if (status)
        return report(status, "cannot look for faults of '%s'", stream->from);
    stream->metadata_file = arguments_value(arguments, "metadata-file");
    return stream_set_metadata(stream, arguments);
}

/* ---- setting it up --------------------------------------------------------------------------- */

static int open_sinks(struct stream *stream)
{
    int result = EXIT_YES;

    for (size_t i = 0; i < stream->sink_count && !result; i++)
        result = stream_sink_open(stream, &stream->sinks[i]);
    for (size_t i = 0; i < stream->sink_count && !result; i++) {
        if (stream->sinks[i].kind == STREAM_SINK_NETWORK)
            result = network_sink_say_listening(stream, &stream->sinks[i]);
    }
    stream_tell_metadata(stream);
    return result;
}

static int start(struct stream *stream)
{
    bool said = false;
    int status = jf_pipeline_new(stream->source, stream->writer, &stream->pipeline);

    if (!status)
        status = jf_pipeline_set_duration_ns(stream->pipeline, stream->duration_ns);
    if (!status)
        status = jf_pipeline_start(stream->pipeline);
    if (!status)
        return EXIT_YES;
    /* A sink that is the reason has said so. */
    stream_take_statuses(stream);
    for (size_t i = 0; i < stream->sink_count; i++)
        said = said || stream->sinks[i].failure;
    if (said)
        return exit_status_of(status);
    if (status != -EMEDIUMTYPE && status != -ELIBACC)
        return report(status, "cannot stream from '%s'", stream->from);
    error_line("cannot stream from '%s': %s", stream->from, jf_writer_get_error(stream->writer));
    return exit_status_of(status);
}

/* ---- running --------------------------------------------------------------------------------- */

static int64_t now_ns(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * ns_per_s + now.tv_nsec;
}

void stream_stop(struct stream *stream)
{
    stream->stopping = true;
    stream->stop_deadline_ns = now_ns() + STOP_LIMIT_S * ns_per_s;
    (void)jf_pipeline_stop(stream->pipeline);
}

/* The first signal asks for a proper end, the second is obeyed at once. */
static void handle_signals(struct stream *stream, int signal_fd)
{
    int signal_number;

    while ((signal_number = signals_take(signal_fd))) {
        if (signal_number == SIGHUP) {
            stream_reload_metadata(stream);
            continue;
        }
        if (stream->stopping)
            signals_die(signal_number);
        stream_stop(stream);
    }
}

/* A sink that hangs would hang whoever waits for it to be freed, too: this ends the process. */
static void check_deadline(const struct stream *stream)
{
    if (!stream->stopping || now_ns() < stream->stop_deadline_ns)
        return;
    error_line("cannot end the stream from '%s': a sink has not finished within %d s; what it "
               "wrote is kept as .part",
               stream->from, STOP_LIMIT_S);
    _exit(EXIT_TIMED_OUT);
}

static bool has_events(const struct stream *stream)
{
    for (size_t i = 0; i < stream->sink_count; i++) {
        if (stream->sinks[i].kind != STREAM_SINK_FILE)
            return true;
    }
    return false;
}

static int wait_timeout_ms(const struct stream *stream)
{
    if (hook_is_busy(&stream->signal.hook))
        return HOOK_MS;
    if (stream->live)
        return LIVE_MS;
    return stream->stopping || stream->tool->verbosity > 0 || has_events(stream) ? PROGRESS_MS : -1;
}

static void show_progress(const struct stream *stream, int64_t *last_ns)
{
    const int64_t passed_ms = (now_ns() - *last_ns) / 1000000;

    if (passed_ms < (stream->live ? LIVE_MS : PROGRESS_MS))
        return;
    *last_ns = now_ns();
    if (stream->live)
        stream_show_live(stream);
    else if (stream->tool->verbosity > 0)
        error_line("streamed %.1f s from '%s'",
                   (double)jf_pipeline_get_time_ns(stream->pipeline) / 1e9, stream->from);
}

static int run_until_end(struct stream *stream, int signal_fd)
{
    struct pollfd descriptors[] = {
        {.fd = jf_pipeline_get_fd(stream->pipeline), .events = POLLIN},
        {.fd = jf_writer_get_fd(stream->writer), .events = POLLIN},
        {.fd = signal_fd, .events = POLLIN},
    };
    int64_t shown_ns = now_ns();

    while (jf_pipeline_wait(stream->pipeline, 0) == 0) {
        int ready = poll(descriptors, sizeof(descriptors) / sizeof(descriptors[0]),
                         wait_timeout_ms(stream));

        if (ready < 0 && errno != EINTR)
            return -errno;
        handle_signals(stream, signal_fd);
        stream_take_statuses(stream);
        hook_go_on(&stream->signal.hook);
        check_deadline(stream);
        show_progress(stream, &shown_ns);
    }
    stream_clear_live(stream);
    return jf_pipeline_get_result(stream->pipeline);
}

/* What was written ends; then the sessions on servers do, or are left to be gone on with. */
static int run_and_finish(struct stream *stream, int signal_fd)
{
    const int status = run_until_end(stream, signal_fd);

    stream_take_statuses(stream);
    for (size_t i = 0; i < stream->sink_count; i++) {
        struct stream_sink *sink = &stream->sinks[i];
        int result = 0;

        if (sink->kind != STREAM_SINK_PUSH && sink->kind != STREAM_SINK_ICECAST)
            continue;
        if (!sink->failure)
            result = push_sink_finish(sink, stream->disconnecting);
        push_sink_take_events(stream, sink);
        if (result < 0)
            stream_fail(stream, sink, result, jf_status_text(result));
    }
    return status;
}

/* All is written: what remains is to run what --on-silence says, to the end if it is quick. */
static void finish_hook(struct stream *stream, int signal_fd)
{
    const int64_t deadline_ns = now_ns() + STOP_LIMIT_S * ns_per_s;
    struct pollfd signals = {.fd = signal_fd, .events = POLLIN};

    hook_go_on(&stream->signal.hook);
    while (hook_is_busy(&stream->signal.hook) && now_ns() < deadline_ns) {
        int signal_number = poll(&signals, 1, HOOK_MS) > 0 ? signals_take(signal_fd) : 0;

        if (signal_number && signal_number != SIGHUP)
            signals_die(signal_number);
        hook_go_on(&stream->signal.hook);
    }
}

static int run_pipeline(struct stream *stream)
{
    /* Before any thread starts, which inherits the blocked mask. */
    int signal_fd = stream->metadata_file ? signals_open_with(SIGHUP) : signals_open();
    int result;

    if (signal_fd < 0)
        return report(signal_fd, "cannot wait for signals");
    result = stream_open_source(stream->tool, stream->from, &stream->source);
    if (!result)
        result = open_sinks(stream);
    if (!result)
        result = start(stream);
    if (!result)
        result = stream_report(stream, run_and_finish(stream, signal_fd));
    finish_hook(stream, signal_fd);
    (void)close(signal_fd);
    return result;
}

static void stream_fini(struct stream *stream)
{
    jf_pipeline_free(stream->pipeline);
    stream_signal_fini(&stream->signal);
    jf_writer_unref(stream->writer);
    jf_source_unref(stream->source);
    for (size_t i = 0; i < stream->sink_count; i++)
        stream_sink_fini(&stream->sinks[i]);
    free(stream->sinks);
}

int run_stream(struct tool *tool, const struct arguments *arguments)
{
    struct stream stream = {.tool = tool,
                            .from = arguments->operands[0],
                            .live = !tool->json && !tool->quiet && isatty(STDERR_FILENO)};
    int result = read_arguments(&stream, arguments);

    if (!result)
        result = make_writer(&stream, arguments);
    if (!result)
        result = run_pipeline(&stream);
    stream_fini(&stream);
    return result;
}
