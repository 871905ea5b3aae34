/* SPDX-License-Identifier: MIT */

/* The rules of names. Each wants one place on the card and one element of the name. */

#include <stdlib.h>
#include <string.h>

#include "backends/alsa/hda-build.h"
#include "backends/alsa/hda-ties.h"

static const char by_name[] = "name";

/* Whether a pin answers to a name, which is not ended by a NUL. */
typedef bool (*is_meant_fn)(const struct jfi_hda_pin_names *pin, const char *name, size_t length);

/* Counts the pins that answer to a name. */
static size_t count_meant(const struct jfi_hda_names *names, is_meant_fn is_meant, const char *name,
                          size_t length, const struct jfi_hda_pin_names **ret_pin)
{
    size_t count = 0;

    for (size_t i = 0; i < names->count; i++) {
        if (!is_meant(&names->pins[i], name, length))
            continue;
        *ret_pin = &names->pins[i];
        count++;
    }
    return count;
}

/* This codec's pin, when no other on the card answers to the name; else NULL. */
static const struct jfi_hda_pin_names *
find_only(const struct jfi_hda_site *site, is_meant_fn is_meant, const char *name, size_t length)
{
    const struct jfi_hda_pin_names *pin = NULL, *other;
    size_t count = count_meant(site->names, is_meant, name, length, &pin);

    for (size_t i = 0; i < site->peer_count; i++)
        count += count_meant(site->peers[i].names, is_meant, name, length, &other);
    return count == 1 ? pin : NULL;
}

/* Cuts an ending off. False: the text does not end so, or there is nothing before. */
static bool cut(const char *text, const char *end, size_t *ret_length)
{
    size_t length = strlen(text), end_length = strlen(end);

    if (length <= end_length || strcmp(text + length - end_length, end) != 0)
        return false;
    *ret_length = length - end_length;
    return true;
}

/* ---- jacks ----------------------------------------------------------------------------------- */

/* A name that tells whether a plug can be sensed means only pins of which that is true. */
static bool is_socket(const struct jfi_hda_pin_names *pin, const char *name, size_t length)
{
    return !pin->is_phantom && jfi_hda_pin_is_named(pin, name, length);
}

static bool is_phantom(const struct jfi_hda_pin_names *pin, const char *name, size_t length)
{
    return pin->is_phantom && jfi_hda_pin_is_named(pin, name, length);
}

static bool splits_jack(const struct jfi_elem *elem, size_t *ret_length, bool *ret_is_phantom)
{
    *ret_is_phantom = cut(elem->name, " Phantom Jack", ret_length);
    return *ret_is_phantom || cut(elem->name, " Jack", ret_length);
}

/* Whether an element of the card already has one of the pin's own names. */
static bool has_own_jack(const struct jfi_hda_site *site, const struct jfi_hda_pin_names *pin)
{
    for (size_t i = 0; i < jfi_elems_get_count(site->elems); i++) {
        const struct jfi_elem *elem = jfi_elems_get(site->elems, i);
        size_t length;
        bool phantom;

        if (splits_jack(elem, &length, &phantom) && jfi_hda_pin_is_named(pin, elem->name, length))
            return true;
    }
    return false;
}

static bool is_headphone(const struct jfi_hda_pin_names *pin)
{
    return pin->role == JFI_HDA_ROLE_HEADPHONE;
}

/*
 * A quirk makes the microphone of a headset of one of the microphones, or of the headphones: the
 * only one there is that has no element of its own name.
 */
static const struct jfi_hda_pin_names *
find_headset(const struct jfi_hda_site *site, bool phantom,
             bool (*is_candidate)(const struct jfi_hda_pin_names *pin))
{
    const struct jfi_hda_pin_names *found = NULL;
    size_t count = 0;

    for (size_t i = 0; i < site->names->count; i++) {
        const struct jfi_hda_pin_names *pin = &site->names->pins[i];

        if (!is_candidate(pin) || pin->is_phantom != phantom || has_own_jack(site, pin))
            continue;
        found = pin;
        count++;
    }
    return count == 1 ? found : NULL;
}

static bool has_analog_peer(const struct jfi_hda_site *site)
{
    for (size_t i = 0; i < site->peer_count; i++) {
        for (size_t j = 0; j < site->peers[i].names->count; j++) {
            if (site->peers[i].names->pins[j].role != JFI_HDA_ROLE_DIGITAL)
                return true;
        }
    }
    return false;
}

