/* SPDX-License-Identifier: MIT */

/* Live ASF: what the wire needs of its header, its packets and its clock. */

#include "test-media-catcher.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libavformat/avformat.h>

#include "media/asf.h"

/* Waits until the sink has taken all there is. */
static void settle(struct jf_writer *writer, struct jf_sink *sink, struct catcher *catcher)
{
    struct jf_sink_statistics statistics;

    for (int tries = 0; tries < 5000; tries++) {
        assert_int_equal(jf_writer_get_sink_statistics(writer, sink, &statistics), 0);
        if (statistics.queued_unit_count == 0 && catcher_count(catcher) == statistics.unit_count)
            return;
        usleep(1000);
    }
    fail_msg("the sink is stuck");
}

static void write_patiently(struct jf_writer *writer, struct jf_sink *sink, struct catcher *catcher,
                            size_t frame_count)
{
    for (size_t done = 0; done < frame_count; done += 4800) {
        const size_t left = frame_count - done;

        write_frames(writer, (int64_t)done, left < 4800 ? left : 4800);
        settle(writer, sink, catcher);
    }
}

static struct catcher *record(const struct jf_format *format, size_t frame_count)
{
    struct jf_writer *writer = make_writer(RATE_HZ, 2);
    struct jf_sink *sink = NULL;
    struct catcher *catcher = catcher_new(&sink);

    assert_int_equal(jf_writer_add_sink(writer, sink, format), 0);
    assert_int_equal(jf_writer_begin(writer), 0);
    write_patiently(writer, sink, catcher, frame_count);
    assert_int_equal(jf_writer_end(writer), 0);
    jf_writer_unref(writer);
    jf_sink_unref(sink);
    return catcher;
}

/* ---- the header ------------------------------------------------------------------------------ */

static const uint8_t *find_object(const uint8_t *header, size_t size, const char *id)
{
    for (size_t i = 30; i + 24 <= size; i += u32_at(header + i + 16)) {
        if (memcmp(header + i, id, 16) == 0)
            return header + i;
        assert_true(u32_at(header + i + 16) >= 24);
    }
    fail_msg("the header lacks an object");
    return NULL;
}

static void assert_zero(const uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_int_equal(bytes[i], 0);
}

static void the_header_claims_what_is_so_of_a_broadcast(void **state)
{
    static const struct {
        const char *codec;
        uint32_t bit_rate;
    } codecs[] = {{"wmav2", 128000}, {"pcm", 1536000}, {"flac", 1536000}};

    (void)state;
    for (size_t i = 0; i < COUNT(codecs); i++) {
        struct jf_format *format = make_format("asf", codecs[i].codec);
        struct catcher *catcher = record(format, SECOND * 8);
        const uint8_t *header = jf_data_unit_get_bytes(catcher->header);
        const size_t size = jf_data_unit_get_size(catcher->header);
        const uint8_t *properties = NULL;

        /* Header Object, then 50 bytes of a Data Object that says nothing about its length. */
        assert_memory_equal(header, "\x30\x26\xB2\x75\x8E\x66\xCF\x11", 8);
        assert_int_equal(u32_at(header + 16), size - 50);
        assert_true(size <= 16384);
        assert_memory_equal(header + size - 50, "\x36\x26\xB2\x75\x8E\x66\xCF\x11", 8);
        assert_int_equal(u32_at(header + size - 50 + 16), 50);
        assert_zero(header + size - 50 + 20, 28);
        assert_memory_equal(header + size - 2, "\1\1", 2);

        properties = find_object(
            header, size - 50, "\xA1\xDC\xAB\x8C\x47\xA9\xCF\x11\x8E\xE4\x00\xC0\x0C\x20\x53\x65");
        assert_zero(properties + 24, 56);
        assert_int_equal(u32_at(properties + 80), 500);
        assert_int_equal(u32_at(properties + 88), 1);
        assert_int_equal(u32_at(properties + 92), 1400);
        assert_int_equal(u32_at(properties + 96), 1400);
        assert_in_range(u32_at(properties + 100), codecs[i].bit_rate, codecs[i].bit_rate * 11 / 10);
        /* What comes in packets is no more than that; 8 s, a frame to fill up and two around it. */
        assert_true((catcher->count - 1) * 1400 * 8 * 1000 / 8128 <= u32_at(properties + 100));
        catcher_free(catcher);
        jf_format_free(format);
    }
}

