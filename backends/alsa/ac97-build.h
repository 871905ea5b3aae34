/* SPDX-License-Identifier: MIT */
#ifndef JFI_AC97_BUILD_H
#define JFI_AC97_BUILD_H

#include "backends/alsa/ac97-map.h"

/** @file The AC'97 diagram as tables, and what the steps of describing a codec share. */

/** Everything in the diagram; the number is the part's local id, so none may change. */
enum jfi_ac97_part {
    JFI_AC97_NOTHING = 0,
    /* pins */
    JFI_AC97_PC_BEEP = 1,
    JFI_AC97_PHONE = 2,
    JFI_AC97_MIC1 = 3,
    JFI_AC97_MIC2 = 4,
    JFI_AC97_LINE = 5,
    JFI_AC97_CD = 6,
    JFI_AC97_VIDEO = 7,
    JFI_AC97_AUX = 8,
    JFI_AC97_LINE_OUT = 9,
    JFI_AC97_HEADPHONE_OUT = 10,
    JFI_AC97_MONO_OUT = 11,
    JFI_AC97_SURROUND_OUT = 12,
    JFI_AC97_CENTER_OUT = 13,
    JFI_AC97_LFE_OUT = 14,
    JFI_AC97_SPDIF_OUT = 15,
    /* the side that applications reach */
    JFI_AC97_PCM_OUT = 16,
    JFI_AC97_PCM_IN = 17,
    JFI_AC97_MIC_IN = 18,
    JFI_AC97_SPDIF_PCM = 19,
    /* what processes */
    JFI_AC97_MIC_SELECT = 32,
    JFI_AC97_MIC_BOOST = 33,
    JFI_AC97_DAC = 34,
    JFI_AC97_PCM_PATH = 35,
    JFI_AC97_INPUT_MIX = 36,
    JFI_AC97_SIMULATION = 37,
    JFI_AC97_ENHANCER = 38,
    JFI_AC97_OUTPUT_MIX = 39,
    JFI_AC97_TONE_CONTROL = 40,
    JFI_AC97_LOUDNESS_CONTROL = 41,
    JFI_AC97_MONO_MIX = 42,
    JFI_AC97_MONO_SELECT = 43,
    JFI_AC97_RECORD_SELECT = 44,
    JFI_AC97_ADC = 45,
    JFI_AC97_MIC_CONVERTER = 46,
    JFI_AC97_SURROUND_DAC = 47,
    JFI_AC97_CENTER_DAC = 48,
    JFI_AC97_LFE_DAC = 49,
    JFI_AC97_SPDIF_TRANSMITTER = 50,
    /* gates: a volume, and under the next number a mute behind it */
    JFI_AC97_BEEP_GATE = 64,
    JFI_AC97_PHONE_GATE = 66,
    JFI_AC97_MIC_GATE = 68,
    JFI_AC97_LINE_GATE = 70,
    JFI_AC97_CD_GATE = 72,
    JFI_AC97_VIDEO_GATE = 74,
    JFI_AC97_AUX_GATE = 76,
    JFI_AC97_PCM_GATE = 78,
    JFI_AC97_MASTER_GATE = 80,
    JFI_AC97_HEADPHONE_GATE = 82,
    JFI_AC97_MONO_GATE = 84,
    JFI_AC97_SURROUND_GATE = 86,
    JFI_AC97_CENTER_GATE = 88,
    JFI_AC97_LFE_GATE = 90,
    JFI_AC97_RECORD_GATE = 92,
    JFI_AC97_MIC_RECORD_GATE = 94,
    JFI_AC97_PARTS = 96,
    /* stands in tables for the last part that all outputs have in common */
    JFI_AC97_STEREO_MIX,
};

struct jfi_ac97_shape {
    const char *key, *name;
    enum jfi_ac97_part part;
    enum jf_part_type type;
    enum jf_flow flow;       /**< UNKNOWN: a subunit */
    uint32_t needs;          /**< features without which it is not there */
    int pin;                 /**< in the function table, or -1 */
    enum jfi_ac97_part gate; /**< there is no other way to or from it, or NOTHING */
};

/** How a register's bits become a level, and which bit mutes. */
struct jfi_ac97_scale {
    int base_millibel, step_millibel; /**< of the value 0, and what each further one adds */
    unsigned int mask;
    unsigned int shifts[2]; /**< of the channels, left first */
    size_t channel_count;
    unsigned int mute_bit;
};

