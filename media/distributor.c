/* SPDX-License-Identifier: MIT */
#include "media/distributor.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "media/clock.h"
#include "media/encoder.h"
#include "media/muxer.h"
#include "media/schedule.h"
#include "media/sink.h"

/* A feed, under its muxer. */
struct tap {
    struct jfi_feed *feed;
    struct tap *next;
};

/* A muxer, under its encoder. */
struct outlet {
    struct jf_format format;
    bool live;
    struct jfi_muxer *muxer;
    struct tap *taps;
    struct jfi_schedule *schedule; /* of the one sink it is for; NULL: all is wanted */
    struct outlet *next;
};

/* An encoder. */
struct lane {
    const struct jfi_codec *codec;
    unsigned int bit_rate; /* 0: lossless */
    struct jfi_encoder *encoder;
    struct jfi_meter *meter;
    int64_t origin_frames; /* writer time of its first frame */
    int64_t resume_frames; /* writer time until which it takes nothing: a gap */
    struct outlet *outlets;
    struct lane *next;
};

struct jfi_distributor {
    unsigned int rate_hz, channel_count;
    const struct jfi_metadata *metadata;
    struct jfi_meter *meter;
    int64_t written_frames;
    struct lane *lanes;
};

int jfi_distributor_new(const struct jfi_distributor_config *config,
                        struct jfi_distributor **ret_distributor)
{
    struct jfi_distributor *distributor = calloc(1, sizeof(*distributor));

    if (!distributor)
        return -ENOMEM;
    distributor->rate_hz = config->rate_hz;
    distributor->channel_count = config->channel_count;
    distributor->metadata = config->metadata;
    distributor->meter = jfi_meter_ref(config->meter);
    *ret_distributor = distributor;
    return 0;
}

static void free_tap(struct tap *tap)
{
    jfi_feed_unref(tap->feed);
    free(tap);
}

static void free_outlet(struct outlet *outlet)
{
    for (struct tap *tap = outlet->taps, *next; tap; tap = next) {
        next = tap->next;
        free_tap(tap);
    }
    jfi_muxer_free(outlet->muxer);
    free(outlet);
}

static void free_lane(struct lane *lane)
{
    for (struct outlet *outlet = lane->outlets, *next; outlet; outlet = next) {
        next = outlet->next;
        free_outlet(outlet);
    }
    jfi_encoder_free(lane->encoder);
    jfi_meter_unref(lane->meter);
    free(lane);
}

struct jfi_distributor *jfi_distributor_free(struct jfi_distributor *distributor)
{
    if (!distributor)
        return NULL;
    for (struct lane *lane = distributor->lanes, *next; lane; lane = next) {
        next = lane->next;
        free_lane(lane);
    }
    jfi_meter_unref(distributor->meter);
    free(distributor);
    return NULL;
}

/* ---- forgetting what nobody listens to ------------------------------------------------------- */

static void prune_taps(struct outlet *outlet)
{
    struct tap **link = &outlet->taps;

    while (*link) {
        struct tap *tap = *link;

        if (!jfi_feed_is_over(tap->feed)) {
            link = &tap->next;
            continue;
        }
        *link = tap->next;
        free_tap(tap);
    }
}

static void prune_outlets(struct lane *lane)
{
    struct outlet **link = &lane->outlets;

    while (*link) {
        struct outlet *outlet = *link;

        prune_taps(outlet);
        if (outlet->taps) {
            link = &outlet->next;
            continue;
        }
        *link = outlet->next;
        free_outlet(outlet);
    }
}

/* What the encoder makes, 0: nobody can know. */
static unsigned int get_bit_rate(const struct jfi_distributor *distributor, const struct lane *lane)
{
    if (lane->bit_rate > 0)
        return lane->bit_rate;
    return distributor->rate_hz * distributor->channel_count * lane->codec->bits_per_sample;
}

