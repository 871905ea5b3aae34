/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_SOURCE_H
#define JFI_MEDIA_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include <jackfield/source.h>

/**
 * @file
 * What a kind of source implements. One thread at a time reads from a source.
 */

/** How much a source gives at a time, and how long it waits for that: a fiftieth of a second. */
#define JFI_SOURCE_BLOCKS_PER_SECOND 50

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
/** Any thread; never waits. */
void jfi_source_count_gap(struct jf_source *source, uint64_t frame_count);
void jfi_source_count_lost(struct jf_source *source, uint64_t frame_count);

#endif
