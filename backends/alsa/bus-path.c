/* SPDX-License-Identifier: MIT */
#include "backends/alsa/bus-path.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char decimal[] = "0123456789";
static const char hex[] = "0123456789abcdef";

/** One name of a path. */
struct name {
    const char *text;
    int length;
};

/* The last name of a path that is `length` long, without slashes behind it. */
static struct name last_name(const char *path, size_t length)
{
    size_t start;

    while (length && path[length - 1] == '/')
        length--;
    start = length;
    while (start && path[start - 1] != '/')
        start--;
    return (struct name){path + start, (int)(length - start)};
}

/* The directory that holds a name; of length 0 when it is the first of its path. */
static struct name parent_of(const char *path, struct name name)
{
    return last_name(path, (size_t)(name.text - path));
}

static bool is_name(struct name name)
{
    return name.length > 0 && name.text[0] != '.';
}

/* Length of the characters at the start that are in `set`, within the name. */
static int span(struct name name, int start, const char *set)
{
    int length = 0;

    while (start + length < name.length && strchr(set, name.text[start + length]))
        length++;
    return length;
}

static bool is_at(struct name name, int index, char c)
{
    return index < name.length && name.text[index] == c;
}

/* ---- kinds of names -------------------------------------------------------------------------- */

/* "0000:00:1f.3", as the kernel names a PCI function. */
static bool is_pci_function(struct name name)
{
    int domain = span(name, 0, hex);

    return domain >= 4 && name.length == domain + 8 && is_at(name, domain, ':') &&
           span(name, domain + 1, hex) == 2 && is_at(name, domain + 3, ':') &&
           span(name, domain + 4, hex) == 2 && is_at(name, domain + 6, '.') &&
           span(name, domain + 7, hex) == 1;
}

/* "pci0000:00", where a PCI bus begins. */
static bool is_pci_root(struct name name)
{
    return name.length > 6 && strncmp(name.text, "pci", 3) == 0 && span(name, 3, hex) >= 4 &&
           is_at(name, 3 + span(name, 3, hex), ':');
}

/* "usb1", the root hub of a bus. */
static bool is_root_hub(struct name name)
{
    return name.length > 3 && strncmp(name.text, "usb", 3) == 0 &&
           span(name, 3, decimal) == name.length - 3;
}

/* "virtio2", a device of a virtual machine; in which order they are found is no place. */
static bool is_virtio(struct name name)
{
    return name.length > 6 && strncmp(name.text, "virtio", 6) == 0 &&
           span(name, 6, decimal) == name.length - 6;
}

/* Length of "1-2.4", a device, at the start of "1-2.4" or "1-2.4:1.0". 0: neither. */
static int usb_device_length(struct name name)
{
    int bus = span(name, 0, decimal), length = bus;

    if (!bus || !is_at(name, bus, '-'))
        return 0;
    do {
        int port = span(name, length + 1, decimal);

        if (!port)
            return 0;
        length += 1 + port;
    } while (is_at(name, length, '.'));
    return length == name.length || is_at(name, length, ':') ? length : 0;
}

/* ---- controllers ----------------------------------------------------------------------------- */

/* On boards whose PCI bridge is a platform device, that comes before the PCI function. */
static int name_pci(const char *path, struct name pci, char **ret_text)
{
    struct name root = parent_of(path, pci), bridge;

    while (is_name(root) && !is_pci_root(root))
        root = parent_of(path, root);
    bridge = parent_of(path, root);
    if (is_name(root) && is_name(bridge) && strstr(path, "/platform/") &&
        strncmp(bridge.text, "devices", 7) != 0)
        return asprintf(ret_text, "platform-%.*s-pci-%.*s", bridge.length, bridge.text, pci.length,
                        pci.text);
    return asprintf(ret_text, "pci-%.*s", pci.length, pci.text);
}

/* The device is a PCI function, or one without a bus, perhaps upon a PCI function. */
static int name_plain(const char *path, struct name device, char **ret_text)
{
    struct name pci = device;
    char *controller;
    int length;

    while (pci.length && !is_pci_function(pci))
        pci = parent_of(path, pci);
    if (!pci.length)
        return asprintf(ret_text, "platform-%.*s", device.length, device.text);
    length = name_pci(path, pci, &controller);
    if (length < 0 || pci.text == device.text) {
        *ret_text = length < 0 ? NULL : controller;
        return length;
    }
    length = asprintf(ret_text, "%s-platform-%.*s", controller, device.length, device.text);
    free(controller);
    return length;
}

/* Number of the bus, which changes with every boot, gives way to the controller the bus is of. */
static int name_usb(const char *path, struct name device, char **ret_text)
{
    int bus = span(device, 0, decimal);
    struct name hub = parent_of(path, device),
                port = {device.text + bus + 1, device.length - bus - 1};
    char *controller;
    int length;

    while (is_name(hub) && !is_root_hub(hub))
        hub = parent_of(path, hub);
    hub = is_name(hub) ? parent_of(path, hub) : hub;
    if (!is_name(hub))
        return asprintf(ret_text, "usb-0:%.*s", port.length, port.text);
    length = name_plain(path, hub, &controller);
    if (length < 0)
        return length;
    length = asprintf(ret_text, "%s-usb-0:%.*s", controller, port.length, port.text);
    free(controller);
    return length;
}

/* ---- the two questions ----------------------------------------------------------------------- */

int jfi_bus_path(const char *device_path, char **ret_bus_path)
{
    struct name device = last_name(device_path, strlen(device_path));
    char *text = NULL;
    int length;

    while (is_virtio(device))
        device = parent_of(device_path, device);
    if (!is_name(device)) {
        *ret_bus_path = NULL;
        return 0;
    }
    if (usb_device_length(device))
        length = name_usb(device_path, device, &text);
    else
        length = name_plain(device_path, device, &text);
    if (length < 0)
        return -ENOMEM;
    *ret_bus_path = text;
    return 0;
}

int jfi_bus_path_usb_device(const char *device_path, char **ret_name)
{
    struct name device = last_name(device_path, strlen(device_path));
    int length = usb_device_length(device);
    char *name = length ? strndup(device.text, (size_t)length) : NULL;

    if (length && !name)
        return -ENOMEM;
    *ret_name = name;
    return 0;
}
