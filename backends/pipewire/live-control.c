/* SPDX-License-Identifier: MIT */

/*
 * Setting volumes, mutes, profiles and routes. A message is sent to the object; the answer is that
 * it shows what was asked for, or something else than before.
 */

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include <spa/param/param.h>
#include <spa/param/props.h>
#include <spa/pod/builder.h>
#include <spa/utils/string.h>

#include "backends/pipewire/live.h"
#include "backends/pipewire/params.h"

enum {
    MAX_CHANNELS = 64,
    POD_BYTES = 2048,
    LAST_ROUND = 3, /* answers of the server without news: it changed nothing */
    /* A device is another program's, which the server does not wait for either. */
    PATIENCE_MS = 3000,
};

struct jfi_pw_setting {
    struct jfi_pw_setting *next;
    uint64_t request;
    uint32_t id;          /* of the object that was asked */
    uint32_t proxy_id;    /* its number on our side, by which complaints name it */
    const json_t *before; /* its params then; a reference */
    uint32_t code;        /* which control */
    int64_t value;        /* that was asked for */
    int sync_seq, round;
    bool is_patient; /* the server's answers end nothing */
    int64_t due_ns;  /* when even that is over */
    bool is_answered;
};

/* What a message to an object is made of. */
struct message {
    struct jfi_pw_global *target;
    uint32_t param;
    uint8_t bytes[POD_BYTES];
    struct spa_pod_builder builder;
    const struct spa_pod *pod;
};

/* ---- messages -------------------------------------------------------------------------------- */

/* The volumes of all channels: those that are not set stay. */
static uint32_t mix_volumes(const struct jf_control *control, const struct jfi_setting *setting,
                            float volumes[MAX_CHANNELS])
{
    size_t count = jf_control_get_value_count(control);

    if (count > MAX_CHANNELS)
        return 0;
    for (size_t i = 0; i < count; i++) {
        int64_t value = 0;

        (void)jf_control_get_value(control, i, &value);
        if (!setting->count)
            value = setting->values[0];
        else if (i >= setting->first && i < setting->first + setting->count)
            value = setting->values[i - setting->first];
        volumes[i] = (float)jfi_pw_millibel_volume(value);
    }
    return (uint32_t)count;
}

static void add_props(struct message *message, const struct jf_control *control,
                      const struct jfi_setting *setting)
{
    float volumes[MAX_CHANNELS];

    if (jf_control_get_kind(control) == JF_CONTROL_MUTE) {
        spa_pod_builder_add(&message->builder, SPA_PROP_mute, SPA_POD_Bool(setting->values[0] != 0),
                            0);
    } else {
        uint32_t count = mix_volumes(control, setting, volumes);

        spa_pod_builder_add(&message->builder, SPA_PROP_channelVolumes,
                            SPA_POD_Array(sizeof(float), SPA_TYPE_Float, count, volumes), 0);
    }
}

static void make_node_props(struct message *message, const struct jf_control *control,
                            const struct jfi_setting *setting)
{
    struct spa_pod_frame frame;

    message->param = SPA_PARAM_Props;
    spa_pod_builder_push_object(&message->builder, &frame, SPA_TYPE_OBJECT_Props, SPA_PARAM_Props);
    add_props(message, control, setting);
    message->pod = spa_pod_builder_pop(&message->builder, &frame);
}

/* A device remembers what is set on its route, and may let the hardware do it. */
static void make_route_props(struct message *message, const json_t *route,
                             const struct jf_control *control, const struct jfi_setting *setting)
{
    struct spa_pod_frame frame, props;

    message->param = SPA_PARAM_Route;
    spa_pod_builder_push_object(&message->builder, &frame, SPA_TYPE_OBJECT_ParamRoute,
                                SPA_PARAM_Route);
    spa_pod_builder_add(&message->builder, SPA_PARAM_ROUTE_index,
                        SPA_POD_Int((int32_t)json_integer_value(json_object_get(route, "index"))),
                        SPA_PARAM_ROUTE_device,
                        SPA_POD_Int((int32_t)json_integer_value(json_object_get(route, "device"))),
                        0);
    spa_pod_builder_prop(&message->builder, SPA_PARAM_ROUTE_props, 0);
    spa_pod_builder_push_object(&message->builder, &props, SPA_TYPE_OBJECT_Props, SPA_PARAM_Route);
    add_props(message, control, setting);
    (void)spa_pod_builder_pop(&message->builder, &props);
    spa_pod_builder_add(&message->builder, SPA_PARAM_ROUTE_save, SPA_POD_Bool(true), 0);
    message->pod = spa_pod_builder_pop(&message->builder, &frame);
}

