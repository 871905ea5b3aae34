/* SPDX-License-Identifier: MIT */
/*
 * Lists what is plugged into every jack of this machine, or of a recorded one ("demo" is built in).
 *
 *     gcc plugged.c -o plugged $(pkg-config --cflags --libs jackfield)
 *     ./plugged [MACHINE]
 */
#include <stdio.h>

#include <jackfield/jackfield.h>

static const char *or_unknown(const char *text)
{
    return text ? text : "unknown";
}

static void print_jacks(const struct jf_connector *connector)
{
    const struct jf_part *part = jf_connector_get_part(connector);
    const struct jf_jack *jack;

    for (size_t i = 0; !jf_connector_get_jack(connector, i, &jack); i++) {
        printf("%s: %s: %s (%s %s, %s)\n", or_unknown(jf_device_get_name(jf_part_get_device(part))),
               or_unknown(jf_part_get_name(part)), jf_presence_text(jf_jack_get_presence(jack)),
               or_unknown(jf_jack_get_color(jack)), or_unknown(jf_jack_get_connection(jack)),
               or_unknown(jf_jack_get_location(jack)));
    }
}

/* An index beyond the last is refused, which ends each loop. */
static void print_graph(const struct jf_graph *graph)
{
    const struct jf_device *device;
    const struct jf_connector *connector;

    for (size_t i = 0; !jf_graph_get_device(graph, i, &device); i++)
        for (size_t k = 0; !jf_device_get_connector(device, k, &connector); k++)
            print_jacks(connector);
}

int main(int argc, char **argv)
{
    struct jf_config *config = NULL;
    struct jf_context *context = NULL;
    int status = jf_config_new(&config);

    if (!status)
        status = jf_config_set_machine(config, argc > 1 ? argv[1] : NULL);
    if (!status)
        status = jf_context_new(config, &context);
    if (!status)
        status = jf_context_settle(context);
    if (!status)
        print_graph(jf_context_get_graph(context));
    else
        (void)fprintf(stderr, "plugged: %s\n", jf_status_text(status));
    jf_context_unref(context);
    jf_config_free(config);
    return status ? 1 : 0;
}
