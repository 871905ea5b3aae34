/* SPDX-License-Identifier: MIT */

/* Pins, what is plugged into them and who says so, and the names of cards. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helpers/questions.h"
#include "helpers/recording.h"

#include "backends/alsa/hda-config.h"

#define CODEC "hda:card0:2"

#define HEAD             \
    "Codec: Test Chip\n" \
    "Vendor Id: 0x80862809\n"
#define PIN(nid)  "Node " nid " [Pin Complex] wcaps 0x400781: Stereo Digital\n"
#define DISPLAY   "  Pincap 0x0b000094: OUT Detect HBR HDMI DP\n"
#define DIGITAL   "  Pin Default 0x18560010: [Jack] Digital Out at Int HDMI\n"
#define BOTH_WAYS "  Pincap 0x00000034: IN OUT Detect\n"
#define LIST      "  Connection: 0\n"

static struct jf_context *open_codec(const char *text)
{
    recording_write(&recorded, "proc/asound/card0/codec#2", text);
    return open_sound(recorded.root);
}

static size_t jack_count_of(const struct jf_context *context, const char *id)
{
    const struct jf_connector *connector;

    assert_int_equal(jf_part_get_connector(part_of(context, id), &connector), 0);
    return jf_connector_get_jack_count(connector);
}

static void assert_endpoint(const struct jf_context *context, const char *key, const char *name,
                            enum jf_device_state state)
{
    char id[64];

    (void)snprintf(id, sizeof(id), "endpoint:card0:2:%s", key);
    assert_string_equal(jf_device_get_name(device_of(context, id)), name);
    assert_int_equal(jf_device_get_state(device_of(context, id)), state);
}

/* ---- the default configuration --------------------------------------------------------------- */

static void the_configuration_word_is_decoded(void **state)
{
    static const struct {
        uint32_t word;
        const char *name, *color, *location, *connection;
    } cases[] = {
        {0x0221101f, "HP Out at Ext Front", "black", "front", "3.5mm"},
        {0x01a19830, "Mic at Ext Rear", "pink", "rear", "3.5mm"},
        {0x99130110, "Speaker at Int ATAPI", NULL, "atapi", "atapi"},
        {0x18560010, "Digital Out at Int HDMI", NULL, "hdmi", "digital"},
        {0x2384e0f0, "Line In at Sep Left", "white", "separate left", "rca"},
        {0x3702f000, "Line Out at Oth Mobile-In", "other", "lid inside", "6.35mm"},
        {0x2052a000, "Digital Out at Sep N/A", NULL, "separate", "6.35mm"},
        {0x3f0fb000, "Line Out at Oth UNKNOWN", NULL, "other", NULL},
        {0x00000000, "Line Out at Ext N/A", NULL, NULL, NULL},
    };
    char name[64];

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *said[] = {jfi_hda_color(cases[i].word), jfi_hda_location(cases[i].word),
                              jfi_hda_connection(cases[i].word)};
        const char *expected[] = {cases[i].color, cases[i].location, cases[i].connection};

        jfi_hda_pin_name(cases[i].word, name, sizeof(name));
        assert_string_equal(name, cases[i].name);
        for (size_t j = 0; j < 3; j++) {
            if (!expected[j] || !said[j])
                assert_ptr_equal(said[j], expected[j]);
            else
                assert_string_equal(said[j], expected[j]);
        }
    }
}

static void endpoints_have_names_people_recognise(void **state)
{
    static const struct {
        uint32_t word;
        bool is_display;
        const char *name;
    } cases[] = {
        {0x0221101f, false, "Headphones (black 3.5mm, front)"},
        {0x90170110, false, "Internal Speaker"},
        {0x90a60130, false, "Internal Microphone"},
        {0x18560010, true, "HDMI/DisplayPort"},
        {0x01451130, false, "S/PDIF Out (black optical, rear)"},
        {0x00800000, false, "Line In"},
        {0x01000000, false, "Line Out (rear)"},
        {0x00014000, false, "Line Out (green 3.5mm)"},
    };
    char name[64];

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        jfi_hda_endpoint_name(cases[i].word, cases[i].is_display, name, sizeof(name));
        assert_string_equal(name, cases[i].name);
    }
}

/* ---- jacks ----------------------------------------------------------------------------------- */

static void a_jack_with_something_built_in_is_two_jacks(void **state)
{
    struct jf_context *context = open_codec(
        HEAD PIN("0x14") BOTH_WAYS "  Pin Default 0xc2211010: [Both] HP Out at Ext Front\n" LIST);

    (void)state;
    assert_int_equal(jf_part_get_type(part_of(context, CODEC "/pin14:out")),
                     JF_TYPE_PHYSICAL_EXTERNAL);
    assert_int_equal(jack_count_of(context, CODEC "/pin14:out"), 2);
    assert_int_equal(jack_count_of(context, CODEC "/pin14:in"), 2);
    jf_context_unref(context);
}

