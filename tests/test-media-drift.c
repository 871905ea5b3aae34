/* SPDX-License-Identifier: MIT */

/* How far a source's clock is off, on a clock that the test turns. */

#include "test-media-support.h"

#include <errno.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "media/clock.h"
#include "media/drift.h"
#include "media/source.h"
#include "media/writer.h"

#define BLOCK 960

/* ---- the clock ------------------------------------------------------------------------------- */

/* Never before the true one, by which threads wait for each other. */
static _Atomic int64_t clock_ns;

int64_t __real_jfi_clock_now_ns(void);
int64_t __wrap_jfi_clock_now_ns(void);

int64_t __wrap_jfi_clock_now_ns(void)
{
    return atomic_load(&clock_ns);
}

/* ---- a line by itself ------------------------------------------------------------------------ */

/* A source whose blocks come late by up to a time, never early. */
struct feed {
    struct jfi_drift drift;
    double ppm;
    int64_t latest_ns;
    int64_t begin_ns, last_ns;
    int64_t step_ns; /* of the clock */
    int64_t frames;
    uint32_t random;
};

static void begin_feed(struct feed *feed, double ppm, int64_t latest_ns)
{
    *feed = (struct feed){.ppm = ppm, .latest_ns = latest_ns, .begin_ns = 10000 * SECOND_NS};
    jfi_drift_init(&feed->drift, RATE_HZ);
}

static int64_t delay_ns(struct feed *feed)
{
    feed->random = feed->random * 1664525 + 1013904223;
    return (int64_t)((double)(feed->random >> 8) / (1 << 24) * (double)feed->latest_ns);
}

static void run_feed(struct feed *feed, int seconds)
{
    for (int i = 0; i < 50 * seconds; i++) {
        double source_ns;
        int64_t late_ns;

        feed->frames += BLOCK;
        source_ns = (double)feed->frames / RATE_HZ / (1 + feed->ppm / 1e6) * 1e9;
        late_ns = feed->begin_ns + (int64_t)source_ns + delay_ns(feed);
        /* None overtakes another. */
        feed->last_ns = late_ns > feed->last_ns ? late_ns : feed->last_ns;
        jfi_drift_take(&feed->drift, BLOCK, feed->last_ns + feed->step_ns);
    }
}

static void assert_unknown(const struct feed *feed, uint64_t restart_count)
{
    struct jf_clock_drift drift;

    jfi_drift_get(&feed->drift, &drift);
    assert_false(drift.is_known);
    assert_int_equal(drift.restart_count, restart_count);
}

static struct jf_clock_drift assert_known(const struct feed *feed, uint64_t restart_count)
{
    struct jf_clock_drift drift;

    jfi_drift_get(&feed->drift, &drift);
    assert_true(drift.is_known);
    assert_int_equal(drift.restart_count, restart_count);
    assert_true(drift.span_ns >= 10 * SECOND_NS && drift.span_ns <= 1040 * SECOND_NS);
    if (fabs(drift.ppm - feed->ppm) > drift.uncertainty_ppm)
        fail_msg("%f ± %f ppm, and it is %f", drift.ppm, drift.uncertainty_ppm, feed->ppm);
    return drift;
}

static void a_clock_that_is_off_is_measured_to_what_is_said_of_it(void **state)
{
    static const double ppms[] = {0, 0.5, 200, -500, 10000, -10000};
    static const int64_t latest_ns[] = {0, 1000, 1000000, 20000000};
    struct feed feed;

    (void)state;
    for (size_t i = 0; i < COUNT(ppms); i++) {
        for (size_t k = 0; k < COUNT(latest_ns); k++) {
            begin_feed(&feed, ppms[i], latest_ns[k]);
            run_feed(&feed, 10);
            assert_unknown(&feed, 0);
            run_feed(&feed, 4);
            for (int rest = 0; rest < 200; rest++) {
                assert_known(&feed, 0);
                run_feed(&feed, 13);
            }
        }
    }
}

static void the_longer_it_runs_the_surer_it_is(void **state)
{
    struct jf_clock_drift early, late;
    struct feed feed;

    (void)state;
    begin_feed(&feed, 200, 2000000);
    run_feed(&feed, 15);
    early = assert_known(&feed, 0);
    run_feed(&feed, 1200);
    late = assert_known(&feed, 0);
    assert_true(early.uncertainty_ppm > 1 && early.uncertainty_ppm < 200);
    assert_true(late.uncertainty_ppm < 1);
    assert_true(late.span_ns > 900 * SECOND_NS);
}

static void a_rate_that_changes_is_followed(void **state)
{
    struct feed feed;

    (void)state;
    begin_feed(&feed, 100, 100000);
    run_feed(&feed, 600);
    assert_known(&feed, 0);
    feed.begin_ns += (int64_t)((double)feed.frames / RATE_HZ * 1e9 * (1 / 1.0001 - 1 / 0.9999));
    feed.ppm = -100;
    run_feed(&feed, 1100);
    assert_true(assert_known(&feed, 0).uncertainty_ppm < 1);
}

