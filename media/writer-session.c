/* SPDX-License-Identifier: MIT */
#include "media/writer-state.h"

#include <errno.h>
#include <stdlib.h>

#include "media/clock.h"
#include "media/frame.h"

/* What is encoded at a time, so that other threads get at the writer in between. */
#define STEP_FRAMES 1024

/* A stated time is not exact: up to here what comes follows without a gap unless it says so. */
#define MAX_JITTER_NS ((int64_t)100 * JFI_NS_PER_MS)
#define MAX_GAP_NS    ((int64_t)86400 * JFI_NS_PER_SECOND)

static struct jfi_feed *take_unclosed_feed(struct jf_writer *writer)
{
    struct jfi_feed *feed = NULL;

    pthread_mutex_lock(&writer->lock);
    for (struct jfi_attachment *each = writer->attachments; each && !feed; each = each->next) {
        if (each->feed && !each->closed) {
            each->closed = true;
            feed = jfi_feed_ref(each->feed);
        }
    }
    pthread_mutex_unlock(&writer->lock);
    return feed;
}

/* Waits for the end of every session, all together no longer than the time limit. */
static void close_all(struct jf_writer *writer)
{
    const int64_t deadline_ns = jfi_writer_get_deadline_ns(writer);
    struct jfi_feed *feed = NULL;

    while ((feed = take_unclosed_feed(writer))) {
        jfi_feed_close(feed, deadline_ns);
        jfi_feed_unref(feed);
    }
}

/* Called locked. */
static int open_all(struct jf_writer *writer)
{
    int err = 0;

    for (struct jfi_attachment *each = writer->attachments; each && err == 0; each = each->next)
        err = jfi_writer_open_feed(writer, each);
    for (struct jfi_attachment *each = writer->attachments; each && err == 0; each = each->next)
        err = jfi_writer_start_feed(writer, each);
    return err;
}

/* Called locked. */
static void cut_all(struct jf_writer *writer)
{
    for (struct jfi_attachment *each = writer->attachments; each; each = each->next) {
        if (each->feed)
            jfi_feed_cut(each->feed);
    }
    writer->distributor = jfi_distributor_free(writer->distributor);
    writer->state = JFI_WRITER_IDLE;
}

/* Called locked. */
static int open_distributor(struct jf_writer *writer)
{
    struct jfi_distributor_config config = {.rate_hz = writer->rate_hz,
                                            .channel_count = writer->channel_count,
                                            .metadata = &writer->metadata};
    struct jfi_health *health = NULL;
    int err = jfi_meter_new(writer->rate_hz, &config.meter);

    if (err == 0)
        err = jfi_health_new(writer->rate_hz, writer->channel_count, writer->statuses, &health);
    if (err == 0)
        err = jfi_distributor_new(&config, &writer->distributor);
    if (err < 0) {
        jfi_meter_unref(config.meter);
        jfi_health_free(health);
        return err;
    }
    jfi_meter_unref(writer->meter);
    writer->meter = config.meter;
    jfi_health_free(writer->health);
    writer->health = health;
    jfi_health_set_limits(health, &writer->signal_limits);
    jfi_drift_init(&writer->drift, writer->rate_hz);
    writer->pace = (struct jfi_pace){0};
    writer->frames = 0;
    return 0;
}

/* Called locked. */
static int begin(struct jf_writer *writer)
{
    int err = 0;

    if (writer->state == JFI_WRITER_BEGUN)
        return jfi_writer_fail(writer, "begin", -EBADFD, "the writer has begun");
    if (writer->rate_hz == 0)
        return jfi_writer_fail(writer, "begin", -EBADFD, "no input is set");
    err = open_distributor(writer);
    if (err < 0)
        return jfi_writer_fail(writer, "begin", err, NULL);
    err = open_all(writer);
    if (err < 0)
        cut_all(writer);
    else
        writer->state = JFI_WRITER_BEGUN;
    return err;
}

int jf_writer_begin(struct jf_writer *writer)
{
    int err = 0;

    if (!writer)
        return -EINVAL;
    pthread_mutex_lock(&writer->lock);
    err = begin(writer);
    pthread_mutex_unlock(&writer->lock);
    if (err < 0 && err != -EBADFD)
        close_all(writer);
    return err;
}

static struct jfi_feed *take_full_feed(struct jf_writer *writer)
{
    struct jfi_feed *feed = NULL;

    pthread_mutex_lock(&writer->lock);
    for (struct jfi_attachment *each = writer->attachments; each && !feed; each = each->next) {
        if (each->feed && jfi_feed_is_full(each->feed))
            feed = jfi_feed_ref(each->feed);
    }
    pthread_mutex_unlock(&writer->lock);
    return feed;
}

