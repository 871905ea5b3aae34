/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "media/network/answers.h"
#include "media/network/server-internal.h"

void jfi_server_on_request(void *userdata, struct jfi_http_request *request,
                           struct jfi_http_answer *answer)
{
    struct jfi_server *server = userdata;
    const char *path = jfi_http_request_get_path(request);
    const bool reads = strcmp(jfi_http_request_get_method(request), "GET") == 0;

    answer->pairs = jfi_common_headers;
    if (!jfi_access_allows(server->access, jfi_http_request_get_peer(request))) {
        answer->status = JFI_HTTP_FORBIDDEN;
        server->refused_count++;
    } else if (reads && strcmp(path, "/status") == 0) {
        jfi_station_answer_page(server->station, false, answer);
    } else if (reads && strcmp(path, "/status.json") == 0) {
        jfi_station_answer_page(server->station, true, answer);
    } else {
        jfi_station_answer(server->station, request, answer);
    }
}
