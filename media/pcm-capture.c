/* SPDX-License-Identifier: MIT */
#include "media/pcm-capture.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>

#include "media/clock.h"
#include "media/source.h"

/* Longer than the longest time that a sink may hold up the reader. */
#define RING_SECONDS 10
/* What is read and converted at a time. */
#define BLOCK_FRAMES 1024
/* Nothing for this long, and for several times what comes at a time, is a gap. */
#define GAP_MS      100
#define GAP_PERIODS 3
/* A PCM that cannot be started is tried again this often, so many times: 10 s. */
#define RETRY_MS    100
#define RETRY_LIMIT 100

static size_t ring_frames(unsigned int rate_hz)
{
    size_t frames = 1;

    while (frames < (size_t)rate_hz * RING_SECONDS)
        frames *= 2;
    return frames;
}

int jfi_pcm_capture_init(struct jfi_pcm_capture *capture, struct jfi_pcm *pcm,
                         struct jf_source *source, unsigned int channel_count)
{
    *capture =
        (struct jfi_pcm_capture){.pcm = pcm, .source = source, .channel_count = channel_count};
    capture->bytes = calloc(BLOCK_FRAMES, pcm->channel_count * jfi_pcm_format_bytes(pcm->format));
    capture->samples = calloc(BLOCK_FRAMES, channel_count * sizeof(*capture->samples));
    if (!capture->bytes || !capture->samples)
        return -ENOMEM;
    return jfi_ring_init(&capture->ring, ring_frames(pcm->rate_hz), channel_count);
}

void jfi_pcm_capture_fini(struct jfi_pcm_capture *capture)
{
    if (capture->pcm)
        capture->pcm->ops->close(capture->pcm);
    jfi_ring_fini(&capture->ring);
    free(capture->bytes);
    free(capture->samples);
    *capture = (struct jfi_pcm_capture){0};
}

static int64_t now_ns(const struct jfi_pcm_capture *capture)
{
    return capture->pcm->ops->get_time_ns(capture->pcm);
}

