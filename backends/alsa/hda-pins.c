/* SPDX-License-Identifier: MIT */

/* Pins: connectors to the outside, with their jacks. */

#include <stdio.h>

#include "backends/alsa/hda-build.h"
#include "backends/alsa/hda-config.h"

/* ---- jacks ----------------------------------------------------------------------------------- */

size_t jfi_hda_jack_count(const struct jfi_hda_node *node)
{
    if (!node->has_pin_default)
        return 0;
    if (node->device_count)
        return node->device_count;
    return jfi_hda_connectivity(node->pin_default) == JFI_HDA_BOTH ? 2 : 1;
}

/* Of a jack and something built in at one pin only the first is a socket that can be empty. */
struct jfi_jack_info jfi_hda_jack(const struct jfi_hda_codec *codec,
                                  const struct jfi_hda_site *site, const struct jfi_hda_node *node,
                                  size_t index, char text[JFI_HDA_SAID_BYTES])
{
    struct jfi_jack_info jack = {
        .presence = JF_PRESENCE_UNKNOWN,
        .color = jfi_hda_color(node->pin_default),
        .location = jfi_hda_location(node->pin_default),
        .connection = jfi_hda_connection(node->pin_default),
    };

    if (index == 0 || index < node->device_count)
        jfi_hda_tell_presence(codec, site, node, index, &jack, text);
    return jack;
}

static void add_jacks(struct jfi_hda_build *build, const struct jfi_hda_node *node, jfi_ref face)
{
    char text[JFI_HDA_SAID_BYTES];

    for (size_t i = 0; i < jfi_hda_jack_count(node); i++) {
        struct jfi_jack_info jack = jfi_hda_jack(build->codec, build->site, node, i, text);

        jfi_builder_jack(build->builder, face, &jack);
    }
}

/* ---- faces ----------------------------------------------------------------------------------- */

static jfi_ref add_face(struct jfi_hda_build *build, const struct jfi_hda_node *node,
                        enum jf_flow flow)
{
    const char *suffix = jfi_hda_face_suffix(node, flow);
    char pin_name[48], name[64];
    jfi_ref face;

    if (!jfi_hda_has_face(node, flow))
        return JFI_NO_REF;
    jfi_hda_pin_name(node->pin_default, pin_name, sizeof(pin_name));
    (void)snprintf(name, sizeof(name), "%s%s", pin_name,
                   !*suffix ? "" : (flow == JF_FLOW_OUT ? " (out)" : " (in)"));
    face = jfi_hda_add_part(
        build, node, *suffix && flow == JF_FLOW_IN ? JFI_HDA_FACE_IN : JFI_HDA_WIDGET, suffix,
        (struct jfi_part_info){.name = node->has_pin_default ? name : NULL,
                               .kind = JF_PART_CONNECTOR,
                               .type = jfi_hda_pin_type(node),
                               .flow = flow});
    if (face != JFI_NO_REF)
        add_jacks(build, node, face);
    return face;
}

/* What leads to the socket: a choice if the list has several entries, then the output amplifier. */
static void add_out_side(struct jfi_hda_build *build, const struct jfi_hda_node *node,
                         struct jfi_hda_shape *shape, jfi_ref face)
{
    jfi_ref choice =
        jfi_hda_links_of(node)->count > 1 ? jfi_hda_add_choice(build, node) : JFI_NO_REF;

    shape->choice = choice;
    jfi_hda_join_gate(build, choice, &shape->out, face);
    shape->head = choice == JFI_NO_REF ? jfi_hda_first(&shape->out, face) : choice;
}

/*
 * A pin that works both ways is two connectors, so that a path has a direction. One that does not
 * may still be listed as a source, or have a list, in a way its capabilities do not explain: then
 * its only face takes part in both.
 */
void jfi_hda_add_pin(struct jfi_hda_build *build, const struct jfi_hda_node *node,
                     struct jfi_hda_shape *shape)
{
    jfi_ref out = add_face(build, node, JF_FLOW_OUT), in = add_face(build, node, JF_FLOW_IN);

    shape->out = jfi_hda_add_gate(build, node, true);
    shape->in = jfi_hda_add_gate(build, node, false);
    shape->core = jfi_hda_face_in_use(node) == JF_FLOW_OUT ? out : in;
    shape->other = shape->core == out ? in : out;
    shape->tail_variant = JFI_HDA_WIDGET;
    if (out == JFI_NO_REF)
        shape->head = in;
    else
        add_out_side(build, node, shape, out);
    if (in == JFI_NO_REF) {
        shape->tail = out;
    } else {
        jfi_hda_join_gate(build, in, &shape->in, JFI_NO_REF);
        shape->tail = jfi_hda_last(&shape->in, in);
        shape->tail_variant =
            jfi_hda_last_variant(&shape->in, out == JFI_NO_REF ? JFI_HDA_WIDGET : JFI_HDA_FACE_IN);
    }
}
