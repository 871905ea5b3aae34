/* SPDX-License-Identifier: MIT */
#ifndef JFI_USB_PARSER_H
#define JFI_USB_PARSER_H

#include "backends/alsa/usb-descriptors.h"
#include "topology/vec.h"

/** @file What the files of the descriptors' parser share. */

/** Descriptor types. */
enum {
    JFI_USB_DT_DEVICE = 1,
    JFI_USB_DT_CONFIGURATION = 2,
    JFI_USB_DT_INTERFACE = 4,
    JFI_USB_DT_ENDPOINT = 5,
    JFI_USB_DT_ASSOCIATION = 11,
    JFI_USB_DT_CLASS_INTERFACE = 0x24,
};

/** One descriptor: its bytes, all of which are there. */
struct jfi_usb_item {
    const uint8_t *bytes;
    size_t length;
};

/** A function while it is being read. */
struct jfi_usb_draft {
    struct jfi_usb_function function;
    struct jfi_vec entities;        /**< struct jfi_usb_entity */
    struct jfi_usb_item collection; /**< numbers of its streaming interfaces, in class 1 */
};

/** Which interface class descriptors belong to. */
enum jfi_usb_section {
    JFI_USB_SECTION_OTHER = 0,
    JFI_USB_SECTION_CONTROL,
    JFI_USB_SECTION_STREAMING,
};

struct jfi_usb_parser {
    struct jfi_usb_device *device;
    size_t size, at;        /**< of the device's bytes; where the next descriptor begins */
    struct jfi_vec drafts;  /**< struct jfi_usb_draft */
    struct jfi_vec streams; /**< struct jfi_usb_stream */
    struct jfi_vec groups;  /**< struct jfi_usb_item: interface associations */
    enum jfi_usb_section section;
    int interface, setting;
};

/** Remembers that something at `at` is not as it should be. */
void jfi_usb_fault(struct jfi_usb_parser *parser, const uint8_t *at, const char *what);

/** The byte at an offset of a descriptor; -1: it is too short. */
int jfi_usb_byte(const struct jfi_usb_item *item, size_t offset);
/** A number of 2 bytes; -1. */
int jfi_usb_word(const struct jfi_usb_item *item, size_t offset);

/* ---- usb-entities.c -------------------------------------------------------------------------- */

/** Reads a class descriptor of the AudioControl interface into the last draft. -ENOMEM. */
int jfi_usb_read_control(struct jfi_usb_parser *parser, const struct jfi_usb_item *item);
/** Looks for sources that are not there, when all entities are known. */
void jfi_usb_check_sources(struct jfi_usb_parser *parser, const struct jfi_usb_draft *draft);

#endif
