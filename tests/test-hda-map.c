/* SPDX-License-Identifier: MIT */

/* Codecs as devices: which parts, links, controls, jacks and endpoints a text becomes. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helpers/questions.h"
#include "helpers/recording.h"

#define DEMO  "hda:pci-0000:00:1b.0:0"
#define CODEC "hda:card0:0"

#define HEAD             \
    "Codec: Test Chip\n" \
    "Vendor Id: 0x10ec0269\n"
#define DAC(nid)  "Node " nid " [Audio Output] wcaps 0x11: Stereo\n"
#define PIN(nid)  "Node " nid " [Pin Complex] wcaps 0x400181: Stereo\n"
#define OUT       "  Pincap 0x00000010: OUT\n"
#define IN        "  Pincap 0x00000020: IN\n"
#define HEADPHONE "  Pin Default 0x0221101f: [Jack] HP Out at Ext Front\n"
#define UNWIRED   "  Pin Default 0x411111f0: [N/A] Speaker at Ext Rear\n"

/* ---- short ways to ask ----------------------------------------------------------------------- */

/* A machine with one card and this codec on it. */
static struct jf_context *open_codec(const char *text)
{
    recording_write(&recorded, "proc/asound/card0/codec#0", text);
    return open_sound(recorded.root);
}

/* ---- the demo machine ------------------------------------------------------------------------ */

static void widgets_become_parts_with_their_nid(void **state)
{
    struct jf_context *context = open_sound("demo");
    struct jf_card card;

    (void)state;
    assert_int_equal(jf_device_get_kind(device_of(context, DEMO)), JF_DEVICE_ADAPTER);
    assert_string_equal(jf_device_get_name(device_of(context, DEMO)), "Jackfield JF1234");
    assert_int_equal(jf_device_get_card(device_of(context, DEMO), &card), 0);
    assert_int_equal(card.number, 0);
    assert_string_equal(card.id, "Demo");
    assert_int_equal(card.codec, 0);
    assert_int_equal(card.vendor_id, 0x12341234);
    assert_part(context, DEMO "/dac02", JF_TYPE_DAC, 2, 2);
    assert_part(context, DEMO "/dac02:pcm", JF_TYPE_SOFTWARE_IO, 2, 0x20002);
    assert_part(context, DEMO "/dac02:out-volume", JF_TYPE_VOLUME, 2, 0x40002);
    assert_part(context, DEMO "/adc04", JF_TYPE_ADC, 4, 4);
    assert_part(context, DEMO "/beep05", JF_TYPE_BEEP, 5, 5);
    assert_part(context, DEMO "/mixer06", JF_TYPE_SUM, 6, 6);
    assert_part(context, DEMO "/mixer06:in1-volume", JF_TYPE_VOLUME, 6, 0x1020006);
    assert_part(context, DEMO "/mixer06:in1-mute", JF_TYPE_MUTE, 6, 0x1030006);
    assert_part(context, DEMO "/selector09", JF_TYPE_MUX, 9, 9);
    assert_part(context, DEMO "/pin10", JF_TYPE_PHYSICAL_EXTERNAL, 0x10, 0x10);
    assert_part(context, DEMO "/pin10:mux", JF_TYPE_MUX, 0x10, 0x30010);
    assert_part(context, DEMO "/pin11", JF_TYPE_PHYSICAL_INTERNAL, 0x11, 0x11);
    assert_part(context, DEMO "/pin12:out", JF_TYPE_PHYSICAL_EXTERNAL, 0x12, 0x12);
    assert_part(context, DEMO "/pin12:in", JF_TYPE_PHYSICAL_EXTERNAL, 0x12, 0x10012);
    assert_part(context, DEMO "/vendor15", JF_TYPE_DEVICE_SPECIFIC, 0x15, 0x15);
    assert_false(has_part(context, DEMO "/pin14"));
    assert_false(has_part(context, DEMO "/dac02:out-mute"));
    assert_false(has_part(context, DEMO "/mixer07:in0-volume"));
    jf_context_unref(context);
}

