/* SPDX-License-Identifier: MIT */

/* What the driver calls the pins of a codec, by their configurations. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helpers/recording.h"

#include "backends/alsa/hda-names.h"

/* ---- a codec made of pins -------------------------------------------------------------------- */

enum {
    DETECTS = 1 << 2,
    OUT = 1 << 4,
    IN = 1 << 5,
    CAN_ALL = DETECTS | OUT | IN,
    MAX_PINS = 16,
    TEXT_BYTES = 8192,
};

struct pin {
    unsigned int nid;
    uint32_t config, caps;
    bool is_phantom;
    const char *name;    /* NULL: the driver uses it for nothing */
    const char *control; /* that its playback controls begin with, or NULL */
};

static struct jfi_hda_codec *codec;
static struct jfi_arena arena;
static struct jfi_hda_names names;

static void name_all(const struct pin *pins, size_t count, const struct jfi_hda_configs *configs)
{
    char text[TEXT_BYTES] = "Codec: Test Chip\nVendor Id: 0x10ec0269\n";
    struct jfi_hda_fault fault;

    for (size_t i = 0; i < count; i++) {
        size_t used = strlen(text);

        (void)snprintf(text + used, sizeof(text) - used,
                       "Node 0x%02x [Pin Complex] wcaps 0x400081: Stereo\n"
                       "  Pincap 0x%08x: something\n  Pin Default 0x%08x: something\n",
                       pins[i].nid, pins[i].caps, pins[i].config);
    }
    assert_int_equal(jfi_hda_parse(text, strlen(text), &codec, &fault), 0);
    assert_int_equal(codec->fault_count, 0);
    assert_int_equal(jfi_hda_name_pins(codec, configs, &arena, &names), 0);
}

static void forget(void)
{
    jfi_hda_codec_free(codec);
    jfi_arena_fini(&arena);
}

static const struct jfi_hda_pin_names *names_of(unsigned int nid)
{
    for (size_t i = 0; i < names.count; i++) {
        if (names.pins[i].node->nid == nid)
            return &names.pins[i];
    }
    return NULL;
}

static void assert_pin(const struct pin *pin)
{
    const struct jfi_hda_pin_names *found = names_of(pin->nid);

    if (!pin->name) {
        if (found)
            fail_msg("0x%02x is '%s'", pin->nid, found->names[0]);
        return;
    }
    if (!found) {
        fail_msg("0x%02x has no name", pin->nid);
        return;
    }
    assert_string_equal(found->names[0], pin->name);
    assert_int_equal(found->is_phantom, pin->is_phantom);
    if (pin->control && !jfi_hda_pin_plays_as(found, pin->control, strlen(pin->control)))
        fail_msg("0x%02x does not play as '%s'", pin->nid, pin->control);
}

static void assert_names(const struct pin *pins, size_t count)
{
    name_all(pins, count, NULL);
    for (size_t i = 0; i < count; i++)
        assert_pin(&pins[i]);
    forget();
}

#define ASSERT_NAMES(pins) assert_names(pins, sizeof(pins) / sizeof((pins)[0]))

/* ---- machines -------------------------------------------------------------------------------- */

static void a_notebook_has_a_speaker_a_headphone_and_two_mics(void **state)
{
    static const struct pin pins[] = {
        {0x12, 0x90a60130, IN, true, "Internal Mic", NULL},
        {0x14, 0x90170110, OUT, true, "Speaker", "Speaker"},
        {0x18, 0x03a11020, CAN_ALL, false, "Mic", NULL},
        {0x19, 0x411111f0, CAN_ALL, false, NULL, NULL},
        {0x21, 0x03211040, CAN_ALL, false, "Headphone", "Headphone"},
    };

    (void)state;
    ASSERT_NAMES(pins);
}

static void a_desktop_has_channels_and_places(void **state)
{
    static const struct pin pins[] = {
        {0x14, 0x01014410, CAN_ALL, false, "Line Out Front", "Front"},
        {0x15, 0x01011412, CAN_ALL, false, "Line Out Surround", "Surround"},
        {0x16, 0x01016411, CAN_ALL, false, "Line Out CLFE", "LFE"},
        {0x17, 0x01012414, CAN_ALL, false, "Line Out Side", "Side"},
        {0x18, 0x01a19850, CAN_ALL, false, "Rear Mic", NULL},
        {0x19, 0x02a19c60, CAN_ALL, false, "Front Mic", NULL},
        {0x1a, 0x0181345f, CAN_ALL, false, "Line", NULL},
        {0x1b, 0x02214c20, CAN_ALL, false, "Front Headphone", "Headphone"},
        {0x1c, 0x593301f0, IN, false, NULL, NULL},
        {0x1e, 0x0145e130, OUT, true, "SPDIF", NULL},
        {0x1f, 0x01c5e140, IN, true, "SPDIF In", NULL},
    };

    (void)state;
    ASSERT_NAMES(pins);
}

