/* SPDX-License-Identifier: MIT */
#ifndef JFI_ALSA_ELD_H
#define JFI_ALSA_ELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * @file
 * EDID-like data: what a monitor at a display pin told of itself. The kernel shows it as text, in
 * eld#C.I files, and as bytes, in elements named "ELD". Pure: plain data of its own.
 */

enum {
    JFI_ELD_MAX_FORMATS = 15,
    JFI_ELD_NAME_BYTES = 24,
};

/** A format the monitor plays. */
struct jfi_eld_format {
    unsigned int coding;      /**< CEA-861: 1 LPCM, 2 AC-3 … */
    unsigned int channels;    /**< at most */
    unsigned int rates;       /**< bits from 0: 32, 44.1, 48, 88.2, 96, 176.4, 192 kHz */
    unsigned int sizes;       /**< LPCM; bits from 0: 16, 20, 24 bits a sample */
    unsigned int max_bitrate; /**< bits a second; 0: not told */
};

struct jfi_eld {
    const char *file; /**< "eld#2.0", borrowed; NULL: the bytes of an element */
    bool has_presence, is_present;
    bool is_valid;                       /**< the fields below are told */
    bool has_place;                      /**< the next three are told */
    unsigned int nid, device, converter; /**< pin, its device entry, converter; 0: none */
    char monitor[JFI_ELD_NAME_BYTES];    /**< its name; empty: none */
    const char *connection;              /**< "HDMI", "DisplayPort", or NULL */
    int manufacturer, product;           /**< as the kernel prints them; -1: not told */
    bool has_port;
    uint64_t port;
    unsigned int speakers; /**< CEA-861 allocation bits */
    unsigned int delay_ms; /**< of its sound behind its picture; 0: not told */
    struct jfi_eld_format formats[JFI_ELD_MAX_FORMATS];
    size_t format_count;
};

/** Reads the text of an eld#C.I file, writing into it. False: no line of such a file. */
bool jfi_eld_parse(char *text, const char *file, struct jfi_eld *ret_eld);
/** Reads the bytes of an ELD element, each a value. False: no ELD in it. */
bool jfi_eld_decode(const int64_t *bytes, size_t count, struct jfi_eld *ret_eld);

/** Whether both are of one monitor at one port. */
bool jfi_eld_is_same(const struct jfi_eld *a, const struct jfi_eld *b);

/** Told of each thing known, as "monitor.name" and "DELL U2715H"; both live during the call. */
typedef void (*jfi_eld_fn)(void *user, const char *key, const char *value);
/** `prefix` takes the place of "monitor". Of a monitor that is there without valid data only
 *  "monitor.audio" is told: "not told". */
void jfi_eld_tell(const struct jfi_eld *eld, const char *prefix, jfi_eld_fn tell, void *user);

#endif
