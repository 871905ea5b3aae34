/* SPDX-License-Identifier: MIT */

/* A codec as a device: the parts of the diagram that it has, and the ways between them. */

#include "backends/alsa/ac97-map.h"

#include <stdio.h>
#include <string.h>

#include "backends/alsa/ac97-build.h"

static const char diagram[] = "AC'97 diagram";

bool jfi_ac97_is_device(const struct jfi_ac97_codec *codec)
{
    return codec->is_audio;
}

/* ---- what the codec has ---------------------------------------------------------------------- */

static enum jfi_ac97_place place_of(const struct jfi_ac97_codec *codec,
                                    const struct jfi_ac97_shape *shape)
{
    return shape->pin < 0 ? JFI_AC97_PLACE_UNKNOWN : codec->places[shape->pin];
}

static bool has_any_element(const struct jfi_ac97_codec *codec, const struct jfi_ac97_site *site)
{
    for (size_t i = 0; i < jfi_ac97_gate_count; i++) {
        if (jfi_ac97_has_element(codec, site, &jfi_ac97_gates[i]))
            return true;
    }
    return false;
}

/*
 * A register that reads as zero is one that the chip lacks, or a gate that is wide open. Drivers
 * try which by writing to it, and make elements for what they find.
 */
static bool has_gate(const struct jfi_ac97_codec *codec, const struct jfi_ac97_site *site,
                     const struct jfi_ac97_gate *gate)
{
    if ((codec->features & gate->needs) != gate->needs)
        return false;
    return !gate->is_optional || jfi_ac97_register(codec, gate->address) != 0 ||
           !jfi_ac97_has_names(site) || jfi_ac97_has_element(codec, site, gate) ||
           !has_any_element(codec, site);
}

static bool has_gate_part(const struct jfi_ac97_codec *codec, const struct jfi_ac97_site *site,
                          enum jfi_ac97_part part)
{
    for (size_t i = 0; i < jfi_ac97_gate_count; i++) {
        const struct jfi_ac97_gate *gate = &jfi_ac97_gates[i];

        if (gate->volume == part || gate->volume + 1 == part)
            return has_gate(codec, site, gate);
    }
    return false;
}

bool jfi_ac97_has_shape(const struct jfi_ac97_codec *codec, const struct jfi_ac97_site *site,
                        const struct jfi_ac97_shape *shape)
{
    return (codec->features & shape->needs) == shape->needs &&
           place_of(codec, shape) != JFI_AC97_PLACE_UNUSED &&
           (shape->gate == JFI_AC97_NOTHING || has_gate_part(codec, site, shape->gate));
}

bool jfi_ac97_has(const struct jfi_ac97_codec *codec, const struct jfi_ac97_site *site,
                  enum jfi_ac97_part part)
{
    for (size_t i = 0; i < jfi_ac97_shape_count; i++) {
        if (jfi_ac97_shapes[i].part == part)
            return jfi_ac97_has_shape(codec, site, &jfi_ac97_shapes[i]);
    }
    return has_gate_part(codec, site, part);
}

enum jfi_ac97_part jfi_ac97_resolve(const struct jfi_ac97_codec *codec,
                                    const struct jfi_ac97_site *site, enum jfi_ac97_part part)
{
    if (part != JFI_AC97_STEREO_MIX)
        return part;
    if (jfi_ac97_has(codec, site, JFI_AC97_LOUDNESS_CONTROL))
        return JFI_AC97_LOUDNESS_CONTROL;
    return jfi_ac97_has(codec, site, JFI_AC97_TONE_CONTROL) ? JFI_AC97_TONE_CONTROL
                                                            : JFI_AC97_OUTPUT_MIX;
}

enum jf_part_type jfi_ac97_connector_type(const struct jfi_ac97_codec *codec,
                                          const struct jfi_ac97_shape *shape)
{
    switch (place_of(codec, shape)) {
    case JFI_AC97_PLACE_REAR:
    case JFI_AC97_PLACE_FRONT:
    case JFI_AC97_PLACE_DOCK:
        return JF_TYPE_PHYSICAL_EXTERNAL;
    case JFI_AC97_PLACE_MOTHERBOARD:
        return JF_TYPE_PHYSICAL_INTERNAL;
    default:
        return shape->type;
    }
}

const char *jfi_ac97_location(const struct jfi_ac97_codec *codec,
                              const struct jfi_ac97_shape *shape)
{
    switch (place_of(codec, shape)) {
    case JFI_AC97_PLACE_REAR:
        return "rear panel";
    case JFI_AC97_PLACE_FRONT:
        return "front";
    case JFI_AC97_PLACE_MOTHERBOARD:
        return "internal";
    case JFI_AC97_PLACE_DOCK:
        return "dock";
    default:
        return NULL;
    }
}

/* ---- PCM devices ----------------------------------------------------------------------------- */

