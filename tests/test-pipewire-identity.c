/* SPDX-License-Identifier: MIT */

/* The pure half of the PipeWire backend: order, identity, and what is told of changes. */

#include "helpers/pipewire-world.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "helpers/torture.h"

/* ---- order and identity ---------------------------------------------------------------------- */

enum {
    PIECE_COUNT = 6
};

static void put_piece(struct world *world, size_t piece)
{
    switch (piece) {
    case 0:
        put_node(world, 10, "player", "Stream/Output/Audio");
        break;
    case 1:
        put_port(world, 11, "10", "out", "out_FL", "0");
        break;
    case 2:
        PUT(world, 20, JFI_PW_NODE, {"node.name", "sink"});
        break;
    case 3:
        put_port(world, 21, "20", "in", "in_FL", "0");
        break;
    case 4:
        PUT(world, 30, JFI_PW_LINK, {"link.output.port", "11"}, {"link.input.port", "21"},
            {"client.id", "40"});
        break;
    default:
        PUT(world, 40, JFI_PW_CLIENT, {"application.name", "WirePlumber"});
        break;
    }
}

static void assert_complete(const struct jf_graph *graph)
{
    assert_int_equal(jf_graph_get_device_count(graph), 2);
    assert_int_equal(jf_device_get_part_count(device_of(graph, "node:player")), 2);
    assert_int_equal(jf_device_get_part_count(device_of(graph, "node:sink")), 2);
    assert_int_equal(jf_graph_get_connection_count(graph), 1);
    assert_true(jf_connection_is_managed(connection_of(graph, player_to_sink)));
}

/*
 * Keeps descriptions as the core does, made anew only when told. In the end they must be what a
 * fresh look shows: nothing that changed may go untold.
 */
static void assert_told_everything(struct world *world, struct jfi_unit **units, size_t told)
{
    static const char *const keys[] = {"node:player", "node:sink"};

    for (size_t i = 0; i < JFI_COUNT(keys); i++) {
        struct jfi_unit *fresh = is_present(world, keys[i]) ? describe(world, keys[i]) : NULL;

        if (world->told == told)
            assert_true((!fresh && !units[i]) ||
                        (fresh && units[i] && jfi_unit_equal(fresh, units[i])));
        jfi_unit_unref(units[i]);
        units[i] = fresh;
    }
}

static void run_order(struct world *world, const size_t *order)
{
    struct jfi_unit *units[2] = {NULL, NULL};
    const struct jf_graph *graph;

    for (size_t i = 0; i < PIECE_COUNT; i++) {
        size_t told = world->told;

        put_piece(world, order[i]);
        assert_told_everything(world, units, told);
    }
    graph = graph_of(world);
    assert_complete(graph);
    jf_graph_unref(graph);
    for (size_t i = 0; i < PIECE_COUNT; i++) {
        static const uint32_t ids[PIECE_COUNT] = {10, 11, 20, 21, 30, 40};
        size_t told = world->told;

        jfi_pw_model_remove(world->model, ids[order[i]]);
        assert_told_everything(world, units, told);
    }
    assert_int_equal(world->key_count, 0);
    assert_null(units[0]);
    assert_null(units[1]);
}

static void swap(size_t *a, size_t *b)
{
    size_t kept = *a;

    *a = *b;
    *b = kept;
}

/* The next permutation in lexicographic order; false after the last. */
static bool next_order(size_t *order)
{
    size_t at = PIECE_COUNT - 1, other = PIECE_COUNT - 1;

    while (at > 0 && order[at - 1] > order[at])
        at--;
    if (at == 0)
        return false;
    while (order[other] < order[at - 1])
        other--;
    swap(&order[at - 1], &order[other]);
    for (size_t end = PIECE_COUNT - 1; at < end; at++, end--)
        swap(&order[at], &order[end]);
    return true;
}

