/* SPDX-License-Identifier: MIT */

/*
 * Something on a card is shut because the server has chosen to play to something else: what is shut
 * is then not what is to be repaired.
 */

#include "topology/trace.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const struct jf_device *jfi_trace_server_device(const struct jf_graph *graph,
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

/* The stop where the signal leaves the server for the card. False: it does not on the way here. */
static bool find_exit(const struct jf_trace *trace, size_t index, size_t *ret_exit)
{
    for (size_t i = 0; i < index; i++) {
        if (jfi_text_equal(jf_part_get_property(trace->stops[i].part, "node.side"), "hardware") &&
            trace->stops[i].part->flow == JF_FLOW_OUT) {
            *ret_exit = i;
            return true;
        }
    }
    return false;
}

/* The part that chooses the route of a node; NULL: none that is told. */
static const struct jf_part *chooser_of(struct jf_trace *trace, size_t exit)
{
    const struct jf_device *node = trace->stops[exit].part->device;
    const char *number = jf_device_get_property(node, "card.profile.device");
    const struct jf_device *server =
        jfi_trace_server_device(trace->graph, trace->stops[exit + 1].part->device);
    const struct jf_part *chooser = NULL;
    char *key = number && server ? jfi_trace_line("route%s", number) : NULL;

    if (key)
        chooser = jfi_device_find_part(server, key);
    else if (number && server && !trace->status)
        trace->status = -ENOMEM;
    free(key);
    return chooser;
}

/* The choice that leads to a thing of this type: the types stand in the order of the choices. */
static const struct jfi_item *choice_for(const struct jf_part *chooser, const char *type,
                                         const struct jf_control **ret_control)
{
    const char *types = jf_part_get_property(chooser, "route.types");
    const struct jf_control *control = chooser->control_count ? &chooser->controls[0] : NULL;
    size_t length = strlen(type);

    for (size_t i = 0; control && types && i < control->item_count; i++) {
        size_t span = strcspn(types, ",");

        if (span == length && strncmp(types, type, length) == 0) {
            *ret_control = control;
            return &control->items[i];
        }
        types += span;
        types += *types == ',';
    }
    return NULL;
}

static bool has_part(const struct jf_path *path, const struct jf_part *wanted)
{
    const struct jf_part *part;

    for (size_t i = 0; jf_path_get_part(path, i, &part) == 0; i++) {
        if (part == wanted)
            return true;
    }
    return false;
}

/*
 * Whether sound gets from here to a thing of the type that was chosen without passing what is shut.
 * Otherwise the choice is not why that is shut.
 */
static int find_way_past(const struct jf_trace *trace, const struct jf_part *from, const char *type,
                         const struct jf_part *shut, bool *ret_found)
{
    const struct jf_graph *graph = trace->graph;
    int status = 0;

    *ret_found = false;
    for (size_t i = 0; i < graph->device_count && !status && !*ret_found; i++) {
        const struct jf_device *device = graph->devices[i];
        struct jf_path *path;

        if (device->kind != JF_DEVICE_ENDPOINT || !device->connector_count ||
            !jfi_text_equal(jf_device_get_property(device, "endpoint.type"), type))
            continue;
        status = jf_path_find(graph, from, device->connectors[0], JF_PATH_SELECTED_ONLY, &path);
        if (!status) {
            *ret_found = !has_part(path, shut);
            jf_path_free(path);
        }
        if (status == -ENOENT)
            status = 0;
    }
    return status;
}

static bool is_told(const struct jf_trace *trace)
{
    for (size_t i = 0; i < trace->findings.count; i++) {
        if (((const struct jf_finding *)jfi_vec_at(&trace->findings, i))->cause == JF_CAUSE_ROUTE)
            return true;
    }
    return false;
}

/* A choice of the server that shuts a stop of the way, and the one that would open it. */
struct misroute {
    const struct jf_part *side; /* of the node that has chosen */
    const struct jf_control *control;
    const struct jfi_item *wanted;
};

/* False: there is no such choice, or no memory left to find it. */
static bool find_misroute(struct jf_trace *trace, size_t index, struct misroute *ret_misroute)
{
    const struct jf_part *shut = trace->stops[index].part, *chooser;
    const struct jf_device *goal = trace->stops[trace->count - 1].part->device;
    const char *type = jf_device_get_property(goal, "endpoint.type"), *chosen;
    struct misroute misroute;
    bool is_spared;
    size_t exit;
    int status;

    if (!type || shut->device->kind != JF_DEVICE_ADAPTER || !find_exit(trace, index, &exit))
        return false;
    misroute.side = trace->stops[exit].part;
    chosen = jf_part_get_property(misroute.side, "route.port.type");
    chooser = chosen && strcmp(chosen, type) != 0 ? chooser_of(trace, exit) : NULL;
    misroute.wanted = chooser ? choice_for(chooser, type, &misroute.control) : NULL;
    if (!misroute.wanted)
        return false;
    status = find_way_past(trace, misroute.side, chosen, shut, &is_spared);
    if (status && !trace->status)
        trace->status = status;
    *ret_misroute = misroute;
    return !status && is_spared;
}

static void note_route(struct jf_trace *trace, size_t index, const char *proof,
                       const struct misroute *misroute)
{
    const char *route = jf_part_get_property(misroute->side, "route.description");
    const char *wanted = misroute->wanted->name;
    char *quoted = jfi_trace_line("'%s'", wanted);

    jfi_trace_note(trace, index, JF_CAUSE_ROUTE, JFI_SILENCES,
                   jfi_trace_line("%s plays to its route '%s', not to '%s': %s",
                                  misroute->side->device->id, route ? route : "unnamed", wanted,
                                  proof),
                   quoted ? jfi_trace_repair(trace, misroute->control, quoted) : NULL);
    if (!quoted && !trace->status)
        trace->status = -ENOMEM;
    free(quoted);
}

void jfi_trace_note_shut(struct jf_trace *trace, size_t index, enum jf_cause cause, char *proof,
                         char *repair)
{
    struct misroute misroute;

    if (!proof || !find_misroute(trace, index, &misroute)) {
        jfi_trace_note(trace, index, cause, JFI_SILENCES, proof, repair);
        return;
    }
    if (!is_told(trace))
        note_route(trace, index, proof, &misroute);
    free(proof);
    free(repair);
}
