/* SPDX-License-Identifier: MIT */
#include "media/pcm.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <alsa/asoundlib.h>

#include "media/clock.h"

#define USUAL_RATE_HZ  48000
#define MIN_RATE_HZ    8000
#define MAX_RATE_HZ    192000
#define USUAL_CHANNELS 2
/* As much as the hardware gives, within reason: nobody waits for a recording. */
#define BUFFER_US 1000000
#define PERIOD_US 20000
/* hw has one, plugins a few. */
#define MAX_FDS   16
#define MAX_CARDS 32

struct alsa_pcm {
    struct jfi_pcm base;
    snd_pcm_t *handle;
    snd_pcm_status_t *status;
    bool tells_stop; /* its time stamps are true, and of CLOCK_MONOTONIC */
};

/* The best resolution first; float is what it becomes anyway. */
static const struct {
    snd_pcm_format_t theirs;
    enum jfi_pcm_format ours;
} formats[] = {
    {SND_PCM_FORMAT_FLOAT_LE, JFI_PCM_FLOAT_LE}, {SND_PCM_FORMAT_FLOAT_BE, JFI_PCM_FLOAT_BE},
    {SND_PCM_FORMAT_S32_LE, JFI_PCM_S32_LE},     {SND_PCM_FORMAT_S32_BE, JFI_PCM_S32_BE},
    {SND_PCM_FORMAT_S24_LE, JFI_PCM_S24_LE},     {SND_PCM_FORMAT_S24_BE, JFI_PCM_S24_BE},
    {SND_PCM_FORMAT_S24_3LE, JFI_PCM_S24_3LE},   {SND_PCM_FORMAT_S24_3BE, JFI_PCM_S24_3BE},
    {SND_PCM_FORMAT_S16_LE, JFI_PCM_S16_LE},     {SND_PCM_FORMAT_S16_BE, JFI_PCM_S16_BE},
};

static struct alsa_pcm *alsa_of(struct jfi_pcm *pcm)
{
    return (struct alsa_pcm *)pcm;
}

/* ---- libasound's own complaints -------------------------------------------------------------- */

static void say_nothing(const char *file, int line, const char *function, int err,
                        const char *format, va_list values)
{
    (void)file;
    (void)line;
    (void)function;
    (void)err;
    (void)format;
    (void)values;
}

/* It would write to stderr. This thread's are kept back until the old handler returns. */
static snd_local_error_handler_t keep_quiet(void)
{
    return snd_lib_error_set_local(say_nothing);
}

static void speak_again(snd_local_error_handler_t handler)
{
    (void)snd_lib_error_set_local(handler);
}

/* ---- running --------------------------------------------------------------------------------- */

/* What a failure, or a descriptor in error, means for a PCM in its present state. */
static int judge(struct alsa_pcm *alsa, int err)
{
    switch (snd_pcm_state(alsa->handle)) {
    case SND_PCM_STATE_XRUN:
        return -EPIPE;
    case SND_PCM_STATE_SUSPENDED:
        return -ESTRPIPE;
    case SND_PCM_STATE_DISCONNECTED:
        return -ENODEV;
    default:
        return err;
    }
}

static int64_t judge_count(struct alsa_pcm *alsa, snd_pcm_sframes_t count)
{
    if (count >= 0 || count == -EAGAIN || count == -EINTR)
        return count;
    return judge(alsa, (int)count);
}

static int alsa_start(struct jfi_pcm *pcm)
{
    struct alsa_pcm *alsa = alsa_of(pcm);
    const snd_local_error_handler_t handler = keep_quiet();
    int err = 0;

    (void)snd_pcm_drop(alsa->handle);
    err = snd_pcm_prepare(alsa->handle);
    if (err >= 0)
        err = snd_pcm_start(alsa->handle);
    if (err < 0)
        err = judge(alsa, err);
    speak_again(handler);
    return err < 0 ? err : 0;
}

static int poll_pcm(struct alsa_pcm *alsa, int wake_fd, int timeout_ms)
{
    struct pollfd fds[MAX_FDS + 1] = {{.fd = wake_fd, .events = POLLIN}};
    const int count = snd_pcm_poll_descriptors(alsa->handle, fds + 1, MAX_FDS);
    unsigned short events = 0;

    if (count < 0)
        return judge(alsa, count);
    if (poll(fds, (nfds_t)count + 1, timeout_ms) <= 0)
        return 0;
    if (snd_pcm_poll_descriptors_revents(alsa->handle, fds + 1, (unsigned int)count, &events) < 0 ||
        (events & (POLLERR | POLLHUP | POLLNVAL)))
        return judge(alsa, -EIO);
    return 0;
}

