/* SPDX-License-Identifier: MIT */
#include "helpers/pipewire-world.h"

#include <errno.h>
#include <string.h>

static size_t find_key(const struct world *world, const char *key)
{
    size_t at = 0;

    while (at < world->key_count && strcmp(world->keys[at], key) != 0)
        at++;
    return at;
}

bool is_present(const struct world *world, const char *key)
{
    return find_key(world, key) < world->key_count;
}

/* Allocates nothing: it is called while allocations are made to fail. */
static void on_changed(void *user, const char *key, bool present)
{
    struct world *world = user;
    size_t at = find_key(world, key);

    world->told++;
    if (present && at == world->key_count) {
        assert_true(world->key_count < MAXIMUM_KEYS && strlen(key) < MAXIMUM_KEY_SIZE);
        memcpy(world->keys[world->key_count++], key, strlen(key) + 1);
    } else if (!present) {
        assert_true(at < world->key_count);
        memcpy(world->keys[at], world->keys[--world->key_count], MAXIMUM_KEY_SIZE);
    }
}

int open_world(void **state)
{
    struct world *world = calloc(1, sizeof(*world));

    assert_non_null(world);
    assert_int_equal(jfi_pw_model_new(on_changed, world, &world->model), 0);
    *state = world;
    return 0;
}

int close_world(void **state)
{
    struct world *world = *state;

    assert_null(jfi_pw_model_free(world->model));
    free(world);
    return 0;
}

void put(struct world *world, uint32_t id, enum jfi_pw_kind kind,
         const struct jfi_pw_property *properties, size_t count)
{
    const struct jfi_pw_object object = {
        .id = id,
        .kind = kind,
        .properties = properties,
        .property_count = count,
        .link_state = kind == JFI_PW_LINK ? JF_CONNECTION_ACTIVE : JF_CONNECTION_UNKNOWN,
    };
    int status = jfi_pw_model_put(world->model, &object);

    if (status == -ENOMEM)
        status = jfi_pw_model_put(world->model, &object);
    assert_int_equal(status, 0);
}

void put_node(struct world *world, uint32_t id, const char *name, const char *class)
{
    PUT(world, id, JFI_PW_NODE, {"node.name", name}, {"media.class", class});
}

void put_port(struct world *world, uint32_t id, const char *node, const char *direction,
              const char *name, const char *number)
{
    PUT(world, id, JFI_PW_PORT, {"node.id", node}, {"port.direction", direction},
        {"port.name", name}, {"port.id", number});
}

void put_link(struct world *world, uint32_t id, const char *output, const char *input)
{
    PUT(world, id, JFI_PW_LINK, {"link.output.port", output}, {"link.input.port", input},
        {"object.serial", "77"});
}

const char player_to_sink[] = "node:player/out:out_FL~node:sink/in:in_FL";

void put_player_and_sink(struct world *world)
{
    put_node(world, 10, "player", "Stream/Output/Audio");
    put_port(world, 11, "10", "out", "out_FL", "0");
    put_node(world, 20, "sink", "Audio/Sink");
    put_port(world, 21, "20", "in", "in_FL", "0");
}

static int try_to_describe(const struct world *world, const char *key, struct jfi_unit **ret_unit)
{
    struct jfi_builder *builder;
    int status = jfi_builder_new("pipewire", &builder);

    if (status)
        return status;
    status = jfi_pw_model_describe(world->model, key, builder);
    if (!status)
        status = jfi_builder_freeze(builder, ret_unit);
    jfi_builder_free(builder);
    return status;
}

struct jfi_unit *describe(const struct world *world, const char *key)
{
    struct jfi_unit *unit = NULL;
    int status = try_to_describe(world, key, &unit);

    if (status == -ENOMEM)
        status = try_to_describe(world, key, &unit);
    assert_int_equal(status, 0);
    assert_non_null(unit);
    assert_string_equal(unit ? unit->device.id : NULL, key);
    return unit;
}

const struct jf_graph *graph_of(const struct world *world)
{
    struct jfi_vec units = {.item_size = sizeof(struct jfi_unit *)};
    uint64_t serial = 1;
    struct jfi_graph_recipe recipe = {.generation = 1, .next_serial = &serial};
    const struct jf_graph *graph;
    char *report;

    for (size_t i = 0; i < world->key_count; i++) {
        struct jfi_unit *unit = describe(world, world->keys[i]);

        jfi_unit_adopt(unit, NULL, &serial);
        assert_int_equal(jfi_vec_push(&units, &unit), 0);
    }
    recipe.units = units.items;
    recipe.unit_count = units.count;
    assert_int_equal(jfi_graph_new(&recipe, &graph), 0);
    for (size_t i = 0; i < units.count; i++)
        jfi_unit_unref(((struct jfi_unit **)units.items)[i]);
    jfi_vec_fini(&units);
    assert_int_equal(jf_graph_check(graph, &report), 0);
    return graph;
}

const struct jf_device *device_of(const struct jf_graph *graph, const char *id)
{
    const struct jf_device *device = NULL;

    if (jf_graph_find_device(graph, id, &device) < 0)
        fail_msg("no device %s", id);
    return device;
}

const struct jf_part *part_of(const struct jf_graph *graph, const char *id)
{
    const struct jf_part *part = NULL;

    if (jf_graph_find_part(graph, id, &part) < 0)
        fail_msg("no part %s", id);
    return part;
}

const struct jf_connection *connection_of(const struct jf_graph *graph, const char *id)
{
    const struct jf_connection *connection = NULL;

    if (jf_graph_find_connection(graph, id, &connection) < 0)
        fail_msg("no connection %s", id);
    return connection;
}
