/* SPDX-License-Identifier: MIT */
#include "sink-url.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PORT 65535

bool sink_url_is(const char *text)
{
    return strstr(text, "://");
}

bool sink_url_has_password(const char *text)
{
    const char *authority = strstr(text, "://");
    const char *colon = authority ? strchr(authority + 3, ':') : NULL;
    const char *end;

    if (!authority)
        return false;
    end = authority + 3 + strcspn(authority + 3, "/?");
    return colon && colon < end && memchr(colon, '@', (size_t)(end - colon));
}

/* Ends the text at the first of these characters; what follows it, or NULL. */
static char *split(char *text, const char *at)
{
    char *end = text + strcspn(text, at);

    if (*end == '\0')
        return NULL;
    *end = '\0';
    return end + 1;
}

static int hex_digit(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    digit = (char)tolower((unsigned char)digit);
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/* Decodes %XX in place. */
static const char *decode(char *text)
{
    char *out = text;

    for (const char *in = text; *in != '\0'; in++) {
        int high = in[0] == '%' ? hex_digit(in[1]) : -1;
        int low = high >= 0 ? hex_digit(in[2]) : -1;

        if (low > 0 || (low == 0 && high > 0)) {
            *out++ = (char)(high * 16 + low);
            in += 2;
        } else {
            *out++ = *in;
        }
    }
    *out = '\0';
    return text;
}

static const char *read_options(struct sink_url *url, char *query)
{
    while (query && *query != '\0') {
        char *next = split(query, "&");
        char *value = split(query, "=");

        if (!value || *query == '\0')
            return "options after '?' are KEY=VALUE, joined by '&'";
        if (url->option_count == SINK_URL_OPTIONS_MAX)
            return "it has too many options";
        url->options[url->option_count++] =
            (struct sink_url_option){.key = decode(query), .value = decode(value)};
        query = next;
    }
    return NULL;
}

static const char *read_port(struct sink_url *url, const char *text)
{
    char *end = NULL;
    unsigned long port = 0;

    if (!isdigit((unsigned char)*text))
        return "the port after ':' is a number";
    port = strtoul(text, &end, 10);
    if (*end != '\0' || port > MAX_PORT)
        return "the port is a number up to 65535";
    url->port = (unsigned int)port;
    url->has_port = true;
    return NULL;
}

static const char *read_authority(struct sink_url *url, char *authority)
{
    char *at = strrchr(authority, '@');
    char *port = NULL;

    if (at) {
        *at = '\0';
        url->user = decode(authority);
        authority = at + 1;
    }
    if (*authority == '[') {
        char *after = split(authority + 1, "]");

        if (!after || (*after != ':' && *after != '\0'))
            return "an IPv6 address ends with ']'";
        url->host = authority + 1;
        port = *after == ':' ? after + 1 : NULL;
    } else {
        port = split(authority, ":");
        url->host = authority;
    }
    return port ? read_port(url, port) : NULL;
}

static const char *parse(struct sink_url *url)
{
    char *rest = strstr(url->text, "://");
    char *query = NULL, *path = NULL;
    const char *problem = NULL;

    if (!rest || rest == url->text)
        return "it is no URL";
    *rest = '\0';
    url->scheme = url->text;
    rest += strlen("://");
    query = split(rest, "?");
    path = strchr(rest, '/');
    if (path) {
        /* The path keeps its slash: the authority moves one to the left, over the "://". */
        const size_t length = (size_t)(path - rest);

        memmove(rest - 1, rest, length);
        rest[length - 1] = '\0';
        rest--;
        url->path = decode(path);
    } else {
        url->path = "";
    }
    problem = read_options(url, query);
    return problem ? problem : read_authority(url, rest);
}

int sink_url_parse(const char *text, struct sink_url *ret_url, const char **ret_problem)
{
    struct sink_url url = {.text = strdup(text)};
    const char *problem = NULL;

    if (!url.text)
        return -ENOMEM;
    problem = parse(&url);
    if (problem) {
        free(url.text);
        *ret_problem = problem;
        return -EINVAL;
    }
    *ret_url = url;
    return 0;
}

void sink_url_fini(struct sink_url *url)
{
    free(url->text);
}
