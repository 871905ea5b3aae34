/* SPDX-License-Identifier: MIT */

/* The pure half of the PipeWire backend: from the server's objects to devices and connections. */

#include "helpers/pipewire-world.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* The only link that ends at a part. */
static const struct jf_link *link_into(const struct jf_graph *graph, const char *id)
{
    const struct jf_link *link = NULL;

    assert_int_equal(jf_part_get_incoming_count(part_of(graph, id)), 1);
    assert_int_equal(jf_part_get_incoming(part_of(graph, id), 0, &link), 0);
    return link;
}

static void assert_linked(const struct jf_link *link, const char *from, enum jf_link_state state,
                          const char *evidence)
{
    assert_string_equal(jf_part_get_id(jf_link_get_from(link)), from);
    assert_int_equal(jf_link_get_state(link), state);
    assert_string_equal(jf_link_get_evidence(link), evidence);
}

/* ---- nodes and ports ------------------------------------------------------------------------- */

static void a_node_is_a_device_and_its_ports_are_connectors(void **state)
{
    struct world *world = *state;
    const struct jf_graph *graph;
    const struct jf_device *device;
    const struct jf_part *part;

    PUT(world, 10, JFI_PW_NODE, {"node.name", "mixer"}, {"node.description", "My mixer"},
        {"media.class", "Audio/Sink"}, {"object.serial", "10"}, {"client.id", "4"},
        {"node.state", "running"});
    PUT(world, 11, JFI_PW_PORT, {"node.id", "10"}, {"port.id", "3"}, {"port.name", "playback_FL"},
        {"port.direction", "in"}, {"audio.channel", "FL"}, {"format", "audio/dsp F32P"});
    put_port(world, 12, "10", "out", "send", "0");
    graph = graph_of(world);
    device = device_of(graph, "node:mixer");
    assert_string_equal(jf_device_get_name(device), "My mixer");
    assert_int_equal(jf_device_get_kind(device), JF_DEVICE_NODE);
    assert_int_equal(jf_device_get_state(device), JF_STATE_ACTIVE);
    assert_string_equal(jf_device_get_property(device, "node.name"), "mixer");
    assert_string_equal(jf_device_get_property(device, "media.class"), "Audio/Sink");
    assert_string_equal(jf_device_get_property(device, "node.state"), "running");
    assert_null(jf_device_get_property(device, "object.serial"));
    assert_null(jf_device_get_property(device, "client.id"));
    assert_int_equal(jf_device_get_connector_count(device), 2);
    part = part_of(graph, "node:mixer/in:playback_FL");
    assert_int_equal(jf_part_get_type(part), JF_TYPE_SOFTWARE_IO);
    assert_int_equal(part->flow, JF_FLOW_IN);
    assert_false(part->exclusive);
    assert_int_equal(jf_part_get_local_id(part), 0x10003);
    assert_string_equal(jf_part_get_name(part), "playback_FL");
    assert_string_equal(jf_part_get_property(part, "audio.channel"), "FL");
    assert_string_equal(jf_part_get_property(part, "format"), "audio/dsp F32P");
    assert_int_equal(jf_part_get_local_id(part_of(graph, "node:mixer/out:send")), 0x20000);
    assert_int_equal(jf_part_get_type(part_of(graph, "node:mixer/node")), JF_TYPE_OPAQUE);
    assert_linked(link_into(graph, "node:mixer/node"), "node:mixer/in:playback_FL", JF_LINK_ALWAYS,
                  "pipewire node");
    assert_linked(link_into(graph, "node:mixer/out:send"), "node:mixer/node", JF_LINK_ALWAYS,
                  "pipewire node");
    jf_graph_unref(graph);
}

