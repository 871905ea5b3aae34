/* SPDX-License-Identifier: MIT */

/* AC'97 codecs as devices: the diagram, less what a codec lacks, and what is chosen in it. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helpers/ac97.h"

static const char diagram[] = "AC'97 diagram";

/* ---- short ways to ask ----------------------------------------------------------------------- */

static void assert_way(const struct jf_context *context, const char *from, const char *to,
                       enum jf_link_state state)
{
    char source[64], sink[64];

    (void)snprintf(source, sizeof(source), CODEC "/%s", from);
    (void)snprintf(sink, sizeof(sink), CODEC "/%s", to);
    assert_link(context, source, sink, state, diagram);
}

static void assert_chain(const struct jf_context *context, const char *const *keys)
{
    for (; keys[1]; keys++)
        assert_way(context, keys[0], keys[1], JF_LINK_ALWAYS);
}

#define ASSERT_CHAIN(context, ...) assert_chain(context, (const char *const[]){__VA_ARGS__, NULL})

static bool has(const struct jf_context *context, const char *key)
{
    char id[64];

    (void)snprintf(id, sizeof(id), CODEC "/%s", key);
    return has_part(context, id);
}

/* ---- the diagram ----------------------------------------------------------------------------- */

static void a_codec_is_the_diagram_that_the_specification_fixes(void **state)
{
    struct jf_context *context = open_codec(BARE);
    struct jf_card card;

    (void)state;
    assert_string_equal(jf_device_get_name(device_of(context, CODEC)), "Test Chip rev 3");
    assert_int_equal(jf_device_get_card(device_of(context, CODEC), &card), 0);
    assert_int_equal(card.codec, 0);
    assert_int_equal(card.vendor_id, -1);
    ASSERT_CHAIN(context, "pc-beep", "beep-volume", "beep-mute", "input-mix");
    ASSERT_CHAIN(context, "phone", "phone-volume", "phone-mute", "input-mix");
    ASSERT_CHAIN(context, "mic-select", "mic-boost", "mic-volume", "mic-mute", "input-mix");
    ASSERT_CHAIN(context, "line", "line-volume", "line-mute", "input-mix");
    ASSERT_CHAIN(context, "cd", "cd-volume", "cd-mute", "input-mix");
    ASSERT_CHAIN(context, "video", "video-volume", "video-mute", "input-mix");
    ASSERT_CHAIN(context, "aux", "aux-volume", "aux-mute", "input-mix");
    ASSERT_CHAIN(context, "pcm-out", "dac", "pcm-volume", "pcm-mute", "pcm-path");
    ASSERT_CHAIN(context, "input-mix", "output-mix", "master-volume", "master-mute", "line-out");
    ASSERT_CHAIN(context, "output-mix", "mono-mix");
    ASSERT_CHAIN(context, "mono-select", "mono-volume", "mono-mute", "mono-out");
    ASSERT_CHAIN(context, "record-select", "record-volume", "record-mute", "adc", "pcm-in");
    assert_int_equal(jf_device_get_part_count(device_of(context, CODEC)), 44);
    jf_context_unref(context);
}

static void what_a_codec_lacks_is_left_out(void **state)
{
    static const char *const optional[] = {"headphone-out",
                                           "headphone-volume",
                                           "surround-dac",
                                           "surround-out",
                                           "center-dac",
                                           "lfe-dac",
                                           "lfe-mute",
                                           "spdif",
                                           "spdif-out",
                                           "spdif-pcm",
                                           "3d",
                                           "simulated-stereo",
                                           "tone",
                                           "loudness",
                                           "mic-adc",
                                           "mic-in",
                                           "mic-record-volume"};
    struct jf_context *context = open_codec(BARE);

    (void)state;
    for (size_t i = 0; i < sizeof(optional) / sizeof(optional[0]); i++) {
        if (has(context, optional[i]))
            fail_msg("%s is there", optional[i]);
    }
    jf_context_unref(context);
    context = open_codec(FULL);
    for (size_t i = 0; i < sizeof(optional) / sizeof(optional[0]); i++) {
        if (!has(context, optional[i]))
            fail_msg("%s is not there", optional[i]);
    }
    jf_context_unref(context);
}

