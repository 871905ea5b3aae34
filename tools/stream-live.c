/* SPDX-License-Identifier: MIT */

/* The line on a terminal that says how a stream goes. */

#include <inttypes.h>
#include <stdio.h>

#include "stream.h"

#define CLEAR_LINE "\r\033[K"

static void put_elapsed(const struct stream *stream)
{
    const double elapsed_s = (double)jf_pipeline_get_time_ns(stream->pipeline) / 1e9;

    (void)fprintf(stderr, "%.1f s", elapsed_s);
    if (stream->duration_ns)
        (void)fprintf(stderr, " of %.1f s", (double)stream->duration_ns / 1e9);
}

static void put_listeners(const struct stream_sink *sink)
{
    struct jf_network_statistics statistics;
    size_t count = 0;

    if (jf_network_sink_get_client_count(sink->sink, &count) ||
        jf_network_sink_get_statistics(sink->sink, &statistics))
        return;
    (void)fprintf(stderr, " | %zu listeners, %.1f MB sent", count,
                  (double)statistics.byte_count / 1e6);
    if (statistics.dropped_count)
        (void)fprintf(stderr, ", %" PRIu64 " too slow", statistics.dropped_count);
    if (statistics.refused_count)
        (void)fprintf(stderr, ", %" PRIu64 " refused", statistics.refused_count);
}

static void put_rate(const struct stream *stream, const struct stream_sink *sink)
{
    const double elapsed_s = (double)jf_pipeline_get_time_ns(stream->pipeline) / 1e9;
    struct jf_sink_statistics statistics;

    if (elapsed_s <= 0 || jf_writer_get_sink_statistics(stream->writer, sink->sink, &statistics))
        return;
    (void)fprintf(stderr, " | %s %.0f kbit/s", jf_format_get_codec(sink->format),
                  (double)statistics.byte_count * 8 / elapsed_s / 1e3);
    if (statistics.dropped_unit_count)
        (void)fprintf(stderr, ", %" PRIu64 " units dropped", statistics.dropped_unit_count);
}

void stream_show_live(const struct stream *stream)
{
    (void)fputs(CLEAR_LINE, stderr);
    put_elapsed(stream);
    for (size_t i = 0; i < stream->sink_count; i++) {
        const struct stream_sink *sink = &stream->sinks[i];

        if (sink->failure)
            continue;
        put_rate(stream, sink);
        if (sink->kind == STREAM_SINK_NETWORK)
            put_listeners(sink);
    }
    (void)fflush(stderr);
}

void stream_clear_live(const struct stream *stream)
{
    if (stream->live)
        (void)fputs(CLEAR_LINE, stderr);
}
