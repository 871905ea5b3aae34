/* SPDX-License-Identifier: MIT */
#include "json.h"

#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common.h"

/* Digits that show a millibel exactly as hundredths of a decibel, and no rounding behind them. */
enum {
    REAL_DIGITS = 15,
    SCHEMA_VERSION = 1
};

/* ---- small values ---------------------------------------------------------------------------- */

json_t *json_append(json_t *array, json_t *value)
{
    if (json_array_append_new(array, value) == 0)
        return array;
    json_decref(array);
    return NULL;
}

json_t *json_with(json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value) == 0)
        return object;
    json_decref(object);
    return NULL;
}

static json_t *lossy_text(const char *text)
{
    char *copy = strdup(text);
    json_t *value;

    for (char *byte = copy; byte && *byte; byte++) {
        if ((unsigned char)*byte >= 0x80)
            *byte = '?';
    }
    value = copy ? json_string(copy) : NULL;
    free(copy);
    return value;
}

json_t *json_of_text(const char *text)
{
    json_t *value;

    if (!text)
        return json_null();
    /* It is NULL for want of memory, too. */
    errno = 0;
    value = json_string(text);
    return value || errno == ENOMEM ? value : lossy_text(text);
}

/* Numbers that are not negative; -1 stands for unknown. */
static json_t *number_or_null(int64_t number)
{
    return number < 0 ? json_null() : json_integer(number);
}

/* Silence has no level in dB. */
static json_t *decibel(int64_t millibel)
{
    return millibel == INT64_MIN ? json_null() : json_real((double)millibel / 100);
}

typedef int (*property_fn)(const void *object, size_t index, const char **ret_key,
                           const char **ret_value);

static json_t *properties(const void *object, size_t count, property_fn get)
{
    json_t *values = json_object();
    const char *key, *value;

    for (size_t i = 0; i < count && values && get(object, i, &key, &value) == 0; i++)
        values = json_with(values, key, json_of_text(value));
    return values;
}

static int device_property(const void *object, size_t index, const char **ret_key,
                           const char **ret_value)
{
    return jf_device_get_property_at(object, index, ret_key, ret_value);
}

static int part_property(const void *object, size_t index, const char **ret_key,
                         const char **ret_value)
{
    return jf_part_get_property_at(object, index, ret_key, ret_value);
}

static int connection_property(const void *object, size_t index, const char **ret_key,
                               const char **ret_value)
{
    return jf_connection_get_property_at(object, index, ret_key, ret_value);
}

/* ---- controls -------------------------------------------------------------------------------- */

static json_t *one_value(enum jf_control_kind kind, int64_t value)
{
    switch (kind) {
    case JF_CONTROL_LEVEL:
        return decibel(value);
    case JF_CONTROL_MUTE:
    case JF_CONTROL_BOOLEAN:
        return json_boolean(value);
    default:
        return json_integer(value);
    }
}

static json_t *value_list(enum jf_control_kind kind, const int64_t *values, size_t count)
{
    json_t *list = json_array();

    for (size_t i = 0; i < count && list; i++)
        list = json_append(list, one_value(kind, values[i]));
    return list;
}

/* Levels and bytes are always lists; the others only when there are several values. */
json_t *json_of_values(const struct jf_control *control, const int64_t *values, size_t count)
{
    enum jf_control_kind kind = jf_control_get_kind(control);

    if (count == 0)
        return json_null();
    if (count > 1 || kind == JF_CONTROL_LEVEL || kind == JF_CONTROL_BYTES)
        return value_list(kind, values, count);
    return one_value(kind, values[0]);
}

static json_t *control_value(const struct jf_control *control)
{
    size_t count = jf_control_get_value_count(control);
    int64_t *values = calloc(count + 1, sizeof(*values));
    json_t *value;

    if (!values)
        return NULL;
    for (size_t i = 0; i < count; i++)
        (void)jf_control_get_value(control, i, &values[i]);
    value = json_of_values(control, values, count);
    free(values);
    return value;
}

