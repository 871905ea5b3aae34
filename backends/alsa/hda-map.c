/* SPDX-License-Identifier: MIT */

/* A codec as a device: first all parts, then what runs between and hangs on them. */

#include "backends/alsa/hda-map.h"

#include <errno.h>

#include "backends/alsa/hda-build.h"

bool jfi_hda_is_device(const struct jfi_hda_codec *codec)
{
    return codec->node_count > 0;
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
    jfi_hda_add_device_properties(codec, site, builder);
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
        jfi_hda_add_listed(build, &codec->nodes[i], &build->shapes[i]);
    jfi_hda_add_unlisted(build);
    for (size_t i = 0; i < codec->node_count; i++)
        jfi_hda_add_read_outs(build, &codec->nodes[i], &build->shapes[i]);
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
