/* SPDX-License-Identifier: MIT */
#include "backends/pipewire/conceal.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "topology/buffer.h"

enum {
    PROGRAM_BYTES = 64,   /* of a name, as far as it is compared */
    SHORTEST_PROGRAM = 3, /* of a name that may begin that of a program */
    MAX_DEPTH = 32,
};

/* What gives way wherever it stands. */
static const unsigned int found_secrets = JFI_SECRET_SERIAL | JFI_SECRET_ADDRESS | JFI_SECRET_HOME;

struct conceal {
    struct jfi_aliases *aliases;
    json_t *lists;
    struct jfi_vec programs; /* char[PROGRAM_BYTES] */
    int status;
};

typedef void (*object_fn)(struct conceal *conceal, json_t *object, json_t *properties);

/* ---- objects and their properties ------------------------------------------------------------ */

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

/* Metadata has its properties beside the info. */
static json_t *properties_of(const json_t *object)
{
    json_t *properties = json_object_get(json_object_get(object, "info"), "props");

    return properties ? properties : json_object_get(object, "props");
}

static void each_object(struct conceal *conceal, object_fn visit)
{
    size_t i, j;
    json_t *list, *object;

    json_array_foreach(conceal->lists, i, list)
    {
        json_array_foreach(list, j, object)
        {
            visit(conceal, object, properties_of(object));
        }
    }
}

static void set(struct conceal *conceal, json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value) < 0)
        conceal->status = -ENOMEM;
}

/* ---- programs -------------------------------------------------------------------------------- */

/* Letters and digits only, small: "PipeWire Media Session" is "pipewire-media-session". */
static void simplify(const char *name, char simple[PROGRAM_BYTES])
{
    size_t length = 0;

    for (; *name && length + 1 < PROGRAM_BYTES; name++) {
        if (isalnum((unsigned char)*name))
            simple[length++] = (char)tolower((unsigned char)*name);
    }
    simple[length] = '\0';
}

static void gather_programs(struct conceal *conceal, json_t *object, json_t *properties)
{
    static const char *const keys[] = {"application.process.binary", "application.id"};

    (void)object;
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]) && !conceal->status; i++) {
        const char *name = text_of(properties, keys[i]);
        char simple[PROGRAM_BYTES];

        if (!name)
            continue;
        simplify(name, simple);
        conceal->status = jfi_vec_push(&conceal->programs, simple);
    }
}

/* "Firefox" is what "firefox-bin" is called, and "Google Chrome" "com.google.Chrome". */
static bool is_called_so(const char *program, const char *name)
{
    size_t program_length = strlen(program), length = strlen(name);

    if (length < SHORTEST_PROGRAM || length > program_length)
        return strcmp(program, name) == 0;
    return strncmp(program, name, length) == 0 ||
           strcmp(program + program_length - length, name) == 0;
}

static bool is_program(const struct conceal *conceal, const char *name)
{
    static const char alsa[] = "PipeWire ALSA [", pulse[] = "ALSA plug-in [";
    char simple[PROGRAM_BYTES];

    if (strncmp(name, alsa, strlen(alsa)) == 0 || strncmp(name, pulse, strlen(pulse)) == 0)
        name = strchr(name, '[') + 1;
    simplify(name, simple);
    for (size_t i = 0; i < conceal->programs.count; i++) {
        if (is_called_so(jfi_vec_at(&conceal->programs, i), simple))
            return true;
    }
    return false;
}

/* ---- giving names ---------------------------------------------------------------------------- */

static bool is_bluetooth(const json_t *properties)
{
    const char *api = text_of(properties, "device.api");

    return json_object_get(properties, "api.bluez5.address") || (api && strcmp(api, "bluez5") == 0);
}

/* A node that a client made for itself. */
static bool is_stream(const json_t *properties)
{
    const char *class = text_of(properties, "media.class");

    if (class)
        return strncmp(class, "Stream/", strlen("Stream/")) == 0;
    return json_object_get(properties, "client.id") && !json_object_get(properties, "device.id");
}

