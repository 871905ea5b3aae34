/* SPDX-License-Identifier: MIT */
#include "soak/soak.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "media/clock.h"
#include "media/source-alsa.h"
#include "soak/virtual-time.h"

/* Of what stands in for a sound card: so much in its buffer, so much at a time. */
#define BUFFER_S           4
#define PERIODS_PER_SECOND 4
/* What was captured has been played, and each sink been served, so much later. */
#define SETTLE_NS SECOND_NS
/* While a connection closes, what comes is lost. */
#define CLOSING_NS (SECOND_NS / 2)

static void settle(struct soak *soak)
{
    (void)soak;
    virtual_time_sleep_until_ns(jfi_clock_now_ns() + SETTLE_NS);
}

/* ---- listeners ------------------------------------------------------------------------------- */

static void account_jumps(struct soak *soak, bool is_remote, const struct heard *heard)
{
    if (is_remote) {
        soak->totals.jumps += heard->jumps;
        soak->totals.jumped_frames += heard->jumped_frames;
    } else {
        expect(soak, heard->jumps == 0, "jumps in time", (int64_t)heard->jumps, 0);
    }
}

static void account_heard(struct soak *soak, const struct heard *heard)
{
    struct totals *totals = &soak->totals;

    expect(soak, heard->wrong_samples == 0, "wrong samples heard", heard->wrong_samples, 0);
    expect(soak, heard->missing == 0, "packets missing", (int64_t)heard->missing, 0);
    expect(soak, heard->max_error_us <= 2000, "error of a time stamp (us)", heard->max_error_us, 0);
    if (heard->max_error_us > totals->max_error_us)
        totals->max_error_us = heard->max_error_us;
    if (llabs(heard->max_shift_frames) > totals->max_shift_frames)
        totals->max_shift_frames = llabs(heard->max_shift_frames);
    if (llabs(heard->min_shift_frames) > totals->max_shift_frames)
        totals->max_shift_frames = llabs(heard->min_shift_frames);
}

void close_listener(struct soak *soak, struct listener **listener)
{
    struct heard heard;

    if (!*listener)
        return;
    heard = listener_get(*listener);
    account_heard(soak, &heard);
    account_jumps(soak, listener == &soak->remote, &heard);
    listener_close(*listener);
    *listener = NULL;
}

static void close_if_over(struct soak *soak, struct listener **listener)
{
    if (*listener && listener_get(*listener).is_over)
        close_listener(soak, listener);
}

static bool is_pushed(struct soak *soak)
{
    struct jf_point point;

    return soak->is_point_open && jf_point_server_get_point(soak->point, 0, &point) == 0 &&
           point.state == JF_POINT_PUSHING && point.packet_count > 0;
}

static void look_after_listeners(struct soak *soak)
{
    for (size_t i = 0; i < VISITOR_COUNT; i++)
        close_if_over(soak, &soak->visitors[i]);
    close_if_over(soak, &soak->remote);
    if (soak->pipeline && soak->networks.is_attached && !soak->faithful) {
        soak->faithful = listener_open(soak->audience, &(struct place){.port = soak->network_port});
        need(soak->faithful, "nobody listens at the network sink's port");
        soak->networks.connects++;
    }
    if (!soak->remote && is_pushed(soak))
        soak->remote = listener_open(soak->audience,
                                     &(struct place){.port = soak->point_port, .is_delayed = true});
}

/* ---- statuses -------------------------------------------------------------------------------- */

/* "connected again after 1.2 s; gap of 3 ns in 4 data units": 4. */
static uint64_t read_gap(const char *text)
{
    static const char before[] = " ns in ";
    const char *number = strstr(text, before);

    need(number && strstr(text, "; gap of "), "a reconnect that tells no gap");
    return strtoull(number + strlen(before), NULL, 10);
}

