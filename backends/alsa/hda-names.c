/* SPDX-License-Identifier: MIT */

/* The driver's names for pins, and which of them may be meant by a name. */

#include "backends/alsa/hda-names.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "backends/alsa/hda-config.h"

/** What a round of naming knows; quirks of a machine change the last two. */
struct naming {
    const struct jfi_hda_codec *codec;
    const struct jfi_hda_configs *configs;
    struct jfi_hda_layout layout;
    bool names_every_place;
};

static uint32_t config_of(const struct naming *naming, uint8_t nid)
{
    uint32_t config = 0;

    (void)jfi_hda_config_of(naming->configs, jfi_hda_find_node(naming->codec, nid), &config);
    return config;
}

/* Where in a group a pin is; its count when it is not in it. */
static size_t index_in(const struct jfi_hda_group *group, uint8_t nid)
{
    size_t index = 0;

    while (index < group->count && group->nids[index] != nid)
        index++;
    return index;
}

static bool is_in(const struct jfi_hda_group *group, uint8_t nid)
{
    return index_in(group, nid) < group->count;
}

/* ---- inputs ---------------------------------------------------------------------------------- */

/* Whether microphones outside of the case are at more than one place. */
static bool are_mics_spread(const struct naming *naming)
{
    enum jfi_hda_place first = JFI_HDA_PLACE_NONE;

    for (size_t i = 0; i < naming->layout.inputs.count; i++) {
        enum jfi_hda_place place = jfi_hda_place(config_of(naming, naming->layout.inputs.nids[i]));

        if (place < JFI_HDA_PLACE_NORMAL)
            continue;
        if (first && place != first)
            return true;
        first = place;
    }
    return false;
}

/* Whether an input is one of several of its kind, which then are told apart by their places. */
static bool needs_place(const struct naming *naming, uint8_t nid)
{
    const struct jfi_hda_group *inputs = &naming->layout.inputs;
    uint32_t config = config_of(naming, nid);
    size_t count = 0;

    if (naming->names_every_place)
        return true;
    for (size_t i = 0; i < inputs->count; i++)
        count += jfi_hda_device(config_of(naming, inputs->nids[i])) == jfi_hda_device(config);
    if (count < 2)
        return false;
    return jfi_hda_device(config) != JFI_HDA_MIC || jfi_hda_place(config) <= JFI_HDA_PLACE_NORMAL ||
           are_mics_spread(naming);
}

static const char *mic_name(enum jfi_hda_place place)
{
    static const char *const names[] = {NULL,  "Internal Mic", "Dock Mic",
                                        "Mic", "Rear Mic",     "Front Mic"};

    return names[place];
}

static const char *input_name(uint32_t config, bool tells_place)
{
    enum jfi_hda_place place = jfi_hda_place(config);

    switch (jfi_hda_device(config)) {
    case JFI_HDA_MIC:
        return mic_name(tells_place ? place : JFI_HDA_PLACE_NORMAL);
    case JFI_HDA_LINE_IN:
        return tells_place && place == JFI_HDA_PLACE_DOCK ? "Dock Line" : "Line";
    case JFI_HDA_AUX:
        return "Aux";
    case JFI_HDA_CD:
        return "CD";
    case JFI_HDA_SPDIF_IN:
        return "SPDIF In";
    case JFI_HDA_DIGITAL_IN:
        return "Digital In";
    default:
        return NULL;
    }
}

/* ---- outputs --------------------------------------------------------------------------------- */

static const char *const channels[] = {" Front", " Surround", " CLFE", " Side"};

/* Outputs of one kind carry the channels of a surround set; more than there are names for have
 * none. */
static const char *channel_suffix(const struct jfi_hda_group *group, uint8_t nid)
{
    if (group->count < 2 || group->count > sizeof(channels) / sizeof(channels[0]))
        return "";
    return channels[index_in(group, nid)];
}

static void name_output(const struct naming *naming, uint8_t nid, char *name)
{
    uint32_t config = config_of(naming, nid);
    enum jfi_hda_device device = jfi_hda_device(config);
    enum jfi_hda_place place = jfi_hda_place(config);
    const char *prefix = "", *word = "Line Out", *suffix = "";

    if (device == JFI_HDA_HEADPHONE)
        word = "Headphone";
    else if (device == JFI_HDA_SPEAKER || place == JFI_HDA_PLACE_INTERNAL)
        word = "Speaker";
    if (place == JFI_HDA_PLACE_DOCK)
        prefix = "Dock ";
    else if (place == JFI_HDA_PLACE_FRONT)
        prefix = "Front ";
    if (is_in(&naming->layout.line, nid))
        suffix = channel_suffix(&naming->layout.line, nid);
    else if (is_in(&naming->layout.speakers, nid))
        suffix = channel_suffix(&naming->layout.speakers, nid);
    (void)snprintf(name, JFI_HDA_NAME_BYTES, "%s%s%s", prefix, word, suffix);
}

static void name_pin(const struct naming *naming, const struct jfi_hda_pin_names *pin, char *name)
{
    uint8_t nid = pin->node->nid;
    const char *word;

    if (pin->role == JFI_HDA_ROLE_INPUT) {
        word = input_name(pin->config, needs_place(naming, nid));
        (void)snprintf(name, JFI_HDA_NAME_BYTES, "%s", word ? word : "");
    } else if (pin->role == JFI_HDA_ROLE_DIGITAL) {
        word = jfi_hda_direction(pin->config) < 0 ? input_name(pin->config, true)
               : jfi_hda_is_hdmi(pin->config)     ? "HDMI"
                                                  : "SPDIF";
        (void)snprintf(name, JFI_HDA_NAME_BYTES, "%s", word);
    } else {
        name_output(naming, nid, name);
    }
}

