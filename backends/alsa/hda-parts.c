/* SPDX-License-Identifier: MIT */

/* Widgets as parts: the widget itself, its amplifiers, and the links between them. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "backends/alsa/hda-build.h"
#include "backends/alsa/hda-config.h"
#include "backends/alsa/hda-ties.h"
#include "backends/alsa/pcm.h"

static const char inside[] = "widget capabilities";

/* ---- pieces ---------------------------------------------------------------------------------- */

jfi_ref jfi_hda_add_part(struct jfi_hda_build *build, const struct jfi_hda_node *node,
                         unsigned int variant, const char *suffix, struct jfi_part_info info)
{
    char key[64];

    jfi_hda_key(node, suffix, key, sizeof(key));
    info.key = key;
    info.local_id = variant << 16 | node->nid;
    info.has_nid = true;
    info.nid = node->nid;
    return jfi_builder_part(build->builder, &info);
}

static jfi_ref add_subunit(struct jfi_hda_build *build, const struct jfi_hda_node *node,
                           unsigned int variant, const char *suffix, enum jf_part_type type)
{
    return jfi_hda_add_part(
        build, node, variant, suffix,
        (struct jfi_part_info){.kind = JF_PART_SUBUNIT, .type = type, .flow = JF_FLOW_UNKNOWN});
}

/* Nothing happens when either end is missing. */
static void join(struct jfi_hda_build *build, jfi_ref from, jfi_ref to)
{
    if (from != JFI_NO_REF && to != JFI_NO_REF)
        jfi_builder_link(build->builder, from, to, JF_LINK_ALWAYS, inside);
}

jfi_ref jfi_hda_first(const struct jfi_hda_gate *gate, jfi_ref otherwise)
{
    if (gate->volume != JFI_NO_REF)
        return gate->volume;
    return gate->mute != JFI_NO_REF ? gate->mute : otherwise;
}

jfi_ref jfi_hda_last(const struct jfi_hda_gate *gate, jfi_ref otherwise)
{
    if (gate->mute != JFI_NO_REF)
        return gate->mute;
    return gate->volume != JFI_NO_REF ? gate->volume : otherwise;
}

unsigned int jfi_hda_last_variant(const struct jfi_hda_gate *gate, unsigned int otherwise)
{
    if (gate->mute != JFI_NO_REF)
        return gate->variant + 1;
    return gate->volume != JFI_NO_REF ? gate->variant : otherwise;
}

void jfi_hda_join_gate(struct jfi_hda_build *build, jfi_ref from, const struct jfi_hda_gate *gate,
                       jfi_ref to)
{
    jfi_ref first = jfi_hda_first(gate, JFI_NO_REF);

    if (first == JFI_NO_REF) {
        join(build, from, to);
        return;
    }
    join(build, from, first);
    join(build, gate->volume, gate->mute);
    join(build, jfi_hda_last(gate, JFI_NO_REF), to);
}

jfi_ref jfi_hda_add_choice(struct jfi_hda_build *build, const struct jfi_hda_node *node)
{
    return add_subunit(build, node, JFI_HDA_CHOICE, ":mux", JF_TYPE_MUX);
}

static struct jfi_hda_gate no_gate(void)
{
    return (struct jfi_hda_gate){.volume = JFI_NO_REF, .mute = JFI_NO_REF};
}

static struct jfi_hda_gate add_gate(struct jfi_hda_build *build, const struct jfi_hda_node *node,
                                    const struct jfi_hda_amp_caps *caps, unsigned int variant,
                                    const char *name)
{
    struct jfi_hda_gate gate = {.volume = JFI_NO_REF, .mute = JFI_NO_REF, .variant = variant};
    char suffix[32];

    if (caps->is_known && caps->steps) {
        (void)snprintf(suffix, sizeof(suffix), ":%s-volume", name);
        gate.volume = add_subunit(build, node, variant, suffix, JF_TYPE_VOLUME);
    }
    if (caps->is_known && caps->has_mute) {
        (void)snprintf(suffix, sizeof(suffix), ":%s-mute", name);
        gate.mute = add_subunit(build, node, variant + 1, suffix, JF_TYPE_MUTE);
    }
    return gate;
}

