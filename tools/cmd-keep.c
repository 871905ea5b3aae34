/* SPDX-License-Identifier: MIT */

/* jackfield keep: keeps a document applied until it is told to end. */

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef JACKFIELD_SYSTEMD
#include <systemd/sd-daemon.h>
#endif

#include "commands.h"
#include "common.h"
#include "json.h"
#include "keep.h"
#include "options.h"
#include "output.h"
#include "signals.h"
#include "terminal.h"
#include "wiring-file.h"

struct keep {
    struct tool *tool;
    const char *path;
    struct jf_wiring *wiring;
    struct jf_keeper *keeper; /* NULL until the machine has settled for the first time */
    struct keep_state state;
    struct live_line line;
    bool has_begun; /* and said so to the service manager */
    bool is_ended;
};

/* ---- the service manager --------------------------------------------------------------------- */

/* Nothing happens where none started this process. */
static void notify(const char *text)
{
#ifdef JACKFIELD_SYSTEMD
    (void)sd_notify(0, text);
#else
    (void)text;
#endif
}

/* ---- a step ---------------------------------------------------------------------------------- */

static int tell(struct keep *keep)
{
    json_t *before = json_incref(keep->state.told);
    const struct jf_graph *graph = jf_context_get_graph(keep->tool->context);
    int result = keep_state_tell(&keep->state, json_of_keeper(keep->keeper, graph, keep->path));

    if (!result && !keep->tool->quiet && keep->state.told != before) {
        live_line_touch(&keep->line);
        print_kept_news(keep->tool, before, keep->state.told);
    }
    json_decref(before);
    return result;
}

/* What was there before the machine had settled is not new. */
static int begin(struct keep *keep)
{
    int status = jf_keeper_new(keep->tool->context, keep->wiring, &keep->keeper);

    return status ? report(status, "cannot keep '%s'", keep->path) : EXIT_YES;
}

static int handle_events(struct keep *keep)
{
    struct jf_event *event;
    int result = EXIT_YES;

    while (!result && (event = jf_context_next_event(keep->tool->context))) {
        if (!keep->keeper && jf_event_get_type(event) == JF_EVENT_SETTLED)
            result = begin(keep);
        jf_keeper_event(keep->keeper, event);
        jf_event_unref(event);
    }
    return result;
}

static int step_keeper(struct keep *keep)
{
    int status = jf_keeper_step(keep->keeper);

    if (status == -E2BIG) {
        error_line("cannot keep '%s': it asks for more than 5000 connections here", keep->path);
        return EXIT_REFUSED;
    }
    return status ? report(status, "cannot keep '%s'", keep->path) : EXIT_YES;
}

static void show_line(struct keep *keep)
{
    char counts[160], text[320];

    count_kept(keep->state.told, counts, sizeof(counts));
    (void)snprintf(text, sizeof(text), "keeping %s: %s", keep->path, counts);
    live_line_show(&keep->line, text);
}

static int step(struct keep *keep)
{
    int result, status;

    live_line_hide(&keep->line);
    status = jf_context_dispatch(keep->tool->context);
    if (status < 0)
        return report(status, "cannot follow what happens on this machine");
    result = handle_events(keep);
    if (result || !keep->keeper)
        return result;
    result = step_keeper(keep);
    if (!result)
        result = tell(keep);
    if (!result && !keep->has_begun) {
        keep->has_begun = true;
        notify("READY=1");
    }
    if (!result)
        show_line(keep);
    return result;
}

/* ---- signals --------------------------------------------------------------------------------- */

/* A document that is wrong is told, and the one that was right goes on. */
static void reread(struct keep *keep)
{
    struct jf_wiring *wiring = NULL;

    if (wiring_read(keep->path, &wiring) != EXIT_YES) {
        error_line("going on with '%s' as it was", keep->path);
        return;
    }
    jf_keeper_set_wiring(keep->keeper, wiring);
    jf_wiring_free(keep->wiring);
    keep->wiring = wiring;
}

static void handle_signals(struct keep *keep, int signal_fd)
{
    int number;

    while ((number = signals_take(signal_fd)) > 0) {
        live_line_hide(&keep->line);
        if (number == SIGHUP)
            reread(keep);
        else if (number != SIGWINCH)
            keep->is_ended = true;
    }
}

