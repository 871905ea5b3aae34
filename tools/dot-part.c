/* SPDX-License-Identifier: MIT */

/* A part as a node: a small symbol for what it is, and around it what it is set to. */

#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "dot.h"
#include "terminal.h"

enum {
    NAME_LIMIT = 40, /* characters; the whole name is a command away */
    LINE_LIMIT = 14, /* of a line that says what a symbol is: columns must not get too wide */
    ID_LIMIT = 90,
    VALUES_SHOWN = 4
};

/* A shape of fixed size, with text above and below it, as in a circuit diagram. */
struct symbol {
    const char *shape;
    const char *word; /* in the shape, with the node id below; NULL: neither */
    unsigned int height_points;
};

static const struct symbol *symbol_of(enum jf_part_type type)
{
    static const struct symbol symbols[] = {
        [JF_TYPE_VOLUME] = {"triangle, orientation=270, width=0.24, height=0.24", NULL, 20},
        [JF_TYPE_MUTE] = {"circle, width=0.17, height=0.17", NULL, 16},
        [JF_TYPE_MUX] = {"trapezium, orientation=270, width=0.3, height=0.42", "mux", 32},
        [JF_TYPE_DEMUX] = {"trapezium, orientation=90, width=0.3, height=0.42", "dmx", 32},
        [JF_TYPE_SUM] = {"circle, width=0.34, height=0.34", "+", 26},
    };

    if ((size_t)type >= sizeof(symbols) / sizeof(symbols[0]) || !symbols[type].shape)
        return NULL;
    return &symbols[type];
}

/* ---- values ---------------------------------------------------------------------------------- */

static void level_text(const struct jf_control *control, char *text, size_t size)
{
    size_t count = jf_control_get_value_count(control), used = 0;
    int64_t first = 0, value = 0;
    bool equal = jf_control_get_value(control, 0, &first) == 0;

    for (size_t i = 1; i < count; i++)
        equal = equal && jf_control_get_value(control, i, &value) == 0 && value == first;
    if (equal)
        count = 1;
    for (size_t i = 0; i < count && i < VALUES_SHOWN && used < size; i++) {
        const char *gap = i ? " / " : "";

        if (jf_control_get_value(control, i, &value))
            return;
        if (value == INT64_MIN)
            used += (size_t)snprintf(text + used, size - used, "%ssilence", gap);
        else
            used += (size_t)snprintf(text + used, size - used, "%s%g", gap, (double)value / 100);
    }
    if (used < size && !(count == 1 && first == INT64_MIN))
        (void)snprintf(text + used, size - used, "%s dB", count > VALUES_SHOWN ? " ..." : "");
}

static const char *mute_text(const struct jf_control *control)
{
    size_t count = jf_control_get_value_count(control), muted = 0;
    int64_t value;

    for (size_t i = 0; i < count; i++)
        muted += jf_control_get_value(control, i, &value) == 0 && value != 0;
    if (muted == 0)
        return "";
    return muted == count ? "muted" : "partly muted";
}

/* What is worth a word in a picture: not that sound passes, and not what a line shows. */
static void value_text(const struct jf_control *control, char *text, size_t size)
{
    enum jf_control_kind kind = jf_control_get_kind(control);
    bool is_known;
    int64_t value;

    text[0] = '\0';
    if (kind == JF_CONTROL_SELECTOR || kind == JF_CONTROL_BYTES)
        return;
    is_known = jf_control_get_value(control, 0, &value) == 0;
    if (kind == JF_CONTROL_LEVEL && is_known)
        level_text(control, text, size);
    else if (kind == JF_CONTROL_LEVEL || kind == JF_CONTROL_MUTE)
        (void)snprintf(text, size, "%s", is_known ? mute_text(control) : "?");
    else if (kind == JF_CONTROL_BOOLEAN && is_known)
        (void)snprintf(text, size, "%s", value ? "on" : "off");
    else if (is_known)
        (void)snprintf(text, size, "%" PRId64, value);
}

/* The name of a codec's amplifier that no control is tied to says nothing that is not drawn. */
static const char *control_name(const struct jf_control *control)
{
    const char *name = jf_control_get_name(control);

    return strncmp(name, "Amp-", 4) == 0 ? NULL : name;
}

