/* SPDX-License-Identifier: MIT */

/* AC'97 codecs: which controls and PCM devices of a card are theirs. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helpers/ac97.h"

#define STATE "var/lib/alsa/asound.state"

static const char diagram[] = "AC'97 diagram";

/* One element as alsactl writes it; `lines` are its further lines. */
#define ELEMENT(name, lines) "\tcontrol.1 {\n\t\tiface MIXER\n\t\tname '" name "'\n" lines "\t}\n"
#define SWITCH(value)                      \
    "\t\tvalue " value "\n\t\tcomment {\n" \
    "\t\t\taccess 'read write'\n\t\t\ttype BOOLEAN\n\t\t\tcount 1\n\t\t}\n"
#define LEVEL                                                        \
    "\t\tvalue.0 23\n\t\tvalue.1 20\n\t\tcomment {\n"                \
    "\t\t\taccess 'read write'\n\t\t\ttype INTEGER\n\t\t\tcount 2\n" \
    "\t\t\trange '0 - 31'\n\t\t\tdbmin -3450\n\t\t\tdbmax 1200\n"    \
    "\t\t\tdbvalue.0 0\n\t\t\tdbvalue.1 -450\n\t\t}\n"
#define SOURCES(left, right)                                                    \
    "\t\tvalue.0 " left "\n\t\tvalue.1 " right "\n\t\tcomment {\n"              \
    "\t\t\taccess 'read write'\n\t\t\ttype ENUMERATED\n\t\t\tcount 2\n"         \
    "\t\t\titem.0 Mic\n\t\t\titem.1 CD\n\t\t\titem.2 Video\n\t\t\titem.3 Aux\n" \
    "\t\t\titem.4 Line\n\t\t\titem.5 Mix\n\t\t\titem.6 'Mix Mono'\n\t\t\titem.7 Phone\n\t\t}\n"
#define POSITIONS(value, first, second)                                 \
    "\t\tvalue '" value "'\n\t\tcomment {\n\t\t\taccess 'read write'\n" \
    "\t\t\ttype ENUMERATED\n\t\t\tcount 1\n\t\t\titem.0 '" first "'\n"  \
    "\t\t\titem.1 '" second "'\n\t\t}\n"

static struct jf_context *open_with_state(const char *text, const char *elements)
{
    char state[8192];

    (void)snprintf(state, sizeof(state), "state.Test {\n%s}\n", elements);
    recording_write(&recorded, STATE, state);
    recording_write(&recorded, "proc/asound/card0/id", "Test\n");
    return open_codec(text);
}

#define TESTED "ac97:Test:0"

/* ---- controls -------------------------------------------------------------------------------- */

static void names_tie_controls_to_parts(void **state)
{
    struct jf_context *context =
        open_with_state(FULL, ELEMENT("Master Playback Switch", SWITCH("false"))
                                  ELEMENT("Line Playback Volume", LEVEL)
                                      ELEMENT("PC Speaker Playback Volume", LEVEL)
                                          ELEMENT("Mic Boost (+20dB)", SWITCH("true"))
                                              ELEMENT("Loudness (bass boost)", SWITCH("false")));
    const struct jf_control *control =
        control_of(context, TESTED "/master-mute", "Master Playback Switch");

    (void)state;
    assert_int_equal(jf_control_get_kind(control), JF_CONTROL_MUTE);
    assert_int_equal(value_of(control, 0), 1);
    assert_string_equal(jf_control_get_evidence(control), "name");
    control = control_of(context, TESTED "/line-volume", "Line Playback Volume");
    assert_int_equal(jf_control_get_kind(control), JF_CONTROL_LEVEL);
    assert_int_equal(value_of(control, 1), -450);
    (void)control_of(context, TESTED "/beep-volume", "PC Speaker Playback Volume");
    control = control_of(context, TESTED "/mic-boost", "Mic Boost (+20dB)");
    assert_int_equal(jf_control_get_kind(control), JF_CONTROL_BOOLEAN);
    (void)control_of(context, TESTED "/loudness", "Loudness (bass boost)");
    assert_false(has_device(context, "card:Test"));
    jf_context_unref(context);
}

