/* SPDX-License-Identifier: MIT */

/*
 * USB audio functions: one for each AudioControl interface, out of the descriptors in sysfs, with
 * what the card's usbmixer and streamN files tie to it.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/alsa/function.h"
#include "backends/alsa/usb-map.h"
#include "backends/alsa/usb-sysfs.h"
#include "backends/alsa/usb-ties.h"

enum {
    MIXER_LIMIT_BYTES = 1024 * 1024,
    STREAM_LIMIT_BYTES = 256 * 1024,
    MAX_PCM = 4095,
    PATH_BYTES = 128,
};

/** What was read of a function. */
struct usb {
    struct jfi_usb_device *device;
    char *manufacturer, *product; /* each or NULL */
    struct jfi_arena arena;       /* holds strings of the ties */
    struct jfi_vec ties;          /* struct jfi_usb_tie */
    struct jfi_vec pcms;          /* struct jfi_usb_pcm */
};

static const struct jfi_usb_function *usb_function(const struct jfi_function *function)
{
    const struct usb *usb = function->data;

    return jfi_usb_find_function(usb->device, function->number);
}

/* ---- listing --------------------------------------------------------------------------------- */

static void log_fault(struct jfi_backend *backend, enum jf_log_level level, const char *path,
                      const struct jfi_usb_fault *fault, size_t count)
{
    char all[48] = "";

    if (count > 1)
        (void)snprintf(all, sizeof(all), " (faults in all: %zu)", count);
    jfi_backend_log(backend, level, "%s: byte %zu: %s%s", path, fault->offset, fault->what, all);
}

static void log_faults(struct jfi_backend *backend, const char *path,
                       const struct jfi_usb_device *device)
{
    if (device->fault_count)
        log_fault(backend, device->is_cut_off ? JF_LOG_ERROR : JF_LOG_WARNING, path,
                  &device->first_fault, device->fault_count);
}

static void log_unreadable(struct jfi_backend *backend, const char *path, int status,
                           const struct jfi_usb_fault *fault)
{
    if (fault->what)
        log_fault(backend, JF_LOG_ERROR, path, fault, 1);
    else
        jfi_backend_log(backend, JF_LOG_ERROR, "%s: %s", path, jfi_io_fault_text(status));
}

static int list_all(struct jfi_hardware *hardware, struct jfi_card *card,
                    const struct jfi_usb_device *device, const char *path)
{
    int status = 0;

    for (size_t i = 0; i < device->function_count && !status; i++)
        status = jfi_hardware_add_function(hardware, card, &jfi_function_usb, path,
                                           device->functions[i].interface);
    return status;
}

/* A recording may have the place of the device without its descriptors; the rest is the card's. */
static int usb_list(struct jfi_hardware *hardware, struct jfi_card *card)
{
    struct jfi_backend *backend = jfi_hardware_get_backend(hardware);
    struct jfi_usb_device *device;
    struct jfi_usb_fault fault;
    char *path;
    int status;

    if (!card->usb_path)
        return 0;
    if (asprintf(&path, "%s/descriptors", card->usb_path) < 0)
        return -ENOMEM;
    status = jfi_usb_read(jfi_hardware_get_io(hardware), card->usb_path, &device, &fault);
    if (!status) {
        if (!device->function_count)
            log_faults(backend, path, device);
        status = list_all(hardware, card, device, path);
        jfi_usb_device_free(device);
    } else if (status != -ENOMEM) {
        if (status != -ENOENT)
            log_unreadable(backend, path, status, &fault);
        status = 0;
    }
    free(path);
    return status;
}

/* ---- reading --------------------------------------------------------------------------------- */

static void usb_forget(struct jfi_function *function)
{
    struct usb *usb = function->data;

    if (!usb)
        return;
    jfi_usb_device_free(usb->device);
    free(usb->manufacturer);
    free(usb->product);
    jfi_arena_fini(&usb->arena);
    jfi_vec_fini(&usb->ties);
    jfi_vec_fini(&usb->pcms);
    free(usb);
    function->data = NULL;
}

/* Whether the function is the one that speaks for the whole device, so that each line is one. */
static bool is_speaker(const struct jfi_function *function)
{
    const struct usb *usb = function->data;

    return usb_function(function) == &usb->device->functions[0];
}

