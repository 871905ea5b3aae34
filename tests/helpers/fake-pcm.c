/* SPDX-License-Identifier: MIT */
#include "helpers/fake-pcm.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "media/clock.h"

#define MAX_CHANNELS 8

static struct fake_pcm *fake_of(struct jfi_pcm *pcm)
{
    return (struct fake_pcm *)pcm;
}

/* ---- time ------------------------------------------------------------------------------------ */

static int64_t time_of(const struct fake_pcm *fake)
{
    return fake->is_real_time ? jfi_clock_now_ns() : fake->time_ns;
}

static int64_t frames_between(const struct fake_pcm *fake, int64_t begin_ns, int64_t end_ns)
{
    return jfi_clock_ns_to_frames(end_ns - begin_ns, fake->base.rate_hz);
}

/* The frame that hardware is about to write. */
static int64_t position_of(const struct fake_pcm *fake)
{
    if (!fake->runs || fake->stalls)
        return fake->frozen_frames;
    return fake->start_frames + frames_between(fake, fake->start_ns, time_of(fake));
}

static void freeze(struct fake_pcm *fake, int64_t time_ns)
{
    if (fake->runs && !fake->stalls)
        fake->frozen_frames = fake->start_frames + frames_between(fake, fake->start_ns, time_ns);
    fake->stop_ns = time_ns;
}

/* Frames are numbered by the time they come at. */
static void unfreeze(struct fake_pcm *fake)
{
    fake->start_ns = time_of(fake);
    if (!fake->has_begun)
        fake->begin_ns = fake->start_ns;
    fake->has_begun = true;
    fake->start_frames = frames_between(fake, fake->begin_ns, fake->start_ns);
}

/* ---- what hardware has written --------------------------------------------------------------- */

static int32_t sample_at(const struct fake_pcm *fake, int64_t frame, unsigned int channel)
{
    if (fake->is_short)
        return (int32_t)(frame % FAKE_SHORT_MODULUS + 1) * 65536;
    return (int32_t)((frame % FAKE_FRAME_MODULUS) * MAX_CHANNELS + channel + 1) * 128;
}

int64_t fake_pcm_frame_of(float sample, unsigned int channel)
{
    const int64_t number = (int64_t)(sample * 0x1p24F);

    if (number == 0)
        return -1;
    return (number - 1) % MAX_CHANNELS == channel ? (number - 1) / MAX_CHANNELS : -2;
}

/* What stands where the frame was, or is still. */
static int64_t frame_in_place_of(const struct fake_pcm *fake, int64_t frame, int64_t position)
{
    const int64_t buffer = (int64_t)fake->base.buffer_frames;

    return frame + (position - 1 - frame) / buffer * buffer;
}

static void copy_frames(const struct fake_pcm *fake, int32_t *samples, int64_t frame_count)
{
    const int64_t position = position_of(fake);

    for (int64_t i = 0; i < frame_count; i++) {
        const int64_t frame = frame_in_place_of(fake, fake->next_frames + i, position);

        for (unsigned int c = 0; c < fake->base.channel_count; c++)
            *samples++ = sample_at(fake, frame, c);
    }
}

/* ---- the calls ------------------------------------------------------------------------------- */

/* Called locked. Hardware that does not run on stops when its buffer is full. */
static void notice_overrun(struct fake_pcm *fake)
{
    const int64_t full = fake->next_frames + (int64_t)fake->base.buffer_frames;

    if (fake->base.runs_on || !fake->runs || position_of(fake) < full)
        return;
    fake->stop_ns =
        fake->start_ns + jfi_clock_frames_to_ns(full - fake->start_frames, fake->base.rate_hz);
    fake->frozen_frames = full;
    fake->runs = false;
    fake->status = -EPIPE;
}

/* Locks. What the call answers before it has begun, or 0. */
static int enter(struct fake_pcm *fake, enum fake_call call)
{
    pthread_mutex_lock(&fake->lock);
    fake->calls[call]++;
    if (fake->failure_left[call] > 0) {
        fake->failure_left[call]--;
        return fake->failures[call];
    }
    notice_overrun(fake);
    return call == FAKE_START && fake->status != -ENODEV ? 0 : fake->status;
}

static int64_t leave(struct fake_pcm *fake, int64_t result)
{
    pthread_mutex_unlock(&fake->lock);
    return result;
}

static int fake_start(struct jfi_pcm *pcm)
{
    struct fake_pcm *fake = fake_of(pcm);
    const int err = enter(fake, FAKE_START);

    if (err < 0)
        return (int)leave(fake, err);
    fake->status = 0;
    if (fake->stalls && fake->has_begun)
        fake->frozen_frames = frames_between(fake, fake->begin_ns, time_of(fake));
    unfreeze(fake);
    fake->runs = true;
    fake->next_frames = fake->stalls ? fake->frozen_frames : fake->start_frames;
    return (int)leave(fake, 0);
}

static int fake_wait(struct jfi_pcm *pcm, int wake_fd, int timeout_ms)
{
    struct fake_pcm *fake = fake_of(pcm);
    struct pollfd wake = {.fd = wake_fd, .events = POLLIN};
    const int err = (int)leave(fake, enter(fake, FAKE_WAIT));

    if (err == 0)
        (void)poll(&wake, 1, timeout_ms < 5 ? timeout_ms : 5);
    return err;
}

