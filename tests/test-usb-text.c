/* SPDX-License-Identifier: MIT */

/* The texts that tie elements and PCM devices to the units of a USB device. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "backends/alsa/usb-mixer-text.h"
#include "backends/alsa/usb-stream-text.h"

/* ---- usbmixer -------------------------------------------------------------------------------- */

static struct jfi_usb_mixer mixer;

static void parse(const char *text)
{
    assert_int_equal(jfi_usb_mixer_parse(text, strlen(text), &mixer), 0);
}

static const struct jfi_usb_control *control_at(size_t index)
{
    assert_true(index < mixer.controls.count);
    return jfi_vec_at(&mixer.controls, index);
}

static int forget(void **state)
{
    (void)state;
    jfi_usb_mixer_fini(&mixer);
    return 0;
}

static void every_element_is_read_with_its_unit(void **state)
{
    const struct jfi_usb_control *control;

    (void)state;
    parse("USB Mixer: usb_id=0x05e10400, ctrlif=1, ctlerr=0\n"
          "Card: Hauppauge Woodbury at usb-0000:00:14.0-2.3, high speed\n"
          "  Unit: 3\n"
          "    Control: name=\"Digital In Capture Switch\", index=2\n"
          "    Info: id=3, control=1, cmask=0x0, channels=1, type=\"INV_BOOLEAN\"\n"
          "    Volume: min=0, max=1, dBmin=0, dBmax=0\n"
          "USB Mixer: usb_id=0x05e10400, ctrlif=4, ctlerr=-32\n"
          "Card: Hauppauge Woodbury at usb-0000:00:14.0-2.3, high speed\n"
          "  Unit: 16\n"
          "    Control: name=\"Speaker Playback Volume\", index=0\n"
          "    Info: id=16, control=2, cmask=0x3, channels=2, type=\"S16\"\n"
          "    Volume: min=-16256, max=0, dBmin=-6350, dBmax=0\n"
          "  Unit: 17\n"
          "    Control: name=\"Odd\", index=0\n"
          "    Info: id=17, control=0, cmask=0x0, channels=1, type=\"BESPOKEN\"\n");
    assert_int_equal(mixer.fault_line, 0);
    assert_int_equal(mixer.product_id, 0x05e10400);
    assert_int_equal(mixer.controls.count, 3);
    control = control_at(0);
    assert_int_equal(control->interface, 1);
    assert_int_equal(control->unit, 3);
    assert_int_equal(control->selector, 1);
    assert_string_equal(control->name, "Digital In Capture Switch");
    assert_int_equal(control->index, 2);
    assert_int_equal(control->value, JFI_USB_VALUE_BOOLEAN);
    assert_false(control->has_db);
    control = control_at(1);
    assert_int_equal(control->interface, 4);
    assert_int_equal(control->unit, 16);
    assert_int_equal(control->value, JFI_USB_VALUE_NUMBER);
    assert_true(control->has_db);
    assert_int_equal(control->db_min, -6350);
    assert_int_equal(control->db_max, 0);
    assert_int_equal(control_at(2)->value, JFI_USB_VALUE_UNKNOWN);
    assert_int_equal(control_at(2)->selector, 0);
}

static void units_without_an_element_and_elements_without_more_are_read(void **state)
{
    (void)state;
    parse("USB Mixer: usb_id=0x2b730017, ctrlif=1, ctlerr=0\r\n"
          "  Unit: 5\r\n"
          "    Info: id=5, control=7, cmask=0x0, channels=1, type=\"BOOLEAN\"\r\n"
          "  Unit: 0\r\n"
          "    Control: name=\"Playback 5-6 Playback Switch\", index=0\r\n"
          "  Unit: 0\r\n"
          "    Control: name=\"A \"quoted\", index=7 name\", index=1\r\n");
    assert_int_equal(mixer.fault_line, 0);
    assert_int_equal(mixer.controls.count, 2);
    assert_int_equal(control_at(0)->unit, 0);
    assert_int_equal(control_at(0)->selector, -1);
    assert_int_equal(control_at(0)->value, JFI_USB_VALUE_UNKNOWN);
    assert_string_equal(control_at(1)->name, "A \"quoted\", index=7 name");
    assert_int_equal(control_at(1)->index, 1);
}

