/* SPDX-License-Identifier: MIT */

/* A graph as a tree for reading: devices, their parts along the signal, and where it goes next. */

#include <stdlib.h>
#include <string.h>

#include <jackfield/jackfield.h>

#include "common.h"
#include "draw.h"
#include "output.h"
#include "scene.h"
#include "terminal.h"
#include "tree-order.h"

/* The lines and arrows; what a terminal can show depends on its character set. */
struct glyphs {
    const char *branch, *last_branch; /* in front of a part */
    const char *trunk, *last_trunk;   /* in front of what belongs to a part */
    const char *link;
    const char *out[JF_PERMANENCE_FREE + 1], *in[JF_PERMANENCE_FREE + 1];
};

struct drawing {
    FILE *stream;
    const struct tree_paper *paper;
    const struct jf_graph *graph;
    struct scene scene; /* of the whole graph */
    const struct glyphs *glyphs;
    const struct jf_device *device;
    size_t key_width, type_width; /* of the parts of this device */
};

enum {
    CELLS_MAX = 12,
    SHRUNK_LEAST = 12 /* columns of a text that is cut, as long as cutting others helps */
};

/* Where a text may be cut when its line does not fit. */
enum cut {
    CUT_NOT = 0,
    CUT_END,
    CUT_MIDDLE,
};

/* A line in pieces. Their texts are borrowed. */
struct line {
    struct cell {
        const char *text;
        enum style style;
        enum cut cut;
        size_t width; /* padded to so many columns */
    } cells[CELLS_MAX];
    size_t count;
};

static const struct glyphs *choose_glyphs(void)
{
    static const struct glyphs ascii = {
        .branch = "|- ",
        .last_branch = "`- ",
        .trunk = "|  ",
        .last_trunk = "   ",
        .link = "-->",
        .out = {"==>", "==>", "==>", "==>", "==>"},
        .in = {"<==", "<==", "<==", "<==", "<=="},
    };
    static const struct glyphs utf8 = {
        .branch = "├─ ",
        .last_branch = "└─ ",
        .trunk = "│  ",
        .last_trunk = "   ",
        .link = "──▶",
        .out = {[JF_PERMANENCE_UNKNOWN] = "┈┈▶",
                [JF_PERMANENCE_PHYSICAL] = "━━▶",
                [JF_PERMANENCE_FIXED] = "══▶",
                [JF_PERMANENCE_SWITCHABLE] = "╌╌▶",
                [JF_PERMANENCE_FREE] = "──▶"},
        .in = {[JF_PERMANENCE_UNKNOWN] = "◀┈┈",
               [JF_PERMANENCE_PHYSICAL] = "◀━━",
               [JF_PERMANENCE_FIXED] = "◀══",
               [JF_PERMANENCE_SWITCHABLE] = "◀╌╌",
               [JF_PERMANENCE_FREE] = "◀──"},
    };

    return terminal_is_utf8() ? &utf8 : &ascii;
}

/* ---- lines that fit -------------------------------------------------------------------------- */

static void add_cell(struct line *line, struct cell cell)
{
    if (line->count < CELLS_MAX && cell.text && *cell.text)
        line->cells[line->count++] = cell;
}

static void add(struct line *line, enum style style, const char *text)
{
    add_cell(line, (struct cell){.text = text, .style = style});
}

/* A name is known by its beginning, an id by its end as well. */
static void add_name(struct line *line, enum style style, const char *name)
{
    add_cell(line, (struct cell){.text = name, .style = style, .cut = CUT_END});
}

static void add_id(struct line *line, enum style style, const char *id)
{
    add_cell(line, (struct cell){.text = id, .style = style, .cut = CUT_MIDDLE});
}

static size_t cell_width(const struct cell *cell)
{
    size_t width = text_width(cell->text);

    return cell->width > width ? cell->width : width;
}

/* The widest of those that may be cut; NULL: none is wider than `least` columns. */
static size_t *find_widest(const struct line *line, size_t widths[CELLS_MAX], size_t least)
{
    size_t *widest = NULL;

    for (size_t i = 0; i < line->count; i++) {
        if (line->cells[i].cut != CUT_NOT && widths[i] > (widest ? *widest : least))
            widest = &widths[i];
    }
    return widest;
}

