/* SPDX-License-Identifier: MIT */

/* A source that reads a PCM on a thread of its own, and which connectors it is for. */

#include "helpers/fake-pcm.h"
#include "test-media-probe.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jackfield/jackfield.h>

#include "media/clock.h"
#include "media/source-alsa.h"
#include "media/source.h"
#include "topology/internal.h"

/* ---- a source and what is heard from it ------------------------------------------------------ */

struct rig {
    struct fake_pcm fake;
    struct jf_source *source;
    float heard[2 * 8 * RATE_HZ];
    size_t heard_count;
    int status; /* of the last read */
};

static struct rig *open_rig(void)
{
    struct rig *rig = calloc(1, sizeof(*rig));

    assert_non_null(rig);
    fake_pcm_init(&rig->fake);
    rig->fake.is_real_time = true;
    rig->fake.base.runs_on = true;
    /* Much, because a busy machine may be slow. */
    rig->fake.base.buffer_frames = RATE_HZ;
    assert_int_equal(jfi_source_new_pcm(&rig->fake.base, 2, &rig->source), 0);
    return rig;
}

static void close_rig(struct rig *rig)
{
    jf_source_unref(rig->source);
    assert_int_equal(rig->fake.close_count, 1);
    fake_pcm_fini(&rig->fake);
    free(rig);
}

/* Reads until so many frames have been heard in all, or there are no more. */
static void hear(struct rig *rig, size_t frame_count)
{
    rig->status = 0;
    while (rig->heard_count < frame_count && rig->status >= 0) {
        rig->status = jfi_source_read(rig->source, rig->heard + 2 * rig->heard_count,
                                      frame_count - rig->heard_count);
        if (rig->status > 0)
            rig->heard_count += (size_t)rig->status;
    }
}

static void assert_whole(const struct rig *rig, size_t begin, size_t end)
{
    for (size_t i = begin; i < end; i++) {
        assert_int_equal(fake_pcm_frame_of(rig->heard[2 * i], 0), i);
        assert_int_equal(fake_pcm_frame_of(rig->heard[2 * i + 1], 1), i);
    }
}

static void assert_nothing_missing(const struct rig *rig)
{
    assert_int_equal(jf_source_get_lost_frames(rig->source), 0);
    assert_int_equal(jf_source_get_gap_frames(rig->source), 0);
}

static unsigned int count_calls(struct rig *rig, enum fake_call call)
{
    unsigned int count = 0;

    pthread_mutex_lock(&rig->fake.lock);
    count = rig->fake.calls[call];
    pthread_mutex_unlock(&rig->fake.lock);
    return count;
}

/* ---- reading --------------------------------------------------------------------------------- */

static void a_source_is_as_its_pcm_is(void **state)
{
    struct rig *rig = open_rig();

    (void)state;
    assert_int_equal(jf_source_get_rate_hz(rig->source), RATE_HZ);
    assert_int_equal(jf_source_get_channel_count(rig->source), 2);
    close_rig(rig);
}

static void nothing_is_captured_before_the_first_read(void **state)
{
    struct rig *rig = open_rig();

    (void)state;
    usleep(200000);
    assert_int_equal(count_calls(rig, FAKE_START), 0);
    hear(rig, RATE_HZ / 10);
    assert_whole(rig, 0, rig->heard_count);
    assert_nothing_missing(rig);
    close_rig(rig);
}

static void frames_come_in_order_and_in_real_time(void **state)
{
    struct rig *rig = open_rig();
    const int64_t begin_ns = jfi_clock_now_ns();

    (void)state;
    hear(rig, RATE_HZ);
    assert_in_range(jfi_clock_now_ns() - begin_ns, SECOND_NS * 9 / 10, SECOND_NS * 3);
    assert_whole(rig, 0, RATE_HZ);
    assert_nothing_missing(rig);
    close_rig(rig);
}

static void a_reader_that_is_held_up_for_seconds_loses_nothing(void **state)
{
    struct rig *rig = open_rig();

    (void)state;
    hear(rig, RATE_HZ / 10);
    sleep(3); /* three times what the hardware keeps */
    hear(rig, 3 * RATE_HZ);
    assert_whole(rig, 0, rig->heard_count);
    assert_nothing_missing(rig);
    close_rig(rig);
}

static void waiting_for_a_pcm_costs_no_time_of_the_machine(void **state)
{
    struct rig *rig = open_rig();
    unsigned int calls = 0;

    (void)state;
    hear(rig, RATE_HZ / 10);
    calls = count_calls(rig, FAKE_AVAILABLE);
    sleep(1);
    /* The fake waits 5 ms at a time. */
    assert_in_range(count_calls(rig, FAKE_AVAILABLE) - calls, 10, 1000);
    close_rig(rig);
}

/* ---- the end --------------------------------------------------------------------------------- */