/* Not locked, so that a sink that is waited for can be removed meanwhile. */
static void make_room(struct jf_writer *writer, bool may_wait)
{
    struct jfi_feed *feed = NULL;

    while ((feed = take_full_feed(writer))) {
        if (may_wait)
            jfi_feed_wait_room(feed);
        else
            jfi_feed_demand_room(feed);
        jfi_feed_unref(feed);
    }
}

/* Called locked. */
static bool have_all_failed(const struct jf_writer *writer)
{
    for (const struct jfi_attachment *each = writer->attachments; each; each = each->next) {
        if (jfi_feed_get_failure(each->feed) == 0)
            return false;
    }
    return writer->attachments != NULL;
}

/* Called locked. */
static int write_locked(struct jf_writer *writer, const float *samples, size_t frame_count,
                        int64_t now_ns)
{
    struct jfi_frame *frame = NULL;
    int err = 0;

    if (writer->state != JFI_WRITER_BEGUN)
        return jfi_writer_fail(writer, "write", -EBADFD, "the writer has not begun");
    err = jfi_frame_new(samples, frame_count, writer->channel_count, &frame);
    if (err < 0)
        return jfi_writer_fail(writer, "write", err, NULL);
    jfi_health_take(writer->health, jfi_frame_get_samples(frame), frame_count);
    jfi_distributor_write(writer->distributor, frame, now_ns);
    jfi_frame_unref(frame);
    writer->frames = jfi_distributor_get_frames(writer->distributor);
    if (have_all_failed(writer))
        return jfi_writer_fail(writer, "write", -EIO, "every sink has failed");
    return 0;
}

static int write_step(struct jf_writer *writer, const float *samples, size_t frame_count,
                      int64_t now_ns)
{
    int err = 0;

    pthread_mutex_lock(&writer->lock);
    err = write_locked(writer, samples, frame_count, now_ns);
    pthread_mutex_unlock(&writer->lock);
    return err;
}

/* A call to write, and what came of judging it. */
struct writing {
    bool has_time, is_discontinuous;
    int64_t time_ns;
    const float *samples;
    size_t frame_count;

    unsigned int channel_count;
    bool may_wait;
    int64_t gap_frames; /* before the first sample */
    int64_t now_ns;
};

/* Called locked. */
static int judge_time(struct jf_writer *writer, struct writing *writing)
{
    const int64_t end_ns = jfi_clock_frames_to_ns(writer->frames, writer->rate_hz);
    const int64_t gap_ns = writing->time_ns - end_ns;

    if (gap_ns < -writer->tolerance_ns)
        return jfi_writer_fail(writer, "write", -ETIME,
                               "the time lies before what was written by more than the tolerance");
    if (gap_ns > MAX_GAP_NS)
        return jfi_writer_fail(writer, "write", -ERANGE, "a gap of more than a day");
    if (gap_ns > 0 && (writing->is_discontinuous || gap_ns > MAX_JITTER_NS))
        writing->gap_frames = jfi_clock_ns_to_frames(gap_ns, writer->rate_hz);
    return 0;
}

/* Called locked. */
static int judge_pace(struct jf_writer *writer, const struct writing *writing)
{
    const int64_t audio_ns = jfi_clock_frames_to_ns((int64_t)writing->frame_count, writer->rate_hz);

    if (!writer->is_live_source ||
        jfi_pace_take(&writer->pace, writing->now_ns, audio_ns, writer->tolerance_ns))
        return 0;
    return jfi_writer_fail(writer, "write", -EOVERFLOW,
                           "a live source is ahead of real time by more than the tolerance");
}

/* Called locked. */
static void note_time(struct jf_writer *writer, const struct writing *writing)
{
    if (writing->gap_frames > 0) {
        jfi_health_note_missing(writer->health, 0, writing->gap_frames, false);
        jfi_drift_restart(&writer->drift);
    }
    jfi_drift_take(&writer->drift, (int64_t)writing->frame_count, writing->now_ns);
}

/* Called locked. */
static int judge(struct jf_writer *writer, struct writing *writing)
{
    int err = 0;

    if (writer->state != JFI_WRITER_BEGUN)
        return jfi_writer_fail(writer, "write", -EBADFD, "the writer has not begun");
    writing->channel_count = writer->channel_count;
    writing->may_wait = !writer->is_live_source;
    writing->now_ns = jfi_clock_now_ns();
    if (writing->frame_count == 0)
        return 0;
    if (writing->has_time)
        err = judge_time(writer, writing);
    if (err == 0)
        err = judge_pace(writer, writing);
    if (err < 0) {
        jfi_meter_count_dropped(writer->meter, writing->frame_count,
                                writing->frame_count * writer->channel_count * sizeof(float));
    } else {
        note_time(writer, writing);
    }
    return err;
}

