/* SPDX-License-Identifier: MIT */

/* Text in Graphviz' language, so that whatever it says it stays text. */

#include "dot.h"

#include <stdbool.h>
#include <string.h>

/* Takes no room and, unlike an entity's name, may follow an ampersand. */
#define ZERO_WIDTH_SPACE "\xe2\x80\x8b"

/*
 * Graphviz passes on what looks like an entity, whether XML knows it or not. A space of no width
 * behind the ampersand makes it look like none; where there is one already another keeps two
 * different names different.
 */
static bool looks_like_entity(const char *ampersand)
{
    const char *text = ampersand + 1;

    if (strncmp(text, ZERO_WIDTH_SPACE, strlen(ZERO_WIDTH_SPACE)) == 0)
        return true;
    text += strspn(text, "#0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    return *text == ';';
}

/* Bytes of what XML does not allow at the start of `text`: control characters, U+FFFE, U+FFFF. */
static size_t forbidden_length(const char *text)
{
    unsigned char first = (unsigned char)text[0];

    if (first < 0x20 || first == 0x7f)
        return 1;
    return strncmp(text, "\xef\xbf\xbe", 3) == 0 || strncmp(text, "\xef\xbf\xbf", 3) == 0 ? 3 : 0;
}

/* A name is no escaped string: a backslash is itself, but could not stand before the last quote. */
static void put_name_byte(FILE *stream, const char *byte)
{
    if (*byte == '"')
        (void)fputs("\\\"", stream);
    else if (*byte == '\\')
        (void)fputs("&#92;", stream);
    else
        (void)fputc(*byte, stream);
    if (*byte == '&' && looks_like_entity(byte))
        (void)fputs(ZERO_WIDTH_SPACE, stream);
}

void put_node_name(FILE *stream, const char *name)
{
    (void)fputc('"', stream);
    while (*name) {
        size_t forbidden = forbidden_length(name);

        if (forbidden)
            (void)fputc('?', stream);
        else
            put_name_byte(stream, name);
        name += forbidden ? forbidden : 1;
    }
    (void)fputc('"', stream);
}

/* The text of a label is one: "\N" would become the node's name. */
static void put_label_byte(FILE *stream, const char *byte)
{
    switch (*byte) {
    case '<':
        (void)fputs("&lt;", stream);
        break;
    case '>':
        (void)fputs("&gt;", stream);
        break;
    case '"':
        (void)fputs("&quot;", stream);
        break;
    case '&':
        (void)fputs("&amp;", stream);
        if (looks_like_entity(byte))
            (void)fputs(ZERO_WIDTH_SPACE, stream);
        break;
    case '\\':
        (void)fputs("\\\\", stream);
        break;
    default:
        (void)fputc(*byte, stream);
    }
}

void put_label_text(FILE *stream, const char *text, size_t limit)
{
    size_t count = 0;

    while (*text) {
        size_t forbidden = forbidden_length(text);

        count += ((unsigned char)*text & 0xc0) != 0x80;
        if (count > limit) {
            (void)fputs("\xe2\x80\xa6", stream);
            return;
        }
        if (forbidden)
            (void)fputc('?', stream);
        else
            put_label_byte(stream, text);
        text += forbidden ? forbidden : 1;
    }
}