/* ---- pieces of a label ----------------------------------------------------------------------- */

static void put_small(const struct drawing *drawing, const char *size, const char *text,
                      size_t limit)
{
    (void)fprintf(drawing->stream, "<FONT POINT-SIZE=\"%s\">", size);
    put_label_text(drawing->stream, text, limit);
    (void)fputs("</FONT>", drawing->stream);
}

/* Where a long name is best broken in two: the space nearest its middle; NULL: nowhere. */
static const char *find_break(const char *text)
{
    const char *best = NULL, *middle = text + strlen(text) / 2;

    if (text_width(text) <= LINE_LIMIT)
        return NULL;
    for (const char *space = strchr(text, ' '); space; space = strchr(space + 1, ' ')) {
        if (space > middle && best)
            return space - middle < middle - best ? space : best;
        best = space;
    }
    return best;
}

/* Text of one line or two, the second one where there is `at`, a space in it. */
static void put_lines(const struct drawing *drawing, const char *text, const char *at)
{
    char *first = at ? strndup(text, (size_t)(at - text)) : NULL;

    if (first) {
        put_small(drawing, "8", first, NAME_LIMIT);
        (void)fputs("<BR/>", drawing->stream);
        text = at + 1;
    }
    put_small(drawing, "8", text, NAME_LIMIT);
    free(first);
}

/*
 * A row of a symbol's table. It takes its room even when it is empty: a symbol stands in the middle
 * of its table, where the lines end.
 */
static void put_row(const struct drawing *drawing, const char *text, size_t more, const char *place)
{
    (void)fprintf(drawing->stream, "<TR><TD %s>", place);
    if (text && *text)
        put_lines(drawing, text, find_break(text));
    if (more)
        (void)fprintf(drawing->stream, "<FONT POINT-SIZE=\"8\"> +%zu</FONT>", more);
    (void)fputs("</TD></TR>", drawing->stream);
}

/* The number by which the hardware's own description calls a part; empty when it has none. */
static void number_text(const struct jf_part *part, char *text, size_t size)
{
    text[0] = '\0';
    if (jf_part_get_nid(part) >= 0)
        (void)snprintf(text, size, "%02x", (unsigned int)jf_part_get_nid(part));
    else if (jf_part_get_entity(part) >= 0)
        (void)snprintf(text, size, "%d", jf_part_get_entity(part));
}

static void put_word_and_number(const struct drawing *drawing, const struct jf_part *part,
                                const char *word, const char *between)
{
    char number[16];

    number_text(part, number, sizeof(number));
    put_label_text(drawing->stream, word, NAME_LIMIT);
    if (!*number)
        return;
    (void)fputs(between, drawing->stream);
    put_small(drawing, "7", number, NAME_LIMIT);
}

/* ---- symbols --------------------------------------------------------------------------------- */

/* What stands in the shape. */
static void put_middle(const struct drawing *drawing, const struct jf_part *part,
                       const struct symbol *symbol)
{
    (void)fprintf(drawing->stream, "<TR><TD HEIGHT=\"%u\">", symbol->height_points);
    if (symbol->word && symbol->word[1]) {
        (void)fputs("<FONT POINT-SIZE=\"7\">", drawing->stream);
        put_word_and_number(drawing, part, symbol->word, "<BR/>");
        (void)fputs("</FONT>", drawing->stream);
    } else if (symbol->word) {
        put_word_and_number(drawing, part, symbol->word, "<BR/>");
    } else if (scene_marks(drawing->scene, part) & MARK_MUTED) {
        (void)fputs("<B>\xc3\x97</B>", drawing->stream);
    }
    (void)fputs("</TD></TR>", drawing->stream);
}

