/* SPDX-License-Identifier: MIT */
#ifndef JACKFIELD_GRAPH_H
#define JACKFIELD_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jackfield/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct jf_connection;
struct jf_connector;
struct jf_control;
struct jf_device;
struct jf_graph;
struct jf_link;
struct jf_matches;
struct jf_part;

/**
 * @file
 * A snapshot of the machine: devices, the links inside them, and how to find things.
 *
 * Ownership: what is reached through a graph is const, borrowed, and lives as long as the graph;
 * matches are the caller's.
 * Threads: any, several at once: a snapshot never changes.
 * Errors: of a NULL handle, -EINVAL, NULL, 0 or UNKNOWN.
 */

/* ---- the snapshot ---------------------------------------------------------------------------- */

/** Takes a reference, which the caller drops with jf_graph_unref. Returns the graph. Any thread. */
JF_EXPORT const struct jf_graph *jf_graph_ref(const struct jf_graph *graph);
/**
 * Drops a reference; the last one frees the graph and all that was reached through it. Accepts
 * NULL; returns NULL. Any thread.
 */
JF_EXPORT const struct jf_graph *jf_graph_unref(const struct jf_graph *graph);

/**
 * Counts the snapshots of a context from 0 (empty); two equal numbers of one context are the same
 * graph.
 */
JF_EXPORT uint64_t jf_graph_get_generation(const struct jf_graph *graph);

/** How many devices there are. They are ordered by their id, byte by byte. */
JF_EXPORT size_t jf_graph_get_device_count(const struct jf_graph *graph);
/** A device by index, borrowed. -EINVAL: out of range. */
JF_EXPORT int jf_graph_get_device(const struct jf_graph *graph, size_t index,
                                  const struct jf_device **ret_device);

/** How many connections there are. They are ordered by their id, byte by byte. */
JF_EXPORT size_t jf_graph_get_connection_count(const struct jf_graph *graph);
/** A connection by index, borrowed. -EINVAL: out of range. */
JF_EXPORT int jf_graph_get_connection(const struct jf_graph *graph, size_t index,
                                      const struct jf_connection **ret_connection);

/** The device of exactly this text id, borrowed. -ENOENT: no such id; -EINVAL. */
JF_EXPORT int jf_graph_find_device(const struct jf_graph *graph, const char *id,
                                   const struct jf_device **ret_device);
/** The part of exactly this text id, borrowed. -ENOENT: no such id; -EINVAL. */
JF_EXPORT int jf_graph_find_part(const struct jf_graph *graph, const char *id,
                                 const struct jf_part **ret_part);
/** The connection of exactly this text id, borrowed. -ENOENT: no such id; -EINVAL. */
JF_EXPORT int jf_graph_find_connection(const struct jf_graph *graph, const char *id,
                                       const struct jf_connection **ret_connection);

/**
 * Checks every invariant of the model. 0 when it is sound, else the number of violations.
 * @param ret_report  one line per violation, NULL when sound; the caller frees it with free().
 * Errors: -EINVAL, -ENOMEM.
 */
JF_EXPORT int jf_graph_check(const struct jf_graph *graph, char **ret_report);

/* ---- finding things the way people name them ------------------------------------------------- */

/** What a name may stand for. */
enum jf_object_kind {
    JF_OBJECT_UNKNOWN = 0,
    JF_OBJECT_DEVICE = 1,
    JF_OBJECT_PART = 2,
    JF_OBJECT_CONNECTION = 4,
    JF_OBJECT_CONTROL = 8, /**< what jf_graph_resolve_control finds, and it alone */
};

/**
 * Resolves what a person typed. The first of these rules that matches anything decides: exact id;
 * exact name of a device, a part or (for nodes) the node.name; "device name:part name" as pw-link
 * writes ports; both again in capital or small letters; prefix of an id; a piece of the name of a
 * device, then of a part, then pieces of both with a colon between, in capital or small letters.
 *
 * @param kinds        jf_object_kind values or'ed: what to look for.
 * @param ret_matches  written on success and with -ENOTUNIQ: all candidates; jf_matches_free it.
 * Errors: -ENOENT nothing matches; -ENOTUNIQ several do; -EINVAL; -ENOMEM.
 */
