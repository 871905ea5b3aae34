/* SPDX-License-Identifier: MIT */

/* From the FROM of a stream to a source. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "options.h"
#include "output.h"
#include "stream.h"

enum {
    TONE_HZ = 440,
    TONE_RATE_HZ = 48000,
    TONE_CHANNELS = 2
};

/* ---- tone[:HZ] ------------------------------------------------------------------------------- */

static bool is_tone(const char *from)
{
    return strcmp(from, "tone") == 0 || strncmp(from, "tone:", strlen("tone:")) == 0;
}

static int open_tone(const char *from, struct jf_source **ret_source)
{
    const char *colon = strchr(from, ':');
    double frequency_hz = TONE_HZ;
    int status = colon ? parse_decimal(colon + 1, &frequency_hz) : 0;

    if (!status)
        status = jf_source_new_tone(frequency_hz, TONE_RATE_HZ, TONE_CHANNELS, JF_PACE_REAL_TIME,
                                    ret_source);
    if (status != -EINVAL)
        return status ? report(status, "cannot make '%s'", from) : EXIT_YES;
    error_line("cannot make '%s': give a frequency of 1 to %d Hz, such as tone:440", from,
               TONE_RATE_HZ / 2);
    return EXIT_USAGE;
}

/* ---- connectors of the graph ----------------------------------------------------------------- */

/* The OUT connectors that sound can be taken from. */
struct outputs {
    const struct jf_connector **items;
    size_t count;
};

static bool is_output(const struct jf_connector *connector)
{
    return jf_connector_get_flow(connector) == JF_FLOW_OUT &&
           jf_connector_get_type(connector) == JF_TYPE_SOFTWARE_IO &&
           !is_hardware_side(jf_connector_get_part(connector));
}

static void add_outputs(struct outputs *outputs, const struct jf_device *device, bool monitors)
{
    const struct jf_connector *connector;

    for (size_t i = 0; jf_device_get_connector(device, i, &connector) == 0; i++) {
        if (is_output(connector) && is_monitor(jf_connector_get_part(connector)) == monitors)
            outputs->items[outputs->count++] = connector;
    }
}

/* What the device gives of itself; failing that, what can be heard of what it is given. */
static void take_outputs(struct outputs *outputs, const struct jf_device *device)
{
    add_outputs(outputs, device, false);
    if (outputs->count == 0)
        add_outputs(outputs, device, true);
}

static int refuse_silent_device(const struct target *target)
{
    error_line("cannot stream from '%s': it has no output to take sound from; name another device "
               "or an output, see 'jackfield list connectors'",
               target->text);
    return EXIT_REFUSED;
}

/* An input gives nothing; its device may have something to offer instead. */
static int refuse_input(const struct target *target, const struct outputs *offers)
{
    if (offers->count == 0)
        return refuse_silent_device(target);
    error_line("cannot stream from '%s': it is an input; name an output of its device, such as "
               "'%s'",
               target->text, connector_id(offers->items[0]));
    return EXIT_REFUSED;
}

static int choose_part(const struct target *target, struct outputs *outputs)
{
    const struct jf_connector *connector;
    int result = target_connector(target, &connector);

    if (result)
        return result;
    if (jf_connector_get_flow(connector) == JF_FLOW_OUT) {
        outputs->items[outputs->count++] = connector;
        return EXIT_YES;
    }
    take_outputs(outputs, target_device(target));
    return refuse_input(target, outputs);
}

/* ---- PCMs of sound hardware ------------------------------------------------------------------ */

static bool is_adapter(const struct target *target)
{
    return jf_device_get_kind(target_device(target)) == JF_DEVICE_ADAPTER;
}

static const char *pcm_property(const struct jf_connector *connector, const char *key)
{
    const char *text = jf_part_get_property(jf_connector_get_part(connector), key);

    return text ? text : "";
}

/* Several converters may be behind one PCM; it is one all the same. */
static bool is_same_pcm(const struct jf_connector *a, const struct jf_connector *b)
{
    static const char *const keys[] = {"alsa.pcm.device", "alsa.pcm.subdevice"};
    bool same = true;

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        same = same && strcmp(pcm_property(a, keys[i]), pcm_property(b, keys[i])) == 0;
    return same;
}

static void add_pcm(struct outputs *pcms, const struct jf_connector *connector)
{
    bool is_new = is_output(connector) && *pcm_property(connector, "alsa.pcm.device");

    for (size_t i = 0; i < pcms->count && is_new; i++)
        is_new = !is_same_pcm(pcms->items[i], connector);
    if (is_new)
        pcms->items[pcms->count++] = connector;
}

