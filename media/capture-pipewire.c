/* SPDX-License-Identifier: MIT */
#include "media/capture.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <pipewire/pipewire.h>
#include <spa/param/audio/format-utils.h>
#include <spa/param/audio/type-info.h>

#include "media/clock.h"
#include "media/ring.h"
#include "media/source.h"

#define RATE_HZ 48000
/* Longer than the longest time that a sink may hold up the reader: 10.9 s. */
#define RING_FRAMES (1 << 19)
/* Nothing for this long, and for several times what comes at a time, is a gap. */
#define GAP_FRAMES (RATE_HZ / 10)
#define GAP_CHUNKS 3
/* What comes at a time, as long as nothing has: the longest cycle of a server by its defaults. */
#define USUAL_CHUNK_FRAMES 2048
#define POD_BYTES          1024

struct capture {
    /* the thread that reads */
    bool has_begun;
    int64_t last_data_ns;         /* when frames came last */
    int64_t given_silence_frames; /* since then */

    /* shared with PipeWire's data thread */
    struct jf_source *source; /* not referenced: it owns this */
    struct jfi_ring ring;
    int data_fd; /* eventfd: there are new frames */
    atomic_bool is_reading;
    atomic_size_t longest_chunk_frames;
    _Atomic int64_t
        ahead_frames; /* silence that was given before it is known how much is missing */

    /* PipeWire's data thread */
    bool has_ticks;
    struct spa_fraction tick; /* of the graph's clock, in seconds */
    uint64_t base_ticks;      /* where the account of its frames begins */
    int64_t accounted_frames; /* that came since, or that are silence in their place */
    uint64_t ticks;           /* in the last cycle */
    int64_t ticks_ns;         /* when that was */
    int64_t cycle_frames;     /* that came in it */

    /* owned by PipeWire's threads once the loop has started */
    bool is_initialised;
    struct pw_thread_loop *loop;
    struct pw_context *context;
    struct pw_core *core;
    struct pw_stream *stream;
    struct spa_hook listener;
};

/* ---- PipeWire's data thread: never waits, locks or allocates --------------------------------- */

static void keep_frames(struct capture *capture, const float *samples, size_t frame_count)
{
    size_t kept = 0;

    if (frame_count > atomic_load_explicit(&capture->longest_chunk_frames, memory_order_relaxed))
        atomic_store_explicit(&capture->longest_chunk_frames, frame_count, memory_order_relaxed);
    if (!atomic_load_explicit(&capture->is_reading, memory_order_relaxed))
        return;
    kept = jfi_ring_write_or_owe(&capture->ring, samples, frame_count);
    jfi_source_count_lost(capture->source, frame_count - kept);
    eventfd_write(capture->data_fd, 1);
}

static int64_t ticks_to_frames(const struct capture *capture, uint64_t ticks)
{
    return (int64_t)(ticks * RATE_HZ * capture->tick.num / capture->tick.denom);
}

/* Ticks for which no time has passed are another clock's: the stream has got another driver. */
static bool is_same_clock(const struct capture *capture, const struct pw_time *time,
                          int64_t passed_frames)
{
    return time->rate.num == capture->tick.num && time->rate.denom == capture->tick.denom &&
           time->ticks >= capture->ticks &&
           ticks_to_frames(capture, time->ticks - capture->ticks) <=
               passed_frames + capture->cycle_frames + GAP_FRAMES;
}

static void begin_account(struct capture *capture, const struct pw_time *time)
{
    capture->tick = time->rate;
    capture->base_ticks = time->ticks;
    capture->accounted_frames = 0;
}

/*
 * Frames that have not come: a server that gets no time leaves cycles out, which its count of
 * frames tells exactly, and hands over a cycle late or twice, so that only the account of them all
 * counts. A graph without a driver stands still, which only time tells.
 */
