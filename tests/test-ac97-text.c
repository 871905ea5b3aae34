/* SPDX-License-Identifier: MIT */

/* The parser of AC'97 texts: what kernels have printed, and what mailers and knives made of it. */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "backends/alsa/ac97-text.h"

#define HEAD "0-0/0: Test Chip rev 3\n\n"
#define SETUP                           \
    "\nCurrent setup\n"                 \
    "Mic gain         : +20dB [+0dB]\n" \
    "POP path         : post 3D\n"      \
    "Sim. stereo      : off\n"          \
    "3D enhancement   : on\n"           \
    "Loudness         : off\n"          \
    "Mono output      : Mic\n"          \
    "Mic select       : Mic2\n"         \
    "ADC/DAC loopback : off\n"

static struct jfi_ac97_codec *parse(const char *text)
{
    struct jfi_ac97_fault fault = {.line = 0};
    struct jfi_ac97_codec *codec;
    int status = jfi_ac97_parse(text, &codec, &fault);

    if (status)
        fail_msg("line %zu: %s", fault.line, fault.what);
    return codec;
}

static struct jfi_ac97_codec *parse_clean(const char *text)
{
    struct jfi_ac97_codec *codec = parse(text);

    if (codec->fault_count)
        fail_msg("line %zu: %s", codec->first_fault.line, codec->first_fault.what);
    return codec;
}

static void assert_refused(const char *text, size_t line)
{
    struct jfi_ac97_fault fault = {.line = 0};
    struct jfi_ac97_codec *codec = NULL;

    assert_int_equal(jfi_ac97_parse(text, &codec, &fault), -EBADMSG);
    assert_null(codec);
    assert_int_equal(fault.line, line);
    assert_string_equal(fault.what, "not the text of an AC'97 codec");
}

/* ---- what is read ---------------------------------------------------------------------------- */

static void the_head_names_the_codec(void **state)
{
    struct jfi_ac97_codec *codec = parse_clean("\n2-1/0: SigmaTel STAC9700,83,84\n");

    (void)state;
    assert_string_equal(codec->name, "SigmaTel STAC9700,83,84");
    assert_int_equal(codec->address, 2);
    assert_int_equal(codec->number, 1);
    assert_int_equal(codec->chip_count, 1);
    assert_false(codec->is_audio);
    jfi_ac97_free(codec);
}

static void capabilities_and_extensions_become_features(void **state)
{
    static const struct {
        const char *lines;
        uint32_t features;
    } cases[] = {
        {"Capabilities     :\n", 0},
        {"Capabilities     : -headphone out-\n", JFI_AC97_HEADPHONE},
        {"Capabilities     : -dedicated MIC PCM IN channel- -bass & treble- -simulated stereo- "
         "-loudness-\n",
         JFI_AC97_MIC_ADC | JFI_AC97_TONE | JFI_AC97_SIMULATED_STEREO | JFI_AC97_LOUDNESS},
        {"Extended ID      : codec=0 rev=0 AMAP LDAC SDAC CDAC DSA=0 SPDIF DRA VRA\n",
         JFI_AC97_LFE | JFI_AC97_SURROUND | JFI_AC97_CENTER | JFI_AC97_SPDIF},
        {"Extended ID      : codec=0 rev=2 DSA=0 VRM VRA\n", JFI_AC97_MIC_ADC},
        {"Extended ID      : codec=0 rev=2 DSA=0\n", 0},
        {"3D enhancement   : No 3D Stereo Enhancement\n", 0},
        {"3D enhancement   : Reserved 31\n", JFI_AC97_ENHANCEMENT},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[512];
        struct jfi_ac97_codec *codec;

        (void)snprintf(text, sizeof(text), HEAD "%s", cases[i].lines);
        codec = parse_clean(text);
        assert_int_equal(codec->features, cases[i].features);
        assert_int_equal(codec->is_audio, strncmp(cases[i].lines, "Cap", 3) == 0);
        jfi_ac97_free(codec);
    }
}

static void the_setup_is_read_and_does_not_speak_of_what_there_is(void **state)
{
    struct jfi_ac97_codec *codec = parse_clean(HEAD "Capabilities     :\n" SETUP);

    (void)state;
    assert_int_equal(codec->mic_boost, JFI_AC97_SECOND);
    assert_int_equal(codec->pcm_path, JFI_AC97_SECOND);
    assert_int_equal(codec->mono_source, JFI_AC97_SECOND);
    assert_int_equal(codec->mic, JFI_AC97_SECOND);
    assert_int_equal(codec->features, 0);
    assert_null(codec->enhancement);
    jfi_ac97_free(codec);
    codec = parse_clean(HEAD "3D enhancement   : SRS 3D Stereo Enhancement\n"
                             "Current setup\nMic gain         :  0dB [ 0dB]\n"
                             "POP path         : pre 3D\n3D enhancement   : off\n"
                             "Mono output      : MIX\nMic select       : Mic1\n");
    assert_int_equal(codec->mic_boost, JFI_AC97_FIRST);
    assert_int_equal(codec->pcm_path, JFI_AC97_FIRST);
    assert_int_equal(codec->mono_source, JFI_AC97_FIRST);
    assert_int_equal(codec->mic, JFI_AC97_FIRST);
    assert_string_equal(codec->enhancement, "SRS 3D Stereo Enhancement");
    jfi_ac97_free(codec);
}

