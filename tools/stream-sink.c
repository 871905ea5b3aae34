/* SPDX-License-Identifier: MIT */

/* What --to names: a file, or a sink with a URL. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "options.h"
#include "stream.h"

/* ---- what was asked for ---------------------------------------------------------------------- */

static int set_bit_rate(struct jf_format *format, const char *text)
{
    unsigned int bits_per_second;

    if (!text || (parse_bit_rate(text, &bits_per_second) == 0 &&
                  jf_format_set_bit_rate(format, bits_per_second) == 0))
        return EXIT_YES;
    error_line("--bitrate takes 8k to 1M bits a second, such as 128k; not '%s'", text);
    return EXIT_USAGE;
}

static int set_codec(const struct stream_sink *sink, const char *codec)
{
    int status = codec ? jf_format_set_codec(sink->format, codec) : 0;

    if (status == -EMEDIUMTYPE || status == -ELIBACC) {
        error_line("cannot stream to '%s': %s %s; leave out --codec for the usual one", sink->to,
                   status == -ELIBACC ? "there is no codec" : "such a sink cannot take", codec);
        return EXIT_USAGE;
    }
    return status ? report(status, "cannot use the codec '%s'", codec) : EXIT_YES;
}

static int make_file_format(struct stream_sink *sink)
{
    int status = jf_format_new_for_path(sink->to, &sink->format);

    if (status == -EMEDIUMTYPE) {
        error_line("cannot stream to '%s': its ending names no container; use .asf, .wma, .wav, "
                   ".flac, .ogg, .opus or .mp3",
                   sink->to);
        return EXIT_USAGE;
    }
    return status ? report(status, "cannot stream to '%s'", sink->to) : EXIT_YES;
}

static enum stream_sink_kind find_kind(const char *to)
{
    if (!sink_url_is(to))
        return STREAM_SINK_FILE;
    if (strncmp(to, "push+http://", 12) == 0)
        return STREAM_SINK_PUSH;
    return strncmp(to, "icecast://", 10) == 0 ? STREAM_SINK_ICECAST : STREAM_SINK_NETWORK;
}

static int make_url_format(struct stream_sink *sink, const struct tool *tool,
                           const struct arguments *arguments)
{
    int status = jf_format_new(&sink->format);

    if (status)
        return report(status, "cannot stream to '%s'", sink->to);
    return sink->kind == STREAM_SINK_NETWORK ? network_sink_read(sink)
                                             : push_sink_read(sink, tool, arguments);
}

int stream_sink_read(struct stream_sink *sink, const struct tool *tool,
                     const struct arguments *arguments)
{
    int result;

    if (sink_url_has_password(sink->to)) {
        error_line("cannot stream there: a password has no place in a URL, where everybody on the "
                   "machine can read it; give USER@ alone, and --password-file FILE");
        return EXIT_USAGE;
    }
    sink->kind = find_kind(sink->to);
    result = sink->kind == STREAM_SINK_FILE ? make_file_format(sink)
                                            : make_url_format(sink, tool, arguments);
    if (!result)
        result = set_codec(sink, arguments_value(arguments, "codec"));
    return result ? result : set_bit_rate(sink->format, arguments_value(arguments, "bitrate"));
}

/* ---- setting it up --------------------------------------------------------------------------- */

static int open_file(struct stream_sink *sink)
{
    int status = jf_sink_new_file(sink->to, &sink->sink);

    if (status == -EEXIST) {
        error_line("cannot stream to '%s': what is there is no ordinary file; name another one",
                   sink->to);
        return EXIT_REFUSED;
    }
    if (status == -ENOENT || status == -ENOTDIR) {
        error_line("cannot stream to '%s': its directory is not there; make it first", sink->to);
        return exit_status_of(status);
    }
    return status ? report(status, "cannot stream to '%s'", sink->to) : EXIT_YES;
}

static int open_it(struct stream_sink *sink)
{
    switch (sink->kind) {
    case STREAM_SINK_NETWORK:
        return network_sink_open(sink);
    case STREAM_SINK_PUSH:
    case STREAM_SINK_ICECAST:
        return push_sink_open(sink);
    case STREAM_SINK_FILE:
        break;
    }
    return open_file(sink);
}

int stream_sink_open(struct stream *stream, struct stream_sink *sink)
{
    int result = open_it(sink);
    int status;

    if (result)
        return result;
    status = jf_writer_add_sink(stream->writer, sink->sink, sink->format);
    return status ? report(status, "cannot stream to '%s'", sink->to) : EXIT_YES;
}

void stream_sink_fini(struct stream_sink *sink)
{
    jf_sink_unref(sink->sink);
    jf_format_free(sink->format);
    sink_url_fini(&sink->url);
    free(sink->failure_text);
}
