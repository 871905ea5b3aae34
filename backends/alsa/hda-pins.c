/* SPDX-License-Identifier: MIT */

/* Pins: connectors to the outside, with their jacks. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "backends/alsa/hda-build.h"
#include "backends/alsa/hda-config.h"

/* ---- presence -------------------------------------------------------------------------------- */

static const struct jfi_hda_eld *find_eld(const struct jfi_hda_site *site,
                                          const struct jfi_hda_node *node, unsigned int device)
{
    for (size_t i = 0; i < site->eld_count; i++) {
        if (site->elds[i].nid == node->nid && site->elds[i].device == device)
            return &site->elds[i];
    }
    return NULL;
}

/* What a "… Jack" control listed under the pin says. */
static const struct jfi_elem *controlled_jack(const struct jfi_hda_codec *codec,
                                              const struct jfi_hda_site *site,
                                              const struct jfi_hda_node *node)
{
    for (size_t i = 0; i < node->control_count; i++) {
        const struct jfi_hda_control *control = &codec->controls[node->first_control + i];
        const struct jfi_elem *elem = jfi_elems_find(site->elems, control->name, control->index);

        if (elem && jfi_elem_is_jack(elem))
            return elem;
    }
    return NULL;
}

static enum jf_presence presence(bool is_plugged)
{
    return is_plugged ? JF_PRESENCE_PLUGGED : JF_PRESENCE_UNPLUGGED;
}

static void add_presence(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                         const struct jfi_hda_node *node, size_t index, struct jfi_jack_info *jack,
                         char text[16])
{
    bool is_entry = index < node->device_count;
    unsigned int device = is_entry ? node->devices[index].number : 0;
    const struct jfi_hda_eld *eld = find_eld(site, node, device);
    const struct jfi_elem *elem = controlled_jack(codec, site, node);

    if (is_entry && node->devices[index].present >= 0) {
        jack->presence = presence(node->devices[index].present > 0);
        (void)snprintf(text, 16, "PD of Dev %02u", device % 100);
        jack->said_by = text;
    } else if (eld) {
        jack->presence = presence(eld->is_present);
        jack->said_by = eld->file;
    } else if (elem && jfi_elem_presence(elem) != JF_PRESENCE_UNKNOWN) {
        jack->presence = jfi_elem_presence(elem);
        jack->said_by = elem->name;
    }
}

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
                                  size_t index, char text[16])
{
    struct jfi_jack_info jack = {
        .presence = JF_PRESENCE_UNKNOWN,
        .color = jfi_hda_color(node->pin_default),
        .location = jfi_hda_location(node->pin_default),
        .connection = jfi_hda_connection(node->pin_default),
    };

    if (index == 0 || index < node->device_count)
        add_presence(codec, site, node, index, &jack, text);
    return jack;
}

static void add_jacks(struct jfi_hda_build *build, const struct jfi_hda_node *node, jfi_ref face)
{
    char text[16];

    for (size_t i = 0; i < jfi_hda_jack_count(node); i++) {
        struct jfi_jack_info jack = jfi_hda_jack(build->codec, build->site, node, i, text);

        jfi_builder_jack(build->builder, face, &jack);
    }
}

/* ---- faces ----------------------------------------------------------------------------------- */

static void add_pin_properties(struct jfi_hda_build *build, const struct jfi_hda_node *node,
                               jfi_ref face)
{
    static const char *const modes[4] = {"off", "in", "out", "in out"};

    if (node->has_pin_control)
        jfi_builder_part_property(build->builder, face, "hda.pin-control",
                                  modes[node->pin_control >> 5 & 3]);
    if (node->eapd >= 0)
        jfi_builder_part_property(build->builder, face, "hda.eapd", node->eapd ? "on" : "off");
}

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
    if (face != JFI_NO_REF) {
        add_jacks(build, node, face);
        add_pin_properties(build, node, face);
    }
    return face;
}

/* What leads to the socket: a choice if the list has several entries, then the output amplifier. */
static void add_out_side(struct jfi_hda_build *build, const struct jfi_hda_node *node,
                         struct jfi_hda_shape *shape, jfi_ref face)
{
    jfi_ref choice = JFI_NO_REF;

    if (jfi_hda_links_of(node)->count > 1) {
        choice =
            jfi_hda_add_part(build, node, JFI_HDA_CHOICE, ":mux",
                             (struct jfi_part_info){.kind = JF_PART_SUBUNIT, .type = JF_TYPE_MUX});
    }
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
    if (out == JFI_NO_REF)
        shape->head = in;
    else
        add_out_side(build, node, shape, out);
    if (in == JFI_NO_REF) {
        shape->tail = out;
    } else {
        jfi_hda_join_gate(build, in, &shape->in, JFI_NO_REF);
        shape->tail = jfi_hda_last(&shape->in, in);
    }
}
