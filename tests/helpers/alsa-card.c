/* SPDX-License-Identifier: MIT */

/*
 * Sound cards that are none, as a plugin of libasound: what is asked of them goes the whole way
 * through it. A configuration names them; test-media-alsa.c has one. Of a card it says
 *
 *   formats "S16_LE S32_LE"  rates "44100 96000"  channels "2 8"    what it has
 *   gone_after 24000         it is pulled out after so many frames
 *   overrun_at 24000         an overrun, once, at this frame
 *   fails 16                 it cannot be opened, by this errno
 *   chatty 1                 it complains through libasound
 *
 * Frame i has the sample i % 30000 + 1 on channel 0, and 1 more on each that follows, in 16 bits.
 */

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>

#define PIC /* as a shared object has it */
#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>

enum {
    TICK_NS = 10000000,
    MAX_LIST = 16,
    SAMPLE_MODULUS = 30000
};

static const int64_t ns_per_s = 1000000000;

struct card {
    snd_pcm_ioplug_t io;
    int64_t gone_after, overrun_at; /* frames, or -1 */
    bool is_chatty, has_overrun;
    int64_t start_ns;
    int64_t next_frame; /* to be read next */
    int64_t begun_at;   /* next_frame when it was started */
};

/* ---- the clock ------------------------------------------------------------------------------- */

static int64_t now_ns(void)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * ns_per_s + now.tv_nsec;
}

static int64_t position_of(const struct card *card)
{
    return card->begun_at + (now_ns() - card->start_ns) * card->io.rate / ns_per_s;
}

/* ---- running --------------------------------------------------------------------------------- */

static bool is_gone(const struct card *card)
{
    return card->gone_after >= 0 && position_of(card) >= card->gone_after;
}

static int card_start(snd_pcm_ioplug_t *io)
{
    struct card *card = io->private_data;
    const struct itimerspec ticks = {.it_interval = {.tv_nsec = TICK_NS},
                                     .it_value = {.tv_nsec = TICK_NS}};

    card->start_ns = now_ns();
    card->begun_at = card->next_frame;
    return timerfd_settime(io->poll_fd, 0, &ticks, NULL) < 0 ? -errno : 0;
}

static int card_stop(snd_pcm_ioplug_t *io)
{
    static const struct itimerspec never;

    (void)timerfd_settime(io->poll_fd, 0, &never, NULL);
    return 0;
}

static snd_pcm_sframes_t card_pointer(snd_pcm_ioplug_t *io)
{
    struct card *card = io->private_data;
    int64_t position = position_of(card);

    if (card->is_chatty)
        SNDERR("a tick");
    if (is_gone(card)) {
        /* An error would be an overrun. */
        snd_pcm_ioplug_set_state(io, SND_PCM_STATE_DISCONNECTED);
        position = card->gone_after;
    }
    if (card->overrun_at >= 0 && position >= card->overrun_at && !card->has_overrun) {
        card->has_overrun = true;
        return -EPIPE;
    }
    if (position - card->next_frame >= (int64_t)io->buffer_size)
        return -EPIPE;
    return (snd_pcm_sframes_t)((position - card->begun_at) % (int64_t)io->buffer_size);
}

static void put_sample(snd_pcm_format_t format, int value, uint8_t *bytes)
{
    const int width = snd_pcm_format_physical_width(format) / 8;
    const int bits = snd_pcm_format_width(format);
    uint32_t word = (uint32_t)value << (bits > 16 ? bits - 16 : 0);

    if (snd_pcm_format_float(format)) {
        const float sample = (float)value / 32768;

        memcpy(&word, &sample, sizeof(word));
    }
    for (int i = 0; i < width; i++) {
        const int place = snd_pcm_format_big_endian(format) == 1 ? width - 1 - i : i;

        bytes[i] = (uint8_t)(word >> 8 * place);
    }
}

static snd_pcm_sframes_t card_transfer(snd_pcm_ioplug_t *io, const snd_pcm_channel_area_t *areas,
                                       snd_pcm_uframes_t offset, snd_pcm_uframes_t size)
{
    struct card *card = io->private_data;

    for (snd_pcm_uframes_t i = 0; i < size; i++, card->next_frame++) {
        for (unsigned int c = 0; c < io->channels; c++) {
            uint8_t *bytes = areas[c].addr;

            bytes += (areas[c].first + (offset + i) * areas[c].step) / 8;
            put_sample(io->format, (int)(card->next_frame % SAMPLE_MODULUS) + 1 + (int)c, bytes);
        }
    }
    return (snd_pcm_sframes_t)size;
}

static int card_poll_revents(snd_pcm_ioplug_t *io, struct pollfd *fds, unsigned int count,
                             unsigned short *ret_events)
{
    uint64_t ticks = 0;

    (void)count;
    *ret_events = (unsigned short)fds[0].revents;
    if ((fds[0].revents & POLLIN) && read(io->poll_fd, &ticks, sizeof(ticks)) < 0)
        *ret_events = 0;
    return 0;
}