/* Called locked. Returns how many frames of silence it takes. A second of it is kept in any
 * container; a longer gap is one where it can be. */
static int64_t skip_gap(struct jf_writer *writer, int64_t gap_frames)
{
    int64_t silence_frames = gap_frames;

    if (writer->state == JFI_WRITER_BEGUN && gap_frames > writer->rate_hz)
        silence_frames = jfi_distributor_skip(writer->distributor, gap_frames);
    if (writer->state == JFI_WRITER_BEGUN)
        jfi_health_skip(writer->health, gap_frames - silence_frames);
    return silence_frames;
}

/* Waits for room even for a live source: a long gap comes faster than any sink can take it. */
static int write_gap(struct jf_writer *writer, int64_t gap_frames)
{
    static const float silence[STEP_FRAMES * JFI_WRITER_MAX_CHANNELS];
    int64_t left = 0;
    int err = 0;

    make_room(writer, true);
    pthread_mutex_lock(&writer->lock);
    left = skip_gap(writer, gap_frames);
    pthread_mutex_unlock(&writer->lock);
    while (left > 0 && err == 0) {
        const size_t count = left < STEP_FRAMES ? (size_t)left : STEP_FRAMES;

        make_room(writer, true);
        err = write_step(writer, silence, count, 0);
        left -= (int64_t)count;
    }
    return err;
}

static int write_samples(struct jf_writer *writer, const struct writing *writing)
{
    const float *samples = writing->samples;
    size_t left = writing->frame_count;
    int err = 0;

    do {
        const size_t count = left < STEP_FRAMES ? left : STEP_FRAMES;

        make_room(writer, writing->may_wait);
        err = write_step(writer, samples, count, writing->now_ns);
        if (count > 0)
            samples += count * writing->channel_count;
        left -= count;
    } while (err == 0 && left > 0);
    return err;
}

static int write_judged(struct jf_writer *writer, struct writing *writing)
{
    int err = 0;

    pthread_mutex_lock(&writer->lock);
    err = judge(writer, writing);
    pthread_mutex_unlock(&writer->lock);
    if (err == 0 && writing->gap_frames > 0)
        err = write_gap(writer, writing->gap_frames);
    return err < 0 ? err : write_samples(writer, writing);
}

int jf_writer_write(struct jf_writer *writer, const float *samples, size_t frame_count)
{
    struct writing writing = {.samples = samples, .frame_count = frame_count};

    if (!writer || (!samples && frame_count > 0))
        return -EINVAL;
    return write_judged(writer, &writing);
}

int jf_writer_write_at(struct jf_writer *writer, int64_t time_ns, unsigned int flags,
                       const float *samples, size_t frame_count)
{
    struct writing writing = {.has_time = true,
                              .is_discontinuous = (flags & JF_WRITE_DISCONTINUITY) != 0,
                              .time_ns = time_ns,
                              .samples = samples,
                              .frame_count = frame_count};

    if (!writer || (!samples && frame_count > 0) || time_ns < 0 ||
        (flags & ~(unsigned int)JF_WRITE_DISCONTINUITY) != 0)
        return -EINVAL;
    return write_judged(writer, &writing);
}

static int first_failure(struct jf_writer *writer)
{
    int failure = 0;

    pthread_mutex_lock(&writer->lock);
    for (const struct jfi_attachment *each = writer->attachments; each && failure == 0;
         each = each->next) {
        if (each->feed)
            failure = jfi_feed_get_failure(each->feed);
    }
    pthread_mutex_unlock(&writer->lock);
    return failure;
}

int jf_writer_end(struct jf_writer *writer)
{
    if (!writer)
        return -EINVAL;
    make_room(writer, true);
    pthread_mutex_lock(&writer->lock);
    if (writer->state != JFI_WRITER_BEGUN) {
        jfi_writer_fail(writer, "end", -EBADFD, "the writer has not begun");
        pthread_mutex_unlock(&writer->lock);
        return -EBADFD;
    }
    jfi_health_end(writer->health);
    jfi_distributor_end_all(writer->distributor);
    writer->distributor = jfi_distributor_free(writer->distributor);
    writer->state = JFI_WRITER_IDLE;
    pthread_mutex_unlock(&writer->lock);

    close_all(writer);
    return first_failure(writer);
}

void jfi_writer_abort(struct jf_writer *writer)
{
    pthread_mutex_lock(&writer->lock);
    cut_all(writer);
    pthread_mutex_unlock(&writer->lock);
    close_all(writer);
}
