/* SPDX-License-Identifier: MIT */
#include "common.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "environment.h"
#include "nearest.h"
#include "options.h"
#include "output.h"

/* ---- statuses and errors --------------------------------------------------------------------- */

int exit_status_of(int status)
{
    if (status >= 0)
        return EXIT_YES;
    switch (-status) {
    case EEXIST:
    case ENOTCONN:
        return EXIT_NO;
    case ENOENT:
    case ENOTDIR:
    case ESTALE:
        return EXIT_NOT_FOUND;
    case ENOTUNIQ:
        return EXIT_AMBIGUOUS;
    case EPIPE:
    case ENODEV:
    case EBADMSG:
        return EXIT_NO_SERVER;
    case ETIMEDOUT:
        return EXIT_TIMED_OUT;
    default:
        return EXIT_REFUSED;
    }
}

/* What a person can do about a status; NULL where the status says it all. */
static const char *advice(int status)
{
    switch (-status) {
    case EROFS:
        return "software cannot undo or add to it";
    case EBUSY:
        return "disconnect it there first";
    case ENODEV:
        return "plug it in or enable it first";
    case EPERM:
    case EACCES:
        return "ask whoever owns it for permission";
    case EPIPE:
        return "start PipeWire, or name its socket with --remote";
    case ETIMEDOUT:
        return "try again, or wait longer with --timeout";
    case ESTALE:
        return "look again with 'jackfield list'";
    case ENOSPC:
        return "make room and try again";
    default:
        return NULL;
    }
}

void error_line(const char *format, ...)
{
    char line[2048];
    va_list values;

    va_start(values, format);
    (void)vsnprintf(line, sizeof(line), format, values);
    va_end(values);
    (void)fflush(stdout);
    (void)fputs("jackfield: ", stderr);
    put_text(stderr, line);
    (void)fputc('\n', stderr);
}

int report(int status, const char *format, ...)
{
    const char *what_to_do = advice(status);
    char tried[1536];
    va_list values;

    va_start(values, format);
    (void)vsnprintf(tried, sizeof(tried), format, values);
    va_end(values);
    error_line("%s: %s%s%s", tried, jf_status_text(status), what_to_do ? "; " : "",
               what_to_do ? what_to_do : "");
    return exit_status_of(status);
}

/* ---- global options -------------------------------------------------------------------------- */

static int configure_timeout(struct tool *tool, const char *text)
{
    double seconds;

    tool->timeout_ms = 5000;
    if (!text)
        return EXIT_YES;
    if (parse_decimal(text, &seconds) || seconds < 0.001 || seconds > INT_MAX / 1000) {
        error_line("--timeout takes seconds, such as 10 or 0.5; not '%s'", text);
        return EXIT_USAGE;
    }
    tool->timeout_ms = (int)(seconds * 1000);
    return EXIT_YES;
}

static int configure_color(struct tool *tool, const char *text)
{
    static const char *const words[] = {
        [COLOR_AUTO] = "auto", [COLOR_ALWAYS] = "always", [COLOR_NEVER] = "never"};

    if (!text)
        return EXIT_YES;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcmp(words[i], text) == 0) {
            tool->color = (enum color)i;
            return EXIT_YES;
        }
    }
    error_line("--color takes auto, always or never; not '%s'", text);
    return EXIT_USAGE;
}

/* 0 where nothing is said of it. */
static void configure_log(struct tool *tool)
{
    if (tool->verbosity)
        tool->log_level = tool->verbosity > 1 ? JF_LOG_DEBUG : JF_LOG_INFO;
    else if (tool->quiet)
        tool->log_level = JF_LOG_ERROR;
}

static int configure_machine(struct tool *tool, const struct arguments *arguments)
{
    tool->machine = arguments_value(arguments, "machine");
    tool->remote = arguments_value(arguments, "remote");
    tool->backends = arguments_value(arguments, "backends");
    tool->backends_from = "--backends";
    if (!tool->machine || *tool->machine)
        return EXIT_YES;
    error_line("--machine takes a directory, demo, or synthetic:DESCRIPTION; not ''");
    return EXIT_USAGE;
}

int tool_configure(struct tool *tool, const struct arguments *arguments)
{
    int result = configure_timeout(tool, arguments_value(arguments, "timeout"));

    if (!result)
        result = configure_color(tool, arguments_value(arguments, "color"));
    if (!result)
        result = configure_machine(tool, arguments);
    tool->json = arguments_has(arguments, "json");
    tool->quiet = arguments_has(arguments, "quiet");
    tool->verbosity = (unsigned int)arguments_count(arguments, "verbose");
    configure_log(tool);
    return result ? result : environment_apply(tool);
}

