/* SPDX-License-Identifier: MIT */

/* Events as lines for people, those that belong together as one block. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <jackfield/jackfield.h>

#include "common.h"
#include "output.h"
#include "watch.h"

enum {
    QUIET_MS = 60,    /* nothing more for so long: what came belongs together */
    AT_MOST_MS = 250, /* but nobody waits longer for what has come */
    MAX_EVENTS = 4096,
};

/* ---- one line -------------------------------------------------------------------------------- */

static void print_mark(const struct batch *batch, const char *mark)
{
    enum style style = STYLE_NONE;

    if (*mark == '+')
        style = STYLE_GOOD;
    else if (*mark == '-' || *mark == '!')
        style = STYLE_BAD;
    put_styled(stdout, batch->colored, style, mark);
    (void)putchar(' ');
}

static void print_name(const char *name)
{
    if (!name)
        return;
    (void)fputs(" \"", stdout);
    put_text(stdout, name);
    (void)putchar('"');
}

static void print_device(const struct jf_device *device)
{
    (void)printf("%s ", jf_device_kind_text(jf_device_get_kind(device)));
    put_text(stdout, jf_device_get_id(device));
    print_name(jf_device_get_name(device));
    if (jf_device_get_state(device) != JF_STATE_ACTIVE)
        (void)printf(" [%s]", jf_device_state_text(jf_device_get_state(device)));
}

static void print_part(const struct jf_part *part)
{
    (void)printf("%s ", jf_part_type_text(jf_part_get_type(part)));
    put_text(stdout, jf_part_get_id(part));
    print_name(jf_part_get_name(part));
}

static void print_connection(const struct jf_connection *connection)
{
    put_text(stdout, connector_id(jf_connection_get_from(connection)));
    (void)fputs(" -> ", stdout);
    put_text(stdout, connector_id(jf_connection_get_to(connection)));
    (void)printf(" [%s]", jf_connection_state_text(jf_connection_get_state(connection)));
}

static void print_object(const struct jf_event *event)
{
    if (jf_event_get_device(event))
        print_device(jf_event_get_device(event));
    else if (jf_event_get_part(event))
        print_part(jf_event_get_part(event));
    else if (jf_event_get_connection(event))
        print_connection(jf_event_get_connection(event));
}

static void print_control(const struct jf_event *event)
{
    const struct jf_control *control = jf_event_get_control(event);

    if (!control)
        return;
    put_text(stdout, jf_part_get_id(jf_control_get_part(control)));
    (void)putchar(' ');
    put_text(stdout, jf_control_get_name(control));
    (void)fputs(" = ", stdout);
    put_control_value(stdout, control);
    if (jf_event_get_origin(event) != JF_ORIGIN_UNKNOWN)
        (void)printf(" (by %s)", jf_origin_text(jf_event_get_origin(event)));
}

static void print_backend(const struct jf_event *event, const char *what)
{
    const char *reason = jf_event_get_reason(event);

    (void)printf("%s %s", what, jf_event_get_backend(event));
    (void)fputs(reason ? ": " : "", stdout);
    put_text(stdout, reason ? reason : "");
}

/* Subunits are many and seldom what one watches for. */
static bool is_shown(const struct batch *batch, const struct jf_event *event)
{
    const struct jf_part *part = jf_event_get_part(event);
    enum jf_event_type type = jf_event_get_type(event);

    if (batch->shows_all || !part)
        return true;
    return (type != JF_EVENT_ADDED && type != JF_EVENT_REMOVED) ||
           jf_part_get_kind(part) == JF_PART_CONNECTOR;
}

static void print_event(const struct batch *batch, const struct jf_event *event)
{
    static const char *const marks[] = {
        [JF_EVENT_ADDED] = "+",        [JF_EVENT_REMOVED] = "-",      [JF_EVENT_CHANGED] = "*",
        [JF_EVENT_CONNECTED] = "+",    [JF_EVENT_DISCONNECTED] = "-", [JF_EVENT_CONTROL] = "*",
        [JF_EVENT_BACKEND_LOST] = "!", [JF_EVENT_BACKEND_BACK] = "!",
    };
    enum jf_event_type type = jf_event_get_type(event);

    if (type == JF_EVENT_SETTLED) {
        (void)puts("settled");
        return;
    }
    print_mark(batch, marks[type]);
    if (type == JF_EVENT_CONTROL)
        print_control(event);
    else if (type == JF_EVENT_BACKEND_LOST)
        print_backend(event, "BACKEND_LOST");
    else if (type == JF_EVENT_BACKEND_BACK)
        print_backend(event, "BACKEND_BACK");
    else
        print_object(event);
    print_changes(event, batch->before);
    (void)putchar('\n');
}

