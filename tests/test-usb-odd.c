/* SPDX-License-Identifier: MIT */

/* Descriptors that are not as the class wants them: as real devices have them, and worse. */

#include <errno.h>

#include "helpers/usb-parse.h"

static struct usb_bytes usb;

/* ---- lengths that lie ------------------------------------------------------------------------ */

static void totals_that_lie_change_nothing(void **state)
{
    static const uint16_t totals[] = {0, 9, 30, 1000};

    (void)state;
    for (size_t i = 0; i < sizeof(totals) / sizeof(totals[0]); i++) {
        struct jfi_usb_device *device;

        usb_headset(&usb);
        usb.bytes[usb.configuration + 9 + 9 + 5] = (uint8_t)totals[i];
        usb.bytes[usb.configuration + 9 + 9 + 6] = (uint8_t)(totals[i] >> 8);
        device = usb_parse_sound(&usb);
        assert_int_equal(device->functions[0].entity_count, 6);
        jfi_usb_device_free(device);
        usb.bytes[usb.configuration + 2] = (uint8_t)totals[i];
        usb.bytes[usb.configuration + 3] = (uint8_t)(totals[i] >> 8);
        device = usb_parse(&usb, 1);
        assert_int_equal(device->functions[0].entity_count, 6);
        assert_int_equal(device->stream_count, 2);
        /* Only that something is missing can be noticed. */
        assert_int_equal(device->fault_count, totals[i] == 1000);
        jfi_usb_device_free(device);
    }
}

static void an_impossible_length_ends_the_reading(void **state)
{
    static const uint8_t lengths[] = {0, 1, 255};

    (void)state;
    for (size_t i = 0; i < sizeof(lengths); i++) {
        struct jfi_usb_device *device;

        usb_begin(&usb);
        usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_1);
        USB_IN(&usb, 1, 0x0201, 0, 1);
        usb_put(&usb, (const uint8_t[]){lengths[i], 0x24, 3}, 3);
        USB_OUT(&usb, 2, 0x0101, 0, 1);
        usb_end(&usb);
        device = usb_parse_faulty(&usb, "a descriptor of impossible length");
        assert_true(device->is_cut_off);
        assert_int_equal(device->first_fault.offset, 18 + 9 + 9 + 12);
        assert_int_equal(device->functions[0].entity_count, 1);
        jfi_usb_device_free(device);
    }
}

static void a_broken_configuration_does_not_hide_the_next(void **state)
{
    struct jfi_usb_device *device;

    (void)state;
    usb_begin(&usb);
    usb_put(&usb, (const uint8_t[]){0, 0, 0, 0}, 4);
    usb_configuration(&usb, 2);
    usb_interface(&usb, 5, 0, USB_CONTROL, USB_CLASS_1);
    USB_IN(&usb, 1, 0x0201, 0, 1);
    usb_end(&usb);
    device = usb_parse(&usb, 2);
    assert_int_equal(device->functions[0].entity_count, 1);
    assert_false(device->is_cut_off);
    jfi_usb_device_free(device);
}

/* Where the field that is missing would be, the bytes end. */
static void a_short_descriptor_tells_what_it_holds(void **state)
{
    struct jfi_usb_device *device;

    (void)state;
    usb_begin(&usb);
    usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_1);
    USB_IN(&usb, 1, 0x0201, 0, 1);
    USB_CLASS(&usb, 4, 2, 5, 1, 1);
    usb_end(&usb);
    device = usb_parse_faulty(&usb, "a descriptor that is too short for its kind");
    ASSERT_SOURCES(usb_entity(device, 2, JFI_USB_MIXER), 1, 1);
    assert_int_equal(usb_entity(device, 2, JFI_USB_MIXER)->channels, -1);
    jfi_usb_device_free(device);
    usb_begin(&usb);
    usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_2);
    USB_CLASS(&usb, 3, 2, 1);
    usb_end(&usb);
    device = usb_parse_faulty(&usb, "a descriptor that is too short for its kind");
    assert_int_equal(usb_entity(device, 2, JFI_USB_OUTPUT_TERMINAL)->type, 0);
    assert_int_equal(usb_entity(device, 2, JFI_USB_OUTPUT_TERMINAL)->clock, -1);
    jfi_usb_device_free(device);
    usb_begin(&usb);
    usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_1);
    USB_CLASS(&usb, 2);
    usb_end(&usb);
    device = usb_parse_faulty(&usb, "a descriptor that is too short for its kind");
    assert_int_equal(device->functions[0].entity_count, 0);
    jfi_usb_device_free(device);
}

/* ---- oddities -------------------------------------------------------------------------------- */

static void of_two_units_with_one_id_the_first_is_meant(void **state)
{
    struct jfi_usb_device *device;

    (void)state;
    usb_begin(&usb);
    usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_1);
    USB_IN(&usb, 1, 0x0201, 0, 1);
    USB_FEATURE(&usb, 1, 1, 1);
    usb_end(&usb);
    device = usb_parse_faulty(&usb, "a second unit of one id");
    assert_int_equal(device->functions[0].entity_count, 2);
    assert_int_equal(device->functions[0].entities[0].earlier, 0);
    assert_int_equal(device->functions[0].entities[1].earlier, 1);
    (void)usb_entity(device, 1, JFI_USB_INPUT_TERMINAL);
    jfi_usb_device_free(device);
}

static void a_source_that_is_not_there_is_told(void **state)
{
    struct jfi_usb_device *device;

    (void)state;
    usb_begin(&usb);
    usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_1);
    USB_OUT(&usb, 2, 0x0101, 0, 77);
    usb_end(&usb);
    device = usb_parse_faulty(&usb, "a source that is not there");
    ASSERT_SOURCES(usb_entity(device, 2, JFI_USB_OUTPUT_TERMINAL), 77);
    jfi_usb_device_free(device);
}

