/* SPDX-License-Identifier: MIT */

/* The synthetic machine, and its description through the builder. */

#include "backends/synthetic/world.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char evidence[] = "synthetic";

void jfi_syn_world_init(struct jfi_syn_world *world)
{
    *world = (struct jfi_syn_world){
        .devices.item_size = sizeof(struct jfi_syn_device),
        .parts.item_size = sizeof(struct jfi_syn_part),
        .links.item_size = sizeof(struct jfi_syn_link),
        .connections.item_size = sizeof(struct jfi_syn_connection),
        .properties.item_size = sizeof(struct jfi_syn_property),
        .knobs = {.delay_ms = -1, .lost_ms = -1, .back_ms = -1},
        .next_local_id = 1,
        .next_handle = 1,
    };
}

void jfi_syn_world_fini(struct jfi_syn_world *world)
{
    jfi_vec_fini(&world->devices);
    jfi_vec_fini(&world->parts);
    jfi_vec_fini(&world->links);
    jfi_vec_fini(&world->connections);
    jfi_vec_fini(&world->properties);
    free(world->later);
    world->later = NULL;
}

struct jfi_syn_device *jfi_syn_find_device(const struct jfi_syn_world *world, const char *name)
{
    for (size_t i = 0; i < world->devices.count; i++) {
        struct jfi_syn_device *device = jfi_vec_at(&world->devices, i);

        if (strcmp(device->name, name) == 0)
            return device;
    }
    return NULL;
}

struct jfi_syn_part *jfi_syn_find_part(const struct jfi_syn_world *world, const char *device,
                                       const char *name)
{
    for (size_t i = 0; i < world->parts.count; i++) {
        struct jfi_syn_part *part = jfi_vec_at(&world->parts, i);

        if (strcmp(part->name, name) == 0 && strcmp(part->device, device) == 0)
            return part;
    }
    return NULL;
}

const char *jfi_syn_find_property(const struct jfi_syn_world *world, const char *device,
                                  const char *part, const char *key)
{
    const struct jfi_vec *properties = &world->properties;

    for (size_t i = properties->count; i > 0; i--) {
        const struct jfi_syn_property *property = jfi_vec_at(properties, i - 1);

        if (strcmp(property->device, device) == 0 && strcmp(property->part, part) == 0 &&
            strcmp(property->key, key) == 0)
            return property->value;
    }
    return NULL;
}

/* ---- describing ------------------------------------------------------------------------------ */

/* A part of the description: the world's part and where the builder put it. */
struct described {
    const struct jfi_syn_part *part;
    jfi_ref ref;
};

struct description {
    const struct jfi_syn_world *world;
    const struct jfi_syn_device *device;
    struct jfi_builder *builder;
    struct jfi_vec parts; /* struct described */
};

static const char *property_of(const struct description *description, const char *part,
                               const char *key)
{
    return jfi_syn_find_property(description->world, description->device->name, part, key);
}

static enum jf_device_state state_of(const struct description *description)
{
    const char *text = property_of(description, "", "state");

    for (int state = JF_STATE_ACTIVE; text && state <= JF_STATE_DISABLED; state++) {
        if (strcmp(jf_device_state_text((enum jf_device_state)state), text) == 0)
            return (enum jf_device_state)state;
    }
    return JF_STATE_ACTIVE;
}

static void add_device(const struct description *description)
{
    const char *name = property_of(description, "", "name");
    char id[JFI_SYN_NAME_BYTES + 4];

    (void)snprintf(id, sizeof(id), "syn:%s", description->device->name);
    jfi_builder_device(description->builder, &(struct jfi_device_info){
                                                 .id = id,
                                                 .name = name ? name : description->device->name,
                                                 .kind = description->device->kind,
                                                 .state = state_of(description),
                                             });
}

static void add_jack(const struct description *description, const struct described *described)
{
    const char *text = property_of(description, described->part->name, "presence");
    enum jf_presence presence = JF_PRESENCE_UNKNOWN;

    if (!text || described->part->kind != JF_PART_CONNECTOR)
        return;
    if (strcmp(text, "plugged") == 0)
        presence = JF_PRESENCE_PLUGGED;
    else if (strcmp(text, "unplugged") == 0)
        presence = JF_PRESENCE_UNPLUGGED;
    jfi_builder_jack(description->builder, described->ref,
                     &(struct jfi_jack_info){.presence = presence, .said_by = evidence});
}

static int add_part(struct description *description, const struct jfi_syn_part *part)
{
    struct described described = {.part = part};
    const char *name = property_of(description, part->name, "name");

    described.ref = jfi_builder_part(description->builder, &(struct jfi_part_info){
                                                               .key = part->name,
                                                               .name = name ? name : part->name,
                                                               .local_id = part->local_id,
                                                               .kind = part->kind,
                                                               .type = part->type,
                                                               .flow = part->flow,
                                                               .exclusive = part->exclusive,
                                                           });
    add_jack(description, &described);
    jfi_syn_describe_controls(description->world, part, described.ref, description->builder);
    return jfi_vec_push(&description->parts, &described);
}

static const struct described *find_described(const struct description *description,
                                              const char *name)
{
    for (size_t i = 0; i < description->parts.count; i++) {
        const struct described *described = jfi_vec_at(&description->parts, i);

        if (strcmp(described->part->name, name) == 0)
            return described;
    }
    return NULL;
}

