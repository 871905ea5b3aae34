/* SPDX-License-Identifier: MIT */

/* What makes a thing another than it was, with what was before. */

#include <stdio.h>
#include <string.h>

#include <jackfield/jackfield.h>

#include "common.h"
#include "output.h"
#include "watch.h"

const struct change_word change_words[] = {
    {JF_CHANGE_NAME, "name"},
    {JF_CHANGE_STATE, "state"},
    {JF_CHANGE_CARD, "card"},
    {JF_CHANGE_PROPERTIES, "properties"},
    {JF_CHANGE_LINKS, "links"},
    {JF_CHANGE_JACKS, "jacks"},
    {JF_CHANGE_CONTROLS, "controls"},
    {JF_CHANGE_ADDRESS, "address"},
    {JF_CHANGE_PERMANENCE, "permanence"},
    {JF_CHANGE_MANAGED, "managed"},
    {JF_CHANGE_EVIDENCE, "evidence"},
    {0, NULL},
};

/* One kind of thing, as it was and as it is. */
struct pair {
    const struct jf_device *device, *old_device;
    const struct jf_part *part, *old_part;
    const struct jf_connection *connection, *old_connection;
    const char *separator; /* before the next thing that is written */
};

static void begin_item(struct pair *pair, const char *what)
{
    (void)fputs(pair->separator, stdout);
    put_text(stdout, what);
    pair->separator = ", ";
}

static void print_item(struct pair *pair, const char *what, const char *before, const char *after)
{
    begin_item(pair, what);
    (void)fputs(": ", stdout);
    put_text(stdout, before ? before : "none");
    (void)fputs(" -> ", stdout);
    put_text(stdout, after ? after : "none");
}

/* ---- properties ------------------------------------------------------------------------------ */

static int property_at(const struct pair *pair, bool is_old, size_t index, const char **ret_key,
                       const char **ret_value)
{
    if (pair->device)
        return jf_device_get_property_at(is_old ? pair->old_device : pair->device, index, ret_key,
                                         ret_value);
    if (pair->part)
        return jf_part_get_property_at(is_old ? pair->old_part : pair->part, index, ret_key,
                                       ret_value);
    return jf_connection_get_property_at(is_old ? pair->old_connection : pair->connection, index,
                                         ret_key, ret_value);
}

static const char *property_of(const struct pair *pair, bool is_old, const char *key)
{
    if (pair->device)
        return jf_device_get_property(is_old ? pair->old_device : pair->device, key);
    if (pair->part)
        return jf_part_get_property(is_old ? pair->old_part : pair->part, key);
    return jf_connection_get_property(is_old ? pair->old_connection : pair->connection, key);
}

static void print_properties(struct pair *pair)
{
    const char *key, *value;

    for (size_t i = 0; !property_at(pair, false, i, &key, &value); i++) {
        const char *before = property_of(pair, true, key);

        if (!before || strcmp(before, value) != 0)
            print_item(pair, key, before, value);
    }
    for (size_t i = 0; !property_at(pair, true, i, &key, &value); i++) {
        if (!property_of(pair, false, key))
            print_item(pair, key, value, NULL);
    }
}

/* ---- jacks ----------------------------------------------------------------------------------- */

static bool find_jack(const struct jf_part *part, size_t index, const struct jf_jack **ret_jack)
{
    const struct jf_connector *connector;

    return !jf_part_get_connector(part, &connector) &&
           !jf_connector_get_jack(connector, index, ret_jack);
}

static void print_jacks(struct pair *pair)
{
    const struct jf_jack *jack, *old;
    bool printed = false;

    for (size_t i = 0; find_jack(pair->part, i, &jack) && find_jack(pair->old_part, i, &old); i++) {
        if (jf_jack_get_presence(jack) != jf_jack_get_presence(old)) {
            print_item(pair, "jack", jf_presence_text(jf_jack_get_presence(old)),
                       jf_presence_text(jf_jack_get_presence(jack)));
            printed = true;
        }
    }
    if (!printed)
        begin_item(pair, "jacks");
}

/* ---- the rest -------------------------------------------------------------------------------- */

static void print_name_change(struct pair *pair)
{
    if (pair->device) {
        print_item(pair, "name", jf_device_get_name(pair->old_device),
                   jf_device_get_name(pair->device));
    } else if (pair->part) {
        print_item(pair, "name", jf_part_get_name(pair->old_part), jf_part_get_name(pair->part));
    }
}

static void print_state_change(struct pair *pair)
{
    if (pair->device) {
        print_item(pair, "state", jf_device_state_text(jf_device_get_state(pair->old_device)),
                   jf_device_state_text(jf_device_get_state(pair->device)));
    } else if (pair->connection) {
        print_item(pair, "state",
                   jf_connection_state_text(jf_connection_get_state(pair->old_connection)),
                   jf_connection_state_text(jf_connection_get_state(pair->connection)));
    }
}

static void print_change(struct pair *pair, const struct change_word *change, bool has_old)
{
    if (has_old && change->bit == JF_CHANGE_PROPERTIES)
        print_properties(pair);
    else if (has_old && change->bit == JF_CHANGE_NAME)
        print_name_change(pair);
    else if (has_old && change->bit == JF_CHANGE_STATE)
        print_state_change(pair);
    else if (has_old && change->bit == JF_CHANGE_JACKS && pair->part)
        print_jacks(pair);
    else
        begin_item(pair, change->word);
}

static bool find_old(struct pair *pair, const struct jf_event *event, const struct jf_graph *before)
{
    const char *id = jf_event_get_id(event);

    if (!before)
        return false;
    if (pair->device)
        return !jf_graph_find_device(before, id, &pair->old_device);
    if (pair->part)
        return !jf_graph_find_part(before, id, &pair->old_part);
    return pair->connection && !jf_graph_find_connection(before, id, &pair->old_connection);
}

void print_changes(const struct jf_event *event, const struct jf_graph *before)
{
    unsigned int changes = jf_event_get_changes(event);
    struct pair pair = {.device = jf_event_get_device(event),
                        .part = jf_event_get_part(event),
                        .connection = jf_event_get_connection(event),
                        .separator = " ("};
    bool has_old = find_old(&pair, event, before);

    for (const struct change_word *change = change_words; change->word; change++) {
        if (changes & change->bit)
            print_change(&pair, change, has_old);
    }
    /* Back to what it was: nothing was written. */
    (void)fputs(strcmp(pair.separator, ", ") == 0 ? ")" : "", stdout);
}