/* Takes columns from the widest until the line fits, or there is nothing more to be cut. */
static void fit(const struct line *line, size_t widths[CELLS_MAX], size_t columns)
{
    size_t sum = 0, *widest;

    for (size_t i = 0; i < line->count; i++)
        sum += widths[i];
    while (columns && sum > columns) {
        widest = find_widest(line, widths, SHRUNK_LEAST);
        if (!widest)
            widest = find_widest(line, widths, 1);
        if (!widest)
            return;
        (*widest)--;
        sum--;
    }
}

static void put_cell(const struct drawing *drawing, const struct cell *cell, size_t width)
{
    size_t text = text_width(cell->text);
    char *cut = text > width ? text_fit(cell->text, width, cell->cut == CUT_MIDDLE) : NULL;

    put_styled(drawing->stream, drawing->paper->colored, cell->style, cut ? cut : cell->text);
    (void)fprintf(drawing->stream, "%*s", text < width ? (int)(width - text) : 0, "");
    free(cut);
}

static void put_line(const struct drawing *drawing, const struct line *line)
{
    size_t widths[CELLS_MAX];

    for (size_t i = 0; i < line->count; i++)
        widths[i] = cell_width(&line->cells[i]);
    fit(line, widths, drawing->paper->columns);
    for (size_t i = 0; i < line->count; i++)
        put_cell(drawing, &line->cells[i], widths[i]);
    (void)fputc('\n', drawing->stream);
}

/* ---- where no sound comes through ------------------------------------------------------------ */

static bool passes(const struct drawing *drawing, const struct jf_part *part)
{
    return scene_marks(&drawing->scene, part) & MARK_PASSES;
}

static enum style style_of(const struct drawing *drawing, const struct jf_part *part)
{
    return passes(drawing, part) ? STYLE_NONE : STYLE_DIM;
}

/* ---- what belongs to a part ------------------------------------------------------------------ */

static void draw_control(const struct drawing *drawing, const char *trunk,
                         const struct jf_control *control)
{
    enum style style = style_of(drawing, jf_control_get_part(control));
    char value[SCRATCH_BYTES];
    struct line line = {0};

    control_value_text(control, value, sizeof(value));
    add(&line, STYLE_NONE, trunk);
    add(&line, STYLE_NONE, "    ");
    add_name(&line, style, jf_control_get_name(control));
    add(&line, style, " = ");
    add_name(&line, style, value);
    put_line(drawing, &line);
}

static void draw_link(const struct drawing *drawing, const char *trunk, const struct jf_link *link)
{
    enum jf_link_state state = jf_link_get_state(link);
    bool dim = state == JF_LINK_UNSELECTED || !passes(drawing, jf_link_get_from(link));
    enum style style = dim ? STYLE_DIM : STYLE_NONE;
    struct line line = {0};

    add(&line, STYLE_NONE, trunk);
    add(&line, STYLE_NONE, "    ");
    add(&line, style, drawing->glyphs->link);
    add(&line, STYLE_NONE, " ");
    add_id(&line, style, part_key(jf_link_get_to(link)));
    if (state != JF_LINK_ALWAYS) {
        add(&line, STYLE_NONE, "  ");
        add(&line, style, state == JF_LINK_UNKNOWN ? "unknown" : jf_link_state_text(state));
    }
    put_line(drawing, &line);
}

static enum style connection_style(const struct drawing *drawing,
                                   const struct jf_connection *connection)
{
    switch (jf_connection_get_state(connection)) {
    case JF_CONNECTION_ACTIVE:
        return STYLE_GOOD;
    case JF_CONNECTION_ERROR:
        return STYLE_BAD;
    default:
        return style_of(drawing, jf_connector_get_part(jf_connection_get_from(connection)));
    }
}

static void draw_connection(const struct drawing *drawing, const char *trunk,
                            const struct jf_connector *connector,
                            const struct jf_connection *connection)
{
    bool out = jf_connection_get_from(connection) == connector;
    const struct jf_connector *peer =
        out ? jf_connection_get_to(connection) : jf_connection_get_from(connection);
    enum jf_connection_state state = jf_connection_get_state(connection);
    enum jf_permanence permanence = jf_connection_get_permanence(connection);
    enum style style = connection_style(drawing, connection);
    enum style dim = style == STYLE_DIM ? STYLE_DIM : STYLE_NONE;
    struct line line = {0};

    add(&line, STYLE_NONE, trunk);
    add(&line, STYLE_NONE, "    ");
    add(&line, dim, (out ? drawing->glyphs->out : drawing->glyphs->in)[permanence]);
    add(&line, STYLE_NONE, " ");
    add_id(&line, dim, connector_id(peer));
    add(&line, STYLE_NONE, "  ");
    add(&line, style, jf_permanence_text(permanence));
    if (state != JF_CONNECTION_UNKNOWN) {
        add(&line, STYLE_NONE, ", ");
        add(&line, style, jf_connection_state_text(state));
    }
    put_line(drawing, &line);
}

