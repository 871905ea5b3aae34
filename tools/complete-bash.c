/* SPDX-License-Identifier: MIT */

/*
 * Bash hands a completion its words cut at colons and equals signs and with their quotes, and puts
 * what comes back in the place of the last piece as it is. So the line is split again here, as the
 * shell will split it, and what comes back is quoted and cut. Nothing is expanded.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "complete.h"

/* A line while it is being split. */
struct splitter {
    struct bash_line *line;
    const char *breaks;
    char *end;    /* of what was written */
    bool in_word; /* a quote alone is a word, too */
};

static void begin_word(struct splitter *splitter)
{
    if (splitter->in_word)
        return;
    splitter->in_word = true;
    splitter->line->words[splitter->line->count++] = splitter->end;
    splitter->line->cut = 0;
}

static void end_word(struct splitter *splitter)
{
    if (!splitter->in_word)
        return;
    *splitter->end++ = '\0';
    splitter->in_word = false;
}

static void put(struct splitter *splitter, char letter)
{
    begin_word(splitter);
    *splitter->end++ = letter;
}

static void put_plain(struct splitter *splitter, char letter)
{
    put(splitter, letter);
    if (strchr(splitter->breaks, letter)) {
        const char *word = splitter->line->words[splitter->line->count - 1];

        splitter->line->cut = (size_t)(splitter->end - word);
    }
}

/* Takes one letter, or two where a backslash quotes. Returns what is behind it. */
static const char *take(struct splitter *splitter, const char *at)
{
    char *quote = &splitter->line->quote;
    const char *quotable = *quote ? "\"\\$`" : NULL; /* between double quotes; NULL: everything */

    if (*at == '\\' && *quote != '\'' && at[1] && (!quotable || strchr(quotable, at[1]))) {
        put(splitter, at[1]);
        return at + 2;
    }
    if (*quote && *at == *quote) {
        *quote = '\0';
    } else if (*quote) {
        put(splitter, *at);
    } else if (*at == '"' || *at == '\'') {
        begin_word(splitter);
        *quote = *at;
    } else if (*at == ' ' || *at == '\t' || *at == '\n') {
        end_word(splitter);
    } else {
        put_plain(splitter, *at);
    }
    return at + 1;
}

int bash_line_split(const char *line, const char *breaks, struct bash_line *ret_line)
{
    size_t length = strlen(line);
    struct bash_line split = {.text = malloc(length * 2 + 2),
                              .words = calloc(length + 2, sizeof(*split.words))};
    struct splitter splitter = {.line = &split, .breaks = breaks, .end = split.text};

    if (!split.text || !split.words) {
        bash_line_fini(&split);
        return -ENOMEM;
    }
    while (*line)
        line = take(&splitter, line);
    begin_word(&splitter);
    end_word(&splitter);
    *ret_line = split;
    return 0;
}

void bash_line_fini(struct bash_line *line)
{
    free(line->text);
    free(line->words);
    *line = (struct bash_line){0};
}

/* What the letter needs in front of it to stand for itself. */
static const char *quoting(char quote, char letter)
{
    if (quote == '\'')
        return letter == '\'' ? "'\\'" : "";
    if (quote)
        return strchr("\"\\$`", letter) ? "\\" : "";
    return strchr(" \t\"'\\$`!*?[]{}()<>|&;#~", letter) ? "\\" : "";
}

void bash_line_put(const struct bash_line *line, const char *candidate)
{
    const char *word = line->words[line->count - 1];

    if (strncmp(candidate, word, strlen(word)) != 0)
        return;
    for (const char *at = candidate + line->cut; *at; at++) {
        (void)fputs(quoting(line->quote, *at), stdout);
        (void)putchar(*at);
    }
    (void)putchar('\n');
}