static int64_t fake_get_available(struct jfi_pcm *pcm)
{
    struct fake_pcm *fake = fake_of(pcm);
    const int err = enter(fake, FAKE_AVAILABLE);

    return leave(fake, err < 0 ? err : position_of(fake) - fake->next_frames);
}

static int64_t smallest(int64_t a, int64_t b, size_t limit)
{
    const int64_t smaller = a < b ? a : b;

    return limit > 0 && (int64_t)limit < smaller ? (int64_t)limit : smaller;
}

static int64_t fake_read(struct jfi_pcm *pcm, void *bytes, size_t max_frames)
{
    struct fake_pcm *fake = fake_of(pcm);
    const int err = enter(fake, FAKE_READ);
    int64_t count = 0;

    if (err < 0)
        return leave(fake, err);
    count = smallest(position_of(fake) - fake->next_frames, (int64_t)max_frames, fake->read_limit);
    fake->time_ns += fake->read_ns;
    notice_overrun(fake);
    copy_frames(fake, bytes, count);
    fake->next_frames += count;
    return leave(fake, count > 0 ? count : -EAGAIN);
}

static int64_t fake_skip(struct jfi_pcm *pcm, size_t frame_count)
{
    struct fake_pcm *fake = fake_of(pcm);
    const int err = enter(fake, FAKE_SKIP);
    int64_t count = 0;

    if (err < 0)
        return leave(fake, err);
    count = smallest(position_of(fake) - fake->next_frames, (int64_t)frame_count, 0);
    fake->next_frames += count;
    return leave(fake, count);
}

static bool fake_get_stop(struct jfi_pcm *pcm, struct jfi_pcm_stop *ret_stop)
{
    struct fake_pcm *fake = fake_of(pcm);

    if (fake->lie)
        *ret_stop = *fake->lie;
    if (fake->lie || fake->hides_stop)
        return fake->lie != NULL;
    pthread_mutex_lock(&fake->lock);
    ret_stop->time_ns = fake->stop_ns;
    ret_stop->unread_frames = fake->frozen_frames - fake->next_frames;
    return leave(fake, fake->status < 0);
}

static int64_t fake_get_time_ns(struct jfi_pcm *pcm)
{
    return time_of(fake_of(pcm));
}

/* The test has it for longer. */
static void fake_close(struct jfi_pcm *pcm)
{
    struct fake_pcm *fake = fake_of(pcm);

    pthread_mutex_lock(&fake->lock);
    fake->close_count++;
    (void)leave(fake, 0);
}

static const struct jfi_pcm_ops fake_ops = {
    .start = fake_start,
    .wait = fake_wait,
    .get_available = fake_get_available,
    .read = fake_read,
    .skip = fake_skip,
    .get_stop = fake_get_stop,
    .get_time_ns = fake_get_time_ns,
    .close = fake_close,
};

/* ---- for the test ---------------------------------------------------------------------------- */

void fake_pcm_init(struct fake_pcm *fake)
{
    *fake = (struct fake_pcm){.base = {.ops = &fake_ops,
                                       .format = JFI_PCM_S32_LE,
                                       .rate_hz = 48000,
                                       .channel_count = 2,
                                       .buffer_frames = 4800,
                                       .period_frames = 480},
                              .time_ns = JFI_NS_PER_SECOND};
    pthread_mutex_init(&fake->lock, NULL);
}

void fake_pcm_fini(struct fake_pcm *fake)
{
    pthread_mutex_destroy(&fake->lock);
}

void fake_pcm_pass(struct fake_pcm *fake, int64_t frame_count)
{
    fake->time_ns += jfi_clock_frames_to_ns(frame_count, fake->base.rate_hz);
}

int64_t fake_pcm_get_frames(struct fake_pcm *fake)
{
    pthread_mutex_lock(&fake->lock);
    return leave(fake, frames_between(fake, fake->begin_ns, time_of(fake)));
}

void fake_pcm_stop(struct fake_pcm *fake, int status)
{
    pthread_mutex_lock(&fake->lock);
    notice_overrun(fake);
    if (fake->runs)
        freeze(fake, time_of(fake));
    fake->runs = false;
    fake->status = status;
    (void)leave(fake, 0);
}

void fake_pcm_stall(struct fake_pcm *fake, bool stalls)
{
    pthread_mutex_lock(&fake->lock);
    if (stalls && !fake->stalls)
        freeze(fake, time_of(fake));
    if (!stalls && fake->stalls && fake->runs) {
        unfreeze(fake);
        fake->next_frames += fake->start_frames - fake->frozen_frames;
    }
    fake->stalls = stalls;
    (void)leave(fake, 0);
}

void fake_pcm_fail(struct fake_pcm *fake, enum fake_call call, int status, unsigned int count)
{
    pthread_mutex_lock(&fake->lock);
    fake->failures[call] = status;
    fake->failure_left[call] = count;
    (void)leave(fake, 0);
}