static int read_device(struct jfi_function *function)
{
    static const struct jfi_usb_fault gone = {.what = "an AudioControl interface is gone"};
    struct usb *usb = function->data;
    const char *directory = function->card->usb_path;
    struct jfi_usb_fault fault;
    int status = jfi_usb_read(function->io, directory, &usb->device, &fault);

    if (!status && !usb_function(function)) {
        status = -EBADMSG;
        fault = gone;
    }
    if (status) {
        if (status != -ENOMEM)
            log_unreadable(function->backend, function->path, status, &fault);
        return status;
    }
    if (is_speaker(function))
        log_faults(function->backend, function->path, usb->device);
    status = jfi_usb_read_text(function->io, directory, "manufacturer", &usb->manufacturer);
    if (!status)
        status = jfi_usb_read_text(function->io, directory, "product", &usb->product);
    return status;
}

static int tie_mixer(struct jfi_function *function, const char *path, const char *text, size_t size)
{
    struct usb *usb = function->data;
    struct jfi_usb_mixer mixer;
    int status = jfi_usb_mixer_parse(text, size, &mixer);

    if (status)
        return status;
    if (mixer.fault_line && is_speaker(function))
        jfi_backend_log(function->backend, JF_LOG_WARNING, "%s:%zu: not what the kernel writes",
                        path, mixer.fault_line);
    status = jfi_usb_tie_by_mixer(usb_function(function), &mixer, &usb->arena, &usb->ties);
    jfi_usb_mixer_fini(&mixer);
    return status;
}

static int read_elements(struct jfi_function *function)
{
    struct usb *usb = function->data;
    char path[PATH_BYTES], *text;
    size_t size;
    int status;

    (void)snprintf(path, sizeof(path), "%s/usbmixer", function->card->path);
    status = jfi_io_read(function->io, path, MIXER_LIMIT_BYTES, &text, &size);
    if (status == -ENOMEM)
        return status;
    if (!status) {
        status = tie_mixer(function, path, text, size);
        free(text);
        return status;
    }
    if (status != -ENOENT && is_speaker(function))
        jfi_function_log_unreadable(function, path, status);
    return jfi_usb_tie_by_name(usb->device, usb_function(function), &function->card->elems,
                               &usb->arena, &usb->ties);
}

/* "stream0" exactly as the kernel writes it. */
static bool is_stream_file(const char *name, unsigned int *ret_device)
{
    char *end;
    unsigned long device;

    if (strncmp(name, "stream", 6) != 0 || name[6] < '0' || name[6] > '9')
        return false;
    device = strtoul(name + 6, &end, 10);
    if (*end || device > MAX_PCM)
        return false;
    *ret_device = (unsigned int)device;
    return true;
}

static int read_stream(struct jfi_function *function, const char *name, unsigned int device,
                       struct jfi_vec *uses)
{
    char path[PATH_BYTES], *text;
    size_t size;
    int status;

    (void)snprintf(path, sizeof(path), "%s/%s", function->card->path, name);
    status = jfi_io_read(function->io, path, STREAM_LIMIT_BYTES, &text, &size);
    if (status) {
        if (status != -ENOMEM && is_speaker(function))
            jfi_function_log_unreadable(function, path, status);
        return status == -ENOMEM ? status : 0;
    }
    status = jfi_usb_stream_parse(text, size, device, uses);
    free(text);
    return status;
}

static int read_streams(struct jfi_function *function)
{
    struct jfi_vec uses = {.item_size = sizeof(struct jfi_usb_use)};
    struct usb *usb = function->data;
    char **names = NULL;
    unsigned int device;
    int status = jfi_io_list(function->io, function->card->path, &names);

    if (status != -ENOMEM)
        status = 0;
    for (char **name = names; name && *name && !status; name++) {
        if (is_stream_file(*name, &device))
            status = read_stream(function, *name, device, &uses);
    }
    jfi_io_free_names(names);
    if (!status)
        status = jfi_usb_tie_pcms(usb->device, usb_function(function), &uses, &usb->pcms);
    jfi_vec_fini(&uses);
    return status;
}

