/* SPDX-License-Identifier: MIT */

/* The parser of codec texts: every form that kernels and mail programs have given them. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helpers/recording.h"

#include "backends/alsa/hda-text.h"

#define HEAD                     \
    "Codec: Test Chip\n"         \
    "Address: 0\n"               \
    "AFG Function Id: 0x1\n"     \
    "Vendor Id: 0x10ec0269\n"    \
    "Subsystem Id: 0x12345678\n" \
    "Revision Id: 0x100004\n"    \
    "No Modem Function Group found\n"

#define MIXER "Node 0x0b [Audio Mixer] wcaps 0x20010b: Stereo Amp-In\n"
#define PIN   "Node 0x14 [Pin Complex] wcaps 0x400181: Stereo\n"
#define JACK  "  Pin Default 0x0221101f: [Jack] HP Out at Ext Front\n"

static struct jfi_hda_codec *parse_bytes(const char *bytes, size_t size)
{
    struct jfi_hda_fault fault = {.line = 0};
    struct jfi_hda_codec *codec;
    int status = jfi_hda_parse(bytes, size, &codec, &fault);

    if (status)
        fail_msg("line %zu: %s", fault.line, fault.what);
    return codec;
}

static struct jfi_hda_codec *parse(const char *text)
{
    return parse_bytes(text, strlen(text));
}

/* A text of which nothing may be skipped. */
static struct jfi_hda_codec *parse_clean(const char *text)
{
    struct jfi_hda_codec *codec = parse(text);

    if (codec->fault_count)
        fail_msg("line %zu: %s", codec->first_fault.line, codec->first_fault.what);
    assert_false(codec->is_cut_off);
    return codec;
}

static const struct jfi_hda_node *node_of(const struct jfi_hda_codec *codec, unsigned int nid)
{
    const struct jfi_hda_node *node = jfi_hda_find_node(codec, nid);

    assert_non_null(node);
    assert_int_equal(node->nid, nid);
    return node;
}

static void assert_list(const struct jfi_hda_list *list, const char *nids, size_t count,
                        int selected)
{
    assert_true(list->is_present);
    assert_int_equal(list->count, count);
    assert_memory_equal(list->nids, nids, count);
    assert_int_equal(list->selected, selected);
}

/* ---- what is read ---------------------------------------------------------------------------- */

static void the_head_is_read(void **state)
{
    struct jfi_hda_codec *codec =
        parse_clean(HEAD "Default PCM:\n    rates [0x560]: 44100\n"
                         "Default Amp-In caps: N/A\n"
                         "Default Amp-Out caps: ofs=0x57, nsteps=0x57, "
                         "stepsize=0x02, mute=0\n" MIXER "  Connection: 0\n");

    (void)state;
    assert_string_equal(codec->name, "Test Chip");
    assert_int_equal(codec->vendor_id, 0x10ec0269);
    assert_int_equal(codec->subsystem_id, 0x12345678);
    assert_int_equal(codec->revision_id, 0x100004);
    assert_false(codec->default_in.is_known);
    assert_true(codec->default_out.is_known);
    assert_int_equal(codec->default_out.offset, 0x57);
    assert_int_equal(codec->default_out.steps, 0x57);
    assert_int_equal(codec->default_out.step_size, 2);
    assert_false(codec->default_out.has_mute);
    jfi_hda_codec_free(codec);
}

