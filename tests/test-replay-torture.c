/* SPDX-License-Identifier: MIT */

/*
 * Every allocation made for a recorded machine fails once, wherever it is. The machine then opens
 * whole or says -ENOMEM, never less of it under other names; nothing leaks.
 */

#include <errno.h>
#include <stdlib.h>

#include "helpers/recording.h"
#include "helpers/torture.h"

/* How often settling may run out of memory. */
enum {
    MAX_TRIES = 100
};

/* A machine, and what of it must be there in the end. */
struct machine {
    const char *path, *device;
    size_t devices, connections;
};

static void assert_whole(struct jf_context *context, const struct machine *machine)
{
    const struct jf_graph *graph;
    const struct jf_device *device;
    int tries = 0;

    torture_arm(0);
    while (jf_context_settle(context) == -ENOMEM)
        assert_true(++tries < MAX_TRIES);
    graph = jf_context_get_graph(context);
    assert_graph_is_sound(graph);
    assert_int_equal(jf_graph_get_device_count(graph), machine->devices);
    assert_int_equal(jf_graph_get_connection_count(graph), machine->connections);
    assert_int_equal(jf_graph_find_device(graph, machine->device, &device), 0);
}

/* Opens with the n-th allocation failing. False: there is none left to fail. */
static bool open_round(const struct jf_config *config, const struct machine *machine,
                       unsigned long nth)
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
        assert_whole(context, machine);
    jf_context_unref(context);
    return failed;
}

static void open_all(struct machine machine)
{
    struct jf_config *config;
    unsigned long nth = 1;

    assert_int_equal(jf_config_new(&config), 0);
    assert_int_equal(jf_config_set_machine(config, machine.path), 0);
    while (open_round(config, &machine, nth))
        nth++;
    jf_config_free(config);
    print_message("%lu allocations\n", nth - 1);
    assert_true(nth > 50);
}

static void a_directory_opens_whole_or_not_at_all(void **state)
{
    (void)state;
    open_all((struct machine){TEST_SOURCE_DIR "/machines/demo", "hda:pci-0000:00:1b.0:0", 10, 11});
}

static void the_compiled_in_machine_opens_whole_or_not_at_all(void **state)
{
    (void)state;
    open_all((struct machine){"demo", "hda:pci-0000:00:1b.0:0", 10, 11});
}

static void a_card_with_use_cases_opens_whole_or_not_at_all(void **state)
{
    (void)state;
    open_all((struct machine){TEST_SOURCE_DIR "/machines/soc", "card:InventedSoC", 8, 7});
}

static void cards_without_any_text_open_whole_or_not_at_all(void **state)
{
    (void)state;
    recording_write(&recorded, "proc/asound/card0/id", "Test\n");
    recording_write(&recorded, "proc/asound/card0/pcm0p/info", "name: A PCM\n");
    recording_write(&recorded, "var/lib/alsa/asound.state",
                    "state.Test {\n\tcontrol.1 {\n\t\tiface CARD\n\t\tname 'Headset Jack'\n"
                    "\t\tvalue true\n\t\tcomment {\n\t\t\taccess read\n"
                    "\t\t\ttype BOOLEAN\n\t\t\tcount 1\n\t\t}\n\t}\n}\n");
    open_all((struct machine){recorded.root, "card:Test", 3, 2});
}

static void an_ac97_codec_opens_whole_or_not_at_all(void **state)
{
    (void)state;
    recording_write(&recorded, "proc/asound/card0/codec97#0/ac97#0-0",
                    "0-0/0: Test Chip\n\nCapabilities     : -headphone out-\n"
                    "3D enhancement   : SRS 3D Stereo Enhancement\n"
                    "Master Out       :   0.0 dBV    -       0/fs         Rear I/O Panel\n");
    recording_write(&recorded, "proc/asound/card0/codec97#0/ac97#0-0+regs", "0:02 = 0f0f\n");
    open_all((struct machine){recorded.root, "ac97:card0:0", 2, 1});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_directory_opens_whole_or_not_at_all),
        cmocka_unit_test(the_compiled_in_machine_opens_whole_or_not_at_all),
        cmocka_unit_test(a_card_with_use_cases_opens_whole_or_not_at_all),
        cmocka_unit_test_setup_teardown(cards_without_any_text_open_whole_or_not_at_all,
                                        make_recording, delete_recording),
        cmocka_unit_test_setup_teardown(an_ac97_codec_opens_whole_or_not_at_all, make_recording,
                                        delete_recording),
    };

    return cmocka_run_group_tests_name("replay-torture", tests, NULL, NULL);
}
