/* SPDX-License-Identifier: MIT */
#include "helpers/pipewire-server.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <jansson.h>

#include "topology/vec.h"

enum {
    PATIENCE_MS = 10000,
    SKIPPED = 77,
};

/* ---- the server ------------------------------------------------------------------------------ */

static const char helper[] = TEST_SOURCE_DIR "/helpers/private-pipewire";
static char directory[] = "/tmp/jackfield-live-XXXXXX";

/* Starts a program; its pid. */
pid_t start(const char *const *arguments)
{
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0) {
        /* A test that fails leaves it behind; it must not outlive the whole run. */
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        (void)execvp(arguments[0], (char *const *)(uintptr_t)arguments);
        _exit(127);
    }
    return pid;
}

int finish(pid_t pid)
{
    int status;

    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

int server(const char *command)
{
    return finish(start((const char *const[]){helper, command, directory, NULL}));
}

/* pw-link as a client of its own. */
int pw_link(const char *option, const char *from, const char *to)
{
    return option ? finish(start((const char *const[]){"pw-link", option, from, to, NULL}))
                  : finish(start((const char *const[]){"pw-link", from, to, NULL}));
}

static bool is_installed(const char *program)
{
    char command[64];

    (void)snprintf(command, sizeof(command), "command -v %s >/dev/null", program);
    return finish(start((const char *const[]){"sh", "-c", command, NULL})) == 0;
}

void need_programs(void)
{
    static const char *const programs[] = {"pipewire", "wireplumber", "dbus-daemon", "pw-dump",
                                           "pw-link",  "pw-loopback", "pw-mididump"};
    const char *ci = getenv("CI");

    for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
        if (is_installed(programs[i]))
            continue;
        (void)fprintf(stderr, "not tested against a server: no %s on this machine\n", programs[i]);
        exit(ci && strcmp(ci, "true") == 0 ? EXIT_FAILURE : SKIPPED);
    }
}

int open_server(void **state)
{
    static const char *const others[] = {"PIPEWIRE_REMOTE", "PIPEWIRE_RUNTIME_DIR",
                                         "PIPEWIRE_CONFIG_DIR", "PIPEWIRE_CONFIG_NAME"};
    char runtime[sizeof(directory) + 8];

    (void)state;
    if (!mkdtemp(directory))
        return -1;
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        (void)unsetenv(others[i]);
    (void)snprintf(runtime, sizeof(runtime), "%s/run", directory);
    (void)setenv("XDG_RUNTIME_DIR", runtime, 1);
    return finish(start((const char *const[]){
        helper, "start", directory, "jf-twin:Audio/Sink:FL,FR", "jf-twin:Audio/Sink:FL,FR", NULL}));
}

int close_server(void **state)
{
    int status = server("stop");

    (void)state;
    (void)finish(start((const char *const[]){"rm", "-rf", directory, NULL}));
    return status;
}

/* ---- contexts and their events --------------------------------------------------------------- */

static void log_line(void *user, enum jf_log_level level, const char *line)
{
    (void)user;
    if (level == JF_LOG_ERROR || level == JF_LOG_WARNING)
        print_message("%s\n", line);
    assert_null(strstr(line, "jackfield bug"));
}

size_t backend_index(const struct jf_context *context)
{
    for (size_t i = 0; i < jf_context_get_backend_count(context); i++) {
        if (strcmp(jf_context_get_backend_name(context, i), "pipewire") == 0)
            return i;
    }
    fail_msg("no PipeWire backend");
    return 0;
}

struct jf_context *open_context(void)
{
    struct jf_config *config;
    struct jf_context *context;

    assert_int_equal(jf_config_new(&config), 0);
    assert_int_equal(jf_config_set_log(config, log_line, NULL), 0);
    assert_int_equal(jf_context_new(config, &context), 0);
    jf_config_free(config);
    assert_int_equal(jf_context_settle(context), 0);
    return context;
}

int64_t now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The next event, waiting for it at most until `deadline_ms`; NULL: none came. */
struct jf_event *await_event(struct jf_context *context, int64_t deadline_ms)
{
    struct jf_event *event;

    while (!(event = jf_context_next_event(context)) && now_ms() < deadline_ms) {
        assert_true(jf_context_wait(context, (int)(deadline_ms - now_ms()) + 1) >= 0);
        assert_int_equal(jf_context_dispatch(context), 0);
    }
    return event;
}

