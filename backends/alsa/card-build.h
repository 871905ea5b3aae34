/* SPDX-License-Identifier: MIT */
#ifndef JFI_CARD_BUILD_H
#define JFI_CARD_BUILD_H

#include "backends/alsa/function.h"
#include "backends/alsa/ucm.h"
#include "topology/arena.h"

/**
 * @file
 * What is left of a card when its other functions have been asked, laid out before it is
 * described: its sockets and the things built into it ("faces"), from use cases, or where there
 * are none from its jack elements.
 */

/** Where local ids begin. */
enum jfi_card_id {
    JFI_CARD_INSIDE = 1,
    JFI_CARD_PCM = 0x100,     /**< and 2 * device + capture */
    JFI_CARD_ROUTE = 0x4000,  /**< the same */
    JFI_CARD_HOLDER = 0x8000, /**< and its place */
    JFI_CARD_FACE = 0x10000,  /**< and 4 * its place; the next two are its volume and mute */
};

/** An element that use cases name, known to the card or not. */
struct jfi_card_gate {
    const struct jfi_elem *elem; /**< or NULL: only its name is told */
    const char *name;            /**< NULL: there is none */
    unsigned int index;
};

/** A connector to the outside. */
struct jfi_card_face {
    const char *key, *name;
    enum jf_part_type type;
    enum jf_flow flow;
    const struct jfi_elem *jack;         /**< says whether a plug is there, or NULL */
    const struct jfi_ucm_device *device; /**< of the first verb that has it; NULL: by the jack */
    struct jfi_card_gate volume, mute;
};

struct jfi_card_plan {
    struct jfi_arena arena; /**< holds texts of what follows */
    const struct jfi_function *function;
    const struct jfi_card *card;
    const struct jfi_ucm *ucm; /**< or NULL */
    bool is_alone;             /**< the card has no other device */
    struct jfi_vec faces;      /**< struct jfi_card_face */
};

/** Borrows both for the plan's life. -ENOMEM leaves nothing to undo. */
int jfi_card_plan_make(const struct jfi_function *function, const struct jfi_ucm *ucm,
                       struct jfi_card_plan *ret_plan);
void jfi_card_plan_fini(struct jfi_card_plan *plan);
const struct jfi_card_face *jfi_card_face_at(const struct jfi_card_plan *plan, size_t index);
/** The face of a use case device for one flow, or NULL. */
const struct jfi_card_face *jfi_card_find_face(const struct jfi_card_plan *plan,
                                               const struct jfi_ucm_device *device,
                                               enum jf_flow flow);
/** What use cases say the PCM of a device is, for one flow; NULL: nothing. */
const char *jfi_card_pcm_text(const struct jfi_ucm_device *device, enum jf_flow flow);

/** Whether nothing else shows it. */
bool jfi_card_has_elem(const struct jfi_card_plan *plan, const struct jfi_elem *elem);
bool jfi_card_has_pcm(const struct jfi_card_plan *plan, const struct jfi_pcm *pcm);

/** Whether something that a person can hold, hear or speak to is at the face. */
bool jfi_card_has_endpoint(const struct jfi_card_face *face);
/** The caller frees it. NULL when out of memory. */
char *jfi_card_endpoint_id(const struct jfi_card_plan *plan, const struct jfi_card_face *face);
/** Describes what is at the face. -ENOMEM. */
int jfi_card_describe_endpoint(const struct jfi_card_plan *plan, const struct jfi_card_face *face,
                               struct jfi_builder *builder);

/** Describes the card. -ENOMEM. */
int jfi_card_describe(const struct jfi_card_plan *plan, struct jfi_builder *builder);

#endif
