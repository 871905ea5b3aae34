/* SPDX-License-Identifier: MIT */
#include "backends/replay/pw-dump.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "backends/json-load.h"

/** The text of a dump, and how far it has been read. */
struct dump {
    const char *bytes;
    size_t size, at;
    json_t *lists; /* an array of those read so far */
};

/* ---- where things are ------------------------------------------------------------------------ */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void skip_blanks(struct dump *dump)
{
    while (dump->at < dump->size && is_blank(dump->bytes[dump->at]))
        dump->at++;
}

static void locate(const struct dump *dump, size_t offset, struct jfi_pw_fault *fault)
{
    fault->line = fault->column = 1;
    for (size_t i = 0; i < offset && i < dump->size; i++) {
        fault->column++;
        if (dump->bytes[i] == '\n') {
            fault->line++;
            fault->column = 1;
        }
    }
}

static int refuse(const struct dump *dump, size_t offset, const char *what,
                  struct jfi_pw_fault *ret_fault)
{
    locate(dump, offset, ret_fault);
    (void)snprintf(ret_fault->what, sizeof(ret_fault->what), "%s", what);
    return -EBADMSG;
}

/* Behind a string that begins at `at`. */
static size_t skip_string(const struct dump *dump, size_t at)
{
    for (at++; at < dump->size && dump->bytes[at] != '"'; at++)
        at += dump->bytes[at] == '\\';
    return at + 1;
}

/* Where element `index` of the list that begins at `at` begins; the list is known to be JSON. */
static size_t find_element(const struct dump *dump, size_t at, size_t index)
{
    size_t depth = 0, seen = 0;

    while (at < dump->size) {
        char c = dump->bytes[at];

        if (depth == 1 && seen == index && !is_blank(c) && c != ',')
            return at;
        if (c == '"') {
            at = skip_string(dump, at);
            continue;
        }
        if (c == '[' || c == '{')
            depth++;
        if (c == ']' || c == '}')
            depth--;
        if (c == ',' && depth == 1)
            seen++;
        at++;
    }
    return at;
}

/* ---- reading --------------------------------------------------------------------------------- */

/* jansson gives a text and a place; of its text the first line is enough. */
static int refuse_json(const struct dump *dump, const json_error_t *error,
                       struct jfi_pw_fault *ret_fault)
{
    size_t offset = error->position > 0 ? (size_t)error->position : 0;

    (void)refuse(dump, dump->at + offset, error->text, ret_fault);
    ret_fault->what[strcspn(ret_fault->what, "\n")] = '\0';
    for (char *c = ret_fault->what; *c; c++) {
        if ((unsigned char)*c < ' ')
            *c = '?';
    }
    return -EBADMSG;
}

static int check_list(const struct dump *dump, const json_t *list, struct jfi_pw_fault *ret_fault)
{
    size_t index;
    json_t *object;

    if (!json_is_array(list))
        return refuse(dump, dump->at, "not a list of objects, as pw-dump prints", ret_fault);
    json_array_foreach(list, index, object)
    {
        const char *what = jfi_pw_dump_object_fault(object);

        if (what)
            return refuse(dump, find_element(dump, dump->at, index), what, ret_fault);
    }
    return 0;
}

static int read_list(struct dump *dump, struct jfi_pw_fault *ret_fault)
{
    json_error_t error;
    json_t *list;
    int status = jfi_json_load(dump->bytes + dump->at, dump->size - dump->at,
                               JSON_DISABLE_EOF_CHECK, &list, &error);

    if (status)
        return status == -ENOMEM ? status : refuse_json(dump, &error, ret_fault);
    status = check_list(dump, list, ret_fault);
    if (status) {
        json_decref(list);
        return status;
    }
    dump->at += (size_t)error.position;
    return json_array_append_new(dump->lists, list) < 0 ? -ENOMEM : 0;
}

static int read_lists(struct dump *dump, struct jfi_pw_fault *ret_fault)
{
    int status = 0;

    skip_blanks(dump);
    if (dump->at == dump->size)
        return refuse(dump, 0, "empty", ret_fault);
    while (dump->at < dump->size && !status) {
        status = read_list(dump, ret_fault);
        skip_blanks(dump);
    }
    return status;
}

static int put_lists(const json_t *lists, struct jfi_pw_model *model)
{
    size_t i, j;
    json_t *list, *object;
    int status = 0;

    json_array_foreach(lists, i, list)
    {
        json_array_foreach(list, j, object)
        {
            status = jfi_pw_dump_put(model, object);
            if (status)
                return status;
        }
    }
    return status;
}

int jfi_pw_dump_parse(const char *bytes, size_t size, json_t **ret_lists,
                      struct jfi_pw_fault *ret_fault)
{
    struct dump dump = {.bytes = bytes, .size = size, .lists = json_array()};
    int status = dump.lists ? read_lists(&dump, ret_fault) : -ENOMEM;

    if (status)
        json_decref(dump.lists);
    else
        *ret_lists = dump.lists;
    return status;
}

int jfi_pw_dump_read(const char *bytes, size_t size, struct jfi_pw_model *model,
                     struct jfi_pw_fault *ret_fault)
{
    json_t *lists;
    int status = jfi_pw_dump_parse(bytes, size, &lists, ret_fault);

    if (status)
        return status;
    status = put_lists(lists, model);
    json_decref(lists);
    return status;
}
