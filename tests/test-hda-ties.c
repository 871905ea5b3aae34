/* SPDX-License-Identifier: MIT */

/* Elements that no text lists: which are tied to a part, by what, and which are left alone. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helpers/claims.h"
#include "helpers/questions.h"
#include "helpers/recording.h"

#define CODEC "hda:PCH:0"

#define HEAD             \
    "Codec: Test Chip\n" \
    "Vendor Id: 0x10ec0269\n"
#define ALL_WAYS "  Pincap 0x00000034: IN OUT Detect\n"
#define OUTPUT   "  Pincap 0x00000014: OUT Detect\n"
#define INPUT    "  Pincap 0x00000024: IN Detect\n"
#define LEVELS   "nsteps=0x1f, stepsize=0x05, mute=1\n"
#define BOOST    "  Amp-In caps: ofs=0x00, nsteps=0x03, stepsize=0x27, mute=0\n"
#define DAC(nid)                                              \
    "Node " nid " [Audio Output] wcaps 0xd: Stereo Amp-Out\n" \
    "  Amp-Out caps: ofs=0x1f, nsteps=0x1f, stepsize=0x05, mute=0\n"
#define PLAIN_DAC(nid) "Node " nid " [Audio Output] wcaps 0x11: Stereo\n"
#define PIN_MUTE(nid)                                             \
    "Node " nid " [Pin Complex] wcaps 0x40018d: Stereo Amp-Out\n" \
    "  Amp-Out caps: ofs=0x00, nsteps=0x00, stepsize=0x00, mute=1\n" OUTPUT
#define PIN(nid)     "Node " nid " [Pin Complex] wcaps 0x400181: Stereo\n"
#define MIC_PIN(nid) "Node " nid " [Pin Complex] wcaps 0x40008b: Stereo Amp-In\n" BOOST INPUT
#define HEADPHONE    "  Pin Default 0x0321101f: [Jack] HP Out at Ext Left\n"
#define SPEAKER      "  Pin Default 0x90170110: [Fixed] Speaker at Int N/A\n"
#define MIC          "  Pin Default 0x03a11020: [Jack] Mic at Ext Left\n"
#define REAR_MIC     "  Pin Default 0x01a11030: [Jack] Mic at Ext Rear\n"
#define FRONT_MIC    "  Pin Default 0x02a11040: [Jack] Mic at Ext Front\n"
#define LINE_IN      "  Pin Default 0x01813050: [Jack] Line In at Ext Rear\n"
#define FROM(nid)    "  Connection: 1\n     " nid "\n"
#define ADC(nid)                                                 \
    "Node " nid " [Audio Input] wcaps 0x10010b: Stereo Amp-In\n" \
    "  Amp-In caps: ofs=0x00, " LEVELS "  Amp-In vals:  [0x00 0x00]\n"

/* ---- a machine ------------------------------------------------------------------------------- */

static char elements[8192];
static int element_count;

static void add_element(const char *iface, const char *name, int index, int device,
                        const char *value, const char *comment)
{
    const char *access = strcmp(iface, "CARD") == 0 ? "read" : "read write";
    size_t used = strlen(elements);

    (void)snprintf(elements + used, sizeof(elements) - used,
                   "\tcontrol.%d {\n\t\tiface %s\n\t\tdevice %d\n\t\tname '%s'\n\t\tindex %d\n"
                   "\t\tvalue %s\n\t\tcomment {\n\t\t\taccess '%s'\n%s\t\t}\n\t}\n",
                   ++element_count, iface, device, name, index, value, access, comment);
}

static void add_jack(const char *name, bool is_plugged)
{
    add_element("CARD", name, 0, 0, is_plugged ? "true" : "false",
                "\t\t\ttype BOOLEAN\n\t\t\tcount 1\n");
}

static void add_switch(const char *name, int index)
{
    add_element("MIXER", name, index, 0, "true", "\t\t\ttype BOOLEAN\n\t\t\tcount 1\n");
}

