/* SPDX-License-Identifier: MIT */

/* The grammar of docs/synthetic.md: statements that change the synthetic world. */

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/synthetic/world.h"

/* What all chains of a machine may have; a description is short, and memory is not endless. */
enum {
    MAX_CHAINED = 1000000
};

struct parse {
    struct jfi_syn_world *world;
    const char *at; /* what is left of the statement */
    const char *problem;
    bool remove; /* the statement began with '-' */
    jfi_syn_touched_fn touched;
    void *user;
};

/* ---- words ----------------------------------------------------------------------------------- */

static int fault(struct parse *parse, const char *problem)
{
    parse->problem = problem;
    return -EBADMSG;
}

static bool is_name_char(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '-';
}

static bool accept(struct parse *parse, char c)
{
    if (*parse->at != c)
        return false;
    parse->at++;
    return true;
}

static int take_while(struct parse *parse, bool (*wanted)(char), char *ret_text)
{
    size_t length = 0;

    while (wanted(parse->at[length]))
        length++;
    if (!length || length >= JFI_SYN_NAME_BYTES)
        return fault(parse, length ? "a word too long" : "a name was expected");
    memcpy(ret_text, parse->at, length);
    ret_text[length] = '\0';
    parse->at += length;
    return 0;
}

static int take_name(struct parse *parse, char *ret_name)
{
    return take_while(parse, is_name_char, ret_name);
}

static bool is_key_char(char c)
{
    return is_name_char(c) || c == '.';
}

static bool is_value_char(char c)
{
    return c && c != ';';
}

static int take_number(struct parse *parse, int64_t *ret_number)
{
    char *end;
    long long number;

    errno = 0;
    number = strtoll(parse->at, &end, 10);
    if (errno || end == parse->at || number < 0)
        return fault(parse, "a number was expected");
    parse->at = end;
    *ret_number = number;
    return 0;
}

/* The words for the values of an enumeration, behind one type. */
static const char *part_type_word(int value)
{
    return jf_part_type_text((enum jf_part_type)value);
}

static const char *device_kind_word(int value)
{
    return jf_device_kind_text((enum jf_device_kind)value);
}

static const char *link_state_word(int value)
{
    return jf_link_state_text((enum jf_link_state)value);
}

static const char *permanence_word(int value)
{
    return jf_permanence_text((enum jf_permanence)value);
}

/* The one of the values first…last whose word comes next. */
static int take_word(struct parse *parse, const char *(*word_of)(int), int first, int last,
                     int *ret_value)
{
    char word[JFI_SYN_NAME_BYTES];
    int status = take_name(parse, word);

    for (int value = first; !status && value <= last; value++) {
        if (strcmp(word_of(value), word) == 0) {
            *ret_value = value;
            return 0;
        }
    }
    return fault(parse, "a word that is not known here");
}

/* ---- taking away ----------------------------------------------------------------------------- */

static void remove_at(struct jfi_vec *vec, size_t index)
{
    char *items = vec->items;

    vec->count--;
    memmove(items + index * vec->item_size, items + (index + 1) * vec->item_size,
            (vec->count - index) * vec->item_size);
}

static int touch(struct parse *parse, const char *device)
{
    return parse->touched ? parse->touched(parse->user, device, true) : 0;
}

static int remove_connections(struct parse *parse, const char *device, const char *part)
{
    struct jfi_vec *connections = &parse->world->connections;
    int status = 0;

    for (size_t i = connections->count; i > 0 && !status; i--) {
        const struct jfi_syn_connection *connection = jfi_vec_at(connections, i - 1);
        const struct jfi_syn_connection removed = *connection;

        if ((strcmp(connection->from_device, device) != 0 ||
             (part && strcmp(connection->from, part) != 0)) &&
            (strcmp(connection->to_device, device) != 0 ||
             (part && strcmp(connection->to, part) != 0)))
            continue;
        remove_at(connections, i - 1);
        if (strcmp(removed.from_device, device) != 0)
            status = touch(parse, removed.from_device);
    }
    return status;
}

/* Removes a part with its links and connections; a NULL name removes all parts of the device. */
static int remove_parts(struct parse *parse, const char *device, const char *name)
{
    struct jfi_vec *parts = &parse->world->parts, *links = &parse->world->links;

    for (size_t i = parts->count; i > 0; i--) {
        const struct jfi_syn_part *part = jfi_vec_at(parts, i - 1);

        if (strcmp(part->device, device) == 0 && (!name || strcmp(part->name, name) == 0))
            remove_at(parts, i - 1);
    }
    for (size_t i = links->count; i > 0; i--) {
        const struct jfi_syn_link *link = jfi_vec_at(links, i - 1);

        if (strcmp(link->device, device) == 0 &&
            (!name || strcmp(link->from, name) == 0 || strcmp(link->to, name) == 0))
            remove_at(links, i - 1);
    }
    return remove_connections(parse, device, name);
}

