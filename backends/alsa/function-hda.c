/* SPDX-License-Identifier: MIT */

/* HDA codecs: codec#M, the eld#M.I files beside it, and what sysfs tells. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/alsa/eld.h"
#include "backends/alsa/function.h"
#include "backends/alsa/hda-map.h"
#include "backends/alsa/hda-sysfs.h"

enum {
    CODEC_LIMIT_BYTES = 4 * 1024 * 1024,
    ELD_LIMIT_BYTES = 64 * 1024,
    MAX_ADDRESS = 15,
    MAX_ELDS = 256, /* of a codec */
    PATH_BYTES = 128,
};

/* What was read of a codec. */
struct codec {
    struct jfi_hda_codec *text;
    struct jfi_arena arena; /* holds strings of the next ones, and the names */
    struct jfi_vec elds;    /* struct jfi_eld */
    struct jfi_hda_sysfs sysfs;
    struct jfi_hda_names names;
};

/* A kernel without /proc/asound's codec texts may still have the widgets in sysfs. */
static int hda_list(struct jfi_hardware *hardware, struct jfi_card *card)
{
    struct jfi_io *io = jfi_hardware_get_io(hardware);
    char path[PATH_BYTES];
    int status = 0;

    for (int address = 0; address <= MAX_ADDRESS && !status; address++) {
        (void)snprintf(path, sizeof(path), "%s/codec#%d", card->path, address);
        if (jfi_io_exists(io, path) || jfi_hda_has_widgets(io, card->number, address))
            status = jfi_hardware_add_function(hardware, card, &jfi_function_hda, path, address);
    }
    return status;
}

/* ---- the text -------------------------------------------------------------------------------- */

static void log_faults(const struct jfi_function *function, const struct jfi_hda_codec *text)
{
    if (text->is_cut_off) {
        jfi_backend_log(function->backend, JF_LOG_ERROR, "%s:%zu: %s; only what is before is shown",
                        function->path, text->first_fault.line, text->first_fault.what);
    } else if (text->fault_count) {
        jfi_backend_log(function->backend, JF_LOG_WARNING, "%s:%zu: %s (lines skipped: %zu)",
                        function->path, text->first_fault.line, text->first_fault.what,
                        text->fault_count);
    } else if (text->is_dead) {
        jfi_backend_log(function->backend, JF_LOG_WARNING,
                        "%s: the codec does not answer, so that nothing of it is shown",
                        function->path);
    }
}

static int parse_text(const struct jfi_function *function, const char *bytes, size_t size,
                      struct jfi_hda_codec **ret_text)
{
    struct jfi_hda_fault fault;
    int status = jfi_hda_parse(bytes, size, ret_text, &fault);

    if (status == -EBADMSG)
        jfi_backend_log(function->backend, JF_LOG_ERROR, "%s:%zu: %s", function->path, fault.line,
                        fault.what);
    if (!status)
        log_faults(function, *ret_text);
    return status;
}

static int read_text(const struct jfi_function *function, struct jfi_hda_codec **ret_text)
{
    char *bytes;
    size_t size;
    int status = jfi_io_read(function->io, function->path, CODEC_LIMIT_BYTES, &bytes, &size);

    if (status)
        return status;
    status = parse_text(function, bytes, size, ret_text);
    free(bytes);
    return status;
}

/* The fault that is answered is the text's, unless memory ran out. */
static int read_instead(const struct jfi_function *function, int fault,
                        struct jfi_hda_codec **ret_text)
{
    int status =
        jfi_hda_read_widgets(function->io, function->card->number, function->number, ret_text);

    if (status)
        return status == -ENOMEM ? status : fault;
    jfi_backend_log(function->backend, JF_LOG_WARNING,
                    "%s: %s; read from sysfs, which tells neither what is selected nor the names "
                    "of controls",
                    function->path, jfi_io_fault_text(fault));
    return 0;
}

static int read_codec(const struct jfi_function *function, struct jfi_hda_codec **ret_text)
{
    int status = read_text(function, ret_text);

    if (status && status != -ENOMEM)
        status = read_instead(function, status, ret_text);
    if (status && status != -ENOMEM && status != -EBADMSG)
        jfi_function_log_unreadable(function, function->path, status);
    return status;
}

/* ---- monitors -------------------------------------------------------------------------------- */

