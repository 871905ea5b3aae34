/* SPDX-License-Identifier: MIT */

/* A graph in Graphviz' language: what every picture is made from. */

#include "dot.h"

#include <string.h>

#include "common.h"
#include "draw.h"

enum {
    TITLE_LIMIT = 60 /* characters */
};

static const struct palette palettes[] = {
    [THEME_LIGHT] = {.background = "#ffffff",
                     .ink = "#20262c",
                     .soft = "#56606a",
                     .dim = "#7c848c",
                     .paper = "#ffffff",
                     .plugged = "#d6f3da",
                     .frame = "#b8c0c8",
                     .adapter = "#f3f6f9",
                     .node = "#f5f1fb",
                     .endpoint = "#fdf4dc",
                     .network = "#eef7f0",
                     .free = "#1c6fd0",
                     .switchable = "#7a4fc9",
                     .error = "#d02020",
                     .path = "#e8590c"},
    [THEME_DARK] = {.background = "#15181c",
                    .ink = "#e6e9ec",
                    .soft = "#aab3bc",
                    .dim = "#87919a",
                    .paper = "#2c333b",
                    .plugged = "#1b472b",
                    .frame = "#4a535c",
                    .adapter = "#1f252b",
                    .node = "#26222f",
                    .endpoint = "#332c1c",
                    .network = "#1d2a21",
                    .free = "#5aa9ff",
                    .switchable = "#b197fc",
                    .error = "#ff6b6b",
                    .path = "#ff922b"},
};

/* ---- edges ----------------------------------------------------------------------------------- */

static void draw_edge(const struct drawing *drawing, const struct jf_part *from,
                      const struct jf_part *to)
{
    put_node_name(drawing->stream, jf_part_get_id(from));
    (void)fputs(" -> ", drawing->stream);
    put_node_name(drawing->stream, jf_part_get_id(to));
}

static void draw_link(const struct drawing *drawing, const struct jf_link *link)
{
    static const char *const styles[] = {
        [JF_LINK_UNKNOWN] = ", style=dotted",
        [JF_LINK_ALWAYS] = "",
        [JF_LINK_SELECTED] = "",
        [JF_LINK_UNSELECTED] = ", style=dashed",
    };
    const struct jf_part *from = jf_link_get_from(link), *to = jf_link_get_to(link);
    enum jf_link_state state = jf_link_get_state(link);
    bool on_path = scene_path_takes(drawing->scene, link, NULL);
    bool dim = state == JF_LINK_UNSELECTED || !(scene_marks(drawing->scene, from) & MARK_PASSES);

    if (!scene_has_edge(drawing->scene, from, to))
        return;
    (void)fputs("        ", drawing->stream);
    draw_edge(drawing, from, to);
    (void)fprintf(drawing->stream, " [class=\"link %s%s%s\"%s", jf_link_state_text(state),
                  dim ? " dim" : "", on_path ? " path" : "", styles[state]);
    if (on_path)
        (void)fprintf(drawing->stream, ", color=\"%s\", penwidth=2.5", drawing->colors->path);
    else if (dim)
        (void)fprintf(drawing->stream, ", color=\"%s\"", drawing->colors->dim);
    (void)fputs("];\n", drawing->stream);
}

/* What a connection looks like says who may undo it. */
static void draw_permanence(const struct drawing *drawing, enum jf_permanence permanence,
                            const char *color)
{
    switch (permanence) {
    case JF_PERMANENCE_PHYSICAL:
        (void)fprintf(drawing->stream, ", penwidth=3, color=\"%s\"", color);
        break;
    case JF_PERMANENCE_FIXED:
        (void)fprintf(drawing->stream, ", penwidth=1.5, color=\"%s:%s\"", color, color);
        break;
    case JF_PERMANENCE_SWITCHABLE:
        (void)fprintf(drawing->stream, ", penwidth=1.5, style=dashed, color=\"%s\"", color);
        break;
    case JF_PERMANENCE_FREE:
        (void)fprintf(drawing->stream, ", penwidth=1.5, color=\"%s\"", color);
        break;
    default:
        (void)fprintf(drawing->stream, ", style=dotted, color=\"%s\"", color);
    }
}

