/* SPDX-License-Identifier: MIT */

/* What encoders and listeners ask of a publishing point server. Sections: [MS-WMHTTP]. */

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "media/network/answers.h"
#include "media/point/point-server-internal.h"
#include "media/point/points-page.h"

#define REALM            "publishing points"
#define MAX_SETUP_BYTES  4096
#define MAX_COOKIE_BYTES 256

enum kind {
    KIND_OTHER = 0,
    KIND_SETUP, /* 2.2.1.1: an encoder announces itself */
    KIND_START, /* 2.2.1.2: it pushes */
};

/* ---- reading requests ------------------------------------------------------------------------ */

static void on_content_type(void *userdata, const char *value)
{
    enum kind *kind = userdata;

    if (strncasecmp(value, "application/x-wms-pushsetup", 27) == 0)
        *kind = KIND_SETUP;
    else if (strncasecmp(value, "application/x-wms-pushstart", 27) == 0)
        *kind = KIND_START;
}

static enum kind get_kind(const struct jfi_http_request *request)
{
    enum kind kind = KIND_OTHER;

    if (strcmp(jfi_http_request_get_method(request), "POST") == 0)
        jfi_http_request_each_header(request, "Content-Type", on_content_type, &kind);
    return kind;
}

/* Of "a=b; push-id=ID; c=d". */
static void on_cookie(void *userdata, const char *value)
{
    char *id = userdata;

    while (*value != '\0') {
        value += strspn(value, " ;");
        if (strncasecmp(value, "push-id=", 8) == 0) {
            const size_t length = strcspn(value + 8, "; ");

            (void)snprintf(id, MAX_COOKIE_BYTES, "%.*s", (int)length, value + 8);
        }
        value += strcspn(value, ";");
    }
}

/* The session that a request names; "" when it names none. */
static void get_push_id(const struct jfi_http_request *request, char id[MAX_COOKIE_BYTES])
{
    id[0] = '\0';
    jfi_http_request_each_header(request, "Cookie", on_cookie, id);
    if (strcmp(id, "0") == 0)
        id[0] = '\0';
}

/* The value of a line "KEY: VALUE" of an announcement; NULL: there is none. Not ended. */
static const char *find_line(const struct jfi_push *push, const char *key)
{
    const size_t key_bytes = strlen(key);
    const char *line = push->text;

    while (line && *line != '\0') {
        if (strncasecmp(line, key, key_bytes) == 0 && line[key_bytes] == ':') {
            line += key_bytes + 1;
            return line + strspn(line, " \t");
        }
        line = strchr(line, '\n');
        line = line ? line + 1 : NULL;
    }
    return NULL;
}

/* ---- encoders -------------------------------------------------------------------------------- */

static enum jfi_http_body refuse(struct jfi_http_answer *answer, unsigned int status)
{
    answer->status = status;
    answer->pairs = jfi_common_headers;
    return JFI_HTTP_BODY_REFUSED;
}

static struct jfi_push *new_push(struct jfi_http_request *request)
{
    struct jfi_push *push = calloc(1, sizeof(*push));

    if (!push)
        return NULL;
    push->connection = jfi_http_request_get_connection(request);
    jfi_http_connection_set_userdata(push->connection, push);
    return push;
}

static void free_push(struct jfi_push *push)
{
    jfi_http_connection_set_userdata(push->connection, NULL);
    free(push->text);
    free(push);
}

/* Only announcements: a session's id is as good as a password, and encoders of old rely on that. */
static enum jfi_http_body on_setup_head(struct jf_point_server *server,
                                        struct jfi_http_request *request,
                                        struct jfi_http_answer *answer)
{
    if (server->user_count > 0 && !jfi_http_request_is_authorized(request, REALM, server->users)) {
        answer->realm = REALM;
        return refuse(answer, JFI_HTTP_UNAUTHORIZED);
    }
    return new_push(request) ? JFI_HTTP_BODY_WANTED : refuse(answer, JFI_HTTP_UNAVAILABLE);
}

/*
 * An encoder whose network is gone says nothing, and a session that seems to be pushed to refuses
 * it when it is back. So the machine at the other end has to show that it is there: after 8 + 3 * 3
 * seconds it counts as lost, which is before our own encoders give a connection up.
 */
static void watch_peer(const struct jfi_push *push)
{
    const int fd = jfi_http_connection_get_fd(push->connection);
    const int on = 1, idle_s = 8, interval_s = 3, count = 3;

    /* Refused: it counts as lost when it has been idle for too long. */
    (void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle_s, sizeof(idle_s));
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval_s, sizeof(interval_s));
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof(count));
}

