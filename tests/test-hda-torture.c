/* SPDX-License-Identifier: MIT */

/*
 * Two codecs with all that is told beside their texts, one of them without a text: every allocation
 * fails once. The machine then opens whole or says -ENOMEM, never less of it.
 */

#include <errno.h>
#include <stdlib.h>

#include "helpers/recording.h"
#include "helpers/torture.h"

enum {
    MAX_TRIES = 100
};

static void write_machine(void)
{
    recording_write(&recorded, "proc/asound/card0/id", "PCH\n");
    recording_write(&recorded, "proc/asound/card0/pcm3p/info", "name: HDMI 0\n");
    recording_write(&recorded, "proc/asound/card0/codec#2",
                    "Codec: Test Chip\nVendor Id: 0x80862809\n"
                    "Node 0x02 [Audio Output] wcaps 0x6611: Stereo Digital\n"
                    "Node 0x05 [Pin Complex] wcaps 0x400781: Stereo Digital\n"
                    "  Pincap 0x0b000094: OUT Detect HBR HDMI DP\n"
                    "  Pin Default 0x18560010: [Jack] Digital Out at Int HDMI\n"
                    "  Connection: 1\n     0x02\n");
    recording_write(&recorded, "proc/asound/card0/eld#2.0",
                    "monitor_present 1\neld_valid 1\ncodec_pin_nid 0x5\ncodec_cvt_nid 0x2\n"
                    "monitor_name DELL U2715H\n");
    recording_write(&recorded, "sys/class/sound/hwC0D2/driver_pin_configs", "0x05 0x18560020\n");
    recording_write(&recorded, "sys/class/sound/hwC0D2/vendor_name", "Intel\n");
    recording_write(&recorded, "sys/class/sound/hwC0D2/chip_name", "Kabylake HDMI\n");
    recording_write(&recorded, "sys/bus/hdaudio/devices/hdaudioC0D0/vendor_name", "Realtek\n");
    recording_write(&recorded, "sys/bus/hdaudio/devices/hdaudioC0D0/chip_name", "ALC269\n");
    recording_write(&recorded, "sys/bus/hdaudio/devices/hdaudioC0D0/widgets/02/caps", "0x11\n");
    recording_write(&recorded, "sys/bus/hdaudio/devices/hdaudioC0D0/widgets/14/caps", "0x400181\n");
    recording_write(&recorded, "sys/bus/hdaudio/devices/hdaudioC0D0/widgets/14/pin_cfg",
                    "0x0321101f\n");
    recording_write(&recorded, "sys/bus/hdaudio/devices/hdaudioC0D0/widgets/14/pin_caps", "0x14\n");
    recording_write(&recorded, "sys/bus/hdaudio/devices/hdaudioC0D0/widgets/14/connections",
                    "0x02\n");
    recording_write(&recorded, "var/lib/alsa/asound.state",
                    "state.PCH {\n\tcontrol.1 {\n\t\tiface CARD\n\t\tname 'HDMI/DP,pcm=3 Jack'\n"
                    "\t\tvalue true\n\t}\n\tcontrol.2 {\n\t\tiface PCM\n\t\tdevice 3\n"
                    "\t\tname 'Playback Channel Map'\n\t\tvalue 3\n\t}\n}\n");
}

static void assert_whole(struct jf_context *context)
{
    const struct jf_graph *graph;
    const struct jf_device *device;
    const struct jf_part *part;
    int tries = 0;

    while (jf_context_settle(context) == -ENOMEM)
        assert_true(++tries < MAX_TRIES);
    graph = jf_context_get_graph(context);
    assert_graph_is_sound(graph);
    assert_int_equal(jf_graph_get_device_count(graph), 4);
    assert_int_equal(jf_graph_find_device(graph, "hda:PCH:0", &device), 0);
    assert_string_equal(jf_device_get_name(device), "Realtek ALC269");
    assert_int_equal(jf_graph_find_part(graph, "hda:PCH:2/pin05", &part), 0);
    assert_string_equal(jf_part_get_property(part, "monitor.name"), "DELL U2715H");
    assert_string_equal(jf_part_get_property(part, "hda.driver-pin-config"), "0x18560020");
    assert_int_equal(jf_graph_find_part(graph, "hda:PCH:2/dac02:pcm", &part), 0);
    assert_string_equal(jf_part_get_property(part, "alsa.pcm.device"), "3");
    assert_int_equal(jf_part_get_control_count(part), 1);
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

static void codecs_open_whole_or_not_at_all(void **state)
{
    struct jf_config *config;
    unsigned long nth = 1;

    (void)state;
    write_machine();
    assert_int_equal(jf_config_new(&config), 0);
    assert_int_equal(jf_config_set_machine(config, recorded.root), 0);
    while (open_round(config, nth))
        nth++;
    jf_config_free(config);
    print_message("%lu allocations\n", nth - 1);
    assert_true(nth > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(codecs_open_whole_or_not_at_all, make_recording,
                                        delete_recording),
    };

    return cmocka_run_group_tests_name("hda-torture", tests, NULL, NULL);
}
