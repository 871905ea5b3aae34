/* SPDX-License-Identifier: MIT */
#ifndef JFI_USB_BUILD_H
#define JFI_USB_BUILD_H

#include "backends/alsa/usb-map.h"
#include "topology/arena.h"

/** @file What the steps of describing a function share. */

/** Links inside a function, and the cables at it, are told by the descriptors. */
extern const char jfi_usb_evidence[];

enum {
    JFI_USB_KEY_BYTES = 64
};

/** An entity as parts. JFI_NO_REF: nothing there. */
struct jfi_usb_shape {
    jfi_ref core;     /**< where controls belong that have no part of their own */
    jfi_ref head;     /**< where what the descriptor names as its sources arrives */
    jfi_ref tail;     /**< where other entities take the signal */
    uint32_t tail_id; /**< local id of the tail */
    jfi_ref features[JFI_USB_MAX_SELECTORS]; /**< of a feature unit, by selector */
};

/** The volume of one input channel of a mixer unit. */
struct jfi_usb_gate {
    size_t entity, pin; /**< which of its sources the channel comes from */
    int selector;       /**< input channel, from 1 */
    jfi_ref part;
};

struct jfi_usb_build {
    const struct jfi_usb_site *site;
    struct jfi_builder *builder;
    struct jfi_arena arena;       /**< holds the shapes */
    struct jfi_usb_shape *shapes; /**< parallel to the function's entities */
    struct jfi_vec gates;         /**< struct jfi_usb_gate */
};

/** Key of a part of the entity within its device: "input1", "feature5:volume", "mixer6#2". */
void jfi_usb_key(const struct jfi_usb_entity *entity, const char *suffix,
                 char key[JFI_USB_KEY_BYTES]);
/** Type of a terminal's connectors. */
enum jf_part_type jfi_usb_connector_type(const struct jfi_usb_entity *terminal);
/** A terminal's jack, as far as anything tells. */
struct jfi_jack_info jfi_usb_jack(const struct jfi_usb_site *site,
                                  const struct jfi_usb_entity *terminal);

/* ---- usb-parts.c, usb-mixers.c, usb-controls.c ----------------------------------------------- */

/** Adds a part of an entity under its key plus `suffix`. */
jfi_ref jfi_usb_add_part(struct jfi_usb_build *build, const struct jfi_usb_entity *entity,
                         unsigned int variant, const char *suffix, struct jfi_part_info info);
/** Adds all parts of an entity but a mixer's gates, and the links between them. */
void jfi_usb_add_entity(struct jfi_usb_build *build, const struct jfi_usb_entity *entity,
                        struct jfi_usb_shape *shape);

/** Adds the gates of a mixer unit, to where it sums. -ENOMEM. */
int jfi_usb_add_gates(struct jfi_usb_build *build, size_t entity);
/** The part of an input channel's gate; JFI_NO_REF: it has none. */
jfi_ref jfi_usb_find_gate(const struct jfi_usb_build *build, size_t entity, int selector);
/** Links a source to the gates of its channels, and to the sum where a channel has none. */
void jfi_usb_link_gates(struct jfi_usb_build *build, size_t entity, size_t pin, jfi_ref from);

/** Adds the elements that are tied to an entity. */
void jfi_usb_add_controls(struct jfi_usb_build *build, size_t entity);
/** Which source a selector unit has chosen, as its element says; -1: not told. */
int jfi_usb_selected(const struct jfi_usb_site *site, const struct jfi_usb_entity *entity);

#endif