static void every_order_of_coming_and_going_leads_to_the_same(void **state)
{
    size_t order[PIECE_COUNT] = {0, 1, 2, 3, 4, 5}, orders = 0;

    do {
        run_order(*state, order);
        orders++;
    } while (next_order(order));
    assert_int_equal(orders, 720);
}

static void nodes_of_one_name_get_numbers_and_keep_them(void **state)
{
    struct world *world = *state;

    put_node(world, 10, "twin", "Audio/Sink");
    put_node(world, 11, "twin", "Audio/Sink");
    put_node(world, 12, "twin", "Audio/Sink");
    put_node(world, 13, "twin#2", "Audio/Sink");
    assert_true(is_present(world, "node:twin"));
    assert_true(is_present(world, "node:twin#2"));
    assert_true(is_present(world, "node:twin#3"));
    assert_true(is_present(world, "node:twin#2#2"));
    jfi_pw_model_remove(world->model, 10);
    assert_false(is_present(world, "node:twin"));
    assert_true(is_present(world, "node:twin#2"));
    assert_true(is_present(world, "node:twin#3"));
    put_node(world, 14, "twin", "Audio/Sink");
    assert_true(is_present(world, "node:twin"));
    assert_int_equal(world->key_count, 4);
}

static void a_node_keeps_its_id_when_its_name_changes(void **state)
{
    struct world *world = *state;
    const struct jf_graph *graph;

    PUT(world, 10, JFI_PW_NODE, {"node.name", "old"}, {"media.class", "Audio/Sink"},
        {"object.serial", "5"});
    PUT(world, 10, JFI_PW_NODE, {"node.name", "new"}, {"media.class", "Audio/Sink"},
        {"object.serial", "5"});
    graph = graph_of(world);
    assert_string_equal(jf_device_get_property(device_of(graph, "node:old"), "node.name"), "new");
    assert_int_equal(jf_graph_get_device_count(graph), 1);
    jf_graph_unref(graph);
}

static void a_reused_global_id_is_another_object(void **state)
{
    struct world *world = *state;

    PUT(world, 10, JFI_PW_NODE, {"node.name", "a"}, {"media.class", "Audio/Sink"},
        {"object.serial", "5"});
    PUT(world, 10, JFI_PW_NODE, {"node.name", "b"}, {"media.class", "Audio/Sink"},
        {"object.serial", "6"});
    assert_false(is_present(world, "node:a"));
    assert_true(is_present(world, "node:b"));
    PUT(world, 10, JFI_PW_DEVICE, {"device.name", "card"}, {"object.serial", "7"});
    assert_false(is_present(world, "node:b"));
    assert_true(is_present(world, "pw-device:card"));
}

static void what_nobody_sees_makes_no_noise(void **state)
{
    struct world *world = *state;
    size_t told;

    PUT(world, 10, JFI_PW_NODE, {"node.name", "n"}, {"media.class", "Audio/Sink"},
        {"clock.quantum-limit", "8192"});
    told = world->told;
    PUT(world, 10, JFI_PW_NODE, {"node.name", "n"}, {"media.class", "Audio/Sink"},
        {"clock.quantum-limit", "4096"}, {"factory.id", "9"}, {"priority.driver", "3"});
    jfi_pw_model_remove(world->model, 99);
    assert_int_equal(world->told, told);
    PUT(world, 10, JFI_PW_NODE, {"node.name", "n"}, {"media.class", "Audio/Sink"},
        {"node.state", "idle"});
    assert_int_equal(world->told, told + 1);
}

static void clearing_tells_nothing_and_forgets_all(void **state)
{
    struct world *world = *state;
    struct jfi_builder *builder;
    uint32_t node, port;
    size_t told;

    put_player_and_sink(world);
    put_link(world, 30, "11", "21");
    told = world->told;
    jfi_pw_model_clear(world->model);
    assert_int_equal(world->told, told);
    assert_int_equal(jfi_pw_model_find_port(world->model, "node:sink/in:in_FL", &node, &port),
                     -ENOENT);
    assert_int_equal(jfi_builder_new("pipewire", &builder), 0);
    assert_int_equal(jfi_pw_model_describe(world->model, "node:sink", builder), -ENODEV);
    jfi_builder_free(builder);
    put_player_and_sink(world);
    assert_int_equal(jfi_pw_model_find_port(world->model, "node:sink/in:in_FL", &node, &port), 0);
    assert_int_equal(node, 20);
    assert_int_equal(port, 21);
}

