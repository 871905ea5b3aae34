/* SPDX-License-Identifier: MIT */

/* A trace: the way of the signal, what each part does to it, and what comes of that. */

#include "topology/trace.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_CHAIN = 16 /* parts in a row inside a node */
};

/* ---- findings -------------------------------------------------------------------------------- */

char *jfi_trace_line(const char *format, ...)
{
    va_list arguments;
    char *line;
    int length;

    va_start(arguments, format);
    length = vasprintf(&line, format, arguments);
    va_end(arguments);
    return length < 0 ? NULL : line;
}

void jfi_trace_note(struct jf_trace *trace, size_t index, enum jf_cause cause,
                    enum jfi_certainty certainty, char *proof, char *repair)
{
    struct jf_finding finding = {
        .cause = cause,
        .is_certain = certainty == JFI_SILENCES,
        .index = index,
        .proof = proof,
        .repair = repair,
    };

    if (!proof && !trace->status)
        trace->status = -ENOMEM;
    if (!trace->status)
        trace->status = jfi_vec_push(&trace->findings, &finding);
    if (trace->status) {
        free(proof);
        free(repair);
    }
}

char *jfi_trace_repair(struct jf_trace *trace, const struct jf_control *control, const char *value)
{
    char *repair;

    if (!control->writable || control->inactive)
        return NULL;
    repair = control->index ? jfi_trace_line("jackfield set '%s:%s,%u' %s", control->part->id,
                                             control->name, control->index, value)
                            : jfi_trace_line("jackfield set '%s:%s' %s", control->part->id,
                                             control->name, value);
    if (!repair && !trace->status)
        trace->status = -ENOMEM;
    return repair;
}

/* ---- the way --------------------------------------------------------------------------------- */

static int trace_start(const struct jf_graph *graph, size_t count, struct jf_trace **ret_trace)
{
    struct jf_trace *trace = calloc(1, sizeof(*trace));

    if (!trace)
        return -ENOMEM;
    trace->findings.item_size = sizeof(struct jf_finding);
    trace->graph = jf_graph_ref(graph);
    trace->count = count;
    trace->stops = calloc(count, sizeof(*trace->stops));
    if (!trace->stops) {
        jf_trace_free(trace);
        return -ENOMEM;
    }
    *ret_trace = trace;
    return 0;
}

/*
 * The subunits of a node before its output, or behind its input, are part of the way: its volume
 * and mute are there. Of several links the first counts.
 */
static size_t find_chain(const struct jf_part *end, bool is_before,
                         const struct jf_link *chain[MAX_CHAIN])
{
    size_t count = 0;

    while (end->device->kind == JF_DEVICE_NODE && count < MAX_CHAIN) {
        const struct jf_link *const *links = is_before ? end->incoming : end->outgoing;
        size_t link_count = is_before ? end->incoming_count : end->outgoing_count;
        const struct jf_link *link = NULL;

        for (size_t i = 0; i < link_count && !link; i++) {
            if ((is_before ? links[i]->from : links[i]->to)->kind == JF_PART_SUBUNIT)
                link = links[i];
        }
        if (!link)
            break;
        chain[count++] = link;
        end = is_before ? link->from : link->to;
    }
    return count;
}

static void put_path(struct jfi_stop *stops, const struct jf_path *path)
{
    for (size_t i = 0; i < jf_path_get_count(path); i++) {
        (void)jf_path_get_part(path, i, &stops[i].part);
        if (i + 1 < jf_path_get_count(path))
            (void)jf_path_get_step(path, i, &stops[i].link, &stops[i].connection);
    }
}

static int follow_path(const struct jf_path *path, struct jf_trace **ret_trace)
{
    const struct jf_link *before[MAX_CHAIN], *behind[MAX_CHAIN];
    size_t length = jf_path_get_count(path), before_count, behind_count;
    const struct jf_part *first = NULL, *last = NULL;
    struct jf_trace *trace;
    int status;

    (void)jf_path_get_part(path, 0, &first);
    (void)jf_path_get_part(path, length - 1, &last);
    before_count = find_chain(first, true, before);
    behind_count = first == last ? 0 : find_chain(last, false, behind);
    status = trace_start(jfi_path_get_graph(path), before_count + length + behind_count, &trace);
    if (status)
        return status;
    for (size_t i = 0; i < before_count; i++)
        trace->stops[before_count - 1 - i] =
            (struct jfi_stop){.part = before[i]->from, .link = before[i]};
    put_path(&trace->stops[before_count], path);
    for (size_t i = 0; i < behind_count; i++) {
        trace->stops[before_count + length - 1 + i].link = behind[i];
        trace->stops[before_count + length + i].part = behind[i]->to;
    }
    for (size_t i = 0; i < trace->count; i++)
        jfi_trace_judge(trace, i);
    *ret_trace = trace;
    return 0;
}

