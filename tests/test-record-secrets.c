/* SPDX-License-Identifier: MIT */

/* Recordings to give away: no secret is in them, and what was tied by one is tied still. */

#include <stdio.h>
#include <string.h>

#include "helpers/questions.h"
#include "helpers/trees.h"

#define DUMP_PATH "pipewire/pw-dump.json"
#define USB_PATH  "sys/devices/pci0000:00/0000:00:14.0/usb1/1-2"

/* ---- secrets --------------------------------------------------------------------------------- */

static const char *const secrets[] = {
    "SN 5EC4E7",
    "SN_5EC4E7",
    "5EC4E7",
    "secretuser",
    "secrethost",
    "deadbeef",
    "AA:BB:CC:DD:EE:0F",
    "AA_BB_CC_DD_EE_0F",
    "aa-bb-cc-dd-ee-0f",
    "Annas",
    "Secret Song",
    "secret.mp3",
    "/home/s",
    "314159",
    "de_DE",
    "--password",
    "Secret Window",
};

static const char secret_dump[] =
    "[{\"id\": 0, \"type\": \"PipeWire:Interface:Core\", \"info\": {\"user-name\": \"secretuser\", "
    "\"host-name\": \"secrethost\", \"props\": {\"core.name\": \"pipewire-0\"}}},"
    "{\"id\": 2, \"type\": \"PipeWire:Interface:Module\", \"info\": {\"args\": \"--password x\", "
    "\"props\": {}}},"
    "{\"id\": 31, \"type\": \"PipeWire:Interface:Client\", \"info\": {\"props\": {"
    "\"application.name\": \"Annas Player\", \"application.process.binary\": \"mpv\", "
    "\"application.process.host\": \"secrethost\", \"application.process.user\": \"secretuser\", "
    "\"application.process.id\": 314159, \"pipewire.sec.pid\": \"314159\", "
    "\"application.process.machine-id\": \"deadbeefdeadbeefdeadbeefdeadbeef\", "
    "\"application.process.arguments\": \"--password x\", \"application.language\": \"de_DE\", "
    "\"core.name\": \"pipewire-secretuser-314159\", \"window.name\": \"Secret Window\", "
    "\"object.serial\": 31}}},"
    "{\"id\": 32, \"type\": \"PipeWire:Interface:Client\", \"info\": {\"props\": {"
    "\"application.name\": \"Firefox\", \"application.process.binary\": \"firefox-bin\", "
    "\"object.serial\": 32}}},"
    "{\"id\": 40, \"type\": \"PipeWire:Interface:Device\", \"info\": {\"props\": {"
    "\"device.api\": \"alsa\", \"device.name\": \"alsa_card.usb-Maker_Model_SN_5EC4E7-00\", "
    "\"device.serial\": \"Maker_Model_SN_5EC4E7\", \"object.serial\": 40}, "
    "\"params\": {\"Route\": [{\"name\": \"out\", \"info\": [\"/home/secretuser/x y\"]}]}}},"
    "{\"id\": 41, \"type\": \"PipeWire:Interface:Device\", \"info\": {\"props\": {"
    "\"device.api\": \"bluez5\", \"device.name\": \"bluez_card.AA_BB_CC_DD_EE_0F\", "
    "\"api.bluez5.address\": \"AA:BB:CC:DD:EE:0F\", \"device.alias\": \"Annas Headset\", "
    "\"device.description\": \"Annas Headset\", \"object.serial\": 41}}},"
    "{\"id\": 50, \"type\": \"PipeWire:Interface:Node\", \"info\": {\"state\": \"error\", "
    "\"error\": \"cannot open /home/secretuser/secret.mp3\", \"props\": {"
    "\"node.name\": \"Annas Stream\", \"media.class\": \"Stream/Output/Audio\", "
    "\"media.name\": \"Secret Song\", \"media.filename\": \"/home/secretuser/secret.mp3\", "
    "\"application.name\": \"Annas Player\", \"client.id\": 31, \"object.serial\": 50, "
    "\"node.group\": \"g-314159\"}}},"
    "{\"id\": 51, \"type\": \"PipeWire:Interface:Node\", \"info\": {\"props\": {"
    "\"node.name\": \"bluez_output.AA_BB_CC_DD_EE_0F.1\", \"media.class\": \"Audio/Sink\", "
    "\"api.bluez5.address\": \"aa-bb-cc-dd-ee-0f\", \"node.description\": \"Annas Headset\", "
    "\"device.id\": 41, \"object.serial\": 51}}},"
    "{\"id\": 52, \"type\": \"PipeWire:Interface:Node\", \"info\": {\"props\": {"
    "\"node.name\": \"Firefox\", \"media.class\": \"Stream/Output/Audio\", "
    "\"media.name\": \"AudioStream\", \"client.id\": 32, \"object.serial\": 52}}},"
    "{\"id\": 60, \"type\": \"PipeWire:Interface:Port\", \"info\": {\"props\": {"
    "\"node.id\": 50, \"port.direction\": \"out\", \"port.id\": 0, \"port.name\": \"output_FL\", "
    "\"port.alias\": \"Annas Stream:output_FL\", \"object.path\": \"Annas Stream:output_0\", "
    "\"object.serial\": 60}}},"
    "{\"id\": 61, \"type\": \"PipeWire:Interface:Port\", \"info\": {\"props\": {"
    "\"node.id\": 51, \"port.direction\": \"in\", \"port.id\": 0, \"port.name\": \"playback_FL\", "
    "\"object.serial\": 61}}},"
    "{\"id\": 70, \"type\": \"PipeWire:Interface:Link\", \"info\": {\"state\": \"active\", "
    "\"props\": {\"link.output.port\": 60, \"link.input.port\": 61, \"object.serial\": 70}}},"
    "{\"id\": 80, \"type\": \"PipeWire:Interface:Metadata\", \"props\": {\"metadata.name\": "
    "\"default\"}, \"metadata\": [{\"subject\": 0, \"key\": \"default.audio.sink\", \"type\": "
    "\"Spa:String:JSON\", \"value\": {\"name\": \"bluez_output.AA_BB_CC_DD_EE_0F.1\"}}, "
    "{\"subject\": 50, \"key\": \"target.object\", \"type\": \"Spa:String\", \"value\": "
    "\"alsa_output.usb-Maker_Model_SN_5EC4E7-00.stereo\"}]}]\n";

