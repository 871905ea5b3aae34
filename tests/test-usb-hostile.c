/* SPDX-License-Identifier: MIT */

/* Descriptors and texts that nobody wrote in good faith: cut anywhere, damaged, and huge. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "backends/alsa/usb-descriptors.h"
#include "backends/alsa/usb-mixer-text.h"
#include "helpers/usb-machine.h"

static struct usb_bytes usb;
static unsigned int seed;

static unsigned int next_random(void)
{
    seed = seed * 1103515245 + 12345;
    return seed >> 8;
}

/* ---- the parser ------------------------------------------------------------------------------ */

static void assert_bounded_entity(const struct jfi_usb_device *device, size_t size,
                                  const struct jfi_usb_entity *entity)
{
    assert_true(entity->kind > JFI_USB_UNKNOWN && entity->kind <= JFI_USB_POWER_DOMAIN);
    assert_true(entity->source_count <= 255);
    assert_true(entity->earlier < JFI_USB_MAX_ENTITIES);
    assert_int_equal(entity->features & ~0xfffeU, 0);
    if (entity->source_count) {
        assert_true(entity->sources >= device->bytes);
        assert_true(entity->sources + entity->source_count <= device->bytes + size);
    }
}

static void assert_bounded(const struct jfi_usb_device *device, size_t size)
{
    assert_true(device->function_count <= JFI_USB_MAX_FUNCTIONS);
    assert_true(device->stream_count <= JFI_USB_MAX_STREAMS);
    for (size_t i = 0; i < device->stream_count; i++)
        assert_true(device->streams[i].function < device->function_count);
    for (size_t i = 0; i < device->function_count; i++) {
        const struct jfi_usb_function *function = &device->functions[i];

        assert_ptr_equal(jfi_usb_find_function(device, function->interface), function);
        assert_true(function->entity_count <= JFI_USB_MAX_ENTITIES);
        for (size_t j = 0; j < function->entity_count; j++)
            assert_bounded_entity(device, size, &function->entities[j]);
        for (unsigned int id = 0; id < 256; id++) {
            const struct jfi_usb_entity *entity = jfi_usb_find_entity(function, id);

            assert_true(!entity || (entity->id == id && !entity->earlier));
        }
    }
}

static void try_bytes(const uint8_t *bytes, size_t size)
{
    /* Exactly as long, so that the sanitizer sees a byte too far. */
    uint8_t *copy = malloc(size ? size : 1);

    assert_non_null(copy);
    memcpy(copy, bytes, size);
    for (int configuration = -1; configuration <= 1; configuration++) {
        struct jfi_usb_device *device;
        struct jfi_usb_fault fault = {.what = NULL};
        int status = jfi_usb_parse(copy, size, configuration, &device, &fault);

        if (status) {
            assert_int_equal(status, -EBADMSG);
            assert_non_null(fault.what);
            assert_true(fault.offset <= size);
            continue;
        }
        assert_true(!device->fault_count == !device->first_fault.what);
        assert_true(device->first_fault.offset <= size);
        assert_bounded(device, size);
        jfi_usb_device_free(device);
    }
    free(copy);
}

static void every_beginning_of_descriptors_is_read(void **state)
{
    (void)state;
    usb_headset(&usb);
    for (size_t i = 0; i <= usb.size; i++)
        try_bytes(usb.bytes, i);
    usb_studio(&usb);
    for (size_t i = 0; i <= usb.size; i++)
        try_bytes(usb.bytes, i);
}

/* Each descriptor cut short by itself, with all others whole. */
static void every_descriptor_may_be_too_short(void **state)
{
    struct usb_bytes whole;

    (void)state;
    usb_studio(&whole);
    for (size_t at = 0; at < whole.size; at += whole.bytes[at]) {
        for (uint8_t length = 2; length < whole.bytes[at]; length++) {
            size_t rest = at + whole.bytes[at];

            usb.size = 0;
            usb_put(&usb, whole.bytes, at + length);
            usb.bytes[at] = length;
            usb_put(&usb, whole.bytes + rest, whole.size - rest);
            try_bytes(usb.bytes, usb.size);
        }
    }
}