static void what_the_text_does_not_tell_is_untold(void **state)
{
    struct jfi_ac97_codec *codec = parse_clean(HEAD "Capabilities     :\n");

    (void)state;
    assert_int_equal(codec->mic_boost, JFI_AC97_UNTOLD);
    assert_int_equal(codec->pcm_path, JFI_AC97_UNTOLD);
    assert_int_equal(codec->mono_source, JFI_AC97_UNTOLD);
    assert_int_equal(codec->mic, JFI_AC97_UNTOLD);
    assert_int_equal(codec->spdif_slot, 0);
    for (size_t i = 0; i < JFI_AC97_PINS; i++)
        assert_int_equal(codec->places[i], JFI_AC97_PLACE_UNKNOWN);
    for (unsigned int i = 0; i < 0x80; i += 2)
        assert_int_equal(jfi_ac97_register(codec, i), -1);
    assert_int_equal(jfi_ac97_register(codec, 0x80), -1);
    jfi_ac97_free(codec);
}

static void the_slots_of_the_transmitter_are_read(void **state)
{
    static const struct {
        const char *words;
        unsigned int slot;
    } cases[] = {{"SPCV LDAC SPDIF=10/11 SPDIF VRA", 10},
                 {"SPDIF=3/4 VRA", 3},
                 {"SPDIF=7/8", 7},
                 {"SPDIF=6/9", 6},
                 {"SPDIF VRA", 0},
                 {"", 0}};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[128];
        struct jfi_ac97_codec *codec;

        (void)snprintf(text, sizeof(text), HEAD "Extended status  : %s\n", cases[i].words);
        codec = parse_clean(text);
        assert_int_equal(codec->spdif_slot, cases[i].slot);
        jfi_ac97_free(codec);
    }
}

static void the_function_table_tells_where_pins_lead(void **state)
{
    struct jfi_ac97_codec *codec =
        parse_clean(HEAD "                    Gain     Inverted  Buffer delay  Location\n"
                         "Master Out       :   0.0 dBV    -       0/fs         Rear I/O Panel\n"
                         "AUX Out          :  -1.5 dBV    X       3/fs         Front Panel\n"
                         "Mic 1            :   0.0 dBV    -       0/fs         Dock/External\n"
                         "CD In            :   0.0 dBV    -       0/fs         Motherboard\n"
                         "Video In         :   0.0 dBV    -       0/fs         NC/unused\n"
                         "Phone In         :   0.0 dBV    -       0/fs         reserved\n");

    (void)state;
    assert_int_equal(codec->places[JFI_AC97_PIN_MASTER], JFI_AC97_PLACE_REAR);
    assert_int_equal(codec->places[JFI_AC97_PIN_AUX_OUT], JFI_AC97_PLACE_FRONT);
    assert_int_equal(codec->places[JFI_AC97_PIN_MIC1], JFI_AC97_PLACE_DOCK);
    assert_int_equal(codec->places[JFI_AC97_PIN_CD], JFI_AC97_PLACE_MOTHERBOARD);
    assert_int_equal(codec->places[JFI_AC97_PIN_VIDEO], JFI_AC97_PLACE_UNUSED);
    assert_int_equal(codec->places[JFI_AC97_PIN_PHONE], JFI_AC97_PLACE_UNKNOWN);
    assert_int_equal(codec->places[JFI_AC97_PIN_LINE], JFI_AC97_PLACE_UNKNOWN);
    jfi_ac97_free(codec);
}

static void registers_are_read_beside_the_text(void **state)
{
    struct jfi_ac97_codec *codec = parse_clean(HEAD);

    (void)state;
    jfi_ac97_parse_registers("0:00 = 25ad\n0:02 = 0f0f\r\n0:1a = 0405\n1:1a = 0707\n0:7e = 7600\n"
                             "0:80 = 0001\n0:03 = 0001\n0:0 = 0001\nnothing\n0:76 = 04",
                             codec);
    assert_int_equal(jfi_ac97_register(codec, 0x00), 0x25ad);
    assert_int_equal(jfi_ac97_register(codec, 0x02), 0x0f0f);
    assert_int_equal(jfi_ac97_register(codec, 0x1a), 0x0405);
    assert_int_equal(jfi_ac97_register(codec, 0x7e), 0x7600);
    assert_int_equal(jfi_ac97_register(codec, 0x76), -1);
    assert_int_equal(jfi_ac97_register(codec, 0x04), -1);
    jfi_ac97_free(codec);
}

