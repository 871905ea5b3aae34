/* SPDX-License-Identifier: MIT */
#ifndef JFI_REPLAY_DEMO_H
#define JFI_REPLAY_DEMO_H

#include "backends/io.h"

/** @file The machine that is compiled in; embed.cmake writes it from a recording's files. */

extern const struct jfi_io_file jfi_demo_files[];
extern const size_t jfi_demo_file_count;

#endif
