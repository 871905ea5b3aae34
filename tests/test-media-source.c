/* SPDX-License-Identifier: MIT */

/* The source that plays a file. */

#include "test-media-support.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "media/clock.h"

static char *directory;

static int set_up(void **state)
{
    (void)state;
    directory = make_directory();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    remove_directory(directory);
    return 0;
}

/* A file of that much of the tone. */
static char *make_file(const char *name, const char *codec, unsigned int rate_hz,
                       unsigned int channel_count, size_t frame_count)
{
    char *path = join(directory, name);
    struct jf_writer *writer = make_writer(rate_hz, channel_count);
    struct jf_format *format = NULL;
    struct jf_sink *sink = NULL;

    assert_int_equal(jf_format_new_for_path(path, &format), 0);
    assert_int_equal(jf_format_set_codec(format, codec), 0);
    assert_int_equal(jf_sink_new_file(path, &sink), 0);
    assert_int_equal(jf_writer_add_sink(writer, sink, format), 0);
    assert_int_equal(jf_writer_begin(writer), 0);
    assert_int_equal(write_tone(writer, 440, rate_hz, channel_count, 0, frame_count), 0);
    assert_int_equal(jf_writer_end(writer), 0);
    jf_format_free(format);
    jf_sink_unref(sink);
    jf_writer_unref(writer);
    return path;
}

/* Plays a source into a WAV file in memory, to its end or for that time. Returns the result. */
static int play(struct jf_source *source, int64_t duration_ns, struct decoded *ret)
{
    struct jf_sink *sink = make_memory(false);
    struct jf_writer *writer = NULL;
    struct jf_pipeline *pipeline = NULL;
    int result = 0;

    assert_int_equal(jf_writer_new(&writer), 0);
    add_sink(writer, sink, "wav", "pcm");
    assert_int_equal(jf_pipeline_new(source, writer, &pipeline), 0);
    assert_int_equal(jf_pipeline_set_duration_ns(pipeline, duration_ns), 0);
    assert_int_equal(jf_pipeline_start(pipeline), 0);
    assert_int_equal(jf_pipeline_wait(pipeline, 20000), 1);
    result = jf_pipeline_get_result(pipeline);
    assert_true(jf_sink_memory_is_ended(sink));
    decode_sink(sink, ret);
    jf_pipeline_free(pipeline);
    jf_writer_unref(writer);
    jf_sink_unref(sink);
    return result;
}

static struct jf_source *open_source(const char *path, bool loop, enum jf_pace pace)
{
    struct jf_source *source = NULL;
    const int err = jf_source_new_file(path, loop, pace, &source);

    if (err < 0)
        fail_msg("%s: %s", path, strerror(-err));
    return source;
}

static void a_file_of_every_kind_is_played_to_its_end(void **state)
{
    static const struct {
        const char *name, *codec;
        unsigned int rate_hz, channel_count, played_hz;
        size_t surplus_frames; /* that a decoder gives, as nothing tells where the sound ends */
    } files[] = {
        {"a.wav", "pcm", 48000, 2, 48000, 0},    {"b.flac", "flac", 44100, 1, 44100, 0},
        {"c.wav", "pcm", 8000, 8, 8000, 0},      {"d.opus", "opus", 48000, 2, 48000, 0},
        {"e.ogg", "flac", 192000, 3, 192000, 0}, {"f.mp3", "mp3", 44100, 2, 44100, 0},
        {"g.asf", "pcm", 22050, 2, 22050, 0},    {"h.wma", "wmav2", 48000, 2, 48000, 8192},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(files); i++) {
        const size_t frame_count = (size_t)files[i].rate_hz * 3 / 2;
        char *path = make_file(files[i].name, files[i].codec, files[i].rate_hz,
                               files[i].channel_count, frame_count);
        struct jf_source *source = open_source(path, false, JF_PACE_FAST);
        struct decoded decoded;

        print_message("%s\n", files[i].name);
        assert_int_equal(jf_source_get_rate_hz(source), files[i].played_hz);
        assert_int_equal(jf_source_get_channel_count(source), files[i].channel_count);
        assert_int_equal(play(source, 0, &decoded), 0);
        assert_in_range(decoded.frame_count, frame_count, frame_count + files[i].surplus_frames);
        assert_tone(&decoded, 440, 0, frame_count);
        assert_int_equal(jf_source_get_gap_frames(source), 0);
        decoded_free(&decoded);
        jf_source_unref(source);
        free(path);
    }
}

