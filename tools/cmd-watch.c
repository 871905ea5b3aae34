/* SPDX-License-Identifier: MIT */

/* jackfield watch: what is there, and then every change, as it happens. */

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "common.h"
#include "json.h"
#include "options.h"
#include "output.h"
#include "signals.h"
#include "terminal.h"
#include "watch.h"

struct watch {
    struct tool *tool;
    struct batch batch;  /* for people */
    bool settled;        /* the first SETTLED has come: what follows is news */
    size_t change_count; /* since then */
    struct live_line line;
};

/* ---- for programs ---------------------------------------------------------------------------- */

static json_t *json_of_changes(unsigned int changes)
{
    json_t *list = json_array();

    for (const struct change_word *change = change_words; change->word && list; change++) {
        if (changes & change->bit)
            list = json_append(list, json_string(change->word));
    }
    return list;
}

static const char *object_word(const struct jf_event *event)
{
    switch (jf_event_get_object_kind(event)) {
    case JF_OBJECT_DEVICE:
        return "device";
    case JF_OBJECT_PART:
        return "part";
    default:
        return "connection";
    }
}

/* Adds what the event is about. Takes the reference to `line`. */
static json_t *with_object(json_t *line, const struct jf_event *event)
{
    const struct jf_control *control = jf_event_get_control(event);

    line = json_with(line, "object", json_string(object_word(event)));
    line = json_with(line, "id", json_of_text(jf_event_get_id(event)));
    line = json_with(line, "serial", json_integer((json_int_t)jf_event_get_serial(event)));
    if (jf_event_get_type(event) == JF_EVENT_CHANGED)
        line = json_with(line, "changes", json_of_changes(jf_event_get_changes(event)));
    if (control) {
        line = json_with(line, "origin", json_string(jf_origin_text(jf_event_get_origin(event))));
        return json_with(line, "control", json_of_control(control, JSON_DETAIL_FULL));
    }
    if (jf_event_get_device(event))
        return json_with(line, "device", json_of_device_head(jf_event_get_device(event)));
    if (jf_event_get_part(event))
        return json_with(line, "part", json_of_part(jf_event_get_part(event), JSON_DETAIL_FULL));
    return json_with(line, "connection",
                     json_of_connection(jf_event_get_connection(event), JSON_DETAIL_FULL));
}

static int print_event_json(const struct jf_event *event)
{
    enum jf_event_type type = jf_event_get_type(event);
    json_t *line = json_pack("{s:s, s:I}", "event", jf_event_type_text(type), "generation",
                             (json_int_t)jf_graph_get_generation(jf_event_get_graph(event)));

    if (jf_event_get_object_kind(event) != JF_OBJECT_UNKNOWN)
        line = with_object(line, event);
    if (jf_event_get_backend(event)) {
        line = json_with(line, "backend", json_of_text(jf_event_get_backend(event)));
        line = json_with(line, "reason", json_of_text(jf_event_get_reason(event)));
    }
    return json_print(line, JSON_LAYOUT_LINE, stdout);
}

/* ---- how things are -------------------------------------------------------------------------- */

static void show_line(struct watch *watch)
{
    const struct jf_graph *graph = jf_context_get_graph(watch->tool->context);
    const char *lost = lost_backend(watch->tool);
    char text[256];

    (void)snprintf(text, sizeof(text), "watching %zu devices, %zu connections%s%s; %zu changes",
                   jf_graph_get_device_count(graph), jf_graph_get_connection_count(graph),
                   lost ? ", without " : "", lost ? lost : "", watch->change_count);
    live_line_show(&watch->line, text);
}

static void count_change(struct watch *watch, const struct jf_event *event)
{
    enum jf_event_type type = jf_event_get_type(event);

    if (!watch->settled || type == JF_EVENT_SETTLED || type == JF_EVENT_REQUEST)
        return;
    watch->change_count++;
    live_line_touch(&watch->line);
}

/* ---- the loop -------------------------------------------------------------------------------- */