static int64_t count_missing(struct capture *capture, const struct pw_time *time)
{
    const int64_t passed = jfi_clock_ns_to_frames(time->now - capture->ticks_ns, RATE_HZ);
    const bool is_same = is_same_clock(capture, time, passed);
    const int64_t counted =
        is_same ? ticks_to_frames(capture, time->ticks - capture->ticks) : capture->cycle_frames;
    const int64_t stood =
        passed - counted > GAP_FRAMES + capture->cycle_frames ? passed - counted : 0;
    int64_t missing = 0;

    if (!is_same) {
        begin_account(capture, time);
        return stood;
    }
    capture->accounted_frames += capture->cycle_frames - stood;
    missing =
        ticks_to_frames(capture, time->ticks - capture->base_ticks) - capture->accounted_frames;
    /* At another rate than the graph's a cycle has a few frames more or less. */
    if (missing < capture->cycle_frames / 2)
        return 0;
    capture->accounted_frames += missing;
    return missing;
}

/* Of so many frames those in whose place silence has been given already. */
static int64_t take_ahead(struct capture *capture, int64_t frame_count)
{
    const int64_t ahead = atomic_load(&capture->ahead_frames);
    const int64_t taken = SPA_MIN(ahead, frame_count);

    atomic_fetch_sub(&capture->ahead_frames, taken);
    return taken;
}

static void owe(struct capture *capture, int64_t missing)
{
    const int64_t owed = missing - take_ahead(capture, missing);

    if (owed == 0)
        return;
    jfi_source_count_gap(capture->source, (uint64_t)owed);
    jfi_ring_owe(&capture->ring, owed, false);
}

static void make_up(struct capture *capture)
{
    const bool is_reading = atomic_load_explicit(&capture->is_reading, memory_order_relaxed);
    struct pw_time time = {0};
    int64_t missing = 0;

    if (pw_stream_get_time_n(capture->stream, &time, sizeof(time)) < 0 || time.rate.denom == 0)
        return;
    if (capture->has_ticks) {
        missing = count_missing(capture, &time);
    } else {
        begin_account(capture, &time);
        atomic_store(&capture->ahead_frames, 0);
    }
    if (is_reading && missing > 0)
        owe(capture, missing);
    capture->has_ticks = is_reading;
    capture->ticks = time.ticks;
    capture->ticks_ns = time.now;
}

static void take_buffer(struct capture *capture, const struct spa_data *data)
{
    const size_t frame_bytes = capture->ring.channel_count * sizeof(float);
    const uint32_t offset = SPA_MIN(data->chunk->offset, data->maxsize);
    const size_t count = SPA_MIN(data->chunk->size, data->maxsize - offset) / frame_bytes;
    const size_t late = (size_t)take_ahead(capture, (int64_t)count);

    capture->cycle_frames += (int64_t)count;
    keep_frames(capture, SPA_PTROFF(data->data, offset + late * frame_bytes, const float),
                count - late);
}

static void on_process(void *user)
{
    struct capture *capture = user;
    struct pw_buffer *buffer = NULL;

    make_up(capture);
    capture->cycle_frames = 0;
    while ((buffer = pw_stream_dequeue_buffer(capture->stream))) {
        const struct spa_data *data = &buffer->buffer->datas[0];

        if (data->data && data->chunk)
            take_buffer(capture, data);
        pw_stream_queue_buffer(capture->stream, buffer);
    }
}

/* ---- reading --------------------------------------------------------------------------------- */

static void wait_for_data(struct capture *capture)
{
    struct pollfd data = {.fd = capture->data_fd, .events = POLLIN};
    eventfd_t ignored = 0;

    if (poll(&data, 1, 1000 / JFI_SOURCE_BLOCKS_PER_SECOND) > 0)
        eventfd_read(capture->data_fd, &ignored);
}

static bool is_gap(struct capture *capture, int64_t silent_ns)
{
    const size_t chunk = atomic_load_explicit(&capture->longest_chunk_frames, memory_order_relaxed);

    return silent_ns > jfi_clock_frames_to_ns(GAP_FRAMES, RATE_HZ) &&
           silent_ns > GAP_CHUNKS * jfi_clock_frames_to_ns((int64_t)chunk, RATE_HZ);
}

