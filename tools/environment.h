/* SPDX-License-Identifier: MIT */
#ifndef TOOL_ENVIRONMENT_H
#define TOOL_ENVIRONMENT_H

#include <stdbool.h>

/**
 * @file
 * What the environment says: the tool asks it, the libraries never do. jackfield(1) lists every
 * variable. One that is empty counts as not set, as in the specification of the XDG directories.
 */

struct tool;

/** The value of a variable; NULL: not set, or empty. Borrowed from the environment. */
const char *environment_value(const char *name);
/** Reads what the command line left open. Says which variable is wrong. An exit status. */
int environment_apply(struct tool *tool);

/**
 * The path of a file of the user's settings: in $XDG_CONFIG_HOME/jackfield or, without that, in
 * ~/.config/jackfield. The caller frees it; NULL: there is no home, or no memory.
 */
char *environment_config_path(const char *name);
/** Whether there is a session: a directory for what runs in it, which others make. */
bool environment_has_session(void);
/**
 * The path of something that tells of what runs now: in $XDG_RUNTIME_DIR/jackfield or, where there
 * is no session, in $XDG_STATE_HOME/jackfield or ~/.local/state/jackfield. As above.
 */
char *environment_runtime_path(const char *name);

#endif
