/* SPDX-License-Identifier: MIT */
#ifndef JFI_PIPEWIRE_LIVE_H
#define JFI_PIPEWIRE_LIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <pipewire/pipewire.h>

#include "backends/backend.h"
#include "backends/pipewire/model.h"
#include "backends/pipewire/table.h"

/** @file What the files of the live backend share. */

/** How far a connection has come. */
enum jfi_pw_stage {
    JFI_PW_ABSENT,  /**< no connection */
    JFI_PW_GLOBALS, /**< the server is telling which objects there are */
    JFI_PW_INFOS,   /**< it is telling what they are */
    JFI_PW_READY,   /**< everything is in the model, and news go there at once */
};

enum {
    JFI_PW_FOLLOWED = 5 /**< params that are, see live-params.c */
};

struct jfi_pw_live {
    struct jfi_backend *backend;
    struct jfi_pw_model *model;
    struct pw_loop *loop;       /**< for the backend's life: its fd is the backend's */
    struct pw_context *context; /**< made for the first attempt to connect, or NULL */
    struct spa_source *retry_timer, *patience_timer;
    unsigned int retry_ms; /**< until the next attempt */
    bool is_lost;          /**< the core has been told so */

    /* One connection. */
    enum jfi_pw_stage stage;
    struct pw_core *core;
    struct spa_hook core_listener;
    struct pw_registry *registry;
    struct spa_hook registry_listener;
    int awaited_seq;                 /**< the answer that ends the stage */
    struct jfi_pw_table globals;     /**< struct jfi_pw_global by id */
    struct jfi_pw_request *requests; /**< not answered, or not swept yet */
    struct jfi_pw_setting *settings; /**< likewise */
    struct jfi_pw_record *record;    /**< under way, or NULL */
    struct pw_proxy *metadata;       /**< the "default" one, or NULL */
    uint32_t metadata_id;
    uint64_t route_request; /**< waits for the answer to route_seq; 0: none */
    int route_seq;
    struct spa_hook metadata_listener;
    bool has_failed;  /**< it is to be given up */
    char reason[256]; /**< why */
};

struct jfi_pw_record;
struct jfi_pw_request;
struct jfi_pw_setting;

/** An object of the server that we follow. */
struct jfi_pw_global {
    struct jfi_pw_entry by_id;
    struct jfi_pw_live *live;
    uint32_t id;
    enum jfi_pw_kind kind;
    struct pw_proxy *proxy;
    struct spa_hook object_listener;
    struct pw_properties *properties; /**< NULL until its info has come */
    enum jf_connection_state link_state;
    const char *node_state; /**< static */
    char *error;            /**< of a node or link, or NULL */
    char *format;           /**< of a port or link, in words, or NULL */
    json_t *params;         /**< of a node or device, or NULL; what is in it does not change */
    uint32_t param_flags[JFI_PW_FOLLOWED]; /**< of a device's params, as last told; 0: never */
};

/* ---- live.c ---------------------------------------------------------------------------------- */

/**
 * The connection is of no use any more: given up at the end of this dispatch, and tried again.
 * The first reason stays.
 */
void jfi_pw_live_fail(struct jfi_pw_live *live, const char *reason);
/** The same for want of memory: something was not noted, so all is to be looked at again. */
void jfi_pw_live_fail_memory(struct jfi_pw_live *live);
/** What a call of libpipewire that gave NULL left in errno, as a negative errno. */
int jfi_pw_last_error(void);

/* ---- live-registry.c ------------------------------------------------------------------------- */

/** Follows the server's objects. -ENOMEM and the like. */
int jfi_pw_registry_open(struct jfi_pw_live *live);
/** Forgets all of them; the registry may be NULL. */
void jfi_pw_registry_close(struct jfi_pw_live *live);
/** Puts everything known into the model, the oldest first. */
void jfi_pw_registry_publish(struct jfi_pw_live *live);
/** NULL: unknown. */
struct jfi_pw_global *jfi_pw_registry_find(const struct jfi_pw_live *live, uint32_t id);
/** Its object.serial; 0 when not said. */
uint64_t jfi_pw_global_serial(const struct jfi_pw_global *global);

/* ---- live-request.c -------------------------------------------------------------------------- */

