/* SPDX-License-Identifier: MIT */
#include "backends/tie/ends.h"

#include <stdlib.h>
#include <string.h>

/* ---- words ----------------------------------------------------------------------------------- */

/* A decimal number that ends at `end`, or with the text. */
static bool read_number(const char *text, char end, unsigned int *ret_number, const char **ret_rest)
{
    char *rest;
    unsigned long number;

    if (!text || *text < '0' || *text > '9')
        return false;
    number = strtoul(text, &rest, 10);
    if (number > INT32_MAX || (*rest && *rest != end))
        return false;
    *ret_number = (unsigned int)number;
    if (ret_rest)
        *ret_rest = *rest ? rest + 1 : rest;
    return true;
}

/* The first of `keys`, a list ended by NULL, that is a number. */
static bool property_number(const struct jf_device *device, const char *const *keys,
                            unsigned int *ret_number)
{
    for (; *keys; keys++) {
        if (read_number(jf_device_get_property(device, *keys), '\0', ret_number, NULL))
            return true;
    }
    return false;
}

/* ---- adapters -------------------------------------------------------------------------------- */

static bool read_pcm_part(const struct jf_part *part, struct jfi_tie_pcm *pcm)
{
    const char *stream = jf_part_get_property(part, "alsa.pcm.stream");

    pcm->part = part;
    pcm->is_capture = stream && strcmp(stream, "capture") == 0;
    return stream &&
           read_number(jf_part_get_property(part, "alsa.pcm.device"), '\0', &pcm->device, NULL);
}

static int add_pcms_of(const struct jf_device *adapter, struct jfi_vec *pcms)
{
    struct jf_card card;
    int status = 0;

    if (jf_device_get_kind(adapter) != JF_DEVICE_ADAPTER ||
        jf_device_get_card(adapter, &card) < 0 || card.number < 0)
        return 0;
    for (size_t i = 0; i < jf_device_get_connector_count(adapter) && !status; i++) {
        struct jfi_tie_pcm pcm = {.card = card.number};
        const struct jf_connector *connector;

        (void)jf_device_get_connector(adapter, i, &connector);
        if (read_pcm_part(jf_connector_get_part(connector), &pcm))
            status = jfi_vec_push(pcms, &pcm);
    }
    return status;
}

int jfi_tie_find_pcms(const struct jf_device *const *devices, size_t count, struct jfi_vec *pcms)
{
    int status = 0;

    for (size_t i = 0; i < count && !status; i++)
        status = add_pcms_of(devices[i], pcms);
    return status;
}

/* ---- nodes ----------------------------------------------------------------------------------- */

static const struct jf_connector *hardware_side(const struct jf_device *node)
{
    for (size_t i = 0; i < jf_device_get_connector_count(node); i++) {
        const struct jf_connector *connector;
        const char *side;

        (void)jf_device_get_connector(node, i, &connector);
        side = jf_part_get_property(jf_connector_get_part(connector), "node.side");
        if (side && strcmp(side, "hardware") == 0)
            return connector;
    }
    return NULL;
}

/*
 * "hw:0,3", "hw:PCH,3" or "hw:PCH": the device the server opened. The card is told by a number
 * elsewhere; its id string would do as well, but may be quoted in ways of its own.
 */
static bool read_path(const char *path, struct jfi_tie_pcm *pcm)
{
    unsigned int card;
    const char *comma;

    if (!path || strncmp(path, "hw:", 3) != 0)
        return false;
    comma = strchr(path, ',');
    if (pcm->card < 0 && read_number(path + 3, ',', &card, NULL))
        pcm->card = (int)card;
    pcm->device = 0;
    pcm->evidence = "api.alsa.path";
    return pcm->card >= 0 && (!comma || read_number(comma + 1, ',', &pcm->device, NULL));
}

/* A name of ALSA's configuration stands for the only PCM there is. */
static bool take_only(const struct jfi_vec *pcms, struct jfi_tie_pcm *pcm)
{
    const struct jfi_tie_pcm *only = NULL;

    for (size_t i = 0; i < pcms->count; i++) {
        const struct jfi_tie_pcm *other = jfi_vec_at(pcms, i);

        if (other->card != pcm->card || other->is_capture != pcm->is_capture)
            continue;
        if (only && only->device != other->device)
            return false;
        only = other;
    }
    if (!only)
        return false;
    pcm->device = only->device;
    pcm->evidence = "the card's only PCM";
    return true;
}

bool jfi_tie_read_node(const struct jf_device *node, const struct jfi_vec *pcms,
                       struct jfi_tie_pcm *ret_pcm)
{
    static const char *const card_keys[] = {"alsa.card", "api.alsa.pcm.card", NULL};
    static const char *const device_keys[] = {"alsa.device", "api.alsa.pcm.device", NULL};
    const char *path = jf_device_get_property(node, "api.alsa.path");
    struct jfi_tie_pcm pcm = {.card = -1, .evidence = "alsa.card, alsa.device"};
    const struct jf_connector *side;
    unsigned int card;

    if (jf_device_get_kind(node) != JF_DEVICE_NODE)
        return false;
    side = hardware_side(node);
    if (!side)
        return false;
    pcm.part = jf_connector_get_part(side);
    pcm.is_capture = jf_connector_get_flow(side) == JF_FLOW_IN;
    if (property_number(node, card_keys, &card))
        pcm.card = (int)card;
    if (pcm.card < 0 || !property_number(node, device_keys, &pcm.device)) {
        if (!read_path(path, &pcm) && (pcm.card < 0 || !take_only(pcms, &pcm)))
            return false;
    }
    *ret_pcm = pcm;
    return true;
}

/* ---- together -------------------------------------------------------------------------------- */

static bool is_same(const struct jfi_tie_pcm *a, const struct jfi_tie_pcm *b)
{
    return a->card == b->card && a->device == b->device && a->is_capture == b->is_capture;
}

const struct jfi_tie_pcm *jfi_tie_match(const struct jfi_vec *pcms, const struct jfi_tie_pcm *node)
{
    const struct jfi_tie_pcm *match = NULL;

    for (size_t i = 0; i < pcms->count; i++) {
        const struct jfi_tie_pcm *pcm = jfi_vec_at(pcms, i);

        if (!is_same(pcm, node))
            continue;
        if (match)
            return NULL;
        match = pcm;
    }
    return match;
}

/* ---- converters that share a stream ---------------------------------------------------------- */

/* The stream of the converter right behind a PCM connector, "0" being none; NULL: not told. */
static const char *stream_behind(const struct jf_part *pcm)
{
    const struct jf_link *link;

    for (size_t i = 0; jf_part_get_outgoing(pcm, i, &link) == 0; i++) {
        const struct jf_part *to = jf_link_get_to(link);

        if (jf_part_get_type(to) == JF_TYPE_DAC)
            return jf_part_get_property(to, "hda.stream");
    }
    return NULL;
}

bool jfi_tie_follows(const struct jf_part *other, const struct jfi_tie_pcm *pcm)
{
    const char *stream = stream_behind(pcm->part), *others = stream_behind(other);

    return other != pcm->part && stream && others && strcmp(stream, "0") != 0 &&
           strcmp(stream, others) == 0 && !jf_part_get_property(other, "alsa.pcm.stream");
}
