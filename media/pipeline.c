/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <jackfield/pipeline.h>
#include <jackfield/source.h>
#include <jackfield/writer.h>

#include "media/clock.h"
#include "media/source.h"
#include "media/writer.h"

struct jf_pipeline {
    /* immutable once started */
    struct jf_source *source;
    struct jf_writer *writer;
    int64_t duration_frames; /* 0: until stopped */
    float *block;
    size_t block_frames;
    pthread_t thread;
    bool started;

    /* any thread */
    int end_fd; /* readable once it has ended */
    atomic_bool stopping;
    atomic_bool is_cut; /* freed while it runs: nothing is brought to a good end */
    atomic_bool ended;
    atomic_int result; /* valid once ended */
    _Atomic int64_t written_frames;
};

int jf_pipeline_new(struct jf_source *source, struct jf_writer *writer,
                    struct jf_pipeline **ret_pipeline)
{
    struct jf_pipeline *pipeline = NULL;
    int err = 0;

    if (!source || !writer || !ret_pipeline)
        return -EINVAL;
    pipeline = calloc(1, sizeof(*pipeline));
    if (!pipeline)
        return -ENOMEM;
    pipeline->block_frames = jf_source_get_rate_hz(source) / JFI_SOURCE_BLOCKS_PER_SECOND;
    pipeline->block = calloc(pipeline->block_frames * jf_source_get_channel_count(source),
                             sizeof(*pipeline->block));
    if (!pipeline->block) {
        err = -ENOMEM;
        goto err_free;
    }
    pipeline->end_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (pipeline->end_fd < 0) {
        err = -errno;
        goto err_free_block;
    }
    pipeline->source = jf_source_ref(source);
    pipeline->writer = jf_writer_ref(writer);
    *ret_pipeline = pipeline;
    return 0;

err_free_block:
    free(pipeline->block);
err_free:
    free(pipeline);
    return err;
}

struct jf_pipeline *jf_pipeline_free(struct jf_pipeline *pipeline)
{
    if (!pipeline)
        return NULL;
    if (pipeline->started && !atomic_load(&pipeline->ended)) {
        atomic_store(&pipeline->is_cut, true);
        atomic_store(&pipeline->stopping, true);
        jfi_writer_abort(pipeline->writer);
    }
    if (pipeline->started)
        pthread_join(pipeline->thread, NULL);
    jf_writer_unref(pipeline->writer);
    jf_source_unref(pipeline->source);
    close(pipeline->end_fd);
    free(pipeline->block);
    free(pipeline);
    return NULL;
}

int jf_pipeline_set_duration_ns(struct jf_pipeline *pipeline, int64_t duration_ns)
{
    if (!pipeline || duration_ns < 0)
        return -EINVAL;
    if (pipeline->started)
        return -EBADFD;
    pipeline->duration_frames =
        jfi_clock_ns_to_frames(duration_ns, jf_source_get_rate_hz(pipeline->source));
    /* A time shorter than half a frame is still not "for ever". */
    if (duration_ns > 0 && pipeline->duration_frames == 0)
        pipeline->duration_frames = 1;
    return 0;
}

static size_t frames_wanted(const struct jf_pipeline *pipeline)
{
    const int64_t left = pipeline->duration_frames - atomic_load(&pipeline->written_frames);

    if (pipeline->duration_frames == 0 || left > (int64_t)pipeline->block_frames)
        return pipeline->block_frames;
    return (size_t)left;
}

static void tell_missing(struct jf_pipeline *pipeline)
{
    size_t count = 0;
    const struct jfi_missing *missing = jfi_source_get_missing(pipeline->source, &count);

    for (size_t i = 0; i < count; i++)
        jfi_writer_note_missing(pipeline->writer, missing[i].offset_frames, missing[i].frame_count,
                                missing[i].is_lost);
}

