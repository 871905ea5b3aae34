/* SPDX-License-Identifier: MIT */

/* The server's objects: follows each one and keeps the model up to date. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <spa/utils/string.h>

#include "backends/pipewire/live.h"

struct jfi_pw_global *jfi_pw_registry_find(const struct jfi_pw_live *live, uint32_t id)
{
    struct jfi_pw_entry *entry = jfi_pw_table_first(&live->globals, id);

    return entry ? JFI_PW_CONTAINER(entry, struct jfi_pw_global, by_id) : NULL;
}

uint64_t jfi_pw_global_serial(const struct jfi_pw_global *global)
{
    uint64_t serial;

    if (!global->properties ||
        !spa_atou64(pw_properties_get(global->properties, PW_KEY_OBJECT_SERIAL), &serial, 10))
        return 0;
    return serial;
}

/* ---- to the model ---------------------------------------------------------------------------- */

/* A list of properties as the model takes it; there must be room. */
struct property_list {
    struct jfi_pw_property *items;
    size_t count;
};

static void add_property(struct property_list *list, const char *key, const char *value)
{
    list->items[list->count++] = (struct jfi_pw_property){key, value};
}

static int put(const struct jfi_pw_global *global)
{
    const struct spa_dict *dict = &global->properties->dict;
    struct property_list list = {.items = calloc(dict->n_items + 2, sizeof(*list.items))};
    struct jfi_pw_object object = {
        .id = global->id,
        .kind = global->kind,
        .properties = list.items,
        .link_state = global->link_state,
        .link_error = global->error,
        .link_format = global->format,
        .params = global->params,
    };
    int status;

    if (!list.items)
        return -ENOMEM;
    for (uint32_t i = 0; i < dict->n_items; i++)
        add_property(&list, dict->items[i].key, dict->items[i].value);
    if (global->kind == JFI_PW_NODE) {
        add_property(&list, "node.state", global->node_state);
        add_property(&list, "node.error", global->error);
    } else if (global->kind == JFI_PW_PORT) {
        add_property(&list, "format", global->format);
    }
    object.property_count = list.count;
    status = jfi_pw_model_put(global->live->model, &object);
    free(list.items);
    return status;
}

static void publish(struct jfi_pw_global *global)
{
    if (!global->properties)
        return;
    if (put(global) < 0)
        jfi_pw_live_fail_memory(global->live);
    else if (global->kind == JFI_PW_LINK)
        jfi_pw_requests_link_came(global->live, global);
}

static int compare_age(const void *a, const void *b)
{
    const struct jfi_pw_global *const *left = a, *const *right = b;
    uint64_t left_serial = jfi_pw_global_serial(*left), right_serial = jfi_pw_global_serial(*right);

    return (left_serial > right_serial) - (left_serial < right_serial);
}

void jfi_pw_registry_publish(struct jfi_pw_live *live)
{
    struct jfi_pw_global **globals = calloc(live->globals.count + 1, sizeof(*globals));
    struct jfi_pw_entry *entry = NULL;
    size_t count = 0;

    if (!globals) {
        jfi_pw_live_fail_memory(live);
        return;
    }
    while ((entry = jfi_pw_table_next(&live->globals, entry)))
        globals[count++] = JFI_PW_CONTAINER(entry, struct jfi_pw_global, by_id);
    qsort(globals, count, sizeof(*globals), compare_age);
    for (size_t i = 0; i < count; i++)
        publish(globals[i]);
    free(globals);
}

/* ---- what the server tells of an object ------------------------------------------------------ */

static void set_properties(struct jfi_pw_global *global, const struct spa_dict *dict)
{
    struct pw_properties *properties = pw_properties_new_dict(dict);

    if (!properties) {
        jfi_pw_live_fail_memory(global->live);
        return;
    }
    pw_properties_free(global->properties);
    global->properties = properties;
}

static void set_text(struct jfi_pw_global *global, char **text, const char *value)
{
    char *copy = value ? strdup(value) : NULL;

    if (value && !copy)
        jfi_pw_live_fail_memory(global->live);
    free(*text);
    *text = copy;
}

static void set_format(struct jfi_pw_global *global, const struct spa_pod *format)
{
    char *text = NULL;

    if (jfi_pw_format_text(format, &text) < 0)
        jfi_pw_live_fail_memory(global->live);
    free(global->format);
    global->format = text;
}

