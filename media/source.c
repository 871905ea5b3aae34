/* SPDX-License-Identifier: MIT */
#include "media/source.h"

#include <errno.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdlib.h>

struct jf_source {
    const struct jfi_source_ops *ops;
    atomic_uint reference_count;
    unsigned int rate_hz, channel_count;
    _Atomic uint64_t gap_frames, lost_frames;
    /* the thread that reads */
    struct jfi_missing missing[JFI_MAX_MISSING];
    size_t missing_count;
    alignas(max_align_t) uint8_t priv[];
};

int jfi_source_new(const struct jfi_source_ops *ops, unsigned int rate_hz,
                   unsigned int channel_count, struct jf_source **ret_source)
{
    struct jf_source *source = calloc(1, sizeof(*source) + ops->priv_size);

    if (!source)
        return -ENOMEM;
    source->ops = ops;
    atomic_init(&source->reference_count, 1);
    source->rate_hz = rate_hz;
    source->channel_count = channel_count;
    *ret_source = source;
    return 0;
}

struct jf_source *jf_source_ref(struct jf_source *source)
{
    if (source)
        atomic_fetch_add_explicit(&source->reference_count, 1, memory_order_relaxed);
    return source;
}

struct jf_source *jf_source_unref(struct jf_source *source)
{
    if (!source ||
        atomic_fetch_sub_explicit(&source->reference_count, 1, memory_order_acq_rel) != 1)
        return NULL;
    if (source->ops->close)
        source->ops->close(source);
    free(source);
    return NULL;
}

void *jfi_source_get_priv(struct jf_source *source)
{
    return source->priv;
}

int jfi_source_read(struct jf_source *source, float *samples, size_t max_frames)
{
    source->missing_count = 0;
    return source->ops->read(source, samples, max_frames);
}

void jfi_source_note_missing(struct jf_source *source, const struct jfi_missing *missing)
{
    if (source->missing_count < JFI_MAX_MISSING)
        source->missing[source->missing_count++] = *missing;
    else
        source->missing[JFI_MAX_MISSING - 1].frame_count += missing->frame_count;
}

size_t jfi_source_read_ring(struct jf_source *source, struct jfi_ring *ring, float *samples,
                            size_t max_frames)
{
    const size_t count = jfi_ring_read(ring, samples, max_frames);
    const size_t begin = atomic_load_explicit(&ring->read_frames, memory_order_relaxed) - count;
    struct jfi_ring_mark mark;

    while (jfi_ring_read_mark(ring, count, &mark)) {
        const struct jfi_missing missing = {.offset_frames = (int64_t)(mark.position - begin),
                                            .frame_count = mark.frame_count,
                                            .is_lost = mark.is_lost};

        jfi_source_note_missing(source, &missing);
    }
    return count;
}

const struct jfi_missing *jfi_source_get_missing(const struct jf_source *source, size_t *ret_count)
{
    *ret_count = source->missing_count;
    return source->missing;
}

void jfi_source_count_gap(struct jf_source *source, uint64_t frame_count)
{
    atomic_fetch_add_explicit(&source->gap_frames, frame_count, memory_order_relaxed);
}

void jfi_source_count_lost(struct jf_source *source, uint64_t frame_count)
{
    atomic_fetch_add_explicit(&source->lost_frames, frame_count, memory_order_relaxed);
}

unsigned int jf_source_get_rate_hz(const struct jf_source *source)
{
    return source ? source->rate_hz : 0;
}

unsigned int jf_source_get_channel_count(const struct jf_source *source)
{
    return source ? source->channel_count : 0;
}

uint64_t jf_source_get_gap_frames(const struct jf_source *source)
{
    return source ? atomic_load_explicit(&source->gap_frames, memory_order_relaxed) : 0;
}

uint64_t jf_source_get_lost_frames(const struct jf_source *source)
{
    return source ? atomic_load_explicit(&source->lost_frames, memory_order_relaxed) : 0;
}
