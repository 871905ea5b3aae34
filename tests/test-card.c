/* SPDX-License-Identifier: MIT */

/*
 * The card as a whole: cards of which nobody tells the inside, what is left of those whose codecs
 * are known.
 */

#include <stdio.h>
#include <string.h>

#include "helpers/plain-card.h"

/* ---- plain cards ----------------------------------------------------------------------------- */

static void a_plain_card_is_one_opaque_part_between_its_pcms(void **state)
{
    struct jf_context *context;
    struct jf_card card;
    const struct jf_device *device;

    (void)state;
    begin_card();
    add_pcm("pcm0p");
    add_pcm("pcm0c");
    add_pcm("pcm12p");
    context = open_card();
    device = device_of(context, CARD);
    assert_string_equal(jf_device_get_name(device), "Short Name");
    assert_string_equal(jf_device_get_property(device, "alsa.long-name"),
                        "Long Name at 0xf000 irq 34");
    assert_string_equal(jf_device_get_property(device, "alsa.driver"), "Driver");
    assert_int_equal(jf_device_get_card(device, &card), 0);
    assert_string_equal(card.id, "Test");
    assert_int_equal(card.codec, -1);
    assert_int_equal(jf_device_get_part_count(device), 4);
    assert_part(context, CARD "/inside", JF_TYPE_OPAQUE, -1, 1);
    assert_string_equal(jf_part_get_property(part_of(context, CARD "/inside"), "inferred"), "true");
    assert_part(context, CARD "/pcm0p", JF_TYPE_SOFTWARE_IO, -1, 0x100);
    assert_part(context, CARD "/pcm0c", JF_TYPE_SOFTWARE_IO, -1, 0x101);
    assert_string_equal(jf_part_get_property(part_of(context, CARD "/pcm12p"), "alsa.pcm.device"),
                        "12");
    assert_link(context, CARD "/pcm0p", CARD "/inside", JF_LINK_UNKNOWN, "inferred");
    assert_link(context, CARD "/pcm12p", CARD "/inside", JF_LINK_UNKNOWN, "inferred");
    assert_link(context, CARD "/inside", CARD "/pcm0c", JF_LINK_UNKNOWN, "inferred");
    jf_context_unref(context);
}

static void all_controls_of_a_plain_card_are_inside_it(void **state)
{
    struct jf_context *context;
    const struct jf_control *control;

    (void)state;
    begin_card();
    add_switch("iface MIXER\n", "Master Playback Switch", "true", "read write");
    add_switch("iface MIXER\nindex 1\n", "Master Playback Switch", "false", "read write");
    add_switch("iface CARD\n", "Mic +5V bias", "false", "read write");
    context = open_card();
    assert_int_equal(count_controls(context, CARD "/inside"), 3);
    control = control_of(context, CARD "/inside", "Master Playback Switch");
    assert_string_equal(jf_control_get_evidence(control), "card");
    assert_int_equal(jf_control_get_kind(control), JF_CONTROL_BOOLEAN);
    jf_context_unref(context);
}

/* A number without a scale is no level, and where its name calls it one, that is said. */
static void a_volume_without_a_scale_says_so(void **state)
{
    struct jf_context *context;
    const struct jf_control *control;

    (void)state;
    begin_card();
    add_volume("Master Playback Volume");
    add_volume("Headroom");
    context = open_card();
    control = control_of(context, CARD "/inside", "Master Playback Volume");
    assert_int_equal(jf_control_get_kind(control), JF_CONTROL_INTEGER);
    assert_int_equal(value_of(control, 1), 4);
    assert_string_equal(jf_control_get_remark(control), "no dB scale");
    assert_null(jf_control_get_remark(control_of(context, CARD "/inside", "Headroom")));
    jf_context_unref(context);
}

