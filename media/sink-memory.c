/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <jackfield/sink.h>

#include "media/sink.h"

struct memory {
    pthread_mutex_t lock;
    /* under lock */
    uint8_t *bytes;
    size_t size_bytes, capacity_bytes;
    size_t header_bytes; /* 0: no session has begun, or the last one is over */
    bool ended;
};

static struct memory *get_memory(struct jf_sink *sink)
{
    return jf_sink_get_priv(sink);
}

/* Called locked. */
static int append(struct memory *memory, const struct jf_data_unit *unit)
{
    const size_t added = jf_data_unit_get_size(unit);

    if (added == 0)
        return 0; /* a header that is empty */
    if (added > memory->capacity_bytes - memory->size_bytes) {
        const size_t capacity = (memory->size_bytes + added) * 2;
        uint8_t *moved = realloc(memory->bytes, capacity);

        if (!moved)
            return -ENOMEM;
        memory->bytes = moved;
        memory->capacity_bytes = capacity;
    }
    memcpy(memory->bytes + memory->size_bytes, jf_data_unit_get_bytes(unit), added);
    memory->size_bytes += added;
    return 0;
}

/* Called locked. */
static int begin_session(struct memory *memory, const struct jf_data_unit *header)
{
    int err = 0;

    memory->size_bytes = 0;
    memory->ended = false;
    err = append(memory, header);
    if (err == 0)
        memory->header_bytes = memory->size_bytes;
    return err;
}

static int on_header(struct jf_sink *sink, struct jf_data_unit *header)
{
    struct memory *memory = get_memory(sink);
    int err = 0;

    pthread_mutex_lock(&memory->lock);
    if (memory->header_bytes == 0)
        err = begin_session(memory, header);
    else if (memory->header_bytes == jf_data_unit_get_size(header))
        memcpy(memory->bytes, jf_data_unit_get_bytes(header), memory->header_bytes);
    else
        err = -EIO;
    pthread_mutex_unlock(&memory->lock);
    return err;
}

static int say_real_time(struct jf_sink *sink, bool *ret_real_time)
{
    (void)sink;
    *ret_real_time = true;
    return 0;
}

static int on_data_unit(struct jf_sink *sink, struct jf_data_unit *unit)
{
    struct memory *memory = get_memory(sink);
    int err = 0;

    pthread_mutex_lock(&memory->lock);
    err = append(memory, unit);
    pthread_mutex_unlock(&memory->lock);
    return err;
}

static void end_session(struct memory *memory, bool ended)
{
    pthread_mutex_lock(&memory->lock);
    memory->header_bytes = 0;
    memory->ended = ended;
    pthread_mutex_unlock(&memory->lock);
}

static int on_end_writing(struct jf_sink *sink)
{
    end_session(get_memory(sink), true);
    return 0;
}

static void on_abort(struct jf_sink *sink)
{
    end_session(get_memory(sink), false);
}

static void close_memory(struct jf_sink *sink)
{
    struct memory *memory = get_memory(sink);

    free(memory->bytes);
    pthread_mutex_destroy(&memory->lock);
}

static const struct jf_sink_ops memory_ops = {
    .name = "memory",
    .priv_size = sizeof(struct memory),
    .on_header = on_header,
    .is_real_time = NULL,
    .allocate_data_unit = NULL,
    .on_data_unit = on_data_unit,
    .on_end_writing = on_end_writing,
    .close = close_memory,
    .on_abort = on_abort,
};

static const struct jf_sink_ops live_memory_ops = {
    .name = "live memory",
    .priv_size = sizeof(struct memory),
    .on_header = on_header,
    .is_real_time = say_real_time,
    .allocate_data_unit = NULL,
    .on_data_unit = on_data_unit,
    .on_end_writing = on_end_writing,
    .close = close_memory,
    .on_abort = on_abort,
};

int jf_sink_new_memory(bool real_time, struct jf_sink **ret_sink)
{
    struct jf_sink *sink = NULL;
    int err = 0;

    if (!ret_sink)
        return -EINVAL;
    err = jf_sink_new(real_time ? &live_memory_ops : &memory_ops, &sink);
    if (err < 0)
        return err;
    /* A mutex of the default kind takes no resource: this cannot fail on Linux. */
    pthread_mutex_init(&get_memory(sink)->lock, NULL);
    *ret_sink = sink;
    return 0;
}

static bool is_memory(const struct jf_sink *sink)
{
    const struct jf_sink_ops *ops = sink ? jfi_sink_get_ops(sink) : NULL;

    return ops == &memory_ops || ops == &live_memory_ops;
}

int jf_sink_memory_dup(struct jf_sink *sink, uint8_t **ret_bytes, size_t *ret_size)
{
    struct memory *memory = NULL;
    uint8_t *copy = NULL;

    if (!is_memory(sink) || !ret_bytes || !ret_size)
        return -EINVAL;
    memory = get_memory(sink);
    pthread_mutex_lock(&memory->lock);
    copy = malloc(memory->size_bytes + 1);
    if (copy && memory->size_bytes > 0)
        memcpy(copy, memory->bytes, memory->size_bytes);
    if (copy) {
        *ret_bytes = copy;
        *ret_size = memory->size_bytes;
    }
    pthread_mutex_unlock(&memory->lock);
    return copy ? 0 : -ENOMEM;
}

bool jf_sink_memory_is_ended(struct jf_sink *sink)
{
    struct memory *memory = NULL;
    bool ended = false;

    if (!is_memory(sink))
        return false;
    memory = get_memory(sink);
    pthread_mutex_lock(&memory->lock);
    ended = memory->ended;
    pthread_mutex_unlock(&memory->lock);
    return ended;
}
