/* SPDX-License-Identifier: MIT */

/* What real-time sinks get of Ogg and MP3: a header by itself, and then units that stand alone. */

#include "test-media-support.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* That a decoder is told of by the header of Opus, and by nobody of live MP3. */
#define OPUS_PADDING 312
#define MP3_PADDING  1105
#define MP3_BLOCK    1152

#define STEP_FRAMES 960
#define MAX_UNITS   1000

/* ---- a sink that keeps the units as they come ------------------------------------------------ */

struct keeper {
    struct jf_data_unit *header;
    struct jf_data_unit *units[MAX_UNITS];
    size_t count;
    bool ended;
};

static struct keeper *keeper_of(struct jf_sink *sink)
{
    return jf_sink_get_priv(sink);
}

static int keep_header(struct jf_sink *sink, struct jf_data_unit *header)
{
    assert_null(keeper_of(sink)->header);
    keeper_of(sink)->header = jf_data_unit_ref(header);
    return 0;
}

static int say_real_time(struct jf_sink *sink, bool *ret_real_time)
{
    (void)sink;
    *ret_real_time = true;
    return 0;
}

static int keep_unit(struct jf_sink *sink, struct jf_data_unit *unit)
{
    struct keeper *keeper = keeper_of(sink);

    assert_true(keeper->count < MAX_UNITS);
    keeper->units[keeper->count++] = jf_data_unit_ref(unit);
    return 0;
}

static int note_end(struct jf_sink *sink)
{
    keeper_of(sink)->ended = true;
    return 0;
}

static void drop_all(struct jf_sink *sink)
{
    struct keeper *keeper = keeper_of(sink);

    for (size_t i = 0; i < keeper->count; i++)
        jf_data_unit_unref(keeper->units[i]);
    jf_data_unit_unref(keeper->header);
}

static const struct jf_sink_ops keeper_ops = {
    .name = "keeper",
    .priv_size = sizeof(struct keeper),
    .on_header = keep_header,
    .is_real_time = say_real_time,
    .on_data_unit = keep_unit,
    .on_end_writing = note_end,
    .close = drop_all,
};

static void wait_until_taken(struct jf_writer *writer, struct jf_sink *sink)
{
    struct jf_sink_statistics statistics;

    for (int tries = 0; tries < 10000; tries++) {
        assert_int_equal(jf_writer_get_sink_statistics(writer, sink, &statistics), 0);
        assert_int_equal(statistics.dropped_unit_count, 0);
        if (statistics.queued_unit_count == 0)
            return;
        usleep(500);
    }
    fail_msg("the sink is stuck");
}

/* Writes that many steps; `*ret_held_back` is the most that had been written and not sent. */
static struct jf_sink *run(const char *container, const char *codec, unsigned int step_count,
                           int64_t *ret_held_back_ns)
{
    struct jf_sink *sink = NULL;
    struct jf_writer *writer = make_writer(RATE_HZ, 2);
    struct keeper *keeper = NULL;

    *ret_held_back_ns = 0;
    assert_int_equal(jf_sink_new(&keeper_ops, &sink), 0);
    keeper = keeper_of(sink);
    assert_int_equal(jf_writer_set_metadata(writer, "title", "Live"), 0);
    add_sink(writer, sink, container, codec);
    assert_int_equal(jf_writer_begin(writer), 0);
    for (unsigned int i = 0; i < step_count; i++) {
        const int64_t written_ns = (int64_t)(i + 1) * STEP_FRAMES * SECOND_NS / RATE_HZ;
        int64_t sent_ns = 0;

        write_frames(writer, (int64_t)i * STEP_FRAMES, STEP_FRAMES);
        wait_until_taken(writer, sink);
        /* What is in the last unit is not counted: all before it is gone for sure. */
        if (keeper->count > 0)
            sent_ns = jf_data_unit_get_time_ns(keeper->units[keeper->count - 1]);
        if (written_ns - sent_ns > *ret_held_back_ns)
            *ret_held_back_ns = written_ns - sent_ns;
    }
    assert_int_equal(jf_writer_end(writer), 0);
    assert_true(keeper->ended);
    jf_writer_unref(writer);
    return sink;
}

/* ---- Ogg ------------------------------------------------------------------------------------- */

struct page {
    int64_t granule;
    uint32_t serial, number;
    bool is_first, is_last, continues, is_cut;
    size_t size;
};

static uint64_t little_endian(const uint8_t *bytes, size_t size)
{
    uint64_t value = 0;

    while (size-- > 0)
        value = value << 8 | bytes[size];
    return value;
}

/* RFC 3533, section 6. */
static struct page read_page(const uint8_t *bytes, size_t size)
{
    struct page page = {0};
    size_t segments = 0;

    assert_true(size >= 27);
    assert_memory_equal(bytes, "OggS\0", 5);
    page.continues = bytes[5] & 1;
    page.is_first = bytes[5] & 2;
    page.is_last = bytes[5] & 4;
    page.granule = (int64_t)little_endian(bytes + 6, 8);
    page.serial = (uint32_t)little_endian(bytes + 14, 4);
    page.number = (uint32_t)little_endian(bytes + 18, 4);
    segments = bytes[26];
    page.size = 27 + segments;
    assert_true(size >= page.size);
    for (size_t i = 0; i < segments; i++)
        page.size += bytes[27 + i];
    page.is_cut = segments > 0 && bytes[26 + segments] == 255;
    assert_true(size >= page.size);
    return page;
}

