/* SPDX-License-Identifier: MIT */

/* Control elements in the form that `alsactl store` gives them. */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "backends/alsa/state.h"

/* ---- words ----------------------------------------------------------------------------------- */

/* What stands without quotes is a word that is no number. */
static bool is_plain(const char *text)
{
    if (!*text || *text == '-' || (*text >= '0' && *text <= '9'))
        return false;
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;

        if (c <= ' ' || c >= 127 || strchr(",;={}[]()'\"#\\", c))
            return false;
    }
    return true;
}

static void add_quoted(struct jfi_buffer *buffer, const char *text)
{
    jfi_buffer_add(buffer, "'", 1);
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;

        if (c == '\'' || c == '\\')
            jfi_buffer_format(buffer, "\\%c", c);
        else if (c < ' ' || c >= 127)
            jfi_buffer_format(buffer, "\\%04o", c);
        else
            jfi_buffer_add(buffer, text, 1);
    }
    jfi_buffer_add(buffer, "'", 1);
}

static void add_text(struct jfi_buffer *buffer, const char *text)
{
    if (is_plain(text))
        jfi_buffer_add(buffer, text, strlen(text));
    else
        add_quoted(buffer, text);
}

/* "KEY 'TEXT'", indented. */
static void add_line(struct jfi_buffer *buffer, const char *key, const char *text)
{
    jfi_buffer_format(buffer, "%s ", key);
    add_text(buffer, text);
    jfi_buffer_add(buffer, "\n", 1);
}

/* ---- values ---------------------------------------------------------------------------------- */

static const char *item_name(const struct jfi_elem *elem, int64_t value)
{
    for (size_t i = 0; i < elem->item_count; i++) {
        if (elem->items[i].value == value && *elem->items[i].name)
            return elem->items[i].name;
    }
    return NULL;
}

static void add_value(struct jfi_buffer *buffer, const struct jfi_elem *elem, int64_t value)
{
    const char *name = elem->type == JFI_ELEM_ENUM ? item_name(elem, value) : NULL;

    if (elem->type == JFI_ELEM_BOOLEAN)
        jfi_buffer_format(buffer, " %s\n", value ? "true" : "false");
    else if (!name)
        jfi_buffer_format(buffer, " %" PRId64 "\n", value);
    else
        add_line(buffer, "", name);
}

static void add_bytes(struct jfi_buffer *buffer, const struct jfi_elem *elem)
{
    jfi_buffer_format(buffer, "\t\tvalue '");
    for (size_t i = 0; i < elem->count; i++)
        jfi_buffer_format(buffer, "%02x", (unsigned int)(elem->values[i] & 0xff));
    jfi_buffer_format(buffer, "'\n");
}

static void add_values(struct jfi_buffer *buffer, const struct jfi_elem *elem)
{
    if (!elem->values)
        return;
    if (elem->type == JFI_ELEM_BYTES) {
        add_bytes(buffer, elem);
        return;
    }
    for (size_t i = 0; i < elem->count; i++) {
        if (elem->count == 1)
            jfi_buffer_format(buffer, "\t\tvalue");
        else
            jfi_buffer_format(buffer, "\t\tvalue.%zu", i);
        add_value(buffer, elem, elem->values[i]);
    }
}

/* ---- the comment ----------------------------------------------------------------------------- */

static const char *type_word(enum jfi_elem_type type)
{
    switch (type) {
    case JFI_ELEM_BOOLEAN:
        return "BOOLEAN";
    case JFI_ELEM_INTEGER:
        return "INTEGER";
    case JFI_ELEM_ENUM:
        return "ENUMERATED";
    case JFI_ELEM_BYTES:
        return "BYTES";
    default:
        return NULL;
    }
}

static void add_access(struct jfi_buffer *buffer, const struct jfi_elem *elem)
{
    struct jfi_buffer words = {.bytes = NULL};
    char *text;
    size_t length;

    jfi_buffer_format(&words, "%s%s%s%s", elem->is_readable ? " read" : "",
                      elem->is_writable ? " write" : "", elem->is_inactive ? " inactive" : "",
                      elem->is_locked ? " locked" : "");
    buffer->status = jfi_buffer_take(&words, &text, &length);
    if (buffer->status)
        return;
    add_line(buffer, "\t\t\taccess", length ? text + 1 : text);
    free(text);
}

static void add_range(struct jfi_buffer *buffer, const struct jfi_elem *elem)
{
    if (!elem->has_range)
        return;
    jfi_buffer_format(buffer, "\t\t\trange '%" PRId64 " - %" PRId64, elem->min, elem->max);
    if (elem->step)
        jfi_buffer_format(buffer, " (step %" PRId64 ")", elem->step);
    jfi_buffer_format(buffer, "'\n");
}

/* What alsa-lib says where there is no sound. */
static int64_t level_of(int64_t millibel)
{
    return millibel == INT64_MIN ? -9999999 : millibel;
}

static void add_decibel(struct jfi_buffer *buffer, const struct jfi_elem *elem)
{
    if (!elem->has_db)
        return;
    jfi_buffer_format(buffer, "\t\t\tdbmin %" PRId64 "\n", level_of(elem->db_min));
    if (elem->db_step)
        jfi_buffer_format(buffer, "\t\t\tdbstep %" PRId64 "\n", elem->db_step);
    jfi_buffer_format(buffer, "\t\t\tdbmax %" PRId64 "\n", level_of(elem->db_max));
    for (size_t i = 0; elem->db_values && i < elem->count; i++)
        jfi_buffer_format(buffer, "\t\t\tdbvalue.%zu %" PRId64 "\n", i,
                          level_of(elem->db_values[i]));
}

static void add_comment(struct jfi_buffer *buffer, const struct jfi_elem *elem)
{
    const char *type = type_word(elem->type);

    jfi_buffer_format(buffer, "\t\tcomment {\n");
    add_access(buffer, elem);
    if (type)
        add_line(buffer, "\t\t\ttype", type);
    jfi_buffer_format(buffer, "\t\t\tcount %zu\n", elem->count);
    add_range(buffer, elem);
    add_decibel(buffer, elem);
    for (size_t i = 0; i < elem->item_count; i++) {
        jfi_buffer_format(buffer, "\t\t\titem.%" PRId64 " ", elem->items[i].value);
        add_text(buffer, elem->items[i].name);
        jfi_buffer_format(buffer, "\n");
    }
    jfi_buffer_format(buffer, "\t\t}\n");
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void add_number(struct jfi_buffer *buffer, const char *key, unsigned int number)
{
    if (number)
        jfi_buffer_format(buffer, "\t\t%s %u\n", key, number);
}

void jfi_state_write(struct jfi_buffer *buffer, const char *card, const struct jfi_elems *elems)
{
    jfi_buffer_format(buffer, "state.");
    add_text(buffer, card);
    jfi_buffer_format(buffer, " {\n");
    for (size_t i = 0; i < jfi_elems_get_count(elems); i++) {
        const struct jfi_elem *elem = jfi_elems_get(elems, i);

        jfi_buffer_format(buffer, "\tcontrol.%zu {\n", i + 1);
        add_line(buffer, "\t\tiface", elem->iface);
        add_number(buffer, "device", elem->device);
        add_number(buffer, "subdevice", elem->subdevice);
        add_line(buffer, "\t\tname", elem->name);
        add_number(buffer, "index", elem->index);
        add_values(buffer, elem);
        add_comment(buffer, elem);
        jfi_buffer_format(buffer, "\t}\n");
    }
    jfi_buffer_format(buffer, "}\n");
}