static int alsa_wait(struct jfi_pcm *pcm, int wake_fd, int timeout_ms)
{
    const snd_local_error_handler_t handler = keep_quiet();
    const int err = poll_pcm(alsa_of(pcm), wake_fd, timeout_ms);

    speak_again(handler);
    return err;
}

static int64_t alsa_get_available(struct jfi_pcm *pcm)
{
    struct alsa_pcm *alsa = alsa_of(pcm);
    const snd_local_error_handler_t handler = keep_quiet();
    const int64_t count = judge_count(alsa, snd_pcm_avail(alsa->handle));

    speak_again(handler);
    return count;
}

static int64_t alsa_read(struct jfi_pcm *pcm, void *bytes, size_t max_frames)
{
    struct alsa_pcm *alsa = alsa_of(pcm);
    const snd_local_error_handler_t handler = keep_quiet();
    const int64_t count = judge_count(alsa, snd_pcm_readi(alsa->handle, bytes, max_frames));

    speak_again(handler);
    return count;
}

static int64_t alsa_skip(struct jfi_pcm *pcm, size_t frame_count)
{
    struct alsa_pcm *alsa = alsa_of(pcm);
    const snd_local_error_handler_t handler = keep_quiet();
    const int64_t count = judge_count(alsa, snd_pcm_forward(alsa->handle, frame_count));

    speak_again(handler);
    return count;
}

static bool alsa_get_stop(struct jfi_pcm *pcm, struct jfi_pcm_stop *ret_stop)
{
    struct alsa_pcm *alsa = alsa_of(pcm);
    const snd_local_error_handler_t handler = keep_quiet();
    const bool tells = alsa->tells_stop && snd_pcm_status(alsa->handle, alsa->status) >= 0;
    snd_htimestamp_t stopped = {0};

    speak_again(handler);
    if (!tells)
        return false;
    snd_pcm_status_get_trigger_htstamp(alsa->status, &stopped);
    ret_stop->time_ns = (int64_t)stopped.tv_sec * JFI_NS_PER_SECOND + stopped.tv_nsec;
    ret_stop->unread_frames = (int64_t)snd_pcm_status_get_avail(alsa->status);
    return true;
}

static int64_t alsa_get_time_ns(struct jfi_pcm *pcm)
{
    (void)pcm;
    return jfi_clock_now_ns();
}

static void alsa_close(struct jfi_pcm *pcm)
{
    struct alsa_pcm *alsa = alsa_of(pcm);
    const snd_local_error_handler_t handler = keep_quiet();

    if (alsa->handle)
        (void)snd_pcm_close(alsa->handle);
    if (alsa->status)
        snd_pcm_status_free(alsa->status);
    free(alsa);
    speak_again(handler);
}

static const struct jfi_pcm_ops alsa_ops = {
    .start = alsa_start,
    .wait = alsa_wait,
    .get_available = alsa_get_available,
    .read = alsa_read,
    .skip = alsa_skip,
    .get_stop = alsa_get_stop,
    .get_time_ns = alsa_get_time_ns,
    .close = alsa_close,
};

/* ---- agreeing with the hardware -------------------------------------------------------------- */

/* libasound's own idea of the nearest rate is any above, if there is one. */
static int take_nearest_rate(snd_pcm_t *handle, snd_pcm_hw_params_t *params,
                             snd_pcm_hw_params_t *trial)
{
    unsigned int below_hz = USUAL_RATE_HZ, above_hz = USUAL_RATE_HZ, rate_hz = USUAL_RATE_HZ;
    bool has_below = false, has_above = false;

    snd_pcm_hw_params_copy(trial, params);
    has_below = snd_pcm_hw_params_set_rate_max(handle, trial, &below_hz, NULL) >= 0;
    snd_pcm_hw_params_copy(trial, params);
    has_above = snd_pcm_hw_params_set_rate_min(handle, trial, &above_hz, NULL) >= 0;
    if (has_above && (!has_below || above_hz - USUAL_RATE_HZ <= USUAL_RATE_HZ - below_hz)) {
        (void)snd_pcm_hw_params_set_rate_min(handle, params, &rate_hz, NULL);
        return snd_pcm_hw_params_set_rate_first(handle, params, &rate_hz, NULL);
    }
    (void)snd_pcm_hw_params_set_rate_max(handle, params, &rate_hz, NULL);
    return snd_pcm_hw_params_set_rate_last(handle, params, &rate_hz, NULL);
}

