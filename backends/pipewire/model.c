/* SPDX-License-Identifier: MIT */

/* The objects of the server and what refers to what. */

#include "backends/pipewire/model.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/pipewire/model-internal.h"

/* ---- items ----------------------------------------------------------------------------------- */

static struct jfi_pw_item *find_item(const struct jfi_pw_model *model, uint32_t id)
{
    struct jfi_pw_entry *entry = jfi_pw_table_first(&model->items, id);

    /* The id is the hash: what has the hash has the id. */
    return entry ? JFI_PW_CONTAINER(entry, struct jfi_pw_item, by_id) : NULL;
}

static struct jfi_pw_item *find_or_add_item(struct jfi_pw_model *model, uint32_t id)
{
    struct jfi_pw_item *item = find_item(model, id);

    if (item)
        return item;
    item = calloc(1, sizeof(*item));
    if (!item)
        return NULL;
    item->id = id;
    jfi_pw_table_add(&model->items, &item->by_id, id);
    return item;
}

static bool is_referred_to(const struct jfi_pw_item *item)
{
    for (size_t i = 0; i < JFI_PW_ROLE_COUNT; i++) {
        if (item->referrers[i])
            return true;
    }
    return false;
}

/* Frees the place of an item that is not there and that nothing refers to. */
static void collect(struct jfi_pw_model *model, struct jfi_pw_item *item)
{
    if (item->facts.kind != JFI_PW_UNKNOWN || is_referred_to(item))
        return;
    jfi_pw_table_remove(&model->items, &item->by_id);
    free(item);
}

/* ---- references ------------------------------------------------------------------------------ */

static void set_reference(struct jfi_pw_item *item, enum jfi_pw_role role,
                          struct jfi_pw_item *target)
{
    struct jfi_pw_reference *reference = &item->references[role];

    *reference = (struct jfi_pw_reference){
        .owner = item,
        .target = target,
        .next = target->referrers[role],
        .at = &target->referrers[role],
    };
    if (reference->next)
        reference->next->at = &reference->next;
    target->referrers[role] = reference;
}

static void drop_reference(struct jfi_pw_model *model, struct jfi_pw_reference *reference)
{
    struct jfi_pw_item *target = reference->target;

    if (!target)
        return;
    *reference->at = reference->next;
    if (reference->next)
        reference->next->at = reference->at;
    *reference = (struct jfi_pw_reference){0};
    collect(model, target);
}

static void drop_references(struct jfi_pw_model *model, struct jfi_pw_item *item)
{
    for (size_t i = 0; i < JFI_PW_ROLE_COUNT; i++)
        drop_reference(model, &item->references[i]);
}

static int add_references(struct jfi_pw_model *model, struct jfi_pw_item *item)
{
    static const char *const names[JFI_PW_ROLE_COUNT] = {
        [JFI_PW_PORT_OF_NODE] = "node.id",         [JFI_PW_LINK_FROM_PORT] = "link.output.port",
        [JFI_PW_LINK_TO_PORT] = "link.input.port", [JFI_PW_LINK_OF_CLIENT] = "client.id",
        [JFI_PW_NODE_OF_DEVICE] = "device.id",
    };

    for (enum jfi_pw_role role = 0; role < JFI_PW_ROLE_COUNT; role++) {
        struct jfi_pw_item *target;
        uint64_t id;

        if (!jfi_pw_fact_number(&item->facts, names[role], &id) || id >= UINT32_MAX)
            continue;
        target = find_or_add_item(model, (uint32_t)id);
        if (!target)
            return -ENOMEM;
        set_reference(item, role, target);
    }
    return 0;
}

/* The node of a port that may not have come. */
static struct jfi_pw_item *node_of(const struct jfi_pw_item *port)
{
    return port ? port->references[JFI_PW_PORT_OF_NODE].target : NULL;
}

/* The node or device whose description shows the item: a link shows at its output node. */
static struct jfi_pw_item *thing_of(struct jfi_pw_item *item)
{
    switch (item->facts.kind) {
    case JFI_PW_NODE:
    case JFI_PW_DEVICE:
        return item;
    case JFI_PW_PORT:
        return node_of(item);
    case JFI_PW_LINK:
        return node_of(item->references[JFI_PW_LINK_FROM_PORT].target);
    case JFI_PW_CLIENT:
    case JFI_PW_UNKNOWN:
        break;
    }
    return NULL;
}

