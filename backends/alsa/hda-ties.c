/* SPDX-License-Identifier: MIT */

/* Where unlisted elements belong: the decision, and what is about PCM devices and monitors. */

#include "backends/alsa/hda-ties.h"

#include <stdlib.h>
#include <string.h>

#include "backends/alsa/hda-build.h"

bool jfi_hda_lists(const struct jfi_hda_codec *codec, const struct jfi_elem *elem)
{
    for (size_t i = 0; i < codec->control_count; i++) {
        const struct jfi_hda_control *control = &codec->controls[i];

        if (control->index == elem->index && control->device == elem->device &&
            strcmp(control->name, elem->name) == 0)
            return true;
    }
    return false;
}

static bool is_listed(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                      const struct jfi_elem *elem)
{
    if (jfi_hda_lists(codec, elem))
        return true;
    for (size_t i = 0; i < site->peer_count; i++) {
        if (jfi_hda_lists(site->peers[i].codec, elem))
            return true;
    }
    return false;
}

size_t jfi_hda_count_elems(const struct jfi_hda_site *site, const char *name)
{
    size_t count = 0;

    for (size_t i = 0; i < jfi_elems_get_count(site->elems); i++)
        count += strcmp(jfi_elems_get(site->elems, i)->name, name) == 0;
    return count;
}

/* ---- monitors -------------------------------------------------------------------------------- */

/* Elements of the card that tell the same ELD. */
static size_t count_same(const struct jfi_hda_site *site, const struct jfi_eld *wanted)
{
    size_t count = 0;

    for (size_t i = 0; i < jfi_elems_get_count(site->elems); i++) {
        const struct jfi_elem *elem = jfi_elems_get(site->elems, i);
        struct jfi_eld eld;

        count += strcmp(elem->name, "ELD") == 0 &&
                 jfi_eld_decode(elem->values, elem->count, &eld) && jfi_eld_is_same(&eld, wanted);
    }
    return count;
}

const struct jfi_hda_node *jfi_hda_find_display(const struct jfi_hda_codec *codec,
                                                const struct jfi_hda_site *site,
                                                unsigned int pcm_device,
                                                const struct jfi_eld **ret_eld)
{
    const struct jfi_elem *elem = jfi_elems_find_pcm(site->elems, "ELD", pcm_device);
    const struct jfi_eld *found = NULL;
    struct jfi_eld eld;
    size_t count = 0;

    if (!elem || !jfi_eld_decode(elem->values, elem->count, &eld))
        return NULL;
    for (size_t i = 0; i < site->eld_count; i++) {
        if (!site->elds[i].has_place || !jfi_eld_is_same(&site->elds[i], &eld))
            continue;
        found = &site->elds[i];
        count++;
    }
    if (count != 1 || count_same(site, &eld) != 1)
        return NULL;
    *ret_eld = found;
    return jfi_hda_find_node(codec, found->nid);
}

static size_t count_displays(const struct jfi_hda_codec *codec, const struct jfi_hda_node **ret_pin)
{
    size_t count = 0;

    for (size_t i = 0; i < codec->node_count; i++) {
        if (!jfi_hda_is_display(codec, &codec->nodes[i]))
            continue;
        *ret_pin = &codec->nodes[i];
        count++;
    }
    return count;
}

/* The only display pin of the card, or NULL. */
static const struct jfi_hda_node *only_display(const struct jfi_hda_codec *codec,
                                               const struct jfi_hda_site *site)
{
    const struct jfi_hda_node *pin = NULL, *other;
    size_t count = count_displays(codec, &pin);

    for (size_t i = 0; i < site->peer_count; i++)
        count += count_displays(site->peers[i].codec, &other);
    return count == 1 ? pin : NULL;
}

static const char display_jack[] = "HDMI/DP,pcm=";

static bool is_display_jack(const struct jfi_elem *elem)
{
    return strncmp(elem->name, display_jack, strlen(display_jack)) == 0;
}

