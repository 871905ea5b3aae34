/* SPDX-License-Identifier: MIT */
#include "test-media-probe.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct probe {
    struct probe_settings settings;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    /* under lock */
    char *calls;
    size_t call_count;
    uint8_t *bytes;
    size_t size, capacity;
    bool released, closed;
};

static struct probe *probe_of(struct jf_sink *sink)
{
    return *(struct probe **)jf_sink_get_priv(sink);
}

/* Called locked. */
static unsigned int count_calls(const struct probe *probe, char letter)
{
    unsigned int count = 0;

    for (size_t i = 0; i < probe->call_count; i++)
        count += probe->calls[i] == letter;
    return count;
}

static int note_call(struct jf_sink *sink, char letter)
{
    struct probe *probe = probe_of(sink);
    const struct probe_settings *settings = &probe->settings;
    unsigned int nth = 0;
    char *calls = NULL;

    pthread_mutex_lock(&probe->lock);
    calls = realloc(probe->calls, probe->call_count + 1);
    assert_non_null(calls);
    probe->calls = calls;
    probe->calls[probe->call_count++] = letter;
    nth = count_calls(probe, letter);
    pthread_cond_broadcast(&probe->changed);
    while (settings->block_at == letter && !probe->released)
        pthread_cond_wait(&probe->changed, &probe->lock);
    pthread_mutex_unlock(&probe->lock);
    return settings->fail_at == letter && settings->fail_nth == nth ? settings->fail_with : 0;
}

static void keep_bytes(struct jf_sink *sink, const struct jf_data_unit *unit)
{
    struct probe *probe = probe_of(sink);
    const size_t added = jf_data_unit_get_size(unit);

    pthread_mutex_lock(&probe->lock);
    if (probe->size + added > probe->capacity) {
        probe->capacity = (probe->size + added) * 2;
        probe->bytes = realloc(probe->bytes, probe->capacity);
        assert_non_null(probe->bytes);
    }
    memcpy(probe->bytes + probe->size, jf_data_unit_get_bytes(unit), added);
    probe->size += added;
    pthread_mutex_unlock(&probe->lock);
}

static int probe_on_header(struct jf_sink *sink, struct jf_data_unit *header)
{
    const int err = note_call(sink, 'H');

    if (err == 0 && probe_count(probe_of(sink), 'H') == 1)
        keep_bytes(sink, header);
    return err;
}

static int probe_is_real_time(struct jf_sink *sink, bool *ret_real_time)
{
    const int err = note_call(sink, 'R');

    if (err == 0)
        *ret_real_time = probe_of(sink)->settings.real_time;
    return err;
}

static int probe_allocate(struct jf_sink *sink, size_t size_bytes, struct jf_data_unit **ret_unit)
{
    const int err = note_call(sink, 'A');

    if (err < 0)
        return err;
    return jf_data_unit_new(probe_of(sink)->settings.too_small ? 1 : size_bytes + 10, ret_unit);
}

static int probe_on_data_unit(struct jf_sink *sink, struct jf_data_unit *unit)
{
    const int err = note_call(sink, 'D');

    if (err == 0)
        keep_bytes(sink, unit);
    return err;
}

static int probe_on_end_writing(struct jf_sink *sink)
{
    return note_call(sink, 'E');
}

static void probe_on_abort(struct jf_sink *sink)
{
    note_call(sink, 'X');
}

static void probe_close(struct jf_sink *sink)
{
    struct probe *probe = probe_of(sink);

    note_call(sink, 'C');
    pthread_mutex_lock(&probe->lock);
    probe->closed = true;
    pthread_cond_broadcast(&probe->changed);
    pthread_mutex_unlock(&probe->lock);
}

#define PROBE_OPS                                                                       \
    .name = "probe", .priv_size = sizeof(struct probe *), .on_header = probe_on_header, \
    .is_real_time = probe_is_real_time, .on_data_unit = probe_on_data_unit,             \
    .on_end_writing = probe_on_end_writing, .close = probe_close, .on_abort = probe_on_abort

static const struct jf_sink_ops probe_ops = {PROBE_OPS};
static const struct jf_sink_ops allocating_probe_ops = {PROBE_OPS,
                                                        .allocate_data_unit = probe_allocate};

struct probe *probe_new(const struct probe_settings *settings, struct jf_sink **ret_sink)
{
    struct probe *probe = calloc(1, sizeof(*probe));

    assert_non_null(probe);
    if (settings)
        probe->settings = *settings;
    assert_int_equal(pthread_mutex_init(&probe->lock, NULL), 0);
    assert_int_equal(pthread_cond_init(&probe->changed, NULL), 0);
    assert_int_equal(
        jf_sink_new(probe->settings.allocates ? &allocating_probe_ops : &probe_ops, ret_sink), 0);
    *(struct probe **)jf_sink_get_priv(*ret_sink) = probe;
    return probe;
}

void probe_free(struct probe *probe)
{
    pthread_mutex_lock(&probe->lock);
    while (!probe->closed)
        pthread_cond_wait(&probe->changed, &probe->lock);
    pthread_mutex_unlock(&probe->lock);
    pthread_cond_destroy(&probe->changed);
    pthread_mutex_destroy(&probe->lock);
    free(probe->calls);
    free(probe->bytes);
    free(probe);
}

void probe_release(struct probe *probe)
{
    pthread_mutex_lock(&probe->lock);
    probe->released = true;
    pthread_cond_broadcast(&probe->changed);
    pthread_mutex_unlock(&probe->lock);
}

void probe_wait_for(struct probe *probe, char letter, unsigned int count)
{
    pthread_mutex_lock(&probe->lock);
    while (count_calls(probe, letter) < count)
        pthread_cond_wait(&probe->changed, &probe->lock);
    pthread_mutex_unlock(&probe->lock);
}

unsigned int probe_count(struct probe *probe, char letter)
{
    unsigned int count = 0;

    pthread_mutex_lock(&probe->lock);
    count = count_calls(probe, letter);
    pthread_mutex_unlock(&probe->lock);
    return count;
}

/* Whether the record ends with these letters already. */
static bool ends_with(const char *record, size_t length, const char *letters, size_t count)
{
    return length >= count && memcmp(record + length - count, letters, count) == 0;
}

char *probe_record(struct probe *probe)
{
    char *record = NULL;
    size_t length = 0;

    pthread_mutex_lock(&probe->lock);
    record = calloc(1, probe->call_count + 1);
    assert_non_null(record);
    for (size_t i = 0; i < probe->call_count;) {
        const char *call = probe->calls + i;
        const bool pair = i + 1 < probe->call_count && call[0] == 'A' && call[1] == 'D';
        const size_t count = pair ? 2 : 1;
        const bool repeats = (pair || call[0] == 'D') && ends_with(record, length, call, count);

        if (!repeats) {
            memcpy(record + length, call, count);
            length += count;
        }
        i += count;
    }
    pthread_mutex_unlock(&probe->lock);
    return record;
}

void assert_record(struct probe *probe, const char *record)
{
    char *is = probe_record(probe);

    assert_string_equal(is, record);
    free(is);
}

uint8_t *probe_dup(struct probe *probe, size_t *ret_size)
{
    uint8_t *bytes = NULL;

    pthread_mutex_lock(&probe->lock);
    bytes = malloc(probe->size + 1);
    assert_non_null(bytes);
    memcpy(bytes, probe->bytes, probe->size);
    *ret_size = probe->size;
    pthread_mutex_unlock(&probe->lock);
    return bytes;
}
