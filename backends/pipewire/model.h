/* SPDX-License-Identifier: MIT */
#ifndef JFI_PIPEWIRE_MODEL_H
#define JFI_PIPEWIRE_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "topology/builder.h"

/**
 * @file
 * The objects of a PipeWire server as plain data, and their translation into devices, parts and
 * connections. Knows no libpipewire: the live backend fills it from the registry, a recorded
 * machine from pw-dump's JSON.
 *
 * Every node and every device of the server is one thing to describe, under a key that is its
 * device id. A port belongs to its node's description, a link to that of its output node.
 */

enum jfi_pw_kind {
    JFI_PW_UNKNOWN = 0,
    JFI_PW_DEVICE,
    JFI_PW_NODE,
    JFI_PW_PORT,
    JFI_PW_LINK,
    JFI_PW_CLIENT, /**< only to tell which links a session manager made */
};

struct jfi_pw_property {
    const char *key, *value;
};

/**
 * One object as it is now. Besides what the server says as properties, "node.state" ("running") and
 * "node.error" of a node and "format" of a port (in words) may stand among them.
 */
struct jfi_pw_object {
    uint32_t id; /**< the server's global id: reused, never shown */
    enum jfi_pw_kind kind;
    const struct jfi_pw_property
        *properties; /**< object.serial, node.id … as the server says them */
    size_t property_count;
    enum jf_connection_state link_state; /**< links */
    const char *link_error;              /**< links in state error, or NULL */
    const char *link_format;             /**< links: negotiated format in words, or NULL */
    const json_t *params;                /**< nodes and devices: as pw-dump prints them, or NULL */
};

struct jfi_pw_model;

/**
 * Called when the thing of `key` appeared or changed (present), or is gone (not present). Must not
 * call the model.
 */
typedef void (*jfi_pw_changed_fn)(void *user, const char *key, bool present);

int jfi_pw_model_new(jfi_pw_changed_fn changed, void *user, struct jfi_pw_model **ret_model);
struct jfi_pw_model *jfi_pw_model_free(struct jfi_pw_model *model);

/**
 * Adds the object or replaces what was known under its id; copies everything. Order does not
 * matter: a port may come before its node, a link before its ports. But of several nodes of one
 * name the first to come has the id without a number, so put them in the order of object.serial.
 * One of unknown kind is ignored.
 * Errors: -ENOMEM; the object is then unknown.
 */
int jfi_pw_model_put(struct jfi_pw_model *model, const struct jfi_pw_object *object);
/**
 * A note of the server's "default" metadata about an object (subject: its global id) or about all
 * (0): the defaults and the target of a stream are kept, others ignored. A NULL value forgets the
 * note, a NULL key all of the subject's. Notes go with their subject. -ENOMEM.
 */
int jfi_pw_model_set_metadata(struct jfi_pw_model *model, uint32_t subject, const char *key,
                              const char *value);
/** Forgets an object; unknown ids are ignored. */
void jfi_pw_model_remove(struct jfi_pw_model *model, uint32_t id);
/** Forgets everything, without calling `changed`. */
void jfi_pw_model_clear(struct jfi_pw_model *model);
/** Describes the thing of this key. -ENODEV: there is none. */
int jfi_pw_model_describe(const struct jfi_pw_model *model, const char *key,
                          struct jfi_builder *builder);
/** Global ids of the port behind a part id, and of its node. -ENOENT; -ENOMEM. */
int jfi_pw_model_find_port(const struct jfi_pw_model *model, const char *part_id,
                           uint32_t *ret_node, uint32_t *ret_port);

/**
 * The handle of a link's connection: its global id, and as much of its serial as tells it from a
 * later link of the same id.
 */
static inline uint64_t jfi_pw_handle(uint32_t id, uint64_t serial)
{
    return serial << 32 | id;
}

static inline uint32_t jfi_pw_handle_id(uint64_t handle)
{
    return (uint32_t)handle;
}

#endif
