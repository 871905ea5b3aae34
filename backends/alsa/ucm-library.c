/* SPDX-License-Identifier: MIT */

/*
 * Use cases through libasound. Opening only parses: what writes to the mixer are the sequences of
 * "set", which is not called here.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <alsa/asoundlib.h>
#include <alsa/use-case.h>

#include "backends/alsa/ucm.h"

enum {
    IDENTIFIER_BYTES = 512
};

/*
 * libasound tells the terminal about every card without use cases. Its local handler belongs to
 * the calling thread, and is given back before anything else runs in that.
 */
static void be_silent(const char *file, int line, const char *function, int error,
                      const char *format, va_list arguments)
{
    (void)file;
    (void)line;
    (void)function;
    (void)error;
    (void)format;
    (void)arguments;
}

/* "_devices/HiFi"; false when it is longer than any that somebody has written. */
static bool identify(char identifier[IDENTIFIER_BYTES], const char *what, const char *device,
                     const char *verb)
{
    int length = device ? snprintf(identifier, IDENTIFIER_BYTES, "%s/%s/%s", what, device, verb)
                        : snprintf(identifier, IDENTIFIER_BYTES, "%s/%s", what, verb);

    return length > 0 && length < IDENTIFIER_BYTES;
}

/* A list that libasound does not give is an empty one. */
static int get_list(snd_use_case_mgr_t *manager, const char *identifier, const char ***ret_items)
{
    int count = snd_use_case_get_list(manager, identifier, ret_items);

    return count > 0 ? count : 0;
}

static int read_names(snd_use_case_mgr_t *manager, struct jfi_ucm *ucm,
                      const struct jfi_ucm_device *device, const char *what, struct jfi_vec *names)
{
    char identifier[IDENTIFIER_BYTES];
    const char **items = NULL;
    int count = 0, status = 0;

    if (identify(identifier, what, device->name, device->verb))
        count = get_list(manager, identifier, &items);
    for (int i = 0; i < count && !status; i++) {
        if (items[i])
            status = jfi_ucm_add_name(ucm, names, items[i]);
    }
    if (count)
        (void)snd_use_case_free_list(items, count);
    return status;
}

static int read_values(snd_use_case_mgr_t *manager, struct jfi_ucm *ucm,
                       struct jfi_ucm_device *device)
{
    char identifier[IDENTIFIER_BYTES];
    int status = 0;

    for (size_t i = 0; i < JFI_UCM_VALUES && !status; i++) {
        const char *value = NULL;

        if (!identify(identifier, jfi_ucm_value_words[i], device->name, device->verb) ||
            snd_use_case_get(manager, identifier, &value) < 0 || !value)
            continue;
        status = jfi_ucm_set_value(ucm, device, jfi_ucm_value_words[i], value);
        free((void *)(uintptr_t)value);
    }
    return status;
}

static int read_device(snd_use_case_mgr_t *manager, struct jfi_ucm *ucm, const char *verb,
                       const char *name, const char *comment)
{
    struct jfi_ucm_device *device;
    int status = jfi_ucm_add_device(ucm, verb, name, comment, &device);

    if (status || !device)
        return status;
    status = read_names(manager, ucm, device, "_conflictingdevs", &device->conflicts);
    if (!status)
        status = read_names(manager, ucm, device, "_supporteddevs", &device->supported);
    return status ? status : read_values(manager, ucm, device);
}

/* Lists of things with comments are pairs. */
static int read_verb(snd_use_case_mgr_t *manager, struct jfi_ucm *ucm, const char *verb)
{
    char identifier[IDENTIFIER_BYTES];
    const char **items = NULL;
    int count = 0, status = 0;

    if (identify(identifier, "_devices", NULL, verb))
        count = get_list(manager, identifier, &items);
    for (int i = 0; i + 1 < count && !status; i += 2) {
        if (items[i])
            status = read_device(manager, ucm, verb, items[i], items[i + 1]);
    }
    if (count)
        (void)snd_use_case_free_list(items, count);
    return status;
}

static int read_verbs(snd_use_case_mgr_t *manager, struct jfi_ucm *ucm)
{
    const char **items = NULL;
    int count = get_list(manager, "_verbs", &items), status = 0;

    for (int i = 0; i + 1 < count && !status; i += 2) {
        if (items[i])
            status = read_verb(manager, ucm, items[i]);
    }
    if (count)
        (void)snd_use_case_free_list(items, count);
    return status;
}

static int read_manager(snd_use_case_mgr_t *manager, struct jfi_ucm **ret_ucm)
{
    struct jfi_ucm *ucm;
    int status = jfi_ucm_new(&ucm);

    if (status)
        return status;
    status = read_verbs(manager, ucm);
    if (!status && !ucm->devices.count)
        status = -ENOENT;
    if (status)
        jfi_ucm_free(ucm);
    else
        *ret_ucm = ucm;
    return status;
}

int jfi_ucm_read_library(const char *card, struct jfi_ucm **ret_ucm)
{
    snd_local_error_handler_t before = snd_lib_error_set_local(be_silent);
    snd_use_case_mgr_t *manager = NULL;
    int status = snd_use_case_mgr_open(&manager, card);

    if (!status) {
        status = read_manager(manager, ret_ucm);
        (void)snd_use_case_mgr_close(manager);
    } else if (status != -ENOMEM) {
        status = -ENOENT;
    }
    (void)snd_lib_error_set_local(before);
    return status;
}