static int choose_rate(struct alsa_pcm *alsa, snd_pcm_hw_params_t *params, unsigned int wanted_hz)
{
    unsigned int min_hz = MIN_RATE_HZ, max_hz = MAX_RATE_HZ;
    snd_pcm_hw_params_t *trial = NULL;
    int err = 0;

    if (wanted_hz)
        return snd_pcm_hw_params_set_rate(alsa->handle, params, wanted_hz, 0);
    err = snd_pcm_hw_params_set_rate_minmax(alsa->handle, params, &min_hz, NULL, &max_hz, NULL);
    if (err >= 0)
        err = snd_pcm_hw_params_malloc(&trial);
    if (err >= 0)
        err = take_nearest_rate(alsa->handle, params, trial);
    if (trial)
        snd_pcm_hw_params_free(trial);
    return err;
}

/* So many, else the fewest above: the rest is left out. Without a wish, also fewer. */
static int choose_channels(struct alsa_pcm *alsa, snd_pcm_hw_params_t *params, unsigned int wanted)
{
    unsigned int count = wanted ? wanted : USUAL_CHANNELS;

    if (snd_pcm_hw_params_set_channels(alsa->handle, params, count) >= 0)
        return 0;
    if (snd_pcm_hw_params_set_channels_min(alsa->handle, params, &count) >= 0)
        return snd_pcm_hw_params_set_channels_first(alsa->handle, params, &count);
    return wanted ? -EINVAL : snd_pcm_hw_params_set_channels_last(alsa->handle, params, &count);
}

static int choose_format(struct alsa_pcm *alsa, snd_pcm_hw_params_t *params)
{
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        if (snd_pcm_hw_params_set_format(alsa->handle, params, formats[i].theirs) >= 0) {
            alsa->base.format = formats[i].ours;
            return 0;
        }
    }
    return -EINVAL;
}

static int choose_sizes(struct alsa_pcm *alsa, snd_pcm_hw_params_t *params)
{
    unsigned int buffer_us = BUFFER_US, period_us = PERIOD_US;
    int err = snd_pcm_hw_params_set_buffer_time_near(alsa->handle, params, &buffer_us, NULL);

    if (err < 0)
        return err;
    return snd_pcm_hw_params_set_period_time_near(alsa->handle, params, &period_us, NULL);
}

/*
 * Some clocks only come near the rate that they go by: an ES1370 gives 48,662 Hz for 48,000. What
 * they really give is told beside it.
 */
static unsigned int true_rate(const snd_pcm_hw_params_t *params, unsigned int rate_hz)
{
    unsigned int numerator = 0, denominator = 0;
    unsigned int true_hz = 0;

    if (snd_pcm_hw_params_get_rate_numden(params, &numerator, &denominator) < 0 || !denominator)
        return rate_hz;
    true_hz = (unsigned int)(((uint64_t)numerator + denominator / 2) / denominator);
    return true_hz < MIN_RATE_HZ || true_hz > MAX_RATE_HZ ? rate_hz : true_hz;
}

static int read_back(struct alsa_pcm *alsa, const snd_pcm_hw_params_t *params)
{
    snd_pcm_uframes_t buffer_frames = 0, period_frames = 0;
    int err = snd_pcm_hw_params_get_rate(params, &alsa->base.rate_hz, NULL);

    if (err >= 0)
        err = snd_pcm_hw_params_get_channels(params, &alsa->base.channel_count);
    if (err >= 0)
        err = snd_pcm_hw_params_get_buffer_size(params, &buffer_frames);
    if (err >= 0)
        err = snd_pcm_hw_params_get_period_size(params, &period_frames, NULL);
    alsa->base.rate_hz = true_rate(params, alsa->base.rate_hz);
    alsa->base.buffer_frames = buffer_frames;
    alsa->base.period_frames = period_frames;
    return err;
}

/* What people hear first comes first: a rate is not given up for the sake of a format. */
static int set_hw_params(struct alsa_pcm *alsa, const struct jfi_pcm_request *request,
                         snd_pcm_hw_params_t *params)
{
    int err = snd_pcm_hw_params_any(alsa->handle, params);

    if (err >= 0)
        err = snd_pcm_hw_params_set_access(alsa->handle, params, SND_PCM_ACCESS_RW_INTERLEAVED);
    if (err >= 0)
        err = choose_rate(alsa, params, request->rate_hz);
    if (err >= 0)
        err = choose_channels(alsa, params, request->channel_count);
    if (err >= 0)
        err = choose_format(alsa, params);
    if (err >= 0)
        err = choose_sizes(alsa, params);
    if (err >= 0)
        err = snd_pcm_hw_params(alsa->handle, params);
    return err >= 0 ? read_back(alsa, params) : err;
}

/*
 * Hardware goes on through an overrun, and its own counter then tells to the frame how much was
 * lost. Of plugins only some do.
 */
