/* SPDX-License-Identifier: MIT */

/*
 * The card as a whole as a device: its PCMs, its faces, and between them what nobody tells, which
 * is one opaque part. Where use cases say which PCM serves which face, a further opaque part for
 * each PCM stands for the way between those.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/alsa/card-build.h"

enum {
    MAX_HOLDERS = 256
};

static const char inferred[] = "inferred", by_ucm[] = "ucm", by_jack[] = "jack",
                  by_pcm[] = "PCM device";

/* A PCM as a connector, and the way behind it if use cases know one. */
struct pcm_part {
    const struct jfi_pcm *pcm;
    jfi_ref connector, route;
};

/* Holds controls of a PCM that is another function's connector, or of one of its substreams. */
struct holder {
    unsigned int device, subdevice;
    jfi_ref part;
};

struct build {
    const struct jfi_card_plan *plan;
    struct jfi_builder *builder;
    jfi_ref inside;
    struct jfi_vec pcms;    /* struct pcm_part */
    struct jfi_vec holders; /* struct holder */
};

/* ---- PCMs ------------------------------------------------------------------------------------ */

static struct pcm_part *find_pcm(const struct build *build, unsigned int device, bool is_capture)
{
    for (size_t i = 0; i < build->pcms.count; i++) {
        struct pcm_part *part = jfi_vec_at(&build->pcms, i);

        if (part->pcm->device == device && part->pcm->is_capture == is_capture)
            return part;
    }
    return NULL;
}

static uint32_t pcm_id(const struct jfi_pcm *pcm, enum jfi_card_id base)
{
    return (uint32_t)base + 2 * pcm->device + pcm->is_capture;
}

static int add_pcm(struct build *build, const struct jfi_pcm *pcm)
{
    struct pcm_part part = {.pcm = pcm, .route = JFI_NO_REF};
    char key[24];

    (void)snprintf(key, sizeof(key), "pcm%u%c", pcm->device, pcm->is_capture ? 'c' : 'p');
    part.connector =
        jfi_builder_part(build->builder, &(struct jfi_part_info){
                                             .key = key,
                                             .name = pcm->name,
                                             .local_id = pcm_id(pcm, JFI_CARD_PCM),
                                             .kind = JF_PART_CONNECTOR,
                                             .type = JF_TYPE_SOFTWARE_IO,
                                             .flow = pcm->is_capture ? JF_FLOW_OUT : JF_FLOW_IN,
                                         });
    jfi_pcm_describe(build->builder, part.connector, pcm->device, pcm->is_capture);
    return jfi_vec_push(&build->pcms, &part);
}

static int add_pcms(struct build *build)
{
    const struct jfi_vec *pcms = &build->plan->card->pcms;
    int status = 0;

    for (size_t i = 0; i < pcms->count && !status; i++) {
        const struct jfi_pcm *pcm = jfi_vec_at(pcms, i);

        if (jfi_card_has_pcm(build->plan, pcm))
            status = add_pcm(build, pcm);
    }
    return status;
}

/* Nothing but that they are in one card says that a signal runs here. */
static void infer(const struct build *build, jfi_ref connector, enum jf_flow flow)
{
    jfi_builder_link(build->builder, flow == JF_FLOW_IN ? connector : build->inside,
                     flow == JF_FLOW_IN ? build->inside : connector, JF_LINK_UNKNOWN, inferred);
}

/* ---- faces ----------------------------------------------------------------------------------- */

static void fill_gate(const struct build *build, jfi_ref part, const struct jfi_card_gate *gate,
                      enum jf_control_kind kind)
{
    const struct jfi_elems *elems = &build->plan->card->elems;
    struct jfi_elem_use use = {.kind = kind, .evidence = by_ucm};

    if (gate->elem)
        jfi_elem_describe(build->builder, part, elems, gate->elem, &use);
    else
        jfi_elem_describe_named(build->builder, part, elems, gate->name, gate->index, &use);
}

