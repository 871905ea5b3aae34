/* SPDX-License-Identifier: MIT */

/* What is said about a recording comes back from every container. */

#include "test-media-support.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libavformat/avformat.h>

#include <jackfield/status.h>

struct text {
    const char *name, *value;
    const char *av_name; /* libavformat's when it reads */
};

static const struct text texts[] = {
    {"title", "Größe, 日本 & \"quotes\"", "title"},
    {"author", "Somebody", "artist"},
    {"copyright", "© 2026 nobody", "copyright"},
    {"description", "Two words", "comment"},
    {"album", "An album", "album"},
    {"genre", "Noise", "genre"},
    {"date", "2026", "date"},
};

static const struct {
    const char *container, *codec;
} formats[] = {{"asf", "wmav2"}, {"asf", "pcm"},  {"asf", "flac"}, {"wav", "pcm"},
               {"flac", "flac"}, {"ogg", "opus"}, {"ogg", "flac"}, {"mp3", "mp3"}};

static uint8_t *record(struct jf_writer *writer, size_t format, bool real_time, size_t *ret_size)
{
    struct jf_sink *sink = make_memory(real_time);
    uint8_t *bytes = NULL;

    add_sink(writer, sink, formats[format].container, formats[format].codec);
    assert_int_equal(jf_writer_begin(writer), 0);
    write_frames(writer, 0, SECOND);
    assert_int_equal(jf_writer_end(writer), 0);
    assert_int_equal(jf_sink_memory_dup(sink, &bytes, ret_size), 0);
    assert_int_equal(jf_writer_remove_sink(writer, sink), 0);
    jf_sink_unref(sink);
    return bytes;
}

static AVFormatContext *open_bytes(const uint8_t *bytes, size_t size)
{
    char path[] = "/tmp/jackfield-metadata-XXXXXX";
    const int fd = mkstemp(path);
    AVFormatContext *context = NULL;

    av_log_set_level(AV_LOG_ERROR);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, size), size);
    close(fd);
    assert_int_equal(avformat_open_input(&context, path, NULL, NULL), 0);
    unlink(path);
    return context;
}

/* In Ogg the texts are of the stream, not of the file. */
static const char *find(const AVFormatContext *context, const char *name)
{
    const AVDictionaryEntry *entry = av_dict_get(context->metadata, name, NULL, 0);

    if (!entry)
        entry = av_dict_get(context->streams[0]->metadata, name, NULL, 0);

    return entry ? entry->value : NULL;
}

static void every_text_comes_back_from_every_container(void **state)
{
    struct jf_writer *writer = make_writer(RATE_HZ, 2);

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        assert_null(jf_writer_get_metadata(writer, texts[i].name));
        assert_int_equal(jf_writer_set_metadata(writer, texts[i].name, texts[i].value), 0);
        assert_string_equal(jf_writer_get_metadata(writer, texts[i].name), texts[i].value);
    }
    for (size_t i = 0; i < COUNT(formats) * 2; i++) {
        /* A live MP3 stream is bare frames: whoever sends it tells of it by other means. */
        const bool is_bare = i % 2 == 1 && strcmp(formats[i / 2].container, "mp3") == 0;
        size_t size = 0;
        uint8_t *bytes = record(writer, i / 2, i % 2 == 1, &size);
        AVFormatContext *context = open_bytes(bytes, size);
        struct decoded decoded;

        for (size_t k = 0; k < COUNT(texts); k++) {
            const char *read = find(context, texts[k].av_name);

            if (is_bare && !read)
                continue;
            if (is_bare || !read || strcmp(read, texts[k].value) != 0)
                fail_msg("%s in %s: %s is \"%s\"", formats[i / 2].codec, formats[i / 2].container,
                         texts[k].name, read ? read : "(none)");
        }
        avformat_close_input(&context);
        decode_bytes(bytes, size, &decoded);
        assert_tone(&decoded, 440, is_bare ? 1105 : 0, SECOND);
        decoded_free(&decoded);
        free(bytes);
    }
    jf_writer_unref(writer);
}

