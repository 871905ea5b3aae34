/* SPDX-License-Identifier: MIT */

/* What the server's objects are in the words of the model of devices, parts and connections. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/pipewire/model-internal.h"
#include "backends/pipewire/params.h"

/* Local ids: the node's inside, then the ports by direction and their number in the node. */
enum {
    LOCAL_INSIDE = 0,
    LOCAL_GAIN = 1,
    LOCAL_INPUTS = 0x10000,
    LOCAL_OUTPUTS = 0x20000,
    LOCAL_OTHERS = 0x30000, /**< ports whose number is unusable */
    LOCAL_HARDWARE = 0x40000,
};

struct port_row {
    const struct jfi_pw_item *port;
    const char *channel; /**< inputs and monitors; NULL: none, or "unknown" */
    uint32_t local_id;
    bool is_output;
    jfi_ref ref;
};

/* Rows in an order of their own, to find one. */
struct port_view {
    const struct port_row **rows;
    size_t count;
};

/* The ports of one node, ordered by local id: inputs first. */
struct port_list {
    struct port_row *rows;
    size_t count;
    struct port_view inputs;   /* by the port's address */
    struct port_view channels; /* the inputs that have a channel, by it */
};

struct link_row {
    const struct jfi_pw_item *link;
    char *from, *to;
};

static const char by_node[] = "pipewire node";

/* ---- devices --------------------------------------------------------------------------------- */

static void describe_properties(const struct jfi_pw_facts *facts, jfi_ref ref,
                                void (*add)(struct jfi_builder *builder, jfi_ref ref,
                                            const char *key, const char *value),
                                struct jfi_builder *builder)
{
    size_t count;
    const struct jfi_pw_key *keys = jfi_pw_get_keys(facts->kind, &count);

    for (size_t i = 0; i < count; i++) {
        if (keys[i].is_property && facts->values[i])
            add(builder, ref, keys[i].name, facts->values[i]);
    }
}

static void add_device_property(struct jfi_builder *builder, jfi_ref ref, const char *key,
                                const char *value)
{
    (void)ref;
    jfi_builder_device_property(builder, key, value);
}

static void describe_device(const struct jfi_pw_item *device, struct jfi_builder *builder)
{
    static const char *const names[] = {"device.description", "device.nick", "device.name", NULL};
    const struct jfi_pw_facts *facts = &device->facts;
    struct jf_card card = {
        .number = -1, .id = jfi_pw_fact(facts, "alsa.id"), .codec = -1, .vendor_id = -1};
    struct jfi_device_info info = {
        .id = device->key,
        .name = jfi_pw_first_fact(facts, names),
        .kind = JF_DEVICE_ADAPTER,
        .state = JF_STATE_ACTIVE,
    };
    uint64_t number;

    if ((jfi_pw_fact_number(facts, "api.alsa.card", &number) ||
         jfi_pw_fact_number(facts, "alsa.card", &number)) &&
        number <= INT32_MAX)
        card.number = (int)number;
    if (card.number >= 0 || card.id)
        info.card = &card;
    jfi_builder_device(builder, &info);
    describe_properties(facts, JFI_NO_REF, add_device_property, builder);
    jfi_pw_describe_choices(facts->params, device->id, builder);
}

/* ---- ports ----------------------------------------------------------------------------------- */

static int compare_local_id(const void *a, const void *b)
{
    const struct port_row *left = a, *right = b;

    if (left->local_id != right->local_id)
        return left->local_id < right->local_id ? -1 : 1;
    return strcmp(left->port->key, right->port->key);
}

static int compare_port(const void *a, const void *b)
{
    const struct port_row *const *left = a, *const *right = b;
    uintptr_t left_port = (uintptr_t)(*left)->port, right_port = (uintptr_t)(*right)->port;

    return (left_port > right_port) - (left_port < right_port);
}

static int compare_channel(const void *a, const void *b)
{
    const struct port_row *const *left = a, *const *right = b;

    return strcmp((*left)->channel, (*right)->channel);
}

static bool is_input(const struct port_row *row)
{
    return !row->is_output;
}