static void put_symbol_label(const struct drawing *drawing, const struct jf_part *part,
                             const struct symbol *symbol)
{
    size_t count = jf_part_get_control_count(part);
    const char *above = jf_part_get_name(part);
    const struct jf_control *control;
    char below[96] = "";
    bool is_double;

    if (jf_part_get_control(part, 0, &control) == 0) {
        value_text(control, below, sizeof(below));
        above = control_name(control) ? control_name(control) : above;
    }
    is_double = (above && find_break(above)) || find_break(below);
    (void)fputs(", label=<" TABLE, drawing->stream);
    put_row(drawing, above, count > 1 ? count - 1 : 0,
            is_double ? "HEIGHT=\"21\" VALIGN=\"BOTTOM\"" : "HEIGHT=\"11\"");
    put_middle(drawing, part, symbol);
    put_row(drawing, below, 0, is_double ? "HEIGHT=\"21\" VALIGN=\"TOP\"" : "HEIGHT=\"11\"");
    (void)fputs("</TABLE>>", drawing->stream);
}

/* ---- boxes ----------------------------------------------------------------------------------- */

/* The controls of a part that is no symbol, a line each. Returns how many lines. */
static unsigned int put_controls(const struct drawing *drawing, const struct jf_part *part)
{
    const struct jf_control *control;
    unsigned int lines = 0;

    for (size_t i = 0; i < jf_part_get_control_count(part); i++) {
        enum jf_control_kind kind;
        char value[96];

        if (jf_part_get_control(part, i, &control))
            continue;
        kind = jf_control_get_kind(control);
        value_text(control, value, sizeof(value));
        if ((kind != JF_CONTROL_LEVEL && kind != JF_CONTROL_MUTE) || !*value)
            continue;
        if (++lines > VALUES_SHOWN)
            break;
        (void)fputs("<TR><TD>", drawing->stream);
        put_small(drawing, "8", jf_control_get_name(control), NAME_LIMIT);
        (void)fputs(" ", drawing->stream);
        put_small(drawing, "8", value, NAME_LIMIT);
        (void)fputs("</TD></TR>", drawing->stream);
    }
    return lines;
}

static void put_box(const struct drawing *drawing, const struct jf_part *part)
{
    enum jf_part_type type = jf_part_get_type(part);
    const char *word = jf_part_type_text(type), *style = "filled,rounded";

    if (type == JF_TYPE_OPAQUE) {
        word = "\xe2\x80\xa6";
        style = "filled,dashed";
    } else if (type == JF_TYPE_DAC || type == JF_TYPE_ADC) {
        word = type == JF_TYPE_DAC ? "DAC" : "ADC";
        style = "filled";
    }
    (void)fprintf(drawing->stream, ", shape=box, style=\"%s\", label=<" TABLE "<TR><TD>", style);
    put_word_and_number(drawing, part, word, " ");
    (void)fputs("</TD></TR>", drawing->stream);
    (void)put_controls(drawing, part);
    (void)fputs("</TABLE>>", drawing->stream);
}

/* ---- connectors ------------------------------------------------------------------------------ */

/* NULL: no colour that could be shown. */
static const char *paint(const char *color)
{
    static const struct {
        const char *name, *paint;
    } paints[] = {
        {"black", "#202020"},  {"grey", "#8a8a8a"},   {"blue", "#3f7fe0"}, {"green", "#5fbf3f"},
        {"red", "#e04040"},    {"orange", "#f08c00"}, {"pink", "#f28cb4"}, {"yellow", "#f0d000"},
        {"purple", "#9c5fd0"}, {"white", "#ffffff"},
    };

    for (size_t i = 0; color && i < sizeof(paints) / sizeof(paints[0]); i++) {
        if (strcmp(paints[i].name, color) == 0)
            return paints[i].paint;
    }
    return NULL;
}

static void put_socket(const struct drawing *drawing, const char *socket_paint)
{
    (void)fprintf(drawing->stream,
                  "<TD ALIGN=\"RIGHT\">" TABLE "<TR><TD BORDER=\"1\" COLOR=\"%s\" BGCOLOR=\"%s\" "
                  "STYLE=\"ROUNDED\" FIXEDSIZE=\"TRUE\" WIDTH=\"9\" HEIGHT=\"9\"></TD></TR></TABLE>"
                  "</TD>",
                  drawing->colors->soft, socket_paint);
}

