/* SPDX-License-Identifier: MIT */
#include "helpers/usb-parse.h"

struct jfi_usb_device *usb_parse(const struct usb_bytes *usb, int configuration)
{
    struct jfi_usb_device *device = NULL;
    struct jfi_usb_fault fault;

    assert_int_equal(jfi_usb_parse(usb->bytes, usb->size, configuration, &device, &fault), 0);
    return device;
}

struct jfi_usb_device *usb_parse_sound(struct usb_bytes *usb)
{
    struct jfi_usb_device *device;

    usb_end(usb);
    device = usb_parse(usb, 1);
    if (device->fault_count)
        fail_msg("byte %zu: %s", device->first_fault.offset, device->first_fault.what);
    assert_false(device->is_cut_off);
    return device;
}

struct jfi_usb_device *usb_parse_faulty(const struct usb_bytes *usb, const char *what)
{
    struct jfi_usb_device *device = usb_parse(usb, 1);

    assert_int_equal(device->fault_count, 1);
    assert_string_equal(device->first_fault.what, what);
    return device;
}

const struct jfi_usb_entity *usb_entity(const struct jfi_usb_device *device, unsigned int id,
                                        enum jfi_usb_kind kind)
{
    static const struct jfi_usb_entity none = {.kind = JFI_USB_UNKNOWN};
    const struct jfi_usb_entity *entity = jfi_usb_find_entity(&device->functions[0], id);

    if (!entity)
        entity = &none;
    assert_int_equal(entity->kind, kind);
    assert_int_equal(entity->id, id);
    return entity;
}

void assert_sources(const struct jfi_usb_entity *entity, const uint8_t *sources, size_t count)
{
    assert_int_equal(entity->source_count, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(entity->sources[i], sources[i]);
}
