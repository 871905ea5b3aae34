/* SPDX-License-Identifier: MIT */

/* Cards of which nobody tells the inside, but which have use cases. */

#include <stdio.h>
#include <string.h>

#include "helpers/plain-card.h"

#define SOC "card:InventedSoC"

static void things_of_use_cases_are_connectors(void **state)
{
    struct jf_context *context = open_sound(TEST_SOURCE_DIR "/machines/soc");
    const struct jf_part *part = part_of(context, SOC "/ucm:Headphones:out");

    (void)state;
    assert_string_equal(jf_part_get_name(part), "Headphones");
    assert_int_equal(jf_part_get_type(part), JF_TYPE_PHYSICAL_EXTERNAL);
    assert_presence(jack_of(context, SOC "/ucm:Headphones:out", 0), JF_PRESENCE_PLUGGED,
                    "Headphone Jack");
    assert_string_equal(jf_part_get_property(part, "ucm.conflicts"), "Speaker");
    assert_string_equal(jf_part_get_property(part, "ucm.pcm"), "hw:InventedSoC,0");
    part = part_of(context, SOC "/ucm:Speaker:out");
    assert_int_equal(jf_part_get_type(part), JF_TYPE_PHYSICAL_INTERNAL);
    assert_string_equal(jf_part_get_property(part, "ucm.verbs"), "HiFi, Voice Call");
    assert_string_equal(jf_part_get_property(part, "ucm.conflicts"), "Headphones, Earpiece");
    assert_int_equal(jf_part_get_type(part_of(context, SOC "/ucm:Line:in")), JF_TYPE_UNKNOWN);
    assert_int_equal(jf_part_get_outgoing_count(part_of(context, SOC "/ucm:Line:in")), 0);
    assert_true(has_device(context, "endpoint:InventedSoC:ucm:Headset:in"));
    assert_true(has_device(context, "endpoint:InventedSoC:ucm:Headset:out"));
    assert_false(has_device(context, "endpoint:InventedSoC:ucm:Line:in"));
    assert_null(jf_part_get_property(part_of(context, SOC "/inside"), "inferred"));
    jf_context_unref(context);
}

static void which_thing_a_pcm_serves_now_is_not_told(void **state)
{
    struct jf_context *context = open_sound(TEST_SOURCE_DIR "/machines/soc");

    (void)state;
    assert_link(context, SOC "/pcm0p", SOC "/pcm0p:route", JF_LINK_ALWAYS, "ucm");
    assert_link(context, SOC "/pcm0p:route", SOC "/ucm:Headphones:out:volume", JF_LINK_UNKNOWN,
                "ucm");
    assert_link(context, SOC "/ucm:Headphones:out:volume", SOC "/ucm:Headphones:out:mute",
                JF_LINK_ALWAYS, "ucm");
    assert_link(context, SOC "/ucm:Headphones:out:mute", SOC "/ucm:Headphones:out", JF_LINK_ALWAYS,
                "ucm");
    assert_link(context, SOC "/pcm1p:route", SOC "/ucm:HDMI1:out", JF_LINK_UNKNOWN, "ucm");
    assert_link(context, SOC "/pcm2p:route", SOC "/ucm:Speaker:out:volume", JF_LINK_UNKNOWN, "ucm");
    assert_link(context, SOC "/ucm:Mic:in", SOC "/ucm:Mic:in:mute", JF_LINK_ALWAYS, "ucm");
    assert_link(context, SOC "/ucm:Mic:in:volume", SOC "/pcm0c:route", JF_LINK_UNKNOWN, "ucm");
    assert_link(context, SOC "/pcm0c:route", SOC "/pcm0c", JF_LINK_ALWAYS, "ucm");
    assert_null(find_link(context, SOC "/pcm1p:route", SOC "/ucm:Headset:out"));
    jf_context_unref(context);
}

