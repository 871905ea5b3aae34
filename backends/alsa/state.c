/* SPDX-License-Identifier: MIT */
#include "backends/alsa/state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "backends/alsa/text.h"

/* Blocks: "state.CARD {", in it "control.N {", in that "comment {", which tells of the control. */
enum {
    IN_NOTHING = 0,
    IN_CARD = 1,
    IN_CONTROL = 2,
    IN_COMMENT = 3,
};

enum {
    MAX_VALUES = 65536, /* of a control */
    MAX_ELEMS = 65536,  /* of a card */
};

struct card {
    char *id;
    struct jfi_elems elems;
};

/* A line "value.3 87" whose meaning depends on lines that come later. */
struct raw_value {
    size_t index;
    const char *text;
};

struct scan {
    struct jfi_vec *cards;
    struct card *card; /* NULL: outside of one */
    size_t depth;
    struct jfi_elem elem;
    struct jfi_vec values, db_values; /* struct raw_value */
    struct jfi_vec items;             /* struct jfi_item, by position */
    const char *type;
    size_t told_count; /* of values, by the comment */
};

/* ---- words ----------------------------------------------------------------------------------- */

/* The byte that an escape stands for: \n, \', \303 or, as alsa-lib writes it, \0303. */
static char unescape_one(char **at)
{
    static const char letters[] = "ntvbrf", bytes[] = "\n\t\v\b\r\f";
    const char *letter = strchr(letters, **at);
    unsigned int byte = 0;

    if (**at < '0' || **at > '7') {
        char c = **at;

        if (letter)
            c = bytes[letter - letters];
        (*at)++;
        return c;
    }
    for (int digits = **at == '0' ? 4 : 3; digits > 0 && **at >= '0' && **at <= '7'; digits--)
        byte = 8 * byte + (unsigned int)(*(*at)++ - '0');
    return (char)byte;
}

static void unescape(char *text)
{
    char *to = text;

    while (*text) {
        if (*text == '\\' && text[1]) {
            text++;
            *to = unescape_one(&text);
            to += *to != '\0';
        } else {
            *to++ = *text++;
        }
    }
    *to = '\0';
}

/* Takes the quotes off a string. */
static char *unquote(char *value)
{
    size_t length = strlen(value);

    if (length >= 2 && (value[0] == '\'' || value[0] == '"') && value[length - 1] == value[0]) {
        value[length - 1] = '\0';
        value++;
        unescape(value);
    }
    return value;
}

/* "value" is number 0, "value.3" number 3. False: the key is another. */
static bool numbered(const char *key, const char *stem, size_t *ret_number)
{
    size_t length = strlen(stem);
    char *end;

    if (strncmp(key, stem, length) != 0)
        return false;
    *ret_number = 0;
    if (!key[length])
        return true;
    if (key[length] != '.' || key[length + 1] < '0' || key[length + 1] > '9')
        return false;
    *ret_number = strtoul(key + length + 1, &end, 10);
    return !*end && *ret_number < MAX_VALUES;
}

/* ---- what a control's lines mean, once all are read ------------------------------------------ */

static int64_t item_number(const struct scan *scan, const char *text, bool *ret_known)
{
    char *end;
    long long number;

    for (size_t i = 0; i < scan->items.count; i++) {
        const struct jfi_item *item = jfi_vec_at(&scan->items, i);

        if (strcmp(item->name, text) == 0)
            return item->value;
    }
    number = strtoll(text, &end, 10);
    *ret_known = *text && !*end && number >= 0;
    return number;
}

static int64_t value_of(const struct scan *scan, const char *text, bool *ret_known)
{
    char *end;
    long long number;

    switch (scan->elem.type) {
    case JFI_ELEM_BOOLEAN:
        *ret_known = strcmp(text, "true") == 0 || strcmp(text, "false") == 0;
        return strcmp(text, "true") == 0;
    case JFI_ELEM_ENUM:
        return item_number(scan, text, ret_known);
    default:
        number = strtoll(text, &end, 10);
        *ret_known = *text && !*end;
        return number;
    }
}

