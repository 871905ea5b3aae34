/* SPDX-License-Identifier: MIT */

/* The lines of a codec text that tell about one node. */

#include <errno.h>
#include <string.h>

#include "backends/alsa/hda-parser.h"

/* ---- amplifiers ------------------------------------------------------------------------------ */

static int read_in_caps(struct jfi_hda_parser *parser, char *rest)
{
    return parser->node ? jfi_hda_read_caps(&parser->node->in.caps, rest) : 0;
}

static int read_out_caps(struct jfi_hda_parser *parser, char *rest)
{
    return parser->node ? jfi_hda_read_caps(&parser->node->out.caps, rest) : 0;
}

static bool is_stereo(const struct jfi_hda_node *node)
{
    return node->wcaps & 1;
}

static int begin_bracket(struct jfi_hda_parser *parser, struct jfi_hda_amp *amp)
{
    if (amp->count == JFI_HDA_MAX_ENTRIES)
        return -EBADMSG;
    amp->values[amp->count][0] = amp->values[amp->count][1] = -1;
    amp->count++;
    parser->bracket_count = 0;
    return 0;
}

/* Oldest kernels print the values of one amplifier only, and without brackets. */
static int add_value(struct jfi_hda_parser *parser, struct jfi_hda_amp *amp, uint32_t value)
{
    bool is_pair = parser->bracket_count == 1 && is_stereo(parser->node);

    if (!parser->in_bracket && !is_pair && begin_bracket(parser, amp))
        return -EBADMSG;
    if (parser->bracket_count == 2)
        return -EBADMSG;
    if (value <= 0xff)
        amp->values[amp->count - 1][parser->bracket_count] = (int16_t)value;
    parser->bracket_count++;
    return 0;
}

static int read_amp_values(struct jfi_hda_parser *parser, struct jfi_hda_amp *amp, const char *at)
{
    int status = 0;

    for (at = jfi_hda_skip_blanks(at); *at && !status; at = jfi_hda_skip_blanks(at)) {
        uint32_t value;

        if (*at == '[' && !parser->in_bracket) {
            at++;
            parser->in_bracket = true;
            status = begin_bracket(parser, amp);
        } else if (*at == ']' && parser->in_bracket) {
            at++;
            parser->in_bracket = false;
        } else {
            status = jfi_hda_take_hex(&at, &value) ? add_value(parser, amp, value) : -EBADMSG;
        }
    }
    return status;
}

static int read_values(struct jfi_hda_parser *parser, struct jfi_hda_amp *amp,
                       enum jfi_hda_running running, const char *rest)
{
    amp->count = 0;
    parser->running = running;
    parser->in_bracket = false;
    parser->bracket_count = 0;
    return read_amp_values(parser, amp, rest);
}

static int read_in_values(struct jfi_hda_parser *parser, char *rest)
{
    return parser->node ? read_values(parser, &parser->node->in, JFI_HDA_RUNNING_IN_VALUES, rest)
                        : 0;
}

static int read_out_values(struct jfi_hda_parser *parser, char *rest)
{
    return parser->node ? read_values(parser, &parser->node->out, JFI_HDA_RUNNING_OUT_VALUES, rest)
                        : 0;
}

/* ---- connections ----------------------------------------------------------------------------- */

static int read_entries(const struct jfi_hda_parser *parser, struct jfi_hda_list *list,
                        const char *at)
{
    for (at = jfi_hda_skip_blanks(at); *at; at = jfi_hda_skip_blanks(at)) {
        uint32_t nid;

        /* Two digits at least: fewer are the rest of a cut-off number. */
        if (jfi_hda_take_hex(&at, &nid) < 2 || nid >= JFI_HDA_MAX_NODES ||
            list->count == parser->announced)
            return -EBADMSG;
        if (*at == '*') {
            list->selected = (int)list->count;
            at++;
        }
        list->nids[list->count++] = (uint8_t)nid;
    }
    return 0;
}

