/* SPDX-License-Identifier: MIT */

/* What sysfs tells of a codec: pins as the driver sees them, names, and widgets without a text. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helpers/claims.h"
#include "helpers/questions.h"
#include "helpers/recording.h"

#define CODEC   "hda:card0:0"
#define TEXT    "proc/asound/card0/codec#0"
#define HWDEP   "sys/class/sound/hwC0D0/"
#define HDAUDIO "sys/bus/hdaudio/devices/hdaudioC0D0/"

#define HEAD             \
    "Codec: Test Chip\n" \
    "Vendor Id: 0x10ec0269\n"
#define PIN(nid)  "Node " nid " [Pin Complex] wcaps 0x400181: Stereo\n  Pincap 0x00000014: OUT\n"
#define SPEAKER   "  Pin Default 0x90170110: [Fixed] Speaker at Int N/A\n"
#define UNWIRED   "  Pin Default 0x411111f0: [N/A] Speaker at Ext Rear\n"
#define HEADPHONE "  Pin Default 0x0321101f: [Jack] HP Out at Ext Left\n"
#define FROM(nid) "  Connection: 1\n     " nid "\n"

static void assert_property(const struct jf_context *context, const char *part, const char *key,
                            const char *value)
{
    const char *found = jf_part_get_property(part_of(context, part), key);

    if (!value)
        assert_null(found);
    else if (!found || strcmp(found, value) != 0)
        fail_msg("%s of %s is %s", key, part, found ? found : "not told");
}

/* ---- pins as the driver sees them ------------------------------------------------------------ */

static void what_the_driver_made_of_a_pin_is_told_beside_the_register(void **state)
{
    struct jf_context *context;

    (void)state;
    recording_write(&recorded, TEXT,
                    HEAD "Node 0x02 [Audio Output] wcaps 0x11: Stereo\n" PIN("0x14")
                        SPEAKER FROM("0x02") PIN("0x15") HEADPHONE FROM("0x02"));
    recording_write(&recorded, HWDEP "init_pin_configs", "0x14 0x411111f0\n0x15 0x0321101f\n");
    recording_write(&recorded, HWDEP "driver_pin_configs", "0x14 0x99130112\n");
    recording_write(&recorded, HWDEP "user_pin_configs", "");
    context = open_sound(recorded.root);
    assert_int_equal(jf_part_get_type(part_of(context, CODEC "/pin14")), JF_TYPE_PHYSICAL_INTERNAL);
    assert_string_equal(jf_part_get_name(part_of(context, CODEC "/pin14")), "Speaker at Int N/A");
    assert_property(context, CODEC "/pin14", "hda.pin-config", "0x90170110");
    assert_property(context, CODEC "/pin14", "hda.driver-pin-config", "0x99130112");
    assert_property(context, CODEC "/pin14", "hda.driver-pin-name", "[Fixed] Speaker at Int ATAPI");
    assert_property(context, CODEC "/pin14", "hda.driver-pin-source", "driver_pin_configs");
    assert_property(context, CODEC "/pin15", "hda.pin-config", "0x0321101f");
    assert_property(context, CODEC "/pin15", "hda.driver-pin-config", NULL);
    jf_context_unref(context);
}

static void what_a_user_set_counts_most(void **state)
{
    struct jf_context *context;

    (void)state;
    recording_write(&recorded, TEXT, HEAD PIN("0x14") SPEAKER "  Connection: 0\n");
    recording_write(&recorded, HWDEP "user_pin_configs",
                    "0x14 0x0321101f\nnonsense\n0x 0x\n0x14\n");
    recording_write(&recorded, HWDEP "driver_pin_configs", "0x14 0x99130112\n0x114 0x1\n");
    context = open_sound(recorded.root);
    assert_property(context, CODEC "/pin14", "hda.driver-pin-source", "user_pin_configs");
    assert_property(context, CODEC "/pin14", "hda.driver-pin-config", "0x0321101f");
    jf_context_unref(context);
}

