/* SPDX-License-Identifier: MIT */

/* Requests and connections as those see them who answer. */

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "media/network/answers.h"
#include "media/network/http-internal.h"

#define NONCE_LIFE_S 300

/* The password of that user; NULL: there is no such user. */
static const char *find_password(const char *name, const char *const *users)
{
    for (const char *const *user = users; name && user[0]; user += 2) {
        if (strcmp(user[0], name) == 0)
            return user[1];
    }
    return NULL;
}

bool jfi_http_request_is_authorized(const struct jfi_http_request *request, const char *realm,
                                    const char *const *users)
{
    struct MHD_Connection *library = request->connection->library;
    char *name = MHD_digest_auth_get_username(library);
    const char *password = find_password(name, users);
    const bool authorized =
        password && MHD_digest_auth_check2(library, realm, name, password, NONCE_LIFE_S,
                                           MHD_DIGEST_ALG_MD5) == MHD_YES;

    MHD_free(name);
    return authorized;
}

struct jfi_http_connection *jfi_http_request_get_connection(const struct jfi_http_request *request)
{
    return request->connection;
}

void jfi_http_connection_set_userdata(struct jfi_http_connection *connection, void *userdata)
{
    connection->userdata = userdata;
}

void *jfi_http_connection_get_userdata(const struct jfi_http_connection *connection)
{
    return connection->userdata;
}

void jfi_http_connection_refuse(struct jfi_http_connection *connection, unsigned int status,
                                const char *phrase)
{
    char text[256];
    const int length = snprintf(text, sizeof(text),
                                "HTTP/1.1 %u %s\r\nServer: %s\r\nContent-Length: 0\r\n"
                                "Connection: close\r\n\r\n",
                                status, phrase, JFI_SERVER_TOKEN);

    connection->refused = true;
    (void)send(connection->fd, text, (size_t)length, MSG_NOSIGNAL | MSG_DONTWAIT);
    shutdown(connection->fd, SHUT_WR);
    jfi_http_enter(connection, JFI_PHASE_REFUSED);
}

const char *jfi_http_request_get_method(const struct jfi_http_request *request)
{
    return request->method;
}

const char *jfi_http_request_get_path(const struct jfi_http_request *request)
{
    return request->path;
}

const char *jfi_http_request_get_user_agent(const struct jfi_http_request *request)
{
    const char *value = MHD_lookup_connection_value(request->connection->library, MHD_HEADER_KIND,
                                                    MHD_HTTP_HEADER_USER_AGENT);

    return value ? value : "";
}

const struct sockaddr *jfi_http_request_get_peer(const struct jfi_http_request *request)
{
    return MHD_get_connection_info(request->connection->library, MHD_CONNECTION_INFO_CLIENT_ADDRESS)
        ->client_addr;
}

struct each {
    const char *name;
    void (*on_value)(void *userdata, const char *value);
    void *userdata;
};

static enum MHD_Result on_header(void *userdata, enum MHD_ValueKind kind, const char *name,
                                 const char *value)
{
    const struct each *each = userdata;

    (void)kind;
    if (value && strcasecmp(name, each->name) == 0)
        each->on_value(each->userdata, value);
    return MHD_YES;
}

void jfi_http_request_each_header(const struct jfi_http_request *request, const char *name,
                                  void (*on_value)(void *userdata, const char *value),
                                  void *userdata)
{
    struct each each = {.name = name, .on_value = on_value, .userdata = userdata};

    MHD_get_connection_values(request->connection->library, MHD_HEADER_KIND, on_header, &each);
}

struct jfi_http_connection *jfi_http_request_take(struct jfi_http_request *request)
{
    struct jfi_http_connection *connection = request->connection;

    jfi_http_leave_phase(connection);
    connection->taken = true;
    return connection;
}

int jfi_http_connection_get_fd(const struct jfi_http_connection *connection)
{
    return connection->fd;
}

void jfi_http_connection_give_back(struct jfi_http_connection *connection)
{
    connection->given_back = true;
    if (!connection->suspended)
        return; /* still within on_request, after which it is closed */
    connection->server->busy = connection->server->given_back = true;
    MHD_resume_connection(connection->library);
}