static int begin_list(struct jfi_hda_parser *parser, struct jfi_hda_list *list,
                      enum jfi_hda_running running, const char *rest)
{
    unsigned int announced;

    *list = (struct jfi_hda_list){.is_present = true, .selected = -1};
    if (!jfi_hda_take_decimal(&rest, &announced) || announced > JFI_HDA_MAX_ENTRIES)
        return -EBADMSG;
    parser->announced = announced;
    parser->running = running;
    return read_entries(parser, list, rest);
}

static int read_connections(struct jfi_hda_parser *parser, char *rest)
{
    return parser->node
               ? begin_list(parser, &parser->node->connections, JFI_HDA_RUNNING_CONNECTIONS, rest)
               : 0;
}

static int read_driver_connections(struct jfi_hda_parser *parser, char *rest)
{
    return parser->node ? begin_list(parser, &parser->node->driver_connections,
                                     JFI_HDA_RUNNING_DRIVER_CONNECTIONS, rest)
                        : 0;
}

/* A list that is shorter than it says is what is left of a text that was cut. */
bool jfi_hda_is_list_short(const struct jfi_hda_parser *parser)
{
    switch (parser->running) {
    case JFI_HDA_RUNNING_CONNECTIONS:
        return parser->node->connections.count < parser->announced;
    case JFI_HDA_RUNNING_DRIVER_CONNECTIONS:
        return parser->node->driver_connections.count < parser->announced;
    case JFI_HDA_RUNNING_IN_VALUES:
    case JFI_HDA_RUNNING_OUT_VALUES:
        return parser->in_bracket;
    case JFI_HDA_RUNNING_NOTHING:
        break;
    }
    return false;
}

int jfi_hda_continue(struct jfi_hda_parser *parser, const char *line)
{
    switch (parser->running) {
    case JFI_HDA_RUNNING_IN_VALUES:
        return read_amp_values(parser, &parser->node->in, line);
    case JFI_HDA_RUNNING_OUT_VALUES:
        return read_amp_values(parser, &parser->node->out, line);
    case JFI_HDA_RUNNING_CONNECTIONS:
        return read_entries(parser, &parser->node->connections, line);
    case JFI_HDA_RUNNING_DRIVER_CONNECTIONS:
        return read_entries(parser, &parser->node->driver_connections, line);
    case JFI_HDA_RUNNING_NOTHING:
        break;
    }
    return 0;
}

/* ---- nodes ----------------------------------------------------------------------------------- */

static int add_node(struct jfi_hda_parser *parser, uint32_t nid, uint32_t wcaps)
{
    struct jfi_hda_node node = {
        .nid = (uint8_t)nid,
        .type = (enum jfi_hda_type)(wcaps >> 20 & 15),
        .wcaps = wcaps,
        .eapd = -1,
        .stream = -1,
        .channel = -1,
        .coefficients = -1,
        .connections.selected = -1,
        .driver_connections.selected = -1,
        .first_control = parser->controls.count,
    };

    if (jfi_vec_push(&parser->nodes, &node) < 0)
        return -ENOMEM;
    parser->codec->by_nid[nid] = (int)(parser->nodes.count - 1);
    parser->node = jfi_vec_at(&parser->nodes, parser->nodes.count - 1);
    return 0;
}

static int read_node(struct jfi_hda_parser *parser, char *rest)
{
    const char *at = rest, *caps = strstr(rest, "wcaps ");
    uint32_t nid, wcaps;

    parser->has_node_line = true;
    parser->node = NULL; /* a node that cannot be read takes its lines with it */
    parser->control = NULL;
    if (!jfi_hda_take_hex(&at, &nid) || nid >= JFI_HDA_MAX_NODES || parser->codec->by_nid[nid] >= 0)
        return -EBADMSG;
    if (!caps)
        return -EBADMSG;
    caps += strlen("wcaps ");
    if (!jfi_hda_take_hex(&caps, &wcaps) || *caps != ':')
        return -EBADMSG;
    return add_node(parser, nid, wcaps);
}

