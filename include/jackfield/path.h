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

/** Limits of a path search; or'ed. */
enum jf_path_flags {
    JF_PATH_ANY = 0,
    JF_PATH_INSIDE_DEVICE = 1 << 0, /**< cross no connection, as IDeviceTopology::GetSignalPath */
    JF_PATH_REJECT_MIXED = 1 << 1,  /**< enter no part that sums two or more inputs */
    JF_PATH_SELECTED_ONLY = 1 << 2, /**< take no link that is unselected or of unknown state */
};

/**
 * The shortest way of the signal from one part to another, both included, in signal order. Among
 * equally short ones the first in the order of links and connections wins. Without SELECTED_ONLY
 * the walk is structural: unselected inputs count. A part leads to itself by a path of one part.
 *
 * Parts may come from an older snapshot and are looked up by serial in `graph`.
 * Errors: -ENOENT (E_NOTFOUND) no path; -ESTALE a part is not in this graph; -EINVAL NULL, or
 * parts of two devices with INSIDE_DEVICE; -ENOMEM.
 */
JF_EXPORT int jf_path_find(const struct jf_graph *graph, const struct jf_part *from,
                           const struct jf_part *to, unsigned int flags, struct jf_path **ret_path);
/** The same parts in the order Windows returns them: index 0 is *to*, the last is *from*. */
JF_EXPORT int jf_path_windows_order(const struct jf_path *path, struct jf_path **ret_path);
/** A path holds a reference on its graph. */
JF_EXPORT struct jf_path *jf_path_free(struct jf_path *path);
JF_EXPORT size_t jf_path_get_count(const struct jf_path *path);
/** -EINVAL out of range. */
JF_EXPORT int jf_path_get_part(const struct jf_path *path, size_t index,
                               const struct jf_part **ret_part);
/**
 * What joins part `index` and part `index + 1`: exactly one of the two is not NULL.
 * -EINVAL out of range.
 */
JF_EXPORT int jf_path_get_step(const struct jf_path *path, size_t index,
                               const struct jf_link **ret_link,
                               const struct jf_connection **ret_connection);

#ifdef __cplusplus
}
#endif

#endif
