/* SPDX-License-Identifier: MIT */

/* What is read of the descriptors of a USB device, of all three versions of the class. */

#include <errno.h>
#include <string.h>

#include "helpers/usb-parse.h"

static struct usb_bytes usb;

/* ---- the three versions ---------------------------------------------------------------------- */

static void class_1_is_read(void **state)
{
    struct jfi_usb_device *device;
    const struct jfi_usb_entity *entity;

    (void)state;
    usb_begin(&usb);
    usb_interface(&usb, 3, 0, USB_CONTROL, USB_CLASS_1);
    USB_CLASS(&usb, 1, 0, 1, 99, 0, 1, 4);
    USB_IN(&usb, 1, 0x0101, 0, 2);
    USB_IN(&usb, 2, 0x0201, 3, 1);
    USB_OUT(&usb, 3, 0x0301, 2, 9);
    USB_CLASS(&usb, 4, 4, 2, 1, 2, 2, 3, 0, 0, 0xf0, 0);
    USB_CLASS(&usb, 5, 5, 2, 4, 2, 0);
    USB_CLASS(&usb, 6, 6, 5, 2, 0x01, 0x02, 0x42, 0x00, 0);
    USB_CLASS(&usb, 7, 7, 3, 0, 1, 6, 2, 3, 0, 0, 1, 1, 0);
    USB_CLASS(&usb, 8, 9, 0x34, 0x12, 2, 7, 4, 6, 0, 0, 0, 1, 1, 0);
    device = usb_parse_sound(&usb);
    assert_int_equal(device->product_id, 0x046d082d);
    assert_int_equal(device->function_count, 1);
    assert_int_equal(device->functions[0].interface, 3);
    assert_int_equal(device->functions[0].version, JFI_USB_VERSION_1);
    assert_int_equal(device->functions[0].category, -1);
    assert_int_equal(device->functions[0].entity_count, 8);
    entity = usb_entity(device, 2, JFI_USB_INPUT_TERMINAL);
    assert_int_equal(entity->type, 0x0201);
    assert_int_equal(entity->partner, 3);
    assert_int_equal(entity->channels, 1);
    assert_int_equal(entity->clock, -1);
    assert_false(entity->has_sensor);
    assert_int_equal(entity->source_count, 0);
    ASSERT_SOURCES(usb_entity(device, 3, JFI_USB_OUTPUT_TERMINAL), 9);
    ASSERT_SOURCES(usb_entity(device, 4, JFI_USB_MIXER), 1, 2);
    assert_int_equal(usb_entity(device, 4, JFI_USB_MIXER)->channels, 2);
    ASSERT_SOURCES(usb_entity(device, 5, JFI_USB_SELECTOR), 4, 2);
    assert_int_equal(usb_entity(device, 5, JFI_USB_SELECTOR)->channels, -1);
    entity = usb_entity(device, 6, JFI_USB_FEATURE);
    ASSERT_SOURCES(entity, 5);
    assert_int_equal(entity->features, 1U << JFI_USB_MUTE | 1U << JFI_USB_VOLUME |
                                           1U << JFI_USB_AGC | 1U << JFI_USB_LOUDNESS);
    entity = usb_entity(device, 7, JFI_USB_PROCESSING);
    ASSERT_SOURCES(entity, 6);
    assert_int_equal(entity->type, 3);
    assert_int_equal(entity->channels, 2);
    entity = usb_entity(device, 9, JFI_USB_EXTENSION);
    ASSERT_SOURCES(entity, 7, 4);
    assert_int_equal(entity->type, 0x1234);
    assert_int_equal(entity->channels, 6);
    jfi_usb_device_free(device);
}