/* The register says that nothing is there, and no way leads to it; but something is to be said. */
static void a_pin_that_only_the_driver_uses_is_a_part_without_links(void **state)
{
    struct jf_context *context;

    (void)state;
    recording_write(&recorded, TEXT,
                    HEAD "Node 0x02 [Audio Output] wcaps 0x11: Stereo\n" PIN("0x14")
                        UNWIRED FROM("0x02") PIN("0x15") UNWIRED FROM("0x02"));
    recording_write(&recorded, HWDEP "driver_pin_configs", "0x14 0x0321101f\n0x15 0x411111f0\n");
    context = open_sound(recorded.root);
    assert_part(context, CODEC "/pin14", JF_TYPE_DEVICE_SPECIFIC, 0x14, 0x14);
    assert_int_equal(jf_part_get_incoming_count(part_of(context, CODEC "/pin14")), 0);
    assert_property(context, CODEC "/pin14", "hda.driver-pin-name", "[Jack] HP Out at Ext Left");
    assert_false(has_part(context, CODEC "/pin15"));
    assert_false(has_device(context, "endpoint:card0:0:pin14"));
    jf_context_unref(context);
}

/* The driver names elements by what it uses, so a pin it uses otherwise has another name. */
static void names_follow_the_drivers_view(void **state)
{
    struct jf_context *context;

    (void)state;
    recording_write(&recorded, TEXT,
                    HEAD "Node 0x02 [Audio Output] wcaps 0x11: Stereo\n"
                         "Node 0x14 [Pin Complex] wcaps 0x400181: Stereo\n"
                         "  Pincap 0x00000014: OUT Detect\n" SPEAKER FROM("0x02"));
    recording_write(&recorded, HWDEP "driver_pin_configs", "0x14 0x0321101f\n");
    recording_write(&recorded, "proc/asound/card0/id", "PCH\n");
    recording_write(&recorded, "var/lib/alsa/asound.state",
                    "state.PCH {\n\tcontrol.1 {\n\t\tiface CARD\n\t\tname 'Headphone Jack'\n"
                    "\t\tvalue true\n\t\tcomment {\n\t\t\taccess read\n\t\t\ttype BOOLEAN\n"
                    "\t\t\tcount 1\n\t\t}\n\t}\n}\n");
    context = open_sound(recorded.root);
    assert_presence(jack_of(context, "hda:PCH:0/pin14", 0), JF_PRESENCE_PLUGGED, "Headphone Jack");
    assert_claims_agree(context, recorded.root);
    jf_context_unref(context);
}

static void the_chip_and_the_drivers_quirk_have_names(void **state)
{
    struct jf_context *context;
    const struct jf_device *device;

    (void)state;
    recording_write(&recorded, TEXT, HEAD PIN("0x14") SPEAKER "  Connection: 0\n");
    recording_write(&recorded, HWDEP "vendor_name", "Realtek\n");
    recording_write(&recorded, HWDEP "chip_name", " ALC269VB\r\n");
    recording_write(&recorded, HWDEP "modelname", "\n");
    context = open_sound(recorded.root);
    device = device_of(context, CODEC);
    assert_string_equal(jf_device_get_name(device), "Test Chip");
    assert_string_equal(jf_device_get_property(device, "hda.vendor-name"), "Realtek");
    assert_string_equal(jf_device_get_property(device, "hda.chip-name"), "ALC269VB");
    assert_null(jf_device_get_property(device, "hda.model"));
    jf_context_unref(context);
}

/* ---- widgets --------------------------------------------------------------------------------- */

static void write_widget(const char *nid, const char *file, const char *value)
{
    char path[128];

    (void)snprintf(path, sizeof(path), HDAUDIO "widgets/%s/%s", nid, file);
    recording_write(&recorded, path, value);
}