static void a_display_pin_has_a_jack_for_each_device(void **state)
{
    struct jf_context *context = open_codec(
        HEAD PIN("0x05") DISPLAY DIGITAL "  Devices: 3\n"
                                         "     Dev 00: PD = 1, ELDV = 1, IA = 0\n"
                                         "    *Dev 01: PD = 0, ELDV = 0, IA = 0\n"
                                         "     Dev 02: ELDV = 0\n" LIST PIN("0x06") DISPLAY DIGITAL
        "  Devices: 1\n     Dev 00: PD = 0, ELDV = 0, IA = 0\n" LIST);

    (void)state;
    assert_int_equal(jack_count_of(context, CODEC "/pin05"), 3);
    assert_presence(jack_of(context, CODEC "/pin05", 0), JF_PRESENCE_PLUGGED, "PD of Dev 00");
    assert_presence(jack_of(context, CODEC "/pin05", 1), JF_PRESENCE_UNPLUGGED, "PD of Dev 01");
    assert_presence(jack_of(context, CODEC "/pin05", 2), JF_PRESENCE_UNKNOWN, NULL);
    assert_endpoint(context, "pin05", "HDMI/DisplayPort", JF_STATE_ACTIVE);
    assert_endpoint(context, "pin06", "HDMI/DisplayPort 2", JF_STATE_UNPLUGGED);
    jf_context_unref(context);
}

static void an_eld_file_says_what_is_plugged_in(void **state)
{
    struct jf_context *context;

    (void)state;
    recording_write(&recorded, "proc/asound/card0/eld#2.0",
                    "monitor_present\t\t1\neld_valid\t\t1\ncodec_pin_nid\t\t0x5\n"
                    "codec_dev_id\t\t0x0\ncodec_cvt_nid\t\t0x2\nmonitor_name\t\tDELL U2715H\n");
    recording_write(&recorded, "proc/asound/card0/eld#2.1",
                    "monitor_present\t\t0\neld_valid\t\t0\ncodec_pin_nid\t\t0x6\n");
    recording_write(&recorded, "proc/asound/card0/eld#2.2",
                    "monitor_present\t\t1\neld_valid\t\t0\n");
    recording_write(&recorded, "proc/asound/card0/eld#0.0",
                    "monitor_present\t\t1\ncodec_pin_nid\t\t0x7\n");
    context = open_codec(HEAD PIN("0x05") DISPLAY DIGITAL LIST PIN("0x06")
                             DISPLAY DIGITAL LIST PIN("0x07") DISPLAY DIGITAL LIST);
    assert_presence(jack_of(context, CODEC "/pin05", 0), JF_PRESENCE_PLUGGED, "eld#2.0");
    assert_presence(jack_of(context, CODEC "/pin06", 0), JF_PRESENCE_UNPLUGGED, "eld#2.1");
    assert_presence(jack_of(context, CODEC "/pin07", 0), JF_PRESENCE_UNKNOWN, NULL);
    assert_string_equal(
        jf_device_get_property(device_of(context, "endpoint:card0:2:pin05"), "monitor.name"),
        "DELL U2715H");
    assert_endpoint(context, "pin06", "HDMI/DisplayPort 2", JF_STATE_UNPLUGGED);
    assert_endpoint(context, "pin07", "HDMI/DisplayPort 3", JF_STATE_ACTIVE);
    jf_context_unref(context);
}

