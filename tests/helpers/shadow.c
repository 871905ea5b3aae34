/* SPDX-License-Identifier: MIT */
#include "helpers/shadow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* One hash for each thing that an event can say has changed, and one for the values of controls. */
enum {
    FIELD_COUNT = 12,
    FIELD_VALUES = 11
};

struct thing {
    enum jf_object_kind kind;
    char *id;
    uint64_t serial;
    uint64_t fields[FIELD_COUNT];
};

struct shadow {
    struct thing *things;
    size_t count, capacity;
};

/* ---- hashing what the public API tells ------------------------------------------------------- */

static uint64_t mix(uint64_t hash, uint64_t value)
{
    return (hash ^ value) * 0x100000001b3u + 0x9e3779b97f4a7c15u;
}

static uint64_t text(uint64_t hash, const char *string)
{
    hash = mix(hash, string ? 1 : 0);
    while (string && *string)
        hash = mix(hash, (unsigned char)*string++);
    return hash;
}

static uint64_t device_properties(const struct jf_device *device)
{
    const char *key, *value;
    uint64_t hash = 0;

    for (size_t i = 0; jf_device_get_property_at(device, i, &key, &value) == 0; i++)
        hash = text(text(hash, key), value);
    return hash;
}

static uint64_t device_links(const struct jf_device *device)
{
    const struct jf_link *link;
    uint64_t hash = 0;

    for (size_t i = 0; jf_device_get_link(device, i, &link) == 0; i++) {
        hash = text(hash, jf_part_get_id(jf_link_get_from(link)));
        hash = text(hash, jf_part_get_id(jf_link_get_to(link)));
        hash = text(mix(hash, jf_link_get_state(link)), jf_link_get_evidence(link));
    }
    return hash;
}

static uint64_t part_properties(const struct jf_part *part)
{
    const char *key, *value;
    uint64_t hash = 0;

    for (size_t i = 0; jf_part_get_property_at(part, i, &key, &value) == 0; i++)
        hash = text(text(hash, key), value);
    return hash;
}

static uint64_t part_jacks(const struct jf_part *part)
{
    const struct jf_connector *connector;
    const struct jf_jack *jack;
    uint64_t hash = 0;

    if (jf_part_get_connector(part, &connector) < 0)
        return 0;
    for (size_t i = 0; jf_connector_get_jack(connector, i, &jack) == 0; i++) {
        hash = text(mix(hash, jf_jack_get_presence(jack)), jf_jack_get_said_by(jack));
        hash = text(text(hash, jf_jack_get_color(jack)), jf_jack_get_location(jack));
    }
    return hash;
}

static uint64_t part_controls(const struct jf_part *part, bool values)
{
    const struct jf_control *control;
    uint64_t hash = 0;
    int64_t value;

    for (size_t i = 0; jf_part_get_control(part, i, &control) == 0; i++) {
        if (!values)
            hash = text(mix(hash, jf_control_get_kind(control)), jf_control_get_name(control));
        for (size_t v = 0; values && jf_control_get_value(control, v, &value) == 0; v++)
            hash = mix(hash, (uint64_t)value);
    }
    return hash;
}

static uint64_t connection_properties(const struct jf_connection *connection)
{
    const char *key, *value;
    uint64_t hash = 0;

    for (size_t i = 0; jf_connection_get_property_at(connection, i, &key, &value) == 0; i++)
        hash = text(text(hash, key), value);
    return hash;
}

static uint64_t field_of_device(const struct jf_device *device, unsigned int change)
{
    switch (change) {
    case JF_CHANGE_NAME:
        return text(0, jf_device_get_name(device));
    case JF_CHANGE_STATE:
        return jf_device_get_state(device);
    case JF_CHANGE_PROPERTIES:
        return device_properties(device);
    case JF_CHANGE_LINKS:
        return device_links(device);
    default:
        return 0;
    }
}

static uint64_t field_of_part(const struct jf_part *part, unsigned int change)
{
    switch (change) {
    case JF_CHANGE_NAME:
        return text(0, jf_part_get_name(part));
    case JF_CHANGE_PROPERTIES:
        return part_properties(part);
    case JF_CHANGE_JACKS:
        return part_jacks(part);
    case JF_CHANGE_CONTROLS:
        return part_controls(part, false);
    case JF_CHANGE_ADDRESS:
        return jf_part_get_local_id(part);
    case 1 << FIELD_VALUES:
        return part_controls(part, true);
    default:
        return 0;
    }
}

static uint64_t field_of_connection(const struct jf_connection *connection, unsigned int change)
{
    switch (change) {
    case JF_CHANGE_STATE:
        return jf_connection_get_state(connection);
    case JF_CHANGE_PERMANENCE:
        return jf_connection_get_permanence(connection);
    case JF_CHANGE_MANAGED:
        return jf_connection_is_managed(connection);
    case JF_CHANGE_EVIDENCE:
        return text(0, jf_connection_get_evidence(connection));
    case JF_CHANGE_PROPERTIES:
        return connection_properties(connection);
    default:
        return 0;
    }
}

/* ---- the picture ----------------------------------------------------------------------------- */

struct shadow *shadow_new(void)
{
    return calloc(1, sizeof(struct shadow));
}

void shadow_free(struct shadow *shadow)
{
    for (size_t i = 0; i < shadow->count; i++)
        free(shadow->things[i].id);
    free(shadow->things);
    free(shadow);
}

static struct thing *find(const struct shadow *shadow, enum jf_object_kind kind, const char *id)
{
    for (size_t i = 0; i < shadow->count; i++) {
        if (shadow->things[i].kind == kind && strcmp(shadow->things[i].id, id) == 0)
            return &shadow->things[i];
    }
    return NULL;
}

