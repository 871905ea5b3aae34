/* SPDX-License-Identifier: MIT */

/* Which elements and PCM devices belong to which part of a USB function, and what they say. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "helpers/questions.h"
#include "helpers/usb-machine.h"

static struct usb_bytes usb;

#define PART(key) USB_ID "/" key

static struct jf_context *open_headset(void)
{
    usb_headset(&usb);
    usb_machine(&recorded, &usb);
    return open_sound(recorded.root);
}

static struct jf_context *open_studio(void)
{
    usb_studio(&usb);
    usb_machine(&recorded, &usb);
    return open_sound(recorded.root);
}

static size_t control_count_of(const struct jf_context *context, const char *part)
{
    return jf_part_get_control_count(part_of(context, part));
}

/* Elements at all parts of all devices. */
static size_t count_controls(const struct jf_context *context)
{
    const struct jf_graph *graph = jf_context_get_graph(context);
    size_t count = 0;

    for (size_t d = 0; d < jf_graph_get_device_count(graph); d++) {
        const struct jf_device *device;

        assert_int_equal(jf_graph_get_device(graph, d, &device), 0);
        for (size_t i = 0; i < jf_device_get_part_count(device); i++) {
            const struct jf_part *part;

            assert_int_equal(jf_device_get_part(device, i, &part), 0);
            count += jf_part_get_control_count(part);
        }
    }
    return count;
}

static void assert_by(const struct jf_control *control, const char *evidence)
{
    assert_string_equal(jf_control_get_evidence(control), evidence);
}

/* ---- by usbmixer ----------------------------------------------------------------------------- */

#define HEADSET_MIXER                                      \
    USB_LEVEL(2, 2, "Headphone Playback Volume", -6400, 0) \
    USB_SWITCH(2, 1, "Headphone Playback Switch")          \
    USB_LEVEL(5, 2, "Mic Capture Volume", -1200, 3300)     \
    USB_SWITCH(5, 1, "Mic Capture Switch")                 \
    USB_SWITCH(5, 7, "Auto Gain Control")

static void an_element_is_on_the_subunit_it_acts_on(void **state)
{
    struct jf_context *context;
    int64_t min, max, step;

    (void)state;
    usb_machine_mixer(&recorded, HEADSET_MIXER);
    context = open_headset();
    assert_untold(context, PART("feature2:volume"), "Headphone Playback Volume", JF_CONTROL_LEVEL);
    assert_untold(context, PART("feature2:mute"), "Headphone Playback Switch", JF_CONTROL_MUTE);
    assert_untold(context, PART("feature5:volume"), "Mic Capture Volume", JF_CONTROL_LEVEL);
    assert_untold(context, PART("feature5:mute"), "Mic Capture Switch", JF_CONTROL_MUTE);
    assert_untold(context, PART("feature5:agc"), "Auto Gain Control", JF_CONTROL_BOOLEAN);
    assert_by(control_of(context, PART("feature5:agc"), "Auto Gain Control"), "usbmixer");
    assert_int_equal(
        jf_control_get_range(control_of(context, PART("feature5:volume"), "Mic Capture Volume"),
                             &min, &max, &step),
        0);
    assert_int_equal(min, -1200);
    assert_int_equal(max, 3300);
    assert_int_equal(step, 0);
    assert_int_equal(count_controls(context), 5);
    jf_context_unref(context);
}

