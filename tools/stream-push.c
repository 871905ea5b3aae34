/* SPDX-License-Identifier: MIT */

/* --to push+http://… and icecast://…: the sinks that push to a server. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "environment.h"
#include "json.h"
#include "options.h"
#include "output.h"
#include "password-file.h"
#include "stream.h"

/* Until the first success, unless --timeout says otherwise. */
#define DEFAULT_LIMIT_NS ((int64_t)30 * 1000000000)

static int complain(const struct stream_sink *sink, const char *what)
{
    error_line("cannot stream to '%s': %s", sink->to, what);
    return EXIT_USAGE;
}

/* ---- options --------------------------------------------------------------------------------- */

static int set_buffer(struct stream_sink *sink, const char *value)
{
    int64_t time_ns;

    if (parse_duration_ns(value, &time_ns) || jf_uplink_set_buffer_ns(sink->sink, time_ns))
        return complain(sink, "buffer is a time from 100ms to 10m");
    return 0;
}

static int set_give_up(struct stream_sink *sink, const char *value)
{
    int64_t time_ns = 0;

    if (strcmp(value, "0") != 0 && parse_duration_ns(value, &time_ns))
        return complain(sink, "give-up is a time, such as 10m; 0 is never");
    return jf_uplink_set_give_up_ns(sink->sink, time_ns);
}

static int read_flag(const struct stream_sink *sink, const struct sink_url_option *option,
                     bool *ret_flag)
{
    if (strcmp(option->value, "0") != 0 && strcmp(option->value, "1") != 0) {
        error_line("cannot stream to '%s': %s is 0 or 1", sink->to, option->key);
        return EXIT_USAGE;
    }
    *ret_flag = *option->value == '1';
    return 0;
}

static int set_length_budget(const struct stream_sink *sink, const char *value)
{
    char *end = NULL;
    const unsigned long long bytes = strtoull(value, &end, 10);

    if (*value < '0' || *value > '9' || *end || jf_push_sink_set_length_budget(sink->sink, bytes))
        return complain(sink, "length-budget is a number of bytes");
    return 0;
}

/* 0, an exit status, or negative: what the library says. `*ret_known`: it is an option of both. */
static int set_common_option(struct stream_sink *sink, const struct sink_url_option *option,
                             bool *ret_known)
{
    *ret_known = true;
    if (strcmp(option->key, "buffer") == 0)
        return set_buffer(sink, option->value);
    if (strcmp(option->key, "give-up") == 0)
        return set_give_up(sink, option->value);
    *ret_known = false;
    return 0;
}

static int set_push_option(struct stream_sink *sink, const struct sink_url_option *option)
{
    bool flag = false;
    int result;

    if (strcmp(option->key, "template") == 0) {
        sink->push.template_url = option->value;
        return 0;
    }
    if (strcmp(option->key, "auto-destroy") == 0)
        return read_flag(sink, option, &sink->push.auto_destroy);
    if (strcmp(option->key, "length-budget") == 0)
        return set_length_budget(sink, option->value);
    if (strcmp(option->key, "basic") == 0) {
        result = read_flag(sink, option, &flag);
        return result ? result : jf_uplink_set_clear_text(sink->sink, flag);
    }
    error_line("cannot stream to '%s': there is no option '%s'; there are auto-destroy, basic, "
               "buffer, give-up, length-budget and template",
               sink->to, option->key);
    return EXIT_USAGE;
}

static int set_icecast_option(struct stream_sink *sink, const struct sink_url_option *option)
{
    if (strcmp(option->key, "name") == 0)
        sink->push.name = option->value;
    else if (strcmp(option->key, "description") == 0)
        sink->push.description = option->value;
    else if (strcmp(option->key, "genre") == 0)
        sink->push.genre = option->value;
    else if (strcmp(option->key, "public") == 0)
        return read_flag(sink, option, &sink->push.is_public);
    else if (strcmp(option->key, "tls") == 0)
        return read_flag(sink, option, &sink->push.tls);
    else {
        error_line("cannot stream to '%s': there is no option '%s'; there are buffer, description, "
                   "genre, give-up, name, public and tls",
                   sink->to, option->key);
        return EXIT_USAGE;
    }
    return 0;
}

