/* SPDX-License-Identifier: MIT */
#ifndef JFI_REPLAY_RECORD_H
#define JFI_REPLAY_RECORD_H

#include "backends/backend.h"
#include "backends/io.h"
#include "topology/recording.h"

/**
 * Puts all files of a recorded machine into another recording. What cannot be read is left out with
 * a log line. Errors: those of jfi_recording_add_file.
 */
int jfi_replay_record(struct jfi_io *io, struct jfi_backend *backend,
                      struct jfi_recording *recording);

#endif
