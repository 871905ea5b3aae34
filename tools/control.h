/* SPDX-License-Identifier: MIT */
#ifndef TOOL_CONTROL_H
#define TOOL_CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jackfield/jackfield.h>

/** @file Controls as people address them, and values as people write them. */

struct tool;

/* ---- control.c ------------------------------------------------------------------------------- */

/**
 * Finds what `text` addresses (jf_graph_resolve_control). Candidates of an ambiguous address are
 * listed on stderr, and so are the nearest names of an unknown one. An exit status.
 */
int find_control(const struct tool *tool, const char *text, const struct jf_control **ret_control);
/**
 * The shortest address that is always this control: "PART:NAME", with ",INDEX" where it is not 0 or
 * where the part has several of the name. The caller frees it; NULL when out of memory.
 */
char *control_address(const struct jf_control *control);
/** The same control in another graph of the context; NULL: it is gone. */
const struct jf_control *control_in(const struct jf_graph *graph, const struct jf_control *control);

/* ---- setting.c ------------------------------------------------------------------------------- */

/** Values that a control is to take. */
struct setting {
    int64_t *values;
    size_t count;
    bool is_uniform; /**< one value, for every channel */
};

/**
 * What `text` asks for. An exit status.
 * @param ret_setting  setting_fini it.
 */
int setting_parse(const struct jf_control *control, const char *text, struct setting *ret_setting);
void setting_fini(struct setting *setting);
/** The value that a channel was asked to take. */
int64_t setting_value(const struct setting *setting, size_t channel);

/* ---- cmd-list.c ------------------------------------------------------------------------------ */

/** What `jackfield list controls` prints. An exit status. */
int list_controls(const struct tool *tool);

#endif
