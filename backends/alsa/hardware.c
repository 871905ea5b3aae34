/* SPDX-License-Identifier: MIT */
#include "backends/alsa/hardware.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/alsa/cards.h"
#include "backends/alsa/eld.h"
#include "backends/alsa/hda-map.h"
#include "backends/alsa/state.h"
#include "topology/arena.h"
#include "topology/vec.h"

enum {
    CODEC_LIMIT_BYTES = 4 * 1024 * 1024,
    STATE_LIMIT_BYTES = 16 * 1024 * 1024,
    ELD_LIMIT_BYTES = 64 * 1024,
    MAX_ADDRESS = 15,
    MAX_ELDS = 256,  /* of a codec */
    MAX_JACKS = 256, /* of a card */
};

static const char state_path[] = "var/lib/alsa/asound.state";

/** A codec, and what was read of it. */
struct codec {
    const struct jfi_card *card;
    int address;
    char *path;                 /* "proc/asound/card0/codec#2" */
    char *device_id;            /* "hda:pci-0000:00:1f.3:2" */
    struct jfi_hda_codec *text; /* NULL: not read, or not readable */
    struct jfi_arena arena;     /* holds the texts of ELDs */
    struct jfi_vec elds;        /* struct jfi_hda_eld */
    struct jfi_vec jacks;       /* struct jfi_hda_jack_value, of the whole card */
};

struct jfi_hardware {
    struct jfi_io *io;
    struct jfi_backend *backend;
    struct jfi_vec cards;  /* struct jfi_card */
    struct jfi_vec codecs; /* struct codec */
    struct jfi_state state;
};

static struct codec *codec_at(const struct jfi_hardware *hardware, size_t index)
{
    return jfi_vec_at(&hardware->codecs, index);
}

/* ---- faults ---------------------------------------------------------------------------------- */

static void log_unreadable(const struct jfi_hardware *hardware, const char *path, int status)
{
    jfi_backend_log(hardware->backend, JF_LOG_ERROR, "%s: %s", path, jfi_io_fault_text(status));
}

static void log_faults(const struct jfi_hardware *hardware, const struct codec *codec)
{
    const struct jfi_hda_codec *text = codec->text;

    if (text->is_cut_off) {
        jfi_backend_log(hardware->backend, JF_LOG_ERROR, "%s:%zu: %s; only what is before is shown",
                        codec->path, text->first_fault.line, text->first_fault.what);
    } else if (text->fault_count) {
        jfi_backend_log(hardware->backend, JF_LOG_WARNING, "%s:%zu: %s (lines skipped: %zu)",
                        codec->path, text->first_fault.line, text->first_fault.what,
                        text->fault_count);
    }
}

/* ---- listing --------------------------------------------------------------------------------- */

static void codec_forget(struct codec *codec)
{
    codec->text = jfi_hda_codec_free(codec->text);
    jfi_arena_fini(&codec->arena);
    jfi_vec_fini(&codec->elds);
    jfi_vec_fini(&codec->jacks);
}

static void codec_fini(struct codec *codec)
{
    codec_forget(codec);
    free(codec->path);
    free(codec->device_id);
}

static int add_codec(struct jfi_hardware *hardware, const struct jfi_card *card, int address)
{
    struct codec codec = {
        .card = card,
        .address = address,
        .elds.item_size = sizeof(struct jfi_hda_eld),
        .jacks.item_size = sizeof(struct jfi_hda_jack_value),
    };
    int status = 0;

    if (asprintf(&codec.path, "%s/codec#%d", card->path, address) < 0)
        return -ENOMEM;
    if (asprintf(&codec.device_id, "hda:%s:%d", card->name, address) < 0) {
        free(codec.path);
        return -ENOMEM;
    }
    status = jfi_vec_push(&hardware->codecs, &codec);
    if (status)
        codec_fini(&codec);
    return status;
}

static int add_codecs_of(struct jfi_hardware *hardware, const struct jfi_card *card)
{
    char path[96];
    int status = 0;

    for (int address = 0; address <= MAX_ADDRESS && !status; address++) {
        (void)snprintf(path, sizeof(path), "%s/codec#%d", card->path, address);
        if (jfi_io_exists(hardware->io, path))
            status = add_codec(hardware, card, address);
    }
    return status;
}

/* A recording without the file tells nothing about jacks, and that is no fault. */
static int read_state(struct jfi_hardware *hardware)
{
    size_t size, line;
    char *text;
    int status = jfi_io_read(hardware->io, state_path, STATE_LIMIT_BYTES, &text, &size);

    if (status && status != -ENOMEM) {
        if (status != -ENOENT)
            log_unreadable(hardware, state_path, status);
        return 0;
    }
    if (!status)
        status = jfi_state_parse(text, &hardware->state, &line);
    if (status != -EBADMSG)
        return status;
    jfi_backend_log(hardware->backend, JF_LOG_ERROR, "%s:%zu: not what alsactl writes", state_path,
                    line);
    return 0;
}