static void jack_controls_count_where_the_text_ties_them_to_a_pin(void **state)
{
    static const char asound_state[] =
        "state.PCH {\n"
        "\tcontrol.1 {\n\t\tiface CARD\n\t\tname 'Mic Jack'\n"
        "\t\tindex 1\n\t\tvalue true\n\t\tcomment {\n"
        "\t\t\tname 'Front Mic Jack'\n\t\t\tvalue false\n\t\t}\n\t}\n"
        "\tcontrol.2 {\n\t\tname \"Speaker Phantom Jack\"\n"
        "\t\tvalue.0 true\n\t}\n"
        "\tcontrol.3 {\n\t\tname 'Mic Jack'\n\t\tvalue false\n\t}\n"
        "}\n"
        "state.Other {\n\tcontrol.1 {\n\t\tname 'Line Jack'\n"
        "\t\tvalue true\n\t}\n}\n";
    struct jf_context *context;

    (void)state;
    recording_write(&recorded, "proc/asound/card0/id", "PCH\n");
    recording_write(&recorded, "var/lib/alsa/asound.state", asound_state);
    recording_write(
        &recorded, "proc/asound/card0/codec#2",
        HEAD PIN("0x14") BOTH_WAYS
        "  Control: name=\"Mic Jack\", index=1, device=0\n"
        "  Pin Default 0x01a19830: [Jack] Mic at Ext Rear\n  Pin-ctls: 0x20: IN\n" LIST PIN("0x15")
            BOTH_WAYS "  Control: name=\"Speaker Phantom Jack\", index=0, device=0\n"
                      "  Pin Default 0x90170110: [Fixed] Speaker at Int N/A\n" LIST PIN("0x16")
                          BOTH_WAYS "  Control: name=\"Line Jack\", index=0, device=0\n"
                                    "  Pin Default 0x01813031: [Jack] Line In at Ext Rear\n" LIST);
    context = open_sound(recorded.root);
    assert_presence(jack_of(context, "hda:PCH:2/pin14:in", 0), JF_PRESENCE_PLUGGED, "Mic Jack");
    assert_int_equal(value_of(control_of(context, "hda:PCH:2/pin14:in", "Mic Jack"), 0), 1);
    assert_presence(jack_of(context, "hda:PCH:2/pin15:out", 0), JF_PRESENCE_UNKNOWN, NULL);
    assert_int_equal(
        value_of(control_of(context, "hda:PCH:2/pin15:out", "Speaker Phantom Jack"), 0), 1);
    assert_presence(jack_of(context, "hda:PCH:2/pin16:in", 0), JF_PRESENCE_UNKNOWN, NULL);
    assert_untold(context, "hda:PCH:2/pin16:in", "Line Jack", JF_CONTROL_BOOLEAN);
    jf_context_unref(context);
}

/* ---- faces ----------------------------------------------------------------------------------- */

static void the_face_in_use_is_the_one_the_pin_is_switched_to(void **state)
{
    static const struct {
        const char *control;
        bool leads_out;
    } cases[] = {
        {"  Pin-ctls: 0x40: OUT\n", true},
        {"  Pin-ctls: 0x20: IN\n", false},
        {"  Pin-ctls: 0x00:\n", false},
        {"  Pin-ctls: 0x60: IN OUT\n", false},
        {"", false},
    };
    char text[512];

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct jf_connection *connection;
        struct jf_context *context;
        const char *id = cases[i].leads_out ? CODEC "/pin14:out~endpoint:card0:2:pin14/connector"
                                            : "endpoint:card0:2:pin14/connector~" CODEC "/pin14:in";

        (void)snprintf(text, sizeof(text), "%s%s%s%s%s", HEAD PIN("0x14"), BOTH_WAYS,
                       "  Pin Default 0x01a19830: [Jack] Mic at Ext Rear\n", cases[i].control,
                       LIST);
        context = open_codec(text);
        assert_int_equal(jf_graph_get_connection_count(jf_context_get_graph(context)), 1);
        if (jf_graph_find_connection(jf_context_get_graph(context), id, &connection) < 0)
            fail_msg("%s: no connection %s", cases[i].control, id);
        jf_context_unref(context);
    }
}

static void a_pin_that_says_nothing_is_a_connector_without_endpoint(void **state)
{
    struct log_lines log;
    struct jf_context *context;

    (void)state;
    recording_write(&recorded, "proc/asound/card0/codec#2", HEAD PIN("0x14"));
    assert_int_equal(open_recorded(recorded.root, &context, &log), 0);
    assert_int_equal(jf_part_get_type(part_of(context, CODEC "/pin14")), JF_TYPE_UNKNOWN);
    assert_int_equal(jack_count_of(context, CODEC "/pin14"), 0);
    assert_false(has_device(context, "endpoint:card0:2:pin14"));
    assert_non_null(strstr(log.text, "proc/asound/card0/codec#2:3: the text ends inside a node"));
    jf_context_unref(context);
}

/* ---- names of cards -------------------------------------------------------------------------- */

static void add_card(int number, const char *id, const char *device)
{
    char path[64], text[32];

    (void)snprintf(path, sizeof(path), "proc/asound/card%d/codec#2", number);
    recording_write(&recorded, path, HEAD PIN("0x14") BOTH_WAYS DIGITAL LIST);
    if (id) {
        (void)snprintf(path, sizeof(path), "proc/asound/card%d/id", number);
        (void)snprintf(text, sizeof(text), "%s\n", id);
        recording_write(&recorded, path, text);
    }
    if (device) {
        (void)snprintf(path, sizeof(path), "sys/class/sound/card%d/device", number);
        recording_link(&recorded, path, device);
    }
}

