/* SPDX-License-Identifier: MIT */

/*
 * The contract of IDeviceTopology, IConnector and IPart, row by row: each test or table entry is
 * named after the method and the outcome it stands for.
 */

#include "helpers/context.h"

#include <errno.h>
#include <string.h>

/* Two wired jacks, two nodes, a 1:1 pair, a disabled device, a route that is switchable. */
#define MACHINE                                                                                \
    "synthetic:codec:adapter;codec/jack:out.physical-external;codec/mic:in.physical-internal;" \
    "codec/loose:out.physical-external;codec/dac:dac;codec/pcm:in!;codec/pcm2:in!;"            \
    "codec/pcm>dac;codec/dac>jack;"                                                            \
    "phones:endpoint;phones/plug:in.physical-external;phones.state=unplugged;"                 \
    "hole:endpoint;hole/plug:in.physical-external;"                                            \
    "player:node;player/FL:out;player/FR:out;sink:node;sink/FL:in;sink/FR:in;sink/mon:out;"    \
    "sink/node:opaque;sink/FL>node;"                                                           \
    "void:node;void/in:in;void.state=disabled;gone:node;gone/in:in;gone.state=not-present;"    \
    "soldered:node;soldered/in:in;soldered/out:out;wired:node;wired/in:in;"                    \
    "codec/jack~phones/plug:physical;soldered/out~wired/in:fixed;player/FL~codec/pcm;"         \
    "player/FR~sink/FR;player/FR~void/in"

struct fixture {
    struct jf_context *context;
    const struct jf_graph *graph; /* as it was at the start */
};

static int setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    fixture->context = open_machine(MACHINE);
    fixture->graph = jf_graph_ref(jf_context_get_graph(fixture->context));
    drain_events(fixture->context);
    assert_sound(fixture->graph);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;

    assert_sound(jf_context_get_graph(fixture->context));
    jf_graph_unref(fixture->graph);
    jf_context_unref(fixture->context);
    free(fixture);
    return 0;
}

/* ---- 1.1 IDeviceTopology --------------------------------------------------------------------- */

static void IDeviceTopology_counts_and_indexes(void **state)
{
    struct fixture *fixture = *state;
    const struct jf_device *codec;
    const struct jf_connector *connector;
    const struct jf_part *subunit;

    assert_int_equal(jf_graph_find_device(fixture->graph, "syn:codec", &codec), 0);
    /* GetConnectorCount, GetConnector: S_OK; out of range E_INVALIDARG; NULL E_POINTER. */
    assert_int_equal(jf_device_get_connector_count(codec), 5);
    assert_int_equal(jf_device_get_connector(codec, 0, &connector), 0);
    assert_int_equal(jf_device_get_connector(codec, 5, &connector), -EINVAL);
    assert_int_equal(jf_device_get_connector(codec, 0, NULL), -EINVAL);
    /* GetSubunitCount, GetSubunit. */
    assert_int_equal(jf_device_get_subunit_count(codec), 1);
    assert_int_equal(jf_device_get_subunit(codec, 0, &subunit), 0);
    assert_int_equal(jf_part_get_kind(subunit), JF_PART_SUBUNIT);
    assert_int_equal(jf_device_get_subunit(codec, 1, &subunit), -EINVAL);
    assert_int_equal(jf_device_get_subunit(codec, 0, NULL), -EINVAL);
    /* GetDeviceId. */
    assert_string_equal(jf_device_get_id(codec), "syn:codec");
}

static void IDeviceTopology_GetPartById_unknown_id_is_E_INVALIDARG(void **state)
{
    struct fixture *fixture = *state;
    const struct jf_part *dac = part_of(fixture->graph, "syn:codec/dac"), *found = NULL;
    const struct jf_device *codec = jf_part_get_device(dac);

    assert_int_equal(jf_device_get_part_by_local_id(codec, jf_part_get_local_id(dac), &found), 0);
    assert_ptr_equal(found, dac);
    assert_int_equal(jf_device_get_part_by_local_id(codec, 0xffffffff, &found), -EINVAL);
    assert_int_equal(jf_device_get_part_by_local_id(codec, 1, NULL), -EINVAL);
    assert_ptr_equal(found, dac);
}

