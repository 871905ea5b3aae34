/* SPDX-License-Identifier: MIT */
#include "backends/pipewire/live-dump.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Needs what pipewire.h declares. */
#include <pipewire/extensions/metadata.h>
#include <spa/utils/string.h>

#include "backends/json-load.h"
#include "backends/pipewire/live.h"

/* What is asked for, as far as an object has it. */
static const struct {
    uint32_t id;
    const char *name;
} recorded_params[] = {
    {SPA_PARAM_Props, "Props"},
    {SPA_PARAM_Format, "Format"},
    {SPA_PARAM_EnumProfile, "EnumProfile"},
    {SPA_PARAM_Profile, "Profile"},
    {SPA_PARAM_EnumRoute, "EnumRoute"},
    {SPA_PARAM_Route, "Route"},
};

/* ---- values ---------------------------------------------------------------------------------- */

/* pw-dump takes numbers and truth values out of their text; here only what can be put back. */
static json_t *guessed(const char *text)
{
    char *end, again[24];
    long long number;

    if (spa_streq(text, "true") || spa_streq(text, "false"))
        return json_boolean(text[0] == 't');
    errno = 0;
    number = strtoll(text, &end, 10);
    (void)snprintf(again, sizeof(again), "%lld", number);
    return !errno && *text && !*end && spa_streq(text, again) ? json_integer(number)
                                                              : json_string(text);
}

static json_t *properties_json(const struct spa_dict *dict)
{
    json_t *object = json_object();
    const struct spa_dict_item *item;

    if (!dict)
        return object;
    spa_dict_for_each(item, dict)
    {
        json_t *value = item->value ? guessed(item->value) : json_null();

        /* What is not UTF-8 cannot be told in JSON. */
        json_object_set_new(object, item->key, value ? value : json_null());
    }
    return object;
}

static json_t *permissions_json(uint32_t permissions)
{
    static const struct {
        uint32_t bit;
        const char *letter;
    } letters[] = {{PW_PERM_R, "r"}, {PW_PERM_W, "w"}, {PW_PERM_X, "x"}, {PW_PERM_M, "m"}};
    json_t *list = json_array();

    for (size_t i = 0; i < SPA_N_ELEMENTS(letters); i++) {
        if (permissions & letters[i].bit)
            json_array_append_new(list, json_string(letters[i].letter));
    }
    return list;
}

/* Replaces the fields of the info that there are; a NULL is one for want of memory. */
static void update(struct jfi_pw_dumped *dumped, json_t *fields)
{
    if (!dumped->info)
        dumped->info = json_object();
    if (!fields || json_object_update(dumped->info, fields) < 0)
        dumped->lacks_memory = true;
    json_decref(fields);
}

/* ---- params ---------------------------------------------------------------------------------- */

static const char *param_name(uint32_t id)
{
    for (size_t i = 0; i < SPA_N_ELEMENTS(recorded_params); i++) {
        if (recorded_params[i].id == id)
            return recorded_params[i].name;
    }
    return NULL;
}

/* Each is asked for once, and answered anew when it changes meanwhile. */
static json_t *params_of(struct jfi_pw_dumped *dumped)
{
    json_t *params = json_object_get(dumped->info, "params");

    if (!params)
        update(dumped, json_pack("{s:{}}", "params"));
    return params ? params : json_object_get(dumped->info, "params");
}

static void on_param(void *data, int seq, uint32_t id, uint32_t index, uint32_t next,
                     const struct spa_pod *param)
{
    struct jfi_pw_dumped *dumped = data;
    const char *name = param_name(id);
    json_t *params = params_of(dumped);

    (void)seq;
    (void)next;
    if (!name || !param)
        return;
    if (index == 0 || !json_object_get(params, name))
        json_object_set_new(params, name, json_array());
    if (json_array_append_new(json_object_get(params, name), jfi_pw_pod_json(param)) < 0)
        dumped->lacks_memory = true;
}

typedef int (*enum_fn)(struct pw_proxy *proxy, uint32_t id);

static void ask(struct jfi_pw_dumped *dumped, const struct spa_param_info *infos, uint32_t count,
                enum_fn enumerate)
{
    (void)params_of(dumped);
    for (uint32_t i = 0; i < count; i++) {
        if (param_name(infos[i].id) && (infos[i].flags & SPA_PARAM_INFO_READ))
            (void)enumerate(dumped->proxy, infos[i].id);
    }
}

static int enum_device(struct pw_proxy *proxy, uint32_t id)
{
    return pw_device_enum_params((struct pw_device *)proxy, 0, id, 0, UINT32_MAX, NULL);
}

static int enum_node(struct pw_proxy *proxy, uint32_t id)
{
    return pw_node_enum_params((struct pw_node *)proxy, 0, id, 0, UINT32_MAX, NULL);
}

