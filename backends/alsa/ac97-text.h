/* SPDX-License-Identifier: MIT */
#ifndef JFI_AC97_TEXT_H
#define JFI_AC97_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * @file
 * What /proc/asound/cardN/codec97#B/ac97#A-N and the file "…+regs" beside it say, as plain data.
 * Pure: no file is touched and nothing is judged; a value that the text does not tell is marked
 * so. Kernels from 2.6 on print the same lines, and newer ones a few more.
 */

/** What a codec says it has. */
enum jfi_ac97_feature {
    JFI_AC97_MIC_ADC = 1 << 0, /**< a converter for the microphone alone */
    JFI_AC97_TONE = 1 << 1,
    JFI_AC97_SIMULATED_STEREO = 1 << 2,
    JFI_AC97_HEADPHONE = 1 << 3,
    JFI_AC97_LOUDNESS = 1 << 4,
    JFI_AC97_ENHANCEMENT = 1 << 5, /**< of the stereo image: "3D" */
    JFI_AC97_SURROUND = 1 << 6,
    JFI_AC97_CENTER = 1 << 7,
    JFI_AC97_LFE = 1 << 8,
    JFI_AC97_SPDIF = 1 << 9,
};

/** The pins that a chip of revision 2.3 may tell of, in the order of its function table. */
enum jfi_ac97_pin {
    JFI_AC97_PIN_MASTER,
    JFI_AC97_PIN_AUX_OUT,
    JFI_AC97_PIN_CENTER_LFE,
    JFI_AC97_PIN_SPDIF,
    JFI_AC97_PIN_PHONE,
    JFI_AC97_PIN_MIC1,
    JFI_AC97_PIN_MIC2,
    JFI_AC97_PIN_LINE,
    JFI_AC97_PIN_CD,
    JFI_AC97_PIN_VIDEO,
    JFI_AC97_PIN_AUX,
    JFI_AC97_PIN_MONO,
    JFI_AC97_PINS,
};

enum jfi_ac97_place {
    JFI_AC97_PLACE_UNKNOWN = 0,
    JFI_AC97_PLACE_REAR,
    JFI_AC97_PLACE_FRONT,
    JFI_AC97_PLACE_MOTHERBOARD,
    JFI_AC97_PLACE_DOCK,
    JFI_AC97_PLACE_UNUSED, /**< the pin is wired to nothing */
};

/** A setting of two positions. */
enum jfi_ac97_setting {
    JFI_AC97_UNTOLD = 0,
    JFI_AC97_FIRST,  /**< pre 3D; MIX; Mic1; off */
    JFI_AC97_SECOND, /**< post 3D; Mic; Mic2; on */
};

enum {
    JFI_AC97_REGISTERS = 64 /**< of 16 bits, at even addresses */
};

/** A line that looks like part of the text but cannot be read. */
struct jfi_ac97_fault {
    size_t line; /**< 1 is the first */
    const char *what;
};

struct jfi_ac97_codec {
    unsigned int address; /**< on the link */
    unsigned int number;  /**< in the order of the driver: the index of its control elements */
    char *name;           /**< "SigmaTel STAC9700,83,84" */
    bool is_audio;        /**< modems are not */
    uint32_t features;    /**< of jfi_ac97_feature */
    char *enhancement;    /**< "SRS 3D Stereo Enhancement"; NULL: none, or not told */
    enum jfi_ac97_setting pcm_path, mono_source, mic, mic_boost;
    unsigned int spdif_slot; /**< the first of the two that the transmitter listens to; 0: untold */
    enum jfi_ac97_place places[JFI_AC97_PINS];
    size_t chip_count; /**< AD1881 and its kin: up to three in a row, of which the first is told */
    int32_t registers[JFI_AC97_REGISTERS]; /**< of address `2 * index`; -1: not told */
    size_t fault_count;
    struct jfi_ac97_fault first_fault;
};

/**
 * Reads the text of a codec; bytes behind a NUL are not looked at.
 * @param ret_fault  written with -EBADMSG: where it stopped to look like a codec.
 * Errors: -EBADMSG; -ENOMEM.
 */
int jfi_ac97_parse(const char *text, struct jfi_ac97_codec **ret_codec,
                   struct jfi_ac97_fault *ret_fault);
/** Adds what the file of registers says. Lines that are none are skipped. */
void jfi_ac97_parse_registers(const char *text, struct jfi_ac97_codec *codec);
/** Accepts NULL. */
struct jfi_ac97_codec *jfi_ac97_free(struct jfi_ac97_codec *codec);

/** The register at an even address, or -1. */
int32_t jfi_ac97_register(const struct jfi_ac97_codec *codec, unsigned int address);

#endif
