/* SPDX-License-Identifier: MIT */

/* Captures from a real PipeWire server what another client plays there. */

#include "helpers/pipewire-server.h"
#include "test-media-support.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "media/clock.h"

#define LEFT_HZ    440
#define RIGHT_HZ   1000
#define MONITOR_FL "node:jf-sink/out:monitor_FL"
#define MONITOR_FR "node:jf-sink/out:monitor_FR"

#define CYCLE_NS ((int64_t)2048 * SECOND_NS / RATE_HZ) /* the longest of a server by its defaults */

/* ---- a client that plays --------------------------------------------------------------------- */

static char *tones_path;

/* A minute, a tone of its own on each channel. */
static void record_tones(const char *path)
{
    enum {
        BLOCK = 4800
    };
    struct jf_writer *writer = make_writer(RATE_HZ, 2);
    struct jf_sink *sink = NULL;
    float left[BLOCK], right[BLOCK], both[2 * BLOCK];

    assert_int_equal(jf_sink_new_file(path, &sink), 0);
    add_sink(writer, sink, "wav", "pcm");
    assert_int_equal(jf_writer_begin(writer), 0);
    for (int64_t first = 0; first < (int64_t)60 * RATE_HZ; first += BLOCK) {
        fill_tone(left, LEFT_HZ, RATE_HZ, 1, first, BLOCK);
        fill_tone(right, RIGHT_HZ, RATE_HZ, 1, first, BLOCK);
        for (size_t i = 0; i < BLOCK; i++) {
            both[2 * i] = left[i];
            both[2 * i + 1] = right[i];
        }
        assert_int_equal(jf_writer_write(writer, both, BLOCK), 0);
    }
    assert_int_equal(jf_writer_end(writer), 0);
    jf_sink_unref(sink);
    jf_writer_unref(writer);
}

/* Dispatches until both inputs of jf-sink are connected, or none is. */
static void await_connected(struct jf_context *context, bool connected)
{
    const int64_t deadline_ms = now_ms() + 10000;

    while (is_connected(context, IN_FL) != connected || is_connected(context, IN_FR) != connected) {
        struct jf_event *event = await_event(context, deadline_ms);

        assert_non_null(event);
        jf_event_unref(event);
    }
}

static pid_t start_player(struct jf_context *context)
{
    pid_t player = 0;

    await_connected(context, false); /* the one before may still be leaving */
    player = start(
        (const char *const[]){"pw-cat", "--playback", "--target", "jf-sink", tones_path, NULL});
    await_connected(context, true);
    usleep(300000); /* until the server has joined the two graphs and the first samples have come */
    return player;
}

static void stop_player(pid_t player)
{
    assert_int_equal(kill(player, SIGTERM), 0);
    (void)finish(player);
}

/* ---- capturing ------------------------------------------------------------------------------- */

static int new_source(struct jf_context *context, const char *const *ids, size_t count,
                      struct jf_source **ret_source)
{
    const struct jf_connector *connectors[8];

    for (size_t i = 0; i < count; i++)
        connectors[i] = connector_of(context, ids[i]);
    return jf_source_new_connectors(context, connectors, count, NULL, ret_source);
}

static struct jf_source *open_source(struct jf_context *context, const char *const *ids,
                                     size_t count)
{
    struct jf_source *source = NULL;

    assert_int_equal(new_source(context, ids, count, &source), 0);
    assert_int_equal(jf_source_get_rate_hz(source), RATE_HZ);
    assert_int_equal(jf_source_get_channel_count(source), count);
    return source;
}

static void capture(struct jf_source *source, int64_t duration_ns, struct decoded *ret)
{
    struct jf_sink *sink = make_memory(false);
    struct jf_pipeline *pipeline = NULL;
    struct jf_writer *writer = NULL;

    assert_int_equal(jf_writer_new(&writer), 0);
    add_sink(writer, sink, "wav", "pcm");
    assert_int_equal(jf_pipeline_new(source, writer, &pipeline), 0);
    assert_int_equal(jf_pipeline_set_duration_ns(pipeline, duration_ns), 0);
    assert_int_equal(jf_pipeline_start(pipeline), 0);
    assert_int_equal(jf_pipeline_wait(pipeline, (int)(duration_ns / 1000000) + 10000), 1);
    assert_int_equal(jf_pipeline_get_result(pipeline), 0);
    decode_sink(sink, ret);
    jf_pipeline_free(pipeline);
    jf_writer_unref(writer);
    jf_sink_unref(sink);
}

