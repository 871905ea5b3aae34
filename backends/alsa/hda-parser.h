/* SPDX-License-Identifier: MIT */
#ifndef JFI_HDA_PARSER_H
#define JFI_HDA_PARSER_H

#include "backends/alsa/hda-text.h"
#include "topology/vec.h"

/** @file What the files of the codec text's parser share. */

/** What a line without a label may continue: mail programs wrap long lists. */
enum jfi_hda_running {
    JFI_HDA_RUNNING_NOTHING = 0,
    JFI_HDA_RUNNING_IN_VALUES,
    JFI_HDA_RUNNING_OUT_VALUES,
    JFI_HDA_RUNNING_CONNECTIONS,
    JFI_HDA_RUNNING_DRIVER_CONNECTIONS,
};

struct jfi_hda_parser {
    struct jfi_hda_codec *codec;
    struct jfi_vec nodes, controls;
    struct jfi_hda_node *node;       /**< that lines belong to, or NULL */
    struct jfi_hda_control *control; /**< that a ControlAmp line belongs to, or NULL */
    size_t line;
    enum jfi_hda_running running;
    size_t announced;     /**< entries of the running connection list */
    size_t bracket_count; /**< values in the running bracket */
    bool in_bracket;
    bool has_header, has_vendor, has_audio, is_over;
    bool has_node_line; /* also one that could not be read */
};

/**
 * A kind of line. `read` gets what follows the label, without blanks around it, and may write into
 * it: it is the codec's own copy. -EBADMSG: the line is not readable; -ENOMEM.
 */
struct jfi_hda_label {
    const char *text; /**< NULL ends a list of labels */
    int (*read)(struct jfi_hda_parser *parser, char *rest);
};

/* ---- hda-scan.c ------------------------------------------------------------------------------ */

const char *jfi_hda_skip_blanks(const char *at);
/** Reads "0x…" of at most 8 digits. Answers the number of digits, 0: no such number there. */
size_t jfi_hda_take_hex(const char **at, uint32_t *ret_value);
/** Reads a number of at most 9 digits. */
bool jfi_hda_take_decimal(const char **at, unsigned int *ret_value);
/** Finds "key=0x…" or "key=NUMBER" in a line; `key` includes the '='. */
bool jfi_hda_find_number(const char *line, const char *key, unsigned int *ret_value);
int jfi_hda_read_caps(struct jfi_hda_amp_caps *caps, const char *rest);

/* ---- hda-node.c ------------------------------------------------------------------------------ */

extern const struct jfi_hda_label jfi_hda_node_labels[];

/** A line without a label that begins with a number or bracket. */
int jfi_hda_continue(struct jfi_hda_parser *parser, const char *line);
/** Whether the running list has less than it announced. */
bool jfi_hda_is_list_short(const struct jfi_hda_parser *parser);

#endif