static void add_volume(const char *name, int index)
{
    add_element("MIXER", name, index, 0, "3",
                "\t\t\ttype INTEGER\n\t\t\tcount 1\n\t\t\trange '0 - 31'\n\t\t\tdbmin -4650\n"
                "\t\t\tdbmax 0\n\t\t\tdbvalue.0 -4200\n");
}

static void add_source(const char *name, int index, const char *value, const char *items)
{
    char comment[512];

    (void)snprintf(comment, sizeof(comment), "\t\t\ttype ENUMERATED\n\t\t\tcount 1\n%s", items);
    add_element("MIXER", name, index, 0, value, comment);
}

static int begin(void **state)
{
    element_count = 0;
    elements[0] = '\0';
    return make_recording(state);
}

static void write_codec(int address, const char *text)
{
    char path[64];

    (void)snprintf(path, sizeof(path), "proc/asound/card0/codec#%d", address);
    recording_write(&recorded, path, text);
}

/* Opens the machine with the elements added so far; what is claimed is what is shown. */
static struct jf_context *open_machine(const char *text)
{
    char state[sizeof(elements) + 64];
    struct jf_context *context;

    write_codec(0, text);
    recording_write(&recorded, "proc/asound/card0/id", "PCH\n");
    (void)snprintf(state, sizeof(state), "state.PCH {\n%s}\n", elements);
    recording_write(&recorded, "var/lib/alsa/asound.state", state);
    context = open_sound(recorded.root);
    assert_claims_agree(context, recorded.root);
    return context;
}

/* Where a control of any codec is; NULL: nowhere, and it must not be at two places. */
static const struct jf_control *find_control(const struct jf_context *context, const char *name,
                                             unsigned int index)
{
    const struct jf_graph *graph = jf_context_get_graph(context);
    const struct jf_control *found = NULL;

    for (size_t i = 0; i < jf_graph_get_device_count(graph); i++) {
        const struct jf_device *device;

        assert_int_equal(jf_graph_get_device(graph, i, &device), 0);
        for (size_t j = 0; strncmp(jf_device_get_id(device), "hda:", 4) == 0 &&
                           j < jf_device_get_part_count(device);
             j++) {
            const struct jf_part *part;

            assert_int_equal(jf_device_get_part(device, j, &part), 0);
            for (size_t k = 0; k < jf_part_get_control_count(part); k++) {
                const struct jf_control *control;

                assert_int_equal(jf_part_get_control(part, k, &control), 0);
                if (jf_control_get_index(control) != index ||
                    strcmp(jf_control_get_name(control), name) != 0)
                    continue;
                assert_null(found);
                found = control;
            }
        }
    }
    return found;
}

static void assert_tied(const struct jf_context *context, const char *name, const char *part,
                        const char *evidence)
{
    const struct jf_control *control = find_control(context, name, 0);

    if (!control)
        fail_msg("'%s' is nowhere", name);
    assert_string_equal(jf_part_get_id(jf_control_get_part(control)), part);
    assert_string_equal(jf_control_get_evidence(control), evidence);
}

static void assert_untied(const struct jf_context *context, const char *name)
{
    const struct jf_control *control = find_control(context, name, 0);

    if (control)
        fail_msg("'%s' is at %s", name, jf_part_get_id(jf_control_get_part(control)));
}

/* ---- jacks ----------------------------------------------------------------------------------- */

static void a_jack_is_known_by_the_drivers_name_for_it(void **state)
{
    struct jf_context *context;

    (void)state;
    add_jack("Headphone Jack", true);
    add_jack("Mic Jack", false);
    add_jack("Speaker Phantom Jack", true);
    context = open_machine(HEAD DAC("0x02") PIN_MUTE("0x14") SPEAKER FROM("0x02") MIC_PIN("0x18")
                               MIC PIN_MUTE("0x21") HEADPHONE FROM("0x02"));
    assert_tied(context, "Headphone Jack", CODEC "/pin21", "name");
    assert_presence(jack_of(context, CODEC "/pin21", 0), JF_PRESENCE_PLUGGED, "Headphone Jack");
    assert_tied(context, "Mic Jack", CODEC "/pin18", "name");
    assert_presence(jack_of(context, CODEC "/pin18", 0), JF_PRESENCE_UNPLUGGED, "Mic Jack");
    /* A phantom is a control of its pin, and no word about a plug. */
    assert_tied(context, "Speaker Phantom Jack", CODEC "/pin14", "name");
    assert_presence(jack_of(context, CODEC "/pin14", 0), JF_PRESENCE_UNKNOWN, NULL);
    assert_int_equal(jf_device_get_state(device_of(context, "endpoint:PCH:0:pin18")),
                     JF_STATE_UNPLUGGED);
    jf_context_unref(context);
}

