/* SPDX-License-Identifier: MIT */

/* Reading parts and their controls. */

#include <errno.h>

#include "topology/internal.h"

const char *jf_part_get_id(const struct jf_part *part)
{
    return part ? part->id : NULL;
}

uint32_t jf_part_get_local_id(const struct jf_part *part)
{
    return part ? part->local_id : 0;
}

uint64_t jf_part_get_serial(const struct jf_part *part)
{
    return part ? part->serial : 0;
}

const char *jf_part_get_name(const struct jf_part *part)
{
    return part ? part->name : NULL;
}

enum jf_part_kind jf_part_get_kind(const struct jf_part *part)
{
    return part ? part->kind : JF_PART_UNKNOWN;
}

enum jf_part_type jf_part_get_type(const struct jf_part *part)
{
    return part ? part->type : JF_TYPE_UNKNOWN;
}

const struct jf_device *jf_part_get_device(const struct jf_part *part)
{
    return part ? part->device : NULL;
}

int jf_part_get_nid(const struct jf_part *part)
{
    return part ? part->nid : -1;
}

int jf_part_get_entity(const struct jf_part *part)
{
    return part ? part->entity : -1;
}

int jf_part_get_interface(const struct jf_part *part)
{
    return part ? part->interface : -1;
}

const char *jf_part_get_property(const struct jf_part *part, const char *key)
{
    return part && key ? jfi_properties_get(&part->properties, key) : NULL;
}

size_t jf_part_get_property_count(const struct jf_part *part)
{
    return part ? part->properties.count : 0;
}

int jf_part_get_property_at(const struct jf_part *part, size_t index, const char **ret_key,
                            const char **ret_value)
{
    return part ? jfi_properties_at(&part->properties, index, ret_key, ret_value) : -EINVAL;
}

size_t jf_part_get_incoming_count(const struct jf_part *part)
{
    return part ? part->incoming_count : 0;
}

int jf_part_get_incoming(const struct jf_part *part, size_t index, const struct jf_link **ret_link)
{
    if (!part || !ret_link || index >= part->incoming_count)
        return -EINVAL;
    *ret_link = part->incoming[index];
    return 0;
}

size_t jf_part_get_outgoing_count(const struct jf_part *part)
{
    return part ? part->outgoing_count : 0;
}

int jf_part_get_outgoing(const struct jf_part *part, size_t index, const struct jf_link **ret_link)
{
    if (!part || !ret_link || index >= part->outgoing_count)
        return -EINVAL;
    *ret_link = part->outgoing[index];
    return 0;
}

size_t jf_part_get_control_count(const struct jf_part *part)
{
    return part ? part->control_count : 0;
}

int jf_part_get_control(const struct jf_part *part, size_t index,
                        const struct jf_control **ret_control)
{
    if (!part || !ret_control)
        return -EINVAL;
    if (!part->control_count)
        return -ENOENT;
    if (index >= part->control_count)
        return -EINVAL;
    *ret_control = &part->controls[index];
    return 0;
}

int jf_part_get_connector(const struct jf_part *part, const struct jf_connector **ret_connector)
{
    if (!part || !ret_connector)
        return -EINVAL;
    if (part->kind != JF_PART_CONNECTOR)
        return -ENOTSUP;
    *ret_connector = jfi_as_connector(part);
    return 0;
}
