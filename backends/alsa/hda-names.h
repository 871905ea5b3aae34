/* SPDX-License-Identifier: MIT */
#ifndef JFI_HDA_NAMES_H
#define JFI_HDA_NAMES_H

#include "backends/alsa/hda-text.h"
#include "topology/arena.h"

/**
 * @file
 * What the kernel's driver calls the pins of a codec. It derives the names of jack elements, of
 * controls and of the items of a source from the configuration of all pins together; this does the
 * same, so that an element that no text ties to a pin can be recognised by its name.
 */

/** The configuration of each pin as the driver uses it, where that is told. */
struct jfi_hda_configs {
    const char *sources[JFI_HDA_MAX_NODES]; /**< "driver_pin_configs" …; static; NULL: not told */
    uint32_t words[JFI_HDA_MAX_NODES];
};

/** A pin's configuration: the driver's, else the register's. False: neither is told. */
bool jfi_hda_config_of(const struct jfi_hda_configs *configs, const struct jfi_hda_node *node,
                       uint32_t *ret_word);

enum jfi_hda_role {
    JFI_HDA_ROLE_NONE = 0,
    JFI_HDA_ROLE_LINE_OUT,
    JFI_HDA_ROLE_SPEAKER,
    JFI_HDA_ROLE_HEADPHONE,
    JFI_HDA_ROLE_INPUT,
    JFI_HDA_ROLE_DIGITAL,
    JFI_HDA_ROLE_MONO, /**< a line output of one channel that belongs to no other */
};

enum {
    JFI_HDA_MAX_OUTPUTS = 5, /**< of one role */
    JFI_HDA_MAX_INPUTS = 18,
    JFI_HDA_MAX_DIGITAL = 2,
    JFI_HDA_NAMES_EACH = 3,
    JFI_HDA_NAME_BYTES = 32,
};

/** Which pins the driver uses for what, each in its order. */
struct jfi_hda_group {
    uint8_t nids[JFI_HDA_MAX_INPUTS];
    size_t count;
};

struct jfi_hda_layout {
    struct jfi_hda_group line, speakers, headphones, inputs, digital;
    enum jfi_hda_role line_role; /**< whose pins are the first outputs */
    uint8_t digital_in, mono;    /**< 0: none */
};

/** A quirk may keep several headphones from being taken for line outputs. */
void jfi_hda_lay_out(const struct jfi_hda_codec *codec, const struct jfi_hda_configs *configs,
                     bool keeps_headphones, struct jfi_hda_layout *ret_layout);

/** A pin that the driver uses. */
struct jfi_hda_pin_names {
    const struct jfi_hda_node *node;
    uint32_t config;
    enum jfi_hda_role role;
    unsigned int position, role_count; /**< among the outputs of its role */
    bool is_phantom;                   /**< a plug in it cannot be sensed */
    /** What it may be called, most likely first: quirks of a machine decide. Empty: nothing. */
    char names[JFI_HDA_NAMES_EACH][JFI_HDA_NAME_BYTES];
};

struct jfi_hda_names {
    struct jfi_hda_pin_names *pins; /**< ordered by node id */
    size_t count;
};

/** Names all pins, in the arena; the nodes are borrowed. -ENOMEM. */
int jfi_hda_name_pins(const struct jfi_hda_codec *codec, const struct jfi_hda_configs *configs,
                      struct jfi_arena *arena, struct jfi_hda_names *ret_names);

/** Whether `name`, of `length` bytes, is one of the pin's: "Front Mic", "Line Out Surround". */
bool jfi_hda_pin_is_named(const struct jfi_hda_pin_names *pin, const char *name, size_t length);
/** Whether the pin's playback controls begin with this: "Headphone", "Surround", "LFE". */
bool jfi_hda_pin_plays_as(const struct jfi_hda_pin_names *pin, const char *name, size_t length);
/** Whether it may be the microphone of a headset, which only a quirk tells. */
bool jfi_hda_pin_may_be_headset(const struct jfi_hda_pin_names *pin);

#endif