static void the_card_knows_the_values_of_its_elements(void **state)
{
    struct jf_context *context;
    const struct jf_control *control;

    (void)state;
    usb_machine_mixer(&recorded, HEADSET_MIXER);
    usb_machine_state(
        &recorded, USB_STATE_LEVEL(1, "Mic Capture Volume", -700)
                       USB_STATE_SWITCH(2, "MIXER", "read write", "Mic Capture Switch", "false")
                           USB_STATE_SWITCH(3, "MIXER", "read write", "Auto Gain Control", "true"));
    context = open_headset();
    control = control_of(context, PART("feature5:volume"), "Mic Capture Volume");
    assert_int_equal(jf_control_get_kind(control), JF_CONTROL_LEVEL);
    assert_int_equal(value_of(control, 0), -700);
    assert_by(control, "usbmixer");
    /* The switch lets sound pass. */
    assert_int_equal(value_of(control_of(context, PART("feature5:mute"), "Mic Capture Switch"), 0),
                     1);
    assert_int_equal(value_of(control_of(context, PART("feature5:agc"), "Auto Gain Control"), 0),
                     1);
    /* This one the card does not have now. */
    assert_untold(context, PART("feature2:mute"), "Headphone Playback Switch", JF_CONTROL_MUTE);
    assert_int_equal(count_controls(context), 5);
    jf_context_unref(context);
}

/* Other interfaces' units, made-up ones, and controls that the descriptor does not tell of. */
static void only_what_is_of_a_unit_is_tied_to_it(void **state)
{
    struct jf_context *context;

    (void)state;
    usb_machine_mixer(
        &recorded,
        USB_SWITCH(0, 1, "Made Up Playback Switch") USB_SWITCH(77, 1, "Of Nothing Playback Switch")
            USB_SWITCH(2, 10, "Loudness")
                USB_SWITCH(5, 200, "Odd") "USB Mixer: usb_id=0x046d082d, ctrlif=3, "
                                          "ctlerr=0\n" USB_SWITCH(2, 1, "Of Another Interface"));
    context = open_headset();
    assert_untold(context, PART("feature2:volume"), "Loudness", JF_CONTROL_BOOLEAN);
    assert_untold(context, PART("feature5:agc"), "Odd", JF_CONTROL_BOOLEAN);
    assert_int_equal(count_controls(context), 2);
    jf_context_unref(context);
}

static void an_element_is_what_its_unit_makes_of_it(void **state)
{
    struct jf_context *context;

    (void)state;
    usb_machine_mixer(
        &recorded,
        USB_SWITCH(41, 2, "Internal Validity")
            USB_ELEMENT(40, 1, "Clock Source", "U8", "min=0, max=1, dBmin=0, dBmax=0")
                USB_SWITCH(16, 1, "Extension Unit Switch")
                    USB_ELEMENT(12, 3, "Bass", "S8", "min=0, max=9, dBmin=0, dBmax=3")
                        USB_ELEMENT(14, 3, "Odd", "BESPOKEN", "min=0, max=1, dBmin=0, dBmax=0"));
    context = open_studio();
    assert_untold(context, PART("clock41"), "Internal Validity", JF_CONTROL_BOOLEAN);
    assert_untold(context, PART("clock-selector40"), "Clock Source", JF_CONTROL_ENUM);
    assert_untold(context, PART("extension16"), "Extension Unit Switch", JF_CONTROL_BOOLEAN);
    assert_untold(context, PART("feature12:bass"), "Bass", JF_CONTROL_INTEGER);
    assert_untold(context, PART("effect14"), "Odd", JF_CONTROL_UNKNOWN);
    jf_context_unref(context);
}

/* ---- mixers ---------------------------------------------------------------------------------- */

static void assert_link_state(const struct jf_context *context, const char *from, const char *to,
                              enum jf_link_state state)
{
    assert_link(context, from, to, state, "USB descriptor");
}

