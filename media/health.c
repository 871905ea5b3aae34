/* SPDX-License-Identifier: MIT */
#include "media/health.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "media/clock.h"

/* Samples of a channel that are looked at together: a bit for each. */
#define CHUNK_FRAMES 64
#define LANES        8

#define LEVEL_WINDOW_MS 300

/* Without its sign, what a float's bits say grows with it. */
#define MAGNITUDE 0x7fffffffU

/* What counts as a fault, as it is compared with. */
struct rule {
    enum jf_signal_fault fault;
    int64_t least_frames; /* 0: not looked for */
    int64_t hold_frames;
    uint32_t magnitude; /* of a level */
};

enum {
    RULE_SILENCE,
    RULE_STUCK,
    RULE_CLIP,
    RULE_COUNT
};

/* How one rule stands on one channel. */
struct watch {
    int64_t run_start, run_frames; /* of samples that are so, up to now; none: 0 frames */
    bool is_on;
    int64_t start, end; /* of the fault, as far as it has been seen */
};

struct window {
    uint32_t peak;
    double square_sum;
    int64_t frames;
};

struct channel {
    struct watch watches[RULE_COUNT];
    uint32_t last; /* the sample before */
    struct window window;
    float peak, rms; /* of the last whole window */
    uint32_t highest_peak;
};

struct dropout {
    bool is_on, is_lost;
    int64_t start, end;
};

struct jfi_health {
    unsigned int rate_hz, channel_count;
    struct jfi_status_queue *statuses;
    struct rule rules[RULE_COUNT];
    bool tells_dropouts;

    int64_t position; /* frames that have been looked at */
    int64_t window_frames;
    struct dropout dropout;
    struct channel channels[];
};

int jfi_health_new(unsigned int rate_hz, unsigned int channel_count,
                   struct jfi_status_queue *statuses, struct jfi_health **ret_health)
{
    struct jfi_health *health =
        calloc(1, sizeof(*health) + channel_count * sizeof(health->channels[0]));

    if (!health)
        return -ENOMEM;
    health->rate_hz = rate_hz;
    health->channel_count = channel_count;
    health->statuses = jfi_status_queue_ref(statuses);
    health->window_frames = (int64_t)rate_hz * LEVEL_WINDOW_MS / 1000;
    *ret_health = health;
    return 0;
}

struct jfi_health *jfi_health_free(struct jfi_health *health)
{
    if (!health)
        return NULL;
    jfi_status_queue_unref(health->statuses);
    free(health);
    return NULL;
}

/* ---- limits ---------------------------------------------------------------------------------- */

static uint32_t bits_of(float sample)
{
    uint32_t bits = 0;

    memcpy(&bits, &sample, sizeof(bits));
    return bits;
}

static float sample_of(uint32_t bits)
{
    float sample = 0;

    memcpy(&sample, &bits, sizeof(sample));
    return sample;
}

static uint32_t magnitude_of(double level_dbfs)
{
    return bits_of((float)pow(10, level_dbfs / 20)) & MAGNITUDE;
}

static int64_t to_frames(const struct jfi_health *health, int64_t time_ns, int64_t least_frames)
{
    const int64_t frames = jfi_clock_ns_to_frames(time_ns, health->rate_hz);

    if (time_ns == 0)
        return 0;
    return frames > least_frames ? frames : least_frames;
}

void jfi_health_set_limits(struct jfi_health *health, const struct jf_signal_limits *limits)
{
    static const struct jf_signal_limits none = {0};

    if (!limits)
        limits = &none;
    health->rules[RULE_SILENCE] =
        (struct rule){.fault = JF_SIGNAL_SILENCE,
                      .least_frames = to_frames(health, limits->silence_ns, 1),
                      .magnitude = magnitude_of(limits->silence_level_dbfs)};
    health->rules[RULE_STUCK] = (struct rule){
        .fault = JF_SIGNAL_STUCK, .least_frames = to_frames(health, limits->stuck_ns, 2)};
    health->rules[RULE_CLIP] =
        (struct rule){.fault = JF_SIGNAL_CLIP,
                      .least_frames = limits->clip_samples,
                      .hold_frames = to_frames(health, limits->clip_hold_ns, 0),
                      .magnitude = magnitude_of(limits->clip_level_dbfs)};
    health->tells_dropouts = limits->dropouts;
    health->dropout = (struct dropout){0};
    for (unsigned int c = 0; c < health->channel_count; c++) {
        memset(health->channels[c].watches, 0, sizeof(health->channels[c].watches));
        health->channels[c].last = 0;
    }
}

