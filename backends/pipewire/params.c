/* SPDX-License-Identifier: MIT */
#include "backends/pipewire/params.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    MAX_CHANNELS = 64,
    MAX_CHOICES = 256,
    MAX_TYPES_BYTES = 1024,
    MILLIBEL_PER_DECADE = 2000,
    /* What the server and its tools offer: down to what nobody hears, up to a tenfold gain. */
    LEAST_MILLIBEL = -12000,
    MOST_MILLIBEL = 2000,
};

static const char by_props[] = "pipewire Props";

/* ---- what is kept ---------------------------------------------------------------------------- */

/* Of the many Props of a node those that change what is heard. */
static json_t *keep_props(const json_t *list)
{
    static const char *const keys[] = {"mute",     "channelVolumes", "channelMap",
                                       "softMute", "softVolumes",    NULL};
    json_t *kept = json_object();
    const json_t *props;
    size_t index;

    json_array_foreach(list, index, props)
    {
        for (const char *const *key = keys; *key && kept; key++) {
            json_t *value = json_object_get(props, *key);

            if (value && json_object_set(kept, *key, value) < 0) {
                json_decref(kept);
                kept = NULL;
            }
        }
        if (!kept)
            return NULL;
    }
    return json_pack("[o]", kept);
}

static json_t *keep_param(enum jfi_pw_kind kind, json_t *list)
{
    if (!json_is_array(list))
        return json_array();
    return kind == JFI_PW_NODE ? keep_props(list) : json_incref(list);
}

json_t *jfi_pw_params_keep(enum jfi_pw_kind kind, const json_t *params, int *ret_status)
{
    static const char *const of_node[] = {"Props", NULL};
    static const char *const of_device[] = {"EnumProfile", "Profile", "EnumRoute", "Route", NULL};
    const char *const *names = kind == JFI_PW_NODE ? of_node : of_device;
    json_t *kept;

    *ret_status = 0;
    if (!params || (kind != JFI_PW_NODE && kind != JFI_PW_DEVICE))
        return NULL;
    kept = json_object();
    for (; kept && *names; names++) {
        json_t *list = json_object_get(params, *names);

        if (list && json_object_set_new(kept, *names, keep_param(kind, list)) < 0) {
            json_decref(kept);
            kept = NULL;
        }
    }
    if (!kept)
        *ret_status = -ENOMEM;
    return kept;
}

/* ---- volumes --------------------------------------------------------------------------------- */

int64_t jfi_pw_volume_millibel(double volume)
{
    return volume > 0 ? llround(MILLIBEL_PER_DECADE * log10(volume)) : INT64_MIN;
}

double jfi_pw_millibel_volume(int64_t millibel)
{
    return millibel == INT64_MIN ? 0 : pow(10, (double)millibel / MILLIBEL_PER_DECADE);
}

static size_t read_volumes(const json_t *list, int64_t millibel[MAX_CHANNELS])
{
    size_t count = json_array_size(list);

    if (count > MAX_CHANNELS)
        return 0;
    for (size_t i = 0; i < count; i++)
        millibel[i] = jfi_pw_volume_millibel(json_number_value(json_array_get(list, i)));
    return count;
}

static void add_level(const char *name, const json_t *volumes, uint64_t handle, jfi_ref part,
                      struct jfi_builder *builder)
{
    int64_t levels[MAX_CHANNELS];
    size_t count = read_volumes(volumes, levels);

    jfi_builder_control(builder, part,
                        &(struct jfi_control_info){
                            .name = name,
                            .kind = JF_CONTROL_LEVEL,
                            .readable = count > 0,
                            .writable = handle != 0,
                            .value_count = count,
                            .values = levels,
                            .has_range = true,
                            .min = LEAST_MILLIBEL,
                            .max = MOST_MILLIBEL,
                            .evidence = by_props,
                            .changed_by = JF_ORIGIN_OTHER,
                            .handle = handle,
                        });
}

static jfi_ref add_gain_part(struct jfi_builder *builder, const char *key, const char *name,
                             uint32_t local_id, enum jf_part_type type)
{
    return jfi_builder_part(builder, &(struct jfi_part_info){
                                         .key = key,
                                         .name = name,
                                         .local_id = local_id,
                                         .kind = JF_PART_SUBUNIT,
                                         .type = type,
                                     });
}

static jfi_ref add_volume(const json_t *props, uint32_t id, uint32_t local_id, bool has_hardware,
                          struct jfi_builder *builder)
{
    const json_t *volumes = json_object_get(props, "channelVolumes");
    const json_t *soft = json_object_get(props, "softVolumes");
    jfi_ref part;

