/* SPDX-License-Identifier: MIT */
#include "topology/builder.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "topology/draft.h"
#include "topology/utf8.h"

int jfi_builder_new(const char *backend, struct jfi_builder **ret_builder)
{
    struct jfi_builder *builder = calloc(1, sizeof(*builder));

    if (!builder)
        return -ENOMEM;
    builder->device.backend = backend;
    builder->parts.item_size = sizeof(struct jf_part);
    builder->jacks.item_size = sizeof(struct jfi_draft_jack);
    builder->controls.item_size = sizeof(struct jfi_draft_control);
    builder->links.item_size = sizeof(struct jfi_draft_link);
    builder->wires.item_size = sizeof(struct jfi_wire);
    builder->properties.item_size = sizeof(struct jfi_draft_property);
    *ret_builder = builder;
    return 0;
}

struct jfi_builder *jfi_builder_free(struct jfi_builder *builder)
{
    if (!builder)
        return NULL;
    jfi_vec_fini(&builder->parts);
    jfi_vec_fini(&builder->jacks);
    jfi_vec_fini(&builder->controls);
    jfi_vec_fini(&builder->links);
    jfi_vec_fini(&builder->wires);
    jfi_vec_fini(&builder->properties);
    jfi_arena_fini(&builder->arena);
    free(builder);
    return NULL;
}

int jfi_builder_get_status(const struct jfi_builder *builder, const char **ret_what)
{
    if (ret_what)
        *ret_what = builder->what;
    return builder->status;
}

/* The first cause wins. */
static void fail(struct jfi_builder *builder, int status, const char *what)
{
    if (builder->status)
        return;
    builder->status = status;
    builder->what = what;
}

static void push(struct jfi_builder *builder, struct jfi_vec *vec, const void *item)
{
    if (!builder->status && jfi_vec_push(vec, item) < 0)
        fail(builder, -ENOMEM, "out of memory");
}

static const char *keep(struct jfi_builder *builder, const char *text)
{
    char *copy = jfi_arena_dup(&builder->arena, text);

    if (text && !copy)
        fail(builder, -ENOMEM, "out of memory");
    if (copy)
        jfi_utf8_clean(copy);
    return copy;
}

static bool is_id(const char *text)
{
    if (!text || !*text)
        return false;
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if (*c <= ' ' || *c == '/' || *c == '~' || *c == 0x7f)
            return false;
    }
    return true;
}

void jfi_builder_device(struct jfi_builder *builder, const struct jfi_device_info *info)
{
    struct jf_device *device = &builder->device;

    if (builder->has_device || !is_id(info->id) || info->kind == JF_DEVICE_UNKNOWN) {
        fail(builder, -EINVAL, builder->has_device ? "a second device" : "no device id or kind");
        return;
    }
    builder->has_device = true;
    device->id = keep(builder, info->id);
    device->name = keep(builder, info->name);
    device->kind = info->kind;
    device->state = info->state;
    if (info->card) {
        device->has_card = true;
        device->card = *info->card;
        device->card.id = keep(builder, info->card->id);
    }
}

static bool is_connector_type(enum jf_part_type type)
{
    return type == JF_TYPE_UNKNOWN ||
           (type >= JF_TYPE_PHYSICAL_EXTERNAL && type <= JF_TYPE_NETWORK);
}

static const char *part_fault(const struct jfi_builder *builder, const struct jfi_part_info *info)
{
    bool connector = info->kind == JF_PART_CONNECTOR;

    if (!builder->has_device)
        return "a part before its device";
    if (!is_id(info->key))
        return "a part without a usable key";
    if (info->kind == JF_PART_UNKNOWN)
        return "a part of no kind";
    if (connector != (info->flow != JF_FLOW_UNKNOWN))
        return "a connector without a flow, or a subunit with one";
    if (info->type != JF_TYPE_UNKNOWN && connector != is_connector_type(info->type))
        return "a part whose type does not fit its kind";
    return NULL;
}

