/* SPDX-License-Identifier: MIT */

/* What is plugged in, and who says so. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/alsa/hda-build.h"
#include "backends/alsa/hda-ties.h"

const struct jfi_elem *jfi_hda_find_elem(const struct jfi_hda_site *site,
                                         const struct jfi_hda_control *control)
{
    return jfi_elems_find_device(site->elems, control->name, control->index, control->device);
}

/* ---- which pin ------------------------------------------------------------------------------- */

void jfi_hda_fill_configs(struct jfi_hda_codec *codec, const struct jfi_hda_configs *configs)
{
    for (size_t i = 0; i < codec->node_count; i++) {
        struct jfi_hda_node *node = &codec->nodes[i];

        if (node->type != JFI_HDA_PIN || node->has_pin_default || !configs->sources[node->nid])
            continue;
        node->has_pin_default = true;
        node->pin_default = configs->words[node->nid];
    }
}

/* Display pin `index` in the order of the nodes; their number is written always. */
static const struct jfi_hda_node *find_display_pin(const struct jfi_hda_codec *codec, size_t index,
                                                   size_t *ret_count)
{
    const struct jfi_hda_node *found = NULL;
    size_t count = 0;

    for (size_t i = 0; i < codec->node_count; i++) {
        if (!jfi_hda_is_display(codec, &codec->nodes[i]))
            continue;
        if (count++ == index)
            found = &codec->nodes[i];
    }
    *ret_count = count;
    return found;
}

/* The number behind the dot of "eld#2.1"; 0 without one. */
static size_t file_number(const char *file)
{
    const char *dot = strrchr(file, '.');

    return dot ? strtoul(dot + 1, NULL, 10) : 0;
}

void jfi_hda_place_elds(const struct jfi_hda_codec *codec, struct jfi_eld *elds, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (elds[i].has_place)
            return;
    }
    for (size_t i = 0; i < count; i++) {
        size_t pin_count;
        const struct jfi_hda_node *pin =
            find_display_pin(codec, file_number(elds[i].file), &pin_count);

        if (!pin || pin_count != count)
            continue;
        elds[i].has_place = true;
        elds[i].nid = pin->nid;
    }
}

/* ---- monitors -------------------------------------------------------------------------------- */

static bool is_at(const struct jfi_eld *eld, const struct jfi_hda_node *node, unsigned int device)
{
    return eld->has_place && eld->nid == node->nid && eld->device == device;
}

static const struct jfi_eld *find_file(const struct jfi_hda_site *site,
                                       const struct jfi_hda_node *node, unsigned int device)
{
    for (size_t i = 0; i < site->eld_count; i++) {
        if (is_at(&site->elds[i], node, device))
            return &site->elds[i];
    }
    return NULL;
}

/* An ELD element that the text lists under the pin. */
static bool decode_listed(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                          const struct jfi_hda_node *node, struct jfi_eld *ret_eld)
{
    for (size_t i = 0; i < node->control_count; i++) {
        const struct jfi_hda_control *control = &codec->controls[node->first_control + i];
        const struct jfi_elem *elem =
            strcmp(control->name, "ELD") == 0 ? jfi_hda_find_elem(site, control) : NULL;

        if (elem && jfi_eld_decode(elem->values, elem->count, ret_eld))
            return true;
    }
    return false;
}

/* The same of the only ELD element of a card with one display pin. */
static bool decode_tied(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                        const struct jfi_hda_node *node, struct jfi_eld *ret_eld)
{
    for (size_t i = 0; i < jfi_elems_get_count(site->elems); i++) {
        const struct jfi_elem *elem = jfi_elems_get(site->elems, i);
        struct jfi_hda_tie tie;

        if (strcmp(elem->name, "ELD") == 0 && jfi_eld_decode(elem->values, elem->count, ret_eld) &&
            jfi_hda_find_tie(codec, site, elem, &tie) && tie.node == node)
            return true;
    }
    return false;
}

