/* SPDX-License-Identifier: MIT */

/* Where a PipeWire node meets the PCM it opens. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helpers/questions.h"
#include "helpers/recording.h"

#include "backends/io.h"
#include "backends/tie/owner.h"

#define NODE "node:speaker/hardware"

/* A codec with a playback PCM 0, a playback PCM 3 and a capture PCM 0. */
static const char codec[] = "Codec: Test Chip\n"
                            "Vendor Id: 0x10ec0269\n"
                            "Node 0x02 [Audio Output] wcaps 0x11: Stereo\n"
                            "  Device: name=\"Analog\", type=\"Audio\", device=0\n"
                            "Node 0x03 [Audio Output] wcaps 0x211: Stereo Digital\n"
                            "  Device: name=\"Digital\", type=\"SPDIF\", device=3\n"
                            "Node 0x04 [Audio Input] wcaps 0x100011: Stereo\n"
                            "  Device: name=\"Analog\", type=\"Audio\", device=0\n";

/* The machine with one node that says `properties` of itself, a part of a JSON object. */
static struct jf_context *open_node(const char *properties)
{
    char dump[1024];

    recording_write(&recorded, "proc/asound/card2/codec#0", codec);
    (void)snprintf(dump, sizeof(dump),
                   "[{\"id\": 30, \"type\": \"PipeWire:Interface:Node\", \"version\": 3, "
                   "\"info\": {\"props\": {\"node.name\": \"speaker\", %s}}}]",
                   properties);
    recording_write(&recorded, "pipewire/pw-dump.json", dump);
    return open_sound(recorded.root);
}

/* The part that the node's hardware side is connected to; NULL: none. */
static const char *tied_to(const struct jf_context *context)
{
    const struct jf_graph *graph = jf_context_get_graph(context);
    const struct jf_connector *side;
    const char *id = NULL;

    assert_int_equal(jf_part_get_connector(part_of(context, NODE), &side), 0);
    if (jf_connector_get_connected_connector_id(graph, side, &id) < 0)
        return NULL;
    return id;
}

