/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_POINT_POINTS_PAGE_H
#define JFI_MEDIA_POINT_POINTS_PAGE_H

#include <stddef.h>

#include <jackfield/point.h>

/**
 * @file
 * The list of all points of a server, for people and for programs. The page of one of them is
 * media/network/page.h.
 */

/** More are only counted: whoever asks costs memory until he has read it. */
#define JFI_POINTS_PAGE_LIMIT 1000

struct jfi_points_page {
    const char *authority; /**< "127.0.0.1:8080" */
    const struct jf_point *points;
    size_t count; /**< of `points`, up to the limit */
    size_t total;
};

/** The caller frees both. Errors: -ENOMEM. */
int jfi_points_page_write_html(const struct jfi_points_page *page, char **ret_text);
int jfi_points_page_write_json(const struct jfi_points_page *page, char **ret_text);

#endif
