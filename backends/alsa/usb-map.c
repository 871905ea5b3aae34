/* SPDX-License-Identifier: MIT */

/* A function as a device: first all parts, then what runs between and hangs on them. */

#include "backends/alsa/usb-map.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "backends/alsa/usb-build.h"
#include "backends/alsa/usb-names.h"

enum {
    NAME_BYTES = 256
};

/* ---- the device ------------------------------------------------------------------------------ */

/* "Maker Product", where the product does not begin with its maker. */
static void device_name(const struct jfi_usb_site *site, char name[NAME_BYTES])
{
    const char *maker = site->manufacturer ? site->manufacturer : "";
    const char *product = site->product ? site->product : "";
    int64_t id = site->device->product_id;
    size_t length;

    if (!strncmp(product, maker, strlen(maker)))
        maker = "";
    if (*product) {
        (void)snprintf(name, NAME_BYTES, "%s%s%s", maker, *maker ? " " : "", product);
    } else if (id >= 0) {
        (void)snprintf(name, NAME_BYTES, "USB audio %04x:%04x", (unsigned int)(id >> 16),
                       (unsigned int)(id & 0xffff));
    } else {
        (void)snprintf(name, NAME_BYTES, "USB audio");
    }
    length = strlen(name);
    if (site->device->function_count > 1)
        (void)snprintf(name + length, NAME_BYTES - length, " (interface %d)",
                       site->function->interface);
}

static void add_device(const struct jfi_usb_site *site, struct jfi_builder *builder)
{
    static const char *const versions[] = {
        [JFI_USB_VERSION_1] = "1", [JFI_USB_VERSION_2] = "2", [JFI_USB_VERSION_3] = "3"};
    struct jf_card card = site->card;
    char name[NAME_BYTES];

    card.vendor_id = site->device->product_id;
    device_name(site, name);
    jfi_builder_device(builder, &(struct jfi_device_info){
                                    .id = site->device_id,
                                    .name = name,
                                    .kind = JF_DEVICE_ADAPTER,
                                    .state = JF_STATE_ACTIVE,
                                    .card = &card,
                                });
    jfi_builder_device_property(builder, "device.bus-path", site->bus_path);
    jfi_builder_device_property(builder, "usb.class", versions[site->function->version]);
    jfi_builder_device_property(builder, "usb.category",
                                jfi_usb_category_name(site->function->category));
}

/* ---- links ----------------------------------------------------------------------------------- */

/* Of one source there is no choice. Whether two places of the list are one, the ids tell. */
static enum jf_link_state selector_state(const struct jfi_usb_entity *entity, int selected,
                                         size_t source)
{
    if (entity->source_count == 1)
        return JF_LINK_ALWAYS;
    if (selected < 0)
        return JF_LINK_UNKNOWN;
    return entity->sources[source] == entity->sources[selected] ? JF_LINK_SELECTED
                                                                : JF_LINK_UNSELECTED;
}

static void add_links(struct jfi_usb_build *build, size_t index)
{
    const struct jfi_usb_function *function = build->site->function;
    const struct jfi_usb_entity *entity = &function->entities[index];
    const struct jfi_usb_shape *shape = &build->shapes[index];
    bool is_selector = entity->kind == JFI_USB_SELECTOR;
    int selected = is_selector ? jfi_usb_selected(build->site, entity) : -1;

    for (size_t i = 0; i < entity->source_count && shape->head != JFI_NO_REF; i++) {
        int source = function->by_id[entity->sources[i]];
        jfi_ref from = source < 0 ? JFI_NO_REF : build->shapes[source].tail;

        if (from == JFI_NO_REF)
            continue;
        if (entity->kind == JFI_USB_MIXER) {
            jfi_usb_link_gates(build, index, i, from);
        } else {
            jfi_builder_link(build->builder, from, shape->head,
                             is_selector ? selector_state(entity, selected, i) : JF_LINK_ALWAYS,
                             jfi_usb_evidence);
        }
    }
}

/* ---- the whole ------------------------------------------------------------------------------- */

static int add_inside(struct jfi_usb_build *build)
{
    const struct jfi_usb_function *function = build->site->function;

    build->shapes = jfi_arena_alloc(&build->arena, function->entity_count, sizeof(*build->shapes));
    if (!build->shapes)
        return -ENOMEM;
    for (size_t i = 0; i < function->entity_count; i++) {
        int status;

        jfi_usb_add_entity(build, &function->entities[i], &build->shapes[i]);
        status = jfi_usb_add_gates(build, i);
        if (status)
            return status;
    }
    for (size_t i = 0; i < function->entity_count; i++)
        add_links(build, i);
    for (size_t i = 0; i < function->entity_count; i++)
        jfi_usb_add_controls(build, i);
    return 0;
}

int jfi_usb_describe(const struct jfi_usb_site *site, struct jfi_builder *builder)
{
    struct jfi_usb_build build = {
        .site = site,
        .builder = builder,
        .gates.item_size = sizeof(struct jfi_usb_gate),
    };
    int status;

    add_device(site, builder);
    status = add_inside(&build);
    jfi_vec_fini(&build.gates);
    jfi_arena_fini(&build.arena);
    return status;
}
