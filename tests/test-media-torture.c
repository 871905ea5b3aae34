/* SPDX-License-Identifier: MIT */

/*
 * Everything that our own code may be refused is refused once, at every place where it can be: each
 * allocation, each thread, each eventfd. What was asked for then works or says so; nothing leaks,
 * the sanitizers watch; no recording looks whole that is not. Allocations that the FFmpeg libraries
 * make for themselves are not covered: the linker wraps our calls, not theirs.
 */

#include "helpers/fake-pcm.h"
#include "helpers/torture.h"
#include "test-media-support.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>

#include "media/source-alsa.h"
#include "media/source.h"

#define FRAMES 6000
/* A gap that is a step for some sinks and silence for others. */
#define GAP_FRAMES 60000
#define GAP_END_NS ((int64_t)(FRAMES + GAP_FRAMES) * SECOND_NS / RATE_HZ)

/* ---- refusals -------------------------------------------------------------------------------- */

/* What the media library asks for besides what helpers/torture.c refuses. */
char *__real_strndup(const char *text, size_t size);
int __real_eventfd(unsigned int count, int flags);
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                          void *user);
char *__wrap_strndup(const char *text, size_t size);
int __wrap_asprintf(char **ret, const char *format, ...) __attribute__((format(printf, 2, 3)));
int __wrap_eventfd(unsigned int count, int flags);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                          void *user);

char *__wrap_strndup(const char *text, size_t size)
{
    return torture_is_due() ? NULL : __real_strndup(text, size);
}

int __wrap_asprintf(char **ret, const char *format, ...)
{
    va_list arguments;
    int length = -1;

    if (torture_is_due())
        return -1;
    va_start(arguments, format);
    length = vasprintf(ret, format, arguments);
    va_end(arguments);
    return length;
}

int __wrap_eventfd(unsigned int count, int flags)
{
    return torture_is_due() ? -1 : __real_eventfd(count, flags);
}

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                          void *user)
{
    return torture_is_due() ? EAGAIN : __real_pthread_create(thread, attributes, run, user);
}

/* ---- a recording with everything in it ------------------------------------------------------- */

struct recording {
    struct jf_source *source;
    struct jf_writer *writer;
    struct jf_pipeline *pipeline;
    struct jf_sink *file, *memory, *live, *late;
    struct jf_format *wma, *pcm, *flac;
};

static int make_formats(struct recording *recording)
{
    int err = jf_format_new(&recording->wma);

    if (err == 0)
        err = jf_format_new_for_path("a.wav", &recording->pcm);
    if (err == 0)
        err = jf_format_new_for_path("a.flac", &recording->flac);
    return err;
}

static int make_sinks(struct recording *recording, const char *path)
{
    int err = jf_sink_new_file(path, &recording->file);

    if (err == 0)
        err = jf_sink_file_stop_ns(recording->file, SECOND_NS / 10);
    if (err == 0)
        err = jf_sink_file_start_ns(recording->file, SECOND_NS);
    if (err == 0)
        err = jf_sink_new_memory(false, &recording->memory);
    if (err == 0)
        err = jf_sink_new_memory(true, &recording->live);
    if (err == 0)
        err = jf_sink_new_memory(false, &recording->late);
    return err;
}

static int make_writer_with_sinks(struct recording *recording)
{
    /* A fault that there is no memory to tell of is no failure. */
    const struct jf_signal_limits limits = {.stuck_ns = 1, .dropouts = true};
    int err = jf_writer_new(&recording->writer);

    if (err == 0)
        err = jf_writer_set_signal_limits(recording->writer, &limits);
    if (err == 0)
        err = jf_writer_set_input(recording->writer, RATE_HZ, 2);
    if (err == 0)
        err = jf_writer_set_metadata(recording->writer, "title", "refused at every place");
    if (err == 0)
        err = jf_writer_add_sink(recording->writer, recording->file, recording->wma);
    if (err == 0)
        err = jf_writer_add_sink(recording->writer, recording->memory, recording->flac);
    if (err == 0)
        err = jf_writer_add_sink(recording->writer, recording->live, recording->wma);
    return err;
}

static int write_it_all(struct recording *recording, const float *samples)
{
    int err = jf_writer_begin(recording->writer);
    int late_err = 0;

    if (err < 0)
        return err;
    err = jf_writer_write(recording->writer, samples, FRAMES);
    /* The others go on without it. */
    late_err = jf_writer_add_sink(recording->writer, recording->late, recording->pcm);
    if (err == 0)
        err = jf_writer_write_at(recording->writer, GAP_END_NS, 0, samples + (size_t)FRAMES * 2,
                                 FRAMES);
    if (err == 0)
        err = jf_writer_end(recording->writer);
    return err < 0 ? err : late_err;
}

