/* SPDX-License-Identifier: MIT */
#ifndef JFI_BUFFER_H
#define JFI_BUFFER_H

#include <stddef.h>

/**
 * Text that grows. Zeroed it is empty and ready. Calls need no checking: the first failure stays,
 * and what comes after it is dropped.
 */
struct jfi_buffer {
    char *bytes; /**< a NUL follows; NULL while nothing was added */
    size_t length, capacity;
    int status; /**< 0 or -ENOMEM */
};

void jfi_buffer_add(struct jfi_buffer *buffer, const char *bytes, size_t length);
void jfi_buffer_format(struct jfi_buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/** The text, for the caller to free, which may be empty; the buffer is empty then. -ENOMEM. */
int jfi_buffer_take(struct jfi_buffer *buffer, char **ret_text, size_t *ret_length);
void jfi_buffer_fini(struct jfi_buffer *buffer);

#endif
