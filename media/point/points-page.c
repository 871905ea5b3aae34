/* SPDX-License-Identifier: MIT */
#include "media/point/points-page.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "media/clock.h"
#include "media/network/page.h"

static const char *name_state(enum jf_point_state state)
{
    static const char *const names[] = {
        [JF_POINT_IDLE] = "idle",
        [JF_POINT_WAITING] = "waiting",
        [JF_POINT_PUSHING] = "pushing",
        [JF_POINT_LINGERING] = "lingering",
    };

    return names[state];
}

/* ---- for people ------------------------------------------------------------------------------ */

static void put_point(FILE *out, const char *authority, const struct jf_point *point)
{
    (void)fputs("<tr><td><a href=\"", out);
    jfi_page_put_escaped(out, point->name);
    (void)fputs("/status\">", out);
    jfi_page_put_escaped(out, point->name);
    (void)fprintf(out, "</a></td><td>%s", name_state(point->state));
    if (point->state == JF_POINT_LINGERING)
        (void)fprintf(out, ", %" PRId64 " s left", point->rest_ns / JFI_NS_PER_SECOND);
    (void)fprintf(out, "</td><td>%zu</td><td>%.1f MB</td><td><a href=\"mmsh://",
                  point->client_count, (double)point->byte_count / 1e6);
    jfi_page_put_escaped(out, authority);
    jfi_page_put_escaped(out, point->name);
    (void)fputs("\">listen</a></td></tr>\n", out);
}

static void put_html(FILE *out, const void *data)
{
    const struct jfi_points_page *page = data;

    (void)fputs(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"refresh\" content=\"5\">\n"
        "<meta name=\"viewport\" content=\"width=device-width\">\n"
        "<title>Publishing points</title>\n"
        "<style>\n:root { color-scheme: light dark; font-family: sans-serif; }\n"
        "body { max-width: 50em; margin: 2em auto; padding: 0 1em; }\n"
        "th { opacity: .7; text-align: left; } td, th { padding: 0 1em .4em 0; }\n"
        "</style>\n</head>\n<body>\n<h1>Publishing points</h1>\n<table>\n"
        "<tr><th>Point</th><th>State</th><th>Listeners</th><th>Received</th><th></th></tr>\n",
        out);
    for (size_t i = 0; i < page->count; i++)
        put_point(out, page->authority, &page->points[i]);
    (void)fputs("</table>\n", out);
    if (page->total == 0)
        (void)fputs("<p>There is none yet.</p>\n", out);
    if (page->total > page->count)
        (void)fprintf(out, "<p>And %zu more.</p>\n", page->total - page->count);
    (void)fputs("</body>\n</html>\n", out);
}

int jfi_points_page_write_html(const struct jfi_points_page *page, char **ret_text)
{
    return jfi_page_write(put_html, page, ret_text);
}

/* ---- for programs ---------------------------------------------------------------------------- */

static json_t *pack_point(const char *authority, const struct jf_point *point)
{
    const bool lingers = point->state == JF_POINT_LINGERING;

    return json_pack("{s: s, s: s, s: o, s: I, s: I, s: I, s: b, s: s++}", "name", point->name,
                     "state", name_state(point->state), "linger",
                     lingers ? json_real((double)point->rest_ns / JFI_NS_PER_SECOND) : json_null(),
                     "listeners", (json_int_t)point->client_count, "packets",
                     (json_int_t)point->packet_count, "bytes", (json_int_t)point->byte_count,
                     "created", point->created, "mmsh", "mmsh://", authority, point->name);
}

int jfi_points_page_write_json(const struct jfi_points_page *page, char **ret_text)
{
    json_t *list = json_array(), *root = NULL;
    int err = list ? 0 : -1;

    for (size_t i = 0; i < page->count && err == 0; i++)
        err = json_array_append_new(list, pack_point(page->authority, &page->points[i]));
    if (err == 0)
        root = json_pack("{s: O, s: I}", "points", list, "total", (json_int_t)page->total);
    json_decref(list);
    return jfi_page_dump(root, ret_text);
}