static int run_on(struct alsa_pcm *alsa, snd_pcm_sw_params_t *params)
{
    snd_pcm_tstamp_type_t type = SND_PCM_TSTAMP_TYPE_GETTIMEOFDAY;
    snd_pcm_uframes_t boundary = 0;
    int err = 0;

    if (snd_pcm_type(alsa->handle) != SND_PCM_TYPE_HW)
        return 0;
    err = snd_pcm_sw_params_get_boundary(params, &boundary);
    if (err >= 0)
        err = snd_pcm_sw_params_set_stop_threshold(alsa->handle, params, boundary);
    if (err < 0)
        return err;
    alsa->base.runs_on = true;
    alsa->tells_stop =
        snd_pcm_sw_params_set_tstamp_mode(alsa->handle, params, SND_PCM_TSTAMP_ENABLE) >= 0 &&
        snd_pcm_sw_params_set_tstamp_type(alsa->handle, params, SND_PCM_TSTAMP_TYPE_MONOTONIC) >=
            0 &&
        snd_pcm_sw_params_get_tstamp_type(params, &type) >= 0 &&
        type == SND_PCM_TSTAMP_TYPE_MONOTONIC;
    return 0;
}

static int set_sw_params(struct alsa_pcm *alsa, snd_pcm_sw_params_t *params)
{
    int err = snd_pcm_sw_params_current(alsa->handle, params);

    if (err >= 0)
        err = snd_pcm_sw_params_set_avail_min(alsa->handle, params, alsa->base.period_frames);
    if (err >= 0)
        err = run_on(alsa, params);
    return err >= 0 ? snd_pcm_sw_params(alsa->handle, params) : err;
}

static int set_params(struct alsa_pcm *alsa, const struct jfi_pcm_request *request)
{
    snd_pcm_hw_params_t *hw_params = NULL;
    snd_pcm_sw_params_t *sw_params = NULL;
    int err = snd_pcm_hw_params_malloc(&hw_params);

    if (err >= 0)
        err = snd_pcm_sw_params_malloc(&sw_params);
    if (err >= 0)
        err = snd_pcm_status_malloc(&alsa->status);
    if (err >= 0)
        err = set_hw_params(alsa, request, hw_params);
    /* "Invalid" is what libasound calls that which the hardware does not have. */
    if (err == -EINVAL)
        err = -EMEDIUMTYPE;
    if (err >= 0)
        err = set_sw_params(alsa, sw_params);
    if (sw_params)
        snd_pcm_sw_params_free(sw_params);
    if (hw_params)
        snd_pcm_hw_params_free(hw_params);
    return err;
}

/* ---- opening --------------------------------------------------------------------------------- */

/* Who may not open the cards cannot look for one by its id, and is told that there is none. */
static bool is_forbidden(void)
{
    for (int card = 0; card < MAX_CARDS; card++) {
        char path[32];

        (void)snprintf(path, sizeof(path), "/dev/snd/controlC%d", card);
        if (access(path, R_OK | W_OK) < 0 && errno == EACCES)
            return true;
    }
    return false;
}

/* A name that libasound can make nothing of, and a card above the 32nd, are "invalid" to it. */
static int open_handle(struct alsa_pcm *alsa, const char *name)
{
    const int err = snd_pcm_open(&alsa->handle, name, SND_PCM_STREAM_CAPTURE, SND_PCM_NONBLOCK);

    if (err >= 0)
        return 0;
    alsa->handle = NULL;
    if (err == -ENODEV && is_forbidden())
        return -EPERM;
    return err == -EINVAL ? -ENOENT : err;
}

static int open_status(int err)
{
    switch (-err) {
    case ENODEV:
    case ENXIO:
        return -ENOENT;
    case EACCES:
        return -EPERM;
    case EAGAIN:
        return -EBUSY;
    default:
        return err < 0 ? err : 0;
    }
}

static int open_quietly(struct alsa_pcm *alsa, const struct jfi_pcm_request *request)
{
    const snd_local_error_handler_t handler = keep_quiet();
    int err = open_handle(alsa, request->name);

    if (err >= 0)
        err = set_params(alsa, request);
    speak_again(handler);
    return open_status(err);
}

int jfi_pcm_open(const struct jfi_pcm_request *request, struct jfi_pcm **ret_pcm)
{
    struct alsa_pcm *alsa = calloc(1, sizeof(*alsa));
    int err = 0;

    if (!alsa)
        return -ENOMEM;
    alsa->base.ops = &alsa_ops;
    err = open_quietly(alsa, request);
    if (err < 0) {
        alsa_close(&alsa->base);
        return err;
    }
    *ret_pcm = &alsa->base;
    return 0;
}