static int enum_port(struct pw_proxy *proxy, uint32_t id)
{
    return pw_port_enum_params((struct pw_port *)proxy, 0, id, 0, UINT32_MAX, NULL);
}

/* ---- infos ----------------------------------------------------------------------------------- */

static void on_core_info(void *data, const struct pw_core_info *info)
{
    update(data,
           json_pack("{s:I, s:s?, s:s?, s:s?, s:s?, s:o}", "cookie", (json_int_t)info->cookie,
                     "user-name", info->user_name, "host-name", info->host_name, "version",
                     info->version, "name", info->name, "props", properties_json(info->props)));
}

static void on_client_info(void *data, const struct pw_client_info *info)
{
    if (info->change_mask & PW_CLIENT_CHANGE_MASK_PROPS)
        update(data, json_pack("{s:o}", "props", properties_json(info->props)));
}

static void on_device_info(void *data, const struct pw_device_info *info)
{
    if (info->change_mask & PW_DEVICE_CHANGE_MASK_PROPS)
        update(data, json_pack("{s:o}", "props", properties_json(info->props)));
    if (info->change_mask & PW_DEVICE_CHANGE_MASK_PARAMS)
        ask(data, info->params, info->n_params, enum_device);
}

static void on_node_info(void *data, const struct pw_node_info *info)
{
    update(data,
           json_pack("{s:I, s:I, s:I, s:I}", "max-input-ports", (json_int_t)info->max_input_ports,
                     "max-output-ports", (json_int_t)info->max_output_ports, "n-input-ports",
                     (json_int_t)info->n_input_ports, "n-output-ports",
                     (json_int_t)info->n_output_ports));
    if (info->change_mask & PW_NODE_CHANGE_MASK_STATE)
        update(data, json_pack("{s:s, s:s?}", "state", pw_node_state_as_string(info->state),
                               "error", info->state == PW_NODE_STATE_ERROR ? info->error : NULL));
    if (info->change_mask & PW_NODE_CHANGE_MASK_PROPS)
        update(data, json_pack("{s:o}", "props", properties_json(info->props)));
    if (info->change_mask & PW_NODE_CHANGE_MASK_PARAMS)
        ask(data, info->params, info->n_params, enum_node);
}

static void on_port_info(void *data, const struct pw_port_info *info)
{
    update(data, json_pack("{s:s}", "direction", pw_direction_as_string(info->direction)));
    if (info->change_mask & PW_PORT_CHANGE_MASK_PROPS)
        update(data, json_pack("{s:o}", "props", properties_json(info->props)));
    if (info->change_mask & PW_PORT_CHANGE_MASK_PARAMS)
        ask(data, info->params, info->n_params, enum_port);
}

static void on_link_info(void *data, const struct pw_link_info *info)
{
    update(data,
           json_pack("{s:I, s:I, s:I, s:I}", "output-node-id", (json_int_t)info->output_node_id,
                     "output-port-id", (json_int_t)info->output_port_id, "input-node-id",
                     (json_int_t)info->input_node_id, "input-port-id",
                     (json_int_t)info->input_port_id));
    if (info->change_mask & PW_LINK_CHANGE_MASK_STATE)
        update(data, json_pack("{s:s, s:s?}", "state", pw_link_state_as_string(info->state),
                               "error", info->state == PW_LINK_STATE_ERROR ? info->error : NULL));
    if (info->change_mask & PW_LINK_CHANGE_MASK_FORMAT)
        update(data, json_pack("{s:o}", "format",
                               info->format ? jfi_pw_pod_json(info->format) : json_null()));
    if (info->change_mask & PW_LINK_CHANGE_MASK_PROPS)
        update(data, json_pack("{s:o}", "props", properties_json(info->props)));
}

/* ---- metadata -------------------------------------------------------------------------------- */

static json_t *note_value(const char *type, const char *value)
{
    json_error_t error;
    json_t *parsed = NULL;

    if (spa_streq(type, "Spa:String:JSON") &&
        jfi_json_load(value, strlen(value), JSON_DECODE_ANY, &parsed, &error) == -ENOMEM)
        return NULL;
    return parsed ? parsed : guessed(value);
}

/* A note is told anew when it changes meanwhile: the last word about it counts. */
static int on_note(void *data, uint32_t subject, const char *key, const char *type,
                   const char *value)
{
    struct jfi_pw_dumped *dumped = data;
    json_t *note;

    if (!key || !value)
        return 0;
    note = json_pack("{s:I, s:s, s:s?, s:o}", "subject", (json_int_t)subject, "key", key, "type",
                     type, "value", note_value(type, value));
    if (json_array_append_new(dumped->metadata, note) < 0)
        dumped->lacks_memory = true;
    return 0;
}