/* A socket in its colour, what it is, and in bold whether a plug is in it. */
static void put_jack(const struct drawing *drawing, const struct jf_jack *jack)
{
    static const char *const presences[] = {[JF_PRESENCE_UNKNOWN] = "",
                                            [JF_PRESENCE_UNPLUGGED] = "<B>empty</B>",
                                            [JF_PRESENCE_PLUGGED] = "<B>plugged</B>"};
    const char *words[] = {jf_jack_get_color(jack), jf_jack_get_connection(jack),
                           jf_jack_get_location(jack)};
    const char *socket_paint = paint(words[0]);

    (void)fputs("<TR><TD><TABLE BORDER=\"0\" CELLSPACING=\"2\" CELLPADDING=\"0\"><TR>",
                drawing->stream);
    if (socket_paint)
        put_socket(drawing, socket_paint);
    (void)fprintf(drawing->stream, "<TD%s><FONT POINT-SIZE=\"7.5\">",
                  socket_paint ? " ALIGN=\"LEFT\"" : "");
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (words[i]) {
            put_label_text(drawing->stream, words[i], NAME_LIMIT);
            (void)fputc(' ', drawing->stream);
        }
    }
    (void)fprintf(drawing->stream, "%s&#160;</FONT></TD></TR></TABLE></TD></TR>",
                  presences[jf_jack_get_presence(jack)]);
}

/* Whether any jack is plugged; else whether any is known to be empty. */
static enum jf_presence presence_of(const struct jf_connector *connector)
{
    enum jf_presence presence = JF_PRESENCE_UNKNOWN;
    const struct jf_jack *jack;

    for (size_t i = 0; jf_connector_get_jack(connector, i, &jack) == 0; i++) {
        if (jf_jack_get_presence(jack) > presence)
            presence = jf_jack_get_presence(jack);
    }
    return presence;
}

/* The shape keeps a third of its height for itself, so it is told how many lines it holds. */
static void put_tag_shape(const struct drawing *drawing, unsigned int lines,
                          enum jf_presence presence, const char *fill)
{
    (void)fprintf(drawing->stream, ", shape=cds, margin=\"0.15,%.2f\", style=\"filled%s\"",
                  0.04 + 0.05 * lines, presence == JF_PRESENCE_UNPLUGGED ? ",dashed" : "");
    (void)fprintf(drawing->stream, ", fillcolor=\"%s\"",
                  presence == JF_PRESENCE_PLUGGED ? drawing->colors->plugged : fill);
}

static unsigned int put_jacks(const struct drawing *drawing, const struct jf_connector *connector)
{
    const struct jf_jack *jack;
    unsigned int lines = 0;

    for (size_t i = 0; jf_connector_get_jack(connector, i, &jack) == 0; i++, lines++)
        put_jack(drawing, jack);
    return lines;
}

static void put_connector(const struct drawing *drawing, const struct jf_part *part,
                          const struct jf_connector *connector)
{
    const char *name = jf_part_get_name(part);
    unsigned int lines = 1;

    (void)fputs(", label=<" TABLE "<TR><TD>", drawing->stream);
    if (jf_connector_get_jack_count(connector) > 0)
        put_word_and_number(drawing, part, name ? name : part_key(part), " ");
    else
        put_label_text(drawing->stream, name ? name : part_key(part), NAME_LIMIT);
    (void)fputs("</TD></TR>", drawing->stream);
    lines += put_jacks(drawing, connector);
    lines += put_controls(drawing, part);
    (void)fputs("</TABLE>>", drawing->stream);
    put_tag_shape(drawing, lines, presence_of(connector), drawing->colors->paper);
}

/* ---- marks ----------------------------------------------------------------------------------- */

static void put_presence_class(const struct drawing *drawing, const struct jf_connector *connector)
{
    enum jf_presence presence = presence_of(connector);

    (void)fprintf(drawing->stream, " %s", jf_flow_text(jf_connector_get_flow(connector)));
    if (presence != JF_PRESENCE_UNKNOWN)
        (void)fprintf(drawing->stream, " %s", jf_presence_text(presence));
}

