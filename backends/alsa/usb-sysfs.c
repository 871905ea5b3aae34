/* SPDX-License-Identifier: MIT */
#include "backends/alsa/usb-sysfs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/alsa/bus-path.h"
#include "backends/alsa/text.h"
#include "backends/alsa/usb-mixer-text.h"

enum {
    TEXT_LIMIT_BYTES = 64 * 1024,
    MIXER_LIMIT_BYTES = 1024 * 1024,
    DESCRIPTORS_LIMIT_BYTES = 1024 * 1024, /* eight configurations have half of it */
    MAX_DEVICES = 4096,
    MAX_ID = 65535,
};

static const char devices_path[] = "sys/bus/usb/devices";

/* ---- files ----------------------------------------------------------------------------------- */

static char *join(const char *directory, const char *name)
{
    char *path;

    return asprintf(&path, "%s/%s", directory, name) < 0 ? NULL : path;
}

int jfi_usb_read_text(struct jfi_io *io, const char *directory, const char *name, char **ret_text)
{
    char *path = join(directory, name), *text = NULL, *words;
    size_t size;
    int status;

    if (!path)
        return -ENOMEM;
    status = jfi_io_read(io, path, TEXT_LIMIT_BYTES, &text, &size);
    free(path);
    if (status == -ENOMEM)
        return status;
    *ret_text = NULL;
    if (status)
        return 0;
    words = jfi_text_trim(text);
    if (*words)
        *ret_text = memmove(text, words, strlen(words) + 1);
    else
        free(text);
    return 0;
}

/* A number in a small file; -1: not told. */
static int read_number(struct jfi_io *io, const char *directory, const char *name, int base,
                       long *ret_number)
{
    char *text, *end;
    int status = jfi_usb_read_text(io, directory, name, &text);

    *ret_number = -1;
    if (status || !text)
        return status;
    *ret_number = strtol(text, &end, base);
    if (end == text || *ret_number < 0 || *ret_number > MAX_ID)
        *ret_number = -1;
    free(text);
    return 0;
}

/* A file that is there and empty: the device is not configured. */
static int read_configuration(struct jfi_io *io, const char *directory, int *ret_configuration)
{
    char *path = join(directory, "bConfigurationValue");
    long number;
    int status;

    if (!path)
        return -ENOMEM;
    *ret_configuration = -1;
    status = read_number(io, directory, "bConfigurationValue", 10, &number);
    if (!status && jfi_io_exists(io, path))
        *ret_configuration = number < 0 ? 0 : (int)number;
    free(path);
    return status;
}

int jfi_usb_read(struct jfi_io *io, const char *directory, struct jfi_usb_device **ret_device,
                 struct jfi_usb_fault *ret_fault)
{
    char *path = join(directory, "descriptors"), *bytes;
    int status, configuration;
    size_t size;

    *ret_fault = (struct jfi_usb_fault){.what = NULL};
    if (!path)
        return -ENOMEM;
    status = jfi_io_read(io, path, DESCRIPTORS_LIMIT_BYTES, &bytes, &size);
    free(path);
    if (status)
        return status;
    status = read_configuration(io, directory, &configuration);
    if (!status)
        status = jfi_usb_parse(bytes, size, configuration, ret_device, ret_fault);
    free(bytes);
    return status;
}

/* ---- the list -------------------------------------------------------------------------------- */

int jfi_usb_list(struct jfi_io *io, struct jfi_vec *ret_paths)
{
    struct jfi_vec paths = {.item_size = sizeof(char *)};
    char **names = NULL;
    int status = jfi_io_list(io, devices_path, &names);

    if (status != -ENOMEM)
        status = 0;
    for (char **name = names; name && *name && !status && paths.count < MAX_DEVICES; name++) {
        char *path;

        if (strchr(*name, ':'))
            continue; /* an interface of one */
        path = join(devices_path, *name);
        status = path ? jfi_vec_push(&paths, &path) : -ENOMEM;
        if (status)
            free(path);
    }
    jfi_io_free_names(names);
    if (status)
        jfi_usb_list_free(&paths);
    else
        *ret_paths = paths;
    return status;
}

void jfi_usb_list_free(struct jfi_vec *paths)
{
    for (size_t i = 0; i < paths->count; i++)
        free(*(char **)jfi_vec_at(paths, i));
    jfi_vec_fini(paths);
}

/* ---- the device of a card -------------------------------------------------------------------- */

/** What identifies the device looked for; -1: not told. */
struct wanted {
    long bus, number;
    int64_t product_id;
};

/* "002/007", the place of the device on the bus it is on until it is pulled out. */
static int read_place(struct jfi_io *io, const char *card_path, struct wanted *wanted)
{
    char *text = NULL, *slash;
    int status = jfi_usb_read_text(io, card_path, "usbbus", &text);

    slash = text ? strchr(text, '/') : NULL;
    if (slash) {
        wanted->bus = strtol(text, NULL, 10);
        wanted->number = strtol(slash + 1, NULL, 10);
    }
    free(text);
    return status;
}

