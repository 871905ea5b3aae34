/* SPDX-License-Identifier: MIT */
/*
 * The walk that programs for Windows make through DeviceTopology, call by call: from each endpoint
 * to its adapter, and there from part to part to where the stream goes in or comes out.
 *
 *     gcc walk.c -o walk $(pkg-config --cflags --libs jackfield)
 *     ./walk [MACHINE]
 */
#include <stdio.h>

#include <jackfield/jackfield.h>

/* IPart::EnumPartsIncoming or EnumPartsOutgoing, then IPartsList::GetPart(0). */
static int next_part(const struct jf_part *part, enum jf_flow flow, const struct jf_part **ret_part)
{
    const struct jf_link *link;
    int status = flow == JF_FLOW_OUT ? jf_part_get_incoming(part, 0, &link)
                                     : jf_part_get_outgoing(part, 0, &link);

    if (!status)
        *ret_part = flow == JF_FLOW_OUT ? jf_link_get_from(link) : jf_link_get_to(link);
    return status;
}

static void print_part(const struct jf_part *part)
{
    const char *name = jf_part_get_name(part);
    const struct jf_control *control;

    /* IPart::GetControlInterface */
    if (!jf_part_get_control(part, 0, &control))
        name = jf_control_get_name(control);
    printf("    %s%s%s\n", jf_part_type_text(jf_part_get_type(part)), name ? ": " : "",
           name ? name : "");
}

static void walk(const struct jf_graph *graph, const struct jf_device *endpoint)
{
    const struct jf_connector *plug, *socket;
    const struct jf_part *part;

    /* IMMDevice::Activate(IDeviceTopology), IDeviceTopology::GetConnector(0), GetConnectedTo */
    if (jf_device_get_connector(endpoint, 0, &plug) < 0 ||
        jf_connector_get_connected_to(graph, plug, &socket) < 0)
        return;
    printf("%s\n", jf_device_get_name(endpoint) ? jf_device_get_name(endpoint) : "(no name)");
    /* IConnector to IPart; against the signal for what plays. Nothing is deeper than 32 parts. */
    part = jf_connector_get_part(socket);
    for (int i = 0; i < 32; i++) {
        print_part(part);
        if (next_part(part, jf_connector_get_flow(socket), &part) < 0)
            return;
    }
}

int main(int argc, char **argv)
{
    struct jf_config *config = NULL;
    struct jf_context *context = NULL;
    const struct jf_device *device;
    int status = jf_config_new(&config);

    if (!status && !(status = jf_config_set_machine(config, argc > 1 ? argv[1] : NULL)) &&
        !(status = jf_context_new(config, &context)) && !(status = jf_context_settle(context))) {
        /* IMMDeviceEnumerator::EnumAudioEndpoints */
        for (size_t i = 0; !jf_graph_get_device(jf_context_get_graph(context), i, &device); i++)
            if (jf_device_get_kind(device) == JF_DEVICE_ENDPOINT)
                walk(jf_context_get_graph(context), device);
    }
    jf_context_unref(context);
    jf_config_free(config);
    return status ? 1 : 0;
}
