/* SPDX-License-Identifier: MIT */

/* Which faces a card has: by its use cases, or by its jacks alone. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/alsa/card-build.h"

enum {
    MAX_FACES = 512
};

/* ---- what is left ---------------------------------------------------------------------------- */

bool jfi_card_has_elem(const struct jfi_card_plan *plan, const struct jfi_elem *elem)
{
    return plan->is_alone ||
           !jfi_hardware_is_elem_claimed(plan->function->hardware, plan->card, elem);
}

bool jfi_card_has_pcm(const struct jfi_card_plan *plan, const struct jfi_pcm *pcm)
{
    return plan->is_alone ||
           !jfi_hardware_is_pcm_claimed(plan->function->hardware, plan->card, pcm);
}

/* ---- faces ----------------------------------------------------------------------------------- */

const struct jfi_card_face *jfi_card_face_at(const struct jfi_card_plan *plan, size_t index)
{
    return jfi_vec_at(&plan->faces, index);
}

static const struct jfi_card_face *find_key(const struct jfi_card_plan *plan, const char *key)
{
    for (size_t i = 0; i < plan->faces.count; i++) {
        const struct jfi_card_face *face = jfi_card_face_at(plan, i);

        if (strcmp(face->key, key) == 0)
            return face;
    }
    return NULL;
}

/* "KIND:NAME", escaped, and ":SIDE" where there are two of it. */
static const char *make_key(struct jfi_arena *arena, const char *kind, const char *name,
                            const char *side)
{
    char *escaped = jfi_id_escape(name), *key;
    size_t size;

    if (!escaped)
        return NULL;
    size = strlen(kind) + strlen(escaped) + strlen(side) + sizeof(":");
    key = jfi_arena_alloc(arena, size, 1);
    if (key)
        (void)snprintf(key, size, "%s:%s%s", kind, escaped, side);
    free(escaped);
    return key;
}

/* A face that is there already stays as it is: other verbs use the same thing. */
static int add_face(struct jfi_card_plan *plan, const char *kind, const char *name,
                    const char *side, struct jfi_card_face face)
{
    if (plan->faces.count >= MAX_FACES)
        return 0;
    face.key = make_key(&plan->arena, kind, name, side);
    if (!face.key)
        return -ENOMEM;
    return find_key(plan, face.key) ? 0 : jfi_vec_push(&plan->faces, &face);
}

/* ---- by jacks -------------------------------------------------------------------------------- */

enum {
    LEADS_IN = 1 << 0,
    LEADS_OUT = 1 << 1,
};

/*
 * Drivers name a jack by what it is for. A name that does not tell the way is shown as both an
 * input and an output, which a headset really is.
 */
static unsigned int ways_of(const char *name)
{
    static const struct {
        const char *word;
        unsigned int ways;
    } words[] = {
        {"Headphone Mic", LEADS_IN | LEADS_OUT},
        {"Mic", LEADS_IN},
        {"Line Out", LEADS_OUT},
        {"Headphone", LEADS_OUT},
        {"Speaker", LEADS_OUT},
        {"HDMI", LEADS_OUT},
        {"SPDIF In", LEADS_IN},
        {"SPDIF", LEADS_OUT},
        {"Digital In", LEADS_IN},
        {"Digital", LEADS_OUT},
        {"Line", LEADS_IN},
        {"Aux", LEADS_IN},
        {"CD", LEADS_IN},
        {"Input", LEADS_IN},
        {"Output", LEADS_OUT},
    };

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strstr(name, words[i].word))
            return words[i].ways;
    }
    return LEADS_IN | LEADS_OUT;
}

/* "Headphone", and "Headphone 2" for index 1: the element's name without its last word. */
static const char *jack_name(struct jfi_arena *arena, const struct jfi_elem *elem)
{
    size_t length = strlen(elem->name) - strlen(" Jack"), size = length + 16;
    char *name = jfi_arena_alloc(arena, size, 1);

    if (!name)
        return NULL;
    if (elem->index)
        (void)snprintf(name, size, "%.*s %u", (int)length, elem->name, elem->index + 1);
    else
        (void)snprintf(name, size, "%.*s", (int)length, elem->name);
    return name;
}