static void a_pcm_that_is_pulled_out_ends_the_source_after_what_came_before(void **state)
{
    struct rig *rig = open_rig();

    (void)state;
    hear(rig, RATE_HZ / 10);
    usleep(500000);
    fake_pcm_stop(&rig->fake, -ENODEV);
    hear(rig, 8 * (size_t)RATE_HZ);
    assert_int_equal(rig->status, -ENODEV);
    assert_in_range(rig->heard_count, RATE_HZ * 4 / 10, RATE_HZ * 3);
    assert_whole(rig, 0, rig->heard_count);
    for (int i = 0; i < 3; i++) {
        float sample[2];

        assert_int_equal(jfi_source_read(rig->source, sample, 1), -ENODEV);
    }
    close_rig(rig);
}

static void a_source_goes_at_once_whatever_it_waits_for(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) {
        struct rig *rig = open_rig();
        int64_t begin_ns = 0;

        if (i > 0)
            hear(rig, RATE_HZ / 100);
        if (i == 2)
            fake_pcm_stall(&rig->fake, true);
        if (i == 3) {
            fake_pcm_fail(&rig->fake, FAKE_START, -EIO, UINT32_MAX);
            fake_pcm_stop(&rig->fake, -EPIPE);
        }
        usleep(50000);
        begin_ns = jfi_clock_now_ns();
        close_rig(rig);
        assert_in_range(jfi_clock_now_ns() - begin_ns, 0, SECOND_NS);
    }
}

/* A pipeline whose PCM is pulled out after a while; returns how long it took from then. */
static int64_t run_until_pulled_out(struct rig *rig, struct jf_writer *writer)
{
    struct jf_pipeline *pipeline = NULL;
    int64_t begin_ns = 0;

    assert_int_equal(jf_pipeline_new(rig->source, writer, &pipeline), 0);
    assert_int_equal(jf_pipeline_start(pipeline), 0);
    assert_int_equal(jf_pipeline_wait(pipeline, 500), 0);
    begin_ns = jfi_clock_now_ns();
    fake_pcm_stop(&rig->fake, -ENODEV);
    assert_int_equal(jf_pipeline_wait(pipeline, 5000), 1);
    assert_int_equal(jf_pipeline_get_result(pipeline), -ENODEV);
    assert_in_range(jf_pipeline_get_time_ns(pipeline), SECOND_NS * 4 / 10, SECOND_NS * 3);
    jf_pipeline_free(pipeline);
    return jfi_clock_now_ns() - begin_ns;
}

static void a_pipeline_ends_its_files_properly_when_the_pcm_is_pulled_out(void **state)
{
    static const char *const names[] = {"a.wav", "b.flac", "c.asf"};
    char *directory = make_directory();
    struct rig *rig = open_rig();
    struct jf_writer *writer = NULL;

    (void)state;
    assert_int_equal(jf_writer_new(&writer), 0);
    for (size_t i = 0; i < COUNT(names); i++) {
        char *path = join(directory, names[i]);
        struct jf_format *format = NULL;
        struct jf_sink *sink = NULL;

        assert_int_equal(jf_sink_new_file(path, &sink), 0);
        assert_int_equal(jf_format_new_for_path(path, &format), 0);
        assert_int_equal(jf_writer_add_sink(writer, sink, format), 0);
        jf_format_free(format);
        jf_sink_unref(sink);
        free(path);
    }
    assert_in_range(run_until_pulled_out(rig, writer), 0, 5 * SECOND_NS);
    jf_writer_unref(writer);
    close_rig(rig);
    assert_int_equal(count_entries(directory), COUNT(names));
    for (size_t i = 0; i < COUNT(names); i++) {
        char *path = join(directory, names[i]);
        struct decoded decoded;

        assert_ffmpeg_is_silent(path);
        decode_file(path, &decoded);
        assert_in_range(decoded.frame_count, RATE_HZ * 4 / 10, RATE_HZ * 3);
        decoded_free(&decoded);
        free(path);
    }
    remove_directory(directory);
}

/* ---- arguments ------------------------------------------------------------------------------- */

static void what_cannot_be_asked_for_is_refused(void **state)
{
    struct jf_source *source = NULL;

    (void)state;
    assert_int_equal(jf_source_new_alsa(NULL, 0, 0, &source), -EINVAL);
    assert_int_equal(jf_source_new_alsa("hw:0,0", 0, 0, NULL), -EINVAL);
    assert_int_equal(jf_source_new_alsa("hw:0,0", 0, 9, &source), -EINVAL);
    assert_int_equal(jf_source_new_alsa("hw:0,0", 7999, 0, &source), -EINVAL);
    assert_int_equal(jf_source_new_alsa("hw:0,0", 192001, 0, &source), -EINVAL);
    assert_null(source);
}

/* ---- connectors of the graph ----------------------------------------------------------------- */

/* A device as the backend for the hardware of this machine would describe it, or another. */
struct description {
    const char *backend;
    enum jf_device_kind kind;
    bool has_card;
    enum jf_flow flow;
    const char *device, *subdevice, *stream;
};