static void a_mixer_is_read(void **state)
{
    struct jfi_hda_codec *codec = parse_clean(
        HEAD MIXER "  Control: name=\"Mic Playback \"loud\" Volume\", index=2, device=0\n"
                   "    ControlAmp: chs=3, dir=In, idx=1, ofs=63\n"
                   "  Control: name=\"Capture Source\", index=0, device=7\n"
                   "  Amp-In caps: ofs=0x17, nsteps=0x1f, stepsize=0x05, mute=1\n"
                   "  Amp-In vals:  [0x00 0x01] [0x80 0xffffffff]\n"
                   "  Connection: 2\n     0x02 0x18\n");
    const struct jfi_hda_node *node = node_of(codec, 0x0b);

    (void)state;
    assert_int_equal(node->type, JFI_HDA_MIXER);
    assert_int_equal(node->wcaps, 0x20010b);
    assert_int_equal(node->in.count, 2);
    assert_int_equal(node->in.values[0][0], 0);
    assert_int_equal(node->in.values[0][1], 1);
    assert_int_equal(node->in.values[1][0], 0x80);
    assert_int_equal(node->in.values[1][1], -1);
    assert_true(node->in.caps.has_mute);
    assert_list(&node->connections, "\x02\x18", 2, -1);
    assert_int_equal(node->control_count, 2);
    assert_string_equal(codec->controls[0].name, "Mic Playback \"loud\" Volume");
    assert_int_equal(codec->controls[0].index, 2);
    assert_true(codec->controls[0].has_amp);
    assert_false(codec->controls[0].amp_is_output);
    assert_int_equal(codec->controls[0].amp_index, 1);
    assert_int_equal(codec->controls[0].amp_offset, 63);
    assert_false(codec->controls[1].has_amp);
    assert_int_equal(codec->controls[0].device, 0);
    assert_int_equal(codec->controls[1].device, 7);
    jfi_hda_codec_free(codec);
}

static void a_pin_is_read(void **state)
{
    struct jfi_hda_codec *codec =
        parse_clean(HEAD PIN "  Pincap 0x0001003e: IN OUT HP EAPD Detect Trigger\n"
                             "  EAPD 0x2: EAPD\n" JACK "    Conn = 1/8, Color = Black\n"
                             "  Pin-ctls: 0xc0: OUT HP\n"
                             "  Power states:  D0 D3\n"
                             "  Power: setting=D0, actual=D3, Clock-stop-OK\n"
                             "  Connection: 2\n     0x0c 0x0d*\n"
                             "  In-driver Connection: 1\n     0x0c\n");
    const struct jfi_hda_node *node = node_of(codec, 0x14);

    (void)state;
    assert_int_equal(node->pin_caps, 0x1003e);
    assert_int_equal(node->pin_default, 0x0221101f);
    assert_int_equal(node->pin_control, 0xc0);
    assert_int_equal(node->eapd, 1);
    assert_string_equal(node->power.actual, "D3");
    assert_list(&node->connections, "\x0c\x0d", 2, 1);
    assert_list(&node->driver_connections, "\x0c", 1, -1);
    jfi_hda_codec_free(codec);
}

static void a_converter_names_its_pcm(void **state)
{
    struct jfi_hda_codec *codec =
        parse_clean(HEAD "Node 0x02 [Audio Output] wcaps 0x1d: Stereo Amp-Out\n"
                         "  Device: name=\"ALC269 Analog\", type=\"Audio\", device=3\n"
                         "  Amp-Out caps: N/A\n  Amp-Out vals:  [0x57 0x57]\n");
    const struct jfi_hda_node *node = node_of(codec, 2);

    (void)state;
    assert_string_equal(node->pcm_name, "ALC269 Analog");
    assert_int_equal(node->pcm, 3);
    assert_false(node->out.caps.is_known);
    assert_int_equal(node->out.values[0][1], 0x57);
    jfi_hda_codec_free(codec);
}

static void the_state_of_a_converter_is_read(void **state)
{
    struct jfi_hda_codec *codec = parse_clean(
        HEAD "Node 0x06 [Audio Output] wcaps 0x611: Stereo Digital\n"
             "  Converter: stream=5, channel=2\n  Digital: Enabled KAE\n  Digital category: 0x2\n"
             "  Power: setting=D0, actual=D3, Error, Clock-stop-OK, Setting-reset\n"
             "Node 0x07 [Audio Output] wcaps 0x611: Stereo Digital\n"
             "  Converter: stream=0, channel=0\n  Digital:\n"
             "Node 0x20 [Vendor Defined Widget] wcaps 0xf00040: Mono\n"
             "  Processing caps: benign=0, ncoeff=142\n");
    const struct jfi_hda_node *used = node_of(codec, 6), *unused = node_of(codec, 7);

    (void)state;
    assert_int_equal(used->stream, 5);
    assert_int_equal(used->channel, 2);
    assert_string_equal(used->digital, "Enabled KAE");
    assert_string_equal(used->power.setting, "D0");
    assert_string_equal(used->power.actual, "D3");
    assert_true(used->power.is_faulty);
    assert_true(used->power.is_reset);
    assert_int_equal(unused->stream, 0);
    assert_string_equal(unused->digital, "");
    assert_false(unused->power.is_faulty);
    assert_false(unused->power.is_reset);
    assert_int_equal(node_of(codec, 0x20)->coefficients, 142);
    assert_int_equal(node_of(codec, 0x20)->stream, -1);
    assert_null(node_of(codec, 0x20)->digital);
    assert_int_equal(used->coefficients, -1);
    jfi_hda_codec_free(codec);
}