static bool holds_tones(const struct decoded *decoded, const double *hz, unsigned int count)
{
    bool pure = decoded->channel_count == count;

    for (unsigned int c = 0; pure && c < count; c++) {
        const double purity = measure_purity(decoded, c, SECOND / 10, decoded->frame_count, hz[c]);

        if (purity < 0.9999)
            print_message("channel %u: %.6f of it is a sine of %.0f Hz\n", c, purity, hz[c]);
        pure = purity >= 0.9999;
    }
    return pure;
}

/*
 * Captures the tones of all channels without a gap. Neither server nor player run with priority
 * here: on a busy machine they leave holes of their own, so one of several tries has to be perfect.
 */
static void assert_captured(struct jf_source *source, int64_t duration_ns, const double *hz,
                            unsigned int count)
{
    enum {
        TRIES = 5
    };

    for (int i = 0; i < TRIES; i++) {
        const uint64_t gap_frames = jf_source_get_gap_frames(source);
        const uint64_t lost_frames = jf_source_get_lost_frames(source);
        struct decoded decoded;
        bool perfect = false;

        capture(source, duration_ns, &decoded);
        assert_int_equal(decoded.frame_count, jfi_clock_ns_to_frames(duration_ns, RATE_HZ));
        perfect = holds_tones(&decoded, hz, count) &&
                  jf_source_get_gap_frames(source) == gap_frames &&
                  jf_source_get_lost_frames(source) == lost_frames;
        decoded_free(&decoded);
        if (perfect)
            return;
    }
    fail_msg("no capture was perfect");
}

static void what_another_client_plays_is_captured_without_a_gap(void **state)
{
    static const char *const ids[] = {MONITOR_FL, MONITOR_FR};
    static const double hz[] = {LEFT_HZ, RIGHT_HZ};
    struct jf_context *context = open_context();
    const pid_t player = start_player(context);
    struct jf_source *source = open_source(context, ids, 2);

    (void)state;
    assert_captured(source, 3 * SECOND_NS, hz, 2);
    stop_player(player);
    jf_source_unref(source);
    jf_context_unref(context);
}

/* Both clocks are one: the server's own timer drives the graph. */
static void the_clock_of_a_capture_is_measured(void **state)
{
    static const char *const ids[] = {MONITOR_FL, MONITOR_FR};
    struct jf_context *context = open_context();
    struct jf_clock_drift drift = {.restart_count = 1};

    (void)state;
    /* A machine that is too busy may leave gaps, which begin it anew. */
    for (int tries = 0; tries < 4 && !drift.is_known; tries++) {
        struct jf_source *source = open_source(context, ids, 2);
        struct jf_writer *writer = NULL;
        struct jf_pipeline *pipeline = NULL;

        assert_int_equal(jf_writer_new(&writer), 0);
        assert_int_equal(jf_pipeline_new(source, writer, &pipeline), 0);
        assert_int_equal(jf_pipeline_set_duration_ns(pipeline, 14 * SECOND_NS), 0);
        assert_int_equal(jf_pipeline_start(pipeline), 0);
        assert_int_equal(jf_pipeline_wait(pipeline, 30000), 1);
        assert_int_equal(jf_writer_get_clock_drift(writer, &drift), 0);
        jf_pipeline_free(pipeline);
        jf_writer_unref(writer);
        jf_source_unref(source);
    }
    print_message("%.1f ± %.1f ppm\n", drift.ppm, drift.uncertainty_ppm);
    assert_true(drift.is_known);
    assert_true(fabs(drift.ppm) <= drift.uncertainty_ppm);
    assert_true(drift.uncertainty_ppm < 10000);
    jf_context_unref(context);
}

static void channels_come_in_the_order_that_was_asked_for(void **state)
{
    static const struct {
        const char *ids[4];
        size_t count;
        double hz[4];
    } cases[] = {
        {{MONITOR_FR, MONITOR_FL}, 2, {RIGHT_HZ, LEFT_HZ}},
        {{MONITOR_FR}, 1, {RIGHT_HZ}},
        /* Two of a kind have no places of their own. */
        {{MONITOR_FL, MONITOR_FR, MONITOR_FL, MONITOR_FR},
         4,
         {LEFT_HZ, RIGHT_HZ, LEFT_HZ, RIGHT_HZ}},
    };
    struct jf_context *context = open_context();
    const pid_t player = start_player(context);

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct jf_source *source = open_source(context, cases[i].ids, cases[i].count);

        assert_captured(source, SECOND_NS, cases[i].hz, (unsigned int)cases[i].count);
        jf_source_unref(source);
    }
    stop_player(player);
    jf_context_unref(context);
}

