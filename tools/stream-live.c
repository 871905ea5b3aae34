/* SPDX-License-Identifier: MIT */

/* The line on a terminal that says how a stream goes. */

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "stream.h"

#define CLEAR_LINE "\r\033[K"

enum {
    USUAL_COLUMNS = 80,
    LINE_BYTES = 512
};

/* What does not fit is left out. */
struct line {
    char text[LINE_BYTES];
    size_t length;
};

static void put(struct line *line, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void put(struct line *line, const char *format, ...)
{
    const size_t room = sizeof(line->text) - line->length;
    va_list values;
    int length;

    va_start(values, format);
    length = vsnprintf(line->text + line->length, room, format, values);
    va_end(values);
    if (length > 0)
        line->length += (size_t)length < room ? (size_t)length : room - 1;
}

static void put_elapsed(struct line *line, const struct stream *stream)
{
    const double elapsed_s = (double)jf_pipeline_get_time_ns(stream->pipeline) / 1e9;
    const double duration_s = (double)stream->duration_ns / 1e9;
    const double left_s = duration_s > elapsed_s ? duration_s - elapsed_s : 0;

    put(line, "%.1f s", elapsed_s);
    if (stream->duration_ns)
        put(line, " of %.1f s, %.1f s left", duration_s, left_s);
}

/* The peaks of all channels, and what is wrong with them now. */
static void put_levels(struct line *line, const struct stream *stream)
{
    const unsigned int channel_count = jf_source_get_channel_count(stream->source);
    const int *going_on = stream->signal.going_on;
    struct jf_signal_level level;

    for (unsigned int c = 0; c < channel_count; c++) {
        if (jf_writer_get_level(stream->writer, c, &level))
            return;
        put(line, c ? " " : " | ");
        if (isinf(level.peak_dbfs))
            put(line, "-inf");
        else
            put(line, "%.0f", level.peak_dbfs);
    }
    put(line, " dBFS");
    for (int i = 0; i <= JF_SIGNAL_DROPOUT; i++) {
        if (going_on[i] > 0)
            put(line, " %s", jf_signal_fault_name((enum jf_signal_fault)i));
    }
}

static void put_gaps(struct line *line, const struct stream *stream)
{
    const uint64_t frames =
        jf_source_get_gap_frames(stream->source) + jf_source_get_lost_frames(stream->source);

    if (frames)
        put(line, " | %.3f s missing", (double)frames / jf_source_get_rate_hz(stream->source));
}

static void put_drift(struct line *line, const struct stream *stream)
{
    struct jf_clock_drift drift;

    if (stream_get_drift(stream, &drift))
        put(line, " | clock %+.1f ppm", drift.ppm);
}

static void put_listeners(struct line *line, const struct stream_sink *sink)
{
    struct jf_network_statistics statistics;
    size_t count = 0;

    if (jf_network_sink_get_client_count(sink->sink, &count) ||
        jf_network_sink_get_statistics(sink->sink, &statistics))
        return;
    put(line, ", %zu listeners, %.1f MB sent", count, (double)statistics.byte_count / 1e6);
    if (statistics.dropped_count)
        put(line, ", %" PRIu64 " too slow", statistics.dropped_count);
    if (statistics.refused_count)
        put(line, ", %" PRIu64 " refused", statistics.refused_count);
}

static void put_uplink(struct line *line, const struct stream_sink *sink)
{
    struct jf_uplink_statistics statistics;

    if (jf_uplink_get_statistics(sink->sink, &statistics))
        return;
    put(line, ", %.1f s waiting", (double)statistics.waiting_ns / 1e9);
    if (statistics.gap_ns)
        put(line, ", %.1f s lost", (double)statistics.gap_ns / 1e9);
}

static void put_sink(struct line *line, const struct stream *stream, const struct stream_sink *sink)
{
    const double elapsed_s = (double)jf_pipeline_get_time_ns(stream->pipeline) / 1e9;
    struct jf_sink_statistics statistics;

    if (elapsed_s <= 0 || jf_writer_get_sink_statistics(stream->writer, sink->sink, &statistics))
        return;
    put(line, " | %s %.0f kbit/s", jf_format_get_codec(sink->format),
        (double)statistics.byte_count * 8 / elapsed_s / 1e3);
    if (statistics.queued_unit_count > 1)
        put(line, ", %zu units queued", statistics.queued_unit_count);
    if (statistics.dropped_unit_count)
        put(line, ", %" PRIu64 " units dropped", statistics.dropped_unit_count);
    if (sink->kind == STREAM_SINK_NETWORK)
        put_listeners(line, sink);
    else if (sink->kind != STREAM_SINK_FILE)
        put_uplink(line, sink);
}

static size_t get_columns(void)
{
    struct winsize size;

    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col
                                                                           : USUAL_COLUMNS;
}

/* A line that is wider than the terminal would not be replaced by the next. */
void stream_show_live(const struct stream *stream)
{
    const size_t columns = get_columns();
    struct line line = {0};

    put_elapsed(&line, stream);
    put_levels(&line, stream);
    put_gaps(&line, stream);
    for (size_t i = 0; i < stream->sink_count; i++) {
        if (!stream->sinks[i].failure)
            put_sink(&line, stream, &stream->sinks[i]);
    }
    put_drift(&line, stream);
    if (line.length >= columns)
        line.text[columns - 1] = '\0';
    (void)fprintf(stderr, CLEAR_LINE "%s", line.text);
    (void)fflush(stderr);
}

void stream_clear_live(const struct stream *stream)
{
    if (stream->live)
        (void)fputs(CLEAR_LINE, stderr);
}
