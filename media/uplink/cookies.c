/* SPDX-License-Identifier: MIT */
#include "media/uplink/cookies.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

void jfi_cookies_reset(struct jfi_cookies *cookies)
{
    cookies->count = 0;
}

static bool has_name(const char *cookie, const char *name, size_t name_size)
{
    return strncmp(cookie, name, name_size) == 0 && cookie[name_size] == '=';
}

static bool is_printable(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (text[i] < ' ' || text[i] > '~')
            return false;
    }
    return true;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* What stands before the attributes, without the space around it. */
static const char *trim(const char *text, size_t *size)
{
    const char *end = memchr(text, ';', *size);

    if (end)
        *size = (size_t)(end - text);
    while (*size > 0 && is_space(*text)) {
        text++;
        (*size)--;
    }
    while (*size > 0 && is_space(text[*size - 1]))
        (*size)--;
    return text;
}

void jfi_cookies_take(struct jfi_cookies *cookies, const char *text, size_t size)
{
    const char *equals = NULL;
    size_t index = 0;

    text = trim(text, &size);
    equals = memchr(text, '=', size);
    if (!equals || equals == text || size >= JFI_COOKIE_BYTES || !is_printable(text, size))
        return;
    while (index < cookies->count &&
           !has_name(cookies->cookies[index], text, (size_t)(equals - text)))
        index++;
    if (index == JFI_COOKIE_COUNT)
        return;
    (void)snprintf(cookies->cookies[index], JFI_COOKIE_BYTES, "%.*s", (int)size, text);
    if (index == cookies->count)
        cookies->count++;
}

const char *jfi_cookies_find(const struct jfi_cookies *cookies, const char *name)
{
    for (size_t i = 0; i < cookies->count; i++) {
        if (has_name(cookies->cookies[i], name, strlen(name)))
            return cookies->cookies[i] + strlen(name) + 1;
    }
    return NULL;
}

void jfi_cookies_format(const struct jfi_cookies *cookies, char text[JFI_COOKIE_LINE_SIZE])
{
    const char *push_id = jfi_cookies_find(cookies, "push-id");
    size_t used =
        (size_t)snprintf(text, JFI_COOKIE_LINE_SIZE, "push-id=%s", push_id ? push_id : "0");

    for (size_t i = 0; i < cookies->count; i++) {
        if (!has_name(cookies->cookies[i], "push-id", strlen("push-id")))
            used += (size_t)snprintf(text + used, JFI_COOKIE_LINE_SIZE - used, "; %s",
                                     cookies->cookies[i]);
    }
}
