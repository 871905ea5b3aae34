/* SPDX-License-Identifier: MIT */

/* A graph in Graphviz' language. */

#include <string.h>

#include <jackfield/jackfield.h>

#include "common.h"
#include "draw.h"

/* What a connection looks like says who may undo it. */
static const char *const connection_styles[] = {
    [JF_PERMANENCE_UNKNOWN] = "style=dotted",
    [JF_PERMANENCE_PHYSICAL] = "style=bold, penwidth=3",
    [JF_PERMANENCE_FIXED] = "style=bold, penwidth=2",
    [JF_PERMANENCE_SWITCHABLE] = "style=dashed, color=blue",
    [JF_PERMANENCE_FREE] = "style=solid, color=blue",
};

static const char *const link_styles[] = {
    [JF_LINK_UNKNOWN] = "style=dashed",
    [JF_LINK_ALWAYS] = "style=solid",
    [JF_LINK_SELECTED] = "style=solid, penwidth=2",
    [JF_LINK_UNSELECTED] = "style=dotted, color=gray",
};

/* Inside quotes; a backslash would begin one of Graphviz' own escapes. */
static void put_escaped(FILE *stream, const char *text)
{
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            (void)fputc('\\', stream);
        (void)fputc((unsigned char)*text < 0x20 || *text == 0x7f ? '?' : *text, stream);
    }
}

static void put_quoted(FILE *stream, const char *text)
{
    (void)fputc('"', stream);
    put_escaped(stream, text);
    (void)fputc('"', stream);
}

/* A label of two lines. */
static void put_label(FILE *stream, const char *first, const char *second)
{
    (void)fputs("label=\"", stream);
    put_escaped(stream, first);
    (void)fputs("\\n", stream);
    put_escaped(stream, second);
    (void)fputc('"', stream);
}

static const char *part_shape(const struct jf_part *part)
{
    const struct jf_connector *connector;

    if (jf_part_get_connector(part, &connector))
        return jf_part_get_type(part) == JF_TYPE_OPAQUE ? "box3d" : "ellipse";
    return jf_connector_get_flow(connector) == JF_FLOW_IN ? "cds" : "box";
}

static void draw_part(const struct jf_part *part, FILE *stream)
{
    const char *name = jf_part_get_name(part);

    (void)fputs("        ", stream);
    put_quoted(stream, jf_part_get_id(part));
    (void)fputs(" [", stream);
    put_label(stream, name ? name : part_key(part), jf_part_type_text(jf_part_get_type(part)));
    (void)fprintf(stream, ", shape=%s];\n", part_shape(part));
}

static void draw_edge(const struct jf_part *from, const struct jf_part *to, FILE *stream)
{
    put_quoted(stream, jf_part_get_id(from));
    (void)fputs(" -> ", stream);
    put_quoted(stream, jf_part_get_id(to));
}

static void draw_link(const struct jf_link *link, FILE *stream)
{
    (void)fputs("        ", stream);
    draw_edge(jf_link_get_from(link), jf_link_get_to(link), stream);
    (void)fprintf(stream, " [%s];\n", link_styles[jf_link_get_state(link)]);
}

static void draw_device(const struct jf_device *device, size_t index, FILE *stream)
{
    const char *name = jf_device_get_name(device);
    const struct jf_part *part;
    const struct jf_link *link;

    (void)fprintf(stream, "    subgraph cluster_%zu {\n        ", index);
    put_label(stream, name ? name : jf_device_get_id(device),
              jf_device_kind_text(jf_device_get_kind(device)));
    (void)fprintf(stream, ";\n        style=%s;\n",
                  jf_device_get_state(device) == JF_STATE_ACTIVE ? "solid" : "dashed");
    for (size_t i = 0; jf_device_get_part(device, i, &part) == 0; i++)
        draw_part(part, stream);
    for (size_t i = 0; jf_device_get_link(device, i, &link) == 0; i++)
        draw_link(link, stream);
    (void)fputs("    }\n", stream);
}

static void draw_connection(const struct jf_connection *connection, FILE *stream)
{
    bool failed = jf_connection_get_state(connection) == JF_CONNECTION_ERROR;

    (void)fputs("    ", stream);
    draw_edge(jf_connector_get_part(jf_connection_get_from(connection)),
              jf_connector_get_part(jf_connection_get_to(connection)), stream);
    (void)fprintf(stream, " [%s%s];\n", connection_styles[jf_connection_get_permanence(connection)],
                  failed ? ", color=red" : "");
}

void draw_dot(const struct jf_graph *graph, FILE *stream)
{
    const struct jf_device *device;
    const struct jf_connection *connection;

    (void)fputs("digraph jackfield {\n"
                "    rankdir=LR;\n"
                "    charset=\"UTF-8\";\n",
                stream);
    for (size_t i = 0; jf_graph_get_device(graph, i, &device) == 0; i++)
        draw_device(device, i, stream);
    for (size_t i = 0; jf_graph_get_connection(graph, i, &connection) == 0; i++)
        draw_connection(connection, stream);
    (void)fputs("}\n", stream);
}
