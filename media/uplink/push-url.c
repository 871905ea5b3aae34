/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "media/uplink/push.h"

static int status_of(CURLUcode code)
{
    switch (code) {
    case CURLUE_OK:
        return 0;
    case CURLUE_OUT_OF_MEMORY:
        return -ENOMEM;
    default:
        return -EDESTADDRREQ;
    }
}

/* A copy that our own free can free. */
static int dup_part(CURLU *url, CURLUPart part, char **ret_text)
{
    char *text = NULL, *copy = NULL;
    int err = status_of(curl_url_get(url, part, &text, 0));

    if (err < 0)
        return err;
    copy = strdup(text);
    curl_free(text);
    if (!copy)
        return -ENOMEM;
    *ret_text = copy;
    return 0;
}

/* Parses an http URL. What is not ASCII is percent-encoded. */
static int parse(const char *text, CURLU **ret_url)
{
    static const char prefix[] = "http://";
    CURLU *url = NULL;
    int err = 0;

    /* libcurl takes more slashes than there are, and so a path for a host. */
    if (strncasecmp(text, prefix, strlen(prefix)) != 0 || text[strlen(prefix)] == '/')
        return -EDESTADDRREQ;
    url = curl_url();
    if (!url)
        return -ENOMEM;
    err = status_of(curl_url_set(url, CURLUPART_URL, text, CURLU_URLENCODE));
    if (err < 0) {
        curl_url_cleanup(url);
        return err;
    }
    *ret_url = url;
    return 0;
}

static int dup_url(const char *text, char **ret_url)
{
    CURLU *url = NULL;
    char *user = NULL;
    int err = parse(text, &url);

    if (err < 0)
        return err;
    /* A password has no place in what statuses and logs may show. */
    if (curl_url_get(url, CURLUPART_USER, &user, 0) == CURLUE_OK)
        err = -EDESTADDRREQ;
    curl_free(user);
    if (err == 0)
        err = status_of(curl_url_set(url, CURLUPART_FRAGMENT, NULL, 0));
    if (err == 0)
        err = dup_part(url, CURLUPART_URL, ret_url);
    curl_url_cleanup(url);
    return err;
}

/* "/path", or the path of a URL; a quotation mark would end it too early. */
static int dup_template(const char *text, char **ret_path)
{
    CURLU *url = NULL;
    char *whole = NULL;
    int err = 0;

    if (text[0] == '/') {
        if (asprintf(&whole, "http://template%s", text) < 0)
            return -ENOMEM;
        text = whole;
    }
    err = strchr(text, '"') ? -EDESTADDRREQ : parse(text, &url);
    free(whole);
    if (err < 0)
        return err;
    err = dup_part(url, CURLUPART_PATH, ret_path);
    curl_url_cleanup(url);
    return err;
}

int jfi_push_settings_set_target(struct jfi_push *push, const char *url, const char *template_url,
                                 bool auto_destroy)
{
    struct jfi_push_settings *settings = &push->settings;
    char *new_url = NULL, *new_template = NULL;
    int err = dup_url(url, &new_url);

    if (err == 0 && template_url)
        err = dup_template(template_url, &new_template);
    if (err < 0) {
        free(new_url);
        return err;
    }
    if (settings->url && strcmp(settings->url, new_url) != 0)
        jfi_push_ops.forget(push);
    free(settings->url);
    free(settings->template_path);
    settings->url = new_url;
    settings->template_path = new_template;
    settings->auto_destroy = auto_destroy;
    return 0;
}