/* Until all is known once, news wait: the model gets the objects in the order of their age. */
static void tell(struct jfi_pw_global *global)
{
    if (global->live->stage == JFI_PW_READY)
        publish(global);
}

static void on_device_info(void *data, const struct pw_device_info *info)
{
    if (info->change_mask & PW_DEVICE_CHANGE_MASK_PROPS)
        set_properties(data, info->props);
    if (info->change_mask & PW_DEVICE_CHANGE_MASK_PARAMS) {
        (void)jfi_pw_params_forget(data, info->params, info->n_params);
        jfi_pw_params_refresh(data, info->params, info->n_params);
    }
    tell(data);
}

static void on_param(void *data, int seq, uint32_t id, uint32_t index, uint32_t next,
                     const struct spa_pod *param)
{
    struct jfi_pw_global *global = data;

    (void)seq;
    (void)next;
    jfi_pw_params_take(global, id, index, param);
    tell(global);
    jfi_pw_settings_changed(global->live, global);
}

static void on_client_info(void *data, const struct pw_client_info *info)
{
    if (info->change_mask & PW_CLIENT_CHANGE_MASK_PROPS)
        set_properties(data, info->props);
    tell(data);
}

static void on_node_info(void *data, const struct pw_node_info *info)
{
    struct jfi_pw_global *global = data;

    if (info->change_mask & PW_NODE_CHANGE_MASK_PROPS)
        set_properties(global, info->props);
    if (info->change_mask & PW_NODE_CHANGE_MASK_STATE) {
        global->node_state = pw_node_state_as_string(info->state);
        set_text(global, &global->error, info->state == PW_NODE_STATE_ERROR ? info->error : NULL);
    }
    if (info->change_mask & PW_NODE_CHANGE_MASK_PARAMS)
        (void)jfi_pw_params_forget(global, info->params, info->n_params);
    tell(global);
}

/* A port that loses its format announces no other one, but that there is none to read. */
static bool has_format(const struct pw_port_info *info)
{
    for (uint32_t i = 0; i < info->n_params; i++) {
        if (info->params[i].id == SPA_PARAM_Format)
            return info->params[i].flags & SPA_PARAM_INFO_READ;
    }
    return false;
}

static void on_port_info(void *data, const struct pw_port_info *info)
{
    struct jfi_pw_global *global = data;

    if (info->change_mask & PW_PORT_CHANGE_MASK_PROPS)
        set_properties(global, info->props);
    if ((info->change_mask & PW_PORT_CHANGE_MASK_PARAMS) && !has_format(info))
        set_format(global, NULL);
    tell(global);
}

static void on_port_param(void *data, int seq, uint32_t id, uint32_t index, uint32_t next,
                          const struct spa_pod *param)
{
    (void)seq;
    (void)index;
    (void)next;
    if (id != SPA_PARAM_Format)
        return;
    set_format(data, param);
    tell(data);
}

static enum jf_connection_state state_of(enum pw_link_state state)
{
    switch (state) {
    case PW_LINK_STATE_ERROR:
        return JF_CONNECTION_ERROR;
    case PW_LINK_STATE_UNLINKED:
        return JF_CONNECTION_UNLINKED;
    case PW_LINK_STATE_INIT:
        return JF_CONNECTION_INIT;
    case PW_LINK_STATE_NEGOTIATING:
        return JF_CONNECTION_NEGOTIATING;
    case PW_LINK_STATE_ALLOCATING:
        return JF_CONNECTION_ALLOCATING;
    case PW_LINK_STATE_PAUSED:
        return JF_CONNECTION_PAUSED;
    case PW_LINK_STATE_ACTIVE:
        return JF_CONNECTION_ACTIVE;
    }
    return JF_CONNECTION_UNKNOWN;
}

static void on_link_info(void *data, const struct pw_link_info *info)
{
    struct jfi_pw_global *global = data;

    if (info->change_mask & PW_LINK_CHANGE_MASK_PROPS)
        set_properties(global, info->props);
    if (info->change_mask & PW_LINK_CHANGE_MASK_STATE) {
        global->link_state = state_of(info->state);
        set_text(global, &global->error, info->state == PW_LINK_STATE_ERROR ? info->error : NULL);
    }
    if (info->change_mask & PW_LINK_CHANGE_MASK_FORMAT)
        set_format(global, info->format);
    tell(global);
}