void jfi_distributor_prune(struct jfi_distributor *distributor)
{
    struct lane **link = distributor ? &distributor->lanes : NULL;

    while (link && *link) {
        struct lane *lane = *link;

        prune_outlets(lane);
        if (lane->outlets) {
            link = &lane->next;
            continue;
        }
        *link = lane->next;
        jfi_meter_expect_no_more(distributor->meter, get_bit_rate(distributor, lane));
        free_lane(lane);
    }
}

/* ---- growing --------------------------------------------------------------------------------- */

/* Some codecs make a whole stream only for those who were there from the start. */
static bool may_join(const struct jfi_distributor *distributor, const struct lane *lane,
                     const struct jf_format *format, bool live)
{
    const unsigned int bit_rate = format->codec->min_bit_rate > 0 ? format->bit_rate : 0;

    if (lane->codec != format->codec || lane->bit_rate != bit_rate)
        return false;
    return live || !jfi_format_needs_start(format) ||
           lane->origin_frames == distributor->written_frames;
}

static int add_lane(struct jfi_distributor *distributor, const struct jf_format *format,
                    struct jfi_reason *reason, struct lane **ret_lane)
{
    const struct jfi_encoder_config config = {.codec = format->codec,
                                              .bit_rate = format->bit_rate,
                                              .rate_hz = distributor->rate_hz,
                                              .channel_count = distributor->channel_count};
    struct lane *lane = calloc(1, sizeof(*lane));
    int err = 0;

    if (!lane)
        return -ENOMEM;
    err = jfi_meter_new(distributor->rate_hz, &lane->meter);
    if (err == 0)
        err = jfi_encoder_new(&config, reason, &lane->encoder);
    if (err < 0) {
        free_lane(lane);
        return err;
    }
    lane->codec = format->codec;
    lane->bit_rate = format->codec->min_bit_rate > 0 ? format->bit_rate : 0;
    lane->origin_frames = distributor->written_frames;
    lane->next = distributor->lanes;
    distributor->lanes = lane;
    jfi_meter_expect(lane->meter, get_bit_rate(distributor, lane));
    jfi_meter_expect(distributor->meter, get_bit_rate(distributor, lane));
    *ret_lane = lane;
    return 0;
}

static int find_lane(struct jfi_distributor *distributor, const struct jf_format *format, bool live,
                     struct jfi_reason *reason, struct lane **ret_lane)
{
    for (struct lane *lane = distributor->lanes; lane; lane = lane->next) {
        if (may_join(distributor, lane, format, live)) {
            *ret_lane = lane;
            return 0;
        }
    }
    return add_lane(distributor, format, reason, ret_lane);
}

static int add_outlet(const struct jfi_distributor *distributor, struct lane *lane,
                      const struct jf_format *format, bool live, struct jfi_reason *reason,
                      struct outlet **ret_outlet)
{
    const struct jfi_muxer_config config = {
        .format = format,
        .encoder = lane->encoder,
        .live = live,
        .metadata = distributor->metadata,
        .origin_ns = jfi_clock_frames_to_ns(lane->origin_frames, distributor->rate_hz)};
    struct outlet *outlet = calloc(1, sizeof(*outlet));
    int err = 0;

    if (!outlet)
        return -ENOMEM;
    err = jfi_muxer_new(&config, reason, &outlet->muxer);
    if (err < 0) {
        free(outlet);
        return err;
    }
    outlet->format = *format;
    outlet->live = live;
    outlet->next = lane->outlets;
    lane->outlets = outlet;
    *ret_outlet = outlet;
    return 0;
}

/* Of two formats with one codec. */
static bool makes_same_packets(const struct jf_format *a, const struct jf_format *b)
{
    return a->container == b->container &&
           (!a->container->is_asf ||
            (a->packet_bytes == b->packet_bytes && a->clock_start_ms == b->clock_start_ms));
}