/* Cards that put a signal processor before the codec, whose PCMs and controls are its own. */
bool jfi_ac97_has_names(const struct jfi_ac97_site *site)
{
    static const char *const drivers[] = {"EMU10K1", "Audigy", "Audigy2", "CA0106"};

    for (size_t i = 0; site->driver && i < sizeof(drivers) / sizeof(drivers[0]); i++) {
        if (strcmp(site->driver, drivers[i]) == 0)
            return false;
    }
    return true;
}

/* What a driver says of a PCM that is not the plain stereo one. */
static enum jfi_ac97_part named_part(const struct jfi_pcm *pcm)
{
    static const struct {
        const char *word;
        bool is_capture;
        enum jfi_ac97_part part;
    } words[] = {
        {"IEC958", false, JFI_AC97_SPDIF_PCM}, {"IEC958", true, JFI_AC97_NOTHING},
        {"MIC ADC", true, JFI_AC97_MIC_IN},    {"MIC2 ADC", true, JFI_AC97_NOTHING},
        {"ADC2", true, JFI_AC97_NOTHING},      {"Modem", false, JFI_AC97_NOTHING},
        {"Modem", true, JFI_AC97_NOTHING},
    };

    for (size_t i = 0; pcm->name && i < sizeof(words) / sizeof(words[0]); i++) {
        if (words[i].is_capture == pcm->is_capture && strstr(pcm->name, words[i].word))
            return words[i].part;
    }
    return pcm->is_capture ? JFI_AC97_PCM_IN : JFI_AC97_PCM_OUT;
}

/* The PCMs are ordered by device: the first of its kind is the one of the whole card. */
const struct jfi_pcm *jfi_ac97_pcm_of(const struct jfi_ac97_codec *codec,
                                      const struct jfi_ac97_site *site, enum jfi_ac97_part part)
{
    if (!site->is_first || !jfi_ac97_has_names(site) || !jfi_ac97_has(codec, site, part))
        return NULL;
    for (size_t i = 0; i < site->pcms->count; i++) {
        const struct jfi_pcm *pcm = jfi_vec_at(site->pcms, i);

        if (named_part(pcm) == part)
            return pcm;
    }
    return NULL;
}

bool jfi_ac97_claims_pcm(const struct jfi_ac97_codec *codec, const struct jfi_ac97_site *site,
                         const struct jfi_pcm *pcm)
{
    const struct jfi_pcm *own = jfi_ac97_pcm_of(codec, site, named_part(pcm));

    return own && own->device == pcm->device && own->is_capture == pcm->is_capture;
}

/* ---- parts ----------------------------------------------------------------------------------- */

static void add_shape(struct jfi_ac97_build *build, const struct jfi_ac97_shape *shape)
{
    const struct jfi_pcm *pcm = jfi_ac97_pcm_of(build->codec, build->site, shape->part);
    enum jf_part_type type = jfi_ac97_connector_type(build->codec, shape);
    struct jfi_jack_info jack = {.location = jfi_ac97_location(build->codec, shape)};
    jfi_ref ref = jfi_builder_part(
        build->builder,
        &(struct jfi_part_info){
            .key = shape->key,
            .name = pcm && pcm->name ? pcm->name : shape->name,
            .local_id = shape->part,
            .kind = shape->flow == JF_FLOW_UNKNOWN ? JF_PART_SUBUNIT : JF_PART_CONNECTOR,
            .type = type,
            .flow = shape->flow,
        });

    build->refs[shape->part] = ref;
    if (pcm && ref != JFI_NO_REF)
        jfi_pcm_describe(build->builder, ref, pcm->device, pcm->is_capture);
    /* Nothing here senses a plug. */
    if (type == JF_TYPE_PHYSICAL_EXTERNAL && ref != JFI_NO_REF)
        jfi_builder_jack(build->builder, ref, &jack);
}

static jfi_ref add_half(const struct jfi_ac97_build *build, const struct jfi_ac97_gate *gate,
                        bool is_mute)
{
    char key[32];

    (void)snprintf(key, sizeof(key), "%s-%s", gate->key, is_mute ? "mute" : "volume");
    return jfi_builder_part(build->builder, &(struct jfi_part_info){
                                                .key = key,
                                                .name = gate->name,
                                                .local_id = gate->volume + is_mute,
                                                .kind = JF_PART_SUBUNIT,
                                                .type = is_mute ? JF_TYPE_MUTE : JF_TYPE_VOLUME,
                                            });
}

static void add_parts(struct jfi_ac97_build *build)
{
    for (size_t i = 0; i < JFI_AC97_PARTS; i++)
        build->refs[i] = JFI_NO_REF;
    for (size_t i = 0; i < jfi_ac97_shape_count; i++) {
        if (jfi_ac97_has_shape(build->codec, build->site, &jfi_ac97_shapes[i]))
            add_shape(build, &jfi_ac97_shapes[i]);
    }
    for (size_t i = 0; i < jfi_ac97_gate_count; i++) {
        const struct jfi_ac97_gate *gate = &jfi_ac97_gates[i];

        if (!jfi_ac97_has(build->codec, build->site, gate->volume))
            continue;
        build->refs[gate->volume] = add_half(build, gate, false);
        build->refs[gate->volume + 1] = add_half(build, gate, true);
    }
}

