/* SPDX-License-Identifier: MIT */
#ifndef JFI_DRAFT_H
#define JFI_DRAFT_H

#include "topology/internal.h"
#include "topology/vec.h"

/**
 * @file
 * A description while it is being built (builder.c) and until it is frozen (freeze.c): flat lists
 * in the order in which the backend named things, strings already in the arena.
 */

enum jfi_owner {
    JFI_OWNER_DEVICE,
    JFI_OWNER_PART,
    JFI_OWNER_WIRE,
};

struct jfi_draft_property {
    enum jfi_owner owner;
    size_t index; /**< of the part or wire */
    size_t order;
    struct jfi_property property;
};

struct jfi_draft_jack {
    size_t part;
    struct jf_jack jack;
};

struct jfi_draft_control {
    size_t part;
    struct jf_control control;
};

struct jfi_draft_link {
    size_t from, to, order;
    enum jf_link_state state;
    const char *evidence;
};

struct jfi_builder {
    struct jfi_arena arena;
    bool has_device;
    struct jf_device device;
    struct jfi_vec parts;      /**< struct jf_part */
    struct jfi_vec jacks;      /**< struct jfi_draft_jack */
    struct jfi_vec controls;   /**< struct jfi_draft_control */
    struct jfi_vec links;      /**< struct jfi_draft_link */
    struct jfi_vec wires;      /**< struct jfi_wire */
    struct jfi_vec properties; /**< struct jfi_draft_property */
    int status;
    const char *what;
};

#endif