static int remove_device(struct parse *parse, const char *name)
{
    struct jfi_vec *devices = &parse->world->devices;
    int status = remove_parts(parse, name, NULL);

    for (size_t i = devices->count; i > 0 && !status; i--) {
        const struct jfi_syn_device *device = jfi_vec_at(devices, i - 1);

        if (strcmp(device->name, name) != 0)
            continue;
        remove_at(devices, i - 1);
        if (parse->touched)
            status = parse->touched(parse->user, name, false);
    }
    return status;
}

static int remove_link(struct parse *parse, const struct jfi_syn_link *wanted)
{
    struct jfi_vec *links = &parse->world->links;

    for (size_t i = links->count; i > 0; i--) {
        const struct jfi_syn_link *link = jfi_vec_at(links, i - 1);

        if (strcmp(link->device, wanted->device) == 0 && strcmp(link->from, wanted->from) == 0 &&
            strcmp(link->to, wanted->to) == 0)
            remove_at(links, i - 1);
    }
    return touch(parse, wanted->device);
}

static int remove_connection(struct parse *parse, const struct jfi_syn_connection *wanted)
{
    struct jfi_vec *connections = &parse->world->connections;

    for (size_t i = connections->count; i > 0; i--) {
        const struct jfi_syn_connection *connection = jfi_vec_at(connections, i - 1);

        if (strcmp(connection->from_device, wanted->from_device) == 0 &&
            strcmp(connection->from, wanted->from) == 0 &&
            strcmp(connection->to_device, wanted->to_device) == 0 &&
            strcmp(connection->to, wanted->to) == 0)
            remove_at(connections, i - 1);
    }
    return touch(parse, wanted->from_device);
}

/* ---- statements ------------------------------------------------------------------------------ */

static int take_chain(struct parse *parse, size_t *ret_chain)
{
    int64_t chain, sum;
    int status = take_number(parse, &chain);

    if (status)
        return status;
    sum = chain;
    for (size_t i = 0; i < parse->world->devices.count && sum <= MAX_CHAINED; i++) {
        const struct jfi_syn_device *device = jfi_vec_at(&parse->world->devices, i);

        sum += (int64_t)device->chain;
    }
    if (sum > MAX_CHAINED)
        return fault(parse, "chains of more than 1,000,000 volumes");
    *ret_chain = (size_t)chain;
    return 0;
}

static int add_device(struct parse *parse, const char *name)
{
    struct jfi_syn_device device = {.kind = JF_DEVICE_ADAPTER};
    int status, kind = JF_DEVICE_ADAPTER;

    memcpy(device.name, name, sizeof(device.name));
    if (jfi_syn_find_device(parse->world, name))
        return fault(parse, "this device is there already");
    if (strncmp(parse->at, "chain*", 6) == 0) {
        parse->at += 6;
        status = take_chain(parse, &device.chain);
    } else {
        status = take_word(parse, device_kind_word, JF_DEVICE_ADAPTER, JF_DEVICE_NETWORK, &kind);
        device.kind = (enum jf_device_kind)kind;
    }
    if (!status)
        status = jfi_vec_push(&parse->world->devices, &device);
    return status ? status : touch(parse, name);
}

static int take_connector(struct parse *parse, enum jf_flow flow, struct jfi_syn_part *part)
{
    int status = 0, type = JF_TYPE_SOFTWARE_IO;

    part->kind = JF_PART_CONNECTOR;
    part->flow = flow;
    if (accept(parse, '.'))
        status =
            take_word(parse, part_type_word, JF_TYPE_PHYSICAL_EXTERNAL, JF_TYPE_NETWORK, &type);
    part->type = (enum jf_part_type)type;
    part->exclusive = accept(parse, '!');
    return status;
}

static int take_subunit(struct parse *parse, struct jfi_syn_part *part)
{
    int type = JF_TYPE_UNKNOWN;
    int status = take_word(parse, part_type_word, JF_TYPE_VOLUME, JF_TYPE_OPAQUE, &type);

    part->type = (enum jf_part_type)type;
    return status;
}

