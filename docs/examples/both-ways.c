/* SPDX-License-Identifier: MIT */
/*
 * Writes what a microphone hears to an ASF file, and lets players hear it meanwhile. Takes the id
 * of a PipeWire node ("jackfield list" has them), the file, and how many seconds it goes on.
 *
 *     gcc both-ways.c -o both-ways $(pkg-config --cflags --libs jackfield-media)
 *     ./both-ways node:microphone evening.asf 60
 */
#include <stdio.h>
#include <stdlib.h>

#include <jackfield/jackfield.h>
#include <jackfield/media.h>

/* All that comes out of the node. */
static int open_source(struct jf_context *context, const char *id, struct jf_source **ret_source)
{
    const struct jf_connector *out[8], *connector;
    const struct jf_device *device;
    size_t count = 0;
    int status = jf_graph_find_device(jf_context_get_graph(context), id, &device);

    if (status)
        return status;
    for (size_t i = 0; count < 8 && !jf_device_get_connector(device, i, &connector); i++)
        if (jf_connector_get_flow(connector) == JF_FLOW_OUT)
            out[count++] = connector;
    return jf_source_new_connectors(context, out, count, NULL, ret_source);
}

static int attach(struct jf_writer *writer, struct jf_sink *file, struct jf_sink *network)
{
    struct jf_format *format = NULL;
    unsigned int port = 0;
    int status = jf_format_new(&format); /* ASF */

    if (!status && !(status = jf_writer_add_sink(writer, file, format)) &&
        !(status = jf_writer_add_sink(writer, network, format)) &&
        !(status = jf_network_sink_open(network, NULL, &port)))
        printf("listening at mmsh://127.0.0.1:%u/\n", port);
    (void)fflush(stdout);
    jf_format_free(format);
    return status;
}

int main(int argc, char **argv)
{
    struct jf_context *context = NULL;
    struct jf_source *source = NULL;
    struct jf_writer *writer = NULL;
    struct jf_sink *file = NULL, *network = NULL;
    struct jf_pipeline *pipeline = NULL;
    int64_t seconds = argc == 4 ? strtol(argv[3], NULL, 10) : 0;
    int status;

    if (seconds < 1)
        return 2;
    if (!(status = jf_context_new(NULL, &context)) && !(status = jf_context_settle(context)) &&
        !(status = open_source(context, argv[1], &source)) &&
        !(status = jf_sink_new_file(argv[2], &file)) && !(status = jf_sink_new_network(&network)) &&
        !(status = jf_writer_new(&writer)) && !(status = attach(writer, file, network)) &&
        !(status = jf_pipeline_new(source, writer, &pipeline)) &&
        !(status = jf_pipeline_set_duration_ns(pipeline, seconds * 1000000000)) &&
        !(status = jf_pipeline_start(pipeline)) && jf_pipeline_wait(pipeline, -1) > 0)
        status = jf_pipeline_get_result(pipeline);
    if (status)
        (void)fprintf(stderr, "both-ways: %s\n", jf_status_text(status));
    jf_pipeline_free(pipeline);
    jf_writer_unref(writer);
    jf_sink_unref(network);
    jf_sink_unref(file);
    jf_source_unref(source);
    jf_context_unref(context);
    return status != 0;
}