/* Channels 1 to 4 come from the host, 5 and 6 from the microphone. */
static void a_mixer_has_a_volume_before_it_for_each_channel_with_an_element(void **state)
{
    struct jf_context *context;

    (void)state;
    usb_machine_mixer(&recorded, USB_LEVEL(10, 1, "PCM 1 Volume", -12700, 0)
                                     USB_LEVEL(10, 5, "Mic 1 Volume", -12700, 0)
                                         USB_LEVEL(10, 6, "Mic 2 Volume", -12700, 0)
                                             USB_LEVEL(10, 7, "Of No Channel Volume", -12700, 0));
    context = open_studio();
    assert_int_equal(jf_part_get_type(part_of(context, PART("mixer10:in5-volume"))),
                     JF_TYPE_VOLUME);
    assert_int_equal(jf_part_get_entity(part_of(context, PART("mixer10:in5-volume"))), 10);
    assert_untold(context, PART("mixer10:in1-volume"), "PCM 1 Volume", JF_CONTROL_LEVEL);
    assert_untold(context, PART("mixer10:in6-volume"), "Mic 2 Volume", JF_CONTROL_LEVEL);
    assert_untold(context, PART("mixer10"), "Of No Channel Volume", JF_CONTROL_LEVEL);
    assert_link_state(context, PART("input1"), PART("mixer10:in1-volume"), JF_LINK_ALWAYS);
    assert_link_state(context, PART("mixer10:in1-volume"), PART("mixer10"), JF_LINK_ALWAYS);
    assert_link_state(context, PART("feature11:mute"), PART("mixer10:in5-volume"), JF_LINK_ALWAYS);
    assert_link_state(context, PART("feature11:mute"), PART("mixer10:in6-volume"), JF_LINK_ALWAYS);
    /* The other three channels of the host have none; those of the microphone have one each. */
    assert_link_state(context, PART("input1"), PART("mixer10"), JF_LINK_ALWAYS);
    assert_null(find_link(context, PART("feature11:mute"), PART("mixer10")));
    assert_false(has_part(context, PART("mixer10:in7-volume")));
    assert_false(has_part(context, PART("mixer10:in2-volume")));
    jf_context_unref(context);
}

/* ---- selectors ------------------------------------------------------------------------------- */

static void a_selector_has_chosen_what_its_element_says(void **state)
{
    static const struct {
        const char *value;
        bool is_second;
    } cases[] = {{"Mic", false}, {"IEC958 In", true}};

    (void)state;
    usb_machine_mixer(&recorded, USB_ELEMENT(13, 1, "PCM Capture Source", "U8",
                                             "min=1, max=2, dBmin=0, dBmax=0"));
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        enum jf_link_state first = cases[i].is_second ? JF_LINK_UNSELECTED : JF_LINK_SELECTED;
        enum jf_link_state second = cases[i].is_second ? JF_LINK_SELECTED : JF_LINK_UNSELECTED;
        const struct jf_control *control;
        struct jf_context *context;

        usb_machine_state(&recorded, i ? USB_STATE_CHOICE(1, "PCM Capture Source", "IEC958 In",
                                                          USB_STATE_ITEM(0, "Mic")
                                                              USB_STATE_ITEM(1, "IEC958 In"))
                                       : USB_STATE_CHOICE(1, "PCM Capture Source", "Mic",
                                                          USB_STATE_ITEM(0, "Mic")
                                                              USB_STATE_ITEM(1, "IEC958 In")));
        context = open_studio();
        assert_link_state(context, PART("feature11:mute"), PART("selector13"), first);
        assert_link_state(context, PART("input3"), PART("selector13"), second);
        control = control_of(context, PART("selector13"), "PCM Capture Source");
        assert_int_equal(jf_control_get_kind(control), JF_CONTROL_SELECTOR);
        /* The neighbour: the last part of the microphone's feature unit, or S/PDIF. */
        assert_int_equal(value_of(control, 0), cases[i].is_second ? 3 : 0x1000b);
        jf_context_unref(context);
    }
}

static void a_selector_whose_choice_is_not_of_its_sources_is_unknown(void **state)
{
    struct jf_context *context;

    (void)state;
    usb_machine_mixer(&recorded, USB_ELEMENT(13, 1, "PCM Capture Source", "U8",
                                             "min=1, max=2, dBmin=0, dBmax=0"));
    context = open_studio();
    assert_link_state(context, PART("input3"), PART("selector13"), JF_LINK_UNKNOWN);
    assert_untold(context, PART("selector13"), "PCM Capture Source", JF_CONTROL_SELECTOR);
    jf_context_unref(context);
    usb_machine_state(&recorded, USB_STATE_CHOICE(1, "PCM Capture Source", "Line",
                                                  USB_STATE_ITEM(0, "Mic") USB_STATE_ITEM(1, "Line")
                                                      USB_STATE_ITEM(2, "CD")));
    context = open_studio();
    assert_link_state(context, PART("input3"), PART("selector13"), JF_LINK_UNKNOWN);
    assert_int_equal(
        jf_control_get_kind(control_of(context, PART("selector13"), "PCM Capture Source")),
        JF_CONTROL_ENUM);
    jf_context_unref(context);
}

