/* SPDX-License-Identifier: MIT */
#ifndef JFI_ALSA_RECORD_H
#define JFI_ALSA_RECORD_H

#include "backends/alsa/hardware.h"
#include "backends/io.h"
#include "topology/recording.h"

/**
 * Puts the files of a running machine's sound hardware into a recording: what is read of it here,
 * and what tells the same hardware in other words. The values of the cards' elements become
 * var/lib/alsa/asound.state. What cannot be read is left out with a log line. Errors: those of
 * jfi_recording_add_file.
 */
int jfi_alsa_record(struct jfi_io *io, const struct jfi_hardware *hardware,
                    struct jfi_backend *backend, struct jfi_recording *recording);

/**
 * Puts one file of sound hardware into a recording, with its serial number concealed if it is one.
 * Errors: those of jfi_recording_add_file.
 */
int jfi_alsa_record_file(struct jfi_recording *recording, const char *path, const char *bytes,
                         size_t size);

#endif