static void a_name_that_two_pins_may_have_ties_none(void **state)
{
    struct jf_context *context;

    (void)state;
    add_jack("Mic Jack", true);
    context = open_machine(HEAD MIC_PIN("0x18") MIC MIC_PIN("0x19") MIC);
    assert_untied(context, "Mic Jack");
    assert_presence(jack_of(context, CODEC "/pin18", 0), JF_PRESENCE_UNKNOWN, NULL);
    jf_context_unref(context);
}

static void two_elements_of_a_name_are_not_tied(void **state)
{
    struct jf_context *context;

    (void)state;
    add_jack("Mic Jack", true);
    add_element("CARD", "Mic Jack", 1, 0, "false", "\t\t\ttype BOOLEAN\n\t\t\tcount 1\n");
    context = open_machine(HEAD MIC_PIN("0x18") MIC);
    assert_untied(context, "Mic Jack");
    jf_context_unref(context);
}

static void a_phantom_is_not_taken_for_a_socket_that_senses(void **state)
{
    struct jf_context *context;

    (void)state;
    add_jack("Headphone Phantom Jack", true);
    add_jack("Speaker Jack", true);
    context = open_machine(HEAD DAC("0x02") PIN_MUTE("0x14") SPEAKER FROM("0x02") PIN_MUTE("0x21")
                               HEADPHONE FROM("0x02"));
    assert_untied(context, "Headphone Phantom Jack");
    assert_untied(context, "Speaker Jack");
    jf_context_unref(context);
}

static void a_headset_mic_is_the_only_mic_without_a_name_of_its_own(void **state)
{
    struct jf_context *context;

    (void)state;
    add_jack("Headset Mic Jack", true);
    add_jack("Front Mic Jack", false);
    add_jack("Headphone Mic Jack", true);
    context = open_machine(HEAD DAC("0x02") MIC_PIN("0x18") REAR_MIC MIC_PIN("0x19")
                               FRONT_MIC PIN_MUTE("0x21") HEADPHONE FROM("0x02"));
    assert_tied(context, "Front Mic Jack", CODEC "/pin19", "name");
    assert_tied(context, "Headset Mic Jack", CODEC "/pin18", "name");
    assert_tied(context, "Headphone Mic Jack", CODEC "/pin21", "name");
    assert_presence(jack_of(context, CODEC "/pin21", 0), JF_PRESENCE_PLUGGED, "Headphone Mic Jack");
    jf_context_unref(context);
}

static void a_headset_mic_may_be_either_of_two(void **state)
{
    struct jf_context *context;

    (void)state;
    add_jack("Headset Mic Jack", true);
    context = open_machine(HEAD MIC_PIN("0x18") REAR_MIC MIC_PIN("0x19") FRONT_MIC);
    assert_untied(context, "Headset Mic Jack");
    jf_context_unref(context);
}

static void pins_of_another_codec_count_too(void **state)
{
    struct jf_context *context;

    (void)state;
    add_jack("Headphone Jack", true);
    add_jack("Mic Jack", true);
    add_switch("Headphone Playback Switch", 0);
    write_codec(1, HEAD DAC("0x02") PIN_MUTE("0x21") HEADPHONE FROM("0x02"));
    context =
        open_machine(HEAD DAC("0x02") MIC_PIN("0x18") MIC PIN_MUTE("0x21") HEADPHONE FROM("0x02"));
    assert_untied(context, "Headphone Jack");
    assert_untied(context, "Headphone Playback Switch");
    assert_tied(context, "Mic Jack", CODEC "/pin18", "name");
    jf_context_unref(context);
}

