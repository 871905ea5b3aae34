/* SPDX-License-Identifier: MIT */
#include "helpers/usb-told.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    MAX_ITEMS = 4096
};

struct usb_told usb_told;

/* ---- what the bytes say ---------------------------------------------------------------------- */

static uint8_t kept[65536]; /* what the items point into */
static const uint8_t *items[MAX_ITEMS];
static size_t item_count;

static void find_items(const uint8_t *bytes, size_t size)
{
    item_count = 0;
    for (const uint8_t *at = bytes; at < bytes + size; at += *at) {
        assert_true(item_count < MAX_ITEMS && *at >= 2 && at + *at <= bytes + size);
        items[item_count++] = at;
    }
    assert_int_equal(items[0][1], 1);
    usb_told.product =
        (unsigned int)(items[0][9] << 24 | items[0][8] << 16 | items[0][11] << 8 | items[0][10]);
}

static bool is_interface(const uint8_t *item, uint8_t subclass)
{
    return item[1] == 4 && item[5] == 1 && item[6] == subclass;
}

/* The items of the first configuration that has an AudioControl interface. */
static void find_configuration(size_t *ret_first, size_t *ret_end)
{
    size_t control = 0;

    while (control < item_count && !is_interface(items[control], 1))
        control++;
    *ret_first = 0;
    *ret_end = item_count;
    for (size_t i = 0; i < item_count; i++) {
        if (items[i][1] != 2)
            continue;
        if (i <= control)
            *ret_first = i;
        else if (*ret_end == item_count)
            *ret_end = i;
    }
}

/* Where the sources of a unit are, and how many; 0: it has none. By class and subtype alone. */
static size_t sources_of(unsigned int protocol, const uint8_t *item, size_t *ret_at)
{
    bool is_first = protocol == 0;
    size_t list = 0, single = 0;

    switch (item[2]) {
    case 3:
        single = 7;
        break;
    case 4:
    case 5:
        list = 4;
        break;
    case 6:
        single = 4;
        break;
    case 7:
        if (is_first)
            list = 6;
        else
            single = 6;
        break;
    case 8:
    case 9:
        list = 6;
        break;
    case 13:
        single = 4;
        break;
    default:
        break;
    }
    *ret_at = list ? list + 1 : single;
    return list ? item[list] : (single ? 1 : 0);
}

static void tell_entity(struct usb_told_function *function, const uint8_t *item)
{
    uint8_t id = item[3], subtype = item[2];
    size_t at, count = sources_of(function->protocol, item, &at);

    function->entities[id]++;
    function->entity_count++;
    if (subtype >= 10 && subtype <= 12) {
        function->is_clock[id] = true;
        function->clock_count++;
    }
    function->is_stream[id] |= subtype <= 3 && item[5] == 1;
    if (subtype == 5 && count > 1) {
        function->is_choice[id] = true;
        function->choice_count++;
    }
    for (size_t i = 0; i < count; i++) {
        assert_true(at + i < item[0]);
        function->edge_count += !function->feeds[item[at + i]][id];
        function->feeds[item[at + i]][id] = true;
    }
}

void usb_tell(const uint8_t *bytes, size_t size)
{
    struct usb_told_function *function = NULL;
    size_t first, end;

    assert_true(size <= sizeof(kept));
    memcpy(kept, bytes, size);
    memset(&usb_told, 0, sizeof(usb_told));
    find_items(kept, size);
    find_configuration(&first, &end);
    for (size_t i = first; i < end; i++) {
        const uint8_t *item = items[i];

        if (item[1] == 4)
            function = NULL;
        if (is_interface(item, 1)) {
            function = &usb_told.functions[usb_told.function_count++];
            assert_true(usb_told.function_count < USB_TOLD_MAX_FUNCTIONS);
            function->interface = item[2];
            function->protocol = item[7];
        } else if (function && item[1] == 0x24 && item[2] > 1) {
            tell_entity(function, item);
        }
    }
}

/* The terminal that a setting of a streaming interface is linked to; -1: none. */
static int terminal_of(int interface, int setting)
{
    for (size_t i = 0; i + 1 < item_count; i++) {
        if (is_interface(items[i], 2) && items[i][2] == interface && items[i][3] == setting &&
            items[i + 1][1] == 0x24 && items[i + 1][2] == 1)
            return items[i + 1][3];
    }
    return -1;
}

/* ---- what the texts say ---------------------------------------------------------------------- */

/* The number that follows the first of this key before `end`; -1: there is none. */
static int number_after(const char *text, const char *end, const char *key)
{
    const char *at = strstr(text, key);

    return at && at < end ? (int)strtol(at + strlen(key), NULL, 10) : -1;
}

void usb_tell_elements(const char *text, const char *end)
{
    int interface = number_after(text, end, "ctrlif=");
    const char *at = text;

    while ((at = strstr(at, "Control: name=\"")) && at < end) {
        struct usb_told_element *element = &usb_told.elements[usb_told.element_count++];
        const char *name = at + strlen("Control: name=\""), *unit = at;

        assert_true(usb_told.element_count < USB_TOLD_MAX_LINES);
        while (strncmp(unit, "Unit:", 5) != 0)
            unit--;
        element->interface = interface;
        element->unit = (int)strtol(unit + 5, NULL, 10);
        element->index = (unsigned int)number_after(name, end, "\", index=");
        (void)snprintf(element->name, sizeof(element->name), "%.*s",
                       (int)(strstr(name, "\", index=") - name), name);
        at = name;
    }
}

/* Where a chapter of a report, or a block of usbmixer, ends. */
const char *usb_block_end(const char *text, const char *next)
{
    const char *collapse = strstr(text, "--endcollapse--"), *heading = strstr(text, "\n!!");
    const char *end = text + strlen(text), *other = strstr(text + 1, next);

    if (other && other < end)
        end = other;
    if (collapse && collapse < end)
        end = collapse;
    return heading && heading < end ? heading + 1 : end;
}

void usb_tell_streams(const char *text, const char *end, unsigned int device)
{
    const char *capture = strstr(text, "\nCapture:"), *at = text;

    while ((at = strstr(at, "  Interface ")) && at < end) {
        struct usb_told_pcm *pcm = &usb_told.pcms[usb_told.pcm_count++];

        assert_true(usb_told.pcm_count < USB_TOLD_MAX_LINES);
        at += strlen("  Interface ");
        pcm->device = device;
        pcm->is_capture = capture && capture < at;
        pcm->terminal =
            *at == '=' ? -1
                       : terminal_of((int)strtol(at, NULL, 10), number_after(at, end, "Altset "));
        usb_told.pcm_count -= pcm->terminal < 0;
    }
}
