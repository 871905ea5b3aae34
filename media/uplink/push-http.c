/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "media/uplink/push.h"

/* A server that sees no "WMEncoder" believes it talks to a web browser. */
#define PROTOCOL_AGENT "WMEncoder/12.0.7600.16385"
/* More than any page that tells of an error. */
#define MAX_ANSWER_BYTES 65536
/* What waits should wait in the sink's own queue, whose length is known and which can drop. */
#define SEND_BUFFER_BYTES 65536
#define CURL_BUFFER_BYTES 16384
/* Without a word from the other side, in ms: within the minute that a server keeps the session. */
#define SILENCE_LIMIT_MS 20000

/* ---- what libcurl calls ---------------------------------------------------------------------- */

static size_t on_head_line(char *line, size_t size, size_t count, void *user)
{
    struct jfi_push *push = user;
    char cookies[JFI_COOKIE_LINE_SIZE];

    jfi_answer_take_line(&push->answer, &push->cookies, line, size * count);
    if (push->answer.has_head) {
        push->challenged |= push->answer.status == 401;
        if (push->answer.status == 401)
            push->authentication = push->answer.offers_digest ? CURLAUTH_DIGEST : CURLAUTH_BASIC;
        /* A request is repeated with the id that the refusal gave, and on a new connection. */
        jfi_cookies_format(&push->cookies, cookies);
        (void)curl_easy_setopt(push->easy, CURLOPT_COOKIE, cookies);
        (void)curl_easy_setopt(push->easy, CURLOPT_FORBID_REUSE,
                               (long)(push->answer.status >= 300));
    }
    return size * count;
}

static size_t on_answer_body(char *bytes, size_t size, size_t count, void *user)
{
    struct jfi_push *push = user;

    (void)bytes;
    push->answer.body_bytes += size * count;
    return push->answer.body_bytes > MAX_ANSWER_BYTES ? 0 : size * count;
}

static size_t on_read(char *bytes, size_t size, size_t count, void *user)
{
    return jfi_push_read_body(user, (uint8_t *)bytes, size * count);
}

/* A body cannot be repeated: the connection that carried it is the only one. */
static bool has_begun_body(const struct jfi_push *push)
{
    return push->step == JFI_PUSH_START && push->body.put_bytes > 0;
}

static curl_socket_t on_open_socket(void *user, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct jfi_push *push = user;
    int fd = -1;

    (void)purpose;
    /* libcurl would call a server that is gone, for as long as that takes. */
    if (has_begun_body(push))
        return CURL_SOCKET_BAD;
    fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (push->phase == JFI_UPLINK_LOCATING)
        push->phase = JFI_UPLINK_CONNECTING;
    if (fd >= 0 && push->fd_count < JFI_PUSH_FDS)
        push->fds[push->fd_count++] = fd;
    return fd;
}

static int on_socket(void *user, curl_socket_t fd, curlsocktype purpose)
{
    const int send_buffer = SEND_BUFFER_BYTES;
    const unsigned int silence = SILENCE_LIMIT_MS;

    (void)user;
    (void)purpose;
    /* Refused: everything works, only less exactly. */
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &send_buffer, sizeof(send_buffer));
    (void)setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &silence, sizeof(silence));
    return CURL_SOCKOPT_OK;
}

static int on_close_socket(void *user, curl_socket_t fd)
{
    struct jfi_push *push = user;

    if (push->step == JFI_PUSH_START) {
        jfi_push_http_measure(push, fd);
        push->measured = true;
    }
    for (size_t i = 0; i < push->fd_count; i++) {
        if (push->fds[i] == fd)
            push->fds[i--] = push->fds[--push->fd_count];
    }
    return close(fd);
}

/* Before each request that libcurl sends, also before it repeats one. */
static int on_request(void *user, char *here, char *there, int port_here, int port_there)
{
    struct jfi_push *push = user;

    (void)here;
    (void)there;
    (void)port_here;
    (void)port_there;
    if (push->phase < JFI_UPLINK_ASKING)
        push->phase = JFI_UPLINK_ASKING;
    return has_begun_body(push) ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

/* ---- requests -------------------------------------------------------------------------------- */

static int add_field(struct jfi_push *push, const char *field)
{
    struct curl_slist *longer = curl_slist_append(push->fields, field);

    if (!longer)
        return -ENOMEM;
    push->fields = longer;
    return 0;
}

static int set_fields(struct jfi_push *push, const char *type)
{
    const char *const fields[] = {
        type,
        "Expect:",
        "Accept:",
        "Cache-Control: no-cache",
        push->uplink->account.clear_text ? "X-Accept-Authentication: Digest, Basic"
                                         : "X-Accept-Authentication: Digest",
    };
    int err = 0;

    curl_slist_free_all(push->fields);
    push->fields = NULL;
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]) && err == 0; i++)
        err = add_field(push, fields[i]);
    return err;
}