static void a_card_is_named_by_its_bus_then_its_id_then_its_place(void **state)
{
    struct jf_context *context;

    (void)state;
    add_card(0, "PCH", "../../../0000:00:1f.3");
    add_card(1, "PCH", NULL);
    add_card(2, "PCH", NULL); /* no machine has two */
    add_card(3, NULL, NULL);
    add_card(4, "card3", NULL); /* no machine has one */
    add_card(5, "a/b", NULL);
    add_card(6, "sof", "../../../skl_hda_dsp_generic");
    add_card(12, NULL, NULL);
    recording_write(&recorded, "proc/asound/card07/codec#2", "not the kernel's");
    recording_link(&recorded, "sys/class/sound/card3",
                   "../../devices/pci0000:00/0000:00:1f.3/skl_hda_dsp_generic/sound/card3");
    recording_write(&recorded, "proc/asound/cards",
                    " 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n"
                    "                      HDA Intel PCH at 0xf7f10000 irq 32\n"
                    "12 [NVidia         ]: HDA-Intel - HDA NVidia\n"
                    "                      HDA NVidia at 0xf7080000 irq 17\n");
    context = open_sound(recorded.root);
    assert_true(has_device(context, "hda:pci-0000:00:1f.3:2"));
    assert_true(has_device(context, "endpoint:pci-0000:00:1f.3:2:pin14"));
    assert_string_equal(
        jf_device_get_property(device_of(context, "hda:pci-0000:00:1f.3:2"), "device.bus-path"),
        "pci-0000:00:1f.3");
    assert_true(has_device(context, "hda:PCH:2"));
    assert_true(has_device(context, "hda:card2:2"));
    assert_true(has_device(context, "hda:pci-0000:00:1f.3-platform-skl_hda_dsp_generic:2"));
    assert_true(has_device(context, "hda:card4:2"));
    assert_true(has_device(context, "hda:a%2Fb:2"));
    assert_true(has_device(context, "hda:platform-skl_hda_dsp_generic:2"));
    assert_true(has_device(context, "hda:NVidia:2"));
    assert_int_equal(jf_graph_get_device_count(jf_context_get_graph(context)), 16);
    jf_context_unref(context);
}

static void codecs_of_one_card_are_told_apart_by_their_address(void **state)
{
    struct jf_context *context;
    struct jf_card card;

    (void)state;
    add_card(0, NULL, NULL);
    recording_write(&recorded, "proc/asound/card0/codec#0",
                    HEAD "Node 0x02 [Audio Output] wcaps 0x11: Stereo\n");
    recording_write(&recorded, "proc/asound/card0/codec#1",
                    "Codec: A Modem\nVendor Id: 0x11c11040\nModem Function Group: 0x1\n");
    context = open_sound(recorded.root);
    assert_int_equal(jf_device_get_card(device_of(context, "hda:card0:2"), &card), 0);
    assert_int_equal(card.codec, 2);
    assert_null(card.id);
    assert_true(has_part(context, "hda:card0:0/dac02"));
    assert_false(has_device(context, "hda:card0:1"));
    jf_context_unref(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_configuration_word_is_decoded),
        cmocka_unit_test(endpoints_have_names_people_recognise),
        cmocka_unit_test_setup_teardown(a_jack_with_something_built_in_is_two_jacks, make_recording,
                                        delete_recording),
        cmocka_unit_test_setup_teardown(a_display_pin_has_a_jack_for_each_device, make_recording,
                                        delete_recording),
        cmocka_unit_test_setup_teardown(an_eld_file_says_what_is_plugged_in, make_recording,
                                        delete_recording),
        cmocka_unit_test_setup_teardown(jack_controls_count_where_the_text_ties_them_to_a_pin,
                                        make_recording, delete_recording),
        cmocka_unit_test_setup_teardown(the_face_in_use_is_the_one_the_pin_is_switched_to,
                                        make_recording, delete_recording),
        cmocka_unit_test_setup_teardown(a_pin_that_says_nothing_is_a_connector_without_endpoint,
                                        make_recording, delete_recording),
        cmocka_unit_test_setup_teardown(a_card_is_named_by_its_bus_then_its_id_then_its_place,
                                        make_recording, delete_recording),
        cmocka_unit_test_setup_teardown(codecs_of_one_card_are_told_apart_by_their_address,
                                        make_recording, delete_recording),
    };

    return cmocka_run_group_tests_name("hda-jacks", tests, NULL, NULL);
}
