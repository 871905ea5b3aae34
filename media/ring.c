/* SPDX-License-Identifier: MIT */
#include "media/ring.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

int jfi_ring_init(struct jfi_ring *ring, size_t capacity_frames, unsigned int channel_count)
{
    assert(capacity_frames > 0 && (capacity_frames & (capacity_frames - 1)) == 0);
    ring->samples = calloc(capacity_frames, channel_count * sizeof(*ring->samples));
    if (!ring->samples)
        return -ENOMEM;
    ring->capacity_frames = capacity_frames;
    ring->channel_count = channel_count;
    atomic_init(&ring->written_frames, 0);
    atomic_init(&ring->read_frames, 0);
    return 0;
}

void jfi_ring_fini(struct jfi_ring *ring)
{
    free(ring->samples);
    ring->samples = NULL;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t jfi_ring_write(struct jfi_ring *ring, const float *samples, size_t frame_count)
{
    const size_t written = atomic_load_explicit(&ring->written_frames, memory_order_relaxed);
    const size_t read = atomic_load_explicit(&ring->read_frames, memory_order_acquire);
    const size_t count = smaller(frame_count, ring->capacity_frames - (written - read));
    const size_t begin = written & (ring->capacity_frames - 1);
    const size_t first = smaller(count, ring->capacity_frames - begin);
    const size_t frame_bytes = ring->channel_count * sizeof(*samples);

    memcpy(ring->samples + begin * ring->channel_count, samples, first * frame_bytes);
    memcpy(ring->samples, samples + first * ring->channel_count, (count - first) * frame_bytes);
    atomic_store_explicit(&ring->written_frames, written + count, memory_order_release);
    return count;
}

size_t jfi_ring_read(struct jfi_ring *ring, float *samples, size_t max_frames)
{
    const size_t read = atomic_load_explicit(&ring->read_frames, memory_order_relaxed);
    const size_t written = atomic_load_explicit(&ring->written_frames, memory_order_acquire);
    const size_t count = smaller(max_frames, written - read);
    const size_t begin = read & (ring->capacity_frames - 1);
    const size_t first = smaller(count, ring->capacity_frames - begin);
    const size_t frame_bytes = ring->channel_count * sizeof(*samples);

    memcpy(samples, ring->samples + begin * ring->channel_count, first * frame_bytes);
    memcpy(samples + first * ring->channel_count, ring->samples, (count - first) * frame_bytes);
    atomic_store_explicit(&ring->read_frames, read + count, memory_order_release);
    return count;
}
