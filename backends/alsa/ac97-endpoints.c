/* SPDX-License-Identifier: MIT */

/* What a person holds, hears or speaks to at a pin that the chip says is wired. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/alsa/ac97-build.h"

static const char part_key[] = "connector";

static char *endpoint_id(const struct jfi_ac97_site *site, const struct jfi_ac97_shape *shape)
{
    const char *colon = strchr(site->device_id, ':');
    char *id;

    return asprintf(&id, "endpoint:%s:%s", colon ? colon + 1 : site->device_id, shape->key) < 0
               ? NULL
               : id;
}

static bool has_endpoint(const struct jfi_ac97_codec *codec, const struct jfi_ac97_site *site,
                         const struct jfi_ac97_shape *shape)
{
    return jfi_ac97_location(codec, shape) && jfi_ac97_has_shape(codec, site, shape);
}

int jfi_ac97_each_endpoint(const struct jfi_ac97_codec *codec, const struct jfi_ac97_site *site,
                           jfi_ac97_endpoint_fn found, void *user)
{
    int status = 0;

    for (size_t i = 0; i < jfi_ac97_shape_count && !status; i++) {
        char *id;

        if (!has_endpoint(codec, site, &jfi_ac97_shapes[i]))
            continue;
        id = endpoint_id(site, &jfi_ac97_shapes[i]);
        status = id ? found(user, id) : -ENOMEM;
        free(id);
    }
    return status;
}

/* Words for what is at the pin: "Line Out (rear panel)". */
static void name_endpoint(const struct jfi_ac97_codec *codec, const struct jfi_ac97_shape *shape,
                          char *name, size_t size)
{
    (void)snprintf(name, size, "%s (%s)", shape->name, jfi_ac97_location(codec, shape));
}

static int add_cable(const struct jfi_ac97_site *site, const struct jfi_ac97_shape *shape,
                     const char *id, struct jfi_builder *builder)
{
    char *pin = NULL, *end = NULL;
    int status = -ENOMEM;

    if (asprintf(&pin, "%s/%s", site->device_id, shape->key) < 0)
        return status;
    if (asprintf(&end, "%s/%s", id, part_key) >= 0) {
        (void)jfi_builder_connection(builder, &(struct jfi_connection_info){
                                                  .from_id = shape->flow == JF_FLOW_OUT ? pin : end,
                                                  .to_id = shape->flow == JF_FLOW_OUT ? end : pin,
                                                  .permanence = JF_PERMANENCE_PHYSICAL,
                                                  .state = JF_CONNECTION_UNKNOWN,
                                                  .evidence = "AC'97 function table",
                                              });
        free(end);
        status = 0;
    }
    free(pin);
    return status;
}

static int describe(const struct jfi_ac97_codec *codec, const struct jfi_ac97_site *site,
                    const struct jfi_ac97_shape *shape, const char *id, struct jfi_builder *builder)
{
    char name[64];

    name_endpoint(codec, shape, name, sizeof(name));
    jfi_builder_device(builder, &(struct jfi_device_info){
                                    .id = id,
                                    .name = name,
                                    .kind = JF_DEVICE_ENDPOINT,
                                    .state = JF_STATE_ACTIVE,
                                });
    (void)jfi_builder_part(builder,
                           &(struct jfi_part_info){
                               .key = part_key,
                               .local_id = 1,
                               .kind = JF_PART_CONNECTOR,
                               .type = jfi_ac97_connector_type(codec, shape),
                               .flow = shape->flow == JF_FLOW_OUT ? JF_FLOW_IN : JF_FLOW_OUT,
                           });
    return add_cable(site, shape, id, builder);
}

int jfi_ac97_describe_endpoint(const struct jfi_ac97_codec *codec, const struct jfi_ac97_site *site,
                               const char *id, struct jfi_builder *builder)
{
    int status = -ENODEV;

    for (size_t i = 0; i < jfi_ac97_shape_count && status == -ENODEV; i++) {
        const struct jfi_ac97_shape *shape = &jfi_ac97_shapes[i];
        char *own = has_endpoint(codec, site, shape) ? endpoint_id(site, shape) : NULL;

        if (own && strcmp(own, id) == 0)
            status = describe(codec, site, shape, id, builder);
        else if (!own && has_endpoint(codec, site, shape))
            status = -ENOMEM;
        free(own);
    }
    return status;
}