static void what_cannot_be_read_is_skipped_and_its_first_line_told(void **state)
{
    static const char head[] = "USB Mixer: usb_id=0x2b730017, ctrlif=1, ctlerr=0\n";
    static const char end[] = "  Unit: 6\n    Control: name=\"Good\", index=0\n";
    static const struct {
        const char *text;
        size_t line;
    } cases[] = {
        {"    Control: name=\"Of no unit\", index=0\n", 2},
        {"  Unit: x\n    Control: name=\"Bad\", index=0\n", 2},
        {"  Unit: 5\n    Control: name=\"\", index=0\n", 3},
        {"  Unit: 5\n    Control: name=\"Bad\", index=x\n", 3},
        {"  Unit: 5\n    Control: name=\"Bad\n", 3},
        {"  Unit: 5\n    Control: \", index=0 name=\"\n", 3},
        {"  Unit: 99999999999999\n    Control: name=\"Bad\", index=0\n", 2},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[512];

        (void)snprintf(text, sizeof(text), "%s%s%s", head, cases[i].text, end);
        parse(text);
        assert_int_equal(mixer.fault_line, cases[i].line);
        assert_int_equal(mixer.controls.count, 1);
        assert_string_equal(control_at(0)->name, "Good");
        jfi_usb_mixer_fini(&mixer);
    }
    parse("  Unit: 6\n    Control: name=\"Before any block\", index=0\n");
    assert_int_equal(mixer.fault_line, 1);
    assert_int_equal(mixer.controls.count, 0);
    jfi_usb_mixer_fini(&mixer);
    parse("");
    assert_int_equal(mixer.product_id, -1);
    assert_int_equal(mixer.controls.count, 0);
}

/* ---- streams --------------------------------------------------------------------------------- */

static void settings_of_each_direction_are_read(void **state)
{
    static const struct jfi_usb_use expected[] = {
        {.device = 3, .is_capture = false, .interface = 1, .setting = 1},
        {.device = 3, .is_capture = false, .interface = 1, .setting = 2},
        {.device = 3, .is_capture = true, .interface = 2, .setting = 4},
    };
    static const char text[] = "QEMU USB Audio at usb-0000:00:05.0-1, full speed : USB Audio\n"
                               "\n"
                               "Playback:\n"
                               "  Status: Running\n"
                               "    Interface = 7\n"
                               "    Altset = 9\n"
                               "    Packet Size = 192\n"
                               "  Interface 1\n"
                               "    Altset 1\n"
                               "    Format: S16_LE\n"
                               "  Interface 1\n"
                               "    Altset 2\n"
                               "\n"
                               "Capture:\n"
                               "  Status: Stop\n"
                               "    Altset 5\n"
                               "  Interface 2\n"
                               "    Altset 4\n"
                               "  Interface x\n"
                               "  Interface 999\n";
    struct jfi_vec uses = {.item_size = sizeof(struct jfi_usb_use)};

    (void)state;
    assert_int_equal(jfi_usb_stream_parse(text, strlen(text), 3, &uses), 0);
    assert_int_equal(uses.count, sizeof(expected) / sizeof(expected[0]));
    for (size_t i = 0; i < uses.count; i++) {
        const struct jfi_usb_use *use = jfi_vec_at(&uses, i);

        assert_int_equal(use->device, expected[i].device);
        assert_int_equal(use->is_capture, expected[i].is_capture);
        assert_int_equal(use->interface, expected[i].interface);
        assert_int_equal(use->setting, expected[i].setting);
    }
    jfi_vec_fini(&uses);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(every_element_is_read_with_its_unit, forget),
        cmocka_unit_test_teardown(units_without_an_element_and_elements_without_more_are_read,
                                  forget),
        cmocka_unit_test_teardown(what_cannot_be_read_is_skipped_and_its_first_line_told, forget),
        cmocka_unit_test(settings_of_each_direction_are_read),
    };

    return cmocka_run_group_tests_name("usb-text", tests, NULL, NULL);
}
