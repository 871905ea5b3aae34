/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>

#include <jackfield/version.h>

#include "media/clock.h"
#include "media/network/mmsh.h"
#include "media/network/page.h"
#include "media/network/server-internal.h"

/* The first token makes players of Windows trust it: it stands for an encoder that needs no $M. */
#define SERVER_TOKEN ("Rex/12.0.7600.16385 Jackfield/" JF_VERSION)
#define FEATURES     "features=\"broadcast,live\""

enum {
    HTTP_NO_CONTENT = 204,
    HTTP_FORBIDDEN = 403,
    HTTP_METHOD_NOT_ALLOWED = 405,
    HTTP_INTERNAL_ERROR = 500,
    HTTP_UNAVAILABLE = 503
};

static const char *const common_headers[] = {"Server", SERVER_TOKEN, "Cache-Control", "no-cache",
                                             NULL};

static void refuse(struct jfi_server *server, struct jfi_http_answer *answer, unsigned int status)
{
    answer->status = status;
    server->statistics.refused_count++;
}

static bool is_on_air(const struct jfi_server *server)
{
    return server->broadcast && !server->over;
}

/* ---- the status page ------------------------------------------------------------------------- */

static struct jfi_page describe(const struct jfi_server *server)
{
    struct jfi_page page = {.authority = server->listening.authority,
                            .maximum = server->settings.max_clients};

    if (!is_on_air(server))
        return page;
    page.stream = server->stream;
    page.listeners = jfi_broadcast_get_count(server->broadcast);
    page.uptime_ns = jfi_clock_now_ns() - server->begun_ns;
    if (server->last_time_ns > server->first_time_ns)
        page.bit_rate = (uint64_t)((double)server->streamed_bytes * 8 * JFI_NS_PER_SECOND /
                                   (double)(server->last_time_ns - server->first_time_ns));
    return page;
}

/* Whether the path is one of the pages. */
static bool answer_page(const struct jfi_server *server, const char *path,
                        struct jfi_http_answer *answer)
{
    const struct jfi_page page = describe(server);
    char *text = NULL;
    int err = 0;

    if (strcmp(path, "/status") == 0) {
        answer->content_type = "text/html; charset=utf-8";
        err = jfi_page_write_html(&page, &text);
    } else if (strcmp(path, "/status.json") == 0) {
        answer->content_type = "application/json";
        err = jfi_page_write_json(&page, &text);
    } else {
        return false;
    }
    if (err < 0) {
        answer->status = HTTP_INTERNAL_ERROR;
        return true;
    }
    answer->body = text;
    answer->body_bytes = strlen(text);
    return true;
}

/* ---- the stream ------------------------------------------------------------------------------ */

/* [MS-WMSP] 2.2.1.4.4: what tells one session from another; never 0. */
static uint32_t make_client_id(void)
{
    uint32_t id = 0;

    if (getrandom(&id, sizeof(id), GRND_NONBLOCK) != (ssize_t)sizeof(id))
        id = (uint32_t)jfi_clock_now_ns();
    return id | 1;
}

static const char *const *make_player_headers(struct jfi_server *server)
{
    const char *const headers[] = {
        "Server", SERVER_TOKEN, "Cache-Control", "no-cache",        "Pragma", "no-cache",
        "Pragma", FEATURES,     "Pragma",        server->client_id, NULL};

    (void)snprintf(server->client_id, sizeof(server->client_id), "client-id=%u", make_client_id());
    memcpy(server->player_headers, headers, sizeof(headers));
    return server->player_headers;
}

static void answer_describe(struct jfi_server *server, struct jfi_http_answer *answer)
{
    if (!is_on_air(server)) {
        refuse(server, answer, HTTP_UNAVAILABLE);
        return;
    }
    answer->body = jfi_broadcast_dup_header_packet(server->broadcast, &answer->body_bytes);
    if (!answer->body) {
        answer->status = HTTP_INTERNAL_ERROR;
        return;
    }
    answer->content_type = "application/vnd.ms.wms-hdr.asfv1";
    answer->pairs = make_player_headers(server);
}