static void bytes_that_are_no_header_are_refused(void **state)
{
    const struct jfi_asf_config config = {.packet_bytes = 1400};
    struct jf_format *format = make_format("asf", "wmav2");
    struct catcher *catcher = record(format, 0);
    const size_t size = jf_data_unit_get_size(catcher->header);
    uint8_t *header = malloc(size);

    (void)state;
    assert_non_null(header);
    for (size_t cut = 0; cut < size; cut++) {
        memcpy(header, jf_data_unit_get_bytes(catcher->header), size);
        assert_int_equal(jfi_asf_make_header_live(&config, 1, header, cut), -EBADMSG);
    }
    header[30 + 16] = 7; /* the first object's length */
    assert_int_equal(jfi_asf_make_header_live(&config, 1, header, size), -EBADMSG);
    memset(header + 30, 0xFF, 24);
    assert_int_equal(jfi_asf_make_header_live(&config, 1, header, size), -EBADMSG);
    free(header);
    catcher_free(catcher);
    jf_format_free(format);
}

/* ---- packets --------------------------------------------------------------------------------- */

/* Each unit is one packet, full, with a send time that is its own time. */
static void assert_packets(const struct catcher *catcher, size_t packet_bytes, uint32_t start_ms)
{
    uint32_t last_ms = start_ms;

    for (size_t i = 0; i < catcher->count; i++) {
        const int64_t time_ns = jf_data_unit_get_time_ns(catcher->units[i]);
        struct packet packet;

        assert_int_equal(jf_data_unit_get_size(catcher->units[i]), packet_bytes);
        parse_packet(catcher->units[i], &packet);
        if (i + 1 < catcher->count)
            assert_in_range(packet.padding_bytes, 0, 32);
        assert_true(packet.send_ms - last_ms < 0x80000000U);
        last_ms = packet.send_ms;
        assert_int_equal(packet.first_ms, (uint32_t)(packet.send_ms + 500));
        assert_true(packet.last_ms - packet.first_ms <= packet.span_ms);
        /* Packets that prime a decoder have the first ticks. */
        assert_in_range((uint32_t)(packet.send_ms - start_ms) + 2 - time_ns / 1000000, 0, 4);
    }
}

static void assert_recording(const struct catcher *catcher, size_t frame_count)
{
    struct decoded decoded;
    size_t size = 0;
    uint8_t *bytes = catcher_join_from(catcher, 0, &size);

    decode_bytes(bytes, size, &decoded);
    assert_true(decoded.frame_count >= frame_count);
    assert_tone(&decoded, 440, 0, frame_count);
    decoded_free(&decoded);
    free(bytes);
}

static void packets_of_every_size_are_full_and_decode(void **state)
{
    static const unsigned int sizes[] = {100, 101, 131, 148, 576, 1400, 3200, 65527};
    static const char *const codecs[] = {"wmav2", "pcm", "flac"};

    (void)state;
    for (size_t i = 0; i < COUNT(sizes) * COUNT(codecs); i++) {
        struct jf_format *format = make_format("asf", codecs[i % COUNT(codecs)]);
        const unsigned int size = sizes[i / COUNT(codecs)];
        const size_t frame_count = size < 500 ? SECOND / 2 : 2 * SECOND;
        struct catcher *catcher = NULL;

        assert_int_equal(jf_format_set_packet_size(format, size), 0);
        catcher = record(format, frame_count);
        assert_true(catcher->count > 0 && catcher->count < MAX_UNITS);
        assert_packets(catcher, size, 0);
        assert_recording(catcher, frame_count);
        catcher_free(catcher);
        jf_format_free(format);
    }
}