static void what_another_codec_lists_is_its_own(void **state)
{
    struct jf_context *context;

    (void)state;
    add_jack("Headphone Jack", true);
    write_codec(1, HEAD "Node 0x02 [Audio Output] wcaps 0x11: Stereo\n"
                        "  Control: name=\"Headphone Jack\", index=0, device=0\n");
    context = open_machine(HEAD DAC("0x02") PIN_MUTE("0x21") HEADPHONE FROM("0x02"));
    assert_tied(context, "Headphone Jack", "hda:PCH:1/dac02", "codec text");
    assert_presence(jack_of(context, CODEC "/pin21", 0), JF_PRESENCE_UNKNOWN, NULL);
    jf_context_unref(context);
}

/* ---- amplifiers ------------------------------------------------------------------------------ */

static void a_playback_control_is_on_the_way_to_its_pin(void **state)
{
    struct jf_context *context;

    (void)state;
    add_switch("Headphone Playback Switch", 0);
    add_volume("Headphone Playback Volume", 0);
    add_switch("Speaker Playback Switch", 0);
    add_volume("Mic Boost Volume", 0);
    context = open_machine(HEAD DAC("0x02") PLAIN_DAC("0x03") PIN_MUTE("0x14") SPEAKER FROM("0x03")
                               MIC_PIN("0x18") MIC PIN_MUTE("0x21") HEADPHONE FROM("0x02"));
    assert_tied(context, "Headphone Playback Switch", CODEC "/pin21:out-mute", "name");
    assert_tied(context, "Headphone Playback Volume", CODEC "/dac02:out-volume", "name");
    assert_tied(context, "Speaker Playback Switch", CODEC "/pin14:out-mute", "name");
    assert_tied(context, "Mic Boost Volume", CODEC "/pin18:in-volume", "name");
    assert_int_equal(jf_control_get_kind(find_control(context, "Headphone Playback Switch", 0)),
                     JF_CONTROL_MUTE);
    assert_int_equal(value_of(find_control(context, "Headphone Playback Volume", 0), 0), -4200);
    jf_context_unref(context);
}

static void two_amplifiers_on_the_way_leave_a_doubt(void **state)
{
    struct jf_context *context;

    (void)state;
    add_switch("Headphone Playback Switch", 0);
    add_volume("Headphone Playback Volume", 0);
    context = open_machine(HEAD DAC(
        "0x02") "Node 0x0c [Audio Mixer] wcaps 0x20010b: Stereo Amp-In\n"
                "  Amp-In caps: ofs=0x00, " LEVELS "  Amp-In vals:  [0x00 0x00] [0x80 0x80]\n"
                "  Connection: 2\n     0x02 0x0b\n" PIN_MUTE("0x21") HEADPHONE FROM("0x0c"));
    assert_untied(context, "Headphone Playback Switch");
    assert_untied(context, "Headphone Playback Volume");
    jf_context_unref(context);
}

static void a_walk_to_the_converter_ends_in_a_cycle(void **state)
{
    struct jf_context *context;

    (void)state;
    add_switch("Headphone Playback Switch", 0);
    context = open_machine(HEAD "Node 0x0c [Audio Selector] wcaps 0x300101: Stereo\n" FROM(
        "0x0d") "Node 0x0d [Audio Mixer] wcaps 0x200101: Stereo\n" FROM("0x0c") PIN_MUTE("0x21")
                               HEADPHONE FROM("0x0c"));
    assert_untied(context, "Headphone Playback Switch");
    jf_context_unref(context);
}

