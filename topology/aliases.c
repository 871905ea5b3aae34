/* SPDX-License-Identifier: MIT */
#include "topology/aliases.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "topology/buffer.h"
#include "topology/internal.h"

enum {
    SHORTEST_WORD = 3,    /* of a person, a machine or a process */
    SHORTEST_SERIAL = 4,  /* some devices count from 1 */
    FIRST_PROCESS = 1001, /* neutral numbers of processes */
    MAX_ALIASES = 8192,
    ADDRESS_BYTES = 6,
    ADDRESS_LENGTH = 3 * ADDRESS_BYTES - 1,
};

struct alias {
    enum jfi_secret kind;
    const char *text, *alias;
    const char *stem; /* NULL: another spelling */
    size_t length;
    size_t next; /* of the same list, counted from 1; 0: none */
};

void jfi_aliases_fini(struct jfi_aliases *aliases)
{
    jfi_vec_fini(&aliases->items);
    jfi_arena_fini(&aliases->arena);
    *aliases = (struct jfi_aliases){.replaced = 0};
}

static const struct alias *alias_at(const struct jfi_aliases *aliases, size_t index)
{
    return jfi_vec_at(&aliases->items, index);
}

/* The first that begins like the text, whatever the case of its letters; NULL: none. */
static const struct alias *first_like(const struct jfi_aliases *aliases, const char *text)
{
    size_t head = aliases->heads[tolower((unsigned char)*text) % JFI_COUNT(aliases->heads)];

    return head ? alias_at(aliases, head - 1) : NULL;
}

static const struct alias *next_like(const struct jfi_aliases *aliases, const struct alias *alias)
{
    return alias->next ? alias_at(aliases, alias->next - 1) : NULL;
}

/* ---- giving names ---------------------------------------------------------------------------- */

static const char *find(const struct jfi_aliases *aliases, enum jfi_secret kind, const char *text)
{
    const struct alias *alias = first_like(aliases, text);

    for (; alias; alias = next_like(aliases, alias)) {
        if (alias->kind == kind && strcmp(alias->text, text) == 0)
            return alias->alias;
    }
    return NULL;
}

static bool is_taken(const struct jfi_aliases *aliases, enum jfi_secret kind, const char *name)
{
    for (size_t i = 0; i < aliases->items.count; i++) {
        const struct alias *alias = alias_at(aliases, i);

        if (alias->kind == kind && strcmp(alias->alias, name) == 0)
            return true;
    }
    return false;
}

static size_t count_names(const struct jfi_aliases *aliases, enum jfi_secret kind, const char *stem)
{
    size_t count = 0;

    for (size_t i = 0; i < aliases->items.count; i++) {
        const struct alias *alias = alias_at(aliases, i);

        count += alias->kind == kind && alias->stem && strcmp(alias->stem, stem) == 0;
    }
    return count;
}

/* The `number`th name that a text of this kind may get, counted from 0. */
static int make_name(enum jfi_secret kind, const char *stem, size_t number, char **ret_name)
{
    unsigned int high = (unsigned int)((number + 1) >> 16 & 0xff);
    unsigned int middle = (unsigned int)((number + 1) >> 8 & 0xff);
    unsigned int low = (unsigned int)((number + 1) & 0xff);
    int length;

    switch (kind) {
    case JFI_SECRET_PROCESS:
        length = asprintf(ret_name, "%zu", FIRST_PROCESS + number);
        break;
    case JFI_SECRET_MACHINE:
        length = asprintf(ret_name, "%032zx", number + 1);
        break;
    case JFI_SECRET_SERIAL:
        length = asprintf(ret_name, "SERIAL%zu", number + 1);
        break;
    case JFI_SECRET_ADDRESS:
        length = asprintf(ret_name, "02:00:00:%02x:%02x:%02x", high, middle, low);
        break;
    case JFI_SECRET_NAME: /* never the stem alone, as others may be called so themselves */
        length = asprintf(ret_name, "%s-%zu", stem, number + 1);
        break;
    default:
        length = number ? asprintf(ret_name, "%s-%zu", stem, number + 1)
                        : asprintf(ret_name, "%s", stem);
        break;
    }
    return length < 0 ? -ENOMEM : 0;
}

