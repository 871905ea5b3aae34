/* SPDX-License-Identifier: MIT */

/* The server's binary values as JSON, in the form that pw-dump gives them. */

#include <spa/debug/types.h>
#include <spa/param/type-info.h>
#include <spa/pod/iter.h>
#include <spa/utils/type-info.h>

#include <jansson.h>

#include "backends/pipewire/live.h"

enum {
    MAX_DEPTH = 16
};

static json_t *value_json(const struct spa_type_info *info, uint32_t type, const void *body,
                          uint32_t size, unsigned int depth);

static json_t *pod_json(const struct spa_type_info *info, const struct spa_pod *pod,
                        unsigned int depth)
{
    return value_json(info, SPA_POD_TYPE(pod), SPA_POD_BODY(pod), SPA_POD_BODY_SIZE(pod), depth);
}

/* An id that has a name is that; else a number. */
static json_t *id_json(const struct spa_type_info *info, uint32_t id)
{
    const char *name = info ? spa_debug_type_find_short_name(info, id) : NULL;

    return name ? json_string(name) : json_integer(id);
}

/* Not all that comes over the socket ends in a NUL. */
static json_t *string_json(const char *body, uint32_t size)
{
    size_t length = strnlen(body, size);
    json_t *text = json_stringn(body, length);

    return text ? text : json_string("");
}

static json_t *array_json(const struct spa_type_info *info, const struct spa_pod_array_body *array,
                          uint32_t size, unsigned int depth)
{
    json_t *list = json_array();
    const void *item;

    if (array->child.size == 0)
        return list;
    SPA_POD_ARRAY_BODY_FOREACH(array, size, item)
    {
        json_array_append_new(list,
                              value_json(info, array->child.type, item, array->child.size, depth));
    }
    return list;
}

static json_t *struct_json(const struct spa_type_info *info, const struct spa_pod *first,
                           uint32_t size, unsigned int depth)
{
    json_t *list = json_array();
    const struct spa_pod *item;

    SPA_POD_FOREACH(first, size, item)
    {
        json_array_append_new(list, pod_json(info, item, depth));
    }
    return list;
}

/* Of a choice its default counts, which is the first value. */
static json_t *choice_json(const struct spa_type_info *info,
                           const struct spa_pod_choice_body *choice, unsigned int depth)
{
    return value_json(info, choice->child.type, SPA_PTROFF(choice, sizeof(*choice), const void),
                      choice->child.size, depth);
}

static json_t *object_json(const struct spa_pod_object_body *object, uint32_t size,
                           unsigned int depth)
{
    const struct spa_type_info *type = spa_debug_type_find(spa_types, object->type);
    const struct spa_type_info *keys = type ? type->values : NULL;
    const struct spa_pod_prop *prop;
    json_t *fields = json_object();

    SPA_POD_OBJECT_BODY_FOREACH(object, size, prop)
    {
        const struct spa_type_info *key = keys ? spa_debug_type_find(keys, prop->key) : NULL;

        if (key)
            json_object_set_new(fields, spa_debug_type_short_name(key->name),
                                pod_json(key->values, &prop->value, depth));
    }
    return fields;
}

static json_t *number_json(uint32_t type, const void *body, uint32_t size)
{
    if (type == SPA_TYPE_Bool && size >= sizeof(int32_t))
        return json_boolean(*(const int32_t *)body);
    if (type == SPA_TYPE_Int && size >= sizeof(int32_t))
        return json_integer(*(const int32_t *)body);
    if (type == SPA_TYPE_Long && size >= sizeof(int64_t))
        return json_integer(*(const int64_t *)body);
    if (type == SPA_TYPE_Float && size >= sizeof(float))
        return json_real((double)*(const float *)body);
    if (type == SPA_TYPE_Double && size >= sizeof(double))
        return json_real(*(const double *)body);
    return json_null();
}

static json_t *value_json(const struct spa_type_info *info, uint32_t type, const void *body,
                          uint32_t size, unsigned int depth)
{
    if (depth > MAX_DEPTH)
        return json_null();
    switch (type) {
    case SPA_TYPE_Id:
        return size >= sizeof(uint32_t) ? id_json(info, *(const uint32_t *)body) : json_null();
    case SPA_TYPE_String:
        return string_json(body, size);
    case SPA_TYPE_Array:
        /* The table of an array names its one type of item, and that the names of those. */
        return array_json(info && info->values ? info->values : info, body, size, depth + 1);
    case SPA_TYPE_Struct:
        return struct_json(info, body, size, depth + 1);
    case SPA_TYPE_Object:
        return object_json(body, size, depth + 1);
    case SPA_TYPE_Choice:
        return choice_json(info, body, depth + 1);
    default:
        return number_json(type, body, size);
    }
}

json_t *jfi_pw_pod_json(const struct spa_pod *pod)
{
    return pod_json(NULL, pod, 0);
}
