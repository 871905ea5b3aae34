/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "media/clock.h"
#include "media/file-reader.h"
#include "media/source.h"

/* How often a file is asked for frames before others get their turn. */
#define MAX_TRIES 64

struct file {
    char *path;
    bool loops, paced, started;
    int64_t start_ns;
    int64_t given_frames;
    struct jfi_file_reader *reader;
    uint64_t gap_frames;  /* of this round, counted so far */
    const float *samples; /* the reader's, not given yet */
    size_t left_frames;
};

/* Opening it once more works with every container; one that was replaced meanwhile is played. */
static int begin_again(struct file *file)
{
    const struct jfi_file_sound sound = *jfi_file_reader_get_sound(file->reader);
    struct jfi_file_reader *reader = NULL;
    const int err = jfi_file_reader_open(file->path, &sound, &reader);

    if (err < 0)
        return err;
    jfi_file_reader_free(file->reader);
    file->reader = reader;
    file->gap_frames = 0;
    return 0;
}

static void count_gap(struct jf_source *source, struct file *file)
{
    const uint64_t gap_frames = jfi_file_reader_get_gap_frames(file->reader);
    const struct jfi_missing missing = {.frame_count = (int64_t)(gap_frames - file->gap_frames)};

    jfi_source_count_gap(source, gap_frames - file->gap_frames);
    if (missing.frame_count > 0)
        jfi_source_note_missing(source, &missing);
    file->gap_frames = gap_frames;
}

/* -EAGAIN: not yet. */
static int fetch(struct jf_source *source, struct file *file)
{
    int err = -EAGAIN;

    for (int tries = 0; tries < MAX_TRIES && err == -EAGAIN; tries++) {
        err = jfi_file_reader_next(file->reader, &file->samples, &file->left_frames);
        count_gap(source, file);
        if (err != -ENODATA || !file->loops)
            continue;
        err = begin_again(file);
        if (err == 0)
            err = -EAGAIN;
    }
    return err;
}

static void keep_pace(struct file *file, unsigned int rate_hz)
{
    if (!file->paced)
        return;
    if (!file->started)
        file->start_ns = jfi_clock_now_ns();
    file->started = true;
    jfi_clock_sleep_until_ns(file->start_ns + jfi_clock_frames_to_ns(file->given_frames, rate_hz));
}

static int read_file(struct jf_source *source, float *samples, size_t max_frames)
{
    struct file *file = jfi_source_get_priv(source);
    const unsigned int rate_hz = jf_source_get_rate_hz(source);
    const unsigned int channels = jf_source_get_channel_count(source);
    const size_t block = rate_hz / JFI_SOURCE_BLOCKS_PER_SECOND;
    size_t count = max_frames < block ? max_frames : block;
    const int err = file->left_frames > 0 ? 0 : fetch(source, file);

    if (err < 0)
        return err == -EAGAIN ? 0 : err;
    if (count > file->left_frames)
        count = file->left_frames;
    memcpy(samples, file->samples, count * channels * sizeof(*samples));
    file->samples += count * channels;
    file->left_frames -= count;
    file->given_frames += (int64_t)count;
    keep_pace(file, rate_hz);
    return (int)count;
}

static void close_file(struct jf_source *source)
{
    struct file *file = jfi_source_get_priv(source);

    jfi_file_reader_free(file->reader);
    free(file->path);
}

static const struct jfi_source_ops file_ops = {
    .name = "file",
    .priv_size = sizeof(struct file),
    .read = read_file,
    .close = close_file,
};

/* The reader is the source's from here on, also on failure. */
static int new_source(const char *path, struct jfi_file_reader *reader,
                      struct jf_source **ret_source)
{
    const struct jfi_file_sound *sound = jfi_file_reader_get_sound(reader);
    struct jf_source *source = NULL;
    struct file *file = NULL;
    const int err = jfi_source_new(&file_ops, sound->rate_hz, sound->channel_count, &source);

    if (err < 0) {
        jfi_file_reader_free(reader);
        return err;
    }
    file = jfi_source_get_priv(source);
    file->reader = reader;
    file->path = strdup(path);
    if (!file->path) {
        jf_source_unref(source);
        return -ENOMEM;
    }
    *ret_source = source;
    return 0;
}

int jf_source_new_file(const char *path, bool loop, enum jf_pace pace,
                       struct jf_source **ret_source)
{
    struct jfi_file_reader *reader = NULL;
    struct jf_source *source = NULL;
    struct file *file = NULL;
    int err = 0;

    if (!path || !ret_source || (pace != JF_PACE_REAL_TIME && pace != JF_PACE_FAST))
        return -EINVAL;
    err = jfi_file_reader_open(path, NULL, &reader);
    if (err == 0)
        err = new_source(path, reader, &source);
    if (err < 0)
        return err;
    file = jfi_source_get_priv(source);
    file->loops = loop;
    file->paced = pace == JF_PACE_REAL_TIME;
    *ret_source = source;
    return 0;
}
