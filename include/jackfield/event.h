/* SPDX-License-Identifier: MIT */
#ifndef JACKFIELD_EVENT_H
#define JACKFIELD_EVENT_H

#include <stdint.h>

#include <jackfield/export.h>
#include <jackfield/graph.h>

#ifdef __cplusplus
extern "C" {
#endif

struct jf_control;
struct jf_event;

/**
 * @file
 * Law: the events between two generations equal the difference of the two graphs.
 *
 * Order inside one generation: DISCONNECTED, REMOVED (parts, then devices), ADDED (a device, then
 * its parts), CHANGED and CONTROL, CONNECTED. A part whose kind, type or flow changes is REMOVED
 * and ADDED under a new serial.
 *
 * Ownership: an event is counted and is the caller's; what it tells of is borrowed from it and
 * lives as long as it does.
 * Threads: one at a time for each event; the graph it leads to, any.
 * Errors: of a NULL event, NULL, 0 or UNKNOWN.
 */

/** What has happened. */
enum jf_event_type {
    JF_EVENT_UNKNOWN = 0,
    JF_EVENT_ADDED,        /**< a device or a part is there */
    JF_EVENT_REMOVED,      /**< a device or a part is gone */
    JF_EVENT_CHANGED,      /**< a device, part or connection; jf_event_get_changes says what */
    JF_EVENT_CONNECTED,    /**< a connection is there */
    JF_EVENT_DISCONNECTED, /**< a connection is gone */
    JF_EVENT_CONTROL,      /**< a control of a part has a new value */
    JF_EVENT_SETTLED,      /**< every backend has described what it knew, or is lost */
    JF_EVENT_BACKEND_LOST, /**< its server went away; what it showed is REMOVED after this */
    JF_EVENT_BACKEND_BACK, /**< it is there again; ADDED and SETTLED follow */
    JF_EVENT_REQUEST,      /**< the answer to an _async call */
};

/** What changed; or'ed. */
enum jf_change {
    JF_CHANGE_NAME = 1 << 0,
    JF_CHANGE_STATE = 1 << 1,
    JF_CHANGE_CARD = 1 << 2,
    JF_CHANGE_PROPERTIES = 1 << 3,
    JF_CHANGE_LINKS = 1 << 4,    /**< of a device: the links between its parts */
    JF_CHANGE_JACKS = 1 << 5,    /**< of a connector */
    JF_CHANGE_CONTROLS = 1 << 6, /**< of a part: which controls there are, or their ranges */
    JF_CHANGE_ADDRESS = 1 << 7,  /**< of a part: local id, nid, entity or interface */
    JF_CHANGE_PERMANENCE = 1 << 8,
    JF_CHANGE_MANAGED = 1 << 9,
    JF_CHANGE_EVIDENCE = 1 << 10,
};

/** Who changed a control. */
enum jf_origin {
    JF_ORIGIN_UNKNOWN = 0,
    JF_ORIGIN_SELF, /**< a call on this context */
    JF_ORIGIN_OTHER,
    JF_ORIGIN_HARDWARE,
};

/** The type as the JSON output writes it ("added"); "unknown" for what is none. Static. */
JF_EXPORT const char *jf_event_type_text(enum jf_event_type type);
/** "self", "other", "hardware" or "unknown". Static. */
JF_EXPORT const char *jf_origin_text(enum jf_origin origin);

/** Takes a reference, which the caller drops with jf_event_unref. Returns the event. */
JF_EXPORT struct jf_event *jf_event_ref(struct jf_event *event);
/**
 * Drops a reference; the last one frees the event and drops its graph. Accepts NULL; returns NULL.
 */
JF_EXPORT struct jf_event *jf_event_unref(struct jf_event *event);

/** What has happened. */
JF_EXPORT enum jf_event_type jf_event_get_type(const struct jf_event *event);
/** The graph the event leads to. Borrowed; the event holds a reference. */
JF_EXPORT const struct jf_graph *jf_event_get_graph(const struct jf_event *event);
/** What the event is about; JF_OBJECT_UNKNOWN for SETTLED, BACKEND_* and REQUEST. */
JF_EXPORT enum jf_object_kind jf_event_get_object_kind(const struct jf_event *event);
/** Text id of the device, part or connection; NULL when there is none. */
JF_EXPORT const char *jf_event_get_id(const struct jf_event *event);
/** Serial of the device, part or connection, or of the request; 0 when there is none. */
JF_EXPORT uint64_t jf_event_get_serial(const struct jf_event *event);
/**
 * The device, or NULL when it is about something else. For REMOVED it is the device as it last
 * was.
 */
JF_EXPORT const struct jf_device *jf_event_get_device(const struct jf_event *event);
/** The part, likewise; of CONTROL the one that the control is on. */
JF_EXPORT const struct jf_part *jf_event_get_part(const struct jf_event *event);
/** The connection, likewise; for DISCONNECTED as it last was. */
JF_EXPORT const struct jf_connection *jf_event_get_connection(const struct jf_event *event);
/** CHANGED: jf_change values or'ed; else 0. */
JF_EXPORT unsigned int jf_event_get_changes(const struct jf_event *event);
/**
 * CONTROL: the control with its new value, where IControlChangeNotify::OnNotify tells neither;
 * else NULL.
 */
JF_EXPORT const struct jf_control *jf_event_get_control(const struct jf_event *event);
/**
 * CONTROL: who changed it, as far as that can be known. It takes the place of the event context of
 * Windows.
 */
JF_EXPORT enum jf_origin jf_event_get_origin(const struct jf_event *event);
/** REQUEST: how it ended; else 0. */
JF_EXPORT int jf_event_get_status(const struct jf_event *event);
/** BACKEND_LOST and BACKEND_BACK: the backend's name; else NULL. */
JF_EXPORT const char *jf_event_get_backend(const struct jf_event *event);
/** BACKEND_LOST: why, in words; else NULL. */
JF_EXPORT const char *jf_event_get_reason(const struct jf_event *event);

#ifdef __cplusplus
}
#endif

#endif
