/* SPDX-License-Identifier: MIT */
#include "media/source-alsa.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <jackfield/connector.h>
#include <jackfield/graph.h>
#include <jackfield/part.h>

#include "media/pcm-capture.h"
#include "media/pcm.h"
#include "media/source.h"

#define MIN_RATE_HZ    8000
#define MAX_RATE_HZ    192000
#define MAX_CHANNELS   8
#define USUAL_CHANNELS 2
#define PCM_NAME_BYTES 64

struct alsa {
    /* immutable */
    bool has_thread;
    pthread_t thread;
    int data_fd; /* eventfd: there are new frames, or there will be no more */
    int wake_fd; /* eventfd: one of the two flags has been set */

    /* both threads */
    atomic_bool is_reading;
    atomic_bool is_stopping;
    atomic_int end_status; /* why there will be no more frames, or 0 */

    /* owned by the source's thread once it has started, but for the ring */
    struct jfi_pcm_capture capture;
};

/* ---- the source's thread --------------------------------------------------------------------- */

/* The flags are set before the descriptor is written: they are looked at after it has been read. */
static void take_wake(struct alsa *alsa)
{
    eventfd_t ignored = 0;

    eventfd_read(alsa->wake_fd, &ignored);
}

static void await_first_read(struct alsa *alsa)
{
    struct pollfd wake = {.fd = alsa->wake_fd, .events = POLLIN};

    while (!atomic_load(&alsa->is_reading) && !atomic_load(&alsa->is_stopping)) {
        if (poll(&wake, 1, -1) > 0)
            take_wake(alsa);
    }
}

static int step(struct alsa *alsa, int wait_status)
{
    const size_t before =
        atomic_load_explicit(&alsa->capture.ring.written_frames, memory_order_relaxed);
    const int status = jfi_pcm_capture_step(&alsa->capture, wait_status);

    if (atomic_load_explicit(&alsa->capture.ring.written_frames, memory_order_relaxed) != before)
        eventfd_write(alsa->data_fd, 1);
    return status;
}

static void *run(void *user)
{
    struct alsa *alsa = user;
    int status = 0, wait_status = 0;

    pthread_setname_np(pthread_self(), "jackfield-alsa");
    await_first_read(alsa);
    while (status == 0 && !atomic_load(&alsa->is_stopping)) {
        status = step(alsa, wait_status);
        if (status == 0)
            wait_status = jfi_pcm_capture_wait(&alsa->capture, alsa->wake_fd);
        take_wake(alsa);
    }
    atomic_store(&alsa->end_status, status);
    eventfd_write(alsa->data_fd, 1);
    return NULL;
}

