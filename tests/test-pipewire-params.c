/* SPDX-License-Identifier: MIT */

/* Volumes, profiles, routes and defaults, as a recorded server tells them. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helpers/questions.h"
#include "helpers/recording.h"

#include "backends/pipewire/params.h"

#define DEVICE "pw-device:card"
#define NODE   "node:speaker"

/* A device with two profiles and two routes; `sink` is more of the node, `rest` more objects. */
static struct jf_context *open_server(const char *sink, const char *rest)
{
    static const char format[] =
        "[{\"id\": 40, \"type\": \"PipeWire:Interface:Device\", \"info\": {"
        "  \"props\": {\"device.name\": \"card\", \"media.class\": \"Audio/Device\"},"
        "  \"params\": {"
        "    \"EnumProfile\": [{\"index\": 0, \"name\": \"off\", \"description\": \"Off\"},"
        "      {\"index\": 3, \"name\": \"stereo\", \"description\": \"Stereo\"},"
        "      {\"index\": 4}],"
        "    \"Profile\": [{\"index\": 3, \"name\": \"stereo\", \"available\": \"yes\"}],"
        "    \"EnumRoute\": ["
        "      {\"index\": 5, \"name\": \"speaker\", \"description\": \"Speaker\","
        "       \"devices\": [2], \"profiles\": [3]},"
        "      {\"index\": 6, \"name\": \"headphones\", \"description\": \"Headphones\","
        "       \"devices\": [2], \"profiles\": [3]},"
        "      {\"index\": 7, \"name\": \"other\", \"description\": \"Other profile\","
        "       \"devices\": [2], \"profiles\": [9]},"
        "      {\"index\": 8, \"name\": \"mic\", \"description\": \"Mic\","
        "       \"devices\": [4], \"profiles\": [3]}],"
        "    \"Route\": [{\"index\": 6, \"device\": 2, \"name\": \"headphones\","
        "      \"description\": \"Headphones\", \"available\": \"no\","
        "      \"info\": [2, \"port.type\", \"headphones\","
        "        \"port.availability-group\", \"Headphone\"]}]}}},"
        " {\"id\": 41, \"type\": \"PipeWire:Interface:Node\", \"info\": {"
        "  \"props\": {\"node.name\": \"speaker\", \"media.class\": \"Audio/Sink\","
        "    \"device.id\": 40, \"card.profile.device\": 2%s}}%s]";
    char dump[4096];

    assert_true((size_t)snprintf(dump, sizeof(dump), format, sink, rest) < sizeof(dump));
    recording_write(&recorded, "pipewire/pw-dump.json", dump);
    return open_sound(recorded.root);
}

static void volumes_are_levels_in_decibel(void **state)
{
    struct jf_context *context = open_server("}, \"params\": {\"Props\": ["
                                             "{\"mute\": true, \"channelVolumes\": [1.0, 0.1, 0],"
                                             "\"softVolumes\": [0.5, 0.5, 0.5]}, {\"other\": 1}]}",
                                             "");
    const struct jf_control *volume = control_of(context, NODE "/volume", "Volume");

    (void)state;
    assert_int_equal(jf_control_get_kind(volume), JF_CONTROL_LEVEL);
    assert_int_equal(jf_control_get_value_count(volume), 3);
    assert_int_equal(value_of(volume, 0), 0);
    assert_int_equal(value_of(volume, 1), -2000);
    assert_true(value_of(volume, 2) == INT64_MIN);
    assert_int_equal(value_of(control_of(context, NODE "/mute", "Mute"), 0), 1);
    /* No hardware does a part of it here: the volume is the server's own. */
    assert_int_equal(jf_part_get_control_count(part_of(context, NODE "/volume")), 1);
    jf_context_unref(context);
}

static void what_is_left_to_the_server_is_told_where_hardware_helps(void **state)
{
    struct jf_context *context =
        open_server(", \"api.alsa.path\": \"hw:0\"}, \"params\": {\"Props\": ["
                    "{\"channelVolumes\": [0.1], \"softVolumes\": [0.5]}]}",
                    "");

    (void)state;
    assert_int_equal(value_of(control_of(context, NODE "/volume", "Soft Volume"), 0), -602);
    assert_false(jf_control_is_writable(control_of(context, NODE "/volume", "Soft Volume")));
    assert_link(context, NODE "/volume", NODE "/node", JF_LINK_ALWAYS, "pipewire node");
    assert_link(context, NODE "/node", NODE "/hardware", JF_LINK_ALWAYS, "pipewire node");
    jf_context_unref(context);
}

static void a_node_without_volume_has_none(void **state)
{
    struct jf_context *context = open_server("}, \"params\": {\"Props\": [{}]}", "");

    (void)state;
    assert_false(has_part(context, NODE "/volume"));
    assert_false(has_part(context, NODE "/mute"));
    jf_context_unref(context);
}