struct jf_event *expect(struct jf_context *context, enum jf_event_type type, const char *id)
{
    int64_t deadline_ms = now_ms() + PATIENCE_MS;
    struct jf_event *event;

    while ((event = await_event(context, deadline_ms))) {
        if (jf_event_get_type(event) == type &&
            (!id || (jf_event_get_id(event) && strcmp(jf_event_get_id(event), id) == 0)))
            return event;
        jf_event_unref(event);
    }
    fail_msg("no event %s %s", jf_event_type_text(type), id ? id : "");
    return NULL;
}

/* Handles events until none comes for a while; how many there were of one type. */
size_t drain(struct jf_context *context, enum jf_event_type type)
{
    struct jf_event *event;
    size_t count = 0;

    while ((event = await_event(context, now_ms() + QUIET_MS))) {
        count += jf_event_get_type(event) == type;
        jf_event_unref(event);
    }
    return count;
}

size_t drain_now(struct jf_context *context)
{
    struct jf_event *event;
    size_t count = 0;

    assert_int_equal(jf_context_dispatch(context), 0);
    while ((event = jf_context_next_event(context))) {
        jf_event_unref(event);
        count++;
    }
    return count;
}

const struct jf_connector *connector_of(struct jf_context *context, const char *id)
{
    const struct jf_connector *connector = NULL;
    const struct jf_part *part;

    if (jf_graph_find_part(jf_context_get_graph(context), id, &part) < 0 ||
        jf_part_get_connector(part, &connector) < 0)
        fail_msg("no connector %s", id);
    return connector;
}

int connect_ids(struct jf_context *context, const char *a, const char *b)
{
    return jf_connector_connect(context, connector_of(context, a), connector_of(context, b));
}

bool is_connected(struct jf_context *context, const char *id)
{
    return jf_connector_is_connected(jf_context_get_graph(context), connector_of(context, id));
}

const struct jf_connection *connection_of(struct jf_context *context, const char *from,
                                          const char *to)
{
    const struct jf_connection *connection = NULL;
    char id[256];

    (void)snprintf(id, sizeof(id), "%s~%s", from, to);
    if (jf_graph_find_connection(jf_context_get_graph(context), id, &connection) < 0)
        fail_msg("no connection %s", id);
    return connection;
}

/* ---- what the library says and what pw-dump says, as sorted lines ---------------------------- */

