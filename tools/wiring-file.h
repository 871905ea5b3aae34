/* SPDX-License-Identifier: MIT */
#ifndef TOOL_WIRING_FILE_H
#define TOOL_WIRING_FILE_H

#include <jackfield/jackfield.h>

/** @file Documents of wiring in files. */

/** Reads one; "-" is stdin. Says what is wrong with it, and in which line. An exit status. */
int wiring_read(const char *path, struct jf_wiring **ret_wiring);
/**
 * Where the user's own document is. Says so when there is no such place. An exit status.
 * @param ret_path  always written: NULL on failure; the caller frees it.
 */
int wiring_usual_path(char **ret_path);
/**
 * Replaces a file by `text` as a whole: whoever reads it sees the old one or the new one, and when
 * anything fails the old one stays. Negative errno.
 */
int replace_file(const char *path, const char *text);

#endif