static void connectors_face_the_way_the_signal_goes(void **state)
{
    static const struct {
        const char *id;
        enum jf_flow flow;
    } cases[] = {
        {DEMO "/dac02:pcm", JF_FLOW_IN}, {DEMO "/adc04:pcm", JF_FLOW_OUT},
        {DEMO "/pin10", JF_FLOW_OUT},    {DEMO "/pin12:out", JF_FLOW_OUT},
        {DEMO "/pin12:in", JF_FLOW_IN},  {DEMO "/pin13", JF_FLOW_IN},
    };
    struct jf_context *context = open_sound("demo");

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct jf_connector *connector;

        assert_int_equal(jf_part_get_connector(part_of(context, cases[i].id), &connector), 0);
        assert_int_equal(jf_connector_get_flow(connector), cases[i].flow);
    }
    assert_string_equal(jf_part_get_name(part_of(context, DEMO "/dac02:pcm")), "JF1234 Analog");
    assert_string_equal(
        jf_part_get_property(part_of(context, DEMO "/dac02:pcm"), "alsa.pcm.device"), "0");
    assert_null(jf_part_get_name(part_of(context, DEMO "/dac03:pcm")));
    jf_context_unref(context);
}

static void the_signal_runs_through_the_amplifiers_of_a_widget(void **state)
{
    struct jf_context *context = open_sound("demo");

    (void)state;
    assert_inside(context, DEMO "/dac02:pcm", DEMO "/dac02");
    assert_inside(context, DEMO "/dac02", DEMO "/dac02:out-volume");
    assert_listed(context, DEMO "/dac02:out-volume", DEMO "/mixer06:in0-volume", JF_LINK_ALWAYS);
    assert_inside(context, DEMO "/mixer06:in0-volume", DEMO "/mixer06:in0-mute");
    assert_inside(context, DEMO "/mixer06:in0-mute", DEMO "/mixer06");
    assert_listed(context, DEMO "/mixer06", DEMO "/pin10:mux", JF_LINK_SELECTED);
    assert_listed(context, DEMO "/mixer07", DEMO "/pin10:mux", JF_LINK_UNSELECTED);
    assert_inside(context, DEMO "/pin10:mux", DEMO "/pin10:out-mute");
    assert_inside(context, DEMO "/pin10:out-mute", DEMO "/pin10");
    assert_inside(context, DEMO "/pin12:in", DEMO "/pin12:in-volume");
    assert_listed(context, DEMO "/pin12:in-volume", DEMO "/selector09", JF_LINK_UNSELECTED);
    assert_listed(context, DEMO "/pin13", DEMO "/selector09", JF_LINK_SELECTED);
    assert_listed(context, DEMO "/selector09", DEMO "/adc04:in-volume", JF_LINK_ALWAYS);
    assert_inside(context, DEMO "/adc04:in-volume", DEMO "/adc04:in-mute");
    assert_inside(context, DEMO "/adc04:in-mute", DEMO "/adc04");
    assert_inside(context, DEMO "/adc04", DEMO "/adc04:pcm");
    jf_context_unref(context);
}

static void amplifiers_carry_the_values_of_the_text(void **state)
{
    struct jf_context *context = open_sound("demo");
    const struct jf_control *control =
        control_of(context, DEMO "/dac03:out-volume", "Speaker Playback Volume");
    int64_t min, max, step;

    (void)state;
    assert_int_equal(jf_control_get_kind(control), JF_CONTROL_LEVEL);
    assert_int_equal(jf_control_get_value_count(control), 2);
    assert_int_equal(value_of(control, 0), 0);
    assert_int_equal(value_of(control, 1), -300);
    assert_true(jf_control_is_readable(control));
    assert_false(jf_control_is_writable(control));
    assert_int_equal(jf_control_get_range(control, &min, &max, &step), 0);
    assert_int_equal(min, -6525);
    assert_int_equal(max, 0);
    assert_int_equal(step, 75);
    assert_int_equal(
        value_of(control_of(context, DEMO "/beep05:out-volume", "Beep Playback Volume"), 0), -1800);
    assert_int_equal(
        value_of(control_of(context, DEMO "/mixer06:in1-mute", "Mic Playback Switch"), 0), 1);
    assert_int_equal(
        value_of(control_of(context, DEMO "/pin10:out-mute", "Headphone Playback Switch"), 0), 0);
    /* Without a control of the text, what it says of the amplifier itself. */
    assert_int_equal(value_of(control_of(context, DEMO "/mixer06:in2-mute", "Amp-In"), 0), 0);
    assert_int_equal(jf_control_get_index(control_of(context, DEMO "/mixer06:in2-mute", "Amp-In")),
                     2);
    assert_int_equal(value_of(control_of(context, DEMO "/pin12:out-mute", "Amp-Out"), 0), 1);
    assert_untold(context, DEMO "/selector09", "Capture Source", JF_CONTROL_ENUM);
    jf_context_unref(context);
}