/* Bytes are one string of two digits each. */
static int take_bytes(struct scan *scan, const char *text)
{
    size_t count = strspn(text, "0123456789abcdefABCDEF") / 2;
    int64_t *values = jfi_arena_alloc(&scan->card->elems.arena, count, sizeof(*values));

    if (!values)
        return -ENOMEM;
    for (size_t i = 0; i < count; i++) {
        const char digits[3] = {text[2 * i], text[2 * i + 1], '\0'};

        values[i] = (int64_t)strtoul(digits, NULL, 16);
    }
    scan->elem.count = count;
    scan->elem.values = values;
    return 0;
}

/* All values or none: a gap means that the text was cut or meddled with. */
static int take_values(struct scan *scan)
{
    size_t count = scan->values.count;
    bool is_known = count > 0;
    int64_t *values;

    if (scan->elem.type == JFI_ELEM_BYTES && count == 1)
        return take_bytes(scan, ((struct raw_value *)jfi_vec_at(&scan->values, 0))->text);
    values = jfi_arena_alloc(&scan->card->elems.arena, count, sizeof(*values));
    if (!values)
        return -ENOMEM;
    for (size_t i = 0; i < count && is_known; i++) {
        const struct raw_value *raw = jfi_vec_at(&scan->values, i);

        is_known = raw->index == i;
        if (is_known)
            values[i] = value_of(scan, raw->text, &is_known);
    }
    /* Where none is told there are as many as the comment says, and unreadable. */
    scan->elem.count = count ? count : scan->told_count;
    scan->elem.values = is_known ? values : NULL;
    return 0;
}

/* alsa-lib says so where there is no sound. */
static int64_t level_of(const char *text)
{
    int64_t level = strtoll(text, NULL, 10);

    return level <= -9999999 ? INT64_MIN : level;
}

static int take_db_values(struct scan *scan)
{
    int64_t *values;

    if (!scan->elem.has_db || scan->db_values.count != scan->elem.count)
        return 0;
    values = jfi_arena_alloc(&scan->card->elems.arena, scan->elem.count, sizeof(*values));
    if (!values)
        return -ENOMEM;
    for (size_t i = 0; i < scan->elem.count; i++) {
        const struct raw_value *raw = jfi_vec_at(&scan->db_values, i);

        values[i] = level_of(raw->text);
    }
    scan->elem.db_values = values;
    return 0;
}

static int take_items(struct scan *scan)
{
    struct jfi_item *items;

    items = jfi_arena_alloc(&scan->card->elems.arena, scan->items.count, sizeof(*items));
    if (!items)
        return -ENOMEM;
    for (size_t i = 0; i < scan->items.count; i++) {
        items[i] = *(struct jfi_item *)jfi_vec_at(&scan->items, i);
        items[i].name = jfi_arena_dup(&scan->card->elems.arena, items[i].name);
        if (!items[i].name)
            return -ENOMEM;
    }
    scan->elem.items = items;
    scan->elem.item_count = scan->items.count;
    return 0;
}

static enum jfi_elem_type type_of(const char *word)
{
    static const struct {
        const char *word;
        enum jfi_elem_type type;
    } types[] = {
        {"BOOLEAN", JFI_ELEM_BOOLEAN},   {"INTEGER", JFI_ELEM_INTEGER},
        {"INTEGER64", JFI_ELEM_INTEGER}, {"ENUMERATED", JFI_ELEM_ENUM},
        {"BYTES", JFI_ELEM_BYTES},       {"IEC958", JFI_ELEM_BYTES},
    };

    for (size_t i = 0; word && i < sizeof(types) / sizeof(types[0]); i++) {
        if (strcmp(types[i].word, word) == 0)
            return types[i].type;
    }
    return JFI_ELEM_UNKNOWN;
}