/* ---- the registry ---------------------------------------------------------------------------- */

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
    .param = on_port_param,
};
static const struct pw_link_events link_events = {
    .version = PW_VERSION_LINK_EVENTS,
    .info = on_link_info,
};
static const struct pw_client_events client_events = {
    .version = PW_VERSION_CLIENT_EVENTS,
    .info = on_client_info,
};

struct interface {
    const char *type;
    uint32_t version;
    enum jfi_pw_kind kind;
    const void *events;
};

/* NULL: a type that we do not follow. */
static const struct interface *find_interface(const char *type)
{
    static const struct interface interfaces[] = {
        {PW_TYPE_INTERFACE_Device, PW_VERSION_DEVICE, JFI_PW_DEVICE, &device_events},
        {PW_TYPE_INTERFACE_Node, PW_VERSION_NODE, JFI_PW_NODE, &node_events},
        {PW_TYPE_INTERFACE_Port, PW_VERSION_PORT, JFI_PW_PORT, &port_events},
        {PW_TYPE_INTERFACE_Link, PW_VERSION_LINK, JFI_PW_LINK, &link_events},
        {PW_TYPE_INTERFACE_Client, PW_VERSION_CLIENT, JFI_PW_CLIENT, &client_events},
    };

    for (size_t i = 0; i < SPA_N_ELEMENTS(interfaces); i++) {
        if (spa_streq(type, interfaces[i].type))
            return &interfaces[i];
    }
    return NULL;
}

/* It must have left the table. */
static void free_global(struct jfi_pw_global *global)
{
    spa_hook_remove(&global->object_listener);
    pw_proxy_destroy(global->proxy);
    pw_properties_free(global->properties);
    free(global->error);
    free(global->format);
    json_decref(global->params);
    free(global);
}

static void follow(struct jfi_pw_live *live, uint32_t id, const struct interface *interface)
{
    uint32_t format = SPA_PARAM_Format;
    struct jfi_pw_global *global = calloc(1, sizeof(*global));

    if (global)
        global->proxy =
            pw_registry_bind(live->registry, id, interface->type, interface->version, 0);
    if (!global || !global->proxy) {
        free(global);
        jfi_pw_live_fail_memory(live);
        return;
    }
    global->live = live;
    global->id = id;
    global->kind = interface->kind;
    jfi_pw_table_add(&live->globals, &global->by_id, id);
    pw_proxy_add_object_listener(global->proxy, &global->object_listener, interface->events,
                                 global);
    if (interface->kind == JFI_PW_PORT)
        pw_port_subscribe_params((struct pw_port *)global->proxy, &format, 1);
    jfi_pw_params_follow(global);
}

static void on_global_remove(void *data, uint32_t id)
{
    struct jfi_pw_live *live = data;
    struct jfi_pw_global *global = jfi_pw_registry_find(live, id);

    jfi_pw_metadata_went(live, id);
    if (!global)
        return;
    if (live->stage == JFI_PW_READY)
        jfi_pw_model_remove(live->model, id);
    jfi_pw_table_remove(&live->globals, &global->by_id);
    free_global(global);
    jfi_pw_requests_link_went(live, id);
}

static void on_global(void *data, uint32_t id, uint32_t permissions, const char *type,
                      uint32_t version, const struct spa_dict *props)
{
    const struct interface *interface = find_interface(type);

    (void)permissions;
    (void)version;
    /* The id of one that has gone may come again before the news of its going. */
    on_global_remove(data, id);
    if (interface)
        follow(data, id, interface);
    else
        jfi_pw_metadata_follow(data, id, type, props);
}

int jfi_pw_registry_open(struct jfi_pw_live *live)
{
    static const struct pw_registry_events events = {
        .version = PW_VERSION_REGISTRY_EVENTS,
        .global = on_global,
        .global_remove = on_global_remove,
    };

    live->registry = pw_core_get_registry(live->core, PW_VERSION_REGISTRY, 0);
    if (!live->registry)
        return jfi_pw_last_error();
    pw_registry_add_listener(live->registry, &live->registry_listener, &events, live);
    return 0;
}

static void on_drained(void *user, struct jfi_pw_entry *entry)
{
    (void)user;
    free_global(JFI_PW_CONTAINER(entry, struct jfi_pw_global, by_id));
}

void jfi_pw_registry_close(struct jfi_pw_live *live)
{
    jfi_pw_table_drain(&live->globals, on_drained, NULL);
    if (!live->registry)
        return;
    spa_hook_remove(&live->registry_listener);
    pw_proxy_destroy((struct pw_proxy *)live->registry);
    live->registry = NULL;
}
