/* SPDX-License-Identifier: MIT */
#ifndef JFI_BUILDER_H
#define JFI_BUILDER_H

#include <stdbool.h>
#include <stdint.h>

#include <jackfield/jackfield.h>

/**
 * @file
 * How a backend describes one thing completely: a device with its parts, links and controls, and
 * the connections that this backend knows of because of it.
 *
 * Everything is copied. Calls never need checking: the builder remembers its first failure (out of
 * memory, an id used twice, a link to nowhere), answers later calls with JFI_NO_REF, and the core
 * drops the whole description with a log line that names it. Strings may be NULL where a field
 * says "or NULL"; strings that are not UTF-8 are made so.
 */

struct jfi_builder;

/** A part or control within the builder; JFI_NO_REF after a failure. */
typedef int32_t jfi_ref;
enum {
    JFI_NO_REF = -1
};

struct jfi_device_info {
    const char
        *id; /**< unique on the machine; [A-Za-z0-9._:+@,=#%-] and UTF-8, see jfi_id_escape */
    const char *name; /**< or NULL */
    enum jf_device_kind kind;
    enum jf_device_state state;
    const struct jf_card *card; /**< or NULL */
};

struct jfi_part_info {
    const char *key;   /**< unique within the device; the part's id is "device id/key" */
    const char *name;  /**< or NULL */
    uint32_t local_id; /**< unique within the device */
    enum jf_part_kind kind;
    enum jf_part_type type;
    enum jf_flow flow; /**< IN or OUT for connectors, UNKNOWN for subunits */
    bool exclusive;    /**< connectors: at most one free or switchable connection (1:1) */
    bool has_nid, has_entity, has_interface;
    int nid, entity, interface;
};

struct jfi_jack_info {
    enum jf_presence presence;
    const char *color, *location, *connection, *said_by; /**< each or NULL */
};

/** A choice of an enumeration or selector. */
struct jfi_item {
    int64_t value;    /**< as jf_control_get_value gives it */
    const char *name; /**< not NULL */
};

struct jfi_control_info {
    const char *name;
    unsigned int index;
    enum jf_control_kind kind;
    bool readable, writable, inactive, locked;
    size_t value_count;    /**< 0: value unknown */
    const int64_t *values; /**< see jf_control_get_value */
    bool has_range;
    int64_t min, max, step;
    size_t item_count;
    const struct jfi_item *items;
    const char *evidence; /**< what ties it to the part; or NULL: the same that tells of the part */
    const char *remark;   /**< or NULL */
    enum jf_origin changed_by; /**< who changes it when this context did not; UNKNOWN: anyone */
    uint64_t handle; /**< the backend's own number for it; controls of one handle change together */
};

struct jfi_connection_info {
    const char *from_id; /**< part id of the OUT connector; need not be described (yet) */
    const char *to_id;   /**< part id of the IN connector */
    enum jf_permanence permanence;
    enum jf_connection_state state;
    bool managed;
    const char *evidence;
    uint64_t handle; /**< the backend's own number for it, given back to ops->disconnect */
};

/** Describes the device; first call, at most once. Without it: a description of connections. */
void jfi_builder_device(struct jfi_builder *builder, const struct jfi_device_info *info);
jfi_ref jfi_builder_part(struct jfi_builder *builder, const struct jfi_part_info *info);
void jfi_builder_jack(struct jfi_builder *builder, jfi_ref part, const struct jfi_jack_info *info);
void jfi_builder_control(struct jfi_builder *builder, jfi_ref part,
                         const struct jfi_control_info *info);
/** A directed link in the direction of the signal. A second link of the same pair is ignored. */
void jfi_builder_link(struct jfi_builder *builder, jfi_ref from, jfi_ref to,
                      enum jf_link_state state, const char *evidence);
/** Properties; a NULL value is no property. The last of one key wins. */
void jfi_builder_device_property(struct jfi_builder *builder, const char *key, const char *value);
void jfi_builder_part_property(struct jfi_builder *builder, jfi_ref part, const char *key,
                               const char *value);
/** A connection; shown while both connectors are in the graph. */
jfi_ref jfi_builder_connection(struct jfi_builder *builder, const struct jfi_connection_info *info);
void jfi_builder_connection_property(struct jfi_builder *builder, jfi_ref connection,
                                     const char *key, const char *value);

/**
 * Writes `text` with everything that may not stand in an id ('/', '~', white space, control
 * characters) as %XX. The caller frees it. NULL when out of memory.
 */
char *jfi_id_escape(const char *text);

#endif