static void write_secrets(void)
{
    recording_write(&recorded, "proc/asound/cards", " 0 [Model ]: USB-Audio - Model\n");
    recording_write(&recorded, "proc/asound/card0/id", "Model\n");
    recording_write(&recorded, "proc/asound/card0/codec#0",
                    "Codec: Test Chip\nVendor Id: 0x10ec0269\n"
                    "Node 0x02 [Audio Output] wcaps 0x11: Stereo\n");
    recording_write(&recorded, "proc/asound/card0/stream0", "Maker Model SN 5EC4E7 at usb\n");
    recording_write(&recorded, USB_PATH "/serial", "SN 5EC4E7\n");
    recording_write(&recorded, USB_PATH "/product", "Model SN 5EC4E7\n");
    recording_write(&recorded, "sys/devices/pci0000:00/0000:00:14.0/usb1/1-3/serial", "42\n");
    recording_link(&recorded, "sys/bus/usb/devices/1-2",
                   "../../../devices/pci0000:00/0000:00:14.0/usb1/1-2");
    recording_write(&recorded, DUMP_PATH, secret_dump);
}

static void no_secret_is_told(void **state)
{
    char directory[512];

    (void)state;
    write_secrets();
    record_well(recorded.root, "machine", JF_RECORD_CONCEALED);
    (void)snprintf(directory, sizeof(directory), "%s/machine", output.root);
    for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
        /* Else this test would prove nothing. */
        assert_true(is_told(recorded.root, secrets[i]));
        if (is_told(directory, secrets[i]))
            fail_msg("'%s' is told", secrets[i]);
    }
    assert_output("machine/" USB_PATH "/serial", "SERIAL1\n");
    assert_output("machine/" USB_PATH "/product", "Model SERIAL1\n");
    assert_output("machine/sys/devices/pci0000:00/0000:00:14.0/usb1/1-3/serial", "SERIAL2\n");
}

static void a_raw_recording_tells_all(void **state)
{
    (void)state;
    write_secrets();
    record_well(recorded.root, "machine", JF_RECORD_RAW);
    assert_same_tree(recorded.root, recording_path(&output, "machine"));
}

static void what_was_tied_stays_tied(void **state)
{
    struct jf_context *context;
    char directory[512];

    (void)state;
    write_secrets();
    record_well(recorded.root, "machine", JF_RECORD_CONCEALED);
    (void)snprintf(directory, sizeof(directory), "%s/machine", output.root);
    context = open_sound(directory);
    assert_true(has_device(context, "node:mpv-2"));
    assert_true(has_device(context, "node:Firefox"));
    assert_true(has_device(context, "node:bluez_output.02_00_00_00_00_01.1"));
    assert_int_equal(jf_graph_get_connection_count(jf_context_get_graph(context)), 1);
    assert_string_equal(
        jf_device_get_property(device_of(context, "node:mpv-2"), "application.name"), "mpv-1");
    assert_string_equal(jf_device_get_property(device_of(context, "node:Firefox"), "media.name"),
                        "AudioStream");
    jf_context_unref(context);
    assert_true(is_told(directory, "alsa_output.usb-Maker_Model_SERIAL1-00.stereo"));
    assert_true(is_told(directory, "Maker_Model_SERIAL1\""));
    assert_true(is_told(directory, "mpv-2:output_FL"));
    assert_true(is_told(directory, "\"application.process.id\": 1001"));
    assert_true(is_told(directory, "\"core.name\": \"pipewire-user-1001\""));
    assert_true(is_told(directory, "\"application.name\": \"Firefox\""));
}

static void a_dump_that_cannot_be_read_is_not_given_away(void **state)
{
    struct jf_record_summary summary;
    struct log_lines log;

    (void)state;
    write_secrets();
    recording_write(&recorded, DUMP_PATH, "[ \"secretuser\", ");
    assert_int_equal(record(recorded.root, "machine", JF_RECORD_CONCEALED, &summary, &log), 0);
    assert_int_equal(summary.left_out, 1);
    assert_non_null(strstr(log.text, DUMP_PATH ": left out"));
    assert_false(is_told(recording_path(&output, "machine"), "secretuser"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_BOTH(no_secret_is_told),
        WITH_BOTH(a_raw_recording_tells_all),
        WITH_BOTH(what_was_tied_stays_tied),
        WITH_BOTH(a_dump_that_cannot_be_read_is_not_given_away),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
