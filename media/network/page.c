/* SPDX-License-Identifier: MIT */
#include "media/network/page.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "media/clock.h"

void jfi_page_put_escaped(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '<' || *text == '>' || *text == '&' || *text == '"' || *text == '\'')
            (void)fprintf(out, "&#%d;", *text);
        else
            (void)fputc(*text, out);
    }
}

int jfi_page_write(void (*put)(FILE *out, const void *page), const void *page, char **ret_text)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    bool failed = false;

    if (!out)
        return -ENOMEM;
    put(out, page);
    failed = ferror(out) != 0;
    if (fclose(out) != 0 || failed) {
        free(text);
        return -ENOMEM;
    }
    *ret_text = text;
    return 0;
}

int jfi_page_dump(json_t *root, char **ret_text)
{
    char *text = root ? json_dumps(root, JSON_COMPACT) : NULL;

    json_decref(root);
    if (!text)
        return -ENOMEM;
    *ret_text = text;
    return 0;
}

/* "WMA 2, 2 channels, 48000 Hz". */
static void put_codec(FILE *out, const struct jfi_asf_info *stream)
{
    const char *name = jfi_asf_format_name(stream->format_tag);

    if (stream->packet_bytes == 0)
        (void)fputs("nothing is sent now", out);
    else if (name)
        (void)fprintf(out, "%s, %u channels, %u Hz", name, stream->channel_count, stream->rate_hz);
    else
        (void)fprintf(out, "format 0x%04x, %u channels, %u Hz", stream->format_tag,
                      stream->channel_count, stream->rate_hz);
}

static void put_html(FILE *out, const void *data)
{
    const struct jfi_page *page = data;
    const int64_t seconds = page->uptime_ns / JFI_NS_PER_SECOND;

    (void)fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta http-equiv=\"refresh\" content=\"5\">\n"
                "<meta name=\"viewport\" content=\"width=device-width\">\n<title>",
                out);
    jfi_page_put_escaped(out, page->stream.title[0] != '\0' ? page->stream.title : "Jackfield");
    (void)fputs("</title>\n<style>\n:root { color-scheme: light dark; font-family: sans-serif; }\n"
                "body { max-width: 40em; margin: 2em auto; padding: 0 1em; }\n"
                "dt { opacity: .7; } dd { margin: 0 0 .8em; }\n</style>\n</head>\n<body>\n<h1>",
                out);
    jfi_page_put_escaped(out, page->stream.title[0] != '\0' ? page->stream.title : "Jackfield");
    (void)fprintf(out,
                  "</h1>\n<dl>\n<dt>Listeners</dt><dd><span id=\"listeners\">%zu</span> of at most "
                  "<span id=\"maximum\">%zu</span></dd>\n"
                  "<dt>Bit rate</dt><dd><span id=\"bit-rate\">%" PRIu64 "</span> bit/s</dd>\n"
                  "<dt>On air</dt><dd><span id=\"uptime\">%" PRId64 ":%02d:%02d</span></dd>\n"
                  "<dt>Codec</dt><dd id=\"codec\">",
                  page->listeners, page->maximum, page->bit_rate, seconds / 3600,
                  (int)(seconds / 60 % 60), (int)(seconds % 60));
    put_codec(out, &page->stream);
    (void)fputs("</dd>\n<dt>Listen</dt><dd id=\"links\">", out);
    for (int i = 0; i < 2; i++) {
        const char *scheme = i == 0 ? "mmsh" : "http";

        (void)fprintf(out, "%s<a href=\"%s://", i == 0 ? "" : " &middot; ", scheme);
        jfi_page_put_escaped(out, page->authority);
        jfi_page_put_escaped(out, page->path);
        (void)fprintf(out, "\">%s://", scheme);
        jfi_page_put_escaped(out, page->authority);
        jfi_page_put_escaped(out, page->path);
        (void)fputs("</a>", out);
    }
    (void)fputs("</dd>\n</dl>\n</body>\n</html>\n", out);
}

int jfi_page_write_html(const struct jfi_page *page, char **ret_text)
{
    return jfi_page_write(put_html, page, ret_text);
}

static json_t *pack_links(const struct jfi_page *page)
{
    return json_pack("{s: s++, s: s++}", "mmsh", "mmsh://", page->authority, page->path, "http",
                     "http://", page->authority, page->path);
}

static json_t *pack_codec(const struct jfi_page *page)
{
    const struct jfi_asf_info *stream = &page->stream;

    if (stream->packet_bytes == 0)
        return json_null();
    return json_pack("{s: s?, s: i, s: i, s: i}", "name", jfi_asf_format_name(stream->format_tag),
                     "format_tag", (int)stream->format_tag, "channels", (int)stream->channel_count,
                     "rate_hz", (int)stream->rate_hz);
}

int jfi_page_write_json(const struct jfi_page *page, char **ret_text)
{
    json_t *root = json_pack(
        "{s: s, s: I, s: I, s: I, s: f, s: o, s: o}", "title", page->stream.title, "listeners",
        (json_int_t)page->listeners, "maximum", (json_int_t)page->maximum, "bit_rate",
        (json_int_t)page->bit_rate, "uptime", (double)page->uptime_ns / JFI_NS_PER_SECOND, "codec",
        pack_codec(page), "links", pack_links(page));

    return jfi_page_dump(root, ret_text);
}
