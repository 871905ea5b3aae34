/* SPDX-License-Identifier: MIT */

/* The document: lines of text that say what is to be connected. */

#include "topology/wiring.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_LINES = 10000,
    MAX_LINE_BYTES = 8192,
    MAX_RULES = 32, /* of an end */
};

static struct jfi_wiring_line *line_at(const struct jf_wiring *wiring, size_t index)
{
    return jfi_vec_at(&wiring->lines, index);
}

static int wiring_new(struct jf_wiring **ret_wiring)
{
    struct jf_wiring *wiring = calloc(1, sizeof(*wiring));

    if (!wiring)
        return -ENOMEM;
    wiring->lines.item_size = sizeof(struct jfi_wiring_line);
    *ret_wiring = wiring;
    return 0;
}

struct jf_wiring *jf_wiring_free(struct jf_wiring *wiring)
{
    if (!wiring)
        return NULL;
    jfi_vec_fini(&wiring->lines);
    jfi_arena_fini(&wiring->arena);
    free(wiring);
    return NULL;
}

size_t jf_wiring_get_count(const struct jf_wiring *wiring)
{
    return wiring ? wiring->lines.count : 0;
}

/* ---- reading: one end ------------------------------------------------------------------------ */

struct reader {
    struct jf_wiring *wiring;
    size_t line;
    const char *fault; /* static; NULL: none */
};

static int fault(struct reader *reader, const char *what)
{
    if (!reader->fault)
        reader->fault = what;
    return -EBADMSG;
}

/* "{media.class=Audio/Sink,node.name=alsa*}", cut in place. `*ret_rest` is what follows. */
static int read_rules(struct reader *reader, char *text, struct jfi_wiring_end *end,
                      char **ret_rest)
{
    char *close = strchr(text, '}'), *rule, *rest = text + 1;

    if (!close)
        return fault(reader, "a '{' without its '}'");
    *close = '\0';
    end->rules = jfi_arena_alloc(&reader->wiring->arena, MAX_RULES, sizeof(*end->rules));
    if (!end->rules)
        return -ENOMEM;
    while ((rule = strsep(&rest, ","))) {
        char *equals = strchr(rule, '=');

        if (!equals || equals == rule)
            return fault(reader, "a rule that is not KEY=PATTERN");
        if (end->rule_count == MAX_RULES)
            return fault(reader, "too many rules");
        *equals = '\0';
        end->rules[end->rule_count++] =
            (struct jfi_wiring_rule){.key = rule, .pattern = equals + 1};
    }
    *ret_rest = close + 1;
    return 0;
}

static int read_end(struct reader *reader, const char *word, struct jfi_wiring_end *ret_end)
{
    struct jfi_wiring_end end = {.text = jfi_arena_dup(&reader->wiring->arena, word)};
    char *text = jfi_arena_dup(&reader->wiring->arena, word), *slash;
    int status = 0;

    if (!end.text || !text)
        return -ENOMEM;
    if (*text == '{')
        status = read_rules(reader, text, &end, &text);
    else
        end.device = text;
    if (status)
        return status;
    slash = strchr(text, '/');
    if (end.rule_count && *text && slash != text)
        return fault(reader, "only '/' and a port can follow a '}'");
    if (slash) {
        *slash = '\0';
        end.part = slash + 1;
    }
    if ((end.device && !*end.device) || (end.part && !*end.part))
        return fault(reader, "an empty name");
    *ret_end = end;
    return 0;
}

/* ---- reading: lines -------------------------------------------------------------------------- */

static int read_header(struct reader *reader, const char *version)
{
    if (!version || strcmp(version, "1") != 0)
        return fault(reader, "a version of wiring that is not known here; this is 1");
    return 0;
}

/* "[new] connect A B" or "forbid A B", as words. */
static int read_words(struct reader *reader, char *words[5], size_t count)
{
    struct jfi_wiring_line line = {.number = reader->line};
    size_t at = 0;
    int status;

    if (strcmp(words[0], "wiring") == 0)
        return count == 2 ? read_header(reader, words[1]) : read_header(reader, NULL);
    if (strcmp(words[0], "new") == 0) {
        line.is_only_new = true;
        at++;
    }
    if (at < count && strcmp(words[at], "connect") == 0)
        line.verb = JFI_WIRING_CONNECT;
    else if (at < count && at == 0 && strcmp(words[at], "forbid") == 0)
        line.verb = JFI_WIRING_FORBID;
    else
        return fault(reader, "neither 'connect A B' nor 'forbid A B'");
    if (count != at + 3)
        return fault(reader, "two ends are needed, the source first");
    status = read_end(reader, words[at + 1], &line.from);
    if (!status)
        status = read_end(reader, words[at + 2], &line.to);
    if (status)
        return status;
    if (reader->wiring->lines.count == MAX_LINES)
        return fault(reader, "too many lines");
    return jfi_vec_push(&reader->wiring->lines, &line);
}