static void descriptors_of_no_known_kind_are_skipped(void **state)
{
    struct jfi_usb_device *device;

    (void)state;
    usb_begin(&usb);
    usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_1);
    USB_CLASS(&usb, 200, 1, 2, 3);
    USB_IN(&usb, 1, 0x0201, 0, 1);
    usb_end(&usb);
    device = usb_parse_faulty(&usb, "a class descriptor of no known kind");
    assert_int_equal(device->functions[0].entity_count, 1);
    jfi_usb_device_free(device);
}

/* Class descriptors of a streaming interface and of an endpoint look like those of units. */
static void only_an_interface_of_control_has_units(void **state)
{
    struct jfi_usb_device *device;

    (void)state;
    usb_begin(&usb);
    USB_IN(&usb, 9, 0x0201, 0, 1);
    usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_1);
    USB_IN(&usb, 1, 0x0201, 0, 1);
    USB_ITEM(&usb, 5, 0x81, 3, 2, 0, 4);
    USB_IN(&usb, 2, 0x0201, 0, 1);
    usb_interface(&usb, 0, 1, USB_CONTROL, USB_CLASS_1);
    USB_IN(&usb, 3, 0x0201, 0, 1);
    usb_interface(&usb, 1, 0, USB_STREAMING, USB_CLASS_1);
    USB_CLASS(&usb, 2, 1, 1, 2, 16, 0, 0, 0);
    usb_interface(&usb, 2, 0, 3, USB_CLASS_1);
    USB_CLASS(&usb, 2, 1, 1, 0);
    USB_ITEM(&usb, 4, 3, 0, 0, 255, 1, 0, 0);
    USB_IN(&usb, 4, 0x0201, 0, 1);
    device = usb_parse_sound(&usb);
    assert_int_equal(device->function_count, 1);
    assert_int_equal(device->functions[0].entity_count, 1);
    assert_int_equal(device->stream_count, 0);
    jfi_usb_device_free(device);
}

static void a_second_interface_of_one_number_is_skipped(void **state)
{
    struct jfi_usb_device *device;

    (void)state;
    usb_begin(&usb);
    usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_1);
    USB_IN(&usb, 1, 0x0201, 0, 1);
    usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_1);
    USB_IN(&usb, 2, 0x0201, 0, 1);
    usb_end(&usb);
    device = usb_parse_faulty(&usb, "an AudioControl interface too many");
    assert_int_equal(device->function_count, 1);
    assert_int_equal(device->functions[0].entity_count, 1);
    jfi_usb_device_free(device);
}

/* What protocols other than those three mean nobody has said; the kernel reads class 1. */
static void an_unknown_protocol_is_read_as_class_1(void **state)
{
    struct jfi_usb_device *device;

    (void)state;
    usb_begin(&usb);
    usb_interface(&usb, 0, 0, USB_CONTROL, 4);
    USB_IN(&usb, 1, 0x0201, 0, 1);
    device = usb_parse_sound(&usb);
    assert_int_equal(device->functions[0].version, JFI_USB_VERSION_1);
    jfi_usb_device_free(device);
}

/* ---- bounds ---------------------------------------------------------------------------------- */

static void there_is_an_end_to_units_interfaces_and_streams(void **state)
{
    struct jfi_usb_device *device;

    (void)state;
    usb_begin(&usb);
    usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_2);
    for (unsigned int i = 0; i < JFI_USB_MAX_ENTITIES + 10; i++)
        USB_CLASS(&usb, 10, (uint8_t)i, 3, 7, 0, 0);
    for (unsigned int i = 1; i < JFI_USB_MAX_FUNCTIONS + 10; i++)
        usb_interface(&usb, (uint8_t)i, 0, USB_CONTROL, USB_CLASS_1);
    usb_interface(&usb, 200, 1, USB_STREAMING, USB_CLASS_1);
    for (unsigned int i = 0; i < JFI_USB_MAX_STREAMS + 10; i++)
        USB_STREAM(&usb, 1);
    usb_end(&usb);
    device = usb_parse(&usb, 1);
    assert_int_equal(device->function_count, JFI_USB_MAX_FUNCTIONS);
    assert_int_equal(device->functions[0].entity_count, JFI_USB_MAX_ENTITIES);
    assert_int_equal(device->stream_count, JFI_USB_MAX_STREAMS);
    assert_int_equal(device->fault_count, 30);
    assert_string_equal(device->first_fault.what, "more units than a function can have");
    jfi_usb_device_free(device);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(totals_that_lie_change_nothing),
        cmocka_unit_test(an_impossible_length_ends_the_reading),
        cmocka_unit_test(a_broken_configuration_does_not_hide_the_next),
        cmocka_unit_test(a_short_descriptor_tells_what_it_holds),
        cmocka_unit_test(of_two_units_with_one_id_the_first_is_meant),
        cmocka_unit_test(a_source_that_is_not_there_is_told),
        cmocka_unit_test(descriptors_of_no_known_kind_are_skipped),
        cmocka_unit_test(only_an_interface_of_control_has_units),
        cmocka_unit_test(a_second_interface_of_one_number_is_skipped),
        cmocka_unit_test(an_unknown_protocol_is_read_as_class_1),
        cmocka_unit_test(there_is_an_end_to_units_interfaces_and_streams),
    };

    return cmocka_run_group_tests_name("usb-odd", tests, NULL, NULL);
}