static void the_index_of_an_element_is_the_number_of_its_codec(void **state)
{
    struct jf_context *context;

    (void)state;
    recording_write(&recorded, DIRECTORY "ac97#1-1",
                    "1-1/0: A Second Chip\n\nCapabilities     :\n");
    context = open_with_state(
        BARE, ELEMENT("Master Playback Switch", SWITCH("true"))
                  ELEMENT("Master Playback Switch", "\t\tindex 1\n" SWITCH("false"))
                      ELEMENT("Master Playback Switch", "\t\tindex 2\n" SWITCH("false")));
    assert_int_equal(
        value_of(control_of(context, "ac97:Test:0/master-mute", "Master Playback Switch"), 0), 0);
    assert_int_equal(
        value_of(control_of(context, "ac97:Test:1/master-mute", "Master Playback Switch"), 0), 1);
    assert_int_equal(
        jf_control_get_index(control_of(context, "card:Test/inside", "Master Playback Switch")), 2);
    jf_context_unref(context);
}

static void a_control_of_what_the_codec_lacks_stays_with_the_card(void **state)
{
    struct jf_context *context =
        open_with_state(BARE, ELEMENT("Headphone Playback Switch", SWITCH("true"))
                                  ELEMENT("3D Control - Switch", SWITCH("true"))
                                      ELEMENT("Invented Switch", SWITCH("true"))
                                          ELEMENT("CD Playback Switch", SWITCH("true")));
    const struct jf_control *control =
        control_of(context, "card:Test/inside", "Headphone Playback Switch");

    (void)state;
    assert_string_equal(jf_control_get_evidence(control), "untied");
    (void)control_of(context, "card:Test/inside", "3D Control - Switch");
    (void)control_of(context, "card:Test/inside", "Invented Switch");
    assert_int_equal(jf_part_get_control_count(part_of(context, "card:Test/inside")), 3);
    (void)control_of(context, TESTED "/cd-mute", "CD Playback Switch");
    jf_context_unref(context);
}

static void a_capture_source_selects_by_neighbour(void **state)
{
    struct jf_context *context =
        open_with_state(FULL, ELEMENT("Capture Source", SOURCES("Mix", "Mix")));
    const struct jf_control *control =
        control_of(context, TESTED "/record-select", "Capture Source");
    const char *name;
    int64_t value;

    (void)state;
    assert_int_equal(jf_control_get_kind(control), JF_CONTROL_SELECTOR);
    assert_int_equal(jf_control_get_value_count(control), 2);
    assert_int_equal(value_of(control, 0),
                     jf_part_get_local_id(part_of(context, TESTED "/loudness")));
    assert_int_equal(value_of(control, 1), value_of(control, 0));
    assert_null(jf_control_get_remark(control));
    assert_int_equal(jf_control_get_item(control, 4, &name, &value), 0);
    assert_string_equal(name, "Line");
    assert_int_equal(value, jf_part_get_local_id(part_of(context, TESTED "/line")));
    assert_link(context, TESTED "/loudness", TESTED "/record-select", JF_LINK_SELECTED, diagram);
    assert_link(context, TESTED "/line", TESTED "/record-select", JF_LINK_UNSELECTED, diagram);
    jf_context_unref(context);
}

static void two_channels_may_record_different_sources(void **state)
{
    struct jf_context *context =
        open_with_state(BARE, ELEMENT("Capture Source", SOURCES("CD", "Line")));
    const struct jf_control *control =
        control_of(context, TESTED "/record-select", "Capture Source");

    (void)state;
    assert_int_equal(value_of(control, 0), 6);
    assert_int_equal(value_of(control, 1), 5);
    assert_string_equal(jf_control_get_remark(control), "channels differ");
    assert_link(context, TESTED "/cd", TESTED "/record-select", JF_LINK_SELECTED, diagram);
    assert_link(context, TESTED "/line", TESTED "/record-select", JF_LINK_SELECTED, diagram);
    assert_link(context, TESTED "/aux", TESTED "/record-select", JF_LINK_UNSELECTED, diagram);
    jf_context_unref(context);
}

/* The text is as old as when it was read; an element is as of now. */
static void an_element_knows_better_than_the_text(void **state)
{
    struct jf_context *context = open_with_state(
        BARE "Current setup\nMic select       : Mic2\nPOP path         : pre 3D\n",
        ELEMENT("Mic Select", POSITIONS("Mic1", "Mic1", "Mic2"))
            ELEMENT("PCM Out Path & Mute", POSITIONS("post 3D", "pre 3D", "post 3D")));

    (void)state;
    assert_link(context, TESTED "/mic1", TESTED "/mic-select", JF_LINK_SELECTED, diagram);
    assert_link(context, TESTED "/mic2", TESTED "/mic-select", JF_LINK_UNSELECTED, diagram);
    assert_link(context, TESTED "/pcm-path", TESTED "/output-mix", JF_LINK_SELECTED, diagram);
    assert_int_equal(value_of(control_of(context, TESTED "/mic-select", "Mic Select"), 0), 3);
    assert_int_equal(value_of(control_of(context, TESTED "/pcm-path", "PCM Out Path & Mute"), 0),
                     39);
    jf_context_unref(context);
}

