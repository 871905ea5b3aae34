/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_WRITER_H
#define JFI_MEDIA_WRITER_H

#include <jackfield/writer.h>

/** How long anything may wait for a sink, 10 s unless set. For sessions that begin afterwards. */
void jfi_writer_set_time_limit_ms(struct jf_writer *writer, int time_limit_ms);

/** Cuts every session short, as removing all sinks would, but they stay attached. */
void jfi_writer_abort(struct jf_writer *writer);

#endif
