/* SPDX-License-Identifier: MIT */
#ifndef JFI_USB_MAP_H
#define JFI_USB_MAP_H

#include "backends/alsa/elem.h"
#include "backends/alsa/usb-descriptors.h"
#include "backends/alsa/usb-ties.h"
#include "topology/builder.h"
#include "topology/vec.h"

/**
 * @file
 * A USB audio function as a device: every entity becomes a part, or a short chain of parts; every
 * source of an entity a link; everything that is not the host an endpoint besides. Pure.
 *
 * An entity of id N has the local ids `variant << 16 | earlier << 8 | N`, where `earlier` counts
 * the entities before it that have the same id. Variant 0 is the entity itself.
 *
 * A feature unit is one subunit for each of its controls, in this order of the signal: input pad,
 * input gain, phase, AGC, bass, mid, treble, equalizer, bass boost, loudness, delay, volume, mute,
 * underflow, overflow. The class does not tell the order inside.
 *
 * A mixer unit is a sum, with a volume before it for each input channel that has an element.
 */

/** Where a function is, and what is known of it besides its descriptors. All borrowed. */
struct jfi_usb_site {
    const char *device_id; /**< "usb:pci-0000:00:14.0-usb-0:2:1.0:0" */
    const char *bus_path;  /**< or NULL */
    struct jf_card card;
    const char *manufacturer, *product; /**< each or NULL */
    const struct jfi_usb_device *device;
    const struct jfi_usb_function *function; /**< of the device */
    const struct jfi_vec *ties;              /**< struct jfi_usb_tie */
    const struct jfi_vec *pcms;              /**< struct jfi_usb_pcm */
    const struct jfi_vec *card_pcms;         /**< struct jfi_pcm */
    const struct jfi_elems *elems;           /**< the card's; may be empty */
};

/** Describes the function. -ENOMEM. */
int jfi_usb_describe(const struct jfi_usb_site *site, struct jfi_builder *builder);

/** Whether something that a person can hold, hear or speak to is at the entity. */
bool jfi_usb_has_endpoint(const struct jfi_usb_entity *entity);
/** The id of a terminal's endpoint device; the caller frees it. NULL when out of memory. */
char *jfi_usb_endpoint_id(const struct jfi_usb_site *site, const struct jfi_usb_entity *entity);
/** Describes a terminal's endpoint and how it is wired to the terminal. -ENOMEM. */
int jfi_usb_describe_endpoint(const struct jfi_usb_site *site, const struct jfi_usb_entity *entity,
                              struct jfi_builder *builder);

#endif
