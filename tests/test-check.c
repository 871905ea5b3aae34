/* SPDX-License-Identifier: MIT */

/*
 * The checker must find what is wrong: a sound graph is damaged in one place at a time. And the
 * builder must refuse what would make an unsound graph.
 */

#include "helpers/context.h"

#include <errno.h>
#include <string.h>

#define SOUND                                                                                    \
    "synthetic:a:node;a/o:out;a/i:in;a/v:volume;a/x:mux;a/i>v;a/v>x:selected;a/x>o;a/v.level=3;" \
    "a.k1=x;a.k2=y;b:endpoint;b/p:in;a/o~b/p;c:node;c/i:in;c/o:out;a/o~c/i;c/o~a/i"

static struct jf_device *device_in(const struct jf_graph *graph, const char *id)
{
    const struct jf_device *device;

    assert_int_equal(jf_graph_find_device(graph, id, &device), 0);
    return (struct jf_device *)(uintptr_t)device;
}

static struct jf_part *part_in(const struct jf_graph *graph, const char *id)
{
    return (struct jf_part *)(uintptr_t)part_of(graph, id);
}

/* Each damages one thing and is called again to mend it: they swap. */
#define DEFINE_DAMAGE(name, place, broken)      \
    static void name(struct jf_graph *graph)    \
    {                                           \
        static __typeof__(place) kept;          \
        static bool is_damaged;                 \
                                                \
        if (!is_damaged)                        \
            kept = (place);                     \
        (place) = is_damaged ? kept : (broken); \
        is_damaged = !is_damaged;               \
    }

DEFINE_DAMAGE(part_serial, part_in(graph, "syn:a/v")->serial, 0)
DEFINE_DAMAGE(same_serial, part_in(graph, "syn:a/v")->serial, part_of(graph, "syn:a/x")->serial)
DEFINE_DAMAGE(device_kind, device_in(graph, "syn:a")->kind, 0)
DEFINE_DAMAGE(device_state, device_in(graph, "syn:a")->state, 99)
DEFINE_DAMAGE(endpoint_kind, device_in(graph, "syn:a")->kind, JF_DEVICE_ENDPOINT)
DEFINE_DAMAGE(part_kind, part_in(graph, "syn:a/v")->kind, JF_PART_CONNECTOR)
DEFINE_DAMAGE(part_type, part_in(graph, "syn:a/v")->type, JF_TYPE_SOFTWARE_IO)
DEFINE_DAMAGE(connector_type, part_in(graph, "syn:c/i")->type, JF_TYPE_SUM)
DEFINE_DAMAGE(part_flow, part_in(graph, "syn:a/v")->flow, JF_FLOW_IN)
DEFINE_DAMAGE(connector_flow, part_in(graph, "syn:c/i")->flow, JF_FLOW_OUT)
DEFINE_DAMAGE(local_id, part_in(graph, "syn:a/v")->local_id, part_of(graph, "syn:a/x")->local_id)
DEFINE_DAMAGE(part_device, part_in(graph, "syn:a/v")->device, device_in(graph, "syn:c"))
DEFINE_DAMAGE(part_id, part_in(graph, "syn:a/v")->id, "syn:a/w")
DEFINE_DAMAGE(link_state, device_in(graph, "syn:a")->links[0].state, 99)
DEFINE_DAMAGE(link_evidence, device_in(graph, "syn:a")->links[0].evidence, "")
DEFINE_DAMAGE(link_to, device_in(graph, "syn:a")->links[0].to, part_of(graph, "syn:a/x"))
DEFINE_DAMAGE(link_out_of_device, device_in(graph, "syn:a")->links[0].to, part_of(graph, "syn:c/i"))
DEFINE_DAMAGE(link_count, device_in(graph, "syn:a")->link_count, 2)
DEFINE_DAMAGE(level_range, part_in(graph, "syn:a/v")->controls[0].has_range, true)
DEFINE_DAMAGE(level_maximum, part_in(graph, "syn:a/v")->controls[0].min, 1)
DEFINE_DAMAGE(control_kind, part_in(graph, "syn:a/v")->controls[0].kind, JF_CONTROL_MUTE)
DEFINE_DAMAGE(selector_choice, part_in(graph, "syn:a/v")->controls[0].kind, JF_CONTROL_SELECTOR)
DEFINE_DAMAGE(control_name, part_in(graph, "syn:a/v")->controls[0].name, "")
static const struct jfi_property disordered[] = {{"k2", "y"}, {"k1", "x"}};