/* ---- roles ----------------------------------------------------------------------------------- */

static void take_role(struct jfi_hda_pin_names *pin, enum jfi_hda_role role,
                      const struct jfi_hda_group *group)
{
    pin->role = role;
    pin->position = (unsigned int)index_in(group, pin->node->nid);
    pin->role_count = (unsigned int)group->count;
}

static void find_role(const struct jfi_hda_layout *layout, struct jfi_hda_pin_names *pin)
{
    uint8_t nid = pin->node->nid;

    if (is_in(&layout->line, nid))
        take_role(pin, layout->line_role, &layout->line);
    else if (is_in(&layout->speakers, nid))
        take_role(pin, JFI_HDA_ROLE_SPEAKER, &layout->speakers);
    else if (is_in(&layout->headphones, nid))
        take_role(pin, JFI_HDA_ROLE_HEADPHONE, &layout->headphones);
    else if (is_in(&layout->inputs, nid))
        take_role(pin, JFI_HDA_ROLE_INPUT, &layout->inputs);
    else if (is_in(&layout->digital, nid) || nid == layout->digital_in)
        pin->role = JFI_HDA_ROLE_DIGITAL;
    else if (nid == layout->mono)
        pin->role = JFI_HDA_ROLE_MONO;
}

static bool is_phantom(const struct jfi_hda_node *node, uint32_t config)
{
    enum {
        PINCAP_DETECT = 1 << 2,
        WCAPS_UNSOLICITED = 1 << 7
    };

    return jfi_hda_connectivity(config) != JFI_HDA_JACK || jfi_hda_has_no_presence(config) ||
           !(node->pin_caps & PINCAP_DETECT) || !(node->wcaps & WCAPS_UNSOLICITED);
}

static void add_pins(const struct naming *naming, struct jfi_hda_names *names)
{
    for (unsigned int nid = 1; nid < JFI_HDA_MAX_NODES; nid++) {
        const struct jfi_hda_node *node = jfi_hda_find_node(naming->codec, nid);
        struct jfi_hda_pin_names pin = {.node = node};

        if (!node || !jfi_hda_config_of(naming->configs, node, &pin.config))
            continue;
        find_role(&naming->layout, &pin);
        pin.is_phantom = is_phantom(node, pin.config);
        if (pin.role)
            names->pins[names->count++] = pin;
    }
}

int jfi_hda_name_pins(const struct jfi_hda_codec *codec, const struct jfi_hda_configs *configs,
                      struct jfi_arena *arena, struct jfi_hda_names *ret_names)
{
    struct naming naming = {.codec = codec, .configs = configs};
    struct jfi_hda_names names = {
        .pins = jfi_arena_alloc(arena, codec->node_count, sizeof(*names.pins)),
    };

    if (!names.pins)
        return -ENOMEM;
    for (size_t round = 0; round < JFI_HDA_NAMES_EACH; round++) {
        naming.names_every_place = round == 2;
        jfi_hda_lay_out(codec, configs, round == 1, &naming.layout);
        if (round == 0)
            add_pins(&naming, &names);
        for (size_t i = 0; i < names.count; i++)
            name_pin(&naming, &names.pins[i], names.pins[i].names[round]);
    }
    *ret_names = names;
    return 0;
}

/* ---- recognising ----------------------------------------------------------------------------- */

static bool is_same(const char *name, size_t length, const char *other)
{
    return *other && strlen(other) == length && memcmp(name, other, length) == 0;
}

bool jfi_hda_pin_is_named(const struct jfi_hda_pin_names *pin, const char *name, size_t length)
{
    for (size_t i = 0; i < JFI_HDA_NAMES_EACH; i++) {
        if (is_same(name, length, pin->names[i]))
            return true;
    }
    return false;
}

/* Several outputs of one role are named by the channels of a surround set. */
static bool plays_channel(const struct jfi_hda_pin_names *pin, const char *name, size_t length)
{
    enum {
        CLFE = 2
    };

    if (pin->position >= sizeof(channels) / sizeof(channels[0]))
        return false;
    if (pin->position == CLFE && (is_same(name, length, "Center") || is_same(name, length, "LFE")))
        return true;
    return is_same(name, length, channels[pin->position] + 1);
}

bool jfi_hda_pin_plays_as(const struct jfi_hda_pin_names *pin, const char *name, size_t length)
{
    switch (pin->role) {
    case JFI_HDA_ROLE_LINE_OUT:
        return (pin->role_count == 1 && is_same(name, length, "Line Out")) ||
               plays_channel(pin, name, length);
    case JFI_HDA_ROLE_SPEAKER:
        if (pin->role_count == 2 && pin->position == 1)
            return is_same(name, length, "Bass Speaker");
        return is_same(name, length, "Speaker") ||
               (pin->role_count > 2 && plays_channel(pin, name, length));
    case JFI_HDA_ROLE_HEADPHONE:
        return is_same(name, length, "Headphone");
    default:
        return false;
    }
}

bool jfi_hda_pin_may_be_headset(const struct jfi_hda_pin_names *pin)
{
    return pin->role == JFI_HDA_ROLE_INPUT && jfi_hda_device(pin->config) == JFI_HDA_MIC &&
           jfi_hda_place(pin->config) >= JFI_HDA_PLACE_NORMAL;
}