static int add_jack(struct jfi_card_plan *plan, const struct jfi_elem *elem)
{
    unsigned int ways = ways_of(elem->name);
    const char *name = jack_name(&plan->arena, elem);
    bool is_both = ways == (LEADS_IN | LEADS_OUT);
    struct jfi_card_face face = {.name = name, .type = JF_TYPE_PHYSICAL_EXTERNAL, .jack = elem};
    int status = name ? 0 : -ENOMEM;

    if (!status && ways & LEADS_OUT) {
        face.flow = JF_FLOW_OUT;
        status = add_face(plan, "jack", name, is_both ? ":out" : "", face);
    }
    if (!status && ways & LEADS_IN) {
        face.flow = JF_FLOW_IN;
        status = add_face(plan, "jack", name, is_both ? ":in" : "", face);
    }
    return status;
}

static int add_jacks(struct jfi_card_plan *plan)
{
    const struct jfi_elems *elems = &plan->card->elems;
    int status = 0;

    for (size_t i = 0; i < jfi_elems_get_count(elems) && !status; i++) {
        const struct jfi_elem *elem = jfi_elems_get(elems, i);

        if (jfi_elem_is_jack(elem))
            status = add_jack(plan, elem);
    }
    return status;
}

/* ---- by use cases ---------------------------------------------------------------------------- */

/* Values come in pairs, of what is played and of what is captured. */
static const char *value_of(const struct jfi_ucm_device *device, enum jf_flow flow,
                            enum jfi_ucm_value played, enum jfi_ucm_value captured)
{
    return device->values[flow == JF_FLOW_OUT ? played : captured];
}

const char *jfi_card_pcm_text(const struct jfi_ucm_device *device, enum jf_flow flow)
{
    return value_of(device, flow, JFI_UCM_PLAYBACK_PCM, JFI_UCM_CAPTURE_PCM);
}

const struct jfi_card_face *jfi_card_find_face(const struct jfi_card_plan *plan,
                                               const struct jfi_ucm_device *device,
                                               enum jf_flow flow)
{
    for (size_t i = 0; i < plan->faces.count; i++) {
        const struct jfi_card_face *face = jfi_card_face_at(plan, i);

        if (face->device && face->flow == flow && strcmp(face->device->name, device->name) == 0)
            return face;
    }
    return NULL;
}

/*
 * A thing with a jack comes and goes. Of a thing without one, speakers and microphones are built
 * in; whether a line or headphones are is not told.
 */
static enum jf_part_type type_of(const struct jfi_ucm_device *device)
{
    static const char *const built_in[] = {"Speaker", "Mic", "Earpiece", "Handset"};

    if (device->values[JFI_UCM_JACK_CONTROL] || device->values[JFI_UCM_JACK_DEVICE])
        return JF_TYPE_PHYSICAL_EXTERNAL;
    for (size_t i = 0; i < sizeof(built_in) / sizeof(built_in[0]); i++) {
        if (strncmp(device->name, built_in[i], strlen(built_in[i])) == 0)
            return JF_TYPE_PHYSICAL_INTERNAL;
    }
    return JF_TYPE_UNKNOWN;
}

static const struct jfi_elem *jack_of(const struct jfi_card_plan *plan,
                                      const struct jfi_ucm_device *device)
{
    const char *text = device->values[JFI_UCM_JACK_CONTROL];
    const struct jfi_elem *elem;
    char name[JFI_UCM_NAME_BYTES];
    unsigned int index;

    if (!text || !jfi_ucm_parse_elem(text, name, &index))
        return NULL;
    elem = jfi_elems_find(&plan->card->elems, name, index);
    return elem && jfi_elem_is_jack(elem) ? elem : NULL;
}

/* What a volume or switch value names. */
static int named_gate(struct jfi_card_plan *plan, const char *text, struct jfi_card_gate *ret_gate)
{
    char name[JFI_UCM_NAME_BYTES];

    if (!text || !jfi_ucm_parse_elem(text, name, &ret_gate->index))
        return 0;
    ret_gate->elem = jfi_elems_find(&plan->card->elems, name, ret_gate->index);
    ret_gate->name = jfi_arena_dup(&plan->arena, name);
    return ret_gate->name ? 0 : -ENOMEM;
}

