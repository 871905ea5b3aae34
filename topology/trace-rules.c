/* SPDX-License-Identifier: MIT */

/*
 * What a part, and what leads to the next one, does to the signal. Each rule looks at one thing and
 * notes what it finds; all rules look at every stop, in the order of the list.
 */

#include "topology/trace.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    /* A level at the least of its scale is as good as silence when it is this low. */
    INAUDIBLE_MILLIBEL = -4500,
};

static const struct jf_part *part_at(const struct jf_trace *trace, size_t index)
{
    return trace->stops[index].part;
}

static const char *property_of(const struct jf_trace *trace, size_t index, const char *key)
{
    return jf_part_get_property(part_at(trace, index), key);
}

static bool is_text(const char *text, const char *wanted)
{
    return text && strcmp(text, wanted) == 0;
}

/* The first stop of its device: what is about the whole device is said there. */
static bool is_first_of_device(const struct jf_trace *trace, size_t index)
{
    return index == 0 || part_at(trace, index - 1)->device != part_at(trace, index)->device;
}

/* ---- what joins two parts -------------------------------------------------------------------- */

static void judge_connection(struct jf_trace *trace, size_t index)
{
    const struct jf_connection *connection = trace->stops[index].connection;
    const char *error;

    if (!connection || connection->wire->permanence != JF_PERMANENCE_FREE)
        return;
    error = jf_connection_get_property(connection, "error");
    if (connection->wire->state == JF_CONNECTION_ERROR) {
        jfi_trace_note(trace, index, JF_CAUSE_LINK_ERROR, JFI_SILENCES,
                       jfi_trace_line("the server gave up the connection to %s: %s",
                                      connection->to->id, error ? error : "no reason given"),
                       jfi_trace_line("jackfield reconnect '%s'", connection->from->id));
    } else if (connection->wire->state != JF_CONNECTION_ACTIVE &&
               connection->wire->state != JF_CONNECTION_UNKNOWN) {
        jfi_trace_note(trace, index, JF_CAUSE_LINK_PAUSED, JFI_SILENCES,
                       jfi_trace_line("the connection to %s is %s: nothing runs through it",
                                      connection->to->id,
                                      jf_connection_state_text(connection->wire->state)),
                       NULL);
    }
}

/* The control of a part that chooses among its inputs, and the choice that stands for `wanted`. */
static const struct jf_control *choice_of(const struct jf_part *part, const struct jf_part *wanted,
                                          const char **ret_name)
{
    for (size_t i = 0; i < part->control_count; i++) {
        const struct jf_control *control = &part->controls[i];

        for (size_t k = 0; control->kind == JF_CONTROL_SELECTOR && k < control->item_count; k++) {
            if (control->items[k].value == wanted->local_id) {
                *ret_name = control->items[k].name;
                return control;
            }
        }
    }
    return NULL;
}

static const struct jf_part *selected_input(const struct jf_part *part)
{
    for (size_t i = 0; i < part->incoming_count; i++) {
        if (part->incoming[i]->state == JF_LINK_SELECTED)
            return part->incoming[i]->from;
    }
    return NULL;
}

static char *repair_choice(struct jf_trace *trace, const struct jf_link *link)
{
    const char *name = NULL;
    const struct jf_control *control = choice_of(link->to, link->from, &name);
    char *quoted, *repair;

    if (!control)
        return NULL;
    quoted = jfi_trace_line("'%s'", name);
    repair = quoted ? jfi_trace_repair(trace, control, quoted) : NULL;
    free(quoted);
    return repair;
}

static void judge_link(struct jf_trace *trace, size_t index)
{
    const struct jf_link *link = trace->stops[index].link;
    const struct jf_part *chosen;

    if (!link || link->state == JF_LINK_ALWAYS || link->state == JF_LINK_SELECTED)
        return;
    chosen = selected_input(link->to);
    if (link->state == JF_LINK_UNSELECTED) {
        jfi_trace_note_shut(trace, index + 1, JF_CAUSE_UNSELECTED,
                            jfi_trace_line("%s takes its signal from %s, not from %s", link->to->id,
                                           chosen ? chosen->key : "another input", link->from->key),
                            repair_choice(trace, link));
    } else if (strcmp(link->evidence, "port.monitor") != 0) {
        jfi_trace_note(
            trace, index + 1, JF_CAUSE_UNSELECTED, JFI_MAY,
            jfi_trace_line("nothing tells which input %s takes its signal from", link->to->id),
            NULL);
    }
}

