/* SPDX-License-Identifier: MIT */
#ifndef JFI_SYNTHETIC_WORLD_H
#define JFI_SYNTHETIC_WORLD_H

#include "backends/backend.h"
#include "topology/vec.h"

/** @file The machine that a synthetic description stands for (docs/synthetic.md). */

enum {
    JFI_SYN_NAME_BYTES = 64
};

struct jfi_syn_device {
    char name[JFI_SYN_NAME_BYTES];
    enum jf_device_kind kind;
    size_t chain; /**< volumes in a row; 0: no chain */
    bool bad;
};

struct jfi_syn_part {
    char device[JFI_SYN_NAME_BYTES], name[JFI_SYN_NAME_BYTES];
    enum jf_part_kind kind;
    enum jf_part_type type;
    enum jf_flow flow;
    bool exclusive;
    uint32_t local_id;
};

struct jfi_syn_link {
    char device[JFI_SYN_NAME_BYTES], from[JFI_SYN_NAME_BYTES], to[JFI_SYN_NAME_BYTES];
    enum jf_link_state state;
};

struct jfi_syn_connection {
    char from_device[JFI_SYN_NAME_BYTES], from[JFI_SYN_NAME_BYTES];
    char to_device[JFI_SYN_NAME_BYTES], to[JFI_SYN_NAME_BYTES];
    enum jf_permanence permanence;
    char key[JFI_SYN_NAME_BYTES], value[JFI_SYN_NAME_BYTES]; /**< a property; empty: none */
    uint64_t handle;
};

struct jfi_syn_property {
    char device[JFI_SYN_NAME_BYTES];
    char part[JFI_SYN_NAME_BYTES]; /**< empty: of the device */
    char key[JFI_SYN_NAME_BYTES];
    char value[JFI_SYN_NAME_BYTES];
};

struct jfi_syn_knobs {
    int64_t delay_ms, lost_ms, back_ms; /**< -1: not set */
    int refuse;                         /**< negative errno, or 0 */
    int64_t refuse_nth, refuse_from;    /**< requests until one, or all, are refused; 0: never */
    bool silent;
};

struct jfi_syn_world {
    struct jfi_vec devices, parts, links, connections, properties;
    struct jfi_syn_knobs knobs;
    uint32_t next_local_id;
    uint64_t next_handle;
    char *later; /**< statements for later; NULL: none */
    int64_t later_ms;
};

void jfi_syn_world_init(struct jfi_syn_world *world);
void jfi_syn_world_fini(struct jfi_syn_world *world);

struct jfi_syn_device *jfi_syn_find_device(const struct jfi_syn_world *world, const char *name);
struct jfi_syn_part *jfi_syn_find_part(const struct jfi_syn_world *world, const char *device,
                                       const char *name);
/** The value of a property; an empty `part` is the device itself. NULL: not set. */
const char *jfi_syn_find_property(const struct jfi_syn_world *world, const char *device,
                                  const char *part, const char *key);
/** Describes a device of the world, with the connections that leave it. */
int jfi_syn_describe(const struct jfi_syn_world *world, const struct jfi_syn_device *device,
                     struct jfi_builder *builder);

/** Called for every device whose description a statement changed, by name. */
typedef int (*jfi_syn_touched_fn)(void *user, const char *device, bool present);

/**
 * Carries out statements, up to one that says that the rest is for later. On the first one that
 * makes no sense it stops with -EBADMSG; `ret_problem` is then a line that names it, for the caller
 * to free, or NULL.
 */
int jfi_syn_apply(struct jfi_syn_world *world, const char *statements, jfi_syn_touched_fn touched,
                  void *user, char **ret_problem);

/* ---- controls.c: properties that are controls ------------------------------------------------ */

/** Whether a property of this key is a control, or belongs to one. */
bool jfi_syn_is_control_key(const char *key);
void jfi_syn_describe_controls(const struct jfi_syn_world *world, const struct jfi_syn_part *part,
                               jfi_ref ref, struct jfi_builder *builder);
/**
 * Writes what the property of a control is to be. -ERANGE: it does not fit; -EPERM: the control is
 * locked.
 */
int jfi_syn_write_setting(const struct jfi_syn_world *world, const struct jf_control *control,
                          const struct jfi_setting *setting, char text[JFI_SYN_NAME_BYTES]);

/** Changes the world behind a context's back, as another program would. For tests. */
int jfi_synthetic_apply(struct jfi_backend *backend, const char *statements);

#endif