/* ---- jacks ----------------------------------------------------------------------------------- */

static void a_connector_control_says_whether_something_is_plugged_in(void **state)
{
    struct jf_context *context;

    (void)state;
    usb_machine_mixer(&recorded, USB_SWITCH(2, 2, "Mic - Input Jack") USB_SWITCH(
                                     20, 2, "Speaker Jack") USB_SWITCH(3, 1, "Copy Protect Jack"));
    usb_machine_state(&recorded,
                      USB_STATE_SWITCH(1, "CARD", "read", "Mic - Input Jack", "true")
                          USB_STATE_SWITCH(2, "CARD", "read", "Speaker Jack", "false")
                              USB_STATE_SWITCH(3, "CARD", "read", "Copy Protect Jack", "true"));
    context = open_studio();
    assert_presence(jack_of(context, PART("input2"), 0), JF_PRESENCE_PLUGGED, "Mic - Input Jack");
    assert_presence(jack_of(context, PART("output20"), 0), JF_PRESENCE_UNPLUGGED, "Speaker Jack");
    assert_presence(jack_of(context, PART("input3"), 0), JF_PRESENCE_UNKNOWN, NULL);
    assert_int_equal(jf_device_get_state(device_of(context, USB_ENDPOINT "input2")),
                     JF_STATE_ACTIVE);
    assert_int_equal(jf_device_get_state(device_of(context, USB_ENDPOINT "output20")),
                     JF_STATE_UNPLUGGED);
    assert_int_equal(jf_control_get_kind(control_of(context, PART("input2"), "Mic - Input Jack")),
                     JF_CONTROL_BOOLEAN);
    jf_context_unref(context);
}

/* ---- by name --------------------------------------------------------------------------------- */

#define NAMED_STATE                                                                 \
    USB_STATE_LEVEL(1, "Headphone Playback Volume", -100)                           \
    USB_STATE_SWITCH(2, "MIXER", "read write", "Headphone Playback Switch", "true") \
    USB_STATE_LEVEL(3, "Mic Capture Volume", -200)                                  \
    USB_STATE_SWITCH(4, "MIXER", "read write", "Mic Capture Switch", "true")        \
    USB_STATE_SWITCH(5, "MIXER", "read write", "Mic Auto Gain Control", "true")

static void without_usbmixer_a_name_ties_what_it_alone_fits(void **state)
{
    struct jf_context *context;

    (void)state;
    usb_machine_state(&recorded, NAMED_STATE);
    context = open_headset();
    assert_by(control_of(context, PART("feature2:volume"), "Headphone Playback Volume"), "name");
    assert_by(control_of(context, PART("feature2:mute"), "Headphone Playback Switch"), "name");
    assert_by(control_of(context, PART("feature5:volume"), "Mic Capture Volume"), "name");
    assert_int_equal(value_of(control_of(context, PART("feature5:mute"), "Mic Capture Switch"), 0),
                     0);
    assert_by(control_of(context, PART("feature5:agc"), "Mic Auto Gain Control"), "name");
    jf_context_unref(context);
    /* Both have a volume on the way out: the microphone's feeds a mixer before the headphones. */
    usb_begin(&usb);
    usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_1);
    USB_IN(&usb, 1, 0x0101, 0, 2);
    USB_FEATURE(&usb, 2, 1, 2);
    USB_IN(&usb, 4, 0x0201, 0, 2);
    USB_FEATURE(&usb, 5, 4, 3);
    USB_CLASS(&usb, 4, 6, 2, 2, 5, 2, 3, 0, 0, 0, 0);
    USB_OUT(&usb, 7, 0x0301, 0, 6);
    usb_end(&usb);
    usb_machine(&recorded, &usb);
    context = open_sound(recorded.root);
    assert_int_equal(control_count_of(context, PART("feature2:volume")), 0);
    assert_int_equal(control_count_of(context, PART("feature5:volume")), 0);
    assert_by(control_of(context, PART("feature5:mute"), "Headphone Playback Switch"), "name");
    jf_context_unref(context);
}