static int set_options(struct stream_sink *sink)
{
    int status = 0;

    for (size_t i = 0; i < sink->url.option_count && !status; i++) {
        const struct sink_url_option *option = &sink->url.options[i];
        bool known = false;

        status = set_common_option(sink, option, &known);
        if (!known && !status)
            status = sink->kind == STREAM_SINK_PUSH ? set_push_option(sink, option)
                                                    : set_icecast_option(sink, option);
    }
    if (!status && sink->kind == STREAM_SINK_ICECAST)
        status = jf_icecast_sink_set_info(sink->sink, sink->push.name, sink->push.description,
                                          sink->push.genre, sink->push.is_public);
    return status < 0 ? report(status, "cannot stream to '%s'", sink->to) : status;
}

/* ---- who pushes ------------------------------------------------------------------------------ */

struct wanted {
    struct stream_sink *sink;
    const char *user;
    bool found;
};

static int on_user(void *userdata, const char *user, const char *password)
{
    struct wanted *wanted = userdata;

    if (strcmp(user, wanted->user) != 0)
        return 0;
    wanted->found = true;
    return jf_uplink_set_credentials(wanted->sink->sink, user, password);
}

static int set_credentials(struct stream_sink *sink, const char *file)
{
    const char *usual = sink->kind == STREAM_SINK_ICECAST ? "source" : NULL;
    struct wanted wanted = {.sink = sink, .user = sink->url.user ? sink->url.user : usual};
    const char *password = environment_value("JACKFIELD_PASSWORD");
    int result;

    if (!wanted.user)
        return EXIT_YES;
    if (!file && password) {
        const int status = jf_uplink_set_credentials(sink->sink, wanted.user, password);

        return status ? report(status, "cannot stream to '%s'", sink->to) : EXIT_YES;
    }
    if (!file)
        return complain(sink, "the password of its user is missing; give --password-file FILE, or "
                              "JACKFIELD_PASSWORD in the environment");
    result = password_file_read(file, on_user, &wanted);
    if (result || wanted.found)
        return result;
    error_line("cannot stream to '%s': '%s' has no line for the user '%s'", sink->to, file,
               wanted.user);
    return EXIT_USAGE;
}

/* ---- opening --------------------------------------------------------------------------------- */

/* MP3 where the mount's name says so, else Ogg. */
static const char *get_container(const struct stream_sink *sink)
{
    const char *ending = strrchr(sink->url.path, '.');

    if (sink->kind == STREAM_SINK_PUSH)
        return "asf";
    return ending && strcasecmp(ending, ".mp3") == 0 ? "mp3" : "ogg";
}

static int check_url(struct stream_sink *sink)
{
    const char *problem = "";
    const int status = sink_url_parse(sink->to, &sink->url, &problem);

    if (status == -EINVAL)
        return complain(sink, problem);
    if (status)
        return report(status, "cannot stream to '%s'", sink->to);
    if (*sink->url.host && strlen(sink->url.path) > 1)
        return EXIT_YES;
    return complain(sink, sink->kind == STREAM_SINK_PUSH
                              ? "it is push+http://HOST[:PORT]/POINT"
                              : "it is icecast://[USER@]HOST[:PORT]/MOUNT");
}

int push_sink_read(struct stream_sink *sink, const struct tool *tool,
                   const struct arguments *arguments)
{
    int64_t limit_ns = DEFAULT_LIMIT_NS;
    int result = check_url(sink);
    int status;

    if (result)
        return result;
    status = sink->kind == STREAM_SINK_PUSH ? jf_sink_new_push(&sink->sink)
                                            : jf_sink_new_icecast(&sink->sink);
    if (arguments_value(arguments, "timeout"))
        limit_ns = (int64_t)tool->timeout_ms * 1000000;
    if (!status)
        status = jf_uplink_set_time_limit_ns(sink->sink, limit_ns);
    if (!status)
        status = jf_format_set_container(sink->format, get_container(sink));
    if (status)
        return report(status, "cannot stream to '%s'", sink->to);
    result = set_options(sink);
    return result ? result : set_credentials(sink, arguments_value(arguments, "password-file"));
}

/* As the library wants it: without user and options. */
static char *make_url(const struct stream_sink *sink)
{
    const bool v6 = strchr(sink->url.host, ':');
    char port[16] = "", *url = NULL;

    if (sink->url.has_port)
        (void)snprintf(port, sizeof(port), ":%u", sink->url.port);
    if (asprintf(&url, "%s://%s%s%s%s%s", sink->push.tls ? "https" : "http", v6 ? "[" : "",
                 sink->url.host, v6 ? "]" : "", port, sink->url.path) < 0)
        return NULL;
    return url;
}

