/* SPDX-License-Identifier: MIT */
/*
 * A sink of one's own: it counts what the writer makes of a second of a tone.
 *
 *     gcc own-sink.c -o own-sink $(pkg-config --cflags --libs jackfield-media)
 *     ./own-sink
 */
#include <stdio.h>

#include <jackfield/media.h>
#include <jackfield/status.h>

/* WAV has one, which a sink that keeps its data would put in front of it. */
static int on_header(struct jf_sink *sink, struct jf_data_unit *header)
{
    (void)sink;
    (void)header;
    return 0;
}

static int on_data_unit(struct jf_sink *sink, struct jf_data_unit *unit)
{
    size_t *bytes = jf_sink_get_priv(sink);

    *bytes += jf_data_unit_get_size(unit);
    return 0;
}

static int on_end_writing(struct jf_sink *sink)
{
    const size_t *bytes = jf_sink_get_priv(sink);

    printf("%zu bytes\n", *bytes);
    return 0;
}

static const struct jf_sink_ops ops = {.name = "count",
                                       .priv_size = sizeof(size_t),
                                       .on_header = on_header,
                                       .on_data_unit = on_data_unit,
                                       .on_end_writing = on_end_writing};

int main(void)
{
    struct jf_source *source = NULL;
    struct jf_writer *writer = NULL;
    struct jf_format *format = NULL;
    struct jf_sink *sink = NULL;
    struct jf_pipeline *pipeline = NULL;
    int status;

    if ((status = jf_source_new_tone(440, 48000, 1, JF_PACE_FAST, &source)) ||
        (status = jf_format_new(&format)) || (status = jf_format_set_container(format, "wav")) ||
        (status = jf_sink_new(&ops, &sink)) || (status = jf_writer_new(&writer)) ||
        (status = jf_writer_add_sink(writer, sink, format)) ||
        (status = jf_pipeline_new(source, writer, &pipeline)) ||
        (status = jf_pipeline_set_duration_ns(pipeline, 1000000000)) ||
        (status = jf_pipeline_start(pipeline)) || (status = jf_pipeline_wait(pipeline, -1)) < 0 ||
        (status = jf_pipeline_get_result(pipeline)))
        (void)fprintf(stderr, "own-sink: %s\n", jf_status_text(status));
    jf_pipeline_free(pipeline);
    jf_writer_unref(writer);
    jf_sink_unref(sink);
    jf_format_free(format);
    jf_source_unref(source);
    return status ? 1 : 0;
}
