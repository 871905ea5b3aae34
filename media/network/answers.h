/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_NETWORK_ANSWERS_H
#define JFI_MEDIA_NETWORK_ANSWERS_H

#include <jackfield/version.h>

/** @file What our servers answer with. */

/** The first token makes players of Windows trust it: it stands for an encoder that needs no $M. */
#define JFI_SERVER_TOKEN ("Rex/12.0.7600.16385 Jackfield/" JF_VERSION)

enum {
    JFI_HTTP_NO_CONTENT = 204,
    JFI_HTTP_BAD_REQUEST = 400,
    JFI_HTTP_UNAUTHORIZED = 401,
    JFI_HTTP_FORBIDDEN = 403,
    JFI_HTTP_NOT_FOUND = 404,
    JFI_HTTP_METHOD_NOT_ALLOWED = 405,
    JFI_HTTP_TIMEOUT = 408,
    JFI_HTTP_TOO_LARGE = 413,
    JFI_HTTP_INTERNAL_ERROR = 500,
    JFI_HTTP_UNAVAILABLE = 503
};

/** What goes with every answer, as jfi_http_answer wants it. */
extern const char *const jfi_common_headers[];

#endif