static int card_close(snd_pcm_ioplug_t *io)
{
    close(io->poll_fd);
    free(io->private_data);
    return 0;
}

static const snd_pcm_ioplug_callback_t callbacks = {
    .start = card_start,
    .stop = card_stop,
    .pointer = card_pointer,
    .transfer = card_transfer,
    .poll_revents = card_poll_revents,
    .close = card_close,
};

/* ---- what a card has ------------------------------------------------------------------------- */

static const char *text_of(snd_config_t *config, const char *key)
{
    snd_config_t *node = NULL;
    const char *text = NULL;

    if (snd_config_search(config, key, &node) < 0 || snd_config_get_string(node, &text) < 0)
        return NULL;
    return text;
}

static long number_of(snd_config_t *config, const char *key, long otherwise)
{
    snd_config_t *node = NULL;
    long number = 0;

    if (snd_config_search(config, key, &node) < 0 || snd_config_get_integer(node, &number) < 0)
        return otherwise;
    return number;
}

/* The words of a list, as formats or as numbers. */
static unsigned int read_list(const char *text, bool are_formats, unsigned int *ret_items)
{
    unsigned int count = 0;
    char copy[256] = "", *rest = copy, *word = NULL;

    (void)snprintf(copy, sizeof(copy), "%s", text ? text : "");
    while (count < MAX_LIST && (word = strsep(&rest, " "))) {
        ret_items[count++] = are_formats ? (unsigned int)snd_pcm_format_value(word)
                                         : (unsigned int)strtoul(word, NULL, 10);
    }
    return count;
}

static int limit(snd_pcm_ioplug_t *io, snd_config_t *config)
{
    static const unsigned int access[] = {SND_PCM_ACCESS_RW_INTERLEAVED};
    unsigned int items[MAX_LIST] = {0};
    unsigned int count = read_list(text_of(config, "formats"), true, items);
    int err = snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_ACCESS, 1, access);

    if (err >= 0)
        err = snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_FORMAT, count, items);
    count = read_list(text_of(config, "rates"), false, items);
    if (err >= 0)
        err = snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_RATE, count, items);
    count = read_list(text_of(config, "channels"), false, items);
    if (err >= 0)
        err = snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_CHANNELS, items[0],
                                              items[count > 1]);
    if (err >= 0)
        err = snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_PERIOD_BYTES, 64, 1 << 20);
    return err < 0
               ? err
               : snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_BUFFER_BYTES, 256, 1 << 24);
}

/* ---- opening --------------------------------------------------------------------------------- */

static int create(snd_pcm_t **ret_pcm, const char *name, snd_config_t *config,
                  snd_pcm_stream_t stream, int mode)
{
    struct card *card = calloc(1, sizeof(*card));
    int err = 0;

    if (!card)
        return -ENOMEM;
    card->gone_after = number_of(config, "gone_after", -1);
    card->overrun_at = number_of(config, "overrun_at", -1);
    card->is_chatty = number_of(config, "chatty", 0) != 0;
    card->io =
        (snd_pcm_ioplug_t){.version = SND_PCM_IOPLUG_VERSION,
                           .name = "A card of a test",
                           .poll_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK),
                           .poll_events = POLLIN,
                           .callback = &callbacks,
                           .private_data = card};
    err = snd_pcm_ioplug_create(&card->io, name, stream, mode);
    if (err < 0) {
        card_close(&card->io);
        return err;
    }
    err = limit(&card->io, config);
    if (err < 0) {
        snd_pcm_ioplug_delete(&card->io);
        return err;
    }
    *ret_pcm = card->io.pcm;
    return 0;
}

/* The two things that libasound looks for. */
#pragma GCC visibility push(default)
SND_PCM_PLUGIN_DEFINE_FUNC(jfcard);
/* cppcheck-suppress unknownMacro */
SND_DLSYM_BUILD_VERSION(SND_PCM_PLUGIN_ENTRY(jfcard), SND_PCM_DLSYM_VERSION)
#pragma GCC visibility pop

/* The configuration: card NAME, which jfcards.NAME describes. */
SND_PCM_PLUGIN_DEFINE_FUNC(jfcard)
{
    const char *card_name = text_of(conf, "card");
    snd_config_t *config = NULL;
    char key[64];
    long failure = 0;

    (void)snprintf(key, sizeof(key), "jfcards.%s", card_name ? card_name : "");
    if (snd_config_search(root, key, &config) < 0) {
        SNDERR("there is no card '%s'", card_name);
        return -ENODEV;
    }
    failure = number_of(config, "fails", 0);
    if (failure)
        SNDERR("the card does not open");
    return failure ? -(int)failure : create(pcmp, name, config, stream, mode);
}