/* ---- what belongs together ------------------------------------------------------------------- */

static int64_t now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int batch_add(struct batch *batch, struct jf_event *event)
{
    if (batch->count == batch->capacity) {
        size_t capacity = batch->capacity ? batch->capacity * 2 : 16;
        struct jf_event **events = realloc(batch->events, capacity * sizeof(struct jf_event *));

        if (!events)
            return -ENOMEM;
        batch->events = events;
        batch->capacity = capacity;
    }
    batch->events[batch->count++] = jf_event_ref(event);
    batch->last_ms = now_ms();
    if (batch->count == 1)
        batch->first_ms = batch->last_ms;
    return 0;
}

int batch_timeout_ms(const struct batch *batch)
{
    int64_t end_ms = batch->last_ms + QUIET_MS, limit_ms = batch->first_ms + AT_MOST_MS, left_ms;

    if (batch->count == 0)
        return -1;
    if (!batch->is_open || batch->count >= MAX_EVENTS)
        return 0;
    left_ms = (end_ms < limit_ms ? end_ms : limit_ms) - now_ms();
    return left_ms > 0 ? (int)left_ms : 0;
}

static bool are_about_the_same(const struct jf_event *a, const struct jf_event *b)
{
    const struct jf_control *left = jf_event_get_control(a), *right = jf_event_get_control(b);

    if (jf_event_get_type(a) != jf_event_get_type(b) ||
        jf_event_get_changes(a) != jf_event_get_changes(b) || !jf_event_get_id(a) ||
        !jf_event_get_id(b) || strcmp(jf_event_get_id(a), jf_event_get_id(b)) != 0)
        return false;
    if (jf_event_get_type(a) == JF_EVENT_CHANGED)
        return true;
    return left && right && jf_control_get_index(left) == jf_control_get_index(right) &&
           strcmp(jf_control_get_name(left), jf_control_get_name(right)) == 0;
}

/* A later event tells the same of the same thing: this one is history. */
static bool is_outdated(const struct batch *batch, size_t index)
{
    enum jf_event_type type = jf_event_get_type(batch->events[index]);

    if (type != JF_EVENT_CHANGED && type != JF_EVENT_CONTROL)
        return false;
    for (size_t i = index + 1; i < batch->count; i++) {
        if (are_about_the_same(batch->events[index], batch->events[i]))
            return true;
    }
    return false;
}

static bool has_line(const struct batch *batch, size_t index)
{
    const struct jf_event *event = batch->events[index];
    enum jf_event_type type = jf_event_get_type(event);

    return type != JF_EVENT_UNKNOWN && type != JF_EVENT_REQUEST && is_shown(batch, event) &&
           !is_outdated(batch, index);
}

/* A block of several lines has an empty one before and after it. */
static void separate(struct batch *batch)
{
    size_t line_count = 0;

    for (size_t i = 0; i < batch->count && line_count < 2; i++)
        line_count += has_line(batch, i);
    if (line_count && (batch->was_block || line_count > 1))
        (void)putchar('\n');
    if (line_count)
        batch->was_block = line_count > 1;
}

static void let_go_of_events(struct batch *batch)
{
    const struct jf_graph *after;

    if (batch->count == 0)
        return;
    after = jf_graph_ref(jf_event_get_graph(batch->events[batch->count - 1]));
    (void)jf_graph_unref(batch->before);
    batch->before = after;
    for (size_t i = 0; i < batch->count; i++)
        (void)jf_event_unref(batch->events[i]);
    batch->count = 0;
}

void batch_print(struct batch *batch)
{
    if (batch->is_open)
        separate(batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (has_line(batch, i))
            print_event(batch, batch->events[i]);
    }
    let_go_of_events(batch);
}

void batch_fini(struct batch *batch)
{
    let_go_of_events(batch);
    (void)jf_graph_unref(batch->before);
    free(batch->events);
    *batch = (struct batch){0};
}
