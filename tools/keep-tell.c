/* SPDX-License-Identifier: MIT */

/* What a keeper keeps, as JSON, and that in words. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "json.h"
#include "keep.h"
#include "output.h"

/* ---- JSON ------------------------------------------------------------------------------------ */

static bool is_part(const struct jf_graph *graph, const char *id)
{
    const struct jf_part *part;

    return jf_graph_find_part(graph, id, &part) == 0;
}

static bool is_kept(const struct jf_keeper *keeper, const char *from, const char *to)
{
    const char *a, *b;

    for (size_t i = 0; jf_keeper_get_ends(keeper, i, &a, &b) == 0; i++) {
        if (strcmp(a, from) == 0 && strcmp(b, to) == 0)
            return true;
    }
    return false;
}

/*
 * Nobody tells who broke a connection. When an end of it has been connected elsewhere, that is what
 * it was broken for.
 */
static const char *find_instead(const struct jf_keeper *keeper, const struct jf_graph *graph,
                                const char *from, const char *to)
{
    const struct jf_connection *connection;

    for (size_t i = 0; jf_graph_get_connection(graph, i, &connection) == 0; i++) {
        const char *a = connector_id(jf_connection_get_from(connection));
        const char *b = connector_id(jf_connection_get_to(connection));

        if (jf_connection_get_permanence(connection) == JF_PERMANENCE_FREE &&
            (strcmp(a, from) == 0 || strcmp(b, to) == 0) && !is_kept(keeper, a, b))
            return jf_connection_get_id(connection);
    }
    return NULL;
}

/* A line whose end is missing, or is one of twins, has no pair yet: `from` is that end. */
static bool is_of_words(const struct jf_keeper *keeper, size_t index)
{
    enum jf_plan_kind kind = jf_keeper_get_kind(keeper, index);

    return kind == JF_PLAN_MISSING || kind == JF_PLAN_AMBIGUOUS;
}

static json_t *json_of_kept(const struct jf_keeper *keeper, const struct jf_graph *graph,
                            size_t index)
{
    enum jf_kept_state state = jf_keeper_get_state(keeper, index);
    const char *from = NULL, *to = NULL;
    bool is_words = is_of_words(keeper, index);
    json_t *kept = json_pack("{s:s, s:b}", "state", jf_kept_state_text(state), "forbidden",
                             jf_keeper_get_kind(keeper, index) == JF_PLAN_BREAK);

    (void)jf_keeper_get_ends(keeper, index, &from, &to);
    kept = json_with(kept, is_words ? "what" : "from", json_of_text(from));
    kept = json_with(kept, is_words ? "with" : "to", json_of_text(to));
    if (state == JF_KEPT_WAITING)
        kept = json_with(kept, "waiting_for",
                         json_of_text(is_words || !is_part(graph, from) ? from : to));
    if (state == JF_KEPT_OVERRIDDEN)
        kept = json_with(kept, "instead", json_of_text(find_instead(keeper, graph, from, to)));
    if (state == JF_KEPT_FAILED)
        kept = json_with(kept, "reason",
                         json_of_text(jf_status_text(jf_keeper_get_status(keeper, index))));
    return kept;
}

json_t *json_of_keeper(const struct jf_keeper *keeper, const struct jf_graph *graph,
                       const char *document)
{
    json_t *list = json_array();

    for (size_t i = 0; i < jf_keeper_get_count(keeper) && list; i++)
        list = json_append(list, json_of_kept(keeper, graph, i));
    return json_pack("{s:I, s:o, s:o}", "process", (json_int_t)getpid(), "document",
                     json_of_text(document), "kept", list);
}

/* ---- words ----------------------------------------------------------------------------------- */

static const char *text_at(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text ? text : "";
}

static bool is_state(const json_t *kept, enum jf_kept_state state)
{
    return strcmp(text_at(kept, "state"), jf_kept_state_text(state)) == 0;
}

static void print_why(const char *what, const char *which, const char *end)
{
    (void)printf(" (%s", what);
    put_text(stdout, which);
    (void)printf("%s)", end);
}

static void print_reason(const json_t *kept)
{
    const char *instead = text_at(kept, "instead");

    if (is_state(kept, JF_KEPT_WAITING))
        print_why("waiting for ", text_at(kept, "waiting_for"), "");
    else if (is_state(kept, JF_KEPT_OVERRIDDEN))
        print_why("by ", *instead ? instead : "another client", "");
    else if (is_state(kept, JF_KEPT_FAILED))
        print_why("", text_at(kept, "reason"),
                  json_object_get(kept, "what") ? "" : "; tried again later");
}

static enum style style_of(const json_t *kept)
{
    if (is_state(kept, JF_KEPT_ACTIVE))
        return STYLE_GOOD;
    return is_state(kept, JF_KEPT_FAILED) ? STYLE_BAD : STYLE_DIM;
}

static void print_one(const struct tool *tool, const json_t *kept)
{
    bool is_words = json_object_get(kept, "what") != NULL;
    const char *state = text_at(kept, "state");

    put_styled(stdout, output_is_colored(tool, stdout), style_of(kept), state);
    (void)printf("%*s", (int)(strlen(state) < 12 ? 12 - strlen(state) : 1), "");
    if (json_is_true(json_object_get(kept, "forbidden")))
        (void)fputs("no ", stdout);
    put_text(stdout, text_at(kept, is_words ? "what" : "from"));
    (void)fputs(is_words ? " with " : " -> ", stdout);
    put_text(stdout, text_at(kept, is_words ? "with" : "to"));
    print_reason(kept);
    (void)putchar('\n');
}

void count_kept(const json_t *what, char *text, size_t size)
{
    const json_t *list = json_object_get(what, "kept");
    size_t used = 0;

    (void)snprintf(text, size, "nothing of it is here");
    for (enum jf_kept_state state = JF_KEPT_WANTED; state <= JF_KEPT_FAILED; state++) {
        size_t count = 0;

        for (size_t i = 0; i < json_array_size(list); i++)
            count += is_state(json_array_get(list, i), state);
        if (count && used < size)
            used += (size_t)snprintf(text + used, size - used, "%s%zu %s", used ? ", " : "", count,
                                     jf_kept_state_text(state));
    }
}

void print_kept(const struct tool *tool, const json_t *what)
{
    const json_t *list = json_object_get(what, "kept");

    for (size_t i = 0; i < json_array_size(list); i++)
        print_one(tool, json_array_get(list, i));
    if (json_array_size(list) == 0)
        (void)puts("nothing of what the document asks for is here");
}

static bool is_in(const json_t *list, const json_t *kept, size_t guess)
{
    if (json_equal(json_array_get(list, guess), kept))
        return true;
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (json_equal(json_array_get(list, i), kept))
            return true;
    }
    return false;
}

void print_kept_news(const struct tool *tool, const json_t *before, const json_t *what)
{
    const json_t *old = json_object_get(before, "kept"), *list = json_object_get(what, "kept");

    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *kept = json_array_get(list, i);

        if (is_in(old, kept, i))
            continue;
        if (tool->json)
            (void)json_print(json_incref(kept), JSON_LAYOUT_LINE, stdout);
        else
            print_one(tool, kept);
    }
    (void)fflush(stdout);
}
