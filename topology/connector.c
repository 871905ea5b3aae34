/* SPDX-License-Identifier: MIT */

/* Reading connectors, connections and jacks. */

#include <errno.h>

#include "topology/internal.h"

const struct jf_part *jf_connector_get_part(const struct jf_connector *connector)
{
    return jfi_as_part(connector);
}

enum jf_part_type jf_connector_get_type(const struct jf_connector *connector)
{
    return jf_part_get_type(jfi_as_part(connector));
}

enum jf_flow jf_connector_get_flow(const struct jf_connector *connector)
{
    return connector ? jfi_as_part(connector)->flow : JF_FLOW_UNKNOWN;
}

/* ---- who is on the other side ---------------------------------------------------------------- */

/*
 * The connections of a connector. The handle may come from another snapshot than `graph`: it is
 * looked up first, and one that is gone has none.
 */
static size_t connections_of(const struct jf_graph *graph, const struct jf_connector *connector,
                             const struct jf_connection *const **ret_first)
{
    const struct jf_part *part;

    if (!graph || !connector || jfi_graph_current_part(graph, jfi_as_part(connector), &part) < 0)
        return 0;
    return jfi_graph_connections_of(graph, part, ret_first);
}

bool jf_connector_is_connected(const struct jf_graph *graph, const struct jf_connector *connector)
{
    return jf_connector_get_connection_count(graph, connector) > 0;
}

size_t jf_connector_get_connection_count(const struct jf_graph *graph,
                                         const struct jf_connector *connector)
{
    const struct jf_connection *const *first;

    return connections_of(graph, connector, &first);
}

int jf_connector_get_connection(const struct jf_graph *graph, const struct jf_connector *connector,
                                size_t index, const struct jf_connection **ret_connection)
{
    const struct jf_connection *const *first;

    if (!ret_connection || index >= connections_of(graph, connector, &first))
        return -EINVAL;
    *ret_connection = first[index];
    return 0;
}

/* Number of peers, and the one connected longest. */
static int oldest_peer(const struct jf_graph *graph, const struct jf_connector *connector,
                       const struct jf_part **ret_peer)
{
    const struct jf_connection *const *first;
    size_t count;

    if (!graph || !connector)
        return -EINVAL;
    count = connections_of(graph, connector, &first);
    if (!count)
        return -ENOTCONN;
    *ret_peer = jfi_as_part(connector)->flow == JF_FLOW_OUT ? first[0]->to : first[0]->from;
    return count > INT32_MAX ? INT32_MAX : (int)count;
}

int jf_connector_get_connected_to(const struct jf_graph *graph,
                                  const struct jf_connector *connector,
                                  const struct jf_connector **ret_connector)
{
    const struct jf_part *peer;
    int status = ret_connector ? oldest_peer(graph, connector, &peer) : -EINVAL;

    if (status < 0)
        return status;
    if (peer->device->state == JF_STATE_NOT_PRESENT || peer->device->state == JF_STATE_DISABLED)
        return -ENODEV;
    *ret_connector = jfi_as_connector(peer);
    return status;
}

int jf_connector_get_connected_connector_id(const struct jf_graph *graph,
                                            const struct jf_connector *connector,
                                            const char **ret_id)
{
    const struct jf_part *peer;
    int status = ret_id ? oldest_peer(graph, connector, &peer) : -EINVAL;

    if (status >= 0)
        *ret_id = peer->id;
    return status;
}

int jf_connector_get_connected_device_id(const struct jf_graph *graph,
                                         const struct jf_connector *connector, const char **ret_id)
{
    const struct jf_part *peer;
    int status = ret_id ? oldest_peer(graph, connector, &peer) : -EINVAL;

    if (status >= 0)
        *ret_id = peer->device->id;
    return status;
}

/* ---- connections ----------------------------------------------------------------------------- */

const char *jf_connection_get_id(const struct jf_connection *connection)
{
    return connection ? connection->wire->id : NULL;
}

uint64_t jf_connection_get_serial(const struct jf_connection *connection)
{
    return connection ? connection->serial : 0;
}

const struct jf_connector *jf_connection_get_from(const struct jf_connection *connection)
{
    return connection ? jfi_as_connector(connection->from) : NULL;
}

const struct jf_connector *jf_connection_get_to(const struct jf_connection *connection)
{
    return connection ? jfi_as_connector(connection->to) : NULL;
}

enum jf_permanence jf_connection_get_permanence(const struct jf_connection *connection)
{
    return connection ? connection->wire->permanence : JF_PERMANENCE_UNKNOWN;
}

enum jf_connection_state jf_connection_get_state(const struct jf_connection *connection)
{
    return connection ? connection->wire->state : JF_CONNECTION_UNKNOWN;
}

bool jf_connection_is_managed(const struct jf_connection *connection)
{
    return connection && connection->wire->managed;
}

const char *jf_connection_get_evidence(const struct jf_connection *connection)
{
    return connection ? connection->wire->evidence : NULL;
}

const char *jf_connection_get_property(const struct jf_connection *connection, const char *key)
{
    return connection && key ? jfi_properties_get(&connection->wire->properties, key) : NULL;
}

size_t jf_connection_get_property_count(const struct jf_connection *connection)
{
    return connection ? connection->wire->properties.count : 0;
}

int jf_connection_get_property_at(const struct jf_connection *connection, size_t index,
                                  const char **ret_key, const char **ret_value)
{
    return connection ? jfi_properties_at(&connection->wire->properties, index, ret_key, ret_value)
                      : -EINVAL;
}

/* ---- jacks ----------------------------------------------------------------------------------- */

size_t jf_connector_get_jack_count(const struct jf_connector *connector)
{
    return connector ? jfi_as_part(connector)->jack_count : 0;
}

int jf_connector_get_jack(const struct jf_connector *connector, size_t index,
                          const struct jf_jack **ret_jack)
{
    if (!connector || !ret_jack || index >= jfi_as_part(connector)->jack_count)
        return -EINVAL;
    *ret_jack = &jfi_as_part(connector)->jacks[index];
    return 0;
}

enum jf_presence jf_jack_get_presence(const struct jf_jack *jack)
{
    return jack ? jack->presence : JF_PRESENCE_UNKNOWN;
}

const char *jf_jack_get_color(const struct jf_jack *jack)
{
    return jack ? jack->color : NULL;
}

const char *jf_jack_get_location(const struct jf_jack *jack)
{
    return jack ? jack->location : NULL;
}

const char *jf_jack_get_connection(const struct jf_jack *jack)
{
    return jack ? jack->connection : NULL;
}

const char *jf_jack_get_said_by(const struct jf_jack *jack)
{
    return jack ? jack->said_by : NULL;
}