static const char *stem_of(enum jfi_secret kind)
{
    switch (kind) {
    case JFI_SECRET_USER:
        return "user";
    case JFI_SECRET_HOST:
        return "host";
    default:
        return "name";
    }
}

/* A stem of NULL: another spelling. */
static int push(struct jfi_aliases *aliases, enum jfi_secret kind, const char *text,
                const char *name, const char *stem)
{
    size_t *head = &aliases->heads[tolower((unsigned char)*text) % JFI_COUNT(aliases->heads)];
    struct alias added = {
        .kind = kind,
        .text = jfi_arena_dup(&aliases->arena, text),
        .alias = jfi_arena_dup(&aliases->arena, name),
        .stem = jfi_arena_dup(&aliases->arena, stem),
        .length = strlen(text),
        .next = *head,
    };
    int status;

    if (aliases->items.count >= MAX_ALIASES)
        return -ENOSPC;
    if (!added.text || !added.alias || (stem && !added.stem))
        return -ENOMEM;
    aliases->items.item_size = sizeof(struct alias);
    status = jfi_vec_push(&aliases->items, &added);
    if (status)
        return status;
    *head = aliases->items.count;
    aliases->replaced += strcmp(text, name) != 0;
    return 0;
}

int jfi_aliases_add_spelling(struct jfi_aliases *aliases, enum jfi_secret kind,
                             const char *spelling, const char *alias)
{
    return find(aliases, kind, spelling) ? 0 : push(aliases, kind, spelling, alias, NULL);
}

/* The first that is free from where it should be. */
static int choose_name(const struct jfi_aliases *aliases, enum jfi_secret kind, const char *stem,
                       char **ret_name)
{
    size_t number = count_names(aliases, kind, stem);
    int status = make_name(kind, stem, number, ret_name);

    while (!status && is_taken(aliases, kind, *ret_name)) {
        free(*ret_name);
        status = make_name(kind, stem, ++number, ret_name);
    }
    return status;
}

int jfi_aliases_add(struct jfi_aliases *aliases, enum jfi_secret kind, const char *text,
                    const char *stem, const char **ret_alias)
{
    const char *known = find(aliases, kind, text);
    char *name;
    int status;

    if (known) {
        *ret_alias = known;
        return 0;
    }
    if (!stem)
        stem = stem_of(kind);
    status = choose_name(aliases, kind, stem, &name);
    if (status)
        return status;
    status = push(aliases, kind, text, name, stem);
    free(name);
    if (!status)
        *ret_alias = find(aliases, kind, text);
    return status;
}

/* ---- words in a text ------------------------------------------------------------------------- */

static bool is_word_char(char c)
{
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* Names that half the machines have, which tell of nobody but would be found everywhere. */
static bool is_common(const struct alias *alias)
{
    static const char *const common[] = {"root",  "user",   "host",     "localhost",
                                         "audio", "pulse",  "pipewire", "wireplumber",
                                         "alsa",  "default"};

    for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++) {
        if (strcasecmp(alias->text, common[i]) == 0)
            return true;
    }
    return false;
}

static bool is_telling(const struct alias *alias)
{
    if (alias->kind == JFI_SECRET_SERIAL)
        return alias->length >= SHORTEST_SERIAL;
    return alias->length >= SHORTEST_WORD && !is_common(alias);
}

/* Host names are written in either case. */
static bool is_here(const struct alias *alias, const char *at)
{
    bool any_case = alias->kind == JFI_SECRET_USER || alias->kind == JFI_SECRET_HOST;

    if (any_case ? strncasecmp(at, alias->text, alias->length) != 0
                 : strncmp(at, alias->text, alias->length) != 0)
        return false;
    return !is_word_char(at[alias->length]) || !is_word_char(at[alias->length - 1]);
}

/* The longest that stands here. NULL: none. */
static const struct alias *find_here(const struct jfi_aliases *aliases, unsigned int kinds,
                                     const char *at)
{
    const struct alias *alias = first_like(aliases, at), *longest = NULL;

    for (; alias; alias = next_like(aliases, alias)) {
        if ((kinds & (unsigned int)alias->kind) && alias->kind != JFI_SECRET_ADDRESS &&
            (!longest || alias->length > longest->length) && is_telling(alias) &&
            is_here(alias, at))
            longest = alias;
    }
    return longest;
}

