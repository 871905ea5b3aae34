/* SPDX-License-Identifier: MIT */

/*
 * AC'97 codecs: codec97#B/ac97#A-N, and what registers hold in the file "…+regs" beside it. Modem
 * codecs have files of another name, mc97#A-N, and nothing in them tells of audio.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/alsa/ac97-map.h"
#include "backends/alsa/function.h"

enum {
    LIMIT_BYTES = 256 * 1024,
    MAX_BUS = 15,
    MAX_CODEC = 15, /* of a bus */
};

/* ---- listing --------------------------------------------------------------------------------- */

static bool take_number(const char *text, char end, unsigned int most, unsigned int *ret_number,
                        const char **ret_behind)
{
    char *behind;
    unsigned long number = strtoul(text, &behind, 10);

    if (*text < '0' || *text > '9' || *behind != end || number > most)
        return false;
    *ret_number = (unsigned int)number;
    if (ret_behind)
        *ret_behind = behind + 1;
    return true;
}

/* "ac97#A-N": of the address A on the link, and the driver's N-th. */
static bool is_codec(const char *name, unsigned int *ret_number)
{
    unsigned int address;
    const char *number;

    return strncmp(name, "ac97#", 5) == 0 && take_number(name + 5, '-', 255, &address, &number) &&
           take_number(number, '\0', MAX_CODEC, ret_number, NULL);
}

static int list_bus(struct jfi_hardware *hardware, struct jfi_io *io, struct jfi_card *card,
                    const char *directory, unsigned int bus)
{
    char path[160], **names = NULL;
    unsigned int number, seen = 0;
    int status;

    (void)snprintf(path, sizeof(path), "%s/%s", card->path, directory);
    status = jfi_io_list(io, path, &names);
    if (status != -ENOMEM)
        status = 0;
    for (char **name = names; name && *name && !status; name++) {
        if (!is_codec(*name, &number) || seen & 1u << number)
            continue;
        seen |= 1u << number;
        (void)snprintf(path, sizeof(path), "%s/%s/%s", card->path, directory, *name);
        status = jfi_hardware_add_function(hardware, card, &jfi_function_ac97, path,
                                           (int)(bus << 4 | number));
    }
    jfi_io_free_names(names);
    return status;
}

static int ac97_list(struct jfi_hardware *hardware, struct jfi_card *card)
{
    struct jfi_io *io = jfi_hardware_get_io(hardware);
    char **names = NULL;
    int status = jfi_io_list(io, card->path, &names);
    unsigned int bus;

    if (status != -ENOMEM)
        status = 0;
    for (char **name = names; name && *name && !status; name++) {
        if (strncmp(*name, "codec97#", 8) == 0 && take_number(*name + 8, '\0', MAX_BUS, &bus, NULL))
            status = list_bus(hardware, io, card, *name, bus);
    }
    jfi_io_free_names(names);
    return status;
}

/* ---- reading --------------------------------------------------------------------------------- */

static void log_faults(const struct jfi_function *function, const struct jfi_ac97_codec *codec)
{
    const struct jfi_ac97_fault *fault = &codec->first_fault;

    if (!codec->fault_count)
        return;
    jfi_backend_log(function->backend, JF_LOG_WARNING, "%s:%zu: %s (lines skipped: %zu)",
                    function->path, fault->line, fault->what, codec->fault_count);
}

static int parse(struct jfi_function *function, const char *text)
{
    struct jfi_ac97_codec *codec;
    struct jfi_ac97_fault fault;
    int status = jfi_ac97_parse(text, &codec, &fault);

    if (status == -EBADMSG)
        jfi_backend_log(function->backend, JF_LOG_ERROR, "%s:%zu: %s", function->path, fault.line,
                        fault.what);
    if (status)
        return status;
    log_faults(function, codec);
    function->data = codec;
    return 0;
}

/* Kernels print registers for whoever asks; a recording may lack them. */
static int read_registers(const struct jfi_function *function)
{
    char path[176], *text;
    size_t size;
    int status;

    (void)snprintf(path, sizeof(path), "%s+regs", function->path);
    status = jfi_io_read(function->io, path, LIMIT_BYTES, &text, &size);
    if (!status) {
        jfi_ac97_parse_registers(text, function->data);
        free(text);
    } else if (status != -ENOENT && status != -ENOMEM) {
        jfi_function_log_unreadable(function, path, status);
    }
    return status == -ENOMEM ? status : 0;
}

static void ac97_forget(struct jfi_function *function)
{
    function->data = jfi_ac97_free(function->data);
}

static int ac97_load(struct jfi_function *function)
{
    char *text;
    size_t size;
    int status = jfi_io_read(function->io, function->path, LIMIT_BYTES, &text, &size);

    if (status) {
        jfi_function_log_unreadable(function, function->path, status);
        return status;
    }
    status = parse(function, text);
    free(text);
    if (!status)
        status = read_registers(function);
    if (status)
        ac97_forget(function);
    return status;
}

/* ---- describing ------------------------------------------------------------------------------ */

static struct jfi_ac97_site site_of(const struct jfi_function *function)
{
    const struct jfi_ac97_codec *codec = function->data;
    const struct jfi_card *card = function->card;

    return (struct jfi_ac97_site){
        .device_id = function->device_id,
        .bus_path = card->bus_path,
        .driver = card->driver,
        .card = {.number = card->number, .id = card->id, .codec = (int)codec->number},
        .is_first = function->number == 0,
        .elems = &card->elems,
        .pcms = &card->pcms,
    };
}

static bool ac97_is_device(const struct jfi_function *function)
{
    return jfi_ac97_is_device(function->data);
}

static int ac97_each_endpoint(const struct jfi_function *function, jfi_endpoint_fn found,
                              void *user)
{
    struct jfi_ac97_site site = site_of(function);

    return jfi_ac97_each_endpoint(function->data, &site, found, user);
}

static int ac97_describe(const struct jfi_function *function, const char *key,
                         struct jfi_builder *builder)
{
    struct jfi_ac97_site site = site_of(function);

    if (strcmp(key, function->device_id) != 0)
        return jfi_ac97_describe_endpoint(function->data, &site, key, builder);
    jfi_ac97_describe(function->data, &site, builder);
    return 0;
}

static bool ac97_claims_elem(const struct jfi_function *function, const struct jfi_elem *elem)
{
    struct jfi_ac97_site site = site_of(function);

    return jfi_ac97_claims(function->data, &site, elem);
}

static bool ac97_claims_pcm(const struct jfi_function *function, const struct jfi_pcm *pcm)
{
    struct jfi_ac97_site site = site_of(function);

    return jfi_ac97_claims_pcm(function->data, &site, pcm);
}

const struct jfi_function_ops jfi_function_ac97 = {
    .name = "ac97",
    .list = ac97_list,
    .load = ac97_load,
    .forget = ac97_forget,
    .is_device = ac97_is_device,
    .each_endpoint = ac97_each_endpoint,
    .describe = ac97_describe,
    .claims_elem = ac97_claims_elem,
    .claims_pcm = ac97_claims_pcm,
};
