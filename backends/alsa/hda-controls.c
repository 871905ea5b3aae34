/* SPDX-License-Identifier: MIT */

/*
 * The controls the text names under a node, each on the part it acts on, and what the text says of
 * amplifiers that no control shows. A codec text alone is nothing to write to.
 */

#include <string.h>

#include "backends/alsa/hda-build.h"
#include "backends/alsa/text.h"

enum {
    ALL_CHANNELS = 3
};

/* What ties a control to its part: a line under the node, or nothing but the amplifier itself. */
static const char by_text[] = "codec text", by_amplifier[] = "amplifier";

/** One gate of a widget, and which of the text's values are its own. */
struct place {
    struct jfi_hda_gate *gate;
    bool is_output;
    size_t value_index;
};

/* ---- values ---------------------------------------------------------------------------------- */

/* Steps are quarters of a decibel, counted from the offset that is 0 dB. */
static int64_t level_millibel(const struct jfi_hda_amp_caps *caps, int64_t step)
{
    enum {
        MILLIBEL_PER_QUARTER = 25
    };

    return (step - caps->offset) * (caps->step_size + 1) * MILLIBEL_PER_QUARTER;
}

static const int16_t *amp_values(const struct jfi_hda_node *node, const struct place *place)
{
    const struct jfi_hda_amp *amp = place->is_output ? &node->out : &node->in;

    return place->value_index < amp->count ? amp->values[place->value_index] : NULL;
}

/* The values of the channels in the mask. 0: one of them is not told. A mono widget has one. */
static size_t take_channels(const int16_t *values, bool is_stereo, unsigned int channels,
                            int16_t taken[2])
{
    size_t count = 0;

    for (unsigned int i = 0; values && i < (is_stereo ? 2U : 1U); i++) {
        if (is_stereo && !(channels & 1U << i))
            continue;
        if (values[i] < 0)
            return 0;
        taken[count++] = values[i];
    }
    return count;
}

static void add_level(const struct jfi_hda_build *build, const struct jfi_hda_node *node,
                      const struct place *place, const struct jfi_hda_control *control,
                      const char *evidence)
{
    struct jfi_hda_amp_caps caps = jfi_hda_caps(build->codec, node, place->is_output);
    int16_t taken[2];
    size_t count =
        take_channels(amp_values(node, place), node->wcaps & 1, control->channels, taken);
    int64_t levels[2];

    for (size_t i = 0; i < count; i++)
        levels[i] = level_millibel(&caps, taken[i] & 0x7f);
    jfi_builder_control(build->builder, place->gate->volume,
                        &(struct jfi_control_info){
                            .name = control->name,
                            .index = control->index,
                            .kind = JF_CONTROL_LEVEL,
                            .readable = count > 0,
                            .value_count = count,
                            .values = levels,
                            .has_range = control->amp_offset <= caps.steps,
                            .min = level_millibel(&caps, control->amp_offset),
                            .max = level_millibel(&caps, caps.steps),
                            .step = level_millibel(&caps, caps.offset + 1),
                            .evidence = evidence,
                        });
    place->gate->has_level = true;
}

static void add_mute(const struct jfi_hda_build *build, const struct jfi_hda_node *node,
                     const struct place *place, const struct jfi_hda_control *control,
                     const char *evidence)
{
    int16_t taken[2];
    size_t count =
        take_channels(amp_values(node, place), node->wcaps & 1, control->channels, taken);
    int64_t is_muted = 1;

    for (size_t i = 0; i < count; i++)
        is_muted = is_muted && taken[i] & 0x80;
    jfi_builder_control(build->builder, place->gate->mute,
                        &(struct jfi_control_info){
                            .name = control->name,
                            .index = control->index,
                            .kind = JF_CONTROL_MUTE,
                            .readable = count > 0,
                            .value_count = count > 0,
                            .values = &is_muted,
                            .evidence = evidence,
                        });
    place->gate->is_muting = true;
}

/* ---- where a control belongs ----------------------------------------------------------------- */

/* Gate `index` of a widget, counted over both sides. False: there are no more. */
static bool get_place(struct jfi_hda_shape *shape, size_t index, struct place *ret_place)
{
    if (index == 0)
        *ret_place = (struct place){.gate = &shape->out, .is_output = true};
    else if (index == 1)
        *ret_place = (struct place){.gate = &shape->in};
    else if (index - 2 < shape->input_count)
        *ret_place = (struct place){.gate = &shape->inputs[index - 2], .value_index = index - 2};
    else
        return false;
    return true;
}

/* Where an output amplifier prints a value for each input, the one of the chosen input counts. */
static size_t output_value_index(const struct jfi_hda_node *node)
{
    const struct jfi_hda_list *list = &node->connections;

    return node->out.count > 1 && node->out.count == list->count && list->selected > 0
               ? (size_t)list->selected
               : 0;
}

static jfi_ref gate_part(const struct jfi_hda_gate *gate, bool is_switch)
{
    return is_switch ? gate->mute : gate->volume;
}

/* The gate a ControlAmp line names. */
static bool find_told_place(struct jfi_hda_shape *shape, const struct jfi_hda_control *control,
                            struct place *ret_place)
{
    if (control->amp_is_output)
        return get_place(shape, 0, ret_place);
    if (!shape->input_count)
        return get_place(shape, 1, ret_place);
    return get_place(shape, 2 + (size_t)control->amp_index, ret_place);
}