static void an_element_of_the_wrong_type_is_left_alone(void **state)
{
    struct jf_context *context;

    (void)state;
    add_volume("Headphone Playback Switch", 0);
    add_switch("Mic Boost Volume", 0);
    add_volume("Headphone Jack", 0);
    add_volume("Capture Source", 0);
    context = open_machine(HEAD DAC("0x02") MIC_PIN("0x18") MIC PIN_MUTE("0x21")
                               HEADPHONE FROM("0x02") ADC("0x08") FROM("0x18"));
    assert_untied(context, "Headphone Playback Switch");
    assert_untied(context, "Mic Boost Volume");
    assert_untied(context, "Headphone Jack");
    assert_untied(context, "Capture Source");
    jf_context_unref(context);
}

static void capture_controls_are_of_the_only_converter(void **state)
{
    struct jf_context *context;

    (void)state;
    add_switch("Capture Switch", 0);
    add_volume("Capture Volume", 0);
    context = open_machine(HEAD MIC_PIN("0x18") MIC ADC("0x08") FROM("0x18"));
    assert_tied(context, "Capture Switch", CODEC "/adc08:in-mute", "name");
    assert_tied(context, "Capture Volume", CODEC "/adc08:in-volume", "name");
    jf_context_unref(context);
}

static void capture_controls_may_be_of_either_of_two_converters(void **state)
{
    struct jf_context *context;

    (void)state;
    add_switch("Capture Switch", 0);
    add_source("Capture Source", 0, "Mic", "\t\t\titem.0 Mic\n");
    context =
        open_machine(HEAD MIC_PIN("0x18") MIC ADC("0x08") FROM("0x18") ADC("0x09") FROM("0x18"));
    assert_untied(context, "Capture Switch");
    assert_untied(context, "Capture Source");
    jf_context_unref(context);
}

/* ---- sources --------------------------------------------------------------------------------- */

static void a_source_selects_among_the_pins_its_items_name(void **state)
{
    struct jf_context *context;
    const struct jf_control *control;
    int64_t value;
    const char *name;

    (void)state;
    add_source("Capture Source", 0, "'Front Mic'",
               "\t\t\titem.0 'Rear Mic'\n\t\t\titem.1 'Front Mic'\n\t\t\titem.2 Mix\n");
    context = open_machine(HEAD MIC_PIN("0x18") REAR_MIC MIC_PIN("0x19") FRONT_MIC ADC("0x08")
                               FROM("0x22") "Node 0x22 [Audio Selector] wcaps 0x300101: Stereo\n"
                                            "  Connection: 3\n     0x18 0x19* 0x0b\n");
    assert_tied(context, "Capture Source", CODEC "/selector22", "name");
    control = find_control(context, "Capture Source", 0);
    assert_int_equal(jf_control_get_kind(control), JF_CONTROL_SELECTOR);
    assert_int_equal(value_of(control, 0), 0x60019); /* where the microphone's boost is */
    assert_int_equal(jf_control_get_item_count(control), 2);
    assert_int_equal(jf_control_get_item(control, 0, &name, &value), 0);
    assert_int_equal(value, 0x60018);
    assert_string_equal(name, "Rear Mic");
    jf_context_unref(context);
}

static void each_converter_has_a_source_of_its_own(void **state)
{
    struct jf_context *context;

    (void)state;
    add_source("Input Source", 0, "Mic", "\t\t\titem.0 Mic\n\t\t\titem.1 Line\n");
    add_source("Input Source", 1, "Line", "\t\t\titem.0 Mic\n\t\t\titem.1 Line\n");
    context = open_machine(HEAD MIC_PIN("0x18") MIC MIC_PIN("0x1a")
                               LINE_IN ADC("0x08") "  Connection: 2\n     0x18 0x1a\n" ADC(
                                   "0x09") "  Connection: 2\n     0x18 0x1a\n");
    assert_tied(context, "Input Source", CODEC "/adc08:mux", "name");
    assert_string_equal(
        jf_part_get_id(jf_control_get_part(find_control(context, "Input Source", 1))),
        CODEC "/adc09:mux");
    assert_int_equal(value_of(find_control(context, "Input Source", 1), 0), 0x6001a);
    jf_context_unref(context);
}