static bool is_word(const char *name, size_t length, const char *word)
{
    return strlen(word) == length && memcmp(name, word, length) == 0;
}

static const struct jfi_hda_pin_names *find_jack(const struct jfi_hda_site *site,
                                                 const struct jfi_elem *elem)
{
    size_t length;
    bool phantom;
    const struct jfi_hda_pin_names *pin;

    if (!splits_jack(elem, &length, &phantom) || jfi_hda_count_elems(site, elem->name) != 1)
        return NULL;
    pin = find_only(site, phantom ? is_phantom : is_socket, elem->name, length);
    if (pin || has_analog_peer(site))
        return pin;
    if (is_word(elem->name, length, "Headset Mic"))
        return find_headset(site, phantom, jfi_hda_pin_may_be_headset);
    if (is_word(elem->name, length, "Headphone Mic"))
        return find_headset(site, phantom, is_headphone);
    return NULL;
}

bool jfi_hda_tie_jack(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                      const struct jfi_elem *elem, struct jfi_hda_tie *ret_tie)
{
    const struct jfi_hda_pin_names *pin =
        elem->type == JFI_ELEM_BOOLEAN ? find_jack(site, elem) : NULL;

    (void)codec;
    if (!pin || !jfi_hda_is_wired(pin->node))
        return false;
    *ret_tie = (struct jfi_hda_tie){
        .node = pin->node,
        .variant = jfi_hda_face_variant(pin->node),
        .kind = JF_CONTROL_BOOLEAN,
        .evidence = by_name,
    };
    return true;
}

/* ---- amplifiers ------------------------------------------------------------------------------ */

static bool can_amplify(const struct jfi_hda_codec *codec, const struct jfi_hda_node *node,
                        bool is_output, bool is_switch)
{
    struct jfi_hda_amp_caps caps = jfi_hda_caps(codec, node, is_output);

    return caps.is_known && (is_switch ? caps.has_mute : caps.steps > 0);
}

/* The way from a pin towards the converter that feeds it. */
struct walk {
    const struct jfi_hda_codec *codec;
    bool is_switch;
    size_t found; /* amplifiers that can do it */
    struct jfi_hda_tie tie;
};

static void find_amplifier(struct walk *walk, const struct jfi_hda_node *node, bool is_output,
                           unsigned int variant)
{
    if (!can_amplify(walk->codec, node, is_output, walk->is_switch))
        return;
    walk->found++;
    if (walk->found > 1)
        return;
    walk->tie = (struct jfi_hda_tie){
        .node = node,
        .variant = variant + walk->is_switch,
        .kind = walk->is_switch ? JF_CONTROL_MUTE : JF_CONTROL_LEVEL,
        .evidence = by_name,
    };
}

static bool leads_on(const struct jfi_hda_node *source)
{
    return source && (source->type == JFI_HDA_OUTPUT || source->type == JFI_HDA_MIXER ||
                      source->type == JFI_HDA_SELECTOR);
}

/* The entry that the output comes from: the only one, a mixer's converter, or what is selected. */
static int find_feed(const struct jfi_hda_codec *codec, const struct jfi_hda_node *node)
{
    const struct jfi_hda_list *list = jfi_hda_links_of(node);
    int only = -1, converter = -1;
    size_t count = 0, converters = 0;

    for (size_t i = 0; i < list->count; i++) {
        const struct jfi_hda_node *source = jfi_hda_find_node(codec, list->nids[i]);

        if (!leads_on(source))
            continue;
        only = (int)i;
        count++;
        if (source->type == JFI_HDA_OUTPUT) {
            converter = (int)i;
            converters++;
        }
    }
    if (count == 1)
        return only;
    if (node->type == JFI_HDA_MIXER)
        return converters == 1 ? converter : -1;
    return list->selected >= 0 && leads_on(jfi_hda_find_node(codec, list->nids[list->selected]))
               ? list->selected
               : -1;
}

/*
 * Where the text tells of controls the driver's own table has placed what it leaves out, and only
 * a way with a single amplifier leaves no doubt; else the driver takes the one next to the pin.
 */
