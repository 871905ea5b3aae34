/* SPDX-License-Identifier: MIT */

/* jackfield point: publishing points. */

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "commands.h"
#include "common.h"
#include "json.h"
#include "options.h"
#include "output.h"
#include "password-file.h"
#include "point.h"
#include "signals.h"
#include "sink-url.h"

#include <jackfield/media.h>

/* How often the line on a terminal is written. */
#define LIVE_MS 500

struct point {
    const struct tool *tool;
    struct jf_point_server *server;
    char *address; /* NULL: loopback */
    unsigned int port;
    bool creating;
    bool live;
};

/* ---- what was asked for ---------------------------------------------------------------------- */

static int usage(const char *option, const char *takes, const char *value)
{
    error_line("--%s takes %s; not '%s'", option, takes, value);
    return EXIT_USAGE;
}

static int read_listen(struct point *point, const char *value)
{
    struct sink_url url = {.text = NULL};
    const char *problem = NULL;
    char *text = NULL;
    int result = EXIT_YES;

    if (!value)
        return EXIT_YES;
    if (asprintf(&text, "point://%s", value) < 0)
        return report(-ENOMEM, "cannot listen");
    if (sink_url_parse(text, &url, &problem) || !url.has_port || *url.path || url.option_count)
        result = usage("listen", "ADDR:PORT, such as 0.0.0.0:8080, [::]:8080 or :0", value);
    else if (*url.host && strcmp(url.host, "localhost") != 0)
        point->address = strdup(url.host);
    point->port = url.port;
    sink_url_fini(&url);
    free(text);
    return result;
}

static int read_time(const struct arguments *arguments, const char *option, int64_t *time_ns)
{
    const char *value = arguments_value(arguments, option);

    if (!value || parse_duration_ns(value, time_ns) == 0)
        return EXIT_YES;
    return usage(option, "a time, such as 300s, 5m or 500ms", value);
}

static int set_times(struct point *point, const struct arguments *arguments)
{
    const int64_t second_ns = 1000000000;
    struct jf_point_times times = {
        .linger_ns = 300 * second_ns, .idle_ns = 60 * second_ns, .inactivity_ns = 120 * second_ns};
    int result = read_time(arguments, "linger", &times.linger_ns);

    if (!result)
        result = read_time(arguments, "idle-timeout", &times.idle_ns);
    if (!result)
        result = read_time(arguments, "inactivity-timeout", &times.inactivity_ns);
    if (!result && jf_point_server_set_times(point->server, &times)) {
        error_line("the times of a point are between 1ms and 24h");
        return EXIT_USAGE;
    }
    return result;
}

static int set_listeners(struct point *point, const struct arguments *arguments)
{
    const char *value = arguments_value(arguments, "max-listeners");
    char *end = NULL;
    unsigned long count = value ? strtoul(value, &end, 10) : 1000;
    int64_t burst_ns = (int64_t)2 * 1000000000;
    int result = read_time(arguments, "burst", &burst_ns);

    if (value && (*value < '0' || *value > '9' || *end || count > 1000000))
        return usage("max-listeners", "a number up to 1000000", value);
    if (!result && jf_point_server_set_burst_ns(point->server, burst_ns))
        return usage("burst", "a time up to 30s", arguments_value(arguments, "burst"));
    if (!result)
        (void)jf_point_server_set_maximum_clients(point->server, (unsigned int)count);
    return result;
}

static int add_user(void *userdata, const char *user, const char *password)
{
    return jf_point_server_add_user(userdata, user, password);
}

static int add_points(struct point *point, const struct arguments *arguments)
{
    for (size_t i = 0; i < arguments->operand_count; i++) {
        const char *name = arguments->operands[i];
        int status = jf_point_server_add_point(point->server, name);

        if (status == -EEXIST) {
            error_line("there is a point '%s' already; give each another name", name);
            return EXIT_USAGE;
        }
        if (status == -EINVAL) {
            error_line("'%s' is no name for a point: printable ASCII without blanks, at most 200",
                       name);
            return EXIT_USAGE;
        }
        if (status)
            return report(status, "cannot make the point '%s'", name);
    }
    return EXIT_YES;
}

static int configure(struct point *point, const struct arguments *arguments)
{
    const char *file = arguments_value(arguments, "password-file");
    int result;

    point->creating = arguments_has(arguments, "create");
    if (arguments->operand_count == 0 && !point->creating) {
        error_line("no point to serve: give a NAME, or --create for those that encoders name");
        return EXIT_USAGE;
    }
    (void)jf_point_server_set_creating(point->server, point->creating);
    result = read_listen(point, arguments_value(arguments, "listen"));
    if (!result)
        result = set_times(point, arguments);
    if (!result)
        result = set_listeners(point, arguments);
    if (!result && file)
        result = password_file_read(file, add_user, point->server);
    return result ? result : add_points(point, arguments);
}

/* ---- what is told ---------------------------------------------------------------------------- */

static void say_listening(const struct point *point, const char *scheme, const char *authority,
                          const char *name)
{
    if (point->tool->json) {
        (void)json_print(
            json_pack("{s:s, s:s+++}", "event", "listening", "url", scheme, authority, name, ""),
            JSON_LAYOUT_LINE, stdout);
        return;
    }
    (void)printf("listening %s%s", scheme, authority);
    put_text(stdout, name);
    (void)printf("\n");
}

