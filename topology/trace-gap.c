/* SPDX-License-Identifier: MIT */

/* Why no way leads to where the signal should go. */

#include "topology/trace.h"

#include <string.h>

/* The node that a device's signal comes from or goes to, walking back from an end; NULL: none. */
static const struct jf_part *pcm_behind(const struct jf_graph *graph, const struct jf_part *to)
{
    for (size_t i = 0; i < graph->device_count; i++) {
        const struct jf_device *device = graph->devices[i];

        for (size_t k = 0; k < device->connector_count; k++) {
            const struct jf_part *pcm = device->connectors[k];
            struct jf_path *path;

            if (pcm->flow != JF_FLOW_IN || pcm->type != JF_TYPE_SOFTWARE_IO ||
                device->kind != JF_DEVICE_ADAPTER)
                continue;
            if (jf_path_find(graph, pcm, to, JF_PATH_SELECTED_ONLY, &path) == 0) {
                jf_path_free(path);
                return pcm;
            }
        }
    }
    return NULL;
}

/* The device of the server that stands for the same hardware. */
static const struct jf_device *server_device_of(const struct jf_graph *graph,
                                                const struct jf_device *adapter)
{
    const char *bus_path = jf_device_get_property(adapter, "device.bus-path");

    for (size_t i = 0; i < graph->device_count; i++) {
        const struct jf_device *device = graph->devices[i];
        bool is_same_card =
            device->has_card && adapter->has_card && device->card.number == adapter->card.number;
        bool is_same_bus =
            bus_path && jfi_text_equal(bus_path, jf_device_get_property(device, "device.bus-path"));

        if (device != adapter && jfi_device_find_part(device, "profile") &&
            (is_same_bus || (!bus_path && is_same_card)))
            return device;
    }
    return NULL;
}

/* No node of the server plays to the PCM that leads there: its profile may have none. */
static bool explain_profile(struct jf_trace *trace, const struct jf_part *to)
{
    const struct jf_part *pcm = pcm_behind(trace->graph, to), *profile;
    const struct jf_connection *const *first;
    const struct jf_device *device;
    const char *name;

    if (!pcm || jfi_graph_connections_to(trace->graph, pcm, &first))
        return false;
    device = server_device_of(trace->graph, pcm->device);
    if (!device)
        return false;
    profile = jfi_device_find_part(device, "profile");
    name = jf_part_get_property(profile, "profile.name");
    jfi_trace_note(trace, trace->count - 1, JF_CAUSE_PROFILE, JFI_SILENCES,
                   jfi_trace_line("with the profile '%s' %s has no node for %s",
                                  name ? name : "unknown", device->id, pcm->id),
                   jfi_trace_line("jackfield set '%s:Profile' PROFILE   (one of: jackfield show "
                                  "'%s')",
                                  profile->id, profile->id));
    return true;
}

/* The trace has left its device: it goes somewhere, but not there. */
static bool leads_elsewhere(const struct jf_trace *trace)
{
    return trace->stops[0].part->device != trace->stops[trace->count - 1].part->device;
}

/* The node that would have to be connected for the signal to get there. */
static const struct jf_device *node_before(const struct jf_graph *graph, const struct jf_part *to)
{
    for (size_t i = 0; i < graph->device_count; i++) {
        const struct jf_device *device = graph->devices[i];

        for (size_t k = 0; device->kind == JF_DEVICE_NODE && k < device->connector_count; k++) {
            const struct jf_part *side = device->connectors[k];
            struct jf_path *path;

            if (!jfi_text_equal(jf_part_get_property(side, "node.side"), "hardware"))
                continue;
            if (jf_path_find(graph, side, to, JF_PATH_ANY, &path) == 0) {
                jf_path_free(path);
                return device;
            }
        }
    }
    return NULL;
}

void jfi_trace_explain_gap(struct jf_trace *trace, const struct jf_part *const *to, size_t to_count)
{
    size_t last = trace->count - 1;
    const struct jf_device *goal = NULL;

    for (size_t i = 0; i < to_count; i++) {
        if (explain_profile(trace, to[i]))
            return;
    }
    if (to_count) {
        goal = node_before(trace->graph, to[0]);
        if (!goal)
            goal = to[0]->device;
    }
    if (goal && leads_elsewhere(trace)) {
        jfi_trace_note(trace, last, JF_CAUSE_LINKED_ELSEWHERE, JFI_SILENCES,
                       jfi_trace_line("%s leads to %s, and not to %s",
                                      trace->stops[0].part->device->id,
                                      trace->stops[last].part->device->id, to[0]->device->id),
                       jfi_trace_line("jackfield connect --route '%s' '%s'",
                                      trace->stops[0].part->device->id, goal->id));
        return;
    }
    jfi_trace_note(trace, last, JF_CAUSE_NO_LINK, JFI_SILENCES,
                   jfi_trace_line("nothing is connected to %s", trace->stops[last].part->id),
                   goal ? jfi_trace_line("jackfield connect '%s' '%s'",
                                         trace->stops[0].part->device->id, goal->id)
                        : NULL);
}
