/* SPDX-License-Identifier: MIT */

/*
 * What else is told: the state of widgets, which decides whether anything is heard, and where the
 * driver goes another way than the chip's registers say.
 */

#include <stdio.h>
#include <string.h>

#include "backends/alsa/hda-build.h"
#include "backends/alsa/hda-config.h"

enum {
    PINCAP_HEADPHONE = 1 << 3,
    PINCTL_HEADPHONE = 1 << 7,
    PINCAP_DETECT = 1 << 2,
    LIST_BYTES = 640, /* 128 entries of 5 bytes */
};

static void add(const struct jfi_hda_build *build, jfi_ref part, const char *key, const char *value)
{
    if (part != JFI_NO_REF && value)
        jfi_builder_part_property(build->builder, part, key, value);
}

static void add_number(const struct jfi_hda_build *build, jfi_ref part, const char *key, int number)
{
    char text[16];

    (void)snprintf(text, sizeof(text), "%d", number);
    if (number >= 0)
        add(build, part, key, text);
}

static void add_word(const struct jfi_hda_build *build, jfi_ref part, const char *key,
                     uint32_t word)
{
    char text[16];

    (void)snprintf(text, sizeof(text), "0x%08x", word);
    add(build, part, key, text);
}

/* ---- any widget ------------------------------------------------------------------------------ */

static const char *fault_of(const struct jfi_hda_power *power)
{
    return power->is_faulty ? "yes" : NULL;
}

/* What is asked for is only worth a word where it is not what is. */
static const char *setting_of(const struct jfi_hda_power *power)
{
    bool differs = power->setting && power->actual && strcmp(power->setting, power->actual) != 0;

    return differs ? power->setting : NULL;
}

static void add_power(const struct jfi_hda_build *build, const struct jfi_hda_node *node,
                      jfi_ref part)
{
    add(build, part, "hda.power", node->power.actual);
    add(build, part, "hda.power-setting", setting_of(&node->power));
    add(build, part, "hda.power-error", fault_of(&node->power));
}

/* "0x02 0x03" */
static void write_list(const struct jfi_hda_list *list, char text[LIST_BYTES])
{
    size_t used = 0;

    text[0] = '\0';
    for (size_t i = 0; i < list->count && used < LIST_BYTES; i++)
        used += (size_t)snprintf(text + used, LIST_BYTES - used, "%s0x%02x", i ? " " : "",
                                 list->nids[i]);
}

/* Sources that the text does not list as nodes, so that no link shows them. */
static void find_dangling(const struct jfi_hda_codec *codec, const struct jfi_hda_list *list,
                          struct jfi_hda_list *ret_dangling)
{
    *ret_dangling = (struct jfi_hda_list){.selected = -1};
    for (size_t i = 0; i < list->count; i++) {
        if (!jfi_hda_find_node(codec, list->nids[i]))
            ret_dangling->nids[ret_dangling->count++] = list->nids[i];
    }
}

/* What links cannot show: a choice of something that is no part, and the driver's own list. */
static void add_lists(const struct jfi_hda_build *build, const struct jfi_hda_node *node,
                      jfi_ref part)
{
    const struct jfi_hda_list *hardware = &node->connections, *driver = &node->driver_connections;
    struct jfi_hda_list dangling;
    char text[LIST_BYTES];

    if (hardware->selected >= 0) {
        (void)snprintf(text, sizeof(text), "0x%02x", hardware->nids[hardware->selected]);
        add(build, part, "hda.selected", text);
    }
    if (hardware->count && driver->is_present) {
        write_list(driver, text);
        add(build, part, "hda.driver-connections", text);
    }
    find_dangling(build->codec, jfi_hda_links_of(node), &dangling);
    write_list(&dangling, text);
    if (dangling.count)
        add(build, part, "hda.unlisted-sources", text);
}

/* ---- converters ------------------------------------------------------------------------------ */

static void add_converter(const struct jfi_hda_build *build, const struct jfi_hda_node *node,
                          jfi_ref part)
{
    add_number(build, part, "hda.stream", node->stream);
    add_number(build, part, "hda.channel", node->channel);
    if (node->digital)
        add(build, part, "hda.digital", *node->digital ? node->digital : "off");
}

/* ---- pins ------------------------------------------------------------------------------------ */