static int finish(struct jf_trace *trace, struct jf_trace **ret_trace)
{
    int status = trace->status;

    if (status)
        jf_trace_free(trace);
    else
        *ret_trace = trace;
    return status;
}

int jf_trace_new(const struct jf_path *path, struct jf_trace **ret_trace)
{
    struct jf_trace *trace;
    int status = path && ret_trace ? follow_path(path, &trace) : -EINVAL;

    return status ? status : finish(trace, ret_trace);
}

/* ---- finding one ----------------------------------------------------------------------------- */

struct ends {
    const struct jf_part *const *from, *const *to;
    size_t from_count, to_count;
};

/* Keeps the shorter of two paths, and frees the other. */
static struct jf_path *shorter(struct jf_path *best, struct jf_path *path)
{
    if (best && jf_path_get_count(best) <= jf_path_get_count(path)) {
        jf_path_free(path);
        return best;
    }
    jf_path_free(best);
    return path;
}

/* The shortest path between any two ends. NULL: there is none. */
static int find_shortest(const struct jf_graph *graph, const struct ends *ends, unsigned int flags,
                         struct jf_path **ret_path)
{
    struct jf_path *best = NULL, *path;

    for (size_t i = 0; i < ends->from_count * ends->to_count; i++) {
        int status = jf_path_find(graph, ends->from[i / ends->to_count],
                                  ends->to[i % ends->to_count], flags, &path);

        if (status == -ENOENT)
            continue;
        if (status) {
            jf_path_free(best);
            return status;
        }
        best = shorter(best, path);
    }
    *ret_path = best;
    return 0;
}

static bool is_monitor(const struct jf_part *part)
{
    return jfi_text_equal(jf_part_get_property(part, "port.monitor"), "true");
}

/* Takes sound and passes none on: what a person holds, or a node without an output of its own. */
static bool is_sink(const struct jf_device *device)
{
    for (size_t i = 0; i < device->connector_count; i++) {
        if (device->connectors[i]->flow == JF_FLOW_OUT && !is_monitor(device->connectors[i]))
            return false;
    }
    return device->kind == JF_DEVICE_ENDPOINT || device->kind == JF_DEVICE_NODE;
}

/*
 * Where a signal ends: in something that takes it, or at an output that nothing is connected to. A
 * microphone that is to reach a node may be heard on a loudspeaker, too, which does not matter.
 */
static bool is_edge(const struct jf_graph *graph, const struct jf_part *part,
                    const struct jf_part *goal)
{
    const struct jf_connection *const *first;

    if (goal && goal->device->kind == JF_DEVICE_NODE && part->device->kind == JF_DEVICE_ENDPOINT)
        return false;
    if (part->flow == JF_FLOW_IN)
        return is_sink(part->device);
    return !is_monitor(part) && !jfi_graph_connections_from(graph, part, &first);
}

/* The way to the nearest edge; without one the part alone. `goal` may be NULL. */
static int find_edge(const struct jf_graph *graph, const struct jf_part *from,
                     const struct jf_part *goal, struct jf_path **ret_path)
{
    struct jf_path *best = NULL, *path;
    int status = 0;

    for (size_t i = 0; i < graph->device_count; i++) {
        const struct jf_device *device = graph->devices[i];

        for (size_t k = 0; k < device->connector_count && !status; k++) {
            if (!is_edge(graph, device->connectors[k], goal))
                continue;
            status = jf_path_find(graph, from, device->connectors[k], JF_PATH_SELECTED_ONLY, &path);
            if (!status)
                best = shorter(best, path);
            else if (status == -ENOENT)
                status = 0;
        }
    }
    if (status) {
        jf_path_free(best);
        return status;
    }
    *ret_path = best;
    return best ? 0 : jf_path_find(graph, from, from, JF_PATH_ANY, ret_path);
}

static int trace_gap(const struct jf_graph *graph, const struct ends *ends,
                     struct jf_trace **ret_trace)
{
    struct jf_path *path;
    struct jf_trace *trace;
    int status = find_edge(graph, ends->from[0], ends->to_count ? ends->to[0] : NULL, &path);

    if (status)
        return status;
    status = follow_path(path, &trace);
    jf_path_free(path);
    if (status)
        return status;
    jfi_trace_explain_gap(trace, ends->to, ends->to_count);
    return finish(trace, ret_trace);
}