/* "046d:082d" */
static int read_product(struct jfi_io *io, const char *card_path, struct wanted *wanted)
{
    char *text = NULL, *colon;
    int status = jfi_usb_read_text(io, card_path, "usbid", &text);

    colon = text ? strchr(text, ':') : NULL;
    if (colon)
        wanted->product_id = (int64_t)(strtoul(text, NULL, 16) & MAX_ID) << 16 |
                             (int64_t)(strtoul(colon + 1, NULL, 16) & MAX_ID);
    free(text);
    return status;
}

static int read_mixer_product(struct jfi_io *io, const char *card_path, struct wanted *wanted)
{
    struct jfi_usb_mixer mixer;
    char *path = join(card_path, "usbmixer"), *text;
    size_t size;
    int status;

    if (!path)
        return -ENOMEM;
    status = jfi_io_read(io, path, MIXER_LIMIT_BYTES, &text, &size);
    free(path);
    if (status)
        return status == -ENOMEM ? status : 0;
    status = jfi_usb_mixer_parse(text, size, &mixer);
    free(text);
    if (status)
        return status;
    wanted->product_id = mixer.product_id;
    jfi_usb_mixer_fini(&mixer);
    return 0;
}

/* Whether the directory is of this device: at this place, or if that is not told of this make. */
static int is_wanted(struct jfi_io *io, const char *directory, const struct wanted *wanted,
                     bool *ret_is_it)
{
    struct jfi_usb_device *device;
    struct jfi_usb_fault fault;
    long bus = -1, number = -1;
    int status = 0;

    *ret_is_it = false;
    if (wanted->bus >= 0) {
        status = read_number(io, directory, "busnum", 10, &bus);
        if (!status)
            status = read_number(io, directory, "devnum", 10, &number);
        *ret_is_it = bus == wanted->bus && number == wanted->number;
        return status;
    }
    status = jfi_usb_read(io, directory, &device, &fault);
    if (status)
        return status == -ENOMEM ? status : 0;
    *ret_is_it = device->product_id == wanted->product_id;
    jfi_usb_device_free(device);
    return 0;
}

/* The only device that is the one; of two alike neither. */
static int find_wanted(struct jfi_io *io, const struct wanted *wanted, char **ret_path)
{
    struct jfi_vec paths = {.item_size = sizeof(char *)};
    char **found = NULL;
    size_t count = 0;
    int status = jfi_usb_list(io, &paths);

    for (size_t i = 0; i < paths.count && !status; i++) {
        char **path = jfi_vec_at(&paths, i);
        bool is_it = false;

        status = is_wanted(io, *path, wanted, &is_it);
        if (is_it && !count++)
            found = path;
    }
    *ret_path = NULL;
    if (!status && count == 1) {
        *ret_path = *found;
        *found = NULL;
    }
    jfi_usb_list_free(&paths);
    return status;
}

static int find_by_text(struct jfi_io *io, const char *card_path, char **ret_path)
{
    struct wanted wanted = {.bus = -1, .number = -1, .product_id = -1};
    int status = read_place(io, card_path, &wanted);

    *ret_path = NULL;
    if (!status && wanted.bus >= 0)
        status = find_wanted(io, &wanted, ret_path);
    if (status || *ret_path)
        return status;
    wanted.bus = -1;
    status = read_product(io, card_path, &wanted);
    if (!status && wanted.product_id < 0)
        status = read_mixer_product(io, card_path, &wanted);
    return status || wanted.product_id < 0 ? status : find_wanted(io, &wanted, ret_path);
}

/* Where the card's link leads, "../../devices/…/1-2/1-2:1.0", without the interface. */
static int follow(const char *device_path, char **ret_path)
{
    const char *end = strrchr(device_path, '/');

    while (strncmp(device_path, "../", 3) == 0)
        device_path += 3;
    *ret_path = NULL;
    if (!end || end < device_path)
        return 0;
    if (asprintf(ret_path, "sys/%.*s", (int)(end - device_path), device_path) >= 0)
        return 0;
    *ret_path = NULL;
    return -ENOMEM;
}

/* Keeps the path only if something is there. */
static char *if_there(struct jfi_io *io, char *path)
{
    if (path && jfi_io_exists(io, path))
        return path;
    free(path);
    return NULL;
}

/* In the list of devices, or if that is not recorded where the link leads. */
static int find_by_link(struct jfi_io *io, const char *device_path, char **ret_path)
{
    char *name, *path;
    int status = jfi_bus_path_usb_device(device_path, &name);

    *ret_path = NULL;
    if (status || !name)
        return status;
    path = join(devices_path, name);
    free(name);
    if (!path)
        return -ENOMEM;
    *ret_path = if_there(io, path);
    if (*ret_path)
        return 0;
    status = follow(device_path, &path);
    *ret_path = status ? NULL : if_there(io, path);
    return status;
}

int jfi_usb_find(struct jfi_io *io, const char *card_path, const char *device_path, char **ret_path)
{
    int status = 0;

    *ret_path = NULL;
    if (device_path)
        status = find_by_link(io, device_path, ret_path);
    return status || *ret_path ? status : find_by_text(io, card_path, ret_path);
}
