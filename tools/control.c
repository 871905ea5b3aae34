/* SPDX-License-Identifier: MIT */
#include "control.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "nearest.h"
#include "output.h"

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

/* A control is meant by its name alone, and told by its whole address. */
struct near_control {
    struct nearest nearest;
    const struct jf_control *control; /* NULL: none is near */
};

static void judge_device(struct near_control *near, const struct jf_device *device)
{
    const struct jf_part *part;
    const struct jf_control *control;

    for (size_t i = 0; jf_device_get_part(device, i, &part) == 0; i++) {
        for (size_t j = 0; jf_part_get_control(part, j, &control) == 0; j++) {
            if (nearest_judge(&near->nearest, jf_control_get_name(control)))
                near->control = control;
        }
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
    struct near_control near = {.nearest = {.typed = name}};
    const struct jf_device *device;
    char *address;

    if (is_something_else(tool, text)) {
        error_line("cannot find a control '%s': what is called so has none", text);
        return EXIT_NOT_FOUND;
    }
    copy_name(text, name);
    for (size_t i = 0; jf_graph_get_device(tool->graph, i, &device) == 0; i++)
        judge_device(&near, device);
    address = near.control ? control_address(near.control) : NULL;
    if (address) {
        error_line("cannot find a control '%s': nothing is called so; did you mean '%s'?", text,
                   address);
    } else {
        error_line("cannot find a control '%s': nothing is called so; see 'jackfield get'", text);
    }
    free(address);
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
