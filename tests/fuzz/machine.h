/* SPDX-License-Identifier: MIT */
#ifndef TESTS_FUZZ_MACHINE_H
#define TESTS_FUZZ_MACHINE_H

/** @file Machines made of what libFuzzer thinks of, whose graphs must be sound. */

#include <stdbool.h>

#include "fuzz.h"

#include "backends/io.h"

/** A file of a machine. */
#define FUZZ_FILE(path, bytes, size) ((struct jfi_io_file){(path), (bytes), (size), false})
/** A file that is always the same. */
#define FUZZ_TEXT(path, text) ((struct jfi_io_file){(path), (text), sizeof(text) - 1, false})
#define FUZZ_LINK(path, to)   ((struct jfi_io_file){(path), (to), sizeof(to) - 1, true})

/** What an input still holds. */
struct fuzz_rest {
    const uint8_t *bytes;
    size_t size;
};

/** Takes what comes before the next NUL, or all there is, as a file. */
struct jfi_io_file fuzz_take_file(struct fuzz_rest *rest, const char *path);

/** Opens a machine, as jf_config_set_machine names it, settles it and checks its graph. */
void fuzz_open(const char *machine, bool must_be_sound);
/** Opens a recorded machine of these files, whose graph must be sound. */
void fuzz_open_files(const struct jfi_io_file *files, size_t count);

#endif
