/* SPDX-License-Identifier: MIT */

/*
 * Which pins the kernel's driver uses for what. It sorts them by device, association and sequence,
 * and mends configurations that make no sense; names depend on the outcome.
 */

#include "backends/alsa/hda-config.h"
#include "backends/alsa/hda-names.h"
#include "topology/vec.h"

enum {
    SEQUENCE_LAST = 15,
    WCAPS_STEREO = 1,
};

struct candidate {
    uint8_t nid;
    unsigned int rank; /* the driver sorts by it */
};

struct candidates {
    struct candidate items[JFI_HDA_MAX_INPUTS];
    size_t count, most;
};

struct sorting {
    const struct jfi_hda_codec *codec;
    struct jfi_hda_layout *layout;
    struct candidates line, speakers, headphones, inputs;
    unsigned int line_association;
};

bool jfi_hda_config_of(const struct jfi_hda_configs *configs, const struct jfi_hda_node *node,
                       uint32_t *ret_word)
{
    if (node->type != JFI_HDA_PIN)
        return false;
    if (configs && configs->sources[node->nid])
        *ret_word = configs->words[node->nid];
    else if (node->has_pin_default)
        *ret_word = node->pin_default;
    else
        return false;
    return true;
}

/* ---- collecting ------------------------------------------------------------------------------ */

static void add(struct candidates *list, uint8_t nid, unsigned int rank)
{
    if (list->count < list->most)
        list->items[list->count++] = (struct candidate){.nid = nid, .rank = rank};
}

/* Line outputs of another association than the first are left out. */
static void add_line_out(struct sorting *sorting, const struct jfi_hda_node *node, uint32_t config)
{
    unsigned int association = jfi_hda_association(config);

    if (!(node->wcaps & WCAPS_STEREO) && !sorting->layout->mono)
        sorting->layout->mono = node->nid;
    if (!association)
        return;
    if (!sorting->line_association)
        sorting->line_association = association;
    if (sorting->line_association == association)
        add(&sorting->line, node->nid, jfi_hda_sequence(config));
}

/* Among inputs of one kind those with an amplifier at the pin come first. */
static void add_input(struct sorting *sorting, const struct jfi_hda_node *node, unsigned int kind)
{
    enum {
        WCAPS_IN_AMP = 1 << 1
    };
    const struct jfi_hda_amp_caps *caps = &node->in.caps;
    bool has_boost = node->wcaps & WCAPS_IN_AMP &&
                     (caps->is_known ? caps->steps > 0 : sorting->codec->default_in.steps > 0);

    add(&sorting->inputs, node->nid,
        (kind << 1 | !has_boost) << 8 | (unsigned int)sorting->inputs.count);
}

static void add_digital_out(struct jfi_hda_layout *layout, uint8_t nid)
{
    if (layout->digital.count < JFI_HDA_MAX_DIGITAL)
        layout->digital.nids[layout->digital.count++] = nid;
}

/* A line output that is built in is a speaker. */
static enum jfi_hda_device device_of(uint32_t config)
{
    enum jfi_hda_device device = jfi_hda_device(config);
    enum jfi_hda_connectivity connectivity = jfi_hda_connectivity(config);

    if (device == JFI_HDA_LINE_OUT && connectivity != JFI_HDA_JACK)
        return JFI_HDA_SPEAKER;
    return device;
}

static void add_pin(struct sorting *sorting, const struct jfi_hda_node *node, uint32_t config)
{
    unsigned int rank = jfi_hda_association(config) << 4 | jfi_hda_sequence(config);

    switch (device_of(config)) {
    case JFI_HDA_LINE_OUT:
        add_line_out(sorting, node, config);
        break;
    case JFI_HDA_SPEAKER:
        add(&sorting->speakers, node->nid, rank);
        break;
    case JFI_HDA_HEADPHONE:
        add(&sorting->headphones, node->nid, rank);
        break;
    case JFI_HDA_MIC:
        add_input(sorting, node, 0);
        break;
    case JFI_HDA_LINE_IN:
        add_input(sorting, node, 1);
        break;
    case JFI_HDA_CD:
        add_input(sorting, node, 2);
        break;
    case JFI_HDA_AUX:
        add_input(sorting, node, 3);
        break;
    case JFI_HDA_SPDIF_OUT:
    case JFI_HDA_DIGITAL_OUT:
        add_digital_out(sorting->layout, node->nid);
        break;
    case JFI_HDA_SPDIF_IN:
    case JFI_HDA_DIGITAL_IN:
        sorting->layout->digital_in = node->nid;
        break;
    default:
        break;
    }
}