/* JFI_NO_REF: the face has no such gate. */
static int add_gate(const struct build *build, size_t index, bool is_mute, jfi_ref *ret_part)
{
    const struct jfi_card_face *face = jfi_card_face_at(build->plan, index);
    const struct jfi_card_gate *gate = is_mute ? &face->mute : &face->volume;
    char *key;

    *ret_part = JFI_NO_REF;
    if (!gate->name)
        return 0;
    if (asprintf(&key, "%s:%s", face->key, is_mute ? "mute" : "volume") < 0)
        return -ENOMEM;
    *ret_part = jfi_builder_part(build->builder,
                                 &(struct jfi_part_info){
                                     .key = key,
                                     .local_id = JFI_CARD_FACE + 4 * (uint32_t)index + 1 + is_mute,
                                     .kind = JF_PART_SUBUNIT,
                                     .type = is_mute ? JF_TYPE_MUTE : JF_TYPE_VOLUME,
                                 });
    free(key);
    fill_gate(build, *ret_part, gate, is_mute ? JF_CONTROL_MUTE : JF_CONTROL_LEVEL);
    return 0;
}

/* The last of a chain from the face inwards; links run as the face does. */
static jfi_ref join(const struct build *build, enum jf_flow flow, jfi_ref outer, jfi_ref inner)
{
    if (inner == JFI_NO_REF)
        return outer;
    jfi_builder_link(build->builder, flow == JF_FLOW_OUT ? inner : outer,
                     flow == JF_FLOW_OUT ? outer : inner, JF_LINK_ALWAYS, by_ucm);
    return inner;
}

static jfi_ref add_route(struct build *build, struct pcm_part *part)
{
    const struct jfi_pcm *pcm = part->pcm;
    char key[32];

    if (part->route != JFI_NO_REF)
        return part->route;
    (void)snprintf(key, sizeof(key), "pcm%u%c:route", pcm->device, pcm->is_capture ? 'c' : 'p');
    part->route = jfi_builder_part(build->builder, &(struct jfi_part_info){
                                                       .key = key,
                                                       .local_id = pcm_id(pcm, JFI_CARD_ROUTE),
                                                       .kind = JF_PART_SUBUNIT,
                                                       .type = JF_TYPE_OPAQUE,
                                                   });
    jfi_builder_link(build->builder, pcm->is_capture ? part->route : part->connector,
                     pcm->is_capture ? part->connector : part->route, JF_LINK_ALWAYS, by_ucm);
    return part->route;
}

/* Which of the things at a PCM is in use only who set the use case knows. */
static void add_ways(struct build *build, const struct jfi_card_face *face, jfi_ref inner)
{
    const struct jfi_card *card = build->plan->card;

    for (size_t i = 0; i < build->plan->ucm->devices.count; i++) {
        const struct jfi_ucm_device *device = jfi_ucm_get_device(build->plan->ucm, i);
        const char *text = jfi_card_pcm_text(device, face->flow);
        struct pcm_part *pcm = NULL;
        unsigned int number;
        jfi_ref route;

        if (text && strcmp(device->name, face->device->name) == 0 &&
            jfi_ucm_pcm_device(text, card->number, card->id, &number))
            pcm = find_pcm(build, number, face->flow == JF_FLOW_IN);
        if (!pcm)
            continue;
        route = add_route(build, pcm);
        jfi_builder_link(build->builder, face->flow == JF_FLOW_OUT ? route : inner,
                         face->flow == JF_FLOW_OUT ? inner : route, JF_LINK_UNKNOWN, by_ucm);
    }
}

/* Appends to a list of names; the last of a property's values wins. */
static void add_name(const struct build *build, jfi_ref part, const char *key, const char *name,
                     char *list, size_t size)
{
    size_t length = strlen(list);

    (void)snprintf(list + length, size - length, "%s%s", length ? ", " : "", name);
    jfi_builder_part_property(build->builder, part, key, list);
}

/* Whether one of the first `count` devices has this name and cannot be used with the face's. */
static bool conflicts(const struct jfi_ucm *ucm, const struct jfi_card_face *face, size_t count,
                      const char *name)
{
    for (size_t i = 0; i < count; i++) {
        const struct jfi_ucm_device *device = jfi_ucm_get_device(ucm, i);

        if (strcmp(device->name, name) != 0)
            continue;
        for (size_t own = 0; own < ucm->devices.count; own++) {
            if (strcmp(jfi_ucm_get_device(ucm, own)->name, face->device->name) == 0 &&
                jfi_ucm_are_exclusive(jfi_ucm_get_device(ucm, own), device))
                return true;
        }
    }
    return false;
}

