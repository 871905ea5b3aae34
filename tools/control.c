/* SPDX-License-Identifier: MIT */
#include "control.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "output.h"

enum {
    NEAREST_MAX = 3,
    NAME_BYTES = 64 /* of a name, as far as it is compared: as long as ALSA's can be */
};

/* ---- addresses ------------------------------------------------------------------------------- */

static bool is_named_alike(const struct jf_control *a, const struct jf_control *b)
{
    return strcmp(jf_control_get_name(a), jf_control_get_name(b)) == 0;
}

static bool needs_index(const struct jf_control *control)
{
    const struct jf_control *other;

    if (jf_control_get_index(control))
        return true;
    for (size_t i = 0; jf_part_get_control(jf_control_get_part(control), i, &other) == 0; i++) {
        if (other != control && is_named_alike(control, other))
            return true;
    }
    return false;
}

char *control_address(const struct jf_control *control)
{
    const char *part = jf_part_get_id(jf_control_get_part(control));
    char *address;
    int length;

    if (needs_index(control)) {
        length = asprintf(&address, "%s:%s,%u", part, jf_control_get_name(control),
                          jf_control_get_index(control));
    } else {
        length = asprintf(&address, "%s:%s", part, jf_control_get_name(control));
    }
    return length < 0 ? NULL : address;
}

const struct jf_control *control_in(const struct jf_graph *graph, const struct jf_control *control)
{
    const struct jf_part *part;
    const struct jf_control *other;

    if (jf_graph_find_part(graph, jf_part_get_id(jf_control_get_part(control)), &part) < 0)
        return NULL;
    for (size_t i = 0; jf_part_get_control(part, i, &other) == 0; i++) {
        if (is_named_alike(other, control) &&
            jf_control_get_index(other) == jf_control_get_index(control))
            return other;
    }
    return NULL;
}

static void put_candidate(const struct jf_control *control)
{
    char *address = control_address(control);

    (void)fputs("  ", stderr);
    put_text(stderr, address ? address : jf_control_get_name(control));
    (void)fputs("  ", stderr);
    put_control_value(stderr, control);
    (void)fputc('\n', stderr);
    free(address);
}

/* ---- names that are near to what was typed --------------------------------------------------- */

static size_t smallest(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;

    return least < c ? least : c;
}

/* How many letters are to be changed, added or left out to make one of the other. */
static size_t distance(const char *a, const char *b)
{
    size_t row[NAME_BYTES + 1];
    size_t a_length = strnlen(a, NAME_BYTES), b_length = strnlen(b, NAME_BYTES);

    for (size_t j = 0; j <= b_length; j++)
        row[j] = j;
    for (size_t i = 0; i < a_length; i++) {
        size_t corner = row[0];

        row[0] = i + 1;
        for (size_t j = 0; j < b_length; j++) {
            bool same = tolower((unsigned char)a[i]) == tolower((unsigned char)b[j]);
            size_t above = row[j + 1];

            row[j + 1] = smallest(above + 1, row[j] + 1, corner + !same);
            corner = above;
        }
    }
    return row[b_length];
}

/* A name that holds what was typed is nearer than one that only looks like it. */
static size_t farness(const char *typed, const char *name)
{
    size_t length = strnlen(typed, NAME_BYTES);
    size_t changes = distance(typed, name);

    if (length > 2 && strcasestr(name, typed))
        return 0;
    return changes <= 1 + length / 3 ? changes : SIZE_MAX;
}

struct nearest {
    const char *typed;
    const struct jf_control *controls[NEAREST_MAX]; /* the nearest first */
    size_t farness[NEAREST_MAX];
    size_t count;
};

static void judge(struct nearest *nearest, const struct jf_control *control)
{
    size_t far = farness(nearest->typed, jf_control_get_name(control)), place = nearest->count;

    while (place > 0 && nearest->farness[place - 1] > far)
        place--;
    if (far == SIZE_MAX || place == NEAREST_MAX)
        return;
    if (nearest->count < NEAREST_MAX)
        nearest->count++;
    for (size_t i = nearest->count - 1; i > place; i--) {
        nearest->controls[i] = nearest->controls[i - 1];
        nearest->farness[i] = nearest->farness[i - 1];
    }
    nearest->controls[place] = control;
    nearest->farness[place] = far;
}

static void judge_device(struct nearest *nearest, const struct jf_device *device)
{
    const struct jf_part *part;
    const struct jf_control *control;

    for (size_t i = 0; jf_device_get_part(device, i, &part) == 0; i++) {
        for (size_t j = 0; jf_part_get_control(part, j, &control) == 0; j++)
            judge(nearest, control);
    }
}

/* The name of what was typed is what is behind the last colon, and in front of an index. */
static void copy_name(const char *text, char name[NAME_BYTES])
{
    const char *colon = strrchr(text, ':');
    size_t length;

    (void)snprintf(name, NAME_BYTES, "%s", colon && colon[1] ? colon + 1 : text);
    length = strlen(name);
    while (length && isdigit((unsigned char)name[length - 1]))
        length--;
    if (length && name[length] && name[length - 1] == ',')
        name[length - 1] = '\0';
}

/* Whether something is called so that is no control. */
static bool is_something_else(const struct tool *tool, const char *text)
{
    struct jf_matches *matches = NULL;
    int status = jf_graph_resolve(tool->graph, text, JF_OBJECT_DEVICE | JF_OBJECT_PART, &matches);

    jf_matches_free(matches);
    return status == 0;
}

static int report_nothing(const struct tool *tool, const char *text)
{
    char name[NAME_BYTES];
    struct nearest nearest = {.typed = name};
    const struct jf_device *device;

    if (is_something_else(tool, text)) {
        error_line("cannot find a control '%s': what is called so has none", text);
        return EXIT_NOT_FOUND;
    }
    copy_name(text, name);
    for (size_t i = 0; jf_graph_get_device(tool->graph, i, &device) == 0; i++)
        judge_device(&nearest, device);
    if (!nearest.count) {
        error_line("cannot find a control '%s': nothing is called so; see 'jackfield get'", text);
        return EXIT_NOT_FOUND;
    }
    error_line("cannot find a control '%s': nothing is called so; the nearest:", text);
    for (size_t i = 0; i < nearest.count; i++)
        put_candidate(nearest.controls[i]);
    return EXIT_NOT_FOUND;
}

static int report_candidates(const char *text, const struct jf_matches *matches)
{
    error_line("'%s' is ambiguous: %zu controls match; say which:", text,
               jf_matches_get_count(matches));
    for (size_t i = 0; i < jf_matches_get_count(matches); i++)
        put_candidate(jf_matches_get_control(matches, i));
    return EXIT_AMBIGUOUS;
}

int find_control(const struct tool *tool, const char *text, const struct jf_control **ret_control)
{
    struct jf_matches *matches = NULL;
    int status = jf_graph_resolve_control(tool->graph, text, &matches);
    int result = EXIT_YES;

    if (status == -ENOENT)
        return report_nothing(tool, text);
    if (status == -ENOTUNIQ)
        result = report_candidates(text, matches);
    else if (status)
        result = report(status, "cannot find a control '%s'", text);
    else
        *ret_control = jf_matches_get_control(matches, 0);
    jf_matches_free(matches);
    return result;
}
