/* SPDX-License-Identifier: MIT */

/*
 * Mixer units. The kernel makes an element for each input channel that anything can be set for,
 * and numbers the channels over all sources; how many each source has, only its own sources tell.
 */

#include <errno.h>
#include <stdio.h>

#include "backends/alsa/usb-build.h"

enum {
    MAX_GATES = 256, /* of a mixer unit */
    FIRST_VARIANT = JFI_USB_MAX_SELECTORS
};

/* Channels of the cluster that leaves an entity; -1: nothing tells. Bounded in case of a loop. */
static int channels_of(const struct jfi_usb_function *function, unsigned int id)
{
    const struct jfi_usb_entity *entity = jfi_usb_find_entity(function, id);

    for (size_t steps = 0; entity && steps < function->entity_count; steps++) {
        if (entity->channels >= 0 || !entity->source_count)
            return entity->channels;
        entity = jfi_usb_find_entity(function, entity->sources[0]);
    }
    return -1;
}

/* The source that an input channel, counted from 1, comes from. False: it cannot be told. */
static bool find_pin(const struct jfi_usb_function *function, const struct jfi_usb_entity *mixer,
                     int selector, size_t *ret_pin)
{
    int before = 0;

    for (size_t pin = 0; pin < mixer->source_count && selector > 0; pin++) {
        int channels = channels_of(function, mixer->sources[pin]);

        if (channels < 0)
            return false;
        if (selector <= before + channels) {
            *ret_pin = pin;
            return true;
        }
        before += channels;
    }
    return false;
}

jfi_ref jfi_usb_find_gate(const struct jfi_usb_build *build, size_t entity, int selector)
{
    for (size_t i = 0; i < build->gates.count; i++) {
        const struct jfi_usb_gate *gate = jfi_vec_at(&build->gates, i);

        if (gate->entity == entity && gate->selector == selector)
            return gate->part;
    }
    return JFI_NO_REF;
}

static int add_gate(struct jfi_usb_build *build, size_t index, int selector)
{
    const struct jfi_usb_entity *mixer = &build->site->function->entities[index];
    struct jfi_usb_gate gate = {.entity = index, .selector = selector};
    char suffix[32];

    if (selector > MAX_GATES || jfi_usb_find_gate(build, index, selector) != JFI_NO_REF ||
        !find_pin(build->site->function, mixer, selector, &gate.pin))
        return 0;
    (void)snprintf(suffix, sizeof(suffix), ":in%d-volume", selector);
    gate.part =
        jfi_usb_add_part(build, mixer, FIRST_VARIANT + (unsigned int)selector, suffix,
                         (struct jfi_part_info){.kind = JF_PART_SUBUNIT, .type = JF_TYPE_VOLUME});
    if (gate.part == JFI_NO_REF)
        return 0; /* the builder remembers why */
    jfi_builder_link(build->builder, gate.part, build->shapes[index].core, JF_LINK_ALWAYS,
                     jfi_usb_evidence);
    return jfi_vec_push(&build->gates, &gate);
}

int jfi_usb_add_gates(struct jfi_usb_build *build, size_t entity)
{
    int status = 0;

    if (build->site->function->entities[entity].kind != JFI_USB_MIXER)
        return 0;
    for (size_t i = 0; i < build->site->ties->count && !status; i++) {
        const struct jfi_usb_tie *tie = jfi_vec_at(build->site->ties, i);

        if (tie->entity == entity)
            status = add_gate(build, entity, tie->selector);
    }
    return status;
}

void jfi_usb_link_gates(struct jfi_usb_build *build, size_t entity, size_t pin, jfi_ref from)
{
    const struct jfi_usb_function *function = build->site->function;
    int channels = channels_of(function, function->entities[entity].sources[pin]), gated = 0;

    for (size_t i = 0; i < build->gates.count; i++) {
        const struct jfi_usb_gate *gate = jfi_vec_at(&build->gates, i);

        if (gate->entity != entity || gate->pin != pin)
            continue;
        jfi_builder_link(build->builder, from, gate->part, JF_LINK_ALWAYS, jfi_usb_evidence);
        gated++;
    }
    if (!gated || gated < channels)
        jfi_builder_link(build->builder, from, build->shapes[entity].core, JF_LINK_ALWAYS,
                         jfi_usb_evidence);
}