/* Without a ControlAmp line: the only gate that can do what the control's name says. */
static bool find_only_place(struct jfi_hda_shape *shape, bool is_switch, struct place *ret_place)
{
    struct place place;
    size_t found = 0;

    for (size_t i = 0; get_place(shape, i, &place); i++) {
        if (gate_part(place.gate, is_switch) == JFI_NO_REF)
            continue;
        *ret_place = place;
        found++;
    }
    return found == 1;
}

/* IEC958 switches turn a digital output on, whatever amplifier it has besides. */
static bool find_place(struct jfi_hda_shape *shape, const struct jfi_hda_control *control,
                       bool is_switch, struct place *ret_place)
{
    bool is_level = jfi_text_ends_with(control->name, " Volume");

    if (control->has_amp)
        return find_told_place(shape, control, ret_place) &&
               gate_part(ret_place->gate, is_switch) != JFI_NO_REF;
    if (!(is_switch || is_level) || strncmp(control->name, "IEC958 ", strlen("IEC958 ")) == 0)
        return false;
    return find_only_place(shape, is_switch, ret_place);
}

/* ---- controls that are no amplifier ---------------------------------------------------------- */

static enum jf_control_kind kind_by_name(const char *name)
{
    static const struct {
        const char *end;
        enum jf_control_kind kind;
    } rules[] = {
        {" Volume", JF_CONTROL_LEVEL},  {" Switch", JF_CONTROL_BOOLEAN},
        {" Jack", JF_CONTROL_BOOLEAN},  {" Source", JF_CONTROL_ENUM},
        {" Mode", JF_CONTROL_ENUM},     {" Mux", JF_CONTROL_ENUM},
        {" Default", JF_CONTROL_BYTES}, {" Mask", JF_CONTROL_BYTES},
        {"ELD", JF_CONTROL_BYTES},
    };

    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        if (jfi_text_ends_with(name, rules[i].end))
            return rules[i].kind;
    }
    return JF_CONTROL_UNKNOWN;
}

/* Where a choice is made, an enumeration is one of neighbours, as far as its items name such. */
static void add_other(const struct jfi_hda_build *build, const struct jfi_hda_node *node,
                      const struct jfi_hda_shape *shape, const struct jfi_hda_control *control)
{
    const struct jfi_elem *elem = jfi_hda_find_elem(build->site, control);
    struct jfi_elem_use use = {.kind = kind_by_name(control->name), .evidence = by_text};

    if (elem && jfi_hda_add_selector(build, node, shape, elem, by_text))
        return;
    if (elem) {
        jfi_elem_describe(build->builder, shape->core, build->site->elems, elem, &use);
        return;
    }
    jfi_builder_control(build->builder, shape->core,
                        &(struct jfi_control_info){
                            .name = control->name,
                            .index = control->index,
                            .kind = use.kind,
                            .evidence = by_text,
                            .remark = build->site->elems->fault,
                        });
}

/* The card's own word for a value is better than the text's, which is of the amplifier alone. */
static bool add_element(const struct jfi_hda_build *build, const struct place *place,
                        const struct jfi_hda_control *control, bool is_switch)
{
    const struct jfi_elem *elem = jfi_hda_find_elem(build->site, control);

    if (elem)
        jfi_hda_add_to_gate(build, place->gate, is_switch, elem, by_text);
    return elem;
}

static void add_named(const struct jfi_hda_build *build, const struct jfi_hda_node *node,
                      struct jfi_hda_shape *shape, const struct jfi_hda_control *named)
{
    bool is_switch = jfi_text_ends_with(named->name, " Switch");
    struct jfi_hda_control control = *named;
    struct place place;

    if (!control.has_amp) {
        control.channels = ALL_CHANNELS;
        control.amp_offset = 0;
    }
    if (!find_place(shape, named, is_switch, &place)) {
        add_other(build, node, shape, named);
        return;
    }
    if (place.is_output)
        place.value_index = output_value_index(node);
    if (add_element(build, &place, named, is_switch))
        return;
    if (is_switch)
        add_mute(build, node, &place, &control, by_text);
    else
        add_level(build, node, &place, &control, by_text);
}

/* ---- amplifiers without a control ------------------------------------------------------------ */

static void add_read_out(const struct jfi_hda_build *build, const struct jfi_hda_node *node,
                         const struct place *place)
{
    struct jfi_hda_control read_out = {
        .name = place->is_output ? "Amp-Out" : "Amp-In",
        .index = (unsigned int)place->value_index,
        .channels = ALL_CHANNELS,
    };

    if (place->gate->volume != JFI_NO_REF && !place->gate->has_level)
        add_level(build, node, place, &read_out, by_amplifier);
    if (place->gate->mute != JFI_NO_REF && !place->gate->is_muting)
        add_mute(build, node, place, &read_out, by_amplifier);
}

void jfi_hda_add_listed(struct jfi_hda_build *build, const struct jfi_hda_node *node,
                        struct jfi_hda_shape *shape)
{
    for (size_t i = 0; i < node->control_count; i++)
        add_named(build, node, shape, &build->codec->controls[node->first_control + i]);
}

void jfi_hda_add_read_outs(struct jfi_hda_build *build, const struct jfi_hda_node *node,
                           struct jfi_hda_shape *shape)
{
    struct place place;

    for (size_t i = 0; get_place(shape, i, &place); i++) {
        if (place.is_output)
            place.value_index = output_value_index(node);
        add_read_out(build, node, &place);
    }
}