static int run_pipeline(struct recording *recording)
{
    int err = jf_source_new_tone(440, RATE_HZ, 2, JF_PACE_FAST, &recording->source);

    if (err == 0)
        err = jf_pipeline_new(recording->source, recording->writer, &recording->pipeline);
    if (err == 0)
        err = jf_pipeline_set_duration_ns(recording->pipeline, 100000000);
    if (err == 0)
        err = jf_pipeline_start(recording->pipeline);
    if (err == 0 && jf_pipeline_wait(recording->pipeline, -1) == 1)
        err = jf_pipeline_get_result(recording->pipeline);
    return err;
}

static int record_everything(struct recording *recording, const char *path, const float *samples)
{
    int err = make_formats(recording);

    if (err == 0)
        err = make_sinks(recording, path);
    if (err == 0)
        err = make_writer_with_sinks(recording);
    if (err == 0)
        err = write_it_all(recording, samples);
    return err < 0 ? err : run_pipeline(recording);
}

static void drop_writers(struct recording *recording)
{
    jf_pipeline_free(recording->pipeline);
    jf_writer_unref(recording->writer);
    jf_source_unref(recording->source);
}

static void drop_sinks(struct recording *recording)
{
    jf_sink_unref(recording->file);
    jf_sink_unref(recording->memory);
    jf_sink_unref(recording->live);
    jf_sink_unref(recording->late);
    jf_format_free(recording->wma);
    jf_format_free(recording->pcm);
    jf_format_free(recording->flac);
}

static void assert_whole_or_not_there(struct jf_sink *sink)
{
    struct decoded decoded;

    if (!sink || !jf_sink_memory_is_ended(sink))
        return;
    decode_sink(sink, &decoded);
    assert_int_equal(decoded.complaint_count, 0);
    assert_true(decoded.frame_count <= 2 * FRAMES + GAP_FRAMES + 4096);
    decoded_free(&decoded);
}

static void assert_file_whole_or_not_there(const char *directory, const char *path)
{
    struct decoded decoded;

    if (exists(path)) {
        decode_file(path, &decoded);
        assert_int_equal(decoded.complaint_count, 0);
        assert_in_range(decoded.duration_us, 0, 1600000);
        decoded_free(&decoded);
    }
    assert_int_equal(count_entries(directory), exists(path) ? 1 : 0);
}

static void every_refusal_is_survived(void **state)
{
    char *directory = make_directory(), *path = join(directory, "a.asf");
    float *samples = calloc((size_t)FRAMES * 4, sizeof(*samples));
    unsigned long nth = 1;
    bool hit = true;

    (void)state;
    assert_non_null(samples);
    fill_tone(samples, 440, RATE_HZ, 2, 0, (size_t)FRAMES * 2);
    for (; hit; nth++) {
        struct recording recording = {0};
        int err = 0;

        torture_arm(nth);
        err = record_everything(&recording, path, samples);
        drop_writers(&recording);
        hit = torture_has_failed();
        torture_arm(0);
        if (err < 0 && err != -ENOMEM && err != -EAGAIN)
            fail_msg("request %lu: %s", nth, strerror(-err));
        if (err < 0 && !hit)
            fail_msg("nothing was refused, and yet: %s", strerror(-err));
        assert_whole_or_not_there(recording.memory);
        assert_whole_or_not_there(recording.live);
        assert_whole_or_not_there(recording.late);
        drop_sinks(&recording);
        assert_file_whole_or_not_there(directory, path);
        if (exists(path))
            assert_int_equal(remove(path), 0);
    }
    print_message("%lu requests\n", nth - 2);
    assert_true(nth > 100);
    free(samples);
    free(path);
    remove_directory(directory);
}

/* ---- a source that reads a PCM --------------------------------------------------------------- */

static int read_pcm(struct fake_pcm *fake)
{
    struct jf_source *source = NULL;
    float samples[2 * 1024];
    int count = jfi_source_new_pcm(&fake->base, 2, &source);

    for (int i = 0; i < 100 && count == 0; i++)
        count = jfi_source_read(source, samples, 1024);
    jf_source_unref(source);
    return count;
}