static void write_widgets(void)
{
    recording_write(&recorded, HDAUDIO "vendor_name", "Realtek\n");
    recording_write(&recorded, HDAUDIO "chip_name", "ALC269\n");
    recording_write(&recorded, HDAUDIO "vendor_id", "0x10ec0269\n");
    recording_write(&recorded, HDAUDIO "subsystem_id", "0x17aa21d3\n");
    recording_write(&recorded, HDAUDIO "revision_id", "0x100100\n");
    recording_write(&recorded, HDAUDIO "afg", "0x1\n");
    write_widget("01", "amp_out_caps", "0x80051f1f\n");
    write_widget("02", "caps", "0x00000405\n");
    write_widget("02", "connections", "");
    write_widget("03", "caps", "0x0000041d\n");
    write_widget("03", "amp_out_caps", "0x00024a4a\n");
    write_widget("0c", "caps", "0x0020010b\n");
    write_widget("0c", "amp_in_caps", "0x80000000\n");
    write_widget("0c", "connections", "0x02 0x0b\n");
    write_widget("14", "caps", "0x0040018d\n");
    write_widget("14", "pin_caps", "0x00010014\n");
    write_widget("14", "pin_cfg", "0x90170110\n");
    write_widget("14", "amp_out_caps", "0x80000000\n");
    write_widget("14", "connections", "0x0c 0x03\n");
    write_widget("1g", "caps", "0x00400181\n");
    write_widget("114", "caps", "0x00400181\n");
    write_widget("20", "caps", "");
}

static void assert_widgets(const struct jf_context *context)
{
    const struct jf_device *device = device_of(context, CODEC);
    const struct jf_control *control;
    int64_t min, max, step;
    struct jf_card card;

    assert_string_equal(jf_device_get_name(device), "Realtek ALC269");
    assert_int_equal(jf_device_get_card(device, &card), 0);
    assert_int_equal(card.vendor_id, 0x10ec0269);
    assert_string_equal(jf_device_get_property(device, "hda.subsystem-id"), "0x17aa21d3");
    assert_part(context, CODEC "/mixer0c:in1-mute", JF_TYPE_MUTE, 0x0c, 0x103000c);
    assert_part(context, CODEC "/pin14", JF_TYPE_PHYSICAL_INTERNAL, 0x14, 0x14);
    assert_listed(context, CODEC "/dac02:out-mute", CODEC "/mixer0c:in0-mute", JF_LINK_ALWAYS);
    /* Which entry is selected is not told, nor the value of any amplifier. */
    assert_listed(context, CODEC "/mixer0c", CODEC "/pin14:mux", JF_LINK_UNKNOWN);
    assert_listed(context, CODEC "/dac03:out-volume", CODEC "/pin14:mux", JF_LINK_UNKNOWN);
    assert_untold(context, CODEC "/pin14:out-mute", "Amp-Out", JF_CONTROL_MUTE);
    control = control_of(context, CODEC "/dac02:out-volume", "Amp-Out");
    assert_int_equal(jf_control_get_range(control, &min, &max, &step), 0);
    assert_int_equal(min, -4650);
    assert_int_equal(step, 150);
    assert_property(context, CODEC "/pin14", "hda.pin-control", NULL);
    assert_property(context, CODEC "/mixer0c", "hda.unlisted-sources", "0x0b");
    assert_false(has_part(context, CODEC "/vendor20"));
}

static void widgets_take_the_place_of_a_text_that_is_not_there(void **state)
{
    struct jf_context *context;
    struct log_lines log;

    (void)state;
    write_widgets();
    recording_write(&recorded, "proc/asound/card0/pcm0p/info", "name: ALC269 Analog\n");
    assert_int_equal(open_recorded(recorded.root, &context, &log), 0);
    assert_int_equal(log.count, 1);
    assert_non_null(strstr(log.text, TEXT ": "));
    assert_non_null(strstr(log.text, "read from sysfs"));
    assert_widgets(context);
    jf_context_unref(context);
}