static bool find_output_amplifier(struct walk *walk, const struct jfi_hda_node *pin)
{
    const struct jfi_hda_node *node = pin;

    for (size_t i = 0; node && i <= walk->codec->node_count; i++) {
        int feed;

        find_amplifier(walk, node, true, JFI_HDA_OUT_VOLUME);
        if (walk->found && walk->codec->lists_no_controls)
            return true;
        if (node->type == JFI_HDA_OUTPUT)
            return walk->found == 1;
        feed = find_feed(walk->codec, node);
        if (feed < 0)
            return false;
        if (node->type == JFI_HDA_MIXER)
            find_amplifier(walk, node, false, JFI_HDA_INPUT_VOLUME + 2 * (unsigned int)feed);
        node = jfi_hda_find_node(walk->codec, jfi_hda_links_of(node)->nids[feed]);
    }
    return false;
}

/* "Front" of a single line output: old tables say so, and mean various places. */
static bool is_lonely_channel(const struct jfi_hda_pin_names *pin, const char *name, size_t length)
{
    return pin->role == JFI_HDA_ROLE_LINE_OUT && pin->role_count == 1 &&
           !is_word(name, length, "Line Out");
}

/* "Headphone Playback Switch": on the way to the pin that plays as such. */
static bool tie_output(struct walk *walk, const struct jfi_hda_site *site,
                       const struct jfi_elem *elem)
{
    const struct jfi_hda_pin_names *pin;
    size_t length;

    walk->is_switch = cut(elem->name, " Playback Switch", &length);
    if (!walk->is_switch && !cut(elem->name, " Playback Volume", &length))
        return false;
    pin = find_only(site, jfi_hda_pin_plays_as, elem->name, length);
    return pin && !is_lonely_channel(pin, elem->name, length) && jfi_hda_is_wired(pin->node) &&
           find_output_amplifier(walk, pin->node);
}

static bool is_input(const struct jfi_hda_pin_names *pin, const char *name, size_t length)
{
    return pin->role == JFI_HDA_ROLE_INPUT && jfi_hda_pin_is_named(pin, name, length);
}

/* No quirk would call it otherwise: controls of amplifiers are older than most. */
static bool has_one_name(const struct jfi_hda_pin_names *pin)
{
    for (size_t i = 1; i < JFI_HDA_NAMES_EACH; i++) {
        if (strcmp(pin->names[i], pin->names[0]) != 0)
            return false;
    }
    return true;
}

/* "Front Mic Boost Volume": right at the pin. */
static bool tie_boost(struct walk *walk, const struct jfi_hda_site *site,
                      const struct jfi_elem *elem)
{
    const struct jfi_hda_pin_names *pin;
    size_t length;

    if (!cut(elem->name, " Boost Volume", &length) &&
        !cut(elem->name, " Boost Capture Volume", &length) && !cut(elem->name, " Boost", &length))
        return false;
    pin = find_only(site, is_input, elem->name, length);
    if (pin && has_one_name(pin) && jfi_hda_is_wired(pin->node))
        find_amplifier(walk, pin->node, false, JFI_HDA_IN_VOLUME);
    return walk->found == 1;
}

/* ---- capture --------------------------------------------------------------------------------- */

static bool is_analog_adc(const struct jfi_hda_node *node)
{
    enum {
        WCAPS_DIGITAL = 1 << 9
    };

    return node->type == JFI_HDA_INPUT && !(node->wcaps & WCAPS_DIGITAL);
}

static size_t count_adcs(const struct jfi_hda_codec *codec)
{
    size_t count = 0;

    for (size_t i = 0; i < codec->node_count; i++)
        count += is_analog_adc(&codec->nodes[i]);
    return count;
}

/* The driver begins with the converter of its first PCM; quirks begin elsewhere than the nodes. */
static bool begins_with(const struct jfi_hda_codec *codec, const struct jfi_hda_node *first)
{
    for (size_t i = 0; i < codec->node_count; i++) {
        const struct jfi_hda_node *node = &codec->nodes[i];

        if (node != first && is_analog_adc(node) && node->pcm_name &&
            !(first->pcm_name && first->pcm <= node->pcm))
            return false;
    }
    return true;
}

/* Analog capture converter `index` in the order of the nodes, of a card with `count`; or NULL. */
static const struct jfi_hda_node *find_adc(const struct jfi_hda_codec *codec,
                                           const struct jfi_hda_site *site, size_t index,
                                           size_t count)
{
    const struct jfi_hda_node *first = NULL;
    size_t seen = 0;

    for (size_t i = 0; i < site->peer_count; i++) {
        if (count_adcs(site->peers[i].codec))
            return NULL;
    }
    if (count_adcs(codec) != count)
        return NULL;
    for (size_t i = 0; i < codec->node_count; i++) {
        const struct jfi_hda_node *node = &codec->nodes[i];

        if (!is_analog_adc(node))
            continue;
        if (!first)
            first = node;
        if (seen++ == index)
            return begins_with(codec, first) ? node : NULL;
    }
    return NULL;
}