static void add_pin_control(const struct jfi_hda_build *build, const struct jfi_hda_node *node,
                            jfi_ref part)
{
    static const char *const modes[4] = {"off", "in", "out", "in out"};
    static const char *const voltages[8] = {"off", "50%", "ground", NULL, "80%", "100%"};

    if (!node->has_pin_control)
        return;
    add(build, part, "hda.pin-control", modes[node->pin_control >> 5 & 3]);
    if (node->pin_caps & PINCAP_HEADPHONE)
        add(build, part, "hda.headphone-amp", node->pin_control & PINCTL_HEADPHONE ? "on" : "off");
    if (node->pin_caps & JFI_HDA_PINCAP_IN)
        add(build, part, "hda.bias", voltages[node->pin_control & 7]);
}

static const char *connectivity_name(uint32_t config)
{
    static const char *const names[4] = {"Jack", "N/A", "Fixed", "Both"};

    return names[jfi_hda_connectivity(config)];
}

/* The register stays what is shown; a driver that knows better is told beside it. */
static void add_driver_config(const struct jfi_hda_build *build, const struct jfi_hda_node *node,
                              jfi_ref part)
{
    uint32_t config;
    char name[48], text[64];

    if (!jfi_hda_config_of(build->site->configs, node, &config) ||
        (node->has_pin_default && config == node->pin_default))
        return;
    add_word(build, part, "hda.driver-pin-config", config);
    jfi_hda_pin_name(config, name, sizeof(name));
    (void)snprintf(text, sizeof(text), "[%s] %s", connectivity_name(config), name);
    add(build, part, "hda.driver-pin-name", text);
    add(build, part, "hda.driver-pin-source", build->site->configs->sources[node->nid]);
}

static void add_detection(const struct jfi_hda_build *build, const struct jfi_hda_node *node,
                          jfi_ref part)
{
    bool can = node->pin_caps & PINCAP_DETECT && !jfi_hda_has_no_presence(node->pin_default);

    if (node->has_pin_caps && node->has_pin_default)
        add(build, part, "hda.jack-detection", can ? "yes" : "no");
}

static void add_pin(const struct jfi_hda_build *build, const struct jfi_hda_node *node,
                    jfi_ref part)
{
    add_pin_control(build, node, part);
    if (node->eapd >= 0)
        add(build, part, "hda.eapd", node->eapd ? "on" : "off");
    if (node->has_pin_default)
        add_word(build, part, "hda.pin-config", node->pin_default);
    add_driver_config(build, node, part);
    add_detection(build, node, part);
}

struct sink_user {
    const struct jfi_hda_build *build;
    jfi_ref part;
};

static void add_sink_property(void *user, const char *key, const char *value)
{
    const struct sink_user *sink = user;

    add(sink->build, sink->part, key, value);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void add_all(const struct jfi_hda_build *build, const struct jfi_hda_node *node,
                    jfi_ref part)
{
    struct sink_user sink = {.build = build, .part = part};

    if (part == JFI_NO_REF)
        return;
    add_power(build, node, part);
    add_lists(build, node, part);
    add_number(build, part, "hda.coefficients", node->coefficients);
    if (node->type == JFI_HDA_PIN) {
        add_pin(build, node, part);
        jfi_hda_tell_sinks(build->codec, build->site, node, add_sink_property, &sink);
    } else {
        add_converter(build, node, part);
    }
}

void jfi_hda_add_properties(const struct jfi_hda_build *build, const struct jfi_hda_node *node,
                            const struct jfi_hda_shape *shape)
{
    add_all(build, node, shape->core);
    add_all(build, node, shape->other);
}

static void add_id(struct jfi_builder *builder, const char *key, int64_t id)
{
    char text[16];

    if (id < 0)
        return;
    (void)snprintf(text, sizeof(text), "0x%08x", (unsigned int)id);
    jfi_builder_device_property(builder, key, text);
}

void jfi_hda_add_device_properties(const struct jfi_hda_codec *codec,
                                   const struct jfi_hda_site *site, struct jfi_builder *builder)
{
    jfi_builder_device_property(builder, "device.bus-path", site->bus_path);
    add_id(builder, "hda.subsystem-id", codec->subsystem_id);
    add_id(builder, "hda.revision-id", codec->revision_id);
    jfi_builder_device_property(builder, "hda.vendor-name", site->identity.vendor);
    jfi_builder_device_property(builder, "hda.chip-name", site->identity.chip);
    jfi_builder_device_property(builder, "hda.model", site->identity.model);
    jfi_builder_device_property(builder, "hda.power", codec->power.actual);
    jfi_builder_device_property(builder, "hda.power-setting", setting_of(&codec->power));
    jfi_builder_device_property(builder, "hda.power-error", fault_of(&codec->power));
    jfi_builder_device_property(builder, "hda.power-reset", codec->power.is_reset ? "yes" : NULL);
}
