/* SPDX-License-Identifier: MIT */
#ifndef TESTS_TREES_H
#define TESTS_TREES_H

/* Directories that a test records into, and what is in them. Failures end the test. */

#include "helpers/recording.h"

/** What is recorded goes here: beside `recorded`, which is what is read. */
extern struct recording output;
/** cmocka's setup and teardown of both. */
int make_both(void **state);
int delete_both(void **state);

/** Opens a machine and records it as output/NAME; the status of jf_record. */
int record(const char *machine, const char *name, unsigned int flags,
           struct jf_record_summary *ret_summary, struct log_lines *ret_log);
/** The same of a machine of which everything can be recorded. */
void record_well(const char *machine, const char *name, unsigned int flags);
/** How many things are in `output`. */
size_t count_output(void);

/** Fails unless both hold the same files and links; "expected.*" at their top does not count. */
void assert_same_tree(const char *left, const char *right);
/** Fails unless both contexts show the same, but for serials. */
void assert_same_graph(const struct jf_context *left, const struct jf_context *right);
/** Whether a file below `root` holds the text. */
bool is_told(const char *root, const char *text);
/** Fails unless output/PATH holds this text. */
void assert_output(const char *path, const char *expected);

#define WITH_BOTH(test) cmocka_unit_test_setup_teardown(test, make_both, delete_both)

#endif
