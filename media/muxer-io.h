/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_MUXER_IO_H
#define JFI_MEDIA_MUXER_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * @file
 * Where libavformat writes: a file of which only the header is kept. What is written before the
 * header is sealed is the header; what is appended later is a tail that can be taken piece by
 * piece; what is written later over the header changes the kept one. Nothing else can be changed:
 * it may have been sent already.
 */

struct jfi_muxer_io {
    uint8_t *header;
    size_t header_size, header_capacity;
    uint8_t *tail; /**< appended, not taken yet */
    size_t tail_size, tail_capacity;
    size_t tail_taken; /**< bytes at its start that are gone */
    int64_t position, end;
    bool sealed;
};

/** Frees what it holds and leaves it empty, as `{0}` makes it. */
void jfi_muxer_io_fini(struct jfi_muxer_io *io);

/** Writes at the position. -EIO: not in the header, and not at the end; -ENOMEM. */
int jfi_muxer_io_write(struct jfi_muxer_io *io, const uint8_t *bytes, size_t size_bytes);
/** The new position. -EINVAL: outside what was written. */
int64_t jfi_muxer_io_seek(struct jfi_muxer_io *io, int64_t position);
/** The header is complete. */
void jfi_muxer_io_seal_header(struct jfi_muxer_io *io);

/** How much of the tail there is to take, and where it is until the next call. */
size_t jfi_muxer_io_get_tail(const struct jfi_muxer_io *io, const uint8_t **ret_bytes);
/** Drops that much from the start of the tail. */
void jfi_muxer_io_take(struct jfi_muxer_io *io, size_t size_bytes);

#endif
