/* SPDX-License-Identifier: MIT */

/* A graph as a tree for reading: devices, their parts along the signal, and where it goes next. */

#include <errno.h>
#include <langinfo.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <jackfield/jackfield.h>

#include "common.h"
#include "draw.h"
#include "output.h"

/* The lines and arrows; what a terminal can show depends on its character set. */
struct glyphs {
    const char *branch, *last_branch; /* in front of a part */
    const char *trunk, *last_trunk;   /* in front of what belongs to a part */
    const char *link, *connection_out, *connection_in;
};

struct drawing {
    FILE *stream;
    bool colored;
    const struct jf_graph *graph;
    const struct glyphs *glyphs;
    const struct jf_device *device;
    size_t key_width, type_width; /* of the parts of this device */
};

static const struct glyphs *choose_glyphs(void)
{
    static const struct glyphs ascii = {"|- ", "`- ", "|  ", "   ", "-->", "==>", "<=="};
    static const struct glyphs utf8 = {"├─ ", "└─ ", "│  ", "   ", "──▶", "══▶", "◀══"};

    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0 ? &utf8 : &ascii;
}

static void put(const struct drawing *drawing, enum style style, const char *text)
{
    put_styled(drawing->stream, drawing->colored, style, text);
}

static void put_padded(const struct drawing *drawing, enum style style, const char *text,
                       size_t width)
{
    size_t used = text_width(text);

    put(drawing, style, text);
    (void)fprintf(drawing->stream, "%*s", used < width ? (int)(width - used) : 0, "");
}

/* ---- the order of parts ---------------------------------------------------------------------- */

/* A part and its place in the device's list. */
struct place {
    const struct jf_part *part;
    size_t index;
};

/* Parts in the direction of the signal: each after those that feed it, as far as cycles allow. */
struct order {
    struct place *places;         /* by address */
    const struct jf_part **parts; /* as the device lists them */
    size_t *waiting;              /* inputs that have not been put in order; SIZE_MAX: done */
    size_t *stack, depth;
    const struct jf_part **sorted;
    size_t count, sorted_count;
};

static int compare_places(const void *a, const void *b)
{
    const struct place *left = a, *right = b;
    uintptr_t left_address = (uintptr_t)left->part, right_address = (uintptr_t)right->part;

    return (left_address > right_address) - (left_address < right_address);
}

/* Its index, or the number of parts when it is none of them. */
static size_t index_of(const struct order *order, const struct jf_part *part)
{
    const struct place key = {.part = part};
    const struct place *found =
        bsearch(&key, order->places, order->count, sizeof(key), compare_places);

    return found ? found->index : order->count;
}

/* Puts a part in order; those that waited for it alone come next, so that chains stay together. */
static void place(struct order *order, size_t index)
{
    const struct jf_part *part = order->parts[index];
    const struct jf_link *link;

    order->sorted[order->sorted_count++] = part;
    order->waiting[index] = SIZE_MAX;
    for (size_t i = jf_part_get_outgoing_count(part); i > 0; i--) {
        size_t next;

        if (jf_part_get_outgoing(part, i - 1, &link))
            continue;
        next = index_of(order, jf_link_get_to(link));
        if (next < order->count && order->waiting[next] != SIZE_MAX && order->waiting[next] > 0 &&
            --order->waiting[next] == 0)
            order->stack[order->depth++] = next;
    }
}

static void place_from(struct order *order, size_t index)
{
    if (order->waiting[index] == SIZE_MAX)
        return;
    place(order, index);
    while (order->depth > 0) {
        size_t next = order->stack[--order->depth];

        if (order->waiting[next] != SIZE_MAX)
            place(order, next);
    }
}

/* Where to enter what only cycles feed: where the signal has come to, if anywhere. */
static size_t next_in_cycle(const struct order *order)
{
    size_t first = order->count;

    for (size_t i = order->count; i > 0; i--) {
        if (order->waiting[i - 1] == SIZE_MAX)
            continue;
        if (order->waiting[i - 1] < jf_part_get_incoming_count(order->parts[i - 1]))
            return i - 1;
        first = i - 1;
    }
    return first;
}

static void sort_parts(struct order *order)
{
    for (size_t i = 0; i < order->count; i++) {
        if (jf_part_get_incoming_count(order->parts[i]) == 0)
            place_from(order, i);
    }
    while (order->sorted_count < order->count)
        place_from(order, next_in_cycle(order));
}

