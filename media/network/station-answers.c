/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "media/clock.h"
#include "media/network/answers.h"
#include "media/network/mmsh.h"
#include "media/network/page.h"
#include "media/network/station-internal.h"

const char *const jfi_common_headers[] = {"Server", JFI_SERVER_TOKEN, "Cache-Control", "no-cache",
                                          NULL};

#define FEATURES "features=\"broadcast,live\""

static void refuse(struct jfi_station *station, struct jfi_http_answer *answer, unsigned int status)
{
    answer->status = status;
    station->statistics.refused_count++;
}

/* ---- the status page ------------------------------------------------------------------------- */

static struct jfi_page describe(const struct jfi_station *station)
{
    struct jfi_page page = {.authority = station->config.authority,
                            .path = station->config.path,
                            .maximum = station->settings.max_clients};

    if (!jfi_station_is_on_air(station))
        return page;
    page.stream = station->stream;
    page.listeners = jfi_broadcast_get_count(station->broadcast);
    page.uptime_ns = jfi_clock_now_ns() - station->begun_ns;
    if (station->last_time_ns > station->first_time_ns)
        page.bit_rate = (uint64_t)((double)station->streamed_bytes * 8 * JFI_NS_PER_SECOND /
                                   (double)(station->last_time_ns - station->first_time_ns));
    return page;
}

void jfi_station_answer_page(const struct jfi_station *station, bool json,
                             struct jfi_http_answer *answer)
{
    const struct jfi_page page = describe(station);
    char *text = NULL;
    const int err = json ? jfi_page_write_json(&page, &text) : jfi_page_write_html(&page, &text);

    if (err < 0) {
        answer->status = JFI_HTTP_INTERNAL_ERROR;
        return;
    }
    answer->content_type = json ? "application/json" : "text/html; charset=utf-8";
    answer->body = text;
    answer->body_bytes = strlen(text);
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

static const char *const *make_player_headers(struct jfi_station *station)
{
    const char *const headers[] = {
        "Server", JFI_SERVER_TOKEN, "Cache-Control", "no-cache",         "Pragma", "no-cache",
        "Pragma", FEATURES,         "Pragma",        station->client_id, NULL};

    (void)snprintf(station->client_id, sizeof(station->client_id), "client-id=%u",
                   make_client_id());
    memcpy(station->player_headers, headers, sizeof(headers));
    return station->player_headers;
}

static void answer_describe(struct jfi_station *station, struct jfi_http_answer *answer)
{
    if (!jfi_station_is_on_air(station)) {
        refuse(station, answer, JFI_HTTP_UNAVAILABLE);
        return;
    }
    answer->body = jfi_broadcast_dup_header_packet(station->broadcast, &answer->body_bytes);
    if (!answer->body) {
        answer->status = JFI_HTTP_INTERNAL_ERROR;
        return;
    }
    answer->content_type = "application/vnd.ms.wms-hdr.asfv1";
    answer->pairs = make_player_headers(station);
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
                            JFI_SERVER_TOKEN, pragmas,
                            mmsh ? "application/x-mms-framed" : "video/x-ms-asf");
}

static void start_playing(struct jfi_station *station, struct jfi_http_request *request,
                          struct jfi_http_answer *answer, bool mmsh)
{
    char opening[512];
    struct jfi_visitor visitor = {.serial = station->next_serial,
                                  .peer = jfi_http_request_get_peer(request),
                                  .player = jfi_http_request_get_user_agent(request),
                                  .mmsh = mmsh,
                                  .answer = opening};
    struct jfi_http_connection *connection = NULL;

    if (!jfi_station_is_on_air(station) ||
        jfi_broadcast_get_count(station->broadcast) >= station->settings.max_clients) {
        refuse(station, answer, JFI_HTTP_UNAVAILABLE);
        return;
    }
    visitor.answer_bytes = write_opening(opening, sizeof(opening), mmsh);
    connection = jfi_http_request_take(request);
    if (jfi_broadcast_join(station->broadcast, connection, &visitor) < 0) {
        jfi_http_connection_give_back(connection);
        station->statistics.refused_count++;
        return;
    }
    station->next_serial++;
    station->statistics.connect_count++;
}

static void on_pragma(void *userdata, const char *value)
{
    jfi_mmsh_read_pragma(userdata, value);
}

static void answer_player(struct jfi_station *station, struct jfi_http_request *request,
                          struct jfi_http_answer *answer)
{
    struct jfi_mmsh_pragmas pragmas = {.plays = false};

    jfi_http_request_each_header(request, "Pragma", on_pragma, &pragmas);
    switch (jfi_mmsh_classify(jfi_http_request_get_method(request), &pragmas)) {
    case JFI_MMSH_DESCRIBE:
        answer_describe(station, answer);
        break;
    case JFI_MMSH_PLAY:
        start_playing(station, request, answer, true);
        break;
    case JFI_MMSH_OTHER:
        answer->status = JFI_HTTP_NO_CONTENT;
        break;
    }
}

static void answer_other(struct jfi_station *station, struct jfi_http_request *request,
                         struct jfi_http_answer *answer)
{
    const char *method = jfi_http_request_get_method(request);

    if (strcmp(method, "GET") == 0) {
        start_playing(station, request, answer, false);
    } else if (strcmp(method, "HEAD") == 0 && jfi_station_is_on_air(station)) {
        answer->content_type = "video/x-ms-asf";
    } else if (strcmp(method, "POST") == 0 || strcmp(method, "OPTIONS") == 0) {
        answer->status = JFI_HTTP_NO_CONTENT;
    } else {
        refuse(station, answer,
               strcmp(method, "HEAD") == 0 ? JFI_HTTP_UNAVAILABLE : JFI_HTTP_METHOD_NOT_ALLOWED);
    }
}

void jfi_station_answer(struct jfi_station *station, struct jfi_http_request *request,
                        struct jfi_http_answer *answer)
{
    if (jfi_mmsh_is_player(jfi_http_request_get_user_agent(request)))
        answer_player(station, request, answer);
    else
        answer_other(station, request, answer);
}
