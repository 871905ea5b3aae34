/* SPDX-License-Identifier: MIT */

/* One object as pw-dump prints it. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/replay/pw-dump.h"
#include "topology/arena.h"
#include "topology/vec.h"

/** An object on its way into the model. */
struct draft {
    struct jfi_arena arena;    /* holds the strings */
    struct jfi_vec properties; /* struct jfi_pw_property */
};

/* ---- faults ---------------------------------------------------------------------------------- */

static bool is_absent_or(const json_t *value, json_type type)
{
    return !value || json_is_null(value) || json_typeof(value) == type;
}

const char *jfi_pw_dump_object_fault(const json_t *object)
{
    const json_t *id = json_object_get(object, "id"), *info = json_object_get(object, "info");

    if (!json_is_object(object))
        return "an element that is no object";
    if (!json_is_integer(id))
        return "an object whose id is no number";
    if (json_integer_value(id) < 0 || json_integer_value(id) > UINT32_MAX)
        return "an object whose id is out of range";
    if (!is_absent_or(json_object_get(object, "type"), JSON_STRING))
        return "an object whose type is no text";
    if (!is_absent_or(info, JSON_OBJECT))
        return "an object whose info is no object";
    if (!is_absent_or(json_object_get(info, "props"), JSON_OBJECT))
        return "an object whose info.props is no object";
    return NULL;
}

/* ---- values as texts ------------------------------------------------------------------------- */

/* A number, or what is no plain value at all, as JSON writes it. NULL when out of memory. */
static const char *json_text(struct draft *draft, const json_t *value)
{
    char *dumped = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
    const char *text = jfi_arena_dup(&draft->arena, dumped);

    free(dumped);
    return text;
}

static int add_text(struct draft *draft, const char *key, const char *text)
{
    struct jfi_pw_property property = {.key = key, .value = text};

    return text ? jfi_vec_push(&draft->properties, &property) : 0;
}

/* pw-dump guesses numbers and truth values from text; the server itself knows only text. */
static int add_value(struct draft *draft, const char *key, const json_t *value)
{
    const char *text;

    switch (json_typeof(value)) {
    case JSON_NULL:
        return 0;
    case JSON_STRING:
        return add_text(draft, key, json_string_value(value));
    case JSON_TRUE:
        return add_text(draft, key, "true");
    case JSON_FALSE:
        return add_text(draft, key, "false");
    case JSON_INTEGER:
    case JSON_REAL:
    case JSON_OBJECT:
    case JSON_ARRAY:
        break;
    }
    text = json_text(draft, value);
    return text ? add_text(draft, key, text) : -ENOMEM;
}

static int add_properties(struct draft *draft, const json_t *info)
{
    const char *key;
    json_t *value;

    json_object_foreach(json_object_get(info, "props"), key, value)
    {
        int status = add_value(draft, key, value);

        if (status)
            return status;
    }
    return 0;
}

/* ---- formats and states ---------------------------------------------------------------------- */