static CURLcode set_callbacks(struct jfi_push *push)
{
    CURL *easy = push->easy;
    CURLcode code = CURLE_OK;

    (void)curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_head_line);
    (void)curl_easy_setopt(easy, CURLOPT_HEADERDATA, push);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_answer_body);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEDATA, push);
    (void)curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_read);
    (void)curl_easy_setopt(easy, CURLOPT_READDATA, push);
    (void)curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
    (void)curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, push);
    (void)curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, on_socket);
    (void)curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, on_close_socket);
    (void)curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, push);
    (void)curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_request);
    (void)curl_easy_setopt(easy, CURLOPT_PREREQDATA, push);
    (void)curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, push->error);
    (void)curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    (void)curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, (long)CURL_BUFFER_BYTES);
    code = curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http");
    return code;
}

/*
 * A user is named only where the server has asked for one: libcurl would send a body in vain.
 * Nobody has consented to show the password to a server that a redirect has led to.
 */
static CURLcode set_credentials(struct jfi_push *push, bool named, long authentication)
{
    CURLcode code = CURLE_OK;

    if (push->url)
        authentication = CURLAUTH_DIGEST;
    code =
        curl_easy_setopt(push->easy, CURLOPT_USERNAME, named ? push->uplink->account.user : NULL);
    if (code == CURLE_OK)
        code = curl_easy_setopt(push->easy, CURLOPT_PASSWORD,
                                named ? push->uplink->account.password : NULL);
    if (code == CURLE_OK && named)
        code = curl_easy_setopt(push->easy, CURLOPT_HTTPAUTH, authentication);
    return code;
}

static CURLcode set_request(struct jfi_push *push)
{
    CURL *easy = push->easy;
    char cookies[JFI_COOKIE_LINE_SIZE], agent[512];
    CURLcode code = set_callbacks(push);

    jfi_cookies_format(&push->cookies, cookies);
    (void)snprintf(agent, sizeof(agent), PROTOCOL_AGENT "%s%s",
                   push->uplink->account.agent ? " " : "",
                   push->uplink->account.agent ? push->uplink->account.agent : "");
    if (code == CURLE_OK)
        code = curl_easy_setopt(easy, CURLOPT_URL, push->url ? push->url : push->settings.url);
    if (code == CURLE_OK)
        code = curl_easy_setopt(easy, CURLOPT_PROXY, push->proxy);
    if (code == CURLE_OK)
        code = curl_easy_setopt(easy, CURLOPT_COOKIE, cookies);
    if (code == CURLE_OK)
        code = curl_easy_setopt(easy, CURLOPT_USERAGENT, agent);
    if (code == CURLE_OK)
        code = curl_easy_setopt(easy, CURLOPT_HTTPHEADER, push->fields);
    (void)curl_easy_setopt(easy, CURLOPT_POST, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 0L);
    return code;
}

static int begin(struct jfi_push *push, enum jfi_push_step step, CURLcode code)
{
    if (code != CURLE_OK)
        return -ENOMEM;
    push->answer = (struct jfi_answer){0};
    push->error[0] = '\0';
    push->done = false;
    push->unconfirmed = push->unsent = push->read_sent_bytes = 0;
    push->measured = push->peer_closed = false;
    push->step = step;
    if (curl_multi_add_handle(push->multi, push->easy) == CURLM_OK)
        return 0;
    push->step = JFI_PUSH_CLOSED;
    return -ENOMEM;
}

/* What is asked of the server, to be freed; its length, or below 0: out of memory. */
static int format_wishes(const struct jfi_push_settings *settings, char **ret_body)
{
    if (!settings->template_path)
        return asprintf(ret_body, "%s", settings->auto_destroy ? "AutoDestroy: 1\r\n" : "");
    return asprintf(ret_body, "Template-URL: \"%s\"\r\nAutoDestroy: %d\r\n",
                    settings->template_path, settings->auto_destroy);
}