static void sizes_that_no_packet_can_have_are_refused(void **state)
{
    struct jf_format *format = make_format("asf", "wmav2");

    (void)state;
    assert_int_equal(jf_format_get_packet_size(format), 1400);
    assert_int_equal(jf_format_set_packet_size(format, 99), -EINVAL);
    assert_int_equal(jf_format_set_packet_size(format, 65528), -EINVAL);
    assert_int_equal(jf_format_set_packet_size(NULL, 1400), -EINVAL);
    assert_int_equal(jf_format_get_packet_size(format), 1400);
    assert_int_equal(jf_format_set_clock_start_ms(NULL, 0), -EINVAL);
    assert_int_equal(jf_format_get_clock_start_ms(format), 0);
    jf_format_free(format);
}

/* A packet of 1,400 bytes at 128 kbit/s is 87.5 ms; the encoder itself holds back two frames. */
static void a_packet_leaves_when_it_is_full(void **state)
{
    struct jf_format *format = make_format("asf", "wmav2");
    struct jf_writer *writer = make_writer(RATE_HZ, 2);
    struct jf_sink *sink = NULL;
    struct catcher *catcher = catcher_new(&sink);
    size_t seen = 0;
    int64_t worst_ns = 0;

    (void)state;
    assert_int_equal(jf_writer_add_sink(writer, sink, format), 0);
    assert_int_equal(jf_writer_begin(writer), 0);
    for (int64_t done = 0; done < (int64_t)3 * SECOND; done += 480) {
        const int64_t now_ns = (done + 480) * SECOND_NS / RATE_HZ;

        write_frames(writer, done, 480);
        settle(writer, sink, catcher);
        for (; seen < catcher_count(catcher); seen++) {
            const int64_t age_ns = now_ns - jf_data_unit_get_time_ns(catcher->units[seen]);

            if (age_ns > worst_ns)
                worst_ns = age_ns;
        }
    }
    print_message("latency of at most %.1f ms\n", (double)worst_ns / 1e6);
    assert_true(seen > 30);
    assert_in_range(worst_ns, 80 * SECOND_NS / 1000, (88 + 2 * 43 + 10 + 43) * SECOND_NS / 1000);
    assert_int_equal(jf_writer_end(writer), 0);
    jf_writer_unref(writer);
    jf_sink_unref(sink);
    catcher_free(catcher);
    jf_format_free(format);
}

/* Whoever comes late begins with any packet, also one that begins inside a codec frame. */
static void a_stream_decodes_from_any_packet_on(void **state)
{
    struct jf_format *format = make_format("asf", "wmav2");
    struct catcher *catcher = record(format, 2 * SECOND);
    size_t inside_count = 0;

    (void)state;
    for (size_t first = 1; first + 8 < catcher->count; first++) {
        struct decoded decoded;
        struct packet packet;
        size_t size = 0;
        uint8_t *bytes = catcher_join_from(catcher, first, &size);

        parse_packet(catcher->units[first], &packet);
        inside_count += packet.first_offset > 0;
        decode_bytes(bytes, size, &decoded);
        assert_true(decoded.frame_count > 3 * 4096);
        assert_tone(&decoded, 440, 4096, decoded.frame_count - 4096);
        decoded_free(&decoded);
        free(bytes);
    }
    assert_true(inside_count > 4);
    catcher_free(catcher);
    jf_format_free(format);
}

static void sinks_of_other_packets_have_other_packets(void **state)
{
    struct jf_writer *writer = make_writer(RATE_HZ, 2);
    struct jf_format *formats[3];
    struct jf_sink *sinks[3];
    struct catcher *catchers[3];

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        formats[i] = make_format("asf", "wmav2");
        catchers[i] = catcher_new(&sinks[i]);
    }
    assert_int_equal(jf_format_set_packet_size(formats[1], 700), 0);
    assert_int_equal(jf_format_set_clock_start_ms(formats[2], 77777), 0);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(jf_writer_add_sink(writer, sinks[i], formats[i]), 0);
    assert_int_equal(jf_writer_begin(writer), 0);
    write_frames(writer, 0, SECOND);
    assert_int_equal(jf_writer_end(writer), 0);
    assert_packets(catchers[0], 1400, 0);
    assert_packets(catchers[1], 700, 0);
    assert_packets(catchers[2], 1400, 77777);
    for (size_t i = 0; i < 3; i++) {
        assert_true(catchers[i]->count > 10);
        jf_sink_unref(sinks[i]);
        jf_format_free(formats[i]);
        catcher_free(catchers[i]);
    }
    jf_writer_unref(writer);
}