static void class_2_is_read(void **state)
{
    struct jfi_usb_device *device;
    const struct jfi_usb_entity *entity;

    (void)state;
    usb_begin(&usb);
    usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_2);
    USB_CLASS(&usb, 1, 0, 2, 10, 99, 0, 0);
    USB_CLASS(&usb, 10, 41, 3, 7, 0, 0);
    USB_CLASS(&usb, 10, 42, 0, 7, 2, 0);
    USB_CLASS(&usb, 11, 40, 2, 41, 42, 3, 0);
    USB_CLASS(&usb, 12, 43, 40, 0, 0);
    USB_CLASS(&usb, 2, 1, 1, 1, 0, 40, 8, 0xff, 0, 0, 0, 0, 0, 0, 0);
    USB_CLASS(&usb, 2, 2, 1, 2, 0, 40, 2, 3, 0, 0, 0, 0, 4, 0, 0);
    USB_CLASS(&usb, 3, 3, 1, 3, 0, 9, 43, 4, 0, 0);
    USB_CLASS(&usb, 4, 4, 2, 1, 2, 2, 3, 0, 0, 0, 0, 0xff, 0xff, 0, 0);
    USB_CLASS(&usb, 5, 5, 2, 4, 2, 0, 0);
    /* Mute and volume can be set, bass is read only, the pad is neither, though that is no pair. */
    USB_CLASS(&usb, 6, 6, 5, 0x1f, 0, 0x80, 0, 0, 0, 0x30, 0, 0);
    USB_CLASS(&usb, 7, 7, 1, 0, 6, 0, 0, 0, 0, 0);
    USB_CLASS(&usb, 8, 8, 1, 0, 1, 7, 2, 3, 0, 0, 0, 0, 0, 0, 0);
    USB_CLASS(&usb, 13, 10, 8, 40, 43, 0);
    USB_CLASS(&usb, 9, 9, 0, 0, 1, 10, 2, 3, 0, 0, 0, 0, 0, 0);
    device = usb_parse_sound(&usb);
    assert_int_equal(device->functions[0].version, JFI_USB_VERSION_2);
    assert_int_equal(device->functions[0].category, 10);
    assert_int_equal(device->functions[0].entity_count, 14);
    entity = usb_entity(device, 1, JFI_USB_INPUT_TERMINAL);
    assert_int_equal(entity->channels, 8);
    assert_int_equal(entity->clock, 40);
    assert_false(entity->has_sensor);
    assert_true(usb_entity(device, 2, JFI_USB_INPUT_TERMINAL)->has_sensor);
    entity = usb_entity(device, 3, JFI_USB_OUTPUT_TERMINAL);
    ASSERT_SOURCES(entity, 9);
    assert_int_equal(entity->clock, 43);
    assert_true(entity->has_sensor);
    ASSERT_SOURCES(usb_entity(device, 4, JFI_USB_MIXER), 1, 2);
    assert_int_equal(usb_entity(device, 4, JFI_USB_MIXER)->channels, 2);
    ASSERT_SOURCES(usb_entity(device, 5, JFI_USB_SELECTOR), 4, 2);
    ASSERT_SOURCES(usb_entity(device, 6, JFI_USB_FEATURE), 5);
    assert_int_equal(usb_entity(device, 6, JFI_USB_FEATURE)->features,
                     1U << JFI_USB_MUTE | 1U << JFI_USB_VOLUME | 1U << JFI_USB_BASS |
                         1U << JFI_USB_INPUT_GAIN);
    entity = usb_entity(device, 7, JFI_USB_EFFECT);
    ASSERT_SOURCES(entity, 6);
    assert_int_equal(entity->type, 1);
    ASSERT_SOURCES(usb_entity(device, 8, JFI_USB_PROCESSING), 7);
    ASSERT_SOURCES(usb_entity(device, 10, JFI_USB_RATE_CONVERTER), 8);
    ASSERT_SOURCES(usb_entity(device, 9, JFI_USB_EXTENSION), 10);
    ASSERT_SOURCES(usb_entity(device, 40, JFI_USB_CLOCK_SELECTOR), 41, 42);
    ASSERT_SOURCES(usb_entity(device, 43, JFI_USB_CLOCK_MULTIPLIER), 40);
    assert_int_equal(usb_entity(device, 41, JFI_USB_CLOCK_SOURCE)->source_count, 0);
    assert_true(jfi_usb_is_clock(usb_entity(device, 41, JFI_USB_CLOCK_SOURCE)));
    jfi_usb_device_free(device);
}