struct jfi_ac97_gate {
    const char *key, *name;
    const char *controls;     /**< "Master Playback", to which " Volume" and " Switch" are added */
    const char *old_controls; /**< as kernels before 2.6.33 say, or NULL */
    const struct jfi_ac97_scale *scale;
    enum jfi_ac97_part volume; /**< the mute is the next part */
    uint32_t needs;
    unsigned int address; /**< of the register */
    bool is_optional;     /**< a chip may lack the register */
};

/** A part that passes on one of several, or passes on to one of several. */
struct jfi_ac97_choice {
    enum jfi_ac97_part part;
    bool is_outgoing;
    const char *control;
    size_t count;
    struct {
        const char *item; /**< of the control */
        enum jfi_ac97_part neighbour;
    } ways[8]; /**< in the order of the register's values */
};

extern const struct jfi_ac97_shape jfi_ac97_shapes[];
extern const size_t jfi_ac97_shape_count;
extern const struct jfi_ac97_gate jfi_ac97_gates[];
extern const size_t jfi_ac97_gate_count;
extern const struct jfi_ac97_choice jfi_ac97_choices[];
extern const size_t jfi_ac97_choice_count;
/**
 * The signal runs from each part of a chain to the next one that is there; a gate that is not
 * there lets nothing through.
 */
enum {
    JFI_AC97_CHAIN_PARTS = 8
};
extern const enum jfi_ac97_part jfi_ac97_chains[][JFI_AC97_CHAIN_PARTS];
extern const size_t jfi_ac97_chain_count;

struct jfi_ac97_build {
    const struct jfi_ac97_codec *codec;
    const struct jfi_ac97_site *site;
    struct jfi_builder *builder;
    jfi_ref refs[JFI_AC97_PARTS]; /**< JFI_NO_REF: not there */
};

/** Whether the codec has the shape: it has what is needed, and the pin is wired as far as told. */
bool jfi_ac97_has_shape(const struct jfi_ac97_codec *codec, const struct jfi_ac97_site *site,
                        const struct jfi_ac97_shape *shape);
/** Whether the codec has the part, whatever table it is in. */
bool jfi_ac97_has(const struct jfi_ac97_codec *codec, const struct jfi_ac97_site *site,
                  enum jfi_ac97_part part);
/** What STEREO_MIX stands for; every other part stands for itself. */
enum jfi_ac97_part jfi_ac97_resolve(const struct jfi_ac97_codec *codec,
                                    const struct jfi_ac97_site *site, enum jfi_ac97_part part);
enum jf_part_type jfi_ac97_connector_type(const struct jfi_ac97_codec *codec,
                                          const struct jfi_ac97_shape *shape);
/** Words for where a pin leads, or NULL. */
const char *jfi_ac97_location(const struct jfi_ac97_codec *codec,
                              const struct jfi_ac97_shape *shape);
/** Whether names of elements and PCMs mean the codec; not so behind a signal processor. */
bool jfi_ac97_has_names(const struct jfi_ac97_site *site);
/** The PCM device of a connector that applications reach, or NULL. */
const struct jfi_pcm *jfi_ac97_pcm_of(const struct jfi_ac97_codec *codec,
                                      const struct jfi_ac97_site *site, enum jfi_ac97_part part);

/* ---- ac97-controls.c ------------------------------------------------------------------------- */

/** Whether an element of the gate is there, be it its volume or its mute. */
bool jfi_ac97_has_element(const struct jfi_ac97_codec *codec, const struct jfi_ac97_site *site,
                          const struct jfi_ac97_gate *gate);
/** Positions that a choice's part is in, one for each channel. 0: not told. */
size_t jfi_ac97_chosen(const struct jfi_ac97_codec *codec, const struct jfi_ac97_site *site,
                       const struct jfi_ac97_choice *choice, size_t chosen[2]);
/** The first of the two slots that the S/PDIF transmitter listens to; 0: not told. */
unsigned int jfi_ac97_spdif_slot(const struct jfi_ac97_codec *codec,
                                 const struct jfi_ac97_site *site);
/** Adds every element that is a part's, and what registers say of gates without one. */
void jfi_ac97_add_controls(const struct jfi_ac97_build *build);

#endif