static const char *member_text(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

/* The words the live backend has for a format. NULL: none negotiated, or out of memory. */
static char *format_text(struct draft *draft, const json_t *format)
{
    const char *type = member_text(format, "mediaType"),
               *subtype = member_text(format, "mediaSubtype");
    const char *sample = member_text(format, "format");
    const json_t *rate = json_object_get(format, "rate"),
                 *channels = json_object_get(format, "channels");
    char text[256];

    if (!type || !subtype)
        return NULL;
    if (sample && json_is_integer(rate) && json_is_integer(channels)) {
        (void)snprintf(text, sizeof(text),
                       "%s/%s %s %" JSON_INTEGER_FORMAT " Hz %" JSON_INTEGER_FORMAT " ch", type,
                       subtype, sample, json_integer_value(rate), json_integer_value(channels));
    } else {
        (void)snprintf(text, sizeof(text), "%s/%s%s%s", type, subtype, sample ? " " : "",
                       sample ? sample : "");
    }
    return jfi_arena_dup(&draft->arena, text);
}

static enum jf_connection_state link_state(const char *text)
{
    enum jf_connection_state state = JF_CONNECTION_ERROR;

    while (text && state <= JF_CONNECTION_ACTIVE &&
           strcmp(jf_connection_state_text(state), text) != 0)
        state++;
    return text && state <= JF_CONNECTION_ACTIVE ? state : JF_CONNECTION_UNKNOWN;
}

/* ---- the object ------------------------------------------------------------------------------ */

static enum jfi_pw_kind kind_of(const char *type)
{
    static const struct {
        const char *type;
        enum jfi_pw_kind kind;
    } kinds[] = {
        {"PipeWire:Interface:Device", JFI_PW_DEVICE}, {"PipeWire:Interface:Node", JFI_PW_NODE},
        {"PipeWire:Interface:Port", JFI_PW_PORT},     {"PipeWire:Interface:Link", JFI_PW_LINK},
        {"PipeWire:Interface:Client", JFI_PW_CLIENT},
    };

    for (size_t i = 0; type && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (strcmp(kinds[i].type, type) == 0)
            return kinds[i].kind;
    }
    return JFI_PW_UNKNOWN;
}

/* What is no property of the server's, but told beside them. */
static int add_facts(struct draft *draft, enum jfi_pw_kind kind, const json_t *info)
{
    const json_t *formats = json_object_get(json_object_get(info, "params"), "Format");
    int status;

    if (kind == JFI_PW_PORT)
        return add_text(draft, "format", format_text(draft, json_array_get(formats, 0)));
    if (kind != JFI_PW_NODE)
        return 0;
    status = add_text(draft, "node.state", member_text(info, "state"));
    return status ? status : add_text(draft, "node.error", member_text(info, "error"));
}

static int put(struct jfi_pw_model *model, struct draft *draft, struct jfi_pw_object *object,
               const json_t *info)
{
    int status = add_properties(draft, info);

    if (!status)
        status = add_facts(draft, object->kind, info);
    if (status)
        return status;
    object->properties = draft->properties.items;
    object->property_count = draft->properties.count;
    object->params = json_object_get(info, "params");
    if (object->kind == JFI_PW_LINK) {
        object->link_state = link_state(member_text(info, "state"));
        object->link_error = member_text(info, "error");
        object->link_format = format_text(draft, json_object_get(info, "format"));
    }
    return jfi_pw_model_put(model, object);
}

static bool is_metadata(const char *type)
{
    return type && strcmp(type, "PipeWire:Interface:Metadata") == 0;
}

/* Metadata has its entries beside the info, and properties beside those. */
static int put_metadata(struct jfi_pw_model *model, const json_t *object)
{
    const char *name = member_text(json_object_get(object, "props"), "metadata.name");
    const json_t *entry;
    size_t index;
    int status = 0;

    if (!name || strcmp(name, "default") != 0)
        return 0;
    json_array_foreach(json_object_get(object, "metadata"), index, entry)
    {
        const json_t *subject = json_object_get(entry, "subject"),
                     *value = json_object_get(entry, "value");
        const char *key = member_text(entry, "key");
        char *text;

        if (!json_is_integer(subject) || json_integer_value(subject) < 0 ||
            json_integer_value(subject) > UINT32_MAX || !key || !value)
            continue;
        text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
        if (!text)
            return -ENOMEM;
        status = jfi_pw_model_set_metadata(model, (uint32_t)json_integer_value(subject), key, text);
        free(text);
        if (status)
            return status;
    }
    return 0;
}

int jfi_pw_dump_put(struct jfi_pw_model *model, const json_t *object)
{
    struct draft draft = {.properties.item_size = sizeof(struct jfi_pw_property)};
    const json_t *info = json_object_get(object, "info");
    struct jfi_pw_object drafted = {
        .id = (uint32_t)json_integer_value(json_object_get(object, "id")),
        .kind = kind_of(member_text(object, "type")),
    };
    int status;

    if (is_metadata(member_text(object, "type")))
        return put_metadata(model, object);
    if (json_is_null(info)) {
        jfi_pw_model_remove(model, drafted.id);
        return 0;
    }
    if (drafted.kind == JFI_PW_UNKNOWN)
        return 0;
    status = put(model, &draft, &drafted, info);
    jfi_vec_fini(&draft.properties);
    jfi_arena_fini(&draft.arena);
    return status;
}