static const char *connection_color(const struct drawing *drawing,
                                    const struct jf_connection *connection, bool on_path, bool dim)
{
    const struct palette *colors = drawing->colors;

    if (on_path)
        return colors->path;
    if (jf_connection_get_state(connection) == JF_CONNECTION_ERROR)
        return colors->error;
    if (dim)
        return colors->dim;
    switch (jf_connection_get_permanence(connection)) {
    case JF_PERMANENCE_SWITCHABLE:
        return colors->switchable;
    case JF_PERMANENCE_FREE:
        return colors->free;
    default:
        return colors->ink;
    }
}

static void draw_connection(const struct drawing *drawing, const struct jf_connection *connection)
{
    const struct jf_part *from = jf_connector_get_part(jf_connection_get_from(connection));
    const struct jf_part *to = jf_connector_get_part(jf_connection_get_to(connection));
    enum jf_permanence permanence = jf_connection_get_permanence(connection);
    bool on_path = scene_path_takes(drawing->scene, NULL, connection);
    bool dim = !(scene_marks(drawing->scene, from) & MARK_PASSES);

    if (!scene_has_edge(drawing->scene, from, to))
        return;
    (void)fputs("    ", drawing->stream);
    draw_edge(drawing, from, to);
    (void)fprintf(drawing->stream, " [class=\"connection %s %s%s%s\"",
                  jf_permanence_text(permanence),
                  jf_connection_state_text(jf_connection_get_state(connection)), dim ? " dim" : "",
                  on_path ? " path" : "");
    draw_permanence(drawing, permanence, connection_color(drawing, connection, on_path, dim));
    (void)fputs("];\n", drawing->stream);
}

/* ---- inside of a device ---------------------------------------------------------------------- */

static bool is_drawn(const struct drawing *drawing, const struct jf_part *part)
{
    return scene_marks(drawing->scene, part) & MARK_DRAWN;
}

static bool has_flow(const struct jf_part *part, enum jf_flow flow)
{
    const struct jf_connector *connector;

    return jf_part_get_connector(part, &connector) == 0 && jf_connector_get_flow(connector) == flow;
}

/* A subunit that no link leads to or from. */
static bool is_loose(const struct jf_part *part)
{
    return jf_part_get_kind(part) == JF_PART_SUBUNIT && jf_part_get_incoming_count(part) == 0 &&
           jf_part_get_outgoing_count(part) == 0;
}

/* Connectors of one flow stand in one column at their edge of the device. */
static void draw_rank(const struct drawing *drawing, const struct jf_device *device,
                      enum jf_flow flow, const char *rank)
{
    const struct jf_part *part;
    size_t count = 0;

    for (size_t i = 0; jf_device_get_part(device, i, &part) == 0; i++) {
        if (!has_flow(part, flow) || !is_drawn(drawing, part))
            continue;
        if (count++ == 0)
            (void)fprintf(drawing->stream, "        { rank=%s;", rank);
        (void)fputc(' ', drawing->stream);
        put_node_name(drawing->stream, jf_part_get_id(part));
        (void)fputc(';', drawing->stream);
    }
    (void)fputs(count ? " }\n" : "", drawing->stream);
}

/*
 * Ports of a node are channels, which have an order. In a column Graphviz puts the first one of an
 * edge lowest.
 */
static void draw_port_order(const struct drawing *drawing, const struct jf_device *device,
                            enum jf_flow flow)
{
    const struct jf_part *part, *below = NULL;

    for (size_t i = jf_device_get_part_count(device); i > 0; i--) {
        if (jf_device_get_part(device, i - 1, &part) || !has_flow(part, flow) ||
            !is_drawn(drawing, part))
            continue;
        if (below) {
            (void)fputs("        ", drawing->stream);
            draw_edge(drawing, below, part);
            (void)fputs(" [style=invis, tailport=s, headport=n];\n", drawing->stream);
        }
        below = part;
    }
}