/* ---- the loop -------------------------------------------------------------------------------- */

static int wait_and_step(struct keep *keep, int signal_fd)
{
    struct pollfd descriptors[] = {
        {.fd = jf_context_get_fd(keep->tool->context), .events = POLLIN},
        {.fd = signal_fd, .events = POLLIN},
    };

    if (poll(descriptors, 2, jf_keeper_get_timeout_ms(keep->keeper)) < 0)
        return errno == EINTR ? EXIT_YES : report(-errno, "cannot wait for events");
    if (descriptors[1].revents)
        handle_signals(keep, signal_fd);
    return keep->is_ended ? EXIT_YES : step(keep);
}

static int keep_until_signal(struct keep *keep, int signal_fd)
{
    int result = step(keep);

    while (!result && !keep->is_ended)
        result = wait_and_step(keep, signal_fd);
    live_line_hide(&keep->line);
    notify("STOPPING=1");
    return result;
}

static int keep_document(struct tool *tool, const char *path, int signal_fd)
{
    struct keep keep = {.tool = tool, .path = path, .state.lock_fd = -1};
    int result = wiring_read(path, &keep.wiring);

    live_line_open(&keep.line, tool);
    if (!result)
        result = keep_state_open(&keep.state);
    if (!result)
        result = tool_open(tool);
    if (!result)
        result = keep_until_signal(&keep, signal_fd);
    keep_state_close(&keep.state);
    jf_keeper_free(keep.keeper);
    jf_wiring_free(keep.wiring);
    return result;
}

/* ---- the command ----------------------------------------------------------------------------- */

static int show_status(const struct tool *tool)
{
    json_t *what;
    int result = keep_state_read(&what);

    if (result)
        return result;
    if (tool->json)
        return json_print(what, JSON_LAYOUT_DOCUMENT, stdout);
    print_kept(tool, what);
    json_decref(what);
    return EXIT_YES;
}

static int keep_file(struct tool *tool, const char *path)
{
    int signal_fd, result;

    if (strcmp(path, "-") == 0) {
        error_line("keep takes no '-': SIGHUP could not read it again; name a file");
        return EXIT_USAGE;
    }
    signal_fd = signals_open_on_terminal(SIGHUP);
    if (signal_fd < 0)
        return report(signal_fd, "cannot wait for signals");
    result = keep_document(tool, path, signal_fd);
    (void)close(signal_fd);
    return result;
}

static int run_keep(struct tool *tool, const struct arguments *arguments)
{
    const char *path = arguments->operands[0];
    char *usual;
    int result;

    if (arguments_has(arguments, "status") && path) {
        error_line("keep takes a FILE, or --status; see jackfield keep --help");
        return EXIT_USAGE;
    }
    if (arguments_has(arguments, "status"))
        return show_status(tool);
    if (path)
        return keep_file(tool, path);
    result = wiring_usual_path(&usual);
    if (!result)
        result = keep_file(tool, usual);
    free(usual);
    return result;
}

static const struct option_spec keep_options[] = {
    {"status", 0, NULL, "print what the running keeper keeps, and the state of each"},
    {0},
};

const struct command command_keep = {
    .name = "keep",
    .operands = "[FILE]",
    .operand_max = 1,
    .options = keep_options,
    .summary = "keep a document applied, whatever comes and goes",
    .help = "Applies the document, jackfield-wiring(5), and stays: when something of it appears,\n"
            "or the server comes back, it is connected again. What somebody else disconnects is\n"
            "left alone until an end of it appears anew. Prints each change of a state: wanted,\n"
            "waiting, active, overridden or failed. SIGHUP reads the document again, SIGINT and\n"
            "SIGTERM end it; the connections stay. Without FILE it is ~/.config/jackfield/wiring.\n"
            "On a terminal the last line says how many are in which state. Exit status 1 of\n"
            "--status: none runs.\n"
            "\n"
            "Example: jackfield keep studio.wiring\n"
            "         jackfield keep --status\n",
    .run = run_keep,
};
