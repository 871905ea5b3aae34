/* SPDX-License-Identifier: MIT */
#ifndef JFI_HDA_TEXT_H
#define JFI_HDA_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * @file
 * What /proc/asound/cardN/codec#M says, as plain data. Pure: no file is touched and nothing is
 * judged; a value that the text does not tell is marked so.
 */

enum {
    JFI_HDA_MAX_NODES = 256,   /**< a node id has 8 bits */
    JFI_HDA_MAX_ENTRIES = 128, /**< of a connection list, and of its amplifiers */
    JFI_HDA_MAX_DEVICES = 64,  /**< device entries of a DisplayPort pin */
    JFI_HDA_MAX_CONTROLS = 4096,
};

/** Widget types, as in bits 23..20 of the widget capabilities. */
enum jfi_hda_type {
    JFI_HDA_OUTPUT = 0,
    JFI_HDA_INPUT = 1,
    JFI_HDA_MIXER = 2,
    JFI_HDA_SELECTOR = 3,
    JFI_HDA_PIN = 4,
    JFI_HDA_POWER = 5,
    JFI_HDA_KNOB = 6,
    JFI_HDA_BEEP = 7,
    JFI_HDA_VENDOR = 15,
};

enum {
    JFI_HDA_WCAPS_AMP_OVERRIDE = 1 << 3,
    JFI_HDA_PINCAP_OUT = 1 << 4,
    JFI_HDA_PINCAP_IN = 1 << 5,
    JFI_HDA_PINCAP_HDMI = 1 << 7, /**< "R/L" on Realtek codecs */
    JFI_HDA_PINCAP_DP = 1 << 24,
    JFI_HDA_PINCTL_IN = 1 << 5,
    JFI_HDA_PINCTL_OUT = 1 << 6,
};

struct jfi_hda_amp_caps {
    bool is_known; /**< false: "N/A", or not said */
    bool has_mute;
    unsigned int offset, steps, step_size; /**< as printed: "ofs", "nsteps", "stepsize" */
};

/** The amplifiers on one side of a widget. */
struct jfi_hda_amp {
    struct jfi_hda_amp_caps caps;
    size_t count;                           /**< brackets of the "vals" line */
    int16_t values[JFI_HDA_MAX_ENTRIES][2]; /**< left, right; -1: not told. Mono has one. */
};

struct jfi_hda_list {
    bool is_present;
    size_t count;
    uint8_t nids[JFI_HDA_MAX_ENTRIES];
    int selected; /**< index of the starred entry, -1: none */
};

/** A "Dev NN" line of a DisplayPort pin. */
struct jfi_hda_device_entry {
    unsigned int number;
    int present; /**< PD: 0, 1, or -1 */
};

/** A "Power:" line. */
struct jfi_hda_power {
    const char *actual, *setting; /**< "D0" … "D3cold", or NULL */
    bool is_faulty;               /**< "Error" */
    bool is_reset;                /**< "Setting-reset": what was set is lost */
};

struct jfi_hda_control {
    const char *name;
    unsigned int index, device;
    bool has_amp; /**< a ControlAmp line follows: the next fields are told */
    bool amp_is_output;
    unsigned int channels, amp_index, amp_offset;
};

struct jfi_hda_node {
    uint8_t nid;
    enum jfi_hda_type type; /**< may be a number that has no name here */
    uint32_t wcaps;
    struct jfi_hda_amp in, out;
    bool has_pin_caps, has_pin_default, has_pin_control;
    uint32_t pin_caps, pin_default, pin_control;
    int eapd; /**< the EAPD bit, -1: not told */
    struct jfi_hda_power power;
    int stream, channel;  /**< a converter's tag, 0: unused, and first channel; -1: not told */
    const char *digital;  /**< words of the "Digital:" line, "": none of them, or NULL */
    int coefficients;     /**< of processing, -1: not told */
    const char *pcm_name; /**< from the "Device:" line, or NULL */
    unsigned int pcm;     /**< PCM device number, when pcm_name is told */
    struct jfi_hda_list connections, driver_connections;
    struct jfi_hda_device_entry devices[JFI_HDA_MAX_DEVICES];
    size_t device_count;
    size_t first_control, control_count; /**< in the codec's controls */
};

/** Where a text was not as expected. */
struct jfi_hda_fault {
    size_t line;      /**< counted from 1; 0: none */
    const char *what; /**< static */
};

struct jfi_hda_codec {
    const char *name;                             /**< "Realtek ALC269", or NULL */
    int64_t vendor_id, subsystem_id, revision_id; /**< -1: not told */
    struct jfi_hda_amp_caps default_in, default_out;
    struct jfi_hda_power power; /**< of the audio function group */
    bool is_dead;               /**< "Invalid AFG subtree": it does not answer */
    bool lists_no_controls;     /**< what it was read from never names any */
    struct jfi_hda_node *nodes; /**< in the order of the text; every nid is there once */
    size_t node_count;
    int by_nid[JFI_HDA_MAX_NODES]; /**< index in nodes, -1: none */
    struct jfi_hda_control *controls;
    size_t control_count;
    size_t fault_count; /**< lines that were skipped because they could not be read */
    struct jfi_hda_fault first_fault;
    bool is_cut_off; /**< the text ends inside a line or list */
    char *text;      /**< what the strings point into */
};

/**
 * Reads a text of any kernel, also one that mail programs have quoted, wrapped or re-indented.
 * Lines that cannot be read are skipped and counted.
 *
 * @param ret_codec  the caller frees it with jfi_hda_codec_free.
 * @param ret_fault  written with -EBADMSG: where the text stopped to look like a codec.
 * Errors: -EBADMSG not the text of a codec; -ENOMEM.
 */
int jfi_hda_parse(const char *bytes, size_t size, struct jfi_hda_codec **ret_codec,
                  struct jfi_hda_fault *ret_fault);
struct jfi_hda_codec *jfi_hda_codec_free(struct jfi_hda_codec *codec);

/** NULL: the text lists no such node. */
const struct jfi_hda_node *jfi_hda_find_node(const struct jfi_hda_codec *codec, unsigned int nid);

#endif