static size_t count_display_jacks(const struct jfi_hda_site *site)
{
    size_t count = 0;

    for (size_t i = 0; i < jfi_elems_get_count(site->elems); i++)
        count += is_display_jack(jfi_elems_get(site->elems, i));
    return count;
}

/* The pin of a card's monitor element for a PCM device; `is_only`: there is no other element. */
static const struct jfi_hda_node *find_pin(const struct jfi_hda_codec *codec,
                                           const struct jfi_hda_site *site, unsigned int device,
                                           bool is_only, const char **ret_evidence)
{
    const struct jfi_eld *eld = NULL;
    const struct jfi_hda_node *pin = jfi_hda_find_display(codec, site, device, &eld);

    *ret_evidence = pin ? eld->file : "only candidate";
    if (!pin && is_only)
        pin = only_display(codec, site);
    return pin && jfi_hda_is_wired(pin) ? pin : NULL;
}

/* "HDMI/DP,pcm=3 Jack" */
static bool read_pcm_number(const char *name, unsigned int *ret_device)
{
    const char *number;
    unsigned long device;

    if (strncmp(name, display_jack, strlen(display_jack)) != 0)
        return false;
    number = name + strlen(display_jack);
    device = strtoul(number, NULL, 10);
    if (*number < '0' || *number > '9' || device > UINT16_MAX)
        return false;
    *ret_device = (unsigned int)device;
    return true;
}

/* ---- PCM devices ----------------------------------------------------------------------------- */

static bool is_converter(const struct jfi_hda_node *node, bool is_capture)
{
    return node->type == (is_capture ? JFI_HDA_INPUT : JFI_HDA_OUTPUT);
}

/* Whether a text names a converter for the PCM. */
static bool names_pcm(const struct jfi_hda_codec *codec, const struct jfi_pcm *pcm)
{
    for (size_t i = 0; i < codec->node_count; i++) {
        const struct jfi_hda_node *node = &codec->nodes[i];

        if (is_converter(node, pcm->is_capture) && node->pcm_name && node->pcm == pcm->device)
            return true;
    }
    return false;
}

static size_t count_unnamed(const struct jfi_hda_codec *codec, bool is_capture)
{
    size_t count = 0;

    for (size_t i = 0; i < codec->node_count; i++)
        count += is_converter(&codec->nodes[i], is_capture) && !codec->nodes[i].pcm_name;
    return count;
}

static bool is_pcm_named(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                         const struct jfi_pcm *pcm)
{
    bool is_named = names_pcm(codec, pcm);

    for (size_t i = 0; i < site->peer_count && !is_named; i++)
        is_named = names_pcm(site->peers[i].codec, pcm);
    return is_named;
}

/* One converter and one PCM are left over on the whole card. */
static bool find_left_over(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                           const struct jfi_hda_node *node, struct jfi_hda_pcm *ret_pcm)
{
    bool is_capture = node->type == JFI_HDA_INPUT;
    size_t converters = count_unnamed(codec, is_capture), pcms = 0;

    for (size_t i = 0; i < site->peer_count; i++)
        converters += count_unnamed(site->peers[i].codec, is_capture);
    if (converters != 1)
        return false;
    for (size_t i = 0; i < site->pcm_count; i++) {
        const struct jfi_pcm *pcm = &site->pcms[i];

        if (pcm->is_capture != is_capture || is_pcm_named(codec, site, pcm))
            continue;
        pcms++;
        *ret_pcm = (struct jfi_hda_pcm){
            .device = pcm->device,
            .name = pcm->name,
            .evidence = "only candidate",
        };
    }
    return pcms == 1;
}

static const char *pcm_name(const struct jfi_hda_site *site, unsigned int device, bool is_capture)
{
    for (size_t i = 0; i < site->pcm_count; i++) {
        if (site->pcms[i].device == device && site->pcms[i].is_capture == is_capture)
            return site->pcms[i].name;
    }
    return NULL;
}

