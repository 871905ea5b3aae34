/* SPDX-License-Identifier: MIT */
#ifndef JACKFIELD_PATH_H
#define JACKFIELD_PATH_H

#include <stddef.h>

#include <jackfield/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct jf_connection;
struct jf_graph;
struct jf_link;
struct jf_part;
struct jf_path;

/**
 * @file
 * Ways of the signal, inside a device or through the whole machine.
 *
 * Ownership: a path is the caller's and holds a reference on its graph; parts and links are
 * borrowed.
 * Threads: any; a path is not written to after it was made.
 * Errors: of a NULL path, -EINVAL or 0.
 */

/** Limits of a path search; or'ed. */
enum jf_path_flags {
    JF_PATH_ANY = 0,
    JF_PATH_INSIDE_DEVICE = 1 << 0, /**< cross no connection, as IDeviceTopology::GetSignalPath */
    JF_PATH_REJECT_MIXED = 1 << 1,  /**< enter no part that sums two or more inputs */
    JF_PATH_SELECTED_ONLY = 1 << 2, /**< take no link that is unselected or of unknown state */
};

/**
 * IDeviceTopology::GetSignalPath: the shortest way of the signal from one part to another, both
 * included, in signal order. Among equally short ones the first in the order of links and
 * connections wins. Without SELECTED_ONLY the walk is structural: unselected inputs count. A part
 * leads to itself by a path of one part.
 *
 * Parts may come from an older snapshot and are looked up by serial in `graph`.
 *
 * @param flags     jf_path_flags values or'ed.
 * @param ret_path  the caller's: jf_path_free.
 * Errors: -ENOENT (E_NOTFOUND) no path; -ESTALE a part is not in this graph; -EINVAL NULL, or
 * parts of two devices with INSIDE_DEVICE; -ENOMEM.
 */
JF_EXPORT int jf_path_find(const struct jf_graph *graph, const struct jf_part *from,
                           const struct jf_part *to, unsigned int flags, struct jf_path **ret_path);
/**
 * The same parts in the order IDeviceTopology::GetSignalPath returns them: index 0 is *to*, the
 * last is *from*. A path of its own: jf_path_free. -EINVAL; -ENOMEM.
 */
JF_EXPORT int jf_path_windows_order(const struct jf_path *path, struct jf_path **ret_path);
/** Frees a path and drops its reference on the graph; accepts NULL; returns NULL. */
JF_EXPORT struct jf_path *jf_path_free(struct jf_path *path);
/** IPartsList::GetCount. */
JF_EXPORT size_t jf_path_get_count(const struct jf_path *path);
/** IPartsList::GetPart: a part by index, borrowed. -EINVAL out of range. */
JF_EXPORT int jf_path_get_part(const struct jf_path *path, size_t index,
                               const struct jf_part **ret_part);
/**
 * What joins part `index` and part `index + 1`, borrowed: exactly one of the two is not NULL.
 * -EINVAL out of range.
 */
JF_EXPORT int jf_path_get_step(const struct jf_path *path, size_t index,
                               const struct jf_link **ret_link,
                               const struct jf_connection **ret_connection);

#ifdef __cplusplus
}
#endif

#endif