static void a_node_is_tied_to_the_pcm_it_names(void **state)
{
    static const struct {
        const char *properties, *pcm;
    } cases[] = {
        {"\"media.class\": \"Audio/Sink\", \"alsa.card\": 2, \"alsa.device\": 0",
         "hda:card2:0/dac02:pcm"},
        {"\"media.class\": \"Audio/Sink\", \"alsa.card\": \"2\", \"alsa.device\": \"3\"",
         "hda:card2:0/dac03:pcm"},
        {"\"api.alsa.pcm.stream\": \"capture\", \"media.class\": \"Audio/Source\", "
         "\"alsa.card\": 2, \"alsa.device\": 0",
         "hda:card2:0/adc04:pcm"},
        {"\"media.class\": \"Audio/Sink\", \"api.alsa.pcm.card\": 2, \"api.alsa.pcm.device\": 3",
         "hda:card2:0/dac03:pcm"},
        {"\"media.class\": \"Audio/Sink\", \"api.alsa.path\": \"hw:2,3\"", "hda:card2:0/dac03:pcm"},
        {"\"media.class\": \"Audio/Sink\", \"api.alsa.path\": \"hw:PCH,3\", \"alsa.card\": 2",
         "hda:card2:0/dac03:pcm"},
        {"\"media.class\": \"Audio/Sink\", \"api.alsa.path\": \"hw:PCH\", \"alsa.card\": 2",
         "hda:card2:0/dac02:pcm"},
        /* The name of ALSA's configuration may stand for either of two, but there is one source. */
        {"\"media.class\": \"Audio/Sink\", \"api.alsa.path\": \"front:2\", \"alsa.card\": 2", NULL},
        {"\"media.class\": \"Audio/Source\", \"api.alsa.path\": \"front:2\", \"alsa.card\": 2",
         "hda:card2:0/adc04:pcm"},
        /* Another card, another device, nothing told. */
        {"\"media.class\": \"Audio/Sink\", \"alsa.card\": 1, \"alsa.device\": 0", NULL},
        {"\"media.class\": \"Audio/Sink\", \"alsa.card\": 2, \"alsa.device\": 1", NULL},
        {"\"media.class\": \"Audio/Sink\", \"alsa.card\": -2, \"alsa.device\": 0", NULL},
        {"\"media.class\": \"Audio/Sink\", \"api.alsa.path\": \"hdmi:0\"", NULL},
        {"\"media.class\": \"Audio/Sink\", \"api.alsa.path\": \"hw:\"", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct jf_context *context = open_node(cases[i].properties);
        const char *pcm = tied_to(context);

        if (!pcm != !cases[i].pcm || (pcm && strcmp(pcm, cases[i].pcm) != 0))
            fail_msg("%s: tied to %s", cases[i].properties, pcm ? pcm : "nothing");
        jf_context_unref(context);
    }
}

static void a_node_without_hardware_has_no_such_side(void **state)
{
    struct jf_context *context = open_node("\"media.class\": \"Audio/Sink\"");

    (void)state;
    assert_false(has_part(context, NODE));
    jf_context_unref(context);
}

static void a_tie_is_fixed_and_stays(void **state)
{
    struct jf_context *context =
        open_node("\"media.class\": \"Audio/Sink\", \"alsa.card\": 2, \"alsa.device\": 0");
    const struct jf_graph *graph = jf_context_get_graph(context);
    const struct jf_connection *connection;
    const struct jf_connector *side;

    (void)state;
    assert_int_equal(jf_part_get_connector(part_of(context, NODE), &side), 0);
    assert_int_equal(jf_connector_get_connection(graph, side, 0, &connection), 0);
    assert_int_equal(jf_connection_get_permanence(connection), JF_PERMANENCE_FIXED);
    assert_string_equal(jf_connection_get_evidence(connection), "alsa.card, alsa.device");
    assert_int_equal(jf_connector_disconnect(context, side), -EROFS);
    assert_true(jf_connector_is_connected(jf_context_get_graph(context), side));
    jf_context_unref(context);
}

/* The machine with a second converter, and the streams that both are given. */
static struct jf_context *open_streams(const char *first, const char *second)
{
    char text[1024], dump[512];

    (void)snprintf(text, sizeof(text),
                   "Codec: Test Chip\n"
                   "Vendor Id: 0x10ec0269\n"
                   "Node 0x02 [Audio Output] wcaps 0x11: Stereo\n"
                   "  Device: name=\"Analog\", type=\"Audio\", device=0\n"
                   "  Converter: stream=%s, channel=0\n"
                   "Node 0x03 [Audio Output] wcaps 0x11: Stereo\n"
                   "  Converter: stream=%s, channel=0\n",
                   first, second);
    (void)snprintf(dump, sizeof(dump),
                   "[{\"id\": 30, \"type\": \"PipeWire:Interface:Node\", \"version\": 3, "
                   "\"info\": {\"props\": {\"node.name\": \"speaker\", "
                   "\"media.class\": \"Audio/Sink\", \"alsa.card\": 2, \"alsa.device\": 0}}}]");
    recording_write(&recorded, "proc/asound/card2/codec#0", text);
    recording_write(&recorded, "pipewire/pw-dump.json", dump);
    return open_sound(recorded.root);
}

static void converters_that_are_given_one_stream_play_the_same(void **state)
{
    static const struct {
        const char *first, *second;
        size_t count;
    } cases[] = {{"5", "5", 2}, {"5", "6", 1}, {"5", "0", 1}, {"0", "0", 1}};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct jf_context *context = open_streams(cases[i].first, cases[i].second);
        const struct jf_graph *graph = jf_context_get_graph(context);
        const struct jf_connection *connection;
        const struct jf_connector *pcm;

        assert_int_equal(jf_graph_get_connection_count(graph), cases[i].count);
        assert_int_equal(jf_part_get_connector(part_of(context, "hda:card2:0/dac03:pcm"), &pcm), 0);
        if (cases[i].count == 2) {
            assert_int_equal(jf_connector_get_connection(graph, pcm, 0, &connection), 0);
            assert_string_equal(jf_connection_get_evidence(connection), "hda.stream");
            assert_int_equal(jf_connection_get_permanence(connection), JF_PERMANENCE_FIXED);
        }
        jf_context_unref(context);
    }
}

