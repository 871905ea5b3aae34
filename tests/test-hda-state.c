/* SPDX-License-Identifier: MIT */

/* The state of widgets, as properties of their parts, and texts that tell odd things. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helpers/questions.h"
#include "helpers/recording.h"

#define CODEC "hda:card0:0"
#define TEXT  "proc/asound/card0/codec#0"

#define HEAD             \
    "Codec: Test Chip\n" \
    "Vendor Id: 0x10ec0269\n"
#define DAC(nid) "Node " nid " [Audio Output] wcaps 0x11: Stereo\n"
#define PIN(nid) "Node " nid " [Pin Complex] wcaps 0x400181: Stereo\n"
#define MIC      "  Pin Default 0x03a11020: [Jack] Mic at Ext Left\n"

static struct jf_context *open_codec(const char *text)
{
    recording_write(&recorded, TEXT, text);
    return open_sound(recorded.root);
}

static void assert_property(const struct jf_context *context, const char *part, const char *key,
                            const char *value)
{
    const char *found = jf_part_get_property(part_of(context, part), key);

    if (!value)
        assert_null(found);
    else if (!found || strcmp(found, value) != 0)
        fail_msg("%s of %s is %s", key, part, found ? found : "not told");
}

/* ---- state ----------------------------------------------------------------------------------- */