struct jfi_hda_gate jfi_hda_add_gate(struct jfi_hda_build *build, const struct jfi_hda_node *node,
                                     bool is_output)
{
    struct jfi_hda_amp_caps caps = jfi_hda_caps(build->codec, node, is_output);

    return add_gate(build, node, &caps, is_output ? JFI_HDA_OUT_VOLUME : JFI_HDA_IN_VOLUME,
                    is_output ? "out" : "in");
}

/* ---- input amplifiers ------------------------------------------------------------------------ */

static int add_inputs(struct jfi_hda_build *build, const struct jfi_hda_node *node,
                      struct jfi_hda_shape *shape, jfi_ref to)
{
    struct jfi_hda_amp_caps caps = jfi_hda_caps(build->codec, node, false);
    size_t count = jfi_hda_links_of(node)->count;
    char name[24];

    shape->inputs = jfi_arena_alloc(&build->arena, count, sizeof(*shape->inputs));
    if (!shape->inputs)
        return -ENOMEM;
    shape->input_count = count;
    for (size_t i = 0; i < count; i++) {
        (void)snprintf(name, sizeof(name), "in%zu", i);
        shape->inputs[i] =
            add_gate(build, node, &caps, JFI_HDA_INPUT_VOLUME + 2 * (unsigned int)i, name);
        jfi_hda_join_gate(build, JFI_NO_REF, &shape->inputs[i], to);
    }
    return 0;
}

/*
 * What leads from the connection list to `core`. A mixer sums, a selector chooses by itself; with
 * one amplifier for all inputs it does so before that.
 */
static int add_input_side(struct jfi_hda_build *build, const struct jfi_hda_node *node,
                          struct jfi_hda_shape *shape, jfi_ref core)
{
    bool chooses = jfi_hda_links_of(node)->count > 1;

    if (node->type == JFI_HDA_INPUT && chooses)
        shape->choice = jfi_hda_add_choice(build, node);
    else if (node->type == JFI_HDA_SELECTOR)
        shape->choice = core;
    shape->head = shape->choice == JFI_NO_REF ? core : shape->choice;
    if (jfi_hda_has_gate_per_input(node)) {
        if (shape->choice != core)
            join(build, shape->choice, core);
        return add_inputs(build, node, shape, shape->head);
    }
    shape->in = jfi_hda_add_gate(build, node, false);
    if (shape->choice == JFI_NO_REF || !chooses) {
        shape->head = jfi_hda_first(&shape->in, core);
        jfi_hda_join_gate(build, JFI_NO_REF, &shape->in, core);
    } else {
        jfi_hda_join_gate(build, shape->choice, &shape->in,
                          shape->choice == core ? JFI_NO_REF : core);
    }
    return 0;
}

/* The last part before the output amplifier. */
static jfi_ref inner_tail(const struct jfi_hda_shape *shape)
{
    bool amplifies_choice = shape->choice == shape->core && shape->head == shape->core;

    return amplifies_choice ? jfi_hda_last(&shape->in, shape->core) : shape->core;
}

static unsigned int inner_tail_variant(const struct jfi_hda_shape *shape)
{
    return inner_tail(shape) == shape->core ? JFI_HDA_WIDGET
                                            : jfi_hda_last_variant(&shape->in, JFI_HDA_WIDGET);
}

/* ---- widgets --------------------------------------------------------------------------------- */

static enum jf_part_type widget_type(enum jfi_hda_type type)
{
    switch (type) {
    case JFI_HDA_OUTPUT:
        return JF_TYPE_DAC;
    case JFI_HDA_INPUT:
        return JF_TYPE_ADC;
    case JFI_HDA_MIXER:
        return JF_TYPE_SUM;
    case JFI_HDA_SELECTOR:
        return JF_TYPE_MUX;
    case JFI_HDA_BEEP:
        return JF_TYPE_BEEP;
    case JFI_HDA_PIN:
    case JFI_HDA_POWER:
    case JFI_HDA_KNOB:
    case JFI_HDA_VENDOR:
        return JF_TYPE_DEVICE_SPECIFIC;
    }
    return JF_TYPE_OPAQUE;
}