int jfi_push_http_begin_setup(struct jfi_push *push)
{
    const struct jfi_uplink_account *account = &push->uplink->account;
    const long authentication =
        account->clear_text ? (long)(CURLAUTH_DIGEST | CURLAUTH_BASIC) : (long)CURLAUTH_DIGEST;
    char *body = NULL;
    CURLcode code = CURLE_OK;
    int size = 0;
    int err = set_fields(push, "Content-Type: application/x-wms-pushsetup");

    if (err < 0)
        return err;
    size = format_wishes(&push->settings, &body);
    if (size < 0)
        return -ENOMEM;
    code = set_request(push);
    if (code == CURLE_OK)
        code = set_credentials(push, account->user, authentication);
    (void)curl_easy_setopt(push->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size);
    if (code == CURLE_OK)
        code = curl_easy_setopt(push->easy, CURLOPT_COPYPOSTFIELDS, body);
    free(body);
    return begin(push, JFI_PUSH_SETUP, code);
}

int jfi_push_http_begin_start(struct jfi_push *push, uint64_t length)
{
    CURLcode code = CURLE_OK;
    int err = set_fields(push, "Content-Type: application/x-wms-pushstart");

    if (err < 0)
        return err;
    code = set_request(push);
    if (code == CURLE_OK)
        code = set_credentials(push, push->uplink->account.user && push->challenged,
                               push->authentication);
    (void)curl_easy_setopt(push->easy, CURLOPT_POSTFIELDS, NULL);
    (void)curl_easy_setopt(push->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
    return begin(push, JFI_PUSH_START, code);
}

void jfi_push_http_measure(struct jfi_push *push, curl_socket_t fd)
{
    curl_off_t written = 0;
    int unconfirmed = 0, unsent = 0;

    (void)curl_easy_getinfo(push->easy, CURLINFO_SIZE_UPLOAD_T, &written);
    push->read_sent_bytes = written > 0 ? (uint64_t)written : 0;
    /* Where the system does not tell, all of it is in doubt. */
    if (ioctl(fd, SIOCOUTQ, &unconfirmed) < 0 || unconfirmed < 0) {
        push->unconfirmed = push->read_sent_bytes;
        push->unsent = 0;
        return;
    }
    if (ioctl(fd, SIOCOUTQNSD, &unsent) < 0 || unsent < 0)
        unsent = 0;
    push->unconfirmed = (uint64_t)unconfirmed;
    push->unsent = (uint64_t)unsent;
}

/* libcurl does not end a request whose body pauses when the other side closes. */
void jfi_push_http_watch(struct jfi_push *push)
{
    char byte = 0;
    ssize_t got = 0;

    /* libcurl tells which socket it uses only when the request is done. */
    if (push->fd_count != 1)
        return;
    jfi_push_http_measure(push, push->fds[0]);
    got = recv(push->fds[0], &byte, sizeof(byte), MSG_PEEK | MSG_DONTWAIT);
    push->peer_closed = got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
}

void jfi_push_http_end(struct jfi_push *push)
{
    if (push->step == JFI_PUSH_SETUP || push->step == JFI_PUSH_START)
        (void)curl_multi_remove_handle(push->multi, push->easy);
}

void jfi_push_http_work(struct jfi_push *push)
{
    const CURLMsg *message = NULL;
    int count = 0;

    (void)curl_multi_perform(push->multi, &count);
    while ((message = curl_multi_info_read(push->multi, &count))) {
        if (message->msg == CURLMSG_DONE) {
            push->done = true;
            push->code = message->data.result;
        }
    }
}

/* ---- what went wrong ------------------------------------------------------------------------- */

static int explain_call(const struct jfi_push *push)
{
    long error = 0;

    (void)curl_easy_getinfo(push->easy, CURLINFO_OS_ERRNO, &error);
    switch (error) {
    case ETIMEDOUT:
        return -EHOSTDOWN;
    case EHOSTUNREACH:
    case ENETUNREACH:
        return -(int)error;
    default:
        return -ECONNREFUSED;
    }
}

int jfi_push_http_explain(struct jfi_push *push, struct jfi_uplink_failure *failure)
{
    failure->refused = false;
    switch (push->code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
        failure->result = -ENXIO;
        break;
    case CURLE_COULDNT_CONNECT:
        failure->result = has_begun_body(push) ? -ECONNABORTED : explain_call(push);
        break;
    case CURLE_OPERATION_TIMEDOUT:
        failure->result = -EHOSTDOWN;
        break;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
        failure->result = -EPROTO;
        failure->refused = true;
        break;
    case CURLE_OUT_OF_MEMORY:
        failure->result = -ENOMEM;
        break;
    default:
        failure->result = -ECONNABORTED;
        break;
    }
    if (push->code == CURLE_SEND_FAIL_REWIND || push->code == CURLE_ABORTED_BY_CALLBACK ||
        push->code == CURLE_OK)
        jfi_reason_set(&failure->reason, "the server closed the connection");
    else
        jfi_reason_set(&failure->reason, "%s",
                       push->error[0] ? push->error : curl_easy_strerror(push->code));
    return failure->result;
}