static void draw_details(const struct drawing *drawing, const char *trunk,
                         const struct jf_part *part)
{
    const struct jf_connector *connector;
    const struct jf_connection *connection;
    const struct jf_control *control;
    const struct jf_link *link;

    for (size_t i = 0; i < jf_part_get_control_count(part); i++) {
        if (jf_part_get_control(part, i, &control) == 0)
            draw_control(drawing, trunk, control);
    }
    for (size_t i = 0; jf_part_get_outgoing(part, i, &link) == 0; i++)
        draw_link(drawing, trunk, link);
    if (jf_part_get_connector(part, &connector))
        return;
    for (size_t i = 0; jf_connector_get_connection(drawing->graph, connector, i, &connection) == 0;
         i++)
        draw_connection(drawing, trunk, connector, connection);
}

/* ---- parts and devices ----------------------------------------------------------------------- */

static void put_jack(FILE *stream, const struct jf_jack *jack)
{
    const char *words[] = {jf_presence_text(jf_jack_get_presence(jack)), jf_jack_get_color(jack),
                           jf_jack_get_connection(jack), jf_jack_get_location(jack)};
    size_t first = jf_jack_get_presence(jack) == JF_PRESENCE_UNKNOWN; /* not worth a word */
    bool opened = false;

    for (size_t i = first; i < sizeof(words) / sizeof(words[0]); i++) {
        if (!words[i])
            continue;
        (void)fprintf(stream, "%s%s", opened ? " " : "  (", words[i]);
        opened = true;
    }
    (void)fputs(opened ? ")" : "", stream);
}

/* What is in the jacks of a part; the caller frees it. NULL: nothing, or no memory to tell it. */
static char *jacks_text(const struct jf_part *part)
{
    const struct jf_connector *connector;
    const struct jf_jack *jack;
    size_t size;
    char *text = NULL;
    FILE *memory = jf_part_get_connector(part, &connector) ? NULL : open_memstream(&text, &size);

    if (!memory)
        return NULL;
    for (size_t i = 0; jf_connector_get_jack(connector, i, &jack) == 0; i++)
        put_jack(memory, jack);
    (void)fclose(memory);
    return text;
}

static const char *flow_word(const struct jf_part *part)
{
    const struct jf_connector *connector;

    return jf_part_get_connector(part, &connector) ? " "
                                                   : jf_flow_text(jf_connector_get_flow(connector));
}

static void draw_part(const struct drawing *drawing, const struct jf_part *part, bool last)
{
    const struct glyphs *glyphs = drawing->glyphs;
    const char *name = jf_part_get_name(part), *key = part_key(part);
    const char *type = jf_part_type_text(jf_part_get_type(part));
    bool is_named = name && strcmp(name, key) != 0;
    enum style style = style_of(drawing, part);
    char *jacks = jacks_text(part);
    struct line line = {0};

    add(&line, STYLE_NONE, last ? glyphs->last_branch : glyphs->branch);
    add_cell(&line, (struct cell){flow_word(part), style, CUT_NOT, 4});
    add_cell(&line, (struct cell){key, style, CUT_MIDDLE, drawing->key_width});
    add(&line, STYLE_NONE, "  ");
    add_cell(&line, (struct cell){type, style, CUT_NOT, is_named ? drawing->type_width : 0});
    if (is_named) {
        add(&line, STYLE_NONE, "  ");
        add_name(&line, style, name);
    }
    add_name(&line, style, jacks);
    put_line(drawing, &line);
    free(jacks);
    draw_details(drawing, last ? glyphs->last_trunk : glyphs->trunk, part);
}