int jf_trace_find(const struct jf_graph *graph, const struct jf_part *const *from,
                  size_t from_count, const struct jf_part *const *to, size_t to_count,
                  struct jf_trace **ret_trace)
{
    const struct ends ends = {
        .from = from, .to = to, .from_count = from_count, .to_count = to_count};
    struct jf_path *path = NULL;
    int status;

    if (!graph || !from || !from_count || (!to && to_count) || !ret_trace)
        return -EINVAL;
    status = find_shortest(graph, &ends, JF_PATH_SELECTED_ONLY, &path);
    if (!status && !path)
        status = find_shortest(graph, &ends, JF_PATH_ANY, &path);
    if (status)
        return status;
    if (!path)
        return trace_gap(graph, &ends, ret_trace);
    status = jf_trace_new(path, ret_trace);
    jf_path_free(path);
    return status;
}

struct jf_trace *jf_trace_free(struct jf_trace *trace)
{
    if (!trace)
        return NULL;
    for (size_t i = 0; i < trace->findings.count; i++) {
        struct jf_finding *finding = jfi_vec_at(&trace->findings, i);

        free(finding->proof);
        free(finding->repair);
    }
    jfi_vec_fini(&trace->findings);
    jf_graph_unref(trace->graph);
    free(trace->stops);
    free(trace);
    return NULL;
}

/* ---- reading --------------------------------------------------------------------------------- */

enum jf_verdict jf_trace_get_verdict(const struct jf_trace *trace)
{
    enum jf_verdict verdict = JF_VERDICT_FLOWS;

    for (size_t i = 0; trace && i < trace->findings.count; i++) {
        const struct jf_finding *finding = jfi_vec_at(&trace->findings, i);

        if (finding->is_certain)
            return JF_VERDICT_SILENT;
        verdict = JF_VERDICT_UNKNOWN;
    }
    return trace ? verdict : JF_VERDICT_UNKNOWN;
}

int64_t jf_trace_get_gain_millibel(const struct jf_trace *trace)
{
    int64_t sum = 0;

    for (size_t i = 0; trace && i < trace->count; i++) {
        const struct jfi_stop *stop = &trace->stops[i];

        if (stop->has_gain && stop->gain == INT64_MIN)
            return INT64_MIN;
        sum += stop->has_gain ? stop->gain : 0;
    }
    return sum;
}

size_t jf_trace_get_count(const struct jf_trace *trace)
{
    return trace ? trace->count : 0;
}

int jf_trace_get_part(const struct jf_trace *trace, size_t index, const struct jf_part **ret_part)
{
    if (!trace || !ret_part || index >= trace->count)
        return -EINVAL;
    *ret_part = trace->stops[index].part;
    return 0;
}

int jf_trace_get_step(const struct jf_trace *trace, size_t index, const struct jf_link **ret_link,
                      const struct jf_connection **ret_connection)
{
    if (!trace || !ret_link || !ret_connection || index + 1 >= trace->count)
        return -EINVAL;
    *ret_link = trace->stops[index].link;
    *ret_connection = trace->stops[index].connection;
    return 0;
}

int jf_trace_get_part_gain(const struct jf_trace *trace, size_t index, int64_t *ret_millibel)
{
    if (!trace || !ret_millibel || index >= trace->count)
        return -EINVAL;
    if (!trace->stops[index].has_gain)
        return -ENOENT;
    *ret_millibel = trace->stops[index].gain;
    return 0;
}

size_t jf_trace_get_finding_count(const struct jf_trace *trace)
{
    return trace ? trace->findings.count : 0;
}

int jf_trace_get_finding(const struct jf_trace *trace, size_t index,
                         const struct jf_finding **ret_finding)
{
    if (!trace || !ret_finding || index >= trace->findings.count)
        return -EINVAL;
    *ret_finding = jfi_vec_at(&trace->findings, index);
    return 0;
}

enum jf_cause jf_finding_get_cause(const struct jf_finding *finding)
{
    return finding ? finding->cause : JF_CAUSE_UNKNOWN;
}

bool jf_finding_is_certain(const struct jf_finding *finding)
{
    return finding && finding->is_certain;
}

size_t jf_finding_get_index(const struct jf_finding *finding)
{
    return finding ? finding->index : 0;
}

const char *jf_finding_get_proof(const struct jf_finding *finding)
{
    return finding ? finding->proof : "";
}

const char *jf_finding_get_repair(const struct jf_finding *finding)
{
    return finding ? finding->repair : NULL;
}
