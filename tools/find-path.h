/* SPDX-License-Identifier: MIT */
#ifndef TOOL_FIND_PATH_H
#define TOOL_FIND_PATH_H

#include "common.h"

/**
 * Finds the shortest way of the signal between two things as people name them. A device stands for
 * its connectors.
 * @param ends   where from and where to.
 * @param flags  jf_path_flags values or'ed.
 * An exit status; EXIT_NO when there is no way.
 */
int find_path(const struct tool *tool, const char *const ends[2], unsigned int flags,
              struct jf_path **ret_path);

#endif