static void measure_parts(struct drawing *drawing, const struct order *order)
{
    size_t most = drawing->paper->columns ? drawing->paper->columns / 3 : SIZE_MAX;

    drawing->key_width = 0;
    drawing->type_width = 0;
    for (size_t i = 0; i < order->sorted_count; i++) {
        const struct jf_part *part = order->sorted[i];
        size_t key = text_width(part_key(part));
        size_t type = text_width(jf_part_type_text(jf_part_get_type(part)));

        drawing->key_width = key > drawing->key_width ? key : drawing->key_width;
        drawing->type_width = type > drawing->type_width ? type : drawing->type_width;
    }
    if (drawing->key_width > most)
        drawing->key_width = most;
}

/* "" when it has no card. */
static void card_text(const struct jf_device *device, char *text, size_t size)
{
    struct jf_card card;
    char number[24] = "", codec[24] = "";

    text[0] = '\0';
    if (jf_device_get_card(device, &card) || (card.number < 0 && !card.id))
        return;
    if (card.number >= 0)
        (void)snprintf(number, sizeof(number), " %d", card.number);
    if (card.codec >= 0)
        (void)snprintf(codec, sizeof(codec), " codec %d", card.codec);
    (void)snprintf(text, size, "  card%s%s%s%s", number, card.id ? " " : "", card.id ? card.id : "",
                   codec);
}

static void draw_head(const struct drawing *drawing)
{
    const struct jf_device *device = drawing->device;
    const char *name = jf_device_get_name(device);
    enum jf_device_state state = jf_device_get_state(device);
    char card[SCRATCH_BYTES];
    struct line line = {0};

    card_text(device, card, sizeof(card));
    add_id(&line, STYLE_BOLD, jf_device_get_id(device));
    add(&line, STYLE_NONE, "  ");
    add(&line, STYLE_NONE, jf_device_kind_text(jf_device_get_kind(device)));
    add(&line, STYLE_NONE, "  ");
    add(&line, state == JF_STATE_ACTIVE ? STYLE_GOOD : STYLE_DIM, jf_device_state_text(state));
    add(&line, STYLE_NONE, name ? "  \"" : "");
    add_name(&line, STYLE_NONE, name);
    add(&line, STYLE_NONE, name ? "\"" : "");
    add_name(&line, STYLE_NONE, card);
    put_line(drawing, &line);
}

static int draw_device(struct drawing *drawing, const struct jf_device *device)
{
    struct order order;
    int status = order_init(&order, device);

    if (status)
        return status;
    drawing->device = device;
    measure_parts(drawing, &order);
    draw_head(drawing);
    for (size_t i = 0; i < order.sorted_count; i++)
        draw_part(drawing, order.sorted[i], i + 1 == order.sorted_count);
    order_fini(&order);
    return 0;
}

/* ---- trees ----------------------------------------------------------------------------------- */

static int draw_devices(struct drawing *drawing)
{
    int status = 0;

    for (size_t i = 0; i < jf_graph_get_device_count(drawing->graph) && !status; i++) {
        const struct jf_device *device;

        if (i > 0)
            (void)fputc('\n', drawing->stream);
        status = jf_graph_get_device(drawing->graph, i, &device);
        if (!status)
            status = draw_device(drawing, device);
    }
    return status;
}

/* For those who look at it; a file is read by those who know. */
static void draw_legend(const struct drawing *drawing)
{
    struct line line = {0};

    if (!drawing->paper->columns || !terminal_is_utf8())
        return;
    (void)fputc('\n', drawing->stream);
    add_name(&line, STYLE_NONE, "━━ physical  ══ fixed  ╌╌ switchable  ── free");
    if (drawing->paper->colored) {
        add(&line, STYLE_NONE, "  ");
        add_name(&line, STYLE_DIM, "no sound comes through");
    }
    put_line(drawing, &line);
}

int draw_device_tree(const struct jf_graph *graph, const struct jf_device *device,
                     const struct tree_paper *paper, FILE *stream)
{
    const struct view view = {.graph = graph};
    struct drawing drawing = {
        .stream = stream, .paper = paper, .graph = graph, .glyphs = choose_glyphs()};
    int status = scene_init(&drawing.scene, &view);

    if (!status)
        status = device ? draw_device(&drawing, device) : draw_devices(&drawing);
    if (!status && !device)
        draw_legend(&drawing);
    scene_fini(&drawing.scene);
    return status;
}

int draw_tree(const struct jf_graph *graph, const struct tree_paper *paper, FILE *stream)
{
    return draw_device_tree(graph, NULL, paper, stream);
}