static void widgets_take_the_place_of_a_text_that_cannot_be_read(void **state)
{
    struct jf_context *context;
    struct log_lines log;

    (void)state;
    write_widgets();
    recording_pipe(&recorded, TEXT);
    assert_int_equal(open_recorded(recorded.root, &context, &log), 0);
    assert_int_equal(log.count, 1);
    assert_widgets(context);
    jf_context_unref(context);
}

static void a_text_goes_before_widgets(void **state)
{
    struct jf_context *context;

    (void)state;
    write_widgets();
    recording_write(&recorded, TEXT, HEAD PIN("0x15") SPEAKER "  Connection: 0\n");
    context = open_sound(recorded.root);
    assert_true(has_part(context, CODEC "/pin15"));
    assert_false(has_part(context, CODEC "/pin14"));
    jf_context_unref(context);
}

/* Without a text nothing tells where the driver put a control, but where it always does. */
static void elements_are_tied_to_widgets_by_name(void **state)
{
    struct jf_context *context;
    struct log_lines log;

    (void)state;
    write_widgets();
    write_widget("14", "connections", "0x0c\n");
    write_widget("0c", "connections", "0x02\n");
    recording_write(&recorded, "proc/asound/card0/id", "PCH\n");
    recording_write(&recorded, "var/lib/alsa/asound.state",
                    "state.PCH {\n\tcontrol.1 {\n\t\tiface MIXER\n"
                    "\t\tname 'Speaker Playback Switch'\n\t\tvalue true\n\t}\n}\n");
    assert_int_equal(open_recorded(recorded.root, &context, &log), 0);
    assert_string_equal(jf_control_get_evidence(control_of(context, "hda:PCH:0/pin14:out-mute",
                                                           "Speaker Playback Switch")),
                        "name");
    assert_claims_agree(context, recorded.root);
    jf_context_unref(context);
}

static void a_sleeping_codec_has_the_pins_the_driver_knows(void **state)
{
    struct jf_context *context;
    struct log_lines log;

    (void)state;
    write_widgets();
    write_widget("14", "pin_cfg", "");
    recording_write(&recorded, "proc/asound/card0/pcm0p/info", "name: ALC269 Analog\n");
    recording_write(&recorded, HWDEP "init_pin_configs", "0x14 0x90170110\n");
    assert_int_equal(open_recorded(recorded.root, &context, &log), 0);
    assert_widgets(context);
    jf_context_unref(context);
}

static void a_codec_without_widgets_is_none(void **state)
{
    struct jf_context *context = NULL;
    struct log_lines log;

    (void)state;
    recording_write(&recorded, HDAUDIO "widgets/README", "nothing\n");
    recording_write(&recorded, "proc/asound/cards", "");
    recording_write(&recorded, "proc/asound/card0/pcm0p/info", "name: ALC269 Analog\n");
    assert_int_equal(open_recorded(recorded.root, &context, &log), 0);
    assert_non_null(strstr(log.text, TEXT ": "));
    /* What is left is the card as a whole. */
    assert_int_equal(jf_graph_get_device_count(jf_context_get_graph(context)), 1);
    assert_false(has_device(context, CODEC));
    jf_context_unref(context);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_recording, delete_recording)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_the_driver_made_of_a_pin_is_told_beside_the_register),
        TEST(what_a_user_set_counts_most),
        TEST(a_pin_that_only_the_driver_uses_is_a_part_without_links),
        TEST(names_follow_the_drivers_view),
        TEST(the_chip_and_the_drivers_quirk_have_names),
        TEST(widgets_take_the_place_of_a_text_that_is_not_there),
        TEST(widgets_take_the_place_of_a_text_that_cannot_be_read),
        TEST(a_text_goes_before_widgets),
        TEST(elements_are_tied_to_widgets_by_name),
        TEST(a_sleeping_codec_has_the_pins_the_driver_knows),
        TEST(a_codec_without_widgets_is_none),
    };

    return cmocka_run_group_tests_name("hda-sysfs", tests, NULL, NULL);
}