static bool is_input_of_channel(const struct port_row *row)
{
    return !row->is_output && row->channel;
}

static int make_view(const struct port_list *list, bool (*is_wanted)(const struct port_row *row),
                     int (*compare)(const void *a, const void *b), struct port_view *view)
{
    view->rows = calloc(list->count + 1, sizeof(const struct port_row *));
    if (!view->rows)
        return -ENOMEM;
    for (size_t i = 0; i < list->count; i++) {
        if (is_wanted(&list->rows[i]))
            view->rows[view->count++] = &list->rows[i];
    }
    qsort(view->rows, view->count, sizeof(const struct port_row *), compare);
    return 0;
}

/* The one row that compares equal to `wanted`; NULL: none does, or several. */
static const struct port_row *find_only(const struct port_view *view, const struct port_row *wanted,
                                        int (*compare)(const void *a, const void *b))
{
    const struct port_row *const *found =
        bsearch(&wanted, view->rows, view->count, sizeof(const struct port_row *), compare);
    size_t at = found ? (size_t)(found - view->rows) : 0;

    if (!found || (at > 0 && compare(&view->rows[at - 1], found) == 0) ||
        (at + 1 < view->count && compare(&view->rows[at + 1], found) == 0))
        return NULL;
    return *found;
}

static struct port_row make_port_row(const struct jfi_pw_item *port)
{
    const char *channel = jfi_pw_fact(&port->facts, "audio.channel");
    struct port_row row = {.port = port, .is_output = jfi_pw_is_output(port)};
    uint64_t number;

    if (channel && strcmp(channel, "UNK") != 0)
        row.channel = channel;
    if (!jfi_pw_fact_number(&port->facts, "port.id", &number) || number > UINT16_MAX)
        row.local_id = LOCAL_OTHERS;
    else
        row.local_id = (row.is_output ? LOCAL_OUTPUTS : LOCAL_INPUTS) + (uint32_t)number;
    return row;
}

/* Of ports that claim one number the first keeps it, the others get numbers of their own. */
static void separate_local_ids(struct port_list *list)
{
    uint32_t taken = LOCAL_INSIDE, other = LOCAL_OTHERS;

    for (size_t i = 0; i < list->count; i++) {
        struct port_row *row = &list->rows[i];

        if (row->local_id == taken || row->local_id == LOCAL_OTHERS)
            row->local_id = other++;
        else
            taken = row->local_id;
    }
}

static void free_ports(struct port_list *list)
{
    free(list->rows);
    free(list->inputs.rows);
    free(list->channels.rows);
}

static int collect_ports(const struct jfi_pw_item *node, struct port_list *list)
{
    const struct jfi_pw_reference *const first = node->referrers[JFI_PW_PORT_OF_NODE];
    size_t count = 0;
    int status;

    for (const struct jfi_pw_reference *ports = first; ports; ports = ports->next)
        count++;
    list->rows = calloc(count + 1, sizeof(*list->rows));
    if (!list->rows)
        return -ENOMEM;
    for (const struct jfi_pw_reference *ports = first; ports; ports = ports->next) {
        if (ports->owner->key)
            list->rows[list->count++] = make_port_row(ports->owner);
    }
    qsort(list->rows, list->count, sizeof(*list->rows), compare_local_id);
    separate_local_ids(list);
    status = make_view(list, is_input, compare_port, &list->inputs);
    if (!status)
        status = make_view(list, is_input_of_channel, compare_channel, &list->channels);
    return status;
}

static void describe_ports(struct port_list *list, struct jfi_builder *builder)
{
    for (size_t i = 0; i < list->count; i++) {
        struct port_row *row = &list->rows[i];
        const struct jfi_pw_facts *facts = &row->port->facts;
        struct jfi_part_info info = {
            .key = jfi_pw_part_key(row->port),
            .name = jfi_pw_fact(facts, "port.name"),
            .local_id = row->local_id,
            .kind = JF_PART_CONNECTOR,
            .type = JF_TYPE_SOFTWARE_IO,
            .flow = row->is_output ? JF_FLOW_OUT : JF_FLOW_IN,
        };

        row->ref = jfi_builder_part(builder, &info);
        describe_properties(facts, row->ref, jfi_builder_part_property, builder);
    }
}

