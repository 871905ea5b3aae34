/* SPDX-License-Identifier: MIT */

/* Monitors at display pins: which pin, converter and PCM belong together, and who says so. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helpers/claims.h"
#include "helpers/questions.h"
#include "helpers/recording.h"

#define CODEC "hda:HDMI:2"

#define HEAD             \
    "Codec: Test Chip\n" \
    "Vendor Id: 0x80862809\n"
#define CONVERTER(nid) "Node " nid " [Audio Output] wcaps 0x6611: Stereo Digital\n"
#define PIN(nid)                                                  \
    "Node " nid " [Pin Complex] wcaps 0x400781: Stereo Digital\n" \
    "  Pincap 0x0b000094: OUT Detect HBR HDMI DP\n"               \
    "  Pin Default 0x18560010: [Jack] Digital Out at Int HDMI\n"
#define FROM_ANY  "  Connection: 2\n     0x02 0x03\n"
#define FROM(nid) "  Connection: 1\n     " nid "\n"

/* As in test-eld.c: DELL U2715H at port 0x20000; the same at port 1. */
#define ELD_HEX   "10000900 6b24145f 0000020000000000 10ac65d0 44454c4c205532373135 48 097f07150750"
#define OTHER_HEX "10000900 6b24145f 0100000000000000 10ac65d0 44454c4c205532373135 48 097f07150750"
#define MONITOR(port)                                                         \
    "monitor_name\t\tDELL U2715H\nconnection_type\t\tDisplayPort\n"           \
    "manufacture_id\t\t0xac10\nproduct_id\t\t0xd065\nport_id\t\t\t" port "\n" \
    "sad_count\t\t2\nsad0_channels\t\t2\nsad1_channels\t\t6\n"

/* ---- a machine ------------------------------------------------------------------------------- */

static char elements[8192];
static int element_count;

static int begin(void **state)
{
    element_count = 0;
    elements[0] = '\0';
    return make_recording(state);
}

static void add_element(const char *iface, const char *name, int device, const char *value,
                        const char *type)
{
    size_t used = strlen(elements);

    (void)snprintf(elements + used, sizeof(elements) - used,
                   "\tcontrol.%d {\n\t\tiface %s\n\t\tdevice %d\n\t\tname '%s'\n\t\tvalue '%s'\n"
                   "\t\tcomment {\n\t\t\taccess read\n\t\t\ttype %s\n\t\t\tcount 36\n\t\t}\n\t}\n",
                   ++element_count, iface, device, name, value, type);
}

static void add_eld_element(int device, const char *spaced_hex)
{
    char hex[256];
    size_t count = 0;

    for (; *spaced_hex; spaced_hex++) {
        if (*spaced_hex != ' ')
            hex[count++] = *spaced_hex;
    }
    hex[count] = '\0';
    add_element("PCM", "ELD", device, hex, "BYTES");
}

static void add_jack(int device, bool is_plugged)
{
    char name[32];

    (void)snprintf(name, sizeof(name), "HDMI/DP,pcm=%d Jack", device);
    add_element("CARD", name, 0, is_plugged ? "true" : "false", "BOOLEAN");
}

static void write_eld(const char *file, const char *text)
{
    char path[64];

    (void)snprintf(path, sizeof(path), "proc/asound/card0/%s", file);
    recording_write(&recorded, path, text);
}

static struct jf_context *open_machine(const char *text)
{
    char state[sizeof(elements) + 64];
    struct jf_context *context;

    recording_write(&recorded, "proc/asound/card0/codec#2", text);
    recording_write(&recorded, "proc/asound/card0/id", "HDMI\n");
    (void)snprintf(state, sizeof(state), "state.HDMI {\n%s}\n", elements);
    recording_write(&recorded, "var/lib/alsa/asound.state", state);
    context = open_sound(recorded.root);
    assert_claims_agree(context, recorded.root);
    return context;
}

static bool has_control(const struct jf_context *context, const char *part_id, const char *name)
{
    const struct jf_part *part = part_of(context, part_id);

    for (size_t i = 0; i < jf_part_get_control_count(part); i++) {
        const struct jf_control *control;

        assert_int_equal(jf_part_get_control(part, i, &control), 0);
        if (strcmp(jf_control_get_name(control), name) == 0)
            return true;
    }
    return false;
}