static int64_t to_frames(const struct jfi_pcm_capture *capture, int64_t time_ns)
{
    return jfi_clock_ns_to_frames(time_ns, capture->pcm->rate_hz);
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* ---- into the ring --------------------------------------------------------------------------- */

static void put_silence(struct jfi_pcm_capture *capture, int64_t frame_count, bool is_lost)
{
    if (is_lost)
        jfi_source_count_lost(capture->source, (uint64_t)frame_count);
    else
        jfi_source_count_gap(capture->source, (uint64_t)frame_count);
    jfi_ring_owe(&capture->ring, frame_count, is_lost);
}

/* What the ring has no room for is lost, and silence takes its place once there is room again. */
static void put_frames(struct jfi_pcm_capture *capture, const float *samples, size_t frame_count)
{
    const size_t kept = jfi_ring_write_or_owe(&capture->ring, samples, frame_count);

    jfi_source_count_lost(capture->source, frame_count - kept);
}

/* Silence for the time since the mark, as far as there is none yet. */
static void make_up(struct jfi_pcm_capture *capture, int64_t time_ns, bool is_lost)
{
    const int64_t due_frames = to_frames(capture, time_ns - capture->mark_ns) +
                               capture->unread_frames - capture->given_frames;

    if (due_frames <= 0)
        return;
    put_silence(capture, due_frames, is_lost);
    capture->given_frames += due_frames;
}

static void set_mark(struct jfi_pcm_capture *capture, int64_t time_ns, int64_t unread_frames)
{
    capture->mark_ns = time_ns;
    capture->unread_frames = unread_frames;
    capture->given_frames = 0;
}

/* ---- a PCM that does not run ----------------------------------------------------------------- */

static int start(struct jfi_pcm_capture *capture)
{
    const int err = capture->pcm->ops->start(capture->pcm);
    const int64_t time_ns = now_ns(capture);

    if (err == -ENODEV)
        return err;
    if (capture->failure_count > 0)
        make_up(capture, time_ns, capture->is_our_fault);
    if (err < 0) {
        capture->failure_count++;
        return capture->failure_count > RETRY_LIMIT ? -ENODEV : 0;
    }
    capture->is_running = true;
    set_mark(capture, time_ns, 0);
    return 0;
}

/* Hardware knows best when it stopped and what it had. What does not fit is no help. */
static void note_stop(struct jfi_pcm_capture *capture)
{
    struct jfi_pcm_stop stop;

    if (capture->given_frames > 0 || !capture->pcm->ops->get_stop(capture->pcm, &stop))
        return;
    if (stop.time_ns < capture->mark_ns || stop.time_ns > now_ns(capture) ||
        stop.unread_frames < 0 ||
        stop.unread_frames > to_frames(capture, stop.time_ns - capture->mark_ns) +
                                 (int64_t)capture->pcm->buffer_frames)
        return;
    capture->mark_ns = stop.time_ns;
    capture->unread_frames = stop.unread_frames;
}

/* Starts it again: at once, but one that stops at once again only from time to time. */
static int recover(struct jfi_pcm_capture *capture, int err)
{
    if (err == -ENODEV)
        return err;
    note_stop(capture);
    capture->is_running = false;
    capture->is_our_fault = err == -EPIPE;
    capture->failure_count++;
    if (capture->failure_count > RETRY_LIMIT)
        return -ENODEV;
    return capture->failure_count == 1 ? start(capture) : 0;
}

/* ---- a PCM that runs ------------------------------------------------------------------------- */

/* While an overrun is being read, the hardware goes on writing: that much is kept clear of it. */
static int64_t safe_frames(const struct jfi_pcm *pcm)
{
    return (int64_t)(pcm->buffer_frames -
                     smaller((int64_t)pcm->period_frames, (int64_t)pcm->buffer_frames / 2));
}

/* What hardware has written over, of what is available and of what has just been read. */
static int64_t overwritten_frames(const struct jfi_pcm *pcm, int64_t available, int64_t read_frames)
{
    const int64_t all = available + read_frames;

    return pcm->runs_on && all > (int64_t)pcm->buffer_frames ? all - safe_frames(pcm) : 0;
}

/* Returns what is available then. */
static int64_t leave_out_overwritten(struct jfi_pcm_capture *capture, int64_t available)
{
    struct jfi_pcm *pcm = capture->pcm;
    const int64_t overwritten = overwritten_frames(pcm, available, 0);
    int64_t skipped = 0;

    if (overwritten == 0)
        return available;
    skipped = pcm->ops->skip(pcm, (size_t)overwritten);
    if (skipped < 0)
        return skipped;
    put_silence(capture, skipped, true);
    capture->unread_frames -= skipped;
    return available - skipped;
}

/* Returns what is available then, by which it is known whether the block was whole when read. */
static int64_t take_block(struct jfi_pcm_capture *capture, int64_t available, int64_t *ret_count)
{
    struct jfi_pcm *pcm = capture->pcm;
    const int64_t count =
        pcm->ops->read(pcm, capture->bytes, (size_t)smaller(available, BLOCK_FRAMES));
    int64_t left = 0, torn = 0;

    *ret_count = count;
    if (count <= 0)
        return count;
    left = pcm->ops->get_available(pcm);
    if (left > 0)
        torn = smaller(overwritten_frames(pcm, left, count), count);
    jfi_pcm_convert(pcm->format, capture->bytes, pcm->channel_count, (size_t)count,
                    capture->samples, capture->channel_count);
    if (torn > 0)
        put_silence(capture, torn, true);
    put_frames(capture, capture->samples + (size_t)torn * capture->channel_count,
               (size_t)(count - torn));
    capture->failure_count = 0;
    capture->unread_frames -= count;
    if (left >= 0)
        set_mark(capture, now_ns(capture), left);
    return left;
}

/* Not more than a buffer, so that it ends with a PCM that is faster than time, too. */
static int64_t take(struct jfi_pcm_capture *capture, int64_t available)
{
    int64_t taken = 0;

    while (available > 0 && taken < (int64_t)capture->pcm->buffer_frames) {
        int64_t count = 0;

        available = leave_out_overwritten(capture, available);
        if (available > 0)
            available = take_block(capture, available, &count);
        taken += count;
    }
    return available;
}

static void give_gap(struct jfi_pcm_capture *capture)
{
    const int64_t time_ns = now_ns(capture);
    const int64_t silent_ns = time_ns - capture->mark_ns;
    const int64_t period_ns =
        jfi_clock_frames_to_ns((int64_t)capture->pcm->period_frames, capture->pcm->rate_hz);

    if (silent_ns > (int64_t)GAP_MS * JFI_NS_PER_MS && silent_ns > GAP_PERIODS * period_ns)
        make_up(capture, time_ns, false);
}

/* What comes after a gap began to come only so long ago: before it there was silence still. */
static void end_gap(struct jfi_pcm_capture *capture, int64_t time_ns, int64_t available)
{
    if (capture->given_frames > 0)
        make_up(capture, time_ns - jfi_clock_frames_to_ns(available, capture->pcm->rate_hz), false);
}

static int read_all(struct jfi_pcm_capture *capture, int wait_status)
{
    int64_t available = capture->pcm->ops->get_available(capture->pcm);

    if (available == 0)
        available = wait_status;
    if (available > 0) {
        const int64_t time_ns = now_ns(capture);

        end_gap(capture, time_ns, available);
        set_mark(capture, time_ns, available);
        available = take(capture, available);
    }
    if (available < 0 && available != -EAGAIN && available != -EINTR)
        return recover(capture, (int)available);
    if (available == 0)
        give_gap(capture);
    return 0;
}

/* ---- steps ----------------------------------------------------------------------------------- */

int jfi_pcm_capture_step(struct jfi_pcm_capture *capture, int wait_status)
{
    jfi_ring_pay(&capture->ring);
    if (capture->mark_ns == 0)
        set_mark(capture, now_ns(capture), 0);
    return capture->is_running ? read_all(capture, wait_status) : start(capture);
}

int jfi_pcm_capture_wait(struct jfi_pcm_capture *capture, int wake_fd)
{
    struct pollfd wake = {.fd = wake_fd, .events = POLLIN};

    if (capture->is_running)
        return capture->pcm->ops->wait(capture->pcm, wake_fd, 1000 / JFI_SOURCE_BLOCKS_PER_SECOND);
    (void)poll(&wake, 1, RETRY_MS);
    return 0;
}