static void every_byte_may_be_any(void **state)
{
    (void)state;
    usb_studio(&usb);
    for (size_t i = 0; i < usb.size; i++) {
        uint8_t kept = usb.bytes[i];

        for (unsigned int value = 0; value < 256; value++) {
            usb.bytes[i] = (uint8_t)value;
            try_bytes(usb.bytes, usb.size);
        }
        usb.bytes[i] = kept;
    }
}

/* ---- the whole way --------------------------------------------------------------------------- */

/* Opens the machine and checks the graph; that there is nothing to show is an answer too. */
static void try_machine(void)
{
    struct jf_context *context = NULL;
    struct log_lines log;
    int status;

    recording_write_bytes(&recorded, USB_PATH "/descriptors", usb.bytes, usb.size);
    status = open_recorded(recorded.root, &context, &log);
    if (status) {
        assert_int_equal(status, -EBADMSG);
        assert_true(log.count > 0);
        return;
    }
    assert_graph_is_sound(jf_context_get_graph(context));
    /* One line for the descriptors at most. */
    assert_true(log.count <= 1);
    jf_context_unref(context);
}

#define STUDIO_MIXER                             \
    USB_LEVEL(10, 1, "PCM 1 Volume", -100, 0)    \
    USB_LEVEL(10, 6, "Mic 2 Volume", -100, 0)    \
    USB_SWITCH(12, 1, "Speaker Playback Switch") \
    USB_SWITCH(2, 2, "Mic - Input Jack")         \
    USB_ELEMENT(13, 1, "PCM Capture Source", "U8", "min=1, max=2, dBmin=0, dBmax=0")

#define STUDIO_STATE                                                \
    USB_STATE_LEVEL(1, "PCM 1 Volume", -50)                         \
    USB_STATE_SWITCH(2, "CARD", "read", "Mic - Input Jack", "true") \
    USB_STATE_CHOICE(3, "PCM Capture Source", "Line",               \
                     USB_STATE_ITEM(0, "Mic") USB_STATE_ITEM(1, "Line"))

static void a_machine_with_any_bytes_changed_has_a_sound_graph(void **state)
{
    struct usb_bytes whole;

    (void)state;
    seed = 1;
    usb_studio(&whole);
    usb_machine(&recorded, &whole);
    recording_write(&recorded, "proc/asound/cards", "");
    usb_machine_mixer(&recorded, STUDIO_MIXER);
    usb_machine_state(&recorded, STUDIO_STATE);
    usb_machine_stream(&recorded, 0, 1, 2);
    for (int i = 0; i < 1500; i++) {
        usb = whole;
        /* Behind the configuration, so that most of it is still found. */
        for (unsigned int j = 0; j < 1 + next_random() % 6; j++)
            usb.bytes[45 + next_random() % (usb.size - 45)] = (uint8_t)next_random();
        try_machine();
    }
}

/* As many mixer units as one configuration holds, each fed by all others, by every id twice. */
static void a_machine_of_nothing_but_loops_has_a_sound_graph(void **state)
{
    uint8_t mixer[200] = {4, 0, 180};

    (void)state;
    usb_begin(&usb);
    usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_1);
    for (size_t i = 0; i < 180; i++)
        mixer[3 + i] = (uint8_t)i;
    for (unsigned int i = 0; i < 300; i++) {
        mixer[1] = (uint8_t)(i % 150);
        usb_item(&usb, 0x24, mixer, sizeof(mixer));
    }
    usb_end(&usb);
    usb_machine(&recorded, &usb);
    usb_machine_mixer(&recorded, USB_LEVEL(10, 1, "Volume", -100, 0));
    try_machine();
}

/* ---- time ------------------------------------------------------------------------------------ */

