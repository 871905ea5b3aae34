/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_RING_H
#define JFI_MEDIA_RING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * @file
 * Interleaved float frames from one thread to another. Neither ever waits, locks or allocates: the
 * writer may be a real-time thread.
 */

#define JFI_RING_MARKS 64 /* a power of two */

/** Silence that stands for frames. */
struct jfi_ring_mark {
    size_t position; /**< as the ring counts */
    int64_t frame_count;
    bool is_lost;
};

struct jfi_ring {
    /* immutable */
    float *samples;
    size_t capacity_frames; /**< a power of two */
    unsigned int channel_count;
    /* counted from the start, wrapping; each is changed by one side only */
    atomic_size_t written_frames;
    atomic_size_t read_frames;
    /* the same of marks */
    struct jfi_ring_mark marks[JFI_RING_MARKS];
    atomic_size_t written_marks;
    atomic_size_t read_marks;

    /* the writer */
    int64_t owed_frames;       /**< silence that there has been no room for yet */
    struct jfi_ring_mark late; /**< a mark that there has been no room for; 0 frames: none */
};

/** Errors: -ENOMEM. */
int jfi_ring_init(struct jfi_ring *ring, size_t capacity_frames, unsigned int channel_count);
/** A `{0}` may be passed too. */
void jfi_ring_fini(struct jfi_ring *ring);

/* The writer's side. */

/** How many frames fitted; the rest is left out. */
size_t jfi_ring_write(struct jfi_ring *ring, const float *samples, size_t frame_count);
/** As it, behind what is owed; for what is left out silence is owed, as of lost frames. */
size_t jfi_ring_write_or_owe(struct jfi_ring *ring, const float *samples, size_t frame_count);
/** Silence comes next, as soon as there is room, and is marked. */
void jfi_ring_owe(struct jfi_ring *ring, int64_t frame_count, bool is_lost);
/** Writes the silence that is owed, as far as there is room now. */
void jfi_ring_pay(struct jfi_ring *ring);

/* The reader's side. */

/** How many frames there were, at most `max_frames`. */
size_t jfi_ring_read(struct jfi_ring *ring, float *samples, size_t max_frames);
/** The next mark in the last `frame_count` frames read; false: none. Each is given once. */
bool jfi_ring_read_mark(struct jfi_ring *ring, size_t frame_count, struct jfi_ring_mark *ret_mark);

#endif