static void of_two_elements_of_one_meaning_none_is_tied_by_name(void **state)
{
    struct jf_context *context;

    (void)state;
    usb_machine_state(&recorded, NAMED_STATE USB_STATE_LEVEL(6, "Line Capture Volume", -300));
    context = open_headset();
    assert_int_equal(control_count_of(context, PART("feature5:volume")), 0);
    assert_int_equal(control_count_of(context, PART("feature5:mute")), 1);
    jf_context_unref(context);
    /* With the text nothing is guessed. */
    usb_machine_mixer(&recorded, USB_LEVEL(5, 2, "Line Capture Volume", -1200, 3300));
    context = open_headset();
    assert_int_equal(control_count_of(context, PART("feature5:volume")), 1);
    assert_int_equal(control_count_of(context, PART("feature5:mute")), 0);
    jf_context_unref(context);
}

static void names_tie_jacks_clocks_and_selectors_too(void **state)
{
    struct jf_context *context;

    (void)state;
    usb_machine_state(
        &recorded,
        USB_STATE_SWITCH(1, "CARD", "read", "Mic - Input Jack", "true")
            USB_STATE_SWITCH(2, "CARD", "read", "Speaker - Output Jack", "true")
                USB_STATE_CHOICE(3, "Studio Clock Source", "S/PDIF",
                                 USB_STATE_ITEM(0, "Internal") USB_STATE_ITEM(1, "S/PDIF"))
                    USB_STATE_CHOICE(4, "PCM Capture Source", "Mic",
                                     USB_STATE_ITEM(0, "Mic") USB_STATE_ITEM(1, "IEC958 In"))
                        USB_STATE_SWITCH(5, "CARD", "read", "Internal Validity", "true"));
    context = open_studio();
    assert_presence(jack_of(context, PART("input2"), 0), JF_PRESENCE_PLUGGED, "Mic - Input Jack");
    assert_presence(jack_of(context, PART("output20"), 0), JF_PRESENCE_PLUGGED,
                    "Speaker - Output Jack");
    assert_int_equal(
        value_of(control_of(context, PART("clock-selector40"), "Studio Clock Source"), 0), 1);
    assert_link_state(context, PART("input3"), PART("selector13"), JF_LINK_UNSELECTED);
    /* There are two clocks that it may be of. */
    assert_int_equal(control_count_of(context, PART("clock41")), 0);
    assert_int_equal(control_count_of(context, PART("clock42")), 0);
    jf_context_unref(context);
}

/* ---- PCM devices ----------------------------------------------------------------------------- */

static void assert_pcm(const struct jf_context *context, const char *part, const char *device,
                       const char *stream)
{
    const char *told = jf_part_get_property(part_of(context, part), "alsa.pcm.device");

    if (device) {
        assert_string_equal(told, device);
        assert_string_equal(jf_part_get_property(part_of(context, part), "alsa.pcm.stream"),
                            stream);
    } else {
        assert_null(told);
    }
}

static void a_streaming_terminal_is_tied_to_the_pcm_that_runs_over_it(void **state)
{
    struct jf_context *context;

    (void)state;
    usb_machine_stream(&recorded, 3, 1, 2);
    recording_write(&recorded, USB_CARD "/pcm3p/info", "card: 1\ndevice: 3\nname: USB Audio #3\n");
    context = open_headset();
    assert_pcm(context, PART("input1"), "3", "playback");
    assert_pcm(context, PART("output6"), "3", "capture");
    assert_pcm(context, PART("output3"), NULL, NULL);
    assert_string_equal(jf_part_get_name(part_of(context, PART("input1"))), "USB Audio #3");
    assert_string_equal(jf_part_get_name(part_of(context, PART("output6"))), "USB streaming");
    jf_context_unref(context);
}