static void power_before_the_nodes_is_the_codecs(void **state)
{
    struct jfi_hda_codec *codec =
        parse_clean(HEAD "State of AFG node 0x01:\n  Power: setting=D3, actual=D3\n" MIXER
                         "  Power: setting=UNKNOWN, actual=D0\n  Connection: 0\n");

    (void)state;
    assert_string_equal(codec->power.actual, "D3");
    assert_string_equal(node_of(codec, 0x0b)->power.actual, "D0");
    assert_null(node_of(codec, 0x0b)->power.setting);
    jfi_hda_codec_free(codec);
}

static void device_entries_of_a_display_pin_are_read(void **state)
{
    struct jfi_hda_codec *codec = parse_clean(
        HEAD PIN JACK "  Devices: 3\n"
                      "     Dev 00: PD = 1, ELDV = 1, IA = 0, Connections [ 0x04* 0x06 ]\n"
                      "    *Dev 01: PD = 0, ELDV = 0, IA = 0\n"
                      "     Dev 02: ELDV = 0\n"
                      "  Connection: 1\n     0x04\n");
    const struct jfi_hda_node *node = node_of(codec, 0x14);

    (void)state;
    assert_int_equal(node->device_count, 3);
    assert_int_equal(node->devices[0].present, 1);
    assert_int_equal(node->devices[1].number, 1);
    assert_int_equal(node->devices[1].present, 0);
    assert_int_equal(node->devices[2].present, -1);
    jfi_hda_codec_free(codec);
}

static void a_control_without_channels_has_no_amplifier(void **state)
{
    struct jfi_hda_codec *codec =
        parse_clean(HEAD MIXER "  Control: name=\"Mic Jack Mode\", index=0, device=0\n"
                               "    ControlAmp: chs=0, dir=In, idx=0, ofs=0\n  Connection: 0\n");

    (void)state;
    assert_false(codec->controls[0].has_amp);
    jfi_hda_codec_free(codec);
}

/* ---- forms of text --------------------------------------------------------------------------- */

/* All of these are one text: CRLF, quoted, padded, collapsed, trailing blanks, no last newline. */
static void every_layout_says_the_same(void **state)
{
    static const char *const layouts[] = {
        HEAD MIXER "  Amp-In vals:  [0x00 0x01] [0x80 0x81]\n  Connection: 2\n     0x02* 0x18\n",
        "Codec: Test Chip\r\nVendor Id: 0x10ec0269\r\nNode 0x0b [Audio Mixer] wcaps 0x20010b: "
        "Stereo"
        "\r\n  Amp-In vals:  [0x00 0x01] [0x80 0x81]\r\n  Connection: 2\r\n     0x02* 0x18\r\n",
        "> Codec: Test Chip\n> Vendor Id: 0x10ec0269\n> \n> > Node 0x0b [Audio Mixer] wcaps "
        "0x20010b: "
        "Stereo\n> >   Amp-In vals:  [0x00 0x01] [0x80 0x81]\n>>   Connection: 2\n>      0x02* "
        "0x18\n",
        "   Codec: Test Chip   \n   Vendor Id: 0x10ec0269  \n   Node 0x0b [Audio Mixer] wcaps "
        "0x20010b:"
        " Stereo  \n     Amp-In vals:  [0x00 0x01] [0x80 0x81]   \n     Connection: 2   \n"
        "        0x02* 0x18        \n",
        "Codec: Test Chip\nVendor Id: 0x10ec0269\nNode 0x0b [Audio Mixer] wcaps 0x20010b: Stereo\n"
        "Connection: 2\n0x02* 0x18\nAmp-In vals: [0x00 0x01] [0x80 0x81]",
        HEAD MIXER
        "  Amp-In vals:  [0x00 0x01]=\n [0x80\n0x81]\n  Connection: 2\n     0x02*\n0x18\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++) {
        struct jfi_hda_codec *codec = parse_clean(layouts[i]);
        const struct jfi_hda_node *node = node_of(codec, 0x0b);

        assert_string_equal(codec->name, "Test Chip");
        assert_int_equal(node->in.count, 2);
        assert_int_equal(node->in.values[1][0], 0x80);
        assert_int_equal(node->in.values[1][1], 0x81);
        assert_list(&node->connections, "\x02\x18", 2, 0);
        jfi_hda_codec_free(codec);
    }
}