/* Moves one block. 1: goes on; 0: all that was asked for has been written; or a failure. */
static int step(struct jf_pipeline *pipeline)
{
    const size_t wanted = frames_wanted(pipeline);
    int count = 0;
    int err = 0;

    if (wanted == 0 || atomic_load(&pipeline->stopping))
        return 0;
    count = jfi_source_read(pipeline->source, pipeline->block, wanted);
    if (count == -ENODATA)
        return 0; /* a file has been played */
    if (count <= 0)
        return count < 0 ? count : 1;
    tell_missing(pipeline);
    err = jf_writer_write(pipeline->writer, pipeline->block, (size_t)count);
    if (err < 0)
        return err;
    atomic_fetch_add(&pipeline->written_frames, count);
    return 1;
}

static void *run(void *user)
{
    struct jf_pipeline *pipeline = user;
    int result = 1;
    int end_result = 0;

    pthread_setname_np(pthread_self(), "jackfield-media");
    while (result > 0)
        result = step(pipeline);
    if (!atomic_load(&pipeline->is_cut))
        end_result = jf_writer_end(pipeline->writer);
    /* When every sink has failed, the cause is what the first of them failed at. */
    if (result == 0 || result == -EIO)
        result = end_result < 0 ? end_result : result;
    atomic_store(&pipeline->result, result);
    atomic_store(&pipeline->ended, true);
    eventfd_write(pipeline->end_fd, 1);
    return NULL;
}

static int start_thread(struct jf_pipeline *pipeline)
{
    sigset_t all, before;
    int err = 0;

    /* Signals are for the application's own threads. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    err = -pthread_create(&pipeline->thread, NULL, run, pipeline);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pipeline->started = err == 0;
    return err;
}

int jf_pipeline_start(struct jf_pipeline *pipeline)
{
    int err = 0;

    if (!pipeline)
        return -EINVAL;
    if (pipeline->started)
        return -EBADFD;
    err = jf_writer_set_input(pipeline->writer, jf_source_get_rate_hz(pipeline->source),
                              jf_source_get_channel_count(pipeline->source));
    if (err == 0)
        err = jf_writer_begin(pipeline->writer);
    if (err < 0)
        return err;
    err = start_thread(pipeline);
    if (err < 0)
        jfi_writer_abort(pipeline->writer);
    return err;
}

int jf_pipeline_stop(struct jf_pipeline *pipeline)
{
    if (!pipeline)
        return -EINVAL;
    atomic_store(&pipeline->stopping, true);
    return 0;
}

int jf_pipeline_get_fd(const struct jf_pipeline *pipeline)
{
    return pipeline ? pipeline->end_fd : -EINVAL;
}

int jf_pipeline_wait(struct jf_pipeline *pipeline, int timeout_ms)
{
    const int64_t deadline_ns = jfi_clock_now_ns() + (int64_t)timeout_ms * JFI_NS_PER_MS;
    int left_ms = timeout_ms;

    if (!pipeline)
        return -EINVAL;
    for (;;) {
        struct pollfd end = {.fd = pipeline->end_fd, .events = POLLIN};
        const int count = poll(&end, 1, left_ms);
        int64_t left_ns = 0;

        if (count >= 0)
            return count;
        if (errno != EINTR)
            return -errno;
        if (timeout_ms < 0)
            continue;
        left_ns = deadline_ns - jfi_clock_now_ns();
        left_ms = left_ns > 0 ? (int)(left_ns / JFI_NS_PER_MS) : 0;
    }
}

int jf_pipeline_get_result(const struct jf_pipeline *pipeline)
{
    if (!pipeline)
        return -EINVAL;
    if (!pipeline->started)
        return -EBADFD;
    return atomic_load(&pipeline->ended) ? atomic_load(&pipeline->result) : -EBUSY;
}

int64_t jf_pipeline_get_time_ns(const struct jf_pipeline *pipeline)
{
    if (!pipeline)
        return 0;
    return jfi_clock_frames_to_ns(atomic_load(&pipeline->written_frames),
                                  jf_source_get_rate_hz(pipeline->source));
}