static void a_node_is_named_by_the_first_that_is_said(void **state)
{
    static const struct {
        const char *key, *value;
    } steps[] = {
        {"media.name", "Song"},
        {"application.name", "Player"},
        {"node.nick", "Nick"},
        {"node.description", "Described"},
    };
    struct jfi_pw_property said[JFI_COUNT(steps) + 2] = {{"node.name", "n"},
                                                         {"media.class", "Audio/Sink"}};
    struct world *world = *state;

    for (size_t i = 0; i < JFI_COUNT(steps); i++) {
        const struct jf_graph *graph;

        said[i + 2] = (struct jfi_pw_property){steps[i].key, steps[i].value};
        put(world, 10, JFI_PW_NODE, said, i + 3);
        graph = graph_of(world);
        assert_string_equal(jf_device_get_name(device_of(graph, "node:n")), steps[i].value);
        assert_string_equal(jf_device_get_property(device_of(graph, "node:n"), steps[i].key),
                            steps[i].value);
        jf_graph_unref(graph);
    }
}

static void names_that_cannot_stand_in_an_id_are_escaped(void **state)
{
    struct world *world = *state;
    const struct jf_graph *graph;
    uint32_t node, port;

    put_node(world, 10, "a/b c~d\xff", "Audio/Sink");
    put_port(world, 11, "10", "in", "p/q \x01", "0");
    graph = graph_of(world);
    assert_string_equal(jf_part_get_id(part_of(graph, "node:a%2Fb%20c%7Ed?/in:p%2Fq%20?")),
                        "node:a%2Fb%20c%7Ed?/in:p%2Fq%20?");
    jf_graph_unref(graph);
    assert_int_equal(
        jfi_pw_model_find_port(world->model, "node:a%2Fb%20c%7Ed?/in:p%2Fq%20?", &node, &port), 0);
    assert_int_equal(node, 10);
    assert_int_equal(port, 11);
}

static void a_node_without_a_name_is_known_by_its_path(void **state)
{
    struct world *world = *state;

    PUT(world, 10, JFI_PW_NODE, {"object.path", "alsa:pcm:0"}, {"media.class", "Audio/Sink"});
    PUT(world, 11, JFI_PW_NODE, {"media.class", "Audio/Sink"});
    assert_true(is_present(world, "node:alsa:pcm:0"));
    assert_true(is_present(world, "node:unnamed"));
}

static void drivers_without_ports_and_video_are_left_out(void **state)
{
    struct world *world = *state;

    PUT(world, 10, JFI_PW_NODE, {"node.name", "Dummy-Driver"});
    put_node(world, 11, "camera", "Video/Source");
    put_node(world, 12, "screen", "Stream/Input/Video");
    PUT(world, 13, JFI_PW_DEVICE, {"device.name", "webcam"}, {"device.api", "v4l2"},
        {"device.bus-path", "usb-1"});
    put_port(world, 14, "11", "out", "image", "0");
    assert_int_equal(world->told, 0);
    put_port(world, 15, "10", "out", "clock", "0");
    assert_true(is_present(world, "node:Dummy-Driver"));
    jfi_pw_model_remove(world->model, 15);
    assert_false(is_present(world, "node:Dummy-Driver"));
    assert_int_equal(world->key_count, 0);
    put_node(world, 16, "keys", "Midi/Bridge");
    assert_true(is_present(world, "node:keys"));
}

static void ports_of_one_name_and_number_are_kept_apart(void **state)
{
    struct world *world = *state;
    const struct jf_graph *graph;

    put_node(world, 10, "n", "Audio/Sink");
    put_port(world, 11, "10", "in", "p", "0");
    put_port(world, 12, "10", "in", "p", "0");
    put_port(world, 13, "10", "in", "p", "no number");
    put_port(world, 14, "10", "sideways", "p", "1");
    put_port(world, 15, "10", "out", "p", "0");
    graph = graph_of(world);
    assert_int_equal(jf_device_get_connector_count(device_of(graph, "node:n")), 4);
    assert_int_equal(jf_part_get_local_id(part_of(graph, "node:n/in:p")), 0x10000);
    assert_int_equal(jf_part_get_local_id(part_of(graph, "node:n/in:p#2")), 0x30000);
    assert_int_equal(jf_part_get_local_id(part_of(graph, "node:n/in:p#3")), 0x30001);
    assert_int_equal(jf_part_get_local_id(part_of(graph, "node:n/out:p")), 0x20000);
    jf_graph_unref(graph);
}

/* ---- monitors -------------------------------------------------------------------------------- */