static struct jfi_unit *describe(const struct description *description)
{
    const struct jf_card card = {.number = 31, .id = "None", .codec = -1, .vendor_id = -1};
    const struct jfi_device_info device = {.id = "alsa:test",
                                           .kind = description->kind,
                                           .state = JF_STATE_ACTIVE,
                                           .card = description->has_card ? &card : NULL};
    const struct jfi_part_info part = {.key = "pcm",
                                       .kind = JF_PART_CONNECTOR,
                                       .type = JF_TYPE_SOFTWARE_IO,
                                       .flow = description->flow};
    struct jfi_builder *builder = NULL;
    struct jfi_unit *unit = NULL;
    jfi_ref pcm = JFI_NO_REF;

    assert_int_equal(jfi_builder_new(description->backend, &builder), 0);
    jfi_builder_device(builder, &device);
    pcm = jfi_builder_part(builder, &part);
    jfi_builder_part_property(builder, pcm, "alsa.pcm.device", description->device);
    jfi_builder_part_property(builder, pcm, "alsa.pcm.subdevice", description->subdevice);
    jfi_builder_part_property(builder, pcm, "alsa.pcm.stream", description->stream);
    assert_int_equal(jfi_builder_freeze(builder, &unit), 0);
    jfi_builder_free(builder);
    return unit;
}

static int capture_connector(const struct description *description)
{
    struct jfi_unit *unit = describe(description);
    const struct jf_connector *connectors[2] = {NULL};
    struct jf_config *config = NULL;
    struct jf_context *context = NULL;
    struct jf_source *source = NULL;
    int err = 0;

    assert_int_equal(jf_device_get_connector(&unit->device, 0, &connectors[0]), 0);
    connectors[1] = connectors[0];
    assert_int_equal(jf_config_new(&config), 0);
    assert_int_equal(jf_config_set_machine(config, "synthetic:"), 0);
    assert_int_equal(jf_context_new(config, &context), 0);
    err = jf_source_new_connectors(context, connectors, 1, NULL, &source);
    /* Two of them are no source, whatever they are. */
    assert_true(jf_source_new_connectors(context, connectors, 2, NULL, &source) < 0);
    assert_null(source);
    jf_context_unref(context);
    jf_config_free(config);
    jfi_unit_unref(unit);
    return err;
}

/* There is no card 31: that it is missed shows that it has been looked for. */
static void a_capture_connector_leads_to_its_pcm_and_others_do_not(void **state)
{
    static const struct {
        struct description description;
        int answer;
    } cases[] = {
        {{"alsa", JF_DEVICE_ADAPTER, true, JF_FLOW_OUT, "0", NULL, "capture"}, -ENOENT},
        {{"alsa", JF_DEVICE_ADAPTER, true, JF_FLOW_OUT, "12", "3", "capture"}, -ENOENT},
        {{"alsa", JF_DEVICE_ADAPTER, true, JF_FLOW_OUT, "0", NULL, NULL}, -ENOENT},
        {{"alsa", JF_DEVICE_ADAPTER, true, JF_FLOW_IN, "0", NULL, "playback"}, -EINVAL},
        {{"alsa", JF_DEVICE_ADAPTER, true, JF_FLOW_OUT, "0", NULL, "playback"}, -ENOTSUP},
        {{"alsa", JF_DEVICE_ADAPTER, true, JF_FLOW_OUT, NULL, NULL, NULL}, -ENOTSUP},
        {{"alsa", JF_DEVICE_ADAPTER, false, JF_FLOW_OUT, "0", NULL, "capture"}, -ENOTSUP},
        /* A recording shows another machine, perhaps. */
        {{"replay", JF_DEVICE_ADAPTER, true, JF_FLOW_OUT, "0", NULL, "capture"}, -ENOTSUP},
        {{"alsa", JF_DEVICE_ENDPOINT, true, JF_FLOW_OUT, "0", NULL, "capture"}, -ENOTSUP},
    };

    struct jf_source *source = NULL;
    /* -ENOENT, or without ALSA -ENOTSUP. */
    const int absent = jf_source_new_alsa("hw:31,0", 0, 0, &source);

    (void)state;
    assert_true(absent < 0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        const int expected = cases[i].answer == -ENOENT ? absent : cases[i].answer;
        const int answer = capture_connector(&cases[i].description);

        if (answer != expected)
            fail_msg("case %zu: %s", i, strerror(-answer));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_source_is_as_its_pcm_is),
        cmocka_unit_test(nothing_is_captured_before_the_first_read),
        cmocka_unit_test(frames_come_in_order_and_in_real_time),
        cmocka_unit_test(a_reader_that_is_held_up_for_seconds_loses_nothing),
        cmocka_unit_test(waiting_for_a_pcm_costs_no_time_of_the_machine),
        cmocka_unit_test(a_pcm_that_is_pulled_out_ends_the_source_after_what_came_before),
        cmocka_unit_test(a_source_goes_at_once_whatever_it_waits_for),
        cmocka_unit_test(a_pipeline_ends_its_files_properly_when_the_pcm_is_pulled_out),
        cmocka_unit_test(what_cannot_be_asked_for_is_refused),
        cmocka_unit_test(a_capture_connector_leads_to_its_pcm_and_others_do_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