/* ---- the inside of a node -------------------------------------------------------------------- */

/* An output linked to an input of the same node: a connection is between devices, this is not. */
static void describe_feedback(const struct port_list *list, const struct port_row *row,
                              struct jfi_builder *builder)
{
    const struct jfi_pw_reference *links = row->port->referrers[JFI_PW_LINK_FROM_PORT];

    for (; links; links = links->next) {
        const struct jfi_pw_item *target = links->owner->references[JFI_PW_LINK_TO_PORT].target;
        const struct port_row *input =
            find_only(&list->inputs, &(struct port_row){.port = target}, compare_port);

        if (input)
            jfi_builder_link(builder, row->ref, input->ref, JF_LINK_ALWAYS, "pipewire link");
    }
}

/* Which way data goes between a node and a PCM; UNKNOWN: it is not about a PCM. */
static enum jf_flow hardware_flow(const struct jfi_pw_facts *facts)
{
    static const char *const names[] = {"api.alsa.path", "api.alsa.pcm.device",
                                        "api.alsa.pcm.stream", "alsa.device", NULL};
    const char *stream = jfi_pw_fact(facts, "api.alsa.pcm.stream");
    const char *class = jfi_pw_fact(facts, "media.class");

    if (!jfi_pw_first_fact(facts, names))
        return JF_FLOW_UNKNOWN;
    if (stream)
        return strcmp(stream, "capture") == 0 ? JF_FLOW_IN : JF_FLOW_OUT;
    if (class && strncmp(class, "Audio/Sink", strlen("Audio/Sink")) == 0)
        return JF_FLOW_OUT;
    return class && strncmp(class, "Audio/Source", strlen("Audio/Source")) == 0 ? JF_FLOW_IN
                                                                                : JF_FLOW_UNKNOWN;
}

/* The inside of a node: what nobody tells, and the volume and mute that the server adds to it. */
struct inside {
    jfi_ref entry; /* where what comes in arrives */
    jfi_ref exit;  /* where what goes out leaves */
};

/* An output that passes on what goes into the node, as far as that is told. */
static void describe_monitor(const struct port_list *list, const struct port_row *row,
                             const struct inside *inside, struct jfi_builder *builder)
{
    const struct port_row *input =
        row->channel ? find_only(&list->channels, row, compare_channel) : NULL;

    jfi_builder_link(builder, input ? input->ref : inside->exit, row->ref,
                     input ? JF_LINK_ALWAYS : JF_LINK_UNKNOWN, "port.monitor");
}

static bool is_own_output(const struct port_row *row)
{
    return row->is_output && !jfi_pw_fact_is_true(&row->port->facts, "port.monitor");
}

/* Whether the node gives sound of its own, not takes it: then its volume is at its outputs. */
static bool gives_sound(const struct port_list *list, const struct jfi_pw_facts *facts)
{
    const char *class = jfi_pw_fact(facts, "media.class");

    for (size_t i = 0; i < list->count; i++) {
        if (is_own_output(&list->rows[i]))
            return true;
    }
    return class && (strstr(class, "Output/") || strstr(class, "Source"));
}

static struct inside add_inside(const struct jfi_pw_item *node, const struct port_list *list,
                                struct jfi_builder *builder)
{
    jfi_ref opaque = jfi_builder_part(builder, &(struct jfi_part_info){
                                                   .key = "node",
                                                   .name = "inside of the node is not told",
                                                   .local_id = LOCAL_INSIDE,
                                                   .kind = JF_PART_SUBUNIT,
                                                   .type = JF_TYPE_OPAQUE,
                                               });
    struct jfi_pw_chain gain =
        jfi_pw_describe_gain(node->facts.params, node->id, LOCAL_GAIN,
                             hardware_flow(&node->facts) != JF_FLOW_UNKNOWN, builder);

