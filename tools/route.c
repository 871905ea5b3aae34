/* SPDX-License-Identifier: MIT */
#include "route.h"

#include <errno.h>
#include <stdio.h>

#include "json.h"
#include "output.h"

/* Sound goes from the one to the other, whichever way they face. */
static bool leads_to(const struct jf_graph *graph, const struct jf_connector *side,
                     const struct jf_connector *goal)
{
    const struct jf_part *a = jf_connector_get_part(side), *b = jf_connector_get_part(goal);
    bool is_output = jf_connector_get_flow(side) == JF_FLOW_OUT;
    struct jf_path *path;

    if (jf_path_find(graph, is_output ? a : b, is_output ? b : a, JF_PATH_ANY, &path) < 0)
        return false;
    jf_path_free(path);
    return true;
}

const struct jf_device *route_node(const struct jf_graph *graph, const struct jf_device *endpoint)
{
    const struct jf_connector *goal, *side;
    const struct jf_device *node;

    if (jf_device_get_kind(endpoint) != JF_DEVICE_ENDPOINT ||
        jf_device_get_connector(endpoint, 0, &goal) < 0)
        return NULL;
    for (size_t i = 0; jf_graph_get_device(graph, i, &node) == 0; i++) {
        for (size_t k = 0; jf_device_get_connector(node, k, &side) == 0; k++) {
            if (is_hardware_side(jf_connector_get_part(side)) && leads_to(graph, side, goal))
                return node;
        }
    }
    return NULL;
}

/* What stands for a target in the server: a node itself, or the node before an endpoint. */
static const struct jf_device *node_of(const struct tool *tool, const struct target *target)
{
    const struct jf_device *device = target_device(target);

    if (jf_device_get_kind(device) != JF_DEVICE_ENDPOINT)
        return device;
    return route_node(tool->graph, device);
}

static int refuse_route(const struct target *target, const char *why)
{
    error_line("cannot route to or from '%s': %s", target->text, why);
    return EXIT_REFUSED;
}

static int print_routed(const struct tool *tool, const struct jf_device *stream,
                        const struct jf_device *target)
{
    if (tool->json) {
        json_t *result = json_pack("{s:o, s:o}", "routed", json_of_text(jf_device_get_id(stream)),
                                   "target", json_of_text(jf_device_get_id(target)));

        return json_print(result, JSON_LAYOUT_DOCUMENT, stdout);
    }
    if (tool->quiet)
        return EXIT_YES;
    (void)fputs("told the session manager: ", stdout);
    put_text(stdout, jf_device_get_id(stream));
    (void)fputs(" -> ", stdout);
    put_text(stdout, jf_device_get_id(target));
    (void)putchar('\n');
    return EXIT_YES;
}

int route_targets(struct tool *tool, const struct target *a, const struct target *b)
{
    const struct jf_device *stream = node_of(tool, a), *target = node_of(tool, b);
    int status;

    if (!stream || jf_device_get_kind(stream) != JF_DEVICE_NODE)
        return refuse_route(a, "it is no stream; name a node of the server");
    if (!target || jf_device_get_kind(target) != JF_DEVICE_NODE)
        return refuse_route(b, "no node of the server leads there");
    status = jf_device_route(tool->context, stream, target);
    if (status == -ENOTSUP) {
        error_line("cannot route '%s': no session manager takes notes here", a->text);
        return EXIT_REFUSED;
    }
    return status ? report(status, "cannot route '%s' to '%s'", a->text, b->text)
                  : print_routed(tool, stream, target);
}