DEFINE_DAMAGE(property_order, device_in(graph, "syn:a")->properties.items, disordered)
DEFINE_DAMAGE(connection_serial, graph->connections[0].serial, 0)
DEFINE_DAMAGE(connection_from, graph->connections[0].from, part_of(graph, "syn:a/i"))
DEFINE_DAMAGE(connection_to, graph->connections[0].to, part_of(graph, "syn:a/i"))
DEFINE_DAMAGE(connection_device, graph->connections[0].from_device, 1)
DEFINE_DAMAGE(device_order, graph->devices[1], graph->devices[0])
DEFINE_DAMAGE(exclusive, part_in(graph, "syn:a/o")->exclusive, true)

static const struct {
    const char *name;
    void (*damage)(struct jf_graph *graph);
} damages[] = {
    {"no serial", part_serial},
    {"one serial for two", same_serial},
    {"a device of no kind", device_kind},
    {"a device in no state", device_state},
    {"an endpoint with more than a connector", endpoint_kind},
    {"a connector among the subunits", part_kind},
    {"a subunit of connector type", part_type},
    {"a connector of subunit type", connector_type},
    {"a subunit with a flow", part_flow},
    {"a connection into an output", connector_flow},
    {"one local id for two", local_id},
    {"a part of another device", part_device},
    {"an id that does not fit", part_id},
    {"a link in no state", link_state},
    {"a link without evidence", link_evidence},
    {"a link its end does not list", link_to},
    {"a link that leaves its device", link_out_of_device},
    {"a link too few", link_count},
    {"a mute that is 3", control_kind},
    {"a selector of no neighbour", selector_choice},
    {"a control without a name", control_name},
    {"properties out of order", property_order},
    {"a connection without a serial", connection_serial},
    {"a connection from an input", connection_from},
    {"a connection into its own device", connection_to},
    {"a connection of another device", connection_device},
    {"a device twice", device_order},
    {"a 1:1 connector with two", exclusive},
};

static void every_damage_is_found_and_mended(void **state)
{
    struct jf_context *context = open_machine(SOUND);
    struct jf_graph *graph = (struct jf_graph *)(uintptr_t)jf_context_get_graph(context);

    (void)state;
    assert_sound(graph);
    for (size_t i = 0; i < JFI_COUNT(damages); i++) {
        print_message("%s\n", damages[i].name);
        damages[i].damage(graph);
        assert_true(jfi_graph_check(graph, NULL, NULL) > 0);
        damages[i].damage(graph);
        assert_sound(graph);
    }
    level_range(graph);
    level_maximum(graph);
    assert_true(jfi_graph_check(graph, NULL, NULL) > 0);
    level_maximum(graph);
    level_range(graph);
    assert_sound(graph);
    jf_context_unref(context);
}

static void the_report_names_what_is_wrong(void **state)
{
    struct jf_context *context = open_machine(SOUND);
    struct jf_graph *graph = (struct jf_graph *)(uintptr_t)jf_context_get_graph(context);
    char *report;

    (void)state;
    part_serial(graph);
    assert_int_equal(jf_graph_check(graph, &report), 1);
    assert_string_equal(report, "syn:a/v: no serial\n");
    free(report);
    part_serial(graph);
    assert_int_equal(jf_graph_check(graph, &report), 0);
    assert_null(report);
    assert_int_equal(jf_graph_check(NULL, &report), -EINVAL);
    assert_int_equal(jf_graph_check(graph, NULL), -EINVAL);
    jf_context_unref(context);
}

/* ---- the builder refuses --------------------------------------------------------------------- */

static struct jfi_builder *builder_with_device(void)
{
    struct jfi_builder *builder;

    assert_int_equal(jfi_builder_new("test", &builder), 0);
    jfi_builder_device(builder,
                       &(struct jfi_device_info){.id = "test:d", .kind = JF_DEVICE_ADAPTER});
    return builder;
}

static jfi_ref add_subunit(struct jfi_builder *builder, const char *key, uint32_t local_id)
{
    return jfi_builder_part(builder, &(struct jfi_part_info){.key = key,
                                                             .local_id = local_id,
                                                             .kind = JF_PART_SUBUNIT,
                                                             .type = JF_TYPE_SUM});
}

static void assert_refused(struct jfi_builder *builder)
{
    struct jfi_unit *unit = NULL;
    const char *what = NULL;

    assert_int_equal(jfi_builder_freeze(builder, &unit), -EINVAL);
    assert_int_equal(jfi_builder_get_status(builder, &what), -EINVAL);
    assert_non_null(what);
    assert_null(unit);
    jfi_builder_free(builder);
}