    if (gain.first == JFI_NO_REF)
        return (struct inside){.entry = opaque, .exit = opaque};
    if (gives_sound(list, &node->facts)) {
        jfi_builder_link(builder, opaque, gain.first, JF_LINK_ALWAYS, by_node);
        return (struct inside){.entry = opaque, .exit = gain.last};
    }
    jfi_builder_link(builder, gain.last, opaque, JF_LINK_ALWAYS, by_node);
    return (struct inside){.entry = gain.first, .exit = opaque};
}

/* What a node does with its signals is not told, but for the monitors of its inputs. */
static void describe_inside(const struct port_list *list, const struct inside *inside,
                            struct jfi_builder *builder)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct port_row *row = &list->rows[i];

        if (!row->is_output) {
            jfi_builder_link(builder, row->ref, inside->entry, JF_LINK_ALWAYS, by_node);
            continue;
        }
        if (is_own_output(row))
            jfi_builder_link(builder, inside->exit, row->ref, JF_LINK_ALWAYS, by_node);
        else
            describe_monitor(list, row, inside, builder);
        describe_feedback(list, row, builder);
    }
}

/* The route that the node's device has for it, as far as both say so. */
static const json_t *route_of(const struct jfi_pw_item *node)
{
    const struct jfi_pw_item *device = node->references[JFI_PW_NODE_OF_DEVICE].target;
    uint64_t number;

    if (!device || !jfi_pw_fact_number(&node->facts, "card.profile.device", &number) ||
        number > UINT16_MAX)
        return NULL;
    return jfi_pw_find_route(device->facts.params, (json_int_t)number);
}

/* The side of the node that faces the hardware: where the PCM is that it opens. */
static void describe_hardware_side(const struct jfi_pw_item *node, const struct inside *inside,
                                   struct jfi_builder *builder)
{
    enum jf_flow flow = hardware_flow(&node->facts);
    jfi_ref side;

    if (flow == JF_FLOW_UNKNOWN)
        return;
    side = jfi_builder_part(builder, &(struct jfi_part_info){
                                         .key = "hardware",
                                         .name = jfi_pw_fact(&node->facts, "api.alsa.path"),
                                         .local_id = LOCAL_HARDWARE,
                                         .kind = JF_PART_CONNECTOR,
                                         .type = JF_TYPE_SOFTWARE_IO,
                                         .flow = flow,
                                     });
    jfi_builder_part_property(builder, side, "node.side", "hardware");
    jfi_pw_describe_route(route_of(node), side, builder);
    jfi_builder_link(builder, flow == JF_FLOW_OUT ? inside->exit : side,
                     flow == JF_FLOW_OUT ? side : inside->entry, JF_LINK_ALWAYS, by_node);
}

/* ---- links ----------------------------------------------------------------------------------- */

static int compare_link(const void *a, const void *b)
{
    const struct link_row *left = a, *right = b;
    int order = strcmp(left->from, right->from);

    if (order == 0)
        order = strcmp(left->to, right->to);
    if (order == 0)
        order = left->link->id < right->link->id ? -1 : left->link->id > right->link->id;
    return order;
}

static int part_id(const struct jfi_pw_item *port, char **ret_id)
{
    char *id;

    if (asprintf(&id, "%s/%s", jfi_pw_node_of(port)->key, jfi_pw_part_key(port)) < 0)
        return -ENOMEM;
    *ret_id = id;
    return 0;
}

static size_t count_links(const struct port_list *list)
{
    size_t count = 0;

    for (size_t i = 0; i < list->count; i++) {
        const struct jfi_pw_reference *links = list->rows[i].port->referrers[JFI_PW_LINK_FROM_PORT];

        for (; links; links = links->next)
            count++;
    }
    return count;
}

static void free_links(struct link_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(rows[i].from);
        free(rows[i].to);
    }
    free(rows);
}

/* Adds the links of one port to ports of other nodes, as far as they are known. */
static int collect_port_links(const struct jfi_pw_item *port, struct link_row *rows, size_t *count)
{
    const struct jfi_pw_reference *links = port->referrers[JFI_PW_LINK_FROM_PORT];

    for (; links; links = links->next) {
        const struct jfi_pw_item *input = links->owner->references[JFI_PW_LINK_TO_PORT].target;
        struct link_row *row = &rows[*count];

        if (!input || !input->key || !jfi_pw_node_of(input) ||
            jfi_pw_node_of(input) == jfi_pw_node_of(port))
            continue;
        row->link = links->owner;
        if (part_id(port, &row->from) < 0)
            return -ENOMEM;
        (*count)++;
        if (part_id(input, &row->to) < 0)
            return -ENOMEM;
    }
    return 0;
}