/* The parts that nothing leads to stand together, as near to a square as they can. */
static void draw_loose(const struct drawing *drawing, const struct jf_device *device, size_t index)
{
    const struct jf_part *part, *before = NULL;
    size_t count = 0, columns = 1, place = 0;

    for (size_t i = 0; jf_device_get_part(device, i, &part) == 0; i++)
        count += is_loose(part) && is_drawn(drawing, part);
    if (count == 0)
        return;
    while (columns * columns < count)
        columns++;
    (void)fprintf(drawing->stream,
                  "        subgraph cluster_%zu_loose {\n"
                  "        class=\"loose\"; label=<<FONT POINT-SIZE=\"8\">not linked</FONT>>; "
                  "style=\"filled,rounded,dashed\"; margin=4;\n",
                  index);
    for (size_t i = 0; jf_device_get_part(device, i, &part) == 0; i++) {
        if (!is_loose(part) || !is_drawn(drawing, part))
            continue;
        draw_dot_part(drawing, part);
        if (place++ % columns > 0) {
            (void)fputs("        ", drawing->stream);
            draw_edge(drawing, before, part);
            (void)fputs(" [style=invis];\n", drawing->stream);
        }
        before = part;
    }
    (void)fputs("        }\n", drawing->stream);
}

static void draw_parts(const struct drawing *drawing, const struct jf_device *device, size_t index)
{
    const struct jf_part *part;
    const struct jf_link *link;

    for (size_t i = 0; jf_device_get_part(device, i, &part) == 0; i++) {
        if (!is_loose(part) && is_drawn(drawing, part))
            draw_dot_part(drawing, part);
    }
    draw_loose(drawing, device, index);
    draw_rank(drawing, device, JF_FLOW_IN, "source");
    draw_rank(drawing, device, JF_FLOW_OUT, "sink");
    if (jf_device_get_kind(device) == JF_DEVICE_NODE) {
        draw_port_order(drawing, device, JF_FLOW_IN);
        draw_port_order(drawing, device, JF_FLOW_OUT);
    }
    for (size_t i = 0; jf_device_get_link(device, i, &link) == 0; i++)
        draw_link(drawing, link);
}

/* ---- devices --------------------------------------------------------------------------------- */

/* A box without anything in it would not be drawn. */
static void draw_empty(const struct drawing *drawing, const struct jf_device *device)
{
    (void)fputs("        ", drawing->stream);
    put_node_name(drawing->stream, jf_device_get_id(device));
    (void)fputs(" [class=\"note\", shape=plain, style=\"\", label=\"no parts\"];\n",
                drawing->stream);
}

static void draw_box(const struct drawing *drawing, const struct jf_device *device, size_t index,
                     size_t drawn_count)
{
    enum jf_device_state state = jf_device_get_state(device);
    size_t part_count = jf_device_get_part_count(device);

    (void)fprintf(drawing->stream,
                  "    subgraph cluster_%zu {\n"
                  "        class=\"device %s %s\"; style=\"filled,rounded%s\"; fillcolor=\"%s\";\n"
                  "        label=<" TABLE,
                  index, jf_device_kind_text(jf_device_get_kind(device)),
                  jf_device_state_text(state), state == JF_STATE_ACTIVE ? "" : ",dashed",
                  device_color(drawing, device));
    draw_dot_heading(drawing, device);
    if (drawn_count < part_count) {
        (void)fprintf(drawing->stream,
                      "<TR><TD><FONT POINT-SIZE=\"7\">%zu of %zu parts</FONT></TD></TR>",
                      drawn_count, part_count);
    }
    (void)fputs("</TABLE>>;\n", drawing->stream);
    if (part_count == 0)
        draw_empty(drawing, device);
    draw_parts(drawing, device, index);
    (void)fputs("    }\n", drawing->stream);
}

/* An endpoint has nothing but its connector, and is a node itself: so Graphviz aligns it better. */
static void draw_device(const struct drawing *drawing, const struct jf_device *device, size_t index)
{
    size_t drawn_count = scene_count_parts(drawing->scene, device);
    const struct jf_part *part;

    if (drawn_count == 0 && !scene_is_whole(drawing->scene, device))
        return;
    if (jf_device_get_kind(device) == JF_DEVICE_ENDPOINT && jf_device_get_part_count(device) == 1 &&
        jf_device_get_part(device, 0, &part) == 0)
        draw_dot_endpoint(drawing, device, part);
    else
        draw_box(drawing, device, index, drawn_count);
}

/* ---- devices that nothing joins -------------------------------------------------------------- */

static bool is_drawn_device(const struct drawing *drawing, const struct jf_device *device)
{
    return scene_is_whole(drawing->scene, device) || scene_count_parts(drawing->scene, device) > 0;
}

