/* SPDX-License-Identifier: MIT */

/*
 * The card as a whole: what no codec and no USB function of it accounts for. A card without any
 * of those is described by its use cases, or by nothing but its PCMs, jacks and elements.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/alsa/card-build.h"

enum {
    DUMP_LIMIT_BYTES = 4 * 1024 * 1024
};

/* A directory of a recording that holds but a codec tells of no card. */
static bool is_told_of(const struct jfi_card *card)
{
    return card->id || card->pcms.count || jfi_elems_get_count(&card->elems);
}

static int card_list(struct jfi_hardware *hardware, struct jfi_card *card)
{
    return is_told_of(card)
               ? jfi_hardware_add_function(hardware, card, &jfi_function_card, card->path, -1)
               : 0;
}

/* ---- use cases ------------------------------------------------------------------------------- */

static int parse_dump(struct jfi_function *function, const char *path, const char *bytes,
                      size_t size)
{
    struct jfi_ucm_fault fault;
    struct jfi_ucm *ucm;
    int status = jfi_ucm_read_dump(bytes, size, &ucm, &fault);

    if (status == -EBADMSG)
        jfi_backend_log(function->backend, JF_LOG_ERROR, "%s:%zu:%zu: %s", path, fault.line,
                        fault.column, fault.what);
    if (!status)
        function->data = ucm;
    return status;
}

static int read_dump(struct jfi_function *function)
{
    char path[48], *bytes;
    size_t size;
    int status;

    (void)snprintf(path, sizeof(path), "alsaucm/card%d.json", function->card->number);
    status = jfi_io_read(function->io, path, DUMP_LIMIT_BYTES, &bytes, &size);
    if (!status) {
        status = parse_dump(function, path, bytes, size);
        free(bytes);
    } else if (status != -ENOENT && status != -ENOMEM) {
        jfi_function_log_unreadable(function, path, status);
    }
    return status;
}

static int ask_library(struct jfi_function *function)
{
    char name[16];
    struct jfi_ucm *ucm;
    int status;

    (void)snprintf(name, sizeof(name), "hw:%d", function->card->number);
    status = jfi_ucm_read_library(name, &ucm);
    if (!status)
        function->data = ucm;
    return status;
}

/* Use cases of a card whose inside is known would add a second account of it. */
static int card_load(struct jfi_function *function)
{
    int status = 0;

    if (jfi_hardware_count_devices(function->hardware, function->card) == 0)
        status = jfi_hardware_is_recorded(function->hardware) ? read_dump(function)
                                                              : ask_library(function);
    return status == -ENOMEM ? status : 0;
}

static void card_forget(struct jfi_function *function)
{
    function->data = jfi_ucm_free(function->data);
}

/* ---- describing ------------------------------------------------------------------------------ */

static bool has_rest(const struct jfi_function *function)
{
    const struct jfi_hardware *hardware = function->hardware;
    const struct jfi_card *card = function->card;

    for (size_t i = 0; i < card->pcms.count; i++) {
        if (!jfi_hardware_is_pcm_claimed(hardware, card, jfi_vec_at(&card->pcms, i)))
            return true;
    }
    for (size_t i = 0; i < jfi_elems_get_count(&card->elems); i++) {
        if (!jfi_hardware_is_elem_claimed(hardware, card, jfi_elems_get(&card->elems, i)))
            return true;
    }
    return false;
}

static bool card_is_device(const struct jfi_function *function)
{
    return jfi_hardware_count_devices(function->hardware, function->card) == 0 ||
           has_rest(function);
}

static int card_each_endpoint(const struct jfi_function *function, jfi_endpoint_fn found,
                              void *user)
{
    struct jfi_card_plan plan;
    int status = jfi_card_plan_make(function, function->data, &plan);

    if (status)
        return status;
    for (size_t i = 0; i < plan.faces.count && !status; i++) {
        const struct jfi_card_face *face = jfi_card_face_at(&plan, i);
        char *id;

        if (!jfi_card_has_endpoint(face))
            continue;
        id = jfi_card_endpoint_id(&plan, face);
        status = id ? found(user, id) : -ENOMEM;
        free(id);
    }
    jfi_card_plan_fini(&plan);
    return status;
}

static int describe_endpoint(const struct jfi_card_plan *plan, const char *key,
                             struct jfi_builder *builder)
{
    int status = -ENODEV;

    for (size_t i = 0; i < plan->faces.count && status == -ENODEV; i++) {
        const struct jfi_card_face *face = jfi_card_face_at(plan, i);
        char *id = jfi_card_endpoint_id(plan, face);

        if (!id)
            status = -ENOMEM;
        else if (jfi_card_has_endpoint(face) && strcmp(id, key) == 0)
            status = jfi_card_describe_endpoint(plan, face, builder);
        free(id);
    }
    return status;
}

static int card_describe(const struct jfi_function *function, const char *key,
                         struct jfi_builder *builder)
{
    struct jfi_card_plan plan;
    int status = jfi_card_plan_make(function, function->data, &plan);

    if (status)
        return status;
    status = strcmp(key, function->device_id) == 0 ? jfi_card_describe(&plan, builder)
                                                   : describe_endpoint(&plan, key, builder);
    jfi_card_plan_fini(&plan);
    return status;
}

const struct jfi_function_ops jfi_function_card = {
    .name = "card",
    .list = card_list,
    .load = card_load,
    .forget = card_forget,
    .is_device = card_is_device,
    .each_endpoint = card_each_endpoint,
    .describe = card_describe,
};