static void IDeviceTopology_GetSignalPath_order_and_codes(void **state)
{
    struct fixture *fixture = *state;
    const struct jf_part *from = part_of(fixture->graph, "syn:codec/pcm");
    const struct jf_part *to = part_of(fixture->graph, "syn:codec/jack"), *part;
    struct jf_path *path, *reversed;

    assert_int_equal(jf_path_find(fixture->graph, from, to, JF_PATH_INSIDE_DEVICE, &path), 0);
    assert_int_equal(jf_path_windows_order(path, &reversed), 0);
    assert_int_equal(jf_path_get_count(reversed), 3);
    assert_int_equal(jf_path_get_part(reversed, 0, &part), 0);
    assert_ptr_equal(part, to);
    assert_int_equal(jf_path_get_part(reversed, 2, &part), 0);
    assert_ptr_equal(part, from);
    jf_path_free(path);
    path = NULL;
    assert_int_equal(jf_path_find(fixture->graph, to, from, JF_PATH_INSIDE_DEVICE, &path), -ENOENT);
    assert_int_equal(jf_path_find(fixture->graph, NULL, to, 0, &path), -EINVAL);
    assert_int_equal(jf_path_find(fixture->graph, from, to, 0, NULL), -EINVAL);
    assert_int_equal(jf_path_find(fixture->graph, from, part_of(fixture->graph, "syn:sink/FL"),
                                  JF_PATH_INSIDE_DEVICE, &path),
                     -EINVAL);
    assert_null(path);
    jf_path_free(reversed);
}

/* ---- 1.2 IConnector: asking ------------------------------------------------------------------ */

static const struct {
    const char *row, *connector;
    enum jf_part_type type;
    enum jf_flow flow;
    bool connected;
} kinds[] = {
    {"bridge pin, attached", "syn:codec/jack", JF_TYPE_PHYSICAL_EXTERNAL, JF_FLOW_OUT, true},
    {"bridge pin, nothing attached", "syn:codec/mic", JF_TYPE_PHYSICAL_INTERNAL, JF_FLOW_IN, false},
    {"endpoint's placeholder", "syn:phones/plug", JF_TYPE_PHYSICAL_EXTERNAL, JF_FLOW_IN, true},
    {"Software_IO, attached", "syn:codec/pcm", JF_TYPE_SOFTWARE_IO, JF_FLOW_IN, true},
    {"Software_IO, other side is memory", "syn:codec/pcm2", JF_TYPE_SOFTWARE_IO, JF_FLOW_IN, false},
    {"node port", "syn:sink/FL", JF_TYPE_SOFTWARE_IO, JF_FLOW_IN, false},
};

static void IConnector_GetType_GetDataFlow_IsConnected(void **state)
{
    struct fixture *fixture = *state;

    for (size_t i = 0; i < JFI_COUNT(kinds); i++) {
        const struct jf_connector *connector = connector_of(fixture->graph, kinds[i].connector);

        print_message("%s\n", kinds[i].row);
        assert_int_equal(jf_connector_get_type(connector), kinds[i].type);
        assert_int_equal(jf_connector_get_flow(connector), kinds[i].flow);
        assert_int_equal(jf_connector_is_connected(fixture->graph, connector), kinds[i].connected);
        assert_ptr_equal(jf_connector_get_part(connector),
                         part_of(fixture->graph, kinds[i].connector));
    }
    assert_false(jf_connector_is_connected(NULL, NULL));
}

static const struct {
    const char *row, *connector;
    int object, id; /* what the object form and what the two id forms answer */
    const char *peer, *device;
} peers[] = {
    {"attached: the peer", "syn:codec/jack", 1, 1, "syn:phones/plug", "syn:phones"},
    {"from the other side", "syn:phones/plug", 1, 1, "syn:codec/jack", "syn:codec"},
    {"unconnected: E_NOTFOUND", "syn:codec/mic", -ENOTCONN, -ENOTCONN, NULL, NULL},
    {"other side is no topology: E_NOTFOUND", "syn:codec/pcm2", -ENOTCONN, -ENOTCONN, NULL, NULL},
    {"several peers: the oldest, and how many", "syn:player/FR", 2, 2, "syn:sink/FR", "syn:sink"},
    {"an unplugged endpoint is a peer", "syn:codec/jack", 1, 1, "syn:phones/plug", "syn:phones"},
};