static void take_push_status(struct soak *soak, const struct jf_writer_status *status)
{
    struct push_account *account = &soak->pushes;

    switch (jf_writer_status_get_type(status)) {
    case JF_WRITER_STATUS_RECONNECT_START:
        account->reconnect_starts++;
        return;
    case JF_WRITER_STATUS_RECONNECT_END:
        account->told_gap_count += read_gap(jf_writer_status_get_text(status));
        account->reconnect_ends++;
        return;
    default:
        if (jf_writer_status_get_result(status) < 0)
            complain(soak, "push: %s", jf_writer_status_get_text(status));
    }
}

static void take_writer_status(struct soak *soak, const struct jf_writer_status *status)
{
    const bool is_ours = atomic_load(&soak->recordings.is_disk_full) &&
                         jf_writer_status_get_result(status) == -ENOSPC;

    if (jf_writer_status_get_type(status) == JF_WRITER_STATUS_ERROR && !is_ours)
        complain(soak, "%s", jf_writer_status_get_text(status));
}

/* A session that ends by itself has had no encoder for too long: we cut its wire. */
static void take_point_status(struct soak *soak, const struct jf_writer_status *status)
{
    if (soak->is_verbose)
        (void)printf("%8" PRId64 " s  point: %s\n", soak->now_s, jf_writer_status_get_text(status));
}

static void take_statuses(struct soak *soak)
{
    struct jf_writer_status *status = NULL;

    while ((status = jf_sink_next_status(soak->push))) {
        if (soak->is_verbose)
            (void)printf("%8" PRId64 " s  push: %s\n", soak->now_s,
                         jf_writer_status_get_text(status));
        take_push_status(soak, status);
        jf_writer_status_free(status);
    }
    while ((status = jf_writer_next_status(soak->writer))) {
        take_writer_status(soak, status);
        jf_writer_status_free(status);
    }
    while ((status = jf_sink_next_status(soak->network)))
        jf_writer_status_free(status);
    while ((status = jf_point_server_next_status(soak->point))) {
        take_point_status(soak, status);
        jf_writer_status_free(status);
    }
}

void look_after(struct soak *soak)
{
    take_statuses(soak);
    count_point_packets(soak);
    look_after_listeners(soak);
}

/* ---- the network sink ------------------------------------------------------------------------ */

static struct jf_sink_statistics get_feed(struct soak *soak, struct jf_sink *sink)
{
    struct jf_sink_statistics statistics;

    need(jf_writer_get_sink_statistics(soak->writer, sink, &statistics) == 0,
         "a sink without statistics");
    return statistics;
}

void attach_network(struct soak *soak)
{
    need(jf_writer_add_sink(soak->writer, soak->network, soak->live_format) == 0,
         "the network sink cannot be added");
    soak->networks.is_attached = true;
}

static void account_network(struct soak *soak)
{
    const struct jf_sink_statistics feed = get_feed(soak, soak->network);

    soak->totals.network_units += feed.unit_count;
    soak->totals.network_dropped += feed.dropped_unit_count;
}

void detach_network(struct soak *soak)
{
    account_network(soak);
    need(jf_writer_remove_sink(soak->writer, soak->network) == 0,
         "the network sink cannot be removed");
    soak->networks.is_attached = false;
    soak->networks.was_taken_off = true;
    settle(soak);
    close_listener(soak, &soak->faithful);
    close_if_over(soak, &soak->sleeper);
}

/* ---- the push sink --------------------------------------------------------------------------- */

static uint64_t get_fed(struct soak *soak)
{
    struct push_account *account = &soak->pushes;

    return account->fed_before + (account->is_fed ? get_feed(soak, soak->push).unit_count : 0);
}