jfi_ref jfi_builder_part(struct jfi_builder *builder, const struct jfi_part_info *info)
{
    const char *fault = part_fault(builder, info);
    struct jf_part part = {
        .index = builder->parts.count,
        .local_id = info->local_id,
        .kind = info->kind,
        .type = info->type,
        .flow = info->flow,
        .exclusive = info->exclusive,
        .nid = info->has_nid ? info->nid : -1,
        .entity = info->has_entity ? info->entity : -1,
        .interface = info->has_interface ? info->interface : -1,
    };

    if (fault || part.index >= INT32_MAX) {
        fail(builder, -EINVAL, fault ? fault : "too many parts");
        return JFI_NO_REF;
    }
    part.key = keep(builder, info->key);
    part.name = keep(builder, info->name);
    push(builder, &builder->parts, &part);
    return builder->status ? JFI_NO_REF : (jfi_ref)part.index;
}

/* Whether `ref` is one of `vec`; a reference that came from an earlier failure is no new fault. */
static bool is_ref(struct jfi_builder *builder, const struct jfi_vec *vec, jfi_ref ref)
{
    if (ref >= 0 && (size_t)ref < vec->count)
        return true;
    fail(builder, -EINVAL, "a reference to nothing");
    return false;
}

void jfi_builder_jack(struct jfi_builder *builder, jfi_ref part, const struct jfi_jack_info *info)
{
    struct jfi_draft_jack draft = {.jack = {.presence = info->presence}};

    if (!is_ref(builder, &builder->parts, part))
        return;
    if (((struct jf_part *)jfi_vec_at(&builder->parts, (size_t)part))->kind != JF_PART_CONNECTOR) {
        fail(builder, -EINVAL, "a jack on a subunit");
        return;
    }
    draft.part = (size_t)part;
    draft.jack.color = keep(builder, info->color);
    draft.jack.location = keep(builder, info->location);
    draft.jack.connection = keep(builder, info->connection);
    draft.jack.said_by = keep(builder, info->said_by);
    push(builder, &builder->jacks, &draft);
}

static const int64_t *keep_values(struct jfi_builder *builder, const struct jfi_control_info *info)
{
    int64_t *values = jfi_arena_alloc(&builder->arena, info->value_count, sizeof(*values));

    if (!values)
        fail(builder, -ENOMEM, "out of memory");
    else if (info->value_count)
        memcpy(values, info->values, info->value_count * sizeof(*values));
    return values;
}

static const struct jfi_item *keep_items(struct jfi_builder *builder,
                                         const struct jfi_control_info *info)
{
    struct jfi_item *items = jfi_arena_alloc(&builder->arena, info->item_count, sizeof(*items));

    if (!items)
        fail(builder, -ENOMEM, "out of memory");
    for (size_t i = 0; items && i < info->item_count; i++) {
        items[i].value = info->items[i].value;
        items[i].name = keep(builder, info->items[i].name);
    }
    return items;
}

void jfi_builder_control(struct jfi_builder *builder, jfi_ref part,
                         const struct jfi_control_info *info)
{
    struct jfi_draft_control draft = {.control = {
                                          .index = info->index,
                                          .kind = info->kind,
                                          .readable = info->readable,
                                          .writable = info->writable,
                                          .inactive = info->inactive,
                                          .locked = info->locked,
                                          .value_count = info->value_count,
                                          .has_range = info->has_range,
                                          .min = info->min,
                                          .max = info->max,
                                          .step = info->step,
                                          .item_count = info->item_count,
                                          .changed_by = info->changed_by,
                                          .handle = info->handle,
                                      }};

    if (!is_ref(builder, &builder->parts, part))
        return;
    if (!info->name) {
        fail(builder, -EINVAL, "a control without a name");
        return;
    }
    draft.part = (size_t)part;
    draft.control.name = keep(builder, info->name);
    draft.control.evidence = keep(builder, info->evidence ? info->evidence : "description");
    draft.control.remark = keep(builder, info->remark);
    draft.control.values = keep_values(builder, info);
    draft.control.items = keep_items(builder, info);
    push(builder, &builder->controls, &draft);
}

