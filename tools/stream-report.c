/* SPDX-License-Identifier: MIT */

/* What became of a stream and of each of its sinks. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common.h"
#include "json.h"
#include "output.h"
#include "stream.h"

/* ---- while it runs --------------------------------------------------------------------------- */

static struct stream_sink *find_sink(struct stream *stream, const struct jf_sink *sink)
{
    for (size_t i = 0; i < stream->sink_count; i++) {
        if (stream->sinks[i].sink == sink)
            return &stream->sinks[i];
    }
    return NULL;
}

void stream_fail(struct stream *stream, struct stream_sink *sink, int failure, const char *text)
{
    if (sink->failure)
        return;
    sink->failure = failure ? failure : -EIO;
    sink->failure_exit = exit_status_of(sink->failure);
    sink->failure_text = strdup(text);
    stream_clear_live(stream);
    error_line("cannot stream to '%s': %s", sink->to, text);
}

static void take_failure(struct stream *stream, const struct jf_writer_status *status)
{
    struct stream_sink *sink = find_sink(stream, jf_writer_status_get_sink(status));

    if (sink)
        stream_fail(stream, sink, jf_writer_status_get_result(status),
                    jf_writer_status_get_text(status));
}

static void take_events(struct stream *stream, struct stream_sink *sink)
{
    if (sink->kind == STREAM_SINK_NETWORK)
        network_sink_take_events(stream, sink);
    else if (sink->kind != STREAM_SINK_FILE)
        push_sink_take_events(stream, sink);
}

void stream_take_statuses(struct stream *stream)
{
    struct jf_writer_status *status;

    /* First what happened at the sinks themselves: it says more than that they have failed. */
    for (size_t i = 0; i < stream->sink_count; i++)
        take_events(stream, &stream->sinks[i]);
    while ((status = jf_writer_next_status(stream->writer))) {
        if (jf_writer_status_get_type(status) == JF_WRITER_STATUS_ERROR)
            take_failure(stream, status);
        if (jf_writer_status_get_signal(status))
            stream_signal_take(stream, jf_writer_status_get_signal(status));
        jf_writer_status_free(status);
    }
}

/* ---- at the end ------------------------------------------------------------------------------ */

static double duration_s(const struct stream *stream)
{
    return (double)jf_pipeline_get_time_ns(stream->pipeline) / 1e9;
}

bool stream_get_drift(const struct stream *stream, struct jf_clock_drift *ret_drift)
{
    return jf_writer_get_clock_drift(stream->writer, ret_drift) == 0 && ret_drift->is_known;
}

static int64_t network_bytes(const struct stream_sink *sink)
{
    struct jf_network_statistics statistics;

    return jf_network_sink_get_statistics(sink->sink, &statistics) == 0
               ? (int64_t)statistics.byte_count
               : -1;
}

/* False: it is no sink that pushes. */
static bool get_uplink(const struct stream_sink *sink, struct jf_uplink_statistics *ret_statistics)
{
    return sink->kind != STREAM_SINK_NETWORK && sink->kind != STREAM_SINK_FILE &&
           jf_uplink_get_statistics(sink->sink, ret_statistics) == 0;
}

static int64_t push_bytes(const struct stream_sink *sink)
{
    struct jf_uplink_statistics statistics;

    return get_uplink(sink, &statistics) ? (int64_t)statistics.byte_count : -1;
}

/* Bytes of the finished file, or of all that was sent; -1: not known. */
static int64_t sink_bytes(const struct stream_sink *sink)
{
    struct stat status;

    if (sink->kind == STREAM_SINK_NETWORK)
        return network_bytes(sink);
    if (sink->kind != STREAM_SINK_FILE)
        return push_bytes(sink);
    return !sink->failure && stat(sink->to, &status) == 0 ? (int64_t)status.st_size : -1;
}

static void print_lines(const struct stream *stream)
{
    for (size_t i = 0; i < stream->sink_count; i++) {
        const struct stream_sink *sink = &stream->sinks[i];

        if (sink->failure)
            continue;
        put_text(stdout, sink->to);
        (void)printf("  %s  %.3f s  %" PRId64 " bytes\n", jf_format_get_codec(sink->format),
                     duration_s(stream), sink_bytes(sink));
    }
}

