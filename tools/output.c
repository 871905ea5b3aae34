/* SPDX-License-Identifier: MIT */
#include "output.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common.h"
#include "environment.h"
#include "terminal.h"

/* ---- text ------------------------------------------------------------------------------------ */

/* Bytes of a control character at the start of `text`: one of ASCII or, in UTF-8, one of C1. */
static size_t control_length(const char *text)
{
    unsigned char first = (unsigned char)text[0], second = (unsigned char)(first ? text[1] : 0);

    if (first < 0x20 || first == 0x7f)
        return 1;
    return first == 0xc2 && second >= 0x80 && second <= 0x9f ? 2 : 0;
}

void put_text(FILE *stream, const char *text)
{
    while (*text) {
        size_t length = control_length(text);

        (void)fputc(length ? '?' : *text, stream);
        text += length ? length : 1;
    }
}

bool output_is_colored(const struct tool *tool, FILE *stream)
{
    const char *terminal = getenv("TERM");

    if (tool->color != COLOR_AUTO)
        return tool->color == COLOR_ALWAYS;
    if (environment_value("NO_COLOR"))
        return false;
    return terminal && strcmp(terminal, "dumb") != 0 && isatty(fileno(stream));
}

void put_styled(FILE *stream, bool colored, enum style style, const char *text)
{
    static const char *const codes[] = {
        [STYLE_NONE] = "",         [STYLE_BOLD] = "\033[1m", [STYLE_DIM] = "\033[2m",
        [STYLE_GOOD] = "\033[32m", [STYLE_BAD] = "\033[31m",
    };
    bool styled = colored && style != STYLE_NONE;

    (void)fputs(styled ? codes[style] : "", stream);
    put_text(stream, text);
    (void)fputs(styled ? "\033[0m" : "", stream);
}

/* ---- tables ---------------------------------------------------------------------------------- */

static const char *cell_text(const char *cell)
{
    return cell && *cell ? cell : "-";
}

void columns_fit(struct columns *columns, const struct row *row)
{
    for (size_t i = 0; i < columns->count; i++) {
        size_t width = text_width(cell_text(row->cells[i]));

        if (width > columns->widths[i])
            columns->widths[i] = width;
    }
}

void columns_print(const struct columns *columns, const struct row *row)
{
    for (size_t i = 0; i < columns->count; i++) {
        const char *text = cell_text(row->cells[i]);
        size_t width = text_width(text);

        put_text(stdout, text);
        if (i + 1 < columns->count)
            (void)printf("%*s", (int)(columns->widths[i] - width) + 2, "");
    }
    (void)putchar('\n');
}

/* ---- values ---------------------------------------------------------------------------------- */

/* The name of a choice; a neighbour without one is what its id says. NULL: nothing names it. */
static const char *choice_name(const struct jf_control *control, int64_t value)
{
    const struct jf_device *device = jf_part_get_device(jf_control_get_part(control));
    const struct jf_part *neighbour;
    const char *name;
    int64_t choice;

    for (size_t i = 0; jf_control_get_item(control, i, &name, &choice) == 0; i++) {
        if (choice == value && *name)
            return name;
    }
    if (jf_control_get_kind(control) != JF_CONTROL_SELECTOR || value < 0 || value > UINT32_MAX ||
        jf_device_get_part_by_local_id(device, (uint32_t)value, &neighbour) < 0)
        return NULL;
    return part_key(neighbour);
}

static void level_text(int64_t value, char *text, size_t size_bytes)
{
    if (value == INT64_MIN)
        (void)snprintf(text, size_bytes, "silence");
    else
        (void)snprintf(text, size_bytes, "%.2f dB", (double)value / 100);
}

void one_value_text(const struct jf_control *control, int64_t value, char *text, size_t size_bytes)
{
    const char *name = choice_name(control, value);

    switch (jf_control_get_kind(control)) {
    case JF_CONTROL_LEVEL:
        level_text(value, text, size_bytes);
        break;
    case JF_CONTROL_MUTE:
        (void)snprintf(text, size_bytes, "%s", value ? "muted" : "open");
        break;
    case JF_CONTROL_BOOLEAN:
        (void)snprintf(text, size_bytes, "%s", value ? "on" : "off");
        break;
    case JF_CONTROL_BYTES:
        (void)snprintf(text, size_bytes, "%02" PRIx64, value & 0xff);
        break;
    default:
        if (name)
            (void)snprintf(text, size_bytes, "%s", name);
        else
            (void)snprintf(text, size_bytes, "%" PRId64, value);
        break;
    }
}

const char *value_separator(const struct jf_control *control)
{
    return jf_control_get_kind(control) == JF_CONTROL_BYTES ? " " : ", ";
}

void control_value_text(const struct jf_control *control, char *text, size_t size_bytes)
{
    const char *separator = value_separator(control);
    size_t count = jf_control_get_value_count(control), used = 0;
    int64_t value;

    (void)snprintf(text, size_bytes, "?");
    for (size_t i = 0; jf_control_get_value(control, i, &value) == 0; i++) {
        /* While more is to come, there must be room to say that it did not fit. */
        size_t room = size_bytes - (i + 1 < count ? strlen("...") : 0);
        char one[SCRATCH_BYTES];

        one_value_text(control, value, one, sizeof(one));
        if (used + strlen(i ? separator : "") + strlen(one) >= room) {
            (void)snprintf(text + used, size_bytes - used, "...");
            break;
        }
        used += (size_t)snprintf(text + used, size_bytes - used, "%s%s", i ? separator : "", one);
    }
}

void put_control_value(FILE *stream, const struct jf_control *control)
{
    int64_t value;

    if (!jf_control_get_value_count(control))
        (void)fputc('?', stream);
    for (size_t i = 0; jf_control_get_value(control, i, &value) == 0; i++) {
        char one[SCRATCH_BYTES];

        one_value_text(control, value, one, sizeof(one));
        (void)fputs(i ? value_separator(control) : "", stream);
        put_text(stream, one);
    }
}

/* ---- the end of it --------------------------------------------------------------------------- */

bool output_is_broken(void)
{
    struct pollfd descriptor = {.fd = STDOUT_FILENO};

    return poll(&descriptor, 1, 0) > 0 && (descriptor.revents & POLLERR);
}

int output_finish(int result)
{
    bool failed = fflush(stdout) != 0;
    int error = failed ? errno : 0;

    if ((!failed && !ferror(stdout)) || error == EPIPE || output_is_broken())
        return result;
    report(error ? -error : -EIO, "cannot write the output");
    return result ? result : EXIT_REFUSED;
}