static void one_mic_outside_needs_no_place(void **state)
{
    static const struct pin pins[] = {
        {0x14, 0x01014010, CAN_ALL, false, "Line Out", "Line Out"},
        {0x18, 0x01a19030, CAN_ALL, false, "Mic", NULL},
        {0x1a, 0x01813040, CAN_ALL, false, "Line", NULL},
        {0x1c, 0x9033e000, IN, true, "CD", NULL},
        {0x1d, 0x9093e000, IN, true, "Aux", NULL},
    };

    (void)state;
    ASSERT_NAMES(pins);
}

static void sockets_of_a_dock_say_so(void **state)
{
    static const struct pin pins[] = {
        {0x12, 0x90a60130, IN, true, "Internal Mic", NULL},
        {0x14, 0x90170110, OUT, true, "Speaker", "Speaker"},
        {0x15, 0x0421101f, CAN_ALL, false, "Headphone", "Headphone"},
        {0x16, 0x21011020, CAN_ALL, false, "Dock Line Out", "Line Out"},
        {0x18, 0x04a11040, CAN_ALL, false, "Mic", NULL},
        {0x19, 0x21a11030, CAN_ALL, false, "Dock Mic", NULL},
        {0x1a, 0x21813050, CAN_ALL, false, "Line", NULL},
        {0x1b, 0x21813060, CAN_ALL, false, "Line", NULL},
    };
    struct pin several[8];

    (void)state;
    memcpy(several, pins, sizeof(pins));
    several[6].name = several[7].name = "Dock Line"; /* two of a kind */
    ASSERT_NAMES(several);
}

static void speakers_without_a_line_output_come_first(void **state)
{
    static const struct pin pins[] = {
        {0x14, 0x90170110, OUT, true, "Speaker Front", "Speaker"},
        {0x17, 0x90170111, OUT, true, "Speaker Surround", "Bass Speaker"},
        {0x21, 0x0321101f, CAN_ALL, false, "Headphone", "Headphone"},
    };

    (void)state;
    ASSERT_NAMES(pins);
}

static void a_built_in_line_output_is_a_speaker(void **state)
{
    static const struct pin pins[] = {
        {0x14, 0x90000110, OUT, true, "Speaker", "Speaker"},
        {0x15, 0xc2000120, OUT, true, "Speaker", NULL},
    };

    (void)state;
    name_all(pins, 2, NULL);
    assert_int_equal(names_of(0x14)->role, JFI_HDA_ROLE_SPEAKER);
    assert_int_equal(names_of(0x15)->role, JFI_HDA_ROLE_SPEAKER);
    assert_string_equal(names_of(0x14)->names[0], "Speaker Front");
    forget();
}

static void several_headphones_are_line_outputs_but_the_last(void **state)
{
    static const struct pin pins[] = {
        {0x14, 0x0421101f, CAN_ALL, false, "Headphone", "Headphone"},
        {0x15, 0x04211010, CAN_ALL, false, "Headphone", NULL},
    };

    (void)state;
    name_all(pins, 2, NULL);
    assert_int_equal(names_of(0x14)->role, JFI_HDA_ROLE_HEADPHONE);
    assert_int_equal(names_of(0x15)->role, JFI_HDA_ROLE_LINE_OUT);
    forget();
}

static void a_quirk_may_keep_headphones_what_they_are(void **state)
{
    static const struct pin pins[] = {
        {0x14, 0x90170110, OUT, true, "Speaker", NULL},
        {0x15, 0x04211010, CAN_ALL, false, "Headphone Front", NULL},
        {0x16, 0x21211020, CAN_ALL, false, "Dock Headphone Surround", NULL},
    };

    (void)state;
    name_all(pins, 3, NULL);
    assert_pin(&pins[1]);
    assert_pin(&pins[2]);
    assert_true(jfi_hda_pin_is_named(names_of(0x15), "Headphone", 9));
    assert_true(jfi_hda_pin_is_named(names_of(0x16), "Dock Headphone", 14));
    assert_false(jfi_hda_pin_is_named(names_of(0x16), "Headphone", 9));
    forget();
}

static void a_quirk_may_tell_the_place_of_the_only_mic(void **state)
{
    static const struct pin pins[] = {{0x18, 0x01a19030, CAN_ALL, false, "Mic", NULL}};

    (void)state;
    name_all(pins, 1, NULL);
    assert_pin(&pins[0]);
    assert_true(jfi_hda_pin_is_named(names_of(0x18), "Rear Mic", 8));
    assert_false(jfi_hda_pin_is_named(names_of(0x18), "Rear", 4));
    assert_false(jfi_hda_pin_is_named(names_of(0x18), "", 0));
    forget();
}

static void line_outputs_of_another_association_are_not_used(void **state)
{
    static const struct pin pins[] = {
        {0x14, 0x01014010, CAN_ALL, false, "Line Out", "Line Out"},
        {0x15, 0x01014020, CAN_ALL, false, NULL, NULL},
        {0x16, 0x01014000, CAN_ALL, false, NULL, NULL},
    };

    (void)state;
    ASSERT_NAMES(pins);
}