void jfi_builder_link(struct jfi_builder *builder, jfi_ref from, jfi_ref to,
                      enum jf_link_state state, const char *evidence)
{
    struct jfi_draft_link link = {.order = builder->links.count, .state = state};

    if (!is_ref(builder, &builder->parts, from) || !is_ref(builder, &builder->parts, to))
        return;
    if (!evidence) {
        fail(builder, -EINVAL, "a link without evidence");
        return;
    }
    link.from = (size_t)from;
    link.to = (size_t)to;
    link.evidence = keep(builder, evidence);
    push(builder, &builder->links, &link);
}

static void add_property(struct jfi_builder *builder, enum jfi_owner owner, size_t index,
                         const char *key, const char *value)
{
    struct jfi_draft_property draft = {
        .owner = owner, .index = index, .order = builder->properties.count};

    if (!key) {
        fail(builder, -EINVAL, "a property without a key");
        return;
    }
    draft.property.key = keep(builder, key);
    draft.property.value = keep(builder, value);
    push(builder, &builder->properties, &draft);
}

void jfi_builder_device_property(struct jfi_builder *builder, const char *key, const char *value)
{
    add_property(builder, JFI_OWNER_DEVICE, 0, key, value);
}

void jfi_builder_part_property(struct jfi_builder *builder, jfi_ref part, const char *key,
                               const char *value)
{
    if (is_ref(builder, &builder->parts, part))
        add_property(builder, JFI_OWNER_PART, (size_t)part, key, value);
}

void jfi_builder_connection_property(struct jfi_builder *builder, jfi_ref connection,
                                     const char *key, const char *value)
{
    if (is_ref(builder, &builder->wires, connection))
        add_property(builder, JFI_OWNER_WIRE, (size_t)connection, key, value);
}

static const char *wire_id(struct jfi_builder *builder, const char *from, const char *to)
{
    size_t size = strlen(from) + strlen(to) + sizeof("~");
    char *id = jfi_arena_alloc(&builder->arena, size, 1);

    if (!id) {
        fail(builder, -ENOMEM, "out of memory");
        return NULL;
    }
    (void)snprintf(id, size, "%s~%s", from, to);
    return id;
}

jfi_ref jfi_builder_connection(struct jfi_builder *builder, const struct jfi_connection_info *info)
{
    struct jfi_wire wire = {
        .permanence = info->permanence,
        .state = info->state,
        .managed = info->managed,
        .handle = info->handle,
    };
    size_t index = builder->wires.count;

    if (!info->from_id || !info->to_id || !info->evidence ||
        info->permanence == JF_PERMANENCE_UNKNOWN) {
        fail(builder, -EINVAL, "a connection without ends, permanence or evidence");
        return JFI_NO_REF;
    }
    wire.from_id = keep(builder, info->from_id);
    wire.to_id = keep(builder, info->to_id);
    wire.evidence = keep(builder, info->evidence);
    if (!builder->status)
        wire.id = wire_id(builder, wire.from_id, wire.to_id);
    push(builder, &builder->wires, &wire);
    return builder->status ? JFI_NO_REF : (jfi_ref)index;
}

char *jfi_id_escape(const char *text)
{
    static const char hex[] = "0123456789ABCDEF";
    char *escaped, *out;

    if (!text)
        return NULL;
    escaped = reallocarray(NULL, strlen(text) + 1, 3);
    if (!escaped)
        return NULL;
    out = escaped;
    for (const unsigned char *in = (const unsigned char *)text; *in; in++) {
        if (*in <= ' ' || *in == '/' || *in == '~' || *in == '%' || *in == 0x7f) {
            *out++ = '%';
            *out++ = hex[*in >> 4];
            *out++ = hex[*in & 15];
        } else {
            *out++ = (char)*in;
        }
    }
    *out = '\0';
    return escaped;
}