int jfi_pw_connect(struct jfi_backend *backend, const struct jf_connector *from,
                   const struct jf_connector *to, uint64_t request);
int jfi_pw_disconnect(struct jfi_backend *backend, uint64_t handle, uint64_t request);
/** A link is in the model, new or changed. */
void jfi_pw_requests_link_came(struct jfi_pw_live *live, const struct jfi_pw_global *link);
/** A link has left the model. */
void jfi_pw_requests_link_went(struct jfi_pw_live *live, uint32_t id);
/** The server's answer to a sync. */
void jfi_pw_requests_done(struct jfi_pw_live *live, int seq);
/** The server's complaint about a message to the registry. */
void jfi_pw_requests_registry_error(struct jfi_pw_live *live, int seq, int status);
/** Frees what is answered. */
void jfi_pw_requests_sweep(struct jfi_pw_live *live);
/** Answers all with `status` and frees them. */
void jfi_pw_requests_end(struct jfi_pw_live *live, int status);

/* ---- live-params.c, live-pod.c --------------------------------------------------------------- */

/** Subscribes to what is kept of a node or device. */
void jfi_pw_params_follow(struct jfi_pw_global *global);
/** A value that was subscribed to; value 0 of a kind begins a new list. */
void jfi_pw_params_take(struct jfi_pw_global *global, uint32_t id, uint32_t index,
                        const struct spa_pod *param);
/** Forgets lists of which the object has none any more. True: there was one. */
bool jfi_pw_params_forget(struct jfi_pw_global *global, const struct spa_param_info *infos,
                          uint32_t count);
/** Asks a device for those that it says have changed. */
void jfi_pw_params_refresh(struct jfi_pw_global *device, const struct spa_param_info *infos,
                           uint32_t count);
/** A new reference; NULL when out of memory. */
json_t *jfi_pw_pod_json(const struct spa_pod *pod);

/* ---- live-metadata.c ------------------------------------------------------------------------- */

/** Follows an object if it is the metadata of the defaults. */
void jfi_pw_metadata_follow(struct jfi_pw_live *live, uint32_t id, const char *type,
                            const struct spa_dict *props);
/** An object has gone, which may be that. */
void jfi_pw_metadata_went(struct jfi_pw_live *live, uint32_t id);
/** Ends following, without telling the model. */
void jfi_pw_metadata_forget(struct jfi_pw_live *live);

/** Notes the target of a stream; the answer comes with the note. */
int jfi_pw_route(struct jfi_backend *backend, const struct jf_device *stream,
                 const struct jf_device *target, uint64_t request);
/** The server's answer to a sync. */
void jfi_pw_routes_done(struct jfi_pw_live *live, int seq);
void jfi_pw_routes_end(struct jfi_pw_live *live, int status);

/* ---- live-control.c -------------------------------------------------------------------------- */

int jfi_pw_set_control(struct jfi_backend *backend, const struct jf_control *control,
                       const struct jfi_setting *setting, uint64_t request);
/** Params of an object have changed. */
void jfi_pw_settings_changed(struct jfi_pw_live *live, const struct jfi_pw_global *global);
/** A timer's callback: answers those that have been waited for long enough; `data` is the live. */
void jfi_pw_settings_tire(void *data, uint64_t expirations);
/** As their namesakes of live-request.c. */
void jfi_pw_settings_done(struct jfi_pw_live *live, int seq);
void jfi_pw_settings_error(struct jfi_pw_live *live, uint32_t proxy_id, int status);
void jfi_pw_settings_sweep(struct jfi_pw_live *live);
void jfi_pw_settings_end(struct jfi_pw_live *live, int status);

/* ---- live-record.c --------------------------------------------------------------------------- */

int jfi_pw_record(struct jfi_backend *backend, uint64_t request);
/** As their namesakes of live-request.c. */
void jfi_pw_record_done(struct jfi_pw_live *live, int seq);
void jfi_pw_record_sweep(struct jfi_pw_live *live);
void jfi_pw_record_end(struct jfi_pw_live *live, int status);

/* ---- live-format.c --------------------------------------------------------------------------- */

/** A negotiated format in words ("audio/dsp F32P"), freed by the caller; NULL: none. -ENOMEM. */
int jfi_pw_format_text(const struct spa_pod *format, char **ret_text);

#endif
