/* SPDX-License-Identifier: MIT */
#ifndef JFI_PIPEWIRE_LIVE_DUMP_H
#define JFI_PIPEWIRE_LIVE_DUMP_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>
#include <pipewire/pipewire.h>

/** @file One object of the server while it is recorded, in the words of pw-dump. */

struct jfi_pw_record;

struct jfi_pw_dumped {
    struct jfi_pw_dumped *next;
    uint32_t id, version, permissions;
    const char *type; /**< static */
    uint64_t serial;
    struct pw_proxy *proxy;
    struct spa_hook listener;
    json_t *info;       /**< NULL: not told; with "params" once asked for */
    json_t *metadata;   /**< its entries, or NULL */
    json_t *properties; /**< of metadata, which has no info */
    bool lacks_memory;
};

/** Starts listening to an object. NULL: it is of a type that is not recorded, or no memory. */
struct jfi_pw_dumped *jfi_pw_dumped_new(struct pw_registry *registry, uint32_t id,
                                        uint32_t permissions, const char *type,
                                        const struct spa_dict *properties);
void jfi_pw_dumped_free(struct jfi_pw_dumped *dumped);
/** Whether objects of this type are recorded. */
bool jfi_pw_is_dumped(const char *type);
/** As pw-dump prints it, a new reference; NULL when out of memory. */
json_t *jfi_pw_dumped_json(const struct jfi_pw_dumped *dumped);

#endif
