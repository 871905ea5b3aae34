/* SPDX-License-Identifier: MIT */

/*
 * Controls. Drivers name the elements of a codec all alike, so that a name says the part; the
 * index is the codec's number. What registers say is shown where no element does.
 */

#include <stdio.h>
#include <string.h>

#include "backends/alsa/ac97-build.h"

static const char by_name[] = "name", by_register[] = "registers", by_text[] = "codec text";

/* ---- names ----------------------------------------------------------------------------------- */

struct tie {
    enum jfi_ac97_part part; /* NOTHING: no part's */
    enum jf_control_kind kind;
    const struct jfi_ac97_choice *choice; /* or NULL */
};

static const struct {
    const char *name;
    enum jfi_ac97_part part;
} singles[] = {
    {"Mic Boost (+20dB)", JFI_AC97_MIC_BOOST},
    {"Mic Boost", JFI_AC97_MIC_BOOST},
    {"Tone Control - Bass", JFI_AC97_TONE_CONTROL},
    {"Tone Control - Treble", JFI_AC97_TONE_CONTROL},
    {"Tone Control - Switch", JFI_AC97_TONE_CONTROL},
    {"Loudness (bass boost)", JFI_AC97_LOUDNESS_CONTROL},
    {"Simulated Stereo Enhancement", JFI_AC97_SIMULATION},
    {"3D Control - Switch", JFI_AC97_ENHANCER},
    {"3D Control - Center", JFI_AC97_ENHANCER},
    {"3D Control - Depth", JFI_AC97_ENHANCER},
    {"3D Control Sigmatel - Depth", JFI_AC97_ENHANCER},
    {"3D Control Sigmatel - Rear Depth", JFI_AC97_ENHANCER},
    {"ADC/DAC Loopback", JFI_AC97_DAC},
    {"External Amplifier", JFI_AC97_LINE_OUT},
    {"Beep Frequency", JFI_AC97_BEEP_GATE},
    {"IEC958 Playback Con Mask", JFI_AC97_SPDIF_TRANSMITTER},
    {"IEC958 Playback Pro Mask", JFI_AC97_SPDIF_TRANSMITTER},
    {"IEC958 Playback Default", JFI_AC97_SPDIF_TRANSMITTER},
    {"IEC958 Playback Switch", JFI_AC97_SPDIF_TRANSMITTER},
    {"IEC958 Playback AC97-SPSA", JFI_AC97_SPDIF_TRANSMITTER},
};

static const char spdif_slots[] = "IEC958 Playback AC97-SPSA";

/* "Master Playback Volume" of the stem "Master Playback". */
static bool is_half(const char *name, const char *stem, struct tie *tie,
                    const struct jfi_ac97_gate *gate)
{
    size_t length = stem ? strlen(stem) : 0;

    if (!stem || strncmp(name, stem, length) != 0)
        return false;
    if (strcmp(name + length, " Volume") == 0)
        *tie = (struct tie){.part = gate->volume, .kind = JF_CONTROL_LEVEL};
    else if (strcmp(name + length, " Switch") == 0)
        *tie = (struct tie){.part = gate->volume + 1, .kind = JF_CONTROL_MUTE};
    else
        return false;
    return true;
}

static struct tie tie_by_name(const char *name)
{
    struct tie tie = {.part = JFI_AC97_NOTHING};

    for (size_t i = 0; i < jfi_ac97_gate_count; i++) {
        const struct jfi_ac97_gate *gate = &jfi_ac97_gates[i];

        if (is_half(name, gate->controls, &tie, gate) ||
            is_half(name, gate->old_controls, &tie, gate))
            return tie;
    }
    for (size_t i = 0; i < jfi_ac97_choice_count; i++) {
        const struct jfi_ac97_choice *choice = &jfi_ac97_choices[i];

        tie = (struct tie){.part = choice->part, .kind = JF_CONTROL_SELECTOR, .choice = choice};
        if (strcmp(name, choice->control) == 0)
            return tie;
    }
    for (size_t i = 0; i < sizeof(singles) / sizeof(singles[0]); i++) {
        if (strcmp(name, singles[i].name) == 0)
            return (struct tie){.part = singles[i].part};
    }
    return (struct tie){.part = JFI_AC97_NOTHING};
}