static void values_without_brackets_are_of_one_amplifier(void **state)
{
    struct jfi_hda_codec *codec =
        parse_clean(HEAD MIXER "  Amp-In vals: 0x97 0x96\n  Connection: 0\n");
    const struct jfi_hda_node *node = node_of(codec, 0x0b);

    (void)state;
    assert_int_equal(node->in.count, 1);
    assert_int_equal(node->in.values[0][0], 0x97);
    assert_int_equal(node->in.values[0][1], 0x96);
    jfi_hda_codec_free(codec);
}

static void old_pin_capabilities_lose_their_prefix(void **state)
{
    static const struct {
        const char *line;
        uint32_t caps;
    } cases[] = {
        {"  Pincap 0x08373e: IN OUT HP Detect\n", 0x373e},
        {"  Pincap 0x083e: IN OUT\n", 0x3e},
        {"  Pincap 0x0820: IN\n", 0x20},
        {"  Pincap 0x080:\n", 0},
        {"  Pincap 0x081003c: IN OUT\n", 0x1003c},
        {"  Pincap 0x0000373e: IN\n", 0x373e},
        {"  Pincap 0x0b000094: OUT HBR\n", 0x0b000094},
    };
    char text[1024];

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct jfi_hda_codec *codec;

        (void)snprintf(text, sizeof(text), "%s%s%s%s  Connection: 0\n", HEAD, PIN, cases[i].line,
                       JACK);
        codec = parse_clean(text);
        assert_int_equal(node_of(codec, 0x14)->pin_caps, cases[i].caps);
        jfi_hda_codec_free(codec);
    }
}

static void an_old_pin_default_has_no_brackets(void **state)
{
    struct jfi_hda_codec *codec =
        parse_clean(HEAD PIN "  Pin Default 0x01014010: Line Out at Ext Rear\n  Connection: 0\n");

    (void)state;
    assert_int_equal(node_of(codec, 0x14)->pin_default, 0x01014010);
    jfi_hda_codec_free(codec);
}

static void a_modem_has_no_nodes(void **state)
{
    struct jfi_hda_codec *codec = parse_clean("Codec: Generic 11c1 Si3054\nAddress: 1\n"
                                              "Function Id: 0x2\nVendor Id: 0x11c11040\n"
                                              "Modem Function Group: 0x1\n");

    (void)state;
    assert_int_equal(codec->node_count, 0);
    jfi_hda_codec_free(codec);
}

static void a_dead_codec_has_no_nodes(void **state)
{
    struct jfi_hda_codec *codec =
        parse_clean(HEAD "Default PCM:\n    N/A\nState of AFG node 0x01:\n"
                         "  Power: setting=UNKNOWN, actual=UNKNOWN, Error\nInvalid AFG subtree\n");

    (void)state;
    assert_int_equal(codec->node_count, 0);
    assert_true(codec->is_dead);
    assert_null(codec->power.actual);
    assert_true(codec->power.is_faulty);
    jfi_hda_codec_free(codec);
}

