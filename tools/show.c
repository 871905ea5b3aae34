/* SPDX-License-Identifier: MIT */
#include "show.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common.h"
#include "output.h"
#include "terminal.h"

enum {
    LABEL_WIDTH = 14,
    LINE_WIDTH = 80
};

void show_field(const char *label, const char *value)
{
    (void)printf("%-*s", LABEL_WIDTH, label);
    put_text(stdout, value ? value : "-");
    (void)putchar('\n');
}

/* ---- lists that wrap ------------------------------------------------------------------------- */

struct list {
    const char *separator;
    size_t column; /* 0: nothing has been written */
};

static void list_item(struct list *list, const char *label, const char *text)
{
    size_t width = text_width(text) + strlen(list->separator);

    if (!list->column) {
        (void)printf("%-*s", LABEL_WIDTH, label);
        list->column = LABEL_WIDTH;
    } else if (list->column + width > LINE_WIDTH) {
        (void)printf("%s\n%*s", strcmp(list->separator, " ") ? "," : "", LABEL_WIDTH, "");
        list->column = LABEL_WIDTH;
    } else {
        (void)fputs(list->separator, stdout);
    }
    put_text(stdout, text);
    list->column += width;
}

static void list_end(const struct list *list)
{
    if (list->column)
        (void)putchar('\n');
}

/* ---- controls -------------------------------------------------------------------------------- */

static void show_title(const struct jf_control *control)
{
    (void)printf("%-*s", LABEL_WIDTH, "control");
    put_text(stdout, jf_control_get_name(control));
    if (jf_control_get_index(control))
        (void)printf(",%u", jf_control_get_index(control));
    (void)printf(" (%s%s%s%s)\n", jf_control_kind_text(jf_control_get_kind(control)),
                 jf_control_is_writable(control) ? "" : ", read only",
                 jf_control_is_active(control) ? "" : ", inactive",
                 jf_control_is_locked(control) ? ", locked" : "");
}

static void show_value(const struct jf_control *control)
{
    struct list list = {.separator = value_separator(control)};
    int64_t value;

    for (size_t i = 0; jf_control_get_value(control, i, &value) == 0; i++) {
        char text[SCRATCH_BYTES];

        one_value_text(control, value, text, sizeof(text));
        list_item(&list, "  value", text);
    }
    list_end(&list);
    if (!list.column)
        show_field("  value", "not known");
}

static void show_range(const struct jf_control *control)
{
    char least[SCRATCH_BYTES], most[SCRATCH_BYTES], size[SCRATCH_BYTES];
    int64_t min, max, step;

    if (jf_control_get_range(control, &min, &max, &step) < 0)
        return;
    one_value_text(control, min, least, sizeof(least));
    one_value_text(control, max, most, sizeof(most));
    one_value_text(control, step, size, sizeof(size));
    (void)printf("%-*s%s to %s", LABEL_WIDTH, "  range", least, most);
    if (step > 0)
        (void)printf(", steps of %s\n", size);
    else
        (void)puts(", in no single step");
}

static bool is_chosen(const struct jf_control *control, int64_t choice)
{
    int64_t value;

    for (size_t i = 0; jf_control_get_value(control, i, &value) == 0; i++) {
        if (value == choice)
            return true;
    }
    return false;
}

/* What a selector's choice stands for, where its name does not say so itself. */
static const char *neighbour_of(const struct jf_control *control, int64_t value, const char *name)
{
    const struct jf_device *device = jf_part_get_device(jf_control_get_part(control));
    const struct jf_part *part;

    if (jf_control_get_kind(control) != JF_CONTROL_SELECTOR || value < 0 || value > UINT32_MAX ||
        jf_device_get_part_by_local_id(device, (uint32_t)value, &part) < 0 ||
        strcmp(part_key(part), name) == 0)
        return NULL;
    return part_key(part);
}

static void show_choices(const struct jf_control *control)
{
    struct list list = {.separator = ", "};
    const char *unused;
    int64_t value;

    for (size_t i = 0; jf_control_get_item(control, i, &unused, &value) == 0; i++) {
        char name[SCRATCH_BYTES], text[2 * SCRATCH_BYTES];
        const char *neighbour;
        bool chosen = is_chosen(control, value);

        one_value_text(control, value, name, sizeof(name));
        neighbour = neighbour_of(control, value, name);
        (void)snprintf(text, sizeof(text), "%s%s%s%s%s%s", chosen ? "[" : "", name,
                       chosen ? "]" : "", neighbour ? " (" : "", neighbour ? neighbour : "",
                       neighbour ? ")" : "");
        list_item(&list, "  choices", text);
    }
    list_end(&list);
}