/* ---- ways ------------------------------------------------------------------------------------ */

static jfi_ref ref_of(const struct jfi_ac97_build *build, enum jfi_ac97_part part)
{
    return build->refs[jfi_ac97_resolve(build->codec, build->site, part)];
}

static void add_chain(const struct jfi_ac97_build *build, const enum jfi_ac97_part *chain)
{
    jfi_ref before = JFI_NO_REF;

    for (size_t i = 0; i < JFI_AC97_CHAIN_PARTS && chain[i]; i++) {
        jfi_ref ref = ref_of(build, chain[i]);

        if (ref == JFI_NO_REF && chain[i] >= JFI_AC97_BEEP_GATE)
            before = JFI_NO_REF;
        if (ref == JFI_NO_REF)
            continue;
        if (before != JFI_NO_REF)
            jfi_builder_link(build->builder, before, ref, JF_LINK_ALWAYS, diagram);
        before = ref;
    }
}

static void add_choice(const struct jfi_ac97_build *build, const struct jfi_ac97_choice *choice)
{
    jfi_ref part = build->refs[choice->part];
    size_t chosen[2];
    size_t channels = jfi_ac97_chosen(build->codec, build->site, choice, chosen);

    for (size_t i = 0; i < choice->count; i++) {
        jfi_ref neighbour = ref_of(build, choice->ways[i].neighbour);
        enum jf_link_state state = channels ? JF_LINK_UNSELECTED : JF_LINK_UNKNOWN;

        for (size_t channel = 0; channel < channels; channel++) {
            if (chosen[channel] == i)
                state = JF_LINK_SELECTED;
        }
        if (part != JFI_NO_REF && neighbour != JFI_NO_REF)
            jfi_builder_link(build->builder, choice->is_outgoing ? part : neighbour,
                             choice->is_outgoing ? neighbour : part, state, diagram);
    }
}

/*
 * The transmitter listens to two slots of the link: 3 and 4 carry the stereo signal of the PCM
 * that feeds the converters, 10 and 11 one of its own. Which PCM is on the slots between depends
 * on how many channels it plays.
 */
static void add_spdif(const struct jfi_ac97_build *build)
{
    enum jf_link_state stereo = JF_LINK_UNKNOWN, own = JF_LINK_UNKNOWN;
    unsigned int slot = jfi_ac97_spdif_slot(build->codec, build->site);

    if (build->refs[JFI_AC97_SPDIF_TRANSMITTER] == JFI_NO_REF)
        return;
    if (slot == 3 || slot == 10) {
        stereo = slot == 3 ? JF_LINK_SELECTED : JF_LINK_UNSELECTED;
        own = slot == 3 ? JF_LINK_UNSELECTED : JF_LINK_SELECTED;
    }
    jfi_builder_link(build->builder, build->refs[JFI_AC97_PCM_OUT],
                     build->refs[JFI_AC97_SPDIF_TRANSMITTER], stereo, diagram);
    jfi_builder_link(build->builder, build->refs[JFI_AC97_SPDIF_PCM],
                     build->refs[JFI_AC97_SPDIF_TRANSMITTER], own, diagram);
}

/* ---- the device ------------------------------------------------------------------------------ */

static void add_device(const struct jfi_ac97_build *build)
{
    const struct jfi_ac97_codec *codec = build->codec;
    int32_t high = jfi_ac97_register(codec, 0x7c), low = jfi_ac97_register(codec, 0x7e);
    struct jf_card card = build->site->card;
    char chips[16];

    card.vendor_id = high < 0 || low < 0 ? -1 : (int64_t)high << 16 | low;
    jfi_builder_device(build->builder, &(struct jfi_device_info){
                                           .id = build->site->device_id,
                                           .name = codec->name,
                                           .kind = JF_DEVICE_ADAPTER,
                                           .state = JF_STATE_ACTIVE,
                                           .card = &card,
                                       });
    jfi_builder_device_property(build->builder, "device.bus-path", build->site->bus_path);
    jfi_builder_device_property(build->builder, "ac97.3d", codec->enhancement);
    (void)snprintf(chips, sizeof(chips), "%zu", codec->chip_count);
    if (codec->chip_count > 1)
        jfi_builder_device_property(build->builder, "ac97.chips", chips);
}

void jfi_ac97_describe(const struct jfi_ac97_codec *codec, const struct jfi_ac97_site *site,
                       struct jfi_builder *builder)
{
    struct jfi_ac97_build build = {.codec = codec, .site = site, .builder = builder};

    add_device(&build);
    add_parts(&build);
    for (size_t i = 0; i < jfi_ac97_chain_count; i++)
        add_chain(&build, jfi_ac97_chains[i]);
    for (size_t i = 0; i < jfi_ac97_choice_count; i++)
        add_choice(&build, &jfi_ac97_choices[i]);
    add_spdif(&build);
    jfi_ac97_add_controls(&build);
}
