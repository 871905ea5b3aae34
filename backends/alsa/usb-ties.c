/* SPDX-License-Identifier: MIT */
#include "backends/alsa/usb-ties.h"

#include <errno.h>
#include <string.h>

#include "backends/alsa/text.h"

int jfi_usb_sensor_selector(enum jfi_usb_version version)
{
    return version == JFI_USB_VERSION_3 ? 1 : 2;
}

static int add_tie(struct jfi_arena *arena, struct jfi_vec *ties, struct jfi_usb_tie tie)
{
    tie.name = jfi_arena_dup(arena, tie.name);
    return tie.name ? jfi_vec_push(ties, &tie) : -ENOMEM;
}

/* ---- by usbmixer ----------------------------------------------------------------------------- */

int jfi_usb_tie_by_mixer(const struct jfi_usb_function *function, const struct jfi_usb_mixer *mixer,
                         struct jfi_arena *arena, struct jfi_vec *ties)
{
    int status = 0;

    for (size_t i = 0; i < mixer->controls.count && !status; i++) {
        const struct jfi_usb_control *control = jfi_vec_at(&mixer->controls, i);
        const struct jfi_usb_entity *entity = jfi_usb_find_entity(function, control->unit);

        if (control->interface != function->interface || !entity)
            continue;
        status = add_tie(arena, ties,
                         (struct jfi_usb_tie){
                             .entity = (size_t)(entity - function->entities),
                             .selector = control->selector,
                             .name = control->name,
                             .index = control->index,
                             .value = control->value,
                             .has_db = control->has_db,
                             .db_min = control->db_min,
                             .db_max = control->db_max,
                             .evidence = "usbmixer",
                         });
    }
    return status;
}

/* ---- by name --------------------------------------------------------------------------------- */

/** Where sound goes behind an entity; both bits when it goes both ways. */
enum way {
    WAY_NONE = 0,
    WAY_CAPTURE = 1 << 0,  /* to the host */
    WAY_PLAYBACK = 1 << 1, /* out of the device */
    WAY_ANY = WAY_CAPTURE | WAY_PLAYBACK,
};

/** How the kernel ends the names of elements of one kind. */
struct rule {
    const char *end;
    enum jfi_usb_kind kind;
    int selector; /* of features; others have one control that has a name of this kind */
    enum way way; /* NONE: it does not matter */
};

static const struct rule rules[] = {
    {"Auto Gain Control", JFI_USB_FEATURE, JFI_USB_AGC, WAY_NONE},
    {"Loudness", JFI_USB_FEATURE, JFI_USB_LOUDNESS, WAY_NONE},
    {"Bass Boost", JFI_USB_FEATURE, JFI_USB_BASS_BOOST, WAY_NONE},
    {" Capture Volume", JFI_USB_FEATURE, JFI_USB_VOLUME, WAY_CAPTURE},
    {" Playback Volume", JFI_USB_FEATURE, JFI_USB_VOLUME, WAY_PLAYBACK},
    {" Capture Switch", JFI_USB_FEATURE, JFI_USB_MUTE, WAY_CAPTURE},
    {" Playback Switch", JFI_USB_FEATURE, JFI_USB_MUTE, WAY_PLAYBACK},
    {" - Input Jack", JFI_USB_INPUT_TERMINAL, 0, WAY_NONE},
    {" - Output Jack", JFI_USB_OUTPUT_TERMINAL, 0, WAY_NONE},
    {" Clock Source", JFI_USB_CLOCK_SELECTOR, 0, WAY_NONE},
    {" Validity", JFI_USB_CLOCK_SOURCE, 0, WAY_NONE},
    {" Capture Source", JFI_USB_SELECTOR, 0, WAY_CAPTURE},
    {" Playback Source", JFI_USB_SELECTOR, 0, WAY_PLAYBACK},
};

/* Marks everything that feeds an output terminal, itself included. */
static void mark_upstream(const struct jfi_usb_function *function, size_t start, enum way way,
                          uint8_t ways[JFI_USB_MAX_ENTITIES])
{
    uint16_t stack[JFI_USB_MAX_ENTITIES];
    size_t count = 0;

    if (ways[start] & way)
        return;
    ways[start] |= (uint8_t)way;
    stack[count++] = (uint16_t)start;
    while (count) {
        const struct jfi_usb_entity *entity = &function->entities[stack[--count]];

        for (size_t i = 0; i < entity->source_count; i++) {
            int source = function->by_id[entity->sources[i]];

            if (source < 0 || ways[source] & way)
                continue;
            ways[source] |= (uint8_t)way;
            stack[count++] = (uint16_t)source;
        }
    }
}

static void find_ways(const struct jfi_usb_function *function, uint8_t ways[JFI_USB_MAX_ENTITIES])
{
    memset(ways, 0, JFI_USB_MAX_ENTITIES);
    for (size_t i = 0; i < function->entity_count; i++) {
        const struct jfi_usb_entity *entity = &function->entities[i];

        if (entity->kind == JFI_USB_OUTPUT_TERMINAL)
            mark_upstream(function, i, jfi_usb_is_streaming(entity) ? WAY_CAPTURE : WAY_PLAYBACK,
                          ways);
    }
}