/* ---- the machine ----------------------------------------------------------------------------- */

static void log_line(void *user, enum jf_log_level level, const char *line)
{
    struct tool *tool = user;

    if (level == JF_LOG_ERROR) {
        bool is_opening = !tool->context && tool->machine_from;

        tool->logged_errors++;
        error_line("%s%s%s", is_opening ? tool->machine_from : "", is_opening ? ": " : "", line);
    } else if (level <= (tool->log_level ? tool->log_level : JF_LOG_WARNING)) {
        error_line("%s%s", level == JF_LOG_WARNING ? "warning: " : "", line);
    }
}

static int fill_config(struct tool *tool, struct jf_config *config)
{
    int status = jf_config_set_timeout_ms(config, tool->timeout_ms);

    if (!status)
        status = jf_config_set_log(config, log_line, tool);
    if (!status && tool->machine)
        status = jf_config_set_machine(config, tool->machine);
    if (!status && tool->remote)
        status = jf_config_set_remote(config, tool->remote);
    return status;
}

/* Says which option or variable it is that names no backend. */
static int choose_backends(const struct tool *tool, struct jf_config *config)
{
    int status = jf_config_set_backends(config, tool->backends);

    if (status != -ENOENT)
        return status ? report(status, "cannot choose backends") : EXIT_YES;
    error_line("%s takes names of backends that this build has, such as alsa,pipewire; not '%s'",
               tool->backends_from, tool->backends);
    return EXIT_USAGE;
}

int tool_open(struct tool *tool)
{
    const char *machine = tool->machine ? tool->machine : "this machine";
    struct jf_config *config;
    int status = jf_config_new(&config);
    int result;

    if (status)
        return report(status, "cannot open %s", machine);
    result = choose_backends(tool, config);
    if (result) {
        jf_config_free(config);
        return result;
    }
    status = fill_config(tool, config);
    if (!status)
        status = jf_context_new(config, &tool->context);
    jf_config_free(config);
    if (!status)
        return EXIT_YES;
    if (tool->logged_errors)
        return exit_status_of(status);
    if (exit_status_of(status) == EXIT_NOT_FOUND) {
        error_line("cannot open the recorded machine '%s'%s%s: %s; give a directory, demo, or "
                   "synthetic:DESCRIPTION",
                   machine, tool->machine_from ? " of " : "",
                   tool->machine_from ? tool->machine_from : "", jf_status_text(status));
        return EXIT_NOT_FOUND;
    }
    return report(status, "cannot open %s", machine);
}

/* Why the backend is lost, or NULL when it is not. */
static const char *lost_reason(const struct jf_context *context, size_t index)
{
    const char *reason = jf_context_get_backend_reason(context, index);

    if (jf_context_get_backend_state(context, index) != JF_BACKEND_LOST)
        return NULL;
    return reason ? reason : jf_status_text(-EPIPE);
}

/* The first lost backend; that of PipeWire if it is lost. Returns its index, or -1. */
static int find_lost(const struct jf_context *context)
{
    size_t count = jf_context_get_backend_count(context);
    int found = -1;

    for (size_t i = 0; i < count; i++) {
        if (!lost_reason(context, i))
            continue;
        if (strcmp(jf_context_get_backend_name(context, i), "pipewire") == 0)
            return (int)i;
        if (found < 0)
            found = (int)i;
    }
    return found;
}

const char *lost_backend(const struct tool *tool)
{
    int lost = find_lost(tool->context);

    return lost < 0 ? NULL : jf_context_get_backend_name(tool->context, (size_t)lost);
}

/*
 * Whether there is anything to work with. Without a server the hardware still stands alone, unless
 * that very server was asked for.
 */
static int check_backends(const struct tool *tool)
{
    int lost = find_lost(tool->context);

    if (jf_context_get_backend_count(tool->context) == 0) {
        error_line("cannot look at this machine: this build has no backend for it; see --machine");
        return EXIT_NO_SERVER;
    }
    if (lost < 0 || (!tool->remote && jf_graph_get_device_count(tool->graph) > 0))
        return EXIT_YES;
    error_line("cannot reach %s%s%s: %s%s",
               jf_context_get_backend_name(tool->context, (size_t)lost), tool->remote ? " at " : "",
               tool->remote ? tool->remote : "", lost_reason(tool->context, (size_t)lost),
               tool->machine ? "" : "; start it, or name its socket with --remote");
    return EXIT_NO_SERVER;
}

int tool_open_settled(struct tool *tool)
{
    int result = tool_open(tool);
    int status;

    if (result)
        return result;
    status = jf_context_settle(tool->context);
    if (status)
        return report(status, "cannot learn what is on %s",
                      tool->machine ? tool->machine : "this machine");
    tool->graph = jf_graph_ref(jf_context_get_graph(tool->context));
    return check_backends(tool);
}