/* Gives the text of a property a neutral name. */
static void name_text(struct conceal *conceal, json_t *properties, const char *key,
                      enum jfi_secret kind, const char *stem)
{
    const json_t *value = json_object_get(properties, key);
    const char *text = json_string_value(value), *alias;

    if (conceal->status || !text || !*text)
        return;
    conceal->status = jfi_aliases_add(conceal->aliases, kind, text, stem, &alias);
    if (!conceal->status)
        set(conceal, properties, key, json_string(alias));
}

/* pw-dump writes it as a number, the server as text. */
static void name_process(struct conceal *conceal, json_t *properties, const char *key)
{
    const json_t *value = json_object_get(properties, key);
    const char *alias;
    char text[24];

    if (conceal->status || !value)
        return;
    if (json_is_string(value))
        (void)snprintf(text, sizeof(text), "%s", json_string_value(value));
    else
        (void)snprintf(text, sizeof(text), "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    conceal->status = jfi_aliases_add(conceal->aliases, JFI_SECRET_PROCESS, text, NULL, &alias);
    if (conceal->status)
        return;
    set(conceal, properties, key,
        json_is_string(value) ? json_string(alias) : json_integer(strtoll(alias, NULL, 10)));
}

static const json_t *find_object(const struct conceal *conceal, const json_t *id)
{
    size_t i, j;
    const json_t *list, *object;

    json_array_foreach(conceal->lists, i, list)
    {
        json_array_foreach(list, j, object)
        {
            if (id && json_equal(json_object_get(object, "id"), id))
                return object;
        }
    }
    return NULL;
}

/* What runs as the client, or as the client that made the node. */
static const char *binary_of(const struct conceal *conceal, const json_t *properties)
{
    static const char key[] = "application.process.binary";
    const char *binary = text_of(properties, key);
    const json_t *client;

    if (binary)
        return binary;
    client = find_object(conceal, json_object_get(properties, "client.id"));
    return client ? text_of(properties_of(client), key) : NULL;
}

/* The program's own name is as good a name as any. */
static void name_program(struct conceal *conceal, json_t *properties, const char *key)
{
    const char *text = text_of(properties, key), *binary = binary_of(conceal, properties);

    if (text && !is_program(conceal, text))
        name_text(conceal, properties, key, JFI_SECRET_NAME, binary ? binary : "client");
}

/* What these name they name by their configuration. */
static bool is_daemon(const char *binary)
{
    static const char *const daemons[] = {"pipewire", "wireplumber", "pipewire-media-session"};

    for (size_t i = 0; binary && i < sizeof(daemons) / sizeof(daemons[0]); i++) {
        if (strcmp(binary, daemons[i]) == 0)
            return true;
    }
    return false;
}

static void name_stream(struct conceal *conceal, json_t *properties, const char *key)
{
    if (is_bluetooth(properties) && strcmp(key, "node.name") != 0)
        name_text(conceal, properties, key, JFI_SECRET_NAME, "Bluetooth device");
    else if (is_stream(properties) && !is_daemon(binary_of(conceal, properties)))
        name_program(conceal, properties, key);
}

/*
 * "Vendor_Model_SERIAL", as udev writes it. Where the device itself has told its serial number it
 * will be found; else the last word is one if it looks like one.
 */
static void name_serial(struct conceal *conceal, json_t *properties, const char *key)
{
    const char *text = text_of(properties, key), *word = text ? strrchr(text, '_') : NULL, *alias;
    char *replaced;

    word = word ? word + 1 : text;
    if (conceal->status || !word || !strpbrk(word, "0123456789"))
        return;
    conceal->status = jfi_aliases_replace(conceal->aliases, JFI_SECRET_SERIAL, text, &replaced);
    if (conceal->status)
        return;
    if (strcmp(replaced, text) == 0)
        conceal->status = jfi_aliases_add(conceal->aliases, JFI_SECRET_SERIAL, word, NULL, &alias);
    free(replaced);
}

static void name_title(struct conceal *conceal, json_t *properties, const char *key)
{
    const char *text = text_of(properties, key);

    if (text && !jfi_pw_is_plain_title(text) && !is_program(conceal, text))
        name_text(conceal, properties, key, JFI_SECRET_NAME, "title");
}

static void name_property(struct conceal *conceal, json_t *properties, const char *key)
{
    switch (jfi_pw_rule_of(key)) {
    case JFI_PW_PROGRAM:
        name_program(conceal, properties, key);
        break;
    case JFI_PW_STREAM:
        name_stream(conceal, properties, key);
        break;
    case JFI_PW_TITLE:
        name_title(conceal, properties, key);
        break;
    case JFI_PW_USER:
        name_text(conceal, properties, key, JFI_SECRET_USER, NULL);
        break;
    case JFI_PW_HOST:
        name_text(conceal, properties, key, JFI_SECRET_HOST, NULL);
        break;
    case JFI_PW_MACHINE:
        name_text(conceal, properties, key, JFI_SECRET_MACHINE, NULL);
        break;
    case JFI_PW_PROCESS:
        name_process(conceal, properties, key);
        break;
    case JFI_PW_SERIAL:
        name_serial(conceal, properties, key);
        break;
    case JFI_PW_DROP:
    case JFI_PW_KEEP:
    case JFI_PW_TEXT:
        break;
    }
}

/* pw-dump takes a name of digits for a number. */
static void make_text(struct conceal *conceal, json_t *properties, const char *key)
{
    enum jfi_pw_rule rule = jfi_pw_rule_of(key);
    json_t *value = json_object_get(properties, key);
    char *text;

    if (json_is_string(value) || rule == JFI_PW_DROP || rule == JFI_PW_KEEP ||
        rule == JFI_PW_PROCESS)
        return;
    text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
    set(conceal, properties, key, text ? json_string(text) : NULL);
    free(text);
}

static void name_device(struct conceal *conceal, json_t *properties)
{
    static const char *const keys[] = {"device.alias", "device.description", "device.nick"};

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        name_text(conceal, properties, keys[i], JFI_SECRET_NAME, "Bluetooth device");
}

static void name_all(struct conceal *conceal, json_t *object, json_t *properties)
{
    json_t *info = json_object_get(object, "info");
    const char *key;
    json_t *value;
    void *next;

    name_text(conceal, info, "user-name", JFI_SECRET_USER, NULL);
    name_text(conceal, info, "host-name", JFI_SECRET_HOST, NULL);
    if (is_bluetooth(properties))
        name_device(conceal, properties);
    json_object_foreach_safe(properties, next, key, value)
    {
        make_text(conceal, properties, key);
        name_property(conceal, properties, key);
    }
}

/* ---- replacing ------------------------------------------------------------------------------- */

/* The text with secrets of these kinds gone; NULL when out of memory. */
static json_t *replaced_text(struct conceal *conceal, const char *text, unsigned int kinds)
{
    json_t *value = NULL;
    char *replaced;

    if (!conceal->status)
        conceal->status = jfi_aliases_replace(conceal->aliases, kinds, text, &replaced);
    if (conceal->status)
        return NULL;
    value = json_string(replaced);
    free(replaced);
    if (!value)
        conceal->status = -ENOMEM;
    return value;
}

static void replace_within(struct conceal *conceal, json_t *value, unsigned int kinds, int depth);

static void replace_field(struct conceal *conceal, json_t *object, const char *key,
                          unsigned int kinds, int depth)
{
    json_t *value = json_object_get(object, key);

    if (json_is_string(value))
        set(conceal, object, key, replaced_text(conceal, json_string_value(value), kinds));
    else
        replace_within(conceal, value, kinds, depth + 1);
}

static void replace_item(struct conceal *conceal, json_t *list, size_t index, unsigned int kinds,
                         int depth)
{
    json_t *value = json_array_get(list, index);

    if (!json_is_string(value))
        replace_within(conceal, value, kinds, depth + 1);
    else if (json_array_set_new(list, index,
                                replaced_text(conceal, json_string_value(value), kinds)) < 0)
        conceal->status = -ENOMEM;
}

/* In all texts within an object or list. What is nested deeper than anything real is left out. */
static void replace_within(struct conceal *conceal, json_t *value, unsigned int kinds, int depth)
{
    const char *key;
    json_t *field;
    void *next;

    if (depth > MAX_DEPTH) {
        (void)json_object_clear(value);
        (void)json_array_clear(value);
        return;
    }
    for (size_t i = 0; i < json_array_size(value); i++)
        replace_item(conceal, value, i, kinds, depth);
    json_object_foreach_safe(value, next, key, field)
    {
        replace_field(conceal, value, key, kinds, depth);
    }
}

/* What a maker called a device may be like somebody's name, and is none. */
static unsigned int secrets_in(const json_t *properties, enum jfi_pw_rule rule)
{
    bool is_hardware = json_object_get(properties, "device.id") != NULL;

    if (rule == JFI_PW_KEEP || rule == JFI_PW_SERIAL)
        return found_secrets;
    return rule == JFI_PW_STREAM && is_hardware ? found_secrets | JFI_SECRET_NAME
                                                : (unsigned int)JFI_SECRET_ALL;
}

static void replace_properties(struct conceal *conceal, json_t *properties)
{
    const char *key;
    json_t *value;
    void *next;

    json_object_foreach_safe(properties, next, key, value)
    {
        enum jfi_pw_rule rule = jfi_pw_rule_of(key);

        if (rule == JFI_PW_DROP)
            (void)json_object_del(properties, key);
        else
            replace_field(conceal, properties, key, secrets_in(properties, rule), 0);
    }
}

static void replace_all(struct conceal *conceal, json_t *object, json_t *properties)
{
    json_t *info = json_object_get(object, "info");

    replace_properties(conceal, properties);
    replace_field(conceal, info, "params", found_secrets, 0);
    replace_field(conceal, info, "error", JFI_SECRET_ALL, 0);
    replace_field(conceal, object, "metadata", JFI_SECRET_ALL, 0);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static bool is_read(const json_t *object)
{
    static const char *const types[] = {"Core", "Client", "Device",  "Node",
                                        "Port", "Link",   "Metadata"};
    static const char prefix[] = "PipeWire:Interface:";
    const char *type = text_of(object, "type");

    /* That an object has gone is said without its type. */
    if (!type)
        return json_is_null(json_object_get(object, "info"));
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (strncmp(type, prefix, strlen(prefix)) == 0 &&
            strcmp(type + strlen(prefix), types[i]) == 0)
            return true;
    }
    return false;
}

static void drop_unread(struct conceal *conceal)
{
    size_t i;
    json_t *list;

    json_array_foreach(conceal->lists, i, list)
    {
        for (size_t j = json_array_size(list); j > 0; j--) {
            if (!is_read(json_array_get(list, j - 1)))
                (void)json_array_remove(list, j - 1);
        }
    }
}

int jfi_pw_conceal(json_t *lists, struct jfi_aliases *aliases)
{
    struct conceal conceal = {
        .aliases = aliases, .lists = lists, .programs.item_size = PROGRAM_BYTES};

    drop_unread(&conceal);
    each_object(&conceal, gather_programs);
    each_object(&conceal, name_all);
    each_object(&conceal, replace_all);
    jfi_vec_fini(&conceal.programs);
    return conceal.status;
}

char *jfi_pw_dump_text(const json_t *lists)
{
    struct jfi_buffer buffer = {.bytes = NULL};
    size_t index, length;
    const json_t *list;
    char *text;

    json_array_foreach(lists, index, list)
    {
        char *dumped = json_dumps(list, JSON_INDENT(2) | JSON_REAL_PRECISION(17));

        if (!dumped)
            buffer.status = -ENOMEM;
        else
            jfi_buffer_format(&buffer, "%s\n", dumped);
        free(dumped);
    }
    return jfi_buffer_take(&buffer, &text, &length) ? NULL : text;
}
