/* SPDX-License-Identifier: MIT */
#ifndef TESTS_CORPUS_H
#define TESTS_CORPUS_H

/* Files of many machines that are not in this tree: below the directory JACKFIELD_CORPUS. */

#include <stddef.h>

extern char **corpus_files; /**< paths, in no order */
extern size_t corpus_file_count;

/**
 * Finds the files below the directory. 0, or the exit status to end with, said why on stderr: there
 * is no directory to look at (a skip), or it cannot be read.
 */
int corpus_find(void);
void corpus_forget(void);

#endif
