/* SPDX-License-Identifier: MIT */

/*
 * Every allocation made for a recorded machine fails once, wherever it is. The machine then opens
 * whole or says -ENOMEM, never less of it under other names; nothing leaks.
 */

#include <errno.h>
#include <stdlib.h>

#include "helpers/recording.h"
#include "helpers/torture.h"

/* What the demo machine has, and how often settling may run out of memory. */
enum {
    DEVICES = 10,
    CONNECTIONS = 10,
    MAX_TRIES = 100
};

static void assert_whole(struct jf_context *context)
{
    const struct jf_graph *graph;
    const struct jf_device *device;
    int tries = 0;

    torture_arm(0);
    while (jf_context_settle(context) == -ENOMEM)
        assert_true(++tries < MAX_TRIES);
    graph = jf_context_get_graph(context);
    assert_graph_is_sound(graph);
    assert_int_equal(jf_graph_get_device_count(graph), DEVICES);
    assert_int_equal(jf_graph_get_connection_count(graph), CONNECTIONS);
    assert_int_equal(jf_graph_find_device(graph, "hda:pci-0000:00:1b.0:0", &device), 0);
}

/* Opens with the n-th allocation failing. False: there is none left to fail. */
static bool open_round(const struct jf_config *config, unsigned long nth)
{
    struct jf_context *context = NULL;
    bool failed;
    int status;

    torture_arm(nth);
    status = jf_context_new(config, &context);
    if (!status)
        status = jf_context_settle(context);
    failed = torture_has_failed();
    torture_arm(0);
    assert_true(status == 0 || status == -ENOMEM);
    if (context)
        assert_whole(context);
    jf_context_unref(context);
    return failed;
}

static void open_all(const char *machine)
{
    struct jf_config *config;
    unsigned long nth = 1;

    assert_int_equal(jf_config_new(&config), 0);
    assert_int_equal(jf_config_set_machine(config, machine), 0);
    while (open_round(config, nth))
        nth++;
    jf_config_free(config);
    print_message("%lu allocations\n", nth - 1);
    assert_true(nth > 200);
}

static void a_directory_opens_whole_or_not_at_all(void **state)
{
    (void)state;
    open_all(TEST_SOURCE_DIR "/machines/demo");
}

static void the_compiled_in_machine_opens_whole_or_not_at_all(void **state)
{
    (void)state;
    open_all("demo");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_directory_opens_whole_or_not_at_all),
        cmocka_unit_test(the_compiled_in_machine_opens_whole_or_not_at_all),
    };

    return cmocka_run_group_tests_name("replay-torture", tests, NULL, NULL);
}