/* A quirk that begins with the second converter says so by the PCM it names. */
static void sources_of_converters_in_another_order_are_left_alone(void **state)
{
    struct jf_context *context;

    (void)state;
    add_source("Input Source", 0, "Mic", "\t\t\titem.0 Mic\n\t\t\titem.1 Line\n");
    add_source("Input Source", 1, "Line", "\t\t\titem.0 Mic\n\t\t\titem.1 Line\n");
    context = open_machine(HEAD MIC_PIN("0x18") MIC MIC_PIN("0x1a")
                               LINE_IN ADC("0x08") "  Connection: 2\n     0x18 0x1a\n" ADC(
                                   "0x09") "  Device: name=\"Analog\", type=\"Audio\", device=0\n"
                                           "  Connection: 2\n     0x18 0x1a\n");
    assert_untied(context, "Input Source");
    jf_context_unref(context);
}

static void a_mixer_as_a_source_stays_an_enumeration(void **state)
{
    struct jf_context *context;

    (void)state;
    add_source("Capture Source", 0, "Mic", "\t\t\titem.0 Mic\n\t\t\titem.1 Line\n");
    context = open_machine(HEAD MIC_PIN("0x18") MIC MIC_PIN("0x1a") LINE_IN ADC("0x08")
                               FROM("0x22") "Node 0x22 [Audio Mixer] wcaps 0x200101: Stereo\n"
                                            "  Connection: 2\n     0x18 0x1a\n");
    assert_tied(context, "Capture Source", CODEC "/mixer22", "name");
    assert_int_equal(jf_control_get_kind(find_control(context, "Capture Source", 0)),
                     JF_CONTROL_ENUM);
    jf_context_unref(context);
}

static void a_source_whose_items_name_no_pin_is_left_alone(void **state)
{
    struct jf_context *context;

    (void)state;
    add_source("Capture Source", 0, "'Mic 1'", "\t\t\titem.0 'Mic 1'\n\t\t\titem.1 Aux\n");
    context = open_machine(HEAD MIC_PIN("0x18") MIC MIC_PIN("0x1a")
                               LINE_IN ADC("0x08") "  Connection: 2\n     0x18 0x1a\n");
    assert_untied(context, "Capture Source");
    jf_context_unref(context);
}

static void a_listed_source_selects_too(void **state)
{
    struct jf_context *context;

    (void)state;
    add_source("Input Source", 0, "Line", "\t\t\titem.0 Mic\n\t\t\titem.1 Line\n");
    context =
        open_machine(HEAD MIC_PIN("0x18") MIC MIC_PIN("0x1a")
                         LINE_IN ADC("0x08") "  Control: name=\"Input Source\", index=0, device=0\n"
                                             "  Connection: 2\n     0x18* 0x1a\n");
    assert_tied(context, "Input Source", CODEC "/adc08:mux", "codec text");
    assert_int_equal(value_of(find_control(context, "Input Source", 0), 0), 0x6001a);
    jf_context_unref(context);
}

/* ---- PCM devices ----------------------------------------------------------------------------- */

static const char channel_map[] = "\t\t\ttype INTEGER\n\t\t\tcount 2\n\t\t\trange '0 - 36'\n";

static void elements_of_a_pcm_are_at_the_converter_it_is_named_by(void **state)
{
    struct jf_context *context;

    (void)state;
    add_element("PCM", "Playback Channel Map", 0, 0, "0", channel_map);
    add_element("PCM", "Capture Channel Map", 0, 0, "0", channel_map);
    add_element("PCM", "Playback Channel Map", 0, 7, "0", channel_map);
    add_element("PCM", "Something Else", 0, 0, "0", channel_map);
    context = open_machine(
        HEAD
        "Node 0x02 [Audio Output] wcaps 0x11: Stereo\n"
        "  Device: name=\"Analog\", type=\"Audio\", device=0\n" MIC_PIN("0x18")
            MIC ADC("0x08") "  Device: name=\"Analog\", type=\"Audio\", device=0\n" FROM("0x18"));
    assert_tied(context, "Playback Channel Map", CODEC "/dac02:pcm", "PCM device");
    assert_tied(context, "Capture Channel Map", CODEC "/adc08:pcm", "PCM device");
    assert_untied(context, "Something Else");
    jf_context_unref(context);
}

