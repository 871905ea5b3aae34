/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_WRITER_H
#define JFI_MEDIA_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include <jackfield/writer.h>

/** How long anything may wait for a sink, 10 s unless set. For sessions that begin afterwards. */
void jfi_writer_set_time_limit_ms(struct jf_writer *writer, int time_limit_ms);

/**
 * Of what is written next, frames from an offset on are missing, and silence stands for them; lost:
 * they came and were not read in time. Without effect when the writer has not begun.
 */
void jfi_writer_note_missing(struct jf_writer *writer, int64_t offset_frames, int64_t frame_count,
                             bool is_lost);

/** Cuts every session short, as removing all sinks would, but they stay attached. */
void jfi_writer_abort(struct jf_writer *writer);

#endif