    if (!json_array_size(volumes))
        return JFI_NO_REF;
    part = add_gain_part(builder, "volume", "Volume", local_id, JF_TYPE_VOLUME);
    add_level("Volume", volumes, jfi_pw_control_handle(id, JFI_PW_CONTROL_VOLUME), part, builder);
    if (has_hardware && json_array_size(soft))
        add_level("Soft Volume", soft, 0, part, builder);
    return part;
}

static jfi_ref add_mute(const json_t *props, uint32_t id, uint32_t local_id,
                        struct jfi_builder *builder)
{
    const json_t *mute = json_object_get(props, "mute");
    int64_t is_muted = json_is_true(mute);
    jfi_ref part;

    if (!json_is_boolean(mute))
        return JFI_NO_REF;
    part = add_gain_part(builder, "mute", "Mute", local_id, JF_TYPE_MUTE);
    jfi_builder_control(builder, part,
                        &(struct jfi_control_info){
                            .name = "Mute",
                            .kind = JF_CONTROL_MUTE,
                            .readable = true,
                            .writable = true,
                            .value_count = 1,
                            .values = &is_muted,
                            .evidence = by_props,
                            .changed_by = JF_ORIGIN_OTHER,
                            .handle = jfi_pw_control_handle(id, JFI_PW_CONTROL_MUTE),
                        });
    return part;
}

struct jfi_pw_chain jfi_pw_describe_gain(const json_t *params, uint32_t id, uint32_t local_id,
                                         bool has_hardware, struct jfi_builder *builder)
{
    const json_t *props = json_array_get(json_object_get(params, "Props"), 0);
    jfi_ref volume = add_volume(props, id, local_id, has_hardware, builder);
    jfi_ref mute = add_mute(props, id, local_id + 1, builder);

    if (volume != JFI_NO_REF && mute != JFI_NO_REF)
        jfi_builder_link(builder, volume, mute, JF_LINK_ALWAYS, by_props);
    return (struct jfi_pw_chain){.first = volume != JFI_NO_REF ? volume : mute,
                                 .last = mute != JFI_NO_REF ? mute : volume};
}