static bool has_half(const struct jfi_ac97_codec *codec, const struct jfi_ac97_site *site,
                     const char *stem, const char *end)
{
    char name[64];

    (void)snprintf(name, sizeof(name), "%s%s", stem, end);
    return jfi_elems_find(site->elems, name, codec->number);
}

bool jfi_ac97_has_element(const struct jfi_ac97_codec *codec, const struct jfi_ac97_site *site,
                          const struct jfi_ac97_gate *gate)
{
    return has_half(codec, site, gate->controls, " Volume") ||
           has_half(codec, site, gate->controls, " Switch") ||
           (gate->old_controls && (has_half(codec, site, gate->old_controls, " Volume") ||
                                   has_half(codec, site, gate->old_controls, " Switch")));
}

/* Parts of an element by its name, as far as the codec has them. */
static struct tie tie_of(const struct jfi_ac97_codec *codec, const struct jfi_ac97_site *site,
                         const struct jfi_elem *elem)
{
    struct tie tie = {.part = JFI_AC97_NOTHING};

    if (!jfi_ac97_has_names(site) || elem->index != codec->number)
        return tie;
    tie = tie_by_name(elem->name);
    return jfi_ac97_has(codec, site, tie.part) ? tie : (struct tie){.part = JFI_AC97_NOTHING};
}

/* ---- elements of a PCM ----------------------------------------------------------------------- */

/* An element that says itself which PCM it is of: "Playback Channel Map". */
static enum jfi_ac97_part pcm_part(const struct jfi_ac97_codec *codec,
                                   const struct jfi_ac97_site *site, const struct jfi_elem *elem)
{
    static const enum jfi_ac97_part parts[] = {JFI_AC97_PCM_OUT, JFI_AC97_PCM_IN, JFI_AC97_MIC_IN,
                                               JFI_AC97_SPDIF_PCM};
    bool is_capture = strncmp(elem->name, "Capture ", strlen("Capture ")) == 0;

    if (strcmp(elem->iface, "PCM") != 0)
        return JFI_AC97_NOTHING;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        const struct jfi_pcm *pcm = jfi_ac97_pcm_of(codec, site, parts[i]);

        if (pcm && pcm->device == elem->device && pcm->is_capture == is_capture)
            return parts[i];
    }
    return JFI_AC97_NOTHING;
}

bool jfi_ac97_claims(const struct jfi_ac97_codec *codec, const struct jfi_ac97_site *site,
                     const struct jfi_elem *elem)
{
    return tie_of(codec, site, elem).part != JFI_AC97_NOTHING ||
           pcm_part(codec, site, elem) != JFI_AC97_NOTHING;
}

/* ---- choices --------------------------------------------------------------------------------- */

/* The way that an item of the element stands for, by its name. False: none. */
static bool find_way(const struct jfi_ac97_choice *choice, const struct jfi_elem *elem,
                     int64_t value, size_t *ret_way)
{
    if (value < 0 || (size_t)value >= elem->item_count)
        return false;
    for (size_t i = 0; i < choice->count; i++) {
        if (strcmp(choice->ways[i].item, elem->items[value].name) == 0) {
            *ret_way = i;
            return true;
        }
    }
    return false;
}

static size_t chosen_by_element(const struct jfi_ac97_choice *choice, const struct jfi_elem *elem,
                                size_t chosen[2])
{
    if (elem->count > 2)
        return 0;
    for (size_t i = 0; i < elem->count; i++) {
        if (!find_way(choice, elem, elem->values[i], &chosen[i]))
            return 0;
    }
    return elem->count;
}

static size_t chosen_by_setting(enum jfi_ac97_setting setting, size_t chosen[2])
{
    chosen[0] = setting == JFI_AC97_SECOND;
    return setting != JFI_AC97_UNTOLD;
}

static size_t chosen_by_text(const struct jfi_ac97_codec *codec,
                             const struct jfi_ac97_choice *choice, size_t chosen[2])
{
    int32_t record = jfi_ac97_register(codec, 0x1a);

    switch (choice->part) {
    case JFI_AC97_MIC_SELECT:
        return chosen_by_setting(codec->mic, chosen);
    case JFI_AC97_PCM_PATH:
        return chosen_by_setting(codec->pcm_path, chosen);
    case JFI_AC97_MONO_SELECT:
        return chosen_by_setting(codec->mono_source, chosen);
    default:
        break;
    }
    if (record < 0)
        return 0;
    chosen[0] = (uint32_t)record >> 8 & 7;
    chosen[1] = (uint32_t)record & 7;
    return 2;
}