JF_EXPORT int jf_graph_resolve(const struct jf_graph *graph, const char *text, unsigned int kinds,
                               struct jf_matches **ret_matches);
/**
 * Resolves what a person typed for a control: "PLACE:NAME", "NAME" or "PLACE". Behind NAME there
 * may be ",INDEX"; without it every index matches. The first of these rules that matches anything
 * decides: PLACE:NAME where PLACE is the exact id of the control's part; NAME; PLACE:NAME where
 * PLACE is an exact name of its part or device, or the device's id; these three again with names in
 * capital or small letters; PLACE:NAME where PLACE is the beginning of the part's id; PLACE in the
 * same ways, with all controls that are there; a piece of NAME; PLACE:NAME with pieces; a piece of
 * the name of PLACE.
 *
 * @param ret_matches  as for jf_graph_resolve.
 * Errors: as jf_graph_resolve.
 */
JF_EXPORT int jf_graph_resolve_control(const struct jf_graph *graph, const char *text,
                                       struct jf_matches **ret_matches);
/** Frees matches, not what they name; accepts NULL; returns NULL. */
JF_EXPORT struct jf_matches *jf_matches_free(struct jf_matches *matches);
/** How many there are. */
JF_EXPORT size_t jf_matches_get_count(const struct jf_matches *matches);
/** The kind of match `index`; JF_OBJECT_UNKNOWN out of range. */
JF_EXPORT enum jf_object_kind jf_matches_get_kind(const struct jf_matches *matches, size_t index);
/** The text id of match `index`, of a control that of its part; NULL out of range. Lives as long as
 *  the graph. */
JF_EXPORT const char *jf_matches_get_id(const struct jf_matches *matches, size_t index);
/** The device of match `index`, borrowed from the graph; NULL when it is none. */
JF_EXPORT const struct jf_device *jf_matches_get_device(const struct jf_matches *matches,
                                                        size_t index);
/** The part of match `index`, borrowed from the graph; NULL when it is none. */
JF_EXPORT const struct jf_part *jf_matches_get_part(const struct jf_matches *matches, size_t index);
/** The connection of match `index`, borrowed from the graph; NULL when it is none. */
JF_EXPORT const struct jf_connection *jf_matches_get_connection(const struct jf_matches *matches,
                                                                size_t index);
/** The control of match `index`, borrowed from the graph; NULL when it is none. */
JF_EXPORT const struct jf_control *jf_matches_get_control(const struct jf_matches *matches,
                                                          size_t index);

/* ---- devices --------------------------------------------------------------------------------- */

/** What kind of thing a device is. */
enum jf_device_kind {
    JF_DEVICE_UNKNOWN = 0,
    JF_DEVICE_ADAPTER,  /**< codec, USB audio function, card */
    JF_DEVICE_ENDPOINT, /**< what a person holds; exactly one connector, no subunit */
    JF_DEVICE_NODE,     /**< a PipeWire node: stream, filter, sink, source */
    JF_DEVICE_NETWORK,  /**< something reached over a network, without a graph of its own here */
};

/** Windows' DEVICE_STATE_*. */
enum jf_device_state {
    JF_STATE_UNKNOWN = 0,
    JF_STATE_ACTIVE,
    JF_STATE_UNPLUGGED,   /**< its jack is known to be empty */
    JF_STATE_NOT_PRESENT, /**< the adapter behind it is gone or leads nowhere */
    JF_STATE_DISABLED,
};

/** The kind as the JSON output writes it ("adapter"); "unknown" for what is none. Static. */
JF_EXPORT const char *jf_device_kind_text(enum jf_device_kind kind);
/** The state as the JSON output writes it ("not-present"); "unknown" for what is none. Static. */
JF_EXPORT const char *jf_device_state_text(enum jf_device_state state);

/**
 * IDeviceTopology::GetDeviceId: text id, stable across rescans, restarts, reboots and re-plugging.
 * Never NULL; borrowed.
 */