static int list_codecs(struct jfi_hardware *hardware)
{
    int status = jfi_cards_read(hardware->io, &hardware->cards);

    for (size_t i = 0; i < hardware->cards.count && !status; i++)
        status = add_codecs_of(hardware, jfi_vec_at(&hardware->cards, i));
    return status;
}

int jfi_hardware_new(struct jfi_io *io, struct jfi_backend *backend, unsigned int flags,
                     struct jfi_hardware **ret_hardware)
{
    struct jfi_hardware *hardware = calloc(1, sizeof(*hardware));
    int status;

    if (!hardware)
        return -ENOMEM;
    hardware->io = io;
    hardware->backend = backend;
    hardware->codecs.item_size = sizeof(struct codec);
    status = list_codecs(hardware);
    if (!status && flags & JFI_HARDWARE_RECORDED)
        status = read_state(hardware);
    if (status) {
        jfi_hardware_free(hardware);
        return status;
    }
    *ret_hardware = hardware;
    return 0;
}

struct jfi_hardware *jfi_hardware_free(struct jfi_hardware *hardware)
{
    if (!hardware)
        return NULL;
    for (size_t i = 0; i < hardware->codecs.count; i++)
        codec_fini(codec_at(hardware, i));
    jfi_vec_fini(&hardware->codecs);
    jfi_cards_free(&hardware->cards);
    jfi_state_fini(&hardware->state);
    free(hardware);
    return NULL;
}

size_t jfi_hardware_get_codec_count(const struct jfi_hardware *hardware)
{
    return hardware->codecs.count;
}

const char *jfi_hardware_get_codec_key(const struct jfi_hardware *hardware, size_t index)
{
    return codec_at(hardware, index)->device_id;
}

int jfi_hardware_find_codec(const struct jfi_hardware *hardware, const char *key, size_t *ret_index)
{
    for (size_t i = 0; i < hardware->codecs.count; i++) {
        if (strcmp(codec_at(hardware, i)->device_id, key) == 0) {
            *ret_index = i;
            return 0;
        }
    }
    return -ENOENT;
}

/* ---- reading one codec ----------------------------------------------------------------------- */

/* Both the file's name and its text stay as long as the codec does. */
static int add_eld(struct jfi_hardware *hardware, struct codec *codec, const char *name)
{
    struct jfi_hda_eld eld;
    char path[128], *text, *kept, *file;
    size_t size;
    int status;

    (void)snprintf(path, sizeof(path), "%s/%s", codec->card->path, name);
    status = jfi_io_read(hardware->io, path, ELD_LIMIT_BYTES, &text, &size);
    if (status == -ENOMEM)
        return status;
    if (status) {
        log_unreadable(hardware, path, status);
        return 0;
    }
    kept = jfi_arena_dup(&codec->arena, text);
    file = jfi_arena_dup(&codec->arena, name);
    free(text);
    if (!kept || !file)
        return -ENOMEM;
    return jfi_eld_parse(kept, file, &eld) ? jfi_vec_push(&codec->elds, &eld) : 0;
}

static int read_elds(struct jfi_hardware *hardware, struct codec *codec)
{
    char prefix[24], **names = NULL;
    int status = jfi_io_list(hardware->io, codec->card->path, &names);

    if (status != -ENOMEM)
        status = 0;
    (void)snprintf(prefix, sizeof(prefix), "eld#%d.", codec->address);
    for (char **name = names; name && *name && !status && codec->elds.count < MAX_ELDS; name++) {
        if (strncmp(*name, prefix, strlen(prefix)) == 0 && strlen(*name) < 32)
            status = add_eld(hardware, codec, *name);
    }
    jfi_io_free_names(names);
    return status;
}

static int take_jacks(const struct jfi_hardware *hardware, struct codec *codec)
{
    int status = 0;

    for (size_t i = 0; i < hardware->state.jacks.count && codec->jacks.count < MAX_JACKS; i++) {
        const struct jfi_state_jack *jack = jfi_vec_at(&hardware->state.jacks, i);
        struct jfi_hda_jack_value value = {
            .name = jack->name, .index = jack->index, .is_plugged = jack->is_plugged};

        if (codec->card->id && strcmp(jack->card, codec->card->id) == 0)
            status = jfi_vec_push(&codec->jacks, &value);
        if (status)
            break;
    }
    return status;
}