/* Per channel of a level: whether it is silence, which "value" cannot say as a number. */
static json_t *control_silent(const struct jf_control *control)
{
    size_t count = jf_control_get_value_count(control);
    json_t *list;

    if (jf_control_get_kind(control) != JF_CONTROL_LEVEL || count == 0)
        return json_null();
    list = json_array();
    for (size_t i = 0; i < count && list; i++) {
        int64_t value = 0;

        (void)jf_control_get_value(control, i, &value);
        list = json_append(list, json_boolean(value == INT64_MIN));
    }
    return list;
}

static json_t *control_range(const struct jf_control *control)
{
    bool level = jf_control_get_kind(control) == JF_CONTROL_LEVEL;
    int64_t min, max, step;

    if (jf_control_get_range(control, &min, &max, &step))
        return json_null();
    return json_pack("{s:o, s:o, s:o}", "min", level ? decibel(min) : json_integer(min), "max",
                     level ? decibel(max) : json_integer(max), "step",
                     level ? decibel(step) : json_integer(step));
}

static json_t *control_items(const struct jf_control *control)
{
    json_t *list = json_array();

    for (size_t i = 0; i < jf_control_get_item_count(control) && list; i++) {
        const char *name = NULL;
        int64_t value = 0;

        (void)jf_control_get_item(control, i, &name, &value);
        list = json_append(
            list, json_pack("{s:I, s:o}", "value", (json_int_t)value, "name", json_of_text(name)));
    }
    return list;
}

/* A channel that is silence. */
static bool has_silence(const struct jf_control *control)
{
    int64_t value;

    for (size_t i = 0; jf_control_get_kind(control) == JF_CONTROL_LEVEL &&
                       jf_control_get_value(control, i, &value) == 0;
         i++) {
        if (value == INT64_MIN)
            return true;
    }
    return false;
}

/* What most controls have alike, and so is told only where it is otherwise or asked for. */
static json_t *with_remarkable(json_t *object, const struct jf_control *control, bool is_full)
{
    if (is_full || has_silence(control))
        object = json_with(object, "silent", control_silent(control));
    if (is_full || jf_control_get_item_count(control) > 0)
        object = json_with(object, "items", control_items(control));
    if (is_full || !jf_control_is_active(control))
        object = json_with(object, "active", json_boolean(jf_control_is_active(control)));
    if (is_full || jf_control_is_locked(control))
        object = json_with(object, "locked", json_boolean(jf_control_is_locked(control)));
    if (is_full)
        object = json_with(object, "evidence", json_of_text(jf_control_get_evidence(control)));
    if (is_full || jf_control_get_remark(control))
        object = json_with(object, "remark", json_of_text(jf_control_get_remark(control)));
    return object;
}

json_t *json_of_control(const struct jf_control *control, enum json_detail detail)
{
    json_t *object = json_pack(
        "{s:o, s:I, s:s, s:o, s:o, s:b, s:b}", "name", json_of_text(jf_control_get_name(control)),
        "index", (json_int_t)jf_control_get_index(control), "kind",
        jf_control_kind_text(jf_control_get_kind(control)), "value", control_value(control),
        "range", control_range(control), "readable", jf_control_is_readable(control), "writable",
        jf_control_is_writable(control));

    return with_remarkable(object, control, detail == JSON_DETAIL_FULL);
}

json_t *json_of_placed_control(const struct jf_control *control, enum json_detail detail)
{
    return json_with(json_of_control(control, detail), "part",
                     json_of_text(jf_part_get_id(jf_control_get_part(control))));
}

/* ---- parts ----------------------------------------------------------------------------------- */

static json_t *json_of_jack(const struct jf_jack *jack)
{
    return json_pack("{s:s, s:o, s:o, s:o, s:o}", "presence",
                     jf_presence_text(jf_jack_get_presence(jack)), "color",
                     json_of_text(jf_jack_get_color(jack)), "location",
                     json_of_text(jf_jack_get_location(jack)), "connection",
                     json_of_text(jf_jack_get_connection(jack)), "said_by",
                     json_of_text(jf_jack_get_said_by(jack)));
}

