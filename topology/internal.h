/* SPDX-License-Identifier: MIT */
#ifndef JFI_INTERNAL_H
#define JFI_INTERNAL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jackfield/jackfield.h>

#include "topology/arena.h"
#include "topology/builder.h"

/**
 * @file
 * What the files of the core share: the frozen model and the steps that make one snapshot from the
 * next. Nothing here is known to backends or tools.
 */

#define JFI_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- the frozen model ------------------------------------------------------------------------ */

struct jfi_property {
    const char *key, *value;
};

/** Ordered by key. */
struct jfi_properties {
    const struct jfi_property *items;
    size_t count;
};

struct jf_jack {
    enum jf_presence presence;
    const char *color, *location, *connection, *said_by;
};

struct jf_control {
    const struct jf_part *part;
    const char *name;
    unsigned int index;
    enum jf_control_kind kind;
    bool readable, writable, inactive, locked;
    size_t value_count;
    const int64_t *values;
    bool has_range;
    int64_t min, max, step;
    size_t item_count;
    const struct jfi_item *items;
    const char *evidence;
    const char *remark; /* or NULL */
    enum jf_origin changed_by;
    uint64_t handle;
};

struct jf_link {
    const struct jf_part *from, *to;
    enum jf_link_state state;
    const char *evidence;
};

struct jf_part {
    const struct jf_device *device;
    size_t index; /**< in the device's parts */
    uint64_t serial;
    const char *id;
    const char *key; /**< the id behind the slash */
    const char *name;
    uint32_t local_id;
    enum jf_part_kind kind;
    enum jf_part_type type;
    enum jf_flow flow;
    bool exclusive;
    int nid, entity, interface; /**< -1: none */
    struct jfi_properties properties;
    const struct jf_jack *jacks;
    size_t jack_count;
    struct jf_control *controls;
    size_t control_count;
    const struct jf_link **incoming, **outgoing;
    size_t incoming_count, outgoing_count;
};

struct jf_device {
    uint64_t serial;
    const char *id;
    const char *name;
    const char *backend; /**< static: the backend's ops name */
    enum jf_device_kind kind;
    enum jf_device_state state;
    bool has_card;
    struct jf_card card;
    struct jfi_properties properties;
    struct jf_part *parts;
    size_t part_count;
    const struct jf_part **by_key; /**< parts ordered by key */
    const struct jf_part **connectors, **subunits;
    size_t connector_count, subunit_count;
    struct jf_link *links;
    size_t link_count;
};

/** A connection as a backend described it; becomes a jf_connection while both ends are there. */
struct jfi_wire {
    const char *id;
    const char *from_id, *to_id;
    enum jf_permanence permanence;
    enum jf_connection_state state;
    bool managed;
    const char *evidence;
    uint64_t handle;
    struct jfi_properties properties;
};

/** One complete description by a backend, frozen; shared by all snapshots it is part of. */
struct jfi_unit {
    atomic_uint ref_count;
    struct jfi_arena arena; /**< holds everything below */
    bool has_device;
    struct jf_device device;
    struct jfi_wire *wires;
    size_t wire_count;
};

struct jf_connection {
    uint64_t serial;
    const struct jfi_wire *wire;
    const struct jf_part *from, *to;
    size_t from_device, to_device; /**< index in the graph's devices */
};

struct jf_graph {
    atomic_uint ref_count;
    uint64_t generation;
    struct jfi_unit **units;
    size_t unit_count;
    const struct jf_device **devices; /**< ordered by id */
    size_t device_count;
    size_t *part_bases; /**< parts in the devices before this one */
    size_t part_count;
    struct jf_connection *connections; /**< ordered by id */
    size_t connection_count;
    /** Ordered by the part at that end, then by serial: all connections of a connector in a run. */
    const struct jf_connection **by_from, **by_to;
};

struct jf_event {
    atomic_uint ref_count;
    struct jf_event *next;
    enum jf_event_type type;
    const struct jf_graph *graph; /**< the graph it leads to */
    const struct jf_graph *home;  /**< the graph the object lives in */
    enum jf_object_kind object_kind;
    const struct jf_device *device;
    const struct jf_part *part;
    const struct jf_connection *connection;
    const struct jf_control *control;
    uint64_t serial;
    unsigned int changes;
    enum jf_origin origin;
    int status;
    char *backend, *reason;
};

/* ---- properties ------------------------------------------------------------------------------ */

const char *jfi_properties_get(const struct jfi_properties *properties, const char *key);
int jfi_properties_at(const struct jfi_properties *properties, size_t index, const char **ret_key,
                      const char **ret_value);
bool jfi_properties_equal(const struct jfi_properties *a, const struct jfi_properties *b);

/** Equal strings, where NULL equals only NULL. */
bool jfi_text_equal(const char *a, const char *b);