/* Findings that blame the control, of the trace from one part to another. */
static size_t count_blames(const struct jf_context *context, const char *from, const char *to,
                           const char *control)
{
    const struct jf_part *start = part_of(context, from), *goal = part_of(context, to);
    const struct jf_finding *finding;
    struct jf_trace *trace = NULL;
    size_t count = 0;

    assert_int_equal(jf_trace_find(jf_context_get_graph(context), &start, 1, &goal, 1, &trace), 0);
    for (size_t i = 0; jf_trace_get_finding(trace, i, &finding) == 0; i++) {
        count += strstr(jf_finding_get_proof(finding), control) != NULL;
        assert_false(jf_finding_is_certain(finding));
    }
    jf_trace_free(trace);
    return count;
}

/* Which signals they act on is not told, only which way their names do not speak of. */
static void a_switch_of_a_plain_card_that_is_off_may_be_why_there_is_silence(void **state)
{
    struct jf_context *context;

    (void)state;
    begin_card();
    add_pcm("pcm0p");
    add_pcm("pcm0c");
    add_jack("Headphone Jack", "true");
    add_jack("Mic Jack", "true");
    add_switch("iface MIXER\n", "Master Playback Switch", "false", "read write");
    add_switch("iface MIXER\n", "Mic Capture Switch", "false", "read write");
    add_switch("iface MIXER\n", "Line Playback Switch", "true", "read write");
    add_switch("iface MIXER\n", "Mic Boost", "false", "read write");
    context = open_card();
    assert_int_equal(count_blames(context, CARD "/pcm0p", CARD "/jack:Headphone", "Master"), 1);
    assert_int_equal(count_blames(context, CARD "/pcm0p", CARD "/jack:Headphone", "Mic"), 0);
    assert_int_equal(count_blames(context, CARD "/pcm0p", CARD "/jack:Headphone", "Line"), 0);
    assert_int_equal(count_blames(context, CARD "/jack:Mic", CARD "/pcm0c", "Mic Capture"), 1);
    assert_int_equal(count_blames(context, CARD "/jack:Mic", CARD "/pcm0c", "Master"), 0);
    assert_int_equal(count_blames(context, CARD "/jack:Mic", CARD "/pcm0c", "Boost"), 0);
    jf_context_unref(context);
}

/* The card of a virtual machine is where its PCI function is, whichever number virtio gives it. */
static void a_virtio_card_is_a_plain_one_at_its_place(void **state)
{
    struct jf_context *context;

    (void)state;
    recording_write(&recorded, "proc/asound/cards",
                    " 0 [SoundCard      ]: virtio_snd - VirtIO SoundCard\n"
                    "                      VirtIO SoundCard at pci/0000:00:05.0/virtio2\n");
    recording_write(&recorded, "proc/asound/card0/id", "SoundCard\n");
    recording_link(&recorded, "sys/class/sound/card0",
                   "../../devices/pci0000:00/0000:00:05.0/virtio2/sound/card0");
    add_pcm("pcm0p");
    add_pcm("pcm0c");
    context = open_sound(recorded.root);
    assert_part(context, "card:pci-0000:00:05.0/inside", JF_TYPE_OPAQUE, -1, 1);
    assert_string_equal(
        jf_part_get_property(part_of(context, "card:pci-0000:00:05.0/inside"), "inferred"), "true");
    assert_link(context, "card:pci-0000:00:05.0/pcm0p", "card:pci-0000:00:05.0/inside",
                JF_LINK_UNKNOWN, "inferred");
    jf_context_unref(context);
}

