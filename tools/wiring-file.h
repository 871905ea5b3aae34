/* SPDX-License-Identifier: MIT */
#ifndef TOOL_WIRING_FILE_H
#define TOOL_WIRING_FILE_H

#include <jackfield/jackfield.h>

/** @file Documents of wiring in files. */

/** Reads one; "-" is stdin. Says what is wrong with it, and in which line. An exit status. */
int wiring_read(const char *path, struct jf_wiring **ret_wiring);
/**
 * Replaces a file by `text` as a whole: whoever reads it sees the old one or the new one, and when
 * anything fails the old one stays. Negative errno.
 */
int replace_file(const char *path, const char *text);

#endif