static void IConnector_GetConnectedTo_and_the_two_id_forms(void **state)
{
    struct fixture *fixture = *state;

    for (size_t i = 0; i < JFI_COUNT(peers); i++) {
        const struct jf_connector *connector = connector_of(fixture->graph, peers[i].connector);
        const struct jf_connector *peer = NULL;
        const char *peer_id = NULL, *device_id = NULL;

        print_message("%s\n", peers[i].row);
        assert_int_equal(jf_connector_get_connected_to(fixture->graph, connector, &peer),
                         peers[i].object);
        assert_int_equal(
            jf_connector_get_connected_connector_id(fixture->graph, connector, &peer_id),
            peers[i].id);
        assert_int_equal(
            jf_connector_get_connected_device_id(fixture->graph, connector, &device_id),
            peers[i].id);
        if (!peers[i].peer) {
            assert_null(peer);
            assert_null(peer_id);
            assert_null(device_id);
            continue;
        }
        assert_string_equal(jf_part_get_id(jf_connector_get_part(peer)), peers[i].peer);
        assert_string_equal(peer_id, peers[i].peer);
        assert_string_equal(device_id, peers[i].device);
    }
}

static void
IConnector_GetConnectedTo_inactive_peer_is_ERROR_PATH_NOT_FOUND_ids_still_answer(void **state)
{
    struct fixture *fixture = *state;
    const struct jf_connector *connector, *peer = NULL;
    const struct jf_graph *graph;
    const char *id;

    change_machine(fixture->context, "-player/FR~sink/FR");
    graph = jf_context_get_graph(fixture->context);
    connector = connector_of(graph, "syn:player/FR");
    assert_int_equal(jf_connector_get_connected_to(graph, connector, &peer), -ENODEV);
    assert_null(peer);
    assert_int_equal(jf_connector_get_connected_connector_id(graph, connector, &id), 1);
    assert_string_equal(id, "syn:void/in");
    assert_int_equal(jf_connector_get_connected_device_id(graph, connector, &id), 1);
    assert_string_equal(id, "syn:void");
}

static void IConnector_out_pointers_may_not_be_NULL(void **state)
{
    struct fixture *fixture = *state;
    const struct jf_connector *connector = connector_of(fixture->graph, "syn:codec/jack");
    const struct jf_connection *connection;

    assert_int_equal(jf_connector_get_connected_to(fixture->graph, connector, NULL), -EINVAL);
    assert_int_equal(jf_connector_get_connected_connector_id(fixture->graph, connector, NULL),
                     -EINVAL);
    assert_int_equal(jf_connector_get_connected_device_id(fixture->graph, connector, NULL),
                     -EINVAL);
    assert_int_equal(jf_connector_get_connection(fixture->graph, connector, 0, NULL), -EINVAL);
    assert_int_equal(jf_connector_get_connection(fixture->graph, connector, 1, &connection),
                     -EINVAL);
}

/* ---- 1.2 IConnector: ConnectTo and Disconnect ------------------------------------------------ */

static const struct {
    const char *row, *a, *b;
    int status;
    uint32_t hresult;
} connects[] = {
    {"NULL: E_POINTER", NULL, "syn:sink/FL", -EINVAL, 0x80070057},
    {"the same device", "syn:sink/FL", "syn:sink/mon", -EINVAL, 0x80070057},
    {"the same connector", "syn:sink/FL", "syn:sink/FL", -EINVAL, 0x80070057},
    {"same direction: E_INVALIDARG", "syn:player/FL", "syn:sink/mon", -EINVAL, 0x80070057},
    {"types that cannot be joined", "syn:player/FL", "syn:hole/plug", -EINVAL, 0x80070057},
    {"a disabled device", "syn:player/FL", "syn:void/in", -ENODEV, 0x80070003},
    {"a device not present", "syn:player/FL", "syn:gone/in", -ENODEV, 0x80070003},
    {"sockets are wired by people", "syn:codec/loose", "syn:hole/plug", -EROFS, 0x80071779},
    {"a side wired for good", "syn:player/FL", "syn:wired/in", -EROFS, 0x80071779},
    {"this very physical pair", "syn:codec/jack", "syn:phones/plug", -EROFS, 0x80071779},
    {"this very pair", "syn:player/FR", "syn:sink/FR", -EEXIST, 0x800700B7},
    {"this very pair the other way round", "syn:sink/FR", "syn:player/FR", -EEXIST, 0x800700B7},
    {"1:1 attached elsewhere: ERROR_DEVICE_ALREADY_ATTACHED", "syn:player/FR", "syn:codec/pcm",
     -EBUSY, 0x80070224},
    {"S_OK", "syn:player/FL", "syn:sink/FL", 0, 0},
    {"S_OK in the other order", "syn:soldered/in", "syn:player/FL", 0, 0},
    {"S_OK, 1:1 and free", "syn:player/FR", "syn:codec/pcm2", 0, 0},
};