/* ---- controls -------------------------------------------------------------------------------- */

static bool is_mute_on(const struct jf_control *control)
{
    return control->kind == JF_CONTROL_MUTE && control->value_count && control->values[0];
}

static void judge_mutes(struct jf_trace *trace, size_t index)
{
    const struct jf_part *part = part_at(trace, index), *next = NULL;
    enum jf_cause cause = JF_CAUSE_MUTED;

    if (index + 1 < trace->count)
        next = part_at(trace, index + 1);
    if (next && next->type == JF_TYPE_SUM)
        cause = JF_CAUSE_GATED;
    for (size_t i = 0; i < part->control_count; i++) {
        const struct jf_control *control = &part->controls[i];

        if (is_mute_on(control)) {
            jfi_trace_note_shut(trace, index, cause,
                                jfi_trace_line("'%s' of %s is muted", control->name, part->id),
                                jfi_trace_repair(trace, control, "unmute"));
        }
    }
}

/* The control that tells the gain of a part: what the server does itself, where it says so. */
static const struct jf_control *level_of(const struct jf_part *part)
{
    const struct jf_control *level = NULL;

    for (size_t i = 0; i < part->control_count; i++) {
        const struct jf_control *control = &part->controls[i];

        if (control->kind != JF_CONTROL_LEVEL || !control->value_count)
            continue;
        if (strcmp(control->name, "Soft Volume") == 0)
            return control;
        if (!level)
            level = control;
    }
    return level;
}

static void loudest_and_quietest(const struct jf_control *control, int64_t *ret_loudest,
                                 int64_t *ret_quietest)
{
    *ret_loudest = *ret_quietest = control->values[0];
    for (size_t i = 1; i < control->value_count; i++) {
        if (control->values[i] > *ret_loudest)
            *ret_loudest = control->values[i];
        if (control->values[i] < *ret_quietest)
            *ret_quietest = control->values[i];
    }
}

static bool is_inaudible(const struct jf_control *control, int64_t level)
{
    return level == INT64_MIN ||
           (control->has_range && level <= control->min && level <= INAUDIBLE_MILLIBEL);
}

static void judge_level(struct jf_trace *trace, size_t index)
{
    struct jfi_stop *stop = &trace->stops[index];
    const struct jf_control *control = level_of(stop->part);
    int64_t loudest, quietest;

    if (!control || stop->part->type == JF_TYPE_OPAQUE)
        return;
    loudest_and_quietest(control, &loudest, &quietest);
    stop->has_gain = true;
    stop->gain = loudest;
    if (loudest == INT64_MIN) {
        jfi_trace_note_shut(
            trace, index, JF_CAUSE_ZERO,
            jfi_trace_line("'%s' of %s is at silence", control->name, stop->part->id),
            jfi_trace_repair(trace, control, "0dB"));
    } else if (is_inaudible(control, loudest)) {
        jfi_trace_note_shut(trace, index, JF_CAUSE_MINIMUM,
                            jfi_trace_line("'%s' of %s is at its minimum, %.2f dB", control->name,
                                           stop->part->id, (double)loudest / 100),
                            jfi_trace_repair(trace, control, "0dB"));
    } else if (is_inaudible(control, quietest)) {
        jfi_trace_note(trace, index, JF_CAUSE_CHANNEL_SILENT, JFI_MAY,
                       jfi_trace_line("'%s' of %s is silent on one channel only", control->name,
                                      stop->part->id),
                       jfi_trace_repair(trace, control, "0dB"));
    }
}

/* Whether a control is named after the other way through a card than the one that is walked. */
static bool is_of_other_way(const struct jf_trace *trace, size_t index,
                            const struct jf_control *control)
{
    bool plays = index && part_at(trace, index - 1)->type == JF_TYPE_SOFTWARE_IO;
    bool captures =
        index + 1 < trace->count && part_at(trace, index + 1)->type == JF_TYPE_SOFTWARE_IO;

    return (plays && !captures && strstr(control->name, "Capture")) ||
           (captures && !plays && strstr(control->name, "Playback"));
}

/* A level at the least of its scale, or a switch that is off by the name that drivers give them. */
static bool is_shut(const struct jf_control *control)
{
    int64_t loudest, quietest;

    if (!control->value_count)
        return false;
    loudest_and_quietest(control, &loudest, &quietest);
    if (control->kind == JF_CONTROL_LEVEL)
        return is_inaudible(control, loudest);
    return control->kind == JF_CONTROL_BOOLEAN && !loudest && strstr(control->name, " Switch");
}

