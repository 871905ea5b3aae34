/* SPDX-License-Identifier: MIT */
#include "helpers/questions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

bool has_device(const struct jf_context *context, const char *id)
{
    const struct jf_device *device;

    return jf_graph_find_device(jf_context_get_graph(context), id, &device) == 0;
}

const struct jf_device *device_of(const struct jf_context *context, const char *id)
{
    const struct jf_device *device = NULL;

    if (jf_graph_find_device(jf_context_get_graph(context), id, &device) < 0)
        fail_msg("no device %s", id);
    return device;
}

bool has_part(const struct jf_context *context, const char *id)
{
    const struct jf_part *part;

    return jf_graph_find_part(jf_context_get_graph(context), id, &part) == 0;
}

const struct jf_part *part_of(const struct jf_context *context, const char *id)
{
    const struct jf_part *part = NULL;

    if (jf_graph_find_part(jf_context_get_graph(context), id, &part) < 0)
        fail_msg("no part %s", id);
    return part;
}

void assert_part(const struct jf_context *context, const char *id, enum jf_part_type type, int nid,
                 uint32_t local_id)
{
    const struct jf_part *part = part_of(context, id);

    assert_int_equal(jf_part_get_type(part), type);
    assert_int_equal(jf_part_get_nid(part), nid);
    assert_int_equal(jf_part_get_local_id(part), local_id);
}

const struct jf_link *find_link(const struct jf_context *context, const char *from, const char *to)
{
    const struct jf_part *source = part_of(context, from);

    for (size_t i = 0; i < jf_part_get_outgoing_count(source); i++) {
        const struct jf_link *link;

        assert_int_equal(jf_part_get_outgoing(source, i, &link), 0);
        if (strcmp(jf_part_get_id(jf_link_get_to(link)), to) == 0)
            return link;
    }
    return NULL;
}

void assert_link(const struct jf_context *context, const char *from, const char *to,
                 enum jf_link_state state, const char *evidence)
{
    const struct jf_link *link = find_link(context, from, to);

    if (!link)
        fail_msg("no link from %s to %s", from, to);
    assert_int_equal(jf_link_get_state(link), state);
    assert_string_equal(jf_link_get_evidence(link), evidence);
}

void assert_listed(const struct jf_context *context, const char *from, const char *to,
                   enum jf_link_state state)
{
    assert_link(context, from, to, state, "connection list");
}

void assert_inside(const struct jf_context *context, const char *from, const char *to)
{
    assert_link(context, from, to, JF_LINK_ALWAYS, "widget capabilities");
}

const struct jf_control *control_of(const struct jf_context *context, const char *part_id,
                                    const char *name)
{
    const struct jf_part *part = part_of(context, part_id);
    const struct jf_control *control = NULL;

    for (size_t i = 0; i < jf_part_get_control_count(part); i++) {
        assert_int_equal(jf_part_get_control(part, i, &control), 0);
        if (strcmp(jf_control_get_name(control), name) == 0)
            return control;
    }
    fail_msg("no control %s on %s", name, part_id);
    return NULL;
}

int64_t value_of(const struct jf_control *control, size_t index)
{
    int64_t value = 0;

    assert_int_equal(jf_control_get_value(control, index, &value), 0);
    return value;
}

void assert_untold(const struct jf_context *context, const char *part, const char *name,
                   enum jf_control_kind kind)
{
    const struct jf_control *control = control_of(context, part, name);

    assert_int_equal(jf_control_get_kind(control), kind);
    assert_int_equal(jf_control_get_value_count(control), 0);
    assert_false(jf_control_is_readable(control));
    assert_false(jf_control_is_writable(control));
}

const struct jf_jack *jack_of(const struct jf_context *context, const char *id, size_t index)
{
    const struct jf_connector *connector;
    const struct jf_jack *jack;

    assert_int_equal(jf_part_get_connector(part_of(context, id), &connector), 0);
    assert_int_equal(jf_connector_get_jack(connector, index, &jack), 0);
    return jack;
}

void assert_presence(const struct jf_jack *jack, enum jf_presence presence, const char *said_by)
{
    assert_int_equal(jf_jack_get_presence(jack), presence);
    if (said_by)
        assert_string_equal(jf_jack_get_said_by(jack), said_by);
    else
        assert_null(jf_jack_get_said_by(jack));
}