/*
 * Makes up for the time since frames came last, as far as it has not been made up for, but for what
 * comes next: when that is there, the graph's clock tells what is still missing.
 */
static int give_silence(struct jf_source *source, float *samples, size_t max_frames, int64_t now_ns)
{
    struct capture *capture = jfi_source_get_priv(source);
    const int64_t silent_ns = now_ns - capture->last_data_ns;
    const int64_t due_frames = jfi_clock_ns_to_frames(silent_ns, RATE_HZ) -
                               (int64_t)atomic_load(&capture->longest_chunk_frames) -
                               capture->given_silence_frames;
    const size_t count = SPA_CLAMP(due_frames, 0, (int64_t)max_frames);

    if (!is_gap(capture, silent_ns) || count == 0)
        return 0;
    memset(samples, 0, count * capture->ring.channel_count * sizeof(*samples));
    capture->given_silence_frames += (int64_t)count;
    atomic_fetch_add(&capture->ahead_frames, (int64_t)count);
    jfi_source_count_gap(source, count);
    jfi_source_note_missing(source, &(struct jfi_missing){.frame_count = (int64_t)count});
    return (int)count;
}

static int read_capture(struct jf_source *source, float *samples, size_t max_frames)
{
    struct capture *capture = jfi_source_get_priv(source);
    int64_t now_ns = 0;
    size_t count = 0;

    if (!capture->has_begun) {
        capture->has_begun = true;
        capture->last_data_ns = jfi_clock_now_ns();
        atomic_store(&capture->is_reading, true);
    }
    count = jfi_source_read_ring(source, &capture->ring, samples, max_frames);
    if (count == 0) {
        wait_for_data(capture);
        /* Silence is given only for a time at which there was nothing yet. */
        now_ns = jfi_clock_now_ns();
        count = jfi_source_read_ring(source, &capture->ring, samples, max_frames);
    }
    if (count == 0)
        return give_silence(source, samples, max_frames, now_ns);
    capture->last_data_ns = jfi_clock_now_ns();
    capture->given_silence_frames = 0;
    return (int)count;
}

/* ---- the node -------------------------------------------------------------------------------- */

static int last_error(void)
{
    return errno > 0 ? -errno : -EIO;
}

/* What connecting to a socket that nobody listens at answers depends on what is left of it. */
static int connect_error(void)
{
    switch (errno) {
    case ENOENT:
    case ECONNREFUSED:
    case EHOSTDOWN:
        return -EPIPE;
    default:
        return last_error();
    }
}

static int open_core(struct capture *capture, const char *remote)
{
    /* A client of 1.x would otherwise raise the priority of the thread that makes the context. */
    struct pw_properties *properties = pw_properties_new("module.rt", "false", NULL);

    if (!properties)
        return -ENOMEM;
    capture->context = pw_context_new(pw_thread_loop_get_loop(capture->loop), properties, 0);
    if (!capture->context)
        return last_error();
    properties = pw_properties_new(NULL, NULL);
    if (!properties)
        return -ENOMEM;
    if (remote)
        pw_properties_set(properties, PW_KEY_REMOTE_NAME, remote);
    capture->core = pw_context_connect(capture->context, properties, 0);
    return capture->core ? 0 : connect_error();
}

/* Nobody connects it but us, and its channels are not mixed. It asks for no latency: nobody waits
 * for a recording, and a graph whose cycle changes may silence its players (seen with 0.3.65). */
static int open_stream(struct capture *capture, const char *node_name)
{
    static const struct pw_stream_events events = {
        .version = PW_VERSION_STREAM_EVENTS,
        .process = on_process,
    };
    struct pw_properties *properties = pw_properties_new(
        PW_KEY_NODE_NAME, node_name, PW_KEY_NODE_DESCRIPTION, "Jackfield capture",
        PW_KEY_MEDIA_TYPE, "Audio", PW_KEY_MEDIA_CATEGORY, "Capture", PW_KEY_MEDIA_ROLE,
        "Production", PW_KEY_NODE_AUTOCONNECT, "false", PW_KEY_STREAM_DONT_REMIX, "true", NULL);

    if (!properties)
        return -ENOMEM;
    capture->stream = pw_stream_new(capture->core, node_name, properties);
    if (!capture->stream)
        return last_error();
    pw_stream_add_listener(capture->stream, &capture->listener, &events, capture);
    return 0;
}