/* Pins that cannot do what they are configured for are left out; some old ones tell nothing. */
static bool is_able(const struct jfi_hda_node *node, uint32_t config)
{
    bool is_output = jfi_hda_direction(config) > 0;

    return !node->pin_caps || node->pin_caps & (is_output ? JFI_HDA_PINCAP_OUT : JFI_HDA_PINCAP_IN);
}

/* Nodes are listed in the order of their ids, but a damaged text may have them otherwise. */
static void collect(struct sorting *sorting, const struct jfi_hda_configs *configs)
{
    for (unsigned int nid = 0; nid < JFI_HDA_MAX_NODES; nid++) {
        const struct jfi_hda_node *node = jfi_hda_find_node(sorting->codec, nid);
        uint32_t config;

        if (node && jfi_hda_config_of(configs, node, &config) &&
            jfi_hda_connectivity(config) != JFI_HDA_NOTHING && is_able(node, config))
            add_pin(sorting, node, config);
    }
}

/* ---- mending --------------------------------------------------------------------------------- */

/* Several headphones without a line output: only those of the last sequence are headphones. */
static void move_headphones(struct sorting *sorting)
{
    struct candidates all = sorting->headphones;

    sorting->headphones.count = 0;
    for (size_t i = 0; i < all.count; i++) {
        bool is_headphone = (all.items[i].rank & 15) == SEQUENCE_LAST;

        add(is_headphone ? &sorting->headphones : &sorting->line, all.items[i].nid,
            all.items[i].rank);
    }
    if (!sorting->headphones.count)
        sorting->layout->line_role = JFI_HDA_ROLE_HEADPHONE;
}

/* Without a line output the speakers, or the headphones, are the first outputs. */
static void choose_first_outputs(struct sorting *sorting)
{
    struct candidates *others = sorting->speakers.count ? &sorting->speakers : &sorting->headphones;

    if (sorting->line.count || !others->count)
        return;
    sorting->layout->line_role =
        others == &sorting->speakers ? JFI_HDA_ROLE_SPEAKER : JFI_HDA_ROLE_HEADPHONE;
    sorting->line = *others;
    others->count = 0;
}

static int compare(const void *a, const void *b)
{
    const struct candidate *left = a, *right = b;

    if (left->rank != right->rank)
        return left->rank < right->rank ? -1 : 1;
    return (int)left->nid - (int)right->nid;
}

static struct jfi_hda_group sorted(struct candidates *list)
{
    struct jfi_hda_group group = {.count = list->count};

    jfi_sort(list->items, list->count, sizeof(list->items[0]), compare);
    for (size_t i = 0; i < list->count; i++)
        group.nids[i] = list->items[i].nid;
    return group;
}

/* The hardware counts centre and LFE before surround, ALSA after. */
static struct jfi_hda_group sorted_outputs(struct candidates *list)
{
    struct jfi_hda_group group = sorted(list);

    if (group.count == 3 || group.count == 4) {
        uint8_t second = group.nids[1];

        group.nids[1] = group.nids[2];
        group.nids[2] = second;
    }
    return group;
}

void jfi_hda_lay_out(const struct jfi_hda_codec *codec, const struct jfi_hda_configs *configs,
                     bool keeps_headphones, struct jfi_hda_layout *ret_layout)
{
    struct sorting sorting = {
        .codec = codec,
        .layout = ret_layout,
        .line.most = JFI_HDA_MAX_OUTPUTS,
        .speakers.most = JFI_HDA_MAX_OUTPUTS,
        .headphones.most = JFI_HDA_MAX_OUTPUTS,
        .inputs.most = JFI_HDA_MAX_INPUTS,
    };

    *ret_layout = (struct jfi_hda_layout){.line_role = JFI_HDA_ROLE_LINE_OUT};
    collect(&sorting, configs);
    if (!sorting.line.count && sorting.headphones.count > 1 && !keeps_headphones)
        move_headphones(&sorting);
    choose_first_outputs(&sorting);
    ret_layout->line = sorted_outputs(&sorting.line);
    ret_layout->speakers = sorted_outputs(&sorting.speakers);
    ret_layout->headphones = sorted_outputs(&sorting.headphones);
    ret_layout->inputs = sorted(&sorting.inputs);
}
