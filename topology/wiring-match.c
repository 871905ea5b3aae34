/* SPDX-License-Identifier: MIT */

/* What in a graph a line of a wiring names. */

#include "topology/wiring.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

/* What answers to one end: whole devices, or connectors. */
struct answers {
    struct jfi_vec devices; /* const struct jf_device * */
    struct jfi_vec parts;   /* const struct jf_part * */
};

static bool matches(const char *pattern, const char *text)
{
    return fnmatch(pattern, text, 0) == 0;
}

static bool is_named(const struct jfi_wiring_end *end, const struct jf_device *device)
{
    if (end->device)
        return matches(end->device, device->id);
    for (size_t i = 0; i < end->rule_count; i++) {
        const char *value = jf_device_get_property(device, end->rules[i].key);

        if (!value || !matches(end->rules[i].pattern, value))
            return false;
    }
    return true;
}

static bool is_monitor(const struct jf_part *part)
{
    return jfi_text_equal(jf_part_get_property(part, "port.monitor"), "true");
}

/* Sound can be wired to it: it is not the hardware side. */
static bool is_port(const struct jf_part *part, enum jf_flow flow)
{
    return part->flow == flow && !jf_part_get_property(part, "node.side");
}

static bool has_ports(const struct jf_device *device, enum jf_flow flow, bool with_monitors)
{
    for (size_t i = 0; i < device->connector_count; i++) {
        const struct jf_part *part = device->connectors[i];

        if (is_port(part, flow) && (with_monitors || !is_monitor(part)))
            return true;
    }
    return false;
}

/* What a line says of an end, and what of a device it therefore means. */
struct question {
    const struct jfi_wiring_end *end;
    enum jf_flow flow;
    bool with_all; /* also monitors that nobody named: they are forbidden like the others */
};

/* Of a whole device, monitors are meant when there is nothing else, as jf_device_pair has it. */
static int add_parts(struct answers *answers, const struct question *question,
                     const struct jf_device *device)
{
    const char *pattern = question->end->part;
    bool with_monitors = pattern || question->with_all || !has_ports(device, question->flow, false);
    int status = 0;

    for (size_t i = 0; i < device->connector_count && !status; i++) {
        const struct jf_part *part = device->connectors[i];

        if (is_port(part, question->flow) && (with_monitors || !is_monitor(part)) &&
            (!pattern || matches(pattern, part->key)))
            status = jfi_vec_push(&answers->parts, &part);
    }
    return status;
}

static int find(const struct jf_graph *graph, const struct question *question,
                struct answers *answers)
{
    int status = 0;

    answers->devices.item_size = sizeof(const struct jf_device *);
    answers->parts.item_size = sizeof(const struct jf_part *);
    for (size_t i = 0; i < graph->device_count && !status; i++) {
        if (!is_named(question->end, graph->devices[i]))
            continue;
        status = jfi_vec_push(&answers->devices, &graph->devices[i]);
        if (!status)
            status = add_parts(answers, question, graph->devices[i]);
    }
    return status;
}

static void forget(struct answers *answers)
{
    jfi_vec_fini(&answers->devices);
    jfi_vec_fini(&answers->parts);
}

/* ---- pairs ----------------------------------------------------------------------------------- */

static bool is_of_another_channel(const struct jf_part *a, const struct jf_part *b)
{
    const char *left = jf_part_get_property(a, "audio.channel");
    const char *right = jf_part_get_property(b, "audio.channel");

    if (!left || !right || strcmp(left, "MONO") == 0 || strcmp(right, "MONO") == 0)
        return false;
    return strcmp(left, right) != 0;
}

/* Two ports that are named exactly are meant, whatever their channels. */
static bool is_pattern(const char *text)
{
    for (; text && *text; text++) {
        if (*text == '\\' && text[1])
            text++;
        else if (strchr("*?[", *text))
            return true;
    }
    return false;
}