/* An element is as of now; the text is as of when it was read. */
size_t jfi_ac97_chosen(const struct jfi_ac97_codec *codec, const struct jfi_ac97_site *site,
                       const struct jfi_ac97_choice *choice, size_t chosen[2])
{
    const struct jfi_elem *elem = jfi_elems_find(site->elems, choice->control, codec->number);
    size_t channels;

    if (elem && tie_of(codec, site, elem).choice == choice && elem->values &&
        elem->type == JFI_ELEM_ENUM)
        return chosen_by_element(choice, elem, chosen);
    channels = chosen_by_text(codec, choice, chosen);
    /* Of two channels that choose for themselves a control must tell, and the element does not. */
    return elem && channels == 2 && chosen[0] != chosen[1] ? 0 : channels;
}

unsigned int jfi_ac97_spdif_slot(const struct jfi_ac97_codec *codec,
                                 const struct jfi_ac97_site *site)
{
    static const unsigned int slots[] = {3, 7, 6, 10};
    const struct jfi_elem *elem = jfi_elems_find(site->elems, spdif_slots, codec->number);

    if (!elem || tie_of(codec, site, elem).part == JFI_AC97_NOTHING || !elem->values ||
        elem->count != 1 || elem->values[0] < 0 || elem->values[0] > 3)
        return codec->spdif_slot;
    return slots[elem->values[0]];
}

/* Local id of the neighbour that a way leads to, or -1 where that is not there. */
static int64_t neighbour_of(const struct jfi_ac97_build *build,
                            const struct jfi_ac97_choice *choice, size_t way)
{
    enum jfi_ac97_part part =
        jfi_ac97_resolve(build->codec, build->site, choice->ways[way].neighbour);

    return build->refs[part] == JFI_NO_REF ? -1 : (int64_t)part;
}

static void describe_choice(const struct jfi_ac97_build *build,
                            const struct jfi_ac97_choice *choice, const struct jfi_elem *elem)
{
    int64_t choices[16];
    struct jfi_elem_use use = {
        .kind = JF_CONTROL_SELECTOR, .evidence = by_name, .choices = choices};
    size_t way;

    for (; use.choice_count < elem->item_count && use.choice_count < 16; use.choice_count++) {
        bool is_way = find_way(choice, elem, (int64_t)use.choice_count, &way);

        choices[use.choice_count] = is_way ? neighbour_of(build, choice, way) : -1;
    }
    jfi_elem_describe(build->builder, build->refs[choice->part], build->site->elems, elem, &use);
}

/* ---- registers ------------------------------------------------------------------------------- */

static struct jfi_control_info read_out(char name[16], unsigned int address,
                                        enum jf_control_kind kind)
{
    (void)snprintf(name, 16, "Register 0x%02x", address);
    return (struct jfi_control_info){
        .name = name, .kind = kind, .readable = true, .evidence = by_register};
}

static void read_level(const struct jfi_ac97_build *build, const struct jfi_ac97_gate *gate,
                       uint32_t value)
{
    const struct jfi_ac97_scale *scale = gate->scale;
    int64_t levels[2], last = scale->base_millibel + scale->step_millibel * (int64_t)scale->mask;
    char name[16];
    struct jfi_control_info info = read_out(name, gate->address, JF_CONTROL_LEVEL);

    for (size_t i = 0; i < scale->channel_count; i++)
        levels[i] = scale->base_millibel +
                    scale->step_millibel * (int64_t)(value >> scale->shifts[i] & scale->mask);
    info.value_count = scale->channel_count;
    info.values = levels;
    info.has_range = true;
    info.min = scale->step_millibel < 0 ? last : scale->base_millibel;
    info.max = scale->step_millibel < 0 ? scale->base_millibel : last;
    info.step = scale->step_millibel < 0 ? -scale->step_millibel : scale->step_millibel;
    jfi_builder_control(build->builder, build->refs[gate->volume], &info);
}

