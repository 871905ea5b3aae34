/* SPDX-License-Identifier: MIT */

/* Which connectors belong together when two devices are connected as a whole. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "topology/internal.h"
#include "topology/vec.h"

struct pair {
    const struct jf_part *from, *to;
};

struct jf_pairs {
    struct jfi_vec items; /* struct pair */
};

/* The connectors of one side that take part. */
struct side {
    const struct jf_part **parts;
    size_t count;
};

static bool is_monitor(const struct jf_part *part)
{
    const char *monitor = jf_part_get_property(part, "port.monitor");

    return monitor && strcmp(monitor, "true") == 0;
}

/* Where a node meets its PCM is no port. */
static bool is_hardware_side(const struct jf_part *part)
{
    const char *side = jf_part_get_property(part, "node.side");

    return side && strcmp(side, "hardware") == 0;
}

static const char *channel_of(const struct jf_part *part)
{
    return jf_part_get_property(part, "audio.channel");
}

static bool is_candidate(const struct jf_part *part, enum jf_flow flow, bool monitors)
{
    return part->flow == flow && part->type == JF_TYPE_SOFTWARE_IO && !is_hardware_side(part) &&
           is_monitor(part) == monitors;
}

static int gather(const struct jf_device *device, enum jf_flow flow, struct side *ret_side)
{
    struct side side = {.parts =
                            calloc(device->connector_count + 1, sizeof(const struct jf_part *))};

    if (!side.parts)
        return -ENOMEM;
    for (int monitors = 0; monitors < 2 && !side.count; monitors++) {
        for (size_t i = 0; i < device->connector_count; i++) {
            if (is_candidate(device->connectors[i], flow, monitors))
                side.parts[side.count++] = device->connectors[i];
        }
    }
    *ret_side = side;
    return 0;
}

static int add(struct jf_pairs *pairs, const struct jf_part *from, const struct jf_part *to)
{
    return jfi_vec_push(&pairs->items, &(struct pair){.from = from, .to = to});
}

static int pair_by_channel(struct jf_pairs *pairs, const struct side *from, const struct side *to)
{
    int status = 0;

    for (size_t i = 0; i < from->count; i++) {
        for (size_t j = 0; j < to->count && !status; j++) {
            const char *channel = channel_of(from->parts[i]);

            if (channel && jfi_text_equal(channel, channel_of(to->parts[j])))
                status = add(pairs, from->parts[i], to->parts[j]);
        }
    }
    return status;
}

/* One mono side goes with every channel of the other. */
static int pair_mono(struct jf_pairs *pairs, const struct side *from, const struct side *to)
{
    int status = 0;

    for (size_t i = 0; i < from->count; i++) {
        for (size_t j = 0; j < to->count && !status; j++)
            status = add(pairs, from->parts[i], to->parts[j]);
    }
    return status;
}

static int pair_by_order(struct jf_pairs *pairs, const struct side *from, const struct side *to)
{
    int status = 0;

    for (size_t i = 0; i < from->count && i < to->count && !status; i++)
        status = add(pairs, from->parts[i], to->parts[i]);
    return status;
}

static int pair_sides(struct jf_pairs *pairs, const struct side *from, const struct side *to)
{
    int status = pair_by_channel(pairs, from, to);

    if (status || pairs->items.count)
        return status;
    if (from->count == 1 || to->count == 1)
        return pair_mono(pairs, from, to);
    return pair_by_order(pairs, from, to);
}

int jf_device_pair(const struct jf_device *from, const struct jf_device *to,
                   struct jf_pairs **ret_pairs)
{
    struct side outputs = {0}, inputs = {0};
    struct jf_pairs *pairs;
    int status;

    if (!from || !to || !ret_pairs)
        return -EINVAL;
    pairs = calloc(1, sizeof(*pairs));
    if (!pairs)
        return -ENOMEM;
    pairs->items.item_size = sizeof(struct pair);
    status = gather(from, JF_FLOW_OUT, &outputs);
    if (!status)
        status = gather(to, JF_FLOW_IN, &inputs);
    if (!status)
        status = pair_sides(pairs, &outputs, &inputs);
    if (!status && !pairs->items.count)
        status = -ENOENT;
    free(outputs.parts);
    free(inputs.parts);
    if (status)
        jf_pairs_free(pairs);
    else
        *ret_pairs = pairs;
    return status;
}

struct jf_pairs *jf_pairs_free(struct jf_pairs *pairs)
{
    if (pairs) {
        jfi_vec_fini(&pairs->items);
        free(pairs);
    }
    return NULL;
}

size_t jf_pairs_get_count(const struct jf_pairs *pairs)
{
    return pairs ? pairs->items.count : 0;
}

int jf_pairs_get(const struct jf_pairs *pairs, size_t index, const struct jf_connector **ret_from,
                 const struct jf_connector **ret_to)
{
    const struct pair *pair;

    if (!ret_from || !ret_to || index >= jf_pairs_get_count(pairs))
        return -EINVAL;
    pair = jfi_vec_at(&pairs->items, index);
    *ret_from = jfi_as_connector(pair->from);
    *ret_to = jfi_as_connector(pair->to);
    return 0;
}