static void add_links(const struct description *description)
{
    for (size_t i = 0; i < description->world->links.count; i++) {
        const struct jfi_syn_link *link = jfi_vec_at(&description->world->links, i);
        const struct described *from, *to;

        if (strcmp(link->device, description->device->name) != 0)
            continue;
        from = find_described(description, link->from);
        to = find_described(description, link->to);
        if (from && to)
            jfi_builder_link(description->builder, from->ref, to->ref, link->state, evidence);
    }
}

static bool is_special(const char *key)
{
    static const char *const special[] = {"name", "state", "presence"};

    for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++) {
        if (strcmp(key, special[i]) == 0)
            return true;
    }
    return jfi_syn_is_control_key(key);
}

static void add_properties(const struct description *description)
{
    for (size_t i = 0; i < description->world->properties.count; i++) {
        const struct jfi_syn_property *property = jfi_vec_at(&description->world->properties, i);
        const struct described *part;

        if (strcmp(property->device, description->device->name) != 0 || is_special(property->key))
            continue;
        part = find_described(description, property->part);
        if (part) {
            jfi_builder_part_property(description->builder, part->ref, property->key,
                                      property->value);
        } else if (!*property->part) {
            jfi_builder_device_property(description->builder, property->key, property->value);
        }
    }
}

/* What the key "state" of a connection says; ACTIVE unless it says something. */
static enum jf_connection_state connection_state(const struct jfi_syn_connection *connection)
{
    if (strcmp(connection->key, "state") != 0)
        return JF_CONNECTION_ACTIVE;
    for (int state = JF_CONNECTION_UNKNOWN; state <= JF_CONNECTION_ACTIVE; state++) {
        if (strcmp(connection->value, jf_connection_state_text((enum jf_connection_state)state)) ==
            0)
            return (enum jf_connection_state)state;
    }
    return JF_CONNECTION_UNKNOWN;
}

static void add_connections(const struct description *description)
{
    for (size_t i = 0; i < description->world->connections.count; i++) {
        const struct jfi_syn_connection *connection =
            jfi_vec_at(&description->world->connections, i);
        char from[2 * JFI_SYN_NAME_BYTES + 8], to[2 * JFI_SYN_NAME_BYTES + 8];
        jfi_ref ref;

        if (strcmp(connection->from_device, description->device->name) != 0)
            continue;
        (void)snprintf(from, sizeof(from), "syn:%s/%s", connection->from_device, connection->from);
        (void)snprintf(to, sizeof(to), "syn:%s/%s", connection->to_device, connection->to);
        ref =
            jfi_builder_connection(description->builder, &(struct jfi_connection_info){
                                                             .from_id = from,
                                                             .to_id = to,
                                                             .permanence = connection->permanence,
                                                             .state = connection_state(connection),
                                                             .evidence = evidence,
                                                             .handle = connection->handle,
                                                         });
        if (*connection->key && strcmp(connection->key, "state") != 0 && ref != JFI_NO_REF)
            jfi_builder_connection_property(description->builder, ref, connection->key,
                                            connection->value);
    }
}

static jfi_ref add_chain_part(struct jfi_builder *builder, const char *key, uint32_t local_id,
                              enum jf_flow flow)
{
    return jfi_builder_part(builder, &(struct jfi_part_info){
                                         .key = key,
                                         .name = key,
                                         .local_id = local_id,
                                         .kind = flow ? JF_PART_CONNECTOR : JF_PART_SUBUNIT,
                                         .type = flow ? JF_TYPE_SOFTWARE_IO : JF_TYPE_VOLUME,
                                         .flow = flow,
                                     });
}

static void add_chain(const struct description *description)
{
    struct jfi_builder *builder = description->builder;
    jfi_ref last = add_chain_part(builder, "in", 0, JF_FLOW_IN), next;
    uint32_t local_id = 1;

    for (size_t i = 0; i < description->device->chain; i++, local_id++) {
        char key[24];

        (void)snprintf(key, sizeof(key), "v%" PRIu32, local_id);
        next = add_chain_part(builder, key, local_id, JF_FLOW_UNKNOWN);
        jfi_builder_link(builder, last, next, JF_LINK_ALWAYS, evidence);
        last = next;
    }
    next = add_chain_part(builder, "out", local_id, JF_FLOW_OUT);
    jfi_builder_link(builder, last, next, JF_LINK_ALWAYS, evidence);
}

int jfi_syn_describe(const struct jfi_syn_world *world, const struct jfi_syn_device *device,
                     struct jfi_builder *builder)
{
    struct description description = {
        .world = world,
        .device = device,
        .builder = builder,
        .parts.item_size = sizeof(struct described),
    };
    int status = 0;

    add_device(&description);
    if (device->chain)
        add_chain(&description);
    for (size_t i = 0; i < world->parts.count && !status; i++) {
        const struct jfi_syn_part *part = jfi_vec_at(&world->parts, i);

        if (strcmp(part->device, device->name) == 0)
            status = add_part(&description, part);
    }
    add_links(&description);
    add_properties(&description);
    add_connections(&description);
    jfi_vec_fini(&description.parts);
    return status;
}