static void jacks_are_described_by_the_default_configuration(void **state)
{
    struct jf_context *context = open_sound("demo");
    const struct jf_jack *jack = jack_of(context, DEMO "/pin10", 0);

    (void)state;
    assert_string_equal(jf_jack_get_color(jack), "black");
    assert_string_equal(jf_jack_get_location(jack), "front");
    assert_string_equal(jf_jack_get_connection(jack), "3.5mm");
    assert_presence(jack, JF_PRESENCE_PLUGGED, "Headphone Jack");
    assert_presence(jack_of(context, DEMO "/pin12:in", 0), JF_PRESENCE_UNPLUGGED, "Mic Jack");
    assert_presence(jack_of(context, DEMO "/pin11", 0), JF_PRESENCE_UNKNOWN, NULL);
    assert_null(jf_jack_get_color(jack_of(context, DEMO "/pin11", 0)));
    assert_int_equal(value_of(control_of(context, DEMO "/pin10", "Headphone Jack"), 0), 1);
    assert_string_equal(jf_part_get_name(part_of(context, DEMO "/pin10")), "HP Out at Ext Front");
    assert_string_equal(jf_part_get_name(part_of(context, DEMO "/pin12:in")),
                        "Mic at Ext Left (in)");
    jf_context_unref(context);
}

static void endpoints_are_wired_to_the_face_in_use(void **state)
{
    static const struct {
        const char *endpoint, *name, *connection;
        enum jf_device_state state;
    } cases[] = {
        {"endpoint:pci-0000:00:1b.0:0:pin10", "Headphones (black 3.5mm, front)",
         DEMO "/pin10~endpoint:pci-0000:00:1b.0:0:pin10/connector", JF_STATE_ACTIVE},
        {"endpoint:pci-0000:00:1b.0:0:pin11", "Internal Speaker",
         DEMO "/pin11~endpoint:pci-0000:00:1b.0:0:pin11/connector", JF_STATE_ACTIVE},
        {"endpoint:pci-0000:00:1b.0:0:pin12", "Microphone (pink 3.5mm, left)",
         "endpoint:pci-0000:00:1b.0:0:pin12/connector~" DEMO "/pin12:in", JF_STATE_UNPLUGGED},
        {"endpoint:pci-0000:00:1b.0:0:pin13", "Internal Microphone",
         "endpoint:pci-0000:00:1b.0:0:pin13/connector~" DEMO "/pin13", JF_STATE_ACTIVE},
    };
    struct jf_context *context = open_sound("demo");

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct jf_device *device = device_of(context, cases[i].endpoint);
        const struct jf_connection *connection = NULL;

        assert_int_equal(jf_device_get_kind(device), JF_DEVICE_ENDPOINT);
        assert_string_equal(jf_device_get_name(device), cases[i].name);
        assert_int_equal(jf_device_get_state(device), cases[i].state);
        assert_int_equal(jf_device_get_connector_count(device), 1);
        assert_int_equal(jf_graph_find_connection(jf_context_get_graph(context),
                                                  cases[i].connection, &connection),
                         0);
        assert_int_equal(jf_connection_get_permanence(connection), JF_PERMANENCE_PHYSICAL);
        assert_string_equal(jf_connection_get_evidence(connection), "pin default configuration");
    }
    jf_context_unref(context);
}

/* ---- lists ----------------------------------------------------------------------------------- */

static void a_choice_that_the_text_does_not_tell_is_unknown(void **state)
{
    struct jf_context *context = open_codec(HEAD DAC("0x02") DAC("0x03") PIN("0x14") OUT HEADPHONE
                                            "  Connection: 2\n     0x02 0x03\n");

    (void)state;
    assert_listed(context, CODEC "/dac02", CODEC "/pin14:mux", JF_LINK_UNKNOWN);
    assert_listed(context, CODEC "/dac03", CODEC "/pin14:mux", JF_LINK_UNKNOWN);
    jf_context_unref(context);
}

