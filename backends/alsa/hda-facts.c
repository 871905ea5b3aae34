/* SPDX-License-Identifier: MIT */

/* What the lines of a node mean together. */

#include <stdio.h>

#include "backends/alsa/hda-build.h"
#include "backends/alsa/hda-config.h"

const struct jfi_hda_list *jfi_hda_links_of(const struct jfi_hda_node *node)
{
    return node->connections.count ? &node->connections : &node->driver_connections;
}

bool jfi_hda_is_wired(const struct jfi_hda_node *node)
{
    return node->type == JFI_HDA_PIN &&
           !(node->has_pin_default && jfi_hda_connectivity(node->pin_default) == JFI_HDA_NOTHING);
}

/* The list of a knob names what it controls, that of a power widget what it feeds. */
bool jfi_hda_is_audio(const struct jfi_hda_node *node)
{
    if (node->type == JFI_HDA_PIN)
        return jfi_hda_is_wired(node);
    return node->type != JFI_HDA_POWER && node->type != JFI_HDA_KNOB;
}

struct jfi_hda_amp_caps jfi_hda_caps(const struct jfi_hda_codec *codec,
                                     const struct jfi_hda_node *node, bool is_output)
{
    enum {
        WCAPS_IN = 1 << 1,
        WCAPS_OUT = 1 << 2
    };
    const struct jfi_hda_amp_caps *own = is_output ? &node->out.caps : &node->in.caps;
    const struct jfi_hda_amp_caps *common = is_output ? &codec->default_out : &codec->default_in;
    bool takes_common = !own->is_known && !(node->wcaps & JFI_HDA_WCAPS_AMP_OVERRIDE);

    if (!(node->wcaps & (is_output ? WCAPS_OUT : WCAPS_IN)))
        return (struct jfi_hda_amp_caps){.is_known = false};
    return takes_common ? *common : *own;
}

bool jfi_hda_has_gate_per_input(const struct jfi_hda_node *node)
{
    size_t count = jfi_hda_links_of(node)->count;

    if (node->type == JFI_HDA_MIXER)
        return count > 0;
    return count > 1 && node->in.count == count;
}

/* ---- pins ------------------------------------------------------------------------------------ */

/* The way a pin that names neither or both directions is used, or meant to be used. */
static enum jf_flow likely_flow(const struct jfi_hda_node *node)
{
    uint32_t used = node->pin_control & (JFI_HDA_PINCTL_IN | JFI_HDA_PINCTL_OUT);
    int direction = node->has_pin_default ? jfi_hda_direction(node->pin_default) : 0;

    if (node->has_pin_control && used == JFI_HDA_PINCTL_OUT)
        return JF_FLOW_OUT;
    if (node->has_pin_control && used == JFI_HDA_PINCTL_IN)
        return JF_FLOW_IN;
    return direction < 0 ? JF_FLOW_IN : JF_FLOW_OUT;
}

static bool can(const struct jfi_hda_node *node, uint32_t capability)
{
    return node->has_pin_caps && node->pin_caps & capability;
}

bool jfi_hda_has_face(const struct jfi_hda_node *node, enum jf_flow flow)
{
    bool in = can(node, JFI_HDA_PINCAP_IN), out = can(node, JFI_HDA_PINCAP_OUT);

    if (!in && !out)
        return likely_flow(node) == flow;
    return flow == JF_FLOW_OUT ? out : in;
}

enum jf_flow jfi_hda_face_in_use(const struct jfi_hda_node *node)
{
    if (!jfi_hda_has_face(node, JF_FLOW_IN))
        return JF_FLOW_OUT;
    return jfi_hda_has_face(node, JF_FLOW_OUT) ? likely_flow(node) : JF_FLOW_IN;
}

unsigned int jfi_hda_face_variant(const struct jfi_hda_node *node)
{
    enum jf_flow flow = jfi_hda_face_in_use(node);

    return flow == JF_FLOW_IN && *jfi_hda_face_suffix(node, flow) ? JFI_HDA_FACE_IN
                                                                  : JFI_HDA_WIDGET;
}

/* Bit 7 says HDMI, but on Realtek's codecs something else. */
bool jfi_hda_is_display(const struct jfi_hda_codec *codec, const struct jfi_hda_node *node)
{
    enum {
        VENDOR_REALTEK = 0x10ec
    };
    bool is_hdmi = node->pin_caps & JFI_HDA_PINCAP_HDMI && codec->vendor_id >> 16 != VENDOR_REALTEK;

    return jfi_hda_is_wired(node) && node->has_pin_default &&
           jfi_hda_device(node->pin_default) == JFI_HDA_DIGITAL_OUT && node->has_pin_caps &&
           (is_hdmi || node->pin_caps & JFI_HDA_PINCAP_DP);
}

enum jf_part_type jfi_hda_pin_type(const struct jfi_hda_node *node)
{
    if (!node->has_pin_default)
        return JF_TYPE_UNKNOWN;
    return jfi_hda_connectivity(node->pin_default) == JFI_HDA_FIXED ? JF_TYPE_PHYSICAL_INTERNAL
                                                                    : JF_TYPE_PHYSICAL_EXTERNAL;
}

bool jfi_hda_has_endpoint(const struct jfi_hda_node *node)
{
    return jfi_hda_is_wired(node) && node->has_pin_default;
}

/* ---- keys ------------------------------------------------------------------------------------ */

static const char *key_word(enum jfi_hda_type type)
{
    switch (type) {
    case JFI_HDA_OUTPUT:
        return "dac";
    case JFI_HDA_INPUT:
        return "adc";
    case JFI_HDA_MIXER:
        return "mixer";
    case JFI_HDA_SELECTOR:
        return "selector";
    case JFI_HDA_PIN:
        return "pin";
    case JFI_HDA_POWER:
        return "power";
    case JFI_HDA_KNOB:
        return "knob";
    case JFI_HDA_BEEP:
        return "beep";
    case JFI_HDA_VENDOR:
        return "vendor";
    }
    return "node";
}

void jfi_hda_key(const struct jfi_hda_node *node, const char *suffix, char *key, size_t size)
{
    (void)snprintf(key, size, "%s%02x%s", key_word(node->type), node->nid, suffix);
}

const char *jfi_hda_face_suffix(const struct jfi_hda_node *node, enum jf_flow flow)
{
    if (!jfi_hda_has_face(node, JF_FLOW_IN) || !jfi_hda_has_face(node, JF_FLOW_OUT))
        return "";
    return flow == JF_FLOW_OUT ? ":out" : ":in";
}
