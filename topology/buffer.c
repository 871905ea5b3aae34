/* SPDX-License-Identifier: MIT */
#include "topology/buffer.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FIRST_BYTES = 256
};

/* Room for so many bytes and a NUL. */
static int make_room(struct jfi_buffer *buffer, size_t length)
{
    size_t capacity = buffer->capacity ? buffer->capacity : FIRST_BYTES;
    char *moved;

    if (length >= SIZE_MAX / 2 - buffer->length)
        return -ENOMEM;
    while (capacity <= buffer->length + length)
        capacity *= 2;
    if (capacity == buffer->capacity)
        return 0;
    moved = realloc(buffer->bytes, capacity);
    if (!moved)
        return -ENOMEM;
    buffer->bytes = moved;
    buffer->capacity = capacity;
    return 0;
}

void jfi_buffer_add(struct jfi_buffer *buffer, const char *bytes, size_t length)
{
    if (!buffer->status)
        buffer->status = make_room(buffer, length);
    if (buffer->status)
        return;
    memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
    buffer->bytes[buffer->length] = '\0';
}

void jfi_buffer_format(struct jfi_buffer *buffer, const char *format, ...)
{
    va_list values;
    char *text;
    int length;

    va_start(values, format);
    length = vasprintf(&text, format, values);
    va_end(values);
    if (length < 0) {
        buffer->status = -ENOMEM;
        return;
    }
    jfi_buffer_add(buffer, text, (size_t)length);
    free(text);
}

int jfi_buffer_take(struct jfi_buffer *buffer, char **ret_text, size_t *ret_length)
{
    int status;

    jfi_buffer_add(buffer, "", 0);
    status = buffer->status;
    if (status) {
        jfi_buffer_fini(buffer);
        return status;
    }
    *ret_text = buffer->bytes;
    *ret_length = buffer->length;
    *buffer = (struct jfi_buffer){.bytes = NULL};
    return 0;
}

void jfi_buffer_fini(struct jfi_buffer *buffer)
{
    free(buffer->bytes);
    *buffer = (struct jfi_buffer){.bytes = NULL};
}