static void take_pcms(struct outputs *pcms, const struct jf_device *device)
{
    const struct jf_connector *connector;

    for (size_t i = 0; jf_device_get_connector(device, i, &connector) == 0; i++)
        add_pcm(pcms, connector);
}

static int report_pcms(const struct target *target, const struct outputs *pcms)
{
    error_line("'%s' is ambiguous: it captures on %zu devices; say which by its id:", target->text,
               pcms->count);
    for (size_t i = 0; i < pcms->count; i++) {
        const char *name = jf_part_get_name(jf_connector_get_part(pcms->items[i]));

        (void)fputs("  ", stderr);
        put_text(stderr, connector_id(pcms->items[i]));
        (void)fputs(name ? "  " : "", stderr);
        put_text(stderr, name ? name : "");
        (void)fputc('\n', stderr);
    }
    return EXIT_AMBIGUOUS;
}

/* A jack, or the side that applications play to: what it captures with may be offered instead. */
static int refuse_no_pcm(const struct target *target, const struct outputs *offers)
{
    if (offers->count == 0)
        return refuse_silent_device(target);
    error_line("cannot stream from '%s': applications cannot capture there; name what they can "
               "capture from, such as '%s'",
               target->text, connector_id(offers->items[0]));
    return EXIT_REFUSED;
}

static int choose_pcm_part(const struct target *target, struct outputs *pcms)
{
    const struct jf_connector *connector;
    int result = target_connector(target, &connector);

    if (result)
        return result;
    add_pcm(pcms, connector);
    if (pcms->count)
        return EXIT_YES;
    take_pcms(pcms, target_device(target));
    return refuse_no_pcm(target, pcms);
}

static int choose_pcm(const struct target *target, struct outputs *pcms)
{
    if (target->part)
        return choose_pcm_part(target, pcms);
    take_pcms(pcms, target->device);
    if (pcms->count == 0)
        return refuse_silent_device(target);
    return pcms->count == 1 ? EXIT_YES : report_pcms(target, pcms);
}

/* ---- capturing ------------------------------------------------------------------------------- */

static int choose_outputs(const struct target *target, struct outputs *outputs)
{
    if (is_adapter(target))
        return choose_pcm(target, outputs);
    if (target->part)
        return choose_part(target, outputs);
    take_outputs(outputs, target->device);
    return outputs->count ? EXIT_YES : refuse_silent_device(target);
}

static int report_failure(const struct tool *tool, const struct target *target, int status)
{
    if (is_adapter(target) && tool->machine) {
        error_line("cannot capture from '%s': it is not of this machine; leave out --machine",
                   target->text);
        return EXIT_REFUSED;
    }
    return is_adapter(target) ? stream_report_pcm(status, target->text)
                              : report(status, "cannot capture from '%s'", target->text);
}

static int capture(struct tool *tool, const struct target *target, struct jf_source **ret_source)
{
    size_t room = jf_device_get_connector_count(target_device(target)) + 1;
    struct outputs outputs = {.items = calloc(room, sizeof(const struct jf_connector *))};
    int result, status;

    if (!outputs.items)
        return report(-ENOMEM, "cannot stream from '%s'", target->text);
    result = choose_outputs(target, &outputs);
    if (!result) {
        status = jf_source_new_connectors(tool->context, outputs.items, outputs.count, tool->remote,
                                          ret_source);
        result = status ? report_failure(tool, target, status) : EXIT_YES;
    }
    free(outputs.items);
    return result;
}

static int open_capture(struct tool *tool, const char *from, struct jf_source **ret_source)
{
    struct target target;
    int result = tool_open_settled(tool);

    if (!result)
        result = find_target(tool, from, JF_OBJECT_DEVICE | JF_OBJECT_PART, &target);
    if (!result)
        result = capture(tool, &target, ret_source);
    /* The source stands for itself; nobody would read this context while the stream runs. */
    tool_close(tool);
    return result;
}

int stream_open_source(struct tool *tool, const char *from, struct jf_source **ret_source)
{
    if (is_tone(from))
        return open_tone(from, ret_source);
    if (stream_is_hw(from))
        return stream_open_hw(from, ret_source);
    if (stream_is_file(from))
        return stream_open_file(from, ret_source);
    return open_capture(tool, from, ret_source);
}