static struct outlet *find_live_outlet(const struct jfi_distributor *distributor,
                                       const struct jf_format *format, struct lane **ret_lane)
{
    for (struct lane *lane = distributor->lanes; lane; lane = lane->next) {
        if (!may_join(distributor, lane, format, true))
            continue;
        for (struct outlet *outlet = lane->outlets; outlet; outlet = outlet->next) {
            if (!outlet->live || !makes_same_packets(&outlet->format, format))
                continue;
            *ret_lane = lane;
            return outlet;
        }
    }
    return NULL;
}

static int find_outlet(struct jfi_distributor *distributor, const struct jf_format *format,
                       bool live, struct jfi_reason *reason, struct lane **ret_lane,
                       struct outlet **ret_outlet)
{
    struct outlet *shared = live ? find_live_outlet(distributor, format, ret_lane) : NULL;
    int err = 0;

    if (shared) {
        *ret_outlet = shared;
        return 0;
    }
    err = find_lane(distributor, format, live, reason, ret_lane);
    if (err < 0)
        return err;
    return add_outlet(distributor, *ret_lane, format, live, reason, ret_outlet);
}

static int add_tap(struct outlet *outlet, struct jfi_feed *feed)
{
    struct jf_data_unit *header = NULL;
    struct tap *tap = calloc(1, sizeof(*tap));
    int err = 0;

    if (!tap)
        return -ENOMEM;
    err = jfi_muxer_dup_header(outlet->muxer, &header);
    if (err < 0) {
        free(tap);
        return err;
    }
    jfi_feed_put_header(feed, header);
    jf_data_unit_unref(header);
    tap->feed = jfi_feed_ref(feed);
    tap->next = outlet->taps;
    outlet->taps = tap;
    return 0;
}

static int follow_schedule(struct outlet *outlet, const struct jfi_feed *feed,
                           struct jfi_reason *reason)
{
    struct jfi_schedule *schedule = jfi_sink_get_schedule(jfi_feed_get_sink(feed));
    int err = 0;

    if (!schedule)
        return 0;
    err = jfi_schedule_begin(schedule, !jfi_format_counts_from_start(&outlet->format));
    if (err < 0) {
        jfi_reason_set(reason, "%s cannot leave anything out", outlet->format.container->name);
        return err;
    }
    outlet->schedule = schedule;
    return 0;
}

int jfi_distributor_attach(struct jfi_distributor *distributor, const struct jf_format *format,
                           struct jfi_feed *feed, bool live, struct jfi_reason *reason,
                           struct jfi_meter **ret_meter)
{
    struct lane *lane = NULL;
    struct outlet *outlet = NULL;
    int err = find_outlet(distributor, format, live, reason, &lane, &outlet);

    if (err == 0 && !live)
        err = follow_schedule(outlet, feed, reason);
    if (err == 0)
        err = add_tap(outlet, feed);
    if (err < 0) {
        jfi_distributor_prune(distributor);
        return err;
    }
    *ret_meter = jfi_meter_ref(lane->meter);
    return 0;
}

/* ---- the flow -------------------------------------------------------------------------------- */

static void fail_outlet(struct outlet *outlet, const char *what, int err)
{
    struct jfi_reason text;

    jfi_reason_set(&text, "%s: %s", what, jfi_errno_text(err));
    for (struct tap *tap = outlet->taps; tap; tap = tap->next)
        jfi_feed_fail(tap->feed, err, text.text);
}

static void push_units(struct outlet *outlet)
{
    struct jf_data_unit *unit = NULL;
    int err = 0;

    while ((err = jfi_muxer_receive(outlet->muxer, &unit)) == 0) {
        for (struct tap *tap = outlet->taps; tap; tap = tap->next)
            jfi_feed_push(tap->feed, unit);
        jf_data_unit_unref(unit);
    }
    if (err != -EAGAIN)
        fail_outlet(outlet, outlet->format.container->name, err);
}