/* ---- telling what changed -------------------------------------------------------------------- */

static void tell(const struct jfi_pw_model *model, const struct jfi_pw_item *thing)
{
    if (thing && thing->is_shown)
        model->changed(model->user, thing->key, true);
}

/* Tells of the nodes that the links in this list come from: theirs are the connections. */
static void tell_output_nodes(const struct jfi_pw_model *model,
                              const struct jfi_pw_reference *links)
{
    for (; links; links = links->next)
        tell(model, thing_of(links->owner));
}

/* The ends of links into a node's ports are known by the node's id. */
static void tell_neighbours(const struct jfi_pw_model *model, const struct jfi_pw_item *node)
{
    const struct jfi_pw_reference *ports = node->referrers[JFI_PW_PORT_OF_NODE];

    for (; ports; ports = ports->next)
        tell_output_nodes(model, ports->owner->referrers[JFI_PW_LINK_TO_PORT]);
}

static bool is_video(const char *class)
{
    return class && strstr(class, "Video") && !strstr(class, "Audio") && !strstr(class, "Midi");
}

static bool is_camera_api(const char *api)
{
    return api && (strcmp(api, "v4l2") == 0 || strcmp(api, "libcamera") == 0);
}

/* Whether a node or device is one to describe: a camera or a driver without ports is not. */
static bool is_wanted(const struct jfi_pw_item *thing)
{
    const char *class = jfi_pw_fact(&thing->facts, "media.class");

    if (thing->facts.kind == JFI_PW_NODE)
        return class ? !is_video(class) : thing->referrers[JFI_PW_PORT_OF_NODE] != NULL;
    return thing->facts.kind == JFI_PW_DEVICE && !is_video(class) &&
           !is_camera_api(jfi_pw_fact(&thing->facts, "device.api"));
}

/* Something about a node or device is new. */
static int refresh(struct jfi_pw_model *model, struct jfi_pw_item *thing)
{
    bool was_shown = thing->is_shown, wanted = is_wanted(thing);
    int status = 0;

    if (wanted)
        status = jfi_pw_name(model, thing);
    if (status || (!was_shown && !wanted))
        return status;
    thing->is_shown = wanted;
    model->changed(model->user, thing->key, wanted);
    if (was_shown != wanted)
        tell_neighbours(model, thing);
    return 0;
}

/* ---- the interface --------------------------------------------------------------------------- */

int jfi_pw_model_new(jfi_pw_changed_fn changed, void *user, struct jfi_pw_model **ret_model)
{
    struct jfi_pw_model *model = calloc(1, sizeof(*model));

    if (!model)
        return -ENOMEM;
    model->changed = changed;
    model->user = user;
    jfi_pw_clear_notes(model);
    if (jfi_pw_table_init(&model->items) < 0 || jfi_pw_table_init(&model->keys) < 0) {
        jfi_pw_table_fini(&model->items);
        free(model);
        return -ENOMEM;
    }
    *ret_model = model;
    return 0;
}

struct jfi_pw_model *jfi_pw_model_free(struct jfi_pw_model *model)
{
    if (!model)
        return NULL;
    jfi_pw_model_clear(model);
    jfi_pw_table_fini(&model->items);
    jfi_pw_table_fini(&model->keys);
    free(model);
    return NULL;
}

static void free_item(void *user, struct jfi_pw_entry *entry)
{
    struct jfi_pw_item *item = JFI_PW_CONTAINER(entry, struct jfi_pw_item, by_id);

    (void)user;
    jfi_pw_facts_fini(&item->facts);
    free(item->key);
    free(item);
}

static void leave_item(void *user, struct jfi_pw_entry *entry)
{
    (void)user;
    (void)entry;
}

void jfi_pw_model_clear(struct jfi_pw_model *model)
{
    jfi_pw_clear_notes(model);
    jfi_pw_table_drain(&model->keys, leave_item, NULL);
    jfi_pw_table_drain(&model->items, free_item, NULL);
}

/* A node shows the route that its device has for it. */
static void tell_nodes_of(const struct jfi_pw_model *model, const struct jfi_pw_item *device)
{
    const struct jfi_pw_reference *nodes = device->referrers[JFI_PW_NODE_OF_DEVICE];

    for (; nodes; nodes = nodes->next)
        tell(model, nodes->owner);
}

