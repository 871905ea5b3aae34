/* SPDX-License-Identifier: MIT */
#include "backends/alsa/state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Blocks: "state.CARD {", in it "control.N {", in that others that tell about a control. */
enum {
    IN_NOTHING = 0,
    IN_CARD = 1,
    IN_CONTROL = 2
};

struct scan {
    struct jfi_vec *jacks;
    const char *card;
    size_t depth;
    struct jfi_state_jack control; /* as far as read; no name: none */
    bool has_value, has_card;
};

static char *trim(char *line)
{
    size_t length;

    line += strspn(line, " \t");
    length = strlen(line);
    while (length && strchr(" \t\r", line[length - 1]))
        line[--length] = '\0';
    return line;
}

/* Takes the quotes off a string. */
static char *unquote(char *value)
{
    size_t length = strlen(value);

    if (length >= 2 && (value[0] == '\'' || value[0] == '"') && value[length - 1] == value[0]) {
        value[length - 1] = '\0';
        value++;
    }
    return value;
}

static void open_block(struct scan *scan, char *name)
{
    if (scan->depth == IN_NOTHING && strncmp(name, "state.", 6) == 0) {
        scan->card = unquote(name + 6);
        scan->has_card = true;
    }
    if (scan->depth == IN_CARD) {
        scan->control = (struct jfi_state_jack){.card = scan->card};
        scan->has_value = false;
    }
    scan->depth++;
}

static bool is_jack(const struct jfi_state_jack *control)
{
    size_t length = control->name ? strlen(control->name) : 0;

    return length > 5 && strcmp(control->name + length - 5, " Jack") == 0;
}

static int close_block(struct scan *scan)
{
    bool is_whole = scan->depth == IN_CONTROL && scan->card && scan->has_value;

    if (scan->depth)
        scan->depth--;
    if (scan->depth == IN_NOTHING)
        scan->card = NULL;
    return is_whole && is_jack(&scan->control) ? jfi_vec_push(scan->jacks, &scan->control) : 0;
}

static void read_field(struct scan *scan, const char *key, char *value)
{
    if (strcmp(key, "name") == 0) {
        scan->control.name = unquote(value);
    } else if (strcmp(key, "index") == 0) {
        scan->control.index = (unsigned int)strtoul(value, NULL, 10);
    } else if (strcmp(key, "value") == 0 || strcmp(key, "value.0") == 0) {
        scan->control.is_plugged = strcmp(value, "true") == 0;
        scan->has_value = scan->control.is_plugged || strcmp(value, "false") == 0;
    }
}

static int read_line(struct scan *scan, char *line)
{
    size_t length = strlen(line);
    char *value;

    if (strcmp(line, "}") == 0)
        return close_block(scan);
    if (length && line[length - 1] == '{') {
        line[length - 1] = '\0';
        open_block(scan, trim(line));
        return 0;
    }
    value = strpbrk(line, " \t");
    if (scan->depth != IN_CONTROL || !value)
        return 0;
    *value = '\0';
    read_field(scan, line, trim(value + 1));
    return 0;
}

int jfi_state_parse(char *text, struct jfi_state *ret_state, size_t *ret_line)
{
    struct jfi_state state = {.text = text, .jacks.item_size = sizeof(struct jfi_state_jack)};
    struct scan scan = {.jacks = &state.jacks};
    char *rest = text, *line;
    int status = 0;

    while (!status && (line = strsep(&rest, "\n")))
        status = read_line(&scan, trim(line));
    if (!status && !scan.has_card) {
        *ret_line = 1;
        status = -EBADMSG;
    }
    if (status)
        jfi_state_fini(&state);
    else
        *ret_state = state;
    return status;
}

void jfi_state_fini(struct jfi_state *state)
{
    jfi_vec_fini(&state->jacks);
    free(state->text);
    *state = (struct jfi_state){0};
}