static void a_pin_that_cannot_do_its_part_is_not_used(void **state)
{
    static const struct pin pins[] = {
        {0x14, 0x0321101f, DETECTS | IN, false, NULL, NULL},
        {0x18, 0x03a11020, DETECTS | OUT, false, NULL, NULL},
        {0x19, 0x03a11020, 0, true, "Mic", NULL}, /* old chips tell nothing */
    };

    (void)state;
    ASSERT_NAMES(pins);
}

static void an_input_with_a_boost_comes_before_one_without(void **state)
{
    static const char text[] = "Codec: Test Chip\nVendor Id: 0x10ec0269\n"
                               "Node 0x18 [Pin Complex] wcaps 0x400081: Stereo\n"
                               "  Pin Default 0x01a19030: [Jack] Mic at Ext Rear\n"
                               "Node 0x19 [Pin Complex] wcaps 0x40008b: Stereo Amp-In\n"
                               "  Amp-In caps: ofs=0x00, nsteps=0x03, stepsize=0x27, mute=0\n"
                               "  Pin Default 0x02a19030: [Jack] Mic at Ext Front\n";
    struct jfi_hda_layout layout;
    struct jfi_hda_fault fault;

    (void)state;
    assert_int_equal(jfi_hda_parse(text, strlen(text), &codec, &fault), 0);
    jfi_hda_lay_out(codec, NULL, false, &layout);
    assert_int_equal(layout.inputs.count, 2);
    assert_int_equal(layout.inputs.nids[0], 0x19);
    jfi_hda_codec_free(codec);
}

static void what_the_driver_made_of_a_pin_decides(void **state)
{
    static const struct pin pins[] = {
        {0x14, 0x90170110, OUT, true, "Speaker", "Speaker"},
        {0x19, 0x411111f0, CAN_ALL, false, "Headphone", "Headphone"},
    };
    struct jfi_hda_configs *configs = calloc(1, sizeof(*configs));

    (void)state;
    assert_non_null(configs);
    configs->sources[0x19] = "driver_pin_configs";
    configs->words[0x19] = 0x0321101f;
    name_all(pins, 2, configs);
    assert_pin(&pins[0]);
    assert_pin(&pins[1]);
    forget();
    free(configs);
}

static void only_a_mic_outside_of_the_case_may_be_a_headsets(void **state)
{
    static const struct pin pins[] = {
        {0x12, 0x90a60130, IN, true, "Internal Mic", NULL},
        {0x18, 0x03a11020, CAN_ALL, false, "Mic", NULL},
        {0x19, 0x21a11030, CAN_ALL, false, "Dock Mic", NULL},
        {0x1a, 0x01813040, CAN_ALL, false, "Line", NULL},
    };

    (void)state;
    name_all(pins, 4, NULL);
    for (size_t i = 0; i < 4; i++) {
        assert_pin(&pins[i]);
        assert_int_equal(jfi_hda_pin_may_be_headset(names_of(pins[i].nid)), pins[i].nid == 0x18);
    }
    forget();
}

/* More pins of a kind than the driver has room for: the rest is left out, and nothing else. */
static void more_pins_than_the_driver_knows_are_left_out(void **state)
{
    static struct pin pins[24];

    (void)state;
    for (size_t i = 0; i < 24; i++)
        pins[i] = (struct pin){.nid = (unsigned int)i + 1, .config = 0x01a19030, .caps = CAN_ALL};
    name_all(pins, 24, NULL);
    assert_int_equal(names.count, JFI_HDA_MAX_INPUTS);
    forget();
    for (size_t i = 0; i < 24; i++)
        pins[i].config = 0x90170110;
    name_all(pins, 24, NULL);
    assert_int_equal(names.count, JFI_HDA_MAX_OUTPUTS);
    assert_string_equal(names_of(1)->names[0], "Speaker");
    forget();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_notebook_has_a_speaker_a_headphone_and_two_mics),
        cmocka_unit_test(a_desktop_has_channels_and_places),
        cmocka_unit_test(one_mic_outside_needs_no_place),
        cmocka_unit_test(sockets_of_a_dock_say_so),
        cmocka_unit_test(speakers_without_a_line_output_come_first),
        cmocka_unit_test(a_built_in_line_output_is_a_speaker),
        cmocka_unit_test(several_headphones_are_line_outputs_but_the_last),
        cmocka_unit_test(a_quirk_may_keep_headphones_what_they_are),
        cmocka_unit_test(a_quirk_may_tell_the_place_of_the_only_mic),
        cmocka_unit_test(line_outputs_of_another_association_are_not_used),
        cmocka_unit_test(a_pin_that_cannot_do_its_part_is_not_used),
        cmocka_unit_test(an_input_with_a_boost_comes_before_one_without),
        cmocka_unit_test(what_the_driver_made_of_a_pin_decides),
        cmocka_unit_test(only_a_mic_outside_of_the_case_may_be_a_headsets),
        cmocka_unit_test(more_pins_than_the_driver_knows_are_left_out),
    };

    return cmocka_run_group_tests_name("hda-names", tests, NULL, NULL);
}