/* ---- the clock ------------------------------------------------------------------------------- */

/* What libavformat makes of the times: each packet follows the one before. */
static void assert_no_gap_in_time(const uint8_t *bytes, size_t size, uint32_t begin_ms,
                                  size_t at_least)
{
    char path[] = "/tmp/jackfield-clock-XXXXXX";
    const int fd = mkstemp(path);
    AVFormatContext *format = NULL;
    AVPacket *packet = av_packet_alloc();
    int64_t last = AV_NOPTS_VALUE;
    size_t count = 0;

    assert_true(fd >= 0);
    assert_non_null(packet);
    assert_int_equal(write(fd, bytes, size), size);
    close(fd);
    assert_int_equal(avformat_open_input(&format, path, NULL, NULL), 0);
    while (av_read_frame(format, packet) == 0) {
        if (count == 0)
            assert_in_range((uint32_t)(packet->pts - begin_ms + 1), 0, 2);
        else if (count > 3) /* the first ones prime the decoder and have the first ticks */
            assert_in_range(packet->pts - last, 42, 44);
        last = packet->pts;
        count++;
        av_packet_unref(packet);
    }
    assert_true(count >= at_least);
    av_packet_free(&packet);
    avformat_close_input(&format);
    unlink(path);
}

static void assert_clock(uint32_t start_ms, size_t frame_count)
{
    struct jf_format *format = make_format("asf", "wmav2");
    struct catcher *catcher = NULL;
    uint8_t *bytes = NULL;
    size_t size = 0;

    assert_int_equal(jf_format_set_clock_start_ms(format, start_ms), 0);
    catcher = record(format, frame_count);
    assert_packets(catcher, 1400, start_ms);
    assert_recording(catcher, frame_count);
    bytes = catcher_join_from(catcher, 0, &size);
    assert_no_gap_in_time(bytes, size, start_ms, frame_count / 2048);
    free(bytes);
    catcher_free(catcher);
    jf_format_free(format);
}

static void the_clock_wraps_unnoticed(void **state)
{
    static const uint32_t starts_ms[] = {0, 1234567, 0x80000000U - 1500, 0x80000000U - 500 - 1500,
                                         /* send times wrap first, or presentation times do */
                                         UINT32_MAX - 1500, UINT32_MAX - 500 - 1500,
                                         UINT32_MAX - 499, UINT32_MAX};

    (void)state;
    for (size_t i = 0; i < COUNT(starts_ms); i++) {
        print_message("from %u ms on\n", starts_ms[i]);
        assert_clock(starts_ms[i], 4 * SECOND);
    }
}

/* ---- the packetizer by itself ---------------------------------------------------------------- */

static size_t receive_all(struct jfi_asf *asf, struct packet *packets, size_t capacity)
{
    struct jf_data_unit *unit = NULL;
    size_t count = 0;

    while (jfi_asf_receive(asf, &unit) == 0) {
        assert_true(count < capacity);
        parse_packet(unit, &packets[count++]);
        jf_data_unit_unref(unit);
    }
    return count;
}

static size_t send(struct jfi_asf *asf, size_t size_bytes, int64_t begin_ms, int64_t end_ms,
                   struct packet *packets, size_t capacity)
{
    static const uint8_t bytes[4096];
    const struct jfi_asf_object object = {.bytes = bytes,
                                          .size_bytes = size_bytes,
                                          .begin_ms = begin_ms,
                                          .end_ms = end_ms,
                                          .time_ns = begin_ms * 1000000};