static double now(void)
{
    struct timespec time;

    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* A whole MiB of one descriptor after the head of a function. */
static double seconds_for_many(const uint8_t *item, size_t size)
{
    size_t whole = 1024 * 1024;
    uint8_t *bytes = malloc(whole);
    double start;

    assert_non_null(bytes);
    usb_begin(&usb);
    usb_interface(&usb, 0, 0, USB_CONTROL, USB_CLASS_2);
    memcpy(bytes, usb.bytes, usb.size);
    for (size_t i = usb.size; i < whole; i++)
        bytes[i] = item[(i - usb.size) % size];
    start = now();
    try_bytes(bytes, whole);
    free(bytes);
    return now() - start;
}

static void no_bytes_take_more_than_linear_time(void **state)
{
    static const uint8_t clocks[] = {8, 0x24, 10, 41, 3, 7, 0, 0};
    static const uint8_t interfaces[] = {9, 4, 0, 0, 0, 1, 1, 0x20, 0};
    static const uint8_t streams[] = {9, 4, 1, 1, 0, 1, 2, 0x20, 0, 4, 0x24, 1, 7};
    static const uint8_t groups[] = {8, 11, 0, 3, 1, 0, 0x20, 0};
    static const uint8_t configurations[] = {9, 2, 9, 0, 1, 2, 0, 0x80, 50};
    static const uint8_t shortest[] = {2, 0x24};

    (void)state;
    /* Some 10 ms when it is linear; the margin is for valgrind and sanitizers. */
    assert_true(seconds_for_many(clocks, sizeof(clocks)) < 5);
    assert_true(seconds_for_many(interfaces, sizeof(interfaces)) < 5);
    assert_true(seconds_for_many(streams, sizeof(streams)) < 5);
    assert_true(seconds_for_many(groups, sizeof(groups)) < 5);
    assert_true(seconds_for_many(configurations, sizeof(configurations)) < 5);
    assert_true(seconds_for_many(shortest, sizeof(shortest)) < 5);
}

/* ---- texts ----------------------------------------------------------------------------------- */

static void a_mixer_text_with_any_bytes_changed_is_read(void **state)
{
    static const char text[] = "USB Mixer: usb_id=0x046d082d, ctrlif=0, ctlerr=0\n" STUDIO_MIXER;
    static const char bytes[] = "=\",:0x9-\n\r \tUnitControlInfo\xff";
    char copy[sizeof(text)];

    (void)state;
    seed = 7;
    for (int i = 0; i < 3000; i++) {
        size_t size = next_random() % sizeof(text);
        struct jfi_usb_mixer mixer;

        memcpy(copy, text, sizeof(text));
        for (int j = 0; j < 8; j++)
            copy[next_random() % (sizeof(text) - 1)] = bytes[next_random() % (sizeof(bytes) - 1)];
        assert_int_equal(jfi_usb_mixer_parse(copy, size, &mixer), 0);
        for (size_t j = 0; j < mixer.controls.count; j++) {
            const struct jfi_usb_control *control = jfi_vec_at(&mixer.controls, j);

            assert_true(control->name && *control->name);
            assert_true(control->interface >= 0 && control->selector >= -1);
            assert_true(!control->has_db || control->db_min < control->db_max);
        }
        jfi_usb_mixer_fini(&mixer);
    }
}

static void there_is_an_end_to_the_elements_of_a_card(void **state)
{
    static const char element[] = "  Unit: 1\n    Control: name=\"X\", index=0\n";
    size_t count = JFI_USB_MAX_CONTROLS + 100, head = strlen("USB Mixer: ctrlif=0\n");
    char *text = malloc(head + count * strlen(element) + 1), *at;
    struct jfi_usb_mixer mixer;

    (void)state;
    assert_non_null(text);
    at = text + snprintf(text, head + 1, "USB Mixer: ctrlif=0\n");
    for (size_t i = 0; i < count; i++, at += strlen(element))
        memcpy(at, element, sizeof(element));
    assert_int_equal(jfi_usb_mixer_parse(text, (size_t)(at - text), &mixer), 0);
    assert_int_equal(mixer.controls.count, JFI_USB_MAX_CONTROLS);
    assert_int_equal(mixer.fault_line, 1 + 2 * (JFI_USB_MAX_CONTROLS + 1));
    jfi_usb_mixer_fini(&mixer);
    free(text);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, make_recording, delete_recording)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_beginning_of_descriptors_is_read),
        cmocka_unit_test(every_descriptor_may_be_too_short),
        cmocka_unit_test(every_byte_may_be_any),
        TEST(a_machine_with_any_bytes_changed_has_a_sound_graph),
        TEST(a_machine_of_nothing_but_loops_has_a_sound_graph),
        cmocka_unit_test(no_bytes_take_more_than_linear_time),
        cmocka_unit_test(a_mixer_text_with_any_bytes_changed_is_read),
        cmocka_unit_test(there_is_an_end_to_the_elements_of_a_card),
    };

    return cmocka_run_group_tests_name("usb-hostile", tests, NULL, NULL);
}
