/* SPDX-License-Identifier: MIT */
#ifndef JFI_RECORDING_H
#define JFI_RECORDING_H

#include <stdbool.h>
#include <stddef.h>

#include <jackfield/record.h>

#include "topology/aliases.h"

/**
 * @file
 * A machine that is being recorded: files and links that backends put into it. All is held in
 * memory until it is complete; only then are secrets replaced and the directory is written.
 *
 * Paths are those of a recorded machine ("proc/asound/cards"), with real directories in front of
 * the last name. What a path has already is kept: the first to come counts.
 */

struct jfi_recording;

/** What a file holds. */
enum jfi_record_content {
    JFI_RECORD_UNKNOWN = 0,
    JFI_RECORD_TEXT,  /**< of the kernel: serial numbers and addresses in it give way at the end */
    JFI_RECORD_BYTES, /**< to be left as it is */
};

int jfi_recording_new(unsigned int flags, struct jfi_recording **ret_recording);
struct jfi_recording *jfi_recording_free(struct jfi_recording *recording);

/** Whether everything is to be written as it is (JF_RECORD_RAW). */
bool jfi_recording_is_raw(const struct jfi_recording *recording);
/**
 * Copies a file into the recording. -EINVAL: the path is none, or leads through a link or file of
 * the recording; -ENOSPC: more than a recording may hold; -ENOMEM.
 */
int jfi_recording_add_file(struct jfi_recording *recording, const char *path,
                           enum jfi_record_content content, const void *bytes, size_t size);
/** As jfi_recording_add_file. */
int jfi_recording_add_link(struct jfi_recording *recording, const char *path, const char *target);
/** Counts a file that could not be read. */
void jfi_recording_leave_out(struct jfi_recording *recording);
/** The names of secrets, for what a backend conceals itself; not to be asked for when raw. */
struct jfi_aliases *jfi_recording_aliases(struct jfi_recording *recording);

size_t jfi_recording_get_count(const struct jfi_recording *recording);

/* ---- recording-write.c ----------------------------------------------------------------------- */

/** Whether a recording may be written there: -ENOTEMPTY, -ENOTDIR, what opendir says. */
int jfi_recording_check_target(const char *directory);
/**
 * Replaces secrets and writes the directory: it is there as a whole, or not at all. Errors: those
 * of the file system; -ENOMEM.
 */
int jfi_recording_write(struct jfi_recording *recording, const char *directory,
                        struct jf_record_summary *ret_summary);

/* ---- private to both files ------------------------------------------------------------------- */

struct jfi_record_entry {
    char *path;
    bool is_link;
    enum jfi_record_content content;
    char *bytes; /**< or the target of the link; a NUL follows */
    size_t size;
};

const struct jfi_record_entry *jfi_recording_get(const struct jfi_recording *recording,
                                                 size_t index);
/** Replaces what gives way in every text. -ENOMEM. */
int jfi_recording_conceal(struct jfi_recording *recording);
size_t jfi_recording_left_out(const struct jfi_recording *recording);

#endif
