/* SPDX-License-Identifier: MIT */
#include "media/distributor.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "media/clock.h"
#include "media/encoder.h"
#include "media/muxer.h"

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
    struct outlet *next;
};

/* An encoder. */
struct lane {
    const struct jfi_codec *codec;
    unsigned int bit_rate; /* 0: lossless */
    struct jfi_encoder *encoder;
    int64_t origin_frames; /* writer time of its first frame */
    struct outlet *outlets;
    struct lane *next;
};

struct jfi_distributor {
    unsigned int rate_hz, channel_count;
    int64_t written_frames;
    struct lane *lanes;
};

int jfi_distributor_new(unsigned int rate_hz, unsigned int channel_count,
                        struct jfi_distributor **ret_distributor)
{
    struct jfi_distributor *distributor = calloc(1, sizeof(*distributor));

    if (!distributor)
        return -ENOMEM;
    distributor->rate_hz = rate_hz;
    distributor->channel_count = channel_count;
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
        free_lane(lane);
    }
}

/* ---- growing --------------------------------------------------------------------------------- */

/* A codec that numbers its packets from 0 makes a whole stream only for those who were there. */
static bool may_join(const struct jfi_distributor *distributor, const struct lane *lane,
                     const struct jf_format *format, bool live)
{
    const unsigned int bit_rate = format->codec->min_bit_rate > 0 ? format->bit_rate : 0;

    if (lane->codec != format->codec || lane->bit_rate != bit_rate)
        return false;
    return live || !format->container->counts_from_start ||
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
    err = jfi_encoder_new(&config, reason, &lane->encoder);
    if (err < 0) {
        free(lane);
        return err;
    }
    lane->codec = format->codec;
    lane->bit_rate = format->codec->min_bit_rate > 0 ? format->bit_rate : 0;
    lane->origin_frames = distributor->written_frames;
    lane->next = distributor->lanes;
    distributor->lanes = lane;
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
                                       const struct jf_format *format)
{
    for (struct lane *lane = distributor->lanes; lane; lane = lane->next) {
        if (!may_join(distributor, lane, format, true))
            continue;
        for (struct outlet *outlet = lane->outlets; outlet; outlet = outlet->next) {
            if (outlet->live && makes_same_packets(&outlet->format, format))
                return outlet;
        }
    }
    return NULL;
}

static int find_outlet(struct jfi_distributor *distributor, const struct jf_format *format,
                       bool live, struct jfi_reason *reason, struct outlet **ret_outlet)
{
    struct outlet *shared = live ? find_live_outlet(distributor, format) : NULL;
    struct lane *lane = NULL;
    int err = 0;

    if (shared) {
        *ret_outlet = shared;
        return 0;
    }
    err = find_lane(distributor, format, live, reason, &lane);
    if (err < 0)
        return err;
    return add_outlet(distributor, lane, format, live, reason, ret_outlet);
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

int jfi_distributor_attach(struct jfi_distributor *distributor, const struct jf_format *format,
                           struct jfi_feed *feed, bool live, struct jfi_reason *reason)
{
    struct outlet *outlet = NULL;
    int err = find_outlet(distributor, format, live, reason, &outlet);

    if (err == 0)
        err = add_tap(outlet, feed);
    if (err < 0)
        jfi_distributor_prune(distributor);
    return err;
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

static void mux(struct outlet *outlet, const struct jfi_packet *packet)
{
    const int err = jfi_muxer_write(outlet->muxer, packet);

    if (err < 0)
        fail_outlet(outlet, outlet->format.container->name, err);
    else
        push_units(outlet);
}

/* Moves all packets there are from the encoder to its muxers. */
static void pump(struct lane *lane)
{
    struct jfi_packet *packet = NULL;
    int err = 0;

    while ((err = jfi_encoder_receive(lane->encoder, &packet)) == 0) {
        for (struct outlet *outlet = lane->outlets; outlet; outlet = outlet->next)
            mux(outlet, packet);
        jfi_packet_free(packet);
    }
    if (err == -EAGAIN || err == -ENODATA)
        return;
    for (struct outlet *outlet = lane->outlets; outlet; outlet = outlet->next)
        fail_outlet(outlet, lane->codec->name, err);
}

void jfi_distributor_write(struct jfi_distributor *distributor, struct jfi_frame *frame)
{
    jfi_distributor_prune(distributor);
    for (struct lane *lane = distributor->lanes; lane; lane = lane->next) {
        if (jfi_encoder_send(lane->encoder, frame) == 0)
            pump(lane);
    }
    distributor->written_frames += (int64_t)jfi_frame_get_frame_count(frame);
}

static void drain(struct lane *lane)
{
    jfi_encoder_drain(lane->encoder);
    pump(lane);
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

static void end_in_lane(struct lane *lane, struct outlet *outlet, struct jfi_feed *feed)
{
    if (!has_only(outlet, feed)) {
        jfi_feed_end(feed, NULL);
        return;
    }
    if (lane->outlets == outlet && !outlet->next)
        drain(lane);
    finish_outlet(outlet);
}

void jfi_distributor_end(struct jfi_distributor *distributor, struct jfi_feed *feed)
{
    jfi_distributor_prune(distributor);
    for (struct lane *lane = distributor->lanes; lane; lane = lane->next) {
        struct outlet *outlet = find_outlet_of(lane, feed);

        if (outlet) {
            end_in_lane(lane, outlet, feed);
            break;
        }
    }
    jfi_distributor_prune(distributor);
}

void jfi_distributor_end_all(struct jfi_distributor *distributor)
{
    jfi_distributor_prune(distributor);
    for (struct lane *lane = distributor->lanes; lane; lane = lane->next) {
        drain(lane);
        for (struct outlet *outlet = lane->outlets; outlet; outlet = outlet->next)
            finish_outlet(outlet);
    }
    jfi_distributor_prune(distributor);
}