static enum jfi_http_body on_start_head(struct jf_point_server *server,
                                        struct jfi_http_request *request,
                                        struct jfi_http_answer *answer)
{
    struct jfi_point *point = jfi_point_server_find(server, jfi_http_request_get_path(request));
    struct jfi_push *push = NULL;
    char id[MAX_COOKIE_BYTES];

    if (!point)
        return refuse(answer, JFI_HTTP_NOT_FOUND);
    get_push_id(request, id);
    if (!jfi_point_has_session(point, id))
        return refuse(answer, JFI_HTTP_BAD_REQUEST);
    if (jfi_point_is_pushing(point))
        return refuse(answer, JFI_HTTP_UNAVAILABLE);
    push = new_push(request);
    if (!push)
        return refuse(answer, JFI_HTTP_UNAVAILABLE);
    watch_peer(push);
    jfi_point_start(point, push);
    return JFI_HTTP_BODY_WANTED;
}

static enum jfi_http_body on_head(void *userdata, struct jfi_http_request *request,
                                  struct jfi_http_answer *answer)
{
    switch (get_kind(request)) {
    case KIND_SETUP:
        return on_setup_head(userdata, request, answer);
    case KIND_START:
        return on_start_head(userdata, request, answer);
    case KIND_OTHER:
        break;
    }
    return JFI_HTTP_BODY_DROPPED;
}

/* Of an announcement; keeps it ended by a NUL. */
static void append(struct jfi_push *push, const uint8_t *bytes, size_t size)
{
    char *text = NULL;

    if (size > MAX_SETUP_BYTES - push->text_bytes) {
        jfi_http_connection_refuse(push->connection, JFI_HTTP_TOO_LARGE, "Content Too Large");
        return;
    }
    text = realloc(push->text, push->text_bytes + size + 1);
    if (!text) {
        jfi_http_connection_refuse(push->connection, JFI_HTTP_UNAVAILABLE, "Service Unavailable");
        return;
    }
    memcpy(text + push->text_bytes, bytes, size);
    push->text = text;
    push->text_bytes += size;
    text[push->text_bytes] = '\0';
}

static void on_body(void *userdata, struct jfi_http_connection *connection, const uint8_t *bytes,
                    size_t size)
{
    struct jfi_push *push = jfi_http_connection_get_userdata(connection);

    (void)userdata;
    if (push && push->point)
        jfi_point_take(push->point, bytes, size);
    else if (push)
        append(push, bytes, size);
}

static void on_close(void *userdata, struct jfi_http_connection *connection)
{
    struct jfi_push *push = jfi_http_connection_get_userdata(connection);

    (void)userdata;
    if (push->point)
        jfi_point_lose(push->point);
    free_push(push);
}

/* Whether the template that an announcement names is a point; it need not name one. */
static bool has_template(const struct jf_point_server *server, const struct jfi_push *push)
{
    const char *value = find_line(push, "Template-URL");
    char path[256];
    size_t length = 0;

    if (!value)
        return true;
    value += *value == '"';
    length = strcspn(value, "\"\r\n");
    if (length == 0)
        return true;
    (void)snprintf(path, sizeof(path), "%.*s", (int)length, value);
    return jfi_point_server_find(server, path);
}

/* 0, or the status that the encoder gets. */
static unsigned int find_or_make(struct jf_point_server *server, const char *path,
                                 const struct jfi_push *push, struct jfi_point **ret_point)
{
    *ret_point = jfi_point_server_find(server, path);
    if (*ret_point)
        return 0;
    if (!server->creating || !jfi_point_is_path(path) || !has_template(server, push))
        return JFI_HTTP_NOT_FOUND;
    return jfi_point_server_make(server, path, true, ret_point) < 0 ? JFI_HTTP_UNAVAILABLE : 0;
}

/* 3.2.5.2. */
static unsigned int set_up(struct jf_point_server *server, const struct jfi_http_request *request,
                           const struct jfi_push *push, struct jfi_point **ret_point)
{
    const char *auto_destroy = find_line(push, "AutoDestroy");
    char id[MAX_COOKIE_BYTES];
    unsigned int status = 0;

    get_push_id(request, id);
    if (id[0] != '\0') {
        *ret_point = jfi_point_server_find(server, jfi_http_request_get_path(request));
        if (!*ret_point || !jfi_point_has_session(*ret_point, id))
            return JFI_HTTP_BAD_REQUEST;
        return jfi_point_is_pushing(*ret_point) ? JFI_HTTP_UNAVAILABLE : 0;
    }
    status = find_or_make(server, jfi_http_request_get_path(request), push, ret_point);
    if (status)
        return status;
    return jfi_point_set_up(*ret_point, auto_destroy && *auto_destroy == '1') < 0
               ? JFI_HTTP_UNAVAILABLE
               : 0;
}

