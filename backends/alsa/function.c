/* SPDX-License-Identifier: MIT */

/* The functions of a machine's cards, and what one may ask about the others. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/alsa/hardware-internal.h"

struct jfi_function *jfi_function_at(const struct jfi_hardware *hardware, size_t index)
{
    return *(struct jfi_function **)jfi_vec_at(&hardware->functions, index);
}

bool jfi_function_is_there(const struct jfi_function *function)
{
    return function->is_loaded && (!function->ops->is_device || function->ops->is_device(function));
}

/* ---- functions ------------------------------------------------------------------------------- */

void jfi_function_free_endpoints(struct jfi_vec *endpoints)
{
    for (size_t i = 0; i < endpoints->count; i++)
        free(*(char **)jfi_vec_at(endpoints, i));
    jfi_vec_fini(endpoints);
}

struct jfi_function *jfi_function_free(struct jfi_function *function)
{
    if (!function)
        return NULL;
    function->ops->forget(function);
    jfi_function_free_endpoints(&function->endpoints);
    free(function->path);
    free(function->device_id);
    free(function);
    return NULL;
}

static int name_function(struct jfi_function *function, const char *path)
{
    const char *kind = function->ops->name, *card = function->card->name;
    int length = function->number < 0
                     ? asprintf(&function->device_id, "%s:%s", kind, card)
                     : asprintf(&function->device_id, "%s:%s:%d", kind, card, function->number);

    if (length < 0)
        function->device_id = NULL;
    function->path = strdup(path);
    return function->device_id && function->path ? 0 : -ENOMEM;
}

int jfi_hardware_add_function(struct jfi_hardware *hardware, struct jfi_card *card,
                              const struct jfi_function_ops *ops, const char *path, int number)
{
    struct jfi_function *function = calloc(1, sizeof(*function));
    int status;

    if (!function)
        return -ENOMEM;
    *function = (struct jfi_function){
        .ops = ops,
        .io = hardware->io,
        .backend = hardware->backend,
        .hardware = hardware,
        .card = card,
        .number = number,
        .endpoints.item_size = sizeof(char *),
    };
    status = name_function(function, path);
    if (!status)
        status = jfi_vec_push(&hardware->functions, &function);
    if (status)
        jfi_function_free(function);
    return status;
}

int jfi_hardware_add_numbered(struct jfi_hardware *hardware, struct jfi_card *card,
                              const struct jfi_function_ops *ops, const char *stem, int most)
{
    char path[96];
    int status = 0;

    for (int number = 0; number <= most && !status; number++) {
        (void)snprintf(path, sizeof(path), "%s/%s%d", card->path, stem, number);
        if (jfi_io_exists(hardware->io, path))
            status = jfi_hardware_add_function(hardware, card, ops, path, number);
    }
    return status;
}

struct jfi_io *jfi_hardware_get_io(const struct jfi_hardware *hardware)
{
    return hardware->io;
}

struct jfi_backend *jfi_hardware_get_backend(const struct jfi_hardware *hardware)
{
    return hardware->backend;
}

bool jfi_hardware_is_recorded(const struct jfi_hardware *hardware)
{
    return hardware->flags & JFI_HARDWARE_RECORDED;
}

void jfi_function_log_unreadable(const struct jfi_function *function, const char *path, int status)
{
    jfi_backend_log(function->backend, JF_LOG_ERROR, "%s: %s", path, jfi_io_fault_text(status));
}

/* ---- who shows what -------------------------------------------------------------------------- */

bool jfi_hardware_is_elem_claimed(const struct jfi_hardware *hardware, const struct jfi_card *card,
                                  const struct jfi_elem *elem)
{
    for (size_t i = 0; i < hardware->functions.count; i++) {
        const struct jfi_function *function = jfi_function_at(hardware, i);

        if (function->card == card && function->ops->claims_elem &&
            jfi_function_is_there(function) && function->ops->claims_elem(function, elem))
            return true;
    }
    return false;
}

bool jfi_hardware_is_pcm_claimed(const struct jfi_hardware *hardware, const struct jfi_card *card,
                                 const struct jfi_pcm *pcm)
{
    for (size_t i = 0; i < hardware->functions.count; i++) {
        const struct jfi_function *function = jfi_function_at(hardware, i);

        if (function->card == card && function->ops->claims_pcm &&
            jfi_function_is_there(function) && function->ops->claims_pcm(function, pcm))
            return true;
    }
    return false;
}

size_t jfi_hardware_count_devices(const struct jfi_hardware *hardware, const struct jfi_card *card)
{
    size_t count = 0;

    for (size_t i = 0; i < hardware->functions.count; i++) {
        const struct jfi_function *function = jfi_function_at(hardware, i);

        count +=
            function->card == card && function->ops->claims_elem && jfi_function_is_there(function);
    }
    return count;
}

const struct jfi_ucm *jfi_hardware_get_use_cases(const struct jfi_hardware *hardware,
                                                 const struct jfi_card *card)
{
    for (size_t i = 0; i < hardware->functions.count; i++) {
        const struct jfi_function *function = jfi_function_at(hardware, i);

        if (function->card == card && function->ops == &jfi_function_card && function->is_loaded)
            return function->data;
    }
    return NULL;
}

/* ---- reading, and siblings ---------------------------------------- */

int jfi_function_load(struct jfi_function *function)
{
    void *known = function->data, *found;
    bool was_loaded = function->is_loaded;
    int status;

    function->data = NULL;
    function->is_loaded = false;
    function->is_loading = true;
    status = function->ops->load(function);
    function->is_loading = false;
    found = function->data;
    function->data = known;
    if (status == -ENOMEM) {
        function->is_loaded = was_loaded;
        return status;
    }
    function->ops->forget(function);
    function->data = found;
    function->is_loaded = !status;
    function->is_stale = false;
    return status;
}

static bool is_sibling(const struct jfi_function *function, const struct jfi_function *other)
{
    return other != function && other->card == function->card && other->ops == function->ops;
}

int jfi_hardware_load_siblings(const struct jfi_function *function)
{
    for (size_t i = 0; i < function->hardware->functions.count; i++) {
        struct jfi_function *other = jfi_function_at(function->hardware, i);

        if (!is_sibling(function, other) || other->is_loaded || other->is_loading ||
            other->is_ahead)
            continue;
        other->ahead_status = jfi_function_load(other);
        if (other->ahead_status == -ENOMEM)
            return -ENOMEM;
        other->is_ahead = true;
    }
    return 0;
}

const struct jfi_function *jfi_hardware_next_sibling(const struct jfi_function *function,
                                                     size_t *index)
{
    while (*index < function->hardware->functions.count) {
        const struct jfi_function *other = jfi_function_at(function->hardware, (*index)++);

        if (is_sibling(function, other) && jfi_function_is_there(other))
            return other;
    }
    return NULL;
}
