/* SPDX-License-Identifier: MIT */

/* What a person holds, hears or speaks to at a pin: a device of its own, wired to the pin. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/alsa/hda-build.h"
#include "backends/alsa/hda-config.h"

enum {
    NAME_BYTES = 96
};

static const char part_key[] = "connector";

/* ---- names ----------------------------------------------------------------------------------- */

static void plain_name(const struct jfi_hda_codec *codec, const struct jfi_hda_node *node,
                       char name[NAME_BYTES])
{
    jfi_hda_endpoint_name(node->pin_default, jfi_hda_is_display(codec, node), name, NAME_BYTES);
}

/* The second thing of one name is "Line Out 2", so that people can tell them apart. */
static unsigned int namesakes_before(const struct jfi_hda_codec *codec,
                                     const struct jfi_hda_node *node, const char *name)
{
    char other[NAME_BYTES];
    unsigned int count = 0;

    for (const struct jfi_hda_node *before = codec->nodes; before < node; before++) {
        if (!jfi_hda_has_endpoint(before))
            continue;
        plain_name(codec, before, other);
        count += strcmp(other, name) == 0;
    }
    return count;
}

static void endpoint_name(const struct jfi_hda_codec *codec, const struct jfi_hda_node *node,
                          char name[NAME_BYTES])
{
    unsigned int before;
    size_t length;

    plain_name(codec, node, name);
    before = namesakes_before(codec, node, name);
    length = strlen(name);
    if (before)
        (void)snprintf(name + length, NAME_BYTES - length, " %u", before + 1);
}

char *jfi_hda_endpoint_id(const struct jfi_hda_site *site, const struct jfi_hda_node *node)
{
    const char *colon = strchr(site->device_id, ':');
    char key[16], *id;

    jfi_hda_key(node, "", key, sizeof(key));
    if (asprintf(&id, "endpoint:%s:%s", colon ? colon + 1 : site->device_id, key) < 0)
        return NULL;
    return id;
}

/* ---- the device ------------------------------------------------------------------------------ */

/* Unplugged when every socket is known to be empty. */
static enum jf_device_state endpoint_state(const struct jfi_hda_codec *codec,
                                           const struct jfi_hda_site *site,
                                           const struct jfi_hda_node *node)
{
    char text[JFI_HDA_SAID_BYTES];

    for (size_t i = 0; i < jfi_hda_jack_count(node); i++) {
        if (jfi_hda_jack(codec, site, node, i, text).presence != JF_PRESENCE_UNPLUGGED)
            return JF_STATE_ACTIVE;
    }
    return JF_STATE_UNPLUGGED;
}

static void add_property(void *user, const char *key, const char *value)
{
    jfi_builder_device_property(user, key, value);
}

static void add_endpoint(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                         const struct jfi_hda_node *node, const char *id,
                         struct jfi_builder *builder)
{
    const char *type = jfi_hda_endpoint_type(node->pin_default, jfi_hda_is_display(codec, node));
    bool is_output = jfi_hda_face_in_use(node) == JF_FLOW_OUT;
    char name[NAME_BYTES];

    endpoint_name(codec, node, name);
    jfi_builder_device(builder, &(struct jfi_device_info){
                                    .id = id,
                                    .name = name,
                                    .kind = JF_DEVICE_ENDPOINT,
                                    .state = endpoint_state(codec, site, node),
                                });
    if (type)
        jfi_builder_device_property(builder, "endpoint.type", type);
    jfi_hda_tell_sinks(codec, site, node, add_property, builder);
    (void)jfi_builder_part(builder, &(struct jfi_part_info){
                                        .key = part_key,
                                        .local_id = 1,
                                        .kind = JF_PART_CONNECTOR,
                                        .type = jfi_hda_pin_type(node),
                                        .flow = is_output ? JF_FLOW_IN : JF_FLOW_OUT,
                                    });
}

static int add_cable(const struct jfi_hda_site *site, const struct jfi_hda_node *node,
                     const char *id, struct jfi_builder *builder)
{
    enum jf_flow flow = jfi_hda_face_in_use(node);
    char key[32], *pin_id, *endpoint_part;

    jfi_hda_key(node, jfi_hda_face_suffix(node, flow), key, sizeof(key));
    if (asprintf(&pin_id, "%s/%s", site->device_id, key) < 0)
        return -ENOMEM;
    if (asprintf(&endpoint_part, "%s/%s", id, part_key) < 0) {
        free(pin_id);
        return -ENOMEM;
    }
    (void)jfi_builder_connection(builder,
                                 &(struct jfi_connection_info){
                                     .from_id = flow == JF_FLOW_OUT ? pin_id : endpoint_part,
                                     .to_id = flow == JF_FLOW_OUT ? endpoint_part : pin_id,
                                     .permanence = JF_PERMANENCE_PHYSICAL,
                                     .state = JF_CONNECTION_UNKNOWN,
                                     .evidence = "pin default configuration",
                                 });
    free(pin_id);
    free(endpoint_part);
    return 0;
}

int jfi_hda_describe_endpoint(const struct jfi_hda_codec *codec, const struct jfi_hda_site *site,
                              const struct jfi_hda_node *node, struct jfi_builder *builder)
{
    char *id = jfi_hda_endpoint_id(site, node);
    int status;

    if (!id)
        return -ENOMEM;
    add_endpoint(codec, site, node, id, builder);
    status = add_cable(site, node, id, builder);
    free(id);
    return status;
}