static void IConnector_ConnectTo_each_refusal_has_its_code(void **state)
{
    struct fixture *fixture = *state;

    for (size_t i = 0; i < JFI_COUNT(connects); i++) {
        const struct jf_graph *before = jf_context_get_graph(fixture->context);
        size_t count = jf_graph_get_connection_count(before);
        const struct jf_connector *a = connects[i].a ? connector_of(before, connects[i].a) : NULL;
        const struct jf_connector *b = connector_of(before, connects[i].b);
        int status = jf_connector_connect(fixture->context, a, b);

        print_message("%s\n", connects[i].row);
        assert_int_equal(status, connects[i].status);
        assert_int_equal(jf_hresult(JF_DOMAIN_TOPOLOGY, status), connects[i].hresult);
        assert_int_equal(jf_graph_get_connection_count(jf_context_get_graph(fixture->context)),
                         count + (status == 0));
    }
}

static const struct {
    const char *row, *connector;
    int status;
    uint32_t hresult;
    size_t dropped;
} disconnects[] = {
    {"already disconnected: E_NOTFOUND", "syn:codec/pcm2", -ENOTCONN, 0x80070490, 0},
    {"an empty socket", "syn:codec/mic", -ENOTCONN, 0x80070490, 0},
    {"physical: ERROR_FILE_READ_ONLY", "syn:codec/jack", -EROFS, 0x80071779, 0},
    {"physical, from the other side", "syn:phones/plug", -EROFS, 0x80071779, 0},
    {"fixed: ERROR_FILE_READ_ONLY", "syn:soldered/out", -EROFS, 0x80071779, 0},
    {"S_OK", "syn:player/FL", 0, 0, 1},
    {"again: E_NOTFOUND", "syn:player/FL", -ENOTCONN, 0x80070490, 0},
    {"S_OK: all of several", "syn:player/FR", 0, 0, 2},
    {"again: E_NOTFOUND", "syn:player/FR", -ENOTCONN, 0x80070490, 0},
};

static void IConnector_Disconnect_each_outcome_has_its_code(void **state)
{
    struct fixture *fixture = *state;

    for (size_t i = 0; i < JFI_COUNT(disconnects); i++) {
        const struct jf_graph *before = jf_context_get_graph(fixture->context);
        size_t count = jf_graph_get_connection_count(before);
        int status = jf_connector_disconnect(fixture->context,
                                             connector_of(before, disconnects[i].connector));

        print_message("%s\n", disconnects[i].row);
        assert_int_equal(status, disconnects[i].status);
        assert_int_equal(jf_hresult(JF_DOMAIN_TOPOLOGY, status), disconnects[i].hresult);
        assert_int_equal(jf_graph_get_connection_count(jf_context_get_graph(fixture->context)),
                         count - disconnects[i].dropped);
    }
    assert_int_equal(jf_connector_disconnect(fixture->context, NULL), -EINVAL);
    assert_int_equal(jf_connector_disconnect(NULL, NULL), -EINVAL);
}

static void permanence_can_be_asked_before_anyone_tries(void **state)
{
    struct fixture *fixture = *state;
    const struct jf_connection *connection;

    assert_int_equal(jf_connector_get_connection(fixture->graph,
                                                 connector_of(fixture->graph, "syn:codec/jack"), 0,
                                                 &connection),
                     0);
    assert_int_equal(jf_connection_get_permanence(connection), JF_PERMANENCE_PHYSICAL);
    assert_int_equal(jf_connection_disconnect(fixture->context, connection), -EROFS);
    assert_string_equal(jf_connection_get_id(connection), "syn:codec/jack~syn:phones/plug");
    assert_non_null(jf_connection_get_evidence(connection));
}