/* The PCM whose ELD element tells of the monitor that the converter plays to. */
static bool find_by_monitor(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                            const struct jfi_hda_node *node, struct jfi_hda_pcm *ret_pcm)
{
    for (size_t i = 0; i < jfi_elems_get_count(site->elems); i++) {
        const struct jfi_elem *elem = jfi_elems_get(site->elems, i);
        const struct jfi_eld *eld;

        if (strcmp(elem->name, "ELD") != 0 ||
            !jfi_hda_find_display(codec, site, elem->device, &eld) || eld->converter != node->nid)
            continue;
        *ret_pcm = (struct jfi_hda_pcm){
            .device = elem->device,
            .name = pcm_name(site, elem->device, false),
            .evidence = eld->file,
        };
        return true;
    }
    return false;
}

/* Whether the text lists the element under the pin, or it is tied to it. */
static bool is_jack_of(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                       const struct jfi_hda_node *pin, const char *name, unsigned int device)
{
    const char *evidence;

    for (size_t i = 0; i < pin->control_count; i++) {
        if (strcmp(codec->controls[pin->first_control + i].name, name) == 0)
            return true;
    }
    return find_pin(codec, site, device, count_display_jacks(site) == 1, &evidence) == pin;
}

/* The display pin that plays nothing but what the converter does; NULL also when several do. */
static const struct jfi_hda_node *only_fed_pin(const struct jfi_hda_codec *codec,
                                               const struct jfi_hda_node *converter)
{
    const struct jfi_hda_node *found = NULL;
    size_t count = 0;

    for (size_t i = 0; i < codec->node_count; i++) {
        const struct jfi_hda_list *list = jfi_hda_links_of(&codec->nodes[i]);

        if (!jfi_hda_is_display(codec, &codec->nodes[i]) || list->count != 1 ||
            list->nids[0] != converter->nid)
            continue;
        found = &codec->nodes[i];
        count++;
    }
    return count == 1 ? found : NULL;
}

/* The PCM that the jack of the only pin behind the converter is named after. */
static bool find_by_jack(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                         const struct jfi_hda_node *node, struct jfi_hda_pcm *ret_pcm)
{
    const struct jfi_hda_node *pin = only_fed_pin(codec, node);
    size_t count = 0;

    for (size_t i = 0; pin && i < jfi_elems_get_count(site->elems); i++) {
        const struct jfi_elem *elem = jfi_elems_get(site->elems, i);
        unsigned int device;

        if (!read_pcm_number(elem->name, &device) ||
            !is_jack_of(codec, site, pin, elem->name, device))
            continue;
        *ret_pcm = (struct jfi_hda_pcm){
            .device = device,
            .name = pcm_name(site, device, false),
            .evidence = elem->name,
        };
        count++;
    }
    return count == 1;
}

/* What ties an output of a display, whose text names no PCM, to one. */
static bool find_display_pcm(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                             const struct jfi_hda_node *node, struct jfi_hda_pcm *ret_pcm)
{
    return node->type == JFI_HDA_OUTPUT && (find_by_monitor(codec, site, node, ret_pcm) ||
                                            find_by_jack(codec, site, node, ret_pcm));
}

bool jfi_hda_find_pcm(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                      const struct jfi_hda_node *node, struct jfi_hda_pcm *ret_pcm)
{
    struct jfi_hda_pcm pcm;

    if (node->pcm_name) {
        *ret_pcm = (struct jfi_hda_pcm){
            .device = node->pcm,
            .name = node->pcm_name,
            .evidence = "codec text",
        };
        return true;
    }
    if (!find_display_pcm(codec, site, node, &pcm) && !find_left_over(codec, site, node, &pcm))
        return false;
    *ret_pcm = pcm;
    return true;
}

