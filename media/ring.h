/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_RING_H
#define JFI_MEDIA_RING_H

#include <stdatomic.h>
#include <stddef.h>

/**
 * @file
 * Interleaved float frames from one thread to another. Neither ever waits, locks or allocates: the
 * writer may be a real-time thread.
 */

struct jfi_ring {
    /* immutable */
    float *samples;
    size_t capacity_frames; /**< a power of two */
    unsigned int channel_count;
    /* counted from the start, wrapping; each is changed by one side only */
    atomic_size_t written_frames;
    atomic_size_t read_frames;
};

/** Errors: -ENOMEM. */
int jfi_ring_init(struct jfi_ring *ring, size_t capacity_frames, unsigned int channel_count);
/** A `{0}` may be passed too. */
void jfi_ring_fini(struct jfi_ring *ring);
/** How many frames fitted; the rest is left out. The writer's side. */
size_t jfi_ring_write(struct jfi_ring *ring, const float *samples, size_t frame_count);
/** How many frames there were, at most `max_frames`. The reader's side. */
size_t jfi_ring_read(struct jfi_ring *ring, float *samples, size_t max_frames);

#endif