/* Interface 2 captures; of interface 9 nothing is told. Of two PCMs the first is tied. */
static void what_does_not_fit_the_terminal_is_not_tied(void **state)
{
    struct jf_context *context;

    (void)state;
    usb_machine_stream(&recorded, 0, 2, 9);
    context = open_headset();
    assert_pcm(context, PART("input1"), NULL, NULL);
    assert_pcm(context, PART("output6"), NULL, NULL);
    jf_context_unref(context);
    usb_machine_stream(&recorded, 1, 1, -1);
    usb_machine_stream(&recorded, 2, 1, 2);
    context = open_headset();
    assert_pcm(context, PART("input1"), "1", "playback");
    assert_pcm(context, PART("output6"), "2", "capture");
    jf_context_unref(context);
}

static void elements_of_a_pcm_are_on_its_connector(void **state)
{
    struct jf_context *context;

    (void)state;
    usb_machine_stream(&recorded, 0, 1, 2);
    usb_machine_state(&recorded,
                      USB_STATE_SWITCH(1, "PCM", "read", "Playback Channel Map", "true")
                          USB_STATE_SWITCH(2, "PCM", "read", "Capture Channel Map", "true")
                              USB_STATE_SWITCH(3, "MIXER", "read", "Playback Map", "true"));
    context = open_headset();
    assert_by(control_of(context, PART("input1"), "Playback Channel Map"), "PCM device");
    assert_by(control_of(context, PART("output6"), "Capture Channel Map"), "PCM device");
    /* What nothing says the place of is left with the card. */
    assert_by(control_of(context, "card:" USB_NAME "/inside", "Playback Map"), "untied");
    assert_int_equal(count_controls(context), 3);
    jf_context_unref(context);
}

/* ---- faults ---------------------------------------------------------------------------------- */

static void a_text_that_is_odd_is_told_of_once(void **state)
{
    struct jf_context *context;
    struct log_lines log;

    (void)state;
    usb_begin(&usb);
    usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_1);
    USB_IN(&usb, 1, 0x0201, 0, 2);
    usb_interface(&usb, 3, 0, USB_CONTROL, USB_CLASS_1);
    usb_end(&usb);
    usb_machine(&recorded, &usb);
    usb_machine_mixer(&recorded, "  Unit: none\n");
    recording_pipe(&recorded, USB_CARD "/stream0");
    assert_int_equal(open_recorded(recorded.root, &context, &log), 0);
    assert_string_equal(log.text, "replay: " USB_CARD "/usbmixer:3: not what the kernel writes\n"
                                  "replay: " USB_CARD "/stream0: not a regular file\n");
    assert_true(has_device(context, USB_ID));
    jf_context_unref(context);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, make_recording, delete_recording)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_element_is_on_the_subunit_it_acts_on),
        TEST(the_card_knows_the_values_of_its_elements),
        TEST(only_what_is_of_a_unit_is_tied_to_it),
        TEST(an_element_is_what_its_unit_makes_of_it),
        TEST(a_mixer_has_a_volume_before_it_for_each_channel_with_an_element),
        TEST(a_selector_has_chosen_what_its_element_says),
        TEST(a_selector_whose_choice_is_not_of_its_sources_is_unknown),
        TEST(a_connector_control_says_whether_something_is_plugged_in),
        TEST(without_usbmixer_a_name_ties_what_it_alone_fits),
        TEST(of_two_elements_of_one_meaning_none_is_tied_by_name),
        TEST(names_tie_jacks_clocks_and_selectors_too),
        TEST(a_streaming_terminal_is_tied_to_the_pcm_that_runs_over_it),
        TEST(what_does_not_fit_the_terminal_is_not_tied),
        TEST(elements_of_a_pcm_are_on_its_connector),
        TEST(a_text_that_is_odd_is_told_of_once),
    };

    return cmocka_run_group_tests_name("usb-ties", tests, NULL, NULL);
}
