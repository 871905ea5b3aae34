/* SPDX-License-Identifier: MIT */

/* Reading devices and the links inside them. */

#include <errno.h>

#include "topology/internal.h"

const char *jf_device_get_id(const struct jf_device *device)
{
    return device ? device->id : NULL;
}

uint64_t jf_device_get_serial(const struct jf_device *device)
{
    return device ? device->serial : 0;
}

const char *jf_device_get_name(const struct jf_device *device)
{
    return device ? device->name : NULL;
}

enum jf_device_kind jf_device_get_kind(const struct jf_device *device)
{
    return device ? device->kind : JF_DEVICE_UNKNOWN;
}

enum jf_device_state jf_device_get_state(const struct jf_device *device)
{
    return device ? device->state : JF_STATE_UNKNOWN;
}

const char *jf_device_get_backend(const struct jf_device *device)
{
    return device ? device->backend : NULL;
}

int jf_device_get_card(const struct jf_device *device, struct jf_card *ret_card)
{
    if (!device || !ret_card)
        return -EINVAL;
    if (!device->has_card)
        return -ENOENT;
    *ret_card = device->card;
    return 0;
}

/* ---- properties, of whatever has them -------------------------------------------------------- */

int jfi_properties_at(const struct jfi_properties *properties, size_t index, const char **ret_key,
                      const char **ret_value)
{
    if (!ret_key || !ret_value || index >= properties->count)
        return -EINVAL;
    *ret_key = properties->items[index].key;
    *ret_value = properties->items[index].value;
    return 0;
}

const char *jf_device_get_property(const struct jf_device *device, const char *key)
{
    return device && key ? jfi_properties_get(&device->properties, key) : NULL;
}

size_t jf_device_get_property_count(const struct jf_device *device)
{
    return device ? device->properties.count : 0;
}

int jf_device_get_property_at(const struct jf_device *device, size_t index, const char **ret_key,
                              const char **ret_value)
{
    return device ? jfi_properties_at(&device->properties, index, ret_key, ret_value) : -EINVAL;
}

/* ---- parts ----------------------------------------------------------------------------------- */

size_t jf_device_get_part_count(const struct jf_device *device)
{
    return device ? device->part_count : 0;
}

int jf_device_get_part(const struct jf_device *device, size_t index,
                       const struct jf_part **ret_part)
{
    if (!device || !ret_part || index >= device->part_count)
        return -EINVAL;
    *ret_part = &device->parts[index];
    return 0;
}

size_t jf_device_get_connector_count(const struct jf_device *device)
{
    return device ? device->connector_count : 0;
}

int jf_device_get_connector(const struct jf_device *device, size_t index,
                            const struct jf_connector **ret_connector)
{
    if (!device || !ret_connector || index >= device->connector_count)
        return -EINVAL;
    *ret_connector = jfi_as_connector(device->connectors[index]);
    return 0;
}

size_t jf_device_get_subunit_count(const struct jf_device *device)
{
    return device ? device->subunit_count : 0;
}

int jf_device_get_subunit(const struct jf_device *device, size_t index,
                          const struct jf_part **ret_part)
{
    if (!device || !ret_part || index >= device->subunit_count)
        return -EINVAL;
    *ret_part = device->subunits[index];
    return 0;
}

int jf_device_get_part_by_local_id(const struct jf_device *device, uint32_t local_id,
                                   const struct jf_part **ret_part)
{
    if (!device || !ret_part)
        return -EINVAL;
    for (size_t i = 0; i < device->part_count; i++) {
        if (device->parts[i].local_id == local_id) {
            *ret_part = &device->parts[i];
            return 0;
        }
    }
    return -EINVAL;
}

/* ---- links ----------------------------------------------------------------------------------- */

size_t jf_device_get_link_count(const struct jf_device *device)
{
    return device ? device->link_count : 0;
}

int jf_device_get_link(const struct jf_device *device, size_t index,
                       const struct jf_link **ret_link)
{
    if (!device || !ret_link || index >= device->link_count)
        return -EINVAL;
    *ret_link = &device->links[index];
    return 0;
}

const struct jf_part *jf_link_get_from(const struct jf_link *link)
{
    return link ? link->from : NULL;
}

const struct jf_part *jf_link_get_to(const struct jf_link *link)
{
    return link ? link->to : NULL;
}

enum jf_link_state jf_link_get_state(const struct jf_link *link)
{
    return link ? link->state : JF_LINK_UNKNOWN;
}

const char *jf_link_get_evidence(const struct jf_link *link)
{
    return link ? link->evidence : NULL;
}