/* What use cases say of a face besides: its PCM, in which verbs it is, and what excludes it. */
static void add_facts(const struct build *build, const struct jfi_card_face *face, jfi_ref part)
{
    const struct jfi_ucm *ucm = build->plan->ucm;
    char verbs[512] = "", others[512] = "";

    jfi_builder_part_property(build->builder, part, "ucm.pcm",
                              jfi_ucm_pcm_name(jfi_card_pcm_text(face->device, face->flow)));
    for (size_t i = 0; i < ucm->devices.count; i++) {
        const struct jfi_ucm_device *device = jfi_ucm_get_device(ucm, i);

        if (strcmp(device->name, face->device->name) == 0)
            add_name(build, part, "ucm.verbs", device->verb, verbs, sizeof(verbs));
        if (conflicts(ucm, face, i + 1, device->name) && !conflicts(ucm, face, i, device->name))
            add_name(build, part, "ucm.conflicts", device->name, others, sizeof(others));
    }
}

static void add_jack(struct build *build, const struct jfi_card_face *face, jfi_ref part)
{
    struct jfi_elem_use use = {.evidence = face->device ? by_ucm : by_jack};
    struct jfi_jack_info jack = {.presence = JF_PRESENCE_UNKNOWN};

    if (face->jack)
        jack.presence = jfi_elem_presence(face->jack);
    if (jack.presence != JF_PRESENCE_UNKNOWN)
        jack.said_by = face->jack->name;
    if (face->type == JF_TYPE_PHYSICAL_EXTERNAL)
        jfi_builder_jack(build->builder, part, &jack);
    if (face->jack)
        jfi_elem_describe(build->builder, part, &build->plan->card->elems, face->jack, &use);
}

/* The gates of a face, and the ways to its PCMs behind them. */
static int add_chain(struct build *build, size_t index, jfi_ref part)
{
    const struct jfi_card_face *face = jfi_card_face_at(build->plan, index);
    jfi_ref mute, volume, inner;
    int status = add_gate(build, index, true, &mute);

    if (!status)
        status = add_gate(build, index, false, &volume);
    if (status)
        return status;
    inner = join(build, face->flow, part, mute);
    inner = join(build, face->flow, inner, volume);
    add_ways(build, face, inner);
    return 0;
}

static int add_face(struct build *build, size_t index)
{
    const struct jfi_card_face *face = jfi_card_face_at(build->plan, index);
    jfi_ref part =
        jfi_builder_part(build->builder, &(struct jfi_part_info){
                                             .key = face->key,
                                             .name = face->name,
                                             .local_id = JFI_CARD_FACE + 4 * (uint32_t)index,
                                             .kind = JF_PART_CONNECTOR,
                                             .type = face->type,
                                             .flow = face->flow,
                                         });

    add_jack(build, face, part);
    if (!face->device) {
        infer(build, part, face->flow);
        return 0;
    }
    add_facts(build, face, part);
    return add_chain(build, index, part);
}

/* ---- elements -------------------------------------------------------------------------------- */

static bool is_at_face(const struct build *build, const struct jfi_elem *elem)
{
    for (size_t i = 0; i < build->plan->faces.count; i++) {
        const struct jfi_card_face *face = jfi_card_face_at(build->plan, i);

        if (face->jack == elem || face->volume.elem == elem || face->mute.elem == elem)
            return true;
    }
    return false;
}

static const struct holder *find_holder(const struct build *build, const struct jfi_elem *elem)
{
    for (size_t i = 0; i < build->holders.count; i++) {
        const struct holder *holder = jfi_vec_at(&build->holders, i);

        if (holder->device == elem->device && holder->subdevice == elem->subdevice)
            return holder;
    }
    return NULL;
}

/* Elements of two PCMs may have one name and index: only what holds them tells them apart. */
static int add_holder(struct build *build, const struct jfi_elem *elem, jfi_ref *ret_part)
{
    struct holder holder = {.device = elem->device, .subdevice = elem->subdevice};
    char key[48], device[16];

    if (build->holders.count >= MAX_HOLDERS) {
        *ret_part = build->inside;
        return 0;
    }
    (void)snprintf(key, sizeof(key), elem->subdevice ? "pcm%u:%u" : "pcm%u", elem->device,
                   elem->subdevice);
    (void)snprintf(device, sizeof(device), "%u", elem->device);
    holder.part = jfi_builder_part(build->builder,
                                   &(struct jfi_part_info){
                                       .key = key,
                                       .local_id = JFI_CARD_HOLDER + (uint32_t)build->holders.count,
                                       .kind = JF_PART_SUBUNIT,
                                       .type = JF_TYPE_DEVICE_SPECIFIC,
                                   });
    if (holder.part != JFI_NO_REF)
        jfi_builder_part_property(build->builder, holder.part, "alsa.pcm.device", device);
    *ret_part = holder.part;
    return jfi_vec_push(&build->holders, &holder);
}

