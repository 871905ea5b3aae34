/* SPDX-License-Identifier: MIT */

/* Entities as parts. */

#include <stdio.h>
#include <string.h>

#include "backends/alsa/pcm.h"
#include "backends/alsa/usb-build.h"
#include "backends/alsa/usb-names.h"

const char jfi_usb_evidence[] = "USB descriptor";

/* ---- keys and types -------------------------------------------------------------------------- */

void jfi_usb_key(const struct jfi_usb_entity *entity, const char *suffix,
                 char key[JFI_USB_KEY_BYTES])
{
    static const char *const words[] = {
        [JFI_USB_UNKNOWN] = "entity",
        [JFI_USB_INPUT_TERMINAL] = "input",
        [JFI_USB_OUTPUT_TERMINAL] = "output",
        [JFI_USB_MIXER] = "mixer",
        [JFI_USB_SELECTOR] = "selector",
        [JFI_USB_FEATURE] = "feature",
        [JFI_USB_EFFECT] = "effect",
        [JFI_USB_PROCESSING] = "processing",
        [JFI_USB_EXTENSION] = "extension",
        [JFI_USB_RATE_CONVERTER] = "rate-converter",
        [JFI_USB_CLOCK_SOURCE] = "clock",
        [JFI_USB_CLOCK_SELECTOR] = "clock-selector",
        [JFI_USB_CLOCK_MULTIPLIER] = "clock-multiplier",
        [JFI_USB_POWER_DOMAIN] = "power",
    };
    char occurrence[16] = "";

    if (entity->earlier)
        (void)snprintf(occurrence, sizeof(occurrence), "#%u", entity->earlier + 1);
    (void)snprintf(key, JFI_USB_KEY_BYTES, "%s%u%s%s", words[entity->kind], entity->id, occurrence,
                   suffix);
}

/* What is embedded is inside; of the rest the class does not tell, but to people it is outside. */
enum jf_part_type jfi_usb_connector_type(const struct jfi_usb_entity *terminal)
{
    enum {
        GROUP_USB = 1,
        GROUP_INPUT = 2,
        GROUP_EXTERNAL = 6,
        GROUP_EMBEDDED = 7,
    };
    unsigned int group = terminal->type >> 8;

    if (group == GROUP_USB)
        return JF_TYPE_SOFTWARE_IO;
    if (group >= GROUP_INPUT && group <= GROUP_EXTERNAL)
        return JF_TYPE_PHYSICAL_EXTERNAL;
    return group == GROUP_EMBEDDED ? JF_TYPE_PHYSICAL_INTERNAL : JF_TYPE_UNKNOWN;
}

static enum jf_part_type subunit_type(const struct jfi_usb_entity *entity)
{
    switch (entity->kind) {
    case JFI_USB_MIXER:
        return JF_TYPE_SUM;
    case JFI_USB_SELECTOR:
        return JF_TYPE_MUX;
    case JFI_USB_CLOCK_SOURCE:
    case JFI_USB_CLOCK_SELECTOR:
    case JFI_USB_CLOCK_MULTIPLIER:
        return JF_TYPE_CLOCK;
    default:
        return JF_TYPE_DEVICE_SPECIFIC;
    }
}

/* ---- pieces ---------------------------------------------------------------------------------- */

static uint32_t local_id(const struct jfi_usb_entity *entity, unsigned int variant)
{
    unsigned int earlier = entity->earlier < 255 ? entity->earlier : 255;

    return variant << 16 | earlier << 8 | entity->id;
}

jfi_ref jfi_usb_add_part(struct jfi_usb_build *build, const struct jfi_usb_entity *entity,
                         unsigned int variant, const char *suffix, struct jfi_part_info info)
{
    char key[JFI_USB_KEY_BYTES];

    jfi_usb_key(entity, suffix, key);
    info.key = key;
    info.local_id = local_id(entity, variant);
    info.has_entity = true;
    info.entity = entity->id;
    info.has_interface = true;
    info.interface = build->site->function->interface;
    return jfi_builder_part(build->builder, &info);
}