/* Of a part whose inside nobody tells it is not known either which signals a control acts on. */
static void judge_inside(struct jf_trace *trace, size_t index)
{
    const struct jf_part *part = part_at(trace, index);

    for (size_t i = 0; i < part->control_count && part->type == JF_TYPE_OPAQUE; i++) {
        const struct jf_control *control = &part->controls[i];
        bool is_level = control->kind == JF_CONTROL_LEVEL;

        if (!is_shut(control) || is_of_other_way(trace, index, control))
            continue;
        jfi_trace_note(trace, index, is_level ? JF_CAUSE_MINIMUM : JF_CAUSE_MUTED, JFI_MAY,
                       jfi_trace_line("'%s' of %s is %s; nothing tells what runs through it",
                                      control->name, part->id, is_level ? "at its minimum" : "off"),
                       jfi_trace_repair(trace, control, is_level ? "0dB" : "on"));
    }
}

/* A part with controls none of which can be read may do anything. */
static void judge_permission(struct jf_trace *trace, size_t index)
{
    const struct jf_part *part = part_at(trace, index);

    for (size_t i = 0; i < part->control_count; i++) {
        const struct jf_control *control = &part->controls[i];
        bool matters = control->kind == JF_CONTROL_LEVEL || control->kind == JF_CONTROL_MUTE;

        if (matters && !control->value_count && control->remark) {
            jfi_trace_note(trace, index, JF_CAUSE_NO_PERMISSION, JFI_MAY,
                           jfi_trace_line("'%s' of %s cannot be read: %s", control->name, part->id,
                                          control->remark),
                           NULL);
            return;
        }
    }
}

/* ---- nodes ----------------------------------------------------------------------------------- */

/* Who holds the PCM that leads on from this stop, told by what ties a node to it; NULL: nobody. */
static const char *holder_at(const struct jf_trace *trace, size_t index)
{
    const struct jf_connection *tie = trace->stops[index].connection;

    return tie ? jf_connection_get_property(tie, "alsa.pcm.owner") : NULL;
}

/* The same of any PCM of the node that begins at this stop. */
static bool is_held(const struct jf_trace *trace, size_t index)
{
    const struct jf_device *node = part_at(trace, index)->device;
    bool held = index > 0 && holder_at(trace, index - 1);

    for (size_t i = index; i < trace->count && !held && part_at(trace, i)->device == node; i++)
        held = holder_at(trace, i);
    return held;
}

static void judge_node(struct jf_trace *trace, size_t index)
{
    const struct jf_device *device = part_at(trace, index)->device;
    const char *state = jf_device_get_property(device, "node.state");
    const char *error = jf_device_get_property(device, "node.error");

    if (device->kind != JF_DEVICE_NODE || !is_first_of_device(trace, index))
        return;
    if (is_text(jf_device_get_property(device, "pulse.corked"), "true")) {
        jfi_trace_note(trace, index, JF_CAUSE_STREAM_PAUSED, JFI_SILENCES,
                       jfi_trace_line("%s is held by its program (pulse.corked)", device->id),
                       NULL);
    }
    if (is_text(state, "error")) {
        jfi_trace_note(
            trace, index, JF_CAUSE_NODE_ERROR, JFI_SILENCES,
            jfi_trace_line("%s is in error: %s", device->id, error ? error : "no reason given"),
            NULL);
    } else if (is_text(state, "suspended") && !is_held(trace, index)) {
        jfi_trace_note(trace, index, JF_CAUSE_NODE_SUSPENDED, JFI_SILENCES,
                       jfi_trace_line("%s is suspended: nothing plays through it", device->id),
                       NULL);
    }
}

static void judge_route(struct jf_trace *trace, size_t index)
{
    const char *available = property_of(trace, index, "route.available");
    const char *description = property_of(trace, index, "route.description");

    if (is_text(available, "no")) {
        jfi_trace_note(trace, index, JF_CAUSE_ROUTE_UNAVAILABLE, JFI_SILENCES,
                       jfi_trace_line("the route '%s' of %s is not available",
                                      description ? description : "unnamed",
                                      part_at(trace, index)->device->id),
                       NULL);
    }
}

/* ---- hardware -------------------------------------------------------------------------------- */

