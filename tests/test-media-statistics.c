/* SPDX-License-Identifier: MIT */

/* What the writer counts, of one sink's encoder and of all together. */

#include "test-media-probe.h"

#include <errno.h>
#include <stdlib.h>

#include "media/meter.h"

static void get(struct jf_writer *writer, struct jf_sink *sink, struct jf_writer_statistics *ret)
{
    assert_int_equal(jf_writer_get_statistics(writer, sink, ret), 0);
}

static void pcm_is_counted_to_the_byte(void **state)
{
    struct jf_sink *sink = make_memory(false);
    struct jf_writer *writer = begin_with(sink, "wav", "pcm");
    struct jf_writer_statistics of_sink, of_all;

    (void)state;
    write_frames(writer, 0, 2 * SECOND);
    get(writer, sink, &of_sink);
    get(writer, NULL, &of_all);
    assert_memory_equal(&of_sink.frame_count, &of_all.frame_count, sizeof(of_all.frame_count));
    assert_int_equal(of_sink.frame_count, 2 * SECOND);
    assert_int_equal(of_sink.byte_count, 2 * SECOND * 4);
    assert_int_equal(of_sink.dropped_frame_count, 0);
    assert_int_equal(of_sink.dropped_byte_count, 0);
    assert_int_equal(of_sink.current_bit_rate, 1536000);
    assert_int_equal(of_sink.average_bit_rate, 1536000);
    assert_int_equal(of_sink.expected_bit_rate, 1536000);
    assert_int_equal(of_sink.expected_rate_hz, RATE_HZ);
    assert_int_equal(of_all.byte_count, 2 * SECOND * 4);
    assert_int_equal(of_all.average_bit_rate, 1536000);
    assert_int_equal(of_all.expected_bit_rate, 1536000);
    assert_int_equal(jf_writer_end(writer), 0);
    jf_sink_unref(sink);
    jf_writer_unref(writer);
}

static void all_together_is_the_sum_of_the_encoders(void **state)
{
    struct jf_sink *wma = make_memory(true), *same_wma = make_memory(true);
    struct jf_sink *wav = make_memory(false), *flac = make_memory(false);
    struct jf_writer *writer = begin_with(wma, "asf", "wmav2");
    struct jf_writer_statistics all, of_wma, of_same, of_wav, of_flac;

    (void)state;
    add_sink(writer, same_wma, "asf", "wmav2");
    add_sink(writer, wav, "wav", "pcm");
    add_sink(writer, flac, "flac", "flac");
    write_frames(writer, 0, 4 * SECOND);
    get(writer, NULL, &all);
    get(writer, wma, &of_wma);
    get(writer, same_wma, &of_same);
    get(writer, wav, &of_wav);
    get(writer, flac, &of_flac);
    assert_int_equal(all.frame_count, 4 * SECOND);
    assert_memory_equal(&of_wma, &of_same, sizeof(of_wma)); /* one encoder */
    assert_int_equal(of_wma.expected_bit_rate, 128000);
    assert_in_range(of_wma.average_bit_rate, 126000, 130000);
    assert_in_range(of_wma.current_bit_rate, 126000, 130000);
    assert_int_equal(of_flac.expected_bit_rate, 0);
    assert_true(of_flac.average_bit_rate > 10000);
    assert_int_equal(all.expected_bit_rate, 128000 + 1536000);
    assert_int_equal(all.byte_count, of_wma.byte_count + of_wav.byte_count + of_flac.byte_count);
    assert_in_range(all.average_bit_rate, 1536000 + 126000, 1536000 * 2);

    assert_int_equal(jf_writer_remove_sink(writer, wav), 0);
    get(writer, NULL, &all);
    assert_int_equal(all.expected_bit_rate, 128000);
    assert_true(all.byte_count >= 4 * SECOND * 4); /* what was, was */
    assert_int_equal(jf_writer_end(writer), 0);
    jf_sink_unref(flac);
    jf_sink_unref(wav);
    jf_sink_unref(same_wma);
    jf_sink_unref(wma);
    jf_writer_unref(writer);
}

static void the_counts_are_of_the_session_now_or_last(void **state)
{
    struct jf_writer *writer = make_writer(RATE_HZ, 2);
    struct jf_sink *sink = make_memory(false), *stranger = make_memory(false);
    struct jf_writer_statistics statistics = {.frame_count = 7};

    (void)state;
    add_sink(writer, sink, "wav", "pcm");
    get(writer, NULL, &statistics);
    assert_int_equal(statistics.frame_count, 0);
    assert_int_equal(statistics.expected_rate_hz, 0);
    get(writer, sink, &statistics);
    assert_int_equal(statistics.expected_rate_hz, 0);
    statistics.frame_count = 7;
    assert_int_equal(jf_writer_get_statistics(writer, stranger, &statistics), -ENOENT);
    assert_int_equal(jf_writer_get_statistics(NULL, NULL, &statistics), -EINVAL);
    assert_int_equal(jf_writer_get_statistics(writer, NULL, NULL), -EINVAL);
    assert_int_equal(statistics.frame_count, 7);

    for (int session = 0; session < 2; session++) {
        assert_int_equal(jf_writer_begin(writer), 0);
        get(writer, NULL, &statistics);
        assert_int_equal(statistics.frame_count, 0);
        get(writer, sink, &statistics);
        assert_int_equal(statistics.byte_count, 0);
        write_frames(writer, 0, SECOND);
        assert_int_equal(jf_writer_end(writer), 0);
        get(writer, NULL, &statistics);
        assert_int_equal(statistics.frame_count, SECOND);
        get(writer, sink, &statistics);
        assert_int_equal(statistics.byte_count, SECOND * 4);
    }
    jf_sink_unref(stranger);
    jf_sink_unref(sink);
    jf_writer_unref(writer);
}