static void add_number(struct jfi_usb_build *build, jfi_ref part, const char *key, int number)
{
    char text[16];

    if (part == JFI_NO_REF || number < 0)
        return;
    (void)snprintf(text, sizeof(text), "%d", number);
    jfi_builder_part_property(build->builder, part, key, text);
}

/* ---- terminals ------------------------------------------------------------------------------- */

static const struct jfi_usb_pcm *find_pcm(const struct jfi_usb_build *build, size_t entity)
{
    for (size_t i = 0; i < build->site->pcms->count; i++) {
        const struct jfi_usb_pcm *pcm = jfi_vec_at(build->site->pcms, i);

        if (pcm->entity == entity)
            return pcm;
    }
    return NULL;
}

static const char *pcm_name(const struct jfi_usb_build *build, const struct jfi_usb_pcm *tied)
{
    for (size_t i = 0; i < build->site->card_pcms->count; i++) {
        const struct jfi_pcm *pcm = jfi_vec_at(build->site->card_pcms, i);

        if (pcm->device == tied->device && pcm->is_capture == tied->is_capture)
            return pcm->name;
    }
    return NULL;
}

static void add_terminal_properties(struct jfi_usb_build *build,
                                    const struct jfi_usb_entity *terminal, jfi_ref part)
{
    char type[16];

    if (part == JFI_NO_REF)
        return;
    (void)snprintf(type, sizeof(type), "0x%04x", terminal->type);
    jfi_builder_part_property(build->builder, part, "usb.terminal-type", type);
    add_number(build, part, "usb.channels", terminal->channels);
    add_number(build, part, "usb.clock", terminal->clock);
    if (terminal->partner)
        add_number(build, part, "usb.associated-terminal", terminal->partner);
}

static jfi_ref add_terminal(struct jfi_usb_build *build, const struct jfi_usb_entity *terminal)
{
    size_t index = (size_t)(terminal - build->site->function->entities);
    const struct jfi_usb_pcm *pcm = find_pcm(build, index);
    const char *name = pcm ? pcm_name(build, pcm) : NULL;
    enum jf_part_type type = jfi_usb_connector_type(terminal);
    struct jfi_jack_info jack = jfi_usb_jack(build->site, terminal);
    jfi_ref part = jfi_usb_add_part(
        build, terminal, 0, "",
        (struct jfi_part_info){
            .name = name ? name : jfi_usb_terminal_name(terminal->type),
            .kind = JF_PART_CONNECTOR,
            .type = type,
            .flow = terminal->kind == JFI_USB_INPUT_TERMINAL ? JF_FLOW_IN : JF_FLOW_OUT,
        });

    if (part == JFI_NO_REF)
        return part;
    add_terminal_properties(build, terminal, part);
    if (pcm)
        jfi_pcm_describe(build->builder, part, pcm->device, pcm->is_capture);
    if (jfi_usb_has_endpoint(terminal))
        jfi_builder_jack(build->builder, part, &jack);
    return part;
}

/* ---- feature units --------------------------------------------------------------------------- */

/** A control of a feature unit as a subunit. */
struct feature {
    enum jfi_usb_feature selector;
    enum jf_part_type type;
    const char *suffix;
};

