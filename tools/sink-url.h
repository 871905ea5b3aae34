/* SPDX-License-Identifier: MIT */
#ifndef TOOL_SINK_URL_H
#define TOOL_SINK_URL_H

#include <stdbool.h>
#include <stddef.h>

/** @file SCHEME://[USER@][ADDR]:PORT[/PATH][?KEY=VALUE&…], as --to takes it. */

enum {
    SINK_URL_OPTIONS_MAX = 16
};

struct sink_url {
    char *text; /* what the others point into */
    const char *scheme;
    const char *user;  /**< NULL: none is given */
    const char *host;  /**< "": none; an IPv6 address without its brackets */
    unsigned int port; /**< 0…65,535 */
    bool has_port;
    const char *path; /**< begins with "/", or is "" */
    struct sink_url_option {
        const char *key, *value; /**< decoded */
    } options[SINK_URL_OPTIONS_MAX];
    size_t option_count;
};

/** Whether the text is a URL and not the path of a file. */
bool sink_url_is(const char *text);
/** Whether a URL holds SCHEME://USER:PASSWORD@…, and so must not be shown to anybody. */
bool sink_url_has_password(const char *text);
/** Errors: -EINVAL, with what is wrong with it in words; -ENOMEM. */
int sink_url_parse(const char *text, struct sink_url *ret_url, const char **ret_problem);
void sink_url_fini(struct sink_url *url);

#endif