/* ---- profiles and routes --------------------------------------------------------------------- */

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static int64_t number_of(const json_t *object, const char *key, int64_t otherwise)
{
    const json_t *value = json_object_get(object, key);

    return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

static bool has_number(const json_t *list, json_int_t number)
{
    const json_t *value;
    size_t index;

    json_array_foreach(list, index, value)
    {
        if (json_is_integer(value) && json_integer_value(value) == number)
            return true;
    }
    return false;
}

static bool is_choice(const json_t *object)
{
    return number_of(object, "index", -1) >= 0 && text_of(object, "name");
}

static struct jfi_item item_of(const json_t *object)
{
    const char *description = text_of(object, "description");

    return (struct jfi_item){.value = number_of(object, "index", 0),
                             .name = description ? description : text_of(object, "name")};
}

/* What there is to choose. */
struct choice {
    const char *name, *evidence;
    struct jfi_item items[MAX_CHOICES];
    size_t count;
    const json_t *chosen; /* one of the objects that the items are of */
    uint64_t handle;
    char types[MAX_TYPES_BYTES]; /* of routes: of each item, "," between; empty: not told */
};

static void add_item(struct choice *choice, const json_t *object)
{
    if (is_choice(object) && choice->count < MAX_CHOICES)
        choice->items[choice->count++] = item_of(object);
}

/* On a subunit whose only purpose that is. */
static void add_choice(struct jfi_builder *builder, jfi_ref part, const struct choice *choice)
{
    int64_t value = number_of(choice->chosen, "index", -1);

    jfi_builder_control(builder, part,
                        &(struct jfi_control_info){
                            .name = choice->name,
                            .kind = JF_CONTROL_ENUM,
                            .readable = value >= 0,
                            .writable = true,
                            .value_count = value >= 0,
                            .values = &value,
                            .item_count = choice->count,
                            .items = choice->items,
                            .evidence = choice->evidence,
                            .changed_by = JF_ORIGIN_OTHER,
                            .handle = choice->handle,
                        });
}

static void describe_profile(const json_t *params, uint32_t id, struct jfi_builder *builder)
{
    struct choice choice = {
        .name = "Profile",
        .evidence = "pipewire Profile",
        .chosen = json_array_get(json_object_get(params, "Profile"), 0),
        .handle = jfi_pw_control_handle(id, JFI_PW_CONTROL_PROFILE),
    };
    const json_t *profile;
    size_t index;
    jfi_ref part;

    json_array_foreach(json_object_get(params, "EnumProfile"), index, profile)
    {
        add_item(&choice, profile);
    }
    if (!choice.count && !choice.chosen)
        return;
    part = add_gain_part(builder, "profile", "Profile", 1, JF_TYPE_DEVICE_SPECIFIC);
    add_choice(builder, part, &choice);
    jfi_builder_part_property(builder, part, "profile.name", text_of(choice.chosen, "name"));
    jfi_builder_part_property(builder, part, "profile.available",
                              text_of(choice.chosen, "available"));
}

/* "info" is a list: a count, then keys and values in turn. */
static const char *route_info(const json_t *route, const char *key)
{
    const json_t *info = json_object_get(route, "info");

    for (size_t i = 1; i + 1 < json_array_size(info); i += 2) {
        const char *name = json_string_value(json_array_get(info, i));

        if (name && strcmp(name, key) == 0)
            return json_string_value(json_array_get(info, i + 1));
    }
    return NULL;
}

/* What kind of thing each route leads to, in the order of the items. */
static void add_type(struct choice *choice, const char *type)
{
    size_t used = strlen(choice->types);

    (void)snprintf(choice->types + used, sizeof(choice->types) - used, "%s%s",
                   choice->count > 1 ? "," : "", type ? type : "");
}

/* Routes that the device may have in the profile that is chosen. */
static void add_routes(struct choice *choice, const json_t *params, json_int_t device)
{
    const json_t *profile = json_array_get(json_object_get(params, "Profile"), 0), *route;
    int64_t profile_index = number_of(profile, "index", -1);
    size_t index;

    json_array_foreach(json_object_get(params, "EnumRoute"), index, route)
    {
        const json_t *profiles = json_object_get(route, "profiles");

        if (is_choice(route) && choice->count < MAX_CHOICES &&
            has_number(json_object_get(route, "devices"), device) &&
            (profile_index < 0 || !profiles || has_number(profiles, profile_index))) {
            add_item(choice, route);
            add_type(choice, route_info(route, "port.type"));
        }
    }
}

static void describe_route_choice(const json_t *params, const json_t *route, uint32_t id,
                                  struct jfi_builder *builder)
{
    int64_t device = number_of(route, "device", -1);
    struct choice choice = {.name = "Route", .evidence = "pipewire Route", .chosen = route};
    char key[32];
    jfi_ref part;

    if (device < 0 || device > UINT16_MAX)
        return;
    choice.handle = jfi_pw_control_handle(id, JFI_PW_CONTROL_ROUTE + (uint32_t)device);
    add_routes(&choice, params, device);
    (void)snprintf(key, sizeof(key), "route%d", (int)device);
    part = add_gain_part(builder, key, "Route", 0x100 + (uint32_t)device, JF_TYPE_DEVICE_SPECIFIC);
    add_choice(builder, part, &choice);
    jfi_pw_describe_route(route, part, builder);
    if (choice.types[strspn(choice.types, ",")])
        jfi_builder_part_property(builder, part, "route.types", choice.types);
}

/* The server may list one device twice while it changes its mind. */
static bool is_repeated(const json_t *routes, size_t index)
{
    int64_t device = number_of(json_array_get(routes, index), "device", -1);

    for (size_t i = 0; i < index; i++) {
        if (number_of(json_array_get(routes, i), "device", -1) == device)
            return true;
    }
    return false;
}

void jfi_pw_describe_choices(const json_t *params, uint32_t id, struct jfi_builder *builder)
{
    const json_t *routes = json_object_get(params, "Route"), *route;
    size_t index;

    describe_profile(params, id, builder);
    json_array_foreach(routes, index, route)
    {
        if (!is_repeated(routes, index)) {
            describe_route_choice(params, route, id, builder);
        }
    }
}

const json_t *jfi_pw_find_route(const json_t *params, json_int_t device)
{
    const json_t *route;
    size_t index;

    json_array_foreach(json_object_get(params, "Route"), index, route)
    {
        if (number_of(route, "device", -1) == device)
            return route;
    }
    return NULL;
}

void jfi_pw_describe_route(const json_t *route, jfi_ref part, struct jfi_builder *builder)
{
    static const struct {
        const char *property, *key;
        bool is_info;
    } facts[] = {
        {"route.name", "name", false},
        {"route.description", "description", false},
        {"route.available", "available", false},
        {"route.port.type", "port.type", true},
        {"route.availability-group", "port.availability-group", true},
    };

    if (!route || part == JFI_NO_REF)
        return;
    for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
        jfi_builder_part_property(builder, part, facts[i].property,
                                  facts[i].is_info ? route_info(route, facts[i].key)
                                                   : text_of(route, facts[i].key));
    }
}