static void a_pcm_that_two_converters_name_is_neithers(void **state)
{
    struct jf_context *context;

    (void)state;
    add_element("PCM", "Playback Channel Map", 0, 0, "0", channel_map);
    write_codec(1, HEAD "Node 0x02 [Audio Output] wcaps 0x11: Stereo\n"
                        "  Device: name=\"Analog\", type=\"Audio\", device=0\n");
    context = open_machine(HEAD "Node 0x02 [Audio Output] wcaps 0x11: Stereo\n"
                                "  Device: name=\"Analog\", type=\"Audio\", device=0\n");
    assert_untied(context, "Playback Channel Map");
    jf_context_unref(context);
}

static void the_last_pcm_is_the_last_converters(void **state)
{
    struct jf_context *context;
    const struct jf_part *pcm;

    (void)state;
    recording_write(&recorded, "proc/asound/card0/pcm3p/info", "name: HDMI 0\n");
    recording_write(&recorded, "proc/asound/card0/pcm0c/info", "name: Analog\n");
    context = open_machine(HEAD "Node 0x02 [Audio Output] wcaps 0x211: Stereo Digital\n");
    pcm = part_of(context, CODEC "/dac02:pcm");
    assert_string_equal(jf_part_get_property(pcm, "alsa.pcm.device"), "3");
    assert_string_equal(jf_part_get_property(pcm, "alsa.pcm.stream"), "playback");
    assert_string_equal(jf_part_get_property(pcm, "alsa.pcm.evidence"), "only candidate");
    assert_string_equal(jf_part_get_name(pcm), "HDMI 0");
    jf_context_unref(context);
}

static void two_pcms_for_a_converter_are_not_chosen_between(void **state)
{
    struct jf_context *context;

    (void)state;
    recording_write(&recorded, "proc/asound/card0/pcm3p/info", "name: HDMI 0\n");
    recording_write(&recorded, "proc/asound/card0/pcm7p/info", "name: HDMI 1\n");
    context = open_machine(HEAD "Node 0x02 [Audio Output] wcaps 0x211: Stereo Digital\n");
    assert_null(jf_part_get_property(part_of(context, CODEC "/dac02:pcm"), "alsa.pcm.device"));
    jf_context_unref(context);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, delete_recording)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_jack_is_known_by_the_drivers_name_for_it),
        TEST(a_name_that_two_pins_may_have_ties_none),
        TEST(two_elements_of_a_name_are_not_tied),
        TEST(a_phantom_is_not_taken_for_a_socket_that_senses),
        TEST(a_headset_mic_is_the_only_mic_without_a_name_of_its_own),
        TEST(a_headset_mic_may_be_either_of_two),
        TEST(pins_of_another_codec_count_too),
        TEST(what_another_codec_lists_is_its_own),
        TEST(a_playback_control_is_on_the_way_to_its_pin),
        TEST(two_amplifiers_on_the_way_leave_a_doubt),
        TEST(a_walk_to_the_converter_ends_in_a_cycle),
        TEST(an_element_of_the_wrong_type_is_left_alone),
        TEST(capture_controls_are_of_the_only_converter),
        TEST(capture_controls_may_be_of_either_of_two_converters),
        TEST(a_source_selects_among_the_pins_its_items_name),
        TEST(each_converter_has_a_source_of_its_own),
        TEST(sources_of_converters_in_another_order_are_left_alone),
        TEST(a_mixer_as_a_source_stays_an_enumeration),
        TEST(a_source_whose_items_name_no_pin_is_left_alone),
        TEST(a_listed_source_selects_too),
        TEST(elements_of_a_pcm_are_at_the_converter_it_is_named_by),
        TEST(a_pcm_that_two_converters_name_is_neithers),
        TEST(the_last_pcm_is_the_last_converters),
        TEST(two_pcms_for_a_converter_are_not_chosen_between),
    };

    return cmocka_run_group_tests_name("hda-ties", tests, NULL, NULL);
}
