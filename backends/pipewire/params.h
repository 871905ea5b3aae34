/* SPDX-License-Identifier: MIT */
#ifndef JFI_PIPEWIRE_PARAMS_H
#define JFI_PIPEWIRE_PARAMS_H

#include <jansson.h>

#include "backends/pipewire/model.h"

/**
 * @file
 * What a node or device of the server has besides properties: volumes, profiles, routes. In the
 * form in which pw-dump prints it: an object with a list for each kind of param.
 */

/** Which control a handle stands for; the global id of its object is above. */
enum jfi_pw_control {
    JFI_PW_CONTROL_VOLUME = 1,
    JFI_PW_CONTROL_MUTE = 2,
    JFI_PW_CONTROL_PROFILE = 3,
    JFI_PW_CONTROL_ROUTE = 0x100, /**< and the number of the device within the profile */
};

static inline uint64_t jfi_pw_control_handle(uint32_t id, uint32_t control)
{
    return (uint64_t)id << 32 | control;
}

/**
 * The part of `params` that matters of an object of this kind; NULL: nothing does, or no memory,
 * which `ret_status` tells apart. A new reference.
 */
json_t *jfi_pw_params_keep(enum jfi_pw_kind kind, const json_t *params, int *ret_status);

/** Millibel of a linear volume; INT64_MIN: silence. */
int64_t jfi_pw_volume_millibel(double volume);
/** The linear volume of a level in millibel. */
double jfi_pw_millibel_volume(int64_t millibel);

/** The two ends of a short chain of parts; JFI_NO_REF: there is none. */
struct jfi_pw_chain {
    jfi_ref first, last;
};

/**
 * Adds the volume and mute of a node, as far as it has them; `id` is its global id. Where hardware
 * may do a part of it, "Soft Volume" tells what is left for the server to do.
 */
struct jfi_pw_chain jfi_pw_describe_gain(const json_t *params, uint32_t id, uint32_t local_id,
                                         bool has_hardware, struct jfi_builder *builder);
/** Adds the profile of a device, and the route of each of its devices, as parts with a choice. */
void jfi_pw_describe_choices(const json_t *params, uint32_t id, struct jfi_builder *builder);
/** The active route of a device's device; NULL: none. Borrowed. */
const json_t *jfi_pw_find_route(const json_t *params, json_int_t device);
/** Adds what is told of a route as properties of a part ("route.name" …). */
void jfi_pw_describe_route(const json_t *route, jfi_ref part, struct jfi_builder *builder);

#endif
