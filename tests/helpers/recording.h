/* SPDX-License-Identifier: MIT */
#ifndef TESTS_RECORDING_H
#define TESTS_RECORDING_H

/* Recorded machines made by a test, and what the library says of them. Failures end the test. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jackfield/jackfield.h>

struct recording {
    char root[64];
};

/** The recording of the test that runs, between these two: cmocka's setup and teardown. */
extern struct recording recorded;
int make_recording(void **state);
int delete_recording(void **state);

/** A new empty directory. */
void recording_make(struct recording *recording);
/** Deletes it with everything in it. */
void recording_delete(const struct recording *recording);
/** Path of something in the recording; valid until the next call. */
const char *recording_path(const struct recording *recording, const char *path);
/** Writes a file, with the directories above it. */
void recording_write_bytes(const struct recording *recording, const char *path, const void *bytes,
                           size_t size);
void recording_write(const struct recording *recording, const char *path, const char *text);
void recording_link(const struct recording *recording, const char *path, const char *target);
/** Copies a file of this machine into the recording. */
void recording_copy(const struct recording *recording, const char *path, const char *source);
/** A pipe that nobody writes to. */
void recording_pipe(const struct recording *recording, const char *path);

/** The whole file, with a NUL behind it; free() it. */
char *read_whole(const char *path, size_t *ret_size);

/** What the library logged since the last machine was opened. */
struct log_lines {
    char text[8192]; /* lines, each ended by a newline */
    size_t count, error_count;
};

/** Opens a machine and settles it. The status of jf_context_new; with 0 the caller unrefs. */
int open_recorded(const char *machine, struct jf_context **ret_context, struct log_lines *ret_log);
/** As open_recorded, of a machine that must open. */
struct jf_context *open_sound(const char *machine);
/** Fails the test, naming them, when invariants of the model are violated. */
void assert_graph_is_sound(const struct jf_graph *graph);

#endif