static json_t *part_jacks(const struct jf_part *part)
{
    const struct jf_connector *connector;
    json_t *list = json_array();

    if (jf_part_get_connector(part, &connector))
        return list;
    for (size_t i = 0; i < jf_connector_get_jack_count(connector) && list; i++) {
        const struct jf_jack *jack = NULL;

        (void)jf_connector_get_jack(connector, i, &jack);
        list = json_append(list, json_of_jack(jack));
    }
    return list;
}

static json_t *part_controls(const struct jf_part *part, enum json_detail detail)
{
    json_t *list = json_array();

    for (size_t i = 0; i < jf_part_get_control_count(part) && list; i++) {
        const struct jf_control *control = NULL;

        (void)jf_part_get_control(part, i, &control);
        list = json_append(list, json_of_control(control, detail));
    }
    return list;
}

static const char *part_flow(const struct jf_part *part)
{
    const struct jf_connector *connector;

    if (jf_part_get_connector(part, &connector))
        return NULL;
    return jf_flow_text(jf_connector_get_flow(connector));
}

json_t *json_of_part(const struct jf_part *part, enum json_detail detail)
{
    json_t *object = json_pack(
        "{s:s, s:I, s:s, s:s, s:s?, s:o, s:o, s:o, s:o, s:o, s:o}", "id", jf_part_get_id(part),
        "local_id", (json_int_t)jf_part_get_local_id(part), "kind",
        jf_part_kind_text(jf_part_get_kind(part)), "type",
        jf_part_type_text(jf_part_get_type(part)), "flow", part_flow(part), "name",
        json_of_text(jf_part_get_name(part)), "nid", number_or_null(jf_part_get_nid(part)),
        "entity", number_or_null(jf_part_get_entity(part)), "interface",
        number_or_null(jf_part_get_interface(part)), "jacks", part_jacks(part), "controls",
        part_controls(part, detail));

    if (detail == JSON_DETAIL_FULL)
        object = json_with(object, "properties",
                           properties(part, jf_part_get_property_count(part), part_property));
    return object;
}

/* ---- devices --------------------------------------------------------------------------------- */

static json_t *device_card(const struct jf_device *device)
{
    struct jf_card card;
    char vendor_id[32] = "";

    if (jf_device_get_card(device, &card))
        return json_null();
    if (card.vendor_id >= 0)
        (void)snprintf(vendor_id, sizeof(vendor_id), "0x%08" PRIx64, (uint64_t)card.vendor_id);
    return json_pack("{s:o, s:o, s:o, s:o}", "number", number_or_null(card.number), "id",
                     json_of_text(card.id), "codec", number_or_null(card.codec), "vendor_id",
                     json_of_text(*vendor_id ? vendor_id : NULL));
}

static json_t *device_parts(const struct jf_device *device, enum json_detail detail)
{
    json_t *list = json_array();

    for (size_t i = 0; i < jf_device_get_part_count(device) && list; i++) {
        const struct jf_part *part = NULL;

        (void)jf_device_get_part(device, i, &part);
        list = json_append(list, json_of_part(part, detail));
    }
    return list;
}

static json_t *json_of_link(const struct jf_link *link)
{
    return json_pack("{s:s, s:s, s:s, s:o}", "from", jf_part_get_id(jf_link_get_from(link)), "to",
                     jf_part_get_id(jf_link_get_to(link)), "state",
                     jf_link_state_text(jf_link_get_state(link)), "evidence",
                     json_of_text(jf_link_get_evidence(link)));
}

static json_t *device_links(const struct jf_device *device)
{
    json_t *list = json_array();

    for (size_t i = 0; i < jf_device_get_link_count(device) && list; i++) {
        const struct jf_link *link = NULL;

        (void)jf_device_get_link(device, i, &link);
        list = json_append(list, json_of_link(link));
    }
    return list;
}