static int start_thread(struct alsa *alsa)
{
    sigset_t all, before;
    int err = 0;

    /* Signals are for the application's own threads. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    err = -pthread_create(&alsa->thread, NULL, run, alsa);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    alsa->has_thread = err == 0;
    return err;
}

/* ---- reading --------------------------------------------------------------------------------- */

static void wait_for_data(struct alsa *alsa)
{
    struct pollfd data = {.fd = alsa->data_fd, .events = POLLIN};
    eventfd_t ignored = 0;

    if (poll(&data, 1, 1000 / JFI_SOURCE_BLOCKS_PER_SECOND) > 0)
        eventfd_read(alsa->data_fd, &ignored);
}

static int read_alsa(struct jf_source *source, float *samples, size_t max_frames)
{
    struct alsa *alsa = jfi_source_get_priv(source);
    size_t count = 0;
    int end_status = 0;

    if (!atomic_exchange(&alsa->is_reading, true))
        eventfd_write(alsa->wake_fd, 1);
    count = jfi_source_read_ring(source, &alsa->capture.ring, samples, max_frames);
    if (count > 0)
        return (int)count;
    wait_for_data(alsa);
    /* Asked before the ring: what came before the end is given first. */
    end_status = atomic_load(&alsa->end_status);
    count = jfi_source_read_ring(source, &alsa->capture.ring, samples, max_frames);
    return count > 0 ? (int)count : end_status;
}

/* ---- opening and closing --------------------------------------------------------------------- */

static void close_alsa(struct jf_source *source)
{
    struct alsa *alsa = jfi_source_get_priv(source);

    if (alsa->has_thread) {
        atomic_store(&alsa->is_stopping, true);
        eventfd_write(alsa->wake_fd, 1);
        pthread_join(alsa->thread, NULL);
    }
    jfi_pcm_capture_fini(&alsa->capture);
    if (alsa->wake_fd >= 0)
        close(alsa->wake_fd);
    if (alsa->data_fd >= 0)
        close(alsa->data_fd);
}

static const struct jfi_source_ops alsa_ops = {
    .name = "alsa",
    .priv_size = sizeof(struct alsa),
    .read = read_alsa,
    .close = close_alsa,
};

static int open_alsa(struct alsa *alsa)
{
    alsa->data_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (alsa->data_fd < 0)
        return -errno;
    alsa->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return alsa->wake_fd < 0 ? -errno : start_thread(alsa);
}

int jfi_source_new_pcm(struct jfi_pcm *pcm, unsigned int channel_count,
                       struct jf_source **ret_source)
{
    struct jf_source *source = NULL;
    struct alsa *alsa = NULL;
    int err = jfi_source_new(&alsa_ops, pcm->rate_hz, channel_count, &source);

    if (err < 0) {
        pcm->ops->close(pcm);
        return err;
    }
    alsa = jfi_source_get_priv(source);
    alsa->data_fd = alsa->wake_fd = -1;
    err = jfi_pcm_capture_init(&alsa->capture, pcm, source, channel_count);
    if (err == 0)
        err = open_alsa(alsa);
    if (err < 0) {
        jf_source_unref(source);
        return err;
    }
    *ret_source = source;
    return 0;
}

int jf_source_new_alsa(const char *pcm_name, unsigned int rate_hz, unsigned int channel_count,
                       struct jf_source **ret_source)
{
    const struct jfi_pcm_request request = {
        .name = pcm_name, .rate_hz = rate_hz, .channel_count = channel_count};
    const unsigned int wanted = channel_count ? channel_count : USUAL_CHANNELS;
    struct jfi_pcm *pcm = NULL;
    int err = 0;

    if (!pcm_name || !ret_source || channel_count > MAX_CHANNELS)
        return -EINVAL;
    if (rate_hz && (rate_hz < MIN_RATE_HZ || rate_hz > MAX_RATE_HZ))
        return -EINVAL;
    err = jfi_pcm_open(&request, &pcm);
    if (err < 0)
        return err;
    return jfi_source_new_pcm(pcm, pcm->channel_count < wanted ? pcm->channel_count : wanted,
                              ret_source);
}

/* ---- connectors of the graph ----------------------------------------------------------------- */

static const struct jf_device *device_of(const struct jf_connector *connector)
{
    return jf_part_get_device(jf_connector_get_part(connector));
}

bool jfi_source_is_alsa(const struct jf_connector *connector)
{
    const struct jf_device *device = device_of(connector);

    /* The devices of a recording are another machine's, whatever they are. */
    return jf_device_get_kind(device) == JF_DEVICE_ADAPTER &&
           strcmp(jf_device_get_backend(device), "alsa") == 0;
}

/* "hw:CARD,DEV" or "hw:CARD,DEV,SUB"; -ENOTSUP when the graph does not tell. */
static int name_pcm(const struct jf_connector *connector, char *name, size_t size)
{
    const struct jf_part *part = jf_connector_get_part(connector);
    const char *stream = jf_part_get_property(part, "alsa.pcm.stream");
    const char *number = jf_part_get_property(part, "alsa.pcm.device");
    const char *subdevice = jf_part_get_property(part, "alsa.pcm.subdevice");
    struct jf_card card;
    int length = 0;

    if (!number || (stream && strcmp(stream, "capture") != 0))
        return -ENOTSUP;
    if (jf_device_get_card(device_of(connector), &card) < 0 || card.number < 0)
        return -ENOTSUP;
    length = snprintf(name, size, "hw:%d,%s%s%s", card.number, number, subdevice ? "," : "",
                      subdevice ? subdevice : "");
    return length < 0 || (size_t)length >= size ? -ENOTSUP : 0;
}

int jfi_source_new_alsa_connector(const struct jf_connector *connector,
                                  struct jf_source **ret_source)
{
    char name[PCM_NAME_BYTES];
    int err = 0;

    if (jf_connector_get_flow(connector) != JF_FLOW_OUT)
        return -EINVAL;
    err = name_pcm(connector, name, sizeof(name));
    return err < 0 ? err : jf_source_new_alsa(name, 0, 0, ret_source);
}
