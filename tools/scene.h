/* SPDX-License-Identifier: MIT */
#ifndef TOOL_SCENE_H
#define TOOL_SCENE_H

#include <stdbool.h>
#include <stddef.h>

#include <jackfield/jackfield.h>

/**
 * @file
 * What a picture shows: which parts are in it, which of them stand out, and where no sound comes
 * through.
 */

enum theme {
    THEME_LIGHT = 0,
    THEME_DARK,
};

/** What is asked for. Everything is borrowed. */
struct view {
    const struct jf_graph *graph;
    const struct jf_device *const *devices; /**< these, and where their connections lead ... */
    size_t device_count;                    /**< ... or with none everything */
    const struct jf_path *path;             /**< in the picture and to stand out; NULL: none */
    enum theme theme;
    const char *title; /**< what it is a picture of */
};

/** What is true of a part; or'ed. */
enum part_mark {
    MARK_DRAWN = 1 << 0,  /**< it is in the picture */
    MARK_PATH = 1 << 1,   /**< it is on the path */
    MARK_MUTED = 1 << 2,  /**< it lets no sound through: muted, turned down to silence, or off */
    MARK_PASSES = 1 << 3, /**< sound can come out of it: not muted, and not cut off before it */
};

/** A view with its parts looked at. Borrows the view. */
struct scene {
    const struct view *view;
    struct scene_part {
        const struct jf_part *part;
        unsigned int marks;
    } * parts; /**< of the whole graph, by address */
    size_t part_count;
    size_t drawn_count; /**< parts that are in the picture */
};

/** -ENOMEM. */
int scene_init(struct scene *scene, const struct view *view);
void scene_fini(struct scene *scene);

/** part_mark values or'ed. */
unsigned int scene_marks(const struct scene *scene, const struct jf_part *part);
/** Whether the device was asked for with all its parts. */
bool scene_is_whole(const struct scene *scene, const struct jf_device *device);
/** How many parts of the device are in the picture. */
size_t scene_count_parts(const struct scene *scene, const struct jf_device *device);
/** Whether both ends of an edge are in the picture. */
bool scene_has_edge(const struct scene *scene, const struct jf_part *from,
                    const struct jf_part *to);
/** Whether the path takes this link, or this connection; the other one is NULL. */
bool scene_path_takes(const struct scene *scene, const struct jf_link *link,
                      const struct jf_connection *connection);

#endif