/* The position of a channel ("FL" of "Spa:Enum:AudioChannel:FL"); false: there is no such name. */
static bool find_position(const char *name, uint32_t *ret_position)
{
    for (const struct spa_type_info *info = spa_type_audio_channel; info->name; info++) {
        const char *colon = strrchr(info->name, ':');

        if (colon && strcmp(colon + 1, name) == 0) {
            *ret_position = info->type;
            return true;
        }
    }
    return false;
}

bool jfi_capture_knows_channel(const char *name)
{
    uint32_t position = 0;

    return find_position(name, &position);
}

static int connect_stream(struct capture *capture, const struct jfi_capture_config *config)
{
    uint8_t bytes[POD_BYTES];
    struct spa_pod_builder builder = SPA_POD_BUILDER_INIT(bytes, sizeof(bytes));
    struct spa_audio_info_raw format = {
        .format = SPA_AUDIO_FORMAT_F32, .rate = RATE_HZ, .channels = config->channel_count};
    const struct spa_pod *parameter = NULL;

    for (unsigned int i = 0; i < config->channel_count; i++) {
        if (!find_position(config->channels[i], &format.position[i]))
            return -EINVAL;
    }
    parameter = spa_format_audio_raw_build(&builder, SPA_PARAM_EnumFormat, &format);
    if (!parameter)
        return -ENOMEM;
    return pw_stream_connect(capture->stream, PW_DIRECTION_INPUT, PW_ID_ANY,
                             PW_STREAM_FLAG_MAP_BUFFERS | PW_STREAM_FLAG_RT_PROCESS, &parameter, 1);
}

static int open_capture(struct capture *capture, const struct jfi_capture_config *config)
{
    int err = jfi_ring_init(&capture->ring, RING_FRAMES, config->channel_count);

    if (err < 0)
        return err;
    capture->data_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (capture->data_fd < 0)
        return -errno;
    pw_init(NULL, NULL);
    capture->is_initialised = true;
    capture->loop = pw_thread_loop_new("jackfield-pw", NULL);
    if (!capture->loop)
        return last_error();
    err = open_core(capture, config->remote);
    if (err == 0)
        err = open_stream(capture, config->node_name);
    if (err == 0)
        err = connect_stream(capture, config);
    return err < 0 ? err : pw_thread_loop_start(capture->loop);
}

static void close_capture(struct jf_source *source)
{
    struct capture *capture = jfi_source_get_priv(source);

    if (capture->loop)
        pw_thread_loop_stop(capture->loop);
    if (capture->stream)
        pw_stream_destroy(capture->stream);
    if (capture->core)
        pw_core_disconnect(capture->core);
    if (capture->context)
        pw_context_destroy(capture->context);
    if (capture->loop)
        pw_thread_loop_destroy(capture->loop);
    if (capture->is_initialised)
        pw_deinit();
    if (capture->data_fd >= 0)
        close(capture->data_fd);
    jfi_ring_fini(&capture->ring);
}

static const struct jfi_source_ops capture_ops = {
    .name = "pipewire",
    .priv_size = sizeof(struct capture),
    .read = read_capture,
    .close = close_capture,
};

int jfi_capture_new(const struct jfi_capture_config *config, struct jf_source **ret_source)
{
    struct jf_source *source = NULL;
    struct capture *capture = NULL;
    int err = jfi_source_new(&capture_ops, RATE_HZ, config->channel_count, &source);

    if (err < 0)
        return err;
    capture = jfi_source_get_priv(source);
    capture->source = source;
    capture->data_fd = -1;
    atomic_init(&capture->longest_chunk_frames, USUAL_CHUNK_FRAMES);
    err = open_capture(capture, config);
    if (err < 0) {
        jf_source_unref(source);
        return err;
    }
    *ret_source = source;
    return 0;
}