/* ---- telling --------------------------------------------------------------------------------- */

static void tell(struct jfi_health *health, const struct jf_signal_event *event)
{
    jfi_status_queue_push_signal(health->statuses, event,
                                 jfi_clock_frames_to_ns(event->position_frames, health->rate_hz));
}

static void tell_watch(struct jfi_health *health, unsigned int channel, unsigned int number,
                       bool is_over)
{
    const struct rule *rule = &health->rules[number];
    const struct watch *watch = &health->channels[channel].watches[number];
    const struct jf_signal_event event = {
        .fault = rule->fault,
        .channel = (int)channel,
        .is_over = is_over,
        .position_frames = watch->start,
        .length_frames = is_over ? watch->end - watch->start : rule->least_frames,
    };

    tell(health, &event);
}

static void tell_dropout(struct jfi_health *health, bool is_over)
{
    const struct dropout *dropout = &health->dropout;
    const struct jf_signal_event event = {
        .fault = JF_SIGNAL_DROPOUT,
        .channel = JF_SIGNAL_ALL_CHANNELS,
        .is_over = is_over,
        .position_frames = dropout->start,
        .length_frames = dropout->end - dropout->start,
        .is_lost = dropout->is_lost,
    };

    tell(health, &event);
}

/* ---- faults ---------------------------------------------------------------------------------- */

static void finish(struct jfi_health *health, unsigned int channel, unsigned int number)
{
    tell_watch(health, channel, number, true);
    health->channels[channel].watches[number].is_on = false;
}

/* A run has become longer. */
static void judge_run(struct jfi_health *health, unsigned int channel, unsigned int number)
{
    const struct rule *rule = &health->rules[number];
    struct watch *watch = &health->channels[channel].watches[number];

    if (watch->run_frames < rule->least_frames)
        return;
    if (watch->is_on && watch->run_start - watch->end > rule->hold_frames)
        finish(health, channel, number);
    watch->end = watch->run_start + watch->run_frames;
    if (watch->is_on)
        return;
    watch->is_on = true;
    watch->start = watch->run_start;
    tell_watch(health, channel, number, false);
}

/* `lead_frames` before a run belong to it: of equal samples, the first equals none before it. */
static void extend_run(struct watch *watch, int64_t position, int64_t frames, int64_t lead_frames)
{
    if (watch->run_frames == 0) {
        watch->run_start = position - lead_frames;
        watch->run_frames = lead_frames;
    }
    watch->run_frames += frames;
}

/* Up to `end`, all has been judged but a run that may still become long enough. */
static void settle(struct jfi_health *health, unsigned int channel, unsigned int number,
                   int64_t end)
{
    const struct watch *watch = &health->channels[channel].watches[number];

    if (watch->run_frames > 0)
        end = watch->run_start;
    if (watch->is_on && end - watch->end > health->rules[number].hold_frames)
        finish(health, channel, number);
}

/* `so` has a bit for each sample that is as the rule says. */
static void watch_chunk(struct jfi_health *health, unsigned int channel, unsigned int number,
                        uint64_t so, int count)
{
    struct watch *watch = &health->channels[channel].watches[number];
    const int64_t lead_frames = number == RULE_STUCK ? 1 : 0;
    int i = 0;

    while (i < count && i < CHUNK_FRAMES) {
        const uint64_t rest = so >> i;
        const int ones = ~rest ? __builtin_ctzll(~rest) : CHUNK_FRAMES;

        if (ones > 0) {
            const int run = ones < count - i ? ones : count - i;

            extend_run(watch, health->position + i, run, lead_frames);
            judge_run(health, channel, number);
            i += run;
        } else {
            watch->run_frames = 0;
            if (watch->is_on && health->rules[number].hold_frames == 0)
                finish(health, channel, number);
            i += rest ? __builtin_ctzll(rest) : CHUNK_FRAMES;
        }
    }
    settle(health, channel, number, health->position + count);
}

static void watch_dropout(struct jfi_health *health)
{
    /* What is missing at once after it still belongs to it. */
    if (!health->dropout.is_on || health->position <= health->dropout.end)
        return;
    tell_dropout(health, true);
    health->dropout.is_on = false;
}