/* ---- other codecs and other hands ------------------------------------------------------------ */

static void a_modem_is_no_audio_codec(void **state)
{
    struct jfi_ac97_codec *codec =
        parse_clean("1-1/0: 0x42434d64 BCM\n\nExtended modem ID: codec=1 LIN1\n"
                    "Modem status     : GPIO ADC1 DAC1 PRB(res) PRE(ADC2) PRF(DAC2) PRG\n"
                    "(HADC) PRH(HDAC) Line1 rate       : 12000Hz\n");

    (void)state;
    assert_false(codec->is_audio);
    assert_string_equal(codec->name, "0x42434d64 BCM");
    jfi_ac97_free(codec);
}

static void of_several_chips_in_a_row_the_first_is_told(void **state)
{
    struct jfi_ac97_codec *codec =
        parse_clean("0-0/0: Analog Devices AD1881\n\nCapabilities     : -headphone out-\n\n\n"
                    "0-0/1: Analog Devices AD1881\n\nCapabilities     : -loudness-\n" SETUP
                    "\nAD18XX configuration\nUnchained        : 0x1000,0x0000,0x0000\n");

    (void)state;
    assert_int_equal(codec->chip_count, 2);
    assert_int_equal(codec->features, JFI_AC97_HEADPHONE);
    assert_int_equal(codec->mic, JFI_AC97_UNTOLD);
    jfi_ac97_free(codec);
}

static void blanks_and_line_ends_do_not_matter(void **state)
{
    struct jfi_ac97_codec *codec =
        parse_clean("0-0/0:  Test Chip rev 3 \r\n\r\nCapabilities : -headphone out- \r\n"
                    " Current setup\r\n  Mic select:Mic2\r\nExtended ID:VRM");

    (void)state;
    assert_string_equal(codec->name, "Test Chip rev 3");
    assert_int_equal(codec->features, JFI_AC97_HEADPHONE | JFI_AC97_MIC_ADC);
    assert_int_equal(codec->mic, JFI_AC97_SECOND);
    jfi_ac97_free(codec);
}

static void a_line_that_cannot_be_read_is_counted_and_hurts_no_other(void **state)
{
    struct jfi_ac97_codec *codec =
        parse(HEAD "Capabilities     :\nMic select       : Mic3\nPOP path         : \n"
                   "Mono output      : Mic\nMaster Out       :   0.0 dBV    -   ");

    (void)state;
    assert_int_equal(codec->fault_count, 3);
    assert_int_equal(codec->first_fault.line, 4);
    assert_string_equal(codec->first_fault.what, "neither of the positions that the setting has");
    assert_int_equal(codec->mic, JFI_AC97_UNTOLD);
    assert_int_equal(codec->mono_source, JFI_AC97_SECOND);
    assert_int_equal(codec->places[JFI_AC97_PIN_MASTER], JFI_AC97_PLACE_UNKNOWN);
    jfi_ac97_free(codec);
}

static void what_is_no_codec_is_refused_with_its_line(void **state)
{
    (void)state;
    assert_refused("", 1);
    assert_refused("\n\n", 3);
    assert_refused("Codec: Realtek ALC269\n", 1);
    assert_refused("\n0-0: no chip\n", 2);
    assert_refused("0-999/0: a number that is none\n", 1);
    assert_refused("-1-0/0: the same\n", 1);
    assert_refused("\x7f\x01\xff", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_head_names_the_codec),
        cmocka_unit_test(capabilities_and_extensions_become_features),
        cmocka_unit_test(the_setup_is_read_and_does_not_speak_of_what_there_is),
        cmocka_unit_test(what_the_text_does_not_tell_is_untold),
        cmocka_unit_test(the_slots_of_the_transmitter_are_read),
        cmocka_unit_test(the_function_table_tells_where_pins_lead),
        cmocka_unit_test(registers_are_read_beside_the_text),
        cmocka_unit_test(a_modem_is_no_audio_codec),
        cmocka_unit_test(of_several_chips_in_a_row_the_first_is_told),
        cmocka_unit_test(blanks_and_line_ends_do_not_matter),
        cmocka_unit_test(a_line_that_cannot_be_read_is_counted_and_hurts_no_other),
        cmocka_unit_test(what_is_no_codec_is_refused_with_its_line),
    };

    return cmocka_run_group_tests_name("ac97-text", tests, NULL, NULL);
}