/* In the order of the signal that usb-map.h states. */
static const struct feature features[] = {
    {JFI_USB_INPUT_PAD, JF_TYPE_VOLUME, ":pad"},
    {JFI_USB_INPUT_GAIN, JF_TYPE_VOLUME, ":gain"},
    {JFI_USB_PHASE, JF_TYPE_DEVICE_SPECIFIC, ":phase"},
    {JFI_USB_AGC, JF_TYPE_AGC, ":agc"},
    {JFI_USB_BASS, JF_TYPE_TONE, ":bass"},
    {JFI_USB_MID, JF_TYPE_TONE, ":mid"},
    {JFI_USB_TREBLE, JF_TYPE_TONE, ":treble"},
    {JFI_USB_EQUALIZER, JF_TYPE_DEVICE_SPECIFIC, ":equalizer"},
    {JFI_USB_BASS_BOOST, JF_TYPE_TONE, ":bass-boost"},
    {JFI_USB_LOUDNESS, JF_TYPE_LOUDNESS, ":loudness"},
    {JFI_USB_DELAY, JF_TYPE_DEVICE_SPECIFIC, ":delay"},
    {JFI_USB_VOLUME, JF_TYPE_VOLUME, ":volume"},
    {JFI_USB_MUTE, JF_TYPE_MUTE, ":mute"},
    {JFI_USB_UNDERFLOW, JF_TYPE_DEVICE_SPECIFIC, ":underflow"},
    {JFI_USB_OVERFLOW, JF_TYPE_DEVICE_SPECIFIC, ":overflow"},
};

static void append_feature(struct jfi_usb_build *build, const struct jfi_usb_entity *entity,
                           const struct feature *feature, struct jfi_usb_shape *shape)
{
    jfi_ref part =
        jfi_usb_add_part(build, entity, (unsigned int)feature->selector, feature->suffix,
                         (struct jfi_part_info){.kind = JF_PART_SUBUNIT, .type = feature->type});

    if (part == JFI_NO_REF)
        return;
    if (shape->tail == JFI_NO_REF)
        shape->core = shape->head = part;
    else
        jfi_builder_link(build->builder, shape->tail, part, JF_LINK_ALWAYS, jfi_usb_evidence);
    shape->features[feature->selector] = part;
    shape->tail = part;
    shape->tail_id = local_id(entity, (unsigned int)feature->selector);
}

/* ---- entities -------------------------------------------------------------------------------- */

/* Clocks carry no sound: what feeds one is no link, but is said. */
static void add_clock_sources(struct jfi_usb_build *build, const struct jfi_usb_entity *entity,
                              jfi_ref part)
{
    char text[4 * 255 + 1] = "";
    size_t length = 0;

    for (size_t i = 0; i < entity->source_count && i < 255; i++)
        length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%u", i ? " " : "",
                                   entity->sources[i]);
    if (length && part != JFI_NO_REF)
        jfi_builder_part_property(build->builder, part, "usb.clock-sources", text);
}

static jfi_ref add_subunit(struct jfi_usb_build *build, const struct jfi_usb_entity *entity)
{
    jfi_ref part =
        jfi_usb_add_part(build, entity, 0, "",
                         (struct jfi_part_info){
                             .name = jfi_usb_process_name(build->site->function->version, entity),
                             .kind = JF_PART_SUBUNIT,
                             .type = subunit_type(entity),
                         });

    if (jfi_usb_is_clock(entity))
        add_clock_sources(build, entity, part);
    return part;
}

/* A feature unit without any control passes the signal on as it is. */
void jfi_usb_add_entity(struct jfi_usb_build *build, const struct jfi_usb_entity *entity,
                        struct jfi_usb_shape *shape)
{
    *shape = (struct jfi_usb_shape){.core = JFI_NO_REF, .head = JFI_NO_REF, .tail = JFI_NO_REF};
    for (size_t i = 0; i < JFI_USB_MAX_SELECTORS; i++)
        shape->features[i] = JFI_NO_REF;
    for (size_t i = 0; i < sizeof(features) / sizeof(features[0]); i++) {
        if (entity->features >> features[i].selector & 1)
            append_feature(build, entity, &features[i], shape);
    }
    if (shape->core != JFI_NO_REF)
        return;
    shape->core =
        jfi_usb_is_terminal(entity) ? add_terminal(build, entity) : add_subunit(build, entity);
    shape->tail_id = local_id(entity, 0);
    if (jfi_usb_is_clock(entity) || entity->kind == JFI_USB_POWER_DOMAIN)
        return;
    shape->head = shape->tail = shape->core;
}