/* What a simple mixer element stands for: "Headphone" for "Headphone Playback Volume". */
static void mixed_gate(const struct jfi_card_plan *plan, const char *text, enum jf_flow flow,
                       const char *end, struct jfi_card_gate *gate)
{
    char stem[JFI_UCM_NAME_BYTES], name[JFI_UCM_NAME_BYTES + 32];
    unsigned int index;

    if (gate->name || !text || !jfi_ucm_parse_mixer(text, stem, &index))
        return;
    for (int i = 0; i < 2 && !gate->elem; i++) {
        const char *direction = flow == JF_FLOW_IN ? " Capture" : " Playback";

        (void)snprintf(name, sizeof(name), "%s%s%s", stem, i ? "" : direction, end);
        gate->elem = jfi_elems_find(&plan->card->elems, name, index);
    }
    if (gate->elem) {
        gate->name = gate->elem->name;
        gate->index = gate->elem->index;
    }
}

static int find_gates(struct jfi_card_plan *plan, const struct jfi_ucm_device *device,
                      struct jfi_card_face *face)
{
    const char *volume =
        value_of(device, face->flow, JFI_UCM_PLAYBACK_VOLUME, JFI_UCM_CAPTURE_VOLUME);
    const char *mute =
        value_of(device, face->flow, JFI_UCM_PLAYBACK_SWITCH, JFI_UCM_CAPTURE_SWITCH);
    const char *mixer = value_of(device, face->flow, JFI_UCM_PLAYBACK_MIXER, JFI_UCM_CAPTURE_MIXER);
    int status = named_gate(plan, volume, &face->volume);

    if (!status)
        status = named_gate(plan, mute, &face->mute);
    mixed_gate(plan, mixer, face->flow, " Volume", &face->volume);
    mixed_gate(plan, mixer, face->flow, " Switch", &face->mute);
    return status;
}

static int add_side(struct jfi_card_plan *plan, const struct jfi_ucm_device *device,
                    enum jf_flow flow)
{
    struct jfi_card_face face = {
        .name = device->comment ? device->comment : device->name,
        .type = type_of(device),
        .flow = flow,
        .jack = jack_of(plan, device),
        .device = device,
    };
    int status;

    if (!jfi_card_pcm_text(device, flow))
        return 0;
    status = find_gates(plan, device, &face);
    return status ? status
                  : add_face(plan, "ucm", device->name, flow == JF_FLOW_OUT ? ":out" : ":in", face);
}

static int add_devices(struct jfi_card_plan *plan)
{
    int status = 0;

    for (size_t i = 0; i < plan->ucm->devices.count && !status; i++) {
        const struct jfi_ucm_device *device = jfi_ucm_get_device(plan->ucm, i);

        if (!jfi_card_find_face(plan, device, JF_FLOW_OUT))
            status = add_side(plan, device, JF_FLOW_OUT);
        if (!status && !jfi_card_find_face(plan, device, JF_FLOW_IN))
            status = add_side(plan, device, JF_FLOW_IN);
    }
    return status;
}

/* ---- the plan -------------------------------------------------------------------------------- */

int jfi_card_plan_make(const struct jfi_function *function, const struct jfi_ucm *ucm,
                       struct jfi_card_plan *ret_plan)
{
    struct jfi_card_plan plan = {
        .function = function,
        .card = function->card,
        .is_alone = !jfi_hardware_count_devices(function->hardware, function->card),
        .faces = {.item_size = sizeof(struct jfi_card_face)},
    };
    int status = 0;

    plan.ucm = plan.is_alone ? ucm : NULL;
    if (plan.ucm)
        status = add_devices(&plan);
    else if (plan.is_alone)
        status = add_jacks(&plan);
    if (status)
        jfi_card_plan_fini(&plan);
    else
        *ret_plan = plan;
    return status;
}

void jfi_card_plan_fini(struct jfi_card_plan *plan)
{
    jfi_vec_fini(&plan->faces);
    jfi_arena_fini(&plan->arena);
}