static void two_parts_cannot_share_a_key_or_local_id(void **state)
{
    struct jfi_builder *builder = builder_with_device();

    (void)state;
    add_subunit(builder, "x", 1);
    add_subunit(builder, "x", 2);
    assert_refused(builder);
    builder = builder_with_device();
    add_subunit(builder, "x", 1);
    add_subunit(builder, "y", 1);
    assert_refused(builder);
}

static void a_part_must_be_of_one_piece(void **state)
{
    static const struct jfi_part_info bad[] = {
        {.key = "", .kind = JF_PART_SUBUNIT, .type = JF_TYPE_SUM},
        {.key = "a/b", .kind = JF_PART_SUBUNIT, .type = JF_TYPE_SUM},
        {.key = "a b", .kind = JF_PART_SUBUNIT, .type = JF_TYPE_SUM},
        {.key = "a", .kind = JF_PART_UNKNOWN, .type = JF_TYPE_SUM},
        {.key = "a", .kind = JF_PART_SUBUNIT, .type = JF_TYPE_SOFTWARE_IO},
        {.key = "a", .kind = JF_PART_SUBUNIT, .type = JF_TYPE_SUM, .flow = JF_FLOW_IN},
        {.key = "a", .kind = JF_PART_CONNECTOR, .type = JF_TYPE_SOFTWARE_IO},
        {.key = "a", .kind = JF_PART_CONNECTOR, .type = JF_TYPE_SUM, .flow = JF_FLOW_IN},
        {.key = NULL, .kind = JF_PART_SUBUNIT, .type = JF_TYPE_SUM},
    };

    (void)state;
    for (size_t i = 0; i < JFI_COUNT(bad); i++) {
        struct jfi_builder *builder = builder_with_device();

        assert_int_equal(jfi_builder_part(builder, &bad[i]), JFI_NO_REF);
        assert_refused(builder);
    }
}

static void what_refers_to_nothing_is_refused(void **state)
{
    struct jfi_builder *builder = builder_with_device();
    jfi_ref part;

    (void)state;
    part = add_subunit(builder, "x", 1);
    jfi_builder_link(builder, part, part + 1, JF_LINK_ALWAYS, "test");
    assert_refused(builder);
    builder = builder_with_device();
    jfi_builder_jack(builder, add_subunit(builder, "x", 1),
                     &(struct jfi_jack_info){.color = "red"});
    assert_refused(builder);
    builder = builder_with_device();
    jfi_builder_connection(builder, &(struct jfi_connection_info){.from_id = "a/b"});
    assert_refused(builder);
    builder = builder_with_device();
    jfi_builder_device(builder, &(struct jfi_device_info){.id = "e", .kind = JF_DEVICE_NODE});
    assert_refused(builder);
}

static void repeated_links_and_properties_count_once(void **state)
{
    struct jfi_builder *builder = builder_with_device();
    jfi_ref a = add_subunit(builder, "a", 1), b = add_subunit(builder, "b", 2);
    struct jfi_unit *unit;

    (void)state;
    jfi_builder_link(builder, a, b, JF_LINK_SELECTED, "first");
    jfi_builder_link(builder, b, a, JF_LINK_ALWAYS, "back");
    jfi_builder_link(builder, a, b, JF_LINK_UNSELECTED, "again");
    jfi_builder_device_property(builder, "k", "old");
    jfi_builder_device_property(builder, "gone", "x");
    jfi_builder_device_property(builder, "k", "new");
    jfi_builder_device_property(builder, "gone", NULL);
    assert_int_equal(jfi_builder_freeze(builder, &unit), 0);
    assert_int_equal(unit->device.link_count, 2);
    assert_string_equal(unit->device.links[0].evidence, "first");
    assert_int_equal(unit->device.properties.count, 1);
    assert_string_equal(jf_device_get_property(&unit->device, "k"), "new");
    jfi_unit_unref(unit);
    jfi_builder_free(builder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_damage_is_found_and_mended),
        cmocka_unit_test(the_report_names_what_is_wrong),
        cmocka_unit_test(two_parts_cannot_share_a_key_or_local_id),
        cmocka_unit_test(a_part_must_be_of_one_piece),
        cmocka_unit_test(what_refers_to_nothing_is_refused),
        cmocka_unit_test(repeated_links_and_properties_count_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
