/* SPDX-License-Identifier: MIT */
#include "scene.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int compare_parts(const void *a, const void *b)
{
    const struct scene_part *left = a, *right = b;
    uintptr_t left_address = (uintptr_t)left->part, right_address = (uintptr_t)right->part;

    return (left_address > right_address) - (left_address < right_address);
}

static struct scene_part *find(const struct scene *scene, const struct jf_part *part)
{
    const struct scene_part key = {.part = part};

    return bsearch(&key, scene->parts, scene->part_count, sizeof(key), compare_parts);
}

static void mark(struct scene *scene, const struct jf_part *part, unsigned int marks)
{
    struct scene_part *found = find(scene, part);

    if (found)
        found->marks |= marks;
}

/* ---- where no sound comes through ------------------------------------------------------------ */

/* Whether all channels of a control say silence. */
static bool is_silencing(const struct jf_control *control)
{
    enum jf_control_kind kind = jf_control_get_kind(control);
    size_t count = jf_control_get_value_count(control);
    int64_t value, silence = kind == JF_CONTROL_MUTE ? 1 : INT64_MIN;

    if (count == 0 || (kind != JF_CONTROL_MUTE && kind != JF_CONTROL_LEVEL))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (jf_control_get_value(control, i, &value) || value != silence)
            return false;
    }
    return true;
}

/* Whether a codec's pin is switched to the other direction, or off. */
static bool is_switched_off(const struct jf_part *part)
{
    const char *mode = jf_part_get_property(part, "hda.pin-control");
    const struct jf_connector *connector;
    enum jf_flow flow;

    if (!mode || jf_part_get_connector(part, &connector))
        return false;
    flow = jf_connector_get_flow(connector);
    return flow != JF_FLOW_UNKNOWN && !strstr(mode, jf_flow_text(flow));
}

static bool is_muted(const struct jf_part *part)
{
    const struct jf_control *control;

    for (size_t i = 0; i < jf_part_get_control_count(part); i++) {
        if (jf_part_get_control(part, i, &control) == 0 && is_silencing(control))
            return true;
    }
    return is_switched_off(part);
}

/* What only forwards or changes sound has none of its own. */
static bool needs_input(enum jf_part_type type)
{
    switch (type) {
    case JF_TYPE_VOLUME:
    case JF_TYPE_MUTE:
    case JF_TYPE_MUX:
    case JF_TYPE_DEMUX:
    case JF_TYPE_SUM:
    case JF_TYPE_ADC:
    case JF_TYPE_TONE:
    case JF_TYPE_AGC:
    case JF_TYPE_LOUDNESS:
    case JF_TYPE_PEAK_METER:
        return true;
    default:
        return false;
    }
}

/* Whether sound can begin here. What is not told is possible. */
static bool is_source(const struct jf_part *part)
{
    const struct jf_connector *connector;

    if (jf_part_get_connector(part, &connector) == 0 &&
        jf_connector_get_flow(connector) == JF_FLOW_IN)
        return true;
    return jf_part_get_incoming_count(part) == 0 && !needs_input(jf_part_get_type(part));
}

/* Lets sound into a part; it goes on the stack when the sound comes out again. */
static void enter(struct scene *scene, const struct jf_part *part, struct scene_part **stack,
                  size_t *depth)
{
    struct scene_part *found = find(scene, part);

    if (!found || found->marks & (MARK_MUTED | MARK_PASSES))
        return;
    found->marks |= MARK_PASSES;
    stack[(*depth)++] = found;
}

/* Follows the sound from where it can begin, inside each device. A part is on the stack once. */
static int mark_sound(struct scene *scene)
{
    struct scene_part **stack = calloc(scene->part_count + 1, sizeof(struct scene_part *));
    size_t depth = 0;

    if (!stack)
        return -ENOMEM;
    for (size_t i = 0; i < scene->part_count; i++) {
        if (is_muted(scene->parts[i].part))
            scene->parts[i].marks |= MARK_MUTED;
    }
    for (size_t i = 0; i < scene->part_count; i++) {
        if (is_source(scene->parts[i].part))
            enter(scene, scene->parts[i].part, stack, &depth);
    }
    while (depth > 0) {
        const struct jf_part *part = stack[--depth]->part;
        const struct jf_link *link;

        for (size_t i = 0; jf_part_get_outgoing(part, i, &link) == 0; i++) {
            if (jf_link_get_state(link) != JF_LINK_UNSELECTED)
                enter(scene, jf_link_get_to(link), stack, &depth);
        }
    }
    free(stack);
    return 0;
}