/* "Capture Volume" and "Capture Switch", when there is one converter with one amplifier. */
static bool tie_capture(struct walk *walk, const struct jfi_hda_site *site,
                        const struct jfi_elem *elem)
{
    const struct jfi_hda_node *adc;

    walk->is_switch = strcmp(elem->name, "Capture Switch") == 0;
    if (!walk->is_switch && strcmp(elem->name, "Capture Volume") != 0)
        return false;
    adc = find_adc(walk->codec, site, 0, 1);
    if (adc && !jfi_hda_has_gate_per_input(adc))
        find_amplifier(walk, adc, false, JFI_HDA_IN_VOLUME);
    return walk->found == 1;
}

bool jfi_hda_tie_amplifier(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                           const struct jfi_elem *elem, struct jfi_hda_tie *ret_tie)
{
    struct walk walk = {.codec = codec};
    bool is_level = elem->type == JFI_ELEM_INTEGER, is_switch = elem->type == JFI_ELEM_BOOLEAN;

    if (!(is_level || is_switch) || jfi_hda_count_elems(site, elem->name) != 1)
        return false;
    if (!tie_output(&walk, site, elem) && !tie_boost(&walk, site, elem) &&
        !tie_capture(&walk, site, elem))
        return false;
    if (walk.is_switch != is_switch)
        return false;
    *ret_tie = walk.tie;
    return true;
}

/* ---- sources --------------------------------------------------------------------------------- */

/* Where an input is chosen on the way to a converter. False: nowhere. */
static bool find_choice(const struct jfi_hda_codec *codec, const struct jfi_hda_node *node,
                        struct jfi_hda_tie *tie)
{
    for (size_t i = 0; node && i <= codec->node_count; i++) {
        const struct jfi_hda_list *list = jfi_hda_links_of(node);
        bool is_capture = is_analog_adc(node), is_mixer = node->type == JFI_HDA_MIXER;

        if (!is_capture && !is_mixer && node->type != JFI_HDA_SELECTOR)
            return false;
        if (list->count > 1) {
            *tie = (struct jfi_hda_tie){
                .node = node,
                .variant = is_capture ? JFI_HDA_CHOICE : JFI_HDA_WIDGET,
                .kind = is_mixer ? JF_CONTROL_ENUM : JF_CONTROL_SELECTOR,
                .evidence = by_name,
            };
            return true;
        }
        node = list->count ? jfi_hda_find_node(codec, list->nids[0]) : NULL;
    }
    return false;
}

int jfi_hda_find_item(const struct jfi_hda_site *site, const struct jfi_hda_node *node,
                      const char *item)
{
    const struct jfi_hda_list *list = jfi_hda_links_of(node);
    const struct jfi_hda_pin_names *pin = NULL;
    int found = -1;

    if (count_meant(site->names, is_input, item, strlen(item), &pin) != 1)
        return -1;
    for (size_t i = 0; i < list->count; i++) {
        if (list->nids[i] != pin->node->nid)
            continue;
        if (found >= 0)
            return -1;
        found = (int)i;
    }
    return found;
}

/*
 * "Capture Source" chooses for all converters, "Input Source" of an index for the one in that
 * place: both are told when there are as many elements as converters, and the choices are there.
 */
bool jfi_hda_tie_source(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                        const struct jfi_elem *elem, struct jfi_hda_tie *ret_tie)
{
    bool is_source =
        strcmp(elem->name, "Input Source") == 0 || strcmp(elem->name, "Capture Source") == 0;
    const struct jfi_hda_node *adc;
    struct jfi_hda_tie tie;

    if (!is_source || elem->type != JFI_ELEM_ENUM)
        return false;
    adc = find_adc(codec, site, elem->index, jfi_hda_count_elems(site, elem->name));
    if (!adc || !find_choice(codec, adc, &tie))
        return false;
    for (size_t i = 0; i < elem->item_count; i++) {
        if (jfi_hda_find_item(site, tie.node, elem->items[i].name) < 0)
            continue;
        *ret_tie = tie;
        return true;
    }
    return false;
}
