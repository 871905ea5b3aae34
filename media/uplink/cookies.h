/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_UPLINK_COOKIES_H
#define JFI_MEDIA_UPLINK_COOKIES_H

#include <stddef.h>

/**
 * @file
 * The cookies of one server, of which push-id tells the session. They last as long as that does:
 * attributes (path, age, …) are not looked at. Bounded: a server that sends more is not heeded.
 */

#define JFI_COOKIE_COUNT     ((size_t)16)
#define JFI_COOKIE_BYTES     ((size_t)512)
#define JFI_COOKIE_LINE_SIZE (JFI_COOKIE_COUNT * (JFI_COOKIE_BYTES + 2))

struct jfi_cookies {
    char cookies[JFI_COOKIE_COUNT][JFI_COOKIE_BYTES]; /* "name=value" */
    size_t count;
};

/** Forgets them all. */
void jfi_cookies_reset(struct jfi_cookies *cookies);
/** Takes the value of a Set-Cookie header, which ends after `size`. One that is odd is skipped. */
void jfi_cookies_take(struct jfi_cookies *cookies, const char *text, size_t size);
/** Its value; NULL: there is none of that name. */
const char *jfi_cookies_find(const struct jfi_cookies *cookies, const char *name);
/** All of them for a Cookie header, push-id first, which is 0 where the server has given none. */
void jfi_cookies_format(const struct jfi_cookies *cookies, char text[JFI_COOKIE_LINE_SIZE]);

#endif