static json_t *json_of_sink(const struct stream_sink *sink)
{
    const int64_t bytes = sink_bytes(sink);
    struct jf_uplink_statistics uplink;
    json_t *object =
        json_pack("{s:o, s:s, s:s, s:o, s:s, s:o}", "path", json_of_text(sink->to), "container",
                  jf_format_get_container(sink->format), "codec", jf_format_get_codec(sink->format),
                  "bytes", bytes < 0 ? json_null() : json_integer((json_int_t)bytes), "state",
                  sink->failure ? "failed" : "done", "error", json_of_text(sink->failure_text));

    if (!object || !get_uplink(sink, &uplink))
        return object;
    if (json_object_set_new(object, "gap_ns", json_integer((json_int_t)uplink.gap_ns)) == 0 &&
        json_object_set_new(object, "gap_units", json_integer((json_int_t)uplink.gap_unit_count)) ==
            0)
        return object;
    json_decref(object);
    return NULL;
}

static int print_json(const struct stream *stream)
{
    struct jf_clock_drift drift;
    const bool known = stream_get_drift(stream, &drift);
    json_t *list = json_array();

    for (size_t i = 0; i < stream->sink_count && list; i++)
        list = json_append(list, json_of_sink(&stream->sinks[i]));
    return json_print(
        json_pack("{s:f, s:I, s:I, s:o, s:o, s:o}", "duration_s", duration_s(stream), "gap_frames",
                  (json_int_t)jf_source_get_gap_frames(stream->source), "lost_frames",
                  (json_int_t)jf_source_get_lost_frames(stream->source), "drift_ppm",
                  known ? json_real(drift.ppm) : json_null(), "drift_uncertainty_ppm",
                  known ? json_real(drift.uncertainty_ppm) : json_null(), "sinks", list),
        JSON_LAYOUT_DOCUMENT, stdout);
}

/* Frames that are missing, or are silence that nobody sent. */
static void warn_of_frames(const struct stream *stream)
{
    uint64_t lost = jf_source_get_lost_frames(stream->source);
    uint64_t gaps = jf_source_get_gap_frames(stream->source);
    const bool is_file = stream_is_file(stream->from);

    if (stream->tool->quiet)
        return;
    if (lost)
        error_line("warning: %" PRIu64 " frames from '%s' were lost; the machine was too slow",
                   lost, stream->from);
    if (!gaps)
        return;
    error_line("warning: %" PRIu64 " frames of silence stand for what '%s' %s", gaps, stream->from,
               is_file ? "has and cannot be decoded" : "did not send");
}

/* Also where no connection broke: one that is too slow loses as much. */
static void warn_of_gaps(const struct stream *stream)
{
    struct jf_uplink_statistics uplink;

    for (size_t i = 0; i < stream->sink_count && !stream->tool->quiet; i++) {
        const struct stream_sink *sink = &stream->sinks[i];

        if (!sink->failure && get_uplink(sink, &uplink) && uplink.gap_unit_count)
            error_line("warning: %.3f s have not come to '%s'", (double)uplink.gap_ns / 1e9,
                       sink->to);
    }
}

static void say_drift(const struct stream *stream)
{
    struct jf_clock_drift drift;

    if (stream->tool->verbosity > 0 && stream_get_drift(stream, &drift))
        error_line("the clock of '%s' runs %+.1f ppm off ours, give or take %.1f", stream->from,
                   drift.ppm, drift.uncertainty_ppm);
}

/* The exit status of the first sink that failed; counts them. */
static int first_failure(const struct stream *stream, size_t *ret_count)
{
    int first = EXIT_YES;

    *ret_count = 0;
    for (size_t i = 0; i < stream->sink_count; i++) {
        *ret_count += stream->sinks[i].failure != 0;
        if (!first)
            first = stream->sinks[i].failure_exit;
    }
    return first;
}

/* A source that has ended by itself. */
static int report_end(const struct stream *stream, int status)
{
    if (stream_is_file(stream->from))
        return stream_report_file(status, stream->from, " to the end");
    if (status != -ENODEV)
        return report(status, "cannot stream from '%s' to the end", stream->from);
    error_line("cannot stream from '%s' to the end: the device is gone after %.3f s; what came "
               "before is whole",
               stream->from, duration_s(stream));
    return exit_status_of(status);
}

int stream_report(struct stream *stream, int status)
{
    size_t failed_count;
    int failure, result = EXIT_YES;

    stream_take_statuses(stream);
    failure = first_failure(stream, &failed_count);
    warn_of_frames(stream);
    warn_of_gaps(stream);
    say_drift(stream);
    if (stream->tool->json)
        result = print_json(stream);
    else if (!stream->tool->quiet)
        print_lines(stream);
    if (failed_count == stream->sink_count)
        return failure;
    if (failed_count)
        return EXIT_PARTLY;
    if (status)
        return report_end(stream, status);
    return stream->signal.has_ended_it ? EXIT_FAULT : result;
}
