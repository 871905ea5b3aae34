/* SPDX-License-Identifier: MIT */
#include "find-path.h"

#include <errno.h>
#include <stdlib.h>

/* The parts that one end of the path may be. */
struct ends {
    const struct jf_part **parts;
    size_t count;
};

/* ---- what the two names stand for ------------------------------------------------------------ */

static void add_connectors(struct ends *ends, const struct jf_device *device, enum jf_flow flow)
{
    const struct jf_connector *connector;

    for (size_t i = 0; jf_device_get_connector(device, i, &connector) == 0; i++) {
        if (flow == JF_FLOW_UNKNOWN || jf_connector_get_flow(connector) == flow)
            ends->parts[ends->count++] = jf_connector_get_part(connector);
    }
}

/* A device stands for its connectors of this flow, or for all of them when it has none. */
static int expand(const struct target *target, enum jf_flow flow, struct ends *ret_ends)
{
    size_t room = target->part ? 1 : jf_device_get_connector_count(target->device) + 1;

    *ret_ends = (struct ends){.parts = calloc(room, sizeof(const struct jf_part *))};
    if (!ret_ends->parts)
        return -ENOMEM;
    if (target->part) {
        ret_ends->parts[ret_ends->count++] = target->part;
        return 0;
    }
    add_connectors(ret_ends, target->device, flow);
    if (ret_ends->count == 0)
        add_connectors(ret_ends, target->device, JF_FLOW_UNKNOWN);
    return 0;
}

/* The shortest path between any two ends; the first one among equals. */
static int find_shortest(const struct jf_graph *graph, const struct ends *from,
                         const struct ends *to, unsigned int flags, struct jf_path **ret_path)
{
    struct jf_path *best = NULL;

    for (size_t i = 0; i < from->count * to->count; i++) {
        struct jf_path *path;
        int status =
            jf_path_find(graph, from->parts[i / to->count], to->parts[i % to->count], flags, &path);

        if (status && status != -ENOENT) {
            jf_path_free(best);
            return status;
        }
        if (status)
            continue;
        if (best && jf_path_get_count(best) <= jf_path_get_count(path)) {
            jf_path_free(path);
            continue;
        }
        jf_path_free(best);
        best = path;
    }
    *ret_path = best;
    return best ? 0 : -ENOENT;
}

static int find_between(const struct jf_graph *graph, const struct target *from,
                        const struct target *to, unsigned int flags, struct jf_path **ret_path)
{
    /* Between devices a signal leaves by OUT and arrives by IN; inside one it is the other way. */
    bool inside = flags & JF_PATH_INSIDE_DEVICE;
    struct ends starts = {0}, goals = {0};
    int status = expand(from, inside ? JF_FLOW_IN : JF_FLOW_OUT, &starts);

    if (!status)
        status = expand(to, inside ? JF_FLOW_OUT : JF_FLOW_IN, &goals);
    if (!status)
        status = find_shortest(graph, &starts, &goals, flags, ret_path);
    free(starts.parts);
    free(goals.parts);
    return status;
}

static int report_no_path(int status, const struct target *from, const struct target *to)
{
    if (status == -EINVAL) {
        error_line("cannot stay inside one device from '%s' to '%s': they are in two; leave out "
                   "--inside",
                   from->text, to->text);
        return exit_status_of(status);
    }
    if (status != -ENOENT)
        return report(status, "cannot look for a path from '%s' to '%s'", from->text, to->text);
    error_line("no path leads from '%s' to '%s'", from->text, to->text);
    return EXIT_NO;
}

int find_path(const struct tool *tool, const char *const ends[2], unsigned int flags,
              struct jf_path **ret_path)
{
    const unsigned int kinds = JF_OBJECT_DEVICE | JF_OBJECT_PART;
    struct target from, to;
    int result = find_target(tool, ends[0], kinds, &from);
    int status;

    if (!result)
        result = find_target(tool, ends[1], kinds, &to);
    if (result)
        return result;
    status = find_between(tool->graph, &from, &to, flags, ret_path);
    return status ? report_no_path(status, &from, &to) : EXIT_YES;
}