/* No control of ALSA sets this: a verb of the codec does. NULL where it has no place. */
static char *repair_by_verb(struct jf_trace *trace, size_t index, unsigned int verb,
                            unsigned int value)
{
    const struct jf_part *part = part_at(trace, index);
    const struct jf_device *codec = part->device;
    char *repair;

    if (!codec->has_card || codec->card.number < 0 || codec->card.codec < 0 || part->nid < 0)
        return NULL;
    repair = jfi_trace_line("hda-verb /dev/snd/hwC%dD%d 0x%02x 0x%03x 0x%02x", codec->card.number,
                            codec->card.codec, (unsigned int)part->nid, verb, value);
    if (!repair && !trace->status)
        trace->status = -ENOMEM;
    return repair;
}

/* An input also wants a bias voltage, which is not known here. */
static char *repair_pin(struct jf_trace *trace, size_t index)
{
    enum {
        SET_PIN_CONTROL = 0x707,
        OUT = 0x40,
        OUT_TO_HEADPHONES = 0xc0
    };
    bool has_headphone_amp = property_of(trace, index, "hda.headphone-amp");

    if (part_at(trace, index)->flow != JF_FLOW_OUT)
        return NULL;
    return repair_by_verb(trace, index, SET_PIN_CONTROL,
                          has_headphone_amp ? OUT_TO_HEADPHONES : OUT);
}

static void judge_pin(struct jf_trace *trace, size_t index)
{
    enum {
        SET_EAPD = 0x70c,
        EAPD_ON = 2
    };
    const struct jf_part *part = part_at(trace, index);
    const char *mode = property_of(trace, index, "hda.pin-control");
    const char *way = part->flow == JF_FLOW_OUT ? "out" : "in";

    if (mode && !strstr(mode, way)) {
        jfi_trace_note_shut(
            trace, index, JF_CAUSE_PIN_OFF,
            jfi_trace_line("%s is not set to %sput (pin control: %s)", part->id, way, mode),
            repair_pin(trace, index));
    }
    if (part->flow == JF_FLOW_OUT && is_text(property_of(trace, index, "hda.eapd"), "off")) {
        jfi_trace_note_shut(trace, index, JF_CAUSE_EAPD_OFF,
                            jfi_trace_line("the amplifier behind %s is off (EAPD)", part->id),
                            repair_by_verb(trace, index, SET_EAPD, EAPD_ON));
    }
}

static void judge_converter(struct jf_trace *trace, size_t index)
{
    const struct jf_part *part = part_at(trace, index);

    if ((part->type == JF_TYPE_DAC || part->type == JF_TYPE_ADC) &&
        is_text(property_of(trace, index, "hda.stream"), "0")) {
        jfi_trace_note(
            trace, index, JF_CAUSE_NO_STREAM, JFI_SILENCES,
            jfi_trace_line("%s is given no stream: no program has the PCM running", part->id),
            NULL);
    }
}

static bool is_powered_down(const char *power)
{
    return power && strcmp(power, "D0") != 0;
}

/* The kernel powers a codec down by itself; it does not while it is told to leave that on. */
static char *repair_power(struct jf_trace *trace, const struct jf_device *codec)
{
    char *repair;

    if (!codec->has_card || codec->card.number < 0 || codec->card.codec < 0)
        return NULL;
    repair = jfi_trace_line("echo on >/sys/bus/hdaudio/devices/hdaudioC%dD%d/power/control",
                            codec->card.number, codec->card.codec);
    if (!repair && !trace->status)
        trace->status = -ENOMEM;
    return repair;
}

/* With a codec all in it is powered down, which then needs no word of its own. */
static void judge_power(struct jf_trace *trace, size_t index)
{
    const struct jf_part *part = part_at(trace, index);
    const char *whole = jf_device_get_property(part->device, "hda.power");
    const char *power = property_of(trace, index, "hda.power");

    if (is_powered_down(whole)) {
        if (is_first_of_device(trace, index)) {
            jfi_trace_note(
                trace, index, JF_CAUSE_POWERED_DOWN, JFI_SILENCES,
                jfi_trace_line("all of %s is powered down (%s)", part->device->id, whole),
                repair_power(trace, part->device));
        }
    } else if (is_powered_down(power) && part->kind == JF_PART_SUBUNIT) {
        jfi_trace_note(trace, index, JF_CAUSE_POWERED_DOWN, JFI_SILENCES,
                       jfi_trace_line("%s is powered down (%s)", part->id, power), NULL);
    }
}