/* The PCM is closed once, whatever happens, and no descriptor stays open. */
static void every_refusal_of_a_capture_is_survived(void **state)
{
    unsigned long nth = 1;
    bool hit = true;

    (void)state;
    for (; hit; nth++) {
        const size_t fd_count = count_entries("/proc/self/fd");
        struct fake_pcm fake;
        int count = 0;

        fake_pcm_init(&fake);
        fake.is_real_time = true;
        torture_arm(nth);
        count = read_pcm(&fake);
        hit = torture_has_failed();
        torture_arm(0);
        assert_true(hit ? count == -ENOMEM || count == -EAGAIN : count > 0);
        assert_int_equal(fake.close_count, 1);
        assert_int_equal(count_entries("/proc/self/fd"), fd_count);
        fake_pcm_fini(&fake);
    }
    print_message("%lu requests of a capture\n", nth - 2);
    assert_true(nth > 5);
}

/* ---- from a file to the formats that resample ------------------------------------------------ */

struct transcoding {
    struct jf_source *source;
    struct jf_writer *writer;
    struct jf_pipeline *pipeline;
    struct jf_format *opus, *mp3;
    struct jf_sink *file, *live;
};

static int make_transcoding(struct transcoding *made, const char *path)
{
    int err = jf_source_new_file(path, true, JF_PACE_FAST, &made->source);

    if (err == 0)
        err = jf_writer_new(&made->writer);
    if (err == 0)
        err = jf_format_new_for_path("a.opus", &made->opus);
    if (err == 0)
        err = jf_format_new_for_path("a.mp3", &made->mp3);
    if (err == 0)
        err = jf_sink_new_memory(false, &made->file);
    if (err == 0)
        err = jf_sink_new_memory(true, &made->live);
    if (err == 0)
        err = jf_writer_add_sink(made->writer, made->file, made->mp3);
    if (err == 0)
        err = jf_writer_add_sink(made->writer, made->live, made->opus);
    return err < 0 ? err : jf_pipeline_new(made->source, made->writer, &made->pipeline);
}

static int transcode(struct transcoding *made, const char *path)
{
    int err = make_transcoding(made, path);

    if (err == 0)
        err = jf_pipeline_set_duration_ns(made->pipeline, SECOND_NS / 4);
    if (err == 0)
        err = jf_pipeline_start(made->pipeline);
    if (err == 0 && jf_pipeline_wait(made->pipeline, -1) == 1)
        err = jf_pipeline_get_result(made->pipeline);
    return err;
}

static void drop_transcoding(struct transcoding *made)
{
    jf_pipeline_free(made->pipeline);
    jf_writer_unref(made->writer);
    jf_source_unref(made->source);
    jf_sink_unref(made->file);
    jf_sink_unref(made->live);
    jf_format_free(made->opus);
    jf_format_free(made->mp3);
}

/* A tenth of a second at 22,050 Hz, which MP3 and Opus have not. */
static char *make_recording(const char *directory)
{
    char *path = join(directory, "a.wav");
    struct jf_writer *writer = make_writer(22050, 2);
    struct jf_sink *sink = NULL;

    assert_int_equal(jf_sink_new_file(path, &sink), 0);
    add_sink(writer, sink, "wav", "pcm");
    assert_int_equal(jf_writer_begin(writer), 0);
    assert_int_equal(write_tone(writer, 440, 22050, 2, 0, 2205), 0);
    assert_int_equal(jf_writer_end(writer), 0);
    jf_sink_unref(sink);
    jf_writer_unref(writer);
    return path;
}

static void every_refusal_between_files_is_survived(void **state)
{
    char *directory = make_directory(), *path = make_recording(directory);
    unsigned long nth = 1;
    bool hit = true;

    (void)state;
    for (; hit; nth++) {
        const size_t fd_count = count_entries("/proc/self/fd");
        struct transcoding made = {0};
        int err = 0;

        torture_arm(nth);
        err = transcode(&made, path);
        hit = torture_has_failed();
        torture_arm(0);
        if (err < 0 && err != -ENOMEM && err != -EAGAIN)
            fail_msg("request %lu: %s", nth, strerror(-err));
        if (err < 0 && !hit)
            fail_msg("nothing was refused, and yet: %s", strerror(-err));
        /* A source that fails at once leaves recordings of nothing. */
        if (made.pipeline && jf_pipeline_get_time_ns(made.pipeline) > 0) {
            assert_whole_or_not_there(made.file);
            assert_whole_or_not_there(made.live);
        }
        drop_transcoding(&made);
        assert_int_equal(count_entries("/proc/self/fd"), fd_count);
    }
    print_message("%lu requests between files\n", nth - 2);
    assert_true(nth > 100);
    free(path);
    remove_directory(directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_refusal_is_survived),
        cmocka_unit_test(every_refusal_of_a_capture_is_survived),
        cmocka_unit_test(every_refusal_between_files_is_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