static bool is_news(const struct jf_event *event)
{
    switch (jf_event_get_type(event)) {
    case JF_EVENT_SETTLED:
    case JF_EVENT_BACKEND_LOST:
    case JF_EVENT_BACKEND_BACK:
        return true;
    default:
        return false;
    }
}

static int handle_event(struct watch *watch, struct jf_event *event)
{
    bool quiet = watch->tool->quiet && !watch->settled && !is_news(event);
    int result = EXIT_YES;

    if (!quiet && watch->tool->json)
        result = print_event_json(event);
    else if (!quiet && batch_add(&watch->batch, event) < 0)
        result = report(-ENOMEM, "cannot keep what has happened");
    count_change(watch, event);
    if (jf_event_get_type(event) == JF_EVENT_SETTLED)
        watch->settled = true;
    return result;
}

/* Does what is due, prints what came of it, and hands it to the reader at once. */
static int step(struct watch *watch)
{
    struct jf_event *event;
    int result = EXIT_YES, status;

    live_line_hide(&watch->line);
    status = jf_context_dispatch(watch->tool->context);
    if (status < 0)
        return report(status, "cannot follow what happens on this machine");
    while (!result && (event = jf_context_next_event(watch->tool->context))) {
        result = handle_event(watch, event);
        jf_event_unref(event);
    }
    if (batch_timeout_ms(&watch->batch) == 0)
        batch_print(&watch->batch);
    watch->batch.is_open = watch->settled;
    (void)fflush(stdout);
    show_line(watch);
    return result;
}

static int wait_and_step(struct watch *watch, int signal_fd, bool *ret_ended)
{
    struct pollfd descriptors[] = {
        {.fd = jf_context_get_fd(watch->tool->context), .events = POLLIN},
        {.fd = signal_fd, .events = POLLIN},
        {.fd = STDOUT_FILENO}, /* only for the error of a reader that has gone */
    };

    if (poll(descriptors, sizeof(descriptors) / sizeof(descriptors[0]),
             batch_timeout_ms(&watch->batch)) < 0)
        return errno == EINTR ? EXIT_YES : report(-errno, "cannot wait for events");
    *ret_ended =
        descriptors[2].revents || (descriptors[1].revents && signals_take(signal_fd) != SIGWINCH);
    return *ret_ended ? EXIT_YES : step(watch);
}

static int watch_until_signal(struct watch *watch, int signal_fd)
{
    bool ended = false;
    int result = step(watch);

    while (!result && !ended && !ferror(stdout))
        result = wait_and_step(watch, signal_fd, &ended);
    live_line_hide(&watch->line);
    batch_print(&watch->batch);
    batch_fini(&watch->batch);
    return result;
}

static int run_watch(struct tool *tool, const struct arguments *arguments)
{
    struct watch watch = {
        .tool = tool,
        .batch = {.colored = output_is_colored(tool, stdout), .shows_all = tool->verbosity > 0}};
    int signal_fd = signals_open_on_terminal(0);
    int result;

    (void)arguments;
    if (signal_fd < 0)
        return report(signal_fd, "cannot wait for signals");
    live_line_open(&watch.line, tool);
    result = tool_open(tool);
    if (!result)
        result = watch_until_signal(&watch, signal_fd);
    (void)close(signal_fd);
    return result;
}

const struct command command_watch = {
    .name = "watch",
    .operands = "",
    .summary = "print what is there, and then every change",
    .help = "Prints one line for each thing that is there, \"settled\", and then one for each\n"
            "change until it is interrupted: + new, * changed, - gone, ! BACKEND_LOST or\n"
            "BACKEND_BACK. What was and what is stand in brackets. Changes that belong together\n"
            "are one block, between empty lines. Subunits are left out unless -v is given. -q\n"
            "leaves out what was there from the start. With --json each line is an object, at\n"
            "once, and nothing is left out but by -q; what belongs together has one generation.\n"
            "On a terminal the last line says how things are now.\n"
            "\n"
            "Example: jackfield watch -q --json\n",
    .run = run_watch,
};
