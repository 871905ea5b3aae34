/* SPDX-License-Identifier: MIT */
#ifndef JACKFIELD_CONNECTOR_H
#define JACKFIELD_CONNECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jackfield/export.h>
#include <jackfield/part.h>

#ifdef __cplusplus
extern "C" {
#endif

struct jf_connection;
struct jf_connector;
struct jf_context;
struct jf_device;
struct jf_graph;
struct jf_jack;

/**
 * @file
 * Connectors, the connections between them, and their jacks.
 *
 * Ownership: what is read is borrowed and lives as long as the graph (graph.h).
 * Threads: reading, any, several at once; what takes a context, that of the context.
 * Errors: of a NULL handle, -EINVAL, NULL, 0, false or UNKNOWN.
 */

/* ---- a connector: where two device graphs meet (IConnector) ---------------------------------- */

/**
 * The same object as a part, borrowed: QueryInterface from IConnector to IPart. Never fails for a
 * valid connector.
 */
JF_EXPORT const struct jf_part *jf_connector_get_part(const struct jf_connector *connector);
/** IConnector::GetType. */
JF_EXPORT enum jf_part_type jf_connector_get_type(const struct jf_connector *connector);
/** IConnector::GetDataFlow. */
JF_EXPORT enum jf_flow jf_connector_get_flow(const struct jf_connector *connector);

/**
 * IConnector::IsConnected: attached to another connector in this graph. Says nothing about a plug
 * in a jack; that is jf_jack_get_presence.
 */
JF_EXPORT bool jf_connector_is_connected(const struct jf_graph *graph,
                                         const struct jf_connector *connector);
/**
 * How many connections a connector has, whichever end it is. They are a list, ordered by serial:
 * the oldest first.
 */
JF_EXPORT size_t jf_connector_get_connection_count(const struct jf_graph *graph,
                                                   const struct jf_connector *connector);
/** One of them by index, borrowed from the graph. -EINVAL out of range. */
JF_EXPORT int jf_connector_get_connection(const struct jf_graph *graph,
                                          const struct jf_connector *connector, size_t index,
                                          const struct jf_connection **ret_connection);
/**
 * IConnector::GetConnectedTo: the peer, borrowed from the graph. Returns how many there are; with
 * several, the peer given is the one connected longest. Errors: -ENOTCONN (E_NOTFOUND) nothing
 * connected; -ENODEV (ERROR_PATH_NOT_FOUND) the peer's device is not active; -EINVAL.
 */
JF_EXPORT int jf_connector_get_connected_to(const struct jf_graph *graph,
                                            const struct jf_connector *connector,
                                            const struct jf_connector **ret_connector);
/**
 * IConnector::GetConnectorIdConnectedTo, borrowed. As above, but an inactive peer is answered too.
 */
JF_EXPORT int jf_connector_get_connected_connector_id(const struct jf_graph *graph,
                                                      const struct jf_connector *connector,
                                                      const char **ret_id);
/** IConnector::GetDeviceIdConnectedTo, borrowed. As above, but an inactive peer is answered too. */
JF_EXPORT int jf_connector_get_connected_device_id(const struct jf_graph *graph,
                                                   const struct jf_connector *connector,
                                                   const char **ret_id);

/* ---- making and breaking connections --------------------------------------------------------- */

/**
 * IConnector::ConnectTo: connects two connectors of different devices, one OUT and one IN, in
 * either order. Returns when the server has answered; 0 means that the context's current graph
 * shows the connection, which survives this process. Connectors may come from an older snapshot.
 *
 * Errors, in the order they are checked: -EINVAL NULL; -ESTALE a part is gone; -EINVAL same
 * device; -EINVAL same direction; -EINVAL types that cannot be joined; -ENODEV a device is not
 * active; -EROFS a side is wired permanently; -EEXIST this very pair is connected; -EBUSY a 1:1
 * connector is attached elsewhere; -ENOTSUP the backend cannot connect. Then what the server
 * answers: -EPERM, -EINVAL, -EPIPE server lost, -ETIMEDOUT no answer in the context's time limit.
 */
JF_EXPORT int jf_connector_connect(struct jf_context *context, const struct jf_connector *a,
                                   const struct jf_connector *b);
/**
 * As jf_connector_connect, but returns after the checks; the server's answer arrives as a REQUEST
 * event carrying this serial.
 */
JF_EXPORT int jf_connector_connect_async(struct jf_context *context, const struct jf_connector *a,
                                         const struct jf_connector *b, uint64_t *ret_request);
/**
 * IConnector::Disconnect: drops every connection of the connector, or none.
 *
 * Errors: -EINVAL; -ESTALE; -ENOTCONN (E_NOTFOUND) already disconnected; -EROFS
 * (ERROR_FILE_READ_ONLY) a connection is physical or fixed: nothing is touched; -ENOTSUP; then the
 * server's answers as for connect.
 */
JF_EXPORT int jf_connector_disconnect(struct jf_context *context,
                                      const struct jf_connector *connector);

/* ---- a connection: an edge between connectors of different devices --------------------------- */

/** Who may undo a connection. Ask before trying. */
enum jf_permanence {
    JF_PERMANENCE_UNKNOWN = 0,
    JF_PERMANENCE_PHYSICAL,   /**< a cable or solder; software cannot undo it */
    JF_PERMANENCE_FIXED,      /**< wired in silicon or software for good */
    JF_PERMANENCE_SWITCHABLE, /**< a route or profile chooses it */
    JF_PERMANENCE_FREE,       /**< anyone may make and break it */
};

/** State of a connection; those of a PipeWire link, and UNKNOWN where nothing tells. */
enum jf_connection_state {
    JF_CONNECTION_UNKNOWN = 0,
    JF_CONNECTION_ERROR,
    JF_CONNECTION_UNLINKED,
    JF_CONNECTION_INIT,
    JF_CONNECTION_NEGOTIATING,
    JF_CONNECTION_ALLOCATING,
    JF_CONNECTION_PAUSED,
    JF_CONNECTION_ACTIVE,
};

/** The permanence as the JSON output writes it ("fixed"); "unknown" for what is none. Static. */
JF_EXPORT const char *jf_permanence_text(enum jf_permanence permanence);
/** The state as the JSON output writes it ("paused"); "unknown" for what is none. Static. */
JF_EXPORT const char *jf_connection_state_text(enum jf_connection_state state);

/** Text id, made of the ids of the two connectors. Never NULL; borrowed. */
JF_EXPORT const char *jf_connection_get_id(const struct jf_connection *connection);
/** Never reused within a context; a connection that is made again gets a new one. */
JF_EXPORT uint64_t jf_connection_get_serial(const struct jf_connection *connection);
/** The side the signal comes from, borrowed. */
JF_EXPORT const struct jf_connector *jf_connection_get_from(const struct jf_connection *connection);
/** The side the signal goes to, borrowed. */
JF_EXPORT const struct jf_connector *jf_connection_get_to(const struct jf_connection *connection);
/** Whether jf_connection_disconnect may undo it: of what is PHYSICAL or FIXED it answers -EROFS. */
JF_EXPORT enum jf_permanence jf_connection_get_permanence(const struct jf_connection *connection);
/** What it is doing. */
JF_EXPORT enum jf_connection_state jf_connection_get_state(const struct jf_connection *connection);
/** True when a session manager made it and may make it again. */
JF_EXPORT bool jf_connection_is_managed(const struct jf_connection *connection);
/** What says that this connection exists. Never NULL; borrowed. */
JF_EXPORT const char *jf_connection_get_evidence(const struct jf_connection *connection);
/** What the backend says besides ("format", "error"), borrowed; NULL when not said. */
JF_EXPORT const char *jf_connection_get_property(const struct jf_connection *connection,
                                                 const char *key);
/** How many properties there are. */
JF_EXPORT size_t jf_connection_get_property_count(const struct jf_connection *connection);
/** A property by index, ordered by key; both strings are borrowed. -EINVAL out of range. */
JF_EXPORT int jf_connection_get_property_at(const struct jf_connection *connection, size_t index,
                                            const char **ret_key, const char **ret_value);

/** Drops this one connection. Errors as jf_connector_disconnect; -ENOTCONN when it is gone. */
JF_EXPORT int jf_connection_disconnect(struct jf_context *context,
                                       const struct jf_connection *connection);
/** As jf_connection_disconnect, answered by a REQUEST event. */
JF_EXPORT int jf_connection_disconnect_async(struct jf_context *context,
                                             const struct jf_connection *connection,
                                             uint64_t *ret_request);

/* ---- streams of the session manager ---------------------------------------------------------- */

/**
 * Tells the session manager where a stream is to go, which then makes the connections itself and
 * makes them again when they break. `target` NULL leaves it to the session manager again.
 *
 * Returns when the note stands, as the stream's property "target.object"; the connections follow.
 * Errors: -EINVAL NULL, or not both of one server; -ESTALE a device is gone; -ENOTSUP the backend
 * knows no such thing, or no session manager runs; then the server's answers as for connect.
 */
JF_EXPORT int jf_device_route(struct jf_context *context, const struct jf_device *stream,
                              const struct jf_device *target);

/* ---- whole devices --------------------------------------------------------------------------- */

struct jf_pairs;

/**
 * Which connectors belong together when two devices are connected as a whole: OUT connectors of
 * `from` with IN connectors of `to`. Equal channel names pair; one mono side pairs with every
 * channel of the other; without channel names the n-th goes to the n-th. Monitor ports take part
 * only when `from` has no other OUT connector.
 *
 * @param ret_pairs  the caller's: jf_pairs_free.
 * Errors: -ENOENT nothing to pair; -EINVAL; -ENOMEM.
 */
JF_EXPORT int jf_device_pair(const struct jf_device *from, const struct jf_device *to,
                             struct jf_pairs **ret_pairs);
/** Frees pairs, not their connectors; accepts NULL; returns NULL. */
JF_EXPORT struct jf_pairs *jf_pairs_free(struct jf_pairs *pairs);
/** How many there are. */
JF_EXPORT size_t jf_pairs_get_count(const struct jf_pairs *pairs);
/**
 * A pair by index; both connectors are borrowed from the graph of the devices. -EINVAL out of
 * range.
 */
JF_EXPORT int jf_pairs_get(const struct jf_pairs *pairs, size_t index,
                           const struct jf_connector **ret_from,
                           const struct jf_connector **ret_to);

/* ---- jacks: the physical sockets of a connector (IKsJackDescription) ------------------------- */

/** Whether a plug is in a jack. */
enum jf_presence {
    JF_PRESENCE_UNKNOWN = 0,
    JF_PRESENCE_UNPLUGGED,
    JF_PRESENCE_PLUGGED,
};

/** "plugged", "unplugged" or "unknown". Static. */
JF_EXPORT const char *jf_presence_text(enum jf_presence presence);
/**
 * IKsJackDescription::GetJackCount, IKsJackDescription2::GetJackCount: how many sockets carry its
 * signal.
 */
JF_EXPORT size_t jf_connector_get_jack_count(const struct jf_connector *connector);
/** IKsJackDescription::GetJackDescription: a socket by index, borrowed. -EINVAL out of range. */
JF_EXPORT int jf_connector_get_jack(const struct jf_connector *connector, size_t index,
                                    const struct jf_jack **ret_jack);
/**
 * Whether something is plugged in. UNKNOWN where nothing detects it, where Windows says that there
 * is (IKsJackDescription2::GetJackDescription2 tells whether to believe it).
 */
JF_EXPORT enum jf_presence jf_jack_get_presence(const struct jf_jack *jack);
/** "black", "green" …, borrowed; NULL unknown. */
JF_EXPORT const char *jf_jack_get_color(const struct jf_jack *jack);
/** "front", "internal" …, borrowed; NULL unknown. */
JF_EXPORT const char *jf_jack_get_location(const struct jf_jack *jack);
/** Connection type: "3.5mm", "optical" …, borrowed; NULL unknown. */
JF_EXPORT const char *jf_jack_get_connection(const struct jf_jack *jack);
/** What said so about the presence ("Headphone Jack"), borrowed; NULL when nothing did. */
JF_EXPORT const char *jf_jack_get_said_by(const struct jf_jack *jack);

#ifdef __cplusplus
}
#endif

#endif
