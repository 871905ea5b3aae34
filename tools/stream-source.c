/* SPDX-License-Identifier: MIT */

/* From the FROM of a stream to a source. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "options.h"
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

static int choose_outputs(const struct target *target, struct outputs *outputs)
{
    if (target->part)
        return choose_part(target, outputs);
    take_outputs(outputs, target->device);
    return outputs->count ? EXIT_YES : refuse_silent_device(target);
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
        result = status ? report(status, "cannot capture from '%s'", target->text) : EXIT_YES;
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
    return is_tone(from) ? open_tone(from, ret_source) : open_capture(tool, from, ret_source);
}
