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

/* NULL: silence. */
static void copy_in(struct jfi_ring *ring, size_t begin, const float *samples, size_t frame_count)
{
    float *place = ring->samples + begin * ring->channel_count;
    const size_t bytes = frame_count * ring->channel_count * sizeof(*samples);

    if (samples)
        memcpy(place, samples, bytes);
    else
        memset(place, 0, bytes);
}

static size_t write_frames(struct jfi_ring *ring, const float *samples, size_t frame_count)
{
    const size_t written = atomic_load_explicit(&ring->written_frames, memory_order_relaxed);
    const size_t read = atomic_load_explicit(&ring->read_frames, memory_order_acquire);
    const size_t count = smaller(frame_count, ring->capacity_frames - (written - read));
    const size_t begin = written & (ring->capacity_frames - 1);
    const size_t first = smaller(count, ring->capacity_frames - begin);

    copy_in(ring, begin, samples, first);
    copy_in(ring, 0, samples ? samples + first * ring->channel_count : NULL, count - first);
    atomic_store_explicit(&ring->written_frames, written + count, memory_order_release);
    return count;
}

size_t jfi_ring_write(struct jfi_ring *ring, const float *samples, size_t frame_count)
{
    return write_frames(ring, samples, frame_count);
}

void jfi_ring_pay(struct jfi_ring *ring)
{
    if (ring->owed_frames > 0)
        ring->owed_frames -= (int64_t)write_frames(ring, NULL, (size_t)ring->owed_frames);
}

static bool write_mark(struct jfi_ring *ring, const struct jfi_ring_mark *mark)
{
    const size_t written = atomic_load_explicit(&ring->written_marks, memory_order_relaxed);
    const size_t read = atomic_load_explicit(&ring->read_marks, memory_order_acquire);

    if (written - read == JFI_RING_MARKS)
        return false;
    ring->marks[written % JFI_RING_MARKS] = *mark;
    atomic_store_explicit(&ring->written_marks, written + 1, memory_order_release);
    return true;
}

void jfi_ring_owe(struct jfi_ring *ring, int64_t frame_count, bool is_lost)
{
    struct jfi_ring_mark mark = {
        .position = atomic_load_explicit(&ring->written_frames, memory_order_relaxed) +
                    (size_t)ring->owed_frames,
        .frame_count = frame_count,
        .is_lost = is_lost};

    /* What nobody has asked for is told as one, from where the first of it is. */
    if (ring->late.frame_count > 0) {
        mark = ring->late;
        mark.frame_count += frame_count;
    }
    if (write_mark(ring, &mark))
        mark.frame_count = 0;
    ring->late = mark;
    ring->owed_frames += frame_count;
    jfi_ring_pay(ring);
}

size_t jfi_ring_write_or_owe(struct jfi_ring *ring, const float *samples, size_t frame_count)
{
    size_t kept = 0;

    jfi_ring_pay(ring);
    if (ring->owed_frames == 0)
        kept = jfi_ring_write(ring, samples, frame_count);
    if (kept < frame_count)
        jfi_ring_owe(ring, (int64_t)(frame_count - kept), true);
    return kept;
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

bool jfi_ring_read_mark(struct jfi_ring *ring, size_t frame_count, struct jfi_ring_mark *ret_mark)
{
    const size_t read = atomic_load_explicit(&ring->read_marks, memory_order_relaxed);
    const size_t written = atomic_load_explicit(&ring->written_marks, memory_order_acquire);
    const size_t end = atomic_load_explicit(&ring->read_frames, memory_order_relaxed);
    const struct jfi_ring_mark *mark = &ring->marks[read % JFI_RING_MARKS];
    size_t back = 0;

    if (written == read)
        return false;
    /* Counts wrap: what is not among the last frames is still to come, or was marked too late. */
    back = end - mark->position;
    if (back == 0 || back > SIZE_MAX / 2)
        return false;
    *ret_mark = *mark;
    if (back > frame_count)
        ret_mark->position = end - frame_count;
    atomic_store_explicit(&ring->read_marks, read + 1, memory_order_release);
    return true;
}