static void jacks_of_a_plain_card_are_its_sockets(void **state)
{
    struct jf_context *context;
    const struct jf_connection *connection;
    const struct jf_graph *graph;

    (void)state;
    begin_card();
    add_jack("Headphone Jack", "true");
    add_jack("Mic Jack", "false");
    context = open_card();
    assert_part(context, CARD "/jack:Headphone", JF_TYPE_PHYSICAL_EXTERNAL, -1, 0x10000);
    assert_presence(jack_of(context, CARD "/jack:Headphone", 0), JF_PRESENCE_PLUGGED,
                    "Headphone Jack");
    assert_presence(jack_of(context, CARD "/jack:Mic", 0), JF_PRESENCE_UNPLUGGED, "Mic Jack");
    assert_link(context, CARD "/inside", CARD "/jack:Headphone", JF_LINK_UNKNOWN, "inferred");
    assert_link(context, CARD "/jack:Mic", CARD "/inside", JF_LINK_UNKNOWN, "inferred");
    assert_string_equal(
        jf_control_get_evidence(control_of(context, CARD "/jack:Headphone", "Headphone Jack")),
        "jack");
    assert_int_equal(count_controls(context, CARD "/inside"), 0);
    assert_int_equal(jf_device_get_state(device_of(context, "endpoint:Test:jack:Headphone")),
                     JF_STATE_ACTIVE);
    assert_int_equal(jf_device_get_state(device_of(context, "endpoint:Test:jack:Mic")),
                     JF_STATE_UNPLUGGED);
    graph = jf_context_get_graph(context);
    assert_int_equal(jf_graph_get_connection_count(graph), 2);
    assert_int_equal(jf_graph_get_connection(graph, 0, &connection), 0);
    assert_string_equal(jf_connection_get_id(connection),
                        CARD "/jack:Headphone~endpoint:Test:jack:Headphone/connector");
    assert_int_equal(jf_connection_get_permanence(connection), JF_PERMANENCE_PHYSICAL);
    assert_string_equal(jf_connection_get_evidence(connection), "jack");
    jf_context_unref(context);
}

static void the_name_of_a_jack_tells_the_way_of_the_signal(void **state)
{
    static const struct {
        const char *name, *out, *in; /* keys, or NULL */
    } cases[] = {
        {"Line Out Jack", CARD "/jack:Line%20Out", NULL},
        {"Line Jack", NULL, CARD "/jack:Line"},
        {"Front Headphone Jack", CARD "/jack:Front%20Headphone", NULL},
        {"Rear Mic Jack", NULL, CARD "/jack:Rear%20Mic"},
        {"HDMI/DP,pcm=3 Jack", CARD "/jack:HDMI%2FDP,pcm=3", NULL},
        {"SPDIF Jack", CARD "/jack:SPDIF", NULL},
        {"SPDIF In Jack", NULL, CARD "/jack:SPDIF%20In"},
        {"Headset Mic Jack", NULL, CARD "/jack:Headset%20Mic"},
        {"Headset Jack", CARD "/jack:Headset:out", CARD "/jack:Headset:in"},
        {"Headphone Mic Jack", CARD "/jack:Headphone%20Mic:out", CARD "/jack:Headphone%20Mic:in"},
        {"Unheard Of Jack", CARD "/jack:Unheard%20Of:out", CARD "/jack:Unheard%20Of:in"},
    };
    struct jf_context *context;
    size_t expected = 0;

    (void)state;
    begin_card();
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        add_jack(cases[i].name, "true");
    context = open_card();
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        if (cases[i].out)
            assert_non_null(find_link(context, CARD "/inside", cases[i].out));
        if (cases[i].in)
            assert_non_null(find_link(context, cases[i].in, CARD "/inside"));
        expected += (cases[i].out != NULL) + (cases[i].in != NULL);
    }
    assert_int_equal(jf_device_get_connector_count(device_of(context, CARD)), expected);
    jf_context_unref(context);
}

/* Phantom jacks always say yes, and a switch may be named after a jack. */
static void what_does_not_sense_a_plug_is_no_jack(void **state)
{
    struct jf_context *context;

    (void)state;
    begin_card();
    add_jack("Speaker Phantom Jack", "true");
    add_switch("iface CARD\n", "PCM 0 Output also on Line-In Jack", "false", "read write");
    context = open_card();
    assert_int_equal(jf_device_get_connector_count(device_of(context, CARD)), 0);
    assert_int_equal(count_controls(context, CARD "/inside"), 2);
    jf_context_unref(context);
}