static void the_driver_list_counts_when_the_hardware_list_is_empty(void **state)
{
    struct jf_context *context = open_codec(
        HEAD DAC("0x02") DAC("0x03") PIN("0x14") OUT HEADPHONE
        "  Connection: 0\n  In-driver Connection: 2\n     0x02 0x03\n" PIN("0x15") OUT HEADPHONE
        "  Connection: 1\n     0x02\n  In-driver Connection: 1\n     0x03\n");

    (void)state;
    assert_link(context, CODEC "/dac02", CODEC "/pin14:mux", JF_LINK_UNKNOWN,
                "in-driver connection list");
    assert_link(context, CODEC "/dac03", CODEC "/pin14:mux", JF_LINK_UNKNOWN,
                "in-driver connection list");
    assert_listed(context, CODEC "/dac02", CODEC "/pin15", JF_LINK_ALWAYS);
    assert_null(find_link(context, CODEC "/dac03", CODEC "/pin15"));
    jf_context_unref(context);
}

static void odd_lists_become_links_all_the_same(void **state)
{
    struct jf_context *context = open_codec(
        HEAD DAC("0x02") "Node 0x0b [Audio Mixer] wcaps 0x200101: Stereo\n"
                         "  Connection: 5\n     0x0b 0x7f 0x02 0x02 0x14\n"
                         "Node 0x0c [Audio Selector] wcaps 0x300101: Stereo\n"
                         "  Connection: 3\n     0x02 0x0b 0x02*\n" PIN("0x14") OUT HEADPHONE
        "  Connection: 1\n     0x02\n" PIN("0x15") IN HEADPHONE "  Connection: 1\n     0x02\n");
    const struct jf_device *device = device_of(context, CODEC);

    (void)state;
    assert_listed(context, CODEC "/mixer0b", CODEC "/mixer0b", JF_LINK_ALWAYS);
    assert_listed(context, CODEC "/dac02", CODEC "/mixer0b", JF_LINK_ALWAYS);
    assert_listed(context, CODEC "/pin14", CODEC "/mixer0b", JF_LINK_ALWAYS);
    assert_listed(context, CODEC "/dac02", CODEC "/selector0c", JF_LINK_SELECTED);
    assert_listed(context, CODEC "/mixer0b", CODEC "/selector0c", JF_LINK_UNSELECTED);
    assert_listed(context, CODEC "/dac02", CODEC "/pin15", JF_LINK_ALWAYS);
    /* And the one from the PCM to the converter. */
    assert_int_equal(jf_device_get_link_count(device), 8);
    jf_context_unref(context);
}

static void power_and_volume_knobs_pass_no_signal(void **state)
{
    struct jf_context *context =
        open_codec(HEAD DAC("0x02") "Node 0x05 [Power Widget] wcaps 0x500500: Mono\n"
                                    "  Control: name=\"Capture Volume\", index=0, device=0\n"
                                    "    ControlAmp: chs=3, dir=Out, idx=0, ofs=0\n"
                                    "  Connection: 2\n     0x02 0x06\n"
                                    "Node 0x06 [Volume Knob Widget] wcaps 0x600000: Mono\n"
                                    "  Connection: 1\n     0x02\n"
                                    "Node 0x07 [Vendor Defined Widget] wcaps 0xf00100: Mono\n"
                                    "  Connection: 2\n     0x02* 0x05\n"
                                    "Node 0x08 [UNKNOWN Widget] wcaps 0x900100: Mono\n"
                                    "  Connection: 1\n     0x07\n");

    (void)state;
    assert_part(context, CODEC "/power05", JF_TYPE_DEVICE_SPECIFIC, 5, 5);
    assert_part(context, CODEC "/knob06", JF_TYPE_DEVICE_SPECIFIC, 6, 6);
    assert_part(context, CODEC "/node08", JF_TYPE_OPAQUE, 8, 8);
    assert_int_equal(jf_part_get_incoming_count(part_of(context, CODEC "/power05")), 0);
    assert_int_equal(jf_part_get_outgoing_count(part_of(context, CODEC "/power05")), 0);
    assert_int_equal(jf_part_get_incoming_count(part_of(context, CODEC "/knob06")), 0);
    assert_listed(context, CODEC "/dac02", CODEC "/vendor07", JF_LINK_SELECTED);
    assert_listed(context, CODEC "/vendor07", CODEC "/node08", JF_LINK_ALWAYS);
    assert_untold(context, CODEC "/power05", "Capture Volume", JF_CONTROL_LEVEL);
    jf_context_unref(context);
}

