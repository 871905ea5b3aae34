/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_FILE_READER_H
#define JFI_MEDIA_FILE_READER_H

#include <stddef.h>
#include <stdint.h>

/** @file The sound of a file of any container, from its start to its end, once. */

struct jfi_file_reader;

struct jfi_file_sound {
    unsigned int rate_hz, channel_count;
};

/**
 * @param wanted  what is made of the sound; NULL: it stays what it is.
 * Errors: -EISDIR; -ENOTSUP it is no ordinary file; -EBADMSG libavformat makes nothing of it;
 * -EMEDIUMTYPE no sound in it, or of more than 8 channels; -ELIBACC no decoder for it; -ENOENT,
 * -EACCES …; -ENOMEM.
 */
int jfi_file_reader_open(const char *path, const struct jfi_file_sound *wanted,
                         struct jfi_file_reader **ret_reader);
struct jfi_file_reader *jfi_file_reader_free(struct jfi_file_reader *reader);

const struct jfi_file_sound *jfi_file_reader_get_sound(const struct jfi_file_reader *reader);
/** How much of what came is silence, for what could not be decoded. */
uint64_t jfi_file_reader_get_gap_frames(const struct jfi_file_reader *reader);
/**
 * The next frames, interleaved, borrowed until the next call. -EAGAIN: nothing came of that, ask
 * again; -ENODATA: that was all; -EBADMSG: too much of it, or all of it, cannot be decoded; -EIO.
 */
int jfi_file_reader_next(struct jfi_file_reader *reader, const float **ret_samples,
                         size_t *ret_frame_count);

#endif