/* Whether no connection in the picture leads to or from it. */
static bool is_alone(const struct drawing *drawing, const struct jf_device *device)
{
    const struct jf_graph *graph = drawing->scene->view->graph;
    const struct jf_connector *connector;
    const struct jf_connection *connection;

    for (size_t i = 0; jf_device_get_connector(device, i, &connector) == 0; i++) {
        for (size_t k = 0; !jf_connector_get_connection(graph, connector, k, &connection); k++) {
            if (scene_has_edge(drawing->scene,
                               jf_connector_get_part(jf_connection_get_from(connection)),
                               jf_connector_get_part(jf_connection_get_to(connection))))
                return false;
        }
    }
    return true;
}

/* The name of a node at the edge of the device where sound of this flow passes. */
static const char *edge_node(const struct drawing *drawing, const struct jf_device *device,
                             enum jf_flow flow)
{
    const struct jf_part *part, *found = NULL;

    for (size_t i = 0; jf_device_get_part(device, i, &part) == 0; i++) {
        if (!is_drawn(drawing, part))
            continue;
        if (has_flow(part, flow))
            return jf_part_get_id(part);
        /* An end of the chain inside is as far at that side as a part can be. */
        if (!found || (flow == JF_FLOW_IN ? jf_part_get_incoming_count(part)
                                          : jf_part_get_outgoing_count(part)) == 0)
            found = part;
    }
    return found ? jf_part_get_id(found) : jf_device_get_id(device);
}

/* Left alone, Graphviz piles them up to a tower. They stand in rows, each wider than it is high. */
static void draw_rows(const struct drawing *drawing)
{
    const struct jf_graph *graph = drawing->scene->view->graph;
    const struct jf_device *device, *before = NULL;
    size_t count = 0, columns = 1, place = 0;

    for (size_t i = 0; jf_graph_get_device(graph, i, &device) == 0; i++)
        count += is_drawn_device(drawing, device) && is_alone(drawing, device);
    while (3 * columns * columns < count)
        columns++;
    for (size_t i = 0; jf_graph_get_device(graph, i, &device) == 0; i++) {
        if (!is_drawn_device(drawing, device) || !is_alone(drawing, device))
            continue;
        if (place++ % columns > 0) {
            (void)fputs("    ", drawing->stream);
            put_node_name(drawing->stream, edge_node(drawing, before, JF_FLOW_OUT));
            (void)fputs(" -> ", drawing->stream);
            put_node_name(drawing->stream, edge_node(drawing, device, JF_FLOW_IN));
            (void)fputs(" [style=invis];\n", drawing->stream);
        }
        before = device;
    }
}

/* ---- the picture ----------------------------------------------------------------------------- */

/* Whether the picture is a patch of nodes and nothing else. */
static bool is_patch(const struct scene *scene)
{
    const struct jf_device *device;

    for (size_t i = 0; jf_graph_get_device(scene->view->graph, i, &device) == 0; i++) {
        if (jf_device_get_kind(device) != JF_DEVICE_NODE && scene_count_parts(scene, device) > 0)
            return false;
    }
    return true;
}

static void draw_head(const struct drawing *drawing)
{
    const struct palette *colors = drawing->colors;

    (void)fprintf(drawing->stream,
                  "digraph jackfield {\n"
                  "    graph [rankdir=LR, charset=\"UTF-8\", bgcolor=\"%s\", color=\"%s\",\n"
                  "        fontname=\"Helvetica\", fontcolor=\"%s\", fontsize=9, pad=0.2,\n"
                  "        nodesep=0.1, ranksep=%s];\n",
                  colors->background, colors->frame, colors->ink,
                  /*
                   * The second search for fewer crossings mixes up the order of ports. A patch has
                   * more wires than a codec has links, and they want room to be told apart.
                   */
                  is_patch(drawing->scene) ? "0.45, remincross=false" : "0.3");
    (void)fprintf(drawing->stream,
                  "    node [style=filled, fillcolor=\"%s\", color=\"%s\", fontcolor=\"%s\",\n"
                  "        fontname=\"Helvetica\", fontsize=9, margin=\"0.06,0.04\", width=0.2, "
                  "height=0.2];\n",
                  colors->paper, colors->ink, colors->ink);
    (void)fprintf(drawing->stream,
                  "    edge [color=\"%s\", arrowsize=0.4, tailport=e, headport=w];\n", colors->ink);
}