static void a_pin_tells_how_it_is_switched(void **state)
{
    static const struct {
        const char *lines;
        const char *control, *amplifier, *bias;
    } cases[] = {
        {"  Pin-ctls: 0xc0: OUT HP\n", "out", "on", "off"},
        {"  Pin-ctls: 0x40: OUT\n", "out", "off", "off"},
        {"  Pin-ctls: 0x24: IN VREF_80\n", "in", "off", "80%"},
        {"  Pin-ctls: 0x21: IN VREF_50\n", "in", "off", "50%"},
        {"  Pin-ctls: 0x00:\n", "off", "off", "off"},
        {"", NULL, NULL, NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct jf_context *context;
        char text[512];

        (void)snprintf(text, sizeof(text), "%s%s%s",
                       HEAD PIN("0x18") "  Pincap 0x0000003c: IN OUT HP Detect\n" MIC,
                       cases[i].lines, "  Connection: 0\n");
        context = open_codec(text);
        /* Both faces are of the same pin. */
        for (size_t j = 0; j < 2; j++) {
            const char *face = j ? CODEC "/pin18:in" : CODEC "/pin18:out";

            assert_property(context, face, "hda.pin-control", cases[i].control);
            assert_property(context, face, "hda.headphone-amp", cases[i].amplifier);
            assert_property(context, face, "hda.bias", cases[i].bias);
            assert_property(context, face, "hda.pin-config", "0x03a11020");
            assert_property(context, face, "hda.jack-detection", "yes");
        }
        jf_context_unref(context);
    }
}

static void a_pin_tells_of_its_external_amplifier_and_power(void **state)
{
    struct jf_context *context = open_codec(
        HEAD PIN("0x14") "  Pincap 0x00010014: OUT EAPD\n  EAPD 0x0:\n"
                         "  Pin Default 0x90170110: [Fixed] Speaker at Int N/A\n"
                         "  Power: setting=D0, actual=D3, Error\n"
                         "  Connection: 0\n" PIN(
                             "0x15") "  Pincap 0x00010014: OUT\n"
                                     "  EAPD 0x2: EAPD\n"
                                     "  Pin Default 0x0321111f: [Jack] HP Out at Ext Left\n"
                                     "  Power: setting=D0, actual=D0\n  Connection: 0\n");

    (void)state;
    assert_property(context, CODEC "/pin14", "hda.eapd", "off");
    assert_property(context, CODEC "/pin14", "hda.power", "D3");
    assert_property(context, CODEC "/pin14", "hda.power-setting", "D0");
    assert_property(context, CODEC "/pin14", "hda.power-error", "yes");
    assert_property(context, CODEC "/pin14", "hda.headphone-amp", NULL);
    assert_property(context, CODEC "/pin15", "hda.eapd", "on");
    assert_property(context, CODEC "/pin15", "hda.power-setting", NULL);
    assert_property(context, CODEC "/pin15", "hda.power-error", NULL);
    /* The configuration says that nothing can be sensed. */
    assert_property(context, CODEC "/pin15", "hda.jack-detection", "no");
    jf_context_unref(context);
}

static void a_converter_tells_of_its_stream(void **state)
{
    struct jf_context *context =
        open_codec(HEAD "State of AFG node 0x01:\n  Power: setting=D0, actual=D0\n" DAC(
            "0x02") "  Converter: stream=5, channel=2\n  Digital: Enabled "
                    "KAE\n" DAC("0x03") "  Converter: stream=0, channel=0\n  "
                                        "Digital:\n" DAC("0x04") "Node 0x20 "
                                                                 "[Vendor "
                                                                 "Defined "
                                                                 "Widget] wcaps "
                                                                 "0xf00040: "
                                                                 "Mono\n"
                                                                 "  Processing "
                                                                 "caps: "
                                                                 "benign=0, "
                                                                 "ncoeff=142\n");

    (void)state;
    assert_property(context, CODEC "/dac02", "hda.stream", "5");
    assert_property(context, CODEC "/dac02", "hda.channel", "2");
    assert_property(context, CODEC "/dac02", "hda.digital", "Enabled KAE");
    assert_property(context, CODEC "/dac03", "hda.stream", "0");
    assert_property(context, CODEC "/dac03", "hda.digital", "off");
    assert_property(context, CODEC "/dac04", "hda.stream", NULL);
    assert_property(context, CODEC "/dac04", "hda.digital", NULL);
    assert_property(context, CODEC "/vendor20", "hda.coefficients", "142");
    assert_string_equal(jf_device_get_property(device_of(context, CODEC), "hda.power"), "D0");
    jf_context_unref(context);
}

static void what_no_link_can_show_is_told(void **state)
{
    struct jf_context *context =
        open_codec(HEAD DAC("0x02") "Node 0x0c [Audio Selector] wcaps 0x300101: Stereo\n"
                                    "  Connection: 3\n     0x02 0x7f* 0x24\n"
                                    "  In-driver Connection: 1\n     0x02\n"
                                    "Node 0x0d [Audio Selector] wcaps 0x300101: Stereo\n"
                                    "  Connection: 1\n     0x02\n");

    (void)state;
    assert_listed(context, CODEC "/dac02", CODEC "/selector0c", JF_LINK_UNSELECTED);
    assert_property(context, CODEC "/selector0c", "hda.selected", "0x7f");
    assert_property(context, CODEC "/selector0c", "hda.unlisted-sources", "0x7f 0x24");
    assert_property(context, CODEC "/selector0c", "hda.driver-connections", "0x02");
    assert_property(context, CODEC "/selector0d", "hda.selected", NULL);
    assert_property(context, CODEC "/selector0d", "hda.unlisted-sources", NULL);
    assert_property(context, CODEC "/selector0d", "hda.driver-connections", NULL);
    jf_context_unref(context);
}

static void a_list_as_long_as_it_may_be_is_told_whole(void **state)
{
    struct jf_context *context;
    char text[2048] = HEAD "Node 0x0c [Audio Mixer] wcaps 0x200101: Stereo\n  Connection: 128\n";
    const char *told;

    (void)state;
    for (int i = 0; i < 128; i++)
        (void)snprintf(text + strlen(text), sizeof(text) - strlen(text), " 0x%02x%s", 0x70 + i,
                       i % 16 == 15 ? "\n" : "");
    context = open_codec(text);
    told = jf_part_get_property(part_of(context, CODEC "/mixer0c"), "hda.unlisted-sources");
    assert_non_null(told);
    assert_int_equal(strlen(told), 128 * 5 - 1);
    assert_string_equal(told + 127 * 5, "0xef");
    jf_context_unref(context);
}

/* ---- selectors ------------------------------------------------------------------------------- */

static void one_amplifier_of_a_selector_is_behind_its_choice(void **state)
{
    struct jf_context *context = open_codec(HEAD DAC("0x02") DAC(
        "0x03") "Node 0x0c [Audio Selector] wcaps 0x30010b: Stereo Amp-In\n"
                "  Amp-In caps: ofs=0x00, nsteps=0x03, stepsize=0x27, mute=1\n"
                "  Amp-In vals:  [0x01 0x01]\n  Connection: 2\n     0x02 0x03*\n"
                "Node 0x0d [Audio Selector] wcaps 0x30010f: Stereo Amp-In Amp-Out\n"
                "  Amp-In caps: ofs=0x00, nsteps=0x03, stepsize=0x27, mute=0\n"
                "  Amp-In vals:  [0x01 0x01]\n"
                "  Amp-Out caps: ofs=0x00, nsteps=0x00, stepsize=0x00, mute=1\n"
                "  Amp-Out vals:  [0x00 0x00]\n  Connection: 1\n     0x0c\n");

    (void)state;
    assert_listed(context, CODEC "/dac02", CODEC "/selector0c", JF_LINK_UNSELECTED);
    assert_listed(context, CODEC "/dac03", CODEC "/selector0c", JF_LINK_SELECTED);
    assert_inside(context, CODEC "/selector0c", CODEC "/selector0c:in-volume");
    assert_inside(context, CODEC "/selector0c:in-volume", CODEC "/selector0c:in-mute");
    /* With nothing to choose the amplifier stays where its name says, at the input. */
    assert_listed(context, CODEC "/selector0c:in-mute", CODEC "/selector0d:in-volume",
                  JF_LINK_ALWAYS);
    assert_inside(context, CODEC "/selector0d:in-volume", CODEC "/selector0d");
    assert_inside(context, CODEC "/selector0d", CODEC "/selector0d:out-mute");
    jf_context_unref(context);
}

/* ---- old recordings -------------------------------------------------------------------------- */

static void old_states_tell_of_an_element_in_lines_of_its_own(void **state)
{
    struct jf_context *context;
    const struct jf_control *control;

    (void)state;
    recording_write(&recorded, "proc/asound/card0/id", "PCH\n");
    recording_write(&recorded, "var/lib/alsa/asound.state",
                    "state.PCH {\n\tcontrol.1 {\n\t\tcomment.access 'read write'\n"
                    "\t\tcomment.type INTEGER\n\t\tcomment.count 2\n\t\tcomment.range '0 - 64'\n"
                    "\t\tcomment.dbmin -6400\n\t\tcomment.dbmax 0\n\t\tiface MIXER\n"
                    "\t\tname 'PCM Playback Volume'\n\t\tvalue.0 47\n\t\tvalue.1 64\n\t}\n}\n");
    recording_write(&recorded, TEXT,
                    HEAD "Node 0x02 [Audio Output] wcaps 0xd: Stereo Amp-Out\n"
                         "  Control: name=\"PCM Playback Volume\", index=0, device=0\n"
                         "  Amp-Out caps: ofs=0x40, nsteps=0x40, stepsize=0x03, mute=0\n");
    context = open_sound(recorded.root);
    control = control_of(context, "hda:PCH:0/dac02:out-volume", "PCM Playback Volume");
    assert_int_equal(jf_control_get_kind(control), JF_CONTROL_LEVEL);
    assert_true(jf_control_is_writable(control));
    jf_context_unref(context);
}

/* ---- odd texts ------------------------------------------------------------------------------- */

static void a_codec_that_does_not_answer_is_worth_one_line(void **state)
{
    struct jf_context *context;
    struct log_lines log;

    (void)state;
    recording_write(&recorded, TEXT,
                    HEAD "Default PCM:\n    N/A\nState of AFG node 0x01:\n"
                         "  Power: setting=UNKNOWN, actual=UNKNOWN, Error\nInvalid AFG subtree\n");
    assert_int_equal(open_recorded(recorded.root, &context, &log), 0);
    assert_int_equal(log.count, 1);
    assert_non_null(strstr(log.text, TEXT ": the codec does not answer"));
    assert_int_equal(jf_graph_get_device_count(jf_context_get_graph(context)), 0);
    jf_context_unref(context);
}

static void a_modem_is_worth_none(void **state)
{
    struct jf_context *context = open_codec("Codec: Generic 11c1 Si3054\nAddress: 1\n"
                                            "Function Id: 0x2\nVendor Id: 0x11c11040\n"
                                            "Modem Function Group: 0x1\n");
    struct log_lines log;

    (void)state;
    assert_int_equal(jf_graph_get_device_count(jf_context_get_graph(context)), 0);
    jf_context_unref(context);
    assert_int_equal(open_recorded(recorded.root, &context, &log), 0);
    assert_int_equal(log.count, 0);
    jf_context_unref(context);
}

static void widgets_that_do_not_answer_are_opaque(void **state)
{
    struct jf_context *context =
        open_codec(HEAD "Node 0x20 [UNKNOWN Widget] wcaps 0x900000: Mono\n"
                        "Node 0x21 [Vendor Defined Widget] wcaps 0xffffffff: 16-Channels\n"
                        "  Connection: 0\n");

    (void)state;
    assert_part(context, CODEC "/node20", JF_TYPE_OPAQUE, 0x20, 0x20);
    assert_part(context, CODEC "/vendor21", JF_TYPE_DEVICE_SPECIFIC, 0x21, 0x21);
    jf_context_unref(context);
}

/* Pin, mixer, selector and the pin again: real chips have it, and no walk gets lost in it. */
static void a_cycle_is_walked_once(void **state)
{
    struct jf_context *context =
        open_codec(HEAD DAC("0x02") "Node 0x0b [Audio Mixer] wcaps 0x200101: Stereo\n"
                                    "  Connection: 2\n     0x18 0x0c\n"
                                    "Node 0x0c [Audio Selector] wcaps 0x300101: Stereo\n"
                                    "  Connection: 2\n     0x0b* 0x02\n" PIN(
                                        "0x18") "  Pincap 0x00000034: IN OUT Detect\n" MIC
                                                "  Connection: 2\n     0x0c* 0x0b\n");
    const struct jf_graph *graph = jf_context_get_graph(context);
    struct jf_path *path;

    (void)state;
    assert_int_equal(jf_path_find(graph, part_of(context, CODEC "/dac02:pcm"),
                                  part_of(context, CODEC "/pin18:out"), JF_PATH_INSIDE_DEVICE,
                                  &path),
                     0);
    assert_int_equal(jf_path_get_count(path), 5);
    jf_path_free(path);
    assert_int_equal(jf_path_find(graph, part_of(context, CODEC "/pin18:in"),
                                  part_of(context, CODEC "/dac02"), JF_PATH_INSIDE_DEVICE, &path),
                     -ENOENT);
    jf_context_unref(context);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_recording, delete_recording)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_pin_tells_how_it_is_switched),
        TEST(a_pin_tells_of_its_external_amplifier_and_power),
        TEST(a_converter_tells_of_its_stream),
        TEST(what_no_link_can_show_is_told),
        TEST(a_list_as_long_as_it_may_be_is_told_whole),
        TEST(one_amplifier_of_a_selector_is_behind_its_choice),
        TEST(old_states_tell_of_an_element_in_lines_of_its_own),
        TEST(a_codec_that_does_not_answer_is_worth_one_line),
        TEST(a_modem_is_worth_none),
        TEST(widgets_that_do_not_answer_are_opaque),
        TEST(a_cycle_is_walked_once),
    };

    return cmocka_run_group_tests_name("hda-state", tests, NULL, NULL);
}