static void make_profile(struct message *message, int64_t index)
{
    message->param = SPA_PARAM_Profile;
    message->pod = spa_pod_builder_add_object(
        &message->builder, SPA_TYPE_OBJECT_ParamProfile, SPA_PARAM_Profile, SPA_PARAM_PROFILE_index,
        SPA_POD_Int((int32_t)index), SPA_PARAM_PROFILE_save, SPA_POD_Bool(true));
}

static void make_route(struct message *message, uint32_t device, int64_t index)
{
    message->param = SPA_PARAM_Route;
    message->pod = spa_pod_builder_add_object(
        &message->builder, SPA_TYPE_OBJECT_ParamRoute, SPA_PARAM_Route, SPA_PARAM_ROUTE_index,
        SPA_POD_Int((int32_t)index), SPA_PARAM_ROUTE_device, SPA_POD_Int((int32_t)device),
        SPA_PARAM_ROUTE_save, SPA_POD_Bool(true));
}

/* The device of a node and the route that it has for it; NULL: the node is on its own. */
static struct jfi_pw_global *device_of(const struct jfi_pw_live *live,
                                       const struct jfi_pw_global *node, const json_t **ret_route)
{
    uint32_t id, number;
    struct jfi_pw_global *device;

    if (!spa_atou32(pw_properties_get(node->properties, PW_KEY_DEVICE_ID), &id, 10) ||
        !spa_atou32(pw_properties_get(node->properties, "card.profile.device"), &number, 10))
        return NULL;
    device = jfi_pw_registry_find(live, id);
    *ret_route = device ? jfi_pw_find_route(device->params, (json_int_t)number) : NULL;
    return *ret_route ? device : NULL;
}

static void make_message(const struct jfi_pw_live *live, uint32_t code,
                         const struct jf_control *control, const struct jfi_setting *setting,
                         struct message *message)
{
    const json_t *route = NULL;
    struct jfi_pw_global *device;

    if (code == JFI_PW_CONTROL_PROFILE) {
        make_profile(message, setting->values[0]);
    } else if (code >= JFI_PW_CONTROL_ROUTE) {
        make_route(message, code - JFI_PW_CONTROL_ROUTE, setting->values[0]);
    } else if ((device = device_of(live, message->target, &route))) {
        message->target = device;
        make_route_props(message, route, control, setting);
    } else {
        make_node_props(message, control, setting);
    }
}

static int send_message(const struct message *message)
{
    struct pw_proxy *proxy = message->target->proxy;

    if (!message->pod)
        return -E2BIG;
    if (message->target->kind == JFI_PW_NODE)
        return pw_node_set_param((struct pw_node *)proxy, message->param, 0, message->pod);
    return pw_device_set_param((struct pw_device *)proxy, message->param, 0, message->pod);
}

/* ---- answers --------------------------------------------------------------------------------- */

static void answer(struct jfi_pw_live *live, struct jfi_pw_setting *setting, int status)
{
    if (setting->is_answered)
        return;
    setting->is_answered = true;
    jfi_backend_request_done(live->backend, setting->request, status);
}

static void setting_free(struct jfi_pw_setting *setting)
{
    json_decref((json_t *)(uintptr_t)setting->before);
    free(setting);
}

/* Whether the object shows what was asked for, or where that is no one number, something new. */
static bool is_shown(const struct jfi_pw_setting *setting, const json_t *params)
{
    const json_t *chosen = NULL;

    if (setting->code == JFI_PW_CONTROL_PROFILE)
        chosen = json_array_get(json_object_get(params, "Profile"), 0);
    else if (setting->code >= JFI_PW_CONTROL_ROUTE)
        chosen = jfi_pw_find_route(params, setting->code - JFI_PW_CONTROL_ROUTE);
    else
        return !setting->before || !json_equal(setting->before, params);
    return json_integer_value(json_object_get(chosen, "index")) == setting->value;
}

void jfi_pw_settings_changed(struct jfi_pw_live *live, const struct jfi_pw_global *global)
{
    for (struct jfi_pw_setting *setting = live->settings; setting; setting = setting->next) {
        if (setting->id == global->id && !setting->is_answered && global->params &&
            is_shown(setting, global->params))
            answer(live, setting, 0);
    }
}