static void use_cases_tie_controls_to_what_they_act_on(void **state)
{
    struct jf_context *context = open_sound(TEST_SOURCE_DIR "/machines/soc");
    const struct jf_control *control =
        control_of(context, SOC "/ucm:Headphones:out:volume", "Headphone Playback Volume");

    (void)state;
    assert_int_equal(jf_control_get_kind(control), JF_CONTROL_LEVEL);
    assert_int_equal(value_of(control, 0), -1500);
    assert_string_equal(jf_control_get_evidence(control), "ucm");
    control = control_of(context, SOC "/ucm:Speaker:out:mute", "Speaker Switch");
    assert_int_equal(jf_control_get_kind(control), JF_CONTROL_MUTE);
    assert_int_equal(value_of(control, 0), 1);
    (void)control_of(context, SOC "/ucm:Mic:in:volume", "Capture Volume");
    (void)control_of(context, SOC "/ucm:Headset:in:volume", "Capture Volume");
    (void)control_of(context, SOC "/ucm:HDMI1:out", "HDMI Jack");
    (void)control_of(context, SOC "/pcm1p", "Playback Channel Map");
    assert_int_equal(count_controls(context, SOC "/inside"), 1);
    control = control_of(context, SOC "/inside", "Left Mixer DAC Switch");
    assert_string_equal(jf_control_get_evidence(control), "card");
    jf_context_unref(context);
}

static void a_control_that_is_only_named_is_shown_by_its_name(void **state)
{
    struct jf_context *context;

    (void)state;
    begin_card();
    add_pcm("pcm0p");
    recording_write(&recorded, "alsaucm/card0.json",
                    "{\"Verbs\": {\"V\": {\"Devices\": {\"Speaker\": {\"Values\": "
                    "{\"PlaybackPCM\": \"hw:0\", \"PlaybackVolume\": \"name='Out Volume'\", "
                    "\"PlaybackMixerElem\": \"Out\", \"JackDev\": \"a jack\"}}}}}}");
    context = open_card();
    assert_untold(context, CARD "/ucm:Speaker:out:volume", "Out Volume", JF_CONTROL_LEVEL);
    assert_false(has_part(context, CARD "/ucm:Speaker:out:mute"));
    assert_int_equal(jf_part_get_type(part_of(context, CARD "/ucm:Speaker:out")),
                     JF_TYPE_PHYSICAL_EXTERNAL);
    assert_presence(jack_of(context, CARD "/ucm:Speaker:out", 0), JF_PRESENCE_UNKNOWN, NULL);
    jf_context_unref(context);
}

static void use_cases_of_a_card_with_codecs_are_not_a_second_account_of_it(void **state)
{
    struct jf_context *context;

    (void)state;
    begin_card();
    recording_write(&recorded, "proc/asound/card0/codec#0", CODEC);
    recording_copy(&recorded, "alsaucm/card0.json",
                   TEST_SOURCE_DIR "/machines/soc/alsaucm/card0.json");
    add_pcm("pcm7c");
    context = open_card();
    assert_int_equal(jf_device_get_part_count(device_of(context, CARD)), 2);
    jf_context_unref(context);
}

static void a_bad_dump_leaves_a_plain_card(void **state)
{
    struct jf_context *context;
    struct log_lines log;

    (void)state;
    begin_card();
    add_pcm("pcm0p");
    recording_write(&recorded, "alsaucm/card0.json", "{\n\"Verbs\": [");
    assert_int_equal(open_recorded(recorded.root, &context, &log), 0);
    assert_int_equal(log.count, 1);
    if (!strstr(log.text, "alsaucm/card0.json:2:"))
        fail_msg("%s", log.text);
    assert_link(context, CARD "/pcm0p", CARD "/inside", JF_LINK_UNKNOWN, "inferred");
    jf_context_unref(context);
    assert_int_equal(remove(recording_path(&recorded, "alsaucm/card0.json")), 0);
    recording_pipe(&recorded, "alsaucm/card0.json");
    assert_int_equal(open_recorded(recorded.root, &context, &log), 0);
    assert_int_equal(log.count, 1);
    if (!strstr(log.text, "alsaucm/card0.json: not a regular file"))
        fail_msg("%s", log.text);
    jf_context_unref(context);
}

#define IN_RECORDING(test) cmocka_unit_test_setup_teardown(test, make_recording, delete_recording)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(things_of_use_cases_are_connectors),
        cmocka_unit_test(which_thing_a_pcm_serves_now_is_not_told),
        cmocka_unit_test(use_cases_tie_controls_to_what_they_act_on),
        IN_RECORDING(a_control_that_is_only_named_is_shown_by_its_name),
        IN_RECORDING(use_cases_of_a_card_with_codecs_are_not_a_second_account_of_it),
        IN_RECORDING(a_bad_dump_leaves_a_plain_card),
    };

    return cmocka_run_group_tests_name("card-ucm", tests, NULL, NULL);
}