static void widgets_of_unknown_type_are_read(void **state)
{
    struct jfi_hda_codec *codec =
        parse_clean(HEAD "Node 0x20 [UNKNOWN Widget] wcaps 0x900000: Mono\n"
                         "Node 0x21 [Vendor Defined Widget] wcaps 0xffffffff: 16-Channels\n"
                         "  Connection: 0\n");

    (void)state;
    assert_int_equal(node_of(codec, 0x20)->type, 9);
    assert_int_equal(node_of(codec, 0x21)->type, JFI_HDA_VENDOR);
    jfi_hda_codec_free(codec);
}

static void odd_lists_are_read_as_they_are(void **state)
{
    struct jfi_hda_codec *codec =
        parse_clean(HEAD MIXER "  Connection: 4\n     0x0b 0x7f 0x02 0x02\n");

    (void)state;
    assert_list(&node_of(codec, 0x0b)->connections, "\x0b\x7f\x02\x02", 4, -1);
    assert_null(jfi_hda_find_node(codec, 0x7f));
    assert_null(jfi_hda_find_node(codec, 0x1000));
    jfi_hda_codec_free(codec);
}

static void a_report_goes_on_behind_the_codec(void **state)
{
    struct jfi_hda_codec *codec =
        parse_clean(HEAD MIXER "  Connection: 0\n--endcollapse--\n\n"
                               "Node 0x14 [Pin Complex] wcaps 0x400181:\n");

    (void)state;
    assert_int_equal(codec->node_count, 1);
    jfi_hda_codec_free(codec);
}

/* ---- faults ---------------------------------------------------------------------------------- */

static void what_is_no_codec_text_is_refused_with_its_line(void **state)
{
    static const struct {
        const char *bytes;
        size_t size;
    } cases[] = {
        {"", 0},
        {"\n\n\n", 3},
        {"hello\nworld\n", 12},
        {"\x7f"
         "ELF\x02\x01\x01\0\0\0\0",
         11},
        {"[ { \"id\": 0 } ]", 15},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct jfi_hda_codec *codec = NULL;
        struct jfi_hda_fault fault = {.line = 0};

        assert_int_equal(jfi_hda_parse(cases[i].bytes, cases[i].size, &codec, &fault), -EBADMSG);
        assert_null(codec);
        assert_int_equal(fault.line, 1);
        assert_string_equal(fault.what, "not the text of an HDA codec");
    }
}

static void lines_that_cannot_be_read_are_skipped_and_counted(void **state)
{
    static const char *const lines[] = {
        "Node 0x100 [Audio Mixer] wcaps 0x20010b: Stereo\n",
        "Node 0x0b [Audio Mixer] wcaps 0x20010b: Stereo\n", /* a second time */
        "Node 0x0c [Audio Mixer]\n",
        "Node mixer\n",
        "  Control: name=Volume, index=0, device=0\n",
        "  Control: name=\"\", index=0, device=0\n",
        "  Amp-In caps: ofs=0x17, nsteps=, stepsize=0x05, mute=1\n",
        "  Amp-In caps: ofs=0x17, nsteps=0x1ff, stepsize=0x05, mute=1\n",
        "  Amp-In vals:  [0x00 0x00 0x00]\n",
        "  Amp-In vals:  [0x00 [0x00]\n",
        "  Amp-In vals:  loud\n",
        "  Connection: many\n",
        "  Connection: 129\n",
        "  Connection: 1\n     0x02 0x03\n",
        "  Connection: 1\n     0x2\n",
        "  Connection: 1\n     0x102\n",
        "  Connection: 3\n     0x02 0x03\n  Power: 0x0\n",
        "  Pin Default 0x21101f: [Jack]\n",
        "  Pincap IN OUT\n",
        "  Pin-ctls: OUT\n",
        "  EAPD: on\n",
        "  Dev first: PD = 1\n",
        "  Converter: stream=16, channel=0\n",
        "  Converter: stream=1\n",
        "  Processing caps: benign=0, ncoeff=256\n",
        "  Device: name=Audio\n",
        "Vendor Id: Realtek\n",
        "\x01\x02\x03\n",
        "Codec: Another Chip\n",
    };
    char text[1024];

    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct jfi_hda_codec *codec;

        (void)snprintf(text, sizeof(text), "%s%s  Connection: 1\n     0x02\n%s", HEAD, MIXER,
                       lines[i]);
        codec = parse(text);
        if (codec->fault_count != 1)
            fail_msg("%zu faults in %s", codec->fault_count, lines[i]);
        assert_true(codec->first_fault.line == 11 || codec->first_fault.line == 12 ||
                    codec->first_fault.line == 13);
        assert_int_equal(codec->node_count, 1);
        assert_string_equal(codec->name, "Test Chip");
        jfi_hda_codec_free(codec);
    }
}