/* ---- objects --------------------------------------------------------------------------------- */

static const struct pw_core_events core_events = {
    .version = PW_VERSION_CORE_EVENTS,
    .info = on_core_info,
};
static const struct pw_client_events client_events = {
    .version = PW_VERSION_CLIENT_EVENTS,
    .info = on_client_info,
};
static const struct pw_device_events device_events = {
    .version = PW_VERSION_DEVICE_EVENTS,
    .info = on_device_info,
    .param = on_param,
};
static const struct pw_node_events node_events = {
    .version = PW_VERSION_NODE_EVENTS,
    .info = on_node_info,
    .param = on_param,
};
static const struct pw_port_events port_events = {
    .version = PW_VERSION_PORT_EVENTS,
    .info = on_port_info,
    .param = on_param,
};
static const struct pw_link_events link_events = {
    .version = PW_VERSION_LINK_EVENTS,
    .info = on_link_info,
};
static const struct pw_metadata_events metadata_events = {
    .version = PW_VERSION_METADATA_EVENTS,
    .property = on_note,
};

static const struct interface {
    const char *type;
    uint32_t version;
    const void *events;
} interfaces[] = {
    {PW_TYPE_INTERFACE_Core, PW_VERSION_CORE, &core_events},
    {PW_TYPE_INTERFACE_Client, PW_VERSION_CLIENT, &client_events},
    {PW_TYPE_INTERFACE_Device, PW_VERSION_DEVICE, &device_events},
    {PW_TYPE_INTERFACE_Node, PW_VERSION_NODE, &node_events},
    {PW_TYPE_INTERFACE_Port, PW_VERSION_PORT, &port_events},
    {PW_TYPE_INTERFACE_Link, PW_VERSION_LINK, &link_events},
    {PW_TYPE_INTERFACE_Metadata, PW_VERSION_METADATA, &metadata_events},
};

static const struct interface *find_interface(const char *type)
{
    for (size_t i = 0; i < SPA_N_ELEMENTS(interfaces); i++) {
        if (spa_streq(interfaces[i].type, type))
            return &interfaces[i];
    }
    return NULL;
}

bool jfi_pw_is_dumped(const char *type)
{
    return find_interface(type) != NULL;
}

static uint64_t serial_of(const struct spa_dict *properties)
{
    uint64_t serial;

    if (!properties || !spa_atou64(spa_dict_lookup(properties, PW_KEY_OBJECT_SERIAL), &serial, 10))
        return 0;
    return serial;
}

struct jfi_pw_dumped *jfi_pw_dumped_new(struct pw_registry *registry, uint32_t id,
                                        uint32_t permissions, const char *type,
                                        const struct spa_dict *properties)
{
    const struct interface *interface = find_interface(type);
    struct jfi_pw_dumped *dumped = interface ? calloc(1, sizeof(*dumped)) : NULL;

    if (!dumped)
        return NULL;
    dumped->id = id;
    dumped->permissions = permissions;
    dumped->type = interface->type;
    dumped->version = interface->version;
    dumped->serial = serial_of(properties);
    if (interface->events == &metadata_events) {
        dumped->metadata = json_array();
        dumped->properties = properties_json(properties);
    }
    dumped->proxy = pw_registry_bind(registry, id, interface->type, interface->version, 0);
    if (!dumped->proxy) {
        jfi_pw_dumped_free(dumped);
        return NULL;
    }
    pw_proxy_add_object_listener(dumped->proxy, &dumped->listener, interface->events, dumped);
    return dumped;
}

void jfi_pw_dumped_free(struct jfi_pw_dumped *dumped)
{
    if (dumped->proxy) {
        spa_hook_remove(&dumped->listener);
        pw_proxy_destroy(dumped->proxy);
    }
    json_decref(dumped->info);
    json_decref(dumped->metadata);
    json_decref(dumped->properties);
    free(dumped);
}

json_t *jfi_pw_dumped_json(const struct jfi_pw_dumped *dumped)
{
    json_t *object;

    if (dumped->lacks_memory)
        return NULL;
    object = json_pack("{s:I, s:s, s:I, s:o}", "id", (json_int_t)dumped->id, "type", dumped->type,
                       "version", (json_int_t)dumped->version, "permissions",
                       permissions_json(dumped->permissions));
    if (dumped->info && json_object_set(object, "info", dumped->info) < 0)
        goto failed;
    if (dumped->metadata && (json_object_set(object, "props", dumped->properties) < 0 ||
                             json_object_set(object, "metadata", dumped->metadata) < 0))
        goto failed;
    return object;

failed:
    json_decref(object);
    return NULL;
}