/* The only converter of a PCM; NULL also when a peer has one too. */
static const struct jfi_hda_node *find_converter(const struct jfi_hda_codec *codec,
                                                 const struct jfi_hda_site *site,
                                                 unsigned int device, bool is_capture)
{
    const struct jfi_pcm wanted = {.device = device, .is_capture = is_capture};
    const struct jfi_hda_node *found = NULL;
    size_t count = 0;

    for (size_t i = 0; i < codec->node_count; i++) {
        const struct jfi_hda_node *node = &codec->nodes[i];
        struct jfi_hda_pcm pcm;

        if (!is_converter(node, is_capture) || !jfi_hda_find_pcm(codec, site, node, &pcm) ||
            pcm.device != device)
            continue;
        found = node;
        count++;
    }
    for (size_t i = 0; i < site->peer_count; i++)
        count += names_pcm(site->peers[i].codec, &wanted);
    return count == 1 ? found : NULL;
}

bool jfi_hda_claims_pcm(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                        const struct jfi_pcm *pcm)
{
    for (size_t i = 0; i < codec->node_count; i++) {
        const struct jfi_hda_node *node = &codec->nodes[i];
        struct jfi_hda_pcm found;

        if (is_converter(node, pcm->is_capture) && jfi_hda_find_pcm(codec, site, node, &found) &&
            found.device == pcm->device)
            return true;
    }
    return false;
}

/* An element of a PCM device belongs to the converter: "Playback Channel Map". */
static bool tie_pcm(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                    unsigned int device, bool is_capture, struct jfi_hda_tie *ret_tie)
{
    const struct jfi_hda_node *node = find_converter(codec, site, device, is_capture);

    if (!node)
        return false;
    *ret_tie = (struct jfi_hda_tie){
        .node = node,
        .variant = JFI_HDA_PCM,
        .evidence = "PCM device",
    };
    return true;
}

static bool tie_pcm_elem(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                         const struct jfi_elem *elem, struct jfi_hda_tie *ret_tie)
{
    bool is_capture = strncmp(elem->name, "Capture ", strlen("Capture ")) == 0;

    if (!is_capture && strncmp(elem->name, "Playback ", strlen("Playback ")) != 0)
        return false;
    return tie_pcm(codec, site, elem->device, is_capture, ret_tie);
}

/*
 * What tells of a monitor belongs to a PCM device, and which pin that drives changes with what is
 * plugged in where. It is told when the ELDs of both agree, or when there is nothing to choose.
 */
static bool tie_display(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                        unsigned int device, bool is_only, struct jfi_hda_tie *ret_tie)
{
    const char *evidence;
    const struct jfi_hda_node *pin = find_pin(codec, site, device, is_only, &evidence);

    if (!pin)
        return tie_pcm(codec, site, device, false, ret_tie);
    *ret_tie = (struct jfi_hda_tie){
        .node = pin,
        .variant = jfi_hda_face_variant(pin),
        .evidence = evidence,
    };
    return true;
}

/* ---- the decision ---------------------------------------------------------------------------- */

bool jfi_hda_find_tie(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                      const struct jfi_elem *elem, struct jfi_hda_tie *ret_tie)
{
    unsigned int device;

    if (!codec->node_count || is_listed(codec, site, elem))
        return false;
    if (read_pcm_number(elem->name, &device))
        return tie_display(codec, site, device, count_display_jacks(site) == 1, ret_tie);
    if (strcmp(elem->name, "ELD") == 0)
        return tie_display(codec, site, elem->device, jfi_hda_count_elems(site, "ELD") == 1,
                           ret_tie);
    if (strcmp(elem->iface, "PCM") == 0)
        return tie_pcm_elem(codec, site, elem, ret_tie);
    return jfi_hda_tie_jack(codec, site, elem, ret_tie) ||
           jfi_hda_tie_amplifier(codec, site, elem, ret_tie) ||
           jfi_hda_tie_source(codec, site, elem, ret_tie);
}

bool jfi_hda_claims(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                    const struct jfi_elem *elem)
{
    struct jfi_hda_tie tie;

    return jfi_hda_lists(codec, elem) || jfi_hda_find_tie(codec, site, elem, &tie);
}
