/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_NETWORK_PAGE_H
#define JFI_MEDIA_NETWORK_PAGE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <jansson.h>

#include "media/network/asf-reader.h"

/** @file The status page, for people and for programs. */

/** What it tells. */
struct jfi_page {
    const char *authority;      /**< "127.0.0.1:8080" */
    const char *path;           /**< of the stream there, "/live" */
    struct jfi_asf_info stream; /**< zeroed: there is none now */
    size_t listeners, maximum;
    int64_t uptime_ns; /**< of the stream */
    uint64_t bit_rate; /**< as measured, in bit/s */
};

/* What every page is made of. */

/** A text between tags or in an attribute. */
void jfi_page_put_escaped(FILE *out, const char *text);
/** What `put` writes of the page. The caller frees it. Errors: -ENOMEM. */
int jfi_page_write(void (*put)(FILE *out, const void *page), const void *page, char **ret_text);
/** Takes the reference; NULL: there was no memory for it. The caller frees it. Errors: -ENOMEM. */
int jfi_page_dump(json_t *root, char **ret_text);

/** The caller frees both. Errors: -ENOMEM. */
int jfi_page_write_html(const struct jfi_page *page, char **ret_text);
int jfi_page_write_json(const struct jfi_page *page, char **ret_text);

#endif