void tool_close(struct tool *tool)
{
    tool->graph = jf_graph_unref(tool->graph);
    tool->context = jf_context_unref(tool->context);
}

/* ---- finding things -------------------------------------------------------------------------- */

static int report_nothing(const struct tool *tool, const char *text, unsigned int kinds)
{
    struct nearest nearest = {.typed = text};
    int lost = find_lost(tool->context);

    nearest_judge_graph(&nearest, tool->graph, kinds);
    if (nearest.is_found) {
        error_line("cannot find '%s': nothing is called so; did you mean '%s'?", text,
                   nearest.name);
    } else if (lost < 0) {
        error_line("cannot find '%s': nothing is called so; see 'jackfield list'", text);
    } else {
        error_line("cannot find '%s': nothing is called so, and %s is lost: %s", text,
                   jf_context_get_backend_name(tool->context, (size_t)lost),
                   lost_reason(tool->context, (size_t)lost));
    }
    return EXIT_NOT_FOUND;
}

static const char *match_name(const struct jf_matches *matches, size_t index)
{
    switch (jf_matches_get_kind(matches, index)) {
    case JF_OBJECT_DEVICE:
        return jf_device_get_name(jf_matches_get_device(matches, index));
    case JF_OBJECT_PART:
        return jf_part_get_name(jf_matches_get_part(matches, index));
    default:
        return NULL;
    }
}

static int report_candidates(const char *text, const struct jf_matches *matches)
{
    error_line("'%s' is ambiguous: %zu things match; say which by its id:", text,
               jf_matches_get_count(matches));
    for (size_t i = 0; i < jf_matches_get_count(matches); i++) {
        const char *name = match_name(matches, i);

        (void)fputs("  ", stderr);
        put_text(stderr, jf_matches_get_id(matches, i));
        (void)fputs(name ? "  " : "", stderr);
        put_text(stderr, name ? name : "");
        (void)fputc('\n', stderr);
    }
    return EXIT_AMBIGUOUS;
}

int find_target(const struct tool *tool, const char *text, unsigned int kinds,
                struct target *ret_target)
{
    struct jf_matches *matches = NULL;
    int status = jf_graph_resolve(tool->graph, text, kinds, &matches);
    int result;

    if (status == -ENOENT)
        return report_nothing(tool, text, kinds);
    if (status == -ENOTUNIQ)
        result = report_candidates(text, matches);
    else if (status)
        result = report(status, "cannot find '%s'", text);
    else
        result = EXIT_YES;
    if (!result) {
        *ret_target = (struct target){.text = text,
                                      .device = jf_matches_get_device(matches, 0),
                                      .part = jf_matches_get_part(matches, 0),
                                      .connection = jf_matches_get_connection(matches, 0)};
    }
    jf_matches_free(matches);
    return result;
}

int target_connector(const struct target *target, const struct jf_connector **ret_connector)
{
    int status = jf_part_get_connector(target->part, ret_connector);

    if (!status)
        return EXIT_YES;
    error_line("cannot use '%s' as a connector: it is a subunit (%s); name a connector, see "
               "'jackfield list connectors'",
               target->text, jf_part_type_text(jf_part_get_type(target->part)));
    return exit_status_of(status);
}

const struct jf_device *target_device(const struct target *target)
{
    return target->device ? target->device : jf_part_get_device(target->part);
}

bool is_monitor(const struct jf_part *part)
{
    const char *monitor = jf_part_get_property(part, "port.monitor");

    return monitor && strcmp(monitor, "true") == 0;
}

bool is_hardware_side(const struct jf_part *part)
{
    const char *side = jf_part_get_property(part, "node.side");

    return side && strcmp(side, "hardware") == 0;
}

/* What a virtual source gives are monitors of what goes into it. */
static bool is_source(const struct jf_device *device)
{
    const char *class = jf_device_get_property(device, "media.class");

    return class && strncmp(class, "Audio/Source", strlen("Audio/Source")) == 0;
}

bool is_patch_point(const struct jf_connector *connector, enum jf_flow flow)
{
    const struct jf_part *part = jf_connector_get_part(connector);
    bool is_own = !is_monitor(part) || is_source(jf_part_get_device(part));

    return jf_connector_get_flow(connector) == flow && is_own && !is_hardware_side(part);
}

const char *connector_id(const struct jf_connector *connector)
{
    return jf_part_get_id(jf_connector_get_part(connector));
}

const char *part_key(const struct jf_part *part)
{
    return jf_part_get_id(part) + strlen(jf_device_get_id(jf_part_get_device(part))) + 1;
}