static bool accept_word(struct parse *parse, const char *word)
{
    size_t length = strlen(word);

    if (strncmp(parse->at, word, length) != 0 || is_name_char(parse->at[length]))
        return false;
    parse->at += length;
    return true;
}

static int add_part(struct parse *parse, const char *device, const char *name)
{
    struct jfi_syn_part part = {.kind = JF_PART_SUBUNIT};
    int status;

    if (jfi_syn_find_part(parse->world, device, name))
        return fault(parse, "this part is there already");
    memcpy(part.device, device, sizeof(part.device));
    memcpy(part.name, name, sizeof(part.name));
    part.local_id = parse->world->next_local_id++;
    if (accept_word(parse, "in"))
        status = take_connector(parse, JF_FLOW_IN, &part);
    else if (accept_word(parse, "out"))
        status = take_connector(parse, JF_FLOW_OUT, &part);
    else
        status = take_subunit(parse, &part);
    if (!status)
        status = jfi_vec_push(&parse->world->parts, &part);
    return status ? status : touch(parse, device);
}

static int link_statement(struct parse *parse, const char *device, const char *from)
{
    struct jfi_syn_link link = {0};
    int status, state = JF_LINK_ALWAYS;

    memcpy(link.device, device, sizeof(link.device));
    memcpy(link.from, from, sizeof(link.from));
    status = take_name(parse, link.to);
    if (!status && accept(parse, ':'))
        status = take_word(parse, link_state_word, JF_LINK_UNKNOWN, JF_LINK_UNSELECTED, &state);
    link.state = (enum jf_link_state)state;
    if (status)
        return status;
    if (parse->remove)
        return remove_link(parse, &link);
    if (!jfi_syn_find_part(parse->world, device, link.from) ||
        !jfi_syn_find_part(parse->world, device, link.to))
        return fault(parse, "a link between parts that are not there");
    status = jfi_vec_push(&parse->world->links, &link);
    return status ? status : touch(parse, device);
}

/* ".KEY=TEXT", if there is one. */
static int take_property(struct parse *parse, char *key, char *value)
{
    int status;

    if (!accept(parse, '.'))
        return 0;
    status = take_while(parse, is_key_char, key);
    if (!status && !accept(parse, '='))
        status = fault(parse, "'=' was expected");
    return status ? status : take_while(parse, is_value_char, value);
}

static int connection_statement(struct parse *parse, const char *device, const char *from)
{
    struct jfi_syn_connection connection = {0};
    int status, permanence = JF_PERMANENCE_FREE;

    memcpy(connection.from_device, device, sizeof(connection.from_device));
    memcpy(connection.from, from, sizeof(connection.from));
    status = take_name(parse, connection.to_device);
    if (!status && !accept(parse, '/'))
        status = fault(parse, "DEVICE/PART was expected");
    if (!status)
        status = take_name(parse, connection.to);
    if (!status && accept(parse, ':'))
        status = take_word(parse, permanence_word, JF_PERMANENCE_PHYSICAL, JF_PERMANENCE_FREE,
                           &permanence);
    connection.permanence = (enum jf_permanence)permanence;
    if (!status)
        status = take_property(parse, connection.key, connection.value);
    if (status)
        return status;
    if (parse->remove)
        return remove_connection(parse, &connection);
    connection.handle = parse->world->next_handle++;
    status = jfi_vec_push(&parse->world->connections, &connection);
    return status ? status : touch(parse, device);
}

static int property_statement(struct parse *parse, const char *device, const char *part)
{
    struct jfi_syn_property property = {.device = ""};
    int status;

    memcpy(property.device, device, sizeof(property.device));
    memcpy(property.part, part, sizeof(property.part));
    status = take_while(parse, is_key_char, property.key);
    if (!status && !accept(parse, '='))
        status = fault(parse, "'=' was expected");
    if (!status)
        status = take_while(parse, is_value_char, property.value);
    if (!status)
        status = jfi_vec_push(&parse->world->properties, &property);
    return status ? status : touch(parse, device);
}

static int part_statement(struct parse *parse, const char *device)
{
    char part[JFI_SYN_NAME_BYTES] = "";
    int status = take_name(parse, part);

    if (status)
        return status;
    if (accept(parse, '>'))
        return link_statement(parse, device, part);
    if (accept(parse, '~'))
        return connection_statement(parse, device, part);
    if (parse->remove)
        status = remove_parts(parse, device, part);
    else if (!jfi_syn_find_device(parse->world, device))
        status = fault(parse, "a part of a device that is not there");
    else if (accept(parse, ':'))
        return add_part(parse, device, part);
    else if (accept(parse, '.'))
        return property_statement(parse, device, part);
    else
        status = fault(parse, "':', '.', '>' or '~' was expected");
    return status ? status : touch(parse, device);
}

