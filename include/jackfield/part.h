/* SPDX-License-Identifier: MIT */
#ifndef JACKFIELD_PART_H
#define JACKFIELD_PART_H

#include <stddef.h>
#include <stdint.h>

#include <jackfield/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct jf_connector;
struct jf_control;
struct jf_device;
struct jf_link;
struct jf_part;

/**
 * @file
 * A part: what connectors and subunits of a device share (IPart).
 *
 * Ownership: everything is borrowed and lives as long as the graph (graph.h).
 * Threads: any, several at once.
 * Errors: of a NULL handle, -EINVAL, -1, NULL, 0 or UNKNOWN.
 */

/** PartType. */
enum jf_part_kind {
    JF_PART_UNKNOWN = 0,
    JF_PART_CONNECTOR,
    JF_PART_SUBUNIT,
};

/** ConnectorType for connectors, the KS node function for subunits. */
enum jf_part_type {
    JF_TYPE_UNKNOWN = 0,
    /* connectors */
    JF_TYPE_PHYSICAL_EXTERNAL,
    JF_TYPE_PHYSICAL_INTERNAL,
    JF_TYPE_SOFTWARE_IO,
    JF_TYPE_SOFTWARE_FIXED,
    JF_TYPE_NETWORK,
    /* subunits */
    JF_TYPE_VOLUME,
    JF_TYPE_MUTE,
    JF_TYPE_MUX,
    JF_TYPE_DEMUX,
    JF_TYPE_SUM,
    JF_TYPE_DAC,
    JF_TYPE_ADC,
    JF_TYPE_TONE,
    JF_TYPE_AGC,
    JF_TYPE_LOUDNESS,
    JF_TYPE_PEAK_METER,
    JF_TYPE_BEEP,
    JF_TYPE_CLOCK,
    JF_TYPE_DEVICE_SPECIFIC,
    JF_TYPE_OPAQUE, /**< stands for an inside that nobody tells */
};

/** DataFlow: IN means that data enters this device through the connector. */
enum jf_flow {
    JF_FLOW_UNKNOWN = 0,
    JF_FLOW_IN,
    JF_FLOW_OUT,
};

/** The kind as the JSON output writes it ("subunit"); "unknown" for what is none. Static. */
JF_EXPORT const char *jf_part_kind_text(enum jf_part_kind kind);
/**
 * The type as the JSON output writes it ("physical-external", "peak-meter"); "unknown" for what is
 * none. Static.
 */
JF_EXPORT const char *jf_part_type_text(enum jf_part_type type);
/** "in" or "out"; "unknown" for what is none. Static. */
JF_EXPORT const char *jf_flow_text(enum jf_flow flow);

/**
 * IPart::GetGlobalId: the device's id, a slash, and what is unique inside the device. Never NULL;
 * borrowed.
 */
JF_EXPORT const char *jf_part_get_id(const struct jf_part *part);
/** IPart::GetLocalId: unique inside the device only. */
JF_EXPORT uint32_t jf_part_get_local_id(const struct jf_part *part);
/** Never reused within a context. */
JF_EXPORT uint64_t jf_part_get_serial(const struct jf_part *part);
/** IPart::GetName, borrowed; NULL when the part has no name (Windows: E_NOTFOUND). */
JF_EXPORT const char *jf_part_get_name(const struct jf_part *part);
/** IPart::GetPartType. */
JF_EXPORT enum jf_part_kind jf_part_get_kind(const struct jf_part *part);
/** IPart::GetSubType, and of a connector IConnector::GetType. */
JF_EXPORT enum jf_part_type jf_part_get_type(const struct jf_part *part);
/** IPart::GetTopologyObject: the device the part is in, borrowed. */
JF_EXPORT const struct jf_device *jf_part_get_device(const struct jf_part *part);
/** HDA node id, or -1. */
JF_EXPORT int jf_part_get_nid(const struct jf_part *part);
/** USB entity id, or -1. */
JF_EXPORT int jf_part_get_entity(const struct jf_part *part);
/** USB AudioControl interface number, or -1. */
JF_EXPORT int jf_part_get_interface(const struct jf_part *part);

/**
 * As for devices ("audio.channel", "format.dsp"), borrowed; NULL when not said. What a monitor
 * tells (IKsJackSinkInformation::GetJackSinkInformation) begins with "monitor.".
 */
JF_EXPORT const char *jf_part_get_property(const struct jf_part *part, const char *key);
/** How many properties there are. */
JF_EXPORT size_t jf_part_get_property_count(const struct jf_part *part);
/** A property by index, ordered by key; both strings are borrowed. -EINVAL out of range. */
JF_EXPORT int jf_part_get_property_at(const struct jf_part *part, size_t index,
                                      const char **ret_key, const char **ret_value);

/**
 * IPart::EnumPartsIncoming: how many links end here, from immediate neighbours inside the device.
 * Where there is none it is 0, and no error as E_NOTFOUND is there.
 */
JF_EXPORT size_t jf_part_get_incoming_count(const struct jf_part *part);
/** One of these links, borrowed; its neighbour is jf_link_get_from. -EINVAL out of range. */
JF_EXPORT int jf_part_get_incoming(const struct jf_part *part, size_t index,
                                   const struct jf_link **ret_link);
/** IPart::EnumPartsOutgoing: how many links begin here, likewise. */
JF_EXPORT size_t jf_part_get_outgoing_count(const struct jf_part *part);
/** One of these links, borrowed; its neighbour is jf_link_get_to. -EINVAL out of range. */
JF_EXPORT int jf_part_get_outgoing(const struct jf_part *part, size_t index,
                                   const struct jf_link **ret_link);

/** IPart::GetControlInterfaceCount. */
JF_EXPORT size_t jf_part_get_control_count(const struct jf_part *part);
/**
 * IPart::GetControlInterface, and IPart::Activate of a control: one by index, borrowed. -EINVAL
 * out of range; -ENOENT the part has none.
 */
JF_EXPORT int jf_part_get_control(const struct jf_part *part, size_t index,
                                  const struct jf_control **ret_control);

/**
 * The same object as a connector, borrowed: QueryInterface from IPart to IConnector. -ENOTSUP
 * (E_NOINTERFACE): the part is a subunit.
 */
JF_EXPORT int jf_part_get_connector(const struct jf_part *part,
                                    const struct jf_connector **ret_connector);

#ifdef __cplusplus
}
#endif

#endif