static void class_3_is_read_as_far_as_it_is_there(void **state)
{
    struct jfi_usb_device *device;
    const struct jfi_usb_entity *entity;

    (void)state;
    usb_begin(&usb);
    usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_3);
    USB_CLASS(&usb, 1, 4, 99, 0, 0, 0, 0, 0);
    USB_CLASS(&usb, 11, 9, 1, 0, 0, 0, 0, 0, 0, 0);
    USB_CLASS(&usb, 12, 10, 1, 9, 0, 0, 0, 0, 0, 0);
    USB_CLASS(&usb, 13, 11, 10, 0, 0, 0, 0, 0, 0);
    USB_CLASS(&usb, 2, 1, 1, 1, 0, 9, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0);
    USB_CLASS(&usb, 2, 2, 1, 2, 0, 9, 1, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0);
    USB_CLASS(&usb, 7, 3, 1, 0x0f, 0, 0, 0, 0, 0x30, 0, 0, 0, 0);
    USB_CLASS(&usb, 5, 4, 2, 3, 2, 5, 0, 0, 0, 0, 0, 0, 0, 0);
    USB_CLASS(&usb, 6, 5, 2, 4, 3, 0, 0, 0, 0, 0, 0);
    USB_CLASS(&usb, 8, 6, 2, 0, 5, 0, 0, 0, 0, 0, 0);
    USB_CLASS(&usb, 9, 7, 3, 0, 1, 6, 0, 0, 0, 0, 0, 0);
    USB_CLASS(&usb, 10, 8, 0, 0, 1, 7, 0, 0, 0, 0, 0, 0);
    USB_CLASS(&usb, 14, 12, 8, 9, 10, 0, 0);
    USB_CLASS(&usb, 3, 13, 2, 3, 0, 12, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    USB_CLASS(&usb, 16, 14, 1, 0, 1, 0, 1, 13, 0, 0);
    device = usb_parse_sound(&usb);
    assert_int_equal(device->functions[0].version, JFI_USB_VERSION_3);
    assert_int_equal(device->functions[0].category, 4);
    assert_int_equal(device->functions[0].entity_count, 14);
    entity = usb_entity(device, 1, JFI_USB_INPUT_TERMINAL);
    assert_int_equal(entity->clock, 9);
    assert_int_equal(entity->channels, -1); /* only a request to the device tells */
    assert_false(entity->has_sensor);
    assert_true(usb_entity(device, 2, JFI_USB_INPUT_TERMINAL)->has_sensor);
    assert_int_equal(usb_entity(device, 3, JFI_USB_FEATURE)->features,
                     1U << JFI_USB_MUTE | 1U << JFI_USB_VOLUME | 1U << JFI_USB_AGC);
    ASSERT_SOURCES(usb_entity(device, 4, JFI_USB_MIXER), 3, 2);
    assert_int_equal(usb_entity(device, 4, JFI_USB_MIXER)->channels, -1);
    ASSERT_SOURCES(usb_entity(device, 5, JFI_USB_SELECTOR), 4, 3);
    ASSERT_SOURCES(usb_entity(device, 6, JFI_USB_EFFECT), 5);
    ASSERT_SOURCES(usb_entity(device, 7, JFI_USB_PROCESSING), 6);
    ASSERT_SOURCES(usb_entity(device, 8, JFI_USB_EXTENSION), 7);
    ASSERT_SOURCES(usb_entity(device, 12, JFI_USB_RATE_CONVERTER), 8);
    entity = usb_entity(device, 13, JFI_USB_OUTPUT_TERMINAL);
    ASSERT_SOURCES(entity, 12);
    assert_int_equal(entity->clock, 9);
    assert_true(entity->has_sensor);
    ASSERT_SOURCES(usb_entity(device, 10, JFI_USB_CLOCK_SELECTOR), 9);
    ASSERT_SOURCES(usb_entity(device, 11, JFI_USB_CLOCK_MULTIPLIER), 10);
    entity = usb_entity(device, 14, JFI_USB_POWER_DOMAIN);
    assert_int_equal(entity->source_count, 0);
    jfi_usb_device_free(device);
}