static void put_legend_line(const struct drawing *drawing, const char *line, const char *color,
                            const char *meaning)
{
    (void)fprintf(drawing->stream,
                  "<TD><FONT COLOR=\"%s\">%s</FONT></TD><TD ALIGN=\"LEFT\">%s&#160;&#160;</TD>",
                  color, line, meaning);
}

static void put_legend_lines(const struct drawing *drawing)
{
    const struct palette *colors = drawing->colors;

    put_legend_line(drawing, "<B>\xe2\x94\x81\xe2\x94\x81</B>", colors->ink, "physical");
    put_legend_line(drawing, "\xe2\x95\x90\xe2\x95\x90", colors->ink, "fixed");
    put_legend_line(drawing, "- - -", colors->switchable, "switchable");
    put_legend_line(drawing, "\xe2\x94\x80\xe2\x94\x80", colors->free, "free");
    put_legend_line(drawing, "\xc2\xb7 \xc2\xb7 \xc2\xb7", colors->ink, "not known");
    put_legend_line(drawing, "- - -", colors->dim, "not selected");
    if (drawing->scene->view->path)
        put_legend_line(drawing, "<B>\xe2\x94\x81\xe2\x94\x81</B>", colors->path, "the path");
}

static void put_legend_symbols(const struct drawing *drawing)
{
    const struct palette *colors = drawing->colors;

    put_legend_line(drawing, "\xe2\x96\xb7", colors->ink, "volume");
    put_legend_line(drawing, "\xe2\x97\x8b", colors->ink, "mute");
    put_legend_line(drawing, "\xe2\x8a\x97", colors->dim, "muted");
    put_legend_line(drawing, "+", colors->ink, "sum");
    put_legend_line(drawing, "\xe2\x80\xa6", colors->ink, "inside unknown");
    put_legend_line(drawing, "\xe2\x94\x80\xe2\x94\x80", colors->dim, "no sound comes through");
}

/* What the picture is of, and of how much. */
static void put_title(const struct drawing *drawing)
{
    const struct scene *scene = drawing->scene;
    const struct jf_device *device;
    size_t count = 0;

    for (size_t i = 0; jf_graph_get_device(scene->view->graph, i, &device) == 0; i++)
        count += is_drawn_device(drawing, device);
    (void)fputs("<TR><TD ALIGN=\"LEFT\"><FONT POINT-SIZE=\"15\"><B>", drawing->stream);
    put_label_text(drawing->stream, scene->view->title, TITLE_LIMIT);
    (void)fprintf(drawing->stream,
                  "</B></FONT><FONT COLOR=\"%s\">&#160;&#160;%zu device%s, %zu part%s</FONT>"
                  "</TD></TR>",
                  drawing->colors->soft, count, count == 1 ? "" : "s", scene->drawn_count,
                  scene->drawn_count == 1 ? "" : "s");
}

static void draw_caption(const struct drawing *drawing)
{
    const char *row = "<TR><TD ALIGN=\"LEFT\"><TABLE BORDER=\"0\" CELLSPACING=\"0\" "
                      "CELLPADDING=\"1\"><TR>";
    const char *row_end = "</TR></TABLE></TD></TR>";

    (void)fputs("    labelloc=t; labeljust=l;\n"
                "    label=<<TABLE BORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"2\">",
                drawing->stream);
    put_title(drawing);
    (void)fputs(row, drawing->stream);
    put_legend_lines(drawing);
    (void)fprintf(drawing->stream, "%s%s", row_end, row);
    put_legend_symbols(drawing);
    (void)fprintf(drawing->stream, "%s</TABLE>>;\n", row_end);
}

void draw_dot(const struct scene *scene, FILE *stream)
{
    const struct drawing drawing = {
        .stream = stream, .scene = scene, .colors = &palettes[scene->view->theme]};
    const struct jf_graph *graph = scene->view->graph;
    const struct jf_device *device;
    const struct jf_connection *connection;

    draw_head(&drawing);
    /* Graphviz piles up from below what nothing joins. */
    for (size_t i = jf_graph_get_device_count(graph); i > 0; i--) {
        if (jf_graph_get_device(graph, i - 1, &device) == 0)
            draw_device(&drawing, device, i - 1);
    }
    for (size_t i = 0; jf_graph_get_connection(graph, i, &connection) == 0; i++)
        draw_connection(&drawing, connection);
    draw_rows(&drawing);
    draw_caption(&drawing);
    (void)fputs("}\n", stream);
}
