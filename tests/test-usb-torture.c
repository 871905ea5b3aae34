/* SPDX-License-Identifier: MIT */

/*
 * Every allocation made for a recorded USB device fails once, wherever it is. The machine then
 * opens whole or says -ENOMEM, never less of it under other names; nothing leaks.
 */

#include <errno.h>
#include <stdlib.h>

#include "helpers/torture.h"
#include "helpers/usb-machine.h"

/* What the machine has, and how often settling may run out of memory. */
enum {
    DEVICES = 7,
    CONNECTIONS = 4,
    MAX_TRIES = 100
};

static void assert_whole(struct jf_context *context)
{
    const struct jf_graph *graph;
    const struct jf_device *device;
    const struct jf_part *part;
    int tries = 0;

    torture_arm(0);
    while (jf_context_settle(context) == -ENOMEM)
        assert_true(++tries < MAX_TRIES);
    graph = jf_context_get_graph(context);
    assert_graph_is_sound(graph);
    assert_int_equal(jf_graph_get_device_count(graph), DEVICES);
    assert_int_equal(jf_graph_get_connection_count(graph), CONNECTIONS);
    assert_int_equal(jf_graph_find_device(graph, USB_ID, &device), 0);
    assert_string_equal(jf_device_get_name(device), "Acme Mumble");
    assert_int_equal(jf_graph_find_part(graph, USB_ID "/mixer10:in1-volume", &part), 0);
    assert_int_equal(jf_part_get_control_count(part), 1);
    assert_int_equal(jf_graph_find_part(graph, USB_ID "/input1", &part), 0);
    assert_string_equal(jf_part_get_property(part, "alsa.pcm.device"), "0");
    assert_int_equal(jf_graph_find_device(graph, "usb:usb-77:0", &device), 0);
}

/* Opens with the n-th allocation failing. False: there is none left to fail. */
static bool open_round(const struct jf_config *config, unsigned long nth)
{
    struct jf_context *context = NULL;
    bool failed;
    int status;

    torture_arm(nth);
    status = jf_context_new(config, &context);
    if (!status)
        status = jf_context_settle(context);
    failed = torture_has_failed();
    torture_arm(0);
    assert_true(status == 0 || status == -ENOMEM);
    if (context)
        assert_whole(context);
    jf_context_unref(context);
    return failed;
}

static void write_machine(void)
{
    static struct usb_bytes usb;

    usb_studio(&usb);
    usb_machine(&recorded, &usb);
    usb_machine_mixer(&recorded, USB_LEVEL(10, 1, "PCM 1 Volume", -100, 0)
                                     USB_SWITCH(2, 2, "Mic - Input Jack"));
    usb_machine_state(&recorded, USB_STATE_LEVEL(1, "PCM 1 Volume", -50));
    usb_machine_stream(&recorded, 0, 1, 2);
    /* One of which the make tells the device, and one without a card. */
    usb_begin(&usb);
    usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_1);
    USB_IN(&usb, 1, 0x0201, 0, 2);
    usb_end(&usb);
    recording_write_bytes(&recorded, "sys/bus/usb/devices/1-3/descriptors", usb.bytes, usb.size);
    recording_write(&recorded, "sys/bus/usb/devices/1-3/serial", "77\n");
    recording_write(&recorded, "proc/asound/card2/usbid", "ffff:0001\n");
    recording_write(&recorded, "proc/asound/card2/id", "Other\n");
}

static void a_usb_device_opens_whole_or_not_at_all(void **state)
{
    struct jf_config *config;
    unsigned long nth = 1;

    (void)state;
    write_machine();
    assert_int_equal(jf_config_new(&config), 0);
    assert_int_equal(jf_config_set_machine(config, recorded.root), 0);
    while (open_round(config, nth))
        nth++;
    jf_config_free(config);
    print_message("%lu allocations\n", nth - 1);
    assert_true(nth > 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_usb_device_opens_whole_or_not_at_all, make_recording,
                                        delete_recording),
    };

    return cmocka_run_group_tests_name("usb-torture", tests, NULL, NULL);
}