void jfi_health_note_missing(struct jfi_health *health, int64_t offset_frames, int64_t frame_count,
                             bool is_lost)
{
    struct dropout *dropout = &health->dropout;
    const int64_t start = health->position + offset_frames;

    if (!health->tells_dropouts || frame_count <= 0)
        return;
    if (dropout->is_on && dropout->is_lost == is_lost && dropout->end == start) {
        dropout->end += frame_count;
        return;
    }
    if (dropout->is_on)
        tell_dropout(health, true);
    *dropout = (struct dropout){
        .is_on = true, .is_lost = is_lost, .start = start, .end = start + frame_count};
    tell_dropout(health, false);
}

/* ---- samples --------------------------------------------------------------------------------- */

/* The samples of one channel, as bits; zeros behind the last. */
struct chunk {
    uint32_t bits[1 + CHUNK_FRAMES]; /* the first is the one before them */
    int count;
    uint32_t smallest, largest; /* magnitudes */
};

static void load(struct chunk *chunk, const float *samples, unsigned int stride, int count)
{
    memset(chunk->bits + 1 + count, 0, (size_t)(CHUNK_FRAMES - count) * sizeof(chunk->bits[0]));
    for (int i = 0; i < count; i++)
        chunk->bits[1 + i] = bits_of(samples[(size_t)i * stride]);
    chunk->count = count;
}

/* Lanes of their own let the compiler take several samples at a time: it may not reorder sums. */
static double measure(struct chunk *chunk)
{
    float sums[LANES] = {0};
    int32_t largest[LANES] = {0}, smallest[LANES];
    double sum = 0;

    for (int k = 0; k < LANES; k++)
        smallest[k] = INT32_MAX;
    for (int i = 1; i <= CHUNK_FRAMES; i += LANES) {
        for (int k = 0; k < LANES; k++) {
            const float sample = sample_of(chunk->bits[i + k]);
            const int32_t magnitude = (int32_t)(chunk->bits[i + k] & MAGNITUDE);

            sums[k] += sample * sample;
            largest[k] = magnitude > largest[k] ? magnitude : largest[k];
            smallest[k] = magnitude < smallest[k] ? magnitude : smallest[k];
        }
    }
    chunk->largest = chunk->smallest = 0;
    chunk->smallest = MAGNITUDE;
    for (int k = 0; k < LANES; k++) {
        sum += (double)sums[k];
        if ((uint32_t)largest[k] > chunk->largest)
            chunk->largest = (uint32_t)largest[k];
        if ((uint32_t)smallest[k] < chunk->smallest)
            chunk->smallest = (uint32_t)smallest[k];
    }
    return sum;
}

static uint64_t find_quiet(const struct chunk *chunk, uint32_t most)
{
    uint64_t so = 0;

    if (chunk->largest <= most)
        return ~so;
    if (chunk->smallest > most)
        return 0;
    for (int i = 0; i < CHUNK_FRAMES; i++)
        so |= (uint64_t)((chunk->bits[1 + i] & MAGNITUDE) <= most) << i;
    return so;
}

static uint64_t find_equal(const struct chunk *chunk)
{
    uint32_t differing[LANES];
    uint32_t all_differ = 1;
    uint64_t so = 0;

    for (int k = 0; k < LANES; k++)
        differing[k] = 1;
    for (int i = 0; i < CHUNK_FRAMES; i += LANES) {
        for (int k = 0; k < LANES; k++)
            differing[k] &= chunk->bits[i + k] != chunk->bits[i + k + 1];
    }
    for (int k = 0; k < LANES; k++)
        all_differ &= differing[k];
    for (int i = 0; i < CHUNK_FRAMES && !all_differ; i++)
        so |= (uint64_t)(chunk->bits[i] == chunk->bits[i + 1] && (chunk->bits[i] & MAGNITUDE) != 0)
              << i;
    return so;
}

static uint64_t find_full(const struct chunk *chunk, uint32_t least)
{
    uint64_t so = 0;

    for (int i = 0; i < CHUNK_FRAMES && chunk->largest >= least; i++)
        so |= (uint64_t)((chunk->bits[1 + i] & MAGNITUDE) >= least) << i;
    return so;
}