/* ---- builder.c, freeze.c --------------------------------------------------------------------- */

int jfi_builder_new(const char *backend, struct jfi_builder **ret_builder);
struct jfi_builder *jfi_builder_free(struct jfi_builder *builder);
/** The first failure, or 0. `ret_what` (may be NULL) gets words for it, valid like the builder. */
int jfi_builder_get_status(const struct jfi_builder *builder, const char **ret_what);
/** Turns what was built into a unit without serials. Errors: the builder's, -ENOMEM. */
int jfi_builder_freeze(struct jfi_builder *builder, struct jfi_unit **ret_unit);

/* ---- unit.c ---------------------------------------------------------------------------------- */

struct jfi_unit *jfi_unit_ref(struct jfi_unit *unit);
struct jfi_unit *jfi_unit_unref(struct jfi_unit *unit);
/** Gives serials: those of `old` (or NULL) where it is still the same thing, else new ones. */
void jfi_unit_adopt(struct jfi_unit *unit, const struct jfi_unit *old, uint64_t *next_serial);
bool jfi_unit_equal(const struct jfi_unit *a, const struct jfi_unit *b);
/** What differs between two incarnations of one device or part, as jf_change bits. */
unsigned int jfi_device_changes(const struct jf_device *a, const struct jf_device *b);
unsigned int jfi_part_changes(const struct jf_part *a, const struct jf_part *b);
unsigned int jfi_wire_changes(const struct jfi_wire *a, const struct jfi_wire *b);
/** Whether the controls differ in their values only (same names, kinds, ranges). */
bool jfi_control_value_equal(const struct jf_control *a, const struct jf_control *b);
/** NULL: no such key. */
const struct jf_part *jfi_device_find_part(const struct jf_device *device, const char *key);

/* ---- path.c ---------------------------------------------------------------------------------- */

const struct jf_graph *jfi_path_get_graph(const struct jf_path *path);

/* ---- graph.c --------------------------------------------------------------------------------- */

/** What a snapshot is made from. */
struct jfi_graph_recipe {
    struct jfi_unit *const *units; /**< the graph takes references */
    size_t unit_count;
    uint64_t generation;
    /** Connections keep the serials they have here as long as both ends are the same; or NULL. */
    const struct jf_graph *previous;
    uint64_t *next_serial;
    /** Told of each device that is left out because an earlier one has its id; or NULL. */
    void (*duplicate)(void *user, const char *id);
    void *user;
};

/** -ENOMEM. */
int jfi_graph_new(const struct jfi_graph_recipe *recipe, const struct jf_graph **ret_graph);
/** Index of a device in this graph. -ENOENT. */
int jfi_graph_find_device_index(const struct jf_graph *graph, const char *id, size_t *ret_index);
/** The run of connections at one end of a part. */
size_t jfi_graph_connections_from(const struct jf_graph *graph, const struct jf_part *part,
                                  const struct jf_connection *const **ret_first);
size_t jfi_graph_connections_to(const struct jf_graph *graph, const struct jf_part *part,
                                const struct jf_connection *const **ret_first);
/** The connections of a connector, whichever end it is. */
size_t jfi_graph_connections_of(const struct jf_graph *graph, const struct jf_part *part,
                                const struct jf_connection *const **ret_first);
/** The same part (by id and serial) in this graph. -ESTALE: it is gone. */
int jfi_graph_current_part(const struct jf_graph *graph, const struct jf_part *part,
                           const struct jf_part **ret_part);

/** The model's invariants: each violation goes to `report` (or NULL). Their number, or -ENOMEM. */
int jfi_graph_check(const struct jf_graph *graph, void (*report)(void *user, const char *line),
                    void *user);

/* ---- events ---------------------------------------------------------------------------------- */

struct jfi_event_list {
    struct jf_event *first, **end;
    size_t count;
};

void jfi_event_list_init(struct jfi_event_list *list);
void jfi_event_list_fini(struct jfi_event_list *list);
void jfi_event_list_append(struct jfi_event_list *list, struct jf_event *event);
/** Moves everything behind what `list` holds. */
void jfi_event_list_move(struct jfi_event_list *list, struct jfi_event_list *other);
int jfi_event_new(enum jf_event_type type, const struct jf_graph *graph,
                  struct jf_event **ret_event);

/** The events that lead from one graph to the next, in the order of event.h. -ENOMEM. */
int jfi_diff(const struct jf_graph *from, const struct jf_graph *to,
             struct jfi_event_list *ret_events);

/* A connector handle is a part handle that is known to be a connector. */
static inline const struct jf_part *jfi_as_part(const struct jf_connector *connector)
{
    return (const struct jf_part *)(const void *)connector;
}

static inline const struct jf_connector *jfi_as_connector(const struct jf_part *part)
{
    return (const struct jf_connector *)(const void *)part;
}

#endif