/* Older files have no comment: a truth value tells its type by itself. */
static void guess_type(struct scan *scan)
{
    const struct raw_value *first = scan->values.items;
    bool is_truth = scan->values.count &&
                    (strcmp(first->text, "true") == 0 || strcmp(first->text, "false") == 0);

    scan->elem.type = type_of(scan->type);
    if (scan->elem.type == JFI_ELEM_UNKNOWN && is_truth) {
        scan->elem.type = JFI_ELEM_BOOLEAN;
        scan->elem.is_readable = true;
    }
}

static int end_elem(struct scan *scan)
{
    struct jfi_elem *elem = &scan->elem;
    int status;

    if (!elem->name || !*elem->name || scan->card->elems.items.count >= MAX_ELEMS)
        return 0;
    guess_type(scan);
    elem->iface = jfi_arena_dup(&scan->card->elems.arena, elem->iface ? elem->iface : "");
    elem->name = jfi_arena_dup(&scan->card->elems.arena, elem->name);
    if (!elem->iface || !elem->name)
        return -ENOMEM;
    status = take_items(scan);
    if (!status)
        status = take_values(scan);
    if (!status)
        status = take_db_values(scan);
    return status ? status : jfi_vec_push(&scan->card->elems.items, elem);
}

/* ---- lines ----------------------------------------------------------------------------------- */

static int push_raw(struct jfi_vec *values, size_t index, const char *text)
{
    return jfi_vec_push(values, &(struct raw_value){.index = index, .text = text});
}

static int read_field(struct scan *scan, const char *key, char *value)
{
    struct jfi_elem *elem = &scan->elem;
    size_t number;

    if (numbered(key, "value", &number))
        return push_raw(&scan->values, number, value);
    if (strcmp(key, "iface") == 0)
        elem->iface = value;
    else if (strcmp(key, "name") == 0)
        elem->name = value;
    else if (strcmp(key, "index") == 0)
        elem->index = (unsigned int)strtoul(value, NULL, 10);
    else if (strcmp(key, "device") == 0)
        elem->device = (unsigned int)strtoul(value, NULL, 10);
    else if (strcmp(key, "subdevice") == 0)
        elem->subdevice = (unsigned int)strtoul(value, NULL, 10);
    return 0;
}

static void read_access(struct jfi_elem *elem, const char *words)
{
    elem->is_readable = jfi_text_has_word(words, "read");
    elem->is_writable = jfi_text_has_word(words, "write");
    elem->is_inactive = jfi_text_has_word(words, "inactive");
    elem->is_locked = jfi_text_has_word(words, "locked");
}

/* "0 - 134 (step 1)" */
static void read_range(struct jfi_elem *elem, const char *text)
{
    const char *step = strstr(text, "step ");
    char *end;

    elem->min = strtoll(text, &end, 10);
    if (end == text || strncmp(end, " - ", 3) != 0)
        return;
    elem->max = strtoll(end + 3, NULL, 10);
    elem->step = step ? strtoll(step + strlen("step "), NULL, 10) : 0;
    elem->has_range = elem->min <= elem->max && elem->step >= 0;
}

/* The least comes before the most; a range that is none counts as not told. */
static void read_db(struct jfi_elem *elem, const char *key, const char *value)
{
    int64_t level = level_of(value);

    if (strcmp(key, "dbmin") == 0) {
        elem->db_min = level;
        elem->has_db = false;
    } else if (strcmp(key, "dbmax") == 0) {
        elem->db_max = level;
        elem->has_db = elem->db_min <= level;
    } else if (strcmp(key, "dbstep") == 0) {
        elem->db_step = level > 0 ? level : 0;
    }
}

static size_t read_count(const char *text)
{
    unsigned long count = strtoul(text, NULL, 10);

    return count < MAX_VALUES ? count : 0;
}