static void close_window(const struct jfi_health *health, struct channel *channel)
{
    struct window *window = &channel->window;

    if (window->frames < health->window_frames)
        return;
    channel->peak = sample_of(window->peak);
    channel->rms = (float)sqrt(window->square_sum / (double)window->frames);
    *window = (struct window){0};
}

static void take_chunk(struct jfi_health *health, unsigned int number, struct chunk *chunk)
{
    struct channel *channel = &health->channels[number];
    const struct rule *rules = health->rules;

    chunk->bits[0] = channel->last;
    channel->window.square_sum += measure(chunk);
    channel->window.frames += chunk->count;
    if (chunk->largest > channel->window.peak)
        channel->window.peak = chunk->largest;
    if (chunk->largest > channel->highest_peak)
        channel->highest_peak = chunk->largest;
    channel->last = chunk->bits[chunk->count];
    close_window(health, channel);
    if (rules[RULE_SILENCE].least_frames > 0)
        watch_chunk(health, number, RULE_SILENCE, find_quiet(chunk, rules[RULE_SILENCE].magnitude),
                    chunk->count);
    if (rules[RULE_STUCK].least_frames > 0)
        watch_chunk(health, number, RULE_STUCK, find_equal(chunk), chunk->count);
    if (rules[RULE_CLIP].least_frames > 0)
        watch_chunk(health, number, RULE_CLIP, find_full(chunk, rules[RULE_CLIP].magnitude),
                    chunk->count);
}

void jfi_health_take(struct jfi_health *health, const float *samples, size_t frame_count)
{
    struct chunk chunk;

    while (frame_count > 0) {
        const int count = frame_count < CHUNK_FRAMES ? (int)frame_count : CHUNK_FRAMES;

        for (unsigned int c = 0; c < health->channel_count; c++) {
            load(&chunk, samples + c, health->channel_count, count);
            take_chunk(health, c, &chunk);
        }
        health->position += count;
        watch_dropout(health);
        samples += (size_t)count * health->channel_count;
        frame_count -= (size_t)count;
    }
}

static void skip(struct jfi_health *health, unsigned int number, int64_t frame_count)
{
    struct channel *channel = &health->channels[number];
    struct watch *silence = &channel->watches[RULE_SILENCE];

    channel->last = 0;
    if (frame_count >= health->window_frames)
        channel->window = (struct window){0};
    channel->window.frames += frame_count;
    close_window(health, channel);
    if (health->rules[RULE_SILENCE].least_frames > 0) {
        extend_run(silence, health->position, frame_count, 0);
        judge_run(health, number, RULE_SILENCE);
    }
    channel->watches[RULE_STUCK].run_frames = 0;
    channel->watches[RULE_CLIP].run_frames = 0;
    for (unsigned int i = 0; i < RULE_COUNT; i++)
        settle(health, number, i, health->position + frame_count);
}

void jfi_health_skip(struct jfi_health *health, int64_t frame_count)
{
    if (frame_count <= 0)
        return;
    for (unsigned int c = 0; c < health->channel_count; c++)
        skip(health, c, frame_count);
    health->position += frame_count;
    watch_dropout(health);
}

void jfi_health_end(struct jfi_health *health)
{
    if (health->dropout.is_on) {
        if (health->dropout.end > health->position)
            health->dropout.end = health->position;
        tell_dropout(health, true);
    }
    for (unsigned int c = 0; c < health->channel_count; c++) {
        for (unsigned int i = 0; i < RULE_COUNT; i++) {
            if (health->channels[c].watches[i].is_on)
                finish(health, c, i);
        }
    }
    jfi_health_set_limits(health, NULL);
}

/* ---- levels ---------------------------------------------------------------------------------- */

static double to_dbfs(float sample)
{
    return 20 * log10((double)sample);
}

int jfi_health_get_level(const struct jfi_health *health, unsigned int channel,
                         struct jf_signal_level *ret_level)
{
    const struct channel *found = &health->channels[channel];

    if (channel >= health->channel_count)
        return -EINVAL;
    if (health->position < health->window_frames)
        return -ENODATA;
    *ret_level = (struct jf_signal_level){
        .peak_dbfs = to_dbfs(found->peak),
        .rms_dbfs = to_dbfs(found->rms),
        .highest_peak_dbfs = to_dbfs(sample_of(found->highest_peak)),
    };
    return 0;
}