static void registers_are_shown_where_no_element_is(void **state)
{
    static const struct {
        const char *part, *name;
        size_t count;
        int64_t first, last, min, max;
    } levels[] = {
        {"master-volume", "Register 0x02", 2, -4650, -9450, -9450, 0},
        {"mono-volume", "Register 0x06", 1, -900, -900, -9450, 0},
        {"beep-volume", "Register 0x0a", 1, -4200, -4200, -4500, 0},
        {"mic-volume", "Register 0x0e", 1, 0, 0, -3450, 1200},
        {"line-volume", "Register 0x10", 2, 1200, -3450, -3450, 1200},
        {"record-volume", "Register 0x1c", 2, 2250, 150, 0, 2250},
        {"center-volume", "Register 0x36", 1, -150, -150, -9450, 0},
        {"lfe-volume", "Register 0x36", 1, -300, -300, -9450, 0},
    };
    struct jf_context *context;
    int64_t min, max, step;

    (void)state;
    recording_write(&recorded, TEXT "+regs",
                    "0:02 = 9f3f\n0:06 = 0006\n0:0a = 801c\n0:0e = 0048\n0:10 = 001f\n"
                    "0:1c = 0f01\n0:36 = 0281\n0:7c = 8384\n0:7e = 7600\n");
    context = open_codec(FULL "Current setup\nMic gain         : +20dB [+20dB]\n");
    for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
        const struct jf_control *control;
        char id[64];

        (void)snprintf(id, sizeof(id), CODEC "/%s", levels[i].part);
        control = control_of(context, id, levels[i].name);
        assert_int_equal(jf_control_get_value_count(control), levels[i].count);
        assert_int_equal(value_of(control, 0), levels[i].first);
        assert_int_equal(value_of(control, levels[i].count - 1), levels[i].last);
        assert_int_equal(jf_control_get_range(control, &min, &max, &step), 0);
        assert_int_equal(min, levels[i].min);
        assert_int_equal(max, levels[i].max);
    }
    assert_int_equal(value_of(control_of(context, CODEC "/master-mute", "Register 0x02"), 0), 1);
    assert_int_equal(value_of(control_of(context, CODEC "/mono-mute", "Register 0x06"), 0), 0);
    assert_int_equal(value_of(control_of(context, CODEC "/center-mute", "Register 0x36"), 0), 1);
    assert_int_equal(value_of(control_of(context, CODEC "/lfe-mute", "Register 0x36"), 0), 0);
    assert_int_equal(value_of(control_of(context, CODEC "/mic-boost", "Mic gain"), 0), 2000);
    jf_context_unref(context);
}

/* Drivers write to a register to find out, and make no element for one that stays zero. */
static void a_gate_that_no_driver_found_is_left_out(void **state)
{
    struct jf_context *context;

    (void)state;
    recording_write(&recorded, TEXT "+regs",
                    "0:02 = 0000\n0:06 = 0000\n0:0a = 0000\n0:10 = 0000\n0:12 = 0808\n");
    context = open_with_state(BARE, ELEMENT("Master Playback Volume", LEVEL)
                                        ELEMENT("Line Playback Volume", LEVEL));
    assert_true(has_part(context, TESTED "/master-mute"));
    assert_true(has_part(context, TESTED "/line-mute"));
    assert_true(has_part(context, TESTED "/cd-volume"));
    assert_true(has_part(context, TESTED "/video-volume"));
    assert_false(has_part(context, TESTED "/beep-volume"));
    assert_false(has_part(context, TESTED "/pc-beep"));
    assert_false(has_part(context, TESTED "/mono-volume"));
    assert_false(has_part(context, TESTED "/mono-select"));
    assert_false(has_part(context, TESTED "/mono-out"));
    jf_context_unref(context);
    assert_int_equal(remove(recording_path(&recorded, STATE)), 0);
    context = open_codec(BARE);
    assert_true(has_part(context, TESTED "/mono-out"));
    jf_context_unref(context);
}

/* ---- PCMs ------------------------------------------------------------------------------------ */

static void add_pcm(const char *directory, const char *name)
{
    char path[64], info[128];

    (void)snprintf(path, sizeof(path), "proc/asound/card0/%s/info", directory);
    (void)snprintf(info, sizeof(info), "name: %s\nsubdevices_count: 1\n", name);
    recording_write(&recorded, path, info);
}