/* Tells of everything that shows an item which is new or changed. */
static int refresh_around(struct jfi_pw_model *model, struct jfi_pw_item *item)
{
    struct jfi_pw_item *thing = thing_of(item);

    tell_nodes_of(model, item);
    tell_output_nodes(model, item->referrers[JFI_PW_LINK_OF_CLIENT]);
    return thing ? refresh(model, thing) : 0;
}

/* Takes over `facts`. */
static int add_object(struct jfi_pw_model *model, uint32_t id, struct jfi_pw_facts *facts)
{
    struct jfi_pw_item *item = find_or_add_item(model, id);
    int status;

    if (!item) {
        jfi_pw_facts_fini(facts);
        return -ENOMEM;
    }
    item->facts = *facts;
    status = add_references(model, item);
    if (!status && item->facts.kind == JFI_PW_PORT)
        status = jfi_pw_name(model, item);
    if (!status)
        status = refresh_around(model, item);
    if (status)
        jfi_pw_model_remove(model, id);
    else
        tell_output_nodes(model, item->referrers[JFI_PW_LINK_TO_PORT]);
    return status;
}

/* Takes over `facts`. */
static int update_object(struct jfi_pw_model *model, struct jfi_pw_item *item,
                         struct jfi_pw_facts *facts)
{
    struct jfi_pw_facts old = item->facts;
    uint32_t id = item->id;
    int status = 0;

    if (jfi_pw_facts_equal(&old, facts)) {
        jfi_pw_facts_fini(facts);
        return 0;
    }
    item->facts = *facts;
    jfi_pw_facts_fini(&old);
    status = refresh_around(model, item);
    if (status)
        jfi_pw_model_remove(model, id);
    return status;
}

int jfi_pw_model_put(struct jfi_pw_model *model, const struct jfi_pw_object *object)
{
    struct jfi_pw_item *item;
    struct jfi_pw_facts facts;
    int status;

    if (object->kind == JFI_PW_UNKNOWN)
        return 0;
    status = jfi_pw_facts_init(&facts, object);
    if (status)
        return status;
    item = find_item(model, object->id);
    if (item && jfi_pw_facts_same_object(&item->facts, &facts))
        return update_object(model, item, &facts);
    jfi_pw_model_remove(model, object->id);
    return add_object(model, object->id, &facts);
}

void jfi_pw_model_remove(struct jfi_pw_model *model, uint32_t id)
{
    struct jfi_pw_item *item = find_item(model, id);
    struct jfi_pw_item *thing;
    bool was_shown;
    char *key;

    if (!item || item->facts.kind == JFI_PW_UNKNOWN)
        return;
    thing = thing_of(item);
    if (thing && (thing == item || thing->facts.kind == JFI_PW_UNKNOWN))
        thing = NULL;
    was_shown = item->is_shown;
    item->is_shown = false;
    key = jfi_pw_unname(model, item);
    jfi_pw_forget_notes(model, id);
    tell_nodes_of(model, item);
    /* In this order: one that refers to itself must not be collected here. */
    drop_references(model, item);
    jfi_pw_facts_fini(&item->facts);
    if (was_shown)
        model->changed(model->user, key, false);
    free(key);
    /* Needs no memory: what is shown has its key. */
    if (thing)
        (void)refresh(model, thing);
    tell_neighbours(model, item);
    tell_output_nodes(model, item->referrers[JFI_PW_LINK_TO_PORT]);
    tell_output_nodes(model, item->referrers[JFI_PW_LINK_OF_CLIENT]);
    collect(model, item);
}

int jfi_pw_model_find_port(const struct jfi_pw_model *model, const char *part_id,
                           uint32_t *ret_node, uint32_t *ret_port)
{
    const char *slash = strchr(part_id, '/');
    const struct jfi_pw_item *node, *port;
    char *key;
    int length;

    node = slash ? jfi_pw_find_key(model, part_id, (size_t)(slash - part_id)) : NULL;
    if (!node || node->facts.kind != JFI_PW_NODE)
        return -ENOENT;
    length = asprintf(&key, "%" PRIu32 "%s", node->id, slash);
    if (length < 0)
        return -ENOMEM;
    port = jfi_pw_find_key(model, key, (size_t)length);
    free(key);
    if (!port)
        return -ENOENT;
    *ret_node = node->id;
    *ret_port = port->id;
    return 0;
}