/* ---- amplifiers and controls ----------------------------------------------------------------- */

static void a_node_without_own_capabilities_has_those_of_the_codec(void **state)
{
    struct jf_context *context =
        open_codec(HEAD "Default Amp-Out caps: ofs=0x1f, nsteps=0x1f, stepsize=0x05, mute=1\n"
                        "Node 0x02 [Audio Output] wcaps 0x05: Stereo Amp-Out\n"
                        "  Amp-Out caps: N/A\n  Amp-Out vals:  [0x1e 0x9e]\n"
                        "Node 0x03 [Audio Output] wcaps 0x0d: Stereo Amp-Out\n"
                        "  Amp-Out caps: N/A\n  Amp-Out vals:  [0x1e 0x9e]\n");

    (void)state;
    assert_int_equal(value_of(control_of(context, CODEC "/dac02:out-volume", "Amp-Out"), 0), -150);
    assert_int_equal(value_of(control_of(context, CODEC "/dac02:out-mute", "Amp-Out"), 0), 0);
    assert_false(has_part(context, CODEC "/dac03:out-volume"));
    jf_context_unref(context);
}

static void a_converter_with_a_choice_may_have_an_amplifier_at_each_input(void **state)
{
    struct jf_context *context = open_codec(
        HEAD "Node 0x04 [Audio Input] wcaps 0x10010b: Stereo Amp-In\n"
             "  Control: name=\"Capture Volume\", index=0, device=0\n"
             "    ControlAmp: chs=3, dir=In, idx=1, ofs=0\n"
             "  Amp-In caps: ofs=0x00, nsteps=0x0f, stepsize=0x05, mute=1\n"
             "  Amp-In vals:  [0x80 0x80] [0x02 0x04]\n  Connection: 2\n     0x18 0x19*\n"
             "Node 0x05 [Audio Input] wcaps 0x10010b: Stereo Amp-In\n"
             "  Amp-In caps: ofs=0x00, nsteps=0x0f, stepsize=0x05, mute=0\n"
             "  Amp-In vals:  [0x03 0x03]\n  Connection: 2\n     0x18 0x19*\n" PIN("0x18")
                 IN HEADPHONE PIN("0x19") IN HEADPHONE);

    (void)state;
    assert_listed(context, CODEC "/pin18", CODEC "/adc04:in0-volume", JF_LINK_UNSELECTED);
    assert_listed(context, CODEC "/pin19", CODEC "/adc04:in1-volume", JF_LINK_SELECTED);
    assert_inside(context, CODEC "/adc04:in1-mute", CODEC "/adc04:mux");
    assert_inside(context, CODEC "/adc04:mux", CODEC "/adc04");
    assert_int_equal(value_of(control_of(context, CODEC "/adc04:in1-volume", "Capture Volume"), 1),
                     600);
    assert_listed(context, CODEC "/pin19", CODEC "/adc05:mux", JF_LINK_SELECTED);
    assert_inside(context, CODEC "/adc05:mux", CODEC "/adc05:in-volume");
    assert_inside(context, CODEC "/adc05:in-volume", CODEC "/adc05");
    jf_context_unref(context);
}