static void a_step_of_the_clock_is_no_drift(void **state)
{
    static const int64_t steps_ns[] = {3600 * SECOND_NS, -3600 * SECOND_NS, SECOND_NS, -SECOND_NS};
    struct feed feed;

    (void)state;
    for (size_t i = 0; i < COUNT(steps_ns); i++) {
        begin_feed(&feed, 200, 100000);
        run_feed(&feed, 60);
        assert_known(&feed, 0);
        feed.step_ns = steps_ns[i];
        run_feed(&feed, 9);
        assert_unknown(&feed, 1);
        run_feed(&feed, 10);
        assert_known(&feed, 1);
    }
}

static void a_stall_that_is_made_up_for_leaves_no_trace(void **state)
{
    struct feed feed;

    (void)state;
    begin_feed(&feed, -500, 100000);
    run_feed(&feed, 30);
    feed.last_ns += 5 * SECOND_NS; /* what comes in these seconds comes then */
    run_feed(&feed, 30);
    assert_true(assert_known(&feed, feed.drift.restart_count).uncertainty_ppm < 20);
}

static void what_is_not_in_real_time_has_no_drift(void **state)
{
    struct feed feed;

    (void)state;
    begin_feed(&feed, 50e6, 1000); /* 51 times as fast */
    run_feed(&feed, 3000);
    jfi_drift_get(&feed.drift, &(struct jf_clock_drift){0});
    assert_unknown(&feed, feed.drift.restart_count);
    begin_feed(&feed, -500000, 1000);
    run_feed(&feed, 300);
    assert_unknown(&feed, feed.drift.restart_count);
}

/* ---- a pipeline ------------------------------------------------------------------------------ */

/* Its blocks come as its own clock has it, which the clock of the machine follows. */
struct skewed {
    double ppm;
    int64_t begin_ns, frames;
    struct jfi_missing missing; /* in the block at that frame */
    int64_t missing_at;
};

static int read_skewed(struct jf_source *source, float *samples, size_t max_frames)
{
    struct skewed *skewed = jfi_source_get_priv(source);
    const size_t count = max_frames < BLOCK ? max_frames : BLOCK;

    fill_tone(samples, 440, RATE_HZ, 1, skewed->frames, count);
    if (skewed->missing.frame_count > 0 && skewed->frames == skewed->missing_at)
        jfi_source_note_missing(source, &skewed->missing);
    skewed->frames += (int64_t)count;
    atomic_store(&clock_ns, skewed->begin_ns + (int64_t)((double)skewed->frames / RATE_HZ /
                                                         (1 + skewed->ppm / 1e6) * 1e9));
    return (int)count;
}

static struct jf_source *make_skewed(double ppm)
{
    static const struct jfi_source_ops ops = {
        .name = "skewed", .priv_size = sizeof(struct skewed), .read = read_skewed};
    struct jf_source *source = NULL;
    struct skewed *skewed;

    assert_int_equal(jfi_source_new(&ops, RATE_HZ, 1, &source), 0);
    skewed = jfi_source_get_priv(source);
    skewed->ppm = ppm;
    skewed->begin_ns = __real_jfi_clock_now_ns();
    atomic_store(&clock_ns, skewed->begin_ns);
    return source;
}

static void run_pipeline(struct jf_source *source, struct jf_writer *writer, int64_t duration_ns)
{
    struct jf_pipeline *pipeline = NULL;

    assert_int_equal(jf_pipeline_new(source, writer, &pipeline), 0);
    assert_int_equal(jf_pipeline_set_duration_ns(pipeline, duration_ns), 0);
    assert_int_equal(jf_pipeline_start(pipeline), 0);
    assert_int_equal(jf_pipeline_wait(pipeline, -1), 1);
    assert_int_equal(jf_pipeline_get_result(pipeline), 0);
    jf_pipeline_free(pipeline);
}

static void a_pipeline_tells_the_drift_of_its_source(void **state)
{
    static const double ppms[] = {200, -500, 10000};

    (void)state;
    for (size_t i = 0; i < COUNT(ppms); i++) {
        struct jf_source *source = make_skewed(ppms[i]);
        struct jf_clock_drift drift = {.ppm = 7};
        struct jf_writer *writer = NULL;

        assert_int_equal(jf_writer_new(&writer), 0);
        assert_int_equal(jf_writer_get_clock_drift(writer, &drift), -ENODATA);
        assert_int_equal(jf_writer_get_clock_drift(NULL, &drift), -EINVAL);
        assert_int_equal(jf_writer_get_clock_drift(writer, NULL), -EINVAL);
        run_pipeline(source, writer, 120 * SECOND_NS);
        assert_int_equal(jf_writer_get_clock_drift(writer, &drift), 0);
        assert_true(drift.is_known);
        assert_true(fabs(drift.ppm - ppms[i]) < 0.1);
        assert_true(drift.uncertainty_ppm < 1);
        assert_int_equal(drift.restart_count, 0);
        jf_writer_unref(writer);
        jf_source_unref(source);
    }
}

