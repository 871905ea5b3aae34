/* SPDX-License-Identifier: MIT */

/* Why no way leads to where the signal should go. */

#include "topology/trace.h"

#include <stdlib.h>
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

/* No node of the server plays to the PCM that leads there: its profile may have none. */
static bool explain_profile(struct jf_trace *trace, const struct jf_part *pcm)
{
    const struct jf_device *device = jfi_trace_server_device(trace->graph, pcm->device);
    const struct jf_part *profile;
    const char *name;

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

/* A converter that shares the stream of another has one only while something plays. */
static bool explain_stream(struct jf_trace *trace, const struct jf_part *pcm)
{
    const struct jf_part *converter = pcm->outgoing_count ? pcm->outgoing[0]->to : NULL;

    if (!converter || jf_part_get_property(pcm, "alsa.pcm.stream") ||
        !jfi_text_equal(jf_part_get_property(converter, "hda.stream"), "0"))
        return false;
    jfi_trace_note(
        trace, trace->count - 1, JF_CAUSE_NO_STREAM, JFI_SILENCES,
        jfi_trace_line("%s is given no stream: no program has the PCM running", converter->id),
        NULL);
    return true;
}

/* Nothing of the server plays to the PCM that leads there: why. */
static bool explain_pcm(struct jf_trace *trace, const struct jf_part *to)
{
    const struct jf_part *pcm = pcm_behind(trace->graph, to);
    const struct jf_connection *const *first;

    if (!pcm || jfi_graph_connections_to(trace->graph, pcm, &first))
        return false;
    return explain_stream(trace, pcm) || explain_profile(trace, pcm);
}

/*
 * The trace has left its device: it goes somewhere, but not there. What comes of a card goes only
 * as far as somebody takes it from the node.
 */
static bool leads_elsewhere(const struct jf_trace *trace)
{
    const struct jf_part *first = trace->stops[0].part, *last = trace->stops[trace->count - 1].part;

    return first->device != last->device &&
           (first->device->kind == JF_DEVICE_NODE || last->flow != JF_FLOW_OUT);
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

/*
 * What was found on a way that leads elsewhere does not matter to who asks for this one: only what
 * is found of the first device does, and where a converter has no stream, of the server.
 */
static void forget_elsewhere(struct jf_trace *trace)
{
    const struct jf_finding *last = jfi_vec_at(&trace->findings, trace->findings.count - 1);
    bool is_in_card = last->cause == JF_CAUSE_NO_STREAM;
    size_t kept = 0;

    if (last->cause == JF_CAUSE_NO_LINK)
        return;
    for (size_t i = 0; i < trace->findings.count; i++) {
        struct jf_finding *finding = jfi_vec_at(&trace->findings, i);
        const struct jf_device *device = trace->stops[finding->index].part->device;

        if (finding == last || device == trace->stops[0].part->device ||
            (is_in_card && device->kind == JF_DEVICE_NODE)) {
            *(struct jf_finding *)jfi_vec_at(&trace->findings, kept++) = *finding;
        } else {
            free(finding->proof);
            free(finding->repair);
        }
    }
    trace->findings.count = kept;
}

static void explain(struct jf_trace *trace, const struct jf_part *const *to, size_t to_count)
{
    size_t last = trace->count - 1;
    const struct jf_device *goal = NULL;

    for (size_t i = 0; i < to_count; i++) {
        if (explain_pcm(trace, to[i]))
            return;
    }
    if (to_count) {
        goal = to[0]->device->kind == JF_DEVICE_NODE ? to[0]->device
                                                     : node_before(trace->graph, to[0]);
    }
    if (to_count && leads_elsewhere(trace)) {
        jfi_trace_note(trace, last, JF_CAUSE_LINKED_ELSEWHERE, JFI_SILENCES,
                       jfi_trace_line("%s leads to %s, and not to %s",
                                      trace->stops[0].part->device->id,
                                      trace->stops[last].part->device->id, to[0]->device->id),
                       goal ? jfi_trace_line("jackfield connect --route '%s' '%s'",
                                             trace->stops[0].part->device->id, goal->id)
                            : NULL);
        return;
    }
    jfi_trace_note(trace, last, JF_CAUSE_NO_LINK, JFI_SILENCES,
                   jfi_trace_line("nothing is connected to %s", trace->stops[last].part->id),
                   goal ? jfi_trace_line("jackfield connect '%s' '%s'",
                                         trace->stops[last].part->device->id, goal->id)
                        : NULL);
}

void jfi_trace_explain_gap(struct jf_trace *trace, const struct jf_part *const *to, size_t to_count)
{
    explain(trace, to, to_count);
    if (to_count && !trace->status)
        forget_elsewhere(trace);
}
