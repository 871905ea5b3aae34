/* SPDX-License-Identifier: MIT */

/* jackfield watch: what is there, and then every change, as it happens. */

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "common.h"
#include "json.h"
#include "options.h"
#include "output.h"
#include "signals.h"

struct watch {
    struct tool *tool;
    bool colored;
    bool settled; /* the first SETTLED has come: what follows is news */
};

/* What each bit of jf_event_get_changes stands for. */
static const struct {
    enum jf_change bit;
    const char *word;
} change_words[] = {
    {JF_CHANGE_NAME, "name"},
    {JF_CHANGE_STATE, "state"},
    {JF_CHANGE_CARD, "card"},
    {JF_CHANGE_PROPERTIES, "properties"},
    {JF_CHANGE_LINKS, "links"},
    {JF_CHANGE_JACKS, "jacks"},
    {JF_CHANGE_CONTROLS, "controls"},
    {JF_CHANGE_ADDRESS, "address"},
    {JF_CHANGE_PERMANENCE, "permanence"},
    {JF_CHANGE_MANAGED, "managed"},
    {JF_CHANGE_EVIDENCE, "evidence"},
};

enum {
    CHANGE_WORD_COUNT = sizeof(change_words) / sizeof(change_words[0])
};

/* ---- for people ------------------------------------------------------------------------------ */

static void print_mark(const struct watch *watch, const char *mark)
{
    enum style style = STYLE_NONE;

    if (*mark == '+')
        style = STYLE_GOOD;
    else if (*mark == '-' || *mark == '!')
        style = STYLE_BAD;
    put_styled(stdout, watch->colored, style, mark);
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

static void print_changes(unsigned int changes)
{
    const char *before = " (";

    for (size_t i = 0; i < CHANGE_WORD_COUNT; i++) {
        if (changes & (unsigned int)change_words[i].bit) {
            (void)printf("%s%s", before, change_words[i].word);
            before = ", ";
        }
    }
    (void)fputs(changes ? ")" : "", stdout);
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
static bool is_shown(const struct watch *watch, const struct jf_event *event)
{
    const struct jf_part *part = jf_event_get_part(event);
    enum jf_event_type type = jf_event_get_type(event);

    if (watch->tool->verbosity > 0 || !part)
        return true;
    return (type != JF_EVENT_ADDED && type != JF_EVENT_REMOVED) ||
           jf_part_get_kind(part) == JF_PART_CONNECTOR;
}

static void print_event(const struct watch *watch, const struct jf_event *event)
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
    if (type == JF_EVENT_UNKNOWN || type == JF_EVENT_REQUEST || !is_shown(watch, event))
        return;
    print_mark(watch, marks[type]);
    if (type == JF_EVENT_CONTROL)
        print_control(event);
    else if (type == JF_EVENT_BACKEND_LOST)
        print_backend(event, "BACKEND_LOST");
    else if (type == JF_EVENT_BACKEND_BACK)
        print_backend(event, "BACKEND_BACK");
    else
        print_object(event);
    print_changes(jf_event_get_changes(event));
    (void)putchar('\n');
}

/* ---- for programs ---------------------------------------------------------------------------- */

static json_t *json_of_changes(unsigned int changes)
{
    json_t *list = json_array();

    for (size_t i = 0; i < CHANGE_WORD_COUNT && list; i++) {
        if (changes & (unsigned int)change_words[i].bit)
            list = json_append(list, json_string(change_words[i].word));
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
        return json_with(line, "control", json_of_control(control));
    }
    if (jf_event_get_device(event))
        return json_with(line, "device", json_of_device_head(jf_event_get_device(event)));
    if (jf_event_get_part(event))
        return json_with(line, "part", json_of_part(jf_event_get_part(event)));
    return json_with(line, "connection", json_of_connection(jf_event_get_connection(event)));
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

static int handle_event(struct watch *watch, const struct jf_event *event)
{
    bool quiet = watch->tool->quiet && !watch->settled && !is_news(event);
    int result = EXIT_YES;

    if (!quiet && watch->tool->json)
        result = print_event_json(event);
    else if (!quiet)
        print_event(watch, event);
    if (jf_event_get_type(event) == JF_EVENT_SETTLED)
        watch->settled = true;
    return result;
}

/* Does what is due, prints what came of it, and hands it to the reader at once. */
static int step(struct watch *watch)
{
    int status = jf_context_dispatch(watch->tool->context);
    struct jf_event *event;
    int result = EXIT_YES;

    if (status < 0)
        return report(status, "cannot follow what happens on this machine");
    while (!result && (event = jf_context_next_event(watch->tool->context))) {
        result = handle_event(watch, event);
        jf_event_unref(event);
    }
    (void)fflush(stdout);
    return result;
}

static int wait_and_step(struct watch *watch, int signal_fd, bool *ret_ended)
{
    struct pollfd descriptors[] = {
        {.fd = jf_context_get_fd(watch->tool->context), .events = POLLIN},
        {.fd = signal_fd, .events = POLLIN},
        {.fd = STDOUT_FILENO}, /* only for the error of a reader that has gone */
    };

    if (poll(descriptors, sizeof(descriptors) / sizeof(descriptors[0]), -1) < 0)
        return errno == EINTR ? EXIT_YES : report(-errno, "cannot wait for events");
    if (descriptors[1].revents || descriptors[2].revents) {
        *ret_ended = true;
        return EXIT_YES;
    }
    return step(watch);
}

static int watch_until_signal(struct watch *watch, int signal_fd)
{
    bool ended = false;
    int result = step(watch);

    while (!result && !ended && !ferror(stdout))
        result = wait_and_step(watch, signal_fd, &ended);
    return result;
}

static int run_watch(struct tool *tool, const struct arguments *arguments)
{
    struct watch watch = {.tool = tool, .colored = output_is_colored(tool, stdout)};
    int signal_fd = signals_open();
    int result;

    (void)arguments;
    if (signal_fd < 0)
        return report(signal_fd, "cannot wait for signals");
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
            "BACKEND_BACK. Subunits are left out unless -v is given. -q leaves out what was\n"
            "there from the start. With --json each line is an object, and nothing is left out\n"
            "but by -q.\n"
            "\n"
            "Example: jackfield watch -q --json\n",
    .run = run_watch,
};
