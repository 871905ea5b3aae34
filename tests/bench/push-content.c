/* SPDX-License-Identifier: MIT */
#include "push-content.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "load.h"

enum {
    RATE_HZ = 48000,
    BIT_RATE = 128000,
    MAX_UNITS = 4096
};

/* ---- what a writer brings -------------------------------------------------------------------- */

struct collector {
    struct push_content *content;
};

static int on_header(struct jf_sink *sink, struct jf_data_unit *header)
{
    struct collector *collector = jf_sink_get_priv(sink);

    collector->content->header = jf_data_unit_ref(header);
    return 0;
}

static int on_data_unit(struct jf_sink *sink, struct jf_data_unit *unit)
{
    struct push_content *content = ((struct collector *)jf_sink_get_priv(sink))->content;

    if (content->count == MAX_UNITS)
        return -ENOSPC;
    content->units[content->count++] = jf_data_unit_ref(unit);
    return 0;
}

/* What travels has packets of a fixed size, unlike a file. */
static int say_real_time(struct jf_sink *sink, bool *ret_real_time)
{
    (void)sink;
    *ret_real_time = true;
    return 0;
}

static int on_end_writing(struct jf_sink *sink)
{
    (void)sink;
    return 0;
}

static const struct jf_sink_ops collector_ops = {.name = "collector",
                                                 .priv_size = sizeof(struct collector),
                                                 .on_header = on_header,
                                                 .is_real_time = say_real_time,
                                                 .on_data_unit = on_data_unit,
                                                 .on_end_writing = on_end_writing};

/* ---- making it ------------------------------------------------------------------------------- */

static struct jf_format *make_format(void)
{
    struct jf_format *format = NULL;

    bench_need(jf_format_new(&format), "format");
    bench_need(jf_format_set_container(format, "asf"), "asf");
    bench_need(jf_format_set_codec(format, "wmav2"), "wmav2");
    bench_need(jf_format_set_bit_rate(format, BIT_RATE), "bit rate");
    return format;
}

/* Noise: what is silent or pure may be coded with fewer bits than it was given. */
static void write_noise(struct jf_writer *writer, unsigned int seconds)
{
    float *samples = load_allocate((size_t)2 * RATE_HZ / 10, sizeof(*samples));
    uint32_t state = 1;

    for (unsigned int tenth = 0; tenth < 10 * seconds; tenth++) {
        for (size_t i = 0; i < (size_t)2 * RATE_HZ / 10; i++) {
            state = state * 1664525 + 1013904223;
            samples[i] = (float)(int32_t)state / 1e10f;
        }
        bench_need(jf_writer_write(writer, samples, RATE_HZ / 10), "writing");
    }
    free(samples);
}

void push_content_make(struct push_content *content, unsigned int seconds)
{
    struct jf_format *format = make_format();
    struct jf_writer *writer = NULL;
    struct jf_data_unit *last = NULL;
    struct jf_sink *sink = NULL;

    *content = (struct push_content){.units = load_allocate(MAX_UNITS, sizeof(*content->units))};
    bench_need(jf_sink_new(&collector_ops, &sink), "sink");
    ((struct collector *)jf_sink_get_priv(sink))->content = content;
    bench_need(jf_writer_new(&writer), "writer");
    bench_need(jf_writer_set_input(writer, RATE_HZ, 2), "input");
    bench_need(jf_writer_add_sink(writer, sink, format), "sink");
    bench_need(jf_writer_begin(writer), "begin");
    write_noise(writer, seconds);
    bench_need(jf_writer_end(writer), "end");
    jf_writer_unref(writer);
    jf_sink_unref(sink);
    jf_format_free(format);
    bench_need(content->header && content->count > 2 ? 0 : -ENODATA, "content");
    /* The last one only tells how long the others are. */
    last = content->units[--content->count];
    content->span_ns = jf_data_unit_get_time_ns(last) - jf_data_unit_get_time_ns(content->units[0]);
    jf_data_unit_unref(last);
}

void push_content_fini(struct push_content *content)
{
    for (size_t i = 0; i < content->count; i++)
        jf_data_unit_unref(content->units[i]);
    jf_data_unit_unref(content->header);
    free(content->units);
}

int64_t push_content_time_ns(const struct push_content *content, uint64_t number)
{
    return (int64_t)(number / content->count) * content->span_ns +
           jf_data_unit_get_time_ns(content->units[number % content->count]) -
           jf_data_unit_get_time_ns(content->units[0]);
}

struct jf_data_unit *push_content_dup(const struct push_content *content, uint64_t number)
{
    const struct jf_data_unit *model = content->units[number % content->count];
    const size_t size = jf_data_unit_get_size(model);
    struct jf_data_unit *unit = NULL;

    bench_need(jf_data_unit_new(size, &unit), "data unit");
    memcpy(jf_data_unit_get_writable(unit), jf_data_unit_get_bytes(model), size);
    bench_need(jf_data_unit_set_size(unit, size), "data unit");
    bench_need(jf_data_unit_set_time_ns(unit, push_content_time_ns(content, number)), "data unit");
    return unit;
}