/* What has come to the sink since it connected has arrived, waits, or is told to be lost. */
static void account_connection(struct soak *soak)
{
    struct push_account *account = &soak->pushes;
    const uint64_t fed = get_fed(soak) - account->fed_at_connect;
    struct jf_uplink_statistics statistics;
    const uint64_t closing = 1 + (uint64_t)jfi_clock_ns_to_frames(CLOSING_NS, soak->rate_hz) *
                                     sizeof(int16_t) / PACKET_BYTES;
    uint64_t sum = 0;

    need(jf_uplink_get_statistics(soak->push, &statistics) == 0, "a push without statistics");
    sum = statistics.unit_count + statistics.gap_unit_count + statistics.waiting_unit_count;
    expect(soak, sum == fed, "units of a connection", (int64_t)sum, (int64_t)fed);
    expect(soak, statistics.waiting_unit_count == 0, "units that wait at the end",
           (int64_t)statistics.waiting_unit_count, 0);
    expect(soak, statistics.lost_status_count == 0, "lost statuses",
           (int64_t)statistics.lost_status_count, 0);
    expect(soak,
           account->told_gap_count <= statistics.gap_unit_count &&
               statistics.gap_unit_count <= account->told_gap_count + closing,
           "units of gaps told", (int64_t)account->told_gap_count,
           (int64_t)statistics.gap_unit_count);
    account->unit_count += statistics.unit_count;
    account->gap_count += statistics.gap_unit_count;
    account->told_gap_count = 0;
}

void connect_push(struct soak *soak)
{
    struct push_account *account = &soak->pushes;
    char url[64];

    (void)snprintf(url, sizeof(url), "http://127.0.0.1:%u/live", soak->wire_port);
    need(jf_push_sink_connect(soak->push, url, NULL, false) == 0, "the push cannot connect");
    account->unkept_count += get_fed(soak) - account->fed_at_connect;
    account->fed_at_connect = get_fed(soak);
}

void disconnect_push(struct soak *soak, bool ends)
{
    struct push_account *account = &soak->pushes;
    int err = 0;

    count_point_packets(soak);
    err = ends ? jf_push_sink_end_session(soak->push) : jf_push_sink_disconnect(soak->push);
    expect(soak, err == 0, "disconnecting", err, 0);
    take_statuses(soak);
    account_connection(soak);
    account->fed_at_connect = get_fed(soak);
    settle(soak);
}

void attach_push(struct soak *soak)
{
    need(jf_writer_add_sink(soak->writer, soak->push, soak->live_format) == 0,
         "the push sink cannot be added");
    soak->pushes.is_fed = true;
}

static void account_push(struct soak *soak)
{
    const struct jf_sink_statistics feed = get_feed(soak, soak->push);

    soak->pushes.fed_before += feed.unit_count;
    soak->pushes.is_fed = false;
    soak->totals.push_units += feed.unit_count;
    soak->totals.push_dropped += feed.dropped_unit_count;
}

void detach_push(struct soak *soak)
{
    account_push(soak);
    need(jf_writer_remove_sink(soak->writer, soak->push) == 0, "the push sink cannot be removed");
}

/* ---- the publishing point -------------------------------------------------------------------- */

void count_point_packets(struct soak *soak)
{
    struct push_account *account = &soak->pushes;
    struct jf_point point;

    if (!soak->is_point_open || jf_point_server_get_point(soak->point, 0, &point) < 0)
        return;
    if (point.packet_count < account->last_packets)
        account->last_packets = 0;
    account->point_packets += point.packet_count - account->last_packets;
    account->last_packets = point.packet_count;
}

void open_point(struct soak *soak)
{
    need(jf_point_server_open(soak->point, NULL, &soak->point_port) == 0,
         "the point cannot be opened");
    soak->is_point_open = true;
}

void close_point(struct soak *soak)
{
    count_point_packets(soak);
    soak->pushes.last_packets = 0;
    soak->is_point_open = false;
    need(jf_point_server_close(soak->point) == 0, "the point cannot be closed");
}

/* ---- sessions -------------------------------------------------------------------------------- */

static void open_source(struct soak *soak)
{
    struct jfi_pcm *base = &soak->pcm.base;

    fake_pcm_init(&soak->pcm);
    soak->pcm.is_real_time = true;
    soak->pcm.is_short = true;
    base->rate_hz = soak->rate_hz;
    base->channel_count = 1;
    base->buffer_frames = (size_t)soak->rate_hz * BUFFER_S;
    base->period_frames = soak->rate_hz / PERIODS_PER_SECOND;
    need(jfi_source_new_pcm(base, 1, &soak->source) == 0, "no source");
}

