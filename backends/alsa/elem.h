/* SPDX-License-Identifier: MIT */
#ifndef JFI_ALSA_ELEM_H
#define JFI_ALSA_ELEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "topology/arena.h"
#include "topology/builder.h"
#include "topology/vec.h"

/**
 * @file
 * The control elements of a card, as ALSA tells of them, from a running card (ctl.h) or from what
 * `alsactl store` wrote (state.h), and how one becomes a control of a part.
 */

enum jfi_elem_type {
    JFI_ELEM_UNKNOWN = 0,
    JFI_ELEM_BOOLEAN,
    JFI_ELEM_INTEGER, /**< of 32 or 64 bits */
    JFI_ELEM_ENUM,
    JFI_ELEM_BYTES, /**< IEC958 status bits too */
};

struct jfi_elem {
    const char *iface; /**< "MIXER", "CARD", "PCM" … as alsactl writes it */
    const char *name;
    unsigned int index, device, subdevice;
    enum jfi_elem_type type;
    bool is_readable, is_writable, is_inactive, is_locked;
    bool is_wide;          /**< integers of 64 bits */
    size_t count;          /**< values, of bytes each byte is one; 0: not told */
    const int64_t *values; /**< raw, `count` of them; NULL: not readable */
    int64_t min, max, step;
    bool has_range;
    size_t item_count; /**< of an enumeration */
    const struct jfi_item *items;
    bool has_db;                     /**< what follows is told, in millibel; INT64_MIN is silence */
    int64_t db_min, db_max, db_step; /**< step 0: no single step, or not told */
    const int64_t *db_values;        /**< `count` of them, or NULL */
    unsigned int numid;              /**< of the running card; 0: recorded */
    unsigned int *scale;             /**< private to scale.h; NULL: recorded, or none */
    int64_t *room;                   /**< private to ctl.h */
};

/** The elements of one card. Zeroed but for item_size it is empty: see jfi_elems_init. */
struct jfi_elems {
    struct jfi_arena arena;
    struct jfi_vec items; /**< struct jfi_elem, in the order of the card */
    const char *fault;    /**< why values cannot be read, in words for a remark, or NULL */
    uint64_t handle_base; /**< added to numid makes the handle of a control; 0: recorded */
};

void jfi_elems_init(struct jfi_elems *elems);
/** Leaves it empty. */
void jfi_elems_fini(struct jfi_elems *elems);
size_t jfi_elems_get_count(const struct jfi_elems *elems);
const struct jfi_elem *jfi_elems_get(const struct jfi_elems *elems, size_t index);

/** The first element of this name and index, whatever its interface. NULL: none. */
const struct jfi_elem *jfi_elems_find(const struct jfi_elems *elems, const char *name,
                                      unsigned int index);
/** The element of this number of the running card. NULL: none. */
struct jfi_elem *jfi_elems_find_numid(const struct jfi_elems *elems, unsigned int numid);
/** The element of this name, index and device, whatever its interface. NULL: none. */
const struct jfi_elem *jfi_elems_find_device(const struct jfi_elems *elems, const char *name,
                                             unsigned int index, unsigned int device);
/** The element of a PCM device. NULL: none. */
const struct jfi_elem *jfi_elems_find_pcm(const struct jfi_elems *elems, const char *name,
                                          unsigned int device);

/**
 * Whether it tells if a plug is in a jack: "… Jack", but no phantom jack, which always says yes,
 * and no switch that is merely named after one ("PCM 0 Output also on Line-In Jack").
 */
bool jfi_elem_is_jack(const struct jfi_elem *elem);
/** What a jack element says. UNKNOWN: not readable. */
enum jf_presence jfi_elem_presence(const struct jfi_elem *elem);

/** What an element means on a part. Zeroed, but for evidence, it means what its type says. */
struct jfi_elem_use {
    /**
     * LEVEL, MUTE or SELECTOR where the part makes that of it; UNKNOWN: as the element says. A
     * level without a dB scale stays an INTEGER, with a remark. A mute is on when every channel's
     * switch is off.
     */
    enum jf_control_kind kind;
    const char *evidence;
    /** SELECTOR: for each item of the element the neighbour's local id, or -1 where none is. An
     *  element of several values chooses for each channel. */
    const int64_t *choices;
    size_t choice_count;
};

/** Adds the control to the part. */
void jfi_elem_describe(struct jfi_builder *builder, jfi_ref part, const struct jfi_elems *elems,
                       const struct jfi_elem *elem, const struct jfi_elem_use *use);
/**
 * Adds a control that a text names: the card's element of this name and index, or where the card's
 * elements are not told its bare name, of `use->kind`.
 */
void jfi_elem_describe_named(struct jfi_builder *builder, jfi_ref part,
                             const struct jfi_elems *elems, const char *name, unsigned int index,
                             const struct jfi_elem_use *use);

#endif
