/* SPDX-License-Identifier: MIT */
#include "media/muxer-io.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MIN_CAPACITY 4096

void jfi_muxer_io_fini(struct jfi_muxer_io *io)
{
    free(io->header);
    free(io->tail);
    *io = (struct jfi_muxer_io){0};
}

static int reserve(uint8_t **bytes, size_t *capacity, size_t wanted)
{
    size_t grown = *capacity > 0 ? *capacity : MIN_CAPACITY;
    uint8_t *moved = NULL;

    if (wanted <= *capacity)
        return 0;
    while (grown < wanted) {
        if (grown > SIZE_MAX / 2)
            return -ENOMEM;
        grown *= 2;
    }
    moved = realloc(*bytes, grown);
    if (!moved)
        return -ENOMEM;
    *bytes = moved;
    *capacity = grown;
    return 0;
}

static int write_header(struct jfi_muxer_io *io, const uint8_t *bytes, size_t size_bytes)
{
    const size_t begin = (size_t)io->position;
    const int err = reserve(&io->header, &io->header_capacity, begin + size_bytes);

    if (err < 0)
        return err;
    memcpy(io->header + begin, bytes, size_bytes);
    if (begin + size_bytes > io->header_size)
        io->header_size = begin + size_bytes;
    return 0;
}

static int append(struct jfi_muxer_io *io, const uint8_t *bytes, size_t size_bytes)
{
    int err = 0;

    if (io->tail_taken > 0) {
        io->tail_size -= io->tail_taken;
        memmove(io->tail, io->tail + io->tail_taken, io->tail_size);
        io->tail_taken = 0;
    }
    err = reserve(&io->tail, &io->tail_capacity, io->tail_size + size_bytes);
    if (err < 0)
        return err;
    memcpy(io->tail + io->tail_size, bytes, size_bytes);
    io->tail_size += size_bytes;
    return 0;
}

int jfi_muxer_io_write(struct jfi_muxer_io *io, const uint8_t *bytes, size_t size_bytes)
{
    const int64_t behind = io->position + (int64_t)size_bytes;
    int err = 0;

    if (size_bytes == 0)
        return 0;
    if (!io->sealed || behind <= (int64_t)io->header_size)
        err = write_header(io, bytes, size_bytes);
    else if (io->position == io->end)
        err = append(io, bytes, size_bytes);
    else
        return -EIO;
    if (err < 0)
        return err;
    io->position = behind;
    if (behind > io->end)
        io->end = behind;
    return 0;
}

int64_t jfi_muxer_io_seek(struct jfi_muxer_io *io, int64_t position)
{
    if (position < 0 || position > io->end)
        return -EINVAL;
    io->position = position;
    return position;
}

void jfi_muxer_io_seal_header(struct jfi_muxer_io *io)
{
    io->sealed = true;
}

size_t jfi_muxer_io_get_tail(const struct jfi_muxer_io *io, const uint8_t **ret_bytes)
{
    *ret_bytes = io->tail ? io->tail + io->tail_taken : NULL;
    return io->tail_size - io->tail_taken;
}

void jfi_muxer_io_take(struct jfi_muxer_io *io, size_t size_bytes)
{
    assert(size_bytes <= io->tail_size - io->tail_taken);
    io->tail_taken += size_bytes;
}
