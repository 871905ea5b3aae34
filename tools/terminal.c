/* SPDX-License-Identifier: MIT */
#include "terminal.h"

#include <langinfo.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

#include "output.h"

enum {
    COLUMNS_LEAST = 20
};

size_t terminal_columns(FILE *stream)
{
    struct winsize size;

    if (!isatty(fileno(stream)) || ioctl(fileno(stream), TIOCGWINSZ, &size) != 0 ||
        size.ws_col == 0)
        return 0;
    return size.ws_col < COLUMNS_LEAST ? COLUMNS_LEAST : size.ws_col;
}

bool terminal_is_utf8(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* ---- how wide text is ------------------------------------------------------------------------ */

/* The first letter of text that is not empty, and its bytes; a byte that is none is itself. */
static wchar_t first_letter(const char *text, size_t *ret_length)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t length = bytes[0] >= 0xf0 ? 4 : bytes[0] >= 0xe0 ? 3 : bytes[0] >= 0xc0 ? 2 : 1;
    uint32_t letter = length == 1 ? bytes[0] : bytes[0] & (0x7fU >> length);

    for (size_t i = 1; i < length; i++) {
        if ((bytes[i] & 0xc0) != 0x80) {
            *ret_length = 1;
            return (wchar_t)bytes[0];
        }
        letter = letter << 6 | (bytes[i] & 0x3f);
    }
    *ret_length = length;
    return (wchar_t)letter;
}

/* What this character set does not know is shown as one thing or another. */
static size_t letter_width(wchar_t letter)
{
    int width = wcwidth(letter);

    return width < 0 ? 1 : (size_t)width;
}

size_t text_width(const char *text)
{
    size_t width = 0, length;

    for (; *text; text += length)
        width += letter_width(first_letter(text, &length));
    return width;
}

/* Bytes of the longest beginning that takes no more than as many columns. */
static size_t head_length(const char *text, size_t columns)
{
    size_t width = 0, used = 0, length;

    for (; text[used]; used += length) {
        width += letter_width(first_letter(text + used, &length));
        if (width > columns)
            break;
    }
    return used;
}

/* Where the longest end begins that takes no more than as many columns. */
static const char *find_tail(const char *text, size_t columns)
{
    size_t width = text_width(text), length;

    for (; width > columns; text += length)
        width -= letter_width(first_letter(text, &length));
    /* What joins the letter before it stays with that. */
    while (*text && letter_width(first_letter(text, &length)) == 0)
        text += length;
    return text;
}

char *text_fit(const char *text, size_t columns, bool middle)
{
    const char *ellipsis = terminal_is_utf8() ? "\xe2\x80\xa6" : "...";
    size_t room = text_width(ellipsis), head;
    char *fitting;

    if (text_width(text) <= columns)
        return strdup(text);
    room = columns > room ? columns - room : 0;
    head = head_length(text, middle ? room - room / 2 : room);
    if (asprintf(&fitting, "%.*s%s%s", (int)head, text, ellipsis,
                 middle ? find_tail(text, room / 2) : "") < 0)
        return NULL;
    return fitting;
}

/* ---- a line that is kept up to date ---------------------------------------------------------- */

void live_line_open(struct live_line *line, const struct tool *tool)
{
    const char *terminal = getenv("TERM");

    *line = (struct live_line){.is_live = !tool->json && !tool->quiet && terminal && *terminal &&
                                          strcmp(terminal, "dumb") != 0 &&
                                          terminal_columns(stdout) > 0};
}

void live_line_hide(struct live_line *line)
{
    if (!line->is_shown)
        return;
    line->is_shown = false;
    (void)fputs("\r\033[J", stdout);
    (void)fflush(stdout);
}

void live_line_touch(struct live_line *line)
{
    const time_t now = time(NULL);
    struct tm parts;

    if (!localtime_r(&now, &parts) ||
        strftime(line->changed_at, sizeof(line->changed_at), "%H:%M:%S", &parts) == 0)
        line->changed_at[0] = '\0';
}

/* The last column stays free: a terminal may go on to the next line behind it. */
void live_line_show(struct live_line *line, const char *text)
{
    size_t columns = line->is_live ? terminal_columns(stdout) : 0;
    char whole[512], *fitting;

    if (columns == 0)
        return;
    (void)snprintf(whole, sizeof(whole), "%s%s%s", text,
                   *line->changed_at ? "; last change at " : "", line->changed_at);
    fitting = text_fit(whole, columns - 1, false);
    if (!fitting)
        return;
    (void)fputs("\r\033[J", stdout);
    put_text(stdout, fitting);
    (void)fflush(stdout);
    line->is_shown = true;
    free(fitting);
}
