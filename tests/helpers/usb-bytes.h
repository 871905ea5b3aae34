/* SPDX-License-Identifier: MIT */
#ifndef TESTS_USB_BYTES_H
#define TESTS_USB_BYTES_H

/* USB descriptors made by a test, as /sys/bus/usb/devices/D/descriptors holds them. */

#include <stddef.h>
#include <stdint.h>

struct usb_bytes {
    uint8_t bytes[65536];
    size_t size;
    size_t configuration; /* where the last one begins */
};

/** A device descriptor of 046d:082d, and the head of configuration 1. */
void usb_begin(struct usb_bytes *usb);
/** The head of another configuration; the total of the one before is set. */
void usb_configuration(struct usb_bytes *usb, uint8_t value);
void usb_interface(struct usb_bytes *usb, uint8_t number, uint8_t setting, uint8_t subclass,
                   uint8_t protocol);
/** Appends as they are. */
void usb_put(struct usb_bytes *usb, const uint8_t *bytes, size_t size);
/** Sets the total of the last configuration. */
void usb_end(struct usb_bytes *usb);

/** A descriptor of this type: its length is put before the bytes. */
void usb_item(struct usb_bytes *usb, uint8_t type, const uint8_t *bytes, size_t size);
#define USB_ITEM(usb, type, ...) \
    usb_item((usb), (type), (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

/* Class descriptors of an AudioControl interface, and one of an AudioStreaming interface. */
#define USB_CLASS(usb, ...) USB_ITEM(usb, 0x24, __VA_ARGS__)
#define USB_IN(usb, id, type, partner, channels) \
    USB_CLASS(usb, 2, id, (type)&0xff, (type) >> 8, partner, channels, 0, 0, 0, 0)
#define USB_OUT(usb, id, type, partner, source) \
    USB_CLASS(usb, 3, id, (type)&0xff, (type) >> 8, partner, source, 0)
/* One byte of controls for the master channel, none for others. */
#define USB_FEATURE(usb, id, source, controls) USB_CLASS(usb, 6, id, source, 1, controls, 0)
#define USB_STREAM(usb, terminal)              USB_CLASS(usb, 1, terminal, 1, 1, 0)

enum {
    USB_CONTROL = 1,
    USB_STREAMING = 2,
    USB_CLASS_1 = 0,
    USB_CLASS_2 = 0x20,
    USB_CLASS_3 = 0x30,
};

/**
 * A headset of class 1: streaming terminal 1 over feature unit 2 (mute, volume) to headphones 3,
 * microphone 4 over feature unit 5 (mute, volume, AGC) to streaming terminal 6; interfaces 1 and 2.
 */
void usb_headset(struct usb_bytes *usb);

/**
 * A unit of each kind of class 2. Streaming terminal 1 (4 channels) and microphone 2 (2 channels, a
 * jack that senses) over feature unit 11 go to mixer 10, feature unit 12 and speaker 20; the
 * microphone and S/PDIF 3 go to selector 13, effect 14, processing unit 15, extension unit 16, rate
 * converter 17 and streaming terminal 21. Clock selector 40 chooses clock 41 or 42, multiplier 43
 * takes it. Interfaces 1 and 2.
 */
void usb_studio(struct usb_bytes *usb);

#endif