static void answer_setup(struct jf_point_server *server, const struct jfi_http_request *request,
                         const struct jfi_push *push, struct jfi_http_answer *answer)
{
    const char *const headers[] = {"Server",     JFI_SERVER_TOKEN, "Cache-Control",
                                   "no-cache",   "Pragma",         "no-cache, timeout=60000",
                                   "Set-Cookie", server->cookie,   NULL};
    struct jfi_point *point = NULL;
    const unsigned int status = set_up(server, request, push, &point);

    if (status) {
        answer->status = status;
        return;
    }
    (void)snprintf(server->cookie, sizeof(server->cookie), "push-id=%s",
                   jfi_point_get_session(point));
    memcpy(server->headers, headers, sizeof(headers));
    answer->status = JFI_HTTP_NO_CONTENT;
    answer->pairs = server->headers;
    answer->keep = true;
}

/* ---- whole requests -------------------------------------------------------------------------- */

/* Of as many points as it shows. */
static int write_list(const struct jf_point_server *server, bool json, char **ret_text)
{
    const size_t total = server->point_count;
    const size_t count = total < JFI_POINTS_PAGE_LIMIT ? total : JFI_POINTS_PAGE_LIMIT;
    struct jf_point *points = calloc(count + 1, sizeof(*points));
    const struct jfi_points_page page = {
        .authority = server->world.authority, .points = points, .count = count, .total = total};
    int err = 0;

    if (!points)
        return -ENOMEM;
    for (size_t i = 0; i < count; i++)
        jfi_point_describe(server->points[i], &points[i]);
    err = json ? jfi_points_page_write_json(&page, ret_text)
               : jfi_points_page_write_html(&page, ret_text);
    free(points);
    return err;
}

static void answer_list(const struct jf_point_server *server, bool json,
                        struct jfi_http_answer *answer)
{
    char *text = NULL;

    if (write_list(server, json, &text) < 0) {
        answer->status = JFI_HTTP_INTERNAL_ERROR;
        return;
    }
    answer->content_type = json ? "application/json" : "text/html; charset=utf-8";
    answer->body = text;
    answer->body_bytes = strlen(text);
}

/* Of a point at its path with "/status" or "/status.json" after it, of all at these alone. */
static bool answer_page(const struct jf_point_server *server, const char *path,
                        struct jfi_http_answer *answer)
{
    const char *name = strrchr(path, '/');
    const bool json = name && strcmp(name, "/status.json") == 0;
    const struct jfi_point *point = NULL;
    char place[256];

    if (!name || (!json && strcmp(name, "/status") != 0))
        return false;
    if (name == path) {
        answer_list(server, json, answer);
        return true;
    }
    (void)snprintf(place, sizeof(place), "%.*s", (int)(name - path), path);
    point = jfi_point_server_find(server, place);
    if (!point)
        return false;
    jfi_station_answer_page(jfi_point_get_station(point), json, answer);
    return true;
}

static void answer_listener(struct jf_point_server *server, struct jfi_http_request *request,
                            struct jfi_http_answer *answer)
{
    const char *path = jfi_http_request_get_path(request);
    const struct jfi_point *point = jfi_point_server_find(server, path);

    if (strcmp(jfi_http_request_get_method(request), "GET") == 0 &&
        answer_page(server, path, answer))
        return;
    if (point)
        jfi_station_answer(jfi_point_get_station(point), request, answer);
    else
        answer->status = JFI_HTTP_NOT_FOUND;
}

static void on_request(void *userdata, struct jfi_http_request *request,
                       struct jfi_http_answer *answer)
{
    struct jf_point_server *server = userdata;
    struct jfi_push *push =
        jfi_http_connection_get_userdata(jfi_http_request_get_connection(request));

    answer->pairs = jfi_common_headers;
    switch (get_kind(request)) {
    case KIND_SETUP:
        if (push)
            answer_setup(server, request, push, answer);
        break;
    case KIND_START:
        /* 3.2.5.3: the body has come to its end, and the next one follows. */
        if (push && push->point)
            jfi_point_pause(push->point);
        answer->status = JFI_HTTP_NO_CONTENT;
        answer->keep = true;
        break;
    case KIND_OTHER:
        answer_listener(server, request, answer);
        break;
    }
    if (push)
        free_push(push);
}

static void on_malformed(void *userdata)
{
    (void)userdata;
}

const struct jfi_http_ops jfi_pushes_ops = {.on_request = on_request,
                                            .on_head = on_head,
                                            .on_body = on_body,
                                            .on_close = on_close,
                                            .on_malformed = on_malformed};