static int read_control(struct jfi_hda_parser *parser, char *rest)
{
    struct jfi_hda_control control = {0};
    char *name, *end;

    if (!parser->node)
        return 0;
    if (strncmp(rest, "name=\"", strlen("name=\"")) != 0)
        return -EBADMSG;
    name = rest + strlen("name=\"");
    end = strstr(name, "\", index=");
    if (!end || end == name || !jfi_hda_find_number(end, "index=", &control.index) ||
        parser->controls.count == JFI_HDA_MAX_CONTROLS)
        return -EBADMSG;
    (void)jfi_hda_find_number(end, "device=", &control.device);
    *end = '\0';
    control.name = name;
    if (jfi_vec_push(&parser->controls, &control) < 0)
        return -ENOMEM;
    parser->control = jfi_vec_at(&parser->controls, parser->controls.count - 1);
    parser->node->control_count++;
    return 0;
}

/* A mask of no channels marks a control that is no amplifier, as "Mic Jack Mode". */
static int read_control_amp(struct jfi_hda_parser *parser, char *rest)
{
    struct jfi_hda_control *control = parser->control;
    const char *direction = strstr(rest, "dir=");

    if (!control)
        return 0;
    if (!direction || !jfi_hda_find_number(rest, "chs=", &control->channels) ||
        !jfi_hda_find_number(rest, "idx=", &control->amp_index) ||
        !jfi_hda_find_number(rest, "ofs=", &control->amp_offset))
        return -EBADMSG;
    control->amp_is_output = strncmp(direction, "dir=Out", strlen("dir=Out")) == 0;
    control->has_amp = control->channels != 0;
    parser->control = NULL;
    return 0;
}

static int read_pcm(struct jfi_hda_parser *parser, char *rest)
{
    char *name, *end;

    if (!parser->node)
        return 0;
    if (strncmp(rest, "name=\"", strlen("name=\"")) != 0)
        return -EBADMSG;
    name = rest + strlen("name=\"");
    end = strstr(name, "\", type=");
    if (!end || !jfi_hda_find_number(end, "device=", &parser->node->pcm))
        return -EBADMSG;
    *end = '\0';
    parser->node->pcm_name = name;
    return 0;
}

/*
 * The oldest kernels print "0x08" and then the number without leading zeros: their text is never
 * 8 digits long, as the capabilities of their time had at most 5.
 */
static int read_pin_caps(struct jfi_hda_parser *parser, char *rest)
{
    const char *at = rest;
    uint32_t caps;
    size_t digits;

    if (!parser->node)
        return 0;
    digits = jfi_hda_take_hex(&at, &caps);
    if (digits < 2 || *at != ':')
        return -EBADMSG;
    if (digits < 8 && strncmp(rest, "0x08", 4) == 0)
        caps &= ((uint32_t)1 << 4 * (digits - 2)) - 1;
    parser->node->has_pin_caps = true;
    parser->node->pin_caps = caps;
    return 0;
}

static int read_pin_default(struct jfi_hda_parser *parser, char *rest)
{
    const char *at = rest;

    if (!parser->node)
        return 0;
    if (jfi_hda_take_hex(&at, &parser->node->pin_default) != 8 || *at != ':')
        return -EBADMSG;
    parser->node->has_pin_default = true;
    return 0;
}

static int read_pin_control(struct jfi_hda_parser *parser, char *rest)
{
    const char *at = rest;

    if (!parser->node)
        return 0;
    if (!jfi_hda_take_hex(&at, &parser->node->pin_control) || *at != ':')
        return -EBADMSG;
    parser->node->has_pin_control = true;
    return 0;
}

static int read_eapd(struct jfi_hda_parser *parser, char *rest)
{
    const char *at = rest;
    uint32_t value;

    if (!parser->node)
        return 0;
    if (!jfi_hda_take_hex(&at, &value))
        return -EBADMSG;
    parser->node->eapd = (int)(value >> 1 & 1);
    return 0;
}