/* A node that works holds its PCM itself. */
static void judge_pcm(struct jf_trace *trace, size_t index)
{
    const struct jf_connection *tie = trace->stops[index].connection;
    const char *owner = holder_at(trace, index);
    bool is_capture = owner && tie->to->device->kind == JF_DEVICE_NODE;
    const char *state;

    if (!owner)
        return;
    state = jf_device_get_property((is_capture ? tie->to : tie->from)->device, "node.state");
    if (is_text(state, "suspended") || is_text(state, "error")) {
        jfi_trace_note(trace, index, JF_CAUSE_BUSY, JFI_SILENCES,
                       jfi_trace_line("the PCM of %s is held by %s",
                                      (is_capture ? tie->from : tie->to)->id, owner),
                       NULL);
    }
}

/* ---- jacks and what is behind them ----------------------------------------------------------- */

static const struct jf_jack *first_jack(const struct jf_part *part, enum jf_presence presence)
{
    for (size_t i = 0; i < part->jack_count; i++) {
        if (part->jacks[i].presence == presence)
            return &part->jacks[i];
    }
    return NULL;
}

static void judge_jacks(struct jf_trace *trace, size_t index)
{
    const struct jf_part *part = part_at(trace, index);
    const struct jf_jack *empty = first_jack(part, JF_PRESENCE_UNPLUGGED);

    if (part->type != JF_TYPE_PHYSICAL_EXTERNAL || !part->jack_count ||
        first_jack(part, JF_PRESENCE_PLUGGED))
        return;
    if (empty && !first_jack(part, JF_PRESENCE_UNKNOWN)) {
        jfi_trace_note(trace, index, JF_CAUSE_UNPLUGGED, JFI_SILENCES,
                       jfi_trace_line("nothing is plugged into %s, says %s", part->id,
                                      empty->said_by ? empty->said_by : "its jack"),
                       NULL);
    } else {
        jfi_trace_note(
            trace, index, JF_CAUSE_PRESENCE_UNKNOWN, JFI_MAY,
            jfi_trace_line("nothing tells whether something is plugged into %s", part->id), NULL);
    }
}

/* Old drivers cannot ask the monitor, and play all the same. */
static void judge_monitor(struct jf_trace *trace, size_t index)
{
    const struct jf_device *device = part_at(trace, index)->device;
    const char *audio = jf_device_get_property(device, "monitor.audio");

    if (is_text(audio, "none")) {
        jfi_trace_note(trace, index, JF_CAUSE_NO_MONITOR_AUDIO, JFI_SILENCES,
                       jfi_trace_line("the monitor at %s says that it takes no sound", device->id),
                       NULL);
    } else if (is_text(audio, "not told")) {
        jfi_trace_note(trace, index, JF_CAUSE_NO_MONITOR_AUDIO, JFI_MAY,
                       jfi_trace_line("the monitor at %s does not say that it takes sound (no "
                                      "valid ELD)",
                                      device->id),
                       NULL);
    }
}

/* What is unplugged has been found at the jack already. */
static void judge_device(struct jf_trace *trace, size_t index)
{
    const struct jf_device *device = part_at(trace, index)->device;

    if (!is_first_of_device(trace, index))
        return;
    if (device->state == JF_STATE_NOT_PRESENT || device->state == JF_STATE_DISABLED) {
        jfi_trace_note(
            trace, index,
            device->state == JF_STATE_DISABLED ? JF_CAUSE_DISABLED : JF_CAUSE_NOT_PRESENT,
            JFI_SILENCES,
            jfi_trace_line("%s is %s", device->id, jf_device_state_text(device->state)), NULL);
    }
    if (is_text(jf_device_get_property(device, "hda.power-reset"), "yes")) {
        jfi_trace_note(
            trace, index, JF_CAUSE_RESET, JFI_MAY,
            jfi_trace_line("%s has lost its settings in a reset (Setting-reset)", device->id),
            NULL);
    }
    judge_monitor(trace, index);
}

/* ---- all of them ----------------------------------------------------------------------------- */

void jfi_trace_judge(struct jf_trace *trace, size_t index)
{
    static void (*const rules[])(struct jf_trace * trace, size_t index) = {
        judge_device, judge_node,       judge_route, judge_mutes,      judge_level,
        judge_inside, judge_permission, judge_pcm,   judge_converter,  judge_power,
        judge_pin,    judge_jacks,      judge_link,  judge_connection,
    };

    for (size_t i = 0; i < JFI_COUNT(rules) && !trace->status; i++)
        rules[i](trace, index);
}
