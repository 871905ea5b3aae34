/* SPDX-License-Identifier: MIT */

/* Where a USB card is plugged in, which device it is, and what both make of its ids. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/alsa/bus-path.h"
#include "helpers/questions.h"
#include "helpers/usb-machine.h"

static struct usb_bytes usb;

/* ---- bus paths ------------------------------------------------------------------------------- */

/* As udev's path_id prints for these paths of /sys. */
static void a_bus_path_is_in_udevs_words(void **state)
{
    static const struct {
        const char *path, *expected;
    } cases[] = {
        {"../../devices/pci0000:00/0000:00:1f.3", "pci-0000:00:1f.3"},
        {"../../../0000:00:1f.3", "pci-0000:00:1f.3"},
        {"../../devices/pci0000:00/0000:00:1c.0/0000:02:00.1", "pci-0000:02:00.1"},
        {"../../devices/pci0000:00/0000:00:1f.3/skl_hda_dsp_generic",
         "pci-0000:00:1f.3-platform-skl_hda_dsp_generic"},
        {"../../devices/platform/soc/soc:sound", "platform-soc:sound"},
        {"../../devices/pci0000:00/0000:00:05.0/virtio2", "pci-0000:00:05.0"},
        {"../../devices/platform/a003e00.virtio_mmio/virtio0", "platform-a003e00.virtio_mmio"},
        {"../../devices/platform/virtio-mmio", "platform-virtio-mmio"},
        {"../virtio2", NULL},
        {"../../devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0", "pci-0000:00:14.0-usb-0:2:1.0"},
        {"../../devices/pci0000:00/0000:00:14.0/usb1/1-2", "pci-0000:00:14.0-usb-0:2"},
        {"../../devices/pci0000:00/0000:00:14.0/usb3/3-4/3-4.1/3-4.1.12/3-4.1.12:2.3",
         "pci-0000:00:14.0-usb-0:4.1.12:2.3"},
        {"../../devices/platform/soc/3f980000.usb/usb1/1-1/1-1.2/1-1.2:1.0",
         "platform-3f980000.usb-usb-0:1.2:1.0"},
        {"../../devices/platform/scb/fd500000.pcie/pci0000:00/0000:00:00.0/0000:01:00.0/usb1/1-1/"
         "1-1:1.0",
         "platform-fd500000.pcie-pci-0000:01:00.0-usb-0:1:1.0"},
        {"../../devices/pci0000:00/0000:00:14.1/xhci-hcd.2.auto/usb1/1-2/1-2:1.0",
         "pci-0000:00:14.1-platform-xhci-hcd.2.auto-usb-0:2:1.0"},
        {"../../../1-2:1.0", "usb-0:2:1.0"},
        {"1-2", "usb-0:2"},
        {"../usb1-2", "platform-usb1-2"},
        {"../1-2.", "platform-1-2."},
        {"../1-:1.0", "platform-1-:1.0"},
        {"../..", NULL},
        {"", NULL},
        {"/", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char *told;

        assert_int_equal(jfi_bus_path(cases[i].path, &told), 0);
        if (cases[i].expected)
            assert_string_equal(told, cases[i].expected);
        else
            assert_null(told);
        free(told);
    }
}

static void the_device_of_an_interface_is_found_in_its_path(void **state)
{
    static const struct {
        const char *path, *expected;
    } cases[] = {
        {"../../devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0", "1-2"},
        {"../../../12-4.10:1.0", "12-4.10"},
        {"3-1", "3-1"},
        {"../../devices/pci0000:00/0000:00:1f.3", NULL},
        {"usb1", NULL},
        {"..", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char *told;

        assert_int_equal(jfi_bus_path_usb_device(cases[i].path, &told), 0);
        if (cases[i].expected)
            assert_string_equal(told, cases[i].expected);
        else
            assert_null(told);
        free(told);
    }
}

/* ---- which device a card is ------------------------------------------------------------------ */

/* A microphone in this directory of a recorded /sys. */
static void write_microphone(const char *directory, uint8_t product)
{
    char path[128];

    usb_begin(&usb);
    usb.bytes[10] = product;
    usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_1);
    USB_IN(&usb, 1, 0x0201, 0, 2);
    usb_end(&usb);
    (void)snprintf(path, sizeof(path), "%s/descriptors", directory);
    recording_write_bytes(&recorded, path, usb.bytes, usb.size);
}

static void write_number(const char *directory, const char *name, int number)
{
    char path[128], text[16];

    (void)snprintf(path, sizeof(path), "%s/%s", directory, name);
    (void)snprintf(text, sizeof(text), "%d\n", number);
    recording_write(&recorded, path, text);
}

/* Opens the recording, in which nothing may be odd but what is of this many cards. */
static struct jf_context *open_adapters(size_t count)
{
    struct jf_context *context = open_sound(recorded.root);
    const struct jf_graph *graph = jf_context_get_graph(context);
    size_t adapters = 0;

    for (size_t i = 0; i < jf_graph_get_device_count(graph); i++) {
        const struct jf_device *device;

        assert_int_equal(jf_graph_get_device(graph, i, &device), 0);
        adapters += jf_device_get_kind(device) == JF_DEVICE_ADAPTER;
    }
    assert_int_equal(adapters, count);
    return context;
}

static void assert_card(const struct jf_context *context, const char *id, int number)
{
    struct jf_card card;

    assert_int_equal(jf_device_get_card(device_of(context, id), &card), 0);
    assert_int_equal(card.number, number);
}

static void a_link_says_which_device_and_where(void **state)
{
    struct jf_context *context;

    (void)state;
    usb_headset(&usb);
    usb_machine(&recorded, &usb);
    /* Where it says more than the card's texts, the link counts. */
    recording_write(&recorded, USB_CARD "/usbbus", "001/009\n");
    context = open_adapters(1);
    assert_card(context, USB_ID, 1);
    assert_true(has_device(context, USB_ENDPOINT "output3"));
    jf_context_unref(context);
}

/* As `cp --parents` copies the directory itself, when nobody has copied the list of devices. */
static void a_link_into_the_devices_is_followed(void **state)
{
    struct jf_context *context;

    (void)state;
    recording_write(&recorded, USB_CARD "/id", "Usb\n");
    recording_link(&recorded, "sys/class/sound/card1",
                   "../../devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/sound/card1");
    write_microphone("sys/devices/pci0000:00/0000:00:14.0/usb1/1-2", 0x2d);
    context = open_adapters(1);
    assert_card(context, USB_ID, 1);
    jf_context_unref(context);
}

static void without_a_link_the_bus_says_which_device(void **state)
{
    struct jf_context *context;

    (void)state;
    recording_write(&recorded, USB_CARD "/id", "Usb\n");
    recording_write(&recorded, USB_CARD "/usbbus", "002/007\n");
    write_microphone("sys/bus/usb/devices/1-1", 0x2d);
    write_microphone("sys/bus/usb/devices/2-1", 0x2d);
    write_number("sys/bus/usb/devices/1-1", "busnum", 1);
    write_number("sys/bus/usb/devices/1-1", "devnum", 7);
    write_number("sys/bus/usb/devices/2-1", "busnum", 2);
    write_number("sys/bus/usb/devices/2-1", "devnum", 7);
    context = open_adapters(2);
    assert_card(context, "usb:Usb:0", 1);
    assert_card(context, "usb:1-1:0", -1);
    jf_context_unref(context);
}

static void else_the_make_says_it_where_only_one_is_of_it(void **state)
{
    struct jf_context *context;

    (void)state;
    recording_write(&recorded, USB_CARD "/id", "Usb\n");
    recording_write(&recorded, USB_CARD "/usbid", "046d:082e\n");
    write_microphone("sys/bus/usb/devices/1-1", 0x2d);
    write_microphone("sys/bus/usb/devices/1-2", 0x2e);
    recording_write(&recorded, "sys/bus/usb/devices/1-2:1.0/bInterfaceNumber", "00\n");
    context = open_adapters(2);
    assert_card(context, "usb:Usb:0", 1);
    assert_card(context, "usb:1-1:0", -1);
    jf_context_unref(context);
    write_microphone("sys/bus/usb/devices/1-1", 0x2e);
    context = open_adapters(3);
    assert_card(context, "usb:1-1:0", -1);
    assert_card(context, "usb:1-2:0", -1);
    assert_card(context, "card:Usb", 1);
    jf_context_unref(context);
}

static void the_mixer_text_says_the_make_too(void **state)
{
    struct jf_context *context;

    (void)state;
    recording_write(&recorded, USB_CARD "/id", "Usb\n");
    usb_machine_mixer(&recorded, "");
    write_microphone("sys/bus/usb/devices/1-1", 0x2d);
    context = open_adapters(1);
    assert_card(context, "usb:Usb:0", 1);
    jf_context_unref(context);
}

/* ---- ids ------------------------------------------------------------------------------------- */

static void a_card_without_a_bus_path_is_named_by_its_serial(void **state)
{
    struct jf_context *context;

    (void)state;
    for (int i = 0; i < 3; i++) {
        char directory[64], path[128];

        (void)snprintf(directory, sizeof(directory), "sys/bus/usb/devices/1-%d", i + 1);
        write_microphone(directory, (uint8_t)(0x20 + i));
        (void)snprintf(path, sizeof(path), "%s/serial", directory);
        recording_write(&recorded, path, i < 2 ? "A 7/1\n" : "\n");
        (void)snprintf(path, sizeof(path), "proc/asound/card%d/usbid", i);
        (void)snprintf(directory, sizeof(directory), "046d:08%02x\n", 0x20 + i);
        recording_write(&recorded, path, directory);
        (void)snprintf(path, sizeof(path), "proc/asound/card%d/id", i);
        (void)snprintf(directory, sizeof(directory), "Mic%d\n", i);
        recording_write(&recorded, path, directory);
    }
    context = open_adapters(3);
    assert_card(context, "usb:usb-A%207%2F1:0", 0);
    assert_card(context, "usb:Mic1:0", 1); /* makers give one serial to all they make */
    assert_card(context, "usb:Mic2:0", 2);
    jf_context_unref(context);
}

static void an_id_outlives_another_number_of_card_and_bus(void **state)
{
    struct jf_context *context;

    (void)state;
    recording_link(&recorded, "sys/class/sound/card3",
                   "../../devices/pci0000:00/0000:00:14.0/usb5/5-2/5-2:1.0/sound/card3");
    recording_write(&recorded, "proc/asound/card3/id", "Usb_1\n");
    write_microphone("sys/bus/usb/devices/5-2", 0x2d);
    context = open_adapters(1);
    assert_card(context, USB_ID, 3);
    jf_context_unref(context);
}

/* ---- without a card -------------------------------------------------------------------------- */

static void descriptors_alone_are_a_machine(void **state)
{
    struct jf_context *context;
    struct jf_card card;

    (void)state;
    write_microphone("sys/bus/usb/devices/1-2", 0x2d);
    context = open_adapters(1);
    assert_card(context, "usb:1-2:0", -1);
    assert_int_equal(jf_device_get_card(device_of(context, "usb:1-2:0"), &card), 0);
    assert_null(card.id);
    assert_int_equal(card.vendor_id, 0x046d082d);
    jf_context_unref(context);
    recording_write(&recorded, "sys/bus/usb/devices/1-2/serial", "77\n");
    context = open_adapters(1);
    assert_card(context, "usb:usb-77:0", -1);
    jf_context_unref(context);
}

static void a_device_without_a_card_may_still_have_a_place(void **state)
{
    struct jf_context *context;

    (void)state;
    recording_link(&recorded, "sys/bus/usb/devices/1-2",
                   "../../../devices/pci0000:00/0000:00:14.0/usb1/1-2");
    write_microphone("sys/devices/pci0000:00/0000:00:14.0/usb1/1-2", 0x2d);
    context = open_adapters(1);
    assert_card(context, "usb:pci-0000:00:14.0-usb-0:2:0", -1);
    jf_context_unref(context);
}

static void a_device_that_is_no_sound_device_is_none(void **state)
{
    struct jf_context *context;
    struct log_lines log;

    (void)state;
    recording_write(&recorded, "proc/asound/cards", "--- no soundcards ---\n");
    usb_begin(&usb);
    USB_ITEM(&usb, 4, 0, 0, 1, 3, 1, 1, 0);
    usb_end(&usb);
    recording_write_bytes(&recorded, "sys/bus/usb/devices/1-1/descriptors", usb.bytes, usb.size);
    write_microphone("sys/bus/usb/devices/1-2", 0x2d);
    recording_write(&recorded, "sys/bus/usb/devices/1-2/bConfigurationValue", "\n");
    context = open_adapters(0);
    jf_context_unref(context);
    /* One that has no configuration at all is told of. */
    recording_write(&recorded, "sys/bus/usb/devices/1-3/descriptors", "broken");
    assert_int_equal(open_recorded(recorded.root, &context, &log), 0);
    assert_string_equal(log.text, "replay: sys/bus/usb/devices/1-3/descriptors: byte 0: "
                                  "no configuration descriptor\n");
    jf_context_unref(context);
}

/* ---- configurations and faults --------------------------------------------------------------- */

static void the_configuration_that_is_active_counts(void **state)
{
    struct jf_context *context;

    (void)state;
    usb_begin(&usb);
    usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_1);
    usb_configuration(&usb, 2);
    usb_interface(&usb, 5, 0, USB_CONTROL, USB_CLASS_1);
    usb_end(&usb);
    usb_machine(&recorded, &usb);
    recording_write(&recorded, USB_PATH "/bConfigurationValue", "2\n");
    context = open_adapters(1);
    assert_true(has_device(context, "usb:" USB_NAME ":5"));
    jf_context_unref(context);
}