static int parse_codec(struct jfi_hardware *hardware, struct codec *codec, const char *bytes,
                       size_t size)
{
    struct jfi_hda_fault fault;
    int status = jfi_hda_parse(bytes, size, &codec->text, &fault);

    if (status == -EBADMSG)
        jfi_backend_log(hardware->backend, JF_LOG_ERROR, "%s:%zu: %s", codec->path, fault.line,
                        fault.what);
    if (!status)
        log_faults(hardware, codec);
    return status;
}

int jfi_hardware_load(struct jfi_hardware *hardware, size_t index)
{
    struct codec *codec = codec_at(hardware, index);
    char *bytes;
    size_t size;
    int status = jfi_io_read(hardware->io, codec->path, CODEC_LIMIT_BYTES, &bytes, &size);

    if (status) {
        log_unreadable(hardware, codec->path, status);
        return status;
    }
    codec_forget(codec);
    status = parse_codec(hardware, codec, bytes, size);
    free(bytes);
    if (!status)
        status = read_elds(hardware, codec);
    if (!status)
        status = take_jacks(hardware, codec);
    if (status)
        codec_forget(codec);
    return status;
}

/* ---- marking and describing ------------------------------------------------------------------ */

static struct jfi_hda_site site_of(const struct codec *codec)
{
    return (struct jfi_hda_site){
        .device_id = codec->device_id,
        .bus_path = codec->card->bus_path,
        .card = {.number = codec->card->number, .id = codec->card->id, .codec = codec->address},
        .elds = codec->elds.items,
        .eld_count = codec->elds.count,
        .jacks = codec->jacks.items,
        .jack_count = codec->jacks.count,
    };
}

static int mark_endpoint(struct jfi_hardware *hardware, const struct jfi_hda_site *site,
                         const struct jfi_hda_node *node)
{
    char *id = jfi_hda_endpoint_id(site, node);
    int status = id ? jfi_backend_mark(hardware->backend, id) : -ENOMEM;

    free(id);
    return status;
}

int jfi_hardware_mark_endpoints(struct jfi_hardware *hardware, size_t index)
{
    const struct codec *codec = codec_at(hardware, index);
    struct jfi_hda_site site = site_of(codec);
    int status = 0;

    for (size_t i = 0; codec->text && i < codec->text->node_count && !status; i++) {
        if (jfi_hda_has_endpoint(&codec->text->nodes[i]))
            status = mark_endpoint(hardware, &site, &codec->text->nodes[i]);
    }
    return status;
}

int jfi_hardware_mark(struct jfi_hardware *hardware, size_t index)
{
    const struct codec *codec = codec_at(hardware, index);
    int status;

    if (!codec->text || !jfi_hda_is_device(codec->text))
        return 0;
    status = jfi_backend_mark(hardware->backend, codec->device_id);
    return status ? status : jfi_hardware_mark_endpoints(hardware, index);
}

/* Whether the key of an endpoint can be of one of this codec's. Saves making ids to compare. */
static bool may_have_endpoint(const struct codec *codec, const char *key)
{
    const char *place = strchr(codec->device_id, ':');

    key = strchr(key, ':');
    return codec->text && place && key && strncmp(key, place, strlen(place)) == 0;
}

/* The pin whose endpoint has this key. -ENODEV: none of this codec. */
static int find_endpoint(const struct codec *codec, const struct jfi_hda_site *site,
                         const char *key, const struct jfi_hda_node **ret_node)
{
    if (!may_have_endpoint(codec, key))
        return -ENODEV;
    for (size_t i = 0; i < codec->text->node_count; i++) {
        const struct jfi_hda_node *node = &codec->text->nodes[i];
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

static int describe_codec(const struct codec *codec, struct jfi_builder *builder)
{
    struct jfi_hda_site site = site_of(codec);

    if (!codec->text || !jfi_hda_is_device(codec->text))
        return -ENODEV;
    return jfi_hda_describe(codec->text, &site, builder);
}

static int describe_endpoint(const struct codec *codec, const char *key,
                             struct jfi_builder *builder)
{
    struct jfi_hda_site site = site_of(codec);
    const struct jfi_hda_node *node;
    int status = find_endpoint(codec, &site, key, &node);

    return status ? status : jfi_hda_describe_endpoint(codec->text, &site, node, builder);
}

int jfi_hardware_describe(const struct jfi_hardware *hardware, const char *key,
                          struct jfi_builder *builder)
{
    size_t index;
    int status = -ENODEV;

    if (!jfi_hardware_find_codec(hardware, key, &index))
        return describe_codec(codec_at(hardware, index), builder);
    for (size_t i = 0; i < hardware->codecs.count && status == -ENODEV; i++)
        status = describe_endpoint(codec_at(hardware, i), key, builder);
    return status;
}