static void order_fini(struct order *order)
{
    free(order->places);
    free(order->parts);
    free(order->waiting);
    free(order->stack);
    free(order->sorted);
}

/* One item more than needed each: no size is 0. A part is on the stack at most once. */
static int allocate(struct order *order, size_t count)
{
    *order = (struct order){
        .places = calloc(count + 1, sizeof(struct place)),
        .parts = calloc(count + 1, sizeof(const struct jf_part *)),
        .waiting = calloc(count + 1, sizeof(size_t)),
        .stack = calloc(count + 1, sizeof(size_t)),
        .sorted = calloc(count + 1, sizeof(const struct jf_part *)),
    };
    if (order->places && order->parts && order->waiting && order->stack && order->sorted)
        return 0;
    order_fini(order);
    return -ENOMEM;
}

static int order_init(struct order *order, const struct jf_device *device)
{
    const struct jf_part *part;
    int status = allocate(order, jf_device_get_part_count(device));

    if (status)
        return status;
    for (size_t i = 0; jf_device_get_part(device, i, &part) == 0; i++) {
        order->places[i] = (struct place){.part = part, .index = i};
        order->parts[i] = part;
        order->waiting[i] = jf_part_get_incoming_count(part);
        order->count++;
    }
    qsort(order->places, order->count, sizeof(*order->places), compare_places);
    sort_parts(order);
    return 0;
}

/* ---- what belongs to a part ------------------------------------------------------------------ */

static void draw_control(const struct drawing *drawing, const char *trunk,
                         const struct jf_control *control)
{
    char value[SCRATCH_BYTES];

    control_value_text(control, value, sizeof(value));
    (void)fprintf(drawing->stream, "%s    ", trunk);
    put(drawing, STYLE_NONE, jf_control_get_name(control));
    (void)fputs(" = ", drawing->stream);
    put(drawing, STYLE_NONE, value);
    (void)fputc('\n', drawing->stream);
}

static void draw_link(const struct drawing *drawing, const char *trunk, const struct jf_link *link)
{
    enum jf_link_state state = jf_link_get_state(link);
    enum style style = state == JF_LINK_UNSELECTED ? STYLE_DIM : STYLE_NONE;

    (void)fprintf(drawing->stream, "%s    ", trunk);
    put(drawing, style, drawing->glyphs->link);
    (void)fputc(' ', drawing->stream);
    put(drawing, style, part_key(jf_link_get_to(link)));
    if (state != JF_LINK_ALWAYS) {
        (void)fputs("  ", drawing->stream);
        put(drawing, style, state == JF_LINK_UNKNOWN ? "unknown" : jf_link_state_text(state));
    }
    (void)fputc('\n', drawing->stream);
}