/* ---- feature units --------------------------------------------------------------------------- */

static uint32_t features_of(const uint8_t *rest, size_t size)
{
    uint8_t bytes[32] = {6, 2, 1};
    struct jfi_usb_device *device;
    uint32_t features;

    memcpy(bytes + 3, rest, size);
    usb_begin(&usb);
    usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_1);
    USB_IN(&usb, 1, 0x0101, 0, 2);
    usb_item(&usb, 0x24, bytes, size + 3);
    device = usb_parse_sound(&usb);
    features = usb_entity(device, 2, JFI_USB_FEATURE)->features;
    jfi_usb_device_free(device);
    return features;
}

#define FEATURES(...) \
    features_of((const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

static void feature_units_of_any_control_size_are_read(void **state)
{
    (void)state;
    assert_int_equal(FEATURES(1, 0x01, 0x02, 0), 1U << JFI_USB_MUTE | 1U << JFI_USB_VOLUME);
    assert_int_equal(FEATURES(2, 0x00, 0x02, 0), 1U << JFI_USB_LOUDNESS);
    /* The upper bits of the second byte are reserved, and so is a third. */
    assert_int_equal(FEATURES(3, 0x20, 0xfd, 0xff, 0),
                     1U << JFI_USB_EQUALIZER | 1U << JFI_USB_BASS_BOOST);
    /* What is left over after the last whole element is none. */
    assert_int_equal(FEATURES(2, 0x00, 0x00, 0x02, 0), 0);
    assert_int_equal(FEATURES(0, 0x02, 0x02, 0), 0);
    assert_int_equal(FEATURES(200, 0x02, 0x02, 0), 0);
    assert_int_equal(FEATURES(1, 0x40, 0), 1U << JFI_USB_AGC);
}

/* ---- configurations -------------------------------------------------------------------------- */

static void build_two_configurations(void)
{
    usb_begin(&usb);
    usb_interface(&usb, 0, 0, 3, 0);
    usb_configuration(&usb, 2);
    usb_interface(&usb, 5, 0, USB_CONTROL, USB_CLASS_1);
    USB_IN(&usb, 1, 0x0201, 0, 1);
    usb_configuration(&usb, 3);
    usb_interface(&usb, 7, 0, USB_CONTROL, USB_CLASS_1);
    USB_IN(&usb, 1, 0x0201, 0, 1);
    usb_end(&usb);
}

static void the_active_configuration_is_the_one_that_counts(void **state)
{
    static const struct {
        size_t count;
        int configuration, interface;
    } cases[] = {{0, 1, 0}, {1, 2, 5}, {1, 3, 7}, {1, -1, 5}, {0, 0, 0}};

    (void)state;
    build_two_configurations();
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct jfi_usb_device *device = usb_parse(&usb, cases[i].configuration);

        assert_int_equal(device->function_count, cases[i].count);
        if (cases[i].count)
            assert_int_equal(device->functions[0].interface, cases[i].interface);
        assert_int_equal(device->fault_count, 0);
        jfi_usb_device_free(device);
    }
}

static void a_configuration_that_is_there_twice_is_read_once(void **state)
{
    struct jfi_usb_device *device;

    (void)state;
    usb_begin(&usb);
    usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_1);
    USB_IN(&usb, 1, 0x0201, 0, 1);
    usb_configuration(&usb, 1);
    usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_1);
    USB_IN(&usb, 1, 0x0201, 0, 1);
    device = usb_parse_sound(&usb);
    assert_int_equal(device->function_count, 1);
    assert_int_equal(device->functions[0].entity_count, 1);
    jfi_usb_device_free(device);
}