    assert_true(size_bytes <= sizeof(bytes));
    assert_int_equal(jfi_asf_send(asf, &object), 0);
    return receive_all(asf, packets, capacity);
}

static struct jfi_asf *make_asf(unsigned int packet_bytes)
{
    const struct jfi_asf_config config = {.packet_bytes = packet_bytes};
    struct jfi_asf *asf = NULL;

    assert_int_equal(jfi_asf_new(&config, &asf), 0);
    return asf;
}

static void what_follows_a_gap_begins_a_packet(void **state)
{
    struct jfi_asf *asf = make_asf(1400);
    struct packet packets[8] = {{0}};

    (void)state;
    assert_int_equal(send(asf, 100, 0, 20, packets, 8), 0);
    assert_int_equal(send(asf, 100, 20, 40, packets, 8), 0);
    assert_int_equal(send(asf, 100, 5000, 5020, packets, 8), 1);
    assert_int_equal(packets[0].payload_count, 2);
    assert_int_equal(packets[0].span_ms, 40);
    jfi_asf_flush(asf);
    assert_int_equal(receive_all(asf, packets, 8), 1);
    assert_int_equal(packets[0].payload_count, 1);
    assert_int_equal(packets[0].send_ms, 5000);
    assert_int_equal(packets[0].first_ms, 5500);
    assert_int_equal(receive_all(asf, packets, 8), 0);
    jfi_asf_free(asf);
}

static void a_packet_holds_63_payloads_and_65535_ms(void **state)
{
    struct jfi_asf *asf = make_asf(65527);
    struct packet packets[8] = {{0}};

    (void)state;
    for (int64_t i = 0; i < 62; i++)
        assert_int_equal(send(asf, 1, i, i + 1, packets, 8), 0);
    assert_int_equal(send(asf, 1, 62, 63, packets, 8), 1);
    assert_int_equal(packets[0].payload_count, 63);

    assert_int_equal(send(asf, 1, 100000, 140000, packets, 8), 0);
    assert_int_equal(send(asf, 1, 140000, 165535, packets, 8), 0);
    assert_int_equal(send(asf, 1, 165535, 165536, packets, 8), 1);
    assert_int_equal(packets[0].span_ms, 65535);
    jfi_asf_flush(asf);
    assert_int_equal(receive_all(asf, packets, 8), 1);
    jfi_asf_free(asf);
}

static void a_frame_is_taken_before_the_next_is_sent(void **state)
{
    static const uint8_t bytes[300];
    const struct jfi_asf_object object = {.bytes = bytes, .size_bytes = 300, .end_ms = 20};
    struct jfi_asf *asf = make_asf(100);
    struct packet packets[8] = {{0}};

    (void)state;
    assert_int_equal(jfi_asf_send(asf, &object), 0);
    assert_int_equal(jfi_asf_send(asf, &object), -EAGAIN);
    assert_int_equal(receive_all(asf, packets, 8), 4); /* 69 bytes fit into one */
    assert_int_equal(packets[3].first_offset, 207);
    assert_int_equal(jfi_asf_send(asf, &object), 0);
    jfi_asf_free(asf);
    assert_null(jfi_asf_free(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_header_claims_what_is_so_of_a_broadcast),
        cmocka_unit_test(bytes_that_are_no_header_are_refused),
        cmocka_unit_test(packets_of_every_size_are_full_and_decode),
        cmocka_unit_test(sizes_that_no_packet_can_have_are_refused),
        cmocka_unit_test(a_packet_leaves_when_it_is_full),
        cmocka_unit_test(a_stream_decodes_from_any_packet_on),
        cmocka_unit_test(sinks_of_other_packets_have_other_packets),
        cmocka_unit_test(the_clock_wraps_unnoticed),
        cmocka_unit_test(what_follows_a_gap_begins_a_packet),
        cmocka_unit_test(a_packet_holds_63_payloads_and_65535_ms),
        cmocka_unit_test(a_frame_is_taken_before_the_next_is_sent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