static bool fits(const struct rule *rule, const struct jfi_usb_entity *entity, uint8_t way)
{
    if (entity->kind != rule->kind || (rule->way && !(way & rule->way)))
        return false;
    if (entity->kind == JFI_USB_FEATURE)
        return entity->features >> rule->selector & 1;
    if (jfi_usb_is_terminal(entity))
        return entity->has_sensor;
    return entity->kind == JFI_USB_CLOCK_SOURCE || entity->source_count > 1;
}

/* The only entity of the device that the rule fits; NULL: none, or several. */
static const struct jfi_usb_entity *only_entity(const struct jfi_usb_device *device,
                                                const struct rule *rule)
{
    const struct jfi_usb_entity *found = NULL;
    uint8_t ways[JFI_USB_MAX_ENTITIES];

    for (size_t i = 0; i < device->function_count; i++) {
        const struct jfi_usb_function *function = &device->functions[i];

        find_ways(function, ways);
        for (size_t j = 0; j < function->entity_count; j++) {
            if (!fits(rule, &function->entities[j], ways[j]))
                continue;
            if (found)
                return NULL;
            found = &function->entities[j];
        }
    }
    return found;
}

/* The only element that the rule fits; NULL: none, or several. */
static const struct jfi_elem *only_elem(const struct jfi_elems *elems, const struct rule *rule)
{
    const struct jfi_elem *found = NULL;

    for (size_t i = 0; i < jfi_elems_get_count(elems); i++) {
        const struct jfi_elem *elem = jfi_elems_get(elems, i);

        if (!jfi_text_ends_with(elem->name, rule->end))
            continue;
        if (found)
            return NULL;
        found = elem;
    }
    return found;
}

static bool has_entity(const struct jfi_usb_function *function, const struct jfi_usb_entity *entity)
{
    return entity >= function->entities && entity < function->entities + function->entity_count;
}

int jfi_usb_tie_by_name(const struct jfi_usb_device *device,
                        const struct jfi_usb_function *function, const struct jfi_elems *elems,
                        struct jfi_arena *arena, struct jfi_vec *ties)
{
    int status = 0;

    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]) && !status; i++) {
        const struct jfi_elem *elem = only_elem(elems, &rules[i]);
        const struct jfi_usb_entity *entity = elem ? only_entity(device, &rules[i]) : NULL;
        struct jfi_usb_tie tie = {.selector = rules[i].selector, .evidence = "name"};

        if (!entity || !has_entity(function, entity))
            continue;
        tie.entity = (size_t)(entity - function->entities);
        tie.name = elem->name;
        tie.index = elem->index;
        if (jfi_usb_is_terminal(entity))
            tie.selector = jfi_usb_sensor_selector(function->version);
        status = add_tie(arena, ties, tie);
    }
    return status;
}

/* ---- PCM devices ----------------------------------------------------------------------------- */

/* The stream of exactly this setting. NULL: the descriptors have no such setting. */
static const struct jfi_usb_stream *find_stream(const struct jfi_usb_device *device,
                                                const struct jfi_usb_use *use)
{
    for (size_t i = 0; i < device->stream_count; i++) {
        const struct jfi_usb_stream *stream = &device->streams[i];

        if (stream->interface == use->interface && stream->setting == use->setting)
            return stream;
    }
    return NULL;
}

static bool is_tied(const struct jfi_vec *pcms, size_t entity)
{
    for (size_t i = 0; i < pcms->count; i++) {
        if (((const struct jfi_usb_pcm *)jfi_vec_at(pcms, i))->entity == entity)
            return true;
    }
    return false;
}

int jfi_usb_tie_pcms(const struct jfi_usb_device *device, const struct jfi_usb_function *function,
                     const struct jfi_vec *uses, struct jfi_vec *pcms)
{
    int status = 0;

    for (size_t i = 0; i < uses->count && !status; i++) {
        const struct jfi_usb_use *use = jfi_vec_at(uses, i);
        const struct jfi_usb_stream *stream = find_stream(device, use);
        const struct jfi_usb_entity *entity = NULL;
        struct jfi_usb_pcm pcm = {.device = use->device, .is_capture = use->is_capture};

        if (stream && &device->functions[stream->function] == function)
            entity = jfi_usb_find_entity(function, stream->terminal);
        /* What the host captures leaves the device. */
        if (!entity || !jfi_usb_is_streaming(entity) ||
            (entity->kind == JFI_USB_OUTPUT_TERMINAL) != use->is_capture)
            continue;
        pcm.entity = (size_t)(entity - function->entities);
        if (!is_tied(pcms, pcm.entity))
            status = jfi_vec_push(pcms, &pcm);
    }
    return status;
}

bool jfi_usb_is_of_pcm(const struct jfi_usb_pcm *pcm, const struct jfi_elem *elem)
{
    const char *direction = pcm->is_capture ? "Capture " : "Playback ";

    return strcmp(elem->iface, "PCM") == 0 && elem->device == pcm->device &&
           strncmp(elem->name, direction, strlen(direction)) == 0;
}