static void what_has_no_such_configuration_is_refused(void **state)
{
    struct jfi_usb_device *device = NULL;
    struct jfi_usb_fault fault = {.what = NULL};

    (void)state;
    build_two_configurations();
    assert_int_equal(jfi_usb_parse(usb.bytes, usb.size, 4, &device, &fault), -EBADMSG);
    assert_string_equal(fault.what, "no descriptor of the active configuration");
    assert_int_equal(jfi_usb_parse(usb.bytes, 18, -1, &device, &fault), -EBADMSG);
    assert_string_equal(fault.what, "no configuration descriptor");
    assert_int_equal(jfi_usb_parse("", 0, -1, &device, &fault), -EBADMSG);
    assert_int_equal(jfi_usb_parse("no descriptors", 14, 1, &device, &fault), -EBADMSG);
    assert_null(device);
}

/* ---- streams --------------------------------------------------------------------------------- */

static void assert_stream(const struct jfi_usb_device *device, size_t index, int interface,
                          uint8_t terminal, int control)
{
    const struct jfi_usb_stream *stream = &device->streams[index];

    assert_true(index < device->stream_count);
    assert_int_equal(stream->interface, interface);
    assert_int_equal(stream->setting, 1);
    assert_int_equal(stream->terminal, terminal);
    assert_int_equal(device->functions[stream->function].interface, control);
}

/* The second function is for MIDI, and lists an interface of the first. */
static void a_stream_belongs_to_the_function_it_is_grouped_with(void **state)
{
    struct jfi_usb_device *device;

    (void)state;
    usb_begin(&usb);
    USB_ITEM(&usb, 11, 0, 2, 1, 0, 0x20, 0);
    usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_2);
    usb_interface(&usb, 1, 1, USB_STREAMING, USB_CLASS_2);
    USB_CLASS(&usb, 1, 20, 0, 1, 1, 0, 0, 0, 2, 3, 0, 0, 0, 0);
    usb_interface(&usb, 3, 0, USB_CONTROL, USB_CLASS_1);
    USB_CLASS(&usb, 1, 0, 1, 9, 0, 2, 1, 5);
    usb_interface(&usb, 4, 1, USB_STREAMING, USB_CLASS_1);
    USB_STREAM(&usb, 30);
    usb_interface(&usb, 6, 0, USB_CONTROL, USB_CLASS_1);
    usb_interface(&usb, 5, 1, USB_STREAMING, USB_CLASS_1);
    USB_STREAM(&usb, 40);
    usb_interface(&usb, 7, 1, USB_STREAMING, USB_CLASS_1);
    USB_STREAM(&usb, 50);
    device = usb_parse_sound(&usb);
    assert_int_equal(device->function_count, 3);
    assert_int_equal(device->stream_count, 4);
    assert_stream(device, 0, 1, 20, 0); /* grouped */
    assert_stream(device, 1, 4, 30, 3); /* comes behind it */
    assert_stream(device, 2, 5, 40, 3); /* listed */
    assert_stream(device, 3, 7, 50, 6);
    jfi_usb_device_free(device);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(class_1_is_read),
        cmocka_unit_test(class_2_is_read),
        cmocka_unit_test(class_3_is_read_as_far_as_it_is_there),
        cmocka_unit_test(feature_units_of_any_control_size_are_read),
        cmocka_unit_test(the_active_configuration_is_the_one_that_counts),
        cmocka_unit_test(a_configuration_that_is_there_twice_is_read_once),
        cmocka_unit_test(what_has_no_such_configuration_is_refused),
        cmocka_unit_test(a_stream_belongs_to_the_function_it_is_grouped_with),
    };

    return cmocka_run_group_tests_name("usb", tests, NULL, NULL);
}