static void jacks_of_one_name_are_told_apart_by_their_index(void **state)
{
    struct jf_context *context;

    (void)state;
    begin_card();
    add_jack("Mic Jack", "true");
    add_switch("iface CARD\nindex 1\n", "Mic Jack", "false", "read");
    add_switch("iface CARD\ndevice 1\n", "Mic Jack", "false", "read");
    context = open_card();
    assert_presence(jack_of(context, CARD "/jack:Mic", 0), JF_PRESENCE_PLUGGED, "Mic Jack");
    assert_presence(jack_of(context, CARD "/jack:Mic%202", 0), JF_PRESENCE_UNPLUGGED, "Mic Jack");
    assert_int_equal(jf_device_get_connector_count(device_of(context, CARD)), 2);
    assert_int_equal(count_controls(context, CARD "/inside"), 1);
    jf_context_unref(context);
}

static void an_element_of_a_pcm_is_at_its_pcm(void **state)
{
    struct jf_context *context;
    const struct jf_control *control;

    (void)state;
    begin_card();
    add_pcm("pcm0p");
    add_pcm("pcm0c");
    add_pcm("pcm1c");
    add_switch("iface PCM\n", "Playback Thing", "true", "read");
    add_switch("iface PCM\n", "Capture Thing", "true", "read");
    add_switch("iface PCM\ndevice 1\n", "Playback Thing", "true", "read");
    add_switch("iface PCM\nsubdevice 3\n", "Playback Thing", "true", "read");
    add_switch("iface PCM\nsubdevice 3\n", "Other Thing", "true", "read");
    add_switch("iface PCM\ndevice 7\n", "Playback Thing", "true", "read");
    context = open_card();
    control = control_of(context, CARD "/pcm0p", "Playback Thing");
    assert_string_equal(jf_control_get_evidence(control), "PCM device");
    assert_int_equal(count_controls(context, CARD "/pcm0p"), 1);
    assert_int_equal(count_controls(context, CARD "/pcm0c"), 1);
    assert_int_equal(count_controls(context, CARD "/pcm1c"), 1);
    assert_int_equal(count_controls(context, CARD "/pcm0:3"), 2);
    assert_int_equal(count_controls(context, CARD "/pcm7"), 1);
    assert_string_equal(jf_part_get_property(part_of(context, CARD "/pcm7"), "alsa.pcm.device"),
                        "7");
    assert_int_equal(count_controls(context, CARD "/inside"), 0);
    jf_context_unref(context);
}

static void a_flood_of_substreams_stays_bounded(void **state)
{
    struct jf_context *context;

    (void)state;
    begin_card();
    for (int i = 1; i <= 300; i++) {
        char where[48];

        (void)snprintf(where, sizeof(where), "iface PCM\nsubdevice %d\n", i);
        add_switch(where, "Thing", "true", "read");
    }
    context = open_card();
    assert_int_equal(jf_device_get_part_count(device_of(context, CARD)), 1 + 256);
    assert_int_equal(count_controls(context, CARD "/inside"), 300 - 256);
    jf_context_unref(context);
}

static void a_card_of_which_only_the_number_is_known_is_named_by_it(void **state)
{
    struct jf_context *context;

    (void)state;
    add_pcm("pcm0p");
    context = open_sound(recorded.root);
    assert_null(jf_device_get_name(device_of(context, "card:card0")));
    jf_context_unref(context);
}

/* ---- cards with codecs ----------------------------------------------------------------------- */