static enum style connection_style(const struct jf_connection *connection)
{
    switch (jf_connection_get_state(connection)) {
    case JF_CONNECTION_ACTIVE:
        return STYLE_GOOD;
    case JF_CONNECTION_ERROR:
        return STYLE_BAD;
    default:
        return STYLE_NONE;
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

    (void)fprintf(drawing->stream, "%s    %s ", trunk,
                  out ? drawing->glyphs->connection_out : drawing->glyphs->connection_in);
    put(drawing, STYLE_NONE, connector_id(peer));
    (void)fputs("  ", drawing->stream);
    put(drawing, connection_style(connection),
        jf_permanence_text(jf_connection_get_permanence(connection)));
    if (state != JF_CONNECTION_UNKNOWN) {
        (void)fputs(", ", drawing->stream);
        put(drawing, connection_style(connection), jf_connection_state_text(state));
    }
    (void)fputc('\n', drawing->stream);
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

static void draw_jack(const struct drawing *drawing, const struct jf_jack *jack)
{
    const char *words[] = {jf_presence_text(jf_jack_get_presence(jack)), jf_jack_get_color(jack),
                           jf_jack_get_connection(jack), jf_jack_get_location(jack)};
    size_t first = jf_jack_get_presence(jack) == JF_PRESENCE_UNKNOWN; /* not worth a word */
    bool opened = false;

    for (size_t i = first; i < sizeof(words) / sizeof(words[0]); i++) {
        if (!words[i])
            continue;
        (void)fputs(opened ? " " : "  (", drawing->stream);
        put(drawing, STYLE_NONE, words[i]);
        opened = true;
    }
    (void)fputs(opened ? ")" : "", drawing->stream);
}

static void draw_jacks(const struct drawing *drawing, const struct jf_part *part)
{
    const struct jf_connector *connector;
    const struct jf_jack *jack;

    if (jf_part_get_connector(part, &connector))
        return;
    for (size_t i = 0; jf_connector_get_jack(connector, i, &jack) == 0; i++)
        draw_jack(drawing, jack);
}

static const char *flow_word(const struct jf_part *part)
{
    const struct jf_connector *connector;

    return jf_part_get_connector(part, &connector) ? ""
                                                   : jf_flow_text(jf_connector_get_flow(connector));
}

static void draw_part(const struct drawing *drawing, const struct jf_part *part, bool last)
{
    const struct glyphs *glyphs = drawing->glyphs;
    const char *name = jf_part_get_name(part), *key = part_key(part);

    (void)fputs(last ? glyphs->last_branch : glyphs->branch, drawing->stream);
    put_padded(drawing, STYLE_NONE, flow_word(part), 4);
    put_padded(drawing, STYLE_NONE, key, drawing->key_width + 2);
    if (name && strcmp(name, key) != 0) {
        put_padded(drawing, STYLE_DIM, jf_part_type_text(jf_part_get_type(part)),
                   drawing->type_width + 2);
        put(drawing, STYLE_NONE, name);
    } else {
        put(drawing, STYLE_DIM, jf_part_type_text(jf_part_get_type(part)));
    }
    draw_jacks(drawing, part);
    (void)fputc('\n', drawing->stream);
    draw_details(drawing, last ? glyphs->last_trunk : glyphs->trunk, part);
}

static void measure_parts(struct drawing *drawing, const struct order *order)
{
    drawing->key_width = 0;
    drawing->type_width = 0;
    for (size_t i = 0; i < order->sorted_count; i++) {
        const struct jf_part *part = order->sorted[i];
        size_t key = text_width(part_key(part));
        size_t type = text_width(jf_part_type_text(jf_part_get_type(part)));

        drawing->key_width = key > drawing->key_width ? key : drawing->key_width;
        drawing->type_width = type > drawing->type_width ? type : drawing->type_width;
    }
}

static void draw_card(const struct drawing *drawing)
{
    struct jf_card card;

    if (jf_device_get_card(drawing->device, &card) || (card.number < 0 && !card.id))
        return;
    (void)fputs("  card", drawing->stream);
    if (card.number >= 0)
        (void)fprintf(drawing->stream, " %d", card.number);
    if (card.id) {
        (void)fputc(' ', drawing->stream);
        put(drawing, STYLE_NONE, card.id);
    }
    if (card.codec >= 0)
        (void)fprintf(drawing->stream, " codec %d", card.codec);
}

static void draw_head(const struct drawing *drawing)
{
    const struct jf_device *device = drawing->device;
    const char *name = jf_device_get_name(device);
    enum jf_device_state state = jf_device_get_state(device);

    put(drawing, STYLE_BOLD, jf_device_get_id(device));
    (void)fputs("  ", drawing->stream);
    put(drawing, STYLE_NONE, jf_device_kind_text(jf_device_get_kind(device)));
    (void)fputs("  ", drawing->stream);
    put(drawing, state == JF_STATE_ACTIVE ? STYLE_GOOD : STYLE_DIM, jf_device_state_text(state));
    (void)fputs(name ? "  \"" : "", drawing->stream);
    put(drawing, STYLE_NONE, name ? name : "");
    (void)fputs(name ? "\"" : "", drawing->stream);
    draw_card(drawing);
    (void)fputc('\n', drawing->stream);
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

int draw_device_tree(const struct jf_graph *graph, const struct jf_device *device, bool colored,
                     FILE *stream)
{
    struct drawing drawing = {
        .stream = stream, .colored = colored, .graph = graph, .glyphs = choose_glyphs()};

    return draw_device(&drawing, device);
}

int draw_tree(const struct jf_graph *graph, bool colored, FILE *stream)
{
    int status = 0;

    for (size_t i = 0; i < jf_graph_get_device_count(graph) && !status; i++) {
        const struct jf_device *device;

        if (i > 0)
            (void)fputc('\n', stream);
        status = jf_graph_get_device(graph, i, &device);
        if (!status)
            status = draw_device_tree(graph, device, colored, stream);
    }
    return status;
}