/* The file's name stays as long as the codec does. */
static int add_eld(const struct jfi_function *function, struct codec *codec, const char *name)
{
    struct jfi_eld eld;
    char path[PATH_BYTES], *text, *file;
    size_t size;
    bool is_eld;
    int status;

    (void)snprintf(path, sizeof(path), "%s/%s", function->card->path, name);
    status = jfi_io_read(function->io, path, ELD_LIMIT_BYTES, &text, &size);
    if (status == -ENOMEM)
        return status;
    if (status) {
        jfi_function_log_unreadable(function, path, status);
        return 0;
    }
    file = jfi_arena_dup(&codec->arena, name);
    is_eld = jfi_eld_parse(text, file, &eld);
    free(text);
    if (!file)
        return -ENOMEM;
    return is_eld ? jfi_vec_push(&codec->elds, &eld) : 0;
}

/* "eld#2.0"; the oldest kernels have one file for each codec, "eld#2". */
static bool is_eld_of(const char *name, int address)
{
    char prefix[24];
    size_t length = (size_t)snprintf(prefix, sizeof(prefix), "eld#%d", address);

    return strncmp(name, prefix, length) == 0 && (name[length] == '.' || !name[length]) &&
           strlen(name) < 32;
}

static int read_elds(const struct jfi_function *function, struct codec *codec)
{
    char **names = NULL;
    int status = jfi_io_list(function->io, function->card->path, &names);

    if (status != -ENOMEM)
        status = 0;
    for (char **name = names; name && *name && !status && codec->elds.count < MAX_ELDS; name++) {
        if (is_eld_of(*name, function->number))
            status = add_eld(function, codec, *name);
    }
    jfi_io_free_names(names);
    return status;
}

/* ---- all of it ------------------------------------------------------------------------------- */

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

/* What only helps to understand the text is not asked for when the text shows nothing. */
static int read_all(const struct jfi_function *function, struct codec *codec)
{
    int status = read_codec(function, &codec->text);

    if (status || !jfi_hda_is_device(codec->text))
        return status;
    status = read_elds(function, codec);
    if (!status)
        status = jfi_hda_read_sysfs(function->io, function->card->number, function->number,
                                    &codec->arena, &codec->sysfs);
    if (status)
        return status;
    if (codec->text->lists_no_controls)
        jfi_hda_fill_configs(codec->text, &codec->sysfs.configs);
    jfi_hda_place_elds(codec->text, codec->elds.items, codec->elds.count);
    return jfi_hda_name_pins(codec->text, &codec->sysfs.configs, &codec->arena, &codec->names);
}

static int hda_load(struct jfi_function *function)
{
    struct codec *codec = calloc(1, sizeof(*codec));
    int status;

    if (!codec)
        return -ENOMEM;
    codec->elds.item_size = sizeof(struct jfi_eld);
    function->data = codec;
    status = read_all(function, codec);
    if (!status)
        status = jfi_hardware_load_siblings(function);
    if (status)
        hda_forget(function);
    return status;
}

/* ---- describing ------------------------------------------------------------------------------ */

static void add_peers(const struct jfi_function *function, struct jfi_hda_site *site)
{
    const struct jfi_function *sibling;
    size_t index = 0;

    while (site->peer_count < JFI_HDA_MAX_PEERS &&
           (sibling = jfi_hardware_next_sibling(function, &index))) {
        const struct codec *peer = sibling->data;

        site->peers[site->peer_count++] =
            (struct jfi_hda_view){.codec = peer->text, .names = &peer->names};
    }
}

static struct jfi_hda_site site_of(const struct jfi_function *function)
{
    const struct codec *codec = function->data;
    const struct jfi_card *card = function->card;
    struct jfi_hda_site site = {
        .device_id = function->device_id,
        .bus_path = card->bus_path,
        .card = {.number = card->number, .id = card->id, .codec = function->number},
        .identity = codec->sysfs.identity,
        .elds = codec->elds.items,
        .eld_count = codec->elds.count,
        .elems = &card->elems,
        .pcms = card->pcms.items,
        .pcm_count = card->pcms.count,
        .configs = &codec->sysfs.configs,
        .names = &codec->names,
    };

    add_peers(function, &site);
    return site;
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
    struct jfi_hda_site site = site_of(function);

    return jfi_hda_claims(text_of(function), &site, elem);
}

static bool hda_claims_pcm(const struct jfi_function *function, const struct jfi_pcm *pcm)
{
    struct jfi_hda_site site = site_of(function);

    return jfi_hda_claims_pcm(text_of(function), &site, pcm);
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