static void add_line(struct jfi_vec *lines, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void add_line(struct jfi_vec *lines, const char *format, ...)
{
    va_list arguments;
    char *line;

    va_start(arguments, format);
    assert_true(vasprintf(&line, format, arguments) >= 0);
    va_end(arguments);
    assert_int_equal(jfi_vec_push(lines, &line), 0);
}

static int compare_line(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* All lines in one text, which the caller frees. */
static char *join_lines(struct jfi_vec *lines)
{
    char *text = NULL, **items = lines->items;
    size_t size;
    FILE *stream = open_memstream(&text, &size);

    assert_non_null(stream);
    jfi_sort(items, lines->count, sizeof(*items), compare_line);
    for (size_t i = 0; i < lines->count; i++) {
        (void)fprintf(stream, "%s\n", items[i]);
        free(items[i]);
    }
    assert_int_equal(fclose(stream), 0);
    jfi_vec_fini(lines);
    return text;
}

static const char *node_name(const struct jf_part *part)
{
    return jf_device_get_property(jf_part_get_device(part), "node.name");
}

static void add_device(struct jfi_vec *lines, const struct jf_device *device)
{
    const char *name = jf_device_get_property(device, "node.name");
    const struct jf_connector *connector;

    add_line(lines, "node %s", name);
    for (size_t i = 0; jf_device_get_connector(device, i, &connector) == 0; i++) {
        add_line(lines, "port %s:%s %s", name, jf_part_get_name(jf_connector_get_part(connector)),
                 jf_flow_text(jf_connector_get_flow(connector)));
    }
}

char *said_by_library(struct jf_context *context)
{
    const struct jf_graph *graph = jf_context_get_graph(context);
    struct jfi_vec lines = {.item_size = sizeof(char *)};
    const struct jf_device *device;
    const struct jf_connection *connection;
    char *report;

    assert_int_equal(jf_graph_check(graph, &report), 0);
    for (size_t i = 0; jf_graph_get_device(graph, i, &device) == 0; i++) {
        if (jf_device_get_kind(device) == JF_DEVICE_NODE)
            add_device(&lines, device);
    }
    for (size_t i = 0; jf_graph_get_connection(graph, i, &connection) == 0; i++) {
        const struct jf_part *from = jf_connector_get_part(jf_connection_get_from(connection));
        const struct jf_part *to = jf_connector_get_part(jf_connection_get_to(connection));

        add_line(&lines, "link %s:%s %s:%s", node_name(from), jf_part_get_name(from), node_name(to),
                 jf_part_get_name(to));
    }
    return join_lines(&lines);
}

static json_t *pw_dump(void)
{
    FILE *output = popen("pw-dump", "r");
    json_error_t error;
    json_t *dump;

    assert_non_null(output);
    dump = json_loadf(output, 0, &error);
    assert_int_equal(pclose(output), 0);
    assert_non_null(dump);
    return dump;
}

/* A property of an object of this type ("Node"); NULL: not said, or of another type. */
static json_t *said(json_t *object, const char *type, const char *key)
{
    const char *interface = json_string_value(json_object_get(object, "type"));
    const char *short_name = interface ? strrchr(interface, ':') : NULL;

    if (!short_name || strcmp(short_name + 1, type) != 0)
        return NULL;
    return json_object_get(json_object_get(json_object_get(object, "info"), "props"), key);
}

/* NULL: it went away while the dump was made. */
static json_t *find_object(json_t *dump, json_t *id)
{
    json_t *object;
    size_t i;

    json_array_foreach(dump, i, object)
    {
        if (json_equal(json_object_get(object, "id"), id))
            return object;
    }
    return NULL;
}

static const char *text_of(json_t *object, const char *type, const char *key)
{
    const char *text = json_string_value(said(object, type, key));

    return text ? text : "(gone)";
}

/* "node:port" of the port that a link names under this key; the caller frees it. */
static char *port_of(json_t *dump, json_t *link, const char *key)
{
    json_t *port = find_object(dump, said(link, "Link", key));
    json_t *node = find_object(dump, said(port, "Port", "node.id"));
    char *text;

    assert_true(asprintf(&text, "%s:%s", text_of(node, "Node", "node.name"),
                         text_of(port, "Port", "port.name")) >= 0);
    return text;
}

static void add_object(struct jfi_vec *lines, json_t *dump, json_t *object)
{
    /* Drivers have no class and, here, no ports. */
    if (said(object, "Node", "media.class"))
        add_line(lines, "node %s", text_of(object, "Node", "node.name"));
    if (said(object, "Port", "port.name")) {
        json_t *node = find_object(dump, said(object, "Port", "node.id"));

        add_line(lines, "port %s:%s %s", text_of(node, "Node", "node.name"),
                 text_of(object, "Port", "port.name"), text_of(object, "Port", "port.direction"));
    }
    if (said(object, "Link", "link.output.port")) {
        char *from = port_of(dump, object, "link.output.port");
        char *to = port_of(dump, object, "link.input.port");

        add_line(lines, "link %s %s", from, to);
        free(from);
        free(to);
    }
}

static char *said_by_server(void)
{
    struct jfi_vec lines = {.item_size = sizeof(char *)};
    json_t *dump = pw_dump(), *object;
    size_t i;

    json_array_foreach(dump, i, object)
    {
        add_object(&lines, dump, object);
    }
    json_decref(dump);
    return join_lines(&lines);
}

void assert_same_as_server(struct jf_context *context)
{
    char *library, *truth;

    (void)drain(context, JF_EVENT_UNKNOWN);
    library = said_by_library(context);
    truth = said_by_server();
    assert_string_equal(library, truth);
    free(library);
    free(truth);
}

void assert_soon_same_as_server(struct jf_context *context)
{
    int64_t deadline_ms = now_ms() + PATIENCE_MS;
    char *library = NULL, *truth = NULL;
    bool same;

    do {
        free(library);
        free(truth);
        truth = said_by_server();
        (void)drain_now(context);
        library = said_by_library(context);
        same = strcmp(library, truth) == 0;
    } while (!same && now_ms() < deadline_ms);
    assert_string_equal(library, truth);
    free(library);
    free(truth);
}

size_t count_fds(void)
{
    DIR *fds = opendir("/proc/self/fd");
    size_t count = 0;

    assert_non_null(fds);
    while (readdir(fds))
        count++;
    (void)closedir(fds);
    return count;
}