/* ---- hardware addresses ---------------------------------------------------------------------- */

/* "AA:BB:CC:DD:EE:FF", with one kind of sign between the bytes and no seventh byte. */
static bool is_address(const char *at)
{
    char sign = '\0';

    if (at[0] && at[1])
        sign = at[2];
    if (sign != ':' && sign != '_' && sign != '-')
        return false;
    for (size_t i = 0; i < ADDRESS_LENGTH; i++) {
        if (i % 3 == 2 ? at[i] != sign : !isxdigit((unsigned char)at[i]))
            return false;
    }
    return !is_word_char(at[ADDRESS_LENGTH]) &&
           !(at[ADDRESS_LENGTH] == sign && isxdigit((unsigned char)at[ADDRESS_LENGTH + 1]) &&
             isxdigit((unsigned char)at[ADDRESS_LENGTH + 2]));
}

/* Whether a byte and a colon come before: then this is the rest of a longer row. */
static bool is_inside_row(const char *text, const char *at)
{
    return at >= text + 3 && at[-1] == ':' && isxdigit((unsigned char)at[-2]) &&
           isxdigit((unsigned char)at[-3]);
}

/* Addresses that no maker gave are neutral already, those given here among them. */
static bool is_neutral_address(const char *address)
{
    return strncmp(address, "02:00:00:", strlen("02:00:00:")) == 0;
}

/* The neutral address, with the signs that stand here. */
static int name_address(struct jfi_aliases *aliases, const char *at,
                        char ret_address[ADDRESS_LENGTH + 1])
{
    const char *alias;
    int status;

    for (size_t i = 0; i < ADDRESS_LENGTH; i++)
        ret_address[i] = (char)(i % 3 == 2 ? ':' : toupper((unsigned char)at[i]));
    ret_address[ADDRESS_LENGTH] = '\0';
    if (!is_neutral_address(ret_address)) {
        status = jfi_aliases_add(aliases, JFI_SECRET_ADDRESS, ret_address, NULL, &alias);
        if (status)
            return status;
        memcpy(ret_address, alias, ADDRESS_LENGTH);
    }
    for (size_t i = 2; i < ADDRESS_LENGTH; i += 3)
        ret_address[i] = at[2];
    return 0;
}

/* ---- replacing ------------------------------------------------------------------------------- */

/* What is below a home directory has names of its own, which nothing delimits but the line. */
static void replace_home(struct jfi_buffer *output, const char **at)
{
    static const char home[] = "/home/user";

    *at += strcspn(*at, "\n");
    jfi_buffer_add(output, home, strlen(home));
}

static void replace_address(struct jfi_aliases *aliases, struct jfi_buffer *output, const char **at)
{
    char address[ADDRESS_LENGTH + 1];
    int status = name_address(aliases, *at, address);

    *at += ADDRESS_LENGTH;
    if (status)
        output->status = status;
    else
        jfi_buffer_add(output, address, ADDRESS_LENGTH);
}

/* Writes what stands here, neutral or as it is, and moves behind it. */
static void replace_here(struct jfi_aliases *aliases, unsigned int kinds, const char *text,
                         const char **at, struct jfi_buffer *output)
{
    bool is_start = *at == text || !is_word_char((*at)[-1]);
    const struct alias *alias = is_start ? find_here(aliases, kinds, *at) : NULL;

    if (alias) {
        jfi_buffer_add(output, alias->alias, strlen(alias->alias));
        *at += alias->length;
    } else if ((kinds & JFI_SECRET_HOME) && strncmp(*at, "/home/", 6) == 0 && (*at)[6]) {
        replace_home(output, at);
    } else if (is_start && (kinds & JFI_SECRET_ADDRESS) && is_address(*at) &&
               !is_inside_row(text, *at)) {
        replace_address(aliases, output, at);
    } else {
        jfi_buffer_add(output, *at, 1);
        (*at)++;
    }
}

int jfi_aliases_replace(struct jfi_aliases *aliases, unsigned int kinds, const char *text,
                        char **ret_text)
{
    struct jfi_buffer output = {.bytes = NULL};
    const char *at = text;
    size_t length;

    while (*at && !output.status)
        replace_here(aliases, kinds, text, &at, &output);
    return jfi_buffer_take(&output, ret_text, &length);
}