static int connect_to(const struct stream_sink *sink, const char *url)
{
    if (sink->kind == STREAM_SINK_ICECAST)
        return jf_icecast_sink_connect(sink->sink, url, get_container(sink));
    return jf_push_sink_connect(sink->sink, url, sink->push.template_url, sink->push.auto_destroy);
}

int push_sink_open(struct stream_sink *sink)
{
    char *url = make_url(sink);
    int status = -ENOMEM;

    if (url)
        status = connect_to(sink, url);
    free(url);
    if (status == -EDESTADDRREQ)
        return complain(sink, "that is no address of a server");
    return status ? report(status, "cannot stream to '%s'", sink->to) : EXIT_YES;
}

int push_sink_finish(struct stream_sink *sink, bool disconnect)
{
    if (sink->kind == STREAM_SINK_ICECAST)
        return disconnect ? jf_icecast_sink_disconnect(sink->sink)
                          : jf_icecast_sink_end(sink->sink);
    return disconnect ? jf_push_sink_disconnect(sink->sink) : jf_push_sink_end_session(sink->sink);
}

/* ---- while it runs --------------------------------------------------------------------------- */

static const char *event_name(enum jf_writer_status_type type)
{
    static const char *const names[] = {
        [JF_WRITER_STATUS_OPENED] = "opened",
        [JF_WRITER_STATUS_CLOSED] = "closed",
        [JF_WRITER_STATUS_ERROR] = "error",
        [JF_WRITER_STATUS_LOCATING] = "locating",
        [JF_WRITER_STATUS_CONNECTING] = "connecting",
        [JF_WRITER_STATUS_RECONNECT_START] = "reconnect-start",
        [JF_WRITER_STATUS_RECONNECT_END] = "reconnect-end",
    };

    return (size_t)type < sizeof(names) / sizeof(names[0]) ? names[type] : NULL;
}

static void say_event(const struct stream *stream, const struct stream_sink *sink,
                      const struct jf_writer_status *status)
{
    const enum jf_writer_status_type type = jf_writer_status_get_type(status);
    const char *event = event_name(type);
    const bool lost =
        type == JF_WRITER_STATUS_RECONNECT_START || type == JF_WRITER_STATUS_RECONNECT_END;

    if (!event)
        return;
    if (stream->tool->json) {
        (void)json_print(json_pack("{s:s, s:o, s:i, s:o}", "event", event, "sink",
                                   json_of_text(sink->to), "result",
                                   jf_writer_status_get_result(status), "text",
                                   json_of_text(jf_writer_status_get_text(status))),
                         JSON_LAYOUT_LINE, stdout);
        (void)fflush(stdout);
    } else if (stream->tool->verbosity > 0 || (lost && !stream->tool->quiet)) {
        stream_clear_live(stream);
        error_line("%s: %s: %s", sink->to, event, jf_writer_status_get_text(status));
    }
}

/* 6: nobody answers; 7: not in time; 5: refused; 1: lost after it had begun. */
static int exit_status_of_push(const struct stream_sink *sink, int failure)
{
    switch (-failure) {
    case ECONNREFUSED:
    case EHOSTUNREACH:
    case ENETUNREACH:
    case EHOSTDOWN:
    case ENXIO:
        return sink->push.opened ? EXIT_NO : EXIT_NO_SERVER;
    case ETIMEDOUT:
        return sink->push.opened ? EXIT_NO : EXIT_TIMED_OUT;
    default:
        return sink->push.opened ? EXIT_NO : EXIT_REFUSED;
    }
}

static void take_event(struct stream *stream, struct stream_sink *sink,
                       const struct jf_writer_status *status)
{
    const enum jf_writer_status_type type = jf_writer_status_get_type(status);
    const int result = jf_writer_status_get_result(status);

    say_event(stream, sink, status);
    if (type == JF_WRITER_STATUS_OPENED && result == 0)
        sink->push.opened = true;
    if (result < 0 && (type == JF_WRITER_STATUS_OPENED || type == JF_WRITER_STATUS_ERROR)) {
        stream_fail(stream, sink, result, jf_writer_status_get_text(status));
        sink->failure_exit = exit_status_of_push(sink, result);
    }
}

void push_sink_take_events(struct stream *stream, struct stream_sink *sink)
{
    struct jf_writer_status *status;

    while ((status = jf_sink_next_status(sink->sink))) {
        take_event(stream, sink, status);
        jf_writer_status_free(status);
    }
}
