/* SPDX-License-Identifier: MIT */
#include "helpers/usb-bytes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

void usb_put(struct usb_bytes *usb, const uint8_t *bytes, size_t size)
{
    assert_true(size <= sizeof(usb->bytes) - usb->size);
    memcpy(usb->bytes + usb->size, bytes, size);
    usb->size += size;
}

void usb_item(struct usb_bytes *usb, uint8_t type, const uint8_t *bytes, size_t size)
{
    uint8_t head[2] = {(uint8_t)(size + 2), type};

    assert_true(size + 2 <= 255);
    usb_put(usb, head, sizeof(head));
    usb_put(usb, bytes, size);
}

void usb_begin(struct usb_bytes *usb)
{
    usb->size = 0;
    USB_ITEM(usb, 1, 0, 2, 0, 0, 0, 64, 0x6d, 0x04, 0x2d, 0x08, 0, 1, 1, 2, 3, 1);
    usb->configuration = usb->size;
    USB_ITEM(usb, 2, 0, 0, 1, 1, 0, 0x80, 50);
}

void usb_end(struct usb_bytes *usb)
{
    size_t total = usb->size - usb->configuration;

    usb->bytes[usb->configuration + 2] = (uint8_t)total;
    usb->bytes[usb->configuration + 3] = (uint8_t)(total >> 8);
}

void usb_configuration(struct usb_bytes *usb, uint8_t value)
{
    usb_end(usb);
    usb->configuration = usb->size;
    USB_ITEM(usb, 2, 0, 0, 1, value, 0, 0x80, 50);
}

void usb_interface(struct usb_bytes *usb, uint8_t number, uint8_t setting, uint8_t subclass,
                   uint8_t protocol)
{
    USB_ITEM(usb, 4, number, setting, 0, 1, subclass, protocol, 0);
}

void usb_headset(struct usb_bytes *usb)
{
    usb_begin(usb);
    usb_interface(usb, 0, 0, USB_CONTROL, USB_CLASS_1);
    USB_CLASS(usb, 1, 0, 1, 74, 0, 2, 1, 2);
    USB_IN(usb, 1, 0x0101, 0, 2);
    USB_FEATURE(usb, 2, 1, 0x03);
    USB_OUT(usb, 3, 0x0302, 4, 2);
    USB_IN(usb, 4, 0x0201, 3, 1);
    USB_FEATURE(usb, 5, 4, 0x43);
    USB_OUT(usb, 6, 0x0101, 0, 5);
    usb_interface(usb, 1, 0, USB_STREAMING, USB_CLASS_1);
    usb_interface(usb, 1, 1, USB_STREAMING, USB_CLASS_1);
    USB_STREAM(usb, 1);
    usb_interface(usb, 2, 0, USB_STREAMING, USB_CLASS_1);
    usb_interface(usb, 2, 1, USB_STREAMING, USB_CLASS_1);
    USB_STREAM(usb, 6);
    usb_end(usb);
}

void usb_studio(struct usb_bytes *usb)
{
    usb_begin(usb);
    USB_ITEM(usb, 11, 0, 3, 1, 0, 0x20, 0);
    usb_interface(usb, 0, 0, USB_CONTROL, USB_CLASS_2);
    USB_CLASS(usb, 1, 0, 2, 10, 99, 0, 0);
    USB_CLASS(usb, 10, 41, 3, 7, 0, 0);
    USB_CLASS(usb, 10, 42, 0, 7, 3, 0);
    USB_CLASS(usb, 11, 40, 2, 41, 42, 3, 0);
    USB_CLASS(usb, 12, 43, 40, 0, 0);
    USB_CLASS(usb, 2, 1, 0x01, 0x01, 0, 40, 4, 0x33, 0, 0, 0, 0, 0, 0, 0);
    USB_CLASS(usb, 2, 2, 0x01, 0x02, 0, 40, 2, 3, 0, 0, 0, 0, 4, 0, 0);
    USB_CLASS(usb, 2, 3, 0x05, 0x06, 0, 42, 2, 3, 0, 0, 0, 0, 0, 0, 0);
    USB_CLASS(usb, 6, 11, 2, 0x0f, 0x30, 0xc0, 0, 0, 0, 0, 0, 0);
    USB_CLASS(usb, 4, 10, 2, 1, 11, 2, 3, 0, 0, 0, 0, 0xff, 0xf0, 0, 0);
    USB_CLASS(usb, 6, 12, 10, 0xff, 0xff, 0x3f, 0x3f, 0x0c, 0, 0, 0, 0);
    USB_CLASS(usb, 3, 20, 0x01, 0x03, 0, 12, 40, 4, 0, 0);
    USB_CLASS(usb, 5, 13, 2, 11, 3, 0, 0);
    USB_CLASS(usb, 7, 14, 4, 0, 13, 0, 0, 0, 0, 0);
    USB_CLASS(usb, 8, 15, 1, 0, 1, 14, 2, 3, 0, 0, 0, 0, 0, 0, 0);
    USB_CLASS(usb, 9, 16, 0, 0, 1, 15, 2, 3, 0, 0, 0, 0, 0, 0);
    USB_CLASS(usb, 13, 17, 16, 40, 43, 0);
    USB_CLASS(usb, 3, 21, 0x01, 0x01, 0, 17, 43, 0, 0, 0);
    usb_interface(usb, 1, 0, USB_STREAMING, USB_CLASS_2);
    usb_interface(usb, 1, 1, USB_STREAMING, USB_CLASS_2);
    USB_CLASS(usb, 1, 1, 0, 1, 1, 0, 0, 0, 4, 0x33, 0, 0, 0, 0);
    usb_interface(usb, 2, 0, USB_STREAMING, USB_CLASS_2);
    usb_interface(usb, 2, 1, USB_STREAMING, USB_CLASS_2);
    USB_CLASS(usb, 1, 21, 0, 1, 1, 0, 0, 0, 2, 3, 0, 0, 0, 0);
    usb_end(usb);
}
