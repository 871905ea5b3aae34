/* SPDX-License-Identifier: MIT */

/* HDA codecs: codec#M and the eld#M.I files beside it. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/alsa/eld.h"
#include "backends/alsa/function.h"
#include "backends/alsa/hda-map.h"

enum {
    CODEC_LIMIT_BYTES = 4 * 1024 * 1024,
    ELD_LIMIT_BYTES = 64 * 1024,
    MAX_ADDRESS = 15,
    MAX_ELDS = 256, /* of a codec */
};

/** What was read of a codec. */
struct codec {
    struct jfi_hda_codec *text;
    struct jfi_arena arena; /* holds the texts of ELDs */
    struct jfi_vec elds;    /* struct jfi_hda_eld */
};

static int hda_list(struct jfi_hardware *hardware, struct jfi_card *card)
{
    return jfi_hardware_add_numbered(hardware, card, &jfi_function_hda, "codec#", MAX_ADDRESS);
}

/* ---- reading --------------------------------------------------------------------------------- */

static void log_faults(const struct jfi_function *function, const struct jfi_hda_codec *text)
{
    if (text->is_cut_off) {
        jfi_backend_log(function->backend, JF_LOG_ERROR, "%s:%zu: %s; only what is before is shown",
                        function->path, text->first_fault.line, text->first_fault.what);
    } else if (text->fault_count) {
        jfi_backend_log(function->backend, JF_LOG_WARNING, "%s:%zu: %s (lines skipped: %zu)",
                        function->path, text->first_fault.line, text->first_fault.what,
                        text->fault_count);
    }
}

/* Both the file's name and its text stay as long as the codec does. */
static int add_eld(const struct jfi_function *function, struct codec *codec, const char *name)
{
    struct jfi_hda_eld eld;
    char path[128], *text, *kept, *file;
    size_t size;
    int status;

    (void)snprintf(path, sizeof(path), "%s/%s", function->card->path, name);
    status = jfi_io_read(function->io, path, ELD_LIMIT_BYTES, &text, &size);
    if (status == -ENOMEM)
        return status;
    if (status) {
        jfi_function_log_unreadable(function, path, status);
        return 0;
    }
    kept = jfi_arena_dup(&codec->arena, text);
    file = jfi_arena_dup(&codec->arena, name);
    free(text);
    if (!kept || !file)
        return -ENOMEM;
    return jfi_eld_parse(kept, file, &eld) ? jfi_vec_push(&codec->elds, &eld) : 0;
}

static int read_elds(const struct jfi_function *function, struct codec *codec)
{
    char prefix[24], **names = NULL;
    int status = jfi_io_list(function->io, function->card->path, &names);

    if (status != -ENOMEM)
        status = 0;
    (void)snprintf(prefix, sizeof(prefix), "eld#%d.", function->number);
    for (char **name = names; name && *name && !status && codec->elds.count < MAX_ELDS; name++) {
        if (strncmp(*name, prefix, strlen(prefix)) == 0 && strlen(*name) < 32)
            status = add_eld(function, codec, *name);
    }
    jfi_io_free_names(names);
    return status;
}

static int parse_codec(const struct jfi_function *function, struct codec *codec, const char *bytes,
                       size_t size)
{
    struct jfi_hda_fault fault;
    int status = jfi_hda_parse(bytes, size, &codec->text, &fault);

    if (status == -EBADMSG)
        jfi_backend_log(function->backend, JF_LOG_ERROR, "%s:%zu: %s", function->path, fault.line,
                        fault.what);
    if (!status)
        log_faults(function, codec->text);
    return status;
}

static void hda_forget(struct jfi_function *function)
{
    struct codec *codec = function->data;

    if (!codec)
        return;
    jfi_hda_codec_free(codec->text);
    jfi_arena_fini(&codec->arena);
    jfi_vec_fini(&codec->elds);
    free(codec);
    function->data = NULL;
}

static int read_codec(struct jfi_function *function)
{
    struct codec *codec = function->data;
    char *bytes;
    size_t size;
    int status = jfi_io_read(function->io, function->path, CODEC_LIMIT_BYTES, &bytes, &size);

    if (status) {
        jfi_function_log_unreadable(function, function->path, status);
        return status;
    }
    status = parse_codec(function, codec, bytes, size);
    free(bytes);
    return status ? status : read_elds(function, codec);
}