/* The fields in front of "parts". */
static json_t *device_fields(const struct jf_device *device)
{
    return json_pack(
        "{s:s, s:I, s:o, s:s, s:s, s:s, s:o}", "id", jf_device_get_id(device), "serial",
        (json_int_t)jf_device_get_serial(device), "name", json_of_text(jf_device_get_name(device)),
        "kind", jf_device_kind_text(jf_device_get_kind(device)), "backend",
        jf_device_get_backend(device), "state", jf_device_state_text(jf_device_get_state(device)),
        "card", device_card(device));
}

static json_t *device_properties(const struct jf_device *device)
{
    return properties(device, jf_device_get_property_count(device), device_property);
}

json_t *json_of_device_head(const struct jf_device *device)
{
    return json_with(device_fields(device), "properties", device_properties(device));
}

json_t *json_of_device(const struct jf_device *device, enum json_detail detail)
{
    json_t *object = device_fields(device);

    object = json_with(object, "parts", device_parts(device, detail));
    object = json_with(object, "links", device_links(device));
    if (detail == JSON_DETAIL_FULL)
        object = json_with(object, "properties", device_properties(device));
    return object;
}

/* ---- connections and the whole --------------------------------------------------------------- */

json_t *json_of_pair(const struct jf_connector *from, const struct jf_connector *to)
{
    return json_pack("{s:s, s:s}", "from", connector_id(from), "to", connector_id(to));
}

static json_t *connection_properties(const struct jf_connection *connection)
{
    return properties(connection, jf_connection_get_property_count(connection),
                      connection_property);
}

json_t *json_of_connection(const struct jf_connection *connection, enum json_detail detail)
{
    json_t *object =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:o}", "id", jf_connection_get_id(connection),
                  "from", connector_id(jf_connection_get_from(connection)), "to",
                  connector_id(jf_connection_get_to(connection)), "permanence",
                  jf_permanence_text(jf_connection_get_permanence(connection)), "state",
                  jf_connection_state_text(jf_connection_get_state(connection)), "managed",
                  jf_connection_is_managed(connection), "evidence",
                  json_of_text(jf_connection_get_evidence(connection)));

    if (detail == JSON_DETAIL_FULL)
        object = json_with(object, "properties", connection_properties(connection));
    return object;
}

static json_t *graph_devices(const struct jf_graph *graph, enum json_detail detail)
{
    json_t *list = json_array();

    for (size_t i = 0; i < jf_graph_get_device_count(graph) && list; i++) {
        const struct jf_device *device = NULL;

        (void)jf_graph_get_device(graph, i, &device);
        list = json_append(list, json_of_device(device, detail));
    }
    return list;
}

static json_t *graph_connections(const struct jf_graph *graph, enum json_detail detail)
{
    json_t *list = json_array();

    for (size_t i = 0; i < jf_graph_get_connection_count(graph) && list; i++) {
        const struct jf_connection *connection = NULL;

        (void)jf_graph_get_connection(graph, i, &connection);
        list = json_append(list, json_of_connection(connection, detail));
    }
    return list;
}

json_t *json_of_graph(const struct jf_graph *graph, enum json_detail detail)
{
    return json_pack("{s:s, s:i, s:I, s:o, s:o}", "jackfield", JF_VERSION, "schema", SCHEMA_VERSION,
                     "generation", (json_int_t)jf_graph_get_generation(graph), "devices",
                     graph_devices(graph, detail), "connections", graph_connections(graph, detail));
}

/* ---- output ---------------------------------------------------------------------------------- */

int json_print(json_t *value, enum json_layout layout, FILE *stream)
{
    bool is_indented = layout == JSON_LAYOUT_DOCUMENT && isatty(fileno(stream));
    size_t flags = JSON_REAL_PRECISION(REAL_DIGITS) | JSON_ENCODE_ANY |
                   (is_indented ? JSON_INDENT(2) : JSON_COMPACT);
    bool lacks_memory;

    if (!value)
        return report(-ENOMEM, "cannot make the JSON output");
    /* A failure to write stays with the stream and is reported at the end. */
    lacks_memory = json_dumpf(value, stream, flags) < 0 && !ferror(stream);
    (void)fputc('\n', stream);
    json_decref(value);
    return lacks_memory ? report(-ENOMEM, "cannot print the JSON output") : EXIT_YES;
}
