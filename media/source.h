/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_SOURCE_H
#define JFI_MEDIA_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jackfield/source.h>

#include "media/ring.h"

/**
 * @file
 * What a kind of source implements. One thread at a time reads from a source.
 */

/** How much a source gives at a time, and how long it waits for that: a fiftieth of a second. */
#define JFI_SOURCE_BLOCKS_PER_SECOND 50

/** Frames that silence stands for, in what one read has given or right behind it. */
struct jfi_missing {
    int64_t offset_frames; /**< from the first frame of the read; not negative */
    int64_t frame_count;
    bool is_lost; /**< as jf_source_get_lost_frames counts them, else a gap */
};

/** More than that in one read are told as one. */
#define JFI_MAX_MISSING 16

struct jfi_source_ops {
    const char *name;
    size_t priv_size; /**< bytes of private data, zeroed */
    /**
     * Gives up to `max_frames` interleaved frames. Waits for about a block, not longer.
     * Returns how many; 0: nothing came yet; negative: there will be no more.
     */
    int (*read)(struct jf_source *source, float *samples, size_t max_frames);
    /** The last reference is gone. */
    void (*close)(struct jf_source *source);
};

/** Errors: -ENOMEM. */
int jfi_source_new(const struct jfi_source_ops *ops, unsigned int rate_hz,
                   unsigned int channel_count, struct jf_source **ret_source);
void *jfi_source_get_priv(struct jf_source *source);
int jfi_source_read(struct jf_source *source, float *samples, size_t max_frames);
/** For a source's read, which tells where the silence is that it has counted. In order. */
void jfi_source_note_missing(struct jf_source *source, const struct jfi_missing *missing);
/** Reads from a ring what is in it, and takes note of what its marks tell. How many frames. */
size_t jfi_source_read_ring(struct jf_source *source, struct jfi_ring *ring, float *samples,
                            size_t max_frames);
/** What is missing in what the last read gave. Until the next; the thread that reads. */
const struct jfi_missing *jfi_source_get_missing(const struct jf_source *source, size_t *ret_count);
/** Any thread; never waits. */
void jfi_source_count_gap(struct jf_source *source, uint64_t frame_count);
void jfi_source_count_lost(struct jf_source *source, uint64_t frame_count);

#endif