static void put_channel(struct world *world, uint32_t id, const char *direction, const char *name,
                        const char *number, const char *channel)
{
    PUT(world, id, JFI_PW_PORT, {"node.id", "10"}, {"port.direction", direction},
        {"port.name", name}, {"port.id", number}, {"audio.channel", channel},
        {"port.monitor", strcmp(direction, "out") == 0 ? "true" : NULL});
}

static void a_monitor_is_linked_to_the_input_of_its_channel(void **state)
{
    struct world *world = *state;
    const struct jf_graph *graph;

    put_node(world, 10, "n", "Audio/Sink");
    put_channel(world, 11, "in", "playback_FL", "0", "FL");
    put_channel(world, 12, "in", "playback_FR", "1", "FR");
    put_channel(world, 13, "out", "monitor_FR", "1", "FR");
    put_channel(world, 14, "out", "monitor_FL", "0", "FL");
    graph = graph_of(world);
    assert_linked(link_into(graph, "node:n/out:monitor_FL"), "node:n/in:playback_FL",
                  JF_LINK_ALWAYS, "port.monitor");
    assert_linked(link_into(graph, "node:n/out:monitor_FR"), "node:n/in:playback_FR",
                  JF_LINK_ALWAYS, "port.monitor");
    assert_int_equal(jf_part_get_outgoing_count(part_of(graph, "node:n/node")), 0);
    jf_graph_unref(graph);
}

static void a_monitor_without_a_clear_channel_is_not_guessed(void **state)
{
    struct world *world = *state;
    const struct jf_graph *graph;

    put_node(world, 10, "n", "Audio/Sink");
    put_channel(world, 11, "in", "playback_1", "0", "UNK");
    put_channel(world, 12, "in", "playback_2", "1", "MONO");
    put_channel(world, 13, "in", "playback_3", "2", "MONO");
    put_channel(world, 14, "out", "monitor_1", "0", "UNK");
    put_channel(world, 15, "out", "monitor_2", "1", "MONO");
    put_channel(world, 16, "out", "monitor_3", "2", "FL");
    put_channel(world, 17, "out", "monitor_4", "3", NULL);
    graph = graph_of(world);
    for (int i = 1; i <= 4; i++) {
        char id[32];

        (void)snprintf(id, sizeof(id), "node:n/out:monitor_%d", i);
        assert_linked(link_into(graph, id), "node:n/node", JF_LINK_UNKNOWN, "port.monitor");
    }
    jf_graph_unref(graph);
}

/* ---- links ----------------------------------------------------------------------------------- */

static void a_link_is_a_free_connection(void **state)
{
    struct world *world = *state;
    const struct jf_graph *graph;
    const struct jf_connection *connection;

    put_player_and_sink(world);
    put_link(world, 30, "11", "21");
    graph = graph_of(world);
    connection = connection_of(graph, player_to_sink);
    assert_int_equal(jf_connection_get_permanence(connection), JF_PERMANENCE_FREE);
    assert_int_equal(jf_connection_get_state(connection), JF_CONNECTION_ACTIVE);
    assert_false(jf_connection_is_managed(connection));
    assert_string_equal(jf_connection_get_evidence(connection), "pipewire link");
    assert_int_equal(jfi_pw_handle_id(connection->wire->handle), 30);
    assert_true(connection->wire->handle == jfi_pw_handle(30, 77));
    jf_graph_unref(graph);
    jfi_pw_model_remove(world->model, 30);
    graph = graph_of(world);
    assert_int_equal(jf_graph_get_connection_count(graph), 0);
    jf_graph_unref(graph);
}