static int pair_parts(const struct jfi_wiring_line *line, const struct answers *from,
                      const struct answers *to, jfi_wiring_pair_fn found, void *user)
{
    bool by_channel = line->verb == JFI_WIRING_CONNECT &&
                      (!line->from.part || !line->to.part || is_pattern(line->from.part) ||
                       is_pattern(line->to.part));
    int status = 0;

    for (size_t i = 0; i < from->parts.count; i++) {
        for (size_t k = 0; k < to->parts.count && !status; k++) {
            const struct jf_part *a = *(const struct jf_part **)jfi_vec_at(&from->parts, i);
            const struct jf_part *b = *(const struct jf_part **)jfi_vec_at(&to->parts, k);

            if (a->device != b->device && a->type == b->type &&
                !(by_channel && is_of_another_channel(a, b)))
                status = found(user, a, b);
        }
    }
    return status;
}

static int tell_pairs(const struct jf_pairs *pairs, jfi_wiring_pair_fn found, void *user)
{
    const struct jf_connector *a, *b;
    int status = 0;

    for (size_t i = 0; !status && jf_pairs_get(pairs, i, &a, &b) == 0; i++)
        status = found(user, jfi_as_part(a), jfi_as_part(b));
    return status;
}

static int pair_devices(const struct answers *from, const struct answers *to,
                        jfi_wiring_pair_fn found, void *user)
{
    int status = 0;

    for (size_t i = 0; i < from->devices.count; i++) {
        for (size_t k = 0; k < to->devices.count && !status; k++) {
            const struct jf_device *a = *(const struct jf_device **)jfi_vec_at(&from->devices, i);
            const struct jf_device *b = *(const struct jf_device **)jfi_vec_at(&to->devices, k);
            struct jf_pairs *pairs = NULL;

            if (a == b)
                continue;
            status = jf_device_pair(a, b, &pairs);
            if (!status)
                status = tell_pairs(pairs, found, user);
            else if (status == -ENOENT)
                status = 0;
            jf_pairs_free(pairs);
        }
    }
    return status;
}

/* A device that has just come may have no ports yet. */
static bool is_missing(const struct jfi_wiring_end *end, const struct answers *answers,
                       enum jf_flow flow)
{
    if (end->part)
        return answers->parts.count == 0;
    for (size_t i = 0; i < answers->devices.count; i++) {
        if (has_ports(*(const struct jf_device **)jfi_vec_at(&answers->devices, i), flow, true))
            return false;
    }
    return true;
}

bool jfi_wiring_are_alike(const struct jf_device *a, const struct jf_device *b)
{
    const char *name = jf_device_get_property(a, "node.name");

    return name && jfi_text_equal(name, jf_device_get_property(b, "node.name"));
}

bool jfi_wiring_is_twin(const struct jf_graph *graph, const struct jfi_wiring_end *end,
                        const struct jf_device *device)
{
    if (!end->device || is_pattern(end->device))
        return false;
    for (size_t i = 0; i < graph->device_count; i++) {
        if (graph->devices[i] != device && jfi_wiring_are_alike(graph->devices[i], device))
            return true;
    }
    return false;
}

int jfi_wiring_match(const struct jf_graph *graph, const struct jfi_wiring_line *line,
                     jfi_wiring_pair_fn found, void *user,
                     const struct jfi_wiring_end **ret_missing)
{
    bool is_forbidden = line->verb == JFI_WIRING_FORBID;
    struct question source = {&line->from, JF_FLOW_OUT, is_forbidden};
    struct question goal = {&line->to, JF_FLOW_IN, is_forbidden};
    struct answers from = {.parts = {0}}, to = {.parts = {0}};
    int status = find(graph, &source, &from);

    if (!status)
        status = find(graph, &goal, &to);
    if (!status) {
        *ret_missing = is_missing(&line->from, &from, JF_FLOW_OUT) ? &line->from : NULL;
        if (!*ret_missing && is_missing(&line->to, &to, JF_FLOW_IN))
            *ret_missing = &line->to;
        status = !is_forbidden && !line->from.part && !line->to.part
                     ? pair_devices(&from, &to, found, user)
                     : pair_parts(line, &from, &to, found, user);
    }
    forget(&from);
    forget(&to);
    return status;
}