JF_EXPORT const char *jf_device_get_id(const struct jf_device *device);
/** Never reused within a context; a device that comes back gets a new one. */
JF_EXPORT uint64_t jf_device_get_serial(const struct jf_device *device);
/** A name people recognise, borrowed; may be NULL and need not be unique. */
JF_EXPORT const char *jf_device_get_name(const struct jf_device *device);
/** What kind of thing it is. */
JF_EXPORT enum jf_device_kind jf_device_get_kind(const struct jf_device *device);
/** Whether it can be used now. */
JF_EXPORT enum jf_device_state jf_device_get_state(const struct jf_device *device);
/** Name of the backend that described it. Never NULL; borrowed. */
JF_EXPORT const char *jf_device_get_backend(const struct jf_device *device);

/** The ALSA card a device is part of. */
struct jf_card {
    int number;        /**< card number now, -1 unknown; changes between boots */
    const char *id;    /**< ALSA id string, NULL unknown */
    int codec;         /**< HDA codec address, -1 none */
    int64_t vendor_id; /**< HDA or USB vendor and product, -1 unknown */
};

/** The card of a device. -ENOENT: none is known. Strings live as long as the graph. */
JF_EXPORT int jf_device_get_card(const struct jf_device *device, struct jf_card *ret_card);

/**
 * What the backend says besides, as key and value ("media.class"), borrowed; NULL when not said.
 */
JF_EXPORT const char *jf_device_get_property(const struct jf_device *device, const char *key);
/** How many properties there are. */
JF_EXPORT size_t jf_device_get_property_count(const struct jf_device *device);
/** A property by index, ordered by key; both strings are borrowed. -EINVAL out of range. */
JF_EXPORT int jf_device_get_property_at(const struct jf_device *device, size_t index,
                                        const char **ret_key, const char **ret_value);

/** How many parts, connectors and subunits together. The order of all three is the backend's. */
JF_EXPORT size_t jf_device_get_part_count(const struct jf_device *device);
/** A part by index, borrowed. -EINVAL out of range. */
JF_EXPORT int jf_device_get_part(const struct jf_device *device, size_t index,
                                 const struct jf_part **ret_part);
/** IDeviceTopology::GetConnectorCount. */
JF_EXPORT size_t jf_device_get_connector_count(const struct jf_device *device);
/** IDeviceTopology::GetConnector: a connector by index, borrowed. -EINVAL out of range. */
JF_EXPORT int jf_device_get_connector(const struct jf_device *device, size_t index,
                                      const struct jf_connector **ret_connector);
/** IDeviceTopology::GetSubunitCount. */
JF_EXPORT size_t jf_device_get_subunit_count(const struct jf_device *device);
/** IDeviceTopology::GetSubunit: a subunit by index, borrowed. -EINVAL out of range. */
JF_EXPORT int jf_device_get_subunit(const struct jf_device *device, size_t index,
                                    const struct jf_part **ret_part);
/** IDeviceTopology::GetPartById, borrowed. -EINVAL unknown local id, as Windows answers. */
JF_EXPORT int jf_device_get_part_by_local_id(const struct jf_device *device, uint32_t local_id,
                                             const struct jf_part **ret_part);
/** How many links there are inside the device. */
JF_EXPORT size_t jf_device_get_link_count(const struct jf_device *device);
/** A link by index, borrowed. -EINVAL out of range. */
JF_EXPORT int jf_device_get_link(const struct jf_device *device, size_t index,
                                 const struct jf_link **ret_link);

/* ---- links: edges inside one device ---------------------------------------------------------- */

/** Whether the signal takes a link now. */
enum jf_link_state {
    JF_LINK_UNKNOWN = 0, /**< a choice whose choice nobody tells */
    JF_LINK_ALWAYS,
    JF_LINK_SELECTED,
    JF_LINK_UNSELECTED,
};

/** The state as the JSON output writes it ("selected"); "unknown" for what is none. Static. */
JF_EXPORT const char *jf_link_state_text(enum jf_link_state state);
/** The part that the signal comes from, borrowed. */
JF_EXPORT const struct jf_part *jf_link_get_from(const struct jf_link *link);
/** The part that the signal goes to, borrowed. */
JF_EXPORT const struct jf_part *jf_link_get_to(const struct jf_link *link);
/** Whether the signal takes it. */
JF_EXPORT enum jf_link_state jf_link_get_state(const struct jf_link *link);
/** What says that this link exists ("connection list", "port.monitor"). Never NULL; borrowed. */
JF_EXPORT const char *jf_link_get_evidence(const struct jf_link *link);

#ifdef __cplusplus
}
#endif

#endif
