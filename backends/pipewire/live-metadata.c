/* SPDX-License-Identifier: MIT */

/* The session manager's notes: the defaults, and where streams are to go. */

#include <errno.h>

#include <pipewire/pipewire.h>

/* Needs what that one declares. */
#include <pipewire/extensions/metadata.h>
#include <spa/utils/string.h>

#include "backends/pipewire/live.h"

static int on_property(void *data, uint32_t subject, const char *key, const char *type,
                       const char *value)
{
    struct jfi_pw_live *live = data;

    (void)type;
    if (jfi_pw_model_set_metadata(live->model, subject, key, value) < 0)
        jfi_pw_live_fail_memory(live);
    return 0;
}

void jfi_pw_metadata_follow(struct jfi_pw_live *live, uint32_t id, const char *type,
                            const struct spa_dict *props)
{
    static const struct pw_metadata_events events = {
        .version = PW_VERSION_METADATA_EVENTS,
        .property = on_property,
    };
    const char *name = props ? spa_dict_lookup(props, PW_KEY_METADATA_NAME) : NULL;

    if (live->metadata || !spa_streq(type, PW_TYPE_INTERFACE_Metadata) ||
        !spa_streq(name, "default"))
        return;
    live->metadata =
        pw_registry_bind(live->registry, id, PW_TYPE_INTERFACE_Metadata, PW_VERSION_METADATA, 0);
    if (!live->metadata) {
        jfi_pw_live_fail_memory(live);
        return;
    }
    live->metadata_id = id;
    pw_metadata_add_listener((struct pw_metadata *)live->metadata, &live->metadata_listener,
                             &events, live);
}

void jfi_pw_metadata_forget(struct jfi_pw_live *live)
{
    if (!live->metadata)
        return;
    spa_hook_remove(&live->metadata_listener);
    pw_proxy_destroy(live->metadata);
    live->metadata = NULL;
}

void jfi_pw_metadata_went(struct jfi_pw_live *live, uint32_t id)
{
    if (!live->metadata || live->metadata_id != id)
        return;
    jfi_pw_metadata_forget(live);
    (void)jfi_pw_model_set_metadata(live->model, 0, NULL, NULL);
}

/* ---- where streams are to go ----------------------------------------------------------------- */

/* The server answers in the order it is asked, and the note comes before the answer to the sync. */
void jfi_pw_routes_done(struct jfi_pw_live *live, int seq)
{
    if (live->route_request && live->route_seq == seq)
        jfi_pw_routes_end(live, 0);
}

void jfi_pw_routes_end(struct jfi_pw_live *live, int status)
{
    uint64_t request = live->route_request;

    live->route_request = 0;
    if (request)
        jfi_backend_request_done(live->backend, request, status);
}

/* By name: a sink that is plugged in again is the same target. */
static int write_target(struct jfi_pw_live *live, uint32_t stream, const char *target)
{
    struct pw_metadata *metadata = (struct pw_metadata *)live->metadata;
    int status = pw_metadata_set_property(metadata, stream, "target.object",
                                          target ? "Spa:String" : NULL, target);

    return status < 0 ? status : 0;
}

int jfi_pw_route(struct jfi_backend *backend, const struct jf_device *stream,
                 const struct jf_device *target, uint64_t request)
{
    struct jfi_pw_live *live = jfi_backend_priv(backend);
    const char *stream_name, *target_name = NULL;
    uint32_t stream_id, target_id;
    int status;

    if (live->stage != JFI_PW_READY)
        return -EPIPE;
    if (!live->metadata)
        return -ENOTSUP;
    if (live->route_request)
        return -EBUSY;
    status =
        jfi_pw_model_find_node(live->model, jf_device_get_id(stream), &stream_id, &stream_name);
    if (!status && target)
        status =
            jfi_pw_model_find_node(live->model, jf_device_get_id(target), &target_id, &target_name);
    if (status)
        return -ENODEV;
    status = write_target(live, stream_id, target_name);
    if (status)
        return status;
    live->route_seq = pw_core_sync(live->core, PW_ID_CORE, 0);
    live->route_request = request;
    return 0;
}