/* The classes by which a style sheet or a program finds the part, and its colours. */
static void put_marks(const struct drawing *drawing, const struct jf_part *part,
                      const char *more_classes)
{
    unsigned int marks = scene_marks(drawing->scene, part);
    const struct palette *colors = drawing->colors;
    bool dim = !(marks & MARK_PASSES), on_path = marks & MARK_PATH;
    const struct jf_connector *connector;

    (void)fprintf(drawing->stream, "class=\"%spart %s", more_classes,
                  jf_part_type_text(jf_part_get_type(part)));
    if (jf_part_get_connector(part, &connector) == 0)
        put_presence_class(drawing, connector);
    (void)fprintf(drawing->stream, "%s%s%s\"", marks & MARK_MUTED ? " muted" : "",
                  dim ? " dim" : "", on_path ? " path" : "");
    if (on_path)
        (void)fprintf(drawing->stream, ", color=\"%s\", penwidth=2", colors->path);
    else if (dim)
        (void)fprintf(drawing->stream, ", color=\"%s\"", colors->dim);
    if (dim)
        (void)fprintf(drawing->stream, ", fontcolor=\"%s\"", colors->dim);
}

void draw_dot_part(const struct drawing *drawing, const struct jf_part *part)
{
    const struct symbol *symbol = symbol_of(jf_part_get_type(part));
    const struct jf_connector *connector;

    (void)fputs("        ", drawing->stream);
    put_node_name(drawing->stream, jf_part_get_id(part));
    (void)fputs(" [", drawing->stream);
    put_marks(drawing, part, "");
    if (jf_part_get_connector(part, &connector) == 0) {
        put_connector(drawing, part, connector);
    } else if (symbol) {
        (void)fprintf(drawing->stream, ", fixedsize=shape, shape=%s", symbol->shape);
        put_symbol_label(drawing, part, symbol);
    } else {
        put_box(drawing, part);
    }
    (void)fputs("];\n", drawing->stream);
}

/* ---- devices --------------------------------------------------------------------------------- */

const char *device_color(const struct drawing *drawing, const struct jf_device *device)
{
    switch (jf_device_get_kind(device)) {
    case JF_DEVICE_NODE:
        return drawing->colors->node;
    case JF_DEVICE_ENDPOINT:
        return drawing->colors->endpoint;
    case JF_DEVICE_NETWORK:
        return drawing->colors->network;
    default:
        return drawing->colors->adapter;
    }
}

void draw_dot_heading(const struct drawing *drawing, const struct jf_device *device)
{
    bool is_endpoint = jf_device_get_kind(device) == JF_DEVICE_ENDPOINT;
    const char *name = jf_device_get_name(device);

    (void)fprintf(drawing->stream, "<TR><TD><FONT POINT-SIZE=\"%s\"><B>", is_endpoint ? "9" : "12");
    put_label_text(drawing->stream, name ? name : jf_device_get_id(device), NAME_LIMIT);
    (void)fprintf(drawing->stream,
                  "</B></FONT></TD></TR><TR><TD><FONT POINT-SIZE=\"7\" COLOR=\"%s\">",
                  drawing->colors->soft);
    put_label_text(drawing->stream, jf_device_get_id(device), ID_LIMIT);
    if (jf_device_get_state(device) != JF_STATE_ACTIVE)
        (void)fprintf(drawing->stream, " %s", jf_device_state_text(jf_device_get_state(device)));
    (void)fputs("</FONT></TD></TR>", drawing->stream);
}

void draw_dot_endpoint(const struct drawing *drawing, const struct jf_device *device,
                       const struct jf_part *part)
{
    enum jf_presence presence = JF_PRESENCE_UNKNOWN;
    const struct jf_connector *connector;
    unsigned int lines = 2;

    (void)fputs("    ", drawing->stream);
    put_node_name(drawing->stream, jf_part_get_id(part));
    (void)fputs(" [", drawing->stream);
    put_marks(drawing, part, "device endpoint ");
    (void)fputs(", label=<" TABLE, drawing->stream);
    draw_dot_heading(drawing, device);
    if (jf_part_get_connector(part, &connector) == 0) {
        lines += put_jacks(drawing, connector);
        presence = presence_of(connector);
    }
    (void)fputs("</TABLE>>", drawing->stream);
    if (jf_device_get_state(device) != JF_STATE_ACTIVE)
        presence = JF_PRESENCE_UNPLUGGED;
    put_tag_shape(drawing, lines, presence, device_color(drawing, device));
    (void)fputs("];\n", drawing->stream);
}
