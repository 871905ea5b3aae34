/* SPDX-License-Identifier: MIT */

/* What is wrong with the sound of a stream, and what is done then. */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "json.h"
#include "options.h"
#include "stream.h"

static const enum jf_signal_fault faults[] = {JF_SIGNAL_SILENCE, JF_SIGNAL_STUCK, JF_SIGNAL_CLIP,
                                              JF_SIGNAL_DROPOUT};

/* ---- what was asked for ---------------------------------------------------------------------- */

static unsigned int bit_of(enum jf_signal_fault fault)
{
    return 1U << fault;
}

/* Of a number, perhaps below 0, that ends the text. */
static int parse_level(const char *text, double *ret_dbfs)
{
    const bool is_negative = *text == '-';
    double level = 0;
    int status = parse_decimal(text + is_negative, &level);

    if (status || (level > 0 && !is_negative))
        return -EINVAL;
    *ret_dbfs = is_negative ? -level : level;
    return 0;
}

static int read_silence(struct stream_signal *signal, const char *text)
{
    const char *comma = text ? strchr(text, ',') : NULL;
    char *time = NULL;
    int status = 0;

    if (!text)
        return EXIT_YES;
    time = strndup(text, comma ? (size_t)(comma - text) : strlen(text));
    if (!time)
        return report(-ENOMEM, "cannot read --silence-after");
    status = parse_duration_ns(time, &signal->limits.silence_ns);
    free(time);
    if (!status && comma)
        status = parse_level(comma + 1, &signal->limits.silence_level_dbfs);
    signal->asked |= bit_of(JF_SIGNAL_SILENCE);
    if (!status && signal->limits.silence_ns <= (int64_t)86400 * 1000000000)
        return EXIT_YES;
    error_line("--silence-after takes a time of up to a day, and perhaps a level in dBFS, such as "
               "10s or 5s,-60; not '%s'",
               text);
    return EXIT_USAGE;
}

static int read_hook(struct stream_signal *signal, const char *command)
{
    int status = command ? hook_init(&signal->hook, command) : 0;

    if (command)
        signal->asked |= bit_of(JF_SIGNAL_SILENCE);
    if (status != -EINVAL)
        return status ? report(status, "cannot read --on-silence") : EXIT_YES;
    error_line("--on-silence takes a program and its arguments, with every quote closed; not '%s'",
               command);
    return EXIT_USAGE;
}

static unsigned int fault_bit(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        const char *known = jf_signal_fault_name(faults[i]);

        if (strlen(known) == length && strncmp(name, known, length) == 0)
            return bit_of(faults[i]);
    }
    return 0;
}

static int read_exit_on(struct stream_signal *signal, const char *list)
{
    const char *name = list;

    while (name) {
        const size_t length = strcspn(name, ",");
        const unsigned int bit = fault_bit(name, length);

        if (!bit) {
            error_line("--exit-on takes silence, stuck, clip or dropout, or several with commas; "
                       "not '%s'",
                       list);
            return EXIT_USAGE;
        }
        signal->exit_on |= bit;
        name = name[length] ? name + length + 1 : NULL;
    }
    signal->asked |= signal->exit_on;
    return EXIT_YES;
}

int stream_signal_read(struct stream *stream, const struct arguments *arguments)
{
    struct stream_signal *signal = &stream->signal;
    int result;

    jf_signal_limits_init(&signal->limits);
    result = read_silence(signal, arguments_value(arguments, "silence-after"));
    if (!result)
        result = read_hook(signal, arguments_value(arguments, "on-silence"));
    if (!result)
        signal->hook.quiet = stream->tool->quiet;
    if (!result)
        result = read_exit_on(signal, arguments_value(arguments, "exit-on"));
    return result;
}

int stream_signal_apply(struct stream *stream)
{
    struct jf_signal_limits limits = stream->signal.limits;
    const unsigned int asked = stream->tool->json || stream->tool->verbosity > 0 || stream->live
                                   ? ~0U
                                   : stream->signal.asked;

    if (!(asked & bit_of(JF_SIGNAL_SILENCE)))
        limits.silence_ns = 0;
    if (!(asked & bit_of(JF_SIGNAL_STUCK)))
        limits.stuck_ns = 0;
    if (!(asked & bit_of(JF_SIGNAL_CLIP)))
        limits.clip_samples = 0;
    limits.dropouts = (asked & bit_of(JF_SIGNAL_DROPOUT)) != 0;
    return jf_writer_set_signal_limits(stream->writer, &limits);
}