static int hda_load(struct jfi_function *function)
{
    struct codec *codec = calloc(1, sizeof(*codec));
    int status;

    if (!codec)
        return -ENOMEM;
    codec->elds.item_size = sizeof(struct jfi_hda_eld);
    function->data = codec;
    status = read_codec(function);
    if (status)
        hda_forget(function);
    return status;
}

/* ---- describing ------------------------------------------------------------------------------ */

static struct jfi_hda_site site_of(const struct jfi_function *function)
{
    const struct codec *codec = function->data;
    const struct jfi_card *card = function->card;

    return (struct jfi_hda_site){
        .device_id = function->device_id,
        .bus_path = card->bus_path,
        .card = {.number = card->number, .id = card->id, .codec = function->number},
        .elds = codec->elds.items,
        .eld_count = codec->elds.count,
        .elems = &card->elems,
    };
}

static const struct jfi_hda_codec *text_of(const struct jfi_function *function)
{
    return ((const struct codec *)function->data)->text;
}

static bool hda_is_device(const struct jfi_function *function)
{
    return jfi_hda_is_device(text_of(function));
}

static int hda_each_endpoint(const struct jfi_function *function, jfi_endpoint_fn found, void *user)
{
    const struct jfi_hda_codec *text = text_of(function);
    struct jfi_hda_site site = site_of(function);
    int status = 0;

    for (size_t i = 0; i < text->node_count && !status; i++) {
        char *id;

        if (!jfi_hda_has_endpoint(&text->nodes[i]))
            continue;
        id = jfi_hda_endpoint_id(&site, &text->nodes[i]);
        status = id ? found(user, id) : -ENOMEM;
        free(id);
    }
    return status;
}

/* The pin whose endpoint has this key. -ENODEV: none of this codec. */
static int find_endpoint(const struct jfi_hda_codec *text, const struct jfi_hda_site *site,
                         const char *key, const struct jfi_hda_node **ret_node)
{
    for (size_t i = 0; i < text->node_count; i++) {
        const struct jfi_hda_node *node = &text->nodes[i];
        char *id;
        bool is_it;

        if (!jfi_hda_has_endpoint(node))
            continue;
        id = jfi_hda_endpoint_id(site, node);
        if (!id)
            return -ENOMEM;
        is_it = strcmp(id, key) == 0;
        free(id);
        if (is_it) {
            *ret_node = node;
            return 0;
        }
    }
    return -ENODEV;
}

static int hda_describe(const struct jfi_function *function, const char *key,
                        struct jfi_builder *builder)
{
    struct jfi_hda_site site = site_of(function);
    const struct jfi_hda_node *node;
    int status;

    if (strcmp(key, function->device_id) == 0)
        return jfi_hda_describe(text_of(function), &site, builder);
    status = find_endpoint(text_of(function), &site, key, &node);
    return status ? status : jfi_hda_describe_endpoint(text_of(function), &site, node, builder);
}

/*
 * An enumeration may be what chooses an input ("Input Source"), how jacks are used ("Channel Mode")
 * or which path plays ("Independent HP"). A plug makes the driver turn pins on and off (auto-mute)
 * and choose another input (auto-mic), and a monitor changes what its eld# file says. The text is
 * the only witness of all that. Reading it costs hundreds of verbs, up to tenths of a second on a
 * real link, and wakes the codec; so nothing else makes it be read again. After such a change the
 * codec is awake anyway, and a burst of them, as plugs make, is one reading.
 */
static bool hda_is_moved_by(const struct jfi_elem *elem)
{
    return elem->type == JFI_ELEM_ENUM || jfi_elem_is_jack(elem) || strcmp(elem->name, "ELD") == 0;
}

static bool hda_claims_elem(const struct jfi_function *function, const struct jfi_elem *elem)
{
    return jfi_hda_claims(text_of(function), elem);
}

static bool hda_claims_pcm(const struct jfi_function *function, const struct jfi_pcm *pcm)
{
    return jfi_hda_claims_pcm(text_of(function), pcm);
}

const struct jfi_function_ops jfi_function_hda = {
    .name = "hda",
    .list = hda_list,
    .load = hda_load,
    .forget = hda_forget,
    .is_device = hda_is_device,
    .each_endpoint = hda_each_endpoint,
    .describe = hda_describe,
    .is_moved_by = hda_is_moved_by,
    .claims_elem = hda_claims_elem,
    .claims_pcm = hda_claims_pcm,
};