/* Where an element that says which PCM it is of hangs: at its connector, if that is here. */
static int find_pcm_part(struct build *build, const struct jfi_elem *elem, jfi_ref *ret_part)
{
    bool is_capture = strncmp(elem->name, "Capture ", strlen("Capture ")) == 0;
    const struct pcm_part *pcm = find_pcm(build, elem->device, is_capture);
    const struct holder *holder = find_holder(build, elem);

    if (!pcm)
        pcm = find_pcm(build, elem->device, !is_capture);
    if (pcm && !elem->subdevice)
        *ret_part = pcm->connector;
    else if (holder)
        *ret_part = holder->part;
    else
        return add_holder(build, elem, ret_part);
    return 0;
}

static int add_elem(struct build *build, const struct jfi_elem *elem)
{
    struct jfi_elem_use use = {.evidence = build->plan->is_alone ? "card" : "untied"};
    jfi_ref part = build->inside;
    int status = 0;

    if (strcmp(elem->iface, "PCM") == 0) {
        status = find_pcm_part(build, elem, &part);
        if (part != build->inside)
            use.evidence = by_pcm;
    }
    if (!status)
        jfi_elem_describe(build->builder, part, &build->plan->card->elems, elem, &use);
    return status;
}

static int add_elems(struct build *build)
{
    const struct jfi_elems *elems = &build->plan->card->elems;
    int status = 0;

    for (size_t i = 0; i < jfi_elems_get_count(elems) && !status; i++) {
        const struct jfi_elem *elem = jfi_elems_get(elems, i);

        if (!is_at_face(build, elem) && jfi_card_has_elem(build->plan, elem))
            status = add_elem(build, elem);
    }
    return status;
}

/* ---- the device ------------------------------------------------------------------------------ */

static void add_device(struct build *build)
{
    const struct jfi_card *card = build->plan->card;

    jfi_builder_device(build->builder, &(struct jfi_device_info){
                                           .id = build->plan->function->device_id,
                                           .name = card->short_name ? card->short_name : card->id,
                                           .kind = JF_DEVICE_ADAPTER,
                                           .state = JF_STATE_ACTIVE,
                                           .card = &(struct jf_card){.number = card->number,
                                                                     .id = card->id,
                                                                     .codec = -1,
                                                                     .vendor_id = -1},
                                       });
    jfi_builder_device_property(build->builder, "device.bus-path", card->bus_path);
    jfi_builder_device_property(build->builder, "alsa.driver", card->driver);
    jfi_builder_device_property(build->builder, "alsa.long-name", card->long_name);
    build->inside = jfi_builder_part(build->builder, &(struct jfi_part_info){
                                                         .key = "inside",
                                                         .local_id = JFI_CARD_INSIDE,
                                                         .kind = JF_PART_SUBUNIT,
                                                         .type = JF_TYPE_OPAQUE,
                                                     });
}

/* A card of which nothing tells what is inside. */
static void infer_inside(struct build *build)
{
    if (build->inside == JFI_NO_REF || !build->plan->is_alone || build->plan->ucm)
        return;
    jfi_builder_part_property(build->builder, build->inside, inferred, "true");
    for (size_t i = 0; i < build->pcms.count; i++) {
        const struct pcm_part *part = jfi_vec_at(&build->pcms, i);

        infer(build, part->connector, part->pcm->is_capture ? JF_FLOW_OUT : JF_FLOW_IN);
    }
}

int jfi_card_describe(const struct jfi_card_plan *plan, struct jfi_builder *builder)
{
    struct build build = {
        .plan = plan,
        .builder = builder,
        .pcms = {.item_size = sizeof(struct pcm_part)},
        .holders = {.item_size = sizeof(struct holder)},
    };
    int status;

    add_device(&build);
    status = add_pcms(&build);
    infer_inside(&build);
    for (size_t i = 0; i < plan->faces.count && !status; i++)
        status = add_face(&build, i);
    if (!status)
        status = add_elems(&build);
    jfi_vec_fini(&build.pcms);
    jfi_vec_fini(&build.holders);
    return status;
}