static void a_permanent_connection_among_free_ones_protects_them_all(void **state)
{
    struct fixture *fixture = *state;

    change_machine(fixture->context, "player/FL~wired/in:fixed");
    assert_int_equal(jf_connector_disconnect(
                         fixture->context,
                         connector_of(jf_context_get_graph(fixture->context), "syn:player/FL")),
                     -EROFS);
    assert_int_equal(jf_connector_get_connection_count(
                         jf_context_get_graph(fixture->context),
                         connector_of(jf_context_get_graph(fixture->context), "syn:player/FL")),
                     2);
}

static void one_of_several_connections_can_be_dropped(void **state)
{
    struct fixture *fixture = *state;
    const struct jf_connector *connector = connector_of(fixture->graph, "syn:player/FR");
    const struct jf_connection *connection;

    assert_int_equal(jf_connector_get_connection(fixture->graph, connector, 1, &connection), 0);
    assert_int_equal(jf_connection_disconnect(fixture->context, connection), 0);
    assert_int_equal(jf_connection_disconnect(fixture->context, connection), -ENOTCONN);
    assert_int_equal(
        jf_connector_get_connection_count(jf_context_get_graph(fixture->context), connector), 1);
}

static void a_connector_of_an_old_snapshot_is_stale_once_its_part_is_gone(void **state)
{
    struct fixture *fixture = *state;
    const struct jf_connector *from = connector_of(fixture->graph, "syn:player/FL");
    const struct jf_connector *to = connector_of(fixture->graph, "syn:sink/FL");
    struct jf_path *path;

    change_machine(fixture->context, "unrelated:node");
    assert_int_equal(jf_connector_connect(fixture->context, from, to), 0);
    change_machine(fixture->context, "-sink/FL;sink/FL:in");
    assert_int_equal(jf_connector_connect(fixture->context, from, to), 0);
    change_machine(fixture->context, "-sink");
    change_machine(fixture->context, "sink:node;sink/FL:in");
    assert_int_equal(jf_connector_connect(fixture->context, from, to), -ESTALE);
    assert_int_equal(jf_connector_disconnect(fixture->context, to), -ESTALE);
    assert_int_equal(jf_path_find(jf_context_get_graph(fixture->context),
                                  jf_connector_get_part(from), jf_connector_get_part(to), 0, &path),
                     -ESTALE);
}

/* ---- 1.3 IPart ------------------------------------------------------------------------------- */

static void IPart_identity_kind_type_and_conversions(void **state)
{
    struct fixture *fixture = *state;
    const struct jf_part *dac = part_of(fixture->graph, "syn:codec/dac");
    const struct jf_connector *connector;

    assert_string_equal(jf_part_get_name(dac), "dac");
    assert_string_equal(jf_part_get_id(dac), "syn:codec/dac");
    assert_int_not_equal(jf_part_get_local_id(dac), 0);
    assert_int_equal(jf_part_get_kind(dac), JF_PART_SUBUNIT);
    assert_int_equal(jf_part_get_type(dac), JF_TYPE_DAC);
    assert_string_equal(jf_device_get_id(jf_part_get_device(dac)), "syn:codec");
    assert_int_equal(jf_part_get_nid(dac), -1);
    /* QueryInterface for IConnector: E_NOINTERFACE on a subunit. */
    assert_int_equal(jf_part_get_connector(dac, &connector), -ENOTSUP);
    assert_int_equal(jf_part_get_connector(dac, NULL), -EINVAL);
}

static void IPart_EnumParts_gives_immediate_neighbours_and_none_is_no_error(void **state)
{
    struct fixture *fixture = *state;
    const struct jf_part *dac = part_of(fixture->graph, "syn:codec/dac");
    const struct jf_part *jack = part_of(fixture->graph, "syn:codec/jack");
    const struct jf_link *link;

    assert_int_equal(jf_part_get_incoming_count(dac), 1);
    assert_int_equal(jf_part_get_incoming(dac, 0, &link), 0);
    assert_ptr_equal(jf_link_get_from(link), part_of(fixture->graph, "syn:codec/pcm"));
    assert_int_equal(jf_part_get_outgoing(dac, 0, &link), 0);
    assert_ptr_equal(jf_link_get_to(link), jack);
    assert_int_equal(jf_part_get_outgoing_count(jack), 0);
    assert_int_equal(jf_part_get_outgoing(jack, 0, &link), -EINVAL);
    assert_int_equal(jf_part_get_incoming(dac, 0, NULL), -EINVAL);
}