static void what_a_codec_has_besides_is_in_its_place(void **state)
{
    struct jf_context *context = open_codec(FULL);

    (void)state;
    ASSERT_CHAIN(context, "input-mix", "simulated-stereo", "3d", "output-mix", "tone", "loudness",
                 "master-volume");
    ASSERT_CHAIN(context, "loudness", "headphone-volume", "headphone-mute", "headphone-out");
    ASSERT_CHAIN(context, "loudness", "mono-mix");
    ASSERT_CHAIN(context, "mic-boost", "mic-record-volume", "mic-record-mute", "mic-adc", "mic-in");
    ASSERT_CHAIN(context, "pcm-out", "surround-dac", "surround-volume", "surround-mute",
                 "surround-out");
    ASSERT_CHAIN(context, "pcm-out", "center-dac", "center-volume", "center-mute", "center-out");
    ASSERT_CHAIN(context, "pcm-out", "lfe-dac", "lfe-volume", "lfe-mute", "lfe-out");
    ASSERT_CHAIN(context, "spdif", "spdif-out");
    assert_null(find_link(context, CODEC "/output-mix", CODEC "/master-volume"));
    assert_way(context, "loudness", "record-select", JF_LINK_UNKNOWN);
    assert_string_equal(jf_device_get_property(device_of(context, CODEC), "ac97.3d"),
                        "SRS 3D Stereo Enhancement");
    jf_context_unref(context);
}

static void where_pins_lead_is_known_of_none(void **state)
{
    static const struct {
        const char *id;
        enum jf_part_type type;
        uint32_t local_id;
    } pins[] = {
        {CODEC "/pc-beep", JF_TYPE_UNKNOWN, 1},
        {CODEC "/phone", JF_TYPE_UNKNOWN, 2},
        {CODEC "/mic1", JF_TYPE_PHYSICAL_EXTERNAL, 3},
        {CODEC "/line", JF_TYPE_PHYSICAL_EXTERNAL, 5},
        {CODEC "/cd", JF_TYPE_UNKNOWN, 6},
        {CODEC "/line-out", JF_TYPE_PHYSICAL_EXTERNAL, 9},
        {CODEC "/mono-out", JF_TYPE_UNKNOWN, 11},
        {CODEC "/pcm-out", JF_TYPE_SOFTWARE_IO, 16},
    };
    struct jf_context *context = open_codec(BARE);

    (void)state;
    for (size_t i = 0; i < sizeof(pins) / sizeof(pins[0]); i++)
        assert_part(context, pins[i].id, pins[i].type, -1, pins[i].local_id);
    assert_presence(jack_of(context, CODEC "/mic1", 0), JF_PRESENCE_UNKNOWN, NULL);
    assert_null(jf_jack_get_location(jack_of(context, CODEC "/line-out", 0)));
    assert_int_equal(jf_graph_get_connection_count(jf_context_get_graph(context)), 0);
    jf_context_unref(context);
}

static void a_function_table_tells_which_pins_are_wired(void **state)
{
    struct jf_context *context =
        open_codec(BARE "Master Out       :   0.0 dBV    -       0/fs         Rear I/O Panel\n"
                        "Mic 1            :   0.0 dBV    -       0/fs         Front Panel\n"
                        "CD In            :   0.0 dBV    -       0/fs         Motherboard\n"
                        "Video In         :   0.0 dBV    -       0/fs         NC/unused\n");
    const struct jf_connection *connection;
    const struct jf_graph *graph = jf_context_get_graph(context);

    (void)state;
    assert_string_equal(jf_jack_get_location(jack_of(context, CODEC "/line-out", 0)), "rear panel");
    assert_part(context, CODEC "/cd", JF_TYPE_PHYSICAL_INTERNAL, -1, 6);
    assert_false(has(context, "video"));
    assert_true(has(context, "video-volume"));
    assert_null(find_link(context, CODEC "/input-mix", CODEC "/video-volume"));
    assert_string_equal(jf_device_get_name(device_of(context, "endpoint:card0:0:line-out")),
                        "Line Out (rear panel)");
    assert_true(has_device(context, "endpoint:card0:0:mic1"));
    assert_true(has_device(context, "endpoint:card0:0:cd"));
    assert_false(has_device(context, "endpoint:card0:0:line"));
    assert_int_equal(jf_graph_get_connection_count(graph), 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(jf_graph_get_connection(graph, i, &connection), 0);
        assert_int_equal(jf_connection_get_permanence(connection), JF_PERMANENCE_PHYSICAL);
        assert_string_equal(jf_connection_get_evidence(connection), "AC'97 function table");
    }
    jf_context_unref(context);
}