static const struct jf_device *find_capture_node(struct jf_context *context)
{
    const struct jf_graph *graph = jf_context_get_graph(context);

    for (size_t i = 0; i < jf_graph_get_device_count(graph); i++) {
        const struct jf_device *device = NULL;

        assert_int_equal(jf_graph_get_device(graph, i, &device), 0);
        if (strstr(jf_device_get_id(device), "jackfield-capture-"))
            return device;
    }
    return NULL;
}

static void the_node_and_its_connections_go_with_the_source(void **state)
{
    static const char *const ids[] = {OUT_FL, OUT_FR};
    struct jf_context *context = open_context();
    struct jf_source *first = open_source(context, ids, 2);
    struct jf_source *second = open_source(context, ids, 2);

    (void)state;
    assert_non_null(find_capture_node(context));
    assert_int_equal(jf_connector_get_connection_count(jf_context_get_graph(context),
                                                       connector_of(context, OUT_FL)),
                     2);
    assert_same_as_server(context);
    jf_source_unref(second);
    jf_source_unref(first);
    (void)drain(context, JF_EVENT_UNKNOWN);
    assert_null(find_capture_node(context));
    assert_false(is_connected(context, OUT_FL));
    assert_false(is_connected(context, OUT_FR));
    assert_same_as_server(context);
    jf_context_unref(context);
}

static void the_source_goes_on_without_the_context_and_reads_in_real_time(void **state)
{
    static const char *const ids[] = {MONITOR_FL, MONITOR_FR};
    static const double hz[] = {LEFT_HZ, RIGHT_HZ};
    struct jf_context *context = open_context();
    const pid_t player = start_player(context);
    struct jf_source *source = open_source(context, ids, 2);
    struct decoded decoded;
    int64_t begin_ns = 0;

    (void)state;
    jf_context_unref(context);
    usleep(500000); /* what comes before the first read is nobody's business */
    begin_ns = jfi_clock_now_ns();
    capture(source, SECOND_NS, &decoded);
    assert_in_range(jfi_clock_now_ns() - begin_ns, SECOND_NS * 9 / 10, SECOND_NS * 3);
    decoded_free(&decoded);
    assert_captured(source, SECOND_NS, hz, 2);
    stop_player(player);
    jf_source_unref(source);
}

/* ---- what cannot be captured ----------------------------------------------------------------- */

static void what_cannot_be_captured_is_refused(void **state)
{
    static const char *const inputs[] = {IN_FL}, *const outputs[] = {OUT_FL};
    struct jf_context *context = open_context();
    const struct jf_connector *connectors[9] = {NULL};
    struct jf_source *source = NULL;
    const size_t fd_count = count_fds();

    (void)state;
    assert_int_equal(new_source(context, inputs, 1, &source), -EINVAL);
    assert_int_equal(new_source(context, outputs, 0, &source), -EINVAL);
    assert_int_equal(new_source(context, outputs, 1, NULL), -EINVAL);
    for (size_t i = 0; i < COUNT(connectors); i++)
        connectors[i] = connector_of(context, OUT_FL);
    assert_int_equal(jf_source_new_connectors(context, connectors, 9, NULL, &source), -EINVAL);
    assert_int_equal(jf_source_new_connectors(NULL, connectors, 1, NULL, &source), -EINVAL);
    assert_int_equal(jf_source_new_connectors(context, NULL, 1, NULL, &source), -EINVAL);
    assert_int_equal(jf_source_new_connectors(context, connectors, 1, "nowhere", &source), -EPIPE);
    connectors[1] = NULL;
    assert_int_equal(jf_source_new_connectors(context, connectors, 2, NULL, &source), -EINVAL);
    assert_null(source);
    assert_int_equal(count_fds(), fd_count);
    jf_context_unref(context);
}

static void a_connector_of_a_recorded_machine_cannot_be_captured(void **state)
{
    struct jf_config *config = NULL;
    struct jf_context *context = NULL;
    const struct jf_connector *connector = NULL;
    const struct jf_part *part = NULL;
    struct jf_source *source = NULL;

    (void)state;
    assert_int_equal(jf_config_new(&config), 0);
    assert_int_equal(jf_config_set_machine(config, "synthetic:a:node;a/o:out"), 0);
    assert_int_equal(jf_context_new(config, &context), 0);
    assert_int_equal(jf_context_settle(context), 0);
    assert_int_equal(jf_graph_find_part(jf_context_get_graph(context), "syn:a/o", &part), 0);
    assert_int_equal(jf_part_get_connector(part, &connector), 0);
    assert_int_equal(jf_source_new_connectors(context, &connector, 1, NULL, &source), -ENOTSUP);
    jf_context_unref(context);
    jf_config_free(config);
}