static void only_ports_are_found_as_ports(void **state)
{
    static const char *const wrong[] = {
        "node:sink",         "node:sink/",          "node:sink/node", "node:sink/in:in_F",
        "node:sin/in:in_FL", "node:sink/in:in_FLx", "/in:in_FL",      "",
        "20/in:in_FL",       "pw-device:card/x",
    };
    struct world *world = *state;
    uint32_t node = 1, port = 2;

    put_player_and_sink(world);
    PUT(world, 50, JFI_PW_DEVICE, {"device.name", "card"});
    for (size_t i = 0; i < JFI_COUNT(wrong); i++)
        assert_int_equal(jfi_pw_model_find_port(world->model, wrong[i], &node, &port), -ENOENT);
    assert_int_equal(node, 1);
    assert_int_equal(port, 2);
}

/* ---- size ------------------------------------------------------------------------------------ */

static void put_many(struct world *world, uint32_t first, const char *name, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        char node[16];

        put_node(world, first + 2 * i, name, "Stream/Output/Audio");
        (void)snprintf(node, sizeof(node), "%u", first + 2 * i);
        put_port(world, first + 2 * i + 1, node, "out", "out", "0");
    }
}

static void thousands_of_one_name_are_all_told_apart(void **state)
{
    enum {
        COUNT = 3000
    };
    struct world *world = *state;
    char id[32];

    put_many(world, 100, "twin", COUNT);
    assert_int_equal(world->key_count, COUNT);
    for (int i = 2; i <= COUNT; i++) {
        uint32_t node, port;

        (void)snprintf(id, sizeof(id), "node:twin#%d/out:out", i);
        assert_int_equal(jfi_pw_model_find_port(world->model, id, &node, &port), 0);
        assert_int_equal(node, 100 + 2 * (i - 1));
    }
}

/* ---- without memory -------------------------------------------------------------------------- */

/* Every piece is put again until it is taken, with the n-th allocation failing on the way. */
static bool torture_round(struct world *world, unsigned long nth)
{
    static const char *const keys[] = {"node:player", "node:sink"};
    const struct jf_graph *graph;
    bool failed;

    torture_arm(nth);
    for (size_t piece = 0; piece < PIECE_COUNT; piece++)
        put_piece(world, piece);
    for (size_t i = 0; i < JFI_COUNT(keys); i++)
        jfi_unit_unref(describe(world, keys[i]));
    failed = torture_has_failed();
    torture_arm(0);
    graph = graph_of(world);
    assert_complete(graph);
    jf_graph_unref(graph);
    for (uint32_t id = 0; id < 50; id++)
        jfi_pw_model_remove(world->model, id);
    assert_int_equal(world->key_count, 0);
    return failed;
}

static void nothing_is_lost_when_allocations_fail(void **state)
{
    unsigned long nth = 1;

    while (torture_round(*state, nth))
        nth++;
    assert_true(nth > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(every_order_of_coming_and_going_leads_to_the_same),
        IN_WORLD(nodes_of_one_name_get_numbers_and_keep_them),
        IN_WORLD(a_node_keeps_its_id_when_its_name_changes),
        IN_WORLD(a_reused_global_id_is_another_object),
        IN_WORLD(what_nobody_sees_makes_no_noise),
        IN_WORLD(clearing_tells_nothing_and_forgets_all),
        IN_WORLD(only_ports_are_found_as_ports),
        IN_WORLD(thousands_of_one_name_are_all_told_apart),
        IN_WORLD(nothing_is_lost_when_allocations_fail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