void stream_signal_fini(struct stream_signal *signal)
{
    hook_fini(&signal->hook);
}

/* ---- while it runs --------------------------------------------------------------------------- */

static const char *event_name(const struct jf_signal_event *event)
{
    switch (event->fault) {
    case JF_SIGNAL_SILENCE:
        return event->is_over ? "silence-end" : "silence";
    case JF_SIGNAL_STUCK:
        return event->is_over ? "stuck-end" : "stuck";
    case JF_SIGNAL_CLIP:
        return event->is_over ? "clip-end" : "clip";
    default:
        return event->is_over ? "dropout-end" : "dropout";
    }
}

static double seconds(const struct stream *stream, int64_t frames)
{
    return (double)frames / jf_source_get_rate_hz(stream->source);
}

static void print_json(const struct stream *stream, const struct jf_signal_event *event)
{
    const bool is_dropout = event->fault == JF_SIGNAL_DROPOUT;

    (void)json_print(json_pack("{s:s, s:o, s:I, s:f, s:I, s:o, s:I}", "event", event_name(event),
                               "channel",
                               event->channel < 0 ? json_null() : json_integer(event->channel + 1),
                               "position_frames", (json_int_t)event->position_frames, "position_s",
                               seconds(stream, event->position_frames), "length_frames",
                               (json_int_t)event->length_frames, "lost",
                               is_dropout ? json_boolean(event->is_lost) : json_null(), "missed",
                               (json_int_t)event->missed_count),
                     JSON_LAYOUT_LINE, stdout);
}

/* How long a dropout was is known when it is over, and soon. */
static void print_line(const struct stream *stream, const struct jf_signal_event *event)
{
    const double position_s = seconds(stream, event->position_frames);
    const double length_s = seconds(stream, event->length_frames);

    if (event->fault == JF_SIGNAL_DROPOUT && !event->is_over)
        return;
    stream_clear_live(stream);
    if (event->missed_count)
        error_line("warning: %" PRIu64 " events of the sound were left out", event->missed_count);
    if (event->fault == JF_SIGNAL_DROPOUT) {
        error_line("dropout at %.3f s (frame %" PRId64 "): %" PRId64 " frames %s", position_s,
                   event->position_frames, event->length_frames,
                   event->is_lost ? "were lost" : "never came");
    } else if (event->is_over) {
        error_line("%s on channel %d is over: %.3f s (%" PRId64 " frames) from %.3f s on",
                   jf_signal_fault_name(event->fault), event->channel + 1, length_s,
                   event->length_frames, position_s);
    } else {
        error_line("%s on channel %d from %.3f s on (frame %" PRId64 ")",
                   jf_signal_fault_name(event->fault), event->channel + 1, position_s,
                   event->position_frames);
    }
}

static void run_hook(struct stream *stream, const struct jf_signal_event *event)
{
    const struct hook_event hook_event = {.name = event_name(event),
                                          .channel = event->channel + 1,
                                          .position_frames = event->position_frames,
                                          .length_frames = event->length_frames,
                                          .rate_hz = jf_source_get_rate_hz(stream->source)};

    if (event->fault == JF_SIGNAL_SILENCE)
        hook_run(&stream->signal.hook, &hook_event);
}

static bool is_told(const struct stream *stream, enum jf_signal_fault fault)
{
    return !stream->tool->quiet &&
           (stream->tool->verbosity > 0 || (stream->signal.asked & bit_of(fault)) != 0);
}

void stream_signal_take(struct stream *stream, const struct jf_signal_event *event)
{
    struct stream_signal *signal = &stream->signal;

    if (event->is_over)
        signal->going_on[event->fault]--;
    else
        signal->going_on[event->fault]++;
    if (stream->tool->json)
        print_json(stream, event);
    else if (is_told(stream, event->fault))
        print_line(stream, event);
    run_hook(stream, event);
    if (event->is_over || !(signal->exit_on & bit_of(event->fault)))
        return;
    signal->has_ended_it = true;
    stream_stop(stream);
}