/* The lines of a node that cannot be read are not taken for those of the one before. */
static void a_node_that_cannot_be_read_takes_its_lines_with_it(void **state)
{
    struct jfi_hda_codec *codec =
        parse(HEAD MIXER "  Connection: 1\n     0x02\nNode 0x0c [Audio Mixer] wcaps\n"
                         "  Connection: 2\n     0x03 0x04\n  Power: setting=D0, actual=D3\n"
                         "  Control: name=\"X Volume\", index=0, device=0\n"
                         "  Pincap 0x00000010: OUT\n");

    (void)state;
    assert_int_equal(codec->fault_count, 1);
    assert_int_equal(codec->control_count, 0);
    assert_list(&node_of(codec, 0x0b)->connections, "\x02", 1, -1);
    assert_null(node_of(codec, 0x0b)->power.actual);
    jfi_hda_codec_free(codec);
}

static void a_text_that_was_cut_says_so_and_where(void **state)
{
    static const struct {
        const char *text;
        size_t line;
    } cases[] = {
        {"Codec: Test Chip\nAddr", 2},
        {HEAD "Default PCM:\n    rates [0x560]: 44100\n", 9},
        {HEAD "Node 0x0b [Audio Mixer] wcaps 0x20", 8},
        {HEAD MIXER "  Amp-In va", 9},
        {HEAD MIXER "  Amp-In vals:  [0x00 0x", 9},
        {HEAD MIXER "  Amp-In vals:  [0x00 0x00]\n", 9},
        {HEAD MIXER "  Connection: 2\n     0x02 0x0", 10},
        {HEAD MIXER "  Connection: 2\n     0x02", 10},
        {HEAD MIXER "  Connection: 12\n", 9},
        {HEAD PIN "  Pincap 0x0000001c: OUT\n", 9},
        {HEAD PIN "  Pin Default 0x0221", 9},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct jfi_hda_codec *codec = parse(cases[i].text);

        if (!codec->is_cut_off || codec->first_fault.line != cases[i].line)
            fail_msg("case %zu: line %zu", i, codec->first_fault.line);
        assert_string_equal(codec->name, "Test Chip");
        jfi_hda_codec_free(codec);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_head_is_read),
        cmocka_unit_test(a_mixer_is_read),
        cmocka_unit_test(a_pin_is_read),
        cmocka_unit_test(a_converter_names_its_pcm),
        cmocka_unit_test(the_state_of_a_converter_is_read),
        cmocka_unit_test(power_before_the_nodes_is_the_codecs),
        cmocka_unit_test(device_entries_of_a_display_pin_are_read),
        cmocka_unit_test(a_control_without_channels_has_no_amplifier),
        cmocka_unit_test(every_layout_says_the_same),
        cmocka_unit_test(values_without_brackets_are_of_one_amplifier),
        cmocka_unit_test(old_pin_capabilities_lose_their_prefix),
        cmocka_unit_test(an_old_pin_default_has_no_brackets),
        cmocka_unit_test(a_modem_has_no_nodes),
        cmocka_unit_test(a_dead_codec_has_no_nodes),
        cmocka_unit_test(widgets_of_unknown_type_are_read),
        cmocka_unit_test(odd_lists_are_read_as_they_are),
        cmocka_unit_test(a_report_goes_on_behind_the_codec),
        cmocka_unit_test(what_is_no_codec_text_is_refused_with_its_line),
        cmocka_unit_test(lines_that_cannot_be_read_are_skipped_and_counted),
        cmocka_unit_test(a_node_that_cannot_be_read_takes_its_lines_with_it),
        cmocka_unit_test(a_text_that_was_cut_says_so_and_where),
    };

    return cmocka_run_group_tests_name("hda", tests, NULL, NULL);
}
