/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <jackfield/connector.h>
#include <jackfield/context.h>
#include <jackfield/graph.h>
#include <jackfield/part.h>
#include <jackfield/source.h>

#include "media/capture.h"
#include "media/clock.h"
#include "media/source-alsa.h"

/* How long the session manager may take to give a new node its ports. */
#define APPEAR_LIMIT_MS 5000
#define NODE_NAME_BYTES 64

/* Input connectors of the capture node, in the order of its channels. */
struct inputs {
    const struct jf_connector *items[JFI_CAPTURE_MAX_CHANNELS];
    size_t count;
};

static const char *channel_of(const struct jf_connector *connector)
{
    return jf_part_get_property(jf_connector_get_part(connector), "audio.channel");
}

static int check_connector(const struct jf_connector *connector)
{
    const struct jf_device *device = NULL;

    if (!connector)
        return -EINVAL;
    device = jf_part_get_device(jf_connector_get_part(connector));
    if (jf_device_get_kind(device) != JF_DEVICE_NODE ||
        strcmp(jf_device_get_backend(device), "pipewire") != 0)
        return -ENOTSUP;
    return jf_connector_get_flow(connector) == JF_FLOW_OUT ? 0 : -EINVAL;
}

/* ---- the capture node in the graph ----------------------------------------------------------- */

static const struct jf_device *find_node(const struct jf_graph *graph, const char *node_name)
{
    for (size_t i = 0; i < jf_graph_get_device_count(graph); i++) {
        const struct jf_device *device = NULL;
        const char *name = NULL;

        if (jf_graph_get_device(graph, i, &device) < 0)
            continue;
        name = jf_device_get_property(device, "node.name");
        if (name && strcmp(name, node_name) == 0)
            return device;
    }
    return NULL;
}

/* The ports of the node are told apart by their channels, which are all different. */
static bool take_input(const struct jfi_capture_config *config,
                       const struct jf_connector *connector, struct inputs *inputs)
{
    const char *channel = channel_of(connector);

    for (size_t i = 0; channel && i < config->channel_count; i++) {
        if (!inputs->items[i] && strcmp(config->channels[i], channel) == 0) {
            inputs->items[i] = connector;
            inputs->count++;
            return true;
        }
    }
    return false;
}

/* Whether the node has exactly the inputs that it was made with. */
static bool find_inputs(const struct jf_graph *graph, const struct jfi_capture_config *config,
                        struct inputs *ret_inputs)
{
    const struct jf_device *device = find_node(graph, config->node_name);
    const size_t connector_count = device ? jf_device_get_connector_count(device) : 0;

    *ret_inputs = (struct inputs){0};
    for (size_t i = 0; i < connector_count; i++) {
        const struct jf_connector *connector = NULL;

        if (jf_device_get_connector(device, i, &connector) < 0)
            return false;
        if (jf_connector_get_flow(connector) == JF_FLOW_IN &&
            !take_input(config, connector, ret_inputs))
            return false;
    }
    return ret_inputs->count == config->channel_count;
}

/* Dispatches until the inputs are there. They live as long as the graph that is then current. */
static int await_inputs(struct jf_context *context, const struct jfi_capture_config *config,
                        struct inputs *ret_inputs)
{
    const int64_t deadline_ns = jfi_clock_now_ns() + (int64_t)APPEAR_LIMIT_MS * JFI_NS_PER_MS;

    while (!find_inputs(jf_context_get_graph(context), config, ret_inputs)) {
        const int64_t left_ns = deadline_ns - jfi_clock_now_ns();
        int err = 0;

        if (left_ns <= 0)
            return -ETIMEDOUT;
        err = jf_context_wait(context, (int)(left_ns / JFI_NS_PER_MS) + 1);
        if (err >= 0)
            err = jf_context_dispatch(context);
        if (err < 0)
            return err;
    }
    return 0;
}

static int connect_all(struct jf_context *context, const struct jf_connector *const *connectors,
                       const struct inputs *inputs)
{
    for (size_t i = 0; i < inputs->count; i++) {
        const int err = jf_connector_connect(context, connectors[i], inputs->items[i]);

        if (err < 0)
            return err;
    }
    return 0;
}

static int connect_node(struct jf_context *context, const struct jf_connector *const *connectors,
                        const struct jfi_capture_config *config)
{
    const struct jf_graph *graph = NULL;
    struct inputs inputs;
    int err = await_inputs(context, config, &inputs);

    if (err < 0)
        return err;
    graph = jf_graph_ref(jf_context_get_graph(context));
    err = connect_all(context, connectors, &inputs);
    jf_graph_unref(graph);
    return err;
}

/* ---- the source ------------------------------------------------------------------------------ */

static bool is_usable(const struct jf_connector *const *connectors, size_t index)
{
    const char *channel = channel_of(connectors[index]);

    if (!channel || !jfi_capture_knows_channel(channel))
        return false;
    for (size_t i = 0; i < index; i++) {
        if (strcmp(channel_of(connectors[i]), channel) == 0)
            return false;
    }
    return true;
}

/* Those of the connectors, so that a stereo pair stays one; but two ports of a kind are no pair. */
static void choose_channels(const struct jf_connector *const *connectors,
                            struct jfi_capture_config *config)
{
    static const char *const numbered[JFI_CAPTURE_MAX_CHANNELS] = {"AUX0", "AUX1", "AUX2", "AUX3",
                                                                   "AUX4", "AUX5", "AUX6", "AUX7"};
    bool usable = true;

    for (size_t i = 0; i < config->channel_count && usable; i++)
        usable = is_usable(connectors, i);
    for (size_t i = 0; i < config->channel_count; i++)
        config->channels[i] = usable ? channel_of(connectors[i]) : numbered[i];
}

int jf_source_new_connectors(struct jf_context *context,
                             const struct jf_connector *const *connectors, size_t count,
                             const char *remote, struct jf_source **ret_source)
{
    char node_name[NODE_NAME_BYTES];
    struct jfi_capture_config config = {
        .remote = remote, .node_name = node_name, .channel_count = (unsigned int)count};
    const struct jf_graph *graph = NULL;
    struct jf_source *source = NULL;
    int err = 0;

    if (!context || !connectors || !ret_source || count < 1 || count > JFI_CAPTURE_MAX_CHANNELS)
        return -EINVAL;
    if (count == 1 && connectors[0] && jfi_source_is_alsa(connectors[0]))
        return jfi_source_new_alsa_connector(connectors[0], ret_source);
    for (size_t i = 0; i < count; i++) {
        err = check_connector(connectors[i]);
        if (err < 0)
            return err;
    }
    (void)snprintf(node_name, sizeof(node_name), "jackfield-capture-%ld-%" PRIx64, (long)getpid(),
                   (uint64_t)jfi_clock_now_ns());
    /* Dispatching makes new snapshots; what was given has to outlive them. */
    graph = jf_graph_ref(jf_context_get_graph(context));
    choose_channels(connectors, &config);
    err = jfi_capture_new(&config, &source);
    if (err == 0)
        err = connect_node(context, connectors, &config);
    jf_graph_unref(graph);
    if (err < 0) {
        jf_source_unref(source);
        return err;
    }
    *ret_source = source;
    return 0;
}