static void a_link_carries_its_format_and_error(void **state)
{
    struct world *world = *state;
    struct jfi_pw_object link = {
        .id = 30,
        .kind = JFI_PW_LINK,
        .properties =
            (const struct jfi_pw_property[]){{"link.output.port", "11"}, {"link.input.port", "21"}},
        .property_count = 2,
        .link_state = JF_CONNECTION_PAUSED,
        .link_format = "audio/dsp F32P",
    };
    const struct jf_graph *graph;

    put_player_and_sink(world);
    assert_int_equal(jfi_pw_model_put(world->model, &link), 0);
    graph = graph_of(world);
    assert_string_equal(jf_connection_get_property(connection_of(graph, player_to_sink), "format"),
                        "audio/dsp F32P");
    assert_null(jf_connection_get_property(connection_of(graph, player_to_sink), "error"));
    jf_graph_unref(graph);
    link.link_state = JF_CONNECTION_ERROR;
    link.link_error = "no common format";
    link.link_format = NULL;
    assert_int_equal(jfi_pw_model_put(world->model, &link), 0);
    graph = graph_of(world);
    assert_int_equal(jf_connection_get_state(connection_of(graph, player_to_sink)),
                     JF_CONNECTION_ERROR);
    assert_string_equal(jf_connection_get_property(connection_of(graph, player_to_sink), "error"),
                        "no common format");
    assert_null(jf_connection_get_property(connection_of(graph, player_to_sink), "format"));
    jf_graph_unref(graph);
}

static void a_link_shows_when_the_port_on_the_other_side_comes(void **state)
{
    struct world *world = *state;
    const struct jf_graph *graph;
    size_t told;

    put_link(world, 30, "11", "21");
    put_node(world, 10, "player", "Stream/Output/Audio");
    put_port(world, 11, "10", "out", "out_FL", "0");
    put_port(world, 21, "20", "in", "in_FL", "0");
    assert_false(is_present(world, "node:sink"));
    told = world->told;
    put_node(world, 20, "sink", "Audio/Sink");
    /* Of the sink, which is new, and of the player, whose connection is. */
    assert_int_equal(world->told, told + 2);
    graph = graph_of(world);
    (void)connection_of(graph, player_to_sink);
    jf_graph_unref(graph);
    told = world->told;
    jfi_pw_model_remove(world->model, 21);
    assert_int_equal(world->told, told + 2);
    graph = graph_of(world);
    assert_int_equal(jf_graph_get_connection_count(graph), 0);
    jf_graph_unref(graph);
}

static void a_link_of_a_session_manager_is_managed(void **state)
{
    struct world *world = *state;
    const struct jf_graph *graph;
    size_t told;

    put_player_and_sink(world);
    PUT(world, 30, JFI_PW_LINK, {"link.output.port", "11"}, {"link.input.port", "21"},
        {"client.id", "40"});
    graph = graph_of(world);
    assert_false(jf_connection_is_managed(connection_of(graph, player_to_sink)));
    jf_graph_unref(graph);
    told = world->told;
    PUT(world, 40, JFI_PW_CLIENT, {"application.name", "WirePlumber"});
    assert_int_equal(world->told, told + 1);
    graph = graph_of(world);
    assert_true(jf_connection_is_managed(connection_of(graph, player_to_sink)));
    jf_graph_unref(graph);
    PUT(world, 40, JFI_PW_CLIENT, {"application.name", "pw-link"});
    graph = graph_of(world);
    assert_false(jf_connection_is_managed(connection_of(graph, player_to_sink)));
    jf_graph_unref(graph);
    PUT(world, 40, JFI_PW_CLIENT, {"application.process.binary", "pipewire-media-session"});
    graph = graph_of(world);
    assert_true(jf_connection_is_managed(connection_of(graph, player_to_sink)));
    jf_graph_unref(graph);
    told = world->told;
    jfi_pw_model_remove(world->model, 40);
    assert_int_equal(world->told, told + 1);
}

static void a_second_link_of_one_pair_is_left_out(void **state)
{
    struct world *world = *state;
    struct jfi_unit *unit;

    put_player_and_sink(world);
    put_link(world, 31, "11", "21");
    put_link(world, 30, "11", "21");
    unit = describe(world, "node:player");
    assert_int_equal(unit->wire_count, 1);
    assert_int_equal(jfi_pw_handle_id(unit->wires[0].handle), 30);
    jfi_unit_unref(unit);
}