static void assert_evidence(const struct jf_context *context, const char *part, const char *name,
                            const char *evidence)
{
    assert_string_equal(jf_control_get_evidence(control_of(context, part, name)), evidence);
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

/* ---- monitors -------------------------------------------------------------------------------- */

static const char two_pins[] =
    HEAD CONVERTER("0x02") CONVERTER("0x03") PIN("0x05") FROM_ANY PIN("0x06") FROM_ANY;

static void an_eld_ties_pin_converter_and_pcm_together(void **state)
{
    struct jf_context *context;

    (void)state;
    write_eld("eld#2.0", "monitor_present\t\t0\neld_valid\t\t0\ncodec_pin_nid\t\t0x5\n"
                         "codec_dev_id\t\t0x0\ncodec_cvt_nid\t\t0x0\n");
    write_eld("eld#2.1", "monitor_present\t\t1\neld_valid\t\t1\ncodec_pin_nid\t\t0x6\n"
                         "codec_dev_id\t\t0x0\ncodec_cvt_nid\t\t0x3\n" MONITOR("0x20000"));
    add_jack(3, true);
    add_eld_element(3, ELD_HEX);
    add_jack(7, false);
    add_eld_element(7, "00");
    add_element("PCM", "Playback Channel Map", 3, "0", "INTEGER");
    recording_write(&recorded, "proc/asound/card0/pcm3p/info", "name: HDMI 0\n");
    recording_write(&recorded, "proc/asound/card0/pcm7p/info", "name: HDMI 1\n");
    context = open_machine(two_pins);
    assert_presence(jack_of(context, CODEC "/pin06", 0), JF_PRESENCE_PLUGGED, "eld#2.1");
    assert_presence(jack_of(context, CODEC "/pin05", 0), JF_PRESENCE_UNPLUGGED, "eld#2.0");
    assert_evidence(context, CODEC "/pin06", "HDMI/DP,pcm=3 Jack", "eld#2.1");
    assert_evidence(context, CODEC "/pin06", "ELD", "eld#2.1");
    assert_false(has_control(context, CODEC "/pin05", "HDMI/DP,pcm=7 Jack"));
    assert_property(context, CODEC "/dac03:pcm", "alsa.pcm.device", "3");
    assert_property(context, CODEC "/dac03:pcm", "alsa.pcm.evidence", "eld#2.1");
    assert_string_equal(jf_part_get_name(part_of(context, CODEC "/dac03:pcm")), "HDMI 0");
    assert_evidence(context, CODEC "/dac03:pcm", "Playback Channel Map", "PCM device");
    assert_property(context, CODEC "/pin06", "monitor.name", "DELL U2715H");
    assert_property(context, CODEC "/pin06", "monitor.manufacturer", "DEL");
    assert_property(context, CODEC "/pin05", "monitor.name", NULL);
    assert_string_equal(
        jf_device_get_property(device_of(context, "endpoint:HDMI:2:pin06"), "monitor.connection"),
        "DisplayPort");
    jf_context_unref(context);
}

static void two_monitors_that_look_alike_tie_nothing(void **state)
{
    struct jf_context *context;

    (void)state;
    write_eld("eld#2.0",
              "monitor_present 1\neld_valid 1\ncodec_pin_nid 0x5\ncodec_cvt_nid 0x2\n" MONITOR(
                  "0x20000"));
    write_eld("eld#2.1",
              "monitor_present 1\neld_valid 1\ncodec_pin_nid 0x6\ncodec_cvt_nid 0x3\n" MONITOR(
                  "0x20000"));
    add_jack(3, true);
    add_eld_element(3, ELD_HEX);
    add_jack(7, true);
    add_eld_element(7, ELD_HEX);
    context = open_machine(two_pins);
    assert_false(has_control(context, CODEC "/pin05", "ELD"));
    assert_false(has_control(context, CODEC "/pin06", "ELD"));
    assert_property(context, CODEC "/dac02:pcm", "alsa.pcm.device", NULL);
    assert_property(context, CODEC "/pin05", "monitor.port", "0x20000");
    jf_context_unref(context);
}

static void monitors_at_two_ports_are_told_apart(void **state)
{
    struct jf_context *context;

    (void)state;
    write_eld("eld#2.0",
              "monitor_present 1\neld_valid 1\ncodec_pin_nid 0x5\ncodec_cvt_nid 0x2\n" MONITOR(
                  "0x20000"));
    write_eld(
        "eld#2.1",
        "monitor_present 1\neld_valid 1\ncodec_pin_nid 0x6\ncodec_cvt_nid 0x3\n" MONITOR("0x1"));
    add_eld_element(3, OTHER_HEX);
    add_eld_element(7, ELD_HEX);
    context = open_machine(two_pins);
    assert_property(context, CODEC "/dac02:pcm", "alsa.pcm.device", "7");
    assert_property(context, CODEC "/dac03:pcm", "alsa.pcm.device", "3");
    jf_context_unref(context);
}

static void one_pin_and_one_jack_leave_nothing_to_choose(void **state)
{
    struct jf_context *context;

    (void)state;
    add_jack(3, true);
    add_eld_element(3, ELD_HEX);
    context = open_machine(HEAD CONVERTER("0x02") PIN("0x05") FROM("0x02"));
    assert_evidence(context, CODEC "/pin05", "HDMI/DP,pcm=3 Jack", "only candidate");
    assert_evidence(context, CODEC "/pin05", "ELD", "only candidate");
    assert_presence(jack_of(context, CODEC "/pin05", 0), JF_PRESENCE_PLUGGED, "HDMI/DP,pcm=3 Jack");
    assert_property(context, CODEC "/dac02:pcm", "alsa.pcm.device", "3");
    assert_property(context, CODEC "/dac02:pcm", "alsa.pcm.evidence", "HDMI/DP,pcm=3 Jack");
    assert_property(context, CODEC "/pin05", "monitor.name", "DELL U2715H");
    jf_context_unref(context);
}

static void jacks_of_several_pcms_stay_with_the_card(void **state)
{
    struct jf_context *context;

    (void)state;
    add_jack(3, true);
    add_jack(7, false);
    context = open_machine(two_pins);
    assert_presence(jack_of(context, CODEC "/pin05", 0), JF_PRESENCE_UNKNOWN, NULL);
    assert_false(has_control(context, CODEC "/pin05", "HDMI/DP,pcm=3 Jack"));
    assert_false(has_control(context, CODEC "/pin06", "HDMI/DP,pcm=3 Jack"));
    jf_context_unref(context);
}

static void a_jack_of_a_pcm_is_at_its_converter_when_no_pin_is_known(void **state)
{
    struct jf_context *context;

    (void)state;
    add_jack(3, true);
    add_jack(7, false);
    context = open_machine(HEAD CONVERTER("0x02") "  Device: name=\"HDMI 0\", type=\"HDMI\", "
                                                  "device=3\n" CONVERTER("0x03") PIN("0x05")
                                                      FROM_ANY PIN("0x06") FROM_ANY);
    assert_evidence(context, CODEC "/dac02:pcm", "HDMI/DP,pcm=3 Jack", "PCM device");
    assert_presence(jack_of(context, CODEC "/pin05", 0), JF_PRESENCE_UNKNOWN, NULL);
    jf_context_unref(context);
}

/* ---- what the text lists --------------------------------------------------------------------- */

static void elements_of_one_name_are_told_apart_by_their_device(void **state)
{
    struct jf_context *context;

    (void)state;
    add_eld_element(3, ELD_HEX);
    add_eld_element(7, OTHER_HEX);
    context = open_machine(
        HEAD CONVERTER("0x02") CONVERTER("0x03")
            PIN("0x05") "  Control: name=\"ELD\", index=0, device=3\n" FROM("0x02")
                PIN("0x06") "  Control: name=\"ELD\", index=0, device=7\n" FROM("0x03"));
    assert_property(context, CODEC "/pin05", "monitor.port", "0x20000");
    assert_property(context, CODEC "/pin06", "monitor.port", "0x1");
    assert_int_equal(value_of(control_of(context, CODEC "/pin06", "ELD"), 8), 1);
    assert_presence(jack_of(context, CODEC "/pin06", 0), JF_PRESENCE_PLUGGED, "ELD");
    jf_context_unref(context);
}

static void a_listed_jack_names_the_pcm_of_the_only_converter(void **state)
{
    struct jf_context *context;

    (void)state;
    add_jack(3, false);
    add_jack(7, true);
    context = open_machine(
        HEAD CONVERTER("0x02") CONVERTER("0x03")
            PIN("0x05") "  Control: name=\"HDMI/DP,pcm=3 Jack\", index=0, device=0\n" FROM("0x02")
                PIN("0x06") "  Control: name=\"HDMI/DP,pcm=7 Jack\", index=0, device=0\n" FROM_ANY);
    assert_property(context, CODEC "/dac02:pcm", "alsa.pcm.device", "3");
    assert_property(context, CODEC "/dac03:pcm", "alsa.pcm.device", NULL);
    assert_presence(jack_of(context, CODEC "/pin06", 0), JF_PRESENCE_PLUGGED, "HDMI/DP,pcm=7 Jack");
    jf_context_unref(context);
}

/* ---- several devices at one pin -------------------------------------------------------------- */

static void devices_at_one_pin_have_their_own_monitors(void **state)
{
    struct jf_context *context;

    (void)state;
    write_eld("eld#2.0", "monitor_present 1\neld_valid 1\ncodec_pin_nid 0x5\ncodec_dev_id 0x0\n"
                         "codec_cvt_nid 0x2\n" MONITOR("0x20000"));
    write_eld("eld#2.1", "monitor_present 1\neld_valid 1\ncodec_pin_nid 0x5\ncodec_dev_id 0x1\n"
                         "codec_cvt_nid 0x3\n" MONITOR("0x1"));
    add_jack(3, false);
    context = open_machine(HEAD CONVERTER("0x02") CONVERTER("0x03")
                               PIN("0x05") "  Devices: 2\n     Dev 00: PD = 1, ELDV = 1, IA = 0\n"
                                           "     Dev 01: ELDV = 1\n" FROM_ANY);
    assert_property(context, CODEC "/pin05", "monitor.port", "0x20000");
    assert_property(context, CODEC "/pin05", "monitor.1.port", "0x1");
    assert_presence(jack_of(context, CODEC "/pin05", 0), JF_PRESENCE_PLUGGED, "PD of Dev 00");
    assert_presence(jack_of(context, CODEC "/pin05", 1), JF_PRESENCE_PLUGGED, "eld#2.1");
    jf_context_unref(context);
}

/* ---- old files ------------------------------------------------------------------------------- */

static void old_files_count_the_display_pins(void **state)
{
    struct jf_context *context;

    (void)state;
    write_eld("eld#2.0", "monitor_present 0\neld_valid 0\n");
    write_eld("eld#2.1", "monitor_present 1\neld_valid 1\n" MONITOR("0x20000"));
    context = open_machine(two_pins);
    assert_presence(jack_of(context, CODEC "/pin05", 0), JF_PRESENCE_UNPLUGGED, "eld#2.0");
    assert_presence(jack_of(context, CODEC "/pin06", 0), JF_PRESENCE_PLUGGED, "eld#2.1");
    assert_property(context, CODEC "/pin06", "monitor.name", "DELL U2715H");
    jf_context_unref(context);
}

static void old_files_of_another_number_than_the_pins_tie_none(void **state)
{
    struct jf_context *context;

    (void)state;
    write_eld("eld#2.0", "monitor_present 1\neld_valid 1\n" MONITOR("0x20000"));
    context = open_machine(two_pins);
    assert_presence(jack_of(context, CODEC "/pin05", 0), JF_PRESENCE_UNKNOWN, NULL);
    assert_property(context, CODEC "/pin05", "monitor.name", NULL);
    jf_context_unref(context);
}

static void the_oldest_file_is_of_the_only_pin(void **state)
{
    struct jf_context *context;

    (void)state;
    write_eld("eld#2", MONITOR("0x20000"));
    context = open_machine(HEAD CONVERTER("0x02") PIN("0x05") FROM("0x02"));
    assert_property(context, CODEC "/pin05", "monitor.name", "DELL U2715H");
    /* It does not say whether the monitor is still there. */
    assert_presence(jack_of(context, CODEC "/pin05", 0), JF_PRESENCE_UNKNOWN, NULL);
    jf_context_unref(context);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, delete_recording)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_eld_ties_pin_converter_and_pcm_together),
        TEST(two_monitors_that_look_alike_tie_nothing),
        TEST(monitors_at_two_ports_are_told_apart),
        TEST(one_pin_and_one_jack_leave_nothing_to_choose),
        TEST(jacks_of_several_pcms_stay_with_the_card),
        TEST(a_jack_of_a_pcm_is_at_its_converter_when_no_pin_is_known),
        TEST(elements_of_one_name_are_told_apart_by_their_device),
        TEST(a_listed_jack_names_the_pcm_of_the_only_converter),
        TEST(devices_at_one_pin_have_their_own_monitors),
        TEST(old_files_count_the_display_pins),
        TEST(old_files_of_another_number_than_the_pins_tie_none),
        TEST(the_oldest_file_is_of_the_only_pin),
    };

    return cmocka_run_group_tests_name("hda-display", tests, NULL, NULL);
}