/* Whether the sink's schedule leaves the packet out. */
static bool is_left_out(const struct jfi_distributor *distributor, const struct lane *lane,
                        const struct outlet *outlet, const struct jfi_packet *packet)
{
    const int64_t frames = packet->time_frames > 0 ? packet->time_frames : 0;
    const int64_t time_ns = jfi_clock_frames_to_ns(lane->origin_frames, distributor->rate_hz) +
                            jfi_clock_frames_to_ns(frames, jfi_encoder_get_rate_hz(lane->encoder));
    struct jfi_change *change = NULL;

    while ((change = jfi_schedule_take(outlet->schedule, time_ns)))
        jfi_feed_push_change(outlet->taps->feed, change);
    return jfi_schedule_is_stopped(outlet->schedule);
}

static void mux(const struct jfi_distributor *distributor, const struct lane *lane,
                struct outlet *outlet, const struct jfi_packet *packet)
{
    int err = 0;

    if (outlet->schedule && packet->kind == JFI_PACKET_AUDIO &&
        is_left_out(distributor, lane, outlet, packet)) {
        jfi_muxer_leave_out(outlet->muxer);
        return;
    }
    err = jfi_muxer_write(outlet->muxer, packet);
    if (err < 0) {
        fail_outlet(outlet, outlet->format.container->name, err);
        return;
    }
    push_units(outlet);
    if (outlet->schedule)
        jfi_schedule_set_duration_ns(outlet->schedule, jfi_muxer_get_duration_ns(outlet->muxer));
}

/* The encoder may count at another rate. */
static int64_t to_input_frames(const struct jfi_distributor *distributor, const struct lane *lane,
                               int64_t frames)
{
    const unsigned int rate_hz = jfi_encoder_get_rate_hz(lane->encoder);

    return frames / rate_hz * distributor->rate_hz +
           frames % rate_hz * distributor->rate_hz / rate_hz;
}

static void count_packet(struct jfi_distributor *distributor, struct lane *lane,
                         const struct jfi_packet *packet)
{
    const int64_t begin = to_input_frames(distributor, lane, packet->time_frames);
    const int64_t end =
        to_input_frames(distributor, lane, packet->time_frames + packet->duration_frames);

    if (packet->kind != JFI_PACKET_AUDIO)
        return;
    jfi_meter_count_bytes(lane->meter, packet->size_bytes);
    jfi_meter_count_time(lane->meter, (uint64_t)(end - begin));
    jfi_meter_count_bytes(distributor->meter, packet->size_bytes);
}

/* Moves all packets there are from the encoder to its muxers. */
static void pump(struct jfi_distributor *distributor, struct lane *lane)
{
    struct jfi_packet *packet = NULL;
    int err = 0;

    while ((err = jfi_encoder_receive(lane->encoder, &packet)) == 0) {
        count_packet(distributor, lane, packet);
        for (struct outlet *outlet = lane->outlets; outlet; outlet = outlet->next)
            mux(distributor, lane, outlet, packet);
        jfi_packet_free(packet);
    }
    if (err == -EAGAIN || err == -ENODATA)
        return;
    for (struct outlet *outlet = lane->outlets; outlet; outlet = outlet->next)
        fail_outlet(outlet, lane->codec->name, err);
}

void jfi_distributor_write(struct jfi_distributor *distributor, struct jfi_frame *frame,
                           int64_t now_ns)
{
    const size_t frame_count = jfi_frame_get_frame_count(frame);

    jfi_distributor_prune(distributor);
    for (struct lane *lane = distributor->lanes; lane; lane = lane->next) {
        if (distributor->written_frames < lane->resume_frames)
            continue;
        if (now_ns > 0)
            jfi_meter_count_input(lane->meter, frame_count, now_ns);
        if (jfi_encoder_send(lane->encoder, frame) == 0)
            pump(distributor, lane);
    }
    if (now_ns > 0)
        jfi_meter_count_input(distributor->meter, frame_count, now_ns);
    jfi_meter_count_time(distributor->meter, frame_count);
    distributor->written_frames += (int64_t)frame_count;
}