/* The word behind "key=", ended there. NULL: none, or the codec did not tell. */
static const char *take_word(char *line, const char *key)
{
    char *word = strstr(line, key);

    if (!word)
        return NULL;
    word += strlen(key);
    word[strcspn(word, ", ")] = '\0';
    return *word && strcmp(word, "UNKNOWN") != 0 ? word : NULL;
}

/*
 * "setting=D0, actual=D0, Error, …"; older kernels print a bare number, which is left alone. What
 * comes before the nodes is about the codec.
 */
static int read_power(struct jfi_hda_parser *parser, char *rest)
{
    struct jfi_hda_power power = {.is_faulty = strstr(rest, ", Error"),
                                  .is_reset = strstr(rest, ", Setting-reset")};

    power.actual = take_word(rest, "actual=");
    power.setting = take_word(rest, "setting=");
    if (parser->node)
        parser->node->power = power;
    else if (!parser->has_node_line)
        parser->codec->power = power;
    return 0;
}

/* ---- converters ------------------------------------------------------------------------------ */

static int read_converter(struct jfi_hda_parser *parser, char *rest)
{
    unsigned int stream, channel;

    if (!parser->node)
        return 0;
    if (!jfi_hda_find_number(rest, "stream=", &stream) ||
        !jfi_hda_find_number(rest, "channel=", &channel) || stream > 15 || channel > 15)
        return -EBADMSG;
    parser->node->stream = (int)stream;
    parser->node->channel = (int)channel;
    return 0;
}

/* "Enabled Non-Copyright KAE"; nothing when it is off. */
static int read_digital(struct jfi_hda_parser *parser, char *rest)
{
    if (parser->node)
        parser->node->digital = rest;
    return 0;
}

static int read_processing(struct jfi_hda_parser *parser, char *rest)
{
    unsigned int count;

    if (!parser->node)
        return 0;
    if (!jfi_hda_find_number(rest, "ncoeff=", &count) || count > 0xff)
        return -EBADMSG;
    parser->node->coefficients = (int)count;
    return 0;
}

/* "Dev 00: PD = 1, ELDV = 1, IA = 0"; the device that is selected has a '*' in front. */
static int read_device_entry(struct jfi_hda_parser *parser, char *rest)
{
    struct jfi_hda_node *node = parser->node;
    struct jfi_hda_device_entry entry = {.present = -1};
    const char *at = rest;
    unsigned int present;

    if (!node)
        return 0;
    if (!jfi_hda_take_decimal(&at, &entry.number) || *at != ':' ||
        node->device_count == JFI_HDA_MAX_DEVICES)
        return -EBADMSG;
    if (jfi_hda_find_number(at, "PD =", &present))
        entry.present = present != 0;
    node->devices[node->device_count++] = entry;
    return 0;
}

const struct jfi_hda_label jfi_hda_node_labels[] = {
    {"Node ", read_node},
    {"Control:", read_control},
    {"ControlAmp:", read_control_amp},
    {"Connection:", read_connections},
    {"In-driver Connection:", read_driver_connections},
    {"Amp-In caps:", read_in_caps},
    {"Amp-In vals:", read_in_values},
    {"Amp-Out caps:", read_out_caps},
    {"Amp-Out vals:", read_out_values},
    {"Pincap ", read_pin_caps},
    {"Pin Default ", read_pin_default},
    {"Pin-ctls:", read_pin_control},
    {"Power:", read_power},
    {"Converter:", read_converter},
    {"Digital:", read_digital},
    {"Processing caps:", read_processing},
    {"EAPD:", read_eapd},
    {"EAPD ", read_eapd},
    {"Device:", read_pcm},
    {"Dev ", read_device_entry},
    {"*Dev ", read_device_entry},
    {NULL, NULL},
};