static void the_profile_is_a_choice(void **state)
{
    struct jf_context *context = open_server("}", "");
    const struct jf_control *profile = control_of(context, DEVICE "/profile", "Profile");
    const char *name;
    int64_t value;

    (void)state;
    assert_int_equal(jf_control_get_kind(profile), JF_CONTROL_ENUM);
    assert_int_equal(value_of(profile, 0), 3);
    assert_int_equal(jf_control_get_item_count(profile), 2);
    assert_int_equal(jf_control_get_item(profile, 1, &name, &value), 0);
    assert_string_equal(name, "Stereo");
    assert_int_equal(value, 3);
    jf_context_unref(context);
}

static void a_route_offers_what_the_profile_allows(void **state)
{
    struct jf_context *context = open_server("}", "");
    const struct jf_control *route = control_of(context, DEVICE "/route2", "Route");
    const char *name;
    int64_t value;

    (void)state;
    assert_int_equal(value_of(route, 0), 6);
    assert_int_equal(jf_control_get_item_count(route), 2);
    assert_int_equal(jf_control_get_item(route, 0, &name, &value), 0);
    assert_string_equal(name, "Speaker");
    assert_int_equal(value, 5);
    assert_false(has_part(context, DEVICE "/route4"));
    jf_context_unref(context);
}

static void a_node_shows_the_route_of_its_device(void **state)
{
    struct jf_context *context = open_server(", \"alsa.device\": 0}", "");
    const struct jf_part *side = part_of(context, NODE "/hardware");

    (void)state;
    assert_string_equal(jf_part_get_property(side, "route.name"), "headphones");
    assert_string_equal(jf_part_get_property(side, "route.available"), "no");
    assert_string_equal(jf_part_get_property(side, "route.availability-group"), "Headphone");
    jf_context_unref(context);
}

static void defaults_and_targets_are_properties_of_nodes(void **state)
{
    static const char metadata[] =
        ", {\"id\": 50, \"type\": \"PipeWire:Interface:Metadata\","
        "   \"props\": {\"metadata.name\": \"default\"}, \"metadata\": ["
        "    {\"subject\": 0, \"key\": \"default.audio.sink\", \"type\": \"Spa:String:JSON\","
        "     \"value\": {\"name\": \"speaker\"}},"
        "    {\"subject\": 41, \"key\": \"target.object\", \"value\": \"elsewhere\"},"
        "    {\"subject\": 41, \"key\": \"something.else\", \"value\": 1},"
        "    {\"subject\": -1, \"key\": \"target.node\", \"value\": 1}, {\"subject\": 41}]},"
        "   {\"id\": 51, \"type\": \"PipeWire:Interface:Metadata\","
        "   \"props\": {\"metadata.name\": \"settings\"}, \"metadata\": ["
        "    {\"subject\": 0, \"key\": \"default.audio.source\", \"value\": \"speaker\"}]}";
    struct jf_context *context = open_server("}", metadata);
    const struct jf_device *node = device_of(context, NODE);

    (void)state;
    assert_string_equal(jf_device_get_property(node, "default.audio.sink"), "true");
    assert_null(jf_device_get_property(node, "default.audio.source"));
    assert_string_equal(jf_device_get_property(node, "target.object"), "elsewhere");
    assert_null(jf_device_get_property(node, "something.else"));
    jf_context_unref(context);
}

/* Whatever stands where a param should be, the graph is sound. */
static void params_of_the_wrong_shape_are_nothing(void **state)
{
    static const char *const params[] = {
        "}, \"params\": 1",
        "}, \"params\": {\"Props\": 1}",
        "}, \"params\": {\"Props\": [1, [], null]}",
        "}, \"params\": {\"Props\": [{\"channelVolumes\": {}, \"mute\": \"yes\"}]}",
        "}, \"params\": {\"Props\": [{\"channelVolumes\": [\"loud\", null, 1e300, -1]}]}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(params) / sizeof(params[0]); i++)
        jf_context_unref(open_server(params[i], ""));
}

static void a_level_comes_back_from_its_volume(void **state)
{
    (void)state;
    for (int64_t millibel = -12000; millibel <= 2000; millibel += 37)
        assert_int_equal(jfi_pw_volume_millibel(jfi_pw_millibel_volume(millibel)), millibel);
    assert_true(jfi_pw_volume_millibel(0) == INT64_MIN);
    assert_true(jfi_pw_millibel_volume(INT64_MIN) == 0);
}

#define RECORDED(test) cmocka_unit_test_setup_teardown(test, make_recording, delete_recording)

int main(void)
{
    const struct CMUnitTest tests[] = {
        RECORDED(volumes_are_levels_in_decibel),
        RECORDED(what_is_left_to_the_server_is_told_where_hardware_helps),
        RECORDED(a_node_without_volume_has_none),
        RECORDED(the_profile_is_a_choice),
        RECORDED(a_route_offers_what_the_profile_allows),
        RECORDED(a_node_shows_the_route_of_its_device),
        RECORDED(defaults_and_targets_are_properties_of_nodes),
        RECORDED(params_of_the_wrong_shape_are_nothing),
        cmocka_unit_test(a_level_comes_back_from_its_volume),
    };

    return cmocka_run_group_tests_name("pipewire-params", tests, NULL, NULL);
}
