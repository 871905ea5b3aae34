/* SPDX-License-Identifier: MIT */
#ifndef JFI_HDA_BUILD_H
#define JFI_HDA_BUILD_H

#include "backends/alsa/hda-map.h"
#include "topology/arena.h"

/** @file What the steps of describing a codec share. */

enum {
    JFI_HDA_SAID_BYTES = 16
};

/** Tells the parts of one widget apart: the upper half of a local id. */
enum jfi_hda_variant {
    JFI_HDA_WIDGET = 0,  /**< of a pin: its only face, or the one that leads out */
    JFI_HDA_FACE_IN = 1, /**< the second face of a pin that works both ways */
    JFI_HDA_PCM = 2,     /**< the side of a converter that applications reach */
    JFI_HDA_CHOICE = 3,  /**< the selector in front of a pin or converter */
    JFI_HDA_OUT_VOLUME = 4,
    JFI_HDA_OUT_MUTE = 5,
    JFI_HDA_IN_VOLUME = 6,
    JFI_HDA_IN_MUTE = 7,
    JFI_HDA_INPUT_VOLUME = 0x100, /**< and twice the index of the input */
    JFI_HDA_INPUT_MUTE = 0x101,
};

/** The parts of one amplifier; JFI_NO_REF where it cannot do that. The volume comes first. */
struct jfi_hda_gate {
    jfi_ref volume, mute;
    unsigned int variant;      /**< of the volume; the mute's is the next */
    bool has_level, is_muting; /**< a control of the text shows it */
};

/** A widget as parts. JFI_NO_REF: nothing there. */
struct jfi_hda_shape {
    jfi_ref core;  /**< the widget itself; of a pin the face in use */
    jfi_ref other; /**< a pin's second face */
    jfi_ref head;  /**< where what the connection list names arrives */
    jfi_ref tail;  /**< where other widgets take the signal */
    unsigned int tail_variant;
    jfi_ref choice, pcm;
    struct jfi_hda_gate out, in;
    struct jfi_hda_gate *inputs; /**< one for each entry of the list, or NULL */
    size_t input_count;
};

struct jfi_hda_build {
    const struct jfi_hda_codec *codec;
    const struct jfi_hda_site *site;
    struct jfi_builder *builder;
    struct jfi_arena arena;       /**< holds what follows */
    struct jfi_hda_shape *shapes; /**< parallel to the codec's nodes */
};

/* ---- hda-facts.c: what a node tells, put together -------------------------------------------- */

/** The list whose entries are the links: the hardware's, or if that is empty the driver's. */
const struct jfi_hda_list *jfi_hda_links_of(const struct jfi_hda_node *node);
/** Whether the node passes a signal on at all. */
bool jfi_hda_is_audio(const struct jfi_hda_node *node);
/** Capabilities of an amplifier, the codec's defaults where the node has none of its own. */
struct jfi_hda_amp_caps jfi_hda_caps(const struct jfi_hda_codec *codec,
                                     const struct jfi_hda_node *node, bool is_output);
/** Wired pins: not "N/A". */
bool jfi_hda_is_wired(const struct jfi_hda_node *node);
/** Faces of a pin: at least one is there. */
bool jfi_hda_has_face(const struct jfi_hda_node *node, enum jf_flow flow);
/** The flow of the face that is in use now. */
enum jf_flow jfi_hda_face_in_use(const struct jfi_hda_node *node);
/** Type of a pin's connectors. */
enum jf_part_type jfi_hda_pin_type(const struct jfi_hda_node *node);
/** Variant of that face. */
unsigned int jfi_hda_face_variant(const struct jfi_hda_node *node);
/** Whether the pin is the socket of a display. */
bool jfi_hda_is_display(const struct jfi_hda_codec *codec, const struct jfi_hda_node *node);
/**
 * A mixer has an amplifier at each input. Selectors and converters may have one behind the choice
 * or one at each input; as many values as inputs tell the latter.
 */
bool jfi_hda_has_gate_per_input(const struct jfi_hda_node *node);
/** Key of the widget's part within its device, as "pin14" or "pin14:in". */
void jfi_hda_key(const struct jfi_hda_node *node, const char *suffix, char *key, size_t size);
const char *jfi_hda_face_suffix(const struct jfi_hda_node *node, enum jf_flow flow);

/* ---- hda-parts.c ----------------------------------------------------------------------------- */