static void one_path_leads_from_the_player_to_what_is_in_the_jack(void **state)
{
    static const char *const stations[] = {
        "node:Player/out:output_FL",
        "node:alsa_output.pci-0000_00_1b.0.analog-stereo/in:playback_FL",
        "node:alsa_output.pci-0000_00_1b.0.analog-stereo/hardware",
        "hda:pci-0000:00:1b.0:0/dac02:pcm",
        "hda:pci-0000:00:1b.0:0/mixer06",
        "hda:pci-0000:00:1b.0:0/pin10",
        "endpoint:pci-0000:00:1b.0:0:pin10/connector",
    };
    struct jf_context *context = open_sound("demo");
    struct jf_path *path;
    size_t station = 0;

    (void)state;
    assert_int_equal(jf_path_find(jf_context_get_graph(context), part_of(context, stations[0]),
                                  part_of(context, stations[6]), JF_PATH_SELECTED_ONLY, &path),
                     0);
    for (size_t i = 0; i < jf_path_get_count(path); i++) {
        const struct jf_part *part;

        assert_int_equal(jf_path_get_part(path, i, &part), 0);
        station += station < 7 && strcmp(jf_part_get_id(part), stations[station]) == 0;
    }
    assert_int_equal(station, 7);
    jf_path_free(path);
    jf_context_unref(context);
}

/* ---- who holds a PCM ------------------------------------------------------------------------- */

#define PCM "proc/asound/card1/pcm3p/"

static void assert_owner(const char *owner)
{
    struct jfi_io *io;
    char *found;

    assert_int_equal(jfi_io_open(recorded.root, &io), 0);
    assert_int_equal(jfi_tie_read_owner(io, 1, 3, false, &found), 0);
    if (owner)
        assert_string_equal(found, owner);
    else
        assert_null(found);
    free(found);
    jfi_io_close(io);
}

static void a_pcm_is_held_while_no_substream_is_free(void **state)
{
    (void)state;
    assert_owner(NULL);
    recording_write(&recorded, PCM "info", "card: 1\n");
    assert_owner(NULL);
    recording_write(&recorded, PCM "sub0/status", "closed\n");
    assert_owner(NULL);
    recording_write(&recorded, PCM "sub0/status",
                    "state: RUNNING\nowner_pid   : 1234\ntrigger_time: 5.6\n");
    assert_owner("process (1234)");
    recording_write(&recorded, "proc/1234/comm", "aplay\n");
    assert_owner("aplay (1234)");
    recording_write(&recorded, PCM "sub1/status", "closed\n");
    assert_owner(NULL);
    recording_write(&recorded, PCM "sub1/status", "state: PREPARED\nowner_pid   : 99\n");
    assert_owner("aplay (1234)");
    recording_write(&recorded, PCM "sub1/status", "nonsense\n");
    assert_owner(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_node_is_tied_to_the_pcm_it_names, make_recording,
                                        delete_recording),
        cmocka_unit_test_setup_teardown(a_node_without_hardware_has_no_such_side, make_recording,
                                        delete_recording),
        cmocka_unit_test_setup_teardown(a_tie_is_fixed_and_stays, make_recording, delete_recording),
        cmocka_unit_test_setup_teardown(a_pcm_is_held_while_no_substream_is_free, make_recording,
                                        delete_recording),
        cmocka_unit_test_setup_teardown(converters_that_are_given_one_stream_play_the_same,
                                        make_recording, delete_recording),
        cmocka_unit_test(one_path_leads_from_the_player_to_what_is_in_the_jack),
    };

    return cmocka_run_group_tests_name("tie", tests, NULL, NULL);
}
