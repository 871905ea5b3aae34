/* SPDX-License-Identifier: MIT */
#ifndef BACKENDS_JSON_LOAD_H
#define BACKENDS_JSON_LOAD_H

#include <errno.h>
#include <stddef.h>

#include <jansson.h>

/**
 * json_loadb(), which blames the text when it has no memory for it ("invalid token"), or says
 * nothing at all: errno alone tells. Returns 0, -ENOMEM, or -EBADMSG with `ret_error` filled in.
 */
static inline int jfi_json_load(const char *bytes, size_t size, size_t flags, json_t **ret_value,
                                json_error_t *ret_error)
{
    json_t *value;

    errno = 0;
    value = json_loadb(bytes, size, flags, ret_error);
    if (errno == ENOMEM) {
        json_decref(value);
        return -ENOMEM;
    }
    if (!value)
        return -EBADMSG;
    *ret_value = value;
    return 0;
}

#endif