/* A session manager makes its links again when they are broken. */
static bool is_managed(const struct jfi_pw_item *link)
{
    static const char *const managers[] = {"WirePlumber", "wireplumber", "pipewire-media-session"};
    const struct jfi_pw_item *client = link->references[JFI_PW_LINK_OF_CLIENT].target;
    const char *name = client ? jfi_pw_fact(&client->facts, "application.name") : NULL;
    const char *binary = client ? jfi_pw_fact(&client->facts, "application.process.binary") : NULL;

    for (size_t i = 0; i < sizeof(managers) / sizeof(managers[0]); i++) {
        if ((name && strcmp(name, managers[i]) == 0) ||
            (binary && strcmp(binary, managers[i]) == 0))
            return true;
    }
    return false;
}

static void describe_link(const struct link_row *row, struct jfi_builder *builder)
{
    uint64_t serial = 0;
    struct jfi_connection_info info = {
        .from_id = row->from,
        .to_id = row->to,
        .permanence = JF_PERMANENCE_FREE,
        .state = row->link->facts.link_state,
        .managed = is_managed(row->link),
        .evidence = "pipewire link",
    };

    (void)jfi_pw_fact_number(&row->link->facts, "object.serial", &serial);
    info.handle = jfi_pw_handle(row->link->id, serial);
    describe_properties(&row->link->facts, jfi_builder_connection(builder, &info),
                        jfi_builder_connection_property, builder);
}

static int describe_links(const struct port_list *list, struct jfi_builder *builder)
{
    struct link_row *rows = calloc(count_links(list) + 1, sizeof(*rows));
    size_t count = 0;
    int status = rows ? 0 : -ENOMEM;

    for (size_t i = 0; !status && i < list->count; i++)
        status = collect_port_links(list->rows[i].port, rows, &count);
    if (!status)
        qsort(rows, count, sizeof(*rows), compare_link);
    for (size_t i = 0; !status && i < count; i++) {
        /* The server refuses a second link of one pair; a recording may hold one. */
        if (i && strcmp(rows[i - 1].from, rows[i].from) == 0 &&
            strcmp(rows[i - 1].to, rows[i].to) == 0)
            continue;
        describe_link(&rows[i], builder);
    }
    free_links(rows, count);
    return status;
}

/* ---- nodes ----------------------------------------------------------------------------------- */

static int describe_node(const struct jfi_pw_model *model, const struct jfi_pw_item *node,
                         struct jfi_builder *builder)
{
    static const char *const names[] = {"node.description", "node.nick", "application.name",
                                        "media.name",       "node.name", NULL};
    const struct jfi_device_info info = {
        .id = node->key,
        .name = jfi_pw_first_fact(&node->facts, names),
        .kind = JF_DEVICE_NODE,
        .state = JF_STATE_ACTIVE,
    };
    struct port_list list = {0};
    struct inside inside;
    int status = collect_ports(node, &list);

    if (!status) {
        jfi_builder_device(builder, &info);
        describe_properties(&node->facts, JFI_NO_REF, add_device_property, builder);
        jfi_pw_describe_notes(model, node, builder);
        describe_ports(&list, builder);
        inside = add_inside(node, &list, builder);
        describe_inside(&list, &inside, builder);
        describe_hardware_side(node, &inside, builder);
        status = describe_links(&list, builder);
    }
    free_ports(&list);
    return status;
}

int jfi_pw_model_describe(const struct jfi_pw_model *model, const char *key,
                          struct jfi_builder *builder)
{
    const struct jfi_pw_item *thing = jfi_pw_find_key(model, key, strlen(key));

    if (!thing || !thing->is_shown)
        return -ENODEV;
    if (thing->facts.kind == JFI_PW_NODE)
        return describe_node(model, thing, builder);
    describe_device(thing, builder);
    return 0;
}