static void a_modem_is_no_device(void **state)
{
    struct jf_context *context = open_codec("1-1/0: A Modem\n\nExtended modem ID: codec=1 LIN1\n");

    (void)state;
    assert_int_equal(jf_graph_get_device_count(jf_context_get_graph(context)), 0);
    jf_context_unref(context);
}

/* ---- choices --------------------------------------------------------------------------------- */

static void the_setup_says_what_is_chosen(void **state)
{
    struct jf_context *context =
        open_codec(BARE "Current setup\nPOP path         : post 3D\nMono output      : Mic\n"
                        "Mic select       : Mic2\n");

    (void)state;
    assert_way(context, "mic1", "mic-select", JF_LINK_UNSELECTED);
    assert_way(context, "mic2", "mic-select", JF_LINK_SELECTED);
    assert_way(context, "pcm-path", "input-mix", JF_LINK_UNSELECTED);
    assert_way(context, "pcm-path", "output-mix", JF_LINK_SELECTED);
    assert_way(context, "mono-mix", "mono-select", JF_LINK_UNSELECTED);
    assert_way(context, "mic-boost", "mono-select", JF_LINK_SELECTED);
    jf_context_unref(context);
}

static void a_choice_that_is_not_told_is_unknown(void **state)
{
    static const char *const sources[] = {"mic-boost", "cd",         "video",    "aux",
                                          "line",      "output-mix", "mono-mix", "phone"};
    struct jf_context *context = open_codec(BARE);

    (void)state;
    for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++)
        assert_way(context, sources[i], "record-select", JF_LINK_UNKNOWN);
    assert_way(context, "mic1", "mic-select", JF_LINK_UNKNOWN);
    assert_way(context, "pcm-path", "input-mix", JF_LINK_UNKNOWN);
    jf_context_unref(context);
}

static void registers_tell_the_source_that_is_recorded(void **state)
{
    struct jf_context *context;
    const struct jf_control *control;

    (void)state;
    recording_write(&recorded, TEXT "+regs", "0:1a = 0405\n");
    context = open_codec(BARE);
    assert_way(context, "line", "record-select", JF_LINK_SELECTED);
    assert_way(context, "output-mix", "record-select", JF_LINK_SELECTED);
    assert_way(context, "cd", "record-select", JF_LINK_UNSELECTED);
    control = control_of(context, CODEC "/record-select", "Register 0x1a");
    assert_int_equal(jf_control_get_kind(control), JF_CONTROL_SELECTOR);
    assert_int_equal(jf_control_get_item_count(control), 8);
    assert_int_equal(value_of(control, 0), 5);
    assert_int_equal(value_of(control, 1), 39);
    assert_false(jf_control_is_writable(control));
    assert_string_equal(jf_control_get_evidence(control), "registers");
    jf_context_unref(context);
}

static void the_transmitter_listens_to_the_slots_that_are_told(void **state)
{
    static const struct {
        const char *slots;
        enum jf_link_state stereo, own;
    } cases[] = {{"SPDIF=3/4", JF_LINK_SELECTED, JF_LINK_UNSELECTED},
                 {"SPDIF=10/11", JF_LINK_UNSELECTED, JF_LINK_SELECTED},
                 {"SPDIF=7/8", JF_LINK_UNKNOWN, JF_LINK_UNKNOWN},
                 {"", JF_LINK_UNKNOWN, JF_LINK_UNKNOWN}};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct jf_context *context;
        char text[1024];

        (void)snprintf(text, sizeof(text), FULL "Extended status  : %s\n", cases[i].slots);
        context = open_codec(text);
        assert_way(context, "pcm-out", "spdif", cases[i].stereo);
        assert_way(context, "spdif-pcm", "spdif", cases[i].own);
        jf_context_unref(context);
    }
}