static bool contains(const struct jf_data_unit *unit, const char *text)
{
    return memmem(jf_data_unit_get_bytes(unit), jf_data_unit_get_size(unit), text, strlen(text));
}

/* Asserts that a unit is whole pages with whole packets, numbered on; its last page. */
static struct page read_unit(const struct jf_data_unit *unit, uint32_t *next_number)
{
    const uint8_t *at = jf_data_unit_get_bytes(unit);
    size_t left = jf_data_unit_get_size(unit);
    struct page page = {0};

    for (bool is_first = true; left > 0; is_first = false) {
        page = read_page(at, left);
        assert_int_equal(page.number, (*next_number)++);
        assert_false(is_first && page.continues);
        at += page.size;
        left -= page.size;
    }
    assert_false(page.is_cut);
    return page;
}

static void assert_ogg(const char *codec, size_t padding, size_t frame_count)
{
    int64_t held_back_ns = 0;
    struct jf_sink *sink =
        run("ogg", codec, (unsigned int)(frame_count / STEP_FRAMES), &held_back_ns);
    struct keeper *keeper = keeper_of(sink);
    uint32_t number = 0, serial = 0;
    int64_t end_frames = 0;

    print_message("%s: %zu units, at most %lld ms held back\n", codec, keeper->count,
                  (long long)(held_back_ns / 1000000));
    assert_true(contains(keeper->header, strcmp(codec, "opus") == 0 ? "OpusHead"
                                                                    : "\x7F"
                                                                      "FLAC"));
    assert_true(contains(keeper->header, "Live"));
    serial =
        read_page(jf_data_unit_get_bytes(keeper->header), jf_data_unit_get_size(keeper->header))
            .serial;
    assert_int_equal(read_unit(keeper->header, &number).granule, 0);
    for (size_t i = 0; i < keeper->count; i++) {
        const struct page page = read_unit(keeper->units[i], &number);
        const int64_t begin_ns = jf_data_unit_get_time_ns(keeper->units[i]);

        assert_int_equal(page.serial, serial);
        assert_int_equal(begin_ns / 1000, end_frames * 1000000 / RATE_HZ);
        assert_in_range(page.granule - (int64_t)padding - end_frames, 1, RATE_HZ / 5);
        end_frames = page.granule - (int64_t)padding;
        assert_int_equal(page.is_last, i + 1 == keeper->count);
    }
    assert_int_equal(end_frames, frame_count);
    /* A unit that is being filled, and what is sent but begins no earlier than the last one. */
    assert_in_range(held_back_ns, 0, (int64_t)450 * 1000000);
    jf_sink_unref(sink);
}

static void live_ogg_is_a_header_and_units_of_whole_pages(void **state)
{
    (void)state;
    assert_ogg("opus", OPUS_PADDING, (size_t)STEP_FRAMES * 251);
    assert_ogg("flac", 0, (size_t)STEP_FRAMES * 251);
}

/* Two streams in one connection are told apart by their serial numbers. */
static void two_live_ogg_streams_have_different_numbers(void **state)
{
    uint32_t serials[2] = {0};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        int64_t held_back_ns = 0;
        struct jf_sink *sink = run("ogg", "opus", 1, &held_back_ns);
        const struct jf_data_unit *header = keeper_of(sink)->header;

        serials[i] =
            read_page(jf_data_unit_get_bytes(header), jf_data_unit_get_size(header)).serial;
        jf_sink_unref(sink);
    }
    assert_int_not_equal(serials[0], serials[1]);
}

/* ---- MP3 ------------------------------------------------------------------------------------- */

/* MPEG-1 layer 3 at 128 kbit/s and 48,000 Hz: 384 bytes, without padding. */
static void live_mp3_is_frames_and_nothing_else(void **state)
{
    int64_t held_back_ns = 0;
    struct jf_sink *sink = run("mp3", "mp3", 250, &held_back_ns);
    struct keeper *keeper = keeper_of(sink);

    (void)state;
    print_message("%zu units, at most %lld ms held back\n", keeper->count,
                  (long long)(held_back_ns / 1000000));
    assert_int_equal(jf_data_unit_get_size(keeper->header), 0);
    assert_true(keeper->count > 200);
    for (size_t i = 0; i < keeper->count; i++) {
        const uint8_t *bytes = jf_data_unit_get_bytes(keeper->units[i]);
        const int64_t frames = (int64_t)i * MP3_BLOCK - MP3_PADDING;

        assert_int_equal(jf_data_unit_get_size(keeper->units[i]), 384);
        assert_int_equal(bytes[0], 0xFF);
        assert_int_equal(bytes[1] & 0xFE, 0xFA);
        assert_int_equal(bytes[2] & 0xFC, 0x94);
        assert_int_equal(jf_data_unit_get_time_ns(keeper->units[i]) / 1000,
                         (frames > 0 ? frames : 0) * 1000000 / RATE_HZ);
    }
    assert_in_range(held_back_ns, 0, (int64_t)250 * 1000000);
    jf_sink_unref(sink);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(live_ogg_is_a_header_and_units_of_whole_pages),
        cmocka_unit_test(two_live_ogg_streams_have_different_numbers),
        cmocka_unit_test(live_mp3_is_frames_and_nothing_else),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