static void a_link_from_a_node_to_itself_stays_inside_it(void **state)
{
    struct world *world = *state;
    const struct jf_graph *graph;

    put_node(world, 10, "n", "Audio/Sink");
    put_port(world, 11, "10", "out", "send", "0");
    put_port(world, 12, "10", "in", "return", "0");
    put_link(world, 30, "11", "12");
    graph = graph_of(world);
    assert_int_equal(jf_graph_get_connection_count(graph), 0);
    assert_linked(link_into(graph, "node:n/in:return"), "node:n/out:send", JF_LINK_ALWAYS,
                  "pipewire link");
    jf_graph_unref(graph);
}

static void links_to_what_is_no_port_are_harmless(void **state)
{
    struct world *world = *state;
    const struct jf_graph *graph;

    put_player_and_sink(world);
    put_link(world, 30, "10", "20");
    put_link(world, 31, "30", "31");
    put_link(world, 32, "11", "4294967296");
    put_link(world, 33, "-1", "");
    put_port(world, 34, "34", "in", "own", "0");
    put_port(world, 35, "30", "in", "of a link", "0");
    graph = graph_of(world);
    assert_int_equal(jf_graph_get_connection_count(graph), 0);
    assert_int_equal(jf_graph_get_device_count(graph), 2);
    jf_graph_unref(graph);
    for (uint32_t id = 0; id < 40; id++)
        jfi_pw_model_remove(world->model, id);
    assert_int_equal(world->key_count, 0);
}

/* ---- devices --------------------------------------------------------------------------------- */

static void a_card_is_an_adapter_without_parts(void **state)
{
    struct world *world = *state;
    const struct jf_graph *graph;
    const struct jf_device *device;
    struct jf_card card;

    PUT(world, 10, JFI_PW_DEVICE, {"device.name", "alsa_card.pci"},
        {"device.bus-path", "pci-0000:00:1f.3"}, {"device.description", "Built-in Audio"},
        {"api.alsa.card", "1"}, {"alsa.id", "PCH"}, {"device.api", "alsa"},
        {"device.plugged.usec", "123"});
    PUT(world, 11, JFI_PW_DEVICE, {"device.name", "other"},
        {"device.bus-path", "pci-0000:00:1f.3"});
    graph = graph_of(world);
    device = device_of(graph, "pw-device:pci-0000:00:1f.3");
    assert_int_equal(jf_device_get_kind(device), JF_DEVICE_ADAPTER);
    assert_string_equal(jf_device_get_name(device), "Built-in Audio");
    assert_int_equal(jf_device_get_part_count(device), 0);
    assert_string_equal(jf_device_get_property(device, "device.api"), "alsa");
    assert_null(jf_device_get_property(device, "device.plugged.usec"));
    assert_int_equal(jf_device_get_card(device, &card), 0);
    assert_int_equal(card.number, 1);
    assert_string_equal(card.id, "PCH");
    assert_int_equal(jf_device_get_card(device_of(graph, "pw-device:pci-0000:00:1f.3#2"), &card),
                     -ENOENT);
    jf_graph_unref(graph);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_node_is_a_device_and_its_ports_are_connectors),
        IN_WORLD(a_node_is_named_by_the_first_that_is_said),
        IN_WORLD(names_that_cannot_stand_in_an_id_are_escaped),
        IN_WORLD(a_node_without_a_name_is_known_by_its_path),
        IN_WORLD(drivers_without_ports_and_video_are_left_out),
        IN_WORLD(ports_of_one_name_and_number_are_kept_apart),
        IN_WORLD(a_monitor_is_linked_to_the_input_of_its_channel),
        IN_WORLD(a_monitor_without_a_clear_channel_is_not_guessed),
        IN_WORLD(a_link_is_a_free_connection),
        IN_WORLD(a_link_carries_its_format_and_error),
        IN_WORLD(a_link_shows_when_the_port_on_the_other_side_comes),
        IN_WORLD(a_link_of_a_session_manager_is_managed),
        IN_WORLD(a_second_link_of_one_pair_is_left_out),
        IN_WORLD(a_link_from_a_node_to_itself_stays_inside_it),
        IN_WORLD(links_to_what_is_no_port_are_harmless),
        IN_WORLD(a_card_is_an_adapter_without_parts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