static void read_mute(const struct jfi_ac97_build *build, const struct jfi_ac97_gate *gate,
                      uint32_t value)
{
    int64_t is_muted = value >> gate->scale->mute_bit & 1;
    char name[16];
    struct jfi_control_info info = read_out(name, gate->address, JF_CONTROL_MUTE);

    info.value_count = 1;
    info.values = &is_muted;
    jfi_builder_control(build->builder, build->refs[gate->volume + 1], &info);
}

static void read_record_select(const struct jfi_ac97_build *build,
                               const struct jfi_ac97_choice *choice)
{
    struct jfi_item items[8];
    int64_t values[2];
    size_t chosen[2], channels = chosen_by_text(build->codec, choice, chosen);
    char name[16];
    struct jfi_control_info info = read_out(name, 0x1a, JF_CONTROL_SELECTOR);

    for (size_t i = 0; i < choice->count; i++) {
        int64_t neighbour = neighbour_of(build, choice, i);

        if (neighbour >= 0)
            items[info.item_count++] =
                (struct jfi_item){.value = neighbour, .name = choice->ways[i].item};
    }
    for (size_t i = 0; i < channels; i++) {
        values[i] = neighbour_of(build, choice, chosen[i]);
        info.value_count = values[i] < 0 ? 0 : info.value_count + 1;
    }
    info.items = items;
    info.values = values;
    if (info.value_count == channels && channels)
        jfi_builder_control(build->builder, build->refs[choice->part], &info);
}

/* "Mic gain : +20dB" of the text. */
static void read_boost(const struct jfi_ac97_build *build)
{
    int64_t level = build->codec->mic_boost == JFI_AC97_SECOND ? 2000 : 0;

    if (build->codec->mic_boost == JFI_AC97_UNTOLD)
        return;
    jfi_builder_control(build->builder, build->refs[JFI_AC97_MIC_BOOST],
                        &(struct jfi_control_info){.name = "Mic gain",
                                                   .kind = JF_CONTROL_LEVEL,
                                                   .readable = true,
                                                   .value_count = 1,
                                                   .values = &level,
                                                   .has_range = true,
                                                   .max = 2000,
                                                   .step = 2000,
                                                   .evidence = by_text});
}

static void add_read_outs(const struct jfi_ac97_build *build, const bool has[JFI_AC97_PARTS])
{
    for (size_t i = 0; i < jfi_ac97_gate_count; i++) {
        const struct jfi_ac97_gate *gate = &jfi_ac97_gates[i];
        int32_t value = jfi_ac97_register(build->codec, gate->address);

        if (value < 0 || build->refs[gate->volume] == JFI_NO_REF)
            continue;
        if (!has[gate->volume])
            read_level(build, gate, (uint32_t)value);
        if (!has[gate->volume + 1])
            read_mute(build, gate, (uint32_t)value);
    }
    for (size_t i = 0; i < jfi_ac97_choice_count; i++) {
        if (jfi_ac97_choices[i].part == JFI_AC97_RECORD_SELECT && !has[JFI_AC97_RECORD_SELECT])
            read_record_select(build, &jfi_ac97_choices[i]);
    }
    if (!has[JFI_AC97_MIC_BOOST])
        read_boost(build);
}

/* ---- all of them ----------------------------------------------------------------------------- */

void jfi_ac97_add_controls(const struct jfi_ac97_build *build)
{
    const struct jfi_elems *elems = build->site->elems;
    bool has[JFI_AC97_PARTS] = {false};

    for (size_t i = 0; i < jfi_elems_get_count(elems); i++) {
        const struct jfi_elem *elem = jfi_elems_get(elems, i);
        struct tie tie = tie_of(build->codec, build->site, elem);
        enum jfi_ac97_part pcm = pcm_part(build->codec, build->site, elem);

        if (tie.choice) {
            describe_choice(build, tie.choice, elem);
        } else if (tie.part != JFI_AC97_NOTHING) {
            jfi_elem_describe(build->builder, build->refs[tie.part], elems, elem,
                              &(struct jfi_elem_use){.kind = tie.kind, .evidence = by_name});
        } else if (pcm != JFI_AC97_NOTHING) {
            jfi_elem_describe(build->builder, build->refs[pcm], elems, elem,
                              &(struct jfi_elem_use){.evidence = "PCM device"});
        }
        has[tie.part] = true;
    }
    add_read_outs(build, has);
}