static void a_text_can_be_changed_and_taken_away(void **state)
{
    struct jf_writer *writer = make_writer(RATE_HZ, 2);
    AVFormatContext *context = NULL;
    uint8_t *bytes = NULL;
    size_t size = 0;

    (void)state;
    assert_int_equal(jf_writer_set_metadata(writer, "title", "one"), 0);
    assert_int_equal(jf_writer_set_metadata(writer, "author", "somebody"), 0);
    assert_int_equal(jf_writer_set_metadata(writer, "title", "two"), 0);
    assert_int_equal(jf_writer_set_metadata(writer, "author", NULL), 0);
    assert_int_equal(jf_writer_set_metadata(writer, "genre", ""), 0);
    assert_string_equal(jf_writer_get_metadata(writer, "title"), "two");
    assert_null(jf_writer_get_metadata(writer, "author"));
    bytes = record(writer, 0, true, &size);
    context = open_bytes(bytes, size);
    assert_string_equal(find(context, "title"), "two");
    assert_null(find(context, "artist"));
    assert_null(find(context, "genre"));
    avformat_close_input(&context);
    free(bytes);
    jf_writer_unref(writer);
}

static void what_is_no_text_is_refused(void **state)
{
    static const char *const bad[] = {"\xC3", "\xFF",         "a\x1B[31m",
                                      "\x7F", "\xED\xA0\x80", "\xC0\x80"};
    struct jf_writer *writer = make_writer(RATE_HZ, 2);

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_int_equal(jf_writer_set_metadata(writer, "title", bad[i]), -EINVAL);
    assert_int_equal(jf_writer_set_metadata(writer, "colour", "red"), -EINVAL);
    assert_int_equal(jf_writer_set_metadata(writer, NULL, "red"), -EINVAL);
    assert_int_equal(jf_writer_set_metadata(NULL, "title", "red"), -EINVAL);
    assert_null(jf_writer_get_metadata(writer, "colour"));
    assert_null(jf_writer_get_metadata(writer, NULL));
    assert_null(jf_writer_get_metadata(NULL, "title"));
    assert_null(jf_writer_get_metadata(writer, "title"));
    assert_int_equal(jf_writer_set_metadata(writer, "description", "a\tline\nand another"), 0);
    jf_writer_unref(writer);
}

static void the_longest_texts_still_make_a_header_that_players_take(void **state)
{
    struct jf_writer *writer = make_writer(RATE_HZ, 2);
    char most[3001];

    (void)state;
    memset(most, 'x', sizeof(most) - 1);
    most[3000] = '\0';
    assert_int_equal(jf_writer_set_metadata(writer, "copyright", "x"), 0);
    assert_int_equal(jf_writer_set_metadata(writer, "description", most), -E2BIG);
    assert_int_equal(jf_hresult(JF_DOMAIN_WRITER, -E2BIG), 0xC00D080E);
    assert_null(jf_writer_get_metadata(writer, "description"));
    assert_int_equal(jf_writer_set_metadata(writer, "copyright", NULL), 0);
    assert_int_equal(jf_writer_set_metadata(writer, "description", most), 0);
    for (size_t i = 0; i < 3; i++) {
        size_t size = 0;
        uint8_t *bytes = record(writer, i, true, &size);
        const size_t header_bytes = (size_t)bytes[16] | (size_t)bytes[17] << 8;
        AVFormatContext *context = open_bytes(bytes, size);

        print_message("a header of %zu bytes\n", header_bytes + 50);
        assert_int_equal(bytes[18], 0);
        assert_in_range(header_bytes, 6000, 16384 - 50);
        assert_string_equal(find(context, "comment"), most);
        avformat_close_input(&context);
        free(bytes);
    }
    jf_writer_unref(writer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_text_comes_back_from_every_container),
        cmocka_unit_test(a_text_can_be_changed_and_taken_away),
        cmocka_unit_test(what_is_no_text_is_refused),
        cmocka_unit_test(the_longest_texts_still_make_a_header_that_players_take),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