static bool decode_sink(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                        const struct jfi_hda_node *node, struct jfi_eld *ret_eld)
{
    return jfi_hda_is_display(codec, node) &&
           (decode_listed(codec, site, node, ret_eld) || decode_tied(codec, site, node, ret_eld));
}

void jfi_hda_tell_sinks(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                        const struct jfi_hda_node *node, jfi_eld_fn tell, void *user)
{
    struct jfi_eld decoded;
    size_t told = 0;
    char prefix[24];

    for (size_t i = 0; i < site->eld_count; i++) {
        const struct jfi_eld *eld = &site->elds[i];

        if (!eld->has_place || eld->nid != node->nid)
            continue;
        (void)snprintf(prefix, sizeof(prefix), "monitor.%u", eld->device);
        jfi_eld_tell(eld, eld->device ? prefix : "monitor", tell, user);
        told += eld->is_valid;
    }
    if (!told && decode_sink(codec, site, node, &decoded))
        jfi_eld_tell(&decoded, "monitor", tell, user);
}

/* ---- sockets --------------------------------------------------------------------------------- */

static bool tells(const struct jfi_elem *elem)
{
    return elem && jfi_elem_is_jack(elem) && jfi_elem_presence(elem) != JF_PRESENCE_UNKNOWN;
}

/* The "… Jack" element that the text lists under the pin. */
static const struct jfi_elem *listed_jack(const struct jfi_hda_codec *codec,
                                          const struct jfi_hda_site *site,
                                          const struct jfi_hda_node *node)
{
    for (size_t i = 0; i < node->control_count; i++) {
        const struct jfi_hda_control *control = &codec->controls[node->first_control + i];
        const struct jfi_elem *elem = jfi_hda_find_elem(site, control);

        if (tells(elem))
            return elem;
    }
    return NULL;
}

/* The one that is tied to it. */
static const struct jfi_elem *tied_jack(const struct jfi_hda_codec *codec,
                                        const struct jfi_hda_site *site,
                                        const struct jfi_hda_node *node)
{
    for (size_t i = 0; i < jfi_elems_get_count(site->elems); i++) {
        const struct jfi_elem *elem = jfi_elems_get(site->elems, i);
        struct jfi_hda_tie tie;

        if (tells(elem) && jfi_hda_find_tie(codec, site, elem, &tie) && tie.node == node &&
            tie.variant != JFI_HDA_PCM)
            return elem;
    }
    return NULL;
}

/* What an element says of a pin. It does not tell several devices at one pin apart. */
static void tell_by_element(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                            const struct jfi_hda_node *node, struct jfi_jack_info *jack)
{
    const struct jfi_elem *elem = NULL;
    struct jfi_eld eld;

    if (node->device_count > 1)
        return;
    elem = listed_jack(codec, site, node);
    if (!elem)
        elem = tied_jack(codec, site, node);
    if (elem) {
        jack->presence = jfi_elem_presence(elem);
        jack->said_by = elem->name;
    } else if (decode_sink(codec, site, node, &eld)) {
        jack->presence = JF_PRESENCE_PLUGGED;
        jack->said_by = "ELD";
    }
}

static enum jf_presence presence(bool is_plugged)
{
    return is_plugged ? JF_PRESENCE_PLUGGED : JF_PRESENCE_UNPLUGGED;
}

void jfi_hda_tell_presence(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                           const struct jfi_hda_node *node, size_t index,
                           struct jfi_jack_info *jack, char text[JFI_HDA_SAID_BYTES])
{
    bool is_entry = index < node->device_count;
    unsigned int device = is_entry ? node->devices[index].number : 0;
    const struct jfi_eld *eld = find_file(site, node, device);

    if (is_entry && node->devices[index].present >= 0) {
        jack->presence = presence(node->devices[index].present > 0);
        (void)snprintf(text, JFI_HDA_SAID_BYTES, "PD of Dev %02u", device % 100);
        jack->said_by = text;
    } else if (eld && eld->has_presence) {
        jack->presence = presence(eld->is_present);
        jack->said_by = eld->file;
    } else {
        tell_by_element(codec, site, node, jack);
    }
}