static int say_where(const struct point *point)
{
    char *authority = NULL;
    int status = jf_point_server_dup_authority(point->server, &authority);
    size_t count = jf_point_server_get_point_count(point->server);

    if (status)
        return report(status, "cannot listen");
    for (size_t i = 0; i < count; i++) {
        struct jf_point description;

        if (jf_point_server_get_point(point->server, i, &description) == 0) {
            say_listening(point, "push+http://", authority, description.name);
            say_listening(point, "mmsh://", authority, description.name);
        }
    }
    if (count == 0) {
        say_listening(point, "push+http://", authority, "/");
        say_listening(point, "mmsh://", authority, "/");
    }
    free(authority);
    (void)fflush(stdout);
    return EXIT_YES;
}

/* NULL: not told to people unless they want to know all. */
static const char *event_name(enum jf_writer_status_type type)
{
    switch (type) {
    case JF_WRITER_STATUS_OPENED:
        return "created";
    case JF_WRITER_STATUS_STARTED:
        return "started";
    case JF_WRITER_STATUS_RECONNECT_START:
        return "lost";
    case JF_WRITER_STATUS_RECONNECT_END:
        return "back";
    case JF_WRITER_STATUS_STOPPED:
        return "stopped";
    case JF_WRITER_STATUS_CLOSED:
        return "removed";
    case JF_WRITER_STATUS_CLIENT_CONNECT:
        return "client-connect";
    case JF_WRITER_STATUS_CLIENT_DISCONNECT:
        return "client-disconnect";
    default:
        return NULL;
    }
}

static void print_json(const struct jf_writer_status *status, const char *event)
{
    const struct jf_network_client *client = jf_writer_status_get_client(status);

    (void)json_print(json_pack("{s:s, s:o, s:o, s:o, s:s}", "event", event, "point",
                               json_of_text(jf_writer_status_get_place(status)), "address",
                               client ? json_of_text(client->address) : json_null(), "port",
                               client ? json_integer((json_int_t)client->port) : json_null(),
                               "text", jf_writer_status_get_text(status)),
                     JSON_LAYOUT_LINE, stdout);
}

static void print_status(const struct point *point, const struct jf_writer_status *status)
{
    const struct jf_network_client *client = jf_writer_status_get_client(status);
    const char *event = event_name(jf_writer_status_get_type(status));

    if (!event || point->tool->quiet || (client && !point->tool->json && !point->tool->verbosity))
        return;
    if (point->tool->json) {
        print_json(status, event);
    } else {
        (void)printf("%s ", event);
        put_text(stdout, jf_writer_status_get_place(status));
        if (client)
            (void)printf(" %s:%u", client->address, client->port);
        (void)printf(": %s\n", jf_writer_status_get_text(status));
    }
    (void)fflush(stdout);
}

static void take_statuses(const struct point *point)
{
    struct jf_writer_status *status;

    while ((status = jf_point_server_next_status(point->server))) {
        if (point->live)
            point_clear_live();
        print_status(point, status);
        jf_writer_status_free(status);
    }
}

/* ---- running --------------------------------------------------------------------------------- */

/* A socket for each listener. */
static void raise_fd_limit(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static int open_server(struct point *point)
{
    int status;

    raise_fd_limit();
    status = jf_point_server_open(point->server, point->address, &point->port);
    if (status == -EADDRINUSE || status == -EADDRNOTAVAIL || status == -EACCES) {
        error_line("cannot listen at port %u: %s; give another --listen ADDR:PORT", point->port,
                   strerror(-status));
        return EXIT_REFUSED;
    }
    if (status == -EINVAL) {
        error_line("cannot listen at '%s': the address is to be in figures, as 127.0.0.1, [::1] or "
                   "0.0.0.0",
                   point->address);
        return EXIT_USAGE;
    }
    return status ? report(status, "cannot listen") : say_where(point);
}

static int run_until_signal(const struct point *point, int signal_fd)
{
    struct pollfd descriptors[] = {
        {.fd = jf_point_server_get_fd(point->server), .events = POLLIN},
        {.fd = signal_fd, .events = POLLIN},
    };

    while (!signals_take(signal_fd)) {
        if (poll(descriptors, 2, point->live ? LIVE_MS : -1) < 0 && errno != EINTR)
            return report(-errno, "cannot wait for encoders");
        take_statuses(point);
        if (point->live)
            point_show_live(point->server);
    }
    if (point->live)
        point_clear_live();
    (void)jf_point_server_close(point->server);
    take_statuses(point);
    return EXIT_YES;
}

static int serve(struct point *point, const struct arguments *arguments)
{
    int signal_fd = signals_open(); /* before any thread starts, which inherits the blocked mask */
    int result;

    if (signal_fd < 0)
        return report(signal_fd, "cannot wait for signals");
    result = configure(point, arguments);
    if (!result)
        result = open_server(point);
    if (!result)
        result = run_until_signal(point, signal_fd);
    (void)close(signal_fd);
    return result;
}

int run_point(struct tool *tool, const struct arguments *arguments)
{
    struct point point = {.tool = tool,
                          .live = !tool->json && !tool->quiet && isatty(STDERR_FILENO)};
    int status = jf_point_server_new(&point.server);
    int result;

    if (status)
        return report(status, "cannot serve points");
    result = serve(&point, arguments);
    jf_point_server_free(point.server);
    free(point.address);
    return result;
}