void jfi_pw_settings_done(struct jfi_pw_live *live, int seq)
{
    for (struct jfi_pw_setting *setting = live->settings; setting; setting = setting->next) {
        if (setting->sync_seq != seq || setting->is_answered || setting->is_patient)
            continue;
        if (++setting->round == LAST_ROUND)
            answer(live, setting, 0);
        else
            setting->sync_seq = pw_core_sync(live->core, PW_ID_CORE, 0);
    }
}

static int64_t now_ns(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)SPA_TIMESPEC_TO_NSEC(&now);
}

/* When the first of them is due; 0: none is waited for so. */
static int64_t next_due_ns(const struct jfi_pw_live *live)
{
    int64_t next_ns = 0;

    for (const struct jfi_pw_setting *setting = live->settings; setting; setting = setting->next) {
        if (setting->is_patient && !setting->is_answered && (!next_ns || setting->due_ns < next_ns))
            next_ns = setting->due_ns;
    }
    return next_ns;
}

static void arm(struct jfi_pw_live *live)
{
    int64_t due_ns = next_due_ns(live);
    struct timespec at = {.tv_sec = due_ns / SPA_NSEC_PER_SEC,
                          .tv_nsec = due_ns % SPA_NSEC_PER_SEC};

    (void)pw_loop_update_timer(live->loop, live->patience_timer, &at, NULL, true);
}

void jfi_pw_settings_tire(void *data, uint64_t expirations)
{
    struct jfi_pw_live *live = data;

    (void)expirations;
    for (struct jfi_pw_setting *setting = live->settings; setting; setting = setting->next) {
        if (setting->is_patient && setting->due_ns <= now_ns())
            answer(live, setting, 0);
    }
    jfi_pw_settings_sweep(live);
    arm(live);
}

void jfi_pw_settings_error(struct jfi_pw_live *live, uint32_t proxy_id, int status)
{
    for (struct jfi_pw_setting *setting = live->settings; setting; setting = setting->next) {
        /* The server has two numbers for what is not allowed; the contract has one. */
        if (setting->proxy_id == proxy_id)
            answer(live, setting, status == -EACCES ? -EPERM : status);
    }
}

void jfi_pw_settings_sweep(struct jfi_pw_live *live)
{
    struct jfi_pw_setting **at = &live->settings;

    while (*at) {
        struct jfi_pw_setting *setting = *at;

        if (setting->is_answered) {
            *at = setting->next;
            setting_free(setting);
        } else {
            at = &setting->next;
        }
    }
}

void jfi_pw_settings_end(struct jfi_pw_live *live, int status)
{
    for (struct jfi_pw_setting *setting = live->settings; setting; setting = setting->next)
        answer(live, setting, status);
    jfi_pw_settings_sweep(live);
}

/* ---- the op ---------------------------------------------------------------------------------- */

static int keep_setting(struct jfi_pw_live *live, struct jfi_pw_global *target, uint32_t code,
                        int64_t value, uint64_t request)
{
    struct jfi_pw_setting *setting = calloc(1, sizeof(*setting));

    if (!setting)
        return -ENOMEM;
    setting->request = request;
    setting->code = code;
    setting->value = value;
    setting->is_patient = target->kind == JFI_PW_DEVICE;
    setting->due_ns = now_ns() + (int64_t)PATIENCE_MS * SPA_NSEC_PER_MSEC;
    setting->id = target->id;
    setting->proxy_id = pw_proxy_get_id(target->proxy);
    setting->before = json_incref(target->params);
    setting->sync_seq = pw_core_sync(live->core, PW_ID_CORE, 0);
    setting->next = live->settings;
    live->settings = setting;
    arm(live);
    return 0;
}

int jfi_pw_set_control(struct jfi_backend *backend, const struct jf_control *control,
                       const struct jfi_setting *setting, uint64_t request)
{
    struct jfi_pw_live *live = jfi_backend_priv(backend);
    uint64_t handle = jfi_backend_control_handle(control);
    struct message message = {.target = NULL};
    int status;

    if (live->stage != JFI_PW_READY)
        return -EPIPE;
    message.target = jfi_pw_registry_find(live, (uint32_t)(handle >> 32));
    if (!message.target || !message.target->properties)
        return -ENODEV;
    message.builder = SPA_POD_BUILDER_INIT(message.bytes, sizeof(message.bytes));
    make_message(live, (uint32_t)handle, control, setting, &message);
    status = send_message(&message);
    return status < 0
               ? status
               : keep_setting(live, message.target, (uint32_t)handle, setting->values[0], request);
}