static int read_line(struct reader *reader, char *line)
{
    static const char blanks[] = " \t\r";
    char *words[5], *word, *comment = line;
    size_t count = 0;

    /* A '#' begins a comment at the start of a word only: ids of twins contain one. */
    while ((comment = strchr(comment, '#'))) {
        if (comment == line || strchr(blanks, comment[-1])) {
            *comment = '\0';
            break;
        }
        comment++;
    }
    while ((word = strsep(&line, blanks))) {
        if (!*word)
            continue;
        if (count == 5)
            return fault(reader, "too many words");
        words[count++] = word;
    }
    return count ? read_words(reader, words, count) : 0;
}

static int read_lines(struct reader *reader, char *text, size_t size)
{
    char *rest = text, *line;
    int status = 0;

    if (memchr(text, '\0', size)) {
        reader->line = 1;
        return fault(reader, "not text: a byte of it is 0");
    }
    while (!status && (line = strsep(&rest, "\n"))) {
        reader->line++;
        status = strlen(line) > MAX_LINE_BYTES ? fault(reader, "a line that is too long")
                                               : read_line(reader, line);
    }
    return status;
}

int jf_wiring_parse(const char *text, size_t size_bytes, struct jf_wiring **ret_wiring,
                    struct jf_wiring_fault *ret_fault)
{
    struct reader reader = {.line = 0};
    char *copy;
    int status;

    if ((!text && size_bytes) || !ret_wiring)
        return -EINVAL;
    status = wiring_new(&reader.wiring);
    if (status)
        return status;
    copy = malloc(size_bytes + 1);
    if (copy) {
        if (size_bytes)
            memcpy(copy, text, size_bytes);
        copy[size_bytes] = '\0';
        status = read_lines(&reader, copy, size_bytes);
    } else {
        status = -ENOMEM;
    }
    free(copy);
    if (!status) {
        *ret_wiring = reader.wiring;
        return 0;
    }
    if (status == -EBADMSG && ret_fault)
        *ret_fault = (struct jf_wiring_fault){.line = reader.line, .what = reader.fault};
    jf_wiring_free(reader.wiring);
    return status;
}

/* ---- capturing ------------------------------------------------------------------------------- */

/* An id as a pattern that only it answers to. */
static char *escape(struct jfi_arena *arena, const char *id)
{
    char *escaped = jfi_arena_alloc(arena, 2 * strlen(id) + 1, 1), *out = escaped;

    for (; escaped && *id; id++) {
        if (strchr("*?[\\", *id))
            *out++ = '\\';
        *out++ = *id;
    }
    return escaped;
}

static int capture_end(struct jf_wiring *wiring, const struct jf_part *part,
                       struct jfi_wiring_end *end)
{
    char *device = escape(&wiring->arena, part->id), *slash;

    end->text = escape(&wiring->arena, part->id);
    if (!device || !end->text)
        return -ENOMEM;
    slash = strchr(device, '/');
    *slash = '\0';
    end->device = device;
    end->part = slash + 1;
    return 0;
}

static int capture(struct jf_wiring *wiring, const struct jf_connection *connection)
{
    struct jfi_wiring_line line = {.verb = JFI_WIRING_CONNECT};
    int status = capture_end(wiring, connection->from, &line.from);

    if (!status)
        status = capture_end(wiring, connection->to, &line.to);
    return status ? status : jfi_vec_push(&wiring->lines, &line);
}

int jf_wiring_capture(const struct jf_graph *graph, struct jf_wiring **ret_wiring)
{
    struct jf_wiring *wiring;
    int status;

    if (!graph || !ret_wiring)
        return -EINVAL;
    status = wiring_new(&wiring);
    if (status)
        return status;
    for (size_t i = 0; i < graph->connection_count && !status; i++) {
        const struct jfi_wire *wire = graph->connections[i].wire;

        if (wire->permanence == JF_PERMANENCE_FREE && !wire->managed)
            status = capture(wiring, &graph->connections[i]);
    }
    if (status)
        jf_wiring_free(wiring);
    else
        *ret_wiring = wiring;
    return status;
}

/* ---- writing --------------------------------------------------------------------------------- */

static void write_line(const struct jfi_wiring_line *line, FILE *stream)
{
    (void)fprintf(stream, "%s%s %s %s\n", line->is_only_new ? "new " : "",
                  line->verb == JFI_WIRING_FORBID ? "forbid" : "connect", line->from.text,
                  line->to.text);
}

int jf_wiring_text(const struct jf_wiring *wiring, char **ret_text)
{
    char *text = NULL;
    size_t size;
    FILE *stream;
    int failed;

    if (!wiring || !ret_text)
        return -EINVAL;
    stream = open_memstream(&text, &size);
    if (!stream)
        return -ENOMEM;
    (void)fputs("wiring 1\n", stream);
    for (size_t i = 0; i < wiring->lines.count; i++)
        write_line(line_at(wiring, i), stream);
    failed = ferror(stream);
    if (fclose(stream) != 0 || failed) {
        free(text);
        return -ENOMEM;
    }
    *ret_text = text;
    return 0;
}