static int refusal_knob(struct parse *parse)
{
    static const struct {
        const char *word;
        int status;
    } refusals[] = {{"perm", -EPERM}, {"invalid", -EINVAL}, {"exists", -EEXIST}, {"pipe", -EPIPE}};

    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        if (accept_word(parse, refusals[i].word)) {
            parse->world->knobs.refuse = refusals[i].status;
            return 0;
        }
    }
    return fault(parse, "perm, invalid, exists or pipe was expected");
}

static int bad_knob(struct parse *parse)
{
    char name[JFI_SYN_NAME_BYTES] = "";
    struct jfi_syn_device *device;
    int status = take_name(parse, name);

    if (status)
        return status;
    device = jfi_syn_find_device(parse->world, name);
    if (!device)
        return fault(parse, "no such device");
    device->bad = true;
    return touch(parse, name);
}

/* "WORD=NUMBER" for one of the knobs that are numbers. False: it is another. */
static bool number_knob(struct parse *parse, int *ret_status)
{
    struct jfi_syn_knobs *knobs = &parse->world->knobs;
    const struct {
        const char *word;
        int64_t *value;
    } numbers[] = {
        {"delay", &knobs->delay_ms},
        {"lost", &knobs->lost_ms},
        {"back", &knobs->back_ms},
        {"refuse-nth", &knobs->refuse_nth},
        {"refuse-from", &knobs->refuse_from},
    };

    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        if (accept_word(parse, numbers[i].word) && accept(parse, '=')) {
            *ret_status = take_number(parse, numbers[i].value);
            return true;
        }
    }
    return false;
}

static int knob_statement(struct parse *parse)
{
    int status;

    if (accept_word(parse, "silent")) {
        parse->world->knobs.silent = true;
        return 0;
    }
    if (number_knob(parse, &status))
        return status;
    if (accept_word(parse, "refuse") && accept(parse, '='))
        return refusal_knob(parse);
    if (accept_word(parse, "bad") && accept(parse, '='))
        return bad_knob(parse);
    return fault(parse, "no such knob");
}

static int statement(struct parse *parse)
{
    static const char no_part[JFI_SYN_NAME_BYTES] = "";
    char name[JFI_SYN_NAME_BYTES] = "";
    int status;

    if (accept(parse, '!'))
        return knob_statement(parse);
    parse->remove = accept(parse, '-');
    status = take_name(parse, name);
    if (status)
        return status;
    if (accept(parse, '/'))
        return part_statement(parse, name);
    if (parse->remove)
        return remove_device(parse, name);
    if (accept(parse, ':'))
        return add_device(parse, name);
    if (accept(parse, '.'))
        return property_statement(parse, name, no_part);
    return fault(parse, "':', '/' or '.' was expected");
}

/* ---- the list -------------------------------------------------------------------------------- */

static void skip_space(struct parse *parse)
{
    while (isspace((unsigned char)*parse->at))
        parse->at++;
}

static int one(struct parse *parse)
{
    int status = statement(parse);

    skip_space(parse);
    if (!status && *parse->at && *parse->at != ';')
        status = fault(parse, "';' was expected");
    return status;
}

/* "@MS": all that follows is for then. */
static int later_statement(struct parse *parse)
{
    int status = take_number(parse, &parse->world->later_ms);

    skip_space(parse);
    if (!status && *parse->at && *parse->at != ';')
        status = fault(parse, "';' was expected");
    if (status)
        return status;
    free(parse->world->later);
    parse->world->later = strdup(parse->at);
    parse->at += strlen(parse->at);
    return parse->world->later ? 0 : -ENOMEM;
}

int jfi_syn_apply(struct jfi_syn_world *world, const char *statements, jfi_syn_touched_fn touched,
                  void *user, char **ret_problem)
{
    struct parse parse = {.world = world, .at = statements, .touched = touched, .user = user};
    int status = 0;

    for (skip_space(&parse); *parse.at && !status; skip_space(&parse)) {
        if (accept(&parse, '@'))
            status = later_statement(&parse);
        else if (!accept(&parse, ';'))
            status = one(&parse);
    }
    if (status == -EBADMSG && ret_problem &&
        asprintf(ret_problem, "offset %zu, at '%.40s': %s", (size_t)(parse.at - statements),
                 parse.at, parse.problem) < 0)
        *ret_problem = NULL;
    return status;
}