/* ---- files ----------------------------------------------------------------------------------- */

static void every_codec_of_every_bus_is_found(void **state)
{
    struct jf_context *context;

    (void)state;
    recording_write(&recorded, TEXT, BARE);
    recording_write(&recorded, DIRECTORY "ac97#2-1", "2-1/0: Second\n\nCapabilities     :\n");
    recording_write(&recorded, DIRECTORY "mc97#1-2", "1-2/0: Modem\n\nExtended modem ID: LIN1\n");
    recording_write(&recorded, DIRECTORY "ac97#3-1", "3-1/0: Twin\n\nCapabilities     :\n");
    recording_write(&recorded, DIRECTORY "ac97#x-0", "nothing\n");
    recording_write(&recorded, DIRECTORY "ac97#0-99", "nothing\n");
    recording_write(&recorded, "proc/asound/card0/codec97#1/ac97#0-0",
                    "0-0/0: Other Bus\n\nCapabilities     :\n");
    recording_write(&recorded, "proc/asound/card0/codec97#99/ac97#0-0", "nothing\n");
    context = open_sound(recorded.root);
    assert_string_equal(jf_device_get_name(device_of(context, "ac97:card0:0")), "Test Chip rev 3");
    assert_string_equal(jf_device_get_name(device_of(context, "ac97:card0:1")), "Second");
    assert_string_equal(jf_device_get_name(device_of(context, "ac97:card0:16")), "Other Bus");
    assert_int_equal(jf_graph_get_device_count(jf_context_get_graph(context)), 3);
    jf_context_unref(context);
}

static void assert_logged(const char *line, const char *device)
{
    struct jf_context *context;
    struct log_lines log;

    assert_int_equal(open_recorded(recorded.root, &context, &log), 0);
    assert_int_equal(log.count, 1);
    if (!strstr(log.text, line))
        fail_msg("no '%s' in '%s'", line, log.text);
    assert_true(has_device(context, device));
    jf_context_unref(context);
}

static void a_bad_file_is_named_with_its_line(void **state)
{
    (void)state;
    recording_write(&recorded, "proc/asound/card0/id", "Test\n");
    recording_write(&recorded, TEXT, "nonsense\n");
    assert_logged(TEXT ":1: not the text of an AC'97 codec", "card:Test");
    recording_write(&recorded, TEXT, BARE "Mic select       : Mic3\n");
    assert_logged(TEXT ":5: neither of the positions that the setting has (lines skipped: 1)",
                  "ac97:Test:0");
    recording_write(&recorded, TEXT, BARE);
    recording_pipe(&recorded, TEXT "+regs");
    assert_logged(TEXT "+regs: not a regular file", "ac97:Test:0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_RECORDING(a_codec_is_the_diagram_that_the_specification_fixes),
        IN_RECORDING(what_a_codec_lacks_is_left_out),
        IN_RECORDING(what_a_codec_has_besides_is_in_its_place),
        IN_RECORDING(where_pins_lead_is_known_of_none),
        IN_RECORDING(a_function_table_tells_which_pins_are_wired),
        IN_RECORDING(a_modem_is_no_device),
        IN_RECORDING(the_setup_says_what_is_chosen),
        IN_RECORDING(a_choice_that_is_not_told_is_unknown),
        IN_RECORDING(registers_tell_the_source_that_is_recorded),
        IN_RECORDING(the_transmitter_listens_to_the_slots_that_are_told),
        IN_RECORDING(every_codec_of_every_bus_is_found),
        IN_RECORDING(a_bad_file_is_named_with_its_line),
    };

    return cmocka_run_group_tests_name("ac97-map", tests, NULL, NULL);
}