void begin_session(struct soak *soak)
{
    char title[32];

    (void)snprintf(title, sizeof(title), "Session %" PRId64, ++soak->totals.sessions);
    need(jf_writer_set_metadata(soak->writer, "title", title) == 0, "no title");
    open_source(soak);
    need(jf_pipeline_new(soak->source, soak->writer, &soak->pipeline) == 0, "no pipeline");
    audience_begin_session(soak->audience, jfi_clock_now_ns());
    soak->networks.was_taken_off = false;
    soak->stall_count = 0;
    need(jf_pipeline_start(soak->pipeline) == 0, "the pipeline does not start");
    soak->pushes.is_fed = true;
    begin_recording(soak);
}

/* Captured is what was read before the PCM was pulled out: the rest went with it. */
static void account_session(struct soak *soak, int64_t captured_frames)
{
    struct totals *totals = &soak->totals;
    struct jf_writer_statistics statistics;
    const int64_t gap_frames = (int64_t)jf_source_get_gap_frames(soak->source);
    const int64_t lost_frames = (int64_t)jf_source_get_lost_frames(soak->source);
    int64_t written_frames = 0;

    need(jf_writer_get_statistics(soak->writer, NULL, &statistics) == 0, "no statistics");
    written_frames = (int64_t)statistics.frame_count;
    expect(soak, statistics.dropped_frame_count == 0, "frames refused",
           (int64_t)statistics.dropped_frame_count, 0);
    /* When hardware stopped to give frames is known only to the time between two looks at it. */
    expect(soak,
           written_frames <= captured_frames &&
               captured_frames - written_frames <=
                   soak->stall_count * (soak->rate_hz / PERIODS_PER_SECOND),
           "frames written of those captured", written_frames, captured_frames);
    account_recordings(soak, written_frames);
    if (!soak->networks.was_taken_off) {
        const struct heard heard = listener_get(soak->faithful);

        expect(soak, heard.first_frame == 0, "first frame heard", heard.first_frame, 0);
        expect(soak, heard.end_frame == written_frames, "frames heard", heard.end_frame,
               written_frames);
        expect(soak, heard.silent_frames == gap_frames + lost_frames, "silence heard (frames)",
               heard.silent_frames, gap_frames + lost_frames);
        expect(soak, heard.has_end, "end of the stream", heard.has_end, true);
    }
    totals->captured_frames += captured_frames;
    totals->written_frames += written_frames;
    totals->gap_frames += gap_frames;
    totals->lost_frames += lost_frames;
}

void end_session(struct soak *soak)
{
    int64_t captured_frames = 0;
    int err = 0;

    fake_pcm_stop(&soak->pcm, -ENODEV);
    captured_frames = soak->pcm.next_frames;
    soak->totals.unread_frames += soak->pcm.frozen_frames - captured_frames;
    err = jf_pipeline_wait(soak->pipeline, 60000);
    expect(soak, err == 1, "the pipeline's end", err, 1);
    err = jf_pipeline_get_result(soak->pipeline);
    expect(soak, err == -ENODEV, "the pipeline's result", err, -ENODEV);
    settle(soak);
    need(jf_writer_remove_sink(soak->writer, soak->recordings.sink) == 0, "no recording to remove");
    finish_recording(soak);
    account_session(soak, captured_frames);
    account_network(soak);
    account_push(soak);
    close_listener(soak, &soak->faithful);
    for (size_t i = 0; i < VISITOR_COUNT; i++)
        close_listener(soak, &soak->visitors[i]);
    soak->pipeline = jf_pipeline_free(soak->pipeline);
    soak->source = jf_source_unref(soak->source);
    fake_pcm_fini(&soak->pcm);
}