/** Adds a part of a widget under the key "pin14" plus `suffix`. */
jfi_ref jfi_hda_add_part(struct jfi_hda_build *build, const struct jfi_hda_node *node,
                         unsigned int variant, const char *suffix, struct jfi_part_info info);
/** A gate between two parts, either of which may be missing. */
void jfi_hda_join_gate(struct jfi_hda_build *build, jfi_ref from, const struct jfi_hda_gate *gate,
                       jfi_ref to);
/** The part of a gate that the signal meets first or last; `otherwise` when the gate has none. */
jfi_ref jfi_hda_first(const struct jfi_hda_gate *gate, jfi_ref otherwise);
jfi_ref jfi_hda_last(const struct jfi_hda_gate *gate, jfi_ref otherwise);
/** Variant of the last part. */
unsigned int jfi_hda_last_variant(const struct jfi_hda_gate *gate, unsigned int otherwise);
jfi_ref jfi_hda_add_choice(struct jfi_hda_build *build, const struct jfi_hda_node *node);
struct jfi_hda_gate jfi_hda_add_gate(struct jfi_hda_build *build, const struct jfi_hda_node *node,
                                     bool is_output);
/** Adds all parts of a node, and the links between them. -ENOMEM. */
int jfi_hda_add_widget(struct jfi_hda_build *build, const struct jfi_hda_node *node,
                       struct jfi_hda_shape *shape);

/* ---- hda-pins.c ------------------------------------------------------------------------------ */

void jfi_hda_add_pin(struct jfi_hda_build *build, const struct jfi_hda_node *node,
                     struct jfi_hda_shape *shape);
/** Jacks of a pin: their number, and each of them. */
size_t jfi_hda_jack_count(const struct jfi_hda_node *node);
/** `text` may hold what said_by points to. */
struct jfi_jack_info jfi_hda_jack(const struct jfi_hda_codec *codec,
                                  const struct jfi_hda_site *site, const struct jfi_hda_node *node,
                                  size_t index, char text[JFI_HDA_SAID_BYTES]);

/* ---- hda-presence.c -------------------------------------------------------------------------- */

/** Writes presence and said_by of a jack, when something tells. */
void jfi_hda_tell_presence(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                           const struct jfi_hda_node *node, size_t index,
                           struct jfi_jack_info *jack, char text[JFI_HDA_SAID_BYTES]);
/** Tells of the monitors at a pin: "monitor.name", of device entry 2 "monitor.2.name". */
void jfi_hda_tell_sinks(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                        const struct jfi_hda_node *node, jfi_eld_fn tell, void *user);
/** The card's element that a line of the text names. NULL: the card's elements do not tell. */
const struct jfi_elem *jfi_hda_find_elem(const struct jfi_hda_site *site,
                                         const struct jfi_hda_control *control);

/* ---- hda-links.c, hda-controls.c, hda-elements.c --------------------------------------------- */

/** Adds a link for each entry of the node's connection list. */
void jfi_hda_add_links(struct jfi_hda_build *build, const struct jfi_hda_node *node,
                       const struct jfi_hda_shape *shape);
/** Adds the controls named under a node. */
void jfi_hda_add_listed(struct jfi_hda_build *build, const struct jfi_hda_node *node,
                        struct jfi_hda_shape *shape);
/** Adds an element as the volume or mute of an amplifier, which has that. */
void jfi_hda_add_to_gate(const struct jfi_hda_build *build, struct jfi_hda_gate *gate,
                         bool is_switch, const struct jfi_elem *elem, const char *evidence);
/** Adds an enumeration as the selector of what the node chooses. False: it is no such thing. */
bool jfi_hda_add_selector(const struct jfi_hda_build *build, const struct jfi_hda_node *node,
                          const struct jfi_hda_shape *shape, const struct jfi_elem *elem,
                          const char *evidence);
/** Adds the card's elements that belong here although no text lists them. */
void jfi_hda_add_unlisted(struct jfi_hda_build *build);
/** Adds what the text says of amplifiers that no control shows. */
void jfi_hda_add_read_outs(struct jfi_hda_build *build, const struct jfi_hda_node *node,
                           struct jfi_hda_shape *shape);

/* ---- hda-properties.c ------------------------------------------------------------------------ */

/** What else is told of the codec, and of a node. */
void jfi_hda_add_device_properties(const struct jfi_hda_codec *codec,
                                   const struct jfi_hda_site *site, struct jfi_builder *builder);
void jfi_hda_add_properties(const struct jfi_hda_build *build, const struct jfi_hda_node *node,
                            const struct jfi_hda_shape *shape);

#endif
