/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_DATA_UNIT_H
#define JFI_MEDIA_DATA_UNIT_H

#include <stddef.h>
#include <stdint.h>

#include <jackfield/sink.h>

/** A unit that holds a copy of these bytes, which may be none, and no room for more. -ENOMEM. */
int jfi_data_unit_new_copy(const uint8_t *bytes, size_t size_bytes, int64_t time_ns,
                           struct jf_data_unit **ret_unit);

#endif
