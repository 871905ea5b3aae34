/* SPDX-License-Identifier: MIT */
#include "soak/soak.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "media/clock.h"

#define BLOCK_SAMPLES 65536
/* A RIFF header of libavformat's, before which no "data" can be. */
#define HEADER_BYTES 512

ssize_t __real_pwrite(int fd, const void *bytes, size_t size, off_t offset);
ssize_t __wrap_pwrite(int fd, const void *bytes, size_t size, off_t offset);

static struct recordings *recordings;

/* Only files of the library are written so. */
ssize_t __wrap_pwrite(int fd, const void *bytes, size_t size, off_t offset)
{
    if (atomic_load(&recordings->is_disk_full)) {
        errno = ENOSPC;
        return -1;
    }
    return __real_pwrite(fd, bytes, size, offset);
}

void open_recordings(struct soak *soak)
{
    char name[] = "/tmp/jackfield-soak.XXXXXX";

    recordings = &soak->recordings;
    need(mkdtemp(name), "no directory");
    recordings->directory = strdup(name);
    need(recordings->directory, "no memory");
    need(asprintf(&recordings->path, "%s/recording.wav", name) > 0, "no memory");
}

void close_recordings(struct soak *soak)
{
    need(!soak->recordings.sink, "a recording still runs");
    (void)unlink(soak->recordings.path);
    expect(soak, rmdir(soak->recordings.directory) == 0, "files left behind", 1, 0);
    free(soak->recordings.directory);
    free(soak->recordings.path);
}

void begin_recording(struct soak *soak)
{
    int err = jf_sink_new_file(recordings->path, &recordings->sink);

    if (err == 0)
        err = jf_writer_add_sink(soak->writer, recordings->sink, soak->file_format);
    need(err == 0, "a recording cannot begin");
    recordings->count++;
}

void begin_recording_anywhere(struct soak *soak)
{
    int64_t now_ns = 0;

    need(jf_writer_get_time_ns(soak->writer, &now_ns) == 0, "a writer without a time");
    recordings->begin_frame = jfi_clock_ns_to_frames(now_ns, soak->rate_hz);
    recordings->begin_shift = listener_get(soak->faithful).shift_frames;
    recordings->is_after_loss = true;
    begin_recording(soak);
}

/* ---- what a file holds ----------------------------------------------------------------------- */

struct listening {
    int64_t begin_frame, frame; /* the first and the next one */
    int64_t first_shift, shift;
    int64_t wrong;
    bool has_shift, after_silence;
};

static void take_sample(struct listening *listening, int16_t sample)
{
    if (sample != 0 && (!listening->has_shift || listening->after_silence)) {
        listening->shift = shift_of_sample(sample, listening->frame);
        if (!listening->has_shift)
            listening->first_shift = listening->shift;
        listening->has_shift = true;
    } else if (sample != 0 && sample != numbered_sample(listening->frame + listening->shift)) {
        listening->wrong++;
    }
    listening->after_silence = sample == 0;
    listening->frame++;
}

static void seek_data(FILE *file)
{
    char header[HEADER_BYTES];
    const size_t size = fread(header, 1, sizeof(header), file);
    const char *data = memmem(header, size, "data", 4);

    need(data, "a recording without a data chunk");
    need(fseek(file, data + 8 - header, SEEK_SET) == 0, "a recording that cannot be read");
}

static void listen_to_file(struct listening *listening)
{
    static int16_t samples[BLOCK_SAMPLES];
    FILE *file = fopen(recordings->path, "rb");
    size_t count = 0;

    need(file, "a recording that is not there");
    seek_data(file);
    while ((count = fread(samples, sizeof(samples[0]), BLOCK_SAMPLES, file)) > 0) {
        for (size_t i = 0; i < count; i++)
            take_sample(listening, samples[i]);
    }
    (void)fclose(file);
}

/* ---- the turn of another --------------------------------------------------------------------- */

static void release(void)
{
    jf_sink_unref(recordings->sink);
    recordings->sink = NULL;
    (void)unlink(recordings->path);
}

/* All since the last whole recording went with the lost one. */
static void account_loss(struct listening *listening)
{
    const int64_t moved = listening->first_shift - recordings->begin_shift;

    recordings->is_after_loss = false;
    listening->begin_frame += moved;
    listening->frame += moved;
    recordings->missing_frames += listening->begin_frame - recordings->end_frame;
}

static void expect_state(struct soak *soak, int64_t frame_count)
{
    const int64_t duration_ns = jfi_clock_frames_to_ns(frame_count, soak->rate_hz);
    struct jf_file_state state;

    need(jf_sink_file_get_state(recordings->sink, &state) == 0, "a recording without a state");
    expect(soak, state.is_closed, "recordings closed", state.is_closed, true);
    expect(soak, state.duration_ns == duration_ns, "a recording's duration (ns)", state.duration_ns,
           duration_ns);
}

void finish_recording(struct soak *soak)
{
    const int64_t begin_frame =
        recordings->is_after_loss ? recordings->begin_frame : recordings->end_frame;
    struct listening listening = {.begin_frame = begin_frame, .frame = begin_frame};

    listen_to_file(&listening);
    expect_state(soak, listening.frame - listening.begin_frame);
    expect(soak, listening.wrong == 0, "wrong samples in a recording", listening.wrong, 0);
    if (recordings->is_after_loss)
        account_loss(&listening);
    recordings->kept_frames += listening.frame - listening.begin_frame;
    recordings->end_frame = listening.frame;
    release();
}

void end_recording(struct soak *soak)
{
    const int err = jf_writer_end_sink(soak->writer, recordings->sink);

    expect(soak, err == 0, "a recording's end", err, 0);
    finish_recording(soak);
}

void lose_recording(struct soak *soak)
{
    const int err = jf_writer_remove_sink(soak->writer, recordings->sink);

    expect(soak, err == 0, "a lost recording's removal", err, 0);
    recordings->failed_count++;
    release();
}

void account_recordings(struct soak *soak, int64_t written_frames)
{
    expect(soak, recordings->end_frame == written_frames, "frames at the end of the recordings",
           recordings->end_frame, written_frames);
    recordings->end_frame = 0;
}