/* ---- the server goes away -------------------------------------------------------------------- */

/* It leaves out a cycle of up to 43 ms for each in which it got no time, and counts on. */
static void what_a_busy_server_leaves_out_is_silence_of_the_same_length(void **state)
{
    static const char *const ids[] = {MONITOR_FL, MONITOR_FR};
    struct jf_context *context = open_context();
    struct jf_source *source = open_source(context, ids, 2);
    struct jf_writer *writer = NULL;
    struct jf_pipeline *pipeline = NULL;
    int64_t begin_ns = 0, heard_ns = 0, passed_ns = 0;

    (void)state;
    assert_int_equal(jf_writer_new(&writer), 0);
    assert_int_equal(jf_pipeline_new(source, writer, &pipeline), 0);
    assert_int_equal(jf_pipeline_start(pipeline), 0);
    usleep(500000);
    begin_ns = jfi_clock_now_ns();
    heard_ns = -jf_pipeline_get_time_ns(pipeline);
    for (int i = 0; i < 8; i++) {
        assert_int_equal(server("stall-daemon"), 0);
        usleep(300000);
    }
    heard_ns += jf_pipeline_get_time_ns(pipeline);
    passed_ns = jfi_clock_now_ns() - begin_ns;
    print_message("%.3f s heard in %.3f s\n", (double)heard_ns / 1e9, (double)passed_ns / 1e9);
    assert_true(jf_source_get_gap_frames(source) > 8 * RATE_HZ / 10);
    assert_in_range(heard_ns, passed_ns - 4 * CYCLE_NS, passed_ns + 4 * CYCLE_NS);
    assert_int_equal(jf_source_get_lost_frames(source), 0);
    jf_pipeline_free(pipeline);
    jf_writer_unref(writer);
    jf_source_unref(source);
    jf_context_unref(context);
}

static void without_its_server_a_source_gives_silence_and_counts_it(void **state)
{
    static const char *const ids[] = {OUT_FL, OUT_FR};
    struct jf_context *context = open_context();
    struct jf_source *source = open_source(context, ids, 2);
    struct decoded decoded;
    int64_t begin_ns = 0;
    uint64_t gap_frames = 0;

    (void)state;
    capture(source, SECOND_NS / 2, &decoded);
    decoded_free(&decoded);
    gap_frames = jf_source_get_gap_frames(source);
    assert_true(gap_frames < RATE_HZ / 4);
    assert_int_equal(server("kill-daemon"), 0);
    begin_ns = jfi_clock_now_ns();
    capture(source, SECOND_NS, &decoded);
    assert_in_range(jfi_clock_now_ns() - begin_ns, SECOND_NS * 9 / 10, SECOND_NS * 3);
    assert_int_equal(decoded.frame_count, RATE_HZ);
    for (size_t i = 0; i < decoded.frame_count * 2; i++)
        assert_true(decoded.samples[i] == 0);
    assert_in_range(jf_source_get_gap_frames(source) - gap_frames, RATE_HZ * 8 / 10, RATE_HZ);
    assert_int_equal(jf_source_get_lost_frames(source), 0);
    decoded_free(&decoded);
    jf_source_unref(source);
    jf_context_unref(context);
    assert_int_equal(server("start-daemon"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_another_client_plays_is_captured_without_a_gap),
        cmocka_unit_test(the_clock_of_a_capture_is_measured),
        cmocka_unit_test(channels_come_in_the_order_that_was_asked_for),
        cmocka_unit_test(the_node_and_its_connections_go_with_the_source),
        cmocka_unit_test(the_source_goes_on_without_the_context_and_reads_in_real_time),
        cmocka_unit_test(what_cannot_be_captured_is_refused),
        cmocka_unit_test(a_connector_of_a_recorded_machine_cannot_be_captured),
        cmocka_unit_test(what_a_busy_server_leaves_out_is_silence_of_the_same_length),
        cmocka_unit_test(without_its_server_a_source_gives_silence_and_counts_it),
    };
    char *directory = NULL;
    int failed = 0;

    need_programs();
    directory = make_directory();
    tones_path = join(directory, "tones.wav");
    record_tones(tones_path);
    failed = cmocka_run_group_tests(tests, open_server, close_server);
    free(tones_path);
    remove_directory(directory);
    return failed;
}