static int read_comment(struct scan *scan, const char *key, char *value)
{
    size_t number;

    if (numbered(key, "dbvalue", &number))
        return push_raw(&scan->db_values, number, value);
    if (numbered(key, "item", &number))
        return jfi_vec_push(&scan->items,
                            &(struct jfi_item){.value = (int64_t)number, .name = value});
    if (strcmp(key, "access") == 0)
        read_access(&scan->elem, value);
    else if (strcmp(key, "type") == 0)
        scan->type = value;
    else if (strcmp(key, "count") == 0)
        scan->told_count = read_count(value);
    else if (strcmp(key, "range") == 0)
        read_range(&scan->elem, value);
    else if (strncmp(key, "db", 2) == 0)
        read_db(&scan->elem, key, value);
    return 0;
}

static int open_card(struct scan *scan, char *name)
{
    struct card card = {.id = strdup(unquote(name))};
    int status;

    if (!card.id)
        return -ENOMEM;
    jfi_elems_init(&card.elems);
    status = jfi_vec_push(scan->cards, &card);
    if (status) {
        free(card.id);
        return status;
    }
    scan->card = jfi_vec_at(scan->cards, scan->cards->count - 1);
    return 0;
}

static int open_block(struct scan *scan, char *name)
{
    int status = 0;

    if (scan->depth == IN_NOTHING && strncmp(name, "state.", 6) == 0)
        status = open_card(scan, name + 6);
    if (scan->depth == IN_CARD) {
        scan->elem = (struct jfi_elem){.iface = NULL};
        scan->values.count = scan->db_values.count = scan->items.count = 0;
        scan->type = NULL;
        scan->told_count = 0;
    }
    scan->depth++;
    return status;
}

static int close_block(struct scan *scan)
{
    int status = scan->depth == IN_CONTROL && scan->card ? end_elem(scan) : 0;

    if (scan->depth)
        scan->depth--;
    if (scan->depth == IN_NOTHING)
        scan->card = NULL;
    return status;
}

static const char flat_comment[] = "comment.";

static int read_line(struct scan *scan, char *line)
{
    size_t length = strlen(line);
    char *value;

    if (strcmp(line, "}") == 0)
        return close_block(scan);
    if (length && line[length - 1] == '{') {
        line[length - 1] = '\0';
        return open_block(scan, jfi_text_trim(line));
    }
    value = strpbrk(line, " \t");
    if (!value || scan->depth < IN_CONTROL)
        return 0;
    *value = '\0';
    value = unquote(jfi_text_trim(value + 1));
    /* Before 2011 the comment was no block of its own. */
    if (scan->depth == IN_CONTROL && strncmp(line, flat_comment, strlen(flat_comment)) == 0)
        return read_comment(scan, line + strlen(flat_comment), value);
    return scan->depth == IN_CONTROL ? read_field(scan, line, value)
                                     : read_comment(scan, line, value);
}

/* ---- the whole ------------------------------------------------------------------------------- */

int jfi_state_parse(char *text, struct jfi_state *ret_state, size_t *ret_line)
{
    struct jfi_state state = {.cards.item_size = sizeof(struct card)};
    struct scan scan = {
        .cards = &state.cards,
        .values.item_size = sizeof(struct raw_value),
        .db_values.item_size = sizeof(struct raw_value),
        .items.item_size = sizeof(struct jfi_item),
    };
    char *line;
    int status = 0;

    while (!status && (line = strsep(&text, "\n")))
        status = read_line(&scan, jfi_text_trim(line));
    jfi_vec_fini(&scan.values);
    jfi_vec_fini(&scan.db_values);
    jfi_vec_fini(&scan.items);
    if (!status && !state.cards.count) {
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
    for (size_t i = 0; i < state->cards.count; i++) {
        struct card *card = jfi_vec_at(&state->cards, i);

        jfi_elems_fini(&card->elems);
        free(card->id);
    }
    jfi_vec_fini(&state->cards);
    *state = (struct jfi_state){0};
}

void jfi_state_take(struct jfi_state *state, const char *card, struct jfi_elems *elems)
{
    for (size_t i = 0; i < state->cards.count; i++) {
        struct card *told = jfi_vec_at(&state->cards, i);

        if (strcmp(told->id, card) != 0)
            continue;
        *elems = told->elems;
        jfi_elems_init(&told->elems);
        return;
    }
}