/* What ties a converter to its PCM when the text does not. */
static void tell_pcm(struct jfi_hda_build *build, jfi_ref part, const struct jfi_hda_pcm *pcm,
                     bool is_capture)
{
    jfi_pcm_describe(build->builder, part, pcm->device, is_capture);
    if (strcmp(pcm->evidence, "codec text") != 0)
        jfi_builder_part_property(build->builder, part, "alsa.pcm.evidence", pcm->evidence);
}

/* The side of a converter that applications reach, as a PCM device if one is known. */
static jfi_ref add_pcm(struct jfi_hda_build *build, const struct jfi_hda_node *node,
                       enum jf_flow flow)
{
    struct jfi_hda_pcm pcm = {.name = NULL};
    bool is_known = jfi_hda_find_pcm(build->codec, build->site, node, &pcm);
    jfi_ref part = jfi_hda_add_part(build, node, JFI_HDA_PCM, ":pcm",
                                    (struct jfi_part_info){.name = pcm.name,
                                                           .kind = JF_PART_CONNECTOR,
                                                           .type = JF_TYPE_SOFTWARE_IO,
                                                           .flow = flow});

    if (is_known && part != JFI_NO_REF)
        tell_pcm(build, part, &pcm, flow == JF_FLOW_OUT);
    return part;
}

static int add_processor(struct jfi_hda_build *build, const struct jfi_hda_node *node,
                         struct jfi_hda_shape *shape)
{
    int status = add_input_side(build, node, shape, shape->core);

    if (status)
        return status;
    shape->out = jfi_hda_add_gate(build, node, true);
    shape->tail = jfi_hda_last(&shape->out, inner_tail(shape));
    shape->tail_variant = jfi_hda_last_variant(&shape->out, inner_tail_variant(shape));
    jfi_hda_join_gate(build, inner_tail(shape), &shape->out, JFI_NO_REF);
    if (node->type == JFI_HDA_OUTPUT) {
        shape->pcm = add_pcm(build, node, JF_FLOW_IN);
        join(build, shape->pcm, shape->core);
    } else if (node->type == JFI_HDA_INPUT) {
        shape->pcm = add_pcm(build, node, JF_FLOW_OUT);
        join(build, shape->tail, shape->pcm);
    }
    return 0;
}

/*
 * A pin that is wired to nothing is no part, unless the driver has given it controls or another
 * configuration: it uses the pin against the chip's register, in a way that nothing tells.
 */
static bool is_part(const struct jfi_hda_build *build, const struct jfi_hda_node *node)
{
    uint32_t config;

    return node->type != JFI_HDA_PIN || node->control_count ||
           (jfi_hda_config_of(build->site->configs, node, &config) &&
            jfi_hda_connectivity(config) != JFI_HDA_NOTHING);
}

int jfi_hda_add_widget(struct jfi_hda_build *build, const struct jfi_hda_node *node,
                       struct jfi_hda_shape *shape)
{
    int status = 0;

    *shape = (struct jfi_hda_shape){
        .core = JFI_NO_REF,
        .other = JFI_NO_REF,
        .head = JFI_NO_REF,
        .tail = JFI_NO_REF,
        .choice = JFI_NO_REF,
        .pcm = JFI_NO_REF,
        .out = no_gate(),
        .in = no_gate(),
    };
    if (jfi_hda_is_wired(node)) {
        jfi_hda_add_pin(build, node, shape);
    } else if (is_part(build, node)) {
        shape->core = add_subunit(build, node, JFI_HDA_WIDGET, "", widget_type(node->type));
        if (jfi_hda_is_audio(node))
            status = add_processor(build, node, shape);
    }
    jfi_hda_add_properties(build, node, shape);
    return status;
}