static void a_dropout_begins_the_line_anew(void **state)
{
    struct jf_source *source = make_skewed(200);
    struct skewed *skewed = jfi_source_get_priv(source);
    struct jf_clock_drift drift;
    struct jf_writer *writer = NULL;

    (void)state;
    skewed->missing_at = 60 * RATE_HZ;
    skewed->missing = (struct jfi_missing){.offset_frames = 5, .frame_count = 77};
    assert_int_equal(jf_writer_new(&writer), 0);
    run_pipeline(source, writer, 66 * SECOND_NS);
    assert_int_equal(jf_writer_get_clock_drift(writer, &drift), 0);
    assert_false(drift.is_known);
    assert_int_equal(drift.restart_count, 1);
    skewed->missing_at = -1;
    run_pipeline(source, writer, 66 * SECOND_NS);
    assert_int_equal(jf_writer_get_clock_drift(writer, &drift), 0);
    assert_true(drift.is_known); /* of the session now or last */
    assert_int_equal(drift.restart_count, 0);
    jf_writer_unref(writer);
    jf_source_unref(source);
}

/* ---- what a clock that is off may not do ----------------------------------------------------- */

/* A sink in real time that looks at the time of each data unit. */
struct watcher {
    int64_t last_ns, bytes;
    atomic_int failures;
};

static int on_header(struct jf_sink *sink, struct jf_data_unit *header)
{
    (void)sink;
    (void)header;
    return 0;
}

static int is_real_time(struct jf_sink *sink, bool *ret_real_time)
{
    (void)sink;
    *ret_real_time = true;
    return 0;
}

static int on_data_unit(struct jf_sink *sink, struct jf_data_unit *unit)
{
    struct watcher *watcher = jf_sink_get_priv(sink);
    const int64_t expected_ns = jfi_clock_frames_to_ns(watcher->bytes / 2, RATE_HZ);

    if (jf_data_unit_get_time_ns(unit) != expected_ns)
        atomic_fetch_add(&watcher->failures, 1);
    watcher->bytes += (int64_t)jf_data_unit_get_size(unit);
    return 0;
}

static int on_end_writing(struct jf_sink *sink)
{
    (void)sink;
    return 0;
}

/* Writes as the source's clock has it, and lets the sink keep up; the first failure. */
static int write_live(struct jf_writer *writer, struct jf_sink *sink, double ppm, int seconds)
{
    static float samples[BLOCK];
    const int64_t begin_ns = atomic_load(&clock_ns);
    int err = 0;

    for (int64_t i = 1; i <= 50 * (int64_t)seconds && err == 0; i++) {
        struct jf_sink_statistics statistics;

        err = jf_writer_write(writer, samples, BLOCK);
        atomic_store(&clock_ns, begin_ns + (int64_t)((double)i / 50 / (1 + ppm / 1e6) * 1e9));
        do
            assert_int_equal(jf_writer_get_sink_statistics(writer, sink, &statistics), 0);
        while (statistics.queued_unit_count > 100);
        assert_int_equal(statistics.dropped_unit_count, 0);
    }
    return err;
}

static void time_is_the_sources_own_and_no_queue_grows(void **state)
{
    static const struct jf_sink_ops ops = {.name = "watcher",
                                           .priv_size = sizeof(struct watcher),
                                           .on_header = on_header,
                                           .is_real_time = is_real_time,
                                           .on_data_unit = on_data_unit,
                                           .on_end_writing = on_end_writing};
    static const double ppms[] = {200, -500, 9900};

    (void)state;
    for (size_t i = 0; i < COUNT(ppms); i++) {
        struct jf_writer *writer = make_writer(RATE_HZ, 1);
        struct jf_sink *sink = NULL;

        atomic_store(&clock_ns, __real_jfi_clock_now_ns());
        assert_int_equal(jf_sink_new(&ops, &sink), 0);
        add_sink(writer, sink, "wav", "pcm");
        assert_int_equal(jf_writer_set_live_source(writer, true), 0);
        assert_int_equal(jf_writer_begin(writer), 0);
        assert_int_equal(write_live(writer, sink, ppms[i], 1200), 0);
        assert_int_equal(jf_writer_end(writer), 0);
        assert_int_equal(atomic_load(&((struct watcher *)jf_sink_get_priv(sink))->failures), 0);
        jf_sink_unref(sink);
        jf_writer_unref(writer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clock_that_is_off_is_measured_to_what_is_said_of_it),
        cmocka_unit_test(the_longer_it_runs_the_surer_it_is),
        cmocka_unit_test(a_rate_that_changes_is_followed),
        cmocka_unit_test(a_step_of_the_clock_is_no_drift),
        cmocka_unit_test(a_stall_that_is_made_up_for_leaves_no_trace),
        cmocka_unit_test(what_is_not_in_real_time_has_no_drift),
        cmocka_unit_test(a_pipeline_tells_the_drift_of_its_source),
        cmocka_unit_test(a_dropout_begins_the_line_anew),
        cmocka_unit_test(time_is_the_sources_own_and_no_queue_grows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