static void broken_descriptors_are_told_of_once(void **state)
{
    struct jf_context *context;
    struct log_lines log;

    (void)state;
    usb_headset(&usb);
    usb.bytes[18 + 9 + 9 + 10 + 12] = 0; /* length of the first feature unit */
    usb_machine(&recorded, &usb);
    assert_int_equal(open_recorded(recorded.root, &context, &log), 0);
    assert_graph_is_sound(jf_context_get_graph(context));
    assert_string_equal(log.text, "replay: " USB_PATH
                                  "/descriptors: byte 58: a descriptor of impossible length\n");
    assert_int_equal(jf_device_get_part_count(device_of(context, USB_ID)), 1);
    jf_context_unref(context);
    recording_write(&recorded, USB_PATH "/bConfigurationValue", "7\n");
    recording_write(&recorded, "proc/asound/cards", "");
    assert_int_equal(open_recorded(recorded.root, &context, &log), 0);
    assert_string_equal(log.text, "replay: " USB_PATH "/descriptors: byte 18: "
                                  "no descriptor of the active configuration\n");
    jf_context_unref(context);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, make_recording, delete_recording)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bus_path_is_in_udevs_words),
        cmocka_unit_test(the_device_of_an_interface_is_found_in_its_path),
        TEST(a_link_says_which_device_and_where),
        TEST(a_link_into_the_devices_is_followed),
        TEST(without_a_link_the_bus_says_which_device),
        TEST(else_the_make_says_it_where_only_one_is_of_it),
        TEST(the_mixer_text_says_the_make_too),
        TEST(a_card_without_a_bus_path_is_named_by_its_serial),
        TEST(an_id_outlives_another_number_of_card_and_bus),
        TEST(descriptors_alone_are_a_machine),
        TEST(a_device_without_a_card_may_still_have_a_place),
        TEST(a_device_that_is_no_sound_device_is_none),
        TEST(the_configuration_that_is_active_counts),
        TEST(broken_descriptors_are_told_of_once),
    };

    return cmocka_run_group_tests_name("usb-place", tests, NULL, NULL);
}