static void a_file_goes_round_without_a_gap(void **state)
{
    /* A second is 440 whole turns: the tone goes on through the seam. */
    static const char *const names[][2] = {{"loop.wav", "pcm"}, {"loop.flac", "flac"}};

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        char *path = make_file(names[i][0], names[i][1], 44100, 2, 44100);
        struct jf_source *source = open_source(path, true, JF_PACE_FAST);
        struct decoded decoded;

        assert_int_equal(play(source, SECOND_NS * 7 / 2, &decoded), 0);
        assert_int_equal(decoded.frame_count, 44100 * 7 / 2);
        assert_tone(&decoded, 440, 0, decoded.frame_count);
        assert_true(measure_purity(&decoded, 0, 0, decoded.frame_count, 440) > 0.99999);
        decoded_free(&decoded);
        jf_source_unref(source);
        free(path);
    }
}

static void what_replaces_a_looped_file_is_played_in_its_place(void **state)
{
    char *path = make_file("now.wav", "pcm", 48000, 2, 24000);
    struct jf_source *source = open_source(path, true, JF_PACE_FAST);
    struct decoded decoded;
    char *next = NULL;

    (void)state;
    next = make_file("next.flac", "flac", 44100, 1, 44100);
    assert_int_equal(rename(next, path), 0);
    assert_int_equal(play(source, SECOND_NS * 3 / 2, &decoded), 0);
    assert_int_equal(decoded.rate_hz, 48000);
    assert_int_equal(decoded.channel_count, 2);
    assert_int_equal(decoded.frame_count, 72000);
    assert_true(measure_purity(&decoded, 0, 30000, 70000, 440) > 0.99);
    decoded_free(&decoded);
    jf_source_unref(source);

    source = open_source(path, true, JF_PACE_FAST);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(play(source, SECOND_NS * 10, &decoded), -ENOENT);
    assert_int_equal(decoded.frame_count, 44100);
    decoded_free(&decoded);
    jf_source_unref(source);
    free(next);
    free(path);
}

static void a_file_is_played_in_real_time_when_asked_for(void **state)
{
    char *path = make_file("paced.flac", "flac", 48000, 2, 24000);
    struct jf_source *source = open_source(path, false, JF_PACE_REAL_TIME);
    const int64_t begin_ns = jfi_clock_now_ns();
    struct decoded decoded;

    (void)state;
    assert_int_equal(play(source, 0, &decoded), 0);
    assert_in_range(jfi_clock_now_ns() - begin_ns, SECOND_NS / 2 - 1, SECOND_NS * 5);
    assert_int_equal(decoded.frame_count, 24000);
    decoded_free(&decoded);
    jf_source_unref(source);
    free(path);
}

static char *make_bytes(const char *name, const char *bytes, size_t size)
{
    char *path = join(directory, name);
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
    return path;
}

static void assert_refused(char *path, int status)
{
    struct jf_source *source = NULL;
    const int err = jf_source_new_file(path, false, JF_PACE_FAST, &source);

    if (err != status || source)
        fail_msg("%s: %s, not %s", path, strerror(-err), strerror(-status));
    free(path);
}

