/* SPDX-License-Identifier: MIT */

/* The session manager's notes: the defaults, and where streams are to go. */

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
