/* SPDX-License-Identifier: MIT */

/* A codec as a device: first all parts, then what runs between and hangs on them. */

#include "backends/alsa/hda-map.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "backends/alsa/hda-build.h"

bool jfi_hda_is_device(const struct jfi_hda_codec *codec)
{
    return codec->node_count > 0;
}

bool jfi_hda_claims(const struct jfi_hda_codec *codec, const struct jfi_elem *elem)
{
    for (size_t i = 0; i < codec->control_count; i++) {
        if (codec->controls[i].index == elem->index &&
            strcmp(codec->controls[i].name, elem->name) == 0)
            return true;
    }
    return false;
}

bool jfi_hda_claims_pcm(const struct jfi_hda_codec *codec, const struct jfi_pcm *pcm)
{
    for (size_t i = 0; i < codec->node_count; i++) {
        const struct jfi_hda_node *node = &codec->nodes[i];
        bool is_end = node->type == (pcm->is_capture ? JFI_HDA_INPUT : JFI_HDA_OUTPUT);

        if (is_end && node->pcm_name && node->pcm == pcm->device)
            return true;
    }
    return false;
}

static void add_id_property(struct jfi_builder *builder, const char *key, int64_t id)
{
    char text[16];

    if (id < 0)
        return;
    (void)snprintf(text, sizeof(text), "0x%08x", (unsigned int)id);
    jfi_builder_device_property(builder, key, text);
}

static void add_device(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                       struct jfi_builder *builder)
{
    struct jf_card card = site->card;

    card.vendor_id = codec->vendor_id;
    jfi_builder_device(builder, &(struct jfi_device_info){
                                    .id = site->device_id,
                                    .name = codec->name,
                                    .kind = JF_DEVICE_ADAPTER,
                                    .state = JF_STATE_ACTIVE,
                                    .card = &card,
                                });
    if (site->bus_path)
        jfi_builder_device_property(builder, "device.bus-path", site->bus_path);
    add_id_property(builder, "hda.subsystem-id", codec->subsystem_id);
    add_id_property(builder, "hda.revision-id", codec->revision_id);
}

static int add_inside(struct jfi_hda_build *build)
{
    const struct jfi_hda_codec *codec = build->codec;

    build->shapes = jfi_arena_alloc(&build->arena, codec->node_count, sizeof(*build->shapes));
    if (!build->shapes)
        return -ENOMEM;
    for (size_t i = 0; i < codec->node_count; i++) {
        int status = jfi_hda_add_widget(build, &codec->nodes[i], &build->shapes[i]);

        if (status)
            return status;
    }
    for (size_t i = 0; i < codec->node_count; i++)
        jfi_hda_add_links(build, &codec->nodes[i], &build->shapes[i]);
    for (size_t i = 0; i < codec->node_count; i++)
        jfi_hda_add_controls(build, &codec->nodes[i], &build->shapes[i]);
    return 0;
}

int jfi_hda_describe(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                     struct jfi_builder *builder)
{
    struct jfi_hda_build build = {.codec = codec, .site = site, .builder = builder};
    int status;

    add_device(codec, site, builder);
    status = add_inside(&build);
    jfi_arena_fini(&build.arena);
    return status;
}