static void what_cannot_be_played_says_why(void **state)
{
    static const char picture[] = "P6 2 2 255\nabcdefghijkl";
    struct jf_source *source = NULL;
    char *garbage = calloc(1, 100000);
    char *path = join(directory, "pipe");

    (void)state;
    assert_non_null(garbage);
    srand(1);
    for (size_t i = 0; i < 100000; i++)
        garbage[i] = (char)rand();
    assert_refused(join(directory, "nobody.wav"), -ENOENT);
    assert_refused(strdup(directory), -EISDIR);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_refused(path, -ENOTSUP);
    assert_refused(make_bytes("empty.wav", "", 0), -EBADMSG);
    assert_refused(make_bytes("garbage.wav", garbage, 100000), -EBADMSG);
    assert_refused(make_bytes("picture.ppm", picture, sizeof(picture) - 1), -EMEDIUMTYPE);
    assert_refused(strdup("http://127.0.0.1:1/a.mp3"), -ENOENT);
    assert_refused(strdup("concat:a.wav|b.wav"), -ENOENT);
    assert_int_equal(jf_source_new_file(NULL, false, JF_PACE_FAST, &source), -EINVAL);
    assert_int_equal(jf_source_new_file("a", false, JF_PACE_UNKNOWN, &source), -EINVAL);
    assert_int_equal(jf_source_new_file("a", false, JF_PACE_FAST, NULL), -EINVAL);
    free(garbage);
}

/* Overwrites a share of a file with noise. */
static void spoil(const char *path, long begin, long end)
{
    FILE *file = fopen(path, "r+");

    assert_non_null(file);
    assert_int_equal(fseek(file, begin, SEEK_SET), 0);
    for (long at = begin; at < end; at++)
        assert_int_not_equal(fputc(rand() & 0xFF, file), EOF);
    assert_int_equal(fclose(file), 0);
}

static void a_damaged_file_plays_what_is_left_of_it(void **state)
{
    static const char *const names[][2] = {{"spoilt.mp3", "mp3"},
                                           {"spoilt.opus", "opus"},
                                           {"spoilt.flac", "flac"},
                                           {"spoilt.wma", "wmav2"}};

    (void)state;
    srand(2);
    for (size_t i = 0; i < COUNT(names); i++) {
        char *path = make_file(names[i][0], names[i][1], 48000, 2, 240000);
        struct stat is;
        struct jf_source *source = NULL;
        struct decoded decoded;

        assert_int_equal(stat(path, &is), 0);
        spoil(path, is.st_size / 2, is.st_size / 2 + is.st_size / 10);
        source = open_source(path, false, JF_PACE_FAST);
        assert_int_equal(play(source, 0, &decoded), 0);
        print_message("%s: %zu frames\n", names[i][0], decoded.frame_count);
        /* Of Ogg whole pages are lost, a second each. */
        assert_in_range(decoded.frame_count, 140000, 260000);
        assert_true(measure_purity(&decoded, 0, 5000, 100000, 440) > 0.99);
        decoded_free(&decoded);
        jf_source_unref(source);
        free(path);
    }
}

static void a_file_that_is_cut_short_ends_early(void **state)
{
    char *path = make_file("short.flac", "flac", 48000, 2, 240000);
    struct jf_source *source = NULL;
    struct decoded decoded;
    struct stat is;

    (void)state;
    assert_int_equal(stat(path, &is), 0);
    assert_int_equal(truncate(path, is.st_size / 2), 0);
    source = open_source(path, false, JF_PACE_FAST);
    assert_int_equal(play(source, 0, &decoded), 0);
    assert_in_range(decoded.frame_count, 100000, 130000);
    decoded_free(&decoded);
    jf_source_unref(source);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_of_every_kind_is_played_to_its_end),
        cmocka_unit_test(a_file_goes_round_without_a_gap),
        cmocka_unit_test(what_replaces_a_looped_file_is_played_in_its_place),
        cmocka_unit_test(a_file_is_played_in_real_time_when_asked_for),
        cmocka_unit_test(what_cannot_be_played_says_why),
        cmocka_unit_test(a_damaged_file_plays_what_is_left_of_it),
        cmocka_unit_test(a_file_that_is_cut_short_ends_early),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
