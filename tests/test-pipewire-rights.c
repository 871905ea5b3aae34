/* SPDX-License-Identifier: MIT */

/* What a client may not do: pw-cli takes rights away from ours, and the server refuses. */

#include "helpers/pipewire-server.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

/* The number that the server knows an object by: of this type, with this property; NULL: any. */
static int number_of(const char *type, const char *key, const char *value)
{
    FILE *output = popen("pw-dump", "r");
    json_t *dump, *object;
    int number = -1;
    size_t i;

    assert_non_null(output);
    dump = json_loadf(output, 0, NULL);
    assert_int_equal(pclose(output), 0);
    json_array_foreach(dump, i, object)
    {
        json_t *properties = json_object_get(json_object_get(object, "info"), "props");
        json_t *found = json_object_get(properties, key);
        char text[64];

        if (!strstr(json_string_value(json_object_get(object, "type")), type) || !found)
            continue;
        (void)snprintf(text, sizeof(text), "%" JSON_INTEGER_FORMAT, json_integer_value(found));
        if (!value || strcmp(json_is_string(found) ? json_string_value(found) : text, value) == 0)
            number = (int)json_integer_value(json_object_get(object, "id"));
    }
    json_decref(dump);
    assert_true(number >= 0);
    return number;
}

/* In the numbers that pw-cli takes. */
#define READ_ONLY  "256"
#define EVERYTHING "448"

/* Lets this process's client do only so much with an object. */
static void permit(int object, const char *rights)
{
    char process[32], client[32], number[32];
    const char *const arguments[] = {"pw-cli", "permissions", client, number, rights, NULL};

    (void)snprintf(process, sizeof(process), "%d", (int)getpid());
    (void)snprintf(client, sizeof(client), "%d",
                   number_of("Client", "application.process.id", process));
    (void)snprintf(number, sizeof(number), "%d", object);
    assert_int_equal(finish(start(arguments)), 0);
}

static void a_link_that_may_not_be_broken_stays(void **state)
{
    struct jf_context *context = open_context();
    int link;

    (void)state;
    assert_int_equal(connect_ids(context, OUT_FL, IN_FL), 0);
    link = number_of("Link", "link.output.port", NULL);
    permit(link, READ_ONLY);
    assert_int_equal(jf_connection_disconnect(context, connection_of(context, OUT_FL, IN_FL)),
                     -EPERM);
    assert_true(is_connected(context, OUT_FL));
    assert_same_as_server(context);
    permit(link, EVERYTHING);
    assert_int_equal(jf_connection_disconnect(context, connection_of(context, OUT_FL, IN_FL)), 0);
    jf_context_unref(context);
}

static void a_node_that_may_not_be_set_stays_as_it_is(void **state)
{
    struct jf_context *context = open_context();
    const struct jf_control *control = NULL;
    const struct jf_part *part = NULL;
    int64_t value = 0;

    (void)state;
    assert_int_equal(
        jf_graph_find_part(jf_context_get_graph(context), "node:jf-sink/volume", &part), 0);
    assert_int_equal(jf_part_get_control(part, 0, &control), 0);
    permit(number_of("Node", "node.name", "jf-sink"), READ_ONLY);
    assert_int_equal(jf_control_set_uniform(context, control, -1200), -EPERM);
    assert_int_equal(
        jf_graph_find_part(jf_context_get_graph(context), "node:jf-sink/volume", &part), 0);
    assert_int_equal(jf_part_get_control(part, 0, &control), 0);
    assert_int_equal(jf_control_get_value(control, 0, &value), 0);
    assert_int_equal(value, 0);
    jf_context_unref(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_link_that_may_not_be_broken_stays),
        cmocka_unit_test(a_node_that_may_not_be_set_stays_as_it_is),
    };

    need_programs();
    return cmocka_run_group_tests(tests, open_server, close_server);
}