/* ---- what is in the picture ------------------------------------------------------------------ */

bool scene_is_whole(const struct scene *scene, const struct jf_device *device)
{
    const struct view *view = scene->view;

    for (size_t i = 0; i < view->device_count; i++) {
        if (view->devices[i] == device)
            return true;
    }
    return view->device_count == 0;
}

static void mark_devices(struct scene *scene)
{
    const struct jf_device *device;
    const struct jf_part *part;

    for (size_t i = 0; jf_graph_get_device(scene->view->graph, i, &device) == 0; i++) {
        if (!scene_is_whole(scene, device))
            continue;
        for (size_t j = 0; jf_device_get_part(device, j, &part) == 0; j++)
            mark(scene, part, MARK_DRAWN);
    }
}

/* The far ends of connections that lead to or from a device that was asked for. */
static void mark_neighbours(struct scene *scene)
{
    const struct jf_connection *connection;

    for (size_t i = 0; jf_graph_get_connection(scene->view->graph, i, &connection) == 0; i++) {
        const struct jf_part *from = jf_connector_get_part(jf_connection_get_from(connection));
        const struct jf_part *to = jf_connector_get_part(jf_connection_get_to(connection));

        if (!scene_is_whole(scene, jf_part_get_device(from)) &&
            !scene_is_whole(scene, jf_part_get_device(to)))
            continue;
        mark(scene, from, MARK_DRAWN);
        mark(scene, to, MARK_DRAWN);
    }
}

static void mark_path(struct scene *scene)
{
    const struct jf_part *part;

    for (size_t i = 0; jf_path_get_part(scene->view->path, i, &part) == 0; i++)
        mark(scene, part, MARK_DRAWN | MARK_PATH);
}

/* ---- the scene ------------------------------------------------------------------------------- */

static void add_parts(struct scene *scene)
{
    const struct jf_device *device;
    const struct jf_part *part;

    for (size_t i = 0; jf_graph_get_device(scene->view->graph, i, &device) == 0; i++) {
        for (size_t j = 0; jf_device_get_part(device, j, &part) == 0; j++)
            scene->parts[scene->part_count++].part = part;
    }
    qsort(scene->parts, scene->part_count, sizeof(*scene->parts), compare_parts);
}

static size_t count_parts(const struct jf_graph *graph)
{
    const struct jf_device *device;
    size_t count = 0;

    for (size_t i = 0; jf_graph_get_device(graph, i, &device) == 0; i++)
        count += jf_device_get_part_count(device);
    return count;
}

int scene_init(struct scene *scene, const struct view *view)
{
    int status;

    /* One more than needed: no size is 0. */
    *scene = (struct scene){
        .view = view,
        .parts = calloc(count_parts(view->graph) + 1, sizeof(*scene->parts)),
    };
    if (!scene->parts)
        return -ENOMEM;
    add_parts(scene);
    status = mark_sound(scene);
    if (status) {
        scene_fini(scene);
        return status;
    }
    mark_devices(scene);
    mark_neighbours(scene);
    if (view->path)
        mark_path(scene);
    for (size_t i = 0; i < scene->part_count; i++)
        scene->drawn_count += (scene->parts[i].marks & MARK_DRAWN) != 0;
    return 0;
}

void scene_fini(struct scene *scene)
{
    free(scene->parts);
    *scene = (struct scene){0};
}

/* ---- questions ------------------------------------------------------------------------------- */

unsigned int scene_marks(const struct scene *scene, const struct jf_part *part)
{
    const struct scene_part *found = find(scene, part);

    return found ? found->marks : 0;
}

size_t scene_count_parts(const struct scene *scene, const struct jf_device *device)
{
    const struct jf_part *part;
    size_t count = 0;

    for (size_t i = 0; jf_device_get_part(device, i, &part) == 0; i++)
        count += (scene_marks(scene, part) & MARK_DRAWN) != 0;
    return count;
}

bool scene_has_edge(const struct scene *scene, const struct jf_part *from, const struct jf_part *to)
{
    return scene_marks(scene, from) & scene_marks(scene, to) & MARK_DRAWN;
}

bool scene_path_takes(const struct scene *scene, const struct jf_link *link,
                      const struct jf_connection *connection)
{
    const struct jf_link *taken_link;
    const struct jf_connection *taken_connection;

    for (size_t i = 0; scene->view->path; i++) {
        if (jf_path_get_step(scene->view->path, i, &taken_link, &taken_connection))
            return false;
        if (taken_link == link && taken_connection == connection)
            return true;
    }
    return false;
}