static void IPart_GetControlInterface_codes(void **state)
{
    struct fixture *fixture = *state;
    const struct jf_control *control;
    const struct jf_part *dac;
    int64_t value, low, high, step;

    dac = part_of(fixture->graph, "syn:codec/dac");
    assert_int_equal(jf_part_get_control_count(dac), 0);
    assert_int_equal(jf_part_get_control(dac, 0, &control), -ENOENT);
    change_machine(fixture->context, "codec/dac.level=-600");
    dac = part_of(jf_context_get_graph(fixture->context), "syn:codec/dac");
    assert_int_equal(jf_part_get_control(dac, 0, &control), 0);
    assert_int_equal(jf_part_get_control(dac, 1, &control), -EINVAL);
    assert_int_equal(jf_part_get_control(dac, 0, NULL), -EINVAL);
    assert_int_equal(jf_control_get_kind(control), JF_CONTROL_LEVEL);
    assert_ptr_equal(jf_control_get_part(control), dac);
    assert_int_equal(jf_control_get_value(control, 0, &value), 0);
    assert_int_equal(value, -600);
    assert_int_equal(jf_control_get_value(control, 1, &value), -EINVAL);
    assert_int_equal(jf_control_get_range(control, &low, &high, &step), -ENOENT);
}

static void a_plug_in_a_jack_and_a_connection_are_two_facts(void **state)
{
    struct fixture *fixture = *state;
    const struct jf_connector *connector;
    const struct jf_jack *jack;

    change_machine(fixture->context, "codec/mic.presence=plugged");
    connector = connector_of(jf_context_get_graph(fixture->context), "syn:codec/mic");
    assert_int_equal(jf_connector_get_jack_count(connector), 1);
    assert_int_equal(jf_connector_get_jack(connector, 0, &jack), 0);
    assert_int_equal(jf_connector_get_jack(connector, 1, &jack), -EINVAL);
    assert_int_equal(jf_jack_get_presence(jack), JF_PRESENCE_PLUGGED);
    assert_string_equal(jf_jack_get_said_by(jack), "synthetic");
    assert_null(jf_jack_get_color(jack));
    assert_false(jf_connector_is_connected(jf_context_get_graph(fixture->context), connector));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(IDeviceTopology_counts_and_indexes, setup, teardown),
        cmocka_unit_test_setup_teardown(IDeviceTopology_GetPartById_unknown_id_is_E_INVALIDARG,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(IDeviceTopology_GetSignalPath_order_and_codes, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(IConnector_GetType_GetDataFlow_IsConnected, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(IConnector_GetConnectedTo_and_the_two_id_forms, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(
            IConnector_GetConnectedTo_inactive_peer_is_ERROR_PATH_NOT_FOUND_ids_still_answer, setup,
            teardown),
        cmocka_unit_test_setup_teardown(IConnector_out_pointers_may_not_be_NULL, setup, teardown),
        cmocka_unit_test_setup_teardown(IConnector_ConnectTo_each_refusal_has_its_code, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(IConnector_Disconnect_each_outcome_has_its_code, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(permanence_can_be_asked_before_anyone_tries, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_permanent_connection_among_free_ones_protects_them_all,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(one_of_several_connections_can_be_dropped, setup, teardown),
        cmocka_unit_test_setup_teardown(
            a_connector_of_an_old_snapshot_is_stale_once_its_part_is_gone, setup, teardown),
        cmocka_unit_test_setup_teardown(IPart_identity_kind_type_and_conversions, setup, teardown),
        cmocka_unit_test_setup_teardown(
            IPart_EnumParts_gives_immediate_neighbours_and_none_is_no_error, setup, teardown),
        cmocka_unit_test_setup_teardown(IPart_GetControlInterface_codes, setup, teardown),
        cmocka_unit_test_setup_teardown(a_plug_in_a_jack_and_a_connection_are_two_facts, setup,
                                        teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