static void assert_pcm(const struct jf_context *context, const char *id, const char *device,
                       const char *name)
{
    const struct jf_part *part = part_of(context, id);
    const char *told = jf_part_get_property(part, "alsa.pcm.device");

    if (!device) {
        assert_null(told);
        return;
    }
    assert_non_null(told);
    assert_string_equal(told, device);
    assert_string_equal(jf_part_get_name(part), name);
}

static void pcms_are_told_apart_by_their_names(void **state)
{
    struct jf_context *context;

    (void)state;
    add_pcm("pcm0p", "Test ICH");
    add_pcm("pcm0c", "Test ICH");
    add_pcm("pcm1c", "Test ICH - MIC ADC");
    add_pcm("pcm2c", "Test ICH - MIC2 ADC");
    add_pcm("pcm4p", "Test ICH - IEC958");
    context = open_codec(FULL);
    assert_pcm(context, CODEC "/pcm-out", "0", "Test ICH");
    assert_pcm(context, CODEC "/pcm-in", "0", "Test ICH");
    assert_pcm(context, CODEC "/mic-in", "1", "Test ICH - MIC ADC");
    assert_pcm(context, CODEC "/spdif-pcm", "4", "Test ICH - IEC958");
    assert_string_equal(jf_part_get_property(part_of(context, CODEC "/pcm-in"), "alsa.pcm.stream"),
                        "capture");
    assert_true(has_part(context, "card:card0/pcm2c"));
    assert_false(has_part(context, "card:card0/pcm0p"));
    assert_int_equal(jf_part_get_outgoing_count(part_of(context, "card:card0/inside")), 0);
    jf_context_unref(context);
    context = open_codec(BARE);
    assert_true(has_part(context, "card:card0/pcm1c"));
    assert_true(has_part(context, "card:card0/pcm4p"));
    jf_context_unref(context);
}

static void an_element_of_a_pcm_is_at_its_connector(void **state)
{
    struct jf_context *context;

    (void)state;
    add_pcm("pcm0p", "Test ICH");
    context = open_with_state(
        BARE, "\tcontrol.1 {\n\t\tiface PCM\n\t\tname 'Playback Channel Map'\n\t\tvalue.0 3\n"
              "\t\tvalue.1 4\n\t\tcomment {\n\t\t\taccess read\n\t\t\ttype INTEGER\n"
              "\t\t\tcount 2\n\t\t\trange '0 - 36'\n\t\t}\n\t}\n");
    assert_string_equal(
        jf_control_get_evidence(control_of(context, TESTED "/pcm-out", "Playback Channel Map")),
        "PCM device");
    assert_false(has_device(context, "card:Test"));
    jf_context_unref(context);
}

/* What such a card names and plays is its processor's, however much the names look alike. */
static void names_mean_nothing_behind_a_signal_processor(void **state)
{
    struct jf_context *context;

    (void)state;
    recording_write(&recorded, "proc/asound/cards",
                    " 0 [Test           ]: Audigy2 - A Card\n                      Long Name\n");
    add_pcm("pcm0p", "ADC Capture/Standard PCM Playback");
    context = open_with_state(BARE, ELEMENT("Master Playback Switch", SWITCH("true")));
    assert_pcm(context, TESTED "/pcm-out", NULL, NULL);
    assert_true(has_part(context, "card:Test/pcm0p"));
    assert_string_equal(
        jf_control_get_evidence(control_of(context, "card:Test/inside", "Master Playback Switch")),
        "untied");
    jf_context_unref(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_RECORDING(names_tie_controls_to_parts),
        IN_RECORDING(the_index_of_an_element_is_the_number_of_its_codec),
        IN_RECORDING(a_control_of_what_the_codec_lacks_stays_with_the_card),
        IN_RECORDING(a_capture_source_selects_by_neighbour),
        IN_RECORDING(two_channels_may_record_different_sources),
        IN_RECORDING(an_element_knows_better_than_the_text),
        IN_RECORDING(registers_are_shown_where_no_element_is),
        IN_RECORDING(a_gate_that_no_driver_found_is_left_out),
        IN_RECORDING(pcms_are_told_apart_by_their_names),
        IN_RECORDING(an_element_of_a_pcm_is_at_its_connector),
        IN_RECORDING(names_mean_nothing_behind_a_signal_processor),
    };

    return cmocka_run_group_tests_name("ac97-controls", tests, NULL, NULL);
}
