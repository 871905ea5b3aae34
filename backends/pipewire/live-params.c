/* SPDX-License-Identifier: MIT */

/* Params of nodes and devices: subscribed to, kept as JSON lists. */

#include <errno.h>

#include <spa/param/props.h>

#include "backends/pipewire/live.h"

static const struct {
    uint32_t id;
    enum jfi_pw_kind kind;
    const char *name;
} followed[JFI_PW_FOLLOWED] = {
    {SPA_PARAM_Props, JFI_PW_NODE, "Props"},
    {SPA_PARAM_EnumProfile, JFI_PW_DEVICE, "EnumProfile"},
    {SPA_PARAM_Profile, JFI_PW_DEVICE, "Profile"},
    {SPA_PARAM_EnumRoute, JFI_PW_DEVICE, "EnumRoute"},
    {SPA_PARAM_Route, JFI_PW_DEVICE, "Route"},
};

static const char *name_of(enum jfi_pw_kind kind, uint32_t id)
{
    for (size_t i = 0; i < SPA_N_ELEMENTS(followed); i++) {
        if (followed[i].id == id && followed[i].kind == kind)
            return followed[i].name;
    }
    return NULL;
}

void jfi_pw_params_follow(struct jfi_pw_global *global)
{
    uint32_t ids[SPA_N_ELEMENTS(followed)], count = 0;

    for (size_t i = 0; i < SPA_N_ELEMENTS(followed); i++) {
        if (followed[i].kind == global->kind)
            ids[count++] = followed[i].id;
    }
    if (global->kind == JFI_PW_NODE)
        pw_node_subscribe_params((struct pw_node *)global->proxy, ids, count);
    else if (global->kind == JFI_PW_DEVICE)
        pw_device_subscribe_params((struct pw_device *)global->proxy, ids, count);
}

/* What the model was given stays as it is: a list that changes is another one. */
static json_t *list_for(const struct jfi_pw_global *global, const char *name, uint32_t index)
{
    const json_t *list = json_object_get(global->params, name);

    return index == 0 || !list ? json_array() : json_copy((json_t *)(uintptr_t)list);
}

static int set_list(struct jfi_pw_global *global, const char *name, json_t *list)
{
    json_t *params = global->params ? json_copy(global->params) : json_object();

    if (!params || json_object_set_new(params, name, list) < 0) {
        json_decref(params);
        return -ENOMEM;
    }
    json_decref(global->params);
    global->params = params;
    return 0;
}

void jfi_pw_params_take(struct jfi_pw_global *global, uint32_t id, uint32_t index,
                        const struct spa_pod *param)
{
    const char *name = name_of(global->kind, id);
    json_t *list = NULL;

    if (!name || !param)
        return;
    list = list_for(global, name, index);
    if (!list || json_array_append_new(list, jfi_pw_pod_json(param)) < 0) {
        json_decref(list);
        jfi_pw_live_fail_memory(global->live);
    } else if (set_list(global, name, list) < 0) {
        jfi_pw_live_fail_memory(global->live);
    }
}

/*
 * Another program's device, as are all that WirePlumber makes, says that a param has changed, but
 * the server does not send it to those who are subscribed (seen on 0.3.65). So it is asked for.
 */
void jfi_pw_params_refresh(struct jfi_pw_global *device, const struct spa_param_info *infos,
                           uint32_t count)
{
    for (size_t i = 0; i < JFI_PW_FOLLOWED; i++) {
        for (uint32_t k = 0; k < count; k++) {
            bool was_told = device->param_flags[i];

            if (followed[i].kind != device->kind || infos[k].id != followed[i].id ||
                infos[k].flags == device->param_flags[i])
                continue;
            device->param_flags[i] = infos[k].flags;
            if (was_told && infos[k].flags & SPA_PARAM_INFO_READ)
                pw_device_enum_params((struct pw_device *)device->proxy, 0, followed[i].id, 0,
                                      UINT32_MAX, NULL);
        }
    }
}

/* Of a param that has no values left, none arrive. */
bool jfi_pw_params_forget(struct jfi_pw_global *global, const struct spa_param_info *infos,
                          uint32_t count)
{
    bool is_changed = false;

    for (size_t i = 0; i < SPA_N_ELEMENTS(followed); i++) {
        bool is_there = false;

        for (uint32_t k = 0; k < count; k++)
            is_there |= infos[k].id == followed[i].id && infos[k].flags & SPA_PARAM_INFO_READ;
        if (is_there || followed[i].kind != global->kind ||
            !json_array_size(json_object_get(global->params, followed[i].name)))
            continue;
        if (set_list(global, followed[i].name, json_array()) < 0)
            jfi_pw_live_fail_memory(global->live);
        is_changed = true;
    }
    return is_changed;
}