/* Returns its length. */
static size_t write_opening(char *out, size_t size, bool mmsh)
{
    char pragmas[128] = "";

    if (mmsh) {
        (void)snprintf(pragmas, sizeof(pragmas),
                       "Pragma: no-cache\r\nPragma: client-id=%u\r\nPragma: %s\r\n",
                       make_client_id(), FEATURES);
    }
    return (size_t)snprintf(out, size,
                            "HTTP/1.0 200 OK\r\nServer: %s\r\nCache-Control: no-cache\r\n%s"
                            "Content-Type: %s\r\nConnection: close\r\n\r\n",
                            SERVER_TOKEN, pragmas,
                            mmsh ? "application/x-mms-framed" : "video/x-ms-asf");
}

static void start_playing(struct jfi_server *server, struct jfi_http_request *request,
                          struct jfi_http_answer *answer, bool mmsh)
{
    char opening[512];
    struct jfi_visitor visitor = {.serial = server->next_serial,
                                  .peer = jfi_http_request_get_peer(request),
                                  .player = jfi_http_request_get_user_agent(request),
                                  .mmsh = mmsh,
                                  .answer = opening};
    struct jfi_http_connection *connection = NULL;

    if (!is_on_air(server) ||
        jfi_broadcast_get_count(server->broadcast) >= server->settings.max_clients) {
        refuse(server, answer, HTTP_UNAVAILABLE);
        return;
    }
    visitor.answer_bytes = write_opening(opening, sizeof(opening), mmsh);
    connection = jfi_http_request_take(request);
    if (jfi_broadcast_join(server->broadcast, connection, &visitor) < 0) {
        jfi_http_connection_give_back(connection);
        server->statistics.refused_count++;
        return;
    }
    server->next_serial++;
    server->statistics.connect_count++;
}

static void on_pragma(void *userdata, const char *value)
{
    jfi_mmsh_read_pragma(userdata, value);
}

static void answer_player(struct jfi_server *server, struct jfi_http_request *request,
                          struct jfi_http_answer *answer)
{
    struct jfi_mmsh_pragmas pragmas = {.plays = false};

    jfi_http_request_each_header(request, "Pragma", on_pragma, &pragmas);
    switch (jfi_mmsh_classify(jfi_http_request_get_method(request), &pragmas)) {
    case JFI_MMSH_DESCRIBE:
        answer_describe(server, answer);
        break;
    case JFI_MMSH_PLAY:
        start_playing(server, request, answer, true);
        break;
    case JFI_MMSH_OTHER:
        answer->status = HTTP_NO_CONTENT;
        break;
    }
}

static void answer_other(struct jfi_server *server, struct jfi_http_request *request,
                         struct jfi_http_answer *answer)
{
    const char *method = jfi_http_request_get_method(request);

    if (strcmp(method, "GET") == 0) {
        start_playing(server, request, answer, false);
    } else if (strcmp(method, "HEAD") == 0 && is_on_air(server)) {
        answer->content_type = "video/x-ms-asf";
    } else if (strcmp(method, "POST") == 0 || strcmp(method, "OPTIONS") == 0) {
        answer->status = HTTP_NO_CONTENT;
    } else {
        refuse(server, answer,
               strcmp(method, "HEAD") == 0 ? HTTP_UNAVAILABLE : HTTP_METHOD_NOT_ALLOWED);
    }
}

void jfi_server_on_request(void *userdata, struct jfi_http_request *request,
                           struct jfi_http_answer *answer)
{
    struct jfi_server *server = userdata;
    const bool reads = strcmp(jfi_http_request_get_method(request), "GET") == 0;

    answer->pairs = common_headers;
    if (!jfi_access_allows(server->access, jfi_http_request_get_peer(request)))
        refuse(server, answer, HTTP_FORBIDDEN);
    else if (reads && answer_page(server, jfi_http_request_get_path(request), answer))
        return;
    else if (jfi_mmsh_is_player(jfi_http_request_get_user_agent(request)))
        answer_player(server, request, answer);
    else
        answer_other(server, request, answer);
}
