/* SPDX-License-Identifier: MIT */
#ifndef JFI_HDA_CONFIG_H
#define JFI_HDA_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * @file
 * The default-configuration word of a pin: what the maker of the machine soldered to it. The words
 * for it are static strings.
 */

/** Bits 31..30. */
enum jfi_hda_connectivity {
    JFI_HDA_JACK = 0,
    JFI_HDA_NOTHING = 1, /**< "N/A": not wired to anything */
    JFI_HDA_FIXED = 2,
    JFI_HDA_BOTH = 3, /**< a jack and something built in */
};

enum jfi_hda_connectivity jfi_hda_connectivity(uint32_t config);

/** Bits 23..20. */
enum jfi_hda_device {
    JFI_HDA_LINE_OUT = 0,
    JFI_HDA_SPEAKER = 1,
    JFI_HDA_HEADPHONE = 2,
    JFI_HDA_CD = 3,
    JFI_HDA_SPDIF_OUT = 4,
    JFI_HDA_DIGITAL_OUT = 5,
    JFI_HDA_MODEM_LINE = 6,
    JFI_HDA_MODEM_HANDSET = 7,
    JFI_HDA_LINE_IN = 8,
    JFI_HDA_AUX = 9,
    JFI_HDA_MIC = 10,
    JFI_HDA_TELEPHONY = 11,
    JFI_HDA_SPDIF_IN = 12,
    JFI_HDA_DIGITAL_IN = 13,
    JFI_HDA_RESERVED = 14,
    JFI_HDA_OTHER = 15,
};

enum jfi_hda_device jfi_hda_device(uint32_t config);

/** Where the driver takes a pin to be, which is less exact than jfi_hda_location. */
enum jfi_hda_place {
    JFI_HDA_PLACE_NONE = 0,
    JFI_HDA_PLACE_INTERNAL,
    JFI_HDA_PLACE_DOCK,
    JFI_HDA_PLACE_NORMAL,
    JFI_HDA_PLACE_REAR,
    JFI_HDA_PLACE_FRONT,
};

enum jfi_hda_place jfi_hda_place(uint32_t config);

/** Which outputs belong together, 0: none, and their order. */
unsigned int jfi_hda_association(uint32_t config);
unsigned int jfi_hda_sequence(uint32_t config);
/** A socket whose plug cannot be sensed. */
bool jfi_hda_has_no_presence(uint32_t config);
/** Whether it is said to be the socket of a display. */
bool jfi_hda_is_hdmi(uint32_t config);

/**
 * Where it is; NULL not said. Outside of the case: "rear", "front", "left", "right", "top",
 * "bottom", "rear panel", "drive bay". Inside: "internal", "riser", "hdmi", "atapi". On a separate
 * chassis, such as a dock: "separate", or "separate" and one of the sides. Else "lid inside", "lid
 * outside", "other".
 */
const char *jfi_hda_location(uint32_t config);
/** "black", "green" …; NULL not said. */
const char *jfi_hda_color(uint32_t config);
/** "3.5mm", "6.35mm", "atapi", "rca", "optical", "digital", "analog", "din", "xlr", "rj11",
 *  "combination"; NULL not said. */
const char *jfi_hda_connection(uint32_t config);

/** Which way the kind of device points: 1 out of the codec, -1 into it, 0 not said. */
int jfi_hda_direction(uint32_t config);

/** The kernel's words for the pin, as "HP Out at Ext Front". */
void jfi_hda_pin_name(uint32_t config, char *name, size_t size);
/** What people call the thing at the pin, as "Headphones (black 3.5mm, front)". */
void jfi_hda_endpoint_name(uint32_t config, bool is_display, char *name, size_t size);
/** What kind of thing that is, in PipeWire's words for ports: "headphones", "speaker", "line",
 *  "mic", "hdmi", "spdif"; NULL: none of these. */
const char *jfi_hda_endpoint_type(uint32_t config, bool is_display);

#endif