static int usb_load(struct jfi_function *function)
{
    struct usb *usb = calloc(1, sizeof(*usb));
    int status;

    if (!usb)
        return -ENOMEM;
    usb->ties.item_size = sizeof(struct jfi_usb_tie);
    usb->pcms.item_size = sizeof(struct jfi_usb_pcm);
    function->data = usb;
    status = read_device(function);
    if (!status)
        status = read_elements(function);
    if (!status)
        status = read_streams(function);
    if (status)
        usb_forget(function);
    return status;
}

/* ---- describing ------------------------------------------------------------------------------ */

static struct jfi_usb_site site_of(const struct jfi_function *function)
{
    const struct usb *usb = function->data;
    const struct jfi_card *card = function->card;

    return (struct jfi_usb_site){
        .device_id = function->device_id,
        .bus_path = card->bus_path,
        .card = {.number = card->number, .id = card->id, .codec = -1},
        .manufacturer = usb->manufacturer,
        .product = usb->product,
        .device = usb->device,
        .function = usb_function(function),
        .ties = &usb->ties,
        .pcms = &usb->pcms,
        .card_pcms = &card->pcms,
        .elems = &card->elems,
    };
}

static int usb_each_endpoint(const struct jfi_function *function, jfi_endpoint_fn found, void *user)
{
    struct jfi_usb_site site = site_of(function);
    int status = 0;

    for (size_t i = 0; i < site.function->entity_count && !status; i++) {
        char *id;

        if (!jfi_usb_has_endpoint(&site.function->entities[i]))
            continue;
        id = jfi_usb_endpoint_id(&site, &site.function->entities[i]);
        status = id ? found(user, id) : -ENOMEM;
        free(id);
    }
    return status;
}

/* The terminal whose endpoint has this key. -ENODEV: none of this function. */
static int find_endpoint(const struct jfi_usb_site *site, const char *key,
                         const struct jfi_usb_entity **ret_entity)
{
    for (size_t i = 0; i < site->function->entity_count; i++) {
        const struct jfi_usb_entity *entity = &site->function->entities[i];
        bool is_it;
        char *id;

        if (!jfi_usb_has_endpoint(entity))
            continue;
        id = jfi_usb_endpoint_id(site, entity);
        if (!id)
            return -ENOMEM;
        is_it = strcmp(id, key) == 0;
        free(id);
        if (is_it) {
            *ret_entity = entity;
            return 0;
        }
    }
    return -ENODEV;
}

static int usb_describe(const struct jfi_function *function, const char *key,
                        struct jfi_builder *builder)
{
    struct jfi_usb_site site = site_of(function);
    const struct jfi_usb_entity *entity;
    int status;

    if (strcmp(key, function->device_id) == 0)
        return jfi_usb_describe(&site, builder);
    status = find_endpoint(&site, key, &entity);
    return status ? status : jfi_usb_describe_endpoint(&site, entity, builder);
}

static bool usb_claims_elem(const struct jfi_function *function, const struct jfi_elem *elem)
{
    const struct usb *usb = function->data;

    for (size_t i = 0; i < usb->ties.count; i++) {
        const struct jfi_usb_tie *tie = jfi_vec_at(&usb->ties, i);

        if (tie->index == elem->index && strcmp(tie->name, elem->name) == 0)
            return true;
    }
    for (size_t i = 0; i < usb->pcms.count; i++) {
        if (jfi_usb_is_of_pcm(jfi_vec_at(&usb->pcms, i), elem))
            return true;
    }
    return false;
}

static bool usb_claims_pcm(const struct jfi_function *function, const struct jfi_pcm *pcm)
{
    const struct usb *usb = function->data;

    for (size_t i = 0; i < usb->pcms.count; i++) {
        const struct jfi_usb_pcm *tied = jfi_vec_at(&usb->pcms, i);

        if (tied->device == pcm->device && tied->is_capture == pcm->is_capture)
            return true;
    }
    return false;
}

const struct jfi_function_ops jfi_function_usb = {
    .name = "usb",
    .list = usb_list,
    .load = usb_load,
    .forget = usb_forget,
    .each_endpoint = usb_each_endpoint,
    .describe = usb_describe,
    .claims_elem = usb_claims_elem,
    .claims_pcm = usb_claims_pcm,
};