static void what_no_codec_accounts_for_is_left_with_the_card(void **state)
{
    struct jf_context *context;

    (void)state;
    begin_card();
    recording_write(&recorded, "proc/asound/card0/codec#0", CODEC);
    add_pcm("pcm0p");
    add_pcm("pcm7c");
    add_switch("iface MIXER\n", "Told Switch", "true", "read write");
    add_switch("iface MIXER\n", "Untold Invention", "true", "read write");
    add_switch("iface PCM\n\t\tdevice 5\n", "Playback Invention", "true", "read");
    context = open_card();
    assert_true(has_device(context, "hda:Test:0"));
    assert_int_equal(count_controls(context, CARD "/inside"), 1);
    assert_string_equal(
        jf_control_get_evidence(control_of(context, CARD "/inside", "Untold Invention")), "untied");
    assert_false(has_part(context, CARD "/pcm0p"));
    (void)control_of(context, CARD "/pcm5", "Playback Invention");
    assert_true(has_part(context, CARD "/pcm7c"));
    assert_int_equal(jf_device_get_link_count(device_of(context, CARD)), 0);
    assert_null(jf_part_get_property(part_of(context, CARD "/inside"), "inferred"));
    jf_context_unref(context);
}

static void a_card_of_which_nothing_is_left_is_no_device(void **state)
{
    struct jf_context *context;

    (void)state;
    begin_card();
    recording_write(&recorded, "proc/asound/card0/codec#0", CODEC);
    add_pcm("pcm0p");
    add_switch("iface MIXER\n", "Told Switch", "true", "read write");
    context = open_card();
    assert_false(has_device(context, CARD));
    assert_int_equal(jf_graph_get_device_count(jf_context_get_graph(context)), 1);
    jf_context_unref(context);
}

static void a_card_whose_codec_is_a_modem_is_a_plain_one(void **state)
{
    struct jf_context *context;

    (void)state;
    begin_card();
    recording_write(&recorded, "proc/asound/card0/codec#1",
                    "Codec: A Modem\nVendor Id: 0x11c11040\nModem Function Group: 0x1\n");
    add_pcm("pcm6p");
    context = open_card();
    assert_link(context, CARD "/pcm6p", CARD "/inside", JF_LINK_UNKNOWN, "inferred");
    jf_context_unref(context);
}

static void cards_do_not_mix(void **state)
{
    struct jf_context *context;

    (void)state;
    begin_card();
    recording_write(&recorded, "proc/asound/card0/codec#0", CODEC);
    recording_write(&recorded, "proc/asound/card1/id", "Other\n");
    recording_write(&recorded, "proc/asound/card1/pcm0p/info", "name: Other PCM\n");
    add_switch("iface MIXER\n", "Told Switch", "true", "read write");
    context = open_card();
    assert_false(has_device(context, CARD));
    assert_true(has_part(context, "card:Other/pcm0p"));
    jf_context_unref(context);
}

#define IN_RECORDING(test) cmocka_unit_test_setup_teardown(test, make_recording, delete_recording)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_RECORDING(a_plain_card_is_one_opaque_part_between_its_pcms),
        IN_RECORDING(all_controls_of_a_plain_card_are_inside_it),
        IN_RECORDING(a_volume_without_a_scale_says_so),
        IN_RECORDING(a_switch_of_a_plain_card_that_is_off_may_be_why_there_is_silence),
        IN_RECORDING(a_virtio_card_is_a_plain_one_at_its_place),
        IN_RECORDING(jacks_of_a_plain_card_are_its_sockets),
        IN_RECORDING(the_name_of_a_jack_tells_the_way_of_the_signal),
        IN_RECORDING(what_does_not_sense_a_plug_is_no_jack),
        IN_RECORDING(jacks_of_one_name_are_told_apart_by_their_index),
        IN_RECORDING(an_element_of_a_pcm_is_at_its_pcm),
        IN_RECORDING(a_flood_of_substreams_stays_bounded),
        IN_RECORDING(a_card_of_which_only_the_number_is_known_is_named_by_it),
        IN_RECORDING(what_no_codec_accounts_for_is_left_with_the_card),
        IN_RECORDING(a_card_of_which_nothing_is_left_is_no_device),
        IN_RECORDING(a_card_whose_codec_is_a_modem_is_a_plain_one),
        IN_RECORDING(cards_do_not_mix),
    };

    return cmocka_run_group_tests_name("card", tests, NULL, NULL);
}