static struct thing *add(struct shadow *shadow, enum jf_object_kind kind, const char *id,
                         uint64_t serial)
{
    struct thing *thing;

    if (shadow->count == shadow->capacity) {
        shadow->capacity = shadow->capacity ? 2 * shadow->capacity : 64;
        shadow->things = realloc(shadow->things, shadow->capacity * sizeof(*shadow->things));
        assert_non_null(shadow->things);
    }
    thing = &shadow->things[shadow->count++];
    *thing = (struct thing){.kind = kind, .id = strdup(id), .serial = serial};
    return thing;
}

static void drop(struct shadow *shadow, struct thing *thing)
{
    free(thing->id);
    *thing = shadow->things[--shadow->count];
}

static uint64_t field_of_event(const struct jf_event *event, unsigned int change)
{
    switch (jf_event_get_object_kind(event)) {
    case JF_OBJECT_DEVICE:
        return field_of_device(jf_event_get_device(event), change);
    case JF_OBJECT_PART:
        return field_of_part(jf_event_get_part(event), change);
    case JF_OBJECT_CONNECTION:
        return field_of_connection(jf_event_get_connection(event), change);
    case JF_OBJECT_CONTROL:
    case JF_OBJECT_UNKNOWN:
        break;
    }
    return 0;
}

static void refresh(struct thing *thing, const struct jf_event *event, unsigned int changes)
{
    for (unsigned int i = 0; i < FIELD_COUNT; i++) {
        if (changes & 1u << i)
            thing->fields[i] = field_of_event(event, 1u << i);
    }
}

static void appear(struct shadow *shadow, const struct jf_event *event)
{
    enum jf_object_kind kind = jf_event_get_object_kind(event);
    struct thing *thing;

    if (find(shadow, kind, jf_event_get_id(event)))
        fail_msg("%s was added twice", jf_event_get_id(event));
    thing = add(shadow, kind, jf_event_get_id(event), jf_event_get_serial(event));
    refresh(thing, event, ~0u);
}

static struct thing *known(const struct shadow *shadow, const struct jf_event *event)
{
    struct thing *thing = find(shadow, jf_event_get_object_kind(event), jf_event_get_id(event));

    if (!thing)
        fail_msg("%s: an event about a thing that was never added", jf_event_get_id(event));
    else
        assert_int_equal(thing->serial, jf_event_get_serial(event));
    return thing;
}

void shadow_apply(struct shadow *shadow, const struct jf_event *event)
{
    switch (jf_event_get_type(event)) {
    case JF_EVENT_ADDED:
    case JF_EVENT_CONNECTED:
        appear(shadow, event);
        break;
    case JF_EVENT_REMOVED:
    case JF_EVENT_DISCONNECTED:
        drop(shadow, known(shadow, event));
        break;
    case JF_EVENT_CHANGED:
        assert_int_not_equal(jf_event_get_changes(event), 0);
        refresh(known(shadow, event), event,
                jf_event_get_changes(event) |
                    (jf_event_get_changes(event) & JF_CHANGE_CONTROLS ? 1u << FIELD_VALUES : 0));
        break;
    case JF_EVENT_CONTROL:
        assert_non_null(jf_event_get_control(event));
        refresh(known(shadow, event), event, 1u << FIELD_VALUES);
        break;
    default:
        break;
    }
}

void shadow_follow(struct shadow *shadow, struct jf_context *context)
{
    struct jf_event *event;

    while ((event = jf_context_next_event(context))) {
        shadow_apply(shadow, event);
        jf_event_unref(event);
    }
}

/* ---- comparing ------------------------------------------------------------------------------- */

static const struct thing *expect(const struct shadow *shadow, enum jf_object_kind kind,
                                  const char *id, uint64_t serial)
{
    const struct thing *thing = find(shadow, kind, id);

    if (!thing)
        fail_msg("%s is in the graph, but no event said so", id);
    else
        assert_int_equal(thing->serial, serial);
    return thing;
}

static void compare_device(const struct shadow *shadow, const struct jf_device *device)
{
    const struct thing *thing =
        expect(shadow, JF_OBJECT_DEVICE, jf_device_get_id(device), jf_device_get_serial(device));
    const struct jf_part *part;

    for (unsigned int i = 0; i < FIELD_COUNT; i++)
        assert_int_equal(thing->fields[i], field_of_device(device, 1u << i));
    for (size_t p = 0; jf_device_get_part(device, p, &part) == 0; p++) {
        thing = expect(shadow, JF_OBJECT_PART, jf_part_get_id(part), jf_part_get_serial(part));
        for (unsigned int i = 0; i < FIELD_COUNT; i++)
            assert_int_equal(thing->fields[i], field_of_part(part, 1u << i));
    }
}

void shadow_compare(const struct shadow *shadow, const struct jf_graph *graph)
{
    const struct jf_connection *connection;
    const struct jf_device *device;
    size_t count = 0;

    for (size_t d = 0; jf_graph_get_device(graph, d, &device) == 0; d++) {
        compare_device(shadow, device);
        count += 1 + jf_device_get_part_count(device);
    }
    for (size_t c = 0; jf_graph_get_connection(graph, c, &connection) == 0; c++, count++) {
        const struct thing *thing =
            expect(shadow, JF_OBJECT_CONNECTION, jf_connection_get_id(connection),
                   jf_connection_get_serial(connection));

        for (unsigned int i = 0; i < FIELD_COUNT; i++)
            assert_int_equal(thing->fields[i], field_of_connection(connection, 1u << i));
    }
    assert_int_equal(shadow->count, count);
}