static void what_a_live_sink_lost_is_counted_in_units_bytes_and_time(void **state)
{
    const struct probe_settings settings = {.real_time = true, .block_at = 'D'};
    struct jf_sink *sink = NULL;
    struct probe *probe = probe_new(&settings, &sink);
    struct jf_writer *writer = begin_with(sink, "wav", "pcm");
    struct jf_sink_statistics of_queue;
    struct jf_writer_statistics statistics;

    (void)state;
    write_frames(writer, 0, 10 * SECOND); /* 500 units; 256 are queued, and one is being taken */
    assert_int_equal(jf_writer_get_sink_statistics(writer, sink, &of_queue), 0);
    get(writer, sink, &statistics);
    assert_in_range(of_queue.dropped_unit_count, 242, 244);
    assert_int_equal(of_queue.dropped_byte_count, of_queue.dropped_unit_count * 3840);
    assert_int_equal(of_queue.dropped_time_ns, of_queue.dropped_unit_count * SECOND_NS / 50);
    assert_int_equal(statistics.dropped_byte_count, of_queue.dropped_byte_count);
    assert_int_equal(statistics.dropped_frame_count, of_queue.dropped_unit_count * 960);
    get(writer, NULL, &statistics);
    assert_int_equal(statistics.dropped_frame_count, 0); /* the writer refused nothing */
    probe_release(probe);
    assert_int_equal(jf_writer_end(writer), 0);
    jf_sink_unref(sink);
    jf_writer_unref(writer);
    probe_free(probe);
}

/* ---- the meter by itself --------------------------------------------------------------------- */

static void a_source_that_is_too_fast_shows_its_true_rate(void **state)
{
    struct jfi_meter *meter = NULL;
    struct jf_writer_statistics statistics;

    (void)state;
    assert_int_equal(jfi_meter_new(RATE_HZ, &meter), 0);
    for (int64_t i = 0; i <= 500; i++)
        jfi_meter_count_input(meter, 480, SECOND_NS + i * 10 * 1000000);
    jfi_meter_get(meter, &statistics);
    assert_int_equal(statistics.current_rate_hz, 48000);
    assert_int_equal(statistics.average_rate_hz, 48000);
    for (int64_t i = 1; i <= 500; i++)
        jfi_meter_count_input(meter, 480, 6 * SECOND_NS + i * 5 * 1000000);
    jfi_meter_get(meter, &statistics);
    assert_int_equal(statistics.current_rate_hz, 96000);
    assert_int_equal(statistics.average_rate_hz, 64000);
    assert_int_equal(statistics.expected_rate_hz, 48000);
    jfi_meter_unref(meter);
}

static void bit_rates_are_of_the_last_second_and_of_all(void **state)
{
    struct jfi_meter *meter = NULL;
    struct jf_writer_statistics statistics;

    (void)state;
    assert_int_equal(jfi_meter_new(1000, &meter), 0);
    jfi_meter_get(meter, &statistics);
    assert_int_equal(statistics.average_bit_rate, 0);
    for (int i = 0; i < 20; i++) {
        jfi_meter_count_bytes(meter, i < 10 ? 100 : 200);
        jfi_meter_count_time(meter, 100);
    }
    jfi_meter_get(meter, &statistics);
    assert_int_equal(statistics.current_bit_rate, 16000);
    assert_int_equal(statistics.average_bit_rate, 12000);
    assert_int_equal(statistics.byte_count, 3000);
    assert_ptr_equal(jfi_meter_ref(meter), meter);
    assert_null(jfi_meter_unref(meter));
    assert_null(jfi_meter_unref(meter));
    assert_null(jfi_meter_unref(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pcm_is_counted_to_the_byte),
        cmocka_unit_test(all_together_is_the_sum_of_the_encoders),
        cmocka_unit_test(the_counts_are_of_the_session_now_or_last),
        cmocka_unit_test(what_a_live_sink_lost_is_counted_in_units_bytes_and_time),
        cmocka_unit_test(a_source_that_is_too_fast_shows_its_true_rate),
        cmocka_unit_test(bit_rates_are_of_the_last_second_and_of_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