void show_control(const struct jf_control *control)
{
    show_title(control);
    show_value(control);
    show_range(control);
    show_choices(control);
    show_field("  told by", jf_control_get_evidence(control));
    if (jf_control_get_remark(control))
        show_field("  remark", jf_control_get_remark(control));
}

/* ---- jacks ----------------------------------------------------------------------------------- */

void show_jack(const struct jf_jack *jack)
{
    const char *words[] = {jf_jack_get_color(jack), jf_jack_get_connection(jack),
                           jf_jack_get_location(jack)};
    const char *said_by = jf_jack_get_said_by(jack);

    (void)printf("%-*s%s", LABEL_WIDTH, "jack", jf_presence_text(jf_jack_get_presence(jack)));
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        (void)fputs(words[i] ? ", " : "", stdout);
        put_text(stdout, words[i] ? words[i] : "");
    }
    (void)fputs(said_by ? ", says " : "", stdout);
    put_text(stdout, said_by ? said_by : "");
    (void)putchar('\n');
}

/* ---- devices --------------------------------------------------------------------------------- */

struct counts {
    size_t connectors, subunits, controls, read_only, jacks, plugged, unplugged;
};

static void count_jacks(const struct jf_part *part, struct counts *counts)
{
    const struct jf_connector *connector;
    const struct jf_jack *jack;

    if (jf_part_get_connector(part, &connector) < 0)
        return;
    for (size_t i = 0; jf_connector_get_jack(connector, i, &jack) == 0; i++) {
        counts->jacks++;
        counts->plugged += jf_jack_get_presence(jack) == JF_PRESENCE_PLUGGED;
        counts->unplugged += jf_jack_get_presence(jack) == JF_PRESENCE_UNPLUGGED;
    }
}

static struct counts count_all(const struct jf_device *device)
{
    struct counts counts = {
        .connectors = jf_device_get_connector_count(device),
        .subunits = jf_device_get_subunit_count(device),
    };
    const struct jf_control *control;
    const struct jf_part *part;

    for (size_t i = 0; jf_device_get_part(device, i, &part) == 0; i++) {
        for (size_t j = 0; jf_part_get_control(part, j, &control) == 0; j++) {
            counts.controls++;
            counts.read_only += !jf_control_is_writable(control);
        }
        count_jacks(part, &counts);
    }
    return counts;
}

static void show_card(const struct jf_device *device)
{
    struct jf_card card;

    if (jf_device_get_card(device, &card) < 0)
        return;
    (void)printf("%-*s", LABEL_WIDTH, "card");
    if (card.number >= 0)
        (void)printf("%d%s", card.number, card.id ? " " : "");
    if (card.id) {
        (void)putchar('[');
        put_text(stdout, card.id);
        (void)putchar(']');
    }
    if (card.codec >= 0)
        (void)printf(", codec %d", card.codec);
    if (card.vendor_id >= 0)
        (void)printf(", vendor id 0x%08" PRIx64, (uint64_t)card.vendor_id);
    (void)putchar('\n');
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

void show_summary(const struct jf_device *device)
{
    struct counts counts = count_all(device);

    show_card(device);
    (void)printf("%-*s%zu connector%s, %zu subunit%s\n", LABEL_WIDTH, "parts", counts.connectors,
                 plural(counts.connectors), counts.subunits, plural(counts.subunits));
    if (counts.controls) {
        (void)printf("%-*s%zu", LABEL_WIDTH, "controls", counts.controls);
        if (counts.read_only)
            (void)printf(", of which %zu can only be read", counts.read_only);
        (void)putchar('\n');
    }
    if (counts.jacks) {
        (void)printf("%-*s%zu plugged, %zu unplugged, %zu unknown\n", LABEL_WIDTH, "jacks",
                     counts.plugged, counts.unplugged,
                     counts.jacks - counts.plugged - counts.unplugged);
    }
}
