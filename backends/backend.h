/* SPDX-License-Identifier: MIT */
#ifndef JFI_BACKEND_H
#define JFI_BACKEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jackfield/jackfield.h>

#include "topology/builder.h"

/**
 * @file
 * What a backend is. To add one: write `const struct jfi_backend_ops jfi_backend_NAME`, declare it
 * in backends/registry.h and put it into a list in backends/registry.c. Nothing else knows it.
 *
 * A backend describes, the core decides. A backend tells the core which things there are
 * (jfi_backend_mark), describes one when asked (ops->scan), and says when one is gone
 * (jfi_backend_drop). The core alone compares with what it knew, gives serials, makes the next
 * snapshot, emits events and checks the graph.
 *
 * The core promises:
 *  - One thread, no re-entry: an op is never called while another op of this context runs. The
 *    jfi_backend_* calls below may be made from within any op.
 *  - priv is zeroed; close is called exactly once after an open that succeeded, and not otherwise.
 *  - connect and disconnect get validated arguments: connectors of this backend's own devices that
 *    are in the current graph, OUT first; a connection this backend described. So does set_control:
 *    a control that is in the current graph, channels it has, values within its range.
 *
 * A backend promises:
 *  - Never to wait for a peer, and never to print; it logs with jfi_backend_log.
 *  - A scan describes its thing completely, each time, whatever was described before. Same hardware
 *    gives same ids: never a card number, never a server's reused number.
 *  - One bad thing is skipped with one log line (its scan returns an error) and never hurts others.
 *  - Everything reached by a path goes through io.h, so that a recording can replace the machine.
 */

struct jfi_backend;
struct jfi_recording;

/** New values for some channels of a control; the others stay as they are. */
struct jfi_setting {
    size_t first, count;   /**< channels; count 0: all, each with the one value */
    const int64_t *values; /**< in the units of jf_control_get_value, or INT64_MIN for a level */
};

/** Order in which backends are opened and asked. */
enum jfi_phase {
    JFI_PHASE_UNKNOWN = 0,
    JFI_PHASE_HARDWARE, /**< what the kernel tells */
    JFI_PHASE_SERVER,   /**< what a sound server tells */
    JFI_PHASE_ANNOTATE, /**< ties what the others described */
};

struct jfi_backend_ops {
    const char *name;
    enum jfi_phase phase;
    size_t priv_size;

    /** Mandatory. Starts; may already mark things. An error fails jf_context_new: a server that is
     *  merely absent is no error but jfi_backend_lost. */
    int (*open)(struct jfi_backend *backend);
    /** Mandatory. Undoes open. */
    void (*close)(struct jfi_backend *backend);
    /** Mandatory. The fd that is readable when dispatch has work; -1: never. Asked after open. */
    int (*get_fd)(struct jfi_backend *backend);
    /** Mandatory. Handles what arrived on the fd, without waiting. An error is logged. */
    int (*dispatch)(struct jfi_backend *backend);
    /** Mandatory. Describes the thing of this key. -ENODEV: it is gone meanwhile, drop it. */
    int (*scan)(struct jfi_backend *backend, const char *key, struct jfi_builder *builder);

    /** Optional; NULL gives -ENOTSUP. Starts connecting; 0 promises one jfi_backend_request_done,
     *  an error is the answer. When it is done with 0, what shows it must have been marked. */
    int (*connect)(struct jfi_backend *backend, const struct jf_connector *from,
                   const struct jf_connector *to, uint64_t request);
    /** Optional; NULL gives -ENOTSUP. As connect; `handle` is the one the connection was described
     *  with. */
    int (*disconnect)(struct jfi_backend *backend, uint64_t handle, uint64_t request);
    /** Optional; NULL gives -ENOTSUP. As connect. A level between two steps becomes the quieter
     *  one. What shows the new value, as read back, must have been marked. */
    int (*set_control)(struct jfi_backend *backend, const struct jf_control *control,
                       const struct jfi_setting *setting, uint64_t request);

    /** Optional; NULL gives -ENOTSUP. As connect: notes where the session manager is to send a
     *  stream; `target` is one of this backend's devices, or NULL for anywhere. */
    int (*route)(struct jfi_backend *backend, const struct jf_device *stream,
                 const struct jf_device *target, uint64_t request);

    /** Optional; NULL: it has nothing to record. As connect. Puts what it reads of the machine, as
     *  that is now, into jfi_backend_recording, so that a recorded machine of it shows the same. */
    int (*record)(struct jfi_backend *backend, uint64_t request);

    /** Optional, for the ANNOTATE phase: called with all devices of the next snapshot before it is
     *  made. Marks and drops by them what this backend describes, which is scanned at once and so
     *  is in the same snapshot. The devices are valid during the call only. -ENOMEM. */
    int (*annotate)(struct jfi_backend *backend, const struct jf_device *const *devices,
                    size_t count);
};

/* ---- what the core offers to a backend ------------------------------------------------------- */

/** The zeroed private data of ops->priv_size bytes. */
void *jfi_backend_priv(struct jfi_backend *backend);
/** As set in the jf_config: NULL where not set. Borrowed for the backend's life. */
const char *jfi_backend_machine(const struct jfi_backend *backend);
const char *jfi_backend_remote(const struct jfi_backend *backend);

/** The thing of this key appeared or changed: scan it soon. Marking twice scans once. */
int jfi_backend_mark(struct jfi_backend *backend, const char *key);
/** The thing of this key is gone. */
void jfi_backend_drop(struct jfi_backend *backend, const char *key);
/** Everything known at open, or since back, has been marked. */
void jfi_backend_settled(struct jfi_backend *backend);
/** The server went away, or is not there at open: everything described is dropped. */
void jfi_backend_lost(struct jfi_backend *backend, const char *reason);
/** The server is there again. */
void jfi_backend_back(struct jfi_backend *backend);
/** The handle that a control was described with. */
uint64_t jfi_backend_control_handle(const struct jf_control *control);
/** The answer to connect, disconnect or set_control. An unknown request (timed out meanwhile) is
 *  ignored. */
void jfi_backend_request_done(struct jfi_backend *backend, uint64_t request, int status);
/** What a request of ops->record fills (topology/recording.h). NULL: the request is over. */
struct jfi_recording *jfi_backend_recording(struct jfi_backend *backend, uint64_t request);

void jfi_backend_log(struct jfi_backend *backend, enum jf_log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* ---- the list (registry.c) ------------------------------------------------------------------- */

/**
 * The backends for a machine (jf_config_set_machine's words), in order of phase, ended by NULL.
 * Static.
 */
const struct jfi_backend_ops *const *jfi_registry_for_machine(const char *machine);

#endif
