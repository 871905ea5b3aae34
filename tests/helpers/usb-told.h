/* SPDX-License-Identifier: MIT */
#ifndef TESTS_USB_TOLD_H
#define TESTS_USB_TOLD_H

/*
 * What a USB device's descriptors and the kernel's texts say of it, read in another way than the
 * library reads them: all descriptors are found first, and looked at afterwards.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    USB_TOLD_IDS = 256,
    USB_TOLD_MAX_FUNCTIONS = 8,
    USB_TOLD_MAX_LINES = 512,
};

struct usb_told_function {
    int interface;
    unsigned int protocol;
    size_t entities[USB_TOLD_IDS]; /**< how many have this id */
    bool is_clock[USB_TOLD_IDS], is_stream[USB_TOLD_IDS], is_choice[USB_TOLD_IDS];
    bool feeds[USB_TOLD_IDS][USB_TOLD_IDS]; /**< [source][sink] */
    size_t entity_count, edge_count, choice_count, clock_count;
};

struct usb_told_element {
    int interface, unit;
    unsigned int index;
    char name[64];
};

/** A setting of a PCM. */
struct usb_told_pcm {
    unsigned int device;
    bool is_capture;
    int terminal;
};

struct usb_told {
    unsigned int product; /**< vendor << 16 | product */
    struct usb_told_function functions[USB_TOLD_MAX_FUNCTIONS];
    size_t function_count;
    struct usb_told_element elements[USB_TOLD_MAX_LINES];
    struct usb_told_pcm pcms[USB_TOLD_MAX_LINES];
    size_t element_count, pcm_count;
};

/** What was told last. */
extern struct usb_told usb_told;

/** Forgets what was told, and reads the first configuration that has audio functions. */
void usb_tell(const uint8_t *bytes, size_t size);
/** Reads a block of usbmixer, or the text of a PCM device; to `end`. */
void usb_tell_elements(const char *text, const char *end);
void usb_tell_streams(const char *text, const char *end, unsigned int device);
/** Where a block of a report ends: before the next one that begins with these words, at latest. */
const char *usb_block_end(const char *text, const char *next);

#endif
