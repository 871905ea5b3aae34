/* SPDX-License-Identifier: MIT */

/* What a person holds, hears or speaks to at a terminal: a device of its own, wired to it. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/alsa/usb-build.h"
#include "backends/alsa/usb-names.h"

enum {
    NAME_BYTES = 256
};

static const char part_key[] = "connector";

bool jfi_usb_has_endpoint(const struct jfi_usb_entity *entity)
{
    enum jf_part_type type = jfi_usb_connector_type(entity);

    return jfi_usb_is_terminal(entity) &&
           (type == JF_TYPE_PHYSICAL_EXTERNAL || type == JF_TYPE_PHYSICAL_INTERNAL);
}

char *jfi_usb_endpoint_id(const struct jfi_usb_site *site, const struct jfi_usb_entity *entity)
{
    const char *colon = strchr(site->device_id, ':');
    char key[JFI_USB_KEY_BYTES], *id;

    jfi_usb_key(entity, "", key);
    if (asprintf(&id, "endpoint:%s:%s", colon ? colon + 1 : site->device_id, key) < 0)
        return NULL;
    return id;
}

/* ---- jacks ----------------------------------------------------------------------------------- */

/* Of the class nothing but a connector control tells anything of a socket. */
struct jfi_jack_info jfi_usb_jack(const struct jfi_usb_site *site,
                                  const struct jfi_usb_entity *terminal)
{
    size_t index = (size_t)(terminal - site->function->entities);
    int sensor = jfi_usb_sensor_selector(site->function->version);
    struct jfi_jack_info jack = {.presence = JF_PRESENCE_UNKNOWN};

    for (size_t i = 0; i < site->ties->count; i++) {
        const struct jfi_usb_tie *tie = jfi_vec_at(site->ties, i);
        const struct jfi_elem *elem = NULL;

        if (tie->entity == index && tie->selector == sensor)
            elem = jfi_elems_find(site->elems, tie->name, tie->index);
        if (!elem || !jfi_elem_is_jack(elem) || jfi_elem_presence(elem) == JF_PRESENCE_UNKNOWN)
            continue;
        jack.presence = jfi_elem_presence(elem);
        jack.said_by = elem->name;
        break;
    }
    return jack;
}

/* ---- the device ------------------------------------------------------------------------------ */

/* The second thing of one name is "Microphone 2", over all functions of the device. */
static unsigned int namesakes_before(const struct jfi_usb_site *site,
                                     const struct jfi_usb_entity *entity, const char *name)
{
    unsigned int count = 0;

    for (size_t i = 0; i < site->device->function_count; i++) {
        const struct jfi_usb_function *function = &site->device->functions[i];

        for (size_t j = 0; j < function->entity_count; j++) {
            const struct jfi_usb_entity *other = &function->entities[j];

            if (other == entity)
                return count;
            if (jfi_usb_has_endpoint(other))
                count += strcmp(jfi_usb_endpoint_name(function, other), name) == 0;
        }
    }
    return count;
}

static void endpoint_name(const struct jfi_usb_site *site, const struct jfi_usb_entity *entity,
                          char name[NAME_BYTES])
{
    const char *plain = jfi_usb_endpoint_name(site->function, entity);
    unsigned int before = namesakes_before(site, entity, plain);
    char number[16] = "";

    if (before)
        (void)snprintf(number, sizeof(number), " %u", before + 1);
    if (site->product)
        (void)snprintf(name, NAME_BYTES, "%s%s (%s)", plain, number, site->product);
    else
        (void)snprintf(name, NAME_BYTES, "%s%s", plain, number);
}

static void add_endpoint(const struct jfi_usb_site *site, const struct jfi_usb_entity *entity,
                         const char *id, struct jfi_builder *builder)
{
    bool is_output = entity->kind == JFI_USB_OUTPUT_TERMINAL;
    bool is_empty = jfi_usb_jack(site, entity).presence == JF_PRESENCE_UNPLUGGED;
    char name[NAME_BYTES];

    endpoint_name(site, entity, name);
    jfi_builder_device(builder, &(struct jfi_device_info){
                                    .id = id,
                                    .name = name,
                                    .kind = JF_DEVICE_ENDPOINT,
                                    .state = is_empty ? JF_STATE_UNPLUGGED : JF_STATE_ACTIVE,
                                });
    (void)jfi_builder_part(builder, &(struct jfi_part_info){
                                        .key = part_key,
                                        .local_id = 1,
                                        .kind = JF_PART_CONNECTOR,
                                        .type = jfi_usb_connector_type(entity),
                                        .flow = is_output ? JF_FLOW_IN : JF_FLOW_OUT,
                                    });
}

static int add_cable(const struct jfi_usb_site *site, const struct jfi_usb_entity *entity,
                     const char *id, struct jfi_builder *builder)
{
    bool is_output = entity->kind == JFI_USB_OUTPUT_TERMINAL;
    char key[JFI_USB_KEY_BYTES], *terminal, *endpoint;

    jfi_usb_key(entity, "", key);
    if (asprintf(&terminal, "%s/%s", site->device_id, key) < 0)
        return -ENOMEM;
    if (asprintf(&endpoint, "%s/%s", id, part_key) < 0) {
        free(terminal);
        return -ENOMEM;
    }
    (void)jfi_builder_connection(builder, &(struct jfi_connection_info){
                                              .from_id = is_output ? terminal : endpoint,
                                              .to_id = is_output ? endpoint : terminal,
                                              .permanence = JF_PERMANENCE_PHYSICAL,
                                              .state = JF_CONNECTION_UNKNOWN,
                                              .evidence = jfi_usb_evidence,
                                          });
    free(terminal);
    free(endpoint);
    return 0;
}

int jfi_usb_describe_endpoint(const struct jfi_usb_site *site, const struct jfi_usb_entity *entity,
                              struct jfi_builder *builder)
{
    char *id = jfi_usb_endpoint_id(site, entity);
    int status;

    if (!id)
        return -ENOMEM;
    add_endpoint(site, entity, id, builder);
    status = add_cable(site, entity, id, builder);
    free(id);
    return status;
}
