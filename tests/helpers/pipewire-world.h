/* SPDX-License-Identifier: MIT */
#ifndef TESTS_PIPEWIRE_WORLD_H
#define TESTS_PIPEWIRE_WORLD_H

/* A model of a PipeWire server, filled by hand, and what it has told. Failures end the test. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "backends/pipewire/model.h"
#include "topology/internal.h"
#include "topology/vec.h"

enum {
    MAXIMUM_KEYS = 4096,
    MAXIMUM_KEY_SIZE = 64,
};

struct world {
    struct jfi_pw_model *model;
    char keys[MAXIMUM_KEYS][MAXIMUM_KEY_SIZE]; /**< of the things that are present */
    size_t key_count;
    size_t told; /**< times that `changed` was called */
};

/** A test that gets a struct world as its state. */
#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, open_world, close_world)

int open_world(void **state);
int close_world(void **state);
bool is_present(const struct world *world, const char *key);

/** PUT(world, id, kind, {"key", "value"}, …) */
#define PUT(world, id, kind, ...)                                       \
    put(world, id, kind, (const struct jfi_pw_property[]){__VA_ARGS__}, \
        JFI_COUNT(((const struct jfi_pw_property[]){__VA_ARGS__})))

/** Links are active. Like describe, it tries a second time when memory is short (torture.h). */
void put(struct world *world, uint32_t id, enum jfi_pw_kind kind,
         const struct jfi_pw_property *properties, size_t count);
void put_node(struct world *world, uint32_t id, const char *name, const char *class);
void put_port(struct world *world, uint32_t id, const char *node, const char *direction,
              const char *name, const char *number);
/** Its object.serial is 77. */
void put_link(struct world *world, uint32_t id, const char *output, const char *input);
/** player (10) with the port out_FL (11), sink (20) with the port in_FL (21). */
void put_player_and_sink(struct world *world);
/** The id of a connection from one to the other. */
extern const char player_to_sink[];

/** What the model says of one thing; jfi_unit_unref it. */
struct jfi_unit *describe(const struct world *world, const char *key);
/** What the core would make of everything that is present; jf_graph_unref it. */
const struct jf_graph *graph_of(const struct world *world);

const struct jf_device *device_of(const struct jf_graph *graph, const char *id);
const struct jf_part *part_of(const struct jf_graph *graph, const char *id);
const struct jf_connection *connection_of(const struct jf_graph *graph, const char *id);

#endif