static bool may_skip(const struct lane *lane, int64_t frame_count)
{
    for (const struct outlet *outlet = lane->outlets; outlet; outlet = outlet->next) {
        if (!outlet->format.container->is_asf)
            return false;
    }
    return frame_count >= jfi_encoder_get_min_skip_frames(lane->encoder);
}

int64_t jfi_distributor_skip(struct jfi_distributor *distributor, int64_t frame_count)
{
    int64_t silence_frames = 0;

    jfi_distributor_prune(distributor);
    for (struct lane *lane = distributor->lanes; lane; lane = lane->next) {
        if (!may_skip(lane, frame_count)) {
            silence_frames = frame_count;
            continue;
        }
        jfi_encoder_skip(lane->encoder, frame_count);
        pump(distributor, lane);
        lane->resume_frames = distributor->written_frames + frame_count;
    }
    if (silence_frames == 0) {
        jfi_meter_count_time(distributor->meter, (uint64_t)frame_count);
        distributor->written_frames += frame_count;
    }
    return silence_frames;
}

int64_t jfi_distributor_get_frames(const struct jfi_distributor *distributor)
{
    return distributor->written_frames;
}

static void drain(struct jfi_distributor *distributor, struct lane *lane)
{
    jfi_encoder_drain(lane->encoder);
    pump(distributor, lane);
}

/* The trailer of a muxer whose feeds all end now. */
static void finish_outlet(struct outlet *outlet)
{
    struct jf_data_unit *final_header = NULL;
    int err = jfi_muxer_finish(outlet->muxer);

    if (err == 0)
        push_units(outlet);
    if (err == 0 && !outlet->live)
        err = jfi_muxer_dup_header(outlet->muxer, &final_header);
    if (err < 0)
        fail_outlet(outlet, outlet->format.container->name, err);
    for (struct tap *tap = outlet->taps; tap; tap = tap->next)
        jfi_feed_end(tap->feed, final_header);
    jf_data_unit_unref(final_header);
}

static bool has_only(const struct outlet *outlet, const struct jfi_feed *feed)
{
    return outlet->taps->feed == feed && !outlet->taps->next;
}

static struct outlet *find_outlet_of(const struct lane *lane, const struct jfi_feed *feed)
{
    for (struct outlet *outlet = lane->outlets; outlet; outlet = outlet->next) {
        for (struct tap *tap = outlet->taps; tap; tap = tap->next) {
            if (tap->feed == feed)
                return outlet;
        }
    }
    return NULL;
}

static void end_in_lane(struct jfi_distributor *distributor, struct lane *lane,
                        struct outlet *outlet, struct jfi_feed *feed)
{
    if (!has_only(outlet, feed)) {
        jfi_feed_end(feed, NULL);
        return;
    }
    if (lane->outlets == outlet && !outlet->next)
        drain(distributor, lane);
    finish_outlet(outlet);
}

void jfi_distributor_end(struct jfi_distributor *distributor, struct jfi_feed *feed)
{
    jfi_distributor_prune(distributor);
    for (struct lane *lane = distributor->lanes; lane; lane = lane->next) {
        struct outlet *outlet = find_outlet_of(lane, feed);

        if (outlet) {
            end_in_lane(distributor, lane, outlet, feed);
            break;
        }
    }
    jfi_distributor_prune(distributor);
}

void jfi_distributor_end_all(struct jfi_distributor *distributor)
{
    jfi_distributor_prune(distributor);
    for (struct lane *lane = distributor->lanes; lane; lane = lane->next) {
        drain(distributor, lane);
        for (struct outlet *outlet = lane->outlets; outlet; outlet = outlet->next)
            finish_outlet(outlet);
    }
    jfi_distributor_prune(distributor);
}
