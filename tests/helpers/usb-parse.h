/* SPDX-License-Identifier: MIT */
#ifndef TESTS_USB_PARSE_H
#define TESTS_USB_PARSE_H

/* Reads descriptors that a test made. What goes wrong ends the test. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "backends/alsa/usb-descriptors.h"
#include "helpers/usb-bytes.h"

struct jfi_usb_device *usb_parse(const struct usb_bytes *usb, int configuration);
/** Configuration 1, which is ended here and in which nothing may be odd. */
struct jfi_usb_device *usb_parse_sound(struct usb_bytes *usb);
/** Configuration 1, which has this fault, once. */
struct jfi_usb_device *usb_parse_faulty(const struct usb_bytes *usb, const char *what);
/** An entity of the first function. */
const struct jfi_usb_entity *usb_entity(const struct jfi_usb_device *device, unsigned int id,
                                        enum jfi_usb_kind kind);

void assert_sources(const struct jfi_usb_entity *entity, const uint8_t *sources, size_t count);
#define ASSERT_SOURCES(entity, ...) \
    assert_sources((entity), (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

#endif