static void every_control_is_on_a_part_of_its_node(void **state)
{
    struct jf_context *context =
        open_codec(HEAD "Node 0x0b [Audio Mixer] wcaps 0x20010b: Stereo Amp-In\n"
                        "  Control: name=\"Beep Playback Volume\", index=0, device=0\n"
                        "    ControlAmp: chs=3, dir=In, idx=7, ofs=0\n"
                        "  Control: name=\"Mic Playback Volume\", index=0, device=0\n"
                        "  Amp-In caps: ofs=0x00, nsteps=0x0f, stepsize=0x05, mute=1\n"
                        "  Amp-In vals:  [0x80 0x80] [0x02 0x04]\n  Connection: 2\n     0x02 0x03\n"
                        "Node 0x03 [Audio Output] wcaps 0x205: Stereo Digital Amp-Out\n"
                        "  Control: name=\"IEC958 Playback Switch\", index=0, device=0\n"
                        "  Control: name=\"IEC958 Playback Default\", index=0, device=0\n"
                        "  Control: name=\"Something New\", index=0, device=0\n"
                        "  Control: name=\"PCM Playback Volume\", index=3, device=0\n"
                        "  Control: name=\"ELD\", index=0, device=7\n"
                        "  Amp-Out caps: ofs=0x04, nsteps=0x04, stepsize=0x03, mute=1\n"
                        "  Amp-Out vals:  [0x83 0x04]\n" PIN("0x14") UNWIRED
                   "  Control: name=\"Mic Boost Volume\", index=0, device=0\n"
                   "  Connection: 1\n     0x0b\n");
    const struct jf_control *volume =
        control_of(context, CODEC "/dac03:out-volume", "PCM Playback Volume");

    (void)state;
    assert_untold(context, CODEC "/mixer0b", "Beep Playback Volume", JF_CONTROL_LEVEL);
    assert_untold(context, CODEC "/mixer0b", "Mic Playback Volume", JF_CONTROL_LEVEL);
    assert_untold(context, CODEC "/dac03", "IEC958 Playback Switch", JF_CONTROL_BOOLEAN);
    assert_untold(context, CODEC "/dac03", "IEC958 Playback Default", JF_CONTROL_BYTES);
    assert_untold(context, CODEC "/dac03", "Something New", JF_CONTROL_UNKNOWN);
    assert_untold(context, CODEC "/dac03", "ELD", JF_CONTROL_BYTES);
    assert_int_equal(jf_control_get_index(volume), 3);
    assert_int_equal(value_of(volume, 0), -100);
    assert_int_equal(value_of(volume, 1), 0);
    /* The driver uses a pin that is wired to nothing, in a way that nothing tells. */
    assert_part(context, CODEC "/pin14", JF_TYPE_DEVICE_SPECIFIC, 0x14, 0x14);
    assert_untold(context, CODEC "/pin14", "Mic Boost Volume", JF_CONTROL_LEVEL);
    assert_int_equal(jf_part_get_incoming_count(part_of(context, CODEC "/pin14")), 0);
    jf_context_unref(context);
}

static void a_control_with_an_offset_cannot_go_below_it(void **state)
{
    struct jf_context *context =
        open_codec(HEAD "Node 0x02 [Audio Output] wcaps 0x0d: Stereo Amp-Out\n"
                        "  Control: name=\"Left Volume\", index=0, device=0\n"
                        "    ControlAmp: chs=1, dir=Out, idx=0, ofs=63\n"
                        "  Amp-Out caps: ofs=0x7f, nsteps=0x7f, stepsize=0x01, mute=0\n"
                        "  Amp-Out vals:  [0x7f 0x70]\n");
    const struct jf_control *control =
        control_of(context, CODEC "/dac02:out-volume", "Left Volume");
    int64_t min, max, step;

    (void)state;
    assert_int_equal(jf_control_get_value_count(control), 1);
    assert_int_equal(jf_control_get_range(control, &min, &max, &step), 0);
    assert_int_equal(min, -3200);
    assert_int_equal(max, 0);
    jf_context_unref(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(widgets_become_parts_with_their_nid),
        cmocka_unit_test(connectors_face_the_way_the_signal_goes),
        cmocka_unit_test(the_signal_runs_through_the_amplifiers_of_a_widget),
        cmocka_unit_test(amplifiers_carry_the_values_of_the_text),
        cmocka_unit_test(jacks_are_described_by_the_default_configuration),
        cmocka_unit_test(endpoints_are_wired_to_the_face_in_use),
        cmocka_unit_test(a_choice_that_the_text_does_not_tell_is_unknown),
        cmocka_unit_test(the_driver_list_counts_when_the_hardware_list_is_empty),
        cmocka_unit_test(odd_lists_become_links_all_the_same),
        cmocka_unit_test(power_and_volume_knobs_pass_no_signal),
        cmocka_unit_test(a_node_without_own_capabilities_has_those_of_the_codec),
        cmocka_unit_test(a_converter_with_a_choice_may_have_an_amplifier_at_each_input),
        cmocka_unit_test(every_control_is_on_a_part_of_its_node),
        cmocka_unit_test(a_control_with_an_offset_cannot_go_below_it),
    };

    return cmocka_run_group_tests_name("hda-map", tests, make_recording, delete_recording);
}
